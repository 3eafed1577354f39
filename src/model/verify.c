/* SPDX-License-Identifier: MIT
 * model/verify.c -- compares tables with the contents that events carried. */
#include "model/verify.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "json/json.h"
#include "model/event.h"
#include "model/files.h"
#include "model/schema.h"

enum { BATCH = 500, BATCH_ARENA = 256 * 1024 * 1024, SQL_MAX = 64 * 1024, JSON_MAX = 8 * 1024 * 1024 };

struct verifier {
    struct db *db;
    struct verify_run *v;
    struct arena *a; /* one batch */
    bool stopped;
};

static void report(struct verifier *k, struct sv where, struct sv text)
{
    struct verify_finding f = { where, text };

    k->v->findings++;
    if (!k->v->found(k->v->ctx, &f))
        k->stopped = true;
}

static struct sv name_of(struct verifier *k, struct sv reg, int64_t id, struct sv nomor)
{
    return nomor.p ? arena_printf(k->a, "%.*s %lld (%.*s)", SV_FMT(reg), (long long) id, SV_FMT(nomor))
                   : arena_printf(k->a, "%.*s %lld", SV_FMT(reg), (long long) id);
}

/* --- content against content ------------------------------------------------------------------------------------------ */

static struct sv scalar(const struct json *v, struct arena *a)
{
    if (!v)
        return SV_NULL;
    return v->type == JSON_INT ? arena_printf(a, "%lld", (long long) v->i) : v->s;
}

static struct sv shown(struct sv v)
{
    return v.p ? sv_sub(v, 0, 60) : SV("(kosong)");
}

static void compare_key(struct verifier *k, struct sv where, struct sv key, struct sv said, struct sv is,
                        const char *what)
{
    if (sv_eq(said, is) && (said.p != NULL) == (is.p != NULL))
        return;
    report(k, where,
           arena_printf(k->a, T("%s: kolom %.*s berbunyi \"%.*s\", padahal peristiwanya mencatat \"%.*s\"."),
                        what, SV_FMT(key), SV_FMT(shown(is)), SV_FMT(shown(said))));
}

/* Every key of the event's content against the row, and keys the row has besides. Fields declared later are not in old
 * contents, and fields no longer declared are not in the row: only what both know is compared. */
static void compare(struct verifier *k, const struct record *row, const struct json *isi, const char *what)
{
    struct sv where = name_of(k, row->reg->key, row->id, row->nomor);

    for (int c = 0; c < COL_COUNT && !k->stopped; c++) {
        struct sv key = base_col_name((enum base_col) c);

        compare_key(k, where, key, scalar(json_get(isi, key), k->a),
                    c == COL_PD && !row->pd ? SV_NULL : record_base(row, (enum base_col) c, k->a), what);
    }
    for (size_t i = 0; i < row->reg->n_fields && !k->stopped; i++) {
        const struct field *f = &row->reg->fields[i];

        if (!sv_eq(f->key, base_col_name(COL_PD)))
            compare_key(k, where, f->key, scalar(json_get(isi, f->key), k->a), row->val[i], what);
    }
}

static bool fetch(struct verifier *k, const struct reg *reg, int64_t id, int64_t versi, struct record **out,
                  struct err *e)
{
    struct stmt *q = NULL;
    struct buf b;
    bool row = false, ok;

    *out = NULL;
    buf_init(&b, SQL_MAX);
    buf_put(&b, SV("select "));
    schema_columns(reg, SV("t"), &b);
    buf_put(&b, SV(" from "));
    db_ident(&b, versi ? arena_printf(k->a, "%.*s_h", SV_FMT(reg->key)) : reg->key);
    buf_put(&b, versi ? SV(" t where t.id = $1 and t.versi = $2") : SV(" t where t.id = $1"));
    /* checked: names of loaded metadata */
    ok = db_prepare(k->db, arena_dup(k->a, buf_sv(&b)), &q, e) && stmt_int(q, 1, id, e) &&
         (!versi || stmt_int(q, 2, versi, e)) && stmt_step(q, &row, e) &&
         (!row || record_from_row(q, reg, k->a, out, e));
    stmt_done(q);
    buf_clear(&b);
    return ok;
}

/* Is there a later event of this record? Then the row of today belongs to that one. */
static bool is_last(struct verifier *k, const struct event *ev, bool *last, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(
                  k->db,
                  SV("select 1 from peristiwa where register = $1 and rekaman = $2 and seq > $3 limit 1"), &q,
                  e) &&
              stmt_text(q, 1, ev->reg, e) && stmt_int(q, 2, ev->rekaman, e) && stmt_int(q, 3, ev->seq, e) &&
              stmt_step(q, &row, e);

    *last = !row;
    stmt_done(q);
    return ok;
}

