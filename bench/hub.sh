#!/usr/bin/env bash
# The hub against the same nginx without the module, in one run:  bench/hub.sh
# A provider (nginx that answers from memory), a bare proxy in front of it, and the hub in front of it, on the same machine as
# the load. Rates, p99 and ratios; BENCH_SECONDS: of each measurement, 3; BENCH_CONNECTIONS: 32. Nothing here decides a test.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
PRASASTI_BUILD=${PRASASTI_BUILD:-$PWD/build-release}
export PRASASTI_BUILD
if [ "$PRASASTI_BUILD" = "$PWD/build-release" ]; then
    scripts/build.sh release prasasti bench/bench_load hub/ngx_http_prasasti_module.so || exit 1
fi
. tests/live/lib.sh
seconds=${BENCH_SECONDS:-3} connections=${BENCH_CONNECTIONS:-32}
load=$build/bench/bench_load prasasti=$build/prasasti module=$build/hub/ngx_http_prasasti_module.so
nginx=$(PATH=/usr/sbin:$PATH command -v nginx)
provider=$(free_port) bare=$(free_port) hub=$(free_port)

mkdir -p "$work"/{provider,bare,hub}/tmp "$work/hub/hub/bukti" "$work/hub/run/nginx/tmp"
body=$(head -c 1024 /dev/zero | tr '\0' x)
python3 - "$work" "$provider" <<'PY'
import hashlib, json, sys
work, port = sys.argv[1], int(sys.argv[2])
long = {"dari": "2020-01-01T00:00:00Z", "sampai": "2099-01-01T00:00:00Z"}
service = lambda i, name, **m: {"id": i, "kunci": name, "nama": name, "kelas": "PD", "anggota": "A", "subsistem": "S", "kode": name,
                                "alamat": "http://127.0.0.1:%d" % port, **m}
agreement = lambda i: {"id": i, "nomor": "P-%d" % i, "versi": 1, "konsumen": 1, "layanan": i,
                       "aturan": [{"metode": ["GET"], "jalur": "/**"}], "kuota": {"tahun": 4000000000}, **long}
json.dump({"versi": 1, "zona_menit": 480, "instans": "ID", "penghubung": "h",
           "layanan": [service(1, "biasa"), service(2, "ketat", ketat=True)],
           "konsumen": [{"id": 1, "nama": "K", "klien": "ID/PD/K/S", "kunci": [
               {"id": 1, "jenis": "api", "keyid": "b", "sidik": hashlib.sha256(b"prs_bench").hexdigest(), **long}]}],
           "perjanjian": [agreement(1), agreement(2)]}, open(work + "/p.json", "w"))
PY
"$prasasti" policy make "$work/p.json" "$work/hub/hub/kebijakan.bin" || exit 1

user=$([ "$(id -u)" = 0 ] && echo "user root;")

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
    client_body_temp_path $work/$1/tmp/a; proxy_temp_path $work/$1/tmp/b; fastcgi_temp_path $work/$1/tmp/c;
    uwsgi_temp_path $work/$1/tmp/d; scgi_temp_path $work/$1/tmp/e;
$3
}
CONF
    "$nginx" -e "$work/$1/error.log" -p "$work/$1/" -c "$work/$1/nginx.conf" &
    pids+=($!)
}
proxy='proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffer_size 16k; proxy_buffers 8 16k; proxy_max_temp_file_size 0;'
conf provider "" "server { listen 127.0.0.1:$provider; location / { return 200 $body; } }"
conf bare "" "upstream p { server 127.0.0.1:$provider; keepalive 64; keepalive_requests 100000; }
    server { listen 127.0.0.1:$bare; location / { proxy_pass http://p; $proxy } }"
conf hub "load_module $module; thread_pool prasasti threads=2;" "
    prasasti_policy $work/hub/hub/kebijakan.bin; prasasti_segments $work/hub/hub/bukti; prasasti_zone 16m;
    upstream prasasti_polos { prasasti_provider; server 127.0.0.1:9; keepalive 64; keepalive_requests 100000; }
    server { listen 127.0.0.1:$hub; location / { prasasti_hub on; proxy_pass \$prasasti_tujuan; $proxy
        proxy_set_header Host \$prasasti_host; proxy_set_header X-API-Key \"\"; } }"
echo 'GET /x' >"$work/bare.txt"
echo 'GET /hub/biasa/x' >"$work/biasa.txt"
echo 'GET /hub/ketat/x' >"$work/ketat.txt"
within 5 curl -sf -o /dev/null "http://127.0.0.1:$bare/x" || exit 1
within 5 curl -sf -o /dev/null -H 'X-API-Key: prs_bench' "http://127.0.0.1:$hub/hub/biasa/x" || exit 1

measure()
{
    "$load" "127.0.0.1:$1" "$connections" "$seconds" "$work/$2.txt" 'X-API-Key: prs_bench'
}
rate()
{
    sed -n 's/.*\brate=\([0-9.]*\).*/\1/p' <<<"$1"
}
# In turn, twice, so that what else runs on the machine meets all of them.
for round in 1 2; do
    b=$(measure "$bare" bare) a=$(measure "$hub" biasa) k=$(measure "$hub" ketat)
    printf 'bare   %s\nhub    %s\nketat  %s\n' "$b" "$a" "$k"
    awk -v b="$(rate "$b")" -v a="$(rate "$a")" -v k="$(rate "$k")" \
        'BEGIN { printf "hub / bare %.2f (at least 0.90)   ketat / bare %.2f (at least 0.75)\n", a / b, k / b }'
done
