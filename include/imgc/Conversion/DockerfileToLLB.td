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

    ```mlir
    // imgc-opt --convert-dockerfile-to-llb
    dockerfile.file "Dockerfile" platform <"linux", "amd64"> build_platform <"linux", "amd64"> global_args []
        target_stage @stage_0 {
      dockerfile.stage @stage_0 from "scratch" index 0 code "FROM scratch"
          base #dockerfile.scratch platform <"linux", "amd64"> display "" steps 1 {
      ^bb0(%base: !dockerfile.state):
        %copy = dockerfile.copy %base ["a"] to "/a" code "COPY a /a"
        dockerfile.end %copy
      }
    }
    ```

    becomes

    ```mlir
    llb.source_file "Dockerfile" language "Dockerfile" local "dockerfile"
    %context = llb.local "context" with {local.followpaths = "[\22a\22]", local.sharedkeyhint = "context"} constraints []
        metadata <description = {llb.customname = "[internal] load build context"},
                  caps = {source.local = true, source.local.followpaths = true, source.local.sharedkeyhint = true}>
    %file = llb.file(%in = %context) {
      %0 = llb.copy from %in "/a" to "/a" follow_symlink contents parents wildcard empty_wildcard
      llb.yield %0
    } constraints [] metadata <description = {llb.customname = "[1/1] COPY a /a"}, caps = {file.base = true}>
    llb.output "linux/amd64" %file platform <os = "linux", architecture = "amd64">
        config "{\22architecture\22:\22amd64\22,\22config\22:{\22Env\22:[\22PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\22],\22WorkingDir\22:\22/\22},\22history\22:[{\22comment\22:\22buildkit.dockerfile.v0\22,\22created_by\22:\22COPY a /a # buildkit\22}\5D,\22os\22:\22linux\22,\22rootfs\22:{\22diff_ids\22:null,\22type\22:\22layers\22}}"
        history [#llb.history<createdBy = "COPY a /a # buildkit", comment = "buildkit.dockerfile.v0">] layers [%file]
    ```
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
