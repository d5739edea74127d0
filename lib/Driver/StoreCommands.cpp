//===- StoreCommands.cpp - images, rmi, du, prune -------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"

#include "imgc/Runtime/Images/Images.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

#include <chrono>
#include <iterator>
#include <string>
#include <unistd.h>

namespace imgc::driver {

static int64_t getNowNs() {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

static llvm::Error refuseInputs(const Arguments &args) {
  std::vector<std::string> inputs = args.inputs();
  if (inputs.empty())
    return llvm::Error::success();
  return usageError("'imgc " + llvm::Twine(args.command->name) + "' takes no argument, but got '" +
                    inputs.front() + "'");
}

//===----------------------------------------------------------------------===//
// images
//===----------------------------------------------------------------------===//

static void printImagesJson(llvm::ArrayRef<ImageSummary> images) {
  llvm::json::OStream json(llvm::outs(), 2);
  json.array([&] {
    for (const ImageSummary &image : images)
      json.object([&] {
        json.attribute("name", image.name);
        json.attribute("platform", image.platform);
        json.attribute("id", image.id.str());
        json.attribute("layers", image.layers);
        json.attribute("size", image.size);
        json.attribute("created", image.createdNs);
      });
  });
  llvm::outs() << "\n";
}

static void printImagesTable(llvm::ArrayRef<ImageSummary> images) {
  size_t nameWidth = 5, platformWidth = 8;
  for (const ImageSummary &image : images) {
    nameWidth = std::max(nameWidth, image.name.size() + 2);
    platformWidth = std::max(platformWidth, image.platform.size());
  }
  auto row = [&](llvm::StringRef name, llvm::StringRef platform, llvm::StringRef id,
                 llvm::StringRef created, llvm::StringRef size) {
    llvm::outs() << llvm::left_justify(name, nameWidth) << llvm::left_justify(id, 14)
                 << llvm::left_justify(platform, platformWidth + 2)
                 << llvm::left_justify(created, 16) << size << "\n";
  };
  row("NAME", "PLATFORM", "IMAGE ID", "CREATED", "SIZE");
  for (const ImageSummary &image : images)
    row(image.name, image.platform, llvm::StringRef(image.id.hex()).take_front(12),
        formatAge(image.createdNs, getNowNs()), formatSize(image.size));
}

llvm::Expected<int> runImages(const Arguments &args) {
  if (llvm::Error error = refuseInputs(args))
    return std::move(error);
  llvm::Expected<std::unique_ptr<Store>> store = openStore(args);
  if (!store)
    return store.takeError();
  llvm::Expected<std::vector<ImageSummary>> images = summarizeImages(**store);
  if (!images)
    return images.takeError();
  if (args.flag(OPT_json, OPT_json_eq))
    printImagesJson(*images);
  else
    printImagesTable(*images);
  return 0;
}

//===----------------------------------------------------------------------===//
// rmi
//===----------------------------------------------------------------------===//

llvm::Expected<int> runRmi(const Arguments &args) {
  std::vector<std::string> inputs = args.inputs();
  if (inputs.empty())
    return usageError("'imgc rmi' needs the name or id of an image", "`imgc images` lists them");
  llvm::Expected<std::unique_ptr<Store>> store = openStore(args);
  if (!store)
    return store.takeError();
  int code = 0;
  for (const std::string &input : inputs) {
    llvm::Expected<RemovedImages> removed = removeImages(**store, input);
    if (!removed) {
      code = reportError(removed.takeError());
      continue;
    }
    for (const std::string &name : removed->names)
      llvm::outs() << "removed " << name << "\n";
  }
  return code;
}

//===----------------------------------------------------------------------===//
// du
//===----------------------------------------------------------------------===//

llvm::Expected<int> runDu(const Arguments &args) {
  if (llvm::Error error = refuseInputs(args))
    return std::move(error);
  llvm::Expected<std::unique_ptr<Store>> store = openStore(args);
  if (!store)
    return store.takeError();
  llvm::Expected<DiskUsage> usage = (*store)->diskUsage();
  if (!usage)
    return usage.takeError();
  if (args.flag(OPT_json, OPT_json_eq)) {
    llvm::json::OStream json(llvm::outs(), 2);
    json.object([&] {
      json.attribute("images", usage->images);
      json.attribute("records", usage->records);
      json.attribute("layers", usage->layers);
      json.attribute("layerBytes", usage->layerBytes);
      json.attribute("blobs", usage->blobs);
      json.attribute("blobBytes", usage->blobBytes);
      json.attribute("cacheMountBytes", usage->cacheMountBytes);
      json.attribute("reclaimableBytes", usage->reclaimableBytes);
    });
    llvm::outs() << "\n";
    return 0;
  }
  auto row = [](llvm::StringRef type, uint64_t count, uint64_t bytes) {
    llvm::outs() << llvm::left_justify(type, 14) << llvm::right_justify(std::to_string(count), 8)
                 << "  " << formatSize(bytes) << "\n";
  };
  llvm::outs() << llvm::left_justify("TYPE", 14) << llvm::right_justify("COUNT", 8) << "  SIZE\n";
  row("layers", usage->layers, usage->layerBytes);
  row("blobs", usage->blobs, usage->blobBytes);
  llvm::outs() << "\nimages " << usage->images << ", cached steps " << usage->records << "\ntotal "
               << formatSize(usage->layerBytes + usage->blobBytes + usage->cacheMountBytes)
               << ", of which `imgc prune` frees " << formatSize(usage->reclaimableBytes) << "\n";
  return 0;
}

//===----------------------------------------------------------------------===//
// prune
//===----------------------------------------------------------------------===//

/// Asks on the terminal; anything but yes is no.
static bool confirm(llvm::StringRef question) {
  llvm::outs() << question << " [y/N] ";
  llvm::outs().flush();
  char answer[16] = {};
  ssize_t count = ::read(STDIN_FILENO, answer, sizeof answer - 1);
  llvm::StringRef text(answer, count > 0 ? count : 0);
  return text.trim().equals_insensitive("y") || text.trim().equals_insensitive("yes");
}

llvm::Expected<int> runPrune(const Arguments &args) {
  if (llvm::Error error = refuseInputs(args))
    return std::move(error);
  bool all = args.flag(OPT_all, OPT_all_eq);
  if (!args.flag(OPT_force, OPT_force_eq)) {
    if (!::isatty(STDIN_FILENO))
      return usageError("'imgc prune' asks before it removes, but there is no terminal",
                        "add --force");
    if (!confirm(all ? "Remove all images, bases and cached steps of the store?"
                     : "Remove cached steps and layers that no image uses?"))
      return 0;
  }
  llvm::Expected<std::unique_ptr<Store>> store = openStore(args);
  if (!store)
    return store.takeError();
  PruneOptions options;
  options.images = all;
  options.cacheMounts = all;
  llvm::Expected<PruneResult> result = (*store)->prune(options);
  if (!result)
    return result.takeError();
  (*store)->collectGarbage();
  llvm::outs() << "removed " << result->images << " images, " << result->records
               << " cached steps, " << result->layers << " layers, " << result->blobs
               << " blobs: " << formatSize(result->bytes) << "\n";
  return 0;
}

} // namespace imgc::driver
