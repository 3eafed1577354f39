/* SPDX-License-Identifier: MIT
 * bench/bare.c -- the same libraries in a bare loop: what a read, a list, a write can cost at least on this machine.
 *
 *   bare serve DATABASE SOCKET      GET /baca/ID: one row as JSON; GET /daftar: 50 rows as JSON; GET /tabel: as HTML
 *   bare insert DATABASE SECONDS    durable inserts of a row of 20 columns, each its own transaction: rows/s
 *   bare insert3 DATABASE SECONDS   the same with a history row and a search row beside it
 *   bare import DATABASE ROWS       such rows in one transaction: rows/s
 *
 * `serve` reads the region's own table, so rows are as wide as ours, with one connection a thread and one prepared
 * statement each. It knows no login, no rights and no declarations. The loops make a table of their own in DATABASE with the
 * settings that we write with (WAL, synchronous = full). */
#include <inttypes.h>
#include <microhttpd.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BODY_MAX = 512 * 1024, LIST = 50, COLUMNS = 20, SHOWN = 9 };

static const char *database;

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static void must(int code, sqlite3 *db)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return;
    fprintf(stderr, "bare: %s\n", db ? sqlite3_errmsg(db) : "sqlite");
    exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *q;

    must(sqlite3_prepare_v2(db, sql, -1, &q, NULL), db);
    while (sqlite3_step(q) == SQLITE_ROW)
        ;
    must(sqlite3_finalize(q), db);
}

/* --- rows as text ------------------------------------------------------------------------------------------------- */

struct text {
    char *p;
    size_t n;
};

static void put(struct text *t, const char *s, size_t n)
{
    if (t->n + n < BODY_MAX) {
        memcpy(t->p + t->n, s, n);
        t->n += n;
    }
}

#define PUT(t, literal) put((t), "" literal, sizeof(literal) - 1)

static void put_json(struct text *t, const char *s, size_t n)
{
    PUT(t, "\"");
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"' || s[i] == '\\')
            PUT(t, "\\");
        put(t, s + i, 1);
    }
    PUT(t, "\"");
}

static void put_html(struct text *t, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        switch (s[i]) {
        case '<': PUT(t, "&lt;"); break;
        case '&': PUT(t, "&amp;"); break;
        case '"': PUT(t, "&quot;"); break;
        default: put(t, s + i, 1);
        }
}

static void row_json(struct text *t, sqlite3_stmt *q)
{
    PUT(t, "{");
    for (int i = 0; i < sqlite3_column_count(q); i++) {
        const char *name = sqlite3_column_name(q, i), *v = (const char *) sqlite3_column_text(q, i);

        if (i)
            PUT(t, ",");
        put_json(t, name, strlen(name));
        PUT(t, ":");
        if (!v)
            PUT(t, "null");
        else if (sqlite3_column_type(q, i) == SQLITE_INTEGER)
            put(t, v, (size_t) sqlite3_column_bytes(q, i));
        else
            put_json(t, v, (size_t) sqlite3_column_bytes(q, i));
    }
    PUT(t, "}");
}

static void row_html(struct text *t, sqlite3_stmt *q)
{
    PUT(t, "<tr>");
    for (int i = 0; i < sqlite3_column_count(q) && i < SHOWN; i++) {
        const char *v = (const char *) sqlite3_column_text(q, i);

        PUT(t, "<td>");
        if (v)
            put_html(t, v, (size_t) sqlite3_column_bytes(q, i));
        PUT(t, "</td>");
    }
    PUT(t, "</tr>");
}

/* --- the server ----------------------------------------------------------------------------------------------------- */

struct mine { /* of one thread */
    sqlite3 *db;
    sqlite3_stmt *one, *list;
    char body[BODY_MAX];
};

static _Thread_local struct mine *mine;

static struct mine *mine_open(void)
{
    static const char one
        [] = "select * from aplikasi where id = ?1 and dihapus is null",
     list[] =
         "select * from aplikasi where dihapus is null order by coalesce(diubah_pada, '') desc, id desc limit 50";
    struct mine *m = calloc(1, sizeof *m);

    must(sqlite3_open_v2(database, &m->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), m->db);
    must(sqlite3_prepare_v2(m->db, one, -1, &m->one, NULL), m->db);
    must(sqlite3_prepare_v2(m->db, list, -1, &m->list, NULL), m->db);
    return m;
}

static enum MHD_Result answer(void *ctx, struct MHD_Connection *c, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_n, void **state)
{
    struct text t;
    struct MHD_Response *r;
    enum MHD_Result done;
    bool html = strcmp(url, "/tabel") == 0, rows = html || strcmp(url, "/daftar") == 0;
    sqlite3_stmt *q;

