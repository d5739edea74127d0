//===- ExportFile.cpp - File steps of a plan file -------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Exporter.h"

using namespace mlir;
using namespace imgc;
using imgc::planfile::Exporter;

void Exporter::fillFile(plan::FileOp op, plan::FileAction &action) {
  fileNumbers.clear();
  Block &body = op.getBody().front();
  for (auto [input, argument] : llvm::zip_equal(op.getInputs(), body.getArguments())) {
    fileNumbers[argument] = action.inputs_size();
    plan::FileInput &message = *action.add_inputs();
    if (isa<plan::ViewType>(input.getType()))
      message.set_context(views.lookup(input));
    else
      fillRef(input, *message.mutable_ref());
  }
  for (Operation &operation : body.without_terminator()) {
    current = &operation;
    fillOperation(operation, *action.add_operations());
    fileNumbers[operation.getResult(0)] = action.inputs_size() + action.operations_size() - 1;
  }
  for (auto [index, value] : llvm::enumerate(op.getYield().getOutputs()))
    action.mutable_operations(numberOf(value) - action.inputs_size())->set_output(index);
}

void Exporter::fillOperation(Operation &op, plan::FileOperation &message) {
  message.set_input(numberOf(cast<plan::PlanFileOperationInterface>(op).getBase()));
  message.set_secondary(-1);
  message.set_output(-1);
  if (auto copy = dyn_cast<plan::CopyOp>(op)) {
    fillCopy(copy, message);
  } else if (auto mkfile = dyn_cast<plan::MkfileOp>(op)) {
    plan::MkfileOperation &operation = *message.mutable_mkfile();
    operation.set_path(text(mkfile.getPath()));
    operation.set_mode(mkfile.getMode());
    operation.set_data(mkfile.getData().str());
    fillMaking(mkfile, operation);
  } else if (auto mkdir = dyn_cast<plan::MkdirOp>(op)) {
    plan::MkdirOperation &operation = *message.mutable_mkdir();
    operation.set_path(text(mkdir.getPath()));
    operation.set_mode(mkdir.getMode());
    operation.set_make_parents(mkdir.getParents());
    fillMaking(mkdir, operation);
  } else if (auto symlink = dyn_cast<plan::SymlinkOp>(op)) {
    plan::SymlinkOperation &operation = *message.mutable_symlink();
    operation.set_target(text(symlink.getTarget()));
    operation.set_path(text(symlink.getPath()));
    fillMaking(symlink, operation);
  } else if (auto rm = dyn_cast<plan::RmOp>(op)) {
    plan::RmOperation &operation = *message.mutable_rm();
    operation.set_path(text(rm.getPath()));
    operation.set_allow_not_found(rm.getAllowNotFound());
    operation.set_allow_wildcard(rm.getWildcard());
  } else {
    fail(&op, "'" + op.getName().getStringRef() + "' has no place in a plan file");
  }
}

void Exporter::fillCopy(plan::CopyOp op, plan::FileOperation &message) {
  message.set_secondary(numberOf(op.getSource()));
  plan::CopyOperation &copy = *message.mutable_copy();
  copy.set_source(text(op.getFromPath()));
  copy.set_destination(text(op.getToPath()));
  copy.set_mode(op.getMode());
  copy.set_mode_string(text(op.getModeString()));
  copy.set_follow_symlink(op.getFollowSymlink());
  copy.set_dir_copy_contents(op.getContents());
  copy.set_attempt_unpack(op.getUnpack());
  copy.set_create_destination(op.getParents());
  copy.set_allow_wildcard(op.getWildcard());
  copy.set_allow_empty_wildcard(op.getEmptyWildcard());
  addStrings(op.getIncludeAttr(), *copy.mutable_include_patterns());
  addStrings(op.getExcludeAttr(), *copy.mutable_exclude_patterns());
  copy.set_always_replace(op.getAlwaysReplace());
  addStrings(op.getRequiredAttr(), *copy.mutable_required_paths());
  fillMaking(op, copy);
}

template <typename OpTy, typename Message>
void Exporter::fillMaking(OpTy op, Message &message) {
  if (plan::OwnerAttr owner = op.getOwnerAttr())
    fillOwner(owner, op.getUserFrom(), op.getGroupFrom(), *message.mutable_owner());
  message.set_timestamp(op.getTimestamp());
}

void Exporter::fillOwner(plan::OwnerAttr owner, Value userFrom, Value groupFrom,
                         plan::Owner &message) {
  auto fill = [&](plan::UserAttr user, Value from, plan::OwnerId &id) {
    if (user.getKind() == plan::UserKind::ID)
      return id.set_id(user.getId());
    id.mutable_name()->set_name(text(user.getName()));
    id.mutable_name()->set_input(numberOf(from));
  };
  if (owner.getUser())
    fill(owner.getUser(), userFrom, *message.mutable_user());
  if (owner.getGroup())
    fill(owner.getGroup(), groupFrom, *message.mutable_group());
}
