//===- StageConverter.cpp - Stages to llb ---------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StageConverter.h"

#include "StepNames.h"

#include "dialects/Dockerfile/Transforms/Passes.h"
#include "imgc/Diagnostics/MLIR/Explain.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/PatternMatcher.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/JSON.h"

#include <ctime>

namespace imgc::dockerfile {

/// An error of this conversion, at an op.
static mlir::LogicalResult emitAt(mlir::Operation *op, llvm::Error error) {
  return emitErrorAt(op->getLoc(), std::move(error));
}

/// RFC 3339 in UTC.
static std::string formatEpoch(int64_t seconds) {
  time_t time = seconds;
  struct tm parts;
  char text[64];
  if (!::gmtime_r(&time, &parts) || !::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts))
    return "";
  return text;
}

static std::vector<std::string> toStrings(mlir::ArrayAttr array) {
  std::vector<std::string> result;
  if (array)
    for (auto attr : array.getAsRange<mlir::StringAttr>())
      result.push_back(attr.str());
  return result;
}

FileConverter::FileConverter(FileOp file, mlir::OpBuilder &builder, const BuildOptions &options,
                             bool pinNamedImages)
    : file(file), builder(builder), options(options), pinNamedImages(pinNamedImages),
      emitter(builder) {
  mlir::MLIRContext *mlir = builder.getContext();
  context.escape = file.getEscapeChar();
  context.multiPlatform = options.multiPlatform;
  context.targetPlatform =
      file.getPlatformAttr() ? fromAttr(file.getPlatformAttr()) : Platform::host();
  context.buildContext = [this] { return getBuildContext(); };
  for (const ExtraHost &host : options.extraHosts)
    context.hosts.push_back(llb::HostIPAttr::get(mlir, host.name, host.address));
  for (const Ulimit &limit : options.ulimits)
    context.ulimits.push_back(llb::UlimitAttr::get(mlir, limit.name, limit.soft, limit.hard));
  context.shmSize = options.shmSize;
  context.cgroupParent = options.cgroupParent;
  context.hostname = options.hostname;
  context.cacheNamespace = options.cacheNamespace;
  readBuildArgs();
}

/// Build arguments that change more than a variable.
void FileConverter::readBuildArgs() {
  std::string http, https, ftp, no, all, epoch;
  bool anyProxy = false;
  auto read = [&](llvm::StringRef entry, bool isBuildArg) {
    auto [name, value] = entry.split('=');
    if (name == "SOURCE_DATE_EPOCH" && (isBuildArg || epoch.empty()))
      epoch = value.str();
    if (!isBuildArg)
      return;
    std::string *proxy = name.equals_insensitive("http_proxy")    ? &http
                         : name.equals_insensitive("https_proxy") ? &https
                         : name.equals_insensitive("ftp_proxy")   ? &ftp
                         : name.equals_insensitive("no_proxy")    ? &no
                         : name.equals_insensitive("all_proxy")   ? &all
                                                                  : nullptr;
    if (proxy) {
      *proxy = value.str();
      anyProxy = true;
    } else if (name == "BUILDKIT_SANDBOX_HOSTNAME") {
      context.hostname = value.str();
    } else if (name == "BUILDKIT_CACHE_MOUNT_NS") {
      context.cacheNamespace = value.str();
    }
  };
  for (const std::string &entry : toStrings(file.getBuildArgsAttr())) {
    oddText |= !llvm::json::isUTF8(entry);
    read(entry, true);
  }
  for (const std::string &entry : toStrings(file.getGlobalArgsAttr()))
    read(entry, false);
  if (anyProxy)
    context.proxy = llb::ProxyEnvAttr::get(builder.getContext(), http, https, ftp, no, all);
  int64_t seconds;
  if (!epoch.empty() && !llvm::StringRef(epoch).getAsInteger(10, seconds)) {
    context.epoch = formatEpoch(seconds);
    context.epochSeconds = seconds;
    context.epochNs = static_cast<int64_t>(static_cast<uint64_t>(seconds) * 1000000000);
  }
}

const NamedContext *FileConverter::findContext(llvm::StringRef key) const {
  for (const NamedContext &named : options.contexts)
    if (named.name == key)
      return &named;
  return nullptr;
}

