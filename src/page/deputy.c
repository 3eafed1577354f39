/* SPDX-License-Identifier: MIT
 * page/deputy.c -- naming a deputy (Plh.) for the days of a leave, and the line that tells everybody in which capacity he is here. */
#include "page/deputy.h"

#include "base/arena.h"
#include "flow/flow.h"
#include "page/hand_priv.h"

enum { DAYS_MAX = 366, SHOWN_MAX = 100 };

const struct web_param deputy_params[] = {
    { .name = "penerima", .label = T("Pelaksana harian"), .type = WEB_ID, .flags = WEB_REQUIRED },
    { .name = "mulai", .label = T("Dari tanggal"), .type = WEB_DATE, .flags = WEB_REQUIRED },
    { .name = "selesai", .label = T("Sampai tanggal"), .type = WEB_DATE, .flags = WEB_REQUIRED },
    { .name = "alasan", .label = T("Alasan"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 200 },
    { .name = "dasar_nomor", .label = T("Nomor surat perintah"), .type = WEB_TEXT, .max = 100 },
    { 0 },
};

/* --- loading --------------------------------------------------------------------------------------------------------- */

struct lent_row {
    int64_t id;
    struct sv nomor, other, from, until, reason;
    bool given, active;
};

struct deputy_page {
    struct page p;
    struct lent_row *rows;
    size_t n;
    struct hand_person *people;
    size_t n_people;
};

static bool load_rows(struct db *db, int64_t akun, struct arena *a, struct lent_row **out, size_t *n,
                      struct err *e)
{
    struct lent_row *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row,
        ok =
            db_prepare(
                db,
                SV("select d.id, coalesce(d.nomor, ''), k.nama, d.mulai, d.selesai, coalesce(d.alasan, ''), "
                   "case when d.pemberi = $1 then 1 else 0 end, case when d.status = 'aktif' then 1 else 0 end "
                   "from pendelegasian d join akun k on k.id = case when d.pemberi = $1 then d.penerima else d.pemberi end "
                   "where d.dihapus is null and (d.pemberi = $1 or d.penerima = $1) "
                   "order by d.selesai desc, d.id desc limit $2"),
                &q, e) &&
            stmt_int(q, 1, akun, e) && stmt_int(q, 2, SHOWN_MAX, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) = (struct lent_row){ stmt_get_int(q, 0),
                                                               arena_dup(a, stmt_get_text(q, 1)),
                                                               arena_dup(a, stmt_get_text(q, 2)),
                                                               arena_dup(a, stmt_get_text(q, 3)),
                                                               arena_dup(a, stmt_get_text(q, 4)),
                                                               arena_dup(a, stmt_get_text(q, 5)),
                                                               stmt_get_int(q, 6) != 0,
                                                               stmt_get_int(q, 7) != 0 };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

static bool load(struct deputy_page *d, const struct region *r, struct web_req *req, struct err *e)
{
    const struct actor *who = req->actor;
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && load_rows(db, who->akun, req->a, &d->rows, &d->n, e) &&
              hand_people(db, who->n_posts ? who->posts[0].pd : 0, region_today(r), req->a, &d->people,
                          &d->n_people, e);

    db_release(db);
    return ok;
}

/* --- the page -------------------------------------------------------------------------------------------------------- */

static struct sv term(struct deputy_page *d, const struct lent_row *r)
{
    return arena_printf(d->p.a, T("%.*s sampai %.*s"), SV_FMT(page_day(d->p.a, r->from)),
                        SV_FMT(page_day(d->p.a, r->until)));
}

static void state_cell(struct deputy_page *d, const struct lent_row *r, struct sv today)
{
    struct html *h = &d->p.h;
    bool ended = sv_cmp(r->until, today)<0, later = sv_cmp(r->from, today)> 0;

    html_open(h, "td");
    html_attr_say(h, "data-label", T("Keadaan"));
    page_badge(h,
               !r->active || ended ? SV("grey")
               : later             ? SV("blue")
                                   : SV("green"),
               !r->active ? SV(T("sudah dicabut"))
               : ended    ? SV(T("sudah berakhir"))
               : later    ? SV(T("belum mulai"))
                          : SV(T("masih berlaku")));
    html_close(h, "td");
}

static void rows(struct deputy_page *d, bool given)
{
    static const char *const columns[] = { T("Pelaksana harian"), T("Masa"), T("Alasan"), T("Keadaan"),
                                           T("Tindakan") };
    static const char *const taken[] = { T("Menggantikan"), T("Masa"), T("Alasan"), T("Keadaan") };
    struct sv today = page_today_iso(d->p.region, d->p.a);
    struct html *h = &d->p.h;

    hand_table_begin(h, given ? columns : taken, given ? 5 : 4);
    for (size_t i = 0; i < d->n; i++) {
        const struct lent_row *r = &d->rows[i];

        if (r->given != given)
            continue;
        hand_first(h, r->other);
        hand_cell(h, columns[1], term(d, r));
        hand_cell(h, columns[2], r->reason);
        state_cell(d, r, today);
        if (given) {
            html_open(h, "td");
            html_attr_say(h, "data-label", columns[4]);
            if (r->active && sv_cmp(r->until, today) >= 0)
                hand_button(&d->p, arena_printf(d->p.a, "/akun/plh/%lld/cabut", (long long) r->id),
                            T("Cabut"), T("Cabut sekarang? Pelaksana harian langsung kehilangan haknya."),
                            r->other);
            html_close(h, "td");
        }
        html_close(h, "tr");
    }
    hand_table_end(h);
}

static size_t count(const struct deputy_page *d, bool given)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        n += d->rows[i].given == given;
    return n;
}

static void name_form(struct deputy_page *d)
{
    static const struct page_input why = { .name = "alasan",
                                           .label = T("Alasan"),
                                           .required = true,
                                           .max = 200,
                                           .help = T("Misalnya: cuti tahunan, dinas luar, pelatihan.") };
    static const struct page_input letter = { .name = "dasar_nomor",
                                              .label = T("Nomor surat perintah (bila ada)"),
                                              .max = 100 };
    struct page_input from = { .name = "mulai",
                               .label = T("Dari tanggal"),
                               .type = "date",
                               .required = true },
                      until = { .name = "selesai",
                                .label = T("Sampai tanggal"),
                                .type = "date",
                                .required = true,
                                .help = T("Hari terakhir; berakhir sendiri pada tengah malam.") };
    struct html *h = &d->p.h;

    from.value = page_today_iso(d->p.region, d->p.a);
    page_card_begin(h, 2, SV(T("Tunjuk pelaksana harian")));
    html_elem_say(
        h, "p",
        T("Ia melihat dan mengerjakan tugas jabatan Anda, dan setiap perbuatannya dicatat dengan tanda Plh. "
          "Ia tidak menyetujui yang diajukannya sendiri atau yang Anda ajukan, tidak melihat baris rahasia "
          "karena Anda, dan tidak dapat melimpahkannya lagi. Anda sendiri tetap dapat bekerja."));
    page_form_begin(&d->p, SV("/akun/plh"), false);
    hand_choose(&d->p, "penerima", T("Pelaksana harian"), T("Rekan sekantor di urutan teratas."), d->people,
                d->n_people, d->p.who->akun);
    html_open(h, "div");
    html_class(h, "dua");
    page_input(&d->p, &from);
    page_input(&d->p, &until);
    html_close(h, "div");
    page_input(&d->p, &why);
    page_input(&d->p, &letter);
    page_submit(h, "btn-primary", "user-check", T("Tunjuk"));
    html_close(h, "form");
    page_card_end(h);
}

bool deputy_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb crumbs[] = { { SV_INIT(T("Akun saya")), SV_INIT("/akun") } };
    struct page_head hd = { .title = SV(T("Pelaksana harian (Plh.)")),
                            .width = PAGE_NARROW,
                            .crumbs = crumbs,
                            .n_crumbs = 1,
                            .note = SV(T("Siapa menjalankan tugas Anda selama Anda cuti atau dinas luar.")) };
    struct deputy_page d = { .rows = NULL };
    struct html *h;

    if (!load(&d, page_region(ctx), req, e))
        return false;
    h = page_begin(&d.p, ctx, req, res, &hd);
    page_refusal(&d.p);
    if (count(&d, false)) {
        html_elem_say(h, "h2", T("Yang Anda gantikan"));
        rows(&d, false);
    }
    if (count(&d, true)) {
        html_elem_say(h, "h2", T("Yang Anda tunjuk"));
        rows(&d, true);
    }
    if (who_may_delegate(req->actor, req->actor->akun) && req->actor->n_posts > req->actor->n_deputies)
        name_form(&d);
    else
        page_empty(
            h, SV("user-off"), SV(T("Tidak ada jabatan yang dapat dilimpahkan")),
            SV(T(
                "Yang dilimpahkan adalah jabatan Anda sendiri pada sebuah Perangkat Daerah. Administrator mengatur "
                "pelaksana harian orang lain di daftar Pelaksana harian.")),
            req->actor->administrator ? SV("/r/pendelegasian") : SV_NULL, SV(T("Buka daftarnya")));
    page_end(&d.p);
    return true;
}

