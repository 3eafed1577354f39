#!/usr/bin/env bash
# Letters end to end: made from a record with what is missing named, as DOCX that Python and LibreOffice read; only by the
# office that signs; in force only once the signed scan is back; a region's own template taken, judged, and given up again.
. "$(dirname "$0")/lib_region.sh"
. "$(dirname "$0")/lib_page.sh"

# template TEXT FILE [MORE-PART]: a small DOCX of a region's own
template()
{
    python3 - "$@" <<'EOF'
import sys, zipfile
W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
with zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    z.writestr('_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
    z.writestr('word/document.xml', f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{sys.argv[1]}</w:t></w:r></w:p></w:body></w:document>')
    for part in sys.argv[3:]:
        z.writestr(part, 'x')
EOF
}

shipped()
{
    is "the shipped templates are what their script makes" scripts/letter-templates.py --check
}

a_letter()
{
    at=/r/permohonan/$(sql "select id from permohonan where status = 'berlaku' order by id limit 1")
    get "$sari" "$at"
    has "the record offers its letter" "$answer" "$at/surat/jawaban_permohonan"
    get "$sari" "$at/surat/jawaban_permohonan"
    same "the letter's page" "$code" 200
    has "says what is missing" "$answer" "Yang belum terisi"
    get "$sari" "$at/surat/jawaban_permohonan/unduh?bentuk=docx"
    cp "$work/out" "$work/surat.docx"
    text=$(words "$work/surat.docx")
    has "the DOCX is whole and names the clearance" "$text" "pertimbangan"
    has "the provision behind it" "$text" "Pasal 19 ayat (1)"
    has "its number" "$text" "$(sql "select nomor_surat from permohonan where id = ${at##*/}")"
    same "no field is left open" "$(grep -c '{{' <<<"$text")" 0
    get "$sari" "$at/surat/jawaban_permohonan/unduh?bentuk=docx"
    is "the same letter is the same bytes" cmp "$work/out" "$work/surat.docx"
}

who_may()
{
    get "$budi" "$at/surat/jawaban_permohonan"
    same "another agency does not make it" "$code" 403
    get "$budi" "$at"
    same "nor is it offered" "$(grep -c '/surat/' <<<"$answer")" 0
    get "$sari" /r/permohonan/999999/surat/jawaban_permohonan
    same "of no record: 404" "$code" 404
    get "$sari" "$at/surat/lain"
    same "no such letter: 404" "$code" 404
    get "$sari" /pengaturan/surat
    same "templates are the administrator's" "$code" 403
}

as_pdf()
{
    if command -v soffice >/dev/null; then
        get "$sari" "$at/surat/jawaban_permohonan/unduh?bentuk=pdf"
        same "LibreOffice makes a PDF of it" "$code:$(head -c 5 "$work/out")" "200:%PDF-"
        same "nothing is left of it" "$(find "$data/run/surat" -maxdepth 1 \( -name '*.docx' -o -name '*.pdf' \) | wc -l)" 0
    else
        skip "LibreOffice makes a PDF of it" "LibreOffice is not installed"
        skip "nothing is left of it" "LibreOffice is not installed"
    fi
}

# A number is drawn for one letter once; the next record gets the next.
numbers()
{
    local first second
    first=$(sql "select min(id) from perangkat_daerah where status = 'aktif'")
    second=$(sql "select min(id) from perangkat_daerah where status = 'aktif' and id > $first")
    for pd in "$first" "$first" "$second"; do
        form "$sari" "/r/perangkat_daerah/$pd/surat/surat_pengingat" "/r/perangkat_daerah/$pd/surat/surat_pengingat/nomor" \
            -F 'batas_waktu=akhir <bulan> & tahun' -D "$work/kepala"
        sed -n 's/^[Ll]ocation: .*nomor_urut=\([0-9]*\).*/\1/p' "$work/kepala"
    done >"$work/urut"
    same "numbers are drawn one by one, pressed twice it is the same" "$(tr '\n' ' ' <"$work/urut")" "1 1 2 "
    get "$sari" "$(tr -d '\r' <"$work/kepala" | sed -n 's/^[Ll]ocation: //p')"
    has "what was typed stays" "$answer" 'value="akhir &lt;bulan&gt; &amp; tahun"'
    has "and the number stands in the letter" "$answer" "/2/DISKOMINFO/"
    form "$budi" "/r/perangkat_daerah/$second" "/r/perangkat_daerah/$second/surat/surat_pengingat/nomor"
    same "another agency draws none" "$code:$(sql "select count(*) from surat_nomor")" 403:2
}

# One letter may be signed by another than all the others: a.n., and whoever stands in for him.
signs()
{
    local page=/pengaturan/surat/surat_pengingat pd
    pd=$(sql "select min(id) from perangkat_daerah where status = 'aktif'")
    form "$rina" $page $page -F 'atas_nama=a.n. Sekretaris Daerah' -F 'ttd_nama=Hj. Siti <Aminah>' -F 'ttd_jabatan=Asisten Administrasi Umum' \
        -F 'pola_nomor=800/{nomor_urut:3}/SETDA/{tahun}'
    same "a signatory of its own is kept" "$code" 303
    get "$sari" "/r/perangkat_daerah/$pd/surat/surat_pengingat/unduh?bentuk=docx&nomor_urut=7"
    cp "$work/out" "$work/an.docx"
    text=$(words "$work/an.docx")
    has "the letter is a.n." "$text" "a.n. Sekretaris Daerah"
    has "with his post" "$text" "Asisten Administrasi Umum,"
    has "and his name, as text" "$text" "Hj. Siti <Aminah>"
    has "and the pattern with zeros" "$text" "800/007/SETDA/"
    get "$sari" "$at/surat/jawaban_permohonan/unduh?bentuk=docx"
    cp "$work/out" "$work/lain.docx"
    same "other letters are not" "$(words "$work/lain.docx" | grep -c 'a.n. Sekretaris')" 0
    form "$rina" $page $page -F 'atas_nama=' -F 'ttd_nama=' -F 'ttd_jabatan='
}

# A template goes to LibreOffice and back, table, repeated rows and all.
round_trip()
{
    local page=/pengaturan/surat/surat_pengingat pd
    if ! command -v soffice >/dev/null; then
        skip "a template that LibreOffice wrote says the same" "LibreOffice is not installed"
        return
    fi
    get "$rina" $page/templat/dipakai
    mkdir -p "$work/kantor" && cp "$work/out" "$work/pergi.docx"
    is "LibreOffice opens and writes the template" timeout 120 soffice "-env:UserInstallation=file://$work/profil" --headless \
        --convert-to 'docx:MS Word 2007 XML' --outdir "$work/kantor" "$work/pergi.docx"
    form "$rina" $page $page/templat -F "berkas=@$work/kantor/pergi.docx"
    same "it is taken back" "$code" 303
    get "$rina" $page
    same "nothing of it is missing" "$(grep -c 'Tidak ada pada templat ini' <<<"$answer")" 0
    same "nothing of it is unknown" "$(grep -c 'Bidang templat yang tidak dikenal' <<<"$answer")" 0
    pd=$(sql "select id from perangkat_daerah where singkatan = 'Dinkes'")
    get "$sari" "/r/perangkat_daerah/$pd/surat/surat_pengingat/unduh?bentuk=docx"
    cp "$work/out" "$work/pulang.docx"
    is "a template that LibreOffice wrote lists as much" test "$(words "$work/pulang.docx" | grep -c '^Pasal')" = "$(words "$work/pengingat.docx" | grep -c '^Pasal')"
    form "$rina" $page $page/bawaan
}

# In force is what has number and file: the step refuses without them.
in_force()
{
    local id token
    id=$(sql "select id from permohonan where status = 'diajukan' order by id limit 1")
    sql "update permohonan set status = 'diputuskan', hasil = 'disetujui', telaah = 'baik' where id = $id"
    form "$sari" "/r/permohonan/$id/langkah/terbitkan" "/r/permohonan/$id/langkah/terbitkan" \
        -F "_versi=$(sql "select versi from permohonan where id = $id")" -F nomor_surat=555/9 -F tanggal_surat=2026-01-05
    same "without the signed file it does not come into force: $code" "$(sql "select status from permohonan where id = $id")" diputuskan
    form "$sari" "/r/permohonan/$id/langkah/terbitkan" "/r/permohonan/$id/langkah/terbitkan" \
        -F "_versi=$(sql "select versi from permohonan where id = $id")" -F nomor_surat=555/9 -F tanggal_surat=2026-01-05 \
        -F "berkas_surat=@$work/pindaian.pdf;type=application/pdf"
    same "with number, date and signed file it does: $code" "$(sql "select status from permohonan where id = $id")" berlaku
    get "$sari" "/r/permohonan/$id/surat/jawaban_permohonan/unduh?bentuk=docx"
    cp "$work/out" "$work/berlaku.docx"
    has "its letter now bears that number" "$(words "$work/berlaku.docx")" "555/9"
    sql "update akun set sifat = 'plt' where id = (select id from akun where nama = 'Dian Permata')"
    get "$sari" "/r/permohonan/$id/surat/jawaban_permohonan/unduh?bentuk=docx"
    cp "$work/out" "$work/plt.docx"
    has "an acting head signs as one" "$(words "$work/plt.docx")" "Plt. Kepala Dinas"
    sql "update akun set sifat = 'definitif' where id = (select id from akun where nama = 'Dian Permata')"
}

lists()
{
    local pd
    pd=$(sql "select id from perangkat_daerah where singkatan = 'Dinkes'")
    get "$sari" "/r/perangkat_daerah/$pd/surat/surat_pengingat/unduh?bentuk=docx&batas_waktu=31+Desember+2026&nomor_urut=%3C7%3E"
    cp "$work/out" "$work/pengingat.docx"
    text=$(words "$work/pengingat.docx")
    has "what was typed stands in it, as text" "$text" "<7>"
    has "the reminder lists what this agency lacks" "$text" "Pasal 10 ayat (4)"
    is "a row for each" test "$(grep -c '^Pasal' <<<"$text")" -gt 5
    get "$sari" "/r/tim/1/surat/undangan_rapat/unduh?bentuk=docx&waktu=09.00"
    cp "$work/out" "$work/undangan.docx"
    has "the invitation names the members" "$(words "$work/undangan.docx")" "$(sql "select nama from anggota_tim where tim = 1 order by id limit 1")"
}

own_template()
{
    local page=/pengaturan/surat/jawaban_permohonan
    get "$rina" $page
    has "fields are listed" "$answer" "{{nomor_surat}}"
    template 'Nomor daerah {{Nomor Surat}} {{salah_tulis}}' "$work/daerah.docx"
    form "$rina" $page $page/templat -F "berkas=@$work/daerah.docx"
    same "a region's own template is taken" "$code" 303
    get "$rina" $page
    has "its unknown field is named" "$answer" "salah_tulis"
    has "and what the shipped one says and it does not" "$answer" "Tidak ada pada templat ini"
    get "$sari" "$at/surat/jawaban_permohonan/unduh?bentuk=docx"
    has "letters come out of it" "$(words "$work/out")" "Nomor daerah"
    template 'x' "$work/makro.docx" word/vbaProject.bin
    form "$rina" $page $page/templat -F "berkas=@$work/makro.docx"
    same "macros are refused" "$code" 422
    has "in plain words" "$answer" "memuat makro"
    template '{{#lampiran}} tanpa akhir' "$work/buka.docx"
    form "$rina" $page $page/templat -F "berkas=@$work/buka.docx"
    same "so is a part without end" "$code" 422
    get "$rina" $page/templat/dipakai
    is "the one in use comes back as it was" cmp "$work/out" "$work/daerah.docx"
    form "$rina" $page $page -F 'pola_nomor=A-{nomor_urut}/{tahun}' -F 'tembusan=Camat Utara'
    same "a pattern of numbers is kept" "$code" 303
    form "$rina" $page $page/bawaan
    same "back to the shipped one" "$code" 303
    get "$rina" $page/contoh/docx
    cp "$work/out" "$work/contoh.docx"
    has "a sample shows the pattern" "$(words "$work/contoh.docx")" "A-123/"
    has "and the copies" "$(words "$work/contoh.docx")" "Camat Utara"
    same "each change of the template is an event" "$(sql "select count(*) from peristiwa where isi like '%templat:jawaban_permohonan%'")" 2
}

printf '%%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%%%EOF\n' >"$work/pindaian.pdf"

everything()
{
    region "surat_$1" "$1" || is "$1: a region is made" false
    needs_server "$1: it serves"
    session sari && sari=$cookie
    session budi && budi=$cookie
    session pengelola && rina=$cookie
    a_letter
    who_may
    as_pdf
    lists
    numbers
    own_template
    signs
    round_trip
    stop
    verify
    same "$1: and after all that the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
    needs_server "$1: it serves again"
    in_force
    stop
    is "$1: the log is calm" calm "$out"
}

shipped
for engine in $(engines); do
    everything "$engine"
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
