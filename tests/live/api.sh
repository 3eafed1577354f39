#!/usr/bin/env bash
# The registers as REST, on both databases: with a token, with rights, with versions, and as the OpenAPI document says.
. "$(dirname "$0")/lib_region.sh"

# refused CODE WHY WORDS…: the last answer is that refusal, as problem+json, with these words.
refused()
{
    local want=$1 why=$2 word
    shift 2
    same "$why: $want" "$code" "$want"
    is "$why: problem+json" grep -qi '^content-type: application/problem+json' <<<"$headers"
    same "$why: its status" "$(pick 'v["status"]')" "$want"
    for word; do
        has "$why: says $word" "$answer" "$word"
    done
    is "$why: nothing of the machine" bash -c '! grep -qiE "sqlite|select |PQ|/tmp/|errno|[.]c:[0-9]" <<<"$1"' - "$answer"
}

description()
{
    api GET /api/v1/openapi.json
    same "$engine: the description answers" "$code" 200
    is "$engine: it is JSON" test "$(pick 'v["openapi"]')" = 3.1.0
    is "$engine: it has a title" test -n "$(pick 'v["info"]["title"]')"
    same "$engine: every operation has answers and every {name} its parameter" "$(pick '[p + " " + m for p, ops in v["paths"].items()
        for m, o in ops.items() if m in ("get", "post", "patch", "delete") and (not o.get("responses")
        or sorted(re.findall("{(.*?)}", p)) != sorted(x["name"] for x in o.get("parameters", []) + ops.get("parameters", []) if x["in"] == "path"))]')" "[]"
    same "$engine: every reference leads somewhere" "$(pick 'missing(v)')" "[]"
    same "$engine: every register that can be opened is described" "$(curl -s -H "Authorization: Bearer $key" "$url/api/v1" |
        python3 -c 'import json, sys
regs = json.load(sys.stdin)["register"]
paths = json.loads(open(sys.argv[1]).read())["paths"]
print([r["kunci"] for r in regs if r["alamat"] not in paths or r["alamat"] + "/{id}" not in paths])' "$work/.answer")" "[]"
    same "$engine: a required field is in its schema" \
        "$(pick '"nama" in v["components"]["schemas"]["aplikasi"]["required"]')" true
}

write_and_read()
{
    token budi
    send POST /api/v1/aplikasi '{"nama":"Antrean Poli","jenis":"khusus","jumlah_pengguna":120,"bagi_pakai":false,"basis":["web","mobile"]}'
    same "$engine: a record is made" "$code" 201
    id=$(pick 'v["id"]')
    same "$engine: its address is told" "$(header Location)" "/api/v1/aplikasi/$id"
    same "$engine: and its version" "$(header ETag)" '"v1"'
    same "$engine: numbers are numbers, lists lists, booleans booleans" \
        "$(pick '[v["jumlah_pengguna"], v["basis"], v["bagi_pakai"], v["uraian_fungsi"]]')" '[120, ["web", "mobile"], false, null]'
    same "$engine: the agency is the maker's own" "$(pick 'v["perangkat_daerah"]')" \
        "$(sql "select perangkat_daerah from akun where nama_pengguna = 'budi'")"
    is "$engine: the number is the register's next" grep -qE '^APL-20[0-9]{2}-[0-9]{4}$' <<<"$(pick 'v["nomor"]')"
    api GET "/api/v1/aplikasi/$id"
    same "$engine: it is read back" "$code:$(pick 'v["nama"]')" "200:Antrean Poli"
    same "$engine: with its version" "$(header ETag)" '"v1"'
    api GET "/api/v1/aplikasi/$id" -H 'If-None-Match: "v1"'
    same "$engine: who has it is told so: 304" "$code" 304
    versions
    list
    send POST /api/v1/layanan '{"nama":"Pendaftaran rujukan puskesmas","jenis":"publik"}'
    refused 422 "$engine: the same name in the same agency" "sudah dipakai" '"bidang":"nama"'
    api DELETE "/api/v1/aplikasi/$id"
    refused 428 "$engine: a deletion without a version" If-Match
    api DELETE "/api/v1/aplikasi/$id" -H 'If-Match: "v2"'
    same "$engine: a deletion" "$code" 204
    api GET "/api/v1/aplikasi?f.nama.berisi=Antrean%20Poli"
    same "$engine: it is in no list any more" "$(pick 'len(v["data"])')" 0
    api GET "/api/v1/aplikasi/$id/riwayat"
    same "$engine: its history tells what happened" "$(pick '[x["aksi"] for x in v]')" '["hapus", "ubah", "buat"]'
    same "$engine: and who" "$(pick 'v[0]["oleh"]')" "Budi Santoso"
    same "$engine: a record has one event for each version" \
        "$(sql "select count(*) from peristiwa where register = 'aplikasi' and rekaman = $id")" 3
}

