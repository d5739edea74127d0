//===- ImageConfig.cpp - Config and manifest documents --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Export/ImageConfig.h"

#include "JsonWriter.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoJson.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

#include <cstdio>
#include <ctime>

namespace imgc {

static constexpr size_t maxConfig = 8 << 20;
static constexpr unsigned maxDepth = 64;

static llvm::Error makeConfigError(const llvm::Twine &what) {
  return makeError(ExitCode::Registry, "malformed image config: " + what);
}

/// Splits the top level of an object into members whose values keep their text,
/// compacted and escaped as Go does with a json.RawMessage: what is nested keeps
/// its own order of keys. `json` was parsed before, so only quotes and brackets count.
static llvm::Error splitMembers(llvm::StringRef json, std::map<std::string, std::string> &members) {
  unsigned depth = 0;
  bool inString = false, inValue = false;
  std::string current, name;
  auto finish = [&]() -> llvm::Error {
    if (!inValue)
      return llvm::Error::success();
    llvm::Expected<llvm::json::Value> key = llvm::json::parse(name);
    if (!key)
      return key.takeError();
    if (!members.emplace(key->getAsString().value_or("").str(), std::move(current)).second)
      return makeConfigError("the key " + name + " is there twice");
    current.clear();
    inValue = false;
    return llvm::Error::success();
  };
  for (size_t i = 0; i < json.size(); ++i) {
    char c = json[i];
    if (inString) {
      if (c == '\\') {
        current += json.substr(i++, 2);
        continue;
      }
      if (c == '<' || c == '>' || c == '&')
        current += c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : "\\u0026";
      else
        current += c;
      inString = c != '"';
      continue;
    }
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
      continue;
    if ((c == '}' || c == ']') && --depth == 0)
      return finish();
    if (depth == 1 && c == ':' && !inValue) {
      name = std::exchange(current, "");
      inValue = true;
      continue;
    }
    if (depth == 1 && c == ',') {
      if (llvm::Error error = finish())
        return error;
      continue;
    }
    if ((c == '{' || c == '[') && depth++ == 0)
      continue;
    inString = c == '"';
    current += c;
  }
  return llvm::Error::success();
}

/// The parser recurses: its input must not make it deep.
static bool isTooDeep(llvm::StringRef json) {
  unsigned depth = 0;
  bool inString = false;
  for (size_t i = 0; i < json.size(); ++i) {
    char c = json[i];
    if (inString && c == '\\')
      ++i;
    else if (c == '"')
      inString = !inString;
    else if (!inString && (c == '{' || c == '[') && ++depth > maxDepth)
      return true;
    else if (!inString && (c == '}' || c == ']') && depth > 0)
      --depth;
  }
  return false;
}

static std::vector<HistoryEntry> readHistory(const llvm::json::Object &config) {
  std::vector<HistoryEntry> history;
  const llvm::json::Array *array = config.getArray("history");
  if (!array)
    return history;
  for (const llvm::json::Value &value : *array) {
    const llvm::json::Object *object = value.getAsObject();
    HistoryEntry &entry = history.emplace_back();
    if (!object)
      continue;
    auto text = [&](llvm::StringRef key) { return object->getString(key).value_or("").str(); };
    entry.created = text("created");
    entry.createdBy = text("created_by");
    entry.author = text("author");
    entry.comment = text("comment");
    entry.emptyLayer = object->getBoolean("empty_layer").value_or(false);
  }
  return history;
}

/// Makes the number of entries with a layer equal to the number of layers.
static void balanceHistory(std::vector<HistoryEntry> &history, size_t layers) {
  size_t count = 0;
  // A base whose history claims more layers than there are: those that come
  // first keep theirs.
  for (HistoryEntry &entry : history) {
    entry.emptyLayer |= count >= layers;
    count += !entry.emptyLayer;
  }
  for (; count < layers; ++count) {
    HistoryEntry &entry = history.emplace_back();
    entry.comment = "buildkit.exporter.image.v0";
  }
}

static std::string writeHistory(llvm::ArrayRef<HistoryEntry> history, llvm::StringRef created) {
  JsonWriter json(0);
  json.beginArray();
  for (const HistoryEntry &entry : history) {
    json.beginObject();
    llvm::StringRef time = entry.created.empty() ? created : llvm::StringRef(entry.created);
    if (!time.empty())
      json.key("created").value(time);
    if (!entry.createdBy.empty())
      json.key("created_by").value(entry.createdBy);
    if (!entry.author.empty())
      json.key("author").value(entry.author);
    if (!entry.comment.empty())
      json.key("comment").value(entry.comment);
    if (entry.emptyLayer)
      json.key("empty_layer").boolean(true);
    json.endObject();
  }
  return json.endArray().take();
}

static llvm::Expected<llvm::json::Object> parseConfig(llvm::StringRef configJson) {
  if (configJson.size() > maxConfig || isTooDeep(configJson))
    return makeConfigError("it is too large or nested too deeply");
  llvm::Expected<llvm::json::Value> parsed = llvm::json::parse(configJson);
  if (!parsed)
    return makeConfigError(llvm::toString(parsed.takeError()));
  llvm::json::Object *config = parsed->getAsObject();
  if (!config)
    return makeConfigError("it is not an object");
  return std::move(*config);
}

llvm::Expected<ConfigTimes> readConfigTimes(llvm::StringRef configJson) {
  llvm::Expected<llvm::json::Object> config = parseConfig(configJson);
  if (!config)
    return config.takeError();
  ConfigTimes times;
  times.created = config->getString("created").value_or("").str();
  for (HistoryEntry &entry : readHistory(*config))
    times.history.push_back(std::move(entry.created));
  return times;
}

llvm::Expected<std::string> finishImageConfig(llvm::StringRef configJson,
                                              llvm::ArrayRef<Digest> diffIds,
                                              llvm::ArrayRef<HistoryEntry> history,
                                              llvm::StringRef created) {
  llvm::Expected<llvm::json::Object> config = parseConfig(configJson);
  if (!config)
    return config.takeError();
  for (const char *required : {"os", "architecture"})
    if (config->getString(required).value_or("").empty())
      return makeConfigError("it has no '" + llvm::Twine(required) + "'");
  std::map<std::string, std::string> members;
  if (llvm::Error error = splitMembers(configJson, members))
    return std::move(error);

  std::string time =
      created.empty() ? config->getString("created").value_or("").str() : created.str();
  std::vector<HistoryEntry> entries = history.empty() ? readHistory(*config) : history.vec();
  balanceHistory(entries, diffIds.size());
  JsonWriter rootfs(0);
  rootfs.beginObject().key("type").value("layers").key("diff_ids").beginArray();
  for (const Digest &diffId : diffIds)
    rootfs.value(diffId.str());
  if (time.empty())
    for (const HistoryEntry &entry : entries)
      if (!entry.created.empty())
        time = entry.created;
  members["rootfs"] = rootfs.endArray().endObject().take();
  members["history"] = writeHistory(entries, time);
  if (!time.empty())
    members["created"] = toGoJson(llvm::StringRef(time));

  JsonWriter json(0);
  json.beginObject();
  for (const auto &[name, value] : members)
    json.key(name).raw(value);
  return json.endObject().take();
}

//===----------------------------------------------------------------------===//
// Manifest and index
//===----------------------------------------------------------------------===//

static void writeAnnotations(JsonWriter &json,
                             const std::map<std::string, std::string> &annotations) {
  if (annotations.empty())
    return;
  json.key("annotations").beginObject();
  for (const auto &[name, value] : annotations)
    json.key(name).value(value);
  json.endObject();
}

static void writeDescriptor(JsonWriter &json, const Descriptor &descriptor) {
  json.beginObject();
  json.key("mediaType").value(descriptor.mediaType);
  json.key("digest").value(descriptor.digest.str());
  json.key("size").number(descriptor.size);
  writeAnnotations(json, descriptor.annotations);
  if (!descriptor.platform.empty()) {
    llvm::SmallVector<llvm::StringRef, 3> parts;
    llvm::StringRef(descriptor.platform).split(parts, '/');
    json.key("platform").beginObject();
    json.key("architecture").value(parts.size() > 1 ? parts[1] : "");
    json.key("os").value(parts[0]);
    if (parts.size() > 2)
      json.key("variant").value(parts[2]);
    json.endObject();
  }
  json.endObject();
}

std::string writeManifest(const Descriptor &config, llvm::ArrayRef<Descriptor> layers,
                          const std::map<std::string, std::string> &annotations, bool ociTypes) {
  JsonWriter json(2);
  json.beginObject().key("schemaVersion").number(2);
  json.key("mediaType")
      .value(ociTypes ? "application/vnd.oci.image.manifest.v1+json"
                      : "application/vnd.docker.distribution.manifest.v2+json");
  json.key("config");
  writeDescriptor(json, config);
  json.key("layers").beginArray();
  for (const Descriptor &layer : layers)
    writeDescriptor(json, layer);
  json.endArray();
  writeAnnotations(json, annotations);
  return json.endObject().take();
}

std::string writeIndex(llvm::ArrayRef<Descriptor> manifests,
                       const std::map<std::string, std::string> &annotations, bool ociTypes) {
  JsonWriter json(2);
  json.beginObject().key("schemaVersion").number(2);
  json.key("mediaType")
      .value(ociTypes ? "application/vnd.oci.image.index.v1+json"
                      : "application/vnd.docker.distribution.manifest.list.v2+json");
  json.key("manifests").beginArray();
  for (const Descriptor &manifest : manifests)
    writeDescriptor(json, manifest);
  json.endArray();
  writeAnnotations(json, annotations);
  return json.endObject().take();
}

std::string formatTime(int64_t seconds, uint32_t nanoseconds) {
  time_t value = seconds;
  struct tm parts;
  char text[64];
  ::gmtime_r(&value, &parts);
  size_t n = ::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string out(text, n);
  if (nanoseconds) {
    char fraction[16];
    std::snprintf(fraction, sizeof(fraction), ".%09u", nanoseconds % 1000000000u);
    out += llvm::StringRef(fraction).rtrim('0');
  }
  return out + "Z";
}

std::optional<std::pair<int64_t, uint32_t>> parseTime(llvm::StringRef text) {
  auto number = [&](size_t digits, llvm::StringRef after, int &value) {
    llvm::StringRef field = text.take_front(digits);
    text = text.drop_front(field.size());
    return field.size() == digits && llvm::all_of(field, llvm::isDigit) &&
           !field.getAsInteger(10, value) && text.consume_front(after);
  };
  struct tm parts = {};
  int year, month;
  if (!number(4, "-", year) || !number(2, "-", month) || !number(2, "T", parts.tm_mday) ||
      !number(2, ":", parts.tm_hour) || !number(2, ":", parts.tm_min) ||
      !number(2, "", parts.tm_sec))
    return std::nullopt;
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  uint32_t nanoseconds = 0;
  if (text.consume_front(".")) {
    llvm::StringRef digits = text.take_while(llvm::isDigit);
    text = text.drop_front(digits.size());
    uint32_t scale = 100000000;
    for (char c : digits.take_front(9)) {
      nanoseconds += scale * (c - '0');
      scale /= 10;
    }
    if (digits.empty())
      return std::nullopt;
  }
  int64_t offset = 0;
  if (!text.consume_front("Z")) {
    int sign = text.consume_front("+") ? 1 : text.consume_front("-") ? -1 : 0;
    int hours = 0, minutes = 0;
    if (!sign || !number(2, ":", hours) || !number(2, "", minutes))
      return std::nullopt;
    offset = sign * (hours * 3600 + minutes * 60);
  }
  if (!text.empty() || month < 1 || month > 12 || parts.tm_mday < 1 || parts.tm_mday > 31 ||
      parts.tm_hour > 23 || parts.tm_min > 59 || parts.tm_sec > 59)
    return std::nullopt;
  return std::pair(int64_t(::timegm(&parts)) - offset, nanoseconds);
}

} // namespace imgc
