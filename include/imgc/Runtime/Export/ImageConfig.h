//===- ImageConfig.h - Config and manifest documents ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_EXPORT_IMAGECONFIG_H
#define IMGC_RUNTIME_EXPORT_IMAGECONFIG_H

#include "imgc/Runtime/Store/Records.h"

#include "llvm/ADT/ArrayRef.h"

#include <map>
#include <optional>

namespace imgc {

struct HistoryEntry {
  /// RFC 3339 text; empty: the image's `created`.
  std::string created;
  std::string createdBy, author, comment;
  bool emptyLayer = false;
};

/// Puts rootfs, history and created into a config: every other key of
/// `configJson`, known or not, stays. Compact, keys sorted, as BuildKit's
/// exporter writes it. `history` replaces the config's when not empty; then the
/// number of entries that are not empty layers must equal the number of diff ids
/// (missing ones are filled, with the comment BuildKit uses; surplus ones at the
/// end become empty). `created` empty: the config's own stays, else the last
/// entry's is taken. Errors have ExitCode::Registry, for a config without os or
/// architecture too.
llvm::Expected<std::string> finishImageConfig(llvm::StringRef configJson,
                                              llvm::ArrayRef<Digest> diffIds,
                                              llvm::ArrayRef<HistoryEntry> history,
                                              llvm::StringRef created);

/// The times a config had before it was finished, as written; empty where there
/// is none.
struct ConfigTimes {
  std::string created;
  /// One per history entry.
  std::vector<std::string> history;
};
llvm::Expected<ConfigTimes> readConfigTimes(llvm::StringRef configJson);

struct Descriptor {
  std::string mediaType;
  Digest digest;
  uint64_t size = 0;
  /// `os/arch[/variant]`, for an index; empty: none.
  std::string platform;
  std::map<std::string, std::string> annotations;
};

/// Two-space indented, fields in the order of the specification.
std::string writeManifest(const Descriptor &config, llvm::ArrayRef<Descriptor> layers,
                          const std::map<std::string, std::string> &annotations, bool ociTypes);
std::string writeIndex(llvm::ArrayRef<Descriptor> manifests,
                       const std::map<std::string, std::string> &annotations, bool ociTypes);

/// RFC 3339 in UTC with as many digits of a second as needed (Go's
/// time.RFC3339Nano).
std::string formatTime(int64_t seconds, uint32_t nanoseconds);
/// Seconds and nanoseconds of an RFC 3339 time, any offset; nothing if it is none.
std::optional<std::pair<int64_t, uint32_t>> parseTime(llvm::StringRef text);

} // namespace imgc

#endif // IMGC_RUNTIME_EXPORT_IMAGECONFIG_H
