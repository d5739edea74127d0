//===- NearNames.h - Variables with a name like another -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_NEARNAMES_H
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_NEARNAMES_H

#include "imgc/Frontend/Dockerfile/StageEnv.h"

#include "llvm/ADT/StringSet.h"

namespace imgc::dockerfile {

/// All names that a file gives to variables. A file may have ten thousand, and as many
/// that are misspelt: most are told apart without counting a distance.
class NearNames {
public:
  void add(llvm::StringRef name) {
    if (auto [place, isNew] = known.insert(name); isNew)
      names.push_back(place->getKey());
  }

  /// Those that `env` has and that `name` might be a misspelling of, in the order of `env`.
  std::vector<std::string> find(llvm::StringRef name, const StageEnv &env) const;

private:
  llvm::StringSet<> known;
  std::vector<llvm::StringRef> names;
};

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_NEARNAMES_H
