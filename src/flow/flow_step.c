/* SPDX-License-Identifier: MIT
 * flow/flow_step.c -- which steps lead out of a state, who may take them, and what a record should have passed before. */
#include "flow/flow_priv.h"
#include "model/behalf.h"

/* `penjawab` is the office that answers this kind of clearance, `pemohon` the one that asks. */
bool flow_actors(const struct flow *f, const struct transition *t, const struct record *r, struct arena *a,
                 const struct sv **roles, size_t *n)
{
    const struct field *kind = reg_field(r->reg, SV("jenis"));
    const struct clearance *c = kind ? flow_clearance(f, r->val[kind->index]) : NULL;
    struct sv *out = ARENA_ARRAY(a, struct sv, t->n_by);

    *n = 0;
    for (size_t i = 0; i < t->n_by; i++) {
        struct sv role = t->by[i];

        if (sv_eq(role, SV("penjawab")))
            role = c ? c->answers : SV("dinas");
        else if (sv_eq(role, SV("pemohon")))
            role = c && c->asks.p ? c->asks : SV("pd");
        out[(*n)++] = role;
    }
    *roles = out;
    return *n > 0;
}

static bool has_party(const struct sv *roles, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(roles[i], SV(ROLE_PARTY)))
            return true;
    return false;
}

static const struct sv agency_staff[] = { SV_INIT("pd") };

bool flow_acts(const struct actor *who, const struct sv *roles, size_t n, const struct record *r, int rank)
{
    return who_acts(who, roles, n, r->pd, rank) ||
           (has_party(roles, n) && who_acts(who, agency_staff, 1, record_party(r), rank));
}

static struct sv role_label(const struct flow *f, const struct reg *reg, struct sv role)
{
    const struct code_list *list = model_codes(f->model, SV("@roles"));
    const struct field whole = { .codes = list };
    const struct choice *c = list ? field_choice(&whole, role) : NULL;
    struct sv own = json_text(json_get(f->roles, role), SV("label"));

    if (sv_eq(role, SV(ROLE_PARTY)) && reg->party)
        return reg->party->field->label;
    if (sv_eq(role, SV("pd"))) /* not any agency, but the one the row belongs to: our label says so */
        own = SV_NULL;
    return own.p ? own : c ? c->label : role;
}

static struct sv takers(const struct flow *f, const struct reg *reg, const struct transition *t,
                        const struct sv *roles, size_t n, struct arena *a)
{
    struct sv who = SV_NULL, level = t->level.p ? who_level_label(f->levels, t->level) : SV_NULL;

    for (size_t i = 0; i < n; i++)
        who = who.p ? arena_printf(a, "%.*s / %.*s", SV_FMT(who), SV_FMT(role_label(f, reg, roles[i])))
                    : role_label(f, reg, roles[i]);
    return level.p ? arena_printf(a, T("%.*s pada %.*s"), SV_FMT(level), SV_FMT(who)) : who;
}

struct sv flow_takers(const struct flow *f, const struct transition *t, const struct record *r,
                      struct arena *a)
{
    const struct sv *roles;
    size_t n;

    flow_actors(f, t, r, a, &roles, &n);
    return takers(f, r->reg, t, roles, n, a);
}

const struct deputy *flow_behalf(const struct flow *f, const struct transition *t, const struct record *r,
                                 const struct actor *who, struct arena *a)
{
    const struct sv *roles;
    size_t n;

    if (!who->own)
        return NULL;
    flow_actors(f, t, r, a, &roles, &n);
    if (!has_party(roles, n))
        return who_behalf_acts(who, roles, n, r->pd, t->rank);
    if (flow_acts(who->own, roles, n, r, t->rank))
        return NULL;
    return who_behalf_acts(who, agency_staff, 1, record_party(r), t->rank);
}

static bool among(const struct sv *items, size_t n, struct sv v)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i], v))
            return true;
    return false;
}

/* Who took one of these steps last; whoever recorded as a fact that it was taken counts like him. */
static bool took_last(struct db *db, const struct record *r, const struct transition *t,
                      const struct actor *who, const struct deputy *plh, bool *took, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db,
                         SV("select transisi, oleh, fakta, ke from langkah where register = $1 and "
                            "rekaman = $2 order by id desc limit 200"),
                         &q, e) &&
              stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e);

    *took = false;
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        if (stmt_get_int(q, 2) ? !among(t->from, t->n_from, stmt_get_text(q, 3))
                               : !among(t->not_by, t->n_not_by, stmt_get_text(q, 0)))
            continue;
        *took = stmt_get_int(q, 1) == who->akun || (plh && stmt_get_int(q, 1) == plh->akun);
        break;
    }
    stmt_done(q);
    return ok;
}

