/* SPDX-License-Identifier: MIT
 * app/cmd_proof.c -- prasasti proof: takes one change out of a region as files that anybody can check without us.
 * A proof is a folder, or one JSON file with the same parts; the folder holds isi.json (what was recorded), garam.txt, bukti.tlog-proof, kunci.txt and a line for people. */
#include <dirent.h>
#include <sys/stat.h>

#include "app/args.h"
#include "app/chain.h"
#include "app/cmd.h"
#include "app/open.h"
#include "app/paths.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "json/json.h"
#include "ledger/place.h"
#include "ledger/proof.h"

static const char usage[] = T(
    "prasasti proof export --data FOLDER REGISTER NOMOR [--out FOLDER]   bukti perubahan terakhir satu rekaman\n"
    "prasasti proof check FOLDER|BERKAS.json [--key KUNCI | --policy BERKAS]\n"
    "                                                                    memeriksanya tanpa jaringan dan tanpa basis data;\n"
    "  FOLDER juga boleh berisi banyak bukti, seperti folder bukti dalam paket pemeriksaan: yang tidak sah disebut namanya;\n"
    "  BERKAS kebijakan (C2SP tlog-policy) menyebut buku besar, saksi, dan kuorumnya\n");

enum { PART_MAX = 8 * 1024 * 1024 };

/* --- export ------------------------------------------------------------------------------------------------------------ */

static bool last_event(struct db *db, struct sv reg, struct sv nomor, struct arena *a, struct event *out,
                       struct err *e)
{
    struct stmt *q = NULL;
    int64_t id = 0;
    struct event *events;
    bool row = false, ok;
    size_t n;

    ok = db_prepare(
             db,
             SV("select p.seq from peristiwa p where p.register = $1 and (p.rekaman = $2 or p.isi like $3) "
                "order by p.seq desc limit 1"),
             &q, e) &&
         stmt_text(q, 1, reg, e) && stmt_int(q, 2, sv_int(nomor, &id) ? id : -1, e) &&
         stmt_text(q, 3, arena_printf(a, "%%\"nomor\":\"%.*s\"%%", SV_FMT(nomor)), e) &&
         stmt_step(q, &row, e);
    if (ok && row)
        id = stmt_get_int(q, 0);
    stmt_done(q);
    if (ok && !row) {
        err_set(e, ERR_MISSING, T("Tidak ada peristiwa untuk %.*s %.*s."), SV_FMT(reg), SV_FMT(nomor));
        return err_hint(e, T("Periksa nama register dan nomor rekamannya."));
    }
    ok = ok && event_load(db, id - 1, 1, a, &events, &n, e) && n == 1;
    if (ok)
        *out = events[0];
    return ok;
}

static bool write_part(const char *dir, const char *name, struct sv data, struct arena *a, struct err *e)
{
    return file_write_atomic(paths_join(dir, name, a), data, 0644, e);
}

static bool write_proof(const struct region *r, const struct event *ev, const char *out, struct arena *a,
                        struct err *e)
{
    const char *dir = ledger_place(r->dir, a);
    struct note_key key;
    struct checkpoint head;
    struct tlog_proof proof;
    struct store *store;
    struct sv note;
    bool ok;

    if (!ledger_place_key(r->dir, a, &key, e) ||
        !ledger_head_load(dir, LEDGER_HEAD, &key, a, &note, &head, e))
        return false;
    store = store_open(dir, e);
    ok = store && proof_make(store, note, (uint64_t) ev->seq - 1, a, &proof, e) &&
         file_mkdirs(out, 0755, e) && write_part(out, "isi.json", ev->isi, a, e) &&
         write_part(out, "garam.txt", hex_make(ev->garam, a), a, e) &&
         write_part(out, "waktu.txt", arena_printf(a, "%lld", (long long) ev->waktu), a, e) &&
         write_part(out, "bukti.tlog-proof", proof_text(&proof, a), a, e) &&
         write_part(out, "kunci.txt", note_vkey_make(&key, a), a, e) &&
         write_part(
             out, "BACA.txt",
             SV("Bukti satu perubahan data. Periksa dengan: prasasti proof check FOLDER-INI\n"
                "kunci.txt hanya layak dipercaya bila sama dengan kunci yang diumumkan pemerintah daerah.\n"),
             a, e);
    store_close(store);
    return ok;
}

