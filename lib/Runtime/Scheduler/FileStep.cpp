//===- FileStep.cpp - File actions ----------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Snapshot.h"
#include "Steps.h"

#include "imgc/Runtime/FileOps/FileActions.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include <fcntl.h>

namespace imgc {
namespace {

/// Runs the actions of a file vertex. Values are numbered as in the plan: inputs
/// first, then one per action. An action changes the value it starts from in
/// place when nothing else uses it; otherwise that value becomes a layer first.
class FileStep {
public:
  FileStep(BuildState &state, unsigned step)
      : state(state), step(step), file(state.plan.steps(step).file()) {}
  llvm::Expected<std::vector<Chain>> run();

private:
  struct Value {
    Chain chain;
    std::unique_ptr<WritableSnapshot> open;
    std::unique_ptr<FileTree> tree;
    ChainMount view;
    bool context = false;
    uint32_t contextIndex = 0;
    /// Actions and outputs that are still to come.
    unsigned uses = 0;
  };

  void countUses();
  Value &getValue(int index) { return index < 0 ? scratch : values[index]; }
  /// Makes a value that is being written a plain chain.
  llvm::Error freeze(Value &value);
  llvm::Expected<std::unique_ptr<WritableSnapshot>> takeForWriting(Value &value);
  llvm::Expected<int> getView(Value &value);
  llvm::Expected<FileTree *> getTree(Value &value, int index);

  llvm::Expected<std::optional<fileops::Owner>> resolve(const plan::Owner &owner);
  llvm::Error apply(const plan::FileOperation &operation, WritableSnapshot &target,
                    std::optional<fileops::Owner> owner);
  llvm::Error applyCopy(const plan::FileOperation &operation, int root, WritableSnapshot &target,
                        std::optional<fileops::Owner> owner);
  llvm::Error runOperation(unsigned number);

