//===- LowerFile.cpp - File vertices --------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "imgc/Support/Path.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llbtoplan;

//===----------------------------------------------------------------------===//
// What users see of an action
//===----------------------------------------------------------------------===//

static void describeOwner(raw_ostream &os, llb::OwnerAttr owner) {
  if (!owner)
    return;
  auto describe = [&](llb::UserAttr user) {
    if (!user || user.getKind() == llb::UserKind::Unset)
      return;
    if (user.getKind() == llb::UserKind::Name)
      os << user.getName();
    else
      os << user.getId();
  };
  os << " owner ";
  describe(owner.getUser());
  os << ':';
  describe(owner.getGroup());
}

/// Name and value of the component for `imgc explain`.
static std::pair<StringRef, std::string> describeAction(Operation *op) {
  std::string text;
  llvm::raw_string_ostream os(text);
  auto mode = [&](int32_t value) {
    if (value != -1)
      os << " mode " << llvm::format("%o", value);
  };
  StringRef name = llvm::TypeSwitch<Operation *, StringRef>(op)
                       .Case([&](llb::CopyOp copy) {
                         os << copy.getSrc() << " -> " << copy.getDest();
                         mode(copy.getMode());
                         if (auto symbolic = copy.getModeStr())
                           os << " mode " << *symbolic;
                         describeOwner(os, copy.getOwnerAttr());
                         return "copy";
                       })
                       .Case([&](llb::MkfileOp file) {
                         os << file.getPath();
                         mode(file.getMode());
                         describeOwner(os, file.getOwnerAttr());
                         return "mkfile";
                       })
                       .Case([&](llb::MkdirOp directory) {
                         os << directory.getPath();
                         mode(directory.getMode());
                         describeOwner(os, directory.getOwnerAttr());
                         return "mkdir";
                       })
                       .Case([&](llb::SymlinkOp link) {
                         os << link.getNewpath() << " -> " << link.getOldpath();
                         describeOwner(os, link.getOwnerAttr());
                         return "symlink";
                       })
                       .Case([&](llb::RmOp rm) {
                         os << rm.getPath();
                         return "rm";
                       });
  return {name, text};
}

//===----------------------------------------------------------------------===//
// Actions
//===----------------------------------------------------------------------===//

/// Absolute and without `..`, as BuildKit resolves it; a trailing `/` or `/.`
/// means something and stays.
static StringAttr cleanPath(StringAttr given, Builder &builder) {
  StringRef text = given.getValue();
  bool absolute = text.starts_with("/");
  if (absolute && !text.contains(".."))
    return given;
  std::string clean = path::join("/", text);
  if ((text.ends_with("/") || text.ends_with("/.")) && clean != "/")
    clean += '/';
  return builder.getStringAttr(clean);
}

static plan::UserAttr convertUser(llb::UserAttr user) {
  if (!user || user.getKind() == llb::UserKind::Unset)
    return {};
  bool byName = user.getKind() == llb::UserKind::Name;
  return plan::UserAttr::get(user.getContext(), byName ? plan::UserKind::Name : plan::UserKind::ID,
                             user.getName(), byName ? 0 : user.getId());
}

static plan::OwnerAttr convertOwner(llb::OwnerAttr owner) {
  if (!owner)
    return {};
  plan::UserAttr user = convertUser(owner.getUser()), group = convertUser(owner.getGroup());
  return user || group ? plan::OwnerAttr::get(owner.getContext(), user, group) : plan::OwnerAttr();
}

/// Makes the operation for an action. `mapping` has no value where the action
/// starts from scratch.
static Value lowerAction(Operation *op, OpBuilder &builder, const IRMapping &mapping) {
  auto map = [&](Value value) { return value ? mapping.lookupOrNull(value) : Value(); };
  auto flag = [&](bool value) { return value ? builder.getUnitAttr() : UnitAttr(); };
  Location loc = op->getLoc();
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](llb::CopyOp copy) {
        return plan::CopyOp::create(
            builder, loc, map(copy.getBase()), map(copy.getSecondary()), map(copy.getUserFrom()),
            map(copy.getGroupFrom()), builder.getStringAttr(path::join("/", copy.getSrc())),
            cleanPath(copy.getDestAttr(), builder), copy.getModeAttr(), copy.getModeStrAttr(),
            flag(copy.getFollowSymlink()), flag(copy.getDirCopyContents()),
            flag(copy.getAttemptUnpack()), flag(copy.getCreateDestPath()),
            flag(copy.getAllowWildcard()), flag(copy.getAllowEmptyWildcard()),
            flag(copy.getAlwaysReplace()), copy.getIncludePatternsAttr(),
            copy.getExcludePatternsAttr(), copy.getRequiredPathsAttr(),
            convertOwner(copy.getOwnerAttr()), copy.getTimestampAttr());
      })
      .Case([&](llb::MkfileOp file) {
        return plan::MkfileOp::create(
            builder, loc, map(file.getBase()), map(file.getUserFrom()), map(file.getGroupFrom()),
            cleanPath(file.getPathAttr(), builder), file.getDataAttr(), file.getModeAttr(),
            convertOwner(file.getOwnerAttr()), file.getTimestampAttr());
      })
      .Case([&](llb::MkdirOp directory) {
        return plan::MkdirOp::create(
            builder, loc, map(directory.getBase()), map(directory.getUserFrom()),
            map(directory.getGroupFrom()), cleanPath(directory.getPathAttr(), builder),
            directory.getModeAttr(), flag(directory.getMakeParents()),
            convertOwner(directory.getOwnerAttr()), directory.getTimestampAttr());
      })
      .Case([&](llb::SymlinkOp link) {
        return plan::SymlinkOp::create(
            builder, loc, map(link.getBase()), map(link.getUserFrom()), map(link.getGroupFrom()),
            cleanPath(link.getNewpathAttr(), builder), link.getOldpathAttr(),
            convertOwner(link.getOwnerAttr()), link.getTimestampAttr());
      })
      .Case([&](llb::RmOp rm) {
        return plan::RmOp::create(builder, loc, map(rm.getBase()),
                                  cleanPath(rm.getPathAttr(), builder), flag(rm.getAllowNotFound()),
                                  flag(rm.getAllowWildcard()));
      });
}

