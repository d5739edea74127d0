//===- LLBOps.cpp - Operations of the llb dialect ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Support/JsonScanner.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace imgc::llb;

/// Largest number of results that the assembly accepts after `outputs`.
static constexpr unsigned maxOutputs = 65536;

bool imgc::llb::isScratch(Value value) { return !value || value.getDefiningOp<ScratchOp>(); }

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

static constexpr StringLiteral knownSchemes[] = {"docker-image://", "docker-image+blob://",
                                                 "oci-layout://",   "oci-layout+blob://",
                                                 "local://",        "git://",
                                                 "http://",         "https://"};

static LogicalResult verifyStrings(Operation *op, DictionaryAttr options, StringRef constraint) {
  for (NamedAttribute entry : options ? options.getValue() : ArrayRef<NamedAttribute>())
    if (!isa<StringAttr>(entry.getValue()))
      return op->emitOpError() << "option '" << entry.getName().getValue() << "' is not a string ("
                               << constraint << ")";
  return success();
}

LogicalResult imgc::llb::detail::verifySource(Operation *op, StringRef identifier,
                                              DictionaryAttr options) {
  if (identifier.empty())
    return op->emitOpError("has an empty identifier (source_c1)");
  if (isa<HTTPOp>(op) && !identifier.starts_with("http://") && !identifier.starts_with("https://"))
    return op->emitOpError("'") << identifier << "' is not an http or https URL (http_c1)";
  if (isa<SourceOp>(op))
    for (StringRef scheme : knownSchemes)
      if (identifier.starts_with(scheme))
        return op->emitOpError("'")
               << identifier << "' has a scheme with an op of its own (generic_source_c1)";
  return verifyStrings(op, options, "source_c2");
}

Effects imgc::llb::detail::getSourceEffects(StringRef scheme, DictionaryAttr options) {
  if (scheme.starts_with("oci-layout") || scheme.starts_with("local"))
    return Effects::Client;
  Effects effects = Effects::Network;
  for (StringRef name : {"git.authheadersecret", "git.authtokensecret", "http.authheadersecret"})
    if (options && options.contains(name))
      effects |= Effects::Secret;
  if (options && options.contains("git.mountsshsock"))
    effects |= Effects::SSH;
  return effects;
}

/// The last path component of a reference or URL without tag, digest, query.
static StringRef shortName(StringRef identifier) {
  StringRef name = identifier.split('@').first.rtrim('/');
  name = name.split('#').first.split('?').first;
  name = name.rsplit('/').second.empty() ? name : name.rsplit('/').second;
  return name.split(':').first;
}

#define IMGC_SOURCE_NAMES(OP)                                                                      \
  void OP::getAsmResultNames(OpAsmSetValueNameFn setName) {                                        \
    setName(getResult(), shortName(getIdentifier()));                                              \
  }
IMGC_SOURCE_NAMES(ImageOp)
IMGC_SOURCE_NAMES(ImageBlobOp)
IMGC_SOURCE_NAMES(OCILayoutOp)
IMGC_SOURCE_NAMES(OCILayoutBlobOp)
IMGC_SOURCE_NAMES(LocalOp)
IMGC_SOURCE_NAMES(GitOp)
IMGC_SOURCE_NAMES(HTTPOp)
IMGC_SOURCE_NAMES(SourceOp)
#undef IMGC_SOURCE_NAMES

void ScratchOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "scratch"); }

//===----------------------------------------------------------------------===//
// Results that are counted
//===----------------------------------------------------------------------===//

static ParseResult parseOutputCount(OpAsmParser &parser, SmallVectorImpl<Type> &types,
                                    unsigned implied = 1) {
  unsigned count = implied;
  SMLoc loc = parser.getCurrentLocation();
  if (succeeded(parser.parseOptionalKeyword("outputs")) && failed(parser.parseInteger(count)))
    return failure();
  if (count > maxOutputs)
    return parser.emitError(loc, "more than ") << maxOutputs << " outputs";
  types.assign(count, FSType::get(parser.getContext()));
  return success();
}

