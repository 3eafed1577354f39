/* SPDX-License-Identifier: MIT
 * policy/xroad.c -- the X-Road request hash. */
#include "policy/xroad.h"

#include "base/hash.h"

bool xroad_forwarded(struct sv header)
{
    static const struct sv own[] = {
        SV_INIT("connection"),
        SV_INIT("keep-alive"),
        SV_INIT("proxy-authenticate"),
        SV_INIT("proxy-authorization"),
        SV_INIT("te"),
        SV_INIT("trailer"),
        SV_INIT("transfer-encoding"),
        SV_INIT("upgrade"),
        SV_INIT("host"),
        SV_INIT("user-agent"),
        SV_INIT("content-length"),
        SV_INIT("server"),
        SV_INIT("expect"),
        SV_INIT("x-road-request-id"),
        SV_INIT("x-road-request-hash"),
    };

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (sv_eq_fold(header, own[i]))
            return false;
    return true;
}

struct sha512 *xroad_hash_begin(struct sv method, struct sv target)
{
    struct sha512 *h = sha512_new();

    sha512_add(h, method);
    sha512_add(h, SV("\r\n"));
    sha512_add(h, target);
    sha512_add(h, SV("\r\n"));
    return h;
}

static void add(struct sha512 *h, struct sv name, struct sv value)
{
    sha512_add(h, name);
    sha512_add(h, SV(":"));
    sha512_add(h, value);
    sha512_add(h, SV("\r\n"));
}

void xroad_hash_header(struct sha512 *h, struct sv name, struct sv value)
{
    if (xroad_forwarded(name))
        add(h, name, value);
}

void xroad_hash_end(struct sha512 *h, struct sv request_id, struct sv message_id, const uint8_t body[64],
                    char out[XROAD_HASH_BYTES + 1])
{
    uint8_t d[64];

    add(h, SV("x-road-request-id"), request_id);
    if (message_id.p)
        add(h, SV("x-road-id"), message_id);
    sha512_end(h, d);
    if (body)
        sha512_parts((struct sv[]){ { (const char *) d, 64 }, { (const char *) body, 64 } }, 2, d);
    base64_write((struct sv){ (const char *) d, 64 }, out);
    out[XROAD_HASH_BYTES] = '\0';
}
