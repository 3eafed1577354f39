/* SPDX-License-Identifier: MIT
 * rule/identity.c -- the block `identity` of regulation.yaml, and the addresses made of it. */
#include "rule/identity.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/problems.h"
#include "json/json.h"

static bool all_of(struct sv s, size_t least, size_t most, bool (*is)(char))
{
    for (size_t i = 0; i < s.n; i++)
        if (!is(s.p[i]))
            return false;
    return s.n >= least && s.n <= most;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool of_kind(char c)
{
    return (c >= 'a' && c <= 'z') || c == '-';
}

static bool of_number(char c)
{
    return is_digit(c) || of_kind(c) || (c >= 'A' && c <= 'Z') || c == '.';
}

static void complain(struct problems *ps, struct sv file, const struct json *at, struct sv value,
                     const char *text, const char *hint)
{
    struct problem *p = problems_add(ps, at->key, "%s", text);

    p->file = file;
    p->line = at->line;
    p->col = at->col;
    p->value = value;
    p->hint = sv_of(hint);
}

static void unknown_keys(const struct json *map, const struct sv *known, size_t n, struct sv file,
                         struct problems *ps)
{
    for (const struct json *k = map->type == JSON_MAP ? map->first : NULL; k; k = k->next) {
        size_t i = 0;

        while (i < n && !sv_eq(known[i], k->key))
            i++;
        if (i == n)
            complain(ps, file, k, k->key, T("Kunci ini tidak dikenal dalam identity."),
                     T("Yang dikenal: kind, wilayah, number, year, gazette: {name, number}."));
    }
}

/* The text of a key, when it has the right form. */
static struct sv part(const struct json *map, struct sv key, struct sv file, size_t least, size_t most,
                      bool (*is)(char), const char *hint, struct problems *ps)
{
    const struct json *at = json_get(map, key);
    struct sv s = json_text(map, key);

    if (!at)
        return SV_NULL;
    if (s.p && all_of(s, least, most, is))
        return s;
    complain(ps, file, at, s, T("Identitas peraturan tidak dapat dibaca."), hint);
    return SV_NULL;
}

static void read_gazette(const struct json *g, struct sv file, struct identity *out, struct problems *ps)
{
    static const struct sv known[] = { SV_INIT("name"), SV_INIT("number") };

    if (!g)
        return;
    unknown_keys(g, known, sizeof known / sizeof known[0], file, ps);
    out->gazette = json_text(g, SV("name"));
    if (sv_empty(out->gazette))
        complain(ps, file, g, SV_NULL, T("Nama lembaran atau berita daerah belum ditulis."),
                 T("Tulis gazette: {name: Berita Daerah …, number: \"…\"}, atau hapus gazette."));
    out->gazette_number = part(g, SV("number"), file, 1, 20, of_number, T("Tulis misalnya \"39\"."), ps);
}

void identity_read(const struct json *map, struct sv file, struct identity *out, struct problems *ps)
{
    static const struct sv known[] = { SV_INIT("kind"), SV_INIT("wilayah"), SV_INIT("number"),
                                       SV_INIT("year"), SV_INIT("gazette") };
    const struct json *year;
    int64_t y = 0;

    *out = (struct identity){ .year = 0 };
    if (!map)
        return;
    unknown_keys(map, known, sizeof known / sizeof known[0], file, ps);
    out->kind = part(map, SV("kind"), file, 2, 60, of_kind, T("Tulis misalnya perbup, perwali, perda."), ps);
    out->wilayah = part(map, SV("wilayah"), file, 2, 4, is_digit,
                        T("Tulis kode wilayah dua atau empat angka dalam kutip."), ps);
    out->number = part(map, SV("number"), file, 1, 20, of_number, T("Tulis misalnya \"39\"."), ps);
    year = json_get(map, SV("year"));
    if (year && sv_int(json_text(map, SV("year")), &y) && y >= 1900 && y <= 9999)
        out->year = (int) y;
    else if (year)
        complain(ps, file, year, json_text(map, SV("year")), T("Tahun peraturan tidak dapat dibaca."),
                 T("Tulis empat angka, misalnya 2023."));
    read_gazette(json_get(map, SV("gazette")), file, out, ps);
}

bool identity_regional(struct sv kind)
{
    static const struct sv kinds[] = { SV_INIT("perbup"),  SV_INIT("perwali"), SV_INIT("pergub"),
                                       SV_INIT("perda"),   SV_INIT("perdes"),  SV_INIT("kepbup"),
                                       SV_INIT("kepwali"), SV_INIT("kepgub"),  SV_INIT("qanun"),
                                       SV_INIT("perdais") };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (sv_eq(kind, kinds[i]))
            return true;
    return false;
}

bool identity_whole(const struct identity *id)
{
    return id->kind.n && id->number.n && id->year && (id->wilayah.n || !identity_regional(id->kind));
}

struct sv identity_work(const struct identity *id, struct arena *a)
{
    struct sv year = id->year ? arena_printf(a, "%d", id->year) : SV("nn");
    struct sv number = id->number.n ? id->number : SV("nn"), kind = id->kind.n ? id->kind : SV("nn");
    struct sv region = id->wilayah;

    if (!region.n && (!id->kind.n || identity_regional(kind)))
        region = SV("nn");
    return arena_printf(a, "/akn/id%s%.*s/act/%.*s/%.*s/%.*s", region.n ? "-" : "", SV_FMT(region),
                        SV_FMT(kind), SV_FMT(year), SV_FMT(number));
}

struct sv identity_expression(const struct identity *id, struct date set_on, struct arena *a)
{
    return arena_printf(a, "%.*s/ind@%s", SV_FMT(identity_work(id, a)), date_iso(set_on).s);
}
