/* SPDX-License-Identifier: MIT
 * rule/ladder_load.c -- reads the ladder: data/tangga.yaml and one line of each register whose rows climb it. */
#include "base/arena.h"
#include "base/file.h"
#include "json/json.h"
#include "rule/ladder.h"
#include "who/who.h"

enum { LADDER_BYTES_MAX = 256 * 1024 };

struct reader {
    const struct model *m;
    const struct who_levels *levels;
    struct arena *a;
    struct problems *ps;
    struct sv file;
    struct ladder *l;
};

static void wrong(struct reader *r, const struct json *at, struct sv field, struct sv text)
{
    struct problem *p = problems_add(r->ps, field, "%.*s", SV_FMT(text));

    p->file = r->file;
    if (at) {
        p->line = at->line;
        p->col = at->col;
    }
}

static void words(struct reader *r, const struct json *v, const struct sv **out, size_t *n)
{
    struct sv *items;
    size_t i = 0;

    *out = NULL;
    *n = 0;
    if (!v || (v->type != JSON_LIST && v->type != JSON_STR))
        return;
    items = ARENA_ARRAY(r->a, struct sv, v->type == JSON_LIST ? v->n + 1 : 1);
    if (v->type == JSON_STR)
        items[i++] = v->s;
    for (const struct json *c = v->type == JSON_LIST ? v->first : NULL; c; c = c->next)
        items[i++] = c->s;
    *out = items;
    *n = i;
}

static const struct field *field(struct reader *r, const struct json *map, struct sv key,
                                 const struct reg *reg, bool needed, bool day)
{
    struct sv name = json_text(map, key);
    const struct field *f = reg && name.p ? reg_field(reg, name) : NULL;

    if ((needed || name.p) && (!f || (day && f->type != FT_DATE)))
        wrong(r, map, key,
              arena_printf(
                  r->a,
                  T("Tangga pengingat menyebut bidang \"%.*s\" yang tidak ada%s pada register \"%.*s\"."),
                  SV_FMT(name), day ? T(" atau bukan tanggal") : "", reg ? (int) reg->key.n : 1,
                  reg ? reg->key.p : "?"));
    return f;
}

static void states(struct reader *r, const struct json *at, const struct reg *reg, const struct sv *items,
                   size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!reg_state(reg, items[i]))
            wrong(r, at, items[i],
                  arena_printf(r->a, T("Register \"%.*s\" tidak mengenal keadaan \"%.*s\"."),
                               SV_FMT(reg->key), SV_FMT(items[i])));
}

/* --- tangga.yaml --------------------------------------------------------------------------------------------------------- */

static void read_step(struct reader *r, const struct json *v)
{
    struct ladder *l = r->l;
    struct ladder_step *s;

    if (l->n_steps == LADDER_STEPS_MAX) {
        wrong(r, v, v->key,
              arena_printf(r->a, T("Tangga pengingat paling banyak %d anak tangga."), LADDER_STEPS_MAX));
        return;
    }
    s = &l->steps[l->n_steps++];
    *s = (struct ladder_step){ .key = v->key,
                               .label = json_text(v, SV("label")),
                               .setting = json_text(v, SV("after")),
                               .state = json_text(v, SV("state")),
                               .level = json_text(v, SV("level")),
                               .says = json_text(v, SV("says")),
                               .mail = json_flag(v, SV("mail"), false),
                               .report = json_flag(v, SV("report"), false) };
    if (!s->label.n || !s->says.n)
        wrong(r, v, v->key, SV(T("Anak tangga memerlukan label dan teks (says).")));
    if (!json_get(r->m->settings, s->setting))
        wrong(r, v, SV("after"),
              arena_printf(r->a, T("Pengaturan \"%.*s\" tidak ada di data/pengaturan.yaml."),
                           SV_FMT(s->setting)));
    if (!reg_state(l->reg, s->state))
        wrong(r, v, SV("state"), arena_printf(r->a, T("Keadaan \"%.*s\" tidak ada."), SV_FMT(s->state)));
    if (s->mail && !who_level_rank(r->levels, s->level))
        wrong(r, v, SV("level"), SV(T("Anak tangga dengan surel memerlukan jenjang penerimanya (level).")));
    if (l->step && !field_choice(l->step, s->key))
        wrong(r, v, v->key,
              arena_printf(r->a, T("Bidang \"%.*s\" tidak punya pilihan \"%.*s\"."), SV_FMT(l->step->key),
                           SV_FMT(s->key)));
}

static void read_excuse(struct reader *r, const struct json *v, struct ladder_excuse *x)
{
    x->reg = model_reg(r->m, json_text(v, SV("register")));
    if (!x->reg) {
        wrong(r, v, SV("register"),
              arena_printf(r->a, T("Register \"%.*s\" tidak ada."), SV_FMT(json_text(v, SV("register")))));
        return;
    }
    x->object = field(r, v, SV("object"), x->reg, true, false);
    x->until = field(r, v, SV("until"), x->reg, false, true);
    x->reason = field(r, v, SV("reason"), x->reg, false, false);
    x->number = field(r, v, SV("number"), x->reg, false, false);
    words(r, json_get(v, SV("states")), &x->states, &x->n_states);
    states(r, v, x->reg, x->states, x->n_states);
}

