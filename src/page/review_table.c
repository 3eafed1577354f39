/* SPDX-License-Identifier: MIT
 * page/review_table.c -- the table of a review: a group for each agency with its sums, boxes in the cells, and what went
 * wrong in the row it concerns. One form; on a phone cards, on paper A4 across. */
#include "model/value.h"
#include "page/review.h"
#include "page/review_priv.h"
#include "rule/letters.h"

static bool numeric(const struct field *f)
{
    return f->type == FT_RUPIAH || f->type == FT_INTEGER;
}

/* Amounts that are shown have a column each; words stand below the name, so that the boxes stay on the screen. */
static size_t columns(const struct review *r)
{
    size_t n = r->v->n_edits;

    for (size_t i = 0; i < r->v->n_shows; i++)
        n += numeric(r->v->shows[i]);
    return n;
}

/* --- choosing the round -------------------------------------------------------------------------------------------------- */

static void round_field(struct review *r, size_t i)
{
    const struct field *f = r->v->rounds[i];
    struct html *h = &r->p.h;

    html_open(h, "div");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "putaran-%zu", i);
    html_text(h, f->label);
    html_close(h, "label");
    if (f->type == FT_CHOICE) {
        html_open(h, "select");
        html_class(h, "form-select");
        html_attrf(h, "id", "putaran-%zu", i);
        html_attr(h, "name", f->key);
        for (size_t k = 0; k < f->n_choices; k++) {
            html_open(h, "option");
            html_attr(h, "value", f->choices[k].key);
            html_bool_attr(h, "selected", sv_eq(f->choices[k].key, r->round[i]));
            html_text(h, f->choices[k].label);
            html_close(h, "option");
        }
        html_close(h, "select");
    } else {
        html_void(h, "input");
        html_attr(h, "type", SV("number"));
        html_class(h, "form-control");
        html_attrf(h, "id", "putaran-%zu", i);
        html_attr(h, "name", f->key);
        html_attr(h, "value", r->round[i].p ? r->round[i] : SV(""));
    }
    html_close(h, "div");
}

static void rounds(struct review *r)
{
    struct html *h = &r->p.h;

    html_open(h, "form");
    html_class(h, "saring tanpa-cetak telaah-putaran");
    html_url(h, "action", arena_printf(r->p.a, "/r/%.*s/telaah", SV_FMT(r->reg->key)));
    for (size_t i = 0; i < r->v->n_rounds; i++)
        round_field(r, i);
    page_submit(h, "", "filter", T("Tampilkan"));
    html_close(h, "form");
}

/* --- sums ---------------------------------------------------------------------------------------------------------------- */

static int64_t number_in(const struct review *r, const struct review_row *row, const struct field *f)
{
    int64_t n = 0;
    struct sv why;

    for (size_t i = 0; i < r->v->n_edits; i++)
        if (r->v->edits[i] == f)
            return value_rupiah(row->typed[i], &n, &why) ? n : 0;
    return row->rec->val[f->index].p && record_may_see_field(r->who, row->rec, f) &&
                   sv_int(row->rec->val[f->index], &n)
               ? n
               : 0;
}

static int64_t sum(const struct review *r, const struct field *f, size_t from, size_t to)
{
    int64_t total = 0;

    for (size_t i = from; i < to; i++)
        if (__builtin_add_overflow(total, number_in(r, &r->rows[i], f), &total))
            return INT64_MAX;
    return total;
}

static bool summed(const struct review *r, const struct field *f)
{
    for (size_t i = 0; i < r->v->n_sums; i++)
        if (r->v->sums[i] == f)
            return true;
    return false;
}

