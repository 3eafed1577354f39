/* SPDX-License-Identifier: MIT
 * tests/unit/test_export.c -- what is exported and imported again changes nothing, for every register and every type of
 * field with awkward contents; rights; JSON; the empty form. */
#include "region_fixture.h"

#include "base/file.h"
#include "model/export.h"
#include "model/import.h"

enum { ROWS = 3, FILE_BYTES = 8 << 20 };

static const char *const texts[] = { "nihil", "=1+1", "'apostrof", "a;b|c",          "00123",       "1.500",
                                     "-5",    "ya",   "@SUM(A1)",  "teks \"kutip\"", "_x0041_ kode" };

/* Something that this type of field holds and a spreadsheet would like to spoil. */
static const char *awkward(struct world *w, const struct field *f, int i)
{
    size_t at;

    switch (f->type) {
    case FT_TEXT:
        at = ((size_t) i + f->index) % (sizeof texts / sizeof *texts);
        return texts[at + (at == 0 && f->required)]; /* a name that means "none" would be none */
    case FT_PROSE: return arena_printf(w->a, "= baris %d\nkedua; \"ya\"\n\n- ketiga", i).p;
    case FT_INTEGER:
        return arena_printf(w->a, "%lld",
                            f->has_max                 ? (long long) f->max - i
                            : f->has_min && f->min > 0 ? (long long) f->min + i
                                                       : 12345LL + i)
            .p;
    case FT_DECIMAL: return f->has_max && f->max < 100000 ? "1,5" : f->scale >= 3 ? "1234,567" : "1234,5";
    case FT_RUPIAH: return "12500000";
    case FT_DATE: return arena_printf(w->a, "%d-02-28", 1890 + 60 * i).p;
    case FT_DATETIME: return "2025-12-31T23:59:59+08:00";
    case FT_BOOLEAN: return i % 2 ? "1" : "0";
    case FT_CHOICE:
    case FT_CODE:
        return f->codes
                   ? (f->codes->n ? arena_dup(w->a, f->codes->items[(size_t) i % f->codes->n].key).p : NULL)
                   : arena_dup(w->a, f->choices[(size_t) i % f->n_choices].key).p;
    case FT_CHOICES:
        return f->n_choices ? arena_printf(w->a, "%.*s|%.*s", SV_FMT(f->choices[0].key),
                                           SV_FMT(f->choices[f->n_choices - 1].key))
                                  .p
                            : NULL;
    case FT_URL: return "https://contoh.go.id/a?b=1;c";
    case FT_EMAIL: return arena_printf(w->a, "n%d.%zu@contoh.go.id", i, f->index).p;
    case FT_PHONE: return "+628123456789";
    case FT_IP: return arena_printf(w->a, "10.0.%zu.%d", f->index, i + 1).p;
    case FT_DOMAIN: return arena_printf(w->a, "d%d-%zu.contoh.go.id", i, f->index).p;
    case FT_GEO: return "-3.4421,114.8324";
    case FT_PERIOD: return i ? "2025-01-01/2029-12-31" : "2025-03-02/2026-05-04";
    default: return NULL;
    }
}

static int64_t some_record(struct world *w, const struct reg *target)
{
    return target ? one_int(w->db,
                            arena_printf(w->a, "select coalesce(min(id), 0) from %.*s where dihapus is null",
                                         SV_FMT(target->key))
                                .p)
                  : 0;
}

/* The agency by its known ids; other references to the first record there is. */
static const char *value_for(struct world *w, const struct field *f, int i)
{
    int64_t id = 0;

    if (f->type != FT_REF && f->type != FT_REFS)
        return f->unique != UNIQUE_NO && f->type == FT_TEXT ? arena_printf(w->a, "=U%d-%zu", i, f->index).p
                                                            : awkward(w, f, i);
    if (f->target && sv_eq(f->target->key, SV("perangkat_daerah")))
        id = i % 2 ? w->pd1 : w->pd2;
    else if (f->target)
        id = some_record(w, f->target);
    return id ? world_id(w, id) : NULL;
}

