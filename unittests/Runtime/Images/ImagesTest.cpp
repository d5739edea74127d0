//===- ImagesTest.cpp - Tests of images -----------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Images/Images.h"
#include "imgc/Runtime/Images/RunImage.h"
#include "imgc/Support/Error.h"

#include "imgc/Runtime/Sandbox/Sandbox.h"

#include "llvm/Support/FileSystem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>

using namespace imgc;
using testing::ElementsAre;
using testing::HasSubstr;

//===----------------------------------------------------------------------===//
// What a container runs
//===----------------------------------------------------------------------===//

static const char *const config = R"({"config":{"Entrypoint":["/entry"],"Cmd":["default"],
  "Env":["PATH=/bin","A=1"],"User":"user","WorkingDir":"/work"}})";

TEST(ResolveProcessTest, entrypointAndCommand) {
  RunImageOptions options;
  EXPECT_THAT(llvm::cantFail(resolveProcess(config, {}, options)).args,
              ElementsAre("/entry", "default"));
  EXPECT_THAT(llvm::cantFail(resolveProcess(config, {"x", "y"}, options)).args,
              ElementsAre("/entry", "x", "y"));
  options.entrypoint = "/other";
  EXPECT_THAT(llvm::cantFail(resolveProcess(config, {}, options)).args, ElementsAre("/other"));
  options.entrypoint = "";
  EXPECT_THAT(llvm::cantFail(resolveProcess(config, {"x"}, options)).args, ElementsAre("x"));
  auto nothing = resolveProcess("{}", {}, {});
  ASSERT_FALSE(bool(nothing));
  EXPECT_EQ(takeError(nothing.takeError()).message, "the image has no command");
}

TEST(ResolveProcessTest, environmentUserAndDirectory) {
  RunImageOptions options;
  ::setenv("IMGC_TEST_VARIABLE", "from caller", 1);
  ::unsetenv("IMGC_TEST_MISSING");
  options.env = {"A=2", "B=3", "IMGC_TEST_VARIABLE", "IMGC_TEST_MISSING"};
  ContainerProcess process = llvm::cantFail(resolveProcess(config, {}, options));
  EXPECT_THAT(process.env,
              ElementsAre("PATH=/bin", "A=2", "B=3", "IMGC_TEST_VARIABLE=from caller"));
  EXPECT_EQ(process.user, "user");
  EXPECT_EQ(process.cwd, "/work");
  options.user = "0";
  options.workdir = "/tmp";
  process = llvm::cantFail(resolveProcess(config, {}, options));
  EXPECT_EQ(process.user, "0");
  EXPECT_EQ(process.cwd, "/tmp");
  options.env = {"=x"};
  auto bad = resolveProcess(config, {}, options);
  ASSERT_FALSE(bool(bad));
  EXPECT_EQ(takeError(bad.takeError()).code, ExitCode::Usage);
}

TEST(ResolveProcessTest, hostileConfigsAreErrors) {
  for (std::string text : {std::string("{"), std::string(1000000, '['), std::string("[]")}) {
    auto process = resolveProcess(text, {}, {});
    ASSERT_FALSE(bool(process));
    llvm::consumeError(process.takeError());
  }
}

//===----------------------------------------------------------------------===//
// The store's images
//===----------------------------------------------------------------------===//

namespace {
class ImagesTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("imgc-images-test", path));
    directory = path.str().str();
    store = llvm::cantFail(Store::open(directory + "/store"));
  }
  void TearDown() override {
    store.reset();
    llvm::sys::fs::remove_directories(directory);
  }
  void add(const std::string &name, const std::string &content) {
    ImageRecord record;
    record.name = name;
    ImagePlatform platform;
    platform.platform = "linux/amd64";
    platform.config = Sha256::of(llvm::StringRef(content));
    record.platforms.push_back(platform);
    record.createdNs = 1;
    ASSERT_FALSE(bool(store->putImage(record)));
  }
  std::string fail(const std::string &name) {
    auto image = findImage(*store, name);
    if (image)
      return "found " + image->name;
    ErrorParts parts = takeError(image.takeError());
    return parts.message + " / " + parts.hint;
  }

  std::string directory;
  std::unique_ptr<Store> store;
};
} // namespace

TEST_F(ImagesTest, foundByNameOrId) {
  add("docker.io/library/app:latest", "one");
  add("docker.io/library/app:2", "one");
  EXPECT_EQ(llvm::cantFail(findImage(*store, "app")).name, "docker.io/library/app:latest");
  EXPECT_EQ(llvm::cantFail(findImage(*store, "docker.io/library/app:2")).name,
            "docker.io/library/app:2");
  std::string id = Sha256::of(llvm::StringRef("one")).hex();
  EXPECT_EQ(fail(id.substr(0, 12)).rfind("found", 0), 0u);
  EXPECT_EQ(fail("sha256:" + id).rfind("found", 0), 0u);
  EXPECT_EQ(fail("ap"), "no image 'ap' / did you mean 'app:2'?");
  EXPECT_THAT(fail("something/else"), HasSubstr("no image 'something/else'"));
}

