/* SPDX-License-Identifier: MIT
 * page/seal.c -- /keutuhan: how the record of changes stands, what that means, how anybody can check it; and the public key. */
#include "page/seal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "page/seal_priv.h"

/* --- how it stands -------------------------------------------------------------------------------------------------------- */

static void verdict(struct page *p, const struct seal *s)
{
    struct html *h = &p->h;

    switch (s->state) {
    case SEAL_NONE:
        page_alert(
            h, PAGE_INFO, SV(T("Belum ada yang ditandatangani")),
            SV(T(
                "Penandatangan berjalan bersama layanan ini; tanda tangan pertama muncul beberapa detik sesudah "
                "layanan dinyalakan.")));
        break;
    case SEAL_WHOLE:
        page_alert(
            h, PAGE_GOOD, SV(T("Utuh")),
            SV(T(
                "Tanda tangannya sah, dan perubahan terakhir yang ditandatangani masih sama dengan isi basis data.")));
        break;
    case SEAL_OLDER:
        page_alert(
            h, PAGE_BAD, SV(T("Basis data lebih tua daripada tanda tangan terakhir")),
            SV(T(
                "Mungkin dipulihkan dari cadangan lama. Jalankan prasasti verify, lalu lihat petunjuk pemulihan.")));
        break;
    case SEAL_BROKEN: page_alert(h, PAGE_BAD, SV(T("Ada yang tidak cocok")), s->why); break;
    }
}

static void head(struct page *p, const struct seal *s)
{
    const struct region *r = p->region;
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("Tanda tangan terakhir")));
    html_open(h, "dl");
    html_class(h, "ciri");
    html_elem_say(h, "dt", T("Perubahan yang tercakup"));
    html_open(h, "dd");
    html_number(h, (int64_t) s->head.size);
    html_close(h, "dd");
    html_elem_say(h, "dt", T("Menunggu tanda tangan"));
    html_open(h, "dd");
    if (s->waiting)
        html_number(h, s->waiting);
    else
        html_say(h, T("tidak ada"));
    html_close(h, "dd");
    if (s->signed_at) {
        html_elem_say(h, "dt", T("Ditandatangani"));
        html_elem(h, "dd", time_long(s->signed_at, r->regulation.zone_min, p->a));
    }
    if (s->head.size) {
        html_elem_say(h, "dt", T("Nama buku besar"));
        html_open(h, "dd");
        html_elem(h, "code", s->head.origin);
        html_close(h, "dd");
        html_elem_say(h, "dt", T("Sidik seluruh isi"));
        html_open(h, "dd");
        html_elem(h, "code", hex_make(digest_sv(&s->head.root), p->a));
        html_close(h, "dd");
    }
    html_close(h, "dl");
    page_card_end(h);
}

static void key(struct page *p, const struct seal *s)
{
    struct html *h = &p->h;

    if (!s->vkey.n)
        return;
    page_card_begin(h, 2, SV(T("Kunci publik")));
    html_elem_say(
        h, "p",
        T("Umumkan kunci ini di tempat yang tidak dikendalikan sistem ini, misalnya situs resmi dan surat "
          "kepada Inspektorat. Siapa pun yang memegangnya dapat memeriksa bukti tanpa bertanya kepada kita."));
    html_open(h, "pre");
    html_class(h, "perintah");
    html_elem(h, "code", s->vkey);
    html_close(h, "pre");
    html_open(h, "div");
    html_class(h, "btn-list tanpa-cetak");
    html_open(h, "button");
    html_attr(h, "type", SV("button"));
    html_class(h, "btn");
    html_bool_attr(h, "hidden", true);
    html_attr(h, "data-js", SV(""));
    html_attr(h, "data-salin", s->vkey);
    page_icon(h, "copy");
    html_open(h, "span");
    html_attr(h, "data-salin-kata", SV(""));
    html_say(h, T("Salin kunci"));
    html_close(h, "span");
    html_close(h, "button");
    page_link_button(h, SV("/keutuhan/kunci"), "", "download", T("Unduh kunci"));
    page_link_button(h, SV("/ledger/perubahan/checkpoint"), "", "download", T("Unduh tanda tangan terakhir"));
    html_close(h, "div");
    page_card_end(h);
}

