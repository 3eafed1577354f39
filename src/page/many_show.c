/* SPDX-License-Identifier: MIT
 * page/many_show.c -- what became of letters for many records: the files, and each letter with its number or its reason. */
#include "page/many_priv.h"

static const struct reg *reg_of(const struct region *r, const struct job *j)
{
    const struct letter_kind *k = letters_find(&r->letters, json_text(j->input, SV("surat")));

    return k ? k->reg : NULL;
}

/* One thing beside its label, on narrow screens too. */
static void cell_begin(struct html *h, const char *label)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
    html_open(h, "div");
}

static void cell_end(struct html *h)
{
    html_close(h, "div");
    html_close(h, "td");
}

static void row(struct job_page *jp, const struct reg *reg, const struct json *s)
{
    struct sv why = json_text(s, SV("sebab")), note = json_text(s, SV("catatan"));
    int64_t missing = json_number(s, SV("kosong"), 0);
    struct html *h = &jp->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    if (json_text(s, SV("judul")).n)
        page_link(h, page_record_url(jp->p.a, reg, json_number(s, SV("id"), 0)), json_text(s, SV("judul")));
    else
        html_int(h, json_number(s, SV("id"), 0));
    html_close(h, "td");
    cell_begin(h, T("Nomor surat"));
    html_class(h, "nomor-surat");
    html_text(h, json_text(s, SV("nomor")));
    cell_end(h);
    cell_begin(h, T("Berkas"));
    html_text(h, json_text(s, SV("berkas")));
    cell_end(h);
    cell_begin(h, T("Hasil"));
    page_badge(h,
               why.n               ? SV("red")
               : note.n || missing ? SV("yellow")
                                   : SV("green"),
               why.n ? SV(T("Tidak dibuat")) : SV(T("Dibuat")));
    html_textf(h, " %.*s%.*s", SV_FMT(why), SV_FMT(note));
    if (!why.n && missing)
        html_textf(h, T(" %lld bidang bertitik-titik."), (long long) missing);
    cell_end(h);
    html_close(h, "tr");
}

static void table(struct job_page *jp, const struct reg *reg)
{
    static const char *const words[] = { T("Untuk"), T("Nomor surat"), T("Berkas"), T("Hasil") };
    const struct json *list = json_get(jp->s.result, SV("surat"));
    struct html *h = &jp->p.h;

    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_attr(h, "role", SV("region"));
    html_attr(h, "tabindex", SV("0"));
    html_attr_say(h, "aria-label", T("Surat-surat"));
    html_open(h, "table");
    html_class(h, "daftar");
    page_table_head(h, words, sizeof words / sizeof words[0]);
    html_open(h, "tbody");
    for (int bad = 1; bad >= 0; bad--) /* what failed first */
        for (const struct json *s = list ? list->first : NULL; s; s = s->next)
            if ((json_text(s, SV("sebab")).n > 0) == (bad == 1))
                row(jp, reg, s);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

void many_show(struct job_page *jp)
{
    int64_t good = json_number(jp->s.result, SV("dibuat"), 0),
            bad = json_number(jp->s.result, SV("gagal"), 0);
    const struct reg *reg = reg_of(jp->region, jp->j);
    struct html *h = &jp->p.h;

    page_alert_begin(
        h,
        !good ? PAGE_BAD
        : bad ? PAGE_CAUTION
              : PAGE_GOOD,
        bad ? arena_printf(jp->p.a, T("%lld surat dibuat, %lld tidak"), (long long) good, (long long) bad)
            : arena_printf(jp->p.a, T("%lld surat dibuat"), (long long) good));
    html_elem_say(
        h, "p",
        T("Yang berlaku ialah surat bertanda tangan. Berkas ini disimpan satu hari; unduh, cetak, lalu simpan "
          "pindaiannya pada baris masing-masing."));
    page_alert_end(h);
    html_open(h, "div");
    html_class(h, "btn-list mb-3 tanpa-cetak");
    job_downloads(jp);
    if (reg)
        page_link_button_(h, page_reg_url(jp->p.a, reg), "", "list", T("Ke daftar"));
    html_close(h, "div");
    if (reg)
        table(jp, reg);
}

static bool open_page(struct job_page *jp, struct page_head *hd, struct err *e)
{
    const struct reg *reg = reg_of(jp->region, jp->j);
    struct crumb *up = ARENA_NEW(jp->p.a, struct crumb);

    (void) e;
    hd->width = PAGE_WIDE;
    if (!reg)
        return true;
    *up = (struct crumb){ reg->label, page_reg_url(jp->p.a, reg) };
    hd->crumbs = up;
    hd->n_crumbs = 1;
    hd->menu = up->url;
    return true;
}

static bool may(const struct region *r, const struct actor *who, const struct job *j, struct err *e)
{
    const struct letter_kind *k = letters_find(&r->letters, json_text(j->input, SV("surat")));

    if (k && who_may_open(who, &k->reg->rule) && letters_might(r, who, k))
        return true;
    err_set(e, ERR_DENIED, T("Surat-surat ini dibuat oleh kantor yang menandatanganinya."));
    return err_hint(e, T("Mintalah kantor itu membuatnya."));
}

static struct sv home(const struct region *r, const struct job *j, struct arena *a)
{
    const struct reg *reg = reg_of(r, j);

    return reg ? page_reg_url(a, reg) : SV("/pekerjaan");
}

const struct job_kind many_job = {
    .key = "surat",
    .label = T("Surat massal"),
    .doing = T("Surat-surat sedang dibuat"),
    .stopped = T(
        "Belum ada yang dapat diunduh. Bila dilanjutkan, setiap surat memakai nomor yang sudah diambil untuknya."),
    .arena_bytes = (size_t) 128 << 20,
    .again = true,
    .once = true,
    .may = may,
    .run = many_run,
    .home = home,
    .load = open_page,
    .show = many_show,
};
