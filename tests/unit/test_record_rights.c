/* SPDX-License-Identifier: MIT
 * tests/unit/test_record_rights.c -- ways round a right: hidden fields asked by filter, order or guess, past days, moved and
 * removed rows, attachments, facts; on both engines. */
#include "region_fixture.h"

#include "base/file.h"
#include "base/hash.h"
#include "model/files.h"

static struct record *app(struct world *w, const struct actor *who, const char *name, int64_t pd,
                          const char *level, const char *value)
{
    return MAKE(w, who, "aplikasi", "nama", name, "perangkat_daerah", world_id(w, pd), "jenis", "khusus",
                "klasifikasi", level, "nilai_pembangunan", value);
}

static bool update(struct world *w, const struct actor *who, struct record **r, const char *const *kv,
                   struct problems *ps, struct err *err)
{
    struct input_item items[8];
    struct input in = { .items = items, .partial = true };
    bool ok;

    for (; kv[2 * in.n]; in.n++)
        items[in.n] = (struct input_item){ sv_of(kv[2 * in.n]), sv_of(kv[2 * in.n + 1]) };
    problems_init(ps, w->a, 20);
    *err = (struct err){ 0 };
    ok = db_begin(w->db, err) &&
         record_update(w->db, &w->rs, who, (*r)->reg, (*r)->id, (*r)->versi, &in, w->a, r, ps, err) &&
         db_commit(w->db, err);
    if (!ok)
        db_rollback(w->db);
    return ok;
}
#define UPDATE(w, who, r, ...)                                                                         \
    do {                                                                                               \
        struct err up_e;                                                                               \
        struct problems up_ps;                                                                         \
        if (!update((w), (who), (r), (const char *const[]){ __VA_ARGS__, NULL, NULL }, &up_ps, &up_e)) \
            fail_msg("update: %s / %s / %.*s", up_e.text, up_e.cause,                                  \
                     up_ps.n ? (int) up_ps.items[0].text.n : 0, up_ps.n ? up_ps.items[0].text.p : ""); \
    } while (0)

static size_t listed(struct world *w, const struct actor *who, const char *reg, const char *key,
                     const char *value, struct list *l)
{
    struct param p = { sv_of(key), sv_of(value) };
    struct problems ps;
    struct list_query q;
    struct err err = { 0 };

    problems_init(&ps, w->a, 10);
    if (!list_query_parse(&w->rs, who, model_reg(w->model, sv_of(reg)), &p, 1, w->a, &q, &ps))
        return SIZE_MAX;
    MUST(list_load(w->db, &w->rs, who, &q, w->a, l, &err));
    if (l->total != (int64_t) l->n)
        fail_msg("%s=%s: %zu rows, but %lld counted", key, value, l->n, (long long) l->total);
    return l->n;
}

/* --- fields one may not see -------------------------------------------------------------------------------------------- */

static void filters_tell_nothing_of_hidden_values(void **state)
{
    static const struct {
        const char *key, *value;
        size_t own, all;
    } rows[] = {
        { "f.nilai_pembangunan", "500", 0, 1 },        { "f.nilai_pembangunan.dari", "1", 1, 2 },
        { "f.nilai_pembangunan.sampai", "900", 1, 2 }, { "f.nilai_pembangunan.berisi", "5", 0, 1 },
        { "f.nilai_pembangunan.terisi", "1", 1, 2 },   { "f.nilai_pembangunan.kosong", "1", 0, 1 },
        { "f.nilai_pembangunan.dari", "100", 1, 2 },
    };
    struct world *w = *state;
    struct record *none = MAKE(w, w->op1, "aplikasi", "nama", "Tanpa nilai", "perangkat_daerah",
                               world_id(w, w->pd1), "jenis", "umum");
    struct actor stranger = *w->op2;
    struct list l;

    (void) none;
    app(w, w->op1, "Milik satu", w->pd1, "terbuka", "500");
    app(w, w->op2, "Milik dua", w->pd2, "terbuka", "100");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t own = listed(w, w->op2, "aplikasi", rows[i].key, rows[i].value, &l);
        size_t all = listed(w, w->pel, "aplikasi", rows[i].key, rows[i].value, &l);

        if (own != rows[i].own || all != rows[i].all)
            fail_msg("%s=%s: the agency finds %zu (want %zu), the Dinas %zu (want %zu)", rows[i].key,
                     rows[i].value, own, rows[i].own, all, rows[i].all);
    }
    stranger.n_posts = stranger.n_units = 0;
    assert_true(listed(w, &stranger, "aplikasi", "f.nilai_pembangunan.dari", "1", &l) == SIZE_MAX);
    assert_true(listed(w, &stranger, "aplikasi", "urut", "nilai_pembangunan", &l) == SIZE_MAX);
}

