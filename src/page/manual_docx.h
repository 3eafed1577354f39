/* SPDX-License-Identifier: MIT
 * page/manual_docx.h -- what the two files of the DOCX share: manual_docx.c is the package, manual_docx_body.c the text. */
#ifndef PAGE_MANUAL_DOCX_H
#define PAGE_MANUAL_DOCX_H

#include "page/manual.h"

struct docx_image {
    struct sv url, bytes;
    uint32_t wide, high; /* pixels */
    size_t number;
};
struct docx_list {
    int start; /* 0: bullets */
    int level;
};
struct docx {
    const struct manual_shelf *shelf;
    struct arena *a;
    struct docx_image **images;
    size_t n_images, cap;
    struct docx_list *lists;
    size_t n_lists, cap_lists;
    struct html *h;
};

void docx_document(struct docx *d, const struct manual *m, struct buf *out);
bool docx_picture(struct docx *d, struct sv url, struct docx_image **out);

#endif
