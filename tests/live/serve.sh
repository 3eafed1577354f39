#!/usr/bin/env bash
# The supervisor with real nginx; the application is a stand-in that behaves as each test wants (serve_stub.c).
. "$(dirname "$0")/lib.sh"
stub=$build/tests/serve_stub
needs_program "$stub"
export PRASASTI_SHARE=$work/share
mkdir -p "$PRASASTI_SHARE/web/dist"
echo 'body{}' >"$PRASASTI_SHARE/web/dist/app.0123abcd.css"
echo 'p{}' >"$PRASASTI_SHARE/web/dist/plain.css"
echo 'p{}' | gzip >"$PRASASTI_SHARE/web/dist/plain.css.gz"

# begin NAME [MODE]: a data folder, a port, a supervisor in the background.
begin()
{
    data=$work/$1
    port=$(free_port)
    mkdir -p "$data"
    echo "${2:-}" >"$data/mode"
    : >"$work/$1.out" # what an earlier one said must not be taken for this one's
    "$stub" serve --data "$data" --port "$port" >"$work/$1.out" 2>&1 &
    server=$!
    pids+=("$server")
    out=$work/$1.out
}

ready()
{
    within 10 grep -q 'Prasasti siap' "$out"
}

stop()
{
    kill -"${1:-TERM}" "$server"
    wait "$server"
}

page()
{
    curl -s -m 5 "$@" "http://127.0.0.1:$port/"
}

status()
{
    curl -s -m 5 -o /dev/null -w '%{http_code}' "$@"
}

header()
{
    curl -s -m 5 -o /dev/null -D - "$1" | tr -d '\r' | grep -i "^$2:" | cut -d' ' -f2-
}

# Processes whose command line names this data folder.
ours()
{
    pgrep -f -- "$data" | grep -vx "$$" | wc -l
}

none_left()
{
    within 5 test "$(ours)" = 0
    [ "$(ours)" = 0 ]
}

newest()
{
    grep "^$1 begins" "$data/trace" | tail -n 1 | cut -d' ' -f3
}

# --- usual life ----------------------------------------------------------------------------------------------------
begin usual
is "the URL is printed when the first page answers" ready
has "it names the port" "$(cat "$out")" "http://127.0.0.1:$port/"
has "it says that nothing separates the processes" "$(cat "$out")" "tanpa pemisahan"
has "pages come from the application" "$(page)" "GET / HTTP/1.1"
asked=$(page -H 'X-Real-IP: 6.6.6.6' -H 'X-Forwarded-For: 6.6.6.6' -H 'X-Forwarded-Proto: https' -H 'X-Request-ID: forged')
has "the client's address is nginx's to say" "$asked" "X-Real-IP: 127.0.0.1"
same "no forged header passes" "$(grep -c -E '6\.6\.6\.6|forged|https' <<<"$asked")" 0
same "hashed styles are kept for ever" "$(header "http://127.0.0.1:$port/aset/app.0123abcd.css" cache-control)" \
    "public, max-age=31536000, immutable"
same "others are asked for each time" "$(header "http://127.0.0.1:$port/aset/plain.css" cache-control)" "no-cache"
same "a compressed neighbour is sent" "$(curl -s -o /dev/null -D - -H 'Accept-Encoding: gzip' \
    "http://127.0.0.1:$port/aset/plain.css" | grep -ci '^content-encoding: gzip')" 1
same "types are declared and binding" "$(header "http://127.0.0.1:$port/aset/plain.css" x-content-type-options)" nosniff
same "nothing outside the folder of styles is served" "$(status --path-as-is "http://127.0.0.1:$port/aset/../../mode")" 400

mkdir -p "$data/ledger/perubahan/tile/0"
echo "head" >"$data/ledger/perubahan/checkpoint"
echo "tile" >"$data/ledger/perubahan/tile/0/000"
echo "secret" >"$data/ledger/perubahan/key"
same "a checkpoint is public" "$(curl -s "http://127.0.0.1:$port/ledger/perubahan/checkpoint")" head
same "a checkpoint is short-lived" "$(header "http://127.0.0.1:$port/ledger/perubahan/checkpoint" cache-control)" "public, max-age=1"
same "a tile never changes" "$(header "http://127.0.0.1:$port/ledger/perubahan/tile/0/000" cache-control)" \
    "public, max-age=31536000, immutable"
