#!/usr/bin/env bash
# A real region behind real nginx, on both databases: what a first visitor gets, what is refused, and how it ends.
. "$(dirname "$0")/lib_region.sh"

get()
{
    headers=$(curl -s -m 20 --path-as-is -D - -o "$work/.answer" "$@" | tr -d '\r')
    code=$(sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p' <<<"$headers")
    answer=$(tr -d '\0' <"$work/.answer")
}

# One line that says what is wrong and what to do: how every command fails.
one_clear_line()
{
    local why=$1 said=$2 part=$3
    same "$why: one line" "$(wc -l <<<"$said")" 1
    has "$why: that says what is wrong" "$said" "$part"
    is "$why: and what to do" grep -qE '^prasasti: [^.]+\. .+[^.]\.?$' <<<"$said"
}

# --- before there is a region ----------------------------------------------------------------------------------------
"$program" init --data "$work/none" --regulation tidak-ada-1-2020 >"$work/init" 2>&1
same "an unknown regulation ends with 1" "$?" 1
has "and is named" "$(cat "$work/init")" "tidak-ada-1-2020"
is "it leaves no half of a region" test ! -e "$work/none/prasasti.json"
touch "$work/a-file"
"$program" init --data "$work/a-file/region" --regulation "$regulation" >"$work/init" 2>&1
same "a folder that cannot be made ends with 1" "$?" 1
is "in words" grep -qE '^prasasti: .*a-file' "$work/init"
"$program" init --data "$work/none" --regulation "$regulation" --database 'host=/nowhere dbname=x' >"$work/init" 2>&1
same "a database that does not answer ends with 1" "$?" 1
has "which it says" "$(cat "$work/init")" "PostgreSQL tidak dapat dihubungi"
"$program" serve --data "$work/none" --port "$(free_port)" >"$work/serve" 2>&1
same "a folder without a region cannot be served" "$?" 1
has "and the next step is named" "$(cat "$work/serve")" "prasasti init --data"

on()
{
    local engine=$1
    # --- init --------------------------------------------------------------------------------------------------------
    is "$engine: a demonstration region is made" region "$engine" "$engine"
    has "$engine: the first administrator's password is told once" "$(cat "$data.init")" "kata sandi sekali pakai"
    has "$engine: rows of practice are counted" "$(cat "$data.init")" "Data latihan:"
    said=$("$program" init --data "$data" --regulation "$regulation" 2>&1)
    same "$engine: a second init on the folder ends with 1" "$?" 1
    one_clear_line "$engine: a second init" "$said" "sudah berisi wilayah"

    # --- the first pages -----------------------------------------------------------------------------------------------
    needs_server "$engine: it serves"
    is "$engine: the address is printed" within 10 grep -q "Prasasti siap di $url/" "$out"
    get "$url/"
    same "$engine: the front page sends strangers to the login" "$code" 303
    has "$engine: which is /masuk" "$headers" "/masuk"
    get "$url/masuk"
    same "$engine: the login answers" "$code" 200
    has "$engine: it is a page in Indonesian" "$answer" '<html lang="id">'
    has "$engine: with a password field" "$answer" 'type="password"'
    has "$engine: and a token against forged forms" "$answer" 'name="_csrf"'
    security_headers "$engine: /masuk"
    assets "$engine"

    # --- refusals --------------------------------------------------------------------------------------------------------
    get "$url/halaman-yang-tidak-ada"
    same "$engine: an unknown page is 404" "$code" 404
    has "$engine: in Indonesian" "$answer" "Tidak ditemukan"
    has "$engine: with a way out" "$answer" 'href="/"'
    security_headers "$engine: 404"
    get "$url/api/v1/halaman"
    is "$engine: programs get problem+json" grep -qi '^content-type: application/problem+json' <<<"$headers"
    get "$url/api/v1/aplikasi"
    same "$engine: the API asks who is there" "$code" 401
    has "$engine: and says how" "$headers" "Bearer"
    is "$engine: HEAD answers like GET, without a body" \
        test "$(curl -sI -m 20 -o /dev/null -w '%{http_code} %{size_download}' "$url/masuk")" = "200 0"
    get -X PUT "$url/masuk"
    same "$engine: another method is 405" "$code" 405
    is "$engine: with what is allowed" grep -qi '^allow: .*GET' <<<"$headers"
    get --data 'nama_pengguna=budi&sandi=latihan-2026' "$url/masuk"
    same "$engine: a form without its token is refused" "$code" 403
    get -H 'Origin: https://jahat.example' --data 'nama_pengguna=budi' "$url/masuk"
    same "$engine: a form from elsewhere is refused" "$code" 403
    get "$url/ledger/perubahan/checkpoint"
    same "$engine: the checkpoint is public" "$code" 200
    is "$engine: it names the region's ledger and is signed" grep -qE "^— prasasti/$regulation/" <<<"$answer"
    get "$url/ledger/perubahan/tile/0/000"
    same "$engine: whole or partial tiles answer or are not there yet" "$([ "$code" = 200 ] || [ "$code" = 404 ] && echo yes)" yes
    for path in /prasasti.db /prasasti.json /kunci/perubahan /run/kunci-formulir /ledger/../prasasti.json /ledger/perubahan/../../kunci/perubahan; do
        get "$url$path"
        is "$engine: $path stays inside" test "$code" != 200
    done

    # --- a second one, a taken port, a folder that cannot be written ------------------------------------------------------
    said=$("$program" serve --data "$data" --port "$(free_port)" 2>&1)
    same "$engine: a second serve on the folder ends with 1" "$?" 1
    one_clear_line "$engine: a second serve" "$said" "sedang dilayani proses lain ($server)"
    mkdir -p "$work/$engine-copy" && cp "$data/prasasti.json" "$work/$engine-copy/"
    said=$("$program" serve --data "$work/$engine-copy" --port "$port" 2>&1)
    same "$engine: a taken port ends with 1" "$?" 1
    one_clear_line "$engine: a taken port" "$said" "Porta $port sedang dipakai program lain"
    rm -rf "$work/$engine-copy/run" && chmod 555 "$work/$engine-copy"
    said=$(as_nobody "$program" serve --data "$work/$engine-copy" --port "$(free_port)" 2>&1)
    if [ $? = 99 ]; then
        skip "$engine: a folder that cannot be written" "nobody else can be asked to run the program here"
    else
        has "$engine: a folder that cannot be written is named, with the reason" "$said" "$work/$engine-copy/run gagal: izin ditolak"
        has "$engine: and what to do" "$said" "Periksa pemilik dan izin"
    fi
    is "$engine: the first one was not disturbed" answers

    # --- the end ---------------------------------------------------------------------------------------------------------
    begun=$(now_ms)
    stop TERM
    same "$engine: SIGTERM ends it with 0" "$?" 0
    is "$engine: within five seconds" test $(($(now_ms) - begun)) -lt 5200
    is "$engine: no process is left" none_left
    is "$engine: the log is calm" calm "$out"
    verify
    same "$engine: and the data is whole" "$code" 0
}

# Root may write everywhere: somebody without rights is asked instead; 99 when he cannot even reach the program.
as_nobody()
{
    if [ "$(id -u)" != 0 ]; then
        "$@"
        return
    fi
    chmod 711 "$work"
    chmod 644 "$work/$engine-copy/prasasti.json"
    setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$1" || return 99
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

security_headers()
{
    local why=$1 name
    for name in "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'" "x-content-type-options: nosniff" \
        "referrer-policy: same-origin" "permissions-policy: " "cross-origin-opener-policy: same-origin"; do
        is "$why: ${name%%:*}" grep -qiF -- "$name" <<<"$headers"
    done
    is "$why: no frame may hold it" grep -qi "frame-ancestors 'none'" <<<"$headers"
    is "$why: no inline code anywhere" bash -c '! grep -qiE "unsafe|<script>|<style| on[a-z]+=\"| style=\"" <<<"$1"' - "$headers$answer"
    is "$why: the program does not name its version" bash -c '! grep -qiE "^(server|x-powered-by): .*[0-9]" <<<"$1"' - "$headers"
}

# Styles and scripts that the page names come, are kept for ever, and are declared for what they are.
assets()
{
    local path type
    get "$url/masuk"
    for path in $(grep -oE '/aset/[a-z]+[.][0-9a-f]+[.](css|js)' <<<"$answer" | sort -u); do
        type=text/css
        [ "${path##*.}" = js ] && type=javascript
        get "$url$path"
        same "$1: ${path##*.} of the page is there" "$code" 200
        is "$1: ${path##*.} is declared" grep -qi "^content-type: .*$type" <<<"$headers"
        is "$1: ${path##*.} is kept for ever" grep -qi '^cache-control: .*immutable' <<<"$headers"
        get -H 'Accept-Encoding: gzip' "$url$path"
        is "$1: ${path##*.} comes compressed" grep -qi '^content-encoding: gzip' <<<"$headers"
    done
    is "$1: the page names a style and a script" test -n "${type:-}"
}

for engine in $(engines); do
    on "$engine"
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "pg: the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
