/* SPDX-License-Identifier: MIT
 * model/reg.c -- small questions about declared registers and fields. */
#include "model/reg.h"

#include <assert.h>

#include "base/arena.h"
#include "base/map.h"

static const struct {
    struct sv name;
    bool is_int, is_multi;
} types[FT_COUNT] = {
    [FT_TEXT] = { SV_INIT("text"), false, false },
    [FT_PROSE] = { SV_INIT("prose"), false, false },
    [FT_INTEGER] = { SV_INIT("integer"), true, false },
    [FT_DECIMAL] = { SV_INIT("decimal"), true, false },
    [FT_RUPIAH] = { SV_INIT("rupiah"), true, false },
    [FT_DATE] = { SV_INIT("date"), false, false },
    [FT_DATETIME] = { SV_INIT("datetime"), false, false },
    [FT_BOOLEAN] = { SV_INIT("boolean"), true, false },
    [FT_CHOICE] = { SV_INIT("choice"), false, false },
    [FT_CHOICES] = { SV_INIT("choices"), false, true },
    [FT_REF] = { SV_INIT("ref"), true, false },
    [FT_REFS] = { SV_INIT("refs"), false, true },
    [FT_CODE] = { SV_INIT("code"), false, false },
    [FT_FILE] = { SV_INIT("file"), true, false },
    [FT_FILES] = { SV_INIT("files"), false, true },
    [FT_URL] = { SV_INIT("url"), false, false },
    [FT_EMAIL] = { SV_INIT("email"), false, false },
    [FT_PHONE] = { SV_INIT("phone"), false, false },
    [FT_IP] = { SV_INIT("ip"), false, false },
    [FT_DOMAIN] = { SV_INIT("domain"), false, false },
    [FT_GEO] = { SV_INIT("geo"), false, false },
    [FT_PERIOD] = { SV_INIT("period"), false, false },
    [FT_SECRET] = { SV_INIT("secret"), false, false },
    [FT_PUBLIC_KEY] = { SV_INIT("public_key"), false, false },
    [FT_CREDENTIAL] = { SV_INIT("credential"), false, false },
};

static const struct {
    struct sv name;
    bool is_int;
} base_cols[COL_COUNT] = {
    [COL_ID] = { SV_INIT("id"), true },
    [COL_NOMOR] = { SV_INIT("nomor"), false },
    [COL_PD] = { SV_INIT("perangkat_daerah"), true },
    [COL_KLASIFIKASI] = { SV_INIT("klasifikasi"), false },
    [COL_STATUS] = { SV_INIT("status"), false },
    [COL_BERLAKU_SEJAK] = { SV_INIT("berlaku_sejak"), false },
    [COL_VERSI] = { SV_INIT("versi"), true },
    [COL_DIBUAT_OLEH] = { SV_INIT("dibuat_oleh"), true },
    [COL_DIBUAT_PADA] = { SV_INIT("dibuat_pada"), false },
    [COL_DIUBAH_OLEH] = { SV_INIT("diubah_oleh"), true },
    [COL_DIUBAH_PADA] = { SV_INIT("diubah_pada"), false },
    [COL_DIHAPUS] = { SV_INIT("dihapus"), false },
};

const struct reg *model_reg(const struct model *m, struct sv key)
{
    return map_get(m->by_key, key);
}

const struct code_list *model_codes(const struct model *m, struct sv name)
{
    return map_get(m->codes, name);
}

struct sv model_norm_code(const struct model *m, struct sv at, struct arena *a)
{
    const struct code_list *norms = model_codes(m, SV("@norms"));

    return norms && norms->suffix.n ? arena_printf(a, "%.*s%.*s", SV_FMT(at), SV_FMT(norms->suffix)) : at;
}

const struct field *reg_field(const struct reg *r, struct sv key)
{
    return map_get(r->by_key, key);
}

size_t reg_state_index(const struct reg *r, struct sv key)
{
    size_t i = 0;

    while (i < r->n_states && !sv_eq(r->states[i].key, key))
        i++;
    return i;
}

const struct state *reg_state(const struct reg *r, struct sv key)
{
    size_t i = reg_state_index(r, key);

    return i < r->n_states ? &r->states[i] : NULL;
}

const struct choice *field_choice(const struct field *f, struct sv key)
{
    if (f->codes)
        return map_get(f->codes->by_key, key);
    for (size_t i = 0; i < f->n_choices; i++)
        if (sv_eq(f->choices[i].key, key))
            return &f->choices[i];
    return NULL;
}

/* A reference to any register carries the register's name and so is text. */
bool field_is_int(const struct field *f)
{
    if (f->type == FT_REF && !f->target)
        return false;
    return types[f->type].is_int;
}

bool field_is_multi(const struct field *f)
{
    return types[f->type].is_multi;
}

struct sv field_type_name(enum field_type t)
{
    assert(t < FT_COUNT);
    return types[t].name;
}

struct sv base_col_name(enum base_col c)
{
    assert(c < COL_COUNT);
    return base_cols[c].name;
}

const struct reg *model_agencies(const struct model *m)
{
    return model_reg(m, base_col_name(COL_PD));
}

bool reg_is_agency(const struct reg *r)
{
    return sv_eq(r->key, base_col_name(COL_PD));
}

bool base_col_is_int(enum base_col c)
{
    assert(c < COL_COUNT);
    return base_cols[c].is_int;
}

struct sv base_col_label(enum base_col c)
{
    switch (c) {
    case COL_STATUS: return SV(T("Keadaan"));
    case COL_KLASIFIKASI: return SV(T("Klasifikasi"));
    case COL_BERLAKU_SEJAK: return SV(T("Berlaku sejak"));
    case COL_PD: return SV(T("Perangkat Daerah"));
    case COL_DIHAPUS: return SV(T("Dihapus"));
    case COL_NOMOR: return SV(T("Nomor"));
    default: return base_col_name(c);
    }
}
