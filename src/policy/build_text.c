/* SPDX-License-Identifier: MIT
 * policy/build_text.c -- the text form of a policy: JSON in, JSON out. */
#include "policy/build.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "json/json.h"

static const struct {
    const char *word;
    uint32_t bit;
} methods[] = { { "GET", POLICY_GET },         { "HEAD", POLICY_HEAD },   { "POST", POLICY_POST },
                { "PUT", POLICY_PUT },         { "PATCH", POLICY_PATCH }, { "DELETE", POLICY_DELETE },
                { "OPTIONS", POLICY_OPTIONS }, { "TRACE", POLICY_TRACE }, { "*", POLICY_EVERY_METHOD } };
static const char *const quota_words[POLICY_QUOTAS] = { "detik", "hari", "bulan", "tahun" };
static const char *const kind_words[POLICY_KEY_KINDS] = { [POLICY_KEY_API] = "api",
                                                          [POLICY_KEY_CERT] = "sertifikat",
                                                          [POLICY_KEY_ED25519] = "ed25519",
                                                          [POLICY_KEY_P256] = "p256" };

uint32_t policy_method_of(struct sv word)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (sv_eq(word, sv_of(methods[i].word)))
            return methods[i].bit;
    return 0;
}

struct sv policy_method_word(uint32_t bit)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (methods[i].bit == bit)
            return sv_of(methods[i].word);
    return SV_NULL;
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

static struct sv text(const struct json *m, const char *key)
{
    return json_text(m, sv_of(key));
}

static int64_t number(const struct json *m, const char *key)
{
    return json_number(m, sv_of(key), 0);
}

static size_t count(const struct json *list)
{
    return list && list->type == JSON_LIST ? list->n : 0;
}

static bool wrong(struct err *e, const struct json *at, const char *key)
{
    return err_set(e, ERR_INPUT, T("Kebijakan baris %d: \"%s\" tidak terbaca"), at ? at->line : 0, key);
}

static bool read_time(const struct json *m, const char *key, int64_t *out, struct err *e)
{
    return time_parse(text(m, key), out) || wrong(e, m, key);
}

static bool read_digest(const struct json *m, const char *key, struct arena *a, struct digest *out,
                        struct err *e)
{
    struct sv raw;

    if (!hex_parse(text(m, key), a, &raw) || raw.n != sizeof out->b)
        return wrong(e, m, key);
    memcpy(out->b, raw.p, raw.n);
    return true;
}

static bool read_rules(const struct json *m, const char *key, struct arena *a,
                       const struct policy_in_rule **out, size_t *n, struct err *e)
{
    const struct json *list = json_get(m, sv_of(key));
    struct policy_in_rule *r = ARENA_ARRAY(a, struct policy_in_rule, count(list) + 1);

    *n = 0;
    for (const struct json *i = count(list) ? list->first : NULL; i; i = i->next, ++*n) {
        const struct json *words = json_get(i, SV("metode"));
        r[*n].pattern = text(i, "jalur");
        for (const struct json *w = count(words) ? words->first : NULL; w; w = w->next) {
            uint32_t bit = policy_method_of(w->s);
            if (!bit)
                return wrong(e, i, "metode");
            r[*n].methods |= bit;
        }
        if (!r[*n].pattern.p || !r[*n].methods)
            return wrong(e, i, "jalur");
    }
    *out = r;
    return true;
}

static bool read_service(const struct json *m, struct arena *a, struct policy_in_service *s, struct err *e)
{
    const struct json *closed = json_get(m, SV("tutup")), *shows = json_get(m, SV("kredensial"));

    *s = (struct policy_in_service){ .id = number(m, "id"),
                                     .agency = number(m, "perangkat_daerah"),
                                     .brief = text(m, "kunci"),
                                     .klass = text(m, "kelas"),
                                     .member = text(m, "anggota"),
                                     .subsystem = text(m, "subsistem"),
                                     .code = text(m, "kode"),
                                     .title = text(m, "nama"),
                                     .base_url = text(m, "alamat"),
                                     .address = text(m, "ip"),
                                     .office = text(m, "penanggung_jawab"),
                                     .contact = text(m, "kontak"),
                                     .open = !closed,
                                     .strict = json_flag(m, SV("ketat"), false),
                                     .why_closed = text(closed, "alasan"),
                                     .article = text(closed, "pasal"),
                                     .openapi = text(m, "openapi"),
                                     .header = text(shows, "kepala"),
                                     .credential = text(shows, "isi"),
                                     .spool_max = (uint64_t) number(m, "simpan_maks"),
                                     .timeout_s = (uint32_t) number(m, "batas_waktu") };
    return read_rules(m, "operasi", a, &s->operation, &s->operations, e);
}

