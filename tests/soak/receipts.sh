#!/usr/bin/env bash
# Receipts by the million: the ledger process keeps its size, is killed again and again, and loses and doubles nothing.
#   COUNT=1000000 tests/soak/receipts.sh
. "$(dirname "$0")/../live/lib_region.sh"
writer=$build/tests/receipt_writer
needs_program "$writer"
count_all=${COUNT:-1000000}
workers=2

leaves()
{
    sed -n 2p "$data/ledger/pertukaran/checkpoint" 2>/dev/null || echo 0
}

signed()
{
    [ "$(leaves)" -ge "$1" ]
}

start_ledger()
{
    "$program" ledger --data "$data" >>"$work/ledger.out" 2>&1 &
    ledger=$!
    pids+=("$ledger")
}

resident_kib()
{
    sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$ledger/status"
}

is "a region is made" region soak
mkdir -p "$data/hub/bukti"
begun=$(now_ms)
start_ledger
for slot in $(seq $workers); do
    "$writer" "$data/hub/bukti" $((count_all / workers)) --slot "$slot" --ids "$work/ids.$slot" &
    writers[slot]=$!
    pids+=("${writers[slot]}")
done
is "a tenth becomes leaves" within 600 signed $((count_all / 10))
early=$(resident_kib)
is "all of it does" within 1800 signed "$count_all"
late=$(resident_kib)
echo "# $count_all receipts in $(($(now_ms) - begun)) ms; resident $early KiB after a tenth, $late KiB after all"
is "the ledger process did not grow by more than 4 MiB" test $((late - early)) -lt 4096
wait "${writers[@]}"
for round in $(seq "${ROUNDS:-20}"); do
    "$writer" "$data/hub/bukti" 0 --slot 9 --ids "$work/ids.9" 2>/dev/null &
    hub=$!
    pids+=("$hub")
    sleep "0.$((RANDOM % 9))"
    kill -9 "$ledger"
    wait "$ledger" 2>/dev/null
    start_ledger
    sleep "0.$((RANDOM % 9))"
    kill -9 "$hub"
    wait "$hub" 2>/dev/null
done
all=$(cat "$work"/ids.* | wc -l)
is "after ${ROUNDS:-20} kills every acknowledged receipt is a leaf" within 600 signed "$all"
is "once: a record may stand without its acknowledgement, one a kill" test "$(leaves)" -le $((all + ${ROUNDS:-20}))
kill "$ledger"
wait "$ledger"
same "the ledger ends well" "$?" 0
is "and everything verifies" "$program" verify --data "$data"
finish
