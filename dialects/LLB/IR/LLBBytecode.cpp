//===- LLBBytecode.cpp - Version of the llb dialect in bytecode -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Attributes and types are kept as text inside the bytecode; what is written
// here is the version, so that a later reader can upgrade what it finds.
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/IR/LLBDialect.h"
#include "mlir/Bytecode/BytecodeImplementation.h"

using namespace mlir;
using namespace imgc::llb;

namespace {

struct LLBVersion : DialectVersion {
  explicit LLBVersion(uint64_t number) : number(number) {}
  uint64_t number;
};

struct LLBBytecode : BytecodeDialectInterface {
  explicit LLBBytecode(Dialect *dialect) : BytecodeDialectInterface(dialect) {}

  void writeVersion(DialectBytecodeWriter &writer) const override {
    writer.writeVarInt(LLBDialect::kVersion);
  }

  std::unique_ptr<DialectVersion> readVersion(DialectBytecodeReader &reader) const override {
    uint64_t number = 0;
    if (failed(reader.readVarInt(number)))
      return nullptr;
    if (number > LLBDialect::kVersion) {
      reader.emitError() << "llb version " << number << " is newer than this program, which knows "
                         << LLBDialect::kVersion;
      return nullptr;
    }
    return std::make_unique<LLBVersion>(number);
  }
};

} // namespace

void LLBDialect::registerBytecode() { addInterfaces<LLBBytecode>(); }
