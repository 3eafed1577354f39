/* SPDX-License-Identifier: MIT
 * rule/rule_compile.c -- a check's declaration into SELECTs, kind by kind; their pieces are made in rule_piece.c. */
#include <assert.h>

#include "rule/pack.h"
#include "rule/rule_compile_priv.h"

/* --- kinds ----------------------------------------------------------------------------------------------------------- */

/* The check counts the rows of a register that a condition holds for. */
static void rows_that(struct compiler *k, const struct reg *reg, struct sv condition)
{
    k->c->row.reg = reg;
    k->c->row.among = condition;
    piece_put(k, "select x.id as subjek from ");
    piece_view(k, reg);
    piece_put(k, " x where ");
    buf_put(&k->b, condition); /* checked: pack text, runs on DB_PACK only */
    piece_finish(k, &k->c->population);
}

static void compile_exists(struct compiler *k, struct sv name)
{
    struct sv until = piece_text(k, "until");
    const struct reg *reg = piece_reg(k, name);

    k->n->reg = k->c->rows = k->c->make = reg;
    if (!reg)
        return;
    if (until.p && piece_field(k, reg, until)) {
        piece_put(k, "x.");
        db_ident(&k->b, until);
        piece_put(k, " is null or x.");
        db_ident(&k->b, until);
        piece_put(k, " >= {today}");
        until = piece_take(k);
    }
    rows_that(k, reg, piece_conditions(k, piece_text(k, "where"), until));
}

/* Wrong is what neither satisfies `ok` nor has the row asked for. */
static struct sv falls_short(struct compiler *k, struct sv ok, const struct reg *other, const struct reg *reg)
{
    piece_put(k, "(1 = 1");
    if (ok.p) {
        piece_put(k, " and not coalesce((");
        buf_put(&k->b, ok); /* checked: pack text, runs on DB_PACK only */
        piece_put(k, "), 1 = 0)");
    }
    if (other) {
        piece_put(k, " and not ");
        piece_has(k, other, piece_text(k, "by"), reg, piece_text(k, "having"));
    }
    piece_put(k, ")");
    return piece_take(k);
}

static void compile_each(struct compiler *k, struct sv name)
{
    struct population p = piece_population(k, name);
    struct sv ok = piece_text(k, "ok"), has = piece_text(k, "has"), wrong;
    const struct reg *other = has.p ? piece_reg(k, has) : NULL;

    if (!piece_concerned(k, &p))
        return;
    k->c->make = other ? other : NULL;
    if (!ok.p && !has.p)
        piece_complain(k, SV("each"), T("each memerlukan ok atau has."));
    wrong = falls_short(k, ok, other, p.reg);
    k->one = true;
    piece_share(k, &p, wrong, falls_short(k, ok, other, p.reg));
}

static void interval_of(struct compiler *k, struct sv s, struct interval *out)
{
    if (sv_starts(s, SV("setting:"))) {
        out->setting = sv_sub(s, 8, s.n);
        if (!json_get(json_get(k->r->regulation, SV("settings")), out->setting))
            piece_complain(k, SV("every"), T("pengaturan \"%.*s\" tidak ada di regulation.yaml."),
                           SV_FMT(out->setting));
        return;
    }
    out->months = rule_months(s);
    if (!out->months)
        piece_complain(k, SV("every"), T("interval \"%.*s\" tidak terbaca; tulis misalnya \"2 years\"."),
                       SV_FMT(s));
}

/* The day an event happened: a field, or the day the row's state began, which every register keeps. */
static struct sv date_column(struct compiler *k, const struct reg *r, struct sv key)
{
    if (r && sv_eq(key, base_col_name(COL_BERLAKU_SEJAK)))
        return key;
    return piece_field(k, r, key) ? key : SV_NULL;
}

