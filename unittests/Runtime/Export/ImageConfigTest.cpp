//===- ImageConfigTest.cpp - Tests of config, manifest and index ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The expected documents are complete: digests of images depend on every byte.
//
//===----------------------------------------------------------------------===//

#include "ExportFixture.h"

#include "imgc/Runtime/Export/ImageConfig.h"

using namespace imgc;

namespace {

const Digest one = Sha256::of(llvm::StringRef("1"));
const Digest two = Sha256::of(llvm::StringRef("2"));
const std::string oneText =
    "sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
const std::string twoText =
    "sha256:d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35";

std::string finish(llvm::StringRef config, llvm::ArrayRef<Digest> diffIds,
                   llvm::ArrayRef<HistoryEntry> history = {}, llvm::StringRef created = "") {
  return get(finishImageConfig(config, diffIds, history, created));
}

std::string refuse(llvm::StringRef config) {
  llvm::Expected<std::string> result = finishImageConfig(config, {}, {}, "");
  return result ? "" : takeError(result.takeError()).message;
}

/// The history of a finished config.
std::string historyOf(llvm::StringRef config) {
  size_t start = config.find("\"history\":") + 10;
  return config.slice(start, config.find(",\"os\"")).str();
}

TEST(ImageConfigTest, UnknownKeysSurvive) {
  EXPECT_EQ(
      finish(
          R"({ "os": "linux", "x.y/z": {"b": 1, "a": [1.50, null, "<&>"]}, "architecture":"amd64",
  "config": {"Zeta": true, "Env": ["A=\"q\"", "\u00e9"], "OnBuild": null, "Alpha": 1e3},
  "variant":"v1", "os.features": ["f"], "rootfs": {"type":"old"}, "history": [], "created": "2020-01-02T03:04:05Z"})",
          {one}, {{"", "RUN <x>", "me", "buildkit.dockerfile.v0", false}}),
      R"({"architecture":"amd64","config":{"Zeta":true,"Env":["A=\"q\"","\u00e9"],"OnBuild":null,"Alpha":1e3},)"
      R"("created":"2020-01-02T03:04:05Z",)"
      R"("history":[{"created":"2020-01-02T03:04:05Z","created_by":"RUN \u003cx\u003e","author":"me",)"
      R"("comment":"buildkit.dockerfile.v0"}],"os":"linux","os.features":["f"],)"
      R"("rootfs":{"type":"layers","diff_ids":[")" +
          oneText + R"("]},"variant":"v1","x.y/z":{"b":1,"a":[1.50,null,"\u003c\u0026\u003e"]}})");
}

TEST(ImageConfigTest, HistoryMatchesTheLayers) {
  llvm::StringRef config = R"({"architecture":"a","os":"linux"})";
  HistoryEntry layer{"2020-01-01T00:00:00Z", "L", "", "", false};
  HistoryEntry empty{"2020-01-02T00:00:00Z", "E", "", "", true};
  const std::string L = R"({"created":"2020-01-01T00:00:00Z","created_by":"L"})";
  const std::string LE =
      R"({"created":"2020-01-01T00:00:00Z","created_by":"L","empty_layer":true})";
  const std::string E = R"({"created":"2020-01-02T00:00:00Z","created_by":"E","empty_layer":true})";
  const std::string missing =
      R"({"created":"2020-01-02T00:00:00Z","comment":"buildkit.exporter.image.v0"})";
  EXPECT_EQ(historyOf(finish(config, {one, two}, {layer, empty, layer})),
            "[" + L + "," + E + "," + L + "]");
  // Entries for layers nobody described.
  EXPECT_EQ(historyOf(finish(config, {one, two}, {layer, empty})),
            "[" + L + "," + E + "," + missing + "]");
  // More entries than layers: the first ones keep theirs.
  EXPECT_EQ(historyOf(finish(config, {one}, {layer, empty, layer, layer})),
            "[" + L + "," + E + "," + LE + "," + LE + "]");
  EXPECT_EQ(historyOf(finish(config, {}, {layer})), "[" + LE + "]");
  // The config's own, when no other is given.
  EXPECT_EQ(historyOf(finish(R"({"architecture":"a","history":[{"created_by":"own"},5],"os":"o"})",
                             {one}, {}, "2021-01-01T00:00:00Z")),
            R"([{"created":"2021-01-01T00:00:00Z","created_by":"own"},)"
            R"({"created":"2021-01-01T00:00:00Z","empty_layer":true}])");
}

