/* SPDX-License-Identifier: MIT
 * model/import_map.c -- which column of a sheet goes into which field: what the person said, then names, then the headings
 * under which offices keep it. A column that only resembles a field is not used, but suggested. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/problems.h"
#include "model/import_priv.h"
#include "model/value.h"

enum { RUNNING_ROWS = 8 };

struct mapper {
    struct import *im;
    const struct reg *reg;
    struct arena *a;
    struct sv *keys; /* heading keys, by column */
    size_t *taken;   /* by field: column + 1 */
    size_t base_taken[IMPORT_NOMOR + 1];
};

static const struct {
    enum import_to to;
    struct sv key;
    struct sv names[4]; /* heading keys */
} bases[] = {
    { IMPORT_NOMOR, SV_INIT("nomor"), { SV_INIT("nomorrekaman"), SV_INIT("nomor") } },
    { IMPORT_STATUS, SV_INIT("status"), { SV_INIT("keadaan"), SV_INIT("status") } },
    { IMPORT_KLASIFIKASI, SV_INIT("klasifikasi"), { SV_INIT("klasifikasi"), SV_INIT("klasifikasirekaman") } },
    { IMPORT_SINCE, SV_INIT("berlaku_sejak"), { SV_INIT("keadaansejak"), SV_INIT("berlakusejak") } },
};

struct sv import_heading_key(struct sv heading, struct arena *a)
{
    char *p = arena_alloc(a, heading.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < heading.n; i++) {
        char c = heading.p[i];

        if (c >= 'A' && c <= 'Z')
            c = (char) (c + ('a' - 'A'));
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char) c >= 0x80)
            p[n++] = c;
    }
    return (struct sv){ p, n };
}

static bool says(struct mapper *m, struct sv name, struct sv key)
{
    return sv_eq(import_heading_key(name, m->a), key);
}

/* "AB" names a column by its letter; "=AB" can mean nothing else. */
static bool names_letter(const struct import *im, size_t column, struct sv name)
{
    struct cell_place at = cell_place(1, im->table.cols[im->columns[column].at]);
    struct sv letters = sv_of(at.s);

    if (sv_starts(name, SV("=")))
        name = sv_sub(name, 1, name.n);
    return name.n > 0 && sv_eq_fold(name, sv_sub(letters, 0, letters.n - 1));
}

const struct import_column *import_column_named(const struct import *im, struct sv name)
{
    bool letter = sv_starts(sv_trim(name), SV("="));
    struct sv key = letter ? SV("") : import_heading_key(name, im->a);

    for (size_t i = 0; i < im->n_columns; i++)
        if (key.n && sv_eq(import_heading_key(im->columns[i].heading, im->a), key))
            return &im->columns[i];
    for (size_t i = 0; i < im->n_columns; i++)
        if (names_letter(im, i, sv_trim(name)))
            return &im->columns[i];
    return NULL;
}

/* --- putting a column somewhere ------------------------------------------------------------------------------------------ */

static void leave(struct import_column *c, struct sv why)
{
    c->to = IMPORT_NOWHERE;
    c->field = NULL;
    c->why = why;
}

static void put_field(struct mapper *m, size_t i, const struct field *f, enum import_by by)
{
    struct import_column *c = &m->im->columns[i];

    c->by = by;
    if (f->type == FT_FILE || f->type == FT_FILES) {
        leave(c, SV("lampiran diunggah di halaman rekaman"));
        return;
    }
    if (!record_may_edit_field(m->im->conf.who, NULL, f)) {
        leave(c, SV("Anda tidak berhak mengisi bidang ini"));
        return;
    }
    if (m->taken[f->index]) {
        leave(c, arena_printf(m->a, T("bidang %.*s sudah diisi dari kolom \"%.*s\""), SV_FMT(f->label),
                              SV_FMT(m->im->columns[m->taken[f->index] - 1].heading)));
        return;
    }
    m->taken[f->index] = i + 1;
    c->to = IMPORT_FIELD;
    c->field = f;
}

static void put_base(struct mapper *m, size_t i, enum import_to to, enum import_by by)
{
    struct import_column *c = &m->im->columns[i];

    c->by = by;
    if (m->base_taken[to]) {
        leave(c, arena_printf(m->a, T("sudah diisi dari kolom \"%.*s\""),
                              SV_FMT(m->im->columns[m->base_taken[to] - 1].heading)));
        return;
    }
    m->base_taken[to] = i + 1;
    c->to = to;
}

static bool has_base(const struct mapper *m, enum import_to to)
{
    return (to != IMPORT_KLASIFIKASI || m->reg->classified) &&
           (to != IMPORT_STATUS || m->reg->n_states > 1) && (to != IMPORT_SINCE || m->reg->n_states > 1) &&
           (to != IMPORT_NOMOR || m->reg->number.p);
}

/* --- what the person said ------------------------------------------------------------------------------------------------- */

