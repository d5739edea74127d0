//===- Refusals.cpp - What cannot be run yet ------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The graph is in the order of its edges and has a vertex for each platform;
// people read a file from its top, and want to be told of one thing once.
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "imgc/Diagnostics/MLIR/Explain.h"
#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace mlir;
using namespace imgc;
using namespace imgc::llbtoplan;

/// BuildKit gives the sources of ADD no position: their first user's counts.
static Location findLocation(Operation *op) {
  constexpr unsigned maxSteps = 64;
  Operation *at = op;
  for (unsigned i = 0; i < maxSteps && isa<UnknownLoc>(at->getLoc()) && !at->use_empty(); ++i)
    at = *at->user_begin();
  return isa<UnknownLoc>(at->getLoc()) ? op->getLoc() : at->getLoc();
}

void Lowering::refuse(Operation *op, const Twine &what) {
  Problem problem{what.str(), {}};
  refuse(op, ArrayRef(problem));
}

void Lowering::refuse(Operation *op, ArrayRef<Problem> problems) {
  Refusal refusal{findLocation(op), {}, {}};
  llvm::StringSet<> said;
  for (const Problem &problem : problems) {
    if (!said.insert(problem.what).second)
      continue;
    refusal.what += (refusal.what.empty() ? "" : " and ") + problem.what;
    llvm::append_range(refusal.marks, problem.marks);
  }
  refusals.push_back(std::move(refusal));
  failed = true;
  markFailed(op);
}

using Place = std::tuple<StringRef, unsigned, unsigned>;

static Place getPlace(const Refusal &refusal) {
  auto location = refusal.location->findInstanceOf<FileLineColLoc>();
  if (!location)
    return {};
  return {location.getFilename().getValue(), location.getLine(), location.getColumn()};
}

/// Where else the first of `alike`, which are in order, stands: empty if nowhere.
static std::string describeOthers(ArrayRef<Refusal> alike) {
  constexpr size_t maxShown = 5;
  auto [file, firstLine, column] = getPlace(alike.front());
  SmallVector<unsigned> lines;
  for (const Refusal &refusal : alike.drop_front())
    if (auto [otherFile, line, otherColumn] = getPlace(refusal);
        otherFile == file && line != (lines.empty() ? firstLine : lines.back()))
      lines.push_back(line);
  if (lines.empty())
    return {};
  std::string text = lines.size() == 1 ? "the same on line " : "the same on lines ";
  size_t shown = std::min(lines.size(), maxShown);
  for (size_t i = 0; i < shown; ++i) {
    bool isLast = i + 1 == lines.size();
    text += (i == 0 ? "" : isLast ? " and " : ", ") + std::to_string(lines[i]);
  }
  if (shown < lines.size())
    text += " and " + std::to_string(lines.size() - shown) + " more";
  return text;
}

void Lowering::reportRefusals() {
  llvm::sort(refusals, [](const Refusal &a, const Refusal &b) {
    return std::tuple(StringRef(a.what), getPlace(a)) < std::tuple(StringRef(b.what), getPlace(b));
  });
  // What is refused for one reason is mended in one way.
  SmallVector<ArrayRef<Refusal>> groups;
  for (ArrayRef<Refusal> rest = refusals; !rest.empty();
       rest = rest.drop_front(groups.back().size()))
    groups.push_back(
        rest.take_while([&](const Refusal &refusal) { return refusal.what == rest[0].what; }));
  llvm::sort(groups, [](ArrayRef<Refusal> a, ArrayRef<Refusal> b) {
    return std::tuple(getPlace(a[0]), StringRef(a[0].what)) <
           std::tuple(getPlace(b[0]), StringRef(b[0].what));
  });
  for (ArrayRef<Refusal> group : groups) {
    Explanation explanation{{}, group[0].marks, {}};
    if (std::string others = describeOthers(group); !others.empty())
      explanation.notes.push_back(others);
    if (group.data() == groups.back().data())
      explanation.notes.push_back(
          "it compiles: --emit=llb-pb writes the definition, which BuildKit can build");
    emitError(explainAt(group[0].location, explanation)) << group[0].what << " cannot be run yet";
  }
}
