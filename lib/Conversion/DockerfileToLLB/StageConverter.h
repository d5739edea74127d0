//===- StageConverter.h - Stages to llb -------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STAGECONVERTER_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STAGECONVERTER_H

#include "InstructionConverter.h"

#include "dialects/Dockerfile/IR/DockerfileOps.h"
#include "dialects/Dockerfile/Transforms/Passes.h"
#include "imgc/Frontend/Dockerfile/BuildOptions.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <memory>

namespace imgc::dockerfile {

/// Converts one linked and expanded `dockerfile.file`: every stage in order,
/// then the output. Errors are emitted at the instruction.
class FileConverter {
public:
  FileConverter(FileOp file, mlir::OpBuilder &builder, const BuildOptions &options,
                bool pinNamedImages);

  mlir::LogicalResult convert();
  /// How many instructions were begun, as the checks count them.
  unsigned getNumSteps() const {
    if (file->hasAttr(unresolvedAttr))
      return 0; // BuildKit began none
    return failedStep ? failedStep : step;
  }
  /// How many sources of the COPY or ADD that was begun last were looked at.
  unsigned getNumSources() const { return failedStep ? failedSources : context.numSources; }
  /// The context that the Dockerfile lies in, if that is no directory.
  mlir::Value getDockerfileOrigin();

private:
  struct Entry {
    StageOp op;
    StageState state;
    bool converted = false;
  };

  /// Takes over the config of an image.
  llvm::Error takeConfig(StageState &state, mlir::StringAttr json);
  void readBuildArgs();
  mlir::LogicalResult checkExcludes();
  mlir::LogicalResult checkResult(const Entry &target);
  const NamedContext *findContext(llvm::StringRef key) const;
  mlir::LogicalResult runStage(Entry &entry);
  mlir::LogicalResult enterStage(Entry &entry);
  mlir::LogicalResult enterImage(Entry &entry, ImageBaseAttr base);
  mlir::LogicalResult enterContext(Entry &entry, ContextBaseAttr base);
  mlir::Value makeContextImage(const StageState &state, ContextBaseAttr base);
  /// Null after an error.
  mlir::Value makeContextDownload(ContextBaseAttr base);
  mlir::Value makeNamedLocal(StageState &state, llvm::StringRef id, llvm::StringRef key);
  /// Environment, working directory and user of the base's config.
  mlir::LogicalResult applyBaseConfig(Entry &entry);
  mlir::LogicalResult convertInstruction(Entry &entry, mlir::Operation *op);
  void noteLateStages(mlir::InFlightDiagnostic &diagnostic, mlir::Operation *op);
  llvm::Error dispatch(Entry &entry, mlir::Operation *op, InstructionConverter &converter);
  llvm::Error convertRun(Entry &entry, RunOp op, InstructionConverter &converter);
  llvm::Error convertCopy(Entry &entry, CopyOp op, InstructionConverter &converter);
  llvm::Error convertAdd(AddOp op, InstructionConverter &converter);
  llvm::Expected<StageState *> getSource(Entry &entry, llvm::StringRef symbol,
                                         llvm::StringRef from);
  /// A location in the Dockerfile, but nowhere in it.
  mlir::Location getPlaceless();
  mlir::Value getBuildContext();
  mlir::Value makeRemoteContext();
  mlir::Value getRemoteContext();
  mlir::Value makeDownload(llvm::StringRef url, llvm::StringRef localName, const VertexInfo &info);
  void finishContexts();
  void setLocalOptions(llb::LocalOp op, llvm::StringRef hint, llvm::ArrayRef<std::string> excludes,
                       const PathSet &paths, llvm::StringRef name);
  void finishImage(Entry &target);
  void emitOutput(Entry &target);

  FileOp file;
  mlir::OpBuilder &builder;
  const BuildOptions &options;
  bool pinNamedImages;
  Emitter emitter;
  ConversionContext context;
  std::vector<std::unique_ptr<Entry>> entries;
  llvm::StringMap<Entry *> bySymbol;
  unsigned step = 0;
  /// Some text of the file or of a build argument is not UTF-8.
  bool oddText = false;
  /// The first instruction that was refused; 0 for none.
  unsigned failedStep = 0, failedSources = 0;
  llb::LocalOp buildContext;
  /// Those that were read: many stages may have one base.
  llvm::DenseMap<mlir::Attribute, ImageConfig> configs;
  /// What stands for local contexts since they are complete.
  llvm::DenseMap<mlir::Value, mlir::Value> replaced;
  /// The context that is no directory, once it was used.
  mlir::Value remoteContext;
  /// Local named contexts with the stage whose paths narrow them.
  std::vector<std::tuple<llb::LocalOp, std::string, std::shared_ptr<PathSet>>> namedLocals;
};

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STAGECONVERTER_H
