#!/usr/bin/env bash
# kill -9 of any process of a region under load, strict calls throughout: no acknowledged receipt is lost, none becomes two leaves,
# proofs from before hold, quotas are exact over it all.   ROUNDS=100 tests/live/hub_kill.sh (as tests/soak/hub.sh does)
. "$(dirname "$0")/lib_region.sh"
. "$(dirname "$0")/lib_load.sh"
rounds=${ROUNDS:-8}
quota=$((rounds * 900 + 1000))
if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "the hub under kills" "no module in this build"
    finish
fi

# kill_one WHAT: at once, at any moment; the supervisor is started again by us, everything else by the supervisor.
kill_one()
{
    local master victims
    master=$(pgrep -n -P "$server" -x nginx)
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
        is "  it is served again" again
        ;;
    esac
}

is "a region is made" region hubkill
needs_server "it serves"
strict_service "$quota"
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

# --- there, but dead to the world ---------------------------------------------------------------------------------------------
frozen()
{
    local pid=$1 before
    kill -STOP "$pid"
    before=$(leaves)
    for _ in 1 2 3 4 5; do call; done
    same "$2 is frozen: calls go on" "$status" 200
    if [ "$2" = ledger ]; then
        sleep 1
        same "  and wait for their leaves" "$(leaves)" "$before"
    else
        grown()
        {
            [ "$(leaves)" -ge $((before + 5)) ]
        }
        is "  and become leaves" within 10 grown
    fi
    kill -CONT "$pid"
}
frozen "$(child app)" app
is "  pages are back" within 10 answers
frozen "$(child ledger)" ledger
caught_up()
{
    has_proof "$receipt"
}
is "  and have them as soon as it wakes" within 10 caught_up

# --- killed -----------------------------------------------------------------------------------------------------------------
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
    is "round $round: after kill -9 of $target calls pass again" within 20 more || {
        tail -n 5 "$out" "$data/run/nginx/error.log"
        pgrep -a -P "$server"
        call
        echo "a call of its own: $status"
    } | sed 's/^/# /'
done
load_ends
acked=$(grep -c '^200' "$work/acks")
is "there was load ($acked strict answers)" test "$acked" -gt $((rounds * 20))

# --- and counted ------------------------------------------------------------------------------------------------------------
kill -TERM "$server"
wait "$server"
again
counted
same "no acknowledged receipt is lost" "$lost" 0
same "no receipt stands twice" "$all" "$distinct"
call
counted
same "what is left of the quota is exact" "$(sed -n 's/^RateLimit: .*"hari";r=\([0-9]*\).*/\1/Ip' <<<"$head")" $((quota - charged))
load --until 429 --connections 16
within 60 grep -q '^429' "$work/acks"
load_ends
counted
same "to the last call of it" "$charged" "$quota"
same "and nothing is lost of those either" "$lost" 0
is "every receipt is one leaf ($all)" within 20 all_leaves
is "a proof from before the kills holds" "$program" proof check "$work/before.json" --key "$(cat "$data/ledger/pertukaran/kunci")"
is "for a stranger too" "$here/../verify_receipt.py" "$work/before.json"
for id in $(grep '^200' "$work/acks" | shuf -n 10 | cut -d' ' -f2); do
    api GET "/ledger/bukti/$id"
    cp "$work/.answer" "$work/one.json"
    is "one that was acknowledged is proved: $id" "$here/../verify_receipt.py" "$work/one.json"
done
stop
sql "update akun set perangkat_daerah = $home where nama_pengguna = 'budi'"
quota_back
is "and everything verifies" "$program" verify --data "$data"
is "no sanitizer and no fault spoke" calm "$out"
# Who lost his supervisor to a kill notices it and ends by himself.
nobody_left()
{
    ! pgrep -f "$work/" >"$work/.left"
}
is "nobody is left behind" within 30 nobody_left
[ ! -s "$work/.left" ] || xargs ps -o pid,ppid,stat,etimes,args -p <"$work/.left" | sed 's/^/# /'
finish
