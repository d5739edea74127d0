//===- ProgressTest.cpp - Tests of the progress sinks ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Events/Progress.h"
#include "imgc/Runtime/Events/RecordingSink.h"
#include "imgc/Support/Error.h"

#include "llvm/Support/JSON.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace imgc;
using testing::HasSubstr;
using testing::Not;

static Event make(EventKind kind, uint32_t vertex, int64_t ms, llvm::StringRef name = "",
                  llvm::StringRef text = "") {
  Event event;
  event.kind = kind;
  event.vertex = vertex;
  event.timeNs = ms * 1000000;
  event.name = name;
  event.text = text;
  return event;
}

namespace {
class ProgressTest : public testing::Test {
protected:
  std::string text;
  llvm::raw_string_ostream os{text};
};
} // namespace

TEST_F(ProgressTest, plainLooksLikeBuildKit) {
  auto sink = makePlainProgress(os);
  sink->handle(make(EventKind::StepCached, 7, 0, "[base 1/2] FROM debian"));
  sink->handle(make(EventKind::StepStarted, 9, 100, "[build 2/4] RUN make\n all"));
  sink->handle(make(EventKind::StepLog, 9, 223, "", "compiling\nlin"));
  sink->handle(make(EventKind::StepLog, 9, 300, "", "king"));
  sink->handle(make(EventKind::StepFinished, 9, 500));
  EXPECT_EQ(text, "#1 [base 1/2] FROM debian\n"
                  "#1 CACHED\n"
                  "\n"
                  "#2 [build 2/4] RUN make all\n"
                  "#2 0.123 compiling\n"
                  "#2 0.400 linking\n"
                  "#2 DONE 0.4s\n");
}

TEST_F(ProgressTest, plainSeparatesInterleavedSteps) {
  auto sink = makePlainProgress(os);
  sink->handle(make(EventKind::StepStarted, 1, 0, "a"));
  sink->handle(make(EventKind::StepStarted, 2, 0, "b"));
  sink->handle(make(EventKind::StepLog, 1, 1000, "", "x\n"));
  sink->handle(make(EventKind::StepFailed, 2, 2000, "", "exit code: 3"));
  sink->handle(make(EventKind::StepCancelled, 1, 2000));
  EXPECT_EQ(text, "#1 a\n\n#2 b\n\n#1 a\n#1 1.000 x\n\n#2 b\n#2 ERROR: exit code: 3\n"
                  "\n#1 a\n#1 CANCELED\n");
}

TEST_F(ProgressTest, plainBoundsTheLogAndKeepsItsEnd) {
  auto sink = makePlainProgress(os);
  sink->handle(make(EventKind::StepStarted, 1, 0, "a"));
  std::string line(999, 'x');
  for (int i = 0; i < 5000; ++i)
    sink->handle(make(EventKind::StepLog, 1, 1, "", line + "\n"));
  sink->handle(make(EventKind::StepLog, 1, 1, "", "the end\n"));
  sink->handle(make(EventKind::StepFinished, 1, 2));
  EXPECT_LT(text.size(), 2300000u);
  EXPECT_THAT(text, HasSubstr("output clipped"));
  EXPECT_THAT(text, HasSubstr("the end\n#1 DONE"));
}

TEST_F(ProgressTest, jsonIsOneObjectPerLine) {
  auto sink = makeJSONProgress(os);
  sink->handle(make(EventKind::StepStarted, 3, 1500, "a \"quoted\" name"));
  sink->handle(make(EventKind::StepLog, 3, 1600, "", "bad \xff byte"));
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(text).split(lines, '\n', -1, false);
  ASSERT_EQ(lines.size(), 2u);
  auto first = llvm::json::parse(lines[0]);
  ASSERT_TRUE(bool(first));
  EXPECT_EQ(first->getAsObject()->getString("event"), "step.started");
  EXPECT_EQ(first->getAsObject()->getNumber("time"), 1.5);
  EXPECT_EQ(first->getAsObject()->getString("name"), "a \"quoted\" name");
  auto second = llvm::json::parse(lines[1]);
  ASSERT_TRUE(bool(second));
  EXPECT_EQ(second->getAsObject()->getString("base64"), "YmFkIP8gYnl0ZQ==");
}

