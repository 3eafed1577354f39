/* SPDX-License-Identifier: MIT
 * model/reg_load.c -- reads data/registers, groups, roles and classification into struct model, every mistake at once. */
#include "base/file.h"
#include "base/map.h"
#include "model/reg_load_priv.h"

enum { YAML_MAX_BYTES = 4 * 1024 * 1024 };

static const struct sv reg_keys[] = {
    SV_INIT("register"), SV_INIT("label"), SV_INIT("group"),      SV_INIT("order"),  SV_INIT("help"),
    SV_INIT("number"),   SV_INIT("title"), SV_INIT("scope"),      SV_INIT("write"),  SV_INIT("read"),
    SV_INIT("identity"), SV_INIT("basis"), SV_INIT("classified"), SV_INIT("fields"), SV_INIT("workflow"),
    SV_INIT("calendar"), SV_INIT("grids"), SV_INIT("follows"),    SV_INIT("review"), SV_INIT("similar"),
    SV_INIT("trail"),    SV_INIT("duty"),  SV_INIT("ladder"),     SV_INIT("party"),  SV_INIT("foresee"),
};

/* Names no field may take: they are columns of every register or of its history. */
static bool reserved(struct sv key)
{
    static const struct sv others[] = { SV_INIT("dari"), SV_INIT("sampai"), SV_INIT("aksi"),
                                        SV_INIT("pd_induk") };

    for (int c = 0; c < COL_COUNT; c++)
        if (c != COL_PD && sv_eq(key, base_col_name((enum base_col) c)))
            return true;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (sv_eq(key, others[i]))
            return true;
    return false;
}

static const struct json *read_yaml(struct loader *l, const char *path, struct err *e)
{
    struct sv text;
    struct json *tree;

    if (!file_read(path, YAML_MAX_BYTES, l->a, &text, e))
        return NULL;
    l->file = arena_dup(l->a, sv_of(path));
    if (!yaml_parse(text, l->file, l->a, &tree, l->ps))
        tree =
            ARENA_NEW(l->a, struct json); /* the mistakes are in ps; an empty tree lets the rest be checked */
    return tree;
}

static void load_fields(struct loader *l, const struct json *fields, struct reg *r)
{
    struct map *by_key = map_new(l->a);
    size_t i = 0;

    if (!fields || fields->type != JSON_MAP) {
        load_problem(l, fields, SV("fields"), T("Register \"%.*s\" tidak punya bidang."), SV_FMT(r->key));
        r->by_key = by_key;
        return;
    }
    r->fields = ARENA_ARRAY(l->a, struct field, fields->n);
    for (const struct json *v = fields->first; v; v = v->next) {
        struct field *f = &r->fields[i];

        f->key = v->key;
        f->index = i++;
        if (reserved(v->key))
            load_problem(l, v, v->key, T("Nama \"%.*s\" sudah dipakai kolom dasar setiap register."),
                         SV_FMT(v->key));
        load_field(l, v, f);
        map_put(by_key, f->key, f);
    }
    r->n_fields = i;
    r->by_key = by_key;
}

static void load_identity(struct loader *l, const struct json *decl, struct reg *r)
{
    const struct sv *keys;
    size_t n;

    load_texts(l, json_get(decl, SV("identity")), &keys, &n);
    r->identity = ARENA_ARRAY(l->a, const struct field *, n + 2);
    for (size_t i = 0; i < n; i++) {
        const struct field *f = reg_field(r, keys[i]);

        if (f)
            r->identity[r->n_identity++] = f;
        else
            load_problem(l, json_get(decl, SV("identity")), keys[i], T("Bidang pengenal \"%.*s\" tidak ada."),
                         SV_FMT(keys[i]));
    }
    for (size_t i = 0; i < r->n_fields && !r->n_identity; i++)
        if (r->fields[i].unique == UNIQUE_REGION)
            r->identity[r->n_identity++] = &r->fields[i];
    if (!r->n_identity && r->title) {
        r->identity[r->n_identity++] = r->title;
        if (r->scoped && reg_field(r, base_col_name(COL_PD)))
            r->identity[r->n_identity++] = reg_field(r, base_col_name(COL_PD));
    }
}

