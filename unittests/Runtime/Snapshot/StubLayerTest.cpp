//===- StubLayerTest.cpp - Mount points that no layer contains ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Snapshot/StubLayer.h"

#include "TestTree.h"

using namespace imgc;
using namespace imgc::test;

namespace {
class StubLayerTest : public ::testing::Test {
protected:
  void SetUp() override {
    IMGC_SKIP_UNLESS_ROOT();
    lower = tree.dir("lower");
    stubDir = tree.dir("stub");
    upper = tree.dir("upper");
  }
  void mountView() {
    OverlaySpec spec;
    spec.lowers = {lower};
    llvm::Expected<FileDescriptor> mount = mountOverlay(spec);
    ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
    view = std::move(*mount);
  }
  /// Space-separated `created`, or the error.
  std::string write(std::vector<MountPoint> points) {
    mountView();
    llvm::Expected<StubLayer> result = writeStubLayer(stubDir, view.get(), points);
    if (!result)
      return "error: " + text(result.takeError());
    stub = std::move(*result);
    return llvm::join(stub.created, " ");
  }
  std::string finish() { return text(finishUpper(upper, view.get(), stub)); }
  void whiteout(llvm::StringRef name) {
    EXPECT_EQ(::mknod(tree.at(name).c_str(), S_IFCHR, makedev(0, 0)), 0);
  }
  void xattr(llvm::StringRef file, const char *name, llvm::StringRef value = "y") {
    EXPECT_EQ(::lsetxattr(tree.at(file).c_str(), name, value.data(), value.size(), 0), 0) << name;
  }
  bool hasXattr(llvm::StringRef file, const char *name) {
    return ::lgetxattr(tree.at(file).c_str(), name, nullptr, 0) >= 0;
  }

  TestTree tree;
  int lower = -1, stubDir = -1, upper = -1;
  FileDescriptor view;
  StubLayer stub;
};
} // namespace

TEST_F(StubLayerTest, HoldsOnlyWhatIsMissing) {
  tree.dir("lower/proc");
  tree.dir("lower/etc");
  tree.file("lower/etc/hosts", "");
  EXPECT_EQ(write(standardMountPoints()), "sys dev etc/resolv.conf");
  EXPECT_EQ(tree.list("stub"), "dev etc sys ");
  EXPECT_EQ(tree.list("stub/etc"), "resolv.conf ");
}

TEST_F(StubLayerTest, EmptyWhenTheImageHasAll) {
  for (const char *name : {"lower/proc", "lower/sys", "lower/dev", "lower/etc"})
    tree.dir(name);
  tree.file("lower/etc/hosts", "");
  tree.file("lower/etc/resolv.conf", "");
  EXPECT_EQ(write(standardMountPoints()), "");
  EXPECT_TRUE(stub.empty);
  EXPECT_EQ(tree.list("stub"), "");
}

