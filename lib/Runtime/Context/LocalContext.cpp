//===- LocalContext.cpp - A directory on this machine, by its id ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Context/LocalContext.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include <cerrno>
#include <cstdlib>

using namespace imgc;

llvm::Expected<std::unique_ptr<LocalContext>> LocalContext::open(LocalContextOptions options) {
  FileDescriptor root(::open(options.directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root)
    return makeErrnoError(ExitCode::BuildFailed,
                          "cannot open context '" + options.id + "' at '" + options.directory + "'",
                          errno);
  char *resolved = ::realpath(options.directory.c_str(), nullptr);
  std::string name = resolved ? resolved : options.directory;
  std::free(resolved);
  auto cache = options.statCacheDirectory.empty()
                   ? StatCache::createDisabled()
                   : StatCache::open(options.statCacheDirectory, name);
  FileTreeOptions treeOptions;
  treeOptions.includePatterns = options.includePatterns;
  treeOptions.excludePatterns = options.excludePatterns;
  treeOptions.followPaths = options.followPaths;
  treeOptions.localContext = true;
  treeOptions.description = "context '" + options.id + "'";
  treeOptions.numThreads = options.numThreads;
  auto tree = FileTree::open(std::move(root), std::move(treeOptions), cache.get());
  if (!tree)
    return tree.takeError();
  return std::unique_ptr<LocalContext>(
      new LocalContext(std::move(options), std::move(cache), std::move(*tree)));
}

llvm::Expected<std::string> LocalContext::readFile(llvm::StringRef path, size_t maxBytes) const {
  auto text = readFileInRoot(tree->getRootFD(), path, maxBytes);
  if (!text)
    return makeErrnoError(ExitCode::BuildFailed,
                          "cannot read '" + path + "' of context '" + options.id + "'",
                          text.getError().value());
  return std::move(*text);
}
