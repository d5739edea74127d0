//===- ExportImageTest.cpp - Tests of layouts and archives ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExportFixture.h"

#include "imgc/Runtime/Export/ExportImage.h"

#include "llvm/Support/JSON.h"

using namespace imgc;
namespace fs = std::filesystem;

namespace {

class ExportImageTest : public ExportFixture {
protected:
  /// A base of one layer and a layer on it.
  static ExportPlatform makePlatform(Store &store) {
    ExportPlatform platform;
    platform.platform = "linux/amd64";
    platform.configJson =
        R"({"architecture":"amd64","config":{},"created":"2001-01-01T00:00:00Z","history":)"
        R"([{"created":"2001-01-01T00:00:00Z","created_by":"base"},{"created_by":"new"}],"os":"linux"})";
    platform.history = {{"2001-01-01T00:00:00Z", "base", "", "", false},
                        {"2024-05-06T07:08:09.5Z", "new", "", "", false}};
    platform.created = "2024-05-06T07:08:09.5Z";
    platform.layers = {ingest(store, Archive().dir("etc/").file("etc/conf", "base").finish()),
                       ingest(store, Archive().dir("etc/").file("etc/conf", "new").finish())};
    platform.baseLayers = 1;
    return platform;
  }
  static std::string archive(Store &store, const ExportedImage &image,
                             const ExportOptions &options) {
    std::string bytes;
    StringSink sink(bytes);
    expectOk(writeImageArchive(store, image, options, sink));
    return bytes;
  }
  std::string readBlob(const Digest &digest) { return get(store->readBlob(digest)); }
  /// The tar inside a layer blob of the store.
  std::vector<TarEntry> readLayer(const Descriptor &layer) {
    std::string blob = readBlob(layer.digest), tar(1 << 16, '\0');
    MemorySource source(blob);
    std::unique_ptr<ByteSource> plain = createDecompressor(source);
    size_t size = 0;
    while (size_t n = get(plain->read(llvm::MutableArrayRef<uint8_t>(
               reinterpret_cast<uint8_t *>(tar.data()) + size, tar.size() - size))))
      size += n;
    return entries(tar.substr(0, size));
  }
  /// Names and refs of a layout's index.
  static std::vector<std::string> readIndex(const std::string &layout) {
    std::vector<std::string> result;
    llvm::json::Value index = get(llvm::json::parse(readFile(layout + "/index.json")));
    for (llvm::json::Value &value : *index.getAsObject()->getArray("manifests")) {
      llvm::json::Object *object = value.getAsObject();
      llvm::json::Object *notes = object->getObject("annotations");
      llvm::StringRef name = notes ? notes->getString("io.containerd.image.name").value_or("") : "";
      result.push_back((name + "@" + object->getString("digest").value_or("")).str());
    }
    return result;
  }
};

TEST_F(ExportImageTest, ArchiveIsGolden) {
  ExportOptions options;
  options.compression = Compression::None;
  options.names = {"docker.io/library/app:1", "example.org/x/app:2"};
  options.dockerManifest = true;
  ExportedImage image = get(prepareImage(*store, {makePlatform(*store)}, options));
  const ExportedPlatform &platform = image.platforms.front();
  std::string tar = archive(*store, image, options);

  std::vector<std::string> blobs = {platform.manifest.digest.hex(), platform.config.digest.hex(),
                                    platform.layers[0].digest.hex(),
                                    platform.layers[1].digest.hex()};
  std::sort(blobs.begin(), blobs.end());
  std::vector<std::string> expected = {"blobs/", "blobs/sha256/"};
  for (const std::string &blob : blobs)
    expected.push_back("blobs/sha256/" + blob);
  expected.insert(expected.end(), {"index.json", "manifest.json", "oci-layout"});
  EXPECT_EQ(list(tar), expected);
  for (const TarEntry &entry : entries(tar)) {
    EXPECT_EQ(std::tuple(entry.uid, entry.gid, entry.mtimeSec), std::tuple(0u, 0u, 0))
        << entry.name;
    EXPECT_EQ(entry.mode, entry.type == EntryType::Directory                  ? 0755u
                          : llvm::StringRef(entry.name).starts_with("blobs/") ? 0444u
                                                                              : 0644u);
  }
  EXPECT_EQ(platform.diffIds[0].str(), platform.layers[0].digest.str()) << "not compressed";
  EXPECT_EQ(readBlob(platform.config.digest),
            R"({"architecture":"amd64","config":{},"created":"2024-05-06T07:08:09.5Z",)"
            R"("history":[{"created":"2001-01-01T00:00:00Z","created_by":"base"},)"
            R"({"created":"2024-05-06T07:08:09.5Z","created_by":"new"}],"os":"linux",)"
            R"("rootfs":{"type":"layers","diff_ids":[")" +
                platform.diffIds[0].str() + "\",\"" + platform.diffIds[1].str() + "\"]}}");
  // The digest stands for all bytes of the archive, layers and documents.
  EXPECT_EQ(Sha256::of(tar).hex(),
            "224581db17a4def27785788a6453a74d5bfcc6c3fcfa28f09ff1019b4c96bc79");

