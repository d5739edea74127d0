//===- VertexChecks.cpp - What the loader asks of an element -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VertexChecks.h"
#include "dialects/LLB/IR/LLBOps.h"

using namespace imgc;
using namespace imgc::llb;

static const char *checkExec(const pb::ExecOp &exec) {
  if (!exec.has_meta())
    return "the exec has no meta";
  if (exec.meta().args_size() == 0)
    return "the exec has no arguments";
  if (exec.mounts_size() == 0)
    return "the exec has no mounts";
  if (llvm::none_of(exec.mounts(), [](const pb::Mount &mount) { return mount.dest() == "/"; }))
    return "the exec has no root mount";
  if (!symbolizeNetMode(exec.network()))
    return "the exec has an unknown network mode (import_c2)";
  if (!symbolizeSecurityMode(exec.security()))
    return "the exec has an unknown security mode (import_c2)";
  for (const pb::Mount &mount : exec.mounts())
    if (!symbolizeMountType(mount.mounttype()) || !symbolizeContentCache(mount.contentcache()) ||
        !symbolizeCacheSharing(mount.cacheopt().sharing()))
      return "the exec has a mount of an unknown kind (import_c2)";
  return nullptr;
}

static const char *checkPassthrough(const pb::Op &op) {
  if (op.passthrough().id().empty())
    return "the passthrough has no id";
  if (op.passthrough().outputs_size() == 0)
    return "the passthrough has no outputs";
  for (int64_t input : op.passthrough().outputs())
    if (input < 0 || input >= op.inputs_size())
      return "the passthrough forwards an input that it lacks (import_c3)";
  return nullptr;
}

const char *llb::checkVertex(const pb::Op &op) {
  switch (op.op_case()) {
  case pb::Op::kExec:
    return checkExec(op.exec());
  case pb::Op::kSource:
    return op.inputs_size() ? "the source has inputs" : nullptr;
  case pb::Op::kFile:
    return op.file().actions_size() ? nullptr : "the file op has no actions";
  case pb::Op::kDiff:
    if (!op.diff().has_lower() || !op.diff().has_upper())
      return "the diff lacks a side";
    for (int64_t input : {op.diff().lower().input(), op.diff().upper().input()})
      if (input < -1 || input >= op.inputs_size())
        return "the diff refers to an input that it lacks (import_c3)";
    return nullptr;
  case pb::Op::kPassthrough:
    return checkPassthrough(op);
  default:
    return nullptr;
  }
}

int64_t llb::countOutputs(const pb::Op &op) {
  switch (op.op_case()) {
  case pb::Op::kExec: {
    int64_t count = 0;
    for (const pb::Mount &mount : op.exec().mounts())
      if (mount.mounttype() != pb::SECRET && mount.mounttype() != pb::SSH)
        count = std::max(count, mount.output() + 1);
    // A mount with a higher number fails in the verifier (exec_c5).
    return std::min<int64_t>(count, op.exec().mounts_size());
  }
  case pb::Op::kFile:
    return llvm::count_if(op.file().actions(),
                          [](const pb::FileAction &action) { return action.output() >= 0; });
  case pb::Op::kPassthrough:
    return op.passthrough().outputs_size();
  default:
    return 1;
  }
}
