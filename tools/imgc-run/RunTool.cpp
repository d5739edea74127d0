//===- RunTool.cpp - The tool imgc-run ------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunTool.h"

#include "imgc/Runtime/Events/Progress.h"
#include "imgc/Runtime/Registry/StoreFetcher.h"
#include "imgc/Runtime/Scheduler/PlanReader.h"
#include "imgc/Runtime/Scheduler/Results.h"
#include "imgc/Runtime/Secrets/KeyAgent.h"
#include "imgc/Runtime/Secrets/SecretSource.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Reference.h"
#include "imgc/Support/Version.h"

#include <unistd.h>

namespace imgc {
namespace {

const char *const helpText = R"(usage: imgc-run PLAN --store DIR [options]

Runs a plan file that imgc wrote (--emit=imgplan).

  --store DIR           the store (created when missing)
  --context NAME=DIR    binds a local context of the plan
  --layout ID=DIR       binds an OCI layout of the plan
  --secret SPEC         id=ID[,src=PATH][,env=NAME]: what RUN --mount=type=secret mounts
  --ssh ID[=SOCKET|KEY[,KEY]]
                        the agent of RUN --mount=type=ssh; default: that of $SSH_AUTH_SOCK
  --target NAME         only the outputs with this name
  -t, --tag NAME        names the image in the store
  -o, --output SPEC     type=oci|docker|tar|local,dest=…; may be given several times
  -j N                  at most N steps at a time
  --no-cache            runs every step
  --no-stat-cache       reads every file of the contexts
  --progress MODE       auto, plain, tty, rawjson, quiet or none
  --version             says which imgc it is of
)";

struct ToolOptions {
  std::string plan, store, target, progress = "auto";
  Bindings bindings;
  std::map<std::string, std::string> layouts;
  std::map<std::string, SecretSource> secrets;
  std::map<std::string, AgentSource> agents;
  std::vector<std::string> tags;
  std::vector<ExportRequest> exports;
  RunOptions run;
  bool help = false, version = false;
};

llvm::Error usage(const llvm::Twine &what) {
  return makeError(ExitCode::Usage, what, "see imgc-run --help");
}

/// Reads the command line; `--name value` and `--name=value` are the same.
class ToolParser {
public:
  ToolParser(int argc, char **argv) : args(argv + 1, argv + argc) {}
  llvm::Expected<ToolOptions> run();

private:
  llvm::Error parseOne();
  llvm::Expected<std::string> takeValue(llvm::StringRef name);
  llvm::Error bind(llvm::StringRef name, std::map<std::string, std::string> &table);
  llvm::Error parseText(llvm::StringRef name, std::string &target);
  llvm::Error parseListed(llvm::StringRef name);
  llvm::Error parsePermitted(llvm::StringRef name);
  llvm::Error parseJobs(llvm::StringRef name);

