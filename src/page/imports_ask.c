/* SPDX-License-Identifier: MIT
 * page/imports_ask.c -- what the person may decide about an import: names that may mean two, unknown words, which column goes
 * where, what is the same for all rows, which sheet. One form; every control has a label of its own. */
#include "base/arena.h"
#include "page/imports_priv.h"

enum { QUESTIONS_MAX = 100, READINGS_MAX = 100, SAMPLES = 3, SAMPLE_BYTES = 60 };

static const struct field *pd_field(const struct imports_page *ip)
{
    return reg_field(ip->reg, base_col_name(COL_PD));
}

/* Whose rows they are is asked whenever the file does not say, also of somebody whose own agency would do. */
static bool asks_fixed(const struct imports_page *ip, const struct field *f)
{
    if (ip->im && ip->reg->scoped && f == pd_field(ip) && !import_column_of(ip->im, f))
        return true;
    for (size_t i = 0; ip->im && i < ip->im->n_missing; i++)
        if (ip->im->missing[i] == f)
            return true;
    for (size_t i = 0; i < ip->s->n_fixed; i++)
        if (sv_eq(ip->s->fixed[i].key, f->key))
            return true;
    return false;
}

bool imports_ask_load(struct imports_page *ip, struct db *db, struct err *e)
{
    const struct picks *picks;

    ip->picks = pick_cache_new(db, ip->region, ip->p.req->actor, ip->a);
    for (size_t i = 0; ip->im && i < ip->im->n_questions && i < QUESTIONS_MAX; i++)
        if (!pick_cache_get(ip->picks, ip->im->questions[i].target, &picks, e))
            return false;
    for (size_t i = 0; i < ip->reg->n_fields; i++)
        if (ip->reg->fields[i].type == FT_REF && ip->reg->fields[i].target &&
            asks_fixed(ip, &ip->reg->fields[i]) &&
            !pick_cache_get(ip->picks, ip->reg->fields[i].target, &picks, e))
            return false;
    return true;
}

static const struct picks *picks_of(struct imports_page *ip, const struct reg *target)
{
    static const struct picks none = { 0 };
    const struct picks *picks = &none;
    struct err e = { 0 };

    return pick_cache_get(ip->picks, target, &picks, &e) ? picks : &none; /* loaded before */
}

/* --- small parts ---------------------------------------------------------------------------------------------------------- */

static void option(struct html *h, struct sv value, struct sv label, bool now)
{
    html_open(h, "option");
    html_attr(h, "value", value);
    html_bool_attr(h, "selected", now);
    html_text(h, label);
    html_close(h, "option");
}

static void label_for(struct html *h, struct sv id, struct sv words)
{
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", id);
    html_text(h, words);
    html_close(h, "label");
}

static void open_select(struct html *h, struct sv name, bool search)
{
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", name);
    html_attr(h, "name", name);
    html_bool_attr(h, "data-pilih", search);
}

static struct sv numbered(struct imports_page *ip, const char *name, size_t i)
{
    return arena_printf(ip->p.a, "%s.%zu", name, i);
}

static void hidden(struct html *h, struct sv name, struct sv value)
{
    html_void(h, "input");
    html_attr(h, "type", SV("hidden"));
    html_attr(h, "name", name);
    html_attr(h, "value", value);
}

static void pick_options(struct imports_page *ip, const struct reg *target, struct sv now)
{
    const struct picks *picks = picks_of(ip, target);

    for (size_t i = 0; i < picks->n; i++)
        option(&ip->p.h, picks->items[i].value, picks->items[i].label, sv_eq(picks->items[i].value, now));
}

/* --- names and words ---------------------------------------------------------------------------------------------------------- */

static void question(struct imports_page *ip, const struct import_question *q, size_t i)
{
    struct html *h = &ip->p.h;
    struct sv name = numbered(ip, "j", i);
    bool remote = picks_of(ip, q->target)->more;

    html_open(h, "div");
    html_class(h, "bidang");
    label_for(h, name,
              arena_printf(ip->p.a, T("%.*s \"%.*s\" (%zu baris)"), SV_FMT(q->target->label), SV_FMT(q->text),
                           q->n_rows));
    hidden(h, numbered(ip, "jr", i), q->target->key);
    hidden(h, numbered(ip, "jx", i), q->text);
    open_select(h, name, true);
    if (remote)
        html_attrf(h, "data-pilih-url", "/r/%.*s/pilih", SV_FMT(q->target->key));
    option(h, SV(""), SV(T("Belum dijawab: barisnya ditolak")), true);
    for (size_t k = 0; k < q->n_hits; k++)
        option(h, arena_printf(ip->p.a, "%lld", (long long) q->hits[k].item->id),
               arena_printf(ip->p.a, T("Mungkin: %.*s"), SV_FMT(refs_label(q->hits[k].item, ip->p.a))),
               false);
    if (!remote)
        pick_options(ip, q->target, SV_NULL);
    html_close(h, "select");
    html_close(h, "div");
}

