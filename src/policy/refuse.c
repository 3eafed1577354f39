/* SPDX-License-Identifier: MIT
 * policy/refuse.c -- the hub's own answers: codes, statuses, sentences. */
#include "policy/refuse.h"

#include "base/buf.h"
#include "base/err.h"
#include "json/json.h"

#include <assert.h>

enum office { HUB, PROVIDER, CONSUMER };

struct row {
    const char *code, *xroad;
    unsigned status;
    enum office office;
    const char *title, *detail,
        *step; /* {layanan} {konsumen} {perjanjian} {alasan} {pasal} {jendela} are filled in */
};

static const struct row rows[REFUSE_COUNT] = {
    [REFUSE_NOT] = { "", "", 200, HUB, "", "", "" },
    [REFUSE_PATH] = { "jalur_tidak_baku", "client.bad_request", 400, CONSUMER,
                      T("Jalur permintaan tidak baku"),
                      T("Jalur memuat ruas kosong, titik, atau tanda yang tidak semestinya disandikan, sehingga dapat dibaca "
                        "berbeda-beda."),
                      T("Kirim jalur dalam bentuk baku: tanpa //, tanpa . atau .., tanpa %2F, %5C, atau sandi huruf biasa.") },
    [REFUSE_METHOD] = { "metode_tidak_dikenal", "client.bad_request", 400, CONSUMER,
                        T("Metode tidak dikenal"),
                        T("Penghubung meneruskan GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, dan TRACE."),
                        T("Pakai salah satu metode itu.") },
    [REFUSE_XROAD_VERSION] = { "versi_tidak_dikenal", "client.invalid_protocol_version", 400, CONSUMER,
                               T("Bentuk alamat X-Road tidak dikenal"),
                               T("Alamat harus /r1/instans/kelas/anggota/subsistem/layanan."),
                               T("Periksa kelima bagian alamat dan tandanya.") },
    [REFUSE_XROAD_CLIENT] = { "klien_tidak_tertulis", "client.missing_header", 400, CONSUMER,
                              T("Kepala X-Road-Client tidak ada atau tidak terbaca"),
                              T("Setiap panggilan /r1 menyebut pemanggilnya satu kali: instans/kelas/anggota[/subsistem]."),
                              T("Kirim satu kepala X-Road-Client dalam bentuk itu.") },
    [REFUSE_HEADER] = { "kepala_tidak_terbaca", "client.bad_request", 400, CONSUMER,
                        T("Kepala permintaan tidak terbaca"),
                        T("Salah satu kepala permintaan tidak berbentuk seperti yang ditetapkan, atau dikirim dua kali."),
                        T("Periksa kepala X-Road, X-API-Key, Authorization, dan Signature.") },
    [REFUSE_DIGEST] = { "isi_tidak_cocok", "client.bad_request", 400, CONSUMER,
                        T("Isi tidak cocok dengan Content-Digest"),
                        T("Content-Digest tidak terbaca, atau bukan milik isi yang diterima."),
                        T("Hitung ulang Content-Digest (sha-256 atau sha-512) atas isi yang dikirim; bila permintaan ditandatangani, "
                          "tanda tangani lagi.") },
    [REFUSE_NOBODY] = { "identitas_tidak_terbukti", "client.access_denied", 401, CONSUMER,
                        T("Pemanggil tidak terbukti"),
                        T("Permintaan tidak membawa bukti identitas; kepala yang hanya menyebut nama tidak membuktikan apa pun."),
                        T("Pakai sertifikat klien, token, tanda tangan RFC 9421, atau X-API-Key yang terdaftar.") },
    [REFUSE_KEY_UNKNOWN] = { "kunci_tidak_dikenal", "client.access_denied", 401, CONSUMER,
                             T("Kunci tidak dikenal"),
                             T("Kunci atau sertifikat yang dipakai tidak terdaftar pada konsumen mana pun, atau sudah dicabut."),
                             T("Daftarkan kunci di halaman konsumen, atau pakai kunci yang masih terdaftar.") },
    [REFUSE_KEY_EARLY] = { "kunci_belum_berlaku", "client.access_denied", 401, CONSUMER,
                           T("Kunci belum berlaku"),
                           T("Kunci terdaftar, tetapi masa berlakunya belum mulai."),
                           T("Tunggu hari mulainya.") },
    [REFUSE_KEY_LATE] = { "kunci_kedaluwarsa", "client.access_denied", 401, CONSUMER,
                          T("Masa berlaku kunci sudah lewat"),
                          T("Kunci milik {konsumen} tidak berlaku lagi."),
                          T("Daftarkan kunci baru di halaman konsumen.") },
    [REFUSE_TOKEN] = { "token_tidak_sah", "client.access_denied", 401, CONSUMER, T("Token tidak sah"),
                       T("Token tidak terbaca, bukan dari penghubung ini, atau kuncinya sudah dicabut."),
                       T("Minta token baru di /oauth2/token.") },
    [REFUSE_TOKEN_LATE] = { "token_kedaluwarsa", "client.access_denied", 401, CONSUMER,
                            T("Token kedaluwarsa"), T("Token berlaku 15 menit dan waktunya sudah lewat."),
                            T("Minta token baru di /oauth2/token.") },
    [REFUSE_TOKEN_HOLDER] = { "token_bukan_milik_pemegang", "client.access_denied", 401, CONSUMER,
                              T("Token dipakai tanpa kuncinya"),
                              T("Token terikat pada sertifikat yang tidak dipakai pada sambungan ini."),
                              T("Pakai sertifikat yang sama dengan saat meminta token.") },
    [REFUSE_SIGNATURE] = { "tanda_tangan_tidak_sah", "client.access_denied", 401, CONSUMER,
                           T("Tanda tangan tidak sah"),
                           T("Tanda tangan tidak terbaca, tidak mencakup bagian wajib, bukan dari kunci yang disebut, atau tidak bertanda "
                             "penghubung."),
                           T("Cakup @method, @authority, @path, @query, content-digest, dan kepala X-Road, dengan tag=\"penghubung\"; lihat "
                             "dokumentasi penghubung.") },
    [REFUSE_SIGNATURE_PART] = { "bagian_tidak_terbaca", "client.access_denied", 401, CONSUMER,
                                T("Tanda tangan mencakup bagian yang tidak dapat dibaca"),
                                T("Salah satu bagian yang dicakup tidak ada pada permintaan, tidak dikenal, baru datang sesudah "
                                  "isi (;tr), milik jawaban (;req, @status), atau bukan bidang terstruktur (;sf, ;key)."),
                                T("Cakup hanya bagian yang ada pada permintaan, dengan parameter yang berlaku baginya.") },
    [REFUSE_SIGNATURE_LATE] = { "tanda_tangan_lewat_waktu", "client.access_denied", 401, CONSUMER,
                                T("Waktu tanda tangan di luar batas"),
                                T("created lebih tua dari 300 detik, di masa depan, sebelum penghubung dimulai, atau expires "
                                  "sudah lewat."),
                                T("Samakan jam sistem Anda, lalu tanda tangani ulang.") },
    [REFUSE_REPLAY] = { "permintaan_diulang", "client.access_denied", 401, CONSUMER,
                        T("Permintaan ini sudah pernah diterima"),
                        T("nonce yang sama sudah dipakai, atau tidak ada."),
                        T("Buat nonce baru untuk setiap permintaan, lalu tanda tangani ulang.") },
    [REFUSE_CONTRADICTION] = { "bukti_bertentangan", "client.access_denied", 401, CONSUMER,
                               T("Bukti identitas bertentangan"),
                               T("Permintaan membawa bukti milik dua konsumen yang berbeda."),
                               T("Kirim bukti satu konsumen saja.") },
    [REFUSE_CONSUMER_CLOSED] = { "konsumen_ditutup", "client.access_denied", 403, HUB,
                                 T("Konsumen sedang ditutup"),
                                 T("{konsumen} tidak boleh memanggil: {alasan}."),
                                 T("Hubungi penanggung jawab penghubung.") },
    [REFUSE_CLAIM] = { "klien_bukan_pemilik", "client.access_denied", 403, CONSUMER,
                       T("X-Road-Client bukan milik pemegang kunci"),
                       T("Kunci yang terbukti milik {konsumen}, sedangkan X-Road-Client menyebut pihak lain."),
                       T("Samakan X-Road-Client dengan konsumen yang terdaftar.") },
    [REFUSE_SERVICE_UNKNOWN] = { "layanan_tidak_dikenal", "client.unknown_service", 404, HUB,
                                 T("Layanan tidak dikenal"),
                                 T("Tidak ada layanan dengan nama itu di penghubung ini."),
                                 T("Lihat katalog layanan, lalu periksa alamatnya.") },
    [REFUSE_SERVICE_CLOSED] = { "layanan_ditutup", "server.serverproxy.service_disabled", 503, PROVIDER,
                                T("Layanan sedang ditutup"), T("{layanan} ditutup: {alasan}{pasal}."),
                                T("Penyedia memenuhi syarat itu; layanan terbuka kembali dengan sendirinya.") },
    [REFUSE_DOCUMENT] = { "uraian_tidak_ada", "client.unknown_service", 404, PROVIDER,
                          T("Uraian layanan tidak ada"),
                          T("{layanan} tidak menyimpan dokumen OpenAPI, atau belum terbaca."),
                          T("Minta penyedia mengunggah dokumennya.") },
    [REFUSE_NO_AGREEMENT] = { "tanpa_perjanjian", "server.serverproxy.access_denied", 403, PROVIDER,
                              T("Tidak ada kesepakatan berbagi pakai data"),
                              T("{konsumen} tidak memiliki kesepakatan berbagi pakai data atas {layanan}."),
                              T("Ajukan kesepakatan kepada penyedia melalui halaman penghubung.") },
    [REFUSE_AGREEMENT_HELD] = { "perjanjian_ditangguhkan", "server.serverproxy.access_denied", 403, PROVIDER,
                                T("Kesepakatan sedang ditangguhkan"),
                                T("Kesepakatan {perjanjian} ditangguhkan: {alasan}."),
                                T("Hubungi penyedia layanan.") },
    [REFUSE_AGREEMENT_EARLY] = { "perjanjian_belum_berlaku", "server.serverproxy.access_denied", 403,
                                 PROVIDER, T("Kesepakatan belum berlaku"),
                                 T("Hari pertama kesepakatan {perjanjian} belum tiba."),
                                 T("Tunggu hari pertamanya.") },
    [REFUSE_AGREEMENT_LATE] = { "perjanjian_berakhir", "server.serverproxy.access_denied", 403, PROVIDER,
                                T("Kesepakatan sudah berakhir"),
                                T("Hari terakhir kesepakatan {perjanjian} sudah lewat."),
                                T("Ajukan perpanjangan kepada penyedia melalui halaman penghubung.") },
    [REFUSE_OPERATION] = { "operasi_di_luar_perjanjian", "server.serverproxy.access_denied", 403, PROVIDER,
                           T("Operasi tidak termasuk dalam kesepakatan"),
                           T("Metode dan jalur ini tidak dibuka untuk {konsumen} dalam kesepakatan atas {layanan}."),
                           T("Pakai operasi yang disepakati, atau ajukan perubahan kesepakatan.") },
    [REFUSE_HOURS] = { "di_luar_jam", "server.serverproxy.access_denied", 403, PROVIDER,
                       T("Di luar jam kesepakatan"),
                       T("Kesepakatan {perjanjian} hanya berlaku pada hari dan jam tertentu."),
                       T("Ulangi pada jam yang disepakati.") },
    [REFUSE_QUOTA] = { "kuota_habis", "server.serverproxy.access_denied", 429, PROVIDER, T("Kuota habis"),
                       T("Kuota per {jendela} menurut kesepakatan {perjanjian} sudah terpakai."),
                       T("Tunggu sampai waktu pada kepala Retry-After, atau ajukan kuota yang lebih besar.") },
    [REFUSE_TOO_LARGE] = { "isi_terlalu_besar", "client.bad_request", 413, CONSUMER,
                           T("Isi permintaan terlalu besar"),
                           T("Isi melebihi yang boleh disimpan sebelum diteruskan untuk {layanan}."),
                           T("Kirim isi yang lebih kecil, atau tanpa tanda tangan melalui /hub.") },
    [REFUSE_PROVIDER_DOWN] = { "penyedia_tidak_terjangkau", "server.serverproxy.network_error", 502, PROVIDER,
                               T("Sistem penyedia tidak menjawab dengan benar"),
                               T("Sambungan ke sistem {layanan} gagal, terputus, atau jawabannya rusak."),
                               T("Ulangi nanti; bila tetap begini, hubungi penyedia layanan.") },
    [REFUSE_PROVIDER_SLOW] = { "penyedia_terlambat", "server.serverproxy.network_error", 504, PROVIDER,
                               T("Sistem penyedia terlalu lama menjawab"),
                               T("Sistem {layanan} tidak menjawab dalam batas waktunya."),
                               T("Ulangi nanti; bila tetap begini, hubungi penyedia layanan.") },
    [REFUSE_NO_POLICY] = { "penghubung_belum_siap", "server.clientproxy.internal_error", 503, HUB,
                           T("Penghubung belum siap"),
                           T("Kebijakan penghubung belum ada atau rusak, jadi tidak ada panggilan yang dapat dinilai."),
                           T("Ulangi sebentar lagi; bila tetap begini, hubungi penanggung jawab penghubung.") },
    [REFUSE_RECEIPTS] = { "bukti_tidak_dapat_ditulis", "server.clientproxy.logging_failed", 503, HUB,
                          T("Bukti pertukaran tidak dapat ditulis"),
                          T("Penyimpanan bukti penuh atau rusak; tanpa bukti, data tidak dipertukarkan."),
                          T("Ulangi nanti; penghubung terbuka kembali dengan sendirinya setelah penyimpanan pulih.") },
    [REFUSE_BUSY] = { "penghubung_penuh", "server.clientproxy.internal_error", 503, HUB,
                      T("Penghubung terlalu sibuk"), T("Tempat untuk mencatat permintaan ini sedang penuh."),
                      T("Ulangi beberapa detik lagi.") },
    [REFUSE_FAULT] = { "penghubung_terganggu", "server.clientproxy.internal_error", 500, HUB,
                       T("Gangguan pada penghubung"), T("Penghubung gagal mengolah permintaan ini."),
                       T("Ulangi; bila tetap begini, sebutkan nomor rujukan kepada penanggung jawab penghubung.") },
};