static bool unknown_key(struct mapper *m, struct sv key, struct err *e)
{
    struct sv *all = ARENA_ARRAY(m->a, struct sv, m->reg->n_fields), near;

    for (size_t i = 0; i < m->reg->n_fields; i++)
        all[i] = m->reg->fields[i].key;
    near = problems_suggest(key, all, m->reg->n_fields);
    err_set(e, ERR_INPUT, T("Bidang \"%.*s\" tidak ada pada %.*s."), SV_FMT(sv_sub(key, 0, 60)),
            SV_FMT(m->reg->label));
    if (near.p)
        return err_hint(e, T("Mungkin maksudnya \"%.*s\"."), SV_FMT(near));
    return err_hint(e, T("Pakai kunci atau nama bidang seperti pada templat register."));
}

/* A field by key or label, or a base column. */
static bool apply_map(struct mapper *m, size_t i, struct sv key, struct err *e)
{
    const struct field *f = reg_field(m->reg, key);
    struct sv words = import_heading_key(key, m->a);

    m->im->columns[i].by = IMPORT_BY_MAP;
    if (sv_eq(key, SV("-")) || sv_empty(key)) {
        leave(&m->im->columns[i], SV("tidak dipakai"));
        return true;
    }
    for (size_t b = 0; !f && b < sizeof bases / sizeof bases[0]; b++)
        if (has_base(m, bases[b].to) && (sv_eq(key, bases[b].key) || sv_eq(words, bases[b].names[0]))) {
            put_base(m, i, bases[b].to, IMPORT_BY_MAP);
            return true;
        }
    for (size_t k = 0; !f && k < m->reg->n_fields; k++)
        if (says(m, m->reg->fields[k].label, words))
            f = &m->reg->fields[k];
    if (!f)
        return unknown_key(m, key, e);
    put_field(m, i, f, IMPORT_BY_MAP);
    return true;
}

static bool by_maps(struct mapper *m, struct err *e)
{
    const struct import_conf *conf = &m->im->conf;

    for (size_t i = 0; i < m->im->n_columns; i++)
        for (size_t k = 0; k < conf->n_maps; k++) {
            struct sv name = sv_trim(conf->maps[k].column);

            if (!(m->keys[i].n && !sv_starts(name, SV("=")) && says(m, name, m->keys[i])) &&
                !(names_letter(m->im, i, name) && import_column_named(m->im, name) == &m->im->columns[i]))
                continue;
            if (!apply_map(m, i, sv_trim(conf->maps[k].key), e))
                return false;
            break;
        }
    return true;
}

/* --- what the headings say ------------------------------------------------------------------------------------------------- */

static bool is_free(const struct mapper *m, size_t i)
{
    return m->im->columns[i].by == IMPORT_BY_NOTHING && !m->im->columns[i].why.p;
}

/* The columns that import_rejects_write() adds, at the end of what was sent. */
static void own_columns(struct mapper *m)
{
    static const struct sv names[] = { SV_INIT("baris"), SV_INIT("hasil"), SV_INIT("kolom"),
                                       SV_INIT("kesalahan") };
    size_t n = m->im->n_columns;

    if (n < 4)
        return;
    for (size_t i = 0; i < 4; i++)
        if (!sv_eq(m->im->columns[n - 4 + i].heading, names[i]))
            return;
    for (size_t i = 0; i < 4; i++)
        if (is_free(m, n - 4 + i))
            leave(&m->im->columns[n - 4 + i], SV("kolom laporan impor"));
}

static void by_names(struct mapper *m)
{
    for (size_t i = 0; i < m->im->n_columns; i++) {
        struct sv heading = m->im->columns[i].heading;

        for (size_t k = 0; k < m->reg->n_fields && is_free(m, i); k++) {
            const struct field *f = &m->reg->fields[k];

            if (sv_eq(sv_trim(heading), f->key) || says(m, f->key, m->keys[i]) ||
                says(m, f->label, m->keys[i]) ||
                says(m, arena_printf(m->a, "%.*s%.*s", SV_FMT(f->label), SV_FMT(f->key)), m->keys[i]))
                put_field(m, i, f, IMPORT_BY_NAME);
        }
    }
}

static void by_aliases(struct mapper *m)
{
    for (size_t i = 0; i < m->im->n_columns; i++)
        for (size_t k = 0; k < m->reg->n_fields && is_free(m, i); k++)
            for (size_t j = 0; j < m->reg->fields[k].n_aliases && is_free(m, i); j++)
                if (says(m, m->reg->fields[k].aliases[j], m->keys[i]))
                    put_field(m, i, &m->reg->fields[k], IMPORT_BY_ALIAS);
}

