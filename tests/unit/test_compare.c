/* SPDX-License-Identifier: MIT
 * tests/unit/test_compare.c -- two made-up regulations side by side: every kind of difference, what would have to change, what
 * is refused in a pack's parameter.yaml. Needs dep_rule, dep_cmocka. */
#include "compare_fixture.h"

#include "base/buf.h"
#include "json/json.h"

static const struct compare_row *row_of(const struct compare *c, const char *key)
{
    for (size_t t = 0; t < c->n_themes; t++)
        for (size_t i = 0; i < c->themes[t].n; i++)
            if (sv_eq(c->themes[t].rows[i].what->key, sv_of(key)))
                return &c->themes[t].rows[i];
    fail_msg("no row %s", key);
    return NULL;
}

static void is_text(const char *why, struct sv got, const char *want)
{
    if (!sv_eq(got, sv_of(want)))
        fail_msg("%s: \"%.*s\", expected \"%s\"", why, SV_FMT(got), want);
}

static void kinds_of_difference(void **state)
{
    static const struct {
        const char *why, *key, *kind, *a, *b; /* words; NULL: silent */
    } rows[] = {
        { "taken from regulation.yaml", "sebutan", "berbeda", "Bupati", "Wali Kota" },
        { "a role without description falls back to its label", "dinas", "berbeda", "Dinas urusan benda",
          "Kantor" },
        { "a date", "hari", "berbeda", "1 Januari 2001", "2 Februari 2002" },
        { "a length and a word", "jangka", "berbeda", "5 tahun", "mengikuti rencana" },
        { "an interval and a word", "jarak", "berbeda", "sekurangnya sekali dalam 2 tahun", "berkala" },
        { "the same interval", "setahun", "sama", "setiap tahun", "setiap tahun" },
        { "lists that overlap", "pihak", "berbeda", "Dinas dan Perangkat Daerah",
          "Perangkat Daerah dan Tim" },
        { "one of them may grow", "terbuka", "berbeda", "x dan y", "x dan y, dan yang lain" },
        { "order means nothing", "tertukar", "sama", "Dinas dan Perangkat Daerah",
          "Perangkat Daerah dan Dinas" },
        { "the same number", "jumlah", "sama", "7", "7" },
        { "no and yes", "boleh", "berbeda", "tidak", "ya" },
        { "harus and wajib where strength is weighed", "berat", "berbeda", "ya", "ya" },
        { "and where it is not", "ringan", "sama", "ya", "ya" },
        { "only the first", "hanya_satu", "hanya_a", "hanya di sini", NULL },
        { "only the second", "hanya_dua", "hanya_b", NULL, "yang baru" },
        { "a topic of both", "pokok", "sama_sama", "", "" },
        { "a topic of one", "pokok_dua", "hanya_b", NULL, "" },
        { "silent with a reason", "diam", "diam", NULL, NULL },
        { "silent", "diam_dua", "diam", NULL, NULL },
    };
    struct compare_place *p = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct compare_row *r = row_of(&p->c, rows[i].key);

        is_text(rows[i].why, compare_kind_key(r->kind), rows[i].kind);
        if (r->a->says != (rows[i].a != NULL) || r->b->says != (rows[i].b != NULL))
            fail_msg("%s: who is silent?", rows[i].why);
        if (rows[i].a)
            is_text(rows[i].why, r->a->words.p ? r->a->words : SV(""), rows[i].a);
        if (rows[i].b)
            is_text(rows[i].why, r->b->words.p ? r->b->words : SV(""), rows[i].b);
    }
    assert_true(row_of(&p->c, "berat")->weight);
    assert_false(row_of(&p->c, "boleh")->weight);
    is_text("why it is silent", row_of(&p->c, "diam")->a->note, "Tidak terbaca.");
    is_text("what is left to the region", row_of(&p->c, "jarak")->b->setting_words,
            "sekurangnya sekali dalam 6 bulan");
}

static void items_of_one_side_are_told(void **state)
{
    struct compare_place *p = *state;
    const struct compare_row *r = row_of(&p->c, "pihak");

    assert_true(r->only_a[0]);  /* dinas */
    assert_false(r->only_a[1]); /* pd */
    assert_false(r->only_b[0]); /* pd */
    assert_true(r->only_b[1]);  /* tim */
}

static void places_are_said_shortly(void **state)
{
    struct compare_place *p = *state;
    const struct compare_row *r = row_of(&p->c, "pokok");

    is_text("letters of one ayat", compare_places(&p->two, r->b, p->a),
            "Pasal 11 ayat (1) huruf a, b, ayat (2)");
    is_text("two Pasal", compare_places(&p->two, row_of(&p->c, "hanya_dua")->b, p->a), "Pasal 10; Pasal 9");
    is_text("one", compare_places(&p->one, r->a, p->a), "Pasal 11");
}

