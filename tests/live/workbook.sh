#!/usr/bin/env bash
# Registers off line: forty workbooks go out in one ZIP and come back with three conflicts; by `prasasti workbook` and on the pages.
. "$(dirname "$0")/lib_region.sh"
here=$(cd "$(dirname "$0")" && pwd)

run() # what the program says in $said, its exit code in $code
{
    said=$("$program" "$@" 2>&1)
    code=$?
}
book() { python3 "$here/lib_workbook.py" "$@"; }
form() { curl -s -m 60 -o "$work/.answer" -D "$work/.headers" -w '%{http_code}' -b "sesi=$cookie" "$@"; }
page() # METHOD PATH [CURL…]: $code, $answer, and where it leads in $to
{
    code=$(form -X "$1" "${@:3}" "$url$2")
    answer=$(cat "$work/.answer")
    to=$(tr -d '\r' <"$work/.headers" | sed -n 's/^[Ll]ocation: //p')
}
csrf() { sed -n 's/.*name="_csrf" value="\([^"]*\)".*/\1/p' "$work/.answer" | head -n 1; }
ready() { page GET "$where" && ! grep -q "Sedang di" <<<"$answer"; }

# forty: as many agencies that count, each with an application
forty()
{
    local n
    n=$(sql "select count(*) from perangkat_daerah where dihapus is null")
    awk -v n=$((40 - n)) 'BEGIN { print "Nama;Kode;Jenis"; for (i = 1; i <= n; i++) printf "Badan Uji %02d;9.%02d;badan\n", i, i }' >"$work/pd.csv"
    "$program" import --data "$data" perangkat_daerah "$work/pd.csv" --apply >"$work/.said" 2>&1 || return
    sql "select nama from perangkat_daerah where dihapus is null order by id" |
        awk 'BEGIN { print "Nama aplikasi;Perangkat Daerah;Jenis aplikasi;Uraian fungsi" } { printf "Sistem %s;%s;Aplikasi Khusus;semula\n", $0, $0 }' >"$work/app.csv"
    "$program" import --data "$data" aplikasi "$work/app.csv" --apply >"$work/.said" 2>&1
}

# here NAME TEXT: what somebody in the office writes meanwhile
change_here()
{
    printf 'Nama aplikasi;Perangkat Daerah;Uraian fungsi\nSistem %s;%s;%s\n' "$1" "$1" "$2" >"$work/kantor.csv"
    "$program" import --data "$data" aplikasi "$work/kantor.csv" --apply >"$work/.said" 2>&1
}
use_of() { sql "select uraian_fungsi from aplikasi where nama = 'Sistem $1' and dihapus is null"; }
name_of() { sql "select nama from perangkat_daerah where dihapus is null order by id limit 1 offset $((10#$1 - 1))"; }
file_of() { ls "$work/keluar/$1"-*.xlsx; }

