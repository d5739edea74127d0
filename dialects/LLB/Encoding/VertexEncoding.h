//===- VertexEncoding.h - Vertices as protobuf, and their digests -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The encoder of the vertex digest: the exporter and llb-hash-cons share it, so
// that two vertices are merged exactly when BuildKit would take them for one.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_ENCODING_VERTEXENCODING_H
#define IMGC_DIALECTS_LLB_ENCODING_VERTEXENCODING_H

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Support/Digest.h"

#include <string>

namespace imgc::llb {

/// Encodes the typed form of a vertex as an `Op`, as BuildKit's client does.
/// `inputs` has one digest per operand; those of scratch operands are ignored.
/// Operands of llb.exec and llb.file that are different values but the same
/// output of the same vertex become one input.
std::string encodeTyped(mlir::Operation *vertex, llvm::ArrayRef<Digest> inputs);

/// The bytes of a vertex in a definition: the imported ones if it has them and
/// they still hold (see #llb.raw), else those of encodeTyped.
std::string encodeVertex(mlir::Operation *vertex, llvm::ArrayRef<Digest> inputs);

/// SHA-256 of encodeVertex.
Digest vertexDigest(mlir::Operation *vertex, llvm::ArrayRef<Digest> inputs);

/// Encodes an `OpMetadata`; null is empty. Uses the imported bytes if any.
std::string encodeMetadata(MetadataAttr metadata);

/// Encodes the last element of a definition, which points at output `index` of
/// the vertex `digest`.
std::string encodeTerminal(const Digest &digest, uint64_t index);

/// A file among the sources of a definition.
struct SourcePlace {
  unsigned index;
  /// Columns are not written, and an instruction of several lines has a range for
  /// each of them.
  bool linesOnly = false;
};

/// Encodes the ranges of a location as `Locations`. `findFile` looks a file up
/// by its name; nothing is written for one that is not among the sources.
std::string
encodeLocations(mlir::Location location,
                llvm::function_ref<std::optional<SourcePlace>(llvm::StringRef)> findFile);

/// `raw.bytes` if `typed` is what it was recorded for, else `typed`.
std::string chooseRaw(RawAttr raw, std::string typed);

} // namespace imgc::llb

#endif // IMGC_DIALECTS_LLB_ENCODING_VERTEXENCODING_H
