//===- imgc-translate.cpp - Formats to and from MLIR ---*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/InitAllTranslations.h"
#include "imgc/InitAllVersion.h"
#include "mlir/IR/AsmState.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"

#include "llvm/Support/CommandLine.h"

/// The text of a definition has locations unless it is asked to have none:
/// source maps are part of what survives a round trip.
static void printLocationsByDefault(llvm::ArrayRef<const char *> arguments) {
  if (llvm::none_of(arguments, [](llvm::StringRef argument) {
        return argument.ltrim('-') == "proto-to-llb";
      }))
    return;
  mlir::registerAsmPrinterCLOptions();
  llvm::cl::Option *option = llvm::cl::getRegisteredOptions().lookup("mlir-print-debuginfo");
  if (option)
    static_cast<llvm::cl::opt<bool> *>(option)->setInitialValue(true);
}

int main(int argc, char **argv) {
  imgc::registerVersion("imgc-translate");
  imgc::registerAllTranslations();
  printLocationsByDefault(llvm::ArrayRef<const char *>(argv, argc));
  return mlir::failed(mlir::mlirTranslateMain(argc, argv, "imgc translation driver"));
}
