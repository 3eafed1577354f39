# Pages as somebody logged in gets and sends them, and the text of what he downloads. Sourced after lib_region.sh, not run.

# get USER-COOKIE PATH [CURL…]: leaves $code, $answer and $work/out
get()
{
    local who=$1 path=$2
    shift 2
    code=$(curl -s -m 90 -o "$work/out" -w '%{http_code}' -H "Cookie: sesi=$who" "$@" "$url$path")
    answer=$(tr -d '\0' <"$work/out")
}

# form USER-COOKIE PAGE PATH [CURL…]: posts with the token of that page
form()
{
    local who=$1 page=$2 path=$3 token
    shift 3
    token=$(curl -s -m 30 -H "Cookie: sesi=$who" "$url$page" | grep -o 'name="_csrf" value="[^"]*"' | head -n 1 | cut -d'"' -f4)
    get "$who" "$path" -F "_csrf=$token" "$@"
}

# words FILE: the text of a DOCX as Python reads it, a line a paragraph
words()
{
    python3 - "$1" <<'EOF'
import sys, zipfile
import xml.etree.ElementTree as E
W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None and z.namelist()[0] == '[Content_Types].xml'
    for n in z.namelist():
        if n.endswith(('.xml', '.rels')):
            E.fromstring(z.read(n))
    for p in E.fromstring(z.read('word/document.xml')).iter(W + 'p'):
        print(''.join(t.text or '' for t in p.iter(W + 't')))
EOF
}
