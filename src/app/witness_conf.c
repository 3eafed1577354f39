/* SPDX-License-Identifier: MIT
 * app/witness_conf.c -- reads DIR/buku-besar.yaml. */
#include "app/witness_conf.h"

#include "app/paths.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/problems.h"
#include "json/json.h"

enum { CONF_MAX_BYTES = 256 * 1024, DAYS_MAX = 36500 };

const char *ledger_conf_path(const char *dir, struct arena *a)
{
    return paths_join(dir, "buku-besar.yaml", a);
}

static void place(struct problem *p, const struct json *at)
{
    p->file = SV("buku-besar.yaml");
    p->line = at->line;
    p->col = at->col;
}

static bool key_of(const struct json *at, struct sv text, enum note_type type, struct arena *a,
                   struct note_key *out, struct problems *ps)
{
    struct problem *p;
    struct err e;

    if (note_vkey_parse(sv_trim(text), a, out, &e) && out->type == type)
        return true;
    p = problems_add(ps, SV("kunci"), T("Kunci \"%.*s\" bukan kunci publik %s."), SV_FMT(sv_sub(text, 0, 60)),
                     type == NOTE_COSIGN ? T("seorang saksi") : T("sebuah buku besar"));
    place(p, at);
    p->hint = SV(T("Salin satu baris itu utuh dari pemiliknya; bentuknya nama+nomor+kunci."));
    return false;
}

static void read_peer(const struct json *at, struct arena *a, struct ledger_conf *c, struct problems *ps)
{
    struct witness_peer w = { .name = json_text(at, SV("nama")), .url = json_text(at, SV("url")) };
    bool ok = key_of(at, json_text(at, SV("kunci")), NOTE_COSIGN, a, &w.key, ps);

    if (sv_empty(w.name) || !(sv_starts(w.url, SV("https://")) || sv_starts(w.url, SV("http://")))) {
        place(problems_add(ps, SV("saksi"),
                           T("Saksi harus punya nama dan url yang diawali https:// atau http://.")),
              at);
        ok = false;
    }
    for (size_t i = 0; ok && i < c->peers; i++)
        if (sv_eq(c->peer[i].key.name, w.key.name) || sv_eq(c->peer[i].name, w.name)) {
            place(problems_add(ps, SV("saksi"), T("Saksi %.*s disebut dua kali."), SV_FMT(w.name)), at);
            ok = false;
        }
    if (ok && c->peers == WITNESSES_MAX) {
        place(problems_add(ps, SV("saksi"), T("Saksi lebih dari %d."), WITNESSES_MAX), at);
        ok = false;
    }
    if (ok)
        c->peer[c->peers++] = w;
}

static int64_t number(const struct json *tree, struct sv key, int64_t otherwise, int64_t max,
                      struct problems *ps)
{
    const struct json *v = json_get(tree, key);
    struct problem *p;

    if (!v || v->type == JSON_NULL)
        return otherwise;
    if (v->type == JSON_INT && v->i >= 0 && v->i <= max)
        return v->i;
    p = problems_add(ps, key, T("Nilai %.*s harus bilangan bulat 0 sampai %lld."), SV_FMT(key),
                     (long long) max);
    place(p, v);
    return otherwise;
}

static bool unknown(struct sv key)
{
    static const struct sv known[] = { SV_INIT("simpan_hari"), SV_INIT("kuorum"), SV_INIT("saksi"),
                                       SV_INIT("menyaksikan") };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (sv_eq(key, known[i]))
            return false;
    return true;
}

static void read_tree(const struct json *tree, struct arena *a, struct ledger_conf *c, struct problems *ps)
{
    const struct json *peers = json_get(tree, SV("saksi")), *logs = json_get(tree, SV("menyaksikan"));

    for (const struct json *v = tree->type == JSON_MAP ? tree->first : NULL; v; v = v->next)
        if (unknown(v->key))
            place(problems_add(ps, v->key, T("\"%.*s\" tidak dikenal di sini."), SV_FMT(v->key)), v);
    for (const struct json *v = peers ? peers->first : NULL; v; v = v->next)
        read_peer(v, a, c, ps);
    c->witnessed = ARENA_ARRAY(a, struct note_key, logs ? logs->n + 1 : 1);
    for (const struct json *v = logs ? logs->first : NULL; v && c->n_witnessed < WITNESSED_MAX; v = v->next)
        if (key_of(v, v->s, NOTE_ED25519, a, &c->witnessed[c->n_witnessed], ps))
            c->n_witnessed++;
    c->keep_days = number(tree, SV("simpan_hari"), 0, DAYS_MAX, ps);
    c->quorum = (size_t) number(tree, SV("kuorum"), (int64_t) c->peers, WITNESSES_MAX, ps);
    if (c->quorum > c->peers || (c->peers > 0 && c->quorum == 0))
        place(problems_add(ps, SV("kuorum"), T("Kuorum %zu tidak dapat dipenuhi oleh %zu saksi."), c->quorum,
                           c->peers),
              tree);
}

bool ledger_conf_load(const char *dir, struct arena *a, struct ledger_conf *out, struct problems *ps)
{
    const char *path = ledger_conf_path(dir, a);
    struct ledger_conf c = { .keep_days = 0 };
    struct json *tree;
    struct sv text;
    struct err e;

    if (!file_exists(path)) {
        *out = c;
        return true;
    }
    if (!file_read(path, CONF_MAX_BYTES, a, &text, &e)) {
        problems_add(ps, SV_NULL, "%s", e.text);
        return false;
    }
    if (!yaml_parse(text, SV("buku-besar.yaml"), a, &tree, ps))
        return false;
    read_tree(tree, a, &c, ps);
    if (ps->n > 0)
        return false;
    *out = c;
    return true;
}