TEST_F(StubLayerTest, ParentsAreClones) {
  tree.dir("lower/etc", 02750);
  ASSERT_EQ(::chown(tree.at("lower/etc").c_str(), 12, 34), 0);
  ASSERT_EQ(::chmod(tree.at("lower/etc").c_str(), 02750), 0);
  xattr("lower/etc", "user.mark");
  xattr("lower/etc", "trusted.overlay.origin");
  struct timespec times[2] = {{5, 6}, {1234567, 89}};
  ASSERT_EQ(::utimensat(AT_FDCWD, tree.at("lower/etc").c_str(), times, 0), 0);
  EXPECT_EQ(write({{"/etc/hosts", true, false}}), "etc/hosts");
  struct stat st;
  ASSERT_EQ(::stat(tree.at("stub/etc").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 07777, 02750u);
  EXPECT_EQ(st.st_uid, 12u);
  EXPECT_EQ(st.st_gid, 34u);
  EXPECT_EQ(st.st_mtim.tv_sec, 1234567);
  EXPECT_EQ(st.st_mtim.tv_nsec, 89);
  EXPECT_TRUE(hasXattr("stub/etc", "user.mark"));
}

TEST_F(StubLayerTest, CloningSkipsOverlayMarks) {
  int from = tree.dir("from", 0700), to = tree.dir("to");
  xattr("from", "trusted.overlay.opaque");
  xattr("from", "user.mark");
  EXPECT_EQ(text(cloneDirectoryAttributes(from, to)), "");
  EXPECT_FALSE(hasXattr("to", "trusted.overlay.opaque"));
  EXPECT_TRUE(hasXattr("to", "user.mark"));
  struct stat st;
  ASSERT_EQ(::fstat(to, &st), 0);
  EXPECT_EQ(st.st_mode & 07777, 0700u);
}

TEST_F(StubLayerTest, SymlinksAreMaskedOrFollowedInside) {
  tree.dir("lower/run");
  tree.dir("lower/var");
  tree.link("/run", "lower/var/run");
  tree.link("../../../../../canary", "lower/dev");
  tree.dir("lower/etc");
  tree.link("../run/resolve/stub.conf", "lower/etc/resolv.conf");
  EXPECT_EQ(write({{"/dev", false, true},
                   {"/etc/resolv.conf", true, false},
                   {"/var/run/secrets/x", true, false}}),
            "run/resolve run/resolve/stub.conf run/secrets run/secrets/x");
  EXPECT_EQ(tree.list("stub"), "dev run ");
  struct stat st;
  ASSERT_EQ(::lstat(tree.at("stub/dev").c_str(), &st), 0);
  EXPECT_TRUE(S_ISDIR(st.st_mode));
}

TEST_F(StubLayerTest, WrongTypesAndLoops) {
  tree.file("lower/file", "");
  tree.dir("lower/dir");
  tree.link("loop", "lower/loop");
  EXPECT_EQ(write({{"/file/x", true, false}}),
            "error: cannot mount on '/file/x': '/file' is not a directory in the image");
  EXPECT_EQ(write({{"/dir", true, false}}),
            "error: cannot mount on '/dir': '/dir' is a directory in the image");
  EXPECT_EQ(write({{"/loop", false, false}}),
            "error: cannot prepare the mount point '/loop': Too many levels of symbolic links");
  EXPECT_EQ(write({{"/", false, false}}), "error: cannot mount on '/': it is '/'");
  EXPECT_EQ(write({{"rel", false, false}}), "error: the mount point 'rel' is not an absolute path");
}

TEST_F(StubLayerTest, ScratchNeedsNoView) {
  llvm::Expected<StubLayer> result = writeStubLayer(stubDir, -1, standardMountPoints());
  ASSERT_TRUE(static_cast<bool>(result)) << text(result.takeError());
  EXPECT_EQ(llvm::join(result->created, " "), "proc sys dev etc etc/hosts etc/resolv.conf");
  EXPECT_EQ(tree.list("stub"), "dev etc proc sys ");
}

TEST_F(StubLayerTest, DropsWhatOnlyTheStubHas) {
  EXPECT_EQ(
      write({{"/proc", false, true}, {"/run/secrets/x", true, false}, {"/cache", false, false}}),
      "proc run run/secrets run/secrets/x cache");
  tree.dir("upper/proc", 0700);
  tree.dir("upper/run/secrets");
  tree.file("upper/run/secrets/x", "");
  tree.dir("upper/cache");
  tree.file("upper/cache/real", "content");
  tree.dir("upper/new");
  EXPECT_EQ(finish(), "");
  EXPECT_EQ(tree.list("upper"), "cache new ");
  EXPECT_EQ(tree.read("upper/cache/real"), "content");
}

TEST_F(StubLayerTest, DroppingKeepsTheParentsTime) {
  tree.dir("lower/etc");
  EXPECT_EQ(write({{"/etc/hosts", true, false}}), "etc/hosts");
  tree.dir("upper/etc");
  tree.file("upper/etc/hosts", "");
  struct timespec times[2] = {{5, 6}, {1234567, 89}};
  ASSERT_EQ(::utimensat(AT_FDCWD, tree.at("upper/etc").c_str(), times, 0), 0);
  EXPECT_EQ(finish(), "");
  EXPECT_EQ(tree.list("upper/etc"), "");
  struct stat st;
  ASSERT_EQ(::stat(tree.at("upper/etc").c_str(), &st), 0);
  EXPECT_EQ(st.st_mtim.tv_sec, 1234567);
}

TEST_F(StubLayerTest, WhiteoutsAreJudgedWithoutTheStub) {
  tree.dir("lower/etc");
  tree.file("lower/etc/real", "");
  tree.link("etc", "lower/alias");
  EXPECT_EQ(write({{"/etc/hosts", true, false}}), "etc/hosts");
  tree.dir("upper/etc");
  whiteout("upper/etc/hosts");
  whiteout("upper/etc/real");
  // A directory that replaced a symlink has nothing below it.
  tree.dir("upper/alias");
  whiteout("upper/alias/real");
  EXPECT_EQ(finish(), "");
  EXPECT_EQ(tree.list("upper/etc"), "real ");
  EXPECT_EQ(tree.list("upper/alias"), "");
}

TEST_F(StubLayerTest, OpaqueAndOtherMarks) {
  tree.dir("lower/old");
  tree.file("lower/old/file", "");
  write({});
  tree.dir("upper/old");
  tree.dir("upper/new");
  xattr("upper/old", "trusted.overlay.opaque");
  xattr("upper/new", "trusted.overlay.opaque");
  whiteout("upper/old/file");
  tree.file("upper/f", "x");
  xattr("upper/f", "trusted.overlay.origin");
  xattr("upper/f", "trusted.mine");
  xattr("upper/f", "user.keep");
  xattr("upper/f", "user.overlay.redirect", "/x");
  EXPECT_EQ(finish(), "");
  EXPECT_TRUE(hasXattr("upper/old", "trusted.overlay.opaque"));
  EXPECT_EQ(tree.list("upper/old"), "");
  EXPECT_FALSE(hasXattr("upper/new", "trusted.overlay.opaque"));
  EXPECT_FALSE(hasXattr("upper/f", "trusted.overlay.origin"));
  EXPECT_FALSE(hasXattr("upper/f", "trusted.mine"));
  EXPECT_FALSE(hasXattr("upper/f", "user.overlay.redirect"));
  EXPECT_TRUE(hasXattr("upper/f", "user.keep"));
}

TEST_F(StubLayerTest, RedirectAndMetacopyAreErrors) {
  write({});
  tree.dir("upper/d");
  xattr("upper/d", "trusted.overlay.redirect", "/x");
  EXPECT_EQ(finish(), "'/d' of the step's result has an overlay redirect mark, which the mount "
                      "does not allow");
  ::lremovexattr(tree.at("upper/d").c_str(), "trusted.overlay.redirect");
  tree.file("upper/d/f", "");
  xattr("upper/d/f", "trusted.overlay.metacopy", "");
  EXPECT_EQ(finish(), "'/d/f' of the step's result has an overlay metacopy mark, which the mount "
                      "does not allow");
}

TEST_F(StubLayerTest, DeepTrees) {
  write({});
  // Deeper than a path can say and than there are descriptors.
  FileDescriptor current(::open(tree.at("upper").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int i = 0; i < 3000; ++i) {
    ASSERT_EQ(::mkdirat(current.get(), "directory", 0755), 0);
    current.reset(::openat(current.get(), "directory", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  ASSERT_EQ(::mknodat(current.get(), "whiteout", S_IFCHR, makedev(0, 0)), 0);
  EXPECT_EQ(finish(), "");
  EXPECT_EQ(::faccessat(current.get(), "whiteout", F_OK, AT_SYMLINK_NOFOLLOW), -1);
}