static bool read_key(const struct json *m, struct arena *a, struct policy_in_key *k, struct err *e)
{
    struct sv kind = text(m, "jenis");

    *k = (struct policy_in_key){ .id = number(m, "id"), .keyid = text(m, "keyid") };
    for (int i = POLICY_KEY_API; i < POLICY_KEY_KINDS; i++)
        if (sv_eq(kind, sv_of(kind_words[i])))
            k->kind = (enum policy_key_kind) i;
    if (!k->kind)
        return wrong(e, m, "jenis");
    if (k->kind >= POLICY_KEY_ED25519) {
        if (!base64_parse(text(m, "publik"), a, &k->pub))
            return wrong(e, m, "publik");
    } else if (!read_digest(m, "sidik", a, &k->digest, e)) {
        return false;
    }
    return read_time(m, "dari", &k->from, e) && read_time(m, "sampai", &k->until, e);
}

static bool read_consumer(const struct json *m, struct arena *a, struct policy_in_consumer *c, struct err *e)
{
    const struct json *list = json_get(m, SV("kunci"));
    struct policy_in_key *k = ARENA_ARRAY(a, struct policy_in_key, count(list) + 1);

    *c = (struct policy_in_consumer){ .id = number(m, "id"),
                                      .agency = number(m, "perangkat_daerah"),
                                      .name = text(m, "nama"),
                                      .xroad = text(m, "klien"),
                                      .office = text(m, "penanggung_jawab"),
                                      .why_closed = text(m, "tutup"),
                                      .key = k };
    for (const struct json *i = count(list) ? list->first : NULL; i; i = i->next)
        if (!read_key(i, a, &k[c->keys++], e))
            return false;
    return true;
}

static bool read_minutes(struct sv s, uint16_t *out)
{
    int64_t h, m;

    if (s.n != 5 || s.p[2] != ':' || !sv_int(sv_sub(s, 0, 2), &h) || !sv_int(sv_sub(s, 3, 2), &m) || h < 0 ||
        m < 0 || h > 24 || m > 59)
        return false;
    *out = (uint16_t) (h * 60 + m);
    return true;
}

static bool read_windows(const struct json *m, struct arena *a, struct policy_in_agreement *g, struct err *e)
{
    const struct json *list = json_get(m, SV("jam"));
    struct policy_in_window *w = ARENA_ARRAY(a, struct policy_in_window, count(list) + 1);

    g->window = w;
    for (const struct json *i = count(list) ? list->first : NULL; i; i = i->next, w++, g->windows++) {
        const struct json *days = json_get(i, SV("hari"));
        for (const struct json *d = count(days) ? days->first : NULL; d; d = d->next) {
            if (d->type != JSON_INT || d->i < 1 || d->i > 7)
                return wrong(e, i, "hari");
            w->days = (uint8_t) (w->days | 1u << (d->i - 1));
        }
        if (!read_minutes(text(i, "dari"), &w->from_min) || !read_minutes(text(i, "sampai"), &w->until_min))
            return wrong(e, i, "dari");
    }
    return true;
}

static bool read_agreement(const struct json *m, struct arena *a, struct policy_in_agreement *g,
                           struct err *e)
{
    const struct json *quota = json_get(m, SV("kuota"));

