/* SPDX-License-Identifier: MIT
 * page/form_read.c -- the form of a register as it was sent, as input for model/; and the files that came with it. */
#include "base/arena.h"
#include "base/buf.h"
#include "page/form_priv.h"

enum { FILES_MAX = 40 };

struct reader {
    struct form *f;
    struct db *db;
    struct input_item *items;
    size_t n, cap;
};

static void add(struct reader *r, struct sv key, struct sv value)
{
    *ARENA_PUSH(r->f->p->a, r->items, r->n, r->cap) = (struct input_item){ key, value };
}

static struct sv part(const struct reader *r, struct sv key, const char *tail)
{
    return web_field_find(r->f->p->req, arena_printf(r->f->p->a, "%.*s.%s", SV_FMT(key), tail));
}

/* "=": not for these eyes. "terbaru": after a conflict the person chose what the other one wrote. */
static bool keeps(const struct reader *r, struct sv key)
{
    struct sv *all,
        choice = web_field_find(r->f->p->req, arena_printf(r->f->p->a, "_pilih.%.*s", SV_FMT(key)));
    size_t n = web_field_all(r->f->p->req, key, &all);

    for (size_t i = 0; i < n; i++)
        if (sv_eq(all[i], SV("=")))
            return true;
    return sv_eq(choice, SV("terbaru"));
}

/* The record of this number, for those who write it because no script helps them search. */
static bool by_number(struct reader *r, const struct field *fd, const struct reg *target, struct sv number,
                      struct err *e)
{
    struct arena *a = r->f->p->a;
    const struct filter f = { base_col_name(COL_NOMOR), FILTER_EQ, sv_trim(number) };
    const struct list_query q = { .reg = target, .filters = &f, .n_filters = 1, .limit = 2 };
    struct list rows;

    if (!who_may_open(r->f->who, &target->rule))
        rows = (struct list){ 0 };
    else if (!list_load(r->db, &r->f->region->records, r->f->who, &q, a, &rows, e))
        return false;
    if (rows.n != 1) {
        problems_add(&r->f->p->req->problems, fd->key, T("%.*s: tidak ada %.*s bernomor \"%.*s\"."),
                     SV_FMT(fd->label), SV_FMT(target->label), SV_FMT(sv_sub(number, 0, 60)))
            ->hint = SV(T("Periksa nomornya di daftar."));
        return true;
    }
    add(r, fd->key,
        fd->target ? arena_printf(a, "%lld", (long long) rows.rows[0]->id)
                   : arena_printf(a, "%.*s:%lld", SV_FMT(target->key), (long long) rows.rows[0]->id));
    return true;
}

/* Values of a reference to any register may come as a bare id beside the register's name. */
static struct sv whole_ref(const struct reader *r, const struct field *fd, struct sv value)
{
    struct sv reg = part(r, fd->key, "register");
    int64_t id;

    if (fd->type == FT_REF && !fd->target && sv_int(value, &id) && reg.n)
        return arena_printf(r->f->p->a, "%.*s:%lld", SV_FMT(reg), (long long) id);
    return value;
}

/* Halves and helpers of one value: names with a dot. */
static bool parts_of(struct reader *r, const struct field *fd, struct err *e)
{
    struct sv from = part(r, fd->key, "dari"), to = part(r, fd->key, "sampai"),
              number = part(r, fd->key, "nomor");
    const struct reg *target =
        fd->target ? fd->target : model_reg(r->f->region->model, part(r, fd->key, "register"));

    if (fd->type == FT_PERIOD && (from.p || to.p))
        add(r, fd->key,
            from.n || to.n ? arena_printf(r->f->p->a, "%.*s/%.*s", SV_FMT(from), SV_FMT(to)) : SV(""));
    if ((fd->type == FT_REF || fd->type == FT_REFS) && sv_trim(number).n && target)
        return by_number(r, fd, target, number, e);
    return true;
}

