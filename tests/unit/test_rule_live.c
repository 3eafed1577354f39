/* SPDX-License-Identifier: MIT
 * tests/unit/test_rule_live.c -- verdicts kept row by row say what the checks' own SQL says, whatever changes.
 *
 * For every pack, on both engines: the rows of its situations are given one after the other and stay, and between them
 * records are changed, moved, removed and brought back at random, units among them. After each few changes every norm is
 * judged twice: from the verdicts that followed the log, and by its SQL over everything. Also: the ties that are read off
 * a condition, and what is taken out of one. */
#include "pack_region.h"

#include "rule/rule_live.h"
#include "rule/rule_live_priv.h"

enum { PACKS_MAX = 32, LITE_EVERY = 4, PG_EVERY = 25, CHANGES = 6, COMPARE_EVERY = 3 };

static uint64_t seed;

static uint64_t chance(uint64_t of)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % of;
}

/* --- changes at random -------------------------------------------------------------------------------------------------- */

static struct sv some_value(struct pack_place *p, const struct field *f)
{
    static const char *const days[] = { "2019-05-01", "2022-01-15", "2024-06-30", "2026-01-14",
                                        "2027-12-31" };
    const struct choice *choices = f->codes ? f->codes->items : f->choices;
    size_t n = f->codes ? f->codes->n : f->n_choices;

    switch (f->type) {
    case FT_DATE: return sv_of(days[chance(5)]);
    case FT_BOOLEAN: return chance(2) ? SV("true") : SV("false");
    case FT_INTEGER: return arena_printf(p->case_a, "%d", (int) chance(100));
    case FT_CHOICE:
    case FT_CHOICES:
    case FT_CODE: return n ? choices[chance(n)].key : SV_NULL;
    case FT_REF:
    case FT_REFS:
        if (f->target || !p->n_touched)
            return arena_printf(p->case_a, "%d", 1 + (int) chance(9));
        return arena_printf(p->case_a, "%.*s:%d", SV_FMT(p->touched[chance(p->n_touched)]->key),
                            1 + (int) chance(9));
    case FT_FILE:
    case FT_FILES: return pack_file(p);
    default: return arena_printf(p->case_a, "uji %d", (int) chance(1000));
    }
}

/* What rows are tied by is changed more often than the rest. */
static const struct field *some_field(const struct reg *reg)
{
    const struct field *f = &reg->fields[chance(reg->n_fields)];

    for (int i = 0; i < 12 && f->type != FT_REF && f->type != FT_REFS && chance(4); i++)
        f = &reg->fields[chance(reg->n_fields)];
    return f;
}

static bool one_change(struct pack_place *p, const struct reg *reg, int64_t id, struct err *e)
{
    const struct field *f = some_field(reg);
    struct input_item item = { f->key, chance(4) ? some_value(p, f) : SV("") };
    struct input in = { .items = &item, .n = 1, .plain = true, .fact = true, .partial = true };
    const struct records *rs = &p->region->records;
    struct record *rec, *after;
    struct problems ps;

    problems_init(&ps, p->case_a, 20);
    if (!record_get(p->write, rs, who_system(), reg, id, p->case_a, &rec, e))
        return record_restore(p->write, rs, who_system(), reg, id, 2, p->case_a, e);
    switch (chance(8)) {
    case 0: return record_delete(p->write, rs, who_system(), reg, id, rec->versi, p->case_a, e);
    case 1:
    case 2:
        in.n = 0;
        return record_move(p->write, rs, who_system(), reg, id, rec->versi,
                           reg->states[chance(reg->n_states)].key, chance(2) ? SV("2025-03-01") : SV_NULL,
                           &in, p->case_a, &after, &ps, e);
    default:
        return record_update(p->write, rs, who_system(), reg, id, rec->versi, &in, p->case_a, &after, &ps, e);
    }
}

/* A refused change leaves nothing behind; that is all that is asked of it here. */
static void change_something(struct pack_place *p, const struct reg *reg)
{
    struct err err = { 0 }, e = { 0 };
    int64_t last;

    if (!reg->n_fields || !reg->n_states)
        return;
    MUST(db_one_int(p->write,
                    arena_printf(p->case_a, "select coalesce(max(id), 0) from %.*s", SV_FMT(reg->key)), 0,
                    &last, &err));
    if (!last)
        return;
    MUST(db_begin(p->write, &err));
    if (one_change(p, reg, 1 + (int64_t) chance((uint64_t) last), &e))
        MUST(db_commit(p->write, &err));
    else
        db_rollback(p->write);
}

