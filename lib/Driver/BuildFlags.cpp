//===- BuildFlags.cpp - What the command line of imgc build says ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BuildFlags.h"

#include "BuildContext.h"
#include "CallCommand.h"
#include "Commands.h"
#include "NamedContexts.h"
#include "SecretFlags.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Reference.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"

#include <arpa/inet.h>
#include <cstdlib>

namespace imgc::driver {

//===----------------------------------------------------------------------===//
// Lists of pairs
//===----------------------------------------------------------------------===//

/// `K=V`; a bare `K` takes its value from the environment, or is left out.
static llvm::Error parseBuildArgs(const Arguments &args, BuildFlags &flags) {
  llvm::StringMap<size_t> places;
  for (const auto &[place, known] : llvm::enumerate(flags.buildArgs))
    places.try_emplace(known.first, place);
  auto set = [&](llvm::StringRef key, llvm::StringRef value) {
    auto [place, isNew] = places.try_emplace(key, flags.buildArgs.size());
    if (isNew)
      flags.buildArgs.emplace_back(key.str(), "");
    flags.buildArgs[place->second].second = value.str();
  };
  // docker passes it on by itself, so that a build is reproducible by its environment.
  if (const char *epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch && *epoch)
    set("SOURCE_DATE_EPOCH", epoch);
  for (const std::string &arg : args.values(OPT_build_arg)) {
    auto [key, value] = llvm::StringRef(arg).split('=');
    if (key.empty())
      return usageError("build argument '" + arg + "' has no name",
                        "write --build-arg NAME=VALUE or --build-arg NAME");
    if (llvm::StringRef(arg).contains('='))
      set(key, value);
    else if (const char *env = std::getenv(arg.c_str()))
      set(key, env);
  }
  return llvm::Error::success();
}

static llvm::Error parseLabels(const Arguments &args, BuildFlags &flags) {
  for (const std::string &label : args.values(OPT_label)) {
    auto [key, value] = llvm::StringRef(label).split('=');
    if (key.empty())
      return usageError("label '" + label + "' has no key", "write --label key=value");
    flags.labels.emplace_back(key.str(), value.str());
  }
  return llvm::Error::success();
}

static llvm::Error parseHosts(const Arguments &args, BuildFlags &flags) {
  for (const std::string &host : args.values(OPT_add_host)) {
    size_t separator = llvm::StringRef(host).find_first_of("=:");
    std::string name = host.substr(0, separator);
    std::string ip = separator == std::string::npos ? "" : host.substr(separator + 1);
    if (llvm::StringRef(ip).starts_with("[") && llvm::StringRef(ip).ends_with("]"))
      ip = ip.substr(1, ip.size() - 2);
    unsigned char buffer[16];
    bool valid = !name.empty() && (::inet_pton(AF_INET, ip.c_str(), buffer) == 1 ||
                                   ::inet_pton(AF_INET6, ip.c_str(), buffer) == 1);
    if (!valid)
      return usageError("--add-host '" + host + "' is not NAME:IP");
    flags.hosts.emplace_back(name, ip);
  }
  return llvm::Error::success();
}

/// What docker knows; `as` is not among them.
static constexpr llvm::StringLiteral limitNames[] = {
    "core",   "cpu",   "data", "fsize",  "locks",  "memlock",    "msgqueue", "nice",
    "nofile", "nproc", "rss",  "rtprio", "rttime", "sigpending", "stack"};

static llvm::Error parseUlimits(const Arguments &args, BuildFlags &flags) {
  for (const std::string &text : args.values(OPT_ulimit)) {
    auto [name, values] = llvm::StringRef(text).split('=');
    auto [softText, hardText] = values.split(':');
    if (!llvm::is_contained(limitNames, name))
      return usageError("--ulimit '" + text + "': there is no limit '" + name + "'",
                        "the limits are " + llvm::join(llvm::ArrayRef(limitNames), ", "));
    int64_t soft = 0;
    bool valid = !softText.getAsInteger(10, soft);
    int64_t hard = soft;
    if (valid && values.contains(':'))
      valid = !hardText.getAsInteger(10, hard);
    if (!valid || (hard != -1 && (soft == -1 || soft > hard)))
      return usageError("--ulimit '" + text + "' is not NAME=SOFT[:HARD]");
    flags.ulimits.push_back({name.str(), soft, hard});
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Names, platforms, outputs
//===----------------------------------------------------------------------===//

static llvm::Error parseTags(const Arguments &args, BuildFlags &flags) {
  for (const std::string &tag : args.values(OPT_tag)) {
    llvm::Expected<Reference> reference = Reference::parseNormalized(tag);
    if (!reference)
      return usageError("'" + tag +
                        "' is no name for an image: " + takeError(reference.takeError()).message);
    if (!reference->digest.empty())
      return usageError("'" + tag + "' has a digest, which only the build can know", "name a tag");
    flags.tags.push_back(reference->withDefaultTag().str());
  }
  return llvm::Error::success();
}

static llvm::Error parsePlatforms(const Arguments &args, BuildFlags &flags) {
  for (const std::string &list : args.values(OPT_platform)) {
    llvm::SmallVector<llvm::StringRef> parts;
    llvm::StringRef(list).split(parts, ',');
    for (llvm::StringRef part : parts) {
      llvm::Expected<Platform> platform = Platform::parse(part.trim());
      if (!platform) {
        llvm::consumeError(platform.takeError());
        return usageError("--platform: '" + part + "' is no platform",
                          "expected OS/ARCHITECTURE[/VARIANT], such as linux/amd64 or linux/arm64");
      }
      flags.platforms.push_back(std::move(*platform));
    }
  }
  return llvm::Error::success();
}

static llvm::Error parseOutputs(const Arguments &args, BuildFlags &flags) {
  for (const std::string &text : args.values(OPT_output)) {
    llvm::Expected<ExportRequest> request = parseExportRequest(text);
    if (!request)
      return request.takeError();
    if (request->image.names.empty())
      request->image.names = flags.tags;
    flags.exports.push_back(std::move(*request));
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Single values
//===----------------------------------------------------------------------===//

static llvm::Error parseModes(const Arguments &args, BuildFlags &flags) {
  flags.network = args.value(OPT_network, "");
  if (flags.network == "default")
    flags.network.clear();
  if (!flags.network.empty() && flags.network != "host" && flags.network != "none")
    return usageError("--network takes host, none or default, not '" + flags.network + "'");
  std::string level = args.value(OPT_O, "2");
  if (level.size() != 1 || !llvm::StringRef("0123s").contains(level[0]))
    return usageError("-O takes 0, 1, 2, 3 or s, not '" + level + "'");
  flags.level = level[0];
  if (std::optional<std::string> form = args.value(OPT_emit)) {
    flags.emit = llvm::StringSwitch<EmitForm>(*form)
                     .Case("ast", EmitForm::Ast)
                     .Case("dockerfile", EmitForm::Dockerfile)
                     .Case("llb", EmitForm::Llb)
                     .Case("llb-json", EmitForm::LlbJson)
                     .Case("llb-pb", EmitForm::LlbPb)
                     .Case("plan", EmitForm::Plan)
                     .Case("imgplan", EmitForm::ImgPlan)
                     .Default(EmitForm::None);
    if (flags.emit == EmitForm::None)
      return usageError("--emit does not know '" + *form + "'",
                        "forms: ast, dockerfile, llb, llb-json, llb-pb, plan, imgplan");
  }
  flags.quiet = args.flag(OPT_quiet, OPT_quiet_eq);
  std::string progress = args.value(OPT_progress, flags.quiet ? "quiet" : "auto");
  llvm::Expected<ProgressMode> mode = parseProgressMode(progress);
  if (!mode)
    return mode.takeError();
  flags.progress = flags.quiet ? ProgressMode::Quiet : *mode;
  return llvm::Error::success();
}

static llvm::Error parseNumbers(const Arguments &args, BuildFlags &flags) {
  if (std::optional<std::string> jobs = args.value(OPT_jobs))
    if (llvm::StringRef(*jobs).getAsInteger(10, flags.jobs) || flags.jobs == 0 || flags.jobs > 4096)
      return usageError("-j takes a number from 1 to 4096, not '" + *jobs + "'");
  if (std::optional<std::string> size = args.value(OPT_shm_size)) {
    std::optional<int64_t> bytes = gotext::parseRamSize(*size);
    if (!bytes || *bytes <= 0)
      return usageError("--shm-size '" + *size + "' is no size", "write 64m, 1g or bytes");
    flags.shmSize = *bytes;
  }
  return llvm::Error::success();
}

/// Which steps run again whatever the cache has.
static llvm::Error parseNoCache(const Arguments &args, BuildFlags &flags) {
  flags.noCache = args.flag(OPT_no_cache, OPT_no_cache_eq);
  for (const std::string &list : args.values(OPT_no_cache_filter)) {
    llvm::SmallVector<llvm::StringRef> names;
    llvm::StringRef(list).split(names, ',', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef name : names)
      flags.noCacheFilter.push_back(name.lower());
  }
  if (flags.noCache && !flags.noCacheFilter.empty())
    return usageError("--no-cache and --no-cache-filter cannot be used together",
                      "--no-cache is for all stages already");
  return llvm::Error::success();
}

static void parsePlain(const Arguments &args, BuildFlags &flags) {
  flags.target = args.value(OPT_target, "");
  flags.pull = args.flag(OPT_pull, OPT_pull_eq);
  flags.statCache = !args.flag(OPT_no_stat_cache, OPT_no_stat_cache_eq);
  flags.cgroupParent = args.value(OPT_cgroup_parent, "");
  flags.iidFile = args.value(OPT_iidfile, "");
  flags.metadataFile = args.value(OPT_metadata_file, "");
  flags.resolveFrom = args.value(OPT_resolve_from, "");
}

llvm::Expected<BuildFlags> parseBuildFlags(const Arguments &args) {
  BuildFlags flags;
  parsePlain(args, flags);
  for (auto *parse :
       {parseBuildArgs, parseContext, parseNoCache, parseLabels, parseHosts, parseUlimits,
        parseTags, parsePlatforms, parseOutputs, parseModes, parseNumbers, parseNamedContexts,
        parseSecrets, parseAgents, parseEntitlements, parseCallFlags})
    if (llvm::Error error = parse(args, flags))
      return std::move(error);
  return flags;
}

} // namespace imgc::driver
