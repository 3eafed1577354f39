/* SPDX-License-Identifier: MIT
 * page/offline_store.c -- what lies between the steps of a sending or a return: a folder with the files and what was chosen. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "page/offline_priv.h"

enum { KEEP_S = 24 * 60 * 60, ID_BYTES = 12, AT_MOST = 10, STARTING_S = 20 };

const char *offline_path(const struct offline *s, const char *name)
{
    return arena_printf(s->a, "%s/%s", s->dir, name).p;
}

struct sv offline_url(struct arena *a, struct sv id, const char *tail)
{
    return arena_printf(a, "/luring/%.*s%s", SV_FMT(id), tail);
}

static const char *all_dir(const struct region *r, struct arena *a)
{
    return arena_printf(a, "%s/run/luring", r->dir).p;
}

static bool is_id(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.n == 2 * ID_BYTES;
}

void offline_remove(const struct offline *s)
{
    struct err none = { 0 };
    struct sv *names;
    size_t n;

    if (!file_list(s->dir, "", s->a, &names, &n, &none))
        return;
    for (size_t i = 0; i < n; i++)
        unlink(arena_printf(s->a, "%s/%.*s", s->dir, SV_FMT(names[i])).p);
    rmdir(s->dir);
}

static void remove_unless_done(struct offline *old)
{
    int lock = offline_lock(old);

    if (lock < 0)
        return;
    offline_remove(old);
    close(lock);
}

/* What is older than a day goes, and the oldest of an account that keeps many. */
static void sweep(const struct region *r, const struct actor *who, struct arena *a)
{
    const char *dir = all_dir(r, a);
    struct offline *oldest = NULL;
    struct err none = { 0 };
    size_t n, own = 0;
    struct sv *names;
    struct stat st;

    if (!file_list(dir, "", a, &names, &n, &none))
        return;
    for (size_t i = 0; i < n; i++) {
        struct offline old = { .a = a, .dir = arena_printf(a, "%s/%.*s", dir, SV_FMT(names[i])).p }, *s;

        if (!is_id(names[i]) || stat(old.dir, &st) != 0)
            continue;
        if (time_now() - st.st_mtime > KEEP_S) {
            remove_unless_done(&old);
        } else if (offline_load(r, who, names[i], a, &s, &none)) {
            own++;
            if (!oldest || s->made < oldest->made)
                oldest = s;
        }
    }
    if (own >= AT_MOST && oldest)
        remove_unless_done(oldest);
}

/* --- what was chosen, as JSON ------------------------------------------------------------------------------------------ */

static void put_texts(struct jsonw *w, struct sv key, const struct sv *items, size_t n)
{
    jsonw_key(w, key);
    jsonw_list(w);
    for (size_t i = 0; i < n; i++)
        jsonw_str(w, items[i]);
    jsonw_end(w);
}

bool offline_save(const struct offline *s, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, OFFLINE_STATE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kint(&w, "akun", s->akun);
    jsonw_kint(&w, "dibuat", s->made);
    jsonw_kbool(&w, "kembali", s->back);
    jsonw_kbool(&w, "catat", s->write);
    put_texts(&w, SV("register"), s->regs, s->n_regs);
    put_texts(&w, SV("berkas"), s->names, s->n_names);
    jsonw_key(&w, SV("pilihan"));
    jsonw_list(&w);
    for (size_t i = 0; i < s->n_choices; i++) {
        jsonw_map(&w);
        jsonw_kstr(&w, "apa", s->choices[i].what);
        jsonw_kint(&w, "pihak", (int64_t) s->choices[i].side);
        jsonw_end(&w);
    }
    jsonw_end(&w);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && file_write_atomic(offline_path(s, "isian.json"), buf_sv(&b), 0600, e);
    buf_clear(&b);
    return ok;
}

static struct sv *read_texts(const struct offline *s, const struct json *tree, struct sv key, size_t *n)
{
    const struct json *list = json_get(tree, key);
    struct sv *out = ARENA_ARRAY(s->a, struct sv, (list ? list->n : 0) + 1);

    *n = 0;
    for (const struct json *v = list ? list->first : NULL; v; v = v->next)
        out[(*n)++] = v->s;
    return out;
}

