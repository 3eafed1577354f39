/* SPDX-License-Identifier: MIT
 * page/norm_right.c -- the right pane: the status of a provision and why, who answers for it, the rows that decide, what
 * cites it, and the next step. */
#include "base/arena.h"
#include "base/hash.h"
#include "html/svg.h"
#include "page/norm_priv.h"

enum { ROWS_SHOWN = 8 };

/* --- status ----------------------------------------------------------------------------------------------------------- */

static void share(struct norm_view *v, const struct norm_state *s)
{
    struct svg_part parts[2] = { { SV(T("Terpenuhi")), SV("terpenuhi"), s->met },
                                 { SV(T("Belum")), SV("belum_terpenuhi"), s->of - s->met } };
    struct sv words;

    if (s->of < 2)
        return;
    words = arena_printf(v->p.a, T("%lld dari %lld"), (long long) s->met, (long long) s->of);
    svg_stack(&v->p.h, words, parts, 2);
    html_open(&v->p.h, "p");
    html_class(&v->p.h, "text-secondary");
    html_text(&v->p.h, words);
    html_close(&v->p.h, "p");
}

static void dates(struct norm_view *v, const struct norm_state *s)
{
    struct html *h = &v->p.h;

    html_open(h, "dl");
    html_class(h, "ciri");
    if (s->since.n) {
        html_elem_say(h, "dt", T("Sejak"));
        html_elem(h, "dd", page_day(v->p.a, s->since));
    }
    if (s->due.n) {
        html_elem_say(h, "dt", s->status == NORM_LATE ? T("Tenggatnya") : T("Paling lambat"));
        html_open(h, "dd");
        norm_due(&v->p, v->book, s);
        html_close(h, "dd");
    }
    html_close(h, "dl");
}

static void status(struct norm_view *v, const struct norm_state *s)
{
    struct html *h = &v->p.h;

    html_open(h, "section");
    html_class(h, "card");
    html_open(h, "div");
    html_class(h, "card-body");
    html_elem_say(h, "h2", T("Status"));
    html_open(h, "p");
    html_class(h, "status-besar");
    norm_mark(h, s->status, false);
    html_close(h, "p");
    if (s->why.n)
        html_elem(h, "p", s->why);
    else if (s->status == NORM_GENERAL)
        html_elem_say(
            h, "p",
            T("Ditampilkan saja: pengertian, asas, atau daftar yang tidak meminta perbuatan tertentu."));
    if (s->status == NORM_OTHER_BODY)
        html_elem_say(h, "p",
                      T("Pelaksananya pihak lain, sehingga tidak dihitung sebagai kelalaian daerah."));
    share(v, s);
    if (s->since.n || s->due.n)
        dates(v, s);
}

/* --- the next step ------------------------------------------------------------------------------------------------------ */

/* Addresses made from declared values may hold spaces and the like, which a link would refuse. */
static struct sv plain_url(struct sv url, struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char) url.p[i];

        if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\')
            out = arena_printf(a, "%.*s%%%02X", SV_FMT(out), c);
        else
            out = arena_printf(a, "%.*s%c", SV_FMT(out), c);
    }
    return out;
}

/* The register an address of a form leads to: "/r/<key>/baru?…". */
static const struct reg *reg_of(const struct norm_view *v, struct sv url)
{
    size_t n = 0;

    if (!sv_starts(url, SV("/r/")))
        return NULL;
    url = sv_sub(url, 3, url.n);
    while (n < url.n && url.p[n] != '/' && url.p[n] != '?')
        n++;
    return model_reg(v->book->r->model, sv_sub(url, 0, n));
}

static bool may_write(const struct actor *who, const struct reg *reg)
{
    if (who_may_create(who, &reg->rule, 0))
        return true;
    for (size_t i = 0; i < who->n_posts; i++)
        if (who_may_create(who, &reg->rule, who->posts[i].pd))
            return true;
    return false;
}

/* May this person do something about the row: write it, or write for the agency that it is? */
static bool his(const struct norm_view *v, const struct deciding_row *r)
{
    return who_may_create(v->p.who, &r->reg->rule, r->pd) ||
           (sv_eq(r->reg->key, base_col_name(COL_PD)) && who_owns(v->p.who, r->id));
}

