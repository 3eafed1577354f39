#!/usr/bin/env bash
# Tokens of the hub: a consumer of a real region proves itself at /oauth2/token by a signed assertion or by its certificate,
# behind real nginx with TLS, and calls a service with what it gets; what is refused, and what goes on when things die.
. "$(dirname "$0")/lib_region.sh"
here=$(cd "$(dirname "$0")" && pwd)
kas=/hub/kas-daerah/kas/2026
name=penghubung.kabupaten-banjar
assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer

# The region behind TLS, with its door for certificates: $url and $mtls.
serve_tls()
{
    port=$(free_port) door=$(free_port)
    out=$data.out
    mkdir -p "$data/tls"
    [ -e "$data/tls/kunci.pem" ] ||
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
            -keyout "$data/tls/kunci.pem" -out "$data/tls/sertifikat.pem" 2>/dev/null
    export CURL_CA_BUNDLE=$data/tls/sertifikat.pem
    url=https://127.0.0.1:$port mtls=https://127.0.0.1:$door
    "$program" serve --data "$data" --port "$port" --hub-port "$door" >>"$out" 2>&1 &
    server=$!
    pids+=("$server")
    within 30 answers
}

# ask URL [CURL…]: $status and $body of a request for a token; $head its header lines
ask()
{
    status=$(curl -s -m 20 -o "$work/.body" -D "$work/.head" -w '%{http_code}' "$@")
    body=$(tr -d '\0' <"$work/.body")
    head=$(tr -d '\r' <"$work/.head")
}

value()
{
    python3 -c 'import json, sys; print(json.load(sys.stdin).get(sys.argv[1], ""))' "$1" <<<"$body" 2>/dev/null
}

# jwt KEY-NAME [CHANGE…]: an assertion of the consumer with that key
jwt()
{
    local key=$1 alg=EdDSA
    shift
    [ "$key" = ec ] && alg=ES256
    python3 "$here/lib_jwt.py" "$work/$key.key" "$alg" "uji-$key" perizinan "$name" "$@"
}

# with ASSERTION [CURL…]: asks for a token by it
with()
{
    local assertion=$1
    shift
    ask --data-urlencode grant_type=client_credentials --data-urlencode client_assertion_type=$assertion_type \
        --data-urlencode client_assertion="$assertion" "$@" "$url/oauth2/token"
}

given()
{
    same "$1" "$status $(value token_type) $(value expires_in)" "200 Bearer 900"
    token=$(value access_token)
}

# refused WHY STATUS ERROR WORD: $status and $body say so, in plain ASCII with a step to take
refused()
{
    same "$1" "$status $(value error)" "$2 $3"
    is "  and says what to do" python3 -c 'import json, sys
text = json.load(open(sys.argv[1]))["error_description"]
assert len(text) > 20 and all(0x20 <= ord(c) <= 0x7e and c not in "\"\\" for c in text), text
assert sys.argv[2] in text, text' "$work/.body" "${4:-}"
}

calls()
{
    status=$(curl -s -m 20 -o "$work/.body" -w '%{http_code}' -H "Authorization: Bearer $token" "$@")
    body=$(tr -d '\0' <"$work/.body")
}

calls_with()
{
    calls "${@:2}"
    [ "$status" = "$1" ]
}

gets_token()
{
    with "$(jwt "$1")"
    [ "$status" = 200 ]
}

version_of()
{
    sql "select versi from $1 where id = $2"
}

take()
{
    send POST "/api/v1/$1/$2/langkah/$3" "$4" -H "If-Match: \"v$(version_of "$1" "$2")\""
}

# register NAME KIND PEM-FILE: a key of the consumer, in force
register()
{
    local id
    send POST /api/v1/kunci_konsumen "$(python3 -c 'import json, sys
print(json.dumps({"nama": "Uji " + sys.argv[1], "perangkat_daerah": int(sys.argv[4]), "konsumen": int(sys.argv[5]), "jenis": sys.argv[2],
                  "kunci_publik": open(sys.argv[3]).read(), "kode": "uji-" + sys.argv[1]}))' "$1" "$2" "$3" "$agency" "$consumer")"
    id=$(sql "select id from kunci_konsumen where kode = 'uji-$1'")
    take kunci_konsumen "$id" aktifkan "{\"mulai\": \"$(TZ=UTC-8 date +%F)\", \"selesai\": \"2099-12-31\"}"
    same "$engine: the key $1 is registered" "$code" 200
}

