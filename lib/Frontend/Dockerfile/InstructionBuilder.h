//===- InstructionBuilder.h - Words to typed instructions -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_INSTRUCTIONBUILDER_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_INSTRUCTIONBUILDER_H

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"

#include <memory>
#include <optional>
#include <string>

namespace imgc::dockerfile {

/// Why an instruction was refused.
struct InstructionError {
  DiagId id = DiagId::BadArguments;
  std::string message;
  /// For BuildKit's words, and for people.
  std::string suggestion;
  std::optional<std::string> nearest;
  /// The narrowest place that is known.
  SourceRange range;
  /// What people are told.
  Explanation explanation;
  /// Other places that matter.
  std::vector<DiagnosticNote> places;
  /// What else is wrong with the instruction; BuildKit reports the first only.
  std::vector<InstructionError> further;

  /// Where the next error goes: here, or behind those that are there already.
  InstructionError &getNext() {
    return message.empty() ? *this : further.emplace_back();
  }
};

/// Makes the typed instruction of `common`, whose fields it takes over; on an
/// error returns nullptr, fills `error` and leaves `common` as it is.
std::unique_ptr<Instruction> buildInstruction(Instruction &common, InstructionError &error);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_INSTRUCTIONBUILDER_H