static void give_situation(struct pack_place *p, const struct json *t)
{
    const struct json *given = json_get(t, SV("given"));
    struct err err = { 0 }, e = { 0 };
    struct problems ps;
    bool ok = true;

    problems_init(&ps, p->case_a, 20);
    MUST(db_begin(p->write, &err));
    for (const struct json *g = given && given->type == JSON_LIST ? given->first : NULL; ok && g; g = g->next)
        for (const struct json *row = g->first; ok && row; row = row->next)
            ok = pack_row_try(p, row, "situasi", &ps, &e);
    if (ok)
        MUST(db_commit(p->write, &err));
    else
        db_rollback(p->write); /* a second row that must be the only one: nothing is given */
}

/* --- both ways -------------------------------------------------------------------------------------------------------------- */

static void compare(struct pack_place *p, int step)
{
    const struct rule *r = p->region->rule;
    struct date today = region_today(p->region);
    struct arena *a = arena_new(32 * 1024 * 1024);
    bool *moved = ARENA_ARRAY(a, bool, r->n);
    struct err err = { 0 };

    rule_live_lock(r->live);
    MUST(rule_live_follow(r->live, r, NULL, p->write, p->pack, today, moved, &err));
    for (size_t i = 0; i < r->n; i++) {
        struct outcome kept, asked;

        if (!rule_live_keeps(r->live, i))
            continue;
        MUST(rule_evaluate_live(r->live, p->pack, p->write, r, &r->norms[i], today, a, &kept, &err));
        MUST(rule_evaluate(p->pack, p->write, r, &r->norms[i], today, a, &asked, &err));
        if (kept.status != asked.status || kept.of != asked.of || kept.met != asked.met ||
            date_cmp(kept.due, asked.due) != 0 || !sv_eq(kept.why, asked.why))
            fail_msg("%.*s %.*s, langkah %d: %.*s (%lld/%lld), bukan %.*s (%lld/%lld)", SV_FMT(p->id),
                     SV_FMT(r->norms[i].at), step, SV_FMT(norm_status_key(kept.status)), (long long) kept.met,
                     (long long) kept.of, SV_FMT(norm_status_key(asked.status)), (long long) asked.met,
                     (long long) asked.of);
    }
    rule_live_unlock(r->live);
    arena_free(a);
}

static void verdicts_follow_every_change(void **state)
{
    struct pack_place *p = *state;
    const struct json *tests = pack_tests(p);
    int every = p->engine == DB_PG ? PG_EVERY : LITE_EVERY, i = 0;
    const struct model *m = p->region->model;

    seed = 20261123;
    pack_day(p, (struct date){ 2026, 1, 15 });
    for (const struct json *t = tests && tests->type == JSON_LIST ? tests->first : NULL; t;
         t = t->next, i++) {
        if (i % every)
            continue;
        pack_case_begin(p);
        p->region->rule->live->few_rows = chance(2) ? 0 : 1000000; /* both ways of asking say the same */
        if (chance(3) == 0)
            rule_live_forget(p->region->rule->live);
        give_situation(p, t);
        for (int k = 0; k < CHANGES && p->n_touched; k++) {
            change_something(p, p->touched[chance(p->n_touched)]);
            if (k % COMPARE_EVERY == 0)
                compare(p, i);
        }
        change_something(p, chance(2) ? m->regs[chance(m->n_regs)] : model_reg(m, base_col_name(COL_PD)));
        pack_case_end(p, false);
    }
    compare(p, i);
}

/* --- each way that rows are tied ------------------------------------------------------------------------------------------ */

