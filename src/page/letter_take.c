/* SPDX-License-Identifier: MIT
 * page/letter_take.c -- /r/…/surat/…/terima: a letter about many rows comes back signed. Number, date and scan are recorded
 * once; what it grants then is in force for each of its rows. */
#include "base/arena.h"
#include "base/hash.h"
#include "flow/flow.h"
#include "model/files.h"
#include "page/letter.h"
#include "page/letter_priv.h"
#include "page/record.h"
#include "page/reg_priv.h"

struct taking {
    struct page p;
    const struct region *region;
    const struct reg *reg;
    const struct letter_kind *k;
    struct record *rec;
    struct sv *round;
    struct record **rows;
    size_t n;
};

/* --- which round --------------------------------------------------------------------------------------------------------- */

bool letter_round_box(struct page *p, const struct letter_kind *k, size_t ask)
{
    const struct field *f;
    struct sv typed;
    struct html *h = &p->h;

    if (k->rows != LETTER_ROWS_REVIEWED || ask >= k->rows_reg->review->n_rounds)
        return false;
    f = k->rows_reg->review->rounds[ask];
    if (f->type != FT_CHOICE)
        return false;
    typed = web_field_find(p->req, k->asks[ask].key);
    html_open(h, "div");
    html_class(h, "mb-3");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-%.*s", SV_FMT(k->asks[ask].key));
    html_text(h, f->label);
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-%.*s", SV_FMT(k->asks[ask].key));
    html_attr(h, "name", k->asks[ask].key);
    for (size_t i = 0; i < f->n_choices; i++) {
        html_open(h, "option");
        html_attr(h, "value", f->choices[i].key);
        html_bool_attr(h, "selected", sv_eq(f->choices[i].key, typed));
        html_text(h, f->choices[i].label);
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
    return true;
}

struct sv letter_round_query(struct page *p, const struct letter_kind *k)
{
    const struct reg_review *v = k->rows_reg->review;
    struct sv out = SV("");

    for (size_t i = 0; i < v->n_rounds; i++) {
        struct sv typed = web_field_find(p->req, k->asks[i].key);

        out = arena_printf(p->a, "%.*s%s%.*s=%.*s", SV_FMT(out), i ? "&" : "?", SV_FMT(k->asks[i].key),
                           SV_FMT(url_encode(typed.p ? typed : SV(""), p->a)));
    }
    return out;
}

/* --- loading ------------------------------------------------------------------------------------------------------------- */

static bool find(struct taking *t, struct db *db, struct err *e)
{
    struct web_req *req = t->p.req;
    struct sv *asked;

    t->k = letters_find(&t->region->letters, web_path(req, "surat"));
    if (!t->k || t->k->reg != t->reg || !t->k->grants) {
        err_set(e, ERR_MISSING, T("Surat ini tidak ada, atau tidak memberlakukan apa pun bagi barisnya."));
        return err_hint(e, T("Pilih surat pada halaman barisnya."));
    }
    if (!record_get(db, &t->region->records, req->actor, t->reg, web_path_int(req, "id"), req->a, &t->rec, e))
        return false;
    if (!letters_may(t->region, req->actor, t->k, t->rec)) {
        err_set(e, ERR_DENIED, T("%.*s dicatat oleh kantor yang menandatanganinya."), SV_FMT(t->k->label));
        return err_hint(e, T("Mintalah kantor itu mencatatnya."));
    }
    asked = ARENA_ARRAY(req->a, struct sv, t->k->n_asks + 1);
    for (size_t i = 0; i < t->k->n_asks; i++)
        asked[i] = web_field_find(req, t->k->asks[i].key);
    if (!letters_round(t->k, asked, req->a, &t->round)) {
        err_set(e, ERR_MISSING, T("Belum disebut surat ini tentang putaran yang mana."));
        return err_hint(e, T("Buka surat dari tabel telaah."));
    }
    return letters_reviewed(db, t->region, req->actor, t->k, t->rec->id, t->round, req->a, &t->rows, &t->n,
                            e);
}

static bool begin(struct taking *t, struct web_ctx *ctx, struct web_req *req, struct err *e)
{
    t->p = (struct page){ .req = req, .a = req->a, .region = page_region(ctx), .who = req->actor };
    t->region = t->p.region;
    return page_reg(t->region, req, &t->reg, e);
}

/* --- the form ------------------------------------------------------------------------------------------------------------ */

static void rows_list(struct taking *t)
{
    const struct reg_review *v = t->k->rows_reg->review;
    struct html *h = &t->p.h;

    page_card_begin(h, 2, SV(T("Yang dicakup surat ini")));
    html_open(h, "ul");
    html_class(h, "langkah");
    for (size_t i = 0; i < t->n; i++) {
        const struct record *r = t->rows[i];

        html_open(h, "li");
        page_link(h, page_record_url(t->p.a, r->reg, r->id), record_title(r));
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_text(h, value_show(t->region->model, v->decision, r->val[v->decision->index], NULL, t->p.a));
        if (r->val[t->k->link->index].p)
            html_say(h, T("; sudah ada jawaban yang berlaku"));
        html_close(h, "div");
        html_close(h, "li");
    }
    html_close(h, "ul");
    if (!t->n)
        html_elem_say(h, "p", T("Belum ada baris yang ditelaah pada putaran ini."));
    page_card_end(h);
}

static void boxes(struct taking *t)
{
    static const struct page_input inputs[] = {
        { .name = "nomor_surat", .label = T("Nomor surat"), .required = true, .max = 100 },
        { .name = "tanggal_surat", .label = T("Tanggal surat"), .type = "date", .required = true },
        { .name = "berkas_surat",
          .label = T("Pindaian surat bertanda tangan"),
          .type = "file",
          .required = true },
    };

    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
        page_input(&t->p, &inputs[i]);
}

static struct sv letter_address(struct taking *t, const char *tail)
{
    return arena_printf(t->p.a, "%.*s/surat/%.*s%s", SV_FMT(page_record_url(t->p.a, t->reg, t->rec->id)),
                        SV_FMT(t->k->key), tail);
}

bool letter_take_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct taking t = { .n = 0 };
    struct page_head hd = { .note = SV(
                                T("Sesudah dicatat, jawaban berlaku bagi setiap baris yang tidak ditolak.")),
                            .width = PAGE_NARROW };
    struct db *db = NULL;
    struct crumb up[2];
    struct html *h;
    bool ok = begin(&t, ctx, req, e) && page_read(t.region, &db, e) && find(&t, db, e);

    db_release(db);
    if (!ok)
        return false;
    up[0] = (struct crumb){ record_title(t.rec), page_record_url(req->a, t.reg, t.rec->id) };
    up[1] = (struct crumb){ t.k->label, arena_printf(req->a, "%.*s%.*s", SV_FMT(letter_address(&t, "")),
                                                     SV_FMT(letter_round_query(&t.p, t.k))) };
    hd.title = arena_printf(req->a, T("%.*s: catat yang bertanda tangan"), SV_FMT(t.k->label));
    hd.menu = page_reg_url(req->a, t.k->rows_reg);
    hd.crumbs = up;
    hd.n_crumbs = 2;
    h = page_begin(&t.p, ctx, req, res, &hd);
    page_refusal(&t.p);
    rows_list(&t);
    page_form_begin(&t.p, letter_address(&t, "/terima"), true);
    for (size_t i = 0; i < t.k->rows_reg->review->n_rounds; i++)
        page_hidden_(h, t.k->asks[i].key, t.round[i]);
    boxes(&t);
    html_open(h, "div");
    html_class(h, "aksi-form");
    page_submit(h, "btn-primary", "device-floppy", T("Catat surat"));
    page_link_button(h, up[1].url, "", "", T("Batal"));
    html_close(h, "div");
    html_close(h, "form");
    page_end(&t.p);
    return true;
}

