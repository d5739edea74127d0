//===- ImageConfig.cpp - The image config of an output --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Keys that imgc knows are the front end's business: what it left out is gone
// (a new ENTRYPOINT clears CMD). Keys it cannot know survive from the base.

#include "Lowering.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Json.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llbtoplan;
using llvm::json::Array;
using llvm::json::Object;
using JSONValue = llvm::json::Value;

/// Of the image config (image-spec, config.md, and Docker's additions).
static const llvm::StringSet<> &knownKeys() {
  static const llvm::StringSet<> keys = {"architecture", "author", "config",      "created",
                                         "history",      "os",     "os.features", "os.version",
                                         "rootfs",       "variant"};
  return keys;
}

/// Of its `config` object.
static const llvm::StringSet<> &knownConfigKeys() {
  static const llvm::StringSet<> keys = {"ArgsEscaped",  "Cmd",         "Entrypoint",  "Env",
                                         "ExposedPorts", "Healthcheck", "Labels",      "OnBuild",
                                         "Shell",        "StopSignal",  "StopTimeout", "User",
                                         "Volumes",      "WorkingDir"};
  return keys;
}

static llvm::Expected<Object> parseObject(StringRef text, StringRef what) {
  llvm::Expected<JSONValue> value = parseJson(text);
  if (!value)
    return addContext(value.takeError(), what, ExitCode::SourceError);
  if (Object *object = value->getAsObject())
    return std::move(*object);
  return makeError(ExitCode::SourceError, what + " is not a JSON object");
}

/// Adds what `base` says under keys that are not known.
static void addUnknown(Object &object, Object &base, const llvm::StringSet<> &known) {
  for (auto &[key, value] : base)
    if (!known.contains(key))
      object.try_emplace(key, std::move(value));
}

static void writeHistoryEntry(llvm::json::OStream &json, llb::HistoryAttr entry) {
  json.object([&] {
    writeMember(json, "author", entry.getAuthor());
    writeMember(json, "comment", entry.getComment());
    writeMember(json, "created", entry.getCreated());
    writeMember(json, "created_by", entry.getCreatedBy());
    if (entry.getEmptyLayer())
      json.attribute("empty_layer", true);
  });
}

llvm::Expected<std::string> imgc::llbtoplan::mergeImageConfig(llb::OutputOp op) {
  StringRef text = op.getConfig().value_or("{}");
  ArrayAttr entries = op.getHistoryAttr();
  // The history of the config, as long as the Dockerfile, is replaced anyway.
  llvm::Expected<Object> config =
      parseObject(entries ? dropMember(text, "history") : text.str(), "the image config");
  if (!config)
    return config.takeError();
  llvm::Expected<Object> base = parseObject(op.getBase().value_or("{}"), "the base's image config");
  if (!base)
    return base.takeError();

  if (Object *baseConfig = base->getObject("config")) {
    JSONValue &inner = config->try_emplace("config", Object()).first->second;
    if (!inner.getAsObject())
      return makeError(ExitCode::SourceError, "'config' of the image config is not a JSON object");
    addUnknown(*inner.getAsObject(), *baseConfig, knownConfigKeys());
  }
  addUnknown(*config, *base, knownKeys());
  config->erase("rootfs");
  if (!entries)
    return llvm::formatv("{0}", JSONValue(std::move(*config))).str();
  return printWithArray(*config, "history", [&](llvm::json::OStream &json) {
    if (Array *earlier = base->getArray("history"))
      for (const JSONValue &entry : *earlier)
        json.value(entry);
    for (auto entry : entries.getAsRange<llb::HistoryAttr>())
      writeHistoryEntry(json, entry);
  });
}
