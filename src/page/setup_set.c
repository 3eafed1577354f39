/* SPDX-License-Identifier: MIT
 * page/setup_set.c -- /pengaturan: what the regulation leaves open and the region decides, each with the article that leaves
 * it open. A value counts as decided once somebody has saved it, changed or not. */
#include "page/setup.h"

#include "base/arena.h"
#include "json/json.h"
#include "page/norm_priv.h"
#include "page/setup_priv.h"

enum { REASON_MAX = 1000 };

const struct web_param setting_params[] = {
    { .name = "kunci", .label = T("Pengaturan"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 100 },
    { .name = "nilai", .label = T("Nilai"), .type = WEB_TEXT, .max = 200 },
    { .name = "jumlah", .label = T("Jumlah"), .type = WEB_INT, .low = 1, .high = 99 },
    { .name = "satuan", .label = T("Satuan"), .type = WEB_ENUM, .of = "years|months" },
    { .name = "alasan", .label = T("Alasan"), .type = WEB_TEXT, .max = REASON_MAX },
    { 0 },
};

struct settings {
    struct page p;
    struct setting *all;
    size_t n, n_said;
    struct reading_now *readings; /* contradictions first */
    size_t n_readings;
};

static bool load(struct settings *s, const struct region *r, struct arena *a, struct err *e)
{
    const struct reading *all;
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && rule_settings(db, r->rule, a, &s->all, &s->n, e) &&
              rule_readings_now(db, r->rule, (struct date){ 0 }, a, &s->readings, e);

    db_release(db);
    if (!ok)
        return false;
    all = rule_readings(r->rule, &s->n_readings);
    while (s->n_readings && all[s->n_readings - 1].damage)
        s->n_readings--;
    for (size_t i = 0; i < s->n; i++)
        s->n_said += s->all[i].said;
    return true;
}

/* --- writing ---------------------------------------------------------------------------------------------------------------- */

/* "2 years" */
static bool is_years(struct sv v)
{
    return sv_find(v, SV("year")) >= 0;
}

static struct sv number_of(struct sv v)
{
    struct sv head = v;

    return sv_cut(&v, ' ', &head) ? head : v;
}

static void option(struct html *h, const char *value, const char *words, bool on)
{
    html_open(h, "option");
    html_attr(h, "value", sv_of(value));
    html_bool_attr(h, "selected", on);
    html_say(h, words);
    html_close(h, "option");
}

static bool refused_here(const struct settings *s, const struct setting *set)
{
    return s->p.req->method == WEB_POST && sv_eq(web_typed(s->p.req, "kunci"), set->key);
}

/* The form that was refused bears the plain names, so that the list of mistakes leads to it. */
static struct sv field_id(struct settings *s, size_t i, const char *name, bool refused)
{
    return refused ? sv_of(name) : arena_printf(s->p.a, "%s-%zu", name, i);
}

static void field(struct settings *s, size_t i, const char *name, const char *words, bool number)
{
    const struct setting *set = &s->all[i];
    struct html *h = &s->p.h;
    bool refused = refused_here(s, set);
    bool wrong = refused && problems_of(&s->p.req->problems, sv_of(name));
    struct sv id = field_id(s, i, name, refused), typed = refused ? web_typed(s->p.req, name) : SV_NULL;
    struct sv stored = sv_eq(set->kind, SV("interval")) ? number_of(set->value) : set->value;

    html_open(h, "div");
    html_attr(h, "class", wrong ? SV("bidang ada-galat") : SV("bidang"));
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-%.*s", SV_FMT(id));
    html_say(h, words);
    html_close(h, "label");
    html_void(h, "input");
    html_class(h, "form-control");
    html_attrf(h, "id", "f-%.*s", SV_FMT(id));
    html_attr(h, "name", sv_of(name));
    if (number)
        html_attr(h, "inputmode", SV("numeric"));
    if (wrong)
        html_attr(h, "aria-invalid", SV("true"));
    html_attrf(h, "aria-describedby", "s-%zu%s%s", i, wrong ? " e-" : "", wrong ? name : "");
    html_attr(h, "value", typed.p ? typed : stored);
    html_bool_attr(h, "required", true);
    if (wrong)
        page_field_error(&s->p, sv_of(name));
    html_close(h, "div");
}

static void unit(struct settings *s, size_t i)
{
    struct html *h = &s->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-satuan-%zu", i);
    html_say(h, T("Satuan"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-satuan-%zu", i);
    html_attr(h, "name", SV("satuan"));
    option(h, "years", T("tahun"), is_years(s->all[i].value));
    option(h, "months", T("bulan"), !is_years(s->all[i].value));
    html_close(h, "select");
    html_close(h, "div");
}

/* A setting whose values are a few words. */
static void pick(struct settings *s, size_t i)
{
    const struct setting *set = &s->all[i];
    struct html *h = &s->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-nilai-%zu", i);
    html_say(h, T("Nilai"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-nilai-%zu", i);
    html_attr(h, "name", SV("nilai"));
    for (const struct json *v = set->of->first; v; v = v->next) {
        html_open(h, "option");
        html_attr(h, "value", v->key);
        html_bool_attr(h, "selected", sv_eq(v->key, set->value));
        html_text(h, v->s);
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
}

/* Asked for when the value is another one than before: who changes what the text leaves open says why. */
static void reason(struct settings *s, size_t i)
{
    bool refused = refused_here(s, &s->all[i]),
         wrong = refused && problems_of(&s->p.req->problems, SV("alasan"));
    struct sv id = field_id(s, i, "alasan", refused);
    struct html *h = &s->p.h;

    html_open(h, "div");
    html_attr(h, "class", wrong ? SV("bidang lebar ada-galat") : SV("bidang lebar"));
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-%.*s", SV_FMT(id));
    html_say(h, T("Alasan bila nilainya diganti"));
    html_close(h, "label");
    html_void(h, "input");
    html_class(h, "form-control");
    html_attrf(h, "id", "f-%.*s", SV_FMT(id));
    html_attr(h, "name", SV("alasan"));
    html_attr_int(h, "maxlength", REASON_MAX);
    if (wrong)
        html_attr(h, "aria-invalid", SV("true"));
    html_attrf(h, "aria-describedby", "s-%zu%s", i, wrong ? " e-alasan" : "");
    html_attr(h, "value", refused ? web_typed(s->p.req, "alasan") : SV(""));
    if (wrong)
        page_field_error(&s->p, SV("alasan"));
    html_close(h, "div");
}

static void form(struct settings *s, size_t i)
{
    const struct setting *set = &s->all[i];
    struct html *h = &s->p.h;

    page_form_begin(&s->p, SV("/pengaturan"), false);
    page_hidden(h, "kunci", set->key);
    if (sv_eq(set->kind, SV("interval"))) {
        field(s, i, "jumlah", T("Jumlah"), true);
        unit(s, i);
    } else if (set->of) {
        pick(s, i);
    } else if (sv_eq(set->kind, SV("days"))) {
        field(s, i, "nilai", T("Hari kerja"), true);
    } else {
        field(s, i, "nilai", T("Nilai"), sv_eq(set->kind, SV("number")));
    }
    reason(s, i);
    page_submit_(h, set->said ? "" : "btn-primary", "", set->said ? T("Simpan") : T("Tetapkan"));
    html_close(h, "form");
}

static void one(struct settings *s, size_t i)
{
    const struct setting *set = &s->all[i];
    struct html *h = &s->p.h;
    struct arena *a = s->p.a;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    html_open(h, "h3");
    html_attrf(h, "id", "s-%zu", i);
    html_text(h, set->label);
    html_close(h, "h3");
    page_badge(h, SV("yellow"), SV(T("Tidak ditentukan peraturan")));
    if (set->said)
        page_badge(h, SV("green"), SV(T("Ditetapkan")));
    else
        page_badge(h, SV("grey"), SV(T("Nilai awal")));
    html_close(h, "div");
    html_open(h, "p");
    html_class(h, "text-secondary mb-0");
    if (set->at.n) {
        page_link(h, norm_path(set->at, a), rule_label(set->at, a));
        html_say(h, ": ");
    }
    html_text(h, set->note.n ? set->note : SV(T("Ditetapkan daerah.")));
    if (!sv_eq(set->value, set->initial))
        html_textf(h, T(" Nilai awalnya %.*s."), SV_FMT(norm_setting_words(set, set->initial, a)));
    html_close(h, "p");
    if (set->said)
        norm_said_by(&s->p, set->by, set->when, set->reason);
    form(s, i);
    html_close(h, "li");
}

static void confirm_all(struct settings *s)
{
    struct html *h = &s->p.h;

    if (s->n_said >= s->n)
        return;
    page_alert_begin(h, PAGE_INFO,
                     arena_printf(s->p.a, T("%zu pengaturan masih memakai nilai awal"), s->n - s->n_said));
    html_elem_say(
        h, "p",
        T("Periksa satu per satu di bawah, atau tetapkan semuanya dengan nilai yang sekarang tertulis."));
    page_form_begin(&s->p, SV("/pengaturan/semua"), false);
    page_submit(h, "btn-sm mt-2", "check", T("Tetapkan semua nilai awal"));
    html_close(h, "form");
    page_alert_end(h);
}

static void one_reading(struct settings *s, const struct reading_now *now)
{
    const struct reading *g = now->reading;
    struct html *h = &s->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    html_elem(h, "h3", g->label);
    if (now->chosen)
        page_badge(h, SV("green"), SV(T("Dipilih daerah")));
    else
        page_badge(h, SV("grey"), SV(T("Bawaan paket")));
    html_close(h, "div");
    html_open(h, "p");
    html_class(h, "text-secondary mb-1");
    html_text(h, norm_places(g, NULL, s->p.a));
    html_close(h, "p");
    html_open(h, "p");
    html_class(h, "mb-1");
    html_say(h, T("Diterapkan: "));
    html_elem(h, "strong", g->options[now->option].label);
    html_close(h, "p");
    if (now->chosen)
        norm_said_by(&s->p, now->by, now->at, now->reason);
    html_open(h, "p");
    html_class(h, "tanpa-cetak mt-1 mb-0");
    html_open(h, "a");
    html_href(h, arena_printf(s->p.a, "/pengaturan/bacaan/%.*s", SV_FMT(g->key)));
    html_say(h, T("Pilih bacaan"));
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_textf(h, ": %.*s", SV_FMT(g->label));
    html_close(h, "span");
    html_close(h, "a");
    html_close(h, "p");
    html_close(h, "li");
}

static void readings(struct settings *s)
{
    struct html *h = &s->p.h;

    if (!s->n_readings)
        return;
    page_card_begin(h, 2, SV(T("Ketentuan yang tidak sejalan")));
    html_elem_say(
        h, "p",
        T("Peraturan dapat dibaca lebih dari satu cara; daerah memilih yang diterapkan, dengan alasannya."));
    html_open(h, "ul");
    html_class(h, "setelan");
    for (size_t i = 0; i < s->n_readings; i++)
        one_reading(s, &s->readings[i]);
    html_close(h, "ul");
    html_open(h, "p");
    html_class(h, "mt-3 mb-0");
    page_link(h, SV("/pemenuhan/bacaan"), SV(T("Semua bacaan dan cacat naskah")));
    html_close(h, "p");
    page_card_end(h);
}

static void more(void *ctx, struct html *h)
{
    (void) ctx;
    page_link_button(h, SV("/pengaturan/surat"), "", "file-text", T("Templat surat"));
    page_link_button(h, SV("/pengaturan/surel"), "", "mail", T("Surel"));
}

bool settings_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up[] = { { SV_INIT(T("Persiapan awal")), SV_INIT("/persiapan") } };
    struct page_head hd = {
        .title = SV(T("Pengaturan")),
        .width = PAGE_NARROW,
        .menu = SV("/persiapan"),
        .crumbs = up,
        .n_crumbs = 1,
        .actions = more,
        .note = SV(T("Yang diserahkan peraturan kepada daerah. Setiap perubahan tercatat dan menghitung "
                     "ulang ketentuan yang memakainya."))
    };
    struct settings s = { .n = 0 };
    struct html *h;

    s.p.req = req;
    if (!load(&s, page_region(ctx), req->a, e))
        return false;
    h = page_begin(&s.p, ctx, req, res, &hd);
    page_refusal(&s.p);
    confirm_all(&s);
    page_card_begin(h, 2, SV(T("Tidak ditentukan oleh peraturan")));
    html_open(h, "ul");
    html_class(h, "setelan");
    for (size_t i = 0; i < s.n; i++)
        one(&s, i);
    html_close(h, "ul");
    if (!s.n)
        html_elem_say(h, "p", T("Peraturan ini tidak menyerahkan apa pun kepada pengaturan."));
    page_card_end(h);
    readings(&s);
    page_end(&s.p);
    return true;
}

/* --- saving -------------------------------------------------------------------------------------------------------------------- */

/* Said beside the field, where the floor below can only refuse the whole. */
static bool reason_given(struct web_req *req, const struct region *r, struct sv value, struct err *e)
{
    struct settings s = { .n = 0 };

    if (!load(&s, r, req->a, e))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (sv_eq(s.all[i].key, web_text(req, "kunci")) && value.n && !sv_eq(s.all[i].value, value) &&
            !web_text(req, "alasan").n) {
            problems_add(&req->problems, SV("alasan"), T("Tulis alasan mengganti %.*s."),
                         SV_FMT(norm_setting_words(&s.all[i], s.all[i].value, req->a)));
            return err_set(e, ERR_INPUT, T("Alasannya belum ditulis."));
        }
    return true;
}

bool setting_save(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv value = web_text(req, "nilai");
    struct db *db = NULL;
    bool ok;

    if (web_given(req, "jumlah") && web_given(req, "satuan"))
        value = arena_printf(req->a, "%lld %.*s", (long long) web_int(req, "jumlah", 1),
                             SV_FMT(web_text(req, "satuan")));
    if (!reason_given(req, r, value, e))
        return false;
    ok = page_write(r, &db, e) &&
         rule_setting_put(db, r->rule, &r->records, req->actor, web_text(req, "kunci"),
                          value.p ? value : SV(""), web_text(req, "alasan"), req->a, e) &&
         db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("Pengaturan disimpan."));
    web_redirect(req, res, SV("/pengaturan"));
    return true;
}

bool settings_confirm(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct settings s = { .n = 0 };
    struct db *db = NULL;
    bool ok = load(&s, r, req->a, e) && page_write(r, &db, e);

    for (size_t i = 0; ok && i < s.n; i++)
        if (!s.all[i].said)
            ok = rule_setting_put(db, r->rule, &r->records, req->actor, s.all[i].key, s.all[i].value, SV(""),
                                  req->a, e);
    ok = ok && db_commit(db, e);
    db_release(db);
    if (!ok)
        return false;
    web_flash_set(req, res, WEB_DONE, T("%zu pengaturan ditetapkan dengan nilai yang tertulis."),
                  s.n - s.n_said);
    web_redirect(req, res, SV("/pengaturan"));
    return true;
}
