#!/usr/bin/env bash
# The hub against the same nginx without the module, in one run:  bench/hub.sh
# A provider (nginx that answers from memory or from files), a bare proxy in front of it with the directives of the hub's own
# locations, and the hub in front of it, on the same two cores as the load. A Markdown table of rates and ratios.
# BENCH_SECONDS: of each measurement, 3; BENCH_ROUNDS: of which the median counts, 5; BENCH_CONNECTIONS: 64.
# BENCH_EXCHANGES: for the memory of the workers, 1,000,000 (0: not measured). Nothing here decides a test.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
PRASASTI_BUILD=${PRASASTI_BUILD:-$PWD/build-release}
export PRASASTI_BUILD
if [ "$PRASASTI_BUILD" = "$PWD/build-release" ]; then
    scripts/build.sh release prasasti bench/bench_load bench/bench_cost hub/ngx_http_prasasti_module.so || exit 1
fi
. tests/live/lib.sh
seconds=${BENCH_SECONDS:-3} connections=${BENCH_CONNECTIONS:-64} rounds=${BENCH_ROUNDS:-5} exchanges=${BENCH_EXCHANGES:-1000000}
load=$build/bench/bench_load cost=$build/bench/bench_cost prasasti=$build/prasasti module=$build/hub/ngx_http_prasasti_module.so
nginx=$(PATH=/usr/sbin:$PATH command -v nginx)
user=$([ "$(id -u)" = 0 ] && echo "user root;")

# --- the three servers --------------------------------------------------------------------------------------------------------
provider=$(free_port) bare=$(free_port) bare_tls=$(free_port) hub=$(free_port) hub_tls=$(free_port)
mkdir -p "$work"/{provider,bare,hub}/tmp "$work/files" "$work/hub/hub/bukti"
body=$(head -c 1024 /dev/zero | tr '\0' x)
head -c 102400 /dev/zero >"$work/files/100k"
head -c 104857600 /dev/zero >"$work/files/100m"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench -keyout "$work/tls.key" -out "$work/tls.pem" 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$work/ed.key" 2>/dev/null
python3 - "$work" "$provider" <<'PY' || exit 1
import base64, hashlib, json, subprocess, sys
work, port = sys.argv[1], int(sys.argv[2])
long = {"dari": "2020-01-01T00:00:00Z", "sampai": "2099-01-01T00:00:00Z"}
def public(*command):
    return subprocess.run(["openssl", *command, "-outform", "DER"], check=True, capture_output=True).stdout
pem = subprocess.run(["openssl", "x509", "-in", work + "/tls.pem", "-noout", "-pubkey"], check=True, capture_output=True).stdout
spki = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=pem, check=True, capture_output=True).stdout
ed = public("pkey", "-in", work + "/ed.key", "-pubout")[-32:]
service = lambda i, name, **m: {"id": i, "kunci": name, "nama": name, "kelas": "PD", "anggota": "A", "subsistem": "S", "kode": name,
                                "alamat": "http://127.0.0.1:%d" % port, **m}
agreement = lambda i: {"id": i, "nomor": "P-%d" % i, "versi": 1, "konsumen": 1, "layanan": i,
                       "aturan": [{"metode": ["GET"], "jalur": "/**"}], "kuota": {"tahun": 4000000000}, **long}
json.dump({"versi": 1, "zona_menit": 480, "instans": "ID", "penghubung": "h",
           "layanan": [service(1, "biasa"), service(2, "ketat", ketat=True)],
           "konsumen": [{"id": 1, "nama": "K", "klien": "ID/PD/K/S", "kunci": [
               {"id": 1, "jenis": "api", "keyid": "b", "sidik": hashlib.sha256(b"prs_bench").hexdigest(), **long},
               {"id": 2, "jenis": "sertifikat", "sidik": hashlib.sha256(spki).hexdigest(), **long},
               {"id": 3, "jenis": "ed25519", "keyid": "ed", "publik": base64.b64encode(ed).decode(), **long}]}],
           "perjanjian": [agreement(1), agreement(2)]}, open(work + "/p.json", "w"))
PY
"$prasasti" policy make "$work/p.json" "$work/hub/hub/kebijakan.bin" || exit 1

