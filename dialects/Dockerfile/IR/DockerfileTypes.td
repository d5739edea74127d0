//===- DockerfileTypes.td - Types of the dockerfile dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILETYPES_TD
#define IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILETYPES_TD

include "dialects/Dockerfile/IR/DockerfileDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Dockerfile_State : TypeDef<Dockerfile_Dialect, "State"> {
  let mnemonic = "state";
  let summary = "state of a stage between two instructions";
  let description = [{
    File system, image config and build-time environment together.

    ```mlir
    !dockerfile.state
    ```
  }];
}

#endif // IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILETYPES_TD
