/* SPDX-License-Identifier: MIT
 * rule/naskah_front.c -- what stands before the first heading and after the last Pasal: title page, considerations,
 * legal bases, the decision; the order to promulgate, signatures, gazette. */
#include "rule/naskah_priv.h"

/* ---- title page ---- */

static struct naskah_node *judul_of(struct reader *r, int line)
{
    struct naskah_node *j = nk_last_of(r->root, NASKAH_JUDUL);

    return j ? j : nk_node_add(r, r->root, NASKAH_JUDUL, line);
}

static struct sv rest_after(struct sv s, size_t n)
{
    s = sv_trim(sv_sub(s, n, s.n));
    while (s.n && s.p[0] == ':')
        s = sv_trim(sv_sub(s, 1, s.n));
    return s;
}

/* "NOMOR 39 TAHUN 2023": its number, or absent. */
static struct sv number_of(struct sv s)
{
    struct sv rest = rest_after(s, 5);

    return is_digit(rest.n ? rest.p[0] : ' ') ? nk_first_token(rest) : SV_NULL;
}

static bool is_number_line(struct sv s)
{
    return nk_starts_word(s, SV("NOMOR")) && (sv_find(s, SV("TAHUN")) >= 0 || sv_find(s, SV("Tahun")) >= 0);
}

static bool is_name_line(struct sv s)
{
    static const struct sv kinds[] = { SV_INIT("UNDANG-UNDANG"), SV_INIT("PERATURAN"), SV_INIT("KEPUTUSAN"),
                                       SV_INIT("INSTRUKSI"),     SV_INIT("QANUN"),     SV_INIT("RANCANGAN"),
                                       SV_INIT("PERDASI"),       SV_INIT("PERDASUS") };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (nk_starts_word(s, kinds[i]))
            return nk_all_caps(s);
    return false;
}

/* Byte where these words begin inside s, but not at its beginning; -1: not there. */
static ptrdiff_t word_inside(struct sv s, struct sv words)
{
    for (size_t i = 1; i + words.n <= s.n; i++)
        if (s.p[i - 1] == ' ' && nk_starts_word(sv_sub(s, i, s.n - i), words))
            return (ptrdiff_t) i;
    return -1;
}

static void judul_add(struct reader *r, enum naskah_jenis j, struct sv s, int line)
{
    struct naskah_node *judul = judul_of(r, line), *last = judul->last;
    bool joins = last && last->jenis == j &&
                 (j == NASKAH_KOP || j == NASKAH_PEJABAT || j == NASKAH_RAHMAT || j == NASKAH_TENTANG ||
                  j == NASKAH_NAMA);

    if (!joins) {
        last = nk_node_add(r, judul, j, line);
        if (j == NASKAH_TENTANG) {
            last->tanda = sv_sub(s, 0, 7);
            s = rest_after(s, 7);
        } else if (j == NASKAH_NOMOR) {
            last->nomor = number_of(s);
        }
    }
    if (s.n)
        nk_text_add(r, last, s, j == NASKAH_KOP ? '\n' : ' ');
    r->top = last;
}

static enum naskah_jenis judul_kind(const struct reader *r, struct sv s)
{
    const struct naskah_node *judul = nk_last_of(r->root, NASKAH_JUDUL);
    enum naskah_jenis before = judul && judul->last ? judul->last->jenis : NASKAH_KOP;

    if (nk_starts_word(s, SV("DENGAN RAHMAT")))
        return NASKAH_RAHMAT;
    if (before == NASKAH_TENTANG) /* a title may name other regulations, with their numbers */
        return nk_all_caps(s) && !nk_ended(s) ? NASKAH_TENTANG : NASKAH_KOP;
    if (before == NASKAH_RAHMAT || before == NASKAH_PEJABAT)
        return NASKAH_PEJABAT;
    if (is_number_line(s))
        return NASKAH_NOMOR;
    if (nk_starts_word(s, SV("TENTANG")) && nk_all_caps(s))
        return NASKAH_TENTANG;
    if (is_name_line(s) || (before == NASKAH_NAMA && nk_all_caps(s)))
        return NASKAH_NAMA;
    return NASKAH_KOP;
}

