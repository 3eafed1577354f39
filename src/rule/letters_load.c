/* SPDX-License-Identifier: MIT
 * rule/letters_load.c -- declarations of letters: read, checked against the registers, every mistake with its place. */
#include "base/file.h"
#include "rule/letters.h"
#include "rule/rule_priv.h"

enum { FILE_MAX_YAML = 1024 * 1024 };

struct reader {
    const char *data_dir;
    const struct model *m;
    const struct who_levels *levels;
    struct arena *a;
    struct problems *ps;
    struct sv file;
};

static void wrong(struct reader *r, const struct json *at, struct sv value, const char *text,
                  const char *hint)
{
    struct problem *p = problems_add(r->ps, at ? at->key : SV_NULL, "%s", text);

    p->file = r->file;
    p->line = at ? at->line : 0;
    p->col = at ? at->col : 0;
    p->value = value;
    p->hint = sv_of(hint);
}

static void list_of_text(struct reader *r, const struct json *list, const struct sv **out, size_t *n)
{
    struct sv *items = NULL;
    size_t cap = 0, count = 0;

    for (const struct json *v = list && list->type == JSON_LIST ? list->first : NULL; v; v = v->next)
        *ARENA_PUSH(r->a, items, count, cap) = v->s;
    if (list && list->type != JSON_LIST)
        wrong(r, list, SV_NULL, T("Yang ditulis di sini harus sebuah daftar."), T("Tulis misalnya [a, b]."));
    *out = items;
    *n = count;
}

/* --- parts of one letter ---------------------------------------------------------------------------------------------- */

static const struct field *field_of(struct reader *r, const struct reg *reg, const struct json *at)
{
    const struct field *f = at ? reg_field(reg, at->s) : NULL;

    if (at && !f)
        wrong(r, at, at->s, T("Bidang ini tidak ada pada register yang disebut."),
              T("Pakai kunci bidang seperti tertulis pada deklarasi registernya."));
    return f;
}

static void read_rows(struct reader *r, const struct json *map, struct letter_kind *k)
{
    const struct json *files = json_get(map, SV("files")), *related = json_get(map, SV("related")),
                      *gaps = json_get(map, SV("gaps")), *refs = json_get(map, SV("refs"));

    if (!map)
        return;
    if (files) {
        k->rows = LETTER_ROWS_FILES;
        k->rows_field = field_of(r, k->reg, files);
    } else if (refs) {
        k->rows = LETTER_ROWS_REFS;
        k->rows_field = field_of(r, k->reg, refs);
        k->rows_reg = k->rows_field && k->rows_field->type == FT_REFS ? k->rows_field->target : NULL;
        if (!k->rows_reg) {
            wrong(r, refs, refs->s, T("Lampiran ini bukan bidang yang menunjuk ke beberapa baris."), "");
            k->rows = LETTER_ROWS_NONE;
        }
    } else if (related) {
        k->rows = LETTER_ROWS_RELATED;
        k->rows_reg = model_reg(r->m, related->s);
        if (!k->rows_reg) {
            wrong(r, related, related->s, T("Register ini tidak ada."), "");
            return;
        }
        k->rows_field = field_of(r, k->rows_reg, json_get(map, SV("by")));
        list_of_text(r, json_get(map, SV("status")), &k->rows_keys, &k->n_rows_keys);
        if (!k->rows_field || k->rows_field->target != k->reg)
            wrong(r, map, SV_NULL, T("Lampiran ini tidak mempunyai bidang yang menunjuk ke baris suratnya."),
                  T("Tulis lampiran: {related: register, by: bidang}."));
    } else if (gaps) {
        k->rows = LETTER_ROWS_GAPS;
        list_of_text(r, gaps, &k->rows_keys, &k->n_rows_keys);
        if (!sv_eq(k->reg->key, base_col_name(COL_PD)))
            wrong(r, gaps, SV_NULL,
                  T("Kekurangan hanya dapat dilampirkan pada surat untuk Perangkat Daerah."), "");
    } else {
        wrong(r, map, SV_NULL, T("Isi lampiran tidak dikenal."),
              T("Yang dikenal: files, refs, related, gaps."));
    }
}

