/* SPDX-License-Identifier: MIT
 * json/json_write.c -- a writer that keeps commas and brackets right by two bits a depth. */
#include "base/buf.h"
#include "json/json_priv.h"

#include <assert.h>

void json_put_string(struct buf *b, struct sv s)
{
    static const char hex[] = "0123456789abcdef",
                      letters[] = "btn?fr"; /* from U+0008 on; U+000B has no letter */
    size_t from = 0;

    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_put(b, (struct sv){ s.p + from, i - from });
        from = i + 1;
        buf_char(b, '\\');
        if (c >= 0x20)
            buf_char(b, (char) c);
        else if (c >= '\b' && c <= '\r' && c != '\v')
            buf_char(b, letters[c - '\b']);
        else
            buf_put(b, (struct sv){ (char[]){ 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 5 });
    }
    if (s.n > from)
        buf_put(b, (struct sv){ s.p + from, s.n - from });
    buf_char(b, '"');
}

void jsonw_init(struct jsonw *w, struct buf *b)
{
    *w = (struct jsonw){ .b = b };
}

static uint64_t bit(const struct jsonw *w)
{
    return (uint64_t) 1 << (w->depth - 1);
}

/* What must stand in front of a value: the comma of a list. In a map jsonw_key() has written it already. */
static void before_value(struct jsonw *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->depth == 0)
        return;
    assert(w->is_list & bit(w)); /* a value in a map needs its key */
    if (w->has_item & bit(w))
        buf_char(w->b, ',');
    w->has_item |= bit(w);
}

static void open_level(struct jsonw *w, bool list)
{
    before_value(w);
    assert(w->depth < JSON_DEPTH_MAX);
    w->depth++;
    w->has_item &= ~bit(w);
    w->is_list = list ? w->is_list | bit(w) : w->is_list & ~bit(w);
    buf_char(w->b, list ? '[' : '{');
}

void jsonw_map(struct jsonw *w)
{
    open_level(w, false);
}

void jsonw_list(struct jsonw *w)
{
    open_level(w, true);
}

void jsonw_end(struct jsonw *w)
{
    assert(w->depth > 0 && !w->after_key);
    buf_char(w->b, w->is_list & bit(w) ? ']' : '}');
    w->depth--;
}

void jsonw_key(struct jsonw *w, struct sv key)
{
    assert(w->depth > 0 && !w->after_key && !(w->is_list & bit(w)));
    if (w->has_item & bit(w))
        buf_char(w->b, ',');
    w->has_item |= bit(w);
    json_put_string(w->b, key);
    buf_char(w->b, ':');
    w->after_key = true;
}

void jsonw_str(struct jsonw *w, struct sv s)
{
    before_value(w);
    if (s.p)
        json_put_string(w->b, s);
    else
        buf_put(w->b, SV("null"));
}

void jsonw_int(struct jsonw *w, int64_t v)
{
    before_value(w);
    buf_int(w->b, v);
}

void jsonw_bool(struct jsonw *w, bool v)
{
    before_value(w);
    buf_put(w->b, v ? SV("true") : SV("false"));
}

void jsonw_null(struct jsonw *w)
{
    before_value(w);
    buf_put(w->b, SV("null"));
}

void jsonw_raw(struct jsonw *w, struct sv json)
{
    before_value(w);
    buf_put(w->b, json);
}

void jsonw_kstr(struct jsonw *w, const char *key, struct sv s)
{
    jsonw_key(w, sv_of(key));
    jsonw_str(w, s);
}

void jsonw_kint(struct jsonw *w, const char *key, int64_t v)
{
    jsonw_key(w, sv_of(key));
    jsonw_int(w, v);
}

void jsonw_kbool(struct jsonw *w, const char *key, bool v)
{
    jsonw_key(w, sv_of(key));
    jsonw_bool(w, v);
}
