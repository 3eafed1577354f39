/* SPDX-License-Identifier: MIT
 * page/seal_watch.c -- on /keutuhan: the log of exchanges, and the witnesses of both logs with what is owed to them. All of it is
 * read from what the ledger process writes about its logs (keadaan.json); a page asks no witness. */
#include "base/arena.h"
#include "base/file.h"
#include "json/json.h"
#include "ledger/place.h"
#include "page/seal_priv.h"

enum { STATE_MAX = 256 * 1024, LOGS = 2 };

static const struct {
    const char *key;
    struct sv label;
} logs[LOGS] = { { LEDGER_CHANGES, SV_INIT(T("Perubahan data")) },
                 { LEDGER_EXCHANGES, SV_INIT(T("Pertukaran data")) } };

/* NULL when nothing is known of that log. */
static const struct json *state_of(struct page *p, const char *log)
{
    const char *path = arena_printf(p->a, "%s/keadaan.json", ledger_place_of(p->region->dir, log, p->a)).p;
    struct json *tree;
    struct err none;
    struct sv text;

    if (!file_exists(path) || !file_read(path, STATE_MAX, p->a, &text, &none) ||
        !json_parse(text, STATE_MAX, p->a, &tree, &none))
        return NULL;
    return tree;
}

static void number_row(struct html *h, const char *label, int64_t n)
{
    html_elem_say(h, "dt", label);
    html_open(h, "dd");
    html_number(h, n);
    html_close(h, "dd");
}

static void code_row(struct html *h, const char *label, struct sv text)
{
    html_elem_say(h, "dt", label);
    html_open(h, "dd");
    html_elem(h, "code", text);
    html_close(h, "dd");
}

/* --- the log of exchanges ---------------------------------------------------------------------------- */

static void damaged(struct page *p, const struct json *list)
{
    struct html *h = &p->h;

    if (!list || list->n == 0)
        return;
    page_alert_begin(h, PAGE_BAD, SV(T("Ada berkas bukti yang rusak")));
    html_elem_say(h, "p",
                  T("Sisa bukti di dalamnya tidak dapat ditandatangani. Pulihkan berkas ini dari cadangan:"));
    html_open(h, "ul");
    for (const struct json *v = list->first; v; v = v->next) {
        html_open(h, "li");
        html_elem(h, "code", v->s);
        html_close(h, "li");
    }
    html_close(h, "ul");
    page_alert_end(h);
}

static void exchanges(struct page *p, const struct json *state)
{
    struct html *h = &p->h;
    struct note_key key;
    struct err none;

    page_card_begin(h, 2, SV(T("Bukti pertukaran data")));
    html_elem_say(
        h, "p",
        T("Setiap pertukaran melalui penghubung layanan, juga yang ditolak, meninggalkan satu bukti. Sidiknya "
          "masuk buku besar kedua; isinya hanya dapat diambil oleh para pihaknya."));
    if (!sv_empty(json_text(state, SV("masalah"))))
        page_alert(h, PAGE_BAD, SV(T("Buku besar pertukaran berhenti")), json_text(state, SV("masalah")));
    damaged(p, json_get(state, SV("segmen_rusak")));
    html_open(h, "dl");
    html_class(h, "ciri");
    number_row(h, T("Bukti yang ditandatangani"), json_number(state, SV("daun"), 0));
    if (json_text(state, SV("asal")).n)
        code_row(h, T("Nama buku besar"), json_text(state, SV("asal")));
    if (ledger_place_key_of(p->region->dir, LEDGER_EXCHANGES, p->a, &key, &none))
        code_row(h, T("Kunci publik"), note_vkey_make(&key, p->a));
    html_close(h, "dl");
    html_open(h, "div");
    html_class(h, "btn-list tanpa-cetak");
    page_link_button(h, SV("/ledger/pertukaran/checkpoint"), "", "download",
                     T("Unduh tanda tangan terakhir"));
    html_close(h, "div");
    page_card_end(h);
}

/* --- witnesses ----------------------------------------------------------------------------------------- */

static void cell_begin(struct html *h, const char *label)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
}

