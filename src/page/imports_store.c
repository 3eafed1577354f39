/* SPDX-License-Identifier: MIT
 * page/imports_store.c -- what was chosen for an import so far, and what became of it, as JSON in its job. */
#include <stdio.h>

#include "base/arena.h"
#include "page/imports_priv.h"

/* --- what was chosen ---------------------------------------------------------------------------------------------------- */

static void put_pairs(struct jsonw *w, const struct imports *s)
{
    jsonw_key(w, SV("kolom"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_maps; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "kolom", s->maps[i].column);
        jsonw_kstr(w, "bidang", s->maps[i].key);
        jsonw_kstr(w, "judul", s->headings[i]);
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_key(w, SV("tetap"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_fixed; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "bidang", s->fixed[i].key);
        jsonw_kstr(w, "nilai", s->fixed[i].value);
        jsonw_end(w);
    }
    jsonw_end(w);
}

static void put_answers(struct jsonw *w, const struct imports *s)
{
    jsonw_key(w, SV("jawaban"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_answers; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "register", s->answers[i].target);
        jsonw_kstr(w, "tulisan", s->answers[i].text);
        jsonw_kint(w, "id", s->answers[i].id);
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_key(w, SV("kata"));
    jsonw_list(w);
    for (size_t i = 0; i < s->n_words; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "bidang", s->words[i].key);
        jsonw_kstr(w, "tulisan", s->words[i].text);
        jsonw_kstr(w, "arti", s->words[i].name);
        jsonw_end(w);
    }
    jsonw_end(w);
}

static void put_all(struct jsonw *w, const void *ctx)
{
    const struct imports *s = ctx;

    jsonw_kstr(w, "register", s->reg);
    jsonw_kstr(w, "mode", import_mode_key(s->mode));
    jsonw_kstr(w, "lembar", s->sheet);
    jsonw_kint(w, "judul", s->header);
    jsonw_kbool(w, "yang_benar", s->good_rows);
    put_pairs(w, s);
    put_answers(w, s);
}

bool imports_save(struct imports *s, struct err *e)
{
    return job_save(s->job, put_all, s, e);
}

static size_t items_of(const struct json *tree, const char *key, const struct json **first)
{
    const struct json *list = json_get(tree, sv_of(key));

    *first = list && list->type == JSON_LIST ? list->first : NULL;
    return *first ? list->n : 0;
}

static void read_pairs(struct imports *s, const struct json *tree)
{
    const struct json *v;
    size_t n = items_of(tree, "kolom", &v);

    s->maps = ARENA_ARRAY(s->a, struct import_map, n + 1);
    s->headings = ARENA_ARRAY(s->a, struct sv, n + 1);
    for (; v; v = v->next) {
        s->headings[s->n_maps] = json_text(v, SV("judul"));
        s->maps[s->n_maps++] = (struct import_map){ json_text(v, SV("kolom")), json_text(v, SV("bidang")) };
    }
    n = items_of(tree, "tetap", &v);
    s->fixed = ARENA_ARRAY(s->a, struct import_fixed, n + 1);
    for (; v; v = v->next)
        s->fixed[s->n_fixed++] =
            (struct import_fixed){ json_text(v, SV("bidang")), json_text(v, SV("nilai")) };
}

static void read_answers(struct imports *s, const struct json *tree)
{
    const struct json *v;
    size_t n = items_of(tree, "jawaban", &v);

    s->answers = ARENA_ARRAY(s->a, struct import_answer, n + 1);
    for (; v; v = v->next)
        s->answers[s->n_answers++] = (struct import_answer){ .target = json_text(v, SV("register")),
                                                             .text = json_text(v, SV("tulisan")),
                                                             .id = json_number(v, SV("id"), 0) };
    n = items_of(tree, "kata", &v);
    s->words = ARENA_ARRAY(s->a, struct import_word, n + 1);
    for (; v; v = v->next)
        s->words[s->n_words++] =
            (struct import_word){ json_text(v, SV("bidang")), json_text(v, SV("tulisan")),
                                  json_text(v, SV("arti")) };
}

struct imports *imports_read(struct job *j)
{
    struct imports *s = ARENA_NEW(j->a, struct imports);

    *s = (struct imports){ .a = j->a, .job = j };
    s->reg = json_text(j->input, SV("register"));
    import_mode_parse(json_text(j->input, SV("mode")), &s->mode);
    s->sheet = json_text(j->input, SV("lembar"));
    s->header = (int) json_number(j->input, SV("judul"), 0);
    s->good_rows = json_flag(j->input, SV("yang_benar"), false);
    read_pairs(s, j->input);
    read_answers(s, j->input);
    return s;
}

bool imports_load(const struct region *r, const struct actor *who, struct sv reg, struct sv id,
                  struct arena *a, struct imports **out, struct err *e)
{
    struct job *j;

    if (!job_load(r, who, &imports_job, id, a, &j, e))
        return false;
    *out = imports_read(j);
    if (sv_eq((*out)->reg, reg))
        return arena_ok(a, e);
    err_set(e, ERR_MISSING, T("Impor ini tidak ada pada daftar itu."));
    return err_hint(e, T("Bukalah dari Pekerjaan saya, atau unggah sekali lagi."));
}

bool imports_make(const struct region *r, const struct actor *who, const struct reg *reg,
                  const struct web_file *f, struct arena *a, struct imports **out, struct err *e)
{
    struct imports *s = ARENA_NEW(a, struct imports);

    *s = (struct imports){ .a = a, .reg = reg->key };
    if (!job_make(r, who, &imports_job, f->name, a, &s->job, e))
        return false;
    if (rename(f->path, job_path(s->job, "berkas")) != 0)
        return err_errno(e, T("Menyimpan berkas unggahan"));
    *out = s;
    return imports_save(s, e);
}

/* --- what became of it -------------------------------------------------------------------------------------------------- */

static const char *const outcome_names[IMPORT_OUTCOMES] = { "ditambah", "diubah", "tetap", "ditolak" };

void imports_outcome_put(struct jsonw *w, const void *outcome)
{
    const struct imports_outcome *o = outcome;

    for (int i = 0; i < IMPORT_OUTCOMES; i++)
        jsonw_kint(w, outcome_names[i], (int64_t) o->count[i]);
    jsonw_kbool(w, "dibatalkan", o->undone);
    jsonw_key(w, SV("baru"));
    jsonw_list(w);
    for (size_t i = 0; i < o->n_made; i++) {
        jsonw_list(w);
        jsonw_int(w, o->made[i].from);
        jsonw_int(w, o->made[i].to);
        jsonw_end(w);
    }
    jsonw_end(w);
}

void imports_outcome_read(const struct json *result, struct arena *a, struct imports_outcome *out)
{
    const struct json *v;
    size_t n = items_of(result, "baru", &v);

    *out = (struct imports_outcome){ .undone = json_flag(result, SV("dibatalkan"), false) };
    for (int i = 0; i < IMPORT_OUTCOMES; i++)
        out->count[i] = (size_t) json_number(result, sv_of(outcome_names[i]), 0);
    out->made = ARENA_ARRAY(a, struct imports_range, n + 1);
    for (; v; v = v->next)
        if (v->first && v->first->next)
            out->made[out->n_made++] = (struct imports_range){ v->first->i, v->first->next->i };
}
