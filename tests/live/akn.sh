#!/usr/bin/env bash
# The regulation as Akoma Ntoso over HTTP, through nginx: addresses, forms, conditions, refusals; and the command.
. "$(dirname "$0")/lib_region.sh"
text=$(cd "$(dirname "$0")/../golden/akn" && pwd)/contoh.txt
work_iri=/akn/id-6303/act/perbup/2023/39
ex=$work_iri/ind@2023-09-22
xsd=${PRASASTI_SHARED:-$(dirname "$0")/../../../shared}/skema/akomantoso30.xsd

# ask PATH [CURL…]: as nobody; leaves $code, $answer, $headers.
ask()
{
    local path=$1
    shift
    : >"$work/.answer" # curl leaves it alone when nothing comes
    code=$(curl -s -m 30 --path-as-is -o "$work/.answer" -D "$work/.headers" -w '%{http_code}' "$@" "$url$path")
    answer=$(tr -d '\0' <"$work/.answer")
    headers=$(tr -d '\r' <"$work/.headers")
}

# refused CODE WHY WORDS…: problem+json with these words.
refused()
{
    local want=$1 why=$2 word
    shift 2
    same "$why: $want" "$code" "$want"
    is "$why: problem+json" grep -qi '^content-type: application/problem+json' <<<"$headers"
    for word; do
        has "$why: says $word" "$answer" "$word"
    done
}

xml_of()
{
    same "$1: 200" "$code" 200
    same "$1: its type" "$(header Content-Type)" "$2"
    is "$1: well-formed" xmllint --nonet --noout "$work/.answer"
    if [ -r "$xsd" ]; then
        is "$1: as the official schema says" xmllint --nonet --noout --schema "$xsd" "$work/.answer"
    else
        skip "$1: as the official schema says" "no $xsd"
    fi
}

addresses()
{
    local path
    for path in "$work_iri" "$work_iri/ind" "$work_iri/ind@" "$ex" "$ex/!main" "$ex.xml" "$work_iri.xml"; do
        ask "$path"
        xml_of "$path" application/akn+xml
        has "$path: this regulation" "$answer" "FRBRuri value=\"$ex\""
    done
    same "an ending makes a file" "$(header Content-Disposition | grep -c 'attachment; filename="akn_id-6303_act_perbup_2023_39_ind@2023-09-22.xml"')" 1
    for path in "$work_iri/~art_2__para_2" "$ex/~art_2__para_2" "$ex/~art_2__para_2.xml"; do
        ask "$path"
        xml_of "$path" application/akn+xml
        has "$path: that provision" "$answer" '<paragraph eId="art_2__para_2">'
        is "$path: and no other" bash -c '! grep -q art_3 <<<"$1"' - "$answer"
    done
    ask "$ex/~att_1"
    xml_of "an attachment" application/akn+xml
}

forms()
{
    ask "$work_iri" -H 'Accept: application/json'
    same "as JSON" "$code:$(header Content-Type | cut -d';' -f1)" 200:application/json
    same "with the same address" "$(pick 'v["iri"]')" "$ex"
    same "and eIds" "$(pick '[x["eId"] for x in v["pohon"]["isi"]][:3]')" '["preface", "recs", "cits"]'
    ask "$ex/~art_4.json"
    same "one provision as JSON" "$(pick 'v["pohon"]["tanda"]')" "Pasal 4"
    ask "$work_iri" -H 'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    xml_of "to a browser" application/xml
    ask "$work_iri" -H 'Accept: application/akn+xml;q=0.1, application/json;q=0.5'
    same "what is wanted more" "$(header Content-Type | cut -d';' -f1)" application/json
    ask "$work_iri" -H 'Accept: image/png'
    refused 406 "a form there is none of" "application/akn+xml"
    ask "$work_iri" -H 'Accept: application/akn+xml;q=0'
    refused 406 "a form refused by its reader" "tidak tersedia"
    ask "$ex.xml" -H 'Accept: application/json'
    refused 406 "an ending against Accept" "XML"
}

