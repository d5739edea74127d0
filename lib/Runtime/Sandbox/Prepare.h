//===- Prepare.h - A spec turned into plain data and descriptors *- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SANDBOX_PREPARE_H
#define IMGC_LIB_RUNTIME_SANDBOX_PREPARE_H

#include "ChildPlan.h"
#include "UserLookup.h"
#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Runtime/Sandbox/SandboxSpec.h"

#include "llvm/Support/Error.h"

#include <deque>
#include <memory>

namespace imgc::detail {

/// A plan and everything its pointers point to.
struct PreparedSandbox {
  ChildPlan plan;
  /// For clone(2).
  int namespaces = 0;
  /// Mounts as the child attaches them, for error messages.
  std::vector<std::string> mountTargets;
  std::vector<std::string> limitNames;
  ImageUser user;

  std::deque<std::string> strings;
  std::deque<std::vector<const char *>> lists;
  std::vector<FileDescriptor> descriptors;
  std::vector<ChildMount> mounts;
  std::vector<ChildLimit> limits;
  std::vector<int> hostDevices;
  struct sock_fprog filters[2] = {};

  const char *keep(std::string text) {
    strings.push_back(std::move(text));
    return strings.back().c_str();
  }
  int keep(FileDescriptor fd) {
    descriptors.push_back(std::move(fd));
    return descriptors.back().get();
  }
  /// Null-terminated, of strings kept.
  const char *const *keepList(std::vector<const char *> list) {
    list.push_back(nullptr);
    lists.push_back(std::move(list));
    return lists.back().data();
  }
  PathChain keepChain(llvm::StringRef absolutePath);
};

struct FsOption {
  const char *key;
  std::string value;
};

/// A new file system as a detached mount with `attributes` (MOUNT_ATTR_*).
llvm::Expected<FileDescriptor> makeFileSystem(const char *type, uint64_t attributes,
                                              llvm::ArrayRef<FsOption> options);

/// Checks the spec, resolves the user, makes the mounts that need no namespace.
llvm::Expected<std::unique_ptr<PreparedSandbox>> prepareSandbox(const SandboxSpec &spec);

/// The parts, by file: base mounts (PrepareMounts.cpp).
llvm::Error prepareMounts(const SandboxSpec &spec, PreparedSandbox &prepared);

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_SANDBOX_PREPARE_H
