//===- DockerfileAttrs.h - Attributes and types ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEATTRS_H
#define IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEATTRS_H

#include "dialects/Dockerfile/IR/DockerfileDialect.h"
#include "imgc/Support/Platform.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

#include "dialects/Dockerfile/IR/DockerfileEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Dockerfile/IR/DockerfileAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Dockerfile/IR/DockerfileTypes.h.inc"

namespace imgc::dockerfile {

PlatformAttr toAttr(mlir::MLIRContext *context, const Platform &platform);
Platform fromAttr(PlatformAttr attr);

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEATTRS_H
