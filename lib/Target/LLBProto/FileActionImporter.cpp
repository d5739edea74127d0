//===- FileActionImporter.cpp - Actions of a file element to ops -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FileActionImporter.h"
#include "AttributeImport.h"
#include "imgc/Support/Error.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

static llvm::Error refuse(const Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

namespace {

/// Makes the body of one file op.
class BodyImporter {
public:
  BodyImporter(OpBuilder &builder, Location location, const pb::FileOp &file, Block &body)
      : builder(builder), location(location), file(file), body(body), made(file.actions_size()) {}

  llvm::Error run();

private:
  llvm::Error order(SmallVectorImpl<int> &sorted);
  llvm::Error makeAction(int index);
  llvm::Expected<Value> lookup(int64_t index);
  template <typename Message>
  SmallVector<int64_t, 2> ownerInputs(const Message &message);
  SmallVector<int64_t, 4> references(const pb::FileAction &action);
  template <typename OpT>
  llvm::Error create(int index, Value base, Value secondary, typename OpT::Properties &properties);
  template <typename OpT>
  llvm::Error createOwned(int index, Value base, Value secondary,
                          typename OpT::Properties &properties, bool hasOwner,
                          const pb::ChownOpt &owner, int64_t timestamp);

  OpBuilder &builder;
  Location location;
  const pb::FileOp &file;
  Block &body;
  std::vector<Value> made;
};

} // namespace

llvm::Expected<Value> BodyImporter::lookup(int64_t index) {
  if (index == -1)
    return Value();
  int64_t arguments = body.getNumArguments();
  if (index < -1 || index >= arguments + int64_t(made.size()))
    return refuse("an action refers to input " + Twine(index) +
                  ", which does not exist (import_c3)");
  return index < arguments ? Value(body.getArgument(index)) : made[index - arguments];
}

template <typename Message>
SmallVector<int64_t, 2> BodyImporter::ownerInputs(const Message &message) {
  SmallVector<int64_t, 2> found;
  for (const pb::UserOpt *user : {&message.owner().user(), &message.owner().group()})
    if (user->has_byname())
      found.push_back(user->byname().input());
  return found;
}

/// The indices of everything that an action reads.
SmallVector<int64_t, 4> BodyImporter::references(const pb::FileAction &action) {
  SmallVector<int64_t, 4> found{action.input(), action.secondaryinput()};
  if (action.has_copy())
    llvm::append_range(found, ownerInputs(action.copy()));
  if (action.has_mkdir())
    llvm::append_range(found, ownerInputs(action.mkdir()));
  if (action.has_mkfile())
    llvm::append_range(found, ownerInputs(action.mkfile()));
  if (action.has_symlink())
    llvm::append_range(found, ownerInputs(action.symlink()));
  return found;
}

/// Actions after what they read; their own order where that is so already.
llvm::Error BodyImporter::order(SmallVectorImpl<int> &sorted) {
  int64_t arguments = body.getNumArguments();
  std::vector<uint8_t> states(file.actions_size());
  struct Frame {
    int action;
    SmallVector<int64_t, 4> inputs;
    size_t next = 0;
  };
  std::vector<Frame> stack;
  auto push = [&](int action) {
    states[action] = 1;
    stack.push_back({action, references(file.actions(action))});
  };
  for (int root = 0; root < file.actions_size(); ++root) {
    if (!states[root])
      push(root);
    while (!stack.empty()) {
      Frame &frame = stack.back();
      if (frame.next == frame.inputs.size()) {
        states[frame.action] = 2;
        sorted.push_back(frame.action);
        stack.pop_back();
        continue;
      }
      int64_t input = frame.inputs[frame.next++] - arguments;
      if (input < 0 || input >= file.actions_size() || states[input] == 2)
        continue;
      if (states[input] == 1)
        return refuse("the actions of a file op have a cycle (import_c3)");
      push(input);
    }
  }
  return llvm::Error::success();
}

template <typename OpT>
llvm::Error BodyImporter::create(int index, Value base, Value secondary,
                                 typename OpT::Properties &properties) {
  SmallVector<Value> operands;
  for (Value value : {base, secondary})
    if (value)
      operands.push_back(value);
  properties.setOperandSegmentSizes({bool(base), bool(secondary)});
  made[index] = OpT::create(builder, location, TypeRange(FSType::get(builder.getContext())),
                            operands, properties);
  return llvm::Error::success();
}

template <typename OpT>
llvm::Error BodyImporter::createOwned(int index, Value base, Value secondary,
                                      typename OpT::Properties &properties, bool hasOwner,
                                      const pb::ChownOpt &owner, int64_t timestamp) {
  MLIRContext *context = builder.getContext();
  Value from[2];
  UserAttr users[2];
  const pb::UserOpt *options[2] = {&owner.user(), &owner.group()};
  bool present[2] = {owner.has_user(), owner.has_group()};
  for (int i = 0; i < 2; ++i) {
    if (!present[i])
      continue;
    users[i] = options[i]->has_byname() ? UserAttr::getByName(context, options[i]->byname().name())
               : options[i]->user_case() == pb::UserOpt::kByID
                   ? UserAttr::getByID(context, options[i]->byid())
                   : UserAttr::get(context, UserKind::Unset, "", 0);
    if (!options[i]->has_byname())
      continue;
    auto value = lookup(options[i]->byname().input());
    if (!value)
      return value.takeError();
    from[i] = *value;
  }
  if (hasOwner)
    properties.setOwner(OwnerAttr::get(context, users[0], users[1]));
  properties.setTimestamp(builder.getI64IntegerAttr(timestamp));
  SmallVector<Value> operands;
  for (Value value : {base, secondary, from[0], from[1]})
    if (value)
      operands.push_back(value);
  properties.setOperandSegmentSizes({bool(base), bool(secondary), bool(from[0]), bool(from[1])});
  made[index] =
      OpT::create(builder, location, TypeRange(FSType::get(context)), operands, properties);
  return llvm::Error::success();
}

static void setCopy(Builder &builder, CopyOp::Properties &p, const pb::FileActionCopy &copy) {
  auto flag = [&](bool value) { return value ? builder.getUnitAttr() : UnitAttr(); };
  p.setSrc(builder.getStringAttr(copy.src()));
  p.setDest(builder.getStringAttr(copy.dest()));
  p.setMode(builder.getI32IntegerAttr(copy.mode()));
  p.setModeStr(makeString(builder, copy.modestr()));
  p.setFollowSymlink(flag(copy.followsymlink()));
  p.setDirCopyContents(flag(copy.dircopycontents()));
  p.setAttemptUnpack(flag(copy.attemptunpackdockercompatibility()));
  p.setCreateDestPath(flag(copy.createdestpath()));
  p.setAllowWildcard(flag(copy.allowwildcard()));
  p.setAllowEmptyWildcard(flag(copy.allowemptywildcard()));
  p.setAlwaysReplace(flag(copy.alwaysreplaceexistingdestpaths()));
  p.setIncludePatterns(makeStrings(builder, copy.include_patterns()));
  p.setExcludePatterns(makeStrings(builder, copy.exclude_patterns()));
  p.setRequiredPaths(makeStrings(builder, copy.required_paths()));
}

llvm::Error BodyImporter::makeAction(int index) {
  const pb::FileAction &action = file.actions(index);
  llvm::Expected<Value> base = lookup(action.input());
  if (!base)
    return base.takeError();
  llvm::Expected<Value> secondary = lookup(action.secondaryinput());
  if (!secondary)
    return secondary.takeError();
  auto owned = [&]<typename OpT>(typename OpT::Properties &p, const auto &message) {
    return createOwned<OpT>(index, *base, *secondary, p, message.has_owner(), message.owner(),
                            message.timestamp());
  };
  switch (action.action_case()) {
  case pb::FileAction::kCopy: {
    CopyOp::Properties p;
    setCopy(builder, p, action.copy());
    return owned.operator()<CopyOp>(p, action.copy());
  }
  case pb::FileAction::kMkfile: {
    MkfileOp::Properties p;
    p.setPath(builder.getStringAttr(action.mkfile().path()));
    p.setData(builder.getStringAttr(action.mkfile().data()));
    p.setMode(builder.getI32IntegerAttr(action.mkfile().mode()));
    return owned.operator()<MkfileOp>(p, action.mkfile());
  }
  case pb::FileAction::kMkdir: {
    MkdirOp::Properties p;
    p.setPath(builder.getStringAttr(action.mkdir().path()));
    p.setMode(builder.getI32IntegerAttr(action.mkdir().mode()));
    if (action.mkdir().makeparents())
      p.setMakeParents(builder.getUnitAttr());
    return owned.operator()<MkdirOp>(p, action.mkdir());
  }
  case pb::FileAction::kSymlink: {
    SymlinkOp::Properties p;
    p.setOldpath(builder.getStringAttr(action.symlink().oldpath()));
    p.setNewpath(builder.getStringAttr(action.symlink().newpath()));
    return owned.operator()<SymlinkOp>(p, action.symlink());
  }
  case pb::FileAction::kRm: {
    RmOp::Properties p;
    p.setPath(builder.getStringAttr(action.rm().path()));
    if (action.rm().allownotfound())
      p.setAllowNotFound(builder.getUnitAttr());
    if (action.rm().allowwildcard())
      p.setAllowWildcard(builder.getUnitAttr());
    return create<RmOp>(index, *base, *secondary, p);
  }
  case pb::FileAction::ACTION_NOT_SET:
    break;
  }
  return refuse("a file op has an action of an unknown kind (import_c2)");
}

llvm::Error BodyImporter::run() {
  SmallVector<int> sorted;
  if (llvm::Error error = order(sorted))
    return error;
  for (int index : sorted)
    if (llvm::Error error = makeAction(index))
      return error;
  SmallVector<Value> outputs(llvm::count_if(
      file.actions(), [](const pb::FileAction &action) { return action.output() >= 0; }));
  for (int i = 0; i < file.actions_size(); ++i) {
    int64_t output = file.actions(i).output();
    if (output == -1)
      continue;
    if (output < 0 || output >= int64_t(outputs.size()) || outputs[output])
      return refuse("the outputs of a file op are not 0, 1, ... (import_c3)");
    outputs[output] = made[i];
  }
  YieldOp::create(builder, location, outputs);
  return llvm::Error::success();
}

llvm::Error llb::importFileActions(OpBuilder &builder, Location location, const pb::FileOp &file,
                                   Block &body) {
  return BodyImporter(builder, location, file, body).run();
}
