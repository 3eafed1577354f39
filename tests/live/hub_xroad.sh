#!/usr/bin/env bash
# A client of the X-Road protocol, written from its description, against the hub; and every published case that is about the wire.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
. "$(dirname "$0")/lib_wire.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
provider_begin
hub_begin satu
published=${PRASASTI_SHARED:-../shared}/vektor/xroad
if [ -e "$published/rest-cases.json" ]; then
    cases "$here/_hub_xroad.py" "$port" "$data" "$provider" "$prasasti" "$published"
else
    cases "$here/_hub_xroad.py" "$port" "$data" "$provider" "$prasasti"
    skip "published cases" "the folder of vectors is not here"
fi
hub_stop
is "the error log holds no alarm" test "$(grep -cE '\[(emerg|crit|alert)\]' "$data/run/nginx/error.log")" = 0
finish
