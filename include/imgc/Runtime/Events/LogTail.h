//===- LogTail.h - The end of an output, bounded ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_EVENTS_LOGTAIL_H
#define IMGC_RUNTIME_EVENTS_LOGTAIL_H

#include "llvm/ADT/StringRef.h"

#include <deque>
#include <string>
#include <vector>

namespace imgc {

/// Keeps the last lines of a stream in bounded memory. Carriage returns start
/// the line anew, as a terminal shows it; an over-long line is cut.
class LogTail {
public:
  explicit LogTail(size_t maxLines = 20, size_t maxLineBytes = 1024)
      : maxLines(maxLines), maxLineBytes(maxLineBytes) {}

  void append(llvm::StringRef bytes);
  /// Oldest first; a last line without its end is included.
  std::vector<std::string> getLines() const;

private:
  size_t maxLines, maxLineBytes;
  std::deque<std::string> lines;
  std::string current;
  bool pendingReturn = false;
};

} // namespace imgc

#endif // IMGC_RUNTIME_EVENTS_LOGTAIL_H
