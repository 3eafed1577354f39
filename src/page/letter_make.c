/* SPDX-License-Identifier: MIT
 * page/letter_make.c -- /r/…/surat/…: a letter about one record. What it will say and what it still lacks is shown first;
 * then it goes out as DOCX or PDF. Nothing is stored: what counts comes back signed, by the step the letter names. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "page/letter.h"
#include "page/letter_priv.h"
#include "page/record.h"
#include "page/reg_priv.h"

struct making {
    struct page p;
    const struct region *region;
    const struct reg *reg;
    const struct letter_kind *k;
    struct record *rec;
    struct sv *asked;
    struct letter_facts facts;
    struct letter_report rep;
    struct sv docx;
    int64_t next;      /* number that could be drawn, 0: none is */
    struct arena *own; /* a template opened is larger than a page */
};

/* --- loading ---------------------------------------------------------------------------------------------------------- */

static void read_asked(struct making *m, struct web_req *req)
{
    m->asked = ARENA_ARRAY(req->a, struct sv, m->k->n_asks + 2);
    for (size_t i = 0; i < m->k->n_asks; i++)
        m->asked[i] = sv_sub(sv_trim(web_field_find(req, m->k->asks[i].key)), 0, 500);
    m->asked[m->k->n_asks] = sv_sub(sv_trim(web_field_find(req, SV("nomor_urut"))), 0, 40);
    m->asked[m->k->n_asks + 1] = sv_trim(web_field_find(req, SV("tanggal")));
    for (size_t i = 0; i < m->k->n_asks + 2; i++)
        if (!sv_utf8_ok(m->asked[i])) /* cut inside a character */
            m->asked[i] = SV("");
}

bool letter_fill_now(const struct region *r, struct db *db, const struct letter_kind *k,
                     const struct letter_facts *f, bool shipped, struct arena *own, struct sv *docx,
                     struct letter_report *rep, struct err *e)
{
    struct stored_file file;
    struct buf out;
    struct sv template;
    bool has, ok;

    buf_init(&out, (size_t) 64 << 20);
    ok = letters_template(db, r, k, shipped, own, &template, &file, &has, e) &&
         letters_make(template, f, own, &out, rep, e);
    if (ok)
        *docx = arena_dup(own, buf_sv(&out));
    buf_clear(&out);
    return ok;
}

static bool find(struct making *m, struct web_ctx *ctx, struct web_req *req, struct db *db, struct err *e)
{
    const struct region *r = m->region = page_region(ctx);

    m->k = letters_find(&r->letters, web_path(req, "surat"));
    if (!m->k || m->k->reg != m->reg) {
        err_set(e, ERR_MISSING, T("Surat ini tidak ada pada daftar %.*s."), SV_FMT(m->reg->label));
        return err_hint(e, T("Pilih surat pada halaman barisnya."));
    }
    if (!record_get(db, &r->records, req->actor, m->reg, web_path_int(req, "id"), req->a, &m->rec, e))
        return false;
    if (!letters_may(r, req->actor, m->k, m->rec)) {
        err_set(e, ERR_DENIED, T("%.*s dibuat oleh kantor yang menandatanganinya."), SV_FMT(m->k->label));
        return err_hint(e, T("Mintalah kantor itu membuatnya."));
    }
    if (!letters_offered(m->k, m->rec)) {
        err_set(e, ERR_CONFLICT, T("%.*s belum dapat dibuat pada keadaan ini."), SV_FMT(m->k->label));
        return err_hint(e, T("Lanjutkan dulu langkahnya pada halaman baris ini."));
    }
    return m->k->rows != LETTER_ROWS_GAPS ||
           rule_settle_pool(r->pool, db, r->rule, &r->records, region_today(r), e);
}

static bool agenda_of(struct making *m, struct web_req *req, struct db *db, struct letter_agenda *out,
                      struct err *e)
{
    return letters_agenda(db, m->region, req->actor, m->k, m->rec,
                          letters_day(m->region, m->rec, m->asked[m->k->n_asks + 1]), out, e);
}

static bool foresee(struct making *m, struct web_req *req, struct db *db, struct err *e)
{
    struct letter_agenda g;

    if (letters_numbered(m->rec) || m->asked[m->k->n_asks].n || !who_may_write(req->actor))
        return true;
    return agenda_of(m, req, db, &g, e) && letters_number_next(db, &g, 0, &m->next, e);
}

