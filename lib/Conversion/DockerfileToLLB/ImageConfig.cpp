//===- ImageConfig.cpp - The config that instructions change --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImageConfig.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Json.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"

namespace imgc::dockerfile {

namespace json = llvm::json;

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static std::string readString(const json::Object &object, llvm::StringRef name) {
  const json::Value *value = findMember(object, name);
  return value ? value->getAsString().value_or("").str() : "";
}

static int64_t readInteger(const json::Object &object, llvm::StringRef name) {
  const json::Value *value = findMember(object, name);
  return value ? value->getAsInteger().value_or(0) : 0;
}

static std::vector<std::string> readStrings(const json::Object &object, llvm::StringRef name) {
  std::vector<std::string> result;
  const json::Value *value = findMember(object, name);
  if (const json::Array *array = value ? value->getAsArray() : nullptr)
    for (const json::Value &item : *array)
      result.push_back(item.getAsString().value_or("").str());
  return result;
}

static AppendList<std::string> readKeys(const json::Object &object, llvm::StringRef name) {
  AppendList<std::string> result;
  const json::Value *value = findMember(object, name);
  if (const json::Object *map = value ? value->getAsObject() : nullptr)
    for (const auto &[key, ignored] : *map)
      result.push_back(llvm::StringRef(key).str());
  return result;
}

static const json::Object *readObject(const json::Object &object, llvm::StringRef name) {
  const json::Value *value = findMember(object, name);
  return value ? value->getAsObject() : nullptr;
}

static void readRuntimeConfig(const json::Object &object, ImageConfig &config) {
  config.user = readString(object, "User");
  config.exposedPorts = readKeys(object, "ExposedPorts");
  for (std::string &entry : readStrings(object, "Env"))
    config.env.push_back(std::move(entry));
  config.entrypoint = readStrings(object, "Entrypoint");
  config.cmd = readStrings(object, "Cmd");
  config.volumes = readKeys(object, "Volumes");
  config.workingDir = readString(object, "WorkingDir");
  if (const json::Object *labels = readObject(object, "Labels"))
    for (const auto &[key, value] : *labels)
      config.labels.push_back({llvm::StringRef(key).str(), value.getAsString().value_or("").str()});
  config.stopSignal = readString(object, "StopSignal");
  if (const json::Value *escaped = findMember(object, "ArgsEscaped"))
    config.argsEscaped = escaped->getAsBoolean().value_or(false);
  if (const json::Object *check = readObject(object, "Healthcheck"))
    config.healthcheck =
        Healthcheck{readStrings(*check, "Test"),          readInteger(*check, "Interval"),
                    readInteger(*check, "Timeout"),       readInteger(*check, "StartPeriod"),
                    readInteger(*check, "StartInterval"), readInteger(*check, "Retries")};
  config.onBuild = readStrings(object, "OnBuild");
  config.shell = readStrings(object, "Shell");
}

static void readHistory(const json::Object &object, ImageConfig &config) {
  const json::Value *value = findMember(object, "history");
  const json::Array *array = value ? value->getAsArray() : nullptr;
  if (!array)
    return;
  for (const json::Value &entry : *array) {
    const json::Object *item = entry.getAsObject();
    if (!item)
      continue;
    HistoryItem history;
    if (std::string created = readString(*item, "created"); !created.empty())
      history.created = gotext::parseTime(created).text;
    history.createdBy = readString(*item, "created_by");
    history.author = readString(*item, "author");
    history.comment = readString(*item, "comment");
    if (const json::Value *empty = findMember(*item, "empty_layer"))
      history.emptyLayer = empty->getAsBoolean().value_or(false);
    config.history.push_back(std::move(history));
  }
}

llvm::Expected<ImageConfig> ImageConfig::parse(llvm::StringRef text) {
  llvm::Expected<json::Value> value = parseJson(text);
  if (!value)
    return addContext(value.takeError(), "failed to parse image config", ExitCode::SourceError);
  const json::Object *object = value->getAsObject();
  if (!object)
    return makeError(ExitCode::SourceError,
                     "failed to parse image config: it is not a JSON object");
  ImageConfig config;
  if (std::string created = readString(*object, "created"); !created.empty())
    config.created = gotext::parseTime(created).text;
  config.author = readString(*object, "author");
  config.platform.os = readString(*object, "os");
  config.platform.architecture = readString(*object, "architecture");
  config.platform.variant = readString(*object, "variant");
  config.platform.osVersion = readString(*object, "os.version");
  config.platform.osFeatures = readStrings(*object, "os.features");
  if (const json::Object *runtime = readObject(*object, "config"))
    readRuntimeConfig(*runtime, config);
  if (const json::Object *rootfs = readObject(*object, "rootfs")) {
    config.rootfsType = readString(*rootfs, "type");
    const json::Value *ids = findMember(*rootfs, "diff_ids");
    if (ids && ids->getAsArray())
      config.diffIds = readStrings(*rootfs, "diff_ids");
  }
  readHistory(*object, config);
  return config;
}

ImageConfig ImageConfig::scratch(const Platform &platform) {
  ImageConfig config;
  config.platform = platform;
  config.rootfsType = "layers";
  config.workingDir = "/";
  if (platform.os != "windows")
    config.env.push_back(("PATH=" + defaultPath).str());
  return config;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// JSON is UTF-8; other bytes become U+FFFD, as in Go.
static std::string utf8(llvm::StringRef text) {
  return json::isUTF8(text) ? text.str() : gotext::toUTF8(text);
}

static void putString(json::Object &object, llvm::StringRef name, llvm::StringRef value) {
  if (!value.empty())
    object[name] = utf8(value);
}

static void putStrings(json::Object &object, llvm::StringRef name,
                       llvm::ArrayRef<std::string> values) {
  if (values.empty())
    return;
  json::Array array;
  for (const std::string &value : values)
    array.push_back(utf8(value));
  object[name] = std::move(array);
}

static void putKeys(json::Object &object, llvm::StringRef name,
                    const AppendList<std::string> &keys) {
  if (keys.empty())
    return;
  json::Object map;
  for (const std::string *key : keys.getElements())
    map[utf8(*key)] = json::Object();
  object[name] = std::move(map);
}

static void putInteger(json::Object &object, llvm::StringRef name, int64_t value) {
  if (value)
    object[name] = value;
}

static json::Object writeHealthcheck(const Healthcheck &check) {
  json::Object object;
  putStrings(object, "Test", check.test);
  putInteger(object, "Interval", check.interval);
  putInteger(object, "Timeout", check.timeout);
  putInteger(object, "StartPeriod", check.startPeriod);
  putInteger(object, "StartInterval", check.startInterval);
  putInteger(object, "Retries", check.retries);
  return object;
}

static std::vector<std::string> collectEnv(const ImageConfig &config) {
  std::vector<std::string> entries;
  llvm::StringMap<size_t> first;
  for (const std::string *entry : config.env.getElements()) {
    first.try_emplace(llvm::StringRef(*entry).split('=').first, entries.size());
    entries.push_back(*entry);
  }
  for (const ConfigPair *change : config.envChanges.getElements()) {
    auto [place, isNew] = first.try_emplace(change->key, entries.size());
    if (isNew)
      entries.emplace_back();
    entries[place->second] = change->key + "=" + change->value;
  }
  return entries;
}

static json::Object writeRuntimeConfig(const ImageConfig &config) {
  json::Object object;
  putString(object, "User", config.user);
  putKeys(object, "ExposedPorts", config.exposedPorts);
  putStrings(object, "Env", collectEnv(config));
  putStrings(object, "Entrypoint", config.entrypoint);
  putStrings(object, "Cmd", config.cmd);
  putKeys(object, "Volumes", config.volumes);
  putString(object, "WorkingDir", config.workingDir);
  if (!config.labels.empty()) {
    json::Object labels;
    for (const ConfigPair *label : config.labels.getElements())
      labels[utf8(label->key)] = utf8(label->value);
    object["Labels"] = std::move(labels);
  }
  putString(object, "StopSignal", config.stopSignal);
  if (config.argsEscaped)
    object["ArgsEscaped"] = true;
  if (config.healthcheck)
    object["Healthcheck"] = writeHealthcheck(*config.healthcheck);
  putStrings(object, "OnBuild", config.onBuild);
  putStrings(object, "Shell", config.shell);
  return object;
}

static void writeHistory(json::OStream &out, const HistoryItem &item) {
  out.object([&] {
    writeMember(out, "author", item.author);
    writeMember(out, "comment", item.comment);
    if (item.created)
      out.attribute("created", *item.created);
    writeMember(out, "created_by", item.createdBy);
    if (item.emptyLayer)
      out.attribute("empty_layer", true);
  });
}

std::string ImageConfig::print() const {
  json::Object object;
  if (created)
    object["created"] = *created;
  putString(object, "author", author);
  object["architecture"] = utf8(platform.architecture);
  object["os"] = utf8(platform.os);
  putString(object, "os.version", platform.osVersion);
  putStrings(object, "os.features", platform.osFeatures);
  putString(object, "variant", platform.variant);
  object["config"] = writeRuntimeConfig(*this);
  json::Object rootfs{{"type", utf8(rootfsType)}, {"diff_ids", nullptr}};
  if (diffIds)
    rootfs["diff_ids"] = json::Array(*diffIds);
  object["rootfs"] = std::move(rootfs);
  if (history.empty())
    return llvm::formatv("{0}", json::Value(std::move(object)));
  return printWithArray(object, "history", [&](json::OStream &out) {
    for (const HistoryItem *item : history.getElements())
      writeHistory(out, *item);
  });
}

} // namespace imgc::dockerfile
