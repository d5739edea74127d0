//===- ArchiveFile.cpp - Looks into an archive===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/FileOps/ArchiveFile.h"

#include "ArchiveReader.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/StringMap.h"

#include <algorithm>
#include <unistd.h>

using namespace imgc;
using namespace imgc::fileops;

//===----------------------------------------------------------------------===//
// First bytes
//===----------------------------------------------------------------------===//

/// A header block of tar: its checksum counts its own field as spaces.
static bool isTarHeader(llvm::StringRef block) {
  if (block.size() < 512)
    return false;
  llvm::StringRef field = block.substr(148, 8);
  field = field.take_until([](char c) { return c == '\0'; }).trim(' ');
  uint64_t wanted;
  if (field.empty() || field.getAsInteger(8, wanted))
    return false;
  int64_t asUnsigned = 0, asSigned = 0;
  for (size_t i = 0; i < 512; ++i) {
    char c = i >= 148 && i < 156 ? ' ' : block[i];
    asUnsigned += static_cast<unsigned char>(c);
    asSigned += static_cast<signed char>(c);
  }
  return static_cast<int64_t>(wanted) == asUnsigned || static_cast<int64_t>(wanted) == asSigned;
}

bool imgc::looksLikeArchive(llvm::StringRef head) {
  for (llvm::StringRef magic : {llvm::StringRef("BZh"), llvm::StringRef("\x1f\x8b\x08"),
                                llvm::StringRef("\xfd"
                                                "7zXZ\0",
                                                6)})
    if (head.starts_with(magic))
      return true;
  return isTarHeader(head);
}

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

namespace {
/// Finds one file by reading the archive once for each link on the way.
class MemberFinder {
public:
  MemberFinder(int archive, uint64_t maxSize) : archive(archive), maxSize(maxSize) {}

  /// One pass for `name`; notes all links.
  llvm::Error scan(llvm::StringRef name);
  /// `name` with the links of the archive followed.
  llvm::Expected<std::string> resolve(llvm::StringRef name) const;

  std::optional<std::string> content;

private:
  llvm::Error visit(struct archive *reader, struct archive_entry *entry, llvm::StringRef name);
  llvm::Error readContent(struct archive *reader);

  int archive;
  uint64_t maxSize;
  /// Absolute path → what the link says; hard links as absolute paths.
  llvm::StringMap<std::string> links;
  uint64_t linkBytes = 0;
};
} // namespace

static llvm::Error refuse(const llvm::Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

llvm::Error MemberFinder::readContent(struct archive *reader) {
  content.emplace();
  char buffer[1 << 16];
  for (;;) {
    la_ssize_t size = archive_read_data(reader, buffer, sizeof buffer);
    if (size < 0)
      return archiveError(reader);
    if (size == 0)
      return llvm::Error::success();
    if (content->size() + size > maxSize)
      return refuse("it has more than " + llvm::Twine(maxSize) + " bytes");
    content->append(buffer, size);
  }
}

llvm::Error MemberFinder::visit(struct archive *reader, struct archive_entry *entry,
                                llvm::StringRef name) {
  const char *raw = archive_entry_pathname(entry);
  if (!raw || !*raw)
    return llvm::Error::success();
  std::string path = path::clean(("/" + llvm::StringRef(raw)).str());
  links.erase(path);
  const char *target = archive_entry_hardlink(entry);
  std::string link = target ? "/" + std::string(target) : "";
  if (!target && archive_entry_filetype(entry) == AE_IFLNK && archive_entry_symlink(entry))
    link = archive_entry_symlink(entry);
  if (!link.empty()) {
    linkBytes += path.size() + link.size();
    if (linkBytes > (64u << 20))
      return refuse("the archive has too many links");
    links[path] = link;
  }
  if (path != name)
    return llvm::Error::success();
  content.reset();
  if (link.empty() && archive_entry_filetype(entry) == AE_IFREG)
    return readContent(reader);
  return llvm::Error::success();
}

llvm::Error MemberFinder::scan(llvm::StringRef name) {
  if (::lseek(archive, 0, SEEK_SET) != 0)
    return makeErrnoError(ExitCode::Environment, "cannot read the archive", errno);
  Utf8Locale locale;
  ArchiveReader reader = openArchive(archive);
  if (!reader)
    return makeError(ExitCode::BuildFailed, "not a tar archive"); // as a damaged one
  for (;;) {
    struct archive_entry *entry;
    int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF)
      return llvm::Error::success();
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
      return archiveError(reader.get());
    if (llvm::Error error = visit(reader.get(), entry, name))
      return error;
  }
}

llvm::Expected<std::string> MemberFinder::resolve(llvm::StringRef name) const {
  std::string rest = name.str(), done = "/";
  for (unsigned hops = 0; !rest.empty();) {
    auto [part, more] = llvm::StringRef(rest).ltrim('/').split('/');
    done = path::join(done, part);
    auto link = links.find(done);
    std::string next = more.str();
    if (link != links.end()) {
      if (++hops > 40)
        return refuse("too many links on the way to '" + name + "'");
      const std::string &target = link->second;
      done = llvm::StringRef(target).starts_with("/") ? "/" : path::dir(done);
      next = target + (next.empty() ? "" : "/" + next);
    }
    rest = std::move(next);
  }
  return path::clean(done);
}

llvm::Expected<std::optional<std::string>>
imgc::readArchiveFile(int archive, llvm::StringRef name, uint64_t maxSize) {
  MemberFinder finder(archive, maxSize);
  std::string wanted = path::clean(("/" + name).str());
  if (llvm::Error error = finder.scan(wanted))
    return std::move(error);
  llvm::Expected<std::string> real = finder.resolve(wanted);
  if (!real)
    return real.takeError();
  if (*real != wanted) {
    finder.content.reset();
    if (llvm::Error error = finder.scan(*real))
      return std::move(error);
  }
  return std::move(finder.content);
}

std::optional<int64_t> imgc::findLatestFileTime(int archive) {
  if (::lseek(archive, 0, SEEK_SET) != 0)
    return std::nullopt;
  Utf8Locale locale;
  ArchiveReader reader = openArchive(archive);
  std::optional<int64_t> latest;
  while (reader) {
    struct archive_entry *entry;
    int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF)
      return latest;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
      return std::nullopt;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
      continue;
    int64_t time = archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : 0;
    latest = std::max(latest.value_or(time), time);
  }
  return std::nullopt;
}
