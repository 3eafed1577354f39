/* SPDX-License-Identifier: MIT
 * rule/letters_set.c -- what the region set for its letters: signer, pattern of numbers, copies, its own templates. Table
 * surat_isian; a template is the id of a stored file under "templat:<letter>". */
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "model/event.h"
#include "rule/letters.h"
#include "rule/region.h"
#include "rule/rule_priv.h"

const struct db_migration letters_migrations[] = {
    { "surat-001-isian",
      "create table surat_isian (kunci {text} not null primary key, nilai {text} not null, oleh {int} not null, "
      "pada {text} not null)" },
    { "surat-002-nomor",
      "create table surat_nomor (kantor {int} not null, tahun {int} not null, urut {int} not null, surat {text} not null, "
      "register {text} not null, rekaman {int} not null, kelompok {text} not null, oleh {int} not null, "
      "pada {text} not null, primary key (kantor, tahun, urut))" },
    { "surat-003-kelompok",
      "create unique index surat_nomor_kelompok on surat_nomor (kelompok, surat, register, rekaman)" },
};
const size_t letters_migrations_n = sizeof letters_migrations / sizeof letters_migrations[0];

const struct letter_setting letter_settings[] = {
    { "tempat", T("Tempat surat dibuat"), T("Ibu kota, misalnya Martapura. Kosong: tidak ditulis."), false,
      false },
    { "kode_surat", T("Kode klasifikasi surat"), T("Misalnya 555. Dipakai {kode_surat} pada pola nomor."),
      false, false },
    { "atas_nama", T("Atas nama"), T("Misalnya a.n. Bupati. Kosong: pejabat menandatangani sendiri."), false,
      false },
    { "ttd_nama", T("Nama penanda tangan"), T("Kosong: pejabat tertinggi kantor itu menurut daftar akun."),
      false, false },
    { "ttd_jabatan", T("Jabatan penanda tangan"),
      T("Termasuk Plt. atau Plh. bila demikian. Kosong: menurut daftar akun."), false, false },
    { "ttd_pangkat", T("Pangkat penanda tangan"), T("Misalnya Pembina Utama Muda."), false, false },
    { "ttd_nip", T("NIP penanda tangan"), T("Kosong: menurut daftar akun."), false, false },
    { "pola_nomor", T("Pola nomor surat"),
      T("Yang dapat dipakai: {kode_surat}, {nomor_urut} (atau {nomor_urut:3} untuk 046), {singkatan_kantor}, {bulan_romawi}, {tahun}."),
      true, false },
    { "tembusan", T("Tembusan"), T("Satu penerima satu baris. Kosong: seperti deklarasi surat."), true,
      true },
};
const size_t letter_settings_n = sizeof letter_settings / sizeof letter_settings[0];

struct sv letters_setting_key(const struct letter_setting *s, const struct letter_kind *k, struct arena *a)
{
    return k ? arena_printf(a, "%.*s.%s", SV_FMT(k->key), s->key) : sv_of(s->key);
}

/* --- values -------------------------------------------------------------------------------------------------------------- */

bool letters_get(struct db *db, struct sv key, struct arena *a, struct sv *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select nilai from surat_isian where kunci = $1"), &q, e) &&
                           stmt_text(q, 1, key, e) && stmt_step(q, &row, e);

    *out = ok && row ? arena_dup(a, stmt_get_text(q, 0)) : SV("");
    stmt_done(q);
    return ok;
}

static bool tell(struct db *db, const struct region *r, const struct actor *who, struct sv key,
                 struct sv value, struct sv before, struct sv digest, struct arena *a, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 16 * 1024);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "kunci", key);
    jsonw_kstr(&w, "nilai", value);
    jsonw_kstr(&w, "semula", before);
    if (digest.p)
        jsonw_kstr(&w, "sidik", digest);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && event_other(db, SV("surat"), who, buf_sv(&b), r->records.now(), a, e);
    buf_clear(&b);
    return ok;
}

static bool put(struct db *db, const struct region *r, const struct actor *who, struct sv key,
                struct sv value, struct sv digest, struct arena *a, struct err *e)
{
    struct stmt *q = NULL;
    struct sv before;
    bool row, ok;

