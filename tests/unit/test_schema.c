/* SPDX-License-Identifier: MIT
 * tests/unit/test_schema.c -- a changed declaration becomes an additive migration, or is refused with what to do. */
#include "region_fixture.h"

#include "base/file.h"

#include <sys/stat.h>

/* A declarations folder of one register, written anew for each version. */
struct tiny {
    char dir[64];
    struct arena *a;
    struct model *model;
    struct records rs;
    struct problems ps;
};

static void put(struct tiny *t, const char *name, const char *text)
{
    struct err err = { 0 };

    MUST(file_write_atomic(arena_printf(t->a, "%s/%s", t->dir, name).p, sv_of(text), 0644, &err));
}

static void tiny_make(struct tiny *t)
{
    static const char *const folders[] = { "registers", "codes" };
    struct err err = { 0 };

    memset(t, 0, sizeof *t);
    t->a = arena_new(64 * 1024 * 1024);
    snprintf(t->dir, sizeof t->dir, "/tmp/prasasti-skema.XXXXXX");
    assert_non_null(mkdtemp(t->dir));
    for (size_t i = 0; i < 2; i++)
        MUST(file_mkdirs(arena_printf(t->a, "%s/%s", t->dir, folders[i]).p, 0755, &err));
    put(t, "groups.yaml", "groups: {a: {label: A}}\n");
    put(t, "klasifikasi.yaml", "levels: [{key: terbuka, label: Terbuka, see: [semua]}]\n");
    put(t, "roles.yaml", "roles: {dinas: {label: Dinas}}\nlevels: {operator: {label: Operator, rank: 1}}\n");
    put(t, "registers/perangkat_daerah.yaml",
        "register: perangkat_daerah\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n  dihitung_di: {type: ref, to: perangkat_daerah}\n");
    put(t, "registers/akun.yaml",
        "register: akun\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n");
}

static bool tiny_load(struct tiny *t, const char *barang, const char *overlay, struct err *err)
{
    struct json *over = NULL;

    put(t, "registers/barang.yaml", barang);
    problems_init(&t->ps, t->a, 20);
    if (overlay && !yaml_parse(sv_of(overlay), SV("overlay"), t->a, &over, &t->ps))
        fail_msg("overlay");
    if (!model_load(t->dir, &(struct reg_overlay){ over, SV("overlay") }, 1, NULL, 0, 480, t->a, &t->model,
                    &t->ps, err))
        return false;
    t->rs = (struct records){ .model = t->model, .files_dir = "/nonexistent", .now = world_now };
    return true;
}

static void tiny_end(struct tiny *t)
{
    char cmd[128];

    snprintf(cmd, sizeof cmd, "rm -r %s", t->dir);
    assert_int_equal(system(cmd), 0);
    arena_free(t->a);
}

static void declare(struct tiny *t, struct place *at, const char *barang, const char *overlay, bool want)
{
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);

    if (!tiny_load(t, barang, overlay, &err))
        fail_msg("%s: %.*s", err.text, t->ps.n ? (int) t->ps.items[0].text.n : 0,
                 t->ps.n ? t->ps.items[0].text.p : "");
    if (schema_apply(db, &t->rs, &t->ps, &err) != want)
        fail_msg("schema_apply: %s / %s", err.text, err.cause);
    db_release(db);
}

static const char first[] = "register: barang\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n"
                            "workflow: {states: {lama: Lama, akhir: Akhir}}\n";

static void a_new_field_is_added_and_old_rows_keep(void **state)
{
    struct place *at = *state;
    struct input_item item = { SV("nama"), SV("Meja") };
    struct input in = { .items = &item, .n = 1 };
    struct err err = { 0 };
    struct record *r;
    struct db *db;
    struct tiny t;

    tiny_make(&t);
    declare(&t, at, first, NULL, true);
    db = lease(at, DB_WRITE);
    MUST(db_begin(db, &err));
    MUST(record_create(db, &t.rs, who_system(), model_reg(t.model, SV("barang")), &in, t.a, &r, &t.ps, &err));
    MUST(db_commit(db, &err));
    db_release(db);
    declare(
        &t, at,
        "register: barang\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n  jumlah: {type: integer}\n"
        "workflow: {states: {lama: Lama, akhir: Akhir}}\n",
        NULL, true);
    db = lease(at, DB_READ);
    MUST(record_get(db, &t.rs, who_system(), model_reg(t.model, SV("barang")), 1, t.a, &r, &err));
    assert_true(sv_eq(record_title(r), SV("Meja")));
    assert_int_equal(one_int(db, "select count(jumlah) from v_barang"), 0);
    db_release(db);
    tiny_end(&t);
}

