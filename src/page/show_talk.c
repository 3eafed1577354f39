/* SPDX-License-Identifier: MIT
 * page/show_talk.c -- the comments below a record's history, and the button that watches it; what both send. */
#include "base/arena.h"
#include "page/show_priv.h"
#include "page/talk.h"

bool show_talk_load(struct show *s, struct db *db, struct err *e)
{
    return talk_load(db, &s->region->records, s->who, s->rec, s->p.a, &s->comments, &s->n_comments,
                     &s->more_comments, e) &&
           watch_get(db, s->who, s->rec, &s->watching, e);
}

/* --- drawing -------------------------------------------------------------------------------------------------------------- */

/* Words with their line breaks; addresses as links, names strong. Nothing in it can become markup. */
static void words(struct page *p, struct sv text)
{
    struct html *h = &p->h;
    enum talk_piece kind;
    struct sv piece;

    html_open(h, "p");
    html_class(h, "ucapan");
    while (talk_next(&text, &kind, &piece))
        if (kind == TALK_LINK)
            page_link(h, piece, piece);
        else if (kind == TALK_NAME)
            html_elem(h, "strong", piece);
        else
            html_text(h, piece);
    html_close(h, "p");
}

static void one(struct show *s, const struct comment *c)
{
    struct html *h = &s->p.h;
    struct arena *a = s->p.a;

    html_open(h, "li");
    html_attrf(h, "id", "komentar-%lld", (long long) c->id);
    html_elem(h, "strong", c->nama.n ? c->nama : SV(T("Akun yang sudah tidak ada")));
    html_open(h, "span");
    html_class(h, "text-secondary");
    html_textf(h, " \u00b7 %.*s", SV_FMT(page_moment(s->region, a, sv_of(time_iso(c->pada).s))));
    html_close(h, "span");
    if (c->withdrawn) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(h, T("Komentar ini sudah ditarik oleh penulisnya."));
        html_close(h, "p");
    } else {
        words(&s->p, c->isi);
    }
    if (c->mine && !c->withdrawn && who_may_write(s->who)) {
        page_form_begin(&s->p,
                        arena_printf(a, "%.*s/%lld/tarik",
                                     SV_FMT(reg_action(a, s->reg, s->rec->id, "komentar")),
                                     (long long) c->id),
                        false);
        html_open(h, "button");
        html_attr(h, "type", SV("submit"));
        html_class(h, "btn btn-sm tanpa-cetak");
        html_attr_say(h, "data-tanya",
                      T("Tarik komentar ini? Isinya hilang; bahwa ia pernah ada tetap terlihat."));
        html_say(h, T("Tarik komentar"));
        html_close(h, "button");
        html_close(h, "form");
    }
    html_close(h, "li");
}

static void writing(struct show *s)
{
    const struct page_input box = {
        .name = "komentar",
        .label = T("Tulis komentar"),
        .type = "area",
        .required = true,
        .max = COMMENT_MAX,
        .help = T(
            "Sebut orang dengan @nama_pengguna: ia mendapat pemberitahuan bila berhak membaca baris ini. Alamat "
            "http menjadi tautan.")
    };
    struct html *h = &s->p.h;

    html_open(h, "div");
    html_class(h, "tanpa-cetak");
    page_form_begin(&s->p, reg_action(s->p.a, s->reg, s->rec->id, "komentar"), false);
    page_input(&s->p, &box);
    page_submit(h, "btn-primary", "message", T("Kirim komentar"));
    html_close(h, "form");
    html_close(h, "div");
}

void show_talk(struct show *s)
{
    struct html *h = &s->p.h;
    bool may = who_may_write(s->who) && !s->rec->dihapus.p;

    if (!may && !s->n_comments)
        return;
    html_open(h, "div");
    html_attr(h, "id", SV("komentar"));
    page_card_begin(h, 2, SV(T("Komentar")));
    if (s->more_comments) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_textf(h, T("%d komentar terbaru."), COMMENTS_SHOWN);
        html_close(h, "p");
    }
    if (s->n_comments) {
        html_open(h, "ol");
        html_class(h, "lini");
        for (size_t i = 0; i < s->n_comments; i++)
            one(s, &s->comments[i]);
        html_close(h, "ol");
    }
    if (may)
        writing(s);
    page_card_end(h);
    html_close(h, "div");
}

void show_watch(struct show *s)
{
    struct html *h = &s->p.h;

    page_form_begin(&s->p, reg_action(s->p.a, s->reg, s->rec->id, "pantau"), false);
    page_hidden(h, "pantau", s->watching ? SV("0") : SV("1"));
    if (s->watching)
        page_submit(h, "", "eye-off", T("Berhenti memantau"));
    else
        page_submit(h, "", "eye", T("Pantau"));
    html_close(h, "form");
}

/* --- what is sent --------------------------------------------------------------------------------------------------------- */

/* The record as this person reads it now, inside the transaction. */
static bool begin(const struct region *r, struct web_req *req, struct db **db, struct record **rec,
                  struct err *e)
{
    const struct reg *reg;

    return page_reg(r, req, &reg, e) && page_write(r, db, e) &&
           record_get(*db, &r->records, req->actor, reg, web_path_int(req, "id"), req->a, rec, e);
}

static void back(struct web_req *req, struct web_res *res, const struct record *rec, const char *fragment)
{
    web_redirect(
        req, res,
        arena_printf(req->a, "%.*s%s", SV_FMT(page_record_url(req->a, rec->reg, rec->id)), fragment));
}

static void told(struct web_req *req, struct web_res *res, const struct talk_mention *m)
{
    struct sv why = SV("");

    if (m->unknown.p)
        why = arena_printf(req->a, T(" Nama pengguna tidak dikenal: %.*s."),
                           SV_FMT(sv_sub(m->unknown, 0, 200)));
    if (m->unreadable.p)
        why = arena_printf(req->a, T("%.*s Tidak berhak membaca baris ini, jadi tidak diberi tahu: %.*s."),
                           SV_FMT(why), SV_FMT(sv_sub(m->unreadable, 0, 200)));
    if (m->told)
        why = arena_printf(req->a, T(" %zu orang diberi tahu.%.*s"), m->told, SV_FMT(why));
    web_flash_set(req, res, m->unknown.p || m->unreadable.p ? WEB_WARN : WEB_DONE,
                  T("Komentar tersimpan.%.*s"), SV_FMT(why));
}

bool comment_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct talk_mention m;
    struct record *rec;
    struct db *db = NULL;
    bool ok = begin(r, req, &db, &rec, e) &&
              talk_add(db, &r->records, r->levels, req->actor, rec, web_field_find(req, SV("komentar")),
                       region_today(r), req->a, &m, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    told(req, res, &m);
    back(req, res, rec, "#komentar");
    return true;
}

bool comment_withdraw(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct record *rec;
    struct db *db = NULL;
    bool ok = begin(r, req, &db, &rec, e) &&
              talk_withdraw(db, &r->records, req->actor, rec, web_path_int(req, "komentar"), req->a, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Komentar ditarik."));
    back(req, res, rec, "#komentar");
    return true;
}

bool watch_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    bool on = sv_eq(web_field_find(req, SV("pantau")), SV("1"));
    struct record *rec;
    struct db *db = NULL;
    bool ok =
        begin(r, req, &db, &rec, e) && watch_set(db, &r->records, req->actor, rec, on, e) && db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(
        req, res, WEB_DONE, "%s",
        on ? T("Baris ini dipantau: perubahan dan komentar orang lain tampil di Beranda, bagian Untuk Anda.")
           : T("Baris ini tidak dipantau lagi."));
    back(req, res, rec, "");
    return true;
}