bool flow_own(struct db *db, const struct transition *t, const struct record *r, const struct actor *who,
              const struct deputy *plh, bool *own, struct err *e)
{
    *own = false;
    if (!t->approval || !who->akun)
        return true;
    return t->n_not_by ? took_last(db, r, t, who, plh, own, e) : flow_asked_by(db, r, who, plh, own, e);
}

/* Whoever created the record or took it out of its first state is the one who asks; he does not approve. */
static bool asked_as(struct db *db, const struct record *r, int64_t akun, bool *asked, struct err *e)
{
    struct stmt *q = NULL;
    bool ok;

    *asked = akun != 0 && r->dibuat_oleh == akun;
    if (*asked || !akun)
        return true;
    ok = db_prepare(
             db, SV("select 1 from langkah where register = $1 and rekaman = $2 and oleh = $3 and dari = $4"),
             &q, e) &&
         stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e) && stmt_int(q, 3, akun, e) &&
         stmt_text(q, 4, r->reg->states[r->reg->start].key, e) && stmt_step(q, asked, e);
    stmt_done(q);
    return ok && (*asked || behalf_asked(db, r, akun, asked, e));
}

bool flow_asked_by(struct db *db, const struct record *r, const struct actor *who, const struct deputy *plh,
                   bool *asked, struct err *e)
{
    return asked_as(db, r, who->akun, asked, e) && (*asked || !plh || asked_as(db, r, plh->akun, asked, e));
}

static bool may_take(struct db *db, const struct flow *f, const struct actor *who, const struct transition *t,
                     const struct record *r, struct arena *a, struct step *s, struct err *e)
{
    const struct sv *roles;
    size_t n;
    bool own = false;

    flow_actors(f, t, r, a, &roles, &n);
    s->may = flow_acts(who, roles, n, r, t->rank);
    if (!s->may) {
        s->may_not =
            arena_printf(a, T("Langkah ini dilakukan %.*s."), SV_FMT(takers(f, r->reg, t, roles, n, a)));
        return true;
    }
    s->plh = flow_behalf(f, t, r, who, a);
    if (!flow_own(db, t, r, who, s->plh, &own, e))
        return false;
    if (own) {
        s->may = false;
        s->may_not =
            t->n_not_by ? SV(T("Anda sendiri yang menyerahkannya; pemeriksaan dilakukan orang lain."))
            : s->plh
                ? SV(T(
                      "Anda atau pejabat yang Anda gantikan yang mengajukannya; persetujuan diberikan orang lain."))
                : SV(T("Anda yang mengajukannya; persetujuan diberikan orang lain."));
    }
    return true;
}

/* A numbered exception for this record and provision opens the gate; the need stays unmet and is shown as such. */
bool flow_dispensation(struct db *db, const struct records *rs, const struct record *r, struct sv at,
                       struct arena *a, struct sv *number, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok;

    *number = SV_NULL;
    if (!at.p)
        return true;
    ok =
        db_prepare(
            db,
            SV("select d.nomor_surat from v_dispensasi d where d.objek = $1 and d.pasal = $2 and d.status = 'berlaku' "
               "and (d.berlaku_sampai is null or d.berlaku_sampai >= $3) order by d.id limit 1"),
            &q, e) &&
        stmt_text(q, 1, arena_printf(a, "%.*s:%lld", SV_FMT(r->reg->key), (long long) r->id), e) &&
        stmt_text(q, 2, model_norm_code(rs->model, at, a), e) &&
        stmt_text(q, 3, sv_of(date_iso(flow_today(rs)).s), e) && stmt_step(q, &row, e);
    if (ok && row)
        *number = arena_dup(a, sv_empty(stmt_get_text(q, 0)) ? SV("tanpa nomor") : stmt_get_text(q, 0));
    stmt_done(q);
    return ok;
}

