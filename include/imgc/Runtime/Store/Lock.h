//===- Lock.h - Locks that die with the process -----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_STORE_LOCK_H
#define IMGC_RUNTIME_STORE_LOCK_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"

namespace imgc {

enum class LockMode { Shared, Exclusive };

/// A lock held between processes and threads; released when destroyed or when
/// the process ends, however it ends. (An open-file-description lock: the
/// descriptor must not leak into children, so it is O_CLOEXEC.)
class StoreLock {
public:
  StoreLock() = default;
  explicit StoreLock(FileDescriptor fd) : fd(std::move(fd)) {}
  explicit operator bool() const { return bool(fd); }
  void release() { fd.reset(); }

private:
  FileDescriptor fd;
};

} // namespace imgc

#endif // IMGC_RUNTIME_STORE_LOCK_H
