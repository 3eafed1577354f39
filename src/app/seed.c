/* SPDX-License-Identifier: MIT
 * app/seed.c -- rows of a seed file through the ordinary writers, as the system. */
#include "app/seed.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "json/json.h"
#include "model/files.h"

enum { SEED_MAX_BYTES = 8 * 1024 * 1024, ROW_ARENA = 16 * 1024 * 1024, PDF_MAX = 64 * 1024 };

struct seeder {
    const struct region *r;
    struct db *db;
    struct arena *keep; /* names of rows, for the whole file */
    struct arena *row;  /* one row */
    struct map *names;  /* "register:name" -> id as text */
    struct problems *ps;
    struct sv file;
    size_t n;
};

static void complain(struct seeder *s, const struct json *at, struct sv field, struct sv text)
{
    struct problem *p = problems_add(s->ps, field, "%.*s", SV_FMT(text));

    p->file = s->file;
    p->line = at->line;
    p->col = at->col;
}

/* --- values ----------------------------------------------------------------------------------------------------------- */

/* "year", "year+1", "year-2": of the region's clock. */
static struct sv year_value(struct seeder *s, struct sv v)
{
    struct sv rest = sv_sub(v, 4, v.n);
    int64_t n = 0;

    if (!sv_starts(v, SV("year")) || (rest.n && !sv_int(sv_sub(rest, rest.p[0] == '+', rest.n), &n)))
        return v;
    return arena_printf(s->row, "%lld", (long long) region_today(s->r).y + (long long) n);
}

/* "today", "today-400d", "today+30d", also inside a period "a/b". */
static struct sv day_value(struct seeder *s, struct sv v)
{
    struct date d = region_today(s->r);
    struct sv rest = sv_sub(v, 5, v.n);
    ptrdiff_t slash = sv_find(v, SV("/"));
    int64_t n = 0;

    if (slash > 0)
        return arena_printf(s->row, "%.*s/%.*s", SV_FMT(day_value(s, sv_sub(v, 0, (size_t) slash))),
                            SV_FMT(day_value(s, sv_sub(v, (size_t) slash + 1, v.n))));
    if (!sv_starts(v, SV("today")))
        return v;
    if (rest.n > 2 && rest.p[rest.n - 1] == 'd') {
        struct sv tail = sv_sub(rest, rest.p[0] == '+' ? 1 : 0, rest.n - 1 - (rest.p[0] == '+' ? 1 : 0));
        if (!sv_int(tail, &n))
            return v;
        d = date_add_days(d, (int32_t) n);
    }
    return arena_dup(s->row, sv_of(date_iso(d).s));
}