make_keys()
{
    local k
    openssl genpkey -algorithm ed25519 -out "$work/ed.key" 2>/dev/null
    openssl genpkey -algorithm ed25519 -out "$work/lain.key" 2>/dev/null
    openssl genpkey -algorithm ed25519 -out "$work/tetangga.key" 2>/dev/null
    openssl ecparam -name prime256v1 -genkey -noout -out "$work/ec.key" 2>/dev/null
    for k in ed lain tetangga ec; do openssl pkey -in "$work/$k.key" -pubout -out "$work/$k.pub" 2>/dev/null; done
    for k in cert asing; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$k" -keyout "$work/$k.key" -out "$work/$k.pem" 2>/dev/null
    done
}

assertions()
{
    local jwt_text xroad
    is "$engine: a signed assertion gets a token, as soon as the hub knows the key" within 20 gets_token ed
    given "$engine: Ed25519"
    has "$engine: and nobody may keep the answer" "${head,,}" "cache-control: no-store"
    calls "$url$kas"
    same "$engine: the token passes at the hub" "$status" 200
    calls "$mtls$kas"
    same "$engine: and at its other door" "$status" 200
    is "$engine: P-256 too" within 20 gets_token ec
    calls "$url$kas"
    same "$engine: and its token passes" "$status" 200
    with "$(jwt ed "c.aud=\"$url/oauth2/token\"")"
    given "$engine: for the address of the endpoint"
    xroad=$("$program" policy show "$data/hub/kebijakan.bin" | python3 -c 'import json, sys
print(json.dumps(next(k["klien"] for k in json.load(sys.stdin)["konsumen"] if k["klien"].endswith("/perizinan"))))')
    with "$(jwt ed "c.iss=$xroad" "c.sub=$xroad")"
    given "$engine: by the name of X-Road"
    with "$(jwt ed "c.aud=[\"$name\"]" iat=30)" --data-urlencode client_id=perizinan
    given "$engine: with a clock that runs ahead a little"
    jwt_text=$(jwt ed)
    with "$jwt_text"
    given "$engine: an assertion counts"
    with "$jwt_text"
    refused "$engine: once" 401 invalid_client jti
    is "$engine: twenty times at once it counts once" test \
        "$(jwt ed | tr -d '\n' >"$work/satu"; seq 20 | xargs -P 20 -I{} curl -s -m 20 -o /dev/null -w '%{http_code}\n' -d grant_type=client_credentials \
            -d client_assertion_type=$assertion_type --data-urlencode client_assertion@"$work/satu" "$url/oauth2/token" | sort | uniq -c | xargs)" = "1 200 19 401"
}

