//===- Emitter.cpp - Builds llb vertices as BuildKit's client does --------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"

#include "imgc/Support/Path.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace imgc::dockerfile {

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

Emitter::Emitter(mlir::OpBuilder &builder)
    : b(builder), fsType(llb::FSType::get(builder.getContext())),
      commandName(builder.getStringAttr("com.docker.dockerfile.v1.command")),
      customName(builder.getStringAttr("llb.customname")) {}

mlir::ArrayAttr Emitter::getStrings(llvm::ArrayRef<std::string> values) {
  llvm::SmallVector<mlir::Attribute> attrs;
  for (const std::string &value : values)
    attrs.push_back(b.getStringAttr(value));
  return b.getArrayAttr(attrs);
}

mlir::ArrayAttr Emitter::getStringsOrNull(llvm::ArrayRef<std::string> values) {
  return values.empty() ? nullptr : getStrings(values);
}

llb::PlatformAttr Emitter::getPlatform(const Platform &platform) {
  if (!lastPlatform || lastPlatform->first != platform)
    lastPlatform = {platform,
                    llb::PlatformAttr::get(b.getContext(), platform.os, platform.architecture,
                                           platform.variant, platform.osVersion,
                                           getStringsOrNull(platform.osFeatures))};
  return lastPlatform->second;
}

mlir::DictionaryAttr Emitter::getCaps(llvm::ArrayRef<llvm::StringRef> caps) {
  if (caps.empty())
    return nullptr;
  mlir::DictionaryAttr &known = knownCaps[llvm::join(caps, ",")];
  if (known)
    return known;
  llvm::SmallVector<mlir::NamedAttribute> entries;
  for (llvm::StringRef cap : caps)
    entries.push_back(b.getNamedAttr(cap, b.getBoolAttr(true)));
  return known = b.getDictionaryAttr(entries);
}

mlir::DictionaryAttr Emitter::getOptions(const SourceOptions &options) {
  if (options.empty())
    return nullptr;
  llvm::SmallVector<mlir::NamedAttribute> attrs;
  for (const auto &[key, value] : options)
    attrs.push_back(b.getNamedAttr(key, b.getStringAttr(value)));
  return b.getDictionaryAttr(attrs);
}

llb::MetadataAttr Emitter::getMetadata(const VertexInfo &info,
                                       llvm::ArrayRef<llvm::StringRef> caps) {
  llvm::SmallVector<mlir::NamedAttribute, 2> description;
  if (info.command)
    description.emplace_back(commandName, b.getStringAttr(*info.command));
  if (!info.name.empty())
    description.emplace_back(customName, b.getStringAttr(info.name));
  return llb::MetadataAttr::get(b.getContext(), info.ignoreCache,
                                description.empty() ? nullptr : b.getDictionaryAttr(description),
                                nullptr, getCaps(caps), info.group, nullptr, nullptr);
}

/// Part of a `--chown` as BuildKit's client reads it: `root` and numbers are ids.
static llb::UserAttr getUser(mlir::MLIRContext *context, llvm::StringRef text) {
  int32_t id;
  llvm::StringRef digits = text;
  digits.consume_front("+");
  if (text == "root")
    return llb::UserAttr::getByID(context, 0);
  if (!digits.empty() && !digits.getAsInteger(10, id))
    return llb::UserAttr::getByID(context, static_cast<uint32_t>(id));
  // An empty name is no name: the client writes the id 0 then.
  return text.empty() ? llb::UserAttr::getByID(context, 0)
                      : llb::UserAttr::getByName(context, text);
}

llb::OwnerAttr Emitter::getOwner(llvm::StringRef chown) {
  if (chown.empty())
    return nullptr;
  auto [user, group] = chown.split(':');
  return llb::OwnerAttr::get(b.getContext(), getUser(b.getContext(), user),
                             chown.contains(':') ? getUser(b.getContext(), group) : nullptr);
}

mlir::Value Emitter::userFrom(llb::OwnerAttr owner, mlir::Value base) {
  bool named = owner && owner.getUser() && owner.getUser().getKind() == llb::UserKind::Name;
  return named ? base : nullptr;
}

mlir::Value Emitter::groupFrom(llb::OwnerAttr owner, mlir::Value base) {
  bool named = owner && owner.getGroup() && owner.getGroup().getKind() == llb::UserKind::Name;
  return named ? base : nullptr;
}

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