/* The row the step begins with: the first of his that falls short; where none is, the first there is. */
static const struct deciding_row *row_to_mend(const struct norm_view *v)
{
    const struct deciding_row *first = NULL;

    for (size_t i = 0; i < v->n_rows; i++) {
        if (!v->rows[i].short_falls)
            continue;
        if (his(v, &v->rows[i]))
            return &v->rows[i];
        first = first ? first : &v->rows[i];
    }
    return first;
}

/* Address of the form in which the step is done, for the row it begins with. */
static struct sv form_of(struct norm_view *v, const struct norm_state *s, const struct reg *reg,
                         const struct deciding_row *row)
{
    const struct field *f = reg && s->next_by.p ? reg_field(reg, s->next_by) : NULL;
    struct sv value;

    if (!f || !row || !his(v, row))
        return s->next_url;
    value = f->type == FT_REF && !f->target
                ? arena_printf(v->p.a, "%.*s:%lld", SV_FMT(row->reg->key), (long long) row->id)
                : arena_printf(v->p.a, "%lld", (long long) row->id);
    return arena_printf(v->p.a, "%.*s%c%.*s=%.*s", SV_FMT(s->next_url),
                        sv_find(s->next_url, SV("?")) < 0 ? '?' : '&', SV_FMT(f->key),
                        SV_FMT(url_encode(value, v->p.a)));
}

/* Titles are long: a line of their own, that may break. */
static void begin_at(struct norm_view *v, const struct deciding_row *row)
{
    struct html *h = &v->p.h;

    html_open(h, "p");
    html_class(h, "text-secondary tanpa-cetak");
    html_textf(h, T("Mulai dari %.*s."), SV_FMT(row->title));
    html_close(h, "p");
}

static void next_step(struct norm_view *v, const struct norm_state *s)
{
    const struct deciding_row *row = s->next_mends || s->next_by.p ? row_to_mend(v) : NULL;
    const struct reg *reg = reg_of(v, s->next_url);
    bool mends = s->next_mends && row, may = mends || (s->next_url.n && (!reg || may_write(v->p.who, reg)));
    struct sv url = mends && row ? page_record_url(v->p.a, row->reg, row->id) : form_of(v, s, reg, row);
    struct html *h = &v->p.h;

    if (!s->next_text.n || v->book->on.y)
        return;
    html_open(h, "div");
    html_class(h, "berikut");
    html_elem_say(h, "h3", T("Langkah berikutnya"));
    html_elem(h, "p", s->next_text);
    if (may && row && !sv_eq(url, s->next_url))
        begin_at(v, row);
    if (!may && !(reg && who_may_open(v->p.who, &reg->rule))) {
        html_close(h, "div");
        return;
    }
    html_open(h, "p");
    html_class(h, "tanpa-cetak");
    if (may)
        page_link_button_(h, plain_url(url, v->p.a), "btn-primary", "", T("Kerjakan"));
    else
        page_link(h, page_reg_url(v->p.a, reg), arena_printf(v->p.a, T("Lihat %.*s"), SV_FMT(reg->label)));
    html_close(h, "p");
    html_close(h, "div");
}

/* --- who, how strongly, on what ground -------------------------------------------------------------------------------------- */

static void who_answers(struct norm_view *v)
{
    const struct norm_book *b = v->book;
    struct html *h = &v->p.h;

    for (size_t i = 0; i < v->one->n_binds; i++) {
        struct sv role = v->one->binds[i];
        bool any = false;

        html_open(h, "li");
        html_text(h, rule_role_label(b->rule, role));
        for (size_t k = 0; k < b->n_offices; k++) {
            if (!sv_eq(b->offices[k].role, role))
                continue;
            html_say(h, any ? ", " : ": ");
            html_text(h, b->offices[k].name);
            any = true;
        }
        html_close(h, "li");
    }
}

/* A number that the regulation leaves open is never shown as its own. */
static void open_number(struct norm_view *v)
{
    const struct setting *s = v->setting;
    struct html *h = &v->p.h;

    html_elem_say(h, "dt", sv_eq(s->kind, SV("interval")) ? T("Jarak waktu") : T("Ukurannya"));
    html_open(h, "dd");
    html_elem(h, "strong", norm_setting_words(s, s->value, v->p.a));
    html_say(h, " ");
    page_badge(h, SV("yellow"), SV(T("Tidak ditentukan peraturan")));
    if (s->said) {
        norm_said_by(&v->p, s->by, s->when, s->reason);
    } else {
        html_open(h, "p");
        html_class(h, "text-secondary mb-0");
        html_say(h, T("Nilai awal; daerah belum menetapkannya."));
        html_close(h, "p");
    }
    if (v->p.who->administrator) {
        html_open(h, "p");
        html_class(h, "tanpa-cetak mb-0");
        page_link(h, SV("/pengaturan"), SV(T("Buka pengaturan")));
        html_close(h, "p");
    }
    html_close(h, "dd");
}

