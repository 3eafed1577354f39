/* SPDX-License-Identifier: MIT
 * web/flash.c -- a message that survives one redirect: "<kind>.<made>.<text>.<mac>" in a cookie of one minute.
 * Signed, because what it says stands on our page in our name. */
#include "web/exchange.h"

#include <stdarg.h>

#include "base/arena.h"

static const char cookie[] = "prasasti_pesan";

enum { FLASH_MAX_BYTES = 600, FLASH_SECONDS = 60 };

static struct sv mac(const struct web_req *r, struct sv signed_part)
{
    struct sv text = arena_printf(r->a, "pesan.%.*s", SV_FMT(signed_part));
    struct digest d = hmac_sha256(r->x->s->conf.key, text);

    return base64url_make(sv_sub(digest_sv(&d), 0, 16), r->a);
}

void web_flash_set(struct web_req *r, struct web_res *s, enum web_flash_kind kind, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct sv text = text_clip(arena_vprintf(r->a, fmt, args), FLASH_MAX_BYTES);
    va_end(args);
    struct sv body = arena_printf(r->a, "%d.%lld.%.*s", (int) kind, (long long) time_now(),
                                  SV_FMT(base64url_make(text, r->a)));
    web_cookie_set(r, s, cookie, arena_printf(r->a, "%.*s.%.*s", SV_FMT(body), SV_FMT(mac(r, body))),
                   FLASH_SECONDS);
}

bool web_flash_take(struct web_req *r, struct web_res *s, struct web_flash *out)
{
    struct sv value = web_cookie_find(r, cookie), rest = value, part[4];
    int64_t kind, made;
    struct sv text;

    if (!value.p)
        return false;
    web_cookie_drop(r, s, cookie);
    for (int i = 0; i < 4; i++)
        if (!sv_cut(&rest, '.', &part[i]))
            return false;
    if (rest.n || !bytes_eq_ct(part[3], mac(r, sv_sub(value, 0, (size_t) (part[3].p - value.p) - 1))))
        return false;
    if (!sv_int(part[0], &kind) || !sv_int(part[1], &made) || made + FLASH_SECONDS < time_now() ||
        !base64url_parse(part[2], r->a, &text) || !sv_utf8_ok(text))
        return false;
    *out = (struct web_flash){ (enum web_flash_kind) kind, text };
    return true;
}
