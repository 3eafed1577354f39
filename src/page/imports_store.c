/* SPDX-License-Identifier: MIT
 * page/imports_store.c -- what lies between the steps of an import: a folder with the file and what was chosen so far. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "json/json.h"
#include "page/imports_priv.h"

enum { STATE_MAX = 4 * 1024 * 1024, KEEP_S = 24 * 60 * 60, ID_BYTES = 12, AT_MOST = 20 };

static const char *const files[] = {
    "berkas", "isian.json", "hasil.json", "ditolak.xlsx", "kunci", "kemajuan"
};

const char *imports_path(const struct imports *s, const char *name)
{
    return arena_printf(s->a, "%s/%s", s->dir, name).p;
}

static const char *all_dir(const struct region *r, struct arena *a)
{
    return arena_printf(a, "%s/run/impor", r->dir).p;
}

static bool is_id(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.n == 2 * ID_BYTES;
}

void imports_remove(const struct imports *s)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(imports_path(s, files[i]));
    rmdir(s->dir);
}

static bool remove_unless_written(struct imports *old)
{
    int lock = imports_lock(old);

    if (lock < 0)
        return false;
    imports_remove(old);
    close(lock);
    return true;
}

/* What is older than a day goes, and the oldest of an account that keeps many. */
static void sweep(const struct region *r, const struct actor *who, struct arena *a)
{
    const char *dir = all_dir(r, a);
    struct imports *oldest = NULL;
    struct err none = { 0 };
    size_t n, own = 0;
    struct sv *names;
    struct stat st;

    if (!file_list(dir, "", a, &names, &n, &none))
        return;
    for (size_t i = 0; i < n; i++) {
        struct imports old = { .a = a, .dir = arena_printf(a, "%s/%.*s", dir, SV_FMT(names[i])).p }, *s;

        if (!is_id(names[i]) || stat(old.dir, &st) != 0)
            continue;
        if (time_now() - st.st_mtime > KEEP_S) {
            remove_unless_written(&old);
        } else if (imports_load(r, who, SV_NULL, names[i], a, &s, &none)) {
            own++;
            if (!oldest || s->made < oldest->made)
                oldest = s;
        }
    }
    if (own >= AT_MOST && oldest)
        remove_unless_written(oldest);
}

/* --- what was chosen, as JSON ------------------------------------------------------------------------------------------------ */

