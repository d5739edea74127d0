//===- ExportRootfs.cpp - The merged root file system ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Export/ExportRootfs.h"

#include "AtomicFile.h"

#include "imgc/Runtime/Layers/ChainView.h"
#include "imgc/Runtime/Layers/TarWriter.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include <cerrno>
#include <map>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

namespace imgc {

namespace {

/// The files of a chain, read from its layer directories.
class ChainFiles {
public:
  llvm::Error open(Store &store, llvm::ArrayRef<LayerId> ids) {
    llvm::Expected<ChainView> opened = openChain(store, ids, /*needContents=*/false);
    if (!opened)
      return opened.takeError();
    chain = std::move(*opened);
    for (const LayerId &id : ids) {
      llvm::Expected<FileDescriptor> diff = store.openLayerDiff(id);
      if (!diff)
        return diff.takeError();
      diffs.push_back(std::move(*diff));
    }
    return llvm::Error::success();
  }

  llvm::Error copy(const MergedEntry &found, ByteSink &sink) {
    const IndexEntry &entry = *found.entry;
    llvm::ErrorOr<FileDescriptor> fd =
        openInRoot(diffs[found.layer].get(), entry.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!fd)
      return makeErrnoError(ExitCode::Store, "cannot read '/" + entry.path + "' of a layer",
                            fd.getError().value());
    FileSource source(fd->get());
    for (uint64_t left = entry.size; left > 0;) {
      llvm::Expected<size_t> n = source.read(buffer);
      if (!n)
        return n.takeError();
      if (*n == 0 || *n > left)
        return makeError(ExitCode::Store, "'/" + entry.path + "' of a layer was changed");
      left -= *n;
      if (llvm::Error error = sink.write(llvm::ArrayRef(buffer.data(), *n)))
        return error;
    }
    return llvm::Error::success();
  }

  ChainView chain;

private:
  std::vector<FileDescriptor> diffs;
  std::vector<uint8_t> buffer = std::vector<uint8_t>(1 << 18);
};

/// First name of every hard-link group of every layer.
using LinkNames = std::map<std::pair<unsigned, uint32_t>, std::string>;

int64_t clampTime(int64_t seconds, const RootfsExportOptions &options) {
  return options.sourceDateEpoch ? std::min(seconds, *options.sourceDateEpoch) : seconds;
}

llvm::Error writeTarEntry(TarWriter &tar, ChainFiles &files, LinkNames &links, llvm::StringRef path,
                          const MergedEntry &found, const std::string &prefix,
                          const RootfsExportOptions &options) {
  const IndexEntry &entry = *found.entry;
  TarEntry header;
  header.name = prefix + path.str() + (entry.type == EntryType::Directory ? "/" : "");
  header.type = entry.type;
  header.mode = entry.mode;
  header.uid = entry.uid;
  header.gid = entry.gid;
  header.mtimeSec = clampTime(entry.mtimeSec, options);
  header.size = entry.size;
  header.linkTarget = entry.linkTarget;
  header.devMajor = entry.devMajor;
  header.devMinor = entry.devMinor;
  header.xattrs.insert(entry.xattrs.begin(), entry.xattrs.end());
  if (entry.hardLinkGroup) {
    auto first = links.try_emplace({found.layer, entry.hardLinkGroup}, header.name);
    if (!first.second) {
      header.type = EntryType::HardLink;
      header.linkTarget = first.first->second;
      header.size = 0;
      return tar.startEntry(header);
    }
  }
  if (llvm::Error error = tar.startEntry(header))
    return error;
  if (entry.type != EntryType::Regular)
    return llvm::Error::success();
  CallbackSink into([&](llvm::ArrayRef<uint8_t> data) { return tar.write(data); });
  return files.copy(found, into);
}

//===----------------------------------------------------------------------===//
// Into a directory
//===----------------------------------------------------------------------===//

/// Writes a merged view below a directory, every name by the descriptor of the
/// directory that holds it: a symlink that lies there is replaced, never followed.
class LocalWriter {
public:
  LocalWriter(ChainFiles &files, int root, const RootfsExportOptions &options)
      : files(files), root(root), options(options), keepOwners(::geteuid() == 0) {}

