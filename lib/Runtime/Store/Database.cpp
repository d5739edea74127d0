//===- Database.cpp - SQLite, thinly wrapped ------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace imgc {

/// `written` is CLOCK_MONOTONIC at the insertion: what is older than a syncfs
/// was flushed by it. `boot` is empty once that happened.
static const char schema[] = R"sql(
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS records(
  key BLOB PRIMARY KEY, inputs BLOB NOT NULL, layers TEXT NOT NULL, content_id BLOB,
  content_key BLOB, created INTEGER NOT NULL, hidden INTEGER NOT NULL, forced INTEGER NOT NULL,
  semantics INTEGER NOT NULL, components TEXT NOT NULL, last_used INTEGER NOT NULL,
  boot TEXT NOT NULL, written INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_content ON records(content_key)
  WHERE content_key IS NOT NULL;
CREATE TABLE IF NOT EXISTS layers(
  id TEXT PRIMARY KEY, diff_id BLOB, size INTEGER NOT NULL, content_index INTEGER NOT NULL,
  boot TEXT NOT NULL, written INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS layer_blobs(
  layer TEXT NOT NULL, compression TEXT NOT NULL, media_type TEXT NOT NULL,
  digest BLOB NOT NULL, size INTEGER NOT NULL, diff_id BLOB NOT NULL,
  PRIMARY KEY(layer, compression, media_type)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs(
  digest BLOB PRIMARY KEY, size INTEGER NOT NULL, boot TEXT NOT NULL,
  written INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS images(name TEXT PRIMARY KEY, created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS image_platforms(
  image TEXT NOT NULL, number INTEGER NOT NULL, platform TEXT NOT NULL, config BLOB NOT NULL,
  manifest BLOB, layers TEXT NOT NULL, PRIMARY KEY(image, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS base_images(
  manifest BLOB PRIMARY KEY, config BLOB NOT NULL, layers TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
COMMIT;
)sql";

int64_t getMonotonicNs() {
  struct timespec t;
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int64_t getNowNs() {
  struct timespec t;
  ::clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static std::string readBootId() {
  char buffer[64] = {};
  int fd = ::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return "unknown";
  ssize_t n = ::read(fd, buffer, sizeof(buffer) - 1);
  ::close(fd);
  return llvm::StringRef(buffer, n > 0 ? n : 0).trim().str();
}

std::string joinLayers(llvm::ArrayRef<LayerId> layers) {
  std::string text;
  for (const LayerId &layer : layers)
    text += (text.empty() ? "" : " ") + layer.str();
  return text;
}

llvm::Expected<std::vector<LayerId>> splitLayers(llvm::StringRef text) {
  std::vector<LayerId> layers;
  llvm::SmallVector<llvm::StringRef, 16> parts;
  text.split(parts, ' ', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts) {
    llvm::Expected<LayerId> id = LayerId::parse(part);
    if (!id)
      return id.takeError();
    layers.push_back(std::move(*id));
  }
  return layers;
}

//===----------------------------------------------------------------------===//
// Statement
//===----------------------------------------------------------------------===//

Statement::~Statement() {
  if (!stmt)
    return;
  ::sqlite3_reset(stmt);
  ::sqlite3_clear_bindings(stmt);
}

Statement &Statement::bind(llvm::StringRef text) {
  ::sqlite3_bind_text(stmt, next++, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT);
  return *this;
}
Statement &Statement::bind(int64_t number) {
  ::sqlite3_bind_int64(stmt, next++, number);
  return *this;
}
Statement &Statement::bindBlob(llvm::ArrayRef<uint8_t> bytes) {
  static const uint8_t none = 0;
  ::sqlite3_bind_blob(stmt, next++, bytes.empty() ? &none : bytes.data(), bytes.size(),
                      SQLITE_TRANSIENT);
  return *this;
}
Statement &Statement::bindNull() {
  ++next;
  return *this;
}

llvm::Expected<bool> Statement::step() {
  int code = ::sqlite3_step(stmt);
  if (code == SQLITE_ROW)
    return true;
  if (code == SQLITE_DONE)
    return false;
  return db->makeStoreError(code, "cannot use the store's database");
}

llvm::Error Statement::run() {
  llvm::Expected<bool> row = step();
  return row ? llvm::Error::success() : row.takeError();
}

llvm::StringRef Statement::text(int column) const {
  auto *data = reinterpret_cast<const char *>(::sqlite3_column_text(stmt, column));
  return {data ? data : "", static_cast<size_t>(::sqlite3_column_bytes(stmt, column))};
}
int64_t Statement::number(int column) const { return ::sqlite3_column_int64(stmt, column); }
bool Statement::isNull(int column) const {
  return ::sqlite3_column_type(stmt, column) == SQLITE_NULL;
}
llvm::ArrayRef<uint8_t> Statement::blob(int column) const {
  auto *data = static_cast<const uint8_t *>(::sqlite3_column_blob(stmt, column));
  return {data, data ? static_cast<size_t>(::sqlite3_column_bytes(stmt, column)) : 0};
}
std::optional<Key> Statement::key(int column) const {
  llvm::ArrayRef<uint8_t> bytes = blob(column);
  Key key;
  if (bytes.size() != key.bytes.size())
    return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
  return key;
}
std::optional<Digest> Statement::digest(int column) const {
  std::optional<Key> bytes = key(column);
  if (!bytes)
    return std::nullopt;
  return Digest(bytes->bytes);
}

//===----------------------------------------------------------------------===//
// StoreDatabase
//===----------------------------------------------------------------------===//

llvm::Error StoreDatabase::makeStoreError(int code, llvm::StringRef what) {
  const char *reason = db ? ::sqlite3_errmsg(db) : ::sqlite3_errstr(code);
  std::string message = (what + " '" + path + "': " + reason).str();
  switch (code & 0xff) {
  case SQLITE_FULL:
    return makeError(ExitCode::Environment, message,
                     "free space on the disk of the store (`imgc prune`), or choose another one "
                     "with --root");
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return makeError(ExitCode::Store, message,
                     "the database is damaged; remove the store's directory to start anew");
  case SQLITE_PERM:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
    return makeError(ExitCode::Environment, message);
  default:
    return makeError(ExitCode::Store, message);
  }
}

/// The first processes of a new store all change its journal mode, which SQLite
/// refuses to wait for (its busy handler is not asked).
static int enterWal(sqlite3 *db) {
  constexpr unsigned maxTries = 6000, pauseUs = 5000; // 30 s, as for every other lock
  int code = SQLITE_BUSY;
  for (unsigned i = 0; code == SQLITE_BUSY && i < maxTries; ++i) {
    code = ::sqlite3_exec(db, "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_BUSY)
      ::usleep(pauseUs);
  }
  return code;
}

llvm::Expected<std::unique_ptr<StoreDatabase>> StoreDatabase::open(const std::string &path) {
  std::unique_ptr<StoreDatabase> self(new StoreDatabase());
  self->path = path;
  self->boot = readBootId();
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (int code = ::sqlite3_open_v2(path.c_str(), &self->db, flags, nullptr))
    return self->makeStoreError(code, "cannot open the store's database");
  ::sqlite3_busy_timeout(self->db, 30000);
  // Checkpointing at every exit would cost an fsync per build; makeDurable does it.
  ::sqlite3_db_config(self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  int keep = 1;
  ::sqlite3_file_control(self->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  if (int code = enterWal(self->db))
    return self->makeStoreError(code, "cannot use the store's database");
  if (llvm::Error error = self->execute("PRAGMA synchronous=NORMAL; "
                                        "PRAGMA wal_autocheckpoint=400;"))
    return std::move(error);
  int64_t version = 0;
  {
    llvm::Expected<Statement> query = self->prepare("PRAGMA user_version");
    if (!query)
      return query.takeError();
    llvm::Expected<bool> row = query->step();
    if (!row)
      return row.takeError();
    version = *row ? query->number(0) : 0;
  }
  if (version == 0)
    if (llvm::Error error = self->execute(schema))
      return std::move(error);
  return std::move(self);
}

StoreDatabase::~StoreDatabase() {
  for (auto &[sql, stmt] : statements)
    ::sqlite3_finalize(stmt);
  ::sqlite3_close(db);
}

llvm::Error StoreDatabase::execute(const char *sql) {
  int code = ::sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  if (code == SQLITE_OK)
    return llvm::Error::success();
  llvm::Error error = makeStoreError(code, "cannot use the store's database");
  if (!::sqlite3_get_autocommit(db))
    ::sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  return error;
}

llvm::Expected<Statement> StoreDatabase::prepare(const char *sql) {
  sqlite3_stmt *&stmt = statements[sql];
  if (!stmt) {
    int code = ::sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, nullptr);
    if (code != SQLITE_OK)
      return makeStoreError(code, "cannot use the store's database");
  }
  return Statement(*this, stmt);
}

llvm::Error StoreDatabase::transaction(llvm::function_ref<llvm::Error()> body) {
  if (llvm::Error error = execute("BEGIN IMMEDIATE"))
    return error;
  llvm::Error error = body();
  if (!error)
    return execute("COMMIT");
  if (!::sqlite3_get_autocommit(db))
    ::sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  return error;
}

void StoreDatabase::checkpoint() {
  ::sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

} // namespace imgc
