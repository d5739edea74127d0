//===- StepValidator.cpp - The rules of the steps of a plan ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PlanValidator.h"

#include "imgc/Support/Digest.h"

#include "llvm/ADT/SmallVector.h"

namespace imgc {

llvm::Error StepValidator::fail(const llvm::Twine &what) {
  return makeError(ExitCode::SourceError, "invalid plan: step " + llvm::Twine(index) + ": " + what);
}

llvm::Error StepValidator::checkRef(const plan::Ref &ref, int before, const llvm::Twine &what) {
  auto bad = [&](const llvm::Twine &why) {
    return makeError(ExitCode::SourceError, "invalid plan: " + what + ": " + why);
  };
  if (ref.step() < -1 || ref.step() >= before)
    return bad("refers to step " + llvm::Twine(ref.step()) + ", which does not come before it");
  unsigned results = ref.step() == -1 ? 1 : plan.steps(ref.step()).results();
  if (ref.result() >= results)
    return bad("step " + llvm::Twine(ref.step()) + " has no result " + llvm::Twine(ref.result()));
  return llvm::Error::success();
}

llvm::Error StepValidator::check() {
  for (index = 0; index < plan.steps_size(); ++index)
    if (llvm::Error error = checkStep(plan.steps(index)))
      return error;
  return llvm::Error::success();
}

llvm::Error StepValidator::checkLocations(const plan::Step &step) {
  for (const plan::Location &location : step.locations()) {
    if (location.file() >= unsigned(plan.files_size()))
      return fail("a location refers to file " + llvm::Twine(location.file()));
    if (location.start_line() > location.end_line())
      return fail("a location ends before it starts");
  }
  return llvm::Error::success();
}

llvm::Error StepValidator::checkStep(const plan::Step &step) {
  if (step.key() >= unsigned(plan.keys_size()))
    return fail("no key " + llvm::Twine(step.key()));
  if (step.results() == 0 || step.results() > limits.results)
    return fail(llvm::Twine(step.results()) + " results");
  if (llvm::Error error = checkLocations(step))
    return error;
  return checkAction(step);
}

llvm::Error StepValidator::checkAction(const plan::Step &step) {
  std::string name = "step " + std::to_string(index);
  bool many = step.action_case() == plan::Step::kExec || step.action_case() == plan::Step::kFile;
  if (!many && step.results() != 1)
    return fail("only commands and file actions have several results");
  switch (step.action_case()) {
  case plan::Step::kImage:
    return checkImage(step.image());
  case plan::Step::kLocal:
    if (step.local().context() >= unsigned(plan.contexts_size()))
      return fail("no context " + llvm::Twine(step.local().context()));
    return llvm::Error::success();
  case plan::Step::kExec:
    return checkExec(step.exec(), step.results());
  case plan::Step::kFile:
    return checkFile(step.file(), step.results());
  case plan::Step::kMerge:
    for (const plan::Ref &input : step.merge().inputs())
      if (llvm::Error error = checkRef(input, index, name))
        return error;
    return llvm::Error::success();
  case plan::Step::kDiff:
    if (!step.diff().has_lower() || !step.diff().has_upper())
      return fail("a diff has two inputs");
    if (llvm::Error error = checkRef(step.diff().lower(), index, name))
      return error;
    return checkRef(step.diff().upper(), index, name);
  case plan::Step::ACTION_NOT_SET:
    break;
  }
  return fail("no action");
}

llvm::Error StepValidator::checkImage(const plan::ImageAction &image) {
  auto digest = Digest::parse(image.digest());
  if (!digest)
    return fail(takeError(digest.takeError()).message);
  if (image.reference().empty())
    return fail("an image without a reference");
  return llvm::Error::success();
}

llvm::Error StepValidator::checkProducers(llvm::ArrayRef<int> outputs, unsigned results) {
  llvm::SmallVector<bool> produced(results, false);
  for (int output : outputs) {
    if (output == -1)
      continue;
    if (output < -1 || unsigned(output) >= results)
      return fail("no result " + llvm::Twine(output));
    if (produced[output])
      return fail("result " + llvm::Twine(output) + " is produced twice");
    produced[output] = true;
  }
  for (unsigned i = 0; i < results; ++i)
    if (!produced[i])
      return fail("result " + llvm::Twine(i) + " is not produced");
  return llvm::Error::success();
}

llvm::Error StepValidator::checkMount(const plan::Mount &mount, unsigned results) {
  if (!isAbsolutePath(mount.target(), /*clean=*/true))
    return fail("'" + mount.target() + "' is not a clean absolute mount target");
  if (mount.has_input())
    if (llvm::Error error = checkRef(mount.input(), index, "step " + llvm::Twine(index)))
      return error;
  if (mount.kind() == plan::MOUNT_BIND && !mount.has_input())
    return fail("a bind mount without an input");
  bool file = mount.kind() == plan::MOUNT_BIND || mount.kind() == plan::MOUNT_CACHE;
  if (mount.has_input() && !file)
    return fail("a mount of this kind has no input");
  if (mount.output() != -1 && mount.kind() != plan::MOUNT_BIND)
    return fail("a mount of this kind has no output");
  if (mount.output() != -1 && mount.readonly())
    return fail("a read-only mount has no output");
  if (mount.output() != -1 && !mount.selector().empty())
    return fail("a mount of a part of its input has no output");
  llvm::StringRef selector = mount.selector();
  if (!selector.empty() &&
      !isAbsolutePath(selector.starts_with("/") ? selector.str() : ("/" + selector).str(), false))
    return fail("'" + selector + "' is not a clean path");
  if (mount.tmpfs_size() < 0)
    return fail("a negative size");
  if (mount.kind() == plan::MOUNT_SECRET && mount.id().empty())
    return fail("a secret without an id");
  return llvm::Error::success();
}

llvm::Error StepValidator::checkExec(const plan::ExecAction &exec, unsigned results) {
  if (exec.args().empty() || exec.args(0).empty())
    return fail("no command");
  if (!exec.cwd().empty() && !isAbsolutePath(exec.cwd(), /*clean=*/false))
    return fail("'" + exec.cwd() + "' is not an absolute working directory");
  llvm::SmallVector<int> outputs;
  unsigned roots = 0;
  for (const plan::Mount &mount : exec.mounts()) {
    if (llvm::Error error = checkMount(mount, results))
      return error;
    outputs.push_back(mount.output());
    if (mount.target() != "/")
      continue;
    ++roots;
    if (mount.kind() != plan::MOUNT_BIND)
      return fail("the root is not a bind mount");
  }
  if (roots != 1)
    return fail(llvm::Twine(roots) + " mounts with the target '/'");
  for (const std::string &variable : exec.env())
    if (variable.find('=') == std::string::npos || variable.front() == '=')
      return fail("'" + variable + "' is not a variable");
  for (const plan::SecretEnv &secret : exec.secret_env())
    if (secret.id().empty() || secret.name().empty() ||
        secret.name().find('=') != std::string::npos)
      return fail("a secret variable without an id or a name");
  return checkProducers(outputs, results);
}

//===----------------------------------------------------------------------===//
// File actions
//===----------------------------------------------------------------------===//

llvm::Error StepValidator::checkOwner(const plan::Owner &owner, const plan::FileAction &file,
                                      unsigned number) {
  for (const plan::OwnerId *id : {&owner.user(), &owner.group()}) {
    if (id->kind_case() != plan::OwnerId::kName)
      continue;
    int input = id->name().input();
    if (input < -1 || input >= int(file.inputs_size() + number))
      return fail("an owner is looked up in input " + llvm::Twine(input));
  }
  return llvm::Error::success();
}

llvm::Error StepValidator::checkOperation(const plan::FileAction &file, unsigned number) {
  const plan::FileOperation &operation = file.operations(number);
  int known = file.inputs_size() + int(number);
  auto isContext = [&](int input) {
    return input >= 0 && input < file.inputs_size() &&
           file.inputs(input).kind_case() == plan::FileInput::kContext;
  };
  if (operation.input() < -1 || operation.input() >= known)
    return fail("no input " + llvm::Twine(operation.input()));
  if (isContext(operation.input()))
    return fail("a context cannot be changed in place");
  auto checkPath = [&](llvm::StringRef path) {
    return isAbsolutePath(path, /*clean=*/false)
               ? llvm::Error::success()
               : fail("'" + path + "' is not an absolute path without '..'");
  };
  auto checkTimestamp = [&](int64_t timestamp) {
    return timestamp >= -1 ? llvm::Error::success() : fail("a negative timestamp");
  };
  auto checkMode = [&](int mode, int lowest) {
    return mode >= lowest && mode <= 07777 ? llvm::Error::success()
                                           : fail("mode " + llvm::Twine(mode));
  };
  auto all = [](auto... errors) {
    llvm::Error joined = llvm::Error::success();
    ((joined = llvm::joinErrors(std::move(joined), std::move(errors))), ...);
    return joined;
  };
  switch (operation.kind_case()) {
  case plan::FileOperation::kCopy: {
    const plan::CopyOperation &copy = operation.copy();
    if (operation.secondary() < -1 || operation.secondary() >= known)
      return fail("no source " + llvm::Twine(operation.secondary()));
    return all(checkPath(copy.source()), checkPath(copy.destination()), checkMode(copy.mode(), -1),
               checkTimestamp(copy.timestamp()), checkOwner(copy.owner(), file, number));
  }
  case plan::FileOperation::kMkfile:
    return all(checkPath(operation.mkfile().path()), checkMode(operation.mkfile().mode(), -1),
               checkTimestamp(operation.mkfile().timestamp()),
               checkOwner(operation.mkfile().owner(), file, number));
  case plan::FileOperation::kMkdir:
    return all(checkPath(operation.mkdir().path()), checkMode(operation.mkdir().mode(), -1),
               checkTimestamp(operation.mkdir().timestamp()),
               checkOwner(operation.mkdir().owner(), file, number));
  case plan::FileOperation::kRm:
    return checkPath(operation.rm().path());
  case plan::FileOperation::kSymlink:
    return all(checkPath(operation.symlink().path()),
               checkTimestamp(operation.symlink().timestamp()),
               checkOwner(operation.symlink().owner(), file, number));
  case plan::FileOperation::KIND_NOT_SET:
    break;
  }
  return fail("a file operation without a kind");
}

llvm::Error StepValidator::checkFile(const plan::FileAction &file, unsigned results) {
  for (const plan::FileInput &input : file.inputs()) {
    switch (input.kind_case()) {
    case plan::FileInput::kRef:
      if (llvm::Error error = checkRef(input.ref(), index, "step " + llvm::Twine(index)))
        return error;
      break;
    case plan::FileInput::kContext:
      if (input.context() >= unsigned(plan.contexts_size()))
        return fail("no context " + llvm::Twine(input.context()));
      break;
    case plan::FileInput::KIND_NOT_SET:
      return fail("an input without a kind");
    }
  }
  llvm::SmallVector<int> outputs;
  for (int i = 0; i < file.operations_size(); ++i) {
    if (llvm::Error error = checkOperation(file, i))
      return error;
    outputs.push_back(file.operations(i).output());
  }
  return checkProducers(outputs, results);
}

} // namespace imgc
