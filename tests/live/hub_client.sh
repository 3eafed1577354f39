#!/usr/bin/env bash
# Callers that are slow, leave, smuggle, or only sit there: what they get, and that others do not notice.
#   IDLE=5000 IDLE_TLS=1000 tests/live/hub_client.sh
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
. "$(dirname "$0")/lib_wire.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
idle=${IDLE:-5000} idle_tls=${IDLE_TLS:-1000}
hostile_begin

ends_well()
{
    hub_stop
    same "$1: no worker ended" "$(grep -c 'exited on signal' "$data/run/nginx/error.log")" 0
    is "$1: the error log holds no alarm" test "$(grep -cE '\[(emerg|crit|alert)\]' "$data/run/nginx/error.log")" = 0
}

# sit WHAT COUNT TLS: so many connections that do nothing, while others call; "$scheme" is that of the hub.
sit()
{
    local before after gone worst=0 begun took
    # They may all fall to one worker, and the machine must let that worker have them.
    if [ "$(ulimit -Hn)" -lt $(($2 * 2)) ]; then
        skip "$2 connections that sit there ($1)" "no more than $(ulimit -Hn) files here"
        return
    fi
    before=$(resident_kib)
    coproc SITTER { python3 "$here/lib_idle.py" "$port" "$([ "$3" = tls ] && echo 0 || echo "$2")" "$1" "$port" "$([ "$3" = tls ] && echo "$2" || echo 0)"; }
    pids+=("$SITTER_PID")
    local said=
    read -r -t 60 said <&"${SITTER[0]}"
    same "$2 connections sit there ($1${3:+, $3})" "$said" "siap $2"
    after=$(resident_kib)
    echo "# workers: $before KiB before, $after KiB with them: $(((after - before) * 1024 / $2)) bytes each"
    for _ in $(seq 20); do
        begun=$(now_ms)
        ask -k -H "$key" "$url/hub/ketat/gema"
        took=$(($(now_ms) - begun))
        [ "$status" = 200 ] || break
        [ $took -gt $worst ] && worst=$took
    done
    same "  calls go on (at most $worst ms)" "$status" 200
    same "  and pages" "$(curl -s -k -m 5 -o /dev/null -w '%{http_code}' "$url/")" 200
    [ -n "${PRASASTI_HUB_PRELOAD:-}" ] || is "  each takes less than 40 KiB" test $(((after - before) / $2)) -lt 40
    local in=${SITTER[1]}
    exec {in}>&-
    read -r -t 20 gone <&"${SITTER[0]}"
    wait "$SITTER_PID"
    same "  and none of them was put out" "$gone" 0
}

hub_begin satu
cases "$here/_hub_client.py" "$port" "$data" "$seen"
sit diam "$idle" ""
sit separuh "$((idle / 5))" ""
ends_well plain

# --- TLS ------------------------------------------------------------------------------------------------------------------
mkdir -p "$work/dua/tls"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -keyout "$work/dua/tls/kunci.pem" -out "$work/dua/tls/sertifikat.pem" 2>/dev/null
hub_begin dua
url=https://127.0.0.1:$port
cases "$here/_hub_h2.py" "$port" "$data" "$seen"
sit diam "$idle_tls" tls
ends_well TLS
finish
