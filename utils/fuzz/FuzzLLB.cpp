//===- FuzzLLB.cpp - Import of LLB in protobuf -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/LLBProto/Export.h"
#include "imgc/Target/LLBProto/Import.h"
#include "imgc/Target/LLBProto/JSON.h"
#include "mlir/IR/MLIRContext.h"

using namespace imgc;

/// What is imported can be exported, and comes back as the same bytes if it is
/// imported again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  // Anew each time, since a context keeps every attribute it has seen.
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.disableMultithreading();
  auto module = llb::importDefinition(bytes, &context);
  if (!module) {
    llvm::consumeError(module.takeError());
    return 0;
  }
  auto definitions = llb::exportDefinitions(**module);
  if (!definitions || definitions->size() != 1)
    abort();
  llvm::StringRef written = definitions->front().bytes;
  auto again = llb::importDefinition(written, &context);
  if (!again)
    abort();
  auto rewritten = llb::exportDefinitions(**again);
  if (!rewritten || rewritten->size() != 1 || rewritten->front().bytes != written)
    abort();
  auto print = llb::makeJSONPrinter(written);
  if (!print)
    return llvm::consumeError(print.takeError()), 0;
  llvm::json::OStream out(llvm::nulls());
  (*print)(out);
  return 0;
}
