/* SPDX-License-Identifier: MIT
 * model/field_value.c -- one value as somebody wrote it, for one field, into its stored form or a reason. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/map.h"
#include "model/list.h"
#include "model/record_priv.h"
#include "model/value.h"

enum { SQL_MAX = 32 * 1024 };

static struct sv decimal(struct arena *a, int64_t v)
{
    return arena_printf(a, "%lld", (long long) v);
}

/* --- choices ------------------------------------------------------------------------------------------------------- */

static bool says(struct sv word, struct sv raw, struct arena *a)
{
    return sv_eq_fold(sv_collapse(word, a), sv_collapse(raw, a));
}

static const struct choice *choice_by_words(const struct field *f, struct sv raw, struct arena *a)
{
    const struct choice *items = f->codes ? f->codes->items : f->choices;
    size_t n = f->codes ? f->codes->n : f->n_choices;

    for (size_t i = 0; i < n; i++) {
        if (says(items[i].label, raw, a) || sv_eq_fold(items[i].key, raw))
            return &items[i];
        for (size_t k = 0; k < items[i].n_synonyms; k++)
            if (says(items[i].synonyms[k], raw, a))
                return &items[i];
    }
    return NULL;
}

static struct sv choice_hint(const struct field *f, struct arena *a)
{
    struct sv out = SV_NULL;

    if (f->codes || f->n_choices > 12)
        return SV("Pilih salah satu dari daftar.");
    for (size_t i = 0; i < f->n_choices; i++)
        out = out.p ? arena_printf(a, "%.*s, %.*s", SV_FMT(out), SV_FMT(f->choices[i].label))
                    : f->choices[i].label;
    return arena_printf(a, T("Pilihannya: %.*s."), SV_FMT(out));
}

static bool parse_choice(const struct value_in *c, const struct field *f, struct sv raw, struct sv *out,
                         struct sv *why, struct sv *hint)
{
    const struct choice *found = field_choice(f, raw);

    if (!found)
        found = choice_by_words(f, raw, c->a);
    if (!found) {
        *why = arena_printf(c->a, T("\"%.*s\" tidak ada dalam pilihan"), SV_FMT(sv_sub(raw, 0, 80)));
        *hint = choice_hint(f, c->a);
        return false;
    }
    if (found->retired) {
        *why = arena_printf(c->a, T("%.*s tidak berlaku lagi"), SV_FMT(found->label));
        *hint = SV("Pilih yang sedang berlaku; rekaman lama tetap menyebut yang lama.");
        return false;
    }
    *out = found->key;
    return true;
}

/* --- references ---------------------------------------------------------------------------------------------------- */

/* `cond` is a literal condition over t with $1 = raw; rights are added. */
static bool ref_query(const struct value_in *c, const struct reg *target, const char *cond_lit, struct sv col,
                      struct sv raw, bool is_int, int64_t ids[2], int *n, struct err *e)
{
    struct who_binds binds = { 0 };
    struct stmt *q = NULL;
    struct buf sql;
    int next = 2;
    int64_t num = 0;
    bool row = false, ok;

    *n = 0;
    buf_init(&sql, SQL_MAX);
    buf_put(&sql, SV("select t.id from "));
    db_ident(&sql, target->key);
    buf_put(&sql, SV(" t where t.dihapus is null and "));
    if (col.p) {
        buf_put(&sql, SV("lower(t."));
        db_ident(&sql, col);
        buf_put(&sql, SV(")"));
    }
    buf_put(&sql, sv_of(cond_lit));
    buf_put(&sql, SV(" and "));
    who_where(c->who, &c->rs->model->scheme, &target->rule, SV("t"), c->a, &next, &binds, &sql);
    buf_put(&sql, SV(" limit 2"));
    /* checked: names of loaded metadata and literals */
    ok = db_prepare(c->db, arena_dup(c->a, buf_sv(&sql)), &q, e) &&
         (is_int ? sv_int(raw, &num) && stmt_int(q, 1, num, e) : stmt_text(q, 1, raw, e)) &&
         record_bind(q, 2, &binds, e);
    while (ok && *n < 2 && (ok = stmt_step(q, &row, e)) && row)
        ids[(*n)++] = stmt_get_int(q, 0);
    stmt_done(q);
    buf_clear(&sql);
    return ok;
}

/* By number, then by what names a record: its unique fields and its title, the first that hits. */
static bool ref_by_name(const struct value_in *c, const struct reg *target, struct sv raw, int64_t ids[2],
                        int *n, struct err *e)
{
    struct sv low = sv_lower(sv_collapse(raw, c->a), c->a);
    bool ok = ref_query(c, target, "= $1", base_col_name(COL_NOMOR), low, false, ids, n, e);

    for (size_t i = 0; ok && !*n && i < target->n_fields; i++) {
        const struct field *f = &target->fields[i];

        if ((f->unique == UNIQUE_REGION || f == target->title) && !field_is_int(f))
            ok = ref_query(c, target, "= $1", f->key, low, false, ids, n, e);
    }
    return ok;
}

