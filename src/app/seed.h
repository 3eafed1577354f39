/* SPDX-License-Identifier: MIT
 * app/seed.h -- fills a region with declared rows: the demonstration region ("data latihan").
 *
 * A seed is a YAML list of `register: {field: value, …}`. Besides fields a row may carry `id` (a name by which later rows
 * point to it), `status`, `klasifikasi`, `berlaku_sejak`, and for accounts `sandi` and `autentikator`. Values: a name for references (also
 * "aplikasi:nama" where any register may stand); `today`, `today-400d`, `today+30d` for days, so that a demonstration is
 * never out of date; `pdf:Title` for a small document made on the spot, `berkas:contoh/NAME` for a file of the folder of declarations. Rows are facts: no gate is asked. */
#ifndef APP_SEED_H
#define APP_SEED_H

#include "rule/region.h"

/* One transaction; mistakes with file and line. `rows` counts what was written. */
bool seed_load(const struct region *r, const char *path, size_t *rows, struct problems *ps, struct err *e);

#endif
