//===- FileOpsTest.cpp - Semantics of the file actions --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Context/TestTree.h"

#include "imgc/Runtime/FileOps/FileActions.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include <chrono>
#include <cstring>

using namespace imgc;
using namespace imgc::test;
namespace ops = imgc::fileops;

namespace {

#define NEEDS_ROOT()                                                                               \
  if (::geteuid() != 0)                                                                            \
  GTEST_SKIP() << "needs root: changes owners"

struct FileOps : testing::Test {
  TempDir from, to;

  ops::CopyAction action(std::string source, std::string dest) {
    ops::CopyAction result;
    result.source.path = std::move(source);
    result.source.followSymlink = true;
    result.source.dirCopyContents = true;
    result.source.allowWildcard = true;
    result.source.allowEmptyWildcard = true;
    result.dest = std::move(dest);
    result.createDestPath = true;
    return result;
  }

  /// Empty, or the error.
  std::string copy(const ops::CopyAction &what, bool local = true) {
    FileTreeOptions options;
    options.localContext = local;
    auto tree = openTree(from, options);
    auto key = selectionDigest(*tree, {what.source});
    auto result = ops::copy(*tree, to.open().get(), what);
    if (!result) {
      if (!key)
        llvm::consumeError(key.takeError());
      return messageOf(result.takeError());
    }
    if (!key)
      return messageOf(key.takeError());
    EXPECT_EQ(result->digest, *key) << "copies return the key of their selection";
    return "";
  }
  std::string copy(std::string source, std::string dest) {
    return copy(action(std::move(source), std::move(dest)));
  }
};

TEST_F(FileOps, FileToDirectoryAndToFile) {
  NEEDS_ROOT();
  from.write("f", "text", 0640);
  EXPECT_EQ(copy("/f", "/new/dir/"), "");
  EXPECT_EQ(to.read("new/dir/f"), "text");
  EXPECT_EQ(to.mode("new/dir/f"), 0640u);
  EXPECT_EQ(to.mode("new"), 0755u);
  EXPECT_EQ(copy("/f", "/name"), "");
  EXPECT_EQ(to.read("name"), "text");
  EXPECT_EQ(copy("/f", "/new"), "") << "an existing directory takes the base name";
  EXPECT_EQ(to.read("new/f"), "text");
  EXPECT_EQ(to.stat("name").st_mtim.tv_sec, from.stat("f").st_mtim.tv_sec);
  EXPECT_EQ(copy("/../../f", "/../../up"), "") << "nothing escapes";
  EXPECT_EQ(to.read("up"), "text");
}

TEST_F(FileOps, DirectoryContents) {
  NEEDS_ROOT();
  from.write("d/sub/x", "1");
  from.makeDir("d/sub", 0700);
  from.makeDir("d", 0711);
  to.makeDir("old", 0750);
  to.makeDir("old/sub", 0777);
  EXPECT_EQ(copy("/d", "/old"), "");
  EXPECT_EQ(to.mode("old"), 0750u) << "the top keeps its metadata";
  EXPECT_EQ(to.mode("old/sub"), 0700u) << "nested directories get the source's";
  EXPECT_EQ(copy("/d", "/made"), "");
  EXPECT_EQ(to.mode("made"), 0755u);
  EXPECT_EQ(to.read("made/sub/x"), "1");
  EXPECT_EQ(to.stat("made").st_mtim.tv_sec, from.stat("d").st_mtim.tv_sec);
  ops::CopyAction whole = action("/d", "/whole");
  whole.source.dirCopyContents = false;
  EXPECT_EQ(copy(whole), "");
  EXPECT_EQ(to.mode("whole"), 0711u);
  EXPECT_EQ(copy(whole), "");
  EXPECT_EQ(to.read("whole/d/sub/x"), "1");
}

TEST_F(FileOps, Wildcards) {
  NEEDS_ROOT();
  from.write("a.txt", "a");
  from.write("b.txt", "b");
  EXPECT_EQ(copy("/*.txt", "/dir/"), "");
  EXPECT_EQ(to.read("dir/a.txt") + to.read("dir/b.txt"), "ab");
  EXPECT_EQ(copy("/*.txt", "/one"), "") << "a later file overwrites an earlier one";
  EXPECT_EQ(to.read("one"), "b");
  EXPECT_EQ(copy("/*.none", "/nothing/"), "");
  EXPECT_FALSE(to.exists("nothing"));
  EXPECT_EQ(copy("/missing", "/x"), "\"/missing\": not found");
}

TEST_F(FileOps, Conflicts) {
  NEEDS_ROOT();
  from.write("f", "f");
  from.write("d/name/x", "x");
  from.write("e/name", "file");
  to.makeDir("t/name");
  to.write("u/name", "old");
  EXPECT_EQ(copy("/e", "/t"), "cannot replace to directory /t/name with file");
  EXPECT_EQ(copy("/d", "/u"), "cannot copy to non-directory: /u/name");
  ops::CopyAction replace = action("/d", "/u");
  replace.alwaysReplaceExistingDestPaths = true;
  EXPECT_EQ(copy(replace), "");
  EXPECT_EQ(to.read("u/name/x"), "x");
  ops::CopyAction strict = action("/f", "/no/such/f");
  strict.createDestPath = false;
  EXPECT_NE(copy(strict).find("failed to stat '/no/such/f'"), std::string::npos);
}

TEST_F(FileOps, DestinationLinksResolveInTheRoot) {
  NEEDS_ROOT();
  from.write("f", "text");
  to.makeDir("real");
  to.link("/real", "abs");
  to.link("../../../../..", "up");
  to.link("/absent/deep", "dangling");
  to.write("target", "old");
  to.link("target", "filelink");
  EXPECT_EQ(copy("/f", "/abs/"), "");
  EXPECT_EQ(to.read("real/f"), "text");
  EXPECT_EQ(copy("/f", "/up/tmp/escaped"), "");
  EXPECT_EQ(to.read("tmp/escaped"), "text");
  EXPECT_EQ(copy("/f", "/dangling/"), "");
  EXPECT_EQ(to.read("absent/deep/f"), "text");
  EXPECT_EQ(copy("/f", "/filelink"), "");
  EXPECT_EQ(to.read("target"), "text");
  // Links inside a copied directory are not followed in the destination.
  from.write("d/sub/x", "1");
  to.makeDir("top");
  to.link("/real", "top/sub");
  EXPECT_EQ(copy("/d", "/top"), "cannot copy to non-directory: /top/sub");
}

TEST_F(FileOps, OwnersAndModes) {
  NEEDS_ROOT();
  from.write("d/f", "x", 0644);
  from.write("d/run", "x", 0755);
  ops::CopyAction chmod = action("/d/f", "/p/q/f");
  chmod.mode = 04710;
  chmod.owner = ops::Owner{12, 34};
  EXPECT_EQ(copy(chmod), "");
  EXPECT_EQ(to.mode("p/q/f"), 04710u);
  EXPECT_EQ(to.mode("p/q"), 0710u) << "missing parents get an octal mode";
  EXPECT_EQ(to.stat("p").st_uid, 12u);
  EXPECT_EQ(to.stat("p/q/f").st_gid, 34u);
  ops::CopyAction symbolic = action("/d", "/s");
  symbolic.modeStr = "go=,a+X";
  EXPECT_EQ(copy(symbolic), "");
  EXPECT_EQ(to.mode("s"), 0755u) << "symbolic modes leave parents alone";
  EXPECT_EQ(to.mode("s/f"), 0600u);
  EXPECT_EQ(to.mode("s/run"), 0711u);
  ops::CopyAction times = action("/d", "/t");
  times.timestamp = 1'234'000'000'000;
  EXPECT_EQ(copy(times), "");
  EXPECT_EQ(to.stat("t").st_mtim.tv_sec, 1234);
  EXPECT_EQ(to.stat("t/f").st_mtim.tv_sec, 1234);
  symbolic.modeStr = "z+x";
  EXPECT_EQ(copy(symbolic), "invalid mode 'z+x'");
}

TEST_F(FileOps, SourceOwnersCountOutsideContexts) {
  NEEDS_ROOT();
  from.write("f", "x");
  ASSERT_EQ(::chown((from / "f").c_str(), 7, 8), 0);
  EXPECT_EQ(copy(action("/f", "/local"), true), "");
  EXPECT_EQ(to.stat("local").st_uid, 0u);
  EXPECT_EQ(copy(action("/f", "/stage"), false), "");
  EXPECT_EQ(to.stat("stage").st_uid, 7u);
  EXPECT_EQ(to.stat("stage").st_gid, 8u);
}

TEST_F(FileOps, LinksAndSpecialFiles) {
  NEEDS_ROOT();
  from.write("d/a", "text");
  from.makeDir("d/z");
  std::filesystem::create_hard_link(from / "d/a", from / "d/z/b");
  from.link("a", "d/link");
  ASSERT_EQ(::mkfifo((from / "d/fifo").c_str(), 0600), 0);
  int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof(address.sun_path), "%s", (from / "d/sock").c_str());
  ASSERT_EQ(::bind(fd, reinterpret_cast<struct sockaddr *>(&address), sizeof(address)), 0);
  ::close(fd);
  EXPECT_EQ(copy("/d", "/t"), "");
  EXPECT_EQ(to.stat("t/a").st_ino, to.stat("t/z/b").st_ino);
  EXPECT_EQ(to.stat("t/a").st_nlink, 2u);
  EXPECT_TRUE(S_ISLNK(to.stat("t/link").st_mode));
  EXPECT_TRUE(S_ISFIFO(to.stat("t/fifo").st_mode));
  EXPECT_TRUE(S_ISREG(to.stat("t/sock").st_mode));
  EXPECT_EQ(copy("/d/link", "/followed"), "");
  EXPECT_TRUE(S_ISREG(to.stat("followed").st_mode));
}

