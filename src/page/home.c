/* SPDX-License-Identifier: MIT
 * page/home.c -- the front page: what is late, what waits for this person, what is due soon, how far the region is, what his
 * agency keeps. On the first day it leads to the preparations instead of showing empty boxes. */
#include "page/home.h"

#include "base/arena.h"
#include "html/svg.h"
#include "page/agency_priv.h"
#include "page/home_priv.h"
#include "page/show_priv.h"

enum { UNITS_NAMED = 40 }; /* an address names so many units at most */

/* --- provisions that press ---------------------------------------------------------------------------------------------- */

static void norm_item(struct home *m, const struct norm_state *s)
{
    struct norm_addr ad = norm_addr_of(s->norm->at);
    struct html *h = &m->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    page_link(h, norm_path(s->norm->at, m->p.a), norm_addr_label(&ad, m->p.a));
    if (norm_is_mine(s->norm, m->p.who))
        page_badge(h, SV("blue"), SV(T("Tugas Anda")));
    html_close(h, "div");
    html_elem(h, "p", s->norm->says);
    html_open(h, "p");
    html_class(h, "text-secondary");
    if (s->due.n) {
        html_say(h, s->status == NORM_LATE ? T("Tenggatnya ") : T("Paling lambat "));
        norm_due(&m->p, &m->book, s);
    } else {
        html_text(h, s->why);
    }
    html_close(h, "p");
    html_close(h, "li");
}

static void more(struct html *h, struct sv url, const char *words)
{
    html_open(h, "p");
    html_class(h, "lagi");
    page_link(h, url, sv_of(words));
    html_close(h, "p");
}

static void norms(struct home *m, const struct norm_state **items, size_t n, struct sv all, const char *none)
{
    struct html *h = &m->p.h;

    if (!n) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(h, none);
        html_close(h, "p");
        return;
    }
    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < n && i < HOME_NORMS; i++)
        norm_item(m, items[i]);
    html_close(h, "ul");
    if (n > HOME_NORMS)
        more(h, all, arena_printf(m->p.a, T("Semua %zu ketentuan"), n).p);
}

static void late(struct home *m)
{
    struct html *h = &m->p.h;

    page_card_begin(h, 2, SV(T("Lewat tenggat")));
    if (m->n_late) {
        html_open(h, "p");
        html_textf(h,
                   m->n_late_mine ? T("%zu ketentuan lewat tenggat, %zu menjadi tugas Anda.")
                                  : T("%zu ketentuan lewat tenggat."),
                   m->n_late, m->n_late_mine);
        html_close(h, "p");
    }
    norms(m, m->late, m->n_late, SV("/pemenuhan?status=lewat_tenggat"),
          T("Tidak ada ketentuan yang lewat tenggat."));
    page_card_end(h);
}

static void soon(struct home *m)
{
    page_card_begin(&m->p.h, 2, SV(T("Segera jatuh tempo")));
    norms(m, m->soon, m->n_soon, SV("/pemenuhan?status=mendekati_tenggat"),
          T("Belum ada tenggat yang dekat."));
    page_card_end(&m->p.h);
}

/* --- tasks ---------------------------------------------------------------------------------------------------------------- */

static void task(struct home *m, const struct task *t)
{
    struct sv today = page_today_iso(m->p.region, m->p.a);
    struct html *h = &m->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    page_link(h, page_record_url(m->p.a, t->reg, t->record), t->title);
    if (t->plh.n)
        page_badge(h, SV("blue"), t->plh);
    if (t->due.n && sv_cmp(t->due, today) < 0)
        page_badge(h, SV("red"), SV(T("Lewat")));
    html_close(h, "div");
    html_open(h, "p");
    html_text(h, t->what);
    if (t->nomor.n)
        html_textf(h, " \u00b7 %.*s", SV_FMT(t->nomor));
    if (t->due.n)
        html_textf(h, T(" \u00b7 paling lambat %.*s"), SV_FMT(page_day(m->p.a, t->due)));
    html_close(h, "p");
    html_close(h, "li");
}

static void tasks(struct home *m)
{
    struct html *h = &m->p.h;

    page_card_begin(h, 2, SV(T("Perlu Tindakan")));
    if (!m->n_tasks) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(h, T("Tidak ada yang menunggu Anda."));
        html_close(h, "p");
    } else {
        html_open(h, "ul");
        html_class(h, "tindakan");
        for (size_t i = 0; i < m->n_tasks; i++)
            task(m, &m->tasks[i]);
        html_close(h, "ul");
        more(h, SV("/tindakan"), m->more_tasks ? T("Lihat semuanya") : T("Buka Perlu Tindakan"));
    }
    page_card_end(h);
}

/* --- who called, what changed ------------------------------------------------------------------------------------------ */