/* As many versions as events: none was slipped in. */
static bool count_versions(struct verifier *k, const struct reg *reg, const struct event *ev, int64_t versi,
                           struct err *e)
{
    struct stmt *q = NULL;
    struct buf b;
    bool row = false, ok;

    buf_init(&b, 256);
    buf_put(&b, SV("select count(*) from "));
    db_ident(&b, arena_printf(k->a, "%.*s_h", SV_FMT(reg->key)));
    buf_put(&b, SV(" where id = $1"));
    /* checked: names of loaded metadata */
    ok = db_prepare(k->db, arena_dup(k->a, buf_sv(&b)), &q, e) && stmt_int(q, 1, ev->rekaman, e) &&
         stmt_step(q, &row, e);
    if (ok && stmt_get_int(q, 0) > versi)
        report(k, name_of(k, ev->reg, ev->rekaman, SV_NULL),
               SV("Riwayatnya memuat versi yang tidak punya peristiwa."));
    stmt_done(q);
    buf_clear(&b);
    return ok;
}

static bool record_event(struct verifier *k, const struct event *ev, const struct json *payload,
                         struct err *e)
{
    const struct reg *reg = model_reg(k->v->rs->model, ev->reg);
    const struct json *isi = json_get(payload, SV("isi"));
    int64_t versi = json_number(payload, SV("versi"), 0);
    struct record *then, *now;
    bool last;

    if (!reg)
        return true; /* a register no longer declared keeps its tables; nobody reads them */
    if (!fetch(k, reg, ev->rekaman, versi, &then, e))
        return false;
    if (!then)
        report(k, name_of(k, ev->reg, ev->rekaman, json_text(isi, SV("nomor"))),
               arena_printf(k->a, T("Riwayat versi %lld hilang."), (long long) versi));
    else
        compare(k, then, isi, T("Riwayat"));
    if (!is_last(k, ev, &last, e))
        return false;
    if (!last)
        return true;
    k->v->records++;
    if (!fetch(k, reg, ev->rekaman, 0, &now, e) || !count_versions(k, reg, ev, versi, e))
        return false;
    if (!now)
        report(k, name_of(k, ev->reg, ev->rekaman, json_text(isi, SV("nomor"))),
               SV("Barisnya hilang dari tabel tanpa peristiwa penghapusan."));
    else
        compare(k, now, isi, T("Baris"));
    return true;
}

/* --- files and settings --------------------------------------------------------------------------------------------------- */

static bool file_event(struct verifier *k, const struct json *isi, struct err *e)
{
    int64_t id = json_number(isi, SV("berkas"), 0);
    struct sv digest = json_text(isi, SV("digest")),
              where = arena_printf(k->a, "berkas %lld", (long long) id), raw;
    struct stored_file f;
    struct err why = { 0 };
    struct digest d;
    int64_t size;
    const char *path;

    k->v->files++;
    if (!file_info(k->db, id, k->a, &f, &why)) {
        if (why.kind != ERR_MISSING) {
            *e = why;
            return false;
        }
        report(k, where, SV("Catatan berkas hilang dari tabel."));
        return true;
    }
    if (!sv_eq(f.digest, digest) || !sv_eq(f.name, json_text(isi, SV("nama"))))
        report(k, where, SV("Nama atau sidik jari berkas di tabel tidak sama dengan peristiwanya."));
    if (!hex_parse(digest, k->a, &raw) || raw.n != sizeof d.b) {
        report(k, where, SV("Peristiwanya tidak menyebut sidik jari."));
        return true;
    }
    path = arena_printf(k->a, "%s/%.*s/%.*s", k->v->rs->files_dir, 2, digest.p, SV_FMT(digest)).p;
    if (!file_digest(path, k->a, &d, &size, NULL, &why)) {
        report(
            k, where,
            arena_printf(k->a, T("Isi berkas \"%.*s\" tidak dapat dibaca: %s."), SV_FMT(f.name), why.text));
        return true;
    }
    if (!sv_eq(hex_make(digest_sv(&d), k->a), digest))
        report(k, where, arena_printf(k->a, T("Isi berkas \"%.*s\" sudah berubah."), SV_FMT(f.name)));
    return true;
}

/* A text inside a pattern with escape '!': no sign of it is a wildcard. */
static struct sv literal(struct sv s, struct arena *a)
{
    char *w = arena_alloc(a, 2 * s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' || s.p[i] == '_' || s.p[i] == '!')
            w[n++] = '!';
        w[n++] = s.p[i];
    }
    return (struct sv){ w, n };
}

