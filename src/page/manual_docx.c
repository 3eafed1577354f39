/* SPDX-License-Identifier: MIT
 * page/manual_docx.c -- a manual as a DOCX: title page, contents, chapters, tables, pictures, page numbers. Written from the
 * same tree as the page. The same input gives the same bytes, but for the day on its first page.
 * Format: ECMA-376 part 1 (WordprocessingML), part 2 (packages). */
#include "base/file.h"
#include "html/md_tree.h"
#include "model/zip_out.h"
#include "page/manual.h"
#include "page/manual_docx.h"
#include "page/manual_priv.h"

enum { PART_MAX = 32 * 1024 * 1024, PICTURE_MAX = 4 * 1024 * 1024 };

/* --- parts that never change --------------------------------------------------------------------------------------------- */

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define W_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char content_types[] = XML_HEAD
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>"
    "<Override PartName=\"/word/document.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    "<Override PartName=\"/word/numbering.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";

static const char package_rels[] = XML_HEAD
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL "officeDocument\" Target=\"word/document.xml\"/></Relationships>";

#define STYLE(id, name, more, p, r)                                                                    \
    "<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"" name "\"/>" more "<w:pPr>" p \
    "</w:pPr><w:rPr>" r "</w:rPr></w:style>"
#define BASED "<w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/>"
#define HEAD_STYLE(n, size, before, level)                                                               \
    STYLE("Heading" n, "heading " n, BASED,                                                              \
          "<w:keepNext/><w:spacing w:before=\"" before "\" w:after=\"80\"/><w:outlineLvl w:val=\"" level \
          "\"/>",                                                                                        \
          "<w:b/><w:color w:val=\"7A1616\"/><w:sz w:val=\"" size "\"/>")

static const char styles[] = XML_HEAD
    "<w:styles " W_NS "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Liberation Sans\" "
    "w:hAnsi=\"Liberation Sans\" w:cs=\"Liberation Sans\"/><w:sz w:val=\"21\"/><w:lang w:val=\"id-ID\"/></w:rPr>"
    "</w:rPrDefault></w:docDefaults>" STYLE(
        "Normal", "Normal", "", "<w:spacing w:after=\"110\" w:line=\"269\" w:lineRule=\"auto\"/>",
        "") STYLE("Title", "Title", BASED, "<w:spacing w:before=\"3600\" w:after=\"240\"/>",
                  "<w:b/><w:color w:val=\"7A1616\"/><w:sz w:val=\"56\"/>") HEAD_STYLE("1", "34", "0",
                                                                                      "0") HEAD_STYLE("2",
                                                                                                      "27",
                                                                                                      "300",
                                                                                                      "1")
        HEAD_STYLE("3", "23", "220", "2") HEAD_STYLE("4", "21", "180", "3") STYLE(
            "Kode", "Kode", BASED,
            "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F1F3F6\"/><w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>"
            "<w:ind w:left=\"200\" w:right=\"200\"/>",
            "<w:rFonts w:ascii=\"Liberation Mono\" w:hAnsi=\"Liberation Mono\" w:cs=\"Liberation Mono\"/>"
            "<w:sz w:val=\"18\"/>")
            STYLE("Catatan", "Catatan", BASED,
                  "<w:pBdr><w:left w:val=\"single\" w:sz=\"24\" w:space=\"8\" w:color=\"1D74C1\"/></w:pBdr>"
                  "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EFF5FB\"/><w:ind w:left=\"240\"/>",
                  "") STYLE("Sel", "Sel", BASED,
                            "<w:spacing w:before=\"20\" w:after=\"20\" w:line=\"240\" w:lineRule=\"auto\"/>",
                            "<w:sz w:val=\"17\"/>")
                STYLE("Keterangan", "caption", BASED, "<w:spacing w:after=\"200\"/>",
                      "<w:i/><w:color w:val=\"55606E\"/><w:sz w:val=\"18\"/>")
                    STYLE("Isi1", "toc 1", BASED, "<w:spacing w:before=\"80\" w:after=\"0\"/>", "")
                        STYLE("Isi2", "toc 2", BASED, "<w:spacing w:after=\"0\"/><w:ind w:left=\"360\"/>",
                              "<w:sz w:val=\"19\"/>") "</w:styles>";

static const char footer[] = XML_HEAD
    "<w:ftr " W_NS
    "><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
    "<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/>"
    "</w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:ftr>";

/* --- pictures -------------------------------------------------------------------------------------------------------------- */

static uint32_t be32(const char *p)
{
    const unsigned char *u = (const unsigned char *) p;

    return (uint32_t) u[0] << 24 | (uint32_t) u[1] << 16 | (uint32_t) u[2] << 8 | u[3];
}

/* "/panduan/gambar/x.png" of the shelf, or "/panduan/hubungan/<group>", drawn. False: it is left out, its words stay. */
bool docx_picture(struct docx *d, struct sv url, struct docx_image **out)
{
    const struct region *r = d->shelf->region;
    struct sv at = SV("/panduan/gambar/"), drawn = SV("/panduan/hubungan/"), bytes;
    struct docx_image *image;
    const char *path = NULL;
    struct err e = { 0 };

    for (size_t i = 0; i < d->n_images; i++)
        if (sv_eq(d->images[i]->url, url)) {
            *out = d->images[i];
            return true;
        }
    if (sv_starts(url, at))
        path =
            arena_printf(d->a, "%s/panduan/gambar/%.*s", r->declarations, SV_FMT(sv_sub(url, at.n, url.n))).p;
    else if (!sv_starts(url, drawn) || !manual_draw(r, sv_sub(url, drawn.n, url.n), "png", d->a, &path, &e))
        return false;
    if (!file_read(path, PICTURE_MAX, d->a, &bytes, &e) || bytes.n < 24 || !sv_starts(bytes, SV("\x89PNG")))
        return false;
    image = ARENA_NEW(d->a, struct docx_image);
    *image = (struct docx_image){
        .url = url, .bytes = bytes, .wide = be32(bytes.p + 16), .high = be32(bytes.p + 20)
    };
    *ARENA_PUSH(d->a, d->images, d->n_images, d->cap) = image;
    image->number = d->n_images;
    *out = image;
    return image->wide && image->high;
}

