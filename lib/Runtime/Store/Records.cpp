//===- Records.cpp - Records and images of a store ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"

#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/StringExtras.h"

#include <sys/stat.h>
#include <sys/syscall.h>

namespace imgc {

//===----------------------------------------------------------------------===//
// Records
//===----------------------------------------------------------------------===//

#define RECORD_COLUMNS                                                                             \
  "key, inputs, layers, content_id, content_key, created, hidden, forced, semantics, components, " \
  "boot"

static llvm::Expected<Record> readRecord(Statement &row) {
  Record record;
  std::optional<Key> key = row.key(0);
  llvm::ArrayRef<uint8_t> inputs = row.blob(1);
  if (!key || inputs.size() % sizeof(Key::bytes) != 0)
    return makeError(ExitCode::Store, "the store's database has a malformed record",
                     "remove the store's directory to start anew");
  record.key = *key;
  for (; !inputs.empty(); inputs = inputs.drop_front(sizeof(Key::bytes)))
    std::copy_n(inputs.begin(), sizeof(Key::bytes), record.inputs.emplace_back().bytes.begin());
  llvm::Expected<std::vector<LayerId>> layers = splitLayers(row.text(2));
  if (!layers)
    return layers.takeError();
  record.layers = std::move(*layers);
  record.contentId = row.key(3);
  record.contentKey = row.key(4);
  record.createdNs = row.number(5);
  record.hiddenChannel = row.number(6);
  record.forced = row.number(7);
  record.semanticsVersion = row.number(8);
  record.components = row.text(9).str();
  record.durable = row.text(10).empty();
  return record;
}

/// Collects the rows of a query for records.
static llvm::Error collect(Statement &query, llvm::function_ref<bool(Record)> take) {
  while (true) {
    llvm::Expected<bool> row = query.step();
    if (!row)
      return row.takeError();
    if (!*row)
      return llvm::Error::success();
    llvm::Expected<Record> record = readRecord(query);
    if (!record)
      return record.takeError();
    if (!take(std::move(*record)))
      return llvm::Error::success();
  }
}

llvm::Expected<bool> Store::hasLayers(const Record &record) {
  for (const LayerId &layer : record.layers) {
    {
      std::lock_guard<std::mutex> guard(mutex);
      if (presentLayers.contains(layer.str()))
        continue;
    }
    llvm::Expected<std::optional<LayerInfo>> info = getLayer(layer);
    if (!info)
      return info.takeError();
    if (!*info)
      return false;
    std::lock_guard<std::mutex> guard(mutex);
    presentLayers.insert(layer.str());
  }
  return true;
}

llvm::Expected<std::optional<Record>> Store::lookupRecord(const Key &key) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::optional<Record> found;
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    llvm::Expected<Statement> query =
        (*db)->prepare("SELECT " RECORD_COLUMNS ", last_used FROM records "
                       "WHERE key=? AND boot IN ('', ?)");
    if (!query)
      return query.takeError();
    llvm::Error error = collect(query->bind(key).bind((*db)->getBoot()), [&](Record record) {
      found = std::move(record);
      // Written at the end, and only once an hour: a cached build writes nothing.
      if (getNowNs() - query->number(11) > 3600LL * 1000000000LL)
        (*db)->touched.push_back(key);
      return true;
    });
    if (error)
      return std::move(error);
  }
  if (!found)
    return std::nullopt;
  llvm::Expected<bool> complete = hasLayers(*found);
  if (!complete)
    return complete.takeError();
  if (!*complete)
    return std::nullopt;
  return found;
}

llvm::Expected<std::vector<Record>> Store::lookupByContentKey(const Key &contentKey,
                                                              unsigned limit) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::vector<Record> found, complete;
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    llvm::Expected<Statement> query =
        (*db)->prepare("SELECT " RECORD_COLUMNS " FROM records WHERE content_key=? AND hidden=0 "
                       "AND boot IN ('', ?) ORDER BY created DESC, key LIMIT ?");
    if (!query)
      return query.takeError();
    query->bind(contentKey).bind((*db)->getBoot()).bind(int64_t(limit));
    if (llvm::Error error = collect(*query, [&](Record record) {
          found.push_back(std::move(record));
          return true;
        }))
      return std::move(error);
  }
  for (Record &record : found) {
    llvm::Expected<bool> layers = hasLayers(record);
    if (!layers)
      return layers.takeError();
    if (*layers)
      complete.push_back(std::move(record));
  }
  return complete;
}

