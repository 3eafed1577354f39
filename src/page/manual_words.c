/* SPDX-License-Identifier: MIT
 * page/manual_words.c -- declarations in sentences: what a field takes, who may, which steps there are. */
#include "page/manual_words.h"

#include "base/buf.h"
#include "json/json.h"
#include "page/manual.h"

enum { CHOICES_MAX = 12 };

void manual_word(struct buf *b, struct sv text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == '|') /* parts cells wherever it stands */
            buf_put(b, SV("/"));
        else if (c == '\n' || c == '\r')
            buf_char(b, ' ');
        else {
            if (c == '*' || c == '_' || c == '`' || c == '[' || c == ']' || c == '<' || c == '>' ||
                c == '\\' || c == '&' || c == '!')
                buf_char(b, '\\');
            buf_char(b, c);
        }
    }
}

/* --- fields ----------------------------------------------------------------------------------------------------------------- */

void words_type(struct manual_maker *k, const struct field *f)
{
    static const char *const names[FT_COUNT] = {
        [FT_TEXT] = T("teks satu baris"),
        [FT_PROSE] = T("uraian"),
        [FT_INTEGER] = T("bilangan bulat"),
        [FT_DECIMAL] = T("bilangan desimal"),
        [FT_RUPIAH] = T("rupiah"),
        [FT_DATE] = T("tanggal"),
        [FT_DATETIME] = T("tanggal dan jam"),
        [FT_BOOLEAN] = T("ya atau tidak"),
        [FT_CHOICE] = T("satu pilihan"),
        [FT_CHOICES] = T("beberapa pilihan"),
        [FT_REF] = T("rujukan ke"),
        [FT_REFS] = T("beberapa rujukan ke"),
        [FT_CODE] = T("kode"),
        [FT_FILE] = T("satu berkas"),
        [FT_FILES] = T("beberapa berkas"),
        [FT_URL] = T("alamat web"),
        [FT_EMAIL] = T("alamat surel"),
        [FT_PHONE] = T("nomor telepon"),
        [FT_IP] = T("alamat IP"),
        [FT_DOMAIN] = T("nama domain"),
        [FT_GEO] = T("koordinat"),
        [FT_PERIOD] = T("jangka waktu"),
    };

    buf_put(k->b, sv_of(names[f->type]));
    if (f->target) {
        buf_char(k->b, ' ');
        manual_word(k->b, f->target->label);
    } else if (f->type == FT_REF || f->type == FT_REFS) {
        buf_put(k->b, SV(T(" baris mana pun")));
    } else if (f->codes) {
        buf_put(k->b, SV(T(" daftar ")));
        buf_printf(k->b, "`%.*s`", SV_FMT(f->from));
    }
}

void words_required(struct manual_maker *k, const struct reg *reg, const struct field *f)
{
    if (f->required)
        buf_put(k->b, SV(T("ya")));
    else if (!f->n_required_in)
        buf_put(k->b, SV(T("tidak")));
    for (size_t i = 0; !f->required && i < f->n_required_in; i++) {
        const struct state *s = reg_state(reg, f->required_in[i]);

        buf_put(k->b, i ? SV(", ") : SV(T("pada ")));
        manual_word(k->b, s ? s->label : f->required_in[i]);
    }
}

void words_choices(struct manual_maker *k, const struct field *f, bool keys)
{
    size_t n = f->n_choices < CHOICES_MAX ? f->n_choices : CHOICES_MAX;

    for (size_t i = 0; i < n; i++) {
        buf_put(k->b, i ? SV(", ") : SV(""));
        if (keys)
            buf_printf(k->b, "`%.*s` ", SV_FMT(f->choices[i].key));
        manual_word(k->b, f->choices[i].label);
    }
    if (n < f->n_choices)
        buf_printf(k->b, T(", dan %zu lainnya"), f->n_choices - n);
}

static void piece(struct manual_maker *k, size_t *n)
{
    buf_put(k->b, (*n)++ ? SV("; ") : SV(""));
}

