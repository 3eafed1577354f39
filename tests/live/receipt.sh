#!/usr/bin/env bash
# Receipts of exchanges, from a worker's segment to a proof that a stranger checks: written by a stand-in for the hub's module.
. "$(dirname "$0")/lib_region.sh"
writer=$build/tests/receipt_writer
check=$(dirname "$0")/../verify_receipt.py
needs_program "$writer"

# write COUNT [OPTION…]: receipts between the agencies $consumer (budi) and $provider (joko); their ids go to $ids.
write()
{
    ids=$data.ids
    mkdir -p "$data/hub/bukti"
    "$writer" "$data/hub/bukti" "$1" --ids "$ids" --consumer "$consumer" --provider "$provider" "${@:2}"
}

leaves()
{
    sed -n 2p "$data/ledger/pertukaran/checkpoint" 2>/dev/null || echo 0
}

signed()
{
    [ "$(leaves)" -ge "$1" ]
}

state()
{
    answer=$(cat "$data/ledger/$1/keadaan.json" 2>/dev/null)
    pick "$2"
}

state_is()
{
    [ "$(state "$1" "$2")" = "$3" ]
}

proof_ok()
{
    "$program" proof check "$1" ${2:+--key "$2"}
}

refused()
{
    "$@" >"$work/.refused" 2>&1
    [ $? = 3 ]
}

# changed FILE PYTHON: a copy of a JSON proof with one thing changed.
changed()
{
    python3 -c 'import json, sys
v = json.load(open(sys.argv[1]))
exec(sys.argv[3])
json.dump(v, open(sys.argv[2], "w"))' "$1" "$work/changed.json" "$2"
}

one_engine()
{
    local id size first hub nobody other why how hidden
    is "$1: a region is made" region "receipt_$1" "$1" || return
    consumer=$(sql "select id from perangkat_daerah where kode = '2.02'")
    provider=$(sql "select id from perangkat_daerah where kode = '2.01'")
    needs_server "$1: it is served"
    is "$1: receipts are written" write 300
    is "$1: and become leaves within a second or two" within 5 signed 300

    # --- the public files --------------------------------------------------------------------------------------------
    same "$1: the head is served" "$(curl -s -m 5 "$url/ledger/pertukaran/checkpoint" | sed -n 2p)" 300
    same "$1: with its tiles" "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$url/ledger/pertukaran/tile/0/000")" 200
    for hidden in state lock letak/posisi letak/00000000.letak keadaan.json kunci; do
        same "$1: $hidden is not public" "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$url/ledger/pertukaran/$hidden")" \
            "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$url/ledger/pertukaran/none")"
    done

    # --- who may have a receipt ---------------------------------------------------------------------------------------
    id=$(sed -n 100p "$ids")
    same "$1: for whoever proves nothing it is not there" \
        "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$url/ledger/bukti/$id")" 404
    token budi baca
    api GET "/ledger/bukti/$id"
    same "$1: the consumer's agency has it" "$code" 200
    cp "$work/.answer" "$work/proof.json"
    same "$1: it is the one asked for" "$(pick 'json.loads(v["isi"])["id"] + v["id"]')" "$id$id"
    token joko baca
    api GET "/ledger/bukti/$id"
    same "$1: the provider's agency has it" "$code" 200
    for nobody in tamu sari pengelola; do
        token "$nobody" baca
        api GET "/ledger/bukti/$id"
        same "$1: for anybody else it is not there: $nobody" "$code" 404
    done
    other=$answer
    api GET "/ledger/bukti/00000000-0000-7000-8000-000000000000"
    same "$1: as one that never was" "$code $(pick 'v["title"] + v.get("detail", "")')" \
        "404 $(answer=$other pick 'v["title"] + v.get("detail", "")')"
    api GET "/ledger/bukti/bukan-nomor"
    same "$1: and as what is no id" "$code" 404
    token budi baca
    api GET "/ledger/bukti/$id?bentuk=pdf"
    same "$1: another form is refused" "$code" 422

    # --- checked offline -----------------------------------------------------------------------------------------------
    is "$1: the program accepts the file" proof_ok "$work/proof.json"
    is "$1: also against the key that is announced" proof_ok "$work/proof.json" "$(cat "$data/ledger/pertukaran/kunci")"
    is "$1: so does a stranger" "$check" "$work/proof.json" --key "$(cat "$data/ledger/pertukaran/kunci")"
    api GET "/ledger/bukti/$id?bentuk=zip"
    cp "$work/.answer" "$work/proof.zip"
    is "$1: a ZIP is accepted by the stranger" "$check" "$work/proof.zip"
    rm -rf "$work/unzipped" && mkdir "$work/unzipped"
    is "$1: it opens" python3 -m zipfile -e "$work/proof.zip" "$work/unzipped"
    is "$1: and by the program" proof_ok "$work/unzipped/bukti-$id"
    is "$1: and its folder by the stranger" "$check" "$work/unzipped/bukti-$id"
    while IFS='|' read -r why how; do
        changed "$work/proof.json" "$how"
        is "$1: $why is refused by the program" refused proof_ok "$work/changed.json"
        is "$1: $why is refused by the stranger" refused "$check" "$work/changed.json"
    done <<'END'
