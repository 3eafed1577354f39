/* SPDX-License-Identifier: MIT
 * rule/rule_next.c -- the next step of a norm that is not met: what to do, in which form or on which rows, with what filled
 * in already. */
#include "rule/rule_compile_priv.h"

#include "base/hash.h"

/* Kinds that judge rows one by one, so that those that fall short can be mended themselves. */
static bool judges_rows(enum check_kind kind)
{
    return kind == CHECK_EACH || kind == CHECK_COMPLETE || kind == CHECK_GUARD || kind == CHECK_SQL;
}

void rule_next_load(struct rule *r, struct norm *n, struct check *c, struct problems *ps)
{
    struct compiler k = { .r = r, .n = n, .c = c, .decl = c->decl, .ps = ps, .a = r->a };
    struct sv make = piece_text(&k, "make"), open = piece_text(&k, "open"), by = piece_text(&k, "by");

    if (make.p)
        c->make = piece_reg(&k, make);
    if (open.p)
        c->open = piece_reg(&k, open);
    if (c->make)
        c->by = by;
    if (make.p && by.p)
        piece_field(&k, c->make, by);
    c->mends = judges_rows(n->check) && !make.p && !open.p && !piece_text(&k, "has").p;
}

static void put_value(struct buf *b, char *join, struct sv key, struct sv value, struct arena *a)
{
    buf_char(b, *join);
    buf_put(b, url_encode(key, a));
    buf_char(b, '=');
    buf_put(b, url_encode(value, a));
    *join = '&';
}

/* Path of a new record with the values the pack prefills, or of a list that they filter; a statement names its provision. */
static struct sv url_of(const struct norm *n, const struct check *c, const struct reg *reg, const char *tail,
                        struct arena *a)
{
    bool ours = reg == c->make || reg == c->open || c->mends;
    const struct json *with = ours && c->with && c->with->type == JSON_MAP ? c->with->first : NULL;
    struct sv url = SV_NULL;
    char join = '?';
    struct buf b;

    buf_init(&b, 8192);
    buf_printf(&b, "/r/%.*s%s", SV_FMT(reg->key), tail);
    if (n->check == CHECK_ATTESTED)
        put_value(&b, &join, SV("pasal"), n->at, a);
    for (const struct json *w = with; w; w = w->next) /* a list is filtered by "f.<field>" */
        put_value(&b, &join, tail[0] ? w->key : arena_printf(a, "f.%.*s", SV_FMT(w->key)), w->s, a);
    if (!b.failed)
        url = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return url;
}

/* There is nothing to mend yet: either the register is empty, or it holds no row that this norm speaks of. */
static struct sv text_of_empty(const struct check *c, struct arena *a)
{
    struct sv own = json_text(c->decl, SV("empty"));
    bool some = c->population_label.p && !sv_eq(c->population_label, c->rows->label);

    if (own.p)
        return own;
    return some ? arena_printf(a, T("Catat bila ada: %.*s."), SV_FMT(c->population_label))
                : arena_printf(a, T("Catat %.*s lebih dahulu."), SV_FMT(c->rows->label));
}

static struct sv text_of(const struct norm *n, const struct check *c, struct arena *a)
{
    if (c->next.p)
        return c->next;
    if (n->check == CHECK_ATTESTED)
        return SV("Catat pernyataan pejabat beserta buktinya, lalu minta orang kedua mengonfirmasi.");
    if (c->mends && c->rows)
        return arena_printf(a, T("Lengkapi %.*s yang tersebut di bawah."), SV_FMT(c->rows->label));
    if (judges_rows(n->check) && c->make && c->rows)
        return arena_printf(a, T("Catat %.*s untuk %.*s yang tersebut."), SV_FMT(c->make->label),
                            SV_FMT(c->population_label.p ? c->population_label : c->rows->label));
    return c->make ? arena_printf(a, T("Catat %.*s."), SV_FMT(c->make->label)) : SV_NULL;
}

void rule_next(const struct rule *r, struct norm_state *s, struct arena *a)
{
    const struct norm *n = s->norm;
    const struct check *c = n->compiled;

    (void) r;
    if (s->status == NORM_MET || s->status == NORM_GENERAL || s->status == NORM_NOT_APPLICABLE)
        return;
    if (s->of == 0 && judges_rows(n->check) && c->rows) {
        s->next_text = text_of_empty(c, a);
        s->next_url = url_of(n, c, c->rows, "/baru", a);
        return;
    }
    s->next_text = text_of(n, c, a);
    s->next_mends = c->mends;
    if (c->open) {
        s->next_url = url_of(n, c, c->open, "", a);
    } else if (c->make && !c->mends) {
        s->next_url = url_of(n, c, c->make, "/baru", a);
        s->next_by = c->by;
    } else if (c->rows) {
        s->next_url = arena_printf(a, "/r/%.*s", SV_FMT(c->rows->key));
    }
}
