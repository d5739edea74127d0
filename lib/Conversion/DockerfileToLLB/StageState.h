//===- StageState.h - What a stage is after some instructions ---*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STAGESTATE_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STAGESTATE_H

#include "ImageConfig.h"

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Frontend/Dockerfile/ShellWords.h"
#include "imgc/Frontend/Dockerfile/StageEnv.h"

#include "mlir/IR/Value.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace imgc::dockerfile {

/// An ARG in effect: its value, if it has one.
struct DeclaredArg {
  std::string name;
  std::optional<std::string> value;
};

/// What every RUN says of the variables, while none of them changes.
struct RunVariables {
  /// Of the variables, and how many ARGs there were.
  size_t stamp, numArgs;
  /// `NAME=value`; null for none.
  mlir::ArrayAttr env;
  /// `|2 A=1 B=2`: what stands before the command in the history.
  std::string history;
};

/// Paths that instructions take from a local context; shared by the stages that
/// start from it. `/` stands for all.
using PathSet = std::set<std::string>;

/// The state that instructions thread through a stage: file system, build-time
/// environment and image config. A stage that starts from another one copies it,
/// which takes the same time however many instructions made it.
struct StageState {
  /// Null: scratch.
  mlir::Value fs;
  /// Values at which a layer of the image ends, after those of the base.
  AppendList<mlir::Value> layers;
  StageEnv env;
  std::string dir = "/";
  std::string user;
  llb::NetMode network = llb::NetMode::Sandbox;
  /// What a RUN's vertex carries: the platform of the image that the stage
  /// goes back to; nothing for scratch and contexts, which take the target's.
  std::optional<Platform> imagePlatform;
  /// The stage's platform.
  Platform platform;
  ImageConfig image;
  /// Raw config of the image at the bottom; null for none.
  mlir::StringAttr baseConfig;
  /// How many entries of the history are the base's.
  size_t baseHistory = 0;
  AppendList<DeclaredArg> args;
  /// Null before the first RUN.
  std::shared_ptr<const RunVariables> runVariables;
  bool workdirSet = false;
  std::shared_ptr<PathSet> paths = std::make_shared<PathSet>();

  //===--- Not inherited ---------------------------------------------------===//

  /// `build`, `stage-1`, or empty when the file has one stage only.
  std::string name;
  unsigned stepIndex = 0, stepTotal = 0;
  bool ignoreCache = false;
  bool cmdSet = false;
  /// The instruction at work is a trigger of the base.
  bool onbuild = false;

  /// Takes over the config of a base.
  void setImage(ImageConfig config);
  /// Appends to the history, as BuildKit's commitToHistory.
  void commit(std::string createdBy, bool withLayer, const std::optional<std::string> &epoch);
};

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_STAGESTATE_H
