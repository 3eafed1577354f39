/* SPDX-License-Identifier: MIT
 * page/setup_load.c -- the checklist of the first days, each step judged by what is in the data. */
#include "base/arena.h"
#include "json/json.h"
#include "page/norm_tree.h"
#include "page/setup_priv.h"

enum { NAMED_MAX = 12 }; /* so many missing things are named */

struct maker {
    struct db *db;
    const struct region *r;
    struct arena *a;
    struct setup *out;
    struct err *e;
};

static void add(struct maker *m, struct setup_step s)
{
    m->out->steps[m->out->n++] = s;
    m->out->counted += s.state != SETUP_ADVICE;
    m->out->done += s.state == SETUP_DONE;
}

static enum setup_state done_if(bool done)
{
    return done ? SETUP_DONE : SETUP_OPEN;
}

struct names {
    struct sv *items, *urls;
    size_t n, cap, cap_urls, more;
};

static void name(struct maker *m, struct names *l, struct sv label, struct sv url)
{
    size_t k = l->n;

    if (l->n == NAMED_MAX) {
        l->more++;
        return;
    }
    *ARENA_PUSH(m->a, l->urls, k, l->cap_urls) = url;
    *ARENA_PUSH(m->a, l->items, l->n, l->cap) = label;
}

/* --- the text --------------------------------------------------------------------------------------------------------- */

static bool text_step(struct maker *m)
{
    int64_t n;

    if (!db_one_int(m->db, SV("select count(*) from naskah"), 0, &n, m->e))
        return false;
    add(m, (struct setup_step){
               .title = T("Naskah peraturan"),
               .why = T("Supaya setiap ketentuan tampil dengan bunyi aslinya, bukan hanya ringkasannya."),
               .now = n ? SV(T("Naskah sudah dimuat.")) : SV(T("Belum dimuat.")),
               .state = done_if(n > 0),
               .url = SV("/persiapan/naskah"),
               .link = n ? T("Periksa naskah") : T("Muat naskah") });
    return true;
}

/* --- offices ----------------------------------------------------------------------------------------------------------- */

static bool agencies_step(struct maker *m)
{
    int64_t n, counted;

    if (!db_one_int(m->db, SV("select count(*) from perangkat_daerah where dihapus is null"), 0, &n, m->e) ||
        !db_one_int(
            m->db,
            SV("select count(*) from perangkat_daerah where dihapus is null and dihitung = 1 and status = 'aktif'"),
            0, &counted, m->e))
        return false;
    add(m,
        (struct setup_step){
            .title = T("Perangkat Daerah"),
            .why = T(
                "Setiap baris dimiliki satu Perangkat Daerah, dan banyak ketentuan dihitung per Perangkat Daerah."),
            .now = n ? arena_printf(m->a, T("%lld unit tercatat, %lld dihitung sebagai Perangkat Daerah."),
                                    (long long) n, (long long) counted)
                     : SV(T("Belum ada yang tercatat.")),
            .state = done_if(counted > 0),
            .url = n ? SV("/r/perangkat_daerah") : SV("/r/perangkat_daerah/impor"),
            .link = n ? T("Lihat daftar") : T("Impor dari berkas") });
    return true;
}

static bool is_office(const struct region *r, struct sv role)
{
    return json_flag(json_get(json_get(r->model->roles, SV("roles")), role), SV("office"), false);
}

static void want_role(struct maker *m, struct sv role, struct sv **roles, size_t *n, size_t *cap)
{
    if (!role.n || !is_office(m->r, role))
        return;
    for (size_t i = 0; i < *n; i++)
        if (sv_eq((*roles)[i], role))
            return;
    *ARENA_PUSH(m->a, *roles, *n, *cap) = role;
}

/* Office roles that a provision binds or that answer a clearance. */
static size_t roles_wanted(struct maker *m, struct sv **out)
{
    const struct clearance *const *cl;
    const struct norm *norms;
    struct sv *roles = NULL;
    size_t n = 0, cap = 0, n_norms, n_cl;

    norms = rule_norms(m->r->rule, &n_norms);
    for (size_t i = 0; i < n_norms; i++)
        for (size_t k = 0; k < norms[i].n_binds; k++)
            want_role(m, norms[i].binds[k], &roles, &n, &cap);
    cl = flow_clearances(m->r->flow, &n_cl);
    for (size_t i = 0; i < n_cl; i++)
        want_role(m, cl[i]->answers, &roles, &n, &cap);
    *out = roles;
    return n;
}

static bool mapped(struct maker *m, struct sv role, bool *yes)
{
    struct stmt *q = NULL;
    struct date_text today = date_iso(region_today(m->r));
    bool ok = db_prepare(m->db,
                         SV("select 1 from pemetaan_peran where dihapus is null and peran = $1 and "
                            "(mulai is null or mulai <= $2) and (selesai is null or selesai >= $2) limit 1"),
                         &q, m->e) &&
              stmt_text(q, 1, role, m->e) && stmt_text(q, 2, sv_of(today.s), m->e) && stmt_step(q, yes, m->e);

    stmt_done(q);
    return ok;
}

