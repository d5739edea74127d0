//===- ExecutorTest.cpp - Tests of builds ---------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PlanTest.h"

#include "imgc/Runtime/Scheduler/Results.h"
#include "imgc/Support/Error.h"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <sys/wait.h>
#include <thread>

using namespace imgc;
using namespace imgc::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

/// Builds that run commands.
class ExecutorTest : public PlanTest {
protected:
  void SetUp() override {
    PlanTest::SetUp();
    std::string problem = getSandboxProblem();
    if (!problem.empty())
      GTEST_SKIP() << "cannot run commands here: " << problem;
    ingestBase();
  }

  static double measure(llvm::function_ref<void()> work) {
    auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
};

} // namespace

TEST_F(ExecutorTest, coldThenWarm) {
  PlanBuilder plan;
  int base = plan.addImage();
  int first = plan.addRun(base, "echo hello > /greeting; echo said hello");
  int second = plan.addRun(first, "cat /greeting > /copy");
  plan.addOutput({base, first, second});

  BuildResult cold = build(plan);
  EXPECT_THAT(getExecuted(), ElementsAre(base, first, second));
  EXPECT_EQ(trace.getLog(first + 1), "said hello\n");
  ASSERT_EQ(cold.outputs.size(), 1u);
  EXPECT_EQ(cold.outputs[0].layers.size(), 3u);
  EXPECT_EQ(cold.outputs[0].baseLayers, 1u);
  EXPECT_EQ(readResult(cold.outputs[0], "/copy"), "hello\n");
  // Mount points leave no trace.
  EXPECT_EQ(readResult(cold.outputs[0], "/etc/resolv.conf"), "<No such file or directory>");

  // A fully cached build enters no step, opens no layer and mounts nothing.
  reopenStore();
  BuildResult warm = build(plan);
  EXPECT_THAT(getExecuted(), IsEmpty());
  EXPECT_EQ(trace.count(EventKind::StepStarted), 0u);
  EXPECT_EQ(trace.count(EventKind::LayerOpened), 0u);
  EXPECT_EQ(trace.count(EventKind::MountMade), 0u);
  EXPECT_EQ(trace.count(EventKind::StepCached), 3u);
  EXPECT_EQ(warm.outputs[0].layers, cold.outputs[0].layers);
  EXPECT_EQ(warm.outputs[0].created, cold.outputs[0].created);
  EXPECT_EQ(warm.stats.executed, 0u);
}

TEST_F(ExecutorTest, historyAndTimes) {
  PlanBuilder plan;
  int base = plan.addImage();
  int first = plan.addRun(base, "true");
  plan.addOutput({base, first});
  BuildResult result = build(plan);
  ASSERT_EQ(result.outputs[0].history.size(), 3u);
  const auto &history = result.outputs[0].history;
  EXPECT_EQ(history[0].created, "2020-01-02T03:04:05Z");
  EXPECT_EQ(history[1].created, result.outputs[0].created);
  EXPECT_FALSE(history[1].emptyLayer);
  EXPECT_EQ(history[2].created, history[1].created);
  EXPECT_TRUE(history[2].emptyLayer);

  plan.plan.mutable_outputs(0)->set_source_date_epoch(1000000000);
  result = build(plan);
  EXPECT_EQ(result.outputs[0].created, "2001-09-09T01:46:40Z");
  EXPECT_EQ(result.outputs[0].history[1].created, "2001-09-09T01:46:40Z");
  EXPECT_EQ(result.outputs[0].history[0].created, "2020-01-02T03:04:05Z");
}

