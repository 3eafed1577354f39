/* SPDX-License-Identifier: MIT
 * page/letter_setup.c -- /pengaturan/surat: who signs and how letters are numbered; each letter's template: taken home,
 * edited in Word or LibreOffice, brought back, looked at with sample values, or given up for the shipped one. */
#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "page/letter.h"
#include "page/letter_priv.h"

#define FIELD(k, l, t)                                                    \
    {                                                                     \
        .name = (k), .label = (l), .type = (t), .max = LETTER_SETTING_MAX \
    }

const struct web_param letter_set_params[] = {
    FIELD("tempat", T("Tempat surat dibuat"), WEB_TEXT),
    FIELD("kode_surat", T("Kode klasifikasi surat"), WEB_TEXT),
    FIELD("atas_nama", T("Atas nama"), WEB_TEXT),
    FIELD("ttd_nama", T("Nama penanda tangan"), WEB_TEXT),
    FIELD("ttd_jabatan", T("Jabatan penanda tangan"), WEB_TEXT),
    FIELD("ttd_pangkat", T("Pangkat penanda tangan"), WEB_TEXT),
    FIELD("ttd_nip", T("NIP penanda tangan"), WEB_TEXT),
    { 0 },
};
const struct web_param letter_own_params[] = {
    FIELD("tempat", T("Tempat surat dibuat"), WEB_TEXT),
    FIELD("kode_surat", T("Kode klasifikasi surat"), WEB_TEXT),
    FIELD("atas_nama", T("Atas nama"), WEB_TEXT),
    FIELD("ttd_nama", T("Nama penanda tangan"), WEB_TEXT),
    FIELD("ttd_jabatan", T("Jabatan penanda tangan"), WEB_TEXT),
    FIELD("ttd_pangkat", T("Pangkat penanda tangan"), WEB_TEXT),
    FIELD("ttd_nip", T("NIP penanda tangan"), WEB_TEXT),
    FIELD("pola_nomor", T("Pola nomor surat"), WEB_TEXT),
    FIELD("tembusan", T("Tembusan"), WEB_PROSE),
    { 0 },
};
const struct web_param letter_upload_params[] = {
    { .name = "berkas",
      .label = T("Berkas templat"),
      .type = WEB_FILE,
      .flags = WEB_REQUIRED,
      .max = LETTER_MAX_BYTES },
    { 0 },
};

struct desk {
    struct page p;
    const struct region *region;
    const struct letter_kind *k;
    struct sv values[16];    /* by index of letter_settings */
    struct stored_file *own; /* of one letter, or of each */
    bool *has;
    struct letter_facts facts;
    struct letter_report rep;
    const struct letter_use *uses, *shipped; /* names in this template; in the shipped one */
    size_t n_uses, n_shipped;
    struct err broken; /* why the template in use cannot be filled */
    struct arena *big;
};

/* --- loading ---------------------------------------------------------------------------------------------------------- */

static bool load_settings(struct desk *d, struct db *db, struct err *e)
{
    assert(letter_settings_n <= sizeof d->values / sizeof d->values[0]);
    for (size_t i = 0; i < letter_settings_n; i++)
        if ((d->k || !letter_settings[i].own) &&
            !letters_get(db, letters_setting_key(&letter_settings[i], d->k, d->p.a), d->p.a, &d->values[i],
                         e))
            return false;
    return true;
}

