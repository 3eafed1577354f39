# Load on the hub of a region: a strict service of the demonstration with a provider of ours. Sourced after lib_region.sh.
#   strict_service [QUOTA]   region and server are there: the service is strict, calls pass; $service
#   load [OPTION…], load_ends   calls in the background, their acknowledgements in $work/acks (lib_load.py)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
key_api=latihan-kunci-perizinan path=/hub/kas-daerah/kas/2026

call()
{
    status=$(curl -s -m 30 -o "$work/.body" -D "$work/.head" -w '%{http_code}' -H "X-API-Key: $key_api" "$url$path")
    body=$(cat "$work/.body" 2>/dev/null)
    head=$(tr -d '\r' <"$work/.head")
    receipt=$(sed -n 's/^X-Prasasti-Bukti: //Ip' <<<"$head")
}

passes()
{
    call
    [ "$status" = 200 ]
}

limited()
{
    passes && grep -qi '^RateLimit-Policy: .*"hari";q='"$1" <<<"$head"
}

# What is in force is not changed by people, so the quota is put in behind the program's back, and taken out again for `verify`.
strict_service()
{
    local quota=${1:-4000000} provider
    provider=$(free_port)
    python3 "$here/lib_hostile.py" "$provider" /dev/null &
    pids+=($!)
    token pengelola
    service=$(sql "select id from layanan_penghubung where kode = 'kas-daerah'")
    agreed=$(sql "select kuota_hari from perjanjian_data where layanan_penghubung = $service")
    sql "update perjanjian_data set kuota_hari = $quota where layanan_penghubung = $service"
    send PATCH "/api/v1/layanan_penghubung/$service" "{\"alamat_hulu\": \"http://127.0.0.1:$provider\", \"tanda_terima\": \"ketat\"}" \
        -H "If-Match: \"v$(sql "select versi from layanan_penghubung where id = $service")\""
    same "the service is strict" "$code" 200
    is "and its calls pass" within 20 limited "$quota"
    : >"$work/acks"
}

quota_back()
{
    sql "update perjanjian_data set kuota_hari = $agreed where layanan_penghubung = $service"
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

# counted: receipts in $all, different ones in $distinct, acknowledged ones that are missing in $lost, charged ones in $charged.
counted()
{
    read -r all distinct lost charged < <(python3 - "$here" "$data" "$work/acks" "$path" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
from lib_wire import Receipts
kept = Receipts(sys.argv[2]).all()
ids = [r["id"] for r in kept]
told = {line.split()[1] for line in open(sys.argv[3]) if line.startswith("200")}
# charged at admission: also where the provider did not answer
print(len(ids), len(set(ids)), len(told - set(ids)),
      sum(1 for r in kept if r["jalur"] == sys.argv[4] and r.get("penolakan", "penyedia_").startswith("penyedia_")))
PY
    )
}

all_leaves()
{
    [ "$(leaves)" = "$all" ]
}
