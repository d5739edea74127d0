//===- GitContext.h - Repositories of git as contexts ------ -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_GITCONTEXT_H
#define IMGC_LIB_DRIVER_GITCONTEXT_H

#include "BuildFlags.h"

#include "imgc/Support/GitRef.h"

#include <functional>

namespace imgc::driver {

/// When the commit of a repository was made that nobody has fetched.
llvm::Expected<std::optional<int64_t>> resolveGitTime(const BuildFlags &flags, const GitRef &ref,
                                                      const std::function<bool()> &cancelled);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_GITCONTEXT_H
