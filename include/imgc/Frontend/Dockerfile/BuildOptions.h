//===- BuildOptions.h - What a build is asked for -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_BUILDOPTIONS_H
#define IMGC_FRONTEND_DOCKERFILE_BUILDOPTIONS_H

#include "imgc/Support/Platform.h"
#include "imgc/Support/SourceResolver.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc::dockerfile {

/// `--build-context NAME=SOURCE`.
struct NamedContext {
  /// Familiar image name without `:latest`, with `::platform` if given.
  std::string name;
  /// `docker-image://REF`, `oci-layout://STORE@sha256:…`, `local:NAME`, a git or
  /// http URL, `input:NAME`. A layout must be pinned here by its digest.
  std::string source;
  /// Directory of a layout on this machine.
  std::string layoutDirectory;
  /// Of what is here already: the local source that is the repository's tree, or
  /// holds the download as the file `context`.
  std::string localName;
  /// Patterns of a local context's own .dockerignore.
  std::vector<std::string> excludes;
};

/// A build context that is no directory of this machine.
struct RemoteContext {
  /// A git repository, or what HTTP downloads.
  std::string url;
  /// What is downloaded is an archive; else it is one file, called `context`.
  bool isArchive = false;
  /// When not empty, it is here already: the local source of this name is the
  /// repository's tree (and then called `context`), or holds the download as the
  /// file `context`.
  std::string localName;
  /// The Dockerfile is in it, not on this machine.
  bool hasDockerfile = false;
};

struct ExtraHost {
  std::string name;
  std::string address;
};

struct Ulimit {
  std::string name;
  int64_t soft = 0;
  int64_t hard = 0;
};

enum class NetworkMode { Default, None, Host };

class LintCollector;
struct OutlineCollector;

/// The options of `docker buildx build` that the front end sees.
/// Names and values in the given order.
using BuildArgs = std::vector<std::pair<std::string, std::string>>;

/// The last value of a build argument; empty when there is none.
inline llvm::StringRef getBuildArg(const BuildArgs &args, llvm::StringRef name) {
  for (auto arg = args.rbegin(); arg != args.rend(); ++arg)
    if (arg->first == name)
      return arg->second;
  return {};
}

struct BuildOptions {
  /// Name of the file, as ranges and progress show it.
  std::string filename = "Dockerfile";
  /// Stages to build; empty stands for the last one.
  std::vector<std::string> targets;
  /// What --platform asks for; empty when it was not given.
  std::vector<Platform> platforms;
  /// The platform of the machine that builds; the host's when absent.
  std::optional<Platform> buildPlatform;
  /// In the given order; a later value of a name wins.
  BuildArgs buildArgs;
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<NamedContext> contexts;
  /// Has no ignore patterns.
  std::optional<RemoteContext> remoteContext;
  /// Every step is executed anew.
  bool noCache = false;
  /// The steps of these stages are executed anew.
  std::vector<std::string> noCacheStages;
  std::vector<ExtraHost> extraHosts;
  NetworkMode network = NetworkMode::Default;
  /// Bytes; 0 for the default.
  int64_t shmSize = 0;
  std::vector<Ulimit> ulimits;
  std::string hostname;
  std::string cgroupParent;
  ResolveMode resolveMode = ResolveMode::Default;
  /// The result is an index even for one platform.
  bool multiPlatform = false;
  /// Patterns of the main context's .dockerignore.
  std::vector<std::string> excludes;
  /// Where they stand, for messages: the file's path, and a line for each.
  std::string ignoreFile;
  std::vector<unsigned> excludeLines;
  /// Prefix of cache mount ids (BUILDKIT_CACHE_MOUNT_NS).
  std::string cacheNamespace;

  /// Errors that BuildKit finds only when it comes to an instruction are left to
  /// lowering.
  bool deferErrors = false;
  /// Every stage is linked and judged, reached or not (checks without a target).
  bool allStages = false;
  /// A question is asked: no result is written, and what could not be is no error.
  bool answersOnly = false;
  /// Where passes report what checks find, and (`outline`) what a target can be
  /// told; nullptr for nowhere. Both must outlive the passes.
  LintCollector *lint = nullptr;
  /// Without a collector: findings become warnings of MLIR (imgc-opt).
  bool lintAsWarnings = false;
  OutlineCollector *outline = nullptr;
};

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_BUILDOPTIONS_H