/* What was chosen, why, and what before: the history says it as the event does. */
static bool setting_line(struct verifier *k, const struct json *isi, struct err *e)
{
    static const struct sv keys[] = { SV_INIT("kunci"), SV_INIT("nilai"), SV_INIT("semula"),
                                      SV_INIT("alasan") };
    int64_t id = json_number(isi, SV("riwayat"), 0);
    struct sv where = arena_printf(k->a, "riwayat pengaturan %lld", (long long) id);
    struct stmt *q = NULL;
    bool row = false, ok;

    if (!id)
        return true; /* older than the history */
    ok = db_prepare(k->db, SV("select kunci, nilai, semula, alasan from pengaturan_riwayat where id = $1"),
                    &q, e) &&
         stmt_int(q, 1, id, e) && stmt_step(q, &row, e);
    if (ok && !row)
        report(k, where, SV("Catatan perubahan pengaturan hilang dari tabel."));
    for (size_t i = 0; ok && row && i < sizeof keys / sizeof keys[0]; i++)
        compare_key(k, where, keys[i], scalar(json_get(isi, keys[i]), k->a),
                    arena_dup(k->a, stmt_get_text(q, (int) i)), T("Pengaturan"));
    stmt_done(q);
    return ok;
}

static bool setting_event(struct verifier *k, const struct event *ev, const struct json *isi, struct err *e)
{
    struct sv key = json_text(isi, SV("kunci"));
    struct stmt *q = NULL;
    bool row = false, later = false, ok;

    if (!setting_line(k, isi, e))
        return false;
    ok =
        db_prepare(
            k->db,
            SV("select 1 from peristiwa where register = '' and rekaman = 0 and seq > $1 and isi like $2 escape '!' "
               "limit 1"),
            &q, e) &&
        stmt_int(q, 1, ev->seq, e) &&
        stmt_text(q, 2,
                  arena_printf(k->a, "{\"aksi\":\"pengaturan\",\"isi\":{%%\"kunci\":\"%.*s\"%%",
                               SV_FMT(literal(key, k->a))),
                  e) &&
        stmt_step(q, &later, e);
    stmt_done(q);
    q = NULL;
    if (!ok || later)
        return ok;
    ok = db_prepare(k->db, SV("select nilai from pengaturan where kunci = $1"), &q, e) &&
         stmt_text(q, 1, key, e) && stmt_step(q, &row, e);
    if (ok && (!row || !sv_eq(stmt_get_text(q, 0), json_text(isi, SV("nilai")))))
        report(k, arena_printf(k->a, "pengaturan %.*s", SV_FMT(key)),
               SV("Nilainya tidak sama dengan peristiwa terakhir."));
    stmt_done(q);
    return ok;
}

static bool step_event(struct verifier *k, const struct json *isi, struct err *e)
{
    static const struct sv keys[] = { SV_INIT("register"), SV_INIT("rekaman"),   SV_INIT("transisi"),
                                      SV_INIT("dari"),     SV_INIT("ke"),        SV_INIT("oleh"),
                                      SV_INIT("catatan"),  SV_INIT("atas_nama"), SV_INIT("dasar_nomor") };
    int64_t id = json_number(isi, SV("langkah"), 0);
    struct sv where = arena_printf(k->a, "langkah %lld", (long long) id);
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(k->db,
                         SV("select register, rekaman, transisi, dari, ke, oleh, coalesce(catatan, ''), "
                            "coalesce(atas_nama, ''), coalesce(dasar_nomor, '') from langkah where id = $1"),
                         &q, e) &&
              stmt_int(q, 1, id, e) && stmt_step(q, &row, e);

    if (ok && !row)
        report(k, where, SV("Catatan langkah hilang dari tabel."));
    for (size_t i = 0; ok && row && i < sizeof keys / sizeof keys[0]; i++)
        compare_key(k, where, keys[i], scalar(json_get(isi, keys[i]), k->a),
                    arena_dup(k->a, stmt_get_text(q, (int) i)), T("Langkah"));
    stmt_done(q);
    return ok;
}

/* --- events, then what has none --------------------------------------------------------------------------------------------- */

static bool one_event(struct verifier *k, const struct event *ev, struct err *e)
{
    struct sv where = arena_printf(k->a, "peristiwa %lld", (long long) ev->seq);
    struct digest d = event_digest(ev->garam, ev->isi);
    struct json *payload;
    struct err why = { 0 };
    struct sv action;

    k->v->events++;
    if (!digest_eq(&d, &ev->daun))
        report(k, where, SV("Isi peristiwa tidak lagi menghasilkan sidik jari yang tersimpan."));
    if (!json_parse(ev->isi, JSON_MAX, k->a, &payload, &why)) {
        report(k, where, SV("Isi peristiwa rusak."));
        return true;
    }
    action = json_text(payload, SV("aksi"));
    if (ev->reg.n)
        return record_event(k, ev, payload, e);
    if (sv_eq(action, SV("berkas")))
        return file_event(k, json_get(payload, SV("isi")), e);
    if (sv_eq(action, SV("langkah")))
        return step_event(k, json_get(payload, SV("isi")), e);
    if (sv_eq(action, SV("pengaturan")))
        return setting_event(k, ev, json_get(payload, SV("isi")), e);
    return true;
}

