//===- imgc.cpp - The image compiler --------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Driver/Driver.h"

int main(int argc, char **argv) {
  return imgc::driver::runDriver(llvm::ArrayRef(argv, static_cast<size_t>(argc)));
}
