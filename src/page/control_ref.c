/* SPDX-License-Identifier: MIT
 * page/control_ref.c -- controls that point elsewhere: a record of one register, of any register, attachments.
 *
 * Up to PICK_MAX records stand in the select itself. Beyond that the select asks the server as one types; without scripts
 * the number of the record is written into the box beside it. */
#include "base/arena.h"
#include "flow/flow.h"
#include "page/form_priv.h"

bool control_load(struct form *f, const struct field *const *fields, size_t n, struct err *e)
{
    const struct picks *picks;

    for (size_t i = 0; i < n; i++)
        if (fields[i]->target && form_offers(f, fields[i]) &&
            !pick_cache_get(f->picks, fields[i]->target, &picks, e))
            return false;
    return true;
}

static const struct picks *picks_of(struct form *f, const struct reg *target)
{
    static const struct picks none = { 0 };
    const struct picks *picks = &none;
    struct err e = { 0 };

    return pick_cache_get(f->picks, target, &picks, &e) ? picks : &none; /* loaded by control_load() */
}

static bool among(const struct sv *items, size_t n, struct sv v)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i], v))
            return true;
    return false;
}

static bool listed(const struct picks *picks, struct sv v)
{
    for (size_t i = 0; i < picks->n; i++)
        if (sv_eq(picks->items[i].value, v))
            return true;
    return false;
}

/* Only agencies for which this person may write are worth choosing as owner. */
static bool may_own(const struct form *f, const struct field *fd, struct sv id)
{
    int64_t pd;

    if (!f->reg->scoped || f->reg->party || !sv_eq(fd->key, base_col_name(COL_PD)) || !sv_int(id, &pd))
        return true;
    return who_may_create(f->who, &f->reg->rule, pd);
}

/* The record holds it already: what these eyes may not see is kept ("="). Anything else was typed and is not there. */
static void unknown_option(struct form *f, const struct field *fd, struct sv value)
{
    struct sv held = f->base ? f->base->val[fd->index] : SV_NULL, *items;
    size_t n = field_is_multi(fd) ? value_split(held, f->p->a, &items) : 0;

    if (sv_eq(value, SV("=")) || (held.n && sv_eq(held, value)) || (n && among(items, n, value)))
        control_option(&f->p->h, SV("="), SV(T("(dipertahankan; tidak dapat Anda lihat)")), true);
    else
        control_option(&f->p->h, value, arena_printf(f->p->a, T("\"%.*s\" (tidak ditemukan)"), SV_FMT(value)),
                       true);
}

/* What is chosen and not in the list: beyond PICK_MAX, or not for these eyes. */
static void chosen_elsewhere(struct form *f, const struct field *fd, const struct picks *picks,
                             const struct sv *on, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct sv title = SV_NULL;
        int64_t id;

        if (!on[i].n || listed(picks, on[i]) || control_match_has(f, fd, on[i]))
            continue;
        if (sv_int(on[i], &id))
            title = labels_get(f->labels, fd->target, id);
        if (title.p)
            control_option(&f->p->h, on[i], title, true);
        else
            unknown_option(f, fd, on[i]);
    }
}

static void options(struct form *f, const struct field *fd, const struct picks *picks)
{
    struct sv *on;
    size_t n = form_values(f, fd, &on), choices = 0;
    struct html *h = &f->p->h;

    for (size_t i = 0; i < picks->n; i++)
        choices += may_own(f, fd, picks->items[i].value);
    if (fd->type == FT_REF && !(choices == 1 && fd->required))
        control_option(h, SV(""), SV(T("\u2014 pilih \u2014")), false);
    for (size_t i = 0; i < picks->n; i++)
        if (!control_match_has(f, fd, picks->items[i].value) &&
            (may_own(f, fd, picks->items[i].value) || among(on, n, picks->items[i].value)))
            control_option(h, picks->items[i].value, picks->items[i].label,
                           among(on, n, picks->items[i].value) || (choices == 1 && fd->required));
    chosen_elsewhere(f, fd, picks, on, n);
}

void control_ref_options(struct form *f, const struct field *fd)
{
    options(f, fd, picks_of(f, fd->target));
}

/* Hidden by the script that makes the select searchable. */
static void by_number(struct form *f, const struct field *fd, bool shown)
{
    struct html *h = &f->p->h;

    if (!shown)
        return;
    html_open(h, "div");
    html_attrf(h, "id", "f-%.*s-tulis", SV_FMT(fd->key));
    html_class(h, "mt-1");
    html_open(h, "label");
    html_attrf(h, "for", "f-%.*s-nomor", SV_FMT(fd->key));
    html_say(h, T("atau tulis nomornya"));
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("text"));
    html_class(h, "form-control");
    html_attrf(h, "id", "f-%.*s-nomor", SV_FMT(fd->key));
    html_attrf(h, "name", "%.*s.nomor", SV_FMT(fd->key));
    html_attr(h, "value", f->typed ? form_part(f, fd, "nomor") : SV(""));
    html_close(h, "div");
}