static void sum_cell(struct review *r, const struct field *f, size_t from, size_t to, int64_t group)
{
    struct html *h = &r->p.h;
    int64_t total = sum(r, f, from, to);

    html_open(h, "td");
    html_attr(h, "class", numeric(f) ? SV("angka") : SV(""));
    if (summed(r, f)) {
        html_attr(h, "data-label", f->label);
        html_open(h, "output");
        html_attr(h, "data-jumlah", f->key);
        html_attr_int(h, "data-kelompok", group);
        html_attr(h, "for", SV(""));
        html_text(h, f->type == FT_RUPIAH ? value_show_rupiah(total, r->p.a) : value_show_int(total, r->p.a));
        html_close(h, "output");
    }
    html_close(h, "td");
}

static size_t decided(const struct review *r, size_t from, size_t to)
{
    size_t n = 0;

    for (size_t i = from; i < to; i++)
        for (size_t k = 0; k < r->v->n_edits; k++)
            n += r->v->edits[k] == r->v->decision && r->rows[i].typed[k].n > 0;
    return n;
}

static void sum_row(struct review *r, struct sv name, size_t from, size_t to, int64_t group)
{
    struct html *h = &r->p.h;

    html_open(h, "tr");
    html_class(h, "jumlah");
    html_open(h, "th");
    html_attr(h, "scope", SV("row"));
    html_class(h, "utama");
    html_text(h, name);
    html_open(h, "div");
    html_class(h, "text-secondary nomor");
    if (r->v->decision)
        html_textf(h, T("%zu dari %zu ditelaah"), decided(r, from, to), to - from);
    html_close(h, "div");
    html_close(h, "th");
    for (size_t i = 0; i < r->v->n_shows; i++)
        if (numeric(r->v->shows[i]))
            sum_cell(r, r->v->shows[i], from, to, group);
    for (size_t i = 0; i < r->v->n_edits; i++)
        sum_cell(r, r->v->edits[i], from, to, group);
    html_close(h, "tr");
}

/* --- cells --------------------------------------------------------------------------------------------------------------- */

static void box_attrs(struct review *r, const struct review_row *row, const struct field *f)
{
    struct html *h = &r->p.h;

    html_attr(h, "name", review_box(r, f, row->rec->id));
    html_attrf(h, "aria-label", "%.*s: %.*s", SV_FMT(f->label), SV_FMT(record_title(row->rec)));
    html_attr(h, "data-bidang", f->key);
    html_attr_int(h, "data-kelompok", row->rec->pd);
    if (row->why.p)
        html_attrf(h, "aria-describedby", "sebab-%lld", (long long) row->rec->id);
}

static void choice_box(struct review *r, const struct review_row *row, const struct field *f, struct sv now)
{
    struct html *h = &r->p.h;

    html_open(h, "select");
    html_class(h, "form-select");
    box_attrs(r, row, f);
    html_open(h, "option");
    html_attr(h, "value", SV(""));
    html_say(h, T("Belum"));
    html_close(h, "option");
    for (size_t i = 0; i < f->n_choices; i++) {
        html_open(h, "option");
        html_attr(h, "value", f->choices[i].key);
        html_bool_attr(h, "selected", sv_eq(f->choices[i].key, now));
        html_text(h, f->choices[i].label);
        html_close(h, "option");
    }
    html_close(h, "select");
}

static void box(struct review *r, const struct review_row *row, size_t i)
{
    const struct field *f = r->v->edits[i];
    struct html *h = &r->p.h;

    if (f->type == FT_CHOICE) {
        choice_box(r, row, f, row->typed[i]);
        return;
    }
    html_void(h, "input");
    html_attr(h, "type", f->type == FT_DATE ? SV("date") : SV("text"));
    html_attr(h, "class", numeric(f) ? SV("form-control angka") : SV("form-control"));
    box_attrs(r, row, f);
    if (numeric(f))
        html_attr(h, "inputmode", SV("numeric"));
    if (f->type == FT_TEXT && f->has_max)
        html_attr_int(h, "maxlength", f->max);
    html_attr(h, "autocomplete", SV("off"));
    html_attr(h, "value", row->typed[i]);
}

