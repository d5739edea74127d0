//===- Outline.h - What a target can be told --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_OUTLINE_H
#define IMGC_FRONTEND_DOCKERFILE_OUTLINE_H

#include "imgc/Frontend/Dockerfile/AST.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace imgc::dockerfile {

/// Collects the ARGs, secrets and agents of stages while the passes go through
/// them, as BuildKit's `frontend.outline` shows them.
struct OutlineCollector {
  struct Arg {
    std::string value, description;
    LineRange lines;
    /// ARGs that its default is made of.
    std::set<std::string> reads;
  };
  struct Need {
    bool required = false;
    LineRange lines;
  };
  struct Stage {
    /// ARGs of this stage by name; the others are the global ones.
    std::map<std::string, Arg> args;
    std::set<std::string> used;
    std::map<std::string, Need> secrets, agents;
    /// Symbols of the stages it reads: its base, then those of instructions.
    std::vector<std::string> reads;
  };

  std::map<std::string, Arg> globals;
  /// By symbol.
  std::map<std::string, Stage> stages;
  std::string target;
  /// Place of the target among the stages of the file.
  size_t targetIndex = 0;
};

/// What is shown of a target.
struct Outline {
  struct Arg {
    std::string name, value, description;
    LineRange lines;
  };
  struct Need {
    std::string name;
    bool required = false;
    LineRange lines;
  };
  std::string name, description;
  std::vector<Arg> args;
  std::vector<Need> secrets, agents;
};

/// What the target and all that it reads can be told, in order of the file.
/// `stage` is the target's FROM, or nullptr.
Outline makeOutline(OutlineCollector &collector, const FromInstruction *stage);

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_OUTLINE_H
