#!/usr/bin/env bash
# An agreement's life between two agencies, and what is told before the hub closes: asked for by the consumer, reviewed, signed by
# each side for itself, in force (a call passes), ended by itself (the next is refused). A clearance that runs out is foreseen on the
# front page, in the calendar and by notices, and when its day has come provider, office and consumer are told.
# Days come when the test says so (clock_shim.c).
. "$(dirname "$0")/lib_region.sh"
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shim=$build/tests/libclock_shim.so
export PRASASTI_TEST_CLOCK=$work/clock
echo 0 >"$PRASASTI_TEST_CLOCK"

# The demonstration, with people on the provider's side and in the legal unit, and a clearance that lasts some weeks.
cp -r "${PRASASTI_DATA:-$root/data}" "$work/data"
export PRASASTI_DATA=$work/data PRASASTI_SHARE=${PRASASTI_SHARE:-$root}
demo=$work/data/regulations/$regulation/demo.yaml
sed -i '/Kelaikan operasi Data kas daerah/s/berkas_surat:/berlaku_sampai: today+20d, berkas_surat:/' "$demo"
person() # LOGIN LEVEL AGENCY
{
    echo "- akun: {nama: Pejabat $1, nama_pengguna: $1, jabatan: Pejabat $1, perangkat_daerah: $3, jenjang: $2, mulai: today-300d, dasar_nomor: \"800/1\", sandi: $password, autentikator: true}"
}
{
    person kasver verifikator "Badan Pengelolaan Keuangan dan Aset Daerah"
    person kaskep kepala_pd "Badan Pengelolaan Keuangan dan Aset Daerah"
    person hukum operator "Bagian Hukum"
} >>"$demo"

today=$(TZ=UTC-8 command date +%F)

date()
{
    if [ "$*" = +%s ]; then
        echo $(($(command date +%s) + $(cat "$PRASASTI_TEST_CLOCK")))
    else
        command date "$@"
    fi
}

day() # N: N days after today
{
    command date -u -d "$today +$1 days" +%F
}

to_day() # N: the clock stands at nine in the morning N days after today
{
    echo $(($(command date -d "$(day "$1") 09:00:00 +0800" +%s) - $(command date +%s))) >"$PRASASTI_TEST_CLOCK"
    sleep 2
}

serve_on_clock()
{
    port=$(free_port)
    out=$data.out
    ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-} LD_PRELOAD=$shim "$program" serve --data "$data" --port "$port" >>"$out" 2>&1 &
    server=$!
    pids+=("$server")
    url=http://127.0.0.1:$port
    within 30 answers
}

call() # KEY PATH: $status and $body of a call through the hub
{
    status=$(curl -s -m 30 -o "$work/.body" -w '%{http_code}' -H "X-API-Key: $1" "$url$2")
    body=$(cat "$work/.body")
}

answers_with()
{
    call "$2" "$3"
    [ "$status" = "$1" ]
}

id_of()
{
    sql "select id from $1 where $2"
}

take() # USER STEP BODY: a step of the agreement by that person
{
    token "$1"
    send POST "/api/v1/perjanjian_data/$agreement/langkah/$2" "$3" -H "If-Match: \"v$(sql "select versi from perjanjian_data where id = $agreement")\""
}

state()
{
    sql "select status from perjanjian_data where id = $agreement"
}

scan() # USER: a file that this person brought
{
    token "$1"
    api POST /api/v1/berkas -F "berkas=@$work/naskah.pdf;type=application/pdf"
    file=$(pick 'v["id"]')
}

sees() # USER PATH TEXT
{
    session "$1"
    curl -s -m 30 -H "Cookie: sesi=$cookie" "$url$2" >"$work/.page"
    grep -qF "$3" "$work/.page"
}

told() # USER KIND REGISTER
{
    [ "$(sql "select count(*) from pemberitahuan p join akun k on k.id = p.akun where k.nama_pengguna = '$1' and p.jenis = '$2' and p.register = '$3'")" -gt 0 ]
}

