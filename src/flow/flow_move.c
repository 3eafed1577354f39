/* SPDX-License-Identifier: MIT
 * flow/flow_move.c -- takes a step, or records a fact; both leave a line in `langkah`. */
#include "base/buf.h"
#include "flow/flow_priv.h"
#include "model/behalf.h"
#include "model/event.h"

const struct db_migration flow_migrations[] = {
    { "flow-001-steps",
      "create table langkah (id {id}, register {text} not null, rekaman {int} not null, versi {int} not null, "
      "transisi {text} not null, dari {text} not null, ke {text} not null, oleh {int} not null, pada {text} not null, "
      "catatan {text}, atas_nama {text}, dasar_nomor {text}, dasar_tanggal {text}, dasar_berkas {int}, fakta {int} not null);\n"
      "create index langkah_rekaman on langkah (register, rekaman, id);\n"
      "create table tugas (id {id}, register {text} not null, rekaman {int} not null, transisi {text} not null, "
      "peran {text} not null, perangkat_daerah {int} not null, jenjang {int} not null, tenggat {text} not null, "
      "dibuat {text} not null);\n"
      "create index tugas_rekaman on tugas (register, rekaman);\n"
      "create index tugas_peran on tugas (peran, perangkat_daerah, tenggat);\n"
      "create table jam (register {text} not null, rekaman {int} not null, tenggat {text}, sisa {int} not null, "
      "berhenti {int} not null, primary key (register, rekaman))" },
    /* Settings the regulation leaves to the region; rule/ changes them, clocks read them here. */
    { "flow-002-settings",
      "create table pengaturan (kunci {text} primary key, nilai {text} not null, oleh {int} not null, pada {text} not null)" },
    /* Who changed a setting, when and why: what was chosen before stays readable, and past days are read with it. */
    { "flow-003-setting-history",
      "alter table pengaturan add column alasan {text};\n"
      "create table pengaturan_riwayat (id {id}, kunci {text} not null, nilai {text} not null, semula {text} not null, "
      "alasan {text}, oleh {int} not null, pada {text} not null);\n"
      "create index pengaturan_riwayat_kunci on pengaturan_riwayat (kunci, id)" },
    /* What falls due in a window of days, whomever it waits for: flow_due.c. */
    { "flow-004-due-days", "create index tugas_tenggat on tugas (tenggat, id);\n"
                           "create index jam_tenggat on jam (berhenti, tenggat, register, rekaman)" },
};
const size_t flow_migrations_n = sizeof flow_migrations / sizeof flow_migrations[0];

struct mover {
    struct db *db;
    const struct flow *f;
    const struct records *rs;
    const struct actor *who;
    struct arena *a;
    const struct deputy *plh; /* through whose post, or NULL */
};

static bool next_id(struct db *db, struct sv table_sql, int64_t *id, struct err *e)
{
    return db_one_int(db, table_sql, 1, id, e); /* checked: literals of this file */
}

/* Who decided what, with which words and decree, is worth proving like the change itself. */
static bool tell_step(struct mover *m, int64_t id, const struct record *before, const struct record *after,
                      struct sv transition, struct sv note, struct sv behalf_role,
                      const struct behalf *behalf, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 256 * 1024);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kint(&w, "langkah", id);
    jsonw_kstr(&w, "register", after->reg->key);
    jsonw_kint(&w, "rekaman", after->id);
    jsonw_kstr(&w, "transisi", transition);
    jsonw_kstr(&w, "dari", before->status);
    jsonw_kstr(&w, "ke", after->status);
    jsonw_kint(&w, "oleh", m->who->akun);
    jsonw_kstr(&w, "catatan", sv_empty(note) ? SV("") : note);
    jsonw_kstr(&w, "atas_nama", behalf_role.p ? behalf_role : SV(""));
    jsonw_kstr(&w, "dasar_nomor", behalf && behalf->number.p ? behalf->number : SV(""));
    if (m->plh) {
        jsonw_kint(&w, "plh_dari", m->plh->akun);
        jsonw_kstr(&w, "plh_sebagai", m->plh->title);
    }
    jsonw_end(&w);
    ok = buf_ok(&b, e) && event_other(m->db, SV("langkah"), m->who, buf_sv(&b), m->rs->now(), m->a, e);
    buf_clear(&b);
    return ok;
}

