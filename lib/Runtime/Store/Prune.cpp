//===- Prune.cpp - Disk usage and pruning ---------------------------------===//
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

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"

#include <dirent.h>
#include <sys/stat.h>

namespace imgc {

namespace {

/// What of the store is referenced by what, in names as on disk.
struct Usage {
  struct RecordRow {
    Key key;
    std::vector<LayerId> layers;
    int64_t lastUsed = 0;
  };
  std::vector<RecordRow> records; // least recently used first
  llvm::StringMap<uint64_t> layerSizes, blobSizes;
  /// Needed by images and pulled bases, whatever happens to records.
  llvm::StringSet<> keptLayers, keptBlobs;
  llvm::StringMap<std::vector<std::string>> blobsOfLayer;
};

llvm::Error eachRow(StoreDatabase &db, const char *sql,
                    llvm::function_ref<llvm::Error(Statement &)> visit) {
  llvm::Expected<Statement> query = db.prepare(sql);
  if (!query)
    return query.takeError();
  while (true) {
    llvm::Expected<bool> row = query->step();
    if (!row)
      return row.takeError();
    if (!*row)
      return llvm::Error::success();
    if (llvm::Error error = visit(*query))
      return error;
  }
}

llvm::Error readReferences(StoreDatabase &db, const char *sql, Usage &usage) {
  return eachRow(db, sql, [&](Statement &row) -> llvm::Error {
    for (int column : {0, 1})
      if (std::optional<Digest> digest = row.digest(column))
        usage.keptBlobs.insert(digest->hex());
    llvm::Expected<std::vector<LayerId>> layers = splitLayers(row.text(2));
    if (!layers)
      return layers.takeError();
    for (const LayerId &layer : *layers)
      usage.keptLayers.insert(layer.str());
    return llvm::Error::success();
  });
}

llvm::Expected<Usage> readUsage(StoreDatabase &db) {
  Usage usage;
  llvm::Error error = eachRow(
      db, "SELECT key, layers, last_used FROM records ORDER BY last_used, key",
      [&](Statement &row) -> llvm::Error {
        llvm::Expected<std::vector<LayerId>> layers = splitLayers(row.text(1));
        if (!layers)
          return layers.takeError();
        usage.records.push_back({row.key(0).value_or(Key()), std::move(*layers), row.number(2)});
        return llvm::Error::success();
      });
  if (!error)
    error = eachRow(db, "SELECT id, size FROM layers", [&](Statement &row) {
      usage.layerSizes[row.text(0)] = row.number(1);
      return llvm::Error::success();
    });
  if (!error)
    error = eachRow(db, "SELECT digest, size FROM blobs", [&](Statement &row) {
      usage.blobSizes[row.digest(0).value_or(Digest()).hex()] = row.number(1);
      return llvm::Error::success();
    });
  if (!error)
    error = eachRow(db, "SELECT layer, digest FROM layer_blobs", [&](Statement &row) {
      usage.blobsOfLayer[row.text(0)].push_back(row.digest(1).value_or(Digest()).hex());
      return llvm::Error::success();
    });
  if (!error)
    error = readReferences(db, "SELECT config, manifest, layers FROM image_platforms", usage);
  if (!error)
    error = readReferences(db, "SELECT config, manifest, layers FROM base_images", usage);
  if (error)
    return std::move(error);
  return usage;
}

/// Layers and blobs that are needed with the records from `firstRecord` on.
void markLive(const Usage &usage, size_t firstRecord, llvm::StringSet<> &layers,
              llvm::StringSet<> &blobs) {
  for (const auto &entry : usage.keptLayers)
    layers.insert(entry.getKey());
  for (const auto &entry : usage.keptBlobs)
    blobs.insert(entry.getKey());
  for (size_t i = firstRecord; i < usage.records.size(); ++i)
    for (const LayerId &layer : usage.records[i].layers)
      layers.insert(layer.str());
  for (const auto &entry : layers)
    if (auto found = usage.blobsOfLayer.find(entry.getKey()); found != usage.blobsOfLayer.end())
      for (const std::string &blob : found->second)
        blobs.insert(blob);
}

uint64_t sizeOf(const llvm::StringMap<uint64_t> &sizes, const llvm::StringSet<> &names) {
  uint64_t sum = 0;
  for (const auto &entry : names)
    sum += sizes.lookup(entry.getKey());
  return sum;
}

uint64_t liveSize(const Usage &usage, size_t firstRecord) {
  llvm::StringSet<> layers, blobs;
  markLive(usage, firstRecord, layers, blobs);
  return sizeOf(usage.layerSizes, layers) + sizeOf(usage.blobSizes, blobs);
}

/// How many of the least recently used records go.
size_t chooseRecords(const Usage &usage, const PruneOptions &options) {
  int64_t now = getNowNs();
  size_t old = 0;
  while (old < usage.records.size() && now - usage.records[old].lastUsed >= options.unusedForNs)
    ++old;
  if (options.keepBytes == 0)
    return old;
  // The size falls with every record removed: find the fewest that suffice.
  size_t low = 0, high = old;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (liveSize(usage, middle) <= options.keepBytes)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/// Records of what images are made of stay: removing them would free nothing and
/// cost the next build its cache.
void keepRecordsOfImages(Usage &usage) {
  llvm::erase_if(usage.records, [&](const Usage::RecordRow &record) {
    return !record.layers.empty() && llvm::all_of(record.layers, [&](const LayerId &layer) {
      return usage.keptLayers.contains(layer.str());
    });
  });
}

std::vector<std::string> listNames(int dirfd) {
  std::vector<std::string> names;
  FileDescriptor copy(::openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR *dir = copy ? ::fdopendir(copy.release()) : nullptr;
  if (!dir)
    return names;
  while (struct dirent *entry = ::readdir(dir))
    if (llvm::StringRef name = entry->d_name; name != "." && name != "..")
      names.push_back(name.str());
  ::closedir(dir);
  return names;
}

uint64_t treeSize(const std::string &path) {
  uint64_t sum = 0;
  std::error_code ec;
  for (llvm::sys::fs::recursive_directory_iterator it(path, ec, /*follow_symlinks=*/false), end;
       it != end && !ec; it.increment(ec)) {
    struct stat st;
    if (::lstat(it->path().c_str(), &st) == 0 && S_ISREG(st.st_mode))
      sum += st.st_blocks * 512;
  }
  return sum;
}

llvm::Error deleteRows(StoreDatabase &db, const Usage &usage, size_t records, bool images,
                       const llvm::StringSet<> &deadLayers, const llvm::StringSet<> &deadBlobs) {
  return db.transaction([&]() -> llvm::Error {
    for (size_t i = 0; i < records; ++i) {
      llvm::Expected<Statement> remove = db.prepare("DELETE FROM records WHERE key=?");
      if (!remove)
        return remove.takeError();
      if (llvm::Error error = remove->bind(usage.records[i].key).run())
        return error;
    }
    if (images)
      if (llvm::Error error = db.execute("DELETE FROM image_platforms; DELETE FROM images; "
                                         "DELETE FROM base_images;"))
        return error;
    for (const auto &layer : deadLayers)
      for (const char *sql :
           {"DELETE FROM layers WHERE id=?", "DELETE FROM layer_blobs WHERE layer=?"}) {
        llvm::Expected<Statement> remove = db.prepare(sql);
        if (!remove)
          return remove.takeError();
        if (llvm::Error error = remove->bind(layer.getKey()).run())
          return error;
      }
    for (const auto &blob : deadBlobs) {
      llvm::Expected<Digest> digest = Digest::parse(("sha256:" + blob.getKey()).str());
      if (!digest) {
        llvm::consumeError(digest.takeError());
        continue;
      }
      llvm::Expected<Statement> remove = db.prepare("DELETE FROM blobs WHERE digest=?");
      if (!remove)
        return remove.takeError();
      if (llvm::Error error = remove->bind(*digest).run())
        return error;
    }
    return llvm::Error::success();
  });
}

} // namespace

llvm::Expected<DiskUsage> Store::diskUsage() {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::unique_lock<std::mutex> guard((*db)->mutex);
  llvm::Expected<Usage> usage = readUsage(**db);
  if (!usage)
    return usage.takeError();
  DiskUsage result;
  llvm::Error error = eachRow(**db, "SELECT count(*) FROM images", [&](Statement &row) {
    result.images = row.number(0);
    return llvm::Error::success();
  });
  if (error)
    return std::move(error);
  guard.unlock();
  result.records = usage->records.size();
  result.layers = usage->layerSizes.size();
  for (const auto &entry : usage->layerSizes)
    result.layerBytes += entry.getValue();
  result.blobs = usage->blobSizes.size();
  for (const auto &entry : usage->blobSizes)
    result.blobBytes += entry.getValue();
  uint64_t needed = liveSize(*usage, usage->records.size());
  uint64_t all = result.layerBytes + result.blobBytes;
  result.reclaimableBytes = all > needed ? all - needed : 0;
  result.cacheMountBytes = treeSize(rootPath + "/cache-mounts");
  return result;
}

llvm::Expected<PruneResult> Store::prune(const PruneOptions &options) {
  llvm::Expected<StoreLock> lease = lockRange(0, LockMode::Exclusive, options.wait);
  if (!lease)
    return lease.takeError();
  if (!*lease)
    return makeError(ExitCode::Environment, "a build is using the store '" + rootPath + "'",
                     "try again when it has ended");
  {
    std::lock_guard<std::mutex> guard(mutex);
    presentLayers.clear();
  }
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  PruneResult result;
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    llvm::Expected<Usage> usage = readUsage(**db);
    if (!usage)
      return usage.takeError();
    if (options.images) {
      usage->keptLayers.clear();
      usage->keptBlobs.clear();
      if (llvm::Error error = eachRow(**db, "SELECT count(*) FROM images", [&](Statement &row) {
            result.images = row.number(0);
            return llvm::Error::success();
          }))
        return std::move(error);
    } else {
      keepRecordsOfImages(*usage);
    }
    result.records = chooseRecords(*usage, options);
    llvm::StringSet<> liveLayers, liveBlobs, deadLayers, deadBlobs;
    markLive(*usage, result.records, liveLayers, liveBlobs);
    // The directories decide, not the tables: what a crash left goes too.
    for (const std::string &name : listNames(layers.get()))
      if (!liveLayers.contains(name))
        deadLayers.insert(name);
    for (const std::string &name : listNames(blobs.get()))
      if (!liveBlobs.contains(name))
        deadBlobs.insert(name);
    // Rows first: a row without its directory would be trusted, the reverse is garbage.
    if (llvm::Error error =
            deleteRows(**db, *usage, result.records, options.images, deadLayers, deadBlobs))
      return std::move(error);
    for (const auto &entry : deadLayers)
      if (llvm::Error error = moveToGarbage(layers.get(), entry.getKey()))
        return std::move(error);
    for (const auto &entry : deadBlobs)
      if (llvm::Error error = moveToGarbage(blobs.get(), entry.getKey()))
        return std::move(error);
    result.layers = deadLayers.size();
    result.blobs = deadBlobs.size();
    result.bytes = sizeOf(usage->layerSizes, deadLayers) + sizeOf(usage->blobSizes, deadBlobs);
  }
  if (options.cacheMounts) {
    result.bytes += treeSize(rootPath + "/cache-mounts");
    if (llvm::Error error = moveToGarbage(root.get(), "cache-mounts"))
      return std::move(error);
  }
  lease->release();
  collectGarbage();
  return result;
}

} // namespace imgc
