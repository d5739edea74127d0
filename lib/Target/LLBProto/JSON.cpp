//===- JSON.cpp - LLB protobuf as JSON -----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/LLBProto/JSON.h"
#include "VertexImporter.h"
#include "imgc/Support/Digest.h"
#include "imgc/Support/Error.h"
#include "imgc/Target/LLBProto/Export.h"
#include "imgc/Target/LLBProto/ops.pb.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/Base64.h"

#include <map>

using namespace imgc;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
namespace json = llvm::json;

static json::Value messageToJSON(const Message &message);

//===----------------------------------------------------------------------===//
// protobuf's JSON
//===----------------------------------------------------------------------===//

/// A field, or element `index` of a repeated one (-1: not repeated).
static json::Value fieldToJSON(const Message &message, const FieldDescriptor *field, int index) {
  const Reflection &r = *message.GetReflection();
  bool list = index >= 0;
  auto get = [&](auto single, auto repeated) {
    return list ? (r.*repeated)(message, field, index) : (r.*single)(message, field);
  };
  switch (field->cpp_type()) {
  case FieldDescriptor::CPPTYPE_INT32:
    return get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32);
  case FieldDescriptor::CPPTYPE_UINT32:
    return get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32);
  case FieldDescriptor::CPPTYPE_INT64:
    return std::to_string(get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64));
  case FieldDescriptor::CPPTYPE_UINT64:
    return std::to_string(get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64));
  case FieldDescriptor::CPPTYPE_BOOL:
    return get(&Reflection::GetBool, &Reflection::GetRepeatedBool);
  case FieldDescriptor::CPPTYPE_ENUM: {
    int number = get(&Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue);
    if (const auto *value = field->enum_type()->FindValueByNumber(number))
      return value->name();
    return number;
  }
  case FieldDescriptor::CPPTYPE_STRING: {
    std::string text = get(&Reflection::GetString, &Reflection::GetRepeatedString);
    return field->type() == FieldDescriptor::TYPE_BYTES ? llvm::encodeBase64(text) : text;
  }
  case FieldDescriptor::CPPTYPE_MESSAGE:
    return messageToJSON(list ? r.GetRepeatedMessage(message, field, index)
                              : r.GetMessage(message, field));
  default:
    return nullptr; // ops.proto has no floating point fields
  }
}

static json::Value mapToJSON(const Message &message, const FieldDescriptor *field) {
  const Reflection &r = *message.GetReflection();
  json::Object object;
  for (int i = 0; i < r.FieldSize(message, field); ++i) {
    const Message &entry = r.GetRepeatedMessage(message, field, i);
    const auto *type = entry.GetDescriptor();
    std::string key = entry.GetReflection()->GetString(entry, type->map_key());
    object[key] = fieldToJSON(entry, type->map_value(), -1);
  }
  return object;
}

/// Recursion is as deep as the schema lets protobuf's parser go (100 levels).
static json::Value messageToJSON(const Message &message) {
  const Reflection &r = *message.GetReflection();
  std::vector<const FieldDescriptor *> fields;
  r.ListFields(message, &fields);
  json::Object object;
  for (const FieldDescriptor *field : fields) {
    if (field->is_map()) {
      object[field->name()] = mapToJSON(message, field);
      continue;
    }
    if (!field->is_repeated()) {
      object[field->name()] = fieldToJSON(message, field, -1);
      continue;
    }
    json::Array array;
    for (int i = 0; i < r.FieldSize(message, field); ++i)
      array.push_back(fieldToJSON(message, field, i));
    object[field->name()] = std::move(array);
  }
  return object;
}

//===----------------------------------------------------------------------===//
// Definitions
//===----------------------------------------------------------------------===//

