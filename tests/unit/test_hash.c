/* SPDX-License-Identifier: MIT
 * tests/unit/test_hash.c -- published vectors: FIPS 180-4, RFC 2202, 4231, 4648, 6238, 8032. Needs dep_base, dep_cmocka. */
#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static struct sv bytes(const char *hex, struct arena *a)
{
    struct sv out;

    if (!hex_parse(sv_of(hex), a, &out))
        fail_msg("bad test hex %s", hex);
    return out;
}

static struct sv repeat(struct arena *a, int byte, size_t n)
{
    char *p = arena_alloc(a, n);

    memset(p, byte, n);
    return (struct sv){ p, n };
}

static void expect_hex(const char *why, struct sv got, const char *want, struct arena *a)
{
    if (!sv_eq(hex_make(got, a), sv_of(want)))
        fail_msg("%s: got %.*s", why, SV_FMT(hex_make(got, a)));
}

static void sha256_agrees_with_fips(void **state)
{
    (void) state;
    struct arena *a = arena_new(8u << 20);
    struct sv million = repeat(a, 'a', 1000000);
    const struct {
        const char *why;
        struct sv in;
        const char *want;
    } rows[] = {
        { "empty", SV_NULL, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", SV("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "two blocks", SV("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { "a million a", million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct digest once = sha256(rows[i].in), streamed;
        struct sha256 *h = sha256_new();
        size_t half = rows[i].in.n / 2;
        expect_hex(rows[i].why, digest_sv(&once), rows[i].want, a);
        sha256_add(h, sv_sub(rows[i].in, 0, half));
        sha256_add(h, sv_sub(rows[i].in, half, SIZE_MAX));
        streamed = sha256_end(h);
        if (!digest_eq(&once, &streamed))
            fail_msg("%s: streamed differs", rows[i].why);
        struct digest parts = sha256_parts((struct sv[]){ SV_NULL, rows[i].in, SV("") }, 3);
        if (!digest_eq(&once, &parts))
            fail_msg("%s: parts differ", rows[i].why);
    }
    sha256_free(sha256_new());
    sha256_free(NULL);
    arena_free(a);
}

static void hmac_sha256_agrees_with_rfc_4231(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 20);
    const struct {
        const char *why;
        struct sv key, msg;
        const char *want;
    } rows[] = {
        { "case 1", repeat(a, 0x0b, 20), SV("Hi There"),
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { "case 2", SV("Jefe"), SV("what do ya want for nothing?"),
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
        { "case 3", repeat(a, 0xaa, 20), repeat(a, 0xdd, 50),
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
        { "case 4", bytes("0102030405060708090a0b0c0d0e0f10111213141516171819", a), repeat(a, 0xcd, 50),
          "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
        { "case 6", repeat(a, 0xaa, 131), SV("Test Using Larger Than Block-Size Key - Hash Key First"),
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
        { "case 7", repeat(a, 0xaa, 131),
          SV("This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
             "hashed before being used by the HMAC algorithm."),
          "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct digest d = hmac_sha256(rows[i].key, rows[i].msg);
        expect_hex(rows[i].why, digest_sv(&d), rows[i].want, a);
    }
    arena_free(a);
}

static void hmac_sha1_agrees_with_rfc_2202_and_6238(void **state)
{
    (void) state;
    static const struct {
        int64_t seconds;
        unsigned code;
    } rows[] = {
        { 59, 94287082 },         { 1111111109, 7081804 },  { 1111111111, 14050471 },
        { 1234567890, 89005924 }, { 2000000000, 69279037 }, { 20000000000, 65353130 },
    };
    struct arena *a = arena_new(1u << 16);
    uint8_t d[20];

    hmac_sha1(repeat(a, 0xaa, 80), SV("Test Using Larger Than Block-Size Key - Hash Key First"), d);
    expect_hex("RFC 2202, case 6", (struct sv){ (char *) d, 20 }, "aa4ae5e15272d00e95705637ce8a3b55ed402112",
               a);
    hmac_sha1(SV_NULL, SV_NULL, d);
    expect_hex("nothing", (struct sv){ (char *) d, 20 }, "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d", a);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char counter[8];
        for (int k = 0; k < 8; k++)
            counter[k] = (char) (rows[i].seconds / 30 >> (56 - 8 * k) & 0xFF);
        hmac_sha1(SV("12345678901234567890"), (struct sv){ counter, 8 }, d);
        unsigned at = d[19] & 15;
        unsigned code = (((unsigned) d[at] & 0x7F) << 24 | (unsigned) d[at + 1] << 16 |
                         (unsigned) d[at + 2] << 8 | d[at + 3]) %
                        100000000;
        if (code != rows[i].code)
            fail_msg("T=%lld: got %08u", (long long) rows[i].seconds, code);
    }
    arena_free(a);
}

static void ed25519_agrees_with_rfc_8032(void **state)
{
    (void) state;
    static const struct {
        const char *why, *seed, *pub, *msg, *sig;
    } rows[] = {
        { "7.1, test 1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
          "d25bf5f0595bbe24655141438e7a100b" },
        { "7.1, test 2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
          "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
          "387b2eaeb4302aeeb00d291612bb0c00" },
        { "7.1, test 3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
          "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
          "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
          "4a7c15e9716ed28dc027beceea1ec40a" },
    };
    struct arena *a = arena_new(1u << 16);
    struct err e;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ed25519_key k;
        uint8_t sig[64];
        struct sv msg = bytes(rows[i].msg, a), got = { (char *) sig, 64 };
        assert_true(ed25519_from_seed((const uint8_t *) bytes(rows[i].seed, a).p, &k, &e));
        expect_hex(rows[i].why, (struct sv){ (char *) k.pub, 32 }, rows[i].pub, a);
        assert_true(ed25519_sign(&k, msg, sig, &e));
        expect_hex(rows[i].why, got, rows[i].sig, a);
        if (!ed25519_verify(k.pub, msg, got))
            fail_msg("%s: refused", rows[i].why);
        sig[0] ^= 1;
        if (ed25519_verify(k.pub, msg, got))
            fail_msg("%s: changed R accepted", rows[i].why);
        sig[0] ^= 1;
        sig[63] |= 0x80; /* S beyond the group order: the malleable twin */
        if (ed25519_verify(k.pub, msg, got))
            fail_msg("%s: changed S accepted", rows[i].why);
        if (ed25519_verify(k.pub, msg, (struct sv){ (char *) sig, 63 }))
            fail_msg("%s: short signature accepted", rows[i].why);
    }
    arena_free(a);
}

static void ed25519_new_keys_differ_and_work(void **state)
{
    (void) state;
    struct ed25519_key one, two, again;
    struct err e;
    uint8_t sig[64];

    assert_true(ed25519_make(&one, &e) && ed25519_make(&two, &e));
    assert_memory_not_equal(one.seed, two.seed, 32);
    assert_true(ed25519_sign(&one, SV_NULL, sig, &e));
    assert_true(ed25519_verify(one.pub, SV(""), (struct sv){ (char *) sig, 64 }));
    assert_false(ed25519_verify(two.pub, SV(""), (struct sv){ (char *) sig, 64 }));
    again = one;
    assert_true(ed25519_from_seed(again.seed, &again, &e)); /* the seed may be the key's own */
    assert_memory_equal(again.pub, one.pub, 32);
}

/* RFC 4648, section 10, and hexadecimal beside it. */
static const struct {
    struct sv raw;
    const char *hex, *b32, *b64, *b64url;
} codes[] = {
    { SV_INIT(""), "", "", "", "" },
    { SV_INIT("f"), "66", "MY", "Zg==", "Zg" },
    { SV_INIT("fo"), "666f", "MZXQ", "Zm8=", "Zm8" },
    { SV_INIT("foo"), "666f6f", "MZXW6", "Zm9v", "Zm9v" },
    { SV_INIT("foob"), "666f6f62", "MZXW6YQ", "Zm9vYg==", "Zm9vYg" },
    { SV_INIT("fooba"), "666f6f6261", "MZXW6YTB", "Zm9vYmE=", "Zm9vYmE" },
    { SV_INIT("foobar"), "666f6f626172", "MZXW6YTBOI", "Zm9vYmFy", "Zm9vYmFy" },
    { SV_INIT("\xfb\xff\x00"), "fbff00", "7P7QA", "+/8A", "-_8A" },
};

static void codes_agree_with_rfc_4648(void **state)
{
    (void) state;
    struct arena *a = arena_new(1u << 16);
    struct sv got;

    for (size_t i = 0; i < COUNT(codes); i++) {
        assert_string_equal(hex_make(codes[i].raw, a).p, codes[i].hex);
        assert_string_equal(base32_make(codes[i].raw, a).p, codes[i].b32);
        assert_string_equal(base64_make(codes[i].raw, a).p, codes[i].b64);
        assert_string_equal(base64url_make(codes[i].raw, a).p, codes[i].b64url);
        if (!hex_parse(sv_of(codes[i].hex), a, &got) || !sv_eq(got, codes[i].raw) ||
            !base32_parse(sv_of(codes[i].b32), a, &got) || !sv_eq(got, codes[i].raw) ||
            !base64_parse(sv_of(codes[i].b64), a, &got) || !sv_eq(got, codes[i].raw) ||
            !base64url_parse(sv_of(codes[i].b64url), a, &got) || !sv_eq(got, codes[i].raw))
            fail_msg("%s does not come back", codes[i].hex);
    }
    assert_true(hex_parse(SV("FBff00"), a, &got) && sv_eq(got, SV("\xfb\xff\x00")));
    arena_free(a);
}

static void codes_are_strict(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        bool (*parse)(struct sv, struct arena *, struct sv *);
        struct sv in;
    } rows[] = {
        { "hex: odd", hex_parse, SV_INIT("abc") },
        { "hex: letter g", hex_parse, SV_INIT("0g") },
        { "base64: no padding", base64_parse, SV_INIT("Zg") },
        { "base64: too much padding", base64_parse, SV_INIT("Z===") },
        { "base64: only padding", base64_parse, SV_INIT("====") },
        { "base64: padding within", base64_parse, SV_INIT("Zg==Zg==") },
        { "base64: bits left over", base64_parse, SV_INIT("Zh==") },
        { "base64: bits left over in two", base64_parse, SV_INIT("Zm9=") },
        { "base64: line break", base64_parse, SV_INIT("Zm9v\n") },
        { "base64: letters of the other alphabet", base64_parse, SV_INIT("-_8A") },
        { "base64url: padding", base64url_parse, SV_INIT("Zg==") },
        { "base64url: one letter", base64url_parse, SV_INIT("Z") },
        { "base64url: bits left over", base64url_parse, SV_INIT("Zh") },
        { "base32: small letters", base32_parse, SV_INIT("my") },
        { "base32: one letter", base32_parse, SV_INIT("M") },
        { "base32: three letters", base32_parse, SV_INIT("MZX") },
        { "base32: digit 1", base32_parse, SV_INIT("M1") },
        { "base32: bits left over", base32_parse, SV_INIT("MZ") },
    };
    struct arena *a = arena_new(1u << 16);
    struct sv got = SV_NULL;

    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].parse(rows[i].in, a, &got) || got.p)
            fail_msg("%s: accepted", rows[i].why);
    arena_free(a);
}

static void bytes_random_and_compare(void **state)
{
    (void) state;
    unsigned char p[300] = { 0 };
    size_t zeros = 0;

    bytes_random(p, sizeof p);
    for (size_t i = 0; i < sizeof p; i++)
        zeros += p[i] == 0;
    assert_true(zeros < 30); /* about one expected; thirty is out of the question */
    assert_true(bytes_eq_ct(SV("abc"), SV("abc")));
    assert_false(bytes_eq_ct(SV("abc"), SV("abd")) || bytes_eq_ct(SV("abc"), SV("ab")));
    assert_true(bytes_eq_ct(SV_NULL, SV("")));
}

static void percent_encoding_agrees_with_rfc_3986(void **state)
{
    struct arena *a = arena_new(4096);

    (void) state;
    assert_true(sv_eq(url_encode(SV("aZ09-._~"), a), SV("aZ09-._~")));
    assert_true(sv_eq(url_encode(SV("18(2) & %/?#"), a), SV("18%282%29%20%26%20%25%2F%3F%23")));
    assert_true(sv_eq(url_encode(SV("\xc3\xa9\x01\xff"), a), SV("%C3%A9%01%FF")));
    assert_int_equal(url_encode(SV_NULL, a).n, 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_agrees_with_fips),
        cmocka_unit_test(hmac_sha256_agrees_with_rfc_4231),
        cmocka_unit_test(hmac_sha1_agrees_with_rfc_2202_and_6238),
        cmocka_unit_test(ed25519_agrees_with_rfc_8032),
        cmocka_unit_test(ed25519_new_keys_differ_and_work),
        cmocka_unit_test(codes_agree_with_rfc_4648),
        cmocka_unit_test(codes_are_strict),
        cmocka_unit_test(bytes_random_and_compare),
        cmocka_unit_test(percent_encoding_agrees_with_rfc_3986),
    };
    return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