/// Whether a file system is only ever copied from.
static bool isOnlyCopiedFrom(BlockArgument argument) {
  return llvm::all_of(argument.getUses(), [](OpOperand &use) {
    auto copy = dyn_cast<llb::CopyOp>(use.getOwner());
    return copy && copy.getBase() != use.get() && copy.getUserFrom() != use.get() &&
           copy.getGroupFrom() != use.get();
  });
}

//===----------------------------------------------------------------------===//
// llb.file
//===----------------------------------------------------------------------===//

/// What the operands of a file vertex were lowered to.
struct Lowering::FileInputs {
  SmallVector<Lowered> inputs;
  /// Of each: it is a context that is read in place.
  SmallVector<bool> isView;
  /// Operands of the step and the arguments that they are for; scratch has none.
  SmallVector<Value> operands;
  SmallVector<BlockArgument> arguments;
};

Lowering::FileInputs Lowering::lowerFileInputs(llb::FileOp op, KeyParts &parts) {
  FileInputs lowered;
  Block &body = op.getBody().front();
  for (auto [value, argument] : llvm::zip_equal(op.getInputs(), body.getArguments())) {
    bool view = get(value).context && isOnlyCopiedFrom(argument);
    Lowered input = view ? get(value) : getFS(value);
    lowered.inputs.push_back(input);
    lowered.isView.push_back(view);
    if (input.isScratch())
      continue;
    lowered.arguments.push_back(argument);
    if (!view) {
      lowered.operands.push_back(input.value);
      parts.add(input);
      continue;
    }
    Value &known = views[input.context];
    if (!known)
      known = plan::ViewOp::create(builder, input.context.getLoc(), input.context.getSymName());
    lowered.operands.push_back(known);
  }
  return lowered;
}

/// Components and title of the step; what its copies select of a context becomes
/// part of the key.
std::string Lowering::describeFile(llb::FileOp op, const FileInputs &inputs, KeyParts &parts,
                                   SmallVectorImpl<Attribute> &components) {
  std::string title;
  for (Operation &action : op.getBody().front().without_terminator()) {
    auto [name, text] = describeAction(&action);
    components.push_back(component(name, text));
    title += (title.empty() ? "" : ", ") + name.str() + " " + text;
    auto copy = dyn_cast<llb::CopyOp>(action);
    if (!copy || !copy.getSecondary())
      continue;
    auto argument = dyn_cast<BlockArgument>(copy.getSecondary());
    if (argument && inputs.isView[argument.getArgNumber()])
      parts.add(selectCopy(copy, inputs.inputs[argument.getArgNumber()].context), true);
  }
  return title;
}

/// Fills the body of the step and records the results.
void Lowering::lowerBody(llb::FileOp op, const FileInputs &inputs, plan::FileOp file,
                         bool dynamic) {
  OpBuilder::InsertionGuard guard(builder);
  Block &block = file.getBody().emplaceBlock();
  builder.setInsertionPointToEnd(&block);
  IRMapping mapping;
  // Of every value in the body: the image its chain starts from.
  llvm::SmallDenseMap<Value, Value> bases;
  for (auto [operand, argument] : llvm::zip_equal(inputs.operands, inputs.arguments)) {
    mapping.map(argument, block.addArgument(operand.getType(), argument.getLoc()));
    bases[argument] = inputs.inputs[argument.getArgNumber()].base;
  }
  for (Operation &action : op.getBody().front().without_terminator()) {
    Value base = cast<llb::LLBFileActionOpInterface>(action).getBase();
    bases[action.getResult(0)] = base ? bases.lookup(base) : Value();
    mapping.map(action.getResult(0), lowerAction(&action, builder, mapping));
  }
  SmallVector<Value> yielded;
  unsigned number = 0;
  for (auto [result, value] : llvm::zip_equal(op.getResults(), op.getYield().getOutputs())) {
    yielded.push_back(mapping.lookup(value));
    Lowered lowered;
    lowered.value = file.getResult(number);
    lowered.key = file.getKey();
    lowered.result = number++;
    lowered.dynamic = dynamic;
    lowered.base = bases.lookup(value);
    values[result] = lowered;
  }
  plan::YieldOp::create(builder, op.getYield().getLoc(), yielded);
}

void Lowering::lowerFile(llb::FileOp op) {
  KeyParts parts{StepKind::File, Key(), {}, {}};
  FileInputs inputs = lowerFileInputs(op, parts);
  parts.constant = hasher.file(op, inputs.inputs, inputs.isView);
  SmallVector<Attribute> components;
  std::string title = describeFile(op, inputs, parts, components);
  bool dynamic = false;
  Value key = makeKey(op, std::move(parts), dynamic);
  SmallVector<Type> types(op.getNumResults(), plan::FSType::get(op.getContext()));
  auto file = plan::FileOp::create(
      builder, op.getLoc(), types, key, inputs.operands, plan::PlatformAttr(),
      builder.getI32IntegerAttr(getStepSemantics(StepKind::File).version), getTitle(op, title),
      ignoresCache(op) ? builder.getUnitAttr() : UnitAttr(), builder.getArrayAttr(components));
  lowerBody(op, inputs, file, dynamic);
}
