/* SPDX-License-Identifier: MIT
 * page/reg_bulk.c -- one field of many rows changed at once. The look beforehand is the change itself, undone: it is written
 * in a transaction that is rolled back, so what it promises is what would happen. Taking it needs every row to succeed and to
 * stand as it was looked over; else nothing is written, and each row says why. */
#include "page/reg_bulk.h"

#include "base/arena.h"
#include "page/form_priv.h"

enum { ROWS_MAX = 100 };

struct bulk_row {
    struct record *before; /* NULL: not there, or not for him */
    int64_t id;
    struct sv after; /* the value, as people read it */
    struct sv why;   /* it cannot be changed; absent: it can */
};

struct bulk {
    struct page p;
    struct form f;
    const struct field *field; /* NULL: not chosen yet */
    struct bulk_row *rows;
    size_t n, good;
    struct labels *labels;
    bool looked, moved; /* moved: a row was changed by another meanwhile */
};

/* --- which rows, which field ---------------------------------------------------------------------------------------------- */

/* A value that must be one row's alone, and files, are no matter of many rows; the agency decides whose the row is. */
static bool suits(const struct bulk *b, const struct field *fd)
{
    return fd != b->f.reg->title && fd->unique == UNIQUE_NO && fd->type != FT_FILE && fd->type != FT_FILES &&
           !(fd->type == FT_REF && !fd->target) && !sv_eq(fd->key, base_col_name(COL_PD)) &&
           form_offers(&b->f, fd);
}

static bool begin(struct bulk *b, struct web_ctx *ctx, struct web_req *req, struct err *e)
{
    const struct field *fd;
    struct sv *ids;
    size_t n;

    b->f = form_begin(&b->p, ctx, req);
    if (!page_reg(b->f.region, req, &b->f.reg, e))
        return false;
    n = web_field_all(req, SV("_r"), &ids);
    if (!n || n > ROWS_MAX) {
        err_set(e, ERR_INPUT, n ? T("Paling banyak %d baris sekaligus.") : T("Belum ada baris yang dipilih."),
                ROWS_MAX);
        return err_hint(e, T("Kembali ke daftar dan beri tanda pada baris yang akan diubah."));
    }
    b->rows = ARENA_ARRAY(req->a, struct bulk_row, n);
    for (size_t i = 0; i < n; i++)
        if (sv_int(ids[i], &b->rows[b->n].id))
            b->n++;
    fd = reg_field(b->f.reg, web_field_find(req, SV("_bidang")));
    b->field = fd && suits(b, fd) ? fd : NULL;
    return true;
}

static bool load_row(struct bulk *b, struct db *db, struct bulk_row *r, struct err *e)
{
    const struct region *region = b->f.region;
    const struct state *s;
    struct err why = { 0 };

    r->why = SV_NULL;
    if (!record_get(db, &region->records, b->f.who, b->f.reg, r->id, b->p.a, &r->before, &why)) {
        r->before = NULL;
        r->why = arena_dup(b->p.a, sv_of(why.text));
        if (why.kind != ERR_MISSING && why.kind != ERR_DENIED)
            *e = why;
        return why.kind == ERR_MISSING || why.kind == ERR_DENIED;
    }
    s = reg_state(b->f.reg, r->before->status);
    if (r->before->dihapus.p)
        r->why = SV(T("Baris ini sudah dihapus."));
    else if (s && s->lock)
        r->why = SV(T("Isinya terkunci pada keadaan sekarang."));
    else if (!record_may_edit(&region->records, b->f.who, r->before) ||
             (b->field && !record_may_edit_field(b->f.who, r->before, b->field)))
        r->why = SV(T("Anda tidak berhak mengubahnya."));
    return true;
}

static bool load_rows(struct bulk *b, struct db *db, struct err *e)
{
    const struct record **all = ARENA_ARRAY(b->p.a, const struct record *, b->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++) {
        if (!load_row(b, db, &b->rows[i], e))
            return false;
        if (b->rows[i].before)
            all[n++] = b->rows[i].before;
    }
    return labels_load(db, &b->f.region->records, b->f.who, all, n, b->p.a, &b->labels, e);
}

/* --- changing -------------------------------------------------------------------------------------------------------------- */

static struct sv shown(struct bulk *b, const struct record *r, const struct labels *labels)
{
    struct sv v = r->val[b->field->index];

    if (!v.p || !record_may_see_field(b->f.who, r, b->field))
        return SV(T("kosong"));
    return value_show(b->f.region->model, b->field, v, labels, b->p.a);
}

