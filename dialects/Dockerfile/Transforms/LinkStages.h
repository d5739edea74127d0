//===- LinkStages.h - The worklist of link-stages -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_LINKSTAGES_H
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_LINKSTAGES_H

#include "Checks.h"
#include "GlobalWords.h"
#include "LinkState.h"

#include "imgc/Support/Explanation.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

#include <deque>

namespace imgc::dockerfile {

/// Links one instance.
class StageLinker {
public:
  StageLinker(FileOp file, const BuildOptions &options, SourceResolver &resolver);

  mlir::LogicalResult run();

private:
  mlir::LogicalResult buildNodes();
  mlir::LogicalResult expandFrom(LinkNode &node);
  mlir::LogicalResult expandPlatform(LinkNode &node);
  void checkDefaults();
  /// Expands a word of FROM and reports what nothing declares.
  llvm::Expected<ShellResult> expandFromWord(LinkNode &node, llvm::StringRef word,
                                             const ShellOptions &options);
  void checkPlatformWord(LinkNode &node, const ShellResult &words);
  void checkImagePlatform(LinkNode &node);
  void noteGlobals();
  /// BuildKit dispatches it: reached, or every stage is asked for.
  bool isLive(LinkNode *node) const { return context.options.allStages || reached.contains(node); }
  void addNode(LinkNode &node);
  LinkNode *findByName(llvm::StringRef name);
  LinkNode &makeImplicit(llvm::StringRef name, mlir::Location location);

  mlir::LogicalResult findTarget();
  mlir::LogicalResult linkInstruction(LinkNode &node, mlir::Operation &op);
  mlir::LogicalResult linkCopy(LinkNode &node, CopyOp copy);
  void linkRun(LinkNode &node, RunOp run);
  mlir::LogicalResult checkCycles();

  void markReached();
  mlir::LogicalResult resolveReached();
  void noteLook(LinkNode &node);
  void keepUnresolved(LinkNode &node);
  std::string suggestBase(const LinkNode &node) const;
  llvm::ArrayRef<std::string> getOwnTriggers(LinkNode &node);
  mlir::LogicalResult spliceTriggers(bool &changed);
  mlir::LogicalResult spliceTrigger(LinkNode &node, llvm::StringRef text, mlir::Value &state,
                                    bool &changed);
  mlir::LogicalResult checkOrder();
  void writeResults();
  void writeBase(LinkNode &node);
  std::vector<std::string> getNames() const;
  /// Where the variables of a FROM could have come from, and a later stage of
  /// the name that it asks for.
  void noteOrigins(mlir::InFlightDiagnostic &diagnostic, LinkNode &node);
  /// Counts an error. False for those of which there are too many to explain them:
  /// DiagnosticEngine keeps as many.
  bool isExplained() { return ++numErrors <= 100; }
  void reportBase(LinkNode &node, ExplainedParts parts, bool suggests);
  void noteVariable(mlir::InFlightDiagnostic &diagnostic, llvm::StringRef name);
  mlir::LogicalResult reportCycle(llvm::ArrayRef<LinkNode *> path,
                                  llvm::ArrayRef<mlir::Operation *> edges);

  FileOp file;
  ResolveContext context;
  GlobalWords words;
  CheckReporter checks;
  /// Owns the nodes; pointers to them stay valid.
  std::deque<LinkNode> storage;
  /// In BuildKit's order: an implicit stage comes when it is first named.
  std::vector<LinkNode *> nodes;
  llvm::StringMap<LinkNode *> byName;
  LinkNode *target = nullptr;
  llvm::SetVector<LinkNode *> reached;
  unsigned numImplicit = 0, numErrors = 0;
  /// Of all stages, once an implicit one was made.
  llvm::StringSet<> symbols;
};

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_LINKSTAGES_H
