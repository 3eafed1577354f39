/* SPDX-License-Identifier: MIT
 * model/sheet_xml.c -- expat behind guards: no DOCTYPE, no entities of its own, bounded depth, nodes, size and patience. */
#include <expat.h>

#include "model/sheet_priv.h"

#define DEPTH_MAX 200
#define NODES_MAX ((size_t) 1000000)
#define BULK_NODES_MAX ((size_t) 10 * 1000000) /* a cell with a number is two elements, rich text up to ten */
#define PART_MAX ((size_t) 64 << 20)
/* A tag or comment is scanned again with every piece that arrives before its end. One this long is no honest one, and
 * would cost time that grows with the square of its length. */
#define TOKEN_MAX ((size_t) 1 << 20)

struct xml {
    XML_Parser parser;
    struct sv part;
    const struct xml_on *on;
    void *ctx;
    size_t depth, nodes, bytes, quiet; /* quiet: bytes since expat last reported anything */
    bool bulk, failed;
    struct err *e; /* of the running xml_feed() */
};

static void stop(struct xml *x)
{
    x->failed = true;
    XML_StopParser(x->parser, XML_FALSE);
}

/* Says it and stops; kept short so that the handlers read well. */
static void refuse(struct xml *x, const char *why)
{
    if (x->failed)
        return;
    err_set(x->e, ERR_INPUT, T("Bagian %.*s berkas ini %s"), SV_FMT(sv_sub(x->part, 0, 100)), why);
    err_hint(x->e, "%s", x->on->kind ? x->on->kind->simpler : zip_xlsx.simpler);
    stop(x);
}

static struct sv local_name(const char *name)
{
    const char *colon = strchr(name, ':');

    return sv_of(colon ? colon + 1 : name);
}

static void XMLCALL on_open(void *user, const XML_Char *name, const XML_Char **atts)
{
    struct xml *x = user;

    x->quiet = 0;
    if (x->failed)
        return;
    if (++x->depth > DEPTH_MAX)
        refuse(x, T("bertingkat lebih dari 200"));
    else if (++x->nodes > (x->bulk ? BULK_NODES_MAX : NODES_MAX))
        refuse(x, T("memuat terlalu banyak unsur"));
    else if (x->on->open &&
             !x->on->open(x->ctx, x->on->prefixed ? sv_of(name) : local_name(name), atts, x->e))
        stop(x);
}

static void XMLCALL on_close(void *user, const XML_Char *name)
{
    struct xml *x = user;

    x->quiet = 0;
    x->depth--;
    if (!x->failed && x->on->close &&
        !x->on->close(x->ctx, x->on->prefixed ? sv_of(name) : local_name(name), x->e))
        stop(x);
}

static void XMLCALL on_text(void *user, const XML_Char *s, int n)
{
    struct xml *x = user;

    x->quiet = 0;
    if (!x->failed && x->on->text && !x->on->text(x->ctx, (struct sv){ s, (size_t) n }, x->e))
        stop(x);
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *sysid, const XML_Char *pubid,
                               int inner)
{
    (void) name, (void) sysid, (void) pubid, (void) inner;
    refuse(user, T("memakai DOCTYPE, yang tidak diterima"));
}

struct xml *xml_new(struct sv part, const struct xml_on *on, void *ctx, bool bulk)
{
    struct xml *x = calloc(1, sizeof *x);

    if (!x)
        return NULL;
    *x = (struct xml){ .part = part, .on = on, .ctx = ctx, .bulk = bulk, .parser = XML_ParserCreate(NULL) };
    if (!x->parser) {
        free(x);
        return NULL;
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_open, on_close);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return x;
}

void xml_free(struct xml *x)
{
    if (!x)
        return;
    XML_ParserFree(x->parser);
    free(x);
}

bool xml_feed(void *user, const char *p, size_t n, bool last, struct err *e)
{
    struct xml *x = user;
    char cause[120];

    x->e = e;
    x->bytes += n;
    x->quiet += n;
    if (!x->bulk && x->bytes > PART_MAX) {
        refuse(x, T("lebih besar dari 64 MiB"));
        return false;
    }
    if (x->failed)
        return zip_broken(x->on->kind, e, x->part, "fed after failure");
    if (XML_Parse(x->parser, p, (int) n, last) == XML_STATUS_OK) {
        if (x->quiet <= TOKEN_MAX)
            return true;
        refuse(x, T("memuat satu unsur yang lebih besar dari 1 MiB"));
        return false;
    }
    if (x->failed)
        return false; /* said already */
    x->failed = true;
    snprintf(cause, sizeof cause, "line %lu: %s", XML_GetCurrentLineNumber(x->parser),
             XML_ErrorString(XML_GetErrorCode(x->parser)));
    return zip_broken(x->on->kind, e, x->part, cause);
}

struct sv xml_attr(const char **atts, struct sv name)
{
    for (; *atts; atts += 2)
        if (sv_eq(local_name(atts[0]), name))
            return sv_of(atts[1]);
    return SV_NULL;
}

static int hex4(const char *p)
{
    int v = 0;

    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                       : -1;
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v;
}

static size_t put_utf8(char *w, int u)
{
    if (u < 0x80) {
        w[0] = (char) u;
        return 1;
    }
    if (u < 0x800) {
        w[0] = (char) (0xC0 | (u >> 6));
        w[1] = (char) (0x80 | (u & 0x3F));
        return 2;
    }
    w[0] = (char) (0xE0 | (u >> 12));
    w[1] = (char) (0x80 | ((u >> 6) & 0x3F));
    w[2] = (char) (0x80 | (u & 0x3F));
    return 3;
}

size_t xml_unescape(char *p, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n;) {
        int u = -1;
        if (p[i] == '_' && n - i >= 7 && p[i + 1] == 'x' && p[i + 6] == '_')
            u = hex4(p + i + 2);
        if (u < 0 ||
            (u >= 0xD800 && u <= 0xDFFF)) { /* half a surrogate pair is no character: left as it stands */
            if ((unsigned char) p[i] >= 0x20 || p[i] == '\t' || p[i] == '\n' || p[i] == '\r')
                p[k++] = p[i];
            i++;
            continue;
        }
        if (u >= 0x20 || u == '\t' || u == '\n' || u == '\r')
            k += put_utf8(p + k, u);
        i += 7;
    }
    return k;
}
