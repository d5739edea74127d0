//===- Results.h - Images and files from a finished build -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SCHEDULER_RESULTS_H
#define IMGC_RUNTIME_SCHEDULER_RESULTS_H

#include "imgc/Runtime/Export/ExportImage.h"
#include "imgc/Runtime/Scheduler/Executor.h"

namespace imgc {

/// An image in the store.
struct FinalImage {
  /// The image id: digest of the config of the only (or first) platform.
  Digest id;
  std::vector<ImagePlatform> platforms;
};

/// `-t`: computes diff ids, writes the configs and records the image under each
/// of `names` (full references; none: only the config is written). Compresses
/// nothing. The outputs are the platforms of one image.
llvm::Expected<FinalImage> finalizeImage(Store &store, llvm::ArrayRef<OutputResult> outputs,
                                         llvm::ArrayRef<std::string> names, EventStream &events,
                                         const CancellationToken &cancellation);

/// One `--output`.
struct ExportRequest {
  enum class Kind {
    /// type=oci: an archive, or with `tar = false` a directory.
    OCI,
    /// type=docker: an archive for `docker load`.
    Docker,
    /// type=tar: the files.
    Tar,
    /// type=local: the files, into a directory.
    Local,
  };
  Kind kind = Kind::OCI;
  /// A path, or `-` for standard output where an archive is written.
  std::string destination;
  bool tar = true;
  /// Of images. `names` are full references.
  ExportOptions image;
};

/// Parses `type=oci,dest=out.tar,compression=zstd,…`, or a path alone, which is
/// type=local (`-`: type=tar to standard output), as docker buildx does.
/// ExitCode::Usage errors.
llvm::Expected<ExportRequest> parseExportRequest(llvm::StringRef text);

/// Writes one export. The outputs are the platforms of one image. Gives what
/// was written for images (for --metadata-file), nothing for file exports.
llvm::Expected<std::optional<ExportedImage>>
exportResult(Store &store, llvm::ArrayRef<OutputResult> outputs, const ExportRequest &request,
             EventStream &events, const CancellationToken &cancellation);

} // namespace imgc

#endif // IMGC_RUNTIME_SCHEDULER_RESULTS_H
