/* SPDX-License-Identifier: MIT
 * model/letter_docx.c -- the package of a template: what may be in it, and the package of the letter made of it.
 *
 * Default deny: XML, relations, pictures and fonts are admitted, anything else is named and refused. What reaches out of the
 * file (linked pictures, a template on somebody's drive, fields that fetch) is refused too, because the letter is opened by
 * LibreOffice on the server and by whoever receives it. Plain links to web and mail addresses may stay. */
#include "model/letter_priv.h"
#include "model/zip_out.h"

#define RESAVE T("Buka di Word atau LibreOffice, simpan ulang sebagai .docx, lalu unggah lagi.")

const struct zip_kind letter_docx = {
    .name = "DOCX",
    .simpler = T("Kecilkan gambarnya atau mulai lagi dari templat bawaan, lalu unggah lagi."),
    .resave = RESAVE,
    .unpacked_max = (size_t) 32 << 20,
    .entries_max = 400,
};

struct loading {
    struct letter *t;
    struct zip_want want;
    struct buf bytes; /* of the part being unpacked */
    struct sv name;
    bool content_types;
};

/* --- what may be in it ---------------------------------------------------------------------------------------------- */

static bool is_one_of(struct sv s, const struct sv *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq_fold(s, all[i]))
            return true;
    return false;
}

static struct sv ending(struct sv name)
{
    for (size_t i = name.n; i > 0 && name.p[i - 1] != '/'; i--)
        if (name.p[i - 1] == '.')
            return sv_sub(name, i, name.n);
    return SV("");
}

static bool is_xml(struct sv name)
{
    return sv_eq_fold(ending(name), SV("xml")) || sv_eq_fold(ending(name), SV("rels"));
}

static bool admit(struct sv name, struct err *e)
{
    static const struct sv media[] = { SV_INIT("png"), SV_INIT("jpg"),  SV_INIT("jpeg"),   SV_INIT("gif"),
                                       SV_INIT("bmp"), SV_INIT("tif"),  SV_INIT("tiff"),   SV_INIT("emf"),
                                       SV_INIT("wmf"), SV_INIT("svg"),  SV_INIT("ttf"),    SV_INIT("odttf"),
                                       SV_INIT("xml"), SV_INIT("rels"), SV_INIT("fntdata") };

    if (sv_find(name, SV("vbaProject")) >= 0 || sv_find(name, SV("vbaData")) >= 0) {
        err_set(e, ERR_INPUT, T("Templat ini memuat makro, yang tidak diterima"));
        return err_hint(e, T("Simpan sebagai Dokumen Word tanpa makro (.docx), lalu unggah lagi."));
    }
    if (!name.n || name.p[0] == '/' || sv_find(name, SV("..")) >= 0 || sv_find(name, SV("\\")) >= 0)
        return zip_broken(&letter_docx, e, name, "path");
    if (is_one_of(ending(name), media, sizeof media / sizeof media[0]))
        return true;
    err_set(e, ERR_INPUT, T("Templat ini memuat bagian yang tidak diterima: %.*s"),
            SV_FMT(sv_sub(name, 0, 100)));
    return err_hint(
        e, T("Hapus objek yang disisipkan (lembar kerja, rekaman, kontrol); teks, tabel, dan gambar boleh."));
}

static bool feed(void *ctx, const char *p, size_t n, bool last, struct err *e)
{
    struct loading *l = ctx;

    buf_put(&l->bytes, (struct sv){ p, n });
    if (!buf_ok(&l->bytes, e))
        return false;
    if (last) {
        *ARENA_PUSH(l->t->a, l->t->parts, l->t->n, l->t->cap) =
            (struct letter_part){ .name = l->name, .bytes = arena_dup(l->t->a, buf_sv(&l->bytes)) };
        buf_reset(&l->bytes);
    }
    return arena_ok(l->t->a, e);
}

static bool pick(void *ctx, const char *path, struct zip_want **out, struct err *e)
{
    struct loading *l = ctx;
    struct sv name = sv_of(path);

    if (!path || !sv_utf8_ok(name))
        return zip_broken(&letter_docx, e, SV_NULL, "name");
    if (sv_ends(name, SV("/")))
        return true;
    if (sv_eq(name, SV("mimetype")))
        return true; /* an OpenDocument file: said below, in its own words */
    if (!admit(name, e))
        return false;
    for (size_t i = 0; i < l->t->n; i++)
        if (sv_eq_fold(l->t->parts[i].name, name)) {
            err_set(e, ERR_INPUT, T("Berkas DOCX ini memuat bagian %.*s dua kali"),
                    SV_FMT(sv_sub(name, 0, 100)));
            return err_hint(e, RESAVE);
        }
    l->name = arena_dup(l->t->a, name);
    l->content_types = l->content_types || sv_eq(name, SV("[Content_Types].xml"));
    l->want = (struct zip_want){ l->name, feed, l, false };
    *out = &l->want;
    return true;
}

/* --- what reaches out of it ----------------------------------------------------------------------------------------- */

