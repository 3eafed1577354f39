/* SPDX-License-Identifier: MIT
 * ledger/verify.c -- walking a log folder from its signed head down to each entry. */
#include "ledger/verify.h"

#include <assert.h>
#include <stdarg.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "ledger/log.h"
#include "ledger/verify_priv.h"

/* --- findings --------------------------------------------------------------------------------- */

const char *ledger_damage_key(enum ledger_damage d)
{
    static const char *const key[LEDGER_DAMAGE_COUNT] = {
        [LEDGER_BAD_HEAD] = "checkpoint",      [LEDGER_BAD_ROOT] = "akar",
        [LEDGER_BAD_FORK] = "bercabang",       [LEDGER_BAD_TILE] = "ubin",
        [LEDGER_BAD_SUBTREE] = "subpohon",     [LEDGER_BAD_ENTRY] = "entri",
        [LEDGER_BAD_FILE] = "berkas_rusak",    [LEDGER_MISSING_FILE] = "berkas_hilang",
        [LEDGER_ROW_CHANGED] = "baris_diubah", [LEDGER_ROW_MISSING] = "baris_hilang",
        [LEDGER_ROW_EXTRA] = "baris_tambahan", [LEDGER_ROW_MOVED] = "baris_berpindah",
    };

    return d < LEDGER_DAMAGE_COUNT ? key[d] : "";
}

struct ledger_finding *finding_add(struct findings *f, enum ledger_damage kind, const char *fmt, ...)
{
    struct ledger_finding *it;
    char text[256];
    va_list args;

    if (f->n == f->limit) {
        f->cut = true;
        return &f->scratch;
    }
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    it = ARENA_PUSH(f->a, f->items, f->n, f->cap);
    *it = (struct ledger_finding){ .kind = kind, .position = -1, .row = -1 };
    it->text = arena_dup(f->a, sv_of(text));
    return it;
}

void verify_place(struct run *run, struct ledger_finding *f, const struct tile_name *name, int64_t position,
                  uint64_t leaves)
{
    uint64_t span = (uint64_t) 1 << (8 * name->level); /* leaves below one hash */

    if (f == &run->f.scratch)
        return;
    f->file = arena_dup(run->f.a, sv_of(tile_path(name).s));
    f->position = position;
    f->leaf = (name->index * TILE_WIDTH + (position < 0 ? 0 : (uint64_t) position)) * span;
    f->leaves = leaves;
}

uint64_t verify_span(const struct visit *v)
{
    return (uint64_t) 1 << (8 * v->name.level);
}

/* --- files ------------------------------------------------------------------------------------ */

static void file_missing(struct run *run, const struct tile_name *name, uint64_t leaves)
{
    verify_place(run, finding_add(&run->f, LEDGER_MISSING_FILE, T("Berkas %s tidak ada."), tile_path(name).s),
                 name, -1, leaves);
}

void verify_file_bad(struct run *run, const struct tile_name *name, size_t n, uint64_t leaves)
{
    verify_place(run,
                 finding_add(&run->f, LEDGER_BAD_FILE, T("Panjang atau bentuk berkas %s salah (%zu byte)."),
                             tile_path(name).s, n),
                 name, -1, leaves);
}

/* A file as it is, or the full one that has replaced a partial one. *n is 0 and `found` false when there
 * is none. */
static bool get(struct run *run, struct tile_name *name, void *buf, size_t cap, size_t *n, bool *found,
                struct err *e)
{
    struct tile_name full = *name;

    if (!store_get(run->store, name, buf, cap, n, found, e))
        return false;
    if (*found || name->width == 0)
        return true;
    full.width = 0;
    if (!store_get(run->store, &full, buf, cap, n, found, e))
        return false;
    if (*found)
        *name = full;
    return true;
}

bool verify_read_tile(struct run *run, const struct visit *v, struct digest *out, bool *good, struct err *e)
{
    struct tile_name name = v->name;
    size_t n;
    bool found;

    *good = false;
    if (!get(run, &name, out, TILE_BYTES, &n, &found, e))
        return false;
    if (!found)
        file_missing(run, &v->name, v->width * verify_span(v));
    else if (n != (name.width > 0 ? name.width : TILE_WIDTH) * sizeof *out)
        verify_file_bad(run, &name, n, v->width * verify_span(v));
    else
        *good = true;
    return true;
}

/* --- leaves ----------------------------------------------------------------------------------- */

/* Hashes the entries of the bundle beside a level-0 tile; *n tells how many are there. */
static bool read_entries(struct run *run, const struct visit *v, struct digest *out, size_t *n, struct err *e)
{
    struct tile_name name = v->name;
    struct sv entry[TILE_WIDTH];
    size_t bytes, have = 0;
    bool found, exact = true;

    name.entries = true;
    if (!get(run, &name, run->bundle, TILE_BUNDLE_MAX, &bytes, &found, e))
        return false;
    *n = 0;
    if (!found) {
        file_missing(run, &name, v->width);
        return true;
    }
    if (bytes <= TILE_BUNDLE_MAX)
        have = tile_bundle_split((struct sv){ run->bundle, bytes }, entry, &exact);
    if (have != (name.width > 0 ? name.width : TILE_WIDTH) || !exact)
        verify_file_bad(run, &name, bytes, v->width);
    *n = have < v->width ? have : v->width;
    for (size_t i = 0; i < *n; i++)
        out[i] = merkle_leaf(entry[i]);
    return true;
}

