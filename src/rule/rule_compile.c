/* SPDX-License-Identifier: MIT
 * rule/rule_compile.c -- a check's declaration into SELECTs. Pack text stands in them as written: it is prepared and run on
 * DB_PACK leases only, where nothing but reading the views v_<register> is possible. Names of registers and fields are
 * matched against the model here; days become parameters. */
#include <stdarg.h>

#include "base/buf.h"
#include "base/map.h"
#include "rule/rule_priv.h"

struct compiler {
    struct rule *r;
    struct norm *n;
    struct check *c;
    const struct json *decl;
    struct problems *ps;
    struct arena *a;
    struct buf b;
};

static void complain(struct compiler *k, struct sv field, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void complain(struct compiler *k, struct sv field, const char *fmt, ...)
{
    char text[300];
    struct problem *p;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    p = problems_add(k->ps, field, "%.*s: %s", SV_FMT(k->n->at), text);
    p->file = k->r->file;
    p->line = k->decl->line;
    p->col = k->decl->col;
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

/* "today", "start", "today - 2 years", "today + 3 months" */
static bool day_param(struct sv s, struct day_param *out)
{
    s = sv_trim(s);
    *out = (struct day_param){ DAY_TODAY, 0 };
    if (sv_eq(s, SV("today")))
        return true;
    out->kind = DAY_START;
    if (sv_eq(s, SV("start")))
        return true;
    if (!sv_starts(s, SV("today")))
        return false;
    s = sv_trim(sv_sub(s, 5, s.n));
    if (!s.n || (s.p[0] != '-' && s.p[0] != '+'))
        return false;
    out->kind = s.p[0] == '-' ? DAY_AGO : DAY_AHEAD;
    out->months = rule_months(sv_trim(sv_sub(s, 1, s.n)));
    return out->months > 0;
}

static void finish(struct compiler *k, struct day_sql *out)
{
    struct sv raw = arena_dup(k->a, buf_sv(&k->b));
    size_t cap = 0;
    struct buf b;

    if (k->b.failed)
        complain(k, SV("check"), T("SQL terlalu panjang."));
    buf_reset(&k->b);
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
            complain(k, SV("check"), T("Tanda {…} tidak dikenal: \"%.*s\"."), SV_FMT(sv_sub(rest, 0, 30)));
            break;
        }
        *ARENA_PUSH(k->a, out->params, out->n, cap) = p;
        buf_printf(&b, "$%zu", out->n);
        i += (size_t) end;
    }
    out->text = arena_dup(k->a, buf_sv(&b));
    buf_clear(&b);
}

/* --- pieces ---------------------------------------------------------------------------------------------------------- */

static void put(struct compiler *k, const char *lit)
{
    buf_put(&k->b, sv_of(lit));
}

static void view(struct compiler *k, const struct reg *r)
{
    db_ident(&k->b, arena_printf(k->a, "v_%.*s", SV_FMT(r->key)));
}

static void also(struct compiler *k, struct sv condition)
{
    if (!condition.p)
        return;
    put(k, " and (");
    buf_put(&k->b, condition); /* checked: pack text, runs on DB_PACK only */
    put(k, ")");
}

static struct sv text(struct compiler *k, const char *key)
{
    return json_text(k->decl, sv_of(key));
}

static const struct reg *reg_of(struct compiler *k, struct sv key)
{
    const struct reg *r = model_reg(k->r->model, key);

    if (!r)
        complain(k, key, T("register \"%.*s\" tidak ada."), SV_FMT(key));
    return r;
}

static const struct field *field_of(struct compiler *k, const struct reg *r, struct sv key)
{
    const struct field *f = r ? reg_field(r, key) : NULL;

    if (r && !f)
        complain(k, key, T("bidang \"%.*s\" tidak ada pada register %.*s."), SV_FMT(key), SV_FMT(r->key));
    return f;
}

/* The population: a register, or a named one of regulation.yaml; its own condition and the check's `where` both hold. */
struct population {
    const struct reg *reg;
    struct sv where, label;
};

static struct population population_of(struct compiler *k, struct sv name)
{
    const struct json *named = json_get(json_get(k->r->regulation, SV("populations")), name);
    struct population p = { NULL, SV_NULL, SV_NULL };

