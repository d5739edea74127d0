//===- FileResolverTest.cpp - Tests of the file resolver ------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Error.h"
#include "imgc/Support/SourceResolver.h"

#include "gtest/gtest.h"

using namespace imgc;

static llvm::Expected<ResolvedImage> resolve(llvm::StringRef json, llvm::StringRef reference,
                                             llvm::StringRef platform = "linux/amd64") {
  auto resolver = createFileResolver(json);
  if (!resolver)
    return resolver.takeError();
  ResolveRequest request;
  request.reference = reference.str();
  request.platform = llvm::cantFail(Platform::parse(platform));
  return (*resolver)->resolveImage(request);
}

static const char *images = R"({"docker.io/library/a:latest": {"config": { "x":  "}\"" } ,
  "platforms": {"linux/arm64": {"config": {"y":1}, "digest":
  "sha256:0000000000000000000000000000000000000000000000000000000000000001"}}},
  "docker.io/library/b:1": {}})";

TEST(FileResolverTest, ConfigIsVerbatim) {
  auto image = resolve(images, "a");
  ASSERT_TRUE(static_cast<bool>(image));
  EXPECT_EQ(image->reference, "docker.io/library/a:latest");
  EXPECT_EQ(image->config, R"({ "x":  "}\"" })");
  EXPECT_EQ(image->digest, Sha256::of(llvm::StringRef(image->config)));
}

TEST(FileResolverTest, PlatformAndDigest) {
  auto image = resolve(images, "a", "linux/aarch64");
  ASSERT_TRUE(static_cast<bool>(image));
  EXPECT_EQ(image->config, R"({"y":1})");
  EXPECT_EQ(image->digest.hex().back(), '1');
  // A reference with tag and digest is found by its tag.
  auto pinned = resolve(images, "a:latest@sha256:" + std::string(64, '0'));
  ASSERT_TRUE(static_cast<bool>(pinned));
}

TEST(FileResolverTest, Errors) {
  EXPECT_EQ(takeError(resolve(images, "z").takeError()).message,
            "docker.io/library/z:latest: not found");
  EXPECT_EQ(takeError(resolve(images, "b:1").takeError()).message,
            "docker.io/library/b:1: not found");
  EXPECT_EQ(takeError(resolve("[]", "a").takeError()).message,
            "'the whole' in the file of images is not an object");
  EXPECT_EQ(takeError(resolve(R"({"a": {"digest": 1}})", "a").takeError()).message,
            "a member of 'a' is not a string");
  EXPECT_EQ(takeError(resolve(std::string(100000, '['), "a").takeError()).message,
            "the file of images is nested too deeply");
  EXPECT_TRUE(llvm::StringRef(takeError(resolve("{", "a").takeError()).message)
                  .starts_with("file of images: "));
}
