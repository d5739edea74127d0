//===- StepNames.h - Names of vertices --------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STEPNAMES_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STEPNAMES_H

#include "StageState.h"

namespace imgc::dockerfile {

/// `[build 2/4] RUN make`: counts the step. `platform` is put in front when
/// several platforms were asked for; null for none. `env` says what the stage
/// compiles for (TARGET* variables), which is added where it differs.
std::string nextStepName(StageState &state, llvm::StringRef text, bool multiPlatform,
                         const std::optional<Platform> &platform, const StageEnv &env);

/// The instruction as it is shown: keyword in upper case, variables expanded by
/// `options`, the text as it is when that fails.
std::string showInstruction(llvm::StringRef code, EnvLookup env, const ShellOptions &options);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STEPNAMES_H
