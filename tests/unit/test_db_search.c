/* SPDX-License-Identifier: MIT
 * tests/unit/test_db_search.c -- db/: full text finds the same records on both engines, and nothing typed is syntax. */
#include "db_fixture.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "db/db_priv.h"

static const struct {
    int64_t id;
    struct sv reg, title, body, terms;
} world[] = {
    { 1, SV_INIT("aplikasi"), SV_INIT("Aplikasi Perizinan Terpadu"),
      SV_INIT("layanan izin usaha, nomor 39/2023"), SV_INIT("pd12 kterbuka") },
    { 2, SV_INIT("aplikasi"), SV_INIT("Sistem Kepegawaian"),
      SV_INIT("aplikasi untuk pegawai; jaringan intra"), SV_INIT("pd7 kterbatas") },
    { 3, SV_INIT("layanan"), SV_INIT("Caf\xC3\xA9 Data"), SV_INIT("ruang temu S\xC3\xADsi Jaringan"),
      SV_INIT("pd12 ksangat_rahasia") },
    { 1, SV_INIT("layanan"), SV_INIT("Pengaduan"), SV_INIT("tempat warga mengadu"), SV_INIT("pd1 kterbuka") },
    { 4, SV_INIT("aset_tik"), SV_INIT("Server A"), SV_INIT(""), SV_INIT("pd120 kterbuka") },
};

static void put_world(struct place *at)
{
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);

    MUST(db_search_setup(db, &err));
    MUST(db_search_setup(db, &err));
    MUST(db_begin(db, &err));
    for (size_t i = 0; i < sizeof world / sizeof world[0]; i++)
        MUST(db_search_put(db, world[i].reg, world[i].id, world[i].title, world[i].body, world[i].terms,
                           &err));
    MUST(db_commit(db, &err));
    db_release(db);
}

/* The hits as "reg/id reg/id". */
static struct sv found(struct db *db, struct sv query, struct sv reg, struct sv terms, struct arena *a)
{
    struct sv any[8], tag;
    struct err err = { 0 };
    struct db_hit *hits = NULL;
    size_t n = 0, n_any = 0;
    struct sv text = SV("");

    while (sv_cut(&terms, ' ', &tag))
        any[n_any++] = tag;
    if (!db_search_find(db, query, reg, any, n_any, 50, a, &hits, &n, &err))
        fail_msg("\"%.*s\": kind %d: %s", SV_FMT(query), (int) err.kind, err.cause);
    for (size_t i = 0; i < n; i++)
        text = arena_printf(a, "%.*s%s%.*s/%lld", SV_FMT(text), i ? " " : "", SV_FMT(hits[i].reg),
                            (long long) hits[i].id);
    return text;
}

