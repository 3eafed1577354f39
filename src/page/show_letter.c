/* SPDX-License-Identifier: MIT
 * page/show_letter.c -- on the page of a record: the letters that can be made of it now. */
#include "base/arena.h"
#include "page/show_priv.h"

void show_letters(struct show *s)
{
    const struct letters *l = &s->region->letters;
    struct html *h = &s->p.h;
    bool any = false;

    for (size_t i = 0; i < l->n; i++) {
        const struct letter_kind *k = &l->items[i];

        if (!letters_offered(k, s->rec) || !letters_may(s->region, s->who, k, s->rec))
            continue;
        if (!any) {
            page_card_begin(h, 2, SV(T("Buat surat")));
            html_open(h, "ul");
            html_class(h, "langkah");
        }
        any = true;
        html_open(h, "li");
        page_link(h,
                  arena_printf(s->p.a, "%.*s/surat/%.*s", SV_FMT(page_record_url(s->p.a, s->reg, s->rec->id)),
                               SV_FMT(k->key)),
                  k->label);
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_text(h, k->about);
        html_close(h, "div");
        html_close(h, "li");
    }
    if (any) {
        html_close(h, "ul");
        page_card_end(h);
    }
}