  BuildState &state;
  unsigned step;
  const plan::FileAction &file;
  std::vector<Value> values;
  Value scratch;
};

} // namespace

static std::optional<int64_t> toTimestamp(int64_t timestamp) {
  return timestamp < 0 ? std::nullopt : std::optional<int64_t>(timestamp);
}

static const plan::Owner *getOwner(const plan::FileOperation &operation) {
  switch (operation.kind_case()) {
  case plan::FileOperation::kCopy:
    return operation.copy().has_owner() ? &operation.copy().owner() : nullptr;
  case plan::FileOperation::kMkfile:
    return operation.mkfile().has_owner() ? &operation.mkfile().owner() : nullptr;
  case plan::FileOperation::kMkdir:
    return operation.mkdir().has_owner() ? &operation.mkdir().owner() : nullptr;
  case plan::FileOperation::kSymlink:
    return operation.symlink().has_owner() ? &operation.symlink().owner() : nullptr;
  default:
    return nullptr;
  }
}

void FileStep::countUses() {
  values.resize(file.inputs_size() + file.operations_size());
  scratch.chain = std::make_shared<std::vector<LayerId>>();
  for (int i = 0; i < file.inputs_size(); ++i) {
    const plan::FileInput &input = file.inputs(i);
    values[i].context = input.kind_case() == plan::FileInput::kContext;
    if (values[i].context)
      values[i].contextIndex = input.context();
    else
      values[i].chain = state.getResult(input.ref()).chain;
  }
  for (const plan::FileOperation &operation : file.operations()) {
    ++getValue(operation.input()).uses;
    if (operation.has_copy())
      ++getValue(operation.secondary()).uses;
    if (const plan::Owner *owner = getOwner(operation))
      for (const plan::OwnerId *id : {&owner->user(), &owner->group()})
        if (id->has_name())
          ++getValue(id->name().input()).uses;
  }
}

llvm::Error FileStep::freeze(Value &value) {
  if (!value.open)
    return llvm::Error::success();
  auto chain = value.open->commit();
  if (!chain)
    return chain.takeError();
  value.open.reset();
  value.chain = std::move(*chain);
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<WritableSnapshot>> FileStep::takeForWriting(Value &value) {
  if (value.uses == 0 && value.open)
    return std::move(value.open);
  if (llvm::Error error = freeze(value))
    return std::move(error);
  return WritableSnapshot::create(state, step, *value.chain);
}

llvm::Expected<int> FileStep::getView(Value &value) {
  if (llvm::Error error = freeze(value))
    return std::move(error);
  if (!value.view) {
    auto mounted = mountChain(state, step, *value.chain);
    if (!mounted)
      return mounted.takeError();
    value.view = std::move(*mounted);
  }
  return value.view.mount.get();
}

llvm::Expected<FileTree *> FileStep::getTree(Value &value, int index) {
  if (value.context) {
    auto context = state.contexts.get(value.contextIndex);
    if (!context)
      return context.takeError();
    return &(*context)->getTree();
  }
  if (value.tree)
    return value.tree.get();
  auto view = getView(value);
  if (!view)
    return view.takeError();
  auto root = openInRoot(*view, "", O_RDONLY | O_DIRECTORY);
  if (!root)
    return makeErrnoError(ExitCode::BuildFailed, "cannot open the source of the copy",
                          root.getError().value());
  FileTreeOptions options;
  options.description = "the source of the copy";
  auto tree = FileTree::open(std::move(*root), std::move(options));
  if (!tree)
    return tree.takeError();
  value.tree = std::move(*tree);
  return value.tree.get();
}

llvm::Expected<std::optional<fileops::Owner>> FileStep::resolve(const plan::Owner &owner) {
  fileops::OwnerSpec spec;
  int roots[2] = {-1, -1};
  unsigned part = 0;
  for (const plan::OwnerId *id : {&owner.user(), &owner.group()}) {
    auto &number = part == 0 ? spec.userId : spec.groupId;
    auto &name = part == 0 ? spec.userName : spec.groupName;
    if (id->kind_case() == plan::OwnerId::kId)
      number = id->id();
    if (id->has_name()) {
      name = id->name().name();
      Value &value = getValue(id->name().input());
      --value.uses;
      if (value.context)
        return makeError(ExitCode::SourceError,
                         "invalid plan: an owner cannot be looked up in a context");
      auto root = value.open ? value.open->getRoot() : getView(value);
      if (!root)
        return root.takeError();
      roots[part] = *root;
    }
    ++part;
  }
  if (!spec.userName && !spec.userId && !spec.groupName && !spec.groupId)
    return std::nullopt;
  auto resolved = fileops::resolveOwner(spec, roots[0], roots[1]);
  if (!resolved)
    return resolved.takeError();
  return *resolved;
}

llvm::Error FileStep::applyCopy(const plan::FileOperation &operation, int root,
                                WritableSnapshot &target, std::optional<fileops::Owner> owner) {
  const plan::CopyOperation &copy = operation.copy();
  Value &source = getValue(operation.secondary());
  auto tree = getTree(source, operation.secondary());
  if (!tree)
    return tree.takeError();
  fileops::CopyAction action;
  action.source = makeSourceSpec(copy);
  action.dest = copy.destination();
  action.attemptUnpack = copy.attempt_unpack();
  action.createDestPath = copy.create_destination();
  action.alwaysReplaceExistingDestPaths = copy.always_replace();
  if (copy.mode() >= 0)
    action.mode = mode_t(copy.mode());
  action.modeStr = copy.mode_string();
  action.owner = owner;
  action.timestamp = toTimestamp(copy.timestamp());
  std::optional<Key> expected;
  if (source.context) {
    auto known = state.contexts.getExpected(source.contextIndex, action.source);
    if (!known)
      return known.takeError();
    expected = *known;
  }
  auto result = fileops::copy(**tree, root, action);
  if (!result)
    return result.takeError();
  target.addSize(result->numBytes);
  // K6: what was copied is what the key was made of.
  if (expected && *expected != result->digest)
    return llvm::make_error<SourceChangedError>(copy.source());
  return llvm::Error::success();
}

llvm::Error FileStep::apply(const plan::FileOperation &operation, WritableSnapshot &target,
                            std::optional<fileops::Owner> owner) {
  auto root = target.getRoot();
  if (!root)
    return root.takeError();
  switch (operation.kind_case()) {
  case plan::FileOperation::kCopy:
    return applyCopy(operation, *root, target, owner);
  case plan::FileOperation::kMkfile: {
    const plan::MkfileOperation &mkfile = operation.mkfile();
    target.addSize(mkfile.data().size());
    return fileops::mkfile(*root, {mkfile.path(), mode_t(mkfile.mode() < 0 ? 0644 : mkfile.mode()),
                                   mkfile.data(), owner, toTimestamp(mkfile.timestamp())});
  }
  case plan::FileOperation::kMkdir: {
    const plan::MkdirOperation &mkdir = operation.mkdir();
    return fileops::mkdir(*root, {mkdir.path(), mode_t(mkdir.mode() < 0 ? 0755 : mkdir.mode()),
                                  mkdir.make_parents(), owner, toTimestamp(mkdir.timestamp())});
  }
  case plan::FileOperation::kRm:
    return fileops::rm(*root, {operation.rm().path(), operation.rm().allow_not_found(),
                               operation.rm().allow_wildcard()});
  case plan::FileOperation::kSymlink: {
    const plan::SymlinkOperation &symlink = operation.symlink();
    return fileops::symlink(
        *root, {symlink.target(), symlink.path(), owner, toTimestamp(symlink.timestamp())});
  }
  case plan::FileOperation::KIND_NOT_SET:
    break;
  }
  llvm_unreachable("the validator refuses operations without a kind");
}

llvm::Error FileStep::runOperation(unsigned number) {
  const plan::FileOperation &operation = file.operations(number);
  Value &input = getValue(operation.input());
  --input.uses;
  std::optional<fileops::Owner> owner;
  if (const plan::Owner *wanted = getOwner(operation)) {
    auto resolved = resolve(*wanted);
    if (!resolved)
      return resolved.takeError();
    owner = *resolved;
  }
  // A copy inside one value reads it as it was: its use keeps it from being
  // changed in place.
  auto target = takeForWriting(input);
  if (!target)
    return target.takeError();
  if (llvm::Error error = apply(operation, **target, owner))
    return error;
  if (operation.has_copy())
    --getValue(operation.secondary()).uses;
  values[file.inputs_size() + number].open = std::move(*target);
  return llvm::Error::success();
}

llvm::Expected<std::vector<Chain>> FileStep::run() {
  countUses();
  for (int i = 0; i < file.operations_size(); ++i) {
    if (llvm::Error error = state.cancellation.check())
      return std::move(error);
    if (llvm::Error error = runOperation(i))
      return std::move(error);
    // A result is a layer of its own, also when later actions go on from it.
    if (file.operations(i).output() >= 0)
      if (llvm::Error error = freeze(values[file.inputs_size() + i]))
        return std::move(error);
  }
  std::vector<Chain> chains(state.plan.steps(step).results());
  for (int i = 0; i < file.operations_size(); ++i)
    if (file.operations(i).output() >= 0)
      chains[file.operations(i).output()] = values[file.inputs_size() + i].chain;
  return chains;
}

llvm::Expected<std::vector<Chain>> runFileStep(BuildState &state, unsigned step) {
  return FileStep(state, step).run();
}

//===----------------------------------------------------------------------===//
// A whole context
//===----------------------------------------------------------------------===//

llvm::Expected<Chain> runLocalStep(BuildState &state, unsigned step) {
  uint32_t index = state.plan.steps(step).local().context();
  auto context = state.contexts.get(index);
  if (!context)
    return context.takeError();
  auto snapshot = WritableSnapshot::create(state, step, {});
  if (!snapshot)
    return snapshot.takeError();
  auto root = (*snapshot)->getRoot();
  if (!root)
    return root.takeError();
  fileops::CopyAction action;
  action.source = makeWholeContextSpec();
  action.dest = "/";
  action.createDestPath = true;
  auto expected = state.contexts.getExpected(index, action.source);
  if (!expected)
    return expected.takeError();
  auto result = fileops::copy((*context)->getTree(), *root, action);
  if (!result)
    return result.takeError();
  if (result->digest != *expected)
    return llvm::make_error<SourceChangedError>(state.plan.contexts(index).id());
  (*snapshot)->addSize(result->numBytes);
  return (*snapshot)->commit();
}

} // namespace imgc