static void a_changed_storage_is_refused(void **state)
{
    struct tiny t;

    tiny_make(&t);
    declare(&t, *state, first, NULL, true);
    declare(
        &t, *state,
        "register: barang\nscope: region\nfields:\n  nama: {type: integer}\nworkflow: {states: {lama: Lama, akhir: Akhir}}\n",
        NULL, false);
    assert_int_equal(t.ps.n, 1);
    assert_true(sv_find(t.ps.items[0].hint, SV("nama baru")) >= 0);
    tiny_end(&t);
}

static void a_replaced_state_needs_a_map(void **state)
{
    static const char without[] = "barang: {states: {replace: lama, with: {rintis: Rintis, jalan: Jalan}}}\n";
    static const char with[] =
        "barang: {states: {replace: lama, with: {rintis: Rintis, jalan: Jalan}, map: {lama: jalan}}}\n";
    struct input_item item = { SV("nama"), SV("Meja") };
    struct input in = { .items = &item, .n = 1 };
    struct err err = { 0 };
    struct record *r;
    struct db *db;
    struct tiny t;

    tiny_make(&t);
    declare(&t, *state, first, NULL, true);
    db = lease(*state, DB_WRITE);
    MUST(db_begin(db, &err));
    MUST(record_create(db, &t.rs, who_system(), model_reg(t.model, SV("barang")), &in, t.a, &r, &t.ps, &err));
    MUST(db_commit(db, &err));
    db_release(db);
    declare(&t, *state, first, without, false);
    assert_true(sv_find(t.ps.items[0].text, SV("lama")) >= 0);
    declare(&t, *state, first, with, true);
    db = lease(*state, DB_READ);
    MUST(record_get(db, &t.rs, who_system(), model_reg(t.model, SV("barang")), 1, t.a, &r, &err));
    assert_true(sv_eq(r->status, SV("jalan")));
    assert_int_equal(r->versi, 2);
    db_release(db);
    tiny_end(&t);
}

/* A removed row moves too, and stays removed; a later restore finds a state that exists. */
static void removed_rows_move_and_stay_removed(void **state)
{
    static const char with[] =
        "barang: {states: {replace: lama, with: {rintis: Rintis}, map: {lama: rintis}}}\n";
    struct input_item item = { SV("nama"), SV("Meja") };
    struct input in = { .items = &item, .n = 1 };
    struct err err = { 0 };
    struct record *r;
    struct db *db;
    struct tiny t;

    tiny_make(&t);
    declare(&t, *state, first, NULL, true);
    db = lease(*state, DB_WRITE);
    MUST(db_begin(db, &err));
    MUST(record_create(db, &t.rs, who_system(), model_reg(t.model, SV("barang")), &in, t.a, &r, &t.ps, &err));
    MUST(record_delete(db, &t.rs, who_system(), r->reg, r->id, 1, t.a, &err));
    MUST(db_commit(db, &err));
    db_release(db);
    declare(&t, *state, first, with, true);
    db = lease(*state, DB_WRITE);
    MUST(record_get(db, &t.rs, who_system(), model_reg(t.model, SV("barang")), 1, t.a, &r, &err));
    assert_true(sv_eq(r->status, SV("rintis")) && r->dihapus.p && r->versi == 3);
    assert_int_equal(
        one_int(db, "select coalesce(cast(sum(n) as bigint), 0) from hitung where register = 'barang'"), 0);
    MUST(db_begin(db, &err));
    MUST(record_restore(db, &t.rs, who_system(), r->reg, 1, 3, t.a, &err));
    MUST(db_commit(db, &err));
    assert_int_equal(one_int(db, "select n from hitung where register = 'barang' and status = 'rintis'"), 1);
    db_release(db);
    tiny_end(&t);
}

