/* SPDX-License-Identifier: MIT
 * html/md.h -- Markdown written by people (field type prose), as safe HTML.
 *
 * CommonMark through cmark. Raw HTML in the text is shown as the text it is, never interpreted and never dropped. Links
 * keep only addresses that html_href() admits, pictures only our own paths (another becomes its description); a refused
 * link leaves its words. Headings start at the level given, so that a page keeps its own first heading.
 * Texts above 512 KiB are shown unformatted. Pure: nothing is kept. */
#ifndef HTML_MD_H
#define HTML_MD_H

#include "base/sv.h"

struct buf;
struct html;

enum { MD_MAX_BYTES = 512 * 1024 };

/* Writes block elements (p, ul, h<first_heading>…) at this place; first_heading is 1..6. */
void md_html(struct html *h, struct sv markdown, int first_heading);
/* The words without marks, blocks parted by one space, at most max_bytes (cut at a character): for lists and search. */
void md_plain(struct sv markdown, size_t max_bytes, struct buf *out);

#endif
