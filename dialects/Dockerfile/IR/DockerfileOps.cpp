//===- DockerfileOps.cpp - Verifiers and symbol uses ----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/IR/DockerfileOps.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace imgc::dockerfile;

//===----------------------------------------------------------------------===//
// FileOp
//===----------------------------------------------------------------------===//

LogicalResult FileOp::verifyRegions() {
  if (getEscape() != "\\" && getEscape() != "`")
    return emitOpError("file_c1: 'escape' must be a backslash or a backtick");
  bool seenStage = false;
  for (Operation &op : getBody().front()) {
    if (isa<StageOp>(op)) {
      seenStage = true;
    } else if (!isa<GlobalArgOp>(op)) {
      return op.emitOpError("file_c2: only global ARGs and stages may stand in a file");
    } else if (seenStage) {
      return op.emitOpError("file_c2: a global ARG must stand before all stages");
    }
  }
  if (FlatSymbolRefAttr target = getTargetStageAttr())
    if (!mlir::SymbolTable::lookupSymbolIn(*this, target.getAttr()))
      return emitOpError("file_c3: there is no stage ") << target;
  return success();
}

//===----------------------------------------------------------------------===//
// StageOp
//===----------------------------------------------------------------------===//

EndOp StageOp::getEnd() { return cast<EndOp>(getBody().front().getTerminator()); }

void StageOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  if (region.getNumArguments() == 1)
    setName(region.getArgument(0), "base");
}

LogicalResult StageOp::verify() {
  if (std::optional<StringRef> name = getStageName())
    if (name->empty() || name->lower() != *name)
      return emitOpError("stage_c2: the name must be in lower case and not empty");
  return success();
}

LogicalResult StageOp::verifyRegions() {
  Block &block = getBody().front();
  if (block.getNumArguments() != 1 || !isa<StateType>(block.getArgument(0).getType()))
    return emitOpError("stage_c1: the block must have one argument, the state of the base");
  if (block.empty() || !isa<EndOp>(block.back()))
    return emitOpError("stage_c1: the block must end in 'dockerfile.end'");
  if (getImplicit() && !getInstructions().empty())
    return emitOpError("stage_c4: an implicit stage has no instructions");
  auto context = dyn_cast_or_null<ContextBaseAttr>(getBaseAttr());
  if (context && context.getReplacesStage() && !getInstructions().empty())
    return emitOpError("stage_c5: a stage that a named context replaces has no instructions");
  return success();
}

/// Checks that `stage` is a stage of the same file.
static LogicalResult verifyStageUse(Operation *op, FlatSymbolRefAttr stage,
                                    SymbolTableCollection &symbols, StringRef constraint) {
  auto file = op->getParentOfType<FileOp>();
  if (!file || !symbols.lookupSymbolIn<StageOp>(file, stage))
    return op->emitOpError() << constraint << ": there is no stage " << stage;
  return success();
}

