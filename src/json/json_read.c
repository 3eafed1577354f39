/* SPDX-License-Identifier: MIT
 * json/json_read.c -- JSON text to tree, and the look-ups. The only file that knows jansson. */
/* Both sides have a JSON_NULL and a JSON_REAL; jansson's are renamed while its header is read. */
#define JSON_NULL JANSSON_NULL
#define JSON_REAL JANSSON_REAL
#include <jansson.h>
#undef JSON_NULL
#undef JSON_REAL

#include "base/arena.h"
#include "base/err.h"
#include "json/json_priv.h"

struct json_place json_place_of(struct sv text, size_t at)
{
    struct json_place p = { 1, 1 };

    for (size_t i = 0; i < at && i < text.n; i++) {
        if (text.p[i] == '\n') {
            p.line++;
            p.col = 1;
        } else if (((unsigned char) text.p[i] & 0xC0) != 0x80) {
            p.col++;
        }
    }
    return p;
}

/* jansson recurses up to 2048 levels and builds a tree of its own first; nesting is therefore counted beforehand, over
 * anything that may or may not be JSON. Returns the place of the first bracket too many, or text.n. */
static size_t too_deep(struct sv text)
{
    unsigned depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > JSON_DEPTH_MAX)
                return i;
        } else if ((c == ']' || c == '}') && depth) {
            depth--;
        }
    }
    return text.n;
}

static bool refuse(struct err *e, struct json_place p, const char *reason, const char *hint,
                   const char *cause)
{
    err_set(e, ERR_INPUT, T("JSON tidak dapat dibaca: baris %d, kolom %d: %s"), p.line, p.col, reason);
    err_hint(e, "%s", hint);
    return err_cause(e, "%s", cause);
}

static bool refuse_jansson(struct err *e, const json_error_t *je)
{
    struct json_place p = { je->line < 1 ? 1 : je->line, je->column < 1 ? 1 : je->column };
    const char *reason = T("susunannya tidak menurut aturan JSON");
    const char *hint = T("Periksa tanda kutip, koma, dan kurung di sekitar tempat itu.");

    switch (json_error_code(je)) {
    case json_error_duplicate_key:
        reason = T("sebuah kunci muncul dua kali dalam satu objek");
        hint = T("Hapus salah satunya.");
        break;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        reason = T("karakter nol (\\u0000) tidak diterima");
        hint = T("Hapus karakter itu.");
        break;
    case json_error_numeric_overflow:
        reason = T("bilangan di luar jangkauan 64 bit");
        hint = T("Kirim bilangan sebesar itu sebagai teks.");
        break;
    case json_error_premature_end_of_input:
        reason = T("teks berakhir sebelum susunannya lengkap");
        hint = T("Kirim seluruh teks; kurung atau tanda kutip terakhir belum ditutup.");
        break;
    case json_error_end_of_input_expected:
        reason = T("ada tulisan lain sesudah nilai JSON");
        hint = T("Kirim satu nilai JSON saja.");
        break;
    default: break;
    }
    return refuse(e, p, reason, hint, je->text);
}

static struct sv dup_text(const json_t *j, struct arena *a)
{
    return arena_dup(a, (struct sv){ json_string_value(j), json_string_length(j) });
}

static bool convert(const json_t *j, struct arena *a, struct json *out, struct err *e);

static bool convert_list(const json_t *j, struct arena *a, struct json *out, struct err *e)
{
    struct json **tail = &out->first;

    out->type = JSON_LIST;
    out->n = (uint32_t) json_array_size(j); /* texts are far shorter than 4 GiB */
    for (size_t i = 0; i < out->n; i++) {
        struct json *item = *tail = ARENA_NEW(a, struct json);
        tail = &item->next;
        if (!convert(json_array_get(j, i), a, item, e))
            return false;
    }
    return true;
}

static bool convert_map(const json_t *j, struct arena *a, struct json *out, struct err *e)
{
    struct json **tail = &out->first;
    json_t *map = (json_t *) (uintptr_t) j; /* jansson's iterators want it writable and write nothing */

    out->type = JSON_MAP;
    out->n = (uint32_t) json_object_size(j);
    for (void *it = json_object_iter(map); it; it = json_object_iter_next(map, it)) {
        struct json *item = *tail = ARENA_NEW(a, struct json);
        tail = &item->next;
        item->key = arena_dup(a, (struct sv){ json_object_iter_key(it), json_object_iter_key_len(it) });
        if (!convert(json_object_iter_value(it), a, item, e))
            return false;
    }
    return true;
}

/* Recursion is bounded: too_deep() has looked. */
static bool convert(const json_t *j, struct arena *a, struct json *out, struct err *e)
{
    if (!arena_ok(a, e))
        return false;
    switch (json_typeof(j)) {
    case JSON_OBJECT: return convert_map(j, a, out, e);
    case JSON_ARRAY: return convert_list(j, a, out, e);
    case JSON_STRING:
        out->type = JSON_STR;
        out->s = dup_text(j, a);
        return true;
    case JSON_INTEGER:
        out->type = JSON_INT;
        out->i = json_integer_value(j);
        return true;
    case JANSSON_REAL:
        out->type = JSON_REAL;
        out->r = json_real_value(j);
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        out->type = JSON_BOOL;
        out->b = json_is_true(j);
        return true;
    case JANSSON_NULL: out->type = JSON_NULL; return true;
    }
    return err_set(e, ERR_FAULT, T("Pohon JSON rusak"));
}

bool json_parse(struct sv text, size_t max_bytes, struct arena *a, struct json **out, struct err *e)
{
    json_error_t je;

    if (text.n > max_bytes) {
        err_set(e, ERR_INPUT, T("JSON berukuran %zu byte, lebih besar dari batas %zu byte"), text.n,
                max_bytes);
        return err_hint(e, T("Bagi datanya menjadi beberapa kiriman."));
    }
    if (!sv_utf8_ok(text)) {
        err_set(e, ERR_INPUT, T("JSON tidak dapat dibaca: berisi byte yang bukan UTF-8, atau karakter nol"));
        return err_hint(e, T("Kirim ulang dengan pengodean UTF-8."));
    }
    size_t at = too_deep(text);
    if (at < text.n)
        return refuse(e, json_place_of(text, at), T("susunannya lebih dalam dari 64 tingkat"),
                      T("Sederhanakan susunan data itu."), "depth");
    json_t *j = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &je);
    if (!j)
        return refuse_jansson(e, &je);
    struct json *root = ARENA_NEW(a, struct json);
    bool ok = convert(j, a, root, e) && arena_ok(a, e);
    json_decref(j);
    if (ok)
        *out = root;
    return ok;
}

const struct json *json_get(const struct json *map, struct sv key)
{
    if (!map || map->type != JSON_MAP)
        return NULL;
    for (const struct json *v = map->first; v; v = v->next)
        if (sv_eq(v->key, key))
            return v;
    return NULL;
}

struct sv json_text(const struct json *map, struct sv key)
{
    const struct json *v = json_get(map, key);

    return v ? v->s : SV_NULL; /* set for strings, and by the YAML reader for every scalar but null */
}

int64_t json_number(const struct json *map, struct sv key, int64_t otherwise)
{
    const struct json *v = json_get(map, key);

    return v && v->type == JSON_INT ? v->i : otherwise;
}

bool json_flag(const struct json *map, struct sv key, bool otherwise)
{
    const struct json *v = json_get(map, key);

    return v && v->type == JSON_BOOL ? v->b : otherwise;
}
