/* SPDX-License-Identifier: MIT
 * page/manual_docx_body.c -- the text of a manual as WordprocessingML, through the writer that escapes. */
#include "html/md_tree.h"
#include "page/manual_docx.h"
#include "page/manual_priv.h"

enum {
    EMU_PX = 6350,      /* pictures are taken at twice the size they are read at: 914400 / 144 */
    EMU_WIDE = 5940000, /* 16.5 cm between the margins */
    EMU_HIGH = 7200000, /* 20 cm: a picture and its words stay on one page */
    TABLE_WIDE = 9356,  /* twentieths of a point */
    COLUMNS_MAX = 12,
    WORDS_LEAST = 9, /* a column's share grows with its longest cell, between these, in letters */
    WORDS_MOST = 36,
    LEVELS = 3
};

enum look { PLAIN = 0, BOLD = 1, ITALIC = 2, MONO = 4 };

struct body {
    struct docx *d;
    struct html *h;
    const char *style; /* of paragraphs here, or NULL */
    size_t list;       /* number of the list that the next paragraph begins an item of; 0: none */
    int level;         /* of that list; also how deep its further paragraphs stand */
    bool head;         /* cells of a head */
};

static void val(struct html *h, struct sv v)
{
    html_attr(h, "w:val", v);
}

/* --- runs ------------------------------------------------------------------------------------------------------------------- */

static void run_look(struct html *h, unsigned look)
{
    if (!look)
        return;
    html_open(h, "w:rPr");
    if (look & MONO) {
        html_void(h, "w:rFonts");
        html_attr(h, "w:ascii", SV("Liberation Mono"));
        html_attr(h, "w:hAnsi", SV("Liberation Mono"));
        html_attr(h, "w:cs", SV("Liberation Mono"));
    }
    if (look & BOLD)
        html_void(h, "w:b");
    if (look & ITALIC)
        html_void(h, "w:i");
    html_close(h, "w:rPr");
}

static void run(struct html *h, struct sv text, unsigned look)
{
    html_open(h, "w:r");
    run_look(h, look);
    html_open(h, "w:t");
    html_attr(h, "xml:space", SV("preserve"));
    html_text(h, text);
    html_close(h, "w:t");
    html_close(h, "w:r");
}

static void runs(struct html *h, const struct md_node *n, unsigned look)
{
    for (const struct md_node *c = n->first; c; c = c->next)
        switch (c->kind) {
        case MD_TEXT: run(h, c->text, look); break;
        case MD_CODE: run(h, c->text, look | MONO); break;
        case MD_EMPHASIS: runs(h, c, look | ITALIC); break;
        case MD_STRONG: runs(h, c, look | BOLD); break;
        case MD_BREAK:
            html_open(h, "w:r");
            html_void(h, "w:br");
            html_close(h, "w:r");
            break;
        default: runs(h, c, look); break; /* a link is its words: its address is of the program */
        }
}

/* --- paragraphs ---------------------------------------------------------------------------------------------------------------- */

static void begin(struct body *b, const char *style, bool new_page)
{
    struct html *h = b->h;

    html_open(h, "w:p");
    html_open(h, "w:pPr");
    if (style) {
        html_void(h, "w:pStyle");
        val(h, sv_of(style));
    }
    if (new_page)
        html_void(h, "w:pageBreakBefore");
    if (b->list) {
        html_open(h, "w:numPr");
        html_void(h, "w:ilvl");
        html_attr_int(h, "w:val", b->level);
        html_void(h, "w:numId");
        html_attr_int(h, "w:val", (int64_t) b->list);
        html_close(h, "w:numPr");
    } else if (b->level >= 0) {
        html_void(h, "w:ind");
        html_attr_int(h, "w:left", 360 * (b->level + 1));
    }
    html_close(h, "w:pPr");
    b->list = 0;
}

static void line(struct body *b, const char *style, struct sv text, unsigned look)
{
    begin(b, style, false);
    run(b->h, text, look);
    html_close(b->h, "w:p");
}

static void heading(struct body *b, struct sv text, int level, bool new_page)
{
    static const char *const names[] = { "Heading1", "Heading2", "Heading3", "Heading4" };

    begin(b, names[level > 4 ? 3 : level - 1], new_page);
    run(b->h, text, PLAIN);
    html_close(b->h, "w:p");
}

