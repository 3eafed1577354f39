/* SPDX-License-Identifier: MIT
 * db/pack.c -- what the SQL of a regulation pack may say, judged by its words before an engine sees it.
 * Packs are foreign code. The engines guard themselves (SQLite: an authorizer; PostgreSQL: read-only sessions and a
 * role of its own), but an authorizer can be fooled by a CTE that bears a view's name, and on PostgreSQL a function
 * such as set_config() would lift the guards of the session. So only one SELECT is let through, written in the small
 * dialect both engines share: relations are views v_* or CTEs of its own, functions come from a list, and whatever
 * the reader below does not know is refused. It judges; it does not parse: nonsense passes and the engine says so. */
#include "db/db_priv.h"

#include <assert.h>
#include <stdarg.h>

enum { DEPTH_MAX = 60, CTE_MAX = 16, PACK_BYTES_MAX = 64 * 1024 };

enum kind { WORD, QUOTED, STRING, NUMBER, PARAM, PUNCT, END, BAD };

struct token {
    enum kind kind;
    char c;        /* PUNCT */
    char word[64]; /* WORD (lower case), QUOTED */
};

struct guard {
    struct sv rest;
    struct token prev2, prev, cur, next;
    unsigned depth;
    bool from[DEPTH_MAX + 1]; /* a comma at this depth starts another relation */
    bool want_relation;
    char cte[CTE_MAX][64];
    unsigned n_cte;
    struct err *e;
};

static bool in_list(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(word, list[i]) == 0)
            return true;
    return false;
}
#define IN(word, list) in_list((word), (list), sizeof(list) / sizeof(list)[0])

bool pack_function_ok(struct sv name)
{
    /* Deterministic, and the same on both engines. */
    static const char *const ok[] = { "count",      "sum",      "min",     "max",         "avg",
                                      "abs",        "coalesce", "nullif",  "length",      "lower",
                                      "upper",      "substr",   "replace", "trim",        "ltrim",
                                      "rtrim",      "round",    "cast",    "row_number",  "rank",
                                      "dense_rank", "lag",      "lead",    "first_value", "last_value" };
    char word[64];

    if (name.n >= sizeof word)
        return false;
    memcpy(word, name.p, name.n);
    word[name.n] = '\0';
    return IN(word, ok);
}

/* Words of the grammar that may stand right before "(" or a text. */
static bool may_precede(const char *word)
{
    static const char *const ok[] = { "all",      "and",    "as",     "between",   "by",     "case",
                                      "distinct", "else",   "escape", "except",    "exists", "filter",
                                      "from",     "having", "in",     "intersect", "is",     "join",
                                      "like",     "limit",  "not",    "offset",    "on",     "or",
                                      "over",     "select", "then",   "union",     "using",  "values",
                                      "when",     "where" };
    return IN(word, ok);
}

/* Refused wherever they stand unquoted: they write, lock, call by bare name, or reach relations another way. */
static bool is_banned(const char *word)
{
    static const char *const no[] = { "alter",
                                      "analyze",
                                      "attach",
                                      "begin",
                                      "call",
                                      "comment",
                                      "commit",
                                      "copy",
                                      "create",
                                      "current_catalog",
                                      "current_date",
                                      "current_role",
                                      "current_schema",
                                      "current_time",
                                      "current_timestamp",
                                      "current_user",
                                      "delete",
                                      "detach",
                                      "do",
                                      "drop",
                                      "execute",
                                      "explain",
                                      "fetch",
                                      "for",
                                      "grant",
                                      "indexed",
                                      "insert",
                                      "into",
                                      "lateral",
                                      "listen",
                                      "localtime",
                                      "localtimestamp",
                                      "lock",
                                      "materialized",
                                      "merge",
                                      "notify",
                                      "only",
                                      "pragma",
                                      "prepare",
                                      "recursive",
                                      "reindex",
                                      "reset",
                                      "returning",
                                      "revoke",
                                      "rollback",
                                      "savepoint",
                                      "session_user",
                                      "set",
                                      "show",
                                      "table",
                                      "tablesample",
                                      "truncate",
                                      "update",
                                      "user",
                                      "vacuum",
                                      "with" };
    return IN(word, no);
}

/* --- reader --------------------------------------------------------------------------------------------------- */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char at(const struct sv *s, size_t i)
{
    return i < s->n ? s->p[i] : '\0';
}

static void skip(struct sv *s, size_t n)
{
    s->p += n;
    s->n -= n;
}

static size_t digits(const struct sv *s, size_t from)
{
    size_t i = from;

    while (is_digit(at(s, i)))
        i++;
    return i;
}

static struct token read_word(struct sv *s)
{
    struct token t = { .kind = WORD };
    size_t n = 0;

