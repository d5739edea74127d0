//===- ArchiveFileTest.cpp - Tests of FileOps/ArchiveFile -------------- ----===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/FileOps/ArchiveFile.h"

#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace imgc;

namespace {
/// A ustar archive in memory.
struct Archive {
  std::string bytes;

  Archive &add(char type, const char *name, const std::string &data = "", const char *link = "",
               unsigned time = 1000) {
    char block[512] = {};
    std::strncpy(block, name, 99);
    std::snprintf(block + 100, 8, "%07o", 0644);
    std::snprintf(block + 108, 8, "%07o", 0);
    std::snprintf(block + 116, 8, "%07o", 0);
    std::snprintf(block + 124, 12, "%011zo", data.size());
    std::snprintf(block + 136, 12, "%011o", time);
    block[156] = type;
    std::strncpy(block + 157, link, 99);
    std::memcpy(block + 257, "ustar\00000", 8);
    std::memset(block + 148, ' ', 8);
    unsigned sum = 0;
    for (char c : block)
      sum += static_cast<unsigned char>(c);
    std::snprintf(block + 148, 8, "%06o", sum);
    bytes.append(block, sizeof block).append(data);
    bytes.resize((bytes.size() + 511) / 512 * 512);
    return *this;
  }

  int open(bool ended = true) const {
    int fd = ::memfd_create("archive", MFD_CLOEXEC);
    std::string all = bytes + std::string(ended ? 1024 : 0, '\0');
    EXPECT_EQ(::write(fd, all.data(), all.size()), static_cast<ssize_t>(all.size()));
    return fd;
  }

  std::string read(const char *name, uint64_t limit = 100) const {
    int fd = open();
    auto found = readArchiveFile(fd, name, limit);
    ::close(fd);
    if (!found)
      return "error: " + takeError(found.takeError()).message;
    return found->value_or("none");
  }
};
} // namespace

TEST(ArchiveFileTest, Head) {
  EXPECT_TRUE(looksLikeArchive(Archive().add('0', "a").bytes));
  EXPECT_TRUE(looksLikeArchive(llvm::StringRef("\x1f\x8b\x08", 3)));
  EXPECT_TRUE(looksLikeArchive("BZh9"));
  EXPECT_TRUE(looksLikeArchive(llvm::StringRef("\xfd"
                                               "7zXZ\0",
                                               6)));
  EXPECT_FALSE(looksLikeArchive("FROM scratch\n"));
  EXPECT_FALSE(looksLikeArchive(""));
  EXPECT_FALSE(looksLikeArchive(std::string(1024, '\0')));
  std::string damaged = Archive().add('0', "a").bytes;
  damaged[0] = 'b';
  EXPECT_FALSE(looksLikeArchive(damaged));
  EXPECT_FALSE(looksLikeArchive(llvm::StringRef(damaged).take_front(300)));
}

TEST(ArchiveFileTest, LaterEntriesWin) {
  Archive archive;
  archive.add('0', "./f", "old").add('0', "/f", "new").add('0', "g", "x").add('5', "g/");
  EXPECT_EQ(archive.read("f"), "new");
  EXPECT_EQ(archive.read("../f"), "new");
  EXPECT_EQ(archive.read("g"), "none");
  EXPECT_EQ(archive.read("h"), "none");
  EXPECT_EQ(archive.read("f", 2), "error: it has more than 2 bytes");
}

TEST(ArchiveFileTest, LinksStayInside) {
  Archive archive;
  archive.add('0', "d/e/real", "text").add('2', "way", "", "d/e").add('2', "f", "", "way/../e/real");
  archive.add('2', "abs", "", "/d/e/real").add('2', "up", "", "../../../d/e/real");
  archive.add('1', "hard", "", "d/e/real").add('2', "loop", "", "pool").add('2', "pool", "", "loop");
  archive.add('2', "out", "", "/etc/passwd");
  for (const char *name : {"f", "abs", "up", "hard", "way/real", "/way/real"})
    EXPECT_EQ(archive.read(name), "text") << name;
  EXPECT_EQ(archive.read("out"), "none");
  EXPECT_EQ(archive.read("loop"), "error: too many links on the way to '/loop'");
}

TEST(ArchiveFileTest, Damage) {
  Archive archive;
  archive.add('0', "f", std::string(2000, 'x'));
  archive.bytes.resize(1000);
  EXPECT_EQ(archive.read("f", 5000).substr(0, 6), "error:");
  archive.bytes = "nonsense";
  EXPECT_EQ(archive.read("f").substr(0, 6), "error:");
}

TEST(ArchiveFileTest, LatestTime) {
  Archive archive;
  archive.add('0', "a", "", "", 5).add('0', "b", "", "", 7).add('5', "d/", "", "", 99);
  int fd = archive.open();
  EXPECT_EQ(findLatestFileTime(fd), 7);
  ::close(fd);
  fd = Archive().open();
  EXPECT_EQ(findLatestFileTime(fd), std::nullopt);
  ::close(fd);
}
