//===- GitSource.h - Vertices of git repositories -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_GITSOURCE_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_GITSOURCE_H

#include "Emitter.h"

#include "imgc/Support/GitRef.h"

namespace imgc::dockerfile {

/// What an instruction or a build argument says of a repository beside its URL.
struct GitChoices {
  bool keepGitDir = false;
  /// The commit that it must be; empty for any.
  std::string checksum;
  /// `commit`, `checkout`, or empty.
  std::string mtime;
};

/// The source vertex of `ref`. `choices` win over the options of the URL, which
/// the caller has put into them.
mlir::Value emitGitSource(Emitter &emitter, const GitRef &ref, const GitChoices &choices,
                          const VertexInfo &info);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_GITSOURCE_H
