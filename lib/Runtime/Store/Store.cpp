//===- Store.cpp - Opening a store, its layout and locks ------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Store/Store.h"

#include "Database.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <dirent.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

namespace imgc {

/// Raised when what lies on disk changes its meaning.
static constexpr llvm::StringLiteral schemaVersion = "1";

static std::string randomHex(size_t bytes) {
  std::string raw(bytes, '\0');
  size_t have = 0;
  while (have < bytes) {
    ssize_t n = ::getrandom(raw.data() + have, bytes - have, 0);
    if (n > 0)
      have += n;
  }
  return llvm::toHex(raw, /*LowerCase=*/true);
}

//===----------------------------------------------------------------------===//
// LayerId
//===----------------------------------------------------------------------===//

llvm::Expected<LayerId> LayerId::parse(llvm::StringRef text) {
  bool hex =
      llvm::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!hex || text.size() < 32 || text.size() > 64)
    return makeError(ExitCode::Store, "malformed layer id '" + text + "'");
  return LayerId(text.str());
}
LayerId LayerId::fromDiffId(const Digest &diffId) { return LayerId(diffId.hex()); }
LayerId LayerId::random() { return LayerId(randomHex(16)); }

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

Store::Store() = default;

Store::~Store() {
  if (db && !db->touched.empty()) {
    llvm::Error error = db->transaction([&]() -> llvm::Error {
      for (const Key &key : db->touched) {
        llvm::Expected<Statement> update =
            db->prepare("UPDATE records SET last_used=? WHERE key=?");
        if (!update)
          return update.takeError();
        if (llvm::Error error = update->bind(getNowNs()).bind(key).run())
          return error;
      }
      return llvm::Error::success();
    });
    // Only the order of pruning depends on it.
    llvm::consumeError(std::move(error));
  }
  if (stagingOwnerLock) {
    removeTreeAt(staging.get(), stagingOwner);
    ::unlinkat(staging.get(), (stagingOwner + ".lock").c_str(), 0);
  }
}

llvm::Expected<std::unique_ptr<Store>> Store::open(llvm::StringRef rootDir) {
  std::unique_ptr<Store> store(new Store());
  if (llvm::Error error = store->initialise(rootDir))
    return std::move(error);
  return std::move(store);
}

