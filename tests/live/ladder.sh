#!/usr/bin/env bash
# The updating duty and the ladder of reminders, day by day: statements open by themselves, an agency that refuses is reminded,
# warned and named in the report on the days that the settings say, its mail arrives, and it stops when the statement is approved.
# Days come when the test says so (clock_shim.c); the mail server is the tests' own (lib_smtp.py), with STARTTLS and a password.
. "$(dirname "$0")/lib_region.sh"
here=$(cd "$(dirname "$0")" && pwd)
shim=$build/tests/libclock_shim.so
export PRASASTI_TEST_CLOCK=$work/clock
echo 0 >"$PRASASTI_TEST_CLOCK"

root=$(cd "$here/../.." && pwd)

# The declarations of the project, and two more things that climb, a line each: late tasks of a clearance, and the due day of a
# register that no program knows.
cp -r "${PRASASTI_DATA:-$root/data}" "$work/data"
export PRASASTI_DATA=$work/data PRASASTI_SHARE=${PRASASTI_SHARE:-$root}
echo 'ladder: {tasks: [verifikasi, setujui]}' >>"$work/data/registers/permohonan.yaml"
cat >"$work/data/registers/permintaan_uji.yaml" <<'YAML'
register: permintaan_uji
label: Permintaan uji
group: pengawasan
title: perihal
scope: perangkat_daerah
write: [pd, dinas]
ladder: {due: batas_waktu, states: [diminta_uji]}
fields:
  perihal:          {type: text, label: Perihal, required: true, max: 200, list: true}
  perangkat_daerah: {type: ref, to: perangkat_daerah, label: Perangkat Daerah, required: true}
  batas_waktu:      {type: date, label: Batas waktu}
workflow:
  start: diminta_uji
  states:
    diminta_uji:  {label: Diminta, tone: yellow}
    diserahkan_uji: {label: Diserahkan, tone: green, end: true}
  transitions:
    serahkan: {from: diminta_uji, to: diserahkan_uji, by: [pd], label: Serahkan}
YAML

# The first day of next month, nine in the morning, is the first day of the test.
first=$(TZ=UTC-8 command date -d "$(TZ=UTC-8 command date +%Y-%m-01) +1 month" +%F)

date()
{
    if [ "$*" = +%s ]; then
        echo $(($(command date +%s) + $(cat "$PRASASTI_TEST_CLOCK")))
    else
        command date "$@"
    fi
}

day_of() # N: that day of the test as a date
{
    command date -u -d "$first +$(($1 - 1)) days" +%F
}

to_day() # N: the clock stands at nine on that day, and the app has noticed
{
    echo $(($(command date -d "$(day_of "$1") 09:00:00 +0800" +%s) - $(command date +%s))) >"$PRASASTI_TEST_CLOCK"
    sleep 2
    session budi && budi=$cookie
    session anton && anton=$cookie
    session sari && sari=$cookie
    session dian && dian=$cookie
    session pengelola && admin=$cookie
}

serve_on_clock()
{
    port=$(free_port)
    out=$data.out
    ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-} LD_PRELOAD=$shim SSL_CERT_FILE=$work/sertifikat.pem \
        "$program" serve --data "$data" --port "$port" >>"$out" 2>&1 &
    server=$!
    pids+=("$server")
    url=http://127.0.0.1:$port
    within 30 answers
}

get() # COOKIE PATH [CURL…]
{
    local who=$1 path=$2
    shift 2
    code=$(curl -s -m 90 -o "$work/out" -w '%{http_code}' -H "Cookie: sesi=$who" "$@" "$url$path")
    answer=$(tr -d '\0' <"$work/out")
}

form() # COOKIE PAGE PATH [CURL…]
{
    local who=$1 page=$2 path=$3 token
    shift 3
    token=$(curl -s -m 30 -H "Cookie: sesi=$who" "$url$page" | grep -o 'name="_csrf" value="[^"]*"' | head -n 1 | cut -d'"' -f4)
    get "$who" "$path" --data-urlencode "_csrf=$token" "$@"
}

