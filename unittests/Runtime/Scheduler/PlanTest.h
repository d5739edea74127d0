//===- PlanTest.h - A store, a base image and plans for tests ---*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_UNITTESTS_RUNTIME_SCHEDULER_PLANTEST_H
#define IMGC_UNITTESTS_RUNTIME_SCHEDULER_PLANTEST_H

#include "imgc/Runtime/Events/RecordingSink.h"
#include "imgc/Runtime/Scheduler/Executor.h"
#include "imgc/Runtime/Scheduler/PlanReader.h"

#include <gtest/gtest.h>

namespace imgc::test {

/// Writes a plan entry by entry, with keys as a compiler would make them.
class PlanBuilder {
public:
  PlanBuilder();

  /// `FROM busybox`.
  int addImage();
  /// A RUN with `/bin/sh -c command` on `base` (-1: scratch).
  int addRun(int base, const std::string &command);
  /// `COPY source destination` from context 0.
  int addCopy(int base, const std::string &source, const std::string &destination);
  /// `COPY --from`.
  int addCopyFrom(int base, int from, const std::string &source, const std::string &destination);
  int addMerge(std::vector<int> inputs);
  /// An output with these layer cut points; the last is the root.
  void addOutput(std::vector<int> layers, const std::string &name = "");
  void addContext(const std::string &id = "context");

  plan::Step &step(int index) { return *plan.mutable_steps(index); }
  /// The plan, through its own file format.
  std::unique_ptr<plan::Plan> finish() const;

  plan::Plan plan;

private:
  plan::Step &addStep(const std::string &name, const std::string &definition,
                      std::vector<int> inputs, std::vector<unsigned> extraKeys = {});
};

/// A temporary store with a busybox base. Tests that run commands call
/// requireSandbox first. At the end nothing may be left: no child, no mount, no
/// staging directory.
class PlanTest : public testing::Test {
protected:
  void SetUp() override;
  void TearDown() override;

  /// Why commands cannot run here, or empty.
  static std::string getSandboxProblem();

  std::string getStoreDir() const { return directory + "/store"; }
  std::string getContextDir() const { return directory + "/context"; }
  void writeFile(const std::string &name, const std::string &content);
  /// Opens the store anew, as another process would.
  void reopenStore();
  void ingestBase();

  llvm::Expected<BuildResult> run(const plan::Plan &plan) { return run(plan, options); }
  llvm::Expected<BuildResult> run(const plan::Plan &plan, const RunOptions &options);
  /// Runs and expects success.
  BuildResult build(const PlanBuilder &builder);
  /// The error message of a run that must fail.
  std::string fail(const PlanBuilder &builder);

  /// Steps that ran, by number.
  std::vector<int> getExecuted() const;
  /// A file of the merged root of an output.
  std::string readResult(const OutputResult &output, const std::string &path);

  std::string directory;
  std::unique_ptr<Store> store;
  RunOptions options;
  RecordingSink trace;
  CancellationToken cancellation;
  int mountsBefore = 0;
};

/// Entries of the store's staging area that belong to nobody alive are fine;
/// this counts directories of this process.
unsigned countStagings(const std::string &storeDir);

} // namespace imgc::test

#endif // IMGC_UNITTESTS_RUNTIME_SCHEDULER_PLANTEST_H
