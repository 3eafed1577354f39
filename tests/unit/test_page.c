/* SPDX-License-Identifier: MIT
 * tests/unit/test_page.c -- pages of a made-up register with one field of every type, as exact HTML: a list, forms, a refusal, two people
 * on one record, a detail page, failures; and what such pages would not say. */
#include "page_fixture.h"

/* --- golden pages ------------------------------------------------------------------------------------------------------------- */

static void looking(void **state)
{
    struct place *at = *state;
    const struct {
        const char *file, *target;
        int64_t akun;
        int status;
    } rows[] = {
        { "masuk.html", "/masuk?lanjut=/r/barang", 0, 200 },
        { "daftar.html", "/r/barang?urut=nama", at->op, 200 },
        { "daftar-saring.html", "/r/barang?f.jenis=kecil&f.harga.kosong=1&cari=kursi&urut=-nama", at->op,
          200 },
        { "daftar-kosong.html", "/r/hari_libur", at->op, 200 },
        { "formulir.html", "/r/barang/baru?jenis=kecil&terkait=barang:1", at->op, 200 },
        { "ubah.html", "/r/barang/1/ubah", at->op, 200 },
        { "rincian.html", "/r/barang/1", at->op, 200 },
        { "rincian-fakta.html", "/r/barang/2", at->ver, 200 },
        { "rincian-dinas.html", "/r/barang/3", at->pel, 200 },
        { "langkah.html", "/r/barang/1/langkah/putus", at->pel, 200 },
        { "keadaan.html", "/r/barang/1/keadaan", at->op, 200 },
        { "hapus.html", "/r/barang/1/hapus", at->op, 200 },
        { "cari.html", "/cari?q=BRG-2026-002", at->op, 200 },
        { "tindakan.html", "/tindakan", at->op, 200 },
        { "tidak-ada.html", "/r/barang/99", at->op, 404 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        at->akun = rows[i].akun;
        compare(at, rows[i].file, ask(at, "GET", rows[i].target, NULL, rows[i].status));
    }
}

/* Nothing typed is lost, and each mistake stands beside its field. */
static void refused_form(void **state)
{
    struct place *at = *state;

    at->akun = at->op;
    compare(
        at, "formulir-salah.html",
        ask(at, "POST", "/r/barang/baru",
            "nama=&jenis=sedang&jumlah=nol&harga=Rp+1,5+juta&warna=&warna=merah&tanggal_beli=2025-02-30&garansi.dari=2026-01-01"
            "&garansi.sampai=&bagian=&bagian=1&terkait=9&terkait.register=barang&rusak=1&surel=bukan&uraian=%3Cb%3E&_versi=3",
            422));
}

static void two_people(void **state)
{
    struct place *at = *state;

    at->akun = at->ver;
    ask(at, "POST", "/r/barang/2/ubah", "nama=Kursi+lipat&perangkat_daerah=1&jenis=kecil&jumlah=4&_versi=1",
        303);
    at->akun = at->op;
    compare(at, "bentrok.html",
            ask(at, "POST", "/r/barang/2/ubah",
                "nama=Kursi+putar&perangkat_daerah=1&jenis=besar&jumlah=&_versi=1", 409));
    /* Mine for the name, the newest for the count: both stand afterwards. */
    ask(at, "POST", "/r/barang/2/ubah",
        "nama=Kursi+putar&perangkat_daerah=1&jenis=besar&jumlah=&_versi=2&_pilih.nama=milik_saya&_pilih.jumlah=terbaru",
        303);
    compare(at, "bentrok-selesai.html", ask(at, "GET", "/r/barang/2", NULL, 200));
}

/* --- what golden pages would not say ---------------------------------------------------------------------------------------------- */

static void rights_hold(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    page = ask(at, "GET", "/r/barang/3", NULL, 200);
    if (has(page, "hanya Dinas") || has(page, "Catatan Dinas") || has(page, "/ubah"))
        fail_msg("an operator of another agency sees or may too much");
    ask(at, "POST", "/r/barang/3/ubah", "nama=X&perangkat_daerah=2&jenis=kecil&_versi=1", 403);
    ask(at, "POST", "/r/barang/1/hapus", "_versi=7", 409);
    at->akun = 0;
    ask(at, "GET", "/r/barang", NULL, 303);
    at->akun = at->pel;
    page = ask(at, "GET", "/r/barang/baru", NULL, 200);
    if (!has(page, "name=\"rahasia_dinas\""))
        fail_msg("the office does not find its field");
}

static void deleted_and_restored(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    ask(at, "POST", "/r/barang/1/hapus", "_versi=1", 303);
    page = ask(at, "GET", "/r/barang?baru_dihapus=1", NULL, 200);
    if (!has(page, "Batalkan penghapusan") || !has(page, "/r/barang/1/pulihkan"))
        fail_msg("a deletion cannot be undone with one press");
    if (!has(ask(at, "GET", "/r/barang?terhapus=1", NULL, 200), "/r/barang/1\""))
        fail_msg("the deleted row is not among the deleted");
    ask(at, "POST", "/r/barang/1/pulihkan", "_versi=2", 303);
    if (has(ask(at, "GET", "/r/barang/1", NULL, 200), "Dihapus pada"))
        fail_msg("the row is still deleted");
}

static void steps_move_and_facts_stay_marked(void **state)
{
    struct place *at = *state;

    at->akun = at->op;
    if (!has(ask(at, "POST", "/r/barang/1/langkah/pakai", "_versi=1", 409), "2%281%29"))
        fail_msg("a closed gate does not name its provision");
    ask(at, "POST", "/r/barang/1/keadaan", "_versi=1&status=dipakai&berlaku_sejak=2026-02-03&catatan=lupa",
        422);
    ask(at, "POST", "/r/barang/1/keadaan",
        "_versi=1&status=dipakai&berlaku_sejak=2026-02-01&catatan=sudah+lama", 303);
    if (!has(ask(at, "GET", "/r/barang/1", NULL, 200), "tanpa pertimbangan"))
        fail_msg("what was not asked for is not seen");
    if (has(ask(at, "GET", "/r/barang/1", NULL, 200), "Isinya terkunci"))
        fail_msg("an open record is called locked");
    ask(at, "POST", "/r/barang/1/keadaan", "_versi=2&status=dibuang&berlaku_sejak=2026-02-01&catatan=rusak",
        303);
    if (!has(ask(at, "GET", "/r/barang/1", NULL, 200), "Isinya terkunci"))
        fail_msg("a locked record does not say how a mistake in it is mended");
}

static void people_talk_about_a_record(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->ver;
    ask(at, "POST", "/r/barang/1/pantau", "pantau=1", 303);
    at->akun = at->op;
    ask(at, "POST", "/r/barang/1/komentar",
        "komentar=%3Cb%3ELihat%3C/b%3E+https://contoh.go.id/?a=1%26b=2,+@budi+@siapa%0Abaris+dua", 303);
    compare(at, "komentar.html", ask(at, "GET", "/r/barang/1", NULL, 200));
    ask(at, "POST", "/r/barang/1/komentar", "komentar=+", 422);
    MAKE(at, "barang", "nama", "Brankas", "perangkat_daerah", "1", "jenis", "kecil", "klasifikasi",
         "rahasia");
    at->akun = at->pel; /* may not read a secret row of another agency, nor say anything there */
    ask(at, "POST", "/r/barang/4/komentar", "komentar=x", 404);
    ask(at, "POST", "/r/barang/4/pantau", "pantau=1", 404);
    if (has(ask(at, "GET", "/pemberitahuan", NULL, 200), "menyebut Anda dalam komentar"))
        fail_msg("somebody else is told");
    at->akun = at->ver;
    compare(at, "pemberitahuan.html", ask(at, "GET", "/pemberitahuan", NULL, 200));
    ask(at, "POST", "/r/barang/1/komentar/1/tarik", "", 404);
    ask(at, "POST", "/pemberitahuan", "", 303);
    if (has(ask(at, "GET", "/pemberitahuan", NULL, 200), ">Baru<"))
        fail_msg("what was read is still new");
    at->akun = at->op;
    ask(at, "POST", "/r/barang/1/komentar/1/tarik", "", 303);
    page = ask(at, "GET", "/r/barang/1", NULL, 200);
    if (has(page, "contoh.go.id/?a=1&amp;b=2,") || has(page, "baris dua") || !has(page, "sudah ditarik"))
        fail_msg("a withdrawn comment still says what it said");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(looking, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refused_form, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_people, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rights_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deleted_and_restored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(steps_move_and_facts_stay_marked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(people_talk_about_a_record, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
