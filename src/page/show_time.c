/* SPDX-License-Identifier: MIT
 * page/show_time.c -- one timeline of a record: its versions (what changed, old to new, in words) and the steps taken. */
#include "base/arena.h"
#include "page/show_priv.h"

enum { SHOWN_FIRST = 8, DIFFS_OPEN = 6 };

/* What old and new values pointed to: one pseudo record for each side of each change. */
static bool load_labels(struct show *s, struct db *db, struct err *e)
{
    const struct record **rows;
    size_t n = 0, most = 0;

    for (size_t i = 0; i < s->n_versions; i++)
        most += 2 * s->versions[i].n;
    rows = ARENA_ARRAY(s->p.a, const struct record *, most + 1);
    for (size_t i = 0; i < s->n_versions; i++)
        for (size_t k = 0; k < s->versions[i].n; k++)
            for (int side = 0; side < 2; side++) {
                const struct record_diff *d = &s->versions[i].diffs[k];
                struct sv v = side ? d->after : d->before;
                struct record *r = ARENA_NEW(s->p.a, struct record);

                r->reg = s->reg;
                r->val = ARENA_ARRAY(s->p.a, struct sv, s->reg->n_fields);
                if (d->field)
                    r->val[d->field->index] = v;
                else if (d->base != COL_PD || !sv_int(v, &r->pd))
                    continue;
                rows[n++] = r;
            }
    return labels_load(db, &s->region->records, s->who, rows, n, s->p.a, &s->past_labels, e);
}

bool show_time_load(struct show *s, struct db *db, struct err *e)
{
    return record_history(db, &s->region->records, s->who, s->reg, s->rec->id, s->p.a, &s->versions,
                          &s->n_versions, e) &&
           flow_past(db, &s->region->records, s->who, s->reg, s->rec->id, s->p.a, &s->past, &s->n_past, e) &&
           load_labels(s, db, e);
}

/* --- words ---------------------------------------------------------------------------------------------------------------- */

static const struct past_step *step_of(const struct show *s, int64_t versi)
{
    for (size_t i = 0; i < s->n_past; i++)
        if (s->past[i].versi == versi)
            return &s->past[i];
    return NULL;
}

static struct sv action_words(const struct show *s, const struct record_version *v,
                              const struct past_step *st)
{
    static const struct {
        struct sv key;
        const char *words;
    } verbs[] = {
        { SV_INIT("buat"), T("Dicatat") },       { SV_INIT("ubah"), T("Diubah") },
        { SV_INIT("pindah"), T("Dipindahkan") }, { SV_INIT("hapus"), T("Dihapus") },
        { SV_INIT("pulih"), T("Dipulihkan") },
    };
    const struct transition *t = st ? flow_transition(s->region->flow, s->reg, st->transition) : NULL;

    if (st && st->fakta)
        return SV(T("Keadaan dicatat"));
    if (t)
        return t->label;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (sv_eq(v->action, verbs[i].key))
            return sv_of(verbs[i].words);
    return v->action;
}

static struct sv state_label(const struct show *s, struct sv key)
{
    const struct state *st = reg_state(s->reg, key);

    return st ? st->label : key;
}

static struct sv base_words(const struct show *s, const struct record_diff *d, struct sv v)
{
    const struct reg *pd = model_reg(s->region->model, base_col_name(COL_PD));
    struct sv title = SV_NULL;
    int64_t id;

    switch (d->base) {
    case COL_STATUS: return state_label(s, v);
    case COL_KLASIFIKASI: return reg_klasifikasi(s->region->model, v);
    case COL_BERLAKU_SEJAK: return page_day(s->p.a, v);
    case COL_DIHAPUS: return page_moment(s->region, s->p.a, v);
    case COL_PD:
        if (pd && sv_int(v, &id))
            title = labels_get(s->past_labels, pd, id);
        return title.p ? title : v;
    default: return v;
    }
}

static struct sv words(const struct show *s, const struct record_diff *d, struct sv v)
{
    if (!v.p || !v.n)
        return SV(T("kosong"));
    return d->field ? value_show(s->region->model, d->field, v, s->past_labels, s->p.a) : base_words(s, d, v);
}

/* The day a fact began, as the version says that was recorded with it. */
static struct sv since_of(const struct show *s, int64_t versi)
{
    for (size_t i = 0; i < s->n_versions; i++)
        for (size_t k = 0; s->versions[i].versi == versi && k < s->versions[i].n; k++)
            if (!s->versions[i].diffs[k].field && s->versions[i].diffs[k].base == COL_BERLAKU_SEJAK)
                return page_day(s->p.a, s->versions[i].diffs[k].after);
    return SV(T("hari yang sama"));
}

