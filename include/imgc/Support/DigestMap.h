//===- DigestMap.h - Digests as keys of DenseMap ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_DIGESTMAP_H
#define IMGC_SUPPORT_DIGESTMAP_H

#include "imgc/Support/Digest.h"
#include "llvm/ADT/DenseMapInfo.h"

#include <cstring>

namespace imgc {

/// For `DenseMap<Digest, T, ComputedDigestInfo>`. Two digests stand for free
/// places; no one can find contents for them, but one could write them down: keys
/// must be computed here, not read.
struct ComputedDigestInfo {
  static Digest getEmptyKey() { return fill(0xff); }
  static Digest getTombstoneKey() { return fill(0xfe); }
  static unsigned getHashValue(const Digest &digest) {
    unsigned hash;
    std::memcpy(&hash, digest.getBytes().data(), sizeof hash);
    return hash;
  }
  static bool isEqual(const Digest &a, const Digest &b) { return a == b; }

private:
  static Digest fill(uint8_t byte) {
    Digest::Bytes bytes;
    bytes.fill(byte);
    return Digest(bytes);
  }
};

} // namespace imgc

#endif // IMGC_SUPPORT_DIGESTMAP_H
