/* SPDX-License-Identifier: MIT
 * page/dossier_text.c -- what a paket pemeriksaan says about itself: how to read it and how to check it, in plain Indonesian. */
#include "base/arena.h"
#include "base/buf.h"
#include "html/html.h"
#include "model/sheet_write.h"
#include "page/dossier_priv.h"

enum { TEXT_MAX = 4 * 1024 * 1024 };

/* --- pages that stand alone --------------------------------------------------------------------------------------------- */

/* A document of its own: styles inside, nothing fetched. The title is escaped as text before it is put between. */
bool dossier_html_begin(FILE *f, struct sv title, struct err *e)
{
    static const char head[] =
        "<!doctype html>\n<html lang=\"id\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<style>body{font:16px/1.5 system-ui,sans-serif;color:#1f2937;max-width:60rem;margin:0 auto;padding:1rem}"
        "h1{font-size:1.5rem}h2{font-size:1.125rem;margin:1.5rem 0 0}p{margin:.25rem 0}a{color:#0a4a84}"
        "section{border-bottom:1px solid #d5dae1;padding-bottom:.75rem;overflow-wrap:anywhere}"
        "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.375rem .5rem;border-bottom:1px solid #d5dae1}"
        "td.angka{text-align:right}.tabel{overflow-x:auto}</style>\n";
    struct buf b;
    struct html h;
    bool ok;

    buf_init(&b, TEXT_MAX);
    html_init(&h, &b);
    html_elem(&h, "title", title);
    html_end(&h);
    ok = fputs(head, f) >= 0 && fwrite(b.p, 1, b.n, f) == b.n && fputs("</head><body>\n", f) >= 0;
    buf_reset(&b);
    html_init(&h, &b);
    html_elem(&h, "h1", title);
    html_end(&h);
    ok = ok && fwrite(b.p, 1, b.n, f) == b.n;
    buf_clear(&b);
    return ok || err_errno(e, T("Menulis halaman paket"));
}

bool dossier_html_end(FILE *f, struct err *e)
{
    return fputs("</body></html>\n", f) >= 0 || err_errno(e, T("Menulis halaman paket"));
}

/* --- the index ----------------------------------------------------------------------------------------------------------- */

static void fact(struct html *h, const char *label, struct sv value)
{
    html_open(h, "p");
    html_elem_say(h, "strong", label);
    html_say(h, ": ");
    html_text(h, value);
    html_close(h, "p");
}

static void link_cell(struct html *h, struct arena *a, const char *folder, struct sv key, const char *end,
                      const char *word)
{
    html_open(h, "a");
    html_href_beside(h, arena_printf(a, "%s/%.*s%s", folder, SV_FMT(key), end));
    html_say(h, word);
    html_close(h, "a");
}

static void number_cell(struct html *h, size_t n)
{
    html_open(h, "td");
    html_attr(h, "class", SV("angka"));
    html_number(h, (int64_t) n);
    html_close(h, "td");
}

static void reg_row(struct html *h, const struct dossier_reg *r, struct arena *a)
{
    html_open(h, "tr");
    html_open(h, "td");
    html_open(h, "a");
    html_href_beside(h, arena_printf(a, "register/%.*s.html", SV_FMT(r->reg->key)));
    html_text(h, r->reg->label);
    html_close(h, "a");
    html_close(h, "td");
    number_cell(h, r->rows);
    number_cell(h, r->versions);
    number_cell(h, r->proofs);
    html_open(h, "td");
    link_cell(h, a, "register", r->reg->key, ".xlsx", "XLSX");
    html_say(h, " \u00b7 ");
    link_cell(h, a, "register", r->reg->key, ".csv", "CSV");
    html_say(h, " \u00b7 ");
    link_cell(h, a, "riwayat", r->reg->key, ".csv", T("riwayat"));
    html_close(h, "td");
    html_close(h, "tr");
}

