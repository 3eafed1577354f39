/* SPDX-License-Identifier: MIT
 * tests/unit/test_import.c -- spreadsheets into the real registers, on both engines: habits of offices, the same file twice,
 * names that may mean two, rights, all or nothing. */
#include "import_fixture.h"

#include "base/file.h"
#include "model/sheet_write.h"

static struct record *found(struct world *w, const char *reg, const char *title)
{
    struct filter f = { SV("nama"), FILTER_EQ, sv_of(title) };
    struct list_query q = { .reg = model_reg(w->model, sv_of(reg)), .filters = &f, .n_filters = 1 };
    struct list l;
    struct err err = { 0 };

    MUST(list_load(w->db, &w->rs, who_system(), &q, w->a, &l, &err));
    if (l.n != 1)
        fail_msg("%s: %zu records named \"%s\"", reg, l.n, title);
    return l.rows[0];
}

static void holds(struct world *w, struct record *r, const char *key, const char *want)
{
    const struct field *f = reg_field(r->reg, sv_of(key));
    struct sv got = f ? r->val[f->index] : sv_eq(sv_of(key), SV("status")) ? r->status : r->klasifikasi;

    (void) w;
    if (want ? !sv_eq(got, sv_of(want)) : got.p != NULL)
        fail_msg("%s: got \"%.*s\", want \"%s\"", key, SV_FMT(got), want ? want : "(none)");
}

/* --- reading --------------------------------------------------------------------------------------------------------------- */

static void habits_of_offices_are_read(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aset_tik");
    struct record *r;

    look(
        &j,
        "Kode Barang;NAMA BARANG;Merk/Type;Perangkat Daerah;Tgl Perolehan;Harga  Perolehan;Kondisi;Catatan lain\r\n"
        "1.3.2.01;  Laptop\u00a0Kerja ;-;dinas kesehatan;19/08/2014;Rp 12.500.000;RR;x\r\n"
        "1.3.2.02;Printer;Epson;1.01;2014;12.500.000,00;rusak berat;\r\n"
        "1.3.2.03;Router;;Dinas Kominfo;3 Maret 2019;n/a;B;\r\n");
    counted(&j, "three rows as offices write them", 3, 0, 0, 0);
    said(&j, "E3", "tanpa bulan dan hari");
    assert_int_equal(j.im->columns[7].to, IMPORT_NOWHERE);
    assert_true(put(&j, false));
    r = found(w, "aset_tik", "Laptop Kerja");
    holds(w, r, "nilai", "12500000");
    holds(w, r, "kondisi", "rusak_ringan");
    holds(w, r, "tanggal_perolehan", "2014-08-19");
    holds(w, r, "merek", NULL);
    holds(w, r, "jumlah", "1"); /* declared default of a field without a column */
    assert_int_equal(r->pd, w->pd1);
    r = found(w, "aset_tik", "Printer");
    assert_int_equal(r->pd, w->pd2); /* by its code */
    holds(w, r, "tanggal_perolehan", "2014-01-01");
    holds(w, found(w, "aset_tik", "Router"), "nilai", NULL);
}

static void every_problem_stands_at_its_cell(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aset_tik");

    look(&j, "Nama Barang;Perangkat Daerah;Tgl Perolehan;Harga Perolehan;Kondisi\n"
             ";Dinas Kesehatan;31/02/2020;1,500;setengah rusak\n"
             "Laptop;Dinas Antah Berantah;;;\n"
             "Router;Dinas Kesehatan;;;B\n");
    counted(&j, "two bad rows", 1, 0, 0, 2);
    said(&j, "A2", "belum diisi");
    said(&j, "C2", "31");
    said(&j, "D2", "tulis 1500 atau 1,5");
    said(&j, "E2", "tidak ada dalam pilihan");
    said(&j, "E2", "Pilihannya: Baik");
    said(&j, "B3", "tidak ditemukan");
    assert_int_equal(j.im->rows[0].line, 2);
    assert_false(put(&j, false));
    assert_int_equal(j.err.kind, ERR_INPUT);
    assert_int_equal(count_rows(w, "aset_tik"), 0);
    assert_true(put(&j, true));
    assert_int_equal(count_rows(w, "aset_tik"), 1);
}

