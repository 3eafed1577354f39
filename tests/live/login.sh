#!/usr/bin/env bash
# Half a login opens nothing: with the password alone, with a one-time password, or without the second factor that a rank asks
# for, every way leads to the one page that mends it. And whoever guesses is slowed down, by account and by address.
. "$(dirname "$0")/lib_region.sh"

# half USER: the password was right, the code has not been given.
half()
{
    session "$1"
    sql "update who_sesi set faktor = 0 where digest = '$(printf '%s' "$cookie" | sha256sum | cut -c1-64)'"
}

# visit PATH: as $cookie; leaves $code, $where (the redirect) and $answer.
visit()
{
    code=$(curl -s -m 30 -b "sesi=$cookie" -o "$work/.page" -D "$work/.head" -w '%{http_code}' "$url$1")
    where=$(tr -d '\r' <"$work/.head" | sed -n 's/^[Ll]ocation: //p' | sed "s,^$url,,")
    answer=$(cat "$work/.page")
}

# submit PATH FIELD…: the form of that page, with its token.
submit()
{
    local path=$1 secret
    shift
    secret=$(curl -s -m 30 -b "$work/.jar" -c "$work/.jar" ${cookie:+-b "sesi=$cookie"} "$url$path" |
        sed -n 's/.*name="_csrf" value="\([^"]*\)".*/\1/p' | head -1)
    code=$(curl -s -m 30 -b "$work/.jar" ${cookie:+-b "sesi=$cookie"} -o "$work/.page" -D "$work/.head" -w '%{http_code}' \
        --data-urlencode "_csrf=$secret" "$@" "$url$path")
    where=$(tr -d '\r' <"$work/.head" | sed -n 's/^[Ll]ocation: //p' | sed "s,^$url,,")
    answer=$(cat "$work/.page")
}

# leads WHY TO PATH…: each of these pages leads there.
leads()
{
    local why=$1 to=$2 path
    shift 2
    for path; do
        visit "$path"
        same "$engine: $why: $path leads to $to" "$code:$where" "303:$to"
    done
}

unfinished()
{
    half dian
    leads "the password alone" /masuk/kode / /akun /akun/sandi /akun/faktor /r/aplikasi /pemenuhan
    visit /masuk/kode
    same "$engine: the code is asked for" "$code" 200
    code=$(curl -s -m 30 -b "sesi=$cookie" -o "$work/.page" -w '%{http_code}' "$url/api/v1/aplikasi")
    same "$engine: and the API is closed" "$code" 403

    sql "update who_sandi set wajib_ganti = 1 where akun = (select id from akun where nama_pengguna = 'budi')"
    session budi
    leads "a one-time password" /akun/sandi / /akun/faktor /r/aplikasi
    token budi
    api GET /api/v1/aplikasi
    same "$engine: its tokens rest as well" "$code" 403
    sql "update who_sandi set wajib_ganti = 0"
    api GET /api/v1/aplikasi
    same "$engine: until the password is changed" "$code" 200

    sql "update who_totp set aktif = 0 where akun = (select id from akun where nama_pengguna = 'wati')"
    session wati
    leads "a rank that approves, without second factor" /akun/faktor / /akun/sandi /r/permohonan
    token wati
    api GET /api/v1/aplikasi
    same "$engine: nor by token" "$code" 403
    session dian
    visit /
    same "$engine: a whole login goes on" "$code" 200
}

guessing()
{
    local i right
    half dian
    for i in 1 2 3 4 5; do
        submit /masuk/kode --data-urlencode "kode=00000$i"
    done
    same "$engine: a wrong code is a mistake that can be mended" "$code" 422
    right=$("$program" akun kode dian --data "$data")
    submit /masuk/kode --data-urlencode "kode=$right"
    same "$engine: after five the right one is refused too" "$code" 503
    has "$engine: with the reason" "$answer" "Terlalu banyak kode"
    sql "update who_totp set kunci_sampai = 0"
    right=$("$program" akun kode dian --data "$data")
    submit /masuk/kode --data-urlencode "kode=$right"
    same "$engine: later it opens" "$code:$where" "303:/"

    cookie=
    for i in $(seq 1 75); do
        submit /masuk --data-urlencode "nama_pengguna=tidak.ada.$i" --data-urlencode "sandi=tebakan-$i"
        [ "$code" = 429 ] && break
    done
    same "$engine: one address is not answered for ever" "$code" 429
}

for engine in $(engines); do
    is "$engine: a region is made" region "login_$engine" "$engine"
    needs_server "$engine: it is served"
    unfinished
    guessing
    is "$engine: nothing in the log that must be looked into" calm "$out"
    stop
done
finish
