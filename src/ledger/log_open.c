/* SPDX-License-Identifier: MIT
 * ledger/log_open.c -- the state file, the lock, and opening: comparing what was promised with what is
 * there. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "ledger/log_priv.h"

#define STATE_MAX 4096
#define STRAY_GAP 64 /* so many absent tiles in a row end the search for rubbish */

const char *ledger_path(const char *dir, const char *name, struct arena *a)
{
    return arena_printf(a, "%s/%s", dir, name).p;
}

/* --- state ------------------------------------------------------------------------------------ */

bool ledger_state_load(const char *path, struct arena *a, struct ledger_state *out, struct err *e)
{
    struct ledger_state s = { .size = 0 };
    struct sv data, line, root;

    if (!file_read(path, STATE_MAX, a, &data, e))
        return false;
    bool ok = sv_cut(&data, '\n', &line) && sv_eq(line, SV("prasasti-ledger/1")) &&
              sv_cut(&data, '\n', &s.origin) && note_name_ok(s.origin) && sv_cut(&data, '\n', &line) &&
              ledger_number(line, MERKLE_SIZE_MAX, &s.size) && sv_cut(&data, '\n', &root) &&
              ledger_hash_line(root, a, &s.root) && sv_cut(&data, '\n', &line) &&
              ledger_number(line, s.size, &s.previous);
    if (ok && sv_cut(&data, '\n', &s.successor))
        ok = note_name_ok(s.successor);
    if (!ok || data.n > 0) {
        err_set(e, ERR_FAULT, T("Berkas keadaan buku besar %s rusak"), path);
        return err_hint(e, T("Pulihkan berkas itu dari cadangan, atau mulai asal (origin) baru."));
    }
    *out = s;
    return true;
}

bool ledger_state_save(const char *path, const struct ledger_state *s, struct err *e)
{
    struct arena *a = arena_new(16384);
    struct sv root = base64_make(digest_sv(&s->root), a);
    struct sv text =
        arena_printf(a, "prasasti-ledger/1\n%.*s\n%llu\n%.*s\n%llu\n%.*s%s", SV_FMT(s->origin),
                     (unsigned long long) s->size, SV_FMT(root), (unsigned long long) s->previous,
                     SV_FMT(s->successor), s->successor.n > 0 ? "\n" : "");
    bool ok = file_write_atomic(path, text, 0644, e);

    arena_free(a);
    return ok;
}

/* --- the folder ------------------------------------------------------------------------------- */

bool ledger_lock(const char *dir, struct arena *a, int *fd, struct err *e)
{
    const char *path = ledger_path(dir, "lock", a);
    int f = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

    if (f < 0)
        return err_errno(e, path);
    if (flock(f, LOCK_EX | LOCK_NB) != 0) {
        bool busy = errno == EWOULDBLOCK;
        if (!busy)
            err_errno(e, path);
        close(f);
        if (!busy)
            return false;
        err_set(e, ERR_BUSY, T("Buku besar %s sedang ditulisi proses lain"), dir);
        return err_hint(e, T("Hentikan proses itu lebih dahulu; hanya satu penulis yang boleh ada."));
    }
    *fd = f;
    return true;
}

/* Temporary neighbours that file_write_atomic() left when its process was killed. Only under the lock. */
static void sweep_temporaries(const char *dir, struct arena *a)
{
    static const char *const of[] = { ".state.", ".checkpoint." };
    struct dirent *item;
    DIR *d = opendir(dir);

    while (d && (item = readdir(d)) != NULL)
        for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
            if (strncmp(item->d_name, of[i], strlen(of[i])) == 0)
                unlink(ledger_path(dir, item->d_name, a));
    if (d)
        closedir(d);
}

/* --- the tree --------------------------------------------------------------------------------- */

static bool conflict(struct err *e, const char *dir, const char *why)
{
    err_set(e, ERR_CONFLICT, T("Buku besar %s tidak dilanjutkan: %s"), dir, why);
    return err_hint(
        e, T("Pulihkan folder yang terbaru, atau mulai asal (origin) baru yang menyebut asal lama."));
}