static void columns_are_chosen_by_hand(void **state)
{
    static const struct import_map maps[] = { { SV_INIT("uraian singkat"), SV_INIT("nama") },
                                              { SV_INIT("C"), SV_INIT("-") } };
    static const struct import_fixed fixed[] = { { SV_INIT("perangkat_daerah"), SV_INIT("1.02") } };
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aset_tik");

    j.conf.maps = maps;
    j.conf.n_maps = 2;
    j.conf.fixed = fixed;
    j.conf.n_fixed = 1;
    look(&j, "No;\"Uraian\n Singkat\";Kondisi;Merek/Tip\n1;Laptop;tidak jelas;Dell\n");
    counted(&j, "a mapped, a left out, a fixed column", 1, 0, 0, 0);
    assert_true(sv_eq(j.im->columns[3].suggest, SV("merek")));
    assert_true(put(&j, false));
    assert_int_equal(found(w, "aset_tik", "Laptop")->pd, w->pd1);
    j.conf.maps = &(const struct import_map){ SV_INIT("Kondisi"), SV_INIT("kondsi") };
    j.conf.n_maps = 1;
    struct err err = { 0 };

    REFUSED(import_open(SV("Nama Barang;Kondisi\nx;B\n"), &j.conf, w->a, &j.im, &err), ERR_INPUT);
    assert_true(strstr(err.hint, "kondisi") != NULL);
}

/* --- which record -------------------------------------------------------------------------------------------------------------- */

static void the_same_file_twice_makes_nothing_twice(void **state)
{
    static const char first[] = "Nama Aplikasi;OPD;Jenis;Status;Alamat\n"
                                "SIMPUS;Dinas Kesehatan;Khusus;Aktif;simpus.contoh.go.id\n"
                                "e-Rapor;Dinas Pendidikan;umum;Dalam Pengembangan;\n";
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");
    struct record *r;

    look(&j, first);
    counted(&j, "the first time", 2, 0, 0, 0);
    assert_true(put(&j, false));
    r = found(w, "aplikasi", "SIMPUS");
    holds(w, r, "status", "operasional");
    holds(w, r, "alamat", "https://simpus.contoh.go.id");
    look(&j, first);
    counted(&j, "the second time", 0, 0, 2, 0);
    look(
        &j,
        "Nama Aplikasi;OPD;Jenis;Alamat\n simpus ;dinas  kesehatan;;-\ne-Rapor;Dinas Pendidikan;;rapor.contoh.go.id\n");
    counted(&j, "changes, blanks keep, a dash clears", 0, 2, 0, 0);
    assert_true(put(&j, false));
    r = found(w, "aplikasi", "simpus");
    assert_int_equal(r->versi, 2);
    holds(w, r, "alamat", NULL);
    holds(w, r, "jenis", "khusus");
    assert_int_equal(count_rows(w, "aplikasi"), 2);
}

static void rows_without_identity_are_known_by_content(void **state)
{
    static const char list[] =
        "Nama Barang;OPD;Merek;Kondisi\nLaptop;Dinas Kesehatan;Dell;B\nLaptop;Dinas Kesehatan;HP;B\n";
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aset_tik");

    look(&j, list);
    assert_true(put(&j, false));
    look(&j, list);
    counted(&j, "no code, yet the same rows", 0, 0, 2, 0);
    look(
        &j,
        "Nama Barang;OPD;Merek;Kondisi\nLaptop;Dinas Kesehatan;Dell;B\nMeja;Dinas Kesehatan;X;B\nMeja;Dinas Kesehatan;X;B\n");
    counted(&j, "twins are one, the other is asked about", 1, 0, 1, 1);
    said(&j, "A4", "sama persis dengan baris 3");
}

