//===- ContextTest.cpp - Filtered trees, selections, stat cache -----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestTree.h"

#include "imgc/Runtime/Context/LocalContext.h"
#include "imgc/Runtime/Context/Selection.h"
#include "imgc/Support/PatternMatcher.h"

#include <chrono>
#include <thread>

using namespace imgc;
using namespace imgc::test;

namespace {

FileTreeOptions contextOptions(std::vector<std::string> exclude = {},
                               std::vector<std::string> follow = {}) {
  FileTreeOptions options;
  options.excludePatterns = std::move(exclude);
  options.followPaths = std::move(follow);
  options.localContext = true;
  return options;
}

SourceSpec spec(std::string path, bool wildcard = true) {
  SourceSpec result;
  result.path = std::move(path);
  result.followSymlink = true;
  result.dirCopyContents = true;
  result.allowWildcard = wildcard;
  result.allowEmptyWildcard = true;
  return result;
}

std::vector<std::string> list(FileTree &tree, const SourceSpec &source) {
  auto selection = select(tree, source);
  if (!selection)
    return {"error: " + messageOf(selection.takeError())};
  std::vector<std::string> result;
  for (const SelectedSource &each : selection->sources)
    for (size_t i = each.begin; i < each.end; ++i)
      result.push_back(each.name + ":" + selection->entries[i].path.str());
  return result;
}

Key digest(const TempDir &dir, const SourceSpec &source, FileTreeOptions options,
           StatCache *cache = nullptr) {
  auto tree = openTree(dir, std::move(options), cache);
  auto key = selectionDigest(*tree, {source});
  if (!key) {
    ADD_FAILURE() << messageOf(key.takeError());
    return Key();
  }
  return *key;
}

using Names = std::vector<std::string>;

TEST(FileTree, IgnoreFileWithNegations) {
  TempDir dir;
  for (const char *name : {"a.txt", "node_modules/x/y.js", "node_modules/keep/z.js", "src/m.c",
                           "src/m.o", "build/out"})
    dir.write(name, "x");
  auto patterns = parseIgnoreFile("node_modules\n!node_modules/keep\n**/*.o\nbuild\n");
  ASSERT_TRUE(bool(patterns));
  auto tree = openTree(dir, contextOptions(*patterns));
  EXPECT_EQ(list(*tree, spec("/")), (Names{"/:", "/:a.txt", "/:node_modules", "/:node_modules/keep",
                                           "/:node_modules/keep/z.js", "/:src", "/:src/m.c"}));
  EXPECT_EQ(list(*tree, spec("/build")), Names{"error: \"/build\": not found"});
  EXPECT_EQ(list(*tree, spec("/src/*.o")), Names{});
}

TEST(FileTree, FollowPathsBringTheTargetsOfLinks) {
  TempDir dir;
  dir.write("real/file", "x");
  dir.write("other/file", "x");
  dir.link("real", "alias");
  dir.link("/alias/file", "direct");
  auto tree = openTree(dir, contextOptions({}, {"direct"}));
  EXPECT_EQ(list(*tree, spec("/")), (Names{"/:", "/:alias", "/:direct", "/:real", "/:real/file"}));
  EXPECT_EQ(list(*tree, spec("/direct")), Names{"/direct:"});
}

TEST(FileTree, LinksStayInside) {
  TempDir dir;
  dir.makeDir("etc");
  dir.link("../../../../etc", "up");
  dir.link("/etc/passwd", "abs");
  dir.link("loop", "loop");
  auto tree = openTree(dir, contextOptions());
  EXPECT_EQ(list(*tree, spec("/../../up")), Names{"/up:"});
  EXPECT_EQ(list(*tree, spec("/abs")), Names{"error: \"/abs\": not found"});
  EXPECT_NE(list(*tree, spec("/loop"))[0].find("symbolic links"), std::string::npos);
}

TEST(Selection, WildcardsMatchPerComponent) {
  TempDir dir;
  for (const char *name : {"a/1.txt", "b/2.txt", "b/c/3.txt", "top.txt"})
    dir.write(name, "x");
  auto tree = openTree(dir, contextOptions());
  EXPECT_EQ(list(*tree, spec("/*.txt")), Names{"/top.txt:"});
  EXPECT_EQ(list(*tree, spec("/*/?.txt")), (Names{"/a/1.txt:", "/b/2.txt:"}));
  EXPECT_EQ(list(*tree, spec("/[b]*")), (Names{"/b:", "/b:2.txt", "/b:c", "/b:c/3.txt"}));
  SourceSpec strict = spec("/*.zip");
  strict.allowEmptyWildcard = false;
  EXPECT_EQ(list(*tree, strict), Names{"error: /*.zip not found"});
}

TEST(Selection, IncludeKeepsParentsThatAreNeeded) {
  TempDir dir;
  for (const char *name : {"a/x/1.c", "a/y/2.h", "b/3.c"})
    dir.write(name, "x");
  auto tree = openTree(dir, contextOptions());
  SourceSpec source = spec("/");
  source.includePatterns = {"a/*/*.c"};
  EXPECT_EQ(list(*tree, source), (Names{"/:", "/:a", "/:a/x", "/:a/x/1.c"}));
  source.includePatterns = {};
  source.excludePatterns = {"**/*.c", "!b/*.c"};
  EXPECT_EQ(list(*tree, source),
            (Names{"/:", "/:a", "/:a/x", "/:a/y", "/:a/y/2.h", "/:b", "/:b/3.c"}));
  source.requiredPaths = {"/a/z"};
  EXPECT_EQ(list(*tree, source), Names{"error: \"/a/z\": not found"});
}

TEST(Selection, DigestSeesWhatCountsAndNothingElse) {
  TempDir dir;
  dir.write("d/a", "one");
  dir.write("d/b", "two");
  SourceSpec source = spec("/d");
  Key first = digest(dir, source, contextOptions());
  struct timespec times[2] = {{1, 0}, {2, 0}};
  ::utimensat(AT_FDCWD, (dir / "d/a").c_str(), times, 0);
  EXPECT_EQ(first, digest(dir, source, contextOptions())) << "mtime does not count";
  ::chmod((dir / "d/a").c_str(), 0755);
  Key mode = digest(dir, source, contextOptions());
  EXPECT_NE(first, mode);
  dir.write("d/a", "0ne", 0755);
  Key content = digest(dir, source, contextOptions());
  EXPECT_NE(mode, content);
  std::filesystem::rename(dir / "d/b", dir / "d/c");
  Key renamed = digest(dir, source, contextOptions());
  EXPECT_NE(content, renamed);
  std::filesystem::remove(dir / "d/c");
  std::filesystem::create_hard_link(dir / "d/a", dir / "d/c");
  Key linked = digest(dir, source, contextOptions());
  std::filesystem::remove(dir / "d/c");
  dir.write("d/c", "0ne", 0755);
  EXPECT_NE(linked, digest(dir, source, contextOptions()));
  EXPECT_FALSE(digest(dir, spec("/none*"), contextOptions()).isNull()) << "no match has a key";
}

//===----------------------------------------------------------------------===//
// Stat cache
//===----------------------------------------------------------------------===//

FileStamp stampAt(int64_t ns) { return {1, 2, 3, ns, ns, S_IFREG | 0644}; }

TEST(StatCache, RemembersAndDistrustsRacyEntries) {
  TempDir dir;
  constexpr int64_t second = 1'000'000'000;
  Key key = KeyBuilder("test").final();
  {
    auto cache = StatCache::open(dir.path, "ctx");
    cache->record("old", stampAt(100 * second + 5), {key, true}, 101 * second);
    cache->record("racy", stampAt(100 * second + 5), {key, false}, 100 * second + 10'000'000);
    cache->record("coarse", stampAt(100 * second), {key, false}, 101 * second);
    cache->record("future", stampAt(200 * second + 5), {key, false}, 101 * second);
    ASSERT_FALSE(bool(cache->save()));
  }
  auto cache = StatCache::open(dir.path, "ctx");
  EXPECT_EQ(cache->getNumStored(), 4u);
  auto found = cache->lookup("old", stampAt(100 * second + 5));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->content, key);
  EXPECT_TRUE(found->hasXattrs);
  EXPECT_FALSE(cache->lookup("old", stampAt(100 * second + 6)));
  EXPECT_FALSE(cache->lookup("racy", stampAt(100 * second + 5)));
  EXPECT_FALSE(cache->lookup("coarse", stampAt(100 * second)));
  EXPECT_FALSE(cache->lookup("future", stampAt(200 * second + 5)));
  EXPECT_EQ(StatCache::open(dir.path, "another")->getNumStored(), 0u);
}