bool record_find_ref(const struct value_in *c, const struct reg *target, struct sv raw, int64_t *id,
                     struct sv *why, struct sv *hint, struct err *e)
{
    bool open = who_may_open(c->who, &target->rule);
    int64_t ids[2], v;
    int n = 0;

    *id = 0;
    if (open && sv_int(raw, &v) && v > 0 &&
        !ref_query(c, target, "t.id = $1", SV_NULL, raw, true, ids, &n, e))
        return false;
    if (open && !n && c->names && !ref_by_name(c, target, raw, ids, &n, e))
        return false;
    if (n == 1) {
        *id = ids[0];
        return true;
    }
    *why = n ? arena_printf(c->a, T("\"%.*s\" cocok dengan lebih dari satu %.*s"), SV_FMT(sv_sub(raw, 0, 80)),
                            SV_FMT(target->label))
             : arena_printf(c->a, T("%.*s \"%.*s\" tidak ditemukan"), SV_FMT(target->label),
                            SV_FMT(sv_sub(raw, 0, 80)));
    *hint = n ? SV("Tulis nomornya agar tidak keliru.")
              : SV("Pilih dari daftar, atau catat dahulu di registernya.");
    return true;
}

/* "register:id" where the register may be any. */
static bool parse_any_ref(const struct value_in *c, struct sv raw, struct sv *out, struct sv *why,
                          struct sv *hint, struct err *e)
{
    struct sv rest = raw, key;
    const struct reg *target = NULL;
    int64_t id = 0;

    if (sv_cut(&rest, ':', &key))
        target = model_reg(c->rs->model, sv_trim(key));
    if (!target) {
        *why = SV("Rujukan harus menyebut register dan nomor rekamannya");
        *hint = SV("Pilih dari hasil pencarian.");
        return true;
    }
    if (!record_find_ref(c, target, sv_trim(rest), &id, why, hint, e))
        return false;
    if (id)
        *out = arena_printf(c->a, "%.*s:%lld", SV_FMT(target->key), (long long) id);
    return true;
}

/* --- attachments: only files this account brought in itself, or that already hang on this very record --------------- */

static bool parse_file(const struct value_in *c, struct sv raw, struct sv *out, struct sv *why, struct err *e)
{
    struct stmt *q = NULL;
    int64_t id;
    bool row = false, ok;

    if (!sv_int(raw, &id)) {
        *why = SV("Berkas harus diunggah, bukan ditulis");
        return true;
    }
    ok =
        db_prepare(
            c->db,
            SV("select 1 from berkas b where b.id = $1 and (b.oleh = $2 or $3 = 1 or exists "
               "(select 1 from berkas_pakai p where p.berkas = b.id and p.register = $4 and p.rekaman = $5))"),
            &q, e) &&
        stmt_int(q, 1, id, e) && stmt_int(q, 2, c->who->akun, e) && stmt_int(q, 3, c->who->system, e) &&
        stmt_text(q, 4, c->reg->key, e) && stmt_int(q, 5, c->record, e) && stmt_step(q, &row, e);
    stmt_done(q);
    if (ok && row)
        *out = decimal(c->a, id);
    else
        *why = SV("Berkas tidak ditemukan; unggah sekali lagi");
    return ok;
}

/* --- the table of readers ------------------------------------------------------------------------------------------ */

static bool parse_number(const struct value_in *c, const struct field *f, struct sv raw, struct sv *out,
                         struct sv *why)
{
    int64_t v;
    bool ok = c->plain                ? value_decimal_plain(raw, f->scale, false, &v, why)
              : f->type == FT_RUPIAH  ? value_rupiah(raw, &v, why)
              : f->type == FT_DECIMAL ? value_decimal(raw, f->scale, &v, why)
                                      : value_int(raw, &v, why);

    if (ok)
        *out = decimal(c->a, v);
    return ok;
}

static bool parse_time(const struct value_in *c, const struct field *f, struct sv raw, struct sv *out,
                       struct sv *why)
{
    enum value_precision precision;
    struct value_period period;
    struct date d;
    int64_t t;

    switch (f->type) {
    case FT_DATE:
        if (!value_date(raw, &d, &precision, why))
            return false;
        *out = arena_dup(c->a, sv_of(date_iso(d).s));
        return true;
    case FT_DATETIME:
        if (!value_datetime(raw, c->rs->model->zone_min, &t, why))
            return false;
        *out = arena_dup(c->a, sv_of(time_iso(t).s));
        return true;
    default:
        if (!value_period(raw, &period, why))
            return false;
        *out = value_plain_period(period, c->a);
        return true;
    }
}

static bool parse_text(const struct value_in *c, const struct field *f, struct sv raw, struct sv *out,
                       struct sv *why)
{
    switch (f->type) {
    case FT_URL: return value_url(raw, c->a, out, why);
    case FT_EMAIL: return value_email(raw, c->a, out, why);
    case FT_PHONE: return value_phone(raw, c->a, out, why);
    case FT_IP: return value_ip(raw, c->a, out, why);
    case FT_DOMAIN: return value_domain(raw, c->a, out, why);
    case FT_GEO: return value_geo(raw, c->a, out, why);
    case FT_PROSE: *out = value_prose(raw, c->a); return true;
    case FT_SECRET: return value_secret(raw, c->a, out, why);
    case FT_PUBLIC_KEY: return value_public_key(raw, c->a, out, why);
    case FT_CREDENTIAL: return value_credential(raw, c->a, out, why);
    default: *out = value_line(raw, c->a); return true;
    }
}

