/* SPDX-License-Identifier: MIT
 * policy/token_cache.c -- tokens that were verified lately. */
#include "policy/token_cache.h"

#include <string.h>

static struct digest keys_of(const struct policy *p)
{
    const struct sv parts[] = { policy_text(p, p->meta->hub),
                                { (const char *) p->meta->token_key,
                                  (size_t) p->meta->token_keys * sizeof p->meta->token_key[0] } };

    return sha256_parts(parts, 2);
}

static bool lives(const struct token_cache_place *at, int64_t now)
{
    return at->token.expires > now;
}

bool token_cache_read(struct token_cache *c, const struct policy *p, struct sv text, int64_t now,
                      struct token *out)
{
    struct digest keys = keys_of(p), d = sha256(text);
    struct token_cache_place *set = c->place[d.b[0] % TOKEN_CACHE_SETS], *room = &set[0];

    if (!digest_eq(&keys, &c->keys)) {
        memset(c, 0, sizeof *c);
        c->keys = keys;
    }
    for (size_t i = 0; i < TOKEN_CACHE_WAYS; i++) {
        if (lives(&set[i], now) && digest_eq(&set[i].text, &d)) {
            *out = set[i].token;
            return true;
        }
        if (!lives(room, now))
            continue;
        if (!lives(&set[i], now) || set[i].token.expires < room->token.expires)
            room = &set[i];
    }
    if (!token_read(text, policy_text(p, p->meta->hub), p->meta->token_key, p->meta->token_keys, out))
        return false;
    if (out->expires > now) {
        room->text = d;
        room->token = *out;
    }
    return true;
}
