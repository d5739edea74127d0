//===- InstructionReader.h - Physical lines to instructions -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_INSTRUCTIONREADER_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_INSTRUCTIONREADER_H

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"

#include <memory>
#include <vector>

namespace imgc::dockerfile {

/// An instruction of which only the common part is known.
struct RawInstruction {
  std::unique_ptr<InvalidInstruction> common;
  /// It has been reported already.
  bool refused = false;
};

/// BuildKit's first pass over a file: directives, continuation, comments,
/// heredocs, words. Fills in the tree's escape, directives and comments.
std::vector<RawInstruction> readInstructions(const SourceFile &file, DiagnosticEngine &diagnostics,
                                             Dockerfile &tree);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_INSTRUCTIONREADER_H
