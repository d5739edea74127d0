//===- ImportFile.cpp - File steps from a plan file -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Importer.h"

using namespace mlir;
using namespace imgc;
using imgc::planfile::Importer;

FailureOr<Value> Importer::lookupNumber(int32_t number, ArrayRef<Value> numbers) {
  if (number == -1)
    return Value();
  if (number >= 0 && size_t(number) < numbers.size())
    return numbers[number];
  return fail("input " + Twine(number) + " of a file operation does not come before it");
}

FailureOr<Operation *> Importer::makeFile(const plan::Step &step) {
  SmallVector<Value> operands;
  for (const plan::FileInput &input : step.file().inputs()) {
    if (input.kind_case() == plan::FileInput::kRef) {
      FailureOr<Value> value = lookupRef(input.ref());
      if (failed(value))
        return failure();
      operands.push_back(*value);
      continue;
    }
    if (input.kind_case() != plan::FileInput::kContext)
      return fail("an input of a file step without a kind");
    FailureOr<plan::ContextOp> found = lookupContext(input.context());
    if (failed(found))
      return failure();
    Value &view = views[input.context()];
    if (!view)
      view = plan::ViewOp::create(builder, UnknownLoc::get(context),
                                  FlatSymbolRefAttr::get(found->getSymNameAttr()));
    operands.push_back(view);
  }
  SmallVector<Type> types(step.results(), plan::FSType::get(context));
  auto op = plan::FileOp::create(builder, where, types, arguments[step.key()], operands,
                                 makePlatform(step.has_platform(), step.platform()), version(step),
                                 makeString(step.name()), makeFlag(step.ignore_cache()),
                                 makeComponents(step));
  OpBuilder::InsertionGuard guard(builder);
  Block &body = op.getBody().emplaceBlock();
  builder.setInsertionPointToEnd(&body);
  SmallVector<Value> numbers;
  for (Value operand : operands)
    numbers.push_back(body.addArgument(operand.getType(), where));
  SmallVector<Value> outputs(step.results());
  for (const plan::FileOperation &operation : step.file().operations()) {
    if (failed(addOperation(operation, numbers)))
      return failure();
    if (operation.output() == -1)
      continue;
    if (operation.output() < 0 || size_t(operation.output()) >= outputs.size() ||
        outputs[operation.output()])
      return fail("output " + Twine(operation.output()) +
                  " of a file operation is not a result of its step, or has two makers");
    outputs[operation.output()] = numbers.back();
  }
  if (!llvm::all_of(outputs, [](Value value) { return bool(value); }))
    return fail("a result of a file step has no maker");
  plan::YieldOp::create(builder, where, outputs);
  return op.getOperation();
}

FailureOr<Importer::OwnerParts> Importer::makeOwner(bool present, const plan::Owner &owner,
                                                    ArrayRef<Value> numbers) {
  OwnerParts parts;
  if (!present)
    return parts;
  auto convert = [&](const plan::OwnerId &id, Value &from) -> FailureOr<plan::UserAttr> {
    if (id.kind_case() == plan::OwnerId::kId)
      return plan::UserAttr::get(context, plan::UserKind::ID, "", id.id());
    if (id.kind_case() != plan::OwnerId::kName)
      return plan::UserAttr();
    FailureOr<Value> value = lookupNumber(id.name().input(), numbers);
    if (failed(value))
      return failure();
    from = *value;
    return plan::UserAttr::get(context, plan::UserKind::Name, id.name().name(), 0);
  };
  auto user = convert(owner.user(), parts.userFrom);
  auto group = convert(owner.group(), parts.groupFrom);
  if (failed(user) || failed(group))
    return failure();
  if (*user || *group)
    parts.owner = plan::OwnerAttr::get(context, *user, *group);
  return parts;
}