static bool load_edge(struct ledger_log *l, const struct ledger_state *st, struct err *e)
{
    struct tile_reader *r = tile_reader_new(l->store, st->size);
    bool ok = true;

    l->edge.size = st->size;
    for (unsigned level = 0; ok && level < TILE_LEVELS; level++) {
        struct tile_name name = ledger_edge_name(st->size, level, false);
        ok = name.width == 0 || tile_reader_tile(r, &name, l->edge.h[level], e);
    }
    tile_reader_free(r);
    if (!ok)
        return false;
    struct digest root = tile_edge_root(&l->edge);
    if (!digest_eq(&root, &st->root)) {
        err_set(e, ERR_FAULT, T("Ubin buku besar %s tidak lagi menghasilkan akar yang telah dijanjikan"),
                l->dir);
        return err_hint(e, T("Jalankan \"prasasti verify\" untuk menemukan berkas yang berubah."));
    }
    return true;
}

/* The entries of the bundle that is still growing; each must be what its leaf hash says. */
static bool load_bundle(struct ledger_log *l, struct err *e)
{
    struct tile_name name = ledger_edge_name(l->edge.size, 0, true);
    struct arena *a = arena_new(2 * (size_t) TILE_BUNDLE_MAX);
    struct tile_reader *r = tile_reader_new(l->store, l->edge.size);
    struct sv entry[TILE_WIDTH];
    size_t n = 0;
    bool ok = name.width == 0 || tile_reader_bundle(r, name.index, a, entry, &n, e);

    for (size_t i = 0; ok && i < n; i++) {
        struct digest h = merkle_leaf(entry[i]);
        ok = digest_eq(&h, &l->edge.h[0][i]);
        if (ok) {
            tile_bundle_put(&l->bundle, entry[i]);
        } else {
            err_set(e, ERR_FAULT, T("Daun %llu dalam %s tidak sesuai dengan pohonnya"),
                    (unsigned long long) (name.index * TILE_WIDTH + i), tile_path(&name).s);
            err_hint(e, T("Jalankan \"prasasti verify\" untuk menemukan semua yang berubah."));
        }
    }
    tile_reader_free(r);
    arena_free(a);
    return ok && buf_ok(&l->bundle, e);
}

/* Tiles of a batch that never reached `state`, and partial tiles whose removal a crash cut short. */
static bool sweep_tiles(struct ledger_log *l, uint64_t previous, struct err *e)
{
    for (unsigned kind = 0; kind <= TILE_LEVELS; kind++) { /* kind 8: entry bundles */
        bool entries = kind == TILE_LEVELS, was_there;
        struct tile_name at = ledger_edge_name(l->edge.size, entries ? 0 : kind, entries);
        struct tile_name old = ledger_edge_name(previous, entries ? 0 : kind, entries);
        if (old.index < at.index && !store_drop_partials(l->store, &old, 0, e))
            return false;
        unsigned keep = at.width;
        at.width = 0;
        for (unsigned gap = 0; gap < STRAY_GAP; at.index++, keep = 0) {
            if (!store_drop(l->store, &at, &was_there, e) || !store_drop_partials(l->store, &at, keep, e))
                return false;
            gap = was_there ? 0 : gap + 1;
        }
    }
    return true;
}

/* Compares a signed head on disk with the tree. *same: it is exactly the head of this state. */
static bool agrees(struct ledger_log *l, const char *path, bool *same, struct err *e)
{
    struct tile_reader *r = NULL;
    struct checkpoint cp;
    struct digest root;
    struct sv data;
    bool ok = false;

    *same = false;
    if (!file_exists(path))
        return true;
    if (!file_read(path, NOTE_BYTES_MAX, l->head, &data, e))
        return false;
    if (!checkpoint_open(data, &l->key, l->head, &cp, NULL, e)) {
        conflict(e, l->dir, T("checkpoint yang ada tidak ditandatangani kunci ini"));
        return false;
    }
    if (cp.size > l->edge.size)
        return conflict(e, l->dir, T("checkpoint yang ada lebih baru daripada isinya"));
    r = tile_reader_new(l->store, l->edge.size);
    if (!merkle_root_at(tile_reader_hash, r, cp.size, &root, e))
        goto out;
    if (!digest_eq(&root, &cp.root)) {
        conflict(e, l->dir, T("isinya berbeda dengan checkpoint yang telah ditandatangani"));
        goto out;
    }
    *same = cp.size == l->edge.size;
    if (*same) {
        l->cp = cp;
        l->note = data;
    }
    ok = true;
out:
    tile_reader_free(r);
    return ok;
}

/* --- opening ---------------------------------------------------------------------------------- */

