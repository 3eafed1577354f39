#!/usr/bin/env bash
# A regulation that changes while the server runs: taken up for tomorrow, shown as coming, begun at midnight by the program
# itself, with what was written kept and the ledger whole. Midnight comes when the test says so (clock_shim.c).
. "$(dirname "$0")/lib_region.sh"
shim=$build/tests/libclock_shim.so
needs_program "$program"
root=$(cd "$(dirname "$0")/../.." && pwd)

export PRASASTI_TEST_CLOCK=$work/clock
echo 0 >"$PRASASTI_TEST_CLOCK"

# The declarations of the project with one more pack: a made-up change of the demonstration's regulation.
tomorrow=$(TZ=UTC-8 date -d tomorrow +%F)
today=$(TZ=UTC-8 date +%F)
cp -r "${PRASASTI_DATA:-$root/data}" "$work/data"
export PRASASTI_DATA=$work/data
pack=$work/data/regulations/contoh-perubahan
mkdir "$pack"
cat >"$pack/regulation.yaml" <<YAML
regulation: contoh-perubahan
title: Peraturan Contoh Nomor 1
about: Perubahan untuk uji
amends: $regulation
dates: {ditetapkan: $today, diundangkan: $today, berlaku: $tomorrow}
repeals: ["46(2)"]
YAML
cat >"$pack/norms.yaml" <<'YAML'
- at: "46(1)"
  says: Audit infrastruktur sekurangnya sekali setahun.
  binds: [pemda, tim_auditor]
  strength: wajib
  check: {every: 1 years, in: audit, where: "x.jenis = 'infrastruktur'", date: tanggal_selesai}
- at: "46A"
  says: Hasil audit diumumkan.
  binds: [pemda]
  check: {exists: audit}
YAML

# What lib_region.sh notes by hand is of the same day.
date()
{
    if [ "$*" = +%s ]; then
        echo $(($(command date +%s) + $(cat "$PRASASTI_TEST_CLOCK")))
    else
        command date "$@"
    fi
}

on_clock()
{
    ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-} LD_PRELOAD=$shim "$@"
}

serve_on_clock()
{
    port=$(free_port)
    out=$data.out
    ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-} LD_PRELOAD=$shim \
        "$program" serve --data "$data" --port "$port" >>"$out" 2>&1 &
    server=$!
    pids+=("$server")
    url=http://127.0.0.1:$port
    within 30 answers
}

walk()
{
    local before after pid rows statement stated page
    is "$1: a region of the demonstration" region "versi_$1" "$1" || return
    rows=$(sql "select count(*) from aplikasi")
    is "$1: a wrong one is refused" test "$(on_clock "$program" regulation adopt tidak-ada --data "$data" >/dev/null 2>&1; echo $?)" = 1
    said=$(on_clock "$program" regulation adopt contoh-perubahan --data "$data" --dry-run 2>&1)
    has "$1: what it would change" "$said" "1 ketentuan baru, 1 berubah, 1 tidak lagi berlaku"
    has "$1: only tried" "$said" "tidak ada yang disimpan"
    same "$1: nothing is noted" "$(sql "select count(*) from norma_peraturan")" 1

    is "$1: it serves" serve_on_clock || return
    token pengelola
    is "$1: taken up while it serves" on_clock "$program" regulation adopt contoh-perubahan --data "$data"
    session pengelola
    has "$1: shown as coming" "$(curl -s -H "Cookie: sesi=$cookie" "$url/pemenuhan")" "berlaku Peraturan Contoh Nomor 1"
    has "$1: the difference is a page" \
        "$(curl -s -H "Cookie: sesi=$cookie" "$url/pemenuhan/versi/contoh-perubahan")" "Hasil audit diumumkan"
    before=$(curl -s -H "Authorization: Bearer $key" "$url/api/v1/norma")
    has "$1: today is judged by the one in force" "$before" "sekali dalam dua tahun"

    statement='{"isi":"Standar audit dipakai","pasal":"46(2)","perangkat_daerah":1,"pejabat":"Uji","tanggal":"2026-01-02"}'
    send POST /api/v1/pernyataan "$statement"
    same "$1: a provision that will go is cited" "$code" 201
    stated=$(pick 'v["id"]')

    # midnight, and somebody writes all the while
    pid=$(child app)
    written=0
    echo $(($(command date -d "$tomorrow 00:00:02 +0800" +%s) - $(command date +%s))) >"$PRASASTI_TEST_CLOCK"
    for i in $(seq 1 60); do
        send POST /api/v1/hari_libur "{\"tanggal\":\"$((2030 + i))-01-02\",\"nama\":\"Uji $i\"}"
        [ "$code" = 201 ] && written=$((written + 1))
        [ "$(child app)" != "$pid" ] && [ -n "$(child app)" ] && [ "$i" -gt 40 ] && break
        sleep 0.05
    done
    is "$1: the application begins anew by itself" within 20 test_new_child "$pid"
    is "$1: and answers" within 30 answers
    is "$1: somebody wrote meanwhile" test "$written" -gt 0
    same "$1: what was acknowledged is kept" "$(sql "select count(*) from hari_libur where nama like 'Uji %'")" "$written"
    token pengelola
    session pengelola
    after=$(curl -s -H "Authorization: Bearer $key" "$url/api/v1/norma")
    has "$1: judged by the new one" "$after" "sekurangnya sekali setahun"
    is "$1: what was repealed is gone" test -z "$(grep -o '"at":"46(2)"' <<<"$after")"
    has "$1: yesterday by the old one" \
        "$(curl -s -H "Authorization: Bearer $key" "$url/api/v1/norma?per=$today")" "sekali dalam dua tahun"
    has "$1: its history on its page" "$(curl -s -H "Cookie: sesi=$cookie" "$url/pemenuhan/pasal/46/ayat/1")" "Riwayat ketentuan"
    send POST /api/v1/pernyataan "$statement"
    same "$1: nothing new cites what is gone" "$code" 422
    page=$(curl -s -H "Cookie: sesi=$cookie" "$url/r/pernyataan/$stated")
    has "$1: what did still names it" "$page" "Pasal 46 ayat (2) Peraturan"
    has "$1: and may keep it" "$(curl -s -H "Cookie: sesi=$cookie" "$url/r/pernyataan/$stated/ubah")" '<option value="46(2)" selected>'
    has "$1: its page is that of its last day" \
        "$(curl -s -o /dev/null -w '%{redirect_url}' -H "Cookie: sesi=$cookie" "$url/pemenuhan/46(2)")" \
        "/pemenuhan/pasal/46/ayat/2?per=$today"
    same "$1: records are the same" "$(sql "select count(*) from aplikasi")" "$rows"
    stop
    has "$1: on the command line, too" "$(on_clock "$program" norms --data "$data" --csv --on "$today")" "sekali dalam dua tahun"
    has "$1: which one when" "$(on_clock "$program" regulation versions --data "$data")" "$tomorrow  berlaku"
    on_clock "$program" ledger --data "$data" --once >/dev/null 2>&1
    verify
    same "$1: the ledger is whole" "$code" 0
    is "$1: nothing in the log to look into" calm "$out"
    echo 0 >"$PRASASTI_TEST_CLOCK"
}

test_new_child()
{
    local now
    now=$(child app)
    [ -n "$now" ] && [ "$now" != "$1" ]
}

for each in $(engines); do
    walk "$each"
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "the same on PostgreSQL" "PRASASTI_TEST_PG is not set"
finish
