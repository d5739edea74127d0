//===- TestSupport.h - What tests of the runtime share --------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_UNITTESTS_RUNTIME_TESTSUPPORT_H
#define IMGC_UNITTESTS_RUNTIME_TESTSUPPORT_H

#include "llvm/Support/Error.h"

#include "gtest/gtest.h"

namespace imgc {

/// The value, or the end of the program: nothing after it would make sense.
template <typename T>
T get(llvm::Expected<T> value) {
  if (!value) {
    ADD_FAILURE() << llvm::toString(value.takeError());
    ::abort();
  }
  return std::move(*value);
}

inline void expectOk(llvm::Error error) {
  if (error)
    ADD_FAILURE() << llvm::toString(std::move(error));
}

} // namespace imgc

#endif // IMGC_UNITTESTS_RUNTIME_TESTSUPPORT_H
