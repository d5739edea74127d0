//===- LayersTest.cpp - Tests of layers -----------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Archive.h"

#include "imgc/Runtime/Layers/ApplyLayer.h"
#include "imgc/Runtime/Layers/WriteLayer.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

using namespace imgc;
namespace fs = std::filesystem;

namespace {

TarEntry makeEntry(std::string name, EntryType type, std::string target = "") {
  TarEntry entry;
  entry.name = std::move(name);
  entry.type = type;
  entry.mode = type == EntryType::Directory ? 0755 : 0644;
  entry.mtimeSec = 1000;
  entry.linkTarget = std::move(target);
  return entry;
}

class LayersTest : public testing::Test {
protected:
  void SetUp() override {
    if (::geteuid() != 0)
      GTEST_SKIP() << "needs root: owners and whiteouts";
    char name[] = "/tmp/imgc-layers-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    path = name;
    std::ofstream(path + "/victim") << "untouched";
    store = get(Store::open(path + "/store"));
  }
  void TearDown() override {
    store.reset();
    if (!path.empty())
      fs::remove_all(path);
  }
  /// The error of unpacking, or "" when it worked.
  std::string refuse(const std::string &tar, TarLimits limits = {}) {
    Staging staging = get(store->createStaging());
    MemorySource source(tar);
    ApplyOptions options;
    options.limits = limits;
    llvm::Expected<AppliedLayer> applied = applyLayerTar(source, staging.getDiffFD(), options);
    std::ifstream victim(path + "/victim");
    std::string content((std::istreambuf_iterator<char>(victim)), {});
    EXPECT_EQ(content, "untouched");
    return applied ? "" : takeError(applied.takeError()).message;
  }
  LayerInfo ingest(const std::string &tar) {
    MemorySource source(tar);
    return get(ingestLayer(*store, source, {}, {}));
  }
  std::string diffPath(const LayerId &id) { return store->getLayerDiffPath(id); }
  std::string writeTar(const std::string &directory, const ChainView &lowers = {}) {
    FileDescriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    std::string bytes;
    StringSink sink(bytes);
    expectOk(writeLayerTar(fd.get(), lowers, sink));
    return bytes;
  }
  static std::vector<std::string> list(const std::string &tar) {
    MemorySource source(tar);
    TarReader reader(source);
    TarEntry entry;
    std::vector<std::string> names;
    while (get(reader.next(entry)))
      names.push_back(entry.name +
                      (entry.type == EntryType::HardLink ? "=" + entry.linkTarget : std::string()));
    return names;
  }

