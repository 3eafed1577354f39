/* SPDX-License-Identifier: MIT
 * page/norm.h -- /pemenuhan: the living regulation, each provision with an address of its own; its table; its export; the
 * regulation beside that of another region. */
#ifndef PAGE_NORM_H
#define PAGE_NORM_H

#include "web/route.h"

extern const struct web_param norm_params[];
extern const struct web_param compare_params[];
web_handler norm_show, norm_list, norm_csv, norm_json, norm_lead, norm_readings, norm_versions, norm_version;
web_handler compare_page, compare_page_json;

#define NORM_PAGE(at)                                                       \
    {                                                                       \
        .path = "/pemenuhan" at, .params = norm_params, .handle = norm_show \
    }
#define NORM_ROUTES                                                                                     \
    { .path = "/pemenuhan",                                                                             \
      .params = norm_params,                                                                            \
      .handle = norm_show,                                                                              \
      .about = T("Peraturan beserta keadaan setiap ketentuannya") },                                    \
        NORM_PAGE("/bab/{bab}"), NORM_PAGE("/bab/{bab}/ayat/{ayat}"), NORM_PAGE("/pasal/{pasal}"),      \
        NORM_PAGE("/pasal/{pasal}/huruf/{huruf}"), NORM_PAGE("/pasal/{pasal}/angka/{angka}"),           \
        NORM_PAGE("/pasal/{pasal}/ayat/{ayat}"), NORM_PAGE("/pasal/{pasal}/ayat/{ayat}/huruf/{huruf}"), \
        NORM_PAGE("/pasal/{pasal}/ayat/{ayat}/angka/{angka}"),                                          \
        { .path = "/pemenuhan/daftar",                                                                  \
          .params = norm_params,                                                                        \
          .handle = norm_list,                                                                          \
          .about = T("Semua ketentuan dalam satu tabel") },                                             \
        { .path = "/pemenuhan/versi",                                                                   \
          .handle = norm_versions,                                                                      \
          .about = T("Peraturan yang pernah, sedang, dan akan berlaku") },                              \
        { .path = "/pemenuhan/versi/{id}",                                                              \
          .handle = norm_version,                                                                       \
          .about = T("Yang diubah sebuah peraturan") },                                                 \
        { .path = "/pemenuhan/bacaan",                                                                  \
          .handle = norm_readings,                                                                      \
          .about = T("Ketentuan yang tidak sejalan, naskah yang cacat, dan bacaan yang diterapkan") },  \
        { .path = "/pemenuhan/ekspor.csv", .params = norm_params, .handle = norm_csv },                 \
        { .path = "/pemenuhan/ekspor.json", .params = norm_params, .handle = norm_json },               \
        { .path = "/pemenuhan/banding",                                                                 \
          .params = compare_params,                                                                     \
          .handle = compare_page,                                                                       \
          .about = T("Peraturan ini di samping peraturan daerah lain") },                               \
        { .path = "/pemenuhan/banding.json", .params = compare_params, .handle = compare_page_json },   \
    {                                                                                                   \
        .path = "/pemenuhan/{at}", .handle = norm_lead                                                  \
    }

#endif
