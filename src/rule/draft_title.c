/* SPDX-License-Identifier: MIT
 * rule/draft_title.c -- identity and days of a regulation, from its title page, its closing and its definitions. */
#include "model/value.h"
#include "rule/draft_priv.h"

static void guess(struct drafter *k, struct draft_guess *g, struct sv value, const char *why)
{
    draft_put(k, DRAFT_IDENTITY, g, value, sv_of(why));
}

static const struct naskah_node *part(const struct drafter *k, enum naskah_jenis j)
{
    for (const struct naskah_node *v = k->n->pohon; v; v = naskah_next(v, k->n->pohon))
        if (v->jenis == j)
            return v;
    return NULL;
}

/* --- days ------------------------------------------------------------------------------------------------------------ */

/* The first "22 September 2023" at or after `from`. */
static struct date day_in(struct sv text, size_t from, struct arena *a)
{
    struct sv line = sv_collapse(sv_sub(text, from, text.n), a);

    for (size_t i = 0; i < line.n; i++) {
        struct sv rest = sv_sub(line, i, line.n), d, m, y;
        enum value_precision p;
        struct date out;
        struct sv why;

        if (rest.p[0] < '0' || rest.p[0] > '9' || (i && line.p[i - 1] != ' '))
            continue;
        if (!sv_cut(&rest, ' ', &d) || !sv_cut(&rest, ' ', &m) || !sv_cut(&rest, ' ', &y))
            break;
        y = sv_sub(y, 0, 4);
        if (value_date(arena_printf(a, "%.*s %.*s %.*s", SV_FMT(d), SV_FMT(m), SV_FMT(y)), &out, &p, &why) &&
            p == VALUE_DAY)
            return out;
    }
    return (struct date){ 0 };
}

static struct sv iso(struct date d, struct arena *a)
{
    return d.y ? arena_dup(a, sv_of(date_iso(d).s)) : SV_NULL;
}

/* The day in force: said in the body by one of the phrases, else the day of promulgation. */
static void in_force(struct drafter *k, struct date enacted, struct date promulgated)
{
    struct date said = { 0 };
    const char *why = T("tidak disebut; dianggap sejak diundangkan");

    for (size_t i = k->d->n_rows; i > 0 && !said.y; i--) {
        struct sv lower = sv_lower(k->d->rows[i - 1].text, k->a);

        for (const struct json *f = dw_list(k->w, "in_force")->first; f && !said.y; f = f->next) {
            struct dw_hit h = dw_find(lower, json_get(f, SV("words")), 0);
            struct sv same = json_text(f, SV("same"));

            if (!h.word.p)
                continue;
            said = sv_eq(same, SV("ditetapkan")) ? enacted
                   : same.p                      ? promulgated
                                                 : day_in(lower, h.at + h.word.n, k->a);
            why = arena_printf(k->a, T("kata \"%.*s\""), SV_FMT(h.word)).p;
        }
    }
    guess(k, &k->d->in_force, iso(said.y ? said : promulgated, k->a), why);
}

static void days(struct drafter *k)
{
    const struct naskah_node *set = part(k, NASKAH_PENETAPAN), *out = part(k, NASKAH_PENGUNDANGAN);
    struct date enacted = set ? day_in(set->teks, 0, k->a) : (struct date){ 0 };
    struct date promulgated = out ? day_in(out->teks, 0, k->a) : (struct date){ 0 };
    int64_t year = 0;

    guess(k, &k->d->enacted, iso(enacted, k->a), T("dibaca pada penutup"));
    if (!enacted.y && promulgated.y)
        guess(k, &k->d->enacted, iso(promulgated, k->a), T("tidak terbaca; dipakai tanggal pengundangan"));
    else if (!enacted.y)
        guess(k, &k->d->enacted,
              iso(sv_int(k->n->tahun, &year) && year > 1900 && year < 2200 ? (struct date){ (int) year, 1, 1 }
                                                                           : k->today,
                  k->a),
              T("tidak terbaca; HARUS diganti"));
    date_parse(k->d->enacted.value, &enacted);
    guess(k, &k->d->promulgated, iso(promulgated.y ? promulgated : enacted, k->a),
          promulgated.y ? T("dibaca pada penutup") : T("tidak terbaca; dipakai tanggal penetapan"));
    in_force(k, enacted, promulgated.y ? promulgated : enacted);
}

