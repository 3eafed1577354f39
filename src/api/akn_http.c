/* SPDX-License-Identifier: MIT
 * api/akn_http.c -- /akn/…: the region's regulation at its own address, as Akoma Ntoso or JSON.
 *
 *   /akn/id-6303/act/perbup/2023/39                  the work: its newest text
 *   …/ind  …/ind@2023-09-22                          the expression
 *   …/~art_5__para_2                                 one provision of either
 *   ….xml  ….json                                    the form in the address instead of in Accept
 * A regulation is a public document: no login is asked and nothing differs from person to person (decision 0012). */
#include "api/akn.h"
#include "api/api_priv.h"
#include "base/hash.h"
#include "rule/region_memo.h"
#include "rule/region_version.h"

enum { SCRATCH_MAX = 256 * 1024 * 1024, TAG_CHARS = 32 };

/* --- what is asked for --------------------------------------------------------------------------------------------------- */

enum form { FORM_AKN, FORM_XML, FORM_TEXT_XML, FORM_JSON, FORM_COUNT };

static const struct sv types[FORM_COUNT] = { SV_INIT("application/akn+xml"), SV_INIT("application/xml"),
                                             SV_INIT("text/xml"), SV_INIT("application/json") };

struct asked {
    struct sv eid;         /* absent: the whole */
    bool only[FORM_COUNT]; /* what the address leaves to choose from */
    bool file;             /* an ending names the form */
};

static bool cut_end(struct sv *s, struct sv tail)
{
    if (!sv_ends(*s, tail))
        return false;
    s->n -= tail.n;
    return true;
}

static void read_ending(struct sv *s, struct asked *q)
{
    bool xml = cut_end(s, SV(".xml")), json = !xml && cut_end(s, SV(".json"));

    for (int f = 0; f < FORM_COUNT; f++)
        q->only[f] = (f == FORM_JSON) ? !xml : !json;
    q->file = xml || json;
}

static bool no_such(struct err *e, struct sv work, const char *what, struct sv value)
{
    err_set(e, ERR_MISSING, T("%s \"%.*s\" tidak ada."), what, SV_FMT(sv_sub(value, 0, 60)));
    return err_hint(e, T("Yang ada di sini: %.*s"), SV_FMT(work));
}

/* "", "/ind", "/ind@", "/ind@2023-09-22" behind the work. */
static bool right_expression(struct sv rest, const struct regulation *reg, struct sv work, struct err *e)
{
    struct sv language;

    if (!rest.n)
        return true;
    if (rest.p[0] != '/')
        return no_such(e, work, T("Peraturan"), rest);
    rest = sv_sub(rest, 1, rest.n);
    language = sv_sub(rest, 0, 3);
    if (!sv_eq(language, SV("ind")))
        return no_such(e, work, T("Naskah dalam bahasa"), rest);
    rest = sv_sub(rest, 3, rest.n);
    if (!rest.n || sv_eq(rest, SV("@")))
        return true;
    if (rest.p[0] == '@' && sv_eq(sv_sub(rest, 1, rest.n), sv_of(date_iso(reg->enacted).s)))
        return true;
    return no_such(e, work, T("Naskah per"), sv_sub(rest, 1, rest.n));
}

static bool read_address(const struct regulation *reg, struct web_req *req, struct asked *q, struct err *e)
{
    struct sv s = web_path(req, "iri"), work = identity_work(&reg->identity, req->a);
    struct sv own = sv_sub(work, 5, work.n); /* behind "/akn/" */
    ptrdiff_t tilde;

    *q = (struct asked){ .file = false };
    read_ending(&s, q);
    tilde = sv_find(s, SV("/~"));
    if (tilde >= 0) {
        q->eid = sv_sub(s, (size_t) tilde + 2, s.n);
        s = sv_sub(s, 0, (size_t) tilde);
    }
    cut_end(&s, SV("/!main"));
    if (!identity_whole(&reg->identity)) {
        err_set(e, ERR_MISSING, T("Alamat peraturan ini belum dapat disusun: identitasnya belum lengkap."));
        return err_hint(e, T("Isi identity (kind, wilayah, number, year) di regulation.yaml."));
    }
    if (!sv_starts(s, own) || (s.n > own.n && s.p[own.n] != '/'))
        return no_such(e, work, T("Peraturan"), s);
    return right_expression(sv_sub(s, own.n, s.n), reg, work, e);
}

/* --- Accept ----------------------------------------------------------------------------------------------------------------- */

/* The weight of one range in thousandths; 1000 when it names none. */
static int weight(struct sv params)
{
    struct sv p;

    while (sv_cut(&params, ';', &p)) {
        int q = 0, unit = 1000;

        p = sv_trim(p);
        if (!sv_starts(p, SV("q=")) && !sv_starts(p, SV("Q=")))
            continue;
        for (size_t i = 2; i < p.n && unit; i++) {
            if (p.p[i] == '.')
                continue;
            if (p.p[i] < '0' || p.p[i] > '9')
                return 0;
            q += (p.p[i] - '0') * unit;
            unit /= 10;
        }
        return q > 1000 ? 1000 : q;
    }
    return 1000;
}

/* How well a range names a type: 3 itself, 2 its family, 1 anything, 0 not. */
static int nearness(struct sv range, struct sv type)
{
    ptrdiff_t slash = sv_find(type, SV("/"));

    if (sv_eq_fold(range, type))
        return 3;
    if (sv_eq(range, SV("*/*")))
        return 1;
    return sv_ends(range, SV("/*")) && range.n == (size_t) slash + 2 &&
                   sv_eq_fold(sv_sub(range, 0, (size_t) slash), sv_sub(type, 0, (size_t) slash))
               ? 2
               : 0;
}

