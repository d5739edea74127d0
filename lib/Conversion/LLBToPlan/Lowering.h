//===- Lowering.h - State of the lowering from llb to plan ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_LLBTOPLAN_LOWERING_H
#define IMGC_LIB_CONVERSION_LLBTOPLAN_LOWERING_H

#include "dialects/LLB/IR/LLBOps.h"
#include "dialects/Plan/IR/PlanOps.h"
#include "imgc/PlanFormat/Semantics.h"
#include "imgc/Support/Digest.h"
#include "imgc/Support/Platform.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc::llbtoplan {

struct Options {
  Platform host;
  /// Seconds; absent: the time of the run.
  std::optional<int64_t> sourceDateEpoch;
  bool mergeAndDiff = false;
};

/// What is known about a value of llb that was lowered.
struct Lowered {
  /// Null when its vertex was refused, or (for a local source) when nothing has
  /// needed it as a file system yet.
  mlir::Value value;
  /// Definition key of the step that makes it; null for scratch.
  mlir::Value key;
  /// Number of the result of that step.
  unsigned result = 0;
  /// Whether the key depends on a context.
  bool dynamic = false;
  /// The image at the bottom of its chain; null if there is none.
  mlir::Value base;
  /// Of a local source.
  plan::ContextOp context;
  /// Refused: an error was reported.
  bool failed = false;

  bool isScratch() const { return !failed && !key && !context; }
};

/// A platform, looked at once.
struct PlatformInfo {
  /// Normalised; that of the host where the vertex says nothing.
  plan::PlatformAttr attribute;
  Platform platform;
  std::string text;
  /// The host can run its programs.
  bool runnable = true;
};

/// Something that the runtime cannot do.
struct Problem {
  /// Goes before "cannot be run yet"; as the user wrote it where that is known.
  std::string what;
  /// What is to be marked in the source (Explanation::marks).
  std::vector<std::string> marks;
};

/// A vertex that the runtime cannot do, and all that stands against it.
struct Refusal {
  mlir::Location location;
  std::string what;
  std::vector<std::string> marks;
};

/// A definition key in the making: a static part and keys of inputs.
struct KeyParts {
  StepKind kind;
  Key constant;
  llvm::SmallVector<mlir::Value, 4> inputs;
  /// For each input: whether it depends on a context.
  llvm::SmallVector<bool, 4> dynamic;

  void add(const Lowered &input) { add(input.key, input.dynamic); }
  void add(mlir::Value key, bool isDynamic) {
    inputs.push_back(key);
    dynamic.push_back(isDynamic);
  }
};

/// Hashes of the static parts of vertices. Attributes that many vertices share
/// (environments) are hashed once.
class StaticHasher {
public:
  Key image(const Digest &digest, llvm::StringRef platform);
  /// `inputs[i]` says what operand i of the exec was lowered to.
  /// `inputs[i]` is what `mounts[i]` starts from.
  Key exec(llb::ExecOp op, llvm::ArrayRef<llb::MountAttr> mounts, llvm::ArrayRef<Lowered> inputs,
           llvm::StringRef platform);
  /// `inputs[i]` is what operand i was lowered to; `views[i]`: it is a context
  /// read in place.
  Key file(llb::FileOp op, llvm::ArrayRef<Lowered> inputs, llvm::ArrayRef<bool> views);
  /// Which results of which steps are combined.
  Key inputs(llvm::ArrayRef<Lowered> inputs);

private:
  const Key &hashStrings(mlir::ArrayAttr strings);

  llvm::DenseMap<mlir::Attribute, Key> stringHashes;
};

/// Lowers a module. Errors are reported at their vertices, as many as there
/// are.
class Lowering {
public:
  Lowering(mlir::ModuleOp module, Options options);
  mlir::LogicalResult run();

private:
  // LLBToPlan.cpp: order and frame.
  void lowerSourceFiles();
  void lowerFrom(mlir::Value root);
  void lowerOutput(llb::OutputOp op);
  void lowerVertex(mlir::Operation *op);
  void eraseGraph();

