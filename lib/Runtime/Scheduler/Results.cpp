//===- Results.cpp - Images and files from a finished build ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/Results.h"

#include "imgc/Runtime/Export/ExportRootfs.h"
#include "imgc/Support/Error.h"

#include <chrono>
#include <map>
#include <unistd.h>

namespace imgc {

static ExportPlatform makeExportPlatform(const OutputResult &output) {
  ExportPlatform platform;
  if (!output.platform.architecture.empty())
    platform.platform = output.platform.str();
  platform.configJson = output.configJson;
  platform.history = output.history;
  platform.layers = output.layers;
  platform.baseLayers = output.baseLayers;
  platform.created = output.created;
  return platform;
}

static std::vector<ExportPlatform> makeExportPlatforms(llvm::ArrayRef<OutputResult> outputs) {
  std::vector<ExportPlatform> platforms;
  for (const OutputResult &output : outputs)
    platforms.push_back(makeExportPlatform(output));
  return platforms;
}

static llvm::Error checkOutputs(llvm::ArrayRef<OutputResult> outputs) {
  if (outputs.empty())
    return makeError(ExitCode::BuildFailed, "the build has no output");
  std::map<std::string, unsigned> seen;
  for (const OutputResult &output : outputs)
    if (seen[output.platform.strAll()]++ > 0)
      return makeError(ExitCode::Usage,
                       "two outputs of the build are for the platform '" + output.platform.str() +
                           "'",
                       "choose one target");
  return llvm::Error::success();
}

static int64_t nowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

static llvm::Error finishVertex(EventVertex &vertex, llvm::Error error) {
  if (!error) {
    vertex.finish();
    return error;
  }
  ErrorParts parts = takeError(std::move(error));
  vertex.fail(parts.message);
  return makeError(parts.code, parts.message, parts.hint);
}

//===----------------------------------------------------------------------===//
// -t
//===----------------------------------------------------------------------===//

static llvm::Expected<FinalImage> writeConfigs(Store &store, llvm::ArrayRef<OutputResult> outputs,
                                               const CancellationToken &cancellation) {
  FinalImage image;
  for (const OutputResult &output : outputs) {
    if (llvm::Error error = cancellation.check())
      return std::move(error);
    ExportOptions options;
    options.cancelled = [&] { return cancellation.isCancelled(); };
    options.sourceDateEpoch = output.sourceDateEpoch;
    auto tagged = finishConfig(store, makeExportPlatform(output), options);
    if (!tagged)
      return tagged.takeError();
    ImagePlatform platform;
    platform.platform = output.platform.str();
    platform.config = tagged->config;
    platform.layers = output.layers;
    image.platforms.push_back(std::move(platform));
  }
  image.id = image.platforms.front().config;
  return image;
}

llvm::Expected<FinalImage> finalizeImage(Store &store, llvm::ArrayRef<OutputResult> outputs,
                                         llvm::ArrayRef<std::string> names, EventStream &events,
                                         const CancellationToken &cancellation) {
  if (llvm::Error error = checkOutputs(outputs))
    return std::move(error);
  EventVertex vertex(events, names.empty() ? "writing image config" : "naming " + names.front());
  auto image = writeConfigs(store, outputs, cancellation);
  llvm::Error error = image ? llvm::Error::success() : image.takeError();
  for (size_t i = 0; !error && i < names.size(); ++i) {
    ImageRecord record;
    record.name = names[i];
    record.platforms = image->platforms;
    record.createdNs = nowNs();
    error = store.putImage(record);
  }
  if (llvm::Error failed = finishVertex(vertex, std::move(error)))
    return std::move(failed);
  return std::move(*image);
}

//===----------------------------------------------------------------------===//
// --output
//===----------------------------------------------------------------------===//

static std::vector<RootfsExport> makeRootfs(llvm::ArrayRef<OutputResult> outputs) {
  std::vector<RootfsExport> roots;
  for (const OutputResult &output : outputs) {
    RootfsExport root;
    root.layers = output.rootChain;
    if (outputs.size() > 1) {
      root.prefix = output.platform.str();
      std::replace(root.prefix.begin(), root.prefix.end(), '/', '_');
    }
    roots.push_back(std::move(root));
  }
  return roots;
}

static llvm::Error exportFiles(Store &store, llvm::ArrayRef<OutputResult> outputs,
                               const ExportRequest &request,
                               const CancellationToken &cancellation) {
  RootfsExportOptions options;
  options.cancelled = [&] { return cancellation.isCancelled(); };
  options.sourceDateEpoch = request.image.sourceDateEpoch ? request.image.sourceDateEpoch
                                                          : outputs.front().sourceDateEpoch;
  std::vector<RootfsExport> roots = makeRootfs(outputs);
  if (request.kind == ExportRequest::Kind::Local)
    return exportRootfsLocal(store, roots, options, request.destination);
  if (request.destination != "-")
    return exportRootfsTarFile(store, roots, options, request.destination);
  FileSink sink(STDOUT_FILENO);
  return exportRootfsTar(store, roots, options, sink);
}

static llvm::Expected<ExportedImage> exportImage(Store &store, llvm::ArrayRef<OutputResult> outputs,
                                                 const ExportRequest &request,
                                                 const CancellationToken &cancellation) {
  ExportOptions options = request.image;
  options.cancelled = [&] { return cancellation.isCancelled(); };
  if (!options.sourceDateEpoch)
    options.sourceDateEpoch = outputs.front().sourceDateEpoch;
  if (request.kind == ExportRequest::Kind::Docker) {
    if (outputs.size() > 1)
      return makeError(ExitCode::Usage, "type=docker takes one platform",
                       "use type=oci for several");
    options.dockerManifest = true;
  }
  auto image = prepareImage(store, makeExportPlatforms(outputs), options);
  if (!image)
    return image.takeError();
  if (llvm::Error error = cancellation.check())
    return std::move(error);
  llvm::Error error = llvm::Error::success();
  if (!request.tar) {
    error = writeImageLayout(store, *image, options, request.destination);
  } else if (request.destination != "-") {
    error = writeImageArchiveFile(store, *image, options, request.destination);
  } else {
    FileSink sink(STDOUT_FILENO);
    error = writeImageArchive(store, *image, options, sink);
  }
  if (error)
    return std::move(error);
  return image;
}

static std::string describeExport(const ExportRequest &request) {
  std::string target = request.destination == "-" ? "standard output" : request.destination;
  switch (request.kind) {
  case ExportRequest::Kind::OCI:
    return (request.tar ? "exporting OCI archive to " : "exporting OCI layout to ") + target;
  case ExportRequest::Kind::Docker:
    return "exporting docker archive to " + target;
  case ExportRequest::Kind::Tar:
    return "exporting files as tar to " + target;
  case ExportRequest::Kind::Local:
    return "exporting files to " + target;
  }
  return "exporting";
}

llvm::Expected<std::optional<ExportedImage>>
exportResult(Store &store, llvm::ArrayRef<OutputResult> outputs, const ExportRequest &request,
             EventStream &events, const CancellationToken &cancellation) {
  if (llvm::Error error = checkOutputs(outputs))
    return std::move(error);
  EventVertex vertex(events, describeExport(request));
  llvm::Error cancelled = cancellation.check();
  if (cancelled)
    return finishVertex(vertex, std::move(cancelled));
  if (request.kind == ExportRequest::Kind::Tar || request.kind == ExportRequest::Kind::Local) {
    if (llvm::Error error =
            finishVertex(vertex, exportFiles(store, outputs, request, cancellation)))
      return std::move(error);
    return std::nullopt;
  }
  auto image = exportImage(store, outputs, request, cancellation);
  if (llvm::Error error = finishVertex(vertex, image ? llvm::Error::success() : image.takeError()))
    return std::move(error);
  return std::optional<ExportedImage>(std::move(*image));
}

} // namespace imgc
