//===- OciLayoutTest.cpp - OCI layouts as a source ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/OciLayout.h"

#include "imgc/Runtime/Registry/RegistryClient.h"
#include "imgc/Runtime/Registry/StoreResolver.h"
#include "imgc/Support/Error.h"

#include "llvm/Support/FileSystem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fstream>

using namespace imgc;
using testing::HasSubstr;

namespace {
class OciLayoutTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("imgc-layout", path));
    root = path.str().str();
    ASSERT_FALSE(llvm::sys::fs::create_directories(root + "/blobs/sha256"));
    write("oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
  }
  void TearDown() override { llvm::sys::fs::remove_directories(root); }

  void write(const std::string &name, const std::string &text) {
    std::ofstream(root + "/" + name) << text;
  }
  Digest blob(const std::string &text) {
    Digest digest = Sha256::of(llvm::StringRef(text));
    write("blobs/sha256/" + digest.hex(), text);
    return digest;
  }
  void writeIndex(const Digest &manifest, const std::string &name) {
    write("index.json", R"({"schemaVersion":2,"manifests":[{"mediaType":"m","digest":")" +
                            manifest.str() + R"(","size":2,"annotations":{)" + name + "}}]}");
  }
  std::string fetchError(const std::string &tag) {
    auto layout = OciLayout::open(root);
    if (!layout)
      return takeError(layout.takeError()).message;
    auto document = (*layout)->fetchDocument(tag);
    if (document)
      return "fetched " + document->bytes;
    ErrorParts parts = takeError(document.takeError());
    EXPECT_EQ(parts.code, ExitCode::Registry);
    return parts.message + "; " + parts.hint;
  }

  std::string root;
};
} // namespace

TEST_F(OciLayoutTest, FindsByTagNameAndDigest) {
  Digest manifest = blob("{}");
  writeIndex(
      manifest,
      R"("org.opencontainers.image.ref.name":"v1","io.containerd.image.name":"docker.io/x:v2")");
  EXPECT_EQ(fetchError("v1"), "fetched {}");
  EXPECT_EQ(fetchError("v2"), "fetched {}");
  EXPECT_EQ(fetchError(manifest.str()), "fetched {}");
  EXPECT_THAT(fetchError("v3"), HasSubstr("has no image 'v3'; it has: v1"));
}

TEST_F(OciLayoutTest, LatestNamesTheOnlyNamelessImage) {
  writeIndex(blob("{}"), "");
  EXPECT_EQ(fetchError("latest"), "fetched {}");
  EXPECT_THAT(fetchError("other"), HasSubstr("ask by digest"));
}

TEST_F(OciLayoutTest, RefusesWrongContent) {
  Digest manifest = blob("{}");
  writeIndex(manifest, R"("org.opencontainers.image.ref.name":"v1")");
  write("blobs/sha256/" + manifest.hex(), "[]");
  EXPECT_THAT(fetchError("v1"), HasSubstr("does not have the content of its name"));
  write("oci-layout", R"({"imageLayoutVersion":"2.0.0"})");
  EXPECT_THAT(fetchError("v1"), HasSubstr("not an OCI layout of version 1"));
}

TEST_F(OciLayoutTest, BlobsHaveTheirSize) {
  Digest data = blob("hello");
  auto layout = OciLayout::open(root);
  ASSERT_TRUE(bool(layout));
  auto fetch = [&](uint64_t size) {
    std::string bytes;
    llvm::Error error = (*layout)->fetchBlob(data, size, [&](llvm::StringRef part) {
      bytes += part;
      return llvm::Error::success();
    });
    return error ? takeError(std::move(error)).message : bytes;
  };
  EXPECT_EQ(fetch(5), "hello");
  EXPECT_THAT(fetch(4), HasSubstr("is longer than"));
  EXPECT_THAT(fetch(6), HasSubstr("is shorter than"));
}

TEST_F(OciLayoutTest, SymlinkedBlobsStayInside) {
  Digest digest = Sha256::of(llvm::StringRef("root:x"));
  std::string link = root + "/blobs/sha256/" + digest.hex();
  ASSERT_EQ(::symlink("../../../../../../etc/passwd", link.c_str()), 0);
  EXPECT_THAT(fetchError(digest.str()), testing::Not(HasSubstr("fetched")));
}

TEST(LayoutTagTest, SplitsReferences) {
  EXPECT_EQ(getLayoutTag("name"), "latest");
  EXPECT_EQ(getLayoutTag("name:v1"), "v1");
  EXPECT_EQ(getLayoutTag("name@sha256:ab"), "sha256:ab");
  EXPECT_EQ(getLayoutTag("name:v1@sha256:ab"), "sha256:ab");
  EXPECT_EQ(getLayoutTag("host:5000/name"), "latest");
}

TEST(RegistryTest, HttpIsForLoopbackOnly) {
  for (const char *host :
       {"localhost", "localhost:5000", "127.0.0.1:80", "127.9.8.7", "[::1]:5000"})
    EXPECT_TRUE(isLoopbackRegistry(host)) << host;
  for (const char *host :
       {"localhost.evil.com", "127.0.0.1.evil.com", "128.0.0.1", "docker.io", "127.0.0", "[::2]"})
    EXPECT_FALSE(isLoopbackRegistry(host)) << host;
}
