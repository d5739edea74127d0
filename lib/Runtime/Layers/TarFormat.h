//===- TarFormat.h - The blocks of a tar archive --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_LAYERS_TARFORMAT_H
#define IMGC_LIB_RUNTIME_LAYERS_TARFORMAT_H

#include <cstddef>
#include <cstdint>

namespace imgc {

/// A ustar header (POSIX.1-1988); GNU's differs in magic and prefix.
struct TarBlock {
  char name[100];
  char mode[8];
  char uid[8];
  char gid[8];
  char size[12];
  char mtime[12];
  char checksum[8];
  char type;
  char linkName[100];
  char magic[6];
  char version[2];
  char userName[32];
  char groupName[32];
  char devMajor[8];
  char devMinor[8];
  char prefix[155];
  char padding[12];
};
static_assert(sizeof(TarBlock) == 512);

/// The sum of all bytes with the checksum field as spaces.
inline uint32_t sumTarBlock(const TarBlock &block) {
  auto *bytes = reinterpret_cast<const uint8_t *>(&block);
  uint32_t sum = 0;
  for (size_t i = 0; i < sizeof(block); ++i)
    sum += i >= 148 && i < 156 ? ' ' : bytes[i];
  return sum;
}

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_LAYERS_TARFORMAT_H
