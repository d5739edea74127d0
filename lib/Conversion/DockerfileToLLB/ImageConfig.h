//===- ImageConfig.h - The config that instructions change ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_IMAGECONFIG_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_IMAGECONFIG_H

#include "imgc/Support/AppendList.h"
#include "imgc/Support/Platform.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc::dockerfile {

/// `Healthcheck` of Docker's image config; durations in nanoseconds.
struct Healthcheck {
  std::vector<std::string> test;
  int64_t interval = 0, timeout = 0, startPeriod = 0, startInterval = 0;
  int64_t retries = 0;
};

/// A label, or an assignment of ENV.
struct ConfigPair {
  std::string key, value;
};

struct HistoryItem {
  /// RFC 3339, or absent.
  std::optional<std::string> created;
  std::string createdBy, author, comment;
  bool emptyLayer = false;
};

/// The part of an image config that BuildKit's front end knows (Docker's
/// extension of image-spec's config.md). What it does not know of a base stays
/// in the base's raw JSON, which llb.output carries beside this. Stages copy the
/// config of their base: what many instructions add to is kept as they said it, and
/// put together when the config is printed.
struct ImageConfig {
  /// Of a base, RFC 3339; a child has its own.
  std::optional<std::string> created;
  std::string author;
  Platform platform;
  std::string user;
  AppendList<std::string> exposedPorts;
  /// `NAME=value` of the base.
  AppendList<std::string> env;
  /// Of ENV: each replaces the first entry of its name in place, or is appended.
  AppendList<ConfigPair> envChanges;
  std::vector<std::string> entrypoint, cmd;
  AppendList<std::string> volumes;
  std::string workingDir;
  /// The last of a key counts.
  AppendList<ConfigPair> labels;
  std::string stopSignal;
  bool argsEscaped = false;
  std::optional<Healthcheck> healthcheck;
  std::vector<std::string> onBuild, shell;
  std::string rootfsType;
  std::optional<std::vector<std::string>> diffIds;
  AppendList<HistoryItem> history;

  /// The config of a stage that starts from nothing.
  static ImageConfig scratch(const Platform &platform);
  /// Reads a base image's config.
  static llvm::Expected<ImageConfig> parse(llvm::StringRef json);
  /// What BuildKit's front end hands to its exporter.
  std::string print() const;
};

/// Docker's default PATH for Linux.
inline constexpr llvm::StringLiteral defaultPath =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_IMAGECONFIG_H
