/* SPDX-License-Identifier: MIT
 * page/reg_conflict.c -- somebody else saved first: what he changed, beside what was typed here, with a choice for each field.
 *
 * History says what the others changed since this person opened the form. A field that he left as it was then is taken from
 * the newest version unless he says otherwise; a field that both changed is his unless he says otherwise. */
#include "base/arena.h"
#include "base/buf.h"
#include "page/form_priv.h"

enum { JOINED_MAX = 64 * 1024 };

static bool in_conflict(const struct form *f)
{
    return f->typed && f->base && form_version(f->p->req) && form_version(f->p->req) < f->base->versi;
}

bool form_conflict_load(struct form *f, struct db *db, struct err *e)
{
    struct record_version *all;
    size_t n, newer = 0;

    if (!in_conflict(f))
        return true;
    if (!record_history(db, &f->region->records, f->who, f->reg, f->base->id, f->p->a, &all, &n, e))
        return false;
    while (newer < n && all[newer].versi > form_version(f->p->req))
        newer++;
    f->newer = all;
    f->n_newer = newer;
    return true;
}

/* What this field held when the form was opened; false: nobody changed it since. Newest first, so the last diff decides. */
static bool opened_with(const struct form *f, const struct field *fd, struct sv *before)
{
    bool found = false;

    for (size_t i = 0; i < f->n_newer; i++)
        for (size_t k = 0; k < f->newer[i].n; k++)
            if (f->newer[i].diffs[k].field == fd) {
                *before = f->newer[i].diffs[k].before;
                found = true;
            }
    return found;
}

static struct sv joined(struct form *f, const struct field *fd)
{
    struct sv *items, out;
    size_t n = form_values(f, fd, &items);
    struct buf b;

    buf_init(&b, JOINED_MAX);
    for (size_t i = 0; i < n; i++) {
        if (!items[i].n)
            continue;
        if (field_is_multi(fd))
            buf_char(&b, '|');
        else
            buf_reset(&b);
        buf_put(&b, sv_trim(items[i]));
    }
    if (fd->type == FT_PERIOD && (form_part(f, fd, "dari").n || form_part(f, fd, "sampai").n))
        buf_printf(&b, "%.*s/%.*s", SV_FMT(form_part(f, fd, "dari")), SV_FMT(form_part(f, fd, "sampai")));
    if (b.n && field_is_multi(fd))
        buf_char(&b, '|');
    out = arena_dup(f->p->a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

/* The text a control would hold for a stored value, to compare with what was typed. */
static struct sv as_control(struct form *f, const struct field *fd, struct sv stored)
{
    struct record *keep = f->base, *other = ARENA_NEW(f->p->a, struct record);
    struct sv out;

    *other = *keep;
    other->val = ARENA_ARRAY(f->p->a, struct sv, f->reg->n_fields);
    other->val[fd->index] = stored;
    f->base = other;
    f->typed = false;
    out = joined(f, fd);
    f->typed = true;
    f->base = keep;
    return out;
}

/* What was typed, in words where it is a key or a reference. */
static struct sv in_words(struct form *f, const struct field *fd, struct sv typed)
{
    switch (fd->type) {
    case FT_INTEGER:
    case FT_DECIMAL:
    case FT_RUPIAH:
    case FT_DATETIME: return typed;
    default: return typed.n ? value_show(f->region->model, fd, typed, f->labels, f->p->a) : SV(T("(kosong)"));
    }
}

static void choice(struct form *f, const struct field *fd, const char *value, struct sv words, bool on)
{
    struct html *h = &f->p->h;

    html_open(h, "td");
    html_attr_say(h, "data-label", value[0] == 'm' ? T("Isian Anda") : T("Versi terbaru"));
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", SV("radio"));
    html_class(h, "form-check-input");
    html_attrf(h, "name", "_pilih.%.*s", SV_FMT(fd->key));
    html_attr(h, "value", sv_of(value));
    html_bool_attr(h, "checked", on);
    html_open(h, "span");
    html_class(h, "form-check-label pecah");
    html_text(h, words.n ? words : SV(T("(kosong)")));
    html_close(h, "span");
    html_close(h, "label");
    html_close(h, "td");
}

static size_t rows(struct form *f)
{
    struct html *h = &f->p->h;
    size_t n = 0;

    for (size_t i = 0; i < f->reg->n_fields; i++) {
        const struct field *fd = &f->reg->fields[i];
        struct sv before = SV_NULL, mine = joined(f, fd), chosen;
        bool untouched;

        if (!form_offers(f, fd) || !opened_with(f, fd, &before) ||
            sv_eq(mine, as_control(f, fd, f->base->val[i])))
            continue;
        chosen = web_field_find(f->p->req, arena_printf(f->p->a, "_pilih.%.*s", SV_FMT(fd->key)));
        untouched = chosen.p ? sv_eq(chosen, SV("terbaru")) : sv_eq(mine, as_control(f, fd, before));
        html_open(h, "tr");
        html_open(h, "th");
        html_attr(h, "scope", SV("row"));
        html_text(h, fd->label);
        html_close(h, "th");
        choice(f, fd, "milik_saya", in_words(f, fd, mine), !untouched);
        choice(f, fd, "terbaru", value_show(f->region->model, fd, f->base->val[i], f->labels, f->p->a),
               untouched);
        html_close(h, "tr");
        n++;
    }
    return n;
}

static void column(struct html *h, const char *words)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, words);
    html_close(h, "th");
}

void form_conflict(struct form *f)
{
    struct html *h = &f->p->h;
    size_t n;

    if (!in_conflict(f) || !f->n_newer)
        return;
    page_card_begin(h, 2, SV(T("Dua versi berdampingan")));
    html_open(h, "p");
    html_textf(
        h,
        T("Sejak Anda membuka formulir ini, %.*s menyimpan perubahan pada %.*s. Pilih isian yang dipakai, "
          "lalu simpan lagi; bidang lain tetap seperti yang Anda ketik."),
        SV_FMT(f->newer[0].oleh_nama), SV_FMT(page_moment(f->region, f->p->a, f->newer[0].pada)));
    html_close(h, "p");
    html_open(h, "table");
    html_class(h, "daftar");
    html_open(h, "thead");
    html_open(h, "tr");
    column(h, T("Bidang"));
    column(h, T("Isian Anda"));
    column(h, T("Versi terbaru"));
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    n = rows(f);
    html_close(h, "tbody");
    html_close(h, "table");
    if (!n)
        html_elem_say(h, "p", T("Tidak ada bidang yang berbenturan; simpan sekali lagi."));
    page_card_end(h);
}
