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

# In force is what has number and file: the step refuses without them.
in_force()
{
    local id token
    id=$(sql "select id from permohonan where status = 'diajukan' order by id limit 1")
    sql "update permohonan set status = 'diputuskan', hasil = 'disetujui', telaah = 'baik' where id = $id"
    form "$sari" "/r/permohonan/$id/langkah/terbitkan" "/r/permohonan/$id/langkah/terbitkan" \
        -F "_versi=$(sql "select versi from permohonan where id = $id")" -F nomor_surat=555/9 -F tanggal_surat=2026-01-05
    same "without the signed file it does not come into force: $code" "$(sql "select status from permohonan where id = $id")" diputuskan
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
    own_template
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
