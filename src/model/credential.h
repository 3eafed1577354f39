/* SPDX-License-Identifier: MIT
 * model/credential.h -- secrets that others gave us and that we must be able to say again (a client secret, a fixed key): fields
 * of type `credential`.
 *
 * The record holds a name of 32 random hex digits that means nothing; the secret lies in a file of its own, mode 0600, in the
 * data folder's run/rahasia/, which no page, interface, export, history, ledger payload or log reads. Whoever copies the
 * data folder without keys leaves that folder out. The file is bound to its record and field by its name and to the values of
 * the fields named in `bound`: once an address there has changed the secret is not said any more, so that nobody has it sent
 * to himself by changing an address. Files are written before the record and dropped after it, so a transaction that
 * fails leaves the old one in force. */
#ifndef MODEL_CREDENTIAL_H
#define MODEL_CREDENTIAL_H

#include "model/record.h"

enum { CREDENTIAL_MAX = 4000, CREDENTIAL_NAME = 32 };

/* One line of visible ASCII; blanks around it are let go. SV_NULL and a reason otherwise. */
struct sv credential_clean(struct sv typed, struct sv *why);
/* Puts the secret beside the record as it stands; *name is what the record's field is to hold. */
bool credential_put(const char *dir, const struct record *r, const struct field *f, struct sv secret,
                    struct arena *a, struct sv *name, struct err *e);
/* Removes what that name stands for; absent or already gone is as good. */
bool credential_drop(const char *dir, const struct record *r, const struct field *f, struct sv name,
                     struct arena *a, struct err *e);
/* ERR_MISSING: none was given. ERR_CONFLICT: given for other values of the bound fields. */
bool credential_get(const char *dir, const struct record *r, const struct field *f, struct arena *a,
                    struct sv *out, struct err *e);

#endif
