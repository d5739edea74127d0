//===- AtomicFile.h - A file that appears when it is complete -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_EXPORT_ATOMICFILE_H
#define IMGC_LIB_RUNTIME_EXPORT_ATOMICFILE_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace imgc {

/// Written without a name, or where the file system has no such files under a
/// temporary one in the same directory; commit gives it its name, the destructor
/// drops it otherwise.
class AtomicFile {
public:
  /// `path` is the user's own: its directory is resolved as any path.
  static llvm::Expected<AtomicFile> create(llvm::StringRef path);
  /// `name` in an open directory.
  static llvm::Expected<AtomicFile> createAt(int dirfd, llvm::StringRef name);
  AtomicFile(AtomicFile &&other) noexcept;
  AtomicFile(const AtomicFile &) = delete;
  ~AtomicFile();

  int getFD() const { return file.get(); }
  llvm::Error commit();

private:
  AtomicFile() = default;
  int giveName();
  FileDescriptor dir, file;
  std::string temp, name;
};

/// A directory of the user's that an export goes to. One that does not exist is
/// made under a temporary name beside its place, renamed by commit and removed
/// by the destructor otherwise. An existing one is written in place.
class AtomicDirectory {
public:
  static llvm::Expected<AtomicDirectory> create(llvm::StringRef path);
  AtomicDirectory(AtomicDirectory &&other) noexcept;
  AtomicDirectory(const AtomicDirectory &) = delete;
  ~AtomicDirectory();

  int getFD() const { return directory.get(); }
  bool isNew() const { return !temp.empty(); }
  llvm::Error commit();

private:
  AtomicDirectory() = default;
  FileDescriptor parent, directory;
  std::string temp, name;
};

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_EXPORT_ATOMICFILE_H
