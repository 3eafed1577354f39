/* SPDX-License-Identifier: MIT
 * tests/unit/test_counters.c -- what is kept beside a row stays true to it: counters, links, the search index, history, tasks
 * and events, recomputed after each of many changes, on both engines. */
#include "region_fixture.h"

#include "model/verify.h"

enum { STEPS = 90, KEPT = 12 };

struct walk {
    struct world *w;
    struct record *rows[KEPT];
    uint32_t seed;
    int serial;
};

/* The same walk every time. */
static int roll(struct walk *k, int n)
{
    k->seed = k->seed * 1664525u + 1013904223u;
    return (int) ((k->seed >> 16) % (uint32_t) n);
}

static const char *const levels[] = { "terbuka", "terbatas", "rahasia" };
static const char *const states[] = { "usulan", "pembangunan", "operasional", "dihentikan" };

static int64_t agency(struct walk *k)
{
    const int64_t all[] = { k->w->pd1, k->w->pd2, k->w->dinas };

    return all[roll(k, 3)];
}

static bool change(struct walk *k, struct record **r, struct err *e)
{
    struct world *w = k->w;
    struct input_item items[3];
    struct input in = { .items = items, .partial = true };
    struct problems ps;

    problems_init(&ps, w->a, 10);
    switch (roll(k, 8)) {
    case 0: items[in.n++] = (struct input_item){ SV("klasifikasi"), sv_of(levels[roll(k, 3)]) }; break;
    case 1:
        items[in.n++] = (struct input_item){ SV("perangkat_daerah"), sv_of(world_id(w, agency(k))) };
        break;
    case 2: /* links come and go */
        for (int i = roll(k, 4) - 1; i > 0; i--)
            items[in.n++] = (struct input_item){ SV("pd_pemakai"), sv_of(world_id(w, agency(k))) };
        if (!in.n)
            items[in.n++] = (struct input_item){ SV("pd_pemakai"), SV("") };
        break;
    case 3:
        items[in.n++] = (struct input_item){ SV("nama"), arena_printf(w->a, "Nama%d", ++k->serial) };
        break;
    case 4:
        return record_delete(w->db, &w->rs, who_system(), (*r)->reg, (*r)->id, (*r)->versi, w->a, e) &&
               record_get(w->db, &w->rs, who_system(), (*r)->reg, (*r)->id, w->a, r, e);
    case 5:
        return flow_fact(w->db, w->flow, &w->rs, who_system(), (*r)->reg, (*r)->id, (*r)->versi,
                         sv_of(states[roll(k, 4)]), (struct date){ 2025, 1, 1 }, SV("uji"), w->a, r, &ps, e);
    default:
        items[in.n++] = (struct input_item){ SV("uraian_fungsi"), arena_printf(w->a, "kata%d", ++k->serial) };
    }
    return record_update(w->db, &w->rs, who_system(), (*r)->reg, (*r)->id, (*r)->versi, &in, w->a, r, &ps, e);
}

static void step(struct walk *k)
{
    struct world *w = k->w;
    struct record **r = &k->rows[roll(k, KEPT)];
    struct err err = { 0 };

    world_clock += roll(k, 3);
    if (!*r) {
        *r = MAKE(w, who_system(), "aplikasi", "nama", arena_printf(w->a, "Nama%d", ++k->serial).p,
                  "perangkat_daerah", world_id(w, agency(k)), "jenis", "umum", "klasifikasi",
                  levels[roll(k, 3)], "status", states[roll(k, 4)]);
        return;
    }
    MUST(db_begin(w->db, &err));
    if ((*r)->dihapus.p) {
        MUST(record_restore(w->db, &w->rs, who_system(), (*r)->reg, (*r)->id, (*r)->versi, w->a, &err));
        MUST(record_get(w->db, &w->rs, who_system(), (*r)->reg, (*r)->id, w->a, r, &err));
    } else {
        MUST(change(k, r, &err));
    }
    if (roll(k, 6) == 0) { /* given up: nothing of it may stay */
        db_rollback(w->db);
        MUST(record_get(w->db, &w->rs, who_system(), (*r)->reg, (*r)->id, w->a, r, &err));
    } else {
        MUST(db_commit(w->db, &err));
    }
}

/* --- recomputed --------------------------------------------------------------------------------------------------------- */

static void counters_agree(struct walk *k, int at)
{
    static const char wrong[] =
        "select count(*) from (select h.n as n, (select count(*) from aplikasi a where a.dihapus is null "
        "and coalesce(a.perangkat_daerah, 0) = h.perangkat_daerah and a.status = h.status and a.klasifikasi = h.klasifikasi) as m "
        "from hitung h where h.register = 'aplikasi') s where s.n <> s.m";
    int64_t sum = one_int(
        k->w->db, "select cast(coalesce(sum(n), 0) as bigint) from hitung where register = 'aplikasi'");

    if (one_int(k->w->db, wrong) ||
        sum != one_int(k->w->db, "select count(*) from aplikasi where dihapus is null"))
        fail_msg("step %d: counters have drifted", at);
}

