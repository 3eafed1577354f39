/* SPDX-License-Identifier: MIT
 * api/oscal_results.c -- the state of a day: what was reviewed, a finding for each provision that can be judged, a risk for
 * what has a deadline and is not met. Observations are written in oscal_evidence.c. */
#include "api/oscal_priv.h"

/* --- judgement ------------------------------------------------------------------------------------------------------------------ */

static int percent(const struct norm_state *s)
{
    int64_t p = s->of > 0 && s->met >= 0 ? (int64_t) ((double) s->met * 100 / (double) s->of) : -1;

    return p > 100 ? 100 : (int) p;
}

struct oscal_verdict oscal_judge(const struct norm_state *s)
{
    struct oscal_verdict v = { .reviewed = true, .percent = -1 };
    bool whole = s->of >= 0 && s->met == s->of;

    if (sv_empty(s->computed)) { /* nothing was known of it on that day */
        v.reviewed = false;
        return v;
    }
    switch (s->status) {
    case NORM_MET: v.satisfied = true; break;
    case NORM_DUE_SOON: v.satisfied = whole; break;
    case NORM_PARTLY:
    case NORM_UNMET:
    case NORM_LATE: break;
    case NORM_NO_DATA: return v;
    case NORM_NOT_APPLICABLE:
    case NORM_OTHER_BODY:
    case NORM_GENERAL:
    case NORM_STATUS_COUNT: v.reviewed = false; return v;
    }
    /* Who may and does not breaks nothing. */
    if (!v.satisfied && sv_eq(s->norm->strength, SV("dapat")))
        return v;
    v.finding = true;
    if (v.satisfied) {
        v.reason = "pass";
        return v;
    }
    v.percent = percent(s);
    v.risk = !sv_empty(s->due);
    v.reason = s->status == NORM_PARTLY || (s->status == NORM_DUE_SOON && s->met > 0) ? "other" : "fail";
    return v;
}

/* --- what was reviewed ------------------------------------------------------------------------------------------------------------ */

static void reviewed_control(const struct oscal_book *b, struct oscal_list *l, const struct oscal_control *c)
{
    struct oscal_list ids = { l->w, "statement-ids", false };
    bool any = false;

    for (size_t i = 0; i < c->n && !any; i++)
        any = oscal_judge(&b->states[c->norms[i]->index]).reviewed;
    if (!any)
        return;
    oscal_item(l);
    jsonw_kstr(l->w, "control-id", c->id);
    for (size_t i = 0; i < c->n; i++)
        if (oscal_judge(&b->states[c->norms[i]->index]).reviewed)
            oscal_text(&ids, oscal_id(b, c->norms[i], "smt"));
    oscal_list_end(&ids);
    jsonw_end(l->w);
}

static void reviewed(const struct oscal_book *b, struct jsonw *w)
{
    struct oscal_list l = { w, "include-controls", false };

    jsonw_key(w, SV("reviewed-controls"));
    jsonw_map(w);
    jsonw_key(w, SV("control-selections"));
    jsonw_list(w);
    jsonw_map(w);
    for (size_t i = 0; i < b->n_controls; i++)
        reviewed_control(b, &l, &b->controls[i]);
    if (!l.open) { /* nothing is in force yet: a selection must select, and takes it all away again */
        jsonw_key(w, SV("include-all"));
        jsonw_map(w);
        jsonw_end(w);
        l.key = "exclude-controls";
        for (size_t i = 0; i < b->n_controls; i++) {
            oscal_item(&l);
            jsonw_kstr(w, "control-id", b->controls[i].id);
            jsonw_end(w);
        }
    }
    oscal_list_end(&l);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
}

/* --- risks ------------------------------------------------------------------------------------------------------------------------ */

static struct uuid_text risk_uuid(const struct oscal_book *b, const struct norm *n)
{
    return oscal_uuid(b, "norma/%.*s/risiko", SV_FMT(n->at));
}

static void characterization(const struct oscal_book *b, struct jsonw *w, struct date due)
{
    struct date on = b->on.y ? b->on : b->today;
    int32_t left = date_serial(due) - date_serial(on);

    jsonw_key(w, SV("characterizations"));
    jsonw_list(w);
    jsonw_map(w);
    jsonw_key(w, SV("origin"));
    jsonw_map(w);
    jsonw_key(w, SV("actors"));
    jsonw_list(w);
    jsonw_map(w);
    jsonw_kstr(w, "type", SV("party"));
    jsonw_kstr(w, "actor-uuid", sv_of(oscal_uuid(b, "wilayah").s));
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_key(w, SV("facets"));
    jsonw_list(w);
    jsonw_map(w);
    jsonw_kstr(w, "name", left < 0 ? SV("hari-lewat-tenggat") : SV("hari-menuju-tenggat"));
    jsonw_kstr(w, "system", b->ns);
    jsonw_kstr(w, "value", arena_printf(b->a, "%d", left < 0 ? -left : left));
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
}

