/* SPDX-License-Identifier: MIT
 * api/api.c -- the table of routes, and what every handler starts with. */
#include "api/api.h"

#include "api/api_priv.h"

static const struct web_param results_params[] = {
    { .name = "pada", .label = T("Tanggal"), .type = WEB_DATE },
    { 0 },
};

static const struct web_param receipt_params[] = {
    { .name = "bentuk", .label = T("Bentuk"), .type = WEB_ENUM, .of = "json|zip" },
    { 0 },
};

static const struct web_route routes[] = {
    { .path = "/ledger/bukti/{id}",
      .flags = WEB_API | WEB_PUBLIC,
      .params = receipt_params,
      .handle = receipt_get,
      .about = T("Bukti satu pertukaran data melalui penghubung, bagi pihak-pihaknya") },
    { .method = WEB_POST,
      .path = "/saksi/add-checkpoint",
      .flags = WEB_API | WEB_PUBLIC | WEB_ANON | WEB_NO_CSRF | WEB_RAW,
      .body_max = 64 * 1024,
      .handle = witness_add,
      .about = T("Saksi bagi buku besar lain: tlog-witness") },
    { .path = "/saksi/kunci",
      .flags = WEB_API | WEB_PUBLIC | WEB_ANON,
      .handle = witness_key,
      .about = T("Kunci publik saksi") },
    { .path = "/metrics",
      .flags = WEB_API | WEB_PUBLIC,
      .handle = metrics_get,
      .about = T("Ukuran untuk pemantau, dalam bentuk Prometheus") },
    { .path = "/api/v1/penghubung/lalu-lintas",
      .flags = WEB_API,
      .params = traffic_api_params,
      .handle = traffic_get,
      .about = T("Pertukaran lewat penghubung, dijumlahkan") },
    { .path = "/api/v1/penghubung/kuota",
      .flags = WEB_API,
      .handle = quota_get,
      .about = T("Pemakaian kuota setiap kesepakatan") },
    { .path = "/api/v1", .flags = WEB_API, .handle = api_index, .about = T("Register yang dapat dibuka") },
    { .path = "/api/v1/openapi.json",
      .flags = WEB_API | WEB_PUBLIC,
      .handle = api_openapi,
      .about = T("Uraian API ini") },
    { .path = "/api/v1/norma",
      .flags = WEB_API | WEB_FREE,
      .handle = api_norms,
      .about = T("Keadaan setiap ketentuan") },
    { .method = WEB_POST,
      .path = "/api/v1/berkas",
      .flags = WEB_API | WEB_FREE,
      .body_max = 52 * 1024 * 1024,
      .handle = api_upload,
      .about = T("Mengunggah satu berkas") },
    { .path = "/api/v1/{reg:key}",
      .flags = WEB_API | WEB_FREE,
      .handle = api_list,
      .about = T("Daftar rekaman") },
    { .method = WEB_POST,
      .path = "/api/v1/{reg:key}",
      .flags = WEB_API,
      .body_max = API_BODY_MAX,
      .handle = api_create,
      .about = T("Mencatat rekaman baru") },
    { .path = "/api/v1/{reg:key}/{id:int}",
      .flags = WEB_API | WEB_FREE,
      .handle = api_get,
      .about = T("Satu rekaman") },
    { .method = WEB_PATCH,
      .path = "/api/v1/{reg:key}/{id:int}",
      .flags = WEB_API,
      .body_max = API_BODY_MAX,
      .handle = api_update,
      .about = T("Mengubah sebagian bidang") },
    { .method = WEB_DELETE,
      .path = "/api/v1/{reg:key}/{id:int}",
      .flags = WEB_API,
      .handle = api_delete,
      .about = T("Menghapus (dapat dipulihkan)") },
    { .path = "/api/v1/{reg:key}/{id:int}/riwayat",
      .flags = WEB_API,
      .handle = api_history,
      .about = T("Riwayat perubahan") },
    { .path = "/api/v1/{reg:key}/{id:int}/langkah",
      .flags = WEB_API,
      .handle = api_steps,
      .about = T("Langkah yang terbuka dan yang tertahan") },
    { .method = WEB_POST,
      .path = "/api/v1/{reg:key}/{id:int}/langkah/{langkah:key}",
      .flags = WEB_API,
      .body_max = API_BODY_MAX,
      .handle = api_step,
      .about = T("Mengambil satu langkah") },
    { .path = "/kepatuhan/{peraturan}/katalog.json",
      .flags = WEB_API,
      .handle = oscal_get_catalog,
      .about = T("Peraturan sebagai katalog OSCAL") },
    { .path = "/kepatuhan/{peraturan}/profil.json",
      .flags = WEB_API,
      .handle = oscal_get_profile,
      .about = T("Ketentuan yang mengikat daerah ini sebagai profil OSCAL") },
    { .path = "/kepatuhan/{peraturan}/hasil.json",
      .flags = WEB_API,
      .params = results_params,
      .handle = oscal_get_results,
      .about = T("Keadaan pada suatu hari sebagai hasil penilaian OSCAL") },
    { .path = "/kalender/{berkas}",
      .flags = WEB_API | WEB_PUBLIC | WEB_ANON | WEB_BY_PATH,
      .handle = ical_get,
      .about = T("Kalender seseorang sebagai iCalendar, dengan tautan rahasia") },
    { .path = "/kalender/pd/{berkas}",
      .flags = WEB_API,
      .handle = ical_get_agency,
      .about = T("Kalender sebuah Perangkat Daerah sebagai iCalendar: {kode}.ics") },
    { .path = "/akn/{iri:*}",
      .flags = WEB_API | WEB_PUBLIC | WEB_ANON,
      .handle = akn_get,
      .about = T("Naskah peraturan sebagai Akoma Ntoso 3.0") },
    { .method = WEB_OPTIONS,
      .path = "/akn/{iri:*}",
      .flags = WEB_API | WEB_PUBLIC | WEB_ANON | WEB_NO_CSRF,
      .handle = akn_options,
      .about = T("Izin membaca dari halaman lain") },
};

