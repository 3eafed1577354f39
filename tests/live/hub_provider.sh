#!/usr/bin/env bash
# Providers that hang, drip, break off, lie or send without end: what the caller is told, what the receipt says, and that a
# worker stays as small as it was.   BYTES=10000000000 tests/live/hub_provider.sh
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
. "$(dirname "$0")/lib_wire.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
hostile_begin
hub_begin satu
cases "$here/_hub_provider.py" "$port" "$data" "$seen"

# --- behind TLS ---------------------------------------------------------------------------------------------------------------
policy "alamat=mati,https://127.0.0.1:$provider"
refused "says nothing to a TLS greeting" 504 penyedia_terlambat -H "$key" "$url/hub/mati/gema"
policy "alamat=mati,https://127.0.0.1:$port"
refused "answers a TLS greeting without TLS" 502 penyedia_tidak_terjangkau -H "$key" "$url/hub/mati/gema"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$work/tls.key" -out "$work/tls.pem" 2>/dev/null
secure=$(free_port)
openssl s_server -accept "127.0.0.1:$secure" -cert "$work/tls.pem" -key "$work/tls.key" -www -quiet >/dev/null 2>&1 &
pids+=($!)
within 5 curl -sk -o /dev/null "https://127.0.0.1:$secure/"
policy "alamat=mati,https://127.0.0.1:$secure"
refused "shows a certificate that no authority signed" 502 penyedia_tidak_terjangkau -H "$key" "$url/hub/mati/gema"
policy

# --- without end -----------------------------------------------------------------------------------------------------------
bytes=${BYTES:-300000000}
ask -H "$key" "$url/hub/pasien/besar/1000000"
before=$(resident_kib)
peak=$before
begun=$(now_ms)
curl -s -o /dev/null -w '%{http_code} %{size_download}' -H "$key" "$url/hub/pasien/besar/$bytes" >"$work/large" &
large=$!
while kill -0 $large 2>/dev/null; do
    now=$(resident_kib)
    [ "$now" -gt "$peak" ] && peak=$now
    sleep 0.1
done
wait $large
echo "# $bytes bytes in $(($(now_ms) - begun)) ms; workers $before KiB before, $peak KiB at most"
same "an answer of $bytes bytes passes" "$(cat "$work/large")" "200 $bytes"
is "  and the workers grow by less than 2 MiB" test $((peak - before)) -lt 2048
same "  its receipt counts it" "$(receipts jalur=/hub/pasien/besar/"$bytes" | field tanggapan_ukuran)" "$bytes"
before=$(resident_kib)
peak=$before
head -c "$bytes" /dev/zero | curl -s -o /dev/null -w '%{http_code}' -H "$key" -H 'Content-Type: x/y' -H 'Expect:' -T - -X POST \
    "$url/hub/pasien/unggah" >"$work/large" &
large=$!
while kill -0 $large 2>/dev/null; do
    now=$(resident_kib)
    [ "$now" -gt "$peak" ] && peak=$now
    sleep 0.1
done
wait $large
same "a request of $bytes bytes passes" "$(cat "$work/large")" 200
is "  and the workers grow by less than 2 MiB (from $before to $peak KiB)" test $((peak - before)) -lt 2048
same "  its receipt counts it" "$(receipts jalur=/hub/pasien/unggah | field permintaan_ukuran)" "$bytes"
hub_stop
same "no worker ended" "$(grep -c 'exited on signal' "$data/run/nginx/error.log")" 0
is "the error log holds no alarm" test "$(grep -cE '\[(emerg|crit|alert)\]' "$data/run/nginx/error.log")" = 0
finish