mail_server()
{
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/kunci.pem" -out "$work/sertifikat.pem" -days 400 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost >"$work/.said" 2>&1 || return
    smtp=$(free_port)
    python3 "$here/lib_smtp.py" "$smtp" "$work" &
    pids+=("$!")
    within 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$smtp"
}

letters() # PYTHON EXPRESSION over m: how many messages of the mail server hold it
{
    python3 - "$work/surat.jsonl" "$1" <<'PY'
import json, os, sys
lines = open(sys.argv[1]).read().splitlines() if os.path.exists(sys.argv[1]) else []
print(sum(1 for m in map(json.loads, lines) if eval(sys.argv[2])))
PY
}

arrived()
{
    [ "$(letters "$1")" = "$2" ]
}

settings() # PORT [CURL…]: the mail server as the administrator enters it
{
    local at=$1
    shift
    form "$admin" /pengaturan/surel /pengaturan/surel "$@" -d host=localhost -d "port=$at" -d tls=starttls \
        -d pengirim=spbe@daerah.contoh --data-urlencode "nama_pengirim=SPBE Contoh" -d nama_login=spbe \
        -d situs=https://prasasti.contoh -d per_jam=100
}

mail_is_set_up()
{
    get "$admin" /pengaturan/surel
    has "$engine: nothing is sent before it is set up" "$answer" "tidak ada surel yang dikirim"
    form "$admin" /pengaturan/surel /pengaturan/surel/coba -d kepada=a@daerah.contoh
    same "$engine: not even a test" "$code" 409
    settings "$smtp" --data-urlencode "sandi=salah"
    same "$engine: the settings are saved" "$code" 303
    form "$admin" /pengaturan/surel /pengaturan/surel/coba -d kepada=coba@daerah.contoh
    is "$engine: a wrong password is told in plain words" within 20 page_says "menolak nama pengguna atau kata sandi"
    same "$engine: and nothing has arrived" "$(letters True)" 0
    settings "$smtp" --data-urlencode "sandi=rahasia-Surel-1"
    # The next try comes after a minute.
    echo $(($(cat "$PRASASTI_TEST_CLOCK") + 90)) >"$PRASASTI_TEST_CLOCK"
    is "$engine: the test message arrives, by STARTTLS and with the password" \
        within 20 arrived "m['to'] == ['coba@daerah.contoh'] and m['tls'] and m['known'] and m['auto'] == 'auto-generated'" 1
    same "$engine: the password is in no table" "$(grep -c 'rahasia-Surel-1' <<<"$(dump)")" 0
    get "$admin" /pengaturan/surel
    is "$engine: nor on the page" bash -c '! grep -q rahasia-Surel-1 "$1"' - "$work/out"
    form "$admin" /pengaturan/surel /pengaturan/surel/coba -d kepada=tolak@daerah.contoh
    is "$engine: a refused address is given up at once" within 20 page_says "menolak pesan ini (550)"
    touch "$work/penuh"
    form "$admin" /pengaturan/surel /pengaturan/surel/coba -d kepada=nanti@daerah.contoh
    is "$engine: a full box is tried again later" within 20 page_says "mencoba lagi nanti (451)"
    rm "$work/penuh"
    echo $(($(cat "$PRASASTI_TEST_CLOCK") + 90)) >"$PRASASTI_TEST_CLOCK"
    is "$engine: and then it arrives" within 20 arrived "m['to'] == ['nanti@daerah.contoh']" 1
    form "$admin" /pengaturan/surel /pengaturan/surel/coba --data-urlencode $'kepada=a@b.contoh\r\nBcc: c@d.contoh'
    same "$engine: an address with a line of its own is refused" "$code" 422
}

page_says()
{
    get "$admin" /pengaturan/surel
    grep -qF -- "$1" "$work/out"
}

