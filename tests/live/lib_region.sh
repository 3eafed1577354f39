# A real demonstration region for the scripts of this folder: data folder, database, server, API. Sourced, not run.
#   region NAME [sqlite|pg]   makes it: $data, $program, $engine; on PostgreSQL in a database of its own
#   serve, stop [SIGNAL]      starts and stops it: $server (pid), $url, $out (what it printed)
#   sql TEXT                  asks its database behind its back
#   token USER [baca|tulis]   a token of the API in $key, for a day
#   session USER              a session in $cookie
#   api METHOD PATH [CURL…]   asks as $key; leaves $code, $answer and $headers
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
program=${PRASASTI_PROGRAM:-$build/prasasti}
password=latihan-2026 # of all accounts of data/demo.yaml
regulation=${PRASASTI_REGULATION:-banjar-39-2023}
databases=()
key=

needs_program "$program"
trap 'drop_databases; clean_up' EXIT

drop_databases()
{
    local pid name
    [ ${#databases[@]} = 0 ] && return
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill -TERM "$pid" 2>/dev/null
    done
    for pid in ${pids[@]+"${pids[@]}"}; do
        wait "$pid" 2>/dev/null
    done
    for name in "${databases[@]}"; do
        psql -q "$PRASASTI_TEST_PG" -c "drop database if exists $name with (force)" >/dev/null 2>&1
    done
}

# The engines that can be tested here; the other is skipped with its reason by the caller.
engines()
{
    echo sqlite
    if [ -n "${PRASASTI_TEST_PG:-}" ]; then
        echo pg
    fi
}

# The server of the tests under another name of database: what comes last in a connection string wins.
pg_url()
{
    echo "$PRASASTI_TEST_PG dbname=$1"
}

region()
{
    local name=live_${$}_$1 database=()
    data=$work/$1
    engine=${2:-sqlite}
    if [ "$engine" = pg ]; then
        psql -q "$PRASASTI_TEST_PG" -c "create database $name template template0" >"$work/.said" 2>&1 || return
        databases+=("$name")
        database=(--database "$(pg_url "$name")")
    fi
    "$program" init --data "$data" --regulation "$regulation" --demo ${database[@]+"${database[@]}"} >"$work/$1.init" 2>&1
}

sql()
{
    if [ "$engine" = pg ]; then
        psql -qtAX -F '|' "$(pg_url "${databases[-1]}")" -c "$1"
    else
        sqlite3 -cmd '.timeout 5000' "$data/prasasti.db" "$1"
    fi
}

# serve [OPTION…]: ready, or false after 30 seconds (sanitized programs on busy machines are slow).
serve()
{
    port=${own_port:-$(free_port)} # own_port: one that others were told of before
    out=$data.out
    "$program" serve --data "$data" --port "$port" "$@" >>"$out" 2>&1 &
    server=$!
    pids+=("$server")
    url=http://127.0.0.1:$port
    within 30 answers
}

# Without a server there is nothing more to ask: its own words instead of a hundred failures.
needs_server()
{
    is "$1" serve "${@:2}" && return
    sed 's/^/# /' "$out"
    finish
}

answers()
{
    [ "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$url/masuk")" = 200 ]
}

stop()
{
    local code i
    kill -"${1:-TERM}" "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    code=$?
    for i in "${!pids[@]}"; do
        if [ "${pids[$i]}" = "$server" ]; then
            unset "pids[$i]"
        fi
    done
    return $code
}

# Pid of the newest child of the supervisor that does this: app, ledger.
child()
{
    pgrep -n -P "$server" -f -- " $1 "
}

# Processes that work in this data folder.
ours()
{
    pgrep -f -- "$data" | grep -vxc "$$"
}

none_left()
{
    within 5 test "$(ours)" = 0
    [ "$(ours)" = 0 ]
}

# Nothing that a person who reads the log would have to look into: no sanitizer, no assertion, no error of ours.
calm()
{
    ! grep -nE 'Sanitizer|runtime error:|Assertion|sinyal (6|7|8|11)|kind=fault| error (web|jobs|ledger|serve) ' "$1"
}

# --- the API -----------------------------------------------------------------------------------------------------------

# By hand, as people make theirs on a page: what is kept is the digest.
token()
{
    local digest now
    key=pr_$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')
    digest=$(printf '%s' "$key" | sha256sum | cut -c1-64)
    now=$(date +%s)
    sql "insert into who_token (id, akun, nama, digest, lingkup, dibuat, kedaluwarsa, terakhir, dicabut) \
select (select coalesce(max(id), 0) + 1 from who_token), id, 'uji', '$digest', '${2:-tulis}', $now, $now + 86400, 0, 0 \
from akun where nama_pengguna = '$1'"
}

# session USER: as if he had logged in, second factor and all; $cookie goes into "Cookie: sesi=…".
session()
{
    local digest now
    cookie=$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')
    digest=$(printf '%s' "$cookie" | sha256sum | cut -c1-64)
    now=$(date +%s)
    sql "insert into who_sesi (digest, akun, mulai, terakhir, faktor) select '$digest', id, $now, $now, 1 \
from akun where nama_pengguna = '$1'"
}

api()
{
    local method=$1 path=$2
    shift 2
    code=$(curl -s -m 30 --path-as-is -X "$method" -o "$work/.answer" -D "$work/.headers" -w '%{http_code}' \
        -H "Authorization: Bearer $key" "$@" "$url$path")
    answer=$(tr -d '\0' <"$work/.answer")
    headers=$(tr -d '\r' <"$work/.headers")
}

send()
{
    local method=$1 path=$2 body=$3
    shift 3
    api "$method" "$path" -H 'Content-Type: application/json' --data-binary "$body" "$@"
}

# pick EXPRESSION: a value of $answer, read as JSON `v`; nothing when it is not there.
# missing(v): the references ("$ref") in it that lead nowhere.
pick()
{
    python3 -c 'import json, re, sys
def missing(doc):
    def refs(x):
        for k, y in x.items() if isinstance(x, dict) else enumerate(x) if isinstance(x, list) else ():
            yield from [y] if k == "$ref" else refs(y)
    def found(ref):
        x = doc
        for part in ref[2:].split("/"):
            x = x.get(part, {}) if isinstance(x, dict) else {}
        return ref.startswith("#/") and x != {}
    return sorted({r for r in refs(doc) if not found(r)})
try:
    v = json.load(sys.stdin)
    x = eval(sys.argv[1])
    print(x if isinstance(x, str) else json.dumps(x, ensure_ascii=False))
except (ValueError, LookupError, TypeError):
    pass' "$1" <<<"$answer"
}

header()
{
    grep -i "^$1:" <<<"$headers" | head -n 1 | cut -d' ' -f2-
}

# --- verify ------------------------------------------------------------------------------------------------------------

# verify: what `prasasti verify` says of $data in $said, its exit code in $code.
verify()
{
    said=$("$program" verify --data "$data" 2>&1)
    code=$?
}
