/* SPDX-License-Identifier: MIT
 * tests/unit/test_nginx_conf.c -- the configuration is one that nginx itself accepts, wherever the data folder stands. */
#include "app/nginx_conf.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static const struct nginx_conf plain = {
    .data = "/d", .dist = "/s", .socket = "/d/run/app.sock", .listen = "127.0.0.1:8080", .workers = 2
};

static char *make_folder(void)
{
    static const char pattern[] = "/tmp/prasasti-test-XXXXXX";
    char *dir = malloc(sizeof pattern);

    assert_non_null(dir);
    memcpy(dir, pattern, sizeof pattern);
    assert_non_null(mkdtemp(dir));
    return dir;
}

static int run(char *const *argv, const char *log)
{
    posix_spawn_file_actions_t files;
    pid_t pid;
    int status;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    int code = posix_spawnp(&pid, argv[0], &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    if (code != 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
}

static void remove_folder(char *dir)
{
    char *argv[] = { (char[]){ "rm" }, (char[]){ "-rf" }, dir, NULL };

    assert_int_equal(run(argv, "/dev/null"), 0);
    free(dir);
}

static struct sv written(const struct nginx_conf *c, struct arena *a)
{
    struct err e = { 0 };
    struct buf b;

    buf_init(&b, 64 * 1024);
    nginx_conf_write(c, a, &b);
    assert_true(buf_ok(&b, &e));
    struct sv text = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return text;
}

static void nginx_accepts_what_is_written(void **state)
{
    (void) state;
    static const struct {
        const char *why, *name, *listen;
        bool root, dist;
    } rows[] = {
        { "usual", "data", "127.0.0.1:18080", false, true },
        { "spaces and braces in the path", "Data {Kabupaten} A; B # C", "127.0.0.1:18080", false, true },
        { "single quotes and letters beyond ASCII", "d'ata-é", "[::1]:18080", false, true },
        { "without styles, workers of another user", "data", "0.0.0.0:18080", true, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1024 * 1024);
        char *dir = make_folder();
        const char *path = NULL, *data = arena_printf(a, "%s/%s", dir, rows[i].name).p;
        struct err e = { 0 };
        struct nginx_conf c = { .data = data,
                                .dist = rows[i].dist ? data : NULL,
                                .listen = rows[i].listen,
                                .socket = arena_printf(a, "%s/run/app.sock", data).p,
                                .user = rows[i].root && geteuid() == 0 ? "root" : NULL,
                                .workers = 2 };
        const char *log = arena_printf(a, "%s/log", dir).p;
        struct sv said = SV_NULL;

        if (!nginx_conf_save(&c, a, &path, &e))
            fail_msg("%s: %s", rows[i].why, e.text);
        char *const argv[] = { (char[]){ "/usr/sbin/nginx" },
                               (char[]){ "-t" },
                               (char[]){ "-e" },
                               (char[]){ "stderr" },
                               (char[]){ "-c" },
                               (char *) (uintptr_t) path,
                               NULL };
        int code = run(argv, log);
        file_read(log, 64 * 1024, a, &said, &e);
        if (code != 0 || sv_find(said, SV("[warn]")) >= 0)
            fail_msg("%s: nginx -t ends with %d: %.*s", rows[i].why, code, SV_FMT(said));
        remove_folder(dir);
        arena_free(a);
    }
}

static void nginx_conf_save_refuses_paths_it_cannot_write(void **state)
{
    (void) state;
    static const struct {
        const char *why, *data, *says;
    } rows[] = {
        { "a variable of nginx", "/tmp/a$b", "tanda" },
        { "a quotation mark", "/tmp/a\"b", "tanda" },
        { "a backslash", "/tmp/a\\b", "tanda" },
        { "a new line", "/tmp/a\nb", "tanda" },
        { "longer than a socket's address",
          "/tmp/"
          "0123456789012345678901234567890123456789012345678901234567890123456789"
          "0123456789012345678901234567890123456789",
          "terlalu panjang" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1024 * 1024);
        struct nginx_conf c = plain;
        struct err e = { 0 };
        const char *path = NULL;

        c.data = rows[i].data;
        c.socket = arena_printf(a, "%s/run/app.sock", c.data).p;
        if (nginx_conf_save(&c, a, &path, &e) || !strstr(e.text, rows[i].says) || e.kind != ERR_INPUT)
            fail_msg("%s: \"%s\"", rows[i].why, e.text);
        if (file_exists(c.data))
            fail_msg("%s: something was written", rows[i].why);
        arena_free(a);
    }
}

/* The number behind a word of the configuration. */
static int64_t number_of(struct sv text, struct sv word)
{
    ptrdiff_t at = sv_find(text, word);
    int64_t n = -1;

    assert_true(at >= 0);
    struct sv rest = sv_sub(text, (size_t) at + word.n, (size_t) at + word.n + 16), number;
    assert_true(sv_cut(&rest, ';', &number) && sv_int(number, &n));
    return n;
}

/* Idle clients may be many, calls to the application may not, those kept open for the next one included. */
static void workers_stay_below_the_connections_of_the_application(void **state)
{
    (void) state;
    for (unsigned workers = 1; workers <= 4; workers++) {
        struct arena *a = arena_new(1024 * 1024);
        struct nginx_conf c = plain;

        c.workers = workers;
        c.files = workers == 4 ? 1024 : 0;
        struct sv text = written(&c, a);
        int64_t app = number_of(text, SV("max_conns=")) + number_of(text, SV("        keepalive "));
        int64_t each = number_of(text, SV("worker_connections "));
        if (app * workers >= NGINX_APP_CONNECTIONS || app < 256)
            fail_msg("%u workers with %lld connections to the application", workers, (long long) app);
        if (c.files ? each >= c.files : each < 5000 || each * workers > NGINX_CONNECTIONS)
            fail_msg("%u workers with %lld connections", workers, (long long) each);
        arena_free(a);
    }
}

static void what_is_asked_for_is_there(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv text;
        bool dist, tls, want;
    } rows[] = {
        { "uploads have a ceiling", SV_INIT("client_max_body_size 64m;"), true, false, true },
        { "no version is told", SV_INIT("server_tokens off;"), true, false, true },
        { "the client's address is ours to say", SV_INIT("proxy_set_header X-Real-IP $remote_addr;"), true,
          false, true },
        { "a request has a name", SV_INIT("proxy_set_header X-Request-ID $request_id;"), true, false, true },
        { "who has a page already can be told so",
          SV_INIT("proxy_set_header If-None-Match $http_if_none_match;"), true, false, true },
        { "also by time", SV_INIT("proxy_set_header If-Modified-Since $http_if_modified_since;"), true, false,
          true },
        { "strangers on one page do not wait for each other", SV_INIT("proxy_cache_lock"), true, false,
          false },
        { "styles are served", SV_INIT("alias \"/s/\";"), true, false, true },
        { "no styles, no folder", SV_INIT("/aset/"), false, false, false },
        { "no TLS without a certificate", SV_INIT("ssl"), true, false, false },
        { "TLS with one", SV_INIT("listen 127.0.0.1:8080 ssl http2;"), true, true, true },
        { "workers keep their user", SV_INIT("\nuser "), true, false, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1024 * 1024);
        struct nginx_conf c = plain;

        if (!rows[i].dist)
            c.dist = NULL;
        if (rows[i].tls)
            c.cert = c.key = "/k.pem";
        if ((sv_find(written(&c, a), rows[i].text) >= 0) != rows[i].want)
            fail_msg("%s", rows[i].why);
        arena_free(a);
    }
}

/* Whoever could set this header would be any consumer: each location that leads to the application writes it anew, and
 * only the server that asks for certificates writes one. */
static void nobody_outside_names_a_certificate(void **state)
{
    (void) state;
    static const struct sv pass = SV_INIT("proxy_pass http://aplikasi;"),
                           cert = SV_INIT("proxy_set_header " NGINX_CERT_HEADER " $ssl_client_escaped_cert;"),
                           none = SV_INIT("proxy_set_header " NGINX_CERT_HEADER " \"\";");
    struct arena *a = arena_new(1024 * 1024);
    struct nginx_conf c = plain;
    size_t with = 0, without = 0;

    c.cert = c.key = "/k.pem";
    c.hub = "/h.so";
    c.hub_listen = "127.0.0.1:8443";
    struct sv rest = written(&c, a);
    ptrdiff_t door = sv_find(rest, SV("ssl_verify_client")), at;
    assert_true(door > 0);
    size_t gone = 0;
    while ((at = sv_find(rest, pass)) >= 0) {
        gone += (size_t) at + pass.n;
        rest = sv_sub(rest, (size_t) at + pass.n, rest.n);
        struct sv block = sv_sub(rest, 0, (size_t) sv_find(rest, SV("        }\n")));
        bool names = sv_find(block, cert) >= 0;
        assert_true(names != (sv_find(block, none) >= 0));
        assert_true(names == (gone > (size_t) door));
        with += names;
        without += !names;
    }
    assert_int_equal(with, 2);    /* token, description */
    assert_int_equal(without, 3); /* and everything else */
    arena_free(a);
}

static void pages_need_nothing_else(void **state)
{
    (void) state;
    static const struct sv outside[] = { SV_INIT("src="), SV_INIT("href="), SV_INIT("@import"),
                                         SV_INIT("url("), SV_INIT("<script") };
    size_t n;
    const struct nginx_page *pages = nginx_pages(&n);
    struct arena *a = arena_new(64 * 1024);
    struct sv csp = nginx_pages_csp(a);

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sizeof outside / sizeof outside[0]; k++)
            if (sv_find(pages[i].text, outside[k]) >= 0)
                fail_msg("%s asks for something: %.*s", pages[i].name, SV_FMT(outside[k]));
        ptrdiff_t begin = sv_find(pages[i].text, SV("<style>")), end = sv_find(pages[i].text, SV("</style>"));
        if (begin < 0)
            continue;
        struct digest d = sha256(sv_sub(pages[i].text, (size_t) begin + 7, (size_t) (end - begin) - 7));
        if (sv_find(csp, base64_make(digest_sv(&d), a)) < 0)
            fail_msg("%s: its style is not the one that the policy allows", pages[i].name);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nginx_accepts_what_is_written),
        cmocka_unit_test(nginx_conf_save_refuses_paths_it_cannot_write),
        cmocka_unit_test(workers_stay_below_the_connections_of_the_application),
        cmocka_unit_test(what_is_asked_for_is_there),
        cmocka_unit_test(nobody_outside_names_a_certificate),
        cmocka_unit_test(pages_need_nothing_else),
    };

    return cmocka_run_group_tests_name("nginx_conf", tests, NULL, NULL);
}
