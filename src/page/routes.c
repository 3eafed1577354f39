/* SPDX-License-Identifier: MIT
 * page/routes.c -- every page in one table: the rows that the headers of this floor declare. */
#include "page/account.h"
#include "page/agency.h"
#include "page/apidoc.h"
#include "page/bulk.h"
#include "page/calendar.h"
#include "page/deputy.h"
#include "page/dossier_page.h"
#include "page/examiner.h"
#include "page/duty.h"
#include "page/export.h"
#include "page/find.h"
#include "page/handover.h"
#include "page/home.h"
#include "page/imports.h"
#include "page/job.h"
#include "page/letter.h"
#include "page/letter_many.h"
#include "page/login.h"
#include "page/mail.h"
#include "page/manual.h"
#include "page/norm.h"
#include "page/offline.h"
#include "page/page_priv.h"
#include "page/reads.h"
#include "page/record.h"
#include "page/reg_bulk.h"
#include "page/review.h"
#include "page/seal.h"
#include "page/setup.h"
#include "page/grid.h"
#include "page/talk.h"
#include "page/traffic.h"
#include "page/view.h"

static const struct web_route rows[] = {
    LOGIN_ROUTES,   ACCOUNT_ROUTES,  FIND_ROUTES,   RECORD_ROUTES,   EXPORT_ROUTES, NORM_ROUTES,
    HOME_ROUTES,    SETUP_ROUTES,    SEAL_ROUTES,   BULK_ROUTES,     IMPORT_ROUTES, VIEW_ROUTES,
    TALK_ROUTES,    ROWS_ROUTES,     READS_ROUTES,  CALENDAR_ROUTES, AGENCY_ROUTES, LETTER_ROUTES,
    OFFLINE_ROUTES, GRID_ROUTES,     REVIEW_ROUTES, JOB_ROUTES,      DEPUTY_ROUTES, HANDOVER_ROUTES,
    DOSSIER_ROUTES, EXAMINER_ROUTES, DUTY_ROUTES,   MAIL_ROUTES,     MANY_ROUTES,   MANUAL_ROUTES,
    TRAFFIC_ROUTES, APIDOC_ROUTES,
};

struct web_table page_routes(void)
{
    return (struct web_table) WEB_TABLE(rows);
}
