#!/bin/sh
# names.sh OUT: the names of styles, scripts and icons for the C side (page/aset.h); plain ones where web/dist was not
# made. Leaves OUT alone when nothing changed, so that nothing is compiled again.
set -eu
made=$(dirname "$0")/dist/aset.h
new=$(if [ -f "$made" ]; then cat "$made"; else
    printf '#define ASET_CSS "/aset/app.css"\n#define ASET_JS "/aset/app.js"\n#define ASET_ICONS "/aset/ikon.svg"\n#define ASET_MARK "/aset/prasasti.svg"\n'
fi)
[ -f "$1" ] && [ "$(cat "$1")" = "$new" ] || printf '%s\n' "$new" >"$1"
