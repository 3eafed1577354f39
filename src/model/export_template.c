/* SPDX-License-Identifier: MIT
 * model/reg_export_template.c -- the empty form of a register: headings, an explained row, drop-down lists, and a sheet that
 * tells of every column what it takes. */
#include "base/arena.h"
#include "model/export_priv.h"
#include "model/import_priv.h"
#include "model/sheet_template.h"

enum { TEMPLATE_ARENA = 64 * 1024 * 1024, NAMES_MAX = 300, LIST_MAX = 2000 };

struct template
{
    const struct records *rs;
    const struct actor *who;
    const struct reg *reg;
    struct refs *refs;
    const struct refs *theirs; /* names that these do not know are left out; or NULL */
    struct arena *a;
    const struct field **fields;
    size_t n;
};

static bool is_importable(const struct template *t, const struct field *f)
{
    return f->type != FT_FILE && f->type != FT_FILES && record_may_edit_field(t->who, NULL, f);
}

static struct sv kind_words(const struct field *f, struct arena *a)
{
    switch (f->type) {
    case FT_INTEGER: return SV("bilangan bulat, misalnya 12");
    case FT_DECIMAL: return SV("bilangan, misalnya 12,5");
    case FT_RUPIAH: return SV("rupiah, misalnya 12.500.000");
    case FT_DATE: return SV("tanggal, misalnya 3 Maret 2026");
    case FT_DATETIME: return SV("tanggal dan jam, misalnya 3 Maret 2026 08:15");
    case FT_BOOLEAN: return SV("Ya atau Tidak");
    case FT_CHOICE: return SV("salah satu dari daftar pilihan");
    case FT_CHOICES: return SV("satu atau beberapa dari daftar pilihan, dipisahkan titik koma");
    case FT_CODE: return SV("kode atau namanya");
    case FT_REF:
        return f->target ? arena_printf(a, T("nama atau kode %.*s"), SV_FMT(f->target->label))
                         : SV("register:nomor");
    case FT_REFS:
        return arena_printf(a, T("nama atau kode %.*s; beberapa dipisahkan titik koma"),
                            SV_FMT(f->target ? f->target->label : f->label));
    case FT_URL: return SV("alamat web, misalnya https://contoh.go.id");
    case FT_EMAIL: return SV("surel, misalnya nama@contoh.go.id");
    case FT_PHONE: return SV("nomor telepon, misalnya 0511 123456");
    case FT_IP: return SV("alamat IP, misalnya 10.1.2.3");
    case FT_DOMAIN: return SV("nama domain, misalnya layanan.contoh.go.id");
    case FT_GEO: return SV("lintang dan bujur, misalnya -3,4421; 114,8324");
    case FT_PERIOD: return SV("masa, misalnya 2025-2029");
    case FT_PROSE: return SV("uraian bebas");
    case FT_SECRET: return SV("dibuat oleh program; kosongkan");
    case FT_PUBLIC_KEY: return SV("isi berkas PEM, mulai -----BEGIN");
    case FT_CREDENTIAL: return SV("diisi pada rinciannya; kosongkan");
    default:
        return f->has_max ? arena_printf(a, T("teks, paling banyak %lld huruf"), (long long) f->max)
                          : SV("teks");
    }
}

/* --- choices ------------------------------------------------------------------------------------------------------------ */

static void ref_choices(struct template *t, const struct field *f, struct xlsx_col *col)
{
    size_t n = refs_count(t->refs, f->target);
    struct sv *names = ARENA_ARRAY(t->a, struct sv, n + 1);
    size_t kept = 0;

    if (n > NAMES_MAX)
        return;
    for (size_t i = 0; i < n; i++) {
        int64_t id = refs_at(t->refs, f->target, i)->id;

        if (!t->theirs || refs_item(t->theirs, f->target, id))
            names[kept++] = refs_name(t->refs, f->target, id);
    }
    col->choices = names;
    col->n_choices = kept;
}

static void listed_choices(struct template *t, const struct field *f, struct xlsx_col *col)
{
    const struct choice *items = f->codes ? f->codes->items : f->choices;
    size_t n = f->codes ? f->codes->n : f->n_choices;
    struct sv *names = ARENA_ARRAY(t->a, struct sv, n + 1);

    if (n > LIST_MAX)
        return;
    for (size_t i = 0; i < n; i++)
        names[i] = reg_export_text(t->rs->model, f, items[i].key, t->refs, NULL, t->a);
    col->choices = names;
    col->n_choices = n;
}

static struct xlsx_col column_of(struct template *t, const struct field *f)
{
    static const struct sv yes_no[] = { SV_INIT("Ya"), SV_INIT("Tidak") };
    struct xlsx_col col = { .heading = reg_export_heading(t->reg, f, t->a), .width = 24 };

    col.kind = f->type == FT_INTEGER || f->type == FT_DECIMAL ? XLSX_NUMBER
               : f->type == FT_RUPIAH                         ? XLSX_RUPIAH
               : f->type == FT_DATE                           ? XLSX_DATE
               : f->type == FT_DATETIME                       ? XLSX_DATETIME
                                                              : XLSX_TEXT;
    col.scale = f->type == FT_DECIMAL ? f->scale : 0;
    if (f->type == FT_BOOLEAN) {
        col.choices = yes_no;
        col.n_choices = 2;
    } else if (f->type == FT_REF && f->target) {
        ref_choices(t, f, &col);
    } else if (f->type == FT_CHOICE || f->type == FT_CODE) {
        listed_choices(t, f, &col);
    }
    return col;
}

