//===- Importer.h - State of reading a plan file ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_PLANFILE_IMPORTER_H
#define IMGC_LIB_TARGET_PLANFILE_IMPORTER_H

#include "dialects/Plan/IR/PlanOps.h"
#include "imgc/PlanFormat/plan.pb.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace imgc::planfile {

/// Builds a module from a message. Nothing in the message is trusted: a number
/// that refers to nothing is an error, and the verifier runs on the result.
class Importer {
public:
  Importer(const plan::Plan &file, mlir::MLIRContext *context)
      : file(file), context(context), builder(context), where(mlir::UnknownLoc::get(context)) {}
  mlir::OwningOpRef<mlir::ModuleOp> run();

private:
  using Strings = google::protobuf::RepeatedPtrField<std::string>;

  // Import.cpp: frame.
  mlir::LogicalResult addSourceFiles();
  void addContexts();
  mlir::LogicalResult addKeys(plan::KeysOp op);
  mlir::LogicalResult addKey(const plan::Key &key);
  mlir::LogicalResult addOutput(const plan::Output &output);

  // ImportSteps.cpp.
  mlir::LogicalResult addStep(const plan::Step &step);
  mlir::FailureOr<mlir::Operation *> makeAction(const plan::Step &step);
  mlir::FailureOr<mlir::Operation *> makeExec(const plan::Step &step);
  mlir::FailureOr<plan::MountAttr> makeMount(const plan::Mount &mount,
                                             llvm::SmallVectorImpl<mlir::Value> &inputs);
  mlir::FailureOr<mlir::Location> makeLocation(const plan::Step &step);
  mlir::ArrayAttr makeComponents(const plan::Step &step);
  mlir::IntegerAttr version(const plan::Step &step) {
    return builder.getI32IntegerAttr(static_cast<int32_t>(step.semantics_version()));
  }

  // ImportFile.cpp.
  mlir::FailureOr<mlir::Operation *> makeFile(const plan::Step &step);
  mlir::LogicalResult addOperation(const plan::FileOperation &operation,
                                   llvm::SmallVectorImpl<mlir::Value> &numbers);
  mlir::FailureOr<mlir::Value> makeCopy(const plan::CopyOperation &copy, mlir::Value base,
                                        mlir::Value source, llvm::ArrayRef<mlir::Value> numbers);
  /// What an owner says: attribute and the values that names are looked up in.
  struct OwnerParts {
    plan::OwnerAttr owner;
    mlir::Value userFrom, groupFrom;
  };
  mlir::FailureOr<OwnerParts> makeOwner(bool present, const plan::Owner &owner,
                                        llvm::ArrayRef<mlir::Value> numbers);
  /// -1 gives a null value.
  mlir::FailureOr<mlir::Value> lookupNumber(int32_t number, llvm::ArrayRef<mlir::Value> numbers);

  // Parts.
  mlir::FailureOr<mlir::Value> lookupRef(const plan::Ref &ref);
  mlir::FailureOr<plan::ContextOp> lookupContext(uint32_t number);
  plan::PlatformAttr makePlatform(bool present, const plan::Platform &platform);
  mlir::ArrayAttr makeStrings(const Strings &strings);
  mlir::StringAttr makeString(llvm::StringRef text) {
    return text.empty() ? mlir::StringAttr() : builder.getStringAttr(text);
  }
  mlir::UnitAttr makeFlag(bool value) { return value ? builder.getUnitAttr() : mlir::UnitAttr(); }
  mlir::LogicalResult fail(const llvm::Twine &message);

  const plan::Plan &file;
  mlir::MLIRContext *context;
  mlir::OpBuilder builder;
  mlir::Location where;
  llvm::SmallVector<plan::ContextOp> contexts;
  llvm::SmallVector<mlir::Value> keys;
  /// Block argument of the steps for each key that a step uses.
  llvm::DenseMap<uint32_t, mlir::Value> arguments;
  llvm::DenseMap<uint32_t, mlir::Value> views;
  llvm::SmallVector<mlir::Operation *> steps;
  mlir::Value scratch;
};

} // namespace imgc::planfile

#endif // IMGC_LIB_TARGET_PLANFILE_IMPORTER_H
