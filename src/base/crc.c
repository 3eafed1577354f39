/* SPDX-License-Identifier: MIT
 * base/crc.c -- CRC-32C bit by nibble, and by the instruction of SSE 4.2. */
#include "base/crc.h"

#include <string.h>

/* Remainders of the sixteen nibbles for the reflected polynomial 0x82F63B78 (RFC 3720 appendix B.4). */
static const uint32_t nibble[16] = {
    0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
    0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

uint32_t crc32c_plain(uint32_t before, struct sv s)
{
    uint32_t c = ~before;

    for (size_t i = 0; i < s.n; i++) {
        c ^= (unsigned char) s.p[i];
        c = c >> 4 ^ nibble[c & 15];
        c = c >> 4 ^ nibble[c & 15];
    }
    return ~c;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t before, struct sv s)
{
    uint64_t c = ~before, word;
    size_t i = 0;

    for (; i + sizeof word <= s.n; i += sizeof word) {
        memcpy(&word, s.p + i, sizeof word);
        c = __builtin_ia32_crc32di(c, word);
    }
    for (; i < s.n; i++)
        c = __builtin_ia32_crc32qi((uint32_t) c, (unsigned char) s.p[i]);
    return ~(uint32_t) c;
}

uint32_t crc32c(uint32_t before, struct sv s)
{
    return __builtin_cpu_supports("sse4.2") ? by_instruction(before, s) : crc32c_plain(before, s);
}
#else
uint32_t crc32c(uint32_t before, struct sv s)
{
    return crc32c_plain(before, s);
}
#endif
