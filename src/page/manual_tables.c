/* SPDX-License-Identifier: MIT
 * page/manual_tables.c -- the database as it is: each register's table with its columns, keys, references, history, views,
 * states and steps, from the declarations; the program's own tables from the database itself. */
#include "base/buf.h"
#include "json/json.h"
#include "page/manual.h"
#include "page/manual_words.h"

struct columns { /* of the database, or none */
    struct db_column *all;
    size_t n;
};

static struct sv type_of(const struct columns *cols, struct sv table, struct sv column)
{
    for (size_t i = 0; i < cols->n; i++)
        if (sv_eq(cols->all[i].table, table) && sv_eq(cols->all[i].name, column))
            return cols->all[i].type;
    return SV_NULL;
}

static struct sv joined(struct manual_maker *k, const struct reg *reg, const struct field *f)
{
    return arena_printf(k->a, "%.*s__%.*s", SV_FMT(reg->key), SV_FMT(f->key));
}

/* --- one register --------------------------------------------------------------------------------------------------------- */

static void column(struct manual_maker *k, const struct columns *cols, const struct reg *reg,
                   const struct field *f)
{
    struct sv stored = type_of(cols, reg->key, f->key);

    buf_printf(k->b, "| `%.*s` | ", SV_FMT(f->key));
    manual_word(k->b, f->label);
    buf_put(k->b, SV(" | "));
    words_type(k, f);
    if (f->type == FT_REFS)
        buf_printf(k->b, " | tabel `%.*s`", SV_FMT(joined(k, reg, f)));
    else
        buf_printf(k->b, " | `%.*s`", SV_FMT(stored.n ? stored : SV("-")));
    buf_put(k->b, SV(" | "));
    words_required(k, reg, f);
    buf_put(k->b, SV(" | "));
    words_rules(k, f);
    buf_put(k->b, SV(" |\n"));
}

static void columns(struct manual_maker *k, const struct columns *cols, const struct reg *reg)
{
    buf_put(k->b, SV(T("\n| Kolom | Nama | Jenis isian | Di basis data | Wajib | Aturan |\n"
                       "| --- | --- | --- | --- | --- | --- |\n")));
    for (size_t i = 0; i < reg->n_fields; i++)
        if (!sv_eq(reg->fields[i].key, base_col_name(COL_PD)))
            column(k, cols, reg, &reg->fields[i]);
}

static void joins(struct manual_maker *k, const struct reg *reg)
{
    size_t n = 0;

    for (size_t i = 0; i < reg->n_fields; i++)
        if (reg->fields[i].type == FT_REFS) {
            buf_put(k->b,
                    n++ ? SV(", ")
                        : SV(T("\nTabel hubungan (`induk` ke baris ini, `ke` ke baris yang dirujuk): ")));
            buf_printf(k->b, "`%.*s`", SV_FMT(joined(k, reg, &reg->fields[i])));
        }
    if (n)
        buf_put(k->b, SV(".\n"));
}

static void unique(struct manual_maker *k, const struct reg *reg)
{
    size_t n = 0;

    for (size_t i = 0; i < reg->n_fields; i++) {
        const struct field *f = &reg->fields[i];

        if (f->unique == UNIQUE_NO)
            continue;
        buf_put(k->b, n++ ? SV(", ") : SV(T("Kunci unik di antara baris yang belum dihapus: ")));
        buf_printf(k->b, "`%.*s`%s", SV_FMT(f->key),
                   f->unique == UNIQUE_AGENCY ? T(" dalam satu Perangkat Daerah") : T(" di seluruh daerah"));
    }
    if (n)
        buf_put(k->b, SV(".\n"));
}

static void one(struct manual_maker *k, const struct columns *cols, const struct reg *reg)
{
    struct sv key = reg->key;

    buf_printf(k->b, "\n## %.*s (`%.*s`)\n\n", SV_FMT(reg->label), SV_FMT(key));
    if (reg->help.n) {
        manual_word(k->b, reg->help);
        buf_put(k->b, SV("\n\n"));
    }
    buf_printf(k->b, T("Tabel `%.*s`, riwayat `%.*s_h`, pandangan `v_%.*s`. "), SV_FMT(key), SV_FMT(key),
               SV_FMT(key));
    if (reg->number.n)
        buf_printf(k->b, T("Nomor dibentuk menurut pola `%.*s`. "), SV_FMT(reg->number));
    buf_put(k->b, reg->scoped ? SV(T("Setiap baris dimiliki satu Perangkat Daerah"))
                              : SV(T("Barisnya milik daerah seluruhnya")));
    buf_put(k->b, reg->classified ? SV(T(" dan mempunyai klasifikasi.\n"))
                                  : SV(T(", tanpa klasifikasi sendiri.\n")));
    columns(k, cols, reg);
    joins(k, reg);
    buf_char(k->b, '\n');
    unique(k, reg);
    words_states(k, reg);
}

/* --- a group of them ------------------------------------------------------------------------------------------------------- */

static bool load(struct manual_maker *k, struct columns *cols, struct err *e)
{
    *cols = (struct columns){ .n = 0 };
    return !k->db || db_ddl_columns(k->db, k->a, &cols->all, &cols->n, e);
}

