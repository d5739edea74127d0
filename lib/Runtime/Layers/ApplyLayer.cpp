//===- ApplyLayer.cpp - Unpacks a layer into the store --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/ApplyLayer.h"

#include "UpperWalk.h"

#include "imgc/Runtime/Layers/AsyncStream.h"
#include "imgc/Runtime/Layers/Compression.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/BLAKE3.h"

#include <cerrno>
#include <map>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

namespace imgc {

namespace {

llvm::Error makeLayerError(const llvm::Twine &what) {
  return makeError(ExitCode::Registry, "refused layer: " + what);
}

llvm::Error makeSystemError(const llvm::Twine &what, llvm::StringRef path, int err) {
  return makeErrnoError(ExitCode::Store, "cannot " + what + " '/" + path + "' of a layer", err);
}

class LayerApplier {
public:
  LayerApplier(ByteSource &tar, int diffFD, const ApplyOptions &options)
      : reader(tar, options.limits), root(diffFD), options(options), buffer(1 << 17) {}

  llvm::Error run();
  llvm::Expected<LayerIndex> buildIndex();
  bool usedLowers = false;

private:
  struct DirectoryTime {
    std::string path;
    struct timespec time;
  };

  llvm::Expected<std::string> cleanName(llvm::StringRef name);
  llvm::Error applyEntry(TarEntry &entry);
  llvm::Error applyRoot(const TarEntry &entry);
  llvm::Error openParent(llvm::StringRef path);
  llvm::Error noteWhiteout(llvm::StringRef dir, llvm::StringRef marker);
  llvm::Error makeEntry(const TarEntry &entry, llvm::StringRef path, const char *name);
  llvm::Error makeFile(const TarEntry &entry, llvm::StringRef path, const char *name);
  llvm::Error makeDirectory(const TarEntry &entry, llvm::StringRef path, const char *name);
  llvm::Error makeHardLink(const TarEntry &entry, llvm::StringRef path, const char *name);
  llvm::Error makeSpecial(const TarEntry &entry, llvm::StringRef path, const char *name);
  llvm::Error clearPlace(llvm::StringRef path, const char *name, bool keepDirectory);
  llvm::Error setAttributes(int fd, const TarEntry &entry, const std::string &place,
                            llvm::StringRef path);
  /// `place` ends in the entry's name, which is not followed.
  llvm::Error setXattrs(const std::string &place, const TarEntry &entry, llvm::StringRef path);
  llvm::Error setOpaque(int fd, llvm::StringRef path);
  llvm::Error finishWhiteouts();
  llvm::Error finishDirectories();

