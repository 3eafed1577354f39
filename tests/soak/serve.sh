#!/usr/bin/env bash
# The supervisor killed again and again, at any moment of its start: nobody may ever be left behind.
#   ROUNDS=40 tests/soak/serve.sh
. "$(dirname "$0")/../live/lib.sh"
stub=$build/tests/serve_stub
needs_program "$stub"
export PRASASTI_SHARE=$work/share
data=$work/data
mkdir -p "$PRASASTI_SHARE/web/dist" "$data"

none_left()
{
    ! pgrep -f -- "$data" >/dev/null
}

for round in $(seq "${ROUNDS:-40}"); do
    port=$(free_port)
    "$stub" serve --data "$data" --port "$port" >"$work/out" 2>&1 &
    server=$!
    pids+=("$server")
    wait_ms=$((RANDOM % 250))
    sleep "0.$(printf '%03d' $wait_ms)"
    kill -9 "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    is "round $round: killed after $wait_ms ms, nobody is left" within 5 none_left
done
"$stub" serve --data "$data" --port "$(free_port)" >"$work/last" 2>&1 &
server=$!
pids+=("$server")
is "and the folder can be served" within 10 grep -q 'Prasasti siap' "$work/last"
kill "$server"
wait "$server"
same "and left in order" "$?" 0
finish
