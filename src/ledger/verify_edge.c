/* SPDX-License-Identifier: MIT
 * ledger/verify_edge.c -- the partial tiles: where the signed root meets the tree. */
#include "base/err.h"
#include "ledger/verify_priv.h"

static struct visit edge_visit(struct run *run, unsigned level)
{
    struct visit v = { .width = tile_width_at(run->head.size, level), .made = run->remade.h[level] };

    v.name = (struct tile_name){ .level = level,
                                 .index = tile_full_count(run->head.size, level),
                                 .width = (unsigned) v.width };
    return v;
}

/* Partial tiles that earlier heads still point to must be the beginning of what is there now. */
static bool check_earlier(struct run *run, const struct visit *now, struct err *e)
{
    struct digest was[TILE_WIDTH];
    bool has[TILE_WIDTH], found;
    struct tile_name name = now->name;
    size_t n;

    if (!store_widths(run->store, &name, has, e))
        return false;
    for (name.width = 1; name.width < now->width; name.width++) {
        if (!has[name.width])
            continue;
        if (!store_get(run->store, &name, was, sizeof was, &n, &found, e))
            return false;
        if (found && n != name.width * sizeof was[0])
            verify_file_bad(run, &name, n, name.width * verify_span(now));
        for (size_t i = 0; found && n == name.width * sizeof was[0] && i < name.width; i++)
            if (!digest_eq(&was[i], &now->made[i]))
                verify_place(run,
                             finding_add(&run->f, LEDGER_BAD_TILE,
                                         T("Hash dalam %s, posisi %zu, berbeda dengan ubin yang sekarang."),
                                         tile_path(&name).s, i),
                             &name, (int64_t) i, verify_span(now));
    }
    return true;
}

/* The same for entry bundles. */
static bool check_earlier_entries(struct run *run, const struct visit *now, struct err *e)
{
    bool has[TILE_WIDTH], found, exact = false;
    struct tile_name name = now->name;
    struct sv entry[TILE_WIDTH];
    size_t n;

    name.entries = true;
    if (!store_widths(run->store, &name, has, e))
        return false;
    for (name.width = 1; name.width < now->width; name.width++) {
        size_t count = 0;
        if (!has[name.width])
            continue;
        if (!store_get(run->store, &name, run->bundle, TILE_BUNDLE_MAX, &n, &found, e))
            return false;
        if (!found)
            continue;
        if (n <= TILE_BUNDLE_MAX)
            count = tile_bundle_split((struct sv){ run->bundle, n }, entry, &exact);
        if (count != name.width || !exact)
            verify_file_bad(run, &name, n, name.width);
        for (size_t i = 0; i < count && i < name.width; i++) {
            struct digest h = merkle_leaf(entry[i]);
            if (!digest_eq(&h, &now->made[i]))
                verify_entry_changed(run, &name, i);
        }
    }
    return true;
}

/* All partial tiles together give the root: they are vouched for together or not at all. */
bool verify_edge(struct run *run, struct err *e)
{
    bool good[TILE_LEVELS] = { false }, all = true, complete = true, any = false;
    struct digest root;

    run->found.size = run->remade.size = run->head.size;
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        struct visit v = edge_visit(run, level);
        if (v.width > 0 && !verify_read_tile(run, &v, run->found.h[level], &good[level], e))
            return false;
        all = all && (v.width == 0 || good[level]);
    }
    root = tile_edge_root(&run->found);
    bool vouched = all && digest_eq(&root, &run->head.root);
    for (unsigned level = TILE_LEVELS; level-- > 0;) { /* higher levels hold the earlier leaves */
        struct visit v = edge_visit(run, level);
        v.hash = good[level] ? run->found.h[level] : NULL;
        v.vouched = vouched;
        if (v.width > 0 && !verify_children(run, &v, e))
            return false;
        complete = complete && (v.width == 0 || v.complete);
    }
    if (!vouched) {
        root = tile_edge_root(&run->remade);
        bool sure = complete && digest_eq(&root, &run->head.root);
        for (unsigned level = 0; complete && level < TILE_LEVELS; level++) {
            struct visit v = edge_visit(run, level);
            v.hash = good[level] ? run->found.h[level] : NULL;
            v.complete = true;
            any = verify_contradict(run, &v, sure) || any;
        }
        if (!sure)
            finding_add(&run->f, LEDGER_BAD_ROOT,
                        T("Isi buku besar tidak menghasilkan akar yang ditandatangani pada ukuran %llu."),
                        (unsigned long long) run->head.size)
                ->leaves = run->head.size;
    }
    for (unsigned level = 0; complete && level < TILE_LEVELS; level++) {
        struct visit v = edge_visit(run, level);
        if (v.width > 0 && (!check_earlier(run, &v, e) || (level == 0 && !check_earlier_entries(run, &v, e))))
            return false;
    }
    return true;
}
