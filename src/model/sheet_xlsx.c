/* SPDX-License-Identifier: MIT
 * model/sheet_xlsx.c -- an XLSX package: which part is which, shared strings and styles, then the worksheets.
 * Parts are found by relationships from the root, as ECMA-376 part 2 wants; external targets and macros are ignored. */
#include "base/buf.h"
#include "model/sheet_priv.h"

#define RELS_MAX ((size_t) 1024)
#define STYLES_MAX ((size_t) 65536)
#define FORMATS_MAX ((size_t) 65536)
#define STRINGS_MAX SHEET_CELLS_MAX

enum rel_kind { REL_OTHER, REL_WORKBOOK, REL_SHEET, REL_STYLES, REL_STRINGS };

struct rel {
    struct sv id, path; /* path: whole, inside the package */
    enum rel_kind kind;
};

struct format {
    int64_t id;
    bool is_date;
};

struct tab { /* a worksheet and what reads it */
    struct sv rel, path;
    struct xlsx_shared *x;
    struct sheet *s;
    struct arena *a;
    struct xlsx_grid *grid;
};

struct xlsx {
    struct arena *a;
    struct xlsx_shared shared;
    struct sv base; /* folder of the part whose relationships are read, with a final '/' */
    struct rel *rels;
    size_t n_rels, cap_rels;
    struct sheet *sheets;
    struct tab *tabs;
    size_t n, n_tabs, cap, cap_tabs; /* n and n_tabs grow together */
    struct format *formats;
    size_t n_formats, cap_formats;
    int64_t *styles; /* number format of each cell style */
    size_t n_styles, cap_styles;
    struct sv *strings;
    size_t n_strings, cap_strings;
    bool inside, take; /* inside the element that counts: cellXfs, si */
    unsigned phonetic;
    struct buf text;
};

/* -- relationships ------------------------------------------------------------------------------------------------ */

static enum rel_kind rel_kind(struct sv type)
{
    return sv_ends(type, SV("/officeDocument"))  ? REL_WORKBOOK
           : sv_ends(type, SV("/worksheet"))     ? REL_SHEET
           : sv_ends(type, SV("/styles"))        ? REL_STYLES
           : sv_ends(type, SV("/sharedStrings")) ? REL_STRINGS
                                                 : REL_OTHER;
}

static bool on_rel(void *ctx, struct sv name, const char **atts, struct err *e)
{
    struct xlsx *x = ctx;
    struct sv target = xml_attr(atts, SV("Target"));
    struct rel r = { .kind = rel_kind(xml_attr(atts, SV("Type"))) };

    if (!sv_eq(name, SV("Relationship")) || r.kind == REL_OTHER || sv_empty(target) ||
        sv_eq_fold(xml_attr(atts, SV("TargetMode")), SV("External")))
        return true;
    if (x->n_rels == RELS_MAX)
        return sheet_broken(e, SV("rels"), "too many relationships");
    if (target.p[0] == '/')
        r.path = arena_dup(x->a, sv_sub(target, 1, target.n));
    else
        r.path = arena_printf(x->a, "%.*s%.*s", SV_FMT(x->base), SV_FMT(target));
    if (sv_find(r.path, SV("..")) >=
        0) /* no writer of spreadsheets needs it; whoever does wants something else */
        return true;
    r.id = arena_dup(x->a, xml_attr(atts, SV("Id")));
    *ARENA_PUSH(x->a, x->rels, x->n_rels, x->cap_rels) = r;
    return arena_ok(x->a, e);
}

static struct sv rel_path(const struct xlsx *x, enum rel_kind kind, struct sv id)
{
    for (size_t i = 0; i < x->n_rels; i++)
        if (x->rels[i].kind == kind && (!id.p || sv_eq(x->rels[i].id, id)))
            return x->rels[i].path;
    return SV_NULL;
}

/* -- workbook ----------------------------------------------------------------------------------------------------- */

