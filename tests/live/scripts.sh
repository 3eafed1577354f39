#!/usr/bin/env bash
# The scripts behind `make`, with stand-ins for apt-get, npm and the program: what they do, and what they say when they cannot.
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
fake=$work/bin
mkdir -p "$fake"

# stand_in NAME: a program of that name in front of the real one, from standard input.
stand_in()
{
    { echo '#!/bin/bash' && cat; } >"$fake/$1"
    chmod +x "$fake/$1"
}

# with COMMAND...: the stand-ins first; output to $said, code to $code.
with()
{
    said=$(PATH=$fake:$PATH "$@" 2>&1)
    code=$?
}

# --- deps.sh -------------------------------------------------------------------------------------------------------------
stand_in dpkg-query <<END
for word; do case \$word in -* | nginx | sqlite3) ;; *) echo "\$word installed" ;; esac; done
[ -f "$work/installed" ] && printf '%s installed\n' nginx sqlite3
exit 0
END
stand_in apt-get <<END
echo "\$DEBIAN_FRONTEND: \$*" >>"$work/apt"
[ -f "$work/no-network" ] && echo "E: Unable to fetch some archives" >&2 && exit 100
touch "$work/installed"
END
stand_in sudo <<END
echo sudo >>"$work/apt"
exec "\$@"
END
stand_in systemctl <<END
echo "\$*" >>"$work/systemctl"
END
: >"$work/apt"

with "$top/scripts/deps.sh" --check run
same "a check ends with 1 when something is missing" "$code" 1
has "it names what" "$said" "nginx sqlite3"
has "and how to install it" "$said" "make deps"
same "it installs nothing" "$(wc -c <"$work/apt")" 0

touch "$work/no-network"
with "$top/scripts/deps.sh" run
same "a failed installation ends with 1" "$code" 1
same "with one line besides the announcement" "$(wc -l <<<"$said")" 2
has "that gives the reason" "$said" "pemasangan paket gagal: E: Unable to fetch some archives"
has "after the lists were fetched anew" "$(cat "$work/apt")" "update"
rm "$work/no-network" "$work/apt"

with "$top/scripts/deps.sh" run
same "an installation succeeds" "$code" 0
has "without questions" "$(cat "$work/apt")" "noninteractive:"
has "of what is missing" "$(cat "$work/apt")" "install --no-install-recommends nginx sqlite3"
rm "$work/apt"
begun=$(now_ms)
with "$top/scripts/deps.sh" run
is "with everything there it is quick" test $(($(now_ms) - begun)) -lt 300
same "and silent" "$code:$said" "0:"
is "and asks for nothing" test ! -e "$work/apt"

# What makes PDF is asked for, but nothing waits for it.
stand_in dpkg-query <<END
for word; do case \$word in -* | libreoffice*) ;; *) echo "\$word installed" ;; esac; done
exit 0
END
mkdir -p "$work/plain" # a machine without LibreOffice
for tool in bash env awk comm sort id grep tail rm mktemp printf cat touch; do
    ln -sf "$(command -v $tool)" "$work/plain/$tool"
done
for tool in dpkg-query apt-get sudo systemctl; do
    ln -sf "$fake/$tool" "$work/plain/$tool"
done
printf '#!/bin/bash\n' | tee "$work/plain/node" >"$work/plain/npm"
chmod +x "$work/plain/node" "$work/plain/npm"
plainly()
{
    said=$(PATH=$work/plain "$@" 2>&1)
    code=$?
}
plainly "$top/scripts/deps.sh" run
same "LibreOffice is installed for PDF" "$code" 0
has "by itself" "$(cat "$work/apt")" "install --no-install-recommends libreoffice-writer-nogui"
touch "$work/no-network"
plainly "$top/scripts/deps.sh" run
same "when that fails the rest goes on" "$code" 0
has "and it is said" "$said" "surat keluar sebagai DOCX saja"
plainly "$top/scripts/deps.sh" --check run
same "a check does not ask for it" "$code" 0
rm -f "$work/apt"
plainly env PRASASTI_NO_PDF=1 "$top/scripts/deps.sh" run
is "and it can be left out" test "$code" = 0 -a ! -e "$work/apt"

# --- run.sh --------------------------------------------------------------------------------------------------------------
mkdir -p "$work/tree/scripts" "$work/tree/build" "$work/tree/data"
echo 'the accounts' >"$work/tree/data/demo-akun.txt"
echo 'three things' >"$work/tree/data/coba.txt"
cp "$top/scripts/run.sh" "$work/tree/scripts/"
cat >"$work/tree/build/prasasti" <<'END'
#!/bin/bash
echo "$*"
if [ "$1" = init ]; then
    mkdir -p "$3"
    [ ! -f fail ] || exit 1
fi
END
chmod +x "$work/tree/build/prasasti"
cd "$work/tree" || exit 1

touch fail
with scripts/run.sh
same "a failed beginning ends with 1" "$code" 1
is "and leaves no half of a demonstration" test ! -e demo
rm fail
with env PORT=8123 REGULATION=some-1-2020 scripts/run.sh
same "the first run begins a region, names its accounts and serves it" "$said" \
    "init --data ./demo --regulation some-1-2020 --demo
the accounts
three things
serve --data ./demo --port 8123"
with env REGULATION=some-1-2020 scripts/run.sh
same "the second only serves it" "$said" "the accounts
three things
serve --data ./demo --port 8080"
with env REGULATION=other-2-2021 scripts/run.sh
same "another regulation ends with 1" "$code" 1
same "in one line" "$(wc -l <<<"$said")" 1
has "that says what is there and what to do" "$said" "./demo berisi some-1-2020, bukan other-2-2021; hapus dulu (rm -r demo)"

# --- web.sh --------------------------------------------------------------------------------------------------------------
mkdir -p web
cp "$top/scripts/web.sh" scripts/
stand_in npm <<END
echo "npm \$*" >>"$work/npm"
mkdir -p node_modules && touch node_modules/.package-lock.json
END
with scripts/web.sh
same "without a build of styles nothing is done" "$code:$said" "0:"
echo 'mkdir -p web/dist; date +%N >web/dist/app.css' >web/build.sh
echo '{}' >web/package-lock.json
with scripts/web.sh
same "styles are built once" "$code:$(wc -l <"$work/npm")" "0:1"
first=$(cat web/dist/app.css)
with scripts/web.sh
same "and not again" "$(cat web/dist/app.css):$(wc -l <"$work/npm")" "$first:1"
sleep 0.02
echo 'a{}' >web/style.css
with scripts/web.sh
is "but after a change" test "$first" != "$(cat web/dist/app.css)"
same "which is no reason to ask npm" "$(wc -l <"$work/npm")" 1
cd "$top" || exit 1
finish
