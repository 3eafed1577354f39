/* SPDX-License-Identifier: MIT
 * model/reg_reads.c -- `reads` of a file field: which rows of another register its document holds. */
#include "model/reg_load_priv.h"

static const struct sv keys[] = { SV_INIT("as"),   SV_INIT("into"),   SV_INIT("by"), SV_INIT("key"),
                                  SV_INIT("gone"), SV_INIT("fields"), SV_INIT("ask") };

void load_reads(struct loader *l, const struct json *decl, struct field *f)
{
    const struct json *v = json_get(decl, SV("reads"));
    struct field_reads *reads;

    if (!v)
        return;
    load_known_keys(l, v, keys, sizeof keys / sizeof *keys);
    if (v->type != JSON_MAP || f->type != FT_FILE) {
        load_problem(l, v, f->key,
                     T("\"reads\" hanya untuk bidang berkas dan berisi {as, into, by, key, gone, fields}."));
        return;
    }
    reads = ARENA_NEW(l->a, struct field_reads);
    *reads =
        (struct field_reads){ .decl = v, .kind = json_text(v, SV("as")), .gone = json_text(v, SV("gone")) };
    f->reads = reads;
}

static const struct field *field_of(struct loader *l, const struct field_reads *reads, struct sv key)
{
    const struct field *f = reg_field(reads->into, key);

    if (!f)
        load_problem(l, reads->decl, key, T("Register %.*s tidak mempunyai bidang \"%.*s\"."),
                     SV_FMT(reads->into->key), SV_FMT(key));
    return f;
}

/* `ask: {into, by, label, with: {field: value}}` */
static void resolve_ask(struct loader *l, struct field_reads *reads, const struct reg *holder)
{
    const struct json *v = json_get(reads->decl, SV("ask")), *with = json_get(v, SV("with"));

    if (!v)
        return;
    reads->ask = model_reg(l->m, json_text(v, SV("into")));
    reads->ask_label = json_text(v, SV("label"));
    reads->ask_by = reads->ask ? reg_field(reads->ask, json_text(v, SV("by"))) : NULL;
    if (!reads->ask_by || reads->ask_by->type != FT_REF || !sv_eq(reads->ask_by->to, holder->key) ||
        !reads->ask_label.n) {
        load_problem(
            l, v, SV("ask"),
            T("\"ask\" memerlukan \"into\" (register), \"by\" (bidangnya yang merujuk ke sini), dan \"label\"."));
        reads->ask = NULL;
        return;
    }
    reads->ask_with = ARENA_ARRAY(l->a, struct reads_map, (with ? with->n : 0) + 1);
    for (const struct json *w = with && with->type == JSON_MAP ? with->first : NULL; w; w = w->next) {
        const struct field *f = reg_field(reads->ask, w->key);

        if (f)
            reads->ask_with[reads->n_ask_with++] = (struct reads_map){ w->s, f };
        else
            load_problem(l, w, w->key, T("Register %.*s tidak mempunyai bidang \"%.*s\"."),
                         SV_FMT(reads->ask->key), SV_FMT(w->key));
    }
}

void resolve_reads(struct loader *l, const struct reg *holder, struct field *f)
{
    struct field_reads *reads =
        (struct field_reads *) f->reads; /* made by load_reads(), read-only after this */
    const struct json *fields;
    const struct sv *names;
    size_t n;

    if (!reads)
        return;
    reads->into = model_reg(l->m, json_text(reads->decl, SV("into")));
    if (!reads->into) {
        load_problem(l, reads->decl, f->key, T("\"into\" menyebut register yang tidak ada."));
        f->reads = NULL;
        return;
    }
    reads->by = field_of(l, reads, json_text(reads->decl, SV("by")));
    if (!reg_state(reads->into, reads->gone))
        load_problem(l, reads->decl, f->key,
                     T("\"gone\" menyebut keadaan yang tidak ada pada register %.*s."),
                     SV_FMT(reads->into->key));
    load_texts(l, json_get(reads->decl, SV("key")), &names, &n);
    reads->key = ARENA_ARRAY(l->a, const struct field *, n + 1);
    for (size_t i = 0; i < n; i++)
        if ((reads->key[reads->n_key] = field_of(l, reads, names[i])))
            reads->n_key++;
    resolve_ask(l, reads, holder);
    fields = json_get(reads->decl, SV("fields"));
    reads->maps = ARENA_ARRAY(l->a, struct reads_map, (fields ? fields->n : 0) + 1);
    for (const struct json *v = fields && fields->type == JSON_MAP ? fields->first : NULL; v; v = v->next)
        if ((reads->maps[reads->n].field = field_of(l, reads, v->key)))
            reads->maps[reads->n++].source = v->s;
    if (!reads->by || !reads->n_key || !reads->n)
        load_problem(l, reads->decl, f->key, T("\"reads\" memerlukan \"by\", \"key\", dan \"fields\"."));
}
