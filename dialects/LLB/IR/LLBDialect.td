//===- LLBDialect.td - What must be built -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Include DAG of the .td files: Dialect <- Types, Attrs <- Interfaces <- Ops.

#ifndef IMGC_DIALECTS_LLB_IR_LLBDIALECT_TD
#define IMGC_DIALECTS_LLB_IR_LLBDIALECT_TD

include "mlir/IR/OpBase.td"

def LLB_Dialect : Dialect {
  let name = "llb";
  let cppNamespace = "::imgc::llb";
  let summary = "what must be built: BuildKit's low-level build graph as SSA";
  let description = [{
    `llb` is the contract between front ends, optimiser and back ends. It has a
    place for every op, field and attribute of BuildKit's `ops.proto`, so that a
    definition can go from protobuf to IR and back without losing a byte.

        dockerfile, build.imgc, LLB protobuf  ->  llb  ->  plan, LLB protobuf, ...

    **Shape.** The body of a builtin module is one graph region. It holds
    vertices over pure values of type `!llb.fs` (a file system), the outputs
    (`llb.output`), and the source files that locations point into
    (`llb.source_file`). All targets and all platforms of one compilation share
    one module.

    ```mlir
    %alpine = llb.image "docker.io/library/alpine:3@sha256:0000000000000000000000000000000000000000000000000000000000000000"
        platform <os = "linux", architecture = "amd64">
    %ctx = llb.local "context"
    %run = llb.exec ["/bin/sh", "-c", "make"] cwd "/src" inputs(%alpine, %ctx)
        mounts [#llb.mount<dest = "/", input = 0, output = 0>,
                #llb.mount<dest = "/src", input = 1, readonly = true>]
    %app = llb.file(%dst = %run, %src = %ctx) {
      %0 = llb.mkdir on %dst "/app" mode 493
      %1 = llb.copy from %src "/bin" on %0 to "/app/"
      llb.yield %1
    }
    llb.output "app" %app layers [%run, %app]
    ```

    **Purity.** LLB is demand-driven: a vertex nobody needs does not run, and
    equal vertices are one vertex. So every vertex is `Pure` to MLIR and only
    `llb.output` is not. What a step may touch when it runs is reported by
    `LLBEffectOpInterface`. MLIR's CSE must not run on this dialect: it would
    hash neither regions nor metadata; `llb-hash-cons` is our own.

    **Operands and indices.** The operands of a vertex are the `inputs` of its
    protobuf `Op`, in order. Where a field of the protobuf is an index into
    them, so is the parameter here; -1 stands for scratch. An operand may also
    be the result of `llb.scratch`; the encoder turns it into -1 and renumbers.

    **Metadata** (`OpMetadata`) is an attribute of each vertex and not part of
    its digest. The **definition key** (`key`) is carried as debug info is:
    passes keep it, nothing depends on it being there.

    **Faithfulness.** Where re-encoding the typed form does not give the bytes
    that were imported (unknown fields, unusual order), the vertex carries a
    `#llb.raw` with the original bytes and the digest of the typed encoding. The
    exporter emits the original bytes as long as the typed form is unchanged.

    **Exit invariant.** The graph has no cycles, every `llb.output` is reachable
    from what it names, and no op of another dialect is left.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// Version written into bytecode; raised when the textual or binary form
    /// of an op or attribute changes.
    static constexpr uint64_t kVersion = 1;
    void registerAttributes();
    void registerTypes();
  }];
}

#endif // IMGC_DIALECTS_LLB_IR_LLBDIALECT_TD
