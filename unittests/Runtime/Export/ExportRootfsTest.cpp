//===- ExportRootfsTest.cpp - Tests of type=tar and type=local ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExportFixture.h"

#include "imgc/Runtime/Export/ExportRootfs.h"

#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>

using namespace imgc;
namespace fs = std::filesystem;

namespace {

class ExportRootfsTest : public ExportFixture {
protected:
  /// Three layers with everything that a chain can do.
  std::vector<LayerId> makeChain() {
    TarEntry tool;
    tool.name = "bin/tool";
    tool.mode = 04755;
    tool.uid = 7;
    tool.gid = 8;
    tool.mtimeSec = 5000;
    tool.xattrs["user.note"] = "n";
    TarEntry device;
    device.name = "dev-null";
    device.type = EntryType::CharDevice;
    device.mode = 0666;
    device.devMajor = 1;
    device.devMinor = 3;
    LayerId a = ingest(Archive()
                           .dir("bin/")
                           .add(tool, "tool")
                           .link("bin/tool2", "bin/tool", EntryType::HardLink)
                           .link("bin/tool3", "bin/tool", EntryType::HardLink)
                           .add(device)
                           .make("fifo", EntryType::Fifo, 0600)
                           .dir("gone/")
                           .file("gone/x")
                           .dir("opaque/")
                           .file("opaque/old")
                           .file("type")
                           .finish());
    LayerId b = ingest(Archive()
                           .file("bin/.wh.tool", "")
                           .file(".wh.gone", "")
                           .dir("opaque/", 01777)
                           .file("opaque/.wh..wh..opq", "")
                           .file("opaque/new", "new")
                           .dir("type/")
                           .file("type/inside")
                           .finish());
    LayerId c = ingest(
        Archive().link("link", "/etc/passwd").dir("gone/").file("gone/again", "again").finish());
    return {a, b, c};
  }
  static std::string tar(Store &store, llvm::ArrayRef<RootfsExport> roots,
                         const RootfsExportOptions &options = {}) {
    std::string bytes;
    StringSink sink(bytes);
    expectOk(exportRootfsTar(store, roots, options, sink));
    return bytes;
  }
  static struct stat stat(const std::string &file) {
    struct stat st = {};
    EXPECT_EQ(::lstat(file.c_str(), &st), 0) << file;
    return st;
  }
  static std::vector<std::string> walk(const std::string &directory) {
    std::vector<std::string> result;
    for (const auto &entry : fs::recursive_directory_iterator(directory))
      result.push_back(entry.path().lexically_relative(directory));
    std::sort(result.begin(), result.end());
    return result;
  }
  const std::vector<std::string> expected = {"bin",    "bin/tool2",  "bin/tool3",  "dev-null",
                                             "fifo",   "gone",       "gone/again", "link",
                                             "opaque", "opaque/new", "type",       "type/inside"};
};

TEST_F(ExportRootfsTest, TarOfAMergedChain) {
  std::vector<LayerId> chain = makeChain();
  std::string bytes = tar(*store, {{chain, ""}});
  EXPECT_EQ(list(bytes),
            (std::vector<std::string>{"bin/", "bin/tool2", "bin/tool3=bin/tool2", "dev-null",
                                      "fifo", "gone/", "gone/again", "link->/etc/passwd", "opaque/",
                                      "opaque/new", "type/", "type/inside"}));
  std::vector<TarEntry> all = entries(bytes);
  EXPECT_EQ(std::tuple(all[1].mode, all[1].uid, all[1].gid, all[1].mtimeSec, all[1].size),
            std::tuple(04755u, 7u, 8u, 5000, 4u));
  EXPECT_EQ(all[1].xattrs.at("user.note"), "n");
  EXPECT_EQ(std::tuple(all[3].devMajor, all[3].devMinor), std::tuple(1u, 3u));
  EXPECT_EQ(all[8].mode, 01777u);
  EXPECT_EQ(bytes, tar(*store, {{chain, ""}}));

  RootfsExportOptions options;
  options.sourceDateEpoch = 2000;
  std::vector<TarEntry> clamped = entries(tar(*store, {{chain, ""}}, options));
  EXPECT_EQ(clamped[1].mtimeSec, 2000);
  EXPECT_EQ(clamped[4].mtimeSec, 1000);
}

TEST_F(ExportRootfsTest, PlatformsHaveFolders) {
  LayerId a = ingest(Archive().file("a").link("b", "a", EntryType::HardLink).finish());
  std::vector<RootfsExport> roots = {{{a}, "linux_amd64"}, {{a}, "linux_arm64"}};
  EXPECT_EQ(
      list(tar(*store, roots)),
      (std::vector<std::string>{"linux_amd64/", "linux_amd64/a", "linux_amd64/b=linux_amd64/a",
                                "linux_arm64/", "linux_arm64/a", "linux_arm64/b=linux_arm64/a"}));
  expectOk(exportRootfsLocal(*store, roots, {}, path + "/out/local"));
  EXPECT_EQ(walk(path + "/out/local"),
            (std::vector<std::string>{"linux_amd64", "linux_amd64/a", "linux_amd64/b",
                                      "linux_arm64", "linux_arm64/a", "linux_arm64/b"}));
  EXPECT_TRUE(list(tar(*store, {{{}, ""}})).empty());
}

TEST_F(ExportRootfsTest, LocalOfAMergedChain) {
  std::string out = path + "/out/local";
  expectOk(exportRootfsLocal(*store, {{makeChain(), ""}}, {}, out));
  EXPECT_EQ(walk(out), expected);
  EXPECT_EQ(names(path + "/out"), std::vector<std::string>{"local"});
  struct stat tool = stat(out + "/bin/tool2");
  EXPECT_EQ(std::tuple(tool.st_mode & 07777, tool.st_uid, tool.st_gid, tool.st_nlink),
            std::tuple(04755u, 7u, 8u, 2u));
  EXPECT_EQ(tool.st_mtim.tv_sec, 5000);
  EXPECT_EQ(tool.st_ino, stat(out + "/bin/tool3").st_ino);
  char value[8];
  EXPECT_EQ(::getxattr((out + "/bin/tool2").c_str(), "user.note", value, sizeof(value)), 1);
  struct stat device = stat(out + "/dev-null");
  EXPECT_TRUE(S_ISCHR(device.st_mode) && device.st_rdev == makedev(1, 3));
  EXPECT_TRUE(S_ISFIFO(stat(out + "/fifo").st_mode));
  EXPECT_EQ(fs::read_symlink(out + "/link"), "/etc/passwd");
  EXPECT_EQ(stat(out + "/opaque").st_mode & 07777, 01777u);
  // A directory's time is set after what is in it was written.
  EXPECT_EQ(stat(out + "/gone").st_mtim.tv_sec, 1000);
}

TEST_F(ExportRootfsTest, LocalNeverFollowsWhatIsThere) {
  std::string out = path + "/out/local", victim = path + "/victim";
  fs::create_directories(out + "/gone");
  fs::create_directory(victim);
  std::ofstream(victim + "/file") << "untouched";
  fs::create_symlink(victim, out + "/bin");
  fs::create_symlink(victim + "/file", out + "/gone/again");
  fs::create_symlink(victim, out + "/link");
  fs::create_directories(out + "/fifo/deep");
  std::ofstream(out + "/opaque") << "a file where a directory goes";
  std::ofstream(out + "/mine") << "stays";
  expectOk(exportRootfsLocal(*store, {{makeChain(), ""}}, {}, out));
  std::vector<std::string> all = expected;
  all.insert(std::find(all.begin(), all.end(), "opaque"), "mine");
  EXPECT_EQ(walk(out), all);
  EXPECT_EQ(names(victim), std::vector<std::string>{"file"});
  EXPECT_EQ(readFile(victim + "/file"), "untouched");
  EXPECT_TRUE(fs::is_directory(fs::symlink_status(out + "/bin")));
  // Again over itself, hard links included.
  expectOk(exportRootfsLocal(*store, {{makeChain(), ""}}, {}, out));
  EXPECT_EQ(walk(out), all);
  EXPECT_EQ(stat(out + "/bin/tool2").st_nlink, 2u);
}

TEST_F(ExportRootfsTest, WithoutRootDevicesAreLeftOut) {
  std::vector<LayerId> chain = makeChain();
  fs::permissions(path, fs::perms(0755));
  fs::permissions(path + "/out", fs::perms(0777));
  // Opened as root: what counts is who writes.
  pid_t child = ::fork();
  if (child == 0) {
    if (::setegid(12345) != 0 || ::seteuid(12345) != 0)
      ::_exit(2);
    llvm::Error error = exportRootfsLocal(*store, {{chain, ""}}, {}, path + "/out/local");
    if (error)
      llvm::errs() << llvm::toString(std::move(error)) << "\n";
    ::_exit(bool(error));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_EQ(status, 0);
  std::vector<std::string> all = expected;
  std::erase(all, "dev-null");
  EXPECT_EQ(walk(path + "/out/local"), all);
  EXPECT_EQ(stat(path + "/out/local/bin/tool2").st_uid, 12345u);
}

TEST_F(ExportRootfsTest, NothingIsLeftAfterAnError) {
  std::string noise(600000, 'n');
  LayerId layer = ingest(Archive().file("a").file("noise", noise).finish());
  auto fails = [&](const std::string &place, const RootfsExportOptions &options) {
    ErrorParts file =
        takeError(exportRootfsTarFile(*store, {{{layer}, ""}}, options, place + "/x.tar"));
    ErrorParts local = takeError(exportRootfsLocal(*store, {{{layer}, ""}}, options, place + "/x"));
    EXPECT_NE(file.message, "");
    EXPECT_EQ(file.code, local.code);
    return file.code;
  };
  fails(path + "/missing/directory", {});
  EXPECT_FALSE(fs::exists(path + "/missing"));
  unsigned calls = 0;
  RootfsExportOptions options;
  options.cancelled = [&] { return ++calls > 2; };
  EXPECT_EQ(fails(path + "/out", options), ExitCode::Interrupted);
  // A name that leads nowhere is not taken over.
  fs::create_symlink("nowhere", path + "/out/x");
  EXPECT_NE(takeError(exportRootfsLocal(*store, {{{layer}, ""}}, {}, path + "/out/x")).message, "");
  EXPECT_EQ(names(path + "/out"), std::vector<std::string>{"x"});
  if (!mountSmall())
    GTEST_SKIP() << "no tmpfs";
  EXPECT_EQ(fails(path + "/small", {}), ExitCode::Environment);
  EXPECT_TRUE(names(path + "/small").empty());
}

} // namespace
