/* SPDX-License-Identifier: MIT
 * rule/rule_piece.c -- pieces of the SELECTs that checks become: placeholders, populations, rows that belong to others.
 * Pack text stands in them as written: it is prepared and run on DB_PACK leases only, where nothing but reading the views
 * v_<register> is possible. Names of registers and fields are matched against the model here; days become parameters. */
#include <stdarg.h>

#include "rule/rule_compile_priv.h"

struct problem *piece_complain(struct compiler *k, struct sv field, const char *fmt, ...)
{
    char text[300];
    struct problem *p;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    p = problems_add(k->ps, field, "%.*s: %s", SV_FMT(k->n->at), text);
    p->file = k->n->file;
    p->line = k->decl->line;
    p->col = k->decl->col;
    return p;
}

int rule_months(struct sv s)
{
    struct sv head, rest = s;
    int64_t n;

    if (!s.p || !sv_cut(&rest, ' ', &head) || !sv_int(head, &n) || n < 1 || n > 1200)
        return 0;
    if (sv_starts(rest, SV("year")))
        return (int) n * 12;
    return sv_starts(rest, SV("month")) ? (int) n : 0;
}

/* --- placeholders ---------------------------------------------------------------------------------------------------- */

struct sv piece_dated(struct compiler *k, struct sv s)
{
    struct buf b;
    struct sv out;
    size_t i = 0;