static int proof_export(const char *data, const char *reg, const char *nomor, const char *out)
{
    struct arena *a = arena_new(64 * 1024 * 1024);
    struct region *r = app_open_region(data);
    struct err e = { 0 };
    struct db *db = NULL;
    struct event ev = { 0 };
    int code = 1;

    if (!r)
        goto out;
    if (!out)
        out = arena_printf(a, "bukti-%s-%s", reg, nomor).p;
    if (!db_lease(r->pool, DB_READ, 10000, &db, &e) ||
        !last_event(db, sv_of(reg), sv_of(nomor), a, &ev, &e) || !write_proof(r, &ev, out, a, &e)) {
        app_failed(&e);
        goto out;
    }
    printf(T("Bukti peristiwa %lld ditulis ke %s\n"), (long long) ev.seq, out);
    code = 0;
out:
    db_release(db);
    region_close(r);
    arena_free(a);
    return code;
}

/* --- check --------------------------------------------------------------------------------------------------------------- */

struct parts {
    struct sv isi, salt, key, proof;
    int64_t time;
    struct sv id; /* of a file: what it says beside the parts, and must say truly */
    int64_t leaf;
};

static bool read_part(const char *dir, const char *name, struct arena *a, struct sv *out, struct err *e)
{
    return file_read(paths_join(dir, name, a), PART_MAX, a, out, e);
}

static bool read_folder(const char *dir, bool want_key, struct arena *a, struct parts *p, struct err *e)
{
    struct sv when;

    if (!read_part(dir, "isi.json", a, &p->isi, e) || !read_part(dir, "garam.txt", a, &p->salt, e) ||
        !read_part(dir, "waktu.txt", a, &when, e) || !read_part(dir, "bukti.tlog-proof", a, &p->proof, e) ||
        (want_key && !read_part(dir, "kunci.txt", a, &p->key, e)))
        return false;
    return sv_int(sv_trim(when), &p->time) || err_set(e, ERR_INPUT, T("waktu.txt rusak."));
}

/* One JSON file, as /ledger/bukti/ID answers: the same parts under the same names. */
static bool read_file(const char *path, struct arena *a, struct parts *p, struct err *e)
{
    struct json *tree;
    struct sv text;

    if (!file_read(path, PART_MAX, a, &text, e) || !json_parse(text, PART_MAX, a, &tree, e))
        return false;
    *p = (struct parts){ .isi = json_text(tree, SV("isi")),
                         .salt = json_text(tree, SV("garam")),
                         .key = json_text(tree, SV("kunci")),
                         .proof = json_text(tree, SV("tlog_proof")),
                         .time = json_number(tree, SV("waktu"), -1),
                         .id = json_text(tree, SV("id")),
                         .leaf = json_number(tree, SV("daun"), -1) };
    if (p->isi.p && p->salt.p && p->key.p && p->proof.p && p->id.p && p->leaf >= 0 &&
        sv_eq(json_text(tree, SV("bentuk")), SV("prasasti/bukti-pertukaran/1")))
        return true;
    err_set(e, ERR_INPUT, T("%s bukan berkas bukti"), path);
    return err_hint(e, T("Pakai jawaban dari alamat /ledger/bukti/NOMOR, tanpa diubah."));
}

/* Who must have signed: a policy with its witnesses, a key that was announced, or the key that came along. */
static bool trusted(const struct parts *p, const char *key_text, const char *policy, struct arena *a,
                    struct quorum **out, struct err *e)
{
    struct note_key *key = arena_alloc(a, sizeof *key);
    struct sv text;

    if (policy)
        return file_read(policy, PART_MAX, a, &text, e) && quorum_parse(text, a, out, e);
    if (!note_vkey_parse(sv_trim(key_text ? sv_of(key_text) : p->key), a, key, e))
        return false;
    *out = quorum_of_log(key, a);
    return true;
}

