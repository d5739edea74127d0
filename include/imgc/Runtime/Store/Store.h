//===- Store.h - The content store ------------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_STORE_STORE_H
#define IMGC_RUNTIME_STORE_STORE_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Runtime/Store/BlobWriter.h"
#include "imgc/Runtime/Store/Lock.h"
#include "imgc/Runtime/Store/Records.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"

#include <functional>
#include <memory>
#include <mutex>

namespace imgc {

class StoreDatabase;

/// A directory for the result of one step, on the file system of the layers.
/// Removed with everything in it unless committed.
class Staging {
public:
  Staging(Staging &&) noexcept;
  Staging &operator=(Staging &&) noexcept;
  ~Staging();

  /// `…/diff`: the upper directory, or where a layer is unpacked into. Mode
  /// 0755, owner the process.
  int getDiffFD() const { return diff.get(); }
  /// `…/work`: empty, for overlayfs.
  int getWorkFD() const { return work.get(); }
  /// The staging directory itself; `index` may be written into it.
  int getDirFD() const { return dir.get(); }
  /// Absolute paths, for mount(2).
  std::string getDiffPath() const;
  std::string getWorkPath() const;

private:
  friend class Store;
  Staging(Store &store, std::string name, FileDescriptor dir, FileDescriptor diff,
          FileDescriptor work);
  void discard();

  Store *store;
  std::string name; // relative to the store
  FileDescriptor dir, diff, work;
};

struct PruneOptions {
  /// Records not used for this long go; 0: all of them.
  int64_t unusedForNs = 0;
  /// Also images (all names) and pulled bases; otherwise what they reference
  /// stays, and the records of their layers.
  bool images = false;
  /// Also the directories of cache mounts.
  bool cacheMounts = false;
  /// Waits for running builds instead of failing.
  bool wait = false;
  /// Stops removing records (least recently used first) when the store is at
  /// most this large; 0: no target.
  uint64_t keepBytes = 0;
};

struct PruneResult {
  uint64_t records = 0, layers = 0, blobs = 0, images = 0, bytes = 0;
};

struct DiskUsage {
  uint64_t records = 0;
  uint64_t layers = 0, layerBytes = 0;
  uint64_t blobs = 0, blobBytes = 0;
  uint64_t images = 0;
  uint64_t cacheMountBytes = 0;
  /// Part of the above that nothing but records references.
  uint64_t reclaimableBytes = 0;
};

/// All state of imgc on a machine. Any number of threads and processes may use
/// one store at a time. Layout below the root:
///
///     version              schema version, one decimal number
///     oci-layout, blobs/sha256/<hex>
///     layers/<id>/diff     overlay upper format; `index` beside it
///     staging/<owner>/<n>/{diff,work}, staging/<owner>.lock
///     cache-mounts/        directories of cache mounts (the sandbox's)
///     stat-cache           of contexts (the context reader's)
///     garbage/             moved here by rename, deleted later
///     locks                key locks (byte ranges), lease
///     db                   SQLite: records, layers, images
class Store {
public:
  /// Opens the store, creating it when `rootDir` is missing or empty. Errors:
  /// ExitCode::Store for another schema version or a damaged database,
  /// Environment for disk and permissions.
  static llvm::Expected<std::unique_ptr<Store>> open(llvm::StringRef rootDir);
  ~Store();
  Store(const Store &) = delete;

  const std::string &getPath() const { return rootPath; }
  int getRootFD() const { return root.get(); }
  /// A directory directly below the root, created on first use ("cache-mounts").
  llvm::Expected<FileDescriptor> openDirectory(llvm::StringRef name);

  //===--- Blobs -----------------------------------------------------------===//

  llvm::Expected<BlobWriter> createBlob(BlobExpectation expected = {});
  llvm::Expected<Digest> putBlob(llvm::StringRef content);
  /// Whether openBlob would succeed, at the price of a stat (and of a re-hash
  /// after an unclean shutdown).
  bool hasBlob(const Digest &digest);
  /// Opens for reading. A blob written before an unclean shutdown is hashed
  /// again first and dropped if it is damaged. `ENOENT`-like absence is an error
  /// with ExitCode::Store.
  llvm::Expected<FileDescriptor> openBlob(const Digest &digest);
  /// Reads and verifies a small blob.
  llvm::Expected<std::string> readBlob(const Digest &digest, uint64_t maxSize = 8u << 20);
  llvm::Expected<uint64_t> getBlobSize(const Digest &digest);

  //===--- Layers ----------------------------------------------------------===//

