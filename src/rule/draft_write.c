/* SPDX-License-Identifier: MIT
 * rule/draft_write.c -- the skeleton as YAML: every guess with its mark and its reason behind it. */
#include "rule/draft_priv.h"
#include "rule/rule.h"

enum { BEGINS_MAX = 110 };

/* Inside a double-quoted scalar. What the reader took from the text is UTF-8; controls become blanks. */
static void escaped(struct buf *b, struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_char(b, '\\');
        buf_char(b, (unsigned char) s.p[i] < ' ' || s.p[i] == 0x7f ? ' ' : s.p[i]);
    }
}

static void quoted(struct buf *b, struct sv s)
{
    buf_char(b, '"');
    escaped(b, s);
    buf_char(b, '"');
}

static void template(const struct draft *d, struct buf *b, const char *key)
{
    buf_put(b, json_text(dw_list(d->words, "templates"), sv_of(key)));
}

/* One line: a comment ends where its line does. */
static void comment(struct buf *b, struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        buf_char(b, (unsigned char) s.p[i] < ' ' || s.p[i] == 0x7f ? ' ' : s.p[i]);
}

static void marked(struct buf *b, const struct draft_guess *g)
{
    buf_put(b, SV(" " DRAFT_GUESS));
    comment(b, g->why);
    buf_char(b, '\n');
}

static void line(struct buf *b, const char *key, const struct draft_guess *g)
{
    buf_printf(b, "%s: ", key);
    quoted(b, g->value);
    marked(b, g);
}

/* The beginning, cut between words; one endless word between its characters. */
static struct sv beginning(struct sv s)
{
    size_t n = BEGINS_MAX;

    if (s.n <= BEGINS_MAX)
        return s;
    while (n > 0 && s.p[n] != ' ')
        n--;
    if (!n)
        for (n = BEGINS_MAX / 2; n > 0 && ((unsigned char) s.p[n] & 0xc0) == 0x80; n--)
            ;
    return sv_sub(s, 0, n);
}

/* --- regulation.yaml -------------------------------------------------------------------------------------------------- */

static void roles(const struct draft *d, struct buf *b)
{
    template(d, b, "roles");
    buf_put(b, d->n_roles ? SV("roles:\n") : SV("roles: {}\n"));
    for (size_t i = 0; i < d->n_roles; i++) {
        buf_printf(b, "  %.*s: {label: ", SV_FMT(d->roles[i].role));
        quoted(b, d->roles[i].label);
        buf_put(b, SV(", at: "));
        quoted(b, d->roles[i].at);
        buf_put(b, SV("} " DRAFT_GUESS "definisi\n"));
    }
}

/* The rows whose words of one list point to something that only people can write. */
static void places(const struct draft *d, struct buf *b, const char *words, const char *also)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n_rows && n < 12; i++) {
        struct arena *a = arena_new(NASKAH_MAX_BYTES);
        struct sv lower = sv_lower(d->rows[i].text, a);

        if (!d->rows[i].definition && dw_has(lower, dw_list(d->words, words)) &&
            (!also || dw_has(lower, dw_list(d->words, also)))) {
            buf_printf(b, "#   %.*s: ", SV_FMT(d->rows[i].at));
            comment(b, beginning(d->rows[i].begins));
            buf_char(b, '\n');
            n++;
        }
        arena_free(a);
    }
    if (!n)
        buf_put(b, SV("#   (tidak ditemukan)\n"));
}

void draft_regulation_yaml(const struct draft *d, struct buf *b)
{
    template(d, b, "regulation");
    buf_printf(b, "regulation: %.*s\n", SV_FMT(d->id));
    line(b, "title", &d->title);
    line(b, "about", &d->about);
    line(b, "region", &d->region);
    line(b, "head", &d->head);
    line(b, "decree", &d->decree);
    line(b, "zone", &d->zone);
    buf_put(b, SV("dates:\n"));
    line(b, "  ditetapkan", &d->enacted);
    line(b, "  diundangkan", &d->promulgated);
    line(b, "  berlaku", &d->in_force);
    roles(d, b);
    template(d, b, "populations");
    template(d, b, "settings");
    places(d, b, "open", NULL);
    buf_put(b, SV("settings: {}\n"));
    template(d, b, "clearances");
    places(d, b, "consents", NULL);
    buf_put(b, SV("clearances: {}\n\nchapters:\n"));
    for (size_t i = 0; i < d->n_chapters; i++) {
        const struct draft_chapter *c = &d->chapters[i];

        buf_put(b, SV("  - {bab: "));
        quoted(b, c->bab);
        buf_put(b, SV(", title: "));
        quoted(b, c->title);
        if (c->from)
            buf_printf(b, ", from: %d, to: %d", c->from, c->to);
        buf_put(b,
                c->general ? SV(", general: true} " DRAFT_GUESS "bab yang hanya membingkai\n") : SV("}\n"));
    }
}

/* --- registers.yaml --------------------------------------------------------------------------------------------------- */

void draft_registers_yaml(const struct draft *d, struct buf *b)
{
    template(d, b, "registers");
    places(d, b, "stages", "stages_of");
    buf_put(b, SV("{}\n"));
}

