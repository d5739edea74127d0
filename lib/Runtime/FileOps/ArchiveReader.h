//===- ArchiveReader.h - libarchive, bounded to tar -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_FILEOPS_ARCHIVEREADER_H
#define IMGC_LIB_RUNTIME_FILEOPS_ARCHIVEREADER_H

#include "llvm/Support/Error.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <memory>

namespace imgc::fileops {

struct CloseArchive {
  void operator()(struct archive *reader) const { archive_read_free(reader); }
};
using ArchiveReader = std::unique_ptr<struct archive, CloseArchive>;

/// libarchive converts names through the locale of the thread: UTF-8 while it
/// lives.
class Utf8Locale {
public:
  Utf8Locale();
  ~Utf8Locale();
  Utf8Locale(const Utf8Locale &) = delete;

private:
  locale_t made, previous = nullptr;
};

/// Tar formats and five filters, nothing else of libarchive. Reads `fd` from
/// where it stands; null when it cannot be read.
ArchiveReader openArchive(int fd);

/// What is wrong with an archive, as ExitCode::BuildFailed.
llvm::Error archiveError(struct archive *reader);

} // namespace imgc::fileops

#endif // IMGC_LIB_RUNTIME_FILEOPS_ARCHIVEREADER_H
