#!/usr/bin/env bash
# The hub end to end: real nginx with our module, a provider of the tests' own. Who passes, who is refused and with which
# words, what the receipts say.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
provider_begin
hub_begin satu

# --- passes ------------------------------------------------------------------------------------------------------------
ask -H "$key" "$url/hub/pasien/gema/1?a=b%20c"
same "a call inside an agreement passes" "$status" 200
has "path and query arrive as they were sent, behind the base" "$body" '"tujuan": "/dasar/gema/1?a=b%20c"'
has "the provider is told who calls" "$body" '["X-Prasasti-Konsumen", "ID/PD/DUKCAPIL/SIAK"]'
same "the key is not handed on" "$(grep -c prs_siak <<<"$body")" 0
receipt=$(receipts "id=$(head_of X-Prasasti-Bukti)")
same "its receipt names agreement, version and policy" \
    "$(for k in perjanjian perjanjian_versi kebijakan_versi identitas status konsumen_pd penyedia_pd; do field $k <<<"$receipt"; done | xargs)" \
    "PKS-1 3 1 kunci_api 200 3 7"
same "the digest of the answer is that of its bytes" "$(field tanggapan_sidik <<<"$receipt")" "$(sha256sum <"$work/body" | cut -d' ' -f1)"

head -c 300000 /dev/urandom >"$work/big"
sum=$(sha256sum <"$work/big" | cut -d' ' -f1)
ask -H "$key" -H 'Content-Type: x/y' --data-binary "@$work/big" "$url/hub/pasien/gema"
has "a body streams through unchanged" "$body" "$sum"
same "and its digest stands in the receipt" "$(receipts "id=$(head_of X-Prasasti-Bukti)" | field permintaan_sidik)" "$sum"
ask -H "$key" -H 'Transfer-Encoding: chunked' --data-binary "@$work/big" "$url/hub/pasien/gema"
has "a body in chunks too" "$body" "$sum"
ask -H "$key" -H 'X-Forwarded-For: 6.6.6.6' -H 'X-Prasasti-Konsumen: palsu' -H 'Cookie: sesi=1' -H 'Authorization: Basic eDp5' "$url/hub/pasien/gema"
same "no claim and no cookie of the caller reaches the provider" "$(grep -cE '6\.6\.6\.6|palsu|sesi' <<<"$body")" 0
has "its own words for the provider do" "$body" "Basic eDp5"
ask -H "$key" "$url/hub/pasien/salah/503"
same "the provider's error passes untouched" "$status $body" "503 kesalahan penyedia"
same "and is no refusal of ours" "$(receipts "id=$(head_of X-Prasasti-Bukti)" | field penolakan)" ""
ask -H "$key" "$url/hub/pasien/klaim"
same "what only the hub may say is not taken from a provider" "$status $(grep -c palsu <<<"$(grep -viE '^x-road' <<<"$head")")" "200 0"
ask -I -H "$key" "$url/hub/pasien/gema"
same "HEAD has a receipt" "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field metode)" "200 HEAD"
ask -H "$key" "$url/hub/pasien/kosong"
same "204 has a receipt" "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field status)" "204 204"
refused "the bare service is a path of its own" 403 operasi_di_luar_perjanjian -H "$key" "$url/hub/pasien"

