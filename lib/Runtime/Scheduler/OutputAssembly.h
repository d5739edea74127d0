//===- OutputAssembly.h - Layers, history and times of an output -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_OUTPUTASSEMBLY_H
#define IMGC_LIB_RUNTIME_SCHEDULER_OUTPUTASSEMBLY_H

#include "BuildState.h"

namespace imgc {

/// Steps whose results an output names.
std::vector<unsigned> collectOutputSteps(const plan::Output &output);

/// Puts an output together from results that are all known.
llvm::Expected<OutputResult> assembleOutput(const BuildState &state, const plan::Output &output);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_OUTPUTASSEMBLY_H
