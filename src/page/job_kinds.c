/* SPDX-License-Identifier: MIT
 * page/job_kinds.c -- every kind of long work. A kind that is no longer here: its jobs are gone for everybody, and swept. */
#include "page/dossier_page.h"
#include "page/imports.h"
#include "page/job.h"
#include "page/letter_many.h"
#include "page/offline.h"

const struct job_kind *const job_kinds[] = { &imports_job, &offline_job, &dossier_job, &many_job };
const size_t job_kinds_n = sizeof job_kinds / sizeof job_kinds[0];
