/* SPDX-License-Identifier: MIT
 * page/reg_show.c -- the page of one record, now or as it stood on a day: what it says, what it lacks, what can be done. */
#include "base/arena.h"
#include "page/record.h"
#include "page/show_priv.h"

struct sv reg_action(struct arena *a, const struct reg *r, int64_t id, const char *tail)
{
    return arena_printf(a, "/r/%.*s/%lld/%s", SV_FMT(r->key), (long long) id, tail);
}

/* --- loading -------------------------------------------------------------------------------------------------------------- */

static bool person(struct db *db, int64_t akun, struct arena *a, struct sv *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select nama from akun where id = $1"), &q, e) &&
                           stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    *out = ok && row ? arena_dup(a, stmt_get_text(q, 0)) : SV(T("Sistem"));
    stmt_done(q);
    return ok;
}

static bool load_record(struct show *s, struct db *db, struct err *e)
{
    const struct records *rs = &s->region->records;
    struct sv per = web_field_find(s->p.req, SV("per"));
    int64_t id = web_path_int(s->p.req, "id");
    struct date day;

    if (!per.n)
        return record_get(db, rs, s->who, s->reg, id, s->p.a, &s->rec, e);
    if (!date_parse(per, &day)) {
        err_set(e, ERR_INPUT, T("Tanggal \"%.*s\" tidak dikenal."), SV_FMT(sv_sub(per, 0, 40)));
        return err_hint(e, T("Tulis misalnya 2026-01-31."));
    }
    s->per = per;
    return record_get_at(db, rs, s->who, s->reg, id,
                         time_of_date(date_add_days(day, 1), s->region->regulation.zone_min) - 1, s->p.a,
                         &s->rec, e);
}

static bool load_flow(struct show *s, struct db *db, struct err *e)
{
    const struct region *r = s->region;
    const struct foresee_ask ends = { .reg = s->reg, .id = s->rec->id, .limit = 20 };

    return flow_steps(db, r->flow, &r->records, s->who, s->rec, s->p.a, &s->steps, &s->n_steps, e) &&
           flow_marks(db, r->flow, &r->records, s->rec, s->p.a, &s->marks, &s->n_marks, e) &&
           foresee_list(db, r, s->who, &ends, s->p.a, &s->ends, &s->n_ends, e) &&
           flow_clock(db, s->reg, s->rec->id, &s->due, &s->clock_stopped, e);
}

static bool load(struct show *s, struct db *db, struct err *e)
{
    const struct records *rs = &s->region->records;
    const struct record *rows[1];
    const struct state *state;

    if (!load_record(s, db, e))
        return false;
    rows[0] = s->rec;
    state = reg_state(s->reg, s->rec->status);
    s->locked = state && state->lock;
    s->may_edit = record_may_edit(rs, s->who, s->rec);
    return labels_load(db, rs, s->who, rows, 1, s->p.a, &s->labels, e) &&
           person(db, s->rec->dibuat_oleh, s->p.a, &s->made_by, e) &&
           person(db, s->rec->diubah_oleh, s->p.a, &s->changed_by, e) &&
           (s->per.p || (load_flow(s, db, e) && show_back_load(s, db, e) && show_talk_load(s, db, e) &&
                         show_grids_load(s, db, e) && show_ages_load(s, db, e) &&
                         show_outside_load(s, db, e) && similar_load(&s->p, db, s->rec, &s->similar, e))) &&
           show_time_load(s, db, e);
}

static void load_rest(struct show *s)
{
    if (s->per.p)
        return;
    flow_road(s->region->flow, s->rec, s->past, s->n_past, s->p.a, &s->road, &s->n_road);
    show_hub_load(s);
}

/* --- what it says ----------------------------------------------------------------------------------------------------------- */

static void term(struct html *h, struct sv label)
{
    html_elem(h, "dt", label);
}

static void plain(struct html *h, const char *label, struct sv value)
{
    if (!value.n)
        return;
    html_elem_say(h, "dt", label);
    html_elem(h, "dd", value);
}

static bool shown(const struct show *s, const struct field *f)
{
    return f != s->reg->title && record_may_see_field(s->who, s->rec, f);
}

