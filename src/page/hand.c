/* SPDX-License-Identifier: MIT
 * page/hand.c -- people to choose from, and the tables of the pages about handing over. */
#include "base/arena.h"
#include "page/hand_priv.h"

bool hand_people(struct db *db, int64_t pd, struct date today, struct arena *a, struct hand_person **out,
                 size_t *n, struct err *e)
{
    struct date_text day = date_iso(today);
    struct hand_person *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row,
        ok =
            db_prepare(
                db,
                SV("select k.id, k.nama, k.nama_pengguna, coalesce(k.jabatan, ''), coalesce(p.nama, '') from akun k "
                   "left join perangkat_daerah p on p.id = k.perangkat_daerah where k.dihapus is null "
                   "and k.status = 'aktif' and coalesce(k.peran_khusus, '') not like '%|auditor|%' "
                   "and (k.mulai is null or k.mulai <= $2) and (k.selesai is null or k.selesai >= $2) "
                   "order by case when k.perangkat_daerah = $1 then 0 else 1 end, k.nama, k.id limit 1000"),
                &q, e) &&
            stmt_int(q, 1, pd, e) && stmt_text(q, 2, sv_of(day.s), e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct hand_person){ stmt_get_int(q, 0), arena_dup(a, stmt_get_text(q, 1)),
                                  arena_dup(a, stmt_get_text(q, 2)), arena_dup(a, stmt_get_text(q, 3)),
                                  arena_dup(a, stmt_get_text(q, 4)) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

static void person_option(struct page *p, const struct hand_person *who, bool chosen)
{
    struct html *h = &p->h;

    html_open(h, "option");
    html_attr(h, "value", arena_printf(p->a, "%lld", (long long) who->id));
    html_bool_attr(h, "selected", chosen);
    html_text(h, who->nama);
    if (who->jabatan.n)
        html_textf(h, ", %.*s", SV_FMT(who->jabatan));
    if (who->kantor.n)
        html_textf(h, " (%.*s)", SV_FMT(who->kantor));
    html_close(h, "option");
}

void hand_choose(struct page *p, const char *name, const char *label, const char *help,
                 const struct hand_person *people, size_t n, int64_t not )
{
    struct sv typed = web_typed(p->req, name);
    struct html *h = &p->h;
    int64_t now = 0;

    sv_int(typed, &now);
    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-%s", name);
    html_say(h, label);
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-%s", name);
    html_attrf(h, "name", "%s", name);
    html_bool_attr(h, "data-pilih", true);
    html_bool_attr(h, "required", true);
    html_open(h, "option");
    html_attr(h, "value", SV(""));
    html_say(h, T("\u2014 pilih orangnya \u2014"));
    html_close(h, "option");
    for (size_t i = 0; i < n; i++)
        if (people[i].id != not )
            person_option(p, &people[i], people[i].id == now);
    html_close(h, "select");
    if (help) {
        html_open(h, "div");
        html_class(h, "form-hint");
        html_say(h, help);
        html_close(h, "div");
    }
    page_field_error(p, sv_of(name));
    html_close(h, "div");
}

/* --- several of a list ----------------------------------------------------------------------------------------------- */

bool hand_agencies(struct db *db, struct arena *a, struct hand_option **out, size_t *n, struct err *e)
{
    struct hand_option *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row, ok = db_prepare(
                  db,
                  SV("select kode, nama from perangkat_daerah where dihapus is null and kode is not null "
                     "order by kode, id limit 2000"),
                  &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct hand_option){ arena_dup(a, stmt_get_text(q, 0)), arena_dup(a, stmt_get_text(q, 1)) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

size_t hand_registers(const struct region *r, const struct actor *who, struct arena *a,
                      struct hand_option **out)
{
    const struct model *m = r->model;
    size_t n = 0;

    *out = ARENA_ARRAY(a, struct hand_option, m->n_regs);
    for (size_t i = 0; i < m->n_regs; i++)
        if (who_may_open(who, &m->regs[i]->rule))
            (*out)[n++] = (struct hand_option){ m->regs[i]->key, m->regs[i]->label };
    return n;
}

static bool sent(struct page *p, const char *name, struct sv value)
{
    struct sv *all;
    size_t n = p->req->method == WEB_POST ? web_value_all(p->req, name, &all) : 0;

    for (size_t i = 0; i < n; i++)
        if (sv_eq(all[i], value))
            return true;
    return false;
}

void hand_several(struct page *p, const char *name, const char *label, const char *help,
                  const struct hand_option *options, size_t n)
{
    struct html *h = &p->h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "f-%s", name);
    html_say(h, label);
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "f-%s", name);
    html_attrf(h, "name", "%s", name);
    html_attrf(h, "aria-describedby", "h-%s", name);
    html_bool_attr(h, "multiple", true);
    html_bool_attr(h, "data-pilih", true);
    for (size_t i = 0; i < n; i++) {
        html_open(h, "option");
        html_attr(h, "value", options[i].value);
        html_bool_attr(h, "selected", sent(p, name, options[i].value));
        html_text(h, options[i].label);
        html_close(h, "option");
    }
    html_close(h, "select");
    html_open(h, "div");
    html_class(h, "form-hint");
    html_attrf(h, "id", "h-%s", name);
    html_say(h, help);
    html_close(h, "div");
    page_field_error(p, sv_of(name));
    html_close(h, "div");
}

struct sv hand_joined(const struct web_req *req, const char *name, struct arena *a)
{
    struct sv out = SV(""), *all;
    size_t n = web_value_all(req, name, &all);

    for (size_t i = 0; i < n; i++)
        out = out.n ? arena_printf(a, "%.*s,%.*s", SV_FMT(out), SV_FMT(all[i])) : all[i];
    return out;
}

/* --- tables ------------------------------------------------------------------------------------------------------------ */

void hand_table_begin(struct html *h, const char *const *columns, size_t n)
{
    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_open(h, "table");
    html_class(h, "daftar");
    page_table_head(h, columns, n);
    html_open(h, "tbody");
}

void hand_table_end(struct html *h)
{
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

void hand_first(struct html *h, struct sv text)
{
    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    html_text(h, text);
    html_close(h, "td");
}

void hand_cell(struct html *h, const char *label, struct sv text)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
    html_text(h, text);
    html_close(h, "td");
}

void hand_button(struct page *p, struct sv url, const char *word, const char *question, struct sv what)
{
    struct html *h = &p->h;

    page_form_begin(p, url, false);
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn btn-sm");
    html_attr_say(h, "data-tanya", question);
    html_say(h, word);
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_textf(h, " %.*s", SV_FMT(what));
    html_close(h, "span");
    html_close(h, "button");
    html_close(h, "form");
}
