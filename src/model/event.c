/* SPDX-License-Identifier: MIT
 * model/event.c -- writes change events inside the transaction of the change, and reads them back. */
#include "model/event.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "json/json.h"

enum { PAYLOAD_MAX = 4 * 1024 * 1024, SALT_BYTES = 32, LOAD_BYTES = 16 * 1024 * 1024 };

struct digest event_digest(struct sv garam_bytes, struct sv isi)
{
    struct sv parts[2] = { garam_bytes, isi };

    return sha256_parts(parts, 2);
}

/* Keys of one register's content in the byte order that RFC 8785 asks for (keys are ASCII). */
static void sorted_columns(const struct reg *r, struct arena *a, int **order, size_t *n)
{
    size_t count = 0;
    int *o = ARENA_ARRAY(a, int, r->n_fields + COL_COUNT);

    for (int c = 0; c < COL_COUNT; c++)
        o[count++] = c;
    for (size_t i = 0; i < r->n_fields; i++)
        if (!sv_eq(r->fields[i].key, base_col_name(COL_PD)))
            o[count++] = COL_COUNT + (int) i;
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0; k--) {
            struct sv x =
                o[k] < COL_COUNT ? base_col_name((enum base_col) o[k]) : r->fields[o[k] - COL_COUNT].key;
            struct sv y = o[k - 1] < COL_COUNT ? base_col_name((enum base_col) o[k - 1])
                                               : r->fields[o[k - 1] - COL_COUNT].key;
            int swap = o[k];

            if (sv_cmp(x, y) >= 0)
                break;
            o[k] = o[k - 1];
            o[k - 1] = swap;
        }
    *order = o;
    *n = count;
}

/* RFC 8785 knows integers up to 2^53; beyond, every digit is kept as text. */
static void content_value(struct jsonw *w, struct sv key, struct sv v, bool is_int)
{
    const int64_t exact = (int64_t) 1 << 53;
    int64_t n;

    if (!v.p)
        return;
    jsonw_key(w, key);
    if (is_int && sv_int(v, &n) && n <= exact && n >= -exact)
        jsonw_int(w, n);
    else
        jsonw_str(w, v);
}

void event_content(const struct record *r, struct arena *a, struct jsonw *w)
{
    int *order;
    size_t n;

    sorted_columns(r->reg, a, &order, &n);
    jsonw_map(w);
    for (size_t i = 0; i < n; i++) {
        if (order[i] < COL_COUNT) {
            enum base_col c = (enum base_col) order[i];

            content_value(w, base_col_name(c), record_base(r, c, a), base_col_is_int(c));
        } else {
            const struct field *f = &r->reg->fields[order[i] - COL_COUNT];

            content_value(w, f->key, r->val[f->index], field_is_int(f));
        }
    }
    jsonw_end(w);
}

static bool next_seq(struct db *db, int64_t *seq, struct err *e)
{
    return db_one_int(db, SV("select coalesce(max(seq), 0) + 1 from peristiwa"), 1, seq, e);
}

static bool insert_event(struct db *db, int64_t seq, int64_t now, struct sv reg, int64_t id,
                         struct sv payload, struct arena *a, struct err *e)
{
    uint8_t salt[SALT_BYTES];
    struct sv salt_sv = { (const char *) salt, sizeof salt };
    struct digest leaf;
    struct stmt *q = NULL;
    bool row, ok;

