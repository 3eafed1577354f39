/* SPDX-License-Identifier: MIT
 * tests/unit/test_akn_hostile.c -- texts and trees that nobody means well with, as Akoma Ntoso: written, in order, unique eIds,
 * valid where the official schema is at hand. Needs dep_api, dep_expat, dep_cmocka. */
#include "akn_fixture.h"

/* --- hostile texts -------------------------------------------------------------------------------------------------------------- */

static void check_text(struct sv text, const char *name, bool official)
{
    struct arena *a = arena_new((size_t) 2048 * MIB);
    struct naskah n = read_text(a, text, name);
    struct buf b;

    write_and_check(a, &n, name, &b);
    if (official)
        validates(a, buf_sv(&b), name);
    buf_clear(&b);
    arena_free(a);
}

static void hostile_texts(void **state)
{
    static const struct {
        const char *why;
        struct sv text;
    } rows[] = {
        { "control characters",
          SV_INIT("Pasal 1\n\nab\x01zz \x1b[31mmerah\x7f \xc2\x85 \xef\xbf\xbe x\xef\xbf\xbfy\x0b.\n") },
        { "markup",
          SV_INIT("Pasal 1\n\n]]> <!-- --> <?xml?> <![CDATA[ x ]]> &amp; &#0; \"'<ref href='x'>\n") },
        { "a doctype",
          SV_INIT("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>\n&e;\nPasal 1\n\nIsi.\n") },
        { "one word", SV_INIT("x") },
        { "only a heading", SV_INIT("Pasal 1\n") },
        { "only a BAB", SV_INIT("BAB I\nUMUM\n") },
        { "only a closing", SV_INIT("Ditetapkan di Sampel\npada tanggal 1 Januari 2024\n") },
        { "only an annex", SV_INIT("LAMPIRAN I\n\nIsi lampiran.\n") },
        { "marks as numbers", SV_INIT("Pasal 1\n\n(1) \n(2) \na. \nb. \n1. \n") },
        { "the same Pasal thrice",
          SV_INIT("Pasal 1\n\nA.\n\nPasal 1\n\nB.\n\nPasal 1\n\nC menurut Pasal 1.\n") },
        { "definitions of nothing",
          SV_INIT(
              "Pasal 1\n\nYang dimaksud dengan:\n\n1. \xe2\x80\x9c\xe2\x80\x9d adalah.\n2. \xe4\xb8\xad adalah huruf.\n"
              "3. \xe4\xb8\xad adalah huruf.\n4. A adalah a.\n5. A adalah b.\n") },
        { "chains without end",
          SV_INIT(
              "Pasal 1\n\nPasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, "
              "Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, "
              "Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, Pasal 1, dan Pasal 1 ayat (\n") },
        { "references that end with the text",
          SV_INIT("Pasal 1\n\nUndang-\n\nPasal 2\n\nPeraturan Menteri\n\nPasal 3\n\nPasal\n") },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++)
        check_text(rows[i].text, rows[i].why, true);
}

static void deep_and_huge(void **state)
{
    static const char *const steps[] = { "a. satu sehingga berbunyi sebagai berikut:\n\n",
                                         "Pasal 5\n\n",
                                         "(1) dua:\n",
                                         "1. tiga:\n",
                                         "a) empat:\n",
                                         "1) lima sehingga berbunyi:\n\n" };
    struct buf b;

    (void) state;
    buf_init(&b, 64 * MIB);
    buf_put(&b, SV("Pasal I\n\nBeberapa ketentuan diubah sebagai berikut:\n\n"));
    for (int i = 0; i < 300; i++)
        buf_put(&b, sv_of(steps[i % (int) COUNT(steps)]));
    check_text(buf_sv(&b), "deep", true);
    buf_reset(&b);
    for (int i = 1; i <= 9000; i++)
        buf_printf(
            &b,
            "Pasal %d\n\n(1) Menurut Pasal %d ayat (2) huruf b:\na. satu;\nb. dua menurut ayat (1).\n(2) Undang-Undang "
            "Nomor %d Tahun 2009 berlaku.\n\n",
            i, i % 500 + 1, i);
    check_text(buf_sv(&b), "huge", false);
    buf_reset(&b);
    buf_put(&b, SV("Pasal 1\n\n"));
    for (int i = 0; i < 120000; i++)
        buf_put(&b, SV("Pasal huruf ayat (1) "));
    check_text(buf_sv(&b), "one long line", false);
    buf_clear(&b);
}

/* --- hostile trees: what no text gives, a later reader might -------------------------------------------------------------------------- */

struct tree {
    struct arena *a;
    struct naskah n;
    int line;
};

