#!/usr/bin/env bash
# From the text of a regulation to a running region: draft, check, init, edit, serve; and what is refused on the way.
. "$(dirname "$0")/lib_region.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
own=$top/tests/regulations/tirta-wening-7-2024
text=$own/naskah.txt
pack=$work/paket

# run COMMAND...: output to $said, code to $code.
run()
{
    said=$("$program" "$@" 2>&1)
    code=$?
}

# refused WHY PART COMMAND...: ends with 1, and says so in one line with a next step.
refused()
{
    local why=$1 part=$2
    shift 2
    run "$@"
    same "$why: 1" "$code" 1
    has "$why: it says what is wrong" "$said" "$part"
}

# --- the skeleton ----------------------------------------------------------------------------------------------------------
run regulation draft "$text" --out "$pack"
same "a pack is drafted" "$code" 0
has "it says how much" "$said" "23 pasal menjadi 57 ketentuan (13 definisi)"
has "what was guessed" "$said" "penanggung jawab"
has "what was damaged" "$said" "Judul Pasal 9 dipisahkan dari baris yang memuatnya"
has "and what was lost" "$said" "Nomor Pasal melompat dari 20 ke 22"
has "and what to do next" "$said" "prasasti check $pack"
has "a guess gives its reason" "$(cat "$pack/norms.yaml")" 'binds: [dinas] # tebakan: kata "oleh balai"'
has "a better check is only proposed" "$(cat "$pack/norms.yaml")" "#   bila benar: check: {every: 3 years, in: audit, date: tanggal_selesai"

refused "what stands there is not overwritten" "sudah berisi regulation.yaml" regulation draft "$text" --out "$pack"
run regulation draft "$text" --out "$pack" --force
same "but by force" "$code" 0
refused "a name that cannot be a folder" "tidak dapat dipakai" regulation draft "$text" --out "$work/x" --id "Wilayah Kami"
is "leaves nothing" test ! -e "$work/x"
printf '%%PDF-1.4\n' >"$work/asli.pdf"
refused "a PDF is no text" "PDF" regulation draft "$work/asli.pdf" --out "$work/x"
printf 'Surat biasa.\n' >"$work/surat.txt"
refused "a letter has no Pasal" "tidak memuat satu pasal pun" regulation draft "$work/surat.txt" --out "$work/x"

run check "$pack"
same "the skeleton is accepted" "$code" 0
has "and said to be unfinished" "$said" "57 dari 57 ketentuan belum diringkas, yang pertama Pasal 1 angka 1"
is "with its guesses counted" grep -qE '[0-9]+ baris masih bertanda tebakan' <<<"$said"

# --- a region on it ----------------------------------------------------------------------------------------------------------
data=$work/kerangka
run init --data "$data" --regulation "$pack"
same "a region runs on the skeleton" "$code" 0
has "under its own name" "$said" "Wilayah Provinsi Tirta Wening siap"
is "the pack is its own" test -f "$data/regulations/tirta-wening-7-2024/norms.yaml"
run regulation load "$text" --data "$data"
same "its text is loaded" "$code" 0
run norms --data "$data"
has "nothing is judged from data" "$said" "Belum ada pernyataan yang masih berlaku"
run check "$data"
has "the region's own pack is checked" "$said" "tirta-wening-7-2024: baik."

# Edited where the region keeps it, the change is there at the next start.
sed -i 's/^  says: "\[belum diringkas\] Balai menyusun arsitektur[^"]*"/  says: "Balai menyiapkan arsitektur."/' \
    "$data/regulations/tirta-wening-7-2024/norms.yaml"
run check "$data"
has "one summary written" "$said" "56 dari 57 ketentuan belum diringkas"
run norms --data "$data" --json
has "and read" "$said" "Balai menyiapkan arsitektur."

cp -r "$pack" "$work/rusak"
sed -i 's/check: {shown: true}/check: {terlihat: true}/' "$work/rusak/norms.yaml"
refused "a broken pack" "jenis pemeriksaan tidak dikenal" init --data "$work/gagal" --regulation "$work/rusak"
has "is sent back to where it stands" "$said" "prasasti check $work/rusak"
is "and leaves no region" test ! -e "$work/gagal/prasasti.json" -a ! -e "$work/gagal/regulations"
refused "a folder without a pack" "tidak berisi regulation.yaml" init --data "$work/gagal" --regulation "$work/"

# --- the finished pack of the same text ----------------------------------------------------------------------------------------
run check "$own"
same "the finished pack is accepted" "$code" 0
same "without a warning" "$said" "tirta-wening-7-2024: baik."
regulation=$own
if is "a demonstration region of it is made" region wening; then
    run regulation load "$text" --data "$data"
    needs_server "it is served"
    session sari
    page()
    {
        curl -s -m 20 -H "Cookie: sesi=$cookie" "$url$1"
    }
    has "the list of provisions" "$(page /pemenuhan)" "Peraturan Gubernur Tirta Wening Nomor 7 Tahun 2024"
    has "a provision with the office's own name" "$(page '/pemenuhan/pasal/4/ayat/4')" "Balai"
    has "the text beside it" "$(page '/pemenuhan/pasal/10A')" "Balai menerbitkan daftar aplikasi"
    has "a chapter whose Pasal was lost" "$(page /pemenuhan/bab/X)" "Biayanya dari anggaran daerah."
    has "a stage of its own" "$(page /r/aplikasi)" "Uji terbatas"
    has "a step names the office in the words of the regulation" "$(page /r/aplikasi/22)" "pada Perangkat Daerah pemilik baris / Balai."
    stop
    is "the log is calm" calm "$out"
fi
finish
