#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/pg-run.sh -- runs a command beside a PostgreSQL server of its own:  tests/pg-run.sh COMMAND [ARGUMENT…]
# The server lives in a temporary folder, listens on a unix socket there and nowhere else, and is gone when the command
# ends. Its connection string is in PRASASTI_TEST_PG; the exit status is the command's (125: no server could be started).
# PostgreSQL refuses to run as root, so root hands it to user postgres (or nobody).
set -u

if [ $# -eq 0 ]; then
    echo "usage: $0 COMMAND [ARGUMENT...]" >&2
    exit 125
fi

bin=
for dir in /usr/lib/postgresql/*/bin; do
    [ -x "$dir/initdb" ] && bin=$dir
done
if [ -z "$bin" ] && command -v initdb >/dev/null 2>&1; then
    bin=$(dirname "$(command -v initdb)")
fi
if [ -z "$bin" ]; then
    echo "$0: no PostgreSQL server is installed (Debian: postgresql-15)" >&2
    exit 125
fi

home=$(mktemp -d /tmp/prasasti-pg.XXXXXX) || exit 125
drop=
if [ "$(id -u)" -eq 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$home"
    drop="setpriv --reuid=$owner --regid=$(id -g "$owner") --clear-groups --"
fi

child=
finish() {
    trap - EXIT INT TERM HUP
    [ -n "$child" ] && kill "$child" 2>/dev/null
    if [ -f "$home/data/postmaster.pid" ]; then
        $drop "$bin/pg_ctl" -D "$home/data" -m immediate -w -t 20 stop >/dev/null 2>&1
    fi
    rm -rf "$home"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Server processes must not sit in a folder that their user may not read.
cd_back=$(pwd)
cd "$home" || exit 125
if ! $drop "$bin/initdb" -D "$home/data" -U postgres -A trust --locale=C.UTF-8 -E UTF8 --no-sync \
    >"$home/initdb.log" 2>&1; then
    cat "$home/initdb.log" >&2
    exit 125
fi
if ! $drop "$bin/pg_ctl" -D "$home/data" -l "$home/data/server.log" -w -t 60 \
    -o "-c listen_addresses='' -c unix_socket_directories='$home' -c fsync=off -c synchronous_commit=off \
-c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB -c autovacuum=off" start >/dev/null 2>&1; then
    cat "$home/data/server.log" >&2
    exit 125
fi
cd "$cd_back" || exit 125

PRASASTI_TEST_PG="host=$home dbname=postgres user=postgres"
export PRASASTI_TEST_PG
# In the background, because a shell runs its traps only between commands and this one may be the one that hangs.
exec 3<&0
"$@" <&3 3<&- &
child=$!
wait "$child"
status=$?
child=
finish
exit $status
