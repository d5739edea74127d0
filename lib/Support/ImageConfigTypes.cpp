//===- ImageConfigTypes.cpp - Whether Go would decode a config ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/ImageConfigTypes.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"

using namespace imgc;
using namespace llvm;

namespace {

enum class Type {
  Text,
  Flag,
  Integer,
  Duration,
  Time,
  Texts,
  Digests,
  TextMap,
  Set,
  Struct,
  Structs
};

/// A member of a struct of Go.
struct Field {
  StringLiteral name;
  Type type;
  /// The members of a struct or of a list's structs, and their type's name.
  ArrayRef<Field> members = {};
  StringLiteral structName = "", typeName = "";
  /// The embedded struct that has the field, with a point behind it.
  StringLiteral embedded = "";
};

constexpr Field healthcheckFields[] = {
    {"Test", Type::Texts},           {"Interval", Type::Duration},      {"Timeout", Type::Duration},
    {"StartPeriod", Type::Duration}, {"StartInterval", Type::Duration}, {"Retries", Type::Integer},
};

constexpr StringLiteral basic("ImageConfig."), extended("DockerOCIImageConfigExt.");
constexpr Field configFields[] = {
    {"User", Type::Text, {}, "", "", basic},
    {"ExposedPorts", Type::Set, {}, "", "", basic},
    {"Env", Type::Texts, {}, "", "", basic},
    {"Entrypoint", Type::Texts, {}, "", "", basic},
    {"Cmd", Type::Texts, {}, "", "", basic},
    {"Volumes", Type::Set, {}, "", "", basic},
    {"WorkingDir", Type::Text, {}, "", "", basic},
    {"Labels", Type::TextMap, {}, "", "", basic},
    {"StopSignal", Type::Text, {}, "", "", basic},
    {"ArgsEscaped", Type::Flag, {}, "", "", basic},
    {"Healthcheck", Type::Struct, healthcheckFields, "HealthcheckConfig", "v1.HealthcheckConfig",
     extended},
    {"OnBuild", Type::Texts, {}, "", "", extended},
    {"Shell", Type::Texts, {}, "", "", extended},
};

constexpr Field rootfsFields[] = {{"type", Type::Text}, {"diff_ids", Type::Digests}};

constexpr Field historyFields[] = {
    {"created", Type::Time}, {"created_by", Type::Text},  {"author", Type::Text},
    {"comment", Type::Text}, {"empty_layer", Type::Flag},
};

constexpr StringLiteral image("Image."), platform("Image.Platform.");
constexpr Field imageFields[] = {
    {"created", Type::Time, {}, "", "", image},
    {"author", Type::Text, {}, "", "", image},
    {"architecture", Type::Text, {}, "", "", platform},
    {"os", Type::Text, {}, "", "", platform},
    {"os.version", Type::Text, {}, "", "", platform},
    {"os.features", Type::Texts, {}, "", "", platform},
    {"variant", Type::Text, {}, "", "", platform},
    {"rootfs", Type::Struct, rootfsFields, "RootFS", "v1.RootFS", image},
    {"history", Type::Structs, historyFields, "History", "v1.History", image},
    {"config", Type::Struct, configFields, "DockerOCIImageConfig", "v1.DockerOCIImageConfig"},
};

/// Decodes as encoding/json does, and keeps the first complaint.
class Decoder {
public:
  void decode(const json::Object &object, ArrayRef<Field> fields, StringRef structName,
              const Twine &path);
  const std::string &getComplaint() const { return complaint; }

private:
  struct Place {
    StringRef structName;
    std::string path;
  };
  void decode(const json::Value &value, const Field &field, const Place &place);
  void decodeList(const json::Value &value, const Field &field, const Place &place);
  void decodeMap(const json::Value &value, const Field &field, const Place &place);
  void decodeTime(const json::Value &value);
  void decodeText(const json::Value &value, StringRef type, const Place &place) {
    if (!value.getAsString() && value.kind() != json::Value::Null)
      mismatch(value, type, place);
  }
  void mismatch(const json::Value &value, StringRef type, const Place &place,
                StringRef number = "");
  void complain(const Twine &text) {
    if (complaint.empty())
      complaint = text.str();
  }

  std::string complaint;
};

} // namespace

static StringRef describeKind(const json::Value &value) {
  switch (value.kind()) {
  case json::Value::Null:
    return "null";
  case json::Value::Boolean:
    return "bool";
  case json::Value::Number:
    return "number";
  case json::Value::String:
    return "string";
  case json::Value::Array:
    return "array";
  case json::Value::Object:
    return "object";
  }
  llvm_unreachable("covered switch");
}

