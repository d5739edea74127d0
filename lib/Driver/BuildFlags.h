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

#include "imgc/Frontend/Dockerfile/BuildOptions.h"
#include "imgc/Runtime/Events/Progress.h"
#include "imgc/Runtime/Scheduler/Results.h"
#include "imgc/Runtime/Secrets/AgentSource.h"
#include "imgc/Runtime/Secrets/SecretSource.h"
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

/// What the positional argument is.
enum class ContextKind {
  Directory,
  /// `-`: a tar archive, or a Dockerfile alone, on standard input.
  StandardInput,
  /// An archive or a Dockerfile that HTTP downloads.
  Download,
  Git,
};

/// The flags of `imgc build`, checked and typed; no string is looked into again
/// after this.
struct BuildFlags {
  /// The context as given; empty for an empty one.
  std::string context;
  ContextKind contextKind = ContextKind::Directory;
  /// The Dockerfile's path on this machine; `-` for standard input. Empty where
  /// it lies in a context that is no directory: `innerFile` names it there.
  std::string file, innerFile;
  /// Text and name of a Dockerfile that was found in such a context.
  std::optional<std::string> dockerfile;
  std::string dockerfileName;
  /// What the front end has to know of such a context; and its time, in seconds,
  /// where it was fetched.
  std::optional<dockerfile::RemoteContext> remoteContext;
  std::optional<std::optional<int64_t>> remoteTime;
  /// Repositories that were fetched, as they were given → when their commits
  /// were made, in seconds.
  std::map<std::string, int64_t> gitTimes;
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
  /// Named contexts that are downloaded when the plan needs them → their ids in
  /// `localContexts`.
  std::map<std::string, std::string> downloads;
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
  /// By id.
  std::map<std::string, SecretSource> secrets;
  /// By id.
  std::map<std::string, AgentSource> agents;
  /// --allow security.insecure.
  bool allowInsecure = false;
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