    while (is_letter(at(s, n)) || is_digit(at(s, n)))
        n++;
    /* E'…', U&"…" and the like read their quotes in another way. */
    if (n >= sizeof t.word || at(s, n) == '\'' || at(s, n) == '"')
        return (struct token){ .kind = BAD };
    for (size_t i = 0; i < n; i++)
        t.word[i] = s->p[i] >= 'A' && s->p[i] <= 'Z' ? (char) (s->p[i] + 32) : s->p[i];
    skip(s, n);
    return t;
}

static struct token read_quoted(struct sv *s)
{
    struct token t = { .kind = QUOTED };
    size_t n = 1;

    while (n < s->n && s->p[n] != '"')
        n++;
    if (n >= s->n || !sv_is_key((struct sv){ s->p + 1, n - 1 }))
        return (struct token){ .kind = BAD };
    memcpy(t.word, s->p + 1, n - 1);
    skip(s, n + 1);
    return t;
}

static struct token read_string(struct sv *s)
{
    size_t n = 1;

    for (; n < s->n; n++) {
        if (s->p[n] != '\'')
            continue;
        if (at(s, n + 1) != '\'') {
            skip(s, n + 1);
            return (struct token){ .kind = STRING };
        }
        n++;
    }
    return (struct token){ .kind = BAD };
}

static struct token read_token(struct sv *s)
{
    struct token t = { .kind = PUNCT };
    size_t n;

    while (s->n > 0 && (at(s, 0) == ' ' || at(s, 0) == '\t' || at(s, 0) == '\n' || at(s, 0) == '\r'))
        skip(s, 1);
    if (s->n == 0)
        return (struct token){ .kind = END };
    t.c = at(s, 0);
    if (is_letter(t.c))
        return read_word(s);
    if (t.c == '"')
        return read_quoted(s);
    if (t.c == '\'')
        return read_string(s);
    if (is_digit(t.c) || t.c == '$') {
        n = digits(s, 1);
        if (t.c != '$' && at(s, n) == '.')
            n = digits(s, n + 1);
        /* "1from" is two words to some readers and none to others. */
        if (is_letter(at(s, n)) || at(s, n) == '.' || at(s, n) == '$' || (t.c == '$' && n == 1))
            return (struct token){ .kind = BAD };
        skip(s, n);
        return (struct token){ .kind = t.c == '$' ? PARAM : NUMBER };
    }
    if (!t.c || !strchr("(),.;+-*/%=<>!|", t.c) || (t.c == '-' && at(s, 1) == '-') ||
        (t.c == '/' && at(s, 1) == '*'))
        return (struct token){ .kind = BAD }; /* comments nest on one engine only */
    skip(s, 1);
    return t;
}

static void advance(struct guard *g)
{
    g->prev2 = g->prev;
    g->prev = g->cur;
    g->cur = g->next;
    g->next = read_token(&g->rest);
}

static bool is_punct(const struct token *t, char c)
{
    return t->kind == PUNCT && t->c == c;
}

static bool is_word(const struct token *t, const char *word)
{
    return t->kind == WORD && strcmp(t->word, word) == 0;
}

/* --- judge ---------------------------------------------------------------------------------------------------- */
__attribute__((format(printf, 2, 3))) static bool refuse(struct guard *g, const char *fmt, ...)
{
    char why[120];
    va_list args;

    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    err_set(g->e, ERR_DENIED, T("Kueri aturan ditolak: %s"), why);
    return err_hint(g->e,
                    T("Tulis satu SELECT atas pandangan v_… dengan fungsi yang diizinkan, tanpa komentar."));
}

static bool judge_relation(struct guard *g)
{
    const char *name = g->cur.word;

    g->want_relation = false;
    if (is_punct(&g->next, '.') || is_punct(&g->next, '('))
        return refuse(g, T("\"%s\" bukan pandangan"), name);
    if (strncmp(name, "v_", 2) == 0)
        return true;
    for (unsigned i = 0; i < g->n_cte; i++)
        if (strcmp(g->cte[i], name) == 0)
            return true;
    return refuse(g, T("\"%s\" tidak boleh dibaca"), name);
}

static bool judge_keyword(struct guard *g)
{
    static const char *const ends_from[] = { "where", "group",     "having", "order",  "limit", "offset",
                                             "union", "intersect", "except", "window", "select" };
    const char *word = g->cur.word;

    if (strcmp(word, "from") == 0) {
        /* "is distinct from" compares. */
        if (is_word(&g->prev, "distinct") && (is_word(&g->prev2, "is") || is_word(&g->prev2, "not")))
            return true;
        g->from[g->depth] = true;
        g->want_relation = true;
    } else if (strcmp(word, "join") == 0) {
        g->want_relation = true;
    } else if (IN(word, ends_from)) {
        g->from[g->depth] = false;
    }
    return true;
}