TEST_F(ExecutorTest, aChangedFileRerunsWhatDependsOnIt) {
  writeFile("a.txt", "one");
  writeFile("b.txt", "bee");
  PlanBuilder plan;
  plan.addContext();
  int base = plan.addImage();
  int copyA = plan.addCopy(base, "/a.txt", "/a.txt");
  int useA = plan.addRun(copyA, "cat /a.txt > /out");
  int copyB = plan.addCopy(base, "/b.txt", "/b.txt");
  int useB = plan.addRun(copyB, "cat /b.txt");
  int last = plan.addCopyFrom(useA, useB, "/b.txt", "/b.txt");
  plan.addOutput({base, copyA, useA, last});
  EXPECT_EQ(readResult(build(plan).outputs[0], "/out"), "one");
  EXPECT_EQ(getExecuted().size(), 6u);

  writeFile("a.txt", "two!");
  BuildResult changed = build(plan);
  EXPECT_THAT(getExecuted(), ElementsAre(copyA, useA, last));
  EXPECT_EQ(readResult(changed.outputs[0], "/out"), "two!");
  EXPECT_EQ(readResult(changed.outputs[0], "/b.txt"), "bee");

  // The state before is still known.
  writeFile("a.txt", "one");
  BuildResult back = build(plan);
  EXPECT_THAT(getExecuted(), IsEmpty());
  EXPECT_EQ(readResult(back.outputs[0], "/out"), "one");
}

TEST_F(ExecutorTest, forcedStepsRunAndSoDoesWhatIsAboveThem) {
  PlanBuilder plan;
  int base = plan.addImage();
  int first = plan.addRun(base, "echo 1 > /x");
  int forced = plan.addRun(first, "cat /proc/sys/kernel/random/uuid > /now");
  int last = plan.addRun(forced, "cat /now > /copy");
  int other = plan.addRun(first, "true");
  plan.addOutput({base, first, forced, last}, "a");
  plan.addOutput({base, first, other}, "b");
  BuildResult before = build(plan);
  plan.step(forced).set_ignore_cache(true);
  BuildResult after = build(plan);
  EXPECT_THAT(getExecuted(), ElementsAre(forced, last));
  EXPECT_NE(readResult(after.outputs[0], "/copy"), readResult(before.outputs[0], "/copy"));
  EXPECT_EQ(readResult(after.outputs[0], "/copy"), readResult(after.outputs[0], "/now"));

  options.noCache = true;
  build(plan);
  EXPECT_EQ(getExecuted().size(), 5u);
}

TEST_F(ExecutorTest, aRecordOfAnotherRunOfTheInputIsNotMixedIn) {
  // K1: `below` runs again because its record is gone; the record of `above` was
  // made from the run before and must not be used beside the new one.
  PlanBuilder plan;
  int base = plan.addImage();
  int below = plan.addRun(base, "cat /proc/sys/kernel/random/uuid > /now");
  int above = plan.addRun(below, "cat /now > /copy");
  plan.addOutput({base, below, above});
  BuildResult before = build(plan);
  PlanBuilder only;
  base = only.addImage();
  below = only.addRun(base, "cat /proc/sys/kernel/random/uuid > /now");
  only.addOutput({base, below});
  options.noCache = true;
  build(only);
  options.noCache = false;
  BuildResult after = build(plan);
  EXPECT_THAT(getExecuted(), ElementsAre(above));
  EXPECT_EQ(readResult(after.outputs[0], "/copy"), readResult(after.outputs[0], "/now"));
  EXPECT_NE(readResult(after.outputs[0], "/now"), readResult(before.outputs[0], "/now"));
}

TEST_F(ExecutorTest, aFailedCommandSaysEverything) {
  PlanBuilder plan;
  int base = plan.addImage();
  int bad = plan.addRun(base, "for i in $(seq 30); do echo line $i; done; exit 42");
  int never = plan.addRun(bad, "true");
  plan.addOutput({base, bad, never});
  std::string message = fail(plan);
  EXPECT_THAT(message, HasSubstr("failed: exit code: 42"));
  EXPECT_THAT(message, HasSubstr("Dockerfile:4\n"));
  EXPECT_THAT(message, HasSubstr("    2 |     # one\n    3 |     RUN first\n"
                                 "    4 | >>> RUN second\n    5 |     # two\n"));
  EXPECT_THAT(message, HasSubstr("  line 30"));
  EXPECT_THAT(message, HasSubstr("  line 11"));
  EXPECT_THAT(message, Not(HasSubstr("line 10\n")));
  EXPECT_EQ(trace.count(EventKind::StepFailed, bad + 1), 1u);
  EXPECT_EQ(trace.count(EventKind::StepStarted, never + 1), 0u);

  // What succeeded is kept; the rest runs next time.
  fail(plan);
  EXPECT_EQ(trace.count(EventKind::StepCached, base + 1), 1u);
}

