/* SPDX-License-Identifier: MIT
 * page/bulk.c -- one-time passwords for accounts that have none: shown once, to be printed and handed over.
 * At most AT_ONCE a time: each costs some 20 ms, and the writer's place is held for one password only. */
#include "page/bulk.h"

#include "base/arena.h"
#include "model/event.h"
#include "page/page_priv.h"

enum { AT_ONCE = 50 };

struct person {
    int64_t id;
    struct sv nama, nama_pengguna, kantor, sandi;
};

static bool without_password(struct db *db, struct arena *a, struct person **out, size_t *n, struct err *e)
{
    struct person *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
            db,
            SV("select k.id, k.nama, k.nama_pengguna, coalesce(p.nama, '') from akun k "
               "left join perangkat_daerah p on p.id = k.perangkat_daerah "
               "left join who_sandi s on s.akun = k.id "
               "where s.akun is null and k.dihapus is null and k.status = 'aktif' order by k.id limit 1000"),
            &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct person){ stmt_get_int(q, 0), arena_dup(a, stmt_get_text(q, 1)),
                             arena_dup(a, stmt_get_text(q, 2)), arena_dup(a, stmt_get_text(q, 3)), SV_NULL };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

static const struct crumb crumbs[] = { { SV_INIT("Persiapan awal"), SV_INIT("/persiapan") },
                                       { SV_INIT("Akun"), SV_INIT("/r/akun") } };

static struct page_head head_of(const char *note)
{
    return (struct page_head){ .title = SV("Kata sandi pertama"),
                               .note = sv_of(note),
                               .menu = SV("/r/akun"),
                               .crumbs = crumbs,
                               .n_crumbs = 2 };
}

static void table(struct html *h, const struct person *p, size_t n)
{
    static const char *const heads[] = { T("Nama"), T("Nama pengguna"), T("Perangkat Daerah") };

    html_open(h, "table");
    html_class(h, "table");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        html_open(h, "th");
        html_attr_say(h, "scope", "col");
        html_say(h, heads[i]);
        html_close(h, "th");
    }
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "tr");
        html_elem(h, "td", p[i].nama);
        html_elem(h, "td", p[i].nama_pengguna);
        html_elem(h, "td", p[i].kantor);
        html_close(h, "tr");
    }
    html_close(h, "tbody");
    html_close(h, "table");
}

/* One slip a person, with lines to cut along: eight on a sheet of A4. Nobody reads another's. */
static void slips(struct page *p, const struct person *people, size_t n, struct sv address)
{
    struct html *h = &p->h;

    html_open(h, "ul");
    html_class(h, "slip");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "li");
        html_elem(h, "h2", people[i].nama);
        html_elem(h, "p", people[i].kantor);
        html_open(h, "dl");
        html_elem_say(h, "dt", T("Alamat"));
        html_elem(h, "dd", address);
        html_elem_say(h, "dt", T("Nama pengguna"));
        html_elem(h, "dd", people[i].nama_pengguna);
        html_elem_say(h, "dt", T("Kata sandi"));
        html_elem(h, "dd", people[i].sandi);
        html_close(h, "dl");
        html_elem_say(
            h, "p",
            T("Kata sandi ini sekali pakai dan wajib diganti saat pertama masuk. Jangan diperlihatkan."));
        html_close(h, "li");
    }
    html_close(h, "ul");
}

static struct sv address_of(struct web_req *req)
{
    struct sv host = web_header_find(req, "Host");

    return arena_printf(req->a, "%s://%.*s", req->is_https ? "https" : "http",
                        SV_FMT(host.n ? host : SV("localhost")));
}

bool bulk_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page_head head = head_of(T("Akun hasil impor belum dapat masuk sebelum punya kata sandi."));
    struct person *people;
    struct db *db = NULL;
    struct page p;
    struct html *h;
    size_t n;
    bool ok = page_read(page_region(ctx), &db, e) && without_password(db, req->a, &people, &n, e);

    db_release(db);
    if (!ok)
        return false;
    h = page_begin(&p, ctx, req, res, &head);
    if (!n) {
        page_empty(h, SV("users"), SV("Semua akun aktif sudah punya kata sandi"),
                   SV("Akun baru yang diimpor akan muncul di sini."), SV("/r/akun"), SV("Lihat akun"));
    } else {
        page_card_begin(h, 2, SV_NULL);
        html_open(h, "p");
        html_textf(
            h,
            T("%zu akun belum punya kata sandi. Buat paling banyak %d sekaligus; slipnya tampil satu kali untuk "
              "dicetak dan dipotong, dan setiap orang mengganti kata sandinya saat pertama masuk."),
            n, AT_ONCE);
        html_close(h, "p");
        page_form_begin(&p, SV("/akun/sandi-massal"), false);
        page_submit(h, "btn btn-primary", "key", T("Buat kata sandi"));
        html_close(h, "form");
        table(h, people, n);
        page_card_end(h);
    }
    page_end(&p);
    return true;
}

static bool set_one(const struct region *r, const struct actor *who, struct person *p, struct arena *a,
                    struct err *e)
{
    struct db *db = NULL;
    bool ok;

    p->sandi = who_password_make(a);
    ok = page_write(r, &db, e) && who_password_set(db, p->id, p->sandi, true, r->records.now(), e) &&
         event_other(db, SV("sandi_dibuat"), who, arena_printf(a, "{\"akun\":%lld}", (long long) p->id),
                     r->records.now(), a, e) &&
         db_commit(db, e);
    db_release(db);
    return ok;
}

bool bulk_make(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page_head head = head_of(T("Cetak sekarang: kata sandi ini tidak dapat ditampilkan lagi."));
    const struct region *r = page_region(ctx);
    struct person *people;
    struct db *db = NULL;
    struct page p;
    size_t n;
    bool ok = page_read(r, &db, e) && without_password(db, req->a, &people, &n, e);

    db_release(db);
    if (ok && n > AT_ONCE)
        n = AT_ONCE;
    for (size_t i = 0; ok && i < n; i++)
        ok = set_one(r, req->actor, &people[i], req->a, e);
    if (!ok)
        return false;
    page_begin(&p, ctx, req, res, &head);
    slips(&p, people, n, address_of(req));
    page_end(&p);
    return true;
}
