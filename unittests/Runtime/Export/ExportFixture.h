//===- ExportFixture.h - Stores and layers for tests of exporters ---------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_UNITTESTS_RUNTIME_EXPORT_EXPORTFIXTURE_H
#define IMGC_UNITTESTS_RUNTIME_EXPORT_EXPORTFIXTURE_H

#include "../Layers/Archive.h"

#include "imgc/Runtime/Layers/ApplyLayer.h"
#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <sys/mount.h>
#include <sys/stat.h>

namespace imgc {

inline std::string readFile(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A directory with a store in it, as root (layers have owners and whiteouts).
class ExportFixture : public testing::Test {
protected:
  void SetUp() override {
    if (::geteuid() != 0)
      GTEST_SKIP() << "needs root: owners and whiteouts";
    char name[] = "/tmp/imgc-export-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    path = name;
    store = get(Store::open(path + "/store"));
    std::filesystem::create_directory(path + "/out");
  }
  void TearDown() override {
    store.reset();
    if (small)
      ::umount2((path + "/small").c_str(), MNT_DETACH);
    if (!path.empty())
      std::filesystem::remove_all(path);
  }
  /// A file system of 256 KiB; false where none can be mounted.
  bool mountSmall() {
    std::filesystem::create_directory(path + "/small");
    small = ::mount("tmpfs", (path + "/small").c_str(), "tmpfs", 0, "size=256k") == 0;
    return small;
  }
  static LayerId ingest(Store &store, const std::string &tar) {
    MemorySource source(tar);
    return get(ingestLayer(store, source, {}, {})).id;
  }
  LayerId ingest(const std::string &tar) { return ingest(*store, tar); }
  /// Names in a directory, sorted.
  static std::vector<std::string> names(const std::string &directory) {
    std::vector<std::string> result;
    for (const auto &entry : std::filesystem::directory_iterator(directory))
      result.push_back(entry.path().filename());
    std::sort(result.begin(), result.end());
    return result;
  }
  static std::vector<TarEntry> entries(const std::string &tar) {
    MemorySource source(tar);
    TarReader reader(source);
    std::vector<TarEntry> result;
    TarEntry entry;
    while (get(reader.next(entry)))
      result.push_back(entry);
    return result;
  }
  static std::vector<std::string> list(const std::string &tar) {
    std::vector<std::string> result;
    for (const TarEntry &entry : entries(tar))
      result.push_back(entry.name + (entry.type == EntryType::HardLink  ? "=" + entry.linkTarget
                                     : entry.type == EntryType::Symlink ? "->" + entry.linkTarget
                                                                        : std::string()));
    return result;
  }

  std::string path;
  std::unique_ptr<Store> store;
  bool small = false;
};

} // namespace imgc

#endif // IMGC_UNITTESTS_RUNTIME_EXPORT_EXPORTFIXTURE_H
