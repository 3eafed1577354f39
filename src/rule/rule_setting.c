/* SPDX-License-Identifier: MIT
 * rule/rule_setting.c -- what the regulation leaves open and the region decides: values, readings, who changed them and why. */
#include "base/buf.h"
#include "model/event.h"
#include "rule/rule_priv.h"

enum { REASON_MAX = 1000 };

struct sv rule_norm_setting(const struct norm *n)
{
    return n->compiled->every.setting.p ? n->compiled->every.setting : n->compiled->threshold;
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static bool stored(struct db *db, struct arena *a, struct setting *s, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(
                  db,
                  SV("select p.nilai, coalesce(p.alasan, ''), coalesce(k.nama, ''), p.pada from pengaturan p "
                     "left join akun k on k.id = p.oleh where p.kunci = $1"),
                  &q, e) &&
              stmt_text(q, 1, s->key, e) && stmt_step(q, &row, e);

    s->said = ok && row;
    s->value = s->said ? arena_dup(a, stmt_get_text(q, 0)) : s->initial;
    s->reason = s->said ? arena_dup(a, stmt_get_text(q, 1)) : SV_NULL;
    s->by = s->said ? arena_dup(a, stmt_get_text(q, 2)) : SV_NULL;
    s->when = s->said ? arena_dup(a, stmt_get_text(q, 3)) : SV_NULL;
    stmt_done(q);
    return ok;
}

static void declared(const struct json *map, const struct json *heard, struct arena *a,
                     struct setting **items, size_t *n, size_t *cap)
{
    for (const struct json *v = map && map->type == JSON_MAP ? map->first : NULL; v; v = v->next)
        if (!json_get(heard, v->key))
            *ARENA_PUSH(a, *items, *n, *cap) = (struct setting){ .key = v->key,
                                                                 .label = json_text(v, SV("label")),
                                                                 .kind = json_text(v, SV("kind")),
                                                                 .initial = json_text(v, SV("value")),
                                                                 .at = json_text(v, SV("at")),
                                                                 .note = json_text(v, SV("note")),
                                                                 .of = json_get(v, SV("of")) };
}

/* Declared settings, then the program's own, then the days to answer of each clearance ("hari:<clearance>"). */
bool rule_settings(struct db *db, const struct rule *r, struct arena *a, struct setting **out, size_t *n,
                   struct err *e)
{
    const struct json *map = json_get(r->regulation, SV("settings")),
                      *clearances = json_get(r->regulation, SV("clearances"));
    struct setting *items = NULL;
    size_t count = 0, cap = 0;

