//===- StoreTest.cpp - Tests of the store ---------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Store/Store.h"

#include "../TestSupport.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sqlite3.h>
#include <sys/wait.h>

using namespace imgc;
namespace fs = std::filesystem;

namespace {

template <typename T>
ErrorParts getError(llvm::Expected<T> value) {
  if (value) {
    ADD_FAILURE() << "expected an error";
    return {};
  }
  return takeError(value.takeError());
}

Key makeKey(llvm::StringRef text) { return KeyBuilder("test").add(text).final(); }

class StoreTest : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/imgc-store-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    path = name;
    store = get(Store::open(path));
  }
  void TearDown() override {
    store.reset();
    fs::remove_all(path);
  }
  LayerId makeLayer(llvm::StringRef content) {
    Staging staging = get(store->createStaging());
    FileDescriptor file(::openat(staging.getDiffFD(), "file", O_WRONLY | O_CREAT, 0644));
    EXPECT_EQ(::write(file.get(), content.data(), content.size()), ssize_t(content.size()));
    Store::CommitOptions options;
    options.size = content.size();
    return get(store->commitLayer(std::move(staging), options));
  }
  void sql(const char *text) {
    sqlite3 *db;
    ASSERT_EQ(::sqlite3_open((path + "/db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(::sqlite3_exec(db, text, nullptr, nullptr, nullptr), SQLITE_OK);
    ::sqlite3_close(db);
  }
  size_t count(const char *directory) {
    size_t n = 0;
    for (auto &entry : fs::directory_iterator(path + "/" + directory)) {
      (void)entry;
      ++n;
    }
    return n;
  }

  std::string path;
  std::unique_ptr<Store> store;
};

TEST_F(StoreTest, BlobsAreVerified) {
  Digest digest = get(store->putBlob("hello"));
  EXPECT_EQ(digest, Sha256::of(llvm::StringRef("hello")));
  EXPECT_EQ(get(store->readBlob(digest)), "hello");
  EXPECT_EQ(get(store->getBlobSize(digest)), 5u);
  EXPECT_TRUE(fs::exists(path + "/blobs/sha256/" + digest.hex()));

  BlobExpectation wrong;
  wrong.digest = digest;
  BlobWriter writer = get(store->createBlob(wrong));
  expectOk(writer.write("other"));
  ErrorParts parts = getError(writer.commit());
  EXPECT_EQ(parts.code, ExitCode::Registry);

  BlobExpectation small;
  small.size = 3;
  BlobWriter large = get(store->createBlob(small));
  EXPECT_TRUE(bool(llvm::Error(large.write("four")).isA<BuildError>()));
  BlobWriter shorter = get(store->createBlob(small));
  expectOk(shorter.write("ab"));
  EXPECT_EQ(getError(shorter.commit()).code, ExitCode::Registry);
  EXPECT_EQ(count("blobs/sha256"), 1u);
  EXPECT_EQ(getError(store->readBlob(digest, 4)).code, ExitCode::Store);
}

TEST_F(StoreTest, BlobOfAnotherBootIsHashedAgain) {
  Digest good = get(store->putBlob("good")), bad = get(store->putBlob("bad"));
  store.reset();
  sql("UPDATE blobs SET boot='before'");
  fs::permissions(path + "/blobs/sha256/" + bad.hex(), fs::perms::owner_all);
  std::ofstream(path + "/blobs/sha256/" + bad.hex()) << "xxx";
  store = get(Store::open(path));
  EXPECT_TRUE(store->hasBlob(good));
  EXPECT_FALSE(store->hasBlob(bad));
}

TEST_F(StoreTest, RecordsRoundTrip) {
  Record record;
  record.key = makeKey("step");
  record.inputs = {makeKey("in"), Key()};
  record.layers = {makeLayer("a"), makeLayer("b")};
  record.createdNs = 123;
  record.forced = true;
  record.semanticsVersion = 7;
  record.components = R"({"args":["a"]})";
  EXPECT_FALSE(get(store->lookupRecord(record.key)));
  expectOk(store->putRecord(record));
  Record found = *get(store->lookupRecord(record.key));
  EXPECT_EQ(found.inputs, record.inputs);
  EXPECT_EQ(found.layers, record.layers);
  EXPECT_EQ(found.createdNs, 123);
  EXPECT_TRUE(found.forced);
  EXPECT_EQ(found.semanticsVersion, 7u);
  EXPECT_EQ(found.components, record.components);
  EXPECT_FALSE(found.contentId);

  expectOk(store->setRecordContent(record.key, makeKey("id"), makeKey("content")));
  ASSERT_EQ(get(store->lookupByContentKey(makeKey("content"))).size(), 1u);
  record.hiddenChannel = true;
  record.contentKey = makeKey("content");
  expectOk(store->putRecord(record));
  EXPECT_TRUE(get(store->lookupByContentKey(makeKey("content"))).empty());

  // A process looks at a layer once; the next one sees that it is gone.
  fs::remove_all(path + "/layers/" + record.layers[1].str());
  store = get(Store::open(path));
  EXPECT_FALSE(get(store->lookupRecord(record.key)));
}

TEST_F(StoreTest, RecordWithoutItsLayerIsRefused) {
  Record record;
  record.key = makeKey("x");
  record.layers = {LayerId::random()};
  EXPECT_TRUE(bool(llvm::Error(store->putRecord(record)).isA<BuildError>()));
}

TEST_F(StoreTest, AChildOpensTheStoreAgain) {
  get(store->putBlob("content"));
  store->closeDatabase();
  pid_t child = ::fork();
  if (child == 0) {
    ::close_range(3, ~0u, 0);
    ::alarm(20);
    llvm::Expected<std::unique_ptr<Store>> again = Store::open(path);
    if (!again)
      ::_exit(2);
    ::_exit((*again)->makeAllDurable() ? 1 : 0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(store->hasBlob(Sha256::of(llvm::StringRef("content"))));
}

TEST_F(StoreTest, OnlyDurableRecordsSurviveAReboot) {
  Record record;
  record.key = makeKey("early");
  record.layers = {makeLayer("early")};
  expectOk(store->putRecord(record));
  expectOk(store->makeDurable());
  record.key = makeKey("late");
  expectOk(store->putRecord(record));
  store.reset();
  sql("UPDATE records SET boot='before' WHERE boot!=''; UPDATE layers SET boot='before' "
      "WHERE boot!=''");
  store = get(Store::open(path));
  std::optional<Record> early = get(store->lookupRecord(makeKey("early")));
  ASSERT_TRUE(early);
  EXPECT_TRUE(early->durable);
  EXPECT_FALSE(get(store->lookupRecord(makeKey("late"))));
}

TEST_F(StoreTest, OtherVersionsAndForeignDirectories) {
  store.reset();
  std::ofstream(path + "/version") << "99\n";
  ErrorParts parts = getError(Store::open(path));
  EXPECT_EQ(parts.code, ExitCode::Store);
  EXPECT_NE(parts.message.find("'99'"), std::string::npos);
  fs::create_directories(path + "/foreign");
  std::ofstream(path + "/foreign/file") << "x";
  EXPECT_EQ(getError(Store::open(path + "/foreign")).code, ExitCode::Store);
}

TEST_F(StoreTest, DamagedDatabase) {
  expectOk(store->putImage({"a", {}, 0}));
  store.reset();
  fs::remove(path + "/db-wal");
  std::ofstream(path + "/db") << std::string(8192, 'x');
  store = get(Store::open(path));
  ErrorParts parts = getError(store->lookupRecord(makeKey("x")));
  EXPECT_EQ(parts.code, ExitCode::Store);
  EXPECT_NE(parts.hint.find("remove the store"), std::string::npos);
}

TEST_F(StoreTest, StagingOfADeadProcessIsSwept) {
  pid_t child = ::fork();
  if (child == 0) {
    std::unique_ptr<Store> other = get(Store::open(path));
    Staging *staging = new Staging(get(other->createStaging()));
    ::mkdirat(staging->getDiffFD(), "left", 0755);
    ::_exit(0);
  }
  int status;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(count("staging"), 2u);
  Staging mine = get(store->createStaging());
  std::unique_ptr<Store> next = get(Store::open(path));
  EXPECT_EQ(count("staging"), 2u);
  EXPECT_TRUE(fs::exists(mine.getDiffPath()));
  EXPECT_EQ(count("garbage"), 1u);
  next->collectGarbage();
  EXPECT_EQ(count("garbage"), 0u);
}

TEST_F(StoreTest, LocksExcludeAcrossStores) {
  std::unique_ptr<Store> other = get(Store::open(path));
  StoreLock lock = get(store->lockKey(makeKey("k")));
  EXPECT_FALSE(bool(get(other->tryLockKey(makeKey("k")))));
  EXPECT_TRUE(bool(get(other->tryLockKey(makeKey("other")))));
  lock.release();
  StoreLock shared = get(other->tryLockKey(makeKey("k"), LockMode::Shared));
  EXPECT_TRUE(bool(shared));
  EXPECT_TRUE(bool(get(store->tryLockKey(makeKey("k"), LockMode::Shared))));
}

TEST_F(StoreTest, ImagesAndPrune) {
  LayerId kept = makeLayer("kept"), gone = makeLayer("gone");
  Digest config = get(store->putBlob("{}"));
  get(store->putBlob("unused"));
  ImageRecord image{"docker.io/library/a:1", {{"linux/amd64", config, std::nullopt, {kept}}}, 5};
  expectOk(store->putImage(image));
  Record record;
  record.key = makeKey("r");
  record.layers = {kept, gone};
  expectOk(store->putRecord(record));
  EXPECT_EQ(get(store->diskUsage()).reclaimableBytes, 10u);

  std::unique_ptr<Store> builder = get(Store::open(path));
  StoreLock lease = get(builder->leaseForBuild());
  EXPECT_EQ(getError(store->prune({})).code, ExitCode::Environment);
  lease.release();
  PruneResult result = get(store->prune({}));
  EXPECT_EQ(result.records, 1u);
  EXPECT_EQ(result.layers, 1u);
  EXPECT_EQ(result.blobs, 1u);
  EXPECT_EQ(result.bytes, 10u);
  EXPECT_TRUE(get(store->getLayer(kept)).has_value());
  EXPECT_FALSE(get(store->getLayer(gone)).has_value());
  EXPECT_TRUE(store->hasBlob(config));
  ASSERT_EQ(get(store->listImages()).size(), 1u);
  EXPECT_EQ(get(store->getImage(image.name))->platforms[0].layers, image.platforms[0].layers);
  EXPECT_TRUE(get(store->removeImage(image.name)));
  EXPECT_FALSE(get(store->removeImage(image.name)));
  EXPECT_EQ(get(store->prune({})).layers, 1u);
}

TEST_F(StoreTest, TwoProcessesWriteAtOnce) {
  LayerId layer = makeLayer("x");
  store.reset();
  std::vector<pid_t> children;
  for (int process = 0; process < 4; ++process) {
    pid_t child = ::fork();
    if (child == 0) {
      std::unique_ptr<Store> mine = get(Store::open(path));
      for (int i = 0; i < 50; ++i) {
        Record record;
        record.key = makeKey(std::to_string(process) + "/" + std::to_string(i));
        record.layers = {layer};
        if (llvm::Error error = mine->putRecord(record))
          ::_exit(1);
      }
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  store = get(Store::open(path));
  EXPECT_EQ(get(store->diskUsage()).records, 200u);
}

TEST_F(StoreTest, OpeningIsFast) {
  Record record;
  record.key = makeKey("r");
  record.layers = {makeLayer("x")};
  expectOk(store->putRecord(record));
  store.reset();
  double best = 1000;
  for (int i = 0; i < 10; ++i) {
    auto start = std::chrono::steady_clock::now();
    store = get(Store::open(path));
    EXPECT_TRUE(get(store->lookupRecord(record.key)));
    std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count());
    store.reset();
  }
  RecordProperty("milliseconds", std::to_string(best));
  EXPECT_LT(best, 2.0);
}

} // namespace
