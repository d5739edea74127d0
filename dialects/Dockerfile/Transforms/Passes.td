//===- Passes.td - Passes of the dockerfile dialect ---------*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_PASSES_TD
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def InstantiatePass : Pass<"dockerfile-instantiate", "::mlir::ModuleOp"> {
  let summary = "Make one file op for each target and platform";
  let description = [{
    Runs first: TARGETARCH may change a FROM and a named context may be bound to
    one platform, so each instance is linked on its own. What an instance does
    not reach goes with `dockerfile-eliminate-dead-stages`; what turns out equal
    is one vertex after `llb-hash-cons`.
  }];
  let options = [
    ListOption<"targets", "target", "std::string", "stages to build; none for the last">,
    ListOption<"platforms", "platform", "std::string", "platforms to build for">,
    Option<"buildPlatform", "build-platform", "std::string", "\"linux/amd64\"",
           "platform of the machine that builds">,
    ListOption<"buildArgs", "build-arg", "std::string", "NAME=value">
  ];
  let dependentDialects = ["::imgc::dockerfile::DockerfileDialect"];
}

def LinkStagesPass : Pass<"dockerfile-link-stages", "::mlir::ModuleOp"> {
  let summary = "Decide what every FROM, COPY --from and mount names";
  let description = [{
    A worklist for each instance: expand global words, find the stage, named
    context or image that each word names, mark what the target reaches, resolve
    only the bases reached (in parallel), parse the ONBUILD triggers of their
    configs, which may reach more, until nothing changes.
  }];
  let options = [
    Option<"resolveFrom", "resolve-from", "std::string", "",
           "JSON file with the images that exist">,
    ListOption<"contexts", "build-context", "std::string", "NAME=SOURCE of a named context">,
    ListOption<"noCache", "no-cache", "std::string", "stages to execute anew; * for all">,
    Option<"checks", "checks", "bool", /*default=*/"false",
           "Run the build checks; what they find are warnings">
  ];
  let dependentDialects = ["::imgc::dockerfile::DockerfileDialect"];
}

def EliminateDeadStagesPass : Pass<"dockerfile-eliminate-dead-stages", "::mlir::ModuleOp"> {
  let summary = "Erase the stages that no target reaches";
  let description = [{
    Runs at every level: the base of a dead stage is never looked up and nothing
    of it is compiled. A file that is not linked yet is left alone.
  }];
  let dependentDialects = ["::imgc::dockerfile::DockerfileDialect"];
}

def ExpandWordsPass : Pass<"dockerfile-expand-words", "::mlir::ModuleOp"> {
  let summary = "Expand variables in the words of instructions";
  let description = [{
    Requires linked files. ARG and ENV are a forward data flow: a stage starts
    with the variables of its base (those of the image config last), every ENV
    and ARG changes what the next instruction sees. An ARG gets the value that
    holds: the build argument, its expanded default, or the global one. Mounts
    are judged and stay as written, since their syntax is read after expansion.

    Errors have BuildKit's text, at the instruction. The build checks of
    instructions run here too.
  }];
  let options = [
    ListOption<"ignorePatterns", "ignore", "std::string", "Patterns of .dockerignore">,
    Option<"checks", "checks", "bool", /*default=*/"false",
           "Run the build checks; what they find are warnings">
  ];
  let dependentDialects = ["::imgc::dockerfile::DockerfileDialect"];
}

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_PASSES_TD