struct sv refuse_code(enum refuse r)
{
    assert(r < REFUSE_COUNT && rows[r].code);
    return sv_of(rows[r].code);
}

unsigned refuse_status(enum refuse r)
{
    assert(r < REFUSE_COUNT && rows[r].code);
    return rows[r].status;
}

struct sv refuse_xroad(enum refuse r)
{
    assert(r < REFUSE_COUNT && rows[r].code);
    return sv_of(rows[r].xroad);
}

enum refuse refuse_of_code(struct sv code)
{
    for (int r = REFUSE_NOT + 1; r < REFUSE_COUNT; r++)
        if (sv_eq(code, sv_of(rows[r].code)))
            return (enum refuse) r;
    return REFUSE_COUNT;
}

struct sv refuse_title(enum refuse r)
{
    assert(r < REFUSE_COUNT && rows[r].code);
    return sv_of(rows[r].title);
}

struct sv refuse_step(enum refuse r)
{
    assert(r < REFUSE_COUNT && rows[r].code);
    return sv_of(rows[r].step);
}

enum refuse_office refuse_office(enum refuse r)
{
    assert(r < REFUSE_COUNT && rows[r].code);
    return (enum refuse_office) rows[r].office; /* the same three, in the same order */
}

/* --- filling in -------------------------------------------------------------------------------------------------------- */