static bool roles_step(struct maker *m)
{
    struct names lacking = { 0 };
    struct sv *roles;
    size_t n = roles_wanted(m, &roles), without = 0;

    for (size_t i = 0; i < n; i++) {
        bool yes = false;

        if (!mapped(m, roles[i], &yes))
            return false;
        if (yes)
            continue;
        without++;
        name(m, &lacking, rule_role_label(m->r->rule, roles[i]),
             arena_printf(m->a, "/r/pemetaan_peran/baru?peran=%.*s", SV_FMT(roles[i])));
    }
    add(m,
        (struct setup_step){
            .title = T("Peran yang disebut peraturan"),
            .why = T(
                "Peraturan menyebut peran; di sini ditetapkan kantor mana yang memegangnya, sehingga tugas dan izin "
                "sampai ke orang yang tepat."),
            .now = arena_printf(m->a, T("%zu dari %zu peran sudah dipetakan."), n - without, n),
            .state = done_if(!without),
            .url = SV("/r/pemetaan_peran"),
            .link = T("Lihat pemetaan"),
            .missing = lacking.items,
            .missing_url = lacking.urls,
            .n_missing = lacking.n });
    return true;
}

/* --- people ------------------------------------------------------------------------------------------------------------ */

static bool accounts_step(struct maker *m)
{
    int64_t accounts, without;

    if (!db_one_int(m->db, SV("select count(*) from akun where dihapus is null and status = 'aktif'"), 0,
                    &accounts, m->e) ||
        !db_one_int(
            m->db,
            SV("select count(*) from perangkat_daerah p where p.dihapus is null and p.dihitung = 1 and "
               "p.status = 'aktif' and not exists (select 1 from akun a where a.perangkat_daerah = p.id and "
               "a.dihapus is null and a.status = 'aktif' and a.jenjang is not null)"),
            0, &without, m->e))
        return false;
    add(m,
        (struct setup_step){
            .title = T("Akun petugas"),
            .why = T(
                "Setiap Perangkat Daerah memerlukan sedikitnya satu orang yang mencatat; satu orang satu akun."),
            .now = arena_printf(m->a, T("%lld akun aktif; %lld Perangkat Daerah belum memiliki petugas."),
                                (long long) accounts, (long long) without),
            .state = done_if(accounts > 1 && !without),
            .url = SV("/r/akun/impor"),
            .link = T("Impor akun") });
    return true;
}

/* Whoever approves proves with a second factor that it is he. */
static bool factor_step(struct maker *m)
{
    struct names lacking = { 0 };
    struct stmt *q = NULL;
    size_t approvers = 0, without = 0;
    bool row,
        ok = db_prepare(m->db,
                        SV("select a.id, a.nama, coalesce(a.jenjang, ''), coalesce(a.peran_khusus, ''), "
                           "coalesce(t.aktif, 0) from akun a left join who_totp t on t.akun = a.id "
                           "where a.dihapus is null and a.status = 'aktif' order by a.nama, a.id"),
                        &q, m->e);

    while (ok && (ok = stmt_step(q, &row, m->e)) && row) {
        bool approves = who_level_rank(m->r->levels, stmt_get_text(q, 2)) >= 2 ||
                        sv_find(stmt_get_text(q, 3), SV("|administrator|")) >= 0;

        approvers += approves;
        if (!approves || stmt_get_int(q, 4))
            continue;
        without++;
        name(m, &lacking, arena_dup(m->a, stmt_get_text(q, 1)),
             arena_printf(m->a, "/r/akun/%lld", (long long) stmt_get_int(q, 0)));
    }
    stmt_done(q);
    if (ok)
        add(m,
            (struct setup_step){
                .title = T("Kode autentikator bagi yang menyetujui"),
                .why = T(
                    "Persetujuan hanya berlaku bila terbukti diberikan oleh orangnya sendiri, tidak cukup dengan kata "
                    "sandi. Yang bersangkutan menyiapkannya sendiri saat pertama kali masuk."),
                .now = arena_printf(m->a, T("%zu dari %zu akun yang menyetujui sudah menyiapkannya."),
                                    approvers - without, approvers),
                .state = done_if(approvers && !without),
                .url = SV("/r/akun"),
                .link = T("Lihat akun"),
                .missing = lacking.items,
                .missing_url = lacking.urls,
                .n_missing = lacking.n });
    return ok;
}

/* --- the team, the first rows --------------------------------------------------------------------------------------------- */

static bool binds(const struct norm *n, struct sv role)
{
    for (size_t i = 0; i < n->n_binds; i++)
        if (sv_eq(n->binds[i], role))
            return true;
    return false;
}

/* What the pack asks of the register of teams, if it asks: the provision judges, not we. Of several, the one that binds the
 * head of the region, who appoints the team. */