    *g = (struct policy_in_agreement){ .id = number(m, "id"),
                                       .consumer = number(m, "konsumen"),
                                       .service = number(m, "layanan"),
                                       .version = (uint32_t) number(m, "versi"),
                                       .number = text(m, "nomor"),
                                       .purpose = text(m, "tujuan"),
                                       .basis = text(m, "dasar"),
                                       .why_held = text(m, "tangguh"),
                                       .strict = json_flag(m, SV("ketat"), false) };
    for (size_t i = 0; i < POLICY_QUOTAS; i++) {
        int64_t n = number(quota, quota_words[i]);
        if (n < 0 || n > UINT32_MAX)
            return wrong(e, m, "kuota");
        g->quota[i] = (uint32_t) n;
    }
    return read_time(m, "dari", &g->from, e) && read_time(m, "sampai", &g->until, e) &&
           read_rules(m, "aturan", a, &g->rule, &g->rules, e) && read_windows(m, a, g, e);
}

static bool read_token_keys(const struct json *list, struct arena *a, struct policy_in *out, struct err *e)
{
    struct sv raw;

    for (const struct json *i = count(list) ? list->first : NULL; i; i = i->next) {
        if (out->token_keys == POLICY_TOKEN_KEYS || i->type != JSON_STR || !base64_parse(i->s, a, &raw) ||
            raw.n != 32)
            return wrong(e, list, "kunci_token");
        memcpy(out->token_key[out->token_keys++], raw.p, 32);
    }
    return true;
}

bool policy_parse(struct sv source, struct arena *a, struct policy_in *out, struct err *e)
{
    struct json *m;

    if (!json_parse(source, 4 * POLICY_MAX_BYTES, a, &m, e))
        return false;
    const struct json *services = json_get(m, SV("layanan")), *consumers = json_get(m, SV("konsumen")),
                      *agreements = json_get(m, SV("perjanjian"));
    struct policy_in_service *s = ARENA_ARRAY(a, struct policy_in_service, count(services) + 1);
    struct policy_in_consumer *c = ARENA_ARRAY(a, struct policy_in_consumer, count(consumers) + 1);
    struct policy_in_agreement *g = ARENA_ARRAY(a, struct policy_in_agreement, count(agreements) + 1);
    struct policy_in in = { .version = (uint64_t) number(m, "versi"),
                            .zone_min = (int32_t) number(m, "zona_menit"),
                            .instance = text(m, "instans"),
                            .hub = text(m, "penghubung"),
                            .region = text(m, "wilayah"),
                            .office = text(m, "penanggung_jawab"),
                            .contact = text(m, "kontak"),
                            .service = s,
                            .consumer = c,
                            .agreement = g };

    if (text(m, "dibuat").n && !read_time(m, "dibuat", &in.made_at, e))
        return false;
    if (!read_token_keys(json_get(m, SV("kunci_token")), a, &in, e))
        return false;
    for (const struct json *i = count(services) ? services->first : NULL; i; i = i->next)
        if (!read_service(i, a, &s[in.services++], e))
            return false;
    for (const struct json *i = count(consumers) ? consumers->first : NULL; i; i = i->next)
        if (!read_consumer(i, a, &c[in.consumers++], e))
            return false;
    for (const struct json *i = count(agreements) ? agreements->first : NULL; i; i = i->next)
        if (!read_agreement(i, a, &g[in.agreements++], e))
            return false;
    *out = in;
    return arena_ok(a, e);
}

/* --- showing ------------------------------------------------------------------------------------------------------------- */

struct show {
    const struct policy *p;
    struct jsonw w;
    struct arena *a;
};

static void put(struct show *s, const char *key, struct policy_str v)
{
    if (v.n)
        jsonw_kstr(&s->w, key, policy_text(s->p, v));
}

static void put_time(struct show *s, const char *key, int64_t t)
{
    struct date_text iso = time_iso(t);

    jsonw_kstr(&s->w, key, sv_of(iso.s));
}

static void show_rules(struct show *s, const char *key, struct policy_range r)
{
    jsonw_key(&s->w, sv_of(key));
    jsonw_list(&s->w);
    for (uint32_t i = r.first; i < r.first + r.n; i++) {
        jsonw_map(&s->w);
        jsonw_key(&s->w, SV("metode"));
        jsonw_list(&s->w);
        for (uint32_t bit = 1; bit < POLICY_EVERY_METHOD; bit *= 2)
            if (s->p->rule[i].methods & bit)
                jsonw_str(&s->w, policy_method_word(bit));
        jsonw_end(&s->w);
        jsonw_kstr(&s->w, "jalur", policy_text(s->p, s->p->rule[i].pattern));
        jsonw_end(&s->w);
    }
    jsonw_end(&s->w);
}