/* Rows whose value is hidden stand where rows without one do, and cursors carry no value either. */
static void order_tells_nothing_of_hidden_values(void **state)
{
    static const char *const values[] = { "700", "300", "900", "100", "500" };
    struct world *w = *state;
    struct list_query q = { .reg = model_reg(w->model, SV("aplikasi")),
                            .sort = SV("nilai_pembangunan"),
                            .limit = 2 };
    int64_t seen[8], last = 0;
    size_t n = 0;
    char name[16];
    struct err err = { 0 };

    for (size_t i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "Aplikasi %zu", i);
        app(w, w->op1, name, w->pd1, "terbuka", values[i]);
    }
    app(w, w->op2, "Milik dua", w->pd2, "terbuka", "50");
    for (;;) {
        struct list l;
        struct sv raw;

        MUST(list_load(w->db, &w->rs, w->op2, &q, w->a, &l, &err));
        for (size_t i = 0; i < l.n; i++)
            seen[n++] = l.rows[i]->id;
        if (!l.next.p)
            break;
        assert_true(base64url_parse(l.next, w->a, &raw));
        if (n < 6 && !sv_starts(raw, SV("0\n")))
            fail_msg("cursor tells %.*s", SV_FMT(raw));
        q.after = l.next;
    }
    assert_int_equal(n, 6);
    for (size_t i = 0; i < 5; i++) {
        assert_true(seen[i] > last); /* by id, as equals are */
        last = seen[i];
    }
}

static void a_hidden_value_cannot_be_guessed(void **state)
{
    static const struct sv only_dinas[] = { SV_INIT("dinas") };
    struct world *w = *state;
    struct field *f =
        (struct field *) (uintptr_t) reg_field(model_reg(w->model, SV("aplikasi")), SV("nama_pembangun"));
    struct record *r;
    struct problems ps;
    struct err err;

    r = app(w, w->op1, "SIMPUS", w->pd1, "terbuka", "500");
    UPDATE(w, w->op1, &r, "nama_pembangun", "CV Maju");
    f->see = only_dinas;
    f->n_see = 1;
    for (int i = 0; i < 2; i++) {
        const char *const kv[] = { "nama_pembangun", i ? "CV Maju" : "CV Mundur", NULL };

        assert_false(update(w, w->op1, &r, kv, &ps, &err));
        assert_int_equal(err.kind, ERR_INPUT);
        assert_non_null(problems_of(&ps, SV("nama_pembangun")));
    }
    UPDATE(w, w->op1, &r, "keterangan", "lain"); /* what is not sent stays */
    assert_true(sv_eq(r->val[f->index], SV("CV Maju")));
}

static void the_state_is_not_a_field(void **state)
{
    struct world *w = *state;
    struct record *r = app(w, w->op1, "SIMPUS", w->pd1, "terbuka", "500");
    const char *const other[] = { "status", "operasional", NULL };
    struct problems ps;
    struct err err;

    assert_false(update(w, w->op1, &r, other, &ps, &err)); /* said, not passed over in silence */
    assert_non_null(problems_of(&ps, SV("status")));
    UPDATE(w, w->op1, &r, "status", "usulan", "keterangan", "sama");
}

/* --- time --------------------------------------------------------------------------------------------------------------- */

