//===- TemporaryDirectory.cpp - A directory for a while -------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/RootFD/TemporaryDirectory.h"

#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>

using namespace imgc;

llvm::Expected<TemporaryDirectory> TemporaryDirectory::create(llvm::StringRef prefix,
                                                              size_t maxSize) {
  std::string name = (prefix + "-XXXXXX").str();
  llvm::SmallString<128> pattern;
  llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, pattern);
  if (pattern.size() + 1 + name.size() > maxSize)
    pattern = "/tmp";
  llvm::sys::path::append(pattern, name);
  std::string path = pattern.str().str();
  if (!::mkdtemp(path.data()))
    return makeErrnoError(ExitCode::Environment, "cannot make a temporary directory", errno);
  TemporaryDirectory result;
  result.path = std::move(path);
  return result;
}

TemporaryDirectory::~TemporaryDirectory() {
  if (path.empty())
    return;
  FileDescriptor parent(::open(path::dir(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  (void)removeTreeAt(parent.get(), path::base(path));
}
