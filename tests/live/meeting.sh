#!/usr/bin/env bash
# Meetings and requests for evidence through nginx, on both databases: a sheet of attendance that two people fill in, who may not,
# minutes that lock it, requests looked over and made once, the letters of both.
. "$(dirname "$0")/lib_region.sh"
. "$(dirname "$0")/lib_page.sh"

attendance()
{
    local sheet=/r/rapat/3/lembar/kehadiran pd other
    pd=$(sql "select id from perangkat_daerah where kode = '2.02'")
    other=$(sql "select id from perangkat_daerah where kode = '2.01'")
    get "$sari" "$sheet"
    has "$engine: everybody stands in it when nobody is named" "$answer" "Sekretariat DPRD"
    form "$sari" "$sheet" "$sheet" -F "k.$pd.kehadiran=hadir" -F "k.$pd.nama=Anton Wijaya" -F "k.$other.kehadiran="
    same "$engine: one is recorded" "$code:$(sql "select kehadiran || ' ' || nama from kehadiran_rapat where rapat = 3")" "303:hadir Anton Wijaya"
    form "$sari" "$sheet" "$sheet" -F "k.$pd.kehadiran=hadir" -F "k.$pd.nama=Anton Wijaya" -F "_versi.$pd=1"
    same "$engine: the same again writes nothing" "$code:$(sql "select versi from kehadiran_rapat where rapat = 3")" 303:1
    form "$sari" "$sheet" "$sheet" -F "k.$pd.kehadiran=diwakili" -F "_versi.$pd=1"
    same "$engine: a change is one more version" "$(sql "select kehadiran || versi from kehadiran_rapat where rapat = 3")" diwakili2
    form "$rudi" "$sheet" "$sheet" -F "k.$pd.kehadiran=tidak_hadir" -F "_versi.$pd=1" -F "k.$other.kehadiran=hadir"
    same "$engine: who was slower overwrites nothing" "$(sql "select count(*) || max(kehadiran) from kehadiran_rapat where rapat = 3 and dihapus is null")" 1diwakili
    has "$engine: and is told at the row" "$answer" "sudah diubah orang lain"
    form "$sari" "$sheet" "$sheet" -F "k.$pd.kehadiran=terbang" -F "_versi.$pd=2"
    has "$engine: what cannot be chosen is refused" "$answer" "perlu diperbaiki"
    form "$sari" "$sheet" "$sheet" -F "k.$pd.kehadiran=" -F "_versi.$pd=2"
    same "$engine: emptied, the row is gone" "$(sql "select count(*) from kehadiran_rapat where rapat = 3 and dihapus is null")" 0
    form "$sari" "$sheet" "$sheet" -F "k.$pd.kehadiran=hadir" -F "_lainnya=tidak_hadir"
    same "$engine: all the others at once" "$(sql "select count(*) from kehadiran_rapat where rapat = 3 and dihapus is null and kehadiran = 'tidak_hadir'")" \
        "$(sql "select count(*) - 1 from perangkat_daerah where dihitung = 1 and status = 'aktif' and dihapus is null")"
    form "$budi" "$sheet" "$sheet" -F "k.$other.kehadiran=hadir"
    has "$engine: no agency fills it in" "$answer" "tidak dapat diisi sekarang"
    get "$budi" "/r/rapat/3/lembar/tidakada"
    same "$engine: a sheet there is none of" "$code" 404
}

sealed()
{
    local row
    row=$(sql "select min(id) from kehadiran_rapat where rapat = 1")
    form "$sari" /r/rapat/3/lembar/kehadiran /r/rapat/1/lembar/kehadiran -F "k.9.kehadiran=tidak_hadir"
    has "$engine: signed minutes close the sheet" "$answer" "tidak dapat diisi sekarang"
    token sari tulis
    api GET "/api/v1/kehadiran_rapat/$row"
    send PATCH "/api/v1/kehadiran_rapat/$row" '{"kehadiran": "tidak_hadir"}' -H "If-Match: $(grep -i '^etag:' <<<"$headers" | cut -d' ' -f2)"
    same "$engine: and the row for programs, too" "$code" 409
    has "$engine: which is said" "$answer" "Notula disahkan"
    send POST /api/v1/kehadiran_rapat '{"rapat": 1, "perangkat_daerah": 12, "kehadiran": "hadir"}'
    same "$engine: nobody comes afterwards" "$code" 409
}