static bool judge_word(struct guard *g)
{
    const char *word = g->cur.word;
    bool quoted = g->cur.kind == QUOTED, call = is_punct(&g->next, '(');

    if (g->want_relation)
        return judge_relation(g);
    if (is_punct(&g->prev, '.'))
        return !call || refuse(g, T("fungsi \"%s\" tidak diizinkan"), word);
    if (!quoted && is_banned(word))
        return refuse(g, T("kata \"%s\" tidak diizinkan"), word);
    if (!quoted && !call && strcmp(word, "in") == 0) /* SQLite also reads "x in some_table" */
        return refuse(g, T("IN tanpa tanda kurung tidak diizinkan"));
    if (call && (quoted || !(may_precede(word) || pack_function_ok(sv_of(word)))))
        return refuse(g, T("fungsi \"%s\" tidak diizinkan"), word);
    if (g->next.kind == STRING && (quoted || !may_precede(word)))
        return refuse(g, T("teks setelah \"%s\" tidak diizinkan"), word);
    return quoted || judge_keyword(g);
}

static bool judge_punct(struct guard *g)
{
    switch (g->cur.c) {
    case '(':
        if (g->depth == DEPTH_MAX)
            return refuse(g, T("tanda kurung terlalu dalam"));
        g->depth++;
        /* "from (a join b)" goes on with a relation, "from (select …)" with a query of its own. */
        g->from[g->depth] = g->want_relation =
            g->want_relation && !is_word(&g->next, "select") && !is_word(&g->next, "values");
        return true;
    case ')':
        if (g->depth == 0 || g->want_relation)
            return refuse(g, T("tanda kurung tidak berpasangan"));
        g->depth--;
        return true;
    case ',':
        if (g->want_relation)
            return refuse(g, T("nama pandangan diharapkan sebelum koma"));
        g->want_relation = g->from[g->depth];
        return true;
    case ';': return g->next.kind == END || refuse(g, T("hanya satu perintah yang diizinkan"));
    default: return true;
    }
}

/* Reads on from g->cur until the depth falls below `floor` (its bracket stays current) or the text ends. */
static bool judge_query(struct guard *g, unsigned floor)
{
    for (; g->cur.kind != END; advance(g)) {
        if (floor > 0 && g->depth == floor && is_punct(&g->cur, ')'))
            return !g->want_relation || refuse(g, T("nama pandangan diharapkan"));
        if (g->cur.kind == BAD)
            return refuse(g, T("ada karakter atau penulisan yang tidak dikenal"));
        if (g->cur.kind == WORD || g->cur.kind == QUOTED) {
            if (!judge_word(g))
                return false;
        } else if (g->cur.kind == PUNCT) {
            if (!judge_punct(g))
                return false;
        } else if (g->want_relation) {
            return refuse(g, T("nama pandangan diharapkan"));
        }
    }
    return (g->depth == 0 && floor == 0 && !g->want_relation) || refuse(g, T("kueri terputus di tengah"));
}

/* name [(columns)] as ( query ): a name counts only after its own query, which therefore cannot hide a table by it. */
static bool judge_cte(struct guard *g)
{
    char name[64];

    if (g->cur.kind != WORD && g->cur.kind != QUOTED)
        return refuse(g, T("nama setelah WITH diharapkan"));
    memcpy(name, g->cur.word, sizeof name);
    if (strncmp(name, "v_", 2) == 0 || (g->cur.kind == WORD && is_banned(name)))
        return refuse(g, T("nama \"%s\" tidak boleh dipakai setelah WITH"), name);
    if (g->n_cte == CTE_MAX)
        return refuse(g, T("terlalu banyak bagian WITH"));
    advance(g);
    if (is_punct(&g->cur, '(')) {
        do
            advance(g);
        while (g->cur.kind == WORD || g->cur.kind == QUOTED || is_punct(&g->cur, ','));
        if (!is_punct(&g->cur, ')'))
            return refuse(g, T("daftar kolom \"%s\" tidak dikenal"), name);
        advance(g);
    }
    if (!is_word(&g->cur, "as") || !is_punct(&g->next, '('))
        return refuse(g, T("bagian WITH \"%s\" tidak dikenal"), name);
    advance(g);
    g->depth = 1;
    g->from[1] = false;
    advance(g);
    if (!is_word(&g->cur, "select"))
        return refuse(g, T("bagian WITH \"%s\" bukan SELECT"), name);
    if (!judge_query(g, 1))
        return false;
    g->depth = 0;
    memcpy(g->cte[g->n_cte++], name, sizeof name);
    advance(g);
    return true;
}

bool pack_check(struct sv sql, struct err *e)
{
    struct guard g = { .rest = sql, .e = e };

    assert(sql.p);
    if (sql.n > PACK_BYTES_MAX)
        return refuse(&g, T("lebih dari 64 KiB"));
    advance(&g);
    advance(&g);
    if (is_word(&g.cur, "with")) {
        do {
            advance(&g);
            if (!judge_cte(&g))
                return false;
        } while (is_punct(&g.cur, ','));
    }
    if (!is_word(&g.cur, "select"))
        return refuse(&g, T("bukan SELECT"));
    return judge_query(&g, 0);
}
