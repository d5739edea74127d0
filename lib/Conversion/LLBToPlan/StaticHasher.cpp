//===- StaticHasher.cpp - Static parts of definition keys -----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// What of a vertex its result may depend on (DESIGN.md K9), its inputs aside. A
// field that is added here changes keys: give the kind a new version in
// imgc/PlanFormat/Semantics.h.

#include "Lowering.h"
#include "imgc/Support/Path.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llbtoplan;

const Key &StaticHasher::hashStrings(ArrayAttr strings) {
  auto [it, isNew] = stringHashes.try_emplace(strings);
  if (isNew) {
    KeyBuilder builder("strings.v1");
    builder.add(uint64_t(strings ? strings.size() : 0));
    if (strings)
      for (StringAttr string : strings.getAsRange<StringAttr>())
        builder.add(string.getValue());
    it->second = builder.final();
  }
  return it->second;
}

/// Starts with the version of the kind, so that it is part of every key.
static void addSemantics(KeyBuilder &builder, StepKind kind) {
  builder.add(uint64_t(getStepSemantics(kind).version));
}

/// Which result of its step an input is; the step is named by the input's key.
static void addInput(KeyBuilder &builder, const Lowered &input) {
  builder.add(input.isScratch() ? ~uint64_t(0) : uint64_t(input.result));
}

Key StaticHasher::image(const Digest &digest, StringRef platform) {
  KeyBuilder builder("image.static");
  addSemantics(builder, StepKind::Image);
  builder.add(digest).add(platform);
  return builder.final();
}

Key StaticHasher::inputs(ArrayRef<Lowered> inputs) {
  KeyBuilder builder("inputs.static");
  builder.add(uint64_t(inputs.size()));
  for (const Lowered &input : inputs)
    addInput(builder, input);
  return builder.final();
}

//===----------------------------------------------------------------------===//
// Exec
//===----------------------------------------------------------------------===//

static void addMount(KeyBuilder &builder, llb::MountAttr mount, const Lowered &input) {
  builder.add(path::join("/", mount.getDest()))
      .add(uint64_t(mount.getType()))
      .add(mount.getSelector())
      .add(uint64_t(mount.getReadonly()))
      .add(uint64_t(mount.hasOutput()))
      .add(uint64_t(mount.getTmpfs() ? mount.getTmpfs().getSize() : 0));
  addInput(builder, input);
  // Of a secret its name and place count, never its value.
  auto addOptions = [&](auto options) {
    if (options)
      builder.add(options.getId())
          .add(uint64_t(options.getUid()))
          .add(uint64_t(options.getGid()))
          .add(uint64_t(options.getMode()))
          .add(uint64_t(options.getOptional()));
  };
  addOptions(mount.getSecret());
  addOptions(mount.getSsh());
}

Key StaticHasher::exec(llb::ExecOp op, ArrayRef<llb::MountAttr> mounts, ArrayRef<Lowered> inputs,
                       StringRef platform) {
  KeyBuilder builder("exec.static");
  addSemantics(builder, StepKind::Exec);
  builder.add(hashStrings(op.getArgsAttr())).add(hashStrings(op.getEnvAttr()));
  builder.add(op.getCwd()).add(op.getUser().value_or("")).add(op.getHostname().value_or(""));
  builder.add(platform);
  builder.add(uint64_t(op.getNetwork())).add(uint64_t(op.getSecurity()));
  builder.add(op.getCgroupParent().value_or(""));
  builder.add(uint64_t(mounts.size()));
  for (auto [mount, input] : llvm::zip_equal(mounts, inputs))
    addMount(builder, mount, input);
  auto count = [&](ArrayAttr array) { builder.add(uint64_t(array ? array.size() : 0)); };
  count(op.getExtraHostsAttr());
  if (ArrayAttr hosts = op.getExtraHostsAttr())
    for (auto host : hosts.getAsRange<llb::HostIPAttr>())
      builder.add(host.getHost()).add(host.getIp());
  count(op.getUlimitsAttr());
  if (ArrayAttr limits = op.getUlimitsAttr())
    for (auto limit : limits.getAsRange<llb::UlimitAttr>())
      builder.add(limit.getName()).add(uint64_t(limit.getSoft())).add(uint64_t(limit.getHard()));
  // No list of exit codes means {0}.
  SmallVector<int32_t> codes(op.getValidExitCodes().value_or(ArrayRef<int32_t>()));
  if (codes.empty())
    codes.push_back(0);
  builder.add(uint64_t(codes.size()));
  for (int32_t code : codes)
    builder.add(uint64_t(code));
  if (ArrayAttr secrets = op.getSecretEnvAttr())
    for (auto secret : secrets.getAsRange<llb::SecretEnvAttr>())
      builder.add(secret.getId()).add(secret.getName()).add(uint64_t(secret.getOptional()));
  return builder.final();
}