# --- refused -----------------------------------------------------------------------------------------------------------
refused "without a proof nobody is known" 401 identitas_tidak_terbukti "$url/hub/pasien/gema"
refused "a header alone identifies nobody" 401 identitas_tidak_terbukti -H 'X-Road-Client: ID/PD/DUKCAPIL/SIAK' "$url/hub/pasien/gema"
refused "an unknown key" 401 kunci_tidak_dikenal -H 'X-API-Key: prs_siak_0123456789abcdee' "$url/hub/pasien/gema"
refused "a key that has run out" 401 kunci_kedaluwarsa -H 'X-API-Key: prs_lama_0123456789abcdef' "$url/hub/pasien/gema"
refused "two keys" 400 kepala_tidak_terbaca -H "$key" -H "$key" "$url/hub/pasien/gema"
refused "a consumer that is closed" 403 konsumen_ditutup -H 'X-API-Key: prs_tutup_0123456789abcdef' "$url/hub/pasien/gema"
refused "somebody else's name" 403 klien_bukan_pemilik -H "$other" -H 'X-Road-Client: ID/PD/DUKCAPIL/SIAK' "$url/hub/pasien/gema"
refused "an unknown service" 404 layanan_tidak_dikenal -H "$key" "$url/hub/tiada/gema"
refused "a service that its regulation closes" 503 layanan_ditutup -H "$key" "$url/hub/tertutup/gema"
has "names the article" "$body" '"pasal":"Pasal 15 ayat (2)"'
has "and the office" "$body" '"penanggung_jawab":"Dinas Kesehatan"'
refused "no agreement" 403 tanpa_perjanjian -H "$key" "$url/hub/sendiri/gema"
refused "an agreement that has ended" 403 perjanjian_berakhir -H "$other" "$url/hub/pasien/gema"
refused "an agreement that is held" 403 perjanjian_ditangguhkan -H "$other" "$url/hub/ketat/gema"
refused "another hour" 403 di_luar_jam -H "$other" "$url/hub/mati/gema"
refused "a method that was not agreed" 403 operasi_di_luar_perjanjian -H "$key" -X DELETE "$url/hub/pasien/gema"
refused "a path that was not agreed" 403 operasi_di_luar_perjanjian -H "$key" "$url/hub/terbatas/lain"
refused "an agreement of that number is not there" 403 tanpa_perjanjian -H "$key" -H 'X-Prasasti-Perjanjian: PKS-99' "$url/hub/pasien/gema"
refused "a provider that is away" 502 penyedia_tidak_terjangkau -H "$key" "$url/hub/mati/gema"
refused "a provider that takes longer than its time" 504 penyedia_terlambat -H "$key" "$url/hub/lambat/lambat/3000"
refused "a provider that speaks no HTTP" 502 penyedia_tidak_terjangkau -H "$key" "$url/hub/pasien/rusak"
curl -s -m 5 -o "$work/cut" -H "$key" "$url/hub/pasien/putus"
same "an answer that breaks off is no whole answer for the client" "$?" 18
within 5 test -n "$(receipts jalur=/hub/pasien/putus)"
same "its receipt has no digest of an answer" "$(receipts jalur=/hub/pasien/putus | field tanggapan_sidik)" ""

# --- paths and smuggling --------------------------------------------------------------------------------------------------
for path in /hub/pasien//gema /hub/pasien/./gema /hub/pasien/../pasien/gema /hub/pasien/%2e%2e/x /hub/pasien/a%2Fb /hub/pasien/a%5cb \
    /hub/pasien/%00 /hub/pasien/%41 /hub/pasien/%ff /hub/pasien/a%0d%0aX:y '/hub/pasien/a\b' /%68ub/pasien/gema //hub/pasien/gema \
    /x/../hub/pasien/gema '/hub/pasien/a%'; do
    ask -H "$key" "$url$path"
    same "not in normal form: $path" "$status" 400
done
for path in /%68ub/pasien/gema //hub/pasien/gema /%721/ID/PD; do
    ask -H "$key" "$url$path"
    same "refused in the form of the short door: $path" "$(head_of Content-Type) $(code)" "application/problem+json jalur_tidak_baku"
done
# raw BYTES: the status line of what a connection of one's own is told
raw()
{
    python3 - "$port" "$1" <<'PY'
import re, socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)
s.settimeout(5)
s.sendall(sys.argv[2].encode().decode("unicode_escape").encode("latin-1"))
got = b""
try:
    while True:
        part = s.recv(65536)
        if not part:
            break
        got += part
