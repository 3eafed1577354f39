/* SPDX-License-Identifier: MIT
 * tests/unit/test_pubkey.c -- certificates and public keys as people paste them. The keys were made for this test alone. */
#include "base/arena.h"
#include "base/pubkey.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ED25519_PEM \
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAtbcvD0sQsEdDKIsh8t/wIe8GE6Na/3iPRbvvk/xMteA=\n-----END PUBLIC KEY-----"
#define P256_PEM                                                         \
    "-----BEGIN PUBLIC KEY-----\n"                                       \
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEN91ClImvECJ2hvSOWXnSgqA9LsZZ\n" \
    "Z1FBaX4Ay2cByWK+uEGdOLJbe4/b8jLEzaCfiy2q+zOuNxy8j18J+C+ZFA==\n-----END PUBLIC KEY-----"
#define CERT_BODY                                                        \
    "MIIBszCCAVmgAwIBAgIUBR0QsRD5q8cTm0p4Es2S9TiTjLEwCgYIKoZIzj0EAwIw\n" \
    "LzEPMA0GA1UECgwGRGlua2VzMRwwGgYDVQQDDBNzaW1wdXMuY29udG9oLmdvLmlk\n" \
    "MB4XDTI2MTEyMzEzNTgzNFoXDTM2MTEyMDEzNTgzNFowLzEPMA0GA1UECgwGRGlu\n" \
    "a2VzMRwwGgYDVQQDDBNzaW1wdXMuY29udG9oLmdvLmlkMFkwEwYHKoZIzj0CAQYI\n" \
    "KoZIzj0DAQcDQgAEN91ClImvECJ2hvSOWXnSgqA9LsZZZ1FBaX4Ay2cByWK+uEGd\n" \
    "OLJbe4/b8jLEzaCfiy2q+zOuNxy8j18J+C+ZFKNTMFEwHQYDVR0OBBYEFHc5IfOT\n" \
    "285N6Tq2ZdCqaJL3n5uIMB8GA1UdIwQYMBaAFHc5IfOT285N6Tq2ZdCqaJL3n5uI\n" \
    "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAL4MBf3OjYEFLoiy\n" \
    "8TFDVDHGUramEUgNAAlsBHIhDkzXAiBrycV+WbwX6CFa8PxfWpyS2i0CIvWg+rNw\n" \
    "4t9EmatuJA==\n"
#define SECP256K1_PEM                                                    \
    "-----BEGIN PUBLIC KEY-----\n"                                       \
    "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEPNYpN1Q6a1ejdTDmnPHxB98dpHcFkWLP\n" \
    "7QeoVekf3dp0dgRYg8Dk0P/LBVoyjdJnB6qc+3vE+NAb2hyIN7QE5Q==\n-----END PUBLIC KEY-----\n"

static struct pubkey good(struct sv pem, struct arena *a)
{
    struct pubkey key = { 0 };
    struct sv why = SV_NULL;

    if (!pubkey_read(pem, a, &key, &why))
        fail_msg("ditolak: %.*s", SV_FMT(why));
    assert_null(why.p);
    return key;
}

static void keys_are_known_by_their_fingerprint(void **state)
{
    struct arena *a = arena_new(1u << 18);
    struct pubkey ed = good(SV(ED25519_PEM), a), ec = good(SV("  teks di depan\n" P256_PEM "\n\n"), a);

    (void) state;
    assert_int_equal(ed.kind, PUBKEY_ED25519);
    assert_int_equal(ed.n_raw, 32);
    assert_int_equal(ed.raw[0], 0xb5);
    assert_true(sv_eq(hex_make(digest_sv(&ed.spki), a),
                      SV("2e62588afdaad81fa93c8aed89626f6d2f0c4f3febf7a3764990f6066b50977c")));
    assert_int_equal(ec.kind, PUBKEY_P256);
    assert_int_equal(ec.n_raw, 65);
    assert_int_equal(ec.raw[0], 4);
    assert_int_equal(ec.raw[1], 0x37);
    assert_int_equal(ec.raw[64], 0x14);
    assert_true(sv_eq(hex_make(digest_sv(&ec.spki), a),
                      SV("ddd50e5b5e34ef460620c475a9e50c6877c7efbac9a9482faab3910889c4cf95")));
    assert_true(sv_eq(ec.pem, SV(P256_PEM))); /* what stood around it is gone */
    arena_free(a);
}

static void a_certificate_says_whose_and_how_long(void **state)
{
    struct arena *a = arena_new(1u << 18);
    struct pubkey cert = good(SV("-----BEGIN CERTIFICATE-----\n" CERT_BODY "-----END CERTIFICATE-----\n"), a);

    (void) state;
    assert_int_equal(cert.kind, PUBKEY_CERTIFICATE);
    assert_true(sv_eq(cert.subject, SV("simpus.contoh.go.id")));
    assert_int_equal(cert.from, 1795442314);
    assert_int_equal(cert.until, 1795442314 + 3650LL * 86400);
    assert_true(
        sv_eq(hex_make(digest_sv(&cert.spki), a),
              SV("ddd50e5b5e34ef460620c475a9e50c6877c7efbac9a9482faab3910889c4cf95"))); /* of its key alone */
    arena_free(a);
}

static void the_rest_is_refused(void **state)
{
    static const struct {
        struct sv pem;
        const char *says;
    } rows[] = {
        { SV_INIT(""), "PEM" },
        { SV_INIT("halo"), "PEM" },
        { SV_INIT("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), "rahasia" },
        { SV_INIT(ED25519_PEM "\n-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----"),
          "rahasia" },
        { SV_INIT(ED25519_PEM "\n-----BEGIN CERTIFICATE-----\n" CERT_BODY "-----END CERTIFICATE-----\n"),
          "satu berkas" },
        { SV_INIT("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAtbcv\n-----END PUBLIC KEY-----"),
          "tidak terbaca" },
        { SV_INIT("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"), "tidak terbaca" },
        { SV_INIT(SECP256K1_PEM), "Ed25519 atau ECDSA" },
    };
    struct arena *a = arena_new(1u << 18);

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pubkey key;
        struct sv why = SV_NULL;

        if (pubkey_read(rows[i].pem, a, &key, &why))
            fail_msg("diterima: %zu", i);
        if (sv_find(why, sv_of(rows[i].says)) < 0)
            fail_msg("%zu: %.*s", i, SV_FMT(why));
    }
    arena_free(a);
}

static void a_certificate_names_its_hosts(void **state)
{
    static const struct sv cert =
        SV_INIT("-----BEGIN CERTIFICATE-----\n" CERT_BODY "-----END CERTIFICATE-----\n");

    (void) state;
    assert_true(pubkey_names_host(cert, SV("simpus.contoh.go.id")));
    assert_true(pubkey_names_host(cert, SV("SIMPUS.contoh.go.id")));
    assert_false(pubkey_names_host(cert, SV("contoh.go.id")));
    assert_false(pubkey_names_host(cert, SV("127.0.0.1")));
    assert_false(pubkey_names_host(cert, SV("simpus.contoh.go.id\0.lain.go.id")));
    assert_false(pubkey_names_host(cert, SV("")));
    assert_false(pubkey_names_host(SV(ED25519_PEM), SV("simpus.contoh.go.id")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_known_by_their_fingerprint),
        cmocka_unit_test(a_certificate_says_whose_and_how_long),
        cmocka_unit_test(the_rest_is_refused),
        cmocka_unit_test(a_certificate_names_its_hosts),
    };
    return cmocka_run_group_tests_name("pubkey", tests, NULL, NULL);
}