requests()
{
    local sheet=/r/pengumpulan_bukti/1/lembar/permintaan before ids=()
    before=$(sql "select count(*) from permintaan_bukti")
    for id in $(sql "select id from perangkat_daerah where jenis = 'kecamatan'"); do
        ids+=(-F "_r=$id")
    done
    form "$sari" "$sheet" "$sheet" "${ids[@]}"
    has "$engine: the look says how many" "$answer" "5 Permintaan bukti akan dibuat"
    same "$engine: and makes none" "$(sql "select count(*) from permintaan_bukti")" "$before"
    form "$sari" "$sheet" "$sheet" "${ids[@]}" -F _aksi=terapkan
    same "$engine: taken, there are five more" "$code:$(sql "select count(*) - $before from permintaan_bukti")" 303:5
    same "$engine: with what was asked" "$(sql "select count(*) from permintaan_bukti where pengumpulan = 1 and maks_umur = 12 and indikator = '|21|22|'")" 12
    form "$sari" "$sheet" "$sheet" "${ids[@]}" -F _aksi=terapkan
    same "$engine: sent twice, made once" "$(sql "select count(*) - $before from permintaan_bukti")" 5
    same "$engine: each waits for its agency on its day" "$(sql "select count(*) from tugas where register = 'permintaan_bukti' and transisi = 'serahkan' and peran = 'pd' and tenggat = (select batas_waktu from pengumpulan_bukti where id = 1)")" 10
    form "$budi" "$sheet" "$sheet" "${ids[@]}" -F _aksi=terapkan
    has "$engine: an agency asks nobody" "$answer" "tidak dapat diisi sekarang"
}

# letter RECORD KEY WORDS…
letter()
{
    local at=$1 key=$2 text word
    shift 2
    get "$sari" "$at/surat/$key/unduh?bentuk=docx"
    cp "$work/out" "$work/$key.docx"
    text=$(words "$work/$key.docx")
    same "$engine: $key leaves no field open" "$code:$(grep -c '{{' <<<"$text")" 200:0
    for word in "$@"; do
        has "$engine: $key says $word" "$text" "$word"
    done
}

letters()
{
    local pd
    pd=$(sql "select id from perangkat_daerah where kode = '2.02'")
    send POST /api/v1/rapat "{\"judul\": \"Rapat kecil\", \"tanggal\": \"2027-01-11\", \"perangkat_daerah\": 15, \"diundang\": [$pd]}"
    same "$engine: a meeting for one" "$code" 201
    send POST /api/v1/rapat '{"judul": "Rapat tertutup", "tanggal": "2027-01-12", "perangkat_daerah": 15, "klasifikasi": "terbatas"}'
    pd=$(sql "select id from rapat where judul = 'Rapat tertutup'")
    form "$sari" "/r/rapat/$pd/lembar/kehadiran" "/r/rapat/$pd/lembar/kehadiran" -F "k.9.kehadiran=hadir"
    same "$engine: who came to a closed meeting is closed, too" "$(sql "select klasifikasi from kehadiran_rapat where rapat = $pd")" terbatas
    letter /r/rapat/3 undangan_rapat_koordinasi "Seluruh Perangkat Daerah" "Rapat Tim Koordinasi SPBE" "Ruang rapat Setda"
    same "$engine: and has no empty list of them" "$(words "$work/undangan_rapat_koordinasi.docx" | grep -c "DAFTAR UNDANGAN")" 0
    letter "/r/rapat/$(sql "select id from rapat where judul = 'Rapat kecil'")" undangan_rapat_koordinasi "DAFTAR UNDANGAN" "Dinas Kesehatan"
    letter /r/rapat/1 daftar_hadir "Dinas Kesehatan" "Anton Wijaya" "Diwakili"
    letter /r/rapat/1 notula_rapat "Melengkapi daftar aset TIK" "Budi Santoso" "Manajemen data"
    letter /r/pengumpulan_bukti/1 permintaan_bukti "Daftar terlampir" "Dinas Pendidikan" "12 bulan"
}

for engine in $(engines); do
    region "$engine" "$engine" || is "$engine: a region is made" false
    needs_server "$engine: it serves"
    for who in sari rudi budi; do
        session "$who"
        printf -v "$who" %s "$cookie"
    done
    attendance
    sealed
    requests
    letters
    stop
    is "$engine: the log is calm" calm "$out"
    verify
    same "$engine: and after all that the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
done
finish
