/* SPDX-License-Identifier: MIT
 * page/ui.c -- parts that every page is made of: icons, badges, buttons, messages, cards, inputs, addresses. */
#include "base/arena.h"
#include "base/hash.h"
#include "page/aset.h"
#include "page/page_priv.h"

enum { LEASE_MS = 5000 };

/* --- small parts ---------------------------------------------------------------------------------------------------- */

void page_icon_(struct html *h, struct sv name)
{
    char url[160];
    int n = snprintf(url, sizeof url, "%s#%.*s", ASET_ICONS, SV_FMT(name));

    html_open(h, "svg");
    html_class(h, "icon");
    html_attr(h, "aria-hidden", SV("true"));
    html_open(h, "use");
    html_href(h, ((struct sv){ url, n > 0 && (size_t) n < sizeof url ? (size_t) n : 0 }));
    html_close(h, "use");
    html_close(h, "svg");
}

void page_badge(struct html *h, struct sv tone, struct sv label)
{
    static const struct sv known[] = { SV_INIT("green"), SV_INIT("blue"), SV_INIT("yellow"), SV_INIT("red") };

    html_open(h, "span");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (sv_eq(tone, known[i]))
            html_attrf(h, "class", "lencana lencana-%.*s", SV_FMT(known[i]));
    if (!sv_eq(tone, known[0]) && !sv_eq(tone, known[1]) && !sv_eq(tone, known[2]) && !sv_eq(tone, known[3]))
        html_class(h, "lencana");
    html_text(h, label);
    html_close(h, "span");
}

void page_link(struct html *h, struct sv url, struct sv text)
{
    html_open(h, "a");
    html_href(h, url);
    html_text(h, text);
    html_close(h, "a");
}

void page_link_button_(struct html *h, struct sv url, const char *cls, const char *icon, const char *words)
{
    html_open(h, "a");
    html_attrf(h, "class", cls[0] ? "btn %s" : "btn", cls);
    html_href(h, url);
    if (icon[0]) {
        page_icon_(h, sv_of(icon));
        html_say(h, " ");
    }
    html_say(h, words);
    html_close(h, "a");
}

void page_print_button(struct html *h)
{
    html_open(h, "button");
    html_attr(h, "type", SV("button"));
    html_class(h, "btn");
    html_bool_attr(h, "data-cetak", true);
    html_bool_attr(h, "data-js", true);
    html_bool_attr(h, "hidden", true);
    page_icon(h, "printer");
    html_say(h, T(" Cetak"));
    html_close(h, "button");
}

void page_table_head(struct html *h, const char *const heads[], size_t n)
{
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "th");
        html_attr(h, "scope", SV("col"));
        html_say(h, heads[i]);
        html_close(h, "th");
    }
    html_close(h, "tr");
    html_close(h, "thead");
}

void page_menu_begin_(struct html *h, const char *icon, const char *words)
{
    html_open(h, "details");
    html_class(h, "akun");
    html_open(h, "summary");
    html_class(h, "btn");
    page_icon_(h, sv_of(icon));
    html_say(h, words);
    html_close(h, "summary");
    html_open(h, "div");
    html_class(h, "akun-isi");
}

void page_menu_item(struct html *h, struct sv url, struct sv words)
{
    html_open(h, "a");
    html_href(h, url);
    html_text(h, words);
    html_close(h, "a");
}

void page_menu_end(struct html *h)
{
    html_close(h, "div");
    html_close(h, "details");
}

void page_submit_(struct html *h, const char *cls, const char *icon, const char *words)
{
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_attrf(h, "class", cls[0] ? "btn %s" : "btn", cls);
    if (icon[0]) {
        page_icon_(h, sv_of(icon));
        html_say(h, " ");
    }
    html_say(h, words);
    html_close(h, "button");
}

/* --- messages --------------------------------------------------------------------------------------------------------- */

void page_alert_begin(struct html *h, enum page_tone tone, struct sv title)
{
    static const struct {
        struct sv cls, role;
    } tones[] = {
        [PAGE_INFO] = { SV_INIT("alert alert-info"), SV_INIT("status") },
        [PAGE_GOOD] = { SV_INIT("alert alert-success"), SV_INIT("status") },
        [PAGE_CAUTION] = { SV_INIT("alert alert-warning"), SV_INIT("status") },
        [PAGE_BAD] = { SV_INIT("alert alert-danger"), SV_INIT("alert") },
    };

    html_open(h, "div");
    html_attr(h, "class", tones[tone].cls);
    html_attr(h, "role", tones[tone].role);
    html_open(h, "p");
    html_class(h, "alert-title");
    html_text(h, title);
    html_close(h, "p");
}

void page_alert_end(struct html *h)
{
    html_close(h, "div");
}

