//===- ReferenceTest.cpp - Tests of Support/Reference ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Reference.h"

#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

using namespace imgc;

static const std::string hex(64, 'a');

static std::string normalize(llvm::StringRef text) {
  auto reference = Reference::parseNormalized(text);
  if (!reference)
    return "error: " + takeError(reference.takeError()).message;
  return reference->str();
}

TEST(ReferenceTest, Normalisation) {
  EXPECT_EQ(normalize("alpine"), "docker.io/library/alpine");
  EXPECT_EQ(normalize("alpine:3"), "docker.io/library/alpine:3");
  EXPECT_EQ(normalize("user/app"), "docker.io/user/app");
  EXPECT_EQ(normalize("index.docker.io/alpine"), "docker.io/library/alpine");
  EXPECT_EQ(normalize("localhost/a"), "localhost/a");
  EXPECT_EQ(normalize("localhost:5000/a:b"), "localhost:5000/a:b");
  EXPECT_EQ(normalize("[::1]:5000/a"), "[::1]:5000/a");
  EXPECT_EQ(normalize("Host/a"), "Host/a");
  EXPECT_EQ(normalize("a__b--c.d"), "docker.io/library/a__b--c.d");
  EXPECT_EQ(normalize("a:t@sha256:" + hex), "docker.io/library/a:t@sha256:" + hex);
}

TEST(ReferenceTest, Errors) {
  EXPECT_EQ(normalize(hex), "error: invalid repository name (" + hex +
                                "), cannot specify 64-byte hexadecimal strings");
  EXPECT_EQ(normalize("Alpine"), "error: invalid reference format: repository name "
                                 "(library/Alpine) must be lowercase");
  EXPECT_EQ(normalize(""), "error: invalid reference format");
  EXPECT_EQ(normalize("a//b"), "error: invalid reference format");
  EXPECT_EQ(normalize("a:"), "error: invalid reference format");
  EXPECT_EQ(normalize("a@sha256:" + hex.substr(1)), "error: invalid checksum digest length");
  EXPECT_EQ(normalize("a@foo:" + hex), "error: unsupported digest algorithm");
  EXPECT_EQ(normalize("x.y/" + std::string(300, 'a')),
            "error: repository name must not be more than 255 characters");
}

TEST(ReferenceTest, Familiar) {
  EXPECT_EQ(llvm::cantFail(Reference::parseNormalized("docker.io/library/a:1")).familiar(), "a:1");
  EXPECT_EQ(llvm::cantFail(Reference::parseNormalized("docker.io/u/a")).familiarName(), "u/a");
  EXPECT_EQ(llvm::cantFail(Reference::parseNormalized("x.io/library/a")).familiar(),
            "x.io/library/a");
}

TEST(ReferenceTest, DefaultTag) {
  EXPECT_EQ(llvm::cantFail(Reference::parseNormalized("a")).withDefaultTag().tag, "latest");
  EXPECT_EQ(llvm::cantFail(Reference::parseNormalized("a@sha256:" + hex)).withDefaultTag().tag, "");
}
