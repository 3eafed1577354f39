/* SPDX-License-Identifier: MIT
 * page/account.c -- /akun: who one is here, tokens for programs, sessions. */
#include "page/account.h"

#include "base/arena.h"
#include "model/event.h"
#include "model/mail.h"
#include "page/page_priv.h"

enum { TOKEN_DAYS = 90 };

const struct web_param token_params[] = {
    { .name = "nama", .label = T("Nama program"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 100 },
    { .name = "lingkup", .label = T("Lingkup"), .type = WEB_ENUM, .flags = WEB_REQUIRED, .of = "baca|tulis" },
    { .name = "berakhir", .label = T("Berlaku sampai"), .type = WEB_DATE, .flags = WEB_REQUIRED },
    { 0 },
};

/* --- the page ---------------------------------------------------------------------------------------------------------- */

struct account {
    struct page p;
    struct who_token_info *tokens;
    size_t n_tokens;
    struct sv *agencies; /* of the posts */
    struct sv fresh;     /* a token just made: shown this once */
    struct sv address;   /* for reminders by e-mail; absent: none */
    bool refuses;        /* he wants none */
};

static bool load_mail(struct account *k, struct db *db, struct web_req *req, struct err *e)
{
    return mail_address_of(db, req->actor->akun, req->a, &k->address, e) &&
           mail_refused(db, req->actor->akun, &k->refuses, e);
}

static bool load(struct account *k, const struct region *r, struct web_req *req, struct err *e)
{
    const struct reg *pd = model_reg(r->model, base_col_name(COL_PD));
    struct db *db = NULL;
    bool ok =
        page_read(r, &db, e) && who_token_list(db, req->actor->akun, req->a, &k->tokens, &k->n_tokens, e);

    k->agencies = ARENA_ARRAY(req->a, struct sv, req->actor->n_posts + 1);
    for (size_t i = 0; ok && pd && i < req->actor->n_posts; i++) {
        struct err missing = { 0 };
        struct record *rec;

        if (record_get(db, &r->records, who_system(), pd, req->actor->posts[i].pd, req->a, &rec, &missing))
            k->agencies[i] = record_title(rec);
    }
    ok = ok && load_mail(k, db, req, e);
    db_release(db);
    return ok;
}

static void pair(struct html *h, const char *label, struct sv value)
{
    if (!value.n)
        return;
    html_elem_say(h, "dt", label);
    html_elem(h, "dd", value);
}

static void identity(struct account *k)
{
    const struct actor *who = k->p.who;
    struct html *h = &k->p.h;

    page_card_begin(h, 2, SV(T("Siapa Anda di sini")));
    html_open(h, "dl");
    html_class(h, "ciri");
    pair(h, T("Nama"), who->nama);
    pair(h, T("Nama pengguna"), who->nama_pengguna);
    for (size_t i = 0; i < who->n_posts; i++) {
        pair(h, T("Jabatan"), who->posts[i].title);
        pair(h, T("Perangkat Daerah"), k->agencies[i]);
        pair(h, T("Jenjang"), who_level_label(k->p.region->levels, who->posts[i].level));
    }
    if (who->administrator)
        pair(h, T("Peran khusus"), SV(T("Administrator sistem")));
    if (who->auditor)
        pair(h, T("Peran khusus"), SV(T("Auditor atau asesor (hanya membaca)")));
    for (size_t i = 0; i < who->n_roles; i++)
        pair(h, T("Peran kantor"), rule_role_label(k->p.region->rule, who->roles[i].key));
    html_close(h, "dl");
    page_card_end(h);
}

static void security(struct account *k)
{
    const struct page_session *s = k->p.req->session;
    struct html *h = &k->p.h;

    page_card_begin(h, 2, SV(T("Keamanan")));
    html_open(h, "p");
    html_say(h, T("Autentikator: "));
    page_badge(h, s && s->has_factor ? SV("green") : SV("yellow"),
               s && s->has_factor ? SV(T("terpasang")) : SV(T("belum dipasang")));
    html_close(h, "p");
    html_open(h, "div");
    html_class(h, "btn-list");
    page_link_button(h, SV("/akun/sandi"), "", "key", T("Ganti kata sandi"));
    page_link_button(h, SV("/akun/faktor"), "", "device-mobile",
                     s && s->has_factor ? T("Ganti autentikator") : T("Pasang autentikator"));
    page_link_button(h, SV("/akun/kalender"), "", "calendar", T("Langganan kalender"));
    if (who_may_write(k->p.who))
        page_link_button(h, SV("/akun/plh"), "", "user-check", T("Pelaksana harian"));
    page_form_begin(&k->p, SV("/akun/sesi/akhiri"), false);
    page_submit(h, "", "logout", T("Keluar dari semua peramban"));
    html_close(h, "form");
    html_close(h, "div");
    page_card_end(h);
}

static void mails(struct account *k)
{
    struct html *h = &k->p.h;

    page_card_begin(h, 2, SV(T("Surel pengingat")));
    html_open(h, "p");
    if (!k->address.n)
        html_say(h, T("Akun Anda belum memuat alamat surel; mintalah administrator mengisinya."));
    else if (k->refuses)
        html_textf(h, T("Pengingat tidak dikirim ke %.*s."), SV_FMT(k->address));
    else
        html_textf(h, T("Pengingat yang ditujukan kepada Anda dikirim ke %.*s."), SV_FMT(k->address));
    html_close(h, "p");
    if (k->address.n) {
        page_form_begin(&k->p, SV("/akun/surel"), false);
        page_hidden(h, "terima", k->refuses ? SV("1") : SV("0"));
        page_submit(h, "", "mail", k->refuses ? T("Hidupkan surel pengingat") : T("Matikan surel pengingat"));
        html_close(h, "form");
    }
    page_card_end(h);
}

/* --- tokens --------------------------------------------------------------------------------------------------------------- */

static void cell(struct html *h, const char *label, struct sv text)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
    html_text(h, text);
    html_close(h, "td");
}

