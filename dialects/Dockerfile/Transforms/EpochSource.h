//===- EpochSource.h - Times that SOURCE_DATE_EPOCH names -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_EPOCHSOURCE_H
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_EPOCHSOURCE_H

#include "GlobalWords.h"
#include "LinkState.h"

namespace imgc::dockerfile {

/// SOURCE_DATE_EPOCH that is no number: `context`, a named context, or a stage
/// that does nothing but ADD one remote source. Its time in seconds, nothing
/// where it has none. Emits errors.
mlir::FailureOr<std::optional<int64_t>> resolveEpochSource(FileOp file, llvm::StringRef value,
                                                           const GlobalWords &words,
                                                           const ResolveContext &context);

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_EPOCHSOURCE_H
