/* SPDX-License-Identifier: MIT
 * rule/pack.c -- reads a pack and, below it, the packs that it amends or replaces. */
#include "rule/pack.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/problems.h"
#include "json/json.h"
#include "rule/pack_priv.h"

/* What is being read, from the pack asked for downwards: a pack that comes again closes a circle. */
struct reading {
    const struct reader *r;
    struct sv id;
    const struct reading *up;
};

struct problem *pack_complain(const struct reader *r, struct sv file, const struct json *at, struct sv field,
                              struct sv text)
{
    struct problem *p = problems_add(r->ps, field, "%.*s", SV_FMT(text));

    p->file = file;
    if (at) {
        p->line = at->line;
        p->col = at->col;
    }
    return p;
}

struct sv pack_dir(const struct pack_home *home, struct sv id, struct arena *a)
{
    struct sv own;

    if (home->folder && sv_eq(home->id, id))
        return arena_dup(a, sv_of(home->folder));
    if (home->region) {
        own = arena_printf(a, "%s/regulations/%.*s", home->region, SV_FMT(id));
        if (file_exists(arena_printf(a, "%.*s/regulation.yaml", SV_FMT(own)).p))
            return own;
    }
    return arena_printf(a, "%s/regulations/%.*s", home->program, SV_FMT(id));
}

static bool named_well(struct sv id)
{
    for (size_t i = 0; i < id.n; i++)
        if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '-'))
            return false;
    return id.n > 0;
}

static bool there(const struct reader *r, struct sv id)
{
    return named_well(id) &&
           file_exists(arena_printf(r->a, "%.*s/regulation.yaml", SV_FMT(pack_dir(r->home, id, r->a))).p);
}

static bool read_yaml(const struct reader *r, struct sv path, struct sv *text, const struct json **out,
                      struct err *e)
{
    struct json *tree;

    if (!file_read(path.p, PACK_MAX_BYTES, r->a, text, e) || !pack_use(r, path, *text, text, e))
        return false;
    if (!yaml_parse(*text, path, r->a, &tree, r->ps))
        return err_set(e, ERR_INPUT, T("%.*s mengandung kesalahan."), SV_FMT(path));
    *out = tree;
    return true;
}

static struct date day_of(const struct json *tree, struct sv key)
{
    struct date d = { 0 };

    date_parse(json_text(json_get(tree, SV("dates")), key), &d);
    return d;
}

/* --- the link to the regulation before --------------------------------------------------------------------------------- */

static void unknown(const struct reader *r, struct sv file, const struct json *at, struct sv id)
{
    struct problem *p = pack_complain(
        r, file, at, at->key, arena_printf(r->a, T("Paket peraturan \"%.*s\" tidak ada."), SV_FMT(id)));
    struct sv *names, near;
    struct err none = { 0 };
    size_t n;

    if (!file_list(arena_printf(r->a, "%s/regulations", r->home->program).p, "", r->a, &names, &n, &none))
        return;
    near = problems_suggest(id, names, n);
    p->value = id;
    p->hint = near.p ? arena_printf(r->a, T("Barangkali maksudnya \"%.*s\"."), SV_FMT(near))
                     : SV(T("Tulis nama folder paket itu di data/regulations."));
}

static bool closes_circle(const struct reading *in, struct sv id)
{
    for (; in; in = in->up)
        if (sv_eq(in->id, id))
            return true;
    return false;
}

static bool read_one(const struct reading *in, struct pack *p, struct err *e);

static bool read_before(const struct reading *in, struct pack *p, const struct json *link, struct err *e)
{
    struct reading below = { in->r, link->s, in };
    struct pack *before;

    if (!link->s.p || !there(in->r, link->s)) {
        unknown(in->r, p->file, link, link->s);
        return true;
    }
    if (closes_circle(in, link->s)) {
        pack_complain(in->r, p->file, link, link->key,
                      arena_printf(in->r->a, T("Rantai perubahan berputar: %.*s kembali ke \"%.*s\"."),
                                   SV_FMT(p->id), SV_FMT(link->s)))
            ->hint = SV(T("Peraturan hanya dapat mengubah atau mengganti peraturan yang lebih dahulu."));
        return true;
    }
    before = ARENA_NEW(in->r->a, struct pack);
    before->id = link->s;
    if (!read_one(&below, before, e))
        return false;
    p->before = before;
    *(sv_eq(link->key, SV("amends")) ? &p->amends : &p->replaces) = before->id;
    return true;
}

static bool find_before(const struct reading *in, struct pack *p, struct err *e)
{
    const struct json *amends = json_get(p->regulation, SV("amends")),
                      *replaces = json_get(p->regulation, SV("replaces")),
                      *repeals = json_get(p->regulation, SV("repeals"));

    if (amends && replaces) {
        pack_complain(in->r, p->file, replaces, replaces->key,
                      SV(T("Peraturan mengubah (amends) atau mengganti (replaces), tidak keduanya.")));
        replaces = NULL;
    }
    if (repeals && !amends)
        pack_complain(in->r, p->file, repeals, repeals->key,
                      SV(T("Ketentuan hanya dihapus (repeals) oleh peraturan yang mengubah (amends).")));
    return !(amends || replaces) || read_before(in, p, amends ? amends : replaces, e);
}