static void search_agrees(struct walk *k, int at)
{
    struct world *w = k->w;
    const struct reg *reg = model_reg(w->model, SV("aplikasi"));

    for (int i = 0; i < KEPT; i++) {
        const struct record *r = k->rows[i];
        struct db_hit *hits;
        struct err err = { 0 };
        struct sv tags[2], word;
        bool found = false;
        size_t n;

        if (!r)
            continue;
        word = r->val[reg_field(reg, SV("nama"))->index];
        for (int t = 0; t < 2; t++) {
            tags[0] = t ? arena_printf(w->a, "pd%lld", (long long) r->pd)
                        : arena_printf(w->a, "k%.*s", SV_FMT(r->klasifikasi));
            MUST(db_search_find(w->db, word, reg->key, tags, 1, 50, w->a, &hits, &n, &err));
            found = false;
            for (size_t h = 0; h < n; h++)
                found = found || (hits[h].id == r->id && sv_eq(hits[h].title, word));
            if (found != (r->dihapus.p == NULL))
                fail_msg("step %d: \"%.*s\" by %.*s is %sfound", at, SV_FMT(word), SV_FMT(tags[0]),
                         found ? "" : "not ");
        }
    }
}

static void links_and_history_agree(struct walk *k, int at)
{
    static const struct {
        const char *why, *sql;
    } rows[] = {
        { "a link that the row does not name",
          "select count(*) from aplikasi__pd_pemakai j where not exists (select 1 from aplikasi a where a.id = j.induk "
          "and coalesce(a.pd_pemakai, '') like '%|' || j.ke || '|%')" },
        { "as many links as the rows name",
          "select cast(coalesce(sum(length(pd_pemakai) - length(replace(pd_pemakai, '|', '')) - 1), 0) as bigint) - "
          "(select count(*) from aplikasi__pd_pemakai) from aplikasi where pd_pemakai is not null" },
        { "a version without end that is not the last",
          "select count(*) from aplikasi_h h join aplikasi a on a.id = h.id where (h.sampai is null) <> (h.versi = a.versi)" },
        { "a version that ends when the next does not begin",
          "select count(*) from aplikasi_h h join aplikasi_h n on n.id = h.id and n.versi = h.versi + 1 where h.sampai <> n.dari" },
        { "a version missing",
          "select count(*) from aplikasi a where a.versi <> (select count(*) from aplikasi_h h where h.id = a.id)" },
        { "the last version is the row",
          "select count(*) from aplikasi a join aplikasi_h h on h.id = a.id and h.versi = a.versi "
          "where h.status <> a.status or h.klasifikasi <> a.klasifikasi or h.perangkat_daerah <> a.perangkat_daerah "
          "or h.nama <> a.nama or coalesce(h.dihapus, '') <> coalesce(a.dihapus, '') "
          "or coalesce(h.pd_pemakai, '') <> coalesce(a.pd_pemakai, '') or h.diubah_pada <> a.diubah_pada" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (one_int(k->w->db, rows[i].sql))
            fail_msg("step %d: %s", at, rows[i].why);
}

static bool shown(void *ctx, const struct verify_finding *f)
{
    (void) ctx;
    print_error("%.*s: %.*s\n", SV_FMT(f->where), SV_FMT(f->text));
    return true;
}

static void everything_kept_beside_a_row_stays_true(void **state)
{
    struct walk k = { .w = *state, .seed = 20260101 };
    struct verify_run v = { .rs = &k.w->rs, .found = shown };
    struct err err = { 0 };
    struct db *reader;

    for (int at = 0; at < STEPS; at++) {
        step(&k);
        counters_agree(&k, at);
        search_agrees(&k, at);
        links_and_history_agree(&k, at);
    }
    reader = lease(k.w->at, DB_READ);
    MUST(verify_tables(reader, &v, &err));
    db_release(reader);
    assert_int_equal(v.findings, 0);
    assert_true(v.records >= KEPT);
}

/* --- two at once ------------------------------------------------------------------------------------------------------------ */

/* Whoever saw the older version is told, and neither the row nor its counters have moved. */
static void a_late_writer_changes_nothing(void **state)
{
    struct world *w = *state;
    struct record *r = MAKE(w, w->op1, "aplikasi", "nama", "SIMPUS", "perangkat_daerah", world_id(w, w->pd1),
                            "jenis", "umum"),
                  *out;
    struct input_item item = { SV("klasifikasi"), SV("terbatas") };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    MUST(record_update(w->db, &w->rs, w->op1, r->reg, r->id, 1, &in, w->a, &out, &ps, &err));
    MUST(db_commit(w->db, &err));
    for (int verb = 0; verb < 3; verb++) {
        assert_true(db_begin(w->db, &err));
        if (verb == 0)
            REFUSED(record_update(w->db, &w->rs, w->op1, r->reg, r->id, 1, &in, w->a, &out, &ps, &err),
                    ERR_CONFLICT);
        else if (verb == 1)
            REFUSED(record_delete(w->db, &w->rs, w->op1, r->reg, r->id, 1, w->a, &err), ERR_CONFLICT);
        else
            REFUSED(flow_fact(w->db, w->flow, &w->rs, w->op1, r->reg, r->id, 1, SV("operasional"),
                              (struct date){ 2025, 1, 1 }, SV("uji"), w->a, &out, &ps, &err),
                    ERR_CONFLICT);
        db_rollback(w->db);
        err = (struct err){ 0 };
    }
    assert_int_equal(one_int(w->db, "select versi from aplikasi"), 2);
    assert_int_equal(
        one_int(
            w->db,
            "select cast(sum(n) as bigint) from hitung where register = 'aplikasi' and klasifikasi = 'terbatas'"),
        1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(everything_kept_beside_a_row_stays_true),
        WORLD(a_late_writer_changes_nothing),
    };

    PLACES_RUN("counters", tests);
}