/* every, of the register as a whole: the day of each row that counts. */
static void days_of_rows(struct compiler *k, const struct reg *in, struct sv date)
{
    struct day_sql *const both[] = { &k->c->row.days, &k->c->row.days_one };

    k->c->row.reg = in;
    for (int one = 0; one < 2; one++) {
        piece_put(k, "select x.id as subjek, x.");
        db_ident(&k->b, date);
        piece_put(k, " as nilai from ");
        piece_view(k, in);
        piece_put(k, " x where x.");
        db_ident(&k->b, date);
        piece_put(k, " <= {today}");
        piece_also(k, piece_text(k, "where"));
        one ? piece_finish_one(k, both[one]) : piece_finish(k, both[one]);
    }
}

static void compile_every(struct compiler *k, struct sv interval)
{
    const struct reg *in = piece_reg(k, piece_text(k, "in"));
    struct sv date = date_column(k, in, piece_text(k, "date")), per = piece_text(k, "per");
    struct population p;

    interval_of(k, interval, &k->c->every);
    k->n->reg = k->c->rows = k->c->make = in;
    if (!date.p)
        return;
    if (!per.p) {
        piece_put(k, "select max(x.");
        db_ident(&k->b, date);
        piece_put(k, ") as nilai from ");
        piece_view(k, in);
        piece_put(k, " x where x.");
        db_ident(&k->b, date);
        piece_put(k, " <= {today}");
        piece_also(k, piece_text(k, "where"));
        piece_finish(k, &k->c->value);
        days_of_rows(k, in, date);
        return;
    }
    p = piece_population(k, per);
    if (!p.reg)
        return;
    k->c->population_label = p.label;
    k->c->rows = p.reg;
    piece_put(k, "select x.id as subjek from ");
    piece_view(k, p.reg);
    piece_put(k, " x where 1 = 1");
    piece_also(k, p.where);
    piece_finish(k, &k->c->population);
    /* the day of each one's latest, so that the interval, which may be a setting, is applied when it runs */
    piece_latest(k, in, piece_text(k, "by"), &p, date, piece_text(k, "where"));
    piece_finish(k, &k->c->value);
    k->c->row.reg = p.reg;
    k->c->row.days = k->c->value;
    k->one = true;
    piece_latest(k, in, piece_text(k, "by"), &p, date, piece_text(k, "where"));
    piece_finish_one(k, &k->c->row.days_one);
}

static void review_kinds(struct compiler *k)
{
    const struct json *when = json_get(k->decl, SV("when"));

    for (const struct json *w = when && when->type == JSON_LIST ? when->first : NULL; w; w = w->next) {
        k->c->mid_term = k->c->mid_term || sv_eq(w->s, SV("paruh_waktu"));
        k->c->last_year = k->c->last_year || sv_eq(w->s, SV("tahun_terakhir"));
    }
    if (piece_text(k, "every").p)
        interval_of(k, piece_text(k, "every"), &k->c->every);
    else if (!k->c->mid_term && !k->c->last_year)
        piece_complain(k, SV("when"),
                       T("reviewed memerlukan when: [paruh_waktu, tahun_terakhir] atau every."));
}

static void compile_reviewed(struct compiler *k, struct sv name)
{
    const struct reg *doc = piece_reg(k, name), *in = piece_reg(k, piece_text(k, "in"));
    const struct field *term = piece_field(k, doc, piece_text(k, "term")),
                       *date = piece_field(k, in, piece_text(k, "date"));

    review_kinds(k);
    k->n->reg = k->c->rows = doc;
    k->c->make = in;
    if (!term || !date)
        return;
    piece_put(k, "select x.id as subjek, x.");
    db_ident(&k->b, term->key);
    piece_put(k, " as masa, ");
    piece_put(k, "y.");
    db_ident(&k->b, date->key);
    piece_put(k, " as tanggal from ");
    piece_view(k, doc);
    piece_put(k, " x left join ");
    piece_view(k, in);
    piece_put(k, " y on ");
    piece_points_at(k, in, piece_text(k, "by"), doc);
    piece_also(k, piece_text(k, "having"));
    piece_put(k, " where x.");
    db_ident(&k->b, term->key);
    piece_put(k, " is not null");
    piece_also(k, piece_text(k, "where"));
    piece_put(k, " order by x.id, y.");
    db_ident(&k->b, date->key);
    piece_finish(k, &k->c->value);
}