static StringRef getTypeName(const Field &field) {
  switch (field.type) {
  case Type::Text:
    return "string";
  case Type::Flag:
    return "bool";
  case Type::Integer:
    return "int";
  case Type::Duration:
    return "time.Duration";
  case Type::Texts:
    return "[]string";
  case Type::Digests:
    return "[]digest.Digest";
  case Type::TextMap:
    return "map[string]string";
  case Type::Set:
    return "map[string]struct {}";
  case Type::Time:
  case Type::Struct:
  case Type::Structs:
    return field.typeName;
  }
  llvm_unreachable("covered switch");
}

void Decoder::mismatch(const json::Value &value, StringRef type, const Place &place,
                       StringRef number) {
  complain("json: cannot unmarshal " + describeKind(value) + number + " into Go struct field " +
           place.structName + "." + place.path + " of type " + type);
}

void Decoder::decodeTime(const json::Value &value) {
  std::optional<StringRef> text = value.getAsString();
  if (!text)
    return complain("Time.UnmarshalJSON: input is not a JSON string");
  gotext::TimeResult time = gotext::parseTime(*text);
  if (!time.error.empty())
    complain(time.error);
}

void Decoder::decodeList(const json::Value &value, const Field &field, const Place &place) {
  const json::Array *array = value.getAsArray();
  if (!array)
    return mismatch(value,
                    field.type == Type::Structs ? ("[]" + field.typeName).str()
                                                : getTypeName(field).str(),
                    place);
  for (const json::Value &item : *array) {
    if (field.type != Type::Structs) {
      decodeText(item, field.type == Type::Digests ? "digest.Digest" : "string", place);
    } else if (const json::Object *object = item.getAsObject()) {
      decode(*object, field.members, field.structName, place.path + ".");
    } else if (item.kind() != json::Value::Null) {
      mismatch(item, field.typeName, place);
    }
  }
}

void Decoder::decodeMap(const json::Value &value, const Field &field, const Place &place) {
  const json::Object *object = value.getAsObject();
  if (!object)
    return mismatch(value, getTypeName(field), place);
  for (const auto &[key, item] : *object) {
    if (field.type == Type::TextMap)
      decodeText(item, "string", place);
    else if (!item.getAsObject() && item.kind() != json::Value::Null)
      mismatch(item, "struct {}", place);
  }
}

void Decoder::decode(const json::Value &value, const Field &field, const Place &place) {
  if (value.kind() == json::Value::Null)
    return;
  switch (field.type) {
  case Type::Text:
    return decodeText(value, "string", place);
  case Type::Flag:
    if (!value.getAsBoolean())
      mismatch(value, "bool", place);
    return;
  case Type::Integer:
  case Type::Duration:
    if (!value.getAsInteger()) {
      std::string number;
      raw_string_ostream(number) << value;
      mismatch(value, getTypeName(field), place,
               value.getAsNumber() ? " " + number : std::string());
    }
    return;
  case Type::Time:
    return decodeTime(value);
  case Type::Texts:
  case Type::Digests:
  case Type::Structs:
    return decodeList(value, field, place);
  case Type::TextMap:
  case Type::Set:
    return decodeMap(value, field, place);
  case Type::Struct:
    if (const json::Object *object = value.getAsObject())
      return decode(*object, field.members, field.structName, place.path + ".");
    return mismatch(value, field.typeName, place);
  }
}

void Decoder::decode(const json::Object &object, ArrayRef<Field> fields, StringRef structName,
                     const Twine &path) {
  for (const Field &field : fields)
    for (const auto &[key, value] : object)
      if (StringRef(key).equals_insensitive(field.name))
        decode(value, field, {structName, (path + field.embedded + field.name).str()});
}

Error imgc::checkImageConfigTypes(const json::Value &config) {
  const json::Object *object = config.getAsObject();
  if (!object)
    return makeError(ExitCode::SourceError,
                     "failed to parse image config: json: cannot unmarshal " +
                         describeKind(config) + " into Go value of type v1.DockerOCIImage");
  Decoder decoder;
  decoder.decode(*object, imageFields, "DockerOCIImage", "");
  if (decoder.getComplaint().empty())
    return Error::success();
  return makeError(ExitCode::SourceError,
                   "failed to parse image config: " + decoder.getComplaint());
}
