/* SPDX-License-Identifier: MIT
 * base/crc.h -- CRC-32C (Castagnoli): tells a torn or rotten piece of a file from a whole one, quickly. No protection against
 * people. By the processor's own instruction where it has one. Pure; threads may call it freely. */
#ifndef BASE_CRC_H
#define BASE_CRC_H

#include "base/sv.h"

/* Of the bytes that gave `before` followed by s; begin with 0. */
uint32_t crc32c(uint32_t before, struct sv s);
uint32_t crc32c_plain(uint32_t before, struct sv s); /* without that instruction: for comparison in tests */

#endif
