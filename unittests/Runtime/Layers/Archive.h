//===- Archive.h - Archives for tests -------------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_UNITTESTS_RUNTIME_LAYERS_ARCHIVE_H
#define IMGC_UNITTESTS_RUNTIME_LAYERS_ARCHIVE_H

#include "../TestSupport.h"

#include "imgc/Runtime/Layers/TarWriter.h"

namespace imgc {

/// Builds an archive member by member; mtimes are 1000.
struct Archive {
  std::string bytes;
  StringSink sink{bytes};
  TarWriter tar{sink};

  Archive &add(TarEntry entry, llvm::StringRef content = "") {
    entry.size = content.size();
    if (!entry.mtimeSec)
      entry.mtimeSec = 1000;
    expectOk(tar.startEntry(entry));
    expectOk(tar.write(content));
    return *this;
  }
  Archive &make(std::string name, EntryType type, uint32_t mode, llvm::StringRef content = "",
                std::string target = "") {
    TarEntry entry;
    entry.name = std::move(name);
    entry.type = type;
    entry.mode = mode;
    entry.linkTarget = std::move(target);
    return add(std::move(entry), content);
  }
  Archive &file(std::string name, llvm::StringRef content = "x", uint32_t mode = 0644) {
    return make(std::move(name), EntryType::Regular, mode, content);
  }
  Archive &dir(std::string name, uint32_t mode = 0755) {
    return make(std::move(name), EntryType::Directory, mode);
  }
  Archive &link(std::string name, std::string target, EntryType type = EntryType::Symlink) {
    return make(std::move(name), type, 0777, "", std::move(target));
  }
  std::string finish() {
    expectOk(tar.finish());
    return bytes;
  }
};

} // namespace imgc

#endif // IMGC_UNITTESTS_RUNTIME_LAYERS_ARCHIVE_H
