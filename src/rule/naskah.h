/* SPDX-License-Identifier: MIT
 * rule/naskah.h -- turns the plain text of an Indonesian regulation, as read from a PDF, into a tree.
 *
 * The text comes with scars: lines broken anywhere, page numbers, running heads, glued or lost headings, marks read
 * as letters, traces of Markdown. Headings and list marks are recognised by form and by sequence; no rule here knows
 * a region or one particular regulation. What looks like a heading but stands inside a sentence ("… sebagaimana
 * dimaksud dalam / Pasal N / ayat …") is text.
 *
 * What always holds
 * - Nothing is lost: the words of the input are exactly the words of `tanda`, `judul` and `teks` of all nodes
 *   together with the words of `dibuang`. A word is a maximal run of letters and digits (ASCII or any other script;
 *   spaces, punctuation, symbols and private-use characters separate). Asterisks and inline tags (<u>, <b>, <span …>)
 *   are markup: they are taken out first and separate nothing; block tags (<br>, <p>, <td> …) separate.
 * - `tanda` is the heading or mark as written ("BAB I", "Pasal 5", "(1)", "a."); `nomor` is its number alone
 *   ("I", "5", "1", "a") and holds no word of its own. A number that was restored has a `nomor` and no `tanda`.
 * - Nodes stand in the order of the text. Exceptions are noted: words and marks of a left column that was read too
 *   early go to the text they belong to.
 * - What a regulation quotes when it changes another ("… sehingga berbunyi sebagai berikut:") stays inside the item
 *   that quotes it and does not count among its own Pasal.
 * - Numbering that jumps or repeats is noted, never changed. Numbers are restored only where the sequence leaves one
 *   possibility; each is noted in `diperbaiki`.
 * - Depth is at most 24 nodes. Texts are UTF-8; lines are joined with a space (title and closing: with '\n').
 *
 * Ownership: everything lives in the arena given; the input text may go after the call. Read-only afterwards, so
 * threads may share it. Sources: the appendix on drafting technique of the law on making legislation for the order
 * BAB, Bagian, Paragraf, Pasal, ayat, huruf, angka; amending regulations with Roman Pasal; elucidations. */
#ifndef RULE_NASKAH_H
#define RULE_NASKAH_H

#include "base/sv.h"

struct arena;
struct err;
struct jsonw;

enum naskah_jenis {
    NASKAH_PERATURAN, /* the root */
    NASKAH_JUDUL,     /* everything before Menimbang; holds: */
    NASKAH_KOP,       /*   coat of arms, office, province, cover lines */
    NASKAH_NAMA,      /*   the kind of regulation and its maker */
    NASKAH_NOMOR,     /*   "NOMOR … TAHUN …" */
    NASKAH_TENTANG,   /*   "TENTANG" with the title as teks */
    NASKAH_RAHMAT,
    NASKAH_PEJABAT,
    NASKAH_MENIMBANG,
    NASKAH_MENGINGAT,
    NASKAH_MEMPERHATIKAN,
    NASKAH_PERSETUJUAN, /* "Dengan Persetujuan Bersama …" */
    NASKAH_MEMUTUSKAN,
    NASKAH_MENETAPKAN,
    NASKAH_BUKU,
    NASKAH_BAB,
    NASKAH_BAGIAN,
    NASKAH_PARAGRAF,
    NASKAH_PASAL,
    NASKAH_AYAT,     /* (1) */
    NASKAH_HURUF,    /* a. */
    NASKAH_ANGKA,    /* 1. */
    NASKAH_SUBHURUF, /* a) or (a) */
    NASKAH_SUBANGKA, /* 1) */
    NASKAH_ALINEA,   /* a paragraph without mark; nomor counts it within its parent */
    NASKAH_PENUTUP,  /* order to promulgate; holds: */
    NASKAH_PENETAPAN,
    NASKAH_PENGUNDANGAN,
    NASKAH_PENCATATAN, /*   place in the gazette */
    NASKAH_SALINAN,    /*   certification of the copy */
    NASKAH_PENJELASAN, /* elucidation: bagian (I. Umum, II. Pasal demi Pasal), pasal, ayat, huruf, angka */
    NASKAH_LAMPIRAN,   /* its paragraphs as alinea, not analysed further */
    NASKAH_JENIS_COUNT
};

struct naskah_node {
    enum naskah_jenis jenis;
    struct sv tanda; /* as written; empty: there is none, or it was lost */
    struct sv nomor; /* number alone; empty: none */
    struct sv judul; /* title of buku, bab, bagian, paragraf */
    struct sv teks;  /* own text, before the children */
    int urut;        /* value of nomor: Roman, letters and ordinals counted; 0: none */
    int line;        /* 1-based line of the input where it begins */
    bool pulih;      /* heading or number was not in the text and was restored */
    struct naskah_node *parent, *first, *last, *next;
};

struct naskah_note {
    int line; /* 1-based */
    struct sv teks;
};

struct naskah {
    struct naskah_node *pohon;
    struct naskah_note *dibuang; /* page furniture left out, as written */
    size_t n_dibuang;
    struct naskah_note *diperbaiki; /* what was joined, restored or found odd, by line */
    size_t n_diperbaiki;
    size_t n_pasal; /* headings of Pasal in the body */
    /* Read from the title page when there is one, else empty; views of title nodes, not further words. */
    struct sv nama, nomor, tahun, tentang;
};

enum { NASKAH_MAX_BYTES = 16 * 1024 * 1024 };

/* ERR_INPUT: over 16 MiB, a NUL, not a text (PDF, archive, UTF-16), no word at all, or the arena's ceiling. Text that
 * is not UTF-8 is read as Windows-1252, and that is noted. The arena should allow some forty times the input. */
bool naskah_read(struct sv text, struct arena *a, struct naskah *out, struct err *e);

/* {"pohon": node, "dibuang": [{"baris","teks"}], "diperbaiki": [{"baris","teks"}]}; a node is
 * {"jenis","nomor","judul","teks","tanda","baris","pulih"?,"isi":[node…]}; what is absent is "". */
void naskah_json(const struct naskah *n, struct jsonw *w);

struct sv naskah_jenis_name(enum naskah_jenis j); /* "pasal" */

/* The node at an address, or NULL. Addresses of the body:
 *   20   46(1)   19(6)a   6(5)3   1:11   4a or 4:a   12A(2a)b1a)2)   I:3   BAB-XIII   BAB-XV(2)
 * Digits right after a Pasal number stand behind a colon. "(n)" is the n-th alinea in a BAB that has no Pasal.
 * Steps inside something else stand behind a slash: BAB-IV/BAGIAN-7/PARAGRAF-2~2 (the second of that number),
 * MENIMBANG:a  MENGINGAT:3  PENJELASAN/5(1)  I:3/5(2) (a Pasal quoted by an amending one)  LAMPIRAN-II  JUDUL/TENTANG.
 * An item inside one of its own kind stands behind a colon: 2(2)b:a.
 * Keywords in either case; letters of Pasal upper, of huruf lower case. */
const struct naskah_node *naskah_find(const struct naskah *n, struct sv at);
/* As above, and a range at the end, "19(6)a-f" or "1:3-7": first and last of neighbouring nodes; false: not found. */
bool naskah_find_range(const struct naskah *n, struct sv at, const struct naskah_node **first,
                       const struct naskah_node **last);
/* The shortest address that naskah_find() takes back to the same node. */
struct sv naskah_address(const struct naskah_node *node, struct arena *a);

/* The node after this one in document order within `under`, or NULL. */
const struct naskah_node *naskah_next(const struct naskah_node *node, const struct naskah_node *under);

#endif