  llvm::Expected<Staging> createStaging();
  struct CommitOptions {
    /// Given for an unpacked layer (LayerId::fromDiffId); random otherwise. If
    /// it exists already, the staging is dropped and the existing one stands.
    std::optional<LayerId> id;
    std::optional<Digest> diffId;
    uint64_t size = 0;
    /// `index` was written into the staging directory.
    bool hasContentIndex = false;
  };
  /// Renames the staging into `layers/`. Consumes it.
  llvm::Expected<LayerId> commitLayer(Staging staging, const CommitOptions &options);
  llvm::Expected<LayerId> commitLayer(Staging staging) {
    return commitLayer(std::move(staging), CommitOptions());
  }
  /// Nothing when the layer is not there (or not durable after a reboot).
  llvm::Expected<std::optional<LayerInfo>> getLayer(const LayerId &id);
  llvm::Error updateLayer(const LayerInfo &info);
  /// `layers/<id>` as an O_PATH directory.
  llvm::Expected<FileDescriptor> openLayerDir(const LayerId &id);
  /// `layers/<id>/diff`, O_RDONLY.
  llvm::Expected<FileDescriptor> openLayerDiff(const LayerId &id);
  std::string getLayerDiffPath(const LayerId &id) const;

  llvm::Error putLayerBlob(const LayerBlob &blob);
  /// All forms whose blob is in the store.
  llvm::Expected<std::vector<LayerBlob>> getLayerBlobs(const LayerId &id);

  //===--- Records, images -------------------------------------------------===//

  /// A record whose layers all exist; anything else is a miss.
  llvm::Expected<std::optional<Record>> lookupRecord(const Key &key);
  /// Records with this content key that may be found by content (K3), newest
  /// first, at most `limit`.
  llvm::Expected<std::vector<Record>> lookupByContentKey(const Key &contentKey, unsigned limit = 8);
  /// Inserts or replaces. Its layers must be committed (K7).
  llvm::Error putRecord(const Record &record);
  /// Fills in what was unknown when the record was written.
  llvm::Error setRecordContent(const Key &key, std::optional<Key> contentId,
                               std::optional<Key> contentKey);
  /// The record most like this one for `imgc explain`: same vertex name is the
  /// caller's matter, it filters by the components' JSON.
  llvm::Error forEachRecord(llvm::function_ref<bool(const Record &)> visit);

  llvm::Error putImage(const ImageRecord &image);
  llvm::Expected<std::optional<ImageRecord>> getImage(llvm::StringRef name);
  /// Sorted by name.
  llvm::Expected<std::vector<ImageRecord>> listImages();
  /// False when there is no such image.
  llvm::Expected<bool> removeImage(llvm::StringRef name);

  llvm::Error putBaseImage(const BaseImage &image);
  llvm::Expected<std::optional<BaseImage>> getBaseImage(const Digest &manifest);

  //===--- Locks, space, durability ----------------------------------------===//

  /// Blocks until nobody else holds a conflicting lock on the key. Never call
  /// it while holding an execution slot.
  llvm::Expected<StoreLock> lockKey(const Key &key, LockMode mode = LockMode::Exclusive);
  /// An empty lock when somebody holds it.
  llvm::Expected<StoreLock> tryLockKey(const Key &key, LockMode mode = LockMode::Exclusive);
  /// A build holds this from start to end: nothing is pruned meanwhile.
  llvm::Expected<StoreLock> leaseForBuild();

  llvm::Expected<DiskUsage> diskUsage();
  /// Takes the exclusive lease; ExitCode::Environment when a build is running
  /// and `wait` is off.
  llvm::Expected<PruneResult> prune(const PruneOptions &options);
  /// Deletes what was moved aside. Call after a build, not within.
  void collectGarbage();
  /// Moves `dirfd/name` to the garbage: O(1) whatever its size.
  llvm::Error moveToGarbage(int dirfd, llvm::StringRef name);

  /// syncfs, then marks everything written before as surviving a power loss.
  /// Nothing to do: nothing done. Meant for the end of a build or a background thread.
  llvm::Error makeDurable();
  /// The same for what other processes wrote too.
  llvm::Error makeAllDurable();
  /// Closes the database until it is needed again. Before a fork whose child
  /// opens the store: SQLite's state of an open file is the process's, not the
  /// connection's, and the child would go on with the parent's.
  void closeDatabase();

private:
  friend class BlobWriter;
  friend class Staging;
  Store();
  llvm::Error initialise(llvm::StringRef rootDir);
  llvm::Error checkVersion();
  llvm::Error createLayout();
  llvm::Expected<StoreDatabase *> database();
  llvm::Error ensureStagingOwner();
  void sweepDeadStagings();
  llvm::Error finishBlob(BlobWriter &writer, const Digest &digest);
  llvm::Expected<StoreLock> lockRange(uint64_t start, LockMode mode, bool wait);
  llvm::Expected<FileDescriptor> openBlobUnverified(const Digest &digest);
  void dropDamagedBlob(const Digest &digest);
  /// Whether every layer of a record is still there and trusted. Asked once a
  /// layer: a chain of n steps names its layers n² times.
  llvm::Expected<bool> hasLayers(const Record &record);

  std::string rootPath;
  FileDescriptor root, blobs, layers, staging, garbage;
  std::mutex mutex;
  /// Layers that were seen to be there. Emptied by prune; other processes cannot
  /// remove one while a build holds its lease.
  llvm::StringSet<> presentLayers;
  std::unique_ptr<StoreDatabase> db;
  std::string stagingOwner;
  FileDescriptor stagingOwnerLock;
  uint64_t stagingCounter = 0;
};

} // namespace imgc

#endif // IMGC_RUNTIME_STORE_STORE_H