mlir::Value Emitter::image(llvm::StringRef reference, llvm::StringRef resolveMode,
                           const Platform &platform, const VertexInfo &info) {
  SourceOptions options;
  llvm::SmallVector<llvm::StringRef> caps{"source.image"};
  if (!resolveMode.empty())
    options.emplace_back("image.resolvemode", resolveMode.str());
  if (resolveMode == "pull")
    caps.push_back("source.image.resolvemode");
  return llb::ImageOp::create(b, info.location, fsType, b.getStringAttr(reference),
                              getOptions(options), getPlatform(platform), b.getArrayAttr({}),
                              getMetadata(info, caps), nullptr, nullptr, nullptr);
}

mlir::Value Emitter::ociLayout(llvm::StringRef reference, const SourceOptions &options,
                               const Platform &platform, const VertexInfo &info) {
  return llb::OCILayoutOp::create(b, info.location, fsType, b.getStringAttr(reference),
                                  getOptions(options), getPlatform(platform), b.getArrayAttr({}),
                                  getMetadata(info, {"source.ocilayout"}), nullptr, nullptr,
                                  nullptr);
}

mlir::Value Emitter::local(llvm::StringRef name, const SourceOptions &options,
                           const VertexInfo &info) {
  llvm::SmallVector<llvm::StringRef> caps{"source.local"};
  for (const auto &[key, value] : options) {
    if (key == "local.followpaths")
      caps.push_back("source.local.followpaths");
    else if (key == "local.excludepatterns")
      caps.push_back("source.local.excludepatterns");
    else if (key == "local.includepattern")
      caps.push_back("source.local.includepatterns");
    else if (key == "local.sharedkeyhint")
      caps.push_back("source.local.sharedkeyhint");
  }
  return llb::LocalOp::create(b, info.location, fsType, b.getStringAttr(name), getOptions(options),
                              nullptr, b.getArrayAttr({}), getMetadata(info, caps), nullptr,
                              nullptr, nullptr);
}

mlir::Value Emitter::http(llvm::StringRef url, const SourceOptions &options,
                          llvm::ArrayRef<llvm::StringRef> caps, const VertexInfo &info) {
  anyURL = true;
  return llb::HTTPOp::create(b, info.location, fsType, b.getStringAttr(url), getOptions(options),
                             nullptr, b.getArrayAttr({}), getMetadata(info, caps), nullptr, nullptr,
                             nullptr);
}

mlir::Value Emitter::git(llvm::StringRef identifier, const SourceOptions &options,
                         llvm::ArrayRef<llvm::StringRef> caps, const VertexInfo &info) {
  anyURL = true;
  return llb::GitOp::create(b, info.location, fsType, b.getStringAttr(identifier),
                            getOptions(options), nullptr, b.getArrayAttr({}),
                            getMetadata(info, caps), nullptr, nullptr, nullptr);
}

//===----------------------------------------------------------------------===//
// Exec
//===----------------------------------------------------------------------===//

namespace {
/// Numbers inputs and outputs in the order of the sorted mounts.
struct MountTable {
  llvm::SmallVector<mlir::Value> inputs;
  llvm::SmallDenseMap<mlir::Value, int64_t, 8> numbers;
  llvm::SmallVector<mlir::Attribute> mounts;
  llvm::SmallVector<llvm::StringRef> caps;
  unsigned outputs = 0;
  int64_t rootOutput = -1;

  int64_t inputOf(mlir::Value source) {
    if (!source)
      return -1;
    auto [number, isNew] = numbers.try_emplace(source, inputs.size());
    if (isNew)
      inputs.push_back(source);
    return number->second;
  }

  void add(mlir::MLIRContext *context, const ExecMount &mount) {
    if (!mount.selector.empty())
      caps.push_back("exec.mount.selector");
    if (mount.isTmpfs) {
      caps.push_back("exec.mount.tmpfs");
      if (mount.tmpfsSize > 0)
        caps.push_back("exec.mount.tmpfs.size");
      // A selector means nothing here, but is part of the vertex.
      mounts.push_back(llb::MountAttr::get(context, mount.target, -1, -1, mount.selector,
                                           mount.readOnly, llb::MountType::Tmpfs,
                                           llb::TmpfsAttr::get(context, mount.tmpfsSize), {}, {},
                                           {}, "", llb::ContentCache::Default));
      return;
    }
    if (!mount.cacheId.empty()) {
      caps.append({"exec.mount.cache", "exec.mount.cache.sharing"});
      mounts.push_back(llb::MountAttr::getCache(context, mount.target, inputOf(mount.source),
                                                mount.cacheId, mount.sharing, mount.selector,
                                                mount.readOnly));
      return;
    }
    if (mount.source)
      caps.push_back("exec.mount.bind");
    int64_t output = mount.readOnly || mount.noOutput ? -1 : static_cast<int64_t>(outputs++);
    if (mount.target == "/")
      rootOutput = output;
    mounts.push_back(llb::MountAttr::getBind(context, mount.target, inputOf(mount.source), output,
                                             mount.readOnly, mount.selector));
  }
};
} // namespace

