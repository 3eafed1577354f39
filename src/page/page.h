/* SPDX-License-Identifier: MIT
 * page/page.h -- HTML pages: what app/ needs to serve them, and what every page is made of.
 *
 * A page is a handler that loads what it shows, then writes it between page_begin() and page_end(): the frame (menu,
 * search, message of the step before, footer) is written there and nowhere else. What can fail is loaded before
 * page_begin(); what follows only writes. Every page works without JavaScript: scripts shorten ways, they never are one.
 * Changes are POST with a token, one transaction on a write lease, answered by a redirect with a message.
 *
 * A file of pages declares its rows as a macro NAME_ROUTES in its header; routes.c joins them into the one table.
 * Nothing here is kept between requests; everything lives in the request's arena. */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "html/html.h"
#include "rule/region.h"
#include "web/web.h"

/* --- for app/ ------------------------------------------------------------------------------------------------------- */

#define PAGE_COOKIE "sesi" /* name of the session's cookie */

/* req->session of somebody who came with the cookie; filled by app/. */
struct page_session {
    struct who_session who;
    struct sv cookie;     /* the secret itself: to end the session */
    bool demo;            /* "data latihan" */
    bool has_factor;      /* a second factor is set up */
    bool stale;           /* last seen more than a minute ago */
    struct limit *logins; /* by address; NULL: only the account's own lock counts */
};

struct web_table page_routes(void);
/* Are the styles and scripts that this program was built with in that folder? ERR_FAULT names the missing one. */
bool page_assets_load(const char *dist, struct err *e);
/* web_conf.failure_page */
void page_failure(struct web_ctx *ctx, struct web_req *req, const struct web_failure *f, struct buf *out);

/* web/ hands its context through untouched: app/ gave it the region. */
static inline const struct region *page_region(struct web_ctx *ctx)
{
    return (const struct region *) (const void *) ctx;
}

/* --- the frame ------------------------------------------------------------------------------------------------------ */

struct crumb {
    struct sv label, url;
};

enum page_width {
    PAGE_WIDE,   /* lists, three panes */
    PAGE_NARROW, /* one form or text */
    PAGE_BARE    /* no menu: login, errors before anybody is known */
};

struct page_head {
    struct sv title;    /* of the tab and, unless no_heading, the first heading */
    struct sv pretitle; /* small line above the heading, may be absent */
    struct sv note;     /* a sentence below it, may be absent */
    bool no_heading;    /* the page writes its own h1 */
    enum page_width width;
    struct sv menu;             /* address of the menu entry this page belongs to */
    const struct crumb *crumbs; /* from the beginning on, without the page itself */
    size_t n_crumbs;
    void (*actions)(void *ctx, struct html *h); /* buttons beside the heading, or NULL */
    void *actions_ctx;
};

struct page {
    struct html h;
    struct web_ctx *ctx;
    const struct region *region;
    struct web_req *req;
    struct web_res *res;
    struct arena *a;
    const struct actor *who; /* NULL on public pages without login */
    bool bare;
};

/* Opens the page up to and with its heading; the caller writes h3 and below inside cards, h2 outside them. */
struct html *page_begin(struct page *p, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                        const struct page_head *head);
void page_end(struct page *p);

/* --- parts: ui.c ---------------------------------------------------------------------------------------------------- */

/* An icon of the sprite (web/icons.txt, data/groups.yaml); decoration only, hidden from screen readers. */
#define page_icon(h, name) page_icon_((h), SV(name))
void page_icon_(struct html *h, struct sv name);
/* tone: green, blue, yellow, red, grey (of a state) or any other word, which is grey. */
void page_badge(struct html *h, struct sv tone, struct sv label);
#define page_link_button(h, url, cls, icon, words) page_link_button_((h), (url), "" cls, "" icon, (words))
void page_link_button_(struct html *h, struct sv url, const char *cls, const char *icon, const char *words);
void page_print_button(struct html *h);                                    /* shown where scripts run */
void page_table_head(struct html *h, const char *const heads[], size_t n); /* one row of plain columns */
/* A button that opens a list of links: <details>, so it needs no script; what has more links than a row bears. */
#define page_menu_begin(h, icon, words) page_menu_begin_((h), "" icon, (words))
void page_menu_begin_(struct html *h, const char *icon, const char *words);
void page_menu_item(struct html *h, struct sv url, struct sv words);
void page_menu_end(struct html *h);
/* type=submit; icon "" for none. */
#define page_submit(h, cls, icon, words) page_submit_((h), "" cls, "" icon, (words))
void page_submit_(struct html *h, const char *cls, const char *icon, const char *words);
void page_link(struct html *h, struct sv url, struct sv text);