static const struct pack_text files[] = {
    { "groups.yaml", "groups: {a: {label: A}}\n" },
    { "klasifikasi.yaml", "levels:\n  - {key: terbuka, label: Terbuka, see: [semua]}\n"
                          "  - {key: terbatas, label: Terbatas, see: [pemilik]}\n" },
    { "roles.yaml",
      "roles: {pd: {label: PD}, dinas: {label: Dinas, office: true}}\nlevels: {operator: {label: Operator, rank: 1}}\n" },
    { "registers/perangkat_daerah.yaml",
      "register: perangkat_daerah\nscope: region\ntitle: nama\nfields:\n  nama: {type: text, required: true}\n  kode: {type: text}\n"
      "  dihitung: {type: boolean}\n  dihitung_di: {type: ref, to: perangkat_daerah}\n" },
    { "registers/akun.yaml", "register: akun\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n" },
    { "registers/benda.yaml",
      "register: benda\nscope: perangkat_daerah\ntitle: nama\nfields:\n  nama: {type: text, required: true}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n" },
    { "registers/barang.yaml",
      "register: barang\nscope: perangkat_daerah\ntitle: nama\nfields:\n  nama: {type: text, required: true}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n" },
    { "registers/wadah.yaml",
      "register: wadah\nscope: perangkat_daerah\ntitle: nama\nfields:\n  nama: {type: text, required: true}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n" },
    { "registers/alat.yaml",
      "register: alat\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n  benda: {type: ref, to: benda}\n"
      "  semua: {type: refs, to: benda}\n  objek: {type: ref, to: \"*\"}\n  laporan: {type: ref, to: laporan}\n" },
    { "registers/laporan.yaml",
      "register: laporan\nscope: perangkat_daerah\nfields:\n  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n"
      "  tanggal: {type: date}\n" },
    { "registers/pernyataan.yaml",
      "register: pernyataan\nscope: region\nfields:\n  pasal: {type: code, from: \"@norms\"}\n  tanggal: {type: date}\n"
      "  berlaku_sampai: {type: date}\nworkflow: {states: {dinyatakan: Dinyatakan, dikonfirmasi: Dikonfirmasi}}\n" },
    { "regulations/kait-1-2024/regulation.yaml",
      "regulation: kait-1-2024\ntitle: Peraturan kait\nzone: \"+08:00\"\n"
      "dates: {ditetapkan: 2024-01-01, diundangkan: 2024-01-01, berlaku: 2024-01-01}\n"
      "populations: {setiap_pd: {in: perangkat_daerah, where: \"x.dihitung = 1\", label: Perangkat Daerah}, "
      "bernama: {in: benda, where: \"x.nama = 'ada'\", label: benda bernama}}\n" },
    { "regulations/kait-1-2024/norms.yaml",
      "- {at: \"1\", says: acuan, check: {each: benda, has: alat, by: benda}}\n"
      "- {at: \"2\", says: bukan, check: {each: benda, ok: \"x.id not in (select y.benda from v_alat y where y.nama = 'rusak')\"}}\n"
      "- {at: \"3\", says: unit, check: {each: setiap_pd, has: benda, by: perangkat_daerah}}\n"
      "- {at: \"4\", says: seunit, check: {each: benda, ok: \"x.pd_induk in (select y.pd_induk from v_laporan y)\"}}\n"
      "- {at: \"5\", says: apa pun, check: {each: benda, ok: \"exists (select 1 from v_alat y where y.objek = 'benda:' || x.id)\"}}\n"
      "- {at: \"6\", says: ada, check: {each: benda, ok: \"exists (select 1 from v_laporan l where l.tanggal >= {start})\"}}\n"
      "- {at: \"7\", says: rantai, check: {each: benda, ok: \"exists (select 1 from v_alat y join v_laporan l on l.id = y.laporan "
      "where y.benda = x.id and l.tanggal is not null)\"}}\n"
      "- {at: \"8\", says: himpunan, check: {each: benda, has: alat, by: semua}}\n"
      "- {at: \"9\", says: atau, check: {each: barang, ok: \"exists (select 1 from v_alat y where y.benda = x.id and y.nama = 'a' or y.nama = 'umum')\"}}\n"
      "- {at: \"10\", says: dalam, check: {each: wadah, ok: \"exists (select 1 from v_alat y where (y.nama = 'umum' or exists "
      "(select 1 from v_laporan l where l.id = y.laporan and l.perangkat_daerah = x.perangkat_daerah)))\"}}\n"
      "- {at: \"13\", says: yang pertama, check: {each: benda, ok: \"x.id in (select y.benda from v_alat y order by y.nama limit 1)\"}}\n"
      "- {at: \"14\", says: unit tanpa nilai, check: {each: setiap_pd, ok: \"x.id not in (select y.pd_induk from v_alat y where "
      "y.nama = 'lepas')\"}}\n"
      "- {at: \"15\", says: teks, check: {each: barang, ok: \"exists (select 1 from v_alat y where y.nama = 'benda:' || x.id)\"}}\n" },
    { "regulations/kait-2-2024/regulation.yaml",
      "regulation: kait-2-2024\ntitle: Peraturan kait lain\nzone: \"+08:00\"\n"
      "dates: {ditetapkan: 2024-01-01, diundangkan: 2024-01-01, berlaku: 2024-01-01}\n"
      "populations: {bernama: {in: benda, where: \"x.nama <> 'tiada'\", label: benda bernama}}\n" },
    /* 1: asks for a set that is the rows of 2, which asks for another; its sweep stands first */
    { "regulations/kait-2-2024/norms.yaml",
      "- {at: \"1\", says: himpunan orang lain, check: {each: barang, ok: \"exists (select 1 from v_benda b)\"}}\n"
      "- {at: \"2\", says: himpunan dan penanya, check: {each: benda, ok: \"exists (select 1 from v_laporan l where l.tanggal is "
      "not null)\"}}\n"
      "- {at: \"3\", says: jauh, check: {each: bernama, ok: \"x.id not in (select y.benda from v_alat y join v_laporan l on "
      "l.id = y.laporan where l.tanggal is not null)\"}}\n" },
};

