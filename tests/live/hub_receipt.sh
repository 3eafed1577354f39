#!/usr/bin/env bash
# From a call through the real hub to a proof in a stranger's hand: also of a refusal, also after every process was killed.
. "$(dirname "$0")/lib_region.sh"
check=$(dirname "$0")/../verify_receipt.py

# call KEY PATH: $status, $body and $receipt, the number that the answer bears.
call()
{
    status=$(curl -s -m 30 -o "$work/.body" -D "$work/.head" -w '%{http_code}' -H "X-API-Key: $1" "$url$2")
    body=$(cat "$work/.body")
    receipt=$(tr -d '\r' <"$work/.head" | sed -n 's/^X-Prasasti-Bukti: //Ip')
}

answers_with()
{
    call "$2" "$3"
    [ "$status" = "$1" ]
}

# The receipt becomes a leaf, and budi's agency may have it: $answer.
has_receipt()
{
    api GET "/ledger/bukti/$1"
    [ "$code" = 200 ]
}

if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "receipts of the real hub" "no module in this build"
    finish
fi
is "a region is made" region hubreceipt
needs_server "it serves"
token pengelola
provider=$(free_port)
python3 "$(dirname "$0")/lib_provider.py" "$provider" &
pids+=($!)
service=$(sql "select id from layanan_penghubung where kode = 'kas-daerah'")
send PATCH "/api/v1/layanan_penghubung/$service" "{\"alamat_hulu\": \"http://127.0.0.1:$provider\"}" \
    -H "If-Match: \"v$(sql "select versi from layanan_penghubung where id = $service")\""
is "a call inside an agreement passes" within 20 answers_with 200 latihan-kunci-perizinan /hub/kas-daerah/kas/2026
passed=$receipt
is "one without an agreement is refused" answers_with 403 latihan-kunci-simpus /hub/kas-daerah/kas/2026
refused=$receipt
is "both bear the number of a receipt" test "${#passed}" = 36 -a "${#refused}" = 36 -a "$passed" != "$refused"
token budi baca
is "the agency of the refused consumer has its receipt" within 10 has_receipt "$refused"
cp "$work/.answer" "$work/refused.json"
same "it says what happened" "$(pick '"{0} {1[status]} {1[layanan]} {1[identitas]}".format(bool(json.loads(v["isi"])["penolakan"]), json.loads(v["isi"]))' 2>/dev/null)" \
    "True 403 kas-daerah kunci_api"
is "the program accepts it" "$program" proof check "$work/refused.json" --key "$(cat "$data/ledger/pertukaran/kunci")"
is "so does a stranger" "$check" "$work/refused.json"
api GET "/ledger/bukti/$passed"
same "the receipt of others is not there for it" "$code" 404
fetched()
{
    curl -s -o "$work/own.json" -w '%{http_code}' ${1:+-H "X-API-Key: $1"} "$url/ledger/bukti/$passed"
}
same "the calling program has it by the key it calls with" "$(fetched latihan-kunci-perizinan)" 200
is "  whole, with its proof" "$program" proof check "$work/own.json" --key "$(cat "$data/ledger/pertukaran/kunci")"
same "another program's key opens nothing" "$(fetched latihan-kunci-simpus)" 404
same "nor does one that nobody has" "$(fetched tebakan)" 404
same "nor does none" "$(fetched "")" 404

# --- everything killed ------------------------------------------------------------------------------------------------------
for _ in $(seq 20); do
    call latihan-kunci-simpus /hub/kas-daerah/kas/2026
done
last=$receipt
kill -9 "$server"
wait "$server" 2>/dev/null
is "nobody is left" none_left
needs_server "it serves again"
token budi baca
is "what was answered just before is there" within 20 has_receipt "$last"
is "and holds" "$check" "$work/.answer"
is "and so does the proof from before" "$check" "$work/refused.json"
stop
is "and everything verifies" "$program" verify --data "$data"
finish
