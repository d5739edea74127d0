//===- Register.cpp - Plan file translations of imgc-translate ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/PlanFile/Register.h"

#include "dialects/Plan/IR/PlanDialect.h"
#include "imgc/Target/PlanFile/Export.h"
#include "imgc/Target/PlanFile/Import.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

void imgc::registerPlanFileTranslations() {
  auto registerDialects = [](DialectRegistry &registry) { registry.insert<plan::PlanDialect>(); };
  static TranslateFromMLIRRegistration toFile(
      "plan-to-file", "write the plan dialect as a plan file",
      [](ModuleOp module, raw_ostream &os) -> LogicalResult {
        FailureOr<std::string> bytes = exportPlanFile(module);
        if (failed(bytes))
          return failure();
        os << *bytes;
        return success();
      },
      registerDialects);
  static TranslateToMLIRRegistration fromFile(
      "file-to-plan", "read a plan file into the plan dialect",
      [](llvm::SourceMgr &sources, MLIRContext *context) -> OwningOpRef<Operation *> {
        return importPlanFile(sources.getMemoryBuffer(sources.getMainFileID())->getBuffer(),
                              context);
      },
      registerDialects);
}
