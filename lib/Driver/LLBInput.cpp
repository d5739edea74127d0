//===- LLBInput.cpp - imgc build --frontend=llb -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LLBInput.h"

#include "Commands.h"

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Support/Error.h"
#include "mlir/IR/Builders.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

namespace imgc::driver {

namespace json = llvm::json;

//===----------------------------------------------------------------------===//
// Command line
//===----------------------------------------------------------------------===//

llvm::Error parseFrontend(const Arguments &args, BuildFlags &flags) {
  std::string name = args.value(OPT_frontend, "dockerfile");
  flags.fromLLB = name == "llb";
  if (flags.fromLLB || name == "dockerfile" || name == "dockerfile.v0")
    return llvm::Error::success();
  return usageError("front end '" + name + "' is not supported", "there are dockerfile and llb");
}

/// The command is in the graph already; what cannot change it is not ignored.
static llvm::Error checkDockerfileOptions(const Arguments &args) {
  static constexpr std::pair<OptionID, const char *> options[] = {
      {OPT_file, "--file"},         {OPT_target, "--target"},
      {OPT_network, "--network"},   {OPT_no_cache_filter, "--no-cache-filter"},
      {OPT_add_host, "--add-host"}, {OPT_ulimit, "--ulimit"},
      {OPT_shm_size, "--shm-size"}, {OPT_cgroup_parent, "--cgroup-parent"}};
  for (auto [id, name] : options)
    if (!args.values(id).empty())
      return usageError(llvm::Twine("option '") + name + "' has no meaning with --frontend=llb");
  for (const std::string &arg : args.values(OPT_build_arg))
    if (!llvm::StringRef(arg).starts_with("SOURCE_DATE_EPOCH"))
      return usageError("option '--build-arg' has no meaning with --frontend=llb",
                        "only SOURCE_DATE_EPOCH has");
  return llvm::Error::success();
}

static llvm::Error checkDirectory(llvm::StringRef name, llvm::StringRef path) {
  if (llvm::sys::fs::is_directory(path))
    return llvm::Error::success();
  return usageError("context '" + name + "': '" + path + "' is not a directory");
}

static llvm::Error bindContext(llvm::StringRef text, BuildFlags &flags) {
  auto [name, source] = text.split('=');
  if (name.empty() || source.empty())
    return usageError("--build-context '" + text + "' is not NAME=SOURCE");
  bool isLayout = source.consume_front("oci-layout://");
  if (!isLayout && source.contains("://"))
    return usageError("--build-context " + name + ": '" + source +
                          "' cannot be bound to a source of a definition",
                      "a directory or oci-layout://DIR can");
  if (llvm::Error error = checkDirectory(name, source))
    return error;
  (isLayout ? flags.layouts : flags.localContexts)[name.str()] = source.str();
  return llvm::Error::success();
}

llvm::Error parseLLBInputs(const Arguments &args, BuildFlags &flags) {
  std::vector<std::string> inputs = args.inputs();
  if (inputs.empty() || inputs.size() > 2)
    return usageError("--frontend=llb needs a definition and takes one context directory",
                      "`imgc build --frontend=llb FILE [CONTEXT]`");
  if (llvm::Error error = checkDockerfileOptions(args))
    return error;
  flags.file = inputs[0];
  if (inputs.size() == 2) {
    flags.context = inputs[1];
    if (llvm::Error error = checkDirectory("context", flags.context))
      return error;
  }
  for (const std::string &text : args.values(OPT_build_context))
    if (llvm::Error error = bindContext(text, flags))
      return error;
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Output
//===----------------------------------------------------------------------===//

/// What BuildKit gives an image that comes without a config.
static std::string makeConfig(const Platform &platform, const BuildFlags &flags) {
  json::Object config{{"WorkingDir", "/"}};
  if (platform.os != "windows")
    config["Env"] =
        json::Array{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
  json::Object labels;
  for (const auto &[key, value] : flags.labels)
    labels[json::fixUTF8(key)] = json::fixUTF8(value);
  if (!labels.empty())
    config["Labels"] = std::move(labels);
  json::Object image{
      {"architecture", platform.architecture}, {"os", platform.os}, {"config", std::move(config)}};
  if (!platform.variant.empty())
    image["variant"] = platform.variant;
  if (!platform.osVersion.empty())
    image["os.version"] = platform.osVersion;
  return llvm::formatv("{0}", json::Value(std::move(image)));
}

/// The asked one, else that of the vertex that makes the result, else the host's.
static Platform choosePlatform(llb::OutputOp output, const BuildFlags &flags) {
  if (!flags.platforms.empty())
    return flags.platforms.front();
  auto vertex = output.getFs().getDefiningOp<llb::LLBVertexOpInterface>();
  llb::PlatformAttr attribute = vertex ? vertex.getPlatformAttr() : llb::PlatformAttr();
  if (!attribute || attribute.getOs().empty() || attribute.getArchitecture().empty())
    return Platform::host().normalized();
  return Platform{attribute.getOs().str(),
                  attribute.getArchitecture().str(),
                  attribute.getVariant().str(),
                  attribute.getOsVersion().str(),
                  {}};
}

static void ignoreCache(llb::LLBVertexOpInterface vertex) {
  llb::MetadataAttr metadata = vertex.getMetadataAttr();
  if (!metadata)
    metadata = llb::MetadataAttr::get(vertex.getContext(), false, {}, {}, {}, {}, {}, {});
  vertex.setMetadataAttr(metadata.withIgnoreCache(true));
}

llvm::Error completeOutput(mlir::ModuleOp module, const BuildFlags &flags) {
  if (flags.platforms.size() > 1)
    return usageError("a definition is for one platform, but --platform names " +
                      llvm::Twine(flags.platforms.size()));
  mlir::Builder builder(module.getContext());
  for (mlir::Operation &op : *module.getBody()) {
    if (auto vertex = llvm::dyn_cast<llb::LLBVertexOpInterface>(op); vertex && flags.noCache)
      ignoreCache(vertex);
    auto output = llvm::dyn_cast<llb::OutputOp>(op);
    if (!output)
      continue;
    Platform platform = choosePlatform(output, flags);
    output.setName(platform.strAll());
    output.setPlatformAttr(llb::PlatformAttr::get(module.getContext(), platform.os,
                                                  platform.architecture, platform.variant,
                                                  platform.osVersion, {}));
    output.setConfigAttr(builder.getStringAttr(makeConfig(platform, flags)));
  }
  return llvm::Error::success();
}

} // namespace imgc::driver