bool form_read(struct form *f, struct db *db, struct input *in, struct err *e)
{
    const struct web_fields *sent = web_form(f->p->req);
    struct reader r = { .f = f, .db = db };

    for (size_t i = 0; i < sent->n; i++) {
        struct sv name = sent->items[i].name;
        const struct field *fd = reg_field(f->reg, name);

        if (name.n == 0 || name.p[0] == '_' || sv_find(name, SV(".")) >= 0 || keeps(&r, name))
            continue;
        add(&r, name, fd ? whole_ref(&r, fd, sent->items[i].value) : sent->items[i].value);
    }
    for (size_t i = 0; i < f->reg->n_fields; i++)
        if (!keeps(&r, f->reg->fields[i].key) && !parts_of(&r, &f->reg->fields[i], e))
            return false;
    for (size_t i = 0; i < f->n_files; i++)
        add(&r, f->file_fields[i], arena_printf(f->p->a, "%lld", (long long) f->files[i].id));
    *in = (struct input){ .items = r.items, .n = r.n };
    return arena_ok(f->p->a, e);
}

int64_t form_version(const struct web_req *req)
{
    int64_t v;

    return sv_int(web_field_find(req, SV("_versi")), &v) && v > 0 ? v : 0;
}

/* --- files ------------------------------------------------------------------------------------------------------------ */

/* An input left empty is sent as a file without name and bytes. */
static bool worth(const struct form *f, const struct web_file *w)
{
    const struct field *fd = reg_field(f->reg, w->field);

    return w->size > 0 &&
           (sv_eq(w->field, SV(FORM_DECREE)) || (fd && (fd->type == FT_FILE || fd->type == FT_FILES)));
}

static void note(struct form *f, const struct web_file *w, const struct stored_file *s)
{
    if (!f->files) {
        f->files = ARENA_ARRAY(f->p->a, struct stored_file, FILES_MAX);
        f->file_fields = ARENA_ARRAY(f->p->a, struct sv, FILES_MAX);
    }
    if (f->n_files == FILES_MAX)
        return;
    f->files[f->n_files] = *s;
    f->file_fields[f->n_files++] = w->field;
}

bool form_files_store(struct form *f, struct db *db, struct err *e)
{
    size_t n;
    const struct web_file *files = web_files(f->p->req, &n);

    for (size_t i = 0; i < n; i++) {
        struct sv kind =
            web_field_find(f->p->req, arena_printf(f->p->a, "%.*s.jenis", SV_FMT(files[i].field)));
        struct stored_file s;

        if (!worth(f, &files[i]))
            continue;
        if (f->n_files == FILES_MAX) {
            err_set(e, ERR_INPUT, T("Paling banyak %d berkas sekali simpan."), FILES_MAX);
            return err_hint(e, T("Simpan dahulu, lalu unggah sisanya."));
        }
        if (!file_add(db, &f->region->records, f->who, files[i].path, files[i].name, kind, f->p->a, &s, e)) {
            if (e->kind == ERR_INPUT)
                problems_add(&f->p->req->problems, files[i].field, "%s", e->text)->hint =
                    arena_dup(f->p->a, sv_of(e->hint));
            return false;
        }
        note(f, &files[i], &s);
    }
    return true;
}

/* The newest file with these bytes that this account brought in. */
static bool find_stored(struct form *f, struct db *db, const struct web_file *w, struct stored_file *s,
                        bool *found, struct err *e)
{
    struct stmt *q = NULL;
    bool ok =
        db_prepare(db,
                   SV("select id, nama from berkas where digest = $1 and oleh = $2 order by id desc limit 1"),
                   &q, e) &&
        stmt_text(q, 1, hex_make(digest_sv(&w->sha256), f->p->a), e) && stmt_int(q, 2, f->who->akun, e) &&
        stmt_step(q, found, e);

    if (ok && *found)
        *s =
            (struct stored_file){ .id = stmt_get_int(q, 0), .name = arena_dup(f->p->a, stmt_get_text(q, 1)) };
    stmt_done(q);
    return ok;
}

bool form_files_find(struct form *f, struct db *db, struct err *e)
{
    size_t n;
    const struct web_file *files = web_files(f->p->req, &n);

    for (size_t i = 0; i < n; i++) {
        struct stored_file s = { 0 };
        bool found = false;

        if (!worth(f, &files[i]))
            continue;
        if (!find_stored(f, db, &files[i], &s, &found, e))
            return false;
        if (found)
            note(f, &files[i], &s);
        else if (!problems_of(&f->p->req->problems, files[i].field))
            problems_add(&f->p->req->problems, files[i].field, T("Berkas \"%.*s\" belum tersimpan."),
                         SV_FMT(files[i].name))
                ->hint = SV(T("Pilih berkasnya sekali lagi."));
    }
    return true;
}