/* Rows b1, b2 of pd1 and pd2 stand already. A change, and which norm it must not pass by. */
static const struct {
    const char *why, *give, *reg, *key, *value;
    int id;
} ties[] = {
    { "a reference leaves the row it named", "[{alat: {nama: a, benda: b1}}]", "alat", "benda", "2", 1 },
    { "and its value goes", "[{alat: {nama: a, benda: b2}}]", "alat", "benda", "", 1 },
    { "an empty value comes into a set", "[{alat: {nama: rusak, benda: b2}}]", "alat", "benda", "", 1 },
    { "a row goes to another unit", "[]", "benda", "perangkat_daerah", "2", 1 },
    { "a unit now counts at another", "[]", "perangkat_daerah", "dihitung_di", "2", 1 },
    { "a report of the unit goes to another", "[{laporan: {perangkat_daerah: pd1}}]", "laporan",
      "perangkat_daerah", "2", 1 },
    { "any register may be named", "[{alat: {nama: a, objek: \"benda:b1\"}}]", "alat", "objek", "benda:2",
      1 },
    { "the first of all is dated", "[{laporan: {perangkat_daerah: pd1}}]", "laporan", "tanggal", "2025-01-01",
      1 },
    { "the only one loses its day", "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-01-01}}]", "laporan",
      "tanggal", "", 1 },
    { "over a row between",
      "[{laporan: {id: l1, perangkat_daerah: pd1}}, {alat: {nama: a, benda: b1, laporan: l1}}]", "laporan",
      "tanggal", "2025-01-01", 1 },
    { "a set of references", "[{alat: {nama: a, semua: [b1]}}]", "alat", "semua", "2", 1 },
    { "what an or sets free", "[{alat: {nama: a}}]", "alat", "nama", "umum", 1 },
    { "within an or", "[{laporan: {id: l1, perangkat_daerah: pd1}}, {alat: {nama: umum, laporan: l1}}]",
      "alat", "nama", "a", 1 },
    { "rows that are asked for are a set that others ask for", "[]", "benda", "nama", "ada", 1 },
    { "another one comes first", "[{alat: {nama: a, benda: b1}}, {alat: {nama: b, benda: b2}}]", "alat",
      "nama", "z", 1 },
    { "a row of no unit comes into a set of units", "[{alat: {nama: a}}]", "alat", "nama", "lepas", 1 },
    { "and leaves it", "[{alat: {nama: lepas}}]", "alat", "nama", "a", 1 },
    { "a text is more than a number", "[{alat: {nama: \"benda:1x\"}}]", "alat", "nama", "BENDA:1", 1 },
    { "and has leading zeros", "[{alat: {nama: \"benda:01\"}}]", "alat", "nama", "benda:1", 1 },
    { "an empty value comes into a set from afar",
      "[{laporan: {id: l1, perangkat_daerah: pd1}}, {alat: {nama: a, laporan: l1}}]", "laporan", "tanggal",
      "2025-01-01", 1 },
};