static bool team_norm(struct maker *m, const struct norm_state **out)
{
    struct norm_state *states;
    size_t n;

    *out = NULL;
    if (!rule_states(m->db, m->r->rule, (struct date){ 0 }, m->a, &states, &n, m->e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct norm *norm = states[i].norm;

        if (norm->check == CHECK_EXISTS && norm->reg && sv_eq(norm->reg->key, SV("tim")) &&
            (!*out || (binds(norm, SV("bupati")) && !binds((*out)->norm, SV("bupati")))))
            *out = &states[i];
    }
    return true;
}

static bool team_step(struct maker *m)
{
    const struct norm_state *s;
    struct setup_step step = {
        .title = T("Keputusan pembentukan tim"),
        .why = T("Tim Koordinasi mengarahkan pelaksanaan SPBE; dasar kerjanya keputusan kepala daerah."),
        .link = T("Catat tim")
    };
    int64_t n;

    if (!model_reg(m->r->model, SV("tim"))) /* a model without that register has nothing to ask */
        return true;
    if (!team_norm(m, &s) ||
        !db_one_int(m->db, SV("select count(*) from tim where dihapus is null and status = 'aktif'"), 0, &n,
                    m->e))
        return false;
    step.state = done_if(s ? s->status == NORM_MET : n > 0);
    step.now = s ? arena_printf(m->a, "%.*s: %.*s", SV_FMT(rule_label(s->norm->at, m->a)), SV_FMT(s->why))
                 : arena_printf(m->a, T("%lld tim tercatat."), (long long) n);
    step.url = SV("/r/tim/baru");
    if (s && step.state == SETUP_DONE) {
        step.url = norm_path(s->norm->at, m->a);
        step.link = T("Lihat ketentuannya");
    } else if (s && s->next_url.n) {
        step.url = s->next_url;
    }
    add(m, step);
    return true;
}

static bool applications_step(struct maker *m)
{
    int64_t n;

    if (!model_reg(m->r->model, SV("aplikasi")))
        return true;
    if (!db_one_int(m->db, SV("select count(*) from aplikasi where dihapus is null"), 0, &n, m->e))
        return false;
    add(m,
        (struct setup_step){
            .title = T("Daftar aplikasi yang sudah ada"),
            .why = T(
                "Inventaris yang selama ini disimpan sebagai lembar kerja menjadi titik tolak; kekurangannya akan "
                "terlihat sesudahnya."),
            .now = n ? arena_printf(m->a, T("%lld aplikasi tercatat."), (long long) n)
                     : SV(T("Belum ada yang tercatat.")),
            .state = done_if(n > 0),
            .url = n ? SV("/r/aplikasi") : SV("/r/aplikasi/impor"),
            .link = n ? T("Lihat daftar") : T("Impor dari berkas") });
    return true;
}

static bool settings_step(struct maker *m)
{
    struct setting *all;
    size_t n, said = 0;

    if (!rule_settings(m->db, m->r->rule, m->a, &all, &n, m->e))
        return false;
    for (size_t i = 0; i < n; i++)
        said += all[i].said;
    add(m,
        (struct setup_step){
            .title = T("Pengaturan yang diserahkan kepada daerah"),
            .why = T(
                "Yang tidak ditentukan peraturan ditetapkan daerah; nilai awalnya perlu disetujui atau diganti."),
            .now = arena_printf(m->a, T("%zu dari %zu pengaturan sudah ditetapkan."), said, n),
            .state = done_if(said == n),
            .url = SV("/pengaturan"),
            .link = T("Buka pengaturan") });
    return true;
}

bool setup_load(struct db *db, const struct region *r, struct arena *a, struct setup *out, struct err *e)
{
    struct maker m = { db, r, a, out, e };

    *out = (struct setup){ .n = 0 };
    if (!text_step(&m) || !agencies_step(&m) || !roles_step(&m) || !accounts_step(&m) || !factor_step(&m) ||
        !team_step(&m) || !applications_step(&m) || !settings_step(&m))
        return false;
    add(&m,
        (struct setup_step){
            .title = T("Cadangan data"),
            .why = T(
                "Folder data memuat seluruh isi sistem ini. Salin setiap hari ke tempat lain saat layanan berhenti sejenak, dan "
                "coba pulihkan sedikitnya sekali setahun. Simpan folder kunci terpisah dari salinan itu."),
            .now = arena_printf(a, T("Foldernya: %s"), r->dir),
            .state = SETUP_ADVICE });
    add(&m,
        (struct setup_step){
            .title = T("Kunci publik buku besar"),
            .why = T(
                "Umumkan kunci publik, misalnya di situs resmi, supaya siapa pun dapat memeriksa bukti tanpa bertanya "
                "kepada kita."),
            .now = SV(T("Kuncinya tertera di halaman Keutuhan data.")),
            .state = SETUP_ADVICE,
            .url = SV("/keutuhan"),
            .link = T("Buka Keutuhan data") });
    return arena_ok(a, e);
}
