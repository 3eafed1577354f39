# Helpers for the scripts of this folder: TAP lines, a folder of one's own, free ports. Sourced, not run.
# A script's folder and whatever it started are gone when it ends, however it ends.
set -uo pipefail
build=${PRASASTI_BUILD:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../../build-asan" && pwd)}
work=$(mktemp -d /tmp/prasasti-live-XXXXXX) || exit 1
count=0 failed=0
pids=()

clean_up()
{
    local pid
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill -TERM "$pid" 2>/dev/null
    done
    for pid in ${pids[@]+"${pids[@]}"}; do
        wait "$pid" 2>/dev/null
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# is WHY COMMAND...: one test, passed when the command succeeds.
is()
{
    local why=$1
    shift
    count=$((count + 1))
    if "$@" >"$work/.said" 2>&1; then
        echo "ok $count - $why"
    else
        failed=$((failed + 1))
        echo "not ok $count - $why"
        echo "# $*"
        sed 's/^/# /' "$work/.said"
        return 1
    fi
}

# same WHY GOT WANTED; has WHY TEXT PART
same()
{
    is "$1" test "$2" = "$3"
}

has()
{
    is "$1" grep -qF -- "$3" <<<"$2"
}

skip()
{
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# Without the program there is nothing to test: one failure instead of a hundred.
needs_program()
{
    [ -x "$1" ] && return
    is "the program $1 is there" false
    finish
}

finish()
{
    echo "1..$count"
    [ "$failed" = 0 ]
    exit
}

# A port that nobody uses now.
free_port()
{
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# within SECONDS COMMAND...: tries every 20 ms until it succeeds.
within()
{
    local end=$(($(date +%s%N) + $1 * 1000000000))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s%N)" -lt $end ] || return 1
        sleep 0.02
    done
}

now_ms()
{
    echo $(($(date +%s%N) / 1000000))
}
