#!/usr/bin/env bash
# A real browser (Chromium) on a demonstration region: the journeys of people, and whether everybody can take them.
# PRASASTI_SHOTS=FOLDER also takes pictures of the main pages.
. "$(dirname "$0")/lib_region.sh"
. "$(dirname "$0")/lib_npm.sh"
here=$(cd "$(dirname "$0")/browser" && pwd)
chromium=$(command -v chromium || command -v chromium-browser || true)

is "a browser is installed" test -n "$chromium" || finish
is "playwright-core and axe-core are installed" packages || finish

# journeys ENGINE PART…: on a fresh region, its TAP passed on.
journeys()
{
    local engine=$1
    shift
    region "$engine" "$engine" || is "$engine: a region is made" false
    needs_server "$engine: it serves"
    URL=$url DATA=$data PROGRAM=$program CHROMIUM=$chromium node "$here/main.mjs" "$@" | sed -u "s/^\(not \)\{0,1\}ok [0-9]* - /&$engine: /"
    stop
    is "$engine: the log is calm" calm "$out"
    verify
    same "$engine: and after all that the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
}

journeys sqlite panduan work reading views calendar report duty letter season offline meeting penghubung lalulintas lists hand access
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    journeys pg work reading views report season meeting duty
else
    skip "pg: the journeys on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
