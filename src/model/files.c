/* SPDX-License-Identifier: MIT
 * model/files.c -- attachments by digest: stored once, named in `berkas`, visible through the record that holds them. */
#include "model/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "base/hash.h"
#include "json/json.h"
#include "model/event.h"

enum { CHUNK = 64 * 1024, NAME_MAX_BYTES = 180 };

/* --- what the bytes say they are ---------------------------------------------------------------------------------- */

static const struct {
    struct sv magic;
    struct sv type;
} magics[] = {
    { SV_INIT("%PDF-"), SV_INIT("application/pdf") },
    { SV_INIT("\x89PNG\r\n\x1a\n"), SV_INIT("image/png") },
    { SV_INIT("\xff\xd8\xff"), SV_INIT("image/jpeg") },
    { SV_INIT("GIF87a"), SV_INIT("image/gif") },
    { SV_INIT("GIF89a"), SV_INIT("image/gif") },
    { SV_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), SV_INIT("application/x-ole-storage") },
    { SV_INIT("\x1f\x8b"), SV_INIT("application/gzip") },
    { SV_INIT("7z\xbc\xaf\x27\x1c"), SV_INIT("application/x-7z-compressed") },
};

static bool is_program(struct sv head)
{
    return sv_starts(head, SV("MZ")) ||
           sv_starts(head, SV("\x7f"
                              "ELF")) ||
           sv_starts(head, SV("#!")) || sv_starts(head, SV("\xca\xfe\xba\xbe"));
}

static struct sv zip_type(struct sv name)
{
    if (sv_ends(name, SV(".xlsx")))
        return SV("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    if (sv_ends(name, SV(".docx")))
        return SV("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    if (sv_ends(name, SV(".pptx")))
        return SV("application/vnd.openxmlformats-officedocument.presentationml.presentation");
    if (sv_ends(name, SV(".odt")))
        return SV("application/vnd.oasis.opendocument.text");
    if (sv_ends(name, SV(".ods")))
        return SV("application/vnd.oasis.opendocument.spreadsheet");
    return SV("application/zip");
}

static bool looks_like_text(struct sv head)
{
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char) head.p[i];

        if (c < 32 && c != '\n' && c != '\r' && c != '\t' && c != '\f')
            return false;
    }
    return true;
}

static bool sniff(struct sv head, struct sv name, struct arena *a, struct sv *type, struct err *e)
{
    struct sv low = sv_lower(name, a);

    if (head.n == 0) {
        err_set(e, ERR_INPUT, T("Berkas \"%.*s\" kosong."), SV_FMT(name));
        return err_hint(e, T("Periksa berkasnya, lalu unggah lagi."));
    }
    if (is_program(head)) {
        err_set(e, ERR_INPUT, T("Berkas \"%.*s\" adalah program dan tidak dapat disimpan sebagai dokumen."),
                SV_FMT(name));
        return err_hint(e, T("Unggah dokumen (PDF, gambar, Office) atau kemas kode sumber dalam ZIP."));
    }
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
        if (sv_starts(head, magics[i].magic)) {
            *type = magics[i].type;
            return true;
        }
    if (sv_starts(head, SV("PK\x03\x04")) || sv_starts(head, SV("PK\x05\x06")))
        *type = zip_type(low);
    else
        *type = looks_like_text(head) ? SV("text/plain; charset=utf-8") : SV("application/octet-stream");
    return true;
}

/* A base name without control characters and separators; never empty, never hidden. */
static struct sv clean_name(struct sv name, struct arena *a)
{
    char *out;
    size_t n = 0;

    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
            name = sv_sub(name, i, name.n);
            break;
        }
    name = sv_trim(name);
    while (name.n && name.p[0] == '.')
        name = sv_sub(name, 1, name.n);
    if (name.n > NAME_MAX_BYTES) /* keep the ending, it tells people what opens it */
        name = sv_sub(name, name.n - NAME_MAX_BYTES, NAME_MAX_BYTES);
    while (name.n && ((unsigned char) name.p[0] & 0xc0) == 0x80)
        name = sv_sub(name, 1, name.n);
    out = arena_alloc(a, name.n + 1);
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char) name.p[i] >= 32 && name.p[i] != '"' && name.p[i] != 127)
            out[n++] = name.p[i];
    return n ? (struct sv){ out, n } : SV("berkas");
}

/* --- storing ------------------------------------------------------------------------------------------------------- */

bool file_digest(const char *path, struct arena *a, struct digest *d, int64_t *size, struct sv *head,
                 struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *chunk = arena_alloc(a, CHUNK);
    struct sha256 *h;
    ssize_t n;

    if (fd < 0)
        return err_errno(e, T("Membaca berkas"));
    h = sha256_new();
    *size = 0;
    if (head)
        *head = SV("");
    while ((n = read(fd, chunk, CHUNK)) > 0) {
        struct sv part = { chunk, (size_t) n };

        if (*size == 0 && head)
            *head = arena_dup(a, sv_sub(part, 0, 512));
        sha256_add(h, part);
        *size += n;
    }
    if (n < 0)
        err_errno(e, T("Membaca berkas"));
    close(fd);
    *d = sha256_end(h);
    return n == 0;
}

