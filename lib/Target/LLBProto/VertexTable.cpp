//===- VertexTable.cpp - Encoded vertices of a module --*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VertexTable.h"
#include "dialects/LLB/Encoding/VertexEncoding.h"
#include "imgc/Support/Error.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

llvm::Expected<unsigned> VertexTable::getNumber(Operation *vertex) {
  if (!vertex)
    return makeError(ExitCode::BuildFailed,
                     "a value is made by 'an argument', which is not an llb vertex");
  auto [place, fresh] = numbers.try_emplace(vertex, entries.size());
  if (!fresh)
    return place->second;
  if (!isa<LLBVertexOpInterface>(vertex)) {
    numbers.erase(place);
    return makeError(ExitCode::BuildFailed, "a value is made by '" +
                                                vertex->getName().getStringRef() +
                                                "', which is not an llb vertex");
  }
  entries.emplace_back();
  return place->second;
}

const VertexTable::Entry &VertexTable::encode(Operation *vertex, unsigned number) {
  Entry &entry = entries[number];
  if (entry.bytes.data())
    return entry;
  SmallVector<Digest, 4> inputs;
  for (Value operand : vertex->getOperands())
    inputs.push_back(isScratch(operand) ? Digest() : lookup(operand.getDefiningOp()).digest);
  std::string bytes = encodeVertex(vertex, inputs);
  entry.bytes = StringRef(bytes).copy(allocator);
  entry.digest = Sha256::of(entry.bytes);
  return entry;
}
