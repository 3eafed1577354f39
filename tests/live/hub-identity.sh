#!/usr/bin/env bash
# Proofs of identity at the hub, with real TLS on loopback: certificates, tokens, signatures; and what is refused of each.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
provider_begin
cd "$work" || exit 1

certificate()
{
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2>/dev/null
}
# SHA-256 of the public key as the policy names a certificate
spki()
{
    openssl x509 -in "$1.pem" -noout -pubkey | openssl pkey -pubin -outform DER 2>/dev/null | sha256sum | cut -d' ' -f1
}
for name in siak bapenda asing; do certificate $name; done
openssl genpkey -algorithm ed25519 -out ed.key 2>/dev/null
openssl genpkey -algorithm ed25519 -out token.key 2>/dev/null
openssl ecparam -name prime256v1 -genkey -noout -out ec.key 2>/dev/null
public()
{
    openssl pkey -in "$1.key" -pubout -outform DER 2>/dev/null | tail -c "$2" | base64 -w0
}
changes=("kunci=1,sertifikat,$(spki siak),siak" "kunci=2,sertifikat,$(spki bapenda),bapenda"
    "kunci=1,ed25519,$(public ed 32 | tr = '~'),ed-1" "kunci=1,p256,$(public ec 65 | tr = '~'),ec-1" "token=$(public token 32)")

data=$work/d
mkdir -p "$data/hub" "$data/tls"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$data/tls/kunci.pem" -out "$data/tls/sertifikat.pem" 2>/dev/null
policy "${changes[@]}"
door=$(free_port)
started=$(date +%s)
hub_begin d --hub-port "$door"
url=https://127.0.0.1:$door
ca=(--cacert "$data/tls/sertifikat.pem")

# --- certificates ----------------------------------------------------------------------------------------------------------
ask "${ca[@]}" --cert siak.pem --key siak.key "$url/hub/pasien/gema"
same "a certificate proves its consumer" "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field identitas)" "200 mtls"
same "  and its fingerprint stands in the receipt" "$(receipts "id=$(head_of X-Prasasti-Bukti)" | field identitas_kunci)" "$(spki siak)"
ask "${ca[@]}" --http2 --cert siak.pem --key siak.key "$url/hub/ketat/gema"
same "over HTTP/2 too, strict" "$status" 200
ask "${ca[@]}" --http2 --cert siak.pem --key siak.key -H 'Content-Type: x/y' --data-binary @ed.key "$url/hub/pasien/gema"
has "  with a body" "$body" "$(sha256sum <ed.key | cut -d' ' -f1)"
refused "no certificate" 401 identitas_tidak_terbukti "${ca[@]}" "$url/hub/pasien/gema"
refused "a certificate nobody registered" 401 kunci_tidak_dikenal "${ca[@]}" --cert asing.pem --key asing.key "$url/hub/pasien/gema"
ask "${ca[@]}" --cert asing.pem --key asing.key -H "$key" "$url/hub/pasien/gema"
same "  decides nothing beside another proof" "$status" 200
refused "two proofs of two consumers" 401 bukti_bertentangan "${ca[@]}" --cert bapenda.pem --key bapenda.key -H "$key" "$url/hub/pasien/gema"
ask "${ca[@]}" --cert siak.pem --key siak.key -H 'X-Road-Client: ID/PD/DUKCAPIL/SIAK' "$url/r1/ID/PD/DINKES/SIMPUS/pasien/gema"
same "X-Road over mutual TLS" "$status" 200
same "nothing else is served at that door" "$(curl -s "${ca[@]}" -o /dev/null -w '%{http_code}' "$url/")" 404