static void set_field(struct pack_place *p, const char *reg, int64_t id, const char *key, const char *value)
{
    struct input_item item = { sv_of(key), sv_of(value) };
    struct input in = { .items = &item, .n = 1, .plain = true, .fact = true, .partial = true };
    const struct records *rs = &p->region->records;
    const struct reg *r = model_reg(p->region->model, sv_of(reg));
    struct record *rec, *after;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 5);
    MUST(db_begin(p->write, &err));
    MUST(record_get(p->write, rs, who_system(), r, id, p->case_a, &rec, &err));
    MUST(record_update(p->write, rs, who_system(), r, id, rec->versi, &in, p->case_a, &after, &ps, &err));
    MUST(db_commit(p->write, &err));
}

static void give_rows(struct pack_place *p, const char *rows)
{
    struct problems ps;
    struct err err = { 0 };
    struct json *tree;

    problems_init(&ps, p->case_a, 5);
    assert_true(yaml_parse(sv_of(rows), SV("fixture"), p->case_a, &tree, &ps));
    MUST(db_begin(p->write, &err));
    for (const struct json *g = tree->first; g; g = g->next)
        pack_row_make(p, g->first, rows);
    MUST(db_commit(p->write, &err));
}

/* The next situation counts its rows from one again. */
static void restart_ids(struct pack_place *p)
{
    struct err err = { 0 };

    MUST(db_run(p->write, SV("delete from urut where kunci like 'id:%' and kunci <> 'id:perangkat_daerah'"),
                &err));
    rule_live_forget(p->region->rule->live);
}

/* Each change is followed alone, there and back. */
static void a_tie_is_followed_both_ways(void **state)
{
    struct pack_place *p = *state;

    for (size_t i = 0; i < sizeof ties / sizeof ties[0]; i++) {
        pack_case_begin(p);
        give_rows(
            p,
            "[{benda: {id: b1, nama: satu, perangkat_daerah: pd1}}, {benda: {id: b2, nama: dua, perangkat_daerah: pd2}},"
            "{barang: {nama: tiga, perangkat_daerah: pd1}}, {wadah: {nama: empat, perangkat_daerah: pd2}}]");
        give_rows(p, ties[i].give);
        p->region->rule->live->few_rows = i % 2 ? 0 : 1000000;
        rule_live_forget(p->region->rule->live);
        compare(p, (int) i);
        for (size_t k = 0; k < p->region->rule->n; k++)
            assert_true(rule_live_keeps(p->region->rule->live, k));
        set_field(p, ties[i].reg, ties[i].id, ties[i].key, ties[i].value);
        compare(p, (int) i);
        if (strcmp(ties[i].reg, "perangkat_daerah") == 0)
            set_field(p, ties[i].reg, ties[i].id, ties[i].key, "");
        compare(p, (int) i);
        pack_case_end(p, true);
        restart_ids(p);
    }
}

/* The database is put back to an earlier copy while the program runs: the numbers of the log are given out once more. */
static void a_log_put_back_is_noticed(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    int64_t seq;

    pack_case_begin(p);
    give_rows(
        p,
        "[{benda: {id: b1, nama: satu, perangkat_daerah: pd1}}, {benda: {nama: dua, perangkat_daerah: pd2}},"
        "{laporan: {perangkat_daerah: pd1}}, {alat: {nama: a, benda: b1}}]");
    rule_live_forget(p->region->rule->live);
    compare(p, 0);
    MUST(db_one_int(p->write, SV("select max(seq) from peristiwa"), 0, &seq, &err));
    set_field(p, "alat", 1, "benda", "2");
    compare(p, 1);
    MUST(db_begin(p->write, &err));
    MUST(db_run(p->write, SV("update alat set benda = 1, versi = 1"), &err));
    MUST(db_run(p->write, SV("delete from alat_h where versi > 1"), &err));
    MUST(db_run(p->write, SV("update alat_h set sampai = null"), &err));
    MUST(db_run(p->write, arena_printf(p->case_a, "delete from peristiwa where seq > %lld", (long long) seq),
                &err));
    MUST(db_commit(p->write, &err));
    compare(p, 2);
    set_field(p, "laporan", 1, "tanggal", "2025-01-01");
    compare(p, 3);
    pack_case_end(p, true);
    restart_ids(p);
}

