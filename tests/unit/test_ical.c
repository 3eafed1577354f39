/* SPDX-License-Identifier: MIT
 * tests/unit/test_ical.c -- iCalendar by the letter: folding, escaping, and a whole calendar as exact bytes
 * (tests/golden/ical/, PRASASTI_GOLDEN=1 writes it anew), held against a strict reader of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "api/ical.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define GOLDEN "tests/golden/ical/tenggat.ics"

enum { MIB = 1024 * 1024 };

/* --- a strict reader: what a calendar program could choke on is a mistake here -------------------------------------------- */

static void no_line_is_too_long(struct sv ics)
{
    while (ics.n) {
        ptrdiff_t end = sv_find(ics, SV("\r\n"));
        struct sv line;

        if (end < 0)
            fail_msg("the last line does not end in CRLF");
        line = sv_sub(ics, 0, (size_t) end);
        if (line.n > 75)
            fail_msg("%zu bytes: %.*s", line.n, SV_FMT(line));
        if (!line.n)
            fail_msg("an empty line");
        if (!sv_utf8_ok(line))
            fail_msg("a character is parted: %.*s", SV_FMT(line));
        for (size_t i = 0; i < line.n; i++)
            if ((unsigned char) line.p[i] < ' ' && line.p[i] != '\t')
                fail_msg("a control character: %.*s", SV_FMT(line));
        ics = sv_sub(ics, (size_t) end + 2, ics.n);
    }
}

static struct sv unfolded(struct sv ics, struct arena *a)
{
    char *p = arena_alloc(a, ics.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < ics.n; i++) {
        if (sv_starts(sv_sub(ics, i, 3), SV("\r\n "))) {
            i += 2;
            continue;
        }
        p[n++] = ics.p[i];
    }
    return (struct sv){ p, n };
}

static struct sv property(struct sv event, const char *name, struct arena *a)
{
    struct sv head = arena_printf(a, "\n%s:", name), rest;
    ptrdiff_t at = sv_find(event, head);

    if (at < 0)
        return SV_NULL;
    rest = sv_sub(event, (size_t) at + head.n, event.n);
    return sv_sub(rest, 0, (size_t) sv_find(rest, SV("\r\n")));
}

/* Components nest; every event has what it must have, once, and ends the day after it begins. */
static size_t events_of(struct sv ics, struct arena *a)
{
    static const char *const must[] = { "UID",     "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE",
                                        "SUMMARY", "STATUS",  "SEQUENCE",           "URL" };
    struct sv rest = unfolded(ics, a);
    size_t n = 0;
    ptrdiff_t at;

    assert_true(sv_starts(rest, SV("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Pemda//Tenggat SPBE//ID\r\n"
                                   "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n")));
    assert_true(sv_ends(rest, SV("\r\nEND:VCALENDAR\r\n")));
    while ((at = sv_find(rest, SV("BEGIN:VEVENT\r\n"))) >= 0) {
        struct sv event = sv_sub(rest, (size_t) at, rest.n);
        ptrdiff_t end = sv_find(event, SV("\r\nEND:VEVENT\r\n"));
        struct date from, to;
        struct sv d;

        assert_true(end > 0);
        event = sv_sub(event, 0, (size_t) end + 2);
        assert_true(sv_find(sv_sub(event, 1, event.n), SV("BEGIN:VEVENT")) < 0);
        for (size_t i = 0; i < COUNT(must); i++)
            if (!property(event, must[i], a).n)
                fail_msg("no %s in %.*s", must[i], SV_FMT(event));
        d = property(event, "DTSTART;VALUE=DATE", a);
        assert_true(date_parse(arena_printf(a, "%.4s-%.2s-%.2s", d.p, d.p + 4, d.p + 6), &from));
        d = property(event, "DTEND;VALUE=DATE", a);
        assert_true(date_parse(arena_printf(a, "%.4s-%.2s-%.2s", d.p, d.p + 4, d.p + 6), &to));
        assert_int_equal(date_serial(to) - date_serial(from), 1);
        assert_int_equal(property(event, "DTSTAMP", a).n, 16);
        rest = sv_sub(rest, (size_t) at + (size_t) end, rest.n);
        n++;
    }
    return n;
}

/* --- lines ------------------------------------------------------------------------------------------------------------------- */

