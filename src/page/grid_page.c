/* SPDX-License-Identifier: MIT
 * page/grid_page.c -- the page of a grid: a table to fill in, or ticks with a look beforehand; and taking it. The look is the
 * writing itself, undone, as for changes of many rows (reg_bulk.c). */
#include "page/grid.h"

#include "base/arena.h"
#include "page/form_priv.h"
#include "page/grid_priv.h"

static struct sv number(const struct grid *k, int64_t n)
{
    return arena_printf(k->p.a, "%lld", (long long) n);
}

static void head_cell(struct html *h, struct sv words)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_text(h, words);
    html_close(h, "th");
}

static void table_begin(struct grid *k, const char *cls)
{
    struct html *h = &k->p.h;

    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_open(h, "table");
    html_attr(h, "class", sv_of(cls));
    html_open(h, "caption");
    html_class(h, "visually-hidden");
    html_text(h, k->s->label);
    html_close(h, "caption");
    html_open(h, "thead");
    html_open(h, "tr");
    head_cell(h, k->s->each->label);
}

static void table_body(struct grid *k)
{
    struct html *h = &k->p.h;

    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
}

static void table_end(struct grid *k)
{
    struct html *h = &k->p.h;

    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void why_of(struct grid *k, const struct grid_row *r)
{
    struct html *h = &k->p.h;

    if (!r->why.n)
        return;
    html_open(h, "div");
    html_class(h, "galat");
    html_attrf(h, "id", "e-k-%lld", (long long) r->to);
    html_text(h, r->why);
    html_close(h, "div");
}

/* --- a table to fill in -------------------------------------------------------------------------------------------------- */

static struct sv value_now(struct grid *k, const struct grid_row *r, const struct field *f)
{
    struct sv v = k->typed ? web_field_find(k->p.req, grid_name(k, r, f))
                           : (r->child ? r->child->val[f->index] : SV_NULL);

    return v.p ? v : SV("");
}

static void radio(struct grid *k, const struct grid_row *r, struct sv value, struct sv label, bool on,
                  size_t i)
{
    const struct field *f = k->s->fields[0];
    struct html *h = &k->p.h;

    html_open(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("radio"));
    html_attr(h, "name", grid_name(k, r, f));
    html_attrf(h, "id", "k-%lld-%zu", (long long) r->to, i);
    html_attr(h, "value", value);
    html_bool_attr(h, "checked", on);
    html_open(h, "span");
    html_text(h, label);
    html_close(h, "span");
    html_close(h, "label");
}

static void choice_cell(struct grid *k, const struct grid_row *r)
{
    const struct field *f = k->s->fields[0];
    struct sv now = value_now(k, r, f);
    struct html *h = &k->p.h;

    html_open(h, "td");
    html_attr(h, "data-label", f->label);
    html_open(h, "div");
    html_class(h, "pilih-cepat");
    html_attr(h, "role", SV("radiogroup"));
    html_attrf(h, "aria-label", "%.*s: %.*s", SV_FMT(f->label), SV_FMT(r->title));
    if (r->why.n)
        html_attrf(h, "aria-describedby", "e-k-%lld", (long long) r->to);
    for (size_t i = 0; i < f->n_choices; i++)
        radio(k, r, f->choices[i].key, f->choices[i].label, sv_eq(now, f->choices[i].key), i);
    radio(k, r, SV(""), SV(T("Kosong")), !now.n, f->n_choices);
    html_close(h, "div");
    why_of(k, r);
    html_close(h, "td");
}

static void text_cell(struct grid *k, const struct grid_row *r, const struct field *f)
{
    struct html *h = &k->p.h;

    html_open(h, "td");
    html_attr(h, "data-label", f->label);
    html_void(h, "input");
    html_attr(h, "type", f->type == FT_DATE ? SV("date") : SV("text"));
    html_class(h, "form-control form-control-sm");
    html_attr(h, "name", grid_name(k, r, f));
    html_attrf(h, "aria-label", "%.*s: %.*s", SV_FMT(f->label), SV_FMT(r->title));
    if (f->has_max)
        html_attr_int(h, "maxlength", f->max);
    html_attr(h, "autocomplete", SV("off"));
    html_attr(h, "value", value_now(k, r, f));
    html_close(h, "td");
}

static void filled_row(struct grid *k, const struct grid_row *r)
{
    struct html *h = &k->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    html_text(h, r->title);
    if (r->child)
        page_hidden_(h, arena_printf(k->p.a, "_versi.%lld", (long long) r->to), number(k, r->child->versi));
    html_close(h, "td");
    choice_cell(k, r);
    for (size_t i = 1; i < k->s->n_fields; i++)
        text_cell(k, r, k->s->fields[i]);
    html_close(h, "tr");
}

static void others(struct grid *k)
{
    const struct field *f = k->s->fields[0];
    struct html *h = &k->p.h;

    html_open(h, "div");
    html_class(h, "mb-3");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("lainnya"));
    html_say(h, T("Yang masih kosong"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", SV("lainnya"));
    html_attr(h, "name", SV("_lainnya"));
    control_option(h, SV(""), SV(T("tidak dicatat")), true);
    for (size_t i = 0; i < f->n_choices; i++)
        control_option(h, f->choices[i].key,
                       arena_printf(k->p.a, T("dicatat: %.*s"), SV_FMT(f->choices[i].label)), false);
    html_close(h, "select");
    html_close(h, "div");
}

static void save_bar(struct grid *k, const char *icon, struct sv words)
{
    struct html *h = &k->p.h;

    html_open(h, "div");
    html_class(h, "aksi-form");
    page_submit_(h, "btn-primary", icon, words.p);
    page_link_button(h, page_record_url(k->p.a, k->reg, k->rec->id), "", "", T("Batal"));
    html_close(h, "div");
}

static void table_form(struct grid *k)
{
    page_form_begin(&k->p, grid_url(k->s, k->rec, k->p.a), false);
    table_begin(k, "daftar lembar");
    for (size_t i = 0; i < k->s->n_fields; i++)
        head_cell(&k->p.h, k->s->fields[i]->label);
    table_body(k);
    for (size_t i = 0; i < k->n; i++)
        filled_row(k, &k->rows[i]);
    table_end(k);
    others(k);
    save_bar(k, "device-floppy", arena_dup(k->p.a, k->s->verb));
    html_close(&k->p.h, "form");
}

/* --- ticks ---------------------------------------------------------------------------------------------------------------- */

static struct sv kind_label(const struct grid *k, struct sv key)
{
    const struct choice *c = k->s->kind ? field_choice(k->s->kind, key) : NULL;

    return c ? c->label : key;
}

static bool any_of(const struct grid *k, struct sv kind)
{
    for (size_t i = 0; i < k->n; i++)
        if (sv_eq(k->rows[i].kind, kind) && !k->rows[i].child)
            return true;
    return false;
}

/* Which kinds to tick: links, so that they work without scripts. */
static void kinds(struct grid *k)
{
    struct sv url = grid_url(k->s, k->rec, k->p.a);
    const struct field *f = k->s->kind;
    struct html *h = &k->p.h;

    html_open(h, "ul");
    html_class(h, "keping");
    html_attr_say(h, "aria-label", T("Beri tanda menurut jenis"));
    html_open(h, "li");
    page_link(h, arena_printf(k->p.a, "%.*s?_jenis=%%2A", SV_FMT(url)), SV(T("Tandai semua")));
    html_close(h, "li");
    for (size_t i = 0; f && i < f->n_choices; i++) {
        if (!any_of(k, f->choices[i].key))
            continue;
        html_open(h, "li");
        page_link(h, arena_printf(k->p.a, "%.*s?_jenis=%.*s", SV_FMT(url), SV_FMT(f->choices[i].key)),
                  arena_printf(k->p.a, T("Tandai %.*s"), SV_FMT(f->choices[i].label)));
        html_close(h, "li");
    }
    html_open(h, "li");
    page_link(h, url, SV(T("Hapus tanda")));
    html_close(h, "li");
    html_close(h, "ul");
}

static void tick_row(struct grid *k, const struct grid_row *r)
{
    struct html *h = &k->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    if (r->child) {
        page_link(h, page_record_url(k->p.a, k->s->of, r->child->id), r->title);
    } else {
        html_open(h, "label");
        html_class(h, "form-check");
        html_void(h, "input");
        html_attr(h, "type", SV("checkbox"));
        html_class(h, "form-check-input");
        html_attr(h, "name", SV("_r"));
        html_attr_int(h, "value", r->to);
        html_bool_attr(h, "checked", r->ticked);
        html_open(h, "span");
        html_class(h, "form-check-label");
        html_text(h, r->title);
        html_close(h, "span");
        html_close(h, "label");
    }
    html_close(h, "td");
    html_open(h, "td");
    html_attr(h, "data-label", k->s->kind ? k->s->kind->label : SV(T("Jenis")));
    html_text(h, r->kind.n ? kind_label(k, r->kind) : SV(""));
    html_close(h, "td");
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Keadaan"));
    if (r->child)
        reg_status(h, k->s->of, r->child->status);
    why_of(k, r);
    html_close(h, "td");
    html_close(h, "tr");
}

static void ticks(struct grid *k)
{
    kinds(k);
    page_form_begin(&k->p, grid_url(k->s, k->rec, k->p.a), false);
    table_begin(k, "daftar lembar");
    head_cell(&k->p.h, k->s->kind ? k->s->kind->label : SV(T("Jenis")));
    head_cell(&k->p.h, SV(T("Keadaan")));
    table_body(k);
    for (size_t i = 0; i < k->n; i++)
        tick_row(k, &k->rows[i]);
    table_end(k);
    save_bar(k, "eye", SV(T("Periksa dahulu")));
    html_close(&k->p.h, "form");
}

/* What would be made, and for whom it cannot be. */
static void looked(struct grid *k)
{
    struct html *h = &k->p.h;
    size_t bad = 0;

    for (size_t i = 0; i < k->n; i++)
        bad += k->rows[i].ticked && k->rows[i].why.n > 0;
    if (bad)
        page_alert(h, PAGE_BAD, arena_printf(k->p.a, T("%zu baris tidak dapat dibuat."), bad),
                   SV(T("Sebabnya tertulis di barisnya. Perbaiki atau hapus tandanya, lalu periksa lagi.")));
    if (!k->n_new && !bad)
        page_alert(h, PAGE_CAUTION, SV(T("Belum ada yang diberi tanda.")),
                   SV(T("Beri tanda, lalu periksa lagi.")));
    if (!k->n_new || bad)
        return;
    page_alert_begin(h, PAGE_INFO,
                     arena_printf(k->p.a, T("%zu %.*s akan dibuat. Belum ada yang tersimpan."), k->n_new,
                                  SV_FMT(k->s->of->label)));
    html_open(h, "p");
    for (size_t i = 0, shown = 0; i < k->n; i++)
        if (k->rows[i].ticked)
            html_textf(h, shown++ ? "; %.*s" : "%.*s", SV_FMT(k->rows[i].title));
    html_say(h, ".");
    html_close(h, "p");
    page_form_begin(&k->p, grid_url(k->s, k->rec, k->p.a), false);
    page_hidden(h, "_aksi", SV("terapkan"));
    for (size_t i = 0; i < k->n; i++)
        if (k->rows[i].ticked)
            page_hidden(h, "_r", number(k, k->rows[i].to));
    page_submit_(h, "btn-primary", "send",
                 arena_printf(k->p.a, "%.*s (%zu)", SV_FMT(k->s->verb), k->n_new).p);
    html_close(h, "form");
    page_alert_end(h);
}

/* --- the page ------------------------------------------------------------------------------------------------------------- */

static void closed(struct grid *k)
{
    const struct state *s = reg_state(k->reg, k->rec->status);

    page_alert(&k->p.h, PAGE_CAUTION, SV(T("Lembar ini tidak dapat diisi sekarang.")),
               arena_printf(k->p.a, T("%.*s berkeadaan \"%.*s\", atau Anda tidak berhak mengisinya."),
                            SV_FMT(k->reg->label), SV_FMT(s ? s->label : k->rec->status)));
    page_link_button(&k->p.h, page_record_url(k->p.a, k->reg, k->rec->id), "btn-primary", "",
                     T("Kembali ke barisnya"));
}

static void refused(struct grid *k)
{
    size_t bad = 0;

    for (size_t i = 0; i < k->n; i++)
        bad += k->rows[i].why.n > 0;
    if (k->typed && k->s->n_fields && bad)
        page_alert(&k->p.h, PAGE_BAD,
                   arena_printf(k->p.a, T("Belum tersimpan: %zu baris perlu diperbaiki."), bad),
                   SV(T("Sebabnya tertulis di barisnya. Yang sudah diisi tidak hilang.")));
}

static void draw(struct grid *k, struct web_ctx *ctx)
{
    struct web_req *req = k->p.req;
    struct sv back = page_record_url(req->a, k->reg, k->rec->id);
    struct crumb up[] = { page_group_crumb(k->region, k->reg),
                          { k->reg->label, page_reg_url(req->a, k->reg) },
                          { record_title(k->rec), back } };
    struct page_head hd = { .title = k->s->label,
                            .pretitle = record_title(k->rec),
                            .note = k->open ? k->s->help : SV_NULL,
                            .menu = page_reg_url(req->a, k->reg),
                            .crumbs = up,
                            .n_crumbs = 3 };

    page_begin(&k->p, ctx, req, k->p.res, &hd);
    if (!k->open) {
        closed(k);
    } else if (!k->n) {
        page_empty(&k->p.h, SV("users"), SV(T("Belum ada yang dapat diisi")),
                   arena_printf(req->a, T("Catat dahulu %.*s."), SV_FMT(k->s->each->target->label)), SV_NULL,
                   SV_NULL);
    } else {
        refused(k);
        if (k->looked)
            looked(k);
        if (k->s->n_fields)
            table_form(k);
        else
            ticks(k);
    }
    page_end(&k->p);
}

bool grid_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct grid k = { 0 };
    struct db *db = NULL;
    bool ok = grid_find(&k, ctx, req, e) && page_read(k.region, &db, e) && grid_load(&k, db, e);

    db_release(db);
    k.p.res = res;
    if (ok)
        draw(&k, ctx);
    return ok;
}

/* Ticks are taken at the second time; a table at once. */
static bool takes(const struct grid *k)
{
    return k->s->n_fields || sv_eq(web_field_find(k->p.req, SV("_aksi")), SV("terapkan"));
}

static bool clean(const struct grid *k)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->rows[i].why.n)
            return false;
    return true;
}

bool grid_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct grid k = { .typed = true };
    struct db *db = NULL;
    bool done = false, ok;

    if (!grid_find(&k, ctx, req, e))
        return false;
    k.p.res = res;
    ok = page_write(k.region, &db, e) && grid_load(&k, db, e) && (!k.open || grid_write(&k, db, e));
    if (ok && k.open && takes(&k) && clean(&k) && (k.n_new || k.s->n_fields)) {
        done = ok = db_commit(db, e);
    } else if (ok) {
        db_rollback(db);
        k.looked = !k.s->n_fields;
    }
    db_release(db);
    if (!ok)
        return false;
    if (!done) {
        draw(&k, ctx);
        return true;
    }
    web_flash_set(req, res, WEB_DONE, T("%.*s: %zu baris disimpan."), SV_FMT(k.s->label), k.n_new);
    web_redirect(req, res, page_record_url(req->a, k.reg, k.rec->id));
    return true;
}
