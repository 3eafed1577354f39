#!/usr/bin/env bash
# What `make run` shows of the hub, for each regulation: a service that is open, one that is refused with its reason, and what
# the printed commands need: every address, key and file they name.
. "$(dirname "$0")/lib_region.sh"

# asked KEY PATH: $status and $body
asked()
{
    status=$(curl -s -m 30 -o "$work/.body" -w '%{http_code}' -H "X-API-Key: $1" "$url$2")
    body=$(cat "$work/.body")
}
policy_there()
{
    "$program" policy show "$data/hub/kebijakan.bin" >"$work/.policy" 2>/dev/null
}

# Workers look for the policy ten times a second.
passes()
{
    asked latihan-kunci-perizinan /hub/kas-daerah/kas/2026
    [[ " 200 502 504 " == *" $status "* ]]
}

demo()
{
    local name=$1 code=$2 reason=$3 hints
    regulation=$name
    is "$name: a region is made" region "$name"
    needs_server "$name: it serves"
    is "$name: the hub has its policy" within 20 policy_there
    is "$name: the first call is let through, whether or not its provider runs here" within 10 passes
    asked latihan-kunci-perizinan /hub/kunjungan/kunjungan
    same "$name: the second is refused" "$status" "$code"
    has "$name:   with its reason" "$body" "$reason"
    asked latihan-kunci-simpus /hub/kas-daerah/kas/2026
    same "$name: the third too" "$status" 403
    hints=$data_folder/regulations/$name/coba.txt
    [ -e "$hints" ] || hints=$data_folder/coba.txt
    for path in /hub/kas-daerah/kas/2026 /hub/kunjungan/kunjungan /ledger/bukti/; do
        is "$name: what is printed names $path" grep -qF "ALAMAT$path" "$hints"
    done
    is "$name: and the log's key is where it says" within 10 test -s "$data/ledger/pertukaran/kunci"
    stop
}

if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "the hub of the demonstrations" "no module in this build"
    finish
fi
data_folder=$(dirname "$0")/../../data
demo banjar-39-2023 503 "Pasal 16 ayat (3) huruf c"
demo bekasi-2-2023 503 "Pasal 15 ayat (2) huruf d"
demo bogor-24-2021 503 "Pasal 22 ayat (4) huruf c"
demo sumenep-39-2023 503 "Pasal 17 ayat (3) huruf d"
demo purbalingga-90-2021 403 perjanjian_ditangguhkan
finish
