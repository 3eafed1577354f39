#!/usr/bin/env bash
# The disk of a region is full while programs exchange data: the hub closes in words, pages go on, it opens by itself, and nothing
# that was acknowledged is lost. Needs a mount of its own (root).
. "$(dirname "$0")/lib_region.sh"
. "$(dirname "$0")/lib_load.sh"
if [ ! -e "$build/hub/ngx_http_prasasti_module.so" ]; then
    skip "a full disk" "no module in this build"
    finish
fi
mkdir "$work/disk"
if ! mount -t tmpfs -o size=120m tmpfs "$work/disk" 2>/dev/null; then
    skip "a full disk" "no mount without rights"
    finish
fi
trap 'clean_up_disk' EXIT
clean_up_disk()
{
    local pid
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill -TERM "$pid" 2>/dev/null
    done
    wait
    umount "$work/disk"
    clean_up
}

is "a region is made" region disk/r
needs_server "it serves"
strict_service
load --rate 300
sleep 1

for round in 1 2; do
    head -c 200000000 /dev/zero >"$work/disk/penuh" 2>/dev/null
    same "round $round: the disk is full" "$(df --output=avail "$work/disk" | tail -n 1 | xargs)" 0
    closed()
    {
        call
        [ "$status" = 503 ]
    }
    is "  the hub closes" within 20 closed
    same "  by its own words" "$(python3 -c 'import json, sys
v = json.load(sys.stdin)
print(v["kode"], v["status"], bool(v["detail"] and v["langkah"] and v["penanggung_jawab"]), v["nomor_rujukan"])' <<<"$body")" \
        "bukti_tidak_dapat_ditulis 503 True $receipt"
    has "  that say what to do" "$body" "terbuka kembali dengan sendirinya"
    is "  pages go on" answers
    same "  the log's files too" "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$url/ledger/pertukaran/checkpoint")" 200
    sleep 1
    is "  nobody died of it" test "$(grep -c 'sinyal' "$out")" = 0
    rm "$work/disk/penuh"
    is "  with room it opens by itself" within 5 passes
done
sleep 1
load_ends
is "there was load" test "$(grep -c '^200' "$work/acks")" -gt 100
counted
same "no acknowledged receipt is lost" "$lost" 0
same "none stands twice" "$all" "$distinct"
is "each is one leaf ($all)" within 20 all_leaves
token pengelola
send PATCH "/api/v1/layanan_penghubung/$service" '{"batas_waktu": 20}' -H "If-Match: \"v$(sql "select versi from layanan_penghubung where id = $service")\""
same "what people write is written again" "$code" 200
stop
quota_back
is "and everything verifies" "$program" verify --data "$data"
is "no sanitizer and no fault spoke" test "$(grep -cE 'Sanitizer|runtime error:|Assertion' "$out")" = 0
finish
