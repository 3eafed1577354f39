/* SPDX-License-Identifier: MIT
 * rule/rule_read.c -- what people and programs read of the norms: states on a day, the rows that decide, progress, and the
 * region's own text. */
#include "base/buf.h"
#include "base/hash.h"
#include "model/event.h"
#include "rule/rule_live.h"
#include "rule/rule_priv.h"

/* --- states ---------------------------------------------------------------------------------------------------------- */

static enum norm_status status_of(struct sv key)
{
    for (int s = 0; s < NORM_STATUS_COUNT; s++)
        if (sv_eq(norm_status_key((enum norm_status) s), key))
            return (enum norm_status) s;
    return NORM_NO_DATA;
}

static void put_readings(const struct rule *r, const struct reading_now *now, struct norm_state *s,
                         struct arena *a)
{
    size_t cap = 0;

    for (size_t i = 0; i < r->n_readings; i++)
        if (rule_reading_concerns(&r->readings[i], s->norm))
            *ARENA_PUSH(a, s->readings, s->n_readings, cap) = &now[i];
}

bool rule_states(struct db *db, const struct rule *r, struct date on, struct arena *a,
                 struct norm_state **out, size_t *n, struct err *e)
{
    struct norm_state *items = ARENA_ARRAY(a, struct norm_state, r->n);
    struct sv day = on.y ? arena_dup(a, sv_of(date_iso(on).s)) : SV("9999-12-31");
    struct reading_now *readings;
    const struct norm **norms;
    struct stmt *q = NULL;
    bool row, ok;

    if (!rule_readings_now(db, r, on, a, &readings, e))
        return false;
    norms = rule_norms_under(r, readings, a);
    for (size_t i = 0; i < r->n; i++) {
        items[i] =
            (struct norm_state){ .norm = norms[i],
                                 .of = -1,
                                 .met = -1,
                                 .basis = rule_norm_basis(r, norms[i]),
                                 .why = SV("Belum dihitung pada hari itu."),
                                 .status = norms[i]->check == CHECK_SHOWN ? NORM_GENERAL : NORM_NO_DATA };
        put_readings(r, readings, &items[i], a);
    }
    ok =
        db_prepare(
            db,
            SV("select norma, status, dasar, jumlah, terpenuhi, coalesce(tenggat, ''), coalesce(sejak, ''), alasan, "
               "dihitung from norma_status where dari <= $1 and (sampai is null or sampai > $1)"),
            &q, e) &&
        stmt_text(q, 1, day, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        const struct norm *norm = rule_norm(r, stmt_get_text(q, 0));
        struct norm_state *s = norm ? &items[norm->index] : NULL;

        if (!s)
            continue;
        s->status = status_of(stmt_get_text(q, 1));
        s->basis = arena_dup(a, stmt_get_text(q, 2));
        s->of = stmt_get_int(q, 3);
        s->met = stmt_get_int(q, 4);
        s->due = arena_dup(a, stmt_get_text(q, 5));
        s->since = arena_dup(a, stmt_get_text(q, 6));
        s->why = arena_dup(a, stmt_get_text(q, 7));
        s->computed = arena_dup(a, stmt_get_text(q, 8));
        ok = arena_ok(a, e);
    }
    stmt_done(q);
    for (size_t i = 0; ok && !on.y && i < r->n; i++)
        rule_next(r, &items[i], a);
    *out = items;
    *n = r->n;
    return ok;
}

bool rule_binds(const struct norm *n, const struct actor *who)
{
    static const struct sv of_agencies[] = { SV_INIT("pd"), SV_INIT("pd_pemilik"), SV_INIT("pimpinan_pd") };

    for (size_t i = 0; i < n->n_binds; i++) {
        if (who_has_role(who, n->binds[i]))
            return true;
        for (size_t k = 0; who->n_posts && k < sizeof of_agencies / sizeof of_agencies[0]; k++)
            if (sv_eq(n->binds[i], of_agencies[k]))
                return true;
    }
    return false;
}

