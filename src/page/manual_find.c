/* SPDX-License-Identifier: MIT
 * page/manual_find.c -- search in the manuals: every word must stand in the section; and which section speaks of a page. */
#include "html/md_tree.h"
#include "page/manual.h"
#include "page/manual_priv.h"

enum { RESULTS_MAX = 40, AROUND = 90, WORDS_MAX = 6, QUERY_MAX = 80, SECTION_BYTES = 512 * 1024 };

const struct web_param manual_search_params[] = {
    { .name = "q", .label = T("Kata kunci"), .type = WEB_TEXT, .max = QUERY_MAX },
    { 0 },
};

struct hit {
    const struct manual *manual;
    const struct manual_chapter *chapter;
    struct sv id, title, text; /* of the section; id absent: the beginning of the chapter */
    int score;
};

struct finder {
    struct arena *a;
    struct sv words[WORDS_MAX];
    size_t n_words;
    struct hit *hits;
    size_t n, cap;
};

static void question(struct finder *f, struct sv q)
{
    struct sv rest = sv_collapse(sv_lower(q, f->a), f->a), word;

    while (f->n_words < WORDS_MAX && sv_cut(&rest, ' ', &word))
        if (word.n)
            f->words[f->n_words++] = word;
}

/* Words of the title count more. */
static int score(const struct finder *f, struct sv title, struct sv text)
{
    struct sv t = sv_lower(title, f->a), all = sv_lower(text, f->a);
    int points = 0;

    for (size_t i = 0; i < f->n_words; i++) {
        bool head = sv_find(t, f->words[i]) >= 0;

        if (!head && sv_find(all, f->words[i]) < 0)
            return 0;
        points += head ? 10 : 1;
    }
    return points;
}

static void section(struct finder *f, const struct manual *m, const struct manual_chapter *c, struct sv id,
                    struct sv title, const struct buf *text)
{
    int points = score(f, title, buf_sv(text));

    if (points)
        *ARENA_PUSH(f->a, f->hits, f->n, f->cap) =
            (struct hit){ m, c, id, title, arena_dup(f->a, buf_sv(text)), points };
}

static void chapter(struct finder *f, const struct manual *m, const struct manual_chapter *c)
{
    struct sv id = SV_NULL, title = c->title;
    struct buf text, head;

    buf_init(&text, SECTION_BYTES);
    buf_init(&head, 4096);
    for (const struct md_node *n = c->tree->first; n; n = n->next) {
        if (n->kind == MD_HEADING && n->level <= 3) {
            section(f, m, c, id, title, &text);
            buf_reset(&text);
            buf_reset(&head);
            md_words(n, &head);
            id = n->id;
            title = arena_dup(f->a, buf_sv(&head));
            continue;
        }
        if (text.n)
            buf_char(&text, ' ');
        md_words(n, &text);
    }
    section(f, m, c, id, title, &text);
    buf_clear(&text);
    buf_clear(&head);
}

static int by_score(const void *x, const void *y)
{
    const struct hit *a = x, *b = y;

    return (b->score > a->score) - (b->score < a->score);
}

static bool is_inner(char c)
{
    return ((unsigned char) c & 0xc0) == 0x80;
}

/* Some words around the first place where a word of the question stands. */
static struct sv around(const struct finder *f, struct sv text)
{
    struct sv low = sv_lower(text, f->a);
    ptrdiff_t at = -1;
    size_t from, to;

    for (size_t i = 0; i < f->n_words && at < 0; i++)
        at = sv_find(low, f->words[i]);
    from = at > AROUND ? (size_t) at - AROUND : 0;
    while (from > 0 && text.p[from] != ' ')
        from--;
    to = from + 3 * AROUND < text.n ? from + 3 * AROUND : text.n;
    while (to < text.n && (is_inner(text.p[to]) || text.p[to] != ' '))
        to++;
    return arena_printf(f->a, "%s%.*s%s", from ? "\u2026 " : "", (int) (to - from), text.p + from,
                        to < text.n ? " \u2026" : "");
}

