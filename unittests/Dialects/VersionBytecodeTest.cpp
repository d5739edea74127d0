//===- VersionBytecodeTest.cpp - Version of a dialect in bytecode -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Common/VersionBytecode.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gtest/gtest.h"

using namespace mlir;

namespace {

/// A dialect as a release with that version would have it.
template <uint64_t version>
class TestDialect : public Dialect {
public:
  explicit TestDialect(MLIRContext *context)
      : Dialect(getDialectNamespace(), context, TypeID::get<TestDialect>()) {
    allowUnknownOperations();
    addInterfaces<imgc::VersionBytecode<version>>();
  }
  static constexpr StringRef getDialectNamespace() { return "release"; }
};

template <uint64_t version>
std::string write() {
  MLIRContext context;
  context.loadDialect<TestDialect<version>>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
  OpBuilder builder = OpBuilder::atBlockEnd(module->getBody());
  builder.create(OperationState(builder.getUnknownLoc(), "release.op"));
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  EXPECT_TRUE(succeeded(writeBytecodeToFile(*module, os)));
  return bytes;
}

/// The first error of reading, empty if there was none.
template <uint64_t version>
std::string read(const std::string &bytes) {
  MLIRContext context;
  context.loadDialect<TestDialect<version>>();
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (message.empty())
      message = diagnostic.str();
  });
  Block block;
  LogicalResult result =
      readBytecodeFile(llvm::MemoryBufferRef(bytes, "test"), &block, ParserConfig(&context));
  EXPECT_EQ(succeeded(result), message.empty());
  return message;
}

TEST(VersionBytecode, ReadsItsOwnVersionAndOlderOnes) {
  EXPECT_EQ(read<2>(write<2>()), "");
  EXPECT_EQ(read<2>(write<1>()), "");
}

TEST(VersionBytecode, RefusesNewerVersions) {
  EXPECT_EQ(read<1>(write<2>()), "version 2 of the release dialect is not known, the newest is 1");
}

} // namespace