static struct sv words(struct body *b, const struct md_node *n)
{
    struct buf t;
    struct sv out;

    buf_init(&t, 64 * 1024);
    md_words(n, &t);
    out = arena_dup(b->d->a, buf_sv(&t));
    buf_clear(&t);
    return out;
}

static void listing(struct body *b, struct sv text)
{
    struct sv row;

    while (sv_cut(&text, '\n', &row))
        line(b, "Kode", row, PLAIN);
    line(b, NULL, SV(""), PLAIN);
}

/* --- pictures ------------------------------------------------------------------------------------------------------------------- */

static void extent(const struct docx_image *i, int64_t *wide, int64_t *high)
{
    *wide = (int64_t) i->wide * EMU_PX;
    *high = (int64_t) i->high * EMU_PX;
    if (*wide > EMU_WIDE) {
        *high = *high * EMU_WIDE / *wide;
        *wide = EMU_WIDE;
    }
    if (*high > EMU_HIGH) {
        *wide = *wide * EMU_HIGH / *high;
        *high = EMU_HIGH;
    }
}

static void size(struct html *h, int64_t wide, int64_t high)
{
    html_attr_int(h, "cx", wide);
    html_attr_int(h, "cy", high);
}

static void named(struct html *h, const struct docx_image *i, struct sv words)
{
    html_attr_int(h, "id", (int64_t) i->number);
    html_attrf(h, "name", "Gambar %zu", i->number);
    html_attr(h, "descr", words);
}

static void blip(struct html *h, const struct docx_image *i, struct sv words, int64_t wide, int64_t high)
{
    html_open(h, "pic:pic");
    html_attr(h, "xmlns:pic", SV("http://schemas.openxmlformats.org/drawingml/2006/picture"));
    html_open(h, "pic:nvPicPr");
    html_void(h, "pic:cNvPr");
    named(h, i, words);
    html_void(h, "pic:cNvPicPr");
    html_close(h, "pic:nvPicPr");
    html_open(h, "pic:blipFill");
    html_void(h, "a:blip");
    html_attrf(h, "r:embed", "gambar%zu", i->number);
    html_open(h, "a:stretch");
    html_void(h, "a:fillRect");
    html_close(h, "a:stretch");
    html_close(h, "pic:blipFill");
    html_open(h, "pic:spPr");
    html_open(h, "a:xfrm");
    html_void(h, "a:off");
    html_attr_int(h, "x", 0);
    html_attr_int(h, "y", 0);
    html_void(h, "a:ext");
    size(h, wide, high);
    html_close(h, "a:xfrm");
    html_open(h, "a:prstGeom");
    html_attr(h, "prst", SV("rect"));
    html_void(h, "a:avLst");
    html_close(h, "a:prstGeom");
    html_close(h, "pic:spPr");
    html_close(h, "pic:pic");
}

static void picture(struct body *b, const struct md_node *n)
{
    struct docx_image *i;
    struct html *h = b->h;
    int64_t wide, high;

    if (!docx_picture(b->d, n->url, &i)) {
        line(b, "Keterangan", n->text, PLAIN);
        return;
    }
    extent(i, &wide, &high);
    begin(b, NULL, false);
    html_open(h, "w:r");
    html_open(h, "w:drawing");
    html_open(h, "wp:inline");
    html_void(h, "wp:extent");
    size(h, wide, high);
    html_void(h, "wp:docPr");
    named(h, i, n->text);
    html_open(h, "a:graphic");
    html_attr(h, "xmlns:a", SV("http://schemas.openxmlformats.org/drawingml/2006/main"));
    html_open(h, "a:graphicData");
    html_attr(h, "uri", SV("http://schemas.openxmlformats.org/drawingml/2006/picture"));
    blip(h, i, n->text, wide, high);
    html_close(h, "a:graphicData");
    html_close(h, "a:graphic");
    html_close(h, "wp:inline");
    html_close(h, "w:drawing");
    html_close(h, "w:r");
    html_close(h, "w:p");
    if (n->id.n)
        line(b, "Keterangan", n->id, PLAIN);
}

/* --- tables ----------------------------------------------------------------------------------------------------------------------- */

static void border(struct html *h)
{
    val(h, SV("single"));
    html_attr(h, "w:sz", SV("4"));
    html_attr(h, "w:color", SV("9AA4B2"));
}

