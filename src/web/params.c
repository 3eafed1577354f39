/* SPDX-License-Identifier: MIT
 * web/params.c -- declared fields: from text to typed values, every mistake noted beside its field. */
#include "web/exchange.h"

#include <assert.h>

#include "base/arena.h"

enum { TEXT_MAX = 200, PROSE_MAX = 20000, BODY_METHODS = 1 << WEB_POST | 1 << WEB_PUT | 1 << WEB_PATCH };

static const struct web_fields *source(const struct web_exchange *x, const struct web_param *p)
{
    bool body = (1 << x->req.method & BODY_METHODS) && !(p->flags & WEB_IN_QUERY);

    return body ? &x->in.form : &x->in.query;
}

static struct problem *problem(struct web_exchange *x, const struct web_param *p, struct sv value)
{
    struct problem *at = problems_add(&x->req.problems, sv_of(p->name), "%s", "");

    at->value = p->type == WEB_SECRET ? SV_NULL : value;
    return at;
}

#define WRONG(x, p, value, ...) (problem((x), (p), (value))->text = arena_printf((x)->a, __VA_ARGS__), false)

/* --- one value of each type ------------------------------------------------------------------------------------------- */

static bool one_line(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char) s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return true;
}

static bool length_ok(struct web_exchange *x, const struct web_param *p, struct sv s, size_t otherwise)
{
    size_t max = p->max ? p->max : otherwise, n = sv_utf8_count(s);

    if (n <= max)
        return true;
    return WRONG(x, p, s, T("%s terlalu panjang: %zu karakter, paling banyak %zu."), p->label, n, max);
}

static bool text_read(struct web_exchange *x, const struct web_param *p, struct sv s)
{
    if (!one_line(s))
        return WRONG(x, p, s, T("%s harus satu baris tanpa karakter kendali."), p->label);
    return length_ok(x, p, s, TEXT_MAX);
}

/* Browsers send \r\n whatever was typed; the rest of the system knows \n alone. */
static struct sv line_ends(struct sv s, struct arena *a)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r')
            p[n++] = s.p[i];
        else if (i + 1 >= s.n || s.p[i + 1] != '\n')
            p[n++] = '\n';
    return (struct sv){ p, n };
}

static bool int_read(struct web_exchange *x, const struct web_param *p, struct sv s, struct web_value *v)
{
    if (!sv_int(s, &v->i))
        return WRONG(x, p, s, T("%s \"%.*s\" bukan bilangan bulat."), p->label, SV_FMT(text_clip(s, 60)));
    if (p->type == WEB_ID && v->i < 1)
        return WRONG(x, p, s, T("%s %lld tidak menunjuk apa pun."), p->label, (long long) v->i);
    if ((p->low || p->high) && (v->i < p->low || v->i > p->high))
        return WRONG(x, p, s, T("%s %lld di luar rentang %lld sampai %lld."), p->label, (long long) v->i,
                     (long long) p->low, (long long) p->high);
    return true;
}

static bool date_read(struct web_exchange *x, const struct web_param *p, struct sv s, struct web_value *v)
{
    if (date_parse(s, &v->date))
        return true;
    return WRONG(x, p, s,
                 T("%s %.*s tidak ada dalam kalender; tulis sebagai tahun-bulan-hari, misalnya 2026-11-23."),
                 p->label, SV_FMT(text_clip(s, 60)));
}

static bool bool_read(struct web_exchange *x, const struct web_param *p, struct sv s, struct web_value *v)
{
    static const struct sv yes[] = { SV_INIT("1"), SV_INIT("on"), SV_INIT("true"), SV_INIT("ya") };
    static const struct sv no[] = { SV_INIT("0"), SV_INIT("off"), SV_INIT("false"), SV_INIT("tidak") };

    for (size_t i = 0; i < 4; i++) {
        if (sv_eq(s, yes[i])) {
            v->i = 1;
            return true;
        }
        if (sv_eq(s, no[i]))
            return true;
    }
    return WRONG(x, p, s, T("%s harus ya atau tidak."), p->label);
}

static bool enum_read(struct web_exchange *x, const struct web_param *p, struct sv s)
{
    struct sv rest = sv_of(p->of), one;

    while (sv_cut(&rest, '|', &one))
        if (sv_eq(one, s))
            return true;
    return WRONG(x, p, s, T("%s \"%.*s\" tidak ada dalam pilihan."), p->label, SV_FMT(text_clip(s, 60)));
}