TEST_F(ProgressTest, terminalShowsRunningStepsAndErasesThem) {
  TTYOptions options;
  options.width = 40;
  options.colour = false;
  auto sink = makeTTYProgress(os, options);
  sink->handle(make(EventKind::StepStarted, 1, 0, "[1/2] RUN a-command-much-longer-than-the-line"));
  sink->handle(make(EventKind::StepLog, 1, 10, "", "\x1b[31mred\x1b[0m\ttab\n"));
  sink->tick(1200000000);
  EXPECT_THAT(text, HasSubstr("…"));
  EXPECT_THAT(text, HasSubstr("1.2s\n"));
  EXPECT_THAT(text, HasSubstr(" => => red    tab"));
  text.clear();
  sink->handle(make(EventKind::StepFinished, 1, 2000));
  // The block is erased: header, step, one line of output.
  EXPECT_EQ(text.rfind("\x1b[3A\x1b[J", 0), 0u);
  EXPECT_THAT(text, Not(HasSubstr("\x1b[31m")));
  text.clear();
  sink->handle(make(EventKind::BuildFinished, 0, 2000));
  EXPECT_EQ(text, "\x1b[1A\x1b[J");
  text.clear();
  sink->tick(3000000000);
  EXPECT_EQ(text, "");
}

TEST_F(ProgressTest, terminalCollapsesManyCachedSteps) {
  TTYOptions options;
  options.colour = false;
  auto sink = makeTTYProgress(os, options);
  for (unsigned i = 1; i <= 20; ++i)
    sink->handle(make(EventKind::StepCached, i, 0, "step"));
  sink->handle(make(EventKind::BuildFinished, 0, 1));
  EXPECT_THAT(text, HasSubstr("and 12 more cached steps"));
}

TEST_F(ProgressTest, quietShowsWarningsOnly) {
  auto sink = makeQuietProgress(os);
  sink->handle(make(EventKind::StepStarted, 1, 0, "a"));
  sink->handle(make(EventKind::Warning, 0, 0, "", "look\nout"));
  EXPECT_EQ(text, "warning: look out\n");
}

TEST_F(ProgressTest, modesHaveNames) {
  EXPECT_EQ(llvm::cantFail(parseProgressMode("tty")), ProgressMode::TTY);
  EXPECT_EQ(llvm::cantFail(parseProgressMode("none")), ProgressMode::Quiet);
  auto bad = parseProgressMode("fancy");
  ASSERT_FALSE(bool(bad));
  ErrorParts parts = takeError(bad.takeError());
  EXPECT_EQ(parts.message, "unknown progress mode 'fancy'");
  EXPECT_EQ(parts.code, ExitCode::Usage);
}

TEST(EventStreamTest, ordersEventsAndNumbersVertices) {
  RecordingSink sink;
  EventStream events;
  events.addSink(sink);
  events.reserveVertices(5);
  {
    EventVertex done(events, "export");
    EXPECT_EQ(done.getNumber(), 6u);
    done.progress("blob", 5, 10);
    done.finish();
    EventVertex abandoned(events, "push");
    EXPECT_EQ(abandoned.getNumber(), 7u);
  }
  EXPECT_EQ(sink.count(EventKind::StepStarted), 2u);
  EXPECT_EQ(sink.count(EventKind::StepFinished, 6), 1u);
  EXPECT_EQ(sink.count(EventKind::StepFailed, 7), 1u);
  std::vector<RecordedEvent> recorded = sink.getEvents();
  for (size_t i = 1; i < recorded.size(); ++i)
    EXPECT_LE(recorded[i - 1].timeNs, recorded[i].timeNs);
}
