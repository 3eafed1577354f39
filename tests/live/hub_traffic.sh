#!/usr/bin/env bash
# What passes the hub of a region, seen: the sums are what was sent, refusals included, each receipt once though the application is
# killed at any moment; everybody sees his own; receipts are found; the metrics are read by a strict parser.
. "$(dirname "$0")/lib_region.sh"
here=$(dirname "$0")
writer=$build/tests/receipt_writer

# call KEY PATH [CURL…]: $status and $receipt.
call()
{
    local key=$1 path=$2
    shift 2
    status=$(curl -s -m 30 -o "$work/.body" -D "$work/.head" -w '%{http_code}' ${key:+-H "X-API-Key: $key"} "$@" "$url$path")
    receipt=$(tr -d '\r' <"$work/.head" | sed -n 's/^X-Prasasti-Bukti: //Ip')
}

answers_with()
{
    call "$2" "$3"
    sent=$((sent + 1))
    [ "$status" = "$1" ]
}

counted()
{
    [ "$(sql "select coalesce(sum(jumlah), 0) from lalu_lintas where lebar = $1")" = "$2" ]
}

# metric NAME [CURL…]
metric()
{
    local name=$1
    shift
    curl -s -m 10 "$@" "$url/metrics" | python3 "$here/lib_prom.py" "$name"
}

metrics_code()
{
    curl -s -m 10 -o "$work/.metrics" -w '%{http_code}' "$@" "$url/metrics"
}

# page USER PATH: $code and $answer of a page that he opens.
page()
{
    session "$1"
    code=$(curl -s -m 10 -o "$work/.answer" -w '%{http_code}' -H "Cookie: sesi=$cookie" "$url$2")
    answer=$(tr -d '\0' <"$work/.answer")
}

# sums USER QUERY EXPRESSION: of his JSON.
sums()
{
    token "$1" baca
    api GET "/api/v1/penghubung/lalu-lintas?$2"
    pick "$3"
}

not()
{
    ! "$@"
}

send_calls()
{
    local i
    sent=0
    is "$engine: a call inside an agreement passes" within 20 answers_with 200 latihan-kunci-perizinan /hub/kas-daerah/kas/2026
    sleep 0.3 # each worker looks for the policy ten times a second
    for i in $(seq 24); do
        answers_with 200 latihan-kunci-perizinan /hub/kas-daerah/kas/2026
    done
    passed=$receipt
    for i in $(seq 5); do
        answers_with 403 latihan-kunci-simpus /hub/kas-daerah/kas/2026
    done
    refused=$receipt
    for i in $(seq 3); do
        answers_with 401 '' /hub/kas-daerah/kas/2026
    done
    answers_with 403 latihan-kunci-perizinan /hub/kas-daerah/lain
}

numbers()
{
    is "$engine: every receipt is counted" within 20 counted 0 "$sent"
    for width in 60 3600 86400; do
        is "$engine:   also in rows of $width seconds" counted "$width" "$sent"
    done
    same "$engine: by outcome" "$(sums pengelola menurut=hasil '" ".join("{0}={1}".format(r["hasil"] or "dijawab", r["pertukaran"]) for r in sorted(v["baris"], key=lambda r: r["hasil"]) if r["hasil"] not in ("layanan_ditutup", "penyedia_tidak_terjangkau", "penghubung_belum_siap"))')" \
        "dijawab=25 identitas_tidak_terbukti=3 operasi_di_luar_perjanjian=1 tanpa_perjanjian=5"
    same "$engine: by service" "$(sums pengelola 'menurut=layanan&layanan=kas-daerah' 'v["baris"][0]["pertukaran"] - v["baris"][0]["ditolak"]')" 25
    # A call that was admitted is charged, also when its provider then could not be reached.
    same "$engine: the quota counts what was charged" "$(sql "select sum(terpakai) from lalu_lintas where lebar = 86400")" \
        "$(sql "select sum(jumlah) from lalu_lintas where lebar = 86400 and hasil in ('', 'penyedia_tidak_terjangkau')")"
    token pengelola baca
    api GET /api/v1/penghubung/kuota
    is "$engine: and the day's quota says so" test "$(pick '[a for a in v["kesepakatan"] if a["layanan"] == "kas-daerah"][0]["hari"]["terpakai"]')" -ge 25
    api GET '/api/v1/penghubung/lalu-lintas?menurut=konsumen&bentuk=csv'
    has "$engine: and as a sheet" "$answer" 'Konsumen;Pertukaran;Ditolak;'
    same "$engine:   with a line for each consumer" "$(grep -c ';' <<<"$answer")" 4
    same "$engine: the key's last use is known" "$(sql "select count(*) from pemakaian_kunci where jumlah >= 25 and cara = 'kunci_api'")" 1
    same "$engine: nothing was lost" "$(sql "select sum(hilang) from lalu_lintas_segmen")" 0
}

