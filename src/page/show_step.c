/* SPDX-License-Identifier: MIT
 * page/show_step.c -- what can be done with a record: steps, open and blocked, each with its reasons; facts; clearances to
 * ask for; and the marks of what should have been passed. Nothing is hidden because it is closed. */
#include "base/arena.h"
#include "page/show_priv.h"

/* --- marks ------------------------------------------------------------------------------------------------------------ */

static void one_mark(struct show *s, const struct mark *m)
{
    struct html *h = &s->p.h;
    const struct need *n = m->state.need;

    html_open(h, "li");
    page_badge(h, m->dispensation.p ? SV("yellow") : SV("red"),
               n->clearance ? arena_printf(s->p.a, T("tanpa %.*s"), SV_FMT(n->clearance->noun))
                            : SV(T("belum dipenuhi")));
    html_say(h, " ");
    html_text(h, m->state.why);
    html_say(h, " ");
    page_norm_link(&s->p, n->at);
    if (n->strength.n)
        html_textf(h, " (%.*s)", SV_FMT(n->strength));
    if (m->dispensation.p)
        html_textf(h, T(" \u00b7 dispensasi %.*s"), SV_FMT(m->dispensation));
    html_close(h, "li");
}

void show_marks(struct show *s)
{
    struct html *h = &s->p.h;

    if (!s->n_marks)
        return;
    page_alert_begin(h, PAGE_CAUTION, SV(T("Sudah berjalan tanpa yang diminta peraturan")));
    html_open(h, "ul");
    for (size_t i = 0; i < s->n_marks; i++)
        one_mark(s, &s->marks[i]);
    html_close(h, "ul");
    page_alert_end(h);
}

void show_clock(struct show *s)
{
    struct html *h = &s->p.h;
    struct date today = region_today(s->region);
    int days;

    if (!date_ok(s->due))
        return;
    days = date_serial(s->due) - date_serial(today);
    page_card_begin(h, 2, SV(T("Batas waktu jawaban")));
    html_open(h, "p");
    if (s->clock_stopped) {
        html_say(h, T("Jam jawaban berhenti. Batas terakhir: "));
        html_text(h, date_long(s->due, s->p.a));
    } else {
        page_badge(h,
                   days < 0    ? SV("red")
                   : days <= 2 ? SV("yellow")
                               : SV("blue"),
                   days < 0    ? arena_printf(s->p.a, T("lewat %d hari"), -days)
                   : days == 0 ? SV(T("hari ini"))
                               : arena_printf(s->p.a, T("%d hari lagi"), days));
        html_say(h, " ");
        html_text(h, date_long(s->due, s->p.a));
    }
    html_close(h, "p");
    page_card_end(h);
}

/* --- steps -------------------------------------------------------------------------------------------------------------- */

void show_needs(struct page *p, const struct step *st)
{
    struct html *h = &p->h;

    if (!st->n_needs)
        return;
    html_open(h, "ul");
    html_class(h, "syarat");
    for (size_t i = 0; i < st->n_needs; i++) {
        const struct need_state *n = &st->needs[i];

        html_open(h, "li");
        html_open(h, "span");
        html_attr(h, "class", n->met ? SV("ya") : SV("tidak"));
        page_icon_(h, n->met ? SV("check") : SV("x"));
        html_open(h, "span");
        html_class(h, "visually-hidden");
        html_say(h, n->met ? T("Terpenuhi: ") : T("Belum: "));
        html_close(h, "span");
        html_close(h, "span");
        html_open(h, "span");
        html_text(h, n->met || !n->why.n ? n->need->label : n->why);
        if (n->need->at.n) {
            html_say(h, " ");
            page_norm_link(p, n->need->at);
        }
        if (!n->met && !n->need->blocks)
            html_say(h, T(" (tidak menghalangi)"));
        html_close(h, "span");
        html_close(h, "li");
    }
    html_close(h, "ul");
}

/* The road on stands out; ways out of it do not. */
static struct sv step_class(const struct show *s, const struct step *st)
{
    const struct state *to = reg_state(s->reg, st->t->to);

    return to && to->end ? SV("btn") : SV("btn btn-primary");
}

/* A step that asks for nothing is one press; one that asks has a page of its own. */
static void step_button(struct show *s, const struct step *st)
{
    struct html *h = &s->p.h;
    struct sv url = arena_printf(s->p.a, "%.*s/langkah/%.*s",
                                 SV_FMT(page_record_url(s->p.a, s->reg, s->rec->id)), SV_FMT(st->t->key));

    if (st->t->n_asks || st->t->behalf.p || st->t->approval) {
        html_open(h, "a");
        html_attr(h, "class", step_class(s, st));
        html_href(h, url);
        html_textf(h, "%.*s \u2026", SV_FMT(st->t->label));
        html_close(h, "a");
        return;
    }
    page_form_begin(&s->p, url, false);
    page_hidden(h, "_versi", arena_printf(s->p.a, "%lld", (long long) s->rec->versi));
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_attr(h, "class", step_class(s, st));
    html_text(h, st->t->label);
    html_close(h, "button");
    html_close(h, "form");
}

