//===- PlanReaderTest.cpp - Tests of the plan reader ----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/PlanReader.h"

#include "imgc/Support/Error.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <random>

using namespace imgc;
using testing::HasSubstr;

static plan::Plan parseText(const std::string &text) {
  plan::Plan plan;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &plan)) << text;
  return plan;
}

/// The message that a plan is refused with; empty when it is accepted.
static std::string check(const plan::Plan &plan) {
  auto read = parsePlan(plan.SerializeAsString());
  if (read)
    return "";
  ErrorParts parts = takeError(read.takeError());
  EXPECT_EQ(parts.code, ExitCode::SourceError);
  return parts.message;
}

static const std::string header = R"(version: 1
  contexts { id: "context" }
  keys { constant: "00000000000000000000000000000000" }
)";
static const std::string image = R"(steps { key: 0 results: 1 image {
  reference: "docker.io/library/busybox"
  digest: "sha256:0000000000000000000000000000000000000000000000000000000000000001" } }
)";
static const std::string run = R"(steps { key: 0 results: 1 exec { args: "true"
  mounts { target: "/" input { step: 0 } output: 0 } } }
)";
static const std::string output = R"(outputs { root { step: 1 } layers { step: 0 }
  layers { step: 1 } config: "{}" })";

static std::string checkText(const std::string &text) { return check(parseText(text)); }

TEST(PlanReaderTest, acceptsAPlan) { EXPECT_EQ(checkText(header + image + run + output), ""); }

TEST(PlanReaderTest, refusesOtherVersions) {
  EXPECT_THAT(checkText("version: 2"), HasSubstr("version 2"));
  EXPECT_THAT(checkText(""), HasSubstr("version 0"));
}

TEST(PlanReaderTest, refusesForwardReferences) {
  EXPECT_THAT(checkText(header + R"(steps { key: 0 results: 1 exec { args: "true"
      mounts { target: "/" input { step: 0 } output: 0 } } })"),
              HasSubstr("step 0, which does not come before it"));
  EXPECT_THAT(checkText(header + "keys { combine { domain: \"x\" inputs: 1 } }"),
              HasSubstr("key 1: refers to key 1"));
  EXPECT_THAT(checkText(header + image + "outputs { root { step: 1 } config: \"{}\" }"),
              HasSubstr("step 1"));
  EXPECT_THAT(checkText(header + image + "outputs { root { step: -2 } config: \"{}\" }"),
              HasSubstr("step -2"));
  EXPECT_THAT(checkText(header + image + "outputs { root { step: 0 result: 1 } config: \"{}\" }"),
              HasSubstr("no result 1"));
}

TEST(PlanReaderTest, refusesBadKeys) {
  EXPECT_THAT(checkText("version: 1 keys { constant: \"short\" }"), HasSubstr("32 bytes"));
  EXPECT_THAT(checkText("version: 1 keys { }"), HasSubstr("no kind"));
  EXPECT_THAT(checkText("version: 1 keys { selection { context: 0 } }"), HasSubstr("no context 0"));
  EXPECT_THAT(checkText(header + "keys { selection { sources: \"/a/../../etc\" } }"),
              HasSubstr("not an absolute path"));
  EXPECT_THAT(checkText(header + "steps { key: 9 results: 1 merge {} }"), HasSubstr("no key 9"));
}

TEST(PlanReaderTest, refusesUnknownEnumerators) {
  plan::Plan plan = parseText(header + image + run + output);
  plan.mutable_steps(1)->mutable_exec()->set_security(plan::SecurityMode(7));
  EXPECT_THAT(check(plan), HasSubstr("unknown value 7"));
}

TEST(PlanReaderTest, refusesUnknownFields) {
  plan::Plan plan = parseText(header + image + run + output);
  // Field 99, a varint, inside a step.
  plan.mutable_steps(1)
      ->GetReflection()
      ->MutableUnknownFields(plan.mutable_steps(1))
      ->AddVarint(99, 1);
  EXPECT_THAT(check(plan), HasSubstr("does not know"));
}

TEST(PlanReaderTest, refusesBadMounts) {
  auto mount = [&](const std::string &text) {
    return checkText(header + image +
                     R"(steps { key: 0 results: 1 exec { args: "true"
      mounts { target: "/" input { step: 0 } output: 0 } mounts { )" +
                     text + " } } }");
  };
  EXPECT_EQ(mount("target: \"/a\" input { step: 0 } readonly: true output: -1"), "");
  EXPECT_THAT(mount("target: \"a\" input { step: 0 } output: -1"), HasSubstr("'a'"));
  EXPECT_THAT(mount("target: \"/../a\" input { step: 0 } output: -1"), HasSubstr("'/../a'"));
  EXPECT_THAT(mount("target: \"/a\" output: -1"), HasSubstr("without an input"));
  EXPECT_THAT(mount("target: \"/\" input { step: 0 } output: -1"), HasSubstr("2 mounts"));
  EXPECT_THAT(mount("target: \"/a\" input { step: 0 } output: 0"), HasSubstr("produced twice"));
  EXPECT_THAT(mount("target: \"/a\" input { step: 0 } output: 5"), HasSubstr("no result 5"));
  EXPECT_THAT(mount("target: \"/a\" input { step: 0 } selector: \"../x\" output: -1"),
              HasSubstr("'../x'"));
}