static void printOutputCount(OpAsmPrinter &printer, Operation *, TypeRange types,
                             unsigned implied = 1) {
  if (types.size() != implied)
    printer << " outputs " << types.size();
}

static unsigned impliedOutputs(ArrayAttr mounts) {
  int64_t count = 0;
  for (Attribute mount : mounts ? mounts.getValue() : ArrayRef<Attribute>())
    if (auto typed = dyn_cast<MountAttr>(mount))
      if (typed.hasOutput() && typed.getOutput() < maxOutputs)
        count = std::max(count, typed.getOutput() + 1);
  return count;
}

static ParseResult parseExecOutputs(OpAsmParser &parser, ArrayAttr mounts,
                                    SmallVectorImpl<Type> &types) {
  return parseOutputCount(parser, types, impliedOutputs(mounts));
}

static void printExecOutputs(OpAsmPrinter &printer, Operation *op, ArrayAttr mounts,
                             TypeRange types) {
  printOutputCount(printer, op, types, impliedOutputs(mounts));
}

static ParseResult parseForwardTypes(OpAsmParser &parser, DenseI64ArrayAttr forwards,
                                     SmallVectorImpl<Type> &types) {
  types.assign(forwards ? forwards.size() : 0, FSType::get(parser.getContext()));
  return success();
}

static void printForwardTypes(OpAsmPrinter &, Operation *, DenseI64ArrayAttr, TypeRange) {}

//===----------------------------------------------------------------------===//
// ExecOp
//===----------------------------------------------------------------------===//

unsigned ExecOp::countOutputs(ArrayRef<MountAttr> mounts) {
  int64_t count = 0;
  for (MountAttr mount : mounts)
    if (mount.hasOutput())
      count = std::max(count, mount.getOutput() + 1);
  return count;
}

Value ExecOp::getRootResult() {
  for (MountAttr mount : getMountRange())
    if (mount.getDest() == "/" && mount.hasOutput())
      return getResult(mount.getOutput());
  return {};
}

Value ExecOp::getMountInput(unsigned index) {
  int64_t input = cast<MountAttr>(getMounts()[index]).getInput();
  return input < 0 ? Value() : getInputs()[input];
}

/// Whether `path` is absolute for Linux (`/a`) or Windows (`C:\a`, `\a`).
static bool isAbsolute(StringRef path) {
  if (path.starts_with("/") || path.starts_with("\\"))
    return true;
  return path.size() >= 2 && llvm::isAlpha(path[0]) && path[1] == ':';
}

static LogicalResult verifyMounts(ExecOp op) {
  bool hasRoot = false;
  llvm::SmallBitVector made(op.getNumResults());
  for (MountAttr mount : op.getMountRange()) {
    hasRoot |= mount.getDest() == "/";
    if (mount.getInput() < -1 || mount.getInput() >= int64_t(op.getInputs().size()))
      return op.emitOpError("mount '")
             << mount.getDest() << "' has input " << mount.getInput() << ", but there are "
             << op.getInputs().size() << " (exec_c4)";
    if (!mount.hasOutput() && mount.getOutput() >= -1)
      continue;
    if (mount.getOutput() < -1 || mount.getOutput() >= int64_t(op.getNumResults()))
      return op.emitOpError("mount '") << mount.getDest() << "' has output " << mount.getOutput()
                                       << ", but there are " << op.getNumResults() << " (exec_c5)";
    if (made.test(mount.getOutput()))
      return op.emitOpError("output ") << mount.getOutput() << " is made by two mounts (exec_c6)";
    made.set(mount.getOutput());
  }
  if (!hasRoot)
    return op.emitOpError("has no mount at '/' (exec_c3)");
  return success();
}

LogicalResult ExecOp::verify() {
  if (!isAbsolute(getCwd()))
    return emitOpError("working directory '") << getCwd() << "' is not absolute (exec_c1)";
  if (getArgs().empty())
    return emitOpError("has no arguments (exec_c2)");
  return verifyMounts(*this);
}

