//===- OutputFiles.cpp - --iidfile, --metadata-file -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputFiles.h"

#include "Commands.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Reference.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

namespace imgc::driver {

static llvm::Error checkDirectoryOf(llvm::StringRef option, llvm::StringRef file) {
  if (file.empty() || file == "-")
    return llvm::Error::success();
  std::string directory = path::dir(file);
  if (llvm::sys::fs::is_directory(directory))
    return llvm::Error::success();
  return usageError(option + " '" + file + "': '" + directory + "' is not a directory");
}

llvm::Error checkOutputs(const BuildFlags &flags) {
  for (const ExportRequest &request : flags.exports)
    if (request.kind != ExportRequest::Kind::Local && request.tar)
      if (llvm::Error error = checkDirectoryOf("--output", request.destination))
        return error;
  if (llvm::Error error = checkDirectoryOf("--iidfile", flags.iidFile))
    return error;
  return checkDirectoryOf("--metadata-file", flags.metadataFile);
}

static llvm::Error writeFile(llvm::StringRef file, llvm::StringRef text) {
  std::string name = file.str();
  llvm::Error error = llvm::writeToOutput(name, [&](llvm::raw_ostream &os) {
    os << text;
    return llvm::Error::success();
  });
  return addContext(std::move(error), "cannot write '" + file + "'");
}

Digest getImageId(const FinalImage &image, const std::optional<ExportedImage> &exported) {
  if (!exported)
    return image.id;
  return exported->platforms.size() == 1 ? exported->platforms.front().config.digest
                                         : exported->root.digest;
}

static std::string describeImage(const BuildFlags &flags, const FinalImage &image,
                                 const std::optional<ExportedImage> &exported) {
  llvm::json::Object metadata;
  // BuildKit gives the config's digest for images of one platform only.
  if (image.platforms.size() == 1)
    metadata["containerimage.config.digest"] = getImageId(image, exported).str();
  if (exported)
    metadata["containerimage.digest"] = exported->root.digest.str();
  if (!flags.tags.empty())
    metadata["image.name"] = llvm::join(flags.tags, ",");
  return llvm::formatv("{0:2}\n", llvm::json::Value(std::move(metadata))).str();
}

llvm::Error writeResultFiles(const BuildFlags &flags, const FinalImage &image,
                             const std::optional<ExportedImage> &exported) {
  if (!flags.iidFile.empty())
    if (llvm::Error error = writeFile(flags.iidFile, getImageId(image, exported).str()))
      return error;
  if (flags.metadataFile.empty())
    return llvm::Error::success();
  return writeFile(flags.metadataFile, describeImage(flags, image, exported));
}

void printSummary(const BuildFlags &flags, const FinalImage &image,
                  const std::optional<ExportedImage> &exported) {
  if (!exported && image.platforms.size() > 1)
    for (const ImagePlatform &platform : image.platforms)
      llvm::errs() << "image " << platform.config.str() << " (" << platform.platform << ")\n";
  else
    llvm::errs() << "image " << getImageId(image, exported).str() << "\n";
  for (const std::string &tag : flags.tags) {
    llvm::Expected<Reference> reference = Reference::parseNormalized(tag);
    llvm::errs() << "named " << (reference ? reference->familiar() : tag) << "\n";
    if (!reference)
      llvm::consumeError(reference.takeError());
  }
  for (const ExportRequest &request : flags.exports)
    if (request.destination != "-")
      llvm::errs() << "wrote " << request.destination << "\n";
}

} // namespace imgc::driver
