/* SPDX-License-Identifier: MIT
 * api/oscal_catalog.c -- the regulation as controls: BAB, Bagian and Paragraf as groups, a Pasal as a control, what it says
 * as statements, what is expected to be there as objectives. */
#include "api/oscal_priv.h"

struct writer {
    const struct oscal_book *b;
    struct jsonw *w;
    struct uuid_text text; /* the resource that is the regulation itself */
};

/* --- parts -------------------------------------------------------------------------------------------------------------------- */

static void norm_props(struct writer *x, struct oscal_list *props, const struct norm *n)
{
    const struct oscal_book *b = x->b;

    oscal_prop(b, props, "alamat", n->at);
    oscal_prop(b, props, "kekuatan", n->strength);
    for (size_t i = 0; i < n->n_binds; i++)
        oscal_prop(b, props, "pelaku", n->binds[i]);
    if (n->competence.p)
        oscal_prop(b, props, "kewenangan", rule_role_label(b->rule, n->competence));
    oscal_prop(b, props, "tercatat-di", n->outside);
}

static void statement(struct writer *x, const struct oscal_control *c, const struct oscal_part *p, bool root)
{
    struct oscal_list props = { x->w, "props", false }, parts = { x->w, "parts", false };

    jsonw_kstr(x->w, "id", arena_printf(x->b->a, "%.*s_smt%.*s", SV_FMT(c->id), SV_FMT(p->tail)));
    jsonw_kstr(x->w, "name", root ? SV("statement") : SV("item"));
    if (!root)
        oscal_core(x->b, &props, "label", p->label);
    if (p->norm)
        norm_props(x, &props, p->norm);
    oscal_list_end(&props);
    if (p->norm)
        oscal_kmd(x->b, x->w, "prose", p->norm->says);
    for (const struct oscal_part *k = p->first; k; k = k->next) {
        oscal_item(&parts);
        statement(x, c, k, false);
        jsonw_end(x->w);
    }
    oscal_list_end(&parts);
}

/* The evidence that a check looks for, by its kind. */
static struct sv expected(const struct oscal_book *b, const struct norm *n)
{
    static const struct {
        const char *before, *after;
    } words[CHECK_COUNT] = {
        [CHECK_EXISTS] = { T("Ada "), T(" yang tercatat dan berlaku.") },
        [CHECK_EACH] = { T("Setiap "), T(" yang terkena ketentuan ini tercatat memenuhinya.") },
        [CHECK_EVERY] = { T("Tercatat dalam selang waktu yang diminta: "), "." },
        [CHECK_REVIEWED] = { T("Setiap "), T(" yang berjangka waktu direviu pada waktunya.") },
        [CHECK_COMPLETE] = { T("Isian dan dokumen yang diminta lengkap pada setiap "), "." },
        [CHECK_GUARD] = { T("Langkah yang belum memenuhi syarat ditahan sistem, dan tidak ada "),
                          T(" yang melewatinya.") },
        [CHECK_METRIC] = { T("Angka yang dihitung mencapai batasnya, dari "), "." },
        [CHECK_ATTESTED] = { T("Ada "),
                             T(" pejabat beserta buktinya, dikonfirmasi orang kedua dan masih berlaku.") },
        [CHECK_SQL] = { T("Tidak ada "), T(" yang menyimpang dari ketentuan ini.") },
    };
    struct sv what = n->reg ? n->reg->label : SV("data");

    if (!words[n->check].before)
        return SV_NULL;
    return arena_printf(b->a, "%s%.*s%s", words[n->check].before, SV_FMT(what), words[n->check].after);
}

static const char *method(struct sv basis)
{
    if (sv_eq(basis, SV("dokumen")))
        return "EXAMINE";
    return sv_eq(basis, SV("pernyataan")) ? "INTERVIEW" : "TEST";
}

static void remarks(struct writer *x, struct oscal_list *parts, const struct oscal_control *c)
{
    for (size_t i = 0; i < c->n; i++) {
        if (sv_empty(c->norms[i]->remark))
            continue;
        oscal_item(parts);
        jsonw_kstr(x->w, "id", oscal_id(x->b, c->norms[i], "gdn"));
        jsonw_kstr(x->w, "name", SV("guidance"));
        oscal_kmd(x->b, x->w, "prose", c->norms[i]->remark);
        jsonw_end(x->w);
    }
}