    if (named) {
        p.reg = reg_of(k, json_text(named, SV("in")));
        p.where = json_text(named, SV("where"));
        p.label = json_text(named, SV("label"));
    } else {
        p.reg = reg_of(k, name);
    }
    if (p.reg && !p.label.p)
        p.label = p.reg->label;
    return p;
}

static void select_rows(struct compiler *k, const struct population *p)
{
    put(k, "select x.id as subjek from ");
    view(k, p->reg);
    put(k, " x where 1 = 1");
    also(k, p->where);
    also(k, text(k, "where"));
}

static void population_sql(struct compiler *k, const struct population *p)
{
    k->n->reg = k->c->rows = p->reg;
    k->c->population_label = p->label;
    if (!p->reg)
        return;
    select_rows(k, p);
    finish(k, &k->c->population);
}

/* How a row y of `has` points at x: a reference, a set of references, a reference to any register, or its agency, which
 * is counted at the unit that stands for it. */
static void points_at(struct compiler *k, const struct reg *from, struct sv key, const struct reg *to)
{
    const struct field *f;

    if (sv_eq(key, base_col_name(COL_PD)) && sv_eq(to->key, base_col_name(COL_PD))) {
        put(k, "y.pd_induk = x.id");
        return;
    }
    f = field_of(k, from, key);
    if (!f)
        return;
    if (f->type == FT_REFS) {
        put(k, "exists (select 1 from ");
        db_ident(&k->b, arena_printf(k->a, "v_%.*s__%.*s", SV_FMT(from->key), SV_FMT(f->key)));
        put(k, " j where j.induk = y.id and j.ke = x.id)");
        return;
    }
    put(k, "y.");
    db_ident(&k->b, f->key);
    if (f->type == FT_REF && !f->target)
        buf_printf(&k->b, " = '%.*s:' || x.id", SV_FMT(to->key));
    else
        put(k, " = x.id");
}

/* --- kinds ----------------------------------------------------------------------------------------------------------- */

static void compile_exists(struct compiler *k, struct sv name)
{
    struct sv until = text(k, "until");
    const struct reg *reg = reg_of(k, name);

    k->n->reg = k->c->rows = k->c->make = reg;
    if (!reg)
        return;
    put(k, "select x.id as subjek from ");
    view(k, reg);
    put(k, " x where 1 = 1");
    also(k, text(k, "where"));
    if (until.p && field_of(k, reg, until)) {
        put(k, " and (x.");
        db_ident(&k->b, until);
        put(k, " is null or x.");
        db_ident(&k->b, until);
        put(k, " >= {today})");
    }
    finish(k, &k->c->population);
}

static void compile_each(struct compiler *k, struct sv name)
{
    struct population p = population_of(k, name);
    struct sv ok = text(k, "ok"), has = text(k, "has");
    const struct reg *other = has.p ? reg_of(k, has) : NULL;

    population_sql(k, &p);
    if (!p.reg)
        return;
    k->c->make = other ? other : NULL;
    select_rows(k, &p);
    if (ok.p) {
        put(k, " and not coalesce((");
        buf_put(&k->b, ok); /* checked: pack text, runs on DB_PACK only */
        put(k, "), 1 = 0)");
    }
    if (other) {
        put(k, " and not exists (select 1 from ");
        view(k, other);
        put(k, " y where ");
        points_at(k, other, text(k, "by"), p.reg);
        also(k, text(k, "having"));
        put(k, ")");
    }
    if (!ok.p && !has.p)
        complain(k, SV("each"), T("each memerlukan ok atau has."));
    finish(k, &k->c->violators);
}

static void interval_of(struct compiler *k, struct sv s, struct interval *out)
{
    if (sv_starts(s, SV("setting:"))) {
        out->setting = sv_sub(s, 8, s.n);
        if (!json_get(json_get(k->r->regulation, SV("settings")), out->setting))
            complain(k, SV("every"), T("pengaturan \"%.*s\" tidak ada di regulation.yaml."), SV_FMT(out->setting));
        return;
    }
    out->months = rule_months(s);
    if (!out->months)
        complain(k, SV("every"), T("interval \"%.*s\" tidak terbaca; tulis misalnya \"2 years\"."), SV_FMT(s));
}