static bool gone(struct err *e)
{
    err_set(e, ERR_MISSING, T("Pekerjaan luring ini tidak ada lagi."));
    return err_hint(e, T("Berkasnya disimpan satu hari. Ulangi dari halaman Buku kerja luring."));
}

bool offline_load(const struct region *r, const struct actor *who, struct sv id, struct arena *a,
                  struct offline **out, struct err *e)
{
    struct offline *s = ARENA_NEW(a, struct offline);
    const struct json *list;
    struct err none = { 0 };
    struct json *tree;
    struct sv text;

    if (!is_id(id))
        return gone(e);
    s->a = a;
    s->id = id;
    s->dir = arena_printf(a, "%s/%.*s", all_dir(r, a), SV_FMT(id)).p;
    if (!file_exists(offline_path(s, "isian.json")) ||
        !file_read(offline_path(s, "isian.json"), OFFLINE_STATE_MAX, a, &text, &none) ||
        !json_parse(text, OFFLINE_STATE_MAX, a, &tree, &none))
        return gone(e);
    s->akun = json_number(tree, SV("akun"), -1);
    s->made = json_number(tree, SV("dibuat"), 0);
    if ((who && who->akun != s->akun) || time_now() - s->made > KEEP_S)
        return gone(e);
    s->back = json_flag(tree, SV("kembali"), false);
    s->write = json_flag(tree, SV("catat"), false);
    s->regs = read_texts(s, tree, SV("register"), &s->n_regs);
    s->names = read_texts(s, tree, SV("berkas"), &s->n_names);
    list = json_get(tree, SV("pilihan"));
    for (const struct json *v = list ? list->first : NULL; v; v = v->next)
        offline_decide(s, json_text(v, SV("apa")), (enum import_side) json_number(v, SV("pihak"), 0));
    *out = s;
    return arena_ok(a, e);
}

bool offline_make(const struct region *r, const struct actor *who, bool back, struct arena *a,
                  struct offline **out, struct err *e)
{
    struct offline *s = ARENA_NEW(a, struct offline);
    uint8_t random[ID_BYTES];

    sweep(r, who, a);
    bytes_random(random, sizeof random);
    s->a = a;
    s->id = hex_make((struct sv){ (const char *) random, sizeof random }, a);
    s->dir = arena_printf(a, "%s/%.*s", all_dir(r, a), SV_FMT(s->id)).p;
    s->akun = who->akun;
    s->made = time_now();
    s->back = back;
    *out = s;
    return file_mkdirs(s->dir, 0700, e);
}

/* --- decisions ------------------------------------------------------------------------------------------------------------ */

void offline_decide(struct offline *s, struct sv what, enum import_side side)
{
    for (size_t i = 0; i < s->n_choices; i++)
        if (sv_eq(s->choices[i].what, what)) {
            s->choices[i].side = side;
            return;
        }
    if (s->n_choices < OFFLINE_CHOICES_MAX)
        *ARENA_PUSH(s->a, s->choices, s->n_choices, s->cap_choices) = (struct offline_choice){ what, side };
}

enum import_side offline_decided(const struct offline *s, struct sv what)
{
    for (size_t i = 0; i < s->n_choices; i++)
        if (sv_eq(s->choices[i].what, what))
            return s->choices[i].side;
    return IMPORT_UNDECIDED;
}

/* --- how far it is ----------------------------------------------------------------------------------------------------------- */

int offline_lock(const struct offline *s)
{
    int fd = open(offline_path(s, "kunci"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

enum offline_stage offline_stage(const struct offline *s)
{
    int lock = offline_lock(s);
    struct stat st;

    if (lock < 0)
        return OFFLINE_RUNNING;
    close(lock);
    if (file_exists(offline_path(s, "hasil.json")))
        return OFFLINE_DONE;
    return stat(offline_path(s, "kemajuan"), &st) == 0 && time_now() - st.st_mtime < STARTING_S
               ? OFFLINE_RUNNING
               : OFFLINE_STOPPED;
}

const struct json *offline_outcome(const struct offline *s)
{
    struct err none = { 0 };
    struct json *tree;
    struct sv text;

    return file_exists(offline_path(s, "hasil.json")) &&
                   file_read(offline_path(s, "hasil.json"), OFFLINE_STATE_MAX, s->a, &text, &none) &&
                   json_parse(text, OFFLINE_STATE_MAX, s->a, &tree, &none)
               ? tree
               : NULL;
}