/* --- naming and revoking ----------------------------------------------------------------------------------------------- */

static bool days_ok(const struct region *r, struct web_req *req, struct err *e)
{
    struct date from = web_date(req, "mulai"), until = web_date(req, "selesai"), today = region_today(r);

    if (date_cmp(until, from) < 0)
        problems_add(&req->problems, SV("selesai"), T("Hari terakhir mendahului hari pertama."));
    else if (date_cmp(until, today) < 0)
        problems_add(&req->problems, SV("selesai"), T("Hari terakhir sudah lewat."));
    else if (date_serial(until) - date_serial(from) >= DAYS_MAX)
        problems_add(&req->problems, SV("selesai"),
                     T("Paling lama satu tahun; untuk jabatan kosong catat akun Plt."));
    if (web_int(req, "penerima", 0) == req->actor->akun)
        problems_add(&req->problems, SV("penerima"), T("Anda sendiri tidak menggantikan diri Anda."));
    return !req->problems.n || err_set(e, ERR_INPUT, T("Pelaksana harian belum dapat ditunjuk."));
}

static struct sv text_of_int(struct arena *a, int64_t v)
{
    return arena_printf(a, "%lld", (long long) v);
}

static struct sv text_of_day(struct arena *a, struct date d)
{
    return arena_dup(a, sv_of(date_iso(d).s));
}

