/* SPDX-License-Identifier: MIT
 * rule/letters_data.c -- what the fields of a letter hold for one record: its own values, the declaration's patterns, the
 * office that signs and its head, number and date, the region and its regulation. */
#include "rule/letters_priv.h"

enum { NUMBER_NAMES = 16 };

/* --- collecting ---------------------------------------------------------------------------------------------------------- */

void facts_put(struct gather *g, struct sv key, struct sv label, struct sv text)
{
    struct letter_facts *f = g->out;

    for (size_t i = 0; i < f->n; i++)
        if (sv_eq(f->items[i].key, key)) { /* the later one counts, the first label stays */
            f->items[i].text = text;
            return;
        }
    *ARENA_PUSH(g->a, f->items, f->n, f->cap) = (struct letter_fact){ key, label, text };
}

static struct sv fact(const struct gather *g, struct sv key)
{
    for (size_t i = 0; i < g->out->n; i++)
        if (sv_eq(g->out->items[i].key, key))
            return g->out->items[i].text;
    return SV_NULL;
}

#define PUT(g, key, label, text) facts_put((g), SV(key), SV(label), (text))

static struct sv upper(struct sv s, struct arena *a)
{
    char *w = arena_alloc(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        w[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char) (s.p[i] - 'a' + 'A') : s.p[i];
    return (struct sv){ w, s.n };
}

/* "nomor_urut:4": a number with zeros before it. */
static struct sv wide(const struct gather *g, struct sv name)
{
    struct sv rest = name, key, text;
    int64_t width = 0, number;

    if (!sv_cut(&rest, ':', &key))
        return SV_NULL;
    text = fact(g, key);
    return sv_int(rest, &width) && width > 0 && width < 10 && sv_int(text, &number) && number >= 0
               ? arena_printf(g->a, "%0*lld", (int) width, (long long) number)
               : text;
}

/* "{kode_surat}/{nomor_urut}": what is not known yet is a dotted place. */
static struct sv filled(const struct gather *g, struct sv pattern, struct sv nothing, struct sv *lacks,
                        size_t *n_lacks)
{
    struct sv out;
    struct buf b;

    buf_init(&b, 64 * 1024);
    for (size_t i = 0; i < pattern.n; i++) {
        struct sv rest = sv_sub(pattern, i + 1, pattern.n), text;
        ptrdiff_t end = pattern.p[i] == '{' ? sv_find(rest, SV("}")) : -1;

        if (end < 0) {
            buf_char(&b, pattern.p[i]);
            continue;
        }
        text = wide(g, sv_sub(rest, 0, (size_t) end));
        buf_put(&b, text.n ? text : nothing);
        if (!text.n && lacks && *n_lacks < NUMBER_NAMES) {
            struct sv name = sv_sub(rest, 0, (size_t) end);

            sv_cut(&name, ':', &lacks[(*n_lacks)++]);
        }
        i += (size_t) end + 1;
    }
    out = arena_dup(g->a, buf_sv(&b));
    buf_clear(&b);
    return out.p ? out : SV("");
}

/* --- the record ---------------------------------------------------------------------------------------------------------- */

static bool show_record(struct gather *g, const struct record *rec, struct sv prefix, struct err *e)
{
    const struct record *rows[1] = { rec };
    struct labels *labels;

    if (!labels_load(g->db, &g->r->records, g->who, rows, 1, g->a, &labels, e))
        return false;
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const struct field *f = &rec->reg->fields[i];
        struct sv key = prefix.n ? arena_printf(g->a, "%.*s_%.*s", SV_FMT(prefix), SV_FMT(f->key)) : f->key;

        if (f->type == FT_FILE || f->type == FT_FILES || !sv_is_key(key))
            continue;
        facts_put(g, key,
                  prefix.n ? arena_printf(g->a, "%.*s (%.*s)", SV_FMT(f->label), SV_FMT(prefix)) : f->label,
                  rec->val[i].p && record_may_see_field(g->who, rec, f)
                      ? value_show(g->r->model, f, rec->val[i], labels, g->a)
                      : SV(""));
    }
    return true;
}

static bool from_record(struct gather *g, struct err *e)
{
    const struct state *s = reg_state(g->rec->reg, g->rec->status);

    if (!show_record(g, g->rec, SV_NULL, e))
        return false;
    PUT(g, "nomor_rekaman", T("Nomor pada daftar"), g->rec->nomor.n ? g->rec->nomor : SV(""));
    PUT(g, "status", T("Keadaan"), s ? s->label : SV(""));
    PUT(g, "judul", T("Judul baris"), record_title(g->rec));
    return true;
}