static bool load(struct making *m, struct web_ctx *ctx, struct web_req *req, struct err *e)
{
    struct db *db = NULL;
    bool ok = page_reg(page_region(ctx), req, &m->reg, e) && page_read(page_region(ctx), &db, e) &&
              find(m, ctx, req, db, e);

    if (ok) {
        read_asked(m, req);
        ok = foresee(m, req, db, e) &&
             letters_facts(db, m->region, req->actor, m->k, m->rec, m->asked, req->a, &m->facts, e) &&
             letter_fill_now(m->region, db, m->k, &m->facts, false, m->own, &m->docx, &m->rep, e);
    }
    db_release(db);
    return ok;
}

/* --- what is missing -------------------------------------------------------------------------------------------------- */

static struct sv label_of(const struct letter_facts *f, struct sv key)
{
    for (size_t i = 0; i < f->n; i++)
        if (sv_eq(f->items[i].key, key) && f->items[i].label.n)
            return f->items[i].label;
    return key;
}

static void chips(struct html *h, const struct letter_facts *f, const struct sv *keys, size_t n)
{
    html_open(h, "ul");
    html_class(h, "mb-0");
    for (size_t i = 0; i < n; i++)
        html_elem(h, "li", label_of(f, keys[i]));
    html_close(h, "ul");
}

void letter_lacking(struct page *p, const struct letter_facts *f, const struct letter_report *rep)
{
    struct html *h = &p->h;

    if (f->n_number_lacks) {
        page_alert_begin(h, PAGE_CAUTION, SV(T("Nomor surat belum lengkap")));
        html_elem_say(
            h, "p",
            T("Diisi di formulir ini, atau oleh administrator di Pengaturan, Templat surat. Pada surat "
              "ditulis titik-titik."));
        chips(h, f, f->number_lacks, f->n_number_lacks);
        page_alert_end(h);
    }
    if (!rep->n_empty && !rep->n_unknown && !f->n_number_lacks)
        page_alert(h, PAGE_GOOD, SV(T("Semua bidang surat terisi.")), SV_NULL);
    if (rep->n_empty) {
        page_alert_begin(h, PAGE_CAUTION, SV(T("Yang belum terisi")));
        html_elem_say(h, "p", T("Pada surat ditulis titik-titik, supaya dapat dilengkapi."));
        chips(h, f, rep->empty, rep->n_empty);
        page_alert_end(h);
    }
    if (rep->n_unknown) {
        page_alert_begin(h, PAGE_CAUTION, SV(T("Bidang templat yang tidak dikenal")));
        html_elem_say(h, "p", T("Tertinggal pada surat seperti tertulis; perbaiki namanya pada templat."));
        chips(h, f, rep->unknown, rep->n_unknown);
        page_alert_end(h);
    }
}

void letter_preview(struct page *p, struct sv text)
{
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("Bunyi surat")));
    html_open(h, "div");
    html_class(h, "bunyi-surat");
    html_attr(h, "tabindex", SV("0"));
    html_attr(h, "role", SV("region"));
    html_attr_say(h, "aria-label", T("Bunyi surat"));
    html_text(h, text);
    html_close(h, "div");
    page_card_end(h);
}

/* --- the page --------------------------------------------------------------------------------------------------------- */

static struct sv address(struct making *m, const char *tail)
{
    return arena_printf(m->p.a, "%.*s/surat/%.*s%s", SV_FMT(page_record_url(m->p.a, m->reg, m->rec->id)),
                        SV_FMT(m->k->key), tail);
}

static void ask(struct making *m, struct sv key, struct sv label, struct sv help, const char *type)
{
    const struct page_input in = { .name = sv_cstr(key, m->p.a),
                                   .label = sv_cstr(label, m->p.a),
                                   .help = help.n ? sv_cstr(help, m->p.a) : NULL,
                                   .type = type,
                                   .value = web_field_find(m->p.req, key),
                                   .max = 500 };

    page_input(&m->p, &in);
}

static bool filled(const struct making *m, struct sv key)
{
    const struct field *f = reg_field(m->reg, key);

    return f && m->rec->val[f->index].p;
}