static void show_service(struct show *s, const struct policy_service *v)
{
    struct sv host = policy_text(s->p, v->host), base = policy_text(s->p, v->base);
    struct jsonw *w = &s->w;
    char url[4096], ip[64];
    int n = snprintf(url, sizeof url, "%s://%.*s%.*s", v->flags & POLICY_SERVICE_TLS ? "https" : "http",
                     SV_FMT(host), SV_FMT(base));

    jsonw_map(w);
    jsonw_kint(w, "id", v->id);
    jsonw_kint(w, "perangkat_daerah", v->agency);
    put(s, "kunci", v->brief);
    put(s, "nama", v->title);
    put(s, "kelas", v->klass);
    put(s, "anggota", v->member);
    put(s, "subsistem", v->subsystem);
    put(s, "kode", v->code);
    jsonw_kstr(w, "alamat", (struct sv){ url, (size_t) n });
    if (v->family == 4) {
        n = snprintf(ip, sizeof ip, "%u.%u.%u.%u", v->address[0], v->address[1], v->address[2],
                     v->address[3]);
        jsonw_kstr(w, "ip", (struct sv){ ip, (size_t) n });
    } else if (v->family == 6) {
        n = 0;
        for (size_t i = 0; i < 16; i += 2)
            n += snprintf(ip + n, sizeof ip - (size_t) n, "%s%x", i ? ":" : "",
                          (unsigned) v->address[i] << 8 | v->address[i + 1]);
        jsonw_kstr(w, "ip", (struct sv){ ip, (size_t) n });
    }
    put(s, "penanggung_jawab", v->office);
    put(s, "kontak", v->contact);
    if (!(v->flags & POLICY_SERVICE_OPEN)) {
        jsonw_key(w, SV("tutup"));
        jsonw_map(w);
        put(s, "alasan", v->why_closed);
        put(s, "pasal", v->article);
        jsonw_end(w);
    }
    if (v->flags & POLICY_SERVICE_STRICT)
        jsonw_kbool(w, "ketat", true);
    put(s, "openapi", v->openapi);
    if (v->header.n) { /* its value is nobody's business */
        jsonw_key(w, SV("kredensial"));
        jsonw_map(w);
        put(s, "kepala", v->header);
        jsonw_end(w);
    }
    jsonw_kint(w, "simpan_maks", (int64_t) v->spool_max);
    jsonw_kint(w, "batas_waktu", v->timeout_s);
    show_rules(s, "operasi", v->operations);
    jsonw_end(w);
}

static void show_key(struct show *s, const struct policy_key *k)
{
    static const size_t bytes[POLICY_KEY_KINDS] = { [POLICY_KEY_ED25519] = 32, [POLICY_KEY_P256] = 65 };
    struct jsonw *w = &s->w;

    jsonw_map(w);
    jsonw_kint(w, "id", k->id);
    jsonw_kstr(w, "jenis", sv_of(kind_words[k->kind]));
    put(s, "keyid", k->keyid);
    if (bytes[k->kind])
        jsonw_kstr(w, "publik", base64_make((struct sv){ (const char *) k->pub, bytes[k->kind] }, s->a));
    else
        jsonw_kstr(w, "sidik", hex_make((struct sv){ (const char *) k->digest, 32 }, s->a));
    put_time(s, "dari", k->from);
    put_time(s, "sampai", k->until);
    jsonw_end(w);
}

static void show_consumer(struct show *s, uint32_t n)
{
    const struct policy_consumer *c = &s->p->consumer[n];

    jsonw_map(&s->w);
    jsonw_kint(&s->w, "id", c->id);
    jsonw_kint(&s->w, "perangkat_daerah", c->agency);
    put(s, "nama", c->name);
    put(s, "klien", c->xroad);
    put(s, "penanggung_jawab", c->office);
    put(s, "tutup", c->why_closed);
    jsonw_key(&s->w, SV("kunci"));
    jsonw_list(&s->w);
    for (uint32_t i = 0; i < s->p->keys; i++)
        if (s->p->key[i].consumer == n)
            show_key(s, &s->p->key[i]);
    jsonw_end(&s->w);
    jsonw_end(&s->w);
}

