/* SPDX-License-Identifier: MIT
 * page/offline_show.c -- what came back: conflicts side by side with a choice for each, then what is merged without asking, new,
 * refused or missing, file by file. Reads only the JSON that the job left. */
#include "page/offline_priv.h"

struct at { /* where the page is while it is written */
    const struct json *file, *sheet, *row;
};

static const struct json *first(const struct json *map, const char *key)
{
    const struct json *list = json_get(map, sv_of(key));

    return list ? list->first : NULL;
}

static struct sv or_empty(struct sv s)
{
    return s.n ? s : SV(T("(kosong)"));
}

/* Of a row that was written nothing is left to choose. */
static bool has_conflict(const struct json *row)
{
    for (const struct json *m = first(row, "bidang"); m; m = m->next)
        if (json_flag(m, SV("benturan"), false))
            return !json_flag(row, SV("beres"), false);
    return false;
}

static struct sv row_url(struct offline_page *op, const struct at *at)
{
    return arena_printf(op->a, "/r/%.*s/%lld", SV_FMT(json_text(at->sheet, SV("register"))),
                        (long long) json_number(at->row, SV("id"), 0));
}

/* "Antrean (Aplikasi SPBE, Dinas Kesehatan)" */
static void row_name(struct offline_page *op, const struct at *at)
{
    struct html *h = op->h;

    if (json_number(at->row, SV("id"), 0) > 0)
        page_link(h, row_url(op, at), json_text(at->row, SV("judul")));
    else
        html_text(h, json_text(at->row, SV("judul")));
    html_open(h, "span");
    html_class(h, "text-secondary");
    html_textf(h, T(" %.*s, %.*s"), SV_FMT(json_text(at->sheet, SV("label"))),
               SV_FMT(json_text(at->sheet, SV("instansi"))));
    html_close(h, "span");
}

/* --- conflicts ------------------------------------------------------------------------------------------------------------ */

static void side(struct offline_page *op, struct sv name, const char *value, const char *label,
                 struct sv text, bool on)
{
    struct html *h = op->h;

    html_open(h, "td");
    html_attr_say(h, "data-label", label);
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", SV("radio"));
    html_class(h, "form-check-input");
    html_attr(h, "name", name);
    html_attr(h, "value", sv_of(value));
    html_bool_attr(h, "checked", on);
    html_open(h, "span");
    html_class(h, "form-check-label pecah");
    html_text(h, or_empty(text));
    html_close(h, "span");
    html_close(h, "label");
    html_close(h, "td");
}

static void conflict_field(struct offline_page *op, const struct at *at, const struct json *m)
{
    struct sv what =
        arena_printf(op->a, "%.*s.%lld.%.*s", SV_FMT(json_text(at->sheet, SV("register"))),
                     (long long) json_number(at->row, SV("id"), 0), SV_FMT(json_text(m, SV("k"))));
    struct sv name = arena_printf(op->a, "p.%.*s", SV_FMT(what));
    enum import_side now = offline_decided(op->s, what);
    struct html *h = op->h;

    html_open(h, "tr");
    html_open(h, "th");
    html_attr(h, "scope", SV("row"));
    html_text(h, json_text(m, SV("label")));
    if (now == IMPORT_UNDECIDED) {
        html_say(h, " ");
        page_badge(h, SV("yellow"), SV(T("belum dipilih")));
    }
    html_close(h, "th");
    html_open(h, "td");
    html_class(h, "pecah");
    html_attr_say(h, "data-label", T("Semula (saat dikirim)"));
    html_elem(h, "span", or_empty(json_text(m, SV("semula"))));
    html_close(h, "td");
    side(op, name, "kantor", T("Di kantor sekarang"), json_text(m, SV("kantor")), now == IMPORT_MINE);
    side(op, name, "berkas", T("Di berkas"), json_text(m, SV("berkas")), now == IMPORT_THEIRS);
    html_close(h, "tr");
}

static void column(struct html *h, const char *words)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, words);
    html_close(h, "th");
}

static void row_button(struct offline_page *op, const struct at *at, const char *value, const char *words)
{
    struct html *h = op->h;

    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn btn-sm");
    html_attr(h, "name", SV("baris"));
    html_attrf(h, "value", "%s:%.*s.%lld", value, SV_FMT(json_text(at->sheet, SV("register"))),
               (long long) json_number(at->row, SV("id"), 0));
    html_say(h, words);
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_textf(h, T(" untuk %.*s"), SV_FMT(json_text(at->row, SV("judul"))));
    html_close(h, "span");
    html_close(h, "button");
}

