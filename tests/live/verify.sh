#!/usr/bin/env bash
# What was changed behind the region's back is named; what was proved once is checked without us.
. "$(dirname "$0")/lib_region.sh"

sign()
{
    "$program" ledger --data "$data" --once
}

# tampered WHY WANTED COMMAND…: a copy of the whole region, spoilt by the command, must be found out, with these words.
tampered()
{
    local why=$1 wanted=$2
    shift 2
    data=$work/spoilt
    rm -rf "$data"
    cp -r "$whole" "$data"
    if ! "$@" >"$work/.spoil" 2>&1; then
        is "$why: could be tried" cat "$work/.spoil" /none
        return
    fi
    verify
    same "$why: ends with 3" "$code" 3
    has "$why: is named" "$said" "$wanted"
    has "$why: the last line says so" "$(tail -n 1 <<<"$said")" "TIDAK UTUH"
}

id_of()
{
    sql "select id from $1 where $2 limit 1"
}

# --- a whole region ------------------------------------------------------------------------------------------------------
is "a region is made" region whole
is "its events are signed" sign
verify
same "a region that nobody touched is whole: 0" "$code" 0
same "the last line says so" "$(tail -n 1 <<<"$said")" "Utuh."
has "it counts what it looked at" "$said" "Diperiksa: "
same "no event waits for its signature" "$(grep -c ', 0 menunggu tanda tangan' <<<"$said")" 1
whole=$data
app=$(id_of aplikasi "nama = 'SIMPUS'")
number=$(sql "select nomor from aplikasi where id = $app")
boss=$(id_of akun "nama_pengguna = 'budi'")
file=$(sql "select digest from berkas order by id limit 1")
last=$(sql "select max(seq) from peristiwa")

# --- rows ------------------------------------------------------------------------------------------------------------------
tampered "a row edited" "aplikasi $app ($number): Baris: kolom nama berbunyi \"SIMPUS Baru\", padahal peristiwanya mencatat \"SIMPUS\"" \
    sql "update aplikasi set nama = 'SIMPUS Baru' where id = $app"
tampered "a state moved on" "kolom status" sql "update aplikasi set status = 'usulan' where id = $app"
tampered "a past version edited" "aplikasi $app ($number): Riwayat: kolom jenis" \
    sql "update aplikasi_h set jenis = 'umum' where id = $app"
tampered "a past version deleted" "aplikasi $app" sql "delete from aplikasi_h where id = $app"
tampered "a row deleted" "aplikasi $app ($number): Barisnya hilang dari tabel tanpa peristiwa penghapusan" \
    sql "delete from aplikasi where id = $app"
tampered "a deletion undone" "kolom dihapus" sql "update aplikasi set dihapus = '2026-01-01T00:00:00Z' where id = $app"
tampered "a row smuggled in" "aplikasi 9000" \
    sql "insert into aplikasi (id, nomor, perangkat_daerah, status, versi, nama) values (9000, 'APL-2026-9000', 1, 'usulan', 1, 'Hantu')"
tampered "a link to a service removed" "aplikasi $app ($number): Tautan layanan" sql "delete from aplikasi__layanan where induk = $app"
tampered "a link to a service turned" "aplikasi $app ($number): Tautan layanan" sql "update aplikasi__layanan set ke = ke + 1 where induk = $app"
tampered "a role changed" "akun $boss" sql "update akun set peran_khusus = 'administrator' where id = $boss"
tampered "a post moved" "akun $boss" sql "update akun set perangkat_daerah = perangkat_daerah + 1 where id = $boss"
tampered "an office given another task" "pemetaan_peran" sql "update pemetaan_peran set perangkat_daerah = 1 where peran = 'dinas'"

# --- events ----------------------------------------------------------------------------------------------------------------
tampered "the last event deleted" "buku besar: " sql "delete from peristiwa where seq = $last"
tampered "an event in the middle deleted" "peristiwa 40" sql "delete from peristiwa where seq = 40"
tampered "two events changed places" "peristiwa" sql "update peristiwa set seq = -1 where seq = 30;
    update peristiwa set seq = 30 where seq = 31; update peristiwa set seq = 31 where seq = -1"
