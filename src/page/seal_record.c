/* SPDX-License-Identifier: MIT
 * page/seal_record.c -- /keutuhan/bukti/{reg}/{id}: the changes of one record, each with a proof to take along: a ZIP of what
 * was recorded, its salt and its place in the signed log.
 *
 * A proof shows the whole row as it was, so only who may see all of it, then and now, gets one. */
#include "page/seal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "model/zip_out.h"
#include "page/seal_priv.h"

enum { EVENTS_MAX = 50, PARTS = 6, PAYLOAD_MAX = 4 * 1024 * 1024 };

struct proofs {
    struct page p;
    const struct region *r;
    const struct reg *reg;
    struct record *rec;
    struct seal seal;
    struct event *events;
    size_t n;
};

/* --- may he? ---------------------------------------------------------------------------------------------------------------- */

static bool sees_all_fields(const struct actor *who, const struct record *rec)
{
    for (size_t i = 0; i < rec->reg->n_fields; i++)
        if (!record_may_see_field(who, rec, &rec->reg->fields[i]))
            return false;
    return true;
}

/* The row as it was may have been another agency's, or more secret than it is now. */
bool seal_may_have(const struct region *r, const struct actor *who, const struct record *rec,
                   const struct event *ev, struct arena *a)
{
    struct err none = { 0 };
    const struct json *isi;
    struct record then = { .reg = rec->reg, .id = rec->id };
    struct json *tree;

    if (!json_parse(ev->isi, PAYLOAD_MAX, a, &tree, &none))
        return false;
    isi = json_get(tree, SV("isi"));
    then.pd = json_number(isi, base_col_name(COL_PD), 0);
    then.klasifikasi = json_text(isi, SV("klasifikasi"));
    return who_may_see(who, &r->model->scheme, &rec->reg->rule, then.pd, then.klasifikasi) &&
           sees_all_fields(who, &then) && sees_all_fields(who, rec);
}

static bool may_have(const struct proofs *v, const struct event *ev)
{
    return seal_may_have(v->r, v->p.who, v->rec, ev, v->p.a);
}

/* --- loading ------------------------------------------------------------------------------------------------------------------ */

/* The newest changes of the record; `only`: that one alone, or 0. */
static bool load_events(struct proofs *v, struct db *db, int64_t only, struct err *e)
{
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row,
        ok = db_prepare(
                 db,
                 SV("select seq, waktu, isi, garam from peristiwa where register = $1 and rekaman = $2 and "
                    "seq between $3 and $4 order by seq desc limit 50"),
                 &q, e) &&
             stmt_text(q, 1, v->reg->key, e) && stmt_int(q, 2, v->rec->id, e) && stmt_int(q, 3, only, e) &&
             stmt_int(q, 4, only ? only : INT64_MAX, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct event *ev = ARENA_PUSH(v->p.a, v->events, v->n, cap);

        *ev = (struct event){ .seq = stmt_get_int(q, 0),
                              .waktu = stmt_get_int(q, 1),
                              .rekaman = v->rec->id,
                              .reg = v->reg->key,
                              .isi = arena_dup(v->p.a, stmt_get_text(q, 2)) };
        hex_parse(stmt_get_text(q, 3), v->p.a, &ev->garam);
        ok = arena_ok(v->p.a, e);
    }
    stmt_done(q);
    return ok;
}

static bool load(struct proofs *v, struct web_ctx *ctx, int64_t only, struct err *e)
{
    struct web_req *req = v->p.req;
    struct db *db = NULL;
    bool ok;

    v->r = page_region(ctx);
    if (!page_reg(v->r, req, &v->reg, e))
        return false;
    ok = page_read(v->r, &db, e) &&
         record_get(db, &v->r->records, req->actor, v->reg, web_path_int(req, "id"), req->a, &v->rec, e) &&
         load_events(v, db, only, e) && seal_load(db, v->r, req->a, &v->seal, e);
    db_release(db);
    return ok;
}

/* --- the page ------------------------------------------------------------------------------------------------------------------- */

