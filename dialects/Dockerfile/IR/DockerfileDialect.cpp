//===- DockerfileDialect.cpp - The dockerfile dialect ---------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/IR/DockerfileDialect.h"
#include "dialects/Common/VersionBytecode.h"
#include "dialects/Dockerfile/IR/DockerfileOps.h"

using namespace mlir;
using namespace imgc::dockerfile;

#include "dialects/Dockerfile/IR/DockerfileDialect.cpp.inc"

void DockerfileDialect::initialize() {
  registerAttributes();
  registerTypes();
  registerOps();
  addInterfaces<imgc::VersionBytecode<kVersion>>();
}
