//===- Ports.h - EXPOSE -----------------------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_PORTS_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_PORTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace imgc::dockerfile {

/// The words of an EXPOSE, expanded, as `port/protocol`: ranges are written
/// out, addresses and host ports are checked and dropped. Errors
/// (ExitCode::SourceError) have BuildKit's text.
llvm::Expected<std::vector<std::string>> parsePorts(llvm::ArrayRef<std::string> words);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_PORTS_H
