//===- LLBTypes.td - Types of the llb dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_IR_LLBTYPES_TD
#define IMGC_DIALECTS_LLB_IR_LLBTYPES_TD

include "dialects/LLB/IR/LLBDialect.td"
include "mlir/IR/AttrTypeBase.td"

def LLB_FSType : TypeDef<LLB_Dialect, "FS"> {
  let mnemonic = "fs";
  let summary = "a file system";
  let description = [{
    The value of every vertex and, inside `llb.file`, of every action: an
    immutable tree of files together with the ordered layers it is made of.

    ```mlir
    !llb.fs
    ```
  }];
}

#endif // IMGC_DIALECTS_LLB_IR_LLBTYPES_TD
