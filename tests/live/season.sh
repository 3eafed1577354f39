#!/usr/bin/env bash
# A budget season behind the pages: lines and packages of other systems come in and are guessed; the table of a review refuses
# who reviews nothing, keeps what another saved, writes all or nothing; a letter brings into force only where the regulation
# knows such a thing.
. "$(dirname "$0")/lib_region.sh"

get()
{
    local who=$1 path=$2
    shift 2
    code=$(curl -s -m 60 -o "$work/out" -w '%{http_code}' -H "Cookie: sesi=$who" "$@" "$url$path")
    answer=$(tr -d '\0' <"$work/out")
}

# form USER-COOKIE PAGE PATH [CURL…]: posts with the token of that page
form()
{
    local who=$1 page=$2 path=$3 token
    shift 3
    token=$(curl -s -m 30 -H "Cookie: sesi=$who" "$url$page" | grep -o 'name="_csrf" value="[^"]*"' | head -n 1 | cut -d'"' -f4)
    get "$who" "$path" --data-urlencode "_csrf=$token" "$@"
}

# mark ID: the word that goes with a row of the table in $answer
mark()
{
    grep -o "name=\"_asal.$1\" value=\"[^\"]*\"" <<<"$answer" | cut -d'"' -f4
}

came_in()
{
    cat >"$work/belanja.csv" <<CSV
Kode SKPD;Nama SKPD;Kode Sub Kegiatan;Nama Sub Kegiatan;Kode Akun;Nama Akun;Pagu;Tahun
1.02;Dinas Kesehatan;1.02.01.2.08.0002;Jasa komunikasi;5.1.02.02.01.0063;Belanja Kawat/Faksimili/Internet;96.000.000;$year
1.02;Dinas Kesehatan;1.02.01.2.06.0002;Peralatan kantor;5.1.02.01.01.0024;Belanja Alat Tulis Kantor;20.000.000;$year
1.01;Dinas Pendidikan;1.01.02.2.02.0016;Sarana;5.2.02.10.01.0002;Belanja Modal Personal Computer;310.000.000;$year
CSV
    "$program" import --data "$data" baris_belanja "$work/belanja.csv" --apply >"$work/said" 2>&1
    same "budget lines come in: $(tail -n 3 "$work/said" | tr '\n' ' ')" "$(sql "select count(*) from baris_belanja where tahun = $year")" 3
    same "what begins like ICT is guessed, and only that" "$(sql "select count(*) from baris_belanja where tahun = $year and tik = 'dugaan'")" 2
    same "nobody else was told to be ICT" "$(sql "select count(*) from baris_belanja where tahun = $year and tik = 'ya'")" 0
    same "the proposals of both codes are found" "$(sql "select u.nama from baris_belanja b join usulan_anggaran u on u.id = b.usulan where b.tahun = $year order by u.id" | tr '\n' ';')" \
        "Langganan internet puskesmas;Penggantian komputer laboratorium;"
    cat >"$work/paket.csv" <<CSV
Nama Satuan Kerja;Kode RUP;Nama Paket;Pagu;Metode Pemilihan;Tahun Anggaran
Dinas Pendidikan;777001;Sewa server PPDB;275000000;E-Purchasing;$year
Dinas Perhubungan;777002;Pemeliharaan marka jalan;90000000;Tender;$year
CSV
    "$program" import --data "$data" paket_pengadaan "$work/paket.csv" --apply >"$work/said" 2>&1
    same "packages come in, and a server is guessed" \
        "$(sql "select nama from paket_pengadaan where tahun = $year and tik = 'dugaan'")" "Sewa server PPDB"
}

at_the_table()
{
    local id other word
    table="/r/usulan_anggaran/telaah?tahun=$year&tahapan=rka"
    get "$budi" "$table"
    same "an agency does not open the table" "$code" 403
    get "$sari" /r/aplikasi/telaah
    same "what is not reviewed has no table" "$code" 404
    get "$sari" "/r/usulan_anggaran/telaah?tahun=1&tahapan=entah"
    same "a round that is none opens the latest one" "$code" 200
    get "$sari" "$table"
    same "the office that reviews does" "$code" 200
    id=$(sql "select id from usulan_anggaran where nama = 'Penggantian komputer laboratorium'")
    other=$(sql "select id from usulan_anggaran where nama = 'Langganan internet sekolah terpencil'")
    word=$(mark "$id")
    has "each row carries its version" "$word" ":"
    form "$budi" /r/usulan_anggaran /r/usulan_anggaran/telaah -d "tahun=$year&tahapan=rka" -d "_asal.$id=$word" -d "hasil_telaah.$id=disetujui"
    same "nor does an agency save it" "$code" 403
    form "$sari" "$table" /r/usulan_anggaran/telaah -d "tahun=$year&tahapan=rka" -d "_asal.$id=$word" -d "pagu_rekomendasi.$id=" \
        -d "hasil_telaah.$id=disetujui" -d "catatan_telaah.$id="
    same "a decision is saved" "$code:$(sql "select hasil_telaah from usulan_anggaran where id = $id")" 303:disetujui
    same "and the amount that was asked for with it" "$(sql "select pagu_rekomendasi from usulan_anggaran where id = $id")" 420000000
    form "$sari" "$table" /r/usulan_anggaran/telaah -d "tahun=$year&tahapan=rka" -d "_asal.$id=$word" -d "pagu_rekomendasi.$id=5" \
        -d "hasil_telaah.$id=ditolak" -d "catatan_telaah.$id=" -d "_asal.$other=$(mark "$other")" -d "pagu_rekomendasi.$other=7" -d "hasil_telaah.$other=disetujui"
    same "from an old version it is a conflict" "$code" 409
    has "which is told in its row" "$answer" "Diubah orang lain"
    has "with what stands there" "$answer" "420.000.000"
    same "and nothing of the rest was written" "$(sql "select coalesce(hasil_telaah, '') from usulan_anggaran where id = $other")" ""
    get "$sari" "$table"
    form "$sari" "$table" /r/usulan_anggaran/telaah -d "tahun=$year&tahapan=rka" -d "_asal.$other=$(mark "$other")" -d "pagu_rekomendasi.$other=banyak" \
        -d "hasil_telaah.$other=disetujui"
    same "a word for an amount is refused" "$code" 422
    has "and stays in its box" "$answer" 'value="banyak"'
    form "$sari" "$table" /r/usulan_anggaran/telaah -d "tahun=$year&tahapan=rka" -d "_asal.999999=1:x" -d "_asal.x=y" -d "_asal.$other="
    is "nonsense changes nothing: $code" test "$code" = 303
    same "not even here" "$(sql "select coalesce(hasil_telaah, '') from usulan_anggaran where id = $other")" ""
}

