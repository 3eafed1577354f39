/* SPDX-License-Identifier: MIT
 * page/handover.c -- the pages of a handing over. The first form is a GET: looking changes nothing, and its address can be
 * sent to a colleague; only the second, below what will move, writes. */
#include "page/handover.h"

#include "base/arena.h"
#include "flow/flow.h"
#include "model/handover.h"
#include "page/hand_priv.h"

enum { TASKS_MAX = 500, SHOWN_MAX = 200 };

#define REASONS "mutasi|pensiun|tugas_belajar|berhenti|lainnya"

const struct web_param handover_look_params[] = {
    { .name = "dari", .label = T("Yang menyerahkan"), .type = WEB_ID },
    { .name = "kepada", .label = T("Yang menerima"), .type = WEB_ID },
    { .name = "hari", .label = T("Hari terakhir"), .type = WEB_DATE },
    { .name = "alasan", .label = T("Alasan"), .type = WEB_ENUM, .of = REASONS },
    { .name = "jabatan", .label = T("Jabatan ikut berpindah"), .type = WEB_BOOL },
    { .name = "akhiri", .label = T("Akun yang menyerahkan berakhir"), .type = WEB_BOOL },
    { 0 },
};
const struct web_param handover_params[] = {
    { .name = "dari", .label = T("Yang menyerahkan"), .type = WEB_ID, .flags = WEB_REQUIRED },
    { .name = "kepada", .label = T("Yang menerima"), .type = WEB_ID, .flags = WEB_REQUIRED },
    { .name = "hari", .label = T("Hari terakhir"), .type = WEB_DATE, .flags = WEB_REQUIRED },
    { .name = "alasan", .label = T("Alasan"), .type = WEB_ENUM, .flags = WEB_REQUIRED, .of = REASONS },
    { .name = "jabatan", .label = T("Jabatan ikut berpindah"), .type = WEB_BOOL },
    { .name = "akhiri", .label = T("Akun yang menyerahkan berakhir"), .type = WEB_BOOL },
    { .name = "keterangan", .label = T("Keterangan"), .type = WEB_TEXT, .max = 500 },
    { 0 },
};

static const struct {
    const char *key, *label;
} reasons[] = {
    { "mutasi", T("Mutasi atau promosi") },
    { "pensiun", T("Pensiun") },
    { "tugas_belajar", T("Tugas belajar") },
    { "berhenti", T("Berhenti") },
    { "lainnya", T("Lainnya") },
};

struct past {
    int64_t id;
    struct sv title, day, state;
};

struct handover_page {
    struct page p;
    struct handover_ask ask;
    bool looking; /* both named: what will move is shown */
    struct handover_item *items;
    size_t n;
    bool more;
    struct err refused; /* why it cannot be, when looked at */
    struct hand_person *people;
    size_t n_people;
    struct past *past;
    size_t n_past;
};

/* --- loading --------------------------------------------------------------------------------------------------------- */

static void read_ask(const struct region *r, const struct web_req *req, struct handover_ask *ask)
{
    bool named = web_int(req, "dari", 0) && web_int(req, "kepada", 0);

    *ask = (struct handover_ask){ .from = web_int(req, "dari", 0),
                                  .to = web_int(req, "kepada", 0),
                                  .last = web_date(req, "hari"),
                                  .post = !named || web_flag(req, "jabatan"),
                                  .ends = !named || web_flag(req, "akhiri"),
                                  .reason = web_text(req, "alasan"),
                                  .note = SV("") };
    if (!date_ok(ask->last))
        ask->last = region_today(r);
    if (!ask->reason.n)
        ask->reason = SV("mutasi");
}

/* What waits on the post: as many as he sees himself. */
static bool count_tasks(struct db *db, const struct region *r, struct handover_ask *ask, struct arena *a,
                        struct err *e)
{
    struct err why = { 0 };
    struct actor *who;
    struct task *tasks;

    if (!who_actor_load(db, r->levels, ask->from, region_today(r), a, &who, &why))
        return why.kind == ERR_DENIED || (*e = why, false);
    return flow_tasks(db, r->flow, &r->records, who, TASKS_MAX, a, &tasks, &ask->tasks, e);
}

static bool load_past(struct db *db, struct arena *a, struct past **out, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok = db_prepare(db,
                              SV("select id, judul, tanggal, status from serah_terima where dihapus is null "
                                 "order by id desc limit 20"),
                              &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, *out, *n, cap) =
            (struct past){ stmt_get_int(q, 0), arena_dup(a, stmt_get_text(q, 1)),
                           arena_dup(a, stmt_get_text(q, 2)), arena_dup(a, stmt_get_text(q, 3)) };
    stmt_done(q);
    return ok && arena_ok(a, e);
}