TEST_F(FileOps, OwnerNames) {
  to.write("etc/passwd", "root:x:0:0::/:/bin/sh\nweb:x:33:44::/:/bin/sh\n");
  to.write("etc/group", "root:x:0:\nstaff:x:50:\n");
  FileDescriptor root = to.open();
  auto resolve = [&](ops::OwnerSpec spec) {
    auto owner = ops::resolveOwner(spec, root.get(), root.get());
    return owner ? std::to_string(owner->uid) + ":" + std::to_string(owner->gid)
                 : messageOf(owner.takeError());
  };
  EXPECT_EQ(resolve({.userName = "web"}), "33:44");
  EXPECT_EQ(resolve({.userName = "web", .groupName = "staff"}), "33:50");
  EXPECT_EQ(resolve({.userId = 5}), "5:5");
  EXPECT_EQ(resolve({.userId = 5, .groupId = 6}), "5:6");
  EXPECT_EQ(resolve({.userName = "nobody-here"}), "0:0");
  std::filesystem::remove(to / "etc/passwd");
  ASSERT_EQ(::mkfifo((to / "etc/passwd").c_str(), 0600), 0);
  EXPECT_EQ(resolve({.userName = "web"}), "'/etc/passwd' is not a regular file");
}

TEST(ModeChange, Table) {
  struct {
    const char *text;
    mode_t before, after;
  } table[] = {
      {"644", 0777, 0644},          {"u+x,g-w,a=rX", 0664, 0444}, {"u=rwx,go=rx", 0600, 0755},
      {"+X", S_IFDIR | 0600, 0711}, {"+X", 0600, 0600},           {"+X", 0700, 0711},
      {"g=u", 0750, 0770},          {"go=u-w", 0700, 0755},       {"u+s", 0755, 04755},
      {"+t", 0755, 01755},          {"o-rwx", 0777, 0770},        {"a=", 0777, 0}};
  for (auto &row : table) {
    auto change = ops::ModeChange::parse(row.text);
    ASSERT_TRUE(bool(change)) << row.text;
    EXPECT_EQ(change->apply(row.before), row.after) << row.text;
  }
  for (const char *text : {"", "8", "10000", "u", "u+q", "u+x,", "+x;"}) {
    auto change = ops::ModeChange::parse(text);
    EXPECT_FALSE(bool(change)) << text;
    llvm::consumeError(change.takeError());
  }
}

