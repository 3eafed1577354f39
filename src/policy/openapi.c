/* SPDX-License-Identifier: MIT
 * policy/openapi.c -- the operations of an OpenAPI document. */
#include "policy/openapi.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/problems.h"
#include "json/json.h"

struct reading {
    struct openapi *doc;
    const struct json *root;
    struct sv file;
    struct arena *a;
    struct problems *ps;
    size_t cap;
};

static void wrong(struct reading *r, const struct json *at, struct sv field, const char *text,
                  const char *hint)
{
    struct problem *p = problems_add(r->ps, field, "%s", text);

    p->file = r->file;
    p->line = at ? (at->key_line ? at->key_line : at->line) : 0;
    p->col = at ? (at->key_col ? at->key_col : at->col) : 0;
    p->hint = sv_of(hint);
}

/* --- paths ---------------------------------------------------------------------------------------------------------- */

static bool plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           sv_find(SV("-._~!$&'()+,;=:@/"), (struct sv){ &c, 1 }) >= 0;
}

struct sv openapi_pattern(struct sv path, struct arena *a)
{
    char *p = arena_alloc_array(a, path.n + 1, 2);
    bool behind_template = false;
    size_t n = 0;

    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];

        if (c == '{') {
            size_t from = ++i;

            while (i < path.n && path.p[i] != '}' && path.p[i] != '{' && path.p[i] != '/')
                i++;
            if (i == path.n || path.p[i] != '}' || i == from)
                return SV_NULL;
            if (!behind_template)
                p[n++] = '*'; /* two side by side match as one does; "**" would match across '/' */
            behind_template = true;
            continue;
        } else if (c == '*') {
            p[n++] = '\\';
            p[n++] = '*';
        } else if (plain(c)) {
            p[n++] = c;
        } else {
            return SV_NULL;
        }
        behind_template = false;
    }
    return (struct sv){ p, n };
}

static bool dots_or_empty(struct sv path)
{
    struct sv rest = sv_sub(path, 1, path.n), part;

    while (sv_cut(&rest, '/', &part))
        if (!part.n || sv_eq(part, SV(".")) || sv_eq(part, SV("..")))
            return true;
    return false;
}

static struct sv path_pattern(struct reading *r, const struct json *item)
{
    struct sv path = item->key, made = SV_NULL;

    if (!path.n || path.p[0] != '/')
        wrong(r, item, path, T("Jalur tidak diawali garis miring."), T("Tulis misalnya /pasien/{nik}."));
    else if (path.n > OPENAPI_PATH_MAX)
        wrong(r, item, sv_sub(path, 0, 80), T("Jalur lebih dari 500 huruf."), T("Pendekkan jalurnya."));
    else if (dots_or_empty(path))
        wrong(r, item, path, T("Jalur memuat bagian kosong, \".\", atau \"..\"."),
              T("Tulis jalur yang sebenarnya."));
    else if (!(made = openapi_pattern(path, r->a)).p)
        wrong(
            r, item, path,
            T("Jalur memuat huruf yang tidak dapat dilewatkan penghubung, atau kurung kurawal yang tidak berpasangan."),
            T("Pakai huruf, angka, dan tanda -._~!$&'()+,;=:@; parameter ditulis {nama}."));
    return made;
}

/* --- operations ----------------------------------------------------------------------------------------------------- */

static const struct {
    struct sv key, method;
} methods[] = {
    { SV_INIT("delete"), SV_INIT("DELETE") }, { SV_INIT("get"), SV_INIT("GET") },
    { SV_INIT("head"), SV_INIT("HEAD") },     { SV_INIT("options"), SV_INIT("OPTIONS") },
    { SV_INIT("patch"), SV_INIT("PATCH") },   { SV_INIT("post"), SV_INIT("POST") },
    { SV_INIT("put"), SV_INIT("PUT") },       { SV_INIT("trace"), SV_INIT("TRACE") },
};

static void add(struct reading *r, const struct json *item, struct sv method, struct sv pattern,
                const struct json *op)
{
    if (r->doc->n == OPENAPI_MAX_OPERATIONS) {
        wrong(r, op, item->key, T("Dokumen memuat lebih dari 2.000 operasi."),
              T("Bagi menjadi beberapa layanan."));
        return;
    }
    *ARENA_PUSH(r->a, r->doc->items, r->doc->n, r->cap) = (struct openapi_operation){
        .method = method,
        .path = item->key,
        .pattern = pattern,
        .id = json_text(op, SV("operationId")),
        .summary = json_text(op, SV("summary")),
        .body = json_get(op, SV("requestBody")) != NULL,
        .deprecated = json_flag(op, SV("deprecated"), false),
    };
}

