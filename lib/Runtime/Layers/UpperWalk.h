//===- UpperWalk.h - Walks an upper directory -----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_LAYERS_UPPERWALK_H
#define IMGC_LIB_RUNTIME_LAYERS_UPPERWALK_H

#include "imgc/Runtime/Layers/LayerIndex.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <sys/types.h>

namespace imgc {

/// Visits all names of a directory in overlay upper format in comparePaths
/// order; the root first. `open` of the visitor's argument is the directory that
/// holds the name and the name in it, for reading a file's content. Refuses what
/// overlayfs must not have left there (redirects, metacopy).
struct UpperName {
  IndexEntry entry;
  int dirFD;
  const char *name;
  ino_t inode = 0;
};
llvm::Error walkUpper(int diffFD, llvm::function_ref<llvm::Error(UpperName &)> visit);

/// Opens the regular file of a visited name.
llvm::Expected<FileDescriptor> openUpperFile(const UpperName &name);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_LAYERS_UPPERWALK_H