static void send_button(struct making *m, const char *format, bool primary, const char *words)
{
    struct html *h = &m->p.h;

    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_attr(h, "class", primary ? SV("btn btn-primary") : SV("btn"));
    html_url(h, "formaction", address(m, "/unduh"));
    html_attr(h, "name", SV("bentuk"));
    html_attr(h, "value", sv_of(format));
    page_icon(h, "download");
    html_say(h, words);
    html_close(h, "button");
}

/* The number that is drawn is written into the form by its address, like everything else that was typed there. */
static void number_form(struct making *m)
{
    struct html *h = &m->p.h;

    if (!m->next)
        return;
    page_form_begin(&m->p, address(m, "/nomor"), false);
    for (size_t i = 0; i < m->k->n_asks; i++)
        page_hidden_(h, m->k->asks[i].key, m->asked[i]);
    page_hidden(h, "tanggal", m->asked[m->k->n_asks + 1]);
    page_submit_(h, "mt-3", "file-text",
                 arena_printf(m->p.a, T("Ambil nomor urut berikut (%lld)"), (long long) m->next).p);
    html_open(h, "p");
    html_class(h, "form-hint mt-2");
    html_say(
        h,
        T("Satu nomor untuk satu surat, dihitung menurut kantor dan tahun. Bila buku agenda sudah lebih jauh, tulis "
          "nomornya sendiri di atas."));
    html_close(h, "p");
    html_close(h, "form");
}

static void form(struct making *m)
{
    struct html *h = &m->p.h;

    page_card_begin(h, 2, SV(T("Buat surat")));
    html_open(h, "form");
    html_url(h, "action", address(m, ""));
    if (!filled(m, SV("nomor_surat")))
        ask(m, SV("nomor_urut"), SV(T("Nomor urut agenda")),
            SV(T("Dari buku agenda surat keluar. Boleh dikosongkan dan ditulis tangan.")), NULL);
    if (!filled(m, SV("tanggal_surat")))
        ask(m, SV("tanggal"), SV(T("Tanggal surat")), SV(T("Kosong: hari ini.")), "date");
    for (size_t i = 0; i < m->k->n_asks; i++)
        if (!letter_round_box(&m->p, m->k, i))
            ask(m, m->k->asks[i].key, m->k->asks[i].label, m->k->asks[i].help, NULL);
    html_open(h, "div");
    html_class(h, "btn-list");
    send_button(m, "docx", true, T(" Unduh DOCX"));
    if (letter_pdf_there())
        send_button(m, "pdf", false, T(" Unduh PDF"));
    page_submit(h, "", "refresh", T("Perbarui pratinjau"));
    html_close(h, "div");
    if (!letter_pdf_there())
        html_elem_say(h, "p",
                      T("LibreOffice tidak terpasang di server ini, jadi hanya DOCX yang dapat dibuat."));
    html_close(h, "form");
    number_form(m);
    page_card_end(h);
}

static void afterwards(struct making *m)
{
    struct html *h = &m->p.h;
    const struct transition *t = m->k->step.n ? flow_transition(m->region->flow, m->reg, m->k->step) : NULL;

    page_card_begin(h, 2, SV(T("Sesudah ditandatangani")));
    if (t) {
        html_elem_say(
            h, "p",
            T("Yang berlaku ialah surat bertanda tangan. Pindai surat itu, lalu catat nomor, tanggal, "
              "dan berkasnya; sebelum itu belum ada yang berlaku."));
        page_link_button_(h,
                          arena_printf(m->p.a, "%.*s/langkah/%.*s",
                                       SV_FMT(page_record_url(m->p.a, m->reg, m->rec->id)), SV_FMT(t->key)),
                          "", "upload", sv_cstr(t->label, m->p.a));
    } else if (m->k->grants) {
        html_textf(
            h,
            T("Yang berlaku ialah surat bertanda tangan. Pindai surat itu, lalu catat nomor, tanggal, dan berkasnya: "
              "%.*s berlaku bagi semua baris lampiran yang tidak ditolak."),
            SV_FMT(m->k->grants->label));
        html_open(h, "p");
        page_link_button_(h,
                          arena_printf(m->p.a, "%.*s%.*s", SV_FMT(address(m, "/terima")),
                                       SV_FMT(letter_round_query(&m->p, m->k))),
                          "", "upload", T("Catat surat bertanda tangan"));
        html_close(h, "p");
    } else {
        html_elem_say(h, "p",
                      T("Berkas ini tidak disimpan di sini. Simpan surat yang sudah ditandatangani pada "
                        "baris yang bersangkutan bila perlu."));
    }
    page_card_end(h);
}

