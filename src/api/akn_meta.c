/* SPDX-License-Identifier: MIT
 * api/akn_meta.c -- what is said about the document: its addresses as work, expression and manifestation, publication,
 * life cycle, people and terms it refers to, and what the reader of the text left out. What is not known is left out; where
 * the schema insists on a date, the year's first day stands with the name "tahun" (0001-01-01, "tidak-diketahui"). */
#include "api/akn_priv.h"

#define OURS "urn:prasasti:naskah"

/* --- identification ---------------------------------------------------------------------------------------------------------- */

static void frbr_uri(struct akn *k, struct sv this_is, struct sv uri)
{
    akn_void(k, "FRBRthis");
    akn_attr(k, "value", this_is);
    akn_void(k, "FRBRuri");
    akn_attr(k, "value", uri);
}

static void frbr_date(struct akn *k, struct date d, const char *name)
{
    int year = k->head->id.year;

    akn_void(k, "FRBRdate");
    if (d.y) {
        akn_attr(k, "date", sv_of(date_iso(d).s));
        akn_attr(k, "name", sv_of(name));
    } else if (year) {
        akn_attr(k, "date", arena_printf(k->a, "%04d-01-01", year));
        akn_attr(k, "name", SV("tahun"));
    } else {
        akn_attr(k, "date", SV("0001-01-01"));
        akn_attr(k, "name", SV("tidak-diketahui"));
    }
}

static struct sv maker(struct akn *k)
{
    struct sv slug = akn_slug(k->head->head, 60, k->a);

    return slug.n ? slug : SV("pemda");
}

static void frbr_author(struct akn *k, struct sv who, bool author)
{
    akn_void(k, "FRBRauthor");
    akn_href(k, arena_printf(k->a, "#%.*s", SV_FMT(who)));
    if (author)
        akn_attr(k, "as", SV("#author"));
}

static void work(struct akn *k, struct sv part)
{
    const struct akn_head *h = k->head;
    struct sv alias = h->about.n && h->title.n
                          ? arena_printf(k->a, "%.*s tentang %.*s", SV_FMT(h->title), SV_FMT(h->about))
                          : h->title;

    akn_open(k, "FRBRWork");
    frbr_uri(k, arena_printf(k->a, "%.*s/!%.*s", SV_FMT(k->work), SV_FMT(part)), k->work);
    if (alias.n) {
        akn_void(k, "FRBRalias");
        akn_attr(k, "value", alias);
        akn_attr(k, "name", SV("title"));
    }
    frbr_date(k, h->set_on, "Generation");
    frbr_author(k, maker(k), true);
    akn_void(k, "FRBRcountry");
    akn_attr(k, "value", SV("id"));
    if (h->id.kind.n) {
        akn_void(k, "FRBRsubtype");
        akn_attr(k, "value", h->id.kind);
    }
    if (h->id.number.n) {
        akn_void(k, "FRBRnumber");
        akn_attr(k, "value", h->id.number);
    }
    if (h->id.kind.n) {
        akn_void(k, "FRBRname");
        akn_attr(k, "value", h->id.kind);
    }
    akn_close(k, "FRBRWork");
}

static void identification(struct akn *k, struct sv part)
{
    struct sv ex = k->expression;

    akn_open(k, "identification");
    akn_attr(k, "source", SV("#pemda"));
    work(k, part);
    akn_open(k, "FRBRExpression");
    frbr_uri(k, arena_printf(k->a, "%.*s/!%.*s", SV_FMT(ex), SV_FMT(part)), ex);
    frbr_date(k, k->head->set_on, "Generation");
    frbr_author(k, maker(k), true);
    akn_void(k, "FRBRauthoritative"); /* read from a copy: what was signed is what counts */
    akn_attr(k, "value", SV("false"));
    akn_void(k, "FRBRlanguage");
    akn_attr(k, "language", SV("ind"));
    akn_close(k, "FRBRExpression");
    akn_open(k, "FRBRManifestation");
    frbr_uri(k, arena_printf(k->a, "%.*s/!%.*s.xml", SV_FMT(ex), SV_FMT(part)),
             arena_printf(k->a, "%.*s.xml", SV_FMT(ex)));
    frbr_date(k, k->head->made, "Markup");
    frbr_author(k, SV("pemda"), false);
    akn_close(k, "FRBRManifestation");
    akn_close(k, "identification");
}

/* --- publication, life cycle, references ------------------------------------------------------------------------------------ */

/* "Berita Daerah Kabupaten …" is a berita-daerah: the first two words name it everywhere. */
static struct sv gazette_kind(struct akn *k, struct sv gazette)
{
    struct sv slug = akn_slug(gazette, 200, k->a);
    size_t n = 0, dashes = 0;

