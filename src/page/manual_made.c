/* SPDX-License-Identifier: MIT
 * page/manual_made.c -- parts of the manuals that the program writes itself, by name: who may what, settings, groups, the
 * regulation; and the page about one register. */
#include "base/buf.h"
#include "json/json.h"
#include "page/manual.h"
#include "page/manual_words.h"
#include "page/norm_priv.h"

/* --- people ----------------------------------------------------------------------------------------------------------------- */

static void roles(struct manual_maker *k)
{
    const struct json *list = json_get(k->r->model->roles, SV("roles"));

    buf_put(
        k->b,
        SV(T(
            "| Peran | Kunci | Sebutan dalam peraturan daerah ini | Dipegang |\n| --- | --- | --- | --- |\n")));
    for (const struct json *j = list ? list->first : NULL; j; j = j->next) {
        buf_put(k->b, SV("| "));
        manual_word(k->b, json_text(j, SV("label")));
        buf_printf(k->b, " | `%.*s` | ", SV_FMT(j->key));
        manual_word(k->b, rule_role_label(k->r->rule, j->key));
        buf_printf(k->b, " | %s |\n", json_flag(j, SV("office"), false) ? T("kantor") : T("tidak dipetakan"));
    }
}

static void levels(struct manual_maker *k)
{
    const struct json *list = json_get(k->r->model->roles, SV("levels"));

    buf_put(k->b, SV(T("| Jenjang | Kunci | Urutan | Jalur |\n| --- | --- | --- | --- |\n")));
    for (const struct json *j = list ? list->first : NULL; j; j = j->next) {
        buf_put(k->b, SV("| "));
        manual_word(k->b, json_text(j, SV("label")));
        buf_printf(k->b, " | `%.*s` | %lld | ", SV_FMT(j->key), (long long) json_number(j, SV("rank"), 0));
        manual_word(k->b, words_role(k, json_text(j, SV("line"))));
        buf_put(k->b, SV(" |\n"));
    }
}

static void rights(struct manual_maker *k)
{
    const struct model *m = k->r->model;

    buf_put(k->b, SV(T("| Daftar | Dibaca | Diisi |\n| --- | --- | --- |\n")));
    for (size_t i = 0; i < m->n_regs; i++) {
        buf_put(k->b, SV("| "));
        manual_word(k->b, m->regs[i]->label);
        buf_put(k->b, SV(" | "));
        words_roles(k, m->regs[i]->read, m->regs[i]->n_read);
        buf_put(k->b, SV(" | "));
        words_roles(k, m->regs[i]->write, m->regs[i]->n_write);
        buf_put(k->b, SV(" |\n"));
    }
}

static void classification(struct manual_maker *k)
{
    const struct who_scheme *s = &k->r->model->scheme;

    buf_put(k->b, SV(T("| Klasifikasi | Kunci | Dilihat |\n| --- | --- | --- |\n")));
    for (size_t i = 0; i < s->n; i++) {
        buf_put(k->b, SV("| "));
        manual_word(k->b, s->levels[i].label);
        buf_printf(k->b, " | `%.*s` | ", SV_FMT(s->levels[i].key));
        words_roles(k, s->levels[i].see, s->levels[i].n_see);
        buf_put(k->b, SV(" |\n"));
    }
}

/* --- registers, settings, the regulation ---------------------------------------------------------------------------------------- */

static void groups(struct manual_maker *k)
{
    const struct model *m = k->r->model;

    buf_put(k->b, SV(T("| Kelompok | Daftar |\n| --- | --- |\n")));
    for (size_t g = 0; g < m->n_groups; g++) {
        size_t n = 0;

        buf_put(k->b, SV("| "));
        manual_word(k->b, m->groups[g].label);
        buf_put(k->b, SV(" | "));
        for (size_t i = 0; i < m->n_regs; i++)
            if (sv_eq(m->regs[i]->group, m->groups[g].key)) {
                buf_put(k->b, n++ ? SV(", ") : SV(""));
                buf_char(k->b, '[');
                manual_word(k->b, m->regs[i]->label);
                buf_printf(k->b, "](/panduan/daftar/%.*s)", SV_FMT(m->regs[i]->key));
            }
        buf_put(k->b, SV(" |\n"));
    }
}