static int wanted(struct sv accept, struct sv type)
{
    int best = 0, q = 0;
    struct sv part, range;

    while (sv_cut(&accept, ',', &part)) {
        int near;

        if (!sv_cut(&part, ';', &range))
            continue;
        near = nearness(sv_trim(range), type);
        if (near > best) {
            best = near;
            q = weight(part);
        }
    }
    return q;
}

static bool choose(struct web_req *req, struct web_res *res, const struct asked *q, enum form *out,
                   struct err *e)
{
    struct sv accept = web_header_find(req, "Accept");
    int best = 0;

    if (sv_empty(sv_trim(accept)))
        accept = SV("*/*");
    for (int f = 0; f < FORM_COUNT; f++) {
        int w = q->only[f] ? wanted(accept, types[f]) : 0;
        if (w > best) {
            best = w;
            *out = (enum form) f;
        }
    }
    if (best)
        return true;
    res->fail_status = 406;
    err_set(e, ERR_INPUT, T("Bentuk yang diminta tidak tersedia."));
    return err_hint(e, q->only[FORM_AKN] && q->only[FORM_JSON]
                           ? T("Minta application/akn+xml, application/xml, atau application/json.")
                       : q->only[FORM_AKN]
                           ? T("Alamat ini XML: minta application/akn+xml atau application/xml.")
                           : T("Alamat ini JSON: minta application/json."));
}

/* --- answering --------------------------------------------------------------------------------------------------------------- */

static bool write_form(struct akn *k, const struct asked *q, enum form form, struct web_res *res,
                       struct err *e)
{
    const struct naskah_node *node = q->eid.p ? akn_find(k, q->eid) : akn_find(k, SV("act"));
    struct sv ex = akn_expression(k);
    struct jsonw w;

    if (!node) {
        err_set(e, ERR_MISSING, T("Ketentuan \"%.*s\" tidak ada dalam naskah."),
                SV_FMT(sv_sub(q->eid, 0, 80)));
        return err_hint(e, T("Nama setiap ketentuan (eId) tertulis di %.*s.xml"), SV_FMT(ex));
    }
    if (form != FORM_JSON)
        return akn_write_portion(k, node, res->body, e);
    jsonw_init(&w, res->body);
    akn_json(k, node, &w);
    return buf_ok(res->body, e);
}

/* "akn_id-6303_act_perbup_2023_39_ind@2023-09-22.xml" */
static struct sv file_name(struct akn *k, const struct asked *q, enum form form, struct arena *a)
{
    struct sv ex = akn_expression(k);
    struct sv s = arena_printf(a, "%.*s%s%.*s.%s", SV_FMT(sv_sub(ex, 1, ex.n)), q->eid.n ? "_" : "",
                               SV_FMT(q->eid), form == FORM_JSON ? "json" : "xml");
    char *p = arena_alloc(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] == '/' ? '_' : s.p[i];
    return (struct sv){ p, s.n };
}

static bool answer(struct akn *k, const struct asked *q, enum form form, int64_t when, struct web_req *req,
                   struct web_res *res, struct err *e)
{
    struct digest d;
    struct sv tag;
    bool fresh;

    if (!write_form(k, q, form, res, e))
        return false;
    d = sha256(buf_sv(res->body));
    tag = sv_sub(hex_make(digest_sv(&d), req->a), 0, TAG_CHARS);
    web_cache(res, "public, no-cache");
    web_header(res, "Vary", SV("Accept"));
    web_header(res, "Access-Control-Allow-Origin", SV("*"));
    web_type(res, types[form]);
    if (q->file)
        web_attach(res, file_name(k, q, form, req->a));
    fresh = web_fresh(req, res, tag);
    if (web_unchanged(req, res, when) || fresh)
        buf_reset(res->body);
    return true;
}

static bool no_text(struct err *e)
{
    err_set(e, ERR_MISSING, T("Naskah peraturan ini belum dimuat."));
    return err_hint(e,
                    T("Administrator memuatnya di Persiapan, bagian Naskah, atau dengan perintah: prasasti "
                      "regulation load BERKAS --data FOLDER"));
}

bool akn_get(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = api_region(ctx);
    const struct regulation *reg; /* of the text, which an amendment leaves as it was */
    const struct naskah *text = NULL;
    struct akn_head head;
    struct arena *scratch;
    struct db *db = NULL;
    struct asked q;
    enum form form = FORM_AKN;
    int64_t when = 0;
    bool ok;

    ok = db_lease(r->pool, DB_READ, API_LEASE_MS, &db, e) && region_text_regulation(r, db, &reg, e) &&
         read_address(reg, req, &q, e) && choose(req, res, &q, &form, e) && rule_text_when(db, &when, e) &&
         region_text_get(r->memo, db, &text, e);
    db_release(db);
    if (!ok || !text)
        return ok && no_text(e);
    scratch = arena_new(SCRATCH_MAX);
    akn_head_of(reg, date_of_time(when, r->regulation.zone_min), &head);
    ok = answer(akn_new(text, &head, scratch), &q, form, when, req, res, e);
    arena_free(scratch);
    region_text_done(r->memo, text);
    return ok;
}

/* A page elsewhere asks whether it may read this: everybody may. */
bool akn_options(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    (void) ctx;
    (void) req;
    (void) e;
    res->status = 204;
    web_header(res, "Allow", SV("GET, HEAD, OPTIONS"));
    web_header(res, "Access-Control-Allow-Origin", SV("*"));
    web_header(res, "Access-Control-Allow-Methods", SV("GET, HEAD"));
    web_header(res, "Access-Control-Allow-Headers", SV("Accept, If-None-Match, If-Modified-Since"));
    return true;
}
