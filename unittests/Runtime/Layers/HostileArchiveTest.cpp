//===- HostileArchiveTest.cpp - A corpus of archives that lie -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Archives made block by block, since no writer would write them. Each is
// refused with an error, or taken without anything outside of the layer being
// touched; nothing is left in the store either way.
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/ApplyLayer.h"
#include "imgc/Runtime/Layers/Compression.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace imgc;
namespace fs = std::filesystem;

namespace {

/// One header, given field by field; the checksum is right unless broken later.
struct Raw {
  std::string block = std::string(512, '\0');

  Raw(llvm::StringRef name, char type, uint64_t size = 0) {
    put(0, name.take_front(100));
    octal(100, 8, type == '5' ? 0755 : 0644);
    octal(108, 8, 0);
    octal(116, 8, 0);
    octal(124, 12, size);
    octal(136, 12, 1000);
    block[156] = type;
    put(257, llvm::StringRef("ustar\0"
                             "00",
                             8));
  }
  Raw &put(size_t offset, llvm::StringRef bytes) {
    block.replace(offset, bytes.size(), bytes.str());
    return *this;
  }
  Raw &octal(size_t offset, size_t width, uint64_t value) {
    for (size_t i = width - 1; i-- > 0; value >>= 3)
      block[offset + i] = '0' + (value & 7);
    return *this;
  }
  /// GNU's numbers: a set top bit, then big-endian.
  Raw &base256(size_t offset, size_t width, int64_t value) {
    for (size_t i = width; i-- > 0; value >>= 8)
      block[offset + i] = char(value & 0xff);
    block[offset] |= char(0x80);
    return *this;
  }
  Raw &target(llvm::StringRef name) { return put(157, name); }
  /// With content, padded.
  std::string str(llvm::StringRef content = "") {
    std::fill(block.begin() + 148, block.begin() + 156, ' ');
    unsigned sum = 0;
    for (unsigned char c : block)
      sum += c;
    octal(148, 7, sum);
    block[154] = 0;
    std::string out = block + content.str();
    out.resize((out.size() + 511) / 512 * 512, '\0');
    return out;
  }
};

std::string record(llvm::StringRef key, llvm::StringRef value) {
  size_t length = key.size() + value.size() + 3;
  size_t digits = std::to_string(length).size();
  digits = std::to_string(length + digits).size();
  return (std::to_string(length + digits) + " " + key + "=" + value + "\n").str();
}
/// An extended header around `body`.
std::string extended(llvm::StringRef body, char type = 'x') {
  return Raw("pax", type, body.size()).str(body);
}
std::string pax(llvm::StringRef key, llvm::StringRef value) { return extended(record(key, value)); }
std::string file(llvm::StringRef name = "f", llvm::StringRef content = "x") {
  return Raw(name, '0', content.size()).str(content);
}
const std::string end(1024, '\0');

enum Verdict { Refused, Taken };
struct Case {
  const char *name;
  Verdict verdict;
  std::string bytes;
};

std::string repeat(const std::string &text, unsigned count) {
  std::string out;
  for (unsigned i = 0; i < count; ++i)
    out += text;
  return out;
}

std::vector<Case> nameCases() {
  const std::string nul("a\0/../../x", 10);
  return {
      {"NUL in a ustar name ends it", Taken, file(nul)},
      {"NUL in a PAX path", Refused, pax("path", nul) + file()},
      {"NUL in a PAX linkpath", Refused, pax("linkpath", nul) + Raw("l", '2').str()},
      {"NUL in a PAX key", Taken, pax(llvm::StringRef("pa\0th", 5), "../x") + file()},
      {"PAX path escapes", Refused, pax("path", "../x") + file()},
      {"PAX path escapes from an absolute name", Refused, pax("path", "/../x") + file()},
      {"absolute name", Taken, file("/abs/x")},
      {"many slashes", Taken, file("//abs///x")},
      {"empty name", Refused, file("")},
      {"dots only", Refused, file("./.")},
      {"PAX linkpath escapes", Refused,
       file("f") + pax("linkpath", "../victim") + Raw("l", '1').str()},
      {"link to an absolute name stays inside", Refused, Raw("l", '1').target("/etc/passwd").str()},
      {"link to a file of the current directory", Refused, Raw("l", '1').target("victim").str()},
      {"symlink chain out of the root", Taken,
       Raw("a", '2').target("b").str() + Raw("b", '2').target("..").str() +
           Raw("c", '2').target("a/../..").str() + file("c/victim") + file("a/victim")},
      {"symlink loop", Refused,
       Raw("a", '2').target("b").str() + Raw("b", '2').target("a").str() + file("a/x")},
      {"symlink as parent of a whiteout", Taken,
       Raw("a", '2').target("/").str() + file("a/.wh.victim", "")},
      {"file named as a directory", Taken, file("dir/", "")},
      {"PAX path of 5000 bytes", Refused, pax("path", repeat("n/", 2500)) + file()},
      {"component of 256 bytes", Refused, pax("path", std::string(256, 'n')) + file()},
      {"empty PAX path", Taken, pax("path", "") + file("kept")},
      {"ustar prefix escapes", Refused, Raw("x", '0').put(345, "../..").str()},
  };
}

std::vector<Case> longNameCases() {
  std::string name = repeat("directory/", 30) + "x", body = name + std::string(1, '\0');
  auto gnu = [](char type, const std::string &text) {
    return Raw("././@LongLink", type, text.size()).put(257, "ustar  ").str(text);
  };
  std::string cut = gnu('L', body);
  return {
      {"GNU long name", Taken, gnu('L', body) + file("short")},
      {"GNU long link", Taken, gnu('K', body) + Raw("l", '2').str()},
      {"GNU long name escapes", Refused, gnu('L', "../" + body) + file("short")},
      {"GNU long link escapes", Refused, gnu('K', "../" + body) + Raw("l", '1').str()},
      {"GNU long name without a NUL", Taken, gnu('L', name) + file("short")},
      {"GNU long name of nothing", Refused, gnu('L', "") + file("")},
      {"GNU long name with a NUL inside", Taken,
       gnu('L', std::string("a\0../../x\0", 10)) + file("short")},
      {"GNU long name of 2 MiB", Refused, gnu('L', std::string(2 << 20, 'n')) + file()},
      {"GNU long name claims 2 GiB", Refused, Raw("n", 'L', uint64_t(2) << 30).str("x")},
      {"GNU long name cut short", Refused, cut.substr(0, 700)},
      {"GNU long name before the end", Refused, gnu('L', body)},
      {"17 long names in a row", Refused, repeat(gnu('L', body), 17) + file()},
  };
}

std::vector<Case> numberCases() {
  auto with = [](auto change) {
    Raw raw("f", '0', 0);
    change(raw);
    return raw.str();
  };
  return {
      {"base-256 size", Taken, Raw("f", '0').base256(124, 12, 3).str("abc")},
      {"base-256 size beyond the end", Refused, Raw("f", '0').base256(124, 12, 1 << 20).str("a")},
      {"base-256 size of 2^62", Refused, Raw("f", '0').base256(124, 12, int64_t(1) << 62).str("a")},
      {"base-256 negative size", Refused, Raw("f", '0').put(124, std::string(12, '\xff')).str()},
      {"base-256 size beyond 64 bits", Refused,
       Raw("f", '0').put(124, "\x80\1\1\1\1\1\1\1\1\1\1\1").str()},
      {"base-256 negative mtime", Taken,
       with([](Raw &r) { r.put(136, std::string(11, '\xff') + "\xf0"); })},
      {"base-256 mtime of no calendar", Refused,
       with([](Raw &r) { r.base256(136, 12, int64_t(1) << 60); })},
      {"base-256 owner beyond int", Refused,
       with([](Raw &r) { r.base256(108, 8, int64_t(1) << 32); })},
      {"base-256 negative owner", Refused,
       with([](Raw &r) { r.put(108, std::string(8, '\xff')); })},
      {"octal garbage in size", Refused, with([](Raw &r) { r.put(124, "00000000009"); })},
      {"octal garbage in mode", Refused, with([](Raw &r) { r.put(100, "0x644"); })},
      {"octal minus", Refused, with([](Raw &r) { r.put(124, "-0000000001"); })},
      {"spaces around octal", Taken, with([](Raw &r) { r.put(100, "   644 \0"); })},
      {"empty numbers", Taken, with([](Raw &r) { r.put(108, std::string(16, '\0')); })},
      {"device number beyond Linux", Refused, Raw("d", '3').base256(329, 8, 1 << 24).str()},
      {"device 0:0", Refused, Raw("d", '3').str()},
      {"block device 0:0", Refused, Raw("d", '4').str()},
      {"PAX size beyond the end", Refused, pax("size", "99999") + file()},
      {"PAX size smaller", Taken, pax("size", "1") + Raw("f", '0', 4096).str("x")},
      {"PAX size negative", Refused, pax("size", "-1") + file()},
      {"PAX size of 2^64", Refused, pax("size", "18446744073709551616") + file()},
      {"PAX size is no number", Refused, pax("size", "1e3") + file()},
      {"PAX uid beyond int", Refused, pax("uid", "4294967296") + file()},
      {"PAX uid negative", Refused, pax("uid", "-1") + file()},
      {"PAX mtime negative", Taken, pax("mtime", "-1.5") + file()},
      {"PAX mtime is no number", Refused, pax("mtime", "soon") + file()},
      {"PAX mtime of no calendar", Refused, pax("mtime", "99999999999999") + file()},
      {"PAX mtime of many digits", Taken, pax("mtime", "1." + std::string(500, '9')) + file()},
  };
}

std::vector<Case> extendedCases() {
  std::vector<Case> cases = {
      {"PAX length too long", Refused, extended("999 a=b\n") + file()},
      {"PAX length too short", Refused, extended("5 a=b\n") + file()},
      {"PAX length zero", Refused, extended("0 a=b\n") + file()},
      {"PAX length negative", Refused, extended("-6 a=b\n") + file()},
      {"PAX length of 2^64", Refused, extended("18446744073709551622 a=b\n") + file()},
      {"PAX without space", Refused, extended("6a=b\n") + file()},
      {"PAX without equals", Refused, extended("6 abc\n") + file()},
      {"PAX without key", Refused, extended("6 =bc\n") + file()},
      {"PAX without newline", Refused, extended("6 a=bc") + file()},
      {"empty PAX size", Taken, pax("size", "") + file()},
      {"PAX of nothing", Taken, extended("") + file()},
      {"PAX beyond 1 MiB", Refused,
       extended(record("comment", std::string(2 << 20, 'c'))) + file()},
      {"ten PAX headers in a row", Taken, repeat(pax("comment", "c"), 10) + file()},
      {"a hundred PAX headers in a row", Refused, repeat(pax("comment", "c"), 100) + file()},
      {"PAX before the end", Refused, pax("path", "x")},
      {"PAX before a PAX of the same key", Refused,
       pax("path", "good") + pax("path", "../bad") + file()},
      {"global PAX header renames nothing", Taken,
       extended(record("path", "../x"), 'g') + file("kept")},
      {"damaged global PAX header", Refused, extended("999 a=b\n", 'g') + file()},
      {"sparse type", Refused, Raw("s", 'S', 1).str("x")},
      {"sparse 0.0", Refused, pax("GNU.sparse.numblocks", "1") + file()},
      {"sparse 0.1", Refused, pax("GNU.sparse.map", "0,1") + file()},
      {"sparse 1.0", Refused, pax("GNU.sparse.major", "1") + file("f", "99999999999\n")},
      {"xattr of 64 KiB", Refused,
       pax("SCHILY.xattr.user.big", std::string(1 << 17, 'v')) + file()},
      {"overlay xattr by LIBARCHIVE", Taken,
       pax("LIBARCHIVE.xattr.trusted.overlay.opaque", "eQ==") + Raw("d/", '5').str()},
      {"overlay xattr", Refused,
       pax("SCHILY.xattr.trusted.overlay.opaque", "y") + Raw("d/", '5').str()},
      {"overlay xattr of users", Refused,
       pax("SCHILY.xattr.user.overlay.redirect", "/x") + Raw("d/", '5').str()},
      {"FIFO named passwd", Taken, Raw("etc/passwd", '6').str()},
      {"directory with content", Refused, Raw("d/", '5', 5).str("bytes")},
      {"wrong checksum", Refused,
       [] {
         std::string bytes = file();
         bytes[0] ^= 1;
         return bytes;
       }()},
      {"not a tar", Refused, std::string(2048, 'A')},
      {"nothing", Taken, ""},
      {"half a block", Refused, std::string(100, '\0')},
      {"one zero block", Taken, file() + std::string(512, '\0')},
      {"members behind the end", Taken, file() + end + file("../x")},
  };
  std::string many;
  for (unsigned i = 0; i < 1000; ++i)
    many += record("SCHILY.xattr.user.x" + std::to_string(i), "v");
  cases.push_back({"1000 xattrs", Refused, extended(many) + file()});
  for (char type : {'A', 'D', 'M', 'N', 'V', 'X', 'Z', '\x7f', '\xff'})
    cases.push_back({"unknown type", Refused, Raw("f", type).str()});
  return cases;
}

class HostileArchiveTest : public testing::Test {
protected:
  void SetUp() override {
    if (::geteuid() != 0)
      GTEST_SKIP() << "needs root: owners and whiteouts";
    char name[] = "/tmp/imgc-hostile-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    path = name;
    std::ofstream(path + "/victim") << "untouched";
    fs::permissions(path + "/victim", fs::perms(0644));
    before = fs::current_path();
    fs::current_path(path);
    llvm::Expected<std::unique_ptr<Store>> opened = Store::open(path + "/store");
    ASSERT_TRUE(bool(opened));
    store = std::move(*opened);
  }
  void TearDown() override {
    store.reset();
    if (path.empty())
      return;
    fs::current_path(before);
    fs::remove_all(path);
  }
  /// The error, or "" when the layer was taken.
  std::string ingest(llvm::StringRef blob, TarLimits limits = {}) {
    MemorySource source(blob);
    ApplyOptions options;
    options.limits = limits;
    llvm::Expected<LayerInfo> layer = ingestLayer(*store, source, {}, options);
    std::ifstream in(path + "/victim");
    std::string content((std::istreambuf_iterator<char>(in)), {});
    struct stat st;
    EXPECT_EQ(::lstat((path + "/victim").c_str(), &st), 0);
    EXPECT_TRUE(S_ISREG(st.st_mode) && st.st_nlink == 1 && content == "untouched");
    store->collectGarbage();
    for (const auto &entry : fs::directory_iterator(path + "/store/staging"))
      EXPECT_TRUE(!entry.is_directory() || fs::is_empty(entry.path())) << entry.path();
    EXPECT_TRUE(fs::is_empty(path + "/store/garbage"));
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(path))
      names.push_back(entry.path().filename());
    EXPECT_EQ(names.size(), 2u) << "something was written outside";
    if (layer)
      return "";
    ErrorParts parts = takeError(layer.takeError());
    EXPECT_NE(parts.message, "");
    return parts.message;
  }
  void check(const std::vector<Case> &cases) {
    for (const Case &c : cases) {
      std::string bytes = c.bytes;
      // Cut ones are to end where they end.
      if (bytes.size() % 512 == 0 && !bytes.empty())
        bytes += end;
      std::string message = ingest(bytes);
      EXPECT_EQ(message.empty() ? Taken : Refused, c.verdict) << c.name << ": " << message;
    }
  }
  static std::string compress(llvm::StringRef bytes, Compression compression) {
    std::string blob;
    StringSink sink(blob);
    std::unique_ptr<Compressor> compressor = createCompressor(compression, sink);
    EXPECT_FALSE(bool(compressor->write(bytes)));
    EXPECT_FALSE(bool(compressor->finish()));
    return blob;
  }