static void plain(struct review *r, const struct review_row *row, const struct field *f)
{
    struct sv v = row->rec->val[f->index];

    if (v.p && record_may_see_field(r->who, row->rec, f))
        html_text(&r->p.h, value_show(r->region->model, f, v, r->labels, r->p.a));
}

/* A box on paper ends where its frame does: there the whole text stands instead. */
static void on_paper(struct review *r, const struct review_row *row, size_t i)
{
    const struct field *f = r->v->edits[i];
    const struct choice *c = f->type == FT_CHOICE ? field_choice(f, row->typed[i]) : NULL;

    if (!row->editable)
        return;
    html_open(&r->p.h, "span");
    html_class(&r->p.h, "hanya-cetak");
    html_text(&r->p.h, c ? c->label : row->typed[i]);
    html_close(&r->p.h, "span");
}

static void words(struct review *r, const struct review_row *row)
{
    struct html *h = &r->p.h;
    bool any = false;

    for (size_t i = 0; i < r->v->n_shows; i++) {
        const struct field *f = r->v->shows[i];

        if (numeric(f) || !row->rec->val[f->index].p)
            continue;
        if (!any) {
            html_open(h, "div");
            html_class(h, "rinci text-secondary");
        } else {
            html_say(h, " \u00b7 ");
        }
        any = true;
        plain(r, row, f);
    }
    if (any)
        html_close(h, "div");
}

static void cell_begin(struct review *r, const struct field *f)
{
    struct html *h = &r->p.h;

    html_open(h, "td");
    html_attr(h, "data-label", f->label);
    html_attr(h, "class", numeric(f) ? SV("angka") : SV(""));
}

static void trouble(struct review *r, const struct review_row *row)
{
    struct html *h = &r->p.h;

    if (!row->why.p)
        return;
    html_open(h, "div");
    html_class(h, "galat");
    html_attrf(h, "id", "sebab-%lld", (long long) row->rec->id);
    html_text(h, row->why);
    if (row->theirs.p) {
        html_open(h, "div");
        html_textf(h, T("Sekarang tersimpan: %.*s."), SV_FMT(row->theirs));
        html_close(h, "div");
    }
    html_close(h, "div");
}

static void warning(struct review *r, const struct review_row *row)
{
    struct html *h = &r->p.h;

    if (!row->n_hits)
        return;
    html_open(h, "div");
    html_class(h, "mirip");
    html_textf(h, "%.*s: ", SV_FMT(r->reg->similar->label));
    similar_list(&r->p, row->hits, row->n_hits, r->labels);
    html_close(h, "div");
}

static void main_cell(struct review *r, const struct review_row *row)
{
    struct html *h = &r->p.h;

    html_open(h, "td");
    html_class(h, "utama");
    page_link(h, page_record_url(r->p.a, r->reg, row->rec->id), record_title(row->rec));
    html_open(h, "div");
    html_class(h, "nomor text-secondary");
    if (row->rec->nomor.n)
        html_textf(h, "%.*s ", SV_FMT(row->rec->nomor));
    reg_status(h, r->reg, row->rec->status);
    html_close(h, "div");
    words(r, row);
    warning(r, row);
    trouble(r, row);
    if (row->editable)
        page_hidden_(h, review_word(r, row->rec->id), review_mark(r, row, row->boxes));
    html_close(h, "td");
}

static void row_cells(struct review *r, const struct review_row *row)
{
    struct html *h = &r->p.h;

    html_open(h, "tr");
    html_attrf(h, "id", "baris-%lld", (long long) row->rec->id);
    if (row->why.p)
        html_class(h, "ada-galat");
    main_cell(r, row);
    for (size_t i = 0; i < r->v->n_shows; i++) {
        if (!numeric(r->v->shows[i]))
            continue;
        cell_begin(r, r->v->shows[i]);
        plain(r, row, r->v->shows[i]);
        html_close(h, "td");
    }
    for (size_t i = 0; i < r->v->n_edits; i++) {
        cell_begin(r, r->v->edits[i]);
        if (row->editable)
            box(r, row, i);
        else
            plain(r, row, r->v->edits[i]);
        on_paper(r, row, i);
        html_close(h, "td");
    }
    html_close(h, "tr");
}

