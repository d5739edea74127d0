//===- StageEnv.cpp - The variables of a stage ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/StageEnv.h"

#include "llvm/ADT/STLExtras.h"

using namespace imgc;
using namespace imgc::dockerfile;
using llvm::StringRef;

void StageEnv::addBase(StringRef name, StringRef value) {
  bool isRepeated = config.find(name);
  config.set(name, {value.str(), next++, isRepeated});
}

void StageEnv::set(StringRef name, StringRef value) { own.set(name, {value.str(), next++}); }

void StageEnv::setConfig(StringRef name, StringRef value) {
  set(name, value);
  const Variable *before = config.find(name);
  if (before && before->isRepeated)
    return;
  size_t order = before ? before->order : next++;
  config.set(name, {value.str(), order});
}

void StageEnv::leave() {
  own.forEach([&](StringRef name, const Variable &variable) {
    if (!config.find(name))
      older.set(name, variable);
  });
  own = {};
  ++next;
}

std::optional<std::string> StageEnv::get(StringRef name) const {
  for (const PersistentMap<Variable> *map : {&own, &config, &older})
    if (const Variable *variable = map->find(name))
      return variable->value;
  return std::nullopt;
}

std::optional<StageEnv::Position> StageEnv::getPosition(StringRef name) const {
  unsigned age = 3;
  for (const PersistentMap<Variable> *map : {&own, &config, &older}) {
    --age;
    if (const Variable *variable = map->find(name))
      return Position(age, variable->order);
  }
  return std::nullopt;
}

std::vector<StageEnv::Item> StageEnv::getItems() const {
  std::vector<Item> items;
  auto append = [&](const PersistentMap<Variable> &map, auto isHidden) {
    size_t begin = items.size();
    map.forEach([&](StringRef name, const Variable &variable) {
      if (!isHidden(name))
        items.emplace_back(name, &variable);
    });
    std::sort(items.begin() + begin, items.end(),
              [](const Item &a, const Item &b) { return a.second->order < b.second->order; });
  };
  append(older, [&](StringRef name) { return config.find(name) || own.find(name); });
  append(config, [&](StringRef name) { return own.find(name); });
  append(own, [](StringRef) { return false; });
  return items;
}

std::vector<std::string> StageEnv::toEntries() const {
  std::vector<std::string> entries;
  for (auto [name, variable] : getItems())
    entries.push_back(name.str() + "=" + variable->value);
  return entries;
}
