/* SPDX-License-Identifier: MIT
 * page/many_run.c -- makes the letters of a job: a number for each, the document, all PDFs in few calls, one ZIP. A letter that
 * cannot be made gives its number back and is told with its reason; the others go on. Interrupted and taken up again, each
 * letter keeps the number that this job drew for it. */
#include <unistd.h>

#include "base/file.h"
#include "model/zip_out.h"
#include "page/many_priv.h"

enum { LEASE_MS = 60 * 1000, PATIENT_MS = 15 * 60 * 1000 };

struct made { /* what is told of one */
    int64_t id;
    struct sv title, number, file, why, note; /* file: without its ending */
    const char *name;                         /* in the job's folder, without its ending; NULL: not made */
    size_t missing;
};

struct making {
    struct job_run *run;
    struct many m;
    struct sv template;
    struct made *made;
    struct arena *one; /* of the letter of the moment */
    size_t good;
};

/* --- one letter --------------------------------------------------------------------------------------------------------- */

static bool number(struct making *t, const struct many_one *l, bool back, int64_t *urut, struct err *e)
{
    const struct job_run *run = t->run;
    struct db *db = NULL;
    bool ok = db_lease(run->region->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e);

    if (ok && back)
        ok = letters_number_back(db, run->region, run->who, t->m.k, l->rec, run->job->id, e);
    else if (ok)
        ok = letters_number_draw(db, run->region, run->who, t->m.k, l->rec, &l->agenda, t->m.from,
                                 run->job->id, urut, e);
    if (ok)
        ok = db_commit(db, e);
    else if (db)
        db_rollback(db);
    db_release(db);
    return ok;
}

static struct sv fact_of(const struct letter_facts *f, const char *key)
{
    for (size_t i = 0; i < f->n; i++)
        if (sv_eq(f->items[i].key, sv_of(key)))
            return f->items[i].text;
    return SV("");
}

static bool keep(struct making *t, struct made *d, const struct many_one *l, struct err *e)
{
    struct arena *a = t->run->a;
    struct sv name = arena_printf(a, "s.%lld", (long long) d->id);

    if (!file_write_atomic(job_run_path(t->run, arena_printf(a, "%.*s.docx", SV_FMT(name)).p), l->docx, 0600,
                           e))
        return false;
    d->name = sv_cstr(name, a);
    d->number = arena_dup(a, fact_of(&l->facts, "nomor_surat"));
    d->missing = l->rep.n_empty;
    t->good++;
    return true;
}

/* Numbers are drawn outside the read lease: a process that holds both could wait for itself. */
static bool make_one(struct making *t, size_t i, struct err *e)
{
    const struct job_run *run = t->run;
    struct made *d = &t->made[i];
    struct many_one l;
    struct db *db = NULL;
    int64_t urut = 0;
    bool ok, drawn = false;

    d->id = t->m.ids[i];
    ok = db_lease(run->region->pool, DB_READ, LEASE_MS, &db, e) &&
         many_look(run->region, db, run->who, &t->m, d->id, t->one, &l, e);
    db_release(db);
    if (!ok)
        return false;
    d->title = l.rec ? arena_dup(run->a, record_title(l.rec)) : SV("");
    d->why = arena_dup(run->a, l.why);
    if (l.why.p)
        return true;
    drawn = !l.numbered;
    if (drawn && !number(t, &l, false, &urut, e))
        return false;
    db = NULL;
    ok = db_lease(run->region->pool, DB_READ, LEASE_MS, &db, e) &&
         many_fill(run->region, db, run->who, &t->m, t->template, urut, t->one, t->one, &l, e);
    db_release(db);
    if (ok && l.why.p)
        d->why = arena_dup(run->a, l.why);
    else if (ok)
        return keep(t, d, &l, e);
    return (!drawn || number(t, &l, true, &urut, e)) && ok;
}

static bool make_all(struct making *t, struct err *e)
{
    bool ok = true;

    t->one = arena_new(LETTER_ARENA_BYTES);
    for (size_t i = 0; ok && i < t->m.n; i++) {
        ok = make_one(t, i, e) && arena_ok(t->one, e) &&
             progress_tell(&t->run->progress, T("membuat surat"), i + 1, t->m.n, e);
        arena_reset(t->one);
    }
    arena_free(t->one);
    return ok;
}

/* --- files -------------------------------------------------------------------------------------------------------------- */

static void name_files(struct making *t)
{
    int width = t->m.n > 99 ? 3 : 2;

    for (size_t i = 0; i < t->m.n; i++)
        t->made[i].file = arena_printf(t->run->a, "%0*zu-%.*s", width, i + 1,
                                       SV_FMT(file_slug(t->made[i].title, t->run->a)));
}

static size_t names_of(const struct making *t, const char ***out)
{
    size_t n = 0;

    *out = ARENA_ARRAY(t->run->a, const char *, t->m.n + 1);
    for (size_t i = 0; i < t->m.n; i++)
        if (t->made[i].name)
            (*out)[n++] = t->made[i].name;
    return n;
}