/* --- one entry --------------------------------------------------------------------------------------------------------------- */

static void one_diff(struct show *s, const struct record_diff *d, bool first_version)
{
    struct html *h = &s->p.h;

    if (first_version && !d->after.p)
        return;
    html_elem(h, "dt", d->field ? d->field->label : base_col_label(d->base));
    html_open(h, "dd");
    if (!first_version) {
        html_open(h, "span");
        html_class(h, "lama");
        html_text(h, words(s, d, d->before));
        html_close(h, "span");
        html_say(h, " \u2192 ");
    }
    html_text(h, words(s, d, d->after));
    html_close(h, "dd");
}

/* A step says by itself which state led to which. */
static bool told_by_step(const struct record_diff *d, const struct past_step *st)
{
    return st && !d->field && (d->base == COL_STATUS || d->base == COL_BERLAKU_SEJAK);
}

static void diffs(struct show *s, const struct record_version *v, const struct past_step *st)
{
    struct html *h = &s->p.h;
    bool fold = v->versi == 1 || v->n > DIFFS_OPEN;
    size_t n = 0;

    for (size_t i = 0; i < v->n; i++)
        n += !told_by_step(&v->diffs[i], st);
    if (!n)
        return;
    if (fold) {
        html_open(h, "details");
        html_class(h, "lipat");
        html_open(h, "summary");
        html_textf(h, v->versi == 1 ? T("isi pertama: %zu bidang") : T("%zu bidang berubah"), n);
        html_close(h, "summary");
    }
    html_open(h, "dl");
    html_class(h, "beda");
    for (size_t i = 0; i < v->n; i++)
        if (!told_by_step(&v->diffs[i], st))
            one_diff(s, &v->diffs[i], v->versi == 1);
    html_close(h, "dl");
    if (fold)
        html_close(h, "details");
}

static void step_words(struct show *s, const struct past_step *st)
{
    struct html *h = &s->p.h;

    if (!st)
        return;
    html_open(h, "div");
    html_textf(h, "%.*s \u2192 %.*s", SV_FMT(state_label(s, st->from)), SV_FMT(state_label(s, st->to)));
    if (st->fakta)
        html_textf(h, T(" sejak %.*s"), SV_FMT(since_of(s, st->versi)));
    if (st->behalf_role.n)
        html_textf(h, T(" \u00b7 atas nama %.*s, %.*s"),
                   SV_FMT(rule_role_label(s->region->rule, st->behalf_role)), SV_FMT(st->behalf_number));
    html_close(h, "div");
    if (!st->note.n)
        return;
    html_open(h, "blockquote");
    html_class(h, "m-0");
    html_text(h, st->note);
    html_close(h, "blockquote");
}

static void entry(struct show *s, const struct record_version *v)
{
    const struct past_step *st = step_of(s, v->versi);
    struct html *h = &s->p.h;

    html_open(h, "li");
    html_elem(h, "strong", action_words(s, v, st));
    html_textf(h, T(" oleh %.*s"), SV_FMT(v->oleh_nama.n ? v->oleh_nama : SV(T("sistem"))));
    html_open(h, "div");
    html_class(h, "text-secondary");
    html_text(h, page_moment(s->region, s->p.a, v->pada));
    html_textf(h, T(" \u00b7 versi %lld"), (long long) v->versi);
    html_close(h, "div");
    step_words(s, st);
    diffs(s, v, st);
    html_close(h, "li");
}

static void entries(struct show *s, size_t from, size_t to)
{
    struct html *h = &s->p.h;

    html_open(h, "ol");
    html_class(h, "lini");
    for (size_t i = from; i < to; i++)
        entry(s, &s->versions[i]);
    html_close(h, "ol");
}

void show_time(struct show *s)
{
    struct html *h = &s->p.h;
    size_t first = s->n_versions < SHOWN_FIRST ? s->n_versions : SHOWN_FIRST;

    if (!s->n_versions)
        return;
    page_card_begin(h, 2, SV(T("Riwayat")));
    entries(s, 0, first);
    if (s->n_versions > first) {
        html_open(h, "details");
        html_class(h, "lipat");
        html_open(h, "summary");
        html_textf(h, T("%zu kejadian sebelumnya"), s->n_versions - first);
        html_close(h, "summary");
        entries(s, first, s->n_versions);
        html_close(h, "details");
    }
    page_card_end(h);
}