/* --- region, office, signer ---------------------------------------------------------------------------------------------- */

static void from_region(struct gather *g)
{
    const struct regulation *reg = &g->r->regulation;

    PUT(g, "daerah", T("Nama daerah"), reg->region);
    PUT(g, "pemerintah", T("Pemerintah daerah, huruf besar"),
        arena_printf(g->a, "PEMERINTAH %.*s", SV_FMT(upper(reg->region, g->a))));
    PUT(g, "kepala_daerah", T("Sebutan kepala daerah"), reg->head);
    PUT(g, "peraturan", T("Peraturan"), reg->title);
    PUT(g, "tentang_peraturan", T("Tentang peraturan"), reg->about);
}

static struct sv signing_role(const struct gather *g)
{
    const struct letter_kind *k = g->k;
    const struct clearance *c;

    if (!k->by_field)
        return k->role;
    c = g->rec && g->rec->val[k->by_field->index].p
            ? flow_clearance(g->r->flow, g->rec->val[k->by_field->index])
            : NULL;
    return c ? c->answers : SV_NULL;
}

bool letters_might(const struct region *r, const struct actor *who, const struct letter_kind *k)
{
    const struct clearance *const *all;
    size_t n = 0;

    if (!k->by_field)
        return letters_may(r, who, k, NULL);
    all = flow_clearances(r->flow, &n);
    for (size_t i = 0; i < n; i++)
        if (who_has_role(who, all[i]->answers))
            return true;
    return letters_may(r, who, k, NULL);
}

bool letters_may(const struct region *r, const struct actor *who, const struct letter_kind *k,
                 const struct record *rec)
{
    const struct gather g = { .r = r, .who = who, .k = k, .rec = rec };
    struct sv role = signing_role(&g);

    return who->administrator || who->system || who->auditor || (role.n && who_has_role(who, role));
}

static bool office_of(struct gather *g, struct sv role, int64_t *pd, struct err *e)
{
    struct date_text today = date_iso(region_today(g->r));
    struct stmt *q = NULL;
    bool row = false,
         ok =
             db_prepare(
                 g->db,
                 SV("select perangkat_daerah from pemetaan_peran where peran = $1 and dihapus is null and "
                    "perangkat_daerah is not null and (mulai is null or mulai <= $2) and (selesai is null or "
                    "selesai >= $2) order by id limit 1"),
                 &q, e) &&
             stmt_text(q, 1, role, e) && stmt_text(q, 2, sv_of(today.s), e) && stmt_step(q, &row, e);

    *pd = ok && row ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    return ok;
}

bool letters_office(struct gather *g, int64_t *pd, struct err *e)
{
    struct sv role = signing_role(g);

    *pd = 0;
    return !role.n || office_of(g, role, pd, e);
}

static struct sv value_of(const struct gather *g, const struct record *rec, struct sv key)
{
    const struct field *f = rec ? reg_field(rec->reg, key) : NULL;

    return f && rec->val[f->index].p && record_may_see_field(g->who, rec, f) ? rec->val[f->index] : SV("");
}

/* NULL when there is none, or not for this person. */
static bool fetch(struct gather *g, struct sv reg, int64_t id, struct record **out, struct err *e)
{
    const struct reg *r = model_reg(g->r->model, reg);
    struct err why = { 0 };

    *out = NULL;
    if (!r || !id || record_get(g->db, &g->r->records, g->who, r, id, g->a, out, &why))
        return true;
    *out = NULL;
    if (why.kind == ERR_MISSING || why.kind == ERR_DENIED)
        return true;
    *e = why;
    return false;
}

static void put_office(struct gather *g, const struct record *pd)
{
    struct sv name = value_of(g, pd, SV("nama"));

    PUT(g, "kantor", T("Kantor yang bersurat"), name);
    PUT(g, "kantor_besar", T("Kantor yang bersurat, huruf besar"), upper(name, g->a));
    PUT(g, "singkatan_kantor", T("Singkatan kantor"), upper(value_of(g, pd, SV("singkatan")), g->a));
    PUT(g, "alamat_kantor", T("Alamat kantor"), value_of(g, pd, SV("alamat")));
    PUT(g, "telepon_kantor", T("Telepon kantor"), value_of(g, pd, SV("telepon")));
    PUT(g, "surel_kantor", T("Surel kantor"), value_of(g, pd, SV("surel")));
    PUT(g, "situs_kantor", T("Situs kantor"), value_of(g, pd, SV("situs")));
}

/* Plt. and Plh. are nature of the post, and stand before it. */
static struct sv post_of(struct gather *g, const struct record *akun)
{
    struct sv post = value_of(g, akun, SV("jabatan")), kind = value_of(g, akun, SV("sifat"));

