# The hub with real nginx, a provider of the tests' own and a policy out of text. Sourced after lib.sh.
stub=$build/tests/serve_stub
prasasti=$build/prasasti
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export PRASASTI_SHARE=$work/share
mkdir -p "$PRASASTI_SHARE/web/dist"
key='X-API-Key: prs_siak_0123456789abcdef'
other='X-API-Key: prs_bapenda_0123456789abcdef'
version=0

provider_begin()
{
    provider=$(free_port)
    python3 "$here/lib_provider.py" "$provider" &
    pids+=($!)
    within 5 curl -s -o /dev/null "http://127.0.0.1:$provider/"
}

# policy [CHANGE…]: writes the next version; returns when every worker has looked.
policy()
{
    version=$((version + 1))
    python3 "$here/lib_hub.py" policy "$provider" $version "$@" >"$work/policy.json" &&
        "$prasasti" policy make "$work/policy.json" "$data/hub/kebijakan.bin" && sleep 0.3
}

# hub_begin NAME [OPTION…]: a data folder, the supervisor in the background; $url is its door.
hub_begin()
{
    data=$work/$1
    port=$(free_port)
    shift
    url=http://127.0.0.1:$port
    mkdir -p "$data/hub"
    echo >"$data/mode"
    [ -e "$data/hub/kebijakan.bin" ] || policy
    hub_again "$@"
}

# The same folder, port and words once more.
hub_again()
{
    # A sanitized module (hub/README.md) needs its libraries in nginx; what nginx keeps for ever is no leak of ours.
    env ${PRASASTI_HUB_PRELOAD:+LD_PRELOAD="$PRASASTI_HUB_PRELOAD" ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0:abort_on_error=1} \
        "$stub" serve --data "$data" --port "$port" "$@" >"$data/out" 2>&1 &
    server=$!
    pids+=("$server")
    within 10 grep -q 'Prasasti siap' "$data/out"
}

hub_stop()
{
    kill -TERM "$server"
    wait "$server"
}

# ask CURL-ARGUMENTS…: status in $status, body in $body, header lines in $head.
ask()
{
    status=$(curl -s -m 10 --path-as-is -o "$work/body" -D "$work/head" -w '%{http_code}' "$@")
    body=$(head -c 3000 "$work/body" 2>/dev/null | tr -d '\0')
    head=$(tr -d '\r' <"$work/head" 2>/dev/null)
}

head_of()
{
    sed -n "s/^$1: //Ip" <<<"$head"
}

code()
{
    python3 -c 'import json, sys; print(json.load(sys.stdin).get("kode", ""))' <<<"$body" 2>/dev/null
}

receipts()
{
    python3 "$here/lib_hub.py" receipts "$data/hub/bukti" "$@"
}

field()
{
    python3 -c 'import json, sys; print(json.loads(sys.stdin.readline()).get(sys.argv[1], ""))' "$1"
}

# refused WHY STATUS CODE CURL…: refused so, and the receipt says the same.
refused()
{
    local why=$1 wanted=$2 reason=$3
    shift 3
    ask "$@"
    same "$why" "$status $(code)" "$wanted $reason"
    same "  and its receipt says so" "$(receipts "id=$(head_of X-Prasasti-Bukti)" | field penolakan)" "$reason"
}