void verify_entry_changed(struct run *run, const struct tile_name *tile, size_t i)
{
    struct tile_name name = *tile;

    name.entries = true;
    verify_place(run,
                 finding_add(&run->f, LEDGER_BAD_ENTRY, T("Daun %llu telah diubah dalam %s, posisi %zu."),
                             (unsigned long long) (name.index * TILE_WIDTH + i), tile_path(&name).s, i),
                 &name, (int64_t) i, 1);
}

static bool visit_leaves(struct run *run, struct visit *v, struct err *e)
{
    struct digest leaf[TILE_WIDTH];
    size_t n;

    if (!read_entries(run, v, leaf, &n, e))
        return false;
    v->complete = true;
    for (size_t i = 0; i < v->width; i++) {
        const struct digest *truth = i < n ? &leaf[i] : v->hash ? &v->hash[i] : NULL;
        if (v->vouched) {
            if (i < n && !digest_eq(&leaf[i], &v->hash[i]))
                verify_entry_changed(run, &v->name, i);
            truth = &v->hash[i];
        }
        if (truth)
            v->made[i] = *truth;
        else
            v->complete = false;
        if (run->rows && !rows_leaf(run->rows, v->name.index * TILE_WIDTH + i, truth, e))
            return false;
    }
    if (run->o->progress && (v->name.index % 64 == 0 || v->width < TILE_WIDTH))
        run->o->progress(run->o->progress_ctx, v->name.index * TILE_WIDTH + v->width, run->head.size);
    return true;
}

/* --- tiles ------------------------------------------------------------------------------------ */

/* The hashes of a tile that its children contradict. `sure`: the children are right, so the tile is wrong. */
bool verify_contradict(struct run *run, const struct visit *v, bool sure)
{
    bool any = false;

    for (size_t i = 0; v->hash && v->complete && i < v->width; i++) {
        if (digest_eq(&v->hash[i], &v->made[i]))
            continue;
        any = true;
        verify_place(run,
                     finding_add(&run->f, LEDGER_BAD_TILE, T("Hash dalam %s, posisi %zu, %s."),
                                 tile_path(&v->name).s, i,
                                 sure ? T("telah diubah; isi di bawahnya utuh")
                                      : T("tidak cocok dengan isi di bawahnya")),
                     &v->name, (int64_t) i, verify_span(v));
    }
    return any;
}

static bool visit_tile(struct run *run, unsigned level, uint64_t index, const struct digest *want,
                       struct digest *got, bool *known, struct err *e);

bool verify_children(struct run *run, struct visit *v, struct err *e)
{
    if (v->name.level == 0)
        return visit_leaves(run, v, e);
    v->complete = true;
    for (size_t i = 0; i < v->width; i++) {
        bool known;
        if (!visit_tile(run, v->name.level - 1, v->name.index * TILE_WIDTH + i,
                        v->vouched ? &v->hash[i] : NULL, &v->made[i], &known, e))
            return false;
        v->complete = v->complete && known;
    }
    return arena_ok(run->f.a, e);
}

/* A full tile. `want` is the hash that a vouched parent holds for it, or NULL. *got is what it amounts to. */
static bool visit_tile(struct run *run, unsigned level, uint64_t index, const struct digest *want,
                       struct digest *got, bool *known, struct err *e)
{
    struct visit v = { .name = { .level = level, .index = index },
                       .width = TILE_WIDTH,
                       .made = run->made[level] };
    struct digest made;
    bool good;

    if (!verify_read_tile(run, &v, run->tile[level], &good, e))
        return false;
    if (good) {
        v.hash = run->tile[level];
        made = merkle_complete(v.hash, TILE_WIDTH);
        v.vouched = want && digest_eq(&made, want);
    }
    if (!verify_children(run, &v, e))
        return false;
    *known = want || v.complete;
    if (want && v.vouched) {
        *got = *want;
        return true;
    }
    if (v.complete)
        made = merkle_complete(v.made, TILE_WIDTH);
    bool sure = want && v.complete && digest_eq(&made, want);
    bool any = verify_contradict(run, &v, sure);
    if (want && !sure && !any && v.complete)
        verify_place(run,
                     finding_add(&run->f, LEDGER_BAD_SUBTREE,
                                 T("Semua isi di bawah %s telah ditulis ulang; hash induknya berbeda."),
                                 tile_path(&v.name).s),
                     &v.name, -1, TILE_WIDTH * verify_span(&v));
    if (*known)
        *got = want ? *want : made;
    return true;
}