static void past_days_heed_what_a_row_is_now(void **state)
{
    struct world *w = *state;
    struct record *r = app(w, w->op1, "Terbuka dahulu", w->pd1, "terbuka", "1"), *got;
    struct record *handed = app(w, w->op2, "Serahan", w->pd2, "terbatas", "7");
    struct record_version *v;
    struct list l;
    int64_t then = world_clock + 3600;
    struct err err = { 0 };
    size_t n;

    assert_true(listed(w, w->op2, "aplikasi", "per", "2026-01-01", &l) == 2);
    world_clock += 2 * 86400;
    UPDATE(w, w->pel, &r, "klasifikasi", "terbatas");
    UPDATE(w, w->pel, &handed, "perangkat_daerah", world_id(w, w->pd1));
    assert_true(listed(w, w->op2, "aplikasi", "per", "2026-01-01", &l) == 0); /* neither is his any more */
    assert_true(listed(w, w->op1, "aplikasi", "per", "2026-01-01", &l) ==
                1); /* what was another's then stays another's */
    assert_true(listed(w, w->pel, "aplikasi", "per", "2026-01-01", &l) == 2);
    assert_false(record_get_at(w->db, &w->rs, w->op2, r->reg, r->id, then, w->a, &got, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    err = (struct err){ 0 };
    assert_false(record_get_at(w->db, &w->rs, w->op1, r->reg, handed->id, then, w->a, &got, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    err = (struct err){ 0 };
    MUST(record_history(w->db, &w->rs, w->op1, r->reg, handed->id, w->a, &v, &n, &err));
    assert_int_equal(n, 0); /* both versions tell of the other agency's time */
    UPDATE(w, w->op1, &handed, "keterangan", "milik kita");
    MUST(record_history(w->db, &w->rs, w->op1, r->reg, handed->id, w->a, &v, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(v[0].versi, 3);
}

/* --- rows that are locked or gone ------------------------------------------------------------------------------------------ */

static bool erase(struct world *w, const struct actor *who, const struct record *r, struct err *err)
{
    bool ok;

    *err = (struct err){ 0 };
    ok = db_begin(w->db, err) && record_delete(w->db, &w->rs, who, r->reg, r->id, r->versi, w->a, err) &&
         db_commit(w->db, err);
    if (!ok)
        db_rollback(w->db);
    return ok;
}

static bool fact(struct world *w, const struct actor *who, const struct record *r, const char *status,
                 struct record **out, struct err *err)
{
    struct problems ps;
    bool ok;

    problems_init(&ps, w->a, 10);
    *err = (struct err){ 0 };
    ok = db_begin(w->db, err) &&
         flow_fact(w->db, w->flow, &w->rs, who, r->reg, r->id, r->versi, sv_of(status),
                   (struct date){ 2025, 12, 1 }, SV("sudah begitu"), w->a, out, &ps, err) &&
         db_commit(w->db, err);
    if (!ok)
        db_rollback(w->db);
    return ok;
}

static void a_locked_row_is_not_removed(void **state)
{
    struct world *w = *state;
    struct record *r = MAKE(w, who_system(), "permohonan", "perihal", "Ditolak", "jenis", "izin_uji",
                            "perangkat_daerah", world_id(w, w->pd1), "status", "ditolak");
    struct record *draft = MAKE(w, w->op1, "permohonan", "perihal", "Draf", "jenis", "izin_uji",
                                "perangkat_daerah", world_id(w, w->pd1));
    struct err err;

    assert_false(erase(w, w->op1, r, &err)); /* a refusal does not vanish from the list */
    assert_int_equal(err.kind, ERR_CONFLICT);
    assert_true(err.hint[0] != 0);
    assert_true(erase(w, w->op1, draft, &err));
}

static void a_removed_row_stays_removed(void **state)
{
    struct world *w = *state;
    struct record *r = app(w, w->op1, "SIMPUS", w->pd1, "terbuka", "5"), *out;
    struct err err = { 0 };

    assert_true(erase(w, w->op1, r, &err));
    MUST(record_get(w->db, &w->rs, w->op1, r->reg, r->id, w->a, &r, &err));
    assert_false(fact(w, w->op1, r, "operasional", &out, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    err = (struct err){ 0 };
    MUST(record_get(w->db, &w->rs, w->op1, r->reg, r->id, w->a, &r, &err));
    assert_non_null(r->dihapus.p);
}

static void facts_do_not_stand_in_for_approvals(void **state)
{
    struct world *w = *state;
    struct record *r = MAKE(w, w->op1, "permohonan", "perihal", "Izin", "jenis", "izin_uji",
                            "perangkat_daerah", world_id(w, w->pd1)),
                  *in_force = MAKE(w, who_system(), "permohonan", "perihal", "Berlaku", "jenis", "izin_uji",
                                   "perangkat_daerah", world_id(w, w->pd1), "status", "berlaku"),
                  *out;
    static const struct {
        const char *why, *to;
        int who; /* 0 op1, 1 ver1, 2 kep1, 3 op2 */
        bool locked, may;
    } rows[] = {
        { "he asked for it", "disetujui_pimpinan", 0, false, false },
        { "the second way in is for those that were sent back", "disetujui_pimpinan", 1, false, false },
        { "another agency", "diajukan", 3, false, false },
        { "an answer is not undone by the one who asked", "draf", 0, true, false },
        { "nor by his head", "dibatalkan", 2, true, false },
        { "whoever may take the step may record it", "diajukan", 1, false, true },
    };
    const struct actor *people[] = { w->op1, w->ver1, w->kep1, w->op2 };
    struct err err;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool ok = fact(w, people[rows[i].who], rows[i].locked ? in_force : r, rows[i].to, &out, &err);

        if (ok != rows[i].may)
            fail_msg("%s: %s", rows[i].why, ok ? "recorded" : err.text);
    }
    assert_true(
        fact(w, w->kep1, out, "disetujui_pimpinan", &out, &err)); /* his rank, and not his own request */
}

/* --- attachments ------------------------------------------------------------------------------------------------------------ */

struct store {
    char dir[64];
};

static void store_open(struct world *w, struct store *s)
{
    snprintf(s->dir, sizeof s->dir, "/tmp/prasasti-berkas.XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    w->rs.files_dir = s->dir;
}

static void store_close(struct store *s)
{
    char cmd[128];

    snprintf(cmd, sizeof cmd, "rm -r %s", s->dir);
    assert_int_equal(system(cmd), 0);
}

static const char *upload(struct world *w, const struct actor *who, const char *content, struct err *err)
{
    const char *tmp = arena_printf(w->a, "%s/unggah", w->rs.files_dir).p;
    struct stored_file f;
    bool ok;

    *err = (struct err){ 0 };
    assert_true(file_write_atomic(tmp, sv_of(content), 0600, err));
    ok = db_begin(w->db, err) && file_add(w->db, &w->rs, who, tmp, SV("surat.txt"), SV_NULL, w->a, &f, err) &&
         db_commit(w->db, err);
    db_rollback(w->db);
    unlink(tmp);
    return ok ? world_id(w, f.id) : NULL;
}

static bool opens(struct world *w, const struct actor *who, const char *id)
{
    struct stored_file f;
    struct err err = { 0 };
    const char *path;
    int64_t n;

    assert_true(sv_int(sv_of(id), &n));
    if (file_open_for(w->db, &w->rs, who, n, w->a, &f, &path, &err))
        return true;
    assert_int_equal(err.kind, ERR_MISSING);
    return false;
}

static void an_attachment_is_seen_with_its_record(void **state)
{
    struct world *w = *state;
    struct actor auditor = { .akun = 99, .auditor = true }, reader = *w->op1;
    struct store s;
    struct record *open, *net;
    struct problems ps;
    struct err err;
    const char *one, *two;

    store_open(w, &s);
    one = upload(w, w->op1, "satu", &err);
    two = upload(w, w->op1, "dua", &err);
    assert_true(one && two && !opens(w, w->op1, one)); /* nothing holds it yet */
    open = app(w, w->op1, "SIMPUS", w->pd1, "terbuka", "1");
    UPDATE(w, w->op1, &open, "dokumen", one);
    net = MAKE(w, w->op1, "jaringan", "nama", "LAN", "perangkat_daerah", world_id(w, w->pd1), "jenis", "lan",
               "diagram", two);
    assert_non_null(net);
    assert_true(opens(w, w->op2, one) && opens(w, &auditor, one));
    assert_true(opens(w, w->op1, two) && opens(w, w->pel, two) &&
                !opens(w, w->op2, two)); /* `see` of the field */

    /* What another brought in is not taken by its number. */
    for (int i = 0; i < 2; i++) {
        struct record *mine = app(w, w->op2, i ? "Milik dua" : "Milik tiga", w->pd2, "terbuka", "1");
        const char *const kv[] = { "dokumen", two, NULL };

        assert_false(update(w, w->op2, &mine, kv, &ps, &err));
        assert_non_null(problems_of(&ps, SV("dokumen")));
    }
    reader.scope = SV("baca");
    assert_null(upload(w, &auditor, "tiga", &err));
    assert_int_equal(err.kind, ERR_DENIED);
    assert_null(upload(w, &reader, "tiga", &err));
    assert_int_equal(err.kind, ERR_DENIED);
    store_close(&s);
}

static void an_attachment_of_a_limited_time_stays_limited(void **state)
{
    struct world *w = *state;
    struct store s;
    struct record *r;
    struct err err;
    const char *secret, *open;

    store_open(w, &s);
    secret = upload(w, w->op1, "rahasia", &err);
    open = upload(w, w->op1, "umum", &err);
    r = app(w, w->op1, "SIMPUS", w->pd1, "terbatas", "1");
    UPDATE(w, w->op1, &r, "dokumen", secret);
    UPDATE(w, w->op1, &r, "dokumen", open); /* the first is taken off */
    UPDATE(w, w->op1, &r, "klasifikasi", "terbuka");
    assert_true(opens(w, w->op2, open));
    assert_false(opens(w, w->op2, secret));
    assert_true(opens(w, w->op1, secret)); /* the history of his own row */
    UPDATE(w, w->op1, &r, "dokumen", secret);
    assert_true(opens(w, w->op2, secret)); /* put there again, in the open */
    UPDATE(w, w->op1, &r, "klasifikasi", "terbatas");
    assert_false(opens(w, w->op2, secret));
    assert_false(opens(w, w->op2, open));
    store_close(&s);
}

/* --- logins that are not finished --------------------------------------------------------------------------------------------- */

static void nobody_acts_before_his_login_is_finished(void **state)
{
    struct world *w = *state;
    struct record *r = app(w, w->op1, "SIMPUS", w->pd1, "terbuka", "1"), *got;
    struct actor half = *w->kadis,
                 fresh = { .akun = 77, .administrator = true, .must_change_password = true };
    const struct actor *people[] = { &half, &fresh };
    struct list_query q = { .reg = r->reg };
    struct err err;

    half.second_factor_missing = true;
    for (size_t i = 0; i < 2; i++) {
        struct list l;
        struct task *tasks;
        size_t n;

        REFUSED(record_get(w->db, &w->rs, people[i], r->reg, r->id, w->a, &got, &err), ERR_MISSING);
        REFUSED(list_load(w->db, &w->rs, people[i], &q, w->a, &l, &err), ERR_DENIED);
        err = (struct err){ 0 };
        MUST(flow_tasks(w->db, w->flow, &w->rs, people[i], 10, w->a, &tasks, &n, &err));
        assert_int_equal(n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(filters_tell_nothing_of_hidden_values),
        WORLD(order_tells_nothing_of_hidden_values),
        WORLD(a_hidden_value_cannot_be_guessed),
        WORLD(the_state_is_not_a_field),
        WORLD(past_days_heed_what_a_row_is_now),
        WORLD(a_locked_row_is_not_removed),
        WORLD(a_removed_row_stays_removed),
        WORLD(facts_do_not_stand_in_for_approvals),
        WORLD(an_attachment_is_seen_with_its_record),
        WORLD(an_attachment_of_a_limited_time_stays_limited),
        WORLD(nobody_acts_before_his_login_is_finished),
    };

    PLACES_RUN("record_rights", tests);
}
