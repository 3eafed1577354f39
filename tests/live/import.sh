#!/usr/bin/env bash
# Spreadsheets in and out: by `prasasti import` and `export`, killed in mid-write, and through the pages.
. "$(dirname "$0")/lib_region.sh"

run() # what the program says in $said, its exit code in $code
{
    said=$("$program" "$@" 2>&1)
    code=$?
}
import() { run import --data "$data" "$@"; }

rows() { sql "select count(*) from $1 where dihapus is null"; }

# assets N [BAD]: a list of N assets; row BAD has a condition that nobody knows
assets()
{
    awk -v n="$1" -v bad="${2:-0}" 'BEGIN {
        print "Kode Barang;Nama Barang;OPD;Harga Perolehan;Kondisi"
        for (i = 1; i <= n; i++)
            printf "1.3.%d;Laptop %d;Dinas Kesehatan;Rp 1.%03d.000;%s\r\n", i, i, i % 1000, i == bad ? "entah" : "B"
    }'
}

# --- the command ---------------------------------------------------------------------------------------------------------
is "a region is made" region first
before=$(rows aset_tik)
assets 50 >"$work/baik.csv"
assets 50 7 >"$work/salah.csv"

import aset_tik "$work/baik.csv"
same "a dry run ends with 0" "$code" 0
has "it says what would happen" "$said" "50 akan ditambah"
same "and writes nothing" "$(rows aset_tik)" "$before"
import aset_tik "$work/salah.csv" --apply
same "a refused row ends with 3" "$code" 3
has "the cell is named" "$said" 'E8 Kondisi: "entah" tidak ada dalam pilihan'
has "what may stand there too" "$said" "Pilihannya: Baik"
same "and keeps all out" "$(rows aset_tik)" "$before"
import aset_tik "$work/salah.csv" --good-rows
same "good rows alone: 3" "$code" 3
same "they are written" "$(rows aset_tik)" "$((before + 49))"
is "the refused one waits beside the file" test -s "$work/salah-ditolak.xlsx"
import aset_tik "$work/salah-ditolak.xlsx" --word entah=Baik --apply
same "and goes in when its word is explained" "$code" 0
import aset_tik "$work/baik.csv" --apply
has "the same file again changes nothing" "$said" "0 ditambah, 0 diubah, 50 tetap"
import aset_tik "$work/tidak-ada.csv"
same "a missing file ends with 1" "$code" 1
import tidak_ada "$work/baik.csv"
same "an unknown register ends with 1" "$code" 1
import aset_tik "$work/baik.csv" --apply --good-rows
same "contradicting options end with 2" "$code" 2
import aset_tik "$work/baik.csv" --map "Kondisi=kondsi"
has "a field that does not exist is named, with what may be meant" "$said" 'Mungkin maksudnya "kondisi"'

# --- out and in again ------------------------------------------------------------------------------------------------------
for format in csv xlsx; do
    run export --data "$data" aplikasi --format $format --out "$work/aplikasi.$format"
    same "export as $format" "$code" 0
    import aplikasi "$work/aplikasi.$format" --apply
    same "imported again: 0" "$code" 0
    has "nothing changes" "$said" " 0 ditambah, 0 diubah"
done
"$program" export --data "$data" aset_tik --format json --filter f.kondisi=baik >"$work/aset.json"
answer=$(cat "$work/aset.json")
same "JSON is filtered" "$(pick 'len({r["kondisi"] for r in v})')" 1
run export --data "$data" aplikasi --template --out "$work/templat.xlsx"
import aplikasi "$work/templat.xlsx"
has "the empty form has no data" "$said" "0 baris: 0 akan ditambah"

# --- killed ----------------------------------------------------------------------------------------------------------------
assets 20000 | sed 's/1\.3\./9.9./' >"$work/banyak.csv"
before=$(rows aset_tik)
for wait in 0.4 0.8 1.2; do
    "$program" import --data "$data" aset_tik "$work/banyak.csv" --apply >/dev/null 2>&1 &
    sleep $wait
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
    now=$(rows aset_tik)
    is "killed after $wait s: all or nothing" test "$now" = "$before" -o "$now" = $((before + 20000))
done
same "every row has its version" "$(sql "select count(*) from aset_tik t where not exists (select 1 from aset_tik_h h where h.id = t.id)")" 0

# --- the pages ---------------------------------------------------------------------------------------------------------------
is "a second region" region second
needs_server "it is served"
session sari

