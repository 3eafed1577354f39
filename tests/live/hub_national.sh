#!/usr/bin/env bash
# The national hub: a local consumer calls a service behind a national gateway, inside an agreement and with a receipt; tokens that
# are renewed, refused, forgotten by a gateway that begins again; what the regulation asks before; a local service that is published
# there, and the gateway as a consumer of ours. Against a gateway of the tests' own (lib_gateway.py).
regulation=bekasi-2-2023
. "$(dirname "$0")/lib_region.sh"
. "$(dirname "$0")/lib_page.sh"
regulation=bekasi-2-2023
here=$(cd "$(dirname "$0")" && pwd)
caller='X-API-Key: kunci-perizinan-uji'
gate='X-API-Key: kunci-gerbang-nasional'
secret=RahasiaKlienGerbang-4711
fixed=KunciTetapGerbang-0815

# rows: what the demonstration region has besides, so that everything but the secret is there.
rows()
{
    local office='"Dinas Komunikasi, Informatika, Statistik dan Persandian"' far
    far="perangkat_daerah: $office, status: aktif, berlaku_sejak: today-20d"
    cat <<EOF

- layanan_penghubung: {id: ujisistem, nama: Penghubung uji, kode: spl-uji, jenis: sistem, alamat_hulu: "http://127.0.0.1:9", tujuan: [antar_pd, nasional], penyelenggara: dinas, nomor_kelaikan_operasi: "1", tanggal_kelaikan_operasi: today-30d, pemberi_kelaikan_operasi: kemenkominfo, kelaikan_operasi: "pdf:Laik operasi", nomor_kelaikan_keamanan: "2", tanggal_kelaikan_keamanan: today-30d, pemberi_kelaikan_keamanan: bssn, kelaikan_keamanan: "pdf:Laik keamanan", $far}
- sambungan_nasional: {id: ujisplp, nama: Gerbang uji, kode: splp-uji, alamat_gerbang: "http://127.0.0.1:$gateway/t/contoh.go.id", cara: token, kepala: authorization, alamat_token: "http://127.0.0.1:$gateway/token", klien: klien-daerah, alamat_umum: "http://127.0.0.1:$own_port", alamat_penerbit: "http://127.0.0.1:$gateway/api/am/publisher/v4", $far}
- sambungan_nasional: {id: ujilain, nama: Gerbang lain, kode: gerbang-lain, alamat_gerbang: "http://127.0.0.1:$slow/t/lain", cara: token, kepala: authorization, alamat_token: "http://127.0.0.1:$slow/token", klien: klien-daerah, alamat_umum: "http://127.0.0.1:$own_port", alamat_penerbit: "http://127.0.0.1:$slow/api/am/publisher/v4", $far}
- layanan_penghubung: {id: ujinas, nama: Kependudukan nasional, kode: penduduk, jenis: api, tujuan: [nasional], penyelenggara: instansi_pusat, alamat_hulu: "http://127.0.0.1:$gateway/t/contoh.go.id/kependudukan/1.0", sambungan: ujisplp, batas_waktu: 5, $far}
- operasi_layanan: {id: ujiopnas, nama: "GET /penduduk/{nik}", perangkat_daerah: $office, layanan: ujinas, metode: get, jalur: "/penduduk/{nik}", status: terbuka}
- konsumen_layanan: {id: ujiizin, nama: Sistem perizinan, kode: perizinan-uji, $far}
- kunci_konsumen: {nama: Perizinan uji, konsumen: ujiizin, jenis: kunci_api, kunci_api: $(printf %s "${caller#*: }" | sha256sum | cut -c1-64), mulai: today-30d, selesai: today+30d, $far}
- perjanjian_data: {nama: Kependudukan untuk perizinan, perangkat_daerah: $office, pihak: pd, konsumen: ujiizin, layanan_penghubung: ujinas, operasi: [ujiopnas], tujuan: Memeriksa pemohon, standar_interoperabilitas_dipenuhi: true, persetujuan_pemilik: true, mulai: today-20d, selesai: today+20d, nomor_kesepakatan: "9/UJI", status: berlaku, berlaku_sejak: today-20d}
- layanan_penghubung: {id: ujikas, nama: Kas daerah, kode: kas-uji, jenis: api, tujuan: [antar_pd, nasional], penyelenggara: dinas, alamat_hulu: "http://127.0.0.1:$provider", batas_waktu: 5, $far}
- operasi_layanan: {id: ujiopkas, nama: "GET /kas/{tahun}", perangkat_daerah: $office, layanan: ujikas, metode: get, jalur: "/kas/{tahun}", status: terbuka}
- konsumen_layanan: {id: ujigerbang, nama: Gerbang nasional, kode: gerbang-nasional, pihak: instansi_pusat, nama_instansi: Kementerian, $far}
- kunci_konsumen: {nama: Kunci gerbang, konsumen: ujigerbang, jenis: kunci_api, kunci_api: $(printf %s "${gate#*: }" | sha256sum | cut -c1-64), mulai: today-30d, selesai: today+30d, $far}
- perjanjian_data: {nama: Kas daerah untuk pusat, perangkat_daerah: $office, pihak: instansi_pusat, pengguna_luar: Kementerian, konsumen: ujigerbang, layanan_penghubung: ujikas, operasi: [ujiopkas], tujuan: Rekonsiliasi, standar_interoperabilitas_dipenuhi: true, persetujuan_pemilik: true, mulai: today-20d, selesai: today+20d, nomor_kesepakatan: "10/UJI", status: berlaku, berlaku_sejak: today-20d}
- penerbitan_layanan: {id: ujiterbit, nama: kas-daerah, perangkat_daerah: $office, layanan: ujikas, sambungan: ujisplp, konteks: /kas-daerah, versi_api: "1.0", konsumen: ujigerbang}
- penerbitan_layanan: {id: ujiterbitlain, nama: kas-lain, perangkat_daerah: $office, layanan: ujikas, sambungan: ujilain, konteks: /kas-lain, versi_api: "1.0", konsumen: ujigerbang}
EOF
}

