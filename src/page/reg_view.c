/* SPDX-License-Identifier: MIT
 * page/reg_view.c -- columns and views of a list as the list page shows them: tabs above it, and three folds to choose columns,
 * to keep the present query under a name, to change the view in use. Everything is a plain form. */
#include "base/arena.h"
#include "page/reg_priv.h"

/* --- loading -------------------------------------------------------------------------------------------------------------- */

bool reg_query_keeps(struct sv name)
{
    static const struct sv names[] = { SV_INIT("cari"), SV_INIT("urut"), SV_INIT("per"), SV_INIT("terhapus"),
                                       SV_INIT("kolom") };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_eq(name, names[i]))
            return true;
    return sv_starts(name, SV("f."));
}

static const struct view *initial(const struct list_page *lp)
{
    for (size_t i = 0; i < lp->n_views; i++)
        if (lp->views[i].initial)
            return &lp->views[i];
    return NULL;
}

struct sv list_all_url(const struct list_page *lp)
{
    struct sv url = page_reg_url(lp->p.a, lp->reg);

    return initial(lp) ? arena_printf(lp->p.a, "%.*s?tampilan=0", SV_FMT(url)) : url;
}

static struct sv view_url(const struct list_page *lp, const struct view *v)
{
    return arena_printf(lp->p.a, "/r/%.*s?%.*s%stampilan=%lld", SV_FMT(lp->reg->key), SV_FMT(v->kueri),
                        v->kueri.n ? "&" : "", (long long) v->id);
}

bool view_open(struct list_page *lp, struct db *db, struct sv *lead, struct err *e)
{
    const struct view *v;

    if (!view_list(db, lp->who, lp->reg, lp->p.req->a, &lp->views, &lp->n_views, e))
        return false;
    v = web_query(lp->p.req)->n ? NULL : initial(lp);
    *lead = v ? view_url(lp, v) : SV_NULL;
    return true;
}

/* A choice or state that the declarations dropped since: the view finds nothing, and should say why. */
static void stale_values(struct list_page *lp)
{
    for (size_t i = 0; i < lp->q.n_filters; i++) {
        const struct filter *f = &lp->q.filters[i];
        const struct field *fd = reg_field(lp->reg, f->key);
        bool state = sv_eq(f->key, base_col_name(COL_STATUS)), gone;

        gone = state ? !reg_state(lp->reg, f->value)
                     : fd && (fd->type == FT_CHOICE || fd->type == FT_CHOICES) && !field_choice(fd, f->value);
        if (f->op == FILTER_EQ && gone)
            problems_add(&lp->p.req->problems, SV(""), T("Pilihan \"%.*s\" pada %.*s tidak ada lagi."),
                         SV_FMT(f->value), SV_FMT(state ? SV(T("Keadaan")) : fd->label));
    }
}

static bool load_columns(struct list_page *lp, struct db *db, struct err *e)
{
    struct sv keys = web_field_find(lp->p.req, SV("kolom"));
    bool asked = keys.n > 0;
    size_t dropped = 0;

    if (!asked && !view_cols_load(db, lp->who, lp->reg, lp->p.req->a, &keys, e))
        return false;
    if (keys.n)
        lp->cols = view_cols_read(lp->who, lp->reg, keys, lp->p.req->a, &dropped);
    lp->own_cols = lp->cols.n > 0;
    if (!lp->own_cols)
        lp->cols = view_cols_default(lp->who, lp->reg, lp->p.req->a);
    if (asked && dropped)
        problems_add(&lp->p.req->problems, SV(""),
                     T("%zu kolom tidak ditampilkan: tidak ada di daftar ini, atau tidak terbuka bagi Anda."),
                     dropped);
    return true;
}

static bool find_view(struct list_page *lp, struct db *db, const char *name, struct view **out, struct err *e)
{
    struct view *v = ARENA_NEW(lp->p.req->a, struct view);
    struct err why = { 0 };
    int64_t id;

    if (!sv_int(web_field_find(lp->p.req, sv_of(name)), &id) || id <= 0)
        return true;
    if (view_get(db, lp->who, lp->reg, id, lp->p.req->a, v, &why)) {
        *out = v;
        return true;
    }
    if (why.kind != ERR_MISSING)
        *e = why;
    else
        problems_add(&lp->p.req->problems, SV(""), "%s", why.text);
    return why.kind == ERR_MISSING;
}

