//===- Blobs.cpp - Blobs of a store ---------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/Error.h"

#include <cerrno>
#include <sys/stat.h>

namespace imgc {

//===----------------------------------------------------------------------===//
// BlobWriter
//===----------------------------------------------------------------------===//

BlobWriter::BlobWriter(Store &store, FileDescriptor file, std::string tempName,
                       BlobExpectation expected)
    : store(&store), file(std::move(file)), tempName(std::move(tempName)),
      expected(std::move(expected)), hash(std::make_unique<Sha256>()) {}

BlobWriter::BlobWriter(BlobWriter &&other) noexcept
    : store(other.store), file(std::move(other.file)), tempName(std::move(other.tempName)),
      expected(std::move(other.expected)), hash(std::move(other.hash)), written(other.written) {
  other.tempName.clear();
}

BlobWriter &BlobWriter::operator=(BlobWriter &&other) noexcept {
  if (this == &other)
    return *this;
  discard();
  store = other.store;
  file = std::move(other.file);
  tempName = std::move(other.tempName);
  other.tempName.clear();
  expected = std::move(other.expected);
  hash = std::move(other.hash);
  written = other.written;
  return *this;
}

BlobWriter::~BlobWriter() { discard(); }

void BlobWriter::discard() {
  if (!tempName.empty())
    ::unlinkat(store->root.get(), tempName.c_str(), 0);
  tempName.clear();
  file.reset();
}

llvm::Error BlobWriter::write(llvm::StringRef data) {
  return write(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(data.data()), data.size()));
}

