#!/usr/bin/env python3
"""Makes the shipped templates of letters, data/letters/*.docx: the same bytes each time, nothing in them made by hand.

    letter-templates.py [FOLDER]        default: data/letters
    letter-templates.py --check         says whether the files there are what this script makes

A page is F4 (215 x 330 mm), as offices use it. Fields are what data/letters.yaml and rule/letters_data.c offer.
"""
import io
import os
import sys
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def escape(s):
    return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run(text, bold=False, size=None):
    style = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{size}"/>' if size else "")
    style = f"<w:rPr>{style}</w:rPr>" if style else ""
    parts = escape(text).split("\t")
    inner = "<w:tab/>".join(f'<w:t xml:space="preserve">{p}</w:t>' if p else "" for p in parts)
    return f"<w:r>{style}{inner}</w:r>"


def p(text="", align=None, bold=False, size=None, before=0, after=0, left=0, first=0, keep=False, line=None):
    props = "<w:keepNext/>" if keep else ""
    props += '<w:tabs><w:tab w:val="left" w:pos="1200"/><w:tab w:val="left" w:pos="1400"/></w:tabs>' if "\t" in text else ""
    spacing = f' w:line="{line}" w:lineRule="auto"' if line else ""
    props += f'<w:spacing w:before="{before}" w:after="{after}"{spacing}/>'
    if left or first:
        props += f'<w:ind w:left="{left}" w:firstLine="{first}"/>' if first >= 0 else f'<w:ind w:left="{left}" w:hanging="{-first}"/>'
    props += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{props}</w:pPr>{run(text, bold, size) if text else ''}</w:p>"


def body_text(text):
    return p(text, "both", after=120, first=720, line=276)


def cell(content, width, borders=False, bold=False, align=None, head=False):
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E7E6E6"/>' if head else ""
    inner = content if content.startswith("<w:p>") else p(content, align, bold, before=40, after=40)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{inner}</w:tc>'


def table(rows, widths, borders=False, header=False, left=0):
    kinds = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind = "single" if borders else "none"
    lines = "".join(f'<w:{k} w:val="{kind}" w:sz="4" w:space="0" w:color="auto"/>' for k in kinds)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    out = (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="{left}" w:type="dxa"/>'
           f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>')
    for i, row in enumerate(rows):
        first = header and i == 0
        props = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if first else "") + "</w:trPr>"
        out += f"<w:tr>{props}" + "".join(
            cell(c, w, borders, bold=first, align="center" if first else None, head=first) for c, w in zip(row, widths)) + "</w:tr>"
    return out + "</w:tbl>"


def kop():
    rule = ('<w:p><w:pPr><w:pBdr><w:bottom w:val="thinThickSmallGap" w:sz="24" w:space="1" w:color="auto"/></w:pBdr>'
            '<w:spacing w:before="0" w:after="200"/></w:pPr></w:p>')
    return (p("{{pemerintah}}", "center", bold=True, size=28) + p("{{kantor_besar}}", "center", bold=True, size=32)
            + p("{{#alamat_kantor}}{{alamat_kantor}}{{/alamat_kantor}}", "center", size=20)
            + p("{{#telepon_kantor}}Telepon {{telepon_kantor}}{{/telepon_kantor}}", "center", size=20)
            + p("{{#surel_kantor}}Surel {{surel_kantor}}{{/surel_kantor}}", "center", size=20) + rule)


def heading(lampiran=True, to="{{tujuan}}"):
    place = ("{{#tempat}}{{tempat}}, {{tanggal_surat}}{{/tempat}}", "{{^tempat}}{{tanggal_surat}}{{/tempat}}")
    left = p("Nomor\t:\t{{nomor_surat}}", left=1400, first=-1400) + p("Sifat\t:\tBiasa", left=1400, first=-1400)
    left += p("Lampiran\t:\t" + ("{{jumlah_lampiran}}" if lampiran else "-"), left=1400, first=-1400)
    left += p("Hal\t:\t{{hal}}", left=1400, first=-1400)
    right = "".join(p(x) for x in place) + p("") + p("Yth. " + to) + p("di Tempat")
    return table([[left, right]], [5400, 4200])


def signature():
    inner = (p("{{#atas_nama}}{{atas_nama}}{{/atas_nama}}", keep=True) + p("{{ttd_jabatan}},", keep=True)
             + p("", keep=True, before=900) + p("{{ttd_nama}}", bold=True, keep=True)
             + p("{{#ttd_pangkat}}{{ttd_pangkat}}{{/ttd_pangkat}}", keep=True) + p("{{#ttd_nip}}NIP {{ttd_nip}}{{/ttd_nip}}"))
    copies = (p("{{#tembusan}}") + p("{{no}}. {{nama}}", left=360, first=-360, size=20) + p("{{/tembusan}}"))
    return (p("") + table([[p(""), inner]], [5000, 4600]) + p("{{#jumlah_tembusan}}Tembusan:{{/jumlah_tembusan}}", size=20, before=240)
            + copies)


