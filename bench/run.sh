#!/usr/bin/env bash
# Measures against a bare loop of the same libraries, in the same run, and prints ratios:  bench/run.sh [RECORDS]
# RECORDS: rows of the region, 100,000 by default (1,000,000 takes some minutes more). BENCH_SECONDS: of each measurement, 3.
# README.md says what each line means. Nothing here decides a test.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
records=${1:-100000}
seconds=${BENCH_SECONDS:-3}
PRASASTI_BUILD=${PRASASTI_BUILD:-$PWD/build-release}
export PRASASTI_BUILD
if [ "$PRASASTI_BUILD" = "$PWD/build-release" ]; then
    scripts/build.sh release prasasti bench/bench_load bench/bench_bare bench/bench_ledger || exit 1
fi
. tests/live/lib_region.sh
load=$build/bench/bench_load bare=$build/bench/bench_bare
table=()

say()
{
    echo "bench: $*" >&2
}

# part NAME LINE: the number after NAME= in a line of our programs.
part()
{
    sed -n "s/.*\\b$1=\\([0-9.]*\\).*/\\1/p" <<<"$2"
}

# row WHAT OURS BARE UNIT BUDGET: a line of the table; BARE may be -.
row()
{
    local ratio=-
    [ "$3" = - ] || ratio=$(awk -v a="$2" -v b="$3" 'BEGIN { printf "%.2f", a / b }')
    table+=("| $1 | $(pretty "$2") | $(pretty "$3") | $ratio | $4 | $5 |")
}

pretty()
{
    awk -v x="$1" 'BEGIN { if (x == "-" || x == "") print "-"; else if (x >= 100) { s = sprintf("%.0f", x)
        while (s ~ /[0-9][0-9][0-9][0-9]/) sub(/[0-9][0-9][0-9]($|,)/, ",&", s); print s } else printf "%.2f\n", x }'
}

# ask WHAT CONNECTIONS WHERE FILE [HEADER…]: the load's own line.
ask()
{
    local what=$1 connections=$2 where=$3 file=$4
    shift 4
    say "$what"
    "$load" "$where" "$connections" "$seconds" "$file" "$@" || say "$what: answers other than 2xx"
}

# --- a large region -----------------------------------------------------------------------------------------------------
say "a region of $records records"
region bench sqlite || { cat "$data.init" >&2; exit 1; }
python3 bench/grow.py "$data" "$records" >&2 || exit 1
"$program" ledger --data "$data" --once || exit 1

say "all norms, a new process"
best=
for _ in 1 2 3; do
    sql "delete from norma_hari where kunci = 'hari'"
    begun=$(now_ms)
    "$program" norms --data "$data" --json >"$work/norms" || exit 1
    took=$(($(now_ms) - begun))
    best=$((best && best < took ? best : took))
done
row "all norms, new process, warm page cache" "$best" - ms "< 1,000 (1,000,000 records)"

begun=$(now_ms)
serve || { cat "$out" >&2; exit 1; }
row "start to first page" "$(($(now_ms) - begun))" - ms "< 500 (1,000,000 records)"
token budi tulis
session budi
sleep 1
pss()
{
    local pid sum=0 kib
    for pid in $server $(pgrep -P "$server") $(for p in $(pgrep -P "$server"); do pgrep -P "$p"; done); do
        kib=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup" 2>/dev/null)
        sum=$((sum + ${kib:-0}))
    done
    echo $((sum / 1024))
}
idle=$(pss)

# --- a bare server behind the same nginx ----------------------------------------------------------------------------------
"$bare" serve "$data/prasasti.db" "$work/bare.sock" &
pids+=($!)
bare_port=$(free_port)
mkdir -p "$work/nginx/tmp" "$work/nginx/cache"
cp -r "$data/run/nginx/pages" "$work/nginx/"
sed "s|unix:[^\"]*app.sock|unix:$work/bare.sock|; s|$data/run/nginx|$work/nginx|g; s|127.0.0.1:$port|127.0.0.1:$bare_port|" \
    "$data/run/nginx/nginx.conf" >"$work/nginx/nginx.conf"
PATH=$PATH:/usr/sbin nginx -e "$work/nginx/error.log" -p "$work/nginx/" -c "$work/nginx/nginx.conf" &
pids+=($!)
within 5 curl -sf -o /dev/null "http://127.0.0.1:$bare_port/baca/1" || { say "the bare server does not answer"; exit 1; }

apps=$(sql "select count(*) from aplikasi")
seq 1 977 | awk -v n="$apps" '{ print "GET /api/v1/aplikasi/" 1 + ($1 * 7919) % n }' >"$work/read"
sed 's|/api/v1/aplikasi|/baca|' "$work/read" >"$work/read.bare"
echo 'GET /api/v1/aplikasi?batas=50' >"$work/list"
echo 'GET /daftar' >"$work/list.bare"
echo 'GET /r/aplikasi' >"$work/page"
echo 'GET /tabel' >"$work/page.bare"
cat >"$work/create" <<'END'
POST /api/v1/aplikasi {"nama":"Ukur {n}","jenis":"khusus","uraian_fungsi":"Menunjang pendaftaran rujukan puskesmas","pemakaian":"aktif","basis":["web"],"layanan":[1],"luaran":"Kartu","jumlah_pengguna":120,"tahun_pembuatan":2024,"pembangun":"pd","kode_sumber":"terbuka","metodologi":"waterfall","lokasi_server":"pusat_data","basis_data":"PostgreSQL","bahasa_pemrograman":"C","sistem_operasi":"Debian","penanggung_jawab":"Budi","kategori_sistem":"rendah"}
END
for word in sistem pajak 'pasien rujukan' 'data sekolah' bakami rutali 'aplikasi air' portal izin 'layanan desa wisata' simpus obat; do
    echo "GET /cari?q=${word// /+}"
