/* SPDX-License-Identifier: MIT
 * tests/unit/test_oscal_region.c -- OSCAL out of a region's database, on both engines: the same names every time, the state
 * that a past day knew, nothing of rows that an account may not see, no day that has not come. */
#include "pack_region.h"

#include "api/oscal.h"
#include "base/buf.h"
#include "who/actor.h"

enum { MIB = 1024 * 1024 };

PACK_OF("uji-1-2024");

static const struct actor *person(struct pack_place *p, const char *name, const char *agency)
{
    struct actor *who = NULL;
    struct pack_row *akun;
    struct err err = { 0 };

    give(p, arena_printf(p->case_a,
                         "[{akun: {id: %s, nama: %s, nama_pengguna: %s, perangkat_daerah: %s, "
                         "jenjang: operator}}]",
                         name, name, name, agency)
                .p);
    akun = map_get(p->names, sv_of(name));
    MUST(who_actor_load(p->write, p->region->levels, akun->id, region_today(p->region), p->case_a, &who,
                        &err));
    return who;
}

struct document {
    struct json *tree;
    struct sv text, tag;
};

/* Takes its own leases, as a request does. */
static bool try_make(struct pack_place *p, enum oscal_kind kind, const char *on, const struct actor *who,
                     struct document *out, struct err *e)
{
    struct oscal_ask ask = { .kind = kind, .host = SV("Uji.Contoh.go.id"), .who = who };
    struct oscal_made made;
    struct buf b;
    bool ok;

    if (on)
        assert_true(date_parse(sv_of(on), &ask.on));
    db_release(p->pack);
    db_release(p->write);
    buf_init(&b, 16 * MIB);
    ok = oscal_make(p->region, &ask, p->case_a, &b, &made, e);
    if (ok) {
        out->text = arena_dup(p->case_a, buf_sv(&b));
        out->tag = made.tag;
        ok = json_parse(out->text, 16 * MIB, p->case_a, &out->tree, e);
        out->tree = ok ? out->tree->first : NULL;
    }
    buf_clear(&b);
    pack_leases(p);
    return ok;
}

static struct document make(struct pack_place *p, enum oscal_kind kind, const char *on,
                            const struct actor *who)
{
    struct document d = { 0 };
    struct err e = { 0 };

    if (!try_make(p, kind, on, who, &d, &e))
        fail_msg("%s %s", e.text, e.cause);
    return d;
}

static bool holds(const struct document *d, const char *words)
{
    return sv_find(d->text, sv_of(words)) >= 0;
}

static const struct json *result_of(const struct document *d)
{
    return json_get(d->tree, SV("results"))->first;
}

/* state of the finding about a statement, or "". */
static struct sv found(const struct document *d, const char *target)
{
    const struct json *list = json_get(result_of(d), SV("findings"));

    for (const struct json *f = list ? list->first : NULL; f; f = f->next)
        if (sv_eq(json_text(json_get(f, SV("target")), SV("target-id")), sv_of(target)))
            return json_text(json_get(json_get(f, SV("target")), SV("status")), SV("state"));
    return SV("");
}

static struct sv modified(const struct document *d)
{
    return json_text(json_get(d->tree, SV("metadata")), SV("last-modified"));
}

static void no_empty(const struct json *v, struct sv place)
{
    bool composed = v->type == JSON_LIST || v->type == JSON_MAP;

    if (v->type == JSON_NULL || (composed && !v->n && !sv_eq(v->key, SV("include-all"))) ||
        (v->type == JSON_STR && (!v->s.n || !sv_eq(sv_trim(v->s), v->s))))
        fail_msg("%.*s/%.*s is empty or has spaces around it", SV_FMT(place), SV_FMT(v->key));
    for (const struct json *c = composed ? v->first : NULL; c; c = c->next)
        no_empty(c, v->key.p ? v->key : place);
}

/* --- the tests ---------------------------------------------------------------------------------------------------------------- */

static void the_same_thing_has_the_same_name(void **state)
{
    struct pack_place *p = *state;
    struct document a[OSCAL_KIND_COUNT], b[OSCAL_KIND_COUNT];

    give(p, "[{barang: {nama: Meja, jenis: besar, jumlah: 3}}]");
    for (int k = 0; k < OSCAL_KIND_COUNT; k++) {
        a[k] = make(p, (enum oscal_kind) k, NULL, who_system());
        b[k] = make(p, (enum oscal_kind) k, NULL, who_system());
        no_empty(a[k].tree, SV(""));
        if (!sv_eq(a[k].tag, b[k].tag))
            fail_msg("%.*s: another tag for the same content", SV_FMT(oscal_kind_name((enum oscal_kind) k)));
    }
    assert_true(sv_eq(a[OSCAL_CATALOG].text, b[OSCAL_CATALOG].text));
    assert_true(sv_eq(a[OSCAL_PROFILE].text, b[OSCAL_PROFILE].text));
    /* A document of a moment is a new one; what it tells of is not. */
    struct sv one = json_text(a[OSCAL_RESULTS].tree, SV("uuid")),
              two = json_text(b[OSCAL_RESULTS].tree, SV("uuid"));
    assert_false(sv_eq(one, two));
    assert_int_equal(one.p[14], '4');
    one = json_text(json_get(result_of(&a[OSCAL_RESULTS]), SV("findings"))->first, SV("uuid"));
    two = json_text(json_get(result_of(&b[OSCAL_RESULTS]), SV("findings"))->first, SV("uuid"));
    assert_true(sv_eq(one, two));
    assert_int_equal(one.p[14], '5');
    assert_true(holds(&a[OSCAL_CATALOG], "https://uji.contoh.go.id/ns/oscal"));
}