  // What docker load reads.
  std::string docker = R"([{"Config":"blobs/sha256/)" + platform.config.digest.hex() +
                       R"(","RepoTags":["app:1","example.org/x/app:2"],"Layers":["blobs/sha256/)" +
                       platform.layers[0].digest.hex() + R"(","blobs/sha256/)" +
                       platform.layers[1].digest.hex() + R"("]}])";
  EXPECT_NE(tar.find(docker), std::string::npos);
}

TEST_F(ExportImageTest, CompressedBytesAreGolden) {
  ExportOptions options;
  for (auto [compression, type, digest] :
       {std::tuple(Compression::Gzip, "application/vnd.oci.image.layer.v1.tar+gzip",
                   "c0ce1b4b38d6d6188e299d4772a97cf6f9ea7aaeb45c5c22ca95cd19d2597393"),
        std::tuple(Compression::Zstd, "application/vnd.oci.image.layer.v1.tar+zstd",
                   "246421cc72806fe0d23a86d2d5274ea0f5819297c7c0e6e14028c7472fa9c5d4")}) {
    options.compression = compression;
    ExportedImage image = get(prepareImage(*store, {makePlatform(*store)}, options));
    const Descriptor &layer = image.platforms.front().layers[1];
    EXPECT_EQ(layer.mediaType, type);
    EXPECT_EQ(layer.digest.hex(), digest);
    EXPECT_EQ(readLayer(layer).size(), 2u);
  }
  options.ociMediaTypes = false;
  EXPECT_NE(takeError(prepareImage(*store, {makePlatform(*store)}, options).takeError()).message,
            "");
  options.compression = Compression::Gzip;
  ExportedImage image = get(prepareImage(*store, {makePlatform(*store)}, options));
  EXPECT_EQ(image.platforms.front().layers[0].mediaType,
            "application/vnd.docker.image.rootfs.diff.tar.gzip");
}

TEST_F(ExportImageTest, EqualInOtherStoresAndUnderOtherNames) {
  std::string first;
  for (const char *name : {"/a", "/b"}) {
    std::unique_ptr<Store> other = get(Store::open(path + name));
    // Something else first, so that nothing has the same number.
    if (name[1] == 'b')
      ingest(*other, Archive().file("noise").finish());
    ExportOptions options;
    options.names = {"example.org/app:1"};
    ExportedImage image = get(prepareImage(*other, {makePlatform(*other)}, options));
    std::string tar = archive(*other, image, options);
    EXPECT_EQ(tar, archive(*other, image, options));
    if (first.empty())
      first = tar;
    EXPECT_TRUE(tar == first);
  }
}

TEST_F(ExportImageTest, SeveralPlatforms) {
  ExportPlatform amd = makePlatform(*store), arm = makePlatform(*store);
  arm.platform = "linux/arm64";
  arm.configJson = R"({"architecture":"arm64","os":"linux"})";
  ExportOptions options;
  options.indexAnnotations["note"] = "here";
  ExportedImage image = get(prepareImage(*store, {amd, arm}, options));
  ASSERT_EQ(image.platforms.size(), 2u);
  std::string index = readBlob(image.root.digest);
  EXPECT_EQ(image.root.mediaType, "application/vnd.oci.image.index.v1+json");
  EXPECT_LT(index.find(image.platforms[0].manifest.digest.str()),
            index.find(image.platforms[1].manifest.digest.str()));
  EXPECT_NE(index.find("\"note\": \"here\""), std::string::npos);
  // Both configs, manifests, the index, and each layer once.
  EXPECT_EQ(list(archive(*store, image, options)).size(), 2u + 7u + 2u);
  options.dockerManifest = true;
  std::string bytes;
  StringSink sink(bytes);
  EXPECT_EQ(takeError(writeImageArchive(*store, image, options, sink)).code, ExitCode::Usage);
  EXPECT_EQ(takeError(prepareImage(*store, {}, {}).takeError()).code, ExitCode::BuildFailed);
}