out_and_back()
{
    local before seq
    is "$1: a region is made" region "$1" "$1"
    is "$1: of forty agencies" forty
    same "$1: forty" "$(sql "select count(*) from perangkat_daerah where dihapus is null")" 40
    run workbook out --data "$data" --zip "$work/semua.zip"
    same "$1: everything goes out" "$code" 0
    has "$1: in forty workbooks" "$said" "40 buku kerja"
    run workbook in --data "$data" "$work/semua.zip" --apply
    same "$1: unchanged it comes back" "$code" 0
    has "$1: and changes nothing" "$said" "0 ditambah, 0 diubah"
    has "$1: and refuses nothing" "$said" "0 ditolak; 0 benturan, 0 tidak ada"

    run workbook out --data "$data" --registers aplikasi --zip "$work/semua.zip"
    rm -rf "$work/keluar" && mkdir "$work/keluar" && (cd "$work/keluar" && python3 -m zipfile -e ../semua.zip .)
    same "$1: forty files in the ZIP" "$(ls "$work/keluar" | wc -l)" 40
    has "$1: the lists are out of sight" "$(book hidden "$(file_of 01)")" "Daftar pilihan"
    has "$1: who sent it is told" "$(book show "$(file_of 01)" Petunjuk)" "baris perintah"
    for i in 01 02 03 04; do
        book edit "$(file_of $i)" "Aplikasi SPBE" "Sistem $(name_of $i)" "Uraian fungsi" "berkas $i"
    done
    for i in 01 02 03 05; do
        change_here "$(name_of $i)" "kantor $i"
    done
    book add "$(file_of 06)" "Aplikasi SPBE" "Nama aplikasi=Baru 06" "Jenis aplikasi=Aplikasi Khusus"
    book drop "$(file_of 07)" "Aplikasi SPBE" "Sistem $(name_of 07)"
    book edit "$(file_of 08)" "Aplikasi SPBE" "Sistem $(name_of 08)" "Jenis aplikasi" "entah"
    mv "$(file_of 06)" "$work/keluar/laporan akhir (2).xlsx"
    before=$(sql "select max(seq) from peristiwa")

    run workbook in --data "$data" "$work"/keluar/*.xlsx
    same "$1: three conflicts and a mistake: 3" "$code" 3
    has "$1: they are found" "$said" "1 akan ditambah, 1 diubah"
    has "$1: three of them" "$said" "4 ditolak; 3 benturan, 1 tidak ada di berkas"
    has "$1: with all three values" "$said" 'semula "semula", di sini "kantor 02", di berkas "berkas 02" -> belum dipilih'
    same "$1: a dry run writes nothing" "$(sql "select max(seq) from peristiwa")" "$before"
    run workbook in --data "$data" "$work"/keluar/*.xlsx --apply --rejects "$work/tolak.xlsx"
    has "$1: good rows are written" "$said" "1 ditambah, 1 diubah"
    same "$1: what only the file changed" "$(use_of "$(name_of 04)")" "berkas 04"
    same "$1: what only the office changed" "$(use_of "$(name_of 05)")" "kantor 05"
    same "$1: nothing is overwritten" "$(use_of "$(name_of 01)")" "kantor 01"
    same "$1: nothing is removed" "$(use_of "$(name_of 07)")" "semula"
    same "$1: a renamed file is known: the new row is its agency's" \
        "$(sql "select p.nama from aplikasi a join perangkat_daerah p on p.id = a.perangkat_daerah where a.nama = 'Baru 06'")" "$(name_of 06)"
    book edit "$work/tolak.xlsx" "$(python3 -c 'import sys; print(("Aplikasi SPBE " + sys.argv[1])[:31])' "$(name_of 08)")" entah "Jenis aplikasi" "Aplikasi Umum"
    run workbook in --data "$data" "$work/tolak.xlsx" --apply --choose berkas
    same "$1: refused rows corrected and decided go in" "$code" 0
    same "$1: as decided" "$(use_of "$(name_of 01)")" "berkas 01"
    run workbook in --data "$data" "$work"/keluar/*.xlsx --apply --choose kantor
    has "$1: the same files again make nothing twice" "$said" "0 ditambah"
}

out_and_back sqlite
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    out_and_back pg
else
    skip "pg: out and back on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
fi

# --- hostile ---------------------------------------------------------------------------------------------------------------
python3 - "$work" <<'P'
import sys, zipfile
w = sys.argv[1]
def pack(name, **files):
    with zipfile.ZipFile(f'{w}/{name}', 'w', zipfile.ZIP_DEFLATED) as z:
        for path, data in files.items():
            z.writestr(path.replace('__', '/'), data)
pack('bom.zip', **{'a.xlsx': b'\0' * (60 << 20)})
pack('keluar.zip', **{'..__..__a.xlsx': b'x'})
pack('lain.zip', **{'a.exe': b'MZ'})
pack('palsu.zip', **{'a.xlsx': b'x'})
P
for case in "bom terlalu besar" "keluar keluar dari foldernya" "lain bukan buku kerja" "palsu .xlsx:"; do
    run workbook in --data "$data" "$work/${case%% *}.zip" --apply
    same "${case%% *}.zip is refused" "$code" 3
    has "and it says why" "$said" "${case#* }"
done
run workbook out --data "$data" --zip "$work/x.zip" --registers akun
same "a register of nobody's agency ends with 1" "$code" 1
run workbook in --data "$data"
same "called wrongly: 2" "$code" 2

# --- the pages -------------------------------------------------------------------------------------------------------------
is "a region for the pages" region halaman
needs_server "it is served"
session sari
page GET /luring
same "the page is there" "$code" 200
page POST /luring/kirim --data-urlencode "_csrf=$(csrf)" -d r=aplikasi
same "a sending begins" "$code" 303
where=$to
is "and ends" within 60 ready
has "with its ZIP" "$answer" "buku kerja siap"
form "$url$where/berkas/buku-kerja.zip" >/dev/null
rm -rf "$work/keluar" && mkdir "$work/keluar" && (cd "$work/keluar" && python3 -m zipfile -e ../.answer .)
file=$(grep -l . "$work"/keluar/*kesehatan*.xlsx | head -n 1)
id=$(sql "select min(a.id) from aplikasi a join perangkat_daerah p on p.id = a.perangkat_daerah where p.nama = 'Dinas Kesehatan' and a.dihapus is null")
name=$(sql "select nama from aplikasi where id = $id")
book edit "$file" "Aplikasi SPBE" "$name" "Uraian fungsi" "dari flash disk"
printf 'Nama aplikasi;Perangkat Daerah;Uraian fungsi\n%s;Dinas Kesehatan;dari kantor\n' "$name" >"$work/kantor.csv"
"$program" import --data "$data" aplikasi "$work/kantor.csv" --apply >/dev/null 2>&1
page GET /luring
page POST /luring/terima -F "_csrf=$(csrf)" -F "berkas=@$file" -F "berkas=@$work/lain.zip;filename=foto.zip"
same "a file that may not be in it is refused where another can be chosen" "$code" 422
has "by name" "$answer" "a.exe"
page POST /luring/terima -F "_csrf=$(csrf)" -F "berkas=@$file;filename=kembali.xlsx"
where=$to
is "a return is looked over" within 60 ready
has "with its conflict side by side" "$answer" "dari flash disk"
has "and what it was" "$answer" "Semula (saat dikirim)"
has "nothing is chosen for him" "$answer" "belum dipilih"
page POST "/luring/${where##*/}/pilih" --data-urlencode "_csrf=$(csrf)" -d "p.aplikasi.$id.uraian_fungsi=berkas"
is "chosen" within 60 ready
has "it would be written" "$answer" "1 diubah"
same "but is not yet" "$(sql "select uraian_fungsi from aplikasi where id = $id")" "dari kantor"
session joko
page GET "$where"
same "another account's return is not there" "$code" 404
session sari
page GET "$where"
page POST "/luring/${where##*/}/catat" --data-urlencode "_csrf=$(csrf)"
is "written" within 60 ready
has "it says so" "$answer" "Dicatat: 0 ditambah, 1 diubah"
same "as chosen" "$(sql "select uraian_fungsi from aplikasi where id = $id")" "dari flash disk"
sleep 2 # the ledger signs what was written
stop
verify
same "and the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
is "nothing was left to be explained in the log" calm "$out"
finish
