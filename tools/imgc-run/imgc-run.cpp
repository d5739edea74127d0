//===- imgc-run.cpp - Runs a plan file, with the runtime alone ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunTool.h"

int main(int argc, char **argv) { return imgc::runToolMain(argc, argv); }