except OSError:
    pass
print(" ".join(re.findall(r"HTTP/1\.1 ([0-9]{3}) ", got.decode("latin-1"))))
PY
}
auth='X-API-Key: prs_siak_0123456789abcdef\r\n'
same "length and chunks together" "$(raw "POST /hub/pasien/gema HTTP/1.1\r\nHost: a\r\n${auth}Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n")" 400
same "two lengths" "$(raw "POST /hub/pasien/gema HTTP/1.1\r\nHost: a\r\n${auth}Content-Length: 4\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabcd")" 400
same "an absolute address" "$(raw "GET http://lain/hub/pasien/gema HTTP/1.1\r\nHost: a\r\n${auth}Connection: close\r\n\r\n")" 400
same "a key on a folded line" "$(raw "GET /hub/pasien/gema HTTP/1.1\r\nHost: a\r\nX-API-Key:\r\n prs_siak_0123456789abcdef\r\nConnection: close\r\n\r\n")" 400
same "two requests on one connection are two exchanges" \
    "$(raw "GET /hub/pasien/gema HTTP/1.1\r\nHost: a\r\n${auth}\r\nGET /hub/pasien/gema HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")" "200 401"

# --- strict ----------------------------------------------------------------------------------------------------------------
for path in gema kosong besar/2000000 besar/2000000/pecah salah/404 besar/0; do
    ask -H "$key" "$url/hub/ketat/$path"
    same "strict: $path has a receipt with its digest" "$(receipts "id=$(head_of X-Prasasti-Bukti)" | field tanggapan_sidik)" \
        "$(touch "$work/body"; if [ "$status" = 204 ]; then : ; else cat "$work/body"; fi | sha256sum | cut -d' ' -f1)"
done
ask -I -H "$key" "$url/hub/ketat/gema"
same "strict: HEAD" "$status" 200
same "strict: many at once" "$(seq 200 | xargs -P 20 -I{} curl -s -m 10 -o /dev/null -w '%{http_code}\n' -H "$key" "$url/hub/ketat/gema/{}" | sort | uniq -c | xargs)" "200 200"
same "  each with its receipt" "$(receipts layanan=ketat metode=GET status=200 | grep -c /gema/)" 200

for i in $(seq 60); do curl -s -m "0.0$((i % 9 + 1))" -o /dev/null -H "$key" "$url/hub/ketat/lambat/$((i % 50))" & done
wait $(jobs -p | grep -vxF -e "$server" -e "${pids[0]}")
ask -H "$key" "$url/hub/ketat/gema"
same "clients that go away while they wait disturb nobody" "$status" 200

# --- quota ----------------------------------------------------------------------------------------------------------------
ask -H "$key" "$url/hub/terbatas/gema/1"
has "what is left is told" "$(head_of RateLimit)" '"hari";r=4;t='
same "and what was agreed" "$(head_of RateLimit-Policy)" '"hari";q=5;w=86400'
same "five a day are five, however many ask at once" \
    "$(seq 60 | xargs -P 20 -I{} curl -s -m 10 -o /dev/null -w '%{http_code}\n' -H "$key" "$url/hub/terbatas/gema/{}" | sort | uniq -c | xargs)" "4 200 56 429"
refused "the next is told to wait" 429 kuota_habis -H "$key" "$url/hub/terbatas/gema/1"
is "until midnight" test "$(head_of Retry-After)" -gt 0
hub_stop
hub_begin satu
refused "a restart forgets nothing of it" 429 kuota_habis -H "$key" "$url/hub/terbatas/gema/1"