template <typename Attr>
static mlir::ArrayAttr arrayOrNull(mlir::OpBuilder &b, const std::vector<Attr> &attrs) {
  if (attrs.empty())
    return nullptr;
  return b.getArrayAttr(llvm::SmallVector<mlir::Attribute>(attrs.begin(), attrs.end()));
}

static void addExecCaps(const ExecSpec &spec, llvm::SmallVectorImpl<llvm::StringRef> &caps) {
  caps.append({"exec.meta.base", "exec.meta.setsdefaultpath"});
  if (!spec.ulimits.empty())
    caps.push_back("exec.meta.ulimit");
  if (spec.network != llb::NetMode::Sandbox)
    caps.push_back("exec.meta.network");
  if (spec.security == llb::SecurityMode::Insecure)
    caps.push_back("exec.meta.security");
  if (spec.proxy)
    caps.push_back("exec.meta.proxyenv");
  if (!spec.secretEnv.empty() || !spec.secretMounts.empty())
    caps.push_back("exec.mount.secret");
  if (!spec.secretEnv.empty())
    caps.push_back("exec.secretenv");
  if (!spec.sshMounts.empty())
    caps.push_back("exec.mount.ssh");
  if (!spec.devices.empty())
    caps.push_back("exec.meta.cdi");
}

mlir::Value Emitter::exec(mlir::Value root, const ExecSpec &spec, const VertexInfo &info) {
  std::vector<ExecMount> mounts = spec.mounts;
  mounts.insert(mounts.begin(), ExecMount{"/", root, {}});
  // By target; of one target in order of the instruction, which is that of the addresses.
  std::vector<const ExecMount *> sorted;
  for (const ExecMount &mount : mounts)
    sorted.push_back(&mount);
  llvm::sort(sorted, [](const ExecMount *a, const ExecMount *b) {
    return std::tie(a->target, a) < std::tie(b->target, b);
  });
  MountTable table;
  for (const ExecMount *mount : sorted)
    table.add(b.getContext(), *mount);
  table.mounts.append(spec.secretMounts.begin(), spec.secretMounts.end());
  table.mounts.append(spec.sshMounts.begin(), spec.sshMounts.end());
  addExecCaps(spec, table.caps);
  llvm::sort(table.caps);
  table.caps.erase(llvm::unique(table.caps), table.caps.end());

  auto stringOrNull = [&](llvm::StringRef text) {
    return text.empty() ? nullptr : b.getStringAttr(text);
  };
  llvm::SmallVector<mlir::Type> types(table.outputs, fsType);
  auto op = llb::ExecOp::create(
      b, info.location, types, getStrings(spec.args), b.getStringAttr(spec.cwd),
      spec.env, stringOrNull(spec.user), table.inputs,
      b.getArrayAttr(table.mounts), llb::NetModeAttr::get(b.getContext(), spec.network),
      llb::SecurityModeAttr::get(b.getContext(), spec.security), stringOrNull(spec.hostname),
      arrayOrNull(b, spec.hosts), arrayOrNull(b, spec.ulimits), stringOrNull(spec.cgroupParent),
      b.getUnitAttr(), nullptr, spec.proxy, arrayOrNull(b, spec.secretEnv),
      arrayOrNull(b, spec.devices), getPlatform(spec.platform), b.getArrayAttr({}),
      getMetadata(info, table.caps), nullptr, nullptr, nullptr);
  return op->getResult(table.rootOutput);
}

//===----------------------------------------------------------------------===//
// File operations
//===----------------------------------------------------------------------===//

llb::FileOp Emitter::beginFile(llvm::ArrayRef<mlir::Value> inputs, const VertexInfo &info) {
  auto op = llb::FileOp::create(b, info.location, mlir::TypeRange(fsType), inputs, nullptr,
                                b.getArrayAttr({}), getMetadata(info, {"file.base"}), nullptr,
                                nullptr, nullptr);
  mlir::Block *block = b.createBlock(&op.getBody());
  for (size_t i = 0; i < inputs.size(); ++i)
    block->addArgument(fsType, info.location);
  return op;
}

/// Cleans a destination and makes it absolute; a trailing `/` or `/.` stays.
static std::string normalizeDest(llvm::StringRef dest) {
  std::string result = path::clean(dest);
  if (!path::isAbsolute(result))
    result = path::join("/", result);
  if (dest.ends_with("/") && !llvm::StringRef(result).ends_with("/"))
    result += "/";
  else if (dest.ends_with("/."))
    result += result == "/" ? "." : "/.";
  return result;
}