struct xlsx_col reg_export_form_column(const struct records *rs, const struct reg *reg, struct refs *refs,
                                       const struct refs *theirs, const struct field *f, struct arena *a)
{
    struct template t = { .rs = rs, .reg = reg, .refs = refs, .theirs = theirs, .a = a };

    return column_of(&t, f);
}

static struct sv *state_labels(struct template *t)
{
    struct sv *labels = ARENA_ARRAY(t->a, struct sv, t->reg->n_states);

    for (size_t i = 0; i < t->reg->n_states; i++)
        labels[i] = t->reg->states[i].label;
    return labels;
}

/* --- the form --------------------------------------------------------------------------------------------------------------- */

static bool form_sheet(struct template *t, struct xlsxw *x, struct err *e)
{
    struct xlsx_col *cols = ARENA_ARRAY(t->a, struct xlsx_col, t->n + 1);
    bool states = t->reg->n_states > 1;

    for (size_t i = 0; i < t->n; i++)
        cols[i] = column_of(t, t->fields[i]);
    if (states)
        cols[t->n] = (struct xlsx_col){
            .heading = SV("Keadaan"), .choices = state_labels(t), .n_choices = t->reg->n_states, .width = 20
        };
    if (!xlsxw_sheet(x, t->reg->label, cols, t->n + states, e))
        return false;
    for (size_t i = 0; i < t->n; i++)
        xlsxw_text(x, arena_printf(t->a, TEMPLATE_EXAMPLE " %.*s%s", SV_FMT(kind_words(t->fields[i], t->a)),
                                   t->fields[i]->required ? T(" (wajib)") : ""));
    if (states)
        xlsxw_text(x, SV(TEMPLATE_EXAMPLE " keadaan yang nyata sekarang; kosong berarti keadaan awal"));
    return xlsxw_row(x, e);
}

/* --- the explanations ---------------------------------------------------------------------------------------------------------- */

static bool help_row(struct xlsxw *x, struct sv a, struct sv b, struct sv c, struct sv d, struct err *e)
{
    xlsxw_text(x, a);
    xlsxw_text(x, b);
    xlsxw_text(x, c);
    xlsxw_text(x, d);
    return xlsxw_row(x, e);
}

static struct sv also_read(const struct choice *c, struct arena *a)
{
    struct sv out = SV_NULL;

    for (size_t i = 0; i < c->n_synonyms; i++)
        out = out.p ? arena_printf(a, "%.*s, %.*s", SV_FMT(out), SV_FMT(c->synonyms[i])) : c->synonyms[i];
    return out.p ? arena_printf(a, T("dibaca juga: %.*s"), SV_FMT(out)) : SV_NULL;
}

static bool help_choices(struct template *t, struct xlsxw *x, const struct field *f, struct sv heading,
                         struct err *e)
{
    const struct choice *items = f->codes ? f->codes->items : f->choices;
    size_t n = f->codes ? f->codes->n : f->n_choices;

    for (size_t i = 0; i < n && i < LIST_MAX; i++)
        if (!help_row(x, heading, SV("pilihan"),
                      reg_export_text(t->rs->model, f, items[i].key, t->refs, NULL, t->a),
                      also_read(&items[i], t->a), e))
            return false;
    return true;
}

static bool help_sheet(struct template *t, struct xlsxw *x, struct err *e)
{
    static const struct xlsx_col cols[] = {
        { .heading = SV_INIT("Kolom"), .width = 30 },
        { .heading = SV_INIT("Perihal"), .width = 12 },
        { .heading = SV_INIT("Isi"), .width = 50 },
        { .heading = SV_INIT("Penjelasan"), .width = 70 },
    };

    if (!xlsxw_sheet(x, SV(TEMPLATE_HELP), cols, 4, e) ||
        !help_row(x, SV(""), SV("umum"), SV("Sel kosong"),
                  SV("Tidak mengubah apa pun pada rekaman yang sudah ada."), e) ||
        !help_row(x, SV(""), SV("umum"), SV("-"), SV("Berarti tidak ada: isi yang lama dikosongkan."), e))
        return false;
    for (size_t i = 0; i < t->n; i++) {
        const struct field *f = t->fields[i];
        struct sv heading = reg_export_heading(t->reg, f, t->a);

        if (!help_row(x, heading, f->required ? SV("wajib") : SV("boleh kosong"), kind_words(f, t->a),
                      f->help, e))
            return false;
        if ((f->type == FT_CHOICE || f->type == FT_CHOICES || f->type == FT_CODE) &&
            !help_choices(t, x, f, heading, e))
            return false;
    }
    return true;
}

bool reg_export_template(const struct records *rs, const struct actor *who, const struct reg *reg,
                         struct db *db, const char *path, struct err *e)
{
    struct arena *a = arena_new(TEMPLATE_ARENA);
    struct template t = { .rs = rs, .who = who, .reg = reg, .a = a, .refs = refs_new(rs, who, a) };
    struct xlsxw *x = NULL;
    bool ok = true;

    t.fields = ARENA_ARRAY(a, const struct field *, reg->n_fields + 1);
    for (size_t i = 0; ok && i < reg->n_fields; i++) {
        const struct field *f = &reg->fields[i];

        if (!is_importable(&t, f))
            continue;
        t.fields[t.n++] = f;
        if ((f->type == FT_REF || f->type == FT_REFS) && f->target)
            ok = refs_load(t.refs, db, f->target, e);
    }
    ok = ok && (x = xlsxw_open(path, e)) != NULL && form_sheet(&t, x, e) && help_sheet(&t, x, e) &&
         arena_ok(a, e);
    if (ok)
        ok = xlsxw_close(x, e);
    else
        xlsxw_cancel(x);
    arena_free(a);
    return ok;
}
