/* SPDX-License-Identifier: MIT
 * who/who_priv.h -- shared by the files of this floor. */
#ifndef WHO_WHO_PRIV_H
#define WHO_WHO_PRIV_H

#include "who/who.h"

/* Digest in hex of a secret that only its holder has: what tables keep of session ids and tokens. */
struct sv who_secret_digest(struct sv secret, struct arena *a);
struct sv who_secret_make(struct arena *a); /* 32 random bytes as base64url */

#endif
