//===- FuzzPlan.cpp - The reader of plan files -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/PlanReader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto plan = imgc::parsePlan(llvm::StringRef(reinterpret_cast<const char *>(data), size));
  if (!plan)
    llvm::consumeError(plan.takeError());
  return 0;
}
