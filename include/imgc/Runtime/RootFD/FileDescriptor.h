//===- FileDescriptor.h - An owning file descriptor -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_ROOTFD_FILEDESCRIPTOR_H
#define IMGC_RUNTIME_ROOTFD_FILEDESCRIPTOR_H

#include <unistd.h>

#include <utility>

namespace imgc {

/// Owns one file descriptor and closes it. Move only.
class FileDescriptor {
public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd(fd) {}
  FileDescriptor(FileDescriptor &&other) noexcept : fd(other.release()) {}
  FileDescriptor &operator=(FileDescriptor &&other) noexcept {
    if (this != &other)
      reset(other.release());
    return *this;
  }
  FileDescriptor(const FileDescriptor &) = delete;
  FileDescriptor &operator=(const FileDescriptor &) = delete;
  ~FileDescriptor() { reset(); }

  int get() const { return fd; }
  explicit operator bool() const { return fd >= 0; }
  /// Gives the descriptor up to the caller.
  int release() { return std::exchange(fd, -1); }
  void reset(int newFD = -1) {
    if (fd >= 0)
      ::close(fd);
    fd = newFD;
  }

private:
  int fd = -1;
};

} // namespace imgc

#endif // IMGC_RUNTIME_ROOTFD_FILEDESCRIPTOR_H