static bool value_read(struct web_exchange *x, const struct web_param *p, struct sv s, struct web_value *v)
{
    switch (p->type) {
    case WEB_TEXT: return text_read(x, p, s);
    case WEB_PROSE: return length_ok(x, p, s, PROSE_MAX);
    case WEB_SECRET: return length_ok(x, p, s, TEXT_MAX);
    case WEB_INT:
    case WEB_ID: return int_read(x, p, s, v);
    case WEB_DATE: return date_read(x, p, s, v);
    case WEB_BOOL: return bool_read(x, p, s, v);
    case WEB_ENUM: return enum_read(x, p, s);
    case WEB_KEY:
        return sv_is_key(s) ||
               WRONG(x, p, s, T("%s \"%.*s\" bukan kunci yang sah."), p->label, SV_FMT(text_clip(s, 60)));
    case WEB_FILE: break;
    }
    return true;
}

/* --- one field -------------------------------------------------------------------------------------------------------- */

static struct sv prepared(struct web_exchange *x, const struct web_param *p, struct sv s)
{
    if (p->type == WEB_SECRET)
        return s;
    if (p->type == WEB_PROSE)
        s = line_ends(s, x->a);
    return sv_trim(s);
}

static bool missing(struct web_exchange *x, const struct web_param *p)
{
    if (!(p->flags & WEB_REQUIRED))
        return true;
    return WRONG(x, p, SV_NULL, T("%s wajib diisi."), p->label);
}

static bool text_field(struct web_exchange *x, const struct web_param *p, struct web_value *v)
{
    const struct web_fields *from = source(x, p);
    size_t n = form_count(from, sv_of(p->name));
    bool ok = true;

    if (n > 1 && !(p->flags & WEB_MULTI))
        return WRONG(x, p, SV_NULL, T("%s dikirim %zu kali, padahal hanya boleh sekali."), p->label, n);
    v->all = ARENA_ARRAY(x->a, struct sv, n);
    for (size_t i = 0; i < from->n && n; i++) {
        struct sv s;
        if (!sv_eq(from->items[i].name, sv_of(p->name)))
            continue;
        s = prepared(x, p, from->items[i].value);
        if (s.n == 0)
            continue;
        ok = value_read(x, p, s, v) && ok;
        v->all[v->n++] = s;
    }
    v->given = v->n > 0;
    v->text = v->given ? v->all[0] : SV_NULL;
    return v->given ? ok : missing(x, p);
}

static bool file_field(struct web_exchange *x, const struct web_param *p, struct web_value *v)
{
    const struct web_files *files = &x->in.files;
    size_t n = 0;

    for (size_t i = 0; i < files->n; i++) {
        const struct web_file *f = &files->items[i];
        if (!sv_eq(f->field, sv_of(p->name)))
            continue;
        if (p->max && (uint64_t) f->size > p->max)
            return WRONG(x, p, f->name, T("%s: berkas %.*s berukuran %lld KiB, paling besar %zu KiB."),
                         p->label, SV_FMT(text_clip(f->name, 80)), (long long) (f->size / 1024),
                         p->max / 1024);
        if (!v->file)
            v->file = f;
        n++;
    }
    if (n > 1 && !(p->flags & WEB_MULTI))
        return WRONG(x, p, SV_NULL, T("%s hanya menerima satu berkas, %zu dikirim."), p->label, n);
    v->given = n > 0;
    return v->given || missing(x, p);
}

bool params_read(struct web_exchange *x, struct err *e)
{
    const struct web_param *params = x->req.route->params;
    size_t n = 0;
    bool ok = true;

    while (params && params[n].name)
        n++;
    x->in.values = ARENA_ARRAY(x->a, struct web_value, n);
    for (size_t i = 0; i < n; i++) {
        const struct web_param *p = &params[i];
        ok = (p->type == WEB_FILE ? file_field : text_field)(x, p, &x->in.values[i]) && ok;
    }
    if (!arena_ok(x->a, e))
        return false;
    if (ok)
        return true;
    const struct problems *ps = &x->req.problems;
    err_set(e, ERR_INPUT, "%.*s", SV_FMT(text_clip(ps->items[0].text, 190)));
    if (ps->n + ps->more > 1)
        return err_hint(e, T("Ada %zu isian yang perlu diperbaiki. Perbaiki, lalu kirim lagi."),
                        ps->n + ps->more);
    return err_hint(e, T("Perbaiki isian itu, lalu kirim lagi."));
}

