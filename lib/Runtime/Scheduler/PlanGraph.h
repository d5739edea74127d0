//===- PlanGraph.h - Who needs whom in a plan -------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_PLANGRAPH_H
#define IMGC_LIB_RUNTIME_SCHEDULER_PLANGRAPH_H

#include "imgc/PlanFormat/plan.pb.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace imgc {

/// The edges of a plan, computed once. Scratch is no edge.
class PlanGraph {
public:
  explicit PlanGraph(const plan::Plan &plan);

  /// All references of a step, in the order of its inputs (K1), scratch too.
  llvm::ArrayRef<plan::Ref> getRefs(unsigned step) const { return refs[step]; }
  /// Steps without duplicates, ascending.
  llvm::ArrayRef<unsigned> getInputs(unsigned step) const { return inputs[step]; }
  llvm::ArrayRef<unsigned> getUsers(unsigned step) const { return users[step]; }
  unsigned size() const { return refs.size(); }

private:
  std::vector<llvm::SmallVector<plan::Ref, 2>> refs;
  std::vector<llvm::SmallVector<unsigned, 2>> inputs, users;
};

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_PLANGRAPH_H
