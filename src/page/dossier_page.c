/* SPDX-License-Identifier: MIT
 * page/dossier_page.c -- asks for the scope of a paket pemeriksaan, and makes it as a job. */
#include "page/dossier_page.h"

#include <unistd.h>

#include "base/arena.h"
#include "page/dossier.h"
#include "page/hand_priv.h"
#include "page/job.h"

enum { ARENA_BYTES = 16 * 1024 * 1024 };

const struct web_param dossier_params[] = {
    { .name = "pd", .label = T("Perangkat Daerah"), .type = WEB_TEXT, .flags = WEB_MULTI, .max = 100 },
    { .name = "register", .label = T("Daftar"), .type = WEB_TEXT, .flags = WEB_MULTI, .max = 63 },
    { .name = "ketentuan", .label = T("Ketentuan"), .type = WEB_TEXT, .max = 500 },
    { .name = "dari", .label = T("Masa dari"), .type = WEB_DATE },
    { .name = "sampai", .label = T("Masa sampai"), .type = WEB_DATE },
    { 0 },
};

bool dossier_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct page_input norms = {
        .name = "ketentuan",
        .label = T("Ketentuan (boleh kosong)"),
        .max = 500,
        .help = T(
            "Pasal dan ayat dipisahkan koma, seperti pada halaman Pemenuhan: daftar yang diperiksa ketentuan itu.")
    };
    static const struct page_input from = { .name = "dari",
                                            .label = T("Masa dari (boleh kosong)"),
                                            .type = "date" },
                                   until = { .name = "sampai",
                                             .label = T("Masa sampai (boleh kosong)"),
                                             .type = "date" };
    struct page_head hd = {
        .title = SV(T("Paket pemeriksaan")),
        .width = PAGE_NARROW,
        .menu = SV("/paket"),
        .note = SV(T("Satu berkas ZIP untuk auditor, Inspektorat, atau arsip: terbuka tanpa jaringan, dan "
                     "keasliannya dapat diperiksa siapa pun."))
    };
    const struct region *r = page_region(ctx);
    struct hand_option *agencies, *regs;
    size_t n_agencies, n_regs = hand_registers(r, req->actor, req->a, &regs);
    struct db *db = NULL;
    struct page p;
    struct html *h;
    bool ok = page_read(r, &db, e) && hand_agencies(db, req->a, &agencies, &n_agencies, e);

    db_release(db);
    if (!ok)
        return false;
    h = page_begin(&p, ctx, req, res, &hd);
    page_refusal(&p);
    page_card_begin(h, 2, SV(T("Isi paket")));
    html_elem_say(
        h, "p",
        T("Keadaan daftar pada akhir masa (XLSX dan CSV), setiap perubahan selama masa itu, lampiran, keadaan "
          "ketentuan, dan bukti buku besar untuk setiap perubahan. Yang disertakan hanya yang boleh Anda lihat; "
          "pembuatannya dicatat."));
    page_form_begin(&p, SV("/paket"), false);
    hand_several(&p, "pd", T("Perangkat Daerah"), T("Berikut unit di bawahnya. Kosong: semua."), agencies,
                 n_agencies);
    hand_several(&p, "register", T("Daftar"), T("Kosong: semua yang boleh Anda buka."), regs, n_regs);
    page_input(&p, &norms);
    html_open(h, "div");
    html_class(h, "dua");
    page_input(&p, &from);
    page_input(&p, &until);
    html_close(h, "div");
    page_submit(h, "btn-primary", "package", T("Siapkan paket"));
    html_close(h, "form");
    page_card_end(h);
    page_end(&p);
    return true;
}

/* --- the job ------------------------------------------------------------------------------------------------------------ */

struct wish {
    struct sv pd, registers, norms, from, until;
};

static void put_wish(struct jsonw *w, const void *ctx)
{
    const struct wish *k = ctx;

    jsonw_kstr(w, "pd", k->pd);
    jsonw_kstr(w, "register", k->registers);
    jsonw_kstr(w, "ketentuan", k->norms);
    jsonw_kstr(w, "dari", k->from);
    jsonw_kstr(w, "sampai", k->until);
}

static struct sv day_text(struct arena *a, struct date d)
{
    return date_ok(d) ? arena_dup(a, sv_of(date_iso(d).s)) : SV("");
}

/* The scope is read once here, so that a mistake in it is told beside its field, and again when it runs. */
static bool scope_ok(const struct region *r, struct web_req *req, const struct wish *w, struct err *e)
{
    struct dossier_ask ask = { .region = r, .who = req->actor };
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && dossier_scope(db, &ask, w->registers, w->pd, w->norms, req->a, e);

    db_release(db);
    if (!ok && (e->kind == ERR_MISSING || e->kind == ERR_INPUT)) {
        problems_add(&req->problems, SV("ketentuan"), "%s", e->text);
        e->kind = ERR_INPUT;
    }
    if (ok && date_ok(web_date(req, "dari")) && date_ok(web_date(req, "sampai")) &&
        date_cmp(web_date(req, "sampai"), web_date(req, "dari")) < 0) {
        problems_add(&req->problems, SV("sampai"), T("Akhir masa mendahului awalnya."));
        ok = err_set(e, ERR_INPUT, T("Masa pemeriksaan belum benar."));
    }
    return ok;
}