def attachment(title, heads, cells, widths):
    page = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    cells = ["{{#lampiran}}" + cells[0]] + cells[1:-1] + [cells[-1] + "{{/lampiran}}"]
    return (page + p("Lampiran surat Nomor {{nomor_surat}}", bold=True) + p("Tanggal {{tanggal_surat}}", after=200)
            + p(title, "center", bold=True, after=120) + table([heads, cells], widths, borders=True, header=True))


def jawaban_permohonan():
    return (kop() + heading() + p("")
            + body_text("Sehubungan dengan permohonan {{perangkat_daerah}} perihal {{perihal}}"
                        "{{#nomor_surat_permohonan}} dengan surat Nomor {{nomor_surat_permohonan}} tanggal "
                        "{{tanggal_surat_permohonan}}{{/nomor_surat_permohonan}}, dengan ini kami sampaikan {{sebutan}} sebagai berikut:")
            + table([["Perihal", ": {{perihal}}"], ["Menyangkut", ": {{objek}}"], ["Hasil", ": {{hasil}}"]], [2200, 6800], left=600)
            + p("") + p("{{#telaah}}", after=0) + body_text("Hasil penelaahan: {{telaah}}") + p("{{/telaah}}")
            + p("{{#catatan_hasil}}", after=0) + body_text("Catatan: {{catatan_hasil}}") + p("{{/catatan_hasil}}")
            + p("{{#berlaku_sampai}}") + body_text("Surat ini berlaku sampai dengan {{berlaku_sampai}}.") + p("{{/berlaku_sampai}}")
            + p("{{#ketentuan}}") + body_text("Jawaban ini diberikan berdasarkan {{ketentuan}} {{peraturan}} tentang {{tentang_peraturan}}.")
            + p("{{/ketentuan}}") + body_text("Demikian disampaikan, atas perhatiannya diucapkan terima kasih.") + signature())


def surat_pengingat():
    return (kop() + heading() + p("")
            + body_text("Berdasarkan {{peraturan}} tentang {{tentang_peraturan}}, sampai dengan {{hari_ini}} masih ada "
                        "{{jumlah_baris}} ketentuan yang belum dipenuhi {{nama}} menurut data yang tercatat, sebagaimana terlampir.")
            + body_text("Kami mohon kekurangan itu dilengkapi paling lambat {{batas_waktu}} dan dicatat pada Prasasti. "
                        "Bila ada kendala, silakan menghubungi kami.")
            + body_text("Demikian disampaikan, atas perhatian dan kerja samanya diucapkan terima kasih.") + signature()
            + attachment("KETENTUAN YANG BELUM DIPENUHI", ["No.", "Ketentuan", "Isi", "Keadaan", "Baris"],
                         ["{{no}}", "{{ketentuan}}", "{{isi}}", "{{keadaan}}", "{{jumlah}}"], [700, 2200, 4300, 1500, 900]))


def undangan_rapat():
    rows = [["Hari, tanggal", ": {{hari_tanggal}}"], ["Waktu", ": {{waktu}}"], ["Tempat", ": {{tempat_rapat}}"], ["Acara", ": {{acara}}"]]
    return (kop() + heading() + p("") + body_text("Mengharap kehadiran Saudara pada rapat {{nama}} yang akan diselenggarakan pada:")
            + table(rows, [2200, 6800], left=600) + p("")
            + body_text("Mengingat pentingnya acara tersebut, dimohon hadir tepat waktu. "
                        "Atas perhatian dan kehadirannya diucapkan terima kasih.") + signature()
            + attachment("DAFTAR UNDANGAN", ["No.", "Nama atau jabatan", "Kedudukan", "Perangkat Daerah"],
                         ["{{no}}", "{{nama}}", "{{peran}}", "{{perangkat_daerah}}"], [700, 3600, 2200, 3100]))


def undangan_rapat_koordinasi():
    rows = [["Hari, tanggal", ": {{tanggal}}"], ["Pukul", ": {{pukul}}"], ["Tempat", ": {{tempat_rapat}}"], ["Acara", ": {{acara}}"]]
    return (kop() + heading(to="{{#diundang}}Daftar terlampir{{/diundang}}{{^diundang}}Seluruh Perangkat Daerah{{/diundang}}") + p("")
            + body_text("Mengharap kehadiran Saudara pada {{judul}} yang akan diselenggarakan pada:") + table(rows, [2200, 6800], left=600)
            + p("{{#undangan_lain}}") + body_text("Turut diundang: {{undangan_lain}}.") + p("{{/undangan_lain}}")
            + body_text("Bila berhalangan, mohon menugaskan wakil dan memberitahukan namanya. "
                        "Atas perhatian dan kehadirannya diucapkan terima kasih.") + signature()
            + p("{{#diundang}}") + attachment("DAFTAR UNDANGAN", ["No.", "Perangkat Daerah"], ["{{no}}", "{{nama}}"], [700, 8900])
            + p("{{/diundang}}"))


def bare_title(title):
    return p(title, "center", bold=True, size=26, after=200)