static void conflict_row(struct offline_page *op, const struct at *at)
{
    struct html *h = op->h;

    html_open(h, "section");
    html_class(h, "luring-benturan");
    html_open(h, "h3");
    row_name(op, at);
    html_close(h, "h3");
    html_open(h, "table");
    html_class(h, "daftar");
    html_open(h, "thead");
    html_open(h, "tr");
    column(h, T("Bidang"));
    column(h, T("Semula (saat dikirim)"));
    column(h, T("Di kantor sekarang"));
    column(h, T("Di berkas"));
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (const struct json *m = first(at->row, "bidang"); m; m = m->next)
        if (json_flag(m, SV("benturan"), false))
            conflict_field(op, at, m);
    html_close(h, "tbody");
    html_close(h, "table");
    html_open(h, "div");
    html_class(h, "btn-list");
    row_button(op, at, "kantor", T("Pakai isi kantor"));
    row_button(op, at, "berkas", T("Pakai isi berkas"));
    html_close(h, "div");
    html_close(h, "section");
}

/* Calls `show` for every row that was told; returns how many there are. */
static size_t each_row(struct offline_page *op, bool (*fits)(const struct json *row),
                       void (*show)(struct offline_page *op, const struct at *at))
{
    struct at at;
    size_t n = 0;

    for (at.file = first(op->o, "berkas"); at.file; at.file = at.file->next)
        for (at.sheet = first(at.file, "lembar"); at.sheet; at.sheet = at.sheet->next)
            for (at.row = first(at.sheet, "baris"); at.row; at.row = at.row->next)
                if (fits(at.row)) {
                    n++;
                    if (show)
                        show(op, &at);
                }
    return n;
}

static void many_button(struct offline_page *op, const char *value, const char *words)
{
    struct html *h = op->h;

    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn");
    html_attr(h, "name", SV("semua"));
    html_attr(h, "value", sv_of(value));
    html_say(h, words);
    html_close(h, "button");
}

static void conflicts(struct offline_page *op)
{
    struct html *h = op->h;

    if (!each_row(op, has_conflict, NULL))
        return;
    page_card_begin(h, 2, SV(T("Berubah di kedua pihak")));
    html_elem_say(
        h, "p",
        T("Sejak buku kerja dikirim, isi ini diubah di kantor dan juga di berkas. Pilih satu untuk setiap bidang; "
          "baris yang belum dipilih tidak dicatat."));
    page_form_begin(&op->jp->p, offline_url(op->a, op->s->job, "/pilih"), false);
    /* the first button is what Enter presses */
    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    page_submit(h, "btn-primary", "check", T("Simpan pilihan"));
    if (json_number(op->o, SV("belum"), 0) > 0) {
        many_button(op, "kantor", T("Sisanya: isi kantor"));
        many_button(op, "berkas", T("Sisanya: isi berkas"));
    }
    html_close(h, "div");
    each_row(op, has_conflict, conflict_row);
    page_submit(h, "btn-primary", "check", T("Simpan pilihan"));
    html_close(h, "form");
    page_card_end(h);
}

/* --- without asking ------------------------------------------------------------------------------------------------------- */

static bool has_merge(const struct json *row)
{
    for (const struct json *m = first(row, "bidang"); m; m = m->next)
        if (!json_flag(m, SV("benturan"), false) || json_flag(row, SV("beres"), false))
            return true;
    return false;
}

static const char *how_decided(bool conflict, bool theirs)
{
    if (conflict)
        return theirs ? T(" (dipilih: isi berkas)") : T(" (dipilih: isi kantor)");
    return theirs ? T(" (dari berkas)") : T(" (sudah diubah di kantor, dibiarkan)");
}