static void objectives(struct writer *x, struct oscal_list *parts, const struct oscal_control *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct norm *n = c->norms[i];
        struct oscal_list props = { x->w, "props", false }, links = { x->w, "links", false };
        struct sv basis = rule_norm_basis(x->b->rule, n), what = expected(x->b, n);

        if (sv_empty(what))
            continue;
        oscal_item(parts);
        jsonw_kstr(x->w, "id", oscal_id(x->b, n, "obj"));
        jsonw_kstr(x->w, "name", SV("assessment-objective"));
        oscal_prop(x->b, &props, "metode", sv_of(method(basis)));
        oscal_prop(x->b, &props, "dasar", basis);
        oscal_list_end(&props);
        oscal_kmd(x->b, x->w, "prose", what);
        oscal_item(&links);
        jsonw_kstr(x->w, "href", arena_printf(x->b->a, "#%.*s", SV_FMT(oscal_id(x->b, n, "smt"))));
        jsonw_kstr(x->w, "rel", SV("assessment-for"));
        jsonw_end(x->w);
        oscal_list_end(&links);
        jsonw_end(x->w);
    }
}

/* --- controls ------------------------------------------------------------------------------------------------------------------ */

static void parameter(struct writer *x, struct oscal_list *l, const struct setting *s)
{
    struct oscal_list props = { x->w, "props", false };

    oscal_item(l);
    jsonw_kstr(x->w, "id", oscal_param_id(x->b, s));
    oscal_prop(x->b, &props, "ketentuan", s->at);
    oscal_prop(x->b, &props, "jenis", s->kind);
    oscal_list_end(&props);
    oscal_kmd(x->b, x->w, "label", s->label);
    oscal_kmd(x->b, x->w, "usage",
              arena_printf(x->b->a, T("Dibuka oleh %.*s; nilainya ditetapkan daerah dan ada pada profil."),
                           SV_FMT(rule_label(s->at, x->b->a))));
    if (!sv_empty(s->note)) {
        jsonw_key(x->w, SV("guidelines"));
        jsonw_list(x->w);
        jsonw_map(x->w);
        oscal_kmd(x->b, x->w, "prose", s->note);
        jsonw_end(x->w);
        jsonw_end(x->w);
    }
    jsonw_end(x->w);
}

static void parameters(struct writer *x, const struct oscal_control *c)
{
    struct oscal_list l = { x->w, "params", false };

    for (size_t i = 0; i < x->b->n_settings; i++)
        if (oscal_control_at(x->b, x->b->settings[i].at) == c)
            parameter(x, &l, &x->b->settings[i]);
    oscal_list_end(&l);
}

static void control_links(struct writer *x, const struct oscal_control *c)
{
    struct oscal_list l = { x->w, "links", false };

    oscal_item(&l); /* the fragment is the place in the text as Akoma Ntoso numbers it */
    jsonw_kstr(x->w, "href", arena_printf(x->b->a, "#%s", x->text.s));
    jsonw_kstr(x->w, "rel", SV("reference"));
    jsonw_kstr(x->w, "resource-fragment", c->eid);
    jsonw_end(x->w);
    oscal_item(&l);
    jsonw_kstr(x->w, "href", c->page);
    jsonw_kstr(x->w, "rel", SV("related"));
    jsonw_kstr(x->w, "media-type", SV("text/html"));
    oscal_kmd(x->b, x->w, "text", arena_printf(x->b->a, T("Keadaan %.*s"), SV_FMT(c->label)));
    jsonw_end(x->w);
    oscal_list_end(&l);
}