/// The patterns of .dockerignore are looked at when all bases are known.
mlir::LogicalResult FileConverter::checkExcludes() {
  for (const auto &[index, pattern] : llvm::enumerate(options.excludes)) {
    llvm::Expected<PatternMatcher> matcher = PatternMatcher::createLate(pattern);
    if (matcher)
      continue;
    // BuildKit names neither the pattern nor its place.
    ExplainedParts parts = takeExplained(matcher.takeError());
    llvm::StringRef message = llvm::StringRef(parts.message).split(" '").first;
    mlir::Location location = builder.getUnknownLoc();
    if (index < options.excludeLines.size()) {
      unsigned line = options.excludeLines[index];
      location =
          mlir::FileLineColRange::get(builder.getStringAttr(options.ignoreFile), line, 1, line, 2);
    }
    return emitErrorAt(location, makeSourceError(message, parts.explanation));
  }
  return mlir::success();
}

mlir::LogicalResult FileConverter::convert() {
  if (mlir::failed(checkExcludes()))
    return mlir::failure();
  for (StageOp stage : file.getStages()) {
    entries.push_back(std::make_unique<Entry>(Entry{stage, {}}));
    bySymbol[stage.getSymName()] = entries.back().get();
  }
  // Images that only a COPY or a mount names, and contexts in a stage's place,
  // are there from the beginning.
  auto isGiven = [](StageOp stage) {
    auto named = mlir::dyn_cast_or_null<ContextBaseAttr>(stage.getBaseAttr());
    return stage.getImplicit() || (named && named.getReplacesStage());
  };
  for (bool given : {true, false})
    for (std::unique_ptr<Entry> &entry : entries) {
      if (!entry->op.getBaseAttr())
        continue;
      bool enters = isGiven(entry->op) == given;
      // Checks look at what stands in those, too.
      bool runs = !given && (enters || options.allStages);
      if (enters && mlir::failed(enterStage(*entry)))
        return mlir::failure();
      // A trigger may copy from the stage that it is in.
      entry->converted |= enters;
      if (runs && mlir::failed(runStage(*entry)))
        return mlir::failure();
    }
  if (failedStep || file->hasAttr(unresolvedAttr))
    return mlir::failure();
  Entry *target = nullptr;
  if (std::optional<llvm::StringRef> symbol = file.getTargetStage())
    target = bySymbol.lookup(*symbol);
  if (!target)
    return file.emitError("the file is not linked: it has no target stage");
  target->state.paths->insert("/");
  if (!options.answersOnly && mlir::failed(checkResult(*target)))
    return mlir::failure();
  finishContexts();
  finishImage(*target);
  emitOutput(*target);
  return mlir::success();
}

//===----------------------------------------------------------------------===//
// Entering a stage
//===----------------------------------------------------------------------===//

mlir::LogicalResult FileConverter::runStage(Entry &entry) {
  if (mlir::failed(applyBaseConfig(entry)))
    return mlir::failure();
  for (mlir::Operation &op : entry.op.getInstructions()) {
    ++step;
    if (mlir::succeeded(convertInstruction(entry, &op)))
      continue;
    // BuildKit stops here. What follows is looked at, too.
    if (!failedStep) {
      failedStep = step;
      failedSources = context.numSources;
    }
  }
  entry.state.env.leave();
  return mlir::success();
}

mlir::LogicalResult FileConverter::enterStage(Entry &entry) {
  StageOp op = entry.op;
  StageState &state = entry.state;
  mlir::Attribute base = op.getBaseAttr();
  if (auto stage = mlir::dyn_cast<StageBaseAttr>(base)) {
    Entry *other = bySymbol.lookup(stage.getStage().getValue());
    if (!other || !other->converted)
      return op.emitError("the base stage is not converted before this one");
    state = other->state;
    // Triggers ran when this stage was linked; they are not handed on.
    state.image.onBuild.clear();
    if (op.getPlatformAttr())
      state.platform = fromAttr(op.getPlatformAttr());
  }
  state.name = op.getDisplayName().value_or("").str();
  auto before = op->getAttrOfType<mlir::IntegerAttr>(stepsBeforeAttr);
  state.stepIndex = before ? before.getInt() : 0;
  state.stepTotal = op.getStepTotal().value_or(0);
  state.ignoreCache = op.getNoCache();
  state.cmdSet = false;
  if (mlir::isa<StageBaseAttr>(base))
    return mlir::success();
  state.platform = op.getPlatformAttr() ? fromAttr(op.getPlatformAttr()) : context.targetPlatform;
  if (mlir::isa<ScratchBaseAttr>(base)) {
    state.platform = context.targetPlatform;
    state.setImage(ImageConfig::scratch(context.targetPlatform));
    return mlir::success();
  }
  if (auto image = mlir::dyn_cast<ImageBaseAttr>(base))
    return enterImage(entry, image);
  return enterContext(entry, mlir::cast<ContextBaseAttr>(base));
}