/* Every norm that is judged row by row keeps a place, and most ties lead to rows, not to everything. */
static void most_of_a_pack_is_judged_row_by_row(void **state)
{
    struct pack_place *p = *state;
    const struct rule *r = p->region->rule;
    size_t by_row = 0, judged = 0, all_ties = 0, whole = 0;

    for (size_t i = 0; i < r->n; i++) {
        judged += r->norms[i].check != CHECK_SHOWN;
        by_row += r->live->by_norm[i] != 0;
    }
    for (size_t i = 0; i < r->live->n; i++)
        for (size_t k = 0; k < r->live->sweeps[i].n_ties; k++) {
            all_ties++;
            whole += r->live->sweeps[i].ties[k].whole;
        }
    print_message("# %.*s: %zu of %zu norms by row, in %zu sweeps; %zu of %zu ties lead to every row\n",
                  SV_FMT(p->id), by_row, judged, r->live->n, whole, all_ties);
    assert_true(by_row * 10 >= judged * 9);
    assert_true(whole * 5 <= all_ties);
}

/* --- one region for each pack and engine -------------------------------------------------------------------------------- */

static int set_up_ties(void **state)
{
    pack_data_write(files, sizeof files / sizeof files[0]);
    return pack_set_up_empty(state);
}

static int tear_down_ties(void **state)
{
    int failed = pack_tear_down(state);

    setenv("PRASASTI_DATA", "data", 1);
    return pack_data_remove(state) || failed;
}

struct plan {
    struct arena *a;
    struct CMUnitTest tests[PACKS_MAX * 3];
    struct pack_place jobs[PACKS_MAX * 2];
    size_t n, n_jobs;
};

static void plan_test(struct plan *plan, const char *name, CMUnitTestFunction test, struct sv id,
                      enum db_engine engine)
{
    struct pack_place *job = &plan->jobs[plan->n_jobs++ % (PACKS_MAX * 2)];
    const char *said =
        arena_printf(plan->a, "%.*s %s (%s)", SV_FMT(id), name, engine == DB_PG ? "pg" : "lite").p;

    job->id = id;
    job->engine = engine;
    plan->tests[plan->n++] = (struct CMUnitTest){ said, test, pack_set_up_empty, pack_tear_down, job };
}

static void plan_ties(struct plan *plan, const char *only, int engines)
{
    static const struct {
        const char *name, *id;
        CMUnitTestFunction run;
    } all[] = {
        { "a_tie_is_followed_both_ways", "kait-1-2024", a_tie_is_followed_both_ways },
        { "a_tie_is_followed_both_ways", "kait-2-2024", a_tie_is_followed_both_ways },
        { "a_log_put_back_is_noticed", "kait-1-2024", a_log_put_back_is_noticed },
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        for (int pg = 0; pg < engines && (!only || strcmp(only, all[i].id) == 0); pg++) {
            plan_test(plan, all[i].name, all[i].run, sv_of(all[i].id), pg ? DB_PG : DB_SQLITE);
            plan->tests[plan->n - 1].setup_func = set_up_ties;
            plan->tests[plan->n - 1].teardown_func = tear_down_ties;
        }
}

int main(void)
{
    const char *only = getenv("PRASASTI_TEST_PACK");
    struct plan *plan = calloc(1, sizeof *plan);
    struct err err = { 0 };
    struct sv *names;
    size_t n;
    int failed;

    if (!plan)
        return 1;
    setenv("PRASASTI_DATA", "data", 0);
    plan->a = arena_new(1024 * 1024);
    if (!file_list(arena_printf(plan->a, "%s/regulations", getenv("PRASASTI_DATA")).p, "", plan->a, &names,
                   &n, &err)) {
        print_error("%s\n", err.text);
        return 1;
    }
    for (size_t i = 0; i < n && i < PACKS_MAX / 2; i++) {
        if (only && !sv_eq(names[i], sv_of(only)))
            continue;
        plan_test(plan, "verdicts_follow_every_change", verdicts_follow_every_change, names[i], DB_SQLITE);
        plan_test(plan, "most_of_a_pack_is_judged_row_by_row", most_of_a_pack_is_judged_row_by_row, names[i],
                  DB_SQLITE);
        if (!pack_no_pg())
            plan_test(plan, "verdicts_follow_every_change", verdicts_follow_every_change, names[i], DB_PG);
    }
    plan_ties(plan, only, pack_no_pg() ? 1 : 2);
    failed = _cmocka_run_group_tests("rule_live", plan->tests, plan->n, NULL, NULL);
    arena_free(plan->a);
    free(plan);
    return failed;
}
