#!/usr/bin/env bash
# Renews what the manuals (data/panduan) take from the program itself:  panduan.sh [commands|pictures]
#   commands   data/panduan/administrator/perintah.md, from --help of every command
#   pictures   data/panduan/gambar, by the browser test on a fresh demonstration region: fixed size, fixed day
# Both when nothing is named. --check instead of writing: ends with 1 when the list of commands is an old one.
set -uo pipefail
cd "$(dirname "$0")/.."
build=${PRASASTI_BUILD:-build}
program=$build/prasasti
[[ $program = /* ]] || program=$PWD/$program
list=data/panduan/administrator/perintah.md

commands()
{
    printf '# Perintah di server\n\nDaftar ini ditulis dari `prasasti --help` dan `--help` setiap perintah.\n'
    "$program" --help | sed -n 's/^  \([a-z]*\)  *\(.*\)$/\1 \2/p' | while read -r name what; do
        printf '\n## prasasti %s\n\n%s.\n\n```\n' "$name" "${what^}"
        printf '%s\n' "$("$program" "$name" --help)"
        printf '```\n'
    done | cat -s
}

if [ "${1:-}" = --check ]; then
    diff -u "$list" <(commands) && exit
    echo "panduan.sh: daftar perintah sudah lama; jalankan: scripts/panduan.sh commands" >&2
    exit 1
fi
case "${1:-commands}" in commands) commands >"$list.baru" && mv "$list.baru" "$list" ;; esac
case "${1:-pictures}" in pictures) ;; *) exit 0 ;; esac

# A day that never changes, so that pictures differ only where the pages do.
day=2026-11-23T01:00:00Z
work=$(mktemp -d) || exit 1
shim=$build/tests/libclock_shim.so
[[ $shim = /* ]] || shim=$PWD/$shim
trap '[ -n "${server:-}" ] && kill "$server" && wait "$server"; rm -rf "$work"' EXIT
echo $(($(date -d "$day" +%s) - $(date +%s))) >"$work/jam"
cat >"$work/prasasti" <<END
#!/bin/sh
LD_PRELOAD=$shim PRASASTI_TEST_CLOCK=$work/jam exec "$program" "\$@"
END
chmod +x "$work/prasasti"
if [ ! -e "$shim" ]; then
    echo "panduan.sh: $shim belum dibangun (pilihan tests=true)" >&2
    exit 1
fi
port=${PORT:-$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')}
"$work/prasasti" init --data "$work/daerah" --regulation banjar-39-2023 --demo >"$work/init" || exit 1
"$work/prasasti" serve --data "$work/daerah" --port "$port" >"$work/serve" 2>&1 &
server=$!
for _ in $(seq 100); do
    curl -s -o "$work/masuk" "http://127.0.0.1:$port/masuk" && break
    sleep 0.2
done
URL=http://127.0.0.1:$port DATA=$work/daerah PROGRAM=$work/prasasti PRASASTI_PANDUAN_GAMBAR=$work/gambar \
    node tests/live/browser/main.mjs panduan >"$work/uji" || grep -A3 '^not ok' "$work/uji" >&2
mkdir -p data/panduan/gambar
for picture in "$work"/gambar/*.png; do
    scripts/png-palette.py "$picture" "data/panduan/gambar/${picture##*/}"
done
du -sk data/panduan/gambar
