#!/usr/bin/env bash
# Styles, scripts and icons: runs web/build.sh when one of its inputs is newer than what it made last.
# npm packages come by the lock file (npm ci), and again only when that file changes.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f web/build.sh ] || exit 0

locked=web/node_modules/.package-lock.json
if [ -f web/package-lock.json ] && [ ! "$locked" -nt web/package-lock.json ]; then
    if ! log=$(cd web && npm ci --no-audit --no-fund --loglevel=error 2>&1 </dev/null); then
        echo "prasasti: pemasangan paket npm gagal: $(printf '%s\n' "$log" | grep -m 1 -E 'npm (ERR!|error)' || true)" >&2
        exit 1
    fi
    touch "$locked"
fi

# The pages and the groups of registers are inputs too: they name the classes and icons that are kept.
stamp=web/dist/.built
if [ -f $stamp ] && [ -z "$(find web src/page src/html src/api data/groups.yaml \
    -name node_modules -prune -o -path web/dist -prune -o -newer $stamp -print -quit 2>/dev/null)" ]; then
    exit 0
fi
if ! log=$(bash web/build.sh 2>&1 </dev/null); then
    printf '%s\n' "$log" | tail -n 20 >&2
    exit 1
fi
touch $stamp