/* How the region reads the places that do not agree or are damaged: `bacaan`. */
static void readings_json(const struct norm_state *s, struct jsonw *w)
{
    jsonw_key(w, SV("bacaan"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_readings; i++) {
        const struct reading_now *now = s->readings[i];
        const struct reading *g = now->reading;

        jsonw_map(w);
        jsonw_kstr(w, "kunci", g->key);
        jsonw_kstr(w, "jenis", g->damage ? SV("cacat") : SV("pilihan"));
        jsonw_key(w, SV("ketentuan"));
        jsonw_list(w);
        for (size_t k = 0; k < g->n_places; k++)
            jsonw_str(w, g->places[k]);
        jsonw_end(w);
        jsonw_kstr(w, "tentang", g->about);
        jsonw_kstr(w, "diterapkan", g->options[now->option].key);
        jsonw_kstr(w, "dibaca", g->options[now->option].says);
        jsonw_kbool(w, "dipilih_daerah", now->chosen);
        jsonw_kstr(w, "sejak", now->at);
        jsonw_kstr(w, "alasan", now->reason.n ? now->reason : SV_NULL);
        jsonw_end(w);
    }
    jsonw_end(w);
}

void rule_state_json(const struct rule *r, const struct norm_state *s, struct jsonw *w)
{
    const struct norm *n = s->norm;

    (void) r;
    jsonw_map(w);
    jsonw_kstr(w, "at", n->at);
    jsonw_kstr(w, "pasal", n->pasal);
    jsonw_kstr(w, "ayat", n->ayat);
    jsonw_kstr(w, "huruf", n->huruf);
    jsonw_kstr(w, "says", n->says);
    jsonw_key(w, SV("binds"));
    jsonw_list(w);
    for (size_t i = 0; i < n->n_binds; i++)
        jsonw_str(w, n->binds[i]);
    jsonw_end(w);
    jsonw_kstr(w, "strength", n->strength);
    jsonw_kstr(w, "check", check_kind_name(n->check));
    jsonw_kstr(w, "status", norm_status_key(s->status));
    jsonw_kstr(w, "basis", s->basis);
    jsonw_kstr(w, "since", sv_empty(s->since) ? SV_NULL : s->since);
    jsonw_kstr(w, "due", sv_empty(s->due) ? SV_NULL : s->due);
    jsonw_key(w, SV("of"));
    s->of < 0 ? jsonw_null(w) : jsonw_int(w, s->of);
    jsonw_key(w, SV("met"));
    s->met < 0 ? jsonw_null(w) : jsonw_int(w, s->met);
    jsonw_kstr(w, "why", s->why);
    jsonw_kstr(w, "next", s->next_text);
    if (s->n_readings)
        readings_json(s, w);
    jsonw_end(w);
}

/* --- the rows that decide ---------------------------------------------------------------------------------------------- */

struct row_ids {
    struct arena *a;
    int64_t *ids;
    bool *bad;
    size_t n, cap, cap_bad;
};

static bool has_id(const struct row_ids *l, int64_t id)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->ids[i] == id)
            return true;
    return false;
}

static void add_id(struct row_ids *l, int64_t id, bool bad)
{
    size_t n = l->n;

    *ARENA_PUSH(l->a, l->bad, n, l->cap_bad) = bad;
    *ARENA_PUSH(l->a, l->ids, l->n, l->cap) = id;
}

static bool add_rows(struct db *pack, const struct rule *r, const struct day_sql *s, struct date today,
                     size_t limit, bool bad, struct row_ids *l, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = true;

    if (!s->text.p)
        return true;
    ok = rule_run(pack, r, s, today, &q, e);
    while (ok && l->n < limit && (ok = stmt_step(q, &row, e)) && row)
        if (!has_id(l, stmt_get_int(q, 0)))
            add_id(l, stmt_get_int(q, 0), bad);
    stmt_done(q);
    return ok && arena_ok(l->a, e);
}

/* Those that fall short first. */
static bool reviewed_rows(struct db *db, struct db *pack, const struct rule *r, const struct check *c,
                          struct date today, size_t limit, struct row_ids *l, struct err *e)
{
    struct reviewed_row *rows;
    size_t n;

    if (!rule_reviewed(db, pack, r, c, today, l->a, &rows, &n, e))
        return false;
    for (int late = 1; late >= 0; late--)
        for (size_t i = 0; i < n && l->n < limit; i++)
            if (rows[i].late == late)
                add_id(l, rows[i].id, rows[i].late);
    return true;
}