# What a forger, a thief and a careless program send.
attacks()
{
    local now rows=() i
    now=$(date +%s)
    # why | word of the advice | key | changes…
    attack()
    {
        with "$(jwt "${@:3}")"
        refused "$engine: refused: $1" 401 invalid_client "$2"
    }
    attack "alg none" EdDSA ed 'h.alg="none"' sign=none
    attack "signed by the public key as a shared secret" EdDSA ed 'h.alg="HS256"' "sign=hmac:$work/ed.pub"
    attack "the algorithm of another key" Algoritma ed 'h.alg="ES256"'
    attack "somebody else's signature" "Tanda tangan" lain 'h.kid="uji-ed"'
    attack "an unknown kid" kid ed 'h.kid="tidak-ada"'
    attack "no kid" kid ed h.kid=
    attack "the kid of another consumer" iss tetangga
    attack "crit" crit ed 'h.crit=["b64"]'
    attack "a member of the header twice" ganda ed 'h+=, "alg": "none"'
    attack "a claim twice" ganda ed "c+=, \"aud\": \"lain\""
    attack "padding" padding ed pad=1
    attack "a signature cut short" terbaca ed sign=cut
    attack "another audience" aud ed 'c.aud="penghubung.kabupaten-lain"'
    attack "two audiences" aud ed "c.aud=[\"$name\",\"lain\"]"
    attack "an address of another server" aud ed 'c.aud="https://lain.go.id/oauth2/token"'
    attack "another address of this one" aud ed "c.aud=\"$url/masuk\""
    attack "iss is not sub" iss ed 'c.sub="simpus"'
    attack "another consumer" iss ed 'c.iss="simpus"' 'c.sub="simpus"'
    attack "run out" waktunya ed "c.exp=$((now - 1))" "c.iat=$((now - 100))"
    attack "too old" waktunya ed iat=-301 "c.exp=$((now + 60))"
    attack "for too long" 300 ed "c.exp=$((now + 900))"
    attack "not yet" "masa depan" ed "c.nbf=$((now + 300))"
    attack "issued in the future" "masa depan" ed iat=300
    attack "no jti" jti ed c.jti=
    attack "no iat" iat ed c.iat=
    attack "no exp" exp ed c.exp=
    attack "a time that is text" bilangan ed 'c.exp="2099"'
    attack "oversized" 4096 ed "c.x=\"$(head -c 5000 /dev/zero | tr '\0' a)\""
    with "$(jwt ed)" -H 'X-Sertifikat-Klien: x' --data-urlencode client_id=simpus
    refused "$engine: refused: client_id of another" 401 invalid_client iss
}

requests()
{
    ask -d grant_type=password "$url/oauth2/token"
    refused "$engine: another grant" 400 unsupported_grant_type client_credentials
    ask -d x=y "$url/oauth2/token"
    refused "$engine: no grant" 400 invalid_request grant_type
    ask -d grant_type=client_credentials "$url/oauth2/token"
    refused "$engine: no proof" 401 invalid_client client_assertion
    ask -u perizinan:rahasia -d grant_type=client_credentials "$url/oauth2/token"
    refused "$engine: a password" 401 invalid_client private_key_jwt
    with "$(jwt ed)" -d grant_type=client_credentials
    refused "$engine: a parameter twice" 400 invalid_request "dua kali"
    with "$(jwt ed)" -d scope=semua
    refused "$engine: a scope" 400 invalid_scope scope
    ask -d grant_type=client_credentials "$url/oauth2/token?client_id=perizinan"
    refused "$engine: a parameter in the address" 400 invalid_request alamat
    ask -H 'Content-Type: application/json' -d '{"grant_type":"client_credentials"}' "$url/oauth2/token"
    refused "$engine: JSON" 400 invalid_request x-www-form-urlencoded
    ask --data-binary @<(head -c 20000 /dev/zero | tr '\0' a) "$url/oauth2/token"
    refused "$engine: more than 16 KiB" 413 invalid_request "16 KiB"
    ask -X GET "$url/oauth2/token"
    same "$engine: GET is none of its methods" "$status" 405
    ask "$url/.well-known/oauth-authorization-server"
    same "$engine: it describes itself" "$(value issuer) $(value token_endpoint) $(value nama_penghubung)" "$url $url/oauth2/token $name"
    has "$engine: and names the door for certificates" "$(value mtls_endpoint_aliases)" "$mtls/oauth2/token"
}

certificates()
{
    local cert=(--cert "$work/cert.pem" --key "$work/cert.key") escaped stranger=(--cert "$work/asing.pem" --key "$work/asing.key")
    proven()
    {
        ask "${cert[@]}" -d grant_type=client_credentials -d client_id=perizinan "$mtls/oauth2/token"
        [ "$status" = 200 ]
    }
    is "$engine: a certificate gets a token" within 20 proven
    given "$engine: mutual TLS"
    calls "${cert[@]}" "$mtls$kas"
    same "$engine: which passes with it" "$status" 200
    calls "$mtls$kas"
    same "$engine: and not without" "$status" 401
    ask "${cert[@]}" -d grant_type=client_credentials "$mtls/oauth2/token"
    refused "$engine: client_id is asked for" 400 invalid_request client_id
    ask "${cert[@]}" -d grant_type=client_credentials -d client_id=simpus "$mtls/oauth2/token"
    refused "$engine: and must be the owner" 401 invalid_client client_id
    ask "${stranger[@]}" -d grant_type=client_credentials -d client_id=perizinan "$mtls/oauth2/token"
    refused "$engine: an unknown certificate" 401 invalid_client terdaftar
    escaped=$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(open(sys.argv[1]).read(), safe=""))' "$work/cert.pem")
    for place in "$url" "$mtls"; do
        ask -H "X-Sertifikat-Klien: $escaped" -H "X_Sertifikat_Klien: $escaped" -d grant_type=client_credentials -d client_id=perizinan "$place/oauth2/token"
        refused "$engine: a certificate in a header proves nothing" 401 invalid_client bukti
    done
    ask "${stranger[@]}" -H "X-Sertifikat-Klien: $escaped" -d grant_type=client_credentials -d client_id=perizinan "$mtls/oauth2/token"
    refused "$engine: nor beside a stranger's" 401 invalid_client terdaftar
}