static void questions(struct imports_page *ip)
{
    const struct import *im = ip->im;

    if (!im || !im->n_questions)
        return;
    page_card_begin(&ip->p.h, 2, SV(T("Siapa yang dimaksud?")));
    for (size_t i = 0; i < im->n_questions && i < QUESTIONS_MAX; i++)
        question(ip, &im->questions[i], i);
    page_card_end(&ip->p.h);
}

static void word_options(struct imports_page *ip, const struct import_column *c)
{
    struct html *h = &ip->p.h;
    const struct field *f = c->field;

    option(h, SV(""), SV(T("Belum dijawab: barisnya ditolak")), true);
    for (size_t i = 0; !f && i < ip->reg->n_states; i++)
        option(h, ip->reg->states[i].key, ip->reg->states[i].label, false);
    for (size_t i = 0; f && i < (f->codes ? f->codes->n : f->n_choices); i++)
        option(h, f->codes ? f->codes->items[i].key : f->choices[i].key,
               f->codes ? f->codes->items[i].label : f->choices[i].label, false);
}

static void unknown_words(struct imports_page *ip)
{
    const struct import *im = ip->im;
    struct html *h = &ip->p.h;
    size_t n = 0;

    for (size_t i = 0; im && i < im->n_readings && n < READINGS_MAX; i++) {
        const struct import_reading *r = &im->readings[i];
        const struct import_column *c = &im->columns[r->column];

        if (r->key.p)
            continue;
        if (!n)
            page_card_begin(h, 2, SV(T("Kata yang belum dikenal")));
        html_open(h, "div");
        html_class(h, "bidang");
        label_for(h, numbered(ip, "w", n),
                  arena_printf(ip->p.a, T("%.*s \"%.*s\" (%zu baris)"), SV_FMT(c->heading), SV_FMT(r->text),
                               r->n_rows));
        hidden(h, numbered(ip, "wk", n), c->field ? c->field->key : SV("status"));
        hidden(h, numbered(ip, "wx", n), r->text);
        open_select(h, numbered(ip, "w", n), false);
        word_options(ip, c);
        html_close(h, "select");
        html_close(h, "div");
        n++;
    }
    if (n)
        page_card_end(h);
}

static void known_words(struct imports_page *ip)
{
    const struct import *im = ip->im;
    struct html *h = &ip->p.h;
    size_t n = 0;

    for (size_t i = 0; im && i < im->n_readings && n < READINGS_MAX; i++) {
        const struct import_reading *r = &im->readings[i];

        if (!r->key.p)
            continue;
        if (!n++) {
            page_card_begin(h, 2, SV(T("Kata yang dibaca sebagai pilihan lain")));
            html_open(h, "ul");
        }
        html_open(h, "li");
        html_textf(h, T("%.*s: \"%.*s\" dibaca "), SV_FMT(im->columns[r->column].heading), SV_FMT(r->text));
        html_elem(h, "strong", r->label);
        html_textf(h, T(" (%zu baris)"), r->n_rows);
        html_close(h, "li");
    }
    if (n) {
        html_close(h, "ul");
        page_card_end(h);
    }
}

static void drop_box(struct imports_page *ip, const char *name, size_t i, struct sv words)
{
    struct html *h = &ip->p.h;

    html_open(h, "li");
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", SV("checkbox"));
    html_class(h, "form-check-input");
    html_attr(h, "name", sv_of(name));
    html_attrf(h, "value", "%zu", i);
    html_say(h, " ");
    html_text(h, words);
    html_close(h, "label");
    html_close(h, "li");
}

