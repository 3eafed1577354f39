/* SPDX-License-Identifier: MIT
 * db/search.c -- full text over all registers: one row for each record, found by words and limited by tags.
 *
 * Both engines index the same words (words.c), so they find the same records. Tags and the register's key stand in the
 * index as words with a leading "_", which no word of a text or of a query can have: candidates are thus limited by
 * words AND tags in one look-up, before anything is ranked. Of those only the CANDIDATES newest rows are ranked:
 * ranking every hit of a word that occurs everywhere takes longer than a person waits (decision in README.md).
 *
 * SQLite: FTS5 over the table cari_isi, which keeps the indexed words because FTS5 must be told them to delete a row.
 * PostgreSQL: a table cari with a tsvector. What a user typed reaches an engine as quoted words only, never as syntax. */
#include "db/db_priv.h"

#include "base/arena.h"
#include "base/buf.h"

#include <assert.h>

enum {
    CANDIDATES = 2000,
    QUERY_WORDS_MAX = 16,
    TEXT_BYTES_MAX = 256 * 1024, /* of indexed words for each of title and body; later words are not found */
    TAG_BYTES_MAX = 100,
    POSITION_MAX = 16383 /* of a tsvector */
};

/* --- what is indexed ------------------------------------------------------------------------------------------ */
static void words_joined(struct buf *out, struct sv text)
{
    struct word w;

    while (out->n < TEXT_BYTES_MAX && word_next(&text, &w)) {
        if (out->n > 0)
            buf_char(out, ' ');
        buf_put(out, (struct sv){ w.p, w.n });
    }
}

static bool tag_ok(struct sv tag)
{
    for (size_t i = 0; i < tag.n; i++)
        if (!((tag.p[i] >= 'a' && tag.p[i] <= 'z') || (tag.p[i] >= '0' && tag.p[i] <= '9') ||
              tag.p[i] == '_'))
            return false;
    return tag.n > 0 && tag.n <= TAG_BYTES_MAX;
}

static bool bad_tag(struct sv tag, struct err *e)
{
    db_trouble(e, DB_IS_OTHER, "");
    return err_cause(e, "search tag \"%.*s\" is not [a-z0-9_]+", (int) (tag.n < 60 ? tag.n : 60), tag.p);
}

/* "_tpd12 _tkterbuka _raplikasi" */
static bool tags_joined(struct buf *out, struct sv reg, struct sv terms, struct err *e)
{
    struct sv tag;

    while (sv_cut(&terms, ' ', &tag)) {
        if (tag.n == 0)
            continue;
        if (!tag_ok(tag))
            return bad_tag(tag, e);
        buf_put(out, SV("_t"));
        buf_put(out, tag);
        buf_char(out, ' ');
    }
    if (!tag_ok(reg))
        return bad_tag(reg, e);
    buf_put(out, SV("_r"));
    buf_put(out, reg);
    return true;
}

struct entry {
    struct sv reg, name; /* name: the title as shown */
    int64_t id;
    struct buf title, body, tags; /* words, joined by spaces */
};

static bool entry_make(struct entry *x, struct sv body, struct sv terms, struct err *e)
{
    buf_init(&x->title, TEXT_BYTES_MAX + 2 * WORD_BYTES);
    buf_init(&x->body, TEXT_BYTES_MAX + 2 * WORD_BYTES);
    buf_init(&x->tags, TEXT_BYTES_MAX);
    words_joined(&x->title, x->name);
    words_joined(&x->body, body);
    return tags_joined(&x->tags, x->reg, terms, e) && buf_ok(&x->title, e) && buf_ok(&x->body, e) &&
           buf_ok(&x->tags, e);
}

static void entry_clear(struct entry *x)
{
    buf_clear(&x->title);
    buf_clear(&x->body);
    buf_clear(&x->tags);
}

/* An empty text, not null, for an empty buffer. */
static struct sv text_of(const struct buf *b)
{
    return b->n > 0 ? buf_sv(b) : SV("");
}

static bool key_bind(struct stmt *q, struct sv reg, int64_t id, struct err *e)
{
    return stmt_text(q, 1, reg, e) && stmt_int(q, 2, id, e);
}

