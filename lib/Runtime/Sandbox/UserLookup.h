//===- UserLookup.h - Users and groups of an image --------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SANDBOX_USERLOOKUP_H
#define IMGC_LIB_RUNTIME_SANDBOX_USERLOOKUP_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace imgc::detail {

struct ImageUser {
  uid_t uid = 0;
  gid_t gid = 0;
  /// Exactly what setgroups gets; contains `gid`.
  std::vector<gid_t> groups;
  /// From passwd, `/` when it does not say.
  std::string home = "/";
};

/// Resolves `name|uid[:group|gid]` in /etc/passwd and /etc/group below `root`
/// (descriptor of the image). Ids above 2^31-1 are refused: some programs take
/// them for root. Supplementary groups count only without an explicit group.
llvm::Expected<ImageUser> lookupUser(int root, llvm::StringRef spec);

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_SANDBOX_USERLOOKUP_H
