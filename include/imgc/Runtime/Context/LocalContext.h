//===- LocalContext.h - A directory on this machine, by its id --*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_CONTEXT_LOCALCONTEXT_H
#define IMGC_RUNTIME_CONTEXT_LOCALCONTEXT_H

#include "imgc/Runtime/Context/FileTree.h"
#include "imgc/Runtime/Context/StatCache.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <vector>

namespace imgc {

/// How a plan names and narrows a local context.
struct LocalContextOptions {
  /// The id that the plan uses ("context", "dockerfile", a named context).
  std::string id;
  /// The directory bound to the id; symlinks in it are followed.
  std::string directory;
  std::vector<std::string> includePatterns;
  std::vector<std::string> excludePatterns;
  std::vector<std::string> followPaths;
  /// Where stat caches live in the store; empty: none (`--no-stat-cache`).
  std::string statCacheDirectory;
  unsigned numThreads = 2;
};

/// A local context that a build reads in place. Keep one per distinct options
/// for the length of the build: key and copy then work on the same state.
class LocalContext {
public:
  static llvm::Expected<std::unique_ptr<LocalContext>> open(LocalContextOptions options);

  llvm::StringRef getId() const { return options.id; }
  FileTree &getTree() { return *tree; }
  StatCache &getStatCache() { return *cache; }

  /// Reads one regular file inside the context, unfiltered (Dockerfile,
  /// .dockerignore); symlinks resolve inside the context.
  llvm::Expected<std::string> readFile(llvm::StringRef path, size_t maxBytes) const;

  /// Writes the stat cache; call once at the end of a build.
  llvm::Error saveStatCache() { return cache->save(); }

private:
  LocalContext(LocalContextOptions options, std::unique_ptr<StatCache> cache,
               std::unique_ptr<FileTree> tree)
      : options(std::move(options)), cache(std::move(cache)), tree(std::move(tree)) {}

  LocalContextOptions options;
  std::unique_ptr<StatCache> cache;
  std::unique_ptr<FileTree> tree;
};

} // namespace imgc

#endif // IMGC_RUNTIME_CONTEXT_LOCALCONTEXT_H
