/* SPDX-License-Identifier: MIT
 * page/head_sheet.c -- writes the report to the head of the region. The sheet must stay one A4: sentences are cut, lists end
 * after a few, and what is left out is counted. */
#include "base/buf.h"
#include "html/svg.h"
#include "laporan_css.h"
#include "page/agency_priv.h"
#include "page/head.h"

enum {
    SAYS_MAX = 92,
    NAME_MAX = 44,
    AGENCY_MAX_NAME = 40,
    TOLD_MAX = 32, /* agency, matter and day stand on one line */
    CHAPTER_MAX = 46,
    CHAPTERS = 12,
    ROOMY_ITEMS = 6,
    ROOMY_CHAPTERS = 16
};

struct sheet {
    struct html *h;
    const struct head_report *r;
    struct arena *a;
    bool links;
};

/* Cut at a word, never inside a letter. */
static struct sv brief(struct sv s, size_t most, struct arena *a)
{
    size_t cut = most;

    if (s.n <= most)
        return s;
    while (cut > most / 2 && s.p[cut] != ' ')
        cut--;
    while (cut > 0 && ((unsigned char) s.p[cut] & 0xc0) == 0x80)
        cut--;
    while (cut > 0 && (s.p[cut - 1] == ' ' || s.p[cut - 1] == ',' || s.p[cut - 1] == ';'))
        cut--;
    return arena_printf(a, "%.*s\u2026", (int) cut, s.p);
}

static void linked(struct sheet *s, struct sv url, struct sv words)
{
    if (s->links)
        page_link(s->h, url, words);
    else
        html_text(s->h, words);
}

static struct sv per(const struct sheet *s)
{
    return s->r->book.on.y ? norm_on(s->r->book.on, s->a) : SV("");
}

static void section(struct sheet *s, const char *title)
{
    html_open(s->h, "section");
    html_elem_say(s->h, "h2", title);
}

static void none(struct sheet *s, const char *words)
{
    html_open(s->h, "p");
    html_class(s->h, "nihil");
    html_say(s->h, words);
    html_close(s->h, "p");
}

/* --- the top ---------------------------------------------------------------------------------------------------------------- */

static void heading(struct sheet *s)
{
    const struct regulation *reg = rule_regulation(s->r->book.rule);
    struct html *h = s->h;

    html_open(h, "header");
    html_open(h, "p");
    html_class(h, "daerah");
    html_textf(h, T("Pemerintah %.*s"), SV_FMT(reg->region));
    if (s->r->region->demo)
        html_say(h, T(" \u00b7 DATA LATIHAN"));
    html_close(h, "p");
    html_open(h, "h1");
    html_textf(h, T("Laporan kepada %.*s"), SV_FMT(reg->head));
    html_close(h, "h1");
    html_open(h, "p");
    html_textf(h, T("Penyelenggaraan SPBE menurut %.*s. Keadaan per "), SV_FMT(reg->title));
    html_elem(h, "strong", date_long(s->r->day, s->a));
    html_say(h, ".");
    html_close(h, "p");
    html_close(h, "header");
}

static void number(struct html *h, int64_t n, const char *words)
{
    html_open(h, "li");
    html_open(h, "strong");
    html_number(h, n);
    html_close(h, "strong");
    html_say(h, " ");
    html_elem_say(h, "span", words);
    html_close(h, "li");
}

static void numbers(struct sheet *s)
{
    const struct norm_tally *t = &s->r->tally;
    struct html *h = s->h;

    html_open(h, "ul");
    html_class(h, "pokok");
    number(h, t->met, arena_printf(s->a, T("dari %lld ketentuan terpenuhi"), (long long) t->counted).p);
    number(h, t->by[NORM_LATE], T("lewat tenggat"));
    number(h, t->by[NORM_DUE_SOON], T("segera jatuh tempo"));
    number(h, t->by[NORM_NO_DATA], T("belum ada data"));
    html_close(h, "ul");
}

/* --- progress by BAB ---------------------------------------------------------------------------------------------------------- */

static bool chapter_tally(struct sheet *s, const struct chapter *c, struct norm_tally *t)
{
    const struct norm_book *b = &s->r->book;
    bool *in = ARENA_ARRAY(s->a, bool, b->n + 1);

    for (size_t i = 0; i < b->n; i++)
        in[i] = sv_eq(b->states[i].norm->bab, c->bab);
    norm_tally(b, in, t);
    return t->counted && !c->general;
}

