//===- PlanValidator.cpp - The rules of a plan ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PlanValidator.h"

#include "imgc/Support/Json.h"

#include "llvm/ADT/StringExtras.h"

namespace imgc {

static llvm::Error invalid(const llvm::Twine &what) {
  return makeError(ExitCode::SourceError, "invalid plan: " + what);
}

bool isAbsolutePath(llvm::StringRef path, bool clean) {
  if (!path.starts_with("/"))
    return false;
  if (path == "/")
    return true;
  llvm::SmallVector<llvm::StringRef> parts;
  path.drop_front().split(parts, '/');
  for (llvm::StringRef part : parts)
    if (part == ".." || (clean && (part.empty() || part == ".")))
      return false;
  return true;
}

static llvm::Error checkSelection(const plan::Plan &plan, const plan::Selection &selection,
                                  int index) {
  if (selection.context() >= unsigned(plan.contexts_size()))
    return invalid("key " + llvm::Twine(index) + ": no context " +
                   llvm::Twine(selection.context()));
  for (const std::string &source : selection.sources())
    if (!isAbsolutePath(source, /*clean=*/false))
      return invalid("key " + llvm::Twine(index) + ": '" + source +
                     "' is not an absolute path within the context");
  return llvm::Error::success();
}

static llvm::Error checkKey(const plan::Plan &plan, int index) {
  const plan::Key &key = plan.keys(index);
  auto fail = [&](const llvm::Twine &what) {
    return invalid("key " + llvm::Twine(index) + ": " + what);
  };
  switch (key.kind_case()) {
  case plan::Key::kConstant:
    if (key.constant().size() != 32)
      return fail("a constant has 32 bytes");
    return llvm::Error::success();
  case plan::Key::kCombine:
    if (key.combine().domain().empty())
      return fail("no domain");
    if (!key.combine().constant().empty() && key.combine().constant().size() != 32)
      return fail("a constant has 32 bytes");
    for (uint32_t input : key.combine().inputs())
      if (input >= unsigned(index))
        return fail("refers to key " + llvm::Twine(input) + ", which does not come before it");
    return llvm::Error::success();
  case plan::Key::kSelection:
    return checkSelection(plan, key.selection(), index);
  case plan::Key::KIND_NOT_SET:
    break;
  }
  return fail("no kind");
}

static llvm::Error checkTables(const plan::Plan &plan) {
  for (int i = 0; i < plan.contexts_size(); ++i)
    if (plan.contexts(i).id().empty())
      return invalid("context " + llvm::Twine(i) + " has no id");
  for (int i = 0; i < plan.keys_size(); ++i)
    if (llvm::Error error = checkKey(plan, i))
      return error;
  return llvm::Error::success();
}

static llvm::Error checkOutput(const plan::Plan &plan, StepValidator &steps, int index) {
  const plan::Output &output = plan.outputs(index);
  std::string name = "output " + std::to_string(index);
  if (!output.has_root())
    return invalid(name + ": no root");
  if (llvm::Error error = steps.checkRef(output.root(), plan.steps_size(), name + ": root"))
    return error;
  for (const plan::Ref &layer : output.layers())
    if (llvm::Error error = steps.checkRef(layer, plan.steps_size(), name + ": layers"))
      return error;
  // Other keys than these three are checked by those who use them.
  auto config = parseJson(output.config());
  if (!config)
    return invalid(name + ": config: " + takeError(config.takeError()).message);
  if (!config->getAsObject())
    return invalid(name + ": the config is not a JSON object");
  return llvm::Error::success();
}

llvm::Error validatePlan(const plan::Plan &plan, const PlanLimits &limits) {
  if (plan.version() != planVersion)
    return makeError(ExitCode::SourceError,
                     "invalid plan: version " + llvm::Twine(plan.version()) +
                         ", this imgc reads version " + llvm::Twine(planVersion),
                     "compile it again with this imgc");
  if (llvm::Error error = checkPlanShape(plan, limits))
    return error;
  if (llvm::Error error = checkTables(plan))
    return error;
  StepValidator steps(plan, limits);
  if (llvm::Error error = steps.check())
    return error;
  for (int i = 0; i < plan.outputs_size(); ++i)
    if (llvm::Error error = checkOutput(plan, steps, i))
      return error;
  return llvm::Error::success();
}

} // namespace imgc