dump()
{
    if [ "$engine" = pg ]; then
        pg_dump "$(pg_url "${databases[-1]}")" 2>/dev/null
    else
        sqlite3 "$data/prasasti.db" .dump
    fi
}

statements()
{
    sql "select count(*) from pemutakhiran where daftar = 'layanan' and dihapus is null"
}

# Steps taken for the statement of the agency that refuses.
steps()
{
    sql "select count(*) from pengingat where objek = 'pemutakhiran:$statement' and dihapus is null"
}

taken() # DAY COUNT
{
    to_day "$1"
    if [ "$2" -gt 0 ]; then
        within 20 test_steps "$2"
    fi
    same "$engine: day $1: $2 steps" "$(steps)" "$2"
}

test_steps()
{
    [ "$(steps)" = "$1" ]
}

agency() # CODE
{
    sql "select id from perangkat_daerah where kode = '$1'"
}

plan() # DAYS [AGENCY]
{
    send POST /api/v1/jadwal_pemutakhiran "{\"nama\":\"Layanan, uji $1 ${2:-}\",\"daftar\":\"layanan\",\"setiap_bulan\":1,\"tenggat_hari\":$1,\"mulai\":\"$(day_of 1)\"${2:+,\"perangkat_daerah\":$2}}"
}

# What the demonstration is late with is excused, so that the report has room.
nobody_else()
{
    local id
    key=
    token dian
    for id in $(sql "select id from pemutakhiran where status = 'terbuka' and daftar <> 'layanan'"); do
        send POST "/api/v1/pemutakhiran/$id/langkah/bebaskan" '{"alasan":"Uji coba dibatalkan"}' -H 'If-Match: "v1"'
    done
    same "$engine: a period is excused by the Dinas" "$code" 200
    token pengelola
    for id in $(sql "select id from permintaan_bukti where dihapus is null"); do
        api DELETE "/api/v1/permintaan_bukti/$id" -H "If-Match: \"v$(sql "select versi from permintaan_bukti where id = $id")\""
        same "$engine: a request of the demonstration is taken back" "$code" 204
    done
    token dian
    same "$engine: which stops its climb, with the reason" \
        "$(sql "select count(*) from pengingat where berhenti_pada is null and objek like 'pemutakhiran:%'")" 0
    has "$engine: in words" "$(sql "select alasan_berhenti from pengingat order by id limit 1")" "Uji coba dibatalkan"
}

opens()
{
    key=
    token sari
    plan 200
    same "$engine: the plan for all is recorded" "$code" 201
    plan 5 "$(agency 2.02)"
    plan 5 "$(agency 2.01)"
    same "$engine: and that of two agencies alone" "$code" 201
    nobody_else
    # A minute's tick is a long wait: the day that turns does the work at once. The first day was missed.
    to_day 2
    is "$engine: statements open by themselves, a day late too" within 20 bash -c "[ \"\$1\" -gt 20 ]" - "$(statements)"
    count_opened=$(statements)
    same "$engine: one for each agency that counts" "$count_opened" \
        "$(sql "select count(*) from perangkat_daerah where dihapus is null and dihitung = 1 and status = 'aktif' and coalesce(dihitung_di, id) = id")"
    statement=$(sql "select p.id from pemutakhiran p join perangkat_daerah d on d.id = p.perangkat_daerah where p.daftar = 'layanan' and d.kode = '2.02'")
    same "$engine: due five days after it opened" "$(sql "select jatuh_tempo from pemutakhiran where id = $statement")" "$(day_of 6)"
    get "$budi" /pemutakhiran
    has "$engine: the operator sees it" "$answer" "/pemutakhiran/$statement"
    get "$budi" /tindakan
    has "$engine: as a task" "$answer" "Siapkan pernyataan pemutakhiran"
    get "$budi" "/kalender?bulan=$(day_of 6 | cut -c1-7)"
    has "$engine: and in the calendar" "$answer" "Pemutakhiran Layanan"
    form "$budi" "/pemutakhiran/$statement" "/pemutakhiran/$statement" -d _versi=1 -d isi=nihil
    same "$engine: nothing to record is refused while there is something" "$code" 409
    has "$engine: with the number of rows" "$answer" "masih memuat"
    stop
    is "$engine: it begins again" serve_on_clock
    to_day 3
    same "$engine: and opens nothing twice" "$(statements)" "$count_opened"
}