static void recommendation(const struct oscal_book *b, struct jsonw *w, const struct norm_state *s)
{
    struct oscal_list links = { w, "links", false };

    if (sv_empty(s->next_text))
        return;
    jsonw_key(w, SV("remediations"));
    jsonw_list(w);
    jsonw_map(w);
    jsonw_kstr(w, "uuid", sv_of(oscal_uuid(b, "norma/%.*s/langkah", SV_FMT(s->norm->at)).s));
    jsonw_kstr(w, "lifecycle", SV("recommendation")); /* nobody has planned it: it is what would help */
    jsonw_kstr(w, "title", SV(T("Langkah berikutnya")));
    oscal_kmd(b, w, "description", s->next_text);
    if (!sv_empty(s->next_url)) {
        oscal_item(&links);
        jsonw_kstr(w, "href", s->next_url);
        jsonw_kstr(w, "rel", SV("related"));
        jsonw_end(w);
    }
    oscal_list_end(&links);
    jsonw_end(w);
    jsonw_end(w);
}

static void risk(const struct oscal_book *b, struct oscal_list *l, const struct norm_state *s)
{
    struct sv label = rule_label(s->norm->at, b->a);
    struct date due;
    bool late;

    if (!oscal_judge(s).risk || !date_parse(s->due, &due))
        return;
    late = date_cmp(due, b->on.y ? b->on : b->today) < 0;
    oscal_item(l);
    jsonw_kstr(l->w, "uuid", sv_of(risk_uuid(b, s->norm).s));
    oscal_kmd(
        b, l->w, "title",
        arena_printf(b->a, late ? T("%.*s lewat tenggat") : T("%.*s mendekat ke tenggatnya"), SV_FMT(label)));
    oscal_kmd(b, l->w, "description", s->why);
    oscal_kmd(
        b, l->w, "statement",
        arena_printf(b->a, T("%.*s Tenggatnya %.*s."), SV_FMT(s->norm->says), SV_FMT(date_long(due, b->a))));
    jsonw_kstr(l->w, "status", SV("open"));
    characterization(b, l->w, due);
    jsonw_kstr(l->w, "deadline", oscal_day_end(b, due));
    recommendation(b, l->w, s);
    oscal_related(b, s, l->w);
    jsonw_end(l->w);
}

/* --- findings ---------------------------------------------------------------------------------------------------------------------- */

static void finding_props(const struct oscal_book *b, struct jsonw *w, const struct norm_state *s, int share)
{
    struct oscal_list props = { w, "props", false };

    oscal_prop(b, &props, "keadaan", norm_status_key(s->status));
    oscal_prop(b, &props, "dasar", s->basis);
    if (share >= 0)
        oscal_prop(b, &props, "tingkat", arena_printf(b->a, "%d", share));
    oscal_prop(b, &props, "sejak", s->since);
    oscal_prop(b, &props, "tenggat", s->due);
    oscal_list_end(&props);
}

static void finding(const struct oscal_book *b, struct oscal_list *l, const struct norm_state *s)
{
    struct oscal_verdict v = oscal_judge(s);

    if (!v.finding)
        return;
    oscal_item(l);
    jsonw_kstr(l->w, "uuid", sv_of(oscal_uuid(b, "norma/%.*s/temuan", SV_FMT(s->norm->at)).s));
    oscal_kmd(b, l->w, "title", rule_label(s->norm->at, b->a));
    oscal_kmd(b, l->w, "description", s->why.n ? s->why : norm_status_label(s->status));
    finding_props(b, l->w, s, v.percent);
    jsonw_key(l->w, SV("target"));
    jsonw_map(l->w);
    jsonw_kstr(l->w, "type", SV("statement-id"));
    jsonw_kstr(l->w, "target-id", oscal_id(b, s->norm, "smt"));
    oscal_kmd(b, l->w, "description", s->norm->says);
    jsonw_key(l->w, SV("status"));
    jsonw_map(l->w);
    jsonw_kstr(l->w, "state", v.satisfied ? SV("satisfied") : SV("not-satisfied"));
    jsonw_kstr(l->w, "reason", sv_of(v.reason));
    jsonw_end(l->w);
    jsonw_end(l->w);
    oscal_related(b, s, l->w);
    if (v.risk) {
        jsonw_key(l->w, SV("related-risks"));
        jsonw_list(l->w);
        jsonw_map(l->w);
        jsonw_kstr(l->w, "risk-uuid", sv_of(risk_uuid(b, s->norm).s));
        jsonw_end(l->w);
        jsonw_end(l->w);
    }
    jsonw_end(l->w);
}

