/* SPDX-License-Identifier: MIT
 * page/letter_priv.h -- what the pages of letters share: sending a document as DOCX or, through LibreOffice, as PDF. */
#ifndef PAGE_LETTER_PRIV_H
#define PAGE_LETTER_PRIV_H

#include "base/progress.h"
#include "page/page.h"
#include "rule/letters.h"

#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* letter_pdf.c: LibreOffice as a child process, one at a time in a region, with a profile of its own under DIR/run/surat and
 * ceilings of time and memory; whatever it started is gone when that is over. PRASASTI_SOFFICE names another program. */
bool letter_pdf_there(void);
struct letter_pdfs { /* <name>.docx of a folder become <name>.pdf there, twenty in one call */
    const struct region *region;
    const char *dir;
    const char *const *names;
    size_t n;
    int64_t patient_ms; /* how long it waits for others; 0: as long as a page may */
    struct progress progress;
    size_t done, of; /* of the whole, before this */
};
/* True also when some could not be made: letter_pdf_made() says which. False: stopped, others before us, no LibreOffice. */
bool letter_pdfs(const struct letter_pdfs *c, struct arena *a, struct err *e);
bool letter_pdf_made(const struct letter_pdfs *c, size_t i, struct arena *a);
/* All that were made as one file for printing, when pdfunite is installed; whether it worked shows `out`. */
bool letter_join_there(void);
bool letter_join(const struct letter_pdfs *c, const char *out, struct arena *a, struct err *e);
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
