//===- ArchiveFile.h - Looks into an archive -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_FILEOPS_ARCHIVEFILE_H
#define IMGC_RUNTIME_FILEOPS_ARCHIVEFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace imgc {

/// Whether BuildKit takes bytes that begin with `head` (1 KiB is enough) for an
/// archive: gzip, bzip2, xz, or a tar header with the right checksum.
bool looksLikeArchive(llvm::StringRef head);

/// The content of the regular file that `name` would be after unpacking: later
/// entries replace earlier ones, symbolic links are followed within the archive.
/// Nothing where there is none. `archive` is read from its beginning, and may be
/// hostile: content beyond `maxSize` bytes, or too many links, are errors
/// (ExitCode::SourceError).
llvm::Expected<std::optional<std::string>> readArchiveFile(int archive, llvm::StringRef name,
                                                           uint64_t maxSize);

/// The latest time of a regular file, in seconds; nothing for what is no archive
/// or has no files.
std::optional<int64_t> findLatestFileTime(int archive);

} // namespace imgc

#endif // IMGC_RUNTIME_FILEOPS_ARCHIVEFILE_H
