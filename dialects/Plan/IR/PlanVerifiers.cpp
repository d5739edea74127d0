//===- PlanVerifiers.cpp - Verifiers of the plan dialect ------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Constraint ids are those of the descriptions in PlanOps.td; test/Dialect/Plan/
// ops-errors.mlir has a case for each.

#include "dialects/Plan/IR/PlanOps.h"
#include "imgc/Support/Digest.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::plan;

/// Takes an Expected apart whose value does not matter.
template <typename T>
static bool isValid(llvm::Expected<T> value) {
  if (value)
    return true;
  llvm::consumeError(value.takeError());
  return false;
}

static LogicalResult verifyHexKey(Operation *op, StringRef what, StringRef text) {
  if (isValid(Key::parse(text)))
    return success();
  return op->emitOpError() << what << " must be 64 lower-case hex digits, got '" << text << "'";
}

static LogicalResult verifyContextUse(Operation *op, FlatSymbolRefAttr symbol,
                                      SymbolTableCollection &tables) {
  if (tables.lookupNearestSymbolFrom<ContextOp>(op, symbol))
    return success();
  return op->emitOpError() << "'" << symbol.getValue() << "' is not a plan.context of the module";
}

//===----------------------------------------------------------------------===//
// Module level
//===----------------------------------------------------------------------===//

LogicalResult ContextOp::verify() {
  if (getId().empty())
    return emitOpError("the id must not be empty");
  return success();
}

LogicalResult KeysOp::verifyRegions() {
  Block &block = getBody().front();
  if (block.empty() || !isa<YieldKeysOp>(block.back()))
    return emitOpError("the body must end in plan.yield_keys");
  if (block.getNumArguments())
    return emitOpError("the body must not have arguments");
  for (Operation &op : block.without_terminator()) {
    bool onlyKeys = op.getNumResults() && llvm::all_of(op.getResultTypes(), llvm::IsaPred<KeyType>);
    if (onlyKeys && isPure(&op))
      continue;
    auto diagnostic = emitOpError("the body may hold only pure ops that make keys");
    diagnostic.attachNote(op.getLoc()) << "'" << op.getName() << "' is here";
    return diagnostic;
  }
  return success();
}

LogicalResult StepsOp::verifySymbolUses(SymbolTableCollection &tables) {
  auto keys = tables.lookupNearestSymbolFrom<KeysOp>(*this, getKeysAttr());
  if (!keys)
    return emitOpError() << "'" << getKeys() << "' is not a plan.keys of the module";
  Block &block = getBody().front();
  Block &keyBlock = keys.getBody().front();
  auto yield = keyBlock.empty() ? YieldKeysOp() : dyn_cast<YieldKeysOp>(keyBlock.back());
  // Without a yield, the verifier of plan.keys has its say.
  if (!yield || yield.getKeys().size() == block.getNumArguments())
    return success();
  auto diagnostic = emitOpError("must have one argument per yielded key");
  diagnostic.attachNote() << "expected " << yield.getKeys().size() << " arguments";
  diagnostic.attachNote(yield.getLoc()) << "actual " << block.getNumArguments();
  return diagnostic;
}

LogicalResult StepsOp::verifyRegions() {
  Block &block = getBody().front();
  if (!llvm::all_of(block.getArgumentTypes(), llvm::IsaPred<KeyType>))
    return emitOpError("every argument must be a !plan.key");
  Dialect *dialect = (*this)->getDialect();
  for (Operation &op : block) {
    if (op.getDialect() == dialect && !isa<SourceFileOp, ContextOp, KeysOp, StepsOp>(op))
      continue;
    auto diagnostic = emitOpError("the body may hold only keys, views, steps and outputs");
    diagnostic.attachNote(op.getLoc()) << "'" << op.getName() << "' is here";
    return diagnostic;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Keys and views
//===----------------------------------------------------------------------===//

LogicalResult ConstantOp::verify() { return verifyHexKey(*this, "the value", getValue()); }

LogicalResult CombineOp::verify() {
  if (getDomain().empty())
    return emitOpError("the domain must not be empty");
  if (auto constant = getConstant())
    return verifyHexKey(*this, "the static part", *constant);
  return success();
}

LogicalResult SelectOp::verify() {
  if (ArrayAttr sources = getSourcesAttr())
    for (StringAttr source : sources.getAsRange<StringAttr>())
      if (!source.getValue().starts_with("/"))
        return emitOpError() << "source '" << source.getValue() << "' must be an absolute path";
  return success();
}

LogicalResult SelectOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyContextUse(*this, getContextRefAttr(), tables);
}
LogicalResult ViewOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyContextUse(*this, getContextRefAttr(), tables);
}
LogicalResult LocalOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyContextUse(*this, getContextRefAttr(), tables);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

