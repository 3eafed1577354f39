#!/usr/bin/env bash
# What the manuals say beyond the screen: the list of commands is that of the program, and every trouble of the troubleshooting
# manual that can be made is made: the program says the words that the manual says it does.
. "$(dirname "$0")/lib_region.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
troubles=$(cat "$root"/data/panduan/masalah/*.md)
alone=(unshare -m) # a namespace of mounts: for what is missing or full

# told WHY SAID WORDS: the program said it, and the manual has it.
told()
{
    has "$1" "$2" "$3"
    has "$1: the manual knows it" "$troubles" "$3"
}

said()
{
    "$@" 2>&1
}

is "the list of commands is that of --help" env PRASASTI_BUILD="$(dirname "$program")" "$root/scripts/panduan.sh" --check
is "a region is made" region satu
needs_server "it serves"

# --- the service -----------------------------------------------------------------------------------------------------------

told "a port that is taken" "$(region dua && said timeout 20 "$program" serve --data "$data" --port "$port")" "sedang dipakai program lain"
data=$work/satu
told "a folder that is served already" "$(said timeout 20 "$program" serve --data "$data" --port "$(free_port)")" "sedang dilayani proses lain"
told "a folder that is not there" "$(said "$program" serve --data "$work/tidak-ada")" "tidak ada"
told "an address of another machine" "$(said timeout 20 "$program" serve --data "$work/dua" --bind 192.0.2.1)" "Alamat pada --bind bukan milik mesin ini"
told "a program that is not whole" "$(PRASASTI_SHARE=$work PRASASTI_DATA= said timeout 20 "$program" serve --data "$work/dua")" "milik Prasasti tidak ditemukan"
mkdir -p "$work/$(printf 'x%.0s' {1..100})" && cp -r "$work/dua" "$work/$(printf 'x%.0s' {1..100})/dua"
told "a folder too deep" "$(said timeout 20 "$program" serve --data "$work/$(printf 'x%.0s' {1..100})/dua")" "Jalur folder data terlalu panjang untuk soket"
cp "$program" "$work/sendiri" # away from the folder in which it was built, where it would find them
told "declarations that are not there" "$(PRASASTI_DATA=$work said "$work/sendiri" check)" "Folder deklarasi (data/registers) tidak ditemukan."
told "PostgreSQL that does not answer" "$(said "$program" init --data "$work/tiga" --regulation "$regulation" --database "postgresql:///x?host=$work")" "Basis data PostgreSQL tidak dapat dihubungi"
if "${alone[@]}" true 2>/dev/null; then
    told "nginx that is not there" "$("${alone[@]}" sh -c 'for n in $(which -a nginx) /usr/sbin/nginx; do mount --bind /dev/null "$n"; done
exec timeout 20 "$0" serve --data "$1"' "$program" "$work/dua" 2>&1)" "Program nginx tidak ditemukan"
else
    skip "nginx that is not there" "no namespaces here"
fi

# --- getting in -------------------------------------------------------------------------------------------------------------

# post PATH FIELD…: as a browser without a session; the page in $page.
post()
{
    local path=$1 field=()
    shift
    for f in "$@"; do
        field+=(--data-urlencode "$f")
    done
    token=$(curl -s -m 10 -b "$work/jar" -c "$work/jar" "$url/masuk" | grep -o 'name="_csrf" value="[^"]*"' | head -n 1 | cut -d'"' -f4)
    page=$(curl -s -m 10 -b "$work/jar" -c "$work/jar" -H "Origin: $url" --data-urlencode "_csrf=$token" "${field[@]}" "$url$path")
}

post /masuk nama_pengguna=budi sandi=salah-sekali
told "a wrong password" "$page" "Nama pengguna atau kata sandi salah."
for _ in $(seq 12); do
    post /masuk nama_pengguna=joko sandi=salah-sekali
    grep -q "Akun dikunci sementara" <<<"$page" && break
done
if grep -q "dalam waktu singkat" <<<"$page"; then
    told "too many attempts" "$page" "Terlalu banyak percobaan dalam waktu singkat"
else
    told "too many attempts" "$page" "Terlalu banyak percobaan masuk. Akun dikunci sementara."
fi
told "an unknown account" "$(said "$program" akun pulihkan tidak.ada --data "$data")" "tidak ada"

# --- files and sheets ---------------------------------------------------------------------------------------------------------

printf '%%PDF-1.4\n' >"$work/a.pdf"
told "a PDF instead of a sheet" "$(said "$program" import --data "$data" aplikasi "$work/a.pdf")" "Berkas ini PDF, bukan lembar kerja"
printf '\320\317\021\340\241\261\032\341 dan seterusnya' >"$work/a.xls"
told "an old sheet" "$(said "$program" import --data "$data" aplikasi "$work/a.xls")" "Berkas ini berformat Excel lama (.xls) atau dikunci dengan kata sandi"
echo 'Tidak ada judulnya' >"$work/b.csv"
told "a file whose columns nobody knows" "$(said "$program" import --data "$data" aplikasi "$work/b.csv")" "Tidak satu pun judul kolom dikenal sebagai bidang"
printf '\n\n' >"$work/b.csv"
told "a file without a table" "$(said "$program" import --data "$data" aplikasi "$work/b.csv")" "Tidak ditemukan tabel dengan judul kolom di berkas ini"
echo 'Nama Aplikasi;Perangkat Daerah' >"$work/a.csv"

# --- what helps is not there ----------------------------------------------------------------------------------------------------

session sari
stop
export PRASASTI_SOFFICE=$work/tidak-ada PRASASTI_DOT=$work/tidak-ada
is "it serves without LibreOffice and Graphviz" serve
page=$(curl -s -m 20 -H "Cookie: sesi=$cookie" "$url/panduan/instalasi/unduh?bentuk=pdf")
told "no LibreOffice" "$page" "LibreOffice tidak terpasang di server ini, jadi PDF tidak dapat dibuat."
page=$(curl -s -m 20 -H "Cookie: sesi=$cookie" "$url/panduan/hubungan/aplikasi")
told "no Graphviz" "$page" "Graphviz tidak terpasang di server ini, jadi gambar hubungan tidak dapat dibuat."
page=$(curl -s -m 20 -H "Cookie: sesi=$cookie" "$url/panduan/basis-data/tabel-aplikasi")
is "and the tables are there all the same" grep -q penyerahan_aplikasi <<<"$page"
is "without a picture that is none" bash -c '! grep -q "<img" <<<"$1"' - "$page"
unset PRASASTI_SOFFICE PRASASTI_DOT
stop

# --- data -----------------------------------------------------------------------------------------------------------------------

verify
has "a whole region" "$said" "Utuh."
sql "update aplikasi set nama = 'Diubah diam-diam' where id = 1"
verify
told "a row changed behind the scene" "$said" "TIDAK UTUH: ada yang berubah tanpa peristiwa."
cp "$work/dua/prasasti.db" "$work/utuh.db"
dd if=/dev/zero of="$work/dua/prasasti.db" bs=4096 seek=1 count=40 conv=notrunc 2>"$work/.said"
rm -f "$work/dua/prasasti.db-wal" "$work/dua/prasasti.db-shm"
told "a damaged database" "$(said "$program" norms --data "$work/dua")" "Berkas basis data rusak atau tidak dapat dibaca"
rm -rf "$work/dua/prasasti.db"* && mkdir "$work/dua/prasasti.db"
told "a database that cannot be opened" "$(said "$program" norms --data "$work/dua")" "Berkas basis data tidak dapat dibuka"
if "${alone[@]}" true 2>/dev/null; then
    for i in $(seq 400); do echo "Aplikasi contoh nomor $i;Dinas Kesehatan"; done >>"$work/a.csv"
    told "a disk that is full" "$("${alone[@]}" sh -c 'mkdir "$1" && mount -t tmpfs -o size=24m none "$1" &&
"$0" init --data "$1/d" --regulation "$3" --demo >"$1/init" && { cat /dev/zero >"$1/penuh"; truncate -s -40k "$1/penuh"; "$0" import --data "$1/d" aplikasi "$2" --set jenis=khusus --apply; }' \
        "$program" "$work/kecil" "$work/a.csv" "$regulation" 2>&1 | tail -n 3)" "Penyimpanan penuh: perubahan tidak disimpan"
else
    skip "a disk that is full" "no namespaces here"
fi
finish