static void words_find_records(void **state)
{
    static const struct {
        const char *why;
        struct sv query, reg, any;
        const char *want;
    } rows[] = {
        { "a word", SV_INIT("perizinan"), { NULL, 0 }, SV_INIT(""), "aplikasi/1" },
        { "title before body", SV_INIT("aplikasi"), { NULL, 0 }, SV_INIT(""), "aplikasi/1 aplikasi/2" },
        { "the start of a word", SV_INIT("peg"), { NULL, 0 }, SV_INIT(""), "aplikasi/2" },
        { "five letters of a word", SV_INIT("penga"), { NULL, 0 }, SV_INIT(""), "layanan/1" },
        { "not the end of a word", SV_INIT("izinan"), { NULL, 0 }, SV_INIT(""), "" },
        { "all words", SV_INIT("jaringan pegawai"), { NULL, 0 }, SV_INIT(""), "aplikasi/2" },
        { "words of title and body", SV_INIT("terpadu usaha"), { NULL, 0 }, SV_INIT(""), "aplikasi/1" },
        { "one of two is missing", SV_INIT("jaringan usaha"), { NULL, 0 }, SV_INIT(""), "" },
        { "capitals", SV_INIT("SISTEM"), { NULL, 0 }, SV_INIT(""), "aplikasi/2" },
        { "accents typed", SV_INIT("caf\xC3\xA9"), { NULL, 0 }, SV_INIT(""), "layanan/3" },
        { "accents not typed", SV_INIT("cafe sisi"), { NULL, 0 }, SV_INIT(""), "layanan/3" },
        { "numbers with a slash", SV_INIT("39/2023"), { NULL, 0 }, SV_INIT(""), "aplikasi/1" },
        { "one letter stands alone", SV_INIT("a"), { NULL, 0 }, SV_INIT(""), "aset_tik/4" },
        { "one letter is no prefix", SV_INIT("s"), { NULL, 0 }, SV_INIT(""), "" },
        { "only this register", SV_INIT("jaringan"), SV_INIT("layanan"), SV_INIT(""), "layanan/3" },
        { "register with underscore", SV_INIT("server"), SV_INIT("aset_tik"), SV_INIT(""), "aset_tik/4" },
        { "register unknown", SV_INIT("server"), SV_INIT("aset"), SV_INIT(""), "" },
        { "one tag", SV_INIT("jaringan"), { NULL, 0 }, SV_INIT("pd7"), "aplikasi/2" },
        { "any of the tags", SV_INIT("jaringan"), { NULL, 0 }, SV_INIT("pd7 pd12"), "layanan/3 aplikasi/2" },
        { "tags are whole", SV_INIT("server"), { NULL, 0 }, SV_INIT("pd12"), "" },
        { "tag with underscore", SV_INIT("jaringan"), { NULL, 0 }, SV_INIT("ksangat_rahasia"), "layanan/3" },
        { "tags are no words", SV_INIT("kterbuka"), { NULL, 0 }, SV_INIT(""), "" },
        { "nor are parts of them", SV_INIT("pd12"), { NULL, 0 }, SV_INIT("pd12"), "" },
        { "nor registers", SV_INIT("tik"), { NULL, 0 }, SV_INIT(""), "" },
        { "tag and register", SV_INIT("jaringan"), SV_INIT("aplikasi"), SV_INIT("pd12"), "" },
        { "no word", SV_INIT(" ., -- "), { NULL, 0 }, SV_INIT("pd12"), "" },
        { "nothing", SV_INIT(""), { NULL, 0 }, SV_INIT(""), "" },
        { "a word said thrice", SV_INIT("server server server"), { NULL, 0 }, SV_INIT(""), "aset_tik/4" },
    };
    struct place *at = *state;
    struct arena *a = arena_new(1 << 20);
    struct db *db;

    put_world(at);
    db = lease(at, DB_READ);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sv got = found(db, rows[i].query, rows[i].reg, rows[i].any, a);
        if (!sv_eq(got, sv_of(rows[i].want)))
            fail_msg("%s: got \"%.*s\", want \"%s\"", rows[i].why, SV_FMT(got), rows[i].want);
    }
    db_release(db);
    arena_free(a);
}

static void what_is_typed_is_never_syntax(void **state)
{
    static const struct {
        struct sv query;
        const char *want;
    } rows[] = {
        { SV_INIT("\" OR *"), "" },
        { SV_INIT("perizinan\" OR \"pegawai"), "" }, /* "or" is a word like any other */
        { SV_INIT("NEAR(aplikasi perizinan, 5)"), "" },
        { SV_INIT("NOT pengaduan"), "" },
        { SV_INIT("judul:perizinan"), "" },
        { SV_INIT("judul : perizinan ^ + ("), "" },
        { SV_INIT("{judul isi}:"), "" },
        { SV_INIT("perizinan*"), "aplikasi/1" },
        { SV_INIT("^perizinan"), "aplikasi/1" },
        { SV_INIT("-perizinan"), "aplikasi/1" },
        { SV_INIT("'perizinan' & !'x"), "" },
        { SV_INIT("'perizinan':* | '"), "aplikasi/1" },
        { SV_INIT("perizinan <-> terpadu"), "aplikasi/1" },
        { SV_INIT("perizinan\\"), "aplikasi/1" },
        { SV_INIT("perizinan; drop table cari; --"), "" },
        { SV_INIT("((((((((((((perizinan"), "aplikasi/1" },
        { SV_INIT("perizinan\xE2\x80\x94terpadu"), "aplikasi/1" },
        { SV_INIT("perizinan\xC2\xA0terpadu"), "aplikasi/1" },
        { SV_INIT("\xFF\xFE perizinan \xE2\x80"), "aplikasi/1" },
        { SV_INIT("tag:_tpd12"), "" },
        { SV_INIT("_tpd12"), "" },
        { SV_INIT("%"), "" },
        { SV_INIT("$1 ? :a"), "" },
    };
    struct place *at = *state;
    struct arena *a = arena_new(4 << 20);
    struct err err = { 0 };
    struct db *db;
    struct buf b;

    put_world(at);
    db = lease(at, DB_READ);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sv got = found(db, rows[i].query, SV_NULL, SV(""), a);
        if (!sv_eq(got, sv_of(rows[i].want)))
            fail_msg("%.*s: got \"%.*s\", want \"%s\"", SV_FMT(rows[i].query), SV_FMT(got), rows[i].want);
    }
    /* A megabyte of quotes, of words, of one word. */
    buf_init(&b, 2 << 20);
    for (int i = 0; i < 1 << 18; i++)
        buf_put(&b, SV("\"' a"));
    found(db, buf_sv(&b), SV_NULL, SV(""), a);
    buf_reset(&b);
    for (int i = 0; i < 1 << 20; i++)
        buf_char(&b, 'x');
    found(db, buf_sv(&b), SV_NULL, SV(""), a);
    buf_clear(&b);
    /* A tag comes from us, so a strange one is our mistake and no search goes unlimited because of it. */
    static const struct sv strange[] = { SV_INIT("pd12\" OR \"x"), SV_INIT(""), SV_INIT("PD12"),
                                         SV_INIT("a b") };
    for (size_t i = 0; i < 4; i++) {
        struct db_hit *hits;
        size_t n;
        REFUSED(db_search_find(db, SV("server"), SV_NULL, &strange[i], 1, 5, a, &hits, &n, &err), ERR_FAULT);
    }
    db_release(db);
    arena_free(a);
}