static void load_rights(struct loader *l, const struct json *decl, struct reg *r)
{
    static const struct sv everyone[] = { SV_INIT("semua") };
    static const struct sv agency[] = { SV_INIT("pd"), SV_INIT("dinas") };

    load_texts(l, json_get(decl, SV("read")), &r->read, &r->n_read);
    load_texts(l, json_get(decl, SV("write")), &r->write, &r->n_write);
    if (!r->n_read) {
        r->read = everyone;
        r->n_read = 1;
    }
    if (!r->n_write) {
        r->write = r->scoped ? agency : &agency[1];
        r->n_write = r->scoped ? 2 : 1;
    }
    r->rule = (struct who_rule){ .scoped = r->scoped,
                                 .classified = r->classified,
                                 .read = r->read,
                                 .write = r->write,
                                 .n_read = r->n_read,
                                 .n_write = r->n_write,
                                 .key = r->key };
}

/* Names of the engine's own tables, and heads and tails of those that hang on a register. */
static bool taken(struct sv key)
{
    static const struct sv tables[] = { SV_INIT("urut"),    SV_INIT("hitung"),          SV_INIT("peristiwa"),
                                        SV_INIT("berkas"),  SV_INIT("skema"),           SV_INIT("cari"),
                                        SV_INIT("langkah"), SV_INIT("tugas"),           SV_INIT("jam"),
                                        SV_INIT("naskah"),  SV_INIT("pengaturan"),      SV_INIT("migrasi"),
                                        SV_INIT("unit"),    SV_INIT("pelaksana_harian") };
    static const struct sv heads[] = { SV_INIT("who_"),        SV_INIT("cari_"),   SV_INIT("norma_"),
                                       SV_INIT("berkas_"),     SV_INIT("skema_"),  SV_INIT("impor_"),
                                       SV_INIT("v_"),          SV_INIT("sqlite_"), SV_INIT("pg_"),
                                       SV_INIT("pengaturan_"), SV_INIT("kirim_") };

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (sv_eq(key, tables[i]))
            return true;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (sv_starts(key, heads[i]))
            return true;
    return sv_ends(key, SV("_h")) || sv_find(key, SV("__")) >= 0;
}

/* Names become tables: <key>_h, v_<key>, v_<key>__<field>, none longer than 63 bytes. */
static void check_names(struct loader *l, const struct json *decl, const struct reg *r)
{
    enum { LONGEST = 63 };

    if (!sv_is_key(r->key) || r->key.n + 2 > LONGEST)
        load_problem(l, decl, SV("register"),
                     T("Nama register \"%.*s\" bukan kunci, atau lebih dari 61 huruf."), SV_FMT(r->key));
    else if (taken(r->key))
        load_problem(l, decl, SV("register"), T("Nama register \"%.*s\" dipakai mesin sendiri."),
                     SV_FMT(r->key));
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].type == FT_REFS && 2 + r->key.n + 2 + r->fields[i].key.n > LONGEST)
            load_problem(l, NULL, r->fields[i].key,
                         T("Nama register dan bidang \"%.*s\" bersama terlalu panjang."),
                         SV_FMT(r->fields[i].key));
    if (r->title && r->title->n_see) /* it stands in lists, searches and references of everybody */
        load_problem(l, json_get(decl, SV("title")), r->title->key,
                     T("Bidang judul tidak boleh dibatasi dengan \"see\"."));
}

static struct reg *load_reg(struct loader *l, const struct json *decl, struct sv name)
{
    struct reg *r = ARENA_NEW(l->a, struct reg);
    struct sv title = json_text(decl, SV("title")), scope = json_text(decl, SV("scope"));

