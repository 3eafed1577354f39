#!/usr/bin/env bash
# kill -9 of any process of a region under load, strict calls throughout: no acknowledged receipt is lost, none becomes two leaves,
# proofs from before hold, quotas are exact over it all.   ROUNDS=100 tests/live/hub_kill.sh (as tests/soak/hub.sh does)
. "$(dirname "$0")/lib_region.sh"
here=$(cd "$(dirname "$0")" && pwd)
rounds=${ROUNDS:-8}
quota=$((rounds * 900 + 1000))
key_api=latihan-kunci-perizinan path=/hub/kas-daerah/kas/2026
if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "the hub under kills" "no module in this build"
    finish
fi

call()
{
    status=$(curl -s -m 30 -o /dev/null -D "$work/.head" -w '%{http_code}' -H "X-API-Key: $key_api" "$url$path")
    head=$(tr -d '\r' <"$work/.head")
    receipt=$(sed -n 's/^X-Prasasti-Bukti: //Ip' <<<"$head")
}

passes()
{
    call
    [ "$status" = 200 ]
}

leaves()
{
    sed -n 2p "$data/ledger/pertukaran/checkpoint" 2>/dev/null || echo 0
}

# The same folder on the same port.
again()
{
    "$program" serve --data "$data" --port "$port" >>"$out" 2>&1 &
    server=$!
    pids+=("$server")
    within 30 answers
}

# load NAME [OPTION…]: in the background, its acknowledgements added to those of before.
load()
{
    python3 "$here/lib_load.py" "$port" "$key_api" "$path" "$work/acks" "$@" >"$work/.load" &
    loader=$!
    pids+=("$loader")
}

load_ends()
{
    kill "$loader" 2>/dev/null
    wait "$loader"
    echo "# $(cat "$work/.load")"
}

# kill_one WHAT: at once, at any moment; the supervisor is started again by us, everything else by the supervisor.
kill_one()
{
    local master victims
    master=$(cat "$data/run/nginx/nginx.pid")
    case $1 in
    worker) victims=$(pgrep -P "$master" | shuf -n 1) ;;
    workers) victims=$(pgrep -P "$master") ;;
    nginx) victims=$master ;;
    app | ledger) victims=$(child "$1") ;;
    server) victims=$server ;;
    all) victims="$server $(pgrep -P "$server") $(pgrep -P "$master")" ;;
    *) victims="$server $master" ;; # the workers are left without either
    esac
    # shellcheck disable=SC2086
    kill -9 $victims 2>/dev/null
    case $1 in
    server | all | orphans)
        wait "$server" 2>/dev/null
        is "  nobody is left" none_left
        again
        ;;
    esac
}

is "a region is made" region hubkill
needs_server "it serves"
provider=$(free_port)
python3 "$here/lib_hostile.py" "$provider" /dev/null &
pids+=($!)
token pengelola
service=$(sql "select id from layanan_penghubung where kode = 'kas-daerah'")
agreed=$(sql "select kuota_hari from perjanjian_data where layanan_penghubung = $service")
sql "update perjanjian_data set kuota_hari = $quota where layanan_penghubung = $service" # what is in force is not changed by people
send PATCH "/api/v1/layanan_penghubung/$service" "{\"alamat_hulu\": \"http://127.0.0.1:$provider\", \"tanda_terima\": \"ketat\"}" \
    -H "If-Match: \"v$(sql "select versi from layanan_penghubung where id = $service")\""
same "the service is strict" "$code" 200
limited()
{
    passes && grep -qi '^RateLimit-Policy: .*"hari";q='"$quota" <<<"$head"
}
is "so is its quota" within 20 limited
has_proof()
{
    api GET "/ledger/bukti/$1"
    [ "$code" = 200 ]
}
# Nobody of the two agencies has an account in the demonstration: for as long as the test runs, budi is of the provider's.
home=$(sql "select perangkat_daerah from akun where nama_pengguna = 'budi'")
sql "update akun set perangkat_daerah = (select perangkat_daerah from layanan_penghubung where id = $service) where nama_pengguna = 'budi'"
token budi baca
is "a proof is taken before" within 10 has_proof "$receipt"
cp "$work/.answer" "$work/before.json"

# --- killed -----------------------------------------------------------------------------------------------------------------
: >"$work/acks"
load --rate 400
what=(worker nginx app ledger server all workers orphans)
for round in $(seq 0 $((rounds - 1))); do
    target=${what[$((round % ${#what[@]}))]}
    sleep "0.$((RANDOM % 90 + 10))"
    before=$(wc -l <"$work/acks")
    kill_one "$target"
    more()
    {
        [ "$(grep -c '^200' "$work/acks")" -gt $((before + 5)) ]
    }
    is "round $round: after kill -9 of $target calls pass again" within 20 more
done
load_ends
acked=$(grep -c '^200' "$work/acks")
is "there was load ($acked strict answers)" test "$acked" -gt $((rounds * 20))

# --- and counted ------------------------------------------------------------------------------------------------------------
counted()
{
    python3 - "$here" "$data" "$work/acks" "$path" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
from lib_wire import Receipts
kept = Receipts(sys.argv[2]).all()
ids = [r["id"] for r in kept]
told = {line.split()[1] for line in open(sys.argv[3]) if line.startswith("200")}
# charged at admission: also where the provider did not answer
passed = sum(1 for r in kept if r["jalur"] == sys.argv[4] and r.get("penolakan", "penyedia_").startswith("penyedia_"))
print(len(ids), len(set(ids)), len(told - set(ids)), passed)
PY
}
kill -TERM "$server"
wait "$server"
again
read -r all distinct lost passed < <(counted)
same "no acknowledged receipt is lost" "$lost" 0
same "no receipt stands twice" "$all" "$distinct"
call
read -r all distinct lost passed < <(counted)
same "what is left of the quota is exact" "$(sed -n 's/^RateLimit: .*"hari";r=\([0-9]*\).*/\1/Ip' <<<"$head")" $((quota - passed))
load --until 429 --connections 16
within 60 grep -q '^429' "$work/acks"
load_ends
read -r all distinct lost passed < <(counted)
same "to the last call of it" "$passed" "$quota"
same "and nothing is lost of those either" "$lost" 0
all_leaves()
{
    [ "$(leaves)" = "$all" ]
}
is "every receipt is one leaf ($all)" within 20 all_leaves
is "a proof from before the kills holds" "$program" proof check "$work/before.json" --key "$(cat "$data/ledger/pertukaran/kunci")"
is "for a stranger too" "$here/../verify_receipt.py" "$work/before.json"
for id in $(grep '^200' "$work/acks" | shuf -n 10 | cut -d' ' -f2); do
    api GET "/ledger/bukti/$id"
    cp "$work/.answer" "$work/one.json"
    is "one that was acknowledged is proved: $id" "$here/../verify_receipt.py" "$work/one.json"
done
stop
sql "update akun set perangkat_daerah = $home where nama_pengguna = 'budi'; update perjanjian_data set kuota_hari = $agreed where layanan_penghubung = $service"
is "and everything verifies" "$program" verify --data "$data"
is "no sanitizer and no fault spoke" calm "$out"
finish
