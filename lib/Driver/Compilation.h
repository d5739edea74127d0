//===- Compilation.h - From a Dockerfile to a module ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_COMPILATION_H
#define IMGC_LIB_DRIVER_COMPILATION_H

#include "BuildFlags.h"

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Frontend/Dockerfile/BuildOptions.h"
#include "imgc/Frontend/Dockerfile/Lint.h"
#include "imgc/Frontend/Dockerfile/Outline.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/SourceResolver.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"

#include <memory>
#include <optional>

namespace imgc::driver {

/// What becomes of one Dockerfile: parsed, imported, lowered step by step. Every
/// step gives false after an error, which is in the diagnostics then.
class Compilation {
public:
  /// `cancelled` ends what is fetched on the way.
  explicit Compilation(const BuildFlags &flags, std::function<bool()> cancelled = {});
  ~Compilation();

  /// Reads Dockerfile and ignore files and parses. The errors of this one are
  /// about files that cannot be read.
  llvm::Expected<bool> parse();
  bool import();
  /// Resolves bases and lowers to llb. With `pin`, images of named contexts get
  /// their digest (DESIGN.md 1); without, the vertices are BuildKit's.
  bool lowerToLLB(SourceResolver &resolver, bool pin);
  bool optimize();
  bool lowerToPlan();

  mlir::ModuleOp getModule() { return *module; }
  /// There is none when the file was not read.
  bool hasTree() const { return tree != nullptr; }
  const dockerfile::Dockerfile &getTree() const { return *tree; }
  /// What the build checks found so far.
  llvm::ArrayRef<dockerfile::Finding> getFindings() const { return lint.getFindings(); }
  /// What the target can be told, after lowerToLLB.
  dockerfile::Outline getOutline();
  DiagnosticEngine &getDiagnostics() { return diagnostics; }
  /// The first failure of the resolver: its exit code and hint, which the
  /// diagnostics do not carry.
  const std::optional<ErrorParts> &getResolverFailure() const { return resolverFailure; }

  /// Why BuildKit would hand the file to another front end: a build argument, or
  /// the line of a directive.
  struct Forwarding {
    std::string argument;
    unsigned line = 0;
  };
  const Forwarding &getForwarding() const { return forwarding; }

private:
  Forwarding forwarding;
  llvm::Error readIgnoreFiles();
  llvm::Error readMainIgnoreFile();
  bool readOptionArguments();
  void checkBuildArgs();
  /// The steps of --frontend=llb.
  llvm::Expected<bool> readDefinition();
  bool importDefinition();
  bool completeDefinition(SourceResolver &resolver);
  void fillOptions();
  /// Before anything is read: what BUILDKIT_DOCKERFILE_CHECK says.
  bool readCheckArgument();
  /// Fails the build for findings, where that was asked for.
  bool checkViolation();
  void checkFirstPlatform(SourceResolver &resolver, bool pin);
  bool runPasses(llvm::function_ref<void(mlir::OpPassManager &)> populate);

  const BuildFlags &flags;
  std::function<bool()> cancelled;
  dockerfile::BuildOptions options;
  std::optional<dockerfile::CheckOptions> checkArgument;
  dockerfile::LintCollector lint;
  dockerfile::OutlineCollector outline;
  DiagnosticEngine diagnostics;
  std::optional<ErrorParts> resolverFailure;
  std::unique_ptr<dockerfile::Dockerfile> tree;
  /// Of the ignore file that is in use.
  std::string ignoreText;
  /// The bytes of --frontend=llb.
  std::string definition;
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_COMPILATION_H