static struct sv section_of(const struct field *f)
{
    return f->section.n ? f->section : SV(T("Isian"));
}

static size_t count(const struct show *s, struct sv section, bool filled)
{
    size_t n = 0;

    for (size_t i = 0; i < s->reg->n_fields; i++)
        if (sv_eq(section_of(&s->reg->fields[i]), section) && shown(s, &s->reg->fields[i]) &&
            (s->rec->val[i].p != NULL) == filled)
            n++;
    return n;
}

static void read_link(struct show *s, const struct field *f)
{
    struct html *h = &s->p.h;

    struct sv url = page_record_url(s->p.a, s->reg, s->rec->id);

    html_open(h, "p");
    html_class(h, "tanpa-cetak");
    if (sv_eq(f->reads->kind, SV("openapi"))) {
        page_link(h, arena_printf(s->p.a, "%.*s/uraian/%.*s", SV_FMT(url), SV_FMT(f->key)),
                  SV(T("Uraian yang mudah dibaca")));
        html_void(h, "br");
    }
    if (who_may_write(s->who))
        page_link(h, arena_printf(s->p.a, "%.*s/baca/%.*s", SV_FMT(url), SV_FMT(f->key)),
                  arena_printf(s->p.a, T("Baca %.*s dari dokumen ini"), SV_FMT(f->reads->into->label)));
    html_close(h, "p");
}

static void filled_fields(struct show *s, struct sv section)
{
    struct html *h = &s->p.h;

    html_open(h, "dl");
    html_class(h, "ciri");
    for (size_t i = 0; i < s->reg->n_fields; i++) {
        const struct field *f = &s->reg->fields[i];

        if (!sv_eq(section_of(f), section) || !shown(s, f) || !s->rec->val[i].p)
            continue;
        term(h, f->label);
        html_open(h, "dd");
        reg_value(&s->p, f, s->rec->val[i], s->labels);
        show_ages(s, s->rec, f);
        if (f->reads && !s->per.p)
            read_link(s, f);
        html_close(h, "dd");
    }
    html_close(h, "dl");
}

static void empty_names(struct show *s, struct sv section)
{
    struct html *h = &s->p.h;
    bool first = true;

    for (size_t i = 0; i < s->reg->n_fields; i++) {
        const struct field *f = &s->reg->fields[i];

        if (!sv_eq(section_of(f), section) || !shown(s, f) || s->rec->val[i].p)
            continue;
        if (!first)
            html_say(h, "; ");
        html_text(h, f->label);
        first = false;
    }
    html_say(h, ".");
}

/* Empty fields are named, folded away: what is missing can be seen and does not stand in the way. */
static void empty_fields(struct show *s, struct sv section)
{
    struct html *h = &s->p.h;
    size_t n = count(s, section, false);

    if (!n)
        return;
    html_open(h, "details");
    html_class(h, "lipat text-secondary");
    html_open(h, "summary");
    html_textf(h, T("%zu bidang belum diisi"), n);
    html_close(h, "summary");
    html_open(h, "p");
    empty_names(s, section);
    html_close(h, "p");
    html_close(h, "details");
}

static bool first_of_section(const struct show *s, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (sv_eq(section_of(&s->reg->fields[k]), section_of(&s->reg->fields[i])))
            return false;
    return true;
}

/* Sections without any value share one box. */
static void empty_sections(struct show *s)
{
    struct html *h = &s->p.h;
    bool any = false;

    for (size_t i = 0; i < s->reg->n_fields; i++) {
        struct sv section = section_of(&s->reg->fields[i]);

        if (!first_of_section(s, i) || count(s, section, true) || !count(s, section, false))
            continue;
        if (!any)
            page_card_begin(h, 2, SV(T("Bagian yang belum diisi")));
        any = true;
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_textf(h, "%.*s: ", SV_FMT(section));
        empty_names(s, section);
        html_close(h, "p");
    }
    if (any)
        page_card_end(h);
}

