/* SPDX-License-Identifier: MIT
 * api/oscal.h -- the regulation and its state as OSCAL 1.2.1: catalogue, profile, assessment results.
 *
 *   GET /kepatuhan/{peraturan}/katalog.json              the provisions as controls, as the pack has them
 *   GET /kepatuhan/{peraturan}/profil.json               those that bind this region, with what the region has set
 *   GET /kepatuhan/{peraturan}/hasil.json[?pada=DATE]    what was known of them at the end of that day (default: now)
 *
 * Rights are those of the page Pemenuhan: every account; rows that decide are those the account may see, the others are
 * counted. The same documents come from `prasasti norms --oscal`.
 *
 * How our nine statuses are said, since OSCAL knows satisfied and not-satisfied:
 *
 *   terpenuhi               satisfied, pass
 *   mendekati_tenggat       satisfied, pass while all of it is there; else as terpenuhi_sebagian or belum_terpenuhi
 *   terpenuhi_sebagian      not-satisfied, other; property `tingkat` is the share in percent
 *   belum_terpenuhi         not-satisfied, fail
 *   lewat_tenggat           not-satisfied, fail; `tingkat` where rows are counted
 *   belum_ada_data          reviewed, an observation says why nothing can be said, no finding
 *   tidak_berlaku           not reviewed; excluded by the profile
 *   kewenangan_pihak_lain   not reviewed: another body's duty is no failure of this one
 *   ketentuan_umum          not reviewed: there is nothing to satisfy
 *
 * A provision that only permits (`dapat`) is satisfied or has an observation, never a finding of failure. Whatever is not
 * satisfied and has a due date has a risk with that deadline, open, with the next step as a recommendation.
 *
 * Names: a Pasal is the control `pasal-46`, an ayat the statement `pasal-46_smt.1`, a range of letters `pasal-19_smt.6.a-f`;
 * what stands in a BAB without Pasal is the control `bab-XIII.ketentuan`. UUIDs are version 5 in region_namespace(), so the
 * same thing has the same one in every export; a document of results describes a moment and gets a new one of version 4.
 * Statement texts are the pack's summaries, never the regulation's words, and the documents say so.
 *
 * Of a past day the states and their reasons are kept, the rows that decided are not: results of a past day name none. */
#ifndef API_OSCAL_H
#define API_OSCAL_H

#include "base/date.h"
#include "rule/region.h"

struct buf;

enum oscal_kind { OSCAL_CATALOG, OSCAL_PROFILE, OSCAL_RESULTS, OSCAL_KIND_COUNT };
struct sv oscal_kind_name(enum oscal_kind k); /* katalog, profil, hasil */
bool oscal_kind_of(struct sv name, enum oscal_kind *out);

struct oscal_ask {
    enum oscal_kind kind;
    struct date on; /* OSCAL_RESULTS: a day up to today; {0}: now */
    struct sv host; /* under which people reach this installation: our own properties are named after it */
    const struct actor *who; /* whose eyes see the rows that decide */
};
struct oscal_made {
    struct sv tag;    /* digest of all but the document's own UUID and the instant it was made */
    int64_t modified; /* what metadata says */
};

/* Appends the document to `out`. Settles the norms first unless a past day is asked for. ERR_INPUT: a day to come. */
bool oscal_make(const struct region *r, const struct oscal_ask *ask, struct arena *a, struct buf *out,
                struct oscal_made *made, struct err *e);

#endif