/* One line may hold name, number and title: "PERATURAN … NOMOR … TAHUN … TENTANG … DENGAN RAHMAT …". */
static void judul_text(struct reader *r, struct sv s, const struct line *l)
{
    enum naskah_jenis j = judul_kind(r, s);

    if (j == NASKAH_NAMA) {
        ptrdiff_t at = word_inside(s, SV("NOMOR"));
        if (at > 0 && is_number_line(sv_sub(s, (size_t) at, s.n))) {
            judul_add(r, j, sv_trim(sv_sub(s, 0, (size_t) at)), l->no);
            s = sv_sub(s, (size_t) at, s.n);
            j = NASKAH_NOMOR;
        }
    }
    if (j == NASKAH_NOMOR) {
        ptrdiff_t at = word_inside(s, SV("TENTANG"));
        if (at > 0) {
            judul_add(r, j, sv_trim(sv_sub(s, 0, (size_t) at)), l->no);
            s = sv_sub(s, (size_t) at, s.n);
            j = NASKAH_TENTANG;
        }
    }
    judul_add(r, j, s, l->no);
}

void nk_judul_line(struct reader *r, const struct line *l)
{
    ptrdiff_t at = word_inside(l->s, SV("DENGAN RAHMAT"));

    if (at > 0)
        judul_text(r, sv_trim(sv_sub(l->s, 0, (size_t) at)), l);
    judul_text(r, at > 0 ? sv_sub(l->s, (size_t) at, l->s.n) : l->s, l);
}

/* ---- considerations, legal bases, decision ---- */

/* What stands behind the word of a preamble part, as a line of its own. */
static void place_rest(struct reader *r, const struct line *l, struct sv rest)
{
    struct line x = *l;

    if (!nk_has_word(rest))
        return;
    x.s = rest;
    x.weak = false;
    if (!nk_mark_try(r, &x))
        nk_text_place(r, &x);
}

static struct naskah_node *open_part(struct reader *r, enum naskah_jenis j, struct sv tanda, int line,
                                     enum zone zone)
{
    struct naskah_node *node = nk_node_add(r, r->root, j, line);

    node->tanda = tanda;
    node->pulih = !tanda.n;
    r->top = node;
    r->zone = zone;
    return node;
}

/* "Menimoang" for "Menimbang": two letters misread at most. */
static bool reads_as(struct sv token, struct sv word)
{
    size_t wrong = 0;

    if (token.n != word.n || !is_upper(token.p[0]))
        return false;
    for (size_t i = 0; i < word.n; i++)
        wrong += (token.p[i] | 0x20) != (word.p[i] | 0x20);
    return wrong <= 2;
}

/* "Menimbang :", "Menimbang a. …", "Menimbang bahwa …", "Mengingat" alone; not "Mengingat pentingnya …". */
static bool word_opens(struct reader *r, struct sv s, struct sv word, struct sv *rest)
{
    struct sv token = sv_sub(s, 0, word.n);
    bool exact = nk_starts_word(s, word) && is_upper(s.p[0]);
    struct mark m;

    if (!exact && (!reads_as(token, word) || s.n == word.n || s.p[word.n] != ' '))
        return false;
    *rest = sv_trim(sv_sub(s, word.n, s.n));
    if (rest->n && rest->p[0] != ':' && !nk_mark_parse(*rest, r->a, &m) &&
        !nk_starts_word(*rest, SV("bahwa")))
        return false;
    *rest = rest_after(s, word.n);
    return true;
}

static bool part_try(struct reader *r, const struct line *l)
{
    static const struct {
        struct sv word;
        enum naskah_jenis jenis;
    } parts[] = { { SV_INIT("Menimbang"), NASKAH_MENIMBANG },
                  { SV_INIT("Mengingat"), NASKAH_MENGINGAT },
                  { SV_INIT("Memperhatikan"), NASKAH_MEMPERHATIKAN },
                  { SV_INIT("Membaca"), NASKAH_MEMPERHATIKAN } };
    struct naskah_node *before = r->root->last;
    struct sv rest;

    if (r->zone == Z_PUTUS)
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (word_opens(r, l->s, parts[i].word, &rest)) {
            open_part(r, parts[i].jenis, sv_sub(l->s, 0, parts[i].word.n), l->no, Z_TIMBANG);
            if (!nk_has_word(rest) && parts[i].jenis == NASKAH_MENGINGAT && before &&
                before->jenis == NASKAH_MENIMBANG && !before->first && !nk_has_text(before))
                r->top = before; /* both words stood above each other in the left column: the lists follow */
            place_rest(r, l, rest);
            return true;
        }
    return false;
}

static bool opens_legal_basis(const struct mark *m)
{
    return nk_starts_word(m->rest, SV("Undang-Undang")) || nk_starts_word(m->rest, SV("Pasal")) ||
           nk_starts_word(m->rest, SV("Peraturan"));
}