/* --- one pack ----------------------------------------------------------------------------------------------------------- */

static void own_source(const struct reader *r, struct pack *p, const struct json *own)
{
    const struct pack *base = p->amends.p ? p->before : NULL;
    size_t n = base ? base->n_sources : 0;
    struct pack_source *last;

    p->sources = ARENA_ARRAY(r->a, struct pack_source, n + 1);
    if (n)
        memcpy(p->sources, base->sources, n * sizeof *p->sources);
    p->n_sources = n + 1;
    last = &p->sources[n];
    *last = (struct pack_source){ .id = p->id,
                                  .title = json_text(own, SV("title")),
                                  .promulgated = day_of(own, SV("diundangkan")),
                                  .in_force = day_of(own, SV("berlaku")) };
    last->file = arena_printf(r->a, "%.*s/norms.yaml", SV_FMT(pack_dir(r->home, p->id, r->a)));
    if (!last->promulgated.y)
        last->promulgated = last->in_force;
    if (p->before && last->in_force.y &&
        date_cmp(last->in_force, p->before->sources[p->before->n_sources - 1].in_force) <= 0)
        pack_complain(r, p->file, json_get(own, SV("dates")), SV("dates"),
                      arena_printf(r->a, T("Hari berlakunya tidak sesudah hari berlaku \"%.*s\"."),
                                   SV_FMT(p->before->id)));
}

static bool own_registers(const struct reader *r, struct pack *p, struct err *e)
{
    struct sv path = arena_printf(r->a, "%.*s/registers.yaml", SV_FMT(pack_dir(r->home, p->id, r->a))), text;
    const struct pack *base = p->amends.p ? p->before : NULL;
    size_t n = base ? base->n_overlays : 0;
    const struct json *tree = NULL;

    p->overlays = ARENA_ARRAY(r->a, struct reg_overlay, n + 1);
    if (n)
        memcpy(p->overlays, base->overlays, n * sizeof *p->overlays);
    p->n_overlays = n;
    if (!file_exists(path.p))
        return true;
    if (!read_yaml(r, path, &text, &tree, e))
        return false;
    p->overlays[p->n_overlays++] = (struct reg_overlay){ tree, path };
    return true;
}

/* A pack that only repeals needs no file of provisions. */
static bool own_norms(const struct reader *r, struct pack *p, struct sv *text, const struct json **out,
                      struct err *e)
{
    struct sv path = p->sources[p->n_sources - 1].file;

    *text = SV("");
    *out = NULL;
    if (p->amends.p && !file_exists(path.p))
        return true;
    if (!read_yaml(r, path, text, out, e))
        return false;
    if ((*out)->type != JSON_LIST)
        return err_set(e, ERR_INPUT, T("norms.yaml harus berupa daftar."));
    return true;
}

/* A first regulation's is that of its norms.yaml; one that comes later is known by all it rests on. */
static void digest_of(const struct reader *r, struct pack *p, struct sv regulation, struct sv norms)
{
    struct digest d = sha256(norms);

    if (p->before)
        d = sha256(
            arena_printf(r->a, "%s\n%.*s\n%.*s", p->before->digest, SV_FMT(regulation), SV_FMT(norms)));
    memcpy(p->digest, hex_make(digest_sv(&d), r->a).p, 64);
}

static bool read_one(const struct reading *in, struct pack *p, struct err *e)
{
    const struct reader *r = in->r;
    const struct json *own = NULL, *norms = NULL;
    struct sv text, norms_text;

    p->file = arena_printf(r->a, "%.*s/regulation.yaml", SV_FMT(pack_dir(r->home, p->id, r->a)));
    if (!read_yaml(r, p->file, &text, &own, e))
        return false;
    p->regulation = own;
    if (!find_before(in, p, e))
        return false;
    own_source(r, p, own);
    if (!own_registers(r, p, e) || !own_norms(r, p, &norms_text, &norms, e))
        return false;
    digest_of(r, p, text, norms_text);
    if (p->amends.p) {
        p->regulation = pack_lay_over(r->a, p->before->regulation, own);
        pack_amend(r, p, own, norms);
    } else {
        pack_take(r, p, norms);
    }
    return arena_ok(r->a, e);
}

bool pack_read(const struct pack_home *home, struct sv id, struct arena *a, const struct pack **out,
               struct problems *ps, struct err *e)
{
    const struct reader r = { home, a, ps };
    const struct reading in = { &r, id, NULL };
    struct pack *p = ARENA_NEW(a, struct pack);

    if (!named_well(id))
        return err_set(e, ERR_INPUT, T("Nama peraturan \"%.*s\" tidak dikenal."), SV_FMT(id));
    if (!there(&r, id)) {
        err_set(e, ERR_MISSING, T("Peraturan \"%.*s\" tidak ada."), SV_FMT(id));
        return err_hint(e, T("Lihat folder data/regulations untuk yang tersedia."));
    }
    p->id = arena_dup(a, id);
    if (!read_one(&in, p, e))
        return false;
    *out = p;
    return true;
}

const struct pack_norm *pack_norm_at(const struct pack *p, struct sv at)
{
    for (size_t i = 0; i < p->n; i++)
        if (sv_eq(p->norms[i].at, at))
            return &p->norms[i];
    return NULL;
}
