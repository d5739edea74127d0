//===- FoldKeys.cpp - Fold static keys, make equal keys one ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Plan/IR/PlanOps.h"
#include "dialects/Plan/Transforms/Passes.h"
#include "imgc/PlanFormat/Keys.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::plan;

namespace imgc::plan {
#define GEN_PASS_DEF_FOLDKEYSPASS
#include "dialects/Plan/Transforms/Passes.h.inc"
} // namespace imgc::plan

namespace {

/// One walk over a `plan.keys`: operands are seen before their users.
class KeyFolder {
public:
  explicit KeyFolder(KeysOp keys) : keys(keys), builder(keys.getContext()) {}
  void run();

private:
  struct KnownValue {
    Key key;
    bool isConstant = false;
  };

  void visit(Operation *op);
  KnownValue evaluate(Operation *op);
  KnownValue evaluateCombine(CombineOp op);

  KeysOp keys;
  OpBuilder builder;
  /// Of constants their value; of other keys a hash of how they are made.
  llvm::DenseMap<Value, KnownValue> known;
  /// The first value with that hash.
  llvm::DenseMap<StringRef, Value> firstConstant, firstDynamic;
  /// Bytes that their keys point to.
  llvm::BumpPtrAllocator arena;
};

} // namespace

KeyFolder::KnownValue KeyFolder::evaluateCombine(CombineOp op) {
  std::optional<Key> constant;
  if (auto text = op.getConstant())
    constant = llvm::cantFail(Key::parse(*text)); // combine_c2
  SmallVector<Key> inputs;
  bool allConstant = true;
  for (Value input : op.getInputs()) {
    const KnownValue &value = known[input];
    inputs.push_back(value.key);
    allConstant &= value.isConstant;
  }
  if (allConstant)
    return {combineKeys(op.getDomain(), constant ? &*constant : nullptr, inputs), true};
  // Constants and hashes of dynamic keys cannot be confused in one list.
  KeyBuilder hash("fold.combine");
  hash.add(op.getDomain()).add(uint64_t(constant.has_value()));
  if (constant)
    hash.add(*constant);
  for (auto [value, key] : llvm::zip_equal(op.getInputs(), inputs))
    hash.add(uint64_t(known[value].isConstant)).add(key);
  return {hash.final(), false};
}

KeyFolder::KnownValue KeyFolder::evaluate(Operation *op) {
  if (auto constant = dyn_cast<ConstantOp>(op))
    return {llvm::cantFail(Key::parse(constant.getValue())), true}; // constant_c1
  if (auto combine = dyn_cast<CombineOp>(op))
    return evaluateCombine(combine);
  auto select = cast<SelectOp>(op);
  KeyBuilder hash("fold.select");
  hash.add(select.getContextRef());
  for (ArrayAttr list : {select.getSourcesAttr(), select.getIncludeAttr(), select.getExcludeAttr(),
                         select.getRequiredAttr()}) {
    hash.add(uint64_t(list ? list.size() : 0));
    if (list)
      for (StringAttr text : list.getAsRange<StringAttr>())
        hash.add(text.getValue());
  }
  for (bool flag : {select.getFollowSymlink(), select.getContents(), select.getWildcard(),
                    select.getEmptyWildcard()})
    hash.add(uint64_t(flag));
  return {hash.final(), false};
}

void KeyFolder::visit(Operation *op) {
  Value result = op->getResult(0);
  KnownValue value = evaluate(op);
  StringRef bytes(reinterpret_cast<const char *>(value.key.bytes.data()), value.key.bytes.size());
  auto &first = value.isConstant ? firstConstant : firstDynamic;
  auto it = first.find(bytes);
  if (it != first.end()) {
    result.replaceAllUsesWith(it->second);
    op->erase();
    return;
  }
  if (value.isConstant && !isa<ConstantOp>(op)) {
    builder.setInsertionPoint(op);
    Value constant =
        ConstantOp::create(builder, op->getLoc(), builder.getStringAttr(value.key.hex()));
    result.replaceAllUsesWith(constant);
    op->erase();
    result = constant;
  }
  known[result] = value;
  first[bytes.copy(arena)] = result;
}

void KeyFolder::run() {
  Block &body = keys.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(body.without_terminator()))
    if (isa<ConstantOp, CombineOp, SelectOp>(op))
      visit(&op);
  // Users come after what they use, so that one walk backwards finds all.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body.without_terminator())))
    if (op.use_empty())
      op.erase();
}

//===----------------------------------------------------------------------===//
// Keys that steps are found by
//===----------------------------------------------------------------------===//

/// Yields every key once: equal keys have one argument.
static void uniqueArguments(StepsOp steps, KeysOp keys) {
  Block &body = steps.getBody().front();
  YieldKeysOp yield = keys.getYield();
  llvm::DenseMap<Value, unsigned> numbers;
  SmallVector<Value> kept;
  llvm::BitVector dropped(body.getNumArguments());
  for (auto [index, key] : llvm::enumerate(yield.getKeys())) {
    BlockArgument argument = body.getArgument(index);
    if (argument.use_empty()) {
      dropped.set(index);
      continue;
    }
    auto [it, isNew] = numbers.try_emplace(key, index);
    if (isNew) {
      kept.push_back(key);
      continue;
    }
    argument.replaceAllUsesWith(body.getArgument(it->second));
    dropped.set(index);
  }
  if (dropped.none())
    return;
  body.eraseArguments(dropped);
  yield.getKeysMutable().assign(kept);
}

namespace {

struct FoldKeysPass : imgc::plan::impl::FoldKeysPassBase<FoldKeysPass> {
  using FoldKeysPassBase::FoldKeysPassBase;

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    llvm::SmallPtrSet<Operation *, 2> shared;
    SmallVector<std::pair<StepsOp, KeysOp>> pairs;
    for (auto steps : getOperation().getOps<StepsOp>())
      pairs.emplace_back(steps, symbols.lookup<KeysOp>(steps.getKeys()));
    for (auto keys : getOperation().getOps<KeysOp>())
      KeyFolder(keys).run();
    // Several steps of one plan.keys would each have their own arguments.
    for (auto &[steps, keys] : pairs)
      if (pairs.size() == 1)
        uniqueArguments(steps, keys);
    // An argument that went may have been the last use of its key.
    for (auto keys : getOperation().getOps<KeysOp>())
      for (Operation &op :
           llvm::make_early_inc_range(llvm::reverse(keys.getBody().front().without_terminator())))
        if (op.use_empty())
          op.erase();
  }
};

} // namespace