static bool note_step(struct mover *m, const struct record *before, const struct record *after,
                      struct sv transition, struct sv note, struct sv behalf_role,
                      const struct behalf *behalf, bool fact, struct err *e)
{
    struct stmt *q = NULL;
    int64_t id;
    bool row, ok;

    if (!next_id(m->db, SV("select coalesce(max(id), 0) + 1 from langkah"), &id, e))
        return false;
    ok =
        db_prepare(
            m->db,
            SV("insert into langkah (id, register, rekaman, versi, transisi, dari, ke, oleh, pada, catatan, atas_nama, "
               "dasar_nomor, dasar_tanggal, dasar_berkas, fakta) "
               "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"),
            &q, e) &&
        stmt_int(q, 1, id, e) && stmt_text(q, 2, after->reg->key, e) && stmt_int(q, 3, after->id, e) &&
        stmt_int(q, 4, after->versi, e) && stmt_text(q, 5, transition, e) &&
        stmt_text(q, 6, before->status, e) && stmt_text(q, 7, after->status, e) &&
        stmt_int(q, 8, m->who->akun, e) && stmt_text(q, 9, after->diubah_pada, e) &&
        stmt_text(q, 10, sv_empty(note) ? SV_NULL : note, e) && stmt_text(q, 11, behalf_role, e) &&
        stmt_text(q, 12, behalf ? behalf->number : SV_NULL, e) &&
        stmt_text(q, 13, behalf ? behalf->date : SV_NULL, e) &&
        (behalf ? stmt_int(q, 14, behalf->file, e) : stmt_null(q, 14, e)) && stmt_int(q, 15, fact, e) &&
        stmt_step(q, &row, e);
    stmt_done(q);
    return ok && behalf_note(m->db, m->who, after, m->plh, e) &&
           tell_step(m, id, before, after, transition, note, behalf_role, behalf, e);
}

/* --- the answer clock of a clearance ---------------------------------------------------------------------------------- */

static bool clock_days(struct mover *m, const struct record *r, int *days, struct err *e)
{
    const struct field *kind = reg_field(r->reg, SV("jenis"));
    const struct clearance *c = kind ? flow_clearance(m->f, r->val[kind->index]) : NULL;
    struct stmt *q = NULL;
    bool row = false, ok;
    int64_t set;

    *days = c && c->days > 0 ? c->days : 10;
    if (!c)
        return true;
    ok = db_prepare(m->db, SV("select nilai from pengaturan where kunci = $1"), &q, e) &&
         stmt_text(q, 1, arena_printf(m->a, "hari:%.*s", SV_FMT(c->key)), e) && stmt_step(q, &row, e);
    if (ok && row && sv_int(stmt_get_text(q, 0), &set) && set > 0 && set < 1000)
        *days = (int) set;
    stmt_done(q);
    return ok;
}

static bool clock_put(struct mover *m, const struct record *r, struct sv due, int left, bool stopped,
                      struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                m->db,
                SV("insert into jam (register, rekaman, tenggat, sisa, berhenti) values ($1, $2, $3, $4, $5) "
                   "on conflict (register, rekaman) do update set tenggat = $3, sisa = $4, berhenti = $5"),
                &q, e) &&
            stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e) && stmt_text(q, 3, due, e) &&
            stmt_int(q, 4, left, e) && stmt_int(q, 5, stopped, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool clock_left(struct mover *m, const struct record *r, int *left, struct date *due, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(m->db, SV("select tenggat, sisa from jam where register = $1 and rekaman = $2"), &q,
                         e) &&
              stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e) && stmt_step(q, &row, e);

    *left = 0;
    *due = (struct date){ 0 };
    if (ok && row) {
        *left = (int) stmt_get_int(q, 1);
        date_parse(stmt_get_text(q, 0), due);
    }
    stmt_done(q);
    return ok;
}

static bool run_clock(struct mover *m, const struct transition *t, const struct record *r, struct err *e)
{
    struct date today = flow_today(m->rs), due;
    struct date_holidays h;
    struct date_text text;
    int days, left;

    if (t->clock == CLOCK_NONE)
        return true;
    if (!flow_holidays(m->db, m->a, &h, e) || !clock_left(m, r, &left, &due, e))
        return false;
    if (t->clock == CLOCK_STOP) {
        left = due.y ? date_workdays_between(today, due, &h) : 0;
        text = date_iso(due);
        return clock_put(m, r, due.y ? sv_of(text.s) : SV_NULL, left, true, e);
    }
    if (!clock_days(m, r, &days, e))
        return false;
    if (t->clock == CLOCK_RESUME &&
        due.y) /* what was left; who was late when he stopped it has a day, not a new term */
        days = left > 0 ? left : 1;
    text = date_iso(date_add_workdays(today, days, &h));
    return clock_put(m, r, sv_of(text.s), days, false, e);
}