tampered "an event's words changed" "peristiwa 50" sql "update peristiwa set isi = replace(isi, '2026', '2027') where seq = 50"
tampered "an event rewritten with a digest that fits" "buku besar: " python3 - "$work/spoilt/prasasti.db" <<'END'
import hashlib, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
isi, salt = db.execute("select isi, garam from peristiwa where seq = 60").fetchone()
isi = isi.replace("today", "").replace('"versi":1', '"versi":2')
leaf = hashlib.sha256(bytes.fromhex(salt) + isi.encode()).hexdigest()
db.execute("update peristiwa set isi = ?, daun = ? where seq = 60", (isi, leaf))
db.commit()
END
tampered "an event's time changed" "buku besar: " sql "update peristiwa set waktu = waktu - 86400 where seq = 50"
tampered "a row and its event changed together" "buku besar: " python3 - "$work/spoilt/prasasti.db" "$app" <<'END'
import hashlib, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
seq, isi, salt = db.execute("select seq, isi, garam from peristiwa where register = 'aplikasi' and rekaman = ?", sys.argv[2:]).fetchone()
isi = isi.replace("SIMPUS", "SIMPUZ")
leaf = hashlib.sha256(bytes.fromhex(salt) + isi.encode()).hexdigest()
db.execute("update peristiwa set isi = ?, daun = ? where seq = ?", (isi, leaf, seq))
for table in ("aplikasi", "aplikasi_h"):
    db.execute(f"update {table} set nama = replace(nama, 'SIMPUS', 'SIMPUZ') where id = ?", sys.argv[2:])
db.commit()
END

# --- files and the ledger's own -------------------------------------------------------------------------------------------
tampered "a file's bytes changed" "sudah berubah" bash -c 'printf X | dd of="$0" bs=1 seek=20 conv=notrunc' \
    "$work/spoilt/berkas/${file:0:2}/$file"
tampered "a file removed" "tidak dapat dibaca" rm "$work/spoilt/berkas/${file:0:2}/$file"
tampered "a file's name in the table changed" "Nama atau sidik jari berkas" sql "update berkas set nama = 'lain.pdf' where id = 1"
tampered "a tile cut short" "buku besar: " bash -c 'f=$(find "$0" -path "*tile/0*" -type f | head -n 1); truncate -s -32 "$f"' "$work/spoilt/ledger"
tampered "a tile with one bit turned" "buku besar: " bash -c 'f=$(find "$0" -path "*tile/0*" -type f | head -n 1)
    printf "\377" | dd of="$f" bs=1 seek=100 conv=notrunc' "$work/spoilt/ledger"
tampered "a signed head with another size" "buku besar: " sed -i '2s/.*/7/' "$work/spoilt/ledger/perubahan/checkpoint"
tampered "a head signed by somebody else" "buku besar: " sed -i '$s/.$/A/; $s/ [A-Za-z0-9+\/=]*$/ AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/' \
    "$work/spoilt/ledger/perubahan/checkpoint"

# --- what cannot be judged ---------------------------------------------------------------------------------------------------
data=$work/spoilt
rm -rf "$data" && cp -r "$whole" "$data" && rm -r "$data/ledger"
verify
is "without a ledger it does not say that all is well" test "$code" != 0
data=$work/nowhere
verify
same "no region: 1" "$code" 1
"$program" verify >"$work/.said" 2>&1
same "no --data: 2" "$?" 2