static void counts_add_up(void **state)
{
    struct compare_place *p = *state;
    size_t rows = 0, kinds = 0;

    for (size_t t = 0; t < p->c.n_themes; t++) {
        rows += p->c.themes[t].n;
        for (int k = 0; k < COMPARE_KIND_COUNT; k++)
            kinds += p->c.themes[t].by[k];
    }
    assert_int_equal(rows, p->vocabulary.n);
    assert_int_equal(kinds, p->vocabulary.n);
    assert_int_equal(p->c.by[COMPARE_SILENT], 2);
}

/* --- what would have to change ---------------------------------------------------------------------------------------------- */

static void are_rows(const char *why, const struct compare_row *const *rows, size_t n, const char *want)
{
    char got[400] = "";

    for (size_t i = 0; i < n; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", i ? " " : "",
                 SV_FMT(rows[i]->what->key));
    if (strcmp(got, want) != 0)
        fail_msg("%s: %s, expected %s", why, got, want);
}

static void rows_that_change(void **state)
{
    struct compare_place *p = *state;
    const struct compare_changes *ch = &p->c.changes;

    are_rows("new; a term that asks for nothing is none", ch->added, ch->n_added, "hanya_dua pokok_dua");
    are_rows("dropped", ch->dropped, ch->n_dropped, "hanya_satu");
    are_rows("times", ch->timed, ch->n_timed, "jangka jarak");
    are_rows("the rest, without facts", ch->altered, ch->n_altered,
             "sebutan dinas pihak terbuka boleh berat izin");
    assert_int_equal(ch->duties, 3); /* 10, 9, 13: the one that both new rows name counts once */
}

static void stages_that_change(void **state)
{
    struct compare_place *p = *state;
    const struct compare_changes *ch = &p->c.changes;

    assert_int_equal(ch->n_stages, 1);
    is_text("whose", ch->stages[0].a->key, "benda");
    assert_int_equal(ch->stages[0].b->n_states, 4); /* usulan, rancang, bangun, selesai */
    assert_false(ch->stages[0].gone[0]);
    assert_true(ch->stages[0].gone[1]);
    assert_true(ch->stages[0].come[1] && ch->stages[0].come[2]);
    assert_false(ch->stages[0].come[3]);
}

static void gates_that_change(void **state)
{
    static const struct {
        const char *why, *a, *b; /* NULL: there is none on that side */
    } rows[] = {
        { "a permohonan that goes", "Izin lama", NULL },
        { "the same fields, bound more strongly", "Nilainya", "Nilai" },
        { "paired by the parameter both rest on", "Pertimbangan benda", "Rekomendasi benda" },
        { "one that comes", NULL, "Pinjam benda" },
    };
    struct compare_place *p = *state;
    const struct compare_changes *ch = &p->c.changes;

    assert_int_equal(ch->n_gates, sizeof rows / sizeof rows[0]); /* plans and documents stand in both */
    for (size_t i = 0; i < ch->n_gates; i++) {
        const struct compare_gates *g = &ch->gates[i];

        if ((g->a != NULL) != (rows[i].a != NULL) || (g->b != NULL) != (rows[i].b != NULL))
            fail_msg("%s: comes, goes or changes?", rows[i].why);
        if (g->a)
            is_text(rows[i].why, g->a->label, rows[i].a);
        if (g->b)
            is_text(rows[i].why, g->b->label, rows[i].b);
    }
}

static void documents_and_registers(void **state)
{
    struct compare_place *p = *state;
    const struct compare_changes *ch = &p->c.changes;

    assert_int_equal(ch->n_documents, 1);
    assert_int_equal(ch->documents[0].n, 1);
    is_text("asked for in addition", ch->documents[0].items[0], "Surat jaminan");
    is_text("most touched first", ch->touched[0].reg, "benda");
    for (size_t i = 1; i < ch->n_touched; i++)
        assert_true(ch->touched[i - 1].n >= ch->touched[i].n);
}

static void with_itself_nothing_changes(void **state)
{
    struct compare_place *p = *state;
    struct err e = { 0 };
    struct compare c;

    MUST(compare_make(&p->one, &p->one, &p->vocabulary, p->a, &c, &e));
    assert_int_equal(c.by[COMPARE_DIFFERS] + c.by[COMPARE_ONLY_A] + c.by[COMPARE_ONLY_B], 0);
    assert_int_equal(c.changes.n_added + c.changes.n_dropped + c.changes.n_timed + c.changes.n_altered, 0);
    assert_int_equal(c.changes.n_stages + c.changes.n_gates + c.changes.n_documents + c.changes.n_touched, 0);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------ */

static void mistakes_are_told_with_their_place(void **state)
{
    static const struct {
        int line;
        const char *text;
    } rows[] = {
        { 1, "tidak ada di data/parameter.yaml" },
        { 2, "tidak ada dalam daftar katanya" },
        { 3, "Pengaturan ini tidak ada" },
        { 4, "tidak ada dalam daftar katanya" },
        { 4, "ditulis dua kali" },
        { 5, "harus berupa daftar" },
        { 6, "harus berupa bilangan" },
        { 7, "true atau false" },
        { 8, "2026-01-31" },
        { 9, "Ketentuan \"99\" tidak ada" },
        { 9, "Jenis permohonan ini tidak ada" },
        { 10, "tidak bernilai" },
        { 11, "memerlukan at" },
        { 12, "belum mempunyai value" },
        { 13, "tidak dikenal" },
    };
    struct compare_place *p = *state;
    struct region *r = NULL;
    struct problems ps;
    struct err e = { 0 };

    problems_init(&ps, p->a, 50);
    assert_false(region_load(p->dir, SV("salah-3-2003"), &r, &ps, &e));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool found = false;

        for (size_t k = 0; k < ps.n; k++)
            found = found || (ps.items[k].line == rows[i].line &&
                              sv_find(ps.items[k].text, sv_of(rows[i].text)) >= 0 &&
                              sv_ends(ps.items[k].file, SV("salah-3-2003/parameter.yaml")));
        if (!found)
            fail_msg("line %d: nothing says \"%s\"", rows[i].line, rows[i].text);
    }
    assert_int_equal(ps.n, sizeof rows / sizeof rows[0]);
    region_close(r);
}