static const char *path_of(const struct records *rs, struct sv hex, struct arena *a)
{
    return arena_printf(a, "%s/%.*s/%.*s", rs->files_dir, 2, hex.p, SV_FMT(hex)).p;
}

static bool sync_path(const char *path, int flags, struct err *e)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (!ok)
        err_errno(e, T("Menyimpan berkas"));
    if (fd >= 0)
        close(fd);
    return ok;
}

/* The bytes reach the disk before the name does, and the name before the row: a power cut leaves no row without its file. */
static bool move_in(const char *from, const char *to, const char *folder, struct arena *a, struct err *e)
{
    struct sv whole;

    if (!sync_path(from, O_RDONLY, e))
        return false;
    if (rename(from, to) == 0)
        return sync_path(folder, O_RDONLY | O_DIRECTORY, e);
    /* Another file system: read and write durably. */
    return file_read(from, FILE_MAX_BYTES, a, &whole, e) && file_write_atomic(to, whole, 0640, e);
}

/* A file of that name and size is that file, for it was put there by rename; one of another size was cut short by a fault
 * of the disk and is put there anew. */
static bool store(const struct records *rs, const char *tmp, struct sv hex, int64_t size, struct arena *a,
                  struct err *e)
{
    const char *to = path_of(rs, hex, a), *folder = arena_printf(a, "%s/%.*s", rs->files_dir, 2, hex.p).p;
    struct stat st;

    if (stat(to, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == size)
        return true;
    return file_mkdirs(folder, 0750, e) && move_in(tmp, to, folder, a, e);
}

/* What a file was when it came in is an event, so that a change of its bytes can be named later. */
static bool note_file(struct db *db, const struct records *rs, const struct actor *who,
                      const struct stored_file *f, struct arena *a, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 4096);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kint(&w, "berkas", f->id);
    jsonw_kstr(&w, "digest", f->digest);
    jsonw_kstr(&w, "nama", f->name);
    jsonw_kint(&w, "ukuran", f->size);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && event_other(db, SV("berkas"), who, buf_sv(&b), rs->now(), a, e);
    buf_clear(&b);
    return ok;
}

bool file_add(struct db *db, const struct records *rs, const struct actor *who, const char *tmp_path,
              struct sv name, struct sv kind, struct arena *a, struct stored_file *out, struct err *e)
{
    struct stored_file f = { .name = clean_name(name, a), .kind = sv_empty(kind) ? SV_NULL : kind };
    struct stmt *q = NULL;
    struct digest d;
    struct sv head = SV_NULL;
    bool row, ok;

    if (!who_may_write(who)) {
        err_set(e, ERR_DENIED, T("Anda tidak berhak mengunggah berkas."));
        return err_hint(e, T("Akun pembaca dan token berlingkup baca hanya dapat membaca."));
    }
    if (!file_digest(tmp_path, a, &d, &f.size, &head, e))
        return false;
    if (f.size > FILE_MAX_BYTES) {
        err_set(e, ERR_INPUT, T("Berkas \"%.*s\" terlalu besar; paling besar 50 MiB."), SV_FMT(f.name));
        return err_hint(e, T("Perkecil atau bagi berkasnya, lalu unggah lagi."));
    }
    if (!sniff(head, f.name, a, &f.type, e))
        return false;
    f.digest = hex_make(digest_sv(&d), a);
    if (!store(rs, tmp_path, f.digest, f.size, a, e) ||
        !db_one_int(db, SV("select coalesce(max(id), 0) + 1 from berkas"), 1, &f.id, e))
        return false;
    ok = db_prepare(db,
                    SV("insert into berkas (id, digest, nama, tipe, ukuran, jenis, oleh, pada) "
                       "values ($1, $2, $3, $4, $5, $6, $7, $8)"),
                    &q, e) &&
         stmt_int(q, 1, f.id, e) && stmt_text(q, 2, f.digest, e) && stmt_text(q, 3, f.name, e) &&
         stmt_text(q, 4, f.type, e) && stmt_int(q, 5, f.size, e) && stmt_text(q, 6, f.kind, e) &&
         stmt_int(q, 7, who->akun, e) && stmt_text(q, 8, sv_of(time_iso(rs->now()).s), e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    ok = ok && note_file(db, rs, who, &f, a, e);
    if (ok)
        *out = f;
    return ok;
}

bool file_info(struct db *db, int64_t id, struct arena *a, struct stored_file *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select digest, nama, tipe, ukuran, jenis from berkas where id = $1"), &q,
                         e) &&
              stmt_int(q, 1, id, e) && stmt_step(q, &row, e);