static bool any_relation(const struct model *m, struct sv group)
{
    struct sv pd = base_col_name(COL_PD);

    for (size_t i = 0; i < m->n_regs; i++)
        for (size_t f = 0; sv_eq(m->regs[i]->group, group) && f < m->regs[i]->n_fields; f++)
            if (m->regs[i]->fields[f].target && !sv_eq(m->regs[i]->fields[f].target->key, pd))
                return true;
    return false;
}

bool made_tables(struct manual_maker *k, struct sv group, struct err *e)
{
    const struct model *m = k->r->model;
    struct columns cols;

    if (!load(k, &cols, e))
        return false;
    if (any_relation(m, group) && manual_draw_there())
        buf_printf(
            k->b,
            T("![Gambar hubungan: tabel kelompok ini dan tabel yang dirujuknya]"
              "(/panduan/hubungan/%.*s \"Hubungan antartabel; kotak berbingkai putus-putus berada di kelompok lain.\")\n\n"),
            SV_FMT(group));
    for (size_t i = 0; i < m->n_regs; i++)
        if (sv_eq(m->regs[i]->group, group))
            one(k, &cols, m->regs[i]);
    return true;
}

/* --- columns that every register has ----------------------------------------------------------------------------------------- */

void made_base(struct manual_maker *k)
{
    static const char *const what[COL_COUNT] = {
        [COL_ID] = T("Kunci utama"),
        [COL_NOMOR] = T("Nomor menurut pola registernya"),
        [COL_PD] = T("Perangkat Daerah pemilik baris (kunci tamu ke `perangkat_daerah`)"),
        [COL_KLASIFIKASI] = T("Klasifikasi: siapa yang boleh melihat"),
        [COL_STATUS] = T("Keadaan menurut alur registernya"),
        [COL_BERLAKU_SEJAK] = T("Hari sejak keadaan itu berlaku di lapangan"),
        [COL_VERSI] = T("Nomor versi, naik pada setiap perubahan; menjaga dua orang yang mengubah bersamaan"),
        [COL_DIBUAT_OLEH] = T("Akun yang membuat (kunci tamu ke `akun`)"),
        [COL_DIBUAT_PADA] = T("Saat dibuat, UTC"),
        [COL_DIUBAH_OLEH] = T("Akun yang terakhir mengubah (kunci tamu ke `akun`)"),
        [COL_DIUBAH_PADA] = T("Saat terakhir diubah, UTC"),
        [COL_DIHAPUS] = T("Saat dihapus; kosong selama masih ada, dan dapat dipulihkan"),
    };

    buf_put(k->b, SV(T("| Kolom | Tipe | Isi |\n| --- | --- | --- |\n")));
    for (int c = 0; c < COL_COUNT; c++)
        buf_printf(k->b, "| `%.*s` | %s | %s |\n", SV_FMT(base_col_name((enum base_col) c)),
                   base_col_is_int((enum base_col) c) ? T("bilangan bulat 64 bit") : T("teks"),
                   what[c] ? what[c] : "");
}

/* --- the program's own ---------------------------------------------------------------------------------------------------------- */

/* The register whose table, history or join table this is. */
static bool of_register(const struct model *m, struct sv table)
{
    for (size_t i = 0; i < m->n_regs; i++) {
        struct sv key = m->regs[i]->key, rest = sv_sub(table, key.n, table.n);

        if (sv_starts(table, key) && (!rest.n || sv_eq(rest, SV("_h")) || sv_starts(rest, SV("__"))))
            return true;
    }
    return false;
}

static void own_table(struct manual_maker *k, const struct columns *cols, size_t *i)
{
    struct sv table = cols->all[*i].table, says = json_text(json_get(k->about, SV("tables")), table);

    buf_printf(k->b, "| `%.*s` | ", SV_FMT(table));
    manual_word(k->b, says);
    buf_put(k->b, SV(" | "));
    for (size_t n = 0; *i < cols->n && sv_eq(cols->all[*i].table, table); (*i)++, n++)
        buf_printf(k->b, "%s`%.*s` %.*s", n ? ", " : "", SV_FMT(cols->all[*i].name),
                   SV_FMT(cols->all[*i].type));
    buf_put(k->b, SV(" |\n"));
}

/* How the search keeps its words is the engine's own affair. */
static bool is_inside(struct sv table)
{
    return sv_starts(table, SV("cari_")) && !sv_eq(table, SV("cari_isi"));
}

bool made_own_tables(struct manual_maker *k, struct err *e)
{
    struct columns cols;

    if (!load(k, &cols, e))
        return false;
    if (!cols.n) {
        buf_put(
            k->b,
            SV(T("Daftar ini ditampilkan dari basis data yang sedang dipakai; buka di dalam program.\n")));
        return true;
    }
    buf_put(k->b, SV(T("| Tabel | Isi | Kolom |\n| --- | --- | --- |\n")));
    for (size_t i = 0; i < cols.n;) {
        if (!of_register(k->r->model, cols.all[i].table) && !is_inside(cols.all[i].table))
            own_table(k, &cols, &i);
        else
            i++;
    }
    return true;
}