TEST(StatCache, MergesWritersAndSurvivesDamage) {
  TempDir dir;
  Key key = KeyBuilder("test").final();
  FileStamp stamp = stampAt(5);
  auto one = StatCache::open(dir.path, "ctx"), two = StatCache::open(dir.path, "ctx");
  one->record("a", stamp, {key}, 1'000'000'000);
  two->record("b", stamp, {key}, 1'000'000'000);
  ASSERT_FALSE(bool(one->save()));
  ASSERT_FALSE(bool(two->save()));
  auto both = StatCache::open(dir.path, "ctx");
  EXPECT_TRUE(both->lookup("a", stamp) && both->lookup("b", stamp));

  std::string file;
  for (auto &entry : std::filesystem::directory_iterator(dir.path))
    if (entry.path().extension() == ".stat")
      file = entry.path().filename().string();
  std::string bytes = dir.read(file);
  for (size_t at : {size_t(0), size_t(9), size_t(40), bytes.size() - 1}) {
    std::string damaged = bytes;
    damaged[at] ^= 0x40;
    dir.write(file, damaged);
    EXPECT_EQ(StatCache::open(dir.path, "ctx")->getNumStored(), 0u) << at;
  }
  dir.write(file, bytes.substr(0, bytes.size() / 2));
  auto cut = StatCache::open(dir.path, "ctx");
  EXPECT_EQ(cut->getNumStored(), 0u);
  cut->record("c", stamp, {key}, 1'000'000'000);
  ASSERT_FALSE(bool(cut->save()));
  EXPECT_EQ(StatCache::open(dir.path, "ctx")->getNumStored(), 1u);
}

TEST(LocalContext, TwentyThousandFiles) {
  TempDir dir, store;
  for (int d = 0; d < 200; ++d)
    for (int f = 0; f < 100; ++f)
      dir.write("d" + std::to_string(d) + "/f" + std::to_string(f), std::to_string(d * 1000 + f));
  std::this_thread::sleep_for(std::chrono::milliseconds(40));
  Key keys[3];
  for (int round = 0; round < 3; ++round) {
    auto start = std::chrono::steady_clock::now();
    LocalContextOptions options;
    options.id = "context";
    options.directory = dir.path;
    options.statCacheDirectory = store.path;
    auto context = LocalContext::open(options);
    ASSERT_TRUE(bool(context));
    auto key = selectionDigest((*context)->getTree(), {spec("/")});
    ASSERT_TRUE(bool(key));
    keys[round] = *key;
    auto end = std::chrono::steady_clock::now();
    if (round)
      EXPECT_EQ((*context)->getStatCache().getNumStored(), 20000u);
    ASSERT_FALSE(bool((*context)->saveStatCache()));
    std::printf("  round %d: %.1f ms\n", round,
                std::chrono::duration<double, std::milli>(end - start).count());
  }
  EXPECT_EQ(keys[0], keys[1]);
  EXPECT_EQ(keys[0], keys[2]);
}

} // namespace
