/* SPDX-License-Identifier: MIT
 * page/many_page.c -- one letter for many records: which letter, which records, how numbered; looked over as it would be made;
 * then set going. Nothing is kept between the two: the form carries it. */
#include "page/many_priv.h"

struct many_page {
    struct page p;
    const struct region *region;
    const struct reg *reg;
    const struct actor *who;
    struct many m;
    const struct letter_kind **kinds; /* he may make of this register */
    size_t n_kinds;
    bool chosen, capped; /* rows were ticked; there are more than MANY_MAX */
    struct many_one *rows;
    int64_t *numbers; /* that they would get, 0: none */
    size_t good, bad;
};

/* --- what is asked ------------------------------------------------------------------------------------------------------ */

static bool find_letter(struct many_page *mp, struct web_req *req, struct err *e)
{
    const struct letters *l = &mp->region->letters;
    struct sv key = web_field_find(req, SV("surat"));

    mp->kinds = ARENA_ARRAY(req->a, const struct letter_kind *, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].reg == mp->reg && letters_might(mp->region, mp->who, &l->items[i])) {
            mp->kinds[mp->n_kinds++] = &l->items[i];
            if (sv_eq(key, l->items[i].key))
                mp->m.k = &l->items[i];
        }
    if (!mp->n_kinds) {
        err_set(e, ERR_DENIED, T("Tidak ada surat yang dapat Anda buat dari %.*s."), SV_FMT(mp->reg->label));
        return err_hint(e, T("Mintalah kantor yang menandatanganinya."));
    }
    if (!mp->m.k)
        mp->m.k = mp->kinds[0];
    return true;
}

static struct sv typed(struct web_req *req, struct sv key, size_t max)
{
    struct sv v = sv_sub(sv_trim(web_field_find(req, key)), 0, max);

    return sv_utf8_ok(v) ? v : SV("");
}

static void read_asked(struct many_page *mp, struct web_req *req)
{
    struct many *m = &mp->m;
    struct sv form = web_field_find(req, SV("bentuk"));

    m->asked = ARENA_ARRAY(req->a, struct sv, m->k->n_asks + 2);
    for (size_t i = 0; i < m->k->n_asks; i++)
        m->asked[i] = typed(req, m->k->asks[i].key, 500);
    m->asked[m->k->n_asks + 1] = typed(req, SV("tanggal"), 10);
    m->draw = who_may_write(mp->who) && !sv_eq(web_field_find(req, SV("nomor")), SV("kosong"));
    if (!sv_int(typed(req, SV("mulai"), 9), &m->from) || m->from < 1)
        m->from = 0;
    m->pdf = letter_pdf_there() && !sv_eq(form, SV("docx"));
    m->docx = !m->pdf || sv_eq(form, SV("keduanya"));
}

static bool add_id(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e)
{
    struct many_page *mp = ctx;

    (void) db;
    (void) a;
    (void) e;
    if (mp->m.n == MANY_MAX) {
        mp->capped = true;
        return true;
    }
    mp->m.ids[mp->m.n++] = r->id;
    return true;
}

static bool find_rows(struct many_page *mp, struct web_req *req, struct db *db, struct err *e)
{
    struct list_query q;
    struct sv *ids;
    size_t n = web_field_all(req, SV("_r"), &ids);

    mp->m.ids = ARENA_ARRAY(req->a, int64_t, MANY_MAX + 1);
    mp->chosen = n > 0;
    mp->capped = n > MANY_MAX;
    for (size_t i = 0; i < n && i < MANY_MAX; i++)
        if (sv_int(ids[i], &mp->m.ids[mp->m.n]))
            mp->m.n++;
    if (mp->chosen || !db)
        return true;
    reg_query_read(mp->region, req, mp->reg, &q);
    return list_each(db, &mp->region->records, mp->who, &q, add_id, mp, e);
}

static bool begin(struct many_page *mp, struct web_ctx *ctx, struct web_req *req, struct err *e)
{
    *mp =
        (struct many_page){ .region = page_region(ctx), .who = req->actor, .p = { .req = req, .a = req->a } };
    if (!page_reg(mp->region, req, &mp->reg, e) || !find_letter(mp, req, e))
        return false;
    read_asked(mp, req);
    return true;
}

/* --- looking over ------------------------------------------------------------------------------------------------------- */