static void facts(struct norm_view *v, const struct norm_state *s)
{
    const struct norm *n = v->one;
    struct html *h = &v->p.h;

    html_open(h, "dl");
    html_class(h, "ciri");
    if (n->n_binds) {
        html_elem_say(h, "dt", T("Penanggung jawab"));
        html_open(h, "dd");
        html_open(h, "ul");
        who_answers(v);
        html_close(h, "ul");
        html_close(h, "dd");
    }
    if (n->competence.n) {
        html_elem_say(h, "dt", T("Kewenangan"));
        html_elem(h, "dd", rule_role_label(v->book->rule, n->competence));
    }
    html_elem_say(h, "dt", T("Kekuatan"));
    html_elem(h, "dd", n->strength.n ? norm_strength(n->strength) : SV(T("Tidak memuat perintah")));
    if (s->status != NORM_GENERAL) {
        html_elem_say(h, "dt", T("Dasar status"));
        html_open(h, "dd");
        html_elem(h, "strong", norm_basis_word(s->basis));
        html_say(h, ". ");
        html_text(h, norm_basis_means(s->basis));
        html_close(h, "dd");
    }
    if (v->setting)
        open_number(v);
    if (n->outside.n) {
        html_elem_say(h, "dt", T("Dikerjakan di"));
        html_elem(h, "dd", n->outside);
    }
    if (s->computed.n) {
        html_elem_say(h, "dt", T("Dihitung"));
        html_elem(h, "dd", page_moment(v->book->r, v->p.a, s->computed));
    }
    html_close(h, "dl");
}

/* --- rows --------------------------------------------------------------------------------------------------------------------- */

static void count_line(struct norm_view *v, long long seen, long long hidden)
{
    struct html *h = &v->p.h;

    html_open(h, "p");
    html_class(h, "text-secondary");
    html_textf(h, seen + hidden >= NORM_ROWS_MAX ? T("%lld baris pertama") : T("%lld baris"), seen + hidden);
    if (hidden)
        html_textf(h, T(", %lld tidak dapat Anda lihat"), hidden);
    html_say(h, ".");
    html_close(h, "p");
}

static void row(struct norm_view *v, const struct deciding_row *r)
{
    struct html *h = &v->p.h;

    html_open(h, "li");
    html_attr(h, "class", r->short_falls ? SV("tidak") : SV("ya"));
    if (r->short_falls)
        page_icon(h, "x");
    else
        page_icon(h, "check");
    html_open(h, "span");
    page_link(h, page_record_url(v->p.a, r->reg, r->id), r->title);
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_say(h, r->short_falls ? T(" belum memenuhi") : T(" memenuhi"));
    html_close(h, "span");
    html_close(h, "span");
    html_close(h, "li");
}

static void row_list(struct norm_view *v, size_t from, size_t to)
{
    struct html *h = &v->p.h;

    html_open(h, "ul");
    html_class(h, "syarat");
    for (size_t i = from; i < to; i++)
        row(v, &v->rows[i]);
    html_close(h, "ul");
}

static void rows(struct norm_view *v)
{
    struct html *h = &v->p.h;
    size_t few = v->n_rows > ROWS_SHOWN + 2 ? ROWS_SHOWN : v->n_rows; /* two more are not worth a fold */

    if (!v->n_rows && !v->hidden && !v->rows_unknown)
        return;
    page_card_begin(h, 2, SV(T("Baris yang menentukan")));
    if (v->rows_unknown)
        html_elem_say(
            h, "p",
            T("Mencari barisnya memakan waktu terlalu lama. Status dan alasannya tetap berlaku; muat ulang halaman ini sebentar lagi."));
    count_line(v, (long long) v->n_rows, v->hidden);
    row_list(v, 0, few);
    if (v->n_rows > few) {
        html_open(h, "details");
        html_class(h, "lipat");
        html_open(h, "summary");
        html_textf(h, T("%zu baris lagi"), v->n_rows - few);
        html_close(h, "summary");
        row_list(v, few, v->n_rows);
        html_close(h, "details");
    }
    page_card_end(h);
}

