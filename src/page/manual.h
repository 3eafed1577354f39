/* SPDX-License-Identifier: MIT
 * page/manual.h -- /panduan: the six documents that a regulation asks of every application, for this program itself.
 *
 * A manual is a list of chapters in data/panduan/panduan.yaml; a chapter is a Markdown file beside it, or made from what the
 * program holds (registers, roles, settings, tables), so that it says of a region what is true there. Inside a file the line
 * `<!-- dibuat: NAME -->` is replaced by what manual_made() makes under that name. Other marks (html/md_tree.h) are for the
 * tests, which walk the manuals: see data/panduan/README.md.
 *
 * Everything is read when it is asked for and lives in the arena given; nothing is kept. */
#ifndef PAGE_MANUAL_H
#define PAGE_MANUAL_H

#include "page/page_priv.h"

struct buf;
struct json;
struct md_node;

struct manual_chapter {
    struct sv key, title;
    struct sv made, about; /* made by manual_made() instead of read: its name and argument; absent: a file */
    const struct md_node *tree; /* once read; its first heading, the title, is not in it */
};
struct manual {
    struct sv key, title, at, says;
    bool open; /* readable without login: needed by who cannot log in */
    struct manual_chapter *chapters;
    size_t n;
};
struct manual_shelf {
    const struct region *region;
    struct manual *items;
    size_t n;
    const struct json *tree; /* panduan.yaml */
};

bool manual_shelf(const struct region *r, struct arena *a, struct manual_shelf *out, struct err *e);
struct manual *manual_find(const struct manual_shelf *s, struct sv key); /* NULL: there is none */
struct manual_chapter *manual_chapter_find(const struct manual *m, struct sv key);
/* Reads or makes the chapter. db: a read lease; NULL leaves out what only a database knows. `web`: links lead to pages of
 * this program, pictures to /panduan/gambar; else they stay names of files. */
bool manual_read(const struct manual_shelf *s, const struct manual *m, struct manual_chapter *c,
                 struct db *db, bool web, struct arena *a, struct err *e);
/* The words as Markdown, marks and made parts in their places. */
bool manual_text(const struct manual_shelf *s, const struct manual *m, const struct manual_chapter *c,
                 struct db *db, struct arena *a, struct sv *out, struct err *e);
/* "pengguna/operator": the chapter that speaks to this person; absent when none does. */
struct sv manual_for(const struct manual_shelf *s, const struct actor *who);
/* Where the manuals speak of the page at this path: "/panduan/…"; absent: nowhere. */
struct sv manual_about(struct arena *a, struct sv path);
const char *manual_version(void);

/* --- what is made: manual_made*.c ------------------------------------------------------------------------------------- */

struct manual_maker {
    const struct region *r;
    struct db *db;            /* or NULL */
    const struct json *about; /* panduan.yaml */
    struct arena *a;
    struct buf *b;
};
/* Appends Markdown. ERR_MISSING: there is no such name. */
bool manual_made(struct manual_maker *m, struct sv name, struct sv about, struct err *e);
/* A cell or a word of a sentence: what would be read as a mark is taken out of the way. */
void manual_word(struct buf *b, struct sv text);
/* The page about one register, for who keeps it. */
void manual_register(struct manual_maker *m, const struct reg *reg);
bool made_tables(struct manual_maker *m, struct sv group, struct err *e); /* manual_tables.c */
bool made_own_tables(struct manual_maker *m, struct err *e);
void made_base(struct manual_maker *m);

/* --- drawings: manual_draw.c ------------------------------------------------------------------------------------------- */

bool manual_draw_there(void); /* Graphviz is installed */
/* How the registers of a group point to each other, in the language of dot. */
void manual_dot(const struct model *m, struct sv group, struct buf *out);
/* The drawing as a file of the region, kept under the digest of what it is made of. type: "svg" or "png". */
bool manual_draw(const struct region *r, struct sv group, const char *type, struct arena *a,
                 const char **path, struct err *e);

/* --- one file for handing in: manual_docx.c ------------------------------------------------------------------------------ */

bool manual_docx(const struct manual_shelf *s, struct manual *m, struct db *db, struct arena *a,
                 struct buf *out, struct err *e);

/* --- pages ---------------------------------------------------------------------------------------------------------------- */

web_handler manual_front, manual_search, manual_picture, manual_relations, manual_of_register,
    manual_contents, manual_print, manual_file, manual_page;
extern const struct web_param manual_search_params[], manual_file_params[];

#define MANUAL_ROUTES                                                                        \
    { .path = "/panduan",                                                                    \
      .flags = WEB_PUBLIC,                                                                   \
      .handle = manual_front,                                                                \
      .about = T("Panduan menurut peran pembaca") },                                         \
        { .path = "/panduan/cari",                                                           \
          .flags = WEB_PUBLIC,                                                               \
          .params = manual_search_params,                                                    \
          .handle = manual_search,                                                           \
          .about = T("Pencarian dalam panduan") },                                           \
        { .path = "/panduan/gambar/{nama}", .flags = WEB_PUBLIC, .handle = manual_picture }, \
        { .path = "/panduan/hubungan/{kelompok:key}", .handle = manual_relations },          \
        { .path = "/panduan/daftar/{reg:key}",                                               \
          .handle = manual_of_register,                                                      \
          .about = T("Panduan satu daftar") },                                               \
        { .path = "/panduan/{panduan}",                                                      \
          .flags = WEB_PUBLIC,                                                               \
          .handle = manual_contents,                                                         \
          .about = T("Isi satu panduan") },                                                  \
        { .path = "/panduan/{panduan}/cetak",                                                \
          .flags = WEB_PUBLIC,                                                               \
          .handle = manual_print,                                                            \
          .about = T("Seluruh panduan untuk dicetak") },                                     \
        { .path = "/panduan/{panduan}/unduh",                                                \
          .params = manual_file_params,                                                      \
          .handle = manual_file,                                                             \
          .about = T("Panduan sebagai DOCX, PDF, atau Markdown") },                          \
    {                                                                                        \
        .path = "/panduan/{panduan}/{bab}", .flags = WEB_PUBLIC, .handle = manual_page,      \
        .about = T("Satu bab panduan")                                                       \
    }

#endif