/* "#/components/pathItems/X" of the same document; one step, since a chain of them has no use. */
static const struct json *resolved(struct reading *r, const struct json *item)
{
    struct sv ref = json_text(item, SV("$ref"));
    const struct json *found = item;

    if (!ref.p)
        return item;
    if (sv_starts(ref, SV("#/components/pathItems/")))
        found = json_get(json_get(json_get(r->root, SV("components")), SV("pathItems")),
                         sv_sub(ref, sizeof "#/components/pathItems/" - 1, ref.n));
    if (found == item || !found || json_get(found, SV("$ref"))) {
        wrong(r, item, item->key,
              T("Jalur ini menunjuk keterangan di luar dokumen atau yang tidak ada ($ref)."),
              T("Gabungkan dokumennya menjadi satu berkas."));
        return NULL;
    }
    return found;
}

static void read_path(struct reading *r, const struct json *item)
{
    const struct json *from = resolved(r, item);
    struct sv pattern = path_pattern(r, item);

    if (!from || !pattern.p)
        return;
    if (from->type != JSON_MAP) {
        wrong(r, item, item->key, T("Isi jalur bukan daftar metode."),
              T("Tulis metodenya (get, post, …) di bawah jalur."));
        return;
    }
    for (const struct json *op = from->first; op; op = op->next)
        for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
            if (sv_eq(op->key, methods[i].key))
                add(r, item, methods[i].method, pattern, op);
}

static int by_path(const void *x, const void *y)
{
    const struct openapi_operation *a = x, *b = y;
    int order = sv_cmp(a->path, b->path);

    return order ? order : sv_cmp(a->method, b->method);
}

/* --- the document --------------------------------------------------------------------------------------------------- */

static bool parse(struct reading *r, struct sv text, struct json **root)
{
    struct sv head = sv_trim(text);
    struct err e = { 0 };

    if (text.n > OPENAPI_MAX_BYTES) {
        wrong(r, NULL, SV_NULL, T("Dokumen lebih dari 4 MiB."), T("Bagi menjadi beberapa layanan."));
        return false;
    }
    if (!head.n || head.p[0] != '{')
        return yaml_parse(text, r->file, r->a, root, r->ps);
    if (json_parse(text, OPENAPI_MAX_BYTES, r->a, root, &e))
        return true;
    wrong(r, NULL, SV_NULL, e.text, T("Periksa berkasnya dengan penyunting OpenAPI."));
    return false;
}

static bool version_known(struct reading *r)
{
    r->doc->spec = json_text(r->root, SV("openapi"));
    if (json_get(r->root, SV("swagger")))
        wrong(r, NULL, SV("swagger"), T("Dokumen ini Swagger 2.0; penghubung membaca OpenAPI 3.0 dan 3.1."),
              T("Ubah dahulu dengan alat konversi Swagger ke OpenAPI 3."));
    else if (!r->doc->spec.p)
        wrong(r, NULL, SV("openapi"), T("Ini bukan dokumen OpenAPI: baris \"openapi\" tidak ada."),
              T("Mintalah dokumen OpenAPI 3 (JSON atau YAML) dari pembuat layanan."));
    else if (!sv_starts(r->doc->spec, SV("3.0.")) && !sv_starts(r->doc->spec, SV("3.1.")))
        wrong(r, NULL, SV("openapi"), T("Versi OpenAPI ini tidak dikenal; yang dibaca 3.0 dan 3.1."),
              T("Simpan dokumennya sebagai OpenAPI 3.0 atau 3.1."));
    else
        return true;
    return false;
}

bool openapi_parse(struct sv text, struct sv file, struct arena *a, const struct json **root,
                   struct problems *ps)
{
    struct openapi doc = { 0 };
    struct reading r = { .doc = &doc, .file = file, .a = a, .ps = ps };
    struct json *tree = NULL;

    if (!parse(&r, text, &tree))
        return false;
    r.root = tree;
    *root = tree;
    return version_known(&r);
}

bool openapi_read(struct sv text, struct sv file, struct arena *a, struct openapi *out, struct problems *ps)
{
    struct reading r = { .doc = out, .file = file, .a = a, .ps = ps };
    size_t before = ps->n + ps->more;
    struct json *root = NULL;

    *out = (struct openapi){ 0 };
    if (!parse(&r, text, &root))
        return false;
    r.root = root;
    if (!version_known(&r))
        return false;
    out->title = json_text(json_get(root, SV("info")), SV("title"));
    out->version = json_text(json_get(root, SV("info")), SV("version"));
    const struct json *paths = json_get(root, SV("paths"));
    if (paths && paths->type != JSON_MAP && paths->type != JSON_NULL)
        wrong(&r, paths, SV("paths"), T("\"paths\" harus memuat jalur-jalur."),
              T("Tulis setiap jalur sebagai kunci."));
    for (const struct json *item = paths && paths->type == JSON_MAP ? paths->first : NULL; item;
         item = item->next)
        if (!sv_starts(item->key, SV("x-")))
            read_path(&r, item);
    if (out->n > 1)
        qsort(out->items, out->n, sizeof *out->items, by_path);
    return ps->n + ps->more == before;
}