static void put_pairs(struct jsonw *w, const struct imports *s)
{
    jsonw_key(w, SV("kolom"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_maps; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "kolom", s->maps[i].column);
        jsonw_kstr(w, "bidang", s->maps[i].key);
        jsonw_kstr(w, "judul", s->headings[i]);
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_key(w, SV("tetap"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_fixed; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "bidang", s->fixed[i].key);
        jsonw_kstr(w, "nilai", s->fixed[i].value);
        jsonw_end(w);
    }
    jsonw_end(w);
}

static void put_answers(struct jsonw *w, const struct imports *s)
{
    jsonw_key(w, SV("jawaban"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_answers; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "register", s->answers[i].target);
        jsonw_kstr(w, "tulisan", s->answers[i].text);
        jsonw_kint(w, "id", s->answers[i].id);
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_key(w, SV("kata"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_words; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "bidang", s->words[i].key);
        jsonw_kstr(w, "tulisan", s->words[i].text);
        jsonw_kstr(w, "arti", s->words[i].name);
        jsonw_end(w);
    }
    jsonw_end(w);
}

bool imports_save(const struct imports *s, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, STATE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kint(&w, "akun", s->akun);
    jsonw_kint(&w, "dibuat", s->made);
    jsonw_kstr(&w, "register", s->reg);
    jsonw_kstr(&w, "nama", s->file);
    jsonw_kstr(&w, "mode", import_mode_key(s->mode));
    jsonw_kstr(&w, "lembar", s->sheet);
    jsonw_kint(&w, "judul", s->header);
    jsonw_kbool(&w, "yang_benar", s->good_rows);
    put_pairs(&w, s);
    put_answers(&w, s);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && file_write_atomic(imports_path(s, "isian.json"), buf_sv(&b), 0600, e);
    buf_clear(&b);
    return ok;
}

static size_t items_of(const struct json *tree, const char *key, const struct json **first)
{
    const struct json *list = json_get(tree, sv_of(key));

    *first = list && list->type == JSON_LIST ? list->first : NULL;
    return *first ? list->n : 0;
}

static void read_pairs(struct imports *s, const struct json *tree)
{
    const struct json *v;
    size_t n = items_of(tree, "kolom", &v);

    s->maps = ARENA_ARRAY(s->a, struct import_map, n + 1);
    s->headings = ARENA_ARRAY(s->a, struct sv, n + 1);
    for (; v; v = v->next) {
        s->headings[s->n_maps] = json_text(v, SV("judul"));
        s->maps[s->n_maps++] = (struct import_map){ json_text(v, SV("kolom")), json_text(v, SV("bidang")) };
    }
    n = items_of(tree, "tetap", &v);
    s->fixed = ARENA_ARRAY(s->a, struct import_fixed, n + 1);
    for (; v; v = v->next)
        s->fixed[s->n_fixed++] =
            (struct import_fixed){ json_text(v, SV("bidang")), json_text(v, SV("nilai")) };
}

static void read_answers(struct imports *s, const struct json *tree)
{
    const struct json *v;
    size_t n = items_of(tree, "jawaban", &v);

    s->answers = ARENA_ARRAY(s->a, struct import_answer, n + 1);
    for (; v; v = v->next)
        s->answers[s->n_answers++] = (struct import_answer){ .target = json_text(v, SV("register")),
                                                             .text = json_text(v, SV("tulisan")),
                                                             .id = json_number(v, SV("id"), 0) };
    n = items_of(tree, "kata", &v);
    s->words = ARENA_ARRAY(s->a, struct import_word, n + 1);
    for (; v; v = v->next)
        s->words[s->n_words++] =
            (struct import_word){ json_text(v, SV("bidang")), json_text(v, SV("tulisan")),
                                  json_text(v, SV("arti")) };
}

static bool gone(struct err *e)
{
    err_set(e, ERR_MISSING, T("Impor ini tidak ada lagi."));
    return err_hint(e, T("Berkas yang diunggah disimpan satu hari. Unggah sekali lagi."));
}

bool imports_load(const struct region *r, const struct actor *who, struct sv reg, struct sv id,
                  struct arena *a, struct imports **out, struct err *e)
{
    struct imports *s = ARENA_NEW(a, struct imports);
    struct err none = { 0 };
    struct json *tree;
    struct sv text;

    if (!is_id(id))
        return gone(e);
    s->a = a;
    s->id = id;
    s->dir = arena_printf(a, "%s/%.*s", all_dir(r, a), SV_FMT(id)).p;
    if (!file_exists(imports_path(s, "isian.json")) ||
        !file_read(imports_path(s, "isian.json"), STATE_MAX, a, &text, &none) ||
        !json_parse(text, STATE_MAX, a, &tree, &none))
        return gone(e);
    s->akun = json_number(tree, SV("akun"), -1);
    s->made = json_number(tree, SV("dibuat"), 0);
    s->reg = json_text(tree, SV("register"));
    if ((who && who->akun != s->akun) || (reg.p && !sv_eq(reg, s->reg)) || time_now() - s->made > KEEP_S)
        return gone(e);
    s->file = json_text(tree, SV("nama"));
    import_mode_parse(json_text(tree, SV("mode")), &s->mode);
    s->sheet = json_text(tree, SV("lembar"));
    s->header = (int) json_number(tree, SV("judul"), 0);
    s->good_rows = json_flag(tree, SV("yang_benar"), false);
    read_pairs(s, tree);
    read_answers(s, tree);
    *out = s;
    return arena_ok(a, e);
}

bool imports_make(const struct region *r, const struct actor *who, const struct reg *reg,
                  const struct web_file *f, struct arena *a, struct imports **out, struct err *e)
{
    struct imports *s = ARENA_NEW(a, struct imports);
    uint8_t random[ID_BYTES];

    sweep(r, who, a);
    bytes_random(random, sizeof random);
    s->a = a;
    s->id = hex_make((struct sv){ (const char *) random, sizeof random }, a);
    s->dir = arena_printf(a, "%s/%.*s", all_dir(r, a), SV_FMT(s->id)).p;
    s->akun = who->akun;
    s->made = time_now();
    s->reg = reg->key;
    s->file = f->name;
    if (!file_mkdirs(s->dir, 0700, e))
        return false;
    if (rename(f->path, imports_path(s, "berkas")) != 0)
        return err_errno(e, T("Menyimpan berkas unggahan"));
    *out = s;
    return imports_save(s, e);
}

/* --- what became of it --------------------------------------------------------------------------------------------------------- */

static const char *const outcome_names[IMPORT_OUTCOMES] = { "ditambah", "diubah", "tetap", "ditolak" };

bool imports_outcome_save(const struct imports *s, const struct imports_outcome *o, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, STATE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    for (int i = 0; i < IMPORT_OUTCOMES; i++)
        jsonw_kint(&w, outcome_names[i], (int64_t) o->count[i]);
    jsonw_kbool(&w, "dicatat", o->applied);
    jsonw_kbool(&w, "yang_benar", o->good_rows);
    jsonw_kbool(&w, "dibatalkan", o->undone);
    jsonw_kstr(&w, "sebab", o->text);
    jsonw_kstr(&w, "saran", o->hint);
    jsonw_key(&w, SV("baru"));
    jsonw_list(&w);
    for (size_t i = 0; i < o->n_made; i++) {
        jsonw_list(&w);
        jsonw_int(&w, o->made[i].from);
        jsonw_int(&w, o->made[i].to);
        jsonw_end(&w);
    }
    jsonw_end(&w);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && file_write_atomic(imports_path(s, "hasil.json"), buf_sv(&b), 0600, e);
    buf_clear(&b);
    return ok;
}

bool imports_outcome_load(const struct imports *s, struct imports_outcome *out)
{
    const struct json *v;
    struct err none = { 0 };
    struct json *tree;
    struct sv text;
    size_t n;

    *out = (struct imports_outcome){ 0 };
    if (!file_exists(imports_path(s, "hasil.json")) ||
        !file_read(imports_path(s, "hasil.json"), STATE_MAX, s->a, &text, &none) ||
        !json_parse(text, STATE_MAX, s->a, &tree, &none))
        return false;
    for (int i = 0; i < IMPORT_OUTCOMES; i++)
        out->count[i] = (size_t) json_number(tree, sv_of(outcome_names[i]), 0);
    out->applied = json_flag(tree, SV("dicatat"), false);
    out->good_rows = json_flag(tree, SV("yang_benar"), false);
    out->undone = json_flag(tree, SV("dibatalkan"), false);
    out->text = json_text(tree, SV("sebab"));
    out->hint = json_text(tree, SV("saran"));
    n = items_of(tree, "baru", &v);
    out->made = ARENA_ARRAY(s->a, struct imports_range, n + 1);
    for (; v; v = v->next)
        if (v->first && v->first->next)
            out->made[out->n_made++] = (struct imports_range){ v->first->i, v->first->next->i };
    return true;
}

/* --- one at a time --------------------------------------------------------------------------------------------------------------- */

/* The lock goes with the process that holds it, however it ends. */
int imports_lock(const struct imports *s)
{
    int fd = open(imports_path(s, "kunci"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

bool imports_progress(const struct imports *s, size_t *done, size_t *of)
{
    struct err none = { 0 };
    struct sv text, left;
    int64_t a, b;

    if (!file_exists(imports_path(s, "kemajuan")) ||
        !file_read(imports_path(s, "kemajuan"), 64, s->a, &text, &none) || !sv_cut(&text, '/', &left) ||
        !sv_int(left, &a) || !sv_int(text, &b) || a < 0 || b < a)
        return false;
    *done = (size_t) a;
    *of = (size_t) b;
    return true;
}
