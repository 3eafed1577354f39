#!/usr/bin/env bash
# `ketat`: nobody has a whole answer before its receipt is on the disk. Shown with a disk that is slow, and one that fails.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
. "$(dirname "$0")/lib_wire.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
hostile_begin
export PRASASTI_TEST_DISK=$work/disk
PRASASTI_HUB_PRELOAD="${PRASASTI_HUB_PRELOAD:+$PRASASTI_HUB_PRELOAD }$build/tests/libdisk_shim.so"
mkdir -p "$work/satu/tls"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$work/satu/tls/kunci.pem" -out "$work/satu/tls/sertifikat.pem" 2>/dev/null
hub_begin satu
url=https://127.0.0.1:$port

# whole HTTP-VERSION PATH: "STATUS CURL-CODE SECONDS" of a strict call; code 0: curl has a whole answer
whole()
{
    curl -s -k -m 5 "--http$1" -o /dev/null -w '%{http_code} %{exitcode} %{time_total}' -H "$key" "${@:3}" "$url/hub/ketat/$2"
}

# A connection that is refused is tried again by curl itself; what counts is that no answer is ever whole.
paths=(gema kosong kepala-panjang besar/3000000 alih tidak-ada)
for version in 1.1 2; do
    for path in "${paths[@]}"; do
        echo lambat >"$PRASASTI_TEST_DISK"
        read -r status code seconds < <(whole $version "$path")
        is "HTTP/$version $path waits for the disk ($status after $seconds s)" test "$code" = 0 -a "${seconds/./}" -ge 140000
        read -r status code seconds < <(whole $version "$path" -I)
        is "  HEAD too ($status after $seconds s)" test "$code" = 0 -a "${seconds/./}" -ge 140000
        echo rusak >"$PRASASTI_TEST_DISK"
        read -r status code seconds < <(whole $version "$path")
        is "  and is never whole when that fails (code $code)" test "$code" -gt 0
    done
done
echo lambat >"$PRASASTI_TEST_DISK"
cases "$here/_hub_gone.py" "$port" "$data"
echo rusak >"$PRASASTI_TEST_DISK"
cases "$here/_hub_gone.py" "$port" "$data"
same "what is not strict goes on" "$(curl -s -k -m 5 -o /dev/null -w '%{http_code}' -H "$key" "$url/hub/pasien/gema")" 200
rm "$PRASASTI_TEST_DISK"
sleep 0.3
for version in 1.1 2; do
    read -r status code seconds < <(whole $version gema)
    same "HTTP/$version: when the disk is well again so is the hub" "$status $code" "200 0"
done

# --- what is not strict: a power cut may forget a tenth of a second ---------------------------------------------------------
syncs() { stat -c %s "$PRASASTI_TEST_DISK.catatan" 2>/dev/null || echo 0; }
more_than() { [ "$(syncs)" -gt "$1" ]; }
sleep 1 # what was begun before is synced
echo catat >"$PRASASTI_TEST_DISK"
sleep 0.5
same "a hub in which nothing happens syncs nothing" "$(syncs)" 0
for i in 1 2 3; do
    before=$(syncs)
    curl -s -k -m 5 -o /dev/null -H "$key" "$url/hub/pasien/gema"
    is "the receipt of an ordinary call is made durable without anybody asking ($i)" within 5 more_than "$before"
done
hub_stop
same "no worker ended" "$(grep -c 'exited on signal' "$data/run/nginx/error.log")" 0
is "the error log holds no alarm" test "$(grep -cE '\[(emerg|crit|alert)\]' "$data/run/nginx/error.log")" = 0
finish