TEST_F(FileOps, MkdirMkfileSymlinkRm) {
  NEEDS_ROOT();
  FileDescriptor root = to.open();
  auto ok = [](llvm::Error error) { return error ? messageOf(std::move(error)) : ""; };
  EXPECT_NE(ok(ops::mkdir(root.get(), {.path = "/a/b"})), "");
  EXPECT_EQ(ok(ops::mkdir(root.get(), {.path = "/a/b", .mode = 0700, .makeParents = true})), "");
  EXPECT_EQ(to.mode("a"), 0700u);
  EXPECT_EQ(ok(ops::mkdir(root.get(), {.path = "/a/b"})), "") << "an existing one is fine";
  EXPECT_EQ(ok(ops::mkfile(root.get(), {.path = "/a/f", .mode = 0640, .data = "long text"})), "");
  EXPECT_EQ(ok(ops::mkfile(root.get(), {.path = "/a/f", .mode = 0600, .data = "x"})), "");
  EXPECT_EQ(to.read("a/f"), "x");
  EXPECT_EQ(to.mode("a/f"), 0640u);
  EXPECT_EQ(ok(ops::symlink(root.get(), {.oldPath = "/etc", .newPath = "/l"})), "");
  to.makeDir("etc");
  to.write("etc/keep", "x");
  EXPECT_NE(ok(ops::symlink(root.get(), {.oldPath = "y", .newPath = "/a/f"})), "");
  EXPECT_EQ(ok(ops::rm(root.get(), {.path = "/l"})), "");
  EXPECT_TRUE(to.exists("etc/keep")) << "the last symlink is not followed";
  EXPECT_NE(ok(ops::rm(root.get(), {.path = "/l"})), "");
  EXPECT_EQ(ok(ops::rm(root.get(), {.path = "/l", .allowNotFound = true})), "");
  EXPECT_NE(ok(ops::rm(root.get(), {.path = "/a/.."})), "");
  EXPECT_EQ(ok(ops::rm(root.get(), {.path = "/a/[bf]", .allowWildcard = true})), "");
  EXPECT_TRUE(to.exists("a") && !to.exists("a/b") && !to.exists("a/f"));
}

