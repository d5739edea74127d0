//===- FlagTable.h - The flags an instruction knows -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_FLAGTABLE_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_FLAGTABLE_H

#include "InstructionBuilder.h"

#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace imgc::dockerfile {

/// Declares flags and reads those of an instruction into variables.
class FlagTable {
public:
  FlagTable &add(llvm::StringRef name, std::string &value) {
    entries.push_back({name, &value, nullptr, nullptr, nullptr});
    return *this;
  }
  FlagTable &add(llvm::StringRef name, bool &value) {
    entries.push_back({name, nullptr, &value, nullptr, nullptr});
    return *this;
  }
  /// Stays empty when the flag is not used.
  FlagTable &add(llvm::StringRef name, std::optional<bool> &value) {
    entries.push_back({name, nullptr, nullptr, &value, nullptr});
    return *this;
  }
  /// May be repeated.
  FlagTable &add(llvm::StringRef name, std::vector<std::string> &values) {
    entries.push_back({name, nullptr, nullptr, nullptr, &values});
    return *this;
  }

  /// False after adding to `error`; the flags that are good are read even so.
  bool read(llvm::ArrayRef<Flag> flags, InstructionError &error);
  /// Names in order of their first use.
  llvm::ArrayRef<std::string> getUsed() const { return used; }

private:
  struct Entry {
    llvm::StringRef name;
    std::string *text;
    bool *flag;
    std::optional<bool> *optionalFlag;
    std::vector<std::string> *list;
  };

  bool readOne(const Flag &flag, InstructionError &error);
  bool store(const Entry &entry, const Flag &flag, InstructionError &error);

  llvm::SmallVector<Entry, 8> entries;
  std::vector<std::string> used;
};

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_FLAGTABLE_H
