/* SPDX-License-Identifier: MIT
 * model/letter.h -- fills a letter's template: a DOCX file that an official wrote in Word or LibreOffice.
 *
 * In the running text (document, headers, footers, notes) stand fields and parts:
 *     {{nomor_surat}}                     a value; case, and spaces for "_", do not matter
 *     {{#lampiran}} … {{/lampiran}}       once for each row of a list: the table row that holds both marks, or the
 *                                         paragraphs from one to the other; {{no}} counts the rows
 *     {{#berlaku_sampai}} … {{/…}}        only when that value is not empty;  {{^x}} … {{/x}}: only when it is;
 *                                         inside a sentence only the words between the marks
 * Word processors cut the text into runs as they like; a mark may lie over any number of them, inside one paragraph.
 *
 * What always holds: values are text and stay text (they are escaped where the XML is written, and "{{" inside a value is
 * nothing special); what is not touched comes out as it went in; the same input gives the same bytes.
 * A template is foreign: letter_read() refuses macros, embedded objects, links to what lies outside, DOCTYPE, unknown
 * parts, and anything too large, each with a reason (ERR_INPUT). Nothing is fetched, run or unpacked to a disk.
 *
 * Everything lives in the arena given; one thread at a time. Format: ECMA-376 part 1 (WordprocessingML). */
#ifndef MODEL_LETTER_H
#define MODEL_LETTER_H

#include "base/sv.h"

struct arena;
struct buf;
struct err;
struct letter;

enum { LETTER_MAX_BYTES = 5 * 1024 * 1024, LETTER_ARENA_BYTES = 192 * 1024 * 1024 };

struct letter_value {
    struct sv key, text; /* "\n" is a line break */
};
struct letter_row {
    const struct letter_value *values;
    size_t n;
};
struct letter_list {
    struct sv key;
    const struct letter_row *rows;
    size_t n;
};
struct letter_data {
    const struct letter_value *values;
    size_t n;
    const struct letter_list *lists;
    size_t n_lists;
};

bool letter_read(struct sv docx, struct arena *a, struct letter **out, struct err *e);

/* Every name that the template asks for, each once, in order of appearance. */
struct letter_use {
    struct sv key;
    char kind; /* ' ' a value, '#' a list or condition, '^' a condition */
};
void letter_uses(const struct letter *t, const struct letter_use **out, size_t *n);

struct letter_report {
    const struct sv *empty, *unknown; /* each name once */
    size_t n_empty, n_unknown;
    struct sv text; /* the letter's body as plain lines, for a look before it is opened */
};
/* Fills it, once, and writes the document. An empty value becomes a dotted line to be filled by hand (in a row of a
 * list: a dash, and no word about it); an unknown name stays as it was typed. ERR_INPUT: a part that does not end, or ends without beginning. */
bool letter_fill(struct letter *t, const struct letter_data *d, struct arena *a, struct buf *out,
                 struct letter_report *rep, struct err *e);

/* "Nomor Surat " -> "nomor_surat"; SV_NULL when no name can be made of it. */
struct sv letter_key(struct sv typed, struct arena *a);

#endif
