//===- RunImage.h - Runs a command in an image ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_IMAGES_RUNIMAGE_H
#define IMGC_RUNTIME_IMAGES_RUNIMAGE_H

#include "imgc/Runtime/Sandbox/SandboxSpec.h"
#include "imgc/Runtime/Store/Store.h"

#include <optional>

namespace imgc {

/// The options of `imgc run`; names and meanings are docker's.
struct RunImageOptions {
  std::optional<std::string> entrypoint;
  /// `K=V`, or `K` to take the caller's value.
  std::vector<std::string> env;
  std::string user;
  std::string workdir;
  std::string hostname;
  NetworkMode network = NetworkMode::Host;
  bool readOnly = false;
  /// Of several platforms; absent: the host's.
  std::optional<Platform> platform;
};

/// What the process of a container would be: config and options merged by
/// docker's rules (an entrypoint given drops the image's CMD).
struct ContainerProcess {
  std::vector<std::string> args;
  std::vector<std::string> env;
  std::string cwd;
  std::string user;
};
llvm::Expected<ContainerProcess> resolveProcess(llvm::StringRef configJson,
                                                llvm::ArrayRef<std::string> args,
                                                const RunImageOptions &options);

/// Runs the image's command (or `args`) on a throw-away upper with the caller's
/// stdin, stdout and stderr, and gives its exit code (125 is never made up:
/// what imgc itself could not do is an Error).
llvm::Expected<int> runImage(Store &store, llvm::StringRef nameOrId,
                             llvm::ArrayRef<std::string> args, const RunImageOptions &options);

} // namespace imgc

#endif // IMGC_RUNTIME_IMAGES_RUNIMAGE_H