Effects ExecOp::getStepEffects() {
  Effects effects = Effects::Nothing;
  if (getNetwork() != NetMode::None)
    effects |= Effects::Network;
  if (getNetwork() == NetMode::Host)
    effects |= Effects::HostNetwork;
  if (getSecurity() == SecurityMode::Insecure)
    effects |= Effects::Insecure;
  if (getSecretEnvAttr() && !getSecretEnvAttr().empty())
    effects |= Effects::Secret;
  if (getDevicesAttr() && !getDevicesAttr().empty())
    effects |= Effects::Device;
  for (MountAttr mount : getMountRange()) {
    if (mount.getType() == MountType::Secret)
      effects |= Effects::Secret;
    if (mount.getType() == MountType::SSH)
      effects |= Effects::SSH;
    if (mount.getType() == MountType::Cache)
      effects |= Effects::CacheMount;
  }
  return effects;
}

void ExecOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  if (getNumResults())
    setName(getResult(0), "run");
}

//===----------------------------------------------------------------------===//
// FileOp
//===----------------------------------------------------------------------===//

static ParseResult parseFileBody(OpAsmParser &parser,
                                 SmallVectorImpl<OpAsmParser::UnresolvedOperand> &inputs,
                                 Region &body, SmallVectorImpl<Type> &types) {
  SmallVector<OpAsmParser::Argument> arguments;
  Type fs = FSType::get(parser.getContext());
  auto parsePair = [&]() -> ParseResult {
    OpAsmParser::Argument &argument = arguments.emplace_back();
    argument.type = fs;
    return failure(parser.parseArgument(argument) || parser.parseEqual() ||
                   parser.parseOperand(inputs.emplace_back()));
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Paren, parsePair) ||
      parser.parseRegion(body, arguments))
    return failure();
  if (!body.hasOneBlock() || body.front().empty() || !isa<YieldOp>(body.front().back()))
    return parser.emitError(parser.getCurrentLocation(), "expected a body that ends in llb.yield");
  types.assign(body.front().back().getNumOperands(), fs);
  return success();
}

static void printFileBody(OpAsmPrinter &printer, FileOp op, OperandRange inputs, Region &body,
                          TypeRange) {
  printer << '(';
  llvm::interleaveComma(llvm::zip(body.getArguments(), inputs), printer, [&](auto pair) {
    printer.printRegionArgument(std::get<0>(pair), {}, /*omitType=*/true);
    printer << " = " << std::get<1>(pair);
  });
  printer << ") ";
  printer.printRegion(body, /*printEntryBlockArgs=*/false);
}

YieldOp FileOp::getYield() { return cast<YieldOp>(getBody().front().getTerminator()); }

static LogicalResult verifyYield(FileOp op, YieldOp yield) {
  if (yield.getNumOperands() != op.getNumResults())
    return op.emitOpError("yields ") << yield.getNumOperands() << " values for "
                                     << op.getNumResults() << " results (file_c5)";
  llvm::SmallPtrSet<Value, 4> seen;
  for (Value value : yield.getOperands()) {
    if (!value.getDefiningOp())
      return op.emitOpError("yields an argument of its body (file_c4)");
    if (!seen.insert(value).second)
      return op.emitOpError("yields a value twice (file_c4)");
  }
  return success();
}

LogicalResult FileOp::verify() {
  Block &block = getBody().front();
  if (block.getNumArguments() != getInputs().size())
    return emitOpError("has ") << getInputs().size() << " operands for " << block.getNumArguments()
                               << " arguments of its body (file_c3)";
  for (BlockArgument argument : block.getArguments())
    if (!isa<FSType>(argument.getType()))
      return emitOpError("has an argument of its body that is not '!llb.fs' (file_c3)");
  if (block.empty() || !isa<YieldOp>(block.back()))
    return emitOpError("has a body that does not end in llb.yield (file_c2)");
  if (&block.front() == &block.back())
    return emitOpError("has no action (file_c1)");
  for (Operation &action : block.without_terminator())
    if (!isa<LLBFileActionOpInterface>(action))
      return emitOpError("has '") << action.getName() << "' in its body (file_c2)";
  return verifyYield(*this, cast<YieldOp>(block.back()));
}