# --- X-Road ----------------------------------------------------------------------------------------------------------------
client='X-Road-Client: ID/PD/DUKCAPIL/SIAK'
base=$url/r1/ID/PD/DINKES/SIMPUS
ask -H "$key" -H "$client" -H 'X-Road-Id: 7f0c' "$base/pasien/gema/v1?hal=1"
same "X-Road: a call passes" "$status" 200
has "  to the base with path and query" "$body" '"tujuan": "/dasar/gema/v1?hal=1"'
same "  service, client and message come back" "$(head_of X-Road-Service) $(head_of X-Road-Client) $(head_of X-Road-Id)" \
    "ID/PD/DINKES/SIMPUS/pasien ID/PD/DUKCAPIL/SIAK 7f0c"
has "  the exchange's own id reaches the provider" "$body" "\"X-Road-Request-Id\", \"$(head_of X-Road-Request-Id)\""
ask -H "$key" -H "$client" -H 'Content-Type: application/json' -H 'User-Agent:' -H 'Accept:' --data '{"halo":"dunia"}' "$base/pasien/gema"
same "  the request hash is the one the protocol describes" "$(head_of X-Road-Request-Hash)" "$(
    python3 - "$(head_of X-Road-Request-Id)" "$(head_of X-Road-Id)" <<'PY'
import base64, hashlib, sys
head = ("POST\r\n/r1/ID/PD/DINKES/SIMPUS/pasien/gema\r\nX-API-Key:prs_siak_0123456789abcdef\r\nX-Road-Client:ID/PD/DUKCAPIL/SIAK\r\n"
        "Content-Type:application/json\r\nx-road-request-id:%s\r\nx-road-id:%s\r\n" % tuple(sys.argv[1:])).encode()
sha = lambda b: hashlib.sha512(b).digest()
print(base64.b64encode(sha(sha(head) + sha(b'{"halo":"dunia"}'))).decode())
PY
)"
has "  a message without id is given one" "$(head_of X-Road-Id)" "ID-"
ask -H "$key" "$base/pasien/gema"
same "X-Road: without X-Road-Client" "$status $(head_of X-Road-Error)" "400 client.missing_header"
has "  type and detail stand in the body" "$body" '"type":"client.missing_header"'
ask -H "$key" -H "$client" -H "$client" "$base/pasien/gema"
same "X-Road: a repeated client" "$status" 400
ask -H "$key" -H 'X-Road-Client: ID/PD/LAIN/SIAK' "$base/pasien/gema"
same "X-Road: another's name" "$status $(head_of X-Road-Error)" "403 client.access_denied"
ask -H "$key" -H "$client" -H 'X-Road-Represented-Party: I/C/M' "$base/pasien/gema"
same "X-Road: somebody represented in three parts" "$status $(head_of X-Road-Error)" "400 client.bad_request"
ask -H "$key" -H "$client" "$url/r2/ID/PD/DINKES/SIMPUS/pasien/gema"
same "X-Road: another version" "$status $(head_of X-Road-Error)" "400 client.invalid_protocol_version"
ask -H "$key" -H "$client" "$url/r1/ID/PD/DINKES"
same "X-Road: too few parts" "$status" 400
ask -H "$key" -H "$client" -H 'Accept: text/plain, application/xml;q=0.1' "$base/tertutup/x"
same "X-Road: a closed service, in XML when asked" "$status $(head_of X-Road-Error) $(head_of Content-Type)" \
    "503 server.serverproxy.service_disabled application/xml;charset=utf-8"
for lines in 'text/plain|application/xml' 'application/json|text/xml'; do
    ask -H "$key" -H "$client" -H "Accept: ${lines%|*}" -H "Accept: ${lines#*|}" "$base/tertutup/x"
    is "X-Road: two lines of Accept are one list: $lines" grep -q "${lines#*|}" <<<"$(head_of Content-Type)"
