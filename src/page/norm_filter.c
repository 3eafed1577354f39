/* SPDX-License-Identifier: MIT
 * page/norm_filter.c -- which provisions are asked for: by status, by who answers, by due date, by words. */
#include "base/arena.h"
#include "base/hash.h"
#include "page/norm.h"
#include "page/norm_priv.h"

#define STATUSES                                                                                                 \
    "terpenuhi|terpenuhi_sebagian|belum_terpenuhi|mendekati_tenggat|lewat_tenggat|belum_ada_data|tidak_berlaku|" \
    "kewenangan_pihak_lain|ketentuan_umum|belum"

const struct web_param norm_params[] = {
    { .name = "status", .label = T("Status"), .type = WEB_ENUM, .of = STATUSES },
    { .name = "peran", .label = T("Penanggung jawab"), .type = WEB_KEY },
    { .name = "tenggat", .label = T("Tenggat"), .type = WEB_ENUM, .of = "lewat|30|90|365|ada" },
    { .name = "q", .label = T("Kata"), .type = WEB_TEXT, .max = 100 },
    { .name = "per", .label = T("Keadaan per tanggal"), .type = WEB_DATE },
    { .name = "urut",
      .label = T("Urutan"),
      .type = WEB_ENUM,
      .of = "pasal|-pasal|status|-status|tenggat|-tenggat|peran|-peran" },
    { 0 },
};

void norm_filter_read(const struct web_req *req, struct norm_filter *f)
{
    *f = (struct norm_filter){ web_text(req, "status"), web_text(req, "peran"), web_text(req, "tenggat"),
                               web_text(req, "q"),      web_text(req, "urut"),  false };
    f->any = f->status.n || f->peran.n || f->tenggat.n || f->q.n;
}

/* --- does it fit? --------------------------------------------------------------------------------------------------- */

static bool status_fits(struct sv wanted, const struct norm_state *s)
{
    if (sv_eq(wanted, SV("belum"))) /* whatever still asks for work */
        return norm_counts(s->status) && s->status != NORM_MET;
    return sv_eq(norm_status_key(s->status), wanted);
}

static bool due_fits(struct sv wanted, const struct norm_state *s, struct date today)
{
    struct date due;
    int64_t days;

    if (sv_eq(wanted, SV("lewat")))
        return s->status == NORM_LATE;
    if (!date_parse(sv_sub(s->due, 0, 10), &due))
        return false;
    return !sv_int(wanted, &days) || date_cmp(due, date_add_days(today, (int32_t) days)) <= 0;
}

static bool has_words(struct sv q, const struct norm_book *b, const struct norm_state *s, struct arena *a)
{
    const struct norm *n = s->norm;
    struct norm_addr ad = norm_addr_of(n->at);
    struct sv all = sv_lower(arena_printf(a, "%.*s %.*s %.*s %.*s %.*s %.*s", SV_FMT(n->at),
                                          SV_FMT(norm_addr_label(&ad, a)), SV_FMT(n->says), SV_FMT(n->remark),
                                          SV_FMT(s->why), SV_FMT(norm_bound(b, n, a))),
                             a);
    struct sv rest = sv_lower(q, a), word;

    while (sv_cut(&rest, ' ', &word))
        if (word.n && sv_find(all, word) < 0)
            return false;
    return true;
}

static bool binds(const struct norm *n, struct sv role)
{
    for (size_t i = 0; i < n->n_binds; i++)
        if (sv_eq(n->binds[i], role))
            return true;
    return false;
}

bool *norm_filter_apply(const struct norm_filter *f, const struct norm_book *b, struct arena *a)
{
    bool *keep = ARENA_ARRAY(a, bool, b->n + 1);
    struct date day = b->on.y ? b->on : b->today;

    for (size_t i = 0; i < b->n; i++) {
        const struct norm_state *s = &b->states[i];

        keep[i] = (!f->status.n || status_fits(f->status, s)) && (!f->peran.n || binds(s->norm, f->peran)) &&
                  (!f->tenggat.n || due_fits(f->tenggat, s, day)) && (!f->q.n || has_words(f->q, b, s, a));
    }
    return keep;
}

/* --- as an address --------------------------------------------------------------------------------------------------- */

static void add(struct sv *out, const char *name, struct sv value, struct arena *a)
{
    if (value.n)
        *out = arena_printf(a, "%.*s%c%s=%.*s", SV_FMT(*out), out->n ? '&' : '?', name,
                            SV_FMT(url_encode(value, a)));
}

struct sv norm_filter_query(const struct norm_filter *f, const struct norm_book *b, struct arena *a)
{
    struct sv out = SV("");