/* What was answered stands, until it is taken back. */
static void answered(struct imports_page *ip)
{
    const struct imports *s = ip->s;
    struct html *h = &ip->p.h;

    if (!s->n_answers && !s->n_words)
        return;
    page_card_begin(h, 2, SV(T("Jawaban Anda")));
    html_elem_say(h, "p", T("Centang yang hendak ditarik kembali."));
    html_open(h, "ul");
    html_class(h, "berkas-ada");
    for (size_t i = 0; i < s->n_answers; i++) {
        const struct reg *target = model_reg(ip->region->model, s->answers[i].target);
        const struct picks *picks = target ? picks_of(ip, target) : NULL;
        struct sv label = SV_NULL;
        int64_t id;

        for (size_t k = 0; picks && k < picks->n; k++)
            if (sv_int(picks->items[k].value, &id) && id == s->answers[i].id)
                label = picks->items[k].label;
        drop_box(ip, "hapus_jawaban", i,
                 label.p ? arena_printf(ip->p.a, "\"%.*s\" = %.*s", SV_FMT(s->answers[i].text), SV_FMT(label))
                         : arena_printf(ip->p.a, "\"%.*s\"", SV_FMT(s->answers[i].text)));
    }
    for (size_t i = 0; i < s->n_words; i++)
        drop_box(
            ip, "hapus_kata", i,
            arena_printf(ip->p.a, "\"%.*s\" = %.*s", SV_FMT(s->words[i].text), SV_FMT(s->words[i].name)));
    html_close(h, "ul");
    page_card_end(h);
}

/* --- columns ------------------------------------------------------------------------------------------------------------------ */

static bool is_offered(const struct imports_page *ip, const struct field *f)
{
    return f->type != FT_FILE && f->type != FT_FILES && record_may_edit_field(ip->p.req->actor, NULL, f);
}

static void base_option(struct imports_page *ip, const struct import_column *c, enum import_to to,
                        struct sv key, const char *words)
{
    option(&ip->p.h, key, sv_of(words), c->to == to);
}

static void column_options(struct imports_page *ip, const struct import_column *c)
{
    struct html *h = &ip->p.h;

    option(h, SV("-"), SV(T("(tidak dipakai)")), c->to == IMPORT_NOWHERE);
    for (size_t i = 0; i < ip->reg->n_fields; i++)
        if (is_offered(ip, &ip->reg->fields[i]))
            option(h, ip->reg->fields[i].key, ip->reg->fields[i].label, c->field == &ip->reg->fields[i]);
    if (ip->reg->n_states > 1) {
        base_option(ip, c, IMPORT_STATUS, SV("status"), T("Keadaan"));
        base_option(ip, c, IMPORT_SINCE, SV("berlaku_sejak"), T("Keadaan sejak"));
    }
    if (ip->reg->classified)
        base_option(ip, c, IMPORT_KLASIFIKASI, SV("klasifikasi"), T("Klasifikasi"));
    if (ip->reg->number.p)
        base_option(ip, c, IMPORT_NOMOR, SV("nomor"), T("Nomor rekaman"));
}

static struct sv samples(const struct imports_page *ip, const struct import_column *c)
{
    const struct import *im = ip->im;
    struct sv out = SV_NULL;
    size_t n = 0;

    for (size_t i = 0; i < im->table.n_rows && i < 50 && n < SAMPLES; i++) {
        struct sv text =
            sv_collapse(cell_show(table_cell(&im->book, &im->table, i, c->at), ip->p.a), ip->p.a);

        if (sv_empty(text))
            continue;
        if (text.n > SAMPLE_BYTES) {
            text.n = SAMPLE_BYTES;
            while (text.n && ((unsigned char) text.p[text.n] & 0xC0) == 0x80)
                text.n--;
        }
        out = out.p ? arena_printf(ip->p.a, "%.*s \u00b7 %.*s", SV_FMT(out), SV_FMT(text)) : text;
        n++;
    }
    return out;
}

