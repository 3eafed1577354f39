/* SPDX-License-Identifier: MIT
 * tests/unit/test_manual.c -- the manuals of data/panduan: every chapter is there and can be read for every regulation, its
 * links and pictures lead somewhere, made parts name the region's own registers; pages know their section; the DOCX is whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "html/md_tree.h"
#include "model/package.h"
#include "page/manual.h"

enum { MARKUP = 64 * 1024 * 1024 };

static const char *declarations(void)
{
    const char *given = getenv("PRASASTI_DATA");

    return given ? given : "data";
}

static int64_t a_day(void)
{
    return 1700000000;
}

static struct region *open_region(const char *id, struct arena *a)
{
    struct region *r = NULL;
    struct problems ps;
    struct err e = { 0 };

    problems_init(&ps, a, 20);
    if (!region_load(declarations(), sv_of(id), &r, &ps, &e))
        fail_msg("%s: %s", id, e.text);
    r->records.now = a_day; /* declarations alone have no clock */
    return r;
}

static void shelf_of(const struct region *r, struct arena *a, struct manual_shelf *s)
{
    struct err e = { 0 };

    if (!manual_shelf(r, a, s, &e))
        fail_msg("panduan.yaml: %s %s", e.text, e.cause);
}

static void all_read(const struct region *r, struct manual_shelf *s, struct arena *a)
{
    struct err e = { 0 };

    shelf_of(r, a, s);
    assert_int_equal(s->n, 6);
    for (size_t i = 0; i < s->n; i++) {
        assert_true(s->items[i].n > 0);
        for (size_t c = 0; c < s->items[i].n; c++)
            if (!manual_read(s, &s->items[i], &s->items[i].chapters[c], NULL, true, a, &e))
                fail_msg("%.*s/%.*s: %s", SV_FMT(s->items[i].key), SV_FMT(s->items[i].chapters[c].key),
                         e.text);
    }
}

static void each_regulation_reads_all_chapters(void **state)
{
    (void) state;
    struct arena *a = arena_new(MARKUP);
    struct err e = { 0 };
    struct sv *ids;
    size_t n;

    assert_true(file_list(arena_printf(a, "%s/regulations", declarations()).p, "", a, &ids, &n, &e));
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        struct arena *own = arena_new(MARKUP);
        struct region *r = open_region(sv_cstr(ids[i], a), own);
        struct manual_shelf s;

        all_read(r, &s, own);
        region_close(r);
        arena_free(own);
    }
    arena_free(a);
}

/* --- links -------------------------------------------------------------------------------------------------------------- */

static bool has_anchor(const struct manual_chapter *c, struct sv id)
{
    for (const struct md_node *n = c->tree->first; n; n = n->next)
        if (n->kind == MD_HEADING && sv_eq(n->id, id))
            return true;
    return !id.n;
}

/* "/panduan/pengguna/daftar#mengekspor" */
static bool leads(const struct manual_shelf *s, struct sv url)
{
    struct sv rest = sv_sub(url, sizeof "/panduan/" - 1, url.n), key, path, id;
    const struct manual *m;
    const struct manual_chapter *c;

    sv_cut(&rest, '/', &key);
    if (sv_eq(key, SV("daftar")))
        return model_reg(s->region->model, rest) != NULL;
    if (sv_eq(key, SV("hubungan")))
        return true;
    if (sv_eq(key, SV("gambar")))
        return access(arena_printf(s->region->a, "%s/panduan/gambar/%.*s", declarations(), SV_FMT(rest)).p,
                      R_OK) == 0;
    m = manual_find(s, key);
    if (!m || !sv_cut(&rest, '#', &path))
        return m != NULL;
    id = rest;
    c = manual_chapter_find(m, path);
    return c && has_anchor(c, id);
}