static void rows_that_share_an_identity_are_paired(void **state)
{
    static const char two[] =
        "Nama Aplikasi;OPD;Jenis;Tahun\nPosyandu;Dinas Kesehatan;umum;2017\nPosyandu;Dinas Kesehatan;khusus;2018\n";
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");

    look(&j, two);
    counted(&j, "two of one name", 2, 0, 0, 0);
    said(&j, "A3", "sama dengan baris 2");
    assert_true(put(&j, false));
    look(&j, two);
    counted(&j, "again", 0, 0, 2, 0);
    look(
        &j,
        "Nama Aplikasi;OPD;Jenis;Tahun\nPosyandu;Dinas Kesehatan;umum;2017\nPosyandu;Dinas Kesehatan;khusus;2019\n");
    counted(&j, "one is the same, so the other is the other", 0, 1, 1, 0);
    look(
        &j,
        "Nama Aplikasi;OPD;Jenis;Tahun\nPosyandu;Dinas Kesehatan;umum;2020\nPosyandu;Dinas Kesehatan;khusus;2019\n");
    counted(&j, "both differ: nobody knows which is which", 0, 0, 0, 2);
    said(&j, "A2", "tidak pasti rekaman mana");
}

static void a_number_names_the_record(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");
    struct record *r = MAKE(w, who_system(), "aplikasi", "nama", "Lama", "perangkat_daerah",
                            world_id(w, w->pd1), "jenis", "umum");
    const char *text = arena_printf(w->a,
                                    "Nomor rekaman;Nama Aplikasi;OPD;Jenis\n%.*s;Baru;Dinas Kesehatan;umum\n"
                                    "APL-1999-0001;Lain;Dinas Kesehatan;umum\n",
                                    SV_FMT(r->nomor))
                           .p;

    look(&j, text);
    counted(&j, "renamed by number, unknown number", 0, 1, 0, 1);
    said(&j, "A3", "tidak ditemukan");
    assert_true(put(&j, true));
    assert_int_equal(found(w, "aplikasi", "Baru")->id, r->id);
}

static void modes_hold_back(void **state)
{
    static const char list[] =
        "Nama Aplikasi;OPD;Jenis\nSIMPUS;Dinas Kesehatan;khusus\nBaru;Dinas Kesehatan;umum\n";
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");

    MAKE(w, who_system(), "aplikasi", "nama", "SIMPUS", "perangkat_daerah", world_id(w, w->pd1), "jenis",
         "umum");
    j.conf.mode = IMPORT_ADD;
    look(&j, list);
    counted(&j, "tambah", 1, 0, 0, 1);
    said(&j, "A2", "sudah ada");
    j.conf.mode = IMPORT_CHANGE;
    look(&j, list);
    counted(&j, "perbarui", 0, 1, 0, 1);
    said(&j, "A3", "belum ada di daftar");
}

static void unique_values_are_unique_within_the_file(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "perangkat_daerah");

    look(&j, "Kode;Nama OPD\n9.1;Badan Satu\n9.1;Badan Dua\n1.02;Dinas Kesehatan dan KB\n");
    counted(&j, "a code twice; a renamed agency", 1, 1, 0, 1);
    said(&j, "A3", "sudah dipakai baris 2");
}

static void a_code_of_one_and_the_name_of_another_is_refused(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "perangkat_daerah");

    look(&j, "Kode;Nama OPD\n1.02;Dinas Pendidikan\n1.01;Dinas Pendidikan\n");
    counted(&j, "crossed", 0, 0, 1, 1);
    assert_int_equal(j.im->rows[0].outcome, IMPORT_REFUSED);
    assert_false(put(&j, false));
    found(w, "perangkat_daerah", "Dinas Kesehatan");
}

/* --- names ------------------------------------------------------------------------------------------------------------------------ */