static void column_row(struct imports_page *ip, size_t i)
{
    const struct import_column *c = &ip->im->columns[i];
    struct cell_place at = cell_place(1, ip->im->table.cols[c->at]);
    const struct field *near = reg_field(ip->reg, c->suggest);
    struct html *h = &ip->p.h;
    struct sv name = numbered(ip, "k", i);

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    html_open(h, "label");
    html_attr(h, "for", name);
    html_textf(h, "%.*s. ", (int) strcspn(at.s, "0123456789"), at.s);
    if (sv_empty(c->heading))
        html_say(h, T("(tanpa judul)"));
    else
        html_text(h, c->heading);
    html_close(h, "label");
    html_close(h, "td");
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Contoh isi"));
    html_text(h, samples(ip, c));
    html_close(h, "td");
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Masuk ke"));
    open_select(h, name, true);
    column_options(ip, c);
    html_close(h, "select");
    if (c->to == IMPORT_NOWHERE) {
        html_open(h, "p");
        html_class(h, "form-hint");
        html_text(h, c->why);
        if (near)
            html_textf(h, T("; mungkin maksudnya %.*s"), SV_FMT(near->label));
        html_close(h, "p");
    }
    html_close(h, "td");
    html_close(h, "tr");
}

static void columns(struct imports_page *ip)
{
    static const char *const heads[] = { T("Kolom berkas"), T("Contoh isi"), T("Masuk ke") };
    const struct import *im = ip->im;
    struct html *h = &ip->p.h;
    bool open = !im->n_mapped || im->n_missing > 0;

    for (size_t i = 0; i < im->n_columns; i++)
        open = open || im->columns[i].suggest.p;
    html_open(h, "details");
    html_class(h, "lipat");
    html_bool_attr(h, "open", open);
    html_open(h, "summary");
    html_elem_say(h, "h2", T("Kolom"));
    html_open(h, "span");
    html_textf(h, T("%zu dari %zu kolom dipakai"), im->n_mapped, im->n_columns);
    html_close(h, "span");
    html_close(h, "summary");
    html_open(h, "div");
    html_class(h, "gulung");
    html_attr(h, "role", SV("region"));
    html_attr(h, "tabindex", SV("0"));
    html_attr_say(h, "aria-label", T("Kolom berkas"));
    html_open(h, "table");
    html_class(h, "daftar");
    page_table_head(h, heads, 3);
    html_open(h, "tbody");
    for (size_t i = 0; i < im->n_columns; i++)
        column_row(ip, i);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
    html_close(h, "details");
}

/* --- the same for all rows ------------------------------------------------------------------------------------------------------ */

static struct sv fixed_now(const struct imports_page *ip, const struct field *f)
{
    for (size_t i = 0; i < ip->s->n_fixed; i++)
        if (sv_eq(ip->s->fixed[i].key, f->key))
            return ip->s->fixed[i].value;
    return SV("");
}

/* References are given by the text by which they are found again. */
static void fixed_refs(struct imports_page *ip, const struct field *f, struct sv now)
{
    const struct picks *picks = picks_of(ip, f->target);
    int64_t pd;

    for (size_t i = 0; i < picks->n; i++) {
        struct sv mark = arena_printf(ip->p.a, "[#%.*s]", SV_FMT(picks->items[i].value));

        if (f != pd_field(ip) || !sv_int(picks->items[i].value, &pd) ||
            who_may_create(ip->p.req->actor, &ip->reg->rule, pd))
            option(&ip->p.h, mark, picks->items[i].label, sv_eq(mark, now));
    }
}

static void fixed_control(struct imports_page *ip, const struct field *f)
{
    struct html *h = &ip->p.h;
    struct sv name = arena_printf(ip->p.a, "t.%.*s", SV_FMT(f->key)), now = fixed_now(ip, f);
    const struct choice *items = f->codes ? f->codes->items : f->choices;
    size_t n = f->codes ? f->codes->n : f->n_choices;

    html_open(h, "div");
    html_class(h, "bidang");
    label_for(h, name, f->label);
    if (n || (f->type == FT_REF && f->target && !picks_of(ip, f->target)->more)) {
        open_select(h, name, true);
        option(h, SV(""),
               f == pd_field(ip) && ip->p.req->actor->n_posts == 1 ? SV(T("Perangkat Daerah saya"))
                                                                   : SV(T("(tidak diisi)")),
               sv_empty(now));
        if (f->type == FT_REF)
            fixed_refs(ip, f, now);
        for (size_t i = 0; i < n; i++)
            option(h, items[i].key, items[i].label, sv_eq(items[i].key, now));
        html_close(h, "select");
    } else {
        html_void(h, "input");
        html_class(h, "form-control");
        html_attr(h, "type", SV("text"));
        html_attr(h, "id", name);
        html_attr(h, "name", name);
        html_attr(h, "value", now);
    }
    html_close(h, "div");
}

