/* SPDX-License-Identifier: MIT
 * Fields out of foreign bytes: what browsers send is read, what they never send is refused with a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "web/form.h"
#include "web/path.h"
#include "web/spool.h"

/* --- urlencoded ------------------------------------------------------------------------------------------------------ */

static struct sv shown(const struct web_fields *f, struct arena *a)
{
    struct sv s = SV("");

    for (size_t i = 0; i < f->n; i++)
        s = arena_printf(a, "%.*s[%.*s=%.*s]", SV_FMT(s), SV_FMT(f->items[i].name),
                         SV_FMT(f->items[i].value));
    return s;
}

static void urlencoded(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *want; /* NULL: refused */
    } rows[] = {
        { "two fields", SV_INIT("a=1&b=2"), "[a=1][b=2]" },
        { "plus and percent", SV_INIT("q=satu+dua%2B%C2%A7"), "[q=satu dua+§]" },
        { "empty value, no value", SV_INIT("a=&b"), "[a=][b=]" },
        { "empty pieces are skipped", SV_INIT("&&a=1&"), "[a=1]" },
        { "a value keeps its equal signs", SV_INIT("a=b=c"), "[a=b=c]" },
        { "the same name twice is kept in order", SV_INIT("a=1&a=2"), "[a=1][a=2]" },
        { "nothing", SV_INIT(""), "" },
        { "absent", { NULL, 0 }, "" },
        { "no name", SV_INIT("=1"), NULL },
        { "percent at the end", SV_INIT("a=%"), NULL },
        { "percent with one digit", SV_INIT("a=%4"), NULL },
        { "percent with letters", SV_INIT("a=%zz"), NULL },
        { "NUL in a value", SV_INIT("a=%00"), NULL },
        { "NUL in a name", SV_INIT("a%00b=1"), NULL },
        { "not UTF-8", SV_INIT("a=%ff%fe"), NULL },
        { "overlong slash", SV_INIT("a=%c0%af"), NULL },
        { "half a surrogate", SV_INIT("a=%ed%a0%80"), NULL },
        { "raw NUL", SV_INIT("a=x\0y"), NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct web_fields f = { 0 };
        struct err e = { .kind = ERR_NONE };
        bool ok = form_urlencoded(rows[i].in, 10, a, &f, &e);
        if (ok != (rows[i].want != NULL))
            fail_msg("%s: %s", rows[i].why, ok ? "was read" : e.text);
        if (ok && !sv_eq(shown(&f, a), sv_of(rows[i].want)))
            fail_msg("%s: got %.*s", rows[i].why, SV_FMT(shown(&f, a)));
        if (!ok && (e.kind != ERR_INPUT || !e.text[0] || !e.hint[0]))
            fail_msg("%s: refused without a reason and a next step", rows[i].why);
        arena_free(a);
    }
}