static void a_crooked_vocabulary_is_refused(void **state)
{
    static const char crooked[] = "themes: {satu: Satu}\n"
                                  "parameters:\n"
                                  "  a: {label: A, theme: dua, read: text}\n"
                                  "  b: {label: B, theme: satu, read: teks}\n"
                                  "  c: {theme: satu, read: text, of: tidak_ada}\n"
                                  "  d: {label: D, theme: satu, read: text, tema: satu}\n";
    struct compare_place *p = *state;
    struct parameters out;
    struct problems ps;
    struct err e = { 0 };
    const char *dir = arena_printf(p->a, "%s/lain", p->dir).p;

    problems_init(&ps, p->a, 50);
    MUST(parameter_load(dir, p->a, &out, &ps, &e)); /* no file: no parameters */
    assert_int_equal(out.n, 0);
    MUST(file_mkdirs(dir, 0700, &e));
    MUST(file_write_atomic(arena_printf(p->a, "%s/parameter.yaml", dir).p, sv_of(crooked), 0600, &e));
    assert_false(parameter_load(dir, p->a, &out, &ps, &e));
    assert_int_equal(ps.n, 5); /* theme, read, label, list of words, key */
}

static void what_can_be_chosen(void **state)
{
    struct compare_place *p = *state;
    struct compare_entry *list;
    struct compare_side side;
    struct err e = { 0 };
    size_t n;

    MUST(compare_list(p->dir, p->a, &list, &n, &e));
    assert_int_equal(n, 3);
    is_text("in order", list[0].id, "dua-2-2002");
    is_text("with its region", list[0].region, "Kota Dua");
    assert_false(compare_side_load(p->dir, SV("tidak-ada"), p->a, &side, &e));
    assert_int_equal(e.kind, ERR_MISSING);
    e = (struct err){ 0 };
    assert_false(compare_side_load(p->dir, SV("../satu-1-2001"), p->a, &side, &e));
    assert_int_equal(e.kind, ERR_INPUT);
}

static void json_says_the_same(void **state)
{
    struct compare_place *p = *state;
    struct json *tree = NULL;
    const struct json *themes, *row;
    struct jsonw w;
    struct err e = { 0 };
    struct buf b;

    buf_init(&b, 1024 * 1024);
    jsonw_init(&w, &b);
    compare_json(&p->c, SV_NULL, true, &w);
    MUST(json_parse(buf_sv(&b), 1024 * 1024, p->a, &tree, &e));
    is_text("a", json_text(json_get(tree, SV("a")), SV("id")), "satu-1-2001");
    themes = json_get(tree, SV("tema"));
    assert_int_equal(themes->n, 3);
    row = json_get(themes->first, SV("baris"))->first;
    is_text("first difference", json_text(row, SV("parameter")), "hari");
    assert_int_equal(json_get(themes->first, SV("baris"))->n, 3);
    assert_int_equal(json_get(json_get(tree, SV("perubahan")), SV("gerbang"))->n, 4);
    buf_reset(&b);
    jsonw_init(&w, &b);
    compare_json(&p->c, SV("sepi"), false, &w);
    MUST(json_parse(buf_sv(&b), 1024 * 1024, p->a, &tree, &e));
    assert_int_equal(json_get(tree, SV("tema"))->n, 1);
    assert_null(json_get(tree, SV("perubahan")));
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_difference),
        cmocka_unit_test(items_of_one_side_are_told),
        cmocka_unit_test(places_are_said_shortly),
        cmocka_unit_test(counts_add_up),
        cmocka_unit_test(rows_that_change),
        cmocka_unit_test(stages_that_change),
        cmocka_unit_test(gates_that_change),
        cmocka_unit_test(documents_and_registers),
        cmocka_unit_test(with_itself_nothing_changes),
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(a_crooked_vocabulary_is_refused),
        cmocka_unit_test(what_can_be_chosen),
        cmocka_unit_test(json_says_the_same),
    };

    return cmocka_run_group_tests_name("compare", tests, compare_setup, compare_teardown);
}