static bool look(struct finder *f, struct manual_shelf *s, bool all, struct db *db, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        struct manual *m = &s->items[i];

        for (size_t c = 0; (all || m->open) && c < m->n; c++) {
            if (!manual_read(s, m, &m->chapters[c], db, true, f->a, e))
                return false;
            chapter(f, m, &m->chapters[c]);
        }
    }
    if (f->n)
        qsort(f->hits, f->n, sizeof *f->hits, by_score);
    return true;
}

static void results(struct page *p, const struct finder *f)
{
    struct html *h = &p->h;

    html_open(h, "ol");
    html_class(h, "panduan-hasil");
    for (size_t i = 0; i < f->n && i < RESULTS_MAX; i++) {
        const struct hit *t = &f->hits[i];
        struct sv url = manual_url(p->a, t->manual, t->chapter);

        html_open(h, "li");
        page_link(h, t->id.n ? arena_printf(p->a, "%.*s#%.*s", SV_FMT(url), SV_FMT(t->id)) : url, t->title);
        html_open(h, "span");
        html_class(h, "text-secondary");
        html_textf(h, "%.*s \u203a %.*s", SV_FMT(t->manual->title), SV_FMT(t->chapter->title));
        html_close(h, "span");
        html_elem(h, "p", around(f, t->text));
        html_close(h, "li");
    }
    html_close(h, "ol");
}

static void ask(struct page *p, struct sv q)
{
    struct html *h = &p->h;

    html_open(h, "form");
    html_class(h, "panduan-cari");
    html_url(h, "action", SV("/panduan/cari"));
    html_attr(h, "role", SV("search"));
    html_void(h, "input");
    html_attr(h, "type", SV("search"));
    html_class(h, "form-control");
    html_attr(h, "name", SV("q"));
    html_attr(h, "value", q.p ? q : SV(""));
    html_attr_say(h, "aria-label", T("Cari dalam panduan"));
    page_submit(h, "btn-primary", "search", T("Cari"));
    html_close(h, "form");
}

bool manual_search(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct finder f = { .a = req->a };
    struct crumb up[] = { { SV(T("Panduan")), SV("/panduan") } };
    struct page_head hd = { .title = SV(T("Cari dalam panduan")),
                            .menu = SV("/panduan"),
                            .width = req->actor ? PAGE_NARROW : PAGE_WIDE,
                            .crumbs = up,
                            .n_crumbs = 1 };
    struct sv q = web_text(req, "q");
    struct manual_shelf s;
    struct db *db = NULL;
    struct page p;
    bool ok;

    question(&f, q);
    ok = manual_shelf(page_region(ctx), req->a, &s, e) &&
         (!f.n_words || (page_read(s.region, &db, e) && look(&f, &s, req->actor != NULL, db, e)));
    db_release(db);
    if (!ok)
        return false;
    if (f.n_words)
        hd.note = arena_printf(
            req->a, f.n > RESULTS_MAX ? T("%zu bagian; yang teratas ditampilkan") : T("%zu bagian"), f.n);
    page_begin(&p, ctx, req, res, &hd);
    ask(&p, q);
    if (f.n)
        results(&p, &f);
    else
        page_empty(
            &p.h, SV("search"), f.n_words ? SV(T("Tidak ada yang cocok")) : SV(T("Apa yang dicari?")),
            f.n_words
                ? SV(T("Coba kata lain, atau sebagian kata saja. Semua kata harus ada dalam satu bagian."))
                : SV(T("Tulis satu atau dua kata, misalnya impor atau kata sandi.")),
            SV_NULL, SV_NULL);
    page_end(&p);
    return true;
}

/* --- which section speaks of a page ---------------------------------------------------------------------------------------------- */

/* A chapter that is not there (its register or page is not) is never asked for: its page is not there either.
 * `*` stands for one part of a path, a `*` at the end for all that follows. First that fits. */
static bool fits(struct sv pattern, struct sv path)
{
    struct sv p, s;

    while (sv_cut(&pattern, '/', &p)) {
        if (sv_eq(p, SV("*")) && !pattern.n)
            return path.n > 0;
        if (!sv_cut(&path, '/', &s) || (!sv_eq(p, SV("*")) && !sv_eq(p, s)))
            return false;
    }
    return !path.n;
}