    if (sv_eq(kind, SV("plt")))
        return arena_printf(g->a, "Plt. %.*s", SV_FMT(post));
    return sv_eq(kind, SV("plh")) ? arena_printf(g->a, "Plh. %.*s", SV_FMT(post)) : post;
}

static bool from_office(struct gather *g, struct err *e)
{
    struct sv role = signing_role(g);
    struct record *pd = NULL, *akun = NULL;
    int64_t office = 0, *holders = NULL;
    size_t n = 0;

    if (!letters_office(g, &office, e) || (role.n && !who_holders(g->db, g->r->levels, role, 0, g->k->rank,
                                                                  region_today(g->r), g->a, &holders, &n, e)))
        return false;
    if (!fetch(g, base_col_name(COL_PD), office, &pd, e) ||
        !fetch(g, SV("akun"), n ? holders[0] : 0, &akun, e))
        return false;
    put_office(g, pd);
    PUT(g, "ttd_nama", T("Nama penanda tangan"), value_of(g, akun, SV("nama")));
    PUT(g, "ttd_jabatan", T("Jabatan penanda tangan"), post_of(g, akun));
    PUT(g, "ttd_nip", T("NIP penanda tangan"), value_of(g, akun, SV("nip")));
    PUT(g, "ttd_pangkat", T("Pangkat penanda tangan"), SV(""));
    return true;
}

/* What it wrote for this letter counts before what it wrote for all. */
static bool setting(struct gather *g, const struct letter_setting *s, struct sv *out, struct err *e)
{
    return letters_get(g->db, letters_setting_key(s, g->k, g->a), g->a, out, e) &&
           (out->n || letters_get(g->db, sv_of(s->key), g->a, out, e));
}

/* What the region wrote counts before what follows from the registers. */
static bool from_settings(struct gather *g, struct err *e)
{
    for (size_t i = 0; i < letter_settings_n; i++) {
        const struct letter_setting *s = &letter_settings[i];
        struct sv value;

        if (s->own)
            continue;
        if (!setting(g, s, &value, e))
            return false;
        if (value.n || !fact(g, sv_of(s->key)).p)
            facts_put(g, sv_of(s->key), sv_of(s->label), value);
    }
    return true;
}

/* --- number, date, clearance --------------------------------------------------------------------------------------------- */

struct date letters_day(const struct region *r, const struct record *rec, struct sv typed)
{
    const struct field *f = rec ? reg_field(rec->reg, SV("tanggal_surat")) : NULL;
    struct sv stored = f ? rec->val[f->index] : SV_NULL;
    struct date day = region_today(r), given;

    if (date_parse(typed, &given))
        day = given;
    if (stored.p && date_parse(stored, &given))
        day = given;
    return day;
}

static void from_day(struct gather *g, struct sv typed)
{
    static const char *const roman[] = { "I",   "II",   "III", "IV", "V",  "VI",
                                         "VII", "VIII", "IX",  "X",  "XI", "XII" };
    struct date day = letters_day(g->r, g->rec, typed);

    PUT(g, "tanggal_surat", T("Tanggal surat"), date_long(day, g->a));
    PUT(g, "tahun", T("Tahun surat"), arena_printf(g->a, "%d", day.y));
    PUT(g, "bulan_romawi", T("Bulan surat, angka Romawi"), sv_of(roman[day.m - 1]));
    PUT(g, "hari_ini", T("Hari surat ini dibuat"), date_long(region_today(g->r), g->a));
}

static bool from_number(struct gather *g, struct sv typed, struct err *e)
{
    struct sv own = g->rec ? value_of(g, g->rec, SV("nomor_surat")) : SV(""), pattern;

    if (!letters_get(g->db, arena_printf(g->a, "%.*s.pola_nomor", SV_FMT(g->k->key)), g->a, &pattern, e))
        return false;
    PUT(g, "nomor_urut", T("Nomor urut agenda"), typed.n ? typed : SV(""));
    if (!own.n) {
        g->out->number_lacks = ARENA_ARRAY(g->a, struct sv, NUMBER_NAMES);
        own = filled(g, pattern.n ? pattern : g->k->number, SV("\u2026\u2026"), g->out->number_lacks,
                     &g->out->n_number_lacks);
    }
    PUT(g, "nomor_surat", T("Nomor surat"), own);
    return true;
}

