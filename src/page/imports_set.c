/* SPDX-License-Identifier: MIT
 * page/imports_set.c -- takes in what the person chose on the page that looks an import over: sheet, columns, fixed values,
 * the meaning of names and words. */
#include "base/arena.h"
#include "page/imports_priv.h"

enum { ANSWERS_MAX = 500, COLUMNS_MAX = 500 };

static struct sv field_at(const struct web_req *req, const char *name, size_t i)
{
    return web_field_find(req, arena_printf(req->a, "%s.%zu", name, i));
}

static struct sv key_of(const struct import_column *c)
{
    static const struct sv keys[] = { [IMPORT_NOWHERE] = SV_INIT("-"),
                                      [IMPORT_STATUS] = SV_INIT("status"),
                                      [IMPORT_KLASIFIKASI] = SV_INIT("klasifikasi"),
                                      [IMPORT_SINCE] = SV_INIT("berlaku_sejak"),
                                      [IMPORT_NOMOR] = SV_INIT("nomor") };

    return c->to == IMPORT_FIELD ? c->field->key : keys[c->to];
}

static struct sv letter_of(const struct import *im, const struct import_column *c, struct arena *a)
{
    struct cell_place at = cell_place(1, im->table.cols[c->at]);

    return arena_printf(a, "=%.*s", (int) strcspn(at.s, "0123456789"), at.s);
}

/* Only what differs from what would be chosen without him is his choice; it is that which is remembered. */
static bool take_columns(struct web_ctx *ctx, struct web_req *req, struct imports *s, struct err *e)
{
    struct arena *a = arena_new(IMPORTS_ARENA);
    struct import *im;
    struct db *db = NULL;
    size_t n = 0;
    bool ok;

    s->n_maps = 0;
    ok = page_read(page_region(ctx), &db, e) && imports_open(page_region(ctx), db, req->actor, s, a, &im, e);
    db_release(db);
    if (ok) {
        s->maps = ARENA_ARRAY(req->a, struct import_map, im->n_columns + 1);
        s->headings = ARENA_ARRAY(req->a, struct sv, im->n_columns + 1);
    }
    for (size_t i = 0; ok && i < im->n_columns && i < COLUMNS_MAX; i++) {
        struct sv v = field_at(req, "k", i);

        if (!v.p || sv_eq(v, key_of(&im->columns[i])))
            continue;
        s->headings[n] = arena_dup(req->a, im->columns[i].heading);
        s->maps[n++] = (struct import_map){ letter_of(im, &im->columns[i], req->a), v };
    }
    s->n_maps = n;
    arena_free(a);
    return ok || e->kind == ERR_INPUT || e->kind == ERR_MISSING; /* no table: the next page says it */
}

static void take_fixed(struct web_req *req, const struct reg *reg, struct imports *s)
{
    s->fixed = ARENA_ARRAY(req->a, struct import_fixed, reg->n_fields + 1);
    s->n_fixed = 0;
    for (size_t i = 0; i < reg->n_fields; i++) {
        struct sv v = web_field_find(req, arena_printf(req->a, "t.%.*s", SV_FMT(reg->fields[i].key)));

        if (!sv_empty(sv_trim(v)))
            s->fixed[s->n_fixed++] = (struct import_fixed){ reg->fields[i].key, sv_trim(v) };
    }
}

static bool is_dropped(const struct web_req *req, const char *name, size_t i)
{
    struct sv *all;
    size_t n = web_field_all(req, sv_of(name), &all);
    int64_t v;

    for (size_t k = 0; k < n; k++)
        if (sv_int(all[k], &v) && v >= 0 && (size_t) v == i)
            return true;
    return false;
}

static void take_answers(struct web_req *req, struct imports *s)
{
    struct import_answer *all = ARENA_ARRAY(req->a, struct import_answer, s->n_answers + ANSWERS_MAX);
    size_t n = 0;
    int64_t id;

    for (size_t i = 0; i < s->n_answers; i++)
        if (!is_dropped(req, "hapus_jawaban", i))
            all[n++] = s->answers[i];
    for (size_t i = 0; i < ANSWERS_MAX && field_at(req, "jx", i).p; i++)
        if (sv_int(field_at(req, "j", i), &id) && id > 0)
            all[n++] = (struct import_answer){ .target = field_at(req, "jr", i),
                                               .text = field_at(req, "jx", i),
                                               .id = id };
    s->answers = all;
    s->n_answers = n;
}

static void take_words(struct web_req *req, struct imports *s)
{
    struct import_word *all = ARENA_ARRAY(req->a, struct import_word, s->n_words + ANSWERS_MAX);
    size_t n = 0;

    for (size_t i = 0; i < s->n_words; i++)
        if (!is_dropped(req, "hapus_kata", i))
            all[n++] = s->words[i];
    for (size_t i = 0; i < ANSWERS_MAX && field_at(req, "wx", i).p; i++)
        if (!sv_empty(field_at(req, "w", i)))
            all[n++] =
                (struct import_word){ field_at(req, "wk", i), field_at(req, "wx", i), field_at(req, "w", i) };
    s->words = all;
    s->n_words = n;
}

bool imports_set(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct sv sheet = web_field_find(req, SV("lembar")), header = web_field_find(req, SV("judul"));
    const struct reg *reg;
    struct imports *s;
    int64_t line = 0;
    bool other;

    if (!page_reg(r, req, &reg, e) ||
        !imports_load(r, req->actor, reg->key, web_path(req, "id"), req->a, &s, e))
        return false;
    if (!sv_int(sv_trim(header), &line) || line < 0 || line > 1048576)
        line = 0;
    other = (int) line != s->header || (sheet.p && !sv_eq(sheet, s->sheet.p ? s->sheet : SV("")));
    s->header = (int) line;
    if (sheet.p)
        s->sheet = sv_empty(sheet) ? SV_NULL : sheet;
    import_mode_parse(web_field_find(req, SV("mode")), &s->mode);
    take_fixed(req, reg, s);
    take_answers(req, s);
    take_words(req, s);
    if (other)
        s->n_maps = 0; /* columns of another table */
    else if (!take_columns(ctx, req, s, e))
        return false;
    if (!imports_save(s, e))
        return false;
    web_redirect(req, res, imports_url(req->a, reg, s->job->id, ""));
    return true;
}
