/* SPDX-License-Identifier: MIT
 * tests/unit/test_use.c -- pieces of SQL that provisions share: put in by name, in one line, every mistake with the line that makes
 * it; and a pack's digest covers the pieces it uses. */
#include <sys/stat.h>

#include "db_fixture.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/problems.h"
#include "rule/pack_priv.h"

static const char pieces[] = "pieces:\n"
                             "  came:\n"
                             "    with: [what, whom]\n"
                             "    sql: >-\n"
                             "      x.id in (select k.id from v_k k where k.a = '{what}'\n"
                             "      and k.b = '{whom}' and k.day >= {start})\n"
                             "  bare:\n"
                             "    with: []\n"
                             "    sql: \"1 = 1\"\n";

struct desk {
    struct arena *a;
    struct pack_home home;
    struct problems ps;
    struct reader r;
    char dir[64];
};

static void put(const struct desk *d, const char *name, const char *text)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", d->dir, name);
    f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static int begin(void **state)
{
    struct desk *d = calloc(1, sizeof *d);

    assert_non_null(d);
    d->a = arena_new(16 * 1024 * 1024);
    snprintf(d->dir, sizeof d->dir, "/tmp/uji-use-XXXXXX");
    assert_non_null(mkdtemp(d->dir));
    d->home = (struct pack_home){ .program = d->dir };
    problems_init(&d->ps, d->a, 20);
    d->r = (struct reader){ &d->home, d->a, &d->ps };
    put(d, "pieces.yaml", pieces);
    *state = d;
    return 0;
}

static int end(void **state)
{
    struct desk *d = *state;
    char command[128];

    snprintf(command, sizeof command, "rm -r '%s'", d->dir);
    if (system(command) != 0)
        return -1;
    arena_free(d->a);
    free(d);
    return 0;
}

static struct sv use(struct desk *d, const char *text)
{
    struct sv out = SV_NULL;
    struct err e = { 0 };

    if (!pack_use(&d->r, SV("norms.yaml"), sv_of(text), &out, &e))
        fail_msg("%s", e.text);
    return out;
}

static void words_are_put_in_and_lines_stay(void **state)
{
    struct desk *d = *state;
    struct sv out = use(d, "one\n({use came data dinas} or {use bare})\n{start} {today}\n");

    assert_int_equal(d->ps.n, 0);
    assert_string_equal(
        sv_cstr(out, d->a),
        "one\n(x.id in (select k.id from v_k k where k.a = 'data' and k.b = 'dinas' and k.day >= {start}) or "
        "1 = 1)\n{start} {today}\n");
}

static void a_text_without_pieces_is_the_text(void **state)
{
    struct desk *d = *state;
    const char *text = "where: \"x.a >= {start}\"\n";

    assert_ptr_equal(use(d, text).p, text);
}

static void a_mistake_is_told_with_its_line(void **state)
{
    static const struct {
        const char *why, *text, *says, *hint;
        int line;
    } rows[] = {
        { "no such piece", "a\nb\n{use cam data dinas}", "tidak ada di data/pieces.yaml",
          "Maksudnya \"came\"?", 3 },
        { "a word too few", "{use came data}", "Jumlah kata", "Potongan itu meminta 2 kata.", 1 },
        { "a word too many", "\n{use bare data}", "Jumlah kata", "Potongan itu meminta 0 kata.", 2 },
        { "a word that is no key", "{use came da'ta dinas}", "harus kunci", "", 1 },
        { "a word in another's quotes", "{use came 'data' dinas}", "harus kunci", "", 1 },
        { "nothing named", "{use }", "tidak ada di data/pieces.yaml", "", 1 },
    };
    struct desk *d = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        problems_init(&d->ps, d->a, 20);
        use(d, rows[i].text);
        if (d->ps.n != 1 || sv_find(d->ps.items[0].text, sv_of(rows[i].says)) < 0 ||
            d->ps.items[0].line != rows[i].line ||
            !sv_eq(d->ps.items[0].hint.p ? d->ps.items[0].hint : SV(""), sv_of(rows[i].hint)))
            fail_msg("%s: %zu, line %d: %.*s (%.*s)", rows[i].why, d->ps.n, d->ps.n ? d->ps.items[0].line : 0,
                     d->ps.n ? (int) d->ps.items[0].text.n : 0, d->ps.n ? d->ps.items[0].text.p : "",
                     d->ps.n ? (int) d->ps.items[0].hint.n : 0, d->ps.n ? d->ps.items[0].hint.p : "");
    }
}

static const struct pack *read_pack(struct desk *d)
{
    const struct pack *p = NULL;
    struct err e = { 0 };

    if (!pack_read(&d->home, SV("uji"), d->a, &p, &d->ps, &e))
        fail_msg("%s", e.text);
    return p;
}

/* Else what was judged by the old piece would be kept as if nothing had changed. */
static void another_piece_is_another_pack(void **state)
{
    struct desk *d = *state;
    char dir[160], before[65];

    snprintf(dir, sizeof dir, "%s/regulations", d->dir);
    assert_int_equal(mkdir(dir, 0700), 0);
    snprintf(dir, sizeof dir, "%s/regulations/uji", d->dir);
    assert_int_equal(mkdir(dir, 0700), 0);
    put(d, "regulations/uji/regulation.yaml", "regulation: uji\ndates: {berlaku: 2024-01-01}\n");
    put(d, "regulations/uji/norms.yaml",
        "- {at: \"1\", says: x, check: {exists: tim, where: \"{use bare}\"}}\n");
    memcpy(before, read_pack(d)->digest, sizeof before);
    assert_string_equal(read_pack(d)->digest, before);
    put(d, "pieces.yaml", "pieces: {bare: {with: [], sql: \"2 = 2\"}}\n");
    assert_string_not_equal(read_pack(d)->digest, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_put_in_and_lines_stay, begin, end),
        cmocka_unit_test_setup_teardown(a_text_without_pieces_is_the_text, begin, end),
        cmocka_unit_test_setup_teardown(a_mistake_is_told_with_its_line, begin, end),
        cmocka_unit_test_setup_teardown(another_piece_is_another_pack, begin, end),
    };

    return cmocka_run_group_tests_name("use", tests, NULL, NULL);
}
