//===- OverlayRoundTripTest.cpp - Layers under a real overlayfs -----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the kernel shows of unpacked layers is what ChainView says; and a layer
// written from an upper directory, unpacked elsewhere, gives the tree that the
// mount showed.
//
//===----------------------------------------------------------------------===//

#include "../TestSupport.h"

#include "imgc/Runtime/Layers/ApplyLayer.h"
#include "imgc/Runtime/Layers/TarWriter.h"
#include "imgc/Runtime/Layers/WriteLayer.h"
#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

using namespace imgc;
namespace fs = std::filesystem;

namespace {

class OverlayRoundTripTest : public testing::Test {
protected:
  void SetUp() override {
    if (::geteuid() != 0)
      GTEST_SKIP() << "needs root to mount";
    char name[] = "/tmp/imgc-overlay-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    path = name;
    // Mounts end with this process.
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
      GTEST_SKIP() << "cannot have mounts of its own";
    store = get(Store::open(path + "/store"));
    for (const char *dir : {"/upper", "/work", "/merged"})
      fs::create_directory(path + dir);
  }
  void TearDown() override {
    if (mounted)
      ::umount2((path + "/merged").c_str(), MNT_DETACH);
    store.reset();
    if (!path.empty())
      fs::remove_all(path);
  }

  /// `name`, `name/`, `name->target`, `name=hard link`.
  LayerId makeLayer(std::initializer_list<const char *> members) {
    std::string bytes;
    StringSink sink(bytes);
    TarWriter tar(sink);
    for (llvm::StringRef member : members) {
      TarEntry entry;
      std::string content;
      auto [link, target] = member.split("->");
      auto [hard, first] = member.split('=');
      entry.name = target.empty() ? hard.str() : link.str();
      entry.linkTarget = target.empty() ? first.str() : target.str();
      entry.type = !target.empty()         ? EntryType::Symlink
                   : !first.empty()        ? EntryType::HardLink
                   : member.ends_with("/") ? EntryType::Directory
                                           : EntryType::Regular;
      entry.mode = entry.type == EntryType::Directory ? 0755 : 0644;
      entry.mtimeSec = 1000;
      if (entry.type == EntryType::Regular && member.find(".wh.") == llvm::StringRef::npos)
        content = "content of " + member.str();
      entry.size = content.size();
      EXPECT_FALSE(bool(tar.startEntry(entry)));
      EXPECT_FALSE(bool(tar.write(content)));
    }
    EXPECT_FALSE(bool(tar.finish()));
    return ingest(bytes);
  }
  LayerId ingest(const std::string &bytes) {
    MemorySource source(bytes);
    return get(ingestLayer(*store, source, {}, {})).id;
  }
  bool mountChain(const std::vector<LayerId> &chain) {
    std::string lowers;
    for (auto id = chain.rbegin(); id != chain.rend(); ++id)
      lowers += (lowers.empty() ? "" : ":") + store->getLayerDiffPath(*id);
    std::string options = "lowerdir=" + lowers + ",upperdir=" + path + "/upper,workdir=" + path +
                          "/work,index=off,metacopy=off,redirect_dir=nofollow";
    mounted = ::mount("overlay", (path + "/merged").c_str(), "overlay", 0, options.c_str()) == 0;
    return mounted;
  }
  static std::string describe(const std::string &name, mode_t type, uint32_t mode,
                              const std::string &extra) {
    return name + " " + std::to_string(type >> 12) + " " + std::to_string(mode) + " " + extra;
  }
  /// Names, types, modes, and content or target, as the kernel shows them.
  std::vector<std::string> readMount() {
    std::vector<std::string> result;
    for (const auto &entry : fs::recursive_directory_iterator(path + "/merged")) {
      struct stat st;
      EXPECT_EQ(::lstat(entry.path().c_str(), &st), 0);
      std::string extra;
      if (entry.is_symlink())
        extra = fs::read_symlink(entry.path());
      else if (entry.is_regular_file()) {
        std::ifstream in(entry.path());
        extra.assign(std::istreambuf_iterator<char>(in), {});
      }
      result.push_back(describe(entry.path().lexically_relative(path + "/merged"),
                                st.st_mode & S_IFMT, st.st_mode & 07777, extra));
    }
    std::sort(result.begin(), result.end());
    return result;
  }
  /// The same from the indexes and layer directories.
  std::vector<std::string> readChain(const std::vector<LayerId> &chain) {
    ChainView view = get(openChain(*store, chain, true));
    std::vector<std::string> result;
    llvm::Error error = view.walk([&](llvm::StringRef name, const MergedEntry &found) {
      const IndexEntry &entry = *found.entry;
      mode_t type = entry.type == EntryType::Directory ? S_IFDIR
                    : entry.type == EntryType::Symlink ? S_IFLNK
                                                       : S_IFREG;
      std::string extra = entry.linkTarget;
      if (entry.type == EntryType::Regular) {
        std::ifstream in(store->getLayerDiffPath(chain[found.layer]) + "/" + entry.path);
        extra.assign(std::istreambuf_iterator<char>(in), {});
      }
      if (!name.empty())
        result.push_back(describe(name.str(), type, entry.mode, extra));
      return llvm::Error::success();
    });
    EXPECT_FALSE(bool(error));
    std::sort(result.begin(), result.end());
    return result;
  }