static bool load_list(struct desk *d, struct db *db, struct err *e)
{
    const struct letters *l = &d->region->letters;
    struct sv bytes;

    d->own = ARENA_ARRAY(d->p.a, struct stored_file, l->n + 1);
    d->has = ARENA_ARRAY(d->p.a, bool, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        if (!letters_template(db, d->region, &l->items[i], true, d->big, &bytes, &d->own[i], &d->has[i], e))
            return false;
    return load_settings(d, db, e);
}

static bool load_shipped(struct desk *d, struct err *e)
{
    const char *path =
        arena_printf(d->big, "%s/letters/%.*s", d->region->declarations, SV_FMT(d->k->template)).p;
    struct sv bytes;
    struct letter *t;

    if (!file_read(path, LETTER_MAX_BYTES, d->big, &bytes, e) || !letter_read(bytes, d->big, &t, e))
        return false;
    letter_uses(t, &d->shipped, &d->n_shipped);
    return true;
}

static bool load_one(struct desk *d, struct db *db, struct err *e)
{
    struct sv bytes, docx;
    struct letter *t;

    d->own = ARENA_NEW(d->p.a, struct stored_file);
    d->has = ARENA_NEW(d->p.a, bool);
    if (!load_settings(d, db, e) || !letters_sample(db, d->region, d->k, d->p.a, &d->facts, e) ||
        !letters_template(db, d->region, d->k, false, d->big, &bytes, d->own, d->has, e))
        return false;
    if (letter_read(bytes, d->big, &t, &d->broken))
        letter_uses(t, &d->uses, &d->n_uses);
    if (*d->has && !load_shipped(d, e))
        return false;
    if (d->broken.kind == ERR_NONE)
        (void) letter_fill_now(d->region, db, d->k, &d->facts, false, d->big, &docx, &d->rep, &d->broken);
    return true;
}

static bool begin(struct desk *d, struct web_ctx *ctx, struct web_req *req, bool one, struct err *e)
{
    *d = (struct desk){ .region = page_region(ctx), .big = NULL };
    d->p.a = req->a;
    if (!one)
        return true;
    d->k = letters_find(&d->region->letters, web_path(req, "surat"));
    if (d->k)
        return true;
    err_set(e, ERR_MISSING, T("Surat ini tidak ada."));
    return err_hint(e, T("Pilih dari daftar surat pada pengaturan."));
}

/* --- the list --------------------------------------------------------------------------------------------------------- */

static struct sv one_url(const struct desk *d, const struct letter_kind *k, const char *tail)
{
    return arena_printf(d->p.a, "/pengaturan/surat/%.*s%s", SV_FMT(k->key), tail);
}

static void inputs(struct desk *d, bool own)
{
    for (size_t i = 0; i < letter_settings_n; i++) {
        const struct letter_setting *s = &letter_settings[i];
        const struct page_input in = { .name = s->key,
                                       .label = s->label,
                                       .help = s->help,
                                       .type = s->lines ? "area" : NULL,
                                       .value = d->values[i],
                                       .max = LETTER_SETTING_MAX };

        if (s->own == own)
            page_input(&d->p, &in);
    }
}

static void letters_table(struct desk *d)
{
    const struct letters *l = &d->region->letters;
    struct html *h = &d->p.h;

    page_card_begin(h, 2, SV(T("Surat")));
    html_open(h, "ul");
    html_class(h, "langkah");
    for (size_t i = 0; i < l->n; i++) {
        html_open(h, "li");
        page_link(h, one_url(d, &l->items[i], ""), l->items[i].label);
        html_say(h, " ");
        page_badge(h, d->has[i] ? SV("blue") : SV("grey"),
                   d->has[i] ? SV(T("Templat daerah")) : SV(T("Templat bawaan")));
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_textf(h, T("%.*s Dibuat dari %.*s."), SV_FMT(l->items[i].about), SV_FMT(l->items[i].reg->label));
        html_close(h, "div");
        html_close(h, "li");
    }
    html_close(h, "ul");
    page_card_end(h);
}

bool letter_list_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up[] = { { SV_INIT(T("Persiapan awal")), SV_INIT("/persiapan") },
                                       { SV_INIT(T("Pengaturan")), SV_INIT("/pengaturan") } };
    const struct page_head hd = {
        .title = SV(T("Templat surat")),
        .width = PAGE_NARROW,
        .menu = SV("/persiapan"),
        .crumbs = up,
        .n_crumbs = 2,
        .note = SV(T("Surat keluar dari templat yang dapat diubah di Word atau LibreOffice."))
    };
    struct desk d;
    struct db *db = NULL;
    struct html *h;
    bool ok = begin(&d, ctx, req, false, e);

    d.big = arena_new(LETTER_ARENA_BYTES);
    ok = ok && page_read(d.region, &db, e) && load_list(&d, db, e);
    db_release(db);
    arena_free(d.big);
    if (!ok)
        return false;
    h = page_begin(&d.p, ctx, req, res, &hd);
    page_refusal(&d.p);
    letters_table(&d);
    page_card_begin(h, 2, SV(T("Penanda tangan dan kepala surat")));
    html_elem_say(
        h, "p",
        T("Nama, alamat, dan telepon kantor pada kepala surat diambil dari daftar Perangkat Daerah."));
    page_form_begin(&d.p, SV("/pengaturan/surat"), false);
    inputs(&d, false);
    page_submit(h, "btn-primary", "check", T("Simpan"));
    html_close(h, "form");
    page_card_end(h);
    page_end(&d.p);
    return true;
}