static bool load(struct handover_page *k, const struct region *r, struct web_req *req, struct err *e)
{
    struct db *db = NULL;
    bool ok;

    read_ask(r, req, &k->ask);
    k->looking = k->ask.from && k->ask.to;
    ok = page_read(r, &db, e) &&
         hand_people(db, req->actor->n_posts ? req->actor->posts[0].pd : 0, region_today(r), req->a,
                     &k->people, &k->n_people, e) &&
         load_past(db, req->a, &k->past, &k->n_past, e);
    if (ok && k->looking &&
        !(count_tasks(db, r, &k->ask, req->a, &k->refused) &&
          handover_plan(db, &r->records, &k->ask, req->a, &k->items, &k->n, &k->more, &k->refused))) {
        ok = k->refused.kind == ERR_INPUT || k->refused.kind == ERR_MISSING;
        if (!ok)
            *e = k->refused;
    }
    db_release(db);
    return ok;
}

/* --- choosing ---------------------------------------------------------------------------------------------------------- */

static void check(struct html *h, const char *name, const char *label, bool on)
{
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", SV("checkbox"));
    html_class(h, "form-check-input");
    html_attrf(h, "name", "%s", name);
    html_attr(h, "value", SV("1"));
    html_bool_attr(h, "checked", on);
    html_open(h, "span");
    html_class(h, "form-check-label");
    html_say(h, label);
    html_close(h, "span");
    html_close(h, "label");
}

