#!/usr/bin/env bash
# Installs what a Debian machine lacks:  deps.sh [--check] run|test
#   run   what `make` and `make run` need          test   that, and what the tests need
# --check installs nothing: it names what is missing and ends with 1. Quick when everything is there.
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

missing=()
while read -r package; do
    [ -n "$package" ] && missing+=("$package")
done < <(printf '%s\n' "${wanted[@]}" | sort | comm -23 - <(
    dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
        awk '$2 == "installed" { print $1 }' | sort -u))
[ ${#missing[@]} -eq 0 ] && exit 0

if [ $check = 1 ]; then
    echo "prasasti: paket yang belum terpasang: ${missing[*]}" >&2
    echo "prasasti: jalankan \`make deps\` atau \`make run\`; keduanya memasangnya." >&2
    exit 1
fi

sudo=()
if [ "$(id -u)" != 0 ]; then
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

echo "prasasti: memasang ${missing[*]} …"
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
# The lists of a fresh machine are empty, those of an old one name versions that are gone: then once more, updated.
if ! apt install --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    apt update >>"$log" 2>&1
    if ! apt install --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
        reason=$(grep -E '^E:' "$log" | tail -n 1)
        echo "prasasti: pemasangan paket gagal: ${reason:-$(tail -n 1 "$log")}" >&2
        exit 1
    fi
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