# --- proofs ------------------------------------------------------------------------------------------------------------------
data=$whole
cd "$work" || exit 1
is "the last change of a record is taken out as a folder" "$program" proof export --data "$whole" aplikasi "$number" --out "$work/bukti"
same "with its content, salt, proof and key" "$(ls "$work/bukti" | tr '\n' ' ')" "BACA.txt bukti.tlog-proof garam.txt isi.json kunci.txt waktu.txt "
has "the content is the record's" "$(cat bukti/isi.json)" '"nama":"SIMPUS"'
mv "$whole" "$whole-away"
check=("$program" proof check)
said=$("${check[@]}" bukti 2>&1)
same "it is checked without the region: 0" "$?" 0
has "as part of the region's ledger" "$said" "Sah: termasuk dalam buku besar prasasti/$regulation/"
has "with the advice to compare the key" "$said" "bandingkan kunci.txt"
"${check[@]}" bukti --key "$(cat bukti/kunci.txt)" >"$work/.said" 2>&1
same "with the published key: 0" "$?" 0
# refused WHY WANTED SED-SCRIPT FILE: a changed part is not believed.
refused()
{
    rm -rf changed && cp -r bukti changed && sed -i "$3" "changed/$4"
    said=$("${check[@]}" changed 2>&1)
    same "a proof with $1: $2" "$?" "$2"
    is "is not called genuine" bash -c '! grep -q ^Sah <<<"$1"' - "$said"
}
refused "other content" 3 's/SIMPUS/SIMPUZ/' isi.json
refused "another salt" 3 's/^f/e/; t; s/^./f/' garam.txt
refused "another time" 3 's/^./2/' waktu.txt
refused "a hash exchanged" 3 '5{s/^A/B/; t; s/^./A/}' bukti.tlog-proof
refused "no salt" 1 's/.*//' garam.txt
refused "half of a proof" 1 '4,$d' bukti.tlog-proof
rm bukti/isi.json
"${check[@]}" bukti >"$work/.said" 2>&1
same "a proof without its content: 1" "$?" 1
"${check[@]}" "$work/nowhere" >"$work/.said" 2>&1
same "no proof: 1" "$?" 1
"$program" proof >"$work/.said" 2>&1
same "no word: 2" "$?" 2
mv "$whole-away" "$whole"
"$program" proof export --data "$whole" aplikasi APL-1900-0001 --out "$work/none" >"$work/said" 2>&1
same "no such record: 1" "$?" 1
has "which it says" "$(cat "$work/said")" "Tidak ada peristiwa untuk aplikasi APL-1900-0001"
cd "$OLDPWD" || exit 1

# --- the same on PostgreSQL -----------------------------------------------------------------------------------------------------
if [ -n "${PRASASTI_TEST_PG:-}" ] && is "pg: a region is made" region pg pg; then
    sign
    verify
    same "pg: a region that nobody touched is whole: 0" "$code" 0
    # One change after the other, each put right again by what it names.
    spoilt()
    {
        sql "$3" && verify && sql "$4"
        same "pg: $1: ends with 3" "$code" 3
        has "pg: $1: is named" "$said" "$2"
    }
    spoilt "a row edited" "kolom nama berbunyi \"X\", padahal peristiwanya mencatat \"SIMPUS\"" \
        "update aplikasi set nama = 'X' where nama = 'SIMPUS'" "update aplikasi set nama = 'SIMPUS' where nama = 'X'"
    spoilt "a role changed" "kolom peran_khusus" "update akun set peran_khusus = 'administrator' where nama_pengguna = 'budi'" \
        "update akun set peran_khusus = null where nama_pengguna = 'budi'"
    spoilt "two events changed places" "peristiwa" \
        "update peristiwa set seq = -1 where seq = 30; update peristiwa set seq = 30 where seq = 31; update peristiwa set seq = 31 where seq = -1" \
        "update peristiwa set seq = -1 where seq = 30; update peristiwa set seq = 30 where seq = 31; update peristiwa set seq = 31 where seq = -1"
    verify
    same "pg: whole again: 0" "$code" 0
    spoilt "an event deleted" "peristiwa 40" "delete from peristiwa where seq = 40" "update akun set nama = nama where id = 0"
else
    [ -n "${PRASASTI_TEST_PG:-}" ] || skip "pg: the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
