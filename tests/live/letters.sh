#!/usr/bin/env bash
# Forty letters at once, end to end: looked over, numbered, made beside the requests as DOCX and PDF in one ZIP; two who draw
# numbers at the same time; killed in the middle and taken up again; stopped; nobody else's to see.
. "$(dirname "$0")/lib_region.sh"

page() # METHOD PATH [CURL…]: $code, $answer, and where it leads in $to
{
    code=$(curl -s -m 90 -X "$1" -o "$work/.answer" -D "$work/.headers" -w '%{http_code}' -b "sesi=$cookie" "${@:3}" "$url$2")
    answer=$(tr -d '\0' <"$work/.answer")
    to=$(tr -d '\r' <"$work/.headers" | sed -n 's/^[Ll]ocation: //p')
}
csrf() { sed -n 's/.*name="_csrf" value="\([^"]*\)".*/\1/p' "$work/.answer" | head -n 1; }
ends() { page GET "$where" && ! grep -qi '^refresh:' "$work/.headers"; }
drawn() { sql "select count(*) from surat_nomor"; }

agencies() # as many as make forty
{
    local n
    n=$(sql "select count(*) from perangkat_daerah where dihapus is null")
    awk -v n=$((40 - n)) 'BEGIN { print "Nama;Kode;Jenis"; for (i = 1; i <= n; i++) printf "Badan Uji %02d;9.%02d;badan\n", i, i }' >"$work/pd.csv"
    "$program" import --data "$data" perangkat_daerah "$work/pd.csv" --apply >"$work/.said" 2>&1
}

# start WORDS…: the letter to all forty; leaves its page in $where
start()
{
    local ids=() id
    page GET "$base?batas_waktu=31+Desember+2026"
    for id in $(sql "select id from perangkat_daerah where dihapus is null order by id"); do
        ids+=(-d "_r=$id")
    done
    page POST "$base" --data-urlencode "_csrf=$(csrf)" -d surat=surat_pengingat --data-urlencode "batas_waktu=31 Desember 2026" "${ids[@]}" "$@"
    where=$to
}

unpack() # NAME: what is in that ZIP of the job, into $work/isi
{
    rm -rf "$work/isi" && mkdir "$work/isi"
    curl -s -m 60 -b "sesi=$cookie" -o "$work/semua.zip" "$url$where/berkas/$1" && (cd "$work/isi" && python3 -m zipfile -e ../semua.zip .)
}

# numbers: the running numbers in the DOCX files there, one a line
numbers()
{
    python3 - "$work/isi" <<'P'
import glob, re, sys, zipfile
for f in sorted(glob.glob(sys.argv[1] + '/*.docx')):
    with zipfile.ZipFile(f) as z:
        text = re.sub(r'<[^>]*>', '', z.read('word/document.xml').decode())
    assert '{{' not in text and 'Tembusan' in text, f
    print(re.search(r'/(\d+)/DISKOMINFO/', text).group(1))
P
}

forty()
{
    page GET /r/perangkat_daerah
    has "$1: the list leads to letters" "$answer" "$base"
    page GET "$base?mulai=46"
    same "$1: they are looked over" "$code" 200
    has "$1: all forty can have it" "$answer" "40 surat dapat dibuat"
    has "$1: with the numbers they would bear" "$answer" "/85/DISKOMINFO/"
    has "$1: and what is missing" "$answer" "Batas waktu"
    same "$1: a look draws nothing" "$(drawn)" 0
    page GET "$base?mulai=46&f.jenis=badan"
    has "$1: only what the filter shows" "$answer" "$(sql "select count(*) from perangkat_daerah where jenis = 'badan' and dihapus is null") surat dapat dibuat"
    start -d nomor=ambil -d mulai=46 -d bentuk=docx
    same "$1: making them begins" "$code" 303
    is "$1: and ends" within 120 ends
    has "$1: all of them" "$answer" "40 surat dibuat"
    is "$1: in one ZIP" unpack "surat_pengingat-$(TZ=UTC-8 date +%F).zip"
    same "$1: forty files" "$(ls "$work/isi" | grep -c '\.docx$')" 40
    same "$1: named after whom they are for" "$(ls "$work/isi" | grep -c 'dinas-kesehatan')" 1
    same "$1: numbered one behind the other, each once" "$(numbers | sort -n | tr '\n' ' ')" "$(seq -s ' ' 46 85) "
    same "$1: each number is an event" "$(sql "select count(*) from peristiwa where isi like '%surat_nomor%'")" 40
    where_sari=$where
}