/* --- groups -------------------------------------------------------------------------------------------------------------- */

/* Letters whose attachment is this round of this agency. */
static void letters_of(struct review *r, int64_t pd)
{
    const struct letters *l = &r->region->letters;
    struct html *h = &r->p.h;

    for (size_t i = 0; i < l->n; i++) {
        const struct letter_kind *k = &l->items[i];
        struct sv url;

        if (k->rows != LETTER_ROWS_REVIEWED || k->rows_reg != r->reg ||
            !letters_may(r->region, r->who, k, NULL))
            continue;
        url = arena_printf(r->p.a, "%.*s/surat/%.*s?", SV_FMT(page_record_url(r->p.a, k->reg, pd)),
                           SV_FMT(k->key));
        for (size_t n = 0; n < r->v->n_rounds; n++)
            url = arena_printf(r->p.a, "%.*s%stelaah_%.*s=%.*s", SV_FMT(url), n ? "&" : "",
                               SV_FMT(r->v->rounds[n]->key), SV_FMT(r->round[n]));
        html_say(h, " ");
        html_open(h, "span");
        html_class(h, "tanpa-cetak");
        page_link(h, url, k->label);
        html_close(h, "span");
    }
}

static void group_head(struct review *r, int64_t pd)
{
    const struct reg *agencies = model_agencies(r->region->model);
    struct sv name = agencies ? labels_get(r->labels, agencies, pd) : SV_NULL;
    struct html *h = &r->p.h;

    html_open(h, "tr");
    html_class(h, "kelompok");
    html_open(h, "th");
    html_attr(h, "scope", SV("colgroup"));
    html_attr_int(h, "colspan", (int64_t) (1 + columns(r)));
    if (r->more && !r->pd)
        page_link(h, arena_printf(r->p.a, "%.*s&pd=%lld", SV_FMT(review_url(r)), (long long) pd), name);
    else
        html_text(h, name.p ? name : SV(T("Perangkat Daerah lain")));
    letters_of(r, pd);
    html_close(h, "th");
    html_close(h, "tr");
}

static size_t group_end(const struct review *r, size_t from)
{
    size_t to = from;

    while (to < r->n && r->rows[to].rec->pd == r->rows[from].rec->pd)
        to++;
    return to;
}

static void headings(struct review *r)
{
    struct html *h = &r->p.h;

    html_open(h, "thead");
    html_open(h, "tr");
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_text(h, r->reg->title ? r->reg->title->label : r->reg->label);
    html_close(h, "th");
    for (size_t i = 0; i < r->v->n_shows + r->v->n_edits; i++) {
        const struct field *f = i < r->v->n_shows ? r->v->shows[i] : r->v->edits[i - r->v->n_shows];

        if (i < r->v->n_shows && !numeric(f))
            continue;
        html_open(h, "th");
        html_attr(h, "scope", SV("col"));
        html_attr(h, "class", numeric(f) ? SV("angka") : SV(""));
        html_text(h, f->label);
        html_close(h, "th");
    }
    html_close(h, "tr");
    html_close(h, "thead");
}

static void table(struct review *r)
{
    struct html *h = &r->p.h;

    html_open(h, "div");
    html_class(h, "gulung telaah-wadah");
    html_open(h, "table");
    html_class(h, "daftar telaah");
    html_bool_attr(h, "data-telaah", true);
    html_open(h, "caption");
    html_class(h, "visually-hidden");
    html_text(h, r->v->label);
    html_close(h, "caption");
    headings(r);
    for (size_t from = 0, to; from < r->n; from = to) {
        to = group_end(r, from);
        html_open(h, "tbody");
        group_head(r, r->rows[from].rec->pd);
        for (size_t i = from; i < to; i++)
            row_cells(r, &r->rows[i]);
        sum_row(r, SV(T("Jumlah")), from, to, r->rows[from].rec->pd);
        html_close(h, "tbody");
    }
    html_open(h, "tbody");
    sum_row(r, SV(T("Jumlah seluruhnya")), 0, r->n, 0);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

/* --- the page ------------------------------------------------------------------------------------------------------------ */

static bool any_editable(const struct review *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->rows[i].editable)
            return true;
    return false;
}