mkdir -p "$data/ledger/perubahan/tile/0/x001/234.p"
echo "part" >"$data/ledger/perubahan/tile/0/x001/234.p/7"
same "part of a tile too" "$(curl -s "http://127.0.0.1:$port/ledger/perubahan/tile/0/x001/234.p/7")" part
for folder in tile tile/ tile/0 tile/0/ tile/0/x001 tile/0/x001/ tile/0/x001/234.p tile/0/x001/234.p/; do
    has "a folder is nothing that one could ask for: $folder" "$(curl -s "http://127.0.0.1:$port/ledger/perubahan/$folder")" \
        "GET /ledger/perubahan/$folder"
done
has "other files of the ledger do not exist out here" "$(curl -s "http://127.0.0.1:$port/ledger/perubahan/key")" \
    "GET /ledger/perubahan/key"
same "nginx's own pages cannot be asked for" "$(status "http://127.0.0.1:$port/_nginx/gangguan.html")" 404

head -c 70000000 /dev/zero >"$work/big"
curl -s -m 20 -o "$work/answer" -w '%{http_code}' --data-binary "@$work/big" "http://127.0.0.1:$port/" >"$work/code"
same "an upload beyond the limit is refused" "$(cat "$work/code")" 413
has "in words" "$(cat "$work/answer")" "Berkas terlalu besar"

second=$("$stub" serve --data "$data" --port "$(free_port)" 2>&1)
same "a second supervisor on the folder ends with 1" "$?" 1
has "and names the first" "$second" "sedang dilayani proses lain ($server)"

mkdir -p "$work/bare" "$work/other/tls"
cp "$stub" "$work/bare/prasasti" # beside it no module
: >"$work/other/tls/sertifikat.pem"
without=$("$work/bare/prasasti" serve --data "$work/other" --port "$(free_port)" --hub-port "$(free_port)" 2>&1)
same "a port for programs without the hub's module ends with 1" "$?" 1
has "and says what is missing" "$without" "Penghubung tidak ikut dibangun, jadi portanya tidak dapat dibuka. Pasang paket nginx-dev"
rm -r "$work/other"

mkdir -p "$work/other"
taken=$("$stub" serve --data "$work/other" --port "$port" 2>&1)
same "a taken port ends with 1" "$?" 1
has "in one line that says what to do" "$taken" "Porta $port sedang dipakai program lain. Hentikan program itu, atau pilih porta lain"
same "one line" "$(wc -l <<<"$taken")" 1

# --- what dies is started again ----------------------------------------------------------------------------------------
old=$(newest app)
kill -9 "$old"
revived()
{
    [ "$(newest app)" != "$old" ] && page | grep -q 'GET /'
}
is "a killed application is started again and answers" within 5 revived
master=$(cat "$data/run/nginx/nginx.pid")
kill -9 "$master"
reborn()
{
    [ "$(cat "$data/run/nginx/nginx.pid")" != "$master" ] && page | grep -q 'GET /'
}
is "a killed nginx is started again, its workers are not in the way" within 5 reborn
old=$(newest ledger)
kill -9 "$old"
relived()
{
    [ "$(newest ledger)" != "$old" ]
}
is "a killed ledger is started again" within 5 relived
has "the log says so" "$(cat "$out")" "buku besar berhenti (sinyal 9)"
kill -HUP "$server"
sleep 0.1
has "SIGHUP changes nothing" "$(page)" "GET /"

# --- an application that does not answer -----------------------------------------------------------------------------------
kill -STOP "$(newest app)"
mv "$data/run/app.sock" "$data/run/away"
same "without an application nginx answers 503" "$(status "http://127.0.0.1:$port/x")" 503
has "in Indonesian" "$(page)" "Layanan belum dapat menjawab"
has "with a policy that allows its own style" "$(header "http://127.0.0.1:$port/" content-security-policy)" "style-src 'sha256-"
same "and says when to come back" "$(header "http://127.0.0.1:$port/" retry-after)" 5
has "programs get JSON" "$(page -H 'Accept: application/json')" '"status":503'
mv "$data/run/away" "$data/run/app.sock"
kill -CONT "$(newest app)"

