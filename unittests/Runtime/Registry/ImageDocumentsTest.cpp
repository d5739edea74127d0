//===- ImageDocumentsTest.cpp - Manifests and indexes ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/ImageDocuments.h"

#include "imgc/Support/Error.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace imgc;
using testing::HasSubstr;

static std::string hexDigest(char c) { return "sha256:" + std::string(64, c); }

static std::string descriptor(char c, const std::string &more = "") {
  return R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")" + hexDigest(c) +
         R"(","size":7)" + more + "}";
}

static std::string platform(const std::string &os, const std::string &arch,
                            const std::string &variant = "") {
  return R"(,"platform":{"os":")" + os + R"(","architecture":")" + arch + R"(","variant":")" +
         variant + "\"}";
}

static std::string index(const std::string &manifests) {
  return R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[)" +
         manifests + "]}";
}

static std::string refusal(llvm::StringRef text, llvm::StringRef type = "") {
  auto document = parseImageDocument(text, type);
  if (document)
    return "accepted";
  ErrorParts parts = takeError(document.takeError());
  EXPECT_EQ(parts.code, ExitCode::Registry);
  return parts.message;
}

TEST(ImageDocumentsTest, ReadsAManifest) {
  std::string text = R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
    "config":)" + descriptor('a') +
                     R"(,"layers":[)" + descriptor('b') + "," + descriptor('c') +
                     R"(],"unknown":{"kept":1}})";
  auto document = parseImageDocument(text);
  ASSERT_TRUE(bool(document));
  EXPECT_FALSE(document->isIndex);
  EXPECT_EQ(document->config.digest.str(), hexDigest('a'));
  ASSERT_EQ(document->layers.size(), 2u);
  EXPECT_EQ(document->layers[1].size, 7u);
}

TEST(ImageDocumentsTest, RefusesWhatIsAmbiguousOrWrong) {
  std::string both =
      R"({"schemaVersion":2,"manifests":[],"layers":[],"config":)" + descriptor('a') + "}";
  EXPECT_THAT(refusal(both), HasSubstr("a manifest and an index at once"));
  EXPECT_THAT(refusal(R"({"schemaVersion":1,"fsLayers":[]})"), HasSubstr("schema 1"));
  EXPECT_THAT(refusal(R"({"schemaVersion":3})"), HasSubstr("not an image manifest"));
  EXPECT_THAT(refusal("[]"), HasSubstr("not a JSON object"));
  EXPECT_THAT(refusal("{"), HasSubstr("invalid JSON"));
  EXPECT_THAT(refusal(R"({"schemaVersion":2,"schemaVersion":2})"), HasSubstr("duplicate member"));
  EXPECT_THAT(refusal(index(""), "application/vnd.oci.image.manifest.v1+json"),
              HasSubstr("was announced as"));
  std::string lies =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[]})";
  EXPECT_THAT(refusal(lies), HasSubstr("is not the"));
  EXPECT_THAT(refusal(index(R"({"digest":"sha256:../../x","size":1})")),
              HasSubstr("malformed digest"));
  EXPECT_THAT(refusal(index(R"({"digest":"sha512:00","size":1})")),
              HasSubstr("unsupported digest"));
  EXPECT_THAT(refusal(index(R"({"digest":")" + hexDigest('a') + R"(","size":-1})")),
              HasSubstr("no valid size"));
  EXPECT_THAT(refusal(std::string(100000, '[')), HasSubstr("too deeply"));
}

TEST(ImageDocumentsTest, SelectsTheBestPlatform) {
  std::string text = index(descriptor('a', platform("unknown", "unknown")) + "," +
                           descriptor('b', platform("linux", "arm", "v6")) + "," +
                           descriptor('c', platform("linux", "arm64", "v8")) + "," +
                           descriptor('d', platform("linux", "amd64")) + "," +
                           descriptor('e', platform("linux", "amd64")) + "," + descriptor('f'));
  auto document = parseImageDocument(text);
  ASSERT_TRUE(bool(document));
  auto pick = [&](const char *wanted) {
    auto entry = selectPlatform(*document, *Platform::parse(wanted));
    return entry ? entry->digest.str() : takeError(entry.takeError()).hint;
  };
  EXPECT_EQ(pick("linux/amd64"), hexDigest('d'));
  EXPECT_EQ(pick("linux/arm64"), hexDigest('c'));
  EXPECT_EQ(pick("linux/arm/v7"), hexDigest('b'));
  EXPECT_THAT(pick("linux/riscv64"), HasSubstr("linux/arm/v6, linux/arm64, linux/amd64"));
}

TEST(ImageDocumentsTest, SummarisesConfigs) {
  auto summary = parseConfigSummary(
      R"({"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[")" + hexDigest('1') + "\"]}}");
  ASSERT_TRUE(bool(summary));
  ASSERT_EQ(summary->diffIds.size(), 1u);
  EXPECT_TRUE(bool(parseConfigSummary(R"({"os":"linux","architecture":"amd64"})")));
  for (const char *bad : {R"({"rootfs":{"diff_ids":["x"]}})", "7", ""}) {
    auto refused = parseConfigSummary(bad);
    EXPECT_FALSE(bool(refused)) << bad;
    llvm::consumeError(refused.takeError());
  }
}