namespace {

/// Renames what differs from run to run.
class Normaliser {
public:
  void normalise(pb::Op &op) {
    for (pb::Input &input : *op.mutable_inputs()) {
      auto known = renamed.find(input.digest());
      input.set_digest(known == renamed.end() ? "" : known->second);
    }
    if (op.has_source()) {
      op.mutable_source()->mutable_attrs()->erase("local.session");
      op.mutable_source()->mutable_attrs()->erase("oci.session");
    }
  }
  void rename(const std::string &from, const std::string &to) { renamed[from] = to; }
  void normalise(pb::OpMetadata &metadata) {
    metadata.mutable_caps()->erase("source.local.sessionid");
    if (!metadata.has_progress_group())
      return;
    auto [known, fresh] = groups.try_emplace(metadata.progress_group().id(), groups.size() + 1);
    metadata.mutable_progress_group()->set_id(std::to_string(known->second));
  }

private:
  std::map<std::string, std::string> renamed;
  std::map<std::string, size_t> groups;
};

} // namespace

static json::Array rangesToJSON(const pb::Locations &locations) {
  json::Array ranges;
  auto position = [](const pb::Position &p) {
    json::Object object;
    if (p.line())
      object["line"] = p.line();
    if (p.character())
      object["character"] = p.character();
    return object;
  };
  for (const pb::Location &location : locations.locations())
    for (const pb::Range &range : location.ranges()) {
      json::Object object;
      if (range.has_start())
        object["start"] = position(range.start());
      if (range.has_end())
        object["end"] = position(range.end());
      ranges.push_back(std::move(object));
    }
  return ranges;
}

llvm::Expected<json::Value> llb::definitionToJSON(llvm::StringRef bytes, bool normalise) {
  pb::Definition definition;
  if (!definition.ParseFromArray(bytes.data(), bytes.size()))
    return makeError(ExitCode::SourceError, "the input is not a definition in protobuf");
  Normaliser normaliser;
  json::Array ops;
  for (const std::string &element : definition.def()) {
    pb::Op op;
    if (!op.ParseFromString(element))
      return makeError(ExitCode::SourceError, "an element of the definition is not a vertex");
    std::string digest = Sha256::of(llvm::StringRef(element)).str();
    json::Object object;
    auto metadata = definition.mutable_metadata()->find(digest);
    auto locations = definition.source().locations().find(digest);
    if (metadata != definition.mutable_metadata()->end() && normalise)
      normaliser.normalise(metadata->second);
    if (metadata != definition.mutable_metadata()->end())
      object["metadata"] = messageToJSON(metadata->second);
    if (locations != definition.source().locations().end()) {
      json::Array ranges = rangesToJSON(locations->second);
      if (!ranges.empty())
        object["ranges"] = std::move(ranges);
    }
    if (normalise) {
      normaliser.normalise(op);
      std::string now = Sha256::of(llvm::StringRef(serialiseOp(op))).str();
      normaliser.rename(digest, now);
      digest = now;
    }
    object["digest"] = digest;
    object["op"] = messageToJSON(op);
    ops.push_back(std::move(object));
  }
  return json::Value(std::move(ops));
}

static mlir::LogicalResult printJSON(mlir::ModuleOp module, llvm::raw_ostream &os, bool normalise) {
  auto definitions = llb::exportDefinitions(module);
  if (!definitions)
    return module.emitError(llvm::toString(definitions.takeError()));
  json::Array results;
  for (llb::ExportedDefinition &definition : *definitions) {
    auto ops = llb::definitionToJSON(definition.bytes, normalise);
    if (!ops)
      return module.emitError(llvm::toString(ops.takeError()));
    results.push_back(json::Object{{"ops", std::move(*ops)}});
  }
  os << llvm::formatv("{0:1}\n", json::Value(json::Object{{"results", std::move(results)}}));
  return mlir::success();
}

void llb::registerToJSONTranslation() {
  auto dialects = [](mlir::DialectRegistry &registry) { registry.insert<LLBDialect>(); };
  static mlir::TranslateFromMLIRRegistration normal(
      "llb-to-json", "print the definitions of a module as the oracle does",
      [](mlir::ModuleOp module, llvm::raw_ostream &os) { return printJSON(module, os, true); },
      dialects);
  static mlir::TranslateFromMLIRRegistration exact(
      "llb-to-json-exact", "print the definitions of a module as JSON, digests unchanged",
      [](mlir::ModuleOp module, llvm::raw_ostream &os) { return printJSON(module, os, false); },
      dialects);
}