/* --- one letter ------------------------------------------------------------------------------------------------------- */

static bool is_used(const struct desk *d, struct sv key)
{
    for (size_t i = 0; i < d->n_uses; i++)
        if (sv_eq(d->uses[i].key, key))
            return true;
    return false;
}

/* Of what the shipped template says, the region's own no longer says this. A condition alone is no loss. */
static void left_out(struct desk *d)
{
    struct html *h = &d->p.h;
    size_t n = 0;

    for (size_t i = 0; i < d->n_shipped; i++) {
        const struct letter_use *u = &d->shipped[i];
        struct sv label = SV_NULL;

        if (u->kind == '^' || is_used(d, u->key) || sv_eq(u->key, SV("no")))
            continue;
        for (size_t k = 0; k < d->facts.n; k++)
            if (sv_eq(d->facts.items[k].key, u->key))
                label = d->facts.items[k].label;
        if (!n++) {
            page_alert_begin(h, PAGE_CAUTION, SV(T("Tidak ada pada templat ini")));
            html_elem_say(h, "p", T("Templat bawaan memuatnya. Biarkan bila memang tidak perlu."));
            html_open(h, "ul");
            html_class(h, "mb-0");
        }
        html_open(h, "li");
        html_open(h, "code");
        html_textf(h, "{{%s%.*s}}", u->kind == '#' ? "#" : "", SV_FMT(u->key));
        html_close(h, "code");
        html_textf(h, " %.*s", SV_FMT(label));
        html_close(h, "li");
    }
    if (n) {
        html_close(h, "ul");
        page_alert_end(h);
    }
}

static void one_name(struct desk *d, struct sv key, struct sv label)
{
    struct html *h = &d->p.h;

    html_open(h, "li");
    html_open(h, "code");
    html_textf(h, "{{%.*s}}", SV_FMT(key));
    html_close(h, "code");
    if (label.n)
        html_textf(h, " %.*s", SV_FMT(label));
    if (is_used(d, key)) {
        html_open(h, "span");
        html_class(h, "terpakai");
        html_say(h, T(" \u00b7 dipakai"));
        html_close(h, "span");
    }
    html_close(h, "li");
}

static void names(struct desk *d)
{
    struct html *h = &d->p.h;

    page_card_begin(h, 2, SV(T("Bidang yang dapat dipakai")));
    html_elem_say(
        h, "p",
        T("Tulis di antara kurung kurawal ganda, di mana saja pada templat. Bagian di antara {{#nama}} dan "
          "{{/nama}} hanya ditulis bila nama itu terisi; {{#lampiran}} \u2026 {{/lampiran}} pada satu baris "
          "tabel mengulang baris itu."));
    html_open(h, "ul");
    html_class(h, "bidang-surat");
    for (size_t i = 0; i < d->facts.n; i++)
        one_name(d, d->facts.items[i].key, d->facts.items[i].label);
    html_close(h, "ul");
    if (d->facts.n_row_keys) {
        html_elem_say(h, "h3", T("Di dalam {{#lampiran}}"));
        html_open(h, "ul");
        html_class(h, "bidang-surat");
        one_name(d, SV("no"), SV(T("Nomor urut baris")));
        for (size_t i = 0; i < d->facts.n_row_keys; i++)
            one_name(d, d->facts.row_keys[i], SV_NULL);
        html_close(h, "ul");
    }
    html_elem_say(h, "h3", T("Di dalam {{#tembusan}}"));
    html_open(h, "ul");
    html_class(h, "bidang-surat");
    one_name(d, SV("no"), SV(T("Nomor urut baris")));
    one_name(d, SV("nama"), SV(T("Penerima tembusan")));
    html_close(h, "ul");
    page_card_end(h);
}