static void chapter(struct sheet *s, const struct chapter *c, const struct norm_tally *t)
{
    struct sv name = arena_printf(s->a, "%.*s %.*s", SV_FMT(c->bab), SV_FMT(c->title));
    struct html *h = s->h;

    html_open(h, "li");
    html_open(h, "span");
    linked(s, arena_printf(s->a, "%.*s%.*s", SV_FMT(norm_bab_path(c->bab, s->a)), SV_FMT(per(s))),
           brief(name, CHAPTER_MAX, s->a));
    html_close(h, "span");
    html_open(h, "span");
    html_class(h, "angka");
    html_textf(h, "%lld/%lld", (long long) t->met, (long long) t->counted);
    html_close(h, "span");
    norm_bar(h,
             arena_printf(s->a, T("BAB %.*s: %lld dari %lld terpenuhi, %lld lewat tenggat"), SV_FMT(name),
                          (long long) t->met, (long long) t->counted, (long long) t->by[NORM_LATE]),
             t);
    html_close(h, "li");
}

/* What the colours of the bars mean, in the words of the statuses. */
static void legend(struct sheet *s)
{
    static const enum norm_status order[] = { NORM_MET,   NORM_DUE_SOON, NORM_PARTLY,
                                              NORM_UNMET, NORM_LATE,     NORM_NO_DATA };

    html_open(s->h, "p");
    html_class(s->h, "kunci");
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        html_open(s->h, "span");
        html_attrf(s->h, "class", "kunci-%.*s", SV_FMT(norm_status_key(order[i])));
        html_text(s->h, norm_status_label(order[i]));
        html_close(s->h, "span");
    }
    html_close(s->h, "p");
}

static void chapters(struct sheet *s)
{
    const struct regulation *reg = rule_regulation(s->r->book.rule);
    size_t shown = 0, left = 0;
    struct norm_tally t;

    section(s, T("Kemajuan menurut BAB"));
    html_open(s->h, "ul");
    html_class(s->h, "bab");
    for (size_t i = 0; i < reg->n_chapters; i++) {
        if (!chapter_tally(s, &reg->chapters[i], &t))
            continue;
        if (shown++ < CHAPTERS)
            chapter(s, &reg->chapters[i], &t);
        else
            left++;
    }
    html_close(s->h, "ul");
    legend(s);
    if (left)
        none(s, arena_printf(s->a, T("Dan %zu BAB lain."), left).p);
    html_close(s->h, "section");
}

/* --- provisions: the worst delays, decisions ------------------------------------------------------------------------------- */

static void due(struct sheet *s, const struct norm_state *n)
{
    struct date day;
    int32_t days;

    if (!date_parse(sv_sub(n->due, 0, 10), &day)) {
        html_say(s->h, n->status == NORM_LATE ? T("lewat tenggat") : T("segera"));
        return;
    }
    days = date_serial(s->r->day) - date_serial(day);
    html_text(s->h, date_long(day, s->a));
    if (days > 0)
        html_textf(s->h, T(", lewat %d hari"), days);
    else
        html_textf(s->h, T(", %d hari lagi"), -days);
}

static void provision(struct sheet *s, const struct norm_state *n, bool next)
{
    struct norm_addr ad = norm_addr_of(n->norm->at);
    struct sv who = norm_bound(&s->r->book, n->norm, s->a);
    struct html *h = s->h;

    html_open(h, "li");
    html_open(h, "strong");
    linked(s, arena_printf(s->a, "%.*s%.*s", SV_FMT(norm_path(n->norm->at, s->a)), SV_FMT(per(s))),
           norm_addr_label(&ad, s->a));
    html_close(h, "strong");
    html_say(h, " ");
    html_text(h, brief(n->norm->says, SAYS_MAX, s->a));
    html_say(h, " ");
    html_open(h, "span");
    html_class(h, "rinci");
    due(s, n);
    if (next && n->next_text.n)
        html_textf(h, T(" \u00b7 Langkah: %.*s"), SV_FMT(brief(n->next_text, NAME_MAX, s->a)));
    else if (who.n)
        html_textf(h, " \u00b7 %.*s", SV_FMT(brief(who, NAME_MAX, s->a)));
    html_close(h, "span");
    html_close(h, "li");
}

static void provisions(struct sheet *s, const char *title, const struct norm_state **items, size_t n,
                       size_t most, bool next, const char *nothing)
{
    section(s, title);
    if (n) {
        html_open(s->h, "ol");
        html_class(s->h, "hal-laporan");
        for (size_t i = 0; i < n && i < most; i++)
            provision(s, items[i], next);
        html_close(s->h, "ol");
    } else {
        none(s, nothing);
    }
    if (n > most)
        none(s, arena_printf(s->a, T("Dan %zu lainnya, pada halaman Pemenuhan peraturan."), n - most).p);
    html_close(s->h, "section");
}

