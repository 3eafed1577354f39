/* SPDX-License-Identifier: MIT
 * model/traffic_batch.c -- receipts added up in memory, then into the tables: one upsert for each row that they touch. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "model/traffic.h"

enum {
    BATCH_BYTES = 16 * 1024 * 1024, /* of rows and texts: reached by hostile variety alone */
    FACT_BYTES = 4096,              /* more than one receipt can add */
    BATCH_MAX = 8192,               /* receipts */
    WIDTHS = 4
};

struct line { /* one row to be */
    struct line *next;
    int width;
    int64_t start, agreement, provider, consumer_agency;
    struct sv service, number, consumer, outcome;
    struct traffic_sum sum;
};
struct use {
    struct use *next;
    struct sv digest, proof, consumer;
    int64_t agency, last_ms, n;
};
struct traffic_batch {
    struct arena *a;
    struct map *lines, *uses;
    struct line *first;
    struct use *first_use;
    size_t n;
    int zone_min;
};

struct traffic_batch *traffic_batch_new(int zone_min)
{
    struct traffic_batch *b = calloc(1, sizeof *b);

    if (!b)
        return NULL;
    b->a = arena_new(BATCH_BYTES);
    b->zone_min = zone_min;
    traffic_batch_reset(b);
    return b;
}

void traffic_batch_free(struct traffic_batch *b)
{
    if (!b)
        return;
    arena_free(b->a);
    free(b);
}

void traffic_batch_reset(struct traffic_batch *b)
{
    arena_reset(b->a);
    b->lines = map_new(b->a);
    b->uses = map_new(b->a);
    b->first = NULL;
    b->first_use = NULL;
    b->n = 0;
}

bool traffic_batch_room(const struct traffic_batch *b)
{
    return b->n < BATCH_MAX && arena_used(b->a) + FACT_BYTES < BATCH_BYTES;
}

size_t traffic_batch_size(const struct traffic_batch *b)
{
    return b->n;
}

/* --- adding --------------------------------------------------------------------------------------------------------------- */

static struct sv text(struct sv s)
{
    return s.p ? s : SV("");
}

/* Start of the row of that width which the receipt falls into. */
static int64_t start_of(const struct traffic_batch *b, const struct traffic_fact *f, int width)
{
    int64_t zone = (int64_t) b->zone_min * 60, local = f->time_ms / 1000 + zone;

    if (width == TRAFFIC_EVER)
        return 0;
    if (width == TRAFFIC_DAY &&
        f->day) /* 0: the hub had no policy yet, and so no calendar; nothing was charged */
        return (int64_t) f->day * TRAFFIC_DAY - zone;
    return local - local % width - zone;
}

static struct line *line_of(struct traffic_batch *b, const struct traffic_fact *f, int width)
{
    int64_t start = start_of(b, f, width);
    char key[1200];
    /* Codes of ours hold no line breaks; what a name might hold only makes two rows of one sum, which the upsert joins. */
    int n =
        snprintf(key, sizeof key, "%d\n%lld\n%lld\n%lld\n%lld\n%.*s\n%.*s\n%.*s", width, (long long) start,
                 (long long) f->agreement, (long long) f->provider, (long long) f->consumer_agency,
                 SV_FMT(text(f->outcome)), SV_FMT(text(f->service)), SV_FMT(text(f->consumer)));
    struct sv k = { key, (size_t) n < sizeof key ? (size_t) n : sizeof key - 1 };
    struct line *l = map_get(b->lines, k);

    if (l)
        return l;
    l = ARENA_NEW(b->a, struct line);
    *l = (struct line){ .next = b->first,
                        .width = width,
                        .start = start,
                        .agreement = f->agreement,
                        .provider = f->provider,
                        .consumer_agency = f->consumer_agency,
                        .service = arena_dup(b->a, text(f->service)),
                        .number = arena_dup(b->a, text(f->number)),
                        .consumer = arena_dup(b->a, text(f->consumer)),
                        .outcome = arena_dup(b->a, text(f->outcome)) };
    b->first = l;
    map_put(b->lines, arena_dup(b->a, k), l);
    return l;
}