static void file_input(struct desk *d)
{
    struct html *h = &d->p.h;
    bool wrong = problems_of(&d->p.req->problems, SV("berkas")) != NULL;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-berkas"));
    html_say(h, T("Templat yang sudah diubah (.docx)"));
    html_close(h, "label");
    html_void(h, "input");
    html_class(h, "form-control");
    html_attr(h, "type", SV("file"));
    html_attr(h, "id", SV("f-berkas"));
    html_attr(h, "name", SV("berkas"));
    html_attr(h, "accept", SV(".docx"));
    html_bool_attr(h, "required", true);
    if (wrong)
        html_attr(h, "aria-describedby", SV("e-berkas"));
    page_field_error(&d->p, SV("berkas"));
    html_close(h, "div");
}

static void template_card(struct desk *d)
{
    struct html *h = &d->p.h;

    page_card_begin(h, 2, SV(T("Templat")));
    html_open(h, "p");
    if (*d->has)
        html_textf(h, T("Yang dipakai: templat daerah, %.*s."), SV_FMT(d->own->name));
    else
        html_say(h, T("Yang dipakai: templat bawaan."));
    html_close(h, "p");
    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_link_button(h, one_url(d, d->k, "/templat/dipakai"), "", "download", T("Unduh templat"));
    if (*d->has)
        page_link_button(h, one_url(d, d->k, "/templat/bawaan"), "", "download", T("Unduh yang bawaan"));
    page_link_button(h, one_url(d, d->k, "/contoh/docx"), "", "file-text", T("Contoh DOCX"));
    if (letter_pdf_there())
        page_link_button(h, one_url(d, d->k, "/contoh/pdf"), "", "file-text", T("Contoh PDF"));
    html_close(h, "div");
    page_form_begin(&d->p, one_url(d, d->k, "/templat"), true);
    file_input(d);
    page_submit(h, "btn-primary", "upload", T("Pakai templat ini"));
    html_close(h, "form");
    if (*d->has) {
        page_form_begin(&d->p, one_url(d, d->k, "/bawaan"), false);
        page_submit(h, "mt-3", "arrow-back-up", T("Kembali ke templat bawaan"));
        html_close(h, "form");
    }
    page_card_end(h);
}

/* What is written for all letters may differ for this one. */
static void own_signer(struct desk *d)
{
    struct html *h = &d->p.h;
    bool any = false;

    for (size_t i = 0; i < letter_settings_n; i++)
        any = any || (!letter_settings[i].own && d->values[i].n);
    html_open(h, "details");
    html_class(h, "lipat mb-3");
    html_bool_attr(h, "open", any);
    html_open(h, "summary");
    html_say(h, T("Penanda tangan khusus surat ini"));
    html_close(h, "summary");
    html_elem_say(h, "p", T("Yang kosong mengikuti isian untuk semua surat."));
    inputs(d, false);
    html_close(h, "details");
}

static void one_page(struct desk *d, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    static const struct crumb up[] = { { SV_INIT(T("Pengaturan")), SV_INIT("/pengaturan") },
                                       { SV_INIT(T("Templat surat")), SV_INIT("/pengaturan/surat") } };
    const struct page_head hd = {
        .title = d->k->label, .note = d->k->about, .menu = SV("/persiapan"), .crumbs = up, .n_crumbs = 2
    };
    struct html *h = page_begin(&d->p, ctx, req, res, &hd);

    page_refusal(&d->p);
    if (d->broken.kind != ERR_NONE)
        page_alert(h, PAGE_BAD, sv_of(d->broken.text), sv_of(d->broken.hint));
    html_open(h, "div");
    html_class(h, "dua-panel");
    html_open(h, "div");
    if (d->broken.kind == ERR_NONE) {
        if (d->rep.n_unknown)
            letter_lacking(&d->p, &d->facts, &d->rep);
        left_out(d);
        letter_preview(&d->p, d->rep.text);
    }
    names(d);
    html_close(h, "div");
    html_open(h, "div");
    template_card(d);
    page_card_begin(h, 2, SV(T("Nomor dan tembusan")));
    html_open(h, "p");
    html_textf(h, T("Pola bawaan: %.*s"), SV_FMT(d->k->number));
    html_close(h, "p");
    page_form_begin(&d->p, one_url(d, d->k, ""), false);
    inputs(d, true);
    own_signer(d);
    page_submit(h, "btn-primary", "check", T("Simpan"));
    html_close(h, "form");
    page_card_end(h);
    html_close(h, "div");
    html_close(h, "div");
    page_end(&d->p);
}

