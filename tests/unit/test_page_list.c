/* SPDX-License-Identifier: MIT
 * tests/unit/test_page_list.c -- lists that people make their own: files of them, columns, kept views, many rows changed at
 * once. */
#include "page_fixture.h"

static struct sv streamed(struct place *at, const char *target)
{
    struct web_field headers[] = { { SV("Host"), SV("uji") }, { SV("X-Request-Id"), SV("x") } };
    struct buf all;
    struct sv out;

    buf_init(&all, MIB);
    exchange_begin(&at->x, &(struct web_head){ SV("GET"), sv_of(target), headers, 2, false });
    exchange_end(&at->x);
    while (at->x.out.kind == REPLY_STREAM && !at->x.out.last && response_pull(&at->x)) {
        buf_put(&all, buf_sv(&at->x.out.chunk));
        buf_reset(&at->x.out.chunk);
    }
    out = arena_dup(at->a, buf_sv(&all));
    exchange_done(&at->x);
    buf_clear(&all);
    return out;
}

static void streams(void **state)
{
    struct place *at = *state;
    static const char *const targets[] = { "/r/barang/ekspor.csv?pemisah=koma", "/r/barang/ekspor.json" };

    at->akun = at->op;
    for (size_t i = 0; i < 2; i++) {
        struct sv all = streamed(at, targets[i]);

        if (!has(all, "Kursi") || has(all, "hanya Dinas"))
            fail_msg("%s: %.*s", targets[i], SV_FMT(all));
    }
}

/* The part of a list between its table's tags. */
static struct sv table_of(struct sv page)
{
    ptrdiff_t from = sv_find(page, SV("<table")), to = sv_find(page, SV("</table>"));

    if (from < 0 || to < from)
        fail_msg("no table in %.*s", SV_FMT(page));
    return sv_sub(page, (size_t) from, (size_t) (to - from));
}

static void columns_follow_the_person(void **state)
{
    struct place *at = *state;
    struct sv table, csv;

    at->akun = at->op;
    ask(at, "POST", "/r/barang/kolom", "_k=harga&_k=warna&_k=rahasia_dinas&_u.harga=2&_u.warna=1&_aksi=pakai",
        303);
    table = table_of(ask(at, "GET", "/r/barang", NULL, 200));
    if (!has(table, ">Warna<") || !has(table, "Harga") || has(table, "Perangkat Daerah") ||
        has(table, "Catatan Dinas") || sv_find(table, SV("Warna")) > sv_find(table, SV("Harga")))
        fail_msg("not the columns chosen: %.*s", SV_FMT(table));
    csv = streamed(at, "/r/barang/ekspor.csv?kolom=warna,harga,rahasia_dinas,diubah_pada&pemisah=koma");
    if (!has(csv, "Nama barang,Warna,Harga,Diubah pada") || has(csv, "Jenis") || has(csv, "hanya Dinas"))
        fail_msg("the file has other columns than the list: %.*s", SV_FMT(csv));
    ask(at, "POST", "/r/barang/kolom", "_aksi=pakai", 422);
    at->akun = at->pel;
    if (has(table_of(ask(at, "GET", "/r/barang", NULL, 200)), "Warna"))
        fail_msg("one person's columns are another's");
    at->akun = at->op;
    ask(at, "POST", "/r/barang/kolom", "_aksi=bawaan", 303);
    if (has(table_of(ask(at, "GET", "/r/barang", NULL, 200)), "Warna"))
        fail_msg("the columns do not go back");
}

static void a_view_is_kept_opened_and_withdrawn(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    ask(at, "POST", "/r/barang/tampilan",
        "f.jenis=kecil&urut=nama&kolom=harga&_nama=Barang+kecil&_lingkup=kantor&_bawaan=1", 303);
    page = ask(at, "GET", "/r/barang", NULL, 303); /* his list opens with it */
    page = ask(at, "GET", "/r/barang?f.jenis=kecil&urut=nama&kolom=harga&tampilan=1", NULL, 200);
    compare(at, "tampilan.html", page);
    ask(at, "GET", "/r/barang?tampilan=0", NULL, 200);
    at->akun = at->pel; /* of another agency */
    page = ask(at, "GET", "/r/barang?tampilan=1", NULL, 200);
    if (has(page, "Barang kecil") || !has(page, "tidak dibagikan kepada Anda"))
        fail_msg("a view of another agency is shown, or its absence not told");
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=hapus", 404);
    at->akun = at->ver; /* a colleague */
    if (!has(ask(at, "GET", "/r/barang", NULL, 200), "Barang kecil"))
        fail_msg("a colleague does not find the shared view");
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=hapus", 403);
    ask(at, "POST", "/r/barang/tampilan", "_nama=Luas&_lingkup=wilayah", 403);
    at->akun = at->op;
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=hapus", 303);
    if (!has(ask(at, "GET", "/r/barang?tampilan_dihapus=1", NULL, 200), "Batalkan penghapusan"))
        fail_msg("a deleted view cannot be had back");
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=pulihkan", 303);
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=simpan&_nama=Kecil+saja&_lingkup=kantor", 303);
    ask(at, "POST", "/r/barang/tampilan/1", "_aksi=lepas", 303);
    if (!has(ask(at, "GET", "/r/barang", NULL, 200), "Kecil saja"))
        fail_msg("the view was not renamed");
}

