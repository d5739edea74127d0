//===- GlobalWords.h - What FROM sees -------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_GLOBALWORDS_H
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_GLOBALWORDS_H

#include "dialects/Dockerfile/IR/DockerfileOps.h"
#include "imgc/Frontend/Dockerfile/BuildOptions.h"
#include "imgc/Frontend/Dockerfile/ShellWords.h"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace imgc::dockerfile {

/// The environment of the words of FROM, and the build arguments.
struct GlobalWords {
  EnvList args;
  std::map<std::string, std::string> buildArgs;

  /// Evaluates platform ARGs, build arguments, global ARGs and
  /// SOURCE_DATE_EPOCH of an instance, in BuildKit's order. Emits errors.
  mlir::LogicalResult evaluate(FileOp file);
  /// What FROM would see if no build argument was given for a global ARG;
  /// false when a default cannot be expanded.
  static bool evaluateDefaults(FileOp file, EnvList &args);

  /// A global ARG: its value and the names that its default is made of.
  struct Definition {
    std::string value, description;
    mlir::Location location;
    std::set<std::string> reads;
  };
  /// The time that a SOURCE_DATE_EPOCH means that is no number; emits errors.
  std::function<mlir::FailureOr<std::optional<int64_t>>(llvm::StringRef)> resolveEpoch;
  /// By name, those without a value too.
  std::map<std::string, Definition> definitions;

private:
  void readBuildArgs(FileOp file);
  void setPlatformArgs(FileOp file);
  mlir::LogicalResult setEpoch(FileOp file);
};

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_GLOBALWORDS_H