in_force()
{
    local pd letter
    pd=$(sql "select id from perangkat_daerah where singkatan = 'Disdik'")
    letter="/r/perangkat_daerah/$pd/surat/hasil_telaah_anggaran"
    round="telaah_tahun=$year&telaah_tahapan=rka"
    get "$sari" "$letter?$round"
    has "the letter holds the decided row" "$answer" "Penggantian komputer laboratorium"
    same "and not the others" "$(grep -c 'sekolah terpencil' <<<"$answer")" 0
    get "$sari" "$letter/terima"
    same "without a round there is nothing to take back" "$code" 404
    get "$budi" "$letter/terima?$round"
    same "another agency does not take it back" "$code" 403
    printf '%%PDF-1.4\n%%%%EOF\n' >"$work/surat.pdf"
    token=$(curl -s -m 30 -H "Cookie: sesi=$sari" "$url$letter/terima?$round" | grep -o 'name="_csrf" value="[^"]*"' | head -n 1 | cut -d'"' -f4)
    get "$sari" "$letter/terima" -F "_csrf=$token" -F "telaah_tahun=$year" -F telaah_tahapan=rka -F nomor_surat=900/1 -F tanggal_surat=2999-01-01 -F "berkas_surat=@$work/surat.pdf"
    same "a letter of tomorrow is refused" "$code" 422
    get "$sari" "$letter/terima" -F "_csrf=$token" -F "telaah_tahun=$year" -F telaah_tahapan=rka -F nomor_surat=900/1 -F tanggal_surat=2026-01-05 -F "berkas_surat=@$work/surat.pdf"
    same "signed, it is taken" "$code" 303
    same "and its row has what the regulation asks for" \
        "$(sql "select p.status || ' ' || p.jenis || ' ' || p.nomor_surat from permohonan p join usulan_anggaran u on u.rekomendasi = p.id where u.nama = 'Penggantian komputer laboratorium'")" \
        "berlaku rekomendasi_anggaran 900/1"
    get "$sari" "$letter/terima" -F "_csrf=$token" -F "telaah_tahun=$year" -F telaah_tahapan=rka -F nomor_surat=900/2 -F tanggal_surat=2026-01-06 -F "berkas_surat=@$work/surat.pdf"
    same "twice it grants nothing" "$code" 409
}

# A regulation that knows no recommendation: the same table and letter, and nothing follows from it.
elsewhere()
{
    regulation=bogor-24-2021
    region "senyap_$1" "$1" || is "$1: a region without such a clearance is made" false
    needs_server "$1: it serves"
    session sari && sari=$cookie
    get "$sari" "/r/usulan_anggaran/telaah?tahun=$year&tahapan=rka"
    same "the table is there too" "$code" 200
    has "in its own words" "$answer" "Hasil telaah"
    pd=$(sql "select id from perangkat_daerah where singkatan = 'Dishub'")
    get "$sari" "/r/perangkat_daerah/$pd/surat/hasil_telaah_anggaran?telaah_tahun=$year&telaah_tahapan=rka"
    has "the letter tells" "$answer" "Parkir Pintar tahap dua"
    same "and brings nothing into force" "$(grep -c '/terima' <<<"$answer")" 0
    get "$sari" "/r/perangkat_daerah/$pd/surat/hasil_telaah_anggaran/terima?telaah_tahun=$year&telaah_tahapan=rka"
    same "not even when asked" "$code" 404
    stop
    regulation=banjar-39-2023
}

everything()
{
    region "musim_$1" "$1" || is "$1: a region is made" false
    came_in
    needs_server "$1: it serves"
    session sari && sari=$cookie
    session budi && budi=$cookie
    at_the_table
    in_force
    stop
    verify
    same "$1: and after all that the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
    is "$1: the log is calm" calm "$out"
}

year=$(($(date -u -d '+8 hours' +%Y) + 1))
for engine in $(engines); do
    everything "$engine"
    elsewhere "$engine"
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
