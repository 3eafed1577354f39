/* SPDX-License-Identifier: MIT
 * api/oscal_load.c -- reads what a document is made of, then has it written. */
#include "api/oscal_priv.h"
#include "base/hash.h"
#include "rule/region_memo.h"

enum { LEASE_MS = 10000 };

static const struct sv names[OSCAL_KIND_COUNT] = { SV_INIT("katalog"), SV_INIT("profil"), SV_INIT("hasil") };

struct sv oscal_kind_name(enum oscal_kind k)
{
    return names[k];
}

bool oscal_kind_of(struct sv name, enum oscal_kind *out)
{
    for (int k = 0; k < OSCAL_KIND_COUNT; k++)
        if (sv_eq(names[k], name)) {
            *out = (enum oscal_kind) k;
            return true;
        }
    return false;
}

/* --- offices -------------------------------------------------------------------------------------------------------------------- */

static bool load_offices(struct db *db, struct oscal_book *b, struct err *e)
{
    struct sv day = arena_dup(b->a, sv_of(date_iso(b->on.y ? b->on : b->today).s));
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row,
        ok =
            db_prepare(
                db,
                SV("select p.peran, d.id, d.nama from pemetaan_peran p join perangkat_daerah d on d.id = "
                   "p.perangkat_daerah where p.dihapus is null and d.dihapus is null and (p.mulai is null or "
                   "p.mulai <= $1) and (p.selesai is null or p.selesai >= $1) order by p.peran, d.id"),
                &q, e) &&
            stmt_text(q, 1, day, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct oscal_office o = { arena_dup(b->a, stmt_get_text(q, 0)), arena_dup(b->a, stmt_get_text(q, 2)),
                                  stmt_get_int(q, 1) };
        struct oscal_office *last = b->n_offices ? &b->offices[b->n_offices - 1] : NULL;

        if (!last || last->pd != o.pd || !sv_eq(last->role, o.role)) /* mapped twice is mapped */
            *ARENA_PUSH(b->a, b->offices, b->n_offices, cap) = o;
        ok = arena_ok(b->a, e);
    }
    stmt_done(q);
    return ok;
}

/* --- evidence -------------------------------------------------------------------------------------------------------------------- */

/* When a document or a statement was last written, and until when it holds, if its register says so and the account may
 * know. */
static bool row_facts(const struct region *r, const struct oscal_ask *ask, struct db *db,
                      struct oscal_book *b, struct oscal_row *row, struct err *e)
{
    const struct field *until = reg_field(row->reg, SV("berlaku_sampai"));
    struct record *rec;
    struct date d;

    if (!record_get(db, &r->records, ask->who, row->reg, row->id, b->a, &rec, e))
        return false;
    row->collected = rec->diubah_pada;
    if (until && until->type == FT_DATE && record_may_see_field(ask->who, rec, until) &&
        date_parse(rec->val[until->index], &d))
        row->expires = oscal_day_end(b, d);
    return true;
}

static bool load_rows(const struct region *r, const struct oscal_ask *ask, struct db *db, struct db *pack,
                      struct oscal_book *b, const struct norm *n, struct err *e)
{
    struct oscal_evidence *v = &b->evidence[n->index];
    struct deciding_row *rows;
    size_t count;

    if (!rule_rows(db, pack, r->rule, &r->records, ask->who, n, b->today, OSCAL_ROWS_MAX, b->a, &rows, &count,
                   &v->hidden, e))
        return false;
    v->rows = ARENA_ARRAY(b->a, struct oscal_row, count + 1);
    for (size_t i = 0; i < count; i++) {
        v->rows[i] = (struct oscal_row){ rows[i].reg, rows[i].id, rows[i].title,
                                         SV_NULL,     SV_NULL,    rows[i].short_falls };
        if (!sv_eq(rows[i].reg->basis, SV("data")) && !row_facts(r, ask, db, b, &v->rows[i], e))
            return false;
        v->n++;
    }
    return arena_ok(b->a, e);
}

/* A check that does not end in its time has said so in its state; the others are told all the same. */
static bool load_evidence(const struct region *r, const struct oscal_ask *ask, struct db *db,
                          struct oscal_book *b, struct err *e)
{
    struct db *pack = NULL;
    bool ok;

    if (ask->kind != OSCAL_RESULTS || b->on.y)
        return true;
    b->evidence = ARENA_ARRAY(b->a, struct oscal_evidence, b->n + 1);
    ok = db_lease(r->pool, DB_PACK, LEASE_MS, &pack, e);
    for (size_t i = 0; ok && i < b->n; i++)
        if (oscal_judge(&b->states[i]).reviewed)
            ok = load_rows(r, ask, db, pack, b, b->states[i].norm, e); /* as the region reads it */
    db_release(pack);
    return ok;
}

