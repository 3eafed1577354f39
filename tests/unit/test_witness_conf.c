/* SPDX-License-Identifier: MIT
 * tests/unit/test_witness_conf.c -- buku-besar.yaml: what counts, and that every mistake is told with its line. Needs dep_app,
 * dep_cmocka. */
#include "app/witness_conf.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/problems.h"
#include "segment_fixture.h"

#define WITNESS "saksi.contoh.go.id/inspektorat+101352e6+BOfxYqEL7FWa/qGV5NzoS2lWjV0ssJY+tEbAaF4rF/Lw"
#define LOG "hub.contoh.go.id/log+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk"
#define PEER(name) "  - {nama: " name ", kunci: \"" WITNESS "\", url: \"https://x.go.id/saksi\"}\n"

static bool load(const char *text, struct arena *a, struct ledger_conf *out, struct problems *ps)
{
    const char *dir = segment_dir_make(a);
    struct err e = { 0 };
    bool ok;

    must(file_write_atomic(ledger_conf_path(dir, a), sv_of(text), 0644, &e), &e, "write");
    problems_init(ps, a, 20);
    ok = ledger_conf_load(dir, a, out, ps);
    segment_dir_remove(dir);
    return ok;
}

static void what_is_said_counts(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct ledger_conf c;
    struct problems ps;

    (void) state;
    problems_init(&ps, a, 20);
    assert_true(ledger_conf_load("/nowhere", a, &c, &ps));
    assert_true(c.peers == 0 && c.quorum == 0 && c.keep_days == 0 && c.n_witnessed == 0);
    assert_true(load("simpan_hari: 30\nsaksi:\n" PEER("satu") "menyaksikan:\n  - \"" LOG "\"\n", a, &c, &ps));
    assert_true(c.keep_days == 30 && c.peers == 1 && c.quorum == 1 && c.n_witnessed == 1);
    assert_true(sv_eq(c.peer[0].key.name, SV("saksi.contoh.go.id/inspektorat")));
    assert_true(sv_eq(c.peer[0].url, SV("https://x.go.id/saksi")));
    assert_true(sv_eq(c.witnessed[0].name, SV("hub.contoh.go.id/log")));
    arena_free(a);
}

static void every_mistake_is_told(void **state)
{
    static const struct {
        const char *why, *text, *want;
        int line;
    } rows[] = {
        { "a log's key for a witness", "saksi:\n  - {nama: a, kunci: \"" LOG "\", url: \"https://x\"}\n",
          "bukan kunci publik seorang saksi", 2 },
        { "a witness's key for a log", "menyaksikan:\n  - \"" WITNESS "\"\n",
          "bukan kunci publik sebuah buku besar", 2 },
        { "another way than HTTP", "saksi:\n  - {nama: a, kunci: \"" WITNESS "\", url: \"file:///x\"}\n",
          "url yang diawali", 2 },
        { "a witness without a name", "saksi:\n  - {kunci: \"" WITNESS "\", url: \"https://x\"}\n",
          "harus punya nama", 2 },
        { "one twice", "saksi:\n" PEER("a") PEER("b"), "disebut dua kali", 3 },
        { "a quorum out of reach", "kuorum: 2\nsaksi:\n" PEER("a"), "tidak dapat dipenuhi", 1 },
        { "a quorum of nobody", "kuorum: 0\nsaksi:\n" PEER("a"), "tidak dapat dipenuhi", 1 },
        { "days that are none", "simpan_hari: -1\n", "harus bilangan bulat", 1 },
        { "a word that is not known", "simpan: 5\n", "tidak dikenal", 1 },
        { "no YAML", "saksi: [", "", 0 },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct ledger_conf c;
        struct problems ps;
        struct buf b;

        buf_init(&b, 1 << 16);
        if (load(rows[i].text, a, &c, &ps))
            fail_msg("%s: taken", rows[i].why);
        problems_print(&ps, &b);
        if (ps.n == 0 || sv_find(buf_sv(&b), sv_of(rows[i].want)) < 0)
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(buf_sv(&b)));
        if (rows[i].line && ps.items[0].line != rows[i].line)
            fail_msg("%s: line %d", rows[i].why, ps.items[0].line);
        buf_clear(&b);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_counts),
        cmocka_unit_test(every_mistake_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