static void read_signer(struct reader *r, const struct json *map, struct letter_kind *k)
{
    const struct json *by = json_get(map, SV("by"));
    struct sv level = json_text(map, SV("level"));
    const struct json *known = json_get(json_get(r->m->roles, SV("levels")), level);

    if (by && by->type == JSON_MAP) {
        k->by_field = field_of(r, k->reg, json_get(by, SV("clearance")));
    } else {
        k->role = json_text(map, SV("by"));
        if (!json_get(json_get(r->m->roles, SV("roles")), k->role))
            wrong(r, by ? by : map, k->role, T("Peran penanda tangan surat tidak dikenal."),
                  T("Pakai peran dari roles.yaml, atau {clearance: bidang}."));
    }
    k->rank = (int) json_number(known, SV("rank"), 0);
    if (!k->rank)
        wrong(r, json_get(map, SV("level")) ? json_get(map, SV("level")) : map, level,
              T("Jenjang penanda tangan surat tidak dikenal."), T("Pakai jenjang dari roles.yaml."));
}

static void read_names(struct reader *r, const struct json *map, struct letter_kind *k)
{
    const struct json *fields = json_get(map, SV("fields")), *asks = json_get(map, SV("asks"));
    struct letter_field *f = ARENA_ARRAY(r->a, struct letter_field, fields ? fields->n + 1 : 1);
    struct letter_ask *q = ARENA_ARRAY(r->a, struct letter_ask, asks ? asks->n + 1 : 1);

    k->fields = f;
    k->asks = q;
    for (const struct json *v = fields && fields->type == JSON_MAP ? fields->first : NULL; v; v = v->next) {
        if (!sv_is_key(v->key) || !json_text(v, SV("is")).n)
            wrong(r, v, v->key, T("Bidang surat ditulis sebagai kunci: {label: …, is: \"…\"}."), "");
        f[k->n_fields++] = (struct letter_field){ v->key, json_text(v, SV("label")), json_text(v, SV("is")) };
    }
    for (const struct json *v = asks && asks->type == JSON_MAP ? asks->first : NULL; v; v = v->next) {
        if (!sv_is_key(v->key) || !json_text(v, SV("label")).n)
            wrong(r, v, v->key, T("Isian surat ditulis sebagai kunci: {label: …}."), "");
        q[k->n_asks++] = (struct letter_ask){ v->key, json_text(v, SV("label")), json_text(v, SV("help")) };
    }
}

static void known_keys(struct reader *r, const struct json *map)
{
    static const struct sv known[] = { SV_INIT("label"),  SV_INIT("about"),    SV_INIT("for"),
                                       SV_INIT("states"), SV_INIT("template"), SV_INIT("by"),
                                       SV_INIT("level"),  SV_INIT("number"),   SV_INIT("step"),
                                       SV_INIT("fields"), SV_INIT("asks"),     SV_INIT("lampiran"),
                                       SV_INIT("at"),     SV_INIT("tembusan") };

    for (const struct json *v = map->first; v; v = v->next) {
        size_t i = 0;

        while (i < sizeof known / sizeof known[0] && !sv_eq(known[i], v->key))
            i++;
        if (i < sizeof known / sizeof known[0])
            continue;
        wrong(r, v, v->key, T("Kunci ini tidak dikenal pada sebuah surat."), "");
        r->ps->items[r->ps->n - 1].hint = problems_suggest(v->key, known, sizeof known / sizeof known[0]);
    }
}

static void check_states(struct reader *r, const struct json *map, const struct letter_kind *k)
{
    for (size_t i = 0; i < k->n_states; i++)
        if (!reg_state(k->reg, k->states[i]))
            wrong(r, json_get(map, SV("states")), k->states[i], T("Keadaan ini tidak ada pada registernya."),
                  "");
    if (k->step.n && !json_get(json_get(k->reg->workflow, SV("transitions")), k->step))
        wrong(r, json_get(map, SV("step")), k->step, T("Langkah ini tidak ada pada registernya."), "");
}