static void merge_row(struct offline_page *op, const struct at *at)
{
    struct html *h = op->h;

    html_open(h, "li");
    row_name(op, at);
    if (sv_eq(json_text(at->row, SV("hasil")), import_outcome_key(IMPORT_REFUSED))) {
        html_say(h, " ");
        page_badge(h, SV("yellow"), SV(T("barisnya belum dapat dicatat")));
    }
    html_open(h, "ul");
    for (const struct json *m = first(at->row, "bidang"); m; m = m->next) {
        bool theirs = json_number(m, SV("pihak"), 0) == IMPORT_THEIRS,
             conflict = json_flag(m, SV("benturan"), false);

        if (conflict && !json_flag(at->row, SV("beres"), false))
            continue;
        html_open(h, "li");
        html_class(h, "pecah");
        html_textf(h, T("%.*s: "), SV_FMT(json_text(m, SV("label"))));
        html_elem(h, "del", or_empty(json_text(m, SV("semula"))));
        html_say(h, " ");
        html_elem(h, "ins", or_empty(json_text(m, theirs ? SV("berkas") : SV("kantor"))));
        html_say(h, how_decided(conflict, theirs));
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_close(h, "li");
}

static bool is_new(const struct json *row)
{
    return sv_eq(json_text(row, SV("hasil")), import_outcome_key(IMPORT_NEW));
}

static void plain_row(struct offline_page *op, const struct at *at)
{
    struct html *h = op->h;

    html_open(h, "li");
    row_name(op, at);
    html_close(h, "li");
}

static bool has_notes(const struct json *row)
{
    return first(row, "catatan") != NULL;
}

static void notes_row(struct offline_page *op, const struct at *at)
{
    struct html *h = op->h;

    html_open(h, "li");
    row_name(op, at);
    html_textf(h, T(", baris %lld"), (long long) json_number(at->row, SV("baris"), 0));
    html_open(h, "ul");
    for (const struct json *n = first(at->row, "catatan"); n; n = n->next) {
        struct sv column_ = json_text(n, SV("kolom")), value = json_text(n, SV("nilai")),
                  hint = json_text(n, SV("saran"));

        html_open(h, "li");
        html_class(h, "pecah");
        html_textf(h, "%.*s%s", SV_FMT(column_), column_.n ? ": " : "");
        if (value.n && sv_find(json_text(n, SV("sebab")), value) < 0)
            html_textf(h, "\"%.*s\" ", SV_FMT(value));
        html_text(h, json_text(n, SV("sebab")));
        html_say(h, ". ");
        html_text(h, hint.p ? hint : SV(""));
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_close(h, "li");
}

static void listed(struct offline_page *op, struct sv title, const char *about,
                   bool (*fits)(const struct json *), void (*show)(struct offline_page *, const struct at *))
{
    struct html *h = op->h;

    if (!each_row(op, fits, NULL))
        return;
    page_card_begin(h, 2, title);
    html_elem_say(h, "p", about);
    html_open(h, "ul");
    html_class(h, "ubah-daftar");
    each_row(op, fits, show);
    html_close(h, "ul");
    page_card_end(h);
}

static void missing(struct offline_page *op)
{
    struct html *h = op->h;
    struct at at;

    if (!json_number(op->o, SV("lenyap"), 0))
        return;
    page_card_begin(h, 2, SV(T("Tidak ada lagi di berkas")));
    html_elem_say(
        h, "p",
        T("Dikirim, tetapi barisnya tidak kembali. Tidak ada yang dihapus; hapus di daftarnya bila memang begitu."));
    html_open(h, "ul");
    html_class(h, "ubah-daftar");
    for (at.file = first(op->o, "berkas"); at.file; at.file = at.file->next)
        for (at.sheet = first(at.file, "lembar"); at.sheet; at.sheet = at.sheet->next)
            for (at.row = first(at.sheet, "lenyap"); at.row; at.row = at.row->next)
                plain_row(op, &at);
    html_close(h, "ul");
    page_card_end(h);
}

/* --- files -------------------------------------------------------------------------------------------------------------------- */

static void texts(struct offline_page *op, const struct json *file, const char *key, const char *before,
                  const char *after)
{
    struct html *h = op->h;

    for (const struct json *t = first(file, key); t; t = t->next) {
        html_open(h, "li");
        html_say(h, before);
        html_text(h, t->s);
        html_say(h, after);
        html_close(h, "li");
    }
}

static void file_lines(struct offline_page *op, const struct json *f)
{
    const struct json *s = first(f, "lembar");
    int64_t n[IMPORT_OUTCOMES] = { 0 };
    struct html *h = op->h;

    html_open(h, "li");
    html_open(h, "strong");
    html_class(h, "pecah");
    html_text(h, json_text(f, SV("nama")));
    html_close(h, "strong");
    if (s) {
        html_textf(h, T(" %.*s, dikirim %.*s oleh %.*s"), SV_FMT(json_text(s, SV("instansi"))),
                   SV_FMT(page_moment(op->jp->region, op->a, json_text(s, SV("dikirim")))),
                   SV_FMT(json_text(s, SV("oleh"))));
        for (; s; s = s->next)
            for (int i = 0; i < IMPORT_OUTCOMES; i++)
                n[i] += json_number(s, import_outcome_key((enum import_outcome) i), 0);
        html_textf(h, T(": %lld baru, %lld berubah, %lld tetap, %lld ditolak"), (long long) n[IMPORT_NEW],
                   (long long) n[IMPORT_CHANGED], (long long) n[IMPORT_SAME], (long long) n[IMPORT_REFUSED]);
    }
    if (!json_text(f, SV("galat")).p && !first(f, "asing") && !first(f, "hilang")) {
        html_close(h, "li");
        return;
    }
    html_open(h, "ul");
    if (json_text(f, SV("galat")).p) {
        html_open(h, "li");
        html_textf(h, "%.*s %.*s", SV_FMT(json_text(f, SV("galat"))), SV_FMT(json_text(f, SV("saran"))));
        html_close(h, "li");
    }
    texts(op, f, "asing", T("Lembar \""), T("\" bukan dari sini dan tidak dibaca."));
    texts(op, f, "hilang", T("Lembar \""), T("\" tidak ada lagi; isinya di sini dibiarkan."));
    html_close(h, "ul");
    html_close(h, "li");
}

static void files(struct offline_page *op)
{
    struct html *h = op->h;

    page_card_begin(h, 2, SV(T("Berkas yang dibaca")));
    html_open(h, "ul");
    html_class(h, "ubah-daftar");
    for (const struct json *f = first(op->o, "berkas"); f; f = f->next)
        file_lines(op, f);
    html_close(h, "ul");
    page_card_end(h);
}

/* --- the head --------------------------------------------------------------------------------------------------------------- */

static int64_t num(const struct offline_page *op, const char *key)
{
    return json_number(op->o, sv_of(key), 0);
}

static void summary(struct offline_page *op)
{
    bool done = json_flag(op->o, SV("dicatat"), false), waits = num(op, "belum") > 0;
    enum page_tone tone = waits || num(op, "tolak") || num(op, "berkas_galat") ? PAGE_CAUTION : PAGE_GOOD;
    struct html *h = op->h;

    page_alert_begin(
        h, tone,
        arena_printf(op->a,
                     done ? T("Dicatat: %lld ditambah, %lld diubah, %lld tetap, %lld ditolak")
                          : T("Belum dicatat: %lld akan ditambah, %lld diubah, %lld tetap, %lld ditolak"),
                     (long long) num(op, "tambah"), (long long) num(op, "ubah"), (long long) num(op, "tetap"),
                     (long long) num(op, "tolak")));
    html_open(h, "p");
    html_textf(
        h,
        T("%lld bidang berubah di kedua pihak, %lld di antaranya belum dipilih; %lld digabung tanpa bertanya; %lld baris "
          "tidak ada lagi di berkas."),
        (long long) num(op, "benturan"), (long long) num(op, "belum"), (long long) num(op, "gabung"),
        (long long) num(op, "lenyap"));
    html_close(h, "p");
    if (num(op, "lebih") > 0) {
        html_open(h, "p");
        html_textf(
            h,
            T("%lld hal lagi tidak ditunjukkan di halaman ini; catat dahulu yang sudah benar, lalu periksa lagi."),
            (long long) num(op, "lebih"));
        html_close(h, "p");
    }
    page_alert_end(h);
}

static void actions(struct offline_page *op)
{
    int64_t good = num(op, "tambah") + num(op, "ubah");
    bool done = json_flag(op->o, SV("dicatat"), false);
    struct html *h = op->h;

    html_open(h, "div");
    html_class(h, "btn-list mb-3");
    if (good && !done) {
        page_form_begin(&op->jp->p, offline_url(op->a, op->s->job, "/catat"), false);
        html_open(h, "button");
        html_attr(h, "type", SV("submit"));
        html_class(h, "btn btn-primary");
        page_icon(h, "check");
        html_textf(h,
                   num(op, "tolak") ? T(" Catat %lld baris yang benar saja") : T(" Catat semua (%lld baris)"),
                   (long long) good);
        html_close(h, "button");
        html_close(h, "form");
    }
    for (size_t i = 0; i < op->jp->s.n_files; i++)
        page_link_button(h, job_file_url(op->a, op->s->job, op->jp->s.files[i]), "", "download",
                         T("Unduh baris yang ditolak"));
    page_form_begin(&op->jp->p, arena_printf(op->a, "%.*s/buang", SV_FMT(job_url(op->a, op->s->job))), false);
    page_submit(h, "", "x", done ? T("Selesai, buang berkasnya") : T("Batal"));
    html_close(h, "form");
    html_close(h, "div");
}

void offline_report(struct offline_page *op)
{
    summary(op);
    actions(op);
    conflicts(op);
    listed(op, SV(T("Tidak dapat dicatat, dan keterangan")),
           T("Perbaiki di unduhan baris yang ditolak, lalu unggah berkas itu di sini."), has_notes,
           notes_row);
    if (json_flag(op->o, SV("dicatat"), false))
        listed(op, SV(T("Yang berubah")),
               T("Digabung karena hanya satu pihak mengubahnya, atau menurut pilihan."), has_merge,
               merge_row);
    else
        listed(op, SV(T("Digabung tanpa bertanya")), T("Hanya satu pihak yang mengubah isi ini."), has_merge,
               merge_row);
    listed(op, SV(T("Baris baru")), T("Ditambahkan oleh perangkat daerah."), is_new, plain_row);
    missing(op);
    files(op);
}