struct sv manual_about(struct arena *a, struct sv path)
{
    static const struct {
        struct sv pattern, section;
    } all[] = {
#define ABOUT(pattern, section) { SV_INIT(pattern), SV_INIT("/panduan/" section) }
        ABOUT("/masuk", "masalah/masuk"),
        ABOUT("/masuk/*", "masalah/masuk"),
        ABOUT("/tindakan", "pengguna/beranda#perlu-tindakan"),
        ABOUT("/cari", "pengguna/daftar#mencari-di-semua-daftar"),
        ABOUT("/kalender", "pengguna/kalender"),
        ABOUT("/pemenuhan/banding", "pengguna/pemenuhan#membandingkan-dengan-daerah-lain"),
        ABOUT("/pemenuhan", "pengguna/pemenuhan"),
        ABOUT("/pemenuhan/*", "pengguna/pemenuhan#membaca-satu-ketentuan"),
        ABOUT("/rapor", "pengguna/laporan#rapor-perangkat-daerah"),
        ABOUT("/rapor/*", "pengguna/laporan#rapor-perangkat-daerah"),
        ABOUT("/laporan", "pengguna/laporan#laporan-kepada-kepala-daerah"),
        ABOUT("/keutuhan", "pengguna/keutuhan"),
        ABOUT("/keutuhan/*", "pengguna/keutuhan"),
        ABOUT("/akun/serah-terima", "administrator/serah-terima#serah-terima"),
        ABOUT("/akun/serah-terima/*", "administrator/serah-terima#serah-terima"),
        ABOUT("/akun/plh", "administrator/serah-terima#pelaksana-harian"),
        ABOUT("/akun/pemeriksa", "administrator/serah-terima#akun-pemeriksa"),
        ABOUT("/akun/pemeriksa/*", "administrator/serah-terima#akun-pemeriksa"),
        ABOUT("/paket", "administrator/serah-terima#paket-pemeriksaan"),
        ABOUT("/akun", "pengguna/akun"),
        ABOUT("/akun/*", "pengguna/akun"),
        ABOUT("/persiapan", "administrator/persiapan"),
        ABOUT("/persiapan/*", "administrator/persiapan"),
        ABOUT("/pengaturan/surat", "administrator/surat"),
        ABOUT("/pengaturan/surat/*", "administrator/surat"),
        ABOUT("/pengaturan", "administrator/pengaturan"),
        ABOUT("/pengaturan/*", "administrator/pengaturan"),
        ABOUT("/luring", "administrator/luring"),
        ABOUT("/luring/*", "administrator/luring"),
        ABOUT("/pemutakhiran", "pengguna/pemutakhiran"),
        ABOUT("/pemutakhiran/*", "pengguna/pemutakhiran"),
        ABOUT("/pekerjaan", "pengguna/surat-massal#pekerjaan-saya"),
        ABOUT("/pekerjaan/*", "pengguna/surat-massal#pekerjaan-saya"),
        ABOUT("/r/*/surat-massal", "pengguna/surat-massal"),
        ABOUT("/r/*/telaah", "pengguna/anggaran#menelaah"),
        ABOUT("/r/*/*/lembar/*", "pengguna/rapat"),
        ABOUT("/r/*/impor", "pengguna/impor"),
        ABOUT("/r/*/impor/*", "pengguna/impor"),
        ABOUT("/r/*/baru", "pengguna/formulir"),
        ABOUT("/r/*/massal", "pengguna/daftar#mengubah-beberapa-baris"),
        ABOUT("/r/*/*/ubah", "pengguna/formulir"),
        ABOUT("/r/*/*/langkah/*", "pengguna/langkah"),
        ABOUT("/r/*/*/keadaan", "pengguna/langkah#mencatat-keadaan"),
        ABOUT("/r/*/*/surat/*", "pengguna/surat"),
        ABOUT("/", "pengguna/beranda"),
#undef ABOUT
    };
    struct sv rest = path, head;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (fits(all[i].pattern, path))
            return all[i].section;
    /* A list or one of its records: the page about that register. */
    if (sv_starts(path, SV("/r/"))) {
        rest = sv_sub(path, 3, path.n);
        sv_cut(&rest, '/', &head);
        return sv_is_key(head) ? arena_printf(a, "/panduan/daftar/%.*s", SV_FMT(head)) : SV_NULL;
    }
    return SV_NULL;
}