  std::string path;
  fs::path before;
  std::unique_ptr<Store> store;
};

TEST_F(HostileArchiveTest, Names) { check(nameCases()); }
TEST_F(HostileArchiveTest, LongNames) { check(longNameCases()); }
TEST_F(HostileArchiveTest, Numbers) { check(numberCases()); }
TEST_F(HostileArchiveTest, ExtendedHeaders) { check(extendedCases()); }

TEST_F(HostileArchiveTest, CutAtEveryBlock) {
  // Where a member is complete, an archive without its end mark is taken, as by
  // everybody; anywhere else it is not.
  std::string bytes;
  std::vector<size_t> boundaries = {0};
  auto add = [&](const std::string &member) {
    bytes += member;
    boundaries.push_back(bytes.size());
  };
  add(Raw("d/", '5').str());
  add(file("d/a", std::string(5000, 'a')));
  add(pax("path", std::string(200, 'p')) + file("short", "content"));
  add(Raw("d/l", '2').target("a").str());
  add(file("d/b", std::string(8000, 'b')));
  bytes += end;
  for (size_t size = 0; size < bytes.size(); size += 512) {
    bool complete = size >= boundaries.back() || llvm::is_contained(boundaries, size);
    EXPECT_EQ(ingest(llvm::StringRef(bytes).take_front(size)).empty(), complete) << size;
    if (size)
      EXPECT_EQ(ingest(llvm::StringRef(bytes).take_front(size - 1)).empty(), false) << size - 1;
  }
  std::string noise;
  for (uint32_t i = 0, x = 1; i < 16384; ++i)
    noise += char((x = x * 1664525 + 1013904223) >> 24);
  for (Compression compression : {Compression::Gzip, Compression::Zstd}) {
    std::string blob = compress(file("noise", noise) + end, compression);
    for (size_t size = 512; size < blob.size(); size += 512)
      EXPECT_NE(ingest(llvm::StringRef(blob).take_front(size)), "") << size;
    EXPECT_EQ(ingest(blob), "");
  }
}

