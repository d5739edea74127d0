//===- VertexImporter.cpp - One element of a definition to a vertex -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VertexImporter.h"
#include "dialects/LLB/Encoding/VertexEncoding.h"
#include "imgc/Support/Error.h"
#include "mlir/IR/Builders.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/unknown_field_set.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

static llvm::Error refuse(const Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

std::string llb::serialise(const google::protobuf::MessageLite &message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

std::string llb::serialiseOp(const pb::Op &op) {
  pb::Op head = op, tail = op;
  head.clear_op();
  head.GetReflection()->MutableUnknownFields(&head)->Clear();
  tail.clear_inputs();
  tail.clear_platform();
  tail.clear_constraints();
  return serialise(head) + serialise(tail);
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

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
        return "the diff refers to an input that it lacks";
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

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

namespace {

template <typename Strings>
ArrayAttr makeStrings(Builder &builder, const Strings &strings) {
  SmallVector<Attribute> elements;
  for (const std::string &string : strings)
    elements.push_back(builder.getStringAttr(string));
  return elements.empty() ? ArrayAttr() : builder.getArrayAttr(elements);
}

StringAttr makeString(Builder &builder, const std::string &string) {
  return string.empty() ? StringAttr() : builder.getStringAttr(string);
}

/// Keys of dictionaries cannot be empty; #llb.raw keeps such an entry.
template <typename Map, typename MakeValue>
DictionaryAttr makeMap(Builder &builder, const Map &map, MakeValue &&makeValue) {
  SmallVector<NamedAttribute> entries;
  for (const auto &[key, value] : map)
    if (!key.empty())
      entries.push_back(builder.getNamedAttr(key, makeValue(value)));
  return entries.empty() ? DictionaryAttr() : builder.getDictionaryAttr(entries);
}

template <typename Map>
DictionaryAttr makeStringMap(Builder &builder, const Map &map) {
  return makeMap(builder, map,
                 [&](const std::string &value) { return builder.getStringAttr(value); });
}

template <typename Range, typename Make>
ArrayAttr makeArray(Builder &builder, const Range &range, Make &&make) {
  SmallVector<Attribute> elements;
  for (const auto &element : range)
    elements.push_back(make(element));
  return elements.empty() ? ArrayAttr() : builder.getArrayAttr(elements);
}

template <typename SecretLike, typename Message>
SecretLike makeSecret(MLIRContext *context, bool present, const Message &secret) {
  if (!present)
    return {};
  return SecretLike::get(context, secret.id(), secret.uid(), secret.gid(), secret.mode(),
                         secret.optional());
}

MountAttr makeMount(MLIRContext *context, const pb::Mount &mount) {
  TmpfsAttr tmpfs;
  if (mount.has_tmpfsopt())
    tmpfs = TmpfsAttr::get(context, mount.tmpfsopt().size());
  CacheAttr cache;
  if (mount.has_cacheopt())
    cache = CacheAttr::get(context, mount.cacheopt().id(),
                           *symbolizeCacheSharing(mount.cacheopt().sharing()));
  return MountAttr::get(context, mount.dest(), mount.input(), mount.output(), mount.selector(),
                        mount.readonly(), *symbolizeMountType(mount.mounttype()), tmpfs, cache,
                        makeSecret<SecretAttr>(context, mount.has_secretopt(), mount.secretopt()),
                        makeSecret<SSHAttr>(context, mount.has_sshopt(), mount.sshopt()),
                        mount.resultid(), *symbolizeContentCache(mount.contentcache()));
}

} // namespace

template <typename Message>
static bool hasUnknownFields(const Message &message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

/// Whether the typed form of the metadata says all of it.
static bool isTypedExactly(const pb::OpMetadata &metadata) {
  return !hasUnknownFields(metadata) && !hasUnknownFields(metadata.export_cache()) &&
         !hasUnknownFields(metadata.progress_group()) &&
         !hasUnknownFields(metadata.linux_resources()) && !metadata.description().contains("") &&
         !metadata.caps().contains("");
}

MetadataAttr llb::importMetadata(Builder &builder, const pb::OpMetadata &metadata) {
  MLIRContext *context = builder.getContext();
  ProgressGroupAttr group;
  if (metadata.has_progress_group())
    group =
        ProgressGroupAttr::get(context, metadata.progress_group().id(),
                               metadata.progress_group().name(), metadata.progress_group().weak());
  LinuxResourcesAttr resources;
  if (metadata.has_linux_resources()) {
    const pb::LinuxResources &r = metadata.linux_resources();
    resources =
        LinuxResourcesAttr::get(context, r.memory(), r.memoryswap(), r.cpushares(), r.cpuperiod(),
                                r.cpuquota(), r.cpusetcpus(), r.cpusetmems());
  }
  BoolAttr exportCache;
  if (metadata.has_export_cache())
    exportCache = builder.getBoolAttr(metadata.export_cache().value());
  DictionaryAttr caps =
      makeMap(builder, metadata.caps(), [&](bool value) { return builder.getBoolAttr(value); });
  auto make = [&](StringAttr raw) {
    return MetadataAttr::get(context, metadata.ignore_cache(),
                             makeStringMap(builder, metadata.description()), exportCache, caps,
                             group, resources, raw);
  };
  MetadataAttr typed = make({});
  if (isTypedExactly(metadata))
    return typed;
  std::string bytes = serialise(metadata);
  return encodeMetadata(typed) == bytes ? typed : make(builder.getStringAttr(bytes));
}

//===----------------------------------------------------------------------===//
// Vertices
//===----------------------------------------------------------------------===//

namespace {

class VertexImporter {
public:
  VertexImporter(OpBuilder &builder, Location location, const pb::Op &op, ArrayRef<Value> inputs,
                 unsigned outputs)
      : builder(builder), context(builder.getContext()), location(location), op(op), inputs(inputs),
        types(outputs, FSType::get(context)) {}

  llvm::Expected<Operation *> run();

private:
  template <typename OpT>
  Operation *finish(TypeRange results, ValueRange operands, typename OpT::Properties &properties) {
    if (op.has_platform()) {
      const pb::Platform &p = op.platform();
      properties.setPlatform(PlatformAttr::get(context, p.os(), p.architecture(), p.variant(),
                                               p.osversion(),
                                               makeStrings(builder, p.osfeatures())));
    }
    properties.setConstraints(makeStrings(builder, op.constraints().filter()));
    return OpT::create(builder, location, results, operands, properties).getOperation();
  }

  template <typename OpT>
  Operation *makeSource(StringRef identifier) {
    typename OpT::Properties properties;
    properties.setIdentifier(builder.getStringAttr(identifier));
    properties.setOptions(makeStringMap(builder, op.source().attrs()));
    return finish<OpT>(types, {}, properties);
  }

  Operation *importSource();
  Operation *importExec();
  Operation *importDiff();
  Operation *importBuild();
  Operation *importUnknown();
  llvm::Expected<Operation *> importFile();

  OpBuilder &builder;
  MLIRContext *context;
  Location location;
  const pb::Op &op;
  ArrayRef<Value> inputs;
  SmallVector<Type> types;
};

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

Operation *VertexImporter::importSource() {
  StringRef identifier = op.source().identifier();
  if (identifier.consume_front(ImageOp::kScheme))
    return makeSource<ImageOp>(identifier);
  if (identifier.consume_front(ImageBlobOp::kScheme))
    return makeSource<ImageBlobOp>(identifier);
  if (identifier.consume_front(OCILayoutOp::kScheme))
    return makeSource<OCILayoutOp>(identifier);
  if (identifier.consume_front(OCILayoutBlobOp::kScheme))
    return makeSource<OCILayoutBlobOp>(identifier);
  if (identifier.consume_front(LocalOp::kScheme))
    return makeSource<LocalOp>(identifier);
  if (identifier.consume_front(GitOp::kScheme))
    return makeSource<GitOp>(identifier);
  if (identifier.starts_with("http://") || identifier.starts_with("https://"))
    return makeSource<HTTPOp>(identifier);
  return makeSource<SourceOp>(identifier);
}

Operation *VertexImporter::importExec() {
  const pb::ExecOp &exec = op.exec();
  const pb::Meta &meta = exec.meta();
  ExecOp::Properties p;
  ArrayAttr args = makeStrings(builder, meta.args());
  p.setArgs(args ? args : builder.getArrayAttr({}));
  p.setCwd(builder.getStringAttr(meta.cwd()));
  p.setEnv(makeStrings(builder, meta.env()));
  p.setUser(makeString(builder, meta.user()));
  p.setMounts(makeArray(builder, exec.mounts(),
                        [&](const pb::Mount &mount) { return makeMount(context, mount); }));
  p.setNetwork(NetModeAttr::get(context, *symbolizeNetMode(exec.network())));
  p.setSecurity(SecurityModeAttr::get(context, *symbolizeSecurityMode(exec.security())));
  p.setHostname(makeString(builder, meta.hostname()));
  p.setExtraHosts(makeArray(builder, meta.extrahosts(), [&](const pb::HostIP &host) {
    return HostIPAttr::get(context, host.host(), host.ip());
  }));
  p.setUlimits(makeArray(builder, meta.ulimit(), [&](const pb::Ulimit &limit) {
    return UlimitAttr::get(context, limit.name(), limit.soft(), limit.hard());
  }));
  p.setCgroupParent(makeString(builder, meta.cgroupparent()));
  if (meta.removemountstubsrecursive())
    p.setRemoveMountStubs(builder.getUnitAttr());
  if (meta.validexitcodes_size())
    p.setValidExitCodes(builder.getDenseI32ArrayAttr(
        SmallVector<int32_t>(meta.validexitcodes().begin(), meta.validexitcodes().end())));
  if (meta.has_proxy_env()) {
    const pb::ProxyEnv &e = meta.proxy_env();
    p.setProxy(ProxyEnvAttr::get(context, e.http_proxy(), e.https_proxy(), e.ftp_proxy(),
                                 e.no_proxy(), e.all_proxy()));
  }
  p.setSecretEnv(makeArray(builder, exec.secretenv(), [&](const pb::SecretEnv &secret) {
    return SecretEnvAttr::get(context, secret.id(), secret.name(), secret.optional());
  }));
  p.setDevices(makeArray(builder, exec.cdidevices(), [&](const pb::CDIDevice &device) {
    return DeviceAttr::get(context, device.name(), device.optional());
  }));
  return finish<ExecOp>(types, inputs, p);
}

Operation *VertexImporter::importDiff() {
  DiffOp::Properties properties;
  int64_t lower = op.diff().lower().input(), upper = op.diff().upper().input();
  SmallVector<Value> operands;
  for (int64_t side : {lower, upper})
    if (side >= 0)
      operands.push_back(inputs[side]);
  size_t sides = operands.size();
  for (auto [index, input] : llvm::enumerate(inputs))
    if (int64_t(index) != lower && int64_t(index) != upper)
      operands.push_back(input);
  properties.setOperandSegmentSizes({lower >= 0, upper >= 0, int32_t(operands.size() - sides)});
  return finish<DiffOp>(types, operands, properties);
}

Operation *VertexImporter::importBuild() {
  BuildOp::Properties properties;
  const pb::BuildOp &build = op.build();
  properties.setBuilderInput(builder.getI64IntegerAttr(build.builder()));
  properties.setInputNames(makeMap(builder, build.inputs(), [&](const pb::BuildInput &input) {
    return builder.getI64IntegerAttr(input.input());
  }));
  if (build.has_def())
    properties.setDefinition(builder.getStringAttr(serialise(build.def())));
  properties.setOptions(makeStringMap(builder, build.attrs()));
  return finish<BuildOp>(types, inputs, properties);
}

Operation *VertexImporter::importUnknown() {
  pb::Op rest = op;
  rest.clear_inputs();
  rest.clear_platform();
  rest.clear_constraints();
  UnknownOp::Properties properties;
  properties.setPayload(builder.getStringAttr(serialise(rest)));
  return finish<UnknownOp>(types, inputs, properties);
}

llvm::Expected<Operation *> VertexImporter::importFile() {
  FileOp::Properties properties;
  Operation *file = finish<FileOp>(types, inputs, properties);
  Block &body = cast<FileOp>(file).getBody().emplaceBlock();
  for (size_t i = 0; i < inputs.size(); ++i)
    body.addArgument(FSType::get(context), location);
  OpBuilder inner = OpBuilder::atBlockEnd(&body);
  if (llvm::Error error = BodyImporter(inner, location, op.file(), body).run())
    return std::move(error);
  return file;
}

llvm::Expected<Operation *> VertexImporter::run() {
  switch (op.op_case()) {
  case pb::Op::kSource:
    return importSource();
  case pb::Op::kExec:
    return importExec();
  case pb::Op::kFile:
    return importFile();
  case pb::Op::kDiff:
    return importDiff();
  case pb::Op::kBuild:
    return importBuild();
  case pb::Op::kMerge: {
    MergeOp::Properties properties;
    return finish<MergeOp>(types, inputs, properties);
  }
  case pb::Op::kPassthrough: {
    PassthroughOp::Properties properties;
    properties.setId(builder.getStringAttr(op.passthrough().id()));
    properties.setForwards(builder.getDenseI64ArrayAttr(SmallVector<int64_t>(
        op.passthrough().outputs().begin(), op.passthrough().outputs().end())));
    return finish<PassthroughOp>(types, inputs, properties);
  }
  case pb::Op::OP_NOT_SET:
    return importUnknown();
  }
  return refuse("the vertex is of an unknown kind");
}

//===----------------------------------------------------------------------===//
// File actions
//===----------------------------------------------------------------------===//

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

llvm::Expected<Operation *> llb::importVertex(OpBuilder &builder, Location location,
                                              const pb::Op &op, ArrayRef<Value> inputs,
                                              unsigned outputs) {
  return VertexImporter(builder, location, op, inputs, outputs).run();
}