static void messages(struct review *r)
{
    struct html *h = &r->p.h;

    if (r->conflicts)
        page_alert(
            h, PAGE_BAD,
            arena_printf(r->p.a, T("Belum ada yang disimpan: %zu baris diubah orang lain."), r->conflicts),
            SV(T(
                "Yang tersimpan tertulis pada barisnya, isian Anda tetap ada. Simpan lagi bila isian Anda yang berlaku.")));
    if (r->wrong)
        page_alert(h, PAGE_BAD,
                   arena_printf(r->p.a, T("Belum ada yang disimpan: %zu baris perlu diperbaiki."), r->wrong),
                   SV(T("Sebabnya tertulis pada barisnya; isian Anda tetap ada di tabel.")));
    if (r->more)
        page_alert(
            h, PAGE_CAUTION, arena_printf(r->p.a, T("Ditampilkan %zu baris pertama."), r->n),
            SV(T(
                "Sisanya tampak sesudah tahapan ini ditelaah per Perangkat Daerah: buka nama Perangkat Daerahnya.")));
}

static void print_button(void *ctx, struct html *h)
{
    (void) ctx;
    page_print_button(h);
}

static struct sv round_words(struct review *r)
{
    struct sv out = SV("");

    for (size_t i = r->v->n_rounds; i-- > 0;) {
        const struct field *f = r->v->rounds[i];
        struct sv one = !r->round[i].p          ? SV("")
                        : f->type == FT_INTEGER ? r->round[i]
                                                : value_show(r->region->model, f, r->round[i], NULL, r->p.a);

        out = out.n ? arena_printf(r->p.a, "%.*s %.*s", SV_FMT(out), SV_FMT(one)) : one;
    }
    return out;
}

static void form(struct review *r)
{
    struct html *h = &r->p.h;

    page_form_begin(&r->p, arena_printf(r->p.a, "/r/%.*s/telaah", SV_FMT(r->reg->key)), false);
    for (size_t i = 0; i < r->v->n_rounds; i++)
        page_hidden_(h, r->v->rounds[i]->key, r->round[i]);
    if (r->pd)
        page_hidden(h, "pd", arena_printf(r->p.a, "%lld", (long long) r->pd));
    table(r);
    if (any_editable(r)) {
        html_open(h, "div");
        html_class(h, "aksi-form");
        page_submit(h, "btn-primary", "device-floppy", T("Simpan telaah"));
        html_close(h, "div");
    }
    html_close(h, "form");
}

void review_draw(struct review *r, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    struct crumb up[2] = { page_group_crumb(r->region, r->reg),
                           { r->reg->label, page_reg_url(req->a, r->reg) } };
    struct page_head hd = { .title = r->v->label,
                            .pretitle = round_words(r),
                            .note = r->v->help,
                            .menu = page_reg_url(req->a, r->reg),
                            .crumbs = up,
                            .n_crumbs = 2,
                            .actions = print_button };
    struct html *h = page_begin(&r->p, ctx, req, res, &hd);

    messages(r);
    rounds(r);
    if (r->n)
        form(r);
    else
        page_empty(
            h, SV("clipboard-list"), SV(T("Belum ada yang ditelaah pada putaran ini")),
            SV(T("Baris tampak di sini sesudah Perangkat Daerah mengirimnya; pilih putaran lain di atas.")),
            page_reg_url(r->p.a, r->reg), SV(T("Buka daftarnya")));
    page_end(&r->p);
}
