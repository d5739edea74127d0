//===- Commands.h - The subcommands of imgc ---------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_COMMANDS_H
#define IMGC_LIB_DRIVER_COMMANDS_H

#include "OptionTable.h"

#include "imgc/Runtime/Store/Store.h"

namespace imgc::driver {

/// Each gives the exit code, or an error that the driver prints.
llvm::Expected<int> runBuild(const Arguments &args);
llvm::Expected<int> runRun(const Arguments &args);
llvm::Expected<int> runImages(const Arguments &args);
llvm::Expected<int> runRmi(const Arguments &args);
llvm::Expected<int> runDu(const Arguments &args);
llvm::Expected<int> runPrune(const Arguments &args);

/// Opens the store of --root, $IMGC_ROOT or the user's default.
llvm::Expected<std::unique_ptr<Store>> openStore(const Arguments &args);

/// Whether messages on standard error are coloured: on a terminal, unless NO_COLOR
/// is set.
bool wantsColor();

/// `error: MESSAGE`, and `hint: …` where there is one; returns the exit code.
int reportError(llvm::Error error);

/// ExitCode::Usage.
llvm::Error usageError(const llvm::Twine &message, const llvm::Twine &hint = "");

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_COMMANDS_H
