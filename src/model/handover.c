/* SPDX-License-Identifier: MIT
 * model/handover.c -- moves what was planned, line by line, and takes it back by those lines. */
#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "model/event.h"
#include "model/handover_priv.h"
#include "model/record_priv.h"

struct mover {
    struct db *db;
    const struct records *rs;
    const struct actor *who;
    struct actor all; /* the same person, for rows that he may not see himself: it is he who moves them */
    struct arena *a;
    struct problems *ps;
};

static void mover_init(struct mover *m, struct db *db, const struct records *rs, const struct actor *who,
                       struct arena *a, struct problems *ps)
{
    *m = (struct mover){ .db = db, .rs = rs, .who = who, .all = *who, .a = a, .ps = ps };
    m->all.system = true;
    m->all.sees_secret = true;
}

struct sv handover_int(struct arena *a, int64_t v)
{
    return arena_printf(a, "%lld", (long long) v);
}

static bool may(const struct actor *who, struct err *e)
{
    if (who_may_hand_over(who))
        return true;
    err_set(e, ERR_DENIED, T("Serah terima dilaksanakan administrator."));
    return err_hint(e, T("Mintalah administrator memindahkan yang dipegang akun ini."));
}

struct record *handover_record(struct db *db, const struct records *rs, struct sv reg, int64_t id,
                               struct arena *a, struct err *e)
{
    const struct reg *r = model_reg(rs->model, reg);
    struct record *out = NULL;

    if (!r) {
        err_set(e, ERR_MISSING, T("Daftar %.*s tidak ada."), SV_FMT(reg));
        return NULL;
    }
    return record_get(db, rs, who_system(), r, id, a, &out, e) ? out : NULL;
}

static struct sv value(const struct record *r, const char *key)
{
    const struct field *f = reg_field(r->reg, sv_of(key));

    return f && r->val[f->index].p ? r->val[f->index] : SV("");
}

bool handover_person(struct db *db, const struct records *rs, int64_t akun, struct arena *a,
                     struct handover_person *out, struct err *e)
{
    struct record *r = handover_record(db, rs, SV("akun"), akun, a, e);

    if (!r)
        return false;
    if (r->dihapus.p || !sv_eq(r->status, SV("aktif")) ||
        sv_find(value(r, "peran_khusus"), SV("|auditor|")) >= 0) {
        err_set(e, ERR_INPUT, T("Akun %.*s tidak aktif atau hanya membaca."), SV_FMT(value(r, "nama")));
        return err_hint(e, T("Serah terima berlangsung antara dua akun aktif yang bukan auditor."));
    }
    *out = (struct handover_person){
        r->id, r->pd, r->versi, value(r, "nama"), value(r, "jabatan"), value(r, "jenjang")
    };
    sv_int(value(r, "perangkat_daerah"), &out->pd);
    return true;
}

/* --- doing ------------------------------------------------------------------------------------------------------------- */

static bool change(struct mover *m, struct record *r, const struct input_item *items, size_t n, struct err *e)
{
    struct input in = { .items = items, .n = n, .stored = true, .partial = true, .fact = true };
    struct record *after;

    return record_update(m->db, m->rs, &m->all, r->reg, r->id, r->versi, &in, m->a, &after, m->ps, e);
}

static bool take_post(struct mover *m, const struct handover_ask *ask, int64_t *versi, struct err *e)
{
    struct record *from = handover_record(m->db, m->rs, SV("akun"), ask->from, m->a, e),
                  *to = from ? handover_record(m->db, m->rs, SV("akun"), ask->to, m->a, e) : NULL;
    static const char *const keys[] = { "perangkat_daerah", "jabatan", "jenjang", "sifat" };
    struct input_item items[4];

    if (!to)
        return false;
    for (size_t i = 0; i < 4; i++)
        items[i] = (struct input_item){ sv_of(keys[i]), value(from, keys[i]) };
    *versi = to->versi;
    return change(m, to, items, 4, e);
}

static bool end_account(struct mover *m, const struct handover_ask *ask, int64_t *versi, struct err *e)
{
    struct record *r = handover_record(m->db, m->rs, SV("akun"), ask->from, m->a, e);
    struct input_item item = { SV("selesai"), arena_dup(m->a, sv_of(date_iso(ask->last).s)) };

    if (!r)
        return false;
    *versi = r->versi;
    return change(m, r, &item, 1, e);
}

