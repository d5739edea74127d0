//===- Images.cpp - Names of images, and images that were pulled ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"

#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/Error.h"

namespace imgc {

llvm::Error Store::putImage(const ImageRecord &image) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  return (*db)->transaction([&]() -> llvm::Error {
    llvm::Expected<Statement> clear = (*db)->prepare("DELETE FROM image_platforms WHERE image=?");
    if (!clear)
      return clear.takeError();
    if (llvm::Error error = clear->bind(image.name).run())
      return error;
    llvm::Expected<Statement> insert =
        (*db)->prepare("INSERT OR REPLACE INTO images(name, created) VALUES(?,?)");
    if (!insert)
      return insert.takeError();
    if (llvm::Error error = insert->bind(image.name).bind(image.createdNs).run())
      return error;
    int64_t number = 0;
    for (const ImagePlatform &platform : image.platforms) {
      llvm::Expected<Statement> add = (*db)->prepare(
          "INSERT INTO image_platforms(image, number, platform, config, manifest, layers) "
          "VALUES(?,?,?,?,?,?)");
      if (!add)
        return add.takeError();
      if (llvm::Error error = add->bind(image.name)
                                  .bind(number++)
                                  .bind(platform.platform)
                                  .bind(platform.config)
                                  .bind(platform.manifest)
                                  .bind(joinLayers(platform.layers))
                                  .run())
        return error;
    }
    return llvm::Error::success();
  });
}

/// Reads images whose name is between `first` and `last`.
static llvm::Expected<std::vector<ImageRecord>> readImages(StoreDatabase &db,
                                                           const std::string *name) {
  llvm::Expected<Statement> query = db.prepare(
      "SELECT name, created, platform, config, manifest, layers FROM images "
      "LEFT JOIN image_platforms ON image=name WHERE ?1 IS NULL OR name=?1 ORDER BY name, number");
  if (!query)
    return query.takeError();
  if (name)
    query->bind(*name);
  else
    query->bindNull();
  std::vector<ImageRecord> images;
  while (true) {
    llvm::Expected<bool> row = query->step();
    if (!row)
      return row.takeError();
    if (!*row)
      return images;
    if (images.empty() || images.back().name != query->text(0))
      images.push_back({query->text(0).str(), {}, query->number(1)});
    std::optional<Digest> config = query->digest(3);
    if (!config)
      continue;
    llvm::Expected<std::vector<LayerId>> layers = splitLayers(query->text(5));
    if (!layers)
      return layers.takeError();
    images.back().platforms.push_back(
        {query->text(2).str(), *config, query->digest(4), std::move(*layers)});
  }
}

llvm::Expected<std::optional<ImageRecord>> Store::getImage(llvm::StringRef name) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  std::string text = name.str();
  llvm::Expected<std::vector<ImageRecord>> images = readImages(**db, &text);
  if (!images)
    return images.takeError();
  if (images->empty())
    return std::nullopt;
  return std::move(images->front());
}

llvm::Expected<std::vector<ImageRecord>> Store::listImages() {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  return readImages(**db, nullptr);
}

llvm::Expected<bool> Store::removeImage(llvm::StringRef name) {
  llvm::Expected<std::optional<ImageRecord>> image = getImage(name);
  if (!image)
    return image.takeError();
  if (!*image)
    return false;
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  llvm::Error error = (*db)->transaction([&]() -> llvm::Error {
    for (const char *sql :
         {"DELETE FROM image_platforms WHERE image=?", "DELETE FROM images WHERE name=?"}) {
      llvm::Expected<Statement> remove = (*db)->prepare(sql);
      if (!remove)
        return remove.takeError();
      if (llvm::Error error = remove->bind(name).run())
        return error;
    }
    return llvm::Error::success();
  });
  if (error)
    return std::move(error);
  return true;
}

llvm::Error Store::putBaseImage(const BaseImage &image) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  std::lock_guard<std::mutex> guard((*db)->mutex);
  llvm::Expected<Statement> insert =
      (*db)->prepare("INSERT OR REPLACE INTO base_images(manifest, config, layers) VALUES(?,?,?)");
  if (!insert)
    return insert.takeError();
  return insert->bind(image.manifest).bind(image.config).bind(joinLayers(image.layers)).run();
}

llvm::Expected<std::optional<BaseImage>> Store::getBaseImage(const Digest &manifest) {
  llvm::Expected<StoreDatabase *> db = database();
  if (!db)
    return db.takeError();
  BaseImage image;
  image.manifest = manifest;
  {
    std::lock_guard<std::mutex> guard((*db)->mutex);
    llvm::Expected<Statement> query =
        (*db)->prepare("SELECT config, layers FROM base_images WHERE manifest=?");
    if (!query)
      return query.takeError();
    llvm::Expected<bool> row = query->bind(manifest).step();
    if (!row)
      return row.takeError();
    std::optional<Digest> config = *row ? query->digest(0) : std::nullopt;
    if (!config)
      return std::nullopt;
    image.config = *config;
    llvm::Expected<std::vector<LayerId>> layers = splitLayers(query->text(1));
    if (!layers)
      return layers.takeError();
    image.layers = std::move(*layers);
  }
  for (const LayerId &layer : image.layers) {
    llvm::Expected<std::optional<LayerInfo>> info = getLayer(layer);
    if (!info)
      return info.takeError();
    if (!*info)
      return std::nullopt;
  }
  return image;
}

} // namespace imgc