static void compile_complete(struct compiler *k, struct sv name)
{
    struct population p = piece_population(k, name);
    const struct json *fields = json_get(k->decl, SV("fields"));
    struct sv ok = piece_text(k, "ok"), wrong;
    bool any = false;

    if (!piece_concerned(k, &p))
        return;
    k->c->make = p.reg;
    piece_put(k, "(1 = 0");
    for (const struct json *f = fields && fields->type == JSON_LIST ? fields->first : NULL; f; f = f->next) {
        if (!piece_field(k, p.reg, f->s))
            continue;
        piece_put(k, " or x.");
        db_ident(&k->b, f->s);
        piece_put(k, " is null");
        any = true;
    }
    if (ok.p) {
        piece_put(k, " or not coalesce((");
        buf_put(&k->b, ok); /* checked: pack text, runs on DB_PACK only */
        piece_put(k, "), 1 = 0)");
    }
    piece_put(k, ")");
    if (!any && !ok.p)
        piece_complain(k, SV("complete"), T("complete memerlukan fields atau ok."));
    wrong = piece_take(k);
    piece_share(k, &p, wrong, wrong);
}

/* The transition must exist: a guard that guards nothing is a mistake of the pack. */
static bool guarded(struct compiler *k, struct sv guard)
{
    struct sv rest = guard, reg_key;
    const struct reg *reg;

    sv_cut(&rest, '.', &reg_key);
    reg = piece_reg(k, reg_key);
    if (!reg)
        return false;
    if (!json_get(json_get(reg->workflow, SV("transitions")), rest)) {
        piece_complain(k, SV("guard"), T("langkah \"%.*s\" tidak ada pada register %.*s."), SV_FMT(rest),
                       SV_FMT(reg_key));
        return false;
    }
    return true;
}

static void compile_guard(struct compiler *k, struct sv guard)
{
    struct sv rest = guard, reg_key, in = piece_text(k, "in"), violators = piece_text(k, "violators"), wrong;
    struct population p;

    k->n->guard = guard;
    if (!guarded(k, guard))
        return;
    sv_cut(&rest, '.', &reg_key);
    p = piece_population(k, in.p ? in : reg_key);
    if (!piece_concerned(k, &p))
        return;
    if (!violators.p) {
        piece_complain(k, SV("violators"),
                       T("guard memerlukan violators: syarat SQL yang benar bila baris melanggar."));
        return;
    }
    buf_char(&k->b, '(');
    buf_put(&k->b, violators); /* checked: pack text, runs on DB_PACK only */
    buf_char(&k->b, ')');
    wrong = piece_take(k);
    piece_share(k, &p, wrong, wrong);
}

/* A threshold in hundredths: "80", "99.5"; or "setting:KEY", a whole number that the region sets. */
static bool hundredths(struct compiler *k, const struct json *v, int64_t *out)
{
    if (!v)
        return false;
    if (sv_starts(v->s, SV("setting:"))) {
        k->c->threshold = sv_sub(v->s, 8, v->s.n);
        if (!json_get(json_get(k->r->regulation, SV("settings")), k->c->threshold))
            piece_complain(k, SV("metric"), T("pengaturan \"%.*s\" tidak ada di regulation.yaml."),
                           SV_FMT(k->c->threshold));
        *out = 0;
        return true;
    }
    *out = v->type == JSON_REAL ? (int64_t) (v->r * 100 + 0.5) : v->i * 100;
    return true;
}

static void compile_metric(struct compiler *k, struct sv sql)
{
    struct sv in = piece_text(k, "in");

    buf_put(&k->b, sql); /* checked: pack text, runs on DB_PACK only */
    piece_finish(k, &k->c->value);
    if (piece_text(k, "of").p) {
        buf_put(&k->b, piece_text(k, "of")); /* checked: as above */
        piece_finish(k, &k->c->of);
    }
    k->c->has_at_least = hundredths(k, json_get(k->decl, SV("at_least")), &k->c->at_least);
    k->c->has_at_most = hundredths(k, json_get(k->decl, SV("at_most")), &k->c->at_most);
    k->c->unit = piece_text(k, "unit");
    ties_metric(k, sv_trim(sql), sv_trim(piece_text(k, "of"))); /* checked: only read */
    if (in.p)
        k->n->reg = k->c->make = piece_reg(k, in);
    if (!k->c->has_at_least && !k->c->has_at_most)
        piece_complain(k, SV("metric"), T("metric memerlukan at_least atau at_most."));
}

