//===- DockerfileDialect.td - What was written --------------*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Include order: DockerfileDialect.td <- DockerfileAttrs.td, DockerfileTypes.td
// <- DockerfileInterfaces.td <- DockerfileOps.td.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEDIALECT_TD
#define IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEDIALECT_TD

include "mlir/IR/OpBase.td"

def Dockerfile_Dialect : Dialect {
  let name = "dockerfile";
  let cppNamespace = "::imgc::dockerfile";
  let summary = "A Dockerfile as it was written";
  let description = [{
    The first of the three dialects: one `dockerfile.file` per Dockerfile, one
    `dockerfile.stage` symbol per FROM, one op per instruction. Words are
    unexpanded, bases unresolved, and every op carries its source range as its
    location (line 0 of nothing: `loc("Dockerfile":3:1 to 4:20)`). The state of
    a stage is threaded through its instructions as an SSA value, so that the
    order is data flow and not convention:

    ```mlir
    dockerfile.file "Dockerfile" {
      dockerfile.global_arg [#dockerfile.arg<"TAG", "3">] code "ARG TAG=3"
      dockerfile.stage @build from "alpine:$TAG" as "build" index 0 code "FROM alpine:$TAG AS build" {
      ^bb0(%base: !dockerfile.state):
        %run = dockerfile.run %base shell ["make"] code "RUN make"
        dockerfile.end %run
      }
    }
    ```

    It lives through these phases:

    1. *imported*: what the importer makes from the syntax tree.
    2. *instantiated* (`dockerfile-instantiate`): one file op for each target and
       platform that the build asks for; `target`, `platform`, `build_platform`
       and `build_args` are set. This comes first because TARGETARCH may change
       a FROM and a named context may be bound to one platform only: each
       instance is linked on its own, and equal results meet again in llb by
       hash-consing.
    3. *linked* (`dockerfile-link-stages`): `global_args` and `target_stage` are
       set on the file; every stage that the target reaches has a `base`, every
       `dockerfile.copy` with a `from` and every mount has its source stage;
       ONBUILD triggers are spliced in; images that only a COPY or a mount names
       are `implicit` stages of their own.
    4. *live* (`dockerfile-eliminate-dead-stages`): only what is reached is left.
    5. *expanded* (`dockerfile-expand-words`).

    Exit invariant: every stage is linked; `convert-dockerfile-to-llb` consumes it.
    Every instruction is pure: it maps the state before it to the state after it.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// Version written into bytecode; raised when the textual or binary form
    /// of an op or attribute changes.
    static constexpr uint64_t kVersion = 1;
    void registerAttributes();
    void registerTypes();
    void registerOps();
  }];
}

#endif // IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEDIALECT_TD