/* --- who and what ---------------------------------------------------------------------------------------------------- */

/* "Daerah adalah Kabupaten X." among the definitions. */
static struct sv defined_region(const struct drafter *k)
{
    for (size_t i = 0; i < k->d->n_rows; i++) {
        const struct draft_row *r = &k->d->rows[i];
        struct sv lower = sv_lower(r->begins, k->a), out;
        struct dw_hit is = dw_find(lower, dw_list(k->w, "means"), 0);

        if (!r->definition || !is.word.p || !dw_all(sv_sub(lower, 0, is.at), dw_list(k->w, "region_terms")))
            continue;
        out = sv_trim(sv_sub(r->begins, is.at + is.word.n, r->begins.n));
        while (out.n && strchr(".;,", out.p[out.n - 1]))
            out.n--;
        return out;
    }
    return SV_NULL;
}

static const struct json *head_of(const struct drafter *k, size_t *end)
{
    struct sv lower = sv_lower(k->n->nama, k->a);

    for (const struct json *h = dw_list(k->w, "heads")->first; h; h = h->next) {
        struct dw_hit hit = dw_find(lower, json_get(h, SV("words")), 0);

        if (hit.word.p) {
            *end = hit.at + hit.word.n;
            return h;
        }
    }
    *end = k->n->nama.n;
    for (size_t i = 0; i < k->d->n_roles;
         i++) /* a law of the region's council: the definitions name its head */
        for (const struct json *h = dw_list(k->w, "heads")->first; h; h = h->next)
            if (dw_all(sv_lower(k->d->roles[i].label, k->a), json_get(h, SV("words"))))
                return h;
    return NULL;
}

static void region(struct drafter *k)
{
    size_t end;
    const struct json *h = head_of(k, &end);
    struct sv own = sv_trim(sv_sub(k->n->nama, end, k->n->nama.n)), said = defined_region(k);

    if (h) {
        guess(k, &k->d->head, json_text(h, SV("head")), T("dibaca pada judul atau definisi"));
        guess(k, &k->d->decree, json_text(h, SV("decree")), T("mengikuti sebutan kepala daerah"));
    } else {
        h = dw_list(k->w, "heads")->first;
        guess(k, &k->d->head, json_text(h, SV("head")), T("tidak terbaca; HARUS diperiksa"));
        guess(k, &k->d->decree, json_text(h, SV("decree")), T("tidak terbaca; HARUS diperiksa"));
    }
    if (said.n)
        guess(k, &k->d->region, said, T("definisi Daerah"));
    else if (own.n)
        guess(k, &k->d->region,
              arena_printf(k->a, "%.*s %.*s", SV_FMT(json_text(h, SV("region"))),
                           SV_FMT(dw_title(k->w, own, k->a))),
              T("dibaca pada judul"));
    else
        guess(k, &k->d->region, SV(T("Daerah")), T("tidak terbaca; HARUS diganti"));
}

static void zone(struct drafter *k)
{
    const struct naskah_node *top = part(k, NASKAH_JUDUL);
    struct sv page = top ? sv_lower(draft_text_of(top, top, k->a), k->a) : SV("");
    const struct json *zones = dw_list(k->w, "zones");

    for (const struct json *z = zones ? zones->first : NULL; z; z = z->next) {
        struct dw_hit h = dw_find(page, z, 0);

        if (h.word.p) {
            draft_put(k, DRAFT_IDENTITY, &k->d->zone, z->key,
                      arena_printf(k->a, T("kata \"%.*s\" pada judul"), SV_FMT(h.word)));
            return;
        }
    }
    guess(k, &k->d->zone, SV("+07:00"), T("waktu Indonesia bagian barat; periksa"));
}