    if (!who_may_write(who) || (!who->administrator && !who->system)) {
        err_set(e, ERR_DENIED, T("Templat dan isian surat diubah oleh administrator."));
        return err_hint(e, T("Mintalah administrator mengubahnya."));
    }
    if (!letters_get(db, key, a, &before, e))
        return false;
    if (sv_eq(before, value))
        return true;
    ok = db_prepare(db,
                    SV("insert into surat_isian (kunci, nilai, oleh, pada) values ($1, $2, $3, $4) "
                       "on conflict (kunci) do update set nilai = $2, oleh = $3, pada = $4"),
                    &q, e) &&
         stmt_text(q, 1, key, e) && stmt_text(q, 2, value, e) && stmt_int(q, 3, who->akun, e) &&
         stmt_text(q, 4, sv_of(time_iso(r->records.now()).s), e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok && tell(db, r, who, key, value, before, digest, a, e);
}

bool letters_put(struct db *db, const struct region *r, const struct actor *who, struct sv key,
                 struct sv value, struct arena *a, struct err *e)
{
    if (sv_utf8_count(value) > LETTER_SETTING_MAX) {
        err_set(e, ERR_INPUT, T("Isian surat terlalu panjang."));
        return err_hint(e, T("Pakai paling banyak %d huruf."), (int) LETTER_SETTING_MAX);
    }
    return put(db, r, who, key, sv_trim(value), SV_NULL, a, e);
}

/* --- templates ----------------------------------------------------------------------------------------------------------- */

static struct sv template_key(const struct letter_kind *k, struct arena *a)
{
    return arena_printf(a, "templat:%.*s", SV_FMT(k->key));
}

bool letters_template(struct db *db, const struct region *r, const struct letter_kind *k, bool shipped,
                      struct arena *a, struct sv *bytes, struct stored_file *own, bool *has, struct err *e)
{
    struct sv id;
    int64_t file = 0;

    *has = false;
    if (!letters_get(db, template_key(k, a), a, &id, e))
        return false;
    if (id.n && sv_int(id, &file)) {
        if (!file_info(db, file, a, own, e))
            return false;
        *has = true;
    }
    if (*has && !shipped)
        return file_read(
            arena_printf(a, "%s/%.2s/%.*s", r->records.files_dir, own->digest.p, SV_FMT(own->digest)).p,
            LETTER_MAX_BYTES, a, bytes, e);
    return file_read(arena_printf(a, "%s/letters/%.*s", r->declarations, SV_FMT(k->template)).p,
                     LETTER_MAX_BYTES, a, bytes, e);
}

/* Read and filled once, so that whoever makes a letter later meets no mistake of the template. */
static bool judge(struct db *db, const struct region *r, const struct letter_kind *k, const char *path,
                  struct err *e)
{
    struct arena *a = arena_new(LETTER_ARENA_BYTES);
    struct letter_facts f;
    struct letter_report rep;
    struct buf out;
    struct sv bytes;
    bool ok;

    buf_init(&out, (size_t) 64 << 20);
    ok = file_read(path, LETTER_MAX_BYTES, a, &bytes, e) && letters_sample(db, r, k, a, &f, e) &&
         letters_make(bytes, &f, a, &out, &rep, e);
    buf_clear(&out);
    arena_free(a);
    return ok;
}

bool letters_template_put(struct db *db, const struct region *r, const struct actor *who,
                          const struct letter_kind *k, const char *path, struct sv name, struct arena *a,
                          struct err *e)
{
    struct stored_file f = { .digest = SV_NULL };
    struct sv id = SV("");

    if (path) {
        struct stat st;

        if (stat(path, &st) != 0 || st.st_size > LETTER_MAX_BYTES) {
            err_set(e, ERR_INPUT, T("Templat ini lebih besar dari %d MiB"), LETTER_MAX_BYTES >> 20);
            return err_hint(e, T("Kecilkan gambarnya, lalu unggah lagi."));
        }
        if (!judge(db, r, k, path, e) || !file_add(db, &r->records, who, path, name, SV("templat"), a, &f, e))
            return false;
        id = arena_printf(a, "%lld", (long long) f.id);
    }
    return put(db, r, who, template_key(k, a), id, f.digest, a, e);
}
