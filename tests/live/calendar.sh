#!/usr/bin/env bash
# The calendar feed as a calendar program meets it, through nginx: the secret address, what stands in it, 304, another's
# rights, taken back, a closed account, too many guesses.
. "$(dirname "$0")/lib_region.sh"

# feed USER SCOPE: an address as people make theirs on a page; what is kept is the digest.
feed()
{
    local digest
    secret=$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')
    digest=$(printf '%s' "$secret" | sha256sum | cut -c1-64)
    sql "insert into who_kalender (id, akun, nama, digest, lingkup, dibuat, terakhir, dicabut) \
select (select coalesce(max(id), 0) + 1 from who_kalender), id, 'uji', '$digest', '$2', $(date +%s), 0, 0 \
from akun where nama_pengguna = '$1'"
}

# valid: lines of at most 75 bytes ending in CRLF, whole characters, components closed, names that stand once.
valid()
{
    python3 - "$work/.answer" <<'PY'
import re, sys
raw = open(sys.argv[1], "rb").read()
assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
for line in raw.split(b"\r\n")[:-1]:
    assert 0 < len(line) <= 75, line
    line.decode("utf-8")
lines = raw.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]
stack, uids, seen = [], set(), {}
for line in lines:
    name, value = re.fullmatch(r"([A-Z-]+(?:;[A-Z-]+=[A-Z0-9-]+)*):(.*)", line, re.S).groups()
    name = name.split(";")[0]
    if name == "BEGIN":
        stack.append(value)
        seen = {} if value == "VEVENT" else seen
    elif name == "END":
        assert stack.pop() == value
        if value == "VEVENT":
            for must in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "SEQUENCE", "LAST-MODIFIED", "URL"):
                assert must in seen, (must, seen)
            assert seen["UID"] not in uids, seen["UID"]
            uids.add(seen["UID"])
    elif stack[-1] == "VEVENT":
        assert name not in seen, name
        seen[name] = value
        if name in ("DTSTAMP", "LAST-MODIFIED"):
            assert re.fullmatch(r"\d{8}T\d{6}Z", value), value
        if name in ("DTSTART", "DTEND"):
            assert re.fullmatch(r"\d{8}", value), value
    if name in ("SUMMARY", "DESCRIPTION", "UID", "CATEGORIES"):
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
assert not stack and uids
PY
}

asked()
{
    local engine=$1 tag old
    feed budi semua
    key=
    api GET "/kalender/$secret.ics"
    same "$engine: it opens without a login" "$code:$(header Content-Type)" "200:text/calendar; charset=utf-8"
    same "$engine: kept by nobody in between" "$(header Cache-Control)" "private, max-age=900"
    is "$engine: it is iCalendar" valid
    has "$engine: a provision that is due" "$answer" "UID:tenggat-norma-"
    has "$engine: a task" "$answer" "UID:tenggat-tugas-"
    has "$engine: a certificate" "$answer" "tenggat-sertifikat-"
    has "$engine: what is late says so" "$answer" "SUMMARY:[TERLAMBAT "
    is "$engine: holidays stay at home" bash -c '! grep -q tenggat-hari_libur "$1"' - "$work/.answer"
    tag=$(header ETag)
    api GET "/kalender/$secret.ics" -H "If-None-Match: $tag"
    same "$engine: who has it is told so" "$code" 304
    api GET "/kalender/$secret.ics" -I
    same "$engine: HEAD has the same tag" "$code:$(header ETag)" "200:$tag"
    is "$engine: its use is noted" test "$(sql "select terakhir from who_kalender where dicabut = 0")" -gt 0
    sql "update sertifikat set klasifikasi = 'rahasia' where nama = 'Sertifikat TLS portal layanan'"
    api GET "/kalender/$secret.ics" -H "If-None-Match: $tag"
    same "$engine: what he may no longer see is another calendar" "$code" 200
    is "$engine: without it" bash -c '! grep -q "portal layanan" "$1"' - "$work/.answer"
    old=$secret
    api GET "/kalender/${old%?}.ics"
    same "$engine: a letter less: 404" "$code" 404
    api GET "/kalender/$old"
    same "$engine: without its ending: 404" "$code" 404
    api POST "/kalender/$old.ics"
    same "$engine: a method that is not served: 405" "$code:$(header Allow)" "405:GET, HEAD"
    sql "update akun set status = 'nonaktif' where nama_pengguna = 'budi'"
    api GET "/kalender/$old.ics"
    same "$engine: a closed account: 404" "$code" 404
    sql "update akun set status = 'aktif' where nama_pengguna = 'budi'"
    sql "update who_kalender set dicabut = 1"
    api GET "/kalender/$old.ics"
    same "$engine: taken back: 404" "$code" 404
    is "$engine: the secret is not in the log" bash -c '! grep -qF -e "$1" "$2"' - "$old" "$out"
    api GET /kalender/pd/2.02.ics
    same "$engine: an agency's asks for a login" "$code" 401
    token budi baca
    api GET /kalender/pd/2.02.ics
    same "$engine: an agency's, with a token" "$code" 200
    is "$engine: is iCalendar" valid
    has "$engine: of that agency" "$answer" "Dinas Kesehatan"
    is "$engine: and of no other" bash -c '! grep -qE "Disdik|Dukcapil" "$1"' - "$work/.answer"
    api GET /kalender/pd/9.99.ics
    same "$engine: an agency that is not there" "$code" 404
    key=
}

guesses()
{
    local i
    for i in $(seq 300); do
        printf 'url = "%s/kalender/tebakan%s.ics"\noutput = "/dev/null"\n' "$url" "$i"
    done >"$work/guesses"
    curl -s -w '%{http_code}\n' -K "$work/guesses" >"$work/codes"
    is "guesses are 404 until there are too many" grep -qx 404 "$work/codes"
    is "then 429" grep -qx 429 "$work/codes"
    is "and nothing else" bash -c '! grep -vxE "404|429" "$1"' - "$work/codes"
}

for engine_of in $(engines); do
    region "$engine_of" "$engine_of" || is "$engine_of: a region is made" false
    needs_server "$engine_of: it serves"
    asked "$engine_of"
    [ "$engine_of" = pg ] || guesses
    stop
    is "$engine_of: the log is calm" calm "$out"
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "pg: the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
