/* SPDX-License-Identifier: MIT
 * rule/pack_use.c -- pieces of SQL that many provisions ask alike ("this agency coordinated with that office about this"), written
 * once in data/pieces.yaml and named in norms.yaml: `{use NAME word word}`. The words are keys and stand in the piece where it
 * names them in braces; other braces stay for rule_piece.c. It is done on the file's text, a piece in one line, so that lines of
 * messages are right, and the digest of a pack covers the pieces it uses. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/problems.h"
#include "json/json.h"
#include "rule/pack_priv.h"

enum { WORDS_MAX = 8 };

struct use {
    const struct reader *r;
    struct sv file;
    const struct json *pieces; /* NULL: none declared */
    struct buf out;
    size_t line;
};

static bool read_pieces(struct use *u, struct err *e)
{
    struct sv path = arena_printf(u->r->a, "%s/pieces.yaml", u->r->home->program), text;
    struct json *tree;

    if (!file_exists(path.p))
        return true;
    if (!file_read(path.p, PACK_MAX_BYTES, u->r->a, &text, e))
        return false;
    if (!yaml_parse(text, path, u->r->a, &tree, u->r->ps))
        return err_set(e, ERR_INPUT, T("%.*s mengandung kesalahan."), SV_FMT(path));
    u->pieces = json_get(tree, SV("pieces"));
    return true;
}

static void complain(struct use *u, struct sv value, const char *text, struct sv hint)
{
    struct problem *p = problems_add(u->r->ps, SV("use"), "%s", text);

    p->file = u->file;
    p->line = (int) u->line;
    p->col = 1;
    p->value = value;
    p->hint = hint;
}

static struct sv near_piece(struct use *u, struct sv given)
{
    struct sv *names = ARENA_ARRAY(u->r->a, struct sv, u->pieces ? u->pieces->n + 1 : 1), near;
    size_t n = 0;

    for (const struct json *p = u->pieces ? u->pieces->first : NULL; p; p = p->next)
        names[n++] = p->key;
    near = problems_suggest(given, names, n);
    return near.p ? arena_printf(u->r->a, T("Maksudnya \"%.*s\"?"), SV_FMT(near)) : SV_NULL;
}

/* The words of "NAME word word". */
static size_t split(struct sv s, struct sv *words)
{
    size_t n = 0;

    s = sv_trim(s);
    while (s.n && n < WORDS_MAX) {
        struct sv rest = s, head;

        if (!sv_cut(&rest, ' ', &head)) {
            head = s;
            rest = SV_NULL;
        }
        words[n++] = head;
        s = rest.p ? sv_trim(rest) : SV_NULL;
    }
    return n;
}

static bool put_word(struct use *u, const struct json *with, struct sv name, const struct sv *words)
{
    size_t i = 0;

    for (const struct json *w = with ? with->first : NULL; w; w = w->next, i++)
        if (sv_eq(w->s, name)) {
            buf_put(&u->out, words[i]);
            return true;
        }
    return false;
}

/* The piece with its words put in; every run of blanks is one, so that it stays in its line. */
static void put_piece(struct use *u, const struct json *piece, const struct sv *words)
{
    struct sv sql = json_text(piece, SV("sql"));
    bool blank = false;

    for (size_t i = 0; i < sql.n; i++) {
        struct sv rest = sv_sub(sql, i, sql.n);
        ptrdiff_t end = sql.p[i] == '{' ? sv_find(rest, SV("}")) : -1;

        if (end > 0 && put_word(u, json_get(piece, SV("with")), sv_sub(rest, 1, (size_t) end - 1), words)) {
            i += (size_t) end;
            blank = false;
        } else if (sql.p[i] == ' ' || sql.p[i] == '\n') {
            if (!blank)
                buf_char(&u->out, ' ');
            blank = true;
        } else {
            buf_char(&u->out, sql.p[i]);
            blank = false;
        }
    }
}

static void put_use(struct use *u, struct sv inner)
{
    struct sv words[WORDS_MAX] = { { 0 } };
    size_t n = split(inner, words);
    const struct json *piece = n ? json_get(u->pieces, words[0]) : NULL, *with = json_get(piece, SV("with"));

    if (!piece || !json_text(piece, SV("sql")).n) {
        complain(u, words[0], T("Potongan SQL ini tidak ada di data/pieces.yaml."), near_piece(u, words[0]));
        return;
    }
    if (n - 1 != (with ? with->n : 0)) {
        complain(u, words[0], T("Jumlah kata potongan SQL ini tidak sesuai."),
                 arena_printf(u->r->a, T("Potongan itu meminta %u kata."), with ? with->n : 0));
        return;
    }
    for (size_t i = 1; i < n; i++)
        if (!sv_is_key(words[i])) {
            complain(u, words[i], T("Kata potongan SQL harus kunci."), SV_NULL);
            return;
        }
    put_piece(u, piece, words + 1);
}

bool pack_use(const struct reader *r, struct sv file, struct sv text, struct sv *out, struct err *e)
{
    struct use u = { .r = r, .file = file, .line = 1 };
    bool ok;

    *out = text;
    if (sv_find(text, SV("{use ")) < 0)
        return true;
    if (!read_pieces(&u, e))
        return false;
    buf_init(&u.out, PACK_MAX_BYTES);
    for (size_t i = 0; i < text.n; i++) {
        struct sv rest = sv_sub(text, i, text.n);
        ptrdiff_t end = sv_starts(rest, SV("{use ")) ? sv_find(rest, SV("}")) : -1;

        if (end > 0) {
            put_use(&u, sv_sub(rest, 5, (size_t) end - 5));
            i += (size_t) end;
            continue;
        }
        u.line += text.p[i] == '\n';
        buf_char(&u.out, text.p[i]);
    }
    ok = buf_ok(&u.out, e);
    if (ok)
        *out = arena_dup(r->a, buf_sv(&u.out));
    buf_clear(&u.out);
    return ok;
}
