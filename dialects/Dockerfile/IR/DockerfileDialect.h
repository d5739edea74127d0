//===- DockerfileDialect.h - The dockerfile dialect -----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEDIALECT_H
#define IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEDIALECT_H

#include "mlir/IR/Dialect.h"

#include "dialects/Dockerfile/IR/DockerfileDialect.h.inc"

#endif // IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEDIALECT_H