static bool make(struct world *w, const struct reg *reg, int i, struct problems *ps)
{
    struct input_item items[256];
    struct input in = { .items = items, .fact = true };
    struct record *r;
    struct err err = { 0 };
    bool ok;

    for (size_t k = 0; k < reg->n_fields; k++) {
        const char *v = value_for(w, &reg->fields[k], i);

        if (v)
            items[in.n++] = (struct input_item){ reg->fields[k].key, sv_of(v) };
    }
    items[in.n++] = (struct input_item){ SV("status"), reg->states[(size_t) i % reg->n_states].key };
    if (reg->classified)
        items[in.n++] = (struct input_item){ SV("klasifikasi"),
                                             w->model->scheme.levels[(size_t) i % w->model->scheme.n].key };
    problems_init(ps, w->a, 20);
    ok = db_begin(w->db, &err) && record_create(w->db, &w->rs, who_system(), reg, &in, w->a, &r, ps, &err) &&
         db_commit(w->db, &err);
    if (!ok)
        db_rollback(w->db);
    return ok;
}

static struct sv exported(struct world *w, const struct actor *who, const struct reg *reg,
                          enum reg_export_format format)
{
    struct reg_export_conf conf = { .rs = &w->rs, .who = who, .query = { .reg = reg }, .format = format };
    const char *path = arena_printf(w->a, "/tmp/prasasti-uji-ekspor-%ld", (long) getpid()).p;
    struct err err = { 0 };
    struct sv bytes = SV_NULL;
    size_t rows;

    MUST(reg_export_file(&conf, w->db, path, &rows, &err));
    MUST(file_read(path, FILE_BYTES, w->a, &bytes, &err));
    unlink(path);
    return bytes;
}

static struct import *imported(struct world *w, const struct actor *who, const struct reg *reg,
                               struct sv bytes)
{
    struct import_conf conf = { .rs = &w->rs, .who = who, .reg = reg };
    struct import *im = NULL;
    struct err err = { 0 };

    MUST(import_open(bytes, &conf, w->a, &im, &err));
    MUST(import_check(w->db, im, &err));
    return im;
}

static void all_the_same(struct world *w, const struct reg *reg, enum reg_export_format format, size_t rows)
{
    struct import *im = imported(w, who_system(), reg, exported(w, who_system(), reg, format));

    if (im->count[IMPORT_SAME] == rows && im->n_rows == rows)
        return;
    for (size_t i = 0; i < im->n_rows; i++) {
        print_error("%.*s row %d: %.*s %.*s\n", SV_FMT(reg->key), im->rows[i].line,
                    SV_FMT(import_outcome_key(im->rows[i].outcome)), SV_FMT(im->rows[i].changed));
        for (size_t k = 0; k < im->rows[i].n_notes; k++)
            print_error("   %.*s \"%.*s\": %.*s\n", SV_FMT(import_heading(im, &im->rows[i].notes[k])),
                        SV_FMT(im->rows[i].notes[k].value), SV_FMT(im->rows[i].notes[k].why));
    }
    fail_msg("%.*s as %.*s: %zu of %zu rows the same", SV_FMT(reg->key),
             SV_FMT(reg_export_format_key(format)), im->count[IMPORT_SAME], rows);
}

static void what_goes_out_comes_back_unchanged(void **state)
{
    struct world *w = *state;
    size_t filled = 0;

    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < w->model->n_regs; i++) {
            const struct reg *reg = w->model->regs[i];
            struct problems ps;

            if (some_record(w, reg) && !sv_eq(reg->key, SV("perangkat_daerah")))
                continue; /* filled in the first round */
            for (int k = 0; k < ROWS; k++)
                if (!make(w, reg, k, &ps) && round == 1 && k == 0)
                    print_message("# %.*s: %.*s\n", SV_FMT(reg->key), ps.n ? (int) ps.items[0].text.n : 0,
                                  ps.n ? ps.items[0].text.p : "");
        }
    for (size_t i = 0; i < w->model->n_regs; i++) {
        const struct reg *reg = w->model->regs[i];
        size_t rows = (size_t) one_int(
            w->db, arena_printf(w->a, "select count(*) from %.*s where dihapus is null", SV_FMT(reg->key)).p);

        if (!rows)
            continue;
        filled++;
        all_the_same(w, reg, EXPORT_CSV, rows);
        all_the_same(w, reg, EXPORT_XLSX, rows);
    }
    assert_true(filled * 10 >= w->model->n_regs * 8);
}

