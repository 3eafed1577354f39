/* SPDX-License-Identifier: MIT
 * page/reg_export.c -- exactly what a list shows, as a file: CSV and JSON sent while they are read, XLSX through a file of the
 * moment; and the empty form. What stands in them is model/export's business. */
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "model/export.h"
#include "page/export.h"
#include "page/reg_priv.h"

/* ?kolom=: the columns a list shows, instead of everything. Fields that he may not see are not among them. */
static bool columns_of(struct web_req *req, const struct reg *reg, struct reg_export_conf *c)
{
    struct sv keys = web_field_find(req, SV("kolom"));
    struct view_cols *cols;
    size_t dropped;

    if (!keys.n)
        return true;
    cols = ARENA_NEW(req->a, struct view_cols);
    *cols = view_cols_read(req->actor, reg, keys, req->a, &dropped);
    c->columns = cols;
    return cols->n > 0;
}

/* Reads the address; a filter that does not exist is refused, for the file would show more than was asked. */
static bool read_conf(struct web_ctx *ctx, struct web_req *req, enum reg_export_format format,
                      struct reg_export_conf *c, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    struct sv separator;

    if (!page_reg(r, req, &reg, e))
        return false;
    *c = (struct reg_export_conf){ .rs = &r->records, .who = req->actor, .format = format };
    reg_query_read(r, req, reg, &c->query);
    separator = web_field_find(req, SV("pemisah"));
    if (!columns_of(req, reg, c))
        return err_set(e, ERR_INPUT, T("Tidak ada kolom yang dapat diekspor di antara yang diminta."));
    c->separator = sv_eq(separator, SV("koma")) ? ',' : sv_eq(separator, SV("tab")) ? '\t' : ';';
    if (!req->problems.n)
        return true;
    err_set(e, ERR_INPUT, "%.*s", SV_FMT(req->problems.items[0].text));
    return err_hint(e, T("Kembali ke daftar, perbaiki saringannya, lalu ekspor lagi."));
}

static struct sv file_name(const struct region *r, const struct reg_export_conf *c, struct arena *a)
{
    return arena_printf(a, "%.*s-%.*s.%.*s", SV_FMT(c->query.reg->key), SV_FMT(page_today_iso(r, a)),
                        SV_FMT(reg_export_format_key(c->format)));
}

/* --- while it is read --------------------------------------------------------------------------------------------------- */

struct sending {
    const struct region *region;
    struct reg_export_conf conf;
    struct reg_export *x;
};

/* A lease for each piece: the client decides when the next one comes. */
static bool next_piece(void *state, struct buf *out, bool *done, struct err *e)
{
    struct sending *s = state;
    struct db *db = NULL;
    bool ok = page_read(s->region, &db, e) && reg_export_step(s->x, db, out, done, e);

    db_release(db);
    return ok;
}

static void sent(void *state)
{
    struct sending *s = state;

    reg_export_end(s->x);
}

static bool stream(struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                   enum reg_export_format format, struct err *e)
{
    struct sending *s = ARENA_NEW(req->a, struct sending);

    s->region = page_region(ctx);
    if (!read_conf(ctx, req, format, &s->conf, e) || !reg_export_begin(&s->conf, &s->x, e))
        return false;
    web_attach(res, file_name(s->region, &s->conf, req->a));
    web_stream(res, reg_export_format_type(format), next_piece, sent, s);
    return true;
}

bool export_csv(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return stream(ctx, req, res, EXPORT_CSV, e);
}

bool export_json(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    return stream(ctx, req, res, EXPORT_JSON, e);
}

/* --- through a file ------------------------------------------------------------------------------------------------------- */

/* A name nobody can guess, in a folder of our own. */
static const char *fresh_path(const struct region *r, struct arena *a, struct err *e)
{
    const char *dir = arena_printf(a, "%s/run/ekspor", r->dir).p;
    uint8_t random[12];

    if (!file_mkdirs(dir, 0700, e))
        return NULL;
    bytes_random(random, sizeof random);
    return arena_printf(a, "%s/%.*s.xlsx", dir,
                        SV_FMT(hex_make((struct sv){ (const char *) random, sizeof random }, a)))
        .p;
}

/* Sent from an open descriptor, gone from the folder before the first byte. */
static bool send_file(struct web_req *req, struct web_res *res, const char *path, struct sv name,
                      struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);

    unlink(path);
    if (size < 0 || lseek(fd, 0, SEEK_SET) < 0) {
        err_errno(e, T("Membaca berkas ekspor"));
        if (fd >= 0)
            close(fd);
        return false;
    }
    web_attach(res, name);
    web_fd_send(req, res, fd, size, reg_export_format_type(EXPORT_XLSX));
    return true;
}

bool export_xlsx(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const char *path = fresh_path(r, req->a, e);
    struct reg_export_conf conf;
    struct db *db = NULL;
    bool ok = path && read_conf(ctx, req, EXPORT_XLSX, &conf, e) && page_read(r, &db, e) &&
              reg_export_file(&conf, db, path, NULL, e);

    db_release(db);
    return ok && send_file(req, res, path, file_name(r, &conf, req->a), e);
}

bool template_xlsx(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const char *path = fresh_path(r, req->a, e);
    const struct reg *reg;
    struct db *db = NULL;
    bool ok = path && page_reg(r, req, &reg, e) && page_read(r, &db, e) &&
              reg_export_template(&r->records, req->actor, reg, db, path, e);

    db_release(db);
    return ok && send_file(req, res, path, arena_printf(req->a, "templat-%.*s.xlsx", SV_FMT(reg->key)), e);
}
