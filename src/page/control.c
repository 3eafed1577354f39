/* SPDX-License-Identifier: MIT
 * page/control.c -- one control for each type of field: label, help, error, and what was typed. */
#include "base/arena.h"
#include "page/form_priv.h"

enum { LONG_TEXT = 200, AREA_ROWS = 4 };

/* --- around a control ------------------------------------------------------------------------------------------------ */

static void required_mark(struct html *h)
{
    html_say(h, " ");
    html_open(h, "span");
    html_class(h, "wajib");
    html_say(h, T("(wajib)"));
    html_close(h, "span");
}

void control_open(struct form *f, struct sv key, struct sv label, bool required, bool group, bool half)
{
    struct html *h = &f->p->h;
    bool wrong = problems_of(&f->p->req->problems, key) != NULL;

    if (group) {
        html_open(h, "fieldset");
        html_attrf(h, "id", "f-%.*s", SV_FMT(key));
        html_attr(h, "tabindex", SV("-1"));
    } else {
        html_open(h, "div");
    }
    html_attrf(h, "class", "bidang%s%s", half ? " separuh" : "", wrong ? " ada-galat" : "");
    if (group) {
        html_open(h, "legend");
        html_class(h, "form-label");
    } else {
        html_open(h, "label");
        html_class(h, "form-label");
        html_attrf(h, "for", "f-%.*s", SV_FMT(key));
    }
    html_text(h, label);
    if (required)
        required_mark(h);
    if (group)
        html_close(h, "legend");
    else
        html_close(h, "label");
}

void control_close(struct form *f, struct sv key, struct sv help, bool group)
{
    struct html *h = &f->p->h;

    if (help.n) {
        html_open(h, "div");
        html_class(h, "form-hint");
        html_attrf(h, "id", "h-%.*s", SV_FMT(key));
        html_text(h, help);
        html_close(h, "div");
    }
    page_field_error_under(f->p, key, help);
    if (group)
        html_close(h, "fieldset");
    else
        html_close(h, "div");
}

void control_attrs(struct form *f, struct sv key, struct sv help, bool required)
{
    struct html *h = &f->p->h;
    bool wrong = problems_of(&f->p->req->problems, key) != NULL;

    html_attrf(h, "id", "f-%.*s", SV_FMT(key));
    html_attr(h, "name", key);
    if (required)
        html_attr(h, "aria-required", SV("true"));
    if (wrong)
        html_attr(h, "aria-invalid", SV("true"));
    if (wrong && help.n)
        html_attrf(h, "aria-describedby", "e-%.*s h-%.*s", SV_FMT(key), SV_FMT(key));
    else if (wrong || help.n)
        html_attrf(h, "aria-describedby", "%s-%.*s", wrong ? "e" : "h", SV_FMT(key));
}

void control_option(struct html *h, struct sv value, struct sv label, bool chosen)
{
    html_open(h, "option");
    html_attr(h, "value", value);
    html_bool_attr(h, "selected", chosen);
    html_text(h, label);
    html_close(h, "option");
}

/* The declared help, and in which states the field must be filled. */
struct sv control_help(struct form *f, const struct field *fd)
{
    struct sv states = SV_NULL;

    for (size_t i = 0; i < fd->n_required_in && !fd->required; i++) {
        const struct state *s = reg_state(f->reg, fd->required_in[i]);

        if (s)
            states =
                states.p ? arena_printf(f->p->a, "%.*s, %.*s", SV_FMT(states), SV_FMT(s->label)) : s->label;
    }
    if (!states.p)
        return fd->help;
    return arena_printf(f->p->a, T("%.*s%sWajib pada keadaan: %.*s."), SV_FMT(fd->help),
                        fd->help.n ? " " : "", SV_FMT(states));
}

/* --- controls ------------------------------------------------------------------------------------------------------------ */

