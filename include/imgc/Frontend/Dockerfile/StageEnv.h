//===- StageEnv.h - The variables of a stage --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_STAGEENV_H
#define IMGC_FRONTEND_DOCKERFILE_STAGEENV_H

#include "imgc/Support/PersistentMap.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc::dockerfile {

/// What commands and expansions of a stage see, as BuildKit's build-time
/// environment keeps it: variables in the order of their last assignment
/// (dockerfile-llb.md 10.2). At the beginning of every stage the `Env` of the image
/// config is assigned again, so that it wins over the ARGs of the base. A stage
/// that starts from another copies this, which costs nothing.
class StageEnv {
public:
  /// Takes an entry of a base's `Env`. Of several for one name the last counts, in
  /// every stage that follows: ENV replaces the first in the config.
  void addBase(llvm::StringRef name, llvm::StringRef value);
  /// ARG: sets a variable; it becomes the last one.
  void set(llvm::StringRef name, llvm::StringRef value);
  /// ENV: sets it in the config, too.
  void setConfig(llvm::StringRef name, llvm::StringRef value);
  /// At the end of a stage: what it has set is older than the config for those
  /// that start from it.
  void leave();

  std::optional<std::string> get(llvm::StringRef name) const;
  /// Another one whenever a variable was set.
  size_t getStamp() const { return next; }
  bool isInConfig(llvm::StringRef name) const { return config.find(name); }
  /// Compares as variables are ordered.
  using Position = std::pair<unsigned, size_t>;
  std::optional<Position> getPosition(llvm::StringRef name) const;
  /// `NAME=value` in order.
  std::vector<std::string> toEntries() const;
  /// To be passed as an EnvLookup; this must outlive it.
  auto lookup() const {
    return [this](llvm::StringRef name) { return get(name); };
  }

private:
  struct Variable {
    std::string value;
    size_t order;
    /// An entry of a base that no ENV reaches.
    bool isRepeated = false;
  };
  using Item = std::pair<llvm::StringRef, const Variable *>;
  std::vector<Item> getItems() const;

  /// Set by the stages before, by the config, and by this stage; the later win.
  PersistentMap<Variable> older, config, own;
  /// Counts assignments; stages that are left count, too.
  size_t next = 0;
};

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_STAGEENV_H