/* The number by which a receipt is filed is the one that was signed; a folder says neither. */
static bool labels_hold(const struct parts *p, const struct tlog_proof *proof, struct arena *a, struct err *e)
{
    struct json *signed_tree;

    if (!p->id.p)
        return true;
    if (!json_parse(p->isi, PART_MAX, a, &signed_tree, e))
        return false;
    if (!sv_eq(p->id, json_text(signed_tree, SV("id"))))
        return err_set(e, ERR_DENIED,
                       T("Nomor pada berkas (id) bukan nomor bukti dalam isi yang ditandatangani."));
    return (uint64_t) p->leaf == proof->index ||
           err_set(e, ERR_DENIED, T("Nomor daun pada berkas bukan nomor daun dalam bukti."));
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool check(const char *path, const char *key_text, const char *policy, struct arena *a,
                  struct quorum_verdict *verdict, struct err *e)
{
    struct parts p = { .time = -1, .leaf = -1 };
    struct tlog_proof proof;
    struct quorum *q;
    struct digest leaf;
    struct ledger_leaf entry;
    struct sv salt;

    if (is_folder(path) ? !read_folder(path, !key_text && !policy, a, &p, e) : !read_file(path, a, &p, e))
        return false;
    if (!hex_parse(sv_trim(p.salt), a, &salt) || salt.n != LEDGER_SALT_BYTES || p.time < 0)
        return err_set(e, ERR_INPUT, T("Garam atau waktu dalam bukti itu rusak."));
    entry = ledger_leaf_make(p.time, (const uint8_t *) salt.p, p.isi);
    leaf = merkle_leaf(ledger_leaf_sv(&entry));
    return trusted(&p, key_text, policy, a, &q, e) && proof_parse(p.proof, a, &proof, e) &&
           proof_check(&proof, &leaf, q, a, verdict, e) && labels_hold(&p, &proof, a, e);
}

/* A folder of proofs, as a paket pemeriksaan holds them: each that does not hold is named. */
static int check_all(const char *dir, const char *key, const char *policy)
{
    DIR *d = opendir(dir);
    struct arena *a = arena_new(64 * 1024 * 1024);
    size_t good = 0, bad = 0;
    struct dirent *entry;

    while (d && (entry = readdir(d))) {
        struct quorum_verdict verdict;
        struct err e = { 0 };

        arena_reset(a);
        if (entry->d_name[0] == '.')
            continue;
        if (check(paths_join(dir, entry->d_name, a), key, policy, a, &verdict, &e)) {
            good++;
            continue;
        }
        bad++;
        printf(T("TIDAK SAH: %s: %s\n"), entry->d_name, e.text);
    }
    if (d)
        closedir(d);
    arena_free(a);
    printf(T("%zu bukti sah, %zu tidak sah%s\n"), good, bad,
           key || policy || !good ? "." : T("; bandingkan kunci.txt dengan kunci yang diumumkan."));
    return bad || !good ? 3 : 0;
}

static int proof_check_cmd(const char *path, const char *key, const char *policy)
{
    struct arena *a = arena_new(64 * 1024 * 1024);
    struct quorum_verdict verdict;
    struct err e = { 0 };
    bool ok = check(path, key, policy, a, &verdict, &e);

    if (ok) {
        printf(T("Sah: termasuk dalam buku besar %.*s (ukuran %llu)%s\n"), SV_FMT(verdict.head.origin),
               (unsigned long long) verdict.head.size,
               key || policy     ? "."
               : is_folder(path) ? T("; bandingkan kunci.txt dengan kunci yang diumumkan.")
                                 : T("; bandingkan kunci di dalamnya dengan kunci yang diumumkan."));
        for (size_t i = 0; i < verdict.n; i++)
            printf(T("Disaksikan %.*s pada %s.\n"), SV_FMT(verdict.cosigns[i].name),
                   time_iso(verdict.cosigns[i].time).s);
    } else {
        app_failed(&e);
    }
    arena_free(a);
    return ok ? 0 : e.kind == ERR_DENIED ? 3 : 1;
}

/* One proof, be it with a part missing, or nothing that could hold several: then the one complains of what is missing. */
static bool is_proof(const char *dir)
{
    static const char *const parts[] = { "isi.json", "bukti.tlog-proof", "garam.txt" };
    char path[4096];

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, parts[i]);
        if (file_exists(path))
            return true;
    }
    return !is_folder(dir);
}

int cmd_proof(int argc, char **argv)
{
    const char *data = NULL, *out = NULL, *key = NULL, *policy = NULL, *words[3] = { NULL, NULL, NULL };
    const struct args_option options[] = {
        { "data", &data, NULL }, { "out", &out, NULL }, { "key", &key, NULL }, { "policy", &policy, NULL }
    };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 4, .words = words, .min_words = 2, .max_words = 3
    };
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (strcmp(words[0], "check") == 0 && !words[2] && !is_proof(words[1]))
        return check_all(words[1], key, policy);
    if (strcmp(words[0], "check") == 0 && !words[2])
        return proof_check_cmd(words[1], key, policy);
    if (strcmp(words[0], "export") != 0 || !words[2] || !data)
        return args_wrong(
            &spec, T("tulis: export --data FOLDER REGISTER NOMOR, atau check FOLDER (atau berkas JSON)"));
    return proof_export(data, words[1], words[2], out);
}
