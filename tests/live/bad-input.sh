#!/usr/bin/env bash
# What nobody should send: too large, broken, nested without end, spelled to get elsewhere. It is refused in words that
# help, nothing falls over, and nothing of other people's or of the machine's comes back.
. "$(dirname "$0")/lib_region.sh"

# refused CODE WHY WORD…: that answer, in words, with nothing of the machine in it.
refused()
{
    local want=$1 why=$2 word
    shift 2
    same "$engine: $why: $want" "$code" "$want"
    for word; do
        has "$engine: $why: says $word" "$answer" "$word"
    done
    is "$engine: $why: nothing of the machine" \
        bash -c '! grep -qiE "sqlite|syntax error|select |insert |libpq|/tmp/|/usr/|errno|[.]c:[0-9]|stack|assert" <<<"$1"' - "$answer"
}

# raw BYTES: sent as they are, past every client that knows better; the status line in $code, the rest in $answer.
raw()
{
    answer=$(python3 -c 'import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 3)
s.sendall(sys.argv[2].encode().decode("unicode_escape").encode("latin-1"))
got = b""
try:
    while part := s.recv(65536):
        got += part
except OSError:
    pass
sys.stdout.write(got.decode("utf-8", "replace").replace("\0", ""))' "$port" "$1")
    code=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' <<<"$answer")
}

json()
{
    send POST /api/v1/aplikasi "$1"
}

sizes()
{
    python3 -c 'print("{\"nama\":\"besar\",\"jenis\":\"khusus\",\"uraian_fungsi\":\"" + "a" * 5000000 + "\"}")' >"$work/big"
    api POST /api/v1/aplikasi -H 'Content-Type: application/json' --data-binary "@$work/big"
    refused 413 "a body of 5 MB" "4 MiB" Perkecil
    head -c 70000000 /dev/zero >"$work/huge"
    api POST /api/v1/aplikasi -H 'Content-Type: application/json' -H 'Accept: application/json' --data-binary "@$work/huge"
    refused 413 "a body of 70 MB"
    rm "$work/huge"
    json "{\"nama\":\"$(printf 'n%.0s' {1..201})\",\"jenis\":\"khusus\"}"
    refused 422 "a name of 201 letters" nama 200
    python3 -c 'print("{" + ",".join(f"\"k{i}\":1" for i in range(20000)) + "}")' >"$work/keys"
    api POST /api/v1/aplikasi -H 'Content-Type: application/json' --data-binary "@$work/keys"
    refused 422 "20,000 unknown fields" "tidak dikenal"
    is "$engine: 20,000 unknown fields: the answer stays short" test "${#answer}" -lt 100000
    api GET "/api/v1/aplikasi?cari=$(printf 'a%.0s' {1..9000})"
    refused 414 "a query of 9,000 bytes"
    api GET "/$(printf 'a%.0s' {1..3000})"
    refused 414 "a path of 3,000 bytes"
    api GET /api/v1/aplikasi -H "X-Panjang: $(printf 'a%.0s' {1..40000})"
    is "$engine: a header of 40,000 bytes is refused" test "$code" -ge 400 -a "$code" -lt 500
}

text()
{
    send POST /api/v1/aplikasi $'{"nama":"\xff\xfe","jenis":"khusus"}'
    refused 422 "bytes that are no UTF-8"
    json '{"nama":"a\u0000b","jenis":"khusus"}'
    refused 422 "a NUL in a name"
    json '{"nama":"\ud800","jenis":"khusus"}'
    refused 422 "half a surrogate"
    api GET '/api/v1/aplikasi?cari=%ff%fe'
    refused 400 "a query that is no UTF-8"
    api GET '/api/v1/aplikasi?cari=a%00b'
    refused 400 "a NUL in a query"
    api GET '/api/v1/aplikasi?cari=%zz'
    refused 400 "a broken percent code"
    json '{"nama":"<script>alert(1)</script>","jenis":"khusus","perangkat_daerah":9}'
    same "$engine: markup in a name is text like any other" "$code" 201
    script=$(pick 'v["id"]')
    api GET "/api/v1/aplikasi/$script"
    same "$engine: and comes back as it was" "$(pick 'v["nama"]')" "<script>alert(1)</script>"
    api DELETE "/api/v1/aplikasi/$script" -H 'If-Match: "v1"'
}

shapes()
{
    python3 -c 'print("[" * 100000 + "]" * 100000)' >"$work/deep"
    api POST /api/v1/aplikasi -H 'Content-Type: application/json' --data-binary "@$work/deep"
    refused 422 "100,000 lists in one another"
    python3 -c 'print("{\"a\":" * 5000 + "1" + "}" * 5000)' >"$work/deep"
    api POST /api/v1/aplikasi -H 'Content-Type: application/json' --data-binary "@$work/deep"
    refused 422 "5,000 objects in one another"
    json '{"nama":"a","nama":"b","jenis":"khusus"}'
    refused 422 "a key given twice"
    json '{"nama":"a","jenis":"khusus","jumlah_pengguna":1e400}'
    refused 422 "a number beyond all numbers"
    json '{"nama":"a","jenis":"khusus","jumlah_pengguna":99999999999999999999}'
    refused 422 "a number of 20 digits"
    json '{"nama":"a","jenis":"khusus","jumlah_pengguna":1.5}'
    refused 422 "a fraction of a person" jumlah_pengguna
    json '{"nama":"a","jenis":"khusus","tanggal_operasi":"2026-02-30"}'
    refused 422 "a day that does not exist" tanggal_operasi
    json '{"nama":"a","jenis":"khusus","layanan":[1,"x"]}'
    refused 422 "a reference that is no number" layanan
    json '{"nama":"a","jenis":"khusus","layanan":[424242]}'
    refused 422 "a reference to nothing" layanan
    json '{"nama":"a","jenis":"khusus","alamat":"javascript:alert(1)"}'
    refused 422 "an address that is a script" alamat
    json '{"id":7,"versi":9,"dibuat_oleh":1,"dihapus":"2026-01-01","nomor":"X","nama":"a","jenis":"khusus"}'
    refused 422 "columns that are not his to write" id
    json ''
    refused 422 "no body"
    json 'null'
    refused 422 "null" objek
}

# Names and numbers in addresses and queries: bound, never printed into SQL; a path in normal form or none.
addresses()
{
    local path
    for path in /api/v1/aplikasi/0 /api/v1/aplikasi/-1 /api/v1/aplikasi/007 /api/v1/aplikasi/99999999999999999999 \
        "/api/v1/aplikasi/1%20or%201=1" /api/v1/pg_class /api/v1/who_sandi /api/v1/aplikasi_h /api/v1/peristiwa; do
        api GET "$path"
        refused 404 "$path"
    done
    for path in /api/v1/../../etc/passwd /api/v1/%2e%2e/who /api/v1/aplikasi%2f1 '/api/v1/aplikasi/..' '/api//v1/aplikasi' \
        '/api/v1/apli%00kasi' '/api/v1/\aplikasi'; do
        api GET "$path"
        is "$engine: $path is refused" test "$code" = 400 -o "$code" = 404
    done
    api GET "/api/v1/aplikasi?f.nama=%27%20or%201%3D1%20--"
    same "$engine: an apostrophe in a filter is a letter" "$code:$(pick 'len(v["data"])')" 200:0
    api GET '/api/v1/aplikasi?urut=nama;drop%20table%20aplikasi'
    refused 422 "SQL for a sort key"
    api GET '/api/v1/aplikasi?cari=%22%20*%20(%20NEAR%20OR%20AND%20-%3A%5E'
    same "$engine: operators of the search engine are letters" "$code" 200
    api GET '/api/v1/aplikasi?batas=-1'
    same "$engine: a limit below nothing is none" "$code:$(pick '0 < len(v["data"]) <= 50')" 200:true
    api GET '/api/v1/perangkat_daerah?batas=1000000'
    same "$engine: a limit above all is the highest" "$code:$(pick '0 < len(v["data"]) <= 500')" 200:true
    api GET '/api/v1/aplikasi?setelah=AAAA%27--'
    refused 422 "a page that was never given"
    api GET '/api/v1/aplikasi?f.jenis=umum&f.jenis=khusus'
    same "$engine: a filter with two values takes either" "$code" 200
}

files()
{
    printf '%%PDF-1.4\nuji' >"$work/uji.pdf"
    api POST /api/v1/berkas -F "berkas=@$work/uji.pdf;filename=../../../../tmp/hantu.pdf"
    same "$engine: a name with a path" "$code:$(pick 'v["nama"]')" "201:hantu.pdf"
    is "$engine: is only a name" test ! -e /tmp/hantu.pdf
    : >"$work/empty.pdf"
    api POST /api/v1/berkas -F "berkas=@$work/empty.pdf"
    refused 422 "an empty file" kosong
    api POST /api/v1/berkas -H 'Content-Type: multipart/form-data' --data-binary 'x'
    refused 400 "parts without a boundary"
    api POST /api/v1/berkas -H 'Content-Type: multipart/form-data; boundary=b' --data-binary $'--b\r\nContent-Disposition: form-data; name="berkas"; filename="a"\r\n\r\nx'
    refused 400 "parts that do not end"
}

without_numbers()
{
    sed 's/"id_permintaan":"[0-9a-f]*"//; s/[0-9][0-9]*/N/g' <<<"$answer"
}

# A record that he may not see is as if it were not there, whichever way he asks.
secrets()
{
    local id
    id=$(sql "select id from aplikasi where nama = 'SIMRS'")
    sql "update aplikasi set klasifikasi = 'rahasia', uraian_fungsi = 'rencana-rahasia-7' where id = $id"
    send POST /api/v1/permohonan "{\"perihal\":\"Intip\",\"jenis\":\"pertimbangan_pembangunan\",\"objek\":\"aplikasi:$id\"}"
    refused 422 "a request about a secret record" objek
    missing=$(without_numbers)
    send POST /api/v1/permohonan '{"perihal":"Intip","jenis":"pertimbangan_pembangunan","objek":"aplikasi:424242"}'
    same "$engine: the answer is the same as for one that is not there" "$missing" "$(without_numbers)"
    json "{\"nama\":\"Intip\",\"jenis\":\"khusus\",\"aplikasi_umum_acuan\":$id}"
    refused 422 "a reference to a secret record" aplikasi_umum_acuan
    api GET '/api/v1/aplikasi?cari=rahasia'
    is "$engine: the search says nothing of it" bash -c '! grep -q "rencana-rahasia-7\|SIMRS" <<<"$1"' - "$answer"
    api GET '/api/v1/aplikasi?f.nama=SIMRS'
    same "$engine: nor does a filter, nor the count" "$(pick '[len(v["data"]), v["jumlah"]]')" '[0, 0]'
    sql "update aplikasi set klasifikasi = 'terbuka', uraian_fungsi = 'Menunjang urusan RSUD Harapan' where id = $id"
}

wire()
{
    raw 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'
    same "$engine: two hosts" "$code" 400
    raw 'GET /masuk HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
    is "$engine: two lengths" test "$code" = 400
    raw 'POST /masuk HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'
    is "$engine: a length below nothing" test "$code" = 400 -o -z "$code"
    raw '\\x16\\x03\\x01\\x02\\x00\\x01\\x00'
    is "$engine: a TLS greeting" test "$code" = 400 -o -z "$code"
    raw 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n'
    is "$engine: TRACE" test "$code" = 405
    raw 'GET /masuk HTTP/1.1\r\nHost: a\r\nCookie: sesi=\xff\xfe; sesi=x\r\nConnection: close\r\n\r\n'
    same "$engine: a broken cookie is nobody" "$code" 200
    raw 'GET /masuk HTTP/1.1\r\nHost: "><script>\r\nConnection: close\r\n\r\n'
    is "$engine: a host that is markup" bash -c '! grep -q "\"><script>" <<<"$1"' - "$answer"
}

for engine in $(engines); do
    region "$engine" "$engine" || is "$engine: a region is made" false
    needs_server "$engine: it serves"
    first=$(child app)
    token budi
    rows=$(sql "select count(*) from aplikasi where dihapus is null")
    sizes
    text
    shapes
    addresses
    files
    secrets
    wire
    same "$engine: the application never fell over" "$(child app)" "$first"
    same "$engine: no record was made of all that" "$(sql "select count(*) from aplikasi where dihapus is null")" "$rows"
    is "$engine: the page still answers" answers
    stop
    is "$engine: the log is calm" calm "$out"
    is "$engine: no secret stands in the log" bash -c '! grep -qE "pr_[A-Za-z0-9_-]{20}|latihan-2026" "$1"' - "$out"
    verify
    same "$engine: the data is whole" "$code:$(tail -n 1 <<<"$said")" "0:Utuh."
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "pg: the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