static void names_that_two_bear_still_come_back(void **state)
{
    struct world *w = *state;
    struct record *a = MAKE(w, who_system(), "aplikasi", "nama", "Situs", "perangkat_daerah",
                            world_id(w, w->pd1), "jenis", "umum");
    struct record *b = MAKE(w, who_system(), "aplikasi", "nama", "Situs", "perangkat_daerah",
                            world_id(w, w->pd2), "jenis", "umum");

    MAKE(w, who_system(), "aset_tik", "nama", "Lisensi", "perangkat_daerah", world_id(w, w->pd1), "aplikasi",
         world_id(w, a->id));
    MAKE(w, who_system(), "aset_tik", "nama", "Lisensi", "perangkat_daerah", world_id(w, w->pd1), "aplikasi",
         world_id(w, b->id));
    all_the_same(w, model_reg(w->model, SV("aset_tik")), EXPORT_CSV, 2);
}

static void only_what_he_may_see_goes_out(void **state)
{
    struct world *w = *state;
    const struct reg *reg = model_reg(w->model, SV("aplikasi"));
    struct sv text;

    MAKE(w, who_system(), "aplikasi", "nama", "Milik Lain", "perangkat_daerah", world_id(w, w->pd2), "jenis",
         "umum", "nilai_pembangunan", "987654321");
    MAKE(w, who_system(), "aplikasi", "nama", "Rahasia Lain", "perangkat_daerah", world_id(w, w->pd2),
         "jenis", "umum", "klasifikasi", "rahasia");
    MAKE(w, who_system(), "aplikasi", "nama", "Milik Sendiri", "perangkat_daerah", world_id(w, w->pd1),
         "jenis", "umum", "nilai_pembangunan", "123456789");
    for (int f = EXPORT_CSV; f <= EXPORT_JSON; f += EXPORT_JSON) {
        text = exported(w, w->op1, reg, (enum reg_export_format) f);
        assert_true(sv_find(text, SV("Milik Lain")) > 0);
        assert_true(sv_find(text, SV("123456789")) > 0);
        assert_true(sv_find(text, SV("987654321")) < 0);
        assert_true(sv_find(text, SV("Rahasia Lain")) < 0);
    }
}

static void json_is_a_list_of_records(void **state)
{
    struct world *w = *state;
    const struct reg *reg = model_reg(w->model, SV("aset_tik"));
    struct json *tree;
    struct err err = { 0 };

    MUST(json_parse(exported(w, who_system(), reg, EXPORT_JSON), FILE_BYTES, w->a, &tree, &err));
    assert_int_equal(tree->n, 0);
    for (int i = 0; i < 260; i++) /* more than a batch */
        MAKE(w, who_system(), "aset_tik", "nama", "Laptop", "perangkat_daerah", world_id(w, w->pd1), "nilai",
             "5");
    MUST(json_parse(exported(w, who_system(), reg, EXPORT_JSON), FILE_BYTES, w->a, &tree, &err));
    assert_int_equal(tree->n, 260);
    assert_int_equal(json_number(tree->first, SV("nilai"), 0), 5);
    assert_int_equal(json_number(tree->first->next, SV("id"), 0), json_number(tree->first, SV("id"), 0) + 1);
}

static void the_empty_form_is_understood(void **state)
{
    struct world *w = *state;
    const struct reg *reg = model_reg(w->model, SV("aplikasi"));
    const char *path = arena_printf(w->a, "/tmp/prasasti-uji-templat-%ld.xlsx", (long) getpid()).p;
    struct import *im;
    struct err err = { 0 };
    struct sv bytes;

    MUST(reg_export_template(&w->rs, w->op1, reg, w->db, path, &err));
    MUST(file_read(path, FILE_BYTES, w->a, &bytes, &err));
    unlink(path);
    im = imported(w, w->op1, reg, bytes);
    assert_int_equal(im->n_rows, 0); /* the example row is none of data */
    for (size_t i = 0; i < im->n_columns; i++)
        if (im->columns[i].to == IMPORT_NOWHERE)
            fail_msg("column \"%.*s\": %.*s", SV_FMT(im->columns[i].heading), SV_FMT(im->columns[i].why));
    for (size_t i = 0; i < im->n_columns; i++) /* op1 may not fill what only the dinas fills */
        assert_false(im->columns[i].field && sv_eq(im->columns[i].field->key, SV("kesesuaian_fungsi")));
    assert_true(im->book.n >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(what_goes_out_comes_back_unchanged), WORLD(names_that_two_bear_still_come_back),
        WORLD(only_what_he_may_see_goes_out),      WORLD(json_is_a_list_of_records),
        WORLD(the_empty_form_is_understood),
    };

    PLACES_RUN("export", tests);
}
