/* SPDX-License-Identifier: MIT
 * tests/unit/letter_fixture.h -- DOCX packages in memory around the text of one document, honest and hostile. */
#ifndef TESTS_LETTER_FIXTURE_H
#define TESTS_LETTER_FIXTURE_H

#include "xlsx_fixture.h"

#define D_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define D_DOC(body) X_HEAD "<w:document " D_NS "><w:body>" body "</w:body></w:document>"
#define D_P(runs) "<w:p>" runs "</w:p>"
#define D_R(text) "<w:r><w:t>" text "</w:t></w:r>"
#define D_TYPE(kind) "application/vnd.openxmlformats-officedocument.wordprocessingml." kind "+xml"
#define D_TYPES_OF(main)                                                                    \
    X_HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">" \
           "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"                   \
           "<Override PartName=\"/word/document.xml\" ContentType=\"" main "\"/>"           \
           "<Override PartName=\"/word/header1.xml\" ContentType=\"" D_TYPE("header") "\"/></Types>"
#define D_TYPES D_TYPES_OF(D_TYPE("document.main"))
#define D_RELS(more)                                                                                        \
    X_HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"         \
           "<Relationship Id=\"rId1\" Type=\"" X_REL "officeDocument\" Target=\"word/document.xml\"/>" more \
           "</Relationships>"

/* The smallest package around a document; one more part if named. */
static inline struct sv docx_with(struct sv document, const char *name, struct sv data)
{
    struct zip_part parts[] = {
        { "[Content_Types].xml", SV(D_TYPES) },
        { "_rels/.rels", SV(D_RELS("")) },
        { "word/document.xml", document },
        { name, data },
    };

    return zip_make(parts, name ? 4 : 3, true);
}

#endif