LogicalResult StageOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (auto base = dyn_cast_or_null<StageBaseAttr>(getBaseAttr())) {
    if (failed(verifyStageUse(*this, base.getStage(), symbols, "stage_c3")))
      return failure();
    if (base.getStage().getAttr() == getSymNameAttr())
      return emitOpError("stage_c3: a stage cannot be its own base");
  }
  for (Operation &op : getInstructions()) {
    if (auto copy = dyn_cast<CopyOp>(op)) {
      if (FlatSymbolRefAttr stage = copy.getFromStageAttr())
        if (failed(verifyStageUse(copy, stage, symbols, "copy_c3")))
          return failure();
    } else if (auto run = dyn_cast<RunOp>(op)) {
      if (ArrayAttr stages = run.getMountStagesAttr())
        for (auto stage : stages.getAsRange<FlatSymbolRefAttr>())
          if (failed(verifyStageUse(run, stage, symbols, "run_c6")))
            return failure();
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

static LogicalResult verifyDefinitions(Operation *op, ArrayAttr definitions) {
  if (definitions.empty())
    return op->emitOpError("arg_c1: there must be at least one definition");
  for (auto definition : definitions.getAsRange<ArgAttr>())
    if (definition.getName().empty())
      return op->emitOpError("arg_c1: a definition must have a name");
  return success();
}

/// For ops whose one list must not be empty.
static LogicalResult verifyNotEmpty(Operation *op, ArrayAttr list, StringRef constraint,
                                    StringRef what) {
  if (list.empty())
    return op->emitOpError() << constraint << ": there must be at least one " << what;
  return success();
}

static LogicalResult verifyCommand(Operation *op, bool shell, ArrayAttr command,
                                   StringRef constraint) {
  if (shell && command.size() > 1)
    return op->emitOpError() << constraint << ": the shell form has at most one word";
  return success();
}

LogicalResult GlobalArgOp::verify() { return verifyDefinitions(*this, getDefinitions()); }
LogicalResult ArgOp::verify() { return verifyDefinitions(*this, getDefinitions()); }
LogicalResult EnvOp::verify() { return verifyNotEmpty(*this, getPairs(), "env_c1", "pair"); }
LogicalResult LabelOp::verify() { return verifyNotEmpty(*this, getPairs(), "label_c1", "pair"); }
LogicalResult ShellOp::verify() { return verifyNotEmpty(*this, getShell(), "shell_c1", "word"); }
LogicalResult ExposeOp::verify() { return verifyNotEmpty(*this, getPorts(), "expose_c1", "port"); }
LogicalResult VolumeOp::verify() {
  return verifyNotEmpty(*this, getVolumes(), "volume_c1", "path");
}
LogicalResult CmdOp::verify() { return verifyCommand(*this, getShell(), getCommand(), "cmd_c1"); }
LogicalResult EntrypointOp::verify() {
  return verifyCommand(*this, getShell(), getCommand(), "entrypoint_c1");
}

LogicalResult RunOp::verify() {
  if (getShell() && getCommand().size() > 1)
    return emitOpError("run_c1: the shell form has at most one word");
  if (!getShell() && getHeredocs() && !getHeredocs()->empty())
    return emitOpError("run_c2: heredocs belong to the shell form");
  if (getMountStages()) {
    size_t mounts = getMounts() ? getMounts()->size() : 0;
    if (getMountStages()->size() != mounts)
      return emitOpError("run_c3: ")
             << getMountStages()->size() << " mount stages for " << mounts << " mounts";
  }
  if (!llvm::StringSwitch<bool>(getNetwork())
           .Cases({"default", "none", "host"}, true)
           .Default(false))
    return emitOpError("run_c4: unknown network '") << getNetwork() << "'";
  if (!llvm::StringSwitch<bool>(getSecurity()).Cases({"sandbox", "insecure"}, true).Default(false))
    return emitOpError("run_c5: unknown security mode '") << getSecurity() << "'";
  return success();
}

LogicalResult CopyOp::verify() {
  if (getSources().empty() && (!getInlineFiles() || getInlineFiles()->empty()))
    return emitOpError("copy_c1: there must be at least one source or inline file");
  if (getFromStage() && !getFrom())
    return emitOpError("copy_c2: 'from_stage' needs 'from'");
  return success();
}

LogicalResult AddOp::verify() {
  if (getSources().empty() && (!getInlineFiles() || getInlineFiles()->empty()))
    return emitOpError("add_c1: there must be at least one source or inline file");
  return success();
}

LogicalResult HealthcheckOp::verify() {
  ArrayAttr test = getTest();
  StringRef kind = test.empty() ? "" : cast<StringAttr>(test[0]).getValue();
  if (kind != "NONE" && kind != "CMD" && kind != "CMD-SHELL")
    return emitOpError("healthcheck_c1: the test must start with NONE, CMD or CMD-SHELL");
  if (static_cast<int64_t>(getInterval()) < 0 || static_cast<int64_t>(getTimeout()) < 0 ||
      static_cast<int64_t>(getStartPeriod()) < 0 || static_cast<int64_t>(getStartInterval()) < 0 ||
      static_cast<int64_t>(getRetries()) < 0)
    return emitOpError("healthcheck_c2: durations and retries must not be negative");
  return success();
}

LogicalResult OnbuildOp::verify() {
  if (getTrigger().empty())
    return emitOpError("onbuild_c1: the trigger must not be empty");
  return success();
}

#include "dialects/Dockerfile/IR/DockerfileInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Dockerfile/IR/DockerfileOps.cpp.inc"

void DockerfileDialect::registerOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Dockerfile/IR/DockerfileOps.cpp.inc"
      >();
}
