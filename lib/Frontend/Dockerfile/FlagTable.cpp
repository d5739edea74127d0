//===- FlagTable.cpp - The flags an instruction knows ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FlagTable.h"

#include "Explanations.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

bool FlagTable::read(ArrayRef<Flag> flags, InstructionError &error) {
  bool good = true;
  for (const Flag &flag : flags) {
    InstructionError problem;
    if (readOne(flag, problem))
      continue;
    auto first = find_if(flags, [&](const Flag &other) { return other.name == flag.name; });
    if (&*first != &flag)
      problem.places.push_back({"it is given here already", first->range});
    problem.id = DiagId::BadFlag;
    problem.range = flag.range;
    error.getNext() = std::move(problem);
    good = false;
  }
  return good;
}

bool FlagTable::readOne(const Flag &flag, InstructionError &error) {
  auto entry = find_if(entries, [&](const Entry &entry) { return entry.name == flag.name; });
  if (entry == entries.end()) {
    error.message = "unknown flag: --" + flag.name;
    SmallVector<StringRef> names;
    for (const Entry &known : entries)
      names.push_back(known.name);
    error.suggestion = findSuggestion(flag.name, names, /*caseSensitive=*/true);
    error.nearest = findNearest(flag.name, names, /*caseSensitive=*/true);
    error.explanation = explainFlag(flag, names);
    error.explanation.message = "there is no flag '--" + flag.name + "' here";
    return false;
  }
  if (!is_contained(used, flag.name))
    used.push_back(flag.name);
  else if (!entry->list) {
    error.message = "duplicate flag specified: --" + flag.name;
    error.explanation.message = "the flag '--" + flag.name + "' may be given once only";
    return false;
  }
  return store(*entry, flag, error);
}

bool FlagTable::store(const Entry &entry, const Flag &flag, InstructionError &error) {
  bool isBool = entry.flag || entry.optionalFlag;
  if (isBool ? flag.hasValue && flag.value.empty() : !flag.hasValue) {
    error.message = "missing a value on flag: --" + flag.name;
    error.explanation.message = "the flag '--" + flag.name + "' has no value";
    error.explanation.notes = {"expected --" + flag.name + (isBool ? "=true or =false" : "=VALUE")};
    return false;
  }
  if (entry.text) {
    *entry.text = flag.value;
    return true;
  }
  if (entry.list) {
    entry.list->push_back(flag.value);
    return true;
  }
  std::string lower = gotext::toLower(flag.value);
  if (!lower.empty() && lower != "true" && lower != "false") {
    error.message = "expecting boolean value for flag --" + flag.name + ", not: " + flag.value;
    error.explanation = {"the flag '--" + flag.name + "' is on or off, not '" + flag.value + "'",
                         {},
                         {"expected --" + flag.name + ", or true or false after '='"}};
    return false;
  }
  bool value = lower != "false";
  if (entry.flag)
    *entry.flag = value;
  else
    *entry.optionalFlag = value;
  return true;
}