void control_ref(struct form *f, const struct field *fd)
{
    const struct picks *picks = picks_of(f, fd->target);
    struct html *h = &f->p->h;

    if (fd->type == FT_REFS)
        page_hidden_(h, fd->key, SV(""));
    html_open(h, "select");
    control_attrs(f, fd->key, control_help(f, fd), fd->required);
    html_class(h, "form-select");
    html_bool_attr(h, "multiple", fd->type == FT_REFS);
    html_bool_attr(h, "data-pilih", fd->type == FT_REFS || picks->more || picks->n > FORM_OPTIONS_PLAIN);
    if (picks->more)
        html_attrf(h, "data-pilih-url", "/r/%.*s/pilih", SV_FMT(fd->target->key));
    options(f, fd, picks);
    html_close(h, "select");
    by_number(f, fd, picks->more && fd->type == FT_REF);
}

/* --- any register ------------------------------------------------------------------------------------------------------------ */

static void register_select(struct form *f, const struct field *fd, struct sv now)
{
    const struct model *m = f->region->model;
    struct html *h = &f->p->h;

    html_open(h, "div");
    html_open(h, "label");
    html_attrf(h, "for", "f-%.*s-register", SV_FMT(fd->key));
    html_say(h, T("Dari daftar"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-%.*s-register", SV_FMT(fd->key));
    html_attrf(h, "name", "%.*s.register", SV_FMT(fd->key));
    html_bool_attr(h, "data-register", true);
    control_option(h, SV(""), SV(T("\u2014 pilih daftar \u2014")), false);
    for (size_t i = 0; i < m->n_regs; i++)
        if (who_may_open(f->who, &m->regs[i]->rule))
            control_option(h, m->regs[i]->key, m->regs[i]->label, sv_eq(m->regs[i]->key, now));
    html_close(h, "select");
    html_close(h, "div");
}

static void record_select(struct form *f, const struct field *fd, const struct reg *target, struct sv now,
                          struct sv id)
{
    struct html *h = &f->p->h;
    struct sv title = SV_NULL;
    int64_t n;

    if (target && sv_int(id, &n))
        title = labels_get(f->labels, target, n);
    html_open(h, "div");
    html_open(h, "label");
    html_attrf(h, "for", "f-%.*s-rekaman", SV_FMT(fd->key));
    html_say(h, T("Baris"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-%.*s-rekaman", SV_FMT(fd->key));
    html_attr(h, "name", fd->key);
    html_bool_attr(h, "data-pilih", true);
    html_attrf(h, "data-pilih-url", "/r/%.*s/pilih", SV_FMT(target ? target->key : f->reg->key));
    control_option(h, SV(""), SV(T("\u2014 cari \u2014")), false);
    if (now.n && title.p)
        control_option(h, now, title, true);
    else if (now.n)
        unknown_option(f, fd, now);
    html_close(h, "select");
    html_open(h, "div");
    html_attrf(h, "id", "f-%.*s-rekaman-tulis", SV_FMT(fd->key));
    html_open(h, "label");
    html_attrf(h, "for", "f-%.*s-nomor", SV_FMT(fd->key));
    html_say(h, T("atau tulis nomornya"));
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("text"));
    html_class(h, "form-control");
    html_attrf(h, "id", "f-%.*s-nomor", SV_FMT(fd->key));
    html_attrf(h, "name", "%.*s.nomor", SV_FMT(fd->key));
    html_attr(h, "value", f->typed ? form_part(f, fd, "nomor") : SV(""));
    html_close(h, "div");
    html_close(h, "div");
}

void control_any_ref(struct form *f, const struct field *fd)
{
    struct sv now = form_value(f, fd), rest = now, key = SV_NULL;
    const struct reg *target;
    struct html *h = &f->p->h;

    if (now.n && sv_find(now, SV(":")) >= 0)
        sv_cut(&rest, ':', &key);
    else
        key = f->typed ? form_part(f, fd, "register") : SV_NULL;
    target = model_reg(f->region->model, key);
    html_open(h, "div");
    html_class(h, "dua");
    html_bool_attr(h, "data-rujukan-bebas", true);
    register_select(f, fd, key);
    record_select(f, fd, target, now, rest);
    html_close(h, "div");
}

/* --- attachments ----------------------------------------------------------------------------------------------------------------- */

static void kept_file(struct form *f, const struct field *fd, struct sv id, struct sv name, size_t i)
{
    struct html *h = &f->p->h;

    html_open(h, "li");
    html_open(h, "label");
    html_class(h, "form-check m-0");
    html_void(h, "input");
    html_attr(h, "type", SV("checkbox"));
    html_class(h, "form-check-input");
    html_attr(h, "name", fd->key);
    html_attrf(h, "id", "f-%.*s-%zu", SV_FMT(fd->key), i);
    html_attr(h, "value", id);
    html_bool_attr(h, "checked", true);
    html_open(h, "span");
    html_class(h, "form-check-label");
    html_text(h, name);
    html_close(h, "span");
    html_close(h, "label");
    html_close(h, "li");
}

static size_t kept_files(struct form *f, const struct field *fd)
{
    struct html *h = &f->p->h;
    struct sv *ids;
    size_t n = form_values(f, fd, &ids), shown = 0;

    html_open(h, "ul");
    html_class(h, "berkas-ada");
    for (size_t i = 0; i < n; i++) {
        int64_t id;
        struct sv name = sv_int(ids[i], &id) ? labels_file(f->labels, id) : SV_NULL;

        if (ids[i].n)
            kept_file(f, fd, ids[i], name.p ? name : SV(T("berkas")), shown++);
    }
    for (size_t i = 0; f->typed && i < f->n_files; i++)
        if (sv_eq(f->file_fields[i], fd->key))
            kept_file(f, fd, arena_printf(f->p->a, "%lld", (long long) f->files[i].id), f->files[i].name,
                      shown++);
    html_close(h, "ul");
    return shown;
}

static struct sv document_label(const struct form *f, struct sv key)
{
    const struct code_list *list = model_codes(f->region->model, SV("dokumen_wajib"));
    const struct field whole = { .codes = list };
    const struct choice *c = list ? field_choice(&whole, key) : NULL;

    return c ? c->label : key;
}

static void kind_options(struct form *f)
{
    const struct field *kind = reg_field(f->reg, SV("jenis"));
    const struct clearance *c = kind ? flow_clearance(f->region->flow, form_value(f, kind)) : NULL;
    struct html *h = &f->p->h;
    size_t n;
    const struct transition *t = flow_transitions(f->region->flow, f->reg, &n);

    for (size_t i = 0; c && i < c->n_documents; i++)
        control_option(h, c->documents[i].key, c->documents[i].label, false);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < t[i].n_needs; k++)
            for (size_t d = 0; t[i].needs[k].kind == NEED_DOCUMENTS && d < t[i].needs[k].n_keys; d++)
                control_option(h, t[i].needs[k].keys[d], document_label(f, t[i].needs[k].keys[d]), false);
}

/* Some steps ask for documents of certain kinds: what is uploaded now is one of them, or none. */
static bool asks_kinds(const struct form *f)
{
    size_t n;
    const struct transition *t = flow_transitions(f->region->flow, f->reg, &n);
    const struct field *kind = reg_field(f->reg, SV("jenis"));

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < t[i].n_needs; k++)
            if (t[i].needs[k].kind == NEED_DOCUMENTS)
                return true;
    return kind && sv_eq(kind->from, SV("@clearances"));
}

static void kind_select(struct form *f, const struct field *fd)
{
    struct html *h = &f->p->h;

    html_open(h, "div");
    html_open(h, "label");
    html_attrf(h, "for", "f-%.*s-jenis", SV_FMT(fd->key));
    html_say(h, T("Jenis dokumen yang diunggah"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-%.*s-jenis", SV_FMT(fd->key));
    html_attrf(h, "name", "%.*s.jenis", SV_FMT(fd->key));
    control_option(h, SV(""), SV(T("Dokumen lain")), true);
    kind_options(f);
    html_close(h, "select");
    html_close(h, "div");
}

void control_files(struct form *f, const struct field *fd)
{
    struct html *h = &f->p->h;
    size_t kept;

    page_hidden_(h, fd->key, SV(""));
    kept = kept_files(f, fd);
    html_open(h, "div");
    html_class(h, "dua");
    html_open(h, "div");
    html_open(h, "label");
    html_attrf(h, "for", "f-%.*s-unggah", SV_FMT(fd->key));
    html_say(h, kept && fd->type == FT_FILE ? T("Ganti dengan berkas lain")
                                            : T("Unggah berkas (paling besar 50 MiB)"));
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("file"));
    html_class(h, "form-control");
    html_attrf(h, "id", "f-%.*s-unggah", SV_FMT(fd->key));
    html_attr(h, "name", fd->key);
    html_bool_attr(h, "multiple", fd->type == FT_FILES);
    html_close(h, "div");
    if (fd->type == FT_FILES && asks_kinds(f))
        kind_select(f, fd);
    html_close(h, "div");
    if (kept) {
        html_open(h, "div");
        html_class(h, "form-hint");
        html_say(h, T("Hilangkan centang untuk melepas berkas."));
        html_close(h, "div");
    }
}
