/* SPDX-License-Identifier: MIT
 * page/catalogue.c -- /katalog: the services that agencies offer each other, whoever provides them, and how to ask for one.
 * A register stands here when one of its file fields is read as OpenAPI and rows of it are services of the hub. What data/hub.yaml
 * does not call offered is still in preparation: apart, marked so, for its own agency and who reads the reports of all. */
#include "base/arena.h"
#include "model/list.h"
#include "page/apidoc.h"
#include "page/apidoc_priv.h"
#include "page/reg_priv.h"
#include "rule/agency.h"

enum { SERVICES_MAX = 200 };

/* Two parts of the page: what anybody may ask for, and what is not ready. */
enum part { OFFERED, PREPARED, PARTS };

struct offer {
    struct record *rec;
    struct doc_door door;
    int64_t open, all; /* operations */
};

struct catalogue {
    struct page p;
    const struct reg *reg;
    const struct field *field; /* its document */
    struct part_of {
        struct list rows;
        struct offer *items;
        struct labels *labels;
    } part[PARTS];
};

static const struct field *document_of(const struct reg *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].reads && sv_eq(r->fields[i].reads->kind, SV("openapi")))
            return &r->fields[i];
    return NULL;
}

static bool find_register(struct catalogue *c, struct err *e)
{
    const struct reg *services = c->p.region->hub.services;

    if (services && who_may_open(c->p.who, &services->rule) && (c->field = document_of(services)))
        c->reg = services;
    if (c->field)
        return true;
    err_set(e, ERR_MISSING, T("Daerah ini belum mempunyai daftar layanan data."));
    return err_hint(e, T("Hubungi Dinas bila daftar itu seharusnya ada."));
}

/* Rows of the operations' register that belong to the service: those in its first state are closed, those gone do not count. */
static bool count(struct catalogue *c, struct db *db, struct offer *o, struct err *e)
{
    const struct field_reads *how = c->field->reads;
    struct filter f[] = { { how->by->key, FILTER_EQ, arena_printf(c->p.a, "%lld", (long long) o->rec->id) },
                          { base_col_name(COL_STATUS), FILTER_EQ, SV_NULL } };
    struct list_query q = { .reg = how->into, .filters = f, .n_filters = 2, .limit = 1 };

    for (size_t i = 0; i < how->into->n_states; i++) {
        struct list l;

        if (sv_eq(how->into->states[i].key, how->gone))
            continue;
        f[1].value = how->into->states[i].key;
        if (!list_load(db, &c->p.region->records, c->p.who, &q, c->p.a, &l, e))
            return false;
        o->all += l.total;
        o->open += i != how->into->start ? l.total : 0;
    }
    return true;
}

/* Filters for the rows of one part; false: this actor sees none there. */
static bool rows_of(const struct catalogue *c, enum part part, struct list_query *q)
{
    const struct hub_regs *hub = &c->p.region->hub;
    const struct actor *who = c->p.who;
    bool own = part == PREPARED && !agency_reads_all(c->p.region, who);
    struct filter *f = ARENA_ARRAY(c->p.a, struct filter, c->reg->n_states + who->n_units + 1);
    size_t n = 0;

    for (size_t i = 0; i < c->reg->n_states; i++)
        if (!c->reg->states[i].end && hub->offered[i] == (part == OFFERED))
            f[n++] = (struct filter){ base_col_name(COL_STATUS), FILTER_EQ, c->reg->states[i].key };
    if (!n || (own && !who->n_units))
        return false;
    for (size_t i = 0; own && i < who->n_units; i++)
        f[n++] = (struct filter){ base_col_name(COL_PD), FILTER_EQ,
                                  arena_printf(c->p.a, "%lld", (long long) who->units[i]) };
    q->filters = f;
    q->n_filters = n;
    return true;
}

static bool load_part(struct catalogue *c, enum part part, struct db *db, struct err *e)
{
    const struct region *r = c->p.region;
    struct part_of *p = &c->part[part];
    struct list_query q = { .reg = c->reg,
                            .sort = c->reg->title ? c->reg->title->key : SV_NULL,
                            .limit = SERVICES_MAX };

    if (!rows_of(c, part, &q))
        return true;
    if (!list_load(db, &r->records, c->p.who, &q, c->p.a, &p->rows, e) ||
        !labels_load(db, &r->records, c->p.who, (const struct record *const *) p->rows.rows, p->rows.n,
                     c->p.a, &p->labels, e))
        return false;
    p->items = ARENA_ARRAY(c->p.a, struct offer, p->rows.n + 1);
    for (size_t i = 0; i < p->rows.n; i++) {
        struct offer *o = &p->items[i];

        *o = (struct offer){ .rec = p->rows.rows[i] };
        apidoc_door(r, o->rec->id, c->p.a, &o->door);
        if (who_may_open(c->p.who, &c->field->reads->into->rule) && !count(c, db, o, e))
            return false;
    }
    return arena_ok(c->p.a, e);
}