/* --- SQLite --------------------------------------------------------------------------------------------------- */
static bool lite_index_remove(struct db *db, int64_t row_id, struct sv title, struct sv body, struct sv tags,
                              struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    ok = db_prepare(db,
                    SV("insert into cari (cari, rowid, judul, isi, tag) values ('delete', $1, $2, $3, $4)"),
                    &q, e) &&
         stmt_int(q, 1, row_id, e) && stmt_text(q, 2, title, e) && stmt_text(q, 3, body, e) &&
         stmt_text(q, 4, tags, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

/* Takes the old words out of the index. *row_id: the record's row or 0; *same: nothing has changed, nothing was done. */
static bool lite_forget_old(struct db *db, const struct entry *x, int64_t *row_id, bool *same, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = false;

    *row_id = 0;
    *same = false;
    if (!db_prepare(db, SV("select baris, nama, judul, isi, tag from cari_isi where reg = $1 and id = $2"),
                    &q, e) ||
        !key_bind(q, x->reg, x->id, e) || !stmt_step(q, &row, e))
        goto out;
    ok = true;
    if (!row)
        goto out;
    *row_id = stmt_get_int(q, 0);
    *same = x->name.p && sv_eq(stmt_get_text(q, 1), x->name) &&
            sv_eq(stmt_get_text(q, 3), text_of(&x->body)) && sv_eq(stmt_get_text(q, 4), text_of(&x->tags));
    if (!*same)
        ok = lite_index_remove(db, *row_id, stmt_get_text(q, 2), stmt_get_text(q, 3), stmt_get_text(q, 4), e);
out:
    stmt_done(q);
    return ok;
}

static bool lite_write_row(struct db *db, const struct entry *x, int64_t *row_id, struct err *e)
{
    static const struct sv make = SV_INIT("insert into cari_isi (reg, id, nama, judul, isi, tag)"
                                          " values ($1, $2, $3, $4, $5, $6) returning baris");
    static const struct sv change = SV_INIT("update cari_isi set nama = $3, judul = $4, isi = $5, tag = $6"
                                            " where reg = $1 and id = $2 returning baris");
    struct stmt *q = NULL;
    bool row = false, ok;

    ok = db_prepare(db, *row_id ? change : make, &q, e) && key_bind(q, x->reg, x->id, e) &&
         stmt_text(q, 3, x->name, e) && stmt_text(q, 4, text_of(&x->title), e) &&
         stmt_text(q, 5, text_of(&x->body), e) && stmt_text(q, 6, text_of(&x->tags), e) &&
         stmt_step(q, &row, e);
    if (ok)
        *row_id = stmt_get_int(q, 0);
    stmt_done(q);
    return ok;
}

static bool lite_put(struct db *db, const struct entry *x, struct err *e)
{
    struct stmt *q = NULL;
    int64_t row_id;
    bool row, same, ok;

    if (!lite_forget_old(db, x, &row_id, &same, e))
        return false;
    if (same)
        return true; /* most changes of a record touch nothing that is searched */
    if (!lite_write_row(db, x, &row_id, e))
        return false;
    ok = db_prepare(db, SV("insert into cari (rowid, judul, isi, tag) values ($1, $2, $3, $4)"), &q, e) &&
         stmt_int(q, 1, row_id, e) && stmt_text(q, 2, text_of(&x->title), e) &&
         stmt_text(q, 3, text_of(&x->body), e) && stmt_text(q, 4, text_of(&x->tags), e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

/* --- PostgreSQL ----------------------------------------------------------------------------------------------- */
/* A tsvector's own notation: 'kata':1A 'isi':2. Words hold letters and digits only, so the quotes need no care. */
static void vector_words(struct buf *out, struct sv words, int *position, struct sv weight)
{
    struct sv w;

    while (sv_cut(&words, ' ', &w)) {
        buf_char(out, '\'');
        buf_put(out, w);
        buf_put(out, SV("':"));
        buf_int(out, *position);
        buf_put(out, weight);
        buf_char(out, ' ');
        if (*position < POSITION_MAX)
            ++*position;
    }
}

static bool pg_put(struct db *db, const struct entry *x, struct err *e)
{
    /* baris grows with each new row; the writer's lock makes max + 1 safe. */
    static const struct sv sql =
        SV_INIT("insert into cari (baris, reg, id, nama, kata)"
                " values ((select coalesce(max(baris), 0) + 1 from cari), $1, $2, $3, $4::tsvector)"
                " on conflict (reg, id) do update set nama = excluded.nama, kata = excluded.kata");
    struct sv tags = buf_sv(&x->tags), tag;
    struct stmt *q = NULL;
    struct buf vector;
    int position = 1;
    bool row, ok;

    buf_init(&vector, 16 * TEXT_BYTES_MAX);
    vector_words(&vector, buf_sv(&x->title), &position, SV("A"));
    vector_words(&vector, buf_sv(&x->body), &position, SV(""));
    while (sv_cut(&tags, ' ', &tag)) {
        buf_char(&vector, '\'');
        buf_put(&vector, tag);
        buf_put(&vector, SV("' "));
    }
    ok = buf_ok(&vector, e) && db_prepare(db, sql, &q, e) && key_bind(q, x->reg, x->id, e) &&
         stmt_text(q, 3, x->name, e) && stmt_text(q, 4, buf_sv(&vector), e) && stmt_step(q, &row, e);
    stmt_done(q);
    buf_clear(&vector);
    return ok;
}

/* --- the table ------------------------------------------------------------------------------------------------ */
bool db_search_setup(struct db *db, struct err *e)
{
    /* The ASCII tokenizer takes everything above U+007F for letters: the words come to it folded already. Prefixes of
     * 2 and 3 characters have an index of their own; one character is not taken as a prefix, it would read all. Only
     * the columns of a word are kept (detail), not its places: nobody asks for phrases. */
    static const struct db_migration lite[] = {
        { "db-001-cari",
          "create table cari_isi (baris {id}, reg {text} not null, id {int} not null, nama {text} not null,"
          " judul {text} not null, isi {text} not null, tag {text} not null, unique (reg, id));\n"
          "create virtual table cari using fts5(judul, isi, tag, content = 'cari_isi', content_rowid = 'baris',"
          " prefix = '2 3', detail = column, columnsize = 0, tokenize = 'ascii tokenchars ''_''')" }
    };
    static const struct db_migration pg[] = {
        { "db-001-cari",
          "create table cari (baris {id}, reg {text} not null, id {int} not null, nama {text} not null,"
          " kata tsvector not null, unique (reg, id));\n"
          "create index cari_kata on cari using gin (kata)" }
    };

    return db_migrate(db, db->engine == DB_SQLITE ? lite : pg, 1, e);
}

bool db_search_put(struct db *db, struct sv reg, int64_t id, struct sv title, struct sv body, struct sv terms,
                   struct err *e)
{
    struct entry x = { .reg = reg, .id = id, .name = title.p ? title : SV("") };
    bool ok;

    assert(db->tx == DB_TX_WRITE);
    ok =
        entry_make(&x, body, terms, e) && (db->engine == DB_SQLITE ? lite_put(db, &x, e) : pg_put(db, &x, e));
    entry_clear(&x);
    return ok;
}

bool db_search_drop(struct db *db, struct sv reg, int64_t id, struct err *e)
{
    static const struct sv lite = SV_INIT("delete from cari_isi where reg = $1 and id = $2");
    static const struct sv pg = SV_INIT("delete from cari where reg = $1 and id = $2");
    struct entry x = { .reg = reg, .id = id };
    struct stmt *q = NULL;
    int64_t row_id;
    bool row, same, ok;

    assert(db->tx == DB_TX_WRITE);
    if (db->engine == DB_SQLITE && !lite_forget_old(db, &x, &row_id, &same, e))
        return false;
    ok = db_prepare(db, db->engine == DB_SQLITE ? lite : pg, &q, e) && key_bind(q, reg, id, e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

/* --- asking --------------------------------------------------------------------------------------------------- */
static bool one_character(const struct word *w)
{
    return sv_utf8_count((struct sv){ w->p, w->n }) == 1;
}

/* FTS5: {judul isi} : ("jaringan"* AND "a")   PostgreSQL: 'jaringan':* & 'a'   Returns the number of words. */
static int words_query(struct buf *out, enum db_engine engine, struct sv query)
{
    bool lite = engine == DB_SQLITE;
    struct word w;
    int n = 0;

    if (lite)
        buf_put(out, SV("{judul isi} : ("));
    for (; n < QUERY_WORDS_MAX && word_next(&query, &w); n++) {
        if (n > 0)
            buf_put(out, lite ? SV(" AND ") : SV(" & "));
        buf_char(out, lite ? '"' : '\'');
        buf_put(out, (struct sv){ w.p, w.n });
        buf_char(out, lite ? '"' : '\'');
        if (!one_character(&w))
            buf_put(out, lite ? SV("*") : SV(":*"));
    }
    if (lite)
        buf_char(out, ')');
    return n;
}

static void tag_query(struct buf *out, bool lite, struct sv mark, struct sv tag)
{
    buf_char(out, lite ? '"' : '\'');
    buf_put(out, mark);
    buf_put(out, tag);
    buf_char(out, lite ? '"' : '\'');
}

/* AND any of these tags, AND this register. */
static bool limits_query(struct buf *out, enum db_engine engine, struct sv reg, const struct sv *any,
                         size_t n, struct err *e)
{
    bool lite = engine == DB_SQLITE;

    for (size_t i = 0; i < n; i++) {
        if (!tag_ok(any[i]))
            return bad_tag(any[i], e);
        buf_put(out, i > 0 ? (lite ? SV(" OR ") : SV(" | ")) : lite ? SV(" AND tag : (") : SV(" & ("));
        tag_query(out, lite, SV("_t"), any[i]);
    }
    if (n > 0)
        buf_char(out, ')');
    if (reg.p) {
        if (!tag_ok(reg))
            return bad_tag(reg, e);
        buf_put(out, lite ? SV(" AND tag : ") : SV(" & "));
        tag_query(out, lite, SV("_r"), reg);
    }
    return true;
}

static bool read_hits(struct stmt *q, int limit, struct arena *a, struct db_hit **hits, size_t *n,
                      struct err *e)
{
    struct db_hit *list = ARENA_ARRAY(a, struct db_hit, (size_t) limit);
    size_t count = 0;
    bool row;

    for (;;) {
        if (!stmt_step(q, &row, e))
            return false;
        if (!row || count == (size_t) limit)
            break;
        list[count++] = (struct db_hit){ .reg = arena_dup(a, stmt_get_text(q, 0)),
                                         .id = stmt_get_int(q, 1),
                                         .title = arena_dup(a, stmt_get_text(q, 2)) };
    }
    if (!arena_ok(a, e))
        return false;
    *hits = list;
    *n = count;
    return true;
}

bool db_search_find(struct db *db, struct sv query, struct sv reg, const struct sv *any_terms, size_t n_terms,
                    int limit, struct arena *a, struct db_hit **hits, size_t *n, struct err *e)
{
    /* $1 all, $2 the words alone (ranking), $3 limit, $4 candidates */
    static const struct sv lite =
        SV_INIT("select i.reg, i.id, i.nama from (select rowid as baris, cari_skor(cari) as skor from cari"
                " where cari match $1 order by rowid desc limit $4) c join cari_isi i on i.baris = c.baris"
                " order by c.skor desc, c.baris desc limit $3");
    static const struct sv pg = SV_INIT(
        "select reg, id, nama from (select baris, reg, id, nama, kata from cari where kata @@ $1::tsquery"
        " order by baris desc limit $4) c order by ts_rank(kata, $2::tsquery, 1) desc, baris desc limit $3");
    struct buf words, all;
    struct stmt *q = NULL;
    bool ok = false;

    assert(limit >= 1 && limit <= 1000);
    buf_init(&words, 4096);
    buf_init(&all, TEXT_BYTES_MAX);
    if (words_query(&words, db->engine, query) == 0) {
        *hits = NULL;
        *n = 0;
        ok = true;
        goto out;
    }
    buf_put(&all, buf_sv(&words));
    ok = limits_query(&all, db->engine, reg, any_terms, n_terms, e) && buf_ok(&words, e) && buf_ok(&all, e) &&
         db_prepare(db, db->engine == DB_SQLITE ? lite : pg, &q, e) && stmt_text(q, 1, buf_sv(&all), e) &&
         stmt_text(q, 2, buf_sv(&words), e) && stmt_int(q, 3, limit, e) && stmt_int(q, 4, CANDIDATES, e) &&
         read_hits(q, limit, a, hits, n, e);
out:
    stmt_done(q);
    buf_clear(&words);
    buf_clear(&all);
    return ok;
}