# Is the agency among those that the report says did not answer?
named()
{
    tr '\n' ' ' <"$work/out" | grep -o 'class="hal-peringatan".*' | sed 's#</ol>.*##; s#</li>#\n#g' |
        grep -q "Dinas Kesehatan.*\(Pemutakhiran Layanan\|hal lain\)"
}

not_named()
{
    [ "$code" = 200 ] && ! named
}

climbs()
{
    local before
    taken 6 0
    taken 7 1
    is "$engine: the operator's mail arrives" within 20 arrived \
        "m['to'] == ['budi@daerah.contoh'] and m['subject'].startswith('Pengingat kepada operator: Pemutakhiran Layanan') and 'jatuh tempo' in m['text'] and 'https://prasasti.contoh/r/pemutakhiran/$statement' in m['text']" 1
    same "$engine: the head's does not yet" "$(letters "m['to'] == ['anton@daerah.contoh'] and 'Layanan' in m['subject']")" 0
    get "$budi" /tindakan
    has "$engine: it is a task of his" "$answer" "Baca pengingat"
    get "$sari" /pemutakhiran/teks
    has "$engine: its text is there to be copied" "$answer" "Yth. Operator Dinas Kesehatan"
    taken 8 1
    form "$anton" /akun /akun/surel -d terima=0
    same "$engine: the head wants no mail" "$code" 303
    stop
    echo $(($(command date -d "$(day_of 13) 09:00:00 +0800" +%s) - $(command date +%s))) >"$PRASASTI_TEST_CLOCK"
    is "$engine: nothing ran for five days" serve_on_clock
    taken 13 2
    get "$anton" /tindakan
    has "$engine: the head has a task" "$answer" "Baca pengingat kepada pimpinan"
    same "$engine: and no mail" "$(letters "m['to'] == ['anton@daerah.contoh'] and 'Layanan' in m['subject']")" 0
    taken 19 2
    taken 20 3
    get "$sari" /tindakan
    has "$engine: the warning letter is a task of the Dinas" "$answer" "Kirim surat peringatan"
    warning=$(sql "select id from pengingat where objek = 'pemutakhiran:$statement' and anak_tangga = 'peringatan'")
    get "$sari" "/r/pengingat/$warning/surat/surat_peringatan/unduh?bentuk=docx"
    same "$engine: made by the letters" "$code" 200
    has "$engine: a.n. Sekretaris Daerah" "$(unzip -p "$work/out" word/document.xml)" "a.n. Sekretaris Daerah"
    sends_letter
    taken 26 3
    get "$dian" /laporan
    is "$engine: the report of day 26 does not name it" not_named
    taken 27 4
    get "$dian" /laporan
    is "$engine: that of day 27 does" named
    get "$sari" /rapor/2.02
    has "$engine: its own report shows the ladder" "$answer" "Surat peringatan a.n. Sekretaris Daerah"
    get "$sari" "/pemutakhiran?tangga=4"
    has "$engine: the matrix knows the step" "$answer" "4. Disebut dalam laporan"
    taken 28 4
}

