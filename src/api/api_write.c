/* SPDX-License-Identifier: MIT
 * api/api_write.c -- create, change, delete, take a step, upload: each one transaction. */
#include "api/api_priv.h"
#include "model/files.h"

/* One write of one request: leases, begins, runs, commits; the record it leaves behind is answered. */
struct work {
    const struct region *r;
    struct web_req *req;
    const struct reg *reg;
    struct db *db;
    struct input in;
    int64_t id, versi;
    struct record *out;
};

typedef bool work_fn(struct work *w, struct err *e);

static bool run(struct work *w, work_fn *fn, struct err *e)
{
    bool ok = db_lease(w->r->pool, DB_WRITE, API_LEASE_MS, &w->db, e) && db_begin(w->db, e) && fn(w, e) &&
              db_commit(w->db, e);

    if (!ok && w->db)
        db_rollback(w->db);
    db_release(w->db);
    return ok;
}

static bool prepare(struct work *w, struct web_ctx *ctx, struct web_req *req, bool with_body, struct err *e)
{
    struct json *body;

    *w = (struct work){ .r = api_region(ctx), .req = req };
    w->reg = api_reg(w->r, req, e);
    if (!w->reg)
        return false;
    if (!with_body)
        return true;
    return web_body_json(req, &body, e) && api_input(req, w->reg, body, &w->in, e);
}

static bool answer(struct work *w, struct web_res *res, int status)
{
    struct jsonw j;

    res->fail_status = 0;
    res->status = status;
    web_header(res, "ETag", arena_printf(w->req->a, "\"%.*s\"", SV_FMT(api_tag(w->out, w->req->a))));
    jsonw_init(&j, res->body);
    record_json(w->req->actor, w->out, &j);
    web_json(res, &j);
    return true;
}

static bool do_create(struct work *w, struct err *e)
{
    w->in.partial = false;
    return record_create(w->db, &w->r->records, w->req->actor, w->reg, &w->in, w->req->a, &w->out,
                         &w->req->problems, e);
}

bool api_create(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct work w;

    if (!prepare(&w, ctx, req, true, e) || !run(&w, do_create, e))
        return false;
    web_header(res, "Location",
               arena_printf(req->a, "/api/v1/%.*s/%lld", SV_FMT(w.reg->key), (long long) w.out->id));
    return answer(&w, res, 201);
}

static bool do_update(struct work *w, struct err *e)
{
    return record_update(w->db, &w->r->records, w->req->actor, w->reg, w->id, w->versi, &w->in, w->req->a,
                         &w->out, &w->req->problems, e);
}

/* Has the record moved on since? Asked when it is too late, so that nothing can slip in between. */
static bool moved_on(struct work *w)
{
    struct err ignored = { 0 };
    struct record *now;
    struct db *db = NULL;
    bool moved = db_lease(w->r->pool, DB_READ, API_LEASE_MS, &db, &ignored) &&
                 record_get(db, &w->r->records, w->req->actor, w->reg, w->id, w->req->a, &now, &ignored) &&
                 now->versi != w->versi;

    db_release(db);
    return moved;
}

/* 412 is for a version that has moved on; every other refusal keeps its own status. */
static bool run_versioned(struct work *w, work_fn *fn, struct web_res *res, struct err *e)
{
    if (!api_if_match(w->req, res, &w->versi, e))
        return false;
    w->id = web_path_int(w->req, "id");
    res->fail_status = 0;
    if (run(w, fn, e))
        return true;
    if (e->kind == ERR_CONFLICT && moved_on(w))
        res->fail_status = 412;
    return false;
}

bool api_update(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct work w;

    return prepare(&w, ctx, req, true, e) && run_versioned(&w, do_update, res, e) && answer(&w, res, 200);
}

static bool do_delete(struct work *w, struct err *e)
{
    return record_delete(w->db, &w->r->records, w->req->actor, w->reg, w->id, w->versi, w->req->a, e);
}

bool api_delete(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct work w;

    if (!prepare(&w, ctx, req, false, e) || !run_versioned(&w, do_delete, res, e))
        return false;
    res->status = 204;
    return true;
}

/* `catatan`, unless the step asks for a field of that name, is the note of the step. */
static struct sv take_note(struct work *w, const struct transition *t)
{
    struct input_item *items = ARENA_ARRAY(w->req->a, struct input_item, w->in.n);
    struct sv note = SV_NULL;
    size_t n = 0;

    for (size_t i = 0; i < w->in.n; i++) {
        bool asked = false;

        for (size_t k = 0; t && k < t->n_asks; k++)
            asked = asked || sv_eq(t->asks[k]->key, w->in.items[i].key);
        if (!asked && sv_eq(w->in.items[i].key, SV("catatan")))
            note = w->in.items[i].value;
        else
            items[n++] = w->in.items[i];
    }
    w->in.items = items;
    w->in.n = n;
    return note;
}

static bool do_step(struct work *w, struct err *e)
{
    struct sv key = web_path(w->req, "langkah");
    struct sv note = take_note(w, flow_transition(w->r->flow, w->reg, key));

    return flow_move(w->db, w->r->flow, &w->r->records, w->req->actor, w->reg, w->id, w->versi, key, &w->in,
                     note, NULL, w->req->a, &w->out, &w->req->problems, e);
}

bool api_step(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct work w;

    return prepare(&w, ctx, req, true, e) && run_versioned(&w, do_step, res, e) && answer(&w, res, 200);
}

bool api_upload(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    struct stored_file f;
    struct db *db = NULL;
    struct jsonw w;
    size_t n;
    const struct web_file *files = web_files(req, &n);
    bool ok;

    if (n != 1) {
        err_set(e, ERR_INPUT, T("Kirim tepat satu berkas dalam bidang \"berkas\"."));
        return err_hint(e, T("Pakai multipart/form-data."));
    }
    ok = db_lease(r->pool, DB_WRITE, API_LEASE_MS, &db, e) && db_begin(db, e) &&
         file_add(db, &r->records, req->actor, files[0].path, files[0].name, web_field_find(req, SV("jenis")),
                  req->a, &f, e) &&
         db_commit(db, e);
    if (!ok && db)
        db_rollback(db);
    db_release(db);
    if (!ok)
        return false;
    res->status = 201;
    jsonw_init(&w, res->body);
    jsonw_map(&w);
    jsonw_kint(&w, "id", f.id);
    jsonw_kstr(&w, "nama", f.name);
    jsonw_kstr(&w, "tipe", f.type);
    jsonw_kint(&w, "ukuran", f.size);
    jsonw_kstr(&w, "sha256", f.digest);
    jsonw_end(&w);
    web_json(res, &w);
    return true;
}