# conf NAME TOP HTTP: an nginx of two workers
conf()
{
    cat >"$work/$1/nginx.conf" <<CONF
$2
$user
daemon off;
worker_processes 2;
pid $work/$1/pid;
error_log $work/$1/error.log crit;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 100000000;
    tcp_nodelay on;
    sendfile on;
    client_body_temp_path $work/$1/tmp/a; proxy_temp_path $work/$1/tmp/b; fastcgi_temp_path $work/$1/tmp/c;
    uwsgi_temp_path $work/$1/tmp/d; scgi_temp_path $work/$1/tmp/e;
$3
}
CONF
    "$nginx" -e "$work/$1/error.log" -p "$work/$1/" -c "$work/$1/nginx.conf" &
    pids+=($!)
}
proxy='proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffer_size 16k; proxy_buffers 8 16k; proxy_max_temp_file_size 0;'
tls="ssl_certificate $work/tls.pem; ssl_certificate_key $work/tls.key; ssl_protocols TLSv1.2 TLSv1.3; ssl_verify_client optional_no_ca; ssl_verify_depth 0;"
conf provider "" "server { listen 127.0.0.1:$provider; location / { return 200 $body; }
    location /100 { root $work/files; } }"
conf bare "" "upstream p { server 127.0.0.1:$provider; keepalive 64; keepalive_requests 100000; }
    server { listen 127.0.0.1:$bare; listen 127.0.0.1:$bare_tls ssl; $tls location / { proxy_pass http://p; $proxy } }"
conf hub "load_module $module; thread_pool prasasti threads=2;" "
    prasasti_policy $work/hub/hub/kebijakan.bin; prasasti_segments $work/hub/hub/bukti; prasasti_zone 16m;
    upstream prasasti_polos { prasasti_provider; server 127.0.0.1:9; keepalive 64; keepalive_requests 100000; }
    server { listen 127.0.0.1:$hub; listen 127.0.0.1:$hub_tls ssl; $tls location / { prasasti_hub on; proxy_pass \$prasasti_tujuan; $proxy
        proxy_set_header Host \$prasasti_host; proxy_set_header X-API-Key \"\"; } }"
hub_pid=${pids[-1]}
for size in x 100k 100m; do
    echo "GET /$size" >"$work/bare.$size"
    echo "GET /hub/biasa/$size" >"$work/biasa.$size"
    echo "GET /hub/ketat/$size" >"$work/ketat.$size"
done
within 5 curl -sf -o /dev/null "http://127.0.0.1:$bare/x" || exit 1
within 5 curl -sf -o /dev/null -H 'X-API-Key: prs_bench' "http://127.0.0.1:$hub/hub/biasa/x" || exit 1

# --- measuring ----------------------------------------------------------------------------------------------------------------
# rate WHERE FILE CONNECTIONS [HEADER…]: exchanges a second
rate()
{
    "$load" "$1" "$3" "$seconds" "$work/$2" "${@:4}" >"$work/out" || echo "# $2: $(cat "$work/out")" >&2
    sed -n 's/.*\brate=\([0-9.]*\).*/\1/p' "$work/out"
}
p99()
{
    rate "$@" >/dev/null
    sed -n 's/.*\bp99=\([0-9.]*\).*/\1/p' "$work/out"
}
median()
{
    sort -n | awk '{ v[NR] = $1 } END { printf "%.3f\n", v[int((NR + 1) / 2)] }'
}
line()
{
    printf '| %s | %s | %s | %s | %s |\n' "$@"
}
key='X-API-Key: prs_bench'

# ratio NAME BUDGET BARE-WHERE BARE-FILE HUB-WHERE HUB-FILE CONNECTIONS COST [HEADER…]: in turn, so that what else runs on the machine
# meets both. COST 0, or what the hash or signature alone does a second: then the ratio is to 1 / (1/bare + 1/COST).
ratio()
{
    local name=$1 budget=$2 i b h
    : >"$work/b" && : >"$work/h" && : >"$work/r"
    for i in $(seq "$rounds"); do
        b=$(rate "$3" "$4" "$7" "${@:9}")
        h=$(rate "$5" "$6" "$7" "${@:9}")
        echo "$b" >>"$work/b"
        echo "$h" >>"$work/h"
        awk -v b="$b" -v h="$h" -v c="$8" 'BEGIN { print h / (c > 0 ? 1 / (1 / b + 1 / c) : b) }' >>"$work/r"
    done
    line "$name" "$(median <"$work/b" | cut -d. -f1)" "$(median <"$work/h" | cut -d. -f1)" "$(median <"$work/r")" "$budget"
}

sign()
{
    python3 - "$work" "$hub" <<'PY'
import base64, subprocess, sys, time
work, port = sys.argv[1:]
parts = '("@method" "@authority" "@path" "@query" "content-digest" "x-road-client" "x-road-id");created=%d;keyid="ed";alg="ed25519";tag="penghubung"' % time.time()
digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
base = '"@method": GET\n"@authority": bench\n"@path": /hub/biasa/x\n"@query": ?\n"content-digest": %s\n"x-road-client": ID/PD/K/S\n"x-road-id": b\n"@signature-params": %s' % (digest, parts)
open(work + "/base", "w").write(base)
subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", work + "/ed.key", "-rawin", "-in", work + "/base", "-out", work + "/sig"], check=True)
print("Content-Digest: " + digest)
print("X-Road-Client: ID/PD/K/S")
print("X-Road-Id: b")
print("Signature-Input: pdn=" + parts)
print("Signature: pdn=:" + base64.b64encode(open(work + "/sig", "rb").read()).decode() + ":")
PY
}

echo "| what | bare /s | hub /s | ratio | budget |"
echo "| --- | ---: | ---: | ---: | ---: |"
at=127.0.0.1
ratio "1 KB, API key" 0.90 $at:"$bare" bare.x $at:"$hub" biasa.x "$connections" 0 "$key"
ratio "1 KB, API key, \`ketat\`" 0.75 $at:"$bare" bare.x $at:"$hub" ketat.x "$connections" 0 "$key"
export LOAD_CERT=$work/tls.pem LOAD_KEY=$work/tls.key
ratio "1 KB, mutual TLS / bare mutual TLS" 0.90 tls:$at:"$bare_tls" bare.x tls:$at:"$hub_tls" biasa.x "$connections" 0
mapfile -t signature < <(sign)
ratio "1 KB, RFC 9421 (Ed25519)" 0.90 $at:"$bare" bare.x $at:"$hub" biasa.x "$connections" "$("$cost" ed25519 "$seconds")" "${signature[@]}"
ratio "100 KB, API key" 0.90 $at:"$bare" bare.100k $at:"$hub" biasa.100k "$connections" "$("$cost" sha256 102400 "$seconds")" "$key"
ratio "100 MB, API key" 0.90 $at:"$bare" bare.100m $at:"$hub" biasa.100m 4 "$("$cost" sha256 104857600 "$seconds")" "$key"

half=$(awk -v h="$(rate $at:"$hub" biasa.x "$connections" "$key")" 'BEGIN { printf "%d", h / 2 }')
export LOAD_RATE=$half
for i in $(seq "$rounds"); do
    b=$(p99 $at:"$bare" bare.x "$connections" "$key")
    echo "$b $(p99 $at:"$hub" biasa.x "$connections" "$key") $(p99 $at:"$hub" ketat.x "$connections" "$key")"
done >"$work/late"
unset LOAD_RATE
median_of()
{
    awk -v i="$1" '{ print $i - (i > 1 ? $1 : 0) }' "$work/late" | median | cut -d. -f1
}
line "p99 at half load ($half/s), µs; the hub's: added" "$(median_of 1)" "$(median_of 2)" - "< 300"
line "the same, \`ketat\`" "$(median_of 1)" "$(median_of 3)" - "< 3000"

resident()
{
    local pid sum=0
    for pid in $(pgrep -P "$hub_pid"); do
        sum=$((sum + $(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup")))
    done
    echo $sum
}
if [ "$exchanges" -gt 0 ]; then
    before=$(resident)
    done_so_far=0 seconds=5
    while [ "$done_so_far" -lt "$exchanges" ]; do
        rate $at:"$hub" biasa.x "$connections" "$key" >/dev/null
        done_so_far=$((done_so_far + $(sed -n 's/.*requests=\([0-9]*\).*/\1/p' "$work/out")))
    done
    line "PSS of the workers before and after $done_so_far exchanges, KiB" "$before" "$(resident)" - flat
fi