# The signed scan comes back by the step; only then the letter is sent.
sends_letter()
{
    local at=/r/pengingat/$warning/langkah/kirim_surat token
    printf '%%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%%%EOF\n' >"$work/surat.pdf"
    get "$sari" "$at"
    token=$(grep -o 'name="_csrf" value="[^"]*"' "$work/out" | head -n 1 | cut -d'"' -f4)
    version=$(grep -o 'name="_versi" value="[^"]*"' "$work/out" | head -n 1 | cut -d'"' -f4)
    get "$sari" "$at" -F "_csrf=$token" -F "_versi=$version" -F nomor_surat=555/9/UJI -F "tanggal_surat=$(day_of 20)" \
        -F "berkas_surat=@$work/surat.pdf;type=application/pdf"
    same "$engine: the signed letter is recorded" "$code:$(sql "select status from pengingat where id = $warning")" "303:terkirim"
}

stops()
{
    form "$budi" "/pemutakhiran/$statement" "/pemutakhiran/$statement" -d _versi=1 -d isi=dimutakhirkan --data-urlencode "catatan=Terlambat, maaf"
    same "$engine: the operator states" "$code" 303
    is "$engine: with the figures counted by the engine" test "$(sql "select jumlah_baris from pemutakhiran where id = $statement")" -gt 0
    key=
    token budi
    send POST "/api/v1/pemutakhiran/$statement/langkah/setujui" '{}' -H 'If-Match: "v2"'
    same "$engine: he does not approve what he prepared" "$code" 403
    same "$engine: the climb goes on meanwhile" "$(sql "select count(*) from pengingat where objek = 'pemutakhiran:$statement' and berhenti_pada is null")" 4
    get "$anton" "/r/pemutakhiran/$statement/langkah/setujui"
    form "$anton" "/r/pemutakhiran/$statement/langkah/setujui" "/r/pemutakhiran/$statement/langkah/setujui" -d _versi=2
    same "$engine: the head approves" "$code:$(sql "select selesai_pada from pemutakhiran where id = $statement")" "303:$(day_of 28)"
    same "$engine: every step says why it stopped" \
        "$(sql "select count(*) from pengingat where objek = 'pemutakhiran:$statement' and status = 'selesai' and berhenti_pada = '$(day_of 28)' and alasan_berhenti like '%Disetujui%'")" 4
    get "$dian" /laporan
    is "$engine: the report no longer names it" not_named
    get "$dian" "/laporan?per=$(day_of 27)"
    is "$engine: that of the day before still does" named
    get "$dian" "/laporan?per=$(day_of 26)"
    is "$engine: and that of an earlier day still does not" not_named
    get "$budi" /pemutakhiran
    has "$engine: the next due day is computed" "$answer" "paling lambat"
}

postponed()
{
    local other
    other=$(sql "select p.id from pemutakhiran p join perangkat_daerah d on d.id = p.perangkat_daerah where p.daftar = 'layanan' and d.kode = '2.01'")
    is "$engine: another agency climbs too" test "$(sql "select count(*) from pengingat where objek = 'pemutakhiran:$other' and berhenti_pada is null")" -gt 0
    key=
    token sari
    send POST /api/v1/penundaan "{\"perihal\":\"Uji\",\"perangkat_daerah\":$(sql "select id from perangkat_daerah where kode = '2.01'"),\"objek\":\"pemutakhiran:$other\",\"alasan\":\"Gedung kebanjiran\",\"ditunda_sampai\":\"$(day_of 40)\"}"
    same "$engine: a postponement is recorded" "$code" 201
    postponement=$(pick 'v["id"]')
    token dian
    send POST "/api/v1/penundaan/$postponement/langkah/setujui" '{}' -H 'If-Match: "v1"'
    same "$engine: and decided" "$code" 200
    to_day 29
    is "$engine: the climb stops and says why" within 20 test_excused "$other"
    get "$sari" "/pemutakhiran?keadaan=tangguh"
    has "$engine: the matrix says so" "$answer" "Gedung kebanjiran"
}

test_excused()
{
    [ "$(sql "select count(*) from pengingat where objek = 'pemutakhiran:$1' and berhenti_pada is null")" = 0 ] &&
        [ "$(sql "select count(*) from pengingat where objek = 'pemutakhiran:$1' and alasan_berhenti like '%Gedung kebanjiran%'")" -gt 0 ]
}