bool flow_clock(struct db *db, const struct reg *reg, int64_t id, struct date *due, bool *stopped,
                struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select tenggat, berhenti from jam where register = $1 and rekaman = $2"), &q,
                         e) &&
              stmt_text(q, 1, reg->key, e) && stmt_int(q, 2, id, e) && stmt_step(q, &row, e);

    *due = (struct date){ 0 };
    *stopped = false;
    if (ok && row) {
        date_parse(stmt_get_text(q, 0), due);
        *stopped = stmt_get_int(q, 1) != 0;
    }
    stmt_done(q);
    return ok;
}

/* --- a step ------------------------------------------------------------------------------------------------------------ */

static bool refuse_state(struct err *e, const struct record *r, const struct transition *t)
{
    const struct state *s = reg_state(r->reg, r->status);

    err_set(e, ERR_CONFLICT, T("Langkah \"%.*s\" tidak dapat diambil dari keadaan \"%.*s\"."),
            SV_FMT(t->label), s ? (int) s->label.n : 0, s ? s->label.p : "");
    return err_hint(e, T("Muat ulang halaman untuk melihat keadaan terakhir."));
}

/* "Pasal 19 ayat (1)" as the regulation's list of provisions spells it. */
static struct sv provision(const struct flow *f, struct sv at, struct arena *a)
{
    const struct field whole = { .codes = model_codes(f->model, SV("@norms")) };
    const struct choice *c = whole.codes ? field_choice(&whole, model_norm_code(f->model, at, a)) : NULL;

    return c ? c->label : arena_printf(a, "Pasal %.*s", SV_FMT(at));
}

static bool refuse_need(struct err *e, struct mover *m, const struct need *n, const struct record *r)
{
    const struct flow *f = m->f;
    struct arena *a = m->a;
    struct sv why = flow_need_why(m->db, f, m->rs, n, r, a);

    /* The provision first: a long list of what is missing may be cut at the end of the line. */
    if (n->at.p)
        err_set(e, ERR_CONFLICT, "%.*s%s%.*s%s: %.*s", SV_FMT(provision(f, n->at, a)),
                n->strength.p ? " (" : "", SV_FMT(n->strength), n->strength.p ? ")" : "", SV_FMT(why));
    else
        err_set(e, ERR_CONFLICT, "%.*s", SV_FMT(why));
    return err_hint(
        e, T("Penuhi syarat itu, atau catat keadaan yang sudah terjadi; kekurangannya tetap tampak."));
}

static const struct transition *find_step(struct mover *m, const struct reg *reg, struct sv key,
                                          struct err *e)
{
    const struct transition *t = flow_transition(m->f, reg, key);

    if (!t)
        err_set(e, ERR_INPUT, T("Langkah \"%.*s\" tidak ada pada %.*s."), SV_FMT(key), SV_FMT(reg->label));
    return t;
}

