#!/usr/bin/env bash
# Runs the tests and counts them:  tests/run.sh [GROUP[/NAME]]...      (all groups but soak by default)
# Groups: lint unit threads golden fuzz live deep soak. The last line is "N passed, N failed".
# The tests get a private PostgreSQL (PRASASTI_TEST_PG) and, when it is there, the folder of published vectors
# (PRASASTI_SHARED) beside the project.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${PRASASTI_SHARED:-}" ] && [ -d ../shared ]; then
    PRASASTI_SHARED=$(cd ../shared && pwd)
    export PRASASTI_SHARED
fi
export PYTHONDONTWRITEBYTECODE=1

case " $* " in
*" lint "* | *" deep "*) needs_pg=0 ;;
*) needs_pg=1 ;;
esac
if [ $needs_pg = 1 ] && [ -z "${PRASASTI_TEST_PG:-}" ] && [ -f tests/pg-run.sh ]; then
    exec bash tests/pg-run.sh python3 tests/run.py "$@"
fi
exec python3 tests/run.py "$@"
