//===- ConvertContexts.cpp - Contexts to llb ------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitSource.h"
#include "StageConverter.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoJson.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Json.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

namespace imgc::dockerfile {

//===----------------------------------------------------------------------===//
// Named contexts
//===----------------------------------------------------------------------===//

llvm::Error FileConverter::takeConfig(StageState &state, mlir::StringAttr json) {
  auto known = configs.find(json);
  if (known == configs.end()) {
    llvm::Expected<ImageConfig> config = ImageConfig::parse(json);
    if (!config)
      return config.takeError();
    config->created.reset();
    known = configs.try_emplace(json, std::move(*config)).first;
  }
  state.setImage(known->second);
  state.baseConfig = json.empty() ? mlir::StringAttr() : json;
  state.baseHistory = state.image.history.size();
  // Its triggers have become instructions of the stage.
  state.image.onBuild.clear();
  return llvm::Error::success();
}

/// BuildKit forgets when the image of a named context was made.
static std::string removeCreated(llvm::StringRef config) {
  llvm::Expected<llvm::json::Value> value = parseJson(config);
  llvm::json::Object *object = value ? value->getAsObject() : nullptr;
  if (!value)
    llvm::consumeError(value.takeError()); // it was read before
  // Go reads members in any case.
  std::vector<std::string> names;
  if (object)
    for (const auto &[name, member] : *object)
      if (llvm::StringRef(name).equals_insensitive("created"))
        names.push_back(llvm::StringRef(name).str());
  if (names.empty())
    return config.str();
  for (const std::string &name : names)
    object->erase(name);
  return llvm::formatv("{0}", *value);
}

/// What the state of an image of a named context has from its config.
static void applyImageConfig(StageState &state) {
  if (!state.image.workingDir.empty())
    state.dir = state.image.workingDir;
}

/// What stands for a stage has the platform of its config, else the one that was
/// asked for, else none.
static std::optional<Platform> findReplacedPlatform(StageOp stage, const Platform &own,
                                                    ContextBaseAttr base) {
  if (!own.os.empty() && !own.architecture.empty())
    return own.normalized();
  if (stage.getPlatformWord() && base.getPlatform())
    return fromAttr(base.getPlatform()).normalized();
  return std::nullopt;
}

/// A directory of this machine: what of it counts is known at the end.
mlir::Value FileConverter::makeNamedLocal(StageState &state, llvm::StringRef id,
                                          llvm::StringRef key) {
  std::string name = "[context " + key.str() + "] load from client";
  mlir::Value local = emitter.local(id, {}, {builder.getUnknownLoc(), name});
  namedLocals.emplace_back(local.getDefiningOp<llb::LocalOp>(), key.str(), state.paths);
  return local;
}

mlir::LogicalResult FileConverter::enterContext(Entry &entry, ContextBaseAttr base) {
  StageState &state = entry.state;
  if (base.getConfig() && !base.getConfig().empty()) {
    if (llvm::Error error = takeConfig(state, base.getConfig()))
      return mlir::emitError(entry.op.getLoc()) << takeError(std::move(error)).message;
    // What replaces a stage is no base.
    state.baseConfig = base.getReplacesStage()
                           ? mlir::StringAttr()
                           : builder.getStringAttr(removeCreated(base.getConfig()));
  } else if (base.getReplacesStage()) {
    // What stands for a whole stage brings no config, not even a default one.
    state.image = ImageConfig();
  } else {
    state.setImage(ImageConfig::scratch(state.platform));
    state.baseConfig = builder.getStringAttr(state.image.print());
  }
  // A stage that starts from a context has the platform that was asked for.
  if (!base.getReplacesStage())
    state.imagePlatform = state.platform.normalized();
  switch (base.getKind()) {
  case ContextKind::Scratch:
    return mlir::success();
  case ContextKind::DockerImage:
  case ContextKind::OCILayout:
    state.fs = makeContextImage(state, base);
    applyImageConfig(state);
    if (base.getReplacesStage())
      state.imagePlatform = findReplacedPlatform(entry.op, state.image.platform, base);
    return mlir::success();
  case ContextKind::Local:
    state.fs = makeNamedLocal(state, base.getReference(), base.getKey());
    return mlir::success();
  case ContextKind::Git:
    if (const NamedContext *named = findContext(base.getKey());
        named && !named->localName.empty()) {
      state.fs = makeNamedLocal(state, named->localName, base.getKey());
      return mlir::success();
    }
    [[fallthrough]];
  case ContextKind::HTTP:
    state.fs = makeContextDownload(base);
    return mlir::success(state.fs != nullptr);
  }
  llvm_unreachable("all kinds are covered");
}

mlir::Value FileConverter::makeContextImage(const StageState &state, ContextBaseAttr base) {
  mlir::Location unknown = builder.getUnknownLoc();
  std::string prefix = "[context " + base.getKey().str() + "] ";
  // The vertex has the platform that was asked for, the stage that of the config.
  Platform asked = base.getPlatform() ? fromAttr(base.getPlatform()) : state.platform;
  if (base.getKind() == ContextKind::OCILayout) {
    SourceOptions sources;
    if (base.getStore())
      sources.emplace_back("oci.store", base.getStore().str());
    return emitter.ociLayout(base.getReference(), sources, asked,
                             {unknown, prefix + "OCI load from client"});
  }
  llvm::StringRef shown = base.getReference();
  if (const NamedContext *named = findContext(base.getKey())) {
    shown = named->source;
    shown.consume_front("docker-image:");
    shown.consume_front("//");
  }
  std::string reference = base.getReference().str();
  if (pinNamedImages && base.getDigest() && !llvm::StringRef(reference).contains('@'))
    reference += "@" + base.getDigest().str();
  return emitter.image(reference, "", asked, {unknown, prefix + shown.str()});
}

/// A repository as BuildKit's client makes the source of a context.
static mlir::Value makeGitContext(Emitter &emitter, llvm::StringRef url, const GitRef &ref,
                                  GitChoices choices, mlir::Location location) {
  choices.keepGitDir |= ref.keepGitDir.value_or(false);
  choices.checksum = ref.checksum;
  if (!ref.mtime.empty())
    choices.mtime = ref.mtime;
  return emitGitSource(emitter, ref, choices,
                       {location, "[internal] load git source " + url.str()});
}

/// A file `context`: from its URL, or from the local source that has it already.
mlir::Value FileConverter::makeDownload(llvm::StringRef url, llvm::StringRef localName,
                                        const VertexInfo &info) {
  if (!localName.empty())
    return emitter.local(localName, {{"local.sharedkeyhint", localName.str()}}, info);
  return emitter.http(url, {{"http.filename", "context"}}, {"source.http"}, info);
}

mlir::Value FileConverter::makeContextDownload(ContextBaseAttr base) {
  mlir::Location unknown = builder.getUnknownLoc();
  llvm::StringRef url = base.getReference();
  if (base.getKind() == ContextKind::HTTP) {
    const NamedContext *named = findContext(base.getKey());
    return makeDownload(url, named ? named->localName : "",
                        {unknown, "[context " + base.getKey().str() + "] " + url.str()});
  }
  llvm::Expected<std::optional<GitRef>> ref = parseGitRef(url);
  if (ref && *ref)
    return makeGitContext(emitter, url, **ref, {}, unknown);
  // Linking has judged the URL; this is a module from elsewhere.
  mlir::emitError(unknown) << (ref ? "invalid git context " + url.str()
                                   : takeError(ref.takeError()).message);
  return {};
}

//===----------------------------------------------------------------------===//
// The build context
//===----------------------------------------------------------------------===//

mlir::Value FileConverter::makeRemoteContext() {
  mlir::Location unknown = builder.getUnknownLoc();
  const RemoteContext &remote = *options.remoteContext;
  llvm::Expected<std::optional<GitRef>> ref = parseGitRef(remote.url);
  if (ref && *ref) {
    GitChoices choices;
    choices.keepGitDir =
        gotext::parseBool(getBuildArg(options.buildArgs, "BUILDKIT_CONTEXT_KEEP_GIT_DIR"))
            .value_or(false);
    if (!getBuildArg(options.buildArgs, "SOURCE_DATE_EPOCH").empty())
      choices.mtime = "commit";
    return makeGitContext(emitter, remote.url, **ref, choices, unknown);
  }
  if (!ref)
    llvm::consumeError(ref.takeError()); // whoever set the options has judged it
  mlir::Value file =
      makeDownload(remote.url, remote.localName, {unknown, "[internal] load remote build context"});
  if (!remote.isArchive)
    return file;
  CopySpec unpack;
  unpack.source = file;
  unpack.src = "/context";
  unpack.dest = "/";
  unpack.unpack = true;
  return emitter.copy({}, unpack, {unknown, ""});
}

//===----------------------------------------------------------------------===//
// Local contexts: known in full only when all instructions are converted
//===----------------------------------------------------------------------===//

mlir::Value FileConverter::getRemoteContext() {
  if (!remoteContext)
    remoteContext = makeRemoteContext();
  return remoteContext;
}

mlir::Value FileConverter::getDockerfileOrigin() {
  // What is on this machine already is only run, never handed on.
  bool isRemote = options.remoteContext && options.remoteContext->hasDockerfile &&
                  options.remoteContext->localName.empty();
  return isRemote ? getRemoteContext() : mlir::Value();
}

mlir::Value FileConverter::getBuildContext() {
  // A repository that is here already is a directory like any other.
  bool isCheckedOut = options.remoteContext && !options.remoteContext->localName.empty() &&
                      isGitSource(options.remoteContext->url);
  if (options.remoteContext && !isCheckedOut)
    return getRemoteContext();
  if (!buildContext) {
    mlir::Value local =
        emitter.local("context", {}, {builder.getUnknownLoc(), "[internal] load build context"});
    buildContext = local.getDefiningOp<llb::LocalOp>();
  }
  return buildContext.getResult();
}

/// What has to be transferred, sorted; nothing when that is everything.
static std::vector<std::string> toFollowPaths(const PathSet &paths) {
  std::vector<std::string> result;
  if (paths.count("/"))
    return result;
  for (const std::string &path : paths)
    result.push_back(path::join(".", path));
  llvm::sort(result);
  return result;
}

void FileConverter::setLocalOptions(llb::LocalOp op, llvm::StringRef hint,
                                    llvm::ArrayRef<std::string> excludes, const PathSet &paths,
                                    llvm::StringRef name) {
  SourceOptions sources;
  if (!excludes.empty())
    sources.emplace_back("local.excludepatterns", toGoJson(excludes));
  if (std::vector<std::string> follow = toFollowPaths(paths); !follow.empty())
    sources.emplace_back("local.followpaths", toGoJson(follow));
  sources.emplace_back("local.sharedkeyhint", hint.str());
  mlir::OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(op);
  mlir::Value fresh = emitter.local(op.getIdentifier(), sources, {op.getLoc(), name.str()});
  op.getResult().replaceAllUsesWith(fresh);
  replaced[op.getResult()] = fresh;
  op.erase();
}

void FileConverter::finishContexts() {
  if (buildContext)
    setLocalOptions(buildContext, "context", options.excludes, context.contextPaths,
                    "[internal] load build context");
  for (auto &[op, key, paths] : namedLocals) {
    const NamedContext *named = findContext(key);
    setLocalOptions(op, "context:" + key + "-",
                    named ? llvm::ArrayRef<std::string>(named->excludes)
                          : llvm::ArrayRef<std::string>(),
                    *paths, "[context " + key + "] load from client");
  }
}

} // namespace imgc::dockerfile