static void too_many_fields(void **state)
{
    (void) state;
    struct arena *a = arena_new(1 << 20);
    struct web_fields f = { 0 };
    struct err e;

    assert_true(form_urlencoded(SV("a=1&a=1&a=1"), 3, a, &f, &e));
    assert_false(form_urlencoded(SV("a=1"), 3, a, &f, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    arena_free(a);
}

static void long_names_are_refused(void **state)
{
    (void) state;
    struct arena *a = arena_new(1 << 20);
    struct web_fields f = { 0 };
    struct err e;
    char name[FORM_NAME_MAX + 2];

    memset(name, 'n', sizeof name);
    assert_true(form_urlencoded((struct sv){ name, FORM_NAME_MAX }, 3, a, &f, &e));
    assert_false(form_urlencoded((struct sv){ name, FORM_NAME_MAX + 1 }, 3, a, &f, &e));
    arena_free(a);
}

/* --- cookies and header values ----------------------------------------------------------------------------------------- */

static void cookies(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *want;
    } rows[] = {
        { "two", SV_INIT("a=1; b=2"), "[a=1][b=2]" },
        { "no blank between them", SV_INIT("a=1;b=2"), "[a=1][b=2]" },
        { "equal signs belong to the value", SV_INIT("a=x=="), "[a=x==]" },
        { "pieces that are no pair are skipped", SV_INIT("x; =y; a=1"), "[a=1]" },
        { "not UTF-8 is skipped", SV_INIT("b=\xff; a=1"), "[a=1]" },
        { "nothing", SV_INIT(""), "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct web_fields f = { 0 };
        form_cookies(rows[i].in, 10, a, &f);
        if (!sv_eq(shown(&f, a), sv_of(rows[i].want)))
            fail_msg("%s: got %.*s", rows[i].why, SV_FMT(shown(&f, a)));
        arena_free(a);
    }
}

static void header_params(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *name, *want;
    } rows[] = {
        { "plain", SV_INIT("multipart/form-data; boundary=abc"), "boundary", "abc" },
        { "quoted", SV_INIT("x; boundary=\"a b\"; c=d"), "boundary", "a b" },
        { "name in other case", SV_INIT("x; BOUNDARY=abc"), "boundary", "abc" },
        { "blanks around", SV_INIT("x ;  a=1 ; boundary=abc "), "boundary", "abc" },
        { "quoted quote", SV_INIT("x; filename=\"a\\\"b\""), "filename", "a\"b" },
        { "other backslashes stay", SV_INIT("x; filename=\"C:\\dir\\f\""), "filename", "C:\\dir\\f" },
        { "a semicolon inside quotes", SV_INIT("x; a=\"1;b=2\"; b=3"), "b", "3" },
        { "an empty value is there", SV_INIT("x; filename=\"\""), "filename", "" },
        { "absent", SV_INIT("x; a=1"), "boundary", NULL },
        { "said twice", SV_INIT("x; a=1; a=2"), "a", NULL },
        { "quote never closed", SV_INIT("x; a=\"1"), "a", NULL },
        { "no equal sign", SV_INIT("x; a"), "a", NULL },
        { "junk after a value", SV_INIT("x; a=\"1\"2; b=3"), "b", NULL },
        { "nothing", SV_INIT(""), "a", NULL },
        { "no header", { NULL, 0 }, "a", NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct sv got = form_header_param(rows[i].in, rows[i].name, a);
        if ((got.p != NULL) != (rows[i].want != NULL) || (got.p && !sv_eq(got, sv_of(rows[i].want))))
            fail_msg("%s: got '%.*s'", rows[i].why, SV_FMT(got));
        arena_free(a);
    }
}

static void file_names(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *want;
    } rows[] = {
        { "plain", SV_INIT("SK Bupati.pdf"), "SK Bupati.pdf" },
        { "folders go", SV_INIT("/etc/passwd"), "passwd" },
        { "folders of Windows go", SV_INIT("C:\\Users\\a\\b.xlsx"), "b.xlsx" },
        { "climbing up", SV_INIT("../../x"), "x" },
        { "only dots", SV_INIT(".."), "berkas" },
        { "a hidden file shows itself", SV_INIT(".htaccess"), "htaccess" },
        { "control characters go", SV_INIT("a\r\nb\x1b.pdf"), "ab.pdf" },
        { "what a shell or Windows minds", SV_INIT("a\"b<c>d:e|f?g*.pdf"), "a_b_c_d_e_f_g_.pdf" },
        { "dots and blanks at the end go", SV_INIT("a.pdf. . "), "a.pdf" },
        { "UTF-8 stays", SV_INIT("Laporan §7.pdf"), "Laporan §7.pdf" },
        { "a folder", SV_INIT("a/"), "berkas" },
        { "nothing", SV_INIT(""), "berkas" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct sv got = form_file_name(rows[i].in, a);
        if (!sv_eq(got, sv_of(rows[i].want)))
            fail_msg("%s: got '%.*s'", rows[i].why, SV_FMT(got));
        arena_free(a);
    }
}

static void long_file_names_keep_their_end(void **state)
{
    (void) state;
    struct arena *a = arena_new(1 << 20);
    struct buf b;

    buf_init(&b, 1 << 16);
    for (int i = 0; i < 400; i++)
        buf_put(&b, SV("§"));
    buf_put(&b, SV(".pdf"));
    struct sv got = form_file_name(buf_sv(&b), a);
    assert_true(got.n <= 200 && got.n >= 198);
    assert_true(sv_ends(got, SV("§.pdf")));
    assert_true(sv_utf8_ok(got));
    buf_clear(&b);
    arena_free(a);
}

/* --- multipart --------------------------------------------------------------------------------------------------------- */

struct parts {
    struct arena *a;
    char dir[64];
    struct spool_dir spool;
    struct web_fields fields;
    struct web_file *files;
    size_t n_files, cap_files;
};

static int parts_setup(void **state)
{
    struct parts *p = calloc(1, sizeof *p);
    struct err e;

    p->a = arena_new(32 << 20);
    memcpy(p->dir, "/tmp/test-form-XXXXXX", 22);
    if (!mkdtemp(p->dir) || !spool_dir_open(&p->spool, p->dir, &e))
        return -1;
    *state = p;
    return 0;
}

static size_t files_left(const struct parts *p)
{
    DIR *d = opendir(p->dir);
    const struct dirent *entry;
    size_t n = 0;

    while (d && (entry = readdir(d)))
        n += entry->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static int parts_teardown(void **state)
{
    struct parts *p = *state;

    for (size_t i = 0; i < p->n_files; i++)
        unlink(p->files[i].path);
    int gone = rmdir(p->dir); /* fails if anything was forgotten there */
    arena_free(p->a);
    free(p);
    return gone;
}

static void forget(struct parts *p)
{
    for (size_t i = 0; i < p->n_files; i++)
        unlink(p->files[i].path);
    p->fields.n = p->n_files = 0;
}

/* Feeds the body in pieces of `piece` bytes; piece 0 is all at once. */
static bool feed(struct parts *p, struct sv type, struct sv body, size_t piece, struct err *e)
{
    struct multipart *m = NULL;
    struct multipart_sink sink = { .a = p->a,
                                   .dir = &p->spool,
                                   .fields = &p->fields,
                                   .max_fields = 20,
                                   .files = &p->files,
                                   .n_files = &p->n_files,
                                   .cap_files = &p->cap_files,
                                   .max_files = 3 };
    bool ok = multipart_begin(type, &sink, &m, e);

    while (ok && body.n) {
        struct sv part = sv_sub(body, 0, piece ? piece : body.n);
        body = sv_sub(body, part.n, body.n);
        ok = multipart_add(m, part, e);
    }
    ok = ok && multipart_end(m, e);
    multipart_drop(m);
    return ok;
}

#define TYPE "multipart/form-data; boundary=XX"
#define FIELD(name, value) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, file, value)                                              \
    "--XX\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file \
    "\"\r\nContent-Type: text/plain\r\n\r\n" value "\r\n"

static struct sv parts_shown(struct parts *p)
{
    struct sv s = shown(&p->fields, p->a);

    for (size_t i = 0; i < p->n_files; i++) {
        struct web_file *f = &p->files[i];
        struct sv text = SV_NULL;
        struct err e;
        if (!file_read(f->path, 1 << 24, p->a, &text, &e))
            fail_msg("%s", e.text);
        struct digest d = sha256(text);
        assert_true(digest_eq(&d, &f->sha256));
        assert_int_equal(f->size, text.n);
        assert_true(sv_starts(text, f->head));
        s = arena_printf(p->a, "%.*s{%.*s %.*s %.*s}", SV_FMT(s), SV_FMT(f->field), SV_FMT(f->name),
                         SV_FMT(text));
    }
    return s;
}

static void multipart(void **state)
{
    struct parts *p = *state;
    static const struct {
        const char *why;
        struct sv type, in;
        const char *want;
    } rows[] = {
        { "one field", SV_INIT(TYPE), SV_INIT(FIELD("a", "1") "--XX--\r\n"), "[a=1]" },
        { "no line end behind the last boundary", SV_INIT(TYPE), SV_INIT(FIELD("a", "1") "--XX--"), "[a=1]" },
        { "an empty field", SV_INIT(TYPE), SV_INIT(FIELD("a", "") "--XX--"), "[a=]" },
        { "a field with line ends and dashes", SV_INIT(TYPE),
          SV_INIT(FIELD("a", "\r\n--X\r\n--\r\n") "--XX--"), "[a=\r\n--X\r\n--\r\n]" },
        { "field, file, field", SV_INIT(TYPE),
          SV_INIT(FIELD("a", "1") FILE_PART("f", "x.txt", "isi\r\nisi") FIELD("b", "2") "--XX--"),
          "[a=1][b=2]{f x.txt isi\r\nisi}" },
        { "an empty file is a file", SV_INIT(TYPE), SV_INIT(FILE_PART("f", "x.txt", "") "--XX--"),
          "{f x.txt }" },
        { "an input without a choice is none", SV_INIT(TYPE), SV_INIT(FILE_PART("f", "", "") "--XX--"), "" },
        { "a form without fields", SV_INIT(TYPE), SV_INIT("--XX--\r\n"), "" },
        { "text before and after is skipped", SV_INIT(TYPE),
          SV_INIT("halo\r\n" FIELD("a", "1") "--XX--\r\nbye\r\n--XX"), "[a=1]" },
        { "quoted boundary", SV_INIT("multipart/form-data; boundary=\"X X\""),
          SV_INIT("--X X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X X--"), "[a=1]" },
        { "blanks behind a boundary", SV_INIT(TYPE),
          SV_INIT("--XX \t\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX--"), "[a=1]" },
        { "header names in capitals", SV_INIT(TYPE),
          SV_INIT("--XX\r\nCONTENT-DISPOSITION: Form-Data; NAME=\"a\"\r\nX-Other: y\r\n\r\n1\r\n--XX--"),
          "[a=1]" },
        { "a path of Windows as name", SV_INIT(TYPE),
          SV_INIT(FILE_PART("f", "C:\\\\a\\\\b.txt", "x") "--XX--"), "{f b.txt x}" },
    };
    static const size_t pieces[] = { 0, 1, 2, 3, 7, 64 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t k = 0; k < sizeof pieces / sizeof pieces[0]; k++) {
            struct err e = { .kind = ERR_NONE };
            if (!feed(p, rows[i].type, rows[i].in, pieces[k], &e))
                fail_msg("%s, pieces of %zu: %s", rows[i].why, pieces[k], e.text);
            struct sv got = parts_shown(p);
            if (!sv_eq(got, sv_of(rows[i].want)))
                fail_msg("%s, pieces of %zu: got %.*s", rows[i].why, pieces[k], SV_FMT(got));
            forget(p);
        }
}

static void hostile_multipart(void **state)
{
    struct parts *p = *state;
    static const struct {
        const char *why;
        struct sv type, in;
    } rows[] = {
        { "no boundary named", SV_INIT("multipart/form-data"), SV_INIT("--XX--") },
        { "an empty boundary", SV_INIT("multipart/form-data; boundary="), SV_INIT("--XX--") },
        { "boundary named twice", SV_INIT("multipart/form-data; boundary=XX; boundary=YY"),
          SV_INIT("--XX--") },
        { "boundary with a line end", SV_INIT("multipart/form-data; boundary=\"X\nX\""), SV_INIT("--XX--") },
        { "nothing", SV_INIT(TYPE), SV_INIT("") },
        { "never begins", SV_INIT(TYPE), SV_INIT("halo halo halo") },
        { "never ends", SV_INIT(TYPE), SV_INIT(FIELD("a", "1")) },
        { "ends inside a file", SV_INIT(TYPE),
          SV_INIT("--XX\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nisi yang terpotong") },
        { "ends inside a head", SV_INIT(TYPE), SV_INIT("--XX\r\nContent-Disposition: form-") },
        { "a part without a name", SV_INIT(TYPE),
          SV_INIT("--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--") },
        { "a part with an empty name", SV_INIT(TYPE), SV_INIT(FIELD("", "1") "--XX--") },
        { "a part that is no form field", SV_INIT(TYPE),
          SV_INIT("--XX\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--XX--") },
        { "a part without disposition", SV_INIT(TYPE),
          SV_INIT("--XX\r\nContent-Type: text/plain\r\n\r\n1\r\n--XX--") },
        { "two dispositions", SV_INIT(TYPE),
          SV_INIT(
              "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n"
              "--XX--") },
        { "a head line without colon", SV_INIT(TYPE), SV_INIT("--XX\r\nhalo\r\n\r\n1\r\n--XX--") },
        { "base64, which browsers never send", SV_INIT(TYPE),
          SV_INIT(
              "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n"
              "--XX--") },
        { "junk behind a boundary", SV_INIT(TYPE), SV_INIT("--XXjunk\r\n\r\n--XX--") },
        { "NUL in a field", SV_INIT(TYPE), SV_INIT(FIELD("a", "x\0y") "--XX--") },
        { "a field that is not UTF-8", SV_INIT(TYPE), SV_INIT(FIELD("a", "\xff") "--XX--") },
        { "a file name that is not UTF-8", SV_INIT(TYPE), SV_INIT(FILE_PART("a", "\xff.txt", "x") "--XX--") },
        { "more files than allowed", SV_INIT(TYPE),
          SV_INIT(FILE_PART("f", "1", "x") FILE_PART("f", "2", "x") FILE_PART("f", "3", "x")
                      FILE_PART("f", "4", "x") "--XX--") },
    };
    static const size_t pieces[] = { 0, 1, 5 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t k = 0; k < sizeof pieces / sizeof pieces[0]; k++) {
            struct err e = { .kind = ERR_NONE };
            if (feed(p, rows[i].type, rows[i].in, pieces[k], &e))
                fail_msg("%s, pieces of %zu: was read", rows[i].why, pieces[k]);
            if (e.kind != ERR_INPUT || !e.text[0] || !e.hint[0])
                fail_msg("%s: refused without a reason and a next step (%s)", rows[i].why, e.text);
            forget(p);
            if (files_left(p))
                fail_msg("%s, pieces of %zu: a file was left in the folder", rows[i].why, pieces[k]);
        }
}

static void endless_heads_are_refused(void **state)
{
    struct parts *p = *state;
    static const struct {
        const char *why, *start, *more;
    } rows[] = {
        { "a head without an end", "--XX\r\nContent-Disposition: form-data; name=a; x=", "xxxxxxxxxxxxxxxx" },
        { "many head lines", "--XX\r\n", "X-A: b\r\n" },
        { "blanks without an end", "--XX", "        " },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        struct err e = { .kind = ERR_NONE };
        buf_init(&b, 1 << 20);
        buf_put(&b, sv_of(rows[i].start));
        while (b.n < 200000)
            buf_put(&b, sv_of(rows[i].more));
        if (feed(p, SV(TYPE), buf_sv(&b), 100, &e) || e.kind != ERR_INPUT)
            fail_msg("%s: not refused", rows[i].why);
        buf_clear(&b);
    }
}

static void large_fields_are_refused_and_large_files_kept(void **state)
{
    struct parts *p = *state;
    struct buf b;
    struct err e = { .kind = ERR_NONE };

    buf_init(&b, 16 << 20);
    buf_put(&b, SV("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n"));
    while (b.n < FORM_VALUE_MAX + 1000)
        buf_put(&b, SV("0123456789abcdef\r\n-"));
    buf_put(&b, SV("\r\n--XX--"));
    assert_false(feed(p, SV(TYPE), buf_sv(&b), 9000, &e));
    assert_int_equal(e.kind, ERR_INPUT);

    buf_reset(&b);
    buf_put(&b, SV("--XX\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n"));
    size_t from = b.n;
    while (b.n < 3 << 20)
        buf_put(&b, SV("0123456789abcdef\r\n--X"));
    struct sv data = sv_sub(buf_sv(&b), from, b.n);
    struct digest want = sha256(data);
    size_t size = data.n;
    buf_put(&b, SV("\r\n--XX--"));
    assert_true(feed(p, SV(TYPE), buf_sv(&b), 9000, &e));
    assert_int_equal(p->n_files, 1);
    assert_int_equal(p->files[0].size, size);
    assert_int_equal(p->files[0].head.n, SPOOL_HEAD_BYTES);
    assert_true(digest_eq(&want, &p->files[0].sha256));
    buf_clear(&b);
    forget(p);
}

static void leftovers_are_swept(void **state)
{
    struct parts *p = *state;
    struct spool s, moved;
    struct spool_dir again;
    struct err e;
    char keep[100];

    assert_true(spool_open(&p->spool, p->a, &s, &e));
    assert_true(spool_add(&s, SV("x"), &e));
    spool_end(&s);
    /* A file that a handler moved away is not touched when its old name is removed. */
    assert_true(spool_open(&p->spool, p->a, &moved, &e));
    spool_end(&moved);
    snprintf(keep, sizeof keep, "%s/simpan", p->dir);
    assert_int_equal(rename(moved.path, keep), 0);
    spool_drop(&moved);
    assert_int_equal(files_left(p), 2);
    assert_true(spool_dir_open(&again, p->dir, &e));
    assert_int_equal(files_left(p), 1);
    unlink(keep);
}

static void a_folder_that_cannot_be_written(void **state)
{
    (void) state;
    struct spool_dir d;
    struct err e;

    assert_false(spool_dir_open(&d, "/tmp/tidak-ada/di-sini", &e));
    assert_int_equal(e.kind, ERR_FAULT);
    assert_false(spool_dir_open(&d, NULL, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urlencoded),
        cmocka_unit_test(too_many_fields),
        cmocka_unit_test(long_names_are_refused),
        cmocka_unit_test(cookies),
        cmocka_unit_test(header_params),
        cmocka_unit_test(file_names),
        cmocka_unit_test(long_file_names_keep_their_end),
        cmocka_unit_test_setup_teardown(multipart, parts_setup, parts_teardown),
        cmocka_unit_test_setup_teardown(hostile_multipart, parts_setup, parts_teardown),
        cmocka_unit_test_setup_teardown(endless_heads_are_refused, parts_setup, parts_teardown),
        cmocka_unit_test_setup_teardown(large_fields_are_refused_and_large_files_kept, parts_setup,
                                        parts_teardown),
        cmocka_unit_test_setup_teardown(leftovers_are_swept, parts_setup, parts_teardown),
        cmocka_unit_test(a_folder_that_cannot_be_written),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