/* Right and state first, before anything of the input is looked at. */
static bool admit(struct mover *m, const struct transition *t, const struct record *r, struct err *e)
{
    struct step *steps;
    size_t n;

    if (!flow_steps(m->db, m->f, m->rs, m->who, r, m->a, &steps, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (steps[i].t != t)
            continue;
        if (steps[i].may) {
            m->plh = steps[i].plh;
            return true;
        }
        err_set(e, ERR_DENIED, T("Anda tidak dapat mengambil langkah \"%.*s\"."), SV_FMT(t->label));
        return err_hint(e, "%.*s", SV_FMT(steps[i].may_not));
    }
    return refuse_state(e, r, t);
}

/* Only what the step asks for may come with it. */
static bool only_asked(const struct transition *t, const struct input *in, struct problems *ps)
{
    for (size_t i = 0; i < in->n; i++) {
        size_t k = 0;

        while (k < t->n_asks && !sv_eq(t->asks[k]->key, in->items[i].key))
            k++;
        if (k == t->n_asks)
            problems_add(ps, in->items[i].key, T("Langkah ini tidak meminta bidang \"%.*s\"."),
                         SV_FMT(in->items[i].key));
    }
    return ps->n == 0;
}

/* The scan is one that this account brought in itself. */
static bool own_file(struct mover *m, int64_t id, bool *own, struct err *e)
{
    struct stmt *q = NULL;
    bool ok = db_prepare(m->db, SV("select 1 from berkas where id = $1 and (oleh = $2 or $3 = 1)"), &q, e) &&
              stmt_int(q, 1, id, e) && stmt_int(q, 2, m->who->akun, e) && stmt_int(q, 3, m->who->system, e) &&
              stmt_step(q, own, e);

    stmt_done(q);
    return ok;
}

static bool check_behalf(struct mover *m, const struct transition *t, const struct behalf *b,
                         struct problems *ps, struct err *e)
{
    struct date d;
    bool own = false;

    if (!t->behalf.p)
        return true;
    if (b && b->file > 0 && !own_file(m, b->file, &own, e))
        return false;
    if (!b || sv_empty(b->number))
        problems_add(ps, SV("dasar_nomor"), T("Nomor keputusan belum diisi."));
    if (!b || !date_parse(b->date, &d))
        problems_add(ps, SV("dasar_tanggal"), T("Tanggal keputusan belum diisi."));
    if (!own)
        problems_add(ps, SV("dasar_berkas"), T("Pindaian keputusan belum diunggah."));
    return true;
}

static bool input_ok(const struct problems *ps, struct err *e)
{
    if (!ps->n)
        return true;
    err_set(e, ERR_INPUT, T("Langkah belum dapat diambil: %zu hal perlu diperbaiki."), ps->n + ps->more);
    return err_hint(e, T("Perbaiki bidang yang ditandai, lalu ulangi."));
}

/* What the step asks for must be there afterwards: filled now or before. Text explaining an outcome may stay empty. */
static void asked_filled(const struct transition *t, const struct record *r, struct problems *ps)
{
    for (size_t i = 0; i < t->n_asks; i++) {
        const struct field *f = t->asks[i];

        if (!r->val[f->index].p && (f->required || f->n_required_in) && !problems_of(ps, f->key))
            problems_add(ps, f->key, T("%.*s: belum diisi."), SV_FMT(f->label));
    }
}

/* A decision without its decree is nobody's. Asked after the gates, which name the provision. */
static void decree_filled(const struct transition *t, const struct record *r, struct problems *ps)
{
    for (size_t i = 0; i < 3 && t->decided_by.p; i++)
        if (!r->val[t->decree[i]->index].p && !problems_of(ps, t->decree[i]->key))
            problems_add(ps, t->decree[i]->key, T("%.*s: belum diisi."), SV_FMT(t->decree[i]->label));
}

/* The scan of a decree hangs on the record as a whole: who sees the record sees it. */
static bool keep_scan(struct mover *m, const struct record *r, int64_t file, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 m->db,
                 SV("insert into berkas_pakai (berkas, register, rekaman, bidang) values ($1, $2, $3, '') "
                    "on conflict (berkas, register, rekaman, bidang) do nothing"),
                 &q, e) &&
             stmt_int(q, 1, file, e) && stmt_text(q, 2, r->reg->key, e) && stmt_int(q, 3, r->id, e) &&
             stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

/* The step's line names who decided, with the decree that was asked for or that the record holds. */
static bool note_decided(struct mover *m, const struct transition *t, const struct record *before,
                         const struct record *after, struct sv note, const struct behalf *behalf,
                         struct err *e)
{
    struct behalf held = { 0 };

    if (!t->decided_by.p)
        return (!t->behalf.p || keep_scan(m, after, behalf->file, e)) &&
               note_step(m, before, after, t->key, note, t->behalf, t->behalf.p ? behalf : NULL, false, e);
    held.number = after->val[t->decree[0]->index];
    held.date = after->val[t->decree[1]->index];
    if (after->val[t->decree[2]->index].p)
        sv_int(after->val[t->decree[2]->index], &held.file);
    return note_step(m, before, after, t->key, note, t->decided_by, &held, false, e);
}

struct actor flow_deputy(const struct actor *who)
{
    return (struct actor){
        .akun = who->akun, .nama = who->nama, .nama_pengguna = who->nama_pengguna, .system = true
    };
}

/* In a version of its own: the one before shows what stood there when the step was taken. */
static bool clear_fields(struct mover *m, const struct transition *t, const struct record *r,
                         struct record **out, struct problems *ps, struct err *e)
{
    struct input_item *items = ARENA_ARRAY(m->a, struct input_item, t->n_clears + 1);
    struct input in = { .items = items, .partial = true, .fact = true };
    struct actor deputy = flow_deputy(m->who);

    for (size_t i = 0; i < t->n_clears; i++)
        if (r->val[t->clears[i]->index].p)
            items[in.n++] = (struct input_item){ t->clears[i]->key, SV("") };
    return !in.n || record_update(m->db, m->rs, &deputy, r->reg, r->id, r->versi, &in, m->a, out, ps, e);
}

bool flow_note(struct db *db, const struct records *rs, const struct actor *who, const struct step_note *n,
               struct arena *a, struct err *e)
{
    struct mover m = { .db = db, .rs = rs, .who = who, .a = a };

    return note_step(&m, n->before, n->after, n->transition, n->text, SV_NULL, NULL, n->fact, e);
}

bool flow_move(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
               const struct reg *reg, int64_t id, int64_t versi, struct sv transition, const struct input *in,
               struct sv note, const struct behalf *behalf, struct arena *a, struct record **out,
               struct problems *ps, struct err *e)
{
    struct mover m = { db, f, rs, who, a, NULL };
    const struct transition *t = find_step(&m, reg, transition, e);
    struct input asked = *in;
    struct record *before, *after;

    if (!t || !record_get(db, rs, who, reg, id, a, &before, e) || !admit(&m, t, before, e))
        return false;
    only_asked(t, in, ps);
    asked.partial = true;
    if (!check_behalf(&m, t, behalf, ps, e) || !input_ok(ps, e) ||
        !record_move(db, rs, who, reg, id, versi, t->to, SV_NULL, &asked, a, &after, ps, e))
        return false;
    asked_filled(t, after, ps);
    if (!input_ok(ps, e))
        return false;
    for (size_t i = 0; i < t->n_needs; i++) {
        struct sv number;
        bool met;

        if (!t->needs[i].blocks)
            continue;
        if (!flow_need_met(db, f, rs, &t->needs[i], t, after, false, a, &met, e))
            return false;
        if (met)
            continue;
        if (!flow_dispensation(db, rs, after, t->needs[i].at, a, &number, e))
            return false;
        if (!number.p)
            return refuse_need(e, &m, &t->needs[i], after);
    }
    decree_filled(t, after, ps);
    if (!input_ok(ps, e))
        return false;
    if (!note_decided(&m, t, before, after, note, behalf, e) || !run_clock(&m, t, after, e))
        return false;
    *out = after;
    return clear_fields(&m, t, after, out, ps, e);
}

bool flow_fact(struct db *db, const struct flow *f, const struct records *rs, const struct actor *who,
               const struct reg *reg, int64_t id, int64_t versi, struct sv status, struct date since,
               struct sv note, struct arena *a, struct record **out, struct problems *ps, struct err *e)
{
    struct mover m = { db, f, rs, who, a, NULL };
    struct input none = { .partial = true, .fact = true };
    bool may;
    struct record *before, *after;

    if (!record_get(db, rs, who, reg, id, a, &before, e))
        return false;
    if (!record_may_edit(rs, who, before)) {
        err_set(e, ERR_DENIED, T("Anda tidak berhak mencatat keadaan %.*s ini."), SV_FMT(reg->label));
        return err_hint(e, T("Mintalah operator perangkat daerah pemilik untuk mencatatnya."));
    }
    if (before->dihapus.p) {
        err_set(e, ERR_CONFLICT, T("%.*s ini sudah dihapus."), SV_FMT(reg->label));
        return err_hint(e, T("Pulihkan dahulu, lalu ulangi."));
    }
    if (!flow_may_leave(db, f, who, before, a, &may, e))
        return false;
    if (!may)
        return flow_refuse_leave(before, e);
    if (!reg_state(reg, status))
        problems_add(ps, SV("status"), T("Keadaan \"%.*s\" tidak dikenal."), SV_FMT(status));
    else if (!flow_may_enter(db, f, who, before, status, a, &may, e))
        return false;
    else if (!may)
        return flow_refuse_enter(reg, status, e);
    m.plh = who_behalf_create(who, &reg->rule, record_writes_as(who, before));
    if (!date_ok(since) || date_cmp(since, flow_today(rs)) > 0)
        problems_add(ps, SV("berlaku_sejak"), T("Tanggal mulai keadaan belum diisi atau belum terjadi."));
    if (sv_empty(note))
        problems_add(ps, SV("catatan"), T("Jelaskan singkat apa yang terjadi."));
    if (!input_ok(ps, e) || !record_move(db, rs, who, reg, id, versi, status,
                                         arena_dup(a, sv_of(date_iso(since).s)), &none, a, &after, ps, e))
        return false;
    *out = after;
    return note_step(&m, before, after, SV("catat_keadaan"), note, SV_NULL, NULL, true, e);
}

/* A step stands between two versions of its record; both are visible, or it is left out. */
static struct sv past_sql(const struct reg *reg, struct arena *a)
{
    struct sv history = arena_printf(a, "%.*s_h", SV_FMT(reg->key)), sql;
    struct buf b;

    buf_init(&b, FLOW_SQL_MAX);
    buf_put(
        &b,
        SV("select l.versi, l.oleh, l.fakta, l.transisi, l.dari, l.ke, coalesce(l.catatan, ''), coalesce(k.nama, ''), "
           "l.pada, coalesce(l.atas_nama, ''), coalesce(l.dasar_nomor, ''), coalesce(h.jabatan, ''), coalesce(g.nama, ''), n.perangkat_daerah, n.klasifikasi, "
           "p.perangkat_daerah, p.klasifikasi"));
    for (int i = 0; reg->party && i < 2; i++) {
        buf_put(&b, i ? SV(", p.") : SV(", n."));
        db_ident(&b, reg->party->field->key);
    }
    buf_put(
        &b,
        SV(" from langkah l left join akun k on k.id = l.oleh "
           "left join pelaksana_harian h on h.register = l.register and h.rekaman = l.rekaman and h.versi = l.versi "
           "left join akun g on g.id = h.atas_nama left join "));
    db_ident(&b, history);
    buf_put(&b, SV(" n on n.id = l.rekaman and n.versi = l.versi left join "));
    db_ident(&b, history);
    buf_put(&b,
            SV(" p on p.id = l.rekaman and p.versi = l.versi - 1 where l.register = $1 and l.rekaman = $2 "
               "order by l.id desc limit 200"));
    sql = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

bool flow_past(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
               int64_t id, struct arena *a, struct past_step **out, size_t *n, struct err *e)
{
    const struct who_scheme *scheme = &rs->model->scheme;
    struct stmt *q = NULL;
    struct past_step *items = NULL;
    size_t count = 0, cap = 0;
    bool row, ok;

    ok = db_prepare(db, past_sql(reg, a), &q, e) && /* checked: literals and names of loaded metadata */
         stmt_text(q, 1, reg->key, e) && stmt_int(q, 2, id, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct past_step *p;

        if (!who_may_see_both(who, scheme, &reg->rule, stmt_get_int(q, 13),
                              reg->party ? stmt_get_int(q, 17) : 0, stmt_get_text(q, 14)) ||
            !who_may_see_both(who, scheme, &reg->rule, stmt_get_int(q, 15),
                              reg->party ? stmt_get_int(q, 18) : 0, stmt_get_text(q, 16)))
            continue;
        p = ARENA_PUSH(a, items, count, cap);
        *p = (struct past_step){ stmt_get_int(q, 0),
                                 stmt_get_int(q, 1),
                                 stmt_get_int(q, 2),
                                 arena_dup(a, stmt_get_text(q, 3)),
                                 arena_dup(a, stmt_get_text(q, 4)),
                                 arena_dup(a, stmt_get_text(q, 5)),
                                 arena_dup(a, stmt_get_text(q, 6)),
                                 behalf_name(arena_dup(a, stmt_get_text(q, 7)),
                                             arena_dup(a, stmt_get_text(q, 11)),
                                             arena_dup(a, stmt_get_text(q, 12)), a),
                                 arena_dup(a, stmt_get_text(q, 8)),
                                 arena_dup(a, stmt_get_text(q, 9)),
                                 arena_dup(a, stmt_get_text(q, 10)) };
        ok = arena_ok(a, e);
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}