/* The day an event happened: a field, or the day the row's state began, which every register keeps. */
static struct sv date_column(struct compiler *k, const struct reg *r, struct sv key)
{
    if (r && sv_eq(key, base_col_name(COL_BERLAKU_SEJAK)))
        return key;
    return field_of(k, r, key) ? key : SV_NULL;
}

static void compile_every(struct compiler *k, struct sv interval)
{
    const struct reg *in = reg_of(k, text(k, "in"));
    struct sv date = date_column(k, in, text(k, "date")), per = text(k, "per");
    struct population p;

    interval_of(k, interval, &k->c->every);
    k->n->reg = k->c->rows = k->c->make = in;
    if (!date.p)
        return;
    if (!per.p) {
        put(k, "select max(x.");
        db_ident(&k->b, date);
        put(k, ") as nilai from ");
        view(k, in);
        put(k, " x where x.");
        db_ident(&k->b, date);
        put(k, " <= {today}");
        also(k, text(k, "where"));
        finish(k, &k->c->value);
        return;
    }
    p = population_of(k, per);
    if (!p.reg)
        return;
    k->c->population_label = p.label;
    k->c->rows = p.reg;
    put(k, "select x.id as subjek from ");
    view(k, p.reg);
    put(k, " x where 1 = 1");
    also(k, p.where);
    finish(k, &k->c->population);
    /* the day of each one's latest, so that the interval, which may be a setting, is applied when it runs */
    put(k, "select x.id as subjek, (select max(y.");
    db_ident(&k->b, date);
    put(k, ") from ");
    view(k, in);
    put(k, " y where ");
    points_at(k, in, text(k, "by"), p.reg);
    put(k, " and y.");
    db_ident(&k->b, date);
    put(k, " <= {today}");
    also(k, text(k, "where"));
    put(k, ") as nilai from ");
    view(k, p.reg);
    put(k, " x where 1 = 1");
    also(k, p.where);
    finish(k, &k->c->value);
}

static void review_kinds(struct compiler *k)
{
    const struct json *when = json_get(k->decl, SV("when"));

    for (const struct json *w = when && when->type == JSON_LIST ? when->first : NULL; w; w = w->next) {
        k->c->mid_term = k->c->mid_term || sv_eq(w->s, SV("paruh_waktu"));
        k->c->last_year = k->c->last_year || sv_eq(w->s, SV("tahun_terakhir"));
    }
    if (text(k, "every").p)
        interval_of(k, text(k, "every"), &k->c->every);
    else if (!k->c->mid_term && !k->c->last_year)
        complain(k, SV("when"), T("reviewed memerlukan when: [paruh_waktu, tahun_terakhir] atau every."));
}

static void compile_reviewed(struct compiler *k, struct sv name)
{
    const struct reg *doc = reg_of(k, name), *in = reg_of(k, text(k, "in"));
    const struct field *term = field_of(k, doc, text(k, "term")), *date = field_of(k, in, text(k, "date"));

    review_kinds(k);
    k->n->reg = k->c->rows = doc;
    k->c->make = in;
    if (!term || !date)
        return;
    put(k, "select x.id as subjek, x.");
    db_ident(&k->b, term->key);
    put(k, " as masa, ");
    put(k, "y.");
    db_ident(&k->b, date->key);
    put(k, " as tanggal from ");
    view(k, doc);
    put(k, " x left join ");
    view(k, in);
    put(k, " y on ");
    points_at(k, in, text(k, "by"), doc);
    also(k, text(k, "having"));
    put(k, " where x.");
    db_ident(&k->b, term->key);
    put(k, " is not null");
    also(k, text(k, "where"));
    put(k, " order by x.id, y.");
    db_ident(&k->b, date->key);
    finish(k, &k->c->value);
}

