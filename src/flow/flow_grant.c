/* SPDX-License-Identifier: MIT
 * flow/flow_grant.c -- one signed letter answers many records: each gets the request that stands in force for it. Who may
 * do so is asked of the request's own steps; the rows are then written by the engine in that person's name, because
 * requests are an agency's to write, and the answer is not. */
#include "flow/flow_priv.h"

#define IN_FORCE SV("berlaku")

enum { SUBJECT_MAX = 200 };

static const struct reg *requests(const struct flow *f)
{
    return model_reg(f->model, SV("permohonan"));
}

bool flow_may_grant(struct db *db, const struct flow *f, const struct actor *who, const struct clearance *c,
                    int64_t pd, struct arena *a, bool *may, struct err *e)
{
    const struct reg *reg = requests(f);
    const struct field *kind = reg ? reg_field(reg, SV("jenis")) : NULL;
    struct record blank = { .reg = reg, .pd = pd };

    *may = false;
    if (!kind)
        return true;
    blank.val = ARENA_ARRAY(a, struct sv, reg->n_fields);
    blank.val[kind->index] = c->key;
    blank.status = reg->states[reg->start].key;
    blank.klasifikasi = f->model->scheme.levels[0].key;
    return flow_may_enter(db, f, who, &blank, IN_FORCE, a, may, e);
}

/* The newest request of that kind for this record that is not at its end, nor in force already. */
static bool under_way(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                      const struct grant *g, struct arena *a, struct record **out, struct err *e)
{
    struct stmt *q = NULL;
    int64_t id = 0;
    bool row = false,
         ok = db_prepare(db,
                         SV("select id from v_permohonan where objek = $1 and jenis = $2 and status not in "
                            "('berlaku', 'ditolak', 'dicabut', 'dibatalkan') order by id desc limit 1"),
                         &q, e) &&
              stmt_text(q, 1,
                        arena_printf(a, "%.*s:%lld", SV_FMT(g->object->reg->key), (long long) g->object->id),
                        e) &&
              stmt_text(q, 2, g->clearance->key, e) && stmt_step(q, &row, e);

    if (ok && row)
        id = stmt_get_int(q, 0);
    stmt_done(q);
    *out = NULL;
    return ok && (!id || record_get(db, rs, who, reg, id, a, out, e));
}

/* As much of it as a subject may be long, and no half character. */
static struct sv shortened(struct sv s)
{
    struct sv out = sv_sub(s, 0, SUBJECT_MAX);

    while (out.n && !sv_utf8_ok(out))
        out.n--;
    return out;
}

static bool noted(struct db *db, const struct records *rs, const struct actor *deputy, const struct reg *reg,
                  const struct grant *g, struct arena *a, struct record **out, struct problems *ps,
                  struct err *e)
{
    const struct record *o = g->object;
    const struct input_item items[] = {
        { SV("perihal"),
          shortened(arena_printf(a, "%.*s: %.*s", SV_FMT(g->clearance->label), SV_FMT(record_title(o)))) },
        { SV("jenis"), g->clearance->key },
        { base_col_name(COL_PD), arena_printf(a, "%lld", (long long) o->pd) },
        { SV("objek"), arena_printf(a, "%.*s:%lld", SV_FMT(o->reg->key), (long long) o->id) },
        { SV("nilai"), g->amount.p ? g->amount : SV("") },
    };
    const struct input in = { .items = items, .n = sizeof items / sizeof items[0], .plain = true };

    return record_create(db, rs, deputy, reg, &in, a, out, ps, e);
}

bool flow_grant(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
                const struct grant *g, struct arena *a, struct record **out, struct problems *ps,
                struct err *e)
{
    const struct reg *reg = requests(f);
    struct date_text day = date_iso(g->date);
    struct sv since = arena_dup(a, sv_of(day.s));
    const struct input_item items[] = {
        { SV("hasil"), g->outcome },
        { SV("catatan_hasil"), g->remark.p ? g->remark : SV("") },
        { SV("nomor_surat"), g->number },
        { SV("tanggal_surat"), since },
        { SV("berkas_surat"), arena_printf(a, "%lld", (long long) g->file) },
    };
    const struct input in = { .items = items, .n = sizeof items / sizeof items[0], .partial = true };
    struct actor deputy = flow_deputy(who);
    struct step_note note = { .transition = SV("catat_keadaan"), .fact = true };
    struct record *before, *after;
    bool may;

    if (!flow_may_grant(db, f, who, g->clearance, g->object->pd, a, &may, e))
        return false;
    if (!may)
        return flow_refuse_enter(reg, IN_FORCE, e);
    if (!under_way(db, rs, &deputy, reg, g, a, &before, e) ||
        (!before && !noted(db, rs, &deputy, reg, g, a, &before, ps, e)) ||
        !record_move(db, rs, &deputy, reg, before->id, before->versi, IN_FORCE, since, &in, a, &after, ps, e))
        return false;
    note.before = before;
    note.after = after;
    note.text = arena_printf(a, T("Surat nomor %.*s, untuk beberapa baris sekaligus."), SV_FMT(g->number));
    *out = after;
    return flow_note(db, rs, who, &note, a, e);
}
