//===- ImageConfigTypesTest.cpp - Whether Go would decode a config --------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/ImageConfigTypes.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "gtest/gtest.h"

using namespace imgc;

namespace {

std::string check(llvm::StringRef text) {
  llvm::Error error = checkImageConfigTypes(llvm::cantFail(llvm::json::parse(text)));
  if (!error)
    return "";
  std::string message = takeError(std::move(error)).message;
  llvm::StringRef rest = message;
  rest.consume_front("failed to parse image config: ");
  return rest.str();
}

// Every message is one of Go's, asked of BuildKit.
TEST(ImageConfigTypesTest, Complaints) {
  EXPECT_EQ(check(R"({"config": {"User": 1}})"),
            "json: cannot unmarshal number into Go struct field "
            "DockerOCIImageConfig.config.ImageConfig.User of type string");
  EXPECT_EQ(check(R"({"config": {"Env": ["A=1", true]}})"),
            "json: cannot unmarshal bool into Go struct field "
            "DockerOCIImageConfig.config.ImageConfig.Env of type string");
  EXPECT_EQ(check(R"({"config": {"Labels": []}})"),
            "json: cannot unmarshal array into Go struct field "
            "DockerOCIImageConfig.config.ImageConfig.Labels of type map[string]string");
  EXPECT_EQ(check(R"({"config": {"volumes": {"/v": 1}}})"),
            "json: cannot unmarshal number into Go struct field "
            "DockerOCIImageConfig.config.ImageConfig.Volumes of type struct {}");
  EXPECT_EQ(check(R"({"config": {"Healthcheck": {"Retries": "x"}}})"),
            "json: cannot unmarshal string into Go struct field "
            "HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Retries of type int");
  EXPECT_EQ(check(R"({"history": [{}, {"empty_layer": 0}]})"),
            "json: cannot unmarshal number into Go struct field "
            "History.Image.history.empty_layer of type bool");
  EXPECT_EQ(check(R"({"rootfs": {"diff_ids": [[]]}})"),
            "json: cannot unmarshal array into Go struct field "
            "RootFS.Image.rootfs.diff_ids of type digest.Digest");
  EXPECT_EQ(check(R"({"os.features": "x"})"),
            "json: cannot unmarshal string into Go struct field "
            "DockerOCIImage.Image.Platform.os.features of type []string");
  EXPECT_EQ(check(R"({"created": 5})"), "Time.UnmarshalJSON: input is not a JSON string");
}

TEST(ImageConfigTypesTest, Good) {
  EXPECT_EQ(check("{}"), "");
  EXPECT_EQ(check(R"({"config": null, "history": null, "rootfs": {"diff_ids": null}})"), "");
  EXPECT_EQ(check(R"({"x": 1, "config": {"StopTimeout": "x", "Env": [null]}})"), "");
  EXPECT_EQ(check(R"({"created": "2020-02-29T00:00:00.5+02:00", "history": [null]})"), "");
}

TEST(GoTimeTest, Normal) {
  auto normal = [](llvm::StringRef text) { return gotext::parseTime(text).text; };
  EXPECT_EQ(normal("2020-01-01T0:00:00Z"), "2020-01-01T00:00:00Z");
  EXPECT_EQ(normal("2020-01-01T00:00:00,50Z"), "2020-01-01T00:00:00.5Z");
  EXPECT_EQ(normal("2020-01-01T00:00:00.1234567891Z"), "2020-01-01T00:00:00.123456789Z");
  EXPECT_EQ(normal("2020-01-01T00:00:00-00:00"), "2020-01-01T00:00:00Z");
  EXPECT_EQ(normal("2020-01-01T00:00:00-02:30"), "2020-01-01T00:00:00-02:30");
}

TEST(GoTimeTest, Errors) {
  auto error = [](llvm::StringRef text) { return gotext::parseTime(text).error; };
  EXPECT_EQ(error("2020-13-01T00:00:00Z"),
            "parsing time \"2020-13-01T00:00:00Z\": month out of range");
  EXPECT_EQ(error("2021-02-29T00:00:00Z"),
            "parsing time \"2021-02-29T00:00:00Z\": day out of range");
  EXPECT_EQ(error("2020-01-01T00:00:00Zx"),
            "parsing time \"2020-01-01T00:00:00Zx\": extra text: \"x\"");
  EXPECT_EQ(
      error("2020-01"),
      "parsing time \"2020-01\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"-\"");
}

} // namespace