static bool on_workbook(void *ctx, struct sv name, const char **atts, struct err *e)
{
    struct xlsx *x = ctx;
    struct sv v;
    struct sheet *s;

    if (sv_eq(name, SV("workbookPr"))) {
        v = xml_attr(atts, SV("date1904"));
        x->shared.date1904 = sv_eq(v, SV("1")) || sv_eq(v, SV("true"));
    } else if (sv_eq(name, SV("sheets"))) {
        x->inside = true;
    } else if (x->inside && sv_eq(name, SV("sheet"))) {
        if (x->n == SHEET_SHEETS_MAX) {
            err_set(e, ERR_INPUT, T("Berkas ini berisi lebih dari 256 lembar"));
            return err_hint(e, T("Simpan lembar yang diperlukan saja ke berkas baru, lalu unggah lagi."));
        }
        s = ARENA_PUSH(x->a, x->sheets, x->n, x->cap);
        *s = (struct sheet){ .name = arena_dup(x->a, xml_attr(atts, SV("name"))) };
        if (!s->name.p)
            s->name = arena_printf(x->a, "Lembar %zu", x->n);
        v = xml_attr(atts, SV("state"));
        s->hidden = sv_eq(v, SV("hidden")) || sv_eq(v, SV("veryHidden"));
        *ARENA_PUSH(x->a, x->tabs, x->n_tabs, x->cap_tabs) =
            (struct tab){ .rel = arena_dup(x->a, xml_attr(atts, SV("id"))) };
    }
    return arena_ok(x->a, e);
}

static bool on_workbook_close(void *ctx, struct sv name, struct err *e)
{
    struct xlsx *x = ctx;

    (void) e;
    if (sv_eq(name, SV("sheets")))
        x->inside = false;
    return true;
}

/* -- styles ------------------------------------------------------------------------------------------------------- */

static bool on_style(void *ctx, struct sv name, const char **atts, struct err *e)
{
    struct xlsx *x = ctx;
    struct format f = { 0, false };

    if (sv_eq(name, SV("cellXfs"))) {
        x->inside = true;
    } else if (x->inside && sv_eq(name, SV("xf"))) {
        if (x->n_styles == STYLES_MAX)
            return sheet_broken(e, SV("styles.xml"), "too many cell styles");
        if (!sv_int(xml_attr(atts, SV("numFmtId")), &f.id))
            f.id = 0;
        *ARENA_PUSH(x->a, x->styles, x->n_styles, x->cap_styles) = f.id;
    } else if (sv_eq(name, SV("numFmt")) && sv_int(xml_attr(atts, SV("numFmtId")), &f.id)) {
        if (x->n_formats == FORMATS_MAX)
            return sheet_broken(e, SV("styles.xml"), "too many number formats");
        f.is_date = style_code_is_date(xml_attr(atts, SV("formatCode")));
        *ARENA_PUSH(x->a, x->formats, x->n_formats, x->cap_formats) = f;
    }
    return arena_ok(x->a, e);
}

static bool on_style_close(void *ctx, struct sv name, struct err *e)
{
    struct xlsx *x = ctx;

    (void) e;
    if (sv_eq(name, SV("cellXfs")))
        x->inside = false;
    return true;
}

static int format_cmp(const void *pa, const void *pb)
{
    const struct format *a = pa, *b = pb;

    return (a->id > b->id) - (a->id < b->id);
}

static void resolve_styles(struct xlsx *x)
{
    bool *dates = ARENA_ARRAY(x->a, bool, x->n_styles);

    if (x->n_formats)
        qsort(x->formats, x->n_formats, sizeof *x->formats, format_cmp);
    for (size_t i = 0; i < x->n_styles; i++) {
        struct format key = { x->styles[i], false };
        const struct format *f =
            x->n_formats ? bsearch(&key, x->formats, x->n_formats, sizeof key, format_cmp) : NULL;
        dates[i] = f ? f->is_date : style_builtin_is_date(x->styles[i]);
    }
    x->shared.date_style = dates;
    x->shared.n_styles = x->n_styles;
}

/* -- shared strings ----------------------------------------------------------------------------------------------- */

