//===- DockerfileToLLB.td - From dockerfile to llb -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_CONVERSION_DOCKERFILETOLLB_TD
#define IMGC_CONVERSION_DOCKERFILETOLLB_TD

include "mlir/Pass/PassBase.td"

def ConvertDockerfileToLLBPass : Pass<"convert-dockerfile-to-llb", "::mlir::ModuleOp"> {
  let summary = "Lower instructions to the vertices that BuildKit makes of them";
  let description = [{
    Requires linked and live files (`dockerfile-link-stages`,
    `dockerfile-eliminate-dead-stages`) whose words are expanded
    (`dockerfile-expand-words`). Each file becomes the vertices of its stages and
    one `llb.output` with the image config; its source text becomes an
    `llb.source_file`. The vertices, their metadata and the config are those of
    BuildKit's front end 1.26.

    What is no part of the Dockerfile (labels, hosts, limits, ignore patterns)
    comes from the options; in imgc-opt all of them have their defaults but the
    ones below.

    Errors are BuildKit's, at the instruction.
  }];
  let dependentDialects = ["::imgc::llb::LLBDialect"];
  let options = [
    Option<"multiPlatform", "multi-platform", "bool", /*default=*/"false",
           "Several platforms were asked for: names of vertices say which">,
    Option<"pinNamedImages", "pin-named-images", "bool", /*default=*/"false",
           "Pin images of named contexts to their digest, which BuildKit's vertex does not">,
    ListOption<"ignorePatterns", "ignore", "std::string", "Patterns of .dockerignore">,
  ];
}

#endif // IMGC_CONVERSION_DOCKERFILETOLLB_TD