static const struct policy_service *service_of(const struct refuse_facts *f)
{
    return f->p && f->service >= 0 ? &f->p->service[f->service] : NULL;
}

static struct sv fact(const struct refuse_facts *f, struct sv name)
{
    static const struct sv windows[POLICY_QUOTAS] = { SV_INIT("detik"), SV_INIT("hari"), SV_INIT("bulan"),
                                                      SV_INIT("tahun") };
    const struct policy_service *s = service_of(f);
    const struct policy_consumer *c = f->p && f->consumer >= 0 ? &f->p->consumer[f->consumer] : NULL;
    const struct policy_agreement *g = f->p && f->agreement >= 0 ? &f->p->agreement[f->agreement] : NULL;

    if (sv_eq(name, SV("layanan")))
        return s ? policy_text(f->p, s->title.n ? s->title : s->brief) : SV(T("layanan ini"));
    if (sv_eq(name, SV("konsumen")))
        return c ? policy_text(f->p, c->name) : SV(T("Pemanggil"));
    if (sv_eq(name, SV("perjanjian")))
        return g ? policy_text(f->p, g->number) : SV("");
    if (sv_eq(name, SV("jendela")))
        return f->window >= 0 && f->window < POLICY_QUOTAS ? windows[f->window] : SV("");
    if (sv_eq(name, SV("alasan"))) {
        struct policy_str why = f->why == REFUSE_SERVICE_CLOSED && s   ? s->why_closed
                                : f->why == REFUSE_AGREEMENT_HELD && g ? g->why_held
                                : c                                    ? c->why_closed
                                                                       : (struct policy_str){ 0 };
        return why.n ? policy_text(f->p, why) : SV(T("belum dibuka"));
    }
    return SV("");
}

