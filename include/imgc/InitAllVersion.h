//===- InitAllVersion.h - --version of the tools ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_INITALLVERSION_H
#define IMGC_INITALLVERSION_H

#include "imgc/Support/Version.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

namespace imgc {

/// `--version` of a tool whose command line is LLVM's.
inline void registerVersion(const char *tool) {
  llvm::cl::SetVersionPrinter([tool](llvm::raw_ostream &os) {
    os << tool << " " IMGC_VERSION " (LLVM and MLIR " LLVM_VERSION_STRING ")\n";
  });
}

} // namespace imgc

#endif // IMGC_INITALLVERSION_H
