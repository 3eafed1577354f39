#!/usr/bin/env bash
# What changes under the hub's feet: its policy a hundred times a second or for the worse, its clock, what it remembers of quotas.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_hub.sh"
. "$(dirname "$0")/lib_wire.sh"
needs_program "$stub"
[ -e "$build/hub/ngx_http_prasasti_module.so" ] || { skip "the hub" "nginx-dev is not installed"; finish; }
api_key=prs_siak_0123456789abcdef
hostile_begin

# load SECONDS PATH ACKS [OPTION…]
load()
{
    python3 "$here/lib_load.py" "$port" $api_key "$2" "$3" "${@:4}" >"$work/.load" &
    local pid=$!
    sleep "$1"
    kill $pid 2>/dev/null
    wait $pid
    echo "# $(cat "$work/.load")"
}

# --- a policy that is none ------------------------------------------------------------------------------------------------------
hub_begin satu
version=2000
policy
cp "$data/hub/kebijakan.bin" "$work/whole.bin"
spoil()
{
    local file=$data/hub/kebijakan.bin
    case $1 in
    truncated) head -c 1000 "$work/whole.bin" >"$data/hub/next" && mv "$data/hub/next" "$file" ;;
    "cut in place") truncate -s 500 "$file" ;;
    empty) : >"$data/hub/next" && mv "$data/hub/next" "$file" ;;
    "a directory") rm -rf "$file" && mkdir "$file" ;;
    "a pipe") rm -rf "$file" && mkfifo "$file" ;;
    "a link to itself") rm -rf "$file" && ln -s kebijakan.bin "$file" ;;
    "rubbish of 5 MiB") rm -rf "$file" && head -c 5242880 /dev/urandom >"$data/hub/next" && mv "$data/hub/next" "$file" ;;
    gone) rm -rf "$file" ;;
    esac
}
for what in truncated "cut in place" empty "a directory" "a pipe" "a link to itself" "rubbish of 5 MiB" gone; do
    spoil "$what"
    sleep 0.25
    ask -H "$key" "$url/hub/pasien/gema"
    same "a policy that is $what: the last good one goes on" \
        "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field kebijakan_versi)" "200 2001"
done
rm -rf "$data/hub/kebijakan.bin"
policy
ask -H "$key" "$url/hub/pasien/gema"
same "and the next good one counts" "$status $(receipts "id=$(head_of X-Prasasti-Bukti)" | field kebijakan_versi)" "200 2002"

# --- a policy a hundred times a second ----------------------------------------------------------------------------------------
version=1000 && policy && cp "$data/hub/kebijakan.bin" "$work/odd.bin" # 1001
version=1001 && policy && cp "$data/hub/kebijakan.bin" "$work/even.bin" # 1002
version=1000 && policy tutup=pasien && cp "$data/hub/kebijakan.bin" "$work/odd.bin" && sleep 0.2
python3 "$here/_hub_change.py" swap "$data/hub" "$work/odd.bin" "$work/even.bin" 4.5 >"$work/swapped" &
swap=$!
load 4 /hub/pasien/tukar "$work/acks" --rate 4000
wait $swap
is "the policy was replaced $(cat "$work/swapped") times in 4.5 s" test "$(cat "$work/swapped")" -gt 400
has "no call was dropped" "$(cat "$work/.load")" " 0 connections broke off"
cases "$here/_hub_change.py" judge "$data" "$work/acks" /hub/pasien/tukar
hub_stop