/* 1, 2, 3: lists are numbered by hand under the heading "Nomor" as well as under "No". */
static bool counts_rows(const struct mapper *m, size_t i)
{
    const struct import *im = m->im;
    size_t seen = 0;

    for (size_t r = 0; r < im->table.n_rows && r < RUNNING_ROWS; r++) {
        struct sv text = sv_trim(table_cell(&im->book, &im->table, r, im->columns[i].at)->text);
        int64_t v;

        if (sv_ends(text, SV(".")))
            text.n--;
        if (text.n && !sv_int(text, &v))
            return false;
        seen += text.n > 0;
    }
    return seen > 0;
}

static void by_bases(struct mapper *m)
{
    for (size_t i = 0; i < m->im->n_columns; i++)
        for (size_t b = 0; b < sizeof bases / sizeof bases[0] && is_free(m, i); b++)
            for (size_t k = 0; k < 4 && bases[b].names[k].p && is_free(m, i); k++)
                if (sv_eq(bases[b].names[k], m->keys[i]) && has_base(m, bases[b].to) &&
                    (bases[b].to != IMPORT_NOMOR || !counts_rows(m, i)))
                    put_base(m, i, bases[b].to, IMPORT_BY_NAME);
}

static void leave_rest(struct mapper *m)
{
    static const struct sv numbers[] = { SV_INIT("no"), SV_INIT("nomor"), SV_INIT("nomorurut"),
                                         SV_INIT("nourut") };

    for (size_t i = 0; i < m->im->n_columns; i++) {
        if (!is_free(m, i))
            continue;
        if (!m->keys[i].n) {
            leave(&m->im->columns[i],
                  sv_empty(m->im->columns[i].heading) ? SV("tanpa judul") : SV("nomor urut"));
            continue;
        }
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
            if (sv_eq(m->keys[i], numbers[k]))
                leave(&m->im->columns[i], SV("nomor urut"));
    }
}

/* The nearest field that no column fills yet. */
static void suggest(struct mapper *m, struct import_column *c)
{
    int best = REFS_NEAR_LEAST - 1;

    for (size_t k = 0; k < m->reg->n_fields; k++) {
        const struct field *f = &m->reg->fields[k];
        int near = value_near(c->heading, f->label);

        if (m->taken[k] || f->type == FT_FILE || f->type == FT_FILES)
            continue;
        for (size_t j = 0; j < f->n_aliases; j++) {
            int other = value_near(c->heading, f->aliases[j]);

            near = other > near ? other : near;
        }
        if (near > best) {
            best = near;
            c->suggest = f->key;
        }
    }
}

static bool has_fixed(const struct import_conf *conf, struct sv key)
{
    for (size_t i = 0; i < conf->n_fixed; i++)
        if (sv_eq(conf->fixed[i].key, key))
            return true;
    return false;
}

/* Required fields that no row can fill. The agency of somebody with one post is his own. */
static void find_missing(struct mapper *m)
{
    struct import *im = m->im;

    im->missing = ARENA_ARRAY(m->a, const struct field *, m->reg->n_fields + 1);
    for (size_t k = 0; k < m->reg->n_fields; k++) {
        const struct field *f = &m->reg->fields[k];
        bool own = sv_eq(f->key, base_col_name(COL_PD)) && m->reg->scoped && im->conf.who->n_posts == 1;

        if (f->required && !m->taken[k] && !f->initial.p && !own && !has_fixed(&im->conf, f->key))
            im->missing[im->n_missing++] = f;
    }
}

static bool check_fixed(struct mapper *m, struct err *e)
{
    const struct import_conf *conf = &m->im->conf;

    for (size_t i = 0; i < conf->n_fixed; i++)
        if (!reg_field(m->reg, conf->fixed[i].key) && !sv_eq(conf->fixed[i].key, SV("klasifikasi")) &&
            !sv_eq(conf->fixed[i].key, SV("status")))
            return unknown_key(m, conf->fixed[i].key, e);
    return true;
}

bool import_map_columns(struct import *im, struct err *e)
{
    const struct reg *reg = im->conf.reg;
    size_t n = im->table.n_cols;
    struct mapper m = { .im = im, .reg = reg, .a = im->a };

    im->n_columns = n;
    im->columns = ARENA_ARRAY(im->a, struct import_column, n + 1);
    m.keys = ARENA_ARRAY(im->a, struct sv, n + 1);
    m.taken = ARENA_ARRAY(im->a, size_t, reg->n_fields + 1);
    for (size_t i = 0; i < n; i++) {
        im->columns[i] = (struct import_column){ .heading = im->table.headings[i], .at = i };
        m.keys[i] = import_heading_key(im->table.headings[i], im->a);
    }
    if (!check_fixed(&m, e) || !by_maps(&m, e))
        return false;
    own_columns(&m);
    by_names(&m);
    by_aliases(&m);
    by_bases(&m);
    leave_rest(&m);
    for (size_t i = 0; i < n; i++) {
        im->n_mapped += im->columns[i].to != IMPORT_NOWHERE;
        if (is_free(&m, i)) {
            im->columns[i].why = SV("tidak dikenali");
            suggest(&m, &im->columns[i]);
        }
    }
    find_missing(&m);
    return true;
}