LogicalResult ImageOp::verify() {
  if (!isValid(Digest::parse(getDigest())))
    return emitOpError() << "the digest must be 'sha256:' and 64 lower-case hex digits, got '"
                         << getDigest() << "'";
  return success();
}

LogicalResult MergeOp::verify() {
  if (getInputs().size() < 2)
    return emitOpError("must have at least two inputs");
  return success();
}

LogicalResult ExecOp::verify() {
  if (getArgs().empty())
    return emitOpError("the arguments must not be empty");
  if (!getCwd().starts_with("/"))
    return emitOpError() << "the working directory '" << getCwd() << "' must be an absolute path";
  if (getNumResults() == 0)
    return emitOpError("must have a result");
  unsigned roots = 0;
  SmallVector<unsigned> makers(getNumResults(), 0);
  for (MountAttr mount : getMountRange()) {
    if (!mount.getTarget().starts_with("/"))
      return emitOpError() << "the target '" << mount.getTarget()
                           << "' of a mount must be an absolute path";
    roots += mount.getTarget() == "/";
    if (mount.getInput() < -1 || mount.getInput() >= int64_t(getInputs().size()))
      return emitOpError() << "input " << mount.getInput() << " of the mount at '"
                           << mount.getTarget() << "' is not the number of an operand";
    if (mount.getOutput() == -1)
      continue;
    if (mount.getOutput() < 0 || mount.getOutput() >= int64_t(getNumResults()))
      return emitOpError() << "output " << mount.getOutput() << " of the mount at '"
                           << mount.getTarget() << "' is not the number of a result";
    ++makers[mount.getOutput()];
  }
  if (roots != 1)
    return emitOpError() << "exactly one mount must have the target '/', got " << roots;
  for (auto [index, count] : llvm::enumerate(makers))
    if (count != 1)
      return emitOpError() << "result " << index << " must be the output of exactly one mount, got "
                           << count;
  return success();
}

LogicalResult FileOp::verifyRegions() {
  Block &block = getBody().front();
  if (block.empty() || !isa<YieldOp>(block.back()))
    return emitOpError("the body must end in plan.yield");
  if (llvm::hasSingleElement(block))
    return emitOpError("the body must have an operation");
  for (Operation &op : block.without_terminator())
    if (!isa<PlanFileOperationInterface>(op)) {
      auto diagnostic = emitOpError("the body may hold only file operations");
      diagnostic.attachNote(op.getLoc()) << "'" << op.getName() << "' is here";
      return diagnostic;
    }
  if (block.getArgumentTypes() != getInputs().getTypes())
    return emitOpError("the arguments of the body must be the operands, one by one");
  OperandRange yielded = getYield().getOutputs();
  if (yielded.size() != getNumResults() || yielded.empty())
    return emitOpError() << "must yield one value per result, got " << yielded.size()
                         << " values and " << getNumResults() << " results";
  llvm::SmallPtrSet<void *, 4> seen;
  for (Value value : yielded)
    if (!value.getDefiningOp() || !seen.insert(value.getAsOpaquePointer()).second)
      return emitOpError("what is yielded must be the result of an operation, each at most once");
  return success();
}

//===----------------------------------------------------------------------===//
// File operations
//===----------------------------------------------------------------------===//

LogicalResult imgc::plan::detail::verifyOwner(Operation *op, OwnerAttr owner, Value userFrom,
                                              Value groupFrom) {
  auto isName = [](UserAttr user) { return user && user.getKind() == UserKind::Name; };
  if (userFrom && !isName(owner ? owner.getUser() : UserAttr()))
    return op->emitOpError("'user_from' goes with a user that is a name");
  if (groupFrom && !isName(owner ? owner.getGroup() : UserAttr()))
    return op->emitOpError("'group_from' goes with a group that is a name");
  return success();
}