page() # METHOD PATH [CURL…]: $code, $answer, and where it leads in $to
{
    code=$(curl -s -m 60 -X "$1" -o "$work/.answer" -D "$work/.headers" -w '%{http_code}' -b "sesi=$cookie" "${@:3}" "$url$2")
    answer=$(cat "$work/.answer")
    to=$(tr -d '\r' <"$work/.headers" | sed -n 's/^[Ll]ocation: //p')
}
csrf() { sed -n 's/.*name="_csrf" value="\([^"]*\)".*/\1/p' "$work/.answer" | head -n 1; }

before=$(rows aset_tik)
page GET /r/aset_tik/impor
same "the page is there" "$code" 200
page POST /r/aset_tik/impor -F "_csrf=$(csrf)" -F mode=tambah_atau_perbarui -F "berkas=@$work/salah.csv"
same "an upload leads on" "$code" 303
where=$to
page GET "$where"
has "it is looked over before anything is written" "$answer" "50 baris: 49 akan ditambah"
has "with the problem at its cell" "$answer" "E8"
has "and a word to be explained" "$answer" 'name="wx.0"'
same "nothing is written yet" "$(rows aset_tik)" "$before"
page POST "$where" --data-urlencode "_csrf=$(csrf)" -d wk.0=kondisi -d wx.0=entah -d w.0=rusak_berat
page GET "$where"
has "explained" "$answer" "50 akan ditambah, 0 diubah, 0 tetap, 0 ditolak"
token=$(csrf)
page POST "$where/catat" --data-urlencode "_csrf=$token" -d cara=semua
result=/pekerjaan/${where##*/}
page GET "$result"
has "written" "$answer" "50 ditambah, 0 diubah, 0 tetap, 0 ditolak"
same "all of it" "$(rows aset_tik)" "$((before + 50))"
page POST "$where/catat" --data-urlencode "_csrf=$token" -d cara=semua
same "pressed twice it is written once" "$(rows aset_tik)" "$((before + 50))"
session joko
page GET "$where"
same "another account's upload is not there" "$code" 404
session sari
page POST "$where/batalkan" --data-urlencode "_csrf=$token"
page GET "$result"
page POST "$where/batalkan" --data-urlencode "_csrf=$(csrf)"
same "taken back" "$(rows aset_tik)" "$before"

page GET /r/aset_tik/impor
page POST /r/aset_tik/impor -F "_csrf=$(csrf)" -F mode=tambah -F "berkas=@$work/banyak.csv"
where=$to
page GET "$where"
page POST "$where/catat" --data-urlencode "_csrf=$(csrf)" -d cara=semua
result=/pekerjaan/${where##*/}
page GET "$result"
has "a large one is written beside the request" "$answer" "Sedang dicatat"
finished() { page GET "$result" && grep -q "20000 ditambah" <<<"$answer"; }
is "and ends" within 300 finished
same "whole" "$(rows aset_tik)" "$((before + 20000))"

before=$(rows aset_tik)
sed 's/9\.9\./7.7./' "$work/banyak.csv" >"$work/lagi.csv"
page GET /r/aset_tik/impor
page POST /r/aset_tik/impor -F "_csrf=$(csrf)" -F mode=tambah -F "berkas=@$work/lagi.csv"
where=$to
page GET "$where"
page POST "$where/catat" --data-urlencode "_csrf=$(csrf)" -d cara=semua
result=/pekerjaan/${where##*/}
page GET "$result"
page POST "$result/hentikan" --data-urlencode "_csrf=$(csrf)"
stopped() { page GET "$result" && grep -q "Dihentikan atas permintaan" <<<"$answer"; }
ended() { stopped || finished; } # a quick machine is done before it is asked
is "it stops when asked, unless it had ended" within 60 ended
same "and has written nothing, or all" "$(rows aset_tik)" "$((before + $(grep -c "20000 ditambah" <<<"$answer") * 20000))"
page POST "$result/ulangi" --data-urlencode "_csrf=$(csrf)"
is "taken up again it ends" within 300 finished
same "whole again" "$(rows aset_tik)" "$((before + 20000))"
page POST /r/aset_tik/impor -F "_csrf=$(csrf)" -F "berkas=@$0;filename=bukan.xlsx"
is "what is no table is refused or shown as one, never a fault" test "$code" != 500
stop
is "nothing was left to be explained in the log" calm "$out"
finish