static void draw(struct making *m, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    struct arena *a = m->p.a = req->a;
    struct crumb up[2] = { { m->reg->label, page_reg_url(a, m->reg) },
                           { record_title(m->rec), page_record_url(a, m->reg, m->rec->id) } };
    struct page_head hd = { .title = m->k->label,
                            .note = m->k->about,
                            .menu = page_reg_url(a, m->reg),
                            .crumbs = up,
                            .n_crumbs = 2 };
    struct html *h = page_begin(&m->p, ctx, req, res, &hd);

    page_refusal(&m->p);
    html_open(h, "div");
    html_class(h, "dua-panel");
    html_open(h, "div");
    letter_lacking(&m->p, &m->facts, &m->rep);
    letter_preview(&m->p, m->rep.text);
    html_close(h, "div");
    html_open(h, "div");
    html_class(h, "tanpa-cetak");
    form(m);
    afterwards(m);
    html_close(h, "div");
    html_close(h, "div");
    page_end(&m->p);
}

bool letter_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct making m = { .own = arena_new(LETTER_ARENA_BYTES) };
    bool ok = load(&m, ctx, req, e);

    if (ok)
        draw(&m, ctx, req, res);
    arena_free(m.own);
    return ok;
}

/* Pressed twice on a day it is the same number. */
bool letter_number(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct making m = { .p.a = req->a };
    struct letter_agenda g;
    struct db *db = NULL;
    int64_t urut = 0;
    struct sv batch, to;
    bool ok = page_reg(page_region(ctx), req, &m.reg, e) && page_read(page_region(ctx), &db, e) &&
              find(&m, ctx, req, db, e);

    if (ok) {
        read_asked(&m, req);
        ok = agenda_of(&m, req, db, &g, e);
    }
    db_release(db);
    db = NULL;
    if (ok && page_write(m.region, &db, e)) {
        batch = arena_printf(req->a, "satu:%lld:%.*s", (long long) req->actor->akun,
                             SV_FMT(page_today_iso(m.region, req->a)));
        ok = letters_number_draw(db, m.region, req->actor, m.k, m.rec, &g, 0, batch, &urut, e) &&
             db_commit(db, e);
    }
    db_release(db);
    if (!ok || !urut)
        return false;
    to = arena_printf(req->a, "%.*s?nomor_urut=%lld&tanggal=%.*s", SV_FMT(address(&m, "")), (long long) urut,
                      SV_FMT(url_encode(m.asked[m.k->n_asks + 1], req->a)));
    for (size_t i = 0; i < m.k->n_asks; i++)
        to = arena_printf(req->a, "%.*s&%.*s=%.*s", SV_FMT(to), SV_FMT(m.k->asks[i].key),
                          SV_FMT(url_encode(m.asked[i], req->a)));
    web_redirect(req, res, to);
    return true;
}

/* --- sending ---------------------------------------------------------------------------------------------------------- */

bool letter_answer(const struct region *r, struct web_req *req, struct web_res *res, struct sv docx, bool pdf,
                   struct sv name, struct err *e)
{
    int64_t size;
    int fd;

    if (!pdf) {
        web_type(res, SV(DOCX_TYPE));
        web_attach(res, arena_printf(req->a, "%.*s.docx", SV_FMT(name)));
        buf_put(res->body, docx);
        return buf_ok(res->body, e);
    }
    if (!letter_pdf(r, docx, req->a, &fd, &size, e))
        return false;
    web_attach(res, arena_printf(req->a, "%.*s.pdf", SV_FMT(name)));
    web_fd_send(req, res, fd, size, SV("application/pdf"));
    return true;
}

bool letter_send(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct making m = { .own = arena_new(LETTER_ARENA_BYTES) };
    bool ok = load(&m, ctx, req, e);
    struct sv name;

    if (ok) {
        name = arena_printf(
            req->a, "%.*s-%.*s", SV_FMT(m.k->key),
            SV_FMT(m.rec->nomor.n ? m.rec->nomor : arena_printf(req->a, "%lld", (long long) m.rec->id)));
        ok = letter_answer(m.region, req, res, m.docx, sv_eq(web_field_find(req, SV("bentuk")), SV("pdf")),
                           name, e);
    }
    arena_free(m.own);
    return ok;
}
