/* SPDX-License-Identifier: MIT
 * app/smtp.h -- hands one message to the region's mail server. The only file that speaks SMTP; libcurl does the protocol.
 * With STARTTLS or TLS the server's certificate must be good for its name, by the system's list of authorities (or the file
 * that the environment's SSL_CERT_FILE names): a password is never sent to whoever answers. Safe in any thread. */
#ifndef APP_SMTP_H
#define APP_SMTP_H

#include "base/err.h"
#include "model/mail.h"

enum { SMTP_TIMEOUT_S = 30 };

/* Once, before threads start. */
bool smtp_init(struct err *e);
/* Asked about once a second while a message is under way: true gives it up, so that a server that does not answer holds nobody. */
struct smtp_stop {
    bool (*asked)(void *ctx); /* NULL: never */
    void *ctx;
};
/* *for_good: trying again will not help. Errors are in words for the administrator. now: for the Date line. */
bool smtp_send(const struct mail_conf *c, struct sv password, const struct mail *m, int64_t now,
               const struct smtp_stop *stop, bool *for_good, struct err *e);
/* The message as it is sent; for tests too. */
bool smtp_message(const struct mail_conf *c, const struct mail *m, int64_t now, struct buf *out,
                  struct err *e);

#endif