bool deputy_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct input_item items[] = {
        { SV("pemberi"), text_of_int(req->a, req->actor->akun) },
        { SV("penerima"), text_of_int(req->a, web_int(req, "penerima", 0)) },
        { SV("mulai"), text_of_day(req->a, web_date(req, "mulai")) },
        { SV("selesai"), text_of_day(req->a, web_date(req, "selesai")) },
        { SV("alasan"), web_text(req, "alasan") },
        { SV("dasar_nomor"), web_text(req, "dasar_nomor") },
    };
    struct input in = { .items = items, .n = sizeof items / sizeof items[0], .plain = true };
    struct actor giver;
    struct record *made;
    struct db *db = NULL;
    bool ok = days_ok(r, req, e) && who_delegating(req->actor, req->actor->akun, &giver, e) &&
              page_write(r, &db, e) &&
              record_create(db, &r->records, &giver, model_reg(r->model, SV("pendelegasian")), &in, req->a,
                            &made, &req->problems, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Pelaksana harian ditunjuk. Ia melihatnya saat masuk berikutnya."));
    web_redirect(req, res, SV("/akun/plh"));
    return true;
}

bool deputy_revoke(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg = model_reg(r->model, SV("pendelegasian"));
    struct input none = { .partial = true };
    struct actor giver;
    struct record *rec;
    struct db *db = NULL;
    int64_t whose = 0;
    bool ok = page_write(r, &db, e) &&
              record_get(db, &r->records, req->actor, reg, web_path_int(req, "id"), req->a, &rec, e);

    if (ok)
        sv_int(rec->val[reg_field(reg, SV("pemberi"))->index], &whose);
    ok = ok && who_delegating(req->actor, whose, &giver, e) &&
         flow_move(db, r->flow, &r->records, &giver, reg, rec->id, rec->versi, SV("cabut"), &none, SV_NULL,
                   NULL, req->a, &rec, &req->problems, e) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Pelaksana harian dicabut."));
    web_redirect(req, res, SV("/akun/plh"));
    return true;
}

/* --- in which capacity somebody is here ---------------------------------------------------------------------------------- */

static void hat_begin(struct html *h, struct sv icon)
{
    html_open(h, "div");
    html_class(h, "sebagai");
    page_icon_(h, icon);
}

static void reader_hat(struct page *p)
{
    const struct who_limit *l = &p->who->limit;
    struct html *h = &p->h;

    hat_begin(h, SV("eye"));
    html_open(h, "span");
    html_elem_say(h, "strong", T("Hanya membaca."));
    if (l->letter.n)
        html_textf(h, T(" Surat Tugas %.*s"), SV_FMT(l->letter));
    if (l->until.n)
        html_textf(h, T(", sampai %.*s"), SV_FMT(page_day(p->a, l->until)));
    if (l->on)
        html_say(h, T(", sebatas lingkupnya"));
    html_say(h, T(". Halaman yang dibuka dihitung."));
    html_close(h, "span");
    html_close(h, "div");
}

void page_hats(struct page *p)
{
    struct html *h = &p->h;

    if (p->bare || !p->who)
        return;
    if (p->who->auditor)
        reader_hat(p);
    for (size_t i = 0; i < p->who->n_deputies; i++) {
        const struct deputy *d = &p->who->deputies[i];

        hat_begin(h, SV("user-check"));
        html_open(h, "span");
        html_open(h, "strong");
        html_text(h, d->title);
        html_close(h, "strong");
        html_textf(h, T(", a.n. %.*s, sampai %.*s. "), SV_FMT(d->nama), SV_FMT(page_day(p->a, d->until)));
        page_link(h, SV("/akun/plh"), SV(T("Rinciannya")));
        html_close(h, "span");
        html_close(h, "div");
    }
}
