#!/usr/bin/env bash
# Lets libFuzzer search, SECONDS for each target (30 by default):  fuzz.sh [SECONDS] [TARGET...]
# What it finds stays in build-fuzz/: the corpus for the next time, and a crash- file to reproduce with
# `build-fuzz/tests/fuzz_NAME FILE`. A crash becomes a seed in tests/fuzz/seeds/NAME/ together with its repair.
set -uo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-30}
shift || true
scripts/build.sh fuzz || exit 1

export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
passed=0 failed=0
for program in build-fuzz/tests/fuzz_*; do
    name=${program##*/fuzz_}
    { [ -f "$program" ] && [ -x "$program" ]; } || continue
    [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
    corpus=build-fuzz/corpus/$name
    mkdir -p "$corpus"
    if "$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix=build-fuzz/"$name"- "$corpus" tests/fuzz/seeds/"$name" >build-fuzz/"$name".log 2>&1; then
        passed=$((passed + 1))
        echo "ok   $name: $(sed -n 's/^stat::number_of_executed_units: *//p' build-fuzz/"$name".log) runs"
    else
        failed=$((failed + 1))
        echo "FAIL $name (build-fuzz/$name.log)"
        tail -n 40 build-fuzz/"$name".log
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