static void input(struct form *f, const struct field *fd, const char *type, const char *mode,
                  const char *hint)
{
    struct html *h = &f->p->h;

    html_void(h, "input");
    html_attr(h, "type", sv_of(type));
    control_attrs(f, fd->key, control_help(f, fd), fd->required);
    html_class(h, "form-control");
    if (mode)
        html_attr(h, "inputmode", sv_of(mode));
    if (hint)
        html_attr(h, "placeholder", sv_of(hint));
    if (fd->type == FT_TEXT && fd->has_max)
        html_attr_int(h, "maxlength", fd->max);
    html_attr(h, "autocomplete", SV("off"));
    html_attr(h, "value", form_value(f, fd));
}

static void money(struct form *f, const struct field *fd)
{
    struct html *h = &f->p->h;

    html_open(h, "div");
    html_class(h, "input-group");
    html_open(h, "span");
    html_class(h, "input-group-text");
    html_say(h, T("Rp"));
    html_close(h, "span");
    input(f, fd, "text", "numeric", T("misalnya 12.500.000"));
    html_close(h, "div");
}

static void prose(struct form *f, const struct field *fd)
{
    struct html *h = &f->p->h;

    html_open(h, "textarea");
    control_attrs(f, fd->key, control_help(f, fd), fd->required);
    html_class(h, "form-control");
    html_attr_int(h, "rows", AREA_ROWS);
    html_text(h, form_value(f, fd));
    html_close(h, "textarea");
}

/* Made or given on the record's own page (show_secret.c, show_credential.c); here it is only carried along. */
static void secret(struct form *f, const struct field *fd)
{
    struct sv now = form_value(f, fd);
    struct html *h = &f->p->h;

    html_void(h, "input");
    html_attr(h, "type", SV("text"));
    control_attrs(f, fd->key, control_help(f, fd), false);
    html_class(h, "form-control");
    html_bool_attr(h, "readonly", true);
    html_attr_say(h, "placeholder",
                  fd->type == FT_SECRET ? T("Simpan dahulu, lalu tekan \"Buat\" pada rinciannya")
                                        : T("Simpan dahulu, lalu isi pada rinciannya"));
    html_attr(h, "value", now);
}

/* What the record holds and nothing new may choose is still offered to it. */
static const struct choice *retired(const struct field *fd, struct sv key)
{
    const struct choice *c = fd->codes && key.n ? field_choice(fd, key) : NULL;

    return c && c->retired ? c : NULL;
}

static void select_one(struct form *f, const struct field *fd)
{
    const struct choice *items = fd->codes ? fd->codes->items : fd->choices;
    size_t n = fd->codes ? fd->codes->n : fd->n_choices;
    struct sv now = form_value(f, fd);
    const struct choice *old = retired(fd, now);
    struct html *h = &f->p->h;

    html_open(h, "select");
    control_attrs(f, fd->key, control_help(f, fd), fd->required);
    html_class(h, "form-select");
    html_bool_attr(h, "data-pilih", n > FORM_OPTIONS_PLAIN);
    control_option(h, SV(""), SV(T("\u2014 pilih \u2014")), false);
    for (size_t i = 0; i < n; i++)
        control_option(h, items[i].key,
                       fd->codes && !sv_starts(fd->from, SV("@"))
                           ? arena_printf(f->p->a, "%.*s %.*s", SV_FMT(items[i].key), SV_FMT(items[i].label))
                           : items[i].label,
                       sv_eq(items[i].key, now));
    if (old)
        control_option(h, now, old->label, true);
    html_close(h, "select");
}

static bool among(const struct sv *items, size_t n, struct sv v)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i], v))
            return true;
    return false;
}