static void a_change_is_another_document(void **state)
{
    struct pack_place *p = *state;
    struct document before, after, profile, catalog;
    struct err err = { 0 };

    before = make(p, OSCAL_RESULTS, NULL, who_system());
    assert_true(sv_eq(found(&before, "pasal-2_smt.2"), SV(""))); /* nothing recorded: silence is no failure */
    assert_true(holds(&before, "belum_ada_data"));
    give(p, "[{barang: {nama: Meja, jenis: besar}}]");
    after = make(p, OSCAL_RESULTS, NULL, who_system());
    assert_true(sv_eq(found(&after, "pasal-2_smt.2"), SV("not-satisfied")));
    assert_false(sv_eq(before.tag, after.tag));
    profile = make(p, OSCAL_PROFILE, NULL, who_system());
    catalog = make(p, OSCAL_CATALOG, NULL, who_system());
    assert_true(holds(&profile, "5 hari kerja"));
    pack_clock += 3600;
    MUST(db_begin(p->write, &err));
    MUST(rule_setting_put(p->write, p->region->rule, &p->region->records, who_system(),
                          SV("hari:izin_barang"), SV("7"), SV("lebih dari lima"), p->case_a, &err));
    MUST(db_commit(p->write, &err));
    after = make(p, OSCAL_PROFILE, NULL, who_system());
    assert_true(holds(&after, "7 hari kerja"));
    assert_false(sv_eq(profile.tag, after.tag));
    assert_false(sv_eq(modified(&profile), modified(&after)));
    after = make(p, OSCAL_CATALOG, NULL, who_system()); /* what the text leaves open it leaves open */
    assert_true(sv_eq(catalog.text, after.text));
}

static void a_past_day_is_what_was_known_then(void **state)
{
    struct pack_place *p = *state;
    struct document d;

    pack_day(p, (struct date){ 2026, 1, 10 });
    give(p, "[{barang: {nama: Meja, jenis: besar}}]");
    d = make(p, OSCAL_RESULTS, NULL, who_system());
    assert_true(sv_eq(found(&d, "pasal-2_smt.2"), SV("not-satisfied")));
    assert_true(holds(&d, "Meja"));
    pack_day(p, (struct date){ 2026, 1, 20 });
    run(p->write, "update barang set jumlah = 4");
    run(p->write, "delete from norma_hari");
    d = make(p, OSCAL_RESULTS, NULL, who_system());
    assert_true(sv_eq(found(&d, "pasal-2_smt.2"), SV("satisfied")));
    d = make(p, OSCAL_RESULTS, "2026-01-12", who_system());
    assert_true(sv_eq(found(&d, "pasal-2_smt.2"), SV("not-satisfied")));
    assert_true(holds(&d, "2026-01-12T23:59:59+08:00"));
    assert_false(holds(&d, "Meja")); /* which rows decided is not kept by day */
    no_empty(d.tree, SV(""));
    d = make(p, OSCAL_RESULTS, "2026-01-09", who_system());
    assert_null(json_get(result_of(&d), SV("findings")));
    assert_null(json_get(result_of(&d), SV("observations")));
    no_empty(d.tree, SV(""));
}

static void a_day_to_come_is_refused(void **state)
{
    struct pack_place *p = *state;
    struct document d;
    struct err e = { 0 };

    pack_day(p, (struct date){ 2026, 1, 10 });
    assert_false(try_make(p, OSCAL_RESULTS, "2026-01-11", who_system(), &d, &e));
    assert_int_equal(e.kind, ERR_INPUT);
    assert_string_equal(e.text, "Tanggal 2026-01-11 belum tiba; keadaannya belum diketahui.");
    assert_true(e.hint[0]);
    assert_true(try_make(p, OSCAL_RESULTS, "2026-01-10", who_system(), &d, &e));
}

static void what_an_account_may_not_see_is_counted(void **state)
{
    struct pack_place *p = *state;
    const struct actor *own, *other;
    struct document d;

    give(p, "[{barang: {nama: Brankas, jenis: besar, perangkat_daerah: pd1, klasifikasi: terbatas}}]");
    give(p, "[{barang: {nama: Meja, jenis: besar, perangkat_daerah: pd2}}]");
    own = person(p, "budi", "pd1");
    other = person(p, "joko", "pd2");
    d = make(p, OSCAL_RESULTS, NULL, own);
    assert_true(holds(&d, "Brankas"));
    d = make(p, OSCAL_RESULTS, NULL, other);
    assert_false(holds(&d, "Brankas"));
    assert_false(holds(&d, "/r/barang/1\""));
    assert_true(holds(&d, "Barang: Meja"));
    assert_true(holds(&d, "1 baris lagi ikut menentukan"));
    assert_true(sv_eq(found(&d, "pasal-2_smt.2"), SV("not-satisfied"))); /* the judgement is everybody's */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(the_same_thing_has_the_same_name),       PACK(a_change_is_another_document),
        PACK(a_past_day_is_what_was_known_then),      PACK(a_day_to_come_is_refused),
        PACK(what_an_account_may_not_see_is_counted),
    };

    setenv("PRASASTI_DATA", "tests/golden/declarations", 1);
    PACKS_RUN("oscal_region", tests, NULL);
}