# --- stopping --------------------------------------------------------------------------------------------------------------
begun=$(now_ms)
stop TERM
same "SIGTERM ends it with 0" "$?" 0
is "quickly" test $(($(now_ms) - begun)) -lt 2000
is "nothing is left" none_left
same "the application ends before the ledger" "$(grep ends "$data/trace" | tail -n 2 | cut -d' ' -f1 | tr '\n' ' ')" "app ledger "

begin again slow
ready
(page >"$work/slow-answer") &
asker=$!
sleep 0.1
stop INT
same "Ctrl-C ends it with 0" "$?" 0
wait $asker
has "a request that had begun is answered" "$(cat "$work/slow-answer")" "GET / HTTP/1.1"

begin deaf deaf
ready
begun=$(now_ms)
stop TERM
is "who ignores the signal is killed within five seconds" test $(($(now_ms) - begun)) -lt 5200
is "and nothing is left of him" none_left

begin orphan
ready
kill -9 "$server"
wait "$server" 2>/dev/null
is "a killed supervisor leaves nobody behind" none_left
begin orphan
is "and the folder can be served again" ready
stop TERM

# --- what cannot begin -----------------------------------------------------------------------------------------------------
begin broken broken
wait "$server"
same "an application that gives up at once ends it with 1" "$?" 1
has "with its own words" "$(cat "$out")" "stub: broken as asked"
has "and whose they were" "$(cat "$out")" "aplikasi tidak dapat dimulai"
is "nothing is left" none_left

"$stub" serve --data "$work/nowhere" >"$work/none" 2>&1
same "no data folder: 1" "$?" 1
has "with the next step" "$(cat "$work/none")" "prasasti init --data $work/nowhere"
"$stub" serve --data "$work/usual" --bind somewhere >"$work/none" 2>&1
same "no address: 1" "$?" 1
"$stub" serve --port 8080 >"$work/none" 2>&1
same "no --data: 2" "$?" 2

# --- odd folders, TLS ------------------------------------------------------------------------------------------------------
begin "Data Kabupaten {A}; #1"
is "a folder with spaces, braces and semicolons" ready
has "serves pages" "$(page)" "GET / HTTP/1.1"
stop TERM

mkdir -p "$work/tls/tls"
openssl req -x509 -newkey ed25519 -nodes -days 2 -subj /CN=localhost -keyout "$work/tls/tls/kunci.pem" \
    -out "$work/tls/tls/sertifikat.pem" 2>/dev/null
begin tls
is "with a certificate it serves HTTPS" ready
has "pages come" "$(curl -sk -m 5 "https://127.0.0.1:$port/")" "X-Forwarded-Proto: https"
same "HTTP is sent there" "$(curl -s -o /dev/null -w '%{redirect_url}' "http://127.0.0.1:$port/a")" "https://127.0.0.1:$port/a"
stop TERM

# --- word to systemd ---------------------------------------------------------------------------------------------------------
python3 - "$work/notify.sock" >"$work/told" <<'END' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
s.settimeout(20)
for _ in range(2):
    print(s.recv(100).decode(), flush=True)
END
listener=$!
within 5 test -S "$work/notify.sock"
NOTIFY_SOCKET=$work/notify.sock begin notify
ready
stop TERM
wait $listener
same "systemd hears of the readiness and of the end" "$(tr '\n' ' ' <"$work/told")" "READY=1 STOPPING=1 "

if [ "$(id -u)" = 0 ] && mkdir "$work/full" && mount -t tmpfs -o size=64k none "$work/full" 2>/dev/null; then
    head -c 64k /dev/zero >"$work/full/filler" 2>/dev/null
    full=$("$stub" serve --data "$work/full" --port "$(free_port)" 2>&1)
    same "a full disk ends with 1" "$?" 1
    has "and says so" "$full" "ruang disk habis"
    umount "$work/full"
else
    skip "a full disk" "a small file system cannot be mounted here"
fi
finish
