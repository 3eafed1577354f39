/* SPDX-License-Identifier: MIT
 * From bytes of a request line to a row of the tables: the normal form of paths, and which row wins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "web/path.h"
#include "web/router.h"

static void normal_form(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *want; /* NULL: refused */
    } rows[] = {
        { "the front page", SV_INIT("/"), "/" },
        { "plain", SV_INIT("/r/aplikasi/7"), "/r/aplikasi/7" },
        { "slash at the end", SV_INIT("/r/"), "/r/" },
        { "blank and letters in percent code", SV_INIT("/cari/a%20b%C2%A7"), "/cari/a b§" },
        { "percent of a percent stays one", SV_INIT("/a%2541"), "/a%41" },
        { "plus is a plus", SV_INIT("/a+b"), "/a+b" },
        { "dots in a name", SV_INIT("/a/..b/c."), "/a/..b/c." },
        { "three dots", SV_INIT("/a/.../b"), "/a/.../b" },
        { "pasted letters", SV_INIT("/cari/§"), "/cari/§" },
        { "no slash first", SV_INIT("r/aplikasi"), NULL },
        { "nothing", SV_INIT(""), NULL },
        { "star", SV_INIT("*"), NULL },
        { "absolute form", SV_INIT("http://x/y"), NULL },
        { "two slashes", SV_INIT("/a//b"), NULL },
        { "two slashes first", SV_INIT("//a"), NULL },
        { "two slashes at the end", SV_INIT("/a//"), NULL },
        { "dot segment", SV_INIT("/a/./b"), NULL },
        { "up", SV_INIT("/a/../b"), NULL },
        { "up at the end", SV_INIT("/a/.."), NULL },
        { "up in percent code", SV_INIT("/a/%2e%2E/b"), NULL },
        { "half in percent code", SV_INIT("/a/.%2e"), NULL },
        { "slash in percent code", SV_INIT("/a%2fb"), NULL },
        { "capital slash in percent code", SV_INIT("/a%2Fb"), NULL },
        { "backslash in percent code", SV_INIT("/a%5cb"), NULL },
        { "backslash", SV_INIT("/a\\b"), NULL },
        { "NUL in percent code", SV_INIT("/a%00"), NULL },
        { "NUL", SV_INIT("/a\0b"), NULL },
        { "line end in percent code", SV_INIT("/a%0d%0ab"), NULL },
        { "DEL in percent code", SV_INIT("/a%7f"), NULL },
        { "bare blank", SV_INIT("/a b"), NULL },
        { "bare quote", SV_INIT("/a\"b"), NULL },
        { "bare angle", SV_INIT("/a<b"), NULL },
        { "broken code", SV_INIT("/a%zz"), NULL },
        { "cut code", SV_INIT("/a%2"), NULL },
        { "bytes that are not UTF-8", SV_INIT("/a%ff"), NULL },
        { "overlong slash", SV_INIT("/a%c0%af"), NULL },
        { "fragment", SV_INIT("/a#b"), NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct sv got = SV_NULL;
        struct err e = { .kind = ERR_NONE };
        bool ok = path_decode(rows[i].in, a, &got, &e);
        if (ok != (rows[i].want != NULL) || (ok && !sv_eq(got, sv_of(rows[i].want))))
            fail_msg("%s: %s '%.*s'", rows[i].why, ok ? "read as" : "refused", SV_FMT(got));
        if (!ok && (e.kind != ERR_INPUT || !e.hint[0]))
            fail_msg("%s: refused without a next step", rows[i].why);
        arena_free(a);
    }
}

static void long_paths_are_refused(void **state)
{
    (void) state;
    static char path[PATH_MAX_BYTES + 1];
    struct arena *a = arena_new(1 << 20);
    struct sv got;
    struct err e;

    memset(path, 'a', sizeof path);
    path[0] = '/';
    assert_true(path_decode((struct sv){ path, PATH_MAX_BYTES }, a, &got, &e));
    assert_false(path_decode((struct sv){ path, PATH_MAX_BYTES + 1 }, a, &got, &e));
    arena_free(a);
}