static bool settings(struct manual_maker *k, struct err *e)
{
    struct setting *all = NULL;
    size_t n = 0;

    if (k->db && !rule_settings(k->db, k->r->rule, k->a, &all, &n, e))
        return false;
    buf_put(
        k->b,
        SV(T(
            "| Pengaturan | Kunci | Nilai sekarang | Nilai awal | Asal |\n| --- | --- | --- | --- | --- |\n")));
    for (size_t i = 0; i < n; i++) {
        buf_put(k->b, SV("| "));
        manual_word(k->b, all[i].label);
        buf_printf(k->b, " | `%.*s` | ", SV_FMT(all[i].key));
        manual_word(k->b, norm_setting_words(&all[i], all[i].value, k->a));
        buf_put(k->b, SV(" | "));
        manual_word(k->b, norm_setting_words(&all[i], all[i].initial, k->a));
        buf_put(k->b, SV(" | "));
        manual_word(k->b, all[i].at.n ? rule_label(all[i].at, k->a) : SV(T("program")));
        buf_put(k->b, SV(" |\n"));
    }
    return true;
}

static void letters(struct manual_maker *k)
{
    const struct letters *l = &k->r->letters;

    buf_put(k->b, SV(T("| Surat | Dibuat dari | Untuk apa |\n| --- | --- | --- |\n")));
    for (size_t i = 0; i < l->n; i++) {
        buf_put(k->b, SV("| "));
        manual_word(k->b, l->items[i].label);
        buf_put(k->b, SV(" | "));
        manual_word(k->b, l->items[i].reg->label);
        buf_put(k->b, SV(" | "));
        manual_word(k->b, l->items[i].about);
        buf_put(k->b, SV(" |\n"));
    }
}

static void regulation(struct manual_maker *k)
{
    const struct regulation *g = &k->r->regulation;
    size_t n, checked = 0;
    const struct norm *norms = rule_norms(k->r->rule, &n);

    for (size_t i = 0; i < n; i++)
        checked += norms[i].check != CHECK_SHOWN;
    manual_word(k->b, g->title);
    buf_printf(k->b, T(": %zu ketentuan, %zu di antaranya dinilai dari catatan, %zu ditampilkan saja.\n"), n,
               checked, n - checked);
}

static void statuses(struct manual_maker *k)
{
    buf_put(k->b, SV(T("| Keadaan | Kunci |\n| --- | --- |\n")));
    for (int s = 0; s < NORM_STATUS_COUNT; s++)
        buf_printf(k->b, "| %.*s | `%.*s` |\n", SV_FMT(norm_status_label((enum norm_status) s)),
                   SV_FMT(norm_status_key((enum norm_status) s)));
}

/* --- one register, for who keeps it ------------------------------------------------------------------------------------------------ */

static void fields(struct manual_maker *k, const struct reg *reg)
{
    struct sv section = SV_NULL;

    for (size_t i = 0; i < reg->n_fields; i++) {
        const struct field *f = &reg->fields[i];

        if (!i || !sv_eq(f->section, section)) {
            buf_put(k->b, SV("\n"));
            if (f->section.n) {
                buf_put(k->b, SV("### "));
                manual_word(k->b, f->section);
                buf_put(k->b, SV("\n\n"));
            }
            buf_put(k->b, SV(T("| Bidang | Diisi dengan | Wajib |\n| --- | --- | --- |\n")));
            section = f->section;
        }
        buf_put(k->b, SV("| "));
        manual_word(k->b, f->label);
        buf_put(k->b, SV(" | "));
        words_type(k, f);
        if (f->n_choices && !f->codes) {
            buf_put(k->b, SV(": "));
            words_choices(k, f, false);
        }
        if (f->help.n) {
            buf_put(k->b, SV(". "));
            manual_word(k->b, f->help);
        }
        buf_put(k->b, SV(" | "));
        words_required(k, reg, f);
        buf_put(k->b, SV(" |\n"));
    }
}

