/* SPDX-License-Identifier: MIT
 * ledger/quorum.c -- reading a policy and judging checkpoints by it. */
#include "ledger/quorum.h"

#include "base/arena.h"
#include "base/err.h"

#define KEYS_MAX 256
#define NODES_MAX 512

struct node { /* a witness or a group */
    struct sv name;
    bool group;
    size_t key;      /* witness: index into keys */
    size_t need;     /* group: how many members */
    size_t *members; /* group: indexes of earlier nodes */
    size_t n;
};
struct quorum {
    struct note_key *keys;
    bool *is_log; /* beside keys */
    size_t keys_n;
    struct node *nodes;
    size_t nodes_n;
    bool decided; /* a quorum line was read */
    bool none;
    size_t root; /* node that must be satisfied, unless none */
};

struct reading { /* of one policy */
    struct quorum *q;
    struct arena *a;
    int line;
};

static bool wrong(const struct reading *r, struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Kebijakan saksi, baris %d: %s"), r->line, why);
    return err_hint(e,
                    T("Bentuknya: log KUNCI, witness NAMA KUNCI, group NAMA JUMLAH ANGGOTA…, quorum NAMA."));
}

static bool word(struct sv *rest, struct sv *out)
{
    *rest = sv_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
        n++;
    *out = sv_sub(*rest, 0, n);
    *rest = sv_sub(*rest, n, rest->n);
    return n > 0;
}

static bool find_node(const struct quorum *q, struct sv name, size_t *out)
{
    for (size_t i = 0; i < q->nodes_n; i++)
        if (sv_eq(q->nodes[i].name, name)) {
            *out = i;
            return true;
        }
    return false;
}

static bool add_key(struct reading *r, struct sv vkey, bool log, struct err *e)
{
    struct quorum *q = r->q;
    struct note_key k;
    struct err inner;

    if (q->keys_n == KEYS_MAX)
        return wrong(r, e, T("terlalu banyak kunci"));
    if (!note_vkey_parse(vkey, r->a, &k, &inner))
        return wrong(r, e, inner.text);
    if (log != (k.type == NOTE_ED25519))
        return wrong(r, e,
                     log ? T("ini kunci saksi, bukan kunci buku besar")
                         : T("ini kunci buku besar, bukan kunci saksi"));
    for (size_t i = 0; i < q->keys_n; i++)
        if (memcmp(q->keys[i].pub, k.pub, sizeof k.pub) == 0)
            return wrong(r, e, T("kunci ini sudah disebut sebelumnya"));
    q->is_log[q->keys_n] = log;
    q->keys[q->keys_n++] = k;
    return true;
}

static bool add_node(struct reading *r, const struct node *n, struct err *e)
{
    size_t ignored;

    if (sv_eq(n->name, SV("none")) || find_node(r->q, n->name, &ignored))
        return wrong(r, e, T("nama ini sudah dipakai"));
    if (r->q->nodes_n == NODES_MAX)
        return wrong(r, e, T("terlalu banyak saksi dan kelompok"));
    r->q->nodes[r->q->nodes_n++] = *n;
    return true;
}

static bool read_witness(struct reading *r, struct sv rest, struct err *e)
{
    struct node n = { .key = r->q->keys_n };
    struct sv vkey;

    if (!word(&rest, &n.name) || !word(&rest, &vkey))
        return wrong(r, e, T("nama atau kunci saksi tidak ada"));
    return add_key(r, vkey, false, e) && add_node(r, &n, e);
}

static bool read_group(struct reading *r, struct sv rest, struct err *e)
{
    struct node n = { .group = true };
    size_t cap = 0;
    uint64_t need = 0;
    struct sv count, name;

    if (!word(&rest, &n.name) || !word(&rest, &count))
        return wrong(r, e, T("nama atau jumlah kelompok tidak ada"));
    while (word(&rest, &name)) {
        size_t at;
        if (!find_node(r->q, name, &at))
            return wrong(r, e, T("anggota kelompok belum disebut di baris sebelumnya"));
        for (size_t i = 0; i < n.n; i++)
            if (n.members[i] == at)
                return wrong(r, e, T("anggota kelompok disebut dua kali"));
        *ARENA_PUSH(r->a, n.members, n.n, cap) = at;
    }
    if (sv_eq(count, SV("any")))
        need = 1;
    else if (sv_eq(count, SV("all")))
        need = n.n;
    else if (!ledger_number(count, NODES_MAX, &need))
        return wrong(r, e, T("jumlah kelompok bukan bilangan, any, atau all"));
    if (need == 0 || need > n.n)
        return wrong(r, e, T("jumlah kelompok tidak mungkin dipenuhi anggotanya"));
    n.need = need;
    return add_node(r, &n, e);
}

