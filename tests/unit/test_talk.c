/* SPDX-License-Identifier: MIT
 * tests/unit/test_talk.c -- comments, mentions, watching and notices on both engines: who reads what, and what is told to
 * whom. */
#include "region_fixture.h"

#include "model/event.h"
#include "model/talk.h"

static void talks(struct world *w)
{
    struct err err = { 0 };

    MUST(db_migrate(w->db, talk_migrations, talk_migrations_n, &err));
    w->rs.hooks[w->rs.n_hooks++] = watch_hook();
}

static struct record *app(struct world *w, const char *klasifikasi)
{
    return MAKE(w, who_system(), "aplikasi", "nama", "Antrean", "perangkat_daerah", world_id(w, w->pd1),
                "jenis", "khusus", "klasifikasi", klasifikasi);
}

static struct talk_mention say(struct world *w, const struct actor *who, const struct record *r,
                               const char *text)
{
    struct talk_mention m;
    struct err err = { 0 };

    MUST(db_begin(w->db, &err));
    MUST(
        talk_add(w->db, &w->rs, w->levels, who, r, sv_of(text), (struct date){ 2026, 1, 1 }, w->a, &m, &err));
    MUST(db_commit(w->db, &err));
    return m;
}

static size_t comments(struct world *w, const struct actor *who, const struct record *r, struct comment **out)
{
    struct err err = { 0 };
    size_t n;
    bool more;

    MUST(talk_load(w->db, &w->rs, who, r, w->a, out, &n, &more, &err));
    return n;
}

static size_t notices(struct world *w, const struct actor *who, struct notice **out)
{
    struct err err = { 0 };
    size_t n;

    MUST(notice_list(w->db, &w->rs, who, true, 50, w->a, out, &n, &err));
    return n;
}

static void set(struct world *w, const struct actor *who, struct record *r, const char *key,
                const char *value)
{
    struct input_item item = { sv_of(key), sv_of(value) };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct problems ps;
    struct record *after;
    struct err err = { 0 };

    problems_init(&ps, w->a, 10);
    MUST(db_begin(w->db, &err));
    MUST(record_update(w->db, &w->rs, who, r->reg, r->id, r->versi, &in, w->a, &after, &ps, &err));
    MUST(db_commit(w->db, &err));
    *r = *after;
}

/* --- the words -------------------------------------------------------------------------------------------------------------- */

static void pieces_are_found(void **state)
{
    static const struct {
        const char *why, *text, *want;
    } rows[] = {
        { "plain", "halo", "k(halo)" },
        { "a name", "@op1 tolong", "n(@op1)k( tolong)" },
        { "the stop is not of the name", "lihat @op1.", "k(lihat )n(@op1)k(.)" },
        { "a stop within", "@a.b-c, ya", "n(@a.b-c)k(, ya)" },
        { "a mail address is no name", "a@b.id", "k(a@b.id)" },
        { "a lone sign", "@ 5", "k(@ 5)" },
        { "a link", "(https://a.id/x?y=1&z) ya", "k(()t(https://a.id/x?y=1&z)k() ya)" },
        { "no other kind of address", "javascript:alert(1)", "k(javascript:alert(1))" },
        { "nothing behind it", "http://", "k(http://)" },
        { "on a new line", "a\n@b", "k(a\n)n(@b)" },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sv rest = sv_of(rows[i].text), piece;
        char got[200] = "";
        size_t n = 0;
        enum talk_piece kind;

        while (talk_next(&rest, &kind, &piece))
            n += (size_t) snprintf(got + n, sizeof got - n, "%c(%.*s)", "ktn"[kind], SV_FMT(piece));
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: got %s", rows[i].why, got);
    }
}

/* --- comments --------------------------------------------------------------------------------------------------------------- */

static void a_mention_reaches_whom_may_read(void **state)
{
    struct world *w = *state;
    struct talk_mention m;
    struct notice *list;
    struct record *open, *closed;

    talks(w);
    open = app(w, "terbuka");
    closed = app(w, "rahasia");
    m = say(w, w->op1, open, "Mohon dilihat @ver1 dan @OP2, juga @bukan_siapa dan @ver1, @op1.");
    if (m.told != 2 || !sv_eq(m.unknown, SV("@bukan_siapa")) || m.unreadable.p)
        fail_msg("told %zu, unknown %.*s, unreadable %.*s", m.told, SV_FMT(m.unknown), SV_FMT(m.unreadable));
    assert_int_equal(notices(w, w->ver1, &list), 1);
    assert_int_equal(list[0].kind, NOTICE_MENTION);
    assert_int_equal(notices(w, w->op2, &list), 1);
    assert_int_equal(notices(w, w->op1, &list), 0);
    m = say(w, w->kep1, closed, "@op2 @kabid");
    if (m.told > 1 || !m.unreadable.p || sv_find(m.unreadable, SV("@op2")) < 0)
        fail_msg("a stranger was told of a secret record: %zu, %.*s", m.told, SV_FMT(m.unreadable));
    assert_int_equal(notices(w, w->op2, &list), 1);
}