static void follow(const struct manual_shelf *s, const struct manual_chapter *c, const struct md_node *n)
{
    if ((n->kind == MD_LINK || n->kind == MD_FIGURE) && sv_starts(n->url, SV("/panduan/")) &&
        !leads(s, n->url))
        fail_msg("%.*s: %.*s leads nowhere", SV_FMT(c->key), SV_FMT(n->url));
    if (n->kind == MD_FIGURE && !n->text.n)
        fail_msg("%.*s: %.*s has no words", SV_FMT(c->key), SV_FMT(n->url));
    for (const struct md_node *child = n->first; child; child = child->next)
        follow(s, c, child);
}

static void links_and_pictures_lead_somewhere(void **state)
{
    (void) state;
    struct arena *a = arena_new(MARKUP);
    struct region *r = open_region("banjar-39-2023", a);
    struct manual_shelf s;
    static const char *const paths[] = { "/",
                                         "/r/aplikasi",
                                         "/r/aplikasi/1",
                                         "/r/aplikasi/baru",
                                         "/r/aplikasi/1/ubah",
                                         "/r/aplikasi/1/langkah/mulai",
                                         "/r/aplikasi/impor/abc",
                                         "/pemenuhan",
                                         "/pemenuhan/pasal/46/ayat/1",
                                         "/pengaturan",
                                         "/kalender",
                                         "/masuk/kode" };

    all_read(r, &s, a);
    for (size_t i = 0; i < s.n; i++)
        for (size_t c = 0; c < s.items[i].n; c++)
            follow(&s, &s.items[i].chapters[c], s.items[i].chapters[c].tree);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct sv url = manual_about(a, sv_of(paths[i]));

        if (!url.n || !leads(&s, url))
            fail_msg("%s: '%.*s' leads nowhere", paths[i], SV_FMT(url));
    }
    assert_false(manual_about(a, SV("/panduan")).n);
    assert_false(manual_about(a, SV("/r/../x")).n);
    region_close(r);
    arena_free(a);
}

/* --- made parts ---------------------------------------------------------------------------------------------------------- */

static void tables_name_every_register(void **state)
{
    (void) state;
    struct arena *a = arena_new(MARKUP);
    struct region *r = open_region("bogor-24-2021", a);
    struct manual_shelf s;
    const struct manual *m;
    struct buf all;

    all_read(r, &s, a);
    m = manual_find(&s, SV("basis-data"));
    buf_init(&all, MARKUP);
    for (size_t c = 0; c < m->n; c++)
        md_words(m->chapters[c].tree, &all);
    for (size_t i = 0; i < r->model->n_regs; i++)
        if (sv_find(buf_sv(&all), r->model->regs[i]->label) < 0)
            fail_msg("%.*s is not described", SV_FMT(r->model->regs[i]->key));
    buf_clear(&all);
    region_close(r);
    arena_free(a);
}

static void words_of_declarations_stay_words(void **state)
{
    (void) state;
    struct buf b;

    buf_init(&b, 1000);
    manual_word(&b, SV("a|b *c* <i>\n[x](y) `d` \\ e_f &amp;"));
    assert_true(sv_eq(buf_sv(&b), SV("a/b \\*c\\* \\<i\\> \\[x\\](y) \\`d\\` \\\\ e\\_f \\&amp;")));
    buf_clear(&b);
}

static void an_unknown_part_is_refused(void **state)
{
    (void) state;
    struct arena *a = arena_new(MARKUP);
    struct region *r = open_region("banjar-39-2023", a);
    struct manual_maker k = { .r = r, .a = a };
    struct err e = { 0 };
    struct buf b;

    buf_init(&b, 1000);
    k.b = &b;
    assert_false(manual_made(&k, SV("tidak-ada"), SV_NULL, &e));
    assert_int_equal(e.kind, ERR_MISSING);
    buf_clear(&b);
    region_close(r);
    arena_free(a);
}

/* --- whom it speaks to ------------------------------------------------------------------------------------------------------ */

