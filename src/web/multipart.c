/* SPDX-License-Identifier: MIT
 * web/multipart.c -- multipart/form-data (RFC 7578) as it arrives, in pieces of any size.
 *
 * Bytes are collected in a window. The delimiter is "\r\n--boundary"; the window starts with "\r\n", so the first one
 * looks like all others. What cannot be the beginning of a delimiter any more leaves the window: into the field or the
 * file of the part, or nowhere (before the first and after the last delimiter). Field texts are kept in memory and count
 * against the arena; files go to the upload folder. */
#include "web/form.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "web/spool.h"

enum state { PREAMBLE, AFTER_DELIMITER, PART_HEAD, PART_DATA, EPILOGUE };

struct multipart {
    struct multipart_sink to;
    struct sv delimiter; /* "\r\n--boundary" */
    enum state state;
    struct buf window;
    size_t at; /* consumed bytes of the window */

    /* the part being read */
    struct sv name, filename, type;
    bool is_file, opened;
    struct buf value;
    struct spool spool;
};

static bool refuse(struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Formulir dengan berkas tidak dapat dibaca: %s"), why);
    return err_hint(e, T("Muat ulang halaman, isi kembali, lalu kirim sekali lagi."));
}

static bool boundary_ok(struct sv b)
{
    if (b.n < 1 || b.n > 70 || b.p[b.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < b.n; i++) {
        char c = b.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              (c && strchr("'()+_,-./:=? ", c))))
            return false;
    }
    return true;
}

bool multipart_begin(struct sv content_type, const struct multipart_sink *sink, struct multipart **out,
                     struct err *e)
{
    struct sv boundary = form_header_param(content_type, "boundary", sink->a);

    if (!boundary_ok(boundary))
        return refuse(e, T("batas antarbagian tidak disebut atau tidak sah"));
    struct multipart *m = ARENA_NEW(sink->a, struct multipart);
    m->to = *sink;
    m->delimiter = arena_printf(sink->a, "\r\n--%.*s", SV_FMT(boundary));
    buf_init(&m->window, (size_t) 1024 * 1024);
    buf_init(&m->value, FORM_VALUE_MAX);
    m->spool.fd = -1;
    buf_put(&m->window, SV("\r\n"));
    *out = m;
    return true;
}

void multipart_drop(struct multipart *m)
{
    if (!m)
        return;
    buf_clear(&m->window);
    buf_clear(&m->value);
    spool_drop(&m->spool);
}

static struct sv ahead(const struct multipart *m)
{
    return sv_sub(buf_sv(&m->window), m->at, m->window.n);
}

/* --- heads of parts ----------------------------------------------------------------------------------------------- */

static bool disposition(struct multipart *m, struct sv value, struct err *e)
{
    struct sv rest = value, kind;

    if (m->name.p)
        return refuse(e, T("satu bagian menyebut namanya dua kali"));
    if (!sv_cut(&rest, ';', &kind) || !sv_eq_fold(sv_trim(kind), SV("form-data")))
        return refuse(e, T("ada bagian yang bukan isian formulir"));
    m->name = form_header_param(value, "name", m->to.a);
    m->filename = form_header_param(value, "filename", m->to.a);
    m->is_file = m->filename.p != NULL;
    if (!m->name.p || m->name.n == 0 || m->name.n > FORM_NAME_MAX || !sv_utf8_ok(m->name))
        return refuse(e, T("ada isian tanpa nama, atau dengan nama yang tidak sah"));
    if (m->is_file && !sv_utf8_ok(m->filename))
        return refuse(e, T("nama berkas bukan teks UTF-8"));
    return true;
}

static bool head_line(struct multipart *m, struct sv line, struct err *e)
{
    struct sv value = line, name;
    const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;

    if (!colon || colon == line.p)
        return refuse(e, T("ada baris kepala bagian yang rusak"));
    sv_cut(&value, ':', &name);
    value = sv_trim(value);
    if (sv_eq_fold(name, SV("Content-Disposition")))
        return disposition(m, value, e);
    if (sv_eq_fold(name, SV("Content-Type"))) {
        m->type = value.n <= 200 && sv_utf8_ok(value) ? arena_dup(m->to.a, value) : SV_NULL;
        return true;
    }
    if (sv_eq_fold(name, SV("Content-Transfer-Encoding")) && !sv_eq_fold(value, SV("binary")) &&
        !sv_eq_fold(value, SV("8bit")) && !sv_eq_fold(value, SV("7bit")))
        return refuse(e, T("ada bagian dengan penyandian yang tidak dikenal"));
    return true; /* others have no meaning in a form */
}

/* head starts with the line end of the delimiter and stops before the empty line. */
static bool head_read(struct multipart *m, struct sv head, struct err *e)
{
    m->name = m->filename = m->type = SV_NULL;
    m->is_file = m->opened = false;
    buf_reset(&m->value);
    head = sv_sub(head, 2, head.n);
    while (head.n) {
        ptrdiff_t end = sv_find(head, SV("\r\n"));
        size_t n = end < 0 ? head.n : (size_t) end;
        if (!head_line(m, sv_sub(head, 0, n), e))
            return false;
        head = sv_sub(head, n + 2, head.n);
    }
    return m->name.p ? true : refuse(e, T("ada bagian tanpa Content-Disposition"));
}

/* --- data of parts ------------------------------------------------------------------------------------------------ */