/* A lettered list of "bahwa …" is Menimbang, a numbered one after it Mengingat, also when the words were lost or
 * stood elsewhere. */
static bool implied_try(struct reader *r, const struct line *l)
{
    struct naskah_node *before = r->root->last, *menimbang = nk_last_of(r->root, NASKAH_MENIMBANG);
    struct mark m;

    if (!nk_mark_parse(l->s, r->a, &m) || m.v != 1 || m.suffix || r->zone == Z_PUTUS)
        return false;
    bool considered = menimbang && menimbang->first && nk_ended(nk_text_tail(r->top));
    if (r->zone == Z_JUDUL && m.jenis == NASKAH_HURUF && nk_starts_word(m.rest, SV("bahwa"))) {
        open_part(r, NASKAH_MENIMBANG, SV_NULL, l->no, Z_TIMBANG);
        nk_note(r, l->no, T("Kata Menimbang tidak terbaca; dipulihkan dari daftarnya."));
    } else if (m.jenis == NASKAH_ANGKA && considered && before->jenis == NASKAH_MENGINGAT &&
               r->top != before && !before->first) {
        r->top = before;
        before->line = l->no;
        nk_note(r, l->no, T("Kata Mengingat tercetak terlalu awal; dijodohkan kembali dengan daftarnya."));
    } else if (m.jenis == NASKAH_ANGKA &&
               (r->zone == Z_JUDUL ? opens_legal_basis(&m) : considered && before == menimbang)) {
        open_part(r, NASKAH_MENGINGAT, SV_NULL, l->no, Z_TIMBANG);
        nk_note(r, l->no, T("Kata Mengingat tidak terbaca; dipulihkan dari daftarnya."));
    } else {
        return false;
    }
    return nk_mark_try(r, l);
}

static bool decide_try(struct reader *r, const struct line *l)
{
    bool whole = nk_letters_are(l->s, SV("MEMUTUSKAN")) && nk_all_caps(l->s);
    struct sv tanda = SV("MEMUTUSKAN"), rest = SV_NULL;

    if (!whole && !(sv_starts(l->s, tanda) && word_opens(r, l->s, tanda, &rest)))
        return false;
    tanda = whole ? l->s : sv_sub(l->s, 0, tanda.n);
    while (tanda.n && (tanda.p[tanda.n - 1] == ':' || tanda.p[tanda.n - 1] == ' '))
        tanda.n--;
    open_part(r, NASKAH_MEMUTUSKAN, tanda, l->no, Z_PUTUS);
    if (r->tetap) {
        nk_note(r, r->tetap->line,
                T("Kata Menetapkan tercetak terlalu awal; dipindahkan ke sesudah MEMUTUSKAN (baris %d)."),
                l->no);
        nk_node_append(r->root, r->tetap);
        r->tetap->line = l->no;
        r->top = r->tetap;
        r->tetap = NULL;
    }
    if (rest.n) {
        struct line x = *l;
        x.s = rest;
        if (!nk_front_try(r, &x))
            nk_text_place(r, &x);
    }
    return true;
}

/* "Menetapkan" alone among the legal bases comes from the left column of the page; it waits for MEMUTUSKAN. */
static bool establish_try(struct reader *r, const struct line *l)
{
    struct sv word = SV("Menetapkan"), rest;

    if (r->zone == Z_JUDUL || !nk_starts_word(l->s, word) || !is_upper(l->s.p[0]))
        return false;
    rest = rest_after(l->s, word.n);
    if (r->zone == Z_TIMBANG && !nk_has_word(rest)) {
        if (r->tetap)
            return false;
        r->tetap = &ARENA_NEW(r->a, struct bnode)->n;
        r->tetap->jenis = NASKAH_MENETAPKAN;
        r->tetap->line = l->no;
        r->tetap->tanda = sv_sub(l->s, 0, word.n);
        return true;
    }
    bool colon = sv_starts(sv_trim(sv_sub(l->s, word.n, l->s.n)), SV(":"));
    if (r->zone == Z_TIMBANG && !colon && !nk_all_caps(rest))
        return false;
    open_part(r, NASKAH_MENETAPKAN, sv_sub(l->s, 0, word.n), l->no, Z_PUTUS);
    place_rest(r, l, rest);
    return true;
}

