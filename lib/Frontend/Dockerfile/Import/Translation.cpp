//===- Translation.cpp - Dockerfile text to a module ----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/IR/DockerfileDialect.h"
#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/Import.h"
#include "imgc/Frontend/Dockerfile/Parser.h"

#include "mlir/Tools/mlir-translate/Translation.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

void imgc::dockerfile::registerDockerfileToMLIRTranslation() {
  static llvm::cl::opt<std::string> filename("dockerfile-name", llvm::cl::init("Dockerfile"),
                                             llvm::cl::desc("name of the Dockerfile in locations"));
  static TranslateToMLIRRegistration registration(
      "dockerfile-to-mlir", "Dockerfile to the dockerfile dialect",
      [](llvm::SourceMgr &sources, MLIRContext *context) -> OwningOpRef<Operation *> {
        StringRef text = sources.getMemoryBuffer(sources.getMainFileID())->getBuffer();
        DiagnosticEngine diagnostics;
        auto tree = parseDockerfile(text, filename, diagnostics);
        if (!diagnostics.getDiagnostics().empty())
          renderDiagnostics(llvm::errs(), diagnostics);
        if (diagnostics.hasErrors())
          return {};
        OwningOpRef<ModuleOp> module = importDockerfile(*tree, diagnostics.getSources(), context);
        return module.release().getOperation();
      },
      [](DialectRegistry &registry) { registry.insert<DockerfileDialect>(); });
}
