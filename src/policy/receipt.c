/* SPDX-License-Identifier: MIT
 * policy/receipt.c -- the canonical payload of a receipt, written straight into a buffer and read back. */
#include "policy/receipt.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "json/json.h"

static const struct sv form = SV_INIT("prasasti/bukti/1");
static const struct sv proof_words[RECEIPT_PROOF_COUNT] = {
    SV_INIT("tidak_ada"), SV_INIT("mtls"), SV_INIT("token"), SV_INIT("tanda_tangan"), SV_INIT("kunci_api"),
};

struct sv receipt_proof_word(enum receipt_proof p)
{
    assert(p < RECEIPT_PROOF_COUNT);
    return proof_words[p];
}

/* --- writing ------------------------------------------------------------------------------------ */

struct out {
    char *p;
    size_t n, cap;
};

static void put(struct out *o, const char *p, size_t n)
{
    assert(n <= o->cap - o->n); /* the ceilings of the texts add up to less than RECEIPT_PAYLOAD_MAX */
    memcpy(o->p + o->n, p, n);
    o->n += n;
}

/* The keys of RFC 8785 stand in the order of their UTF-16 units: ours are ASCII, and receipt_encode() names them sorted. */
static void put_key(struct out *o, struct sv key)
{
    put(o, o->n ? "," : "{", 1);
    put(o, "\"", 1);
    put(o, key.p, key.n);
    put(o, "\":", 2);
}

static size_t unit_length(struct sv s, size_t at)
{
    unsigned char c = (unsigned char) s.p[at];
    size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

    return n <= s.n - at ? n : 0;
}

/* One character as JSON writes it, or a byte that is no UTF-8 as "%XX"; returns how much of `s` it took. */
static size_t spell(struct sv s, size_t at, char out[8], size_t *n)
{
    static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF", letters[] = "btn?fr";
    unsigned char c = (unsigned char) s.p[at];
    size_t take = unit_length(s, at);

    if (c == 0 || take == 0 || (take > 1 && !sv_utf8_ok(sv_sub(s, at, take))) || (c >= 0x80 && take == 1)) {
        memcpy(out, (char[]){ '%', upper[c >> 4], upper[c & 15] }, *n = 3);
        return 1;
    }
    if (c == '"' || c == '\\') {
        memcpy(out, (char[]){ '\\', (char) c }, *n = 2);
    } else if (c >= '\b' && c <= '\r' && c != '\v') {
        memcpy(out, (char[]){ '\\', letters[c - '\b'] }, *n = 2);
    } else if (c < 0x20) {
        memcpy(out, (char[]){ '\\', 'u', '0', '0', lower[c >> 4], lower[c & 15] }, *n = 6);
    } else {
        memcpy(out, s.p + at, *n = take);
    }
    return take;
}

/* How much of `s` from `at` on stands in JSON as it is, up to `max` bytes. */
static size_t plain_run(struct sv s, size_t at, size_t max)
{
    size_t n = 0;

    while (n < max && at + n < s.n && s.p[at + n] >= 0x20 && s.p[at + n] < 0x7f && s.p[at + n] != '"' &&
           s.p[at + n] != '\\')
        n++;
    return n;
}

static void put_text(struct out *o, struct sv key, struct sv s, size_t max)
{
    static const struct sv cut = SV_INIT("\xe2\x80\xa6");
    size_t used = plain_run(s, 0, max - cut.n), n; /* most texts are this and nothing else */
    char piece[8];

    if (sv_empty(s))
        return;
    put_key(o, key);
    put(o, "\"", 1);
    put(o, s.p, used);
    for (size_t at = used; at < s.n; used += n) {
        size_t take = spell(s, at, piece, &n);

        if (used + n + cut.n > max) {
            put(o, cut.p, cut.n);
            break;
        }
        put(o, piece, n);
        at += take;
    }
    put(o, "\"", 1);
}

static void put_int(struct out *o, struct sv key, int64_t v)
{
    char digits[24], *p = digits + sizeof digits;

    if (v < 0)
        v = 0;
    if (v > RECEIPT_INT_MAX)
        v = RECEIPT_INT_MAX;
    do
        *--p = (char) ('0' + v % 10);
    while ((v /= 10) > 0);
    put_key(o, key);
    put(o, p, (size_t) (digits + sizeof digits - p));
}

static void put_digest(struct out *o, struct sv key, const struct digest *d)
{
    static const char hex[] = "0123456789abcdef";
    char text[2 + 2 * sizeof d->b];

    text[0] = text[sizeof text - 1] = '"';
    for (size_t i = 0; i < sizeof d->b; i++) {
        text[1 + 2 * i] = hex[d->b[i] >> 4];
        text[2 + 2 * i] = hex[d->b[i] & 15];
    }
    put_key(o, key);
    put(o, text, sizeof text);
}

static void put_who(struct out *o, const struct receipt *r)
{
    struct uuid_text id = uuid_show(r->id);

    put_text(o, SV("bentuk"), form, RECEIPT_TEXT_MAX);
    put_text(o, SV("id"), sv_of(id.s), RECEIPT_TEXT_MAX);
    put_text(o, SV("identitas"), receipt_proof_word(r->proof), RECEIPT_TEXT_MAX);
    if (r->has_key)
        put_digest(o, SV("identitas_kunci"), &r->key_fingerprint);
    put_text(o, SV("jalur"), r->path, RECEIPT_PATH_MAX);
    put_digest(o, SV("kebijakan_sidik"), &r->policy_digest);
    put_int(o, SV("kebijakan_versi"), r->policy_version);
    put_text(o, SV("konsumen"), r->consumer, RECEIPT_TEXT_MAX);
    if (r->consumer_agency > 0)
        put_int(o, SV("konsumen_pd"), r->consumer_agency);
    if (r->has_query)
        put_digest(o, SV("kueri_sidik"), &r->query_digest);
}

