//===- ArchiveReader.cpp - libarchive, bounded to tar===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArchiveReader.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/StringExtras.h"

using namespace imgc;

fileops::Utf8Locale::Utf8Locale() : made(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
  if (made)
    previous = ::uselocale(made);
}

fileops::Utf8Locale::~Utf8Locale() {
  if (!made)
    return;
  ::uselocale(previous);
  ::freelocale(made);
}

fileops::ArchiveReader fileops::openArchive(int fd) {
  ArchiveReader reader(archive_read_new());
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_bzip2(reader.get());
  archive_read_support_filter_xz(reader.get());
  archive_read_support_filter_zstd(reader.get());
  archive_read_support_filter_none(reader.get());
  if (archive_read_open_fd(reader.get(), fd, 1 << 18) != ARCHIVE_OK)
    return nullptr;
  return reader;
}

llvm::Error fileops::archiveError(struct archive *reader) {
  const char *given = archive_error_string(reader);
  std::string text = given ? given : "damaged archive";
  // The library begins its messages with a capital; `ZIP` and its like stay.
  if (text.size() > 1 && llvm::isLower(text[1]))
    text[0] = llvm::toLower(text[0]);
  return makeError(ExitCode::BuildFailed, text);
}