    load_known_keys(l, decl, reg_keys, sizeof reg_keys / sizeof reg_keys[0]);
    r->file = l->file;
    r->key = json_text(decl, SV("register"));
    if (!sv_eq(r->key, name))
        load_problem(l, decl, SV("register"), T("\"register\" harus sama dengan nama berkas (%.*s)."),
                     SV_FMT(name));
    r->key = name;
    r->label = json_text(decl, SV("label"));
    if (!r->label.p)
        r->label = load_label(l, name);
    r->group = json_text(decl, SV("group"));
    r->help = json_text(decl, SV("help"));
    r->number = json_text(decl, SV("number"));
    r->basis = json_text(decl, SV("basis"));
    if (!r->basis.p)
        r->basis = SV("data");
    r->order = json_number(decl, SV("order"), 100);
    r->classified = json_flag(decl, SV("classified"), false);
    r->scoped = sv_eq(scope, base_col_name(COL_PD));
    if (!r->scoped && !sv_eq(scope, SV("region")))
        load_problem(l, json_get(decl, SV("scope")), SV("scope"),
                     T("\"scope\" harus perangkat_daerah atau region."));
    r->workflow = json_get(decl, SV("workflow"));
    r->decl = decl;
    r->duty = json_get(decl, SV("duty"));
    r->ladder = json_get(decl, SV("ladder"));
    load_states(l, r->workflow, r);
    load_fields(l, json_get(decl, SV("fields")), r);
    if (title.p && !(r->title = reg_field(r, title)))
        load_problem(l, json_get(decl, SV("title")), title, T("Bidang judul \"%.*s\" tidak ada."),
                     SV_FMT(title));
    if (r->scoped && !reg_field(r, base_col_name(COL_PD)))
        load_problem(l, decl, base_col_name(COL_PD),
                     T("Register milik PD harus punya bidang perangkat_daerah."));
    check_names(l, decl, r);
    load_calendar(l, json_get(decl, SV("calendar")), r);
    load_table(l, decl, r);
    load_identity(l, decl, r);
    load_rights(l, decl, r);
    return r;
}

/* Second pass: references and code lists can name anything loaded. */
static void resolve(struct loader *l, struct reg *r)
{
    struct sv *names = ARENA_ARRAY(l->a, struct sv, l->m->n_regs);

    for (size_t i = 0; i < l->m->n_regs; i++)
        names[i] = l->m->regs[i]->key;
    l->file = r->file;
    for (size_t i = 0; i < r->n_fields; i++) {
        struct field *f = &r->fields[i];

        if (f->to.p && !sv_eq(f->to, SV("*")) && !(f->target = model_reg(l->m, f->to))) {
            struct problem *p = load_problem(
                l, NULL, f->key, T("Rujukan ke register \"%.*s\" yang tidak ada."), SV_FMT(f->to));
            struct sv near = problems_suggest(f->to, names, l->m->n_regs);

            if (near.p)
                p->hint = arena_printf(l->a, T("Maksudnya \"%.*s\"?"), SV_FMT(near));
        }
        resolve_reads(l, r, f);
        if (f->from.p && !(f->codes = model_codes(l->m, f->from)))
            load_problem(l, NULL, f->key, T("Daftar kode \"%.*s\" tidak ada di data/codes."),
                         SV_FMT(f->from));
        if (f->after.p && (!reg_field(r, f->after) || reg_field(r, f->after)->type != f->type ||
                           (f->type != FT_DATE && f->type != FT_DATETIME)))
            load_problem(l, NULL, f->key,
                         T("\"after\" harus menyebut bidang tanggal sejenis, bukan \"%.*s\"."),
                         SV_FMT(f->after));
        for (size_t k = 0; k < f->n_required_in; k++)
            if (!reg_state(r, f->required_in[k]) && r->n_states > 1)
                load_problem(l, NULL, f->key, T("\"required\" menyebut keadaan \"%.*s\" yang tidak ada."),
                             SV_FMT(f->required_in[k]));
    }
    load_resolve(l, r);
}