TEST_F(ExportImageTest, EpochClampsNewTimesOnly) {
  ExportPlatform platform = makePlatform(*store);
  ExportOptions options;
  options.sourceDateEpoch = 1000000000; // 2001-09-09T01:46:40Z
  std::string config =
      readBlob(get(prepareImage(*store, {platform}, options)).platforms[0].config.digest);
  EXPECT_NE(config.find(
                R"("created":"2001-09-09T01:46:40Z","history":[{"created":"2001-01-01T00:00:00Z")"),
            std::string::npos)
      << config;
  EXPECT_NE(config.find(R"({"created":"2001-09-09T01:46:40Z","created_by":"new"})"),
            std::string::npos)
      << config;
  // A base's own time stays, even one after the epoch; an older image stays old.
  options.sourceDateEpoch = 500;
  config = readBlob(get(prepareImage(*store, {platform}, options)).platforms[0].config.digest);
  EXPECT_NE(config.find(
                R"("created":"1970-01-01T00:08:20Z","history":[{"created":"2001-01-01T00:00:00Z")"),
            std::string::npos)
      << config;
  options.sourceDateEpoch = 4000000000;
  config = readBlob(get(prepareImage(*store, {platform}, options)).platforms[0].config.digest);
  EXPECT_NE(config.find(R"("created":"2024-05-06T07:08:09.5Z","history")"), std::string::npos);
}

TEST_F(ExportImageTest, RewritesTimestampsOfNewLayersOnly) {
  ExportPlatform platform = makePlatform(*store);
  ExportOptions options;
  options.sourceDateEpoch = 77;
  ExportedImage plain = get(prepareImage(*store, {platform}, options));
  EXPECT_EQ(readLayer(plain.platforms[0].layers[1])[1].mtimeSec, 1000);
  options.rewriteTimestamps = true;
  ExportedImage rewritten = get(prepareImage(*store, {platform}, options));
  EXPECT_EQ(rewritten.platforms[0].layers[0].digest, plain.platforms[0].layers[0].digest);
  EXPECT_NE(rewritten.platforms[0].diffIds[1], plain.platforms[0].diffIds[1]);
  for (const TarEntry &entry : readLayer(rewritten.platforms[0].layers[1]))
    EXPECT_EQ(entry.mtimeSec, 77);
  // And not from the cache of the other form.
  EXPECT_EQ(get(prepareImage(*store, {platform}, options)).root.digest, rewritten.root.digest);
  options.rewriteTimestamps = false;
  EXPECT_EQ(get(prepareImage(*store, {platform}, options)).root.digest, plain.root.digest);
}

TEST_F(ExportImageTest, TagAloneGivesTheSameConfig) {
  ExportPlatform platform = makePlatform(*store);
  TaggedImage tagged = get(finishConfig(*store, platform, {}));
  ExportedImage image = get(prepareImage(*store, {platform}, {}));
  EXPECT_EQ(tagged.config, image.platforms[0].config.digest);
  EXPECT_EQ(tagged.diffIds, image.platforms[0].diffIds);
}

TEST_F(ExportImageTest, LayoutIsExtendedAndNamesAreReplaced) {
  std::string layout = path + "/out/layout";
  ExportOptions options;
  auto write = [&](std::vector<std::string> names, const ExportPlatform &platform) {
    options.names = std::move(names);
    ExportedImage image = get(prepareImage(*store, {platform}, options));
    expectOk(writeImageLayout(*store, image, options, layout));
    return image.root.digest.str();
  };
  ExportPlatform first = makePlatform(*store), second = first;
  second.configJson = R"({"architecture":"amd64","config":{"User":"u"},"os":"linux"})";
  std::string a = write({"example.org/app:1"}, first);
  EXPECT_EQ(names(layout), (std::vector<std::string>{"blobs", "index.json", "oci-layout"}));
  EXPECT_EQ(readFile(layout + "/oci-layout"), R"({"imageLayoutVersion":"1.0.0"})");
  std::string other = write({"example.org/other:1"}, first);
  std::string b = write({"example.org/app:1"}, second);
  EXPECT_EQ(readIndex(layout),
            (std::vector<std::string>{"example.org/other:1@" + other, "example.org/app:1@" + b}));
  // Without a name, twice: once.
  write({}, second);
  write({}, second);
  EXPECT_EQ(readIndex(layout).size(), 3u);
  // A reader can still get what lost its name; nothing of ours is in the way.
  EXPECT_TRUE(fs::exists(layout + "/blobs/sha256/" + a.substr(7)));
  for (const std::string &name : names(layout + "/blobs/sha256"))
    EXPECT_EQ(name.size(), 64u);
}

