//===- Database.h - SQLite, thinly wrapped --------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_STORE_DATABASE_H
#define IMGC_LIB_RUNTIME_STORE_DATABASE_H

#include "imgc/Runtime/Store/Records.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"

#include <map>
#include <memory>
#include <mutex>

struct sqlite3;
struct sqlite3_stmt;

namespace imgc {

class StoreDatabase;

/// A prepared statement in use: reset and given back when destroyed. Blob and
/// text arguments are copied.
class Statement {
public:
  Statement(StoreDatabase &db, sqlite3_stmt *stmt) : db(&db), stmt(stmt) {}
  Statement(Statement &&other) noexcept : db(other.db), stmt(other.stmt), next(other.next) {
    other.stmt = nullptr;
  }
  Statement(const Statement &) = delete;
  ~Statement();

  Statement &bind(llvm::StringRef text);
  Statement &bind(int64_t number);
  Statement &bindBlob(llvm::ArrayRef<uint8_t> bytes);
  Statement &bindNull();
  Statement &bind(const Key &key) { return bindBlob(key.bytes); }
  Statement &bind(const Digest &digest) { return bindBlob(digest.getBytes()); }
  template <typename T>
  Statement &bind(const std::optional<T> &value) {
    return value ? bind(*value) : bindNull();
  }

  /// True: a row is there.
  llvm::Expected<bool> step();
  /// For statements without rows.
  llvm::Error run();

  llvm::StringRef text(int column) const;
  int64_t number(int column) const;
  bool isNull(int column) const;
  std::optional<Key> key(int column) const;
  std::optional<Digest> digest(int column) const;
  llvm::ArrayRef<uint8_t> blob(int column) const;

private:
  StoreDatabase *db;
  sqlite3_stmt *stmt;
  int next = 1;
};

/// The database of a store. Not thread safe: hold `mutex`.
class StoreDatabase {
public:
  static llvm::Expected<std::unique_ptr<StoreDatabase>> open(const std::string &path);
  ~StoreDatabase();

  /// `sql` must be a string literal: prepared on first use, kept.
  llvm::Expected<Statement> prepare(const char *sql);
  llvm::Error execute(const char *sql);
  /// Runs `body` in an immediate transaction; rolls back on an error.
  llvm::Error transaction(llvm::function_ref<llvm::Error()> body);
  llvm::Error makeStoreError(int code, llvm::StringRef what);
  /// Writes the WAL back into the database; failing to is no error.
  void checkpoint();

  const std::string &getBoot() const { return boot; }

  /// Rows were written since the last makeDurable.
  bool dirty = false;
  /// Keys of records that were hit, whose last use is to be written.
  std::vector<Key> touched;
  std::mutex mutex;

private:
  StoreDatabase() = default;
  sqlite3 *db = nullptr;
  std::map<const char *, sqlite3_stmt *> statements;
  std::string path, boot;
};

/// Nanoseconds since boot, comparable between processes.
int64_t getMonotonicNs();
/// Nanoseconds since the epoch.
int64_t getNowNs();

std::string joinLayers(llvm::ArrayRef<LayerId> layers);
llvm::Expected<std::vector<LayerId>> splitLayers(llvm::StringRef text);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_STORE_DATABASE_H
