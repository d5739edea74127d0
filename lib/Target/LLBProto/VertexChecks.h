//===- VertexChecks.h - What the loader asks of an element -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_LLBPROTO_VERTEXCHECKS_H
#define IMGC_LIB_TARGET_LLBPROTO_VERTEXCHECKS_H

#include "imgc/Target/LLBProto/ops.pb.h"

#include <cstdint>

namespace imgc::llb {

/// What BuildKit's loader has against an element, or null. Also refuses what
/// has no typed form: enumerators that are not in the schema.
const char *checkVertex(const pb::Op &op);

/// Number of outputs that the element declares; bounded by its size.
int64_t countOutputs(const pb::Op &op);

} // namespace imgc::llb

#endif // IMGC_LIB_TARGET_LLBPROTO_VERTEXCHECKS_H
