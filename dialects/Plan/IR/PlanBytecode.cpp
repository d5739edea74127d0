//===- PlanBytecode.cpp - Version of the plan dialect in bytecode ---------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Attributes and types are stored as text, MLIR's default; what is ours is the
// version, so that a later release can tell what it reads.

#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Bytecode/BytecodeImplementation.h"

using namespace mlir;
using namespace imgc::plan;

namespace {

struct Version : DialectVersion {
  explicit Version(uint64_t number) : number(number) {}
  uint64_t number;
};

struct PlanBytecodeInterface : BytecodeDialectInterface {
  explicit PlanBytecodeInterface(Dialect *dialect) : BytecodeDialectInterface(dialect) {}

  void writeVersion(DialectBytecodeWriter &writer) const override {
    writer.writeVarInt(PlanDialect::kVersion);
  }

  std::unique_ptr<DialectVersion> readVersion(DialectBytecodeReader &reader) const override {
    uint64_t number = 0;
    if (failed(reader.readVarInt(number)))
      return nullptr;
    if (number > PlanDialect::kVersion) {
      reader.emitError() << "version " << number << " of the plan dialect is newer than "
                         << PlanDialect::kVersion << ", the newest this program knows";
      return nullptr;
    }
    return std::make_unique<Version>(number);
  }
};

} // namespace

void PlanDialect::registerBytecode() { addInterfaces<PlanBytecodeInterface>(); }
