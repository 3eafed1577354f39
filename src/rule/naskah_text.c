/* SPDX-License-Identifier: MIT
 * rule/naskah_text.c -- from bytes to clean lines: encoding, line ends, pages, markup, white space. */
#include "rule/naskah_priv.h"

#include <stdarg.h>

static bool count_note(struct reader *r, struct naskah_note **list, size_t *n, size_t *cap, int line,
                       struct sv teks)
{
    struct naskah_note *x = ARENA_PUSH(r->a, *list, *n, *cap);

    x->line = line;
    x->teks = teks;
    return true;
}

void nk_note(struct reader *r, int line, const char *fmt, ...)
{
    char text[400];
    va_list ap;

    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0)
        return;
    struct sv s = { text, (size_t) n < sizeof text ? (size_t) n : sizeof text - 1 };
    while (s.n && !sv_utf8_ok(s)) /* cut in the middle of a character */
        s.n--;
    count_note(r, &r->out->diperbaiki, &r->out->n_diperbaiki, &r->cap_diperbaiki, line, arena_dup(r->a, s));
}

void nk_discard(struct reader *r, const struct line *l)
{
    count_note(r, &r->out->dibuang, &r->out->n_dibuang, &r->cap_dibuang, l->no, l->raw);
}

static bool refuse(struct sv text, struct err *e)
{
    const char *nul;
    int line = 1;

    if (text.n > NASKAH_MAX_BYTES) {
        err_set(e, ERR_INPUT, T("Naskah lebih besar dari %d MiB"), NASKAH_MAX_BYTES >> 20);
        return err_hint(e, T("Keluarkan gambar, atau pisahkan lampirannya ke berkas tersendiri."));
    }
    if (sv_starts(text, SV("%PDF-"))) {
        err_set(e, ERR_INPUT, T("Berkas ini PDF, bukan teks"));
        return err_hint(e,
                        T("Ambil dulu teksnya, misalnya dengan pdftotext, lalu masukkan berkas teks itu."));
    }
    if (sv_starts(text, SV("PK\003\004"))) {
        err_set(e, ERR_INPUT, T("Berkas ini dokumen pengolah kata atau arsip, bukan teks"));
        return err_hint(e, T("Simpan sebagai teks biasa (UTF-8), lalu masukkan berkas teks itu."));
    }
    if (sv_starts(text, SV("\xff\xfe")) || sv_starts(text, SV("\xfe\xff"))) {
        err_set(e, ERR_INPUT, T("Naskah tersimpan dalam UTF-16"));
        return err_hint(e, T("Simpan ulang sebagai teks biasa UTF-8."));
    }
    nul = text.n ? memchr(text.p, 0, text.n) : NULL;
    if (!nul)
        return true;
    for (const char *p = text.p; p < nul; p++)
        line += *p == '\n';
    err_set(e, ERR_INPUT, T("Baris %d memuat byte nol; berkas ini bukan teks biasa"), line);
    return err_hint(e, T("Simpan ulang naskah sebagai teks biasa UTF-8."));
}

static size_t utf8_put(char *p, uint32_t cp)
{
    if (cp < 0x80) {
        p[0] = (char) cp;
        return 1;
    }
    if (cp < 0x800) {
        p[0] = (char) (0xc0 | cp >> 6);
        p[1] = (char) (0x80 | (cp & 0x3f));
        return 2;
    }
    p[0] = (char) (0xe0 | cp >> 12);
    p[1] = (char) (0x80 | (cp >> 6 & 0x3f));
    p[2] = (char) (0x80 | (cp & 0x3f));
    return 3;
}

/* Windows-1252: what Indonesian office machines wrote before UTF-8. The five bytes it leaves open become U+FFFD. */
static struct sv from_1252(struct sv text, struct arena *a)
{
    static const uint16_t high[32] = {
        0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
    };
    char *p = arena_alloc(a, text.n * 3);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char) text.p[i];
        n += utf8_put(p + n, c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c);
    }
    return (struct sv){ p, n };
}

/* A tag of HTML at the beginning of s: its length, and whether it separates words. 0: none. */
static size_t tag_length(struct sv s, bool *block)
{
    static const struct {
        struct sv name;
        bool block;
    } tags[] = {
        { SV_INIT("u"), false },    { SV_INIT("b"), false },     { SV_INIT("i"), false },
        { SV_INIT("em"), false },   { SV_INIT("s"), false },     { SV_INIT("strong"), false },
        { SV_INIT("span"), false }, { SV_INIT("sup"), false },   { SV_INIT("sub"), false },
        { SV_INIT("br"), true },    { SV_INIT("p"), true },      { SV_INIT("div"), true },
        { SV_INIT("td"), true },    { SV_INIT("th"), true },     { SV_INIT("tr"), true },
        { SV_INIT("table"), true }, { SV_INIT("li"), true },     { SV_INIT("ul"), true },
        { SV_INIT("ol"), true },    { SV_INIT("center"), true },
    };
    size_t from = s.n > 1 && s.p[1] == '/' ? 2 : 1, n = 0, end;

    while (from + n < s.n && is_alpha(s.p[from + n]))
        n++;
    for (end = from + n; end < s.n && end < 200 && s.p[end] != '>' && s.p[end] != '<'; end++)
        ;
    if (!n || end >= s.n || s.p[end] != '>')
        return 0;
    if (end != from + n && s.p[from + n] != ' ' && s.p[from + n] != '/')
        return 0;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (sv_eq_fold(sv_sub(s, from, n), tags[i].name)) {
            *block = tags[i].block;
            return end + 1;
        }
    return 0;
}

