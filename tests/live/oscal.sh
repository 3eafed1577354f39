#!/usr/bin/env bash
# The regulation as OSCAL: valid by the official schemas for every regulation there is, the same over HTTP, with rights, with
# tags, and with refusals that say why.
. "$(dirname "$0")/lib_region.sh"
. "$(dirname "$0")/lib_npm.sh"
schemas=${PRASASTI_SHARED:-}/skema
texts=${PRASASTI_SHARED:-}/peraturan
regulations=(sumenep-39-2023 bekasi-2-2023 bogor-24-2021 purbalingga-90-2021 banjar-39-2023)

valid()
{
    node "$npm_folder/oscal.mjs" "$schemas" "$@"
}

# documents NAME [OPTION…]: all three, as the command writes them.
documents()
{
    local name=$1 kind
    shift
    for kind in katalog profil hasil; do
        "$program" norms --data "$data" --oscal $kind "$@" >"$work/$name-$kind.json" || return
    done
}

judge()
{
    if [ -n "${PRASASTI_SHARED:-}" ] && [ -d "$schemas" ]; then
        is "$1: valid by the schemas, nothing empty, no reference astray" valid "$work/$2"-{katalog,profil,hasil}.json
    else
        skip "$1: valid by the schemas" "the official schemas are not there (PRASASTI_SHARED)"
    fi
}

every_regulation()
{
    for regulation in "${regulations[@]}"; do
        region "$regulation" sqlite || is "$regulation: a region is made" false
        is "$regulation: the three documents are made" documents "$regulation"
        judge "$regulation" "$regulation"
    done
    [ -f "$texts/$regulation.txt" ] || {
        skip "$regulation: with the headings of its text" "the text is not there (PRASASTI_SHARED)"
        return
    }
    is "$regulation: its text is loaded" "$program" regulation load "$texts/$regulation.txt" --data "$data"
    is "$regulation: the documents again" documents text
    judge "$regulation with its text" text
    answer=$(<"$work/text-katalog.json")
    is "$regulation: Bagian and Paragraf are groups" test \
        "$(pick 'len([g for c in v["catalog"]["groups"] for g in c.get("groups", [])]) > 20')" = true
    same "$regulation: the same provisions with and without it" "$(pick 'len(re.findall(r"_smt[^\"]*\",\"name\"", json.dumps(v, separators=(",", ":"))))')" \
        "$(grep -oE '_smt[^"]*","name"' "$work/$regulation-katalog.json" | wc -l)"
}

refused()
{
    same "$1: $2" "$code" "$2"
    is "$1: problem+json" grep -qi '^content-type: application/problem+json' <<<"$headers"
    has "$1: says $3" "$answer" "$3"
}

refusals()
{
    api GET "$at/hasil.json?pada=2026-02-30"
    refused "a day that does not exist" 422 2026-02-30
    api GET "$at/hasil.json?pada=kemarin"
    refused "a word for a day" 422 pada
    api GET "$at/hasil.json?pada=2199-01-01"
    refused "a day to come" 422 "belum tiba"
    api GET /kepatuhan/lain-1-2020/katalog.json
    refused "another regulation" 404 lain-1-2020
    api GET "$at/lain.json"
    same "another document: 404" "$code" 404
    api POST "$at/katalog.json"
    same "a method that is not served: 405" "$code:$(header Allow)" "405:GET, HEAD"
    key=
    api GET "$at/hasil.json"
    refused "nobody" 401 masuk
    said=$("$program" norms --data "$data" --oscal lain 2>&1)
    same "the command: another document" "$?" 2
    has "the command: says which there are" "$said" "katalog, profil, atau hasil"
    said=$("$program" norms --data "$data" --oscal hasil --on 2199-01-01 2>&1)
    same "the command: a day to come" "$?" 1
    has "the command: says why" "$said" "belum tiba"
    said=$("$program" norms --data "$data" --oscal katalog --on 2026-01-01 2>&1)
    same "the command: a day for the catalogue" "$?" 2
}

# tagged KIND: it answers, HEAD answers alike, and who has it is told so.
tagged()
{
    api GET "$at/$1.json"
    same "$1: it answers" "$code:$(header Content-Type)" "200:application/json"
    cp "$work/.answer" "$work/http-$1.json"
    local tag
    tag=$(header ETag)
    api GET "$at/$1.json" -H "If-None-Match: $tag"
    same "$1: who has it is told so" "$code:$(header Content-Length)" 304:
    api GET "$at/$1.json" -I
    same "$1: HEAD has the same tag" "$code:$(header ETag)" "200:$tag"
}

over_http()
{
    at=/kepatuhan/$regulation
    token budi
    tagged katalog
    modified=$(header Last-Modified)
    api GET "$at/katalog.json" -H "If-Modified-Since: $modified"
    same "katalog: nor is it sent again to who has that day's" "$code" 304
    tagged profil
    tagged hasil
    judge "over HTTP" http
    has "our properties are named after the host" "$(<"$work/http-profil.json")" "\"https://127.0.0.1:$port/ns/oscal\""
    local tag
    tag=$(header ETag)
    sql "update aplikasi set klasifikasi = 'rahasia' where nama = 'SIMRS'"
    is "the documents as the owner of the data folder" documents secret
    is "whom nothing is hidden from reads of a secret row" grep -q SIMRS "$work/secret-hasil.json"
    api GET "$at/hasil.json" -H "If-None-Match: $tag"
    same "to another agency it is another document now" "$code" 200
    is "that says nothing of it" bash -c '! grep -q SIMRS "$1"' - "$work/.answer"
    has "but that there is one" "$answer" "baris lagi ikut menentukan"
    api GET "$at/hasil.json?pada=$(date -d yesterday +%F)"
    same "a day before the region was made has nothing found" "$code:$(pick '"findings" in v["assessment-results"]["results"][0]')" "200:false"
    api GET /api/v1/openapi.json
    same "the description names them" "$(pick 'sorted(p for p in v["paths"] if p.startswith("/kepatuhan/"))')" \
        '["/kepatuhan/{peraturan}/hasil.json", "/kepatuhan/{peraturan}/katalog.json", "/kepatuhan/{peraturan}/profil.json"]'
    same "with the day that may be asked for" \
        "$(pick '[p["name"] for p in v["paths"]["/kepatuhan/{peraturan}/hasil.json"]["get"]["parameters"]]')" '["peraturan", "pada"]'
    refusals
}

[ -z "${PRASASTI_SHARED:-}" ] || is "ajv is installed" packages || finish
every_regulation
needs_server "it serves"
over_http
stop
is "the log is calm" calm "$out"
if [ -n "${PRASASTI_TEST_PG:-}" ]; then
    region pg pg || is "pg: a region is made" false
    is "pg: the three documents are made" documents pg
    judge pg pg
else
    skip "pg: the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
fi
finish
