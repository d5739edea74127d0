//===- PathWalker.h - Component by component, inside a root ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_ROOTFD_PATHWALKER_H
#define IMGC_LIB_RUNTIME_ROOTFD_PATHWALKER_H

#include "imgc/Runtime/RootFD/RootFD.h"

#include <deque>
#include <vector>

namespace imgc {

/// Resolves a path with one openat(O_NOFOLLOW) per component. `..` goes back to
/// a descriptor held since the way down, so no rename by others leads outside.
class PathWalker {
public:
  PathWalker(int root, llvm::StringRef path);

  /// Makes a missing directory `name` in the current one; returns an errno value.
  using CreateDirectory = llvm::function_ref<int(PathWalker &, llvm::StringRef name)>;

  /// Walks all components, or all but the last real one, which is then in
  /// getLast(). A missing directory is made by `create` if given.
  std::error_code walk(bool keepLast, CreateDirectory create = nullptr);

  /// The directory reached (the root's own descriptor at the top).
  int getCurrent() const { return stack.empty() ? root : stack.back().fd.get(); }
  /// The component kept by walk(true); empty when there was none.
  const std::string &getLast() const { return last; }
  /// Resolved path of the current directory, relative to the root.
  std::string getCurrentPath() const;

  /// Follows the symlink `name` of the current directory: its target's
  /// components come next.
  std::error_code followLink(int linkFD);
  bool atEnd() const { return pending.empty(); }

private:
  struct Step {
    FileDescriptor fd;
    std::string name;
  };

  void push(llvm::StringRef path);
  std::error_code enter(llvm::StringRef name, CreateDirectory create);

  int root;
  std::vector<Step> stack;
  std::deque<std::string> pending;
  std::string last;
  unsigned links = 0;
};

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_ROOTFD_PATHWALKER_H