static void control(struct writer *x, size_t i)
{
    const struct oscal_control *c = &x->b->controls[i];
    struct oscal_list props = { x->w, "props", false }, parts = { x->w, "parts", false };

    jsonw_kstr(x->w, "id", c->id);
    jsonw_kstr(x->w, "class", c->is_pasal ? SV("pasal") : SV("bab"));
    oscal_kmd(x->b, x->w, "title", c->title);
    parameters(x, c);
    oscal_core(x->b, &props, "label", c->label);
    oscal_core(x->b, &props, "sort-id", c->sort);
    oscal_list_end(&props);
    control_links(x, c);
    oscal_item(&parts);
    statement(x, c, x->b->parts[i], true);
    jsonw_end(x->w);
    remarks(x, &parts, c);
    objectives(x, &parts, c);
    oscal_list_end(&parts);
}

static void controls(struct writer *x, const size_t *of, size_t n)
{
    struct oscal_list l = { x->w, "controls", false };

    for (size_t i = 0; i < n; i++) {
        oscal_item(&l);
        control(x, of[i]);
        jsonw_end(x->w);
    }
    oscal_list_end(&l);
}

/* --- groups --------------------------------------------------------------------------------------------------------------------- */

struct bundle { /* controls that stand under the same heading; NULL: under none at this depth */
    const struct naskah_node *head;
    size_t *of, n, cap;
};

static size_t bundles(struct writer *x, const size_t *of, size_t n, size_t depth, struct bundle **out)
{
    struct bundle *items = NULL;
    size_t count = 0, cap = 0;

    for (size_t i = 0; i < n; i++) {
        const struct oscal_control *c = &x->b->controls[of[i]];
        const struct naskah_node *head = depth < c->depth ? c->under[depth] : NULL;
        size_t k = 0;

        while (k < count && items[k].head != head)
            k++;
        if (k == count)
            *ARENA_PUSH(x->b->a, items, count, cap) = (struct bundle){ .head = head };
        *ARENA_PUSH(x->b->a, items[k].of, items[k].n, items[k].cap) = of[i];
    }
    *out = items;
    return count;
}

static void group_head(struct writer *x, struct sv id, struct sv class, struct sv title, struct sv label)
{
    struct oscal_list props = { x->w, "props", false };

    jsonw_kstr(x->w, "id", id);
    jsonw_kstr(x->w, "class", class);
    oscal_kmd(x->b, x->w, "title", title);
    oscal_core(x->b, &props, "label", label);
    oscal_list_end(&props);
}

static struct sv group_id(struct writer *x, struct sv under, const struct bundle *all, size_t i,
                          struct sv loose)
{
    const struct naskah_node *head = all[i].head;
    size_t same = 1;

    if (!head)
        return arena_printf(x->b->a, "%.*s.tanpa-%.*s", SV_FMT(under), SV_FMT(loose));
    for (size_t k = 0; k < i; k++) /* a damaged text may have two of one number */
        same += all[k].head && all[k].head->jenis == head->jenis && all[k].head->urut == head->urut;
    under = arena_printf(x->b->a, "%.*s.%.*s-%d", SV_FMT(under), SV_FMT(naskah_jenis_name(head->jenis)),
                         head->urut);
    return same > 1 ? arena_printf(x->b->a, "%.*s-%zu", SV_FMT(under), same) : under;
}

/* A group has groups or controls, never both. */
static void level(struct writer *x, struct sv id, const size_t *of, size_t n, size_t depth)
{
    struct oscal_list l = { x->w, "groups", false };
    struct bundle *all;
    size_t count = bundles(x, of, n, depth, &all);
    struct sv loose = SV("");

    for (size_t i = 0; i < count && loose.n == 0; i++)
        if (all[i].head)
            loose = naskah_jenis_name(all[i].head->jenis);
    if (!loose.n || depth == OSCAL_DEPTH) {
        controls(x, of, n);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct naskah_node *head = all[i].head;
        struct sv own = group_id(x, id, all, i, loose),
                  label = head ? oscal_line(x->b->a, head->tanda) : SV("");

        oscal_item(&l);
        if (head)
            group_head(x, own, naskah_jenis_name(head->jenis),
                       sv_empty(head->judul) ? (label.n ? label : own) : head->judul, label);
        else
            group_head(x, own, loose, arena_printf(x->b->a, T("Tanpa %.*s"), SV_FMT(loose)), SV(""));
        level(x, own, all[i].of, all[i].n, depth + 1);
        jsonw_end(x->w);
    }
    oscal_list_end(&l);
}