static void names_that_may_mean_two_are_asked_about(void **state)
{
    static const char list[] =
        "Nama Aplikasi;OPD;Jenis\nA;DK;umum\nB;Dinas Kesehtan;umum\nC;Din. Pendidikan;umum\n";
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");
    struct import_answer answers[2] = {
        { .target = SV("perangkat_daerah"), .text = SV("dk"), .id = w->dinas },
        { .text = SV("Dinas Kesehtan"), .name = SV("1.02") }
    };

    MAKE(w, who_system(), "perangkat_daerah", "nama", "Dinas Kebakaran", "kode", "7.1", "singkatan", "DK");
    MAKE(w, who_system(), "perangkat_daerah", "nama", "Dinas Kelautan", "kode", "7.2", "alias",
         "Kelautan; DK");
    look(&j, list);
    counted(&j, "ambiguous and misspelled", 1, 0, 0, 2);
    said(&j, "B2", "dapat berarti lebih dari satu");
    said(&j, "B2", "Dinas Kelautan (7.2)");
    said(&j, "B3", "Mungkin maksudnya: Dinas Kesehatan (1.02)");
    said(&j, "B4", "dibaca sebagai Dinas Pendidikan"); /* a customary short form is the same name */
    assert_int_equal(j.im->n_questions, 2);
    j.conf.answers = answers;
    j.conf.n_answers = 2;
    look(&j, list);
    counted(&j, "answered", 3, 0, 0, 0);
    assert_true(put(&j, false));
    assert_int_equal(found(w, "aplikasi", "A")->pd, w->dinas);
    assert_int_equal(found(w, "aplikasi", "B")->pd, w->pd1);
}

static void words_can_be_given_a_meaning(void **state)
{
    static const struct import_word words[] = {
        { SV_INIT("status"), SV_INIT("Jalan"), SV_INIT("operasional") },
        { { NULL, 0 }, SV_INIT("spesial"), SV_INIT("Aplikasi Khusus") }
    };
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");

    look(&j, "Nama Aplikasi;OPD;Jenis;Status\nA;Dinas Kesehatan;Spesial;jalan\n");
    counted(&j, "unknown words", 0, 0, 0, 1);
    assert_int_equal(j.im->n_readings, 2);
    j.conf.words = words;
    j.conf.n_words = 2;
    look(&j, "Nama Aplikasi;OPD;Jenis;Status\nA;Dinas Kesehatan;Spesial;jalan\n");
    counted(&j, "with their meaning", 1, 0, 0, 0);
    assert_true(sv_eq(j.im->readings[0].key, SV("khusus")) || sv_eq(j.im->readings[1].key, SV("khusus")));
}

static void several_names_stand_in_one_cell(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");
    struct record *r;

    look(&j, "Nama Aplikasi;OPD;Jenis;OPD Pengguna;Platform\n"
             "A;Dinas Kesehatan;umum;\"Dinas Pendidikan; 1.02|Dinas Kominfo\";Web, Android\n");
    counted(&j, "lists", 1, 0, 0, 0);
    assert_true(put(&j, false));
    r = found(w, "aplikasi", "A");
    holds(w, r, "pd_pemakai",
          arena_printf(w->a, "|%lld|%lld|%lld|", (long long) w->pd2, (long long) w->pd1, (long long) w->dinas)
              .p);
    holds(w, r, "basis", "|web|mobile|");
}

/* --- rights ---------------------------------------------------------------------------------------------------------------------- */

static void an_operator_imports_his_own_rows(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, w->op1, "aplikasi");

    look(&j,
         "Nama Aplikasi;OPD;Jenis\nMilik;Dinas Kesehatan;umum\nOrang;Dinas Pendidikan;umum\nTanpa;;umum\n");
    counted(&j, "his own, another's, and his own by default", 2, 0, 0, 1);
    said(&j, "B3", "tidak berhak");
    assert_true(put(&j, true));
    assert_int_equal(found(w, "aplikasi", "Tanpa")->pd, w->pd1);
    assert_int_equal(found(w, "aplikasi", "Milik")->dibuat_oleh, w->op1->akun);
    assert_int_equal(count_rows(w, "aplikasi"), 2);
}