/* True: *stored set, or *why set. False: a fault. */
bool record_parse_value(const struct value_in *c, const struct field *f, struct sv raw, struct sv *stored,
                        struct sv *why, struct sv *hint, struct err *e)
{
    int64_t id;
    bool b;

    *stored = *why = *hint = SV_NULL;
    switch (f->type) {
    case FT_BOOLEAN:
        if (value_bool(raw, &b, why))
            *stored = b ? SV("1") : SV("0");
        return true;
    case FT_CHOICE:
    case FT_CODE:
    case FT_CHOICES: parse_choice(c, f, raw, stored, why, hint); return true;
    case FT_REF:
    case FT_REFS:
        if (!f->target)
            return parse_any_ref(c, raw, stored, why, hint, e);
        if (!record_find_ref(c, f->target, raw, &id, why, hint, e))
            return false;
        if (id)
            *stored = decimal(c->a, id);
        return true;
    case FT_FILE:
    case FT_FILES: return parse_file(c, raw, stored, why, e);
    case FT_INTEGER:
    case FT_DECIMAL:
    case FT_RUPIAH: parse_number(c, f, raw, stored, why); return true;
    case FT_DATE:
    case FT_DATETIME:
    case FT_PERIOD: parse_time(c, f, raw, stored, why); return true;
    default: parse_text(c, f, raw, stored, why); return true;
    }
}

/* --- back to people ------------------------------------------------------------------------------------------------ */

static struct sv show_ref(const struct model *m, const struct field *f, struct sv v, const struct labels *l)
{
    const struct reg *target = f->target;
    struct sv title, key;
    int64_t id;

    if (!target && sv_cut(&v, ':', &key))
        target = model_reg(m, key);
    if (!target || !sv_int(v, &id))
        return SV_NULL;
    title = labels_get(l, target, id);
    return title.p ? title : SV("(tidak dapat ditampilkan)");
}

static struct sv show_one(const struct model *m, const struct field *f, struct sv v, const struct labels *l,
                          struct arena *a)
{
    const struct choice *c;
    struct sv name;
    struct date d;
    int64_t n = 0;

    switch (f->type) {
    case FT_CHOICE:
    case FT_CHOICES:
    case FT_CODE:
        c = field_choice(f, v);
        if (!c)
            return v;
        /* a code people know by its digits is shown with them; the key of a choice is ours alone */
        return f->type == FT_CODE && f->codes && !sv_starts(f->from, SV("@"))
                   ? arena_printf(a, "%.*s %.*s", SV_FMT(c->key), SV_FMT(c->label))
                   : c->label;
    case FT_REF:
    case FT_REFS: return show_ref(m, f, v, l);
    case FT_FILE:
    case FT_FILES: name = sv_int(v, &n) ? labels_file(l, n) : SV_NULL; return name.p ? name : SV("berkas");
    case FT_BOOLEAN: return value_show_bool(sv_eq(v, SV("1")));
    case FT_RUPIAH: return sv_int(v, &n) ? value_show_rupiah(n, a) : v;
    case FT_INTEGER: /* a number that cannot reach five digits is a year or a small count: no dot */
        return !(f->has_max && f->max < 10000) && sv_int(v, &n) ? value_show_int(n, a) : v;
    case FT_DECIMAL: return sv_int(v, &n) ? value_show_decimal(n, f->scale, a) : v;
    case FT_DATE: return date_parse(v, &d) ? date_long(d, a) : v;
    case FT_DATETIME: return time_parse(v, &n) ? time_long(n, m->zone_min, a) : v;
    case FT_PERIOD: {
        struct value_period p;
        struct sv why;

        return value_period(v, &p, &why) ? value_show_period(p, a) : v;
    }
    case FT_SECRET: return value_show_secret(v, a);
    case FT_PUBLIC_KEY: return value_show_public_key(v, a);
    case FT_CREDENTIAL: return SV(T("Sudah diisi; tidak pernah ditampilkan lagi"));
    default: return v;
    }
}

struct sv value_show(const struct model *m, const struct field *f, struct sv stored, const struct labels *l,
                     struct arena *a)
{
    struct sv *items, out = SV_NULL;
    size_t n;

    if (!stored.p)
        return SV_NULL;
    if (!field_is_multi(f))
        return show_one(m, f, stored, l, a);
    n = value_split(stored, a, &items);
    for (size_t i = 0; i < n; i++) {
        struct sv one = show_one(m, f, items[i], l, a);

        out = out.p ? arena_printf(a, "%.*s; %.*s", SV_FMT(out), SV_FMT(one)) : one;
    }
    return out;
}