static void fixed_values(struct imports_page *ip)
{
    bool any = false;

    for (size_t i = 0; i < ip->reg->n_fields; i++) {
        if (!asks_fixed(ip, &ip->reg->fields[i]))
            continue;
        if (!any) {
            page_card_begin(&ip->p.h, 2, SV(T("Sama untuk semua baris")));
            html_elem_say(
                &ip->p.h, "p",
                T("Perlu diisi, tetapi kolomnya tidak ada di berkas. Pilih kolomnya di bawah, atau isi "
                  "di sini untuk semua baris."));
            any = true;
        }
        fixed_control(ip, &ip->reg->fields[i]);
    }
    if (any)
        page_card_end(&ip->p.h);
}

/* --- sheet, headings, mode -------------------------------------------------------------------------------------------------------- */

static void sheet_choice(struct imports_page *ip, const struct workbook *book)
{
    struct html *h = &ip->p.h;

    if (book->n < 2)
        return;
    html_open(h, "div");
    html_class(h, "bidang");
    label_for(h, SV("lembar"), SV(T("Lembar")));
    open_select(h, SV("lembar"), false);
    option(h, SV(""), SV(T("Cari sendiri")), !ip->s->sheet.p);
    for (size_t i = 0; i < book->n; i++)
        option(h, book->sheets[i].name, book->sheets[i].name,
               ip->s->sheet.p && sv_eq_fold(ip->s->sheet, book->sheets[i].name));
    html_close(h, "select");
    html_close(h, "div");
}

static void header_choice(struct imports_page *ip)
{
    const struct import *im = ip->im;
    struct html *h = &ip->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    label_for(h, SV("judul"), SV(T("Judul kolom ada di baris")));
    html_void(h, "input");
    html_class(h, "form-control");
    html_attr(h, "type", SV("number"));
    html_attr(h, "min", SV("1"));
    html_attr(h, "id", SV("judul"));
    html_attr(h, "name", SV("judul"));
    if (ip->s->header)
        html_attr_int(h, "value", ip->s->header);
    html_open(h, "p");
    html_class(h, "form-hint");
    if (im)
        html_textf(h, T("Ditemukan di baris %d. Isi hanya bila keliru."),
                   im->book.sheets[im->table.sheet].rows[im->table.header_row].number);
    else
        html_say(h, T("Nomor baris seperti di Excel."));
    html_close(h, "p");
    html_close(h, "div");
}

static void mode_choice(struct imports_page *ip)
{
    static const char *const labels[] = { T("Tambah yang baru dan perbarui yang sudah ada"),
                                          T("Hanya tambah yang baru"), T("Hanya perbarui yang sudah ada") };
    struct html *h = &ip->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    label_for(h, SV("mode"), SV(T("Yang dilakukan")));
    open_select(h, SV("mode"), false);
    for (int i = 0; i <= IMPORT_CHANGE; i++)
        option(h, import_mode_key((enum import_mode) i), sv_of(labels[i]), (int) ip->s->mode == i);
    html_close(h, "select");
    html_close(h, "div");
}

static void where(struct imports_page *ip)
{
    struct html *h = &ip->p.h;

    html_open(h, "details");
    html_class(h, "lipat");
    html_bool_attr(h, "open", !ip->im);
    html_open(h, "summary");
    html_elem_say(h, "h2", T("Lembar dan cara"));
    html_close(h, "summary");
    html_open(h, "div");
    html_class(h, "saring");
    sheet_choice(ip, ip->im ? &ip->im->book : ip->book);
    header_choice(ip);
    mode_choice(ip);
    html_close(h, "div");
    html_close(h, "details");
}

void imports_ask(struct imports_page *ip)
{
    struct html *h = &ip->p.h;

    page_form_begin(&ip->p, imports_url(ip->p.a, ip->reg, ip->s->job->id, ""), false);
    if (!ip->wrong) {
        questions(ip);
        unknown_words(ip);
    }
    fixed_values(ip);
    if (!ip->wrong)
        known_words(ip);
    answered(ip);
    if (ip->im)
        columns(ip);
    where(ip);
    html_open(h, "div");
    html_class(h, "aksi-form");
    page_submit(h, "", "refresh", T("Periksa lagi"));
    html_close(h, "div");
    html_close(h, "form");
}
