#!/usr/bin/env bash
# Spoilt requests by the thousand on the hub's socket. Worth most with the sanitized module (hub/README.md).
#   COUNT=100000 SEED=1 tests/live/hub_fuzz.sh
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
. "$(dirname "$0")/lib_wire.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
hostile_begin
hub_begin satu
cases "$here/_hub_fuzz.py" "$port" "$data" "$seen" "${COUNT:-3000}" ${SEED:+"$SEED"}
ask -H "$key" "$url/hub/ketat/gema"
same "afterwards calls pass as before" "$status" 200
hub_stop
same "no worker ended" "$(grep -c 'exited on signal' "$data/run/nginx/error.log")" 0
same "no sanitizer spoke" "$(cat "$data/out" "$data/run/nginx/error.log" | grep -cE 'AddressSanitizer|runtime error')" 0
is "the error log holds no alarm" test "$(grep -cE '\[(emerg|crit|alert)\]' "$data/run/nginx/error.log")" = 0
finish