static void load_groups(struct loader *l, const struct json *tree)
{
    const struct json *groups = json_get(tree, SV("groups"));

    load_calendar_kinds(l, json_get(tree, SV("calendar")));
    if (!groups || groups->type != JSON_MAP)
        return;
    l->m->groups = ARENA_ARRAY(l->a, struct group, groups->n);
    for (const struct json *g = groups->first; g; g = g->next)
        l->m->groups[l->m->n_groups++] =
            (struct group){ g->key, json_text(g, SV("label")), json_text(g, SV("icon")),
                            json_number(g, SV("order"), 100) };
}

static void load_scheme(struct loader *l, const struct json *tree)
{
    const struct json *levels = json_get(tree, SV("levels"));
    struct who_level *out;
    size_t i = 0;

    if (!levels || levels->type != JSON_LIST || levels->n == 0) {
        load_problem(l, tree, SV("levels"), T("Skema klasifikasi tidak punya tingkat."));
        return;
    }
    out = ARENA_ARRAY(l->a, struct who_level, levels->n);
    for (const struct json *v = levels->first; v; v = v->next, i++) {
        out[i].key = json_text(v, SV("key"));
        out[i].label = json_text(v, SV("label"));
        load_texts(l, json_get(v, SV("see")), &out[i].see, &out[i].n_see);
        if (!sv_is_key(out[i].key))
            load_problem(l, v, SV("key"), T("Tingkat klasifikasi memerlukan kunci."));
    }
    l->m->scheme = (struct who_scheme){ out, i };
}

static int64_t group_order(const struct model *m, struct sv key)
{
    for (size_t i = 0; i < m->n_groups; i++)
        if (sv_eq(m->groups[i].key, key))
            return m->groups[i].order;
    return INT64_MAX;
}

static bool before(const struct model *m, const struct reg *a, const struct reg *b)
{
    int64_t ga = group_order(m, a->group), gb = group_order(m, b->group);

    if (ga != gb)
        return ga < gb;
    if (a->order != b->order)
        return a->order < b->order;
    return sv_cmp(a->key, b->key) < 0;
}

static void sort_regs(struct model *m)
{
    for (size_t i = 1; i < m->n_regs; i++)
        for (size_t k = i; k > 0 && before(m, m->regs[k], m->regs[k - 1]); k--) {
            struct reg *r = m->regs[k];

            m->regs[k] = m->regs[k - 1];
            m->regs[k - 1] = r;
        }
}

/* A row that hangs on another: `follows` names the reference, grids the rows that hang on this one. */
static void resolve_ties(struct loader *l, struct reg *r)
{
    const struct json *follows = json_get(r->decl, SV("follows")), *fields = json_get(r->decl, SV("fields"));

    l->file = r->file;
    if (follows) {
        r->follows = reg_field(r, follows->s);
        if (!r->follows || r->follows->type != FT_REF || !r->follows->target) {
            load_problem(l, follows, follows->s,
                         T("\"follows\" harus menyebut bidang rujukan ke satu register."));
            r->follows = NULL;
        }
    }
    for (size_t i = 0; i < r->n_fields; i++)
        load_match(l, json_get(json_get(fields, r->fields[i].key), SV("match")), r, &r->fields[i]);
    load_grids(l, json_get(r->decl, SV("grids")), r);
}

static void resolve_party(struct loader *l, struct reg *r)
{
    const struct json *v = json_get(r->decl, SV("party"));
    struct reg_party *p;

    if (!v)
        return;
    l->file = r->file;
    p = ARENA_NEW(l->a, struct reg_party);
    p->field = reg_field(r, json_text(v, SV("field")));
    load_texts(l, json_get(v, SV("writes")), &p->writes, &p->n_writes);
    for (size_t i = 0; i < p->n_writes; i++)
        if (!reg_state(r, p->writes[i]))
            load_problem(l, v, p->writes[i], T("\"party\" menyebut keadaan \"%.*s\" yang tidak ada."),
                         SV_FMT(p->writes[i]));
    if (!r->scoped || !p->field || p->field->type != FT_REF || !p->field->target ||
        !reg_is_agency(p->field->target) || p->field->n_see) {
        load_problem(
            l, v, SV("party"),
            T("\"party\" memerlukan \"field\": bidang rujukan ke Perangkat Daerah yang terlihat semua."));
        return;
    }
    r->party = p;
    r->rule.party = p->field->key;
}