  llvm::Error write(llvm::StringRef path, const MergedEntry &found);
  llvm::Error finish();

private:
  struct Frame {
    FileDescriptor fd;
    std::string path;
    struct timespec time;
  };
  int current() const { return stack.empty() ? root : stack.back().fd.get(); }
  llvm::Error leave();
  llvm::Error make(const MergedEntry &found, const char *name, llvm::StringRef path);
  llvm::Error makeFile(const MergedEntry &found, const char *name, llvm::StringRef path);
  llvm::Error makeDirectory(const IndexEntry &entry, const char *name, llvm::StringRef path);
  llvm::Error setAttributes(const IndexEntry &entry, const char *name, llvm::StringRef path);
  struct timespec getTime(const IndexEntry &entry) const {
    int64_t seconds = clampTime(entry.mtimeSec, options);
    return {seconds, seconds == entry.mtimeSec ? long(entry.mtimeNsec) : 0};
  }
  static llvm::Error fail(llvm::StringRef path, int err) {
    return makeErrnoError(ExitCode::BuildFailed, "cannot export '/" + path + "'", err);
  }

  ChainFiles &files;
  int root;
  const RootfsExportOptions &options;
  bool keepOwners;
  std::vector<Frame> stack;
  LinkNames links;
};

/// A directory's time is set when all in it is written.
llvm::Error LocalWriter::leave() {
  Frame frame = std::move(stack.back());
  stack.pop_back();
  struct timespec times[2] = {frame.time, frame.time};
  return ::futimens(frame.fd.get(), times) == 0 ? llvm::Error::success() : fail(frame.path, errno);
}

llvm::Error LocalWriter::finish() {
  while (!stack.empty())
    if (llvm::Error error = leave())
      return error;
  return llvm::Error::success();
}

llvm::Error LocalWriter::setAttributes(const IndexEntry &entry, const char *name,
                                       llvm::StringRef path) {
  bool isLink = entry.type == EntryType::Symlink;
  if (keepOwners && ::fchownat(current(), name, entry.uid, entry.gid, AT_SYMLINK_NOFOLLOW) != 0)
    return fail(path, errno);
  if (!isLink && ::fchmodat(current(), name, entry.mode, 0) != 0)
    return fail(path, errno);
  std::string place = procPath(current()) + "/" + name;
  for (const auto &[key, value] : entry.xattrs)
    if (::lsetxattr(place.c_str(), key.c_str(), value.data(), value.size(), 0) != 0 &&
        errno != ENOTSUP && errno != EPERM)
      return fail(path, errno);
  struct timespec times[2] = {getTime(entry), getTime(entry)};
  if (::utimensat(current(), name, times, AT_SYMLINK_NOFOLLOW) != 0)
    return fail(path, errno);
  return llvm::Error::success();
}

llvm::Error LocalWriter::makeDirectory(const IndexEntry &entry, const char *name,
                                       llvm::StringRef path) {
  struct stat st;
  if (::fstatat(current(), name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(st.st_mode))
    ::unlinkat(current(), name, 0);
  if (::mkdirat(current(), name, 0700) != 0 && errno != EEXIST)
    return fail(path, errno);
  FileDescriptor fd(::openat(current(), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd)
    return fail(path, errno);
  if (llvm::Error error = setAttributes(entry, name, path))
    return error;
  stack.push_back({std::move(fd), path.str(), getTime(entry)});
  return llvm::Error::success();
}

llvm::Error LocalWriter::makeFile(const MergedEntry &found, const char *name,
                                  llvm::StringRef path) {
  FileDescriptor fd(
      ::openat(current(), name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd)
    return fail(path, errno);
  FileSink sink(fd.get());
  return files.copy(found, sink);
}

llvm::Error LocalWriter::make(const MergedEntry &found, const char *name, llvm::StringRef path) {
  const IndexEntry &entry = *found.entry;
  if (entry.type == EntryType::Directory)
    return makeDirectory(entry, name, path);
  if (std::error_code ec = removeTreeAt(current(), name))
    return fail(path, ec.value());
  if (entry.hardLinkGroup) {
    auto first = links.try_emplace({found.layer, entry.hardLinkGroup}, path.str());
    if (!first.second) {
      llvm::ErrorOr<ParentInRoot> place = openParentInRoot(root, first.first->second);
      if (!place)
        return fail(path, place.getError().value());
      if (::linkat(place->parent.get(), place->name.c_str(), current(), name, 0) != 0)
        return fail(path, errno);
      return llvm::Error::success();
    }
  }
  if (entry.type == EntryType::Regular) {
    if (llvm::Error error = makeFile(found, name, path))
      return error;
  } else if (entry.type == EntryType::Symlink) {
    if (::symlinkat(entry.linkTarget.c_str(), current(), name) != 0)
      return fail(path, errno);
  } else {
    mode_t kind = entry.type == EntryType::Fifo         ? S_IFIFO
                  : entry.type == EntryType::CharDevice ? S_IFCHR
                                                        : S_IFBLK;
    if (::mknodat(current(), name, kind | 0600, makedev(entry.devMajor, entry.devMinor)) != 0) {
      // Nobody but root makes devices.
      if (errno == EPERM && kind != S_IFIFO)
        return llvm::Error::success();
      return fail(path, errno);
    }
  }
  return setAttributes(entry, name, path);
}

llvm::Error LocalWriter::write(llvm::StringRef path, const MergedEntry &found) {
  size_t slash = path.rfind('/');
  llvm::StringRef dir = slash == llvm::StringRef::npos ? "" : path.take_front(slash);
  std::string name = path.drop_front(slash == llvm::StringRef::npos ? 0 : slash + 1).str();
  while (!stack.empty() && stack.back().path != dir)
    if (llvm::Error error = leave())
      return error;
  return make(found, name.c_str(), path);
}

llvm::Error checkCancelled(const RootfsExportOptions &options) {
  return options.cancelled && options.cancelled() ? makeError(ExitCode::Interrupted, "interrupted")
                                                  : llvm::Error::success();
}

bool isExported(llvm::StringRef path, const MergedEntry &found) {
  return !path.empty() && found.entry->type != EntryType::Socket;
}

} // namespace

llvm::Error exportRootfsTar(Store &store, llvm::ArrayRef<RootfsExport> roots,
                            const RootfsExportOptions &options, ByteSink &sink) {
  TarWriter tar(sink);
  for (const RootfsExport &root : roots) {
    ChainFiles files;
    if (llvm::Error error = files.open(store, root.layers))
      return error;
    std::string prefix = root.prefix.empty() ? "" : root.prefix + "/";
    if (!prefix.empty()) {
      TarEntry directory;
      directory.name = prefix;
      directory.type = EntryType::Directory;
      directory.mode = 0755;
      if (llvm::Error error = tar.startEntry(directory))
        return error;
    }
    LinkNames links;
    llvm::Error error =
        files.chain.walk([&](llvm::StringRef path, const MergedEntry &found) -> llvm::Error {
          if (llvm::Error error = checkCancelled(options))
            return error;
          if (!isExported(path, found))
            return llvm::Error::success();
          return writeTarEntry(tar, files, links, path, found, prefix, options);
        });
    if (error)
      return error;
  }
  return tar.finish();
}

llvm::Error exportRootfsTarFile(Store &store, llvm::ArrayRef<RootfsExport> roots,
                                const RootfsExportOptions &options, llvm::StringRef destination) {
  llvm::Expected<AtomicFile> file = AtomicFile::create(destination);
  if (!file)
    return file.takeError();
  FileSink sink(file->getFD());
  if (llvm::Error error = exportRootfsTar(store, roots, options, sink))
    return addContext(std::move(error), "cannot export to '" + destination + "'");
  return file->commit();
}

llvm::Error exportRootfsLocal(Store &store, llvm::ArrayRef<RootfsExport> roots,
                              const RootfsExportOptions &options, llvm::StringRef destination) {
  llvm::Expected<AtomicDirectory> top = AtomicDirectory::create(destination);
  if (!top)
    return top.takeError();
  for (const RootfsExport &root : roots) {
    ChainFiles files;
    if (llvm::Error error = files.open(store, root.layers))
      return error;
    llvm::ErrorOr<FileDescriptor> place = mkdirsInRoot(top->getFD(), root.prefix);
    if (!place)
      return makeErrnoError(ExitCode::BuildFailed,
                            "cannot create '" + destination + "/" + root.prefix + "'",
                            place.getError().value());
    LocalWriter writer(files, place->get(), options);
    llvm::Error error =
        files.chain.walk([&](llvm::StringRef name, const MergedEntry &found) -> llvm::Error {
          if (llvm::Error error = checkCancelled(options))
            return error;
          return isExported(name, found) ? writer.write(name, found) : llvm::Error::success();
        });
    if (error)
      return error;
    if (llvm::Error error = writer.finish())
      return error;
  }
  return top->commit();
}

} // namespace imgc