/* One row, as its own form would change it. Only a fault ends the whole. */
static bool change_row(struct bulk *b, struct db *db, struct bulk_row *r, const struct input *in,
                       struct err *e)
{
    const struct record *rows[1];
    struct err why = { 0 };
    struct record *after = NULL;
    struct labels *labels;
    struct problems ps;

    problems_init(&ps, b->p.a, 5);
    if (record_update(db, &b->f.region->records, b->f.who, b->f.reg, r->id, r->before->versi, in, b->p.a,
                      &after, &ps, &why)) {
        rows[0] = after;
        if (!labels_load(db, &b->f.region->records, b->f.who, rows, 1, b->p.a, &labels, e))
            return false;
        r->after = shown(b, after, labels);
        b->good++;
        return true;
    }
    r->why = arena_dup(b->p.a, ps.n ? ps.items[0].text : sv_of(why.text));
    if (why.kind == ERR_INPUT || why.kind == ERR_DENIED || why.kind == ERR_CONFLICT ||
        why.kind == ERR_MISSING)
        return true;
    *e = why;
    return false;
}

static bool stands(struct bulk *b, const struct bulk_row *r)
{
    int64_t seen;
    struct sv text = web_field_find(b->p.req, arena_printf(b->p.a, "_versi.%lld", (long long) r->id));

    return sv_int(text, &seen) && r->before && seen == r->before->versi;
}

/* Of all that was sent, this field alone: the form also carries which rows. */
static struct input only(struct bulk *b, const struct input *sent)
{
    struct input_item *items = ARENA_ARRAY(b->p.a, struct input_item, sent->n + 1);
    struct input out = { .items = items, .partial = true };

    for (size_t i = 0; i < sent->n; i++)
        if (sv_eq(sent->items[i].key, b->field->key))
            items[out.n++] = sent->items[i];
    return out;
}

static bool change_all(struct bulk *b, struct db *db, bool take, struct err *e)
{
    struct input in;

    if (!load_rows(b, db, e) || !form_read(&b->f, db, &in, e))
        return false;
    in = only(b, &in);
    for (size_t i = 0; i < b->n; i++) {
        struct bulk_row *r = &b->rows[i];

        if (take && !r->why.p && !stands(b, r)) {
            r->why = SV(T("Diubah orang lain sejak Anda memeriksanya."));
            b->moved = true;
        }
        if (!r->why.p && !change_row(b, db, r, &in, e))
            return false;
    }
    return true;
}

/* --- pages ----------------------------------------------------------------------------------------------------------------- */

static void hidden_ids(struct bulk *b, bool good_only)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->rows[i].before && (!good_only || !b->rows[i].why.p)) {
            page_hidden(&b->p.h, "_r", arena_printf(b->p.a, "%lld", (long long) b->rows[i].id));
            if (good_only)
                page_hidden_(&b->p.h, arena_printf(b->p.a, "_versi.%lld", (long long) b->rows[i].id),
                             arena_printf(b->p.a, "%lld", (long long) b->rows[i].before->versi));
        }
}

static void head_cell(struct html *h, const char *words)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, words);
    html_close(h, "th");
}

static void cell(struct html *h, const char *label, struct sv text)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
    html_text(h, text);
    html_close(h, "td");
}

static void row(struct bulk *b, const struct bulk_row *r)
{
    struct html *h = &b->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    if (r->before)
        page_link(h, page_record_url(b->p.a, b->f.reg, r->id), record_title(r->before));
    else
        html_textf(h, "%lld", (long long) r->id);
    html_close(h, "td");
    if (b->field)
        cell(h, T("Sekarang"), r->before ? shown(b, r->before, b->labels) : SV(""));
    if (b->looked)
        cell(h, T("Menjadi"), r->why.p ? SV("") : r->after);
    cell(h, T("Hasil"), r->why.p ? r->why : SV(T("Dapat diubah")));
    html_close(h, "tr");
}