/* A region made by an earlier program gets the indexes of this one, and loses what they replace. */
static void an_older_layout_is_brought_up_to_date(void **state)
{
    struct place *at = *state;
    struct db *db;
    struct tiny t;

    tiny_make(&t);
    declare(&t, at, first, NULL, true);
    db = lease(at, DB_WRITE);
    run(db, "drop index barang_i_status_diubah");
    run(db, "drop index barang_h_i_diubah");
    run(db, "create index barang_i_status on barang (status, id) where dihapus is null");
    run(db, "update skema set digest = 'lama'");
    db_release(db);
    declare(&t, at, first, NULL, true);
    db = lease(at, DB_WRITE);
    run(db, "drop index barang_i_status_diubah");
    run(db, "drop index barang_h_i_diubah");
    run(db, "create index barang_i_status on barang (status, id)"); /* its name is free again */
    db_release(db);
    tiny_end(&t);
}

static void declarations_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *why, *barang, *text, *hint;
        int line;
    } rows[] = {
        { "unknown type", "register: barang\nscope: region\nfields:\n  nama: {type: texte}\n", "texte",
          "text", 4 },
        { "unknown key", "register: barang\nscope: region\nfields:\n  nama: {type: text, requird: true}\n",
          "requird", "required", 4 },
        { "reserved name", "register: barang\nscope: region\nfields:\n  versi: {type: text}\n", "versi", NULL,
          4 },
        { "reference to nothing", "register: barang\nscope: region\nfields:\n  x: {type: ref, to: baran}\n",
          "baran", "barang", 0 },
        { "choice without choices", "register: barang\nscope: region\nfields:\n  x: {type: choice}\n",
          "pilihan", NULL, 4 },
        { "start that is no state",
          "register: barang\nscope: region\nfields:\n  x: {type: text}\nworkflow:\n  start: mula\n  states: {awal: Awal}\n",
          "mula", NULL, 5 },
        { "a bound that is no whole number",
          "register: barang\nscope: region\nfields:\n  x: {type: integer, max: 1.5}\n", "bulat", NULL, 4 },
        { "a bound beyond 64 bits",
          "register: barang\nscope: region\nfields:\n  x: {type: decimal, scale: 9, max: 99999999999}\n",
          "terlalu besar", NULL, 4 },
        { "too many decimals",
          "register: barang\nscope: region\nfields:\n  x: {type: decimal, scale: 900000000}\n", "scale", NULL,
          4 },
        { "a join table with too long a name",
          "register: barang\nscope: region\nfields:\n  abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz1: {type: refs, to: akun}\n",
          "panjang", NULL, 0 },
        { "a title that not everybody may see",
          "register: barang\nscope: region\ntitle: x\nfields:\n  x: {type: text, see: [dinas]}\n", "see",
          NULL, 3 },
        { "another name than its file", "register: benda\nscope: region\nfields:\n  x: {type: text}\n",
          "nama berkas", NULL, 1 },
    };
    struct tiny t;

    (void) state;
    tiny_make(&t);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = { 0 };
        const struct problem *p;

        if (tiny_load(&t, rows[i].barang, NULL, &err))
            fail_msg("%s: accepted", rows[i].why);
        p = &t.ps.items[0];
        if (t.ps.n != 1 || sv_find(p->text, sv_of(rows[i].text)) < 0 ||
            (rows[i].line && p->line != rows[i].line) ||
            (rows[i].hint && (!p->hint.p || sv_find(p->hint, sv_of(rows[i].hint)) < 0)))
            fail_msg("%s: %zu problems, line %d: %.*s (%.*s)", rows[i].why, t.ps.n, p->line, SV_FMT(p->text),
                     SV_FMT(p->hint));
    }
    tiny_end(&t);
}

static void names_of_the_engine_are_refused(void **state)
{
    static const char *const names[] = {
        "berkas",      "who_baru",
        "v_barang",    "barang_h",
        "barang__x",   "Barang",
        "barang-baru", "a123456789012345678901234567890123456789012345678901234567890123456789"
    };
    struct tiny t;

    (void) state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct err err = { 0 };

        tiny_make(&t);
        put(&t, arena_printf(t.a, "registers/%s.yaml", names[i]).p,
            arena_printf(t.a, "register: %s\nscope: region\nfields:\n  x: {type: text}\n", names[i]).p);
        if (tiny_load(&t, first, NULL, &err) || t.ps.n != 1 || !sv_eq(t.ps.items[0].field, SV("register")))
            fail_msg("%s: %zu problems", names[i], t.ps.n);
        tiny_end(&t);
    }
}

