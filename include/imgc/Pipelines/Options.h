//===- Options.h - Options of the pipelines ---------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_PIPELINES_OPTIONS_H
#define IMGC_PIPELINES_OPTIONS_H

#include "mlir/Pass/PassOptions.h"

#include <string>

namespace imgc {

/// -O0 … -O3, -Os.
enum class OptLevel { O0, O1, O2, O3, Os };

/// What imgc-opt can say; the driver passes dockerfile::BuildOptions and a
/// SourceResolver.
struct DockerfileToLLBOptions : mlir::PassPipelineOptions<DockerfileToLLBOptions> {
  ListOption<std::string> targets{*this, "target",
                                  llvm::cl::desc("Stages to build; none for the last")};
  ListOption<std::string> platforms{*this, "platform", llvm::cl::desc("Platforms to build for")};
  Option<std::string> buildPlatform{*this, "build-platform",
                                    llvm::cl::desc("Platform of the machine that builds"),
                                    llvm::cl::init("linux/amd64")};
  ListOption<std::string> buildArgs{*this, "build-arg", llvm::cl::desc("NAME=value")};
  ListOption<std::string> contexts{*this, "build-context",
                                   llvm::cl::desc("NAME=SOURCE of a named context")};
  Option<std::string> resolveFrom{*this, "resolve-from",
                                  llvm::cl::desc("JSON file with the images that exist")};
  ListOption<std::string> ignorePatterns{*this, "ignore",
                                         llvm::cl::desc("Patterns of .dockerignore")};
  Option<bool> checks{*this, "checks",
                      llvm::cl::desc("Run the build checks; what they find are warnings"),
                      llvm::cl::init(true)};
};

struct LLBOptimizeOptions : mlir::PassPipelineOptions<LLBOptimizeOptions> {
  Option<OptLevel> level{
      *this, "level",
      llvm::cl::desc("How much to optimise; levels above O1 do what O1 does so far"),
      llvm::cl::init(OptLevel::O2),
      llvm::cl::values(clEnumValN(OptLevel::O0, "O0", "Nothing: the graph as written"),
                       clEnumValN(OptLevel::O1, "O1",
                                  "Equal vertices are one, dead ones go, merges and differences "
                                  "are simplified"),
                       clEnumValN(OptLevel::O2, "O2", "As O1 so far"),
                       clEnumValN(OptLevel::O3, "O3", "As O1 so far"),
                       clEnumValN(OptLevel::Os, "Os", "As O1 so far"))};
};

struct LLBToPlanOptions : mlir::PassPipelineOptions<LLBToPlanOptions> {
  Option<std::string> hostPlatform{
      *this, "host-platform",
      llvm::cl::desc("Platform of the machine that runs the plan; default: this machine")};
  Option<int64_t> sourceDateEpoch{
      *this, "source-date-epoch",
      llvm::cl::desc("Seconds since the epoch for times in outputs; -1: the time of the run"),
      llvm::cl::init(-1)};
};

} // namespace imgc

#endif // IMGC_PIPELINES_OPTIONS_H
