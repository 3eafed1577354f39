/* SPDX-License-Identifier: MIT
 * tests/unit/test_oscal_names.c -- texts, ids and judgements of the OSCAL export. Needs dep_api, dep_cmocka. Runs in the
 * project's folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "api/oscal_priv.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

enum { MIB = 1024 * 1024 };

struct place {
    struct arena *a;
};

static int setup(void **state)
{
    static struct place at;

    at.a = arena_new(64 * MIB);
    *state = &at;
    return 0;
}

static int teardown(void **state)
{
    struct place *at = *state;

    arena_free(at->a);
    return 0;
}

static void is_text(const char *why, struct sv got, const char *want)
{
    if (!sv_eq(got, sv_of(want)))
        fail_msg("%s: \"%.*s\", expected \"%s\"", why, SV_FMT(got), want);
}

/* --- texts ------------------------------------------------------------------------------------------------------------------- */

static void lines_hold_no_space_around_them(void **state)
{
    static const struct {
        const char *why, *in, *want;
    } rows[] = {
        { "as it is", "Meja kayu", "Meja kayu" },
        { "spaces around", "  Meja  ", "Meja" },
        { "lines become one", "Meja\r\n\tkayu", "Meja kayu" },
        { "spaces beyond ASCII", "\xc2\xa0Meja\xe2\x80\xa8kayu\xe3\x80\x80", "Meja kayu" },
        { "letters beyond ASCII", "Jalan \xc3\xa9\xe2\x80\x93z", "Jalan \xc3\xa9\xe2\x80\x93z" },
        { "nothing but space", " \xe2\x80\x83\n", "" },
        { "nothing", "", "" },
    };
    struct place *at = *state;

    for (size_t i = 0; i < COUNT(rows); i++)
        is_text(rows[i].why, oscal_line(at->a, sv_of(rows[i].in)), rows[i].want);
}

static void texts_read_as_they_are_written(void **state)
{
    static const struct {
        const char *why, *in, *want;
    } rows[] = {
        { "plain", "Pasal 46 ayat (1): sekali, dua kali.", "Pasal 46 ayat (1): sekali, dua kali." },
        { "marks of Markdown", "*a* `b` [c](d) <b>", "\\*a\\* \\`b\\` \\[c\\](d) \\<b>" },
        { "an insertion of OSCAL", "{{ insert: param, x }}", "\\{\\{ insert: param, x \\}\\}" },
        { "an underscore inside a word is none", "kode_sumber _x_", "kode_sumber \\_x\\_" },
        { "the start of a list", "1. Meja", "1\\. Meja" },
        { "a number is no list", "1.000 meja", "1.000 meja" },
        { "a dash", "- Meja", "\\- Meja" },
        { "a heading", "# Meja", "\\# Meja" },
        { "an entity", "a &lt; b & c", "a \\&lt; b & c" },
    };
    struct place *at = *state;

    for (size_t i = 0; i < COUNT(rows); i++)
        is_text(rows[i].why, oscal_md(at->a, sv_of(rows[i].in)), rows[i].want);
}

/* --- names --------------------------------------------------------------------------------------------------------------------- */

static struct norm norm_of(size_t i, const char *at, const char *pasal, const char *bab)
{
    return (struct norm){
        .index = i, .at = sv_of(at), .pasal = sv_of(pasal), .bab = sv_of(bab), .says = SV("isi")
    };
}

static bool is_token(struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';

        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '.' || c == '-')))
            return false;
    }
    return s.n > 0;
}

static void every_form_of_address_has_an_id(void **state)
{
    static const struct {
        const char *at, *pasal, *bab, *id, *sort;
    } rows[] = {
        { "1:11", "1", "I", "pasal-1_smt.11", "pasal-0001" },
        { "4a-f", "4", "I", "pasal-4_smt.a-f", "pasal-0004" },
        { "5(2)", "5", "I", "pasal-5_smt.2", "pasal-0005" },
        { "5(2)a", "5", "I", "pasal-5_smt.2.a", "pasal-0005" },
        { "5(2)a1", "5", "I", "pasal-5_smt.2.a.1", "pasal-0005" },
        { "6(5)1-6", "6", "I", "pasal-6_smt.5.1-6", "pasal-0006" },
        { "7(2)-(4)", "7", "I", "pasal-7_smt.2-4", "pasal-0007" },
        { "12", "12", "II", "pasal-12_smt", "pasal-0012" },
        { "12A(2a)", "12A", "II", "pasal-12A_smt.2a", "pasal-0012A" },
        { "BAB-III", NULL, "III", "bab-III.ketentuan_smt", "pasal-0012A-bab-007" },
        { "BAB-IV(2)", NULL, "IV", "bab-IV.ketentuan_smt.2", "pasal-0012A-bab-008" },
        { "13(1)", "13", "V", "pasal-13_smt.1", "pasal-0013" },
        { "13:1", "13", "V", "pasal-13_smt.1-2", "pasal-0013" }, /* "(1)" and "1." are two */
        { "13:1-2", "13", "V", "pasal-13_smt.1-2-2", "pasal-0013" },
    };
    struct place *at = *state;
    struct norm norms[COUNT(rows)];
    struct regulation reg = { 0 };
    struct oscal_book b = { .a = at->a, .reg = &reg, .norms = norms, .n = COUNT(rows) };

    for (size_t i = 0; i < COUNT(rows); i++)
        norms[i] = norm_of(i, rows[i].at, rows[i].pasal, rows[i].bab);
    oscal_book_make(&b);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sv id = oscal_id(&b, &norms[i], "smt");

        is_text(rows[i].at, id, rows[i].id);
        is_text(rows[i].at, oscal_control_of(&b, &norms[i])->sort, rows[i].sort);
        if (!is_token(id) || !is_token(oscal_control_of(&b, &norms[i])->id))
            fail_msg("%s: %.*s is no token", rows[i].at, SV_FMT(id));
        for (size_t k = 0; k < i; k++)
            if (sv_eq(id, oscal_id(&b, &norms[k], "smt")))
                fail_msg("%s and %s are both %.*s", rows[i].at, rows[k].at, SV_FMT(id));
    }
}