    declared(map, NULL, a, &items, &count, &cap);
    declared(r->model->settings, map, a, &items, &count, &cap);
    for (const struct json *v = clearances && clearances->type == JSON_MAP ? clearances->first : NULL; v;
         v = v->next)
        *ARENA_PUSH(a, items, count, cap) =
            (struct setting){ .key = arena_printf(a, "hari:%.*s", SV_FMT(v->key)),
                              .label = arena_printf(a, T("Hari kerja untuk menjawab: %.*s"),
                                                    SV_FMT(json_text(v, SV("label")))),
                              .kind = SV("days"),
                              .initial = arena_printf(a, "%lld", (long long) json_number(v, SV("days"), 10)),
                              .at = json_text(v, SV("at")),
                              .note = SV("Peraturan tidak menyebut waktunya.") };
    for (size_t i = 0; i < count; i++)
        if (!stored(db, a, &items[i], e))
            return false;
    *out = items;
    *n = count;
    return arena_ok(a, e);
}

bool rule_setting_past(struct db *db, struct sv key, int limit, struct arena *a, struct setting_change **out,
                       size_t *n, struct err *e)
{
    struct setting_change *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 db,
                 SV("select p.nilai, p.semula, coalesce(p.alasan, ''), coalesce(k.nama, ''), p.pada from "
                    "pengaturan_riwayat p left join akun k on k.id = p.oleh where p.kunci = $1 "
                    "order by p.id desc limit $2"),
                 &q, e) &&
             stmt_text(q, 1, key, e) && stmt_int(q, 2, limit, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct setting_change){ arena_dup(a, stmt_get_text(q, 0)), arena_dup(a, stmt_get_text(q, 1)),
                                     arena_dup(a, stmt_get_text(q, 2)), arena_dup(a, stmt_get_text(q, 3)),
                                     arena_dup(a, stmt_get_text(q, 4)) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

/* --- changing ---------------------------------------------------------------------------------------------------------- */

static bool acceptable(const struct setting *s, struct sv value, struct err *e)
{
    int64_t v;

    if (sv_eq(s->kind, SV("interval")) && !rule_months(value)) {
        err_set(e, ERR_INPUT, T("Interval harus ditulis seperti \"1 years\" atau \"6 months\"."));
        return err_hint(e, T("Pilih jumlah dan satuannya."));
    }
    if ((sv_eq(s->kind, SV("days")) || sv_eq(s->kind, SV("number"))) &&
        (!sv_int(value, &v) || v < 1 || v > 999)) {
        err_set(e, ERR_INPUT, T("Nilai pengaturan harus bilangan 1 sampai 999."));
        return err_hint(e, T("Perbaiki angkanya, lalu simpan lagi."));
    }
    if (s->of && !json_get(s->of, value)) {
        err_set(e, ERR_INPUT, T("Nilai itu bukan salah satu pilihan pengaturan ini."));
        return err_hint(e, T("Pilih dari daftarnya."));
    }
    if (value.n > 200) {
        err_set(e, ERR_INPUT, T("Nilai pengaturan terlalu panjang."));
        return err_hint(e, T("Pakai paling banyak 200 huruf."));
    }
    return true;
}

/* The setting of that key, or a reading as one. */
static bool find(struct db *db, const struct rule *r, struct sv key, struct arena *a, struct setting *out,
                 const struct reading **reading, struct err *e)
{
    struct setting *all;
    size_t n;

    *reading = sv_starts(key, SV(FLOW_READING)) ? rule_reading(r, sv_sub(key, sizeof FLOW_READING - 1, key.n))
                                                : NULL;
    if (*reading) {
        *out = (struct setting){ .key = key, .initial = (*reading)->options[(*reading)->applied].key };
        return stored(db, a, out, e);
    }
    if (!rule_settings(db, r, a, &all, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (sv_eq(all[i].key, key)) {
            *out = all[i];
            return true;
        }
    err_set(e, ERR_MISSING, T("Pengaturan \"%.*s\" tidak ada."), SV_FMT(sv_sub(key, 0, 60)));
    return err_hint(e, T("Lihat daftar pengaturan yang dibuka peraturan ini."));
}

static bool reasoned(const struct setting *s, const struct reading *g, struct sv value, struct sv reason,
                     struct err *e)
{
    if (g && rule_option(g, value) == g->n_options) {
        err_set(e, ERR_INPUT, T("Bacaan \"%.*s\" tidak ada."), SV_FMT(sv_sub(value, 0, 60)));
        return err_hint(e, T("Pilih salah satu bacaan yang tertulis."));
    }
    if (g && s->said && sv_eq(s->value, value)) {
        err_set(e, ERR_INPUT, T("Bacaan itu sudah diterapkan."));
        return err_hint(e, T("Pilih bacaan yang lain, atau biarkan seperti sekarang."));
    }
    if (!reason.n && (g || !sv_eq(s->value, value))) {
        err_set(e, ERR_INPUT, T("Alasannya belum ditulis."));
        return err_hint(e,
                        T("Tulis mengapa daerah memilih begitu; alasan itu tersimpan bersama perubahannya."));
    }
    if (sv_utf8_count(reason) > REASON_MAX) {
        err_set(e, ERR_INPUT, T("Alasannya terlalu panjang."));
        return err_hint(e, T("Pakai paling banyak %d huruf."), (int) REASON_MAX);
    }
    return g || acceptable(s, value, e);
}

struct saving {
    struct db *db;
    const struct actor *who;
    struct sv key, value, before, reason, at;
    int64_t id; /* of the line in the history */
};

static bool save(const struct saving *s, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 s->db,
                 SV("insert into pengaturan (kunci, nilai, oleh, pada, alasan) values ($1, $2, $3, $4, $5) "
                    "on conflict (kunci) do update set nilai = $2, oleh = $3, pada = $4, alasan = $5"),
                 &q, e) &&
             stmt_text(q, 1, s->key, e) && stmt_text(q, 2, s->value, e) && stmt_int(q, 3, s->who->akun, e) &&
             stmt_text(q, 4, s->at, e) && stmt_text(q, 5, s->reason.n ? s->reason : SV_NULL, e) &&
             stmt_step(q, &row, e);

    stmt_done(q);
    q = NULL;
    ok = ok &&
         db_prepare(s->db,
                    SV("insert into pengaturan_riwayat (id, kunci, nilai, semula, alasan, oleh, pada) "
                       "values ($1, $2, $3, $4, $5, $6, $7)"),
                    &q, e) &&
         stmt_int(q, 1, s->id, e) && stmt_text(q, 2, s->key, e) && stmt_text(q, 3, s->value, e) &&
         stmt_text(q, 4, s->before, e) && stmt_text(q, 5, s->reason.n ? s->reason : SV_NULL, e) &&
         stmt_int(q, 6, s->who->akun, e) && stmt_text(q, 7, s->at, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

static bool tell(const struct saving *s, int64_t now, struct arena *a, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 16 * 1024);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    if (s->reason.n)
        jsonw_kstr(&w, "alasan", s->reason);
    jsonw_kstr(&w, "kunci", s->key);
    jsonw_kstr(&w, "nilai", s->value);
    jsonw_kint(&w, "riwayat", s->id);
    jsonw_kstr(&w, "semula", s->before);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && event_other(s->db, SV("pengaturan"), s->who, buf_sv(&b), now, a, e);
    buf_clear(&b);
    return ok;
}

bool rule_setting_put(struct db *db, const struct rule *r, const struct records *rs, const struct actor *who,
                      struct sv key, struct sv value, struct sv reason, struct arena *a, struct err *e)
{
    struct saving s = { db, who, key, value, SV_NULL, sv_trim(reason), SV_NULL, 0 };
    const struct reading *g;
    struct setting set;

    if (!who_may_write(who) || (!who->administrator && !who->system)) {
        err_set(e, ERR_DENIED, T("Pengaturan diubah oleh administrator."));
        return err_hint(e, T("Mintalah administrator mengubahnya."));
    }
    if (!find(db, r, key, a, &set, &g, e) || !reasoned(&set, g, value, s.reason, e))
        return false;
    s.before = set.value;
    s.at = arena_dup(a, sv_of(time_iso(rs->now()).s));
    /* Everything that counts with the setting is judged again. */
    return db_one_int(db, SV("select coalesce(max(id), 0) + 1 from pengaturan_riwayat"), 1, &s.id, e) &&
           save(&s, e) && tell(&s, rs->now(), a, e) && rule_mark(db, SV(RULE_MARK_SETTINGS), e);
}