static void what_is_secret_is_not_there(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, w->op1, "aset_tik");

    MAKE(w, who_system(), "aplikasi", "nama", "Sandi Negara", "perangkat_daerah", world_id(w, w->pd2),
         "jenis", "khusus", "klasifikasi", "rahasia");
    j.conf.maps = &(const struct import_map){ SV_INIT("Untuk"), SV_INIT("aplikasi") };
    j.conf.n_maps = 1;
    look(&j, "Nama Barang;OPD;Untuk\nServer;Dinas Kesehatan;Sandi Negara\n");
    counted(&j, "a secret name", 0, 0, 0, 1);
    said(&j, "C2", "tidak ditemukan");
    assert_int_equal(j.im->questions[0].n_hits, 0);
    j.conf.who = who_system();
    look(&j, "Nama Barang;OPD;Untuk\nServer;Dinas Kesehatan;Sandi Negara\n");
    counted(&j, "who may see it", 1, 0, 0, 0);
}

static void states_are_entered_by_who_may(void **state)
{
    static const char list[] =
        "Subdomain;OPD;Status\na.contoh.go.id;Dinas Kesehatan;Aktif\nb.contoh.go.id;Dinas Kesehatan;\n";
    struct world *w = *state;
    struct job j = job_of(w, w->op1, "subdomain");
    struct err err = { 0 };

    look(&j, list);
    counted(&j, "the check knows no workflow", 2, 0, 0, 0);
    MUST(import_rehearse(w->db, j.im, &err));
    counted(&j, "the rehearsal does", 1, 0, 0, 1);
    said(&j, "A2", "tidak berhak mencatat");
    assert_int_equal(count_rows(w, "subdomain"), 0);
    look(&j, list);
    assert_false(put(&j, false));
    counted(&j, "nor does it slip through", 1, 0, 0, 1);
    assert_int_equal(count_rows(w, "subdomain"), 0);
    assert_int_equal(count_rows(w, "subdomain_h"), 0);
    look(&j, list);
    assert_true(put(&j, true));
    assert_int_equal(count_rows(w, "subdomain"), 1);
    j.conf.who = w->pel;
    look(&j, "Subdomain;OPD;Status\na.contoh.go.id;Dinas Kesehatan;Aktif\n");
    assert_true(put(&j, false));
}

static bool by_flow(void *ctx, struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                    int64_t versi, struct sv status, struct date since, struct arena *a, struct err *e)
{
    struct world *w = ctx;
    struct record *out;
    struct problems ps;

    problems_init(&ps, a, 20);
    return flow_fact(db, w->flow, &w->rs, who, reg, id, versi, status, since, SV("impor"), a, &out, &ps, e);
}

static void records_move_to_the_state_of_the_list(void **state)
{
    static const char list[] =
        "Nama Aplikasi;OPD;Jenis;Status;Keadaan sejak\nSIMPUS;Dinas Kesehatan;umum;Tidak aktif;03/02/2025\n";
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");
    struct record *r;

    MAKE(w, who_system(), "aplikasi", "nama", "SIMPUS", "perangkat_daerah", world_id(w, w->pd1), "jenis",
         "umum", "status", "operasional", "berlaku_sejak", "2024-01-01");
    look(&j, list);
    counted(&j, "nobody can move it: it stays, and says so", 0, 0, 1, 0);
    said(&j, "D2", "\"Operasional\" dibiarkan");
    j.conf.fact = by_flow;
    j.conf.fact_ctx = w;
    look(&j, list);
    counted(&j, "moved", 0, 1, 0, 0);
    assert_true(sv_eq(j.im->rows[0].changed, SV("Keadaan")));
    assert_true(put(&j, false));
    r = found(w, "aplikasi", "SIMPUS");
    holds(w, r, "status", "dihentikan");
    assert_true(sv_eq(r->berlaku_sejak, SV("2025-02-03")));
    assert_int_equal(r->versi, 2);
    look(&j, list);
    counted(&j, "and there it is", 0, 0, 1, 0);
}

