/* SPDX-License-Identifier: MIT
 * page/export.h -- what a list shows, as a file: CSV and JSON while they are read, XLSX through a file of the moment. */
#ifndef PAGE_EXPORT_H
#define PAGE_EXPORT_H

#include "web/route.h"

web_handler export_csv, export_json, export_xlsx, template_xlsx;

#define EXPORT_ROUTES                                                                     \
    { .path = "/r/{reg:key}/ekspor.csv", .flags = WEB_FREE, .handle = export_csv },       \
        { .path = "/r/{reg:key}/ekspor.json", .flags = WEB_FREE, .handle = export_json }, \
        { .path = "/r/{reg:key}/ekspor.xlsx", .flags = WEB_FREE, .handle = export_xlsx }, \
    {                                                                                     \
        .path = "/r/{reg:key}/templat.xlsx", .handle = template_xlsx                      \
    }

#endif