static bool read_quorum(struct reading *r, struct sv rest, struct err *e)
{
    struct sv name, more;

    if (r->q->decided)
        return wrong(r, e, T("kuorum sudah ditentukan"));
    if (!word(&rest, &name) || word(&rest, &more))
        return wrong(r, e, T("kuorum harus menyebut tepat satu nama"));
    r->q->none = sv_eq(name, SV("none"));
    if (!r->q->none && !find_node(r->q, name, &r->q->root))
        return wrong(r, e, T("kuorum menyebut nama yang tidak dikenal"));
    r->q->decided = true;
    return true;
}

static bool read_line(struct reading *r, struct sv line, struct err *e)
{
    struct sv verb, vkey;

    if (!word(&line, &verb) || verb.p[0] == '#')
        return true;
    if (sv_eq(verb, SV("log"))) {
        if (!word(&line, &vkey))
            return wrong(r, e, T("kunci buku besar tidak ada"));
        return add_key(r, vkey, true, e);
    }
    if (sv_eq(verb, SV("witness")))
        return read_witness(r, line, e);
    if (sv_eq(verb, SV("group")))
        return read_group(r, line, e);
    if (sv_eq(verb, SV("quorum")))
        return read_quorum(r, line, e);
    return wrong(r, e, T("kata pertamanya tidak dikenal"));
}

static struct quorum *quorum_new(struct arena *a)
{
    struct quorum *q = ARENA_NEW(a, struct quorum);

    q->keys = ARENA_ARRAY(a, struct note_key, KEYS_MAX);
    q->is_log = ARENA_ARRAY(a, bool, KEYS_MAX);
    q->nodes = ARENA_ARRAY(a, struct node, NODES_MAX);
    return q;
}

bool quorum_parse(struct sv text, struct arena *a, struct quorum **out, struct err *e)
{
    struct reading r = { .q = quorum_new(a), .a = a };
    struct sv line;
    bool log = false;

    while (sv_cut(&text, '\n', &line)) {
        r.line++;
        if (!sv_utf8_ok(line))
            return wrong(&r, e, T("bukan teks UTF-8"));
        if (!read_line(&r, line, e) || !arena_ok(a, e))
            return false;
    }
    for (size_t i = 0; i < r.q->keys_n; i++)
        log = log || r.q->is_log[i];
    if (!log)
        return wrong(&r, e, T("tidak ada buku besar yang disebut"));
    if (!r.q->decided)
        return wrong(&r, e, T("baris quorum tidak ada"));
    *out = r.q;
    return true;
}

struct quorum *quorum_of_log(const struct note_key *log, struct arena *a)
{
    struct quorum *q = quorum_new(a);

    q->keys[0] = *log;
    q->is_log[0] = true;
    q->keys_n = 1;
    q->none = q->decided = true;
    return q;
}

/* --- judging ---------------------------------------------------------------------------------- */

static bool satisfied(const struct quorum *q, const int64_t *time_of)
{
    bool met[NODES_MAX] = { false };

    if (q->none)
        return true;
    for (size_t i = 0; i < q->nodes_n; i++) { /* members stand before their group */
        const struct node *n = &q->nodes[i];
        size_t have = 0;
        for (size_t m = 0; m < n->n; m++)
            have += met[n->members[m]];
        met[i] = n->group ? have >= n->need : time_of[n->key] > 0;
    }
    return met[q->root];
}

bool quorum_open(const struct quorum *q, struct sv note, struct arena *a, struct quorum_verdict *out,
                 struct err *e)
{
    struct quorum_verdict v = { .n = 0 };
    int64_t time_of[KEYS_MAX] = { 0 };
    struct note n;
    size_t cap = 0;
    bool by_log = false;

    if (!note_open(note, q->keys, q->keys_n, a, &n, e) || !checkpoint_parse(n.text, a, &v.head, e))
        return false;
    for (size_t i = 0; i < n.n; i++) {
        if (!n.sigs[i].key)
            continue;
        size_t k = (size_t) (n.sigs[i].key - q->keys);
        if (q->is_log[k])
            by_log = by_log || sv_eq(q->keys[k].name, v.head.origin);
        else if (n.sigs[i].time > time_of[k])
            time_of[k] = n.sigs[i].time;
    }
    if (!by_log)
        return err_set(e, ERR_DENIED, T("Checkpoint %.*s tidak ditandatangani buku besar yang dikenal"),
                       SV_FMT(v.head.origin));
    if (!satisfied(q, time_of)) {
        err_set(e, ERR_DENIED, T("Tanda tangan saksi pada checkpoint %.*s belum cukup"),
                SV_FMT(v.head.origin));
        return err_hint(e, T("Ambil checkpoint yang lebih baru sesudah para saksi menandatanganinya."));
    }
    for (size_t k = 0; k < q->keys_n; k++)
        if (time_of[k] > 0)
            *ARENA_PUSH(a, v.cosigns, v.n, cap) = (struct quorum_cosign){ q->keys[k].name, time_of[k] };
    v.text = n.text;
    *out = v;
    return arena_ok(a, e);
}