bool nk_front_try(struct reader *r, const struct line *l)
{
    if (part_try(r, l) || decide_try(r, l) || establish_try(r, l) || implied_try(r, l))
        return true;
    if (r->zone == Z_TIMBANG && nk_starts_word(l->s, SV("Dengan Persetujuan"))) {
        nk_text_add(r, open_part(r, NASKAH_PERSETUJUAN, SV_NULL, l->no, Z_TIMBANG), l->s, 0);
        r->top->pulih = false;
        return true;
    }
    if (r->top->jenis == NASKAH_PERSETUJUAN) {
        nk_text_add(r, r->top, l->s, '\n');
        return true;
    }
    if (r->top->jenis == NASKAH_MEMUTUSKAN) {
        open_part(r, NASKAH_MENETAPKAN, SV_NULL, l->no, Z_PUTUS);
        nk_note(r, l->no, T("Kata Menetapkan tidak terbaca; dipulihkan dari tempatnya."));
        nk_text_place(r, l);
        return true;
    }
    return false;
}

/* ---- closing ---- */

static enum naskah_jenis close_kind(struct sv s)
{
    static const struct {
        struct sv head;
        enum naskah_jenis jenis;
    } forms[] = { { SV_INIT("Agar setiap orang"), NASKAH_PENUTUP },
                  { SV_INIT("Agar supaya setiap orang"), NASKAH_PENUTUP },
                  { SV_INIT("Supaya setiap orang"), NASKAH_PENUTUP },
                  { SV_INIT("Ditetapkan di"), NASKAH_PENETAPAN },
                  { SV_INIT("Disahkan di"), NASKAH_PENETAPAN },
                  { SV_INIT("Dikeluarkan di"), NASKAH_PENETAPAN },
                  { SV_INIT("Diundangkan di"), NASKAH_PENGUNDANGAN },
                  { SV_INIT("Diundangkan dalam"), NASKAH_PENGUNDANGAN },
                  { SV_INIT("Diundangkan pada"), NASKAH_PENGUNDANGAN },
                  { SV_INIT("Diundang di"), NASKAH_PENGUNDANGAN },
                  { SV_INIT("BERITA DAERAH"), NASKAH_PENCATATAN },
                  { SV_INIT("LEMBARAN DAERAH"), NASKAH_PENCATATAN },
                  { SV_INIT("BERITA NEGARA"), NASKAH_PENCATATAN },
                  { SV_INIT("LEMBARAN NEGARA"), NASKAH_PENCATATAN },
                  { SV_INIT("TAMBAHAN LEMBARAN"), NASKAH_PENCATATAN },
                  { SV_INIT("TAMBAHAN BERITA"), NASKAH_PENCATATAN },
                  { SV_INIT("NOREG"), NASKAH_PENCATATAN },
                  { SV_INIT("Salinan sesuai"), NASKAH_SALINAN },
                  { SV_INIT("Salinan ini sesuai"), NASKAH_SALINAN },
                  { SV_INIT("Sesuai dengan aslinya"), NASKAH_SALINAN } };

    if (!s.n || !is_upper(s.p[0]))
        return NASKAH_JENIS_COUNT;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (nk_starts_word(s, forms[i].head) && (forms[i].jenis != NASKAH_PENCATATAN || nk_all_caps(s)))
            return forms[i].jenis;
    return NASKAH_JENIS_COUNT;
}

bool nk_close_try(struct reader *r, const struct line *l)
{
    enum naskah_jenis j = close_kind(l->s);
    struct sv tail = nk_text_tail(r->top);

    if (j != NASKAH_PENUTUP && j != NASKAH_PENETAPAN && j != NASKAH_PENGUNDANGAN)
        return false;
    if (!sv_empty(tail) && !nk_ended(tail) && r->width)
        return false;
    r->base = r->title = NULL;
    r->zone = Z_CLOSE;
    r->top = nk_node_add(r, r->root, NASKAH_PENUTUP, l->no);
    nk_close_line(r, l);
    return true;
}

void nk_close_line(struct reader *r, const struct line *l)
{
    struct naskah_node *penutup = nk_last_of(r->root, NASKAH_PENUTUP);
    enum naskah_jenis j = close_kind(l->s);

    if (j != NASKAH_JENIS_COUNT && j != NASKAH_PENUTUP && !(j == r->top->jenis && j == NASKAH_PENCATATAN))
        r->top = nk_node_add(r, penutup, j, l->no);
    nk_text_add(r, r->top, l->s,
                l->weak || (r->top == penutup && !nk_ended(nk_text_tail(r->top))) ? ' ' : '\n');
}