static void read_fields(struct reader *r, const struct json *map)
{
    struct ladder *l = r->l;

    l->step = field(r, map, SV("step"), l->reg, true, false);
    l->object = field(r, map, SV("object"), l->reg, true, false);
    l->title = field(r, map, SV("title"), l->reg, true, false);
    l->about = field(r, map, SV("about"), l->reg, true, false);
    l->day = field(r, map, SV("day"), l->reg, true, true);
    l->due = field(r, map, SV("due"), l->reg, true, true);
    l->text = field(r, map, SV("text"), l->reg, true, false);
    l->ended = field(r, map, SV("ended"), l->reg, true, true);
    l->why = field(r, map, SV("why"), l->reg, true, false);
}

static void read_tree(struct reader *r, const struct json *tree)
{
    const struct json *excused = json_get(tree, SV("excused")), *steps = json_get(tree, SV("steps"));
    struct ladder *l = r->l;

    l->reg = model_reg(r->m, json_text(tree, SV("register")));
    if (!l->reg) {
        wrong(r, tree, SV("register"),
              SV(T("Tangga pengingat memerlukan register untuk anak tangga yang ditempuh.")));
        return;
    }
    read_fields(r, json_get(tree, SV("fields")));
    l->end = json_text(tree, SV("end"));
    l->count = json_text(tree, SV("count"));
    if (!reg_state(l->reg, l->end))
        wrong(r, tree, SV("end"), arena_printf(r->a, T("Keadaan \"%.*s\" tidak ada."), SV_FMT(l->end)));
    if (excused && excused->type == JSON_LIST) {
        l->excuses = ARENA_ARRAY(r->a, struct ladder_excuse, excused->n + 1);
        for (const struct json *v = excused->first; v; v = v->next)
            read_excuse(r, v, &l->excuses[l->n_excuses++]);
    }
    for (const struct json *v = steps && steps->type == JSON_MAP ? steps->first : NULL; v; v = v->next)
        read_step(r, v);
}

/* --- `ladder` of a register ------------------------------------------------------------------------------------------------ */

static void open_states(struct reader *r, struct ladder_source *s)
{
    struct sv *open = ARENA_ARRAY(r->a, struct sv, s->reg->n_states + 1);

    if (s->n_states)
        return;
    for (size_t i = 0; i < s->reg->n_states; i++)
        if (!s->reg->states[i].end)
            open[s->n_states++] = s->reg->states[i].key;
    s->states = open;
}

static void read_source(struct reader *r, const struct reg *reg)
{
    const struct json *map = reg->ladder, *transitions = json_get(reg->workflow, SV("transitions"));
    struct ladder_source *s = &r->l->sources[r->l->n_sources++];

    r->file = reg->file;
    *s = (struct ladder_source){ .reg = reg };
    words(r, json_get(map, SV("tasks")), &s->tasks, &s->n_tasks);
    words(r, json_get(map, SV("states")), &s->states, &s->n_states);
    s->due = field(r, map, SV("due"), reg, !s->n_tasks, true);
    s->reason = field(r, map, SV("reason"), reg, false, false);
    if (s->due && s->n_tasks)
        wrong(r, map, SV("tasks"),
              SV(T("\"ladder\" menyebut tanggal (due) atau tugas (tasks), bukan keduanya.")));
    if (!reg->scoped)
        wrong(r, map, SV("ladder"),
              SV(T("Hanya baris milik Perangkat Daerah yang menempuh tangga pengingat.")));
    for (size_t i = 0; i < s->n_tasks; i++)
        if (!json_text(json_get(transitions, s->tasks[i]), SV("task")).p)
            wrong(r, map, s->tasks[i],
                  arena_printf(r->a, T("Langkah \"%.*s\" tidak ada atau tanpa tugas."), SV_FMT(s->tasks[i])));
    states(r, map, reg, s->states, s->n_states);
    open_states(r, s);
}

bool ladder_load(const char *data_dir, const struct model *m, const struct who_levels *levels,
                 struct arena *a, struct ladder *out, struct problems *ps, struct err *e)
{
    struct reader r = { m, levels, a, ps, arena_printf(a, "%s/tangga.yaml", data_dir), out };
    size_t had = ps->n;
    struct json *tree;
    struct sv text;

    *out = (struct ladder){ .n_steps = 0 };
    if (!file_exists(r.file.p))
        return true;
    if (!file_read(r.file.p, LADDER_BYTES_MAX, a, &text, e))
        return false;
    if (!yaml_parse(text, r.file, a, &tree, ps))
        return err_set(e, ERR_INPUT, T("tangga.yaml tidak dapat dibaca."));
    read_tree(&r, tree);
    out->sources = ARENA_ARRAY(a, struct ladder_source, m->n_regs + 1);
    for (size_t i = 0; out->reg && i < m->n_regs; i++)
        if (m->regs[i]->ladder)
            read_source(&r, m->regs[i]);
    return ps->n == had || err_set(e, ERR_INPUT, T("Tangga pengingat mengandung kesalahan."));
}

const struct ladder_source *ladder_source_of(const struct ladder *l, const struct reg *reg)
{
    for (size_t i = 0; i < l->n_sources; i++)
        if (l->sources[i].reg == reg)
            return &l->sources[i];
    return NULL;
}