static struct sv day_of(struct account *k, int64_t t)
{
    return t ? date_long(date_of_time(t, k->p.region->regulation.zone_min), k->p.a) : SV(T("belum pernah"));
}

static void token_row(struct account *k, const struct who_token_info *t)
{
    struct html *h = &k->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    html_text(h, t->nama);
    html_close(h, "td");
    cell(h, T("Lingkup"), t->scope);
    cell(h, T("Berlaku sampai"), day_of(k, t->expires));
    cell(h, T("Terakhir dipakai"), day_of(k, t->last_used));
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Tindakan"));
    if (t->revoked) {
        html_say(h, T("dicabut"));
    } else {
        page_form_begin(&k->p, arena_printf(k->p.a, "/akun/token/%lld/cabut", (long long) t->id), false);
        html_open(h, "button");
        html_attr(h, "type", SV("submit"));
        html_class(h, "btn btn-sm");
        html_attr_say(h, "data-tanya", T("Cabut token ini? Program yang memakainya tidak dapat masuk lagi."));
        html_say(h, T("Cabut"));
        html_open(h, "span");
        html_class(h, "visually-hidden");
        html_textf(h, " %.*s", SV_FMT(t->nama));
        html_close(h, "span");
        html_close(h, "button");
        html_close(h, "form");
    }
    html_close(h, "td");
    html_close(h, "tr");
}