mlir::Location FileConverter::getPlaceless() {
  return mlir::FileLineColRange::get(file.getFilenameAttr(), 0, 0, 0, 0);
}

mlir::LogicalResult FileConverter::enterImage(Entry &entry, ImageBaseAttr base) {
  StageState &state = entry.state;
  if (llvm::Error error = takeConfig(state, base.getConfig()))
    return emitAt(entry.op, std::move(error));
  if (base.getEmpty())
    return mlir::success();
  llvm::StringRef reference = base.getReference();
  // BuildKit names this vertex before it reads the triggers of the base.
  unsigned total = state.stepTotal;
  for (mlir::Operation &op : entry.op.getInstructions())
    if (auto instruction = mlir::dyn_cast<InstructionOpInterface>(op))
      state.stepTotal -= instruction.getOnbuild();
  std::string name = nextStepName(state, ("FROM " + reference).str(), context.multiPlatform,
                                  state.platform, StageEnv());
  state.stepTotal = total;
  llvm::StringRef mode = options.resolveMode == ResolveMode::ForcePull     ? "pull"
                         : options.resolveMode == ResolveMode::PreferLocal ? "local"
                                                                           : "";
  state.fs = emitter.image(
      reference, mode, state.platform,
      {entry.op->hasAttr(mountSourceAttr) ? getPlaceless() : entry.op.getLoc(), name,
       entry.op.getCode().str()});
  state.imagePlatform = state.platform.normalized();
  return mlir::success();
}