static void one_step(struct show *s, const struct step *st)
{
    struct html *h = &s->p.h;
    const struct state *to = reg_state(s->reg, st->t->to);

    html_open(h, "li");
    if (st->open)
        step_button(s, st);
    else
        html_elem(h, "strong", st->t->label);
    html_open(h, "div");
    html_class(h, "text-secondary");
    html_textf(h, T("menjadi %.*s"), SV_FMT(to ? to->label : st->t->to));
    if (st->t->at.n) {
        html_say(h, " \u00b7 ");
        page_norm_link(&s->p, st->t->at);
    }
    if (st->t->behalf.n || st->t->decided_by.n)
        html_textf(
            h, T(" \u00b7 diputuskan %.*s"),
            SV_FMT(rule_role_label(s->region->rule, st->t->behalf.n ? st->t->behalf : st->t->decided_by)));
    html_close(h, "div");
    if (st->may && st->plh) {
        html_open(h, "div");
        page_badge(h, SV("blue"), st->plh->title);
        html_textf(h, T(" dicatat a.n. %.*s"), SV_FMT(st->plh->nama));
        html_close(h, "div");
    }
    if (!st->may && st->may_not.n) {
        html_open(h, "div");
        page_icon(h, "lock");
        html_say(h, " ");
        html_text(h, st->may_not);
        html_close(h, "div");
    }
    show_needs(&s->p, st);
    html_close(h, "li");
}

void show_steps(struct show *s)
{
    struct html *h = &s->p.h;

    if (!s->n_steps)
        return;
    page_card_begin(h, 2, SV(T("Langkah berikutnya")));
    html_open(h, "ul");
    html_class(h, "langkah");
    for (int open = 1; open >= 0; open--)
        for (size_t i = 0; i < s->n_steps; i++)
            if (s->steps[i].open == (open == 1))
                one_step(s, &s->steps[i]);
    html_close(h, "ul");
    page_card_end(h);
}

/* --- facts and clearances ------------------------------------------------------------------------------------------------- */

void show_fact(struct show *s)
{
    struct html *h = &s->p.h;

    if (!s->may_edit || s->reg->n_states < 2 || s->rec->dihapus.p)
        return;
    page_card_begin(h, 2, SV(T("Catat keadaan")));
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_say(h, T("Bila kenyataannya sudah lain daripada yang tercatat, catat keadaan itu beserta harinya. "
                  "Yang belum dipenuhi tetap tampak."));
    html_close(h, "p");
    if (s->locked) /* else a field that a provision misses could never be filled */
        html_elem_say(
            h, "p",
            T("Isinya terkunci. Bila ada yang keliru atau belum terisi, catat dulu keadaan sebelumnya, "
              "perbaiki, lalu catat keadaan ini lagi; riwayatnya tetap tersimpan."));
    page_link_button(h, reg_action(s->p.a, s->reg, s->rec->id, "keadaan"), "", "flag", T("Catat keadaan"));
    page_card_end(h);
}

void show_clearances(struct show *s)
{
    struct html *h = &s->p.h;
    const struct reg *requests = model_reg(s->region->model, SV("permohonan"));
    size_t n;
    const struct clearance *const *c = flow_clearances_for(s->region->flow, s->reg, &n);

    if (!n || !requests || !who_may_create(s->who, &requests->rule, s->rec->pd) || s->rec->dihapus.p)
        return;
    page_card_begin(h, 2, SV(T("Ajukan permohonan")));
    html_open(h, "ul");
    html_class(h, "langkah");
    for (size_t i = 0; i < n; i++) {
        struct sv agency =
            s->rec->pd ? arena_printf(s->p.a, "&perangkat_daerah=%lld", (long long) s->rec->pd) : SV("");

        html_open(h, "li");
        page_link(h,
                  arena_printf(s->p.a, "/r/permohonan/baru?jenis=%.*s&objek=%.*s:%lld%.*s", SV_FMT(c[i]->key),
                               SV_FMT(s->reg->key), (long long) s->rec->id, SV_FMT(agency)),
                  c[i]->label);
        if (c[i]->at.n) {
            html_open(h, "div");
            html_class(h, "text-secondary");
            page_norm_link(&s->p, c[i]->at);
            html_close(h, "div");
        }
        html_close(h, "li");
    }
    html_close(h, "ul");
    page_card_end(h);
}