bool letter_one_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct desk d;
    struct db *db = NULL;
    bool ok = begin(&d, ctx, req, true, e);

    d.big = arena_new(2 * (size_t) LETTER_ARENA_BYTES);
    ok = ok && page_read(d.region, &db, e) && load_one(&d, db, e);
    db_release(db);
    if (ok)
        one_page(&d, ctx, req, res);
    arena_free(d.big);
    return ok;
}

/* --- changing --------------------------------------------------------------------------------------------------------- */

static bool save(struct desk *d, struct web_req *req, struct db *db, struct err *e)
{
    for (size_t i = 0; i < letter_settings_n; i++) {
        const struct letter_setting *s = &letter_settings[i];
        struct sv value;

        if (s->own && !d->k)
            continue;
        value = web_text(req, s->key);
        if (!letters_put(db, d->region, req->actor, letters_setting_key(s, d->k, req->a),
                         value.p ? value : SV(""), req->a, e))
            return false;
    }
    return true;
}

static bool save_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, bool one, struct err *e)
{
    struct desk d;
    struct db *db = NULL;
    bool ok = begin(&d, ctx, req, one, e) && page_write(d.region, &db, e) && save(&d, req, db, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Isian surat disimpan."));
    web_redirect(req, res, one ? one_url(&d, d.k, "") : SV("/pengaturan/surat"));
    return true;
}

bool letter_set_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return save_page(ctx, req, res, false, e);
}

bool letter_own_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return save_page(ctx, req, res, true, e);
}

static bool take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, const struct web_file *f,
                 struct err *e)
{
    struct desk d;
    struct db *db = NULL;
    bool ok = begin(&d, ctx, req, true, e) && page_write(d.region, &db, e) &&
              letters_template_put(db, d.region, req->actor, d.k, f ? f->path : NULL, f ? f->name : SV(""),
                                   req->a, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE,
                  f ? T("Templat daerah dipakai. Periksa bunyinya di bawah.")
                    : T("Templat bawaan dipakai lagi."));
    web_redirect(req, res, one_url(&d, d.k, ""));
    return true;
}

bool letter_upload(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return take(ctx, req, res, web_file(req, "berkas"), e);
}

bool letter_shipped(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return take(ctx, req, res, NULL, e);
}

/* --- sending ---------------------------------------------------------------------------------------------------------- */

static bool send_one(struct web_ctx *ctx, struct web_req *req, struct web_res *res, bool sample,
                     struct err *e)
{
    struct sv how = web_path(req, sample ? "bentuk" : "mana"), bytes = SV_NULL, name;
    struct stored_file file;
    struct db *db = NULL;
    struct desk d;
    bool has, ok = begin(&d, ctx, req, true, e);

    d.big = arena_new(2 * (size_t) LETTER_ARENA_BYTES);
    ok = ok && page_read(d.region, &db, e);
    if (ok && sample)
        ok = letters_sample(db, d.region, d.k, req->a, &d.facts, e) &&
             letter_fill_now(d.region, db, d.k, &d.facts, false, d.big, &bytes, &d.rep, e);
    else if (ok)
        ok = letters_template(db, d.region, d.k, sv_eq(how, SV("bawaan")), d.big, &bytes, &file, &has, e);
    db_release(db);
    if (ok) {
        name = arena_printf(req->a, "%s-%.*s", sample ? "contoh" : "templat", SV_FMT(d.k->key));
        ok = letter_answer(d.region, req, res, bytes, sample && sv_eq(how, SV("pdf")), name, e);
    }
    arena_free(d.big);
    return ok;
}

bool letter_file_send(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return send_one(ctx, req, res, false, e);
}

bool letter_sample_send(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return send_one(ctx, req, res, true, e);
}
