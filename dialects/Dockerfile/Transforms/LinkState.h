//===- LinkState.h - The stages while they are linked ---------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_LINKSTATE_H
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_LINKSTATE_H

#include "dialects/Dockerfile/IR/DockerfileOps.h"
#include "imgc/Frontend/Dockerfile/BuildOptions.h"

#include "llvm/ADT/StringMap.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace imgc::dockerfile {

/// On a stage whose instructions never run: the stages that they would read,
/// which BuildKit builds all the same.
inline constexpr llvm::StringLiteral reachesAttr = "dockerfile.reaches";

/// One stage while a file is linked: BuildKit's dispatchState as far as edges
/// and bases go.
struct LinkNode {
  StageOp op;
  /// Expanded word of FROM, or what --from says.
  std::string baseName;
  /// What `baseName` stands for, once BuildKit looked at the stage without need:
  /// its messages have that from then on.
  std::string fullName;
  llvm::StringRef getShownBase() const { return fullName.empty() ? baseName : fullName; }
  /// Lower case; empty for stages without a name and implicit ones.
  std::string name;
  /// What names of vertices say.
  std::string displayName;
  /// FROM names this earlier stage.
  LinkNode *base = nullptr;
  /// Where the chain of bases ends: itself without one.
  LinkNode *root = this;
  /// An image that only a COPY or a mount names.
  bool implicit = false;
  /// A named context stands for the stage.
  const NamedContext *replacement = nullptr;
  /// Of --platform, then of the base.
  std::optional<Platform> platform;
  bool resolved = false;
  /// Its image was looked for, and not found.
  bool notFound = false;
  bool onbuildDone = false;
  /// Base attribute once resolved.
  mlir::Attribute resolvedBase;
  /// What the base's config says, when that is not what it was asked for.
  std::optional<Platform> otherPlatform;
  /// ONBUILD triggers of the base's config.
  std::vector<std::string> triggers;
  /// Its own ONBUILDs, once they were asked for.
  std::optional<std::vector<std::string>> ownTriggers;
  int64_t steps = 0;
  /// Variables that FROM expands, and those that it does not know.
  std::set<std::string> used;
  std::vector<std::string> unset;
  /// Stages that its instructions read, with the instruction.
  std::vector<std::pair<LinkNode *, mlir::Operation *>> deps;
};

/// What is the same for all bases of a file.
struct ResolveContext {
  const BuildOptions &options;
  SourceResolver &resolver;
  mlir::MLIRContext *context;
  Platform target;
  Platform build;
  bool implicitTarget = false;
};

/// The named context that `name` stands for on `platform` (else on the target
/// when it was asked for, else on the building machine), or null. An error when
/// `name` is no image name.
llvm::Expected<const NamedContext *> findNamedContext(const ResolveContext &context,
                                                      llvm::StringRef name,
                                                      const std::optional<Platform> &platform);

/// Resolves the base of a reached node that is not another stage. Touches only
/// the node, so that nodes can be resolved in parallel.
llvm::Error resolveBase(const ResolveContext &context, LinkNode &node);

/// What BuildKit says when the base of an unreached stage is no image name.
llvm::Error checkBaseName(const LinkNode &node);

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_LINKSTATE_H