static void token_table(struct account *k)
{
    static const char *const columns[] = { T("Nama program"), T("Lingkup"), T("Berlaku sampai"),
                                           T("Terakhir dipakai"), T("Tindakan") };
    struct html *h = &k->p.h;

    if (!k->n_tokens)
        return;
    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_open(h, "table");
    html_class(h, "daftar");
    page_table_head(h, columns, sizeof columns / sizeof columns[0]);
    html_open(h, "tbody");
    for (size_t i = 0; i < k->n_tokens; i++)
        token_row(k, &k->tokens[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void fresh_token(struct account *k)
{
    struct html *h = &k->p.h;

    if (!k->fresh.n)
        return;
    page_once_begin(
        h, SV(T("Token dibuat. Salin sekarang: sesudah halaman ini ditutup, ia tidak dapat dilihat lagi.")),
        k->fresh);
    page_alert_end(h);
}

static void scope_select(struct account *k)
{
    struct html *h = &k->p.h;
    bool write = sv_eq(web_typed(k->p.req, "lingkup"), SV("tulis"));

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-lingkup"));
    html_say(h, T("Lingkup"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", SV("f-lingkup"));
    html_attr(h, "name", SV("lingkup"));
    for (int i = 0; i < 2; i++) {
        html_open(h, "option");
        html_attr(h, "value", i ? SV("tulis") : SV("baca"));
        html_bool_attr(h, "selected", write == (i == 1));
        html_say(h, i ? T("Membaca dan menulis, sebatas hak Anda") : T("Hanya membaca"));
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
}

static void tokens(struct account *k)
{
    static const struct page_input name = { .name = "nama",
                                            .label = T("Nama program"),
                                            .required = true,
                                            .max = 100,
                                            .help = T("Misalnya: penarik data dasbor.") };
    struct page_input until = { .name = "berakhir",
                                .label = T("Berlaku sampai (paling lama setahun)"),
                                .type = "date",
                                .required = true };
    struct html *h = &k->p.h;

    page_card_begin(h, 2, SV(T("Token API")));
    html_elem_say(h, "p", T("Token memberi sebuah program hak Anda sendiri, sebatas lingkup dan waktunya."));
    fresh_token(k);
    token_table(k);
    html_open(h, "details");
    html_class(h, "lipat");
    html_bool_attr(h, "open", k->p.req->refused != NULL);
    html_elem_say(h, "summary", T("Buat token"));
    page_form_begin(&k->p, SV("/akun/token"), false);
    page_input(&k->p, &name);
    scope_select(k);
    until.value = arena_dup(k->p.a, sv_of(date_iso(date_add_days(region_today(k->p.region), TOKEN_DAYS)).s));
    page_input(&k->p, &until);
    page_submit(h, "btn-primary", "plus", T("Buat token"));
    html_close(h, "form");
    html_close(h, "details");
    page_card_end(h);
}

/* The pages about other people's accounts that stand in no register. */
static void others(struct account *k)
{
    struct html *h = &k->p.h;

    if (!k->p.who->administrator)
        return;
    page_card_begin(h, 2, SV(T("Akun orang lain")));
    html_open(h, "div");
    html_class(h, "btn-list");
    page_link_button(h, SV("/r/akun/impor"), "", "upload", T("Impor akun"));
    page_link_button(h, SV("/akun/sandi-massal"), "", "key", T("Slip kata sandi pertama"));
    page_link_button(h, SV("/akun/serah-terima"), "", "transfer", T("Serah terima"));
    page_link_button(h, SV("/akun/pemeriksa"), "", "eye", T("Akun pemeriksa"));
    html_close(h, "div");
    page_card_end(h);
}

static bool show(struct account *k, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                 struct err *e)
{
    struct page_head hd = { .title = SV(T("Akun saya")), .width = PAGE_NARROW };

    if (!load(k, page_region(ctx), req, e))
        return false;
    page_begin(&k->p, ctx, req, res, &hd);
    page_refusal(&k->p);
    identity(k);
    security(k);
    others(k);
    mails(k);
    tokens(k);
    page_end(&k->p);
    return true;
}

bool account_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct account k = { .tokens = NULL };

    return show(&k, ctx, req, res, e);
}

/* Answered by the page itself: the token is shown once and kept nowhere. */
bool token_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    int64_t now = r->records.now(),
            until = time_of_date(date_add_days(web_date(req, "berakhir"), 1), r->regulation.zone_min) - 1;
    struct account k = { .tokens = NULL };
    struct db *db = NULL;
    bool ok = page_write(r, &db, e) &&
              who_token_make(db, req->actor->akun, web_text(req, "nama"), web_text(req, "lingkup"), until,
                             now, req->a, &k.fresh, e) &&
              event_other(db, SV("token_dibuat"), req->actor,
                          arena_printf(req->a, "{\"akun\":%lld,\"sampai\":\"%s\"}",
                                       (long long) req->actor->akun, date_iso(web_date(req, "berakhir")).s),
                          now, req->a, e) &&
              db_commit(db, e);

    db_release(db);
    return ok && show(&k, ctx, req, res, e);
}

bool token_revoke(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct db *db = NULL;
    int64_t id = web_path_int(req, "id");
    bool ok = page_write(r, &db, e) && who_token_revoke(db, id, req->actor->akun, e) &&
              event_other(db, SV("token_dicabut"), req->actor,
                          arena_printf(req->a, "{\"akun\":%lld,\"token\":%lld}", (long long) req->actor->akun,
                                       (long long) id),
                          r->records.now(), req->a, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Token dicabut."));
    web_redirect(req, res, SV("/akun"));
    return true;
}

bool sessions_end(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct db *db = NULL;
    bool ok = page_write(r, &db, e) && who_session_end_all(db, req->actor->akun, e) && db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_cookie_drop(req, res, PAGE_COOKIE);
    web_flash_set(req, res, WEB_DONE, T("Semua sesi Anda sudah diakhiri."));
    web_redirect(req, res, SV("/masuk"));
    return true;
}