static void show_windows(struct show *s, struct policy_range r)
{
    char at[16];

    jsonw_key(&s->w, SV("jam"));
    jsonw_list(&s->w);
    for (const struct policy_window *v = s->p->window + r.first; v < s->p->window + r.first + r.n; v++) {
        jsonw_map(&s->w);
        jsonw_key(&s->w, SV("hari"));
        jsonw_list(&s->w);
        for (int d = 0; d < 7; d++)
            if (v->days >> d & 1)
                jsonw_int(&s->w, d + 1);
        jsonw_end(&s->w);
        snprintf(at, sizeof at, "%02d:%02d", v->from_min / 60, v->from_min % 60);
        jsonw_kstr(&s->w, "dari", sv_of(at));
        snprintf(at, sizeof at, "%02d:%02d", v->until_min / 60, v->until_min % 60);
        jsonw_kstr(&s->w, "sampai", sv_of(at));
        jsonw_end(&s->w);
    }
    jsonw_end(&s->w);
}

static void show_agreement(struct show *s, const struct policy_agreement *g)
{
    struct jsonw *w = &s->w;

    jsonw_map(w);
    jsonw_kint(w, "id", g->id);
    put(s, "nomor", g->number);
    jsonw_kint(w, "versi", g->version);
    jsonw_kint(w, "konsumen", s->p->consumer[g->consumer].id);
    jsonw_kint(w, "layanan", s->p->service[g->service].id);
    put(s, "tujuan", g->purpose);
    put(s, "dasar", g->basis);
    put(s, "tangguh", g->why_held);
    put_time(s, "dari", g->from);
    put_time(s, "sampai", g->until);
    if (g->flags & POLICY_AGREEMENT_STRICT)
        jsonw_kbool(w, "ketat", true);
    jsonw_key(w, SV("kuota"));
    jsonw_map(w);
    for (size_t i = 0; i < POLICY_QUOTAS; i++)
        if (g->quota[i])
            jsonw_kint(w, quota_words[i], g->quota[i]);
    jsonw_end(w);
    show_rules(s, "aturan", g->rules);
    show_windows(s, g->windows);
    jsonw_end(w);
}

void policy_show(const struct policy *p, struct buf *out)
{
    struct show s = { .p = p, .a = arena_new((size_t) 4 * POLICY_MAX_BYTES) };
    struct jsonw *w = &s.w;

    jsonw_init(w, out);
    jsonw_map(w);
    jsonw_kint(w, "versi", (int64_t) p->meta->version);
    put_time(&s, "dibuat", p->meta->made_at);
    jsonw_kint(w, "zona_menit", p->meta->zone_min);
    put(&s, "instans", p->meta->instance);
    put(&s, "penghubung", p->meta->hub);
    put(&s, "wilayah", p->meta->region);
    put(&s, "penanggung_jawab", p->meta->office);
    put(&s, "kontak", p->meta->contact);
    jsonw_key(w, SV("kunci_token"));
    jsonw_list(w);
    for (uint32_t i = 0; i < p->meta->token_keys; i++)
        jsonw_str(w, base64_make((struct sv){ (const char *) p->meta->token_key[i], 32 }, s.a));
    jsonw_end(w);
    jsonw_key(w, SV("layanan"));
    jsonw_list(w);
    for (uint32_t i = 0; i < p->services; i++)
        show_service(&s, &p->service[i]);
    jsonw_end(w);
    jsonw_key(w, SV("konsumen"));
    jsonw_list(w);
    for (uint32_t i = 0; i < p->consumers; i++)
        show_consumer(&s, i);
    jsonw_end(w);
    jsonw_key(w, SV("perjanjian"));
    jsonw_list(w);
    for (uint32_t i = 0; i < p->agreements; i++)
        show_agreement(&s, &p->agreement[i]);
    jsonw_end(w);
    jsonw_end(w);
    arena_free(s.a);
}