static bool state_needs(struct db *db, const struct flow *f, const struct records *rs,
                        const struct transition *t, const struct record *r, struct arena *a, struct step *s,
                        struct err *e)
{
    s->needs = ARENA_ARRAY(a, struct need_state, t->n_needs);
    for (size_t i = 0; i < t->n_needs; i++) {
        struct need_state *ns;
        bool spared;

        if (!flow_need_spared(db, &t->needs[i], r, a, &spared, e))
            return false;
        if (spared) /* what does not concern this record is not shown as if it had been met */
            continue;
        ns = &s->needs[s->n_needs++];
        ns->need = &t->needs[i];
        if (!flow_need_met(db, f, rs, ns->need, t, r, true, a, &ns->met, e))
            return false;
        if (!ns->met) {
            struct sv number;

            ns->why = flow_need_why(db, f, rs, ns->need, r, a);
            if (!flow_dispensation(db, rs, r, ns->need->at, a, &number, e))
                return false;
            if (number.p)
                ns->why = arena_printf(a, T("%.*s Dikecualikan dengan dispensasi %.*s."), SV_FMT(ns->why),
                                       SV_FMT(number));
            else if (ns->need->blocks)
                s->open = false;
        }
    }
    return true;
}

static bool leaves(const struct transition *t, struct sv status)
{
    for (size_t i = 0; i < t->n_from; i++)
        if (sv_eq(t->from[i], status))
            return true;
    return false;
}

bool flow_steps(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
                const struct record *r, struct arena *a, struct step **out, size_t *n, struct err *e)
{
    const struct reg_flow *rf = flow_of(f, r->reg);
    struct step *items = NULL;
    size_t count = 0, cap = 0;

    for (size_t i = 0; rf && i < rf->n; i++) {
        const struct transition *t = &rf->items[i];
        struct step *s;

        if (!leaves(t, r->status) || r->dihapus.p)
            continue;
        s = ARENA_PUSH(a, items, count, cap);
        *s = (struct step){ .t = t, .open = true };
        if (!may_take(db, f, who, t, r, a, s, e) || !state_needs(db, f, rs, t, r, a, s, e))
            return false;
        s->open = s->open && s->may;
    }
    *out = items;
    *n = count;
    return arena_ok(a, e);
}

/* --- what should have been passed ------------------------------------------------------------------------------------ */

/* States stand in the order of life: a record in state k has passed every transition that leads to k or before it from a
 * still earlier one. Side roads (to an end state) are not part of that road. */
static bool passed(const struct reg *reg, const struct transition *t, size_t now)
{
    size_t to = reg_state_index(reg, t->to), from = reg->n_states;

    for (size_t i = 0; i < t->n_from; i++) {
        size_t k = reg_state_index(reg, t->from[i]);

        from = k < from ? k : from;
    }
    return to <= now && from < to && !reg->states[to].end;
}

/* One gate may stand before several steps; it is missing once. */
static bool noted(const struct mark *items, size_t n, const struct need *need)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i].state.need->at, need->at) && sv_eq(items[i].state.need->label, need->label))
            return true;
    return false;
}

bool flow_marks(struct db *db, const struct flow *f, const struct records *rs, const struct record *r,
                struct arena *a, struct mark **out, size_t *n, struct err *e)
{
    const struct reg_flow *rf = flow_of(f, r->reg);
    size_t now = reg_state_index(r->reg, r->status), count = 0, cap = 0;
    struct mark *items = NULL;

    *out = NULL;
    *n = 0;
    if (now == r->reg->n_states || r->reg->states[now].end)
        return true;
    for (size_t i = 0; rf && i < rf->n; i++) {
        const struct transition *t = &rf->items[i];

        if (!passed(r->reg, t, now))
            continue;
        for (size_t k = 0; k < t->n_needs; k++) {
            struct mark m = { .t = t, .state = { .need = &t->needs[k] } };

            if (!t->needs[k].blocks || !t->needs[k].at.p || noted(items, count, &t->needs[k]))
                continue;
            if (!flow_need_met(db, f, rs, m.state.need, t, r, false, a, &m.state.met, e))
                return false;
            if (m.state.met)
                continue;
            m.state.why = flow_need_why(db, f, rs, m.state.need, r, a);
            if (!flow_dispensation(db, rs, r, m.state.need->at, a, &m.dispensation, e))
                return false;
            *ARENA_PUSH(a, items, count, cap) = m;
        }
    }
    *out = items;
    *n = count;
    return arena_ok(a, e);
}