bool view_load(struct list_page *lp, struct db *db, struct err *e)
{
    struct view *now = NULL, *undo = NULL;

    if (!load_columns(lp, db, e) || !find_view(lp, db, "tampilan", &now, e) ||
        !find_view(lp, db, "tampilan_dihapus", &undo, e))
        return false;
    lp->view = now && !now->deleted ? now : NULL;
    lp->undo_view = undo && undo->deleted ? undo : NULL;
    if (lp->view)
        stale_values(lp);
    return true;
}

/* --- tabs ------------------------------------------------------------------------------------------------------------------- */

static void tab(struct list_page *lp, struct sv url, struct sv label, bool here, const struct view *v)
{
    struct html *h = &lp->p.h;

    html_open(h, "li");
    html_open(h, "a");
    html_href(h, url);
    if (here)
        html_attr(h, "aria-current", SV("page"));
    if (v && v->initial)
        page_icon(h, "home");
    html_text(h, label);
    if (v && v->scope != VIEW_MINE) {
        html_open(h, "span");
        html_class(h, "text-secondary");
        html_say(h, v->scope == VIEW_AGENCY ? T(" (kantor)") : T(" (wilayah)"));
        html_close(h, "span");
    }
    html_close(h, "a");
    html_close(h, "li");
}

void view_tabs(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    if (!lp->n_views)
        return;
    html_open(h, "nav");
    html_class(h, "tampilan tanpa-cetak");
    html_attr_say(h, "aria-label", T("Tampilan tersimpan"));
    html_open(h, "ul");
    tab(lp, list_all_url(lp), SV(T("Semua")), !lp->view, NULL);
    for (size_t i = 0; i < lp->n_views; i++)
        tab(lp, view_url(lp, &lp->views[i]), lp->views[i].nama, lp->view && lp->view->id == lp->views[i].id,
            &lp->views[i]);
    html_close(h, "ul");
    html_close(h, "nav");
}

void view_undo(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    if (lp->view && lp->p.req->problems.n)
        page_alert(
            h, PAGE_CAUTION,
            arena_printf(lp->p.a, T("Tampilan \"%.*s\" tidak lagi berlaku seutuhnya."),
                         SV_FMT(lp->view->nama)),
            SV(T("Daftar atau hak Anda berubah sejak tampilan itu disimpan; yang di bawah ini dilewati. Ubah "
                 "saringannya lalu simpan lagi, atau hapus tampilannya.")));
    if (!lp->undo_view)
        return;
    page_alert_begin(
        h, PAGE_INFO,
        arena_printf(lp->p.a, T("Tampilan \"%.*s\" sudah dihapus."), SV_FMT(lp->undo_view->nama)));
    page_form_begin(
        &lp->p,
        arena_printf(lp->p.a, "/r/%.*s/tampilan/%lld", SV_FMT(lp->reg->key), (long long) lp->undo_view->id),
        false);
    page_hidden(h, "_aksi", SV("pulihkan"));
    page_submit(h, "btn-sm", "arrow-back-up", T("Batalkan penghapusan"));
    html_close(h, "form");
    page_alert_end(h);
}

/* --- folds ------------------------------------------------------------------------------------------------------------------ */

/* What the address asks for, carried along in a form. */
static void carry(struct list_page *lp, bool with_view, bool with_columns)
{
    const struct web_fields *q = web_query(lp->p.req);

    for (size_t i = 0; i < q->n; i++) {
        struct sv name = q->items[i].name;

        if (q->items[i].value.n && (reg_query_keeps(name) || (with_view && sv_eq(name, SV("tampilan")))) &&
            (with_columns || !sv_eq(name, SV("kolom"))))
            page_hidden_(&lp->p.h, name, q->items[i].value);
    }
}

static void fold(struct list_page *lp, const char *icon, const char *words)
{
    struct html *h = &lp->p.h;

    html_open(h, "details");
    html_class(h, "lipat");
    html_open(h, "summary");
    page_icon_(h, sv_of(icon));
    html_say(h, words);
    html_close(h, "summary");
}

