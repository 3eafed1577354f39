/* SPDX-License-Identifier: MIT
 * page/apidoc.h -- the catalogue of services, and the readable description of one: the OpenAPI document attached to its record
 * (a file field with `reads: {as: openapi}`), written out as a page, with how to call it through this hub. */
#ifndef PAGE_APIDOC_H
#define PAGE_APIDOC_H

#include "page/record.h"

extern const struct web_param apidoc_params[];
web_handler apidoc_show, catalogue_show;

#define APIDOC_ROUTES                                                                                        \
    { .path = "/katalog", .handle = catalogue_show, .about = T("Katalog layanan data") },                    \
    {                                                                                                        \
        .path = "/r/{reg:key}/{id:int}/uraian/{bidang:key}", .params = apidoc_params, .handle = apidoc_show, \
        .about = T("Uraian layanan data menurut dokumen OpenAPI-nya")                                        \
    }

#endif
