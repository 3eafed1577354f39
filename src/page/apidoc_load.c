/* SPDX-License-Identifier: MIT
 * page/apidoc_load.c -- a document, the operations of it that are recorded, and where the hub leads to its service. */
#include "base/file.h"
#include "base/hash.h"
#include "model/files.h"
#include "model/list.h"
#include "model/mail.h"
#include "page/apidoc_priv.h"
#include "policy/snapshot.h"

/* --- the hub's doors ------------------------------------------------------------------------------------------------ */

void apidoc_door(const struct region *r, int64_t id, struct arena *a, struct doc_door *out)
{
    struct policy p = { 0 };
    struct err ignored = { 0 };

    *out = (struct doc_door){ 0 };
    if (!policy_open(arena_printf(a, "%s/" POLICY_PLACE, r->dir).p, &p, &ignored))
        return;
    for (uint32_t i = 0; i < p.services; i++) {
        const struct policy_service *s = &p.service[i];

        if (s->id != id)
            continue;
        out->known = true;
        out->open = (s->flags & POLICY_SERVICE_OPEN) && s->family;
        out->brief = arena_printf(a, "/hub/%.*s", SV_FMT(policy_text(&p, s->brief)));
        out->r1 = arena_printf(a, "/r1/%.*s/%.*s", SV_FMT(policy_text(&p, p.meta->instance)),
                               SV_FMT(policy_text(&p, s->xroad)));
        out->why = s->article.n ? arena_printf(a, "%.*s (%.*s)", SV_FMT(policy_text(&p, s->why_closed)),
                                               SV_FMT(policy_text(&p, s->article)))
                                : arena_dup(a, policy_text(&p, s->why_closed));
    }
    policy_close(&p);
}

/* --- asking for it -------------------------------------------------------------------------------------------------- */

struct sv apidoc_ask_url(const struct page *p, const struct field *f, const struct record *rec)
{
    const struct field_reads *reads = f->reads;
    struct arena *a = p->a;
    const struct reg *to = reads->ask;
    int64_t own = p->who->n_posts ? p->who->posts[0].pd : 0;
    struct sv url;

    if (!to || !own || !who_may_create(p->who, &to->rule, own) || who_owns(p->who, rec->pd))
        return SV_NULL;
    if (rec->reg == p->region->hub.services && !hub_offered(&p->region->hub, rec->status))
        return SV_NULL;
    url = arena_printf(a, "/r/%.*s/baru?%.*s=%lld&%s=%lld", SV_FMT(to->key), SV_FMT(reads->ask_by->key),
                       (long long) rec->id, base_col_name(COL_PD).p, (long long) rec->pd);
    if (to->party)
        url = arena_printf(a, "%.*s&%.*s=%lld", SV_FMT(url), SV_FMT(to->party->field->key), (long long) own);
    if (to->title)
        url =
            arena_printf(a, "%.*s&%.*s=%.*s", SV_FMT(url), SV_FMT(to->title->key),
                         SV_FMT(url_encode(arena_printf(a, T("Akses %.*s"), SV_FMT(record_title(rec))), a)));
    for (size_t i = 0; i < reads->n_ask_with; i++)
        url = arena_printf(a, "%.*s&%.*s=%.*s", SV_FMT(url), SV_FMT(reads->ask_with[i].field->key),
                           SV_FMT(url_encode(reads->ask_with[i].source, a)));
    return url;
}

/* --- the document --------------------------------------------------------------------------------------------------- */

static bool load_document(struct apidoc *x, struct db *db, struct err *e)
{
    struct stored_file file;
    struct sv text;
    const char *path;
    int64_t id;

    if (!sv_int(x->rec->val[x->field->index], &id)) {
        err_set(e, ERR_MISSING, T("%.*s belum dilampirkan."), SV_FMT(x->field->label));
        return err_hint(e, T("Mintalah penyedianya melampirkan dokumen itu pada barisnya."));
    }
    if (!file_open_for(db, &x->p.region->records, x->p.who, id, x->p.a, &file, &path, e))
        return false;
    x->file_name = file.name;
    if ((size_t) file.size > OPENAPI_MAX_BYTES) {
        problems_add(&x->problems, SV_NULL, T("Dokumen lebih dari 4 MiB."));
        return true;
    }
    if (!file_read(path, OPENAPI_MAX_BYTES, x->p.a, &text, e))
        return false;
    if (openapi_parse(text, file.name, x->p.a, &x->root, &x->problems))
        openapi_read(text, file.name, x->p.a, &x->doc, &x->problems);
    return arena_ok(x->p.a, e);
}