static bool has_pdf(const struct making *t, const struct made *d)
{
    return d->name && file_exists(job_run_path(t->run, arena_printf(t->run->a, "%s.pdf", d->name).p));
}

static struct sv today_name(const struct making *t, const char *tail)
{
    return arena_printf(t->run->a, "%.*s-%.*s%s", SV_FMT(t->m.k->key),
                        SV_FMT(page_today_iso(t->run->region, t->run->a)), tail);
}

static bool make_pdfs(struct making *t, struct err *e)
{
    struct letter_pdfs c = { .region = t->run->region,
                             .dir = t->run->job->dir,
                             .patient_ms = PATIENT_MS,
                             .progress = t->run->progress };

    c.n = c.of = names_of(t, (const char ***) (uintptr_t) &c.names);
    if (!letter_pdfs(&c, t->run->a, e))
        return false;
    for (size_t i = 0; i < t->m.n; i++)
        if (t->made[i].name && !has_pdf(t, &t->made[i]))
            t->made[i].note = SV(T("PDF-nya tidak dapat dibuat; DOCX-nya ada di ZIP."));
    return !letter_join_there() || c.n < 2 ||
           letter_join(&c, job_file(t->run, today_name(t, "-cetak.pdf")), t->run->a, e);
}

static bool add(struct making *t, struct zip_out *z, const struct made *d, const char *ending, struct err *e)
{
    struct arena *a = t->run->a;
    const char *path = job_run_path(t->run, arena_printf(a, "%s.%s", d->name, ending).p);

    return zip_out_file(z, arena_printf(a, "%.*s.%s", SV_FMT(d->file), ending).p, path,
                        t->run->region->records.now(), e);
}

static bool pack(struct making *t, struct err *e)
{
    struct zip_out *z = t->good ? zip_out_open(job_file(t->run, today_name(t, ".zip")), ZIP_STORED, e) : NULL;
    bool ok = z || !t->good;

    for (size_t i = 0; ok && i < t->m.n; i++) {
        const struct made *d = &t->made[i];
        bool pdf = has_pdf(t, d);

        if (pdf)
            ok = add(t, z, d, "pdf", e);
        if (ok && d->name && (t->m.docx || !pdf))
            ok = add(t, z, d, "docx", e);
    }
    if (ok && z)
        return zip_out_close(z, e);
    zip_out_cancel(z);
    return ok;
}

/* The documents one by one: they are in the ZIP now, or of an attempt before this one. */
static void tidy(const struct job_run *run)
{
    struct err none = { 0 };
    struct sv *names;
    size_t n;

    if (!file_list(run->job->dir, "", run->a, &names, &n, &none))
        return;
    for (size_t i = 0; i < n; i++)
        if (sv_starts(names[i], SV("s.")))
            unlink(job_run_path(run, sv_cstr(names[i], run->a)));
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

static void tell(const struct making *t)
{
    struct jsonw *w = t->run->out;

    jsonw_kint(w, "dibuat", (int64_t) t->good);
    jsonw_kint(w, "gagal", (int64_t) (t->m.n - t->good));
    jsonw_kstr(w, "register", t->m.k->reg->key);
    jsonw_key(w, SV("surat"));
    jsonw_list(w);
    for (size_t i = 0; i < t->m.n; i++) {
        const struct made *d = &t->made[i];

        jsonw_map(w);
        jsonw_kint(w, "id", d->id);
        jsonw_kstr(w, "judul", d->title);
        jsonw_kstr(w, "nomor", d->number);
        jsonw_kstr(w, "sebab", d->why);
        jsonw_kstr(w, "catatan", d->note);
        jsonw_kstr(w, "berkas", d->name ? d->file : SV(""));
        jsonw_kint(w, "kosong", (int64_t) d->missing);
        jsonw_end(w);
    }
    jsonw_end(w);
}

static bool prepare(struct making *t, struct err *e)
{
    const struct region *r = t->run->region;
    struct stored_file own;
    struct db *db = NULL;
    bool has, ok = many_read(r, t->run->job->input, t->run->a, &t->m, e) &&
                   db_lease(r->pool, DB_READ, LEASE_MS, &db, e) &&
                   (t->m.k->rows != LETTER_ROWS_GAPS ||
                    rule_settle_pool(r->pool, db, r->rule, &r->records, region_today(r), e)) &&
                   letters_template(db, r, t->m.k, false, t->run->a, &t->template, &own, &has, e);

    db_release(db);
    t->made = ARENA_ARRAY(t->run->a, struct made, t->m.n + 1);
    return ok;
}

bool many_run(struct job_run *run, struct err *e)
{
    struct making t = { .run = run };
    bool ok;

    tidy(run);
    if (!prepare(&t, e) || !make_all(&t, e))
        return false;
    name_files(&t);
    ok = (!t.m.pdf || !t.good || make_pdfs(&t, e)) && pack(&t, e);
    tidy(run);
    if (ok)
        tell(&t);
    return ok && arena_ok(run->a, e);
}