static bool on_string(void *ctx, struct sv name, const char **atts, struct err *e)
{
    struct xlsx *x = ctx;

    (void) atts, (void) e;
    if (sv_eq(name, SV("si"))) {
        x->inside = true;
        x->phonetic = 0;
        buf_reset(&x->text);
    } else if (sv_eq(name, SV("rPh"))) {
        x->phonetic++;
    }
    x->take = x->inside && x->phonetic == 0 && sv_eq(name, SV("t"));
    return true;
}

static bool on_string_text(void *ctx, struct sv text, struct err *e)
{
    struct xlsx *x = ctx;

    if (!x->take)
        return true;
    buf_put(&x->text, text);
    if (!x->text.failed)
        return true;
    err_set(e, ERR_INPUT, T("Berkas ini memuat sel yang isinya lebih dari 32.767 huruf"));
    return err_hint(e, T("Pendekkan isinya, atau lampirkan sebagai berkas tersendiri."));
}

static bool on_string_close(void *ctx, struct sv name, struct err *e)
{
    struct xlsx *x = ctx;

    x->take = false;
    if (sv_eq(name, SV("rPh")) && x->phonetic)
        x->phonetic--;
    if (!x->inside || !sv_eq(name, SV("si")))
        return true;
    x->inside = false;
    if (x->n_strings == STRINGS_MAX)
        return sheet_broken(e, SV("sharedStrings.xml"), "too many shared strings");
    x->text.n = xml_unescape(x->text.p, x->text.n);
    *ARENA_PUSH(x->a, x->strings, x->n_strings, x->cap_strings) = arena_dup(x->a, buf_sv(&x->text));
    return arena_ok(x->a, e);
}

/* -- the package -------------------------------------------------------------------------------------------------- */

static bool no_memory(struct err *e)
{
    return err_set(e, ERR_FAULT, T("Berkas XLSX tidak dapat dibaca: memori server habis"));
}

/* Reads up to two small parts in one walk. A part that is not there leaves things as they are. */
struct small {
    struct sv name;
    struct xml_on on;
    bool bulk;
};
static bool read_small(struct sv bytes, struct zip_budget *b, struct xlsx *x, const struct small *parts,
                       size_t n, struct err *e)
{
    struct zip_want wants[2] = { 0 };
    bool ok = true;

    for (size_t i = 0; i < n && ok; i++) {
        wants[i] = (struct zip_want){ parts[i].name, xml_feed,
                                      xml_new(parts[i].name, &parts[i].on, x, parts[i].bulk), false };
        ok = wants[i].ctx || no_memory(e);
    }
    ok = ok && zip_read(bytes, b, wants, n, e);
    for (size_t i = 0; i < n; i++)
        xml_free(wants[i].ctx);
    return ok;
}

static void set_base(struct xlsx *x, struct sv part)
{
    size_t n = part.n;

    while (n && part.p[n - 1] != '/')
        n--;
    x->base = sv_sub(part, 0, n);
}

/* Not a workbook: say what it is instead. */
static bool other_package(struct sv bytes, struct zip_budget *b, struct err *e)
{
    struct zip_want wants[] = { { .name = SV("content.xml") },
                                { .name = SV("xl/workbook.bin") },
                                { .name = SV("word/document.xml") } };

    if (!zip_read(bytes, b, wants, 3, e))
        return false;
    if (wants[0].found)
        err_set(e, ERR_INPUT, T("Berkas ini berformat OpenDocument (.ods), yang belum dibaca di sini"));
    else if (wants[1].found)
        err_set(e, ERR_INPUT, T("Berkas ini berformat Excel biner (.xlsb), yang tidak dibaca di sini"));
    else if (wants[2].found)
        err_set(e, ERR_INPUT, T("Berkas ini dokumen Word, bukan lembar kerja"));
    else
        err_set(e, ERR_INPUT, T("Berkas ini arsip ZIP, tetapi bukan lembar kerja Excel"));
    return err_hint(e, T("Simpan tabelnya sebagai .xlsx di Excel atau LibreOffice, lalu unggah lagi."));
}