  TarReader reader;
  int root;
  const ApplyOptions &options;
  std::vector<uint8_t> buffer;
  /// The directory of the last entry, until something could change what it is.
  FileDescriptor parent;
  std::string parentPath;
  bool parentValid = false;
  std::vector<std::string> whiteouts, opaques;
  std::vector<DirectoryTime> directoryTimes;
  std::map<ino_t, Key> contents;
  bool warnedXattrs = false;
};

/// Without `./`, leading and trailing slashes (containerd too takes `/a` for `a`). Names that leave the root, or that mean
/// different things to different readers, are refused.
llvm::Expected<std::string> LayerApplier::cleanName(llvm::StringRef name) {
  if (name.empty())
    return makeLayerError("an entry without a name");
  if (name.size() > options.limits.maxName)
    return makeLayerError("a name of " + llvm::Twine(name.size()) + " bytes");
  if (name.contains('\0'))
    return makeLayerError("a name with a NUL");
  llvm::SmallVector<llvm::StringRef, 16> parts;
  name.split(parts, '/', -1, /*KeepEmpty=*/false);
  std::string clean;
  for (llvm::StringRef part : parts) {
    if (part == ".")
      continue;
    if (part == "..")
      return makeLayerError("'..' in the name '" + name + "'");
    if (part.size() > options.limits.maxComponent)
      return makeLayerError("a file name of " + llvm::Twine(part.size()) + " bytes");
    if (!clean.empty())
      clean += '/';
    clean += part;
  }
  return clean;
}

llvm::Error LayerApplier::openParent(llvm::StringRef path) {
  size_t slash = path.rfind('/');
  llvm::StringRef dir = slash == llvm::StringRef::npos ? "" : path.take_front(slash);
  if (parentValid && parentPath == dir)
    return llvm::Error::success();
  llvm::ErrorOr<FileDescriptor> fd = openInRoot(root, dir, O_RDONLY | O_DIRECTORY);
  if (!fd && fd.getError() == std::errc::no_such_file_or_directory) {
    std::vector<std::string> created;
    MkdirOptions mkdir;
    mkdir.uid = 0;
    mkdir.gid = 0;
    mkdir.mtime = timespec{0, 0};
    mkdir.created = [&](llvm::StringRef made) { created.push_back(made.str()); };
    fd = mkdirsInRoot(root, dir, mkdir);
    for (const std::string &made : created) {
      struct timespec time = {0, 0};
      MergedEntry below = options.lowers ? options.lowers->find(made) : MergedEntry();
      if (below && below.entry->type == EntryType::Directory) {
        usedLowers = true;
        TarEntry copy;
        copy.type = EntryType::Directory;
        copy.mode = below.entry->mode;
        copy.uid = below.entry->uid;
        copy.gid = below.entry->gid;
        copy.xattrs.insert(below.entry->xattrs.begin(), below.entry->xattrs.end());
        time = {below.entry->mtimeSec, below.entry->mtimeNsec};
        llvm::ErrorOr<FileDescriptor> madeFD = openInRoot(root, made, O_RDONLY | O_DIRECTORY);
        if (!madeFD)
          return makeSystemError("create", made, madeFD.getError().value());
        if (llvm::Error error = setAttributes(madeFD->get(), copy, procPath(madeFD->get()) + "/.", made))
          return error;
      }
      directoryTimes.push_back({made, time});
    }
  }
  if (!fd) {
    if (fd.getError() == std::errc::not_a_directory ||
        fd.getError() == std::errc::too_many_symbolic_link_levels ||
        fd.getError() == std::errc::filename_too_long)
      return makeLayerError("'" + path + "' is below something that is not a directory");
    return makeSystemError("create", dir, fd.getError().value());
  }
  parent = std::move(*fd);
  parentPath = dir.str();
  parentValid = true;
  return llvm::Error::success();
}

/// Whiteouts act on the layers below only, whatever their place in the archive:
/// they are made at the end, where nothing of this layer took the name.
llvm::Error LayerApplier::noteWhiteout(llvm::StringRef dir, llvm::StringRef marker) {
  if (marker == ".wh..wh..opq") {
    opaques.push_back(dir.str());
    return llvm::Error::success();
  }
  // Housekeeping of aufs, from the time when it made the layers.
  if (marker.starts_with(".wh..wh."))
    return llvm::Error::success();
  llvm::StringRef name = marker.drop_front(4);
  if (name.empty() || name == "." || name == "..")
    return makeLayerError("the whiteout '" + marker + "' of nothing");
  whiteouts.push_back(dir.empty() ? name.str() : (dir + "/" + name).str());
  return llvm::Error::success();
}

llvm::Error LayerApplier::clearPlace(llvm::StringRef path, const char *name, bool keepDirectory) {
  struct stat st;
  if (::fstatat(parent.get(), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT ? llvm::Error::success() : makeSystemError("replace", path, errno);
  if (keepDirectory && S_ISDIR(st.st_mode))
    return llvm::Error::success();
  contents.erase(st.st_nlink == 1 ? st.st_ino : 0);
  if (std::error_code ec = removeTreeAt(parent.get(), name))
    return makeSystemError("replace", path, ec.value());
  return llvm::Error::success();
}

llvm::Error LayerApplier::setXattrs(const std::string &place, const TarEntry &entry,
                                    llvm::StringRef path) {
  for (const auto &[name, value] : entry.xattrs) {
    llvm::StringRef key = name;
    // They would forge whiteouts, redirects and opaque flags.
    if (key.starts_with("trusted.") || key.starts_with("user.overlay."))
      return makeLayerError("the attribute '" + key + "' of '" + path + "'");
    if (!isLayerXattr(key))
      continue;
    if (::lsetxattr(place.c_str(), name.c_str(), value.data(), value.size(), 0) == 0)
      continue;
    // user.* is for files and directories only.
    if (errno == EPERM && key.starts_with("user.") && entry.type != EntryType::Regular &&
        entry.type != EntryType::Directory)
      continue;
    if (errno != ENOTSUP)
      return makeSystemError("set the attribute '" + key + "' of", path, errno);
    if (options.warn && !std::exchange(warnedXattrs, true))
      options.warn("the file system of the store has no extended attributes; they are left out");
  }
  return llvm::Error::success();
}

/// Owner, then mode and attributes: chown clears setuid bits and capabilities.
llvm::Error LayerApplier::setAttributes(int fd, const TarEntry &entry, const std::string &place,
                                        llvm::StringRef path) {
  if (::fchown(fd, entry.uid, entry.gid) != 0)
    return makeSystemError("change the owner of", path, errno);
  if (::fchmod(fd, entry.mode) != 0)
    return makeSystemError("change the mode of", path, errno);
  return entry.xattrs.empty() ? llvm::Error::success() : setXattrs(place, entry, path);
}

llvm::Error LayerApplier::makeFile(const TarEntry &entry, llvm::StringRef path, const char *name) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  FileDescriptor fd(::openat(parent.get(), name, flags, 0600));
  if (!fd)
    return makeSystemError("create", path, errno);
  llvm::BLAKE3 hasher;
  FileSink sink(fd.get());
  while (true) {
    llvm::Expected<size_t> n = reader.read(buffer);
    if (!n)
      return n.takeError();
    if (*n == 0)
      break;
    hasher.update(llvm::ArrayRef(buffer.data(), *n));
    if (llvm::Error error = sink.write(llvm::ArrayRef(buffer.data(), *n)))
      return addContext(std::move(error), "'/" + path + "' of a layer");
  }
  if (llvm::Error error = setAttributes(fd.get(), entry, procPath(parent.get()) + "/" + name, path))
    return error;
  struct timespec times[2] = {{entry.mtimeSec, entry.mtimeNsec}, {entry.mtimeSec, entry.mtimeNsec}};
  struct stat st;
  if (::futimens(fd.get(), times) != 0 || ::fstat(fd.get(), &st) != 0)
    return makeSystemError("change the times of", path, errno);
  llvm::BLAKE3Result<32> hash = hasher.final();
  llvm::copy(hash, contents[st.st_ino].bytes.begin());
  return llvm::Error::success();
}

llvm::Error LayerApplier::makeDirectory(const TarEntry &entry, llvm::StringRef path,
                                        const char *name) {
  if (::mkdirat(parent.get(), name, 0700) != 0 && errno != EEXIST)
    return makeSystemError("create", path, errno);
  FileDescriptor fd(
      ::openat(parent.get(), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd)
    return makeSystemError("create", path, errno);
  directoryTimes.push_back({path.str(), {entry.mtimeSec, entry.mtimeNsec}});
  return setAttributes(fd.get(), entry, procPath(parent.get()) + "/" + name, path);
}

llvm::Error LayerApplier::makeHardLink(const TarEntry &entry, llvm::StringRef path,
                                       const char *name) {
  llvm::Expected<std::string> target = cleanName(entry.linkTarget);
  if (!target)
    return target.takeError();
  llvm::ErrorOr<ParentInRoot> place = openParentInRoot(root, *target);
  struct stat from, here, there;
  if (!place || ::fstatat(place->parent.get(), place->name.c_str(), &from, AT_SYMLINK_NOFOLLOW))
    return makeLayerError("'" + path + "' is a link to '" + *target +
                          "', which is not in the layer");
  if (S_ISDIR(from.st_mode))
    return makeLayerError("'" + path + "' is a hard link to a directory");
  if (::fstat(place->parent.get(), &there) || ::fstat(parent.get(), &here))
    return makeSystemError("link", path, errno);
  // Clearing the place would remove what is linked to.
  if (here.st_ino == there.st_ino && here.st_dev == there.st_dev && place->name == name)
    return makeLayerError("'" + path + "' is a link to itself");
  if (llvm::Error error = clearPlace(path, name, /*keepDirectory=*/false))
    return error;
  if (::linkat(place->parent.get(), place->name.c_str(), parent.get(), name, 0) != 0) {
    if (errno == ENOENT)
      return makeLayerError("'" + path + "' is a link to '" + *target +
                            "', which is not in the layer");
    return makeSystemError("link", path, errno);
  }
  return llvm::Error::success();
}

llvm::Error LayerApplier::makeSpecial(const TarEntry &entry, llvm::StringRef path,
                                      const char *name) {
  int result;
  bool isLink = entry.type == EntryType::Symlink;
  if (isLink) {
    if (entry.linkTarget.empty() || entry.linkTarget.size() > 4095 ||
        llvm::StringRef(entry.linkTarget).contains('\0'))
      return makeLayerError("the target of the symlink '" + path + "'");
    result = ::symlinkat(entry.linkTarget.c_str(), parent.get(), name);
  } else {
    mode_t kind = entry.type == EntryType::Fifo         ? S_IFIFO
                  : entry.type == EntryType::CharDevice ? S_IFCHR
                                                        : S_IFBLK;
    if (kind != S_IFIFO && entry.devMajor == 0 && entry.devMinor == 0)
      return makeLayerError("'" + path + "' is the device 0:0, which is a whiteout");
    result = ::mknodat(parent.get(), name, kind | 0600, makedev(entry.devMajor, entry.devMinor));
  }
  if (result != 0)
    return makeSystemError("create", path, errno);
  if (::fchownat(parent.get(), name, entry.uid, entry.gid, AT_SYMLINK_NOFOLLOW) != 0)
    return makeSystemError("change the owner of", path, errno);
  // Just made, not a symlink, in a directory nobody else can reach.
  if (!isLink && ::fchmodat(parent.get(), name, entry.mode, 0) != 0)
    return makeSystemError("change the mode of", path, errno);
  if (!entry.xattrs.empty())
    if (llvm::Error error = setXattrs(procPath(parent.get()) + "/" + name, entry, path))
      return error;
  struct timespec times[2] = {{entry.mtimeSec, entry.mtimeNsec}, {entry.mtimeSec, entry.mtimeNsec}};
  if (::utimensat(parent.get(), name, times, AT_SYMLINK_NOFOLLOW) != 0)
    return makeSystemError("change the times of", path, errno);
  return llvm::Error::success();
}

llvm::Error LayerApplier::makeEntry(const TarEntry &entry, llvm::StringRef path,
                                    const char *name) {
  if (entry.type == EntryType::HardLink)
    return makeHardLink(entry, path, name);
  if (llvm::Error error = clearPlace(path, name, entry.type == EntryType::Directory))
    return error;
  switch (entry.type) {
  case EntryType::Regular:
    return makeFile(entry, path, name);
  case EntryType::Directory:
    return makeDirectory(entry, path, name);
  default:
    return makeSpecial(entry, path, name);
  }
}

llvm::Error LayerApplier::applyRoot(const TarEntry &entry) {
  if (entry.type != EntryType::Directory)
    return makeLayerError("the root is not a directory");
  directoryTimes.push_back({"", {entry.mtimeSec, entry.mtimeNsec}});
  return setAttributes(root, entry, procPath(root) + "/.", "");
}

llvm::Error LayerApplier::applyEntry(TarEntry &entry) {
  // What no file system holds and Go cannot print.
  if (entry.mtimeSec < -62135596800 || entry.mtimeSec > 253402300799)
    return makeLayerError("the time of '" + entry.name + "' is out of range");
  llvm::Expected<std::string> path = cleanName(entry.name);
  if (!path)
    return path.takeError();
  if (path->empty())
    return applyRoot(entry);
  size_t slash = path->rfind('/');
  std::string name = slash == std::string::npos ? *path : path->substr(slash + 1);
  llvm::StringRef dir = slash == std::string::npos ? "" : llvm::StringRef(*path).take_front(slash);
  if (llvm::StringRef(dir).starts_with(".wh.") || dir.contains("/.wh."))
    return makeLayerError("'" + *path + "' is below a whiteout");
  if (llvm::StringRef(name).starts_with(".wh."))
    return noteWhiteout(dir, name);
  if (llvm::Error error = openParent(*path))
    return error;
  llvm::Error error = makeEntry(entry, *path, name.c_str());
  // Only files and their like leave the meaning of other paths alone.
  if (entry.type != EntryType::Regular && entry.type != EntryType::HardLink)
    parentValid = false;
  return error;
}

llvm::Error LayerApplier::setOpaque(int fd, llvm::StringRef path) {
  const char *name = options.overlayXattrs == OverlayXattrs::Trusted ? "trusted.overlay.opaque"
                                                                     : "user.overlay.opaque";
  if (::fsetxattr(fd, name, "y", 1, 0) != 0)
    return makeSystemError("make opaque", path, errno);
  return llvm::Error::success();
}

llvm::Error LayerApplier::finishWhiteouts() {
  for (const std::string &path : whiteouts) {
    parentValid = false;
    if (llvm::Error error = openParent(path))
      return error;
    size_t slash = path.rfind('/');
    std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    if (::mknodat(parent.get(), name.c_str(), S_IFCHR, makedev(0, 0)) == 0)
      continue;
    if (errno != EEXIST)
      return makeSystemError("remove", path, errno);
    // This layer has the name: a directory must not show the lower one's files.
    FileDescriptor fd(::openat(parent.get(), name.c_str(),
                               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (fd)
      if (llvm::Error error = setOpaque(fd.get(), path))
        return error;
  }
  for (const std::string &path : opaques) {
    parentValid = false;
    if (llvm::Error error = openParent(path.empty() ? "x" : path + "/x"))
      return error;
    if (llvm::Error error = setOpaque(parent.get(), path))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error LayerApplier::finishDirectories() {
  for (const DirectoryTime &directory : directoryTimes) {
    llvm::ErrorOr<FileDescriptor> fd =
        openInRoot(root, directory.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    // Replaced by something else later in the archive.
    if (!fd)
      continue;
    struct timespec times[2] = {directory.time, directory.time};
    if (::futimens(fd->get(), times) != 0)
      return makeSystemError("change the times of", directory.path, errno);
  }
  return llvm::Error::success();
}

llvm::Error LayerApplier::run() {
  TarEntry entry;
  while (true) {
    if (options.cancelled && options.cancelled())
      return makeError(ExitCode::Interrupted, "interrupted");
    llvm::Expected<bool> more = reader.next(entry);
    if (!more)
      return more.takeError();
    if (!*more)
      break;
    if (llvm::Error error = applyEntry(entry))
      return error;
  }
  if (llvm::Error error = reader.drain())
    return error;
  if (llvm::Error error = finishWhiteouts())
    return error;
  return finishDirectories();
}

/// From the directory, not from the archive: names may have gone through
/// symlinks. The contents were hashed while they were written.
llvm::Expected<LayerIndex> LayerApplier::buildIndex() {
  std::vector<IndexEntry> entries;
  llvm::Error error = walkUpper(root, [&](UpperName &name) {
    auto known = contents.find(name.inode);
    if (name.entry.type == EntryType::Regular && known != contents.end())
      name.entry.content = known->second;
    entries.push_back(std::move(name.entry));
    return llvm::Error::success();
  });
  if (error)
    return std::move(error);
  return LayerIndex(std::move(entries));
}

/// Hashes and counts what passes.
class HashingSource : public ByteSource {
public:
  HashingSource(ByteSource &source, uint64_t limit) : source(source), limit(limit) {}
  llvm::Expected<size_t> read(llvm::MutableArrayRef<uint8_t> out) override {
    llvm::Expected<size_t> n = source.read(out);
    if (!n)
      return n;
    count += *n;
    if (count > limit)
      return makeLayerError("its blob is larger than " + llvm::Twine(limit) + " bytes");
    hash.update(llvm::ArrayRef(out.data(), *n));
    return n;
  }
  ByteSource &source;
  uint64_t limit, count = 0;
  Sha256 hash;
};

} // namespace

llvm::Expected<AppliedLayer> applyLayerTar(ByteSource &tar, int diffFD,
                                           const ApplyOptions &options) {
  HashingSource hashing(tar, UINT64_MAX);
  LayerApplier applier(hashing, diffFD, options);
  if (llvm::Error error = applier.run())
    return std::move(error);
  AppliedLayer result;
  result.diffId = hashing.hash.final();
  result.uncompressedSize = hashing.count;
  result.dependsOnLowers = applier.usedLowers;
  llvm::Expected<LayerIndex> index = applier.buildIndex();
  if (!index)
    return index.takeError();
  result.index = std::move(*index);
  return result;
}

llvm::Expected<LayerInfo> ingestLayer(Store &store, ByteSource &blob,
                                      const LayerExpectation &expected,
                                      const ApplyOptions &options) {
  llvm::Expected<Staging> staging = store.createStaging();
  if (!staging)
    return staging.takeError();
  HashingSource compressed(blob, expected.size.value_or(UINT64_MAX));
  std::unique_ptr<ByteSource> plain = createDecompressor(compressed);
  llvm::Expected<AppliedLayer> applied = [&] {
    AsyncSource ahead(*plain);
    return applyLayerTar(ahead, staging->getDiffFD(), options);
  }();
  if (!applied)
    return applied.takeError();
  // The decompressor has seen the end of the blob, or this finds garbage.
  std::vector<uint8_t> rest(4096);
  while (true) {
    llvm::Expected<size_t> n = compressed.read(rest);
    if (!n)
      return n.takeError();
    if (*n == 0)
      break;
  }
  if (expected.size && compressed.count != *expected.size)
    return makeLayerError("its blob has " + llvm::Twine(compressed.count) + " bytes instead of " +
                          llvm::Twine(*expected.size));
  Digest digest = compressed.hash.final();
  if (expected.digest && digest != *expected.digest)
    return makeLayerError("its blob has the digest '" + digest.str() + "' instead of '" +
                          expected.digest->str() + "'");
  if (expected.diffId && applied->diffId != *expected.diffId)
    return makeLayerError("its diff id is '" + applied->diffId.str() + "' instead of '" +
                          expected.diffId->str() + "'");
  LayerInfo info;
  info.id = LayerId::fromDiffId(applied->diffId);
  if (applied->dependsOnLowers) {
    KeyBuilder builder("layer-on-lowers.v1");
    builder.add(applied->diffId);
    for (const IndexEntry &entry : applied->index.getEntries())
      builder.add(entry.path).add(uint64_t(entry.mode)).add(uint64_t(entry.uid)).add(
          uint64_t(entry.gid)).add(uint64_t(entry.mtimeSec));
    llvm::Expected<LayerId> id = LayerId::parse(builder.final().hex());
    if (!id)
      return id.takeError();
    info.id = *id;
  }
  info.diffId = applied->diffId;
  info.size = applied->index.getTotalSize();
  info.hasContentIndex = true;
  if (llvm::Error error = writeLayerIndex(staging->getDirFD(), applied->index))
    return std::move(error);
  Store::CommitOptions commit{info.id, info.diffId, info.size, true};
  llvm::Expected<LayerId> id = store.commitLayer(std::move(*staging), commit);
  if (!id)
    return id.takeError();
  return info;
}

} // namespace imgc