life()
{
    local service consumer operation provider dinkes bpkad
    provider=$(free_port)
    python3 "$here/lib_provider.py" "$provider" &
    pids+=($!)
    printf '%%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%%%EOF\n' >"$work/naskah.pdf"
    service=$(id_of layanan_penghubung "kode = 'kas-daerah'")
    consumer=$(id_of konsumen_layanan "kode = 'simpus'")
    operation=$(id_of operasi_layanan "nama = 'GET /kas/{tahun}'")
    dinkes=$(id_of perangkat_daerah "nama = 'Dinas Kesehatan'")
    bpkad=$(id_of perangkat_daerah "nama = 'Badan Pengelolaan Keuangan dan Aset Daerah'")
    token pengelola
    send PATCH "/api/v1/layanan_penghubung/$service" "{\"alamat_hulu\": \"http://127.0.0.1:$provider\"}" \
        -H "If-Match: \"v$(sql "select versi from layanan_penghubung where id = $service")\""
    same "$engine: the provider's address is recorded" "$code" 200

    token joko
    send POST /api/v1/perjanjian_data "{\"nama\": \"Kas untuk Dinkes\", \"perangkat_daerah\": $bpkad, \"pengguna_data\": $dinkes, \"pihak\": \"pd\"}"
    same "$engine: nobody asks for another agency" "$code" 403
    token budi
    send POST /api/v1/perjanjian_data "{\"nama\": \"Kas untuk Dinkes\", \"perangkat_daerah\": $bpkad, \"pengguna_data\": $dinkes, \"pihak\": \"pd\",
        \"klasifikasi\": \"terbatas\", \"penyediaan_akses\": \"api\", \"layanan_penghubung\": $service, \"konsumen\": $consumer, \"operasi\": [$operation]}"
    same "$engine: the consumer's agency begins an agreement of the provider's" "$code" 201
    agreement=$(pick 'v["id"]')
    token joko
    api GET "/api/v1/perjanjian_data/$agreement"
    same "$engine: a third agency does not see it" "$code" 404
    send PATCH "/api/v1/perjanjian_data/$agreement" '{"cakupan": "Uji"}' -H 'If-Match: "v1"'
    same "$engine: nor writes it" "$code" 404
    token budi
    send PATCH "/api/v1/perjanjian_data/$agreement" '{"persetujuan_pemilik": true}' -H 'If-Match: "v1"'
    is "$engine: the consumer does not consent for the owner" test "$code" -ge 400
    send PATCH "/api/v1/perjanjian_data/$agreement" '{"klasifikasi": "terbuka"}' -H 'If-Match: "v1"'
    same "$engine: but writes what he asks for" "$code" 200
    take kasver minta '{"tujuan": "Uji", "dasar_hukum": "Uji"}'
    same "$engine: the provider does not ask in the consumer's place" "$code" 403
    take wati minta '{"tujuan": "Mencocokkan klaim", "dasar_hukum": "Keputusan kepala daerah"}'
    same "$engine: the consumer asks" "$code:$(state)" "200:diminta"
    token budi
    send PATCH "/api/v1/perjanjian_data/$agreement" '{"cakupan": "Uji"}' -H "If-Match: \"v$(sql "select versi from perjanjian_data where id = $agreement")\""
    same "$engine: what was asked is no longer the consumer's to change" "$code" 403
    is "$engine: the provider finds it among his tasks" sees kasver /tindakan "Jawab permintaan berbagi data"
    take kasver terima '{}'
    same "$engine: the provider takes it up" "$code:$(state)" "200:telaah_hukum"
    is "$engine: the road is shown, with who is next" sees wati "/r/perjanjian_data/$agreement" "Berikutnya: Selesai telaah hukum"
    take rudi tanpa_hukum '{"catatan_hukum": "Uji"}'
    same "$engine: nobody stands in for a legal unit that there is" "$code" 409
    take hukum lulus_hukum '{"catatan_hukum": "Sesuai"}'
    same "$engine: legal review" "$code:$(state)" "200:telaah_teknis"
    take sari lulus_teknis '{"catatan_teknis": "Sesuai"}'
    same "$engine: technical review" "$code:$(state)" "200:penandatanganan"

    scan kaskep
    take kaskep tanda_tangan "{\"penanda_tangan_pengguna\": \"X\", \"tanggal_tanda_tangan_pengguna\": \"$today\", \"berkas_tanda_tangan_pengguna\": $file}"
    same "$engine: the provider does not sign for the consumer" "$code" 403
    scan anton
    take anton tanda_tangan '{"penanda_tangan_pengguna": "Anton"}'
    same "$engine: a signature is name, day and paper" "$code" 409
    take anton tanda_tangan "{\"penanda_tangan_pengguna\": \"Anton\", \"tanggal_tanda_tangan_pengguna\": \"$today\", \"berkas_tanda_tangan_pengguna\": $file}"
    same "$engine: the consumer signs" "$code:$(state)" "200:ditandatangani"
    take anton ajukan "{\"penanda_tangan_penyedia\": \"X\", \"tanggal_tanda_tangan_penyedia\": \"$today\", \"berkas_tanda_tangan_penyedia\": $file}"
    same "$engine: and does not sign for the provider" "$code" 403
    scan kaskep
    take kaskep ajukan "{\"persetujuan_pemilik\": true, \"penanda_tangan_penyedia\": \"Kepala\", \"tanggal_tanda_tangan_penyedia\": \"$today\", \"berkas_tanda_tangan_penyedia\": $file}"
    same "$engine: the provider signs" "$code:$(state)" "200:diajukan"
    call latihan-kunci-simpus /hub/kas-daerah/kas/2026
    same "$engine: until then no call passes" "$status" 403
    take rudi berlakukan "{\"mulai\": \"$today\", \"selesai\": \"$(day 10)\", \"nomor_kesepakatan\": \"480/77\"}"
    same "$engine: the Dinas puts it in force" "$code:$(state)" "200:berlaku"
    is "$engine: and a call passes" within 20 answers_with 200 latihan-kunci-simpus /hub/kas-daerah/kas/2026
    is "$engine: the page says what the hub makes of it" sees wati "/r/perjanjian_data/$agreement" "Berlaku pada penghubung."
    is "$engine: the catalogue names service and provider" sees budi /katalog "Badan Pengelolaan Keuangan dan Aset Daerah"
}