TEST_F(HostileArchiveTest, Bombs) {
  TarLimits limits;
  limits.maxTotalSize = 1 << 20;
  std::string large = Raw("zeros", '0', 64 << 20).str() + std::string(64 << 20, '\0') + end;
  for (Compression compression : {Compression::Gzip, Compression::Zstd}) {
    std::string blob = compress(large, compression);
    EXPECT_LT(blob.size(), large.size() / 200);
    EXPECT_NE(ingest(blob, limits), "");
  }
  limits = {};
  limits.maxEntries = 1000;
  std::string many;
  for (unsigned i = 0; i < 1001; ++i)
    many += file("f" + std::to_string(i), "");
  EXPECT_NE(ingest(many + end, limits), "");
  // A window of 2 GiB.
  EXPECT_NE(ingest(llvm::StringRef("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9)), "");
  // A reserved block type, a reserved descriptor bit.
  EXPECT_NE(ingest(llvm::StringRef("\x28\xb5\x2f\xfd\x00\x58\x07\x00\x00", 9)), "");
  EXPECT_NE(ingest(llvm::StringRef("\x28\xb5\x2f\xfd\x08\x58\x01\x00\x00", 9)), "");
  // gzip with flags that promise a name that never ends, and a wrong method.
  EXPECT_NE(ingest("\x1f\x8b\x08\x08" + std::string(5000, 'n')), "");
  EXPECT_NE(ingest(std::string("\x1f\x8b\x09\x00\0\0\0\0\0\3", 10) + std::string(512, 'x')), "");
}

} // namespace