//===----------------------------------------------------------------------===//
// File
//===----------------------------------------------------------------------===//

namespace {

/// Adds the actions of one vertex; values are numbered as in the protobuf.
class ActionHasher {
public:
  ActionHasher(KeyBuilder &builder, llb::FileOp op) : builder(builder) {
    for (Value argument : op.getBody().getArguments())
      numbers.try_emplace(argument, numbers.size());
  }

  void add(Operation &op) {
    llvm::TypeSwitch<Operation *>(&op)
        .Case([&](llb::CopyOp copy) { addCopy(copy); })
        .Case([&](llb::MkfileOp file) {
          start("mkfile", file);
          builder.add(file.getPath()).add(file.getData()).add(uint64_t(file.getMode()));
          addMaking(file);
        })
        .Case([&](llb::MkdirOp directory) {
          start("mkdir", directory);
          builder.add(directory.getPath()).add(uint64_t(directory.getMode()));
          builder.add(uint64_t(directory.getMakeParents()));
          addMaking(directory);
        })
        .Case([&](llb::SymlinkOp link) {
          start("symlink", link);
          builder.add(link.getOldpath()).add(link.getNewpath());
          addMaking(link);
        })
        .Case([&](llb::RmOp rm) {
          start("rm", rm);
          builder.add(rm.getPath()).add(uint64_t(rm.getAllowNotFound()));
          builder.add(uint64_t(rm.getAllowWildcard()));
        });
    numbers.try_emplace(op.getResult(0), numbers.size());
  }

  void addReference(Value value) { builder.add(value ? numbers.lookup(value) : ~uint64_t(0)); }

private:
  void start(StringRef name, llb::LLBFileActionOpInterface op) {
    builder.add(name);
    addReference(op.getBase());
    addReference(op.getSecondary());
  }

  void addUser(llb::UserAttr user) {
    builder.add(uint64_t(user ? user.getKind() : llb::UserKind::Unset));
    builder.add(user ? user.getName() : StringRef()).add(uint64_t(user ? user.getId() : 0));
  }

  /// Owner and time of an action that makes something.
  template <typename OpTy>
  void addMaking(OpTy op) {
    llb::OwnerAttr owner = op.getOwnerAttr();
    addUser(owner ? owner.getUser() : llb::UserAttr());
    addUser(owner ? owner.getGroup() : llb::UserAttr());
    addReference(op.getUserFrom());
    addReference(op.getGroupFrom());
    builder.add(uint64_t(op.getTimestamp()));
  }

  void addCopy(llb::CopyOp copy) {
    start("copy", copy);
    builder.add(path::join("/", copy.getSrc())).add(copy.getDest());
    builder.add(uint64_t(copy.getMode())).add(copy.getModeStr().value_or(""));
    for (bool flag : {copy.getFollowSymlink(), copy.getDirCopyContents(), copy.getAttemptUnpack(),
                      copy.getCreateDestPath(), copy.getAllowWildcard(),
                      copy.getAllowEmptyWildcard(), copy.getAlwaysReplace()})
      builder.add(uint64_t(flag));
    for (ArrayAttr patterns : {copy.getIncludePatternsAttr(), copy.getExcludePatternsAttr(),
                               copy.getRequiredPathsAttr()}) {
      builder.add(uint64_t(patterns ? patterns.size() : 0));
      if (patterns)
        for (StringAttr pattern : patterns.getAsRange<StringAttr>())
          builder.add(pattern.getValue());
    }
    addMaking(copy);
  }

  KeyBuilder &builder;
  llvm::SmallDenseMap<Value, uint64_t> numbers;
};

} // namespace

Key StaticHasher::file(llb::FileOp op, ArrayRef<Lowered> inputs, ArrayRef<bool> views) {
  KeyBuilder builder("file.static");
  addSemantics(builder, StepKind::File);
  builder.add(uint64_t(inputs.size()));
  for (auto [input, view] : llvm::zip_equal(inputs, views)) {
    builder.add(uint64_t(view));
    addInput(builder, input);
  }
  ActionHasher actions(builder, op);
  for (Operation &action : op.getBody().front().without_terminator())
    actions.add(action);
  builder.add(uint64_t(op.getYield().getOutputs().size()));
  for (Value value : op.getYield().getOutputs())
    actions.addReference(value);
  return builder.final();
}
