/* SPDX-License-Identifier: MIT
 * page/letter_priv.h -- what the pages of letters share: sending a document as DOCX or, through LibreOffice, as PDF. */
#ifndef PAGE_LETTER_PRIV_H
#define PAGE_LETTER_PRIV_H

#include "page/page.h"
#include "rule/letters.h"

#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* letter_pdf.c: LibreOffice as a child process, one at a time in a region, with a profile of its own under DIR/run/surat and
 * a limit of a minute; whatever it started is gone when that is over. PRASASTI_SOFFICE names another program. */
bool letter_pdf_there(void);
/* An open descriptor of the PDF, whose file is gone already; the caller closes it. ERR_BUSY: others are before us. */
bool letter_pdf(const struct region *r, struct sv docx, struct arena *a, int *fd, int64_t *size,
                struct err *e);

/* letter_make.c: sends `docx` under that name (without its ending). */
bool letter_answer(const struct region *r, struct web_req *req, struct web_res *res, struct sv docx, bool pdf,
                   struct sv name, struct err *e);
/* A letter as it would be now; `rep` says what it lacks. The bytes live in `own`, an arena of the caller. */
bool letter_fill_now(const struct region *r, struct db *db, const struct letter_kind *k,
                     const struct letter_facts *f, bool shipped, struct arena *own, struct sv *docx,
                     struct letter_report *rep, struct err *e);
void letter_lacking(struct page *p, const struct letter_facts *f, const struct letter_report *rep);
void letter_preview(struct page *p, struct sv text);

/* letter_take.c: the box that asks for a field of the round which a letter is about; false: that ask is none. */
bool letter_round_box(struct page *p, const struct letter_kind *k, size_t ask);
/* "?telaah_tahun=2027&telaah_tahapan=rka" of this request. */
struct sv letter_round_query(struct page *p, const struct letter_kind *k);

#endif