llvm::Error Store::putRecord(const Record &record) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  llvm::Expected<bool> complete = hasLayers(record);
  if (!complete)
    return complete.takeError();
  if (!*complete)
    return makeError(ExitCode::Store, "a record names a layer that is not in the store");
  std::vector<uint8_t> inputs;
  for (const Key &input : record.inputs)
    inputs.insert(inputs.end(), input.bytes.begin(), input.bytes.end());
  std::lock_guard<std::mutex> guard((*db)->mutex);
  (*db)->dirty = true;
  llvm::Expected<Statement> insert =
      (*db)->prepare("INSERT OR REPLACE INTO records(" RECORD_COLUMNS
                     ", last_used, written) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)");
  if (!insert)
    return insert.takeError();
  return insert->bind(record.key)
      .bindBlob(inputs)
      .bind(joinLayers(record.layers))
      .bind(record.contentId)
      .bind(record.contentKey)
      .bind(record.createdNs)
      .bind(int64_t(record.hiddenChannel))
      .bind(int64_t(record.forced))
      .bind(int64_t(record.semanticsVersion))
      .bind(record.components)
      .bind((*db)->getBoot())
      .bind(getNowNs())
      .bind(getMonotonicNs())
      .run();
}

llvm::Error Store::setRecordContent(const Key &key, std::optional<Key> contentId,
                                    std::optional<Key> contentKey) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  llvm::Expected<Statement> update =
      (*db)->prepare("UPDATE records SET content_id=coalesce(?2, content_id), "
                     "content_key=coalesce(?3, content_key) WHERE key=?1");
  if (!update)
    return update.takeError();
  return update->bind(key).bind(contentId).bind(contentKey).run();
}

llvm::Error Store::forEachRecord(llvm::function_ref<bool(const Record &)> visit) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  llvm::Expected<Statement> query = (*db)->prepare(
      "SELECT " RECORD_COLUMNS " FROM records WHERE boot IN ('', ?) ORDER BY created DESC, key");
  if (!query)
    return query.takeError();
  return collect(query->bind((*db)->getBoot()), [&](Record record) { return visit(record); });
}

//===----------------------------------------------------------------------===//
// Durability
//===----------------------------------------------------------------------===//

void Store::closeDatabase() {
  std::lock_guard<std::mutex> guard(mutex);
  db.reset();
}

llvm::Error Store::makeAllDurable() {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    (*db)->dirty = true;
  }
  return makeDurable();
}

llvm::Error Store::makeDurable() {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  int64_t before;
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    if (!(*db)->dirty)
      return llvm::Error::success();
    (*db)->dirty = false;
    before = getMonotonicNs();
  }
  if (::syncfs(root.get()) != 0)
    return makeErrnoError(ExitCode::Store, "cannot flush the store '" + rootPath + "' to disk",
                          errno);
  std::lock_guard<std::mutex> guard((*db)->mutex);
  llvm::Error error = (*db)->transaction([&]() -> llvm::Error {
    for (const char *sql : {"UPDATE records SET boot='' WHERE boot=? AND written<?",
                            "UPDATE layers SET boot='' WHERE boot=? AND written<?",
                            "UPDATE blobs SET boot='' WHERE boot=? AND written<?"}) {
      llvm::Expected<Statement> update = (*db)->prepare(sql);
      if (!update)
        return update.takeError();
      if (llvm::Error error = update->bind((*db)->getBoot()).bind(before).run())
        return error;
    }
    return llvm::Error::success();
  });
  if (!error)
    (*db)->checkpoint();
  return error;
}

} // namespace imgc