# What the endpoint gave twenty minutes ago, made with its own key.
old_token()
{
    python3 - "$data/hub/token.kunci" "$work" "$name" "$(sql "select id from konsumen_layanan where kode = 'perizinan'")" <<'PY'
import base64, hashlib, json, os, struct, subprocess, sys, time
seed = base64.b64decode(json.load(open(sys.argv[1]))["kunci"][0]["benih"])
work, hub, consumer = sys.argv[2], sys.argv[3], int(sys.argv[4])
open(work + "/t.der", "wb").write(bytes.fromhex("302e020100300506032b657004220420") + seed)
pub = subprocess.run(["openssl", "pkey", "-pubin", "-in", work + "/ed.pub", "-outform", "DER"], capture_output=True, check=True).stdout[-32:]
then = int(time.time()) - 1200
data = struct.pack(">QQ32sQQ16s", 3, consumer, hashlib.sha256(pub).digest(), then, then + 900, os.urandom(16))
open(work + "/t.msg", "wb").write(b"prasasti-token-v1\n" + hub.encode() + b"\n" + data)
subprocess.run(["openssl", "pkeyutl", "-sign", "-keyform", "DER", "-inkey", work + "/t.der", "-rawin", "-in", work + "/t.msg", "-out", work + "/t.sig"],
               check=True)
b = lambda x: base64.urlsafe_b64encode(x).rstrip(b"=").decode()
print("prs1." + b(data) + "." + b(open(work + "/t.sig", "rb").read()))
PY
}

# The commands of the manual, as they stand there, with the names of this region.
manual()
{
    local page=$here/../../data/panduan/administrator/penghubung.md
    sed -n '/^b64()/,/^```/p' "$page" | grep -v '^```\|LAYANAN' | sed -e 's/siak-1/uji-ed/; s/"siak"/"perizinan"/g; s/client_id=siak/client_id=perizinan/' \
        -e "s|NAMA-PENGHUBUNG|$name|; s|https://ALAMAT:8443|$mtls|; s|https://ALAMAT|$url|" \
        -e "s|siak.key|$work/ed.key|; s|sertifikat\.|$work/cert.|g; s|^curl|curl -s|" >"$work/panduan.sh"
    (cd "$work" && bash -eu panduan.sh) >"$work/panduan.out" 2>&1
    same "$engine: the manual's commands get a token by key and by certificate" "$(grep -o '"access_token"' "$work/panduan.out" | wc -l)" 2
    token=$(grep -o 'prs1[^"]*' "$work/panduan.out" | head -n 1)
    calls "$url$kas"
    same "$engine: and it passes" "$status" 200
}

# Whoever asks too often is told so by nginx, and nobody else waits for him. What came before has used up some of the 60 at once.
hurry()
{
    seq 240 | xargs -P 8 -I{} curl -s -m 20 -o "$work/cepat.{}" -w '%{http_code}\n' -d x=y "$url/oauth2/token" | sort | uniq -c >"$work/cepat"
    is "$engine: a burst is answered, then slowed down" python3 -c 'import sys
n = {code: int(count) for count, code in map(str.split, open(sys.argv[1]))}
assert set(n) == {"400", "429"} and n["400"] >= 5 and n["429"] >= 20, n' "$work/cepat"
    is "$engine: in the form that clients read" grep -qs temporarily_unavailable "$work"/cepat.*
    calls "$url$kas"
    same "$engine: calls go on" "$status" 200
}