versions()
{
    send PATCH "/api/v1/aplikasi/$id" '{"uraian_fungsi":"Antre dari rumah"}'
    refused 428 "$engine: a change without a version" If-Match
    send PATCH "/api/v1/aplikasi/$id" '{"uraian_fungsi":"Antre dari rumah"}' -H 'If-Match: "v7"'
    refused 412 "$engine: a change of a version that is not there" "versi 7, kini 1"
    send PATCH "/api/v1/aplikasi/$id" '{"uraian_fungsi":"x"}' -H 'If-Match: v1'
    refused 412 "$engine: a version without its quotes" "ETag"
    send PATCH "/api/v1/aplikasi/$id" '{"uraian_fungsi":"Antre dari rumah"}' -H 'If-Match: "v1"'
    same "$engine: a change of the present version" "$code:$(header ETag)" '200:"v2"'
    same "$engine: what was not named stays" "$(pick '[v["nama"], v["jumlah_pengguna"], v["uraian_fungsi"]]')" \
        '["Antrean Poli", 120, "Antre dari rumah"]'
    send PATCH "/api/v1/aplikasi/$id" '{"nama":"Rebut"}' -H 'If-Match: "v1"'
    refused 412 "$engine: who comes second" "versi 1, kini 2"
    api GET "/api/v1/aplikasi/$id"
    same "$engine: changes nothing" "$(pick 'v["nama"]')" "Antrean Poli"
}

list()
{
    api GET '/api/v1/aplikasi?f.jenis=umum&urut=nama&batas=3'
    same "$engine: a list is filtered, sorted and limited" "$(pick '[len(v["data"]), v["data"] == sorted(v["data"], key=lambda r: r["nama"])
        and all(r["jenis"] == "umum" for r in v["data"])]')" "[3, true]"
    local first after
    first=$(pick 'v["data"][0]["id"]') after=$(pick 'v["setelah"]')
    api GET "/api/v1/aplikasi?f.jenis=umum&urut=nama&batas=3&setelah=$after"
    is "$engine: the next page goes on" test "$(pick "$first in [r['id'] for r in v['data']]")" = false
    api GET '/api/v1/aplikasi?cari=antrean%20rumah'
    same "$engine: words are found" "$(pick '[r["nama"] for r in v["data"]]')" '["Antrean Poli"]'
    api GET '/api/v1/aplikasi?f.tak_ada=1'
    refused 422 "$engine: a filter that does not exist" tak_ada
    api GET '/api/v1/tak_ada'
    refused 404 "$engine: a register that does not exist" tak_ada "/api/v1"
    api GET '/api/v1/aplikasi/999999'
    refused 404 "$engine: a record that does not exist"
    api GET "/api/v1/aplikasi/$id?per=2020-01-01"
    refused 404 "$engine: a day before it was made"
    api GET "/api/v1/aplikasi/$id?per=2026-02-30"
    refused 422 "$engine: a day that does not exist" 2026-02-30
}

rights()
{
    key=
    api GET /api/v1/aplikasi
    refused 401 "$engine: nobody"
    key=pr_tidak-pernah-dibuat
    api GET /api/v1/aplikasi
    refused 401 "$engine: a token that was never made"
    token budi baca
    send POST /api/v1/aplikasi '{"nama":"X","jenis":"khusus"}'
    refused 403 "$engine: a token for reading" "hanya boleh membaca"
    token budi
    sql "update who_token set dicabut = 1 where nama = 'uji'"
    api GET /api/v1/aplikasi
    refused 401 "$engine: a token taken back"
    token budi
    sql "update who_token set kedaluwarsa = 1000 where dicabut = 0"
    api GET /api/v1/aplikasi
    refused 401 "$engine: a token past its day"
    token budi
    send POST /api/v1/aplikasi '{"nama":"X","jenis":"khusus","perangkat_daerah":1}'
    refused 403 "$engine: another agency's record" "tidak berhak"
    send POST /api/v1/akun '{"nama":"X","nama_pengguna":"xyz","peran_khusus":"administrator"}'
    refused 403 "$engine: an administrator's field" "tidak berhak"
    send POST /api/v1/akun '{"nama":"X","nama_pengguna":"xyz"}'
    refused 403 "$engine: an account" "tidak berhak"
    other=$(sql "select id from aplikasi where nama = 'SIMRS'")
    send PATCH "/api/v1/aplikasi/$other" '{"nama":"Y"}' -H 'If-Match: "v1"'
    refused 403 "$engine: a change of another agency's record"
    send PATCH "/api/v1/akun/$(sql "select id from akun where nama_pengguna = 'budi'")" '{"peran_khusus":"administrator"}' -H 'If-Match: "v1"'
    refused 403 "$engine: making oneself administrator"
    token tamu
    send POST /api/v1/aplikasi '{"nama":"X","jenis":"khusus","perangkat_daerah":1}'
    refused 403 "$engine: an auditor writes nothing" "tidak berhak"
    sql "update aplikasi set klasifikasi = 'rahasia' where id = $other"
    token budi
    api GET "/api/v1/aplikasi/$other"
    refused 404 "$engine: a secret of another agency is not there"
    api GET '/api/v1/aplikasi?cari=SIMRS'
    same "$engine: nor in the search" "$(pick 'len(v["data"])')" 0
    api GET "/api/v1/aplikasi/$other/riwayat"
    refused 404 "$engine: nor in the history"
    sql "update aplikasi set klasifikasi = 'terbuka' where id = $other"
}