enum page_tone { PAGE_INFO, PAGE_GOOD, PAGE_CAUTION, PAGE_BAD };
/* Opens a message box with its first line; close it with page_alert_end(). `role` is alert for BAD, status otherwise. */
void page_alert_begin(struct html *h, enum page_tone tone, struct sv title);
void page_alert_end(struct html *h);
void page_alert(struct html *h, enum page_tone tone, struct sv title, struct sv text);
/* A secret that is shown this once, with a button that copies it; close with page_alert_end(). */
void page_once_begin(struct html *h, struct sv title, struct sv secret);
/* Why the form was refused: req->refused and every problem as a link to its field (#f-<field>). */
void page_refusal(struct page *p);

/* <div class="card"> with a heading of that level (2 or 3; absent title: none) and an open body. */
void page_card_begin(struct html *h, int level, struct sv title);
void page_card_end(struct html *h);
/* "Nothing here yet": what it is for and the next step (absent url: none). */
void page_empty(struct html *h, struct sv icon, struct sv title, struct sv text, struct sv url,
                struct sv label);

/* <form method=post> with its token; files: multipart, and scripts ask before what was typed is left behind. Close with
 * html_close(h, "form"). */
void page_form_begin(struct page *p, struct sv action, bool files);
#define page_hidden(h, name, value) page_hidden_((h), SV(name), (value))
void page_hidden_(struct html *h, struct sv name, struct sv value);

/* One labelled input of a small form (login, account, settings). Typed values and problems of the request are shown. */
struct page_input {
    const char *name, *label;
    const char *type;         /* text, password, date, number, email…; "area": textarea; NULL: text */
    struct sv value;          /* when nothing was typed */
    const char *help;         /* or NULL */
    const char *autocomplete; /* or NULL */
    const char *inputmode;    /* or NULL */
    bool required, focus;
    int64_t max; /* characters; 0: none */
};
void page_input(struct page *p, const struct page_input *in);
/* The problem noted for a field, below its control; its id is e-<field>. False: there is none. The second leaves a hint out
 * that the help beside it says already. */
bool page_field_error(struct page *p, struct sv field);
bool page_field_error_under(struct page *p, struct sv field, struct sv help);

/* --- words and addresses -------------------------------------------------------------------------------------------- */

struct sv page_record_url(struct arena *a, const struct reg *r, int64_t id); /* /r/aplikasi/12 */
struct sv page_reg_url(struct arena *a, const struct reg *r);                /* /r/aplikasi */
struct sv page_norm_url(struct arena *a, struct sv code);                    /* /pemenuhan/46%281%29 */
/* "Pasal 46 ayat (1)" as a link to its page. */
void page_norm_link(struct page *p, struct sv at);
struct sv page_day(struct arena *a, struct sv iso); /* a date or instant as a long day */
struct sv page_moment(const struct region *r, struct arena *a,
                      struct sv iso); /* instant: day and time in the zone */
struct sv page_today_iso(const struct region *r, struct arena *a);
/* What the footer says of the ledger; "" when nothing is known: seal_load.c. Some seconds old at most. */
struct sv page_ledger_line(const struct region *r, struct arena *a);

/* --- leases --------------------------------------------------------------------------------------------------------- */

bool page_read(const struct region *r, struct db **db, struct err *e); /* give back with db_release() */
bool page_write(const struct region *r, struct db **db,
                struct err *e); /* the same with an open transaction */
/* ERR_MISSING unless this register exists; ERR_DENIED unless the actor may open it. */
bool page_reg(const struct region *r, const struct web_req *req, const struct reg **out, struct err *e);

#endif