static bool ends_fold(struct sv s, struct sv tail)
{
    return s.n >= tail.n && sv_eq_fold(sv_sub(s, s.n - tail.n, tail.n), tail);
}

static bool starts_fold(struct sv s, struct sv head)
{
    return s.n >= head.n && sv_eq_fold(sv_sub(s, 0, head.n), head);
}

static bool check_relation(const struct node *n, struct err *e)
{
    static const struct sv never[] = { SV_INIT("/oleObject"), SV_INIT("/package"),
                                       SV_INIT("/control"),   SV_INIT("/vbaProject"),
                                       SV_INIT("/aFChunk"),   SV_INIT("/subDocument"),
                                       SV_INIT("/frame"),     SV_INIT("/mailMergeSource") };
    struct sv type = node_att(n, SV("Type")), target = node_att(n, SV("Target"));
    bool out = sv_eq_fold(node_att(n, SV("TargetMode")), SV("External"));

    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (ends_fold(type, never[i])) {
            err_set(e, ERR_INPUT, T("Templat ini memuat objek yang disisipkan: %.*s"),
                    SV_FMT(sv_sub(target, 0, 90)));
            return err_hint(e, T("Hapus objek itu; teks, tabel, dan gambar boleh."));
        }
    if (!out || (ends_fold(type, SV("/hyperlink")) &&
                 (starts_fold(target, SV("http://")) || starts_fold(target, SV("https://")) ||
                  starts_fold(target, SV("mailto:")))))
        return true;
    err_set(e, ERR_INPUT, T("Templat ini menunjuk ke luar dirinya: %.*s"), SV_FMT(sv_sub(target, 0, 110)));
    return err_hint(
        e, T("Sisipkan gambarnya (jangan ditautkan), lepaskan templat asalnya, simpan, lalu unggah lagi."));
}

static bool is_word_end(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '"' || c == '\\' || c == '{' || c == '}';
}

/* Instructions of Word's own fields that read files or run something when they are updated. */
static bool check_instruction(struct sv s, struct err *e)
{
    static const struct sv never[] = {
        SV_INIT("INCLUDETEXT"), SV_INIT("INCLUDEPICTURE"), SV_INIT("INCLUDE"), SV_INIT("IMPORT"),
        SV_INIT("DDE"),         SV_INIT("DDEAUTO"),        SV_INIT("LINK"),    SV_INIT("EMBED"),
        SV_INIT("DATABASE"),    SV_INIT("MACROBUTTON"),    SV_INIT("RD")
    };

    for (size_t i = 0; i < s.n;) {
        size_t k = i;

        while (k < s.n && !is_word_end(s.p[k]))
            k++;
        if (is_one_of(sv_sub(s, i, k - i), never, sizeof never / sizeof never[0])) {
            err_set(e, ERR_INPUT, T("Templat ini memuat kode bidang %.*s, yang mengambil isi dari luar"),
                    SV_FMT(sv_sub(s, i, k - i)));
            return err_hint(
                e, T("Hapus bidang itu (Ctrl+F9 di Word memperlihatkannya), simpan, lalu unggah lagi."));
        }
        i = k + 1;
    }
    return true;
}

/* An instruction too may be cut into runs: all of a part's are read as one. */
static bool check_fields(const struct letter_part *p, struct arena *a, struct err *e)
{
    struct buf b;
    bool ok = true;

    buf_init(&b, 4 << 20);
    for (const struct node *n = p->root; ok && n; n = node_after(n, p->root)) {
        if (node_is(p, n, SV("altChunk"))) {
            err_set(e, ERR_INPUT, T("Templat ini menyisipkan berkas lain (altChunk)"));
            ok = err_hint(e, RESAVE);
        } else if (node_is(p, n, SV("instrText"))) {
            for (const struct node *c = n->first; c; c = c->next)
                buf_put(&b, c->text);
        } else if (node_is(p, n, SV("fldChar")) && !sv_eq(node_att(n, SV("fldCharType")), SV("begin"))) {
            buf_char(&b, ' ');
        } else if (node_is(p, n, SV("fldSimple"))) {
            buf_char(&b, ' ');
            buf_put(&b, node_att(n, SV("instr")));
            buf_char(&b, ' ');
        }
    }
    ok = ok && buf_ok(&b, e) && check_instruction(arena_dup(a, buf_sv(&b)), e);
    buf_clear(&b);
    return ok;
}

/* --- which parts hold text ------------------------------------------------------------------------------------------ */

#define MAIN_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

static struct letter_part *part_named(struct letter *t, struct sv name)
{
    for (size_t i = 0; i < t->n; i++)
        if (sv_eq_fold(t->parts[i].name, name))
            return &t->parts[i];
    return NULL;
}