/* --- what handlers ask ------------------------------------------------------------------------------------------------ */

static const struct web_value *declared(const struct web_req *r, const char *name, unsigned types)
{
    static const struct web_value none;
    const struct web_param *p = r->route->params;

    for (size_t i = 0; p && p[i].name; i++)
        if (strcmp(p[i].name, name) == 0) {
            assert((types & 1u << p[i].type) && "the field is declared with another type");
            return r->x->in.values ? &r->x->in.values[i]
                                   : &none; /* a failure page may ask before they were read */
        }
    assert(false && "the route declares no such field");
    return NULL;
}

bool web_given(const struct web_req *r, const char *name)
{
    return declared(r, name, ~0u)->given;
}

struct sv web_text(const struct web_req *r, const char *name)
{
    return declared(r, name,
                    1u << WEB_TEXT | 1u << WEB_PROSE | 1u << WEB_SECRET | 1u << WEB_ENUM | 1u << WEB_KEY)
        ->text;
}

int64_t web_int(const struct web_req *r, const char *name, int64_t otherwise)
{
    const struct web_value *v = declared(r, name, 1u << WEB_INT | 1u << WEB_ID);

    return v->given ? v->i : otherwise;
}

struct date web_date(const struct web_req *r, const char *name)
{
    return declared(r, name, 1u << WEB_DATE)->date;
}

bool web_flag(const struct web_req *r, const char *name)
{
    return declared(r, name, 1u << WEB_BOOL)->i != 0;
}

const struct web_file *web_file(const struct web_req *r, const char *name)
{
    return declared(r, name, 1u << WEB_FILE)->file;
}

size_t web_value_all(const struct web_req *r, const char *name, struct sv **out)
{
    const struct web_value *v = declared(r, name, ~0u);

    *out = v->all;
    return v->n;
}

/* --- fields as they came ---------------------------------------------------------------------------------------------- */

static bool is_free(const struct web_req *r)
{
    return r->route && (r->route->flags & WEB_FREE);
}

const struct web_fields *web_form(const struct web_req *r)
{
    assert(is_free(r) && "the fields of this route are declared: ask for them by name");
    return &r->x->in.form;
}

const struct web_fields *web_query(const struct web_req *r)
{
    assert(is_free(r) && "the fields of this route are declared: ask for them by name");
    return &r->x->in.query;
}

static const struct web_fields *holder(const struct web_req *r, struct sv name)
{
    return form_count(&r->x->in.form, name) ? &r->x->in.form : &r->x->in.query;
}

struct sv web_field_find(const struct web_req *r, struct sv name)
{
    assert(is_free(r) && "the fields of this route are declared: ask with web_text() and its like");
    return form_find(holder(r, name), name);
}

bool web_field_one(const struct web_req *r, struct sv name, struct sv *out, struct err *e)
{
    size_t n = form_count(holder(r, name), name);

    if (n > 1) {
        err_set(e, ERR_INPUT, T("Isian \"%.*s\" dikirim %zu kali, padahal hanya boleh sekali"),
                SV_FMT(text_clip(name, 63)), n);
        return err_hint(e, T("Muat ulang halaman, isi kembali, lalu kirim sekali lagi."));
    }
    *out = web_field_find(r, name);
    return true;
}

size_t web_field_all(const struct web_req *r, struct sv name, struct sv **out)
{
    const struct web_fields *from = holder(r, name);
    size_t n = form_count(from, name), k = 0;

    *out = ARENA_ARRAY(r->a, struct sv, n);
    for (size_t i = 0; i < from->n; i++)
        if (sv_eq(from->items[i].name, name))
            (*out)[k++] = from->items[i].value;
    return n;
}

struct sv web_typed(const struct web_req *r, const char *name)
{
    const struct web_param *p = r->route ? r->route->params : NULL;

    for (size_t i = 0; p && p[i].name; i++)
        if (strcmp(p[i].name, name) == 0 && p[i].type == WEB_SECRET)
            return SV_NULL;
    return form_find(holder(r, sv_of(name)), sv_of(name));
}

const struct web_file *web_files(const struct web_req *r, size_t *n)
{
    *n = r->x->in.files.n;
    return r->x->in.files.items;
}