static void sections(struct show *s)
{
    for (size_t i = 0; i < s->reg->n_fields; i++) {
        struct sv section = section_of(&s->reg->fields[i]);

        if (!first_of_section(s, i) || !count(s, section, true))
            continue;
        page_card_begin(&s->p.h, 2, section);
        filled_fields(s, section);
        empty_fields(s, section);
        page_card_end(&s->p.h);
    }
    empty_sections(s);
}

static void recorded(struct show *s)
{
    const struct region *r = s->region;
    const struct record *rec = s->rec;
    struct arena *a = s->p.a;
    struct html *h = &s->p.h;

    page_card_begin(h, 2, SV(T("Pencatatan")));
    html_open(h, "dl");
    html_class(h, "ciri");
    if (s->reg->n_states > 1) {
        html_elem_say(h, "dt", T("Keadaan"));
        html_open(h, "dd");
        reg_status(h, s->reg, rec->status);
        html_textf(h, T(" sejak %.*s"), SV_FMT(page_day(a, rec->berlaku_sejak)));
        html_close(h, "dd");
    }
    if (s->reg->classified)
        plain(h, T("Klasifikasi"), reg_klasifikasi(r->model, rec->klasifikasi));
    plain(h, T("Dicatat"),
          arena_printf(a, T("%.*s oleh %.*s"), SV_FMT(page_moment(r, a, rec->dibuat_pada)),
                       SV_FMT(s->made_by)));
    if (rec->versi > 1)
        plain(h, T("Terakhir diubah"),
              arena_printf(a, T("%.*s oleh %.*s (versi %lld)"), SV_FMT(page_moment(r, a, rec->diubah_pada)),
                           SV_FMT(s->changed_by), (long long) rec->versi));
    html_close(h, "dl");
    html_open(h, "p");
    html_class(h, "tanpa-cetak");
    page_link(h, arena_printf(a, "/keutuhan/bukti/%.*s/%lld", SV_FMT(s->reg->key), (long long) rec->id),
              SV(T("Bukti keutuhan baris ini")));
    html_close(h, "p");
    page_card_end(h);
}

/* --- head --------------------------------------------------------------------------------------------------------------------- */

static void actions(void *ctx, struct html *h)
{
    struct show *s = ctx;
    struct arena *a = s->p.a;

    page_print_button(h);
    if (!s->per.p)
        show_watch(s);
    if (s->per.p || !s->may_edit || s->rec->dihapus.p)
        return;
    if (sv_eq(s->reg->key, SV("akun")) && s->who->administrator)
        page_link_button(h, arena_printf(a, "/akun/%lld/pulihkan", (long long) s->rec->id), "", "key",
                         T("Pulihkan akses"));
    page_link_button(h, reg_action(a, s->reg, s->rec->id, "hapus"), "", "trash", T("Hapus"));
    if (!s->locked)
        page_link_button(h, reg_action(a, s->reg, s->rec->id, "ubah"), "btn-primary", "edit", T("Ubah"));
}

static void badges(struct show *s)
{
    struct html *h = &s->p.h;
    const struct reg *pd = model_reg(s->region->model, base_col_name(COL_PD));
    struct sv agency = pd && s->rec->pd ? labels_get(s->labels, pd, s->rec->pd) : SV_NULL;

    html_open(h, "p");
    html_class(h, "sebaris align-items-center");
    if (s->reg->n_states > 1)
        reg_status(h, s->reg, s->rec->status);
    if (s->reg->classified)
        page_badge(
            h, sv_eq(s->rec->klasifikasi, s->region->model->scheme.levels[0].key) ? SV("grey") : SV("red"),
            reg_klasifikasi(s->region->model, s->rec->klasifikasi));
    if (agency.p)
        page_link(h, page_record_url(s->p.a, pd, s->rec->pd), agency);
    html_close(h, "p");
}

static void per_form(struct show *s)
{
    struct html *h = &s->p.h;

    html_open(h, "form");
    html_class(h, "tanpa-cetak");
    html_url(h, "action", page_record_url(s->p.a, s->reg, s->rec->id));
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("per"));
    html_say(h, T("Lihat keadaan per tanggal"));
    html_close(h, "label");
    html_open(h, "div");
    html_class(h, "input-group");
    html_void(h, "input");
    html_attr(h, "type", SV("date"));
    html_class(h, "form-control");
    html_attr(h, "id", SV("per"));
    html_attr(h, "name", SV("per"));
    html_attr(h, "max", page_today_iso(s->region, s->p.a));
    html_attr(h, "value", s->per.p ? s->per : SV(""));
    page_submit(h, "", "", T("Lihat"));
    html_close(h, "div");
    html_close(h, "form");
}