static void put_sentence(const struct refuse_facts *f, const char *sentence, struct buf *out)
{
    struct sv rest = sv_of(sentence);
    const struct policy_service *s = service_of(f);

    while (rest.n) {
        ptrdiff_t open = sv_find(rest, SV("{")), end = sv_find(rest, SV("}"));
        if (open < 0 || end < open) {
            buf_put(out, rest);
            return;
        }
        struct sv name = sv_sub(rest, (size_t) open + 1, (size_t) (end - open) - 1);
        buf_put(out, sv_sub(rest, 0, (size_t) open));
        if (!sv_eq(name, SV("pasal")))
            buf_put(out, fact(f, name));
        else if (s && s->article.n)
            buf_printf(out, " (%.*s)", SV_FMT(policy_text(f->p, s->article)));
        rest = sv_sub(rest, (size_t) end + 1, rest.n);
    }
}

/* Whose matter it is; .n 0 where even the hub's own office is not known. */
static struct sv office_of(const struct refuse_facts *f, const struct row *r, struct sv *contact)
{
    const struct policy_service *s = service_of(f);
    struct sv office = SV_NULL;

    *contact = SV_NULL;
    if (!f->p)
        return SV_NULL;
    if (r->office == PROVIDER && s) {
        office = policy_text(f->p, s->office);
        *contact = policy_text(f->p, s->contact);
    } else if (r->office == CONSUMER && f->consumer >= 0) {
        office = policy_text(f->p, f->p->consumer[f->consumer].office);
    }
    if (!office.n) {
        office = policy_text(f->p, f->p->meta->office);
        *contact = policy_text(f->p, f->p->meta->contact);
    }
    return office;
}