# --- what was used, when the policy comes late --------------------------------------------------------------------------------------
data=$work/dua
mkdir -p "$data/hub/bukti"
"$build/tests/receipt_writer" "$data/hub/bukti" 0 --ids "$work/ids" 2>/dev/null &
writer=$!
much()
{
    [ "$(wc -l <"$work/ids")" -gt 30000 ]
}
within 30 much
kill -9 $writer
wait $writer 2>/dev/null
echo seret >"$work/disk" # it takes a while to read them
PRASASTI_HUB_PRELOAD="${PRASASTI_HUB_PRELOAD:+$PRASASTI_HUB_PRELOAD }$build/tests/libdisk_shim.so"
export PRASASTI_TEST_DISK=$work/disk
echo x >"$data/hub/kebijakan.bin" # no policy yet, but no reason for hub_begin to write one
hub_begin dua
rm "$data/hub/kebijakan.bin"
: >"$work/acks"
python3 "$here/lib_load.py" "$port" $api_key /hub/pasien/gema "$work/acks" --until 429 --rate 400 --seconds 60 >"$work/.load" &
loader=$!
sleep 0.2
policy kuota=1,hari,20000
wait $loader
echo "# $(cat "$work/.load")"
same "nobody passes before the quota is known" "$(cut -d' ' -f1 "$work/acks" | sort -u | xargs)" "429 503"
hub_stop
# --- a clock that is set ----------------------------------------------------------------------------------------------------------
export PRASASTI_TEST_CLOCK=$work/clock
PRASASTI_HUB_PRELOAD="$build/tests/libclock_shim.so" # no sanitizer here: its own clock would be moved too
rm "$PRASASTI_TEST_DISK"
ahead()
{
    echo "$1" >"$PRASASTI_TEST_CLOCK"
    sleep 0.3 # workers look ten times a second
}
# Noon of the region, whatever the hour of the test: no midnight comes between.
noon=$((12 * 3600 - ($(date +%s) + 8 * 3600) % 86400))
day=86400
ahead $noon
hub_begin tiga
policy kuota=1,hari,5 kuota=9,detik,1000
# ask_times N: statuses of N calls
ask_times()
{
    local n
    for n in $(seq "$1"); do
        ask -H "$key" "$url/hub/pasien/gema"
        echo -n "$status "
    done
}
same "today's quota is used" "$(ask_times 6)" "200 200 200 200 200 429 "
ahead $((noon + day))
same "another day has its own" "$(ask_times 3)" "200 200 200 "
receipt_late=$(receipts status=200 | tail -n 1 | field waktu)
ahead $noon
same "set back, the day does not begin again" "$(ask_times 3)" "200 200 429 "
ahead $((noon - 40 * day))
ask -H "$key" "$url/hub/pasien/gema"
same "nor does another month" "$status" 429
is "  and the caller is not told to wait for ever" test "$(head_of Retry-After)" -le $((41 * day))
ahead $((noon + 2 * day))
ask -H "$key" "$url/hub/pasien/gema"
is "receipts have the hour that was told" test "$(receipts "id=$(head_of X-Prasasti-Bukti)" | field waktu)" -ge $((receipt_late + 86000000))
ask -H "$other" "$url/hub/pasien/gema"
same "an agreement that is over" "$status $(code)" "403 perjanjian_berakhir"
ahead $(($(date -d 2020-06-01T05:00:00Z +%s) - $(date +%s)))
ask -H "$other" "$url/hub/pasien/gema"
same "is in force on a day when it was" "$status" 200
ahead $(($(date -d 2101-01-01T05:00:00Z +%s) - $(date +%s)))
ask -H "$key" "$url/hub/ketat/gema"
same "after the last day of the key nobody passes" "$status $(code)" "401 kunci_kedaluwarsa"
ahead $noon
ask -H "$key" "$url/hub/ketat/gema"
same "back again, strict calls pass" "$status" 200
same "every call of any day has its receipt, once" "$(receipts | wc -l) $(receipts | python3 -c 'import json, sys
print(len({json.loads(line)["id"] for line in sys.stdin}))')" "18 18"
hub_stop
ahead $((noon - day))
hub_again
same "a start with the clock behind: that day's quota is free" "$(ask_times 1)" "200 "
hub_stop
ahead $noon
hub_again
same "one with the right clock: today's is used up" "$(ask_times 1)" "429 "
hub_stop
is "the error log holds no alarm" test "$(grep -cE '\[(emerg|crit|alert)\]' "$work"/*/run/nginx/error.log | grep -vc ':0$')" = 0
finish