# --- tokens ------------------------------------------------------------------------------------------------------------------
# token KIND CONSUMER KEY-DIGEST-HEX ISSUED EXPIRES [HUB]
token()
{
    python3 - "$@" <<'PY'
import base64, os, struct, subprocess, sys
kind, consumer, key, issued, expires = int(sys.argv[1]), int(sys.argv[2]), bytes.fromhex(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
hub = sys.argv[6] if len(sys.argv) > 6 else "hub.contoh.go.id"
data = struct.pack(">QQ32sQQ16s", kind, consumer, key, issued, expires, os.urandom(16))
open("t.msg", "wb").write(b"prasasti-token-v1\n" + hub.encode() + b"\n" + data)
subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", "token.key", "-rawin", "-in", "t.msg", "-out", "t.sig"], check=True)
b = lambda x: base64.urlsafe_b64encode(x).rstrip(b"=").decode()
print("prs1." + b(data) + "." + b(open("t.sig", "rb").read()))
PY
}
now=$(date +%s)
edkey=$(openssl pkey -in ed.key -pubout -outform DER 2>/dev/null | tail -c 32 | sha256sum | cut -d' ' -f1)
ask "${ca[@]}" -H "Authorization: Bearer $(token 3 1 "$edkey" "$now" $((now + 900)))" "$url/hub/pasien/gema"
same "a token proves its consumer" "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field identitas)" "200 token"
same "  and does not reach the provider" "$(grep -ci authorization <<<"$body")" 0
refused "one that has run out" 401 token_kedaluwarsa "${ca[@]}" -H "Authorization: Bearer $(token 3 1 "$edkey" $((now - 901)) $((now - 1)))" "$url/hub/pasien/gema"
refused "one of another hub" 401 token_tidak_sah "${ca[@]}" -H "Authorization: Bearer $(token 3 1 "$edkey" "$now" $((now + 900)) hub.lain)" "$url/hub/pasien/gema"
refused "one whose key is not that consumer's" 401 token_tidak_sah "${ca[@]}" -H "Authorization: Bearer $(token 3 2 "$edkey" "$now" $((now + 900)))" "$url/hub/pasien/gema"
bound=$(token 2 1 "$(spki siak)" "$now" $((now + 900)))
ask "${ca[@]}" --cert siak.pem --key siak.key -H "Authorization: Bearer $bound" "$url/hub/pasien/gema"
same "one bound to a certificate, with it" "$status" 200
refused "without it" 401 token_bukan_milik_pemegang "${ca[@]}" -H "Authorization: Bearer $bound" "$url/hub/pasien/gema"

# --- signatures ---------------------------------------------------------------------------------------------------------------
# signed METHOD TARGET KEYID KEY BODY-FILE [KEY=VALUE…]: curl's options in the array $sig
signed()
{
    mapfile -t sig < <(python3 - "127.0.0.1:$door" "$@" <<'PY'
import base64, hashlib, os, subprocess, sys, time
authority, method, target, keyid, key, body = sys.argv[1:7]
more = dict(x.split("=", 1) for x in sys.argv[7:])
data = open(body, "rb").read() if body else b""
path, _, query = target.partition("?")
digest = "sha-256=:" + base64.b64encode(hashlib.sha256(data).digest()).decode() + ":"
if more.get("digest") == "512":
    digest = "sha-512=:" + base64.b64encode(hashlib.sha512(data).digest()).decode() + ":"
names = '("@method" "@authority" "@path" "@query" "content-digest"' + (' "content-type")' if body else ")")
for extra in filter(None, more.get("cakup", "").split("|")):
    names = names[:-1] + " " + extra.split(": ")[0] + ")"
params = '%s;created=%s;keyid="%s";nonce="%s";tag="penghubung"' % (
    names, more.get("created", int(time.time())), keyid, more.get("nonce", os.urandom(9).hex()))
base = '"@method": %s\n"@authority": %s\n"@path": %s\n"@query": ?%s\n"content-digest": %s\n' % (method, authority, path, query, digest)
if body:
    base += '"content-type": x/y\n'
base += "".join(extra + "\n" for extra in filter(None, more.get("cakup", "").split("|")))
base += '"@signature-params": ' + params
open("s.msg", "w").write(base)
if keyid.startswith("ed"):
    subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", "s.msg", "-out", "s.sig"], check=True)
    raw = open("s.sig", "rb").read()
else:
    subprocess.run(["openssl", "dgst", "-sha256", "-sign", key, "-out", "s.sig", "s.msg"], check=True)
    der = open("s.sig", "rb").read()
    n = der[3]
    raw = der[4:4 + n].lstrip(b"\0").rjust(32, b"\0") + der[6 + n:].lstrip(b"\0").rjust(32, b"\0")
for line in ("-X", method, "-H", "Content-Digest: " + digest, "-H", "Signature-Input: pdn=" + params,
             "-H", "Signature: pdn=:" + base64.b64encode(raw).decode() + ":"):
    print(line)
if body:
    print("-H\nContent-Type: x/y\n--data-binary\n@" + body)
PY
    )
}
printf '{"halo":"dunia"}\n' >kecil
head -c 300000 /dev/urandom >besar
sleep 1
signed POST '/hub/pasien/gema?a=b' ed-1 ed.key kecil
ask "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema?a=b"
same "a signed request passes" "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field identitas)" "200 tanda_tangan"
has "  with its body" "$body" "$(sha256sum <kecil | cut -d' ' -f1)"
has "  and its signature goes on to the provider" "${body,,}" '"signature-input"'
refused "sent again it is a replay" 401 permintaan_diulang "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema?a=b"
signed POST '/hub/pasien/gema?a=b' ed-1 ed.key kecil digest=512
ask "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema?a=b"
same "with SHA-512" "$status" 200
signed POST '/hub/pasien/gema?a=b' ec-1 ec.key kecil
ask "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema?a=b"
same "with P-256" "$status" 200
signed GET /hub/pasien/gema ed-1 ed.key ''
ask "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema"
same "without a body" "$status" 200
signed GET /hub/pasien/gema ed-1 ed.key '' 'cakup="accept";sf: a, b;q=0.5|"content-digest";key="sha-256": :47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
ask "${ca[@]}" "${sig[@]}" -H 'Accept: a,b;  q=0.50' "$url/hub/pasien/gema"
same "with structured fields in their strict spelling" "$status" 200
for part in '"accept";tr: */*' '"@method";req: GET' '"@status": 200' '"x-tidak-ada": x'; do
    signed GET /hub/pasien/gema ed-1 ed.key '' "cakup=$part"
    refused "a part that cannot be had: ${part%%:*}" 401 bagian_tidak_terbaca "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema"
done
signed POST '/hub/pasien/gema' ed-1 ed.key kecil
printf '{"halo":"lain!"}\n' >kecil
refused "another body than the signed one" 400 isi_tidak_cocok "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema"
signed POST '/hub/pasien/gema' ed-1 ed.key kecil
refused "another path than the signed one" 401 tanda_tangan_tidak_sah "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema/x"
refused "another query" 401 tanda_tangan_tidak_sah "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema?x"
signed POST '/hub/pasien/gema' ed-1 ed.key kecil created=$(($(date +%s) - 400))
refused "an old one" 401 tanda_tangan_lewat_waktu "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema"
signed POST '/hub/pasien/gema' ed-1 ed.key kecil created=$((started - 5))
refused "one from before the start, whose nonce nobody remembers" 401 tanda_tangan_lewat_waktu "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema"
signed POST '/hub/pasien/gema' ed-9 ed.key kecil
refused "an unknown key" 401 kunci_tidak_dikenal "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema"
signed POST '/hub/pasien/gema' ed-1 token.key kecil
refused "somebody else's key" 401 tanda_tangan_tidak_sah "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema"
signed POST '/hub/pasien/gema' ed-1 ed.key besar
refused "a signed body beyond the ceiling" 413 isi_terlalu_besar "${ca[@]}" "${sig[@]}" "$url/hub/pasien/gema"
signed POST '/hub/pasien/gema' ed-1 ed.key kecil nonce=sama
same "one nonce sent twenty times at once passes once" \
    "$(printf '%s\n' "${sig[@]}" >args; seq 20 | xargs -P 20 -I{} bash -c 'mapfile -t a <args; curl -s -m 10 -o /dev/null -w "%{http_code}\n" --cacert d/tls/sertifikat.pem "${a[@]}" "$0"' \
        "$url/hub/pasien/gema" | sort | uniq -c | xargs)" "1 200 19 401"

# --- signatures made for others ------------------------------------------------------------------------------------------------
foreign=(-H 'Signature-Input: gw=("@method");created=1;keyid="x";tag="gerbang"' -H 'Signature: gw=:AAAA:')
ask "${ca[@]}" "${foreign[@]}" -H "$key" "$url/hub/pasien/gema"
same "a signature made for somebody else is passed over beside a proof" \
    "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field identitas)" "200 kunci_api"
has "  and goes on to the provider" "$body" 'tag=\"gerbang\"'
refused "  alone it proves nobody" 401 tanda_tangan_tidak_sah "${ca[@]}" "${foreign[@]}" "$url/hub/pasien/gema"
signed GET /hub/pasien/gema ed-1 ed.key ''
ask "${ca[@]}" "${foreign[@]}" "${sig[@]}" "$url/hub/pasien/gema"
same "  beside one made for the hub, that one decides" "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field identitas)" "200 tanda_tangan"
refused "one for the hub that cannot be read is no stranger's" 401 tanda_tangan_tidak_sah "${ca[@]}" -H "$key" \
    -H 'Signature-Input: p=("@method");created=1;lain=1;tag="penghubung"' -H 'Signature: p=:AAAA:' "$url/hub/pasien/gema"
hub_stop
is "the error log holds no alarm" test "$(grep -cE '\[(emerg|crit|alert)\]' "$data/run/nginx/error.log")" = 0
finish