static void notices(struct show *s)
{
    struct html *h = &s->p.h;
    struct arena *a = s->p.a;

    if (s->per.p) {
        page_alert_begin(h, PAGE_INFO,
                         arena_printf(a, T("Seperti tercatat pada %.*s"), SV_FMT(page_day(a, s->per))));
        html_open(h, "p");
        page_link(h, page_record_url(a, s->reg, s->rec->id), SV(T("Lihat keadaan sekarang")));
        html_close(h, "p");
        page_alert_end(h);
    }
    if (!s->rec->dihapus.p)
        return;
    page_alert_begin(
        h, PAGE_CAUTION,
        arena_printf(a, T("Dihapus pada %.*s."), SV_FMT(page_moment(s->region, a, s->rec->dihapus))));
    if (s->may_edit && !s->per.p) {
        page_form_begin(&s->p, reg_action(a, s->reg, s->rec->id, "pulihkan"), false);
        page_hidden(h, "_versi", arena_printf(a, "%lld", (long long) s->rec->versi));
        page_submit(h, "btn-sm", "arrow-back-up", T("Pulihkan"));
        html_close(h, "form");
    }
    page_alert_end(h);
}

static void side(struct show *s)
{
    struct html *h = &s->p.h;

    show_clock(s);
    show_road(s);
    show_hub(s);
    show_steps(s);
    html_open(h, "div");
    html_class(h, "tanpa-cetak");
    show_secrets(s);
    show_letters(s);
    show_fact(s);
    show_clearances(s);
    html_close(h, "div");
    show_back(s);
}

static void draw(struct show *s, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    struct arena *a = req->a;
    struct crumb up[2] = { page_group_crumb(s->region, s->reg), { s->reg->label, page_reg_url(a, s->reg) } };
    const struct field *title = s->reg->title;
    struct page_head hd = {
        .menu = page_reg_url(a, s->reg), .crumbs = up, .n_crumbs = 2, .actions = actions, .actions_ctx = s
    };
    struct html *h;

    s->p.a = a;
    hd.title = title && s->rec->val[title->index].p
                   ? value_show(s->region->model, title, s->rec->val[title->index], s->labels, a)
                   : record_title(s->rec);
    hd.pretitle = s->rec->nomor.n
                      ? arena_printf(a, "%.*s \u00b7 %.*s", SV_FMT(s->reg->label), SV_FMT(s->rec->nomor))
                      : s->reg->label;
    h = page_begin(&s->p, ctx, req, res, &hd);
    badges(s);
    page_refusal(&s->p);
    notices(s);
    show_marks(s);
    show_ends(s);
    if (s->reg->similar)
        similar_write(&s->p, s->reg, &s->similar);
    html_open(h, "div");
    html_attr(h, "class", SV("dua-panel"));
    html_open(h, "div");
    show_outside(s);
    show_trail(s);
    sections(s);
    if (!s->per.p)
        show_grids(s);
    recorded(s);
    show_time(s);
    if (!s->per.p)
        show_talk(s);
    html_close(h, "div");
    html_open(h, "div");
    if (!s->per.p)
        side(s);
    page_card_begin(h, 2, SV_NULL);
    per_form(s);
    page_card_end(h);
    html_close(h, "div");
    html_close(h, "div");
    page_end(&s->p);
}

bool record_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct show s = { .region = page_region(ctx), .who = req->actor };
    struct db *db = NULL;
    bool ok;

    s.p = (struct page){ .req = req, .a = req->a, .region = s.region, .who = req->actor };
    if (!page_reg(s.region, req, &s.reg, e))
        return false;
    ok = page_read(s.region, &db, e) && load(&s, db, e);
    db_release(db);
    if (!ok)
        return false;
    load_rest(&s);
    draw(&s, ctx, req, res);
    return true;
}
