//===- Images.cpp - Images of the store, for the command line -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Images/Images.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Reference.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

namespace imgc {

llvm::Expected<std::vector<ImageSummary>> summarizeImages(Store &store) {
  auto images = store.listImages();
  if (!images)
    return images.takeError();
  std::vector<ImageSummary> summaries;
  for (const ImageRecord &image : *images) {
    for (const ImagePlatform &platform : image.platforms) {
      ImageSummary summary;
      summary.name = image.name;
      summary.platform = platform.platform;
      summary.id = platform.config;
      summary.layers = platform.layers.size();
      summary.createdNs = image.createdNs;
      for (const LayerId &id : platform.layers) {
        auto layer = store.getLayer(id);
        if (!layer)
          return layer.takeError();
        if (*layer)
          summary.size += (*layer)->size;
      }
      summaries.push_back(std::move(summary));
    }
  }
  llvm::sort(summaries, [](const ImageSummary &a, const ImageSummary &b) {
    return std::tie(a.name, a.platform) < std::tie(b.name, b.platform);
  });
  return summaries;
}

//===----------------------------------------------------------------------===//
// Looking an image up
//===----------------------------------------------------------------------===//

/// The hex digits when the text can be (the start of) an image id.
static std::optional<llvm::StringRef> getIdPrefix(llvm::StringRef text) {
  bool explicitId = text.consume_front("sha256:");
  bool hex = llvm::all_of(text, [](char c) { return llvm::isDigit(c) || (c >= 'a' && c <= 'f'); });
  if (!hex || text.size() > 64 || text.size() < (explicitId ? 1u : 4u))
    return std::nullopt;
  return text;
}

static bool hasId(const ImageRecord &image, llvm::StringRef prefix) {
  return llvm::any_of(image.platforms, [&](const ImagePlatform &platform) {
    return llvm::StringRef(platform.config.hex()).starts_with(prefix);
  });
}

static llvm::Error makeNotFound(llvm::ArrayRef<ImageRecord> images, llvm::StringRef text) {
  std::string best;
  unsigned bestDistance = 4;
  for (const ImageRecord &image : images) {
    std::string shown = image.name;
    if (auto reference = Reference::parseNormalized(image.name))
      shown = reference->familiar();
    else
      llvm::consumeError(reference.takeError());
    for (llvm::StringRef candidate :
         {llvm::StringRef(shown), llvm::StringRef(shown).split(':').first}) {
      unsigned distance = text.edit_distance(candidate, true, bestDistance);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = shown;
      }
    }
  }
  return makeError(ExitCode::BuildFailed, "no image '" + text + "'",
                   best.empty() ? llvm::Twine("`imgc images` lists what there is").str()
                                : "did you mean '" + best + "'?");
}

/// All records that a name or id means: one for a name, any number of names of
/// one image for an id.
static llvm::Expected<std::vector<ImageRecord>> findAll(Store &store, llvm::StringRef text) {
  auto reference = Reference::parseNormalized(text);
  if (reference) {
    auto image = store.getImage(reference->withDefaultTag().str());
    if (!image)
      return image.takeError();
    if (*image)
      return std::vector<ImageRecord>{std::move(**image)};
  } else {
    llvm::consumeError(reference.takeError());
  }
  auto images = store.listImages();
  if (!images)
    return images.takeError();
  std::vector<ImageRecord> found;
  if (auto prefix = getIdPrefix(text))
    llvm::copy_if(*images, std::back_inserter(found),
                  [&](const ImageRecord &image) { return hasId(image, *prefix); });
  if (found.empty())
    return makeNotFound(*images, text);
  for (const ImageRecord &image : found)
    if (image.platforms.front().config != found.front().platforms.front().config)
      return makeError(ExitCode::Usage, "several images have an id that starts with '" + text + "'",
                       "give more digits");
  return found;
}

llvm::Expected<ImageRecord> findImage(Store &store, llvm::StringRef nameOrId) {
  auto found = findAll(store, nameOrId);
  if (!found)
    return found.takeError();
  return std::move(found->front());
}

llvm::Expected<RemovedImages> removeImages(Store &store, llvm::StringRef nameOrId) {
  auto found = findAll(store, nameOrId);
  if (!found)
    return found.takeError();
  RemovedImages removed;
  for (const ImageRecord &image : *found) {
    auto gone = store.removeImage(image.name);
    if (!gone)
      return gone.takeError();
    if (*gone)
      removed.names.push_back(image.name);
  }
  return removed;
}

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

std::string formatSize(uint64_t bytes) {
  static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  double value = bytes;
  unsigned unit = 0;
  while (value >= 999.5 && unit + 1 < std::size(units)) {
    value /= 1000;
    ++unit;
  }
  if (unit == 0)
    return std::to_string(bytes) + "B";
  if (value < 9.95)
    return llvm::formatv("{0:F1}{1}", value, units[unit]);
  return llvm::formatv("{0:F0}{1}", value, units[unit]);
}

std::string formatAge(int64_t createdNs, int64_t nowNs) {
  static constexpr struct {
    int64_t seconds;
    const char *name;
  } units[] = {{365 * 86400, "year"}, {30 * 86400, "month"}, {7 * 86400, "week"},
               {86400, "day"},        {3600, "hour"},        {60, "minute"}};
  int64_t seconds = (nowNs - createdNs) / 1000000000;
  for (const auto &unit : units) {
    // Two of a unit before it is used, as docker does: "90 minutes".
    int64_t count = seconds / unit.seconds;
    if (count >= 2 || (count == 1 && unit.seconds == 60))
      return std::to_string(count) + " " + unit.name + (count == 1 ? "" : "s") + " ago";
  }
  return "just now";
}

} // namespace imgc
