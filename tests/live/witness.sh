#!/usr/bin/env bash
# Two regions watch each other's logs: debts that are counted, cosignatures that come, a witness that is away, one that is older.
. "$(dirname "$0")/lib_region.sh"
writer=$build/tests/receipt_writer
needs_program "$writer"

# as NAME: the region of that name is the one spoken of.
as()
{
    data=$work/$1
    url=${urls[$1]:-}
    server=${servers[$1]:-}
    out=$data.out
}

start()
{
    as "$1"
    needs_server "$1 is served"
    urls[$1]=$url
    servers[$1]=$server
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

receipts()
{
    mkdir -p "$data/hub/bukti"
    "$writer" "$data/hub/bukti" "$1" --ids "$data.ids" --consumer "${consumer:-1}"
}

post()
{
    code=$(curl -s -m 10 -o "$work/.answer" -D "$work/.headers" -w '%{http_code}' -X POST --data-binary "@$1" "$url/saksi/add-checkpoint")
    answer=$(cat "$work/.answer")
    headers=$(tr -d '\r' <"$work/.headers")
}

cosigned()
{
    [ "$(sed -n 2p "$data/ledger/pertukaran/checkpoint.cosigned" 2>/dev/null)" = "$1" ]
}

declare -A urls servers
python3 - >"$work/stranger" <<'END'
import base64, hashlib
name, raw = b"orang.lain/saksi", b"\4" + bytes(32)
print((name + b"+").decode() + hashlib.sha256(name + b"\n" + raw).hexdigest()[:8] + "+" + base64.b64encode(raw).decode())
END
is "a district is made" region kabupaten
is "a province is made" region provinsi
for each in kabupaten provinsi; do
    as "$each"
    is "$each has its keys" "$program" ledger --data "$data" --once
done

# --- without witnesses, and with one that is not there -------------------------------------------------------------------------
as provinsi
same "a region that witnesses nobody is no witness" "$(ls "$data/kunci" | grep -c saksi)" 0
printf 'menyaksikan:\n  - "%s"\n  - "%s"\n' "$(cat "$work/kabupaten/ledger/pertukaran/kunci")" \
    "$(cat "$work/kabupaten/ledger/perubahan/kunci")" >"$data/buku-besar.yaml"
start provinsi
is "its key is announced" within 5 test -s "$data/saksi/kunci"
same "to everybody" "$(curl -s -m 5 "$url/saksi/kunci")" "$(cat "$data/saksi/kunci")"
witness_key=$(cat "$data/saksi/kunci")
province=$url
stop

as kabupaten
printf 'kuorum: 1\nsaksi:\n  - {nama: provinsi, kunci: "%s", url: "%s/saksi"}\n' "$witness_key" "$province" >"$data/buku-besar.yaml"
start kabupaten
receipts 70
is "while the witness is away signing goes on" within 10 state_is pertukaran 'v["daun"]' 70
is "the debt is counted" within 10 state_is pertukaran 'v["utang_daun"]' 70
same "since when" "$(state pertukaran 'v["utang_sejak"] > 0')" true
is "and why" within 10 state_is pertukaran '"tidak menjawab" in v["saksi"][0].get("masalah", "")' true

# --- it comes back ----------------------------------------------------------------------------------------------------------------
as provinsi
port=${province##*:}
"$program" serve --data "$data" --port "$port" >>"$out" 2>&1 &
server=$! servers[provinsi]=$server
pids+=("$server")
url=$province
urls[provinsi]=$url
is "the witness is back at its address" within 30 answers
as kabupaten
is "the debt is paid" within 20 state_is pertukaran 'v["utang_daun"]' 0
is "the other log's as well" within 20 state_is perubahan 'v["utang_daun"]' 0
is "the head is cosigned" within 5 cosigned 70
has "by this witness" "$(cat "$data/ledger/pertukaran/checkpoint.cosigned")" "— ${witness_key%%+*} "
cp "$data/ledger/pertukaran/checkpoint.cosigned" "$work/seventy"
receipts 30
is "the next head too" within 20 cosigned 100
id=$(curl -s -m 5 "$url/ledger/pertukaran/checkpoint" | sed -n 2p)
same "and it is served with its cosignature" "$id $(curl -s -m 5 "$url/ledger/pertukaran/checkpoint" | grep -c '^—')" "100 2"

# --- a proof that carries the witness ------------------------------------------------------------------------------------------------
consumer=$(sql "select id from perangkat_daerah where kode = '2.02'")
receipts 1
is "a receipt of budi's agency is cosigned" within 20 cosigned 101
token budi baca
api GET "/ledger/bukti/$(tail -n 1 "$data.ids")"
cp "$work/.answer" "$work/proof.json"
printf 'log %s\nwitness provinsi %s\nquorum provinsi\n' "$(cat "$data/ledger/pertukaran/kunci")" "$witness_key" >"$work/policy"
has "its proof holds by a policy that asks for the witness" \
    "$("$program" proof check "$work/proof.json" --policy "$work/policy")" "Disaksikan ${witness_key%%+*} pada 20"
sed "s/^witness provinsi .*/witness provinsi $(sed 's/[\/&]/\\&/g' "$work/stranger")/" "$work/policy" >"$work/policy2"
"$program" proof check "$work/proof.json" --policy "$work/policy2" >"$work/.said" 2>&1
same "and not by one that asks for another" "$?" 3

# --- what a witness answers to others ----------------------------------------------------------------------------------------------
as provinsi
{ printf 'old 0\n\n' && cat "$work/seventy"; } >"$work/request"
post "$work/request"
same "an old size is answered with the one it knows" "$code $answer" "409 101"
has "in its own type" "$(header Content-Type)" "text/x.tlog.size"
sed '4,$s/prasasti/presasti/' "$work/request" >"$work/other"
post "$work/other"
same "a head without a signature that it knows is refused" "$code" 403
sed '3s/.*/dari.mana/' "$work/request" >"$work/other"
post "$work/other"
same "an origin that it does not know" "$code" 404
echo "halo" >"$work/other"
post "$work/other"
same "nonsense" "$code" 400
head -c 70000 /dev/zero | tr '\0' x >"$work/other"
post "$work/other"
same "a body beyond measure" "$code" 413
for i in $(seq 20); do
    cp "$work/request" "$work/racing.$i"
    curl -s -m 10 -o "$work/raced.$i" -X POST --data-binary "@$work/racing.$i" "$url/saksi/add-checkpoint" &
    racers[i]=$!
done
wait "${racers[@]}"
same "twenty at once are each told the same" "$(sort -u "$work"/raced.*)" 101
kill -9 "$(child ledger)"
post "$work/request"
is "killed, it says that it is busy or is back already" test "$code" = 503 -o "$code" = 409
again()
{
    post "$work/request" && [ "$code $answer" = "409 101" ]
}
is "and what it has seen it remembers" within 20 again

# --- an older copy of the district ------------------------------------------------------------------------------------------------
as kabupaten
cp -a "$data" "$work/salinan"
receipts 50
is "the district goes on" within 20 cosigned 151
stop
rm -rf "$data" && mv "$work/salinan" "$data"
receipts 3
start kabupaten
is "a copy of everything, restored, is betrayed by its witness" within 20 \
    state_is pertukaran '"pernah melihat 151" in v["saksi"][0]["masalah"]' true
is "which cosigns nothing of it" cosigned 101
stop

# --- settings that are wrong ---------------------------------------------------------------------------------------------------------
printf 'kuorum: 3\nsaksi:\n  - {nama: provinsi, kunci: "%s", url: "ftp://x"}\nsimpan: 5\n' "$witness_key" >"$data/buku-besar.yaml"
: >"$data.out"
start kabupaten
for words in 'url yang diawali' '"simpan" tidak dikenal' 'Kuorum 3 tidak dapat dipenuhi'; do
    is "wrong settings are told: $words" within 5 grep -qF "$words" "$data.out"
done
is "and signing goes on" within 10 state_is perubahan 'v["utang_daun"]' 0
stop
as provinsi
stop
is "nothing in the witness's log asks for attention" calm "$data.out"
finish