Effects FileOp::getStepEffects() { return Effects::Nothing; }

void FileOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  if (getNumResults())
    setName(getResult(0), "file");
}

void FileOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  for (BlockArgument argument : region.getArguments())
    setName(argument, "in");
}

LogicalResult imgc::llb::detail::verifyOwner(Operation *op, OwnerAttr owner, Value userFrom,
                                             Value groupFrom) {
  auto isNamed = [](UserAttr user) { return user && user.getKind() == UserKind::Name; };
  if (userFrom && !(owner && isNamed(owner.getUser())))
    return op->emitOpError("has 'user_from', but its user is not a name (owner_c1)");
  if (groupFrom && !(owner && isNamed(owner.getGroup())))
    return op->emitOpError("has 'group_from', but its group is not a name (owner_c1)");
  return success();
}

//===----------------------------------------------------------------------===//
// Combining vertices
//===----------------------------------------------------------------------===//

Effects MergeOp::getStepEffects() { return Effects::Nothing; }
void MergeOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "merge"); }

Effects DiffOp::getStepEffects() { return Effects::Nothing; }
void DiffOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "diff"); }

LogicalResult BuildOp::verify() {
  for (NamedAttribute entry :
       getInputNamesAttr() ? getInputNamesAttr().getValue() : ArrayRef<NamedAttribute>()) {
    auto number = dyn_cast<IntegerAttr>(entry.getValue());
    if (!number || !number.getType().isSignlessInteger(64))
      return emitOpError("input '")
             << entry.getName().getValue() << "' is not a 64-bit integer (build_c1)";
  }
  return verifyStrings(*this, getOptionsAttr(), "build_c2");
}

/// A nested build may do anything a build can; only what it inherits is known.
Effects BuildOp::getStepEffects() { return Effects::Network; }
void BuildOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "build"); }

LogicalResult PassthroughOp::verify() {
  if (getId().empty())
    return emitOpError("has an empty id (passthrough_c1)");
  if (getForwards().empty() || getForwards().size() != getNumResults())
    return emitOpError("forwards ") << getForwards().size() << " inputs to " << getNumResults()
                                    << " results (passthrough_c2)";
  for (int64_t input : getForwards())
    if (input < 0 || input >= int64_t(getInputs().size()))
      return emitOpError("forwards input ")
             << input << ", but there are " << getInputs().size() << " (passthrough_c3)";
  return success();
}

Effects PassthroughOp::getStepEffects() { return Effects::Nothing; }
void PassthroughOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  if (getNumResults())
    setName(getResult(0), "pass");
}

Effects UnknownOp::getStepEffects() { return ~Effects::Nothing; }
void UnknownOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  if (getNumResults())
    setName(getResult(0), "unknown");
}

//===----------------------------------------------------------------------===//
// OutputOp
//===----------------------------------------------------------------------===//

LogicalResult SourceFileOp::verify() {
  if (bool(getLocalAttr()) + bool(getSource()) + bool(getDefinitionAttr()) > 1)
    return emitOpError("says twice where the file is from (source_file_c1)");
  return success();
}

LogicalResult OutputOp::verify() {
  if (getHistoryAttr() && !getLayers().empty()) {
    size_t layers = llvm::count_if(getHistoryAttr().getAsRange<HistoryAttr>(),
                                   [](HistoryAttr entry) { return !entry.getEmptyLayer(); });
    if (layers != getLayers().size())
      return emitOpError("has ") << layers << " history entries with a layer for "
                                 << getLayers().size() << " layers (output_c1)";
  }
  for (auto [text, what] : {std::pair(getBaseAttr(), "base"), {getConfigAttr(), "config"}}) {
    if (text && !isJsonObject(text.getValue()))
      return emitOpError("'") << what << "' is not a JSON object (output_c2)";
  }
  return success();
}

#define GET_OP_CLASSES
#include "dialects/LLB/IR/LLBOps.cpp.inc"
