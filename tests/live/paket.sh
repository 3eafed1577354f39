#!/usr/bin/env bash
# Handing over, end to end on both engines: accounts out of a sheet and their slips; a paket pemeriksaan whose proofs are checked
# off line, with tampering named and rights kept; a reader by Surat Tugas who is refused, limited and counted.
. "$(dirname "$0")/lib_region.sh"

# get COOKIE PATH [CURL…]: leaves $code and $answer
get()
{
    local who=$1 path=$2
    shift 2
    code=$(curl -s -m 60 -o "$work/out" -w '%{http_code}' -H "Cookie: sesi=$who" "$@" "$url$path")
    answer=$(tr -d '\0' <"$work/out")
}

form()
{
    local who=$1 page=$2 path=$3 token
    shift 3
    token=$(curl -s -m 30 -H "Cookie: sesi=$who" "$url$page" | grep -o 'name="_csrf" value="[^"]*"' | head -n 1 | cut -d'"' -f4)
    get "$who" "$path" -F "_csrf=$token" "$@"
}

# unpack ZIP FOLDER: with Python, which believes nothing
unpack()
{
    python3 - "$1" "$2" <<'EOF'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    assert len(set(z.namelist())) == len(z.namelist()), 'two of one name'
    assert not any(n.startswith('/') or '..' in n for n in z.namelist())
    z.extractall(sys.argv[2])
EOF
}

paket()
{
    rm -rf "$work/paket" "$work/p.zip"
    said=$("$program" paket --data "$data" --out "$work/p.zip" "$@" 2>&1)
    code=$?
    [ $code = 0 ] && mkdir "$work/paket" && unpack "$work/p.zip" "$work/paket"
}

