//===- RunImage.cpp - Runs a command in an image --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Images/RunImage.h"

#include "imgc/Runtime/Images/Images.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Runtime/Sandbox/Sandbox.h"
#include "imgc/Runtime/Snapshot/Overlay.h"
#include "imgc/Runtime/Snapshot/StubLayer.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Json.h"

#include "llvm/ADT/STLExtras.h"

#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>

namespace imgc {

//===----------------------------------------------------------------------===//
// What to run
//===----------------------------------------------------------------------===//

static std::vector<std::string> getStrings(const llvm::json::Object *config, llvm::StringRef name) {
  std::vector<std::string> strings;
  const llvm::json::Array *list = config ? config->getArray(name) : nullptr;
  if (!list)
    return strings;
  for (const llvm::json::Value &value : *list)
    strings.push_back(value.getAsString().value_or("").str());
  return strings;
}

static llvm::StringRef getName(llvm::StringRef variable) { return variable.split('=').first; }

static llvm::Error addVariable(std::vector<std::string> &env, llvm::StringRef variable) {
  llvm::StringRef name = getName(variable);
  if (name.empty())
    return makeError(ExitCode::Usage, "'" + variable + "' is not an environment variable");
  auto same = [&](const std::string &other) { return getName(other) == name; };
  if (variable.contains('=')) {
    auto it = llvm::find_if(env, same);
    if (it != env.end())
      *it = variable.str();
    else
      env.push_back(variable.str());
    return llvm::Error::success();
  }
  // A name alone takes the caller's value; without one, the variable is unset.
  llvm::erase_if(env, same);
  if (const char *value = ::getenv(name.str().c_str()))
    env.push_back((name + "=" + value).str());
  return llvm::Error::success();
}

llvm::Expected<ContainerProcess> resolveProcess(llvm::StringRef configJson,
                                                llvm::ArrayRef<std::string> args,
                                                const RunImageOptions &options) {
  auto document = parseJson(configJson);
  if (!document)
    return addContext(document.takeError(), "the image's config");
  const llvm::json::Object *root = document->getAsObject();
  const llvm::json::Object *config = root ? root->getObject("config") : nullptr;
  auto text = [&](llvm::StringRef name) {
    return config ? config->getString(name).value_or("").str() : std::string();
  };
  ContainerProcess process;
  if (options.entrypoint) {
    if (!options.entrypoint->empty())
      process.args.push_back(*options.entrypoint);
  } else {
    process.args = getStrings(config, "Entrypoint");
  }
  if (!args.empty())
    process.args.insert(process.args.end(), args.begin(), args.end());
  else if (!options.entrypoint)
    llvm::append_range(process.args, getStrings(config, "Cmd"));
  if (process.args.empty())
    return makeError(ExitCode::Usage, "the image has no command",
                     "give one after the image's name");
  process.env = getStrings(config, "Env");
  for (const std::string &variable : options.env)
    if (llvm::Error error = addVariable(process.env, variable))
      return std::move(error);
  process.user = options.user.empty() ? text("User") : options.user;
  process.cwd = options.workdir.empty() ? text("WorkingDir") : options.workdir;
  if (process.cwd.empty())
    process.cwd = "/";
  if (process.cwd.front() != '/')
    process.cwd = "/" + process.cwd;
  return process;
}

//===----------------------------------------------------------------------===//
// Running it
//===----------------------------------------------------------------------===//

static llvm::Expected<ImagePlatform> choosePlatform(const ImageRecord &image,
                                                    const RunImageOptions &options) {
  Platform wanted = options.platform ? *options.platform : Platform::host();
  const ImagePlatform *best = nullptr;
  int bestScore = -1;
  for (const ImagePlatform &candidate : image.platforms) {
    auto parsed = Platform::parse(candidate.platform);
    if (!parsed) {
      llvm::consumeError(parsed.takeError());
      continue;
    }
    int score = matchPlatform(wanted, *parsed);
    if (score >= 0 && (!best || score < bestScore)) {
      best = &candidate;
      bestScore = score;
    }
  }
  if (best)
    return *best;
  return makeError(ExitCode::BuildFailed, "image '" + image.name +
                                              "' has nothing for the platform '" + wanted.str() +
                                              "'");
}

namespace {

/// The mounted root of a container and what it stands on.
class ContainerRoot {
public:
  llvm::Error open(Store &store, llvm::ArrayRef<LayerId> layers);
  /// Mounts the layers with a throw-away upper.
  llvm::Expected<FileDescriptor> mount(llvm::ArrayRef<MountPoint> points);

private:
  std::vector<FileDescriptor> layers;
  std::vector<int> lowers;
  std::optional<Staging> staging;
  FileDescriptor stubDir;
};

} // namespace

llvm::Error ContainerRoot::open(Store &store, llvm::ArrayRef<LayerId> ids) {
  for (const LayerId &id : ids) {
    auto layer = store.openLayerDiff(id);
    if (!layer)
      return addContext(layer.takeError(), "a layer of the image is missing");
    layers.push_back(std::move(*layer));
  }
  for (const FileDescriptor &layer : llvm::reverse(layers))
    lowers.push_back(layer.get());
  auto created = store.createStaging();
  if (!created)
    return created.takeError();
  staging.emplace(std::move(*created));
  return llvm::Error::success();
}

llvm::Expected<FileDescriptor> ContainerRoot::mount(llvm::ArrayRef<MountPoint> points) {
  OverlaySpec below;
  below.lowers = lowers;
  FileDescriptor view;
  if (!lowers.empty()) {
    auto mounted = mountOverlay(below);
    if (!mounted)
      return mounted.takeError();
    view = std::move(*mounted);
    if (llvm::Error error = cloneDirectoryAttributes(layers.back().get(), staging->getDiffFD()))
      return std::move(error);
  }
  if (::mkdirat(staging->getDirFD(), "stub", 0755))
    return makeErrnoError(ExitCode::Store, "cannot make a directory for mount points", errno);
  stubDir.reset(::openat(staging->getDirFD(), "stub", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!stubDir)
    return makeErrnoError(ExitCode::Store, "cannot open the directory of mount points", errno);
  if (!layers.empty())
    if (llvm::Error error = cloneDirectoryAttributes(layers.back().get(), stubDir.get()))
      return std::move(error);
  auto stub = writeStubLayer(stubDir.get(), view ? view.get() : -1, points);
  if (!stub)
    return stub.takeError();
  OverlaySpec spec;
  spec.lowers = lowers;
  spec.lowers.insert(spec.lowers.begin(), stubDir.get());
  spec.upper = staging->getDiffFD();
  spec.work = staging->getWorkFD();
  return mountOverlay(spec);
}

llvm::Expected<int> runImage(Store &store, llvm::StringRef nameOrId,
                             llvm::ArrayRef<std::string> args, const RunImageOptions &options) {
  auto lease = store.leaseForBuild();
  if (!lease)
    return lease.takeError();
  auto image = findImage(store, nameOrId);
  if (!image)
    return image.takeError();
  auto platform = choosePlatform(*image, options);
  if (!platform)
    return platform.takeError();
  auto config = store.readBlob(platform->config);
  if (!config)
    return config.takeError();
  auto process = resolveProcess(*config, args, options);
  if (!process)
    return process.takeError();

  SandboxSpec spec;
  spec.args = process->args;
  spec.env = process->env;
  spec.cwd = process->cwd;
  spec.user = process->user;
  spec.hostname =
      options.hostname.empty() ? platform->config.hex().substr(0, 12) : options.hostname;
  spec.network = options.network;
  spec.readOnlyRoot = options.readOnly;
  auto points = mountPointsFor(spec);
  if (!points)
    return points.takeError();
  ContainerRoot container;
  if (llvm::Error error = container.open(store, platform->layers))
    return std::move(error);
  auto root = container.mount(*points);
  if (!root)
    return root.takeError();
  spec.root = root->get();
  auto result = runInteractive(spec);
  root->reset();
  if (!result)
    return result.takeError();
  if (!result->startError.empty())
    return makeError(ExitCode(result->exitCode), result->startError);
  return result->exitCode;
}

} // namespace imgc
