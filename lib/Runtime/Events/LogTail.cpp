//===- LogTail.cpp - The end of an output, bounded ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Events/LogTail.h"

namespace imgc {

/// The part of `bytes` behind which there are `maxLines` whole lines.
static size_t countForgotten(llvm::StringRef bytes, size_t maxLines) {
  size_t end = llvm::StringRef::npos;
  for (size_t i = 0; i <= maxLines; ++i) {
    end = bytes.rfind('\n', end);
    if (end == llvm::StringRef::npos)
      return 0;
  }
  return end + 1;
}

void LogTail::append(llvm::StringRef bytes) {
  if (size_t forgotten = countForgotten(bytes, maxLines)) {
    lines.clear();
    current.clear();
    pendingReturn = false;
    bytes = bytes.drop_front(forgotten);
  }
  for (char c : bytes) {
    if (c == '\n') {
      pendingReturn = false;
      lines.push_back(std::move(current));
      current.clear();
      if (lines.size() > maxLines)
        lines.pop_front();
      continue;
    }
    // "\r\n" is a line end; a lone "\r" overwrites the line.
    if (pendingReturn)
      current.clear();
    pendingReturn = c == '\r';
    if (c != '\r' && current.size() < maxLineBytes)
      current.push_back(c);
  }
}

std::vector<std::string> LogTail::getLines() const {
  std::vector<std::string> result(lines.begin(), lines.end());
  if (!current.empty())
    result.push_back(current);
  if (result.size() > maxLines)
    result.erase(result.begin());
  return result;
}

} // namespace imgc