struct columns {
    int64_t wide[COLUMNS_MAX];
    size_t n;
};

/* Long texts get more room than short ones; the sum is the width of the page. */
static void widths(struct body *b, const struct md_node *table, struct columns *c)
{
    int64_t sum = 0;

    *c = (struct columns){ .n = 0 };
    for (const struct md_node *row = table->first; row; row = row->next) {
        size_t i = 0;

        for (const struct md_node *cell = row->first; cell && i < COLUMNS_MAX; cell = cell->next, i++) {
            int64_t n = (int64_t) words(b, cell).n;

            n = n < WORDS_LEAST ? WORDS_LEAST : n > WORDS_MOST ? WORDS_MOST : n;
            c->wide[i] = n > c->wide[i] ? n : c->wide[i];
        }
        c->n = i > c->n ? i : c->n;
    }
    for (size_t i = 0; i < c->n; i++)
        sum += c->wide[i];
    for (size_t i = 0; i < c->n; i++)
        c->wide[i] = c->wide[i] * TABLE_WIDE / sum;
}

static void table_look(struct html *h, const struct columns *columns)
{
    html_open(h, "w:tblPr");
    html_void(h, "w:tblW");
    html_attr_int(h, "w:w", TABLE_WIDE);
    html_attr(h, "w:type", SV("dxa"));
    html_open(h, "w:tblBorders");
    html_void(h, "w:top"), border(h);
    html_void(h, "w:left"), border(h);
    html_void(h, "w:bottom"), border(h);
    html_void(h, "w:right"), border(h);
    html_void(h, "w:insideH"), border(h);
    html_void(h, "w:insideV"), border(h);
    html_close(h, "w:tblBorders");
    html_void(h, "w:tblLayout");
    html_attr(h, "w:type", SV("fixed"));
    html_close(h, "w:tblPr");
    html_open(h, "w:tblGrid");
    for (size_t i = 0; i < columns->n; i++) {
        html_void(h, "w:gridCol");
        html_attr_int(h, "w:w", columns->wide[i]);
    }
    html_close(h, "w:tblGrid");
}

static void table_row(struct body *b, const struct md_node *row, const struct columns *columns)
{
    struct html *h = b->h;
    size_t i = 0;

    html_open(h, "w:tr");
    html_open(h, "w:trPr");
    html_void(h, "w:cantSplit");
    if (row->level)
        html_void(h, "w:tblHeader");
    html_close(h, "w:trPr");
    for (const struct md_node *c = row->first; c && i < columns->n; c = c->next, i++) {
        html_open(h, "w:tc");
        html_open(h, "w:tcPr");
        html_void(h, "w:tcW");
        html_attr_int(h, "w:w", columns->wide[i]);
        html_attr(h, "w:type", SV("dxa"));
        if (row->level) {
            html_void(h, "w:shd");
            val(h, SV("clear"));
            html_attr(h, "w:fill", SV("E6EBF1"));
        }
        html_close(h, "w:tcPr");
        begin(b, "Sel", false);
        runs(h, c, row->level ? BOLD : PLAIN);
        html_close(h, "w:p");
        html_close(h, "w:tc");
    }
    html_close(h, "w:tr");
}

static void table(struct body *b, const struct md_node *n)
{
    struct columns columns;
    int level = b->level;

    widths(b, n, &columns);
    if (!columns.n)
        return;
    b->level = -1;
    html_open(b->h, "w:tbl");
    table_look(b->h, &columns);
    for (const struct md_node *row = n->first; row; row = row->next)
        table_row(b, row, &columns);
    html_close(b->h, "w:tbl");
    line(b, "Sel", SV(""), PLAIN); /* what follows stands apart */
    b->level = level;
}

/* --- blocks ---------------------------------------------------------------------------------------------------------------------------- */

static void blocks(struct body *b, const struct md_node *n);

static void list(struct body *b, const struct md_node *n)
{
    int before = b->level;
    size_t number;

    b->level = before + 1 < LEVELS ? before + 1 : LEVELS;
    *ARENA_PUSH(b->d->a, b->d->lists, b->d->n_lists, b->d->cap_lists) =
        (struct docx_list){ .start = n->level, .level = b->level };
    number = b->d->n_lists;
    for (const struct md_node *item = n->first; item; item = item->next) {
        b->list = number;
        blocks(b, item);
    }
    b->list = 0;
    b->level = before;
}

