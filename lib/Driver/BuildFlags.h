//===- BuildFlags.h - What the command line of imgc build says --*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_BUILDFLAGS_H
#define IMGC_LIB_DRIVER_BUILDFLAGS_H

#include "OptionTable.h"

#include "imgc/Runtime/Events/Progress.h"
#include "imgc/Runtime/Scheduler/Results.h"
#include "imgc/Support/Platform.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc::driver {

/// `--emit`.
enum class EmitForm { None, Ast, Dockerfile, Llb, LlbJson, LlbPb, Plan, ImgPlan };

/// `--call`.
enum class CallMethod { None, Check, Outline, Targets, Describe };

/// The flags of `imgc build`, checked and typed; no string is looked into again
/// after this.
struct BuildFlags {
  /// The context directory as given.
  std::string context;
  /// The Dockerfile's path; `-` for standard input.
  std::string file;
  /// Nobody named the file, and it is `dockerfile` for want of a `Dockerfile`.
  bool fileIsFallback = false;
  /// `file` is a definition in protobuf; `context` may be empty.
  bool fromLLB = false;
  /// Full references of -t.
  std::vector<std::string> tags;
  std::string target;
  std::vector<Platform> platforms;
  std::vector<std::pair<std::string, std::string>> buildArgs, labels;
  /// Name → source as BuildKit's front end takes it: `docker-image://REF`,
  /// `oci-layout://ID@digest`, `local:ID`, …
  std::vector<std::pair<std::string, std::string>> namedContexts;
  /// Ids in the sources above → directories on this machine.
  std::map<std::string, std::string> localContexts, layouts;
  std::vector<ExportRequest> exports;
  bool noCache = false;
  /// Lower-case stage names.
  std::vector<std::string> noCacheFilter;
  /// `""` (the default), `host` or `none`.
  std::string network;
  std::vector<std::pair<std::string, std::string>> hosts;
  int64_t shmSize = 0;
  struct Limit {
    std::string name;
    int64_t soft, hard;
  };
  std::vector<Limit> ulimits;
  std::string cgroupParent;
  bool pull = false;
  bool quiet = false;
  bool statCache = true;
  ProgressMode progress = ProgressMode::Auto;
  std::string iidFile, metadataFile;
  unsigned jobs = 0;
  /// 0 to 3, or 's'.
  char level = '2';
  EmitForm emit = EmitForm::None;
  std::string resolveFrom;
  CallMethod call = CallMethod::None;
  bool callJson = false;
  /// Findings do not fail the command.
  bool callIgnoreStatus = false;
};

/// Reads the flags. Errors have ExitCode::Usage.
llvm::Expected<BuildFlags> parseBuildFlags(const Arguments &args);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_BUILDFLAGS_H