static bool take_type(struct letter *t, const struct node *n, struct node *const *roots, struct err *e)
{
    static const struct sv texts[] = { SV_INIT(".main+xml"), SV_INIT(".header+xml"), SV_INIT(".footer+xml"),
                                       SV_INIT(".footnotes+xml"), SV_INIT(".endnotes+xml") };
    struct sv type = node_att(n, SV("ContentType")), name = node_att(n, SV("PartName"));
    struct letter_part *p = name.n > 1 ? part_named(t, sv_sub(name, 1, name.n)) : NULL;
    struct sv root;

    if (sv_find(type, SV("macroEnabled")) >= 0) {
        err_set(e, ERR_INPUT, T("Templat ini berjenis dokumen bermakro, yang tidak diterima"));
        return err_hint(e, T("Simpan sebagai Dokumen Word tanpa makro (.docx), lalu unggah lagi."));
    }
    for (size_t i = 0; p && !p->root && i < sizeof texts / sizeof texts[0]; i++)
        if (ends_fold(type, texts[i]) && roots[p - t->parts]) {
            p->root = roots[p - t->parts];
            p->body = sv_eq(type, SV(MAIN_TYPE));
            root = p->root->name;
            for (size_t k = 0; k < root.n; k++)
                if (root.p[k] == ':')
                    p->prefix = sv_sub(root, 0, k + 1);
        }
    return true;
}

static bool read_parts(struct letter *t, struct err *e)
{
    struct node **roots = ARENA_ARRAY(t->a, struct node *, t->n + 1), *types = NULL;
    bool body = false;

    for (size_t i = 0; i < t->n; i++) {
        if (is_xml(t->parts[i].name) && !tree_read(t->parts[i].name, t->parts[i].bytes, t->a, &roots[i], e))
            return false;
        if (sv_eq(t->parts[i].name, SV("[Content_Types].xml")))
            types = roots[i];
        if (sv_eq_fold(ending(t->parts[i].name), SV("rels")))
            for (const struct node *n = roots[i]; n; n = node_after(n, roots[i]))
                if (!check_relation(n, e))
                    return false;
    }
    for (const struct node *n = types; n; n = node_after(n, types))
        if (!take_type(t, n, roots, e))
            return false;
    for (size_t i = 0; i < t->n; i++) {
        body = body || t->parts[i].body;
        if (t->parts[i].root && !check_fields(&t->parts[i], t->a, e))
            return false;
    }
    if (body)
        return true;
    err_set(e, ERR_INPUT, T("Berkas ini bukan dokumen Word (.docx)"));
    return err_hint(
        e, T("Di LibreOffice pilih Simpan Sebagai, jenis \"Word 2007-365 (.docx)\", lalu unggah lagi."));
}

bool letter_read(struct sv docx, struct arena *a, struct letter **out, struct err *e)
{
    struct zip_budget budget = { .kind = &letter_docx };
    struct letter *t = ARENA_NEW(a, struct letter);
    struct loading l = { .t = t };
    bool ok;

    t->a = a;
    if (docx.n > LETTER_MAX_BYTES) {
        err_set(e, ERR_INPUT, T("Templat ini lebih besar dari %d MiB"), LETTER_MAX_BYTES >> 20);
        return err_hint(e, "%s", letter_docx.simpler);
    }
    if (!sv_starts(docx, SV("PK"))) {
        err_set(e, ERR_INPUT, T("Berkas ini bukan dokumen Word (.docx)"));
        return err_hint(e, T("Berkas .doc, .odt, atau .pdf simpan dulu sebagai \"Word 2007-365 (.docx)\"."));
    }
    buf_init(&l.bytes, letter_docx.unpacked_max);
    ok = zip_walk(docx, &budget, pick, &l, e);
    buf_clear(&l.bytes);
    if (!ok || !read_parts(t, e))
        return false;
    *out = t;
    return true;
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

static bool add_part(struct zip_out *z, const struct letter_part *p, struct buf *scratch, struct err *e)
{
    struct sv bytes = p->bytes;

    if (p->root) {
        buf_reset(scratch);
        tree_write(p->root, scratch);
        bytes = buf_sv(scratch);
    }
    return !scratch->failed && /* 1980-01-02: a letter's own date is in it, not on it */
           zip_out_part(z, p->name.p, bytes, 315619200, e);
}

bool letter_write(const struct letter *t, struct buf *out, struct err *e)
{
    struct err why = { 0 };
    struct zip_out *z = zip_out_begin(out, ZIP_DEFLATED, &why);
    struct buf scratch;
    bool ok = z != NULL;

    buf_init(&scratch, (size_t) 64 << 20);
    for (int first = 1; ok && first >= 0;
         first--) /* the list of types stands first, where readers look for it */
        for (size_t i = 0; ok && i < t->n; i++)
            if (sv_eq(t->parts[i].name, SV("[Content_Types].xml")) == (first == 1))
                ok = add_part(z, &t->parts[i], &scratch, &why);
    if (ok)
        ok = zip_out_close(z, &why);
    else
        zip_out_cancel(z);
    buf_clear(&scratch);
    return (ok && buf_ok(out, e)) ||
           err_set(e, ERR_INPUT, T("Surat ini terlalu besar untuk ditulis")); /* a list of its own length */
}
