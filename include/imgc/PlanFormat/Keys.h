//===- Keys.h - How keys of a plan are combined -----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The compiler folds static keys with the function that the runtime evaluates the
// others with: folding changes no key.

#ifndef IMGC_PLANFORMAT_KEYS_H
#define IMGC_PLANFORMAT_KEYS_H

#include "imgc/Support/Digest.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace imgc {

/// The value of a `Combine` of plan.proto. `constant` is null where the field is
/// empty.
inline Key combineKeys(llvm::StringRef domain, const Key *constant, llvm::ArrayRef<Key> inputs) {
  KeyBuilder builder(domain);
  builder.add(uint64_t(constant != nullptr));
  if (constant)
    builder.add(*constant);
  builder.add(uint64_t(inputs.size()));
  for (const Key &input : inputs)
    builder.add(input);
  return builder.final();
}

} // namespace imgc

#endif // IMGC_PLANFORMAT_KEYS_H