done >"$work/search"
bearer="Authorization: Bearer $key"
sesi="Cookie: sesi=$cookie"

# Twice in turn, the better of both: another program of the machine may have had one of the turns.
pair()
{
    local what=$1 file=$2 one two
    shift 2
    one=$(ask "$what" 16 "127.0.0.1:$port" "$work/$file" "$@")
    two=$(ask "$what, bare" 16 "127.0.0.1:$bare_port" "$work/$file.bare" "$@")
    ours=$(part rate "$one") theirs=$(part rate "$two")
    one=$(ask "$what" 16 "127.0.0.1:$port" "$work/$file" "$@")
    two=$(ask "$what, bare" 16 "127.0.0.1:$bare_port" "$work/$file.bare" "$@")
    ours=$(printf '%s\n' "$ours" "$(part rate "$one")" | sort -g | tail -n 1)
    theirs=$(printf '%s\n' "$theirs" "$(part rate "$two")" | sort -g | tail -n 1)
}

pair "read one record as JSON" read "$bearer"
row "read one record as JSON, with login and rights, through nginx" "$ours" "$theirs" "/s" "30,000/s"
pair "a list of 50 as JSON" list "$bearer"
row "list of 50, JSON" "$ours" "$theirs" "/s" "6,000/s"
pair "a list of 50 as a page" page "$sesi"
row "list of 50, HTML" "$ours" "$theirs" "/s" "4,000/s"
one=$(ask "search" 2 "127.0.0.1:$port" "$work/search" "$sesi")
row "global search over all registers, p95" "$(part p95 "$one" | awk '{ print $1 / 1000 }')" - ms "< 20 (100,000 records)"

say "norms after one changed record"
changed=() still=()
id=$(sql "select id from aplikasi where nama like 'Sistem %' and perangkat_daerah = \
(select perangkat_daerah from akun where nama_pengguna = 'budi') limit 1")
for i in $(seq 15); do
    api GET "/api/v1/aplikasi/$id"
    still+=("$(curl -s -o /dev/null -w '%{time_total}\n' -H "$bearer" "$url/api/v1/norma")")
    send PATCH "/api/v1/aplikasi/$id" "{\"keterangan\":\"Ke-$i\"}" -H "If-Match: $(header ETag)"
    [ "$code" = 200 ] || { say "PATCH: $code $answer"; break; }
    changed+=("$(curl -s -o /dev/null -w '%{time_total}\n' -H "$bearer" "$url/api/v1/norma")")
    sleep 0.3
done
median()
{
    printf '%s\n' "$@" | sort -g | awk '{ a[NR] = $1 * 1000 } END { print a[int((NR + 1) / 2)] }'
}
row "all norms after one changed record (nothing changed: $(pretty "$(median "${still[@]}")") ms)" "$(median "${changed[@]}")" - ms "< 20"

# Disks are shared too: in turn, the better of both.
created=0 plain=0 three=0
better()
{
    printf '%s\n' "$1" "$2" | sort -g | tail -n 1
}
for _ in 1 2; do
    created=$(better "$created" "$(part rate "$(ask "durable creates" 8 "127.0.0.1:$port" "$work/create" "$bearer")")")
    say "bare inserts"
    plain=$(better "$plain" "$(part rate "$("$bare" insert "$work/bare.db" "$seconds")")")
    three=$(better "$three" "$(part rate "$("$bare" insert3 "$work/bare.db" "$seconds")")")
done
row "durable create with rights, checks, history, search, event / bare insert" "$created" "$plain" "/s" "2,500/s"
row "the same / bare insert with history and search row" "$created" "$three" "/s" "-"
stop
row "PSS of everything ours, idle" "$idle" - MiB "< 64"

# --- import -----------------------------------------------------------------------------------------------------------------
if "$program" import --help >/dev/null 2>&1; then
    rows=20000
    { echo "Nama aplikasi,Perangkat Daerah,Jenis aplikasi,Uraian fungsi,Tahun pembuatan,Kode sumber"
        seq 1 $rows | awk '{ print "Impor " $1 ",Dinas Kesehatan,Khusus,Menunjang urusan nomor " $1 ",2024,Terbuka" }'; } >"$work/import.csv"
    say "import of $rows rows"
    begun=$(now_ms)
    if "$program" import --data "$data" aplikasi "$work/import.csv" --apply >"$work/import" 2>&1; then
        took=$(($(now_ms) - begun))
        two=$("$bare" import "$work/bare.db" $rows)
        row "import with full validation, $rows rows / bare inserts in one transaction" \
            "$(awk -v n=$rows -v t=$took 'BEGIN { print n * 1000 / t }')" "$(part rate "$two")" "rows/s" "10,000/s"
    else
        say "import failed: $(tail -n 1 "$work/import")"
    fi
fi

# --- ledger -------------------------------------------------------------------------------------------------------------------
leaves=1000000
say "ledger of $leaves leaves"
one=$("$build/bench/bench_ledger" "$work/log" $leaves) || exit 1
row "ledger: leaves built, durable and signed" "$(part build "$one")" - "/s" "1,000,000/s"
row "ledger: leaves verified, rows compared" "$(part verify "$one")" - "/s" "500,000/s"

echo
echo "$(date -u +%Y-%m-%d), $(nproc) cores shared with the load, $records records, commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown):"
echo
echo "| what | ours | bare | ratio | unit | budget |"
echo "| --- | ---: | ---: | ---: | --- | --- |"
printf '%s\n' "${table[@]}"