another status|v["isi"] = v["isi"].replace('"status":', '"status":1')
another salt|v["garam"] = v["garam"][:-1] + ("0" if v["garam"][-1] != "0" else "1")
another time|v["waktu"] += 1
another place|v["tlog_proof"] = v["tlog_proof"].replace("index ", "index 1", 1)
a shorter path|p = v["tlog_proof"].split("\n"); del p[2]; v["tlog_proof"] = "\n".join(p)
another number outside|v["id"] = v["id"][:-1] + ("0" if v["id"][-1] != "0" else "1")
another leaf outside|v["daun"] += 1
another tree size|v["tlog_proof"] = v["tlog_proof"].replace("\n300\n", "\n301\n", 1)
END
    changed "$work/proof.json" 'v["tlog_proof"] = v["tlog_proof"].removesuffix("\n")'
    is "$1: a note without its end is refused by the stranger too" refused "$check" "$work/changed.json"
    is "$1: another region's key is refused" refused "$check" "$work/proof.json" \
        --key "$(sed 's/^./X/' "$data/ledger/pertukaran/kunci")"
    same "$1: the verifier stays short enough to be read" "$(($(wc -l <"$check") <= 200))" 1

    # --- killed, and on ------------------------------------------------------------------------------------------------
    first=$(leaves)
    "$writer" "$data/hub/bukti" 0 --ids "$ids" --consumer "$consumer" --provider "$provider" --slot 1 --rate 2000 &
    hub=$!
    pids+=("$hub")
    for _ in 1 2 3; do
        sleep 0.4
        kill -9 "$(child ledger)"
    done
    kill -9 "$hub"
    wait "$hub" 2>/dev/null
    size=$(wc -l <"$ids")
    is "$1: after kill -9 of the ledger and the writer every acknowledged receipt becomes a leaf" within 20 signed "$size"
    is "$1: once: one record may stand without its acknowledgement" test "$(leaves)" -le $((size + 1))
    is "$1: there were some" test "$size" -gt "$first"
    is "$1: a proof from before still holds" proof_ok "$work/proof.json"
    api GET "/ledger/bukti/$(tail -n 1 "$ids")"
    same "$1: the last one acknowledged is there" "$code" 200
    cp "$work/.answer" "$work/last.json"
    is "$1: and holds" "$check" "$work/last.json"
    cp "$work/last.json" "$work/last-$1.json"
    same "$1: nothing is owed to witnesses where there are none" "$(state pertukaran 'v["utang_daun"]')" 0
    is "$1: the server ends well" stop
    is "$1: nothing in its log asks for attention" calm "$out"
    "$program" verify --data "$data" >"$work/verified" 2>&1
    same "$1: verify finds nothing" "$?" 0
    has "$1: and says what it looked at" "$(cat "$work/verified")" "Buku besar pertukaran: $(leaves) bukti"
}

# tampered WHY WANTED COMMAND…: a copy of the region, spoilt by the command, is found out with these words.
tampered()
{
    local why=$1 wanted=$2 code said
    shift 2
    rm -rf "$work/spoilt" && cp -a "$whole" "$work/spoilt"
    "$@" || is "$why: could be tried" false
    said=$("$program" verify --data "$work/spoilt" 2>&1)
    code=$?
    same "$why: ends with 3" "$code" 3
    has "$why: is named" "$said" "$wanted"
}