static void column_row(struct list_page *lp, const struct view_col *c, size_t place)
{
    struct html *h = &lp->p.h;
    struct sv label = list_col_label(c);

    html_open(h, "li");
    html_open(h, "label");
    html_class(h, "form-check");
    html_void(h, "input");
    html_attr(h, "type", SV("checkbox"));
    html_class(h, "form-check-input");
    html_attr(h, "name", SV("_k"));
    html_attr(h, "value", c->key);
    html_bool_attr(h, "checked", place > 0);
    html_open(h, "span");
    html_text(h, label);
    html_close(h, "span");
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("number"));
    html_class(h, "form-control");
    html_attrf(h, "name", "_u.%.*s", SV_FMT(c->key));
    html_attr(h, "min", SV("1"));
    html_attr(h, "max", SV("99"));
    html_attrf(h, "aria-label", T("Urutan kolom %.*s"), SV_FMT(label));
    if (place)
        html_attr_int(h, "value", (int64_t) place);
    html_close(h, "li");
}

static bool shown(const struct list_page *lp, const struct view_col *c)
{
    for (size_t i = 0; i < lp->cols.n; i++)
        if (sv_eq(lp->cols.items[i].key, c->key))
            return true;
    return false;
}

static void act_button(struct html *h, const char *value, bool primary, const char *words)
{
    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_attr(h, "class", primary ? SV("btn btn-primary") : SV("btn"));
    html_attr(h, "name", SV("_aksi"));
    html_attr(h, "value", sv_of(value));
    html_say(h, words);
    html_close(h, "button");
}

static void chooser(struct list_page *lp)
{
    struct view_cols all = view_cols_all(lp->who, lp->reg, lp->p.a);
    struct html *h = &lp->p.h;

    fold(lp, "columns", T("Kolom"));
    page_form_begin(&lp->p, arena_printf(lp->p.a, "/r/%.*s/kolom", SV_FMT(lp->reg->key)), false);
    carry(lp, true, false);
    html_open(h, "fieldset");
    html_open(h, "legend");
    html_class(h, "form-label");
    html_say(h, T("Kolom yang ditampilkan, dan urutannya dari kiri"));
    html_close(h, "legend");
    html_open(h, "ol");
    html_class(h, "pilih-kolom");
    for (size_t i = 0; i < lp->cols.n; i++)
        column_row(lp, &lp->cols.items[i], i + 1);
    for (size_t i = 0; i < all.n; i++)
        if (!shown(lp, &all.items[i]))
            column_row(lp, &all.items[i], 0);
    html_close(h, "ol");
    html_close(h, "fieldset");
    html_open(h, "div");
    html_class(h, "btn-list");
    act_button(h, "pakai", true, T("Pakai kolom ini"));
    if (lp->own_cols)
        act_button(h, "bawaan", false, T("Kembali ke kolom bawaan"));
    html_close(h, "div");
    html_close(h, "form");
    html_close(h, "details");
}

static void name_box(struct list_page *lp, const char *id, struct sv value)
{
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", sv_of(id));
    html_say(h, T("Nama tampilan"));
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("text"));
    html_class(h, "form-control");
    html_attr(h, "id", sv_of(id));
    html_attr(h, "name", SV("_nama"));
    html_attr_int(h, "maxlength", VIEW_NAME_MAX);
    html_bool_attr(h, "required", true);
    html_attr(h, "value", value.p ? value : SV(""));
    html_close(h, "div");
}

static void scope_box(struct list_page *lp, const char *id, enum view_scope now)
{
    static const char *const words[] = { T("Hanya saya"), T("Semua pegawai kantor saya"),
                                         T("Seluruh wilayah") };
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", sv_of(id));
    html_say(h, T("Terlihat oleh"));
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attr(h, "id", sv_of(id));
    html_attr(h, "name", SV("_lingkup"));
    for (int i = 0; i < 3; i++) {
        if (i != (int) now && !view_may_share(lp->who, (enum view_scope) i))
            continue;
        html_open(h, "option");
        html_attr(h, "value", view_scope_key((enum view_scope) i));
        html_bool_attr(h, "selected", i == (int) now);
        html_say(h, words[i]);
        html_close(h, "option");
    }
    html_close(h, "select");
    html_close(h, "div");
}