static bool load(struct catalogue *c, struct db *db, struct err *e)
{
    return load_part(c, OFFERED, db, e) && load_part(c, PREPARED, db, e);
}

static void one(struct catalogue *c, const struct part_of *part, const struct offer *o)
{
    struct html *h = &c->p.h;
    struct arena *a = c->p.a;
    const struct reg *pd = model_agencies(c->p.region->model);
    struct sv url = page_record_url(a, c->reg, o->rec->id), ask = apidoc_ask_url(&c->p, c->field, o->rec),
              owner = pd && o->rec->pd ? labels_get(part->labels, pd, o->rec->pd) : SV_NULL;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    html_open(h, "h3");
    page_link(h, url, record_title(o->rec));
    html_close(h, "h3");
    reg_status(h, c->reg, o->rec->status);
    if (o->door.known)
        page_badge(h, o->door.open ? SV("green") : SV("red"),
                   sv_of(o->door.open ? T("Terbuka pada penghubung") : T("Ditutup penghubung")));
    html_close(h, "div");
    html_open(h, "p");
    if (owner.p)
        html_textf(h, T("%.*s \u00b7 "), SV_FMT(owner));
    html_textf(h, T("%lld operasi, %lld terbuka untuk kesepakatan"), (long long) o->all, (long long) o->open);
    if (o->door.known) {
        html_say(h, " \u00b7 ");
        html_elem(h, "code", o->door.brief);
    }
    html_close(h, "p");
    if (o->door.known && !o->door.open && o->door.why.n)
        html_elem(h, "p", o->door.why);
    html_open(h, "div");
    html_class(h, "btn-list tanpa-cetak");
    if (o->rec->val[c->field->index].p && record_may_see_field(c->p.who, o->rec, c->field))
        page_link_button(h, arena_printf(a, "%.*s/uraian/%.*s", SV_FMT(url), SV_FMT(c->field->key)), "btn-sm",
                         "file-text", T("Uraian"));
    if (ask.p)
        page_link_button(h, ask, "btn-sm btn-primary", "plus", arena_dup(a, c->field->reads->ask_label).p);
    html_close(h, "div");
    html_close(h, "li");
}

static void write(struct catalogue *c, enum part which)
{
    const struct part_of *part = &c->part[which];
    struct html *h = &c->p.h;

    if (!part->rows.n)
        return;
    page_card_begin(h, 2, which == PREPARED ? SV(T("Dalam persiapan")) : SV(T("Ditawarkan")));
    if (which == PREPARED)
        html_elem_say(
            h, "p",
            T("Belum ditawarkan kepada Perangkat Daerah lain dan belum dapat dipanggil. Hanya tampak bagi Perangkat Daerah "
              "penyedianya dan bagi yang membaca laporan seluruh daerah."));
    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < part->rows.n; i++)
        one(c, part, &part->items[i]);
    html_close(h, "ul");
    page_card_end(h);
    if (part->rows.next.p)
        page_link(h, page_reg_url(c->p.a, c->reg), SV(T("Daftar lengkapnya")));
}

bool catalogue_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct catalogue c = { .reg = NULL };
    struct page_head hd = { .title = SV(T("Katalog layanan data")), .menu = SV("/katalog") };
    struct db *db = NULL;
    struct html *h;
    bool ok;

    c.p = (struct page){ .req = req, .a = req->a, .region = page_region(ctx), .who = req->actor };
    ok = find_register(&c, e) && page_read(c.p.region, &db, e) && load(&c, db, e);
    db_release(db);
    if (!ok)
        return false;
    hd.note = SV(
        T("Layanan yang ditawarkan Perangkat Daerah kepada program Perangkat Daerah lain lewat penghubung. "
          "Yang dipakai harus ada kesepakatannya."));
    h = page_begin(&c.p, ctx, req, res, &hd);
    if (!c.part[OFFERED].rows.n)
        page_empty(h, SV("plug"), SV(T("Belum ada layanan yang ditawarkan")), c.reg->help,
                   page_reg_url(req->a, c.reg), c.reg->label);
    for (int part = 0; part < PARTS; part++)
        write(&c, (enum part) part);
    page_end(&c.p);
    return true;
}
