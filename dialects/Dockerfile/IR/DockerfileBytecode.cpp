//===- DockerfileBytecode.cpp - Version of the dialect in bytecode -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/IR/DockerfileDialect.h"

#include "mlir/Bytecode/BytecodeImplementation.h"

using namespace mlir;

namespace {

/// Version of the dialect's attributes and ops in bytecode files.
struct DockerfileVersion : public DialectVersion {
  static constexpr uint64_t current = 1;
  uint64_t number = current;
};

/// Writes the version, so that a later imgc can upgrade what this one wrote.
/// Attributes and types stay text inside the bytecode.
struct DockerfileBytecode : public BytecodeDialectInterface {
  explicit DockerfileBytecode(Dialect *dialect) : BytecodeDialectInterface(dialect) {}

  void writeVersion(DialectBytecodeWriter &writer) const override {
    writer.writeVarInt(DockerfileVersion::current);
  }

  std::unique_ptr<DialectVersion> readVersion(DialectBytecodeReader &reader) const override {
    auto version = std::make_unique<DockerfileVersion>();
    if (failed(reader.readVarInt(version->number)))
      return nullptr;
    if (version->number == 0 || version->number > DockerfileVersion::current) {
      reader.emitError() << "the dockerfile dialect has version " << version->number
                         << " in this file, the newest known is " << DockerfileVersion::current;
      return nullptr;
    }
    return version;
  }
};

} // namespace

namespace imgc::dockerfile {
void addBytecodeInterface(DockerfileDialect &dialect);
void addBytecodeInterface(DockerfileDialect &dialect) {
  dialect.addInterfaces<DockerfileBytecode>();
}
} // namespace imgc::dockerfile