/* What would be drawn, one behind the other; others may draw meanwhile, then it is the next. */
static bool foresee(struct many_page *mp, struct db *db, size_t i, struct err *e)
{
    const struct letter_agenda *g = &mp->rows[i].agenda;
    int64_t from = mp->m.from;

    for (size_t k = i; k > 0 && from <= mp->m.from; k--)
        if (mp->numbers[k - 1] && mp->rows[k - 1].agenda.office == g->office &&
            mp->rows[k - 1].agenda.year == g->year)
            from = mp->numbers[k - 1] + 1;
    return letters_number_next(db, g, from, &mp->numbers[i], e);
}

static bool look_over(struct many_page *mp, struct db *db, struct err *e)
{
    struct arena *own = arena_new(LETTER_ARENA_BYTES), *big = arena_new(LETTER_ARENA_BYTES);
    const struct region *r = mp->region;
    struct stored_file file;
    struct sv template;
    bool has, ok = (mp->m.k->rows != LETTER_ROWS_GAPS ||
                    rule_settle_pool(r->pool, db, r->rule, &r->records, region_today(r), e)) &&
                   letters_template(db, r, mp->m.k, false, big, &template, &file, &has, e);

    mp->rows = ARENA_ARRAY(mp->p.a, struct many_one, mp->m.n + 1);
    mp->numbers = ARENA_ARRAY(mp->p.a, int64_t, mp->m.n + 1);
    for (size_t i = 0; ok && i < mp->m.n; i++) {
        struct many_one *l = &mp->rows[i];

        ok = many_look(r, db, mp->who, &mp->m, mp->m.ids[i], mp->p.a, l, e);
        if (ok && !l->why.p && !l->numbered)
            ok = foresee(mp, db, i, e);
        if (ok && !l->why.p)
            ok = many_fill(r, db, mp->who, &mp->m, template, mp->numbers[i], own, mp->p.a, l, e) &&
                 arena_ok(own, e);
        mp->good += ok && !l->why.p;
        mp->bad += ok && l->why.p;
        arena_reset(own);
    }
    arena_free(own);
    arena_free(big);
    return ok;
}

/* --- the form ----------------------------------------------------------------------------------------------------------- */

static struct sv address(const struct many_page *mp)
{
    return arena_printf(mp->p.a, "/r/%.*s/surat-massal", SV_FMT(mp->reg->key));
}

/* Which rows: those that were ticked, or the filter of the list. */
static void carry_rows(struct many_page *mp)
{
    const struct web_fields *q = web_query(mp->p.req);
    struct html *h = &mp->p.h;

    for (size_t i = 0; mp->chosen && i < mp->m.n; i++)
        page_hidden(h, "_r", arena_printf(mp->p.a, "%lld", (long long) mp->m.ids[i]));
    for (size_t i = 0; !mp->chosen && i < q->n; i++)
        if (q->items[i].value.n && reg_query_keeps(q->items[i].name))
            page_hidden_(h, q->items[i].name, q->items[i].value);
}