TEST_F(ExecutorTest, endsOfCommands) {
  auto message = [&](const std::string &command) {
    PlanBuilder plan;
    int base = plan.addImage();
    plan.addOutput({base, plan.addRun(base, command)});
    return fail(plan);
  };
  EXPECT_THAT(message("sh -c 'kill -9 $$'; exit $?"), HasSubstr("exit code: 137 (128 + SIGKILL)"));
  EXPECT_THAT(message("exec /nonexistent"), HasSubstr("exit code: 127"));
  PlanBuilder plan;
  int base = plan.addImage();
  int missing = plan.addRun(base, "true");
  plan.step(missing).mutable_exec()->set_args(0, "/nonexistent");
  plan.addOutput({base, missing});
  EXPECT_THAT(fail(plan), HasSubstr("'/nonexistent'"));

  PlanBuilder allowed;
  base = allowed.addImage();
  int odd = allowed.addRun(base, "exit 7");
  allowed.step(odd).mutable_exec()->add_valid_exit_codes(7);
  allowed.addOutput({base, odd});
  build(allowed);
}

TEST_F(ExecutorTest, stepsThatWaitRunAtOnce) {
  PlanBuilder plan;
  int base = plan.addImage();
  for (int i = 0; i < 16; ++i) {
    int step = plan.addRun(base, "sleep 0.5; echo " + std::to_string(i));
    plan.addOutput({base, step}, std::to_string(i));
  }
  double seconds = measure([&] { build(plan); });
  EXPECT_EQ(getExecuted().size(), 17u);
  EXPECT_LT(seconds, 2.0);
  EXPECT_GT(seconds, 0.4);
}

TEST_F(ExecutorTest, jobsBoundWhatRunsAtOnce) {
  PlanBuilder plan;
  int base = plan.addImage();
  for (int i = 0; i < 4; ++i)
    plan.addOutput({base, plan.addRun(base, "sleep 0.1; echo " + std::to_string(i))},
                   std::to_string(i));
  options.jobs = 1;
  build(plan);
  int running = 0;
  for (const RecordedEvent &event : trace.getEvents()) {
    running += event.kind == EventKind::StepStarted;
    running -= event.kind == EventKind::StepFinished;
    EXPECT_LE(running, 1);
  }
}

TEST_F(ExecutorTest, aFailureCancelsTheOthers) {
  PlanBuilder plan;
  int base = plan.addImage();
  int slow = plan.addRun(base, "sleep 60");
  int bad = plan.addRun(base, "sleep 0.2; exit 3");
  plan.addOutput({base, slow}, "slow");
  plan.addOutput({base, bad}, "bad");
  std::string message;
  double seconds = measure([&] { message = fail(plan); });
  EXPECT_LT(seconds, 5);
  EXPECT_THAT(message, HasSubstr("exit code: 3"));
  EXPECT_EQ(trace.count(EventKind::StepCancelled, slow + 1), 1u);
}

TEST_F(ExecutorTest, cancellationStopsEverything) {
  PlanBuilder plan;
  int base = plan.addImage();
  plan.addOutput({base, plan.addRun(base, "sleep 61 & sleep 62")});
  auto read = plan.finish();
  std::thread interrupt([&] {
    while (trace.count(EventKind::StepStarted) < 2)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancellation.cancel();
  });
  double seconds = measure([&] {
    auto result = run(*read);
    ASSERT_FALSE(bool(result));
    EXPECT_EQ(takeError(result.takeError()).code, ExitCode::Interrupted);
  });
  interrupt.join();
  EXPECT_LT(seconds, 5);
  EXPECT_EQ(trace.count(EventKind::StepCancelled), 1u);
}