# gateway_at PORT: one more gateway; its process is in gateway_pid
gateway_at()
{
    PYTHONDONTWRITEBYTECODE=1 python3 "$here/lib_gateway.py" "$1" &
    gateway_pid=$!
    pids+=($!)
    within 10 curl -s -o /dev/null "http://127.0.0.1:$1/_lihat"
}

gateway_begin()
{
    gateway_at "$gateway"
    set_gateway "{\"kunci\": \"${gate#*: }\"}"
}

gateway_end()
{
    kill -TERM "$gateway_pid"
    wait "$gateway_pid" 2>/dev/null
}

# set_gateway STATE [PORT]
set_gateway() { curl -s -o /dev/null -X POST -d "$1" "http://127.0.0.1:${2:-$gateway}/_atur"; }

# seen EXPRESSION [PORT]: of what the gateway has seen, `v`
seen() { curl -s "http://127.0.0.1:${2:-$gateway}/_lihat" | python3 -c 'import json, sys; v = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }
seen_is() { [ "$(seen "$1" "${3:-}")" = "$2" ]; }

call()
{
    status=$(curl -s -m 10 --path-as-is -o "$work/.body" -D "$work/.head" -w '%{http_code}' -H "${2:-$caller}" "${@:3}" "$url$1")
    body=$(tr -d '\0' <"$work/.body")
    head=$(tr -d '\r' <"$work/.head")
}

says() { call "$1" && grep -q -- "$2" <<<"$body"; }
proves() { api GET "/ledger/bukti/$1" && grep -q -- "$2" <<<"$answer"; }
norm_is() { "$program" norms --data "$data" --json 2>/dev/null | python3 -c 'import json, sys
sys.exit(not any(n["at"] == sys.argv[1] and n["status"] == sys.argv[2] for n in json.load(sys.stdin)))' "$1" "$2"; }
answers_with() { call "$2" "${3:-$caller}" && [ "$status" = "$1" ]; }
person=/hub/penduduk/penduduk/6301
id_of() { sql "select id from $1 where $2"; }
version_of() { sql "select versi from $1 where id = $2"; }
change() { send PATCH "/api/v1/$1/$2" "$3" -H "If-Match: \"v$(version_of "$1" "$2")\""; }
take() { send POST "/api/v1/$1/$2/langkah/$3" "$4" -H "If-Match: \"v$(version_of "$1" "$2")\""; }
stands() { sql "select nada || '|' || pokok || '|' || galat from keadaan_luar where register = '$1' and rekaman = $2"; }
stands_as() { grep -q -- "$3" <<<"$(stands "$1" "$2")"; }

# give SECRET [CONNECTION]: as the official types it on the record's page
give()
{
    local to=${2:-$link}
    session rudi
    form "$cookie" "/r/sambungan_nasional/$to" "/r/sambungan_nasional/$to/titipan/rahasia" \
        -F "_versi=$(version_of sambungan_nasional "$to")" -F "rahasia=$1"
}

calling()
{
    local engine=$1 receipt system before

    is "$engine: without a secret the national service is closed, and says what is missing" within 20 says $person "belum diisi"
    same "$engine: as a service that cannot be had now" "$status" 503
    give "ada spasi"
    same "$engine: what cannot be a secret is refused beside its field" "$code" 422
    has "$engine: in words" "$answer" "tanpa spasi"
    give salah
    same "$engine: an official gives the secret" "$code" 303
    is "$engine: a wrong one is refused by the gateway, and the record says so" within 20 \
        stands_as sambungan_nasional "$link" 'red|Terputus|Gerbang menolak nama klien atau rahasianya'
    is "$engine: the service stays closed, with that reason" within 10 says $person "menolak nama klien"
    give "$secret"
    is "$engine: the right one opens it" within 20 answers_with 200 $person
    has "$engine: the gateway was shown our token" "$body" '"authorization"'
    receipt=$(sed -n 's/^X-Prasasti-Bukti: //Ip' <<<"$head")
    is "$engine: the exchange has a receipt" test -n "$receipt"
    token sari baca
    is "$engine: which the log can prove, with the agreement in it" within 20 proves "$receipt" 9/UJI
    call $person "$caller" -H 'Authorization: Bearer milik-pemanggil'
    same "$engine: what the caller says under that name is replaced" "$status" 200
    call /hub/penduduk/lain
    same "$engine: outside the agreement nothing passes" "$status $(seen "v['ditolak']")" "403 0"
    is "$engine: the record shows the connection" stands_as sambungan_nasional "$link" 'green|Tersambung|'

    token rudi
    system=$(id_of layanan_penghubung "kode = 'spl-uji'")
    change layanan_penghubung "$system" '{"pemberi_kelaikan_operasi": "dinas"}'
    same "$engine: the ministry's clearance is not there any more" "$code" 200
    is "$engine: the Pasal shows it" within 20 norm_is '15(2)c' terpenuhi_sebagian
    is "$engine: and the national service closes" within 20 answers_with 503 $person
    has "$engine: naming the provision" "$body" "Pasal 15 ayat (2) huruf c"
    change layanan_penghubung "$system" '{"pemberi_kelaikan_operasi": "kemenkominfo", "pemberi_kelaikan_keamanan": "dinas"}'
    is "$engine: so it does without that of the cyber body" within 20 says $person 'Pasal 15 ayat (2) huruf d'
    change layanan_penghubung "$system" '{"pemberi_kelaikan_keamanan": "bssn"}'
    is "$engine: with both it opens again" within 20 answers_with 200 $person
    is "$engine: and the Pasal is met" within 20 norm_is '15(2)c' terpenuhi
}

# Calls one after another while tokens of three seconds come and go: none may fail.
light_load()
{
    local end=$(($(date +%s) + $1)) failed=0 n=0
    while [ "$(date +%s)" -lt $end ]; do
        answers_with 200 $person || failed=$((failed + 1))
        n=$((n + 1))
        sleep 0.1
    done
    echo "$failed of $n"
    [ "$failed" = 0 ] && [ "$n" -gt 5 ]
}

renewing()
{
    local engine=$1 before
    set_gateway '{"umur": 6}'
    change_address
    is "$engine: a token of six seconds is asked for" within 20 answers_with 200 $person
    before=$(seen "v['token']")
    is "$engine: renewed again and again, no call fails" light_load 16
    is "$engine: and it was renewed" test "$(seen "v['token']")" -gt $((before + 2))
    set_gateway '{"umur": 3600}'
    sleep 5
    is "$engine: a long one is there" within 10 answers_with 200 $person
    set_gateway '{"token": "mati"}'
    is "$engine: the token endpoint is down: the token goes on" light_load 4
    set_gateway '{"token": ""}'
    gateway_end
    call $person
    same "$engine: a gateway that is down is the provider's failure" "$status" 502
    gateway_begin
    is "$engine: it begins anew, and knows our token no more: a new one is asked for at once" within 15 answers_with 200 $person
    is "$engine: because of the 401 that the hub saw" test "$(seen "v['ditolak']")" -gt 0
}

faults()
{
    local engine=$1 fault words
    while read -r fault words; do
        set_gateway "{\"token\": \"$fault\"}"
        change_address
        is "$engine: the token endpoint answers with $fault" within 20 stands_as sambungan_nasional "$link" "red|Terputus|$words"
        set_gateway '{"token": ""}'
        is "$engine: and afterwards it opens by itself" within 30 answers_with 200 $person
    done <<'EOF'
mati Gerbang sedang terganggu
sampah Jawaban alamat token tidak dapat dibaca
json Jawaban alamat token tidak dapat dibaca
putus Percakapan dengan gerbang terputus
EOF
}

# Another address of the same endpoint: the secret that was given for the old one is not sent there.
change_address()
{
    token rudi
    change sambungan_nasional "$link" "{\"alamat_token\": \"http://127.0.0.1:$gateway/token?$RANDOM$RANDOM\"}"
    within 20 stands_as sambungan_nasional "$link" 'Alamat berubah sejak' && within 20 answers_with 503 $person || return
    give "$secret"
}

# authority FOLDER: an authority of the test's own, a certificate for this machine and one that has run out.
authority()
{
    local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes) name
    (
        mkdir -p "$1" && cd "$1" || exit
        openssl req -x509 "${key[@]}" -keyout ca.key -out ca.pem -days 3 -subj '/CN=uji'
        openssl req "${key[@]}" -keyout server.key -out server.csr -subj '/CN=gerbang'
        echo 'subjectAltName=IP:127.0.0.1' >names
        for name in good:1 old:-1; do
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days "${name#*:}" -extfile names -out "${name%:*}.pem"
        done
        openssl req -x509 "${key[@]}" -keyout stranger.key -out stranger.pem -days 3 -subj '/CN=gerbang' -addext 'subjectAltName=IP:127.0.0.1'
    ) >"$work/.authority" 2>&1
}

# secure CERTIFICATE KEY WANTED: the same endpoint behind TLS
secure()
{
    local other pid
    other=$(free_port)
    PYTHONDONTWRITEBYTECODE=1 python3 "$here/lib_gateway.py" "$other" "$work/tls/$1" "$work/tls/$2" &
    pid=$!
    within 10 curl -sk -o /dev/null "https://127.0.0.1:$other/_lihat"
    token rudi
    change sambungan_nasional "$link" "{\"alamat_token\": \"https://127.0.0.1:$other/token\"}"
    within 20 stands_as sambungan_nasional "$link" 'Alamat berubah sejak' && give "$secret"
    within 20 stands_as sambungan_nasional "$link" "$3"
    set -- $?
    kill -TERM $pid
    wait $pid 2>/dev/null
    return "$1"
}

over_tls()
{
    local engine=$1
    is "$engine: over TLS, with a certificate that is good" secure good.pem server.key 'green|Tersambung|'
    is "$engine: not with one that has run out" secure old.pem server.key 'red|Terputus|Sertifikat gerbang tidak dapat dipercaya'
    is "$engine: nor with one of an unknown authority" secure stranger.pem stranger.key 'red|Terputus|Sertifikat gerbang tidak dapat dipercaya'
    is "$engine: and back" change_back
    is "$engine: to where it was" within 20 answers_with 200 $person
}

change_back()
{
    token rudi
    change sambungan_nasional "$link" "{\"alamat_token\": \"http://127.0.0.1:$gateway/token\"}"
    within 20 stands_as sambungan_nasional "$link" 'Alamat berubah sejak' && give "$secret"
}

other_headers()
{
    local engine=$1
    token rudi
    set_gateway '{"kepala": "AuthorizationSPLP"}'
    change sambungan_nasional "$link" '{"kepala": "authorization_splp"}'
    is "$engine: the token in AuthorizationSPLP" within 20 answers_with 200 $person
    call $person "$caller" -H 'AuthorizationSPLP: Bearer milik-pemanggil' -H 'authorizationsplp: lagi'
    same "$engine: what the caller says under that name is replaced, however often" "$status" 200
    set_gateway '{"kepala": "APIkey"}'
    change sambungan_nasional "$link" '{"kepala": "apikey", "cara": "kunci", "cara_klien": "isi"}'
    give "$fixed"
    is "$engine: a fixed key in APIkey" within 20 answers_with 200 $person
    is "$engine: the record says so" within 10 stands_as sambungan_nasional "$link" 'green|Kunci tetap'
    set_gateway '{"kepala": "Authorization"}'
    token rudi
    change sambungan_nasional "$link" '{"kepala": "authorization", "cara": "token"}'
    give "$secret"
    is "$engine: client and secret in the body" within 20 answers_with 200 $person
    same "$engine: the gateway saw them there" "$(seen "'isi' in v['cara']")" True
}

# Nowhere that a person, a program or an attacker with the backup may look.
silence()
{
    local engine=$1 where
    session rudi
    get "$cookie" "/r/sambungan_nasional/$link"
    same "$engine: the page of the connection" "$code" 200
    has "$engine: shows how it stands" "$answer" "Terakhir berhasil"
    cp "$work/out" "$work/seen.page"
    get "$cookie" "/r/sambungan_nasional/$link/ubah"
    cp "$work/out" "$work/seen.form"
    get "$cookie" "/r/sambungan_nasional/ekspor?format=csv"
    cp "$work/out" "$work/seen.export"
    token rudi
    api GET "/api/v1/sambungan_nasional/$link"
    cp "$work/.answer" "$work/seen.api"
    api GET "/api/v1/sambungan_nasional/$link/riwayat"
    cp "$work/.answer" "$work/seen.history"
    "$program" policy show "$data/hub/kebijakan.bin" >"$work/seen.policy"
    is "$engine: the snapshot names the header" grep -q '"kepala":"Authorization"' "$work/seen.policy"
    sql "select isi from peristiwa" >"$work/seen.ledger"
    cp "$out" "$work/seen.log"
    cat "$data"/run/nginx/*.log >"$work/seen.nginx"
    for where in page form export api history policy ledger log nginx; do
        is "$engine: no secret, key or token in $where" bash -c "! grep -qE '$secret|$fixed|tok\\.[0-9a-f]{12}' '$work/seen.$where'"
    done
    is "$engine: the database knows none of them" bash -c \
        "! grep -rqaE --include='prasasti.db*' '$secret|$fixed|tok\\.[0-9a-f]{12}' '$data'"
    same "$engine: the snapshot is for its owner alone" "$(stat -c %a "$data/hub/kebijakan.bin")" 600
    same "$engine: and so is every secret" "$(stat -c %a "$data"/run/rahasia "$data"/run/rahasia/* | sort -u | tr '\n' ' ')" "600 700 "
    same "$engine: of which one is left" "$(find "$data/run/rahasia" -name 'sambungan*' | wc -l)" 1
}

# describe PATH…: the local service's OpenAPI document names these paths.
describe()
{
    local service file
    python3 - "$@" >"$work/openapi.json" <<'EOF'
import json, sys
print(json.dumps({"openapi": "3.0.3", "info": {"title": "Kas", "version": "1"}, "servers": [{"url": "http://10.9.8.7/rahasia"}],
                  "paths": {p: {"servers": [{"url": "http://10.9.8.7/dalam"}], "get": {"responses": {"200": {"description": "baik"}}}}
                            for p in sys.argv[1:]}}))
EOF
    token rudi
    api POST /api/v1/berkas -F "berkas=@$work/openapi.json"
    file=$(pick 'v["id"]')
    service=$(id_of layanan_penghubung "kode = 'kas-uji'")
    change layanan_penghubung "$service" "{\"openapi\": $file}"
    [ "$code" = 200 ]
}

gateway_calls() { [ "$(curl -s -m 10 -o "$work/.body" -w '%{http_code}' "http://127.0.0.1:$gateway/kas-daerah/1.0/kas/2026")" = "$1" ]; }
stage_is() { seen_is "v['api'][0]['tahap']" "$1"; }

publishing()
{
    local engine=$1 row service
    row=$(id_of penerbitan_layanan "nama = 'kas-daerah'")
    service=$(id_of layanan_penghubung "kode = 'kas-uji'")
    is "$engine: the gateway is a consumer like others: inside its agreement it may call" within 20 answers_with 200 /hub/kas-uji/kas/2026 "$gate"
    is "$engine: and outside it may not" answers_with 403 $person "$gate"
    token rudi
    take penerbitan_layanan "$row" terbitkan '{}'
    same "$engine: without a description nothing is published" "$code" 409
    has "$engine: and the step says what it wants" "$answer" "dokumen OpenAPI"
    is "$engine: the service is described" describe '/kas/{tahun}'
    set_gateway '{"penerbit": "mati"}'
    take penerbitan_layanan "$row" terbitkan '{}'
    same "$engine: an official publishes it" "$code" 200
    is "$engine: the publisher is down, and the record says so and when it is tried again" within 20 \
        stands_as penerbitan_layanan "$row" 'red|Belum terdaftar di gerbang|Penerbit gerbang sedang terganggu'
    set_gateway '{"penerbit": "sekali"}'
    is "$engine: it is published, though the first answer was lost" within 60 stands_as penerbitan_layanan "$row" 'green|Terbit di gerbang|'
    same "$engine: once" "$(seen "(v['impor'], len(v['api']), v['api'][0]['tahap'])")" "(1, 1, 'PUBLISHED')"
    same "$engine: with our address alone" "$(seen "v['api'][0]['dokumen']['servers']") $(seen "'10.9.8.7' in str(v['api'])")" \
        "[{'url': '$url/hub/kas-uji'}] False"
    is "$engine: a call from outside comes through the gateway and our hub" within 10 gateway_calls 200
    same "$engine: the record knows what it is called there" "$(sql "select luar from keadaan_luar where register = 'penerbitan_layanan' and rekaman = $row")" \
        "$(seen "v['api'][0]['id']")"
    is "$engine: the log of changes holds it" test "$(sql "select count(*) from peristiwa where isi like '%diterbitkan%'")" -ge 1
    is "$engine: a new description" describe '/kas/{tahun}' '/saldo'
    is "$engine: is handed over" within 20 seen_is "sorted(v['api'][0]['dokumen']['paths'])" "['/kas/{tahun}', '/saldo']"
    take layanan_penghubung "$service" tangguhkan '{"keterangan": "Uji"}'
    is "$engine: a service that is suspended here is closed there" within 20 stage_is BLOCKED
    is "$engine: and the record says why" within 10 stands_as penerbitan_layanan "$row" 'yellow|Ditutup di gerbang|Layanan daerahnya sedang tutup'
    is "$engine: a call from outside ends there" gateway_calls 503
    take layanan_penghubung "$service" pulihkan '{}'
    is "$engine: open again here, open again there" within 20 stage_is PUBLISHED
    is "$engine: and calls pass" within 20 gateway_calls 200
    take penerbitan_layanan "$row" tarik '{"keterangan": "Uji"}'
    is "$engine: withdrawn, it is closed there" within 20 stage_is BLOCKED
    is "$engine: and no longer offered" within 10 stands_as penerbitan_layanan "$row" 'grey|Ditutup di gerbang|'
}

# A gateway that takes the question and says nothing, beside ours whose tokens live six seconds.
beside_one_that_hangs()
{
    local engine=$1 far before ours=$gateway_pid
    far=$(id_of sambungan_nasional "kode = 'gerbang-lain'")
    gateway_at "$slow"
    set_gateway '{"token": "gantung"}' "$slow"
    set_gateway '{"umur": 6}'
    is "$engine: tokens are short again" change_address
    is "$engine: and there" within 20 answers_with 200 $person
    give "$secret" "$far"
    is "$engine: another gateway is asked, and hangs" within 20 seen_is "(v['token'], v['menunggu'])" "(1, 1)" "$slow"
    is "$engine: its record says that we wait" stands_as sambungan_nasional "$far" 'grey|Token sedang diminta|'
    before=$(seen "v['token']")
    is "$engine: ours is asked again and again meanwhile" within 15 seen_is "v['token'] > $before + 1" True
    same "$engine: while the other still hangs" "$(seen "(v['token'], v['menunggu'])" "$slow")" "(1, 1)"
    is "$engine: and calls through ours pass" answers_with 200 $person
    set_gateway '{"token": "", "umur": 3600}' "$slow"
    is "$engine: a late answer still counts" within 10 stands_as sambungan_nasional "$far" 'green|Tersambung|'
    publishing_beside_one_that_hangs "$engine"
    gateway_end
    gateway_pid=$ours
    set_gateway '{"umur": 3600}'
    is "$engine: and back to long ones" change_address
    is "$engine: with which calls pass" within 20 answers_with 200 $person
}

# The same of publishers: the one takes the document and says nothing, the other is told meanwhile what is wanted of it.
publishing_beside_one_that_hangs()
{
    local engine=$1 here there
    here=$(id_of penerbitan_layanan "nama = 'kas-daerah'")
    there=$(id_of penerbitan_layanan "nama = 'kas-lain'")
    set_gateway '{"penerbit": "gantung"}' "$slow"
    token rudi
    take penerbitan_layanan "$there" terbitkan '{}'
    is "$engine: another publisher is given a document, and hangs" within 20 seen_is "v['menunggu']" 1 "$slow"
    take penerbitan_layanan "$here" terbitkan '{}'
    is "$engine: ours publishes meanwhile" within 15 stage_is PUBLISHED
    is "$engine: and its record says so" within 5 stands_as penerbitan_layanan "$here" 'green|Terbit di gerbang|'
    same "$engine: while the other has published nothing" "$(seen "v['api']" "$slow")" "[]"
    set_gateway '{"penerbit": ""}' "$slow"
    is "$engine: it does in the end" within 60 stands_as penerbitan_layanan "$there" 'green|Terbit di gerbang|'
    take penerbitan_layanan "$here" tarik '{"keterangan": "Uji"}'
    is "$engine: and ours is withdrawn again" within 20 stage_is BLOCKED
}

over_a_restart()
{
    local engine=$1 before
    before=$(seen "v['token']")
    set_gateway '{"token": "mati"}'
    stop
    is "$engine: it serves again" serve
    is "$engine: with the token it had, the token endpoint being down" within 20 answers_with 200 $person
    set_gateway '{"token": ""}'
}

each()
{
    gateway=$(free_port) slow=$(free_port) provider=$(free_port) own_port=$(free_port)
    export PRASASTI_DATA=$work/declarations.$1
    cp -a "${PRASASTI_DATA_FROM:?}" "$PRASASTI_DATA"
    rows >>"$PRASASTI_DATA/regulations/$regulation/demo.yaml"
    region "national_$1" "$1" || is "$1: a region is made" false || { cat "$work/national_$1.init"; finish; }
    python3 "$here/lib_provider.py" "$provider" &
    pids+=($!)
    authority "$work/tls"
    export SSL_CERT_FILE=$work/tls/ca.pem
    gateway_begin
    needs_server "$1: it serves"
    link=$(id_of sambungan_nasional "kode = 'splp-uji'")
    within 20 answers_with 503 $person
    calling "$1"
    renewing "$1"
    faults "$1"
    over_tls "$1"
    other_headers "$1"
    publishing "$1"
    silence "$1"
    beside_one_that_hangs "$1"
    over_a_restart "$1"
    stop
    is "$1: the log is calm" calm "$out"
    gateway_end
}

if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "the national hub" "no module in this build"
    finish
fi
PRASASTI_DATA_FROM=${PRASASTI_DATA:-$here/../../data}
each sqlite
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    each pg
else
    skip "pg: the national hub" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
