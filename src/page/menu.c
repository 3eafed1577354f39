/* SPDX-License-Identifier: MIT
 * page/menu.c -- the menu: fixed entries, then the registers by group; only what this person may open. */
#include "page/page_priv.h"

#include "base/arena.h"
#include "model/workbook.h"
#include "rule/agency.h"

struct entry {
    struct sv url, icon;
    const char *label;
    bool (*open)(const struct page *p); /* NULL: for everybody */
};

static void link_to(struct html *h, struct sv url, struct sv icon, struct sv label, bool here)
{
    html_open(h, "li");
    html_open(h, "a");
    html_href(h, url);
    if (here)
        html_attr(h, "aria-current", SV("page"));
    if (icon.n)
        page_icon_(h, icon);
    html_text(h, label);
    html_close(h, "a");
    html_close(h, "li");
}

static void entries(struct page *p, const struct entry *items, size_t n, struct sv here)
{
    html_open(&p->h, "ul");
    for (size_t i = 0; i < n; i++)
        if (!items[i].open || items[i].open(p))
            link_to(&p->h, items[i].url, items[i].icon, sv_of(items[i].label), sv_eq(here, items[i].url));
    html_close(&p->h, "ul");
}

static bool in_group(const struct page *p, const struct reg *r, const struct group *g)
{
    return sv_eq(r->group, g->key) && who_may_open(p->who, &r->rule);
}

static void group(struct page *p, const struct group *g, struct sv here)
{
    const struct model *m = p->region->model;
    struct html *h = &p->h;
    bool any = false, open = false;

    for (size_t i = 0; i < m->n_regs; i++)
        if (in_group(p, m->regs[i], g)) {
            any = true;
            open = open || sv_eq(here, page_reg_url(p->a, m->regs[i]));
        }
    if (!any)
        return;
    html_open(h, "details");
    html_bool_attr(h, "open", open);
    html_open(h, "summary");
    page_icon_(h, g->icon.n ? g->icon : SV("folder"));
    html_text(h, g->label);
    html_close(h, "summary");
    html_open(h, "ul");
    for (size_t i = 0; i < m->n_regs; i++)
        if (in_group(p, m->regs[i], g)) {
            struct sv url = page_reg_url(p->a, m->regs[i]);

            link_to(h, url, SV_NULL, m->regs[i]->label, sv_eq(here, url));
        }
    html_close(h, "ul");
    html_close(h, "details");
}

static bool administers(const struct page *p)
{
    return p->who->administrator || p->who->system;
}

static bool reads_all(const struct page *p)
{
    return agency_reads_all(p->region, p->who);
}

static bool has_hub(const struct page *p)
{
    return p->region->hub.present;
}

/* Only where registers have to be kept up to date. */
static bool has_duty(const struct page *p)
{
    return p->region->duty.reg != NULL;
}

/* Only where a register holds services of the hub. */
static bool offers_services(const struct page *p)
{
    const struct reg *services = p->region->hub.services;

    return services && who_may_open(p->who, &services->rule);
}

static bool sends_workbooks(const struct page *p)
{
    const struct reg *const *regs;

    return who_may_write(p->who) && workbook_regs(p->region->model, p->who, p->a, &regs) > 0;
}

#define ICON(name) SV_INIT(name)

void page_menu(struct page *p, struct sv here)
{
    static const struct entry top[] = {
        { SV_INIT("/"), ICON("home"), T("Beranda"), NULL },
        { SV_INIT("/tindakan"), ICON("checklist"), T("Perlu Tindakan"), NULL },
        { SV_INIT("/kalender"), ICON("calendar"), T("Kalender SPBE"), NULL },
        { SV_INIT("/pemutakhiran"), ICON("refresh"), T("Pemutakhiran"), has_duty },
        { SV_INIT("/pemenuhan"), ICON("scale"), T("Pemenuhan peraturan"), NULL },
        { SV_INIT("/rapor"), ICON("report"), T("Rapor Perangkat Daerah"), NULL },
        { SV_INIT("/penghubung"), ICON("arrows-exchange"), T("Lalu lintas penghubung"), has_hub },
        { SV_INIT("/laporan"), ICON("file-text"), T("Laporan satu halaman"), reads_all },
    };
    static const struct entry bottom[] = {
        { SV_INIT("/katalog"), ICON("plug"), T("Katalog layanan data"), offers_services },
        { SV_INIT("/luring"), ICON("file-spreadsheet"), T("Buku kerja luring"), sends_workbooks },
        { SV_INIT("/keutuhan"), ICON("fingerprint"), T("Keutuhan data"), NULL },
        { SV_INIT("/paket"), ICON("package"), T("Paket pemeriksaan"), NULL },
        { SV_INIT("/panduan"), ICON("book"), T("Panduan"), NULL },
        { SV_INIT("/persiapan"), ICON("settings"), T("Persiapan dan pengaturan"), administers },
    };
    const struct model *m = p->region->model;
    struct html *h = &p->h;

    html_open(h, "details");
    html_class(h, "laci");
    html_open(h, "summary");
    page_icon(h, "menu-2");
    html_say(h, T("Menu"));
    html_close(h, "summary");
    html_close(h, "details");
    html_open(h, "nav");
    html_class(h, "menu");
    html_attr_say(h, "aria-label", T("Menu utama"));
    entries(p, top, sizeof top / sizeof top[0], here);
    html_void(h, "hr");
    for (size_t i = 0; i < m->n_groups; i++)
        group(p, &m->groups[i], here);
    html_void(h, "hr");
    entries(p, bottom, sizeof bottom / sizeof bottom[0], here);
    html_close(h, "nav");
}

struct crumb page_group_crumb(const struct region *r, const struct reg *reg)
{
    for (size_t i = 0; i < r->model->n_groups; i++)
        if (sv_eq(r->model->groups[i].key, reg->group))
            return (struct crumb){ r->model->groups[i].label, SV_NULL };
    return (struct crumb){ SV_NULL, SV_NULL };
}
