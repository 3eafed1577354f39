/* SPDX-License-Identifier: MIT
 * api/ical.c -- a list of due days as one calendar. */
#include "api/ical.h"

#include "base/arena.h"
#include "base/buf.h"

enum { ALARM_DAYS = 14, TASK_ALARM_DAYS = 1 };

/* "20261122T020000Z" of an instant as we keep it; absent when it is none. */
static struct sv stamp(struct sv instant, struct arena *a)
{
    int64_t t;
    const char *s;

    if (!time_parse(instant, &t))
        return SV_NULL;
    s = arena_dup(a, sv_of(time_iso(t).s)).p;
    return arena_printf(a, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", s, s + 5, s + 8, s + 11, s + 14, s + 17);
}

static struct sv day(struct date d, struct arena *a)
{
    return arena_printf(a, "%04d%02d%02d", d.y, d.m, d.d);
}

/* When this copy was made: the day's beginning or the last change, whichever is later, so that the same state of things is
 * the same bytes all day long. */
static struct sv made(const struct ical_head *head, struct sv changed, struct arena *a)
{
    struct sv morning = arena_dup(a, sv_of(time_iso(time_of_date(head->today, head->zone_min)).s));

    return stamp(sv_cmp(changed, morning) > 0 ? changed : morning, a);
}

static struct sv summary(const struct due *d, struct arena *a)
{
    if (d->gone || !d->late)
        return d->title;
    return arena_printf(a, T("[TERLAMBAT %d hari] %.*s"), (int) -d->days, SV_FMT(d->title));
}

static struct sv description(const struct ical_head *head, const struct due *d, struct arena *a)
{
    struct sv out = d->from == DUE_NORM ? arena_printf(a, T("Dasar: %.*s"), SV_FMT(d->place))
                                        : arena_printf(a, T("Catatan: %.*s"), SV_FMT(d->place));

    if (d->binds.n)
        out = arena_printf(a, T("%.*s; pelaku: %.*s"), SV_FMT(out), SV_FMT(d->binds));
    if (d->agency.n)
        out = arena_printf(a, T("%.*s; Perangkat Daerah: %.*s"), SV_FMT(out), SV_FMT(d->agency));
    if (d->next.n)
        out = arena_printf(a, T("%.*s\nLangkah berikutnya: %.*s"), SV_FMT(out), SV_FMT(d->next));
    return arena_printf(a, "%.*s\n%.*s%.*s", SV_FMT(out), SV_FMT(head->base), SV_FMT(d->url));
}

static void alarm_of(const struct due *d, struct arena *a, struct buf *b)
{
    int days = d->from == DUE_TASK || d->from == DUE_CLOCK ? TASK_ALARM_DAYS : ALARM_DAYS;

    if (d->gone || d->days < 0)
        return;
    ical_line(b, "BEGIN", SV("VALARM"));
    ical_line(b, "ACTION", SV("DISPLAY"));
    ical_line(b, "TRIGGER", arena_printf(a, "-P%dD", days));
    ical_text(b, "DESCRIPTION", arena_printf(a, T("%d hari lagi"), days));
    ical_line(b, "END", SV("VALARM"));
}

static void event(const struct region *r, const struct ical_head *head, const struct due *d, struct arena *a,
                  struct buf *b)
{
    struct sv changed = stamp(d->changed, a), label = due_kind_label(r, d->kind);

    ical_line(b, "BEGIN", SV("VEVENT"));
    ical_text(b, "UID", arena_printf(a, "%.*s@%.*s", SV_FMT(d->uid), SV_FMT(head->host)));
    ical_line(b, "DTSTAMP", made(head, d->changed, a));
    ical_line(b, "DTSTART;VALUE=DATE", day(d->day, a));
    ical_line(b, "DTEND;VALUE=DATE", day(date_add_days(d->day, 1), a));
    ical_text(b, "SUMMARY", summary(d, a));
    ical_text(b, "DESCRIPTION", description(head, d, a));
    ical_line(b, "URL", arena_printf(a, "%.*s%.*s", SV_FMT(head->base), SV_FMT(d->url)));
    ical_line(b, "STATUS", d->gone ? SV("CANCELLED") : SV("CONFIRMED"));
    ical_line(b, "TRANSP", SV("TRANSPARENT"));
    ical_line(b, "SEQUENCE", arena_printf(a, "%lld", (long long) d->sequence));
    if (changed.p)
        ical_line(b, "LAST-MODIFIED", changed);
    if (label.n)
        ical_text(b, "CATEGORIES", label);
    alarm_of(d, a, b);
    ical_line(b, "END", SV("VEVENT"));
}

void ical_write(const struct region *r, const struct ical_head *head, const struct due_list *list,
                struct arena *a, struct buf *b)
{
    ical_line(b, "BEGIN", SV("VCALENDAR"));
    ical_line(b, "VERSION", SV("2.0"));
    ical_line(b, "PRODID", SV("-//Pemda//Tenggat SPBE//ID"));
    ical_line(b, "CALSCALE", SV("GREGORIAN"));
    ical_line(b, "METHOD", SV("PUBLISH"));
    ical_text(b, "X-WR-CALNAME", head->name);
    if (list->more)
        ical_text(b, "X-WR-CALDESC",
                  SV(T("Tidak semua tenggat termuat; yang lengkap ada di halaman Kalender SPBE.")));
    ical_line(b, "REFRESH-INTERVAL;VALUE=DURATION", SV("PT6H"));
    for (size_t i = 0; i < list->n; i++)
        event(r, head, &list->items[i], a, b);
    ical_line(b, "END", SV("VCALENDAR"));
}