/* --- its operations ------------------------------------------------------------------------------------------------- */

static const struct field *mapped(const struct field_reads *how, struct sv source)
{
    for (size_t i = 0; i < how->n; i++)
        if (sv_eq(how->maps[i].source, source))
            return how->maps[i].field;
    return NULL;
}

struct find_row {
    struct apidoc *x;
    const struct field *method, *path;
};

static bool find_row(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e)
{
    struct find_row *f = ctx;
    struct apidoc *x = f->x;

    (void) db;
    (void) a;
    for (size_t i = 0; i < x->n; i++) {
        struct record *kept;

        if (x->found[i].row || !sv_eq(x->found[i].op->path, r->val[f->path->index]) ||
            !sv_eq(sv_lower(x->found[i].op->method, x->p.a), r->val[f->method->index]))
            continue;
        kept = ARENA_NEW(x->p.a, struct record); /* of a row nothing but its place and state is shown */
        *kept = (struct record){
            .reg = r->reg, .id = r->id, .pd = r->pd, .status = arena_dup(x->p.a, r->status)
        };
        x->found[i].row = kept;
        break;
    }
    return arena_ok(x->p.a, e);
}

static bool load_rows(struct apidoc *x, struct db *db, struct err *e)
{
    const struct field_reads *how = x->field->reads;
    struct filter mine = { how->by->key, FILTER_EQ, arena_printf(x->p.a, "%lld", (long long) x->rec->id) };
    struct list_query q = { .reg = how->into, .filters = &mine, .n_filters = 1 };
    struct find_row f = { x, mapped(how, SV("method")), mapped(how, SV("path")) };

    if (!f.method || !f.path || !who_may_open(x->p.who, &how->into->rule))
        return true;
    return list_each(db, &x->p.region->records, x->p.who, &q, find_row, &f, e);
}

static bool fits(const struct openapi_operation *o, struct sv wanted, struct arena *a)
{
    return !wanted.n || sv_find(sv_lower(o->path, a), wanted) >= 0 ||
           sv_find(sv_lower(o->method, a), wanted) >= 0 || sv_find(sv_lower(o->summary, a), wanted) >= 0 ||
           sv_find(sv_lower(o->id, a), wanted) >= 0;
}

static void find_operations(struct apidoc *x)
{
    const struct json *paths = json_get(x->root, SV("paths"));
    struct sv wanted = sv_lower(sv_trim(web_text(x->p.req, "cari")), x->p.a);

    x->found = ARENA_ARRAY(x->p.a, struct doc_operation, x->doc.n + 1);
    for (size_t i = 0; i < x->doc.n; i++) {
        struct doc_operation *o = &x->found[x->n];

        if (!fits(&x->doc.items[i], wanted, x->p.a))
            continue;
        *o = (struct doc_operation){ .op = &x->doc.items[i] };
        o->item = apidoc_resolve(x->root, json_get(paths, o->op->path));
        o->node = json_get(o->item, sv_lower(o->op->method, x->p.a));
        x->n++;
    }
    x->first = (size_t) (web_int(x->p.req, "hal", 1) - 1) * DOC_PER_PAGE;
    if (x->first >= x->n)
        x->first = 0;
}

bool apidoc_load(struct apidoc *x, struct db *db, struct err *e)
{
    const struct region *r = x->p.region;
    struct mail_conf mail;

    problems_init(&x->problems, x->p.a, 50);
    x->rows_left = DOC_ROWS;
    if (!record_get(db, &r->records, x->p.who, x->reg, web_path_int(x->p.req, "id"), x->p.a, &x->rec, e))
        return false;
    if (!record_may_see_field(x->p.who, x->rec, x->field)) {
        err_set(e, ERR_MISSING, T("Bidang ini tidak memuat dokumen yang dapat diuraikan."));
        return err_hint(e, T("Kembali ke rincian barisnya."));
    }
    if (!load_document(x, db, e) || !mail_conf_load(db, x->p.a, &mail, e))
        return false;
    x->site = mail.site;
    if (x->problems.n)
        return true;
    find_operations(x);
    if (x->reg == r->hub.services)
        apidoc_door(r, x->rec->id, x->p.a, &x->door);
    return load_rows(x, db, e);
}
