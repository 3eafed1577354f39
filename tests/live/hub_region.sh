#!/usr/bin/env bash
# The hub of a region: what officials record is what passes. A call through real nginx to a provider, refused with the provision
# when a clearance is revoked, open again with a new one; keys, consumers and operations that come and go; receipts of it all.
. "$(dirname "$0")/lib_region.sh"

# call KEY PATH: $status and $body of a call through the hub.
call()
{
    status=$(curl -s -m 30 --path-as-is -o "$work/.body" -w '%{http_code}' ${1:+-H "X-API-Key: $1"} "$url$2")
    body=$(cat "$work/.body")
}

answers_with()
{
    call "$2" "$3"
    [ "$status" = "$1" ]
}

version_of()
{
    sql "select versi from $1 where id = $2"
}

change()
{
    send PATCH "/api/v1/$1/$2" "$3" -H "If-Match: \"v$(version_of "$1" "$2")\""
}

take()
{
    send POST "/api/v1/$1/$2/langkah/$3" "$4" -H "If-Match: \"v$(version_of "$1" "$2")\""
}

id_of()
{
    sql "select id from $1 where $2"
}

hub()
{
    local engine=$1 key_izin=latihan-kunci-perizinan service operation consumer clearance provider
    provider=$(free_port)
    python3 "$(dirname "$0")/lib_provider.py" "$provider" &
    pids+=($!)
    token pengelola
    service=$(id_of layanan_penghubung "kode = 'kas-daerah'")
    change layanan_penghubung "$service" "{\"alamat_hulu\": \"http://127.0.0.1:$provider\"}"
    same "$engine: the provider's address is recorded" "$code" 200
    is "$engine: a call inside an agreement passes" within 20 answers_with 200 "$key_izin" /hub/kas-daerah/kas/2026
    is "$engine: what the agreement does not open is refused" answers_with 403 "$key_izin" /hub/kas-daerah/lain
    is "$engine: so is a consumer without an agreement" answers_with 403 latihan-kunci-simpus /hub/kas-daerah/kas/2026
    is "$engine: and whoever proves nothing" answers_with 401 "" /hub/kas-daerah/kas/2026
    call "$key_izin" /hub/kunjungan/kunjungan
    same "$engine: a service without its clearances is closed" "$status" 503
    has "$engine: and names the provision" "$body" "Pasal 16 ayat (3) huruf c"

    token rudi
    operation=$(id_of operasi_layanan "nama = 'GET /kas/{tahun}'")
    take operasi_layanan "$operation" tutup '{}'
    same "$engine: the provider closes an operation" "$code" 200
    is "$engine: and it is closed" within 20 answers_with 403 "$key_izin" /hub/kas-daerah/kas/2026
    take operasi_layanan "$operation" buka '{}'
    is "$engine: opened again it passes" within 20 answers_with 200 "$key_izin" /hub/kas-daerah/kas/2026

    consumer=$(id_of konsumen_layanan "kode = 'perizinan'")
    take konsumen_layanan "$consumer" tangguhkan '{"keterangan": "Uji"}'
    same "$engine: a consumer is suspended" "$code" 200
    is "$engine: and refused" within 20 answers_with 403 "$key_izin" /hub/kas-daerah/kas/2026
    take konsumen_layanan "$consumer" pulihkan '{}'
    is "$engine: and let in again" within 20 answers_with 200 "$key_izin" /hub/kas-daerah/kas/2026

    token dian
    clearance=$(id_of permohonan "perihal = 'Kelaikan operasi Data kas daerah'")
    take permohonan "$clearance" cabut '{"catatan_hasil": "Uji"}'
    same "$engine: the head of the office revokes the clearance" "$code" 200
    is "$engine: and the hub closes the service" within 20 answers_with 503 "$key_izin" /hub/kas-daerah/kas/2026
    has "$engine: with the provision" "$body" "Pasal 16 ayat (3) huruf c"
    has "$engine: and the office that answers" "$body" "Badan Pengelolaan Keuangan dan Aset Daerah"
    "$program" policy show "$data/hub/kebijakan.bin" >"$work/.policy" 2>&1
    is "$engine: the snapshot can be read" grep -q kas-daerah "$work/.policy"
}

each()
{
    region "hub_$1" "$1" || is "$1: a region is made" false
    needs_server "$1: it serves"
    hub "$1"
    stop
    is "$1: the log is calm" calm "$out"
}

if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "the hub of a region" "no module in this build"
    finish
fi
each sqlite
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    each pg
else
    skip "pg: the hub of a region" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