static void box(struct form *f, const struct field *fd, const char *type, size_t i, struct sv value,
                struct sv label, bool on)
{
    struct html *h = &f->p->h;

    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", sv_of(type));
    html_class(h, "form-check-input");
    html_attr(h, "name", fd->key);
    html_attrf(h, "id", "f-%.*s-%zu", SV_FMT(fd->key), i);
    html_attr(h, "value", value);
    html_bool_attr(h, "checked", on);
    html_open(h, "span");
    html_class(h, "form-check-label");
    html_text(h, label);
    html_close(h, "span");
    html_close(h, "label");
}

static void boxes(struct form *f, const struct field *fd)
{
    const struct choice *items = fd->codes ? fd->codes->items : fd->choices;
    size_t n = fd->codes ? fd->codes->n : fd->n_choices, n_on;
    struct html *h = &f->p->h;
    struct sv *on;

    n_on = form_values(f, fd, &on);
    page_hidden_(h, fd->key, SV(""));
    html_open(h, "div");
    html_class(h, "centang");
    for (size_t i = 0; i < n; i++)
        box(f, fd, "checkbox", i, items[i].key, items[i].label, among(on, n_on, items[i].key));
    for (size_t i = 0; i < n_on; i++) {
        const struct choice *old = retired(fd, on[i]);

        if (old)
            box(f, fd, "checkbox", n + i, on[i], old->label, true);
    }
    html_close(h, "div");
}

static size_t choices_of(const struct field *fd, const struct choice **items)
{
    *items = fd->codes ? fd->codes->items : fd->choices;
    return fd->codes ? fd->codes->n : fd->n_choices;
}

static bool many_choices(const struct field *fd)
{
    const struct choice *items;

    return fd->type == FT_CHOICES && choices_of(fd, &items) > FORM_BOXES_MAX;
}

/* Three hundred provisions in the open would be a page of their own: they are searched. */
static void select_many(struct form *f, const struct field *fd)
{
    const struct choice *items, *old;
    size_t n = choices_of(fd, &items), n_on;
    struct html *h = &f->p->h;
    struct sv *on;

    n_on = form_values(f, fd, &on);
    page_hidden_(h, fd->key, SV(""));
    html_open(h, "select");
    control_attrs(f, fd->key, control_help(f, fd), fd->required);
    html_class(h, "form-select");
    html_bool_attr(h, "multiple", true);
    html_bool_attr(h, "data-pilih", true);
    for (size_t i = 0; i < n; i++)
        control_option(h, items[i].key,
                       fd->codes && !sv_starts(fd->from, SV("@"))
                           ? arena_printf(f->p->a, "%.*s %.*s", SV_FMT(items[i].key), SV_FMT(items[i].label))
                           : items[i].label,
                       among(on, n_on, items[i].key));
    for (size_t i = 0; i < n_on; i++)
        if ((old = retired(fd, on[i])) != NULL)
            control_option(h, on[i], old->label, true);
    html_close(h, "select");
}

static void yes_no(struct form *f, const struct field *fd)
{
    struct sv now = form_value(f, fd);
    struct html *h = &f->p->h;

    html_open(h, "div");
    html_class(h, "sebaris");
    box(f, fd, "radio", 0, SV("1"), SV(T("Ya")), sv_eq(now, SV("1")));
    box(f, fd, "radio", 1, SV("0"), SV(T("Tidak")), sv_eq(now, SV("0")));
    if (!fd->required)
        box(f, fd, "radio", 2, SV(""), SV(T("Belum diketahui")), !now.n);
    html_close(h, "div");
}

static void half_date(struct form *f, const struct field *fd, const char *tail, const char *label,
                      struct sv value)
{
    struct html *h = &f->p->h;

    html_open(h, "div");
    html_open(h, "label");
    html_attrf(h, "for", "f-%.*s-%s", SV_FMT(fd->key), tail);
    html_say(h, label);
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("date"));
    html_class(h, "form-control");
    html_attrf(h, "id", "f-%.*s-%s", SV_FMT(fd->key), tail);
    html_attrf(h, "name", "%.*s.%s", SV_FMT(fd->key), tail);
    html_attr(h, "value", value);
    html_close(h, "div");
}

