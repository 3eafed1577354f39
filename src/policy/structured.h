/* SPDX-License-Identifier: MIT
 * policy/structured.h -- structured fields (RFC 8941) taken apart and written again in their one strict spelling, as the
 * components `sf` and `key` of a signature want it (RFC 9421, 2.1.1 and 2.1.2).
 *
 * Which form a field has is known by its name or not at all: guessing would let two readers see two things. What is not
 * exactly of the form, and what RFC 8941 does not know (dates, display strings), is refused. Bytes in base64 must be
 * canonical. Pure; the output buffer is the caller's, and holds rubbish after a refusal. */
#ifndef POLICY_STRUCTURED_H
#define POLICY_STRUCTURED_H

#include "base/sv.h"

struct buf;

enum structured_form { STRUCTURED_UNKNOWN, STRUCTURED_ITEM, STRUCTURED_LIST, STRUCTURED_DICTIONARY };

enum { STRUCTURED_MEMBERS = 128 }; /* of a dictionary, and parameters of one value: more are refused */

/* By registration of the field; name in any case. */
enum structured_form structured_form_of(struct sv name);
/* The whole field, all its lines joined with ", ". */
bool structured_write(struct sv field, enum structured_form form, struct buf *out);
/* The value of one member of a dictionary, parameters included; a bare key is ?1, of a key that stands twice the last counts.
 * False: there is none, or the field is no dictionary. */
bool structured_member(struct sv field, struct sv key, struct buf *out);

#endif
