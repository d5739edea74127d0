//===- GitSource.cpp - Vertices of git repositories===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitSource.h"

#include "llvm/ADT/STLExtras.h"

namespace imgc::dockerfile {

mlir::Value emitGitSource(Emitter &emitter, const GitRef &ref, const GitChoices &choices,
                          const VertexInfo &info) {
  SourceOptions options{{"git.authheadersecret", "GIT_AUTH_HEADER"},
                        {"git.authtokensecret", "GIT_AUTH_TOKEN"},
                        {"git.fullurl", ref.remote}};
  llvm::SmallVector<llvm::StringRef> caps{"source.git", "source.git.fullurl"};
  auto set = [&](bool wanted, const char *key, llvm::StringRef value, llvm::StringRef cap) {
    if (!wanted)
      return;
    options.emplace_back(key, value.str());
    caps.push_back(cap);
  };
  set(choices.keepGitDir, "git.keepgitdir", "true", "source.git.keepgitdir");
  set(ref.isSsh, "git.mountsshsock", "default", "source.git.mountsshsock");
  if (ref.isSsh)
    caps.push_back("source.git.knownsshhosts");
  set(!choices.checksum.empty(), "git.checksum", choices.checksum, "source.git.checksum");
  set(!ref.submodules.value_or(true), "git.skipsubmodules", "true", "source.git.skipsubmodules");
  set(!choices.mtime.empty(), "git.mtime", choices.mtime, "source.git.mtime");
  set(ref.fetchByCommit, "git.fetchbycommit", "true", "source.git.fetchbycommit");
  llvm::sort(options);
  llvm::sort(caps);
  return emitter.git(ref.getIdentifier(), options, caps, info);
}

} // namespace imgc::dockerfile