mlir::Value Emitter::copy(mlir::Value base, llvm::ArrayRef<CopySpec> actions,
                          const VertexInfo &info) {
  llvm::SmallVector<mlir::Value> inputs;
  llvm::SmallDenseMap<mlir::Value, unsigned, 8> numbers;
  auto add = [&](mlir::Value value) {
    if (value && numbers.try_emplace(value, inputs.size()).second)
      inputs.push_back(value);
  };
  add(base);
  for (const CopySpec &action : actions)
    add(action.source);
  mlir::OpBuilder::InsertionGuard guard(b);
  llb::FileOp op = beginFile(inputs, info);
  auto argument = [&](mlir::Value value) -> mlir::Value {
    return value ? op.getBody().getArgument(numbers.lookup(value)) : nullptr;
  };
  mlir::Value current = argument(base);
  for (const CopySpec &action : actions) {
    llb::OwnerAttr owner = getOwner(action.chown);
    auto unit = [&](bool set) { return set ? b.getUnitAttr() : nullptr; };
    int64_t mode = !action.modeString.empty() ? 0 : action.mode ? int64_t(*action.mode) : -1;
    current = llb::CopyOp::create(
        b, info.location, fsType, current, argument(action.source), userFrom(owner, argument(base)),
        groupFrom(owner, argument(base)), b.getStringAttr(path::join("/", action.src)),
        b.getStringAttr(normalizeDest(action.dest)),
        b.getI32IntegerAttr(static_cast<int32_t>(mode)),
        action.modeString.empty() ? nullptr : b.getStringAttr(action.modeString),
        unit(action.followSymlink), unit(action.contents), unit(action.unpack),
        unit(action.createDest), unit(action.wildcard), unit(action.emptyWildcard), nullptr,
        getStringsOrNull(action.include), getStringsOrNull(action.exclude),
        getStringsOrNull(action.required), owner, b.getI64IntegerAttr(-1));
  }
  llb::YieldOp::create(b, info.location, current);
  return op->getResult(0);
}

mlir::Value Emitter::mkdir(mlir::Value base, llvm::StringRef path, uint32_t mode, bool parents,
                           llvm::StringRef chown, int64_t timestamp, const VertexInfo &info) {
  mlir::OpBuilder::InsertionGuard guard(b);
  llvm::SmallVector<mlir::Value> inputs;
  if (base)
    inputs.push_back(base);
  llb::FileOp op = beginFile(inputs, info);
  mlir::Value on = base ? mlir::Value(op.getBody().getArgument(0)) : nullptr;
  llb::OwnerAttr owner = getOwner(chown);
  mlir::Value made = llb::MkdirOp::create(
      b, info.location, fsType, on, nullptr, userFrom(owner, on), groupFrom(owner, on),
      b.getStringAttr(path::join("/", path)), b.getI32IntegerAttr(static_cast<int32_t>(mode)),
      parents ? b.getUnitAttr() : nullptr, owner, b.getI64IntegerAttr(timestamp));
  llb::YieldOp::create(b, info.location, made);
  return op->getResult(0);
}

mlir::Value Emitter::mkfile(mlir::Value base, llvm::StringRef path, uint32_t mode,
                            llvm::StringRef data, const VertexInfo &info) {
  mlir::OpBuilder::InsertionGuard guard(b);
  llvm::SmallVector<mlir::Value> inputs;
  if (base)
    inputs.push_back(base);
  llb::FileOp op = beginFile(inputs, info);
  mlir::Value on = base ? mlir::Value(op.getBody().getArgument(0)) : nullptr;
  mlir::Value made = llb::MkfileOp::create(
      b, info.location, fsType, on, nullptr, nullptr, nullptr,
      b.getStringAttr(path::join("/", path)), b.getStringAttr(data),
      b.getI32IntegerAttr(static_cast<int32_t>(mode)), nullptr, b.getI64IntegerAttr(-1));
  llb::YieldOp::create(b, info.location, made);
  return op->getResult(0);
}

mlir::Value Emitter::merge(llvm::ArrayRef<mlir::Value> inputs, const VertexInfo &info) {
  llvm::SmallVector<mlir::Value> present;
  for (mlir::Value input : inputs)
    if (input)
      present.push_back(input);
  if (present.empty())
    return nullptr;
  if (present.size() == 1)
    return present.front();
  return llb::MergeOp::create(b, info.location, fsType, present, nullptr, b.getArrayAttr({}),
                              getMetadata(info, {"mergeop"}), nullptr, nullptr, nullptr);
}

} // namespace imgc::dockerfile
