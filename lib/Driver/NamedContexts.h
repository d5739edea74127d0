//===- NamedContexts.h - --build-context ------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_NAMEDCONTEXTS_H
#define IMGC_LIB_DRIVER_NAMEDCONTEXTS_H

#include "BuildFlags.h"

namespace imgc::driver {

/// Reads --build-context into `namedContexts`, `localContexts` and `layouts`.
/// The tag of an OCI layout is looked up here, once, as buildx does: BuildKit's
/// front end takes layouts by digest only.
llvm::Error parseNamedContexts(const Arguments &args, BuildFlags &flags);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_NAMEDCONTEXTS_H