    if (ok && !row) {
        err_set(e, ERR_MISSING, T("Berkas yang diminta tidak ditemukan."));
        ok = err_hint(e, T("Mungkin rekamannya sudah dihapus, atau Anda tidak berhak melihatnya."));
    }
    if (ok)
        *out = (struct stored_file){ id,
                                     stmt_get_int(q, 3),
                                     arena_dup(a, stmt_get_text(q, 0)),
                                     arena_dup(a, stmt_get_text(q, 1)),
                                     arena_dup(a, stmt_get_text(q, 2)),
                                     arena_dup(a, stmt_get_text(q, 4)) };
    stmt_done(q);
    return ok;
}

struct use {
    struct sv reg, field;
    int64_t id;
};

static bool uses_of(struct db *db, int64_t id, struct arena *a, struct use **out, size_t *n, struct err *e)
{
    struct use *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("select register, rekaman, bidang from berkas_pakai where berkas = $1 "
                                 "order by register, rekaman, bidang limit 1000"),
                              &q, e) &&
                   stmt_int(q, 1, id, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct use){ arena_dup(a, stmt_get_text(q, 0)), arena_dup(a, stmt_get_text(q, 2)),
                          stmt_get_int(q, 1) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

/* Was the file held by a version that this actor may see, field and all? What hung on the record in a secret time only does
 * not come to light when the record does. */
static bool held_in_sight(struct db *db, const struct records *rs, const struct actor *who,
                          const struct reg *reg, const struct field *f, const struct use *u, int64_t file,
                          struct arena *a, bool *held, struct err *e)
{
    struct stmt *q = NULL;
    struct buf sql;
    bool row, ok;

    *held = false;
    buf_init(&sql, 1024);
    buf_put(&sql, SV("select t.perangkat_daerah, t.klasifikasi"));
    if (reg->party) {
        buf_put(&sql, SV(", t."));
        db_ident(&sql, reg->party->field->key);
    }
    buf_put(&sql, SV(" from "));
    db_ident(&sql, arena_printf(a, "%.*s_h", SV_FMT(reg->key)));
    buf_put(&sql, SV(" t where t.id = $1 and t."));
    db_ident(&sql, f->key);
    buf_put(&sql,
            field_is_multi(f) ? SV(" like $2 order by t.versi desc") : SV(" = $2 order by t.versi desc"));
    /* checked: names of loaded metadata */
    ok = db_prepare(db, arena_dup(a, buf_sv(&sql)), &q, e) && stmt_int(q, 1, u->id, e) &&
         (field_is_multi(f) ? stmt_text(q, 2, arena_printf(a, "%%|%lld|%%", (long long) file), e)
                            : stmt_int(q, 2, file, e));
    while (ok && !*held && (ok = stmt_step(q, &row, e)) && row)
        *held = who_may_see_both(who, &rs->model->scheme, &reg->rule, stmt_get_int(q, 0),
                                 reg->party ? stmt_get_int(q, 2) : 0, stmt_get_text(q, 1)) &&
                who_may_field(who, f->see, f->n_see, stmt_get_int(q, 0));
    stmt_done(q);
    buf_clear(&sql);
    return ok;
}

static bool visible_through(struct db *db, const struct records *rs, const struct actor *who,
                            const struct use *u, int64_t file, struct arena *a, bool *visible, struct err *e)
{
    const struct reg *reg = model_reg(rs->model, u->reg);
    const struct field *f = reg ? reg_field(reg, u->field) : NULL;
    struct err why = { 0 };
    struct record *r;

    *visible = false;
    if (!reg || (!f && u->field.n) || !who_may_open(who, &reg->rule))
        return true;
    if (!record_get(db, rs, who, reg, u->id, a, &r, &why)) {
        if (why.kind != ERR_MISSING)
            *e = why;
        return why.kind == ERR_MISSING;
    }
    *visible = !f; /* the scan of a decree belongs to the record as a whole: flow_move.c */
    if (!f || !record_may_see_field(who, r, f))
        return true;
    return held_in_sight(db, rs, who, reg, f, u, file, a, visible, e);
}

bool file_open_for(struct db *db, const struct records *rs, const struct actor *who, int64_t id,
                   struct arena *a, struct stored_file *out, const char **path, struct err *e)
{
    struct use *uses;
    bool visible = false;
    size_t n;

    if (!uses_of(db, id, a, &uses, &n, e))
        return false;
    for (size_t i = 0; i < n && !visible; i++)
        if (!visible_through(db, rs, who, &uses[i], id, a, &visible, e) || !arena_ok(a, e))
            return false;
    if (!visible) {
        err_set(e, ERR_MISSING, T("Berkas yang diminta tidak ditemukan."));
        return err_hint(e, T("Mungkin rekamannya sudah dihapus, atau Anda tidak berhak melihatnya."));
    }
    if (!file_info(db, id, a, out, e))
        return false;
    *path = path_of(rs, out->digest, a);
    return true;
}
