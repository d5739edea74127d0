//===- UpperWalk.cpp - Walks an upper directory ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UpperWalk.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <map>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

namespace imgc {

/// Deep enough for every real image; PATH_MAX bounds it as well.
static constexpr size_t maxDepth = 2048;

static llvm::Error makeWalkError(llvm::StringRef path, int err) {
  return makeErrnoError(ExitCode::BuildFailed, "cannot read '/" + path + "' of a layer", err);
}

namespace {

/// Lists a directory's names in byte order.
llvm::Expected<std::vector<std::string>> listSorted(int fd, llvm::StringRef path) {
  FileDescriptor copy(::openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR *dir = copy ? ::fdopendir(copy.get()) : nullptr;
  if (!dir)
    return makeWalkError(path, errno);
  copy.release();
  std::vector<std::string> names;
  errno = 0;
  while (struct dirent *entry = ::readdir(dir))
    if (llvm::StringRef name = entry->d_name; name != "." && name != "..")
      names.push_back(name.str());
  int err = errno;
  ::closedir(dir);
  if (err)
    return makeWalkError(path, err);
  std::sort(names.begin(), names.end());
  return names;
}

/// Capability revision 3 is bound to a user namespace; a layer has revision 2.
void normaliseCapability(std::string &value) {
  constexpr uint32_t revision2 = 0x02000000, revision3 = 0x03000000, mask = 0xff000000;
  if (value.size() != 24)
    return;
  uint32_t magic = llvm::support::endian::read32le(value.data());
  if ((magic & mask) != revision3)
    return;
  llvm::support::endian::write32le(value.data(), (magic & ~mask) | revision2);
  value.resize(20);
}

class UpperWalker {
public:
  explicit UpperWalker(llvm::function_ref<llvm::Error(UpperName &)> visit) : visit(visit) {}
  llvm::Error run(int diffFD);

private:
  struct Frame {
    FileDescriptor fd;
    std::string path;
    std::vector<std::string> names;
    size_t next = 0;
  };

  llvm::Error describe(UpperName &name, const struct stat &st);
  llvm::Error readXattrs(UpperName &name, bool isDirectory);
  llvm::Error enter(int dirFD, const char *name, std::string path);
  llvm::Error visitName(int dirFD, const std::string &name, const std::string &path);

  llvm::function_ref<llvm::Error(UpperName &)> visit;
  std::vector<Frame> stack;
  std::map<std::pair<dev_t, ino_t>, uint32_t> groups;
  std::string xattrList, xattrValue;
};

llvm::Error UpperWalker::readXattrs(UpperName &name, bool isDirectory) {
  // No xattr call takes a directory and a name (before Linux 6.13), and an O_PATH
  // descriptor is refused: the path goes through /proc, the last name is not followed.
  std::string path = procPath(name.dirFD) + "/" + name.name;
  xattrList.resize(4096);
  ssize_t size = ::llistxattr(path.c_str(), xattrList.data(), xattrList.size());
  if (size < 0 && errno == ERANGE) {
    xattrList.resize(65536);
    size = ::llistxattr(path.c_str(), xattrList.data(), xattrList.size());
  }
  if (size < 0)
    return errno == ENOTSUP ? llvm::Error::success() : makeWalkError(name.entry.path, errno);
  llvm::StringRef rest(xattrList.data(), size);
  while (!rest.empty()) {
    auto [key, tail] = rest.split('\0');
    rest = tail;
    bool overlay = key.starts_with("trusted.overlay.") || key.starts_with("user.overlay.");
    if (!overlay && !isLayerXattr(key))
      continue;
    std::string text = key.str();
    xattrValue.resize(65536);
    ssize_t length = ::lgetxattr(path.c_str(), text.c_str(), xattrValue.data(), xattrValue.size());
    if (length < 0) {
      if (errno == ENODATA)
        continue;
      return makeWalkError(name.entry.path, errno);
    }
    std::string value = xattrValue.substr(0, length);
    if (!overlay) {
      if (key == "security.capability")
        normaliseCapability(value);
      name.entry.xattrs.emplace_back(std::move(text), std::move(value));
      continue;
    }
    llvm::StringRef flag = key.substr(key.find("overlay.") + 8);
    if (flag == "redirect" || flag == "metacopy")
      return makeError(ExitCode::BuildFailed, "'/" + name.entry.path +
                                                  "' of a layer has the overlayfs attribute '" +
                                                  key + "', which imgc never allows");
    if (flag == "opaque" && isDirectory && value == "y")
      name.entry.opaque = true;
    if (flag == "whiteout")
      name.entry.type = EntryType::Whiteout;
  }
  std::sort(name.entry.xattrs.begin(), name.entry.xattrs.end());
  return llvm::Error::success();
}

llvm::Error UpperWalker::describe(UpperName &name, const struct stat &st) {
  IndexEntry &entry = name.entry;
  entry.mode = st.st_mode & 07777;
  entry.uid = st.st_uid;
  entry.gid = st.st_gid;
  entry.mtimeSec = st.st_mtim.tv_sec;
  entry.mtimeNsec = st.st_mtim.tv_nsec;
  switch (st.st_mode & S_IFMT) {
  case S_IFDIR:
    entry.type = EntryType::Directory;
    break;
  case S_IFREG:
    entry.type = EntryType::Regular;
    entry.size = st.st_size;
    break;
  case S_IFLNK: {
    entry.type = EntryType::Symlink;
    llvm::ErrorOr<std::string> target = readlinkAt(name.dirFD, name.name);
    if (!target)
      return makeWalkError(entry.path, target.getError().value());
    entry.linkTarget = std::move(*target);
    break;
  }
  case S_IFIFO:
    entry.type = EntryType::Fifo;
    break;
  case S_IFSOCK:
    entry.type = EntryType::Socket;
    break;
  default:
    entry.type = S_ISCHR(st.st_mode) ? EntryType::CharDevice : EntryType::BlockDevice;
    entry.devMajor = major(st.st_rdev);
    entry.devMinor = minor(st.st_rdev);
    if (S_ISCHR(st.st_mode) && st.st_rdev == 0) {
      // Nothing else of a whiteout means anything.
      std::string path = std::move(entry.path);
      entry = IndexEntry();
      entry.path = std::move(path);
      entry.type = EntryType::Whiteout;
      return llvm::Error::success();
    }
  }
  if (entry.type != EntryType::Directory && st.st_nlink > 1) {
    auto group = groups.try_emplace({st.st_dev, st.st_ino}, groups.size() + 1);
    entry.hardLinkGroup = group.first->second;
  }
  return readXattrs(name, entry.type == EntryType::Directory);
}

llvm::Error UpperWalker::enter(int dirFD, const char *name, std::string path) {
  if (stack.size() >= maxDepth)
    return makeError(ExitCode::BuildFailed, "the directories of a layer are nested too deeply");
  FileDescriptor fd(::openat(dirFD, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd)
    return makeWalkError(path, errno);
  llvm::Expected<std::vector<std::string>> names = listSorted(fd.get(), path);
  if (!names)
    return names.takeError();
  stack.push_back({std::move(fd), std::move(path), std::move(*names)});
  return llvm::Error::success();
}

llvm::Error UpperWalker::visitName(int dirFD, const std::string &text, const std::string &path) {
  struct stat st;
  if (::fstatat(dirFD, text.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0)
    return makeWalkError(path, errno);
  UpperName name{{}, dirFD, text.c_str(), st.st_ino};
  name.entry.path = path;
  if (llvm::Error error = describe(name, st))
    return error;
  // `name` may dangle after enter: visit first.
  if (llvm::Error error = visit(name))
    return error;
  if (S_ISDIR(st.st_mode))
    return enter(dirFD, text.c_str(), path);
  return llvm::Error::success();
}

llvm::Error UpperWalker::run(int diffFD) {
  if (llvm::Error error = visitName(diffFD, ".", ""))
    return error;
  while (!stack.empty()) {
    Frame &frame = stack.back();
    if (frame.next == frame.names.size()) {
      stack.pop_back();
      continue;
    }
    std::string name = std::move(frame.names[frame.next++]);
    std::string path = frame.path.empty() ? name : frame.path + "/" + name;
    if (llvm::Error error = visitName(frame.fd.get(), name, path))
      return error;
  }
  return llvm::Error::success();
}

} // namespace

llvm::Error walkUpper(int diffFD, llvm::function_ref<llvm::Error(UpperName &)> visit) {
  return UpperWalker(visit).run(diffFD);
}

llvm::Expected<FileDescriptor> openUpperFile(const UpperName &name) {
  FileDescriptor fd(::openat(name.dirFD, name.name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd)
    return makeWalkError(name.entry.path, errno);
  return fd;
}

static llvm::Expected<Key> hashContent(const UpperName &name, std::vector<uint8_t> &buffer) {
  llvm::Expected<FileDescriptor> fd = openUpperFile(name);
  if (!fd)
    return fd.takeError();
  llvm::BLAKE3 hasher;
  while (true) {
    ssize_t n = ::read(fd->get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return makeWalkError(name.entry.path, errno);
    if (n == 0)
      break;
    hasher.update(llvm::ArrayRef(buffer.data(), n));
  }
  Key key;
  llvm::BLAKE3Result<32> result = hasher.final();
  std::copy(result.begin(), result.end(), key.bytes.begin());
  return key;
}

llvm::Expected<LayerIndex> LayerIndex::build(int diffFD, bool hashContents) {
  std::vector<IndexEntry> entries;
  std::vector<uint8_t> buffer(hashContents ? 1 << 18 : 0);
  std::map<uint32_t, Key> hashed;
  llvm::Error error = walkUpper(diffFD, [&](UpperName &name) -> llvm::Error {
    IndexEntry &entry = name.entry;
    if (hashContents && entry.type == EntryType::Regular) {
      auto known = hashed.find(entry.hardLinkGroup);
      if (entry.hardLinkGroup && known != hashed.end()) {
        entry.content = known->second;
      } else {
        llvm::Expected<Key> key = hashContent(name, buffer);
        if (!key)
          return key.takeError();
        entry.content = *key;
        if (entry.hardLinkGroup)
          hashed.emplace(entry.hardLinkGroup, *key);
      }
    }
    entries.push_back(std::move(entry));
    return llvm::Error::success();
  });
  if (error)
    return std::move(error);
  return LayerIndex(std::move(entries));
}

llvm::Error stripUncarriedXattrs(int diffFD) {
  return walkUpper(diffFD, [](UpperName &name) -> llvm::Error {
    if (name.entry.type == EntryType::Whiteout)
      return llvm::Error::success();
    std::string path = procPath(name.dirFD) + "/" + name.name;
    std::string list(65536, '\0');
    ssize_t size = ::llistxattr(path.c_str(), list.data(), list.size());
    llvm::StringRef rest(list.data(), size > 0 ? size : 0);
    while (!rest.empty()) {
      auto [key, tail] = rest.split('\0');
      rest = tail;
      // Labels of the host's security module cannot be removed and do no harm.
      if (isLayerXattr(key) || key.contains(".overlay.") || key.starts_with("security."))
        continue;
      if (::lremovexattr(path.c_str(), key.str().c_str()) != 0 && errno != ENODATA &&
          errno != ENOTSUP && errno != EPERM)
        return makeErrnoError(ExitCode::BuildFailed,
                              "cannot remove an attribute of '/" + name.entry.path + "'", errno);
    }
    return llvm::Error::success();
  });
}

OverlayXattrs getOverlayXattrs() {
  static const OverlayXattrs found = [] {
    // trusted.* can be set only with CAP_SYS_ADMIN in the initial namespace, which
    // the kernel checks before it asks the file system (xattr(7)): any file will do.
    int fd = ::memfd_create("imgc-xattr", MFD_CLOEXEC);
    if (fd < 0)
      return ::geteuid() == 0 ? OverlayXattrs::Trusted : OverlayXattrs::User;
    bool trusted = ::fsetxattr(fd, "trusted.imgc", "y", 1, 0) == 0 || errno == ENOTSUP;
    ::close(fd);
    return trusted ? OverlayXattrs::Trusted : OverlayXattrs::User;
  }();
  return found;
}

} // namespace imgc