# A step is open, or says which provision it waits for.
steps()
{
    token wati
    app=$(sql "select id from aplikasi where nama = 'Kader Sehat'")
    api GET "/api/v1/aplikasi/$app/langkah"
    same "$engine: the step is hers" "$(pick '[s["berhak"] for s in v if s["kunci"] == "mulai"]')" "[true]"
    same "$engine: but waits" "$(pick '[s["terbuka"] for s in v if s["kunci"] == "mulai"]')" "[false]"
    same "$engine: for the clearance of its provision" \
        "$(pick '[(n["pasal"], n["terpenuhi"]) for s in v if s["kunci"] == "mulai" for n in s["syarat"] if not n["terpenuhi"]]')" '[["19(1)", false]]'
    send POST "/api/v1/aplikasi/$app/langkah/mulai" '{}' -H 'If-Match: "v1"'
    refused 409 "$engine: the step taken all the same" "Pasal 19 ayat (1)"
    send POST "/api/v1/aplikasi/$app/langkah/tak_ada" '{}' -H 'If-Match: "v1"'
    refused 422 "$engine: a step that does not exist" tak_ada
    token budi
    send POST "/api/v1/aplikasi/$app/langkah/mulai" '{}' -H 'If-Match: "v1"'
    refused 403 "$engine: a step above one's rank" Verifikator
}

files()
{
    token budi
    printf '%%PDF-1.4\nuji' >"$work/uji.pdf"
    api POST /api/v1/berkas -F "berkas=@$work/uji.pdf"
    same "$engine: a file is taken" "$code:$(pick 'v["tipe"]')" "201:application/pdf"
    same "$engine: under its digest" "$(pick 'v["sha256"]')" "$(sha256sum <"$work/uji.pdf" | cut -c1-64)"
    file=$(pick 'v["id"]')
    send POST /api/v1/aplikasi "{\"nama\":\"Berberkas\",\"jenis\":\"khusus\",\"dokumen\":[$file]}"
    same "$engine: a record holds it" "$code:$(pick "v['dokumen'] == [$file]")" "201:true"
    token joko
    send POST /api/v1/aplikasi "{\"nama\":\"Pinjam\",\"jenis\":\"khusus\",\"dokumen\":[$file]}"
    refused 422 "$engine: somebody else's file is not to be had by its number" '"bidang":"dokumen"'
    api POST /api/v1/berkas -F "lain=isi"
    refused 422 "$engine: no file" berkas
    printf '\177ELF....' >"$work/program.pdf"
    api POST /api/v1/berkas -F "berkas=@$work/program.pdf"
    refused 422 "$engine: a program under another name" program
}

bodies()
{
    token budi
    send POST /api/v1/aplikasi '{"nama":"","jenis":"ngawur","tak_ada":1,"jumlah_pengguna":"banyak"}'
    refused 422 "$engine: several mistakes are told at once" '"bidang":"nama"' '"bidang":"jenis"' '"bidang":"tak_ada"' '"bidang":"jumlah_pengguna"'
    send POST /api/v1/aplikasi '[1,2]'
    refused 422 "$engine: a list" "objek JSON"
    send POST /api/v1/aplikasi '{"nama":'
    refused 422 "$engine: half of an object"
    send POST /api/v1/aplikasi '{"nama":{"a":1}}'
    refused 422 "$engine: an object for a text" nama
    api POST /api/v1/aplikasi -H 'Content-Type: text/plain' --data-binary '{"nama":"x"}'
    refused 415 "$engine: a body that does not say it is JSON"
    api PUT /api/v1/aplikasi
    refused 405 "$engine: a method that is not served"
    same "$engine: nothing of all that was written" "$(sql "select count(*) from aplikasi where nama in ('', 'x', 'X', 'Y', 'Rebut', 'Pinjam')")" 0
}

for engine in $(engines); do
    region "$engine" "$engine" || is "$engine: a region is made" false
    needs_server "$engine: it serves"
    token budi
    description
    write_and_read
    rights
    steps
    files
    bodies
    api GET /api/v1/norma
    is "$engine: the norms answer with their states" test "$(pick 'len(v) > 100 and all(n["status"] for n in v)')" = true
    stop
    is "$engine: the log is calm" calm "$out"
    verify
    same "$engine: the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "pg: the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
