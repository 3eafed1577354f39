/* SPDX-License-Identifier: MIT
 * json/yaml.c -- YAML to the same tree as JSON, each node with its place. The only file that knows libyaml.
 * It reads events, never documents: nothing is resolved, expanded or merged, so a text of n bytes makes at most n nodes,
 * and our own stack of 64 frames bounds the depth. Types are decided here, by the short rule of json.h, not by the
 * library. README.md says why it is this library. */
#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/problems.h"
#include "json/json_priv.h"

#include <assert.h>
#include <yaml.h>

enum {
    YAML_BYTES_MAX = 16 * 1024 * 1024, /* the largest foreign API description seen is a tenth of it */
    KEYS_BYTES_MAX =
        64 * 1024 * 1024 /* a key takes as much again in the tree, whose own ceiling is the caller's */
};

struct frame {
    struct json *node; /* the open list or map */
    struct json **tail;
    struct map *keys;     /* of a map: key -> the first value of that name */
    struct json *pending; /* of a map: a key was read, its value is not here yet */
};

struct reader {
    struct arena *a;
    struct arena *keys; /* of the maps that tell a key's second coming; a tree lives long, they do not */
    struct problems *ps;
    struct sv text, file;
    struct json *root;
    struct frame frames[JSON_DEPTH_MAX];
    unsigned depth;
    unsigned documents;
    bool failed;   /* something was put into ps */
    bool dead;     /* reading on makes no sense */
    int line, col; /* place of the current event */
};

/* problems_add() with the current place filled in; a macro because the format must stay a literal. */
#define COMPLAIN(r, ...) placed((r), problems_add((r)->ps, SV_NULL, __VA_ARGS__))

static struct problem *placed(struct reader *r, struct problem *p)
{
    p->file = r->file;
    p->line = r->line;
    p->col = r->col;
    r->failed = true;
    return p;
}

static void complain_dead(struct reader *r, const char *text, struct sv hint)
{
    COMPLAIN(r, "%s", text)->hint = hint;
    r->dead = true;
}

/* The library counts lines and columns from 0. */
static void mark(struct reader *r, yaml_mark_t m)
{
    r->line = m.line < INT32_MAX ? (int) m.line + 1 : INT32_MAX;
    r->col = m.column < INT32_MAX ? (int) m.column + 1 : INT32_MAX;
}

/* Where the next value goes: the root, the end of a list, or behind the pending key of a map. NULL: nowhere. */
static struct json *place_value(struct reader *r)
{
    struct json *v;

    if (r->depth == 0) {
        v = r->root = ARENA_NEW(r->a, struct json);
    } else {
        struct frame *f = &r->frames[r->depth - 1];
        assert(f->node != NULL);
        if (f->node->type == JSON_MAP) {
            if (!f->pending) {
                complain_dead(r, T("Kunci harus teks biasa, bukan daftar atau pemetaan"),
                              SV(T("Tulis kunci sebagai satu kata diikuti titik dua.")));
                return NULL;
            }
            v = f->pending;
            f->pending = NULL;
        } else {
            v = *f->tail = ARENA_NEW(r->a, struct json);
            f->tail = &v->next;
            f->node->n++;
        }
    }
    v->line = r->line;
    v->col = r->col;
    return v;
}

static bool wants_key(const struct reader *r)
{
    const struct frame *f = r->depth ? &r->frames[r->depth - 1] : NULL;

    assert(!f || f->node != NULL);
    return f && f->node->type == JSON_MAP && !f->pending;
}

static void add_key(struct reader *r, struct sv key, bool plain)
{
    struct frame *f = &r->frames[r->depth - 1];
    struct json *v = ARENA_NEW(r->a, struct json);
    const struct json *first;

    if (plain && sv_eq(key, SV("<<"))) {
        COMPLAIN(r, T("Kunci gabung \"<<\" tidak diterima"))->hint = SV(T("Tuliskan isinya satu per satu."));
    } else if (key.n == 0) {
        COMPLAIN(r, T("Kunci kosong tidak diterima"))->hint = SV(T("Beri kunci itu nama."));
    } else if ((first = map_get(f->keys, key)) != NULL) {
        struct problem *p = COMPLAIN(r, T("Kunci \"%.*s\" muncul dua kali"), SV_FMT(key));
        p->value = key;
        p->hint =
            arena_printf(r->a, T("Yang pertama ada di baris %d; hapus salah satunya."), first->key_line);
    } else {
        map_put(f->keys, key, v);
    }
    v->key = key;
    v->key_line = r->line;
    v->key_col = r->col;
    f->pending = *f->tail = v;
    f->tail = &v->next;
    f->node->n++;
}