llvm::Error Store::initialise(llvm::StringRef rootDir) {
  llvm::SmallString<256> absolute(rootDir);
  if (std::error_code ec = llvm::sys::fs::make_absolute(absolute))
    return makeErrnoError(ExitCode::Environment, "cannot find the store '" + rootDir + "'",
                          ec.value());
  rootPath = std::string(absolute);
  root.reset(::open(rootPath.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root && errno == ENOENT) {
    if (std::error_code ec = llvm::sys::fs::create_directories(absolute, /*IgnoreExisting=*/true,
                                                               llvm::sys::fs::owner_all))
      return makeErrnoError(ExitCode::Environment, "cannot create the store '" + rootPath + "'",
                            ec.value());
    root.reset(::open(rootPath.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  if (!root)
    return makeErrnoError(ExitCode::Environment, "cannot open the store '" + rootPath + "'", errno);
  if (llvm::Error error = checkVersion())
    return error;
  struct {
    FileDescriptor &fd;
    const char *name;
  } directories[] = {
      {blobs, "blobs/sha256"}, {layers, "layers"}, {staging, "staging"}, {garbage, "garbage"}};
  for (auto &[fd, name] : directories) {
    fd.reset(::openat(root.get(), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd)
      return makeErrnoError(ExitCode::Store,
                            "damaged store: cannot open '" + rootPath + "/" + name + "'", errno);
  }
  sweepDeadStagings();
  return llvm::Error::success();
}

static bool isEmptyDirectory(int fd) {
  FileDescriptor copy(::openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR *dir = copy ? ::fdopendir(copy.release()) : nullptr;
  if (!dir)
    return false;
  bool empty = true;
  while (struct dirent *entry = ::readdir(dir)) {
    llvm::StringRef name = entry->d_name;
    // What another process may be creating this moment.
    if (name != "." && name != ".." && name != "lost+found" && name != "blobs" &&
        name != "layers" && name != "staging" && name != "garbage" &&
        !name.starts_with("oci-layout") && !name.starts_with("version"))
      empty = false;
  }
  ::closedir(dir);
  return empty;
}

llvm::Error Store::checkVersion() {
  llvm::ErrorOr<std::string> version = readFileInRoot(root.get(), "version", 64);
  auto isMissing = [&] {
    return !version && version.getError() == std::errc::no_such_file_or_directory;
  };
  if (isMissing()) {
    if (isEmptyDirectory(root.get()))
      return createLayout();
    // Another process may have made the store since we looked.
    version = readFileInRoot(root.get(), "version", 64);
    if (isMissing())
      return makeError(ExitCode::Store, "'" + rootPath + "' is not a store of imgc",
                       "it has other files in it; choose a new or empty directory with --root");
  }
  if (!version)
    return makeErrnoError(ExitCode::Store, "cannot read '" + rootPath + "/version'",
                          version.getError().value());
  llvm::StringRef found = llvm::StringRef(*version).trim();
  if (found != schemaVersion)
    return makeError(ExitCode::Store,
                     "the store '" + rootPath + "' has schema version '" + found +
                         "', but this imgc needs version '" + schemaVersion + "'",
                     "remove the store's directory, or choose another one with --root");
  return llvm::Error::success();
}

static llvm::Error writeSmallFile(int dirfd, const std::string &name, llvm::StringRef content) {
  std::string temp = name + "." + randomHex(8);
  FileDescriptor file(::openat(dirfd, temp.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  int err = 0;
  if (!file)
    err = errno;
  else if (::write(file.get(), content.data(), content.size()) !=
           static_cast<ssize_t>(content.size()))
    err = errno ? errno : ENOSPC;
  else if (::renameat(dirfd, temp.c_str(), dirfd, name.c_str()) != 0)
    err = errno;
  if (!err)
    return llvm::Error::success();
  ::unlinkat(dirfd, temp.c_str(), 0);
  return makeErrnoError(ExitCode::Environment, "cannot write '" + name + "' into the store", err);
}

llvm::Error Store::createLayout() {
  for (const char *name : {"blobs", "blobs/sha256", "layers", "staging", "garbage"})
    if (::mkdirat(root.get(), name, 0755) != 0 && errno != EEXIST)
      return makeErrnoError(ExitCode::Environment,
                            "cannot create '" + rootPath + "/" + llvm::Twine(name) + "'", errno);
  if (llvm::Error error =
          writeSmallFile(root.get(), "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}"))
    return error;
  // Last: its presence says that the rest is there.
  return writeSmallFile(root.get(), "version", (schemaVersion + "\n").str());
}

llvm::Expected<StoreDatabase *> Store::database() {
  std::lock_guard<std::mutex> guard(mutex);
  if (!db) {
    llvm::Expected<std::unique_ptr<StoreDatabase>> opened = StoreDatabase::open(rootPath + "/db");
    if (!opened)
      return opened.takeError();
    db = std::move(*opened);
  }
  return db.get();
}

llvm::Expected<FileDescriptor> Store::openDirectory(llvm::StringRef name) {
  std::string text = name.str();
  if (::mkdirat(root.get(), text.c_str(), 0755) != 0 && errno != EEXIST)
    return makeErrnoError(ExitCode::Store, "cannot create '" + rootPath + "/" + name + "'", errno);
  FileDescriptor fd(::openat(root.get(), text.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd)
    return makeErrnoError(ExitCode::Store, "cannot open '" + rootPath + "/" + name + "'", errno);
  return fd;
}

//===----------------------------------------------------------------------===//
// Locks
//===----------------------------------------------------------------------===//

llvm::Expected<StoreLock> Store::lockRange(uint64_t start, LockMode mode, bool wait) {
  FileDescriptor fd(::openat(root.get(), "locks", O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd)
    return makeErrnoError(ExitCode::Store, "cannot open '" + rootPath + "/locks'", errno);
  struct flock lock = {};
  lock.l_type = mode == LockMode::Shared ? F_RDLCK : F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = 1;
  int result;
  do
    result = ::fcntl(fd.get(), wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
  while (result != 0 && errno == EINTR);
  if (result == 0)
    return StoreLock(std::move(fd));
  if (!wait && (errno == EAGAIN || errno == EACCES))
    return StoreLock();
  return makeErrnoError(ExitCode::Store, "cannot lock '" + rootPath + "/locks'", errno);
}

/// Byte 0 is the lease of builds; a key has one of the 2^61 behind it. Two keys
/// on one byte would only wait for each other.
static uint64_t getLockOffset(const Key &key) {
  uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i)
    value = value << 8 | key.bytes[i];
  return (value >> 3) + 16;
}

llvm::Expected<StoreLock> Store::lockKey(const Key &key, LockMode mode) {
  return lockRange(getLockOffset(key), mode, /*wait=*/true);
}
llvm::Expected<StoreLock> Store::tryLockKey(const Key &key, LockMode mode) {
  return lockRange(getLockOffset(key), mode, /*wait=*/false);
}
llvm::Expected<StoreLock> Store::leaseForBuild() {
  return lockRange(0, LockMode::Shared, /*wait=*/true);
}

//===----------------------------------------------------------------------===//
// Staging owners, garbage
//===----------------------------------------------------------------------===//

llvm::Error Store::ensureStagingOwner() {
  while (!stagingOwnerLock) {
    std::string name = std::to_string(::getpid()) + "-" + randomHex(6);
    FileDescriptor lock(::openat(staging.get(), (name + ".lock").c_str(),
                                 O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!lock)
      return makeErrnoError(ExitCode::Store, "cannot write into '" + rootPath + "/staging'", errno);
    struct stat st;
    // A sweep may have taken the file before it was locked: try another name.
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 || ::fstat(lock.get(), &st) != 0 ||
        st.st_nlink == 0)
      continue;
    if (::mkdirat(staging.get(), name.c_str(), 0700) != 0)
      return makeErrnoError(ExitCode::Store, "cannot write into '" + rootPath + "/staging'", errno);
    stagingOwner = name;
    stagingOwnerLock = std::move(lock);
  }
  return llvm::Error::success();
}

void Store::sweepDeadStagings() {
  FileDescriptor copy(::openat(staging.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR *dir = copy ? ::fdopendir(copy.release()) : nullptr;
  if (!dir)
    return;
  while (struct dirent *entry = ::readdir(dir)) {
    llvm::StringRef file = entry->d_name, name = file;
    if (!name.consume_back(".lock"))
      continue;
    FileDescriptor lock(::openat(staging.get(), entry->d_name, O_RDWR | O_CLOEXEC));
    if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
      continue;
    // The directory first: a lock file without one is harmless.
    if (std::string owner = name.str(); ::faccessat(staging.get(), owner.c_str(), F_OK, 0) == 0)
      llvm::consumeError(moveToGarbage(staging.get(), owner));
    ::unlinkat(staging.get(), entry->d_name, 0);
  }
  ::closedir(dir);
}

llvm::Error Store::moveToGarbage(int dirfd, llvm::StringRef name) {
  std::string fresh = randomHex(12), text = name.str();
  if (::renameat(dirfd, text.c_str(), garbage.get(), fresh.c_str()) != 0 && errno != ENOENT)
    return makeErrnoError(ExitCode::Store, "cannot move '" + name + "' out of the store", errno);
  return llvm::Error::success();
}

void Store::collectGarbage() {
  FileDescriptor copy(::openat(garbage.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR *dir = copy ? ::fdopendir(copy.release()) : nullptr;
  if (!dir)
    return;
  while (struct dirent *entry = ::readdir(dir)) {
    llvm::StringRef name = entry->d_name;
    // Another process may be deleting the same; what fails is tried again later.
    if (name != "." && name != "..")
      removeTreeAt(garbage.get(), name);
  }
  ::closedir(dir);
}

} // namespace imgc
