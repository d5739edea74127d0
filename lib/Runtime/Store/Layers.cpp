//===- Layers.cpp - Staging and layer directories -------------------------===//
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
// Staging
//===----------------------------------------------------------------------===//

Staging::Staging(Store &store, std::string name, FileDescriptor dir, FileDescriptor diff,
                 FileDescriptor work)
    : store(&store), name(std::move(name)), dir(std::move(dir)), diff(std::move(diff)),
      work(std::move(work)) {}

Staging::Staging(Staging &&other) noexcept
    : store(other.store), name(std::move(other.name)), dir(std::move(other.dir)),
      diff(std::move(other.diff)), work(std::move(other.work)) {
  other.name.clear();
}

Staging &Staging::operator=(Staging &&other) noexcept {
  if (this == &other)
    return *this;
  discard();
  store = other.store;
  name = std::move(other.name);
  other.name.clear();
  dir = std::move(other.dir);
  diff = std::move(other.diff);
  work = std::move(other.work);
  return *this;
}

Staging::~Staging() { discard(); }

void Staging::discard() {
  if (!name.empty())
    llvm::consumeError(store->moveToGarbage(store->root.get(), name));
  name.clear();
}

std::string Staging::getDiffPath() const { return store->rootPath + "/" + name + "/diff"; }
std::string Staging::getWorkPath() const { return store->rootPath + "/" + name + "/work"; }

llvm::Expected<Staging> Store::createStaging() {
  std::string name;
  {
    std::lock_guard<std::mutex> guard(mutex);
    if (llvm::Error error = ensureStagingOwner())
      return std::move(error);
    name = "staging/" + stagingOwner + "/" + std::to_string(stagingCounter++);
  }
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  FileDescriptor dir, diff, work;
  if (::mkdirat(root.get(), name.c_str(), 0700) == 0)
    dir.reset(::openat(root.get(), name.c_str(), flags));
  if (dir && ::mkdirat(dir.get(), "diff", 0755) == 0 && ::mkdirat(dir.get(), "work", 0755) == 0) {
    diff.reset(::openat(dir.get(), "diff", flags));
    work.reset(::openat(dir.get(), "work", flags));
  }
  // The root of an image is 0755 whatever the umask.
  if (!diff || !work || ::fchmod(diff.get(), 0755) != 0)
    return makeErrnoError(ExitCode::Store, "cannot create '" + rootPath + "/" + name + "'", errno);
  return Staging(*this, std::move(name), std::move(dir), std::move(diff), std::move(work));
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

llvm::Expected<LayerId> Store::commitLayer(Staging staging, const CommitOptions &options) {
  LayerId id = options.id ? *options.id : LayerId::random();
  // overlayfs leaves a directory in there; the layer must not keep it.
  if (std::error_code ec = removeTreeAt(staging.dir.get(), "work"))
    return makeErrnoError(ExitCode::Store, "cannot remove '" + staging.getWorkPath() + "'",
                          ec.value());
  ::fchmod(staging.dir.get(), 0755);
  if (::renameat(root.get(), staging.name.c_str(), layers.get(), id.str().c_str()) != 0) {
    // A directory that has something in it cannot be replaced by a rename.
    if (errno != ENOTEMPTY && errno != EEXIST)
      return makeErrnoError(ExitCode::Store, "cannot put a layer into the store", errno);
    llvm::Expected<std::optional<LayerInfo>> existing = getLayer(id);
    if (!existing)
      return existing.takeError();
    if (*existing)
      return id;
    // Left by a power loss or by a process that died before it said so.
    if (llvm::Error error = moveToGarbage(layers.get(), id.str()))
      return std::move(error);
    if (::renameat(root.get(), staging.name.c_str(), layers.get(), id.str().c_str()) != 0)
      return makeErrnoError(ExitCode::Store, "cannot put a layer into the store", errno);
  }
  staging.name.clear();
  LayerInfo info{id, options.diffId, options.size, options.hasContentIndex};
  if (llvm::Error error = updateLayer(info))
    return std::move(error);
  return id;
}

llvm::Expected<std::optional<LayerInfo>> Store::getLayer(const LayerId &id) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  LayerInfo info;
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    llvm::Expected<Statement> query = (*db)->prepare(
        "SELECT diff_id, size, content_index FROM layers WHERE id=? AND boot IN ('', ?)");
    if (!query)
      return query.takeError();
    llvm::Expected<bool> row = query->bind(id.str()).bind((*db)->getBoot()).step();
    if (!row)
      return row.takeError();
    if (!*row)
      return std::nullopt;
    info = {id, query->digest(0), static_cast<uint64_t>(query->number(1)), query->number(2) != 0};
  }
  struct stat st;
  if (::fstatat(layers.get(), (id.str() + "/diff").c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0)
    return std::nullopt;
  return info;
}

