//===- BuildContext.h - The context of imgc build --------- -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_BUILDCONTEXT_H
#define IMGC_LIB_DRIVER_BUILDCONTEXT_H

#include "BuildFlags.h"
#include "GitContext.h"
#include "Spool.h"

#include "imgc/Runtime/RootFD/TemporaryDirectory.h"
#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/SourceResolver.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace imgc::plan {
class Plan;
} // namespace imgc::plan

namespace imgc::driver {

inline constexpr uint64_t maxDockerfileSize = 16u << 20;

/// Reads the positional argument and --file by docker's rules: what the context
/// is, and where its Dockerfile lies.
llvm::Error parseContext(const Arguments &args, BuildFlags &flags);

/// Brings a context that is no directory: reads standard input, downloads, and
/// finds the Dockerfile in it. What a build needs of it stays in a private place
/// of the store for as long as this lives.
class ContextFetcher {
public:
  using GetResolver = llvm::function_ref<llvm::Expected<SourceResolver *>()>;
  using GetStore = llvm::function_ref<llvm::Expected<Store *>()>;

  /// `isBuilt`: the plan will run, so that the content must be at hand.
  ContextFetcher(BuildFlags &flags, bool isBuilt, std::function<bool()> cancelled)
      : flags(flags), isBuilt(isBuilt), cancelled(std::move(cancelled)) {}

  /// Fills in `dockerfile`, `remoteContext` and the like, and gives named contexts
  /// that a build may need their ids. Nothing to do for directories.
  llvm::Error fetch(GetResolver getResolver, GetStore getStore);
  /// Downloads and checks out the named contexts that `plan` needs.
  llvm::Error fetchNamed(const plan::Plan &plan, GetStore getStore);
  /// Removes what was fetched.
  void discard();
  ~ContextFetcher() { discard(); }

private:
  llvm::Error fetchMain(GetResolver getResolver, GetStore getStore);
  llvm::Expected<Spool> openSpool(GetStore getStore);
  llvm::Error finishSpool(Spool &spool, std::optional<int64_t> modified, llvm::StringRef url);
  llvm::Error readInput(GetStore getStore);
  llvm::Error downloadContext(GetStore getStore);
  void reserveNamed();
  llvm::Expected<std::string> fetchOne(const std::string &source, GetStore getStore);
  llvm::Error useKnown(const SourceContent &content);
  llvm::Error downloadFile(const std::string &source, GetStore getStore);
  llvm::Error addStaging(GetStore getStore);
  llvm::Error notFound(llvm::StringRef name) const;

  // GitContext.cpp
  llvm::Error fetchGit(GetResolver getResolver, GetStore getStore);
  llvm::Expected<std::string> openDirectory(GetStore getStore);
  llvm::Expected<std::string> checkOut(const std::string &url, const GitRef &ref, bool isMain,
                                       GetStore getStore);
  llvm::Error findInTree(llvm::StringRef directory);

  llvm::Error findInArchive(Spool &spool);
  llvm::Error takeDockerfileAlone(Spool &spool);

  BuildFlags &flags;
  bool isBuilt;
  std::function<bool()> cancelled;
  Store *store = nullptr;
  std::vector<Staging> stagings;
  std::vector<TemporaryDirectory> folders;
};

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_BUILDCONTEXT_H
