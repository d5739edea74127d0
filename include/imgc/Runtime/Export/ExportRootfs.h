//===- ExportRootfs.h - The merged root file system -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_EXPORT_EXPORTROOTFS_H
#define IMGC_RUNTIME_EXPORT_EXPORTROOTFS_H

#include "imgc/Runtime/Layers/ByteStream.h"
#include "imgc/Runtime/Store/Store.h"

#include <functional>

namespace imgc {

struct RootfsExport {
  std::vector<LayerId> layers;
  /// Directory inside the result (`linux_amd64`), for several platforms; empty: none.
  std::string prefix;
};

struct RootfsExportOptions {
  /// Seconds; mtimes become at most this.
  std::optional<int64_t> sourceDateEpoch;
  /// Gives up with ExitCode::Interrupted when it returns true (asked per file).
  std::function<bool()> cancelled;
};

/// `type=tar`: the files of a chain, sorted.
llvm::Error exportRootfsTar(Store &store, llvm::ArrayRef<RootfsExport> roots,
                            const RootfsExportOptions &options, ByteSink &sink);
/// To a file, by a temporary name and a rename.
llvm::Error exportRootfsTarFile(Store &store, llvm::ArrayRef<RootfsExport> roots,
                                const RootfsExportOptions &options, llvm::StringRef destination);
/// `type=local`: into a directory. A missing one is made beside its place and
/// appears when it is complete; into an existing one files are written in place
/// (an error leaves those written so far), replacing what has their name, never
/// following it. Owners are kept when running as root; without, device nodes are
/// left out.
llvm::Error exportRootfsLocal(Store &store, llvm::ArrayRef<RootfsExport> roots,
                              const RootfsExportOptions &options, llvm::StringRef destination);

} // namespace imgc

#endif // IMGC_RUNTIME_EXPORT_EXPORTROOTFS_H