spoil_segment()
{
    python3 - "$work/spoilt/hub/bukti" "$1" <<'END'
import glob, os, struct, sys
folder, what = sys.argv[1:]
path = sorted(glob.glob(folder + "/*.bukti"))[0]
data = bytearray(open(path, "rb").read())
poly = [0] * 256
for i in range(256):
    c = i
    for _ in range(8):
        c = c >> 1 ^ (0x82F63B78 if c & 1 else 0)
    poly[i] = c
def crc32c(b):
    c = 0xFFFFFFFF
    for x in b:
        c = poly[(c ^ x) & 255] ^ c >> 8
    return c ^ 0xFFFFFFFF
at, n = 64, 0
while n < 10:
    length = struct.unpack(">I", data[at + 8:at + 12])[0]
    at, n = at + (88 + length + 7) // 8 * 8, n + 1
length = struct.unpack(">I", data[at + 8:at + 12])[0]
end = at + 88 + length
if what == "rewrite":  # with a checksum that fits
    body = data[at + 88:end].replace(b'"status":200', b'"status":500').replace(b'"status":403', b'"status":500')
    assert len(body) == length and body != data[at + 88:end]
    data[at + 88:end] = body
    data[at + 4:at + 8] = struct.pack(">I", crc32c(data[at + 8:end]))
else:
    data[end - 5] ^= 1
os.chmod(path, 0o600)
open(path, "wb").write(data)
END
}

for one in $(engines); do
    one_engine "$one"
    if [ "$one" = sqlite ]; then
        whole=$data
    fi
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "the same on PostgreSQL" "no server"

# --- what was changed behind our back (segments and logs are the same files with either database) ---------------------------
tampered "a receipt rewritten" "Baris milik daun 10 telah diubah" spoil_segment rewrite
tampered "a receipt rotten" "buku besar pertukaran: " spoil_segment bit
tampered "a segment removed" "(hilang)" bash -c 'rm "$(ls "$0"/hub/bukti/*.bukti | head -n 1)"' "$work/spoilt"
tampered "a tile changed" "buku besar pertukaran: " bash -c 'printf "\377" | dd of="$0/ledger/pertukaran/tile/0/000" bs=1 \
    seek=100 conv=notrunc status=none' "$work/spoilt"
tampered "an entry changed" "buku besar pertukaran: Daun" bash -c 'printf "\377" | dd \
    of="$0/ledger/pertukaran/tile/entries/000" bs=1 seek=100 conv=notrunc status=none' "$work/spoilt"

# --- an older copy ----------------------------------------------------------------------------------------------------------
data=$work/older
cp -a "$whole" "$data"
write 20 && "$program" ledger --data "$data" --once
rm -r "$data/ledger/pertukaran" && cp -a "$whole/ledger/pertukaran" "$data/ledger/pertukaran"
is "an older copy is not continued" test "$("$program" ledger --data "$data" --once 2>&1 | grep -c 'tidak dilanjutkan')" = 1
said=$("$program" verify --data "$data" 2>&1)
same "and verify finds it out" "$?" 3
has "in words" "$said" "ekornya dipotong"
is "it begins anew when told to" "$program" ledger --data "$data" --asal-baru pertukaran
is "and goes on" "$program" ledger --data "$data" --once
same "under a leaf that names the old head, then what the copy did not hold" "$(leaves)" 21
has "another origin" "$(head -n 1 "$data/ledger/pertukaran/checkpoint")" "/pertukaran/2"
is "which verifies" "$program" verify --data "$data"
is "and an old proof holds against the old key" "$check" "$work/last-sqlite.json" --key "$(cat "$whole/ledger/pertukaran/kunci")"

# --- contents whose time is over ---------------------------------------------------------------------------------------------
data=$work/kept
cp -a "$whole" "$data"
is "old receipts are written" write 50 --days-ago 40 --slot 7
"$program" ledger --data "$data" --once
old_id=$(sed -n "$(($(wc -l <"$ids") - 5))p" "$ids")
old_leaves=$(leaves)
echo 'simpan_hari: 30' >"$data/buku-besar.yaml"
engine=sqlite
needs_server "the region is served with a time for contents"
token budi baca
api GET "/ledger/bukti/$(sed -n 5p "$whole.ids")"
same "young contents stay" "$code" 200
gone()
{
    api GET "/ledger/bukti/$old_id"
    [ "$code" = 404 ]
}
is "old contents go" within 10 gone
stop
same "their leaves stay" "$(leaves)" "$old_leaves"
said=$("$program" verify --data "$data" 2>&1)
same "and everything verifies" "$?" 0
has "with their number" "$said" "50 di antaranya sudah dihapus isinya"
finish
