/* SPDX-License-Identifier: MIT
 * page/job_store.c -- a job as a folder: isian.json (what was asked), kunci (its lock), kemajuan (how far), berhenti (asked to
 * stop), hasil.json (what became of it), k.<name> (files for the person), and files of its kind. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "base/hash.h"
#include "page/job_priv.h"

enum { KEEP_S = 24 * 60 * 60, ID_BYTES = 12, AT_MOST = 20, LOCK_TRIES = 20, LOCK_STEP_MS = 10 };

static const char *const stages[] = {
    [JOB_DONE] = "tuntas", [JOB_FAILED] = "gagal", [JOB_CANCELLED] = "batal"
};

const char *job_path(const struct job *j, const char *name)
{
    return arena_printf(j->a, "%s/%s", j->dir, name).p;
}

struct sv job_url(struct arena *a, const struct job *j)
{
    return arena_printf(a, "/pekerjaan/%.*s", SV_FMT(j->id));
}

struct sv job_file_url(struct arena *a, const struct job *j, struct sv name)
{
    return arena_printf(a, "/pekerjaan/%.*s/berkas/%.*s", SV_FMT(j->id), SV_FMT(name));
}

const char *job_kept(const struct job *j, struct sv name, struct arena *a)
{
    return arena_printf(a, "%s/k.%.*s", j->dir, SV_FMT(name)).p;
}

static const char *all_dir(const struct region *r, struct arena *a)
{
    return arena_printf(a, "%s/run/kerja", r->dir).p;
}

static bool is_id(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.n == 2 * ID_BYTES;
}

/* --- one at a time ------------------------------------------------------------------------------------------------------ */

