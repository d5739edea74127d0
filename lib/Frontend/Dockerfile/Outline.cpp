//===- Outline.cpp - What a target can be told ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/Outline.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

#include <tuple>

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

/// The ARGs that a stage uses, those in defaults of global ones included.
static std::set<std::string> closeUses(const OutlineCollector &collector,
                                       const OutlineCollector::Stage &stage) {
  std::set<std::string> all = stage.used;
  std::vector<std::string> work(all.begin(), all.end());
  while (!work.empty()) {
    std::string name = std::move(work.back());
    work.pop_back();
    auto own = stage.args.find(name);
    auto global = collector.globals.find(name);
    if (own == stage.args.end() && global == collector.globals.end())
      continue;
    for (const std::string &read : (own != stage.args.end() ? own : global)->second.reads)
      if (all.insert(read).second)
        work.push_back(read);
  }
  return all;
}

static void addNeeds(const std::map<std::string, OutlineCollector::Need> &needs,
                     llvm::StringSet<> &seen, std::vector<Outline::Need> &result) {
  for (const auto &[name, need] : needs)
    if (seen.insert(name).second)
      result.push_back({name, need.required, need.lines});
}

Outline dockerfile::makeOutline(OutlineCollector &collector, const FromInstruction *stage) {
  Outline outline;
  if (stage) {
    outline.name = stage->name;
    outline.description = stage->docComment;
  }
  llvm::StringSet<> seenStages, seenArgs, seenSecrets, seenAgents;
  std::vector<std::string> work{collector.target};
  // Depth-first in the written order: of equal names the nearest one counts.
  while (!work.empty()) {
    std::string symbol = std::move(work.back());
    work.pop_back();
    if (!seenStages.insert(symbol).second)
      continue;
    const OutlineCollector::Stage &current = collector.stages[symbol];
    for (const std::string &name : closeUses(collector, current)) {
      auto own = current.args.find(name);
      auto global = collector.globals.find(name);
      if (own == current.args.end() && global == collector.globals.end())
        continue;
      const OutlineCollector::Arg &arg = (own != current.args.end() ? own : global)->second;
      if (seenArgs.insert(name).second)
        outline.args.push_back({name, arg.value, arg.description, arg.lines});
    }
    addNeeds(current.secrets, seenSecrets, outline.secrets);
    addNeeds(current.agents, seenAgents, outline.agents);
    for (const std::string &read : llvm::reverse(current.reads))
      work.push_back(read);
  }
  auto byLine = [](const auto &a, const auto &b) {
    return std::tie(a.lines.first, a.name) < std::tie(b.lines.first, b.name);
  };
  llvm::sort(outline.args, byLine);
  llvm::sort(outline.secrets, byLine);
  llvm::sort(outline.agents, byLine);
  return outline;
}
