#!/usr/bin/env bash
# Reads the sources without running them; prints TAP.
#   lint.sh            format, our own checker, scripts; seconds
#   lint.sh --deep     clang-tidy, cppcheck and gcc -fanalyzer; minutes
#   lint.sh --format   lays the sources out as .clang-format says, and prints nothing
# Every check is also run on a sample in lint-samples/ that it must refuse.
set -uo pipefail
cd "$(dirname "$0")/.."
samples=scripts/lint-samples/tools
count=0 failed=0

sources()
{
    find src hub tests bench \( -name '*.c' -o -name '*.h' \) -print | sort
}

# test_that NAME COMMAND...: passes when the command succeeds; its output is shown when it does not.
test_that()
{
    local name=$1 out
    shift
    count=$((count + 1))
    if out=$("$@" 2>&1); then
        echo "ok $count - $name"
    else
        failed=$((failed + 1))
        echo "not ok $count - $name"
        printf '%s\n' "$out" | sed 's/^/# /'
    fi
}

refuses()
{
    ! "$@" >/dev/null 2>&1
}

# A part that prints TAP itself: its lines are numbered on. One that ends in another way than by what it printed has failed.
part()
{
    local line out code had=$failed
    out=$("$@" 2>&1)
    code=$?
    while IFS= read -r line; do
        case $line in
        "ok "*) count=$((count + 1)) && echo "ok $count -${line#*-}" ;;
        "not ok "*) count=$((count + 1)) failed=$((failed + 1)) && echo "not ok $count -${line#*-}" ;;
        "#"*) echo "$line" ;;
        esac
    done <<<"$out"
    if [ $code != 0 ] && [ $failed = $had ]; then
        count=$((count + 1)) failed=$((failed + 1))
        echo "not ok $count - $* ended with $code"
        printf '%s\n' "$out" | tail -n 5 | sed 's/^/# /'
    fi
}

# That it is told when a part breaks off.
broken_part_counts()
{
    local count=0 failed=0
    part bash -c 'echo "ok 1 - a"; exit 3' >/dev/null
    [ $count = 2 ] && [ $failed = 1 ]
}

formatted()
{
    xargs -r -P2 -n40 clang-format-14 --dry-run --Werror -style=file
}

check_format()
{
    local out
    out=$(sources | formatted 2>&1) && return
    printf '%s\n' "$out" | sed -n 's/:[0-9]*:[0-9]*: error: .*/: not as .clang-format says/p' | uniq -c
    echo "make format lays them out."
    return 1
}

sample_format()
{
    echo $samples/format.c | formatted
}

check_scripts()
{
    local f bad=0
    while IFS= read -r f; do
        bash -n "$f" || bad=1
    done < <(find scripts tests packaging bench web .ci -name node_modules -prune -o \
        \( -name '*.sh' -o -path '.ci/run' \) -not -path "$samples/*" -print 2>/dev/null)
    return $bad
}