  std::string path;
  std::unique_ptr<Store> store;
};

TEST_F(LayersTest, RefusesHostileNames) {
  EXPECT_NE(refuse(Archive().file("../x").finish()), "");
  EXPECT_NE(refuse(Archive().file("/../x").finish()), "");
  EXPECT_NE(refuse(Archive().link("/", path).finish()), "");
  EXPECT_NE(refuse(Archive().file("a/../../x").finish()), "");
  EXPECT_NE(refuse(Archive().file(std::string(5000, 'n')).finish()), "");
  EXPECT_NE(refuse(Archive().file(std::string(300, 'n')).finish()), "");
  EXPECT_NE(refuse(Archive().link(".", path).finish()), "");
  EXPECT_NE(refuse(Archive().file(".wh.").finish()), "");
  EXPECT_NE(refuse(Archive().file(".wh..").finish()), "");
  EXPECT_NE(refuse(Archive().file(".wh...").finish()), "");
  EXPECT_NE(refuse(Archive().file(".wh.a/b").finish()), "");
  EXPECT_EQ(refuse(Archive().dir("./").file("./a").finish()), "");
}

TEST_F(LayersTest, LinksNeverLeadOutside) {
  EXPECT_EQ(refuse(Archive().link("up", "../../../../..").file("up" + path + "/victim").finish()),
            "");
  EXPECT_EQ(refuse(Archive().link("out", path).file("out/victim", "owned").finish()), "");
  EXPECT_NE(refuse(Archive().link("l", path + "/victim", EntryType::HardLink).finish()), "");
  EXPECT_NE(refuse(Archive().link("l", "../victim", EntryType::HardLink).finish()), "");
  EXPECT_NE(refuse(Archive().link("l", "later", EntryType::HardLink).file("later").finish()), "");
  EXPECT_NE(refuse(Archive().file("self").link("self", "./self", EntryType::HardLink).finish()),
            "");
  EXPECT_NE(refuse(Archive().dir("d/").link("l", "d", EntryType::HardLink).finish()), "");
  EXPECT_NE(refuse(Archive().file("f").file("f/below").finish()), "");
  EXPECT_EQ(refuse(Archive()
                       .link("s", path + "/victim")
                       .link("h", "s", EntryType::HardLink)
                       .file("h", "owned")
                       .finish()),
            "");
}

TEST_F(LayersTest, RefusesForgedOverlayState) {
  TarEntry device = makeEntry("w", EntryType::CharDevice);
  EXPECT_NE(refuse(Archive().add(device).finish()), "");
  for (const char *name : {"trusted.overlay.opaque", "trusted.overlay.redirect",
                           "trusted.overlay.metacopy", "user.overlay.opaque"}) {
    TarEntry entry = makeEntry("d/", EntryType::Directory);
    entry.xattrs[name] = "y";
    EXPECT_NE(refuse(Archive().add(entry).finish()), "") << name;
  }
  TarEntry many = makeEntry("f", EntryType::Regular);
  for (int i = 0; i < 1000; ++i)
    many.xattrs["user.x" + std::to_string(i)] = "v";
  EXPECT_NE(refuse(Archive().add(many).finish()), "");
}

TEST_F(LayersTest, RefusesDamagedArchives) {
  std::string tar = Archive().file("a", std::string(3000, 'a')).dir("d/").file("d/b").finish();
  EXPECT_EQ(refuse(tar), "");
  for (size_t size = 1; size < 4096; size += 256)
    if (size % 512 || size < 3584)
      EXPECT_NE(refuse(tar.substr(0, size)), "") << size;
  std::string damaged = tar;
  damaged[0] = 'b';
  EXPECT_NE(refuse(damaged), "");
  TarEntry huge = makeEntry("huge", EntryType::Regular);
  huge.uid = 4294967295u;
  EXPECT_NE(refuse(Archive().add(huge).finish()), "");
  TarLimits limits;
  limits.maxEntries = 2;
  EXPECT_NE(refuse(tar, limits), "");
  limits = {};
  limits.maxTotalSize = 2999;
  EXPECT_NE(refuse(tar, limits), "");
}

TEST_F(LayersTest, LaterEntriesReplaceEarlierOnes) {
  LayerInfo layer = ingest(Archive()
                               .file("x", "file")
                               .dir("x/")
                               .file("x/y", "in directory")
                               .file("x", "file again")
                               .dir("d/")
                               .file("d/kept")
                               .dir("d/")
                               .finish());
  EXPECT_TRUE(fs::is_regular_file(diffPath(layer.id) + "/x"));
  EXPECT_TRUE(fs::exists(diffPath(layer.id) + "/d/kept"));
}

TEST_F(LayersTest, WhiteoutsActOnLowerLayersOnly) {
  LayerInfo layer = ingest(Archive()
                               .file("stays")
                               .file(".wh.stays", "")
                               .file(".wh.gone", "")
                               .file(".wh.dir", "")
                               .dir("dir/")
                               .dir("opaque/")
                               .file("opaque/.wh..wh..opq", "")
                               .file("opaque/a")
                               .finish());
  std::string diff = diffPath(layer.id);
  EXPECT_TRUE(fs::is_regular_file(diff + "/stays"));
  struct stat st;
  ASSERT_EQ(::lstat((diff + "/gone").c_str(), &st), 0);
  EXPECT_TRUE(S_ISCHR(st.st_mode) && st.st_rdev == 0);
  auto index = get(loadLayerIndex(*store, layer.id, true));
  EXPECT_TRUE(index->find("dir")->opaque);
  EXPECT_TRUE(index->find("opaque")->opaque);
  EXPECT_FALSE(index->find("")->opaque);
  EXPECT_EQ(index->find("gone")->type, EntryType::Whiteout);
}

TEST_F(LayersTest, AttributesSurviveTheRoundTrip) {
  TarEntry entry = makeEntry("bin/tool", EntryType::Regular);
  entry.mode = 04755;
  entry.uid = 12;
  entry.gid = 3000000;
  std::string capability("\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
  entry.xattrs["security.capability"] = capability;
  TarEntry symlink = makeEntry("bin/link", EntryType::Symlink, "tool");
  symlink.mode = 0777;
  TarEntry again = entry;
  again.name = "bin/tool2";
  again.type = EntryType::HardLink;
  again.linkTarget = "bin/tool";
  std::string tar = Archive()
                        .dir("bin/")
                        .add(symlink)
                        .add(entry, "content")
                        .add(again)
                        .add(makeEntry("bin/zfifo", EntryType::Fifo))
                        .file("n\xff" + std::string(120, 'm'), "named")
                        .finish();
  LayerInfo layer = ingest(tar);
  struct stat st;
  ASSERT_EQ(::lstat((diffPath(layer.id) + "/bin/tool").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 07777, 04755u);
  EXPECT_EQ(st.st_gid, 3000000u);
  EXPECT_EQ(st.st_nlink, 2u);
  // The writer's order and headers are those of the archive: the same bytes.
  EXPECT_TRUE(writeTar(diffPath(layer.id)) == tar);
  EXPECT_EQ(*layer.diffId, Sha256::of(tar));
}

TEST_F(LayersTest, WritesChangesOnly) {
  LayerInfo lower = ingest(Archive()
                               .dir("etc/")
                               .file("etc/conf", "conf")
                               .file("etc/old", "old")
                               .dir("opt/")
                               .file("opt/a")
                               .file("opt/b")
                               .dir("same/")
                               .finish());
  ChainView lowers = get(openChain(*store, {lower.id}, true));
  std::string upper = path + "/upper";
  struct timespec times[2] = {{1000, 0}, {1000, 0}};
  for (const char *dir : {"", "/etc", "/opt", "/same"}) {
    fs::create_directory(upper + dir);
    ::utimensat(AT_FDCWD, (upper + dir).c_str(), times, 0);
  }
  std::ofstream(upper + "/etc/conf") << "conf";
  std::ofstream(upper + "/etc/anew") << "new";
  ::utimensat(AT_FDCWD, (upper + "/etc/conf").c_str(), times, 0);
  ASSERT_EQ(::mknod((upper + "/etc/old").c_str(), S_IFCHR, makedev(0, 0)), 0);
  ASSERT_EQ(::mknod((upper + "/etc/nothing").c_str(), S_IFCHR, makedev(0, 0)), 0);
  const char *opaque = getOverlayXattrs() == OverlayXattrs::Trusted ? "trusted.overlay.opaque"
                                                                    : "user.overlay.opaque";
  ASSERT_EQ(::setxattr((upper + "/opt").c_str(), opaque, "y", 1, 0), 0);
  std::ofstream(upper + "/opt/b") << "other";
  for (const char *dir : {"/etc", "/opt", "/same"})
    ::utimensat(AT_FDCWD, (upper + dir).c_str(), times, 0);
  EXPECT_EQ(
      list(writeTar(upper, lowers)),
      (std::vector<std::string>{"etc/", "etc/.wh.old", "etc/anew", "opt/", "opt/.wh.a", "opt/b"}));
  ASSERT_EQ(::setxattr((upper + "/same").c_str(), "trusted.overlay.redirect", "/x", 2, 0), 0);
  EXPECT_TRUE(bool(
      LayerIndex::build(FileDescriptor(::open(upper.c_str(), O_RDONLY | O_DIRECTORY)).get(), false)
          .takeError()));
}

TEST_F(LayersTest, EmptyLayer) {
  fs::create_directory(path + "/empty");
  std::string tar = writeTar(path + "/empty");
  EXPECT_EQ(tar, std::string(1024, '\0'));
  EXPECT_EQ(getEmptyLayerDiffId().hex(),
            "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
}

TEST_F(LayersTest, MergedViewAndContentIds) {
  LayerInfo a = ingest(Archive()
                           .dir("usr/")
                           .dir("usr/lib/")
                           .file("usr/lib/x", "1")
                           .link("lib", "/usr/lib")
                           .finish());
  LayerInfo b = ingest(Archive()
                           .dir("usr/")
                           .dir("usr/lib/")
                           .file("usr/lib/.wh.x", "")
                           .file("usr/lib/y", "2")
                           .finish());
  ChainView chain = get(openChain(*store, {a.id, b.id}, true));
  EXPECT_FALSE(chain.exists("usr/lib/x"));
  EXPECT_EQ(chain.resolve("lib/y", true)->path, "usr/lib/y");
  EXPECT_EQ(chain.resolve("lib/x/z", true).getError(), std::errc::no_such_file_or_directory);
  EXPECT_EQ(chain.resolve("usr/lib/y/z", true).getError(), std::errc::not_a_directory);
  ASSERT_EQ(chain.readDirectory("usr/lib").size(), 1u);
  std::vector<std::string> names;
  expectOk(chain.walk([&](llvm::StringRef name, const MergedEntry &) {
    names.push_back(name.str());
    return llvm::Error::success();
  }));
  EXPECT_EQ(names, (std::vector<std::string>{"", "lib", "usr", "usr/lib", "usr/lib/y"}));

  // Touching changes no content id; other content does.
  Archive touched;
  TarEntry again = makeEntry("usr/lib/x", EntryType::Regular);
  again.mtimeSec = 2000;
  LayerInfo c = ingest(touched.dir("usr/").dir("usr/lib/").add(again, "1").finish());
  LayerInfo d = ingest(Archive().dir("usr/").dir("usr/lib/").file("usr/lib/x", "9").finish());
  Key base = get(computeChainContentId(*store, {a.id}));
  EXPECT_EQ(get(computeChainContentId(*store, {a.id, c.id})), base);
  EXPECT_NE(get(computeChainContentId(*store, {a.id, d.id})), base);
  EXPECT_NE(get(computeChainContentId(*store, {a.id, b.id})), base);
}

TEST_F(LayersTest, IndexRoundTripsAndDetectsDamage) {
  LayerInfo layer = ingest(Archive().dir("d/").file("d/f", "content").finish());
  auto index = get(loadLayerIndex(*store, layer.id, true));
  std::string bytes = index->serialise();
  EXPECT_EQ(get(LayerIndex::parse(bytes)).serialise(), bytes);
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] ^= 0x55;
    EXPECT_TRUE(bool(LayerIndex::parse(damaged).takeError()));
    EXPECT_TRUE(bool(LayerIndex::parse(llvm::StringRef(bytes).take_front(i)).takeError()));
  }
}

TEST_F(LayersTest, IngestChecksEverything) {
  std::string tar = Archive().file("a", std::string(100000, 'a')).finish();
  for (Compression compression : {Compression::None, Compression::Gzip, Compression::Zstd}) {
    std::string blob;
    StringSink sink(blob);
    std::unique_ptr<Compressor> compressor = createCompressor(compression, sink);
    expectOk(compressor->write(tar));
    expectOk(compressor->finish());
    auto run = [&](llvm::StringRef bytes, LayerExpectation expected) {
      MemorySource source(bytes);
      llvm::Expected<LayerInfo> info = ingestLayer(*store, source, expected, {});
      return info ? std::string() : takeError(info.takeError()).message;
    };
    LayerExpectation good{Sha256::of(blob), blob.size(), Sha256::of(tar)};
    EXPECT_EQ(run(blob, good), "");
    LayerExpectation bad = good;
    bad.diffId = Sha256::of(blob + "x");
    EXPECT_NE(run(blob, bad), "");
    bad = good;
    bad.digest = Sha256::of(tar + "x");
    EXPECT_NE(run(blob, bad), "");
    for (int delta : {-1, 1}) {
      bad = good;
      bad.size = blob.size() + delta;
      EXPECT_NE(run(blob, bad), "");
    }
    // Of an uncompressed archive that is within the end mark, which proves nothing.
    if (compression != Compression::None)
      EXPECT_NE(run(llvm::StringRef(blob).drop_back(1), {}), "") << "truncated";
    if (compression == Compression::Gzip) {
      EXPECT_EQ(run(blob + std::string(512, '\0'), {}), "") << "zero padding";
      EXPECT_NE(run(blob + "garbage", {}), "");
    }
    if (compression == Compression::Zstd)
      EXPECT_EQ(run(std::string("\x50\x2a\x4d\x18\x03\0\0\0abc", 11) + blob, {}), "");
  }
}

TEST_F(LayersTest, CompressionIsIndependentOfThreads) {
  std::string input;
  for (unsigned i = 0; input.size() < (10u << 20); ++i)
    input += std::to_string(i * 2654435761u);
  for (Compression compression : {Compression::Gzip, Compression::Zstd}) {
    std::string first;
    for (unsigned threads : {1, 2, 3}) {
      std::string out;
      StringSink sink(out);
      std::unique_ptr<Compressor> compressor = createCompressor(compression, sink, threads);
      for (llvm::StringRef rest = input; !rest.empty();
           rest = rest.drop_front(std::min<size_t>(rest.size(), 77777 * threads)))
        expectOk(compressor->write(rest.take_front(77777 * threads)));
      expectOk(compressor->finish());
      if (first.empty())
        first = out;
      EXPECT_EQ(out, first) << threads;
    }
    MemorySource source(first);
    std::unique_ptr<ByteSource> plain = createDecompressor(source);
    std::string back(input.size() + 1, '\0');
    size_t size = 0;
    while (size_t n = get(plain->read(llvm::MutableArrayRef<uint8_t>(
               reinterpret_cast<uint8_t *>(back.data()) + size, back.size() - size))))
      size += n;
    back.resize(size);
    EXPECT_TRUE(back == input);
  }
}

TEST_F(LayersTest, LayerBlobsAreMadeOnce) {
  Staging staging = get(store->createStaging());
  FileDescriptor file(::openat(staging.getDiffFD(), "f", O_WRONLY | O_CREAT, 0644));
  ASSERT_EQ(::write(file.get(), "hello", 5), 5);
  LayerId id = get(store->commitLayer(std::move(staging)));
  LayerBlob blob = get(getLayerBlob(*store, id, {}, Compression::Gzip, true));
  EXPECT_EQ(get(getDiffId(*store, id, {})), blob.diffId);
  LayerBlob zstd = get(getLayerBlob(*store, id, {}, Compression::Zstd, true));
  EXPECT_EQ(zstd.diffId, blob.diffId);
  EXPECT_EQ(get(store->getLayerBlobs(id)).size(), 2u);
  LayerBlob docker = get(getLayerBlob(*store, id, {}, Compression::Gzip, false));
  EXPECT_EQ(docker.digest, blob.digest);
  EXPECT_EQ(docker.mediaType, "application/vnd.docker.image.rootfs.diff.tar.gzip");
  WriteLayerOptions options;
  options.setMtime = 1;
  EXPECT_NE(get(getLayerBlob(*store, id, {}, Compression::Gzip, true, options)).diffId,
            blob.diffId);
}

} // namespace