static void put_office(const struct refuse_facts *f, const struct row *r, struct jsonw *w)
{
    struct sv contact, office = office_of(f, r, &contact);

    if (!f->p)
        return;
    jsonw_kstr(w, "penanggung_jawab", office);
    if (contact.n)
        jsonw_kstr(w, "kontak", contact);
}

void refuse_problem(const struct refuse_facts *f, struct buf *out)
{
    const struct row *r = &rows[f->why];
    const struct policy_service *s = service_of(f);
    struct buf detail;
    struct jsonw w;

    jsonw_init(&w, out);
    jsonw_map(&w);
    buf_init(&detail, 4096);
    buf_printf(&detail, "urn:prasasti:penghubung:%s", r->code);
    jsonw_kstr(&w, "type", buf_sv(&detail));
    buf_reset(&detail);
    jsonw_kstr(&w, "title", sv_of(r->title));
    jsonw_kint(&w, "status", r->status);
    put_sentence(f, r->detail, &detail);
    jsonw_kstr(&w, "detail", buf_sv(&detail));
    buf_clear(&detail);
    jsonw_kstr(&w, "kode", sv_of(r->code));
    jsonw_kstr(&w, "langkah", sv_of(r->step));
    put_office(f, r, &w);
    if (f->why == REFUSE_SERVICE_CLOSED && s && s->article.n)
        jsonw_kstr(&w, "pasal", policy_text(f->p, s->article));
    if (f->retry_s)
        jsonw_kint(&w, "ulangi_setelah_detik", f->retry_s);
    if (f->receipt.n)
        jsonw_kstr(&w, "nomor_rujukan", f->receipt);
    jsonw_end(&w);
    buf_char(out, '\n');
}

