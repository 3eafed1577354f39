/* SPDX-License-Identifier: MIT
 * api/oscal_text.c -- text, names and instants as OSCAL wants them, and the head of every document. */
#include <stdarg.h>

#include "api/oscal_priv.h"

/* --- texts ---------------------------------------------------------------------------------------------------------------- */

/* Length of the white space or control character that begins here, beyond ASCII too: 0 when it is none. */
static size_t blank(struct sv s)
{
    static const char *const wide[] = { "\xc2\xa0",     "\xc2\x85",     "\xe1\x9a\x80",
                                        "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
                                        "\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf" };
    const unsigned char *p = (const unsigned char *) s.p;

    if (p[0] <= ' ' || p[0] == 0x7f)
        return 1;
    if (s.n > 2 && p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x80 && p[2] <= 0x8a)
        return 3; /* spaces of various widths */
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (sv_starts(s, sv_of(wide[i])))
            return strlen(wide[i]);
    return 0;
}

struct sv oscal_line(struct arena *a, struct sv s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    bool gap = false;

    for (size_t i = 0; i < s.n;) {
        size_t skip = blank(sv_sub(s, i, s.n));

        if (!skip) {
            if (gap && n)
                out[n++] = ' ';
            out[n++] = s.p[i++];
        }
        gap = skip > 0;
        i += skip;
    }
    return (struct sv){ out, n };
}

static bool word_char(struct sv s, size_t i)
{
    unsigned char c = i < s.n ? (unsigned char) s.p[i] : ' ';

    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
}

/* Would this character begin a heading, a quotation or a list at the start of a line? */
static bool opens_block(struct sv s, size_t i)
{
    size_t digits = 0;

    if (i == 0)
        return strchr("#>+-", s.p[0]) != NULL;
    while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
        digits++;
    return i == digits && (s.p[i] == '.' || s.p[i] == ')') && (i + 1 == s.n || s.p[i + 1] == ' ');
}

/* What would be read as a mark gets a backslash; an underscore inside a word is none. */
struct sv oscal_md(struct arena *a, struct sv raw)
{
    struct sv s = oscal_line(a, raw);
    char *out = arena_alloc(a, 2 * s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool mark = strchr("\\`*[]<~^{}", c) != NULL ||
                    (c == '&' && sv_find(sv_sub(s, i, 12), SV(";")) > 0) ||
                    (c == '_' && !(i && word_char(s, i - 1) && word_char(s, i + 1)));

        if (mark || opens_block(s, i))
            out[n++] = '\\';
        out[n++] = c;
    }
    return (struct sv){ out, n };
}

struct sv oscal_token(struct arena *a, struct sv s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];

        if (c < 0x80 && (word_char(s, i) || strchr("._-", c)))
            out[n++] = (char) c;
        else if (c < 0x80)
            out[n++] = '.';
    }
    return (struct sv){ out, n };
}

/* --- instants and names ----------------------------------------------------------------------------------------------------- */

struct sv oscal_instant(const struct oscal_book *b, int64_t t)
{
    return arena_dup(b->a, sv_of(time_iso_zone(t, b->reg->zone_min).s));
}

struct sv oscal_instant_of(const struct oscal_book *b, struct sv iso)
{
    int64_t t;

    return time_parse(iso, &t) ? oscal_instant(b, t) : SV_NULL;
}

struct sv oscal_day_end(const struct oscal_book *b, struct date d)
{
    return oscal_instant(b, time_of_date(date_add_days(d, 1), b->reg->zone_min) - 1);
}

struct uuid_text oscal_uuid(const struct oscal_book *b, const char *fmt, ...)
{
    va_list args;
    struct sv name;

    va_start(args, fmt);
    name = arena_vprintf(b->a, fmt, args);
    va_end(args);
    return uuid_show(uuid_v5(b->space, name));
}

/* --- arrays and keys --------------------------------------------------------------------------------------------------------- */

static void open_list(struct oscal_list *l)
{
    if (l->open)
        return;
    l->open = true;
    jsonw_key(l->w, sv_of(l->key));
    jsonw_list(l->w);
}

void oscal_item(struct oscal_list *l)
{
    open_list(l);
    jsonw_map(l->w);
}

void oscal_text(struct oscal_list *l, struct sv s)
{
    if (sv_empty(s))
        return;
    open_list(l);
    jsonw_str(l->w, s);
}

void oscal_list_end(struct oscal_list *l)
{
    if (l->open)
        jsonw_end(l->w);
    l->open = false;
}

void oscal_kstr(struct jsonw *w, const char *key, struct sv s)
{
    if (!sv_empty(s))
        jsonw_kstr(w, key, s);
}

void oscal_kmd(const struct oscal_book *b, struct jsonw *w, const char *key, struct sv s)
{
    oscal_kstr(w, key, oscal_md(b->a, s));
}