    (void) ctx, (void) method, (void) version, (void) upload, (void) upload_n;
    if (!*state) { /* an answer before the request has been read whole costs the connection */
        *state = &mine;
        return MHD_YES;
    }
    if (!mine)
        mine = mine_open();
    t = (struct text){ mine->body, 0 };
    q = rows ? mine->list : mine->one;
    if (html)
        PUT(&t, "<!doctype html><html lang=\"id\"><title>Daftar</title><table>");
    if (!rows)
        sqlite3_bind_int64(q, 1, strncmp(url, "/baca/", 6) == 0 ? strtol(url + 6, NULL, 10) : 0);
    for (int i = 0; sqlite3_step(q) == SQLITE_ROW; i++) {
        if (i && !html)
            PUT(&t, ",");
        html ? row_html(&t, q) : row_json(&t, q);
    }
    sqlite3_reset(q);
    r = MHD_create_response_from_buffer(t.n, t.p, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(r, "Content-Type", html ? "text/html; charset=utf-8" : "application/json");
    MHD_add_response_header(r, "Cache-Control", "no-store");
    done = MHD_queue_response(c, t.n ? 200 : 404, r);
    MHD_destroy_response(r);
    return done;
}

static int serve(const char *path)
{
    struct sockaddr_un addr = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), got;
    sigset_t set;

    if (strlen(path) >= sizeof addr.sun_path)
        return 2;
    memcpy(addr.sun_path, path, strlen(path));
    unlink(path);
    if (bind(fd, (struct sockaddr *) &addr, sizeof addr) < 0 || listen(fd, 1024) < 0) {
        perror("bare: socket");
        return 1;
    }
    chmod(path, 0666);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (!MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL,
                          answer, NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, 2048u,
                          MHD_OPTION_CONNECTION_TIMEOUT, 75u, MHD_OPTION_END))
        return 1;
    sigwait(&set, &got);
    unlink(path);
    return 0; /* the process ends, and with it threads that still hold a connection */
}

/* --- the loops -------------------------------------------------------------------------------------------------------- */

struct writer {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *row, *past, *words;
};

static void writer_open(struct writer *w)
{
    static const char columns[] = "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t";
    char sql[1024];

    must(sqlite3_open(database, &w->db), w->db);
    run(w->db, "pragma journal_mode = wal");
    run(w->db, "pragma synchronous = full");
    run(w->db, "pragma wal_autocheckpoint = 8192");
    run(w->db, "drop table if exists bare");
    run(w->db, "drop table if exists bare_h");
    run(w->db, "drop table if exists bare_f");
    snprintf(sql, sizeof sql, "create table bare (id integer primary key, %s)", columns);
    run(w->db, sql);
    snprintf(sql, sizeof sql, "create table bare_h (id integer, versi integer, %s, primary key (id, versi))",
             columns);
    run(w->db, sql);
    run(w->db, "create index bare_a on bare (a)");
    run(w->db, "create virtual table bare_f using fts5(t, content = '', detail = column, columnsize = 0)");
    must(sqlite3_prepare_v2(w->db, "begin immediate", -1, &w->begin, NULL), w->db);
    must(sqlite3_prepare_v2(w->db, "commit", -1, &w->commit, NULL), w->db);
    snprintf(sql, sizeof sql, "insert into bare (%s) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
             columns);
    must(sqlite3_prepare_v2(w->db, sql, -1, &w->row, NULL), w->db);
    snprintf(sql, sizeof sql, "insert into bare_h (id, versi, %s) select id, 1, %s from bare where id = ?",
             columns, columns);
    must(sqlite3_prepare_v2(w->db, sql, -1, &w->past, NULL), w->db);
    must(sqlite3_prepare_v2(w->db, "insert into bare_f (rowid, t) values (?, ?)", -1, &w->words, NULL),
         w->db);
}

static void step(struct writer *w, sqlite3_stmt *q)
{
    must(sqlite3_step(q), w->db);
    sqlite3_reset(q);
}

static void insert(struct writer *w, long n, bool all)
{
    char text[80];
    sqlite3_int64 id;

    snprintf(text, sizeof text, "Aplikasi nomor %ld untuk mengukur", n);
    for (int i = 1; i <= COLUMNS; i++)
        must(i % 4 == 0 ? sqlite3_bind_int64(w->row, i, n + i)
                        : sqlite3_bind_text(w->row, i, text, -1, SQLITE_STATIC),
             w->db);
    step(w, w->row);
    if (!all)
        return;
    id = sqlite3_last_insert_rowid(w->db);
    must(sqlite3_bind_int64(w->past, 1, id), w->db);
    step(w, w->past);
    must(sqlite3_bind_int64(w->words, 1, id), w->db);
    must(sqlite3_bind_text(w->words, 2, text, -1, SQLITE_STATIC), w->db);
    step(w, w->words);
}

static int loop(double seconds, long rows, bool all)
{
    struct writer w;
    double begun, took;
    long n = 0;

    writer_open(&w);
    begun = now_s();
    if (rows)
        step(&w, w.begin);
    while (rows ? n < rows : now_s() - begun < seconds) {
        if (!rows)
            step(&w, w.begin);
        insert(&w, n++, all);
        if (!rows)
            step(&w, w.commit);
    }
    if (rows)
        step(&w, w.commit);
    took = now_s() - begun;
    printf("rows=%ld rate=%.1f\n", n, (double) n / took);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    database = argv[2];
    if (strcmp(argv[1], "serve") == 0)
        return serve(argv[3]);
    if (strcmp(argv[1], "insert") == 0 || strcmp(argv[1], "insert3") == 0)
        return loop(strtod(argv[3], NULL), 0, argv[1][6] == '3');
    return strcmp(argv[1], "import") == 0 ? loop(0, strtol(argv[3], NULL, 10), true) : 2;
}