conditions()
{
    local tag since
    ask "$work_iri"
    tag=$(header ETag) since=$(header Last-Modified)
    same "an answer for everybody" "$(header Access-Control-Allow-Origin)" '*'
    has "that differs by form" "$(header Vary)" Accept
    is "with a day" grep -qE '^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$' <<<"$since"
    ask "$work_iri" -H "If-None-Match: $tag"
    same "who has it: 304" "$code:$answer" 304:
    ask "$work_iri" -H "If-None-Match: \"lain\""
    same "who has another" "$code" 200
    ask "$work_iri" -H "If-Modified-Since: $since"
    same "who has it since then: 304" "$code" 304
    ask "$work_iri" -H "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"
    same "who has an older one" "$code" 200
    ask "$work_iri" -H "If-Modified-Since: kemarin"
    same "a day nobody can read" "$code" 200
    ask "$work_iri" -H "If-None-Match: $tag" -H 'Accept: application/json'
    same "another form is another thing" "$code" 200
    ask "$work_iri" -I
    same "HEAD" "$code:$(header ETag)" "200:$tag"
    ask "$work_iri" -X OPTIONS
    same "may a page elsewhere read it" "$code:$(header Access-Control-Allow-Origin)" '204:*'
}

refusals()
{
    ask /akn/id-6303/act/perbup/2023/40
    refused 404 "another number" "/akn/id-6303/act/perbup/2023/39"
    ask /akn/id-6303/act/perbup/2023/391
    refused 404 "a longer number" tidak
    ask /akn/id/act/uu/2009/25
    refused 404 "another act" tidak
    ask "$work_iri/eng"
    refused 404 "another language" bahasa
    ask "$work_iri/ind@2024-01-01"
    refused 404 "another day" 2024-01-01
    ask "$ex/~art_99"
    refused 404 "a provision that is not there" art_99 eId
    ask "$ex/~"
    refused 404 "no provision" tidak
    ask "$work_iri" -X POST
    refused 405 "a change" tidak
    has "what may be asked" "$(header Allow)" GET
    ask "$work_iri" -X DELETE
    refused 405 "a removal" tidak
    ask /akn/
    same "nothing at all" "$code" 404
}

command()
{
    local said
    said=$("$program" regulation read "$text" --akn 2>"$work/.err" >"$work/akn.xml"; cat "$work/.err")
    is "the command writes it" xmllint --nonet --noout "$work/akn.xml"
    has "and says what is missing" "$said" "kode wilayah"
    "$program" regulation read "$text" --akn --regulation banjar-39-2023 2>"$work/.err" >"$work/akn.xml"
    has "with a pack it has its address" "$(cat "$work/akn.xml")" 'FRBRuri value="/akn/id-6303/act/perbup/2023/39"'
    has "and says when they do not fit" "$(cat "$work/.err")" "nomor 7"
    is "an unknown pack is refused" bash -c '! "$1" regulation read "$2" --akn --regulation tak-ada 2>/dev/null' - "$program" "$text"
    is "one form at a time" bash -c '! "$1" regulation read "$2" --akn --json 2>/dev/null' - "$program" "$text"
}

region akn sqlite || is "a region is made" false
needs_server "it serves"
ask "$work_iri"
refused 404 "before a text is loaded" "belum dimuat" "prasasti regulation load"
is "a text is loaded" "$program" regulation load "$text" --data "$data"
addresses
forms
conditions
refusals
command
session wati
code=$(curl -s -m 30 -o "$work/.answer" -w '%{http_code}' -H "Cookie: sesi=$cookie" "$url/pemenuhan")
has "the overview leads to it" "$(cat "$work/.answer")" "href=\"$ex.xml\""
stop
is "the log is calm" calm "$out"
finish
