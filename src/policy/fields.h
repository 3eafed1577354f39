/* SPDX-License-Identifier: MIT
 * policy/fields.h -- as much of structured fields (RFC 8941) as signatures and digests need, read in place. Everything that is
 * not exactly of the form is refused: a reader that guesses can be led to see what the sender did not sign. Pure. */
#ifndef POLICY_FIELDS_H
#define POLICY_FIELDS_H

#include "base/sv.h"

/* The next member of a dictionary: its key and its value as written, parameters included ("" for a bare key). False at the
 * end, and on what is no dictionary: then *bad is true. *rest begins as the whole field. */
bool fields_member(struct sv *rest, struct sv *key, struct sv *value, bool *bad);
/* The value of member `key`. False: not there, there twice, or no dictionary. */
bool fields_find(struct sv field, struct sv key, struct sv *value);

/* Each takes what it names from the front of *s, or leaves it and returns false. */
bool fields_key(struct sv *s, struct sv *key);
bool fields_string(struct sv *s, struct sv *raw); /* between the quotation marks, escapes as written */
bool fields_integer(struct sv *s, int64_t *n);
bool fields_bytes(struct sv *s, struct sv *base64); /* between the colons */
bool fields_char(struct sv *s, char c);

#endif