/* A one-page PDF with a title, so that evidence can be opened and looked at. */
static void make_pdf(struct seeder *s, struct sv title, struct buf *b)
{
    long at[6];
    size_t xref;
    struct sv text = arena_printf(s->row,
                                  "BT /F1 16 Tf 72 760 Td (%.*s) Tj 0 -28 Td /F1 11 Tf "
                                  "(Dokumen latihan, dibuat untuk wilayah peragaan.) Tj ET",
                                  SV_FMT(title));

    buf_put(b, SV("%PDF-1.4\n"));
    at[1] = (long) b->n;
    buf_put(b, SV("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"));
    at[2] = (long) b->n;
    buf_put(b, SV("2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"));
    at[3] = (long) b->n;
    buf_put(b, SV("3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
                  "/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"));
    at[4] = (long) b->n;
    buf_printf(b, "4 0 obj<</Length %zu>>stream\n%.*s\nendstream endobj\n", text.n, SV_FMT(text));
    at[5] = (long) b->n;
    buf_put(b, SV("5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"));
    xref = b->n;
    buf_put(b, SV("xref\n0 6\n0000000000 65535 f \n"));
    for (int i = 1; i < 6; i++)
        buf_printf(b, "%010ld 00000 n \n", at[i]);
    buf_printf(b, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", xref);
}

/* The bytes as an attachment, whose number is the value. */
static bool attach(struct seeder *s, struct sv bytes, struct sv name, struct sv *out, struct err *e)
{
    const char *tmp = arena_printf(s->row, "%s/seed-%zu.tmp", s->r->dir, s->n).p;
    struct stored_file f;
    bool ok = file_write_atomic(tmp, bytes, 0600, e) &&
              file_add(s->db, &s->r->records, who_system(), tmp, name, SV_NULL, s->row, &f, e);

    unlink(tmp);
    if (ok)
        *out = arena_printf(s->row, "%lld", (long long) f.id);
    return ok;
}

static bool pdf_value(struct seeder *s, struct sv title, struct sv *out, struct err *e)
{
    struct buf b;
    bool ok;

    for (size_t i = 0; i < title.n; i++)
        if (title.p[i] == '(' || title.p[i] == ')' || title.p[i] == '\\')
            return err_set(e, ERR_INPUT, T("Judul dokumen latihan tidak boleh berisi tanda kurung."));
    buf_init(&b, PDF_MAX);
    make_pdf(s, title, &b);
    ok = buf_ok(&b, e) && attach(s, buf_sv(&b), arena_printf(s->row, "%.*s.pdf", SV_FMT(title)), out, e);
    buf_clear(&b);
    return ok;
}

/* A file of the folder the declarations came from. */
static bool file_value(struct seeder *s, struct sv name, struct sv *out, struct err *e)
{
    const char *path = arena_printf(s->row, "%s/%.*s", s->r->declarations, SV_FMT(name)).p;
    struct sv bytes, rest = name, last = name;

    while (sv_cut(&rest, '/', &last))
        continue;
    return file_read(path, SEED_MAX_BYTES, s->row, &bytes, e) && attach(s, bytes, last, out, e);
}

static struct sv name_value(struct seeder *s, const struct field *f, struct sv v)
{
    struct sv key = f->target ? arena_printf(s->row, "%.*s:%.*s", SV_FMT(f->target->key), SV_FMT(v)) : v;
    struct sv *id = map_get(s->names, key), rest = v, head;

    if (!id)
        return v;
    if (f->target || !sv_cut(&rest, ':', &head))
        return *id;
    return arena_printf(s->row, "%.*s:%.*s", SV_FMT(head), SV_FMT(*id));
}

static bool one_value(struct seeder *s, const struct field *f, struct sv v, struct sv *out, struct err *e)
{
    *out = v;
    switch (f->type) {
    case FT_REF:
    case FT_REFS: *out = name_value(s, f, v); return true;
    case FT_DATE:
    case FT_PERIOD: *out = day_value(s, v); return true;
    case FT_INTEGER: *out = year_value(s, v); return true;
    case FT_FILE:
    case FT_FILES:
        if (sv_starts(v, SV("pdf:")))
            return pdf_value(s, sv_sub(v, 4, v.n), out, e);
        return !sv_starts(v, SV("berkas:")) || file_value(s, sv_sub(v, 7, v.n), out, e);
    default: return true;
    }
}

/* --- rows -------------------------------------------------------------------------------------------------------------- */

struct items {
    struct input_item *p;
    size_t n, cap;
};

static bool add_field(struct seeder *s, const struct reg *reg, const struct json *v, struct items *in,
                      struct err *e)
{
    const struct field *f = reg_field(reg, v->key);
    const struct json *first = v->type == JSON_LIST ? v->first : v;

    for (const struct json *c = first; c; c = v->type == JSON_LIST ? c->next : NULL) {
        struct sv value = c->type == JSON_BOOL ? (c->b ? SV("1") : SV("0")) : c->s;

        if (sv_eq(v->key, SV("berlaku_sejak")))
            value = day_value(s, value);
        if (f && !one_value(s, f, value, &value, e))
            return false;
        *ARENA_PUSH(s->row, in->p, in->n, in->cap) = (struct input_item){ v->key, value };
    }
    return true;
}

/* An account of the demonstration can be used at once: its password is known, its authenticator already set up. */
static bool set_secrets(struct seeder *s, const struct record *r, const struct json *row, struct err *e)
{
    struct sv password = json_text(row, SV("sandi")), secret, *codes;
    int64_t now = s->r->records.now();
    size_t n;

    if (password.p && !who_password_set(s->db, r->id, password, false, now, e))
        return false;
    if (!json_flag(row, SV("autentikator"), false))
        return true;
    return who_totp_begin(s->db, r->id, s->row, &secret, e) &&
           who_totp_confirm(s->db, r->id, who_totp_code(secret, now - 60, s->row), now - 60, s->row, &codes,
                            &n, e);
}

static bool write_row(struct seeder *s, const struct reg *reg, const struct json *row, struct err *e)
{
    struct input in = { .names = true, .fact = true };
    struct items items = { 0 };
    struct problems ps;
    struct record *r;

    for (const struct json *v = row->first; v; v = v->next)
        if (!sv_eq(v->key, SV("id")) && !sv_eq(v->key, SV("sandi")) && !sv_eq(v->key, SV("autentikator")) &&
            !add_field(s, reg, v, &items, e))
            return false;
    in.items = items.p;
    in.n = items.n;
    problems_init(&ps, s->row, 20);
    if (!record_create(s->db, &s->r->records, who_system(), reg, &in, s->row, &r, &ps, e)) {
        for (size_t i = 0; i < ps.n; i++)
            complain(s, row, ps.items[i].field, arena_dup(s->keep, ps.items[i].text));
        if (ps.n)
            *e = (struct err){ 0 }; /* said; the rest of the file is looked at too */
        return ps.n > 0;
    }
    s->n++;
    if (json_text(row, SV("id")).p) {
        struct sv *id = ARENA_NEW(s->keep, struct sv);

        *id = arena_printf(s->keep, "%lld", (long long) r->id);
        map_put(s->names,
                arena_printf(s->keep, "%.*s:%.*s", SV_FMT(reg->key), SV_FMT(json_text(row, SV("id")))), id);
    }
    return set_secrets(s, r, row, e);
}

static bool load_rows(struct seeder *s, const struct json *tree, struct err *e)
{
    for (const struct json *item = tree->first; item; item = item->next) {
        const struct json *row = item->type == JSON_MAP ? item->first : NULL;
        const struct reg *reg = row ? model_reg(s->r->model, row->key) : NULL;

        if (!reg || row->type != JSON_MAP) {
            complain(s, item, row ? row->key : SV(""),
                     SV("Baris harus berbentuk register: {bidang: nilai}."));
            continue;
        }
        if (!write_row(s, reg, row, e))
            return false;
        arena_reset(s->row);
    }
    return true;
}

bool seed_load(const struct region *r, const char *path, size_t *rows, struct problems *ps, struct err *e)
{
    struct seeder s = { .r = r, .keep = ps->a, .ps = ps };
    struct json *tree;
    struct sv text;
    bool ok;

    s.file = arena_dup(ps->a, sv_of(path));
    s.names = map_new(ps->a);
    if (!file_read(path, SEED_MAX_BYTES, ps->a, &text, e))
        return false;
    if (!yaml_parse(text, s.file, ps->a, &tree, ps))
        return err_set(e, ERR_INPUT, T("Berkas data latihan mengandung kesalahan."));
    if (!db_lease(r->pool, DB_WRITE, 10000, &s.db, e))
        return false;
    s.row = arena_new(ROW_ARENA);
    ok = db_begin(s.db, e) && load_rows(&s, tree, e);
    if (ok && ps->n)
        ok = err_set(e, ERR_INPUT, T("Data latihan mengandung %zu kesalahan."), ps->n + ps->more);
    ok = ok && db_commit(s.db, e);
    if (!ok)
        db_rollback(s.db);
    db_release(s.db);
    arena_free(s.row);
    *rows = s.n;
    return ok;
}