/* Statements about this wording: made since it holds, where another stood there before; and those made of the provision that
 * it continues word for word. */
static void stated(struct compiler *k, const struct pack *p, const struct pack_norm *n, struct sv code)
{
    const struct pack_source *source;

    for (; p->amends.p && n->source + 1 < p->n_sources; n = n->before) {
        assert(p->before && n->before);
        p = p->before; /* down to the pack that wrote it */
    }
    source = &p->sources[n->source];
    piece_put(k, "(x.pasal = '");
    buf_put(&k->b, code); /* checked: the norm's address, written in the pack; runs on DB_PACK only */
    buf_char(&k->b, '\'');
    if (p->before) {
        piece_put(k, " and x.tanggal >= '");
        buf_put(&k->b, sv_of(date_iso(source->in_force).s)); /* checked: a date */
        buf_char(&k->b, '\'');
    }
    buf_char(&k->b, ')');
    if (!p->replaces.p || !p->before || !n->before || !n->same)
        return;
    piece_put(k, " or ");
    stated(k, p->before, n->before, rule_code(p->before, k->r->first, n->before->at, k->a));
}

static void compile_attested(struct compiler *k, struct sv question)
{
    int months = rule_months(piece_text(k, "valid"));

    k->c->question = question;
    k->n->reg = k->c->rows = k->c->make = piece_reg(k, SV("pernyataan"));
    if (!months)
        piece_complain(k, SV("valid"),
                       T("attested memerlukan masa berlaku pernyataan; tulis misalnya valid: 1 years."));
    if (!k->n->reg || !months)
        return;
    piece_put(k, "(");
    stated(k, k->r->pack, &k->r->pack->norms[k->n->index], k->n->code);
    piece_put(k,
              ") and x.status = 'dikonfirmasi' and (x.berlaku_sampai is null or x.berlaku_sampai >= {today}) "
              "and x.tanggal >= {today - ");
    buf_int(&k->b, months);
    piece_put(k, " months}");
    rows_that(k, k->n->reg, piece_take(k));
}

static void compile_sql(struct compiler *k, struct sv sql)
{
    struct population p = piece_population(k, piece_text(k, "in"));
    const struct reg *reg;
    bool counts;

    if (!piece_concerned(k, &p))
        return;
    buf_put(&k->b, sql); /* checked: pack text, runs on DB_PACK only */
    piece_finish(k, &k->c->violators);
    k->c->row.apart = true; /* what falls short is named, not looked for among those concerned */
    /* checked: only read */
    if (ties_over_rows(k, sv_trim(sql), &reg, &k->c->row.bad, &counts) && reg == p.reg)
        k->c->row.bad_one = k->c->row.bad;
    else
        k->c->row.among = SV_NULL;
}

static const struct kind {
    struct sv key;
    enum check_kind kind;
    void (*compile)(struct compiler *k, struct sv value);
} kinds[] = {
    { SV_INIT("exists"), CHECK_EXISTS, compile_exists },
    { SV_INIT("each"), CHECK_EACH, compile_each },
    { SV_INIT("reviewed"), CHECK_REVIEWED, compile_reviewed },
    { SV_INIT("every"), CHECK_EVERY, compile_every },
    { SV_INIT("complete"), CHECK_COMPLETE, compile_complete },
    { SV_INIT("guard"), CHECK_GUARD, compile_guard },
    { SV_INIT("metric"), CHECK_METRIC, compile_metric },
    { SV_INIT("attested"), CHECK_ATTESTED, compile_attested },
    { SV_INIT("sql"), CHECK_SQL, compile_sql },
};

static const struct kind *kind_of(const struct json *decl)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (json_get(decl, kinds[i].key))
            return &kinds[i];
    return NULL;
}

enum check_kind rule_check_kind(const struct json *decl)
{
    const struct kind *kind = json_get(decl, SV("shown")) ? NULL : kind_of(decl);