/* --- agencies ------------------------------------------------------------------------------------------------------------------ */

static void some(struct sheet *s, const char *title, const struct agency_sum *items, size_t n)
{
    struct html *h = s->h;

    html_open(h, "div");
    html_elem_say(h, "h3", title);
    html_open(h, "ol");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "li");
        linked(s, arena_printf(s->a, "/rapor/%lld%.*s", (long long) items[i].agency.id, SV_FMT(per(s))),
               brief(items[i].agency.nama, AGENCY_MAX_NAME, s->a));
        html_open(h, "span");
        html_class(h, "rinci");
        html_textf(h, T(" %zu dari %zu daftar, "), items[i].filled, items[i].asked);
        html_number(h, items[i].rows);
        html_say(h, T(" baris"));
        html_close(h, "span");
        html_close(h, "li");
    }
    html_close(h, "ol");
    html_close(h, "div");
}

static void agencies(struct sheet *s)
{
    const struct head_report *r = s->r;

    section(s, T("Perangkat Daerah"));
    if (!r->n_agencies) {
        none(s, T("Belum ada Perangkat Daerah yang dapat dibandingkan."));
    } else {
        html_open(s->h, "div");
        html_class(s->h, "jajar");
        if (r->n_best)
            some(s, T("Terbaik"), r->agencies, r->n_best);
        if (r->n_last)
            some(s, T("Tertinggal"), r->agencies + r->n_agencies - r->n_last, r->n_last);
        html_close(s->h, "div");
        none(s, arena_printf(
                    s->a,
                    T("Ukuran: bagian daftar yang diminta ketentuan dan sudah berisi, lalu jumlah barisnya; "
                      "%zu Perangkat Daerah."),
                    r->n_agencies)
                    .p);
    }
    html_close(s->h, "section");
}

/* --- who did not answer ------------------------------------------------------------------------------------------------------------ */

/* Left out while there is nobody to name: it is no heading of every report. */
static void told(struct sheet *s)
{
    const struct head_report *r = s->r;
    struct html *h = s->h;

    if (!r->n_told)
        return;
    section(s, r->n_told > HEAD_TOLD
                   ? arena_printf(s->a, T("Belum memenuhi sesudah surat peringatan: %zu Perangkat Daerah"),
                                  r->n_told)
                         .p
                   : T("Belum memenuhi sesudah surat peringatan"));
    html_open(h, "ol");
    html_class(h, "hal-peringatan");
    for (size_t i = 0; i < r->n_told && i < HEAD_TOLD; i++) {
        const struct head_told *x = &r->told[i];

        html_open(h, "li");
        html_open(h, "strong");
        linked(s, arena_printf(s->a, "/rapor/%lld%.*s", (long long) x->pd, SV_FMT(per(s))),
               brief(x->nama, TOLD_MAX, s->a));
        html_close(h, "strong");
        html_say(h, " ");
        html_text(h, brief(x->about, TOLD_MAX, s->a));
        html_say(h, " ");
        html_open(h, "span");
        html_class(h, "rinci");
        html_textf(h, T("sejak %.*s"), SV_FMT(date_long(x->due, s->a)));
        if (x->n > 1)
            html_textf(h, T(", dan %zu hal lain"), x->n - 1);
        html_close(h, "span");
        html_close(h, "li");
    }
    html_close(h, "ol");
    html_close(h, "section");
}

/* --- since the last quarter ------------------------------------------------------------------------------------------------------ */

static void chart(struct sheet *s)
{
    struct svg_part parts[HEAD_QUARTERS];
    struct sv title = SV(T("Ketentuan terpenuhi"));
    size_t n = 0;

    for (size_t i = 0; i < HEAD_QUARTERS; i++) {
        const struct head_point *p = &s->r->points[i];

        if (!p->known)
            continue;
        parts[n++] = (struct svg_part){ date_long(p->day, s->a), SV("terpenuhi"), p->met };
        title = arena_printf(s->a, "%.*s%s%.*s %lld", SV_FMT(title), n > 1 ? "; " : ": ",
                             SV_FMT(date_long(p->day, s->a)), (long long) p->met);
    }
    svg_bars(s->h, title, parts, n);
}