TEST_F(ExecutorTest, mountsOfACommand) {
  writeFile("data/file", "from context");
  PlanBuilder plan;
  plan.addContext();
  int base = plan.addImage();
  int copied = plan.addCopy(-1, "/data", "/sub/dir/");
  int run = plan.addRun(base, "cat /in/sub/dir/file > /out; cat /part/file >> /out;"
                              "touch /in/x 2>/dev/null && echo writable >> /out;"
                              "echo gone > /scratch/y && cat /scratch/y >> /out;"
                              "echo t > /tmpfs/z && cat /tmpfs/z >> /out; true");
  auto add = [&](const std::string &target, plan::MountKind kind) -> plan::Mount & {
    plan::Mount &mount = *plan.step(run).mutable_exec()->add_mounts();
    mount.set_kind(kind);
    mount.set_target(target);
    mount.set_output(-1);
    if (kind == plan::MOUNT_BIND)
      mount.mutable_input()->set_step(copied);
    return mount;
  };
  add("/in", plan::MOUNT_BIND).set_readonly(true);
  plan::Mount &part = add("/part", plan::MOUNT_BIND);
  part.set_readonly(true);
  part.set_selector("/sub/dir");
  add("/scratch", plan::MOUNT_BIND);
  add("/tmpfs", plan::MOUNT_TMPFS);
  plan.addOutput({base, run});
  BuildResult result = build(plan);
  EXPECT_EQ(readResult(result.outputs[0], "/out"), "from contextfrom contextgone\nt\n");
  for (const char *gone : {"/in", "/part", "/scratch", "/tmpfs"})
    EXPECT_EQ(readResult(result.outputs[0], gone), "<No such file or directory>") << gone;
}

TEST_F(ExecutorTest, whatIsNotSupportedSaysSo) {
  PlanBuilder plan;
  int base = plan.addImage();
  int run = plan.addRun(base, "true");
  plan::Mount &mount = *plan.step(run).mutable_exec()->add_mounts();
  mount.set_kind(plan::MOUNT_CACHE);
  mount.set_target("/cache");
  mount.set_output(-1);
  plan.addOutput({base, run});
  EXPECT_THAT(fail(plan), HasSubstr("cache mounts are not supported yet"));
}

TEST_F(ExecutorTest, writableMountsCanBeResults) {
  PlanBuilder plan;
  int base = plan.addImage();
  int run = plan.addRun(base, "echo artifact > /out/file");
  plan::Mount &mount = *plan.step(run).mutable_exec()->add_mounts();
  mount.set_target("/out");
  mount.mutable_input()->set_step(-1);
  mount.set_output(1);
  plan.step(run).set_results(2);
  plan.addOutput({run});
  plan.plan.mutable_outputs(0)->mutable_root()->set_result(1);
  plan.plan.mutable_outputs(0)->mutable_layers(0)->set_result(1);
  BuildResult result = build(plan);
  EXPECT_EQ(result.outputs[0].rootChain.size(), 1u);
  EXPECT_EQ(readResult(result.outputs[0], "/file"), "artifact\n");
  build(plan);
  EXPECT_THAT(getExecuted(), IsEmpty());
}

TEST_F(ExecutorTest, mergesChains) {
  writeFile("a", "A");
  writeFile("b", "B");
  PlanBuilder plan;
  plan.addContext();
  int base = plan.addImage();
  int a = plan.addCopy(-1, "/a", "/a");
  int b = plan.addCopy(-1, "/b", "/b");
  int merged = plan.addMerge({base, a, b});
  int run = plan.addRun(merged, "cat /a /b > /ab");
  plan.addOutput({base, merged, run});
  BuildResult result = build(plan);
  EXPECT_EQ(readResult(result.outputs[0], "/ab"), "AB");
  EXPECT_EQ(result.outputs[0].layers.size(), 4u);
  // An entry of history for every layer.
  size_t layers = 0;
  for (const HistoryEntry &entry : result.outputs[0].history)
    layers += !entry.emptyLayer;
  EXPECT_EQ(layers, 4u);
}

TEST_F(ExecutorTest, aCachedRebuildHasTheSameImageId) {
  writeFile("a", "A");
  PlanBuilder plan;
  plan.addContext();
  int base = plan.addImage();
  int copy = plan.addCopy(base, "/a", "/a");
  int run = plan.addRun(copy, "echo x > /x; rm /a");
  plan.addOutput({base, copy, run});
  auto finalize = [&] {
    BuildResult result = build(plan);
    EventStream events;
    auto image = finalizeImage(*store, result.outputs, {"docker.io/library/app:latest"}, events,
                               cancellation);
    EXPECT_TRUE(bool(image));
    return image ? image->id : Digest();
  };
  Digest first = finalize();
  reopenStore();
  Digest second = finalize();
  EXPECT_EQ(first, second);
  std::string config = llvm::cantFail(store->readBlob(first));
  EXPECT_THAT(config, HasSubstr("\"x-unknown\":1"));
  EXPECT_THAT(config, HasSubstr("\"diff_ids\""));
  EXPECT_EQ(llvm::cantFail(store->listImages()).size(), 1u);
}