static void names(struct drafter *k)
{
    const struct naskah *n = k->n;

    if (n->nama.n && n->nomor.n)
        guess(k, &k->d->title,
              arena_printf(k->a, "%.*s Nomor %.*s Tahun %.*s", SV_FMT(dw_title(k->w, n->nama, k->a)),
                           SV_FMT(n->nomor), SV_FMT(n->tahun)),
              T("dibaca pada judul"));
    else /* no title page: the rest is known by then */
        guess(k, &k->d->title,
              arena_printf(k->a, T("Peraturan %.*s %.*s Tahun %.*s"), SV_FMT(k->d->head.value),
                           SV_FMT(k->d->region.value), SV_FMT(sv_sub(k->d->enacted.value, 0, 4))),
              T("halaman judul tidak terbaca; nomor HARUS ditulis"));
    if (n->tentang.n)
        guess(k, &k->d->about, dw_title(k->w, n->tentang, k->a), T("dibaca pada judul"));
    else
        guess(k, &k->d->about, SV(T("Sistem Pemerintahan Berbasis Elektronik")), T("tidak terbaca; periksa"));
}

/* "Kabupaten Air Tenang", 5, 2025 -> "air-tenang-5-2025": the kind of region left out. */
static struct sv made_id(const struct drafter *k)
{
    struct sv name = sv_lower(k->d->region.value, k->a), out = SV("");

    for (const struct json *h = dw_list(k->w, "heads")->first; h; h = h->next) {
        struct sv kind = sv_lower(json_text(h, SV("region")), k->a);

        if (sv_starts(name, kind))
            name = sv_trim(sv_sub(name, kind.n, name.n));
    }
    name = arena_printf(k->a, "%.*s-%.*s-%.*s", SV_FMT(name), SV_FMT(k->n->nomor), SV_FMT(k->n->tahun));
    for (size_t i = 0; i < name.n && out.n < 60; i++) {
        char c = name.p[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

        if (good || (out.n && out.p[out.n - 1] != '-'))
            out = arena_printf(k->a, "%.*s%c", SV_FMT(out), good ? c : '-');
    }
    while (out.n && out.p[out.n - 1] == '-')
        out.n--;
    return out.n ? out : SV("peraturan");
}

void draft_identity(struct drafter *k)
{
    region(k);
    zone(k);
    days(k);
    names(k);
    if (!k->d->id.p)
        k->d->id = made_id(k);
}

/* --- the whole --------------------------------------------------------------------------------------------------------- */

bool draft_make(const struct naskah *n, const struct draft_words *w, struct sv id, struct date today,
                struct arena *a, struct draft *out, struct err *e)
{
    struct draft d = { .words = w, .id = id };
    struct drafter k = { .d = &d, .n = n, .w = w, .a = a, .today = today };

    for (size_t i = 0; i < id.n; i++)
        if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '-')) {
            err_set(e, ERR_INPUT, T("Nama paket \"%.*s\" tidak dapat dipakai."), SV_FMT(id));
            return err_hint(e, T("Pakai huruf kecil, angka, dan tanda hubung, misalnya wilayah-5-2025."));
        }
    draft_rows(&k);
    if (!d.n_rows) {
        err_set(e, ERR_INPUT, T("Naskah ini tidak memuat satu pasal pun."));
        return err_hint(e, T("Periksa pembacaannya dengan: prasasti regulation read BERKAS"));
    }
    draft_actors(&k);
    draft_guess_rows(&k);
    draft_identity(&k);
    if (!arena_ok(a, e))
        return false;
    *out = d;
    return true;
}