static bool read_one(struct reader *r, const struct json *map, struct letter_kind *k)
{
    struct sv reg = json_text(map, SV("for"));

    *k = (struct letter_kind){ .key = map->key, .reg = model_reg(r->m, reg) };
    if (map->type != JSON_MAP || !sv_is_key(map->key) || !k->reg) {
        wrong(r, map, reg, T("Surat ditulis sebagai kunci: {label: …, for: register, template: …, by: …}."),
              "");
        return false;
    }
    known_keys(r, map);
    k->label = json_text(map, SV("label"));
    k->about = json_text(map, SV("about"));
    k->template = json_text(map, SV("template"));
    k->number = json_text(map, SV("number"));
    k->step = json_text(map, SV("step"));
    k->at = json_text(map, SV("at"));
    list_of_text(r, json_get(map, SV("states")), &k->states, &k->n_states);
    list_of_text(r, json_get(map, SV("tembusan")), &k->tembusan, &k->n_tembusan);
    check_states(r, map, k);
    read_signer(r, map, k);
    read_names(r, map, k);
    read_rows(r, json_get(map, SV("lampiran")), k);
    if (!k->label.n || !k->number.n)
        wrong(r, map, map->key, T("Surat memerlukan label dan pola nomor."), "");
    if (!k->template.n || sv_find(k->template, SV("/")) >= 0 ||
        !file_exists(arena_printf(r->a, "%s/letters/%.*s", r->data_dir, SV_FMT(k->template)).p))
        wrong(r, map, k->template, T("Berkas templat surat ini tidak ada di folder letters."),
              T("Letakkan berkas .docx di data/letters."));
    return true;
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

static void read_all(struct reader *r, const struct json *map, struct letter_kind **items, size_t *n,
                     size_t *cap)
{
    for (const struct json *v = map && map->type == JSON_MAP ? map->first : NULL; v; v = v->next) {
        struct letter_kind k, *at = NULL;

        if (!read_one(r, v, &k))
            continue;
        for (size_t i = 0; i < *n; i++)
            if (sv_eq((*items)[i].key, k.key))
                at = &(*items)[i];
        if (!at)
            at = ARENA_PUSH(r->a, *items, *n, *cap);
        *at = k;
    }
}

bool letters_load(const char *data_dir, const struct json *regulation, const struct model *m,
                  const struct who_levels *levels, struct arena *a, struct letters *out, struct problems *ps,
                  struct err *e)
{
    struct reader r = { data_dir, m, levels, a, ps, arena_printf(a, "%s/letters.yaml", data_dir) };
    struct letter_kind *items = NULL;
    size_t n = 0, cap = 0, had = ps->n;
    struct json *tree;
    struct sv text;

    if (file_exists(r.file.p)) {
        if (!file_read(r.file.p, FILE_MAX_YAML, a, &text, e))
            return false;
        if (!yaml_parse(text, r.file, a, &tree, ps))
            return err_set(e, ERR_INPUT, T("letters.yaml tidak dapat dibaca."));
        read_all(&r, json_get(tree, SV("letters")), &items, &n, &cap);
    }
    r.file = m->overlay_file.p ? m->overlay_file : r.file;
    read_all(&r, json_get(regulation, SV("letters")), &items, &n, &cap);
    *out = (struct letters){ items, n };
    return ps->n == had || err_set(e, ERR_INPUT, T("Deklarasi surat mengandung kesalahan."));
}

const struct letter_kind *letters_find(const struct letters *l, struct sv key)
{
    for (size_t i = 0; i < l->n; i++)
        if (sv_eq(l->items[i].key, key))
            return &l->items[i];
    return NULL;
}

bool letters_offered(const struct letter_kind *k, const struct record *r)
{
    if (k->reg != r->reg || r->dihapus.p)
        return false;
    for (size_t i = 0; i < k->n_states; i++)
        if (sv_eq(k->states[i], r->status))
            return true;
    return !k->n_states;
}