static void reg_table(struct dossier *d, struct html *h)
{
    static const char *const heads[] = { T("Daftar"), T("Baris"), T("Perubahan"), T("Bukti"), T("Berkas") };

    html_open(h, "div");
    html_attr(h, "class", SV("tabel"));
    html_open(h, "table");
    page_table_head(h, heads, sizeof heads / sizeof heads[0]);
    html_open(h, "tbody");
    for (size_t i = 0; i < d->n_regs; i++)
        reg_row(h, &d->regs[i], d->keep);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void cover(struct dossier *d, struct html *h)
{
    const struct dossier_ask *ask = d->ask;

    fact(h, T("Peraturan"), ask->region->regulation.title);
    fact(h, T("Wilayah"), ask->region->regulation.region);
    fact(h, T("Perangkat Daerah"), ask->agencies.n ? ask->agencies : SV(T("semua")));
    fact(h, T("Masa"), dossier_period(d));
    fact(h, T("Dibuat oleh"), ask->maker);
    fact(h, T("Dibuat pada"),
         time_long(ask->region->records.now(), ask->region->regulation.zone_min, d->keep));
    html_open(h, "p");
    html_say(h, T("Cara membaca dan memeriksa paket ini: "));
    html_open(h, "a");
    html_href_beside(h, SV("BACA-SAYA.txt"));
    html_say(h, "BACA-SAYA.txt");
    html_close(h, "a");
    html_say(h, T(". Keadaan setiap ketentuan: "));
    html_open(h, "a");
    html_href_beside(h, SV("ketentuan.csv"));
    html_say(h, "ketentuan.csv");
    html_close(h, "a");
    html_say(h, ".");
    html_close(h, "p");
    if (d->sum.held_back) {
        html_open(h, "p");
        html_textf(h,
                   T("%zu bukti tidak disertakan, karena memuat isi yang tidak boleh dilihat pembuat paket."),
                   d->sum.held_back);
        html_close(h, "p");
    }
    if (d->sum.waiting) {
        html_open(h, "p");
        html_textf(h, T("%zu perubahan terakhir belum ditandatangani ketika paket dibuat."), d->sum.waiting);
        html_close(h, "p");
    }
}

static bool write_index(struct dossier *d, struct err *e)
{
    const char *tmp = arena_printf(d->keep, "%s/index.html", d->ask->dir).p;
    FILE *f = fopen(tmp, "we");
    struct buf b;
    struct html h;
    bool ok = f || err_errno(e, T("Membuat berkas sementara paket"));

    buf_init(&b, TEXT_MAX);
    html_init(&h, &b);
    cover(d, &h);
    reg_table(d, &h);
    html_end(&h);
    ok = ok && buf_ok(&b, e) && dossier_html_begin(f, SV(T("Paket pemeriksaan")), e) &&
         (fwrite(b.p, 1, b.n, f) == b.n || err_errno(e, T("Menulis halaman paket"))) &&
         dossier_html_end(f, e);
    buf_clear(&b);
    if (f && fclose(f) != 0 && ok)
        ok = err_errno(e, T("Menulis halaman paket"));
    ok = ok && dossier_zip_file(d->zip, "index.html", tmp, e);
    remove(tmp);
    return ok;
}

/* --- how to check ----------------------------------------------------------------------------------------------------------- */

static bool write_readme(struct dossier *d, struct err *e)
{
    struct sv text = arena_printf(
        d->keep,
        T("PAKET PEMERIKSAAN\n"
          "%.*s\n"
          "Masa: %.*s\n"
          "\n"
          "ISI\n"
          "  index.html          mulai dari sini; terbuka di peramban tanpa jaringan\n"
          "  register/           keadaan setiap daftar pada akhir masa: XLSX dan CSV, dan halaman yang menuju lampiran dan bukti\n"
          "  riwayat/            setiap perubahan dalam masa itu: siapa, kapan, bidang apa, semula, menjadi\n"
          "                      (paling banyak 200 perubahan terakhir setiap baris)\n"
          "  lampiran/           surat dan berkas yang melekat pada baris\n"
          "  bukti/              satu folder setiap perubahan: isi yang dicatat dan tempatnya dalam buku besar bertanda tangan\n"
          "  ketentuan.csv       keadaan setiap ketentuan peraturan pada akhir masa\n"
          "  SHA256SUMS          sidik jari setiap berkas selain bukti\n"
          "\n"
          "CARA MEMERIKSA\n"
          "Bukti dapat diperiksa siapa pun tanpa jaringan, tanpa basis data, dan tanpa bertanya kepada pembuatnya.\n"
          "  1. Pasang program prasasti pada komputer Anda sendiri (perangkat lunak terbuka), lalu bongkar paket ini.\n"
          "  2. Buka jendela perintah pada folder paket dan tulis:\n"
          "         prasasti proof check bukti --key \"KUNCI\"\n"
          "     KUNCI adalah kunci umum buku besar yang diumumkan pemerintah daerah, misalnya pada halaman Keutuhan data atau\n"
          "     dalam surat. Tanpa --key dipakai kunci.txt di dalam paket, yang hanya layak dipercaya bila sama dengan yang diumumkan.\n"
          "  3. Setiap bukti yang isinya diubah sesudah dicatat disebut dengan namanya. \"Sah\" berarti: isi itu dicatat pada waktu itu,\n"
          "     dan sejak itu tidak diubah dan tidak dihapus dari buku besar.\n"
          "  4. Berkas lain diperiksa dengan:  sha256sum -c SHA256SUMS\n"
          "     Pembuatan paket ini sendiri, berikut sidik jari berkas ZIP-nya, tercatat sebagai peristiwa dalam buku besar yang sama.\n"
          "\n"
          "BATAS\n"
          "  Paket memuat yang boleh dilihat pembuatnya (%.*s). Bukti memuat seluruh isi baris; yang memuat bidang yang tidak\n"
          "  boleh dilihatnya tidak disertakan (%zu). Perubahan yang belum ditandatangani ketika paket dibuat: %zu.\n"
          "  Kunci buku besar menurut paket ini:\n"
          "  %.*s\n"),
        SV_FMT(d->ask->region->regulation.title), SV_FMT(dossier_period(d)), SV_FMT(d->ask->maker),
        d->sum.held_back, d->sum.waiting, SV_FMT(d->seal.vkey.p ? d->seal.vkey : SV("-")));

    return arena_ok(d->keep, e) && dossier_zip_text(d->zip, "BACA-SAYA.txt", text, true, e);
}

/* --- provisions -------------------------------------------------------------------------------------------------------------- */

static bool asked_for(const struct dossier_ask *ask, const struct norm *n)
{
    if (!ask->norms)
        return true;
    for (size_t i = 0; i < ask->n_norms; i++)
        if (sv_eq(ask->norms[i]->at, n->at))
            return true;
    return false;
}

static bool zip_sink(void *ctx, struct sv bytes, struct err *e)
{
    return dossier_zip_put(ctx, bytes, e);
}

static bool norm_row(struct csvw *w, const struct norm_state *s, struct err *e)
{
    csvw_text(w, s->norm->at);
    csvw_text(w, s->norm->says);
    csvw_text(w, norm_status_label(s->status));
    csvw_text(w, s->since);
    csvw_text(w, s->due);
    csvw_text(w, s->why);
    return csvw_row(w, e);
}

static bool write_norms(struct dossier *d, struct err *e)
{
    static const char *const heads[] = { T("Ketentuan"), T("Isi"),     T("Keadaan"),
                                         T("Sejak"),     T("Tenggat"), T("Sebab") };
    const struct norm_book *book = &d->book;
    struct csvw w;
    bool ok = dossier_zip_begin(d->zip, "ketentuan.csv", e);

    csvw_begin(&w, ';', zip_sink, d->zip);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        csvw_text(&w, sv_of(heads[i]));
    ok = ok && csvw_row(&w, e);
    for (size_t i = 0; ok && i < book->n; i++)
        if (asked_for(d->ask, book->states[i].norm))
            ok = norm_row(&w, &book->states[i], e);
    return ok && csvw_end(&w, e) && dossier_zip_end(d->zip, true, e);
}

bool dossier_texts(struct dossier *d, struct err *e)
{
    return write_norms(d, e) && write_readme(d, e) && write_index(d, e);
}