static void replaced_and_dropped_rows_leave_nothing_behind(void **state)
{
    struct place *at = *state;
    struct arena *a = arena_new(1 << 20);
    struct err err = { 0 };
    struct db *db;

    put_world(at);
    db = lease(at, DB_WRITE);
    MUST(db_begin(db, &err));
    MUST(db_search_put(db, SV("aplikasi"), 1, SV("Portal Baru"), SV("isi lain"), SV("pd99"), &err));
    assert_true(sv_eq(found(db, SV("portal"), SV_NULL, SV(""), a), SV("aplikasi/1"))); /* already inside */
    MUST(db_commit(db, &err));
    assert_true(sv_eq(found(db, SV("perizinan"), SV_NULL, SV(""), a), SV("")));
    assert_true(sv_eq(found(db, SV("lain"), SV_NULL, SV("pd99"), a), SV("aplikasi/1")));
    assert_true(sv_eq(found(db, SV("lain"), SV_NULL, SV("pd12"), a), SV("")));
    MUST(db_begin(db, &err));
    /* Only the tags; only the title; nothing at all. */
    MUST(db_search_put(db, SV("aplikasi"), 1, SV("Portal Baru"), SV("isi lain"), SV("pd100"), &err));
    MUST(db_search_put(db, SV("aplikasi"), 1, SV("Portal  BARU"), SV("isi lain"), SV("pd100"), &err));
    MUST(db_search_put(db, SV("aplikasi"), 1, SV("Portal  BARU"), SV("isi lain"), SV("pd100"), &err));
    MUST(db_search_drop(db, SV("layanan"), 1, &err));
    MUST(db_search_drop(db, SV("layanan"), 12345, &err)); /* was never there */
    MUST(db_search_put(db, SV("layanan"), 50, SV_NULL, SV_NULL, SV_NULL, &err));
    MUST(db_commit(db, &err));
    assert_true(sv_eq(found(db, SV("portal"), SV_NULL, SV("pd100"), a), SV("aplikasi/1")));
    assert_true(sv_eq(found(db, SV("portal"), SV_NULL, SV("pd99"), a), SV("")));
    assert_true(sv_eq(found(db, SV("pengaduan"), SV_NULL, SV(""), a), SV("")));
    assert_true(sv_eq(found(db, SV("sistem"), SV_NULL, SV(""), a), SV("aplikasi/2")));
    /* A rollback takes the words along. */
    MUST(db_begin(db, &err));
    MUST(db_search_put(db, SV("aplikasi"), 2, SV("Hilang"), SV(""), SV("pd7"), &err));
    db_rollback(db);
    assert_true(sv_eq(found(db, SV("hilang"), SV_NULL, SV(""), a), SV("")));
    assert_true(sv_eq(found(db, SV("sistem"), SV_NULL, SV(""), a), SV("aplikasi/2")));
    if (at->engine == DB_SQLITE) /* FTS5 compares its index with the table it stands on */
        run(db, "insert into cari (cari, rank) values ('integrity-check', 1)");
    db_release(db);
    arena_free(a);
}

