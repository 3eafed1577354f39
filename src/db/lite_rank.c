/* SPDX-License-Identifier: MIT
 * db/lite_rank.c -- cari_skor(cari): how well a row answers a full-text query on SQLite, higher is better.
 * It looks only at which columns the words hit: a word in the title counts as five in the body. FTS5's own bm25() first
 * counts the rows of every word of the query, which reads the whole index of a word that occurs everywhere, and wants
 * positions and lengths kept for every row; README.md has the numbers. Rows of equal score come newest first. */
#include "db/lite_priv.h"

static void skor(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *out, int n_args,
                 sqlite3_value **args)
{
    static const int weight[] = { 5, 1, 0 }; /* judul, isi, tag */
    int score = 0, n = api->xPhraseCount(fts);

    (void) n_args;
    (void) args;
    for (int i = 0; i < n; i++) {
        Fts5PhraseIter at;
        int column, rc = api->xPhraseFirstColumn(fts, i, &at, &column);
        if (rc != SQLITE_OK) {
            sqlite3_result_error_code(out, rc);
            return;
        }
        for (; column >= 0; api->xPhraseNextColumn(fts, &at, &column))
            if (column < (int) (sizeof weight / sizeof weight[0]))
                score += weight[column];
    }
    sqlite3_result_int(out, score);
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