  std::string path;
  std::unique_ptr<Store> store;
  bool mounted = false;
};

TEST_F(OverlayRoundTripTest, UnpackedWhiteoutsAreTheKernels) {
  std::vector<LayerId> chain = {
      makeLayer({"d/", "d/a", "d/b", "o/", "o/old", "o/sub/", "o/sub/x", "f", "l->d", "t/", "t/x",
                 "gone/", "gone/deep/", "gone/deep/x", "h1", "h2=h1", "back/", "back/old"}),
      makeLayer({"d/", "d/.wh.a", "o/", "o/.wh..wh..opq", "o/new", ".wh.gone", "t", ".wh.h1",
                 ".wh.back", "back/", "back/new", ".wh.never"}),
      makeLayer({"gone/", "gone/again", "o/", "o/sub/", "o/sub/y", "d/a"})};
  if (!mountChain(chain))
    GTEST_SKIP() << "no overlayfs here";
  EXPECT_EQ(readMount(), readChain(chain));
  EXPECT_FALSE(fs::exists(path + "/merged/back/old"));
  EXPECT_FALSE(fs::exists(path + "/merged/o/sub/x"));
  EXPECT_TRUE(fs::exists(path + "/merged/h2"));
}

TEST_F(OverlayRoundTripTest, WhatAStepDidComesBack) {
  std::vector<LayerId> chain = {
      makeLayer({"d/",        "d/a",        "d/b",        "d/sub/",        "d/sub/x", "again/",
                 "again/old", "again/both", "again/sub/", "again/sub/old", "f2d",     "d2f/",
                 "d2f/x",     "h1",         "h2=h1",      "move/",         "move/x",  "keep/",
                 "keep/k",    "l->d",       "touched"}),
      makeLayer({"d/", "d/c", ".wh.keep"})};
  if (!mountChain(chain))
    GTEST_SKIP() << "no overlayfs here";
  std::string merged = path + "/merged/";
  auto write = [&](const std::string &name) { std::ofstream(merged + name) << "new " + name; };
  fs::remove(merged + "d/a");
  fs::remove_all(merged + "d/sub");
  // Removed and made again: opaque.
  fs::remove_all(merged + "again");
  fs::create_directories(merged + "again/sub");
  write("again/both");
  write("again/sub/new");
  fs::remove(merged + "f2d");
  fs::create_directory(merged + "f2d");
  write("f2d/x");
  fs::remove_all(merged + "d2f");
  write("d2f");
  // One name of two changes; the other stays below.
  write("h1");
  fs::remove_all(merged + "move");
  fs::create_directory(merged + "moved");
  fs::create_directory(merged + "keep");
  write("l/through");
  fs::permissions(merged + "d/b", fs::perms(0600));
  fs::remove(merged + "l");
  fs::create_symlink("again", merged + "l");
  std::ofstream(merged + "touched", std::ios::app).flush();
  // Made and removed within the step: nothing.
  write("temporary");
  fs::remove(merged + "temporary");
  std::vector<std::string> shown = readMount();

  ChainView lowers = get(openChain(*store, chain, true));
  FileDescriptor upper(::open((path + "/upper").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::string tar;
  StringSink sink(tar);
  llvm::Error error = writeLayerTar(upper.get(), lowers, sink);
  ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
  chain.push_back(ingest(tar));
  EXPECT_EQ(readChain(chain), shown);

  // Whiteouts come first in a directory, and opaque marks are spelled out.
  std::vector<std::string> names;
  MemorySource source(tar);
  TarReader reader(source);
  TarEntry entry;
  while (get(reader.next(entry)))
    names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string>{".wh.move", "again/", "again/.wh.old", "again/.wh.sub",
                                             "again/both", "again/sub/", "again/sub/new", "d/",
                                             "d/.wh.a", "d/.wh.sub", "d/b", "d/through", "d2f",
                                             "f2d/", "f2d/x", "h1", "keep/", "l", "moved/"}));
}

} // namespace
