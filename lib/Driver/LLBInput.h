//===- LLBInput.h - imgc build --frontend=llb -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_LLBINPUT_H
#define IMGC_LIB_DRIVER_LLBINPUT_H

#include "BuildFlags.h"

#include "mlir/IR/BuiltinOps.h"

namespace imgc::driver {

/// Reads `--frontend` into `flags.fromLLB`.
llvm::Error parseFrontend(const Arguments &args, BuildFlags &flags);

/// The inputs of `--frontend=llb`: FILE and, optionally, the directory of the
/// local source `context`. `--build-context NAME=DIR` and
/// `NAME=oci-layout://DIR` bind the names of the definition as they are written
/// there. Options that only a Dockerfile could follow are refused.
llvm::Error parseLLBInputs(const Arguments &args, BuildFlags &flags);

/// Gives the output of an imported definition what a definition does not have:
/// platform, image config, labels; `--no-cache` goes to every vertex.
llvm::Error completeOutput(mlir::ModuleOp module, const BuildFlags &flags);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_LLBINPUT_H