  // LowerSources.cpp, LowerExec.cpp, LowerFile.cpp: one kind of vertex each.
  // They record the results in `values`.
  void lowerImage(llb::ImageOp op);
  void lowerLayout(llb::OCILayoutOp op);
  void lowerPinnedImage(llb::LLBVertexOpInterface op, llvm::StringRef reference,
                        llvm::StringRef digest, llvm::StringRef layout);
  void lowerLocal(llb::LocalOp op);
  void lowerExec(llb::ExecOp op);
  struct ExecMounts;
  ExecMounts lowerMounts(llb::ExecOp op, KeyParts &parts,
                         llvm::SmallVectorImpl<mlir::Attribute> &components);
  void describeExec(llb::ExecOp op, const PlatformInfo &platform,
                    llvm::SmallVectorImpl<mlir::Attribute> &components);
  plan::ExecOp makeExec(llb::ExecOp op, mlir::Value key, const ExecMounts &mounts,
                        const PlatformInfo &platform, llvm::ArrayRef<mlir::Attribute> components);
  void lowerFile(llb::FileOp op);
  struct FileInputs;
  FileInputs lowerFileInputs(llb::FileOp op, KeyParts &parts);
  std::string describeFile(llb::FileOp op, const FileInputs &inputs, KeyParts &parts,
                           llvm::SmallVectorImpl<mlir::Attribute> &components);
  void lowerBody(llb::FileOp op, const FileInputs &inputs, plan::FileOp file, bool dynamic);
  void lowerMerge(llb::MergeOp op);
  void lowerDiff(llb::DiffOp op);

  plan::ContextOp getContext(llb::LocalOp op);
  mlir::Value selectCopy(llb::CopyOp copy, plan::ContextOp context);
  mlir::Value selectAll(plan::ContextOp context, mlir::Location loc);

  // Keys and common fields.
  mlir::Value makeKey(llb::LLBVertexOpInterface op, KeyParts parts, bool &dynamic);
  mlir::Value makeConstant(mlir::Location loc, const Key &key);
  const PlatformInfo &getPlatform(llb::PlatformAttr platform);
  mlir::StringAttr getTitle(llb::LLBVertexOpInterface op, const llvm::Twine &fallback);
  bool ignoresCache(llb::LLBVertexOpInterface op);
  plan::ComponentAttr component(llvm::StringRef name, llvm::StringRef value);
  void appendEnvironment(mlir::ArrayAttr env, llvm::SmallVectorImpl<mlir::Attribute> &components);

  /// The lowering of a value; makes the step of a local source that is needed as
  /// a file system.
  Lowered getFS(mlir::Value value);
  /// The same without making steps.
  Lowered get(mlir::Value value) { return values.lookup(value); }
  mlir::Value getScratch();
  void markFailed(mlir::Operation *op);

  // Refusals.cpp.
  /// `what` "cannot be run yet"; reported at the end.
  void refuse(mlir::Operation *op, const llvm::Twine &what);
  void refuse(mlir::Operation *op, llvm::ArrayRef<Problem> problems);
  /// Reports what was refused, in the order of the file, each kind once.
  void reportRefusals();

  mlir::ModuleOp module;
  Options options;
  mlir::OpBuilder builder;
  mlir::OpBuilder contextBuilder;
  StaticHasher hasher;
  llvm::DenseMap<mlir::Value, Lowered> values;
  llvm::DenseMap<mlir::Attribute, PlatformInfo> platforms;
  llvm::DenseMap<mlir::Operation *, bool> visited;
  llvm::DenseMap<mlir::Attribute, plan::ContextOp> contexts;
  llvm::DenseMap<mlir::Attribute, llvm::SmallVector<mlir::Attribute>> environments;
  llvm::DenseMap<mlir::Operation *, mlir::Value> views;
  llvm::StringMap<unsigned> contextNames;
  std::vector<Refusal> refusals;
  mlir::Value scratch;
  bool failed = false;
};

/// What of the vertex itself, its inputs aside, the runtime cannot do; empty if
/// it can.
llvm::SmallVector<Problem> findUnsupported(mlir::Operation *op, const Options &options,
                                           const PlatformInfo &platform);

/// The image config that an output has: the front end's, with the keys of the
/// base that imgc does not know and the histories one after the other.
llvm::Expected<std::string> mergeImageConfig(llb::OutputOp op);

} // namespace imgc::llbtoplan

#endif // IMGC_LIB_CONVERSION_LLBTOPLAN_LOWERING_H