static void reason_select(struct html *h, struct sv now)
{
    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-alasan"));
    html_say(h, T("Alasan"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", SV("f-alasan"));
    html_attr(h, "name", SV("alasan"));
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        html_open(h, "option");
        html_attrf(h, "value", "%s", reasons[i].key);
        html_bool_attr(h, "selected", sv_eq(now, sv_of(reasons[i].key)));
        html_say(h, reasons[i].label);
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
}

static void choose_form(struct handover_page *k)
{
    struct page_input day = { .name = "hari",
                              .label = T("Hari terakhir yang menyerahkan"),
                              .type = "date",
                              .required = true,
                              .help = T("Sampai akhir hari itu akunnya masih dapat masuk.") };
    struct html *h = &k->p.h;

    day.value = arena_dup(k->p.a, sv_of(date_iso(k->ask.last).s));
    page_card_begin(h, 2, SV(T("Siapa kepada siapa")));
    html_open(h, "form");
    html_attr(h, "method", SV("get"));
    html_url(h, "action", SV("/akun/serah-terima"));
    hand_choose(&k->p, "dari", T("Yang menyerahkan"), NULL, k->people, k->n_people, 0);
    hand_choose(&k->p, "kepada", T("Yang menerima"),
                T("Belum punya akun? Catat dahulu di daftar Akun, tanpa jabatan pun cukup."), k->people,
                k->n_people, 0);
    html_open(h, "div");
    html_class(h, "dua");
    page_input(&k->p, &day);
    reason_select(h, k->ask.reason);
    html_close(h, "div");
    check(h, "jabatan", T("Jabatan, jenjang, dan Perangkat Daerah ikut berpindah kepada penerima"),
          k->ask.post);
    check(h, "akhiri", T("Akun yang menyerahkan berakhir sesudah hari terakhir"), k->ask.ends);
    html_open(h, "p");
    html_class(h, "mt-3");
    page_submit_(h, k->looking ? "" : "btn-primary", "eye", T("Lihat yang akan berpindah"));
    html_close(h, "p");
    html_close(h, "form");
    page_card_end(h);
}

/* --- looking ------------------------------------------------------------------------------------------------------------ */

static const char *const kind_titles[HANDOVER_KINDS] = {
    [HANDOVER_POST] = T("Jabatan"),
    [HANDOVER_REF] = T("Nama pada catatan"),
    [HANDOVER_DRAFT] = T("Draf yang disiapkan (dipantau penerima; pembuatnya tetap tercatat)"),
    [HANDOVER_WATCH] = T("Catatan yang dipantau"),
    [HANDOVER_VIEW] = T("Tampilan daftar yang dibagikan"),
    [HANDOVER_DEPUTY] = T("Pelaksana harian"),
    [HANDOVER_END] = T("Akun"),
};

static void kind_list(struct handover_page *k, enum handover_kind kind)
{
    struct html *h = &k->p.h;
    size_t n = 0, shown = 0;

    for (size_t i = 0; i < k->n; i++)
        n += k->items[i].kind == kind;
    if (!n)
        return;
    html_open(h, "h3");
    html_textf(h, "%s (%zu)", kind_titles[kind], n);
    html_close(h, "h3");
    html_open(h, "ul");
    for (size_t i = 0; i < k->n && shown < SHOWN_MAX; i++)
        if (k->items[i].kind == kind) {
            html_elem(h, "li", k->items[i].says);
            shown++;
        }
    html_close(h, "ul");
    if (n > shown) {
        html_open(h, "p");
        html_textf(h, T("dan %zu lagi."), n - shown);
        html_close(h, "p");
    }
}

static void confirm_form(struct handover_page *k)
{
    static const struct page_input note = { .name = "keterangan",
                                            .label = T("Keterangan (bila perlu)"),
                                            .max = 500 };
    struct arena *a = k->p.a;
    struct html *h = &k->p.h;

    page_form_begin(&k->p, SV("/akun/serah-terima"), false);
    page_hidden(h, "dari", arena_printf(a, "%lld", (long long) k->ask.from));
    page_hidden(h, "kepada", arena_printf(a, "%lld", (long long) k->ask.to));
    page_hidden(h, "hari", arena_dup(a, sv_of(date_iso(k->ask.last).s)));
    page_hidden(h, "alasan", k->ask.reason);
    page_hidden(h, "jabatan", k->ask.post ? SV("1") : SV("0"));
    page_hidden(h, "akhiri", k->ask.ends ? SV("1") : SV("0"));
    page_input(&k->p, &note);
    page_submit(h, "btn-primary", "transfer", T("Laksanakan serah terima"));
    html_close(h, "form");
}

static void look(struct handover_page *k)
{
    struct html *h = &k->p.h;

    page_card_begin(h, 2, SV(T("Yang akan berpindah")));
    if (k->refused.kind != ERR_NONE) {
        page_alert(h, PAGE_BAD, sv_of(k->refused.text), sv_of(k->refused.hint));
        page_card_end(h);
        return;
    }
    html_open(h, "p");
    html_textf(h,
               k->ask.post ? T("%zu tugas terbuka melekat pada jabatannya dan ikut berpindah bersamanya.")
                           : T("%zu tugas terbuka melekat pada jabatannya dan tetap di sana."),
               k->ask.tasks);
    html_close(h, "p");
    for (int kind = 0; kind < HANDOVER_KINDS; kind++)
        kind_list(k, (enum handover_kind) kind);
    if (!k->n)
        html_elem_say(h, "p", T("Tidak ada hal lain yang dipegang akun ini."));
    if (k->more)
        page_alert(h, PAGE_BAD, SV(T("Terlalu banyak untuk sekali serah terima.")),
                   SV(T("Pindahkan dahulu sebagian rujukannya lewat tindakan massal pada daftarnya.")));
    else
        confirm_form(k);
    page_card_end(h);
}

static struct sv state_word(struct page *p, struct sv key)
{
    const struct state *s = reg_state(model_reg(p->region->model, SV("serah_terima")), key);

    return s ? s->label : key;
}

static void past_table(struct handover_page *k)
{
    static const char *const columns[] = { T("Serah terima"), T("Hari terakhir"), T("Keadaan") };
    struct html *h = &k->p.h;

    if (!k->n_past)
        return;
    html_elem_say(h, "h2", T("Yang sudah dilaksanakan"));
    hand_table_begin(h, columns, 3);
    for (size_t i = 0; i < k->n_past; i++) {
        html_open(h, "tr");
        html_open(h, "td");
        html_class(h, "utama");
        page_link(h, arena_printf(k->p.a, "/akun/serah-terima/%lld", (long long) k->past[i].id),
                  k->past[i].title);
        html_close(h, "td");
        hand_cell(h, columns[1], page_day(k->p.a, k->past[i].day));
        hand_cell(h, columns[2], state_word(&k->p, k->past[i].state));
        html_close(h, "tr");
    }
    hand_table_end(h);
}

static const struct crumb up[] = { { SV_INIT(T("Akun")), SV_INIT("/r/akun") },
                                   { SV_INIT(T("Serah terima")), SV_INIT("/akun/serah-terima") } };

bool handover_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page_head hd = {
        .title = SV(T("Serah terima")),
        .width = PAGE_NARROW,
        .crumbs = up,
        .n_crumbs = 1,
        .menu = SV("/r/serah_terima"),
        .note = SV(T("Pejabat pindah, pensiun, atau berhenti: yang dipegangnya berpindah kepada "
                     "penggantinya dalam satu langkah, dan riwayat tetap menyebut siapa mengerjakan apa."))
    };
    struct handover_page k = { .items = NULL };

    if (!load(&k, page_region(ctx), req, e))
        return false;
    page_begin(&k.p, ctx, req, res, &hd);
    page_refusal(&k.p);
    choose_form(&k);
    if (k.looking)
        look(&k);
    past_table(&k);
    page_end(&k.p);
    return true;
}

bool handover_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct handover_ask ask;
    struct record *made;
    struct db *db = NULL;
    bool ok;

    read_ask(r, req, &ask);
    ask.note = web_text(req, "keterangan");
    ok = page_write(r, &db, e) && count_tasks(db, r, &ask, req->a, e) &&
         handover_apply(db, &r->records, req->actor, &ask, req->a, &made, &req->problems, e) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(
        req, res, WEB_DONE,
        T("Serah terima dilaksanakan. Cetak berita acaranya, lalu catat yang sudah ditandatangani."));
    web_redirect(req, res, arena_printf(req->a, "/akun/serah-terima/%lld", (long long) made->id));
    return true;
}

