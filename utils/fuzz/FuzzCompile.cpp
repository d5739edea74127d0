//===- FuzzCompile.cpp - From a Dockerfile to LLB -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/IR/DockerfileDialect.h"
#include "dialects/LLB/IR/LLBDialect.h"
#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/BuildOptions.h"
#include "imgc/Frontend/Dockerfile/Import.h"
#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Pipelines/Pipelines.h"
#include "imgc/Support/SourceResolver.h"
#include "imgc/Target/LLBProto/Export.h"
#include "imgc/Target/LLBProto/Import.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"

using namespace imgc;

/// One image, with what a base can bring along.
static constexpr llvm::StringLiteral images = R"({"docker.io/library/alpine:latest":{"config":{
  "architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},
  "config":{"Env":["PATH=/bin","A=b"],"WorkingDir":"/w","User":"me",
    "OnBuild":["RUN echo $A","COPY a b"]}}}})";

[[noreturn]] static void fail(llvm::StringRef what, llvm::Error error = llvm::Error::success()) {
  llvm::errs() << what << ": " << llvm::toString(std::move(error)) << "\n";
  abort();
}

/// What compiles is valid, can be exported, and is read back.
static void checkResult(mlir::ModuleOp module) {
  if (mlir::failed(mlir::verify(module)))
    fail("the result is not valid");
  auto definitions = llb::exportDefinitions(module);
  if (!definitions)
    fail("cannot be exported", definitions.takeError());
  // `FROM scratch` alone has no vertex, and so no definition.
  for (const auto &definition : *definitions)
    if (definition.bytes.empty())
      continue;
    else if (auto again = llb::importDefinition(definition.bytes, module.getContext()); !again)
      fail("cannot be read back", again.takeError());
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  DiagnosticEngine diagnostics;
  auto tree = dockerfile::parseDockerfile(text, "Dockerfile", diagnostics);
  if (diagnostics.hasErrors())
    return 0;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<dockerfile::DockerfileDialect, llb::LLBDialect>();
  context.getDiagEngine().registerHandler([](mlir::Diagnostic &) {});
  auto module = dockerfile::importDockerfile(*tree, diagnostics.getSources(), &context);
  if (!module || mlir::failed(mlir::verify(*module)))
    fail("the imported module is not valid");
  static const std::unique_ptr<SourceResolver> resolver = llvm::cantFail(createFileResolver(images));
  dockerfile::BuildOptions options;
  options.filename = "Dockerfile";
  mlir::PassManager manager(&context, mlir::ModuleOp::getOperationName());
  populateDockerfileToLLBPipeline(manager, options, *resolver, /*pinNamedImages=*/false);
  if (mlir::succeeded(manager.run(*module)))
    checkResult(*module);
  return 0;
}