static void provisions(struct manual_maker *k, const struct reg *reg)
{
    size_t n, shown = 0;
    const struct norm *norms = rule_norms(k->r->rule, &n);

    for (size_t i = 0; i < n; i++) {
        if (norms[i].reg != reg)
            continue;
        buf_put(k->b, shown++ ? SV("") : SV(T("\n## Ketentuan yang dinilai dari daftar ini\n\n")));
        buf_printf(k->b, "- [%.*s](%.*s): ", SV_FMT(rule_label(norms[i].at, k->a)),
                   SV_FMT(norm_path(norms[i].at, k->a)));
        manual_word(k->b, norms[i].says);
        buf_char(k->b, '\n');
    }
}

void manual_register(struct manual_maker *k, const struct reg *reg)
{
    if (reg->help.n) {
        manual_word(k->b, reg->help);
        buf_put(k->b, SV("\n\n"));
    }
    buf_put(k->b, SV(T("Dibaca ")));
    words_roles(k, reg->read, reg->n_read);
    buf_put(k->b, SV(T("; diisi ")));
    words_roles(k, reg->write, reg->n_write);
    buf_put(k->b, SV(".\n\n"));
    buf_put(
        k->b,
        SV(T(
            "Cara memakainya sama pada semua daftar: [mencari dan menyaring](/panduan/pengguna/daftar), "
            "[mengisi formulir](/panduan/pengguna/formulir), [mengambil langkah](/panduan/pengguna/langkah), "
            "[mengimpor lembar sebar](/panduan/pengguna/impor).\n\n")));
    buf_put(k->b, SV(T("## Yang dicatat\n")));
    fields(k, reg);
    if (reg->n_states) {
        size_t n = 0;

        buf_put(k->b,
                SV(T("\n## Keadaan dan langkah\n\nSebuah baris berada dalam salah satu keadaan ini: ")));
        for (size_t i = 0; i < reg->n_states; i++) {
            buf_put(k->b, i ? SV(", ") : SV(""));
            manual_word(k->b, reg->states[i].label);
        }
        buf_put(k->b, SV(".\n"));
        if (k->r->flow)
            flow_transitions(k->r->flow, reg, &n);
        words_steps(k, reg);
    }
    provisions(k, reg);
}

/* --- by name --------------------------------------------------------------------------------------------------------------------------- */

static bool version(struct manual_maker *k)
{
    buf_printf(k->b, T("Prasasti versi %s, basis data %s, %zu daftar, peraturan `%.*s`.\n"), manual_version(),
               !k->r->pool                               ? T("belum dibuka")
               : db_pool_engine(k->r->pool) == DB_SQLITE ? "SQLite"
                                                         : "PostgreSQL",
               k->r->model->n_regs, SV_FMT(k->r->regulation_id));
    return true;
}

bool manual_made(struct manual_maker *k, struct sv name, struct sv about, struct err *e)
{
    static const struct {
        struct sv name;
        void (*make)(struct manual_maker *k);
    } plain[] = {
        { SV_INIT("peran"), roles },
        { SV_INIT("jenjang"), levels },
        { SV_INIT("hak"), rights },
        { SV_INIT("klasifikasi"), classification },
        { SV_INIT("kelompok"), groups },
        { SV_INIT("surat"), letters },
        { SV_INIT("isi-peraturan"), regulation },
        { SV_INIT("keadaan-ketentuan"), statuses },
        { SV_INIT("kolom-umum"), made_base },
    };

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (sv_eq(plain[i].name, name)) {
            plain[i].make(k);
            return true;
        }
    if (sv_eq(name, SV("versi")))
        return version(k);
    if (sv_eq(name, SV("tabel")))
        return made_tables(k, about, e);
    if (sv_eq(name, SV("tabel-program")))
        return made_own_tables(k, e);
    if (sv_eq(name, SV("pengaturan")))
        return settings(k, e);
    return err_set(e, ERR_MISSING, T("Bagian panduan \"%.*s\" tidak dikenal."), SV_FMT(name));
}