static void letter_choice(struct many_page *mp)
{
    struct html *h = &mp->p.h;

    if (mp->n_kinds == 1) {
        page_hidden(h, "surat", mp->m.k->key);
        html_elem(h, "p", mp->m.k->about);
        return;
    }
    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", SV("f-surat"));
    html_say(h, T("Surat"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", SV("f-surat"));
    html_attr(h, "name", SV("surat"));
    for (size_t i = 0; i < mp->n_kinds; i++) {
        html_open(h, "option");
        html_attr(h, "value", mp->kinds[i]->key);
        html_bool_attr(h, "selected", mp->kinds[i] == mp->m.k);
        html_text(h, mp->kinds[i]->label);
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
}

static void radio(struct html *h, const char *name, const char *value, bool on, const char *words)
{
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", SV("radio"));
    html_class(h, "form-check-input");
    html_attr(h, "name", sv_of(name));
    html_attr(h, "value", sv_of(value));
    html_bool_attr(h, "checked", on);
    html_open(h, "span");
    html_class(h, "form-check-label");
    html_say(h, words);
    html_close(h, "span");
    html_close(h, "label");
}

static void group_begin(struct html *h, const char *legend)
{
    html_open(h, "fieldset");
    html_class(h, "bidang");
    html_open(h, "legend");
    html_class(h, "form-label");
    html_say(h, legend);
    html_close(h, "legend");
}

static void number_choice(struct many_page *mp)
{
    const struct page_input first = {
        .name = "mulai",
        .label = T("Mulai dari nomor urut"),
        .inputmode = "numeric",
        .max = 9,
        .value = mp->m.from ? arena_printf(mp->p.a, "%lld", (long long) mp->m.from) : SV(""),
        .help = T("Nomor berikut di buku agenda. Kosong: sesudah nomor terakhir yang diambil di sini.")
    };
    struct html *h = &mp->p.h;

    if (!who_may_write(mp->who)) { /* who only reads draws none */
        page_hidden(h, "nomor", SV("kosong"));
        return;
    }
    group_begin(h, T("Nomor surat"));
    radio(h, "nomor", "ambil", mp->m.draw, T("Ambil nomor urut, satu untuk setiap surat"));
    radio(h, "nomor", "kosong", !mp->m.draw, T("Kosongkan, ditulis tangan dari buku agenda"));
    html_close(h, "fieldset");
    page_input(&mp->p, &first);
}

static void format_choice(struct many_page *mp)
{
    struct html *h = &mp->p.h;

    if (!letter_pdf_there()) {
        html_elem_say(
            h, "p",
            T("LibreOffice tidak terpasang di server ini, jadi hanya DOCX yang dapat dibuat. Pengelola dapat memasangnya "
              "(paket libreoffice-writer-nogui); tanpa itu buka DOCX-nya dan simpan sebagai PDF."));
        return;
    }
    group_begin(h, T("Bentuk"));
    radio(h, "bentuk", "pdf", mp->m.pdf && !mp->m.docx, T("PDF, siap cetak"));
    radio(h, "bentuk", "docx", !mp->m.pdf, T("DOCX, masih dapat diubah"));
    radio(h, "bentuk", "keduanya", mp->m.pdf && mp->m.docx, T("Keduanya"));
    html_close(h, "fieldset");
}

static void ask_form(struct many_page *mp)
{
    const struct page_input day = { .name = "tanggal",
                                    .label = T("Tanggal surat"),
                                    .type = "date",
                                    .value = mp->m.asked[mp->m.k->n_asks + 1],
                                    .help = T("Kosong: hari ini.") };
    struct html *h = &mp->p.h;

    page_card_begin(h, 2, mp->n_kinds == 1 ? mp->m.k->label : SV(T("Surat")));
    html_open(h, "form");
    html_url(h, "action", address(mp));
    carry_rows(mp);
    letter_choice(mp);
    html_open(h, "div");
    html_class(h, "saring isian-surat");
    for (size_t i = 0; i < mp->m.k->n_asks; i++) {
        const struct letter_ask *q = &mp->m.k->asks[i];
        const struct page_input in = { .name = sv_cstr(q->key, mp->p.a),
                                       .label = sv_cstr(q->label, mp->p.a),
                                       .help = q->help.n ? sv_cstr(q->help, mp->p.a) : NULL,
                                       .value = mp->m.asked[i],
                                       .max = 500 };

        page_input(&mp->p, &in);
    }
    page_input(&mp->p, &day);
    number_choice(mp);
    format_choice(mp);
    html_close(h, "div");
    page_submit(h, "", "refresh", T("Perbarui pemeriksaan"));
    html_close(h, "form");
    page_card_end(h);
}

/* --- the check ---------------------------------------------------------------------------------------------------------- */

static struct sv fact_of(const struct many_one *l, struct sv key)
{
    for (size_t i = 0; i < l->facts.n; i++)
        if (sv_eq(l->facts.items[i].key, key))
            return l->facts.items[i].text;
    return SV("");
}

static struct sv label_of(const struct many_one *l, struct sv key)
{
    for (size_t i = 0; i < l->facts.n; i++)
        if (sv_eq(l->facts.items[i].key, key) && l->facts.items[i].label.n)
            return l->facts.items[i].label;
    return key;
}

/* One thing beside its label, on narrow screens too. */
static void cell_begin(struct html *h, const char *label)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
    html_open(h, "div");
}

static void cell_end(struct html *h)
{
    html_close(h, "div");
    html_close(h, "td");
}

static void title_cell(struct many_page *mp, size_t i)
{
    const struct many_one *l = &mp->rows[i];
    struct html *h = &mp->p.h;
    struct sv title = l->rec ? record_title(l->rec) : SV(T("(tidak ada)"));

    html_open(h, "td");
    html_class(h, "utama");
    if (!l->why.p) {
        html_void(h, "input");
        html_attr(h, "type", SV("checkbox"));
        html_class(h, "form-check-input");
        html_attr(h, "name", SV("_r"));
        html_attr_int(h, "value", mp->m.ids[i]);
        html_bool_attr(h, "checked", true);
        html_attrf(h, "aria-label", T("Buat untuk %.*s"), SV_FMT(title));
    }
    if (l->rec)
        page_link(h, page_record_url(mp->p.a, mp->reg, l->rec->id), title);
    else
        html_text(h, title);
    html_close(h, "td");
}

/* A number that is left to be written by hand is not missing. */
static bool by_hand(const struct many_page *mp, struct sv key)
{
    return !mp->m.draw && sv_eq(key, SV("nomor_urut"));
}

static bool lacks(const struct many_page *mp, const struct many_one *l)
{
    for (size_t i = 0; i < l->facts.n_number_lacks; i++)
        if (!by_hand(mp, l->facts.number_lacks[i]))
            return true;
    return l->rep.n_empty || l->rep.n_unknown;
}

static void missing_cell(struct many_page *mp, const struct many_one *l)
{
    struct html *h = &mp->p.h;
    size_t n = 0;

    cell_begin(h, T("Belum terisi"));
    for (size_t i = 0; i < l->rep.n_empty; i++) {
        html_say(h, n++ ? ", " : "");
        html_text(h, label_of(l, l->rep.empty[i]));
    }
    for (size_t i = 0; i < l->facts.n_number_lacks; i++) {
        if (by_hand(mp, l->facts.number_lacks[i]))
            continue;
        html_say(h, n++ ? ", " : "");
        html_text(h, label_of(l, l->facts.number_lacks[i]));
    }
    for (size_t i = 0; i < l->rep.n_unknown; i++) {
        html_say(h, n++ ? ", " : "");
        html_textf(h, T("bidang templat tidak dikenal: %.*s"), SV_FMT(l->rep.unknown[i]));
    }
    if (!n && !l->why.p)
        html_say(h, T("lengkap"));
    cell_end(h);
}

static void row(struct many_page *mp, size_t i)
{
    const struct many_one *l = &mp->rows[i];
    struct html *h = &mp->p.h;

    html_open(h, "tr");
    title_cell(mp, i);
    cell_begin(h, T("Nomor surat"));
    html_class(h, "nomor-surat");
    html_text(h, l->why.p ? SV("") : fact_of(l, SV("nomor_surat")));
    cell_end(h);
    cell_begin(h, T("Penanda tangan"));
    if (!l->why.p) {
        html_text(h, fact_of(l, SV("ttd_nama")));
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_text(h, fact_of(l, SV("kantor")));
        html_close(h, "div");
    }
    cell_end(h);
    missing_cell(mp, l);
    cell_begin(h, T("Hasil"));
    page_badge(h,
               l->why.p       ? SV("red")
               : lacks(mp, l) ? SV("yellow")
                              : SV("green"),
               l->why.p ? SV(T("Tidak dapat")) : SV(T("Dapat dibuat")));
    if (l->why.p)
        html_textf(h, " %.*s", SV_FMT(l->why));
    cell_end(h);
    html_close(h, "tr");
}

static void summary(struct many_page *mp)
{
    struct html *h = &mp->p.h;

    page_alert_begin(h,
                     !mp->good ? PAGE_BAD
                     : mp->bad ? PAGE_CAUTION
                               : PAGE_GOOD,
                     mp->bad
                         ? arena_printf(mp->p.a, T("%zu surat dapat dibuat, %zu tidak"), mp->good, mp->bad)
                         : arena_printf(mp->p.a, T("%zu surat dapat dibuat"), mp->good));
    html_elem_say(h, "p",
                  mp->chosen ? T("Untuk baris yang Anda pilih pada daftar.")
                             : T("Untuk semua baris yang tampil menurut saringan daftar."));
    if (mp->capped) {
        html_open(h, "p");
        html_textf(
            h, T("Paling banyak %d sekaligus; sisanya tidak ikut. Saring daftarnya untuk bagian berikut."),
            (int) MANY_MAX);
        html_close(h, "p");
    }
    if (mp->m.draw && mp->good)
        html_elem_say(
            h, "p",
            T("Nomor di bawah adalah rencana: nomor diambil saat surat dibuat, dan tidak pernah sama "
              "untuk dua surat."));
    page_alert_end(h);
}

static void heads(struct html *h)
{
    static const char *const words[] = { T("Untuk"), T("Nomor surat"), T("Penanda tangan"), T("Belum terisi"),
                                         T("Hasil") };

    page_table_head(h, words, sizeof words / sizeof words[0]);
}

/* What was looked over is carried along as it was sent. */
static void carry_choices(struct many_page *mp)
{
    const struct many *m = &mp->m;
    struct html *h = &mp->p.h;

    page_hidden(h, "surat", m->k->key);
    for (size_t i = 0; i < m->k->n_asks; i++)
        page_hidden_(h, m->k->asks[i].key, m->asked[i]);
    page_hidden(h, "tanggal", m->asked[m->k->n_asks + 1]);
    page_hidden(h, "nomor", m->draw ? SV("ambil") : SV("kosong"));
    page_hidden(h, "mulai", m->from ? arena_printf(mp->p.a, "%lld", (long long) m->from) : SV(""));
    page_hidden(h, "bentuk", !m->pdf ? SV("docx") : m->docx ? SV("keduanya") : SV("pdf"));
}

static void check_table(struct many_page *mp)
{
    struct html *h = &mp->p.h;

    page_form_begin(&mp->p, address(mp), false);
    carry_choices(mp);
    if (mp->good)
        page_submit_(h, "btn-primary mb-3", "file-text",
                     arena_printf(mp->p.a, T("Buat %zu surat"), mp->good).p);
    html_open(h, "div");
    html_class(h, "gulung mb-3");
    html_attr(h, "role", SV("region"));
    html_attr(h, "tabindex", SV("0"));
    html_attr_say(h, "aria-label", T("Pemeriksaan"));
    html_open(h, "table");
    html_class(h, "daftar");
    heads(h);
    html_open(h, "tbody");
    for (size_t i = 0; i < mp->m.n; i++)
        row(mp, i);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
    html_close(h, "form");
}

bool many_form(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page_head hd = { .title = SV(T("Surat massal")),
                            .note = SV(T(
                                "Satu surat untuk banyak baris: diperiksa dahulu, lalu dibuat sekaligus.")) };
    struct many_page mp;
    struct crumb up[1];
    struct db *db = NULL;
    struct html *h;
    bool ok = begin(&mp, ctx, req, e) && page_read(mp.region, &db, e) && find_rows(&mp, req, db, e) &&
              look_over(&mp, db, e);

    db_release(db);
    if (!ok)
        return false;
    up[0] = (struct crumb){ mp.reg->label, page_reg_url(req->a, mp.reg) };
    hd.menu = up[0].url;
    hd.crumbs = up;
    hd.n_crumbs = 1;
    h = page_begin(&mp.p, ctx, req, res, &hd);
    page_refusal(&mp.p);
    ask_form(&mp);
    if (!mp.m.n) {
        page_empty(h, SV("search"), SV(T("Tidak ada baris")),
                   SV(T("Saringan daftarnya tidak menunjukkan satu baris pun.")), up[0].url,
                   SV(T("Ke daftar")));
    } else {
        summary(&mp);
        check_table(&mp);
    }
    page_end(&mp.p);
    return true;
}

/* --- setting it going --------------------------------------------------------------------------------------------------- */

bool many_start(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct many_page mp;
    struct job *j;

    if (!begin(&mp, ctx, req, e) || !find_rows(&mp, req, NULL, e))
        return false;
    if (!mp.m.n || mp.capped) {
        err_set(e, ERR_INPUT,
                mp.capped ? T("Paling banyak %d surat sekaligus.") : T("Belum ada baris yang dipilih."),
                (int) MANY_MAX);
        return err_hint(e, T("Kembali ke pemeriksaan dan pilih barisnya."));
    }
    if (!job_make(mp.region, mp.who, &many_job,
                  arena_printf(req->a, T("%.*s, %zu baris"), SV_FMT(mp.m.k->label), mp.m.n), req->a, &j, e) ||
        !job_save(j, many_put, &mp.m, e) || !job_start(mp.region, j, e))
        return false;
    web_redirect(req, res, job_url(req->a, j));
    return true;
}
