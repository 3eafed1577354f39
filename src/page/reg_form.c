/* SPDX-License-Identifier: MIT
 * page/reg_form.c -- the form of any register: a new record, or one that is changed; and the same form drawn again. */
#include "base/arena.h"
#include "base/buf.h"
#include "flow/flow.h"
#include "page/form_priv.h"
#include "page/record.h"
#include "page/review_priv.h"

enum { JOINED_MAX = 64 * 1024, JUMPS_FROM = 4 };

static struct sv bars(struct form *f, const struct sv *items, size_t n)
{
    struct buf b;
    struct sv out;

    buf_init(&b, JOINED_MAX);
    for (size_t i = 0; i < n; i++) {
        buf_char(&b, '|');
        buf_put(&b, items[i]);
    }
    out = arena_dup(f->p->a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

/* A record of what the controls will show, so that labels_load() finds the titles of what they point to. */
static const struct record *shown_record(struct form *f)
{
    struct record *r = ARENA_NEW(f->p->a, struct record);

    r->reg = f->reg;
    r->val = ARENA_ARRAY(f->p->a, struct sv, f->reg->n_fields);
    for (size_t i = 0; i < f->reg->n_fields; i++) {
        const struct field *fd = &f->reg->fields[i];
        struct sv *items;
        size_t n = form_values(f, fd, &items);

        if (n && (fd->type == FT_REF || fd->type == FT_REFS || fd->type == FT_FILE || fd->type == FT_FILES))
            r->val[i] = field_is_multi(fd) || fd->type == FT_FILE ? bars(f, items, n) : items[n - 1];
    }
    return r;
}

bool form_load(struct form *f, struct db *db, struct err *e)
{
    const struct field **fields = ARENA_ARRAY(f->p->a, const struct field *, f->reg->n_fields + 1);
    const struct record *rows[2];
    size_t n = 0;

    f->picks = pick_cache_new(db, f->region, f->who, f->p->a);
    if (f->typed && (!form_files_find(f, db, e) || !form_conflict_load(f, db, e)))
        return false;
    rows[0] = shown_record(f);
    rows[1] = f->base;
    for (size_t i = 0; i < f->reg->n_fields; i++) {
        fields[n++] = &f->reg->fields[i];
        if (!control_match_load(f, db, &f->reg->fields[i], e))
            return false;
    }
    return control_load(f, fields, n, e) &&
           labels_load(db, &f->region->records, f->who, rows, f->base ? 2 : 1, f->p->a, &f->labels, e);
}

/* --- sections ------------------------------------------------------------------------------------------------------------- */

static struct sv section_of(const struct field *fd)
{
    return fd->section.n ? fd->section : SV(T("Isian"));
}

static bool first_of_section(const struct form *f, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (sv_eq(section_of(&f->reg->fields[k]), section_of(&f->reg->fields[i])))
            return false;
    return true;
}

static bool any_offered(const struct form *f, struct sv section)
{
    for (size_t i = 0; i < f->reg->n_fields; i++)
        if (sv_eq(section_of(&f->reg->fields[i]), section) && form_offers(f, &f->reg->fields[i]))
            return true;
    return false;
}

bool form_step_asks(const struct form *f, const struct field *fd)
{
    size_t n;
    const struct transition *t = flow_transitions(f->region->flow, f->reg, &n);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < t[i].n_asks; k++)
            if (t[i].asks[k] == fd)
                return true;
    return false;
}

/* A section that steps fill in later is folded while it is empty: it serves those who record what is long since so. */
static bool folded(struct form *f, struct sv name)
{
    size_t asked = 0, all = 0;

    for (size_t i = 0; i < f->reg->n_fields; i++) {
        const struct field *fd = &f->reg->fields[i];

        if (!sv_eq(section_of(fd), name) || !form_offers(f, fd))
            continue;
        if (form_value(f, fd).n || problems_of(&f->p->req->problems, fd->key))
            return false;
        asked += form_step_asks(f, fd);
        all++;
    }
    return 2 * asked > all;
}

static void section(struct form *f, size_t nr, struct sv name)
{
    struct html *h = &f->p->h;
    bool fold;

    if (!any_offered(f, name))
        return;
    fold = folded(f, name);
    html_open(h, "div");
    html_attrf(h, "id", "bagian-%zu", nr);
    page_card_begin(h, 2, fold ? SV_NULL : name);
    if (fold) {
        html_open(h, "details");
        html_class(h, "lipat");
        html_open(h, "summary");
        html_elem(h, "h2", name);
        html_open(h, "span");
        html_class(h, "text-secondary");
        html_say(h,
                 T("diisi melalui langkah-langkah sesudah dicatat; buka bila mencatat yang sudah terjadi"));
        html_close(h, "span");
        html_close(h, "summary");
    }
    html_open(h, "div");
    html_class(h, "bidang-kisi");
    for (size_t i = 0; i < f->reg->n_fields; i++)
        if (sv_eq(section_of(&f->reg->fields[i]), name) && form_offers(f, &f->reg->fields[i]))
            control_write(f, &f->reg->fields[i]);
    html_close(h, "div");
    if (fold)
        html_close(h, "details");
    page_card_end(h);
    html_close(h, "div");
}

/* Long forms begin with the way to their parts. */
static void jumps(struct form *f)
{
    struct html *h = &f->p->h;
    size_t n = 0;

    for (size_t i = 0; i < f->reg->n_fields; i++)
        n += first_of_section(f, i) && any_offered(f, section_of(&f->reg->fields[i]));
    if (n < JUMPS_FROM)
        return;
    html_open(h, "nav");
    html_attr_say(h, "aria-label", T("Bagian formulir"));
    html_open(h, "ul");
    html_class(h, "keping");
    for (size_t i = 0; i < f->reg->n_fields; i++) {
        struct sv name = section_of(&f->reg->fields[i]);

        if (!first_of_section(f, i) || !any_offered(f, name))
            continue;
        html_open(h, "li");
        page_link(h, arena_printf(f->p->a, "#bagian-%zu", i), name);
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_close(h, "nav");
}

/* --- how it is recorded: classification, and the state a thing is in already ------------------------------------------------- */

static struct sv base_value(const struct form *f, enum base_col c, struct sv otherwise)
{
    struct sv v =
        f->typed || !f->base ? web_field_find(f->p->req, base_col_name(c)) : record_base(f->base, c, f->p->a);

    return v.n ? v : otherwise;
}

static void klasifikasi(struct form *f)
{
    const struct who_scheme *s = &f->region->model->scheme;
    struct sv key = base_col_name(COL_KLASIFIKASI),
              now = base_value(f, COL_KLASIFIKASI, f->from ? f->from->klasifikasi : s->levels[0].key);
    struct sv help = SV(T("Menentukan siapa yang dapat melihat baris ini."));
    struct html *h = &f->p->h;

    if (!f->reg->classified)
        return;
    control_open(f, key, SV(T("Klasifikasi")), false, false, true);
    html_open(h, "select");
    control_attrs(f, key, help, false);
    html_class(h, "form-select");
    for (size_t i = 0; i < s->n; i++)
        control_option(h, s->levels[i].key, s->levels[i].label, sv_eq(s->levels[i].key, now));
    html_close(h, "select");
    control_close(f, key, help, false);
}

static void state_select(struct form *f)
{
    struct sv key = base_col_name(COL_STATUS),
              now = base_value(f, COL_STATUS, f->reg->states[f->reg->start].key);
    struct sv help = SV(T("Pilih keadaan lain bila yang dicatat sudah berjalan sebelum dicatat di sini."));
    struct html *h = &f->p->h;

    if (f->base || f->reg->n_states < 2)
        return;
    control_open(f, key, SV(T("Keadaan saat ini")), false, false, true);
    html_open(h, "select");
    control_attrs(f, key, help, false);
    html_class(h, "form-select");
    for (size_t i = 0; i < f->reg->n_states; i++)
        control_option(h, f->reg->states[i].key, f->reg->states[i].label, sv_eq(f->reg->states[i].key, now));
    html_close(h, "select");
    control_close(f, key, help, false);
}

static void since(struct form *f)
{
    struct sv key = base_col_name(COL_BERLAKU_SEJAK),
              help = SV(T("Hari keadaan itu mulai berlaku, bukan hari dicatat."));
    struct html *h = &f->p->h;

    control_open(f, key, SV(T("Berlaku sejak")), false, false, true);
    html_void(h, "input");
    html_attr(h, "type", SV("date"));
    control_attrs(f, key, help, false);
    html_class(h, "form-control");
    html_attr(h, "max", page_today_iso(f->region, f->p->a));
    html_attr(h, "value", base_value(f, COL_BERLAKU_SEJAK, page_today_iso(f->region, f->p->a)));
    control_close(f, key, help, false);
}

static void recording(struct form *f)
{
    struct html *h = &f->p->h;

    page_card_begin(h, 2, SV(T("Pencatatan")));
    html_open(h, "div");
    html_class(h, "bidang-kisi");
    klasifikasi(f);
    state_select(f);
    since(f);
    html_close(h, "div");
    page_card_end(h);
}

/* --- the page --------------------------------------------------------------------------------------------------------------- */

static void buttons(struct form *f, struct sv back)
{
    struct html *h = &f->p->h;

    html_open(h, "div");
    html_class(h, "aksi-form");
    page_submit(h, "btn-primary", "device-floppy", T("Simpan"));
    page_link_button(h, back, "", "", T("Batal"));
    html_close(h, "div");
}

/* How old what is copied is, by the first day it has of its own. */
static void copy_notice(struct form *f)
{
    struct sv day = SV_NULL;

    if (!f->from)
        return;
    for (size_t i = 0; i < f->reg->n_fields && !day.n; i++)
        if (f->reg->fields[i].type == FT_DATE && record_may_see_field(f->who, f->from, &f->reg->fields[i]))
            day = f->from->val[i];
    page_alert(&f->p->h, PAGE_INFO,
               arena_printf(f->p->a, T("Disalin dari %.*s, %s %.*s."), SV_FMT(pick_label(f->from, f->p->a)),
                            day.n ? T("tertanggal") : T("dicatat"),
                            SV_FMT(page_day(f->p->a, day.n ? day : f->from->dibuat_pada))),
               SV(T("Berkas, tanggal, dan hasil pemeriksaan tidak ikut disalin; isi dengan yang baru.")));
}

/* What may be the same thing elsewhere: as it was saved or sent, and asked again while one types. */
static bool load_similar(struct form *f, struct db *db, struct err *e)
{
    struct record sent;
    const struct record *r = f->base;

    if (!f->reg->similar || (!f->base && !f->typed))
        return true;
    if (f->typed) {
        similar_typed(f, &sent);
        sent.id = f->base ? f->base->id : 0; /* no record is like itself */
        r = &sent;
    }
    f->similar = ARENA_NEW(f->p->a, struct similar_part);
    return similar_load(f->p, db, r, f->similar, e);
}

static void similar_box(struct form *f)
{
    if (!f->reg->similar)
        return;
    similar_box_begin(f->p, f->reg);
    if (f->similar)
        similar_write(f->p, f->reg, f->similar);
    html_close(&f->p->h, "div");
}

static bool draw(struct form *f, struct web_ctx *ctx, struct web_req *req, struct web_res *res)
{
    struct arena *a = req->a;
    struct sv back = f->base ? page_record_url(a, f->reg, f->base->id) : page_reg_url(a, f->reg);
    struct crumb up[3] = { page_group_crumb(f->region, f->reg), { f->reg->label, page_reg_url(a, f->reg) } };
    struct page_head hd = {
        .menu = page_reg_url(a, f->reg), .crumbs = up, .n_crumbs = 2, .width = PAGE_NARROW
    };
    struct page_head *head = &hd;
    struct html *h;

    if (f->base) {
        up[2] = (struct crumb){ record_title(f->base), back };
        hd.n_crumbs = 3;
        hd.title = arena_printf(a, T("Ubah: %.*s"), SV_FMT(record_title(f->base)));
        hd.pretitle = f->base->nomor;
    } else {
        hd.title = arena_printf(a, T("%.*s: catat baru"), SV_FMT(f->reg->label));
        hd.note = f->reg->help;
    }
    h = page_begin(f->p, ctx, req, res, head);
    page_refusal(f->p);
    copy_notice(f);
    page_form_begin(f->p,
                    f->base ? reg_action(a, f->reg, f->base->id, "ubah")
                            : arena_printf(a, "/r/%.*s/baru", SV_FMT(f->reg->key)),
                    true);
    html_open(h, "div");
    if (f->base)
        page_hidden(h, "_versi", arena_printf(a, "%lld", (long long) f->base->versi));
    if (web_field_find(f->p->req, SV("_kembali")).n)
        page_hidden(h, "_kembali", web_field_find(f->p->req, SV("_kembali")));
    form_conflict(f);
    similar_box(f);
    jumps(f);
    for (size_t i = 0; i < f->reg->n_fields; i++)
        if (first_of_section(f, i))
            section(f, i, section_of(&f->reg->fields[i]));
    recording(f);
    buttons(f, back);
    html_close(h, "div");
    html_close(h, "form");
    page_end(f->p);
    return true;
}

struct form form_begin(struct page *p, struct web_ctx *ctx, struct web_req *req)
{
    *p = (struct page){ .req = req, .a = req->a, .region = page_region(ctx), .who = req->actor };
    return (struct form){ .p = p, .region = p->region, .who = req->actor, .typed = req->method == WEB_POST };
}

/* `_salin`: the number of a record to start from; one that is not there, or not for him, is no start. */
static bool load_start(struct form *f, struct db *db, struct err *e)
{
    struct err why = { 0 };
    int64_t id;

    if (f->typed || !sv_int(web_field_find(f->p->req, SV("_salin")), &id))
        return true;
    if (record_get(db, &f->region->records, f->who, f->reg, id, f->p->a, &f->from, &why))
        return true;
    f->from = NULL;
    if (why.kind != ERR_MISSING)
        *e = why;
    return why.kind == ERR_MISSING;
}

bool record_new(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p;
    struct form f = form_begin(&p, ctx, req);
    struct db *db = NULL;
    bool ok;

    if (!page_reg(f.region, req, &f.reg, e))
        return false;
    if (!f.typed && !reg_may_create(f.who, f.reg)) { /* said before anything is typed */
        err_set(e, ERR_DENIED, T("Anda tidak berhak mencatat %.*s."), SV_FMT(f.reg->label));
        return err_hint(
            e, T("Mintalah operator Perangkat Daerah pemilik, atau administrator, untuk mencatatnya."));
    }
    ok = page_read(f.region, &db, e) && load_start(&f, db, e) && form_load(&f, db, e) &&
         load_similar(&f, db, e);
    db_release(db);
    return ok && draw(&f, ctx, req, res);
}

static bool may_edit(const struct form *f, struct err *e)
{
    const struct record *r = f->base;
    const struct state *s = reg_state(f->reg, r->status);

    if (!record_may_edit(&f->region->records, f->who, r)) {
        err_set(e, ERR_DENIED, T("Anda tidak berhak mengubah %.*s ini."), SV_FMT(f->reg->label));
        return err_hint(
            e, T("Mintalah operator Perangkat Daerah pemilik, atau administrator, untuk mengubahnya."));
    }
    if (s && s->lock) {
        err_set(e, ERR_CONFLICT, T("%.*s berkeadaan \"%.*s\"; isinya tidak dapat diubah lagi."),
                SV_FMT(f->reg->label), SV_FMT(s->label));
        return err_hint(e,
                        T("Yang masih dapat dilakukan tampak di bagian Langkah berikutnya pada halamannya."));
    }
    return true;
}

bool record_edit(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p;
    struct form f = form_begin(&p, ctx, req);
    struct db *db = NULL;
    bool ok;

    if (!page_reg(f.region, req, &f.reg, e))
        return false;
    ok = page_read(f.region, &db, e) &&
         record_get(db, &f.region->records, f.who, f.reg, web_path_int(req, "id"), req->a, &f.base, e) &&
         (f.typed || may_edit(&f, e)) && form_load(&f, db, e) && load_similar(&f, db, e);
    db_release(db);
    return ok && draw(&f, ctx, req, res);
}