/* The lock goes with the process that holds it, however it ends. Who only looks shares it for a moment. */
static int try_lock(const struct job *j, int how)
{
    int fd = open(job_path(j, "kunci"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd >= 0 && flock(fd, how | LOCK_NB) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

int job_lock(const struct job *j)
{
    const struct timespec step = { .tv_nsec = LOCK_STEP_MS * 1000000L };
    int fd = -1;

    for (int i = 0; i < LOCK_TRIES && (fd = try_lock(j, LOCK_EX)) < 0; i++)
        nanosleep(&step, NULL);
    return fd;
}

bool job_is_lock(const struct job *j, int fd)
{
    struct stat mine, its;

    return fstat(fd, &mine) == 0 && stat(job_path(j, "kunci"), &its) == 0 && mine.st_dev == its.st_dev &&
           mine.st_ino == its.st_ino;
}

static bool is_running(const struct job *j)
{
    int fd = try_lock(j, LOCK_SH);

    if (fd >= 0)
        close(fd);
    return fd < 0;
}

/* --- throwing away ------------------------------------------------------------------------------------------------------ */

static void remove_all(const struct job *j)
{
    struct err none = { 0 };
    struct sv *names;
    size_t n;

    if (!file_list(j->dir, "", j->a, &names, &n, &none))
        return;
    for (size_t i = 0; i < n; i++)
        unlink(arena_printf(j->a, "%s/%.*s", j->dir, SV_FMT(names[i])).p);
    rmdir(j->dir);
}

static bool remove_unless_running(const struct job *j)
{
    int lock = try_lock(j, LOCK_EX);

    if (lock < 0)
        return false;
    remove_all(j);
    close(lock);
    return true;
}

bool job_remove(const struct job *j, struct err *e)
{
    if (remove_unless_running(j))
        return true;
    err_set(e, ERR_CONFLICT, T("Pekerjaan ini sedang berjalan."));
    return err_hint(e, T("Tunggu sampai selesai, atau hentikan dahulu."));
}

bool job_mine(const struct region *r, const struct actor *who, struct arena *a, struct job ***out, size_t *n,
              struct err *e)
{
    const char *dir = all_dir(r, a);
    struct err none = { 0 };
    struct sv *names;
    size_t n_names;

    *n = 0;
    if (!file_exists(dir) || !file_list(dir, "", a, &names, &n_names, e))
        n_names = 0;
    *out = ARENA_ARRAY(a, struct job *, n_names + 1);
    for (size_t i = 0; i < n_names; i++) {
        struct job *j;
        size_t at;

        if (!job_load(r, who, NULL, names[i], a, &j, &none))
            continue;
        for (at = (*n)++; at > 0 && (*out)[at - 1]->made < j->made; at--)
            (*out)[at] = (*out)[at - 1];
        (*out)[at] = j;
    }
    return arena_ok(a, e);
}

/* What is older than a day goes, and the oldest of an account that keeps many. */
static void sweep(const struct region *r, const struct actor *who, struct arena *a)
{
    const char *dir = all_dir(r, a);
    struct err none = { 0 };
    struct job **own;
    struct sv *names;
    struct stat st;
    size_t n;

    if (!file_exists(dir) || !file_list(dir, "", a, &names, &n, &none))
        return;
    for (size_t i = 0; i < n; i++) {
        struct job old = { .a = a, .dir = arena_printf(a, "%s/%.*s", dir, SV_FMT(names[i])).p };

        if (is_id(names[i]) && stat(old.dir, &st) == 0 && time_now() - st.st_mtime > KEEP_S)
            remove_unless_running(&old);
    }
    if (job_mine(r, who, a, &own, &n, &none))
        for (size_t i = n; i >= AT_MOST && i > 0; i--)
            remove_unless_running(own[i - 1]);
}

/* --- making, saving, loading -------------------------------------------------------------------------------------------- */

bool job_make(const struct region *r, const struct actor *who, const struct job_kind *k, struct sv title,
              struct arena *a, struct job **out, struct err *e)
{
    struct job *j = ARENA_NEW(a, struct job);
    uint8_t random[ID_BYTES];

    sweep(r, who, a);
    bytes_random(random, sizeof random);
    j->a = a;
    j->kind = k;
    j->id = hex_make((struct sv){ (const char *) random, sizeof random }, a);
    j->title = title.p ? title : SV("");
    j->dir = arena_printf(a, "%s/%.*s", all_dir(r, a), SV_FMT(j->id)).p;
    j->akun = who->akun;
    j->made = time_now();
    *out = j;
    return file_mkdirs(j->dir, 0700, e);
}

static bool write_json(const struct job *j, const char *name, struct buf *b, struct err *e)
{
    bool ok = buf_ok(b, e) && file_write_atomic(job_path(j, name), buf_sv(b), 0600, e);

    buf_clear(b);
    return ok;
}

bool job_save(struct job *j, job_put *put, const void *ctx, struct err *e)
{
    struct json *tree;
    struct jsonw w;
    struct sv text;
    struct buf b;

    buf_init(&b, JOB_STATE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "jenis", sv_of(j->kind->key));
    jsonw_kstr(&w, "judul", j->title);
    jsonw_kint(&w, "akun", j->akun);
    jsonw_kint(&w, "dibuat", j->made);
    jsonw_key(&w, SV("isian"));
    jsonw_map(&w);
    if (put)
        put(&w, ctx);
    jsonw_end(&w);
    jsonw_end(&w);
    text = buf_ok(&b, e) ? arena_dup(j->a, buf_sv(&b)) : SV_NULL;
    if (!write_json(j, "isian.json", &b, e) || !json_parse(text, JOB_STATE_MAX, j->a, &tree, e))
        return false;
    j->input = json_get(tree, SV("isian")); /* what is done here and now sees it too */
    return true;
}

static bool gone(struct err *e)
{
    err_set(e, ERR_MISSING, T("Pekerjaan ini tidak ada lagi."));
    return err_hint(e, T("Berkasnya disimpan satu hari. Mulailah sekali lagi dari awal."));
}

static const struct job_kind *kind_named(struct sv key)
{
    for (size_t i = 0; i < job_kinds_n; i++)
        if (sv_eq(key, sv_of(job_kinds[i]->key)))
            return job_kinds[i];
    return NULL;
}

static bool read_json(const struct job *j, const char *name, struct json **out)
{
    struct err none = { 0 };
    struct sv text;

    return file_exists(job_path(j, name)) &&
           file_read(job_path(j, name), JOB_STATE_MAX, j->a, &text, &none) &&
           json_parse(text, JOB_STATE_MAX, j->a, out, &none);
}

bool job_load(const struct region *r, const struct actor *who, const struct job_kind *k, struct sv id,
              struct arena *a, struct job **out, struct err *e)
{
    struct job *j = ARENA_NEW(a, struct job);
    struct json *tree;

    if (!is_id(id))
        return gone(e);
    *j = (struct job){ .a = a, .id = id, .dir = arena_printf(a, "%s/%.*s", all_dir(r, a), SV_FMT(id)).p };
    if (!read_json(j, "isian.json", &tree) || !(j->kind = kind_named(json_text(tree, SV("jenis")))))
        return gone(e);
    j->title = json_text(tree, SV("judul"));
    j->akun = json_number(tree, SV("akun"), -1);
    j->made = json_number(tree, SV("dibuat"), 0);
    j->input = json_get(tree, SV("isian"));
    if ((k && k != j->kind) || (who && who->akun != j->akun) || time_now() - j->made > KEEP_S)
        return gone(e);
    if (who && j->kind->may && !j->kind->may(r, who, j, e))
        return false;
    *out = j;
    return arena_ok(a, e);
}

/* --- how far it is ------------------------------------------------------------------------------------------------------ */

bool job_tell_file(const struct job *j, const char *what, size_t done, size_t of, struct err *e)
{
    char line[160];
    int n = snprintf(line, sizeof line, "%.99s\n%zu/%zu", what, done, of);

    return file_write_atomic(job_path(j, "kemajuan"), (struct sv){ line, (size_t) n }, 0600, e);
}

static void read_progress(const struct job *j, struct job_state *out)
{
    struct err none = { 0 };
    struct sv text, what, done;
    int64_t a, b;

    if (!file_read(job_path(j, "kemajuan"), 160, j->a, &text, &none) || !sv_cut(&text, '\n', &what) ||
        !sv_cut(&text, '/', &done) || !sv_int(done, &a) || !sv_int(text, &b) || a < 0 || b < a)
        return;
    snprintf(out->what, sizeof out->what, "%.*s", SV_FMT(what));
    out->done = (size_t) a;
    out->of = (size_t) b;
}

bool job_stop(const struct job *j, struct err *e)
{
    return file_write_atomic(job_path(j, "berhenti"), SV("ya"), 0600, e);
}

bool job_is_stopping(const struct job *j)
{
    return file_exists(job_path(j, "berhenti"));
}

bool job_begin(const struct job *j, struct err *e)
{
    struct sv *names;
    size_t n;

    if (!file_list(j->dir, "", j->a, &names, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (sv_starts(names[i], SV("k.")))
            unlink(arena_printf(j->a, "%s/%.*s", j->dir, SV_FMT(names[i])).p);
    unlink(job_path(j, "hasil.json"));
    unlink(job_path(j, "berhenti"));
    return job_tell_file(j, "", 0, 0, e);
}

/* --- what became of it -------------------------------------------------------------------------------------------------- */

bool job_end(const struct job *j, enum job_stage how, const struct err *why, struct sv result,
             const struct sv *files, size_t n_files, struct err *e)
{
    struct jsonw w;
    struct buf b;

    buf_init(&b, JOB_STATE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "keadaan", sv_of(stages[how]));
    if (why && how == JOB_FAILED) {
        jsonw_kstr(&w, "sebab", sv_of(why->text));
        jsonw_kstr(&w, "saran", sv_of(why->hint));
        jsonw_kbool(&w, "sementara", why->kind == ERR_BUSY || why->kind == ERR_FAULT);
    }
    jsonw_key(&w, SV("berkas"));
    jsonw_list(&w);
    for (size_t i = 0; i < n_files; i++)
        jsonw_str(&w, files[i]);
    jsonw_end(&w);
    jsonw_key(&w, SV("hasil"));
    jsonw_raw(&w, result);
    jsonw_end(&w);
    return write_json(j, "hasil.json", &b, e);
}

static void read_outcome(const struct job *j, const struct json *tree, struct job_state *out)
{
    struct sv stage = json_text(tree, SV("keadaan"));
    const struct json *files = json_get(tree, SV("berkas"));

    out->stage = JOB_FAILED;
    for (int i = JOB_DONE; i <= JOB_CANCELLED; i++)
        if (sv_eq(stage, sv_of(stages[i])))
            out->stage = (enum job_stage) i;
    out->why = json_text(tree, SV("sebab"));
    out->hint = json_text(tree, SV("saran"));
    out->passing = json_flag(tree, SV("sementara"), false);
    out->result = json_get(tree, SV("hasil"));
    out->files = ARENA_ARRAY(j->a, struct sv, (files ? files->n : 0) + 1);
    for (const struct json *f = files ? files->first : NULL; f; f = f->next)
        out->files[out->n_files++] = f->s;
}

bool job_is_done(const struct job *j)
{
    struct json *tree;

    return read_json(j, "hasil.json", &tree) &&
           sv_eq(json_text(tree, SV("keadaan")), sv_of(stages[JOB_DONE]));
}

void job_state(const struct job *j, struct job_state *out)
{
    struct json *tree;

    *out = (struct job_state){ .stage = JOB_NEW };
    /* the outcome is written while the lock is held: who finds no lock and no outcome finds none later either */
    if (is_running(j)) {
        out->stage = JOB_RUNNING;
        out->stopping = job_is_stopping(j);
        read_progress(j, out);
    } else if (read_json(j, "hasil.json", &tree)) {
        read_outcome(j, tree, out);
    } else if (file_exists(job_path(j, "kemajuan"))) {
        out->stage = JOB_STOPPED;
        read_progress(j, out);
    }
}

bool job_idle(const struct job *j, bool fresh, struct err *e)
{
    struct job_state s;

    job_state(j, &s);
    if (s.stage == JOB_RUNNING) {
        err_set(e, ERR_CONFLICT, T("Pekerjaan ini sedang berjalan."));
        return err_hint(e, T("Tunggu sampai selesai, lalu ulangi."));
    }
    if (fresh && s.stage == JOB_DONE) {
        err_set(e, ERR_CONFLICT, T("Pekerjaan ini sudah selesai."));
        return err_hint(e, T("Lihat hasilnya pada halaman pekerjaan itu."));
    }
    return true;
}

bool job_amend(const struct job *j, job_put *put, const void *ctx, struct err *e)
{
    struct job_state s;
    struct jsonw w;
    struct buf b;
    bool ok;

    job_state(j, &s);
    if (s.stage != JOB_DONE)
        return err_set(e, ERR_CONFLICT, T("Pekerjaan ini belum selesai."));
    buf_init(&b, JOB_STATE_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    put(&w, ctx);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && job_end(j, JOB_DONE, NULL, buf_sv(&b), s.files, s.n_files, e);
    buf_clear(&b);
    return ok;
}
