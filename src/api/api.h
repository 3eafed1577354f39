/* SPDX-License-Identifier: MIT
 * api/api.h -- the registers as REST, the norms as JSON, and their description as OpenAPI 3.1 out of the declarations.
 *
 *   GET    /api/v1                                   registers this actor may open
 *   GET    /api/v1/openapi.json                      made from the same tables that serve, so it cannot be wrong
 *   GET    /api/v1/{reg}                             list; the query is spelled as on the pages (f.<field>, cari, urut …)
 *   POST   /api/v1/{reg}                             201 with Location and ETag
 *   GET    /api/v1/{reg}/{id}[?per=YYYY-MM-DD]       ETag is the version
 *   PATCH  /api/v1/{reg}/{id}                        wants If-Match: 428 without, 412 when the record has moved on
 *   DELETE /api/v1/{reg}/{id}                        the same
 *   GET    /api/v1/{reg}/{id}/riwayat                versions, old -> new
 *   GET    /api/v1/{reg}/{id}/langkah                steps open and blocked, with reasons and provisions
 *   POST   /api/v1/{reg}/{id}/langkah/{step}         takes one; wants If-Match
 *   POST   /api/v1/berkas                            uploads one file (multipart, field `berkas`)
 *   GET    /api/v1/norma[?per=]                      states of all provisions
 *   GET    /kepatuhan/{peraturan}/….json             catalogue, profile and results as OSCAL: api/oscal.h
 *   GET    /kalender/{token}.ics                     due days as iCalendar, opened by a private address: ical.h
 *   GET    /kalender/pd/{kode}.ics                   those of one agency, for somebody who is signed in
 *   GET    /akn/{IRI}                                the regulation's text as Akoma Ntoso, for everybody: akn_http.c
 *   GET    /ledger/bukti/{id}[?bentuk=zip]            the receipt of an exchange with its proof, for its parties
 *   POST   /saksi/add-checkpoint                    this region as a witness of other logs; GET /saksi/kunci its key
 * Failures are problem+json (RFC 9457) with the refused fields. Sign in by `Authorization: Bearer <token>`. */
#ifndef API_API_H
#define API_API_H

#include "web/web.h"

struct web_table api_routes(void);

#endif