static void each_reader_gets_his_page(void **state)
{
    (void) state;
    static struct {
        const char *why, *level;
        bool administrator, auditor;
        const char *want;
    } rows[] = {
        { "an operator", "operator", false, false, "pengguna/operator" },
        { "the head of an agency", "kepala_pd", false, false, "pengguna/kepala" },
        { "the head of the Dinas", "kepala_dinas", false, false, "pengguna/kepala-dinas" },
        { "an administrator with a post", "operator", true, false, "administrator/tugas" },
        { "an auditor without one", "", false, true, "pengguna/pengawas" },
        { "nobody in particular", "", false, false, "" },
    };
    struct arena *a = arena_new(MARKUP);
    struct region *r = open_region("banjar-39-2023", a);
    struct manual_shelf s;

    shelf_of(r, a, &s);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct post post = { .pd = 1, .level = sv_of(rows[i].level), .rank = 1 };
        struct actor who = { .akun = 1,
                             .posts = &post,
                             .n_posts = rows[i].level[0] != 0,
                             .administrator = rows[i].administrator,
                             .auditor = rows[i].auditor };
        struct sv got = manual_for(&s, &who);

        if (!sv_eq(got.p ? got : SV(""), sv_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(got));
    }
    region_close(r);
    arena_free(a);
}

/* --- the file for handing in ------------------------------------------------------------------------------------------------- */

static bool anything(void *ctx, struct sv name, const char **atts, struct err *e)
{
    (void) ctx, (void) name, (void) atts, (void) e;
    return true;
}

static bool closing(void *ctx, struct sv name, struct err *e)
{
    (void) ctx, (void) name, (void) e;
    return true;
}

static bool any_text(void *ctx, struct sv text, struct err *e)
{
    *(size_t *) ctx += text.n;
    (void) e;
    return true;
}

static void docx_is_whole(void **state)
{
    (void) state;
    static const struct xml_on on = { .open = anything, .close = closing, .text = any_text };
    struct arena *a = arena_new(MARKUP);
    struct region *r = open_region("banjar-39-2023", a);
    struct manual_shelf s;
    struct err e = { 0 };

    shelf_of(r, a, &s);
    for (size_t i = 0; i < s.n; i++) {
        size_t letters = 0;
        struct xml *x = xml_new(SV("word/document.xml"), &on, &letters, true);
        struct zip_want wants[] = { { .name = SV("word/document.xml"), .feed = xml_feed, .ctx = x },
                                    { .name = SV("word/media/1.png") },
                                    { .name = SV("[Content_Types].xml") } };
        struct zip_budget budget = { 0 };
        struct buf out, again;

        buf_init(&out, MARKUP);
        buf_init(&again, MARKUP);
        assert_true(manual_docx(&s, &s.items[i], NULL, a, &out, &e));
        assert_true(manual_docx(&s, &s.items[i], NULL, a, &again, &e));
        assert_true(sv_eq(buf_sv(&out), buf_sv(&again))); /* the same words, the same bytes */
        if (!zip_read(buf_sv(&out), &budget, wants, 3, &e))
            fail_msg("%.*s: %s %s", SV_FMT(s.items[i].key), e.text, e.cause);
        assert_true(wants[0].found && wants[2].found);
        assert_true(letters > 2000);
        if (sv_eq(s.items[i].key, SV("pengguna")))
            assert_true(wants[1].found);
        xml_free(x);
        buf_clear(&out);
        buf_clear(&again);
    }
    region_close(r);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_regulation_reads_all_chapters),
        cmocka_unit_test(links_and_pictures_lead_somewhere),
        cmocka_unit_test(tables_name_every_register),
        cmocka_unit_test(words_of_declarations_stay_words),
        cmocka_unit_test(an_unknown_part_is_refused),
        cmocka_unit_test(each_reader_gets_his_page),
        cmocka_unit_test(docx_is_whole),
    };
    return cmocka_run_group_tests_name("manual", tests, NULL, NULL);
}
