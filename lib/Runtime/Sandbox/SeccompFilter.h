//===- SeccompFilter.h - The system call filter of RUN steps ----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SANDBOX_SECCOMPFILTER_H
#define IMGC_LIB_RUNTIME_SANDBOX_SECCOMPFILTER_H

#include "llvm/Support/Error.h"

#include <linux/filter.h>

#include <vector>

namespace imgc::detail {

/// Docker's default profile for the 14 default capabilities, compiled once per
/// process (a fraction of a millisecond) on first use. Unknown system calls get
/// EPERM; those newer than the profile, and clone3, get ENOSYS, so that
/// programs fall back. Fails on a machine whose architecture we have no table for.
llvm::Expected<const std::vector<sock_filter> *> defaultSeccompFilter();

/// Denies the ioctls that push input into a terminal (TIOCSTI, TIOCLINUX); for
/// commands that share the caller's terminal.
llvm::Expected<const std::vector<sock_filter> *> terminalSeccompFilter();

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_SANDBOX_SECCOMPFILTER_H
