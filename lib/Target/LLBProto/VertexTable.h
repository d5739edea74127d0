//===- VertexTable.h - Encoded vertices of a module ----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_LLBPROTO_VERTEXTABLE_H
#define IMGC_LIB_TARGET_LLBPROTO_VERTEXTABLE_H

#include "imgc/Support/Digest.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Allocator.h"

#include <vector>

namespace imgc::llb {

/// Numbers the vertices of a module and holds their encoded form, each made once.
class VertexTable {
public:
  struct Entry {
    Digest digest;
    /// The encoded `Op`; owned by the table. Null: not encoded yet.
    llvm::StringRef bytes;
  };

  /// The number of a vertex, a new one if it has none. Fails for what is no vertex
  /// of llb (null: an argument).
  llvm::Expected<unsigned> getNumber(mlir::Operation *vertex);
  unsigned size() const { return entries.size(); }
  /// The entry of a vertex that has a number.
  const Entry &lookup(mlir::Operation *vertex) const {
    return entries[numbers.find(vertex)->second];
  }
  /// Encodes a vertex whose inputs are encoded.
  const Entry &encode(mlir::Operation *vertex, unsigned number);

private:
  llvm::DenseMap<mlir::Operation *, unsigned> numbers;
  std::vector<Entry> entries;
  llvm::BumpPtrAllocator allocator;
};

} // namespace imgc::llb

#endif // IMGC_LIB_TARGET_LLBPROTO_VERTEXTABLE_H
