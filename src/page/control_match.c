/* SPDX-License-Identifier: MIT
 * page/control_match.c -- the control of a reference for which records suggest themselves: each a tick with its state and age,
 * a select for any other, a way to record a new one, and to copy last year's as a start. */
#include "base/arena.h"
#include "base/hash.h"
#include "page/form_priv.h"
#include "page/match.h"

static struct match *match_of(const struct form *f, const struct field *fd)
{
    return f->matches ? f->matches[fd->index] : NULL;
}

bool control_match_load(struct form *f, struct db *db, const struct field *fd, struct err *e)
{
    struct match *m;

    if (!fd->match || fd->type != FT_REFS || !f->base || !form_offers(f, fd))
        return true;
    m = ARENA_NEW(f->p->a, struct match);
    if (!match_load(db, f->region, f->who, f->base, fd, true, f->p->a, m, e))
        return false;
    if (!f->matches)
        f->matches = ARENA_ARRAY(f->p->a, struct match *, f->reg->n_fields);
    f->matches[fd->index] = m;
    return true;
}

bool control_matched(const struct form *f, const struct field *fd)
{
    return match_of(f, fd) != NULL;
}

bool control_match_has(const struct form *f, const struct field *fd, struct sv id)
{
    int64_t n;

    return match_of(f, fd) && sv_int(id, &n) && match_find(match_of(f, fd), n);
}

/* --- ways on --------------------------------------------------------------------------------------------------------------- */

/* The form of a new record that comes back here, with what both registers have in common filled in. */
static struct sv new_url(struct form *f, const struct field *fd, int64_t copy_of)
{
    struct arena *a = f->p->a;
    struct sv url = arena_printf(a, "/r/%.*s/baru?_kembali=%.*s", SV_FMT(fd->target->key),
                                 SV_FMT(url_encode(f->p->req->path, a)));

    if (copy_of)
        url = arena_printf(a, "%.*s&_salin=%lld", SV_FMT(url), (long long) copy_of);
    if (f->base->pd && fd->target->scoped)
        url = arena_printf(a, "%.*s&perangkat_daerah=%lld", SV_FMT(url), (long long) f->base->pd);
    for (size_t i = 0; i < fd->match->n_same; i++) {
        const struct field *own = reg_field(f->reg, fd->match->same[i]);
        struct sv v = own ? f->base->val[own->index] : SV_NULL;

        if (v.n)
            url = arena_printf(a, "%.*s&%.*s=%.*s", SV_FMT(url), SV_FMT(own->key), SV_FMT(url_encode(v, a)));
    }
    return url;
}

/* --- the control ----------------------------------------------------------------------------------------------------------- */

/* What was recorded after it was asked for was recorded for it. */
static bool on(struct form *f, const struct field *fd, const struct match_row *row)
{
    struct sv *values, id = arena_printf(f->p->a, "%lld", (long long) row->r->id);
    size_t n = form_values(f, fd, &values);

    for (size_t i = 0; i < n; i++)
        if (sv_eq(values[i], id))
            return true;
    return !f->typed && !row->bad && sv_cmp(row->r->dibuat_pada, f->base->dibuat_pada) >= 0 &&
           row->r->dibuat_oleh == f->who->akun;
}

static void suggestion(struct form *f, const struct field *fd, const struct match_row *row)
{
    struct html *h = &f->p->h;
    struct sv id = arena_printf(f->p->a, "f-%.*s-%lld", SV_FMT(fd->key), (long long) row->r->id);

    html_open(h, "li");
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", SV("checkbox"));
    html_class(h, "form-check-input");
    html_attr(h, "name", fd->key);
    html_attr(h, "id", id);
    html_attr_int(h, "value", row->r->id);
    html_bool_attr(h, "checked", on(f, fd, row));
    html_open(h, "span");
    html_class(h, "form-check-label");
    html_text(h, pick_label(row->r, f->p->a));
    html_close(h, "span");
    html_close(h, "label");
    html_open(h, "div");
    html_class(h, "sebaris align-items-center");
    if (fd->target->n_states > 1)
        reg_status(h, fd->target, row->r->status);
    match_age(f->p, row);
    page_link(h, page_record_url(f->p->a, fd->target, row->r->id), SV(T("Lihat")));
    if ((row->bad || row->old) && reg_may_create(f->who, fd->target))
        page_link(h, new_url(f, fd, row->r->id), SV(T("Salin sebagai awal")));
    html_close(h, "div");
    html_close(h, "li");
}

static void other(struct form *f, const struct field *fd)
{
    struct html *h = &f->p->h;

    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-%.*s-lain", SV_FMT(fd->key));
    html_textf(h, T("%.*s lain"), SV_FMT(fd->target->label));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-%.*s-lain", SV_FMT(fd->key));
    html_attr(h, "name", fd->key);
    html_bool_attr(h, "multiple", true);
    html_bool_attr(h, "data-pilih", true);
    html_attrf(h, "data-pilih-url", "/r/%.*s/pilih", SV_FMT(fd->target->key));
    control_ref_options(f, fd);
    html_close(h, "select");
}

void control_match(struct form *f, const struct field *fd)
{
    const struct match *m = match_of(f, fd);
    struct html *h = &f->p->h;

    page_hidden_(h, fd->key, SV(""));
    if (m && m->n) {
        html_elem_say(
            h, "p",
            T("Sudah tercatat untuk ketentuan atau indikator yang sama; pakai lagi bila masih sesuai:"));
        html_open(h, "ul");
        html_class(h, "langkah cocok");
        for (size_t i = 0; i < m->n; i++)
            suggestion(f, fd, &m->rows[i]);
        html_close(h, "ul");
    } else {
        html_elem_say(h, "p", T("Belum ada yang tercatat untuk ketentuan atau indikator yang sama."));
    }
    if (reg_may_create(f->who, fd->target)) {
        html_open(h, "p");
        page_link_button(h, new_url(f, fd, 0), "", "plus", T("Catat yang baru"));
        html_close(h, "p");
    }
    other(f, fd);
}
