#!/usr/bin/env bash
# Killed in mid-write, again and again: whatever was acknowledged is there, nothing is half there, and the ledger is whole.
. "$(dirname "$0")/lib_region.sh"
here=$(cd "$(dirname "$0")" && pwd)
rounds=${PRASASTI_KILL_ROUNDS:-12}

# Writers at full speed; false when none of them got through.
write_on()
{
    before=$(wc -l <"$acks")
    python3 "$here/lib_writer.py" "$url" "$key" "$1" "$acks" &
    writer=$!
    within 10 enough || return
    sleep "0.0$((RANDOM % 90 + 10))"
}

enough()
{
    [ "$(wc -l <"$acks")" -gt $((before + 4)) ]
}

# A child of the supervisor dies at once, and another stands in its place.
kill_child()
{
    local old
    old=$(child "$1")
    kill -9 "$old"
    within 20 replaced "$1" "$old"
}

replaced()
{
    local new
    new=$(child "$1")
    [ -n "$new" ] && [ "$new" != "$2" ]
}

# Everything at once, as when the power goes.
kill_all()
{
    local tree
    tree=$(pgrep -P "$server") || return
    # shellcheck disable=SC2046,SC2086
    kill -9 "$server" $tree $(for pid in $tree; do pgrep -P "$pid"; done) 2>/dev/null
    wait "$server" 2>/dev/null
    none_left
}

# What the table, the history, the events, the links and the counters say of the records that were written.
half_written()
{
    sql "select a.nama from aplikasi a where a.nama like 'UJI-%' and (
        a.versi <> (select count(*) from aplikasi_h h where h.id = a.id)
        or a.versi <> (select count(*) from peristiwa p where p.register = 'aplikasi' and p.rekaman = a.id)
        or 1 <> (select count(*) from aplikasi__layanan l where l.induk = a.id)
        or a.versi = 1 and a.uraian_fungsi is not null or a.versi = 2 and a.uraian_fungsi <> a.nama)"
}

lost()
{
    sql "select nama || ' ' || id || ' ' || versi from aplikasi where nama like 'UJI-%'" | python3 -c 'import sys
there = {}
for line in sys.stdin:
    name, number, version = line.split()
    there[name] = (number, int(version))
for line in open(sys.argv[1], encoding="utf-8"):
    name, number, version = line.split()
    if name not in there or there[name][0] != number or there[name][1] < int(version):
        print("lost:", line.strip())' "$acks" 2>&1
}

for engine in $(engines); do
    region "$engine" "$engine" || is "$engine: a region is made" false
    needs_server "$engine: it serves"
    token budi
    acks=$work/$engine.acks
    : >"$acks"
    done=0
    for round in $(seq "$rounds"); do
        # The supervisor waits longer each time a child dies young: now and then everything is begun anew.
        if [ $((round % 4)) = 0 ]; then
            write_on "UJI-$round" && kill_all && wait "$writer" && serve && done=$((done + 1))
        else
            write_on "UJI-$round" && kill_child app && wait "$writer" && within 20 answers && done=$((done + 1))
        fi
    done
    same "$engine: killed in mid-write and served again $rounds times" "$done" "$rounds"
    is "$engine: records were acknowledged meanwhile ($(wc -l <"$acks"))" test "$(wc -l <"$acks")" -ge $((rounds * 4))
    same "$engine: each of them is there" "$(lost)" ""
    same "$engine: none is half written" "$(half_written)" ""
    same "$engine: the counters are right" "$(sql "select sum(n) from hitung where register = 'aplikasi'")" \
        "$(sql "select count(*) from aplikasi where dihapus is null")"
    same "$engine: events have no gap" "$(sql "select max(seq) - count(*) from peristiwa")" 0

    # The ledger dies while events come in: nothing is lost or signed twice.
    for round in 1 2 3; do
        write_on "UJI-L$round" && kill_child ledger && kill -9 "$(child app)" && wait "$writer" && within 20 answers && done=$((done + 1))
    done
    same "$engine: the ledger killed in mid-write and begun again 3 times" "$done" $((rounds + 3))
    same "$engine: each record is there" "$(lost)" ""
    last=$(tail -n 1 "$acks")
    api GET "/api/v1/aplikasi/$(cut -d' ' -f2 <<<"$last")"
    same "$engine: the last one acknowledged is read" "$code:$(pick 'v["nama"]')" "200:${last%% *}"
    api GET "/api/v1/aplikasi?cari=${last%% *}"
    is "$engine: and found by its words" grep -q "${last%% *}" <<<"$answer"
    stop
    same "$engine: it stops as always" "$?" 0
    verify
    same "$engine: verify" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
    same "$engine: with every event signed" "$(grep -o '[0-9]* menunggu tanda tangan' <<<"$said")" "0 menunggu tanda tangan"
    is "$engine: apart from the killing the log is calm" calm <(grep -v 'sinyal 9' "$out")
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "pg: the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