/* --- which row wins ---------------------------------------------------------------------------------------------------- */

static bool never(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    (void) ctx;
    (void) req;
    (void) res;
    (void) e;
    return true;
}

static const struct web_route pages[] = {
    { .path = "/", .handle = never },
    { .path = "/r/{reg:key}", .handle = never },
    { .path = "/r/{reg:key}/baru", .handle = never },
    { .path = "/r/{reg:key}/{id:int}", .handle = never },
    { .path = "/r/{reg:key}/{id:int}/ubah", .handle = never },
    { .method = WEB_POST, .path = "/r/{register:key}/{nomor:int}/ubah", .handle = never },
    { .path = "/berkas/{nama}", .handle = never },
    { .path = "/r/pegawai/{id:int}", .handle = never },
};
static const struct web_route others[] = {
    { .path = "/git/{rest:*}", .handle = never },
    { .method = WEB_POST, .path = "/git/{rest:*}", .handle = never },
    { .method = WEB_DELETE, .path = "/api/{a}/{b}/{c}", .handle = never },
    { .path = "/daftar/", .handle = never },
};

static void rows_of_the_tables(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        enum web_method method;
        const char *path, *route, *values;
        unsigned methods;
    } rows[] = {
        { "front page", WEB_GET, "/", "/", "", 1 << WEB_GET },
        { "literal after a key", WEB_GET, "/r/aplikasi/baru", "/r/{reg:key}/baru", "reg=aplikasi;",
          1 << WEB_GET },
        { "number after a key", WEB_GET, "/r/aplikasi/12", "/r/{reg:key}/{id:int}", "reg=aplikasi;id=12;",
          1 << WEB_GET },
        { "each row has its own names", WEB_POST, "/r/aplikasi/12/ubah", "/r/{register:key}/{nomor:int}/ubah",
          "register=aplikasi;nomor=12;", 1 << WEB_GET | 1 << WEB_POST },
        { "a literal wins over a key", WEB_GET, "/r/pegawai/3", "/r/pegawai/{id:int}", "id=3;",
          1 << WEB_GET },
        { "back from a literal that leads nowhere", WEB_GET, "/r/pegawai", "/r/{reg:key}", "reg=pegawai;",
          1 << WEB_GET },
        { "the literal's other pages", WEB_GET, "/r/pegawai/3/ubah", "/r/{reg:key}/{id:int}/ubah",
          "reg=pegawai;id=3;", 1 << WEB_GET | 1 << WEB_POST },
        { "number with a leading zero", WEB_GET, "/r/aplikasi/012", NULL, "", 0 },
        { "zero is a number", WEB_GET, "/r/aplikasi/0", "/r/{reg:key}/{id:int}", "reg=aplikasi;id=0;",
          1 << WEB_GET },
        { "negative number", WEB_GET, "/r/aplikasi/-1", NULL, "", 0 },
        { "number beyond 64 bits", WEB_GET, "/r/aplikasi/99999999999999999999", NULL, "", 0 },
        { "no key", WEB_GET, "/r/Aplikasi", NULL, "", 0 },
        { "any one segment", WEB_GET, "/berkas/a b", "/berkas/{nama}", "nama=a b;", 1 << WEB_GET },
        { "not two", WEB_GET, "/berkas/a/b", NULL, "", 0 },
        { "not none", WEB_GET, "/berkas/", NULL, "", 0 },
        { "the rest", WEB_POST, "/git/a.git/info/refs", "/git/{rest:*}", "rest=a.git/info/refs;",
          1 << WEB_GET | 1 << WEB_POST },
        { "the rest keeps its last slash", WEB_GET, "/git/a/", "/git/{rest:*}", "rest=a/;",
          1 << WEB_GET | 1 << WEB_POST },
        { "no rest", WEB_GET, "/git/", NULL, "", 0 },
        { "other method", WEB_PUT, "/git/a", NULL, "", 1 << WEB_GET | 1 << WEB_POST },
        { "a path that ends in a slash", WEB_GET, "/daftar/", "/daftar/", "", 1 << WEB_GET },
        { "without it", WEB_GET, "/daftar", NULL, "", 0 },
        { "three captures", WEB_DELETE, "/api/1/2/3", "/api/{a}/{b}/{c}", "a=1;b=2;c=3;", 1 << WEB_DELETE },
        { "nothing there", WEB_GET, "/x", NULL, "", 0 },
    };
    const struct web_table tables[] = { WEB_TABLE(pages), WEB_TABLE(others) };
    struct arena *a = arena_new(1 << 20);
    struct router *t = NULL;
    struct err e = { .kind = ERR_NONE };

    if (!router_make(tables, 2, a, &t, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct route_match m;
        struct sv values = SV("");
        router_find(t, rows[i].method, sv_of(rows[i].path), &m);
        if ((m.route != NULL) != (rows[i].route != NULL) ||
            (m.route && strcmp(m.route->path, rows[i].route) != 0))
            fail_msg("%s: found %s", rows[i].why, m.route ? m.route->path : "nothing");
        for (size_t k = 0; k < m.n; k++)
            values =
                arena_printf(a, "%.*s%.*s=%.*s;", SV_FMT(values), SV_FMT(m.names[k]), SV_FMT(m.values[k]));
        if (!sv_eq(values, sv_of(rows[i].values)))
            fail_msg("%s: captured %.*s", rows[i].why, SV_FMT(values));
        if (m.methods != rows[i].methods && !m.route)
            fail_msg("%s: methods %x", rows[i].why, m.methods);
    }
    arena_free(a);
}