# Links of its pages lead to files that are there.
links_hold()
{
    python3 - "$1" <<'EOF'
import html.parser, os, sys
root, bad = sys.argv[1], []
class P(html.parser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        for k, v in attrs:
            assert tag not in ('script', 'link', 'img'), tag
            if k == 'href' and not os.path.exists(os.path.join(os.path.dirname(self.path), v)):
                bad.append((self.path, v))
n = 0
for d, _, files in os.walk(root):
    for f in files:
        if f.endswith('.html') and '/lampiran' not in d:
            p = P(); p.path = os.path.join(d, f); p.feed(open(p.path).read()); n += 1
assert n > 1 and not bad, bad[:3]
EOF
}

accounts()
{
    cat >"$work/akun.csv" <<'EOF'
Nama;Username;NIP;Jabatan;OPD;Jenjang;Email
Ani Lestari;ani.lestari;199501012020012001;Pengelola Data;Dinkes;Operator;ani@contoh.go.id
Bayu Segara;bayu.segara;199501012020011002;Verifikator Data;Dinas Pendidikan;Verifikator;bayu@contoh.go.id
Budi Santoso;budi;199212122018011002;Pengelola Data;Dinas Kesehatan;Operator;
EOF
    said=$("$program" import --data "$data" akun "$work/akun.csv" 2>&1)
    same "$engine: a dry run makes no account" "$(sql "select count(*) from akun where nama_pengguna like 'ani%'")" 0
    said=$("$program" import --data "$data" akun "$work/akun.csv" --apply 2>&1)
    is "$engine: accounts come out of a sheet" test $? = 0
    same "$engine: agencies by name and short name, those known once" \
        "$(sql "select nama_pengguna, (select singkatan from perangkat_daerah p where p.id = a.perangkat_daerah) from akun a where nip in ('199501012020012001', '199501012020011002', '199212122018011002') order by nip")" \
        "$(printf 'budi|Dinkes\nbayu.segara|Disdik\nani.lestari|Dinkes')"
    said=$("$program" akun slip --data "$data" 2>/dev/null)
    same "$engine: a slip for each account without password" "$(grep -c 'kata sandi ' <<<"$said")" 2
    secret=$(grep -A1 'ani.lestari' <<<"$said" | awk '/kata sandi/ {print $3}')
    is "$engine: nothing secret is kept as text" test -z "$(sql "select 1 from who_sandi where sandi like '%$secret%'")"
    is "$engine: nor told twice" test -z "$("$program" akun slip --data "$data" 2>/dev/null)"
    same "$engine: and must be changed at the first login" "$(sql "select wajib_ganti from who_sandi s join akun a on a.id = s.akun where nama_pengguna = 'ani.lestari'")" 1
}

archive()
{
    paket --pd Dinkes --register aplikasi,permohonan
    is "$engine: a paket is made" test "$code" = 0 || return
    is "$engine: its files are what SHA256SUMS says" bash -c "cd '$work/paket' && sha256sum --quiet -c SHA256SUMS"
    is "$engine: its pages lead to what is there, and fetch nothing" links_hold "$work/paket"
    has "$engine: it explains itself" "$(cat "$work/paket/BACA-SAYA.txt")" "prasasti proof check bukti"
    has "$engine: rows of the agency are in" "$(cat "$work/paket/register/aplikasi.csv")" SIMPUS
    is "$engine: rows of others are not" test -z "$(grep 'Dinas Pendidikan' "$work/paket/register/aplikasi.csv")"
    has "$engine: what changed is told" "$(cat "$work/paket/riwayat/aplikasi.csv")" "SIMPUS;1;"
    key=$(cat "$data/ledger/perubahan/kunci")
    said=$(env -i "$program" proof check "$work/paket/bukti" --key "$key" 2>&1)
    same "$engine: every proof holds off line" "$?:$(grep -c ' 0 tidak sah' <<<"$said")" 0:1
    said=$(env -i "$program" proof check "$work/paket/bukti" --key "${key%?}A" 2>&1)
    is "$engine: not with another key" test $? != 0
    victim=$(basename "$(ls -d "$work/paket/bukti"/aplikasi-* | head -n 1)")
    sed -i 's/"versi":1/"versi":2/' "$work/paket/bukti/$victim/isi.json"
    said=$(env -i "$program" proof check "$work/paket/bukti" --key "$key" 2>&1)
    same "$engine: what was tampered with is named, alone" "$?:$(grep -c 'TIDAK SAH' <<<"$said"):$(grep -c "$victim" <<<"$said")" 3:1:1
    "$program" ledger --data "$data" --once >/dev/null 2>&1
    same "$engine: that it was made is an event, with its digest" \
        "$(sql "select count(*) from peristiwa where isi like '%\"aksi\":\"paket_pemeriksaan\"%' and isi like '%$(sha256sum "$work/p.zip" | cut -c1-64)%'")" 1
    paket --sampai 2020-01-01
    same "$engine: before anything was recorded there is nothing" "$(ls "$work/paket/bukti" 2>/dev/null | wc -l)" 0
    paket --akun budi --register aplikasi
    is "$engine: with an operator's rights" test "$code" = 0
    paket --register tidakada
    has "$engine: a register that is not there is named" "$said" tidakada
}

reader()
{
    local cookie=
    session endah
    get "$cookie" /r/aplikasi
    has "$engine: a reader by Surat Tugas is told so" "$answer" "Surat Tugas 700/45/ITDA/2026"
    same "$engine: and sees her scope alone" "$(grep -o 'data-label="Perangkat Daerah">[^<]*' <<<"$answer" | sort -u | cut -d'>' -f2)" "Dinas Kesehatan"
    get "$cookie" /r/risiko
    same "$engine: another register is closed" "$code" 403
    token endah tulis
    api POST /api/v1/aplikasi -H 'Content-Type: application/json' -d '{"nama":"x"}'
    same "$engine: her token writes nothing" "$code" 403
    form "$cookie" /r/aplikasi /r/aplikasi/baru -F nama=x
    same "$engine: her form is refused" "$code" 403
    has "$engine: with the reason" "$answer" "hanya membaca"
    is "$engine: what she opened is counted" test "$(sql "select coalesce(sum(kali), 0) from who_kunjungan")" -ge 3
    paket --akun endah
    is "$engine: her paket holds her scope" test "$code" = 0
    same "$engine: and nothing else" "$(ls "$work/paket/register" | grep -cE '^(risiko|akun|tim)\.csv')" 0
    sql "update akun set selesai = '2020-01-01' where nama_pengguna = 'endah'" >/dev/null
    get "$cookie" /r/aplikasi
    same "$engine: after her last day she is out" "$code" 303
    sql "update akun set selesai = '2099-01-01' where nama_pengguna = 'endah'" >/dev/null
}

for engine in $(engines); do
    region "$engine" "$engine" || is "$engine: a region is made" false
    serve || is "$engine: it serves" false
    reader
    stop
    "$program" ledger --data "$data" --once >/dev/null 2>&1
    accounts
    "$program" ledger --data "$data" --once >/dev/null 2>&1
    archive
done
[ -n "${PRASASTI_TEST_PG:-}" ] || skip "pg: the same on PostgreSQL" "no PostgreSQL (PRASASTI_TEST_PG)"
finish
