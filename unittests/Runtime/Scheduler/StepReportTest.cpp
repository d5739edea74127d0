//===- StepReportTest.cpp - Tests of what a failed step says --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Runtime/Scheduler/StepReport.h"

#include "imgc/Support/Error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace imgc;
using testing::HasSubstr;
using testing::Not;

static plan::Plan makePlan(const std::string &text, unsigned start, unsigned end) {
  plan::Plan plan;
  auto *file = plan.add_files();
  file->set_name("Dockerfile");
  file->set_text(text);
  auto *step = plan.add_steps();
  step->set_name("RUN x");
  step->mutable_exec()->add_args("/bin/x");
  auto *location = step->add_locations();
  location->set_start_line(start);
  location->set_end_line(end);
  return plan;
}

TEST(StepReportTest, excerptAtTheEdgesOfTheFile) {
  plan::Plan plan = makePlan("one\ntwo\nthree\n", 1, 1);
  EXPECT_EQ(makeExcerpt(plan, plan.steps(0)), "Dockerfile:1\n    1 | >>> one\n    2 |     two\n"
                                              "    3 |     three\n");
  plan = makePlan("one\ntwo\nthree", 3, 3);
  EXPECT_EQ(makeExcerpt(plan, plan.steps(0)), "Dockerfile:3\n    1 |     one\n    2 |     two\n"
                                              "    3 | >>> three\n");
}

TEST(StepReportTest, excerptOfHostileLocationsIsBounded) {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += "line\n";
  plan::Plan plan = makePlan(text, 1, UINT32_MAX);
  std::string excerpt = makeExcerpt(plan, plan.steps(0));
  EXPECT_LT(excerpt.size(), 300u);
  plan = makePlan(text, UINT32_MAX, UINT32_MAX);
  EXPECT_EQ(makeExcerpt(plan, plan.steps(0)), "Dockerfile:4294967295\n");
  plan = makePlan("", 0, 0);
  EXPECT_EQ(makeExcerpt(plan, plan.steps(0)), "");
  plan = makePlan("\x1b[31mred\n" + std::string(100000, 'x'), 1, 2);
  excerpt = makeExcerpt(plan, plan.steps(0));
  EXPECT_THAT(excerpt, Not(HasSubstr("\x1b")));
  EXPECT_LT(excerpt.size(), 500u);
}

TEST(StepReportTest, waysToFail) {
  CommandFailure failure;
  failure.exitCode = 2;
  EXPECT_EQ(failure.describe(), "exit code: 2");
  failure.exitCode = 139;
  EXPECT_EQ(failure.describe(), "exit code: 139 (128 + SIGSEGV)");
  failure.signal = 9;
  EXPECT_EQ(failure.describe(), "killed by signal 9 (SIGKILL)");
  failure.oom = true;
  EXPECT_EQ(failure.describe(), "killed: out of memory");
  failure.startError = "'x': executable file not found in the image";
  EXPECT_EQ(failure.describe(), "'x': executable file not found in the image");
}

TEST(StepReportTest, errorsKeepTheirCodeAndHint) {
  plan::Plan plan = makePlan("RUN x\n", 1, 1);
  llvm::Error error = explainStepError(plan, plan.steps(0),
                                       makeError(ExitCode::Registry, "no answer", "try again"));
  ErrorParts parts = takeError(std::move(error));
  EXPECT_EQ(parts.code, ExitCode::Registry);
  EXPECT_EQ(parts.hint, "try again");
  EXPECT_EQ(parts.message, "RUN x: no answer\nDockerfile:1\n    1 | >>> RUN x");
  CommandFailure failure;
  failure.oom = true;
  parts = takeError(makeCommandError(plan, plan.steps(0), failure));
  EXPECT_EQ(parts.code, ExitCode::BuildFailed);
  EXPECT_THAT(parts.message, HasSubstr("RUN x: command '/bin/x' failed: killed: out of memory"));
  EXPECT_THAT(parts.hint, HasSubstr("memory"));
}