static void mistakes_in_tables(void **state)
{
    (void) state;
    static const struct web_param no_label[] = { { .name = "a" }, { 0 } };
    static const struct web_param twice[] = { { .name = "a", .label = "A" },
                                              { .name = "a", .label = "A" },
                                              { 0 } };
    static const struct web_param no_list[] = { { .name = "a", .label = "A", .type = WEB_ENUM }, { 0 } };
    static const struct web_param file[] = { { .name = "a", .label = "A", .type = WEB_FILE }, { 0 } };
    static const struct {
        const char *why;
        struct web_route rows[2];
        size_t n;
    } cases[] = {
        { "no slash first", { { .path = "a", .handle = never } }, 1 },
        { "no path", { { .handle = never } }, 1 },
        { "no handler", { { .path = "/a" } }, 1 },
        { "unknown kind of segment", { { .path = "/{a:uuid}", .handle = never } }, 1 },
        { "brace inside a segment", { { .path = "/a{b}", .handle = never } }, 1 },
        { "capture without a name", { { .path = "/{}", .handle = never } }, 1 },
        { "something behind the rest", { { .path = "/{a:*}/b", .handle = never } }, 1 },
        { "empty segment", { { .path = "/a//b", .handle = never } }, 1 },
        { "nine captures", { { .path = "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}", .handle = never } }, 1 },
        { "the same row twice under other names",
          { { .path = "/a/{b:int}", .handle = never }, { .path = "/a/{c:int}", .handle = never } },
          2 },
        { "field without label", { { .path = "/a", .handle = never, .params = no_label } }, 1 },
        { "field twice", { { .path = "/a", .handle = never, .params = twice } }, 1 },
        { "choice without a list", { { .path = "/a", .handle = never, .params = no_list } }, 1 },
        { "file in a query", { { .path = "/a", .handle = never, .params = file } }, 1 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct web_table table = { cases[i].rows, cases[i].n };
        struct arena *a = arena_new(1 << 20);
        struct router *t = NULL;
        struct err e = { .kind = ERR_NONE };
        if (router_make(&table, 1, a, &t, &e))
            fail_msg("%s: was taken", cases[i].why);
        assert_int_equal(e.kind, ERR_FAULT);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_form),
        cmocka_unit_test(long_paths_are_refused),
        cmocka_unit_test(rows_of_the_tables),
        cmocka_unit_test(mistakes_in_tables),
    };
    return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