    if (sv_find(s, SV("start")) < 0)
        return s;
    buf_init(&b, RULE_SQL_MAX);
    while (i < s.n) {
        struct sv rest = sv_sub(s, i, s.n);
        ptrdiff_t end = s.p[i] == '{' ? sv_find(rest, SV("}")) : -1;

        if (end > 0 && sv_eq(sv_trim(sv_sub(rest, 1, (size_t) end - 1)), SV("start"))) {
            buf_printf(&b, "{start %s}", date_iso(k->c->start).s);
            i += (size_t) end + 1;
        } else {
            buf_char(&b, s.p[i++]);
        }
    }
    out = arena_dup(k->a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

/* "today", "start 2024-01-01", "today - 2 years", "today + 3 months"; "set 3" is only written by rule_sets.c */
static bool day_param(struct sv s, struct day_param *out)
{
    struct date start;

    s = sv_trim(s);
    *out = (struct day_param){ DAY_TODAY, 0 };
    if (sv_eq(s, SV("today")))
        return true;
    out->kind = DAY_START;
    if (sv_starts(s, SV("start ")) && date_parse(sv_trim(sv_sub(s, 6, s.n)), &start)) {
        out->months = date_serial(start);
        return true;
    }
    if (sv_starts(s, SV("set "))) {
        int64_t n;

        out->kind = SET_OF_UNITS;
        if (!sv_int(sv_sub(s, 4, s.n), &n))
            return false;
        out->months = (int) n;
        return true;
    }
    if (!sv_starts(s, SV("today")))
        return false;
    s = sv_trim(sv_sub(s, 5, s.n));
    if (!s.n || (s.p[0] != '-' && s.p[0] != '+'))
        return false;
    out->kind = s.p[0] == '-' ? DAY_AGO : DAY_AHEAD;
    out->months = rule_months(sv_trim(sv_sub(s, 1, s.n)));
    return out->months > 0;
}

struct sv piece_take(struct compiler *k)
{
    struct sv raw = arena_dup(k->a, buf_sv(&k->b));

    if (k->b.failed)
        piece_complain(k, SV("check"), T("SQL terlalu panjang."));
    buf_reset(&k->b);
    return raw;
}

void piece_finish(struct compiler *k, struct day_sql *out)
{
    struct sv raw = piece_take(k);
    size_t cap = 0;
    struct buf b;

    buf_init(&b, RULE_SQL_MAX);
    for (size_t i = 0; i < raw.n; i++) {
        struct sv rest = sv_sub(raw, i, raw.n);
        ptrdiff_t end;
        struct day_param p;

        if (raw.p[i] != '{') {
            buf_char(&b, raw.p[i]);
            continue;
        }
        end = sv_find(rest, SV("}"));
        if (end < 0 || !day_param(sv_sub(rest, 1, (size_t) end - 1), &p)) {
            piece_complain(k, SV("check"), T("Tanda {…} tidak dikenal: \"%.*s\"."),
                           SV_FMT(sv_sub(rest, 0, 30)));
            break;
        }
        *ARENA_PUSH(k->a, out->params, out->n, cap) = p;
        buf_printf(&b, "$%zu", out->n);
        i += (size_t) end;
    }
    out->text = arena_dup(k->a, buf_sv(&b));
    buf_clear(&b);
}

void piece_finish_one(struct compiler *k, struct day_sql *out)
{
    size_t had;

    piece_put(k, " and x.id = ");
    piece_finish(k, out);
    had = out->n + 1;
    out->text = arena_printf(k->a, "%.*s$%zu", SV_FMT(out->text), had); /* checked: compiled pack SQL */
}

/* --- pieces ---------------------------------------------------------------------------------------------------------- */

void piece_put(struct compiler *k, const char *lit)
{
    buf_put(&k->b, sv_of(lit));
}

void piece_view(struct compiler *k, const struct reg *r)
{
    db_ident(&k->b, arena_printf(k->a, "v_%.*s", SV_FMT(r->key)));
}

void piece_also(struct compiler *k, struct sv condition)
{
    if (!condition.p)
        return;
    piece_put(k, " and (");
    buf_put(&k->b, condition); /* checked: pack text, runs on DB_PACK only */
    piece_put(k, ")");
}

struct sv piece_text(struct compiler *k, const char *key)
{
    return piece_dated(k, json_text(k->decl, sv_of(key)));
}

const struct reg *piece_reg(struct compiler *k, struct sv key)
{
    const struct reg *r = model_reg(k->r->model, key);

    if (!r)
        rule_no_register(piece_complain(k, key, T("register \"%.*s\" tidak ada."), SV_FMT(key)), k->r, key);
    return r;
}

const struct field *piece_field(struct compiler *k, const struct reg *r, struct sv key)
{
    const struct field *f = r ? reg_field(r, key) : NULL;

    if (r && !f)
        rule_no_field(piece_complain(k, key, T("bidang \"%.*s\" tidak ada pada register %.*s."), SV_FMT(key),
                                     SV_FMT(r->key)),
                      k->r, r, key);
    return f;
}

struct population piece_population(struct compiler *k, struct sv name)
{
    const struct json *named = json_get(json_get(k->r->regulation, SV("populations")), name);
    struct population p = { NULL, SV_NULL, SV_NULL };

    if (named) {
        p.reg = piece_reg(k, json_text(named, SV("in")));
        p.where = piece_dated(k, json_text(named, SV("where")));
        p.label = json_text(named, SV("label"));
    } else {
        p.reg = piece_reg(k, name);
    }
    if (p.reg && !p.label.p)
        p.label = p.reg->label;
    return p;
}

struct sv piece_conditions(struct compiler *k, struct sv first, struct sv second)
{
    piece_put(k, "1 = 1");
    piece_also(k, first);
    piece_also(k, second);
    return piece_take(k);
}

static void from_population(struct compiler *k, const struct population *p)
{
    piece_view(k, p->reg);
    piece_put(k, " x where 1 = 1");
    piece_also(k, p->where);
    piece_also(k, piece_text(k, "where"));
}

/* Whom the sentences about this check speak of. A check that looks at a part only must not speak of the whole: "no
 * services are recorded" would be untrue where none of those recorded is meant. */
static struct sv label_of(struct compiler *k, const struct population *p)
{
    struct sv own = piece_text(k, "label");

    if (own.p || !p->reg || !piece_text(k, "where").p)
        return own.p ? own : p->label;
    return arena_printf(k->a, T("%.*s yang dimaksud ketentuan ini"), SV_FMT(p->reg->label));
}

bool piece_concerned(struct compiler *k, const struct population *p)
{
    k->n->reg = k->c->rows = k->c->row.reg = p->reg;
    k->c->population_label = label_of(k, p);
    if (!p->reg)
        return false;
    k->c->row.among = piece_conditions(k, p->where, SV_NULL);
    k->c->row.who = piece_text(k, "where");
    piece_put(k, "select x.id as subjek from ");
    from_population(k, p);
    piece_finish(k, &k->c->population);
    return true;
}

void piece_share(struct compiler *k, const struct population *p, struct sv wrong, struct sv wrong_one)
{
    k->c->row.bad = wrong;
    k->c->row.bad_one = wrong_one;
    piece_put(k, "select x.id as subjek from ");
    from_population(k, p);
    piece_also(k, wrong);
    piece_finish(k, &k->c->violators);
    piece_put(k, "select count(*) as jumlah, coalesce(sum(case when ");
    buf_put(&k->b, wrong); /* checked: pack text, runs on DB_PACK only */
    piece_put(k, " then 1 else 0 end), 0) as langgar from ");
    from_population(k, p);
    piece_finish(k, &k->c->tally);
}

/* How a row y of `has` points at x: a reference, a set of references, a reference to any register, or its agency, which
 * is counted at the unit that stands for it. */
void piece_points_at(struct compiler *k, const struct reg *from, struct sv key, const struct reg *to)
{
    const struct field *f;

    if (sv_eq(key, base_col_name(COL_PD)) && sv_eq(to->key, base_col_name(COL_PD))) {
        piece_put(k, k->one ? "y.perangkat_daerah in (select g.id from v_unit g where g.pd_induk = x.id)"
                            : "y.pd_induk = x.id");
        return;
    }
    f = piece_field(k, from, key);
    if (!f)
        return;
    if (f->type == FT_REFS) {
        piece_put(k, "exists (select 1 from ");
        db_ident(&k->b, arena_printf(k->a, "v_%.*s__%.*s", SV_FMT(from->key), SV_FMT(f->key)));
        piece_put(k, " j where j.induk = y.id and j.ke = x.id)");
        return;
    }
    piece_put(k, "y.");
    db_ident(&k->b, f->key);
    if (f->type == FT_REF && !f->target)
        buf_printf(&k->b, " = '%.*s:' || x.id", SV_FMT(to->key));
    else
        piece_put(k, " = x.id");
}

/* --- rows that belong to others ------------------------------------------------------------------------------------------- */

/* Does the text name a column of x? */
static bool about_x(struct sv s)
{
    for (size_t i = 0; i + 1 < s.n; i++) {
        char before = i ? s.p[i - 1] : ' ';

        if (s.p[i] == 'x' && s.p[i + 1] == '.' && before != '_' && before != '.' &&
            !(before >= 'a' && before <= 'z') && !(before >= '0' && before <= '9'))
            return true;
    }
    return false;
}

static bool by_agency(struct sv key, const struct reg *to)
{
    return sv_eq(key, base_col_name(COL_PD)) && sv_eq(to->key, base_col_name(COL_PD));
}

/* Writes "from v_y y …" for a set that can be made once for all x, and the column that names the x; false: it cannot. */
static bool one_set(struct compiler *k, const struct reg *from, struct sv key, const struct reg *to,
                    struct sv condition, const char *select_lit)
{
    const struct field *f = by_agency(key, to) ? NULL : reg_field(from, key);

    if (about_x(condition) || (!f && !by_agency(key, to)) || (f && !f->target))
        return false;
    piece_put(k, select_lit);
    if (f && f->type == FT_REFS) {
        piece_put(k, "j.ke as ke");
    } else {
        piece_put(k, "y.");
        db_ident(&k->b, f ? f->key : SV("pd_induk"));
        piece_put(k, " as ke");
    }
    return true;
}

static void set_rows(struct compiler *k, const struct reg *from, struct sv key, const struct reg *to)
{
    const struct field *f = by_agency(key, to) ? NULL : reg_field(from, key);

    piece_put(k, " from ");
    piece_view(k, from);
    piece_put(k, " y");
    if (f && f->type == FT_REFS) {
        piece_put(k, " join ");
        db_ident(&k->b, arena_printf(k->a, "v_%.*s__%.*s", SV_FMT(from->key), SV_FMT(f->key)));
        piece_put(k, " j on j.induk = y.id where 1 = 1");
        return;
    }
    piece_put(k, " where y.");
    db_ident(&k->b, f ? f->key : SV("pd_induk"));
    piece_put(k, " is not null");
}

/* As a set made once where that says the same: asked again for every x, a long register is read again for every x. */
void piece_has(struct compiler *k, const struct reg *from, struct sv key, const struct reg *to,
               struct sv having)
{
    if (!k->one && one_set(k, from, key, to, having, "x.id in (select ")) {
        set_rows(k, from, key, to);
    } else {
        piece_put(k, "exists (select 1 from ");
        piece_view(k, from);
        piece_put(k, " y where ");
        piece_points_at(k, from, key, to);
    }
    piece_also(k, having);
    piece_put(k, ")");
}

static void column(struct compiler *k, const char *of, struct sv key)
{
    piece_put(k, of);
    db_ident(&k->b, key);
}

/* One set of latest days for all rows, joined to them. */
static void latest_set(struct compiler *k, const struct reg *from, struct sv key, const struct population *p,
                       struct sv date, struct sv where, struct sv start)
{
    if (start.p) {
        column(k, "case when t.nilai is null or t.nilai < x.", start);
        column(k, " then x.", start);
        piece_put(k, " else t.nilai end");
    } else {
        piece_put(k, "t.nilai");
    }
    piece_put(k, " as nilai from ");
    piece_view(k, p->reg);
    piece_put(k, " x left join (");
    one_set(k, from, key, p->reg, where, "select ");
    column(k, ", max(y.", date);
    piece_put(k, ") as nilai");
    set_rows(k, from, key, p->reg);
    column(k, " and y.", date);
    piece_put(k, " <= {today}");
    piece_also(k, where);
    piece_put(k, " group by 1) t on t.ke = x.id where 1 = 1");
}

/* Each row asks for its own. */
static void latest_each(struct compiler *k, const struct reg *from, struct sv key, const struct population *p,
                        struct sv date, struct sv where, struct sv start)
{
    column(k, start.p ? "coalesce((select max(y." : "(select max(y.", date);
    piece_put(k, ") from ");
    piece_view(k, from);
    piece_put(k, " y where ");
    piece_points_at(k, from, key, p->reg);
    column(k, " and y.", date);
    piece_put(k, " <= {today}");
    if (start.p) {
        column(k, " and y.", date);
        column(k, " >= coalesce(x.", start);
        column(k, ", y.", date);
        piece_put(k, ")");
    }
    piece_also(k, where);
    piece_put(k, ")");
    if (start.p) {
        column(k, ", x.", start);
        piece_put(k, ")");
    }
    piece_put(k, " as nilai from ");
    piece_view(k, p->reg);
    piece_put(k, " x where 1 = 1");
}

/* A row whose clock starts with a day of its own (`from`) has that day for its latest until something is done. */
void piece_latest(struct compiler *k, const struct reg *from, struct sv key, const struct population *p,
                  struct sv date, struct sv where)
{
    bool set = !k->one && !about_x(where) &&
               (by_agency(key, p->reg) || (reg_field(from, key) && reg_field(from, key)->target));
    struct sv start = piece_text(k, "from");

    if (start.p && !piece_field(k, p->reg, start))
        return;
    piece_put(k, "select x.id as subjek, ");
    if (set)
        latest_set(k, from, key, p, date, where, start);
    else
        latest_each(k, from, key, p, date, where, start);
    piece_also(k, p->where);
}
