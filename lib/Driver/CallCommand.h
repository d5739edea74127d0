//===- CallCommand.h - imgc build --check and --call ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_CALLCOMMAND_H
#define IMGC_LIB_DRIVER_CALLCOMMAND_H

#include "Compilation.h"

namespace imgc::driver {

/// Answers `flags.call` on standard output instead of building, as text, as
/// JSON, or, with --emit=llb-json, in the oracle's form. The exit code is
/// buildx's: 1 for findings and refusals.
llvm::Expected<int> runCall(Compilation &compilation, const BuildFlags &flags,
                            llvm::function_ref<llvm::Expected<SourceResolver *>()> getResolver);

/// Reads --check and --call.
llvm::Error parseCallFlags(const Arguments &args, BuildFlags &flags);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_CALLCOMMAND_H