/* --- X-Road ------------------------------------------------------------------------------------------------------------- */

enum refuse_form refuse_form(struct sv accept)
{
    struct sv item, type;

    while (sv_cut(&accept, ',', &item)) {
        if (!sv_cut(&item, ';', &type))
            continue;
        type = sv_trim(type);
        if (sv_eq_fold(type, SV("application/xml")))
            return REFUSE_FORM_XML;
        if (sv_eq_fold(type, SV("text/xml")) || sv_eq_fold(type, SV("text/*")))
            return REFUSE_FORM_TEXT_XML;
    }
    return REFUSE_FORM_JSON;
}

struct sv refuse_form_type(enum refuse_form f)
{
    switch (f) {
    case REFUSE_FORM_XML: return SV("application/xml;charset=utf-8");
    case REFUSE_FORM_TEXT_XML: return SV("text/xml;charset=utf-8");
    case REFUSE_FORM_JSON: break;
    }
    return SV("application/json");
}

static void put_xml(struct buf *out, struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '<': buf_put(out, SV("&lt;")); break;
        case '>': buf_put(out, SV("&gt;")); break;
        case '&': buf_put(out, SV("&amp;")); break;
        default: buf_char(out, (unsigned char) s.p[i] < 0x20 ? ' ' : s.p[i]);
        }
}

void refuse_xroad_body(const struct refuse_facts *f, enum refuse_form form, struct buf *out)
{
    const struct row *r = &rows[f->why];
    struct sv contact, office = office_of(f, r, &contact);
    struct buf message;
    struct jsonw w;

    buf_init(&message, 8192);
    put_sentence(f, r->detail, &message);
    buf_printf(&message, " %s", r->step);
    if (office.n) /* X-Road's error has no place of its own for it */
        buf_printf(&message, T(" Penanggung jawab: %.*s."), SV_FMT(office));
    if (contact.n)
        buf_printf(&message, T(" Kontak: %.*s."), SV_FMT(contact));
    if (form == REFUSE_FORM_JSON) {
        jsonw_init(&w, out);
        jsonw_map(&w);
        jsonw_kstr(&w, "type", sv_of(r->xroad));
        jsonw_kstr(&w, "message", buf_sv(&message));
        jsonw_kstr(&w, "detail", f->receipt);
        jsonw_end(&w);
    } else {
        /* checked: the form that X-Road prescribes; what is put in between is escaped */
        buf_put(out, SV("<?xml version=\"1.0\" encoding=\"utf-8\"?><error><type>"));
        put_xml(out, sv_of(r->xroad));
        buf_put(out, SV("</type><message>"));
        put_xml(out, buf_sv(&message));
        buf_put(out, SV("</message><detail>"));
        put_xml(out, f->receipt);
        buf_put(out, SV("</detail></error>"));
    }
    buf_clear(&message);
}