static void comments_obey_the_classification(void **state)
{
    struct world *w = *state;
    struct comment *list;
    struct notice *told;
    struct err err = { 0 };
    struct record *r, *seen;

    talks(w);
    r = app(w, "terbuka");
    say(w, w->kep1, r, "terbuka @op2");
    assert_int_equal(notices(w, w->op2, &told), 1);
    set(w, who_system(), r, "klasifikasi", "rahasia");
    REFUSED(record_get(w->db, &w->rs, w->op2, r->reg, r->id, w->a, &seen, &err), ERR_MISSING);
    assert_int_equal(notices(w, w->op2, &told), 0); /* as if it had never been told */
    say(w, w->kep1, r, "rahasia");
    set(w, who_system(), r, "klasifikasi", "terbuka");
    if (comments(w, w->op2, r, &list) != 1 || !sv_eq(list[0].isi, SV("terbuka @op2")))
        fail_msg("what was said while it was secret is told afterwards");
    assert_int_equal(comments(w, who_system(), r, &list), 2);
}

static void a_comment_is_withdrawn_by_its_writer(void **state)
{
    struct world *w = *state;
    struct actor auditor = *w->op2;
    struct comment *list;
    struct talk_mention m;
    struct err err = { 0 };
    struct record *r;
    int64_t id, words;

    talks(w);
    r = app(w, "terbuka");
    say(w, w->op1, r, "salah sebut nama");
    assert_int_equal(comments(w, w->op1, r, &list), 1);
    id = list[0].id;
    REFUSED(talk_withdraw(w->db, &w->rs, w->op2, r, id, w->a, &err), ERR_MISSING);
    MUST(talk_withdraw(w->db, &w->rs, w->op1, r, id, w->a, &err));
    REFUSED(talk_withdraw(w->db, &w->rs, w->op1, r, id, w->a, &err), ERR_MISSING);
    assert_int_equal(comments(w, w->op2, r, &list), 1);
    assert_true(list[0].withdrawn && !list[0].isi.n);
    MUST(db_one_int(w->db, SV("select count(*) from peristiwa where isi like '%salah sebut%'"), 0, &words,
                    &err));
    assert_int_equal(words, 0);
    MUST(db_one_int(w->db, SV("select count(*) from peristiwa where isi like '%\"komentar_di%'"), 0, &words,
                    &err));
    assert_int_equal(words, 2);
    REFUSED(talk_add(w->db, &w->rs, w->levels, w->op1, r, SV(" \n "), (struct date){ 2026, 1, 1 }, w->a, &m,
                     &err),
            ERR_INPUT);
    auditor.auditor = true;
    REFUSED(
        talk_add(w->db, &w->rs, w->levels, &auditor, r, SV("x"), (struct date){ 2026, 1, 1 }, w->a, &m, &err),
        ERR_DENIED);
}

/* --- watching --------------------------------------------------------------------------------------------------------------- */

static void who_watches_is_told_what_others_do(void **state)
{
    struct world *w = *state;
    struct notice *list;
    struct err err = { 0 };
    struct record *r;
    bool on;

    talks(w);
    r = app(w, "terbuka");
    MUST(watch_set(w->db, &w->rs, w->op2, r, true, &err));
    MUST(watch_set(w->db, &w->rs, w->op2, r, true, &err));
    MUST(watch_set(w->db, &w->rs, w->op1, r, true, &err));
    set(w, w->op1, r, "keterangan", "satu");
    set(w, w->op1, r, "keterangan", "dua");
    assert_int_equal(notices(w, w->op2, &list), 1); /* counted, not repeated */
    assert_int_equal(list[0].times, 2);
    assert_int_equal(list[0].kind, NOTICE_CHANGE);
    assert_int_equal(notices(w, w->op1, &list), 0); /* his own doing */
    say(w, w->op1, r, "sudah diubah, @op2");
    assert_int_equal(notices(w, w->op2, &list), 2);    /* named, and not told of the same words twice */
    MUST(notice_read(w->db, &w->rs, w->op1, 0, &err)); /* another's stay unread */
    assert_int_equal(notices(w, w->op2, &list), 2);
    MUST(notice_read(w->db, &w->rs, w->op2, list[0].id, &err));
    assert_int_equal(notices(w, w->op2, &list), 1);
    MUST(notice_read(w->db, &w->rs, w->op2, 0, &err));
    MUST(watch_set(w->db, &w->rs, w->op2, r, false, &err));
    set(w, w->op1, r, "keterangan", "tiga");
    assert_int_equal(notices(w, w->op2, &list), 0);
    MUST(watch_get(w->db, w->op1, r, &on, &err));
    assert_true(on);
}

static void notices_are_bounded(void **state)
{
    struct world *w = *state;
    struct record *r;
    struct err err = { 0 };
    int64_t n;

    talks(w);
    r = app(w, "terbuka");
    for (int i = 0; i < NOTICES_MAX + 5; i++) {
        say(w, w->op1, r, "@op2");
        MUST(notice_read(w->db, &w->rs, w->op2, 0, &err));
    }
    MUST(db_one_int(w->db, SV("select count(*) from pemberitahuan"), 0, &n, &err));
    assert_int_equal(n, NOTICES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_found),        WORLD(a_mention_reaches_whom_may_read),
        WORLD(comments_obey_the_classification),   WORLD(a_comment_is_withdrawn_by_its_writer),
        WORLD(who_watches_is_told_what_others_do), WORLD(notices_are_bounded),
    };

    PLACES_RUN("talk", tests);
}
