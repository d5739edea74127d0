//===- imgc-opt.cpp - Run passes on .mlir files --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/InitAllDialects.h"
#include "imgc/InitAllPasses.h"
#include "imgc/InitAllVersion.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  imgc::registerVersion("imgc-opt");
  mlir::DialectRegistry registry;
  imgc::registerAllDialects(registry);
  imgc::registerAllPasses();
  mlir::registerCanonicalizerPass();
  mlir::registerSymbolDCEPass();
  mlir::registerStripDebugInfoPass();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "imgc optimizer driver\n", registry));
}
