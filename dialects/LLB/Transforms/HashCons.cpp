//===- HashCons.cpp - Make equal vertices one vertex ---*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/Encoding/VertexEncoding.h"
#include "dialects/LLB/Transforms/Passes.h"
#include "imgc/Support/DigestMap.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

namespace imgc::llb {
#define GEN_PASS_DEF_HASHCONSPASS
#include "dialects/LLB/Transforms/Passes.h.inc"
} // namespace imgc::llb

namespace {

struct HashConsPass : imgc::llb::impl::HashConsPassBase<HashConsPass> {
  void runOnOperation() override;

private:
  LogicalResult order(SmallVectorImpl<Operation *> &sorted);
  void process(Operation *vertex);
  bool replaceOperands(Operation *vertex);
  void merge(Operation *kept, Operation *dropped);

  /// Digest of every vertex that was processed.
  DenseMap<Operation *, Digest> digests;
  /// The vertex that stands for a digest; the first one in the module.
  DenseMap<Digest, Operation *, ComputedDigestInfo> known;
  /// Dropped vertex to the one that stands for it.
  DenseMap<Operation *, Operation *> replaced;
  SmallVector<Operation *> dropped;
};

} // namespace

/// Inputs before users; otherwise the order of the module.
LogicalResult HashConsPass::order(SmallVectorImpl<Operation *> &sorted) {
  enum State : uint8_t { Active = 1, Done };
  DenseMap<Operation *, uint8_t> states;
  SmallVector<std::pair<Operation *, unsigned>> stack;
  for (Operation &root : *getOperation().getBody()) {
    if (!isa<LLBVertexOpInterface>(root) || states.lookup(&root))
      continue;
    states[&root] = Active;
    stack.push_back({&root, 0});
    while (!stack.empty()) {
      auto &[vertex, next] = stack.back();
      if (next == vertex->getNumOperands()) {
        states[vertex] = Done;
        sorted.push_back(vertex);
        stack.pop_back();
        continue;
      }
      Operation *input = vertex->getOperand(next++).getDefiningOp();
      if (!isa_and_nonnull<LLBVertexOpInterface>(input))
        continue;
      uint8_t &state = states[input];
      if (state == Active)
        return vertex->emitOpError("is part of a cycle");
      if (!state) {
        state = Active;
        stack.push_back({input, 0});
      }
    }
  }
  return success();
}

/// Points operands at the vertices that stay. True if any changed.
bool HashConsPass::replaceOperands(Operation *vertex) {
  bool changed = false;
  for (OpOperand &operand : vertex->getOpOperands()) {
    auto kept = replaced.find(operand.get().getDefiningOp());
    if (kept == replaced.end())
      continue;
    operand.set(kept->second->getResult(cast<OpResult>(operand.get()).getResultNumber()));
    changed = true;
  }
  return changed;
}

/// Makes operands of an exec that are the same value one operand.
static void uniqueInputs(ExecOp exec) {
  SmallVector<Value> inputs;
  SmallVector<int64_t> numbers;
  DenseMap<Value, int64_t> seen;
  for (Value input : exec.getInputs()) {
    auto [place, fresh] = seen.try_emplace(input, inputs.size());
    if (fresh)
      inputs.push_back(input);
    numbers.push_back(place->second);
  }
  if (inputs.size() == numbers.size())
    return;
  SmallVector<Attribute> mounts;
  for (MountAttr mount : exec.getMountRange())
    mounts.push_back(mount.getInput() < 0 ? mount : mount.withInput(numbers[mount.getInput()]));
  exec.setMountsAttr(ArrayAttr::get(exec.getContext(), mounts));
  exec.getInputsMutable().assign(inputs);
}

/// The same for a file op and the arguments of its body.
static void uniqueInputs(FileOp file) {
  SmallVector<Value> inputs;
  DenseMap<Value, BlockArgument> seen;
  llvm::BitVector doubled(file.getInputs().size());
  Block &body = file.getBody().front();
  for (auto [number, input] : llvm::enumerate(file.getInputs())) {
    BlockArgument argument = body.getArgument(number);
    auto [place, fresh] = seen.try_emplace(input, argument);
    if (fresh) {
      inputs.push_back(input);
      continue;
    }
    argument.replaceAllUsesWith(place->second);
    doubled.set(number);
  }
  if (doubled.none())
    return;
  body.eraseArguments(doubled);
  file.getInputsMutable().assign(inputs);
}

void HashConsPass::merge(Operation *kept, Operation *other) {
  auto first = cast<LLBVertexOpInterface>(kept);
  MetadataAttr metadata = cast<LLBVertexOpInterface>(other).getMetadataAttr();
  if (metadata && metadata.getIgnoreCache()) {
    MetadataAttr own = first.getMetadataAttr();
    if (!own)
      own = MetadataAttr::get(kept->getContext(), false, {}, {}, {}, {}, {}, {});
    first.setMetadataAttr(own.withIgnoreCache(true));
  }
  replaced[other] = kept;
  dropped.push_back(other);
}

void HashConsPass::process(Operation *vertex) {
  // The digest is that of the operands as they were: operands that are about to
  // become the same value count as one input (see encodeTyped).
  SmallVector<Digest, 4> inputs;
  for (Value operand : vertex->getOperands())
    inputs.push_back(digests.lookup(operand.getDefiningOp()));
  Digest digest = vertexDigest(vertex, inputs);
  digests[vertex] = digest;
  auto [place, fresh] = known.try_emplace(digest, vertex);
  // One with fewer results cannot stand for one with more.
  if (!fresh && place->second->getNumResults() >= vertex->getNumResults())
    return merge(place->second, vertex);
  if (!replaceOperands(vertex))
    return;
  if (auto exec = dyn_cast<ExecOp>(vertex))
    uniqueInputs(exec);
  if (auto file = dyn_cast<FileOp>(vertex))
    uniqueInputs(file);
}

void HashConsPass::runOnOperation() {
  digests.clear();
  known.clear();
  replaced.clear();
  dropped.clear();
  SmallVector<Operation *> sorted;
  if (failed(order(sorted)))
    return signalPassFailure();
  for (Operation *vertex : sorted)
    process(vertex);
  for (Operation &op : *getOperation().getBody())
    if (isa<OutputOp, SourceFileOp>(op))
      replaceOperands(&op);
  for (Operation *vertex : llvm::reverse(dropped)) {
    vertex->dropAllUses();
    vertex->erase();
  }
}