/* --- one that was done ---------------------------------------------------------------------------------------------------- */

static bool load_lines(struct db *db, int64_t id, struct arena *a, struct sv **out, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row,
        ok =
            db_prepare(db,
                       SV("select uraian from serah_terima_butir where serah_terima = $1 and dihapus is null "
                          "order by id limit 2000"),
                       &q, e) &&
            stmt_int(q, 1, id, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, *out, *n, cap) = arena_dup(a, stmt_get_text(q, 0));
    stmt_done(q);
    return ok && arena_ok(a, e);
}

static void actions(struct page *p, const struct record *rec)
{
    struct sv url = page_record_url(p->a, rec->reg, rec->id);
    struct html *h = &p->h;

    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_link_button(h, arena_printf(p->a, "%.*s/surat/berita_acara_serah_terima", SV_FMT(url)),
                     "btn-primary", "printer", T("Berita acara"));
    page_link_button(h, url, "", "file-text", T("Buka catatannya"));
    if (sv_eq(rec->status, SV("dilaksanakan")))
        hand_button(
            p, arena_printf(p->a, "/akun/serah-terima/%lld/kembalikan", (long long) rec->id), T("Kembalikan"),
            T("Kembalikan semuanya kepada yang menyerahkan? Yang sudah berubah sesudahnya dibiarkan."),
            SV_NULL);
    html_close(h, "div");
}

bool handover_done(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct page_head hd = {
        .width = PAGE_NARROW, .crumbs = up, .n_crumbs = 2, .menu = SV("/r/serah_terima")
    };
    struct record *rec;
    struct sv *lines = NULL;
    struct page p;
    struct db *db = NULL;
    struct html *h;
    size_t n = 0;
    bool ok = page_read(r, &db, e) &&
              record_get(db, &r->records, req->actor, model_reg(r->model, SV("serah_terima")),
                         web_path_int(req, "id"), req->a, &rec, e) &&
              load_lines(db, rec->id, req->a, &lines, &n, e);

    db_release(db);
    if (!ok)
        return false;
    hd.title = record_title(rec);
    hd.pretitle = rec->nomor;
    h = page_begin(&p, ctx, req, res, &hd);
    html_open(h, "p");
    page_badge(h, reg_state(rec->reg, rec->status)->tone, state_word(&p, rec->status));
    html_close(h, "p");
    actions(&p, rec);
    page_card_begin(h, 2, arena_printf(req->a, T("Yang berpindah (%zu)"), n));
    html_open(h, "ol");
    for (size_t i = 0; i < n; i++)
        html_elem(h, "li", lines[i]);
    html_close(h, "ol");
    page_card_end(h);
    page_end(&p);
    return true;
}

bool handover_back(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct handover_back back;
    struct db *db = NULL;
    int64_t id = web_path_int(req, "id");
    bool ok = page_write(r, &db, e) &&
              handover_undo(db, &r->records, req->actor, id, req->a, &back, &req->problems, e) &&
              db_commit(db, e);

    db_release(db);
    if (!ok)
        return false;
    web_flash_set(
        req, res, back.kept ? WEB_WARN : WEB_DONE,
        back.kept
            ? T("Dikembalikan, kecuali yang sudah berubah sesudah serah terima; lihat daftarnya di bawah.")
            : T("Semuanya dikembalikan kepada yang menyerahkan."));
    web_redirect(req, res, arena_printf(req->a, "/akun/serah-terima/%lld", (long long) id));
    return true;
}
