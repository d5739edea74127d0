//===- Judge.cpp - Many definitions at once, for tests --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Thousands of definitions are compared with BuildKit's loader. One process for
// all of them costs a fraction of a process for each.
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/LLBProto/Judge.h"

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Target/LLBProto/Export.h"
#include "imgc/Target/LLBProto/Import.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

#include <algorithm>

using namespace imgc;
using namespace mlir;
using llvm::StringRef;

/// The module after MLIR's text and bytecode; null with a diagnostic.
static OwningOpRef<ModuleOp> passThrough(ModuleOp module) {
  std::string text, bytecode;
  llvm::raw_string_ostream textStream(text), byteStream(bytecode);
  module.print(textStream, OpPrintingFlags().enableDebugInfo());
  OwningOpRef<ModuleOp> parsed = parseSourceString<ModuleOp>(text, module.getContext());
  if (!parsed || failed(writeBytecodeToFile(*parsed, byteStream)))
    return {};
  return parseSourceString<ModuleOp>(bytecode, module.getContext());
}

static std::string judge(StringRef bytes, MLIRContext *context) {
  std::string message;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    message += (message.empty() ? "" : "; ") + diagnostic.str();
  });
  llvm::Expected<OwningOpRef<ModuleOp>> module = llb::importDefinition(bytes, context);
  if (!module)
    return "refused " + llvm::toString(module.takeError());
  if (failed(verify(**module)))
    return "refused " + message;
  OwningOpRef<ModuleOp> again = passThrough(**module);
  if (!again)
    return "changed: cannot be read again: " + message;
  auto definitions = llb::exportDefinitions(*again);
  if (!definitions)
    return "changed: cannot be written: " + llvm::toString(definitions.takeError());
  if (definitions->size() != 1)
    return "changed: there are " + std::to_string(definitions->size()) + " results";
  return definitions->front().bytes == bytes ? "same" : "accepted";
}

void llb::registerJudgeTranslation() {
  static TranslateRegistration registration(
      "judge-llb-protos", "judge the LLB definitions in the files that the input lists",
      [](const std::shared_ptr<llvm::SourceMgr> &sources, llvm::raw_ostream &output,
         MLIRContext *context) -> LogicalResult {
        context->loadDialect<LLBDialect>();
        StringRef names = sources->getMemoryBuffer(sources->getMainFileID())->getBuffer();
        while (!names.empty()) {
          auto [name, rest] = names.split('\n');
          names = rest;
          auto file = llvm::MemoryBuffer::getFile(name, /*IsText=*/false,
                                                  /*RequiresNullTerminator=*/false);
          if (!file)
            return emitError(UnknownLoc::get(context))
                   << "cannot read '" << name << "': " << file.getError().message();
          std::string verdict = judge((*file)->getBuffer(), context);
          std::replace(verdict.begin(), verdict.end(), '\n', ' ');
          output << verdict << "\n";
        }
        return success();
      });
}