/* From the root to the workbook, its relationships, styles and strings. */
static bool read_frame(struct sv bytes, struct zip_budget *b, struct xlsx *x, struct err *e)
{
    struct small root[] = { { .name = SV("_rels/.rels"), .on = { .open = on_rel } } };
    struct small book[2], rest[2];
    struct sv path;

    if (!read_small(bytes, b, x, root, 1, e))
        return false;
    path = rel_path(x, REL_WORKBOOK, SV_NULL);
    if (!path.p)
        path = SV("xl/workbook.xml");
    x->n_rels = 0;
    set_base(x, path);
    book[0] = (struct small){ .name = path, .on = { .open = on_workbook, .close = on_workbook_close } };
    book[1] = (struct small){ .name = arena_printf(x->a, "%.*s_rels/%.*s.rels", SV_FMT(x->base),
                                                   SV_FMT(sv_sub(path, x->base.n, path.n))),
                              .on = { .open = on_rel } };
    if (!read_small(bytes, b, x, book, 2, e))
        return false;
    if (x->n == 0) /* no such part, or another kind of document in its place */
        return other_package(bytes, b, e);
    x->inside = false;
    rest[0] = (struct small){ .name = rel_path(x, REL_STYLES, SV_NULL),
                              .on = { .open = on_style, .close = on_style_close } };
    rest[1] = (struct small){ .name = rel_path(x, REL_STRINGS, SV_NULL),
                              .on = { .open = on_string, .close = on_string_close, .text = on_string_text },
                              .bulk = true };
    /* One walk each: both use x->inside, and the order of entries in a package is anybody's. */
    if (!read_small(bytes, b, x, &rest[0], 1, e))
        return false;
    x->inside = false;
    if (!read_small(bytes, b, x, &rest[1], 1, e))
        return false;
    resolve_styles(x);
    x->shared.strings = x->strings;
    x->shared.n_strings = x->n_strings;
    return true;
}

static bool tab_feed(void *ctx, const char *p, size_t n, bool last, struct err *e)
{
    struct tab *t = ctx;

    if (!t->grid)
        t->grid = xlsx_grid_new(t->path, t->x, t->s, t->a);
    if (!t->grid)
        return no_memory(e);
    if (!xlsx_grid_feed(t->grid, p, n, last, e))
        return false;
    if (last) { /* 256 parsers at once would be a waste */
        xlsx_grid_free(t->grid);
        t->grid = NULL;
    }
    return true;
}

static bool read_sheets(struct sv bytes, struct zip_budget *b, struct xlsx *x, struct err *e)
{
    struct zip_want *wants = ARENA_ARRAY(x->a, struct zip_want, x->n);
    bool ok;

    for (size_t i = 0; i < x->n; i++) {
        struct tab *t = &x->tabs[i];
        t->path = rel_path(x, REL_SHEET, t->rel); /* none: a chart sheet, which stays empty */
        t->x = &x->shared;
        t->s = &x->sheets[i];
        t->a = x->a;
        wants[i] = (struct zip_want){ t->path, tab_feed, t, false };
    }
    ok = zip_read(bytes, b, wants, x->n, e);
    for (size_t i = 0; i < x->n; i++) {
        xlsx_grid_free(x->tabs[i].grid);
        if (ok && x->tabs[i].path.n && !wants[i].found) {
            err_set(e, ERR_INPUT, T("Isi lembar \"%.*s\" tidak ada di dalam berkas XLSX ini"),
                    SV_FMT(sv_sub(x->sheets[i].name, 0, 60)));
            ok = err_hint(e,
                          T("Buka di Excel atau LibreOffice, simpan ulang sebagai .xlsx, lalu unggah lagi."));
        }
    }
    return ok;
}

bool xlsx_parse(struct sv bytes, struct arena *a, struct workbook *out, struct err *e)
{
    struct xlsx x = { .a = a, .shared.cells_left = SHEET_CELLS_MAX };
    struct zip_budget b = { 0 };
    bool ok;

    buf_init(&x.text, SHEET_TEXT_MAX);
    ok = read_frame(bytes, &b, &x, e);
    ok = ok && read_sheets(bytes, &b, &x, e);
    buf_clear(&x.text);
    if (ok)
        *out = (struct workbook){ .sheets = x.sheets, .n = x.n, .format = SHEET_XLSX };
    return ok;
}
