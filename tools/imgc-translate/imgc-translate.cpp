//===- imgc-translate.cpp - Formats to and from MLIR ---*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/InitAllTranslations.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"

int main(int argc, char **argv) {
  imgc::registerAllTranslations();
  return mlir::failed(mlir::mlirTranslateMain(argc, argv, "imgc translation driver"));
}