done
ask -H "$key" -H "$client" -H 'Accept: application/xml' "$base/tertutup/x"
has "  well-formed" "$body" '<error><type>server.serverproxy.service_disabled</type>'
ask -H "$key" -H "$client" "$base/pasien/salah/404"
same "X-Road: the provider's error is not ours" "$status $(head_of X-Road-Error)" "404 "
ask -H "$key" -H "$client" --data-binary "@$work/big" "$base/pasien/gema"
same "X-Road: a body beyond the service's ceiling" "$status $(head_of X-Road-Error)" "413 client.bad_request"
ask -H "$key" -H "$client" -H 'Transfer-Encoding: chunked' --data-binary "@$work/big" "$base/pasien/gema"
same "  in chunks too" "$status" 413
ask -H "$key" -H "$client" "$base/listMethods"
has "metaservices: every service of the subsystem" "$body" '"service_code":"sendiri"'
ask -H "$key" -H "$client" "$base/allowedMethods"
same "  or those one may call" "$status $(grep -c sendiri <<<"$body") $(grep -c '"pasien"' <<<"$body")" "200 0 1"
printf '{}' >"$data/hub/openapi/$(printf '{}' | sha256sum | cut -d' ' -f1)"
ask -H "$key" -H "$client" "$base/getOpenAPI?serviceCode=pasien"
same "  the description as it is stored" "$status $body" "200 {}"
ask -H "$key" -H "$client" "$base/getOpenAPI?serviceCode=ketat"
same "  or that there is none" "$status" 404
ask -H "$key" "$url/listClients"
has "  and who is here" "$body" '"subsystem_code":"SIAK"'

# --- the policy changes, processes die ---------------------------------------------------------------------------------------
policy tutup=pasien
refused "a new policy counts at once" 503 layanan_ditutup -H "$key" "$url/hub/pasien/gema"
cp "$data/hub/kebijakan.bin" "$work/bad" && printf 'x' | dd of="$work/bad" bs=1 seek=900 conv=notrunc 2>/dev/null
mv "$work/bad" "$data/hub/kebijakan.bin" && sleep 0.3
refused "a damaged one is left out, the last goes on" 503 layanan_ditutup -H "$key" "$url/hub/pasien/gema"
policy
ask -H "$key" "$url/hub/pasien/gema"
same "the next whole one counts again" "$status" 200

# Replaced a hundred times a second, open and closed in turn: a call is judged by exactly one of them, and says by which.
"$prasasti" policy show "$data/hub/kebijakan.bin" >"$work/open.json"
python3 - "$work" <<'PY'
import json, sys
base = json.load(open(sys.argv[1] + "/open.json"))
for n in range(1000, 1010):
    base["versi"] = n
    for s in base["layanan"]:
        if s["kunci"] == "pasien":
            s.pop("tutup", None)
            if n % 2:
                s["tutup"] = {"alasan": "ganjil", "pasal": ""}
    json.dump(base, open("%s/p%d.json" % (sys.argv[1], n), "w"))
PY
for n in $(seq 1000 1009); do "$prasasti" policy make "$work/p$n.json" "$work/p$n.bin"; done
(
    for i in $(seq 300); do
        cp "$work/p$((1000 + i % 10)).bin" "$data/hub/next" && mv "$data/hub/next" "$data/hub/kebijakan.bin"
        sleep 0.01
    done
) &
swap=$!
got=$(seq 600 | xargs -P 4 -I{} curl -s -m 10 -o /dev/null -w '%{http_code} %header{x-prasasti-bukti}\n' -H "$key" "$url/hub/pasien/gema/tukar" 2>/dev/null |
    cut -d' ' -f1 | sort | uniq -c | xargs)
wait $swap
is "no call is dropped while the policy changes ($got)" test "$(tr ' ' '\n' <<<"$got" | paste - - | awk '$2 == 200 || $2 == 503 { n += $1 } END { print n }')" = 600
is "no call is judged wrongly" python3 - "$here" "$data" <<'PY'
import json, subprocess, sys
out = subprocess.run([sys.executable, sys.argv[1] + "/lib_hub.py", "receipts", sys.argv[2] + "/hub/bukti", "jalur=/hub/pasien/gema/tukar"],
                     capture_output=True, text=True).stdout