def daftar_hadir():
    rows = [["Rapat", ": {{judul}}"], ["Hari, tanggal", ": {{tanggal}}"], ["Pukul", ": {{pukul}}"], ["Tempat", ": {{tempat_rapat}}"]]
    cells = ["{{#lampiran}}{{no}}", "{{perangkat_daerah}}", "{{nama}}", "{{jabatan}}", "{{kehadiran}}", "{{/lampiran}}"]
    return (kop() + bare_title("DAFTAR HADIR") + table(rows, [2200, 7400]) + p("")
            + table([["No.", "Perangkat Daerah", "Nama", "Jabatan", "Kehadiran", "Tanda tangan"], cells],
                    [600, 2700, 1900, 1700, 1200, 1500], borders=True, header=True) + signature())


def notula_rapat():
    rows = [["Rapat", ": {{judul}}"], ["Hari, tanggal", ": {{tanggal}}"], ["Pukul", ": {{pukul}}"], ["Tempat", ": {{tempat_rapat}}"],
            ["Pimpinan rapat", ": {{nama_pemimpin}}"], ["Notulis", ": {{notulis}}"], ["Yang dibahas", ": {{dibahas}}"]]
    cells = ["{{#lampiran}}{{no}}", "{{isi}}", "{{perangkat_daerah}}", "{{penanggung_jawab}}", "{{batas_waktu}}{{/lampiran}}"]
    return (kop() + bare_title("NOTULA") + table(rows, [2200, 7400]) + p("")
            + p("{{#acara}}") + p("Acara", bold=True) + body_text("{{acara}}") + p("{{/acara}}")
            + p("{{#jalannya}}") + p("Jalannya rapat", bold=True) + body_text("{{jalannya}}") + p("{{/jalannya}}")
            + p("{{#kesimpulan}}") + p("Kesimpulan", bold=True) + body_text("{{kesimpulan}}") + p("{{/kesimpulan}}")
            + p("Keputusan", bold=True, after=80)
            + table([["No.", "Keputusan", "Dilaksanakan oleh", "Penanggung jawab", "Paling lambat"], cells],
                    [600, 3600, 2300, 1700, 1400], borders=True, header=True) + signature())


def permintaan_bukti():
    return (kop() + heading() + p("")
            + body_text("Sehubungan dengan {{peraturan}} tentang {{tentang_peraturan}}, kami mohon Perangkat Daerah sebagaimana terlampir "
                        "menyerahkan {{judul}}.")
            + p("{{#alasan}}") + body_text("Dokumen itu diperlukan: {{alasan}}") + p("{{/alasan}}")
            + body_text("Penyerahan dilakukan melalui Prasasti, pada Perlu Tindakan, paling lambat {{batas_waktu}}."
                        "{{#maks_umur}} Dokumen berumur paling tua {{maks_umur}} bulan.{{/maks_umur}}")
            + body_text("Demikian disampaikan, atas perhatian dan kerja samanya diucapkan terima kasih.") + signature()
            + attachment("PERANGKAT DAERAH YANG DIMINTA", ["No.", "Perangkat Daerah", "Dokumen", "Paling lambat"],
                         ["{{no}}", "{{perangkat_daerah}}", "{{judul}}", "{{batas_waktu}}"], [700, 3900, 3200, 1800]))


def docx(body):
    override = [("/word/document.xml", WORDS + "document.main+xml"), ("/word/styles.xml", WORDS + "styles+xml")]
    types = (HEAD + f'<Types xmlns="{PACKAGE}content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Default Extension="xml" ContentType="application/xml"/>'
             + "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in override) + "</Types>")
    rels = lambda kind, target: (HEAD + f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="rId1" '
                                 f'Type="{OFFICE}{kind}" Target="{target}"/></Relationships>')
    styles = (HEAD + f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" '
              'w:cs="Arial"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="id-ID"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
              '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>')
    page = ('<w:sectPr><w:pgSz w:w="12189" w:h="18709"/><w:pgMar w:top="1134" w:right="1247" w:bottom="1134" w:left="1361" '
            'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>')
    document = HEAD + f'<w:document xmlns:w="{W}"><w:body>{body}{page}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in [("[Content_Types].xml", types), ("_rels/.rels", rels("officeDocument", "word/document.xml")),
                           ("word/document.xml", document), ("word/_rels/document.xml.rels", rels("styles", "styles.xml")),
                           ("word/styles.xml", styles)]:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED  # the same bytes with every zlib
            info.external_attr = 0o644 << 16
            z.writestr(info, text)
    return out.getvalue()


def main(args):
    check = args[:1] == ["--check"]
    folder = args[0] if args and not check else os.path.join(os.path.dirname(__file__), "..", "data", "letters")
    wrong = []
    os.makedirs(folder, exist_ok=True)
    for make in (jawaban_permohonan, surat_pengingat, undangan_rapat, undangan_rapat_koordinasi, daftar_hadir, notula_rapat,
                 permintaan_bukti):
        path = os.path.join(folder, make.__name__ + ".docx")
        if check:
            with open(path, "rb") as f:
                wrong += [path] if f.read() != docx(make()) else []
        else:
            with open(path, "wb") as f:
                f.write(docx(make()))
    for path in wrong:
        print(f"{path}: not what scripts/letter-templates.py makes", file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))
