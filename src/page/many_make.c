/* SPDX-License-Identifier: MIT
 * page/many_make.c -- one letter of many: may it be made, what does it say. The same for the look beforehand and the making. */
#include "base/buf.h"
#include "page/many_priv.h"

static bool refused(struct many_one *out, struct arena *a, struct sv why)
{
    out->why = arena_dup(a, why);
    return true;
}

bool many_look(const struct region *r, struct db *db, const struct actor *who, const struct many *m,
               int64_t id, struct arena *a, struct many_one *out, struct err *e)
{
    struct err why = { 0 };

    *out = (struct many_one){ .rec = NULL };
    if (!record_get(db, &r->records, who, m->k->reg, id, a, &out->rec, &why)) {
        out->rec = NULL;
        if (why.kind != ERR_MISSING && why.kind != ERR_DENIED) {
            *e = why;
            return false;
        }
        return refused(out, a, sv_of(why.text));
    }
    if (out->rec->dihapus.p)
        return refused(out, a, SV(T("Baris ini sudah dihapus.")));
    if (!letters_may(r, who, m->k, out->rec))
        return refused(out, a, SV(T("Dibuat oleh kantor yang menandatanganinya, bukan oleh Anda.")));
    if (!letters_offered(m->k, out->rec)) {
        const struct state *s = reg_state(m->k->reg, out->rec->status);

        return refused(out, a,
                       arena_printf(a, T("Belum dapat dibuat pada keadaan %.*s."),
                                    SV_FMT(s ? s->label : out->rec->status)));
    }
    out->numbered = !m->draw || letters_numbered(out->rec);
    return letters_agenda(db, r, who, m->k, out->rec, letters_day(r, out->rec, m->asked[m->k->n_asks + 1]),
                          &out->agenda, e);
}

static const struct sv *keep_names(const struct sv *names, size_t n, struct arena *a)
{
    struct sv *out = ARENA_ARRAY(a, struct sv, n + 1);

    for (size_t i = 0; i < n; i++)
        out[i] = arena_dup(a, names[i]);
    return out;
}

/* What is said of it outlives the document. */
static void keep_report(struct letter_report *rep, struct arena *a)
{
    rep->empty = keep_names(rep->empty, rep->n_empty, a);
    rep->unknown = keep_names(rep->unknown, rep->n_unknown, a);
    rep->text = SV_NULL;
}

bool many_fill(const struct region *r, struct db *db, const struct actor *who, const struct many *m,
               struct sv template, int64_t urut, struct arena *own, struct arena *a, struct many_one *out,
               struct err *e)
{
    struct sv *asked = ARENA_ARRAY(a, struct sv, m->k->n_asks + 2);
    struct err why = { 0 };
    struct buf b;

    for (size_t i = 0; i < m->k->n_asks + 2; i++)
        asked[i] = m->asked[i];
    asked[m->k->n_asks] = urut > 0 ? arena_printf(a, "%lld", (long long) urut) : SV("");
    if (!letters_facts(db, r, who, m->k, out->rec, asked, a, &out->facts, e))
        return false;
    buf_init(&b, (size_t) 64 << 20);
    if (letters_make(template, &out->facts, own, &b, &out->rep, &why)) {
        out->docx = arena_dup(own, buf_sv(&b));
        keep_report(&out->rep, a);
    } else {
        out->why = arena_dup(a, sv_of(why.text));
    }
    buf_clear(&b);
    if (why.kind != ERR_FAULT && why.kind != ERR_BUSY)
        return true;
    *e = why;
    return false;
}

/* --- as JSON ------------------------------------------------------------------------------------------------------------ */

void many_put(struct jsonw *w, const void *many)
{
    const struct many *m = many;

    jsonw_kstr(w, "surat", m->k->key);
    jsonw_key(w, SV("tanya"));
    jsonw_list(w);
    for (size_t i = 0; i < m->k->n_asks + 2; i++)
        jsonw_str(w, m->asked[i].p ? m->asked[i] : SV(""));
    jsonw_end(w);
    jsonw_kbool(w, "ambil", m->draw);
    jsonw_kint(w, "mulai", m->from);
    jsonw_kbool(w, "docx", m->docx);
    jsonw_kbool(w, "pdf", m->pdf);
    jsonw_key(w, SV("baris"));
    jsonw_list(w);
    for (size_t i = 0; i < m->n; i++)
        jsonw_int(w, m->ids[i]);
    jsonw_end(w);
}

bool many_read(const struct region *r, const struct json *input, struct arena *a, struct many *out,
               struct err *e)
{
    const struct json *asked = json_get(input, SV("tanya")), *ids = json_get(input, SV("baris"));
    size_t i = 0;

    *out = (struct many){ .k = letters_find(&r->letters, json_text(input, SV("surat"))) };
    if (!out->k) {
        err_set(e, ERR_MISSING, T("Surat ini tidak ada lagi pada pengaturan daerah."));
        return err_hint(e, T("Mulailah lagi dari daftarnya."));
    }
    out->asked = ARENA_ARRAY(a, struct sv, out->k->n_asks + 2);
    for (const struct json *v = asked ? asked->first : NULL; v && i < out->k->n_asks + 2; v = v->next)
        out->asked[i++] = v->s;
    out->draw = json_flag(input, SV("ambil"), false);
    out->from = json_number(input, SV("mulai"), 0);
    out->docx = json_flag(input, SV("docx"), true);
    out->pdf = json_flag(input, SV("pdf"), false);
    out->ids = ARENA_ARRAY(a, int64_t, (ids ? ids->n : 0) + 1);
    for (const struct json *v = ids ? ids->first : NULL; v; v = v->next)
        out->ids[out->n++] = v->i;
    return true;
}
