#!/usr/bin/env bash
# Installs what a Debian machine lacks:  deps.sh [--check] run|test
#   run   what `make` and `make run` need          test   that, and what the tests need
# --check installs nothing: it names what is missing and ends with 1. Quick when everything is there.
# What makes PDF of letters (110 MB to fetch) is installed with `run` too, but nothing waits for it: without it letters are
# DOCX, and the pages say so. PRASASTI_NO_PDF=1 leaves it out.
set -uo pipefail

run_packages=(
    gcc libc6-dev make meson ninja-build pkg-config git python3
    libjansson-dev libyaml-dev libsqlite3-dev libpq-dev libssl-dev libsodium-dev libarchive-dev libexpat1-dev
    libxlsxwriter-dev libmicrohttpd-dev libcmark-dev libqrencode-dev libcurl4-openssl-dev
    nginx nginx-dev sqlite3
)
test_packages=(
    libcmocka-dev clang-14 llvm-14 libclang-rt-14-dev clang-format-14 clang-tidy-14 cppcheck
    postgresql chromium libxml2-utils openssl curl procps util-linux restic graphviz
)
pdf_packages=(libreoffice-writer-nogui poppler-utils)

check=0
if [ "${1:-}" = --check ]; then
    check=1
    shift
fi
case "${1:-}" in
run) wanted=("${run_packages[@]}") ;;
test) wanted=("${run_packages[@]}" "${test_packages[@]}") ;;
*)
    echo "pakai: scripts/deps.sh [--check] run|test" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "prasasti: bukan Debian; pasang sendiri padanan paket ini: ${wanted[*]} nodejs npm" >&2
    exit 0
fi

# A program may come from elsewhere than Debian: the command counts, not the package.
command -v node >/dev/null || wanted+=(nodejs)
command -v npm >/dev/null || wanted+=(npm)

command -v soffice >/dev/null && pdf_packages=()
[ "${PRASASTI_NO_PDF:-}" = 1 ] && pdf_packages=()
if [ "$1" = test ]; then # their tests must run
    wanted+=(${pdf_packages[@]+"${pdf_packages[@]}"})
    pdf_packages=()
fi

lacking() # PACKAGE...: those that are not installed, one a line
{
    printf '%s\n' "$@" | sort | comm -23 - <(
        dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
            awk '$2 == "installed" { print $1 }' | sort -u)
}

mapfile -t missing < <(lacking "${wanted[@]}")
pdf=()
if [ $check = 0 ] && [ ${#pdf_packages[@]} -gt 0 ]; then
    mapfile -t pdf < <(lacking "${pdf_packages[@]}")
fi
[ ${#missing[@]} -eq 0 ] && [ ${#pdf[@]} -eq 0 ] && exit 0

if [ $check = 1 ]; then
    echo "prasasti: paket yang belum terpasang: ${missing[*]}" >&2
    echo "prasasti: jalankan \`make deps\` atau \`make run\`; keduanya memasangnya." >&2
    exit 1
fi

sudo=()
if [ "$(id -u)" != 0 ]; then
    if [ ${#missing[@]} -eq 0 ] && ! command -v sudo >/dev/null; then
        echo "prasasti: tanpa ${pdf[*]} surat hanya keluar sebagai DOCX; pasang sebagai root bila perlu PDF." >&2
        exit 0
    fi
    if ! command -v sudo >/dev/null; then
        echo "prasasti: perlu hak root untuk memasang ${missing[*]}; masuk sebagai root, lalu jalankan \`make deps\`." >&2
        exit 1
    fi
    sudo=(sudo)
fi

apt()
{
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -qq -y "$@" </dev/null
}

log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

# The lists of a fresh machine are empty, those of an old one name versions that are gone: then once more, updated.
install()
{
    echo "prasasti: memasang $* …"
    apt install --no-install-recommends "$@" >"$log" 2>&1 && return
    apt update >>"$log" 2>&1
    apt install --no-install-recommends "$@" >>"$log" 2>&1 && return
    reason=$(grep -E '^E:' "$log" | tail -n 1)
    reason=${reason:-$(tail -n 1 "$log")}
    return 1
}

if [ ${#missing[@]} -gt 0 ] && ! install "${missing[@]}"; then
    echo "prasasti: pemasangan paket gagal: $reason" >&2
    exit 1
fi
if [ ${#pdf[@]} -gt 0 ] && ! install "${pdf[@]}"; then
    echo "prasasti: pembuat PDF tidak terpasang ($reason); surat keluar sebagai DOCX saja." >&2
fi

# Debian starts the services it installs. Prasasti runs its own nginx and the tests their own PostgreSQL,
# so those that were not here a minute ago are not left running.
for service in nginx postgresql; do
    case " ${missing[*]} " in
    *" $service "*)
        [ -d /run/systemd/system ] && "${sudo[@]}" systemctl --quiet disable --now "$service" 2>/dev/null
        ;;
    esac
done
exit 0