static void table(struct bulk *b)
{
    struct html *h = &b->p.h;

    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_open(h, "table");
    html_class(h, "daftar");
    html_open(h, "thead");
    html_open(h, "tr");
    head_cell(h, T("Baris"));
    if (b->field)
        head_cell(h, T("Sekarang"));
    if (b->looked)
        head_cell(h, T("Menjadi"));
    head_cell(h, T("Hasil"));
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < b->n; i++)
        row(b, &b->rows[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void field_choice_form(struct bulk *b)
{
    struct html *h = &b->p.h;

    html_open(h, "form");
    html_url(h, "action", arena_printf(b->p.a, "/r/%.*s/massal", SV_FMT(b->f.reg->key)));
    hidden_ids(b, false);
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("bidang"));
    html_say(h, T("Bidang yang diubah"));
    html_close(h, "label");
    html_open(h, "div");
    html_class(h, "input-group mb-3");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", SV("bidang"));
    html_attr(h, "name", SV("_bidang"));
    for (size_t i = 0; i < b->f.reg->n_fields; i++)
        if (suits(b, &b->f.reg->fields[i]))
            control_option(h, b->f.reg->fields[i].key, b->f.reg->fields[i].label,
                           b->field == &b->f.reg->fields[i]);
    html_close(h, "select");
    page_submit(h, "", "", T("Pilih bidang"));
    html_close(h, "div");
    html_close(h, "form");
}

static void value_form(struct bulk *b)
{
    struct html *h = &b->p.h;

    page_form_begin(&b->p, arena_printf(b->p.a, "/r/%.*s/massal", SV_FMT(b->f.reg->key)), false);
    hidden_ids(b, false);
    page_hidden(h, "_bidang", b->field->key);
    control_write(&b->f, b->field);
    page_submit(h, "btn-primary", "eye", T("Periksa dahulu"));
    html_close(h, "form");
}

/* What was looked over, and nothing else: the value is carried along as it was sent. */
static void take_form(struct bulk *b)
{
    const struct web_fields *sent = web_form(b->p.req);
    struct sv parts = arena_printf(b->p.a, "%.*s.", SV_FMT(b->field->key));
    struct html *h = &b->p.h;

    page_form_begin(&b->p, arena_printf(b->p.a, "/r/%.*s/massal", SV_FMT(b->f.reg->key)), false);
    hidden_ids(b, true);
    page_hidden(h, "_bidang", b->field->key);
    page_hidden(h, "_aksi", SV("terapkan"));
    for (size_t i = 0; i < sent->n; i++)
        if (sv_eq(sent->items[i].name, b->field->key) || sv_starts(sent->items[i].name, parts))
            page_hidden_(h, sent->items[i].name, sent->items[i].value);
    page_submit(h, "btn-primary", "check", arena_printf(b->p.a, T("Ubah %zu baris"), b->good).p);
    html_close(h, "form");
}

static void draw(struct bulk *b, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    struct crumb up[1] = { { b->f.reg->label, page_reg_url(req->a, b->f.reg) } };
    struct page_head hd = { .title = SV(T("Ubah beberapa baris")),
                            .note = SV(T("Satu bidang, semua baris sekaligus atau tidak satu pun.")),
                            .menu = page_reg_url(req->a, b->f.reg),
                            .crumbs = up,
                            .n_crumbs = 1 };
    struct html *h = page_begin(&b->p, ctx, req, res, &hd);

    if (b->moved)
        page_alert(h, PAGE_BAD, SV(T("Tidak ada yang diubah.")),
                   SV(T("Kolom Hasil menyebut sebabnya. Periksa lagi, lalu terapkan.")));
    page_card_begin(h, 2, b->field ? b->field->label : SV_NULL);
    if (!b->looked)
        field_choice_form(b);
    if (b->field)
        value_form(b);
    page_card_end(h);
    table(b);
    if (b->looked && b->good && !b->moved)
        take_form(b);
    page_end(&b->p);
}

bool rows_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct bulk b = { .field = NULL };
    struct db *db = NULL;
    bool ok = begin(&b, ctx, req, e) && page_read(b.f.region, &db, e) && load_rows(&b, db, e) &&
              form_load(&b.f, db, e);

    db_release(db);
    if (ok)
        draw(&b, ctx, req, res);
    return ok;
}

bool rows_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct bulk b = { .looked = true };
    bool take = sv_eq(web_field_find(req, SV("_aksi")), SV("terapkan")), done = false, ok;
    struct db *db = NULL;

    if (!begin(&b, ctx, req, e))
        return false;
    if (!b.field) {
        err_set(e, ERR_INPUT, T("Bidang itu tidak dapat diubah untuk beberapa baris sekaligus."));
        return err_hint(e, T("Kembali ke daftar dan pilih bidang lain."));
    }
    ok = page_write(b.f.region, &db, e) && change_all(&b, db, take, e);
    if (ok && take && b.good == b.n) {
        ok = db_commit(db, e);
        done = ok;
    } else if (ok) {
        db_rollback(db);
        ok = form_load(&b.f, db, e);
    }
    db_release(db);
    if (!ok)
        return false;
    if (!done) {
        b.moved = take;
        draw(&b, ctx, req, res);
        return true;
    }
    web_flash_set(req, res, WEB_DONE, T("%zu baris diubah: %.*s."), b.n, SV_FMT(b.field->label));
    web_redirect(req, res, page_reg_url(req->a, b.f.reg));
    return true;
}
