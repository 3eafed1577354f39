/* SPDX-License-Identifier: MIT
 * page/manual_draw.c -- how tables point to each other, drawn by Graphviz as a child; kept under the digest of its source, so
 * that a drawing is made once for each set of declarations. */
#include "base/buf.h"
#include "base/child.h"
#include "base/file.h"
#include "base/hash.h"
#include "page/manual.h"

enum { RUN_MS = 15 * 1000, DOT_MAX = 256 * 1024 };

static const char *program(void)
{
    static const char *const usual[] = { "/usr/bin/dot", "/usr/local/bin/dot", NULL };

    return child_find("PRASASTI_DOT", usual);
}

bool manual_draw_there(void)
{
    return program() != NULL;
}

/* Labels come from declarations of this region: quotes and backslashes would end the word. */
static void quoted(struct buf *b, struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_char(b, '\\');
        buf_char(b, s.p[i] == '\n' ? ' ' : s.p[i]);
    }
}

static void box(struct buf *b, const struct reg *reg, bool outside)
{
    buf_printf(b, "\"%.*s\" [label=\"", SV_FMT(reg->key));
    quoted(b, reg->label);
    buf_printf(b, "\\n%.*s\"%s];\n", SV_FMT(reg->key), outside ? " style=dashed fontcolor=\"#55606e\"" : "");
}

static void arrows(struct buf *b, const struct reg *reg)
{
    for (size_t i = 0; i < reg->n_fields; i++) {
        const struct field *f = &reg->fields[i];

        /* Every row may point to its agency: drawn, it would hide all else. */
        if (!f->target || sv_eq(f->key, base_col_name(COL_PD)) ||
            sv_eq(f->target->key, base_col_name(COL_PD)))
            continue;
        buf_printf(b, "\"%.*s\" -> \"%.*s\" [label=\"%.*s\"%s];\n", SV_FMT(reg->key), SV_FMT(f->target->key),
                   SV_FMT(f->key), f->type == FT_REFS ? " style=bold arrowhead=crow" : "");
    }
}

static bool pointed_to(const struct model *m, struct sv group, const struct reg *to)
{
    for (size_t i = 0; i < m->n_regs; i++)
        for (size_t k = 0; sv_eq(m->regs[i]->group, group) && k < m->regs[i]->n_fields; k++) {
            const struct field *f = &m->regs[i]->fields[k];

            if (f->target == to && !sv_eq(to->key, base_col_name(COL_PD)))
                return true;
        }
    return false;
}

void manual_dot(const struct model *m, struct sv group, struct buf *b)
{
    buf_put(
        b,
        SV("digraph hubungan {\nrankdir=LR;\nnodesep=0.25;\nranksep=0.9;\nbgcolor=white;\n"
           "node [shape=box fontname=\"Liberation Sans\" fontsize=11 margin=\"0.12,0.08\" color=\"#0b5394\"];\n"
           "edge [fontname=\"Liberation Sans\" fontsize=9 color=\"#55606e\" fontcolor=\"#374151\"];\n"));
    for (size_t i = 0; i < m->n_regs; i++) {
        const struct reg *reg = m->regs[i];
        bool inside = sv_eq(reg->group, group);

        if (inside || pointed_to(m, group, reg))
            box(b, reg, !inside);
        if (inside)
            arrows(b, reg);
    }
    buf_put(b, SV("}\n"));
}

bool manual_draw(const struct region *r, struct sv group, const char *type, struct arena *a,
                 const char **path, struct err *e)
{
    const char *dir = arena_printf(a, "%s/run/panduan", r->dir).p, *in, *out, *made;
    struct digest digest;
    struct buf b;
    struct sv name;
    bool ok;

    if (!r->dir) /* declarations alone have no folder to keep it in */
        return err_set(e, ERR_MISSING, T("Gambar hubungan hanya dibuat untuk wilayah yang dibuka."));
    if (!program()) {
        err_set(e, ERR_MISSING,
                T("Graphviz tidak terpasang di server ini, jadi gambar hubungan tidak dapat dibuat."));
        return err_hint(e, T("Hubungannya tetap tertulis pada kolom Jenis isian setiap tabel."));
    }
    buf_init(&b, DOT_MAX);
    manual_dot(r->model, group, &b);
    digest = sha256(buf_sv(&b));
    name = hex_make(sv_sub(digest_sv(&digest), 0, 16), a);
    out = arena_printf(a, "%s/%.*s.%s", dir, SV_FMT(name), type).p;
    in = arena_printf(a, "%s/%.*s.%lld.dot", dir, SV_FMT(name), (long long) time_now_ms()).p;
    made = arena_printf(a, "%s.baru", in).p;
    ok = file_exists(out) ||
         (buf_ok(&b, e) && file_mkdirs(dir, 0700, e) && file_write_atomic(in, buf_sv(&b), 0600, e));
    buf_clear(&b);
    if (ok && !file_exists(out)) {
        const char *const argv[] = { program(), arena_printf(a, "-T%s", type).p, "-o", made, in, NULL };

        ok = child_run(argv, dir, RUN_MS, a, e);
        if (ok && rename(made, out) != 0) /* whole, or not there */
            ok = err_errno(e, T("Menyimpan gambar hubungan"));
        remove(in);
    }
    if (ok)
        *path = out;
    return ok;
}
