#!/usr/bin/env bash
# All norms of every regulation over a large region:  bench/norms.sh [RECORDS] [REGULATION…]
# RECORDS: 1,000,000 by default, which takes some two minutes for each regulation, most of them spent on making the region.
# README.md says what is measured. Nothing here decides a test.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
records=${1:-1000000}
shift || true
PRASASTI_BUILD=${PRASASTI_BUILD:-$PWD/build-release}
export PRASASTI_BUILD
if [ "$PRASASTI_BUILD" = "$PWD/build-release" ]; then
    scripts/build.sh release prasasti || exit 1
fi
if [ $# = 0 ]; then
    for pack in data/regulations/*/norms.yaml; do
        pack=${pack%/norms.yaml}
        set -- "$@" "${pack##*/}"
    done
fi
. tests/live/lib_region.sh

say()
{
    echo "bench: $*" >&2
}

median()
{
    printf '%s\n' "$@" | sort -g | awk '{ a[NR] = $1 } END { printf "%.1f", a[int((NR + 1) / 2)] }'
}

# A new process that judges everything: wall time and processor time in milliseconds, the best of three.
anew()
{
    local best= took
    for _ in 1 2 3; do
        sql "delete from norma_hari where kunci = 'hari'"
        took=$({ TIMEFORMAT='%R %U %S'; time "$program" norms --data "$data" --json >"$work/norms"; } 2>&1 |
            tail -n 1 | awk '{ printf "%.0f %.0f\n", $1 * 1000, ($2 + $3) * 1000 }')
        if [ -z "$best" ] || [ "${took% *}" -lt "${best% *}" ]; then
            best=$took
        fi
    done
    echo "$best"
}

# One record changed, then the norms read: what the change cost beyond reading them.
after_one()
{
    local register=$1 field=$2 id i still=() changed=()
    id=$(sql "select max(id) from $register where perangkat_daerah = (select perangkat_daerah from akun where nama_pengguna = 'budi')")
    for i in $(seq 9); do
        api GET "/api/v1/$register/$id"
        still+=("$(curl -s -o /dev/null -w '%{time_total}\n' -H "Authorization: Bearer $key" "$url/api/v1/norma" | awk '{ print $1 * 1000 }')")
        send PATCH "/api/v1/$register/$id" "{\"$field\":\"Ke-$i\"}" -H "If-Match: $(header ETag)"
        [ "$code" = 200 ] || { say "PATCH $register: $code $answer"; return; }
        changed+=("$(curl -s -o /dev/null -w '%{time_total}\n' -H "Authorization: Bearer $key" "$url/api/v1/norma" | awk '{ print $1 * 1000 }')")
        sleep 0.3
    done
    echo "$(median "${changed[@]}") $(median "${still[@]}")"
}

table=()
for regulation in "$@"; do
    say "$regulation: a region of $records records"
    region "$regulation" sqlite || { cat "$data.init" >&2; exit 1; }
    python3 bench/grow.py "$data" "$records" >&2 || exit 1
    read -r wall cpu <<<"$(anew)"
    judged=$(grep -o '"check":' "$work/norms" | wc -l)
    serve || { cat "$out" >&2; exit 1; }
    token budi tulis
    sleep 3 # the application has judged everything once, as it does after every start
    read -r one still <<<"$(after_one aplikasi keterangan)"
    memory=$(awk '/^Pss:/ { printf "%.0f", $2 / 1024 }' "/proc/$(pgrep -f "app --data $data" | head -n 1)/smaps_rollup")
    table+=("| $regulation | $judged | $wall | $cpu | ${one:--} | ${still:--} | ${memory:--} |")
    stop
    rm -rf "$data"
done

echo
echo "$(date -u +%Y-%m-%d), $(nproc) cores, $records records in each region, commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown):"
echo
echo "| regulation | norms | all, new process, ms (< 1,000) | of it processor time | after one changed record, ms (< 20) | nothing changed, ms | application, MiB |"
echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
printf '%s\n' "${table[@]}"