/// Changes a file of the context each time a command prints something.
class ChangingSink : public EventSink {
public:
  explicit ChangingSink(std::function<void(unsigned)> change) : change(std::move(change)) {}
  void handle(const Event &event) override {
    if (event.kind == EventKind::StepLog)
      change(++count);
    warnings += event.kind == EventKind::Warning;
  }
  unsigned warnings = 0;

private:
  std::function<void(unsigned)> change;
  unsigned count = 0;
};

TEST_F(ExecutorTest, aFileThatChangesBetweenKeyAndCopyIsReadAgain) {
  writeFile("a", "old");
  PlanBuilder plan;
  plan.addContext();
  int base = plan.addImage();
  int first = plan.addRun(base, "echo running");
  int copy = plan.addCopy(first, "/a", "/a");
  plan.addOutput({base, first, copy});
  EventStream events;
  ChangingSink sink([&](unsigned) { writeFile("a", "newer"); });
  events.addSink(sink);
  Bindings bindings;
  bindings.contexts["context"] = getContextDir();
  auto read = plan.finish();
  auto result = runPlan(*read, bindings, *store, options, events, cancellation);
  ASSERT_TRUE(bool(result)) << takeError(result.takeError()).message;
  EXPECT_EQ(readResult(result->outputs[0], "/a"), "newer");
  EXPECT_EQ(sink.warnings, 1u);
  // The record belongs to the new content.
  build(plan);
  EXPECT_THAT(getExecuted(), IsEmpty());
  writeFile("a", "old");
  EXPECT_EQ(readResult(build(plan).outputs[0], "/a"), "old");
}

TEST_F(ExecutorTest, aFileThatNeverStopsChangingIsAnError) {
  writeFile("a", "0");
  PlanBuilder plan;
  plan.addContext();
  int base = plan.addImage();
  int first = plan.addRun(base, "echo running");
  plan.step(first).set_ignore_cache(true);
  int copy = plan.addCopy(first, "/a", "/a");
  plan.addOutput({base, first, copy});
  EventStream events;
  ChangingSink sink([&](unsigned n) { writeFile("a", std::string(n, 'x')); });
  events.addSink(sink);
  Bindings bindings;
  bindings.contexts["context"] = getContextDir();
  auto read = plan.finish();
  auto result = runPlan(*read, bindings, *store, options, events, cancellation);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(takeError(result.takeError()).message,
            "'/a' changed while it was being read, 3 times in a row");
}

//===----------------------------------------------------------------------===//
// Several processes
//===----------------------------------------------------------------------===//

/// Runs the plan in a child with a store object of its own; the exit code is the
/// number of commands that it ran, or 100 and more.
static pid_t startChild(const plan::Plan &plan, const std::string &storeDir, int readyFD = -1) {
  pid_t pid = ::fork();
  if (pid != 0)
    return pid;
  class Sink : public EventSink {
  public:
    explicit Sink(int fd) : fd(fd) {}
    void handle(const Event &event) override {
      commands += event.kind == EventKind::StepFinished && event.name.starts_with("RUN");
      if (event.kind == EventKind::StepLog && fd >= 0) [[maybe_unused]]
        ssize_t n = ::write(fd, "x", 1);
    }
    int fd, commands = 0;
  } sink(readyFD);
  auto store = Store::open(storeDir);
  if (!store)
    ::_exit(100);
  EventStream events;
  events.addSink(sink);
  CancellationToken cancellation;
  auto result = runPlan(plan, {}, **store, {}, events, cancellation);
  if (!result)
    ::_exit(101);
  store->reset();
  ::_exit(sink.commands);
}