/* `review`, `similar`, `trail`, `shape` and `guess`: each mistake by name, and what is right goes in. */
static void mistakes_of_tables_are_named(void **state)
{
#define BARANG                                                                                \
    "register: barang\nscope: perangkat_daerah\ntitle: nama\nfields:\n  nama: {type: text}\n" \
    "  perangkat_daerah: {type: ref, to: perangkat_daerah}\n  tahun: {type: integer}\n"       \
    "  nilai: {type: rupiah}\n  hasil: {type: choice, of: {ya: Ya, tidak: Tidak}}\n  isi: {type: prose}\n"
#define REVIEW \
    "review: {by: [dinas], states: [aktif], rounds: [tahun], edits: [hasil, nilai], decision: hasil"
    static const struct {
        const char *why, *yaml, *text;
    } rows[] = {
        { "sound",
          BARANG REVIEW ", refuses: [tidak], sums: [nilai]}\ntrail: {by: tahun, shows: [nilai]}\n"
                        "similar: {in: barang, name: nama}\n",
          NULL },
        { "an unknown key", BARANG REVIEW ", sumz: [nilai]}\n", "Kunci \"sumz\"" },
        { "an unknown field", BARANG REVIEW ", shows: [nilay]}\n", "Bidang \"nilay\" tidak ada" },
        { "an unknown state",
          BARANG "review: {by: [dinas], states: [usang], rounds: [tahun], edits: [hasil]}\n",
          "keadaan \"usang\"" },
        { "prose in a cell", BARANG "review: {by: [dinas], states: [aktif], rounds: [tahun], edits: [isi]}\n",
          "harus teks, pilihan" },
        { "a round of amounts",
          BARANG "review: {by: [dinas], states: [aktif], rounds: [nilai], edits: [hasil]}\n",
          "Putaran telaah" },
        { "a sum of words", BARANG REVIEW ", sums: [nama]}\n", "Yang dijumlahkan" },
        { "a refusal that is none", BARANG REVIEW ", refuses: [entah]}\n", "keputusan \"entah\"" },
        { "a decision that is no box",
          BARANG "review: {by: [dinas], states: [aktif], rounds: [tahun], edits: [nilai], decision: hasil}\n",
          "\"decision\"" },
        { "a fill of another kind", BARANG REVIEW ", fills: {nilai: nama}}\n", "\"fills\"" },
        { "nobody reviews", BARANG "review: {states: [aktif], rounds: [tahun], edits: [hasil]}\n",
          "Telaah memerlukan" },
        { "similar to nothing", BARANG "similar: {in: entah}\n", "register \"entah\"" },
        { "words from nowhere", BARANG "similar: {in: barang, ignore: entah}\n", "Daftar kode \"entah\"" },
        { "a shape of a number",
          "register: barang\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n"
          "  n: {type: integer, shape: \"99\"}\n",
          "\"shape\" hanya" },
        { "a guess of nothing",
          "register: barang\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n"
          "  n: {type: choice, of: {a: A}, guess: {value: b}}\n",
          "Dugaan" },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = { 0 };
        struct tiny t;
        bool ok;

        tiny_make(&t);
        ok = tiny_load(&t, rows[i].yaml, NULL, &err);
        if (ok != (rows[i].text == NULL))
            fail_msg("%s: %.*s", rows[i].why, ok ? 5 : (int) t.ps.items[0].text.n,
                     ok ? "taken" : t.ps.items[0].text.p);
        if (!ok && sv_find(t.ps.items[0].text, sv_of(rows[i].text)) < 0)
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(t.ps.items[0].text));
        tiny_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(a_new_field_is_added_and_old_rows_keep), BOTH(a_changed_storage_is_refused),
        BOTH(a_replaced_state_needs_a_map),           BOTH(removed_rows_move_and_stay_removed),
        BOTH(an_older_layout_is_brought_up_to_date),  LITE(declarations_are_refused_with_their_place),
        LITE(names_of_the_engine_are_refused),        LITE(mistakes_of_tables_are_named),
    };

    PLACES_RUN("schema", tests);
}