bool dossier_start(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct wish w = { hand_joined(req, "pd", req->a), hand_joined(req, "register", req->a),
                      web_text(req, "ketentuan").p ? web_text(req, "ketentuan") : SV(""),
                      day_text(req->a, web_date(req, "dari")), day_text(req->a, web_date(req, "sampai")) };
    struct job *j;

    if (!scope_ok(r, req, &w, e) ||
        !job_make(r, req->actor, &dossier_job,
                  w.pd.n ? arena_printf(req->a, T("untuk %.*s"), SV_FMT(w.pd)) : SV(T("seluruh wilayah")),
                  req->a, &j, e) ||
        !job_save(j, put_wish, &w, e) || !job_start(r, j, e))
        return false;
    web_redirect(req, res, job_url(req->a, j));
    return true;
}

static struct sv wished(const struct job_run *run, const char *key)
{
    struct sv v = json_text(run->job->input, sv_of(key));

    return v.p ? v : SV("");
}

static bool run_job(struct job_run *run, struct err *e)
{
    struct dossier_ask ask = {
        .region = run->region, .who = run->who, .dir = run->job->dir, .progress = run->progress
    };
    struct dossier_sum sum = { 0 };
    struct db *db = NULL;
    bool ok;

    ask.maker = run->who->auditor && run->who->limit.letter.n
                    ? arena_printf(run->a, T("%.*s, Surat Tugas %.*s"), SV_FMT(run->who->nama),
                                   SV_FMT(run->who->limit.letter))
                    : run->who->nama;
    (void) date_parse(wished(run, "dari"), &ask.from);
    (void) date_parse(wished(run, "sampai"), &ask.until);
    ok = page_read(run->region, &db, e) && dossier_scope(db, &ask, wished(run, "register"), wished(run, "pd"),
                                                         wished(run, "ketentuan"), run->a, e);
    db_release(db);
    if (!ok || !dossier_write(&ask, job_file(run, SV("paket-pemeriksaan.zip")), &sum, e))
        return false;
    jsonw_kint(run->out, "daftar", (int64_t) sum.regs);
    jsonw_kint(run->out, "baris", (int64_t) sum.rows);
    jsonw_kint(run->out, "jumlah_perubahan", (int64_t) sum.versions);
    jsonw_kint(run->out, "lampiran", (int64_t) sum.files);
    jsonw_kint(run->out, "jumlah_bukti", (int64_t) sum.proofs);
    jsonw_kint(run->out, "ditahan", (int64_t) sum.held_back);
    jsonw_kint(run->out, "jumlah_menunggu", (int64_t) sum.waiting);
    jsonw_kstr(run->out, "sidik_jari", hex_make(digest_sv(&sum.digest), run->a));
    return true;
}

static struct sv home(const struct region *r, const struct job *j, struct arena *a)
{
    (void) r;
    (void) j;
    (void) a;
    return SV("/paket");
}

static void pair(struct html *h, const char *label, int64_t n)
{
    html_elem_say(h, "dt", label);
    html_open(h, "dd");
    html_number(h, n);
    html_close(h, "dd");
}

static void show(struct job_page *jp)
{
    const struct json *o = jp->s.result;
    struct html *h = &jp->p.h;

    page_card_begin(h, 2, SV(T("Paketnya siap")));
    html_open(h, "dl");
    html_class(h, "ciri");
    pair(h, T("Daftar"), json_number(o, SV("daftar"), 0));
    pair(h, T("Baris"), json_number(o, SV("baris"), 0));
    pair(h, T("Perubahan"), json_number(o, SV("jumlah_perubahan"), 0));
    pair(h, T("Lampiran"), json_number(o, SV("lampiran"), 0));
    pair(h, T("Bukti"), json_number(o, SV("jumlah_bukti"), 0));
    if (json_number(o, SV("ditahan"), 0))
        pair(h, T("Bukti di luar hak Anda"), json_number(o, SV("ditahan"), 0));
    if (json_number(o, SV("jumlah_menunggu"), 0))
        pair(h, T("Belum ditandatangani"), json_number(o, SV("jumlah_menunggu"), 0));
    html_elem_say(h, "dt", T("Sidik jari (SHA-256)"));
    html_open(h, "dd");
    html_elem(h, "code", json_text(o, SV("sidik_jari")));
    html_close(h, "dd");
    html_close(h, "dl");
    html_elem_say(h, "p",
                  T("Bongkar, lalu mulai dari index.html. Cara memeriksa buktinya ada di BACA-SAYA.txt."));
    page_card_end(h);
    job_downloads(jp);
}

const struct job_kind dossier_job = { .key = "paket",
                                      .label = T("Paket pemeriksaan"),
                                      .doing = T("Sedang disiapkan"),
                                      .stopped = T("Paketnya belum jadi; tidak ada yang berubah pada data."),
                                      .arena_bytes = ARENA_BYTES,
                                      .again = true,
                                      .run = run_job,
                                      .home = home,
                                      .show = show };