//===----------------------------------------------------------------------===//
// Archives
//===----------------------------------------------------------------------===//

/// A ustar archive, written by hand so that it can be hostile.
struct Tar {
  std::string bytes;

  Tar &add(char type, const std::string &name, const std::string &data = "",
           const std::string &link = "", mode_t mode = 0644) {
    char block[512] = {};
    std::snprintf(block, 100, "%s", name.c_str());
    std::snprintf(block + 100, 8, "%07o", mode);
    std::snprintf(block + 108, 8, "%07o", 0);
    std::snprintf(block + 116, 8, "%07o", 0);
    std::snprintf(block + 124, 12, "%011o", unsigned(data.size()));
    std::snprintf(block + 136, 12, "%011o", 1000);
    std::memset(block + 148, ' ', 8);
    block[156] = type;
    std::snprintf(block + 157, 100, "%s", link.c_str());
    std::memcpy(block + 257, "ustar\00000", 8);
    std::snprintf(block + 329, 8, "%07o", 0);
    std::snprintf(block + 337, 8, "%07o", 0);
    unsigned sum = 0;
    for (unsigned char c : block)
      sum += c;
    std::snprintf(block + 148, 8, "%06o", sum);
    bytes.append(block, 512);
    bytes += data;
    bytes.resize((bytes.size() + 511) / 512 * 512);
    return *this;
  }
  std::string str() const { return bytes + std::string(1024, '\0'); }
};

TEST_F(FileOps, UnpacksArchivesAndCopiesOtherFiles) {
  NEEDS_ROOT();
  from.write("a.bin", Tar().add('5', "dir/", "", "", 0750).add('0', "dir/f", "text").str());
  from.write("plain.tar", "not an archive");
  std::system(("gzip -k " + (from / "a.bin")).c_str());
  for (const char *name : {"/a.bin", "/a.bin.gz", "/plain.tar"}) {
    ops::CopyAction add = action(name, std::string("/out") + name + "/");
    add.attemptUnpack = true;
    add.owner = ops::Owner{3, 4};
    EXPECT_EQ(copy(add), "") << name;
  }
  EXPECT_EQ(to.read("out/a.bin/dir/f"), "text");
  EXPECT_EQ(to.mode("out/a.bin/dir"), 0750u);
  EXPECT_EQ(to.stat("out/a.bin/dir/f").st_uid, 3u);
  EXPECT_EQ(to.stat("out/a.bin/dir").st_mtim.tv_sec, 1000);
  EXPECT_EQ(to.read("out/a.bin.gz/dir/f"), "text");
  EXPECT_EQ(to.read("out/plain.tar/plain.tar"), "not an archive");
}