static void compile_complete(struct compiler *k, struct sv name)
{
    struct population p = population_of(k, name);
    const struct json *fields = json_get(k->decl, SV("fields"));
    struct sv ok = text(k, "ok");
    bool any = false;

    population_sql(k, &p);
    k->c->make = p.reg;
    if (!p.reg)
        return;
    select_rows(k, &p);
    put(k, " and (1 = 0");
    for (const struct json *f = fields && fields->type == JSON_LIST ? fields->first : NULL; f; f = f->next) {
        if (!field_of(k, p.reg, f->s))
            continue;
        put(k, " or x.");
        db_ident(&k->b, f->s);
        put(k, " is null");
        any = true;
    }
    if (ok.p) {
        put(k, " or not coalesce((");
        buf_put(&k->b, ok); /* checked: pack text, runs on DB_PACK only */
        put(k, "), 1 = 0)");
    }
    put(k, ")");
    if (!any && !ok.p)
        complain(k, SV("complete"), T("complete memerlukan fields atau ok."));
    finish(k, &k->c->violators);
}

/* The transition must exist: a guard that guards nothing is a mistake of the pack. */
static bool guarded(struct compiler *k, struct sv guard)
{
    struct sv rest = guard, reg_key;
    const struct reg *reg;

    sv_cut(&rest, '.', &reg_key);
    reg = reg_of(k, reg_key);
    if (!reg)
        return false;
    if (!json_get(json_get(reg->workflow, SV("transitions")), rest)) {
        complain(k, SV("guard"), T("langkah \"%.*s\" tidak ada pada register %.*s."), SV_FMT(rest), SV_FMT(reg_key));
        return false;
    }
    return true;
}

static void compile_guard(struct compiler *k, struct sv guard)
{
    struct sv rest = guard, reg_key, in = text(k, "in"), violators = text(k, "violators");
    struct population p;

    k->n->guard = guard;
    if (!guarded(k, guard))
        return;
    sv_cut(&rest, '.', &reg_key);
    p = population_of(k, in.p ? in : reg_key);
    population_sql(k, &p);
    if (!p.reg)
        return;
    if (!violators.p) {
        complain(k, SV("violators"), T("guard memerlukan violators: syarat SQL yang benar bila baris melanggar."));
        return;
    }
    select_rows(k, &p);
    also(k, violators);
    finish(k, &k->c->violators);
}

/* A threshold in hundredths: "80", "99.5"; or "setting:KEY", a whole number that the region sets. */
static bool hundredths(struct compiler *k, const struct json *v, int64_t *out)
{
    if (!v)
        return false;
    if (sv_starts(v->s, SV("setting:"))) {
        k->c->threshold = sv_sub(v->s, 8, v->s.n);
        if (!json_get(json_get(k->r->regulation, SV("settings")), k->c->threshold))
            complain(k, SV("metric"), T("pengaturan \"%.*s\" tidak ada di regulation.yaml."), SV_FMT(k->c->threshold));
        *out = 0;
        return true;
    }
    *out = v->type == JSON_REAL ? (int64_t) (v->r * 100 + 0.5) : v->i * 100;
    return true;
}

static void compile_metric(struct compiler *k, struct sv sql)
{
    struct sv in = text(k, "in");

    buf_put(&k->b, sql); /* checked: pack text, runs on DB_PACK only */
    finish(k, &k->c->value);
    if (text(k, "of").p) {
        buf_put(&k->b, text(k, "of")); /* checked: as above */
        finish(k, &k->c->of);
    }
    k->c->has_at_least = hundredths(k, json_get(k->decl, SV("at_least")), &k->c->at_least);
    k->c->has_at_most = hundredths(k, json_get(k->decl, SV("at_most")), &k->c->at_most);
    k->c->unit = text(k, "unit");
    if (in.p)
        k->n->reg = k->c->make = reg_of(k, in);
    if (!k->c->has_at_least && !k->c->has_at_most)
        complain(k, SV("metric"), T("metric memerlukan at_least atau at_most."));
}

static void compile_attested(struct compiler *k, struct sv question)
{
    int months = rule_months(text(k, "valid").p ? text(k, "valid") : SV("1 years"));

    k->c->question = question;
    k->n->reg = k->c->rows = k->c->make = reg_of(k, SV("pernyataan"));
    if (!months)
        complain(k, SV("valid"), T("masa berlaku pernyataan tidak terbaca."));
    buf_printf(&k->b, "select x.id as subjek from v_pernyataan x where x.pasal = '%.*s' and x.status = 'dikonfirmasi' "
                      "and (x.berlaku_sampai is null or x.berlaku_sampai >= {today}) and x.tanggal >= {today - %d months}",
               SV_FMT(k->n->at), months ? months : 12);
    finish(k, &k->c->population);
}