static void period(struct form *f, const struct field *fd)
{
    struct sv whole = form_value(f, fd), from = form_part(f, fd, "dari"), to = form_part(f, fd, "sampai");
    struct html *h = &f->p->h;

    if (!f->typed && whole.n == 21) {
        from = sv_sub(whole, 0, 10);
        to = sv_sub(whole, 11, 10);
    }
    html_open(h, "div");
    html_class(h, "dua");
    half_date(f, fd, "dari", T("Hari pertama"), from);
    half_date(f, fd, "sampai", T("Hari terakhir"), to);
    html_close(h, "div");
}

static bool is_group(const struct form *f, const struct field *fd)
{
    return control_matched(f, fd) || (fd->type == FT_CHOICES && !many_choices(fd)) ||
           fd->type == FT_BOOLEAN || fd->type == FT_PERIOD || fd->type == FT_FILE || fd->type == FT_FILES ||
           (fd->type == FT_REF && !fd->target);
}

static bool is_half(const struct field *fd)
{
    switch (fd->type) {
    case FT_PROSE:
    case FT_PUBLIC_KEY:
    case FT_SECRET:
    case FT_CREDENTIAL:
    case FT_CHOICES:
    case FT_REFS:
    case FT_FILES:
    case FT_FILE: return false;
    case FT_TEXT: return fd->has_max && fd->max < LONG_TEXT;
    case FT_REF: return fd->target != NULL;
    default: return true;
    }
}

static void control(struct form *f, const struct field *fd)
{
    switch (fd->type) {
    case FT_PROSE:
    case FT_PUBLIC_KEY: prose(f, fd); return;
    case FT_INTEGER: input(f, fd, "text", "numeric", NULL); return;
    case FT_DECIMAL: input(f, fd, "text", "decimal", T("misalnya 12,5")); return;
    case FT_RUPIAH: money(f, fd); return;
    case FT_DATE: input(f, fd, "date", NULL, NULL); return;
    case FT_DATETIME: input(f, fd, "datetime-local", NULL, NULL); return;
    case FT_BOOLEAN: yes_no(f, fd); return;
    case FT_CHOICE:
    case FT_CODE: select_one(f, fd); return;
    case FT_CHOICES:
        if (many_choices(fd))
            select_many(f, fd);
        else
            boxes(f, fd);
        return;
    case FT_REF:
    case FT_REFS:
        if (control_matched(f, fd))
            control_match(f, fd);
        else if (fd->target)
            control_ref(f, fd);
        else
            control_any_ref(f, fd);
        return;
    case FT_FILE:
    case FT_FILES: control_files(f, fd); return;
    case FT_PERIOD: period(f, fd); return;
    case FT_URL: input(f, fd, "text", "url", T("https://\u2026")); return;
    case FT_EMAIL: input(f, fd, "text", "email", T("nama@contoh.go.id")); return;
    case FT_PHONE: input(f, fd, "text", "tel", T("misalnya 0812 3456 7890")); return;
    case FT_IP: input(f, fd, "text", NULL, T("misalnya 10.1.2.3")); return;
    case FT_DOMAIN: input(f, fd, "text", NULL, T("misalnya layanan.contoh.go.id")); return;
    case FT_GEO: input(f, fd, "text", NULL, T("lintang, bujur; misalnya -3.4421, 114.8324")); return;
    case FT_SECRET:
    case FT_CREDENTIAL: secret(f, fd); return;
    case FT_TEXT:
    case FT_COUNT: break;
    }
    input(f, fd, "text", NULL, NULL);
}

void control_write(struct form *f, const struct field *fd)
{
    control_open(f, fd->key, fd->label, fd->required, is_group(f, fd), is_half(fd));
    control(f, fd);
    control_close(f, fd->key, control_help(f, fd), is_group(f, fd));
}