static void notices(struct home *m)
{
    struct html *h = &m->p.h;

    page_card_begin(h, 2, SV(T("Untuk Anda")));
    if (!m->n_notices) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(h, T("Tidak ada pemberitahuan baru."));
        html_close(h, "p");
        more(h, SV("/pemberitahuan"), T("Pemberitahuan lama"));
    } else {
        notices_items(&m->p, m->notices, m->n_notices < NOTICES_HOME ? m->n_notices : NOTICES_HOME);
        more(h, SV("/pemberitahuan"),
             m->n_notices > NOTICES_HOME ? T("Lihat semuanya") : T("Semua pemberitahuan"));
    }
    page_card_end(h);
}

/* --- what will end ------------------------------------------------------------------------------------------------------ */

static void ends(struct home *m)
{
    struct html *h = &m->p.h;

    if (!m->n_ends)
        return;
    page_card_begin(h, 2, SV(T("Akan berakhir atau tertutup")));
    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < m->n_ends && i < HOME_ENDS; i++) {
        const struct foreseen *f = &m->ends[i];

        html_open(h, "li");
        html_open(h, "div");
        html_class(h, "baris-kepala");
        page_link(h, page_record_url(m->p.a, f->record->reg, f->record->id), record_title(f->record));
        page_badge(h, f->past ? SV("red") : SV("yellow"),
                   f->past ? SV(T("Sudah")) : date_long(f->day, m->p.a));
        html_close(h, "div");
        show_end(&m->p, f);
        html_close(h, "li");
    }
    html_close(h, "ul");
    if (m->n_ends > HOME_ENDS)
        more(h, SV("/kalender?jenis=penutupan&tampilan=daftar"), T("Lihat di kalender"));
    page_card_end(h);
}

/* --- how far -------------------------------------------------------------------------------------------------------------- */

static void progress(struct home *m)
{
    struct html *h = &m->p.h;
    struct norm_tally t;

    norm_tally(&m->book, NULL, &t);
    page_card_begin(h, 2, SV(T("Pemenuhan peraturan")));
    html_open(h, "p");
    html_textf(h, T("%lld dari %lld ketentuan yang meminta perbuatan terpenuhi."), (long long) t.met,
               (long long) t.counted);
    html_close(h, "p");
    norm_bar(h, SV(T("Bagian ketentuan menurut status")), &t);
    norm_legend(h, &t, SV("/pemenuhan"), m->p.a);
    html_elem_say(h, "h3", T("Menurut BAB"));
    norm_chapters(&m->p, &m->book, SV(""), 3);
    if (agency_reads_all(m->p.region, m->p.who)) {
        more(h, SV("/laporan"),
             arena_printf(m->p.a, T("Laporan kepada %.*s"), SV_FMT(m->p.region->regulation.head)).p);
        more(h, SV("/rapor"), T("Rapor semua Perangkat Daerah"));
    }
    page_card_end(h);
}

/* --- the agency ------------------------------------------------------------------------------------------------------------- */

/* The list narrowed to what was counted: the agency and the units below it. */
static struct sv own_url(const struct home *m, const struct reg *reg)
{
    const struct actor *who = m->p.who;
    struct sv url = page_reg_url(m->p.a, reg);

    for (size_t i = 0; i < who->n_units && who->n_units <= UNITS_NAMED; i++)
        url = arena_printf(m->p.a, "%.*s%cf.perangkat_daerah=%lld", SV_FMT(url), i ? '&' : '?',
                           (long long) who->units[i]);
    return url;
}

static void own_row(struct home *m, const struct home_reg *r)
{
    struct html *h = &m->p.h;

    html_open(h, "li");
    page_link(h, own_url(m, r->reg), r->reg->label);
    html_open(h, "span");
    html_class(h, "nomor");
    if (r->n)
        html_number(h, r->n);
    else
        html_say(h, T("belum ada"));
    html_close(h, "span");
    html_close(h, "li");
}

static void agency(struct home *m)
{
    struct html *h = &m->p.h;
    size_t empty = 0;

    if (!m->n_regs)
        return;
    page_card_begin(h, 2, SV(T("Catatan Perangkat Daerah Anda")));
    more(h, arena_printf(m->p.a, "/rapor/%lld", (long long) m->p.who->posts[0].pd),
         T("Rapor Perangkat Daerah Anda"));
    html_open(h, "ul");
    html_class(h, "daftar-isi");
    for (size_t i = 0; i < m->n_regs; i++)
        if (m->regs[i].n)
            own_row(m, &m->regs[i]);
        else
            empty++;
    html_close(h, "ul");
    if (empty) {
        html_open(h, "details");
        html_class(h, "lipat");
        html_bool_attr(h, "open", empty == m->n_regs);
        html_open(h, "summary");
        html_textf(h, T("%zu daftar belum berisi"), empty);
        html_close(h, "summary");
        html_open(h, "ul");
        html_class(h, "daftar-isi");
        for (size_t i = 0; i < m->n_regs; i++)
            if (!m->regs[i].n)
                own_row(m, &m->regs[i]);
        html_close(h, "ul");
        html_close(h, "details");
    }
    page_card_end(h);
}