static void put_what(struct out *o, const struct receipt *r)
{
    if (r->provider_us >= 0)
        put_int(o, SV("lama_penyedia_us"), r->provider_us);
    put_int(o, SV("lama_us"), r->total_us);
    put_text(o, SV("layanan"), r->service, RECEIPT_TEXT_MAX);
    put_text(o, SV("metode"), r->method, RECEIPT_TEXT_MAX);
    put_text(o, SV("penolakan"), r->refusal, RECEIPT_TEXT_MAX);
    if (r->provider_agency > 0)
        put_int(o, SV("penyedia_pd"), r->provider_agency);
    put_text(o, SV("perjanjian"), r->agreement, RECEIPT_TEXT_MAX);
    if (!sv_empty(r->agreement))
        put_int(o, SV("perjanjian_versi"), r->agreement_version);
    if (r->has_request_digest)
        put_digest(o, SV("permintaan_sidik"), &r->request_digest);
    put_int(o, SV("permintaan_ukuran"), r->request_bytes);
    put_text(o, SV("pesan"), r->message_id, RECEIPT_TEXT_MAX);
    put_int(o, SV("status"), r->status);
    if (r->has_response_digest)
        put_digest(o, SV("tanggapan_sidik"), &r->response_digest);
    put_int(o, SV("tanggapan_ukuran"), r->response_bytes);
    put_int(o, SV("waktu"), r->time_ms);
}

size_t receipt_encode(const struct receipt *r, char *buf, size_t cap)
{
    struct out o = { .p = buf, .cap = cap };

    assert(cap >= RECEIPT_PAYLOAD_MAX);
    put_who(&o, r);
    put_what(&o, r);
    put(&o, "}", 1);
    return o.n;
}

struct digest receipt_digest(const uint8_t salt[RECEIPT_SALT_BYTES], struct sv payload)
{
    return sha256_parts((struct sv[]){ { (const char *) salt, RECEIPT_SALT_BYTES }, payload }, 2);
}

/* --- reading ------------------------------------------------------------------------------------ */

static bool get_digest(const struct json *map, struct sv key, struct arena *a, struct digest *out)
{
    struct sv text = json_text(map, key), bytes;

    if (text.n != 2 * sizeof out->b || !hex_parse(text, a, &bytes))
        return false;
    memcpy(out->b, bytes.p, sizeof out->b);
    return true;
}

static enum receipt_proof proof_of(struct sv word)
{
    for (enum receipt_proof p = RECEIPT_PROOF_NONE; p < RECEIPT_PROOF_COUNT; p++)
        if (sv_eq(word, proof_words[p]))
            return p;
    return RECEIPT_PROOF_NONE;
}

static void read_fields(const struct json *t, struct arena *a, struct receipt *r)
{
    *r = (struct receipt){
        .consumer = json_text(t, SV("konsumen")),
        .service = json_text(t, SV("layanan")),
        .agreement = json_text(t, SV("perjanjian")),
        .method = json_text(t, SV("metode")),
        .path = json_text(t, SV("jalur")),
        .refusal = json_text(t, SV("penolakan")),
        .message_id = json_text(t, SV("pesan")),
        .consumer_agency = json_number(t, SV("konsumen_pd"), 0),
        .provider_agency = json_number(t, SV("penyedia_pd"), 0),
        .agreement_version = json_number(t, SV("perjanjian_versi"), 0),
        .request_bytes = json_number(t, SV("permintaan_ukuran"), 0),
        .response_bytes = json_number(t, SV("tanggapan_ukuran"), 0),
        .status = json_number(t, SV("status"), 0),
        .total_us = json_number(t, SV("lama_us"), 0),
        .provider_us = json_number(t, SV("lama_penyedia_us"), -1),
        .policy_version = json_number(t, SV("kebijakan_versi"), 0),
        .time_ms = json_number(t, SV("waktu"), 0),
        .proof = proof_of(json_text(t, SV("identitas"))),
    };
    r->has_key = get_digest(t, SV("identitas_kunci"), a, &r->key_fingerprint);
    r->has_query = get_digest(t, SV("kueri_sidik"), a, &r->query_digest);
    r->has_request_digest = get_digest(t, SV("permintaan_sidik"), a, &r->request_digest);
    r->has_response_digest = get_digest(t, SV("tanggapan_sidik"), a, &r->response_digest);
    get_digest(t, SV("kebijakan_sidik"), a, &r->policy_digest);
    uuid_parse(json_text(t, SV("id")), &r->id);
}

/* What was read is written again: only the one canonical form of a receipt yields the same bytes, so every wrong key, type,
 * order or spelling is refused at one place. */
bool receipt_parse(struct sv payload, struct arena *a, struct receipt *out, struct err *e)
{
    struct receipt r;
    struct json *tree;
    char *again;

    if (!json_parse(payload, RECEIPT_PAYLOAD_MAX, a, &tree, e))
        return false;
    read_fields(tree, a, &r);
    again = arena_alloc(a, RECEIPT_PAYLOAD_MAX);
    if (!arena_ok(a, e))
        return false;
    if (!sv_eq(payload, (struct sv){ again, receipt_encode(&r, again, RECEIPT_PAYLOAD_MAX) })) {
        err_set(e, ERR_INPUT, T("Isi bukti pertukaran data tidak dalam bentuk bakunya"));
        return err_hint(e, T("Pakai isi persis seperti yang diberikan penghubung, tanpa diubah susunannya."));
    }
    *out = r;
    return true;
}
