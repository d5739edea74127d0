//===- Child.h - Parts of the sandbox's first process -----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SANDBOX_CHILD_H
#define IMGC_LIB_RUNTIME_SANDBOX_CHILD_H

#include "ChildPlan.h"

namespace imgc::detail {

/// Reports to the parent and ends.
[[noreturn]] void childFail(const ChildPlan &plan, ChildStage stage, int error, uint32_t index = 0);

/// Builds the tree of mounts and makes it the root. Afterwards nothing of the
/// host is reachable by name.
void childMounts(const ChildPlan &plan);

/// Limits, capabilities, keyring, filter, ids.
void childPrivileges(const ChildPlan &plan);

/// Refuses programs and script interpreters that lead through a magic link of
/// /proc: `/proc/self/exe` is still imgc itself, which the command could then
/// overwrite (CVE-2019-5736). Called with all privileges, from the working
/// directory.
void childCheckPrograms(const ChildPlan &plan);

/// Creates the missing directories of `chain` below `root`, mode 0755, without
/// magic links, and returns the last (O_PATH); the errno, negated, on failure.
/// New directories get `uid` and `gid`.
int childMkdirs(int root, const PathChain &chain, uid_t uid, gid_t gid);

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_SANDBOX_CHILD_H
