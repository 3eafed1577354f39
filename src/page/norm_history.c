/* SPDX-License-Identifier: MIT
 * page/norm_history.c -- what a provision said before and will say: its wordings, each with the days on which it holds. */
#include "base/arena.h"
#include "page/norm_priv.h"
#include "rule/rule_diff.h"

enum { FORMS_MAX = 64 };

struct sv norm_on(struct date day, struct arena *a)
{
    return arena_printf(a, "?per=%s", date_iso(day).s);
}

struct sv norm_past_words(const struct norm_book *b, struct arena *a)
{
    if (b->rule == b->r->rule)
        return SV(T("Seperti yang diketahui pada hari itu; tidak dihitung ulang."));
    return arena_printf(a, T("Menurut %.*s yang berlaku pada hari itu, seperti yang diketahui waktu itu."),
                        SV_FMT(rule_regulation(b->rule)->title));
}

/* --- finding ------------------------------------------------------------------------------------------------------------ */

struct forms {
    struct norm_form items[FORMS_MAX];
    size_t n;
};

static void put_first(struct forms *f, struct norm_form form)
{
    if (f->n == FORMS_MAX)
        return;
    memmove(&f->items[1], &f->items[0], f->n * sizeof f->items[0]);
    f->items[0] = form;
    f->n++;
}

static size_t place_of(const struct version *list, size_t n, struct sv id)
{
    size_t i = 0;

    while (i < n && !sv_eq(list[i].id, id))
        i++;
    return i;
}

/* Back to the regulation with which it came. */
static bool before(struct norm_view *v, const struct version *list, size_t at, struct forms *f, struct err *e)
{
    const struct norm *n = v->one;
    const struct rule *words;

    for (size_t i = at; i > 0 && n->was.p; i--) {
        const struct norm *old;

        if (!region_words(v->book->r, list[i - 1].id, &words, e))
            return false;
        old = rule_norm(words, n->was);
        if (!old)
            break;
        if (n->same) { /* the same words for longer */
            f->items[0].rule = words;
            f->items[0].norm = old;
            f->items[0].from = list[i - 1].in_force;
        } else {
            f->items[0].from = list[i].in_force;
            put_first(f, (struct norm_form){ words, old, list[i - 1].in_force, list[i].in_force });
        }
        n = old;
    }
    return true;
}

static const struct norm *continuing(const struct rule *r, struct sv at)
{
    const struct norm *norms;
    size_t n;

    norms = rule_norms(r, &n);
    for (size_t i = 0; i < n; i++)
        if (sv_eq(norms[i].was, at))
            return &norms[i];
    return NULL;
}

/* On to those that were taken up after it, those whose day has not come among them. */
static bool after(struct norm_view *v, const struct version *list, size_t n, size_t at, struct forms *f,
                  struct err *e)
{
    struct sv address = v->one->at;
    const struct rule *words;

    for (size_t i = at + 1; i < n && f->n < FORMS_MAX; i++) {
        const struct norm *next;

        if (!region_words(v->book->r, list[i].id, &words, e))
            return false;
        next = continuing(words, address);
        if (!next || !next->same) {
            f->items[f->n - 1].to = list[i].in_force;
            f->items[f->n++] = (struct norm_form){ words, next, list[i].in_force, { 0 } };
        }
        if (!next)
            break;
        address = next->at;
    }
    return true;
}

bool norm_history_load(struct db *db, struct norm_view *v, struct err *e)
{
    struct forms f = { .n = 1 };
    struct version *list;
    struct norm_form *out;
    size_t n, at;

    if (!versions_load(db, v->p.a, &list, &n, e))
        return false;
    at = place_of(list, n, rule_regulation(v->book->rule)->id);
    if (n < 2 || at == n)
        return true;
    f.items[0] = (struct norm_form){ v->book->rule, v->one, list[at].in_force, { 0 } };
    if (!before(v, list, at, &f, e) || !after(v, list, n, at, &f, e))
        return false;
    out = ARENA_ARRAY(v->p.a, struct norm_form, f.n);
    memcpy(out, f.items, f.n * sizeof *out);
    v->forms = out;
    v->n_forms = f.n;
    return true;
}

/* --- writing ------------------------------------------------------------------------------------------------------------- */

static struct sv days(struct norm_view *v, const struct norm_form *f)
{
    struct arena *a = v->p.a;
    struct sv from = date_long(f->from, a);
    bool comes = date_cmp(f->from, v->book->today) > 0;

    if (f->to.y)
        return arena_printf(a, T("%.*s sampai %.*s"), SV_FMT(from),
                            SV_FMT(date_long(date_add_days(f->to, -1), a)));
    return arena_printf(a, comes ? T("Mulai %.*s") : T("Sejak %.*s"), SV_FMT(from));
}

static void says(struct norm_view *v, const struct norm_form *f)
{
    struct html *h = &v->p.h;
    struct norm_addr ad;

    if (!f->norm) {
        html_elem_say(h, "p", T("Tidak berlaku lagi."));
        return;
    }
    ad = norm_addr_of(f->norm->at);
    if (!sv_eq(f->norm->at, v->one->at) || rule_regulation(f->rule)->replaces.p) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_text(h, norm_addr_label(&ad, v->p.a));
        html_close(h, "p");
    }
    html_elem(h, "p", f->norm->says);
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_text(h, rule_check_words(f->rule, f->norm, v->p.a));
    html_close(h, "p");
}

static void form(struct norm_view *v, const struct norm_form *f)
{
    bool here = f->norm == v->one || (f->norm && f->rule != v->book->rule &&
                                      rule_words_of(v->book->rule, v->one, rule_regulation(f->rule)->id));
    struct html *h = &v->p.h;
    struct sv source = rule_regulation(f->rule)->title;

    if (f->norm)
        rule_source(f->rule, f->norm->source, &source);
    html_open(h, "li");
    html_bool_attr(h, "data-kini", here);
    html_open(h, "div");
    html_class(h, "baris-kepala");
    html_elem(h, "strong", days(v, f));
    if (here)
        page_badge(h, SV("blue"), SV(T("Yang Anda baca")));
    html_close(h, "div");
    html_elem(h, "p", source);
    says(v, f);
    html_close(h, "li");
}

void norm_history(struct norm_view *v)
{
    struct html *h = &v->p.h;

    if (v->n_forms < 2)
        return;
    html_elem_say(h, "h2", T("Riwayat ketentuan"));
    html_open(h, "ol");
    html_class(h, "riwayat-bunyi");
    for (size_t i = 0; i < v->n_forms; i++)
        form(v, &v->forms[i]);
    html_close(h, "ol");
}