/* --- the book ---------------------------------------------------------------------------------------------------------------------- */

/* Letters, digits, dots, colons and hyphens: what a name of a host is made of. */
static struct sv own_space(struct arena *a, struct sv host)
{
    for (size_t i = 0; i < host.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-", host.p[i]))
            host = SV_NULL;
    return arena_printf(a, "https://%.*s/ns/oscal", SV_FMT(host.n ? sv_lower(host, a) : SV("localhost")));
}

static bool load_modified(struct db *db, const struct oscal_ask *ask, struct oscal_book *b, struct err *e)
{
    struct sv instant;

    b->modified = b->now;
    if (ask->kind == OSCAL_RESULTS) {
        b->uuid = uuid_v4();
        return true;
    }
    if (!rule_revised(db, ask->kind == OSCAL_PROFILE, b->a, &instant, e))
        return false;
    if (!time_parse(instant, &b->modified))
        b->modified = time_of_date(b->reg->promulgated, b->reg->zone_min);
    return true;
}

bool oscal_load(const struct region *r, const struct oscal_ask *ask, struct db *db, struct oscal_book *b,
                struct err *e)
{
    struct norm_state *states = NULL;
    size_t n;

    b->rule = r->rule;
    b->reg = rule_regulation(r->rule);
    b->norms = rule_norms(r->rule, &b->n);
    b->today = region_today(r);
    b->now = r->records.now();
    b->ns = own_space(b->a, ask->host);
    if (ask->on.y && date_cmp(ask->on, b->today) > 0) {
        err_set(e, ERR_INPUT, T("Tanggal %s belum tiba; keadaannya belum diketahui."), date_iso(ask->on).s);
        return err_hint(e, T("Pilih hari ini atau hari yang sudah lewat."));
    }
    if (ask->on.y && date_cmp(ask->on, b->today) < 0)
        b->on = ask->on;
    /* Settling notes since when the pack is in use, which the metadata tells. */
    if ((!b->on.y && !rule_settle_pool(r->pool, db, r->rule, &r->records, b->today, e)) ||
        !region_namespace(r, db, &b->space, e) || !load_modified(db, ask, b, e) || !load_offices(db, b, e) ||
        !rule_settings(db, r->rule, b->a, &b->settings, &b->n_settings, e) ||
        !rule_states(db, r->rule, b->on, b->a, &states, &n, e))
        return false;
    b->states = states;
    oscal_book_make(b);
    return load_evidence(r, ask, db, b, e) && arena_ok(b->a, e);
}

/* --- the document -------------------------------------------------------------------------------------------------------------------- */

/* Two documents of the same content have the same tag: their own UUID and the instant they were made do not count. The head
 * writes both first. */
static struct sv tag_of(const struct oscal_book *b, struct sv body)
{
    ptrdiff_t from = sv_find(body, SV("\"uuid\":")), last = sv_find(body, SV("\"last-modified\":"));
    size_t to = last < 0 ? 0 : (size_t) last + sizeof "\"last-modified\":\"2026-01-01T00:00:00+00:00\"" - 1;
    const struct sv parts[] = { sv_sub(body, 0, from < 0 ? 0 : (size_t) from), sv_sub(body, to, body.n) };
    struct digest d = sha256_parts(parts, 2);

    return sv_sub(hex_make(digest_sv(&d), b->a), 0, 32);
}

bool oscal_make(const struct region *r, const struct oscal_ask *ask, struct arena *a, struct buf *out,
                struct oscal_made *made, struct err *e)
{
    static void (*const write[OSCAL_KIND_COUNT])(
        const struct oscal_book *, struct jsonw *) = { oscal_catalog, oscal_profile, oscal_results };
    struct oscal_book b = { .a = a };
    size_t before = out->n;
    struct db *db = NULL;
    struct jsonw w;
    bool ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) &&
              (ask->kind != OSCAL_CATALOG || region_text_get(r->memo, db, &b.text, e)) &&
              oscal_load(r, ask, db, &b, e);

    db_release(db);
    if (ok) {
        jsonw_init(&w, out);
        write[ask->kind](&b, &w);
        ok = buf_ok(out, e) && arena_ok(a, e);
    }
    if (ok)
        *made = (struct oscal_made){ tag_of(&b, sv_sub(buf_sv(out), before, out->n)), b.modified };
    region_text_done(r->memo, b.text);
    return ok;
}
