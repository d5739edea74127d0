//===- ImportInstruction.cpp - One instruction to one op ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/IR/DockerfileOps.h"
#include "imgc/Frontend/Dockerfile/Import.h"

using namespace mlir;
using namespace imgc::dockerfile;

namespace {

/// Builds the attributes of one instruction's op.
class InstructionImporter {
public:
  InstructionImporter(OpBuilder &builder, Location location, Value state, bool onbuild)
      : builder(builder), location(location), state(state), onbuild(onbuild) {}

  Value import(const Instruction &instruction);

private:
  StringAttr str(StringRef text) { return builder.getStringAttr(text); }
  StringAttr optional(StringRef text) { return text.empty() ? StringAttr() : str(text); }
  UnitAttr unit(bool value) { return value ? builder.getUnitAttr() : UnitAttr(); }
  BoolAttr optional(std::optional<bool> value) {
    return value ? builder.getBoolAttr(*value) : BoolAttr();
  }
  ArrayAttr strings(ArrayRef<std::string> list) {
    SmallVector<Attribute> attrs;
    for (const std::string &text : list)
      attrs.push_back(str(text));
    return builder.getArrayAttr(attrs);
  }
  ArrayAttr optional(ArrayRef<std::string> list) {
    return list.empty() ? ArrayAttr() : strings(list);
  }

  ArrayAttr pairs(ArrayRef<KeyValue> list);
  ArrayAttr inlineFiles(ArrayRef<InlineFile> list);
  ArrayAttr definitions(ArrayRef<ArgDefinition> list);
  Value importRun(const RunInstruction &run);
  Value importCopy(const CopyInstruction &copy);
  Value importAdd(const AddInstruction &add);
  Value importHealthcheck(const HealthcheckInstruction &check);

  /// Creates an op whose attributes are `args` between state and what all have.
  template <typename OpTy, typename... Args>
  Value make(const Instruction &instruction, Args &&...args) {
    return OpTy::create(builder, location, StateType::get(builder.getContext()), state,
                        std::forward<Args>(args)..., str(instruction.getCode()),
                        optional(ArrayRef(instruction.comments)), unit(onbuild));
  }

  OpBuilder &builder;
  Location location;
  Value state;
  bool onbuild;
};

} // namespace

ArrayAttr InstructionImporter::pairs(ArrayRef<KeyValue> list) {
  SmallVector<Attribute> attrs;
  for (const KeyValue &pair : list)
    attrs.push_back(PairAttr::get(builder.getContext(), str(pair.key), str(pair.value),
                                  unit(pair.noDelimiter)));
  return builder.getArrayAttr(attrs);
}

ArrayAttr InstructionImporter::inlineFiles(ArrayRef<InlineFile> list) {
  if (list.empty())
    return {};
  SmallVector<Attribute> attrs;
  for (const InlineFile &file : list)
    attrs.push_back(
        InlineFileAttr::get(builder.getContext(), str(file.path), str(file.data), file.expand));
  return builder.getArrayAttr(attrs);
}

ArrayAttr InstructionImporter::definitions(ArrayRef<ArgDefinition> list) {
  SmallVector<Attribute> attrs;
  for (const ArgDefinition &definition : list)
    attrs.push_back(ArgAttr::get(builder.getContext(), str(definition.name),
                                 definition.value ? str(*definition.value) : StringAttr(),
                                 optional(StringRef(definition.docComment))));
  return builder.getArrayAttr(attrs);
}

Value InstructionImporter::importRun(const RunInstruction &run) {
  MLIRContext *context = builder.getContext();
  SmallVector<Attribute> heredocs, mounts, devices;
  for (const Heredoc &heredoc : run.heredocs)
    heredocs.push_back(HeredocAttr::get(context, str(heredoc.name), str(heredoc.content),
                                        heredoc.fileDescriptor, heredoc.expand, heredoc.chomp));
  for (const auto &[index, spec] : llvm::enumerate(run.mountSpecs)) {
    StringRef from = index < run.mounts.size() ? StringRef(run.mounts[index].from) : StringRef();
    mounts.push_back(MountAttr::get(context, str(spec), optional(from)));
  }
  for (const Device &device : run.devices)
    devices.push_back(DeviceAttr::get(context, str(device.name), device.required));
  auto array = [&](ArrayRef<Attribute> list) {
    return list.empty() ? ArrayAttr() : builder.getArrayAttr(list);
  };
  return make<RunOp>(run, unit(run.command.prependShell), strings(run.command.args),
                     array(heredocs), array(mounts), ArrayAttr(), array(devices), str(run.network),
                     str(run.security), optional(ArrayRef(run.usedFlags)));
}

