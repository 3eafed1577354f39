/* SPDX-License-Identifier: MIT
 * Foreign bytes as a form: what is accepted is well-formed text, and writing it again reads the same. */
#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sv text = { (const char *) p, n };
    struct arena *a = arena_new(4 << 20);
    struct web_fields f = { 0 }, g = { 0 };
    struct err e;
    struct sv again = SV("");

    if (form_urlencoded(text, 100, a, &f, &e)) {
        for (size_t i = 0; i < f.n; i++) {
            if (!sv_utf8_ok(f.items[i].name) || !sv_utf8_ok(f.items[i].value))
                abort();
            again =
                arena_printf(a, "%.*s%s%.*s=%.*s", SV_FMT(again), i ? "&" : "",
                             SV_FMT(url_encode(f.items[i].name, a)), SV_FMT(url_encode(f.items[i].value, a)));
        }
        if (arena_ok(a, &e) && (!form_urlencoded(again, 100, a, &g, &e) || g.n != f.n))
            abort();
        for (size_t i = 0; i < g.n; i++)
            if (!sv_eq(f.items[i].name, g.items[i].name) || !sv_eq(f.items[i].value, g.items[i].value))
                abort();
    }
    form_cookies(text, 100, a, &g);
    form_header_param(text, "boundary", a);
    if (sv_empty(form_file_name(text, a)) ||
        memchr(form_file_name(text, a).p, '/', form_file_name(text, a).n))
        abort();
    arena_free(a);
    return 0;
}
