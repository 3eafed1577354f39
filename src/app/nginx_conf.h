/* SPDX-License-Identifier: MIT
 * app/nginx_conf.h -- the configuration with which `prasasti serve` starts nginx, and the pages nginx shows by itself.
 *
 * nginx is the only thing that faces a network. It serves styles and scripts (/aset/) and the public files of the ledger
 * (/ledger/), keeps public pages for as long as the application says, and passes everything else to the application's
 * unix socket. Everything it writes stands in the data folder under run/nginx/. The file is written anew at each start:
 * nobody edits it. */
#ifndef APP_NGINX_CONF_H
#define APP_NGINX_CONF_H

#include "base/sv.h"

struct arena;
struct buf;
struct err;

enum {
    NGINX_APP_CONNECTIONS = 2048, /* the application's own limit: nginx must never be able to open as many */
    NGINX_CONNECTIONS =
        16384, /* of all workers: 5,000 programs may keep theirs open, wherever they fell, and pages go on */
    NGINX_BODY_MIB = 64 /* the largest upload; the application has limits of its own for each form */
};

/* What nginx alone says to the application, on every request it passes on: the certificate that the connection has proved
 * (percent-encoded PEM; left out where there is none), and the port of the door for certificates. */
#define NGINX_CERT_HEADER "X-Sertifikat-Klien"
#define NGINX_HUB_PORT_HEADER "X-Porta-Penghubung"

struct nginx_conf {
    const char *data;       /* data folder, absolute */
    const char *dist;       /* styles and scripts, absolute; NULL: none are served */
    const char *socket;     /* the application's unix socket, absolute */
    const char *listen;     /* "127.0.0.1:8080", "[::1]:8080" */
    const char *user;       /* for the workers when started by root; NULL otherwise */
    const char *cert, *key; /* PEM files; NULL: no TLS */
    unsigned workers;       /* 1..4 */
    unsigned files;         /* how many a process may open; 0: enough */
    const char *hub;        /* the hub's module, absolute; NULL: there is no hub */
    const char *
        hub_listen; /* "127.0.0.1:8443": a door for programs that show certificates (needs cert); NULL: none */
};

void nginx_conf_write(const struct nginx_conf *c, struct arena *a, struct buf *out);
/* The lines of a location that passes requests to the application; `mtls`: in the server that asks for certificates. */
void nginx_conf_pass(const struct nginx_conf *c, bool mtls, struct buf *out);
/* Creates data/run/nginx with its folders, pages and nginx.conf; *path is the latter's. ERR_INPUT: a path holds what
 * cannot be written inside nginx's quotation, or the socket's is longer than the kernel takes. */
bool nginx_conf_save(const struct nginx_conf *c, struct arena *a, const char **path, struct err *e);

/* What nginx answers by itself: the application does not answer, or an upload is too large. Each page is complete in
 * itself, without a further request; the content security policy allows exactly their own style. */
struct nginx_page {
    const char *name; /* of the file */
    struct sv text;
};
const struct nginx_page *nginx_pages(size_t *n);
struct sv nginx_pages_csp(struct arena *a);

#endif