/* A folder without state gets one only when it holds nothing that was ever signed or served. */
static bool first_state(struct ledger_log *l, bool create, struct ledger_state *st, struct err *e)
{
    if (file_exists(l->head_path) || file_exists(ledger_path(l->dir, "tile", l->keep)))
        return conflict(e, l->dir, T("berkas keadaannya (state) hilang"));
    if (!create) {
        err_set(e, ERR_MISSING, T("Folder %s belum berisi buku besar"), l->dir);
        return err_hint(e, T("Buat buku besar baru lebih dahulu."));
    }
    *st = (struct ledger_state){ .origin = l->signer.name, .root = merkle_empty() };
    return ledger_state_save(l->state_path, st, e);
}

static bool take_state(struct ledger_log *l, bool create, struct ledger_state *st, struct err *e)
{
    if (!file_exists(l->state_path))
        return first_state(l, create, st, e);
    if (!ledger_state_load(l->state_path, l->keep, st, e))
        return false;
    if (!sv_eq(st->origin, l->signer.name))
        return conflict(e, l->dir, T("asalnya (origin) bukan milik kunci ini"));
    if (st->successor.n > 0)
        return conflict(e, l->dir, T("ia sudah ditutup dan punya penerus"));
    return true;
}

/* A new folder must survive a power cut before anything in it is signed, or its origin could begin twice. */
static bool make_folder(const char *dir, struct arena *a, struct err *e)
{
    if (mkdir(dir, 0755) != 0)
        return errno == EEXIST || err_errno(e, dir);
    int fd = open(ledger_path(dir, "..", a), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        err_errno(e, dir);
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool open_folder(struct ledger_log *l, const struct ledger_options *o, struct err *e)
{
    if (o->create && !make_folder(o->dir, l->keep, e))
        return false;
    l->store = store_open(o->dir, e);
    if (!l->store || !ledger_lock(o->dir, l->keep, &l->lock, e))
        return false;
    sweep_temporaries(o->dir, l->keep);
    return true;
}

static struct ledger_log *log_new(const struct ledger_options *o)
{
    struct ledger_log *l = calloc(1, sizeof *l);

    if (!l)
        abort(); /* as the arena does */
    l->lock = -1;
    l->keep = arena_new(1 << 20);
    l->head = arena_new(8 * NOTE_BYTES_MAX);
    l->dir = arena_printf(l->keep, "%s", o->dir).p;
    l->state_path = ledger_path(o->dir, "state", l->keep);
    l->head_path = ledger_path(o->dir, LEDGER_HEAD, l->keep);
    l->cosigned_path = ledger_path(o->dir, LEDGER_HEAD_COSIGNED, l->keep);
    l->signer = *o->signer;
    l->signer.name = arena_dup(l->keep, o->signer->name);
    l->key = note_key_of(&l->signer);
    buf_init(&l->bundle, TILE_BUNDLE_MAX);
    buf_init(&l->saved_bundle, TILE_BUNDLE_MAX);
    l->step = o->step;
    l->step_ctx = o->step_ctx;
    return l;
}

struct ledger_log *ledger_log_open(const struct ledger_options *o, struct err *e)
{
    struct ledger_log *l = log_new(o);
    struct ledger_state st = { .size = 0 };
    bool same, ignored, ok;

    assert(o->signer->type == NOTE_ED25519);
    ok =
        open_folder(l, o, e) && take_state(l, o->create, &st, e) && load_edge(l, &st, e) && load_bundle(l, e);
    if (ok) {
        ledger_log_keep(l);
        /* The cosigned head first: agrees() leaves the plain head in cp and note. Sweeping only
         * afterwards: a refused folder is left exactly as it was found. */
        ok = agrees(l, l->cosigned_path, &ignored, e) && agrees(l, l->head_path, &same, e) &&
             sweep_tiles(l, st.previous, e) && (same || ledger_log_publish(l, e));
    }
    if (!ok) {
        ledger_log_close(l);
        return NULL;
    }
    return l;
}

void ledger_log_close(struct ledger_log *l)
{
    if (!l)
        return;
    note_signer_clear(&l->signer);
    buf_clear(&l->bundle);
    buf_clear(&l->saved_bundle);
    store_close(l->store);
    if (l->lock >= 0)
        close(l->lock);
    arena_free(l->head);
    arena_free(l->keep);
    free(l);
}