/* every … per: everybody's latest day is compared here, since the interval may be a setting. */
static bool per_rows(struct db *db, struct db *pack, const struct rule *r, const struct check *c,
                     struct date today, size_t limit, struct row_ids *l, struct err *e)
{
    for (int bad = 1; bad >= 0; bad--) {
        struct stmt *q = NULL;
        int months;
        bool row,
            ok = rule_interval(db, r, &c->every, &months, e) && rule_run(pack, r, &c->value, today, &q, e);

        while (ok && l->n < limit && (ok = stmt_step(q, &row, e)) && row) {
            struct date last = { 0 };
            bool met;

            date_parse(sv_sub(stmt_get_text(q, 1), 0, 10), &last);
            rule_due_per(c, last, months, today, &met);
            if (met == !bad)
                add_id(l, stmt_get_int(q, 0), bad);
        }
        stmt_done(q);
        if (!ok || !arena_ok(l->a, e))
            return false;
    }
    return true;
}

/* every, without `per`: the records it looks at are found again by their newest day. */
static bool latest_rows(struct db *pack, const struct rule *r, const struct norm *n, const struct check *c,
                        struct date today, size_t limit, struct row_ids *l, struct err *e)
{
    struct sv tail = c->value.text, head = SV("select max(x.");
    struct day_sql s = c->value;
    ptrdiff_t from = sv_find(tail, SV(" as nilai from "));
    struct sv date;

    if (n->check != CHECK_EVERY || !sv_starts(tail, head) || from < 0)
        return true;
    date = sv_sub(tail, head.n, (size_t) from - head.n - 1);
    /* checked: rearranges compiled pack SQL, runs on DB_PACK only */
    s.text = arena_printf(l->a, "select x.id as subjek from %.*s order by x.%.*s desc",
                          SV_FMT(sv_sub(tail, (size_t) from + 15, tail.n)), SV_FMT(date));
    return add_rows(pack, r, &s, today, limit, false, l, e);
}

/* Where the verdicts are kept row by row they need not be asked for again. */
static bool kept_rows(const struct rule *r, const struct norm *n, struct date today, size_t limit,
                      struct row_ids *l)
{
    int64_t *ids = ARENA_ARRAY(l->a, int64_t, limit + 1);
    bool known = n->compiled == &r->checks[n->index];
    size_t count;

    if (!known || !rule_live_try(r->live))
        return false;
    for (int bad = 1; known && bad >= 0; bad--) {
        known = rule_live_rows(r->live, n->index, today, bad, limit - l->n, ids, &count);
        for (size_t i = 0; known && i < count; i++)
            add_id(l, ids[i], bad);
    }
    rule_live_unlock(r->live);
    return known;
}

bool rule_rows(struct db *db, struct db *pack, const struct rule *r, const struct records *rs,
               const struct actor *who, const struct norm *n, struct date today, int limit, struct arena *a,
               struct deciding_row **out, size_t *count, int64_t *hidden, struct err *e)
{
    const struct check *c = n->compiled;
    struct row_ids l = { .a = a };
    struct deciding_row *items = NULL;
    size_t cap = 0;

    *count = 0;
    *hidden = 0;
    *out = NULL;
    if (!c->rows)
        return true;
    if (kept_rows(r, n, today, (size_t) limit, &l)) {
        ; /* as they were when the norm was last judged */
    } else if (n->check == CHECK_REVIEWED) {
        if (!reviewed_rows(db, pack, r, c, today, (size_t) limit, &l, e))
            return false;
    } else if (n->check == CHECK_EVERY && c->population.text.p) {
        if (!per_rows(db, pack, r, c, today, (size_t) limit, &l, e))
            return false;
    } else if (!add_rows(pack, r, &c->violators, today, (size_t) limit, true, &l, e) ||
               !latest_rows(pack, r, n, c, today, (size_t) limit, &l, e) ||
               !add_rows(pack, r, &c->population, today, (size_t) limit, false, &l, e)) {
        return false;
    }
    for (size_t i = 0; i < l.n && *count < (size_t) limit; i++) {
        struct record *rec;
        struct err why = { 0 };

        if (record_get(db, rs, who, c->rows, l.ids[i], a, &rec, &why))
            *ARENA_PUSH(a, items, *count, cap) =
                (struct deciding_row){ c->rows, rec->id, record_title(rec), l.bad[i], rec->pd };
        else if (why.kind == ERR_MISSING)
            (*hidden)++;
        else {
            *e = why;
            return false;
        }
    }
    *out = items;
    return arena_ok(a, e);
}

/* --- progress ----------------------------------------------------------------------------------------------------------- */