app_is_back()
{
    [ "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$url/masuk")" = 200 ]
}

deaths()
{
    local before ahead app
    before=$(jwt ed) ahead=$(jwt ed iat=50)
    with "$ahead"
    given "$engine: an assertion of a clock that runs ahead"
    app=$(child app)
    kill -STOP "$server" # nobody starts it again for now
    kill -KILL "$app"
    sleep 0.3
    calls "$url$kas"
    same "$engine: without the application tokens go on" "$status" 200
    with "$(jwt ed)"
    refused "$engine: and new ones are not given" 503 temporarily_unavailable ulangi
    kill -CONT "$server"
    is "$engine: it comes back" within 20 app_is_back
    with "$before"
    refused "$engine: what was issued before the start is refused" 401 invalid_client dimulai
    with "$ahead"
    refused "$engine: also what said that it was issued later" 401 invalid_client dimulai
    calls "$url$kas"
    same "$engine: the token from before goes on" "$status" 200
    rm "$data/hub/token.batas"
    kill -KILL "$(child app)"
    sleep 0.5
    is "$engine: killed once more" within 20 app_is_back
    is "$engine: it gives tokens again" within 20 gets_token ed
    given "$engine: a new one"
    calls "$url$kas"
    same "$engine: that passes, under the same key of tokens" "$status" 200
    same "$engine: the key of tokens is nobody else's to read" "$(stat -c %a "$data/hub/token.kunci")" 600
    calls_with 200 "$url$kas"
    token=$(old_token)
    calls "$url$kas"
    same "$engine: one that has run out does not" "$status" 401
    has "$engine: and says so" "$body" token_kedaluwarsa
    gets_token ed && token=$(value access_token)
    is "$engine: (a fresh one)" calls_with 200 "$url$kas"
    take kunci_konsumen "$(sql "select id from kunci_konsumen where kode = 'uji-ed'")" cabut '{"alasan": "Uji"}'
    same "$engine: the key is revoked" "$code" 200
    is "$engine: and its token dies" within 20 calls_with 401 "$url$kas"
    with "$(jwt ed)"
    refused "$engine: it gets no other" 401 invalid_client dicabut
    rm "$data/hub/token.kunci"
    take kunci_konsumen "$(sql "select id from kunci_konsumen where kode = 'uji-cert'")" cabut '{"alasan": "Uji"}'
    is "$engine: a lost key of tokens is made anew with the next change" within 20 test -e "$data/hub/token.kunci"
    is "$engine: and tokens are given under it" within 20 gets_token ec
    given "$engine: a token of the new key"
    is "$engine: and passes" within 20 calls_with 200 "$url$kas"
}

hub()
{
    local provider service
    provider=$(free_port)
    python3 "$here/lib_provider.py" "$provider" &
    pids+=($!)
    token pengelola
    agency=$(sql "select perangkat_daerah from konsumen_layanan where kode = 'perizinan'")
    consumer=$(sql "select id from konsumen_layanan where kode = 'perizinan'")
    service=$(sql "select id from layanan_penghubung where kode = 'kas-daerah'")
    send PATCH "/api/v1/layanan_penghubung/$service" "{\"alamat_hulu\": \"http://127.0.0.1:$provider\"}" -H "If-Match: \"v$(version_of layanan_penghubung "$service")\""
    same "$engine: the provider's address is recorded" "$code" 200
    token rudi
    for k in ed ec; do register $k kunci_publik "$work/$k.pub"; done
    register cert sertifikat "$work/cert.pem"
    consumer=$(sql "select id from konsumen_layanan where kode = 'simpus'")
    register tetangga kunci_publik "$work/tetangga.pub"
    assertions
    attacks
    requests
    certificates
    manual
    deaths
    hurry
}

each()
{
    region "token_$1" "$1" || is "$1: a region is made" false
    is "$1: it serves" serve_tls || { sed 's/^/# /' "$out"; finish; }
    hub "$1"
    stop
    is "$1: the log is calm" calm "$out"
}

if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "tokens of the hub" "no module in this build"
    finish
fi
make_keys
each sqlite
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    each pg
else
    skip "pg: tokens of the hub" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