static bool data_add(struct multipart *m, struct sv data, struct err *e)
{
    if (data.n == 0)
        return true;
    if (!m->is_file) {
        buf_put(&m->value, data);
        return m->value.failed ? refuse(e, T("ada isian yang lebih besar dari 1 MiB")) : true;
    }
    if (!m->opened && !spool_open(m->to.dir, m->to.a, &m->spool, e))
        return false;
    m->opened = true;
    return spool_add(&m->spool, data, e);
}

static bool file_end(struct multipart *m, struct err *e)
{
    /* An input without a choice is sent as a file without name and content. */
    if (!m->opened && m->filename.n == 0)
        return true;
    if (*m->to.n_files >= m->to.max_files) {
        err_set(e, ERR_INPUT, T("Lebih dari %zu berkas dikirim sekaligus"), m->to.max_files);
        return err_hint(e, T("Kirim dalam beberapa kali."));
    }
    if (!m->opened && !spool_open(m->to.dir, m->to.a, &m->spool, e))
        return false;
    spool_end(&m->spool);
    struct web_file *f = ARENA_PUSH(m->to.a, *m->to.files, *m->to.n_files, *m->to.cap_files);
    *f = (struct web_file){ .field = m->name,
                            .name = form_file_name(m->filename, m->to.a),
                            .type = m->type,
                            .path = m->spool.path,
                            .size = m->spool.size,
                            .head = arena_dup(m->to.a, spool_head(&m->spool)),
                            .sha256 = m->spool.sha256 };
    m->spool = (struct spool){ .fd = -1 }; /* the file belongs to the list now */
    return true;
}

static bool part_end(struct multipart *m, struct err *e)
{
    if (m->is_file)
        return file_end(m, e);
    return form_add(m->to.fields, m->to.max_fields, m->name, arena_dup(m->to.a, buf_sv(&m->value)), m->to.a,
                    e);
}

/* --- the window --------------------------------------------------------------------------------------------------- */

/* Passes on what stands before the next delimiter, or all that cannot begin one. *moved: the delimiter was reached. */
static bool to_delimiter(struct multipart *m, bool keep, bool *moved, struct err *e)
{
    struct sv rest = ahead(m);
    ptrdiff_t found = sv_find(rest, m->delimiter);
    size_t n = rest.n >= m->delimiter.n ? rest.n - m->delimiter.n + 1 : 0;

    if (found >= 0)
        n = (size_t) found;
    m->at += n;
    *moved = found >= 0;
    if (keep && !data_add(m, sv_sub(rest, 0, n), e))
        return false;
    if (*moved)
        m->at += m->delimiter.n;
    return true;
}

/* "--" ends the form; blanks and a line end lead to a part's head. */
static bool after_delimiter(struct multipart *m, bool *moved, struct err *e)
{
    enum { BLANKS_MAX = 64 };
    struct sv rest = ahead(m);

    *moved = false;
    while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t'))
        rest = sv_sub(rest, 1, rest.n);
    if (m->window.n - m->at - rest.n > BLANKS_MAX)
        return refuse(e, T("baris batas terlalu panjang"));
    if (rest.n < 2)
        return true;
    if (sv_starts(rest, SV("--")))
        m->state = EPILOGUE;
    else if (sv_starts(rest, SV("\r\n")))
        m->state = PART_HEAD;
    else
        return refuse(e, T("batas antarbagian rusak"));
    m->at = m->window.n - rest.n;
    *moved = true;
    return true;
}

static bool part_head(struct multipart *m, bool *moved, struct err *e)
{
    struct sv rest = ahead(m);
    ptrdiff_t end = sv_find(sv_sub(rest, 0, FORM_PART_HEAD_MAX), SV("\r\n\r\n"));

    *moved = end >= 0;
    if (end < 0)
        return rest.n >= FORM_PART_HEAD_MAX ? refuse(e, T("kepala bagian terlalu panjang")) : true;
    if (!head_read(m, sv_sub(rest, 0, (size_t) end), e))
        return false;
    m->at += (size_t) end + 4;
    m->state = PART_DATA;
    return true;
}

static bool step(struct multipart *m, bool *moved, struct err *e)
{
    switch (m->state) {
    case PREAMBLE:
        if (!to_delimiter(m, false, moved, e))
            return false;
        if (*moved)
            m->state = AFTER_DELIMITER;
        return true;
    case AFTER_DELIMITER: return after_delimiter(m, moved, e);
    case PART_HEAD: return part_head(m, moved, e);
    case PART_DATA:
        if (!to_delimiter(m, true, moved, e))
            return false;
        if (*moved) {
            m->state = AFTER_DELIMITER;
            return part_end(m, e);
        }
        return true;
    case EPILOGUE:
        m->at = m->window.n;
        *moved = false;
        return true;
    }
    return true;
}

bool multipart_add(struct multipart *m, struct sv data, struct err *e)
{
    enum { PIECE = 64 * 1024 };

    while (data.n) {
        struct sv piece = sv_sub(data, 0, PIECE);
        bool moved = true;
        data = sv_sub(data, piece.n, data.n);
        buf_put(&m->window, piece);
        while (moved)
            if (!arena_ok(m->to.a, e) || !step(m, &moved, e))
                return false;
        size_t left = m->window.n - m->at;
        memmove(m->window.p, m->window.p + m->at, left);
        m->window.n = left;
        m->at = 0;
    }
    return true;
}

bool multipart_end(struct multipart *m, struct err *e)
{
    return m->state == EPILOGUE ? true : refuse(e, T("kiriman terpotong sebelum selesai"));
}
