#!/bin/sh
# literal.sh IN NAME OUT: a style sheet as NAME(line), which hands `line` each of its lines as a literal; comments are left out.
# Leaves OUT alone when nothing changed.
set -eu
new=$(printf '/* made by web/literal.sh from %s */\n#define %s(line) \\\n' "${1##*/}" "$2"
    sed -e '/^\/\*.*\*\/$/d' -e 's/\\/\\\\/g; s/"/\\"/g; s/^/    line("/; s/$/\\n") \\/' "$1"
    printf '    /* end */\n')
[ -f "$3" ] && [ "$(cat "$3")" = "$new" ] || printf '%s\n' "$new" >"$3"