static void from_clearance(struct gather *g)
{
    const struct field *f = g->k->by_field;
    const struct clearance *c =
        f && g->rec && g->rec->val[f->index].p ? flow_clearance(g->r->flow, g->rec->val[f->index]) : NULL;
    struct sv noun = c ? c->noun : SV("");

    if (!f)
        return;
    PUT(g, "sebutan", T("Sebutan keputusan menurut peraturan"), noun);
    PUT(g, "sebutan_besar", T("Sebutan keputusan, huruf besar"), upper(noun, g->a));
    PUT(g, "ketentuan", T("Ketentuan yang mendasari"), c && c->at.n ? rule_label(c->at, g->a) : SV(""));
}

static void from_patterns(struct gather *g)
{
    for (size_t i = 0; i < g->k->n_fields; i++)
        facts_put(g, g->k->fields[i].key,
                  g->k->fields[i].label.n ? g->k->fields[i].label : g->k->fields[i].key,
                  filled(g, g->k->fields[i].pattern, SV(""), NULL, NULL));
}

static void from_declaration(struct gather *g, const struct sv *asked)
{
    for (size_t i = 0; i < g->k->n_asks; i++)
        facts_put(g, g->k->asks[i].key, g->k->asks[i].label, asked && asked[i].p ? asked[i] : SV(""));
    if (g->k->rows == LETTER_ROWS_REVIEWED)
        reviewed_round(g, asked);
    from_patterns(g);
}

/* --- the whole ----------------------------------------------------------------------------------------------------------- */

bool letters_facts(struct db *db, const struct region *r, const struct actor *who,
                   const struct letter_kind *k, const struct record *rec, const struct sv *asked,
                   struct arena *a, struct letter_facts *out, struct err *e)
{
    struct gather g = { db, r, who, k, rec, a, out };
    struct sv none = SV_NULL;

    *out = (struct letter_facts){ .n = 0 };
    if (!from_record(&g, e))
        return false;
    from_region(&g);
    if (!from_office(&g, e) || !from_settings(&g, e))
        return false;
    if (value_of(&g, rec, SV("penanda_tangan")).n)
        PUT(&g, "ttd_nama", "", value_of(&g, rec, SV("penanda_tangan")));
    from_day(&g, asked ? asked[k->n_asks + 1] : none);
    if (!from_number(&g, asked ? asked[k->n_asks] : none, e))
        return false;
    from_clearance(&g);
    from_declaration(&g, asked);
    return facts_lists(&g, asked, e) && arena_ok(a, e);
}

/* The names without a record: every value says what would stand there. */
bool letters_sample(struct db *db, const struct region *r, const struct letter_kind *k, struct arena *a,
                    struct letter_facts *out, struct err *e)
{
    struct gather g = { db, r, who_system(), k, NULL, a, out };
    struct record *rec = ARENA_NEW(a, struct record);
    const struct clearance *const *all;
    size_t n;

    *out = (struct letter_facts){ .n = 0 };
    *rec = (struct record){ .reg = k->reg,
                            .status = k->reg->states[0].key,
                            .nomor = SV("CONTOH-0001"),
                            .val = ARENA_ARRAY(a, struct sv, k->reg->n_fields + 1) };
    all = flow_clearances(r->flow, &n);
    if (k->by_field && n) /* the office that answers the first kind stands for all of them */
        rec->val[k->by_field->index] = all[0]->key;
    g.rec = rec;
    if (!from_record(&g, e))
        return false;
    from_region(&g);
    if (!from_office(&g, e) || !from_settings(&g, e))
        return false;
    from_day(&g, SV_NULL);
    if (!from_number(&g, SV("123"), e))
        return false;
    from_clearance(&g);
    for (size_t i = 0; i < k->n_asks; i++)
        facts_put(&g, k->asks[i].key, k->asks[i].label, SV(""));
    for (size_t i = 0; i < out->n; i++) {
        struct letter_fact *f = &out->items[i];

        if (!f->text.n)
            f->text = arena_printf(a, "[%.*s]", SV_FMT(f->label.n ? f->label : f->key));
    }
    from_patterns(&g);
    facts_sample_lists(&g);
    return arena_ok(a, e);
}

struct letter_data letters_data(const struct letter_facts *f, struct arena *a)
{
    struct letter_value *values = ARENA_ARRAY(a, struct letter_value, f->n + 1);

    for (size_t i = 0; i < f->n; i++)
        values[i] = (struct letter_value){ f->items[i].key, f->items[i].text };
    return (struct letter_data){ values, f->n, f->lists, sizeof f->lists / sizeof f->lists[0] };
}

bool letters_make(struct sv template, const struct letter_facts *f, struct arena *a, struct buf *out,
                  struct letter_report *rep, struct err *e)
{
    struct letter_data d = letters_data(f, a);
    struct letter *t;

    return letter_read(template, a, &t, e) && letter_fill(t, &d, a, out, rep, e);
}