/* Every address of every pack the program comes with. */
static void every_pack_has_ids_of_its_own(void **state)
{
    static const char *const packs[] = { "banjar-39-2023", "bekasi-2-2023", "bogor-24-2021",
                                         "purbalingga-90-2021", "sumenep-39-2023" };
    struct place *at = *state;

    for (size_t p = 0; p < COUNT(packs); p++) {
        struct oscal_book b = { .a = at->a };
        struct region *r = NULL;
        struct problems ps;
        struct err e = { 0 };

        problems_init(&ps, at->a, 5);
        if (!region_load("data", sv_of(packs[p]), &r, &ps, &e))
            fail_msg("%s: %s", packs[p], e.text);
        b.rule = r->rule;
        b.reg = rule_regulation(r->rule);
        b.norms = rule_norms(r->rule, &b.n);
        oscal_book_make(&b);
        for (size_t i = 0; i < b.n; i++) {
            struct sv id = oscal_id(&b, &b.norms[i], "smt");

            if (!is_token(id))
                fail_msg("%s: %.*s is no token", packs[p], SV_FMT(id));
            for (size_t k = 0; k < i; k++)
                if (sv_eq(id, oscal_id(&b, &b.norms[k], "smt")))
                    fail_msg("%s: %.*s stands twice", packs[p], SV_FMT(id));
        }
        region_close(r);
    }
}

/* --- judgements ------------------------------------------------------------------------------------------------------------------ */

static void nine_statuses_are_judged(void **state)
{
    static const struct {
        const char *why;
        enum norm_status status;
        const char *strength, *due;
        int of, met;
        bool reviewed, finding, satisfied;
        const char *reason;
        int percent;
        bool risk;
    } rows[] = {
        { "met", NORM_MET, "wajib", "", 2, 2, true, true, true, "pass", -1, false },
        { "some of it", NORM_PARTLY, "wajib", "", 3, 1, true, true, false, "other", 33, false },
        { "none of it", NORM_UNMET, "wajib", "", 3, 0, true, true, false, "fail", 0, false },
        { "none, and a day for it", NORM_UNMET, "", "2027-01-01", 1, 0, true, true, false, "fail", 0, true },
        { "late", NORM_LATE, "", "2026-01-01", 4, 3, true, true, false, "fail", 75, true },
        { "soon, and there", NORM_DUE_SOON, "", "2026-03-01", 1, 1, true, true, true, "pass", -1, false },
        { "soon, and not there", NORM_DUE_SOON, "", "2026-03-01", 1, 0, true, true, false, "fail", 0, true },
        { "soon, some there", NORM_DUE_SOON, "", "2026-03-01", 2, 1, true, true, false, "other", 50, true },
        { "silence is no failure", NORM_NO_DATA, "wajib", "", 0, 0, true, false, false, NULL, -1, false },
        { "nor another's duty", NORM_OTHER_BODY, "wajib", "", 1, 0, false, false, false, NULL, -1, false },
        { "not in force", NORM_NOT_APPLICABLE, "wajib", "", -1, -1, false, false, false, NULL, -1, false },
        { "nothing asked", NORM_GENERAL, "", "", -1, -1, false, false, false, NULL, -1, false },
        { "a permission not used", NORM_UNMET, "dapat", "", 1, 0, true, false, false, NULL, -1, false },
        { "a permission used", NORM_MET, "dapat", "", 1, 1, true, true, true, "pass", -1, false },
        { "not counted", NORM_UNMET, "", "", -1, -1, true, true, false, "fail", -1, false },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct norm n = { .strength = sv_of(rows[i].strength) };
        struct norm_state s = { .norm = &n,
                                .status = rows[i].status,
                                .due = sv_of(rows[i].due),
                                .of = rows[i].of,
                                .met = rows[i].met,
                                .computed = SV("2026-02-02T00:00:00Z") };
        struct oscal_verdict v = oscal_judge(&s);

        if (v.reviewed != rows[i].reviewed || v.finding != rows[i].finding ||
            v.satisfied != rows[i].satisfied || v.percent != rows[i].percent || v.risk != rows[i].risk ||
            (v.reason == NULL) != (rows[i].reason == NULL) ||
            (v.reason && strcmp(v.reason, rows[i].reason) != 0))
            fail_msg("%s", rows[i].why);
        s.computed = SV("");
        if (oscal_judge(&s).reviewed)
            fail_msg("%s: reviewed though nothing was known", rows[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_hold_no_space_around_them), cmocka_unit_test(texts_read_as_they_are_written),
        cmocka_unit_test(every_form_of_address_has_an_id), cmocka_unit_test(every_pack_has_ids_of_its_own),
        cmocka_unit_test(nine_statuses_are_judged),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
