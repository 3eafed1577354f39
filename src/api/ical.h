/* SPDX-License-Identifier: MIT
 * api/ical.h -- due days as iCalendar (RFC 5545): one line rightly written, one calendar of a list, two addresses.
 *
 * Lines end in CRLF and are folded at 75 bytes, never inside a character. Text escapes backslash, semicolon, comma and line
 * ends; control characters are left out. Nothing here decides rights: what is written was loaded for one actor. */
#ifndef API_ICAL_H
#define API_ICAL_H

#include "rule/due.h"

struct buf;

/* "NAME:VALUE" folded; name: a literal with its parameters. The first writes the value as it is, the second as text. */
void ical_line(struct buf *b, const char *name, struct sv value);
void ical_text(struct buf *b, const char *name, struct sv text);

struct ical_head {
    struct sv host, base; /* host: of the UIDs; base: "https://host", before our own paths */
    struct sv name;       /* of the calendar */
    struct date today;
    int zone_min;
};
/* A list in the order given; the same list gives the same bytes on the same day. */
void ical_write(const struct region *r, const struct ical_head *head, const struct due_list *list,
                struct arena *a, struct buf *b);

#endif