static void prop(const struct oscal_book *b, struct oscal_list *l, const char *name, struct sv ns,
                 struct sv value)
{
    struct sv line = oscal_line(b->a, value);

    if (sv_empty(line))
        return;
    oscal_item(l);
    jsonw_kstr(l->w, "name", sv_of(name));
    oscal_kstr(l->w, "ns", ns);
    jsonw_kstr(l->w, "value", line);
    jsonw_end(l->w);
}

void oscal_prop(const struct oscal_book *b, struct oscal_list *l, const char *name, struct sv value)
{
    prop(b, l, name, b->ns, value);
}

void oscal_core(const struct oscal_book *b, struct oscal_list *l, const char *name, struct sv value)
{
    prop(b, l, name, SV_NULL, value);
}

/* --- the head ---------------------------------------------------------------------------------------------------------------- */

/* Every role that a provision names or an office holds, once, in the order of the pack. */
static void roles(const struct oscal_book *b, struct jsonw *w)
{
    struct oscal_list l = { w, "roles", false };
    struct sv *seen = NULL;
    size_t n = 0, cap = 0;

    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->norms[i].n_binds; k++) {
            struct sv role = b->norms[i].binds[k];
            size_t at = 0;

            while (at < n && !sv_eq(seen[at], role))
                at++;
            if (at < n)
                continue;
            *ARENA_PUSH(b->a, seen, n, cap) = role;
            oscal_item(&l);
            jsonw_kstr(w, "id", oscal_token(b->a, role));
            oscal_kmd(b, w, "title", rule_role_label(b->rule, role));
            jsonw_end(w);
        }
    oscal_list_end(&l);
}

static void party(const struct oscal_book *b, struct oscal_list *l, struct uuid_text uuid, struct sv name)
{
    oscal_item(l);
    jsonw_kstr(l->w, "uuid", sv_of(uuid.s));
    jsonw_kstr(l->w, "type", SV("organization"));
    oscal_kstr(l->w, "name", oscal_line(b->a, name));
    jsonw_end(l->w);
}

static bool named(const struct oscal_book *b, struct sv role)
{
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->norms[i].n_binds; k++)
            if (sv_eq(b->norms[i].binds[k], role))
                return true;
    return false;
}

static bool told_before(const struct oscal_book *b, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (b->offices[k].pd == b->offices[i].pd && named(b, b->offices[k].role))
            return true;
    return false;
}

static void parties(const struct oscal_book *b, struct jsonw *w, bool offices)
{
    struct oscal_list l = { w, "parties", false };

    party(b, &l, oscal_uuid(b, "wilayah"), arena_printf(b->a, T("Pemerintah %.*s"), SV_FMT(b->reg->region)));
    for (size_t i = 0; offices && i < b->n_offices; i++)
        if (named(b, b->offices[i].role) && !told_before(b, i))
            party(b, &l, oscal_uuid(b, "perangkat_daerah/%lld", (long long) b->offices[i].pd),
                  b->offices[i].name);
    oscal_list_end(&l);
}

static void responsible(const struct oscal_book *b, struct jsonw *w)
{
    struct oscal_list l = { w, "responsible-parties", false };

    for (size_t i = 0; i < b->n_offices; i++) { /* ordered by role */
        if (!named(b, b->offices[i].role))
            continue;
        if (!l.open || !sv_eq(b->offices[i].role, b->offices[i - 1].role)) {
            if (l.open) {
                jsonw_end(w);
                jsonw_end(w);
            }
            oscal_item(&l);
            jsonw_kstr(w, "role-id", oscal_token(b->a, b->offices[i].role));
            jsonw_key(w, SV("party-uuids"));
            jsonw_list(w);
        }
        jsonw_str(w, sv_of(oscal_uuid(b, "perangkat_daerah/%lld", (long long) b->offices[i].pd).s));
    }
    if (l.open) {
        jsonw_end(w);
        jsonw_end(w);
    }
    oscal_list_end(&l);
}

void oscal_head(const struct oscal_book *b, struct jsonw *w, const struct oscal_head *h)
{
    struct oscal_list props = { w, "props", false };

    jsonw_kstr(w, "uuid", sv_of(h->uuid.s));
    jsonw_key(w, SV("metadata"));
    jsonw_map(w);
    jsonw_kstr(w, "last-modified",
               oscal_instant(b, b->modified)); /* oscal_load.c: the tag leaves out all up to here */
    oscal_kmd(b, w, "title", h->title);
    jsonw_kstr(w, "version", h->version);
    jsonw_kstr(w, "oscal-version", SV("1.2.1"));
    oscal_prop(b, &props, "peraturan", b->reg->id);
    oscal_list_end(&props);
    roles(b, w);
    parties(b, w, h->offices);
    if (h->offices)
        responsible(b, w);
    oscal_kmd(b, w, "remarks", h->remarks);
    jsonw_end(w);
}
