//===- GoFormat.h - Texts as Go prints them ---------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_GOFORMAT_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_GOFORMAT_H

#include "ImageConfig.h"

#include "llvm/ADT/ArrayRef.h"

namespace imgc::dockerfile {

/// `%v` of a list of strings: `[a b]`.
std::string formatList(llvm::ArrayRef<std::string> values);
/// `%q`: `["a" "b"]`.
std::string formatQuotedList(llvm::ArrayRef<std::string> values);
/// `%v` of a time.Duration: `1m30s`, `1.5s`, `2ms`.
std::string formatDuration(int64_t nanoseconds);
/// `%+v` of a HealthcheckConfig.
std::string formatHealthcheck(const Healthcheck &check);

/// Whether STOPSIGNAL takes it: a number but 0, or a name of Linux with or
/// without SIG.
bool isValidSignal(llvm::StringRef text);
/// ` (did you mean SIGTERM?)` for what is no signal, or nothing.
std::string suggestSignal(llvm::StringRef text);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_GOFORMAT_H