/* --- what it means ----------------------------------------------------------------------------------------------------------- */

static void meaning(struct page *p)
{
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("Apa artinya")));
    html_elem_say(
        h, "p",
        T("Setiap perubahan data, siapa pun yang membuatnya, menambah satu lembar pada buku besar. Lembar itu "
          "memuat waktu dan sidik isinya, bukan isinya. Setiap kali bertambah, seluruh buku ditandatangani."));
    html_elem_say(
        h, "p",
        T("Karena itu tidak ada yang dapat mengubah, menyisipkan, atau membuang catatan lama tanpa ketahuan, "
          "termasuk pengelola sistem ini: sidik seluruh isi tidak akan cocok lagi dengan tanda tangan yang "
          "sudah dipegang orang lain."));
    html_elem_say(
        h, "p",
        T("Halaman ini memeriksa tanda tangan dan perubahan terakhir. Pemeriksaan seluruh isi dilakukan dengan "
          "perintah di bawah."));
    page_card_end(h);
}

static void command(struct html *h, const char *words, struct sv line)
{
    html_open(h, "li");
    html_elem_say(h, "p", words);
    html_open(h, "pre");
    html_class(h, "perintah");
    html_elem(h, "code", line);
    html_close(h, "pre");
    html_close(h, "li");
}

static void how(struct page *p)
{
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("Cara memeriksa")));
    html_open(h, "ol");
    html_class(h, "langkah-periksa");
    command(h, T("Pengelola: hitung ulang seluruh buku besar dan bandingkan dengan isi tabel dan berkas."),
            SV("prasasti verify --data FOLDER"));
    command(
        h,
        T("Siapa pun: periksa bukti satu perubahan, tanpa jaringan dan tanpa basis data. Buktinya diunduh dari "
          "halaman riwayat baris yang bersangkutan."),
        SV("prasasti proof check FOLDER-BUKTI --key 'KUNCI YANG DIUMUMKAN'"));
    command(
        h,
        T("Pemeriksa luar: ambil tanda tangan dan lembarnya, hitung sendiri. Bentuknya C2SP tlog-tiles, dengan sidik "
          "menurut RFC 6962."),
        SV("/ledger/perubahan/checkpoint\n/ledger/perubahan/tile/\u2026"));
    html_close(h, "ol");
    page_card_end(h);
}

bool seal_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct page_head hd = { .title = SV(T("Keutuhan data")),
                            .width = PAGE_NARROW,
                            .menu = SV("/keutuhan"),
                            .note = SV(T("Tidak ada perubahan yang terjadi diam-diam.")) };
    struct db *db = NULL;
    struct seal s;
    struct page p;
    bool ok = page_read(r, &db, e) && seal_load(db, r, req->a, &s, e);

    db_release(db);
    if (!ok)
        return false;
    page_begin(&p, ctx, req, res, &hd);
    verdict(&p, &s);
    head(&p, &s);
    key(&p, &s);
    seal_watch(&p);
    meaning(&p);
    how(&p);
    page_end(&p);
    return true;
}

bool seal_key(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct db *db = NULL;
    struct seal s;
    bool ok = page_read(page_region(ctx), &db, e) && seal_load(db, page_region(ctx), req->a, &s, e);

    db_release(db);
    if (!ok)
        return false;
    if (!s.vkey.n) {
        err_set(e, ERR_MISSING, T("Kunci publik belum ada."));
        return err_hint(e, T("Kunci dibuat saat layanan pertama kali dinyalakan."));
    }
    buf_put(res->body, s.vkey);
    buf_char(res->body, '\n');
    web_type(res, SV("text/plain; charset=utf-8"));
    web_attach(res, SV("kunci-perubahan.txt"));
    return true;
}