    add(&out, "status", f->status, a);
    add(&out, "peran", f->peran, a);
    add(&out, "tenggat", f->tenggat, a);
    add(&out, "q", f->q, a);
    if (b->on.y)
        add(&out, "per", arena_dup(a, sv_of(date_iso(b->on).s)), a);
    return out;
}

/* --- as a form --------------------------------------------------------------------------------------------------------- */

static void label(struct html *h, const char *id, const char *words)
{
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", sv_of(id));
    html_say(h, words);
    html_close(h, "label");
}

static void select_begin(struct html *h, const char *id, const char *name, const char *words)
{
    html_open(h, "div");
    html_class(h, "bidang");
    label(h, id, words);
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", sv_of(id));
    html_attr(h, "name", sv_of(name));
}

static void select_end(struct html *h)
{
    html_close(h, "select");
    html_close(h, "div");
}

static void option(struct html *h, struct sv value, struct sv words, struct sv chosen)
{
    html_open(h, "option");
    html_attr(h, "value", value);
    html_bool_attr(h, "selected", value.n && sv_eq(value, chosen));
    html_text(h, words);
    html_close(h, "option");
}

static void by_status(struct html *h, const struct norm_filter *f)
{
    select_begin(h, "s-status", "status", T("Status"));
    option(h, SV(""), SV(T("Semua")), f->status);
    option(h, SV("belum"), SV(T("Semua yang belum terpenuhi")), f->status);
    for (int s = 0; s < NORM_STATUS_COUNT; s++)
        option(h, norm_status_key((enum norm_status) s), norm_status_label((enum norm_status) s), f->status);
    select_end(h);
}

/* Roles that some provision binds, in the order in which the regulation first names them. */
static void by_role(struct page *p, const struct norm_filter *f, const struct norm_book *b)
{
    struct sv *seen = NULL;
    size_t n = 0, cap = 0;

    select_begin(&p->h, "s-peran", "peran", T("Penanggung jawab"));
    option(&p->h, SV(""), SV(T("Semua")), f->peran);
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->norms[i].n_binds; k++) {
            struct sv role = b->norms[i].binds[k];
            size_t at = 0;

            while (at < n && !sv_eq(seen[at], role))
                at++;
            if (at < n)
                continue;
            *ARENA_PUSH(p->a, seen, n, cap) = role;
            option(&p->h, role, rule_role_label(b->rule, role), f->peran);
        }
    select_end(&p->h);
}

static void by_due(struct html *h, const struct norm_filter *f)
{
    static const struct {
        struct sv value, label;
    } ways[] = {
        { SV_INIT(""), SV_INIT(T("Semua")) },
        { SV_INIT("lewat"), SV_INIT(T("Sudah lewat")) },
        { SV_INIT("30"), SV_INIT(T("Sampai 30 hari lagi")) },
        { SV_INIT("90"), SV_INIT(T("Sampai 90 hari lagi")) },
        { SV_INIT("365"), SV_INIT(T("Sampai satu tahun lagi")) },
        { SV_INIT("ada"), SV_INIT(T("Yang bertenggat")) },
    };

    select_begin(h, "s-tenggat", "tenggat", T("Tenggat"));
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        option(h, ways[i].value, ways[i].label, f->tenggat);
    select_end(h);
}

static void input(struct html *h, const char *id, const char *type, const char *name, const char *words,
                  struct sv value)
{
    html_open(h, "div");
    html_class(h, "bidang");
    label(h, id, words);
    html_void(h, "input");
    html_class(h, "form-control");
    html_attr(h, "type", sv_of(type));
    html_attr(h, "id", sv_of(id));
    html_attr(h, "name", sv_of(name));
    html_attr(h, "value", value.p ? value : SV(""));
    html_close(h, "div");
}

void norm_filter_form(struct page *p, const struct norm_filter *f, const struct norm_book *b,
                      struct sv action)
{
    struct html *h = &p->h;

    html_open(h, "form");
    html_class(h, "saring tanpa-cetak");
    html_url(h, "action", action);
    html_attr_say(h, "aria-label", T("Saring ketentuan"));
    input(h, "s-q", "search", "q", T("Kata"), f->q);
    by_status(h, f);
    by_role(p, f, b);
    by_due(h, f);
    input(h, "s-per", "date", "per", T("Keadaan per tanggal"),
          b->on.y ? arena_dup(p->a, sv_of(date_iso(b->on).s)) : SV(""));
    if (f->urut.n)
        page_hidden(h, "urut", f->urut);
    html_open(h, "div");
    html_class(h, "btn-list");
    page_submit(h, "btn-primary", "filter", T("Saring"));
    if (f->any || b->on.y)
        page_link_button(h, action, "", "x", T("Hapus saringan"));
    html_close(h, "div");
    html_close(h, "form");
}
