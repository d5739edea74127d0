//===- BuildCommand.cpp - imgc build --------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BuildContext.h"
#include "BuildFlags.h"
#include "CallCommand.h"
#include "Commands.h"
#include "Compilation.h"
#include "Durability.h"
#include "Emit.h"
#include "OutputFiles.h"

#include "imgc/Runtime/Registry/StoreFetcher.h"
#include "imgc/Runtime/Registry/StoreResolver.h"
#include "imgc/Runtime/Scheduler/Executor.h"
#include "imgc/Runtime/Scheduler/PlanReader.h"
#include "imgc/Runtime/Scheduler/Results.h"
#include "imgc/Runtime/Secrets/KeyAgent.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"
#include "imgc/Target/PlanFile/Export.h"

#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace imgc::driver {

namespace {
/// Opens store and resolver when they are first needed: forms that ask nothing
/// touch neither.
class BuildEnvironment {
public:
  BuildEnvironment(const Arguments &args, const BuildFlags &flags,
                   const CancellationToken &cancellation)
      : args(args), flags(flags), cancellation(cancellation) {}

  llvm::Expected<Store *> getStore() {
    if (!store) {
      llvm::Expected<std::unique_ptr<Store>> opened = openStore(args);
      if (!opened)
        return opened.takeError();
      store = std::move(*opened);
    }
    return store.get();
  }

  llvm::Expected<SourceResolver *> getResolver() {
    if (resolver)
      return resolver.get();
    if (!flags.resolveFrom.empty()) {
      auto text = llvm::MemoryBuffer::getFile(flags.resolveFrom);
      if (!text)
        return makeErrnoError(ExitCode::Usage, "--resolve-from '" + flags.resolveFrom + "'",
                              text.getError().value());
      auto made = createFileResolver((*text)->getBuffer(), path::dir(flags.resolveFrom));
      if (!made)
        return addContext(made.takeError(), "--resolve-from '" + flags.resolveFrom + "'",
                          ExitCode::Usage);
      resolver = std::move(*made);
      return resolver.get();
    }
    llvm::Expected<Store *> opened = getStore();
    if (!opened)
      return opened.takeError();
    resolver =
        std::make_unique<StoreResolver>(**opened, [this] { return cancellation.isCancelled(); });
    return resolver.get();
  }

private:
  const Arguments &args;
  const BuildFlags &flags;
  const CancellationToken &cancellation;
  std::unique_ptr<Store> store;
  std::unique_ptr<SourceResolver> resolver;
};
} // namespace

/// The plan of a build, or nothing when the Dockerfile was refused (and said so).
static llvm::Expected<std::optional<std::string>> compilePlan(Compilation &compilation,
                                                              BuildEnvironment &environment) {
  llvm::Expected<bool> parsed = compilation.parse();
  if (!parsed)
    return parsed.takeError();
  if (!*parsed || !compilation.import())
    return std::nullopt;
  llvm::Expected<SourceResolver *> resolver = environment.getResolver();
  if (!resolver)
    return resolver.takeError();
  if (!compilation.lowerToLLB(**resolver, /*pin=*/true) || !compilation.optimize() ||
      !compilation.lowerToPlan())
    return std::nullopt;
  mlir::FailureOr<std::string> bytes = exportPlanFile(compilation.getModule());
  if (mlir::failed(bytes))
    return std::nullopt;
  return std::move(*bytes);
}

static Bindings getBindings(const BuildFlags &flags) {
  Bindings bindings;
  if (!flags.context.empty())
    bindings.contexts["context"] = flags.context;
  for (const auto &[name, directory] : flags.localContexts)
    bindings.contexts[name] = directory;
  // The files of a fresh checkout are all new.
  bindings.statCache = flags.statCache && flags.contextKind != ContextKind::Git;
  return bindings;
}