void page_alert(struct html *h, enum page_tone tone, struct sv title, struct sv text)
{
    page_alert_begin(h, tone, title);
    if (text.n)
        html_elem(h, "p", text);
    page_alert_end(h);
}

void page_refusal(struct page *p)
{
    const struct problems *ps = &p->req->problems;
    struct html *h = &p->h;

    if (!p->req->refused && !ps->n)
        return;
    html_open(h, "div");
    html_class(h, "alert alert-danger");
    html_attr(h, "role", SV("alert"));
    html_attr(h, "id", SV("galat"));
    html_attr(h, "tabindex", SV("-1"));
    html_open(h, "p");
    html_class(h, "alert-title");
    html_say(h, p->req->refused ? p->req->refused->text : T("Isian belum dapat diterima."));
    html_close(h, "p");
    if (p->req->refused && p->req->refused->hint[0])
        html_elem_say(h, "p", p->req->refused->hint);
    if (ps->n) {
        html_open(h, "ul");
        for (size_t i = 0; i < ps->n; i++) {
            html_open(h, "li");
            if (ps->items[i].field.n)
                page_link(h, arena_printf(p->a, "#f-%.*s", SV_FMT(ps->items[i].field)), ps->items[i].text);
            else
                html_text(h, ps->items[i].text);
            html_close(h, "li");
        }
        html_close(h, "ul");
    }
    html_close(h, "div");
}

/* --- boxes --------------------------------------------------------------------------------------------------------------- */

void page_card_begin(struct html *h, int level, struct sv title)
{
    html_open(h, "section");
    html_class(h, "card");
    html_open(h, "div");
    html_class(h, "card-body");
    if (!title.n)
        return;
    if (level == 2)
        html_elem(h, "h2", title);
    else
        html_elem(h, "h3", title);
}

void page_card_end(struct html *h)
{
    html_close(h, "div");
    html_close(h, "section");
}

void page_empty(struct html *h, struct sv icon, struct sv title, struct sv text, struct sv url,
                struct sv label)
{
    html_open(h, "div");
    html_class(h, "card kosong");
    page_icon_(h, icon);
    html_elem(h, "h2", title);
    if (text.n)
        html_elem(h, "p", text);
    if (url.n) {
        html_open(h, "p");
        html_open(h, "a");
        html_class(h, "btn btn-primary");
        html_href(h, url);
        html_text(h, label);
        html_close(h, "a");
        html_close(h, "p");
    }
    html_close(h, "div");
}

/* --- small forms --------------------------------------------------------------------------------------------------------- */

void page_form_begin(struct page *p, struct sv action, bool files)
{
    struct html *h = &p->h;

    html_open(h, "form");
    html_attr(h, "method", SV("post"));
    html_url(h, "action", action);
    html_bool_attr(h, "novalidate", true); /* our own messages, in one place and one language */
    if (files) {
        html_attr(h, "enctype", SV("multipart/form-data"));
        html_bool_attr(h, "data-jaga", true); /* leaving it half filled asks first */
    }
    if (p->res)
        web_csrf_field(h, p->req, p->res);
}

void page_hidden_(struct html *h, struct sv name, struct sv value)
{
    html_void(h, "input");
    html_attr(h, "type", SV("hidden"));
    html_attr(h, "name", name);
    html_attr(h, "value", value);
}

bool page_field_error(struct page *p, struct sv field)
{
    return page_field_error_under(p, field, SV_NULL);
}

bool page_field_error_under(struct page *p, struct sv field, struct sv help)
{
    const struct problem *why = problems_of(&p->req->problems, field);
    struct html *h = &p->h;

    if (!why)
        return false;
    html_open(h, "p");
    html_class(h, "galat");
    html_attrf(h, "id", "e-%.*s", SV_FMT(field));
    page_icon(h, "alert-circle");
    html_text(h, why->text);
    if (why->hint.n && !sv_eq(why->hint, help)) {
        html_say(h, " ");
        html_text(h, why->hint);
    }
    html_close(h, "p");
    return true;
}

static void input_attrs(struct page *p, const struct page_input *in, bool wrong)
{
    struct html *h = &p->h;

    html_attrf(h, "id", "f-%s", in->name);
    html_attr(h, "name", sv_of(in->name));
    html_class(h, "form-control");
    if (in->autocomplete)
        html_attr(h, "autocomplete", sv_of(in->autocomplete));
    if (in->inputmode)
        html_attr(h, "inputmode", sv_of(in->inputmode));
    if (in->max)
        html_attr_int(h, "maxlength", in->max);
    html_bool_attr(h, "required", in->required);
    html_bool_attr(h, "autofocus", in->focus);
    if (wrong)
        html_attr(h, "aria-invalid", SV("true"));
    if (wrong || in->help)
        html_attrf(h, "aria-describedby", "%s%s%s%s%s", wrong ? "e-" : "", wrong ? in->name : "",
                   wrong && in->help ? " " : "", in->help ? "h-" : "", in->help ? in->name : "");
}