/* --- the result ---------------------------------------------------------------------------------------------------------------------- */

/* How many provisions are in each state. */
static void tally(const struct oscal_book *b, struct jsonw *w)
{
    struct oscal_list props = { w, "props", false };

    for (int k = 0; k < NORM_STATUS_COUNT; k++) {
        struct sv key = norm_status_key((enum norm_status) k);
        size_t n = 0;

        for (size_t i = 0; i < b->n; i++)
            n += (int) b->states[i].status == k && b->states[i].computed.n;
        if (n)
            oscal_prop(b, &props, arena_printf(b->a, "%.*s", SV_FMT(key)).p, arena_printf(b->a, "%zu", n));
    }
    oscal_list_end(&props);
}

/* The newest judgement: when what is told was found out. Absent: nothing was known. */
static struct sv latest(const struct oscal_book *b)
{
    struct sv newest = SV("");

    for (size_t i = 0; i < b->n; i++)
        if (sv_cmp(b->states[i].computed, newest) > 0)
            newest = b->states[i].computed;
    return newest;
}

static struct sv notes(const struct oscal_book *b, bool known)
{
    if (!known)
        return SV(
            T("Pada hari itu belum ada keadaan yang dihitung, sehingga tidak ada yang dinilai di sini."));
    if (b->on.y)
        return SV(T(
            "Keadaan seperti yang diketahui pada akhir hari itu, tidak dihitung ulang. Baris yang menentukan tidak "
            "disimpan menurut hari, sehingga tidak disebut; jumlah dan alasannya ada pada setiap pengamatan."));
    return SV(T(
        "Ketentuan umum dan kewenangan pihak lain tidak dinilai. Yang belum ada datanya disebut sebagai pengamatan "
        "tanpa temuan."));
}

static void result(const struct oscal_book *b, struct jsonw *w)
{
    struct oscal_list risks = { w, "risks", false }, findings = { w, "findings", false };
    struct date on = b->on.y ? b->on : b->today;
    struct sv known = latest(b), day = date_long(on, b->a);

    jsonw_kstr(w, "uuid", sv_of(oscal_uuid(b, "hasil/%.*s/%s", SV_FMT(b->reg->id), date_iso(on).s).s));
    oscal_kmd(b, w, "title", arena_printf(b->a, T("Keadaan per %.*s"), SV_FMT(day)));
    oscal_kmd(b, w, "description",
              arena_printf(b->a, T("Pemenuhan %.*s oleh %.*s per %.*s, ketentuan demi ketentuan."),
                           SV_FMT(b->reg->title), SV_FMT(b->reg->region), SV_FMT(day)));
    jsonw_kstr(w, "start", oscal_instant(b, time_of_date(on, b->reg->zone_min)));
    if (b->on.y)
        jsonw_kstr(w, "end", oscal_day_end(b, on));
    tally(b, w);
    reviewed(b, w);
    oscal_observations(b, w);
    for (size_t i = 0; i < b->n; i++)
        risk(b, &risks, &b->states[i]);
    oscal_list_end(&risks);
    for (size_t i = 0; i < b->n; i++)
        finding(b, &findings, &b->states[i]);
    oscal_list_end(&findings);
    oscal_kmd(b, w, "remarks", notes(b, known.n > 0));
}

void oscal_results(const struct oscal_book *b, struct jsonw *w)
{
    struct date on = b->on.y ? b->on : b->today;
    struct oscal_head h = {
        .uuid = uuid_show(b->uuid),
        .title = arena_printf(b->a, T("Pemenuhan %.*s per %.*s"), SV_FMT(b->reg->title),
                              SV_FMT(date_long(on, b->a))),
        .version = arena_dup(b->a, sv_of(date_iso(on).s)),
        .offices = !b->on.y, /* who held which role is known of today alone */
    };

    jsonw_map(w);
    jsonw_key(w, SV("assessment-results"));
    jsonw_map(w);
    oscal_head(b, w, &h);
    jsonw_key(w, SV("import-ap"));
    jsonw_map(w);
    jsonw_kstr(w, "href", SV("#"));
    oscal_kmd(
        b, w, "remarks",
        SV(T("Tidak ada rencana penilaian tersendiri: setiap ketentuan dinilai terus-menerus dari data.")));
    jsonw_end(w);
    jsonw_key(w, SV("results"));
    jsonw_list(w);
    jsonw_map(w);
    result(b, w);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
    jsonw_end(w);
}