void words_rules(struct manual_maker *k, const struct field *f)
{
    bool text = f->type == FT_TEXT || f->type == FT_PROSE;
    size_t n = 0;

    if (f->n_choices && !f->codes) {
        piece(k, &n);
        words_choices(k, f, true);
    }
    if (f->has_min) {
        piece(k, &n);
        buf_printf(k->b, text ? T("paling sedikit %lld huruf") : T("paling kecil %lld"), (long long) f->min);
    }
    if (f->has_max) {
        piece(k, &n);
        buf_printf(k->b, text ? T("paling banyak %lld huruf") : T("paling besar %lld"), (long long) f->max);
    }
    if (f->after.n) {
        piece(k, &n);
        buf_printf(k->b, T("tidak mendahului `%.*s`"), SV_FMT(f->after));
    }
    if (f->n_see) {
        piece(k, &n);
        buf_put(k->b, SV(T("dilihat ")));
        words_roles(k, f->see, f->n_see);
    }
    if (f->n_edit) {
        piece(k, &n);
        buf_put(k->b, SV(T("diisi ")));
        words_roles(k, f->edit, f->n_edit);
    }
    if (f->at.n) {
        piece(k, &n);
        manual_word(k->b, rule_label(f->at, k->a));
    }
}

/* --- who -------------------------------------------------------------------------------------------------------------------- */

struct sv words_role(const struct manual_maker *k, struct sv role)
{
    static const struct {
        struct sv key;
        const char *words;
    } own[] = {
        { SV_INIT("semua"), T("semua akun") },
        { SV_INIT("pemilik"), T("Perangkat Daerah pemilik") },
        { SV_INIT("pd"), T("Perangkat Daerah pemilik") },
        { SV_INIT("penjawab"), T("kantor penjawab") },
        { SV_INIT("pemohon"), T("pemohon") },
        { SV_INIT("administrator"), T("administrator") },
    };
    const struct json *level = json_get(json_get(k->r->model->roles, SV("levels")), role);

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (sv_eq(own[i].key, role))
            return sv_of(own[i].words);
    return level ? json_text(level, SV("label")) : rule_role_label(k->r->rule, role);
}

void words_roles(struct manual_maker *k, const struct sv *roles, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_put(k->b, i ? SV(", ") : SV(""));
        manual_word(k->b, words_role(k, roles[i]));
    }
}

/* --- states and steps --------------------------------------------------------------------------------------------------------- */

static void state_name(struct manual_maker *k, const struct reg *reg, struct sv key)
{
    const struct state *s = reg_state(reg, key);

    manual_word(k->b, s ? s->label : key);
}

static void needs(struct manual_maker *k, const struct transition *t)
{
    for (size_t i = 0; i < t->n_needs; i++) {
        buf_put(k->b, i ? SV("; ") : SV(""));
        manual_word(k->b, t->needs[i].label);
        if (t->needs[i].at.n) {
            buf_put(k->b, SV(" ("));
            manual_word(k->b, rule_label(t->needs[i].at, k->a));
            buf_char(k->b, ')');
        }
        if (!t->needs[i].blocks)
            buf_put(k->b, SV(T(", tidak menahan")));
    }
}

static void step(struct manual_maker *k, const struct reg *reg, const struct transition *t)
{
    buf_put(k->b, SV("| "));
    manual_word(k->b, t->label);
    buf_put(k->b, SV(" | "));
    for (size_t i = 0; i < t->n_from; i++) {
        buf_put(k->b, i ? SV(", ") : SV(""));
        state_name(k, reg, t->from[i]);
    }
    buf_put(k->b, SV(" | "));
    state_name(k, reg, t->to);
    buf_put(k->b, SV(" | "));
    words_roles(k, t->by, t->n_by);
    if (t->level.n) {
        buf_put(k->b, SV(T(", sekurangnya ")));
        manual_word(k->b, words_role(k, t->level));
    }
    buf_put(k->b, SV(" | "));
    needs(k, t);
    buf_put(k->b, SV(" |\n"));
}

void words_steps(struct manual_maker *k, const struct reg *reg)
{
    size_t n = 0;
    const struct transition *t = k->r->flow ? flow_transitions(k->r->flow, reg, &n) : NULL;

    if (!n)
        return;
    buf_put(k->b, SV(T("\n| Langkah | Dari | Menjadi | Oleh | Syarat |\n| --- | --- | --- | --- | --- |\n")));
    for (size_t i = 0; i < n; i++)
        step(k, reg, &t[i]);
}

void words_states(struct manual_maker *k, const struct reg *reg)
{
    if (!reg->n_states)
        return;
    buf_put(k->b, SV(T("\nKeadaan: ")));
    for (size_t i = 0; i < reg->n_states; i++) {
        buf_put(k->b, i ? SV(", ") : SV(""));
        buf_printf(k->b, "`%.*s` ", SV_FMT(reg->states[i].key));
        manual_word(k->b, reg->states[i].label);
        if (reg->states[i].end)
            buf_put(k->b, SV(T(" (akhir)")));
    }
    buf_put(k->b, SV(".\n"));
    words_steps(k, reg);
}