static void check_overlay(struct loader *l, const struct reg_overlay *over)
{
    l->file = over->file;
    for (const struct json *o = over->tree ? over->tree->first : NULL; o; o = o->next)
        if (!model_reg(l->m, o->key))
            load_problem(l, o, o->key, T("Peraturan mengubah register \"%.*s\" yang tidak ada."),
                         SV_FMT(o->key));
}

static bool load_regs(struct loader *l, const char *dir, const struct reg_overlay *overlays,
                      size_t n_overlays, struct err *e)
{
    struct sv *names;
    size_t n;

    if (!file_list(dir, ".yaml", l->a, &names, &n, e))
        return false;
    l->m->regs = ARENA_ARRAY(l->a, struct reg *, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct sv path = arena_printf(l->a, "%s/%.*s", dir, SV_FMT(names[i]));
        const struct json *decl = read_yaml(l, path.p, e);
        struct reg *r;

        if (!decl)
            return false;
        for (size_t k = 0; k < n_overlays; k++)
            decl = load_merge(l, decl, overlays[k].tree, overlays[k].file);
        r = load_reg(l, decl, sv_sub(names[i], 0, names[i].n - 5));
        l->m->regs[l->m->n_regs++] = r;
        map_put(l->m->by_key, r->key, r);
    }
    for (size_t k = 0; k < n_overlays; k++)
        check_overlay(l, &overlays[k]);
    sort_regs(l->m);
    for (size_t i = 0; i < l->m->n_regs; i++)
        resolve(l, l->m->regs[i]);
    for (size_t i = 0; i < l->m->n_regs; i++) {
        resolve_ties(l, l->m->regs[i]);
        resolve_party(l, l->m->regs[i]);
    }
    return true;
}

bool model_load(const char *data_dir, const struct reg_overlay *overlays, size_t n_overlays,
                const struct code_list *made, size_t n_made, int zone_min, struct arena *a,
                struct model **out, struct problems *ps, struct err *e)
{
    struct model *m = ARENA_NEW(a, struct model);
    struct loader l = { m, a, ps, SV_NULL };
    const struct json *tree;
    const char *path;
    size_t had = ps->n;

    m->a = a;
    m->by_key = map_new(a);
    m->codes = map_new(a);
    m->zone_min = zone_min;
    m->overlay_file = n_overlays ? overlays[n_overlays - 1].file : SV_NULL;
    if (!(tree = read_yaml(&l, arena_printf(a, "%s/groups.yaml", data_dir).p, e)))
        return false;
    load_groups(&l, tree);
    if (!(tree = read_yaml(&l, arena_printf(a, "%s/klasifikasi.yaml", data_dir).p, e)))
        return false;
    load_scheme(&l, tree);
    if (!(m->roles = read_yaml(&l, arena_printf(a, "%s/roles.yaml", data_dir).p, e)))
        return false;
    path = arena_printf(a, "%s/pengaturan.yaml", data_dir).p;
    if (file_exists(path) && !(m->settings = read_yaml(&l, path, e)))
        return false;
    if (!load_code_lists(&l, arena_printf(a, "%s/codes", data_dir).p, made, n_made, e))
        return false;
    if (!load_regs(&l, arena_printf(a, "%s/registers", data_dir).p, overlays, n_overlays, e))
        return false;
    *out = m;
    if (ps->n > had)
        return err_set(e, ERR_INPUT, T("Deklarasi mengandung %zu kesalahan."), ps->n - had + ps->more);
    return arena_ok(a, e);
}