others_climb()
{
    local task id
    task=$(sql "select g.rekaman from tugas g where g.register = 'permohonan' and g.peran = 'pd' and g.transisi in ('verifikasi', 'setujui') order by g.rekaman limit 1")
    is "$engine: a late task of a clearance climbs" within 20 test_climbs "permohonan:$task"
    same "$engine: one step for what was late long before" \
        "$(sql "select count(*) from pengingat where objek = 'permohonan:$task' and berhenti_pada is null and anak_tangga = 'operator'")" 1
    key=
    token sari
    to_day 3
    token sari
    send POST /api/v1/permintaan_uji "{\"perihal\":\"Bukti audit\",\"perangkat_daerah\":$(agency 2.02),\"batas_waktu\":\"$(day_of 1)\"}"
    same "$engine: a request with a due day" "$code" 201
    id=$(pick 'v["id"]')
    to_day 4
    is "$engine: climbs by its line of declaration" within 20 test_climbs "permintaan_uji:$id"
    token budi
    send POST "/api/v1/permintaan_uji/$id/langkah/serahkan" '{}' -H 'If-Match: "v1"'
    same "$engine: and stops when it is handed in" "$code:$(sql "select status from pengingat where objek = 'permintaan_uji:$id'")" "200:selesai"
}

test_climbs()
{
    [ "$(sql "select count(*) from pengingat where objek = '$1' and berhenti_pada is null")" -gt 0 ]
}

# Mistakes of the declarations are told with their place.
mistakes()
{
    local wrong=$work/salah said
    cp -r "$work/data" "$wrong"
    sed -i 's/due: batas_waktu, states/due: batas_waktuu, states/' "$wrong/registers/permintaan_uji.yaml"
    sed -i 's/after: tangga_pimpinan/after: tangga_pimpinann/; s/state: perlu_surat/state: perlu_surats/' "$wrong/tangga.yaml"
    sed -i 's/rows: jumlah_baris/rows: jumlah_baris_salah/' "$wrong/registers/pemutakhiran.yaml"
    said=$(PRASASTI_DATA=$wrong "$program" check 2>&1)
    has "a due day that is no field is told" "$said" "permintaan_uji.yaml"
    has "so is a setting that is not there" "$said" "tangga_pimpinann"
    has "and a state" "$said" "perlu_surats"
}

# A mail server that takes the connection and says nothing holds up neither the pages nor the end.
silent_server()
{
    local silent begun
    silent=$(free_port)
    python3 -c 'import socket, sys, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(5); time.sleep(300)' "$silent" &
    pids+=("$!")
    within 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$silent" 2>/dev/null
    settings "$silent"
    form "$admin" /pengaturan/surel /pengaturan/surel/coba -d kepada=diam@daerah.contoh
    sleep 2
    get "$budi" /
    same "$engine: pages go on while a mail server is silent" "$code" 200
    begun=$(command date +%s)
    stop
    is "$engine: and so does the end" test $(($(command date +%s) - begun)) -lt 12
    same "$engine: the message is still to be sent, and counts no try" \
        "$(sql "select keadaan || ':' || coba from kirim_surel where kepada = 'diam@daerah.contoh'")" "antre:0"
}

walk()
{
    is "$1: a region is made" region "tangga_$1" "$1" || return
    rm -f "$work/surat.jsonl"
    to_day 1
    is "$1: it serves" serve_on_clock || return
    mail_is_set_up
    opens
    others_climb
    climbs
    stops
    postponed
    silent_server
    is "$1: the log is calm" calm_but_mail "$out"
    verify
    same "$1: and the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
}

# Failures of the mail server were meant.
calm_but_mail()
{
    grep -v ' error jobs surel ' "$1" >"$1.tenang"
    calm "$1.tenang"
}

mistakes
is "the mail server is there" mail_server || finish
for engine_of in $(engines); do
    walk "$engine_of"
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "pg: the ladder on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
