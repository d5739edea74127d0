//===- Unpack.cpp - Tar archives into a directory -------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArchiveReader.h"
#include "Destination.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include <cerrno>

using namespace imgc;
using namespace imgc::fileops;

namespace {

class Unpacker {
public:
  Unpacker(struct archive *reader, int dest, std::optional<Owner> owner)
      : reader(reader), dest(dest), owner(owner) {}
  llvm::Error run();

private:
  llvm::Error unpackEntry(struct archive_entry *entry);
  llvm::Error create(struct archive_entry *entry, int parent, const std::string &name,
                     const std::string &path);
  llvm::Error createFile(int parent, const std::string &name, const std::string &path,
                         FileDescriptor &fd);
  llvm::Error applyMetadata(struct archive_entry *entry, int parent, const std::string &name,
                            const std::string &path);
  llvm::Error setDirectoryTimes();

  struct archive *reader;
  int dest;
  std::optional<Owner> owner;
  std::vector<std::pair<std::string, struct timespec>> directories;
};

/// Times that a 64-bit time cannot hold or that lie before 1970 become 1970, as
/// in Docker's archives.
struct timespec boundedTime(struct archive_entry *entry) {
  int64_t seconds = archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : 0;
  long nanoseconds = archive_entry_mtime_is_set(entry) ? archive_entry_mtime_nsec(entry) : 0;
  if (seconds < 0 || seconds > INT64_MAX / 1'000'000'000 - 1)
    return {0, 0};
  return {seconds, nanoseconds};
}

} // namespace

bool fileops::isTarArchive(int fd) {
  if (::lseek(fd, 0, SEEK_SET) != 0)
    return false;
  Utf8Locale locale;
  ArchiveReader reader = openArchive(fd);
  struct archive_entry *entry;
  if (!reader)
    return false;
  int status = archive_read_next_header(reader.get(), &entry);
  return status == ARCHIVE_OK || status == ARCHIVE_WARN;
}

llvm::Error fileops::unpackTar(int archive, int dest, std::optional<Owner> owner) {
  Utf8Locale locale;
  ArchiveReader reader = openArchive(archive);
  if (!reader)
    return makeError(ExitCode::BuildFailed, "not a tar archive");
  return Unpacker(reader.get(), dest, owner).run();
}

llvm::Error Unpacker::run() {
  for (;;) {
    struct archive_entry *entry;
    int status = archive_read_next_header(reader, &entry);
    if (status == ARCHIVE_EOF)
      return setDirectoryTimes();
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
      return archiveError(reader);
    if (llvm::Error error = unpackEntry(entry))
      return error;
  }
}

llvm::Error Unpacker::unpackEntry(struct archive_entry *entry) {
  const char *raw = archive_entry_pathname(entry);
  if (!raw)
    raw = archive_entry_pathname_utf8(entry);
  if (!raw || !*raw)
    return makeError(ExitCode::BuildFailed, "an entry of the archive has no usable name");
  // `..` ends at the destination, which is the root of all names.
  std::string path = path::clean(("/" + llvm::StringRef(raw)).str());
  bool isDirectory = archive_entry_filetype(entry) == AE_IFDIR && !archive_entry_hardlink(entry);
  if (path == "/") {
    if (isDirectory)
      return llvm::Error::success();
    return makeError(ExitCode::BuildFailed, "an entry of the archive would replace its root");
  }
  if (llvm::Error error = makeDirectories(dest, path::dir(path), 0755, Owner{}, std::nullopt))
    return error;
  auto place = openParentInRoot(dest, path);
  if (!place)
    return makePathError("cannot create", path, place.getError().value());
  struct stat status;
  int parent = place->parent.get();
  bool exists = ::fstatat(parent, place->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (exists && !(S_ISDIR(status.st_mode) && isDirectory)) {
    // A link to itself would be gone before it is made.
    if (std::error_code error = removeTreeAt(parent, place->name))
      return makePathError("cannot replace", path, error.value());
    exists = false;
  }
  if (isDirectory) {
    if (!exists && ::mkdirat(parent, place->name.c_str(), 0700) != 0)
      return makePathError("cannot make directory", path, errno);
    directories.emplace_back(path, boundedTime(entry));
    return applyMetadata(entry, parent, place->name, path);
  }
  return create(entry, parent, place->name, path);
}

llvm::Error Unpacker::create(struct archive_entry *entry, int parent, const std::string &name,
                             const std::string &path) {
  if (const char *link = archive_entry_hardlink(entry)) {
    auto target = openParentInRoot(dest, link);
    if (!target)
      return makePathError("invalid hard link to", link, target.getError().value());
    if (::linkat(target->parent.get(), target->name.c_str(), parent, name.c_str(), 0) != 0)
      return makePathError("cannot create hard link", path, errno);
    return llvm::Error::success();
  }
  mode_t type = archive_entry_filetype(entry);
  if (type == AE_IFREG) {
    FileDescriptor fd;
    if (llvm::Error error = createFile(parent, name, path, fd))
      return error;
    return applyMetadata(entry, parent, name, path);
  }
  if (type == AE_IFLNK) {
    const char *target = archive_entry_symlink(entry);
    if (!target || ::symlinkat(target, parent, name.c_str()) != 0)
      return makePathError("cannot create symlink", path, target ? errno : EINVAL);
    return applyMetadata(entry, parent, name, path);
  }
  if (type != AE_IFCHR && type != AE_IFBLK && type != AE_IFIFO)
    return makeError(ExitCode::BuildFailed, "'" + path + "' has an unknown type");
  dev_t device = type == AE_IFIFO
                     ? 0
                     : makedev(archive_entry_rdevmajor(entry), archive_entry_rdevminor(entry));
  if (type == AE_IFCHR && device == 0)
    return makeError(ExitCode::BuildFailed,
                     "'" + path + "' is character device 0:0, which means a removed file");
  if (::mknodat(parent, name.c_str(), type | 0600, device) != 0)
    return makePathError("cannot create device", path, errno);
  return applyMetadata(entry, parent, name, path);
}

llvm::Error Unpacker::createFile(int parent, const std::string &name, const std::string &path,
                                 FileDescriptor &fd) {
  fd.reset(
      ::openat(parent, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd)
    return makePathError("cannot create", path, errno);
  int64_t end = 0;
  for (;;) {
    const void *data;
    size_t size;
    la_int64_t offset;
    int status = archive_read_data_block(reader, &data, &size, &offset);
    if (status == ARCHIVE_EOF) {
      if (offset > end && ::ftruncate(fd.get(), offset) != 0)
        return makePathError("cannot write", path, errno);
      return llvm::Error::success();
    }
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
      return archiveError(reader);
    const char *bytes = static_cast<const char *>(data);
    while (size) {
      ssize_t written = ::pwrite(fd.get(), bytes, size, offset);
      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return makePathError("cannot write", path, errno);
      bytes += written;
      size -= written;
      offset += written;
    }
    end = offset;
  }
}

llvm::Error Unpacker::applyMetadata(struct archive_entry *entry, int parent,
                                    const std::string &name, const std::string &path) {
  Owner to =
      owner.value_or(Owner{uid_t(archive_entry_uid(entry)), gid_t(archive_entry_gid(entry))});
  if (::fchownat(parent, name.c_str(), to.uid, to.gid, AT_SYMLINK_NOFOLLOW) != 0)
    return makePathError("cannot change the owner of", path, errno);
  bool isLink = archive_entry_filetype(entry) == AE_IFLNK;
  if (!isLink && ::fchmodat(parent, name.c_str(), archive_entry_perm(entry) & 07777, 0) != 0)
    return makePathError("cannot change the mode of", path, errno);
  FileDescriptor fd(::openat(parent, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  const char *key;
  const void *value;
  size_t size;
  archive_entry_xattr_reset(entry);
  while (fd && !isLink && archive_entry_xattr_next(entry, &key, &value, &size) == ARCHIVE_OK)
    if (isCarriedXattr(key))
      (void)::setxattr(procPath(fd.get()).c_str(), key, value, size, 0);
  struct timespec times[2] = {boundedTime(entry), boundedTime(entry)};
  if (::utimensat(parent, name.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
    return makePathError("cannot set the time of", path, errno);
  return llvm::Error::success();
}

llvm::Error Unpacker::setDirectoryTimes() {
  for (const auto &[path, time] : directories) {
    auto place = openParentInRoot(dest, path);
    if (!place)
      continue; // replaced by a later entry
    struct timespec times[2] = {time, time};
    if (::utimensat(place->parent.get(), place->name.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno != ENOENT)
      return makePathError("cannot set the time of", path, errno);
  }
  return llvm::Error::success();
}
