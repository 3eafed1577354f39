/* SPDX-License-Identifier: MIT
 * page/agency.h -- /rapor: what is asked of each agency, what it filled in, how well, what is late; one page for each. And
 * /laporan: the region on one A4 for its head. Both for any past day. */
#ifndef PAGE_AGENCY_H
#define PAGE_AGENCY_H

#include "web/route.h"

extern const struct web_param agency_params[], agency_list_params[];
web_handler agency_list_page, agency_page, head_page;

#define AGENCY_ROUTES                                                        \
    { .path = "/rapor",                                                      \
      .params = agency_list_params,                                          \
      .handle = agency_list_page,                                            \
      .about = T("Rapor semua Perangkat Daerah dalam satu tabel") },         \
        { .path = "/rapor/{pd}",                                             \
          .params = agency_params,                                           \
          .handle = agency_page,                                             \
          .about = T("Rapor satu Perangkat Daerah, menurut kode atau id") }, \
    {                                                                        \
        .path = "/laporan", .params = agency_params, .handle = head_page,    \
        .about = T("Laporan satu halaman kepada kepala daerah")              \
    }

#endif