static void change(struct sheet *s)
{
    const struct head_report *r = s->r;
    const struct head_point *then = &r->points[HEAD_QUARTERS - 2], *now = &r->points[HEAD_QUARTERS - 1];
    struct html *h = s->h;

    section(s, T("Sejak akhir triwulan lalu"));
    html_open(h, "p");
    if (!then->known) {
        html_textf(h, T("Keadaan per %.*s belum tercatat, sehingga belum ada perubahan yang dapat disebut."),
                   SV_FMT(date_long(then->day, s->a)));
    } else {
        html_textf(h, T("Terpenuhi %lld pada %.*s, kini %lld"), (long long) then->met,
                   SV_FMT(date_long(then->day, s->a)), (long long) now->met);
        if (r->won || r->lost)
            html_textf(h, T(": %zu menjadi terpenuhi, %zu tidak lagi"), r->won, r->lost);
        html_textf(h, T(". Lewat tenggat %lld, kini %lld."), (long long) then->late, (long long) now->late);
    }
    html_close(h, "p");
    chart(s);
    html_close(h, "section");
}

/* --- the sheet ---------------------------------------------------------------------------------------------------------------------- */

static void foot(struct sheet *s)
{
    const struct head_report *r = s->r;
    struct html *h = s->h;

    html_open(h, "footer");
    html_textf(h, T("Dibuat %.*s"), SV_FMT(date_long(r->book.today, s->a)));
    if (r->by.n)
        html_textf(h, T(" oleh %.*s"), SV_FMT(r->by));
    html_say(h, T(" dengan Prasasti, dari catatan Perangkat Daerah. "));
    html_say(h, r->book.on.y
                    ? T("Keadaan ketentuan seperti yang diketahui pada hari itu, tidak dihitung ulang.")
                    : T("Ketentuan umum dan kewenangan pihak lain tidak dihitung."));
    html_close(h, "footer");
}

/* More than this does not fit in the larger letters; the browser test prints both at their fullest. */
static bool is_full(const struct head_report *r)
{
    size_t late = r->n_late < HEAD_LATE ? r->n_late : HEAD_LATE,
           asked = r->n_asked < HEAD_ASKED ? r->n_asked : HEAD_ASKED;

    return late + asked + (r->n_told ? r->n_told + 1 : 0) > ROOMY_ITEMS ||
           rule_regulation(r->book.rule)->n_chapters > ROOMY_CHAPTERS;
}

void head_write(struct html *h, const struct head_report *r, bool links, struct arena *a)
{
    struct sheet s = { h, r, a, links };
    struct sv head = rule_regulation(r->book.rule)->head;

    html_open(h, "article");
    html_attr(h, "class", is_full(r) ? SV("laporan padat") : SV("laporan"));
    heading(&s);
    numbers(&s);
    chapters(&s);
    provisions(&s, T("Keterlambatan terberat"), r->late, r->n_late, HEAD_LATE, false,
               T("Tidak ada ketentuan yang lewat tenggat."));
    told(&s);
    html_open(h, "div");
    html_class(h, "jajar");
    agencies(&s);
    change(&s);
    html_close(h, "div");
    provisions(&s, arena_printf(a, T("Keputusan yang diminta dari %.*s"), SV_FMT(head)).p, r->asked,
               r->n_asked, HEAD_ASKED, true,
               T("Tidak ada keputusan yang lewat tenggat atau segera jatuh tempo."));
    foot(&s);
    html_close(h, "article");
}

#define line(text) html_lit(&h, "" text);

void head_document(const struct head_report *r, struct arena *a, struct buf *out)
{
    struct html h;

    html_init(&h, out);
    html_lit(&h, "<!doctype html>\n");
    html_open(&h, "html");
    html_attr(&h, "lang", SV("id"));
    html_open(&h, "head");
    html_lit(&h, "<meta charset=\"utf-8\">");
    html_open(&h, "title");
    html_textf(&h, T("Laporan kepada %.*s, %.*s"), SV_FMT(rule_regulation(r->book.rule)->head),
               SV_FMT(date_long(r->day, a)));
    html_close(&h, "title");
    html_lit(&h, "<meta name=\"viewport\" content=\"width=device-width\"><style>");
    LAPORAN_CSS(line)
    html_lit(&h, "</style>");
    html_close(&h, "head");
    html_open(&h, "body");
    html_class(&h, "lepas");
    html_open(&h, "main");
    head_write(&h, r, false, a);
    html_close(&h, "main");
    html_close(&h, "body");
    html_close(&h, "html");
    html_end(&h);
}