void rule_progress(const struct rule *r, const struct norm_state *states, size_t n, struct arena *a,
                   struct chapter_progress **out, size_t *count)
{
    struct chapter_progress *items = ARENA_ARRAY(a, struct chapter_progress, r->reg.n_chapters);

    for (size_t k = 0; k < r->reg.n_chapters; k++) {
        struct chapter_progress *p = &items[k];

        p->chapter = &r->reg.chapters[k];
        for (size_t i = 0; i < n; i++) {
            enum norm_status s = states[i].status;

            if (!sv_eq(states[i].norm->bab, p->chapter->bab) || s == NORM_GENERAL || s == NORM_OTHER_BODY ||
                s == NORM_NOT_APPLICABLE)
                continue;
            p->counted++;
            p->met += s == NORM_MET || (s == NORM_DUE_SOON && states[i].met == states[i].of);
            p->partly += s == NORM_PARTLY;
            p->late += s == NORM_LATE;
            p->no_data += s == NORM_NO_DATA;
        }
    }
    *out = items;
    *count = r->reg.n_chapters;
}

/* --- the region's own text ------------------------------------------------------------------------------------------------ */

bool rule_text_store(struct db *db, const struct records *rs, const struct actor *who, struct sv text,
                     struct arena *a, struct err *e)
{
    struct digest d = sha256(text);
    struct stmt *q = NULL;
    int64_t id;
    bool row, ok;

    if (!who_may_write(who) || (!who->administrator && !who->system)) {
        err_set(e, ERR_DENIED, T("Naskah peraturan dimuat oleh administrator."));
        return err_hint(e, T("Mintalah administrator memuatnya."));
    }
    ok = db_one_int(db, SV("select coalesce(max(id), 0) + 1 from naskah"), 1, &id, e) &&
         db_prepare(db,
                    SV("insert into naskah (id, isi, oleh, pada, regulasi) values ($1, $2, $3, $4, "
                       "(select p.id from norma_peraturan p where p.urut = 1 or p.sejak <= $5 "
                       "order by p.urut desc limit 1))"),
                    &q, e) &&
         stmt_int(q, 1, id, e) && stmt_text(q, 2, text, e) && stmt_int(q, 3, who->akun, e) &&
         stmt_text(q, 4, sv_of(time_iso(rs->now()).s), e) &&
         stmt_text(q, 5, sv_of(date_iso(date_of_time(rs->now(), rs->model->zone_min)).s), e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok && event_other(db, SV("naskah"), who,
                             arena_printf(a, "{\"digest\":\"%.*s\"}", SV_FMT(hex_make(digest_sv(&d), a))),
                             rs->now(), a, e);
}

bool rule_text_load(struct db *db, struct arena *a, struct sv *text, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select isi from naskah order by id desc limit 1"), &q, e) &&
                           stmt_step(q, &row, e);

    *text = ok && row ? arena_dup(a, stmt_get_text(q, 0)) : SV_NULL;
    stmt_done(q);
    return ok;
}

bool rule_revised(struct db *db, bool settings, struct arena *a, struct sv *instant, struct err *e)
{
    struct stmt *q = NULL;
    bool
        row = false,
        ok =
            db_prepare(
                db,
                SV("select coalesce(max(s.pada), '') from (select nilai as pada from norma_hari where kunci = "
                   "'paket_sejak' union all select pada from naskah union all select pada from pengaturan "
                   "where $1 = 1) s"),
                &q, e) &&
            stmt_int(q, 1, settings, e) && stmt_step(q, &row, e);

    *instant = ok && row && stmt_get_text(q, 0).n ? arena_dup(a, stmt_get_text(q, 0)) : SV_NULL;
    stmt_done(q);
    return ok;
}

bool rule_text_regulation(struct db *db, struct arena *a, struct sv *id, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select coalesce(regulasi, '') from naskah order by id desc limit 1"), &q,
                         e) &&
              stmt_step(q, &row, e);

    *id = ok && row ? arena_dup(a, stmt_get_text(q, 0)) : SV_NULL;
    stmt_done(q);
    return ok;
}

bool rule_text_when(struct db *db, int64_t *at, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select pada from naskah order by id desc limit 1"), &q, e) &&
                           stmt_step(q, &row, e);

    *at = 0;
    if (ok && row)
        time_parse(stmt_get_text(q, 0), at);
    stmt_done(q);
    return ok;
}