FailureOr<Value> Importer::makeCopy(const plan::CopyOperation &copy, Value base, Value source,
                                    ArrayRef<Value> numbers) {
  FailureOr<OwnerParts> owner = makeOwner(copy.has_owner(), copy.owner(), numbers);
  if (failed(owner))
    return failure();
  Value result = plan::CopyOp::create(
      builder, where, base, source, owner->userFrom, owner->groupFrom,
      builder.getStringAttr(copy.source()), builder.getStringAttr(copy.destination()),
      builder.getI32IntegerAttr(copy.mode()), makeString(copy.mode_string()),
      makeFlag(copy.follow_symlink()), makeFlag(copy.dir_copy_contents()),
      makeFlag(copy.attempt_unpack()), makeFlag(copy.create_destination()),
      makeFlag(copy.allow_wildcard()), makeFlag(copy.allow_empty_wildcard()),
      makeFlag(copy.always_replace()), makeStrings(copy.include_patterns()),
      makeStrings(copy.exclude_patterns()), makeStrings(copy.required_paths()), owner->owner,
      builder.getI64IntegerAttr(copy.timestamp()));
  return result;
}

LogicalResult Importer::addOperation(const plan::FileOperation &operation,
                                     SmallVectorImpl<Value> &numbers) {
  FailureOr<Value> base = lookupNumber(operation.input(), numbers);
  FailureOr<Value> source = lookupNumber(operation.secondary(), numbers);
  if (failed(base) || failed(source))
    return failure();
  // A context cannot be changed in place.
  if (*base && !isa<plan::FSType>(base->getType()))
    return fail("a file operation changes a context");
  FailureOr<OwnerParts> owner = OwnerParts();
  Value result;
  switch (operation.kind_case()) {
  case plan::FileOperation::kCopy: {
    FailureOr<Value> copied = makeCopy(operation.copy(), *base, *source, numbers);
    if (failed(copied))
      return failure();
    result = *copied;
    break;
  }
  case plan::FileOperation::kMkfile: {
    const plan::MkfileOperation &mkfile = operation.mkfile();
    owner = makeOwner(mkfile.has_owner(), mkfile.owner(), numbers);
    if (failed(owner))
      return failure();
    result = plan::MkfileOp::create(builder, where, *base, owner->userFrom, owner->groupFrom,
                                    builder.getStringAttr(mkfile.path()),
                                    builder.getStringAttr(mkfile.data()),
                                    builder.getI32IntegerAttr(mkfile.mode()), owner->owner,
                                    builder.getI64IntegerAttr(mkfile.timestamp()));
    break;
  }
  case plan::FileOperation::kMkdir: {
    const plan::MkdirOperation &mkdir = operation.mkdir();
    owner = makeOwner(mkdir.has_owner(), mkdir.owner(), numbers);
    if (failed(owner))
      return failure();
    result = plan::MkdirOp::create(
        builder, where, *base, owner->userFrom, owner->groupFrom,
        builder.getStringAttr(mkdir.path()), builder.getI32IntegerAttr(mkdir.mode()),
        makeFlag(mkdir.make_parents()), owner->owner, builder.getI64IntegerAttr(mkdir.timestamp()));
    break;
  }
  case plan::FileOperation::kSymlink: {
    const plan::SymlinkOperation &symlink = operation.symlink();
    owner = makeOwner(symlink.has_owner(), symlink.owner(), numbers);
    if (failed(owner))
      return failure();
    result = plan::SymlinkOp::create(builder, where, *base, owner->userFrom, owner->groupFrom,
                                     builder.getStringAttr(symlink.path()),
                                     builder.getStringAttr(symlink.target()), owner->owner,
                                     builder.getI64IntegerAttr(symlink.timestamp()));
    break;
  }
  case plan::FileOperation::kRm:
    result = plan::RmOp::create(builder, where, *base, builder.getStringAttr(operation.rm().path()),
                                makeFlag(operation.rm().allow_not_found()),
                                makeFlag(operation.rm().allow_wildcard()));
    break;
  case plan::FileOperation::KIND_NOT_SET:
    return fail("a file operation without a kind");
  }
  numbers.push_back(result);
  return success();
}