void page_input(struct page *p, const struct page_input *in)
{
    const char *type = in->type ? in->type : "text";
    struct sv name = sv_of(in->name), value = web_typed(p->req, in->name);
    bool wrong = problems_of(&p->req->problems, name) != NULL;
    struct html *h = &p->h;

    if (!value.p || p->req->method == WEB_GET)
        value = in->value;
    html_open(h, "div");
    html_attr(h, "class", wrong ? SV("bidang ada-galat") : SV("bidang"));
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-%s", in->name);
    html_say(h, in->label);
    html_close(h, "label");
    if (sv_eq(sv_of(type), SV("area"))) {
        html_open(h, "textarea");
        input_attrs(p, in, wrong);
        html_attr_int(h, "rows", 4);
        html_text(h, value);
        html_close(h, "textarea");
    } else {
        html_void(h, "input");
        html_attr(h, "type", sv_of(type));
        input_attrs(p, in, wrong);
        if (!sv_eq(sv_of(type), SV("password")))
            html_attr(h, "value", value);
    }
    if (in->help) {
        html_open(h, "div");
        html_class(h, "form-hint");
        html_attrf(h, "id", "h-%s", in->name);
        html_say(h, in->help);
        html_close(h, "div");
    }
    page_field_error_under(p, name, in->help ? sv_of(in->help) : SV_NULL);
    html_close(h, "div");
}

/* --- words and addresses ---------------------------------------------------------------------------------------------------- */

struct sv page_reg_url(struct arena *a, const struct reg *r)
{
    return arena_printf(a, "/r/%.*s", SV_FMT(r->key));
}

struct sv page_record_url(struct arena *a, const struct reg *r, int64_t id)
{
    return arena_printf(a, "/r/%.*s/%lld", SV_FMT(r->key), (long long) id);
}

struct sv page_norm_url(struct arena *a, struct sv code)
{
    return arena_printf(a, "/pemenuhan/%.*s", SV_FMT(url_encode(code, a)));
}

void page_norm_link(struct page *p, struct sv at)
{
    page_link(&p->h, page_norm_url(p->a, model_norm_code(p->region->model, at, p->a)), rule_label(at, p->a));
}

struct sv page_day(struct arena *a, struct sv iso)
{
    struct date d;

    return date_parse(sv_sub(iso, 0, 10), &d) ? date_long(d, a) : iso;
}

struct sv page_moment(const struct region *r, struct arena *a, struct sv iso)
{
    int64_t t;

    return time_parse(iso, &t) ? time_long(t, r->regulation.zone_min, a) : page_day(a, iso);
}

struct sv page_today_iso(const struct region *r, struct arena *a)
{
    return arena_dup(a, sv_of(date_iso(region_today(r)).s));
}

/* --- leases --------------------------------------------------------------------------------------------------------------------- */

bool page_read(const struct region *r, struct db **db, struct err *e)
{
    return db_lease(r->pool, DB_READ, LEASE_MS, db, e);
}

bool page_write(const struct region *r, struct db **db, struct err *e)
{
    if (!db_lease(r->pool, DB_WRITE, LEASE_MS, db, e))
        return false;
    if (db_begin(*db, e))
        return true;
    db_release(*db);
    *db = NULL;
    return false;
}

bool page_reg(const struct region *r, const struct web_req *req, const struct reg **out, struct err *e)
{
    struct sv key = web_path(req, "reg");
    const struct reg *reg = model_reg(r->model, key);

    if (!reg) {
        err_set(e, ERR_MISSING, T("Tidak ada daftar bernama \"%.*s\"."), SV_FMT(key));
        return err_hint(e, T("Pilih daftar dari menu."));
    }
    if (!who_may_open(req->actor, &reg->rule)) {
        err_set(e, ERR_DENIED, T("Anda tidak berhak membuka daftar %.*s."), SV_FMT(reg->label));
        return err_hint(e, T("Mintalah hak baca kepada administrator."));
    }
    *out = reg;
    return true;
}

/* --- secrets -------------------------------------------------------------------------------------------------------- */

void page_once_begin(struct html *h, struct sv title, struct sv secret)
{
    page_alert_begin(h, PAGE_GOOD, title);
    html_open(h, "p");
    html_class(h, "kode");
    html_attr(h, "id", SV("rahasia-baru"));
    html_text(h, secret);
    html_close(h, "p");
    html_open(h, "button");
    html_attr(h, "type", SV("button"));
    html_class(h, "btn btn-sm");
    html_attr(h, "data-salin", secret);
    html_bool_attr(h, "data-js", true);
    html_bool_attr(h, "hidden", true);
    html_say(h, T("Salin"));
    html_close(h, "button");
}