  std::vector<std::string> args;
  size_t next = 0;
  std::optional<std::string> attached;
  ToolOptions options;
};

llvm::Expected<std::string> ToolParser::takeValue(llvm::StringRef name) {
  if (attached)
    return *attached;
  if (next == args.size())
    return usage("'" + name + "' needs a value");
  return args[next++];
}

llvm::Error ToolParser::bind(llvm::StringRef name, std::map<std::string, std::string> &table) {
  auto value = takeValue(name);
  if (!value)
    return value.takeError();
  auto [id, directory] = llvm::StringRef(*value).split('=');
  if (id.empty() || directory.empty())
    return usage("'" + name + "' needs NAME=DIR");
  table[id.str()] = directory.str();
  return llvm::Error::success();
}

llvm::Error ToolParser::parseText(llvm::StringRef name, std::string &target) {
  auto value = takeValue(name);
  if (!value)
    return value.takeError();
  target = *value;
  return llvm::Error::success();
}

llvm::Error ToolParser::parseListed(llvm::StringRef name) {
  auto value = takeValue(name);
  if (!value)
    return value.takeError();
  if (name == "-t" || name == "--tag") {
    auto reference = Reference::parseNormalized(*value);
    if (!reference)
      return reference.takeError();
    options.tags.push_back(reference->withDefaultTag().str());
    return llvm::Error::success();
  }
  auto request = parseExportRequest(*value);
  if (!request)
    return request.takeError();
  options.exports.push_back(std::move(*request));
  return llvm::Error::success();
}

/// What commands may use of this machine.
llvm::Error ToolParser::parsePermitted(llvm::StringRef name) {
  auto value = takeValue(name);
  if (!value)
    return value.takeError();
  return name == "--secret" ? addSecret(*value, options.secrets) : addAgent(*value, options.agents);
}

llvm::Error ToolParser::parseJobs(llvm::StringRef name) {
  auto value = takeValue(name);
  if (!value)
    return value.takeError();
  if (llvm::StringRef(*value).getAsInteger(10, options.run.jobs) || options.run.jobs == 0 ||
      options.run.jobs > 1024)
    return usage("-j needs a number from 1 to 1024");
  return llvm::Error::success();
}

llvm::Error ToolParser::parseOne() {
  std::string arg = args[next++];
  attached.reset();
  llvm::StringRef name = arg;
  if (name.starts_with("--") && name.contains('=')) {
    attached = name.split('=').second.str();
    name = name.split('=').first;
  }
  if (name == "-h" || name == "--help" || name == "--version") {
    (name == "--version" ? options.version : options.help) = true;
    return llvm::Error::success();
  }
  if (name == "--store")
    return parseText(name, options.store);
  if (name == "--target")
    return parseText(name, options.target);
  if (name == "--progress")
    return parseText(name, options.progress);
  if (name == "--context")
    return bind(name, options.bindings.contexts);
  if (name == "--layout")
    return bind(name, options.layouts);
  if (name == "-t" || name == "--tag" || name == "-o" || name == "--output")
    return parseListed(name);
  if (name == "--secret" || name == "--ssh")
    return parsePermitted(name);
  if (name == "-j")
    return parseJobs(name);
  if (name == "--no-cache" || name == "--no-stat-cache") {
    (name == "--no-cache" ? options.run.noCache : options.bindings.statCache) =
        name == "--no-cache";
    return llvm::Error::success();
  }
  if (name.starts_with("-") && name != "-")
    return usage("unknown option '" + name + "'");
  if (!options.plan.empty())
    return usage("more than one plan");
  options.plan = arg;
  return llvm::Error::success();
}

llvm::Expected<ToolOptions> ToolParser::run() {
  while (next < args.size())
    if (llvm::Error error = parseOne())
      return std::move(error);
  if (options.help || options.version)
    return std::move(options);
  if (options.plan.empty())
    return usage("no plan");
  if (options.store.empty())
    return usage("no store");
  return std::move(options);
}

/// The outputs that --target names.
llvm::Error chooseOutputs(const plan::Plan &plan, ToolOptions &options) {
  if (options.target.empty())
    return llvm::Error::success();
  for (int i = 0; i < plan.outputs_size(); ++i)
    if (plan.outputs(i).name() == options.target)
      options.run.outputs.push_back(i);
  if (options.run.outputs.empty())
    return makeError(ExitCode::Usage, "the plan has no output '" + options.target + "'");
  return llvm::Error::success();
}

llvm::Error finish(Store &store, const BuildResult &result, ToolOptions &options,
                   EventStream &events, const CancellationToken &cancellation) {
  std::optional<Digest> id;
  if (!options.tags.empty()) {
    auto image = finalizeImage(store, result.outputs, options.tags, events, cancellation);
    if (!image)
      return image.takeError();
    id = image->id;
  }
  for (ExportRequest &request : options.exports) {
    request.image.names.insert(request.image.names.end(), options.tags.begin(), options.tags.end());
    auto written = exportResult(store, result.outputs, request, events, cancellation);
    if (!written)
      return written.takeError();
  }
  events.finish();
  if (id)
    llvm::outs() << id->str() << '\n';
  return llvm::Error::success();
}

llvm::Error build(ToolOptions &options, EventStream &events,
                  const CancellationToken &cancellation) {
  auto plan = readPlanFile(options.plan);
  if (!plan)
    return plan.takeError();
  if (llvm::Error error = chooseOutputs(**plan, options))
    return error;
  auto store = Store::open(options.store);
  if (!store)
    return store.takeError();
  StoreFetcher fetcher(options.layouts);
  options.run.fetcher = &fetcher;
  auto agents = startAgents(options.agents);
  if (!agents)
    return agents.takeError();
  options.run.agents = agents->sockets;
  options.run.getSecret =
      [&](llvm::StringRef id) -> llvm::Expected<std::optional<std::string>> {
    auto found = options.secrets.find(id.str());
    if (found == options.secrets.end())
      return std::nullopt;
    return readSecret(id, found->second);
  };
  auto result = runPlan(**plan, options.bindings, **store, options.run, events, cancellation);
  llvm::Error error =
      result ? finish(**store, *result, options, events, cancellation) : result.takeError();
  // Also after a failure: what was made is kept, what was moved aside goes.
  (*store)->collectGarbage();
  return error;
}

int report(llvm::Error error) {
  ErrorParts parts = takeError(std::move(error));
  llvm::errs() << "error: " << parts.message << '\n';
  if (!parts.hint.empty())
    llvm::errs() << "hint: " << parts.hint << '\n';
  return static_cast<int>(parts.code);
}

} // namespace

int runToolMain(int argc, char **argv) {
  auto options = ToolParser(argc, argv).run();
  if (!options)
    return report(options.takeError());
  if (options->help) {
    llvm::outs() << helpText;
    return 0;
  }
  if (options->version) {
    llvm::outs() << "imgc-run " IMGC_VERSION "\n";
    return 0;
  }
  auto mode = parseProgressMode(options->progress);
  if (!mode)
    return report(mode.takeError());
  CancellationToken cancellation;
  SignalCancellation signals(cancellation);
  EventStream events(makeProgress(*mode, llvm::errs(), STDERR_FILENO));
  llvm::Error error = build(*options, events, cancellation);
  if (!error)
    return 0;
  ErrorParts parts = takeError(std::move(error));
  events.finish(parts.message);
  return report(makeError(parts.code, parts.message, parts.hint));
}

} // namespace imgc