Value InstructionImporter::importCopy(const CopyInstruction &copy) {
  return make<CopyOp>(copy, strings(copy.paths.sources), inlineFiles(copy.paths.inlineFiles),
                      str(copy.paths.dest), optional(StringRef(copy.from)), FlatSymbolRefAttr(),
                      optional(StringRef(copy.chown)), optional(StringRef(copy.chmod)),
                      unit(copy.link), unit(copy.parents), optional(ArrayRef(copy.excludes)));
}

Value InstructionImporter::importAdd(const AddInstruction &add) {
  return make<AddOp>(add, strings(add.paths.sources), inlineFiles(add.paths.inlineFiles),
                     str(add.paths.dest), optional(StringRef(add.chown)),
                     optional(StringRef(add.chmod)), unit(add.link), optional(add.keepGitDir),
                     optional(StringRef(add.checksum)), optional(add.unpack),
                     optional(ArrayRef(add.excludes)));
}

Value InstructionImporter::importHealthcheck(const HealthcheckInstruction &check) {
  auto number = [&](int64_t value) { return builder.getI64IntegerAttr(value); };
  return make<HealthcheckOp>(check, strings(check.test), number(check.interval),
                             number(check.timeout), number(check.startPeriod),
                             number(check.startInterval), number(check.retries));
}

Value InstructionImporter::import(const Instruction &i) {
  switch (i.getKind()) {
  case InstructionKind::Add:
    return importAdd(cast<AddInstruction>(i));
  case InstructionKind::Arg:
    return make<ArgOp>(i, definitions(cast<ArgInstruction>(i).definitions));
  case InstructionKind::Cmd: {
    const CommandLine &command = cast<CmdInstruction>(i).command;
    return make<CmdOp>(i, unit(command.prependShell), strings(command.args));
  }
  case InstructionKind::Copy:
    return importCopy(cast<CopyInstruction>(i));
  case InstructionKind::Entrypoint: {
    const CommandLine &command = cast<EntrypointInstruction>(i).command;
    return make<EntrypointOp>(i, unit(command.prependShell), strings(command.args));
  }
  case InstructionKind::Env:
    return make<EnvOp>(i, pairs(cast<EnvInstruction>(i).pairs));
  case InstructionKind::Expose:
    return make<ExposeOp>(i, strings(cast<ExposeInstruction>(i).ports));
  case InstructionKind::Healthcheck:
    return importHealthcheck(cast<HealthcheckInstruction>(i));
  case InstructionKind::Label:
    return make<LabelOp>(i, pairs(cast<LabelInstruction>(i).pairs));
  case InstructionKind::Maintainer:
    return make<MaintainerOp>(i, str(cast<MaintainerInstruction>(i).maintainer));
  case InstructionKind::Onbuild:
    return make<OnbuildOp>(i, str(cast<OnbuildInstruction>(i).trigger));
  case InstructionKind::Run:
    return importRun(cast<RunInstruction>(i));
  case InstructionKind::Shell:
    return make<ShellOp>(i, strings(cast<ShellInstruction>(i).shell));
  case InstructionKind::Stopsignal:
    return make<StopsignalOp>(i, str(cast<StopsignalInstruction>(i).signal));
  case InstructionKind::User:
    return make<UserOp>(i, str(cast<UserInstruction>(i).user));
  case InstructionKind::Volume:
    return make<VolumeOp>(i, strings(cast<VolumeInstruction>(i).volumes));
  case InstructionKind::Workdir:
    return make<WorkdirOp>(i, str(cast<WorkdirInstruction>(i).path));
  case InstructionKind::From:
  case InstructionKind::Invalid:
    break;
  }
  return {};
}

Value imgc::dockerfile::importInstruction(OpBuilder &builder, Location location,
                                          const Instruction &instruction, Value state,
                                          bool onbuild) {
  return InstructionImporter(builder, location, state, onbuild).import(instruction);
}
