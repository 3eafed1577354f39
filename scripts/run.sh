#!/usr/bin/env bash
# `make run`: a demonstration region in ./demo, served until Ctrl-C. PORT and REGULATION come from the environment.
# The data of the first run is kept; `rm -r demo` starts again.
set -uo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8080}
regulation=${REGULATION:-banjar-39-2023}
made=demo/.regulation # written when init has finished: what stands there is whole, and of this regulation

if [ -e demo ]; then
    have=$(cat $made 2>/dev/null)
    if [ -n "$have" ] && [ "$have" != "$regulation" ]; then
        echo "prasasti: ./demo berisi $have, bukan $regulation; hapus dulu (rm -r demo) atau jalankan: make run REGULATION=$have" >&2
        exit 1
    fi
else
    trap 'rm -rf demo; exit 1' INT TERM
    if ! build/prasasti init --data ./demo --regulation "$regulation" --demo; then
        rm -rf demo
        exit 1
    fi
    if ! printf '%s\n' "$regulation" 2>/dev/null >$made; then
        rm -rf demo
        echo "prasasti: ./demo tidak dapat ditulis; periksa hak folder ini dan sisa ruang disk." >&2
        exit 1
    fi
    trap - INT TERM
fi
cat data/demo-akun.txt
hints=data/regulations/$regulation/coba.txt
[ -e "$hints" ] || hints=data/coba.txt
sed "s|ALAMAT|http://127.0.0.1:$port|" "$hints"
if [ -e scripts/demo-services.py ]; then
    python3 scripts/demo-services.py </dev/null & # our own child, not that of a shell between: it ends when what we become ends
fi
exec build/prasasti serve --data ./demo --port "$port"