rights()
{
    same "$engine: an agency sees its own use" "$(sums budi menurut=konsumen 'json.dumps([(r["konsumen"].split("/")[-1], r["pertukaran"]) for r in v["baris"]])')" '[["simpus", 5]]'
    same "$engine: another agency sees nothing of it" "$(sums joko menurut=konsumen 'v["baris"]')" '[]'
    same "$engine: the office sees all" "$(sums rudi menurut=hasil 'sum(r["pertukaran"] for r in v["baris"])')" "$sent"
    same "$engine: so does an auditor" "$(sums tamu menurut=hasil 'sum(r["pertukaran"] for r in v["baris"])')" "$sent"
    same "$engine: a letter that does not name the services opens nothing" "$(sums endah menurut=konsumen 'v["baris"]')" '[]'
    sql "update akun set lingkup_register = lingkup_register || 'layanan_penghubung|' where nama_pengguna = 'endah'"
    same "$engine:   and one that does, what its agency exchanged" "$(sums endah menurut=konsumen 'json.dumps(sorted((r["konsumen"].split("/")[-1], r["pertukaran"]) for r in v["baris"] if "simpus" in r["konsumen"]))')" '[["simpus", 5]]'
    same "$engine:   and no more" "$(sums endah 'menurut=layanan&layanan=kas-daerah' 'sum(r["pertukaran"] for r in v["baris"])')" 5
    page budi /penghubung
    same "$engine: the page opens for him" "$code" 200
    has "$engine:   and names his system" "$answer" SIMPUS
    is "$engine:   and no other" test -z "$(grep -o 'Sistem perizinan' <<<"$answer")"
    page budi /penghubung/konsumen/ID/PD/2.09/perizinan
    same "$engine: a consumer of others is not there" "$code" 404
    page joko /penghubung/layanan/kas-daerah
    same "$engine: nor is a service that is not his" "$code" 404
    page budi /penghubung/layanan/tidak-ada
    same "$engine: nor one that never was" "$code" 404
    page tamu /penghubung/konsumen/ID/PD/2.02/simpus
    same "$engine: an auditor opens it" "$code" 200
    has "$engine:   with the key and its use" "$answer" "Kunci API"
    code=$(curl -s -m 10 -o /dev/null -w '%{http_code}' "$url/penghubung")
    same "$engine: nobody else gets in" "$code" 303
    sql "update layanan_penghubung set klasifikasi = 'rahasia' where kode = 'kas-daerah'" # behind the engine's back, for a moment
    same "$engine: of a secret service the coordinators see nothing" "$(sums ratna menurut=layanan '[r for r in v["baris"] if r["layanan"] == "kas-daerah"]')" '[]'
    same "$engine: its consumer still sees its own use" "$(sums budi menurut=layanan '[r["pertukaran"] for r in v["baris"]]')" '[5]'
    sql "update layanan_penghubung set klasifikasi = 'terbuka' where kode = 'kas-daerah'"
}

found()
{
    page "$1" "/penghubung/bukti?$2"
    grep -q "/penghubung/bukti/$3" <<<"$answer"
}

searches()
{
    same "$engine: the id of a receipt bears its time" "${passed:14:1}" 7
    is "$engine: a receipt is found by its number" within 20 found pengelola "cari=$passed" "$passed"
    is "$engine: and by a part of it" found pengelola "cari=$(tr -d - <<<"${passed:9}")" "$passed"
    is "$engine: by its service" found pengelola "layanan=kas-daerah&status=200" "$passed"
    is "$engine: by its refusal" found pengelola "hasil=tanpa_perjanjian" "$refused"
    is "$engine: by its day" found pengelola "dari=$(TZ=UTC-8 date +%F)&sampai=$(TZ=UTC-8 date +%F)&hasil=ditolak" "$refused"
    is "$engine: on another day it is not" not found pengelola "sampai=2020-01-01" "$refused"
    call latihan-kunci-perizinan /hub/kas-daerah/kas/2026 -H 'X-Road-Id: pesan-dari-uji'
    sent=$((sent + 1))
    is "$engine: by the message's number" within 20 found pengelola "pesan=pesan-dari-uji" "$receipt"
    is "$engine: the refused consumer's agency finds its own" found budi "" "$refused"
    is "$engine:   and not that of others" not found budi "" "$passed"
    page budi "/penghubung/bukti?cari=zzzz"
    has "$engine: what is no number is told" "$answer" "Nomor bukti tidak terbaca"
    page budi "/penghubung/bukti/$refused"
    same "$engine: the receipt opens for its party" "$code" 200
    has "$engine:   with the reason in words" "$answer" "Tidak ada kesepakatan berbagi pakai data"
    has "$engine:   and the command that checks it" "$answer" "prasasti proof check bukti-$refused"
    page budi "/penghubung/bukti/$passed"
    same "$engine: that of others is not there" "$code" 404
    token tamu baca
    api GET "/ledger/bukti/$passed"
    same "$engine: the proof itself is for the parties, an auditor asks one of them" "$code" 404
    token budi baca
    api GET "/ledger/bukti/$refused"
    is "$engine:   that of a party holds" "$program" proof check "$work/.answer" --key "$(cat "$data/ledger/pertukaran/kunci")"
}