    bytes_random(salt, sizeof salt);
    leaf = event_digest(salt_sv, payload);
    ok = db_prepare(db,
                    SV("insert into peristiwa (seq, waktu, register, rekaman, isi, garam, daun) "
                       "values ($1, $2, $3, $4, $5, $6, $7)"),
                    &q, e) &&
         stmt_int(q, 1, seq, e) && stmt_int(q, 2, now, e) && stmt_text(q, 3, reg, e) &&
         stmt_int(q, 4, id, e) && stmt_text(q, 5, payload, e) && stmt_text(q, 6, hex_make(salt_sv, a), e) &&
         stmt_text(q, 7, hex_make(digest_sv(&leaf), a), e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

/* The keys stand in the order of RFC 8785; jsonw writes strings the same way. */
static void envelope_end(struct jsonw *w, const struct actor *who, struct sv reg, int64_t id, int64_t seq,
                         int64_t versi, int64_t now)
{
    jsonw_kint(w, "oleh", who->akun);
    jsonw_kstr(w, "register", reg);
    jsonw_kint(w, "rekaman", id);
    jsonw_kint(w, "urutan", seq);
    jsonw_kint(w, "versi", versi);
    jsonw_kstr(w, "waktu", sv_of(time_iso(now).s));
    jsonw_end(w);
}

bool event_record(struct db *db, const struct change *c, struct arena *a, struct err *e)
{
    struct buf b;
    struct jsonw w;
    int64_t seq;
    bool ok;

    if (!next_seq(db, &seq, e))
        return false;
    buf_init(&b, PAYLOAD_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "aksi", c->action);
    if (c->plh) /* done as a deputy: in whose name */
        jsonw_kint(&w, "atas_nama", c->plh->akun);
    jsonw_key(&w, SV("isi"));
    event_content(c->after, a, &w);
    envelope_end(&w, c->who, c->reg->key, c->after->id, seq, c->after->versi, c->now);
    ok = buf_ok(&b, e) && insert_event(db, seq, c->now, c->reg->key, c->after->id, buf_sv(&b), a, e);
    buf_clear(&b);
    return ok;
}

bool event_other(struct db *db, struct sv action, const struct actor *who, struct sv isi_json, int64_t now,
                 struct arena *a, struct err *e)
{
    struct buf b;
    struct jsonw w;
    struct json *isi;
    int64_t seq;
    bool ok;

    if (!json_parse(isi_json, PAYLOAD_MAX, a, &isi, e) || !next_seq(db, &seq, e))
        return false;
    buf_init(&b, PAYLOAD_MAX);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "aksi", action);
    jsonw_key(&w, SV("isi"));
    struct buf canonical;

    buf_init(&canonical, PAYLOAD_MAX);
    ok = json_canonical(isi, &canonical, e);
    jsonw_raw(&w, buf_sv(&canonical));
    envelope_end(&w, who, SV(""), 0, seq, 0, now);
    ok = ok && buf_ok(&b, e) && insert_event(db, seq, now, SV(""), 0, buf_sv(&b), a, e);
    buf_clear(&canonical);
    buf_clear(&b);
    return ok;
}

bool event_load(struct db *db, int64_t after, int limit, struct arena *a, struct event **out, size_t *n,
                struct err *e)
{
    struct stmt *q = NULL;
    struct event *items = NULL;
    size_t count = 0, cap = 0, bytes = 0;
    bool row,
        ok = db_prepare(
                 db,
                 SV("select seq, waktu, register, rekaman, isi, garam, daun from peristiwa where seq > $1 "
                    "order by seq limit $2"),
                 &q, e) &&
             stmt_int(q, 1, after, e) && stmt_int(q, 2, limit, e);

    while (ok && bytes < LOAD_BYTES && (ok = stmt_step(q, &row, e)) && row) {
        struct event *v = ARENA_PUSH(a, items, count, cap);
        struct sv leaf;

        bytes += stmt_get_text(q, 4).n;
        *v = (struct event){ stmt_get_int(q, 0),
                             stmt_get_int(q, 1),
                             stmt_get_int(q, 3),
                             arena_dup(a, stmt_get_text(q, 2)),
                             arena_dup(a, stmt_get_text(q, 4)),
                             SV_NULL,
                             { { 0 } } };
        if (hex_parse(stmt_get_text(q, 5), a, &v->garam) && hex_parse(stmt_get_text(q, 6), a, &leaf) &&
            leaf.n == 32)
            memcpy(v->daun.b, leaf.p, 32);
        ok = arena_ok(a, e);
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}