rows = [json.loads(line) for line in out.splitlines()]
assert len(rows) == 600, len(rows)
for r in rows:
    closed = r["kebijakan_versi"] >= 1000 and r["kebijakan_versi"] % 2 == 1
    assert (r["status"] == 503) == closed, r
PY

workers()
{
    pgrep -P "$(cat "$data/run/nginx/nginx.pid")"
}
policy
before=$(receipts status=200 | wc -l)
(seq 300 | xargs -P 8 -I{} curl -s -m 10 -o /dev/null -w '%{http_code} %header{x-prasasti-bukti}\n' -H "$key" "$url/hub/ketat/gema/mati" >"$work/acked" 2>/dev/null) &
load=$!
for i in 1 2 3; do
    sleep 0.3
    for pid in $(workers); do kill -9 "$pid" 2>/dev/null; done
done
wait $load
sleep 0.5
receipts jalur=/hub/ketat/gema/mati | python3 -c 'import json, sys
for line in sys.stdin: print(json.loads(line)["id"])' | sort >"$work/kept"
grep '^200' "$work/acked" | cut -d' ' -f2 | sort >"$work/told"
is "workers killed under load: calls were answered all the same" test "$(wc -l <"$work/told")" -gt 100
same "and no receipt of an answered strict call is lost" "$(comm -23 "$work/told" "$work/kept" | wc -l)" 0
# A disk of its own that is full, where the machine lets us have one.
hub_stop
if mount -t tmpfs -o size=24m tmpfs "$data/hub/bukti" 2>/dev/null; then
    hub_again
    for i in $(seq 20); do ask -H "$key" "$url/hub/pasien/gema"; done
    same "with room there is an answer" "$status" 200
    hub_stop
    head -c 40000000 /dev/zero >"$data/hub/bukti/penuh" 2>/dev/null
    hub_again
    ask -H "$key" "$url/hub/pasien/gema"
    same "a full disk closes the hub, in words" "$status $(code)" "503 bukti_tidak_dapat_ditulis"
    has "  and nothing but the hub" "$(curl -s -m 5 "http://127.0.0.1:$port/")" "GET /"
    rm "$data/hub/bukti/penuh" && sleep 0.5
    ask -H "$key" "$url/hub/pasien/gema"
    same "it opens again by itself" "$status" 200
    hub_stop
    umount "$data/hub/bukti"
else
    skip "a full disk" "no mount without rights"
fi
hub_again
same "a query stands in no log" "$(curl -s -o /dev/null -H "$key" "$url/hub/mati/x?nik=6303123456"; grep -c 6303123456 "$data/run/nginx/error.log")" 0
echo silent >"$data/mode"
app=$(grep '^app begins' "$data/trace" | tail -n 1 | cut -d' ' -f3) # the newest, and still a child of ours: numbers come again
pgrep -P "$server" | grep -qx "$app" && kill -9 "$app"
ask -H "$key" "$url/hub/pasien/gema"
same "the application is down: traffic goes on" "$status" 200
hub_stop
mv "$data/hub/kebijakan.bin" "$work/away"
echo >"$data/mode"
hub_again
refused "without a policy nobody passes" 503 penghubung_belum_siap -H "$key" "$url/hub/pasien/gema"
mv "$work/away" "$data/hub/kebijakan.bin" && sleep 0.3
refused "when one comes, what was used before the start is known" 429 kuota_habis -H "$key" "$url/hub/terbatas/gema/1"
hub_stop
same "no worker ended but by our own hand" "$(grep 'exited on signal' "$data/run/nginx/error.log" | grep -vc 'signal 9')" 0
same "no sanitizer spoke" "$(grep -cE 'AddressSanitizer|runtime error' "$data/out" "$data/run/nginx/error.log" | grep -vc ':0$')" 0
is "the error log holds no alarm" test "$(grep -cE '\[(emerg|crit)\]' "$data/run/nginx/error.log")" = 0
finish