/* --- norms.yaml ------------------------------------------------------------------------------------------------------- */

/* What a better check could be, for whoever knows the register. */
static void proposal(struct buf *b, const struct draft_row *r)
{
    if (!r->reg.value.p)
        return;
    buf_put(b, SV("  " DRAFT_GUESS "register "));
    buf_printf(b, "%.*s, karena ", SV_FMT(r->reg.value));
    comment(b, r->reg.why);
    if (r->interval.value.p) {
        buf_printf(b, "; interval %.*s, karena ", SV_FMT(r->interval.value));
        comment(b, r->interval.why);
        buf_printf(b, "\n  #   bila benar: check: {every: %.*s, in: %.*s, date: %.*s, where: \"…\"}",
                   SV_FMT(r->interval.value), SV_FMT(r->reg.value), SV_FMT(r->date));
    } else {
        buf_printf(b, "\n  #   bila benar: check: {exists: %.*s, where: \"…\"} atau each, complete, guard",
                   SV_FMT(r->reg.value));
    }
    buf_char(b, '\n');
}

static void check_line(const struct draft *d, struct buf *b, const struct draft_row *r)
{
    struct sv valid = r->interval.value.p ? r->interval.value : dw_text(d->words, "valid");
    struct arena *a;

    if (sv_eq(r->check.value, SV("shown"))) {
        buf_put(b, SV("  check: {shown: true}"));
        marked(b, &r->check);
        return;
    }
    a = arena_new(64 * 1024);
    buf_put(b, SV("  check: {attested: "));
    quoted(b, arena_printf(a, T("Apakah %.*s sudah dipenuhi?"), SV_FMT(rule_label(r->at, a))));
    buf_printf(b, ", valid: %.*s}", SV_FMT(valid));
    marked(b, &r->check);
    arena_free(a);
}

static void norm(const struct draft *d, struct buf *b, const struct draft_row *r)
{
    if (r->notes.n) {
        buf_put(b, SV("# naskah "));
        comment(b, r->notes);
        buf_char(b, '\n');
    }
    buf_put(b, SV("- at: "));
    quoted(b, r->at);
    buf_put(b, SV("\n  says: \"" DRAFT_MARK " "));
    escaped(b, beginning(r->begins));
    buf_put(b, beginning(r->begins).n < r->begins.n ? SV(" …\"\n") : SV("\"\n"));
    buf_printf(b, "  binds: [%.*s]", SV_FMT(r->binds.value));
    marked(b, &r->binds);
    if (r->strength.value.p) {
        buf_printf(b, "  strength: %.*s", SV_FMT(r->strength.value));
        marked(b, &r->strength);
    }
    if (r->other.value.p) {
        buf_printf(b, "  competence: %.*s", SV_FMT(r->other.value));
        marked(b, &r->other);
    }
    proposal(b, r);
    check_line(d, b, r);
}

void draft_norms_yaml(const struct draft *d, struct buf *b)
{
    template(d, b, "norms");
    for (size_t i = 0; i < d->n_rows; i++)
        norm(d, b, &d->rows[i]);
}

/* --- tests.yaml ------------------------------------------------------------------------------------------------------- */

/* A confirmed statement soon after the regulation began, and its absence: what every `attested` is judged by. */
static void statement(struct buf *b, const struct draft_row *r, struct date begins, bool made)
{
    buf_put(b, SV("- norm: "));
    quoted(b, r->at);
    buf_printf(b, "\n  why: %s\n  on: %s\n", made ? T("dinyatakan dan dikonfirmasi") : T("tanpa pernyataan"),
               date_iso(date_add_days(begins, 30)).s);
    if (made) {
        buf_put(b, SV("  given:\n    - pernyataan: {pasal: "));
        quoted(b, r->at);
        buf_printf(
            b,
            ", perangkat_daerah: dinas, pejabat: Kepala Dinas, tanggal: %s, status: dikonfirmasi, bukti: ada}\n",
            date_iso(date_add_days(begins, 10)).s);
    }
    buf_printf(b, "  want: %.*s\n", SV_FMT(norm_status_key(made ? NORM_MET : NORM_UNMET)));
}

void draft_tests_yaml(const struct draft *d, struct buf *b)
{
    const struct draft_row *r = NULL;
    struct date begins = { 0 };

    template(d, b, "tests");
    for (size_t i = 0; i < d->n_rows && !r; i++)
        if (sv_eq(d->rows[i].check.value, SV("attested")) && !d->rows[i].other.value.p)
            r = &d->rows[i];
    if (!r) {
        buf_put(b, SV("[]\n"));
        return;
    }
    date_parse(d->in_force.value, &begins);
    statement(b, r, begins, true);
    statement(b, r, begins, false);
}

/* --- what is left to do ----------------------------------------------------------------------------------------------- */

bool rule_is_draft(struct sv says)
{
    return sv_starts(says, SV(DRAFT_MARK));
}

size_t draft_guesses_in(struct sv yaml)
{
    struct sv line;
    size_t n = 0;

    while (sv_cut(&yaml, '\n', &line))
        n += sv_find(line, SV(DRAFT_GUESS)) >= 0;
    return n;
}