static bool events(struct verifier *k, struct err *e)
{
    int64_t seq = 0;
    bool ok = true;

    while (ok && !k->stopped) {
        struct event *list;
        size_t n;

        if (!event_load(k->db, seq, BATCH, k->a, &list, &n, e))
            return false;
        if (!n)
            break;
        for (size_t i = 0; ok && i < n && !k->stopped; i++) {
            if (list[i].seq != seq + 1)
                report(k, arena_printf(k->a, "peristiwa %lld", (long long) seq + 1),
                       SV("Peristiwa hilang dari urutan."));
            seq = list[i].seq;
            ok = one_event(k, &list[i], e);
        }
        arena_reset(k->a);
    }
    return ok;
}

/* Rows that no event ever spoke of. */
static bool strangers(struct verifier *k, const struct reg *reg, struct err *e)
{
    struct stmt *q = NULL;
    struct buf b;
    bool row, ok;

    buf_init(&b, SQL_MAX);
    buf_put(&b, SV("select t.id from "));
    db_ident(&b, reg->key);
    buf_put(
        &b,
        SV(" t where not exists (select 1 from peristiwa p where p.register = $1 and p.rekaman = t.id) order by t.id"));
    /* checked: names of loaded metadata */
    ok = db_prepare(k->db, arena_dup(k->a, buf_sv(&b)), &q, e) && stmt_text(q, 1, reg->key, e);
    while (ok && !k->stopped && (ok = stmt_step(q, &row, e)) && row)
        report(k, name_of(k, reg->key, stmt_get_int(q, 0), SV_NULL),
               SV("Baris ini muncul tanpa peristiwa pencatatan."));
    stmt_done(q);
    buf_clear(&b);
    return ok;
}

/* Checks read references from tables of links: what stands there must be what the row says, no more and no less. */
static bool links(struct verifier *k, const struct reg *reg, const struct field *f, struct err *e)
{
    struct sv table = arena_printf(k->a, "%.*s__%.*s", SV_FMT(reg->key), SV_FMT(f->key));
    struct stmt *q = NULL;
    struct buf b;
    bool row, ok;

    buf_init(&b, SQL_MAX);
    buf_put(&b, SV("select t.id, t.nomor from (select id, nomor, coalesce("));
    db_ident(&b, f->key);
    buf_put(&b, SV(", '|') as isi from "));
    db_ident(&b, reg->key);
    buf_put(&b,
            SV(") t where length(t.isi) - length(replace(t.isi, '|', '')) - 1 <> (select count(*) from "));
    db_ident(&b, table);
    buf_put(&b, SV(" j where j.induk = t.id) or exists (select 1 from "));
    db_ident(&b, table);
    buf_put(&b, SV(" j where j.induk = t.id and t.isi not like '%|' || j.ke || '|%') order by t.id"));
    /* checked: names of loaded metadata */
    ok = db_prepare(k->db, arena_dup(k->a, buf_sv(&b)), &q, e);
    while (ok && !k->stopped && (ok = stmt_step(q, &row, e)) && row)
        report(k, name_of(k, reg->key, stmt_get_int(q, 0), stmt_get_text(q, 1)),
               arena_printf(k->a, T("Tautan %.*s tidak sama dengan isi barisnya."), SV_FMT(f->key)));
    stmt_done(q);
    buf_clear(&b);
    return ok;
}

static bool rows(struct verifier *k, const struct reg *reg, struct err *e)
{
    bool ok = strangers(k, reg, e);

    for (size_t i = 0; ok && !k->stopped && i < reg->n_fields; i++)
        if (reg->fields[i].type == FT_REFS && reg->fields[i].target)
            ok = links(k, reg, &reg->fields[i], e);
    arena_reset(k->a);
    return ok;
}

bool verify_tables(struct db *db, struct verify_run *v, struct err *e)
{
    struct verifier k = { db, v, arena_new(BATCH_ARENA), false };
    bool ok = db_snapshot_begin(db, e);

    if (ok) {
        ok = events(&k, e);
        for (size_t i = 0; ok && !k.stopped && i < v->rs->model->n_regs; i++)
            ok = rows(&k, v->rs->model->regs[i], e);
        db_snapshot_end(db);
    }
    arena_free(k.a);
    return ok;
}