/* What the agency lacks takes longer to find out: it follows when the page stands. */
static void lacking(struct home *m)
{
    struct html *h = &m->p.h;

    if (!m->p.who->n_posts)
        return;
    page_card_begin(h, 2, SV(T("Kekurangan Perangkat Daerah Anda")));
    html_open(h, "div");
    html_url(h, "hx-get", SV("/kekurangan"));
    html_attr(h, "hx-trigger", SV("load"));
    html_attr(h, "hx-swap", SV("outerHTML"));
    page_link(h, SV("/kekurangan"), SV(T("Lihat kekurangan")));
    html_close(h, "div");
    page_card_end(h);
}

/* --- the first days ----------------------------------------------------------------------------------------------------------- */

static void preparing(struct home *m)
{
    struct html *h = &m->p.h;
    const struct setup_step *next = NULL;
    struct svg_part parts[2] = { { SV(T("Selesai")), SV("terpenuhi"), (int64_t) m->setup.done },
                                 { SV(T("Belum")), SV("belum_ada_data"),
                                   (int64_t) (m->setup.counted - m->setup.done) } };

    for (size_t i = 0; !next && i < m->setup.n; i++)
        if (m->setup.steps[i].state == SETUP_OPEN)
            next = &m->setup.steps[i];
    page_card_begin(h, 2, SV(T("Persiapan awal")));
    if (m->empty)
        html_elem_say(
            h, "p",
            T("Wilayah ini masih kosong. Mulailah dari langkah-langkah berikut; tugas dan tenggat tampil di "
              "halaman ini sesudah Perangkat Daerah dicatat."));
    html_open(h, "p");
    html_textf(h, T("%zu dari %zu langkah selesai. Berikutnya: %s."), m->setup.done, m->setup.counted,
               next ? next->title : T("selesai"));
    html_close(h, "p");
    html_open(h, "div");
    html_class(h, "kemajuan-besar");
    svg_stack(h, SV(T("Kemajuan persiapan")), parts, 2);
    html_close(h, "div");
    html_open(h, "p");
    html_class(h, "lagi");
    page_link_button(h, SV("/persiapan"), "btn-primary", "settings", T("Lanjutkan persiapan"));
    html_close(h, "p");
    page_card_end(h);
}

/* Nothing is recorded yet: empty boxes and days that passed unseen would only frighten. */
static void first_day(struct home *m)
{
    if (!m->setting_up)
        page_empty(
            &m->p.h, SV("settings"), SV(T("Wilayah ini sedang disiapkan")),
            SV(T(
                "Administrator sedang memuat Perangkat Daerah, akun, dan naskah peraturan. Sesudah itu tugas dan "
                "tenggat tampil di sini.")),
            SV("/pemenuhan"), SV(T("Baca ketentuan peraturan")));
    else
        page_link(&m->p.h, SV("/pemenuhan"), SV(T("Baca ketentuan peraturan")));
}

bool home_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct home m = { .p = { .ctx = ctx,
                             .region = page_region(ctx),
                             .req = req,
                             .res = res,
                             .a = req->a,
                             .who = req->actor } };
    struct page_head hd = { .title = SV(T("Beranda")), .menu = SV("/") };
    struct db *db = NULL;
    struct html *h;
    bool ok = page_read(m.p.region, &db, e) && home_load(db, &m, e);

    db_release(db);
    if (!ok)
        return false;
    hd.note = arena_printf(req->a, T("%.*s, %.*s"), SV_FMT(m.p.region->regulation.region),
                           SV_FMT(date_long(m.book.today, req->a)));
    h = page_begin(&m.p, ctx, req, res, &hd);
    if (m.setting_up)
        preparing(&m);
    if (m.empty) {
        first_day(&m);
        page_end(&m.p);
        return true;
    }
    html_open(h, "div");
    html_class(h, "beranda");
    html_open(h, "div");
    tasks(&m);
    ends(&m);
    notices(&m);
    if (!who_has_role(
            m.p.who,
            SV("dinas"))) /* who keeps rows looks after his own first, who looks after the region, the region */
        lacking(&m);
    late(&m);
    soon(&m);
    html_close(h, "div");
    html_open(h, "div");
    if (who_has_role(m.p.who, SV("dinas")))
        lacking(&m);
    agency(&m);
    progress(&m);
    html_close(h, "div");
    html_close(h, "div");
    page_end(&m.p);
    return true;
}
