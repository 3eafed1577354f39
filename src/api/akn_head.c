/* SPDX-License-Identifier: MIT
 * api/akn_head.c -- what names the regulation: from its pack, or from its own title page and closing. */
#include "api/akn_priv.h"
#include "model/value.h"
#include "rule/rule.h"

void akn_head_of(const struct regulation *r, struct date made, struct akn_head *out)
{
    *out = (struct akn_head){ .id = r->identity,
                              .title = r->title,
                              .about = r->about,
                              .region = r->region,
                              .head = r->head,
                              .set_on = r->enacted,
                              .promulgated = r->promulgated,
                              .made = made };
}

/* --- from the text ----------------------------------------------------------------------------------------------------------- */

static const struct naskah_node *first_of(const struct naskah *n, enum naskah_jenis j)
{
    for (const struct naskah_node *x = n->pohon; x; x = naskah_next(x, n->pohon))
        if (x->jenis == j)
            return x;
    return NULL;
}

/* "pada tanggal 22 September 2023" on a line of its own. */
static struct date day_of(const struct naskah_node *n)
{
    struct sv text = n ? n->teks : SV(""), line, why;
    enum value_precision how;
    struct date d;

    while (sv_cut(&text, '\n', &line)) {
        ptrdiff_t at = sv_find(line, SV("tanggal"));

        if (at < 0)
            continue;
        line = sv_trim(sv_sub(line, (size_t) at + 7, line.n));
        if (sv_starts(line, SV(":")))
            line = sv_trim(sv_sub(line, 1, line.n));
        if (value_date(line, &d, &how, &why) && how == VALUE_DAY)
            return d;
    }
    return (struct date){ 0 };
}

/* "BERITA DAERAH KABUPATEN … TAHUN 2023 NOMOR 39" */
static void read_gazette(const struct naskah_node *n, struct identity *id)
{
    struct sv s = n ? n->teks : SV("");
    ptrdiff_t year = sv_find(s, SV(" TAHUN ")), number = sv_find(s, SV(" NOMOR "));
    size_t digits = 0;

    if (year <= 0 || sv_find(s, SV("\n")) >= 0)
        return;
    id->gazette = sv_trim(sv_sub(s, 0, (size_t) year));
    if (number < year)
        return;
    s = sv_trim(sv_sub(s, (size_t) number + 7, s.n));
    while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
        digits++;
    id->gazette_number = digits == s.n ? s : SV_NULL;
}

/* Only what an address may hold. */
static struct sv safe_number(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z')))
            return SV_NULL;
    return s.n && s.n <= 20 ? s : SV_NULL;
}

void akn_head_read(const struct naskah *n, struct date made, struct arena *a, struct akn_head *out)
{
    struct sv name = sv_collapse(n->nama, a);
    int64_t year = 0;

    *out = (struct akn_head){ .made = made, .about = n->tentang };
    if (sv_int(n->tahun, &year) && year >= 1900 && year <= 9999)
        out->id.year = (int) year;
    out->id.kind = akn_act_kind(name, a);
    out->id.number = safe_number(n->nomor);
    out->title = n->nomor.n ? arena_printf(a, "%.*s NOMOR %.*s TAHUN %.*s", SV_FMT(name), SV_FMT(n->nomor),
                                           SV_FMT(n->tahun))
                            : name;
    out->set_on = day_of(first_of(n, NASKAH_PENETAPAN));
    out->promulgated = day_of(first_of(n, NASKAH_PENGUNDANGAN));
    read_gazette(first_of(n, NASKAH_PENCATATAN), &out->id);
}

/* --- what is missing --------------------------------------------------------------------------------------------------------- */

struct sv akn_head_missing(const struct akn_head *h, struct arena *a)
{
    const struct {
        bool missing;
        const char *words;
    } parts[] = {
        { !h->id.kind.n, T("jenis peraturan") },
        { !h->id.number.n, T("nomor") },
        { !h->id.year, T("tahun") },
        { !h->id.wilayah.n && (identity_regional(h->id.kind) || !h->id.kind.n), T("kode wilayah") },
        { !h->set_on.y, T("tanggal penetapan") },
        { !h->id.gazette.n || !h->promulgated.y, T("pengundangan dalam lembaran atau berita") },
        { h->id.gazette.n && !h->id.gazette_number.n, T("nomor lembaran atau berita") },
    };
    struct sv out = SV("");

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].missing)
            out = arena_printf(a, "%.*s%s%s", SV_FMT(out), out.n ? ", " : "", parts[i].words);
    return out;
}
