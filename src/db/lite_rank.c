/* SPDX-License-Identifier: MIT
 * db/lite_rank.c -- cari_skor(cari): how well a row answers a full-text query on SQLite, higher is better.
 * It is BM25 without the document frequencies. FTS5's own bm25() first counts the rows of every word of the query,
 * which reads the whole index of a word that occurs everywhere (measured: most of the time of such a query), and the
 * frequency of a word says little when all words of the query must occur anyway. */
#include "db/lite_priv.h"

/* The usual constants; a word in the title (column 0) counts as five in the body (1); tags (2) do not count. */
static const double k1 = 1.2, b = 0.75;
static const double weight[] = { 5.0, 1.0, 0.0 };
enum { COLUMNS = 3, PHRASES_MAX = 32 };

static void skor(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *out, int n_args,
                 sqlite3_value **args)
{
    double hits[PHRASES_MAX] = { 0 }, score = 0, average, length = 0;
    sqlite3_int64 total = 0, rows = 0;
    int n = 0, size = 0, rc = SQLITE_OK;

    (void) n_args;
    (void) args;
    if ((rc = api->xRowCount(fts, &rows)) != SQLITE_OK ||
        (rc = api->xColumnTotalSize(fts, -1, &total)) != SQLITE_OK ||
        (rc = api->xColumnSize(fts, -1, &size)) != SQLITE_OK || (rc = api->xInstCount(fts, &n)) != SQLITE_OK)
        goto out;
    average = rows > 0 && total > 0 ? (double) total / (double) rows : 1.0;
    length = (double) size;
    for (int i = 0; i < n; i++) {
        int phrase, column, offset;
        if ((rc = api->xInst(fts, i, &phrase, &column, &offset)) != SQLITE_OK)
            goto out;
        if (phrase >= 0 && phrase < PHRASES_MAX && column >= 0 && column < COLUMNS)
            hits[phrase] += weight[column];
    }
    for (int i = 0; i < PHRASES_MAX; i++)
        score += hits[i] * (k1 + 1.0) / (hits[i] + k1 * (1.0 - b + b * length / average));
out:
    if (rc == SQLITE_OK)
        sqlite3_result_double(out, score);
    else
        sqlite3_result_error_code(out, rc);
}

int lite_rank_register(sqlite3 *h)
{
    fts5_api *api = NULL;
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(h, "select fts5(?1)", -1, &s, NULL);

    if (rc != SQLITE_OK)
        return rc;
    sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
    sqlite3_step(s);
    rc = sqlite3_finalize(s);
    if (rc != SQLITE_OK)
        return rc;
    return api ? api->xCreateFunction(api, "cari_skor", NULL, skor, NULL) : SQLITE_ERROR;
}