static void cells_of_excel_keep_their_types(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aset_tik");
    struct xlsx_col cols[] = { { .heading = SV("Nama Barang") },
                               { .heading = SV("OPD") },
                               { .heading = SV("Harga"), .kind = XLSX_RUPIAH },
                               { .heading = SV("Tgl Perolehan"), .kind = XLSX_DATE } };
    const char *path = arena_printf(w->a, "/tmp/prasasti-uji-sel-%ld.xlsx", (long) getpid()).p;
    struct err err = { 0 };
    struct xlsxw *x = xlsxw_open(path, &err);
    struct sv bytes;

    MUST(x != NULL && xlsxw_sheet(x, SV("Aset"), cols, 4, &err));
    xlsxw_text(x, SV("Laptop"));
    xlsxw_text(x, SV("Dinas Kesehatan"));
    xlsxw_number(x, 12500000);
    xlsxw_date(x, (struct date){ 2020, 2, 29 });
    MUST(xlsxw_row(x, &err) && xlsxw_close(x, &err));
    MUST(file_read(path, 1 << 20, w->a, &bytes, &err));
    unlink(path);
    MUST(import_open(bytes, &j.conf, w->a, &j.im, &err));
    MUST(import_check(w->db, j.im, &err));
    counted(&j, "numbers and days as Excel keeps them", 1, 0, 0, 0);
    assert_true(put(&j, false));
    holds(w, found(w, "aset_tik", "Laptop"), "nilai", "12500000");
    holds(w, found(w, "aset_tik", "Laptop"), "tanggal_perolehan", "2020-02-29");
}

/* --- one transaction ---------------------------------------------------------------------------------------------------------------- */

static void one_bad_row_keeps_all_out(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aset_tik");
    int64_t events = count_rows(w, "peristiwa");

    look(&j, many_rows(w, 300, 250));
    counted(&j, "one of three hundred", 299, 0, 0, 1);
    assert_false(put(&j, false));
    assert_int_equal(count_rows(w, "aset_tik"), 0);
    assert_int_equal(count_rows(w, "peristiwa"), events);
    assert_false(j.im->applied);
    assert_true(put(&j, true));
    assert_int_equal(count_rows(w, "aset_tik"), 299);
    assert_int_equal(count_rows(w, "aset_tik_h"), 299);
    assert_int_equal(one_int(w->db, "select sum(n) from hitung where register = 'aset_tik'"), 299);
    assert_int_equal(count_rows(w, "peristiwa"), events + 299);
}

/* Somebody records the same between the check and the writing: it is looked at again, not written twice. */
static void what_changed_meanwhile_is_seen(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aplikasi");

    look(&j, "Nama Aplikasi;OPD;Jenis\nSIMPUS;Dinas Kesehatan;umum\n");
    counted(&j, "new when it was checked", 1, 0, 0, 0);
    MAKE(w, who_system(), "aplikasi", "nama", "SIMPUS", "perangkat_daerah", world_id(w, w->pd1), "jenis",
         "khusus");
    assert_true(put(&j, false));
    counted(&j, "changed when it was written", 0, 1, 0, 0);
    assert_int_equal(count_rows(w, "aplikasi"), 1);
}

/* --- what is kept and given back ------------------------------------------------------------------------------------------------------ */