TEST(ImageConfigTest, CreatedIsTheLastKnownTime) {
  llvm::StringRef bare = R"({"architecture":"a","os":"o"})";
  EXPECT_EQ(
      finish(bare, {}, {}),
      R"({"architecture":"a","history":[],"os":"o","rootfs":{"type":"layers","diff_ids":[]}})");
  EXPECT_NE(finish(bare, {}, {{"2020-01-01T00:00:00Z", "a", "", "", true}, {"", "b", "", "", true}})
                .find(R"("created":"2020-01-01T00:00:00Z","history")"),
            std::string::npos);
  EXPECT_NE(finish(R"({"architecture":"a","created":"2019-01-01T00:00:00Z","os":"o"})", {}, {},
                   "2020-01-01T00:00:00Z")
                .find(R"("created":"2020-01-01T00:00:00Z")"),
            std::string::npos);
}

TEST(ImageConfigTest, RefusesWhatIsNoConfig) {
  for (const char *text : {"", "[]", "{", "null", "{\"os\":\"o\"}", "{\"architecture\":\"a\"}",
                           R"({"os":"","architecture":"a"})", R"({"os":1,"architecture":"a"})",
                           R"({"os":"o","architecture":"a","os":"p"})"})
    EXPECT_NE(refuse(text), "") << text;
  std::string deep = R"({"os":"o","architecture":"a","x":)" + std::string(100000, '[') +
                     std::string(100000, ']') + "}";
  EXPECT_NE(refuse(deep), "");
  EXPECT_NE(
      refuse("{\"os\":\"o\",\"architecture\":\"a\",\"x\":\"" + std::string(9 << 20, 'x') + "\"}"),
      "");
}

TEST(ImageConfigTest, ReadsAndWritesTimes) {
  EXPECT_EQ(formatTime(0, 0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(formatTime(1700000000, 120000000), "2023-11-14T22:13:20.12Z");
  EXPECT_EQ(formatTime(1700000000, 1), "2023-11-14T22:13:20.000000001Z");
  using Time = std::pair<int64_t, uint32_t>;
  EXPECT_EQ(parseTime("2023-11-14T22:13:20Z"), Time(1700000000, 0));
  EXPECT_EQ(parseTime("2023-11-15T00:13:20.123456789123+02:00"), Time(1700000000, 123456789));
  EXPECT_EQ(parseTime("2023-11-14T20:43:20.5-01:30"), Time(1700000000, 500000000));
  for (const char *text : {"", "x", "2023-11-14", "2023-11-14T22:13:20", "2023-13-14T22:13:20Z",
                           "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20Zx", "2023-11-14T24:00:00Z",
                           "2023-11-14t22:13:20Z", "+023-11-14T22:13:20Z"})
    EXPECT_FALSE(parseTime(text)) << text;
}

TEST(ImageConfigTest, Manifest) {
  Descriptor config{"application/vnd.oci.image.config.v1+json", one, 11, "", {}};
  Descriptor layer{"application/vnd.oci.image.layer.v1.tar+gzip", two, 22, "", {}};
  EXPECT_EQ(writeManifest(config, {layer, layer}, {{"b", "<2>"}, {"a", "1"}}, true),
            R"({
  "schemaVersion": 2,
  "mediaType": "application/vnd.oci.image.manifest.v1+json",
  "config": {
    "mediaType": "application/vnd.oci.image.config.v1+json",
    "digest": ")" +
                oneText + R"(",
    "size": 11
  },
  "layers": [
    {
      "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
      "digest": ")" +
                twoText + R"(",
      "size": 22
    },
    {
      "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
      "digest": ")" +
                twoText + R"(",
      "size": 22
    }
  ],
  "annotations": {
    "a": "1",
    "b": "\u003c2\u003e"
  }
})");
  EXPECT_EQ(writeManifest({"application/vnd.docker.container.image.v1+json", one, 1, "", {}}, {},
                          {}, false),
            R"({
  "schemaVersion": 2,
  "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
  "config": {
    "mediaType": "application/vnd.docker.container.image.v1+json",
    "digest": ")" +
                oneText + R"(",
    "size": 1
  },
  "layers": []
})");
}

TEST(ImageConfigTest, Index) {
  Descriptor amd{"application/vnd.oci.image.manifest.v1+json", one, 11, "linux/amd64", {}};
  Descriptor arm{
      "application/vnd.oci.image.manifest.v1+json", two, 22, "linux/arm/v7", {{"k", "v"}}};
  EXPECT_EQ(writeIndex({amd, arm}, {{"i", "j"}}, true), R"({
  "schemaVersion": 2,
  "mediaType": "application/vnd.oci.image.index.v1+json",
  "manifests": [
    {
      "mediaType": "application/vnd.oci.image.manifest.v1+json",
      "digest": ")" + oneText + R"(",
      "size": 11,
      "platform": {
        "architecture": "amd64",
        "os": "linux"
      }
    },
    {
      "mediaType": "application/vnd.oci.image.manifest.v1+json",
      "digest": ")" + twoText + R"(",
      "size": 22,
      "annotations": {
        "k": "v"
      },
      "platform": {
        "architecture": "arm",
        "os": "linux",
        "variant": "v7"
      }
    }
  ],
  "annotations": {
    "i": "j"
  }
})");
}

} // namespace
