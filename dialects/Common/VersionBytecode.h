//===- VersionBytecode.h - Version of a dialect in bytecode -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_COMMON_VERSIONBYTECODE_H
#define IMGC_DIALECTS_COMMON_VERSIONBYTECODE_H

#include "mlir/Bytecode/BytecodeImplementation.h"

namespace imgc {

/// Writes the version of a dialect into bytecode, so that a later reader can
/// upgrade what it finds, and refuses versions after `current`. Attributes and
/// types stay text inside the bytecode, MLIR's default.
template <uint64_t current>
class VersionBytecode : public mlir::BytecodeDialectInterface {
public:
  explicit VersionBytecode(mlir::Dialect *dialect) : BytecodeDialectInterface(dialect) {}

  void writeVersion(mlir::DialectBytecodeWriter &writer) const override {
    writer.writeVarInt(current);
  }

  std::unique_ptr<mlir::DialectVersion>
  readVersion(mlir::DialectBytecodeReader &reader) const override {
    auto version = std::make_unique<Version>();
    if (mlir::failed(reader.readVarInt(version->number)))
      return nullptr;
    if (version->number > 0 && version->number <= current)
      return version;
    reader.emitError() << "version " << version->number << " of the "
                       << getDialect()->getNamespace() << " dialect is not known, the newest is "
                       << current;
    return nullptr;
  }

private:
  struct Version : mlir::DialectVersion {
    uint64_t number = 0;
  };
};

} // namespace imgc

#endif // IMGC_DIALECTS_COMMON_VERSIONBYTECODE_H