/* --- the package ------------------------------------------------------------------------------------------------------------- */

static bool part(struct zip_out *z, const char *name, struct sv bytes, struct err *e)
{
    return zip_out_part(z, name, bytes, 315619200, e); /* 1980-01-02: its own date is in it, not on it */
}

static void relation(struct html *h, struct sv id, const char *type, struct sv target)
{
    html_void(h, "Relationship");
    html_attr(h, "Id", id);
    html_attr(h, "Type", sv_of(type));
    html_attr(h, "Target", target);
}

static struct sv document_rels(struct docx *d)
{
    struct html h;
    struct buf b;
    struct sv out;

    buf_init(&b, PART_MAX);
    html_init_xml(&h, &b);
    html_open(&h, "Relationships");
    html_attr(&h, "xmlns", SV("http://schemas.openxmlformats.org/package/2006/relationships"));
    relation(&h, SV("rId1"), REL "styles", SV("styles.xml"));
    relation(&h, SV("rId2"), REL "numbering", SV("numbering.xml"));
    relation(&h, SV("rId3"), REL "footer", SV("footer1.xml"));
    for (size_t i = 0; i < d->n_images; i++)
        relation(&h, arena_printf(d->a, "gambar%zu", d->images[i]->number), REL "image",
                 arena_printf(d->a, "media/%zu.png", d->images[i]->number));
    html_close(&h, "Relationships");
    html_end(&h);
    out = arena_dup(d->a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

/* Every list of the document is one of its own, so that its numbers begin again. */
static struct sv numbering(struct docx *d)
{
    struct buf b;
    struct sv out;

    buf_init(&b, PART_MAX);
    buf_put(&b, SV(XML_HEAD "<w:numbering " W_NS ">"));
    for (int kind = 0; kind < 2; kind++) {
        buf_printf(&b, "<w:abstractNum w:abstractNumId=\"%d\">", kind);
        for (int level = 0; level < 4; level++)
            buf_printf(
                &b,
                "<w:lvl w:ilvl=\"%d\"><w:start w:val=\"1\"/><w:numFmt w:val=\"%s\"/><w:lvlText w:val=\"%s\"/>"
                "<w:pPr><w:ind w:left=\"%d\" w:hanging=\"360\"/></w:pPr></w:lvl>",
                level, kind ? "decimal" : "bullet",
                !kind        ? "\u2022"
                : level == 0 ? "%1."
                : level == 1 ? "%2."
                : level == 2 ? "%3."
                             : "%4.",
                360 * (level + 1));
        buf_put(&b, SV("</w:abstractNum>"));
    }
    for (size_t i = 0; i < d->n_lists; i++)
        buf_printf(&b,
                   "<w:num w:numId=\"%zu\"><w:abstractNumId w:val=\"%d\"/><w:lvlOverride w:ilvl=\"%d\">"
                   "<w:startOverride w:val=\"%d\"/></w:lvlOverride></w:num>",
                   i + 1, d->lists[i].start ? 1 : 0, d->lists[i].level,
                   d->lists[i].start ? d->lists[i].start : 1);
    buf_put(&b, SV("</w:numbering>"));
    out = arena_dup(d->a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static bool package(struct docx *d, struct sv document, struct buf *out)
{
    struct err why = { 0 };
    struct zip_out *z = zip_out_begin(out, ZIP_DEFLATED, &why);
    bool ok = z && part(z, "[Content_Types].xml", sv_of(content_types), &why) &&
              part(z, "_rels/.rels", sv_of(package_rels), &why) &&
              part(z, "word/document.xml", document, &why) &&
              part(z, "word/styles.xml", sv_of(styles), &why) &&
              part(z, "word/numbering.xml", numbering(d), &why) &&
              part(z, "word/footer1.xml", sv_of(footer), &why) &&
              part(z, "word/_rels/document.xml.rels", document_rels(d), &why);

    for (size_t i = 0; ok && i < d->n_images; i++)
        ok = part(z, arena_printf(d->a, "word/media/%zu.png", d->images[i]->number).p, d->images[i]->bytes,
                  &why);
    if (ok)
        return zip_out_close(z, &why);
    zip_out_cancel(z);
    return false;
}

bool manual_docx(const struct manual_shelf *s, struct manual *m, struct db *db, struct arena *a,
                 struct buf *out, struct err *e)
{
    struct docx d = { .shelf = s, .a = a };
    struct buf document;
    bool ok = true;

    for (size_t i = 0; ok && i < m->n; i++)
        ok = manual_read(s, m, &m->chapters[i], db, true, a, e);
    if (!ok)
        return false;
    buf_init(&document, PART_MAX);
    docx_document(&d, m, &document);
    ok = buf_ok(&document, e) && (package(&d, buf_sv(&document), out) ||
                                  err_set(e, ERR_FAULT, T("DOCX panduan ini tidak dapat dibuat.")));
    buf_clear(&document);
    return ok;
}
