/* SPDX-License-Identifier: MIT
 * unit/akn_fixture.h -- what the tests of the Akoma Ntoso writer share: a head, writing with every check, the schema. */
#ifndef UNIT_AKN_FIXTURE_H
#define UNIT_AKN_FIXTURE_H

#include "akn_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <unistd.h>

#include "base/date.h"
#include "base/err.h"
#include "base/file.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

enum { MIB = 1024 * 1024 };

static const struct akn_head head = { .id = { .kind = SV_INIT("perbup"),
                                              .wilayah = SV_INIT("9999"),
                                              .number = SV_INIT("7"),
                                              .year = 2024,
                                              .gazette = SV_INIT("Berita Daerah Kabupaten Sampel"),
                                              .gazette_number = SV_INIT("7") },
                                      .title = SV_INIT("Peraturan Bupati Sampel Nomor 7 Tahun 2024"),
                                      .about = SV_INIT("Pengelolaan \"Contoh\" & Umpama"),
                                      .region = SV_INIT("Kabupaten Sampel"),
                                      .head = SV_INIT("Bupati"),
                                      .set_on = { 2024, 1, 2 },
                                      .promulgated = { 2024, 1, 3 },
                                      .made = { 2024, 2, 1 } };

static inline struct naskah read_text(struct arena *a, struct sv text, const char *name)
{
    struct naskah n;
    struct err e = { 0 };

    if (!naskah_read(text, a, &n, &e))
        fail_msg("%s: %s", name, e.text);
    return n;
}

static inline struct sv read_file(struct arena *a, const char *path)
{
    struct err e;
    struct sv s;

    if (!file_read(path, 32u << 20, a, &s, &e))
        fail_msg("%s: %s (the test runs in the project's folder)", path, e.text);
    return s;
}

/* --- the schema --------------------------------------------------------------------------------------------------------- */

/* false: no schema or no xmllint here. */
static inline bool schema(struct arena *a, const char **out)
{
    const char *shared = getenv("PRASASTI_SHARED");

    *out = arena_printf(a, "%s/skema/akomantoso30.xsd", shared ? shared : "../shared").p;
    return access(*out, R_OK) == 0 && access("/usr/bin/xmllint", X_OK) == 0;
}

static inline void validates(struct arena *a, struct sv xml, const char *name)
{
    const char *xsd, *path = arena_printf(a, "/tmp/prasasti-akn-%d.xml", (int) getpid()).p;
    struct err e;
    int code;

    if (!schema(a, &xsd))
        return;
    if (!file_write_atomic(path, xml, 0600, &e))
        fail_msg("%s: %s", path, e.text);
    code = system(arena_printf(a,
                               "said=$(xmllint --nonet --huge --noout --schema '%s' %s 2>&1) || "
                               "{ printf '%%s\\n' \"$said\" | head -n 5 | cut -c1-400 >&2; exit 1; }",
                               xsd, path)
                      .p);
    if (code == 0 || !getenv("PRASASTI_KEEP"))
        unlink(path);
    if (code != 0)
        fail_msg("%s: does not validate against the official schema", name);
}

/* --- what always holds ----------------------------------------------------------------------------------------------------- */

static inline void is_faithful(struct arena *a, const struct akn *k, const struct naskah *n, struct sv xml,
                               const char *name)
{
    struct akn_read r;
    const char *why;
    bool ok = akn_read_xml(xml, a, &r, &why);

    why = ok ? akn_compare(&r, n, k, a) : why;
    buf_clear(&r.text);
    buf_clear(&r.thrown);
    if (why)
        fail_msg("%s: %s", name, why);
}

/* Writes, checks, and leaves the document in *out for the caller to clear. */
static inline struct akn *write_and_check(struct arena *a, const struct naskah *n, const char *name,
                                          struct buf *out)
{
    struct akn *k = akn_new(n, &head, a);
    struct err e = { 0 };

    buf_init(out, 1u << 30);
    if (!akn_write(k, out, &e))
        fail_msg("%s: %s", name, e.text);
    is_faithful(a, k, n, buf_sv(out), name);
    return k;
}

#endif