TEST_F(ExecutorTest, twoProcessesShareTheWork) {
  PlanBuilder plan;
  int base = plan.addImage();
  int first = plan.addRun(base, "sleep 0.4; cat /proc/sys/kernel/random/uuid > /now");
  int second = plan.addRun(first, "sleep 0.2; cat /now > /copy");
  plan.addOutput({base, first, second});
  auto read = plan.finish();
  pid_t children[] = {startChild(*read, getStoreDir()), startChild(*read, getStoreDir())};
  int commands = 0;
  for (pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_LT(WEXITSTATUS(status), 100);
    commands += WEXITSTATUS(status);
  }
  EXPECT_EQ(commands, 2);
  BuildResult result = build(plan);
  EXPECT_THAT(getExecuted(), IsEmpty());
  EXPECT_EQ(readResult(result.outputs[0], "/copy"), readResult(result.outputs[0], "/now"));
}

TEST_F(ExecutorTest, killedInTheMiddleThenRight) {
  PlanBuilder plan;
  int base = plan.addImage();
  int first = plan.addRun(base, "echo first > /first");
  int second = plan.addRun(first, "echo half > /half; echo started; sleep 1; echo ok > /half");
  plan.addOutput({base, first, second});
  auto read = plan.finish();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  pid_t child = startChild(*read, getStoreDir(), ready[1]);
  char byte;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  ::close(ready[0]);
  ::close(ready[1]);

  reopenStore();
  BuildResult result = build(plan);
  EXPECT_THAT(getExecuted(), ElementsAre(second));
  EXPECT_EQ(readResult(result.outputs[0], "/half"), "ok\n");
  EXPECT_EQ(countStagings(getStoreDir()), 0u);
}

//===----------------------------------------------------------------------===//
// Without commands
//===----------------------------------------------------------------------===//

namespace {
class FileBuildTest : public PlanTest {};
} // namespace

TEST_F(FileBuildTest, copiesFromScratchWithoutAnyMount) {
  writeFile("dir/a", "A");
  writeFile("dir/b", "B");
  PlanBuilder plan;
  plan.addContext();
  int copy = plan.addCopy(-1, "/dir", "/app/");
  plan.addOutput({copy});
  BuildResult result = build(plan);
  EXPECT_EQ(trace.count(EventKind::MountMade), 0u);
  ASSERT_EQ(result.outputs[0].layers.size(), 1u);
  EXPECT_EQ(result.outputs[0].baseLayers, 0u);
  build(plan);
  EXPECT_THAT(getExecuted(), IsEmpty());
}

TEST_F(FileBuildTest, aMissingFileNamesItsStep) {
  PlanBuilder plan;
  plan.addContext();
  plan.addOutput({plan.addCopy(-1, "/nothing", "/app")});
  std::string message = fail(plan);
  EXPECT_THAT(message, HasSubstr("COPY /nothing: "));
  EXPECT_THAT(message, HasSubstr("not found"));
  EXPECT_THAT(message, HasSubstr("    4 | >>> "));
}

TEST_F(FileBuildTest, aCopyThatNoKeyCoversIsRefused) {
  writeFile("a", "A");
  PlanBuilder plan;
  plan.addContext();
  int copy = plan.addCopy(-1, "/a", "/a");
  plan.step(copy).mutable_file()->mutable_operations(0)->mutable_copy()->set_source("/b");
  plan.addOutput({copy});
  EXPECT_THAT(fail(plan), HasSubstr("no key covers it"));
}

TEST_F(FileBuildTest, anUnboundContextIsAnError) {
  PlanBuilder plan;
  plan.addContext("elsewhere");
  plan.addOutput({plan.addCopy(-1, "/a", "/a")});
  EXPECT_THAT(fail(plan), HasSubstr("the build needs the context 'elsewhere'"));
}

TEST_F(FileBuildTest, anImageThatIsNotThereIsAnError) {
  PlanBuilder plan;
  int base = plan.addImage();
  plan.addOutput({base});
  EXPECT_THAT(fail(plan), HasSubstr("'docker.io/library/busybox:test' is not in the store"));
}

TEST_F(FileBuildTest, aPlanOfNothingBuildsNothing) {
  PlanBuilder plan;
  plan::Output &output = *plan.plan.add_outputs();
  output.mutable_root()->set_step(-1);
  output.set_config("{}");
  BuildResult result = build(plan);
  EXPECT_TRUE(result.outputs[0].layers.empty());
}
