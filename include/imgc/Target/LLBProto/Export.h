//===- Export.h - llb to LLB protobuf ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_TARGET_LLBPROTO_EXPORT_H
#define IMGC_TARGET_LLBPROTO_EXPORT_H

#include "dialects/LLB/IR/LLBOps.h"
#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace imgc::llb {

/// What one llb.output became.
struct ExportedDefinition {
  OutputOp output;
  /// The encoded `Definition`; empty for scratch.
  std::string bytes;
};

/// Exports every llb.output of a module, in order, as BuildKit's client would
/// marshal it: inputs before users, equal vertices once with their metadata
/// merged. Fails on a cycle and on values that no vertex makes.
llvm::Expected<std::vector<ExportedDefinition>> exportDefinitions(mlir::ModuleOp module);

/// Registers --llb-to-proto.
void registerToProtoTranslation();

} // namespace imgc::llb

#endif // IMGC_TARGET_LLBPROTO_EXPORT_H