# A test that nobody builds would pass for ever.
check_listed()
{
    local f name bad=0
    for f in tests/unit/test_*.c tests/fuzz/fuzz_*.c; do
        name=${f##*/test_} name=${name##*/fuzz_} name=${name%.c}
        grep -q "'$name'" "${1:-tests/meson.build}" || { echo "$f is not listed in tests/meson.build" && bad=1; }
    done
    return $bad
}

flags=(-std=gnu17 -D_GNU_SOURCE -Isrc -include base/banned.h)
tidy_checks='-*,bugprone-*,cert-*,clang-analyzer-*,-bugprone-easily-swappable-parameters,-bugprone-reserved-identifier'
tidy_checks+=',-cert-dcl37-c,-cert-dcl51-cpp,-cert-err33-c,-bugprone-assignment-in-if-condition'
tidy_checks+=',-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-bugprone-narrowing-conversions'
tidy_checks+=',-bugprone-implicit-widening-of-multiplication-result,-bugprone-sizeof-expression'
tidy_checks+=',-bugprone-not-null-terminated-result,-bugprone-misplaced-widening-cast'

# One file through clang-tidy; what passed once, with all it includes, is not read again on this machine.
tidy_one()
{
    local key said
    key=$({ clang-14 -E -C $2 "$3" 2>/dev/null; echo "$1"; } | sha256sum | cut -c1-64)
    [ -e "$cache/$key" ] && return
    if said=$(clang-tidy-14 --quiet --warnings-as-errors='*' --checks="$1" "$3" -- $2 2>/dev/null); then
        touch "$cache/$key"
    else
        printf '%s\n' "$said" | grep -E '(error|warning):'
        return 1
    fi
}

tidy()
{
    cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/prasasti-tidy
    mkdir -p "$cache/gen/page" && sh web/names.sh "$cache/gen/page/aset.h" || return 1
    sh web/literal.sh web/src/laporan.css LAPORAN_CSS "$cache/gen/laporan_css.h" || return 1
    find "$cache" -maxdepth 1 -type f -mtime +30 -delete
    export cache
    export -f tidy_one
    xargs -r -P2 -n1 bash -c 'tidy_one "$@"' - "$tidy_checks" \
        "${flags[*]} -I$cache/gen -include scripts/analyzer.h $(pkg-config --cflags libpq libarchive libmicrohttpd libcmark)"
}

# cppcheck 2.10 does not know _Noreturn as a word of C, takes every function named bind for the one of sockets, and
# warns of readdir(3) and getpwuid(3) where no second thread is.
cpp()
{
    cppcheck --quiet --error-exitcode=1 --std=c11 --library=posix,gnu --enable=warning,performance,portability \
        --inline-suppr --suppress=readdirCalled --suppress=getpwuidCalled --suppress=invalidFunctionArgBool \
        '-D_Noreturn=__attribute__((noreturn))' '-DLAPORAN_CSS(line)=' -Isrc -j2 "$@"
}

analyzer()
{
    xargs -r -P2 -n1 sh -c 'gcc $0 -fanalyzer -Wno-analyzer-null-dereference -Werror -c -o /dev/null "$1"' "${flags[*]}"
}

code()
{
    find "$@" -name '*.c' 2>/dev/null | sort
}

quick()
{
    test_that "format" check_format
    test_that "sample format.c is refused" refuses sample_format
    test_that "scripts can be read" check_scripts
    test_that "sample shell.sh is refused" refuses bash -n $samples/shell.sh
    test_that "every test is listed" check_listed
    test_that "an empty list is refused" refuses check_listed /dev/null
    test_that "a part that breaks off is told" broken_part_counts
    part scripts/lint_c.py
    part scripts/lint_c.py --samples
    part python3 tests/run.py --samples
}

check_tidy()
{
    code src | grep -vx src/base/err.c | tidy
}

sample_tidy()
{
    echo $samples/analyzer.c | tidy
}

# The analyzer of GCC 12 takes memory that an arena keeps for lost, and arrays of no items for NULL ones that are read.
check_analyzer()
{
    code src/base src/web | grep -v /arena.c | analyzer
}

sample_analyzer()
{
    echo $samples/analyzer.c | analyzer
}

deep()
{
    test_that "cppcheck" cpp src
    test_that "cppcheck refuses analyzer.c" refuses cpp $samples/analyzer.c
    test_that "gcc -fanalyzer on base and web" check_analyzer
    test_that "gcc -fanalyzer refuses analyzer.c" refuses sample_analyzer
    test_that "clang-tidy" check_tidy
    test_that "clang-tidy refuses analyzer.c" refuses sample_tidy
}

case "${1:-}" in
--format)
    sources | xargs -r -P2 -n40 clang-format-14 -i -style=file
    exit
    ;;
--deep) deep ;;
"") quick ;;
*)
    echo "lint.sh [--deep|--format]" >&2
    exit 2
    ;;
esac
echo "1..$count"
[ $failed = 0 ]
