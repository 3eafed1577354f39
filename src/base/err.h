/* SPDX-License-Identifier: MIT
 * base/err.h -- one error, said once, for the person at the screen.
 * A function that can fail returns bool and takes struct err * last; it is never NULL and untouched on success.
 * text and hint are Indonesian, shown to the user; cause is the driver's or system's wording, for the log only. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err_kind {
    ERR_NONE,
    ERR_INPUT,    /* what was sent is wrong */
    ERR_DENIED,   /* the actor may not */
    ERR_MISSING,  /* not there, or not there for this actor */
    ERR_CONFLICT, /* somebody else was faster, or a gate is closed */
    ERR_BUSY,     /* try again */
    ERR_FAULT     /* ours or the system's */
};

struct err {
    enum err_kind kind;
    char text[200];
    char hint[200];
    char cause[200];
};

/* A text for users: one list of them all can be drawn by grep. Without brackets, so that SV(T("…")) works too. */
#define T(lit) "" lit

/* All three cut at a whole UTF-8 character and return false, so that `return err_set(…)` reads well. err_set() begins
 * anew: hint and cause are empty afterwards. An argument may be a text of *e itself. */
bool err_set(struct err *e, enum err_kind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool err_hint(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool err_cause(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* From errno: ERR_FAULT (ERR_DENIED for EACCES and its kin, ERR_BUSY for a full disk). `what` is the deed, Indonesian,
 * with its object: "Menulis /x/y" gives "Menulis /x/y gagal: ruang disk habis". */
bool err_errno(struct err *e, const char *what);

#endif