TEST_F(ImagesTest, removedByNameOrId) {
  add("docker.io/library/app:latest", "one");
  add("docker.io/library/app:2", "one");
  add("docker.io/library/other:latest", "two");
  EXPECT_THAT(llvm::cantFail(removeImages(*store, "app:2")).names,
              ElementsAre("docker.io/library/app:2"));
  std::string id = Sha256::of(llvm::StringRef("one")).hex();
  EXPECT_THAT(llvm::cantFail(removeImages(*store, id.substr(0, 12))).names,
              ElementsAre("docker.io/library/app:latest"));
  auto summaries = llvm::cantFail(summarizeImages(*store));
  ASSERT_EQ(summaries.size(), 1u);
  EXPECT_EQ(summaries[0].name, "docker.io/library/other:latest");
  auto again = removeImages(*store, "app");
  ASSERT_FALSE(bool(again));
  llvm::consumeError(again.takeError());
}

TEST(ImageTextTest, sizesAndAges) {
  EXPECT_EQ(formatSize(0), "0B");
  EXPECT_EQ(formatSize(999), "999B");
  EXPECT_EQ(formatSize(1500), "1.5kB");
  EXPECT_EQ(formatSize(72000000), "72MB");
  EXPECT_EQ(formatSize(1234567890), "1.2GB");
  int64_t second = 1000000000;
  EXPECT_EQ(formatAge(0, 5 * second), "just now");
  EXPECT_EQ(formatAge(0, 61 * second), "1 minute ago");
  EXPECT_EQ(formatAge(0, 5400 * second), "90 minutes ago");
  EXPECT_EQ(formatAge(0, 7200 * second), "2 hours ago");
  EXPECT_EQ(formatAge(0, 86400 * 3 * second), "3 days ago");
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

namespace {
/// `imgc run` on a busybox image, in a child whose output is caught.
class RunImageTest : public ImagesTest {
protected:
  void SetUp() override {
    ImagesTest::SetUp();
    if (::access("/bin/busybox", X_OK) != 0)
      GTEST_SKIP() << "no /bin/busybox (busybox-static)";
    if (llvm::Error error = checkSandboxSupport())
      GTEST_SKIP() << "cannot run commands here: " << takeError(std::move(error)).message;
    Staging staging = llvm::cantFail(store->createStaging());
    std::string root = staging.getDiffPath();
    std::filesystem::create_directories(root + "/bin");
    std::filesystem::copy("/bin/busybox", root + "/bin/busybox");
    for (const char *name : {"sh", "cat", "touch", "id"})
      std::filesystem::create_symlink("busybox", root + "/bin/" + name);
    ImageRecord record;
    record.name = "docker.io/library/box:latest";
    ImagePlatform platform;
    platform.platform = Platform::host().str();
    platform.layers = {llvm::cantFail(store->commitLayer(std::move(staging)))};
    platform.config = llvm::cantFail(store->putBlob(
        R"({"config":{"Cmd":["sh","-c","echo default"],"Env":["PATH=/bin","A=1"],"WorkingDir":"/w"}})"));
    record.platforms.push_back(platform);
    ASSERT_FALSE(bool(store->putImage(record)));
  }

  int run(std::vector<std::string> args, const RunImageOptions &options = {}) {
    std::string file = directory + "/output";
    pid_t pid = ::fork();
    if (pid == 0) {
      int fd = ::open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
      ::dup2(fd, 1);
      ::dup2(fd, 2);
      auto code = runImage(*store, "box", args, options);
      if (code)
        ::_exit(*code);
      ErrorParts parts = takeError(code.takeError());
      [[maybe_unused]] ssize_t n = ::write(1, parts.message.data(), parts.message.size());
      ::_exit(int(parts.code));
    }
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    std::ifstream stream(file);
    output.assign(std::istreambuf_iterator<char>(stream), {});
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string output;
};
} // namespace

TEST_F(RunImageTest, runsTheImagesCommand) {
  EXPECT_EQ(run({}), 0);
  EXPECT_EQ(output, "default\n");
}

TEST_F(RunImageTest, passesArgumentsEnvironmentAndExitCode) {
  RunImageOptions options;
  options.env = {"B=2"};
  EXPECT_EQ(run({"sh", "-c", "echo $A $B; pwd; exit 7"}, options), 7);
  EXPECT_EQ(output, "1 2\n/w\n");
  options.user = "1000:1000";
  EXPECT_EQ(run({"id", "-u"}, options), 0);
  EXPECT_EQ(output, "1000\n");
}

TEST_F(RunImageTest, writesAreThrownAway) {
  EXPECT_EQ(run({"touch", "/new"}), 0);
  EXPECT_NE(run({"cat", "/new"}), 0);
}

TEST_F(RunImageTest, aMissingCommandIsNamed) {
  EXPECT_EQ(run({"nothing-like-this"}), 127);
  EXPECT_THAT(output, HasSubstr("'nothing-like-this'"));
}