static bool point_at(struct mover *m, struct sv reg, int64_t id, struct sv field, int64_t akun,
                     int64_t *versi, struct err *e)
{
    struct record *r = handover_record(m->db, m->rs, reg, id, m->a, e);
    struct input_item item = { field, handover_int(m->a, akun) };

    if (!r)
        return false;
    *versi = r->versi;
    return change(m, r, &item, 1, e);
}

/* Who would stand in for himself stands in for nobody: such a line ends instead. */
static bool move_deputy(struct mover *m, const struct handover_ask *ask, const struct handover_item *it,
                        int64_t *versi, struct err *e)
{
    struct record *r = handover_record(m->db, m->rs, it->reg, it->record, m->a, e), *after;
    struct input none = { .partial = true, .fact = true };
    int64_t other = 0;

    if (!r)
        return false;
    *versi = r->versi;
    sv_int(value(r, sv_eq(it->field, SV("pemberi")) ? "penerima" : "pemberi"), &other);
    if (other != ask->to)
        return point_at(m, it->reg, it->record, it->field, ask->to, versi, e);
    return record_move(m->db, m->rs, &m->all, r->reg, r->id, r->versi, SV("dicabut"), SV_NULL, &none, m->a,
                       &after, m->ps, e);
}

static bool run_two(struct mover *m, struct sv sql, int64_t x, int64_t y, struct sv reg, int64_t id,
                    struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(m->db, sql, &q, e) && /* checked: literals of this file */
                   stmt_int(q, 1, x, e) && stmt_int(q, 2, y, e) && stmt_int(q, 3, id, e) &&
                   (!reg.p || stmt_text(q, 4, reg, e)) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static const struct sv watch_moved =
    SV_INIT("update pantauan set akun = $2 where akun = $1 and rekaman = $3 and register = $4");
static const struct sv view_moved = SV_INIT("update tampilan set akun = $2 where akun = $1 and id = $3");
static const struct sv watch_made =
    SV_INIT("insert into pantauan (register, rekaman, akun, pada) values ($4, $3, $1, $2) "
            "on conflict (register, rekaman, akun) do nothing");
static const struct sv watch_gone =
    SV_INIT("delete from pantauan where akun = $1 and pada = $2 and rekaman = $3 and register = $4");

static bool do_item(struct mover *m, const struct handover_ask *ask, const struct handover_item *it,
                    int64_t *versi, struct err *e)
{
    *versi = 0;
    switch (it->kind) {
    case HANDOVER_POST: return take_post(m, ask, versi, e);
    case HANDOVER_REF: return point_at(m, it->reg, it->record, it->field, ask->to, versi, e);
    case HANDOVER_DRAFT:
        *versi = m->rs->now();
        return run_two(m, watch_made, ask->to, *versi, it->reg, it->record, e);
    case HANDOVER_WATCH: return run_two(m, watch_moved, ask->from, ask->to, it->reg, it->record, e);
    case HANDOVER_VIEW: return run_two(m, view_moved, ask->from, ask->to, SV_NULL, it->record, e);
    case HANDOVER_DEPUTY: return move_deputy(m, ask, it, versi, e);
    case HANDOVER_END: return end_account(m, ask, versi, e);
    case HANDOVER_KINDS: break;
    }
    return true;
}

static bool make_record(struct mover *m, const struct handover_ask *ask, size_t n, struct record **out,
                        struct err *e)
{
    struct handover_person from, to;
    struct arena *a = m->a;

    if (!handover_person(m->db, m->rs, ask->from, a, &from, e) ||
        !handover_person(m->db, m->rs, ask->to, a, &to, e))
        return false;
    struct input_item items[] = {
        { SV("judul"), arena_printf(a, T("%.*s kepada %.*s"), SV_FMT(from.nama), SV_FMT(to.nama)) },
        { SV("yang_menyerahkan"), handover_int(a, from.id) },
        { SV("yang_menerima"), handover_int(a, to.id) },
        { base_col_name(COL_PD), from.pd ? handover_int(a, from.pd) : SV("") },
        { SV("jabatan"), from.jabatan },
        { SV("alasan"), ask->reason },
        { SV("tanggal"), arena_dup(a, sv_of(date_iso(ask->last).s)) },
        { SV("jumlah_tugas"), handover_int(a, (int64_t) ask->tasks) },
        { SV("jumlah_butir"), handover_int(a, (int64_t) n) },
        { SV("keterangan"), ask->note },
    };
    struct input in = { .items = items, .n = sizeof items / sizeof items[0], .plain = true };

    return record_create(m->db, m->rs, m->who, model_reg(m->rs->model, SV("serah_terima")), &in, a, out,
                         m->ps, e);
}

static bool note_item(struct mover *m, int64_t papers, const struct handover_item *it, int64_t versi,
                      struct err *e)
{
    struct arena *a = m->a;
    struct input_item items[] = {
        { SV("uraian"), sv_sub(it->says, 0, 390) },     { SV("serah_terima"), handover_int(a, papers) },
        { SV("hal"), handover_kind_key(it->kind) },     { SV("register"), it->reg },
        { SV("rekaman"), handover_int(a, it->record) }, { SV("bidang"), it->field },
        { SV("semula"), handover_int(a, versi) },
    };
    struct input in = { .items = items, .n = sizeof items / sizeof items[0], .plain = true };
    struct record *made;

    return record_create(m->db, m->rs, m->who, model_reg(m->rs->model, SV("serah_terima_butir")), &in, a,
                         &made, m->ps, e);
}

static bool tell(struct mover *m, struct sv action, int64_t papers, int64_t from, int64_t to, size_t n,
                 struct err *e)
{
    return event_other(m->db, action, m->who,
                       arena_printf(m->a,
                                    "{\"butir\":%zu,\"dari\":%lld,\"kepada\":%lld,\"serah_terima\":%lld}", n,
                                    (long long) from, (long long) to, (long long) papers),
                       m->rs->now(), m->a, e);
}

bool handover_apply(struct db *db, const struct records *rs, const struct actor *who,
                    const struct handover_ask *ask, struct arena *a, struct record **made,
                    struct problems *ps, struct err *e)
{
    struct handover_item *items;
    struct record *papers;
    struct mover m;
    size_t n;
    bool more;

    mover_init(&m, db, rs, who, a, ps);
    if (!may(who, e) || !handover_plan(db, rs, ask, a, &items, &n, &more, e))
        return false;
    if (more) {
        err_set(e, ERR_INPUT, T("Lebih dari %d hal akan berpindah sekaligus."), (int) HANDOVER_ITEMS_MAX);
        return err_hint(e, T("Pindahkan dahulu sebagian rujukannya lewat tindakan massal pada daftarnya."));
    }
    if (!make_record(&m, ask, n, &papers, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        int64_t versi;

        if (!do_item(&m, ask, &items[i], &versi, e) || !note_item(&m, papers->id, &items[i], versi, e))
            return false;
    }
    if (!tell(&m, SV("serah_terima"), papers->id, ask->from, ask->to, n, e))
        return false;
    *made = papers;
    return true;
}

/* --- back --------------------------------------------------------------------------------------------------------------- */

struct line {
    struct sv kind, reg, field;
    int64_t record, versi;
};

static bool lines_of(struct mover *m, int64_t papers, struct line **out, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row,
        ok = db_prepare(
                 m->db,
                 SV("select hal, coalesce(register, ''), coalesce(bidang, ''), rekaman, coalesce(semula, 0) "
                    "from serah_terima_butir where serah_terima = $1 and dihapus is null order by id desc"),
                 &q, e) &&
             stmt_int(q, 1, papers, e);

    *out = NULL;
    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(m->a, *out, *n, cap) =
            (struct line){ arena_dup(m->a, stmt_get_text(q, 0)), arena_dup(m->a, stmt_get_text(q, 1)),
                           arena_dup(m->a, stmt_get_text(q, 2)), stmt_get_int(q, 3), stmt_get_int(q, 4) };
    stmt_done(q);
    return ok && arena_ok(m->a, e);
}

/* The fields that the move touched become what they were, unless somebody has changed the row since. */
static bool as_before(struct mover *m, const struct line *l, const char *const *keys, size_t n, bool *back,
                      struct err *e)
{
    struct record *now = handover_record(m->db, m->rs, l->reg, l->record, m->a, e), *then;
    struct input_item items[4];

    *back = false;
    if (!now)
        return false;
    if (now->versi != l->versi + 1 || now->dihapus.p)
        return true;
    if (!record_get_version(m->db, m->rs, who_system(), now->reg, l->record, l->versi, m->a, &then, e))
        return false;
    for (size_t i = 0; i < n; i++)
        items[i] = (struct input_item){ sv_of(keys[i]), value(then, keys[i]) };
    *back = true;
    return change(m, now, items, n, e);
}

static bool deputy_back(struct mover *m, const struct line *l, bool *back, struct err *e)
{
    struct record *now = handover_record(m->db, m->rs, l->reg, l->record, m->a, e), *after;
    const char *key = arena_printf(m->a, "%.*s", SV_FMT(l->field)).p;
    struct input none = { .partial = true, .fact = true };

    if (!now)
        return false;
    if (!sv_eq(now->status, SV("dicabut")))
        return as_before(m, l, &key, 1, back, e);
    *back = now->versi == l->versi + 1;
    return !*back || record_move(m->db, m->rs, &m->all, now->reg, now->id, now->versi, SV("aktif"), SV_NULL,
                                 &none, m->a, &after, m->ps, e);
}

static bool line_back(struct mover *m, const struct line *l, int64_t from, int64_t to, bool *back,
                      struct err *e)
{
    static const char *const post[] = { "perangkat_daerah", "jabatan", "jenjang", "sifat" };
    static const char *const ends[] = { "selesai" };
    const char *key = arena_printf(m->a, "%.*s", SV_FMT(l->field)).p;

    *back = true;
    if (sv_eq(l->kind, handover_kind_key(HANDOVER_POST)))
        return as_before(m, l, post, 4, back, e);
    if (sv_eq(l->kind, handover_kind_key(HANDOVER_END)))
        return as_before(m, l, ends, 1, back, e);
    if (sv_eq(l->kind, handover_kind_key(HANDOVER_REF)))
        return as_before(m, l, &key, 1, back, e);
    if (sv_eq(l->kind, handover_kind_key(HANDOVER_DEPUTY)))
        return deputy_back(m, l, back, e);
    if (sv_eq(l->kind, handover_kind_key(HANDOVER_DRAFT)))
        return run_two(m, watch_gone, to, l->versi, l->reg, l->record, e);
    if (sv_eq(l->kind, handover_kind_key(HANDOVER_VIEW)))
        return run_two(m, view_moved, to, from, SV_NULL, l->record, e);
    return run_two(m, watch_moved, to, from, l->reg, l->record, e);
}

bool handover_undo(struct db *db, const struct records *rs, const struct actor *who, int64_t id,
                   struct arena *a, struct handover_back *out, struct problems *ps, struct err *e)
{
    struct handover_back sum = { 0 };
    struct input none = { .partial = true, .fact = true };
    struct record *papers, *after;
    struct line *lines;
    struct mover m;
    int64_t from = 0, to = 0;
    size_t n;

    mover_init(&m, db, rs, who, a, ps);
    papers = may(who, e) ? handover_record(db, rs, SV("serah_terima"), id, a, e) : NULL;
    if (!papers)
        return false;
    if (papers->dihapus.p || !sv_eq(papers->status, SV("dilaksanakan"))) {
        err_set(e, ERR_CONFLICT, T("Serah terima ini sudah ditandatangani atau sudah dikembalikan."));
        return err_hint(e, T("Laksanakan serah terima baru dari penerima kepada pemegang semula."));
    }
    sv_int(value(papers, "yang_menyerahkan"), &from);
    sv_int(value(papers, "yang_menerima"), &to);
    if (!lines_of(&m, id, &lines, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool back;

        if (!line_back(&m, &lines[i], from, to, &back, e))
            return false;
        *(back ? &sum.back : &sum.kept) += 1;
    }
    if (!record_move(db, rs, &m.all, papers->reg, id, papers->versi, SV("dikembalikan"), SV_NULL, &none, a,
                     &after, ps, e) ||
        !tell(&m, SV("serah_terima_dikembalikan"), id, from, to, sum.back, e))
        return false;
    *out = sum;
    return true;
}