    return kind ? kind->kind : CHECK_SHOWN;
}

/* "2025-12-31", or counted from the provision's first day: "start + 2 years". */
static void due_of(struct compiler *k, struct sv s)
{
    struct sv span = sv_starts(s, SV("start +")) ? sv_trim(sv_sub(s, 7, s.n)) : SV_NULL;
    int months = rule_months(span);

    if (!s.p)
        return;
    if (months)
        k->c->due = date_add_months(k->c->start, months);
    else if (!date_parse(s, &k->c->due))
        piece_complain(k, SV("due"),
                       T("tenggat \"%.*s\" tidak terbaca; tulis 2025-12-31 atau \"start + 2 years\"."),
                       SV_FMT(s));
    if (k->n->check != CHECK_EACH && k->n->check != CHECK_COMPLETE && k->n->check != CHECK_SQL)
        piece_complain(k, SV("due"), T("tenggat hanya untuk pemeriksaan each, complete, dan sql."));
}

static void check_keys(struct compiler *k)
{
    static const struct sv keys[] = {
        SV_INIT("exists"),   SV_INIT("each"),     SV_INIT("every"),   SV_INIT("reviewed"),
        SV_INIT("complete"), SV_INIT("guard"),    SV_INIT("metric"),  SV_INIT("attested"),
        SV_INIT("shown"),    SV_INIT("sql"),      SV_INIT("where"),   SV_INIT("until"),
        SV_INIT("ok"),       SV_INIT("has"),      SV_INIT("by"),      SV_INIT("having"),
        SV_INIT("in"),       SV_INIT("per"),      SV_INIT("date"),    SV_INIT("from"),
        SV_INIT("term"),     SV_INIT("when"),     SV_INIT("fields"),  SV_INIT("violators"),
        SV_INIT("of"),       SV_INIT("at_least"), SV_INIT("at_most"), SV_INIT("unit"),
        SV_INIT("valid"),    SV_INIT("due"),      SV_INIT("basis"),   SV_INIT("next"),
        SV_INIT("with"),     SV_INIT("make"),     SV_INIT("open"),    SV_INIT("empty"),
        SV_INIT("label")
    };

    for (const struct json *v = k->decl->type == JSON_MAP ? k->decl->first : NULL; v; v = v->next) {
        size_t i = 0;
        struct sv near;

        while (i < sizeof keys / sizeof keys[0] && !sv_eq(keys[i], v->key))
            i++;
        if (i < sizeof keys / sizeof keys[0])
            continue;
        near = problems_suggest(v->key, keys, sizeof keys / sizeof keys[0]);
        if (near.p)
            piece_complain(k, v->key,
                           T("kunci pemeriksaan \"%.*s\" tidak dikenal; barangkali maksudnya \"%.*s\"."),
                           SV_FMT(v->key), SV_FMT(near));
        else
            piece_complain(k, v->key, T("kunci pemeriksaan \"%.*s\" tidak dikenal."), SV_FMT(v->key));
    }
}

bool rule_compile(struct rule *r, struct norm *n, struct check *c, const struct json *decl,
                  struct problems *ps)
{
    struct compiler k = { .r = r, .n = n, .c = c, .decl = decl, .ps = ps, .a = r->a };
    const struct kind *kind = kind_of(decl);
    size_t had = ps->n;

    c->decl = decl;
    c->with = json_get(decl, SV("with"));
    c->next = json_text(decl, SV("next"));
    c->basis = json_text(decl, SV("basis"));
    n->check = CHECK_SHOWN;
    check_keys(&k);
    if (json_get(decl, SV("shown")))
        return true;
    if (!kind) {
        piece_complain(&k, SV("check"), T("jenis pemeriksaan tidak dikenal."));
        return false;
    }
    buf_init(&k.b, RULE_SQL_MAX);
    n->check = kind->kind;
    kind->compile(&k, piece_dated(&k, json_text(decl, kind->key)));
    due_of(&k, json_text(decl, SV("due")));
    ties_watch(&k);
    ties_find(&k);
    buf_clear(&k.b);
    return ps->n == had;
}