static void witness_row(struct page *p, struct sv log, const struct json *w, int64_t leaves)
{
    int64_t seen = json_number(w, SV("daun"), 0), when = json_number(w, SV("waktu"), 0);
    struct sv problem = json_text(w, SV("masalah"));
    struct html *h = &p->h;

    html_open(h, "tr");
    cell_begin(h, T("Saksi"));
    html_elem(h, "strong", json_text(w, SV("nama")));
    html_close(h, "td");
    cell_begin(h, T("Buku besar"));
    html_text(h, log);
    html_close(h, "td");
    cell_begin(h, T("Disaksikan"));
    html_class(h, "angka");
    html_number(h, seen);
    html_close(h, "td");
    cell_begin(h, T("Terakhir"));
    html_text(h, when ? time_long(when, p->region->regulation.zone_min, p->a) : SV(T("belum pernah")));
    html_close(h, "td");
    cell_begin(h, T("Keadaan"));
    html_open(h, "div");
    page_badge(h, seen >= leaves ? SV("green") : SV("yellow"),
               seen >= leaves ? SV(T("Mutakhir")) : SV(T("Tertinggal")));
    if (problem.n)
        html_elem(h, "div", problem);
    html_close(h, "div");
    html_close(h, "td");
    html_close(h, "tr");
}

static void witness_table(struct page *p, const struct json *const state[LOGS])
{
    static const char *const heads[] = { T("Saksi"), T("Buku besar"), T("Disaksikan"), T("Terakhir"),
                                         T("Keadaan") };
    struct html *h = &p->h;

    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_attr(h, "tabindex", SV("0"));
    html_attr(h, "role", SV("region"));
    html_attr(h, "aria-label", SV(T("Saksi dan yang sudah disaksikannya")));
    html_open(h, "table");
    html_class(h, "daftar");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        html_open(h, "th");
        html_attr(h, "scope", SV("col"));
        if (i == 2)
            html_class(h, "angka");
        html_say(h, heads[i]);
        html_close(h, "th");
    }
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < LOGS; i++) {
        const struct json *list = json_get(state[i], SV("saksi"));
        for (const struct json *w = list ? list->first : NULL; w; w = w->next)
            witness_row(p, logs[i].label, w, json_number(state[i], SV("daun"), 0));
    }
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void debt(struct page *p, const struct json *const state[LOGS])
{
    struct html *h = &p->h;

    for (size_t i = 0; i < LOGS; i++) {
        int64_t owed = json_number(state[i], SV("utang_daun"), 0),
                since = json_number(state[i], SV("utang_sejak"), 0);

        if (owed <= 0 || since <= 0)
            continue;
        page_alert_begin(h, PAGE_CAUTION, SV(T("Menunggu saksi")));
        html_open(h, "p");
        html_textf(h, "%.*s: ", SV_FMT(logs[i].label));
        html_number(h, owed);
        html_textf(h, T(" lembar belum disaksikan sejak %.*s. Layanan berjalan terus."),
                   SV_FMT(time_long(since, p->region->regulation.zone_min, p->a)));
        html_close(h, "p");
        page_alert_end(h);
    }
}

static void witnesses(struct page *p, const struct json *const state[LOGS])
{
    const struct json *list = json_get(state[0], SV("saksi"));
    struct html *h = &p->h;

    page_card_begin(h, 2, SV(T("Saksi")));
    html_elem_say(
        h, "p",
        T("Saksi adalah pihak lain, misalnya provinsi atau daerah tetangga, yang ikut menandatangani setiap kepala "
          "buku besar yang dilihatnya. Dengan saksi, salinan lama yang dipasang kembali pun ketahuan."));
    if (!list || list->n == 0) {
        html_elem_say(
            h, "p", T("Belum ada saksi. Pengelola menyebutnya dalam berkas buku-besar.yaml di folder data."));
    } else {
        debt(p, state);
        witness_table(p, state);
    }
    page_card_end(h);
}

void seal_watch(struct page *p)
{
    const struct json *state[LOGS];

    for (size_t i = 0; i < LOGS; i++)
        state[i] = state_of(p, logs[i].key);
    exchanges(p, state[1]);
    witnesses(p, state);
}