static void columns_are_remembered(void **state)
{
    struct world *w = *state;
    const struct reg *reg = model_reg(w->model, SV("aset_tik"));
    struct import_map given[] = { { SV("Uraian  Barangnya"), SV("nama") }, { SV("Kondisi"), SV("-") } }, *got;
    struct err err = { 0 };
    size_t n;

    MUST(db_migrate(w->db, import_migrations, import_migrations_n, &err));
    MUST(db_begin(w->db, &err));
    MUST(import_remember(w->db, w->op1, reg, given, 2, &err));
    given[1].key = SV("kondisi");
    MUST(import_remember(w->db, w->op1, reg, given, 2, &err));
    MUST(db_commit(w->db, &err));
    MUST(import_recall(w->db, w->op1, reg, w->a, &got, &n, &err));
    assert_int_equal(n, 2);
    assert_true(sv_eq(got[0].column, SV("kondisi")) && sv_eq(got[0].key, SV("kondisi")));
    MUST(import_recall(w->db, w->op2, reg, w->a, &got, &n, &err));
    assert_int_equal(n, 0);
    MUST(import_recall(w->db, w->op1, reg, w->a, &got, &n, &err));
    struct job j = job_of(w, w->op1, "aset_tik");

    j.conf.maps = got;
    j.conf.n_maps = n;
    look(&j, "URAIAN BARANGNYA;Kondisi\nLaptop;B\n");
    counted(&j, "as he mapped it before", 1, 0, 0, 0);
}

static void refused_rows_come_back_to_be_corrected(void **state)
{
    struct world *w = *state;
    struct job j = job_of(w, who_system(), "aset_tik");
    const char *path = arena_printf(w->a, "/tmp/prasasti-uji-tolak-%ld.xlsx", (long) getpid()).p;
    struct err err = { 0 };
    struct sv bytes;

    look(
        &j,
        "Kode Barang;Nama Barang;Hasil;OPD;Kondisi\n1;Laptop;=1+1;Dinas Kesehatan;B\n2;Printer;ada;Dinas Kesehatan;??\n");
    MUST(import_rejects_write(j.im, path, &err));
    MUST(file_read(path, 1 << 20, w->a, &bytes, &err));
    unlink(path);
    MUST(import_open(bytes, &j.conf, w->a, &j.im, &err));
    MUST(import_check(w->db, j.im, &err));
    assert_int_equal(j.im->n_rows, 1);
    assert_int_equal(j.im->n_columns, 9);
    for (size_t i = 5; i < 9; i++)
        assert_int_equal(j.im->columns[i].to, IMPORT_NOWHERE);
    assert_true(sv_eq(table_cell(&j.im->book, &j.im->table, 0, 5)->text, SV("3")));
    assert_true(sv_find(table_cell(&j.im->book, &j.im->table, 0, 8)->text, SV("tidak ada dalam pilihan")) >
                0);
    counted(&j, "still wrong", 0, 0, 0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(habits_of_offices_are_read),
        WORLD(every_problem_stands_at_its_cell),
        WORLD(columns_are_chosen_by_hand),
        WORLD(the_same_file_twice_makes_nothing_twice),
        WORLD(rows_without_identity_are_known_by_content),
        WORLD(rows_that_share_an_identity_are_paired),
        WORLD(a_number_names_the_record),
        WORLD(modes_hold_back),
        WORLD(unique_values_are_unique_within_the_file),
        WORLD(a_code_of_one_and_the_name_of_another_is_refused),
        WORLD(names_that_may_mean_two_are_asked_about),
        WORLD(words_can_be_given_a_meaning),
        WORLD(several_names_stand_in_one_cell),
        WORLD(an_operator_imports_his_own_rows),
        WORLD(what_is_secret_is_not_there),
        WORLD(states_are_entered_by_who_may),
        WORLD(records_move_to_the_state_of_the_list),
        WORLD(cells_of_excel_keep_their_types),
        WORLD(one_bad_row_keeps_all_out),
        WORLD(what_changed_meanwhile_is_seen),
        WORLD(columns_are_remembered),
        WORLD(refused_rows_come_back_to_be_corrected),
    };

    PLACES_RUN("import", tests);
}