TEST_F(FileOps, HostileArchivesStayInside) {
  NEEDS_ROOT();
  to.write("victim", "safe");
  from.write("t", Tar()
                      .add('0', "../../victim", "evil")
                      .add('0', "/abs", "x")
                      .add('2', "link", "", "../../..")
                      .add('0', "link/victim2", "evil")
                      .add('2', "chain", "", "link/..")
                      .add('0', "chain/victim3", "evil")
                      .str());
  ops::CopyAction add = action("/t", "/in/");
  add.attemptUnpack = true;
  EXPECT_EQ(copy(add), "");
  EXPECT_EQ(to.read("victim"), "safe");
  EXPECT_FALSE(to.exists("victim2") || to.exists("victim3"));
  EXPECT_EQ(to.read("in/victim") + to.read("in/victim2") + to.read("in/victim3"), "evilevilevil");
  EXPECT_TRUE(to.exists("in/abs"));
  struct {
    Tar tar;
    const char *text;
  } bad[] = {{Tar().add('1', "h", "", "../../victim"), "hard link"},
             {Tar().add('2', ".", "", "/etc"), "replace its root"},
             {Tar().add('3', "dev"), "character device 0:0"}};
  for (auto &row : bad) {
    from.write("t", row.tar.str());
    add.dest = "/fresh" + std::to_string(&row - bad) + "/";
    EXPECT_NE(copy(add).find(row.text), std::string::npos) << row.text;
  }
  std::string cut = Tar().add('0', "f", std::string(5000, 'x')).str();
  from.write("t", cut.substr(0, 2000));
  add.dest = "/cut/";
  EXPECT_NE(copy(add), "") << "a truncated archive is an error";
}

TEST_F(FileOps, PatternsAndXattrs) {
  NEEDS_ROOT();
  for (const char *name : {"d/a/1.c", "d/a/1.h", "d/b/2.h"})
    from.write(name, "x");
  ops::CopyAction headers = action("/d", "/h");
  headers.source.includePatterns = {"*/*.h"};
  headers.source.excludePatterns = {"b"};
  bool hasXattrs = ::setxattr((from / "d/a/1.h").c_str(), "user.note", "v", 1, 0) == 0;
  EXPECT_EQ(copy(headers), "");
  EXPECT_TRUE(to.exists("h/a/1.h"));
  EXPECT_FALSE(to.exists("h/a/1.c") || to.exists("h/b"));
  char value[8] = {};
  if (hasXattrs) {
    EXPECT_EQ(::getxattr((to / "h/a/1.h").c_str(), "user.note", value, sizeof(value)), 1);
  }
}

TEST_F(FileOps, ChangeAfterTheKeyGivesAnotherDigest) {
  NEEDS_ROOT();
  from.write("d/f", "one");
  ops::CopyAction what = action("/d", "/t");
  auto tree = openTree(from, {.localContext = true});
  auto key = selectionDigest(*tree, {what.source});
  ASSERT_TRUE(bool(key));
  from.write("d/f", "three");
  auto changed = ops::copy(*tree, to.open().get(), what);
  ASSERT_TRUE(bool(changed));
  EXPECT_NE(changed->digest, *key);
  tree->reload();
  auto again = selectionDigest(*tree, {what.source});
  ASSERT_TRUE(bool(again));
  EXPECT_EQ(*again, changed->digest);
  std::filesystem::remove(from / "d/f");
  what.dest = "/gone";
  auto gone = ops::copy(*tree, to.open().get(), what);
  ASSERT_FALSE(bool(gone));
  EXPECT_NE(messageOf(gone.takeError()).find("'/d/f'"), std::string::npos);
}

/// IMGC_TEST_LARGE=1 makes it 20,000 files; on ext4 without a journal creating
/// so many soon after deleting as many takes many seconds.
TEST_F(FileOps, ManyFiles) {
  NEEDS_ROOT();
  std::string data(20'800, 'x');
  int numDirectories = std::getenv("IMGC_TEST_LARGE") ? 200 : 20;
  for (int d = 0; d < numDirectories; ++d)
    for (int f = 0; f < 100; ++f)
      from.write("d" + std::to_string(d) + "/f" + std::to_string(f),
                 data + std::to_string(d * 1000 + f));
  auto tree = openTree(from, {.localContext = true});
  auto start = std::chrono::steady_clock::now();
  auto result = ops::copy(*tree, to.open().get(), action("/", "/app"));
  ASSERT_TRUE(bool(result));
  std::printf(
      "  %llu entries, %llu MB: %.0f ms\n", (unsigned long long)result->numFiles,
      (unsigned long long)result->numBytes >> 20,
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  EXPECT_EQ(result->numFiles, 1u + numDirectories * 101u);
  EXPECT_EQ(to.stat("app/d19/f99").st_size, from.stat("d19/f99").st_size);
}

} // namespace