TEST(PlanReaderTest, refusesBadFileActions) {
  auto file = [&](const std::string &text) {
    return checkText(header + "steps { key: 0 results: 1 file { inputs { context: 0 } " + text +
                     " } }");
  };
  EXPECT_EQ(file("operations { input: -1 secondary: 0 output: 0 copy { source: \"/a\" "
                 "destination: \"/b/\" mode: -1 timestamp: -1 } }"),
            "");
  EXPECT_THAT(file("operations { input: 0 output: 0 mkdir { path: \"/a\" } }"),
              HasSubstr("context cannot be changed"));
  EXPECT_THAT(file("operations { input: 1 output: 0 mkdir { path: \"/a\" } }"),
              HasSubstr("no input 1"));
  EXPECT_THAT(file("operations { input: -1 output: 0 mkdir { path: \"/a/../b\" } }"),
              HasSubstr("'/a/../b'"));
  EXPECT_THAT(file("operations { input: -1 output: 0 mkdir { path: \"/a\" mode: 65536 } }"),
              HasSubstr("mode 65536"));
  EXPECT_THAT(file("operations { input: -1 output: -1 mkdir { path: \"/a\" } }"),
              HasSubstr("result 0 is not produced"));
  EXPECT_THAT(file("operations { input: -1 output: 0 }"), HasSubstr("without a kind"));
}

TEST(PlanReaderTest, refusesBadImagesLocationsAndConfigs) {
  EXPECT_THAT(checkText(header + "steps { key: 0 results: 1 image { reference: \"x\" digest: "
                                 "\"sha256:../../etc\" } }"),
              HasSubstr("malformed digest"));
  EXPECT_THAT(checkText(header + "steps { key: 0 results: 1 locations { file: 3 } merge {} }"),
              HasSubstr("file 3"));
  EXPECT_THAT(checkText(header + "steps { key: 0 results: 0 merge {} }"), HasSubstr("0 results"));
  EXPECT_THAT(checkText(header + "outputs { root { step: -1 } config: \"[]\" }"),
              HasSubstr("not a JSON object"));
  EXPECT_NE(checkText(header + "outputs { root { step: -1 } config: \"{\" }"), "");
  plan::Plan deep = parseText(header + "outputs { root { step: -1 } }");
  deep.mutable_outputs(0)->set_config(std::string(100000, '['));
  EXPECT_NE(check(deep), "");
}

TEST(PlanReaderTest, boundsCounts) {
  plan::Plan plan = parseText(header + image + run + output);
  PlanLimits limits;
  limits.elements = 3;
  auto *exec = plan.mutable_steps(1)->mutable_exec();
  for (int i = 0; i < 4; ++i)
    exec->add_args("x");
  auto read = parsePlan(plan.SerializeAsString(), limits);
  ASSERT_FALSE(bool(read));
  EXPECT_THAT(takeError(read.takeError()).message, HasSubstr("too many elements"));
  limits = PlanLimits();
  limits.bytes = 10;
  read = parsePlan(plan.SerializeAsString(), limits);
  ASSERT_FALSE(bool(read));
  EXPECT_THAT(takeError(read.takeError()).message, HasSubstr("larger than 10 bytes"));
}

TEST(PlanReaderTest, zeroBytesInStringsAreRefused) {
  plan::Plan plan = parseText(header + image + run + output);
  plan.mutable_steps(1)->mutable_exec()->set_args(0, std::string("a\0b", 3));
  EXPECT_THAT(check(plan), HasSubstr("zero byte"));
}

TEST(PlanReaderTest, missingFileIsAnError) {
  auto read = readPlanFile("/nonexistent/plan.imgplan");
  ASSERT_FALSE(bool(read));
  ErrorParts parts = takeError(read.takeError());
  EXPECT_THAT(parts.message, HasSubstr("'/nonexistent/plan.imgplan'"));
  EXPECT_EQ(parts.code, ExitCode::Environment);
}

/// Damaged bytes give an error or a plan that passes its own validation again,
/// never a crash.
TEST(PlanReaderTest, survivesDamage) {
  const std::string good = parseText(header + image + run + output).SerializeAsString();
  std::mt19937 random(20240607);
  unsigned accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = good;
    unsigned edits = 1 + random() % 4;
    for (unsigned i = 0; i < edits; ++i) {
      size_t at = random() % bytes.size();
      switch (random() % 3) {
      case 0:
        bytes[at] = char(random());
        break;
      case 1:
        bytes.erase(at, 1 + random() % 8);
        break;
      default:
        bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 16));
        break;
      }
      if (bytes.empty())
        bytes = "x";
    }
    auto read = parsePlan(bytes);
    if (!read) {
      EXPECT_FALSE(takeError(read.takeError()).message.empty());
      continue;
    }
    ++accepted;
    llvm::Error again = validatePlan(**read);
    EXPECT_FALSE(bool(again));
  }
  // Some edits hit a name or a command; most must not pass.
  EXPECT_LT(accepted, 10000u);
  for (size_t size = 0; size < good.size(); ++size) {
    auto read = parsePlan(llvm::StringRef(good).take_front(size));
    if (!read)
      llvm::consumeError(read.takeError());
  }
}
