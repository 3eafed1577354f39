/* SPDX-License-Identifier: MIT
 * html/md_tree.h -- a Markdown document of ours (a manual) as a tree: read once, then written as HTML, searched, or made
 * into another kind of document by a floor above.
 *
 * CommonMark through cmark, and beyond it:
 *   tables      | a | b |, a line of dashes, rows; a `|` inside a cell stands only in `code`; the first row is the head
 *   anchors     every heading has an id made of its words, once in a document: "Mengisi formulir" is #mengisi-formulir
 *   figures     a picture alone in its paragraph; its title ("…") is what stands below it
 *   notes       a quotation is a note; one that begins with **Perhatian is a warning
 *   marks       an HTML comment alone in its paragraph is a mark for programs (MD_MARK), shown to nobody
 * Other raw HTML is shown as the text it is. Links keep only what html_url_ok() admits or what names no scheme and no host
 * (a neighbouring file: the caller says where it leads, before it writes), pictures only such and our own paths.
 * The tree lives in the arena given and may be changed by its caller. One thread at a time. */
#ifndef HTML_MD_TREE_H
#define HTML_MD_TREE_H

#include "base/sv.h"

struct arena;
struct buf;
struct html;

enum md_kind {
    MD_DOCUMENT,
    /* blocks */
    MD_HEADING, /* level 1..6, id */
    MD_PARAGRAPH,
    MD_LIST, /* level: first number, 0: bullets */
    MD_ITEM,
    MD_NOTE,    /* level 1: a warning */
    MD_LISTING, /* text: lines of code; url: its language */
    MD_RULE,
    MD_TABLE,
    MD_ROW, /* level 1: of the head */
    MD_CELL,
    MD_FIGURE, /* url, text: what it shows, id: the words below it or absent */
    MD_MARK,   /* text: the words of the comment */
    /* inside a line */
    MD_TEXT,
    MD_CODE,
    MD_EMPHASIS,
    MD_STRONG,
    MD_LINK, /* url */
    MD_BREAK
};

struct md_node {
    enum md_kind kind;
    int level;
    struct sv text, url, id;
    struct md_node *first, *last, *next;
};

/* Texts above MD_MAX_BYTES (html/md.h) become one listing. */
struct md_node *md_tree(struct sv markdown, struct arena *a);
/* Block elements at this place; a heading of level 1 becomes h<first_heading>. `anchors` false leaves the ids out. */
void md_write(struct html *h, const struct md_node *n, int first_heading, bool anchors);
/* The words of a node, blocks parted by one space. */
void md_words(const struct md_node *n, struct buf *out);
/* "Mengisi formulir" -> "mengisi-formulir" */
struct sv md_anchor(struct sv words, struct arena *a);

#endif