    for (; n < slug.n && dashes < 2; n++)
        dashes += slug.p[n] == '-';
    return sv_sub(slug, 0, dashes == 2 ? n - 1 : n);
}

static void publication(struct akn *k)
{
    const struct akn_head *h = k->head;

    if (!h->id.gazette.n || !h->promulgated.y)
        return;
    akn_void(k, "publication");
    akn_attr(k, "date", sv_of(date_iso(h->promulgated).s));
    akn_attr(k, "name", gazette_kind(k, h->id.gazette));
    akn_attr(k, "showAs", h->id.gazette);
    if (h->id.gazette_number.n)
        akn_attr(k, "number", h->id.gazette_number);
}

static void lifecycle(struct akn *k)
{
    if (!k->head->set_on.y)
        return;
    akn_open(k, "lifecycle");
    akn_attr(k, "source", SV("#pemda"));
    akn_void(k, "eventRef");
    akn_attr(k, "eId", SV("evt_1"));
    akn_attr(k, "source", SV("#ro1"));
    akn_attr(k, "date", sv_of(date_iso(k->head->set_on).s));
    akn_attr(k, "type", SV("generation"));
    akn_close(k, "lifecycle");
}

static void known_as(struct akn *k, struct sv eid, struct sv href, struct sv show)
{
    akn_attr(k, "eId", eid);
    akn_href(k, href);
    akn_attr(k, "showAs", show);
}

static void references(struct akn *k)
{
    const struct akn_head *h = k->head;
    struct sv who = maker(k);

    akn_open(k, "references");
    akn_attr(k, "source", SV("#pemda"));
    akn_void(k, "original");
    known_as(k, SV("ro1"), k->work, SV(T("Asli")));
    akn_void(k, "TLCOrganization");
    known_as(k, SV("pemda"), SV("/ontology/organization/pemda"),
             h->region.n ? arena_printf(k->a, T("Pemerintah %.*s"), SV_FMT(h->region)) : SV(T("Pemerintah")));
    akn_void(k, "TLCRole");
    known_as(k, SV("author"), SV("/ontology/role/author"), SV(T("Pembentuk peraturan")));
    if (!sv_eq(who, SV("pemda"))) {
        akn_void(k, "TLCPerson");
        known_as(k, who, arena_printf(k->a, "/ontology/person/%.*s", SV_FMT(who)), h->head);
    }
    for (size_t i = 0; i < k->n_terms; i++) {
        struct sv slug = sv_sub(k->terms[i]->id, 5, k->terms[i]->id.n); /* behind "term-" */

        if (!akn_within(k, k->terms[i]->node))
            continue;
        akn_void(k, "TLCTerm");
        known_as(k, k->terms[i]->id, arena_printf(k->a, "/ontology/term/%.*s", SV_FMT(slug)),
                 k->terms[i]->show);
    }
    akn_close(k, "references");
}

/* --- what was left out --------------------------------------------------------------------------------------------------------- */

/* As it was printed, but for control characters: XML has no place for them, and words must not grow together. */
static struct sv printable(struct akn *k, struct sv s)
{
    char *p = arena_alloc(k->a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = (unsigned char) s.p[i] < ' ' || s.p[i] == 0x7f ? ' ' : s.p[i];
    return (struct sv){ p, s.n };
}

/* Page furniture is no part of the regulation, but a stranger must be able to see that nothing else went with it. */
static void left_out(struct akn *k)
{
    struct html *h = &k->h;

    if (!k->n->n_dibuang || k->part)
        return;
    akn_open(k, "proprietary");
    akn_attr(k, "source", SV("#pemda"));
    akn_open(k, "px:naskah");
    html_attr(h, "xmlns:px", SV(OURS));
    for (size_t i = 0; i < k->n->n_dibuang; i++) {
        akn_open(k, "px:dibuang");
        html_attr_int(h, "baris", k->n->dibuang[i].line);
        html_text(h, printable(k, k->n->dibuang[i].teks));
        html_close(h, "px:dibuang");
    }
    akn_close(k, "px:naskah");
    akn_close(k, "proprietary");
}

void akn_meta(struct akn *k)
{
    akn_open(k, "meta");
    identification(k, SV("main"));
    publication(k);
    lifecycle(k);
    references(k);
    left_out(k);
    akn_close(k, "meta");
}

void akn_meta_part(struct akn *k, struct sv part)
{
    akn_open(k, "meta");
    identification(k, part);
    akn_close(k, "meta");
}