static bool is_number(struct sv s)
{
    size_t i = s.n && s.p[0] == '-' ? 1 : 0;

    if (i == s.n)
        return false;
    for (; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static void set_plain(struct reader *r, struct json *v, struct sv text)
{
    if (text.n == 0 || sv_eq(text, SV("~")) || sv_eq(text, SV("null"))) {
        v->type = JSON_NULL;
        return;
    }
    v->type = JSON_STR;
    v->s = text;
    if (sv_eq(text, SV("true")) || sv_eq(text, SV("false"))) {
        v->type = JSON_BOOL;
        v->b = text.n == 4;
    } else if (is_number(text)) {
        v->type = JSON_INT;
        if (!sv_int(text, &v->i)) {
            struct problem *p = COMPLAIN(r, T("Bilangan di luar jangkauan 64 bit"));
            p->value = text;
            p->hint = SV(T("Apit dengan tanda kutip bila yang dimaksud adalah teks."));
        }
    }
}

/* Tags could ask for types we do not have, anchors are the first half of an alias. Both are refused where they stand. */
static void refuse_marks(struct reader *r, bool tag, bool anchor)
{
    if (tag)
        COMPLAIN(r, T("Penanda jenis (!…) tidak diterima"))->hint =
            SV(T("Hapus penanda itu; apit dengan tanda kutip bila yang dimaksud adalah teks."));
    if (anchor)
        COMPLAIN(r, T("Jangkar (&nama) tidak diterima"))->hint = SV(T("Hapus jangkar itu."));
}

/* The library keeps silent about the tag "!" alone. It shows in an implicit type where there was none to imply, and with
 * a plain scalar in a span longer than the text. */
static bool has_bare_tag(const yaml_event_t *ev, struct sv text)
{
    if (ev->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return ev->data.scalar.plain_implicit;
    return ev->start_mark.line == ev->end_mark.line &&
           ev->end_mark.index - ev->start_mark.index != sv_utf8_count(text);
}

static void on_scalar(struct reader *r, const yaml_event_t *ev)
{
    bool plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    struct sv text =
        arena_dup(r->a, (struct sv){ (const char *) ev->data.scalar.value, ev->data.scalar.length });

    if (!sv_utf8_ok(text)) { /* "\0" can be written as an escape */
        complain_dead(r, T("Teks memuat karakter nol atau karakter yang bukan UTF-8"),
                      SV(T("Hapus karakter itu.")));
        return;
    }
    bool anchor = ev->data.scalar.anchor != NULL;
    refuse_marks(r, ev->data.scalar.tag || (!anchor && has_bare_tag(ev, text)), anchor);
    if (wants_key(r)) {
        add_key(r, text, plain);
        return;
    }
    struct json *v = place_value(r);
    if (!v)
        return;
    if (plain) {
        set_plain(r, v, text);
    } else {
        v->type = JSON_STR;
        v->s = text;
    }
}

static void on_open(struct reader *r, enum json_type type)
{
    if (r->depth == JSON_DEPTH_MAX) {
        complain_dead(r, T("Susunan lebih dalam dari 64 tingkat"), SV(T("Sederhanakan susunannya.")));
        return;
    }
    struct json *v = place_value(r);
    if (!v)
        return;
    v->type = type;
    r->frames[r->depth++] = (struct frame){ v, &v->first, type == JSON_MAP ? map_new(r->keys) : NULL, NULL };
}

static void on_alias(struct reader *r)
{
    COMPLAIN(r, T("Rujukan (*nama) tidak diterima"))->hint = SV(T("Tuliskan isinya di tempat itu."));
    if (wants_key(r))
        r->dead = true;
    else
        place_value(r);
}

static void on_event(struct reader *r, const yaml_event_t *ev)
{
    mark(r, ev->start_mark);
    switch (ev->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++r->documents > 1)
            complain_dead(r, T("Satu berkas memuat satu dokumen saja"),
                          SV(T("Hapus pemisah \"---\" dan sesudahnya.")));
        return;
    case YAML_ALIAS_EVENT: on_alias(r); return;
    case YAML_SCALAR_EVENT: on_scalar(r, ev); return;
    case YAML_SEQUENCE_START_EVENT:
        refuse_marks(r, !ev->data.sequence_start.implicit, ev->data.sequence_start.anchor != NULL);
        on_open(r, JSON_LIST);
        return;
    case YAML_MAPPING_START_EVENT:
        refuse_marks(r, !ev->data.mapping_start.implicit, ev->data.mapping_start.anchor != NULL);
        on_open(r, JSON_MAP);
        return;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: r->depth--; return;
    default: return;
    }
}

/* What the writer of a declaration gets wrong most often, in his language; the parser's own words follow in the hint. */
static const char *syntax_text(struct sv words)
{
    static const struct {
        struct sv part;
        const char *text;
    } known[] = {
        { SV_INIT("quoted scalar"),
          T("Teks dalam tanda kutip tidak tertutup atau memuat urutan yang tidak dikenal") },
        { SV_INIT("cannot start any token"),
          T("Tabulasi atau tanda yang tidak boleh mengawali teks di sini") },
        { SV_INIT("tab character"), T("Tabulasi dipakai untuk menjorokkan baris") },
        { SV_INIT("mapping values are not allowed"),
          T("Titik dua di tempat yang tidak semestinya, atau jorokan baris keliru") },
        { SV_INIT("block sequence entries"), T("Butir daftar (-) di tempat yang tidak semestinya") },
        { SV_INIT("flow"), T("Daftar [ ] atau pemetaan { } tidak tertutup atau tidak lengkap") },
        { SV_INIT("expected ':'"), T("Titik dua sesudah kunci tidak ditemukan") },
        { SV_INIT("expected key"), T("Jorokan baris tidak sesuai dengan baris di sekitarnya") },
        { SV_INIT("'-' indicator"), T("Jorokan baris tidak sesuai dengan baris di sekitarnya") },
        { SV_INIT("document start"), T("Ada tulisan yang tidak termasuk dalam susunan di atasnya") },
        { SV_INIT("control characters"), T("Karakter kendali tidak diterima") },
        { SV_INIT("memory"), T("Memori sistem tidak cukup") },
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (sv_find(words, known[i].part) >= 0)
            return known[i].text;
    return T("Susunan YAML tidak dapat dibaca");
}

static void syntax_problem(struct reader *r, const yaml_parser_t *parser)
{
    struct sv what = sv_of(parser->problem ? parser->problem : "unknown");
    struct sv when = sv_of(parser->context ? parser->context : "");
    struct sv words = arena_printf(r->a, "%.*s%s%.*s", SV_FMT(what), when.n ? ", " : "", SV_FMT(when));

    if (parser->error == YAML_READER_ERROR) { /* it knows an offset only */
        struct json_place p = json_place_of(r->text, parser->problem_offset);
        r->line = p.line;
        r->col = p.col;
    } else {
        mark(r, parser->problem_mark);
    }
    COMPLAIN(r, "%s", syntax_text(words))->hint = arena_printf(r->a, T("Pembaca YAML: %.*s"), SV_FMT(words));
    r->dead = true;
}

static void read_events(struct reader *r, yaml_parser_t *parser)
{
    yaml_event_t ev;
    struct err e;
    bool ended = false;

    while (!ended && !r->dead) {
        if (!yaml_parser_parse(parser, &ev)) {
            syntax_problem(r, parser);
            return;
        }
        ended = ev.type == YAML_STREAM_END_EVENT;
        on_event(r, &ev);
        yaml_event_delete(&ev);
        if (!r->dead && !(arena_ok(r->a, &e) && arena_ok(r->keys, &e)))
            complain_dead(r, e.text, SV(T("Bagi berkas itu menjadi bagian yang lebih kecil.")));
    }
}

bool yaml_parse(struct sv text, struct sv file, struct arena *a, struct json **out, struct problems *ps)
{
    yaml_parser_t parser;

    if (sv_starts(text, SV("\xEF\xBB\xBF"))) /* a byte order mark, which some editors write */
        text = sv_sub(text, 3, text.n);
    struct reader r = { .a = a, .ps = ps, .text = text, .file = file, .line = 1, .col = 1 };

    if (text.n > YAML_BYTES_MAX)
        complain_dead(&r, T("Berkas lebih besar dari 16 MiB"), SV(T("Bagi berkas itu.")));
    else if (!sv_utf8_ok(text))
        complain_dead(&r, T("Berkas memuat byte yang bukan UTF-8, atau karakter nol"),
                      SV(T("Simpan ulang sebagai UTF-8.")));
    else if (!yaml_parser_initialize(&parser))
        complain_dead(&r, T("Memori sistem tidak cukup"), SV(T("Coba lagi sebentar lagi.")));
    if (r.dead)
        return false;

    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *) (text.n ? text.p : ""), text.n);
    r.keys = arena_new(KEYS_BYTES_MAX);
    read_events(&r, &parser);
    arena_free(r.keys);
    yaml_parser_delete(&parser);
    if (r.failed)
        return false;
    if (!r.root) { /* a file of comments only */
        r.root = ARENA_NEW(a, struct json);
        r.root->line = r.root->col = 1;
    }
    *out = r.root;
    return true;
}