# A row that cannot have it is named, and does not stop the others.
some_fail()
{
    local gone step last
    gone=$(sql "select id from perangkat_daerah where nama like 'Badan Uji%' order by id limit 1")
    step=/r/perangkat_daerah/$gone/langkah/bubarkan
    page GET "$step"
    page POST "$step" --data-urlencode "_csrf=$(csrf)" -d "_versi=$(sql "select versi from perangkat_daerah where id = $gone")" -d "dibubarkan=$(TZ=UTC-8 date +%F)"
    same "$1: an agency is dissolved" "$(sql "select status from perangkat_daerah where id = $gone")" dibubarkan
    last=$(sql "select max(urut) from surat_nomor")
    page GET "$base"
    has "$1: one that cannot have it is told" "$answer" "39 surat dapat dibuat, 1 tidak"
    start -d nomor=ambil -d bentuk=docx
    is "$1: it does not stop the others" within 120 ends
    has "$1: and is named with its reason" "$answer" "Belum dapat dibuat pada keadaan"
    has "$1: thirty-nine are made" "$answer" "39 surat dibuat, 1 tidak"
    same "$1: it took no number" "$(sql "select count(*) from surat_nomor where rekaman = $gone and urut > $last")" 0
    same "$1: the others went on behind the last" "$(sql "select min(urut), max(urut) from surat_nomor where urut > $last")" "$((last + 1))|$((last + 39))"
}

# Two at the same time never get the same number; the table would refuse it, so that all are there proves it.
two_at_once()
{
    local first second
    start -d nomor=ambil -d bentuk=docx
    first=$where
    start -d nomor=ambil -d bentuk=docx
    second=$where
    where=$first
    is "$1: one of two ends" within 120 ends
    has "$1: whole" "$answer" "40 surat dibuat"
    where=$second
    is "$1: so does the other" within 120 ends
    has "$1: whole too" "$answer" "40 surat dibuat"
    same "$1: eighty numbers more, each once" "$(drawn)" $((40 + 80))
}

all_drawn() { [ "$(sql "select count(*) from surat_nomor where kelompok = '${where##*/}'")" = 40 ]; }
job_pid() { pgrep -n -f -- "job --data $data ${where##*/}"; }

# The PDFs take seconds: long enough to be killed in.
killed()
{
    local before after
    command -v soffice >/dev/null || return 0
    start -d nomor=ambil -d bentuk=pdf
    page GET "$where"
    has "$1: PDFs are made beside the requests" "$answer" "Surat-surat sedang dibuat"
    is "$1: all numbers are drawn by then or soon" within 60 all_drawn
    before=$(sql "select count(*), max(urut) from surat_nomor where kelompok = '${where##*/}'")
    kill -KILL "$(job_pid)"
    is "$1: a killed job is seen as interrupted" within 5 ends
    has "$1: and says so" "$answer" "Terputus sebelum selesai"
    page POST "$where/ulangi" --data-urlencode "_csrf=$(csrf)"
    is "$1: taken up again it ends" within 240 ends
    has "$1: whole" "$answer" "40 surat dibuat"
    after=$(sql "select count(*), max(urut) from surat_nomor where kelompok = '${where##*/}'")
    same "$1: with the numbers it had drawn" "$after" "$before"
    is "$1: forty PDFs" unpack "surat_pengingat-$(TZ=UTC-8 date +%F).zip"
    same "$1: each of them one" "$(head -qc 5 "$work/isi"/*.pdf | grep -o '%PDF-' | wc -l)" 40
    if command -v pdfunite >/dev/null; then
        page GET "$where/berkas/surat_pengingat-$(TZ=UTC-8 date +%F)-cetak.pdf"
        same "$1: and one for printing" "$code:$(head -c 5 "$work/.answer")" "200:%PDF-"
    fi
    start -d nomor=kosong -d bentuk=pdf
    page GET "$where"
    page POST "$where/hentikan" --data-urlencode "_csrf=$(csrf)"
    is "$1: it stops when asked" within 30 ends
    has "$1: and says so" "$answer" "Dihentikan atas permintaan Anda"
    same "$1: without numbers none is drawn" "$(sql "select count(*) from surat_nomor where kelompok = '${where##*/}'")" 0
    same "$1: LibreOffice is not left behind" "$(pgrep -fc -- "UserInstallation=file://$data" || true)" 0
}

