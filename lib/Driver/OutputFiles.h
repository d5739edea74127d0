//===- OutputFiles.h - --iidfile, --metadata-file ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_OUTPUTFILES_H
#define IMGC_LIB_DRIVER_OUTPUTFILES_H

#include "BuildFlags.h"

namespace imgc::driver {

/// Finds out before anything runs that a result could not be written.
llvm::Error checkOutputs(const BuildFlags &flags);

/// The id that docker would give: of an exported image the digest of its config,
/// or of its index where it has several platforms; else the id in the store.
Digest getImageId(const FinalImage &image, const std::optional<ExportedImage> &exported);

/// Writes the files that --iidfile and --metadata-file name: whole or not at all.
llvm::Error writeResultFiles(const BuildFlags &flags, const FinalImage &image,
                             const std::optional<ExportedImage> &exported);

/// What a user wants to know at the end, to standard error.
void printSummary(const BuildFlags &flags, const FinalImage &image,
                  const std::optional<ExportedImage> &exported);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_OUTPUTFILES_H