static void add_use(struct traffic_batch *b, const struct traffic_fact *f)
{
    struct sv hex = hex_make(digest_sv(f->key), b->a);
    struct sv k = arena_printf(b->a, "%.*s\n%.*s\n%lld\n%.*s", SV_FMT(hex), SV_FMT(text(f->proof)),
                               (long long) f->consumer_agency, SV_FMT(text(f->consumer)));
    struct use *u = map_get(b->uses, k);

    if (!u) {
        u = ARENA_NEW(b->a, struct use);
        *u = (struct use){ .next = b->first_use,
                           .digest = hex,
                           .proof = arena_dup(b->a, text(f->proof)),
                           .consumer = arena_dup(b->a, text(f->consumer)),
                           .agency = f->consumer_agency };
        b->first_use = u;
        map_put(b->uses, k, u);
    }
    u->n++;
    if (f->time_ms > u->last_ms)
        u->last_ms = f->time_ms;
}

void traffic_batch_add(struct traffic_batch *b, const struct traffic_fact *f)
{
    static const int widths[WIDTHS] = { TRAFFIC_MINUTE, TRAFFIC_HOUR, TRAFFIC_DAY, TRAFFIC_EVER };

    for (int i = 0; i < WIDTHS; i++) {
        struct traffic_sum *s = &line_of(b, f, widths[i])->sum;

        s->calls++;
        s->errors += f->status >= 500 && !text(f->outcome).n;
        s->charged += f->charged;
        s->in += f->in;
        s->out += f->out;
        s->us += f->us;
        s->bucket[traffic_bucket(f->us)]++;
    }
    if (f->key)
        add_use(b, f);
    b->n++;
}

/* --- saving --------------------------------------------------------------------------------------------------------------- */

#define ADD(column) column " = lalu_lintas." column " + excluded." column

static const struct sv upsert = SV_INIT(
    "insert into lalu_lintas (lebar, mulai, layanan, perjanjian, konsumen, hasil, penyedia_pd, konsumen_pd, nomor, "
    "jumlah, galat, terpakai, masuk, keluar, lama_us, l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, "
    "l14, l15) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
    "$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31) "
    "on conflict (lebar, mulai, layanan, perjanjian, konsumen, hasil, penyedia_pd, konsumen_pd) do update set "
    "nomor = excluded.nomor, " ADD("jumlah") ", " ADD("galat") ", " ADD("terpakai") ", " ADD("masuk") ", " ADD("keluar") ", " ADD("lama_us") ", " ADD("l0") ", " ADD("l1") ", " ADD("l2") ", " ADD(
        "l3") ", " ADD("l4") ", " ADD("l5") ", " ADD("l6") ", " ADD("l7") ", " ADD("l8") ", " ADD("l9") ", " ADD("l10") ", " ADD("l11") ", " ADD("l12") ", " ADD("l13") ", " ADD("l14") ", " ADD("l15"));

static bool bind_line(struct stmt *q, const struct line *l, struct err *e)
{
    const struct traffic_sum *s = &l->sum;
    bool ok = stmt_int(q, 1, l->width, e) && stmt_int(q, 2, l->start, e) && stmt_text(q, 3, l->service, e) &&
              stmt_int(q, 4, l->agreement, e) && stmt_text(q, 5, l->consumer, e) &&
              stmt_text(q, 6, l->outcome, e) && stmt_int(q, 7, l->provider, e) &&
              stmt_int(q, 8, l->consumer_agency, e) && stmt_text(q, 9, l->number, e) &&
              stmt_int(q, 10, s->calls, e) && stmt_int(q, 11, s->errors, e) &&
              stmt_int(q, 12, s->charged, e) && stmt_int(q, 13, s->in, e) && stmt_int(q, 14, s->out, e) &&
              stmt_int(q, 15, s->us, e);

    for (int i = 0; ok && i < TRAFFIC_BUCKETS; i++)
        ok = stmt_int(q, 16 + i, s->bucket[i], e);
    return ok;
}

