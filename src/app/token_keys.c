/* SPDX-License-Identifier: MIT
 * app/token_keys.c -- keys of access tokens: kept, renewed, forgotten. */
#include "app/token_keys.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "json/json.h"

enum { FILE_MAX = 4096, ARENA_MAX = 64 * 1024 };

void token_keys_clear(struct token_keys *k)
{
    explicit_bzero(k, sizeof *k);
}

static bool damaged(const char *path, struct err *e)
{
    return err_set(e, ERR_INPUT, T("Berkas kunci token rusak: %s"), path);
}

static bool parse(struct sv text, struct arena *a, struct token_keys *out)
{
    struct err e = { 0 };
    struct json *tree = NULL;
    const struct json *list;

    if (!json_parse(text, FILE_MAX, a, &tree, &e))
        return false;
    list = json_get(tree, SV("kunci"));
    if (!list || list->type != JSON_LIST || list->n == 0 || list->n > POLICY_TOKEN_KEYS)
        return false;
    for (const struct json *k = list->first; k; k = k->next) {
        struct token_key *to = &out->item[out->n];
        uint8_t seed[32];
        bool ok = base64_read(json_text(k, SV("benih")), seed, sizeof seed) &&
                  time_parse(json_text(k, SV("dibuat")), &to->made) && ed25519_from_seed(seed, &to->key, &e);
        explicit_bzero(seed, sizeof seed);
        if (!ok)
            return false;
        out->n++;
    }
    return true;
}

bool token_keys_read(const char *path, struct token_keys *out, struct err *e)
{
    struct arena *a = arena_new(ARENA_MAX);
    struct token_keys keys = { .n = 0 };
    struct sv text;
    bool ok = file_read(path, FILE_MAX, a, &text, e);

    if (ok && !parse(text, a, &keys))
        ok = damaged(path, e);
    if (ok)
        *out = keys;
    token_keys_clear(&keys);
    arena_free(a);
    return ok;
}

static bool write_keys(const char *path, const struct token_keys *k, struct err *e)
{
    struct buf b;
    struct jsonw w;

    buf_init(&b, FILE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_key(&w, SV("kunci"));
    jsonw_list(&w);
    for (size_t i = 0; i < k->n; i++) {
        char seed[44];
        size_t n = base64_write((struct sv){ (const char *) k->item[i].key.seed, 32 }, seed);
        jsonw_map(&w);
        jsonw_kstr(&w, "dibuat", sv_of(time_iso(k->item[i].made).s));
        jsonw_kstr(&w, "benih", (struct sv){ seed, n });
        jsonw_end(&w);
        explicit_bzero(seed, sizeof seed);
    }
    jsonw_end(&w);
    jsonw_end(&w);
    buf_char(&b, '\n');
    bool ok = buf_ok(&b, e) && file_write_atomic(path, buf_sv(&b), 0600, e);
    if (b.p)
        explicit_bzero(b.p, b.n);
    buf_clear(&b);
    return ok;
}

/* Also when it seems to come from the future: a clock was wrong, and would keep it for ever. */
static bool is_old(const struct token_keys *k, int64_t now)
{
    return k->n == 0 || now - k->item[0].made >= TOKEN_KEY_LIFE_S ||
           k->item[0].made > now + TOKEN_KEY_LINGER_S;
}

static bool renew(struct token_keys *k, int64_t now, struct err *e)
{
    struct token_key fresh = { .made = now };

    if (!ed25519_make(&fresh.key, e))
        return false;
    if (k->n)
        k->item[1] = k->item[0];
    k->n = k->n ? 2 : 1;
    k->item[0] = fresh;
    explicit_bzero(&fresh, sizeof fresh);
    return true;
}

bool token_keys_keep(const char *path, int64_t now, struct token_keys *out, bool *changed, struct err *e)
{
    struct token_keys keys = { .n = 0 };
    struct err why = { 0 };
    bool ok = true, write = false;

    if (!token_keys_read(path, &keys, &why) && why.kind != ERR_MISSING && why.kind != ERR_INPUT) {
        *e = why;
        return false;
    }
    if (is_old(&keys, now)) {
        write = true;
        ok = renew(&keys, now, e);
    } else if (keys.n > 1 && now - keys.item[0].made >= TOKEN_KEY_LINGER_S) {
        write = true;
        keys.n = 1;
        explicit_bzero(&keys.item[1], sizeof keys.item[1]);
    }
    ok = ok && (!write || write_keys(path, &keys, e));
    if (ok) {
        *out = keys;
        *changed = write;
    }
    token_keys_clear(&keys);
    return ok;
}
