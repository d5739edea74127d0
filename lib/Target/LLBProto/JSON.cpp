//===- JSON.cpp - LLB protobuf as JSON -----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/LLBProto/JSON.h"
#include "Serialise.h"
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

//===----------------------------------------------------------------------===//
// protobuf's JSON
//===----------------------------------------------------------------------===//

// Written without a tree of JSON, which would take a hundred times the memory of
// the definition. Members are sorted by name, as llvm::json prints objects.

static void writeMessage(json::OStream &out, const Message &message);

/// A field, or element `index` of a repeated one (-1: not repeated).
static void writeField(json::OStream &out, const Message &message, const FieldDescriptor *field,
                       int index) {
  const Reflection &r = *message.GetReflection();
  bool list = index >= 0;
  auto get = [&](auto single, auto repeated) {
    return list ? (r.*repeated)(message, field, index) : (r.*single)(message, field);
  };
  switch (field->cpp_type()) {
  case FieldDescriptor::CPPTYPE_INT32:
    return out.value(get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32));
  case FieldDescriptor::CPPTYPE_UINT32:
    return out.value(get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
  case FieldDescriptor::CPPTYPE_INT64:
    return out.value(std::to_string(get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64)));
  case FieldDescriptor::CPPTYPE_UINT64:
    return out.value(std::to_string(get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64)));
  case FieldDescriptor::CPPTYPE_BOOL:
    return out.value(get(&Reflection::GetBool, &Reflection::GetRepeatedBool));
  case FieldDescriptor::CPPTYPE_ENUM: {
    int number = get(&Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue);
    if (const auto *value = field->enum_type()->FindValueByNumber(number))
      return out.value(llvm::StringRef(value->name()));
    return out.value(number);
  }
  case FieldDescriptor::CPPTYPE_STRING: {
    std::string scratch;
    const std::string &text = list ? r.GetRepeatedStringReference(message, field, index, &scratch)
                                   : r.GetStringReference(message, field, &scratch);
    return out.value(field->type() == FieldDescriptor::TYPE_BYTES
                         ? json::Value(llvm::encodeBase64(text))
                         : json::Value(llvm::StringRef(text)));
  }
  case FieldDescriptor::CPPTYPE_MESSAGE:
    return writeMessage(out, list ? r.GetRepeatedMessage(message, field, index)
                                  : r.GetMessage(message, field));
  default:
    return out.value(nullptr); // ops.proto has no floating point fields
  }
}

static void writeMap(json::OStream &out, const Message &message, const FieldDescriptor *field) {
  const Reflection &r = *message.GetReflection();
  std::map<std::string, const Message *> entries;
  for (int i = 0; i < r.FieldSize(message, field); ++i) {
    const Message &entry = r.GetRepeatedMessage(message, field, i);
    entries[entry.GetReflection()->GetString(entry, entry.GetDescriptor()->map_key())] = &entry;
  }
  out.object([&] {
    for (const auto &[key, entry] : entries) {
      out.attributeBegin(key);
      writeField(out, *entry, entry->GetDescriptor()->map_value(), -1);
      out.attributeEnd();
    }
  });
}