who_may()
{
    session budi
    page GET "$base"
    same "$1: another office makes none of its letters" "$code" 403
    page GET /r/perangkat_daerah
    same "$1: nor is it offered" "$(grep -c 'surat-massal' <<<"$answer")" 0
    page GET "$where_sari"
    same "$1: what somebody made is nobody else's" "$code" 404
    page GET "$where_sari/berkas/surat_pengingat-$(TZ=UTC-8 date +%F).zip"
    same "$1: nor are its files" "$code" 404
}

everything()
{
    region "massal_$1" "$1" || is "$1: a region is made" false
    is "$1: with forty agencies" agencies
    needs_server "$1: it serves"
    session sari
    base=/r/perangkat_daerah/surat-massal
    forty "$1"
    two_at_once "$1"
    killed "$1"
    some_fail "$1"
    who_may "$1"
    stop
    verify
    same "$1: and after all that the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
    is "$1: the log is calm" calm "$out"
}

# Stands in for LibreOffice: chokes on one document, and takes those behind it along.
choking()
{
    cat >"$work/tersedak" <<'P'
#!/usr/bin/env python3
import sys, os, zipfile
out = sys.argv[sys.argv.index('--outdir') + 1]
for f in sys.argv[1:]:
    if f.endswith('.docx'):
        with zipfile.ZipFile(f) as z:
            if b'Kepala Dinas Kesehatan' in z.read('word/document.xml'):
                sys.exit(77)
        with open(os.path.join(out, os.path.basename(f)[:-5] + '.pdf'), 'w') as p:
            p.write('%PDF-1.4 pengganti\n')
P
    chmod +x "$work/tersedak"
    export PRASASTI_SOFFICE=$work/tersedak
    needs_server "it serves with a converter that chokes"
    session sari
    start -d nomor=kosong -d bentuk=pdf
    is "a document that cannot be converted does not stop the others" within 120 ends
    has "it is told" "$answer" "PDF-nya tidak dapat dibuat; DOCX-nya ada di ZIP."
    unpack "surat_pengingat-$(TZ=UTC-8 date +%F).zip"
    same "all others are PDF, it is DOCX" "$(ls "$work/isi" | grep -c pdf):$(ls "$work/isi" | grep docx | sed 's/^[0-9]*-//')" "38:dinas-kesehatan.docx"
    stop
    printf '#!/bin/sh\nexec sleep 987\n' >"$work/tersedak"
    needs_server "it serves with a converter that hangs"
    session sari
    start -d nomor=kosong -d bentuk=pdf
    page GET "$where"
    has "the page goes on" "$answer" "Surat-surat sedang dibuat"
    page POST "$where/hentikan" --data-urlencode "_csrf=$(csrf)"
    is "and stops it" within 20 ends
    same "with all that it started" "$(pgrep -fxc 'sleep 987')" 0
    stop
}

without_office()
{
    needs_server "it serves without LibreOffice"
    session sari
    page GET "$base"
    has "the page says how to get PDF" "$answer" "libreoffice-writer-nogui"
    same "and offers none" "$(grep -c 'value="pdf"' <<<"$answer")" 0
    stop
}

everything sqlite
choking
export PRASASTI_SOFFICE=/nonexistent
without_office
unset PRASASTI_SOFFICE
command -v soffice >/dev/null || skip "forty as PDF, killed in the middle" "LibreOffice is not installed"
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    everything pg
else
    skip "the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