static bool cp_is_space(uint32_t cp)
{
    return cp <= 0x20 || cp == 0x7f || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200f) || cp == 0x202f ||
           cp == 0x2028 || cp == 0x2029 || cp == 0x2060 || cp == 0x3000 || cp == 0xfeff;
}

/* Markup out, white space to single spaces. */
static struct sv clean(struct sv raw, struct arena *a)
{
    char *p = arena_alloc(a, raw.n + 1);
    size_t n = 0;
    bool space = false;

    for (size_t i = 0, step; i < raw.n; i += step) {
        struct sv at = sv_sub(raw, i, raw.n - i);
        bool block = false;
        uint32_t cp;
        size_t tag = at.p[0] == '<' ? tag_length(at, &block) : 0;

        step = nk_utf8_get(at, &cp);
        if (tag) {
            step = tag;
            space |= block;
            continue;
        }
        if (cp == '*')
            continue;
        if (cp_is_space(cp)) {
            space = true;
            continue;
        }
        if (space && n)
            p[n++] = ' ';
        space = false;
        memcpy(p + n, at.p, step);
        n += step;
    }
    return (struct sv){ p, n };
}

/* "- (1) …": list dashes that a converter put before every item. ": a. bahwa": the colon belongs to the line before. */
static struct sv without_bullet(struct sv s, bool *bullet)
{
    static const struct sv signs[] = { SV_INIT("- "),
                                       SV_INIT("+ "),
                                       SV_INIT("\xe2\x80\xa2 "),
                                       SV_INIT("\xe2\x97\x8f "),
                                       SV_INIT("\xef\x82\xb7 "),
                                       SV_INIT("\xe2\x80\x93 ") };

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (sv_starts(s, signs[i]) && s.n > signs[i].n) {
            *bullet = true;
            s = sv_sub(s, signs[i].n, s.n - signs[i].n);
            break;
        }
    return sv_starts(s, SV(": ")) && s.n > 2 ? sv_sub(s, 2, s.n - 2) : s;
}

static struct sv without_hashes(struct sv s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] == '#')
        n++;
    return n && n <= 6 && n < s.n && s.p[n] == ' ' ? sv_sub(s, n + 1, s.n - n - 1) : s;
}

static void add_line(struct reader *r, size_t *cap, struct sv raw, int no, unsigned *blank, bool *page)
{
    raw = sv_trim(raw);
    if (sv_empty(raw)) {
        *blank += *blank < 1000;
        return;
    }
    struct line *l = ARENA_PUSH(r->a, r->ln, r->n, *cap);
    *l = (struct line){ .raw = arena_dup(r->a, raw), .no = no, .blank = *blank, .page = *page };
    l->s = without_bullet(without_hashes(clean(raw, r->a)), &l->bullet);
    *blank = 0;
    *page = false;
}

/* Lines end with LF, CR LF or CR; a form feed ends a line and begins a page without being counted. */
static bool cut_lines(struct reader *r, struct sv text, struct err *e)
{
    size_t cap = 0, from = 0;
    unsigned blank = 0;
    bool page = false;
    int no = 1;

    for (size_t i = 0; i <= text.n; i++) {
        char c = i < text.n ? text.p[i] : '\n';

        if (c != '\n' && c != '\r' && c != '\f')
            continue;
        add_line(r, &cap, sv_sub(text, from, i - from), no, &blank, &page);
        if (c == '\f')
            page = true;
        else
            no++;
        if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
            i++;
        from = i + 1;
        if (!arena_ok(r->a, e))
            return false;
    }
    return true;
}

bool naskah_lines(struct reader *r, struct sv text, struct err *e)
{
    if (!refuse(text, e))
        return false;
    if (sv_starts(text, SV("\xef\xbb\xbf")))
        text = sv_sub(text, 3, text.n - 3);
    if (!sv_utf8_ok(text)) {
        text = from_1252(text, r->a);
        nk_note(r, 1, T("Naskah bukan UTF-8; dibaca sebagai Windows-1252."));
    }
    if (!cut_lines(r, text, e))
        return false;
    for (size_t i = 0; i < r->n; i++)
        if (nk_has_word(r->ln[i].s))
            return true;
    err_set(e, ERR_INPUT, T("Naskah tidak memuat satu kata pun"));
    return err_hint(e, T("Bila asalnya PDF hasil pindai, jalankan dulu pengenalan huruf (OCR)."));
}
