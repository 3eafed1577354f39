#!/usr/bin/env bash
# Content-Digest without a signature (RFC 9530): compared as the body passes; what does not match never ends at the provider.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
provider_begin
hub_begin satu
client='X-Road-Client: ID/PD/DUKCAPIL/SIAK'
road=/r1/ID/PD/DINKES/SIMPUS/pasien/gema
short=/hub/pasien/gema
printf 'isi kecil\n' >"$work/small"
head -c 3000000 /dev/urandom >"$work/large"

# digest ALGORITHM FILE: the header
digest()
{
    echo "Content-Digest: sha-$1=:$(openssl dgst "-sha$1" -binary "$2" | base64 -w0):"
}
# whole: how many bodies the provider has had to their end
whole()
{
    curl -s "http://127.0.0.1:$provider/utuh"
}

for file in small large; do
    for algorithm in 256 512; do
        ask -H "$key" -H "$(digest $algorithm "$work/$file")" --data-binary "@$work/$file" "$url$short"
        same "a $file body with its SHA-$algorithm passes" "$status" 200
        has "  whole" "$body" "$(sha256sum <"$work/$file" | cut -d' ' -f1)"
        ask -H "$key" -H "$(digest $algorithm "$work/$file")" -H 'Transfer-Encoding: chunked' --data-binary "@$work/$file" "$url$short"
        same "  in chunks too" "$status" 200
    done
done
ask -H "$key" -H "$client" -H "$(digest 256 "$work/small")" --data-binary "@$work/small" "$url$road"
same "through X-Road's door" "$status" 200
ask -H "$key" -H "Content-Digest: md5=:AAAA:" --data-binary "@$work/small" "$url$short"
same "one of an algorithm nobody relies on counts as absent" "$status" 200
ask -H "$key" -H "$(digest 256 /dev/null)" "$url$short"
same "one of no body" "$status" 200

before=$(whole)
for file in small large; do
    for way in 'Expect:' 'Transfer-Encoding: chunked'; do
        refused "a $file body with another's digest ($way)" 400 isi_tidak_cocok -H "$key" -H "$(digest 256 "$0")" -H "$way" \
            --data-binary "@$work/$file" "$url$short"
    done
done
refused "a right one beside a wrong one, on lines of their own" 400 isi_tidak_cocok -H "$key" -H "$(digest 256 "$work/small")" \
    -H "$(digest 512 "$0")" --data-binary "@$work/small" "$url$short"
refused "one that cannot be read" 400 isi_tidak_cocok -H "$key" -H 'Content-Digest: sha-256=abc' --data-binary "@$work/small" "$url$short"
refused "one of a body that was not sent" 400 isi_tidak_cocok -H "$key" -H "$(digest 256 "$work/small")" "$url$short"
ask -H "$key" -H "$client" -H "$(digest 512 "$0")" --data-binary "@$work/small" "$url$road"
same "through X-Road's door" "$status $(head_of X-Road-Error)" "400 client.bad_request"
same "of all these the provider had none to its end" "$(whole)" "$before"
ask -H "$key" "$url$short"
same "and the next call passes" "$status" 200
hub_stop
is "the error log holds no alarm" test "$(grep -cE '\[(emerg|crit|alert)\]' "$data/run/nginx/error.log")" = 0
finish
