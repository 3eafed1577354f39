/* SPDX-License-Identifier: MIT
 * app/token_keys.h -- the keys that sign access tokens of the hub (policy/token.h): DIR/hub/token.kunci, mode 0600, made when it
 * is not there.
 *
 * The newest signs. After TOKEN_KEY_LIFE_S another one takes its place, and the one before stays for an hour, longer than
 * its last tokens and than any hub needs to see the new one. A file that is damaged is replaced: what it signed ends then,
 * at most a quarter of an hour early. A copy of the data folder without it loses nothing else. */
#ifndef APP_TOKEN_KEYS_H
#define APP_TOKEN_KEYS_H

#include "policy/snapshot.h"

struct err;

#define TOKEN_KEYS_FILE "hub/token.kunci"

enum { TOKEN_KEY_LIFE_S = 30 * 86400, TOKEN_KEY_LINGER_S = 3600 };

struct token_keys { /* newest first */
    size_t n;
    struct token_key {
        struct ed25519_key key;
        int64_t made;
    } item[POLICY_TOKEN_KEYS];
};

/* What stands in the file. ERR_MISSING: no file; ERR_INPUT: it is damaged. */
bool token_keys_read(const char *path, struct token_keys *out, struct err *e);
/* The same, and makes, renews and drops what is due; one process does this. *changed: the file was written. */
bool token_keys_keep(const char *path, int64_t now, struct token_keys *out, bool *changed, struct err *e);
void token_keys_clear(struct token_keys *k); /* nothing secret stays in memory */

#endif