static void compile_sql(struct compiler *k, struct sv sql)
{
    struct population p = population_of(k, text(k, "in"));

    population_sql(k, &p);
    buf_put(&k->b, sql); /* checked: pack text, runs on DB_PACK only */
    finish(k, &k->c->violators);
}

static const struct {
    struct sv key;
    enum check_kind kind;
    void (*compile)(struct compiler *k, struct sv value);
} compilers[] = {
    { SV_INIT("exists"), CHECK_EXISTS, compile_exists },       { SV_INIT("each"), CHECK_EACH, compile_each },
    { SV_INIT("reviewed"), CHECK_REVIEWED, compile_reviewed }, { SV_INIT("every"), CHECK_EVERY, compile_every },
    { SV_INIT("complete"), CHECK_COMPLETE, compile_complete }, { SV_INIT("guard"), CHECK_GUARD, compile_guard },
    { SV_INIT("metric"), CHECK_METRIC, compile_metric },       { SV_INIT("attested"), CHECK_ATTESTED, compile_attested },
    { SV_INIT("sql"), CHECK_SQL, compile_sql },
};

static bool mentions(struct sv sql, struct sv view_name)
{
    struct sv rest = sql;
    ptrdiff_t at;

    while ((at = sv_find(rest, view_name)) >= 0) {
        size_t end = (size_t) at + view_name.n;
        char after = end < rest.n ? rest.p[end] : ' ';

        if (!(after >= 'a' && after <= 'z') && !(after >= '0' && after <= '9') &&
            (after != '_' || (end + 1 < rest.n && rest.p[end + 1] == '_')))
            return true;
        rest = sv_sub(rest, (size_t) at + 1, rest.n);
    }
    return false;
}

/* Registers whose change may turn this norm: every view its texts name, and the agencies behind pd_induk. */
static void find_watches(struct compiler *k)
{
    const struct day_sql *all[] = { &k->c->population, &k->c->violators, &k->c->value, &k->c->of };
    const struct model *m = k->r->model;

    k->c->watches = ARENA_ARRAY(k->a, const struct reg *, m->n_regs);
    for (size_t i = 0; i < m->n_regs; i++) {
        struct sv name = arena_printf(k->a, "v_%.*s", SV_FMT(m->regs[i]->key));
        bool hit = false;

        for (size_t j = 0; j < sizeof all / sizeof all[0]; j++) {
            hit = hit || mentions(all[j]->text, name);
            hit = hit || (sv_eq(m->regs[i]->key, base_col_name(COL_PD)) && sv_find(all[j]->text, SV("pd_induk")) >= 0);
        }
        if (hit)
            k->c->watches[k->c->n_watches++] = m->regs[i];
    }
}

bool rule_compile(struct rule *r, struct norm *n, struct check *c, const struct json *decl, struct problems *ps)
{
    struct compiler k = { .r = r, .n = n, .c = c, .decl = decl, .ps = ps, .a = r->a };
    size_t had = ps->n, i, count = sizeof compilers / sizeof compilers[0];

    c->decl = decl;
    c->with = json_get(decl, SV("with"));
    c->next = json_text(decl, SV("next"));
    c->basis = json_text(decl, SV("basis"));
    n->check = CHECK_SHOWN;
    if (json_get(decl, SV("shown")))
        return true;
    buf_init(&k.b, RULE_SQL_MAX);
    for (i = 0; i < count && !json_get(decl, compilers[i].key); i++)
        ;
    if (i == count) {
        complain(&k, SV("check"), T("jenis pemeriksaan tidak dikenal."));
    } else {
        n->check = compilers[i].kind;
        compilers[i].compile(&k, json_text(decl, compilers[i].key));
        find_watches(&k);
    }
    buf_clear(&k.b);
    return ps->n == had;
}