static void text_is_escaped(void **state)
{
    static const struct {
        const char *why, *text, *want;
    } rows[] = {
        { "plain", "Reviu arsitektur", "SUMMARY:Reviu arsitektur\r\n" },
        { "what parts values", "a;b,c", "SUMMARY:a\\;b\\,c\r\n" },
        { "the escape itself", "a\\n", "SUMMARY:a\\\\n\r\n" },
        { "a line end", "a\nb", "SUMMARY:a\\nb\r\n" },
        { "one of Windows is one", "a\r\nb", "SUMMARY:a\\nb\r\n" },
        { "an old one", "a\rb", "SUMMARY:a\\nb\r\n" },
        { "a property smuggled in", "x\r\nATTENDEE:mailto:a@b", "SUMMARY:x\\nATTENDEE:mailto:a@b\r\n" },
        { "control characters go",
          "a\x01\x1b\x7f"
          "b",
          "SUMMARY:ab\r\n" },
        { "a tab stays", "a\tb", "SUMMARY:a\tb\r\n" },
        { "quotes and colons are nothing", "\"a\": b", "SUMMARY:\"a\": b\r\n" },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b;

        buf_init(&b, MIB);
        ical_text(&b, "SUMMARY", sv_of(rows[i].text));
        if (!sv_eq(buf_sv(&b), sv_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(buf_sv(&b)));
        buf_clear(&b);
    }
}

/* Every length around the edge, with characters of one to four bytes and with escapes, comes back as it was. */
static void lines_are_folded(void **state)
{
    static const char *const pieces[] = { "a", "é", "—", "😀", ";", "\n" };
    static const char *const escaped[] = { "a", "é", "—", "😀", "\\;", "\\n" };
    struct arena *a = arena_new(64 * MIB);

    (void) state;
    for (size_t p = 0; p < COUNT(pieces); p++)
        for (int n = 0; n < 170; n++) {
            struct sv text = SV(""), want = SV("SUMMARY:");
            struct buf b;

            for (int i = 0; i < n; i++) {
                text = arena_printf(a, "%.*s%s", SV_FMT(text), pieces[p]);
                want = arena_printf(a, "%.*s%s", SV_FMT(want), escaped[p]);
            }
            buf_init(&b, MIB);
            ical_text(&b, "SUMMARY", text);
            no_line_is_too_long(buf_sv(&b));
            if (!sv_eq(unfolded(buf_sv(&b), a), arena_printf(a, "%.*s\r\n", SV_FMT(want))))
                fail_msg("%d times %s", n, pieces[p]);
            buf_clear(&b);
            arena_reset(a);
        }
    arena_free(a);
}

static void a_line_is_as_long_as_it_may_be(void **state)
{
    struct buf b;

    (void) state;
    buf_init(&b, MIB);
    ical_line(&b, "X", SV("1234567890123456789012345678901234567890123456789012345678901234567890123"));
    assert_true(sv_find(buf_sv(&b), SV("\r\n ")) < 0); /* 75 bytes */
    buf_reset(&b);
    ical_line(&b, "X", SV("12345678901234567890123456789012345678901234567890123456789012345678901234"));
    assert_true(sv_ends(buf_sv(&b), SV("3\r\n 4\r\n")));
    buf_clear(&b);
}

/* --- a calendar ---------------------------------------------------------------------------------------------------------------- */

static const struct due entries[] = {
    { .from = DUE_NORM,
      .day = { 2027, 7, 1 },
      .days = 221,
      .kind = SV_INIT("ketentuan"),
      .title = SV_INIT(
          "Reviu arsitektur SPBE pada paruh waktu; hasilnya, bila perlu, menjadi dasar perubahan — dicatat."),
      .place = SV_INIT("Pasal 12 ayat (3)"),
      .binds = SV_INIT("Dinas, Perangkat Daerah"),
      .next = SV_INIT("Catat reviu"),
      .url = SV_INIT("/pemenuhan/12%283%29"),
      .uid = SV_INIT("tenggat-norma-12(3)-20270701"),
      .sequence = 5033,
      .changed = SV_INIT("2026-11-01T00:00:00Z") },
    { .from = DUE_RECORD,
      .day = { 2026, 11, 19 },
      .days = -4,
      .late = true,
      .kind = SV_INIT("lain"),
      .title = SV_INIT("Masa berlaku \\ sertifikat\nberakhir"),
      .place = SV_INIT("Sertifikat SRT-2026-0002"),
      .agency = SV_INIT("Diskominfo"),
      .pd = 3,
      .url = SV_INIT("/r/sertifikat/2"),
      .uid = SV_INIT("tenggat-sertifikat-2-selesai"),
      .sequence = 2,
      .changed = SV_INIT("2026-11-23T05:06:07Z") },
    { .from = DUE_TASK,
      .day = { 2026, 11, 25 },
      .days = 2,
      .kind = SV_INIT("tugas"),
      .title = SV_INIT("Telaah permohonan: Izin"),
      .place = SV_INIT("Permohonan PMH-1"),
      .url = SV_INIT("/r/permohonan/1"),
      .uid = SV_INIT("tenggat-tugas-permohonan-1-telaah"),
      .sequence = 1,
      .changed = SV_INIT("2026-11-20T00:00:00Z") },
    { .from = DUE_RECORD,
      .day = { 2026, 12, 1 },
      .days = 8,
      .gone = true,
      .kind = SV_INIT("lain"),
      .title = SV_INIT("Kerja sama berakhir"),
      .place = SV_INIT("Kerja sama"),
      .url = SV_INIT("/r/kerja_sama/1"),
      .uid = SV_INIT("tenggat-kerja_sama-1-selesai"),
      .sequence = 9,
      .changed = SV_INIT("2026-11-10T00:00:00Z") },
};

static struct sv written(struct arena *a, struct date today, bool more)
{
    static const struct model model = { .n_calendar_kinds = 0 };
    struct region r = { .model = &model };
    struct ical_head head = { SV("uji.contoh.go.id"), SV("https://uji.contoh.go.id"), SV("Tenggat SPBE"),
                              today, 480 };
    struct due_list list = { (struct due *) (uintptr_t) entries, COUNT(entries), more };
    struct buf b;
    struct sv out;

    buf_init(&b, MIB);
    ical_write(&r, &head, &list, a, &b);
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static void a_calendar(void **state)
{
    struct arena *a = arena_new(16 * MIB);
    struct sv got = written(a, (struct date){ 2026, 11, 23 }, false), want;
    struct err e = { 0 };

    (void) state;
    no_line_is_too_long(got);
    assert_int_equal(events_of(got, a), COUNT(entries));
    if (getenv("PRASASTI_GOLDEN"))
        assert_true(file_write_atomic(GOLDEN, got, 0644, &e));
    if (!file_read(GOLDEN, MIB, a, &want, &e))
        fail_msg("%s %s", e.text, e.cause);
    if (!sv_eq(got, want))
        fail_msg("not as in " GOLDEN ":\n%.*s", SV_FMT(got));
    arena_free(a);
}

static void what_it_says(void **state)
{
    struct arena *a = arena_new(16 * MIB);
    struct date today = { 2026, 11, 23 };
    struct sv text = unfolded(written(a, today, false), a);

    (void) state;
    assert_true(
        sv_find(text, SV("\r\nSUMMARY:[TERLAMBAT 4 hari] Masa berlaku \\\\ sertifikat\\nberakhir\r\n")) > 0);
    assert_true(
        sv_find(text,
                SV("\r\nDESCRIPTION:Dasar: Pasal 12 ayat (3)\\; pelaku: Dinas\\, Perangkat Daerah\\n")) > 0);
    assert_true(sv_find(text, SV("\r\nUID:tenggat-norma-12(3)-20270701@uji.contoh.go.id\r\n")) > 0);
    assert_true(sv_find(text, SV("\r\nTRIGGER:-P14D\r\nDESCRIPTION:14 hari lagi\r\n")) > 0);
    assert_true(sv_find(text, SV("\r\nTRIGGER:-P1D\r\n")) > 0);
    assert_true(sv_find(text, SV("\r\nSTATUS:CANCELLED\r\n")) > 0);
    assert_true(sv_find(text, SV("\r\nDTSTAMP:20261122T160000Z\r\n")) >
                0); /* the day's beginning at +08:00 */
    assert_true(sv_find(text, SV("\r\nDTSTAMP:20261123T050607Z\r\n")) > 0); /* the change was later */
    assert_true(sv_find(text, SV("X-WR-CALDESC")) < 0);
    assert_true(sv_find(written(a, today, true), SV("X-WR-CALDESC:Tidak semua")) > 0);
    assert_true(sv_eq(written(a, today, false), written(a, today, false)));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(lines_are_folded),
        cmocka_unit_test(a_line_is_as_long_as_it_may_be),
        cmocka_unit_test(a_calendar),
        cmocka_unit_test(what_it_says),
    };

    return cmocka_run_group_tests_name("ical", tests, NULL, NULL);
}