/// Recursion is as deep as the schema lets protobuf's parser go (100 levels).
static void writeMessage(json::OStream &out, const Message &message) {
  const Reflection &r = *message.GetReflection();
  std::vector<const FieldDescriptor *> fields;
  r.ListFields(message, &fields);
  llvm::sort(fields, [](const FieldDescriptor *a, const FieldDescriptor *b) {
    return a->name() < b->name();
  });
  out.object([&] {
    for (const FieldDescriptor *field : fields) {
      out.attributeBegin(field->name());
      if (field->is_map())
        writeMap(out, message, field);
      else if (field->is_repeated())
        out.array([&] {
          for (int i = 0; i < r.FieldSize(message, field); ++i)
            writeField(out, message, field, i);
        });
      else
        writeField(out, message, field, -1);
      out.attributeEnd();
    }
  });
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

static void writePosition(json::OStream &out, llvm::StringRef name, const pb::Position &position) {
  out.attributeObject(name, [&] {
    if (position.character())
      out.attribute("character", position.character());
    if (position.line())
      out.attribute("line", position.line());
  });
}

static void writeRanges(json::OStream &out, const pb::Locations &locations) {
  if (llvm::all_of(locations.locations(),
                   [](const pb::Location &location) { return location.ranges().empty(); }))
    return;
  out.attributeArray("ranges", [&] {
    for (const pb::Location &location : locations.locations())
      for (const pb::Range &range : location.ranges())
        out.object([&] {
          if (range.has_end())
            writePosition(out, "end", range.end());
          if (range.has_start())
            writePosition(out, "start", range.start());
        });
  });
}

namespace {

/// Prints the elements of a definition one after the other.
class DefinitionPrinter {
public:
  explicit DefinitionPrinter(bool normalise) : normalise(normalise) {}

  llvm::Error parse(llvm::StringRef bytes);
  void print(json::OStream &out);

private:
  void printElement(json::OStream &out, const std::string &element);

  bool normalise;
  Normaliser normaliser;
  pb::Definition definition;
  /// Of the element at work; used again for the next.
  pb::Op op;
};

} // namespace

llvm::Error DefinitionPrinter::parse(llvm::StringRef bytes) {
  if (!definition.ParseFromArray(bytes.data(), bytes.size()))
    return makeError(ExitCode::SourceError, "the input is not a definition in protobuf");
  for (const std::string &element : definition.def())
    if (!op.ParseFromString(element))
      return makeError(ExitCode::SourceError, "an element of the definition is not a vertex");
  return llvm::Error::success();
}

void DefinitionPrinter::print(json::OStream &out) {
  out.array([&] {
    for (const std::string &element : definition.def())
      printElement(out, element);
  });
}

void DefinitionPrinter::printElement(json::OStream &out, const std::string &element) {
  op.ParseFromString(element);
  std::string digest = Sha256::of(llvm::StringRef(element)).str();
  auto metadata = definition.mutable_metadata()->find(digest);
  auto locations = definition.source().locations().find(digest);
  bool hasMetadata = metadata != definition.mutable_metadata()->end();
  if (normalise) {
    if (hasMetadata)
      normaliser.normalise(metadata->second);
    normaliser.normalise(op);
    std::string now = Sha256::of(llvm::StringRef(llb::serialiseOp(op))).str();
    normaliser.rename(digest, now);
    digest = now;
  }
  out.object([&] {
    out.attribute("digest", digest);
    if (hasMetadata) {
      out.attributeBegin("metadata");
      writeMessage(out, metadata->second);
      out.attributeEnd();
    }
    out.attributeBegin("op");
    writeMessage(out, op);
    out.attributeEnd();
    if (locations != definition.source().locations().end())
      writeRanges(out, locations->second);
  });
}

llvm::Expected<llb::JSONPrinter> llb::makeJSONPrinter(llvm::StringRef bytes, bool normalise) {
  auto printer = std::make_unique<DefinitionPrinter>(normalise);
  if (llvm::Error error = printer->parse(bytes))
    return std::move(error);
  return [printer = std::move(printer)](json::OStream &out) { printer->print(out); };
}

static mlir::LogicalResult printJSON(mlir::ModuleOp module, llvm::raw_ostream &os, bool normalise) {
  auto definitions = llb::exportDefinitions(module);
  if (!definitions)
    return module.emitError(llvm::toString(definitions.takeError()));
  std::vector<llb::JSONPrinter> printers;
  for (llb::ExportedDefinition &definition : *definitions) {
    auto printer = llb::makeJSONPrinter(definition.bytes, normalise);
    if (!printer)
      return module.emitError(llvm::toString(printer.takeError()));
    printers.push_back(std::move(*printer));
  }
  json::OStream out(os, 1);
  out.object([&] {
    out.attributeArray("results", [&] {
      for (llb::JSONPrinter &print : printers)
        out.object([&] {
          out.attributeBegin("ops");
          print(out);
          out.attributeEnd();
        });
    });
  });
  os << "\n";
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
