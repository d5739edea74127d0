//===- Exporter.h - State of writing a plan file ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_PLANFILE_EXPORTER_H
#define IMGC_LIB_TARGET_PLANFILE_EXPORTER_H

#include "dialects/Plan/IR/PlanOps.h"
#include "imgc/PlanFormat/plan.pb.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"

namespace imgc::planfile {

/// Fills a message from a module. Numbers are handed out in the order of the
/// ops, so that equal modules give equal messages.
class Exporter {
public:
  Exporter(mlir::ModuleOp module, plan::Plan &file) : module(module), file(file) {}
  mlir::LogicalResult run();

private:
  using Strings = google::protobuf::RepeatedPtrField<std::string>;

  // Export.cpp: frame.
  mlir::LogicalResult collect();
  void addSourceFile(plan::SourceFileOp op);
  void addContext(plan::ContextOp op);
  void addKeys(plan::KeysOp op);
  void addKey(mlir::Operation &op);
  void addOutput(plan::OutputOp op);

  // ExportSteps.cpp.
  void addStep(mlir::Operation &op);
  void addStepFields(plan::PlanStepOpInterface op, plan::Step &step);
  void addLocations(mlir::Location location, plan::Step &step);
  void fillExec(plan::ExecOp op, plan::ExecAction &exec);
  void fillMount(plan::MountAttr mount, plan::ExecOp op, plan::Mount &message);

  // ExportFile.cpp.
  void fillFile(plan::FileOp op, plan::FileAction &file);
  void fillOperation(mlir::Operation &op, plan::FileOperation &message);
  void fillCopy(plan::CopyOp op, plan::FileOperation &message);
  void fillOwner(plan::OwnerAttr owner, mlir::Value userFrom, mlir::Value groupFrom,
                 plan::Owner &message);
  template <typename OpTy, typename Message>
  void fillMaking(OpTy op, Message &message);
  int32_t numberOf(mlir::Value value) const { return value ? fileNumbers.lookup(value) : -1; }

  // Parts of messages.
  void fillPlatform(plan::PlatformAttr platform, plan::Platform &message);
  void fillRef(mlir::Value value, plan::Ref &ref);
  void addStrings(mlir::ArrayAttr from, Strings &to);
  /// The text of a protobuf `string`; reports at the current op what is not
  /// UTF-8.
  std::string text(llvm::StringRef value);
  std::string text(std::optional<llvm::StringRef> value) {
    return text(value.value_or(llvm::StringRef()));
  }
  uint32_t contextNumber(llvm::StringRef symbol) const { return contexts.lookup(symbol); }
  void fail(mlir::Operation *op, const llvm::Twine &message);

  mlir::ModuleOp module;
  plan::Plan &file;
  plan::KeysOp keysOp;
  plan::StepsOp stepsOp;
  /// The op whose fields are being written; for messages.
  mlir::Operation *current = nullptr;
  bool failed = false;

  llvm::DenseMap<mlir::StringAttr, uint32_t> files;
  llvm::StringMap<uint32_t> contexts;
  llvm::DenseMap<mlir::Value, uint32_t> keys;
  /// Key number of each block argument of the steps.
  llvm::SmallVector<uint32_t> argumentKeys;
  llvm::DenseMap<mlir::Value, std::pair<int32_t, uint32_t>> refs;
  llvm::DenseMap<mlir::Value, uint32_t> views;
  /// Index space of the file step that is being written.
  llvm::SmallDenseMap<mlir::Value, int32_t> fileNumbers;
};

} // namespace imgc::planfile

#endif // IMGC_LIB_TARGET_PLANFILE_EXPORTER_H