metrics()
{
    same "$engine: the metrics are what was sent" "$(metric 'prasasti_hub_exchanges_total{layanan="kas-daerah",hasil="dijawab"}')" 26
    same "$engine: refusals by their code" "$(metric 'prasasti_hub_refusals_total{kode="tanpa_perjanjian"}')" 5
    same "$engine: durations end at all of them" "$(metric 'prasasti_hub_duration_seconds_bucket{layanan="kas-daerah",le="+Inf"}')" 26
    is "$engine: the snapshot's version is told" test "$(metric prasasti_hub_policy_version)" -ge 1
    same "$engine: a closed service is told" "$(metric 'prasasti_hub_service_open{layanan="kunjungan"}')" 0
    same "$engine: nothing stopped" "$(metric 'prasasti_ledger_stopped{buku="pertukaran"}')" 0
    is "$engine: the database has a size" test "$(metric prasasti_database_bytes | cut -d. -f1 | tr -d 'e+')" != 0
    same "$engine: whoever came through a proxy needs a token" "$(metrics_code -H 'X-Forwarded-For: 203.0.113.9')" 403
    token rudi baca
    same "$engine: that of the office will do" "$(metrics_code -H 'X-Forwarded-For: 203.0.113.9' -H "Authorization: Bearer $key")" 200
    token budi baca
    same "$engine: that of an agency will not" "$(metrics_code -H 'X-Forwarded-For: 203.0.113.9' -H "Authorization: Bearer $key")" 403
}

# Receipts as fast as they come while the application is killed again and again.
kills()
{
    local before i many=60000
    before=$(sql "select sum(jumlah) from lalu_lintas where lebar = 0")
    "$writer" "$data/hub/bukti" $many --slot 9 &
    pids+=($!)
    for i in 1 2 3 4 5; do
        sleep 0.7
        kill -9 "$(child app)" 2>/dev/null
    done
    wait "${pids[-1]}"
    is "$engine: killed five times, each receipt counts once" within 180 counted 0 $((before + many))
    sleep 1.5
    is "$engine: and never again" counted 0 $((before + many))
    is "$engine: in days as well" counted 86400 $((before + many))
}

each()
{
    region "traffic_$1" "$1" || is "$1: a region is made" false
    needs_server "$1: it serves"
    page pengelola /penghubung
    has "$engine: before any traffic the page says what it is for" "$answer" "Belum ada pertukaran pada masa ini"
    page pengelola /penghubung/bukti
    has "$engine: and that there are no receipts" "$answer" "Belum ada bukti"
    python3 "$here/lib_prom.py" >/dev/null <"$work/.answer" 2>&1 && is "$engine: the parser is strict" false
    is "$engine: metrics of an empty hub can be read" metric prasasti_hub_policy_present
    provider=$(free_port)
    python3 "$here/lib_provider.py" "$provider" &
    pids+=($!)
    token pengelola
    service=$(sql "select id from layanan_penghubung where kode = 'kas-daerah'")
    send PATCH "/api/v1/layanan_penghubung/$service" "{\"alamat_hulu\": \"http://127.0.0.1:$provider\"}" \
        -H "If-Match: \"v$(sql "select versi from layanan_penghubung where id = $service")\""
    send_calls
    numbers
    rights
    searches
    is "$engine: the last ones are counted" within 20 counted 0 "$sent"
    metrics
    kills
    stop
    is "$1: the log is calm" calm "$out"
}

if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "the hub's traffic" "no module in this build"
    finish
fi
each sqlite
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    each pg
else
    skip "pg: the hub's traffic" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