static struct naskah_node *add(struct tree *t, struct naskah_node *up, enum naskah_jenis j, const char *tanda,
                               const char *nomor, const char *teks)
{
    struct naskah_node *n = ARENA_NEW(t->a, struct naskah_node);

    *n = (struct naskah_node){ .jenis = j,
                               .tanda = sv_of(tanda),
                               .nomor = sv_of(nomor),
                               .teks = sv_of(teks),
                               .line = ++t->line,
                               .parent = up };
    if (up) {
        if (up->last)
            up->last->next = n;
        else
            up->first = n;
        up->last = n;
    }
    return n;
}

static void check_tree(struct tree *t, const char *why)
{
    struct naskah_note *notes = ARENA_ARRAY(t->a, struct naskah_note, (size_t) t->line + 2);
    struct buf b;

    for (int i = 0; i <= t->line + 1; i++)
        notes[i] = (struct naskah_note){ i + 1, SV("catatan <satu>") };
    t->n.diperbaiki = notes;
    t->n.n_diperbaiki = (size_t) t->line + 2;
    t->n.dibuang = notes;
    t->n.n_dibuang = 1;
    write_and_check(t->a, &t->n, why, &b);
    validates(t->a, buf_sv(&b), why);
    buf_clear(&b);
}

/* Every kind below every kind, in every place of the root: written, in order, valid. */
static void kinds_anywhere(void **state)
{
    (void) state;
    for (int outer = NASKAH_JUDUL; outer < NASKAH_JENIS_COUNT; outer++) {
        struct tree t = { .a = arena_new(256 * MIB) };
        struct naskah_node *root = add(&t, NULL, NASKAH_PERATURAN, "", "", "");

        t.n.pohon = root;
        for (int inner = NASKAH_JUDUL; inner < NASKAH_JENIS_COUNT; inner++) {
            struct naskah_node *x = add(&t, root, (enum naskah_jenis) outer, inner % 2 ? "tanda" : "",
                                        inner % 3 ? "1" : "", inner % 5 ? "teks awal\nbaris kedua" : "");
            struct naskah_node *y = add(&t, x, (enum naskah_jenis) inner, inner % 3 ? "t" : "", "2", "isi");
            add(&t, y, NASKAH_ALINEA, "", "1", "alinea");
            add(&t, x, NASKAH_HURUF, "a.", "a", "huruf");
            add(&t, x, NASKAH_ANGKA, "1.", "1", "angka");
            add(&t, x, NASKAH_ALINEA, "", "1", "penutup");
            add(&t, x, NASKAH_PASAL, "Pasal 1", "1", "pasal");
            add(&t, x, (enum naskah_jenis) inner, "", "", "");
        }
        check_tree(&t, arena_printf(t.a, "%.*s", SV_FMT(naskah_jenis_name((enum naskah_jenis) outer))).p);
        arena_free(t.a);
    }
}

static void parts_out_of_order(void **state)
{
    static const enum naskah_jenis order[] = { NASKAH_LAMPIRAN,   NASKAH_BAB,        NASKAH_JUDUL,
                                               NASKAH_PENUTUP,    NASKAH_MENIMBANG,  NASKAH_PENJELASAN,
                                               NASKAH_ALINEA,     NASKAH_MENETAPKAN, NASKAH_ANGKA,
                                               NASKAH_MEMUTUSKAN, NASKAH_PASAL };

    (void) state;
    for (size_t from = 0; from < COUNT(order); from++) {
        struct tree t = { .a = arena_new(64 * MIB) };
        struct naskah_node *root = add(&t, NULL, NASKAH_PERATURAN, "", "", from % 2 ? "kata akar" : "");

        t.n.pohon = root;
        for (size_t i = 0; i < 2 * COUNT(order); i++) {
            struct naskah_node *x =
                add(&t, root, order[(from + i) % COUNT(order)], "tanda", "I", i % 3 ? "teks" : "");
            if (i % 2)
                add(&t, x, NASKAH_HURUF, "a.", "a", "isi");
        }
        check_tree(&t, "out of order");
        arena_free(t.a);
    }
}

static void an_empty_tree(void **state)
{
    struct tree t = { .a = arena_new(16 * MIB) };

    (void) state;
    t.n.pohon = add(&t, NULL, NASKAH_PERATURAN, "", "", "");
    check_tree(&t, "nothing but a root");
    arena_free(t.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_texts),  cmocka_unit_test(deep_and_huge),
        cmocka_unit_test(kinds_anywhere), cmocka_unit_test(parts_out_of_order),
        cmocka_unit_test(an_empty_tree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