/* --- taking it ----------------------------------------------------------------------------------------------------------- */

static bool read_signed(struct taking *t, struct letter_signed *s, const struct web_file **scan,
                        struct err *e)
{
    struct web_req *req = t->p.req;
    struct problems *ps = &req->problems;
    const struct web_file *files;
    size_t n;

    *scan = NULL;
    s->number = sv_collapse(web_field_find(req, SV("nomor_surat")), req->a);
    if (!s->number.n || sv_utf8_count(s->number) > 100)
        problems_add(ps, SV("nomor_surat"), T("Nomor surat: belum diisi, atau lebih dari 100 huruf."));
    if (!date_parse(sv_trim(web_field_find(req, SV("tanggal_surat"))), &s->date) ||
        date_cmp(s->date, region_today(t->region)) > 0)
        problems_add(ps, SV("tanggal_surat"), T("Tanggal surat: belum diisi, atau belum terjadi."));
    files = web_files(req, &n);
    for (size_t i = 0; i < n; i++)
        if (sv_eq(files[i].field, SV("berkas_surat")) && files[i].size > 0)
            *scan = &files[i];
    if (!*scan)
        problems_add(ps, SV("berkas_surat"), T("Pindaian surat: belum dipilih."))->hint =
            SV(T("Yang berlaku hanya surat yang sudah ditandatangani."));
    return !ps->n || err_set(e, ERR_INPUT, T("Surat belum dapat dicatat."));
}

bool letter_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct taking t = { .n = 0 };
    struct letter_signed s = { .file = 0 };
    const struct web_file *scan = NULL;
    struct stored_file file;
    struct db *db = NULL;
    size_t granted = 0;
    bool ok =
        begin(&t, ctx, req, e) && page_write(t.region, &db, e) && find(&t, db, e) &&
        read_signed(&t, &s, &scan, e) && scan &&
        file_add(db, &t.region->records, req->actor, scan->path, scan->name, SV("surat"), req->a, &file, e);

    s.file = ok ? file.id : 0;
    ok = ok &&
         letters_grant(db, t.region, req->actor, t.k, t.rows, t.n, &s, req->a, &granted, &req->problems, e);
    if (ok && !granted) {
        ok = err_set(e, ERR_CONFLICT, T("Tidak ada baris yang memerlukan surat ini."));
        err_hint(e, T("Semua sudah mempunyai jawaban, ditolak, atau belum ditelaah."));
    }
    ok = ok && db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("%.*s nomor %.*s berlaku bagi %zu baris."), SV_FMT(t.k->label),
                  SV_FMT(s.number), granted);
    web_redirect(req, res, page_record_url(req->a, t.reg, t.rec->id));
    return true;
}