/* What the declarations dropped since: said, not passed over. */
static void a_stale_view_says_so(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    ask(at, "POST", "/r/barang/tampilan",
        "f.bekas=1&f.jenis=raksasa&kolom=bekas&_nama=Usang&_lingkup=sendiri", 303);
    page = ask(at, "GET", "/r/barang?f.bekas=1&f.jenis=raksasa&kolom=bekas&tampilan=1", NULL, 200);
    if (!has(page, "tidak lagi berlaku seutuhnya") || !has(page, "\"raksasa\"") ||
        !has(page, "1 kolom tidak ditampilkan"))
        fail_msg("a stale view is silent: %.*s", SV_FMT(page));
}

static void many_rows_change_together_or_not_at_all(void **state)
{
    struct place *at = *state;
    struct sv page;

    at->akun = at->op;
    ask(at, "GET", "/r/barang/massal", NULL, 422); /* nothing was ticked */
    compare(at, "massal.html",
            ask(at, "GET", "/r/barang/massal?_r=1&_r=2&_r=3&_r=99&_bidang=jumlah", NULL, 200));
    page = ask(at, "POST", "/r/barang/massal", "_r=1&_r=2&_r=3&_r=99&_bidang=jumlah&jumlah=7", 200);
    compare(at, "massal-periksa.html", page); /* another agency's row, and one that is not there, say why */
    if (has(ask(at, "GET", "/r/barang/2", NULL, 200), "<dd>7</dd>"))
        fail_msg("looking changed something");
    at->akun = at->ver;
    ask(at, "POST", "/r/barang/2/ubah", "nama=Kursi+lipat&perangkat_daerah=1&jenis=kecil&_versi=1", 303);
    at->akun = at->op;
    page = ask(at, "POST", "/r/barang/massal",
               "_r=1&_r=2&_versi.1=1&_versi.2=1&_bidang=jumlah&jumlah=7&_aksi=terapkan", 200);
    if (!has(page, "Tidak ada yang diubah") || !has(page, "Diubah orang lain") ||
        has(ask(at, "GET", "/r/barang/1", NULL, 200), "<dd>7</dd>"))
        fail_msg("half of it was done");
    page = ask(at, "POST", "/r/barang/massal", "_r=1&_r=2&_bidang=jumlah&jumlah=nol", 200);
    if (has(page, "_aksi\" value=\"terapkan") || has(page, "Dapat diubah"))
        fail_msg("a value that is refused can be applied");
    ask(at, "POST", "/r/barang/massal",
        "_r=1&_r=2&_versi.1=1&_versi.2=2&_bidang=jumlah&jumlah=7&harga=1&nama=Lain&_aksi=terapkan", 303);
    page = ask(at, "GET", "/r/barang/2", NULL, 200);
    if (!has(page, "<dd>7</dd>") || !has(page, "Kursi lipat") ||
        !has(ask(at, "GET", "/r/barang/1", NULL, 200), "<dd>7</dd>"))
        fail_msg("not this field of both rows, and nothing else: %.*s", SV_FMT(page));
    ask(at, "POST", "/r/barang/massal", "_r=1&_bidang=nama&nama=X", 422);
    ask(at, "POST", "/r/barang/massal", "_r=1&_bidang=rahasia_dinas&rahasia_dinas=X", 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(streams, set_up, tear_down),
        cmocka_unit_test_setup_teardown(columns_follow_the_person, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_view_is_kept_opened_and_withdrawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stale_view_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_rows_change_together_or_not_at_all, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("page_list", tests, NULL, NULL);
}
