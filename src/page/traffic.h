/* SPDX-License-Identifier: MIT
 * page/traffic.h -- /penghubung: what passed the hub, by service, agreement and consumer, quotas and keys; and its receipts.
 *
 * Everybody who is logged in may ask; he sees what his own agencies provide or consume, or all of it when he reads the reports of
 * all agencies. What is not his is as if it were not there. Nothing here writes. */
#ifndef PAGE_TRAFFIC_H
#define PAGE_TRAFFIC_H

#include "web/route.h"

web_handler traffic_page, traffic_service, traffic_consumer, traffic_agreement, exchange_find, exchange_show;
extern const struct web_param traffic_params[], exchange_params[];

#define TRAFFIC_ROUTES                                                                                     \
    { .path = "/penghubung",                                                                               \
      .params = traffic_params,                                                                            \
      .handle = traffic_page,                                                                              \
      .about = T("Lalu lintas penghubung") },                                                              \
        { .path = "/penghubung/layanan/{kode:*}", .params = traffic_params, .handle = traffic_service },   \
        { .path = "/penghubung/konsumen/{kode:*}", .params = traffic_params, .handle = traffic_consumer }, \
        { .path = "/penghubung/kesepakatan/{id:int}",                                                      \
          .params = traffic_params,                                                                        \
          .handle = traffic_agreement },                                                                   \
        { .path = "/penghubung/bukti",                                                                     \
          .params = exchange_params,                                                                       \
          .handle = exchange_find,                                                                         \
          .about = T("Bukti pertukaran data") },                                                           \
    {                                                                                                      \
        .path = "/penghubung/bukti/{id}", .handle = exchange_show                                          \
    }

#endif
