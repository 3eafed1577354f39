#!/usr/bin/env bash
# Builds one build folder:  build.sh plain|asan|tsan|fuzz|release [NINJA TARGET...]
# The folder is set up when it is new and again when these options change; everything else is Ninja's business.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?build.sh plain|asan|tsan|fuzz|release}
shift

dir=build-$kind
options=(-Dwerror_ours=true)
case $kind in
plain) dir=build options=(-Dtests=false) ;; # warnings are errors for us, not for users' compilers
asan) options+=(-Db_sanitize=address,undefined) ;;
tsan) options+=(-Db_sanitize=thread) ;;
fuzz)
    export CC=clang-14
    options=(-Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true)
    ;;
release) options=(-Dbuildtype=release -Dtests=false) ;;
*)
    echo "build.sh: unknown kind '$kind'" >&2
    exit 2
    ;;
esac

if [ "$(cat "$dir/.options" 2>/dev/null)" != "${options[*]}" ]; then
    rm -rf "$dir"
    if ! log=$(meson setup "$dir" "${options[@]}" 2>&1); then
        printf '%s\n' "$log" | tail -n 15 >&2
        exit 1
    fi
    printf '%s\n' "${options[*]}" >"$dir/.options"
fi

# Two jobs: the machines this is built on have two cores and other work. Silent unless something is wrong.
if ! log=$(ninja -C "$dir" -j2 "$@" 2>&1); then
    printf '%s\n' "$log" | grep -vE '^(ninja: Entering|\[[0-9]+/[0-9]+\])' >&2
    exit 1
fi
printf '%s\n' "$log" | grep -E 'warning:' >&2 || true
