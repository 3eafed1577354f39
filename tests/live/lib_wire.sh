# Tests written in Python beside a script of this folder: each line they print is one test here. Sourced after lib.sh.

# cases FILE ARGUMENT…: runs it; one that dies half-way is one more failure.
cases()
{
    local ok why detail
    python3 "$@" >"$work/.cases" 2>"$work/.cases.err" &
    local pid=$!
    wait $pid
    local code=$?
    while IFS='|' read -r ok why detail; do
        is "$why" test "$ok${detail:+: $detail}" = ya
    done <"$work/.cases"
    [ $code = 0 ] || { is "$(basename "$1") runs to its end" false; sed 's/^/# /' "$work/.cases.err"; }
}

# A provider that means no good instead of the ordinary one; what it received is in $seen.
hostile_begin()
{
    provider=$(free_port)
    seen=$work/received
    : >"$seen"
    python3 "$here/lib_hostile.py" "$provider" "$seen" &
    pids+=($!)
    within 5 curl -s -o /dev/null "http://127.0.0.1:$provider/"
}

# Pids of nginx's workers.
workers()
{
    pgrep -P "$(cat "$data/run/nginx/nginx.pid")"
}

# Resident memory of all workers, KiB.
resident_kib()
{
    local pid sum=0
    for pid in $(workers); do
        sum=$((sum + $(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || echo 0)))
    done
    echo $sum
}