static void long_texts_are_indexed_to_a_limit(void **state)
{
    struct place *at = *state;
    struct arena *a = arena_new(1 << 20);
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    struct buf b;

    MUST(db_search_setup(db, &err));
    buf_init(&b, 4 << 20);
    buf_put(&b, SV("awal "));
    for (int i = 0; i < 300000; i++)
        buf_printf(&b, "k%x ", (unsigned) i * 2654435761u);
    buf_put(&b, SV("akhir"));
    MUST(db_begin(db, &err));
    MUST(db_search_put(db, SV("aplikasi"), 1, SV("Panjang"), buf_sv(&b), SV("pd1"), &err));
    MUST(db_commit(db, &err));
    assert_true(sv_eq(found(db, SV("awal"), SV_NULL, SV("pd1"), a), SV("aplikasi/1")));
    assert_true(sv_eq(found(db, SV("akhir"), SV_NULL, SV("pd1"), a), SV("")));
    buf_reset(&b);
    for (int i = 0; i < 200; i++)
        buf_char(&b, 'z'); /* a word of 200 letters is cut alike on both sides */
    MUST(db_begin(db, &err));
    MUST(db_search_put(db, SV("aplikasi"), 2, buf_sv(&b), SV(""), SV("pd1"), &err));
    MUST(db_commit(db, &err));
    assert_true(sv_eq(found(db, buf_sv(&b), SV_NULL, SV(""), a), SV("aplikasi/2")));
    buf_clear(&b);
    db_release(db);
    arena_free(a);
}

/* Only the newest 2,000 of a word that is everywhere are ranked, and the tags limit before that. */
static void a_word_that_is_everywhere_stays_quick(void **state)
{
    struct place *at = *state;
    struct arena *a = arena_new(4 << 20);
    struct err err = { 0 };
    struct db *db = lease(at, DB_WRITE);
    struct sv tag = SV("pdlama");
    struct db_hit *hits = NULL;
    size_t n = 0;

    MUST(db_search_setup(db, &err));
    MUST(db_begin(db, &err));
    for (int64_t i = 1; i <= 2500; i++)
        MUST(db_search_put(db, SV("data"), i, i == 2400 ? SV("lazim") : SV("judul"), SV("lazim sekali"),
                           i <= 3 ? SV("pdlama") : SV("pdbaru"), &err));
    MUST(db_commit(db, &err));
    MUST(db_search_find(db, SV("lazim"), SV_NULL, NULL, 0, 1000, a, &hits, &n, &err));
    assert_int_equal(n, 1000);
    assert_int_equal(hits[0].id, 2400); /* the one with it in the title */
    assert_int_equal(hits[1].id, 2500); /* then the newest */
    assert_true(sv_eq(hits[0].title, SV("lazim")));
    MUST(db_search_find(db, SV("lazim"), SV_NULL, &tag, 1, 10, a, &hits, &n, &err));
    assert_int_equal(n, 3); /* old rows are not crowded out for who may see only them */
    db_release(db);
    arena_free(a);
}

static void words_are_cut_alike(void **state)
{
    static const struct {
        const char *why;
        struct sv text;
        const char *want;
    } rows[] = {
        { "separators", SV_INIT("a,b;c d\te\nf_g-h.i"), "a|b|c|d|e|f|g|h|i" },
        { "letters and digits stay together", SV_INIT("RB2 pasal19"), "rb2|pasal19" },
        { "Latin accents", SV_INIT("\xC3\x80\xC3\xA9\xC5\x81\xC5\xBE\xE1\xBB\x87"), "aelze" },
        { "combining accent", SV_INIT("cafe\xCC\x81s"), "cafes" },
        { "soft hyphen", SV_INIT("peri\xC2\xADzinan"), "perizinan" },
        { "multiplication sign",
          SV_INIT("2\xC3\x97"
                  "3"),
          "2|3" },
        { "Cyrillic capitals", SV_INIT("\xD0\x96\xD0\x81"), "\xD0\xB6\xD1\x91" },
        { "other scripts as they are", SV_INIT("\xEA\xA6\x97\xEA\xA6\xAE"), "\xEA\xA6\x97\xEA\xA6\xAE" },
        { "emoji",
          SV_INIT("a\xF0\x9F\x98\x80"
                  "b"),
          "a|b" },
        { "broken bytes", SV_INIT("a\xC3(b\x80"), "a|b" },
        { "nothing", SV_INIT("... "), "" },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sv rest = rows[i].text;
        struct word w;
        struct buf b;
        buf_init(&b, 1000);
        while (word_next(&rest, &w)) {
            if (b.n > 0)
                buf_char(&b, '|');
            buf_put(&b, (struct sv){ w.p, w.n });
        }
        if (!sv_eq(buf_sv(&b), sv_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(buf_sv(&b)));
        buf_clear(&b);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_cut_alike),   BOTH(words_find_records),
        BOTH(what_is_typed_is_never_syntax),     BOTH(replaced_and_dropped_rows_leave_nothing_behind),
        BOTH(long_texts_are_indexed_to_a_limit), BOTH(a_word_that_is_everywhere_stays_quick),
    };

    PLACES_RUN("db_search", tests);
}