# A document that nobody can read describes nothing; the policy goes on following the registers.
unreadable()
{
    local service
    service=$(id_of layanan_penghubung "kode = 'kunjungan'")
    {
        printf 'openapi: 3.0.3\npaths: {}\n#'
        head -c 5000000 /dev/zero | tr '\0' x
    } >"$work/besar.yaml"
    token pengelola
    api POST /api/v1/berkas -F "berkas=@$work/besar.yaml;type=application/yaml"
    file=$(pick 'v["id"]')
    send PATCH "/api/v1/layanan_penghubung/$service" "{\"openapi\": $file}" -H "If-Match: \"v$(sql "select versi from layanan_penghubung where id = $service")\""
    same "$engine: a document that is too large is attached" "$code" 200
    is "$engine: its page says so" sees budi "/r/layanan_penghubung/$service/uraian/openapi" "lebih dari 4 MiB"
    service=$(id_of operasi_layanan "nama = 'GET /kas/{tahun}'")
    token rudi
    send POST "/api/v1/operasi_layanan/$service/langkah/tutup" '{}' -H "If-Match: \"v$(sql "select versi from operasi_layanan where id = $service")\""
    is "$engine: and what officials record goes on to pass or not" within 20 answers_with 403 latihan-kunci-perizinan /hub/kas-daerah/kas/2026
    send POST "/api/v1/operasi_layanan/$service/langkah/buka" '{}' -H "If-Match: \"v$(sql "select versi from operasi_layanan where id = $service")\""
    is "$engine: both ways" within 20 answers_with 200 latihan-kunci-perizinan /hub/kas-daerah/kas/2026
}

ends()
{
    is "$engine: what lapses is foreseen with its day and article" within 20 sees kasver "/" "Layanan Data kas daerah akan ditutup penghubung pada"
    is "$engine: and what to do" grep -qF "sebelum hari itu" "$work/.page"
    is "$engine: by the office that answers for it as well" sees rudi "/" "akan ditutup penghubung pada"
    is "$engine: not by anybody else" bash -c '! grep -qF "akan ditutup" "$1"' - <(session joko; curl -s -H "Cookie: sesi=$cookie" "$url/")
    is "$engine: it stands in the calendar" sees kasver "/kalender?tampilan=daftar&jenis=penutupan&bulan=$(day 21 | cut -c1-7)" "akan ditutup penghubung"
    is "$engine: the agreement's end is told ten days before" within 10 told wati akan_berakhir perjanjian_data
    to_day 11
    is "$engine: after its last day it has ended by itself" within 90 ended
    is "$engine: and the next call is refused" within 20 answers_with 403 latihan-kunci-simpus /hub/kas-daerah/kas/2026
    is "$engine: others' go on" within 20 answers_with 200 latihan-kunci-perizinan /hub/kas-daerah/kas/2026
    to_day 15
    is "$engine: a week before its clearance runs out the provider is told" within 20 told kaskep akan_berakhir layanan_penghubung
    to_day 21
    is "$engine: then the hub closes the service" within 20 answers_with 503 latihan-kunci-perizinan /hub/kas-daerah/kas/2026
    has "$engine: with the provision" "$body" "Pasal 16 ayat (3) huruf c"
    is "$engine: the provider is told at once" within 20 told kaskep sudah_berakhir layanan_penghubung
    is "$engine: so is the Dinas" told rudi sudah_berakhir layanan_penghubung
    is "$engine: and the front page says since when" sees rudi "/" "Layanan Data kas daerah ditutup penghubung sejak"
}

ended()
{
    [ "$(state)" = berakhir ]
}

each()
{
    echo 0 >"$PRASASTI_TEST_CLOCK"
    region "hublife_$1" "$1" || is "$1: a region is made" false
    is "$1: it serves" serve_on_clock || return
    life
    unreadable
    ends
    stop
    is "$1: the log is calm" calm "$out"
    verify
    same "$1: and the data is whole" "$code" 0
}

if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "an agreement's life" "no module in this build"
    finish
fi
each sqlite
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    each pg
else
    skip "pg: an agreement's life" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
