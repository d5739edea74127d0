//===- Spool.h - What arrives, as a file ---------------- -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_SPOOL_H
#define IMGC_LIB_DRIVER_SPOOL_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <functional>
#include <optional>
#include <string>

namespace imgc::driver {

/// A file that takes a context or a download, at most 16 GiB.
class Spool {
public:
  /// A new file `context` in a directory; -1: one without a name, gone when
  /// closed.
  static llvm::Expected<Spool> open(int directory = -1);

  llvm::Error append(llvm::StringRef bytes);
  int getFD() const { return fd.get(); }
  uint64_t getSize() const { return size; }
  /// The first KiB.
  llvm::StringRef getHead() const { return head; }
  /// All of it, when that is at most `limit` bytes.
  llvm::Expected<std::string> read(uint64_t limit) const;
  /// Gives the file a time, so that no key depends on when it arrived.
  llvm::Error setTime(std::optional<int64_t> seconds);

private:
  FileDescriptor fd;
  std::string head;
  uint64_t size = 0;
};

/// Downloads into `spool`; gives what the server says of the last change, in
/// seconds. Errors have ExitCode::Registry and name the URL.
llvm::Expected<std::optional<int64_t>> download(llvm::StringRef url, Spool &spool,
                                                const std::function<bool()> &cancelled);

/// The time of a download: of its last change, or of the newest file in it.
llvm::Expected<std::optional<int64_t>> resolveDownloadTime(llvm::StringRef url);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_SPOOL_H