/* --- heads ------------------------------------------------------------------------------------ */

/* *go_on: a size and a root to judge by were found, even when the signature is false. */
static bool read_head(struct run *run, struct ledger_report *out, bool *go_on, struct err *e)
{
    struct arena *a = run->f.a;
    const char *path = arena_printf(a, "%s/%s", run->o->dir, LEDGER_HEAD).p;
    const struct quorum *q = run->o->policy ? run->o->policy : quorum_of_log(run->o->log, a);
    struct ledger_finding *f = NULL;
    struct err why;
    struct note n;

    *go_on = false;
    if (!file_exists(path)) {
        f = finding_add(&run->f, LEDGER_BAD_HEAD, T("Berkas checkpoint tidak ada."));
    } else if (!file_read(path, NOTE_BYTES_MAX, a, &out->note, e)) {
        return false;
    } else if (!note_parse(out->note, a, &n, &why) || !checkpoint_parse(n.text, a, &run->head, &why)) {
        f = finding_add(&run->f, LEDGER_BAD_HEAD, "%s.", why.text);
    } else {
        *go_on = true;
        if (!checkpoint_open(out->note, run->o->log, a, &run->head, NULL, &why) ||
            !quorum_open(q, out->note, a, &out->verdict, &why))
            f = finding_add(&run->f, LEDGER_BAD_HEAD, "%s.", why.text);
    }
    if (f)
        f->file = SV(LEDGER_HEAD);
    return true;
}

/* Heads kept elsewhere must be beginnings of this log. */
static void check_known(struct run *run, struct tile_reader *r, size_t i)
{
    struct checkpoint cp;
    struct digest root;
    struct err why;

    if (!checkpoint_open(run->o->known[i], run->o->log, run->f.a, &cp, NULL, &why)) {
        finding_add(&run->f, LEDGER_BAD_HEAD, T("Checkpoint pembanding ke-%zu: %s."), i + 1, why.text);
        return;
    }
    if (cp.size > run->head.size) {
        finding_add(&run->f, LEDGER_BAD_FORK,
                    T("Pernah ada %llu daun, sekarang tinggal %llu: ekornya dipotong."),
                    (unsigned long long) cp.size, (unsigned long long) run->head.size)
            ->leaf = run->head.size;
        return;
    }
    if (!merkle_root_at(tile_reader_hash, r, cp.size, &root, &why))
        finding_add(&run->f, LEDGER_BAD_FORK, T("Checkpoint berukuran %llu tidak dapat dibandingkan: %s."),
                    (unsigned long long) cp.size, why.text)
            ->leaves = cp.size;
    else if (!digest_eq(&root, &cp.root))
        finding_add(&run->f, LEDGER_BAD_FORK,
                    T("Isi sebelum daun %llu telah ditulis ulang: checkpoint lama yang sah tidak cocok."),
                    (unsigned long long) cp.size)
            ->leaves = cp.size;
}

static bool judge(struct run *run, struct ledger_report *out, struct err *e)
{
    struct digest empty = merkle_empty();
    bool go_on;

    if (!read_head(run, out, &go_on, e))
        return false;
    if (!go_on)
        return true;
    if (run->head.size == 0 && !digest_eq(&run->head.root, &empty))
        finding_add(&run->f, LEDGER_BAD_ROOT, T("Pohon kosong tetapi akarnya bukan akar pohon kosong."));
    if (run->head.size > 0 && !verify_edge(run, e))
        return false;
    if (run->rows && !rows_end(run->rows, &out->rows, &out->rows_after, e))
        return false;
    struct tile_reader *r = tile_reader_new(run->store, run->head.size);
    for (size_t i = 0; i < run->o->known_n; i++)
        check_known(run, r, i);
    tile_reader_free(r);
    return arena_ok(run->f.a, e);
}

bool ledger_verify(const struct ledger_verify_options *o, struct arena *a, struct ledger_report *out,
                   struct err *e)
{
    struct run *run = calloc(1, sizeof *run);
    struct ledger_report report = { .sound = false };
    bool ok = false;

    if (!run || !(run->bundle = malloc(TILE_BUNDLE_MAX)))
        abort(); /* as the arena does */
    run->o = o;
    run->f = (struct findings){ .a = a, .limit = o->limit > 0 ? o->limit : 1000 };
    run->store = store_open(o->dir, e);
    if (!run->store)
        goto out;
    if (o->rows)
        run->rows = rows_new(o->rows, o->rows_ctx, &run->f);
    if (!judge(run, &report, e))
        goto out;
    report.head = run->head;
    report.items = run->f.items;
    report.n = run->f.n;
    report.cut = run->f.cut;
    report.sound = run->f.n == 0 && !run->f.cut;
    *out = report;
    ok = true;
out:
    rows_free(run->rows);
    store_close(run->store);
    free(run->bundle);
    free(run);
    return ok;
}
