/* SPDX-License-Identifier: MIT
 * tests/unit/policy_fixture.h -- a small policy out of text, for tests of the hub's logic. */
#ifndef POLICY_FIXTURE_H
#define POLICY_FIXTURE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "policy/build.h"

#define POLICY_FIXTURE_TEXT                                                                                                  \
    "{\"versi\":7,\"dibuat\":\"2026-01-01T00:00:00Z\",\"zona_menit\":480,\"instans\":\"ID\","                                \
    "\"penghubung\":\"hub.contoh.go.id\",\"wilayah\":\"Contoh\",\"penanggung_jawab\":\"Kantor\",\"kontak\":\"\","            \
    "\"kunci_token\":[\"ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=\"],"                                                    \
    "\"layanan\":["                                                                                                          \
    "{\"id\":2,\"kunci\":\"pasien\",\"nama\":\"Pasien\",\"kelas\":\"PD\",\"anggota\":\"DINKES\",\"subsistem\":\"S\","        \
    "\"kode\":\"pasien\",\"alamat\":\"http://127.0.0.1:9000/api\",\"operasi\":[{\"metode\":[\"GET\"],\"jalur\":\"/**\"}]},"  \
    "{\"id\":1,\"kunci\":\"akta\",\"kelas\":\"PD\",\"anggota\":\"CAPIL\",\"subsistem\":\"S\",\"kode\":\"akta\","             \
    "\"alamat\":\"https://[::1]:8443\",\"tutup\":{\"alasan\":\"belum laik\",\"pasal\":\"X\"}}],"                             \
    "\"konsumen\":[{\"id\":5,\"nama\":\"SIAK\",\"klien\":\"ID/PD/DUKCAPIL/SIAK\",\"kunci\":["                                \
    "{\"id\":1,\"jenis\":\"api\",\"keyid\":\"abc\",\"dari\":\"2026-01-01T00:00:00Z\",\"sampai\":\"2027-01-01T00:00:00Z\","   \
    "\"sidik\":\"513718b43bd8e80dcfc368281c7961e9f8c90c1815cc9aeaaa8c1d014150d480\"},"                                       \
    "{\"id\":2,\"jenis\":\"ed25519\",\"keyid\":\"dukcapil-siak-1\",\"dari\":\"2025-01-01T00:00:00Z\","                       \
    "\"sampai\":\"2027-01-01T00:00:00Z\",\"publik\":\"ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=\"}]}],"                   \
    "\"perjanjian\":[{\"id\":9,\"nomor\":\"P-9\",\"versi\":2,\"konsumen\":5,\"layanan\":2,\"tujuan\":\"t\",\"dasar\":\"d\"," \
    "\"dari\":\"2026-01-31T16:00:00Z\",\"sampai\":\"2026-12-31T16:00:00Z\",\"kuota\":{\"detik\":3,\"hari\":5,\"tahun\":9},"  \
    "\"aturan\":[{\"metode\":[\"GET\",\"POST\"],\"jalur\":\"/pasien/*\"}],"                                                  \
    "\"jam\":[{\"hari\":[1,2,3,4,5],\"dari\":\"08:00\",\"sampai\":\"16:00\"}]}]}"

/* Its bytes, in the arena (aligned), which must outlive the policy. */
static inline struct sv policy_fixture_bytes(struct sv text, struct arena *a, struct err *e)
{
    struct policy_in in;
    struct buf out;
    struct sv bytes = SV_NULL;

    buf_init(&out, POLICY_MAX_BYTES);
    if (policy_parse(text, a, &in, e) && policy_make(&in, a, &out, e))
        bytes = arena_dup(a, buf_sv(&out));
    buf_clear(&out);
    return bytes;
}

#endif
