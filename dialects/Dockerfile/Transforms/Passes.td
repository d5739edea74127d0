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

    ```mlir
    // imgc-opt --dockerfile-instantiate="platform=linux/amd64,linux/arm64 build-arg=A=1"
    dockerfile.file "Dockerfile" {
      dockerfile.stage @stage_0 from "scratch" index 0 code "FROM scratch" {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
    }
    ```

    becomes

    ```mlir
    dockerfile.file "Dockerfile" platform <"linux", "amd64"> build_platform <"linux", "amd64"> build_args ["A=1"] {
      dockerfile.stage @stage_0 from "scratch" index 0 code "FROM scratch" {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
    }
    dockerfile.file "Dockerfile" platform <"linux", "arm64"> build_platform <"linux", "amd64"> build_args ["A=1"] {
      dockerfile.stage @stage_0 from "scratch" index 0 code "FROM scratch" {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
    }
    ```
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

    ```mlir
    // imgc-opt --dockerfile-link-stages
    dockerfile.file "Dockerfile" platform <"linux", "amd64"> build_platform <"linux", "amd64"> build_args [] {
      dockerfile.stage @build from "scratch" as "build" index 0 code "FROM scratch AS build" {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
      dockerfile.stage @stage_1 from "scratch" index 1 code "FROM scratch" {
      ^bb0(%base: !dockerfile.state):
        %copy = dockerfile.copy %base ["/src"] to "/" from "build" code "COPY --from=build /src /"
        dockerfile.end %copy
      }
    }
    ```

    becomes

    ```mlir
    dockerfile.file "Dockerfile" platform <"linux", "amd64"> build_platform <"linux", "amd64"> build_args []
        global_args ["BUILDPLATFORM=linux/amd64", "BUILDOS=linux", "BUILDOSVERSION=", "BUILDARCH=amd64", "BUILDVARIANT=",
                     "TARGETPLATFORM=linux/amd64", "TARGETOS=linux", "TARGETOSVERSION=", "TARGETARCH=amd64",
                     "TARGETVARIANT=", "TARGETSTAGE=default"] target_stage @stage_1 {
      dockerfile.stage @build from "scratch" as "build" index 0 code "FROM scratch AS build"
          base #dockerfile.scratch platform <"linux", "amd64"> display "build" steps 0 {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
      dockerfile.stage @stage_1 from "scratch" index 1 code "FROM scratch"
          base #dockerfile.scratch platform <"linux", "amd64"> display "stage-1" steps 1 {
      ^bb0(%base: !dockerfile.state):
        %copy = dockerfile.copy %base ["/src"] to "/" from "build" from_stage @build code "COPY --from=build /src /"
        dockerfile.end %copy
      }
    }
    ```
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

    ```mlir
    // imgc-opt --dockerfile-eliminate-dead-stages
    dockerfile.file "Dockerfile" target_stage @app {
      dockerfile.stage @tests from "golang" as "tests" index 0 code "FROM golang AS tests" {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
      dockerfile.stage @app from "scratch" as "app" index 1 code "FROM scratch AS app" base #dockerfile.scratch {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
    }
    ```

    becomes

    ```mlir
    dockerfile.file "Dockerfile" target_stage @app {
      dockerfile.stage @app from "scratch" as "app" index 1 code "FROM scratch AS app" base #dockerfile.scratch {
      ^bb0(%base: !dockerfile.state):
        dockerfile.end %base
      }
    }
    ```
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

    ```mlir
    // imgc-opt --dockerfile-expand-words
    dockerfile.file "Dockerfile" global_args [] {
      dockerfile.stage @stage_0 from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch {
      ^bb0(%base: !dockerfile.state):
        %arg = dockerfile.arg %base [#dockerfile.arg<"DIR", "app">] code "ARG DIR=app"
        %env = dockerfile.env %arg [#dockerfile.pair<"HOME", "/$DIR">] code "ENV HOME=/$DIR"
        %workdir = dockerfile.workdir %env "${HOME}/bin" code "WORKDIR ${HOME}/bin"
        dockerfile.end %workdir
      }
    }
    ```

    becomes

    ```mlir
    dockerfile.file "Dockerfile" global_args [] {
      dockerfile.stage @stage_0 from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch {
      ^bb0(%base: !dockerfile.state):
        %arg = dockerfile.arg %base [#dockerfile.arg<"DIR", "app">] code "ARG DIR=app"
        %env = dockerfile.env %arg [#dockerfile.pair<"HOME", "/app">] code "ENV HOME=/$DIR"
        %workdir = dockerfile.workdir %env "/app/bin" code "WORKDIR ${HOME}/bin"
        dockerfile.end %workdir
      }
    }
    ```
  }];
  let options = [
    ListOption<"ignorePatterns", "ignore", "std::string", "Patterns of .dockerignore">,
    Option<"checks", "checks", "bool", /*default=*/"false",
           "Run the build checks; what they find are warnings">
  ];
  let dependentDialects = ["::imgc::dockerfile::DockerfileDialect"];
}

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_PASSES_TD