static bool save_uses(struct traffic_batch *b, struct db *db, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(
                  db,
                  SV("insert into pemakaian_kunci (sidik, cara, konsumen, konsumen_pd, terakhir, jumlah) "
                     "values ($1, $2, $3, $4, $5, $6) "
                     "on conflict (sidik, cara, konsumen, konsumen_pd) do update set "
                     "jumlah = pemakaian_kunci.jumlah + excluded.jumlah, terakhir = case when "
                     "excluded.terakhir > pemakaian_kunci.terakhir then excluded.terakhir else "
                     "pemakaian_kunci.terakhir end"),
                  &q, e);

    for (const struct use *u = b->first_use; ok && u; u = u->next) {
        ok = stmt_text(q, 1, u->digest, e) && stmt_text(q, 2, u->proof, e) &&
             stmt_text(q, 3, u->consumer, e) && stmt_int(q, 4, u->agency, e) &&
             stmt_int(q, 5, u->last_ms, e) && stmt_int(q, 6, u->n, e) && stmt_step(q, &row, e);
        stmt_reset(q);
    }
    stmt_done(q);
    return ok;
}

bool traffic_batch_save(struct traffic_batch *b, struct db *db, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, upsert, &q, e);

    for (const struct line *l = b->first; ok && l; l = l->next) {
        ok = bind_line(q, l, e) && stmt_step(q, &row, e);
        stmt_reset(q);
    }
    stmt_done(q);
    return ok && save_uses(b, db, e);
}

/* --- positions -------------------------------------------------------------------------------------------------------------- */

bool traffic_positions(struct db *db, struct arena *a, struct traffic_position **out, size_t *n,
                       struct err *e)
{
    struct traffic_position *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row,
        ok = db_prepare(
            db, SV("select segmen, posisi, bukti, hilang, selesai from lalu_lintas_segmen order by segmen"),
            &q, e);

    while (ok && (ok = stmt_step(q, &row, e) && arena_ok(a, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct traffic_position){ .segment = (uint64_t) stmt_get_int(q, 0),
                                       .offset = (uint64_t) stmt_get_int(q, 1),
                                       .receipts = stmt_get_int(q, 2),
                                       .lost = stmt_get_int(q, 3),
                                       .ended = stmt_get_int(q, 4) != 0 };
    stmt_done(q);
    if (ok) {
        *out = items;
        *n = count;
    }
    return ok;
}

bool traffic_position_put(struct db *db, const struct traffic_position *p, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 db,
                 SV("insert into lalu_lintas_segmen (segmen, posisi, bukti, hilang, selesai) values ($1, "
                    "$2, $3, $4, $5) on conflict (segmen) do update set posisi = excluded.posisi, "
                    "bukti = excluded.bukti, hilang = excluded.hilang, selesai = excluded.selesai"),
                 &q, e) &&
             stmt_int(q, 1, (int64_t) p->segment, e) && stmt_int(q, 2, (int64_t) p->offset, e) &&
             stmt_int(q, 3, p->receipts, e) && stmt_int(q, 4, p->lost, e) && stmt_int(q, 5, p->ended, e) &&
             stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool traffic_forget(struct db *db, int64_t now, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("delete from lalu_lintas where lebar = $1 and mulai < $2"), &q, e) &&
                   stmt_int(q, 1, TRAFFIC_MINUTE, e) && stmt_int(q, 2, now - TRAFFIC_KEEP_MINUTES, e) &&
                   stmt_step(q, &row, e);

    if (ok)
        stmt_reset(q);
    ok = ok && stmt_int(q, 1, TRAFFIC_HOUR, e) && stmt_int(q, 2, now - TRAFFIC_KEEP_HOURS, e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}