static size_t of_chapter(struct writer *x, struct sv bab, size_t *of)
{
    size_t n = 0;

    for (size_t i = 0; i < x->b->n_controls; i++)
        if (x->b->controls[i].bab.p == bab.p || (bab.p && sv_eq(x->b->controls[i].bab, bab)))
            of[n++] = i;
    return n;
}

static void chapters(struct writer *x)
{
    size_t *of = ARENA_ARRAY(x->b->a, size_t, x->b->n_controls + 1);
    struct oscal_list l = { x->w, "groups", false };
    size_t n = of_chapter(x, SV_NULL, of); /* a regulation without BAB */

    controls(x, of, n);
    for (size_t i = 0; i < x->b->reg->n_chapters; i++) {
        const struct chapter *c = &x->b->reg->chapters[i];
        struct sv id = arena_printf(x->b->a, "bab-%.*s", SV_FMT(oscal_token(x->b->a, c->bab)));
        struct sv label = arena_printf(x->b->a, "BAB %.*s", SV_FMT(c->bab));

        n = of_chapter(x, c->bab, of);
        if (!n)
            continue;
        oscal_item(&l);
        group_head(x, id, SV("bab"), c->title.n ? c->title : label, label);
        level(x, id, of, n, 0);
        jsonw_end(x->w);
    }
    oscal_list_end(&l);
}

/* --- the document ------------------------------------------------------------------------------------------------------------------ */

static void back_matter(struct writer *x)
{
    const struct regulation *r = x->b->reg;

    jsonw_key(x->w, SV("back-matter"));
    jsonw_map(x->w);
    jsonw_key(x->w, SV("resources"));
    jsonw_list(x->w);
    jsonw_map(x->w);
    jsonw_kstr(x->w, "uuid", sv_of(x->text.s));
    oscal_kmd(x->b, x->w, "title", r->title);
    oscal_kmd(x->b, x->w, "description", r->about);
    jsonw_key(x->w, SV("rlinks"));
    jsonw_list(x->w);
    jsonw_map(x->w);
    jsonw_kstr(x->w, "href", SV("/pemenuhan"));
    jsonw_kstr(x->w, "media-type", SV("text/html"));
    jsonw_end(x->w);
    if (x->b->text && identity_whole(&r->identity)) { /* the text itself: api/akn_http.c */
        jsonw_map(x->w);
        jsonw_kstr(x->w, "href", identity_work(&r->identity, x->b->a));
        jsonw_kstr(x->w, "media-type", SV("application/akn+xml"));
        jsonw_end(x->w);
    }
    jsonw_end(x->w);
    jsonw_end(x->w);
    jsonw_end(x->w);
    jsonw_end(x->w);
}

void oscal_catalog(const struct oscal_book *b, struct jsonw *w)
{
    struct writer x = { b, w, oscal_uuid(b, "naskah/%.*s", SV_FMT(b->reg->id)) };
    struct oscal_head h = {
        .uuid = oscal_uuid(b, "oscal/katalog/%.*s", SV_FMT(b->reg->id)),
        .title = b->reg->title,
        .version = arena_printf(b->a, "paket-%.*s", SV_FMT(sv_sub(rule_digest(b->rule), 0, 12))),
        .remarks = SV(T(
            "Isi setiap ketentuan di sini adalah ringkasan, bukan kutipan. Yang mengikat ialah naskah yang diundangkan.")),
    };
    struct oscal_list loose = { w, "params", false };

    jsonw_map(w);
    jsonw_key(w, SV("catalog"));
    jsonw_map(w);
    oscal_head(b, w, &h);
    for (size_t i = 0; i < b->n_settings; i++)
        if (!oscal_control_at(b, b->settings[i].at))
            parameter(&x, &loose, &b->settings[i]);
    oscal_list_end(&loose);
    chapters(&x);
    back_matter(&x);
    jsonw_end(w);
    jsonw_end(w);
}