static void block(struct body *b, const struct md_node *n)
{
    const char *before = b->style;

    switch (n->kind) {
    case MD_HEADING: heading(b, words(b, n), n->level, false); break;
    case MD_PARAGRAPH:
        begin(b, b->style, false);
        runs(b->h, n, PLAIN);
        html_close(b->h, "w:p");
        break;
    case MD_LIST: list(b, n); break;
    case MD_NOTE:
        b->style = "Catatan";
        blocks(b, n);
        b->style = before;
        break;
    case MD_LISTING: listing(b, n->text); break;
    case MD_TABLE: table(b, n); break;
    case MD_FIGURE: picture(b, n); break;
    default: break; /* marks and rules say nothing on paper */
    }
}

static void blocks(struct body *b, const struct md_node *n)
{
    for (const struct md_node *c = n->first; c; c = c->next)
        block(b, c);
}

/* --- the document ------------------------------------------------------------------------------------------------------------------------ */

static void title_page(struct body *b, const struct manual *m)
{
    const struct region *r = b->d->shelf->region;
    struct arena *a = b->d->a;

    line(b, NULL, arena_printf(a, T("Pemerintah %.*s"), SV_FMT(r->regulation.region)), BOLD);
    line(b, "Title", m->title, PLAIN);
    line(b, NULL, SV(T("Prasasti, sistem penyelenggaraan pemerintahan berbasis elektronik")), PLAIN);
    line(b, NULL,
         arena_printf(a, T("Versi %s, %.*s"), manual_version(), SV_FMT(date_long(region_today(r), a))),
         PLAIN);
    line(b, NULL, r->regulation.title, PLAIN);
}

static void contents(struct body *b, const struct manual *m)
{
    heading(b, SV(T("Daftar isi")), 1, true);
    for (size_t i = 0; i < m->n; i++) {
        line(b, "Isi1", arena_printf(b->d->a, "%zu. %.*s", i + 1, SV_FMT(m->chapters[i].title)), BOLD);
        for (const struct md_node *n = m->chapters[i].tree->first; n; n = n->next)
            if (n->kind == MD_HEADING && n->level == 2)
                line(b, "Isi2", words(b, n), PLAIN);
    }
}

static void page_shape(struct html *h)
{
    html_open(h, "w:sectPr");
    html_void(h, "w:footerReference");
    html_attr(h, "w:type", SV("default"));
    html_attr(h, "r:id", SV("rId3"));
    html_void(h, "w:pgSz");
    html_attr(h, "w:w", SV("11906"));
    html_attr(h, "w:h", SV("16838"));
    html_void(h, "w:pgMar");
    html_attr(h, "w:top", SV("1304"));
    html_attr(h, "w:right", SV("1247"));
    html_attr(h, "w:bottom", SV("1304"));
    html_attr(h, "w:left", SV("1304"));
    html_attr(h, "w:header", SV("709"));
    html_attr(h, "w:footer", SV("567"));
    html_attr(h, "w:gutter", SV("0"));
    html_close(h, "w:sectPr");
}

void docx_document(struct docx *d, const struct manual *m, struct buf *out)
{
    struct body b = { .d = d, .level = -1 };
    struct html h;

    html_init_xml(&h, out);
    b.h = &h;
    html_open(&h, "w:document");
    html_attr(&h, "xmlns:w", SV("http://schemas.openxmlformats.org/wordprocessingml/2006/main"));
    html_attr(&h, "xmlns:r", SV("http://schemas.openxmlformats.org/officeDocument/2006/relationships"));
    html_attr(&h, "xmlns:wp", SV("http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"));
    html_attr(&h, "xmlns:a", SV("http://schemas.openxmlformats.org/drawingml/2006/main"));
    html_open(&h, "w:body");
    title_page(&b, m);
    contents(&b, m);
    for (size_t i = 0; i < m->n; i++) {
        heading(&b, arena_printf(d->a, "%zu. %.*s", i + 1, SV_FMT(m->chapters[i].title)), 1, true);
        blocks(&b, m->chapters[i].tree);
    }
    page_shape(&h);
    html_close(&h, "w:body");
    html_close(&h, "w:document");
    html_end(&h);
}