static void check_box(struct html *h, const char *name, const char *words)
{
    html_open(h, "label");
    html_class(h, "form-check bidang");
    html_void(h, "input");
    html_attr(h, "type", SV("checkbox"));
    html_class(h, "form-check-input");
    html_attr(h, "name", sv_of(name));
    html_attr(h, "value", SV("1"));
    html_elem_say(h, "span", words);
    html_close(h, "label");
}

static void keeper(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    fold(lp, "bookmark", T("Simpan tampilan"));
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_say(h, T("Saringan, urutan, dan kolom yang sedang tampil disimpan sebagai tab di atas daftar."));
    html_close(h, "p");
    page_form_begin(&lp->p, arena_printf(lp->p.a, "/r/%.*s/tampilan", SV_FMT(lp->reg->key)), false);
    carry(lp, false, false);
    if (lp->own_cols)
        page_hidden(h, "kolom", view_cols_keys(&lp->cols, lp->p.a));
    html_open(h, "div");
    html_class(h, "saring");
    name_box(lp, "simpan-nama", SV_NULL);
    scope_box(lp, "simpan-lingkup", VIEW_MINE);
    check_box(h, "_bawaan", T("Buka daftar ini dengan tampilan itu"));
    html_open(h, "div");
    html_class(h, "bidang");
    page_submit(h, "btn-primary", "bookmark", T("Simpan"));
    html_close(h, "div");
    html_close(h, "div");
    html_close(h, "form");
    html_close(h, "details");
}

static void changer(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    if (!lp->view)
        return;
    fold(lp, "settings", T("Atur tampilan ini"));
    page_form_begin(
        &lp->p,
        arena_printf(lp->p.a, "/r/%.*s/tampilan/%lld", SV_FMT(lp->reg->key), (long long) lp->view->id),
        false);
    carry(lp, false, false);
    if (lp->own_cols)
        page_hidden(h, "kolom", view_cols_keys(&lp->cols, lp->p.a));
    if (lp->view->may_change) {
        html_open(h, "div");
        html_class(h, "saring");
        name_box(lp, "atur-nama", lp->view->nama);
        scope_box(lp, "atur-lingkup", lp->view->scope);
        check_box(h, "_kueri", T("Ganti dengan saringan, urutan, dan kolom yang sedang tampil"));
        html_close(h, "div");
    } else {
        html_open(h, "p");
        html_textf(h, T("Dibagikan oleh %.*s."), SV_FMT(lp->view->oleh));
        html_close(h, "p");
    }
    html_open(h, "div");
    html_class(h, "btn-list");
    if (lp->view->may_change)
        act_button(h, "simpan", true, T("Simpan perubahan"));
    act_button(h, lp->view->initial ? "lepas" : "bawaan", false,
               lp->view->initial ? T("Jangan jadikan bawaan saya") : T("Jadikan bawaan saya"));
    if (lp->view->may_change)
        act_button(h, "hapus", false, T("Hapus tampilan"));
    html_close(h, "div");
    html_close(h, "form");
    html_close(h, "details");
}

static void letters_button(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    html_open(h, "button");
    html_attr(h, "type", SV("submit"));
    html_class(h, "btn btn-sm");
    html_url(h, "formaction", arena_printf(lp->p.a, "/r/%.*s/surat-massal", SV_FMT(lp->reg->key)));
    page_icon(h, "file-text");
    html_say(h, T(" Buat surat"));
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_say(h, T(" untuk yang dipilih, atau untuk semua yang tampil"));
    html_close(h, "span");
    html_close(h, "button");
}

void view_tools(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_class(h, "alat-daftar tanpa-cetak");
    chooser(lp);
    keeper(lp);
    changer(lp);
    if (list_picks(lp)) {
        html_open(h, "form");
        html_attr(h, "id", SV("massal"));
        html_class(h, "btn-list");
        html_url(h, "action", arena_printf(lp->p.a, "/r/%.*s/massal", SV_FMT(lp->reg->key)));
        if (list_writes(lp))
            carry(lp, false, false); /* none ticked: all that the filter shows */
        if (list_changes(lp))
            page_submit(h, "btn-sm", "edit", T("Ubah yang dipilih"));
        if (list_writes(lp))
            letters_button(lp);
        html_close(h, "form");
    }
    html_close(h, "div");
}