/// Writes exports, names the image, and writes the files that say what came out.
static llvm::Error finish(Store &store, const BuildFlags &flags, const BuildResult &result,
                          EventStream &events, const CancellationToken &cancellation) {
  // Exports first: they find the diff ids of layers on the way.
  std::optional<ExportedImage> exported;
  for (const ExportRequest &request : flags.exports) {
    auto written = exportResult(store, result.outputs, request, events, cancellation);
    if (!written)
      return written.takeError();
    if (*written)
      exported = std::move(**written);
  }
  llvm::Expected<FinalImage> image =
      finalizeImage(store, result.outputs, flags.tags, events, cancellation);
  if (!image)
    return image.takeError();
  if (llvm::Error error = writeResultFiles(flags, *image, exported))
    return error;
  if (flags.quiet)
    llvm::outs() << getImageId(*image, exported).str() << "\n";
  else
    printSummary(flags, *image, exported);
  return llvm::Error::success();
}

/// Gives how many steps were executed.
static llvm::Expected<unsigned> runBuildPlan(const plan::Plan &plan, const BuildFlags &flags,
                                             Store &store, const CancellationToken &cancellation) {
  EventStream events(makeProgress(flags.progress, llvm::errs(), STDERR_FILENO));
  StoreFetcher fetcher(flags.layouts);
  RunOptions options;
  options.jobs = flags.jobs;
  options.fetcher = &fetcher;
  options.allowInsecure = flags.allowInsecure;
  llvm::Expected<RunningAgents> agents = startAgents(flags.agents);
  if (!agents)
    return agents.takeError();
  options.agents = agents->sockets;
  options.getSecret = [&](llvm::StringRef id) -> llvm::Expected<std::optional<std::string>> {
    auto found = flags.secrets.find(id.str());
    if (found == flags.secrets.end())
      return std::nullopt;
    return readSecret(id, found->second);
  };
  llvm::Expected<BuildResult> result =
      runPlan(plan, getBindings(flags), store, options, events, cancellation);
  if (!result)
    return result.takeError();
  if (llvm::Error error = finish(store, flags, *result, events, cancellation))
    return std::move(error);
  return result->stats.executed;
}

llvm::Expected<int> runBuild(const Arguments &args) {
  llvm::Expected<BuildFlags> flags = parseBuildFlags(args);
  if (!flags)
    return flags.takeError();
  CancellationToken cancellation;
  SignalCancellation signals(cancellation);
  BuildEnvironment environment(args, *flags, cancellation);
  bool isBuilt = flags->call == CallMethod::None && flags->emit == EmitForm::None;
  auto isCancelled = [&] { return cancellation.isCancelled(); };
  ContextFetcher fetcher(*flags, isBuilt, isCancelled);
  if (llvm::Error error = fetcher.fetch([&] { return environment.getResolver(); },
                                        [&] { return environment.getStore(); }))
    return std::move(error);
  auto compilation = std::make_unique<Compilation>(*flags, isCancelled);
  if (flags->call != CallMethod::None)
    return runCall(*compilation, *flags, [&] { return environment.getResolver(); });
  if (flags->emit != EmitForm::None) {
    llvm::Expected<int> code =
        emitForm(*compilation, *flags, [&] { return environment.getResolver(); });
    // The process ends here: what it has need not be taken apart.
    llvm::BuryPointer(std::move(compilation));
    return code;
  }

  if (llvm::Error error = checkOutputs(*flags))
    return std::move(error);
  llvm::Expected<std::optional<std::string>> plan = compilePlan(*compilation, environment);
  if (!plan)
    return plan.takeError();
  if (!*plan) {
    if (llvm::Error interrupted = cancellation.check())
      return std::move(interrupted);
    return printDiagnostics(*compilation);
  }
  if (!flags->quiet)
    printFindings(*compilation);
  compilation.reset(); // the runtime needs the memory more
  llvm::Expected<Store *> store = environment.getStore();
  if (!store)
    return store.takeError();
  llvm::Expected<std::unique_ptr<plan::Plan>> parsed = parsePlan(**plan);
  if (!parsed)
    return parsed.takeError();
  if (llvm::Error error = fetcher.fetchNamed(**parsed, [&] { return environment.getStore(); }))
    return std::move(error);
  llvm::Expected<unsigned> executed = runBuildPlan(**parsed, *flags, **store, cancellation);
  fetcher.discard();
  (*store)->collectGarbage();
  if (!executed)
    return executed.takeError();
  if (*executed) {
    (*store)->closeDatabase();
    flushStoreInBackground((*store)->getPath());
  }
  return 0;
}

} // namespace imgc::driver