struct web_table api_routes(void)
{
    return (struct web_table) WEB_TABLE(routes);
}

const struct web_route *api_table(size_t *n)
{
    *n = sizeof routes / sizeof routes[0];
    return routes;
}

const struct reg *api_reg(const struct region *r, struct web_req *req, struct err *e)
{
    const struct reg *reg = model_reg(r->model, web_path(req, "reg"));

    if (reg && who_may_open(req->actor, &reg->rule))
        return reg;
    err_set(e, ERR_MISSING, T("Register \"%.*s\" tidak ada."), SV_FMT(web_path(req, "reg")));
    err_hint(e, T("Lihat daftar register di /api/v1."));
    return NULL;
}

struct sv api_tag(const struct record *rec, struct arena *a)
{
    return arena_printf(a, "v%lld", (long long) rec->versi);
}

bool api_if_match(struct web_req *req, struct web_res *res, int64_t *versi, struct err *e)
{
    struct sv tag = sv_trim(web_header_find(req, "If-Match"));

    if (sv_empty(tag)) {
        res->fail_status = 428;
        err_set(e, ERR_CONFLICT, T("Permintaan ini memerlukan If-Match."));
        return err_hint(e, T("Kirim ETag dari pembacaan terakhir, misalnya If-Match: \"v3\"."));
    }
    res->fail_status = 412;
    if (tag.n > 3 && tag.p[0] == '"' && tag.p[1] == 'v' && sv_int(sv_sub(tag, 2, tag.n - 3), versi))
        return true;
    err_set(e, ERR_CONFLICT, T("If-Match \"%.*s\" bukan versi rekaman ini."), SV_FMT(sv_sub(tag, 0, 40)));
    return err_hint(e, T("Baca ulang rekamannya, lalu kirim ETag yang diterima."));
}

void api_params(struct web_req *req, struct param **out, size_t *n)
{
    const struct web_fields *q = web_query(req);

    *out = ARENA_ARRAY(req->a, struct param, q->n);
    *n = q->n;
    for (size_t i = 0; i < q->n; i++)
        (*out)[i] = (struct param){ q->items[i].name, q->items[i].value };
}