llvm::Error BlobWriter::write(llvm::ArrayRef<uint8_t> data) {
  uint64_t limit = expected.size ? std::min(*expected.size, expected.maxSize) : expected.maxSize;
  if (data.size() > limit - written)
    return makeError(ExitCode::Registry,
                     "a blob" +
                         (expected.digest ? " '" + expected.digest->str() + "'" : std::string()) +
                         " is larger than " + std::to_string(limit) + " bytes");
  hash->update(data);
  written += data.size();
  while (!data.empty()) {
    ssize_t n = ::write(file.get(), data.data(), data.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return makeErrnoError(ExitCode::Store, "cannot write a blob into the store", errno);
    data = data.drop_front(n);
  }
  return llvm::Error::success();
}

llvm::Expected<Digest> BlobWriter::commit() {
  if (expected.size && written != *expected.size)
    return makeError(ExitCode::Registry, "a blob has " + std::to_string(written) +
                                             " bytes instead of " + std::to_string(*expected.size));
  Digest digest = hash->final();
  if (expected.digest && digest != *expected.digest)
    return makeError(ExitCode::Registry,
                     "a blob has the digest '" + digest.str() + "' instead of '" +
                         expected.digest->str() + "'",
                     "its bytes were damaged on the way or on the server");
  if (llvm::Error error = store->finishBlob(*this, digest))
    return std::move(error);
  return digest;
}

//===----------------------------------------------------------------------===//
// Store
//===----------------------------------------------------------------------===//

llvm::Expected<BlobWriter> Store::createBlob(BlobExpectation expected) {
  std::string name;
  {
    std::lock_guard<std::mutex> guard(mutex);
    if (llvm::Error error = ensureStagingOwner())
      return std::move(error);
    name = "staging/" + stagingOwner + "/blob" + std::to_string(stagingCounter++);
  }
  FileDescriptor file(
      ::openat(root.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file)
    return makeErrnoError(ExitCode::Store, "cannot write a blob into the store", errno);
  return BlobWriter(*this, std::move(file), std::move(name), std::move(expected));
}

static llvm::Error insertBlob(StoreDatabase &db, const Digest &digest, uint64_t size) {
  std::lock_guard<std::mutex> guard(db.mutex);
  db.dirty = true;
  llvm::Expected<Statement> insert =
      db.prepare("INSERT OR REPLACE INTO blobs(digest, size, boot, written) VALUES(?,?,?,?)");
  if (!insert)
    return insert.takeError();
  return insert->bind(digest)
      .bind(static_cast<int64_t>(size))
      .bind(db.getBoot())
      .bind(getMonotonicNs())
      .run();
}

llvm::Error Store::finishBlob(BlobWriter &writer, const Digest &digest) {
  ::fchmod(writer.file.get(), 0444);
  if (::renameat(root.get(), writer.tempName.c_str(), blobs.get(), digest.hex().c_str()) != 0)
    return makeErrnoError(ExitCode::Store, "cannot put a blob into the store", errno);
  writer.tempName.clear();
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  return insertBlob(**db, digest, writer.written);
}

llvm::Expected<Digest> Store::putBlob(llvm::StringRef content) {
  Digest digest = Sha256::of(content);
  if (hasBlob(digest))
    return digest;
  llvm::Expected<BlobWriter> writer = createBlob();
  if (!writer)
    return writer.takeError();
  if (llvm::Error error = writer->write(content))
    return std::move(error);
  return writer->commit();
}

bool Store::hasBlob(const Digest &digest) {
  struct stat st;
  if (::fstatat(blobs.get(), digest.hex().c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0)
    return false;
  llvm::Expected<FileDescriptor> fd = openBlob(digest);
  if (!fd) {
    llvm::consumeError(fd.takeError());
    return false;
  }
  return true;
}

llvm::Expected<FileDescriptor> Store::openBlobUnverified(const Digest &digest) {
  FileDescriptor fd(::openat(blobs.get(), digest.hex().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd && errno == ENOENT)
    return makeError(ExitCode::Store, "the store has no blob '" + digest.str() + "'");
  if (!fd)
    return makeErrnoError(ExitCode::Store, "cannot open the blob '" + digest.str() + "'", errno);
  return fd;
}

static llvm::Expected<Digest> hashFile(int fd) {
  Sha256 hash;
  std::vector<uint8_t> buffer(1 << 18);
  off_t offset = 0;
  while (true) {
    ssize_t n = ::pread(fd, buffer.data(), buffer.size(), offset);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return makeErrnoError(ExitCode::Store, "cannot read a blob of the store", errno);
    if (n == 0)
      return hash.final();
    hash.update(llvm::ArrayRef(buffer.data(), n));
    offset += n;
  }
}

void Store::dropDamagedBlob(const Digest &digest) {
  llvm::consumeError(moveToGarbage(blobs.get(), digest.hex()));
}

llvm::Expected<FileDescriptor> Store::openBlob(const Digest &digest) {
  llvm::Expected<FileDescriptor> fd = openBlobUnverified(digest);
  if (!fd)
    return fd;
  struct stat st;
  if (::fstat(fd->get(), &st) != 0)
    return makeErrnoError(ExitCode::Store, "cannot open the blob '" + digest.str() + "'", errno);
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    llvm::Expected<Statement> query =
        (*db)->prepare("SELECT size FROM blobs WHERE digest=? AND boot IN ('', ?)");
    if (!query)
      return query.takeError();
    llvm::Expected<bool> row = query->bind(digest).bind((*db)->getBoot()).step();
    if (!row)
      return row.takeError();
    if (*row && query->number(0) == st.st_size)
      return fd;
  }
  // Written before a power loss, or not by us: its bytes decide.
  llvm::Expected<Digest> actual = hashFile(fd->get());
  if (!actual)
    return actual.takeError();
  if (*actual != digest) {
    dropDamagedBlob(digest);
    return makeError(ExitCode::Store, "the blob '" + digest.str() + "' was damaged and is dropped",
                     "it is fetched or made again by the next build");
  }
  if (llvm::Error error = insertBlob(**db, digest, st.st_size))
    return std::move(error);
  return fd;
}

llvm::Expected<std::string> Store::readBlob(const Digest &digest, uint64_t maxSize) {
  llvm::ErrorOr<std::string> content = readFileInRoot(blobs.get(), digest.hex(), maxSize);
  if (!content && content.getError() == std::errc::no_such_file_or_directory)
    return makeError(ExitCode::Store, "the store has no blob '" + digest.str() + "'");
  if (!content)
    return makeErrnoError(ExitCode::Store, "cannot read the blob '" + digest.str() + "'",
                          content.getError().value());
  if (Sha256::of(*content) != digest) {
    dropDamagedBlob(digest);
    return makeError(ExitCode::Store, "the blob '" + digest.str() + "' was damaged and is dropped",
                     "it is fetched or made again by the next build");
  }
  return std::move(*content);
}

llvm::Expected<uint64_t> Store::getBlobSize(const Digest &digest) {
  llvm::Expected<FileDescriptor> fd = openBlob(digest);
  if (!fd)
    return fd.takeError();
  struct stat st;
  if (::fstat(fd->get(), &st) != 0)
    return makeErrnoError(ExitCode::Store, "cannot open the blob '" + digest.str() + "'", errno);
  return st.st_size;
}

} // namespace imgc