static struct sv action_word(struct sv isi, struct arena *a)
{
    static const struct {
        struct sv key, word;
    } words[] = {
        { SV_INIT("buat"), SV_INIT(T("Dicatat")) },
        { SV_INIT("ubah"), SV_INIT(T("Diubah")) },
        { SV_INIT("pindah"), SV_INIT(T("Berpindah keadaan")) },
        { SV_INIT("hapus"), SV_INIT(T("Dihapus")) },
        { SV_INIT("pulih"), SV_INIT(T("Dipulihkan")) },
    };
    struct err none = { 0 };
    struct json *tree;
    struct sv key = json_parse(isi, PAYLOAD_MAX, a, &tree, &none) ? json_text(tree, SV("aksi")) : SV("");

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq(words[i].key, key))
            return words[i].word;
    return key;
}

static void event(struct proofs *v, const struct event *ev)
{
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    html_elem(h, "strong", action_word(ev->isi, a));
    html_text(h, time_long(ev->waktu, v->r->regulation.zone_min, a));
    html_close(h, "div");
    html_open(h, "p");
    if ((uint64_t) ev->seq > v->seal.head.size) {
        html_say(h, T("Menunggu tanda tangan; muat ulang halaman ini beberapa detik lagi."));
    } else if (may_have(v, ev)) {
        page_link(h,
                  arena_printf(a, "/keutuhan/bukti/%.*s/%lld/%lld", SV_FMT(v->reg->key),
                               (long long) v->rec->id, (long long) ev->seq),
                  arena_printf(a, T("Unduh bukti (lembar %lld)"), (long long) ev->seq));
    } else {
        html_say(h, T("Bukti memuat seluruh isi baris, termasuk yang tidak boleh Anda lihat."));
    }
    html_close(h, "p");
    html_close(h, "li");
}

bool seal_record(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct proofs v = { .p = { .req = req, .a = req->a, .who = req->actor } };
    struct page_head hd = { .title = SV(T("Bukti perubahan")), .width = PAGE_NARROW };
    struct crumb up[2];
    struct html *h;

    if (!load(&v, ctx, 0, e))
        return false;
    up[0] = (struct crumb){ v.reg->label, page_reg_url(req->a, v.reg) };
    up[1] = (struct crumb){ record_title(v.rec), page_record_url(req->a, v.reg, v.rec->id) };
    hd.crumbs = up;
    hd.n_crumbs = 2;
    hd.menu = up[0].url;
    hd.note =
        SV(T("Siapa pun dapat memeriksanya tanpa bertanya kepada kita; caranya di halaman Keutuhan data."));
    h = page_begin(&v.p, ctx, req, res, &hd);
    page_card_begin(h, 2, record_title(v.rec));
    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < v.n; i++)
        event(&v, &v.events[i]);
    html_close(h, "ul");
    if (v.n == EVENTS_MAX)
        html_elem_say(h, "p", T("Hanya lima puluh perubahan terakhir yang ditampilkan."));
    page_card_end(h);
    page_link(h, SV("/keutuhan"), SV(T("Cara memeriksa bukti")));
    page_end(&v.p);
    return true;
}

/* --- the file ------------------------------------------------------------------------------------------------------------------- */

bool seal_zip(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct proofs v = { .p = { .req = req, .a = req->a, .who = req->actor } };
    struct zip_part parts[PARTS];
    struct sv folder;

    if (!load(&v, ctx, web_path_int(req, "urutan"), e))
        return false;
    if (!v.n) {
        err_set(e, ERR_MISSING, T("Perubahan itu tidak ada pada baris ini."));
        return err_hint(e, T("Pilih dari daftar perubahan baris."));
    }
    if (!may_have(&v, &v.events[0])) {
        err_set(e, ERR_DENIED, T("Bukti memuat seluruh isi baris, termasuk yang tidak boleh Anda lihat."));
        return err_hint(e, T("Mintalah kepada Perangkat Daerah pemilik baris."));
    }
    folder = arena_printf(req->a, "bukti-%.*s-%lld-%lld", SV_FMT(v.reg->key), (long long) v.rec->id,
                          (long long) v.events[0].seq);
    if (!seal_proof(&v.seal, &v.events[0], req->a, parts, e) ||
        !zip_parts_write(res->body, parts, PARTS, folder, v.events[0].waktu, req->a, e))
        return false;
    web_type(res, SV("application/zip"));
    web_attach(res, arena_printf(req->a, "%.*s.zip", SV_FMT(folder)));
    return true;
}
