/* SPDX-License-Identifier: MIT
 * page/show_outside.c -- how a record's thing stands outside (model/outside.h): a card on its page, when anything is known. */
#include "base/arena.h"
#include "model/outside.h"
#include "page/show_priv.h"

bool show_outside_load(struct show *s, struct db *db, struct err *e)
{
    struct outside o;
    bool found;

    if (!outside_load(db, s->reg->key, s->rec->id, s->p.a, &o, &found, e))
        return false;
    if (found) {
        s->outside = ARENA_NEW(s->p.a, struct outside);
        *s->outside = o;
    }
    return true;
}

static void moment(struct show *s, const char *label, struct sv at)
{
    struct html *h = &s->p.h;

    if (!at.n)
        return;
    html_elem_say(h, "dt", label);
    html_elem(h, "dd", page_moment(s->region, s->p.a, at));
}

void show_outside(struct show *s)
{
    const struct outside *o = s->outside;
    struct html *h = &s->p.h;

    if (!o)
        return;
    page_card_begin(h, 2, SV(T("Keadaan di luar")));
    html_open(h, "p");
    page_badge(h, o->tone, o->head);
    html_close(h, "p");
    if (o->error.n) {
        page_alert_begin(h, sv_eq(o->tone, SV("red")) ? PAGE_BAD : PAGE_CAUTION, o->error);
        if (o->hint.n)
            html_elem(h, "p", o->hint);
        page_alert_end(h);
    }
    html_open(h, "dl");
    html_class(h, "ciri");
    moment(s, T("Terakhir berhasil"), o->good);
    moment(s, T("Berlaku sampai"), o->until);
    moment(s, T("Terakhir dicoba"), o->tried);
    if (o->failures) {
        html_elem_say(h, "dt", T("Gagal berturut-turut"));
        html_open(h, "dd");
        html_textf(h, T("%lld kali"), (long long) o->failures);
        html_close(h, "dd");
    }
    moment(s, T("Dicoba lagi"), o->next);
    if (o->remote.n) {
        html_elem_say(h, "dt", T("Pengenal di sana"));
        html_elem(h, "dd", o->remote);
    }
    html_close(h, "dl");
    page_card_end(h);
}