llvm::Error Store::updateLayer(const LayerInfo &info) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  (*db)->dirty = true;
  // An update must not make a durable layer look fresh.
  llvm::Expected<Statement> insert = (*db)->prepare(
      "INSERT INTO layers(id, diff_id, size, content_index, boot, written) VALUES(?1,?2,?3,?4,?5,?6) "
      "ON CONFLICT(id) DO UPDATE SET diff_id=?2, size=?3, content_index=?4, "
      "boot=CASE WHEN boot='' THEN '' ELSE ?5 END, written=?6");
  if (!insert)
    return insert.takeError();
  return insert->bind(info.id.str())
      .bind(info.diffId)
      .bind(static_cast<int64_t>(info.size))
      .bind(int64_t(info.hasContentIndex))
      .bind((*db)->getBoot())
      .bind(getMonotonicNs())
      .run();
}

llvm::Expected<FileDescriptor> Store::openLayerDir(const LayerId &id) {
  FileDescriptor fd(::openat(layers.get(), id.str().c_str(),
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd)
    return makeErrnoError(ExitCode::Store, "cannot open the layer '" + id.str() + "'", errno);
  return fd;
}

llvm::Expected<FileDescriptor> Store::openLayerDiff(const LayerId &id) {
  FileDescriptor fd(::openat(layers.get(), (id.str() + "/diff").c_str(),
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd)
    return makeErrnoError(ExitCode::Store, "cannot open the layer '" + id.str() + "'", errno);
  return fd;
}

std::string Store::getLayerDiffPath(const LayerId &id) const {
  return rootPath + "/layers/" + id.str() + "/diff";
}

llvm::Error Store::putLayerBlob(const LayerBlob &blob) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  llvm::Expected<Statement> insert = (*db)->prepare(
      "INSERT OR REPLACE INTO layer_blobs(layer, compression, media_type, digest, size, diff_id) "
      "VALUES(?,?,?,?,?,?)");
  if (!insert)
    return insert.takeError();
  return insert->bind(blob.layer.str())
      .bind(blob.compression)
      .bind(blob.mediaType)
      .bind(blob.digest)
      .bind(static_cast<int64_t>(blob.size))
      .bind(blob.diffId)
      .run();
}

llvm::Expected<std::vector<LayerBlob>> Store::getLayerBlobs(const LayerId &id) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::vector<LayerBlob> found;
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    llvm::Expected<Statement> query = (*db)->prepare(
        "SELECT compression, media_type, digest, size, diff_id FROM layer_blobs WHERE layer=?");
    if (!query)
      return query.takeError();
    query->bind(id.str());
    while (true) {
      llvm::Expected<bool> row = query->step();
      if (!row)
        return row.takeError();
      if (!*row)
        break;
      std::optional<Digest> digest = query->digest(2), diffId = query->digest(4);
      if (digest && diffId)
        found.push_back({id, query->text(0).str(), query->text(1).str(), *digest,
                         static_cast<uint64_t>(query->number(3)), *diffId});
    }
  }
  std::erase_if(found, [&](const LayerBlob &blob) { return !hasBlob(blob.digest); });
  return found;
}

} // namespace imgc
