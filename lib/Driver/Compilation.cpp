//===- Compilation.cpp - From a Dockerfile to a module --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compilation.h"

#include "Commands.h"
#include "FrontendImage.h"
#include "GitContext.h"
#include "LLBInput.h"
#include "MLIRDiagnostics.h"
#include "Spool.h"

#include "dialects/Dockerfile/IR/DockerfileDialect.h"
#include "dialects/LLB/IR/LLBDialect.h"
#include "dialects/LLB/IR/LLBOps.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "imgc/Frontend/Dockerfile/Import.h"
#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Pipelines/Pipelines.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/PatternMatcher.h"
#include "imgc/Target/LLBProto/Import.h"

#include "mlir/IR/Verifier.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <mutex>

namespace imgc::driver {

Compilation::Compilation(const BuildFlags &flags, std::function<bool()> cancelled)
    : flags(flags), cancelled(std::move(cancelled)) {}

Compilation::~Compilation() = default;

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static llvm::Expected<std::string> readFile(llvm::StringRef path, ExitCode code) {
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return makeErrnoError(code, "cannot read '" + path + "'", error.value());
  if (!llvm::sys::fs::is_regular_file(status))
    return makeError(code, "'" + path + "' is not a regular file");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeErrnoError(code, "cannot read '" + path + "'", buffer.getError().value());
  return (*buffer)->getBuffer().str();
}

static llvm::Expected<std::string> readDockerfile(llvm::StringRef path) {
  if (path != "-")
    return readFile(path, ExitCode::SourceError);
  auto buffer = llvm::MemoryBuffer::getSTDIN();
  if (!buffer)
    return makeErrnoError(ExitCode::SourceError, "cannot read the Dockerfile from standard input",
                          buffer.getError().value());
  return (*buffer)->getBuffer().str();
}

namespace {
struct IgnoreFile {
  std::string path, text;
  std::vector<std::string> patterns;
  /// Where each of them stands.
  std::vector<unsigned> lines;
};
} // namespace

/// The first of `paths` that exists.
static llvm::Expected<IgnoreFile> readIgnoreFile(llvm::ArrayRef<std::string> paths) {
  for (const std::string &path : paths) {
    if (!llvm::sys::fs::exists(path))
      continue;
    llvm::Expected<std::string> text = readFile(path, ExitCode::SourceError);
    if (!text)
      return text.takeError();
    IgnoreFile file{path, std::move(*text), {}, {}};
    llvm::Expected<std::vector<std::string>> patterns = parseIgnoreFile(file.text, &file.lines);
    if (!patterns)
      return addContext(patterns.takeError(), "'" + path + "'", ExitCode::SourceError);
    file.patterns = std::move(*patterns);
    return file;
  }
  return IgnoreFile();
}

llvm::Error Compilation::readIgnoreFiles() {
  if (llvm::Error error = readMainIgnoreFile())
    return error;
  for (dockerfile::NamedContext &named : options.contexts) {
    llvm::StringRef id = named.source;
    if (!id.consume_front("local:"))
      continue;
    auto directory = flags.localContexts.find(id.str());
    if (directory == flags.localContexts.end())
      continue;
    llvm::Expected<IgnoreFile> found =
        readIgnoreFile(path::join(directory->second, ".dockerignore"));
    if (!found)
      return found.takeError();
    named.excludes = std::move(found->patterns);
  }
  return llvm::Error::success();
}

/// Contexts that are no directories have none.
llvm::Error Compilation::readMainIgnoreFile() {
  if (flags.contextKind != ContextKind::Directory)
    return llvm::Error::success();
  std::vector<std::string> paths;
  // A `dockerfile` that stands in for the missing `Dockerfile` does not change this name.
  if (flags.file != "-")
    paths.push_back((flags.fileIsFallback
                         ? path::join(llvm::sys::path::parent_path(flags.file), "Dockerfile")
                         : flags.file) +
                    ".dockerignore");
  paths.push_back(path::join(flags.context, ".dockerignore"));
  llvm::Expected<IgnoreFile> found = readIgnoreFile(paths);
  if (!found)
    return found.takeError();
  options.excludes = std::move(found->patterns);
  options.excludeLines = std::move(found->lines);
  options.ignoreFile = std::move(found->path);
  ignoreText = std::move(found->text);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

void Compilation::fillOptions() {
  options.filename = flags.dockerfile    ? flags.dockerfileName
                     : flags.file == "-" ? "Dockerfile"
                                         : path::base(flags.file);
  options.remoteContext = flags.remoteContext;
  if (options.remoteContext)
    options.remoteContext->hasDockerfile = flags.file.empty();
  if (!flags.target.empty())
    options.targets = {flags.target};
  options.platforms = flags.platforms;
  options.buildArgs = flags.buildArgs;
  options.labels = flags.labels;
  for (const auto &[name, source] : flags.namedContexts) {
    dockerfile::NamedContext named{name, source, "", "", {}};
    if (auto found = flags.downloads.find(name); found != flags.downloads.end())
      named.localName = found->second;
    llvm::StringRef layout = source;
    if (layout.consume_front("oci-layout://"))
      if (auto found = flags.layouts.find(layout.split('@').first.str());
          found != flags.layouts.end())
        named.layoutDirectory = found->second;
    options.contexts.push_back(std::move(named));
  }
  options.noCache = flags.noCache;
  options.noCacheStages = flags.noCacheFilter;
  for (const auto &[name, address] : flags.hosts)
    options.extraHosts.push_back({name, address});
  options.network = flags.network == "none"   ? dockerfile::NetworkMode::None
                    : flags.network == "host" ? dockerfile::NetworkMode::Host
                                              : dockerfile::NetworkMode::Default;
  options.shmSize = flags.shmSize;
  for (const BuildFlags::Limit &limit : flags.ulimits)
    options.ulimits.push_back({limit.name, limit.soft, limit.hard});
  options.cgroupParent = flags.cgroupParent;
  options.resolveMode = flags.pull ? ResolveMode::ForcePull : ResolveMode::Default;
  options.deferErrors = true;
  options.multiPlatform = flags.platforms.size() > 1;
  options.lint = &lint;
  if (flags.call == CallMethod::None)
    return;
  // Questions are answered for the platform of the machine, whatever is asked for.
  options.platforms.clear();
  options.answersOnly = true;
  options.allStages = flags.call == CallMethod::Check && flags.target.empty();
  if (flags.call == CallMethod::Outline)
    options.outline = &outline;
}

bool Compilation::readCheckArgument() {
  for (const auto &[name, value] : flags.buildArgs) {
    if (name != "BUILDKIT_DOCKERFILE_CHECK")
      continue;
    llvm::Expected<dockerfile::CheckOptions> checks = dockerfile::parseCheckOptions(value);
    if (!checks) {
      ExplainedParts parts = takeExplained(checks.takeError());
      imgc::Diagnostic &error = diagnostics.report(DiagId::BadCheckDirective, {}, parts.message);
      error.context = "failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK";
      error.explain(parts.explanation, diagnostics.getSources());
      if (!error.plain.empty())
        error.plain = "--build-arg BUILDKIT_DOCKERFILE_CHECK: " + error.plain;
      return false;
    }
    dockerfile::reportUnknownChecks(*checks, {}, diagnostics);
    checkArgument = std::move(*checks);
  }
  return true;
}

/// The file's own options were judged when it was read.
static dockerfile::CheckOptions readCheckDirective(llvm::StringRef text) {
  llvm::Expected<dockerfile::CheckOptions> checks = dockerfile::getCheckOptions(std::nullopt, text);
  if (checks)
    return std::move(*checks);
  llvm::consumeError(checks.takeError());
  return {};
}

bool Compilation::checkViolation() {
  std::optional<std::string> violation = lint.getViolation();
  if (violation)
    diagnostics.report(DiagId::CheckViolation, {}, *violation);
  return !violation;
}

//===----------------------------------------------------------------------===//
// Phases
//===----------------------------------------------------------------------===//

llvm::Expected<bool> Compilation::readDefinition() {
  bool isTree = flags.emit == EmitForm::Ast || flags.emit == EmitForm::Dockerfile;
  if (isTree || flags.call != CallMethod::None)
    return usageError("a definition of --frontend=llb has no Dockerfile");
  llvm::Expected<std::string> bytes = readDockerfile(flags.file);
  if (!bytes)
    return bytes.takeError();
  definition = std::move(*bytes);
  return true;
}

bool Compilation::importDefinition() {
  auto imported = llb::importDefinition(definition, context.get());
  if (imported) {
    module = std::move(*imported);
    // Errors show the sources that the definition brings along.
    for (auto file : module->getOps<llb::SourceFileOp>())
      diagnostics.getSources().add(file.getFilename(), file.getData().value_or(""));
    return true;
  }
  diagnostics.report(DiagId::Refused, {},
                     "'" + llvm::Twine(flags.file) +
                         "': " + takeError(imported.takeError()).message);
  return false;
}

bool Compilation::completeDefinition(SourceResolver &resolver) {
  if (llvm::Error error = completeOutput(*module, flags)) {
    diagnostics.report(DiagId::Refused, {}, takeError(std::move(error)).message);
    return false;
  }
  return runPasses([&](mlir::OpPassManager &passes) {
    populatePinSourcesPipeline(passes, resolver, flags.pull);
  });
}

/// A build argument that no ARG takes does nothing. Triggers of bases have ARGs
/// too, so only what looks misspelt is worth a word.
void Compilation::checkBuildArgs() {
  std::vector<llvm::StringRef> names;
  for (const auto &instruction : tree->instructions)
    if (auto *arg = llvm::dyn_cast<dockerfile::ArgInstruction>(instruction.get()))
      for (const dockerfile::ArgDefinition &definition : arg->definitions)
        names.push_back(definition.name);
  llvm::DenseSet<llvm::StringRef> declared(names.begin(), names.end());
  for (const auto &[name, value] : flags.buildArgs) {
    bool isKnown = llvm::StringRef(name).starts_with("BUILDKIT_") || name == "SOURCE_DATE_EPOCH" ||
                   llvm::StringRef(name).ends_with_insensitive("_proxy");
    if (isKnown || declared.contains(name))
      continue;
    std::string nearest = findNearest(name, names, /*caseSensitive=*/true);
    if (!nearest.empty())
      diagnostics.report(DiagId::UnusedBuildArg, {}, "--build-arg: no ARG takes '" + name + "'")
          .suggestion = nearest;
  }
}

/// Build arguments that say something to the front end itself.
bool Compilation::readOptionArguments() {
  auto refuse = [&](const llvm::Twine &message) {
    diagnostics.report(imgc::Diagnostic(DiagId::Refused, message.str(), {}));
    return false;
  };
  std::string fileOps, multiPlatform;
  for (const auto &[name, value] : flags.buildArgs) {
    if (name == "BUILDKIT_DISABLE_FILEOP")
      fileOps = value;
    else if (name == "BUILDKIT_MULTI_PLATFORM")
      multiPlatform = value;
  }
  if (gotext::parseBool(fileOps).value_or(false))
    return refuse("support for \"BUILDKIT_DISABLE_FILEOP\" build-arg was removed in BuildKit 0.11");
  if (multiPlatform.empty())
    return true;
  std::optional<bool> wanted = gotext::parseBool(multiPlatform);
  if (!wanted)
    return refuse("invalid boolean value for multi-platform: " + multiPlatform);
  if (!*wanted && options.multiPlatform)
    return refuse("conflicting config: returning multiple target platforms is not allowed");
  options.multiPlatform = *wanted;
  return true;
}

llvm::Expected<bool> Compilation::parse() {
  if (flags.fromLLB)
    return readDefinition();
  fillOptions();
  if (!readOptionArguments())
    return false;
  llvm::Expected<std::string> text = flags.dockerfile
                                         ? llvm::Expected<std::string>(*flags.dockerfile)
                                         : readDockerfile(flags.file);
  if (!text && flags.emit == EmitForm::LlbJson && !llvm::sys::fs::exists(flags.file)) {
    // Judged like a Dockerfile: what BuildKit says is part of the answer.
    llvm::consumeError(text.takeError());
    diagnostics.report(DiagId::Refused, {},
                       "failed to read dockerfile: openat " + options.filename +
                           ": no such file or directory");
    return false;
  }
  if (!text)
    return text.takeError();
  if (llvm::Error error = readIgnoreFiles())
    return std::move(error);
  bool isForwarded = false;
  for (const auto &[name, value] : flags.buildArgs)
    if (name == "BUILDKIT_SYNTAX") {
      isForwarded = true;
      forwarding.argument = value;
    }
  if (!isForwarded)
    if (std::optional<dockerfile::SyntaxDirective> syntax = dockerfile::detectSyntax(*text))
      forwarding.line = syntax->line;
  if (!readCheckArgument() || !checkFrontendImage(flags, *text, options.filename, diagnostics))
    return false;
  dockerfile::ParseOptions parseOptions;
  // The list of targets does not look at checks.
  parseOptions.ignoreCheckDirective =
      checkArgument.has_value() || flags.call == CallMethod::Targets;
  lint = dockerfile::LintCollector(checkArgument ? *checkArgument : readCheckDirective(*text));
  tree = dockerfile::parseDockerfile(*text, options.filename, diagnostics, parseOptions);
  // Errors quote it.
  if (!options.ignoreFile.empty())
    diagnostics.getSources().add(options.ignoreFile, ignoreText);
  checkBuildArgs();
  dockerfile::checkTree(*tree, diagnostics.getFirstError(), lint);
  return !diagnostics.hasErrors();
}

bool Compilation::import() {
  mlir::DialectRegistry registry;
  registry.insert<dockerfile::DockerfileDialect, llb::LLBDialect, plan::PlanDialect>();
  // One build is one thread of passes; a thread pool would cost more than it gives.
  context = std::make_unique<mlir::MLIRContext>(registry, mlir::MLIRContext::Threading::DISABLED);
  // The flag above spares the pool only; attributes are made without locks after this.
  context->disableMultithreading();
  context->loadAllAvailableDialects();
  DiagnosticBridge bridge(context.get(), diagnostics);
  if (flags.fromLLB)
    return importDefinition();
  module = dockerfile::importDockerfile(*tree, diagnostics.getSources(), context.get());
  return module && !diagnostics.hasErrors();
}

bool Compilation::runPasses(llvm::function_ref<void(mlir::OpPassManager &)> populate) {
  DiagnosticBridge bridge(context.get(), diagnostics);
  mlir::PassManager manager(context.get(), mlir::ModuleOp::getOperationName());
  manager.enableVerifier(false); // every phase is verified once, at its end
  populate(manager);
  if (mlir::failed(manager.run(*module)))
    return false;
  // Nobody sees the graph behind an answer, and it may be one that BuildKit could not write.
  return options.answersOnly || mlir::succeeded(mlir::verify(*module));
}

namespace {
/// Keeps the first failure of a resolver on its way to the diagnostics.
class RecordingResolver : public SourceResolver {
public:
  RecordingResolver(SourceResolver &resolver, const BuildFlags &flags,
                    const std::function<bool()> &cancelled, std::optional<ErrorParts> &failure)
      : resolver(resolver), flags(flags), cancelled(cancelled), failure(failure) {}

  llvm::Expected<ResolvedImage> resolveImage(const ResolveRequest &request) override {
    llvm::Expected<ResolvedImage> image = resolver.resolveImage(request);
    if (image)
      return image;
    ErrorParts parts = takeError(image.takeError());
    std::lock_guard<std::mutex> lock(mutex);
    if (!failure)
      failure = parts;
    return makeError(parts.code, parts.message, parts.hint);
  }

  llvm::Expected<std::optional<int64_t>> resolveSourceTime(const SourceRequest &request) override {
    bool isContext = flags.remoteContext && flags.remoteContext->url == request.url;
    if (isContext && flags.remoteTime)
      return *flags.remoteTime;
    if (!flags.resolveFrom.empty())
      return resolver.resolveSourceTime(request);
    if (!request.git)
      return resolveDownloadTime(request.url);
    if (auto known = flags.gitTimes.find(request.url); known != flags.gitTimes.end())
      return known->second;
    return resolveGitTime(flags, *request.git, cancelled);
  }

private:
  SourceResolver &resolver;
  const BuildFlags &flags;
  const std::function<bool()> &cancelled;
  std::optional<ErrorParts> &failure;
  std::mutex mutex;
};
} // namespace

bool Compilation::lowerToLLB(SourceResolver &resolver, bool pin) {
  RecordingResolver recording(resolver, flags, cancelled, resolverFailure);
  if (flags.fromLLB)
    return completeDefinition(recording);
  dockerfile::LintCollector before = lint;
  bool lowered = runPasses([&](mlir::OpPassManager &passes) {
    populateDockerfileToLLBPipeline(passes, options, recording, pin);
  });
  if (!lowered && options.platforms.size() > 1) {
    lint = std::move(before);
    checkFirstPlatform(resolver, pin);
  }
  return lowered && checkViolation();
}

/// Platforms are independent for BuildKit: that one fails does not keep it from
/// the checks of the first.
void Compilation::checkFirstPlatform(SourceResolver &resolver, bool pin) {
  mlir::ScopedDiagnosticHandler silent(context.get(),
                                       [](mlir::Diagnostic &) { return mlir::success(); });
  dockerfile::BuildOptions first = options;
  first.platforms.resize(1);
  auto again = dockerfile::importDockerfile(*tree, diagnostics.getSources(), context.get());
  mlir::PassManager manager(context.get(), mlir::ModuleOp::getOperationName());
  manager.enableVerifier(false); // as in the run that failed
  populateDockerfileToLLBPipeline(manager, first, resolver, pin);
  if (again && mlir::failed(manager.run(*again)))
    return; // reported already
}

dockerfile::Outline Compilation::getOutline() {
  const dockerfile::FromInstruction *from = nullptr;
  if (outline.targetIndex < tree->stages.size())
    from = tree->stages[outline.targetIndex].from;
  return dockerfile::makeOutline(outline, from);
}

bool Compilation::optimize() {
  if (flags.level == '0')
    return true;
  LLBOptimizeOptions optimization;
  optimization.level = flags.level == '1'   ? OptLevel::O1
                       : flags.level == '3' ? OptLevel::O3
                       : flags.level == 's' ? OptLevel::Os
                                            : OptLevel::O2;
  return runPasses(
      [&](mlir::OpPassManager &passes) { populateLLBOptimizePipeline(passes, optimization); });
}

bool Compilation::lowerToPlan() {
  LLBToPlanOptions lowering;
  int64_t epoch;
  for (const auto &[name, value] : flags.buildArgs)
    if (name == "SOURCE_DATE_EPOCH" && !llvm::StringRef(value).getAsInteger(10, epoch))
      lowering.sourceDateEpoch = epoch;
  return runPasses(
      [&](mlir::OpPassManager &passes) { populateLLBToPlanPipeline(passes, lowering); });
}

} // namespace imgc::driver
