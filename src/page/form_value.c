/* SPDX-License-Identifier: MIT
 * page/form_value.c -- what stands in a control: as typed, as stored, as the address asks, or as declared. */
#include "base/arena.h"
#include "base/date.h"
#include "model/value.h"
#include "page/form_priv.h"

enum { YEARS = 10000 };

bool form_offers(const struct form *f, const struct field *fd)
{
    return record_may_edit_field(f->who, f->base, fd);
}

/* "2026-11-23T07:15:00Z" as the region's clock shows it, in the form of datetime-local. */
static struct sv local_time(const struct form *f, struct sv stored)
{
    struct date_text text;
    int64_t t;

    if (!time_parse(stored, &t))
        return stored;
    text = time_iso_zone(t, f->region->regulation.zone_min);
    return arena_dup(f->p->a, sv_sub(sv_of(text.s), 0, 16));
}

static struct sv as_typed(const struct form *f, const struct field *fd, struct sv stored)
{
    int64_t n;

    switch (fd->type) {
    case FT_INTEGER:
        if (fd->has_max && fd->max < YEARS) /* years and small numbers bear no dots */
            return stored;
        return sv_int(stored, &n) ? value_show_int(n, f->p->a) : stored;
    case FT_RUPIAH: return sv_int(stored, &n) ? value_show_int(n, f->p->a) : stored;
    case FT_DECIMAL: return sv_int(stored, &n) ? value_show_decimal(n, fd->scale, f->p->a) : stored;
    case FT_DATETIME: return local_time(f, stored);
    default: return stored;
    }
}

static size_t one(struct form *f, struct sv v, struct sv **out)
{
    if (!v.p)
        return 0;
    *out = ARENA_ARRAY(f->p->a, struct sv, 1);
    (*out)[0] = v;
    return 1;
}

static size_t stored_values(struct form *f, const struct field *fd, struct sv stored, struct sv **out)
{
    if (field_is_multi(fd))
        return value_split(stored, f->p->a, out);
    return one(f, stored.p ? as_typed(f, fd, stored) : SV_NULL, out);
}

/* Of a record taken as a start: not its days and files, which the new one has of its own, nor what steps made of it. */
static bool copied(const struct form *f, const struct field *fd)
{
    return f->from && f->from->val[fd->index].p && record_may_see_field(f->who, f->from, fd) && !fd->own &&
           fd->unique == UNIQUE_NO && fd->type != FT_FILE && fd->type != FT_FILES && fd->type != FT_DATE &&
           fd->type != FT_DATETIME && fd->type != FT_PERIOD && !form_step_asks(f, fd);
}

size_t form_values(struct form *f, const struct field *fd, struct sv **out)
{
    struct sv asked;

    *out = NULL;
    if (f->typed)
        return web_field_all(f->p->req, fd->key, out);
    if (f->base)
        return stored_values(f, fd, f->base->val[fd->index], out);
    asked = web_field_find(f->p->req, fd->key);
    if (asked.n)
        return field_is_multi(fd) && asked.p[0] != '|' ? web_field_all(f->p->req, fd->key, out)
                                                       : stored_values(f, fd, asked, out);
    if (copied(f, fd))
        return stored_values(f, fd, f->from->val[fd->index], out);
    return stored_values(f, fd, fd->initial, out);
}

struct sv form_value(struct form *f, const struct field *fd)
{
    struct sv *items;
    size_t n = form_values(f, fd, &items);

    /* An empty companion is sent before the control itself: what was chosen comes last. */
    return n ? items[n - 1] : SV("");
}

struct sv form_part(struct form *f, const struct field *fd, const char *tail)
{
    struct sv v = web_field_find(f->p->req, arena_printf(f->p->a, "%.*s.%s", SV_FMT(fd->key), tail));

    return v.p ? v : SV("");
}