static void cite(struct norm_view *v, const struct norm_cite *c)
{
    struct html *h = &v->p.h;

    html_elem(h, "h3", c->reg->label);
    html_open(h, "ul");
    html_class(h, "polos-daftar");
    for (size_t i = 0; i < c->n; i++) {
        const struct record *r = c->rows[i];
        const struct state *st = reg_state(c->reg, r->status);

        html_open(h, "li");
        page_link(h, page_record_url(v->p.a, c->reg, r->id), record_title(r));
        html_say(h, " ");
        if (c->reg->n_states > 1)
            page_badge(h, st ? st->tone : SV_NULL, st ? st->label : r->status);
        html_close(h, "li");
    }
    html_close(h, "ul");
    if (c->hidden)
        html_textf(h, T("%lld baris tidak dapat Anda lihat."), (long long) c->hidden);
}

/* A field by which a record of documents can cite several provisions; NULL: that register has none. */
static const struct field *citing(const struct reg *reg)
{
    for (size_t i = 0; i < reg->n_fields; i++)
        if (sv_eq(reg->fields[i].from, SV("@norms")) && field_is_multi(&reg->fields[i]))
            return &reg->fields[i];
    return NULL;
}

/* Where evidence may be added: registers that can cite provisions and that this person may write. */
static void add_evidence(struct norm_view *v)
{
    const struct model *m = v->book->r->model;
    struct html *h = &v->p.h;

    for (size_t i = 0; i < m->n_regs; i++) {
        const struct reg *reg = m->regs[i];
        const struct field *f = citing(reg);

        if (!f || !may_write(v->p.who, reg))
            continue;
        html_open(h, "p");
        html_class(h, "tanpa-cetak mb-1");
        page_link(h,
                  arena_printf(v->p.a, "/r/%.*s/baru?%.*s=%.*s", SV_FMT(reg->key), SV_FMT(f->key),
                               SV_FMT(url_encode(v->one->code, v->p.a))),
                  arena_printf(v->p.a, T("Catat %.*s"), SV_FMT(reg->label)));
        html_close(h, "p");
    }
}

static void cites(struct norm_view *v)
{
    struct html *h = &v->p.h;

    if (v->book->on.y) /* what cites it now says nothing of a past day */
        return;
    page_card_begin(h, 2, SV(T("Bukti dan pengecualian")));
    if (!v->n_cites)
        html_elem_say(h, "p", T("Belum ada yang menyebut ketentuan ini."));
    for (size_t i = 0; i < v->n_cites; i++)
        cite(v, &v->cites[i]);
    add_evidence(v);
    page_card_end(h);
}

/* --- the pane -------------------------------------------------------------------------------------------------------------------- */

static void group_status(struct norm_view *v)
{
    struct html *h = &v->p.h;
    bool *in = ARENA_ARRAY(v->p.a, bool, v->book->n + 1);
    struct norm_tally t;

    for (size_t i = 0; i < v->n_group; i++)
        in[v->group[i]->index] = !v->keep || v->keep[v->group[i]->index];
    norm_tally(v->book, in, &t);
    page_card_begin(h, 2, SV(T("Status")));
    if (t.counted) {
        html_open(h, "p");
        html_textf(h, T("%lld dari %lld ketentuan terpenuhi."), (long long) t.met, (long long) t.counted);
        html_close(h, "p");
        norm_bar(h, SV(T("Bagian ketentuan menurut status")), &t);
    }
    norm_legend(h, &t, arena_printf(v->p.a, "/pemenuhan/daftar%.*s", SV_FMT(v->query)), v->p.a);
    page_card_end(h);
}

void norm_pane_status(struct norm_view *v)
{
    const struct norm_state *s = v->one ? &v->book->states[v->one->index] : NULL;
    struct html *h = &v->p.h;

    html_open(h, "aside");
    html_class(h, "keadaan");
    html_attr_say(h, "aria-label", T("Status ketentuan"));
    if (!s) {
        group_status(v);
        norm_trend(v);
        html_close(h, "aside");
        return;
    }
    status(v, s);
    next_step(v, s);
    facts(v, s);
    page_card_end(h);
    norm_trend(v);
    rows(v);
    cites(v);
    html_close(h, "aside");
}
