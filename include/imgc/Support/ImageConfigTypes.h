//===- ImageConfigTypes.h - Whether Go would decode a config -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_IMAGECONFIGTYPES_H
#define IMGC_SUPPORT_IMAGECONFIGTYPES_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace imgc {

/// Refuses an image config with a member of another type than BuildKit decodes,
/// in its words: a BuildError with ExitCode::SourceError. Members that it does
/// not know may be anything.
llvm::Error checkImageConfigTypes(const llvm::json::Value &config);

} // namespace imgc

#endif // IMGC_SUPPORT_IMAGECONFIGTYPES_H