mlir::LogicalResult FileConverter::applyBaseConfig(Entry &entry) {
  StageState &state = entry.state;
  if (!state.env.isInConfig("PATH") && state.platform.os != "windows") {
    state.image.envChanges.push_back({"PATH", defaultPath.str()});
    state.env.addBase("PATH", defaultPath);
  }
  InstructionConverter converter(emitter, context, state, entry.op.getLoc());
  if (!state.image.workingDir.empty())
    if (llvm::Error error = converter.setWorkdir(state.image.workingDir))
      return emitAt(entry.op, std::move(error));
  if (!state.image.user.empty())
    state.user = state.image.user;
  state.network = options.network == NetworkMode::None   ? llb::NetMode::None
                  : options.network == NetworkMode::Host ? llb::NetMode::Host
                                                         : llb::NetMode::Sandbox;
  return mlir::success();
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

static std::vector<KeyValue> toPairs(mlir::ArrayAttr array) {
  std::vector<KeyValue> result;
  for (auto pair : array.getAsRange<PairAttr>())
    result.push_back({pair.getKey().str(), pair.getValue().str(), bool(pair.getLegacy())});
  return result;
}

static std::string toText(mlir::StringAttr attr) { return attr ? attr.str() : ""; }

static SourcesAndDest toPaths(mlir::ArrayAttr sources, mlir::ArrayAttr inlineFiles,
                              llvm::StringRef dest) {
  SourcesAndDest paths;
  paths.sources = toStrings(sources);
  if (inlineFiles)
    for (auto inlineFile : inlineFiles.getAsRange<InlineFileAttr>())
      paths.inlineFiles.push_back(
          {inlineFile.getPath().str(), inlineFile.getData().str(), inlineFile.getExpand()});
  paths.dest = dest.str();
  return paths;
}

/// Where the stages begin that an instruction reads too early.
void FileConverter::noteLateStages(mlir::InFlightDiagnostic &diagnostic, mlir::Operation *op) {
  llvm::SmallVector<llvm::StringRef> symbols;
  if (auto copy = mlir::dyn_cast<CopyOp>(op); copy && copy.getFromStage())
    symbols.push_back(*copy.getFromStage());
  if (auto run = mlir::dyn_cast<RunOp>(op); run && run.getMountStages())
    for (auto symbol : run.getMountStages()->getAsRange<mlir::FlatSymbolRefAttr>())
      symbols.push_back(symbol.getValue());
  for (llvm::StringRef symbol : symbols) {
    Entry *source = bySymbol.lookup(symbol);
    if (source && !source->converted && !source->op.getImplicit())
      diagnostic.attachNote(source->op.getLoc()) << "the stage begins here";
  }
}

mlir::LogicalResult FileConverter::convertInstruction(Entry &entry, mlir::Operation *op) {
  auto instruction = mlir::cast<InstructionOpInterface>(op);
  entry.state.onbuild = instruction.getOnbuild();
  oddText |= !llvm::json::isUTF8(instruction.getCode());
  if (auto run = mlir::dyn_cast<RunOp>(op); run && run.getHeredocsAttr())
    run.getHeredocsAttr().walk(
        [&](mlir::StringAttr text) { oddText |= !llvm::json::isUTF8(text.getValue()); });
  if (op->hasAttr(unknownWordsAttr)) {
    if (failedStep || file->hasAttr(unresolvedAttr))
      return mlir::success();
    return op->emitError("a variable is unknown although nothing was refused");
  }
  if (auto refusals = op->getAttrOfType<mlir::ArrayAttr>(expansionErrorAttr)) {
    for (size_t i = 0; i + 1 < refusals.size(); i += 2)
      mlir::emitError(mlir::cast<mlir::LocationAttr>(refusals[i + 1]))
          << mlir::cast<mlir::StringAttr>(refusals[i]).getValue();
    return mlir::failure();
  }
  InstructionConverter converter(emitter, context, entry.state, op->getLoc());
  llvm::Error error = dispatch(entry, op, converter);
  if (!error)
    return mlir::success();
  for (ExplainedParts &parts : takeAllExplained(std::move(error))) {
    mlir::InFlightDiagnostic diagnostic = emitErrorAt(op->getLoc(), std::move(parts));
    noteLateStages(diagnostic, op);
  }
  return mlir::failure();
}

llvm::Error FileConverter::dispatch(Entry &entry, mlir::Operation *op,
                                    InstructionConverter &converter) {
  auto success = [] { return llvm::Error::success(); };
  return llvm::TypeSwitch<mlir::Operation *, llvm::Error>(op)
      .Case([&](RunOp run) { return convertRun(entry, run, converter); })
      .Case([&](CopyOp copy) { return convertCopy(entry, copy, converter); })
      .Case([&](AddOp add) { return convertAdd(add, converter); })
      .Case([&](WorkdirOp workdir) {
        return converter.workdir(workdir.getCode(), workdir.getPath());
      })
      .Case([&](ArgOp arg) {
        std::vector<DeclaredArg> values;
        for (auto definition : arg.getDefinitions().getAsRange<ArgAttr>()) {
          std::optional<std::string> value;
          if (definition.getValue())
            value = definition.getValue().str();
          values.push_back({definition.getName().str(), value});
        }
        converter.arg(values);
        return success();
      })
      .Case([&](EnvOp env) { return converter.env(toPairs(env.getPairs())), success(); })
      .Case([&](LabelOp label) { return converter.label(toPairs(label.getPairs())), success(); })
      .Case([&](UserOp user) { return converter.user(user.getUser()), success(); })
      .Case([&](MaintainerOp maintainer) {
        return converter.maintainer(maintainer.getMaintainer()), success();
      })
      .Case([&](CmdOp cmd) {
        return converter.cmd({toStrings(cmd.getCommand()), cmd.getShell()}), success();
      })
      .Case([&](EntrypointOp entrypoint) {
        return converter.entrypoint({toStrings(entrypoint.getCommand()), entrypoint.getShell()}),
               success();
      })
      .Case([&](ShellOp shell) { return converter.shell(toStrings(shell.getShell())), success(); })
      .Case([&](OnbuildOp onbuild) { return converter.onbuild(onbuild.getTrigger()), success(); })
      .Case([&](HealthcheckOp check) {
        return converter.healthcheck({toStrings(check.getTest()), int64_t(check.getInterval()),
                                      int64_t(check.getTimeout()), int64_t(check.getStartPeriod()),
                                      int64_t(check.getStartInterval()),
                                      int64_t(check.getRetries())}),
               success();
      })
      .Case([&](ExposeOp expose) { return converter.expose(toStrings(expose.getPorts())); })
      .Case([&](VolumeOp volume) {
        return converter.volume(volume.getCode(), toStrings(volume.getVolumes()));
      })
      .Case([&](StopsignalOp stop) { return converter.stopsignal(stop.getSignal()); })
      .Default([](mlir::Operation *other) {
        return makeError(ExitCode::SourceError,
                         "'" + other->getName().getStringRef() + "' cannot be lowered to llb");
      });
}

llvm::Expected<StageState *> FileConverter::getSource(Entry &entry, llvm::StringRef symbol,
                                                      llvm::StringRef from) {
  Entry *source = bySymbol.lookup(symbol);
  if (source && source->converted)
    return &source->state;
  std::string plain = ("the stage '" + from + "' is not built before this one").str();
  return makeSourceError(
      "cannot copy from stage " + gotext::quote(from) +
          ", it needs to be defined before current stage " + gotext::quote(entry.state.name),
      {plain, {("--from=" + from).str(), "--from"}, {"a stage can only copy from those above it"}});
}

llvm::Error FileConverter::convertRun(Entry &entry, RunOp op, InstructionConverter &converter) {
  RunStep step;
  step.code = op.getCode().str();
  step.command = {toStrings(op.getCommand()), op.getShell()};
  step.network = op.getNetwork().str();
  step.security = op.getSecurity().str();
  if (mlir::ArrayAttr heredocs = op.getHeredocsAttr())
    for (auto heredoc : heredocs.getAsRange<HeredocAttr>())
      step.files.push_back(
          {heredoc.getName().str(), heredoc.getContent().str(), heredoc.getChomp()});
  if (mlir::ArrayAttr devices = op.getDevicesAttr())
    for (auto device : devices.getAsRange<DeviceAttr>())
      step.devices.push_back({device.getName().str(), device.getRequired()});
  mlir::ArrayAttr mounts = op.getMountsAttr();
  mlir::ArrayAttr stages = op.getMountStagesAttr();
  for (unsigned i = 0, count = mounts ? mounts.size() : 0; i < count; ++i) {
    auto mount = mlir::cast<MountAttr>(mounts[i]);
    step.mountSpecs.push_back(mount.getSpec().str());
    Entry *found = nullptr;
    if (stages)
      found = bySymbol.lookup(mlir::cast<mlir::FlatSymbolRefAttr>(stages[i]).getValue());
    StageState *source = found && found->converted ? &found->state : nullptr;
    step.mountSources.push_back(source);
  }
  return converter.run(step);
}

llvm::Error FileConverter::convertCopy(Entry &entry, CopyOp op, InstructionConverter &converter) {
  CopyStep step;
  step.code = op.getCode().str();
  step.paths = toPaths(op.getSources(), op.getInlineFilesAttr(), op.getDest());
  step.chown = toText(op.getChownAttr());
  step.chmod = toText(op.getChmodAttr());
  step.link = op.getLink();
  step.parents = op.getParents();
  step.excludes = toStrings(op.getExcludesAttr());
  if (std::optional<llvm::StringRef> symbol = op.getFromStage()) {
    llvm::Expected<StageState *> source = getSource(entry, *symbol, op.getFrom().value_or(""));
    if (!source)
      return source.takeError();
    step.from = *source;
  }
  return converter.copy(std::move(step));
}

llvm::Error FileConverter::convertAdd(AddOp op, InstructionConverter &converter) {
  CopyStep step;
  step.isAdd = true;
  step.code = op.getCode().str();
  step.paths = toPaths(op.getSources(), op.getInlineFilesAttr(), op.getDest());
  step.chown = toText(op.getChownAttr());
  step.chmod = toText(op.getChmodAttr());
  step.checksum = toText(op.getChecksumAttr());
  step.link = op.getLink();
  step.excludes = toStrings(op.getExcludesAttr());
  step.keepGitDir = op.getKeepGitDir();
  step.unpack = op.getUnpack();
  return converter.copy(std::move(step));
}

} // namespace imgc::dockerfile