TEST_F(ExportImageTest, UnknownEntriesOfALayoutStay) {
  std::string layout = path + "/out/layout";
  ExportedImage image = get(prepareImage(*store, {makePlatform(*store)}, {}));
  fs::create_directory(layout);
  std::ofstream(layout + "/index.json")
      << R"({"schemaVersion":2,"manifests":[{"mediaType":"x/y","digest":"sha512:z","size":1,"new":[1]}],"more":true})";
  std::ofstream(layout + "/README") << "mine";
  expectOk(writeImageLayout(*store, image, {}, layout));
  std::string index = readFile(layout + "/index.json");
  for (const char *part : {"sha512:z", "\"new\"", "\"more\": true"})
    EXPECT_NE(index.find(part), std::string::npos) << part;
  EXPECT_EQ(readFile(layout + "/README"), "mine");
  // A damaged index is not overwritten, and nothing is added.
  fs::remove_all(layout + "/blobs");
  for (const char *text : {"{", "[]", "{\"manifests\":1}"}) {
    std::ofstream(layout + "/index.json") << text;
    EXPECT_NE(takeError(writeImageLayout(*store, image, {}, layout)).message, "");
    EXPECT_EQ(readFile(layout + "/index.json"), text);
    EXPECT_FALSE(fs::exists(layout + "/blobs"));
  }
}

TEST_F(ExportImageTest, NothingIsLeftAfterAnError) {
  ExportPlatform platform = makePlatform(*store);
  std::string noise;
  for (uint32_t i = 0, x = 1; i < 600000; ++i)
    noise += char((x = x * 1664525 + 1013904223) >> 24);
  platform.layers.push_back(ingest(Archive().file("noise", noise).finish()));
  ExportOptions options;
  ExportedImage image = get(prepareImage(*store, {platform}, options));
  auto failsBoth = [&](const std::string &place) {
    ErrorParts file = takeError(writeImageArchiveFile(*store, image, options, place + "/x.tar"));
    ErrorParts layout = takeError(writeImageLayout(*store, image, options, place + "/x"));
    EXPECT_NE(file.message, "");
    EXPECT_NE(layout.message, "");
    EXPECT_EQ(file.code, layout.code);
    return file.code;
  };
  failsBoth(path + "/missing/directory");
  EXPECT_FALSE(fs::exists(path + "/missing"));
  std::ofstream(path + "/out/file") << "f";
  failsBoth(path + "/out/file");

  unsigned calls = 0;
  options.cancelled = [&] { return ++calls > 2; };
  EXPECT_EQ(failsBoth(path + "/out"), ExitCode::Interrupted);
  EXPECT_EQ(names(path + "/out"), std::vector<std::string>{"file"});
  options.cancelled = nullptr;

  // Damage in the store.
  std::string blob = path + "/store/blobs/sha256/" + image.platforms[0].layers[2].digest.hex();
  std::string content = readFile(blob);
  fs::resize_file(blob, content.size() - 1);
  EXPECT_EQ(failsBoth(path + "/out"), ExitCode::Store);
  EXPECT_EQ(names(path + "/out"), std::vector<std::string>{"file"});
  image = get(prepareImage(*store, {platform}, options));

  if (!mountSmall())
    GTEST_SKIP() << "no tmpfs";
  EXPECT_EQ(failsBoth(path + "/small"), ExitCode::Environment);
  EXPECT_TRUE(names(path + "/small").empty());
  // An existing layout holds what it held.
  ExportPlatform little = makePlatform(*store);
  ExportedImage fits = get(prepareImage(*store, {little}, options));
  expectOk(writeImageLayout(*store, fits, options, path + "/small/x"));
  std::vector<std::string> before = names(path + "/small/x/blobs/sha256");
  std::string index = readFile(path + "/small/x/index.json");
  EXPECT_EQ(takeError(writeImageLayout(*store, image, options, path + "/small/x")).code,
            ExitCode::Environment);
  EXPECT_EQ(names(path + "/small/x/blobs/sha256"), before);
  EXPECT_EQ(readFile(path + "/small/x/index.json"), index);
}

TEST_F(ExportImageTest, CancellingWhileLayersAreMade) {
  ExportPlatform platform = makePlatform(*store);
  ExportOptions options;
  options.cancelled = [] { return true; };
  EXPECT_EQ(takeError(prepareImage(*store, {platform}, options).takeError()).code,
            ExitCode::Interrupted);
  // No half blob is remembered or staged.
  for (const LayerId &layer : platform.layers)
    EXPECT_TRUE(get(store->getLayerBlobs(layer)).empty());
  for (const auto &entry : fs::recursive_directory_iterator(path + "/store/staging"))
    EXPECT_FALSE(entry.is_regular_file() && entry.path().extension() != ".lock") << entry.path();
}

} // namespace
