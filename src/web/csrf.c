/* SPDX-License-Identifier: MIT
 * web/csrf.c -- tokens of forms, and what browsers say about where a request comes from. */
#include "web/exchange.h"

#include "base/arena.h"
#include "html/html.h"

static const char cookie[] = "prasasti_tamu";

enum { GUEST_BYTES = 16, GUEST_TEXT = 22, GUEST_SECONDS = 24 * 3600 };

/* Does this request change something by an authority that a browser adds by itself? A bearer token is added by a program
 * on purpose; Basic is repeated by browsers like a cookie; a program without credentials has no authority to borrow. */
static bool borrows(const struct web_req *r)
{
    bool changes = r->method != WEB_GET && r->method != WEB_OPTIONS;

    if (!changes || (r->route->flags & WEB_NO_CSRF))
        return false;
    if (r->identity == WEB_BY_TOKEN)
        return !web_bearer(r).p;
    return r->identity == WEB_BY_COOKIE || !(r->route->flags & WEB_API);
}

/* --- where it comes from ---------------------------------------------------------------------------------------------- */

enum origin { UNKNOWN, OURS, FOREIGN };

/* Sec-Fetch-Site cannot be set by scripts; Origin is the older word for it. Old clients send neither. */
static enum origin origin_of(const struct web_req *r)
{
    struct sv site = web_header_find(r, "Sec-Fetch-Site"), from = web_header_find(r, "Origin");
    struct sv host = web_header_find(r, "Host");

    if (site.p)
        return sv_eq(site, SV("same-origin")) || sv_eq(site, SV("none")) ? OURS : FOREIGN;
    if (!from.p)
        return UNKNOWN;
    ptrdiff_t at = sv_find(from, SV("://"));
    return at > 0 && sv_eq_fold(sv_sub(from, (size_t) at + 3, from.n), host) ? OURS : FOREIGN;
}

bool csrf_origin_ok(const struct web_req *r, struct err *e)
{
    if (!borrows(r) || origin_of(r) != FOREIGN)
        return true;
    err_set(e, ERR_DENIED, T("Permintaan ini dikirim dari situs lain, bukan dari halaman sistem ini"));
    return err_hint(e, T("Buka sistem ini langsung di peramban Anda dan ulangi dari sana."));
}

bool csrf_same_origin(const struct web_req *r)
{
    return origin_of(r) == OURS;
}

/* --- tokens ----------------------------------------------------------------------------------------------------------- */

static struct sv session_token(const struct web_req *r)
{
    struct digest d = hmac_sha256(r->session_secret, SV("csrf"));

    return base64url_make(digest_sv(&d), r->a);
}

static struct sv guest_token(const struct web_req *r, struct sv guest)
{
    struct digest d = hmac_sha256(r->x->s->conf.key, arena_printf(r->a, "tamu.%.*s", SV_FMT(guest)));

    return base64url_make(digest_sv(&d), r->a);
}

/* The random value this browser was given for its forms, or SV_NULL. */
static struct sv guest_of(const struct web_req *r)
{
    struct sv value = web_cookie_find(r, cookie);

    return value.n == GUEST_TEXT ? value : SV_NULL;
}

struct sv web_csrf_token(struct web_req *r, struct web_res *s)
{
    struct sv *guest = &r->x->in.guest;

    if (r->identity == WEB_BY_COOKIE)
        return session_token(r);
    if (!guest->p)
        *guest = guest_of(r);
    if (!guest->p) {
        char random[GUEST_BYTES];
        bytes_random(random, sizeof random);
        *guest = base64url_make((struct sv){ random, sizeof random }, r->a);
        web_cookie_set(r, s, cookie, *guest, GUEST_SECONDS);
    }
    return guest_token(r, *guest);
}

void web_csrf_field(struct html *h, struct web_req *r, struct web_res *s)
{
    html_void(h, "input");
    html_attr(h, "type", SV("hidden"));
    html_attr(h, "name", SV("_csrf"));
    html_attr(h, "value", web_csrf_token(r, s));
}

bool csrf_token_ok(const struct web_req *r, struct err *e)
{
    struct sv given, want = SV_NULL;

    if (!borrows(r) || r->identity == WEB_BY_TOKEN)
        return true; /* git and restic, with Basic, know no token; where they come from was asked */
    given = web_header_find(r, "X-CSRF-Token");
    if (!given.p)
        given = form_find(&r->x->in.form, SV("_csrf"));
    if (r->identity == WEB_BY_COOKIE)
        want = session_token(r);
    else if (guest_of(r).p)
        want = guest_token(r, guest_of(r));
    if (want.p && given.p && bytes_eq_ct(given, want))
        return true;
    err_set(e, ERR_DENIED, T("Formulir ini sudah kedaluwarsa atau tidak berasal dari sesi Anda sekarang"));
    return err_hint(e, T("Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi."));
}
