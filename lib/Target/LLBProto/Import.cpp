//===- Import.cpp - LLB protobuf to llb ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/LLBProto/Import.h"
#include "AttributeImport.h"
#include "Serialise.h"
#include "VertexChecks.h"
#include "VertexImporter.h"
#include "WireCheck.h"
#include "dialects/LLB/Encoding/VertexEncoding.h"
#include "google/protobuf/arena.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/wire_format_lite.h"
#include "imgc/Support/Error.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

/// Results that a reference may name beyond those that a vertex declares.
static constexpr int64_t maxUndeclaredOutputs = 16;

static llvm::Error refuse(const Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

namespace {

/// An input: the position of its element, and the number of the output.
struct InputRef {
  size_t element;
  int64_t output;
};

struct Element {
  Digest digest;
  /// The digest as text; also the key under which the element is known.
  StringRef text;
  StringRef bytes;
  bool isFile = false;
  /// An earlier element is the same.
  bool isRepeated = false;
  /// The result needs it.
  bool isReached = false;
  SmallVector<InputRef, 2> inputs;
  /// Highest output that anything refers to, plus one.
  int64_t referenced = 0;
  Operation *vertex = nullptr;
};

class Importer {
public:
  Importer(MLIRContext *context, StringRef name)
      : builder(context), name(name),
        definition(*google::protobuf::Arena::CreateMessage<pb::Definition>(&arena)) {}

  llvm::Expected<OwningOpRef<ModuleOp>> run(StringRef bytes);

private:
  llvm::Error load();
  llvm::Error parse(const Element &element, size_t position);
  llvm::Error resolve(size_t position, ArrayRef<pb::Input> inputs);
  void markReached();
  llvm::Error order(SmallVectorImpl<size_t> &sorted);
  llvm::Error makeVertex(size_t position);
  void makeFiles();
  Location makeLocation(StringRef digest, RawAttr &raw);
  MetadataAttr makeMetadata(StringRef digest);
  llvm::Error checkFields(const Element &element);
  llvm::Error makeOutput();
  llvm::Error check();
  bool isPlain(ArrayRef<size_t> sorted) const;

  std::optional<Location> makePlainLocation(const pb::Locations &locations);

  Builder builder;
  StringRef name;
  /// Everything that was parsed: made and freed in few large pieces.
  google::protobuf::Arena arena;
  pb::Definition &definition;
  /// The element at work. All at once would take most of the memory.
  pb::Op op;
  std::vector<Element> elements;
  llvm::StringMap<size_t> positions;
  llvm::StringMap<int> fileNumbers;
  OwningOpRef<ModuleOp> module;
  /// Digests of vertices with an entry for locations that is empty.
  std::vector<std::string> unlocated;
  bool wholeModule = false;
};

} // namespace

static llvm::Error refuseElement(size_t position) {
  return refuse("element " + Twine(position) + " of the definition is not a vertex (import_c4)");
}

/// Parses an element into `op`.
llvm::Error Importer::parse(const Element &element, size_t position) {
  if (op.ParseFromArray(element.bytes.data(), element.bytes.size()))
    return llvm::Error::success();
  return refuseElement(position);
}

/// Only the inputs of an element, which its order among the others depends on. The rest
/// is parsed when the vertex is made.
static bool readInputs(StringRef bytes, std::vector<pb::Input> &inputs) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream stream(bytes.bytes_begin(), bytes.size());
  constexpr uint32_t inputsTag = WireFormatLite::MakeTag(pb::Op::kInputsFieldNumber,
                                                         WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  while (uint32_t tag = stream.ReadTag()) {
    if (tag != inputsTag) {
      if (!WireFormatLite::SkipField(&stream, tag))
        return false;
      continue;
    }
    uint32_t size = 0;
    if (!stream.ReadVarint32(&size) || size > bytes.size() - stream.CurrentPosition())
      return false;
    StringRef input = bytes.substr(stream.CurrentPosition(), size);
    if (!inputs.emplace_back().ParseFromArray(input.data(), input.size()) || !stream.Skip(size))
      return false;
  }
  return stream.ConsumedEntireMessage();
}

llvm::Error Importer::load() {
  if (definition.def_size() == 0)
    return refuse("the definition is empty");
  elements.resize(definition.def_size());
  std::vector<pb::Input> inputs;
  std::vector<size_t> ends;
  for (auto [position, element] : llvm::enumerate(elements)) {
    element.bytes = definition.def(position);
    if (isScattered(element.bytes, op.GetDescriptor()))
      return refuse("element " + Twine(position) +
                    " of the definition has too many parts for its size");
    if (!readInputs(element.bytes, inputs))
      return refuseElement(position);
    ends.push_back(inputs.size());
    element.digest = Sha256::of(element.bytes);
    auto [place, fresh] = positions.try_emplace(element.digest.str(), position);
    element.text = place->getKey();
    element.isRepeated = !fresh;
    wholeModule |= !fresh;
  }
  if (llvm::Error error = parse(elements.back(), elements.size() - 1))
    return error;
  size_t begin = 0;
  for (auto [position, end] : llvm::enumerate(ends)) {
    if (llvm::Error error = resolve(position, ArrayRef(inputs).slice(begin, end - begin)))
      return error;
    begin = end;
  }
  if (positions.size() < 2)
    return refuse(Twine("the definition has ") + (positions.empty() ? "no vertex" : "one vertex") +
                  ", expected two or more");
  if (elements.back().inputs.empty())
    return refuse("the last element of the definition has no input");
  markReached();
  return llvm::Error::success();
}

llvm::Error Importer::resolve(size_t position, ArrayRef<pb::Input> inputs) {
  Element &element = elements[position];
  for (const pb::Input &input : inputs) {
    auto known = positions.find(input.digest());
    if (known == positions.end())
      return refuse("element " + Twine(position) + " has the input '" + input.digest() +
                    "', which the definition lacks (import_c1)");
    if (input.index() < 0 || input.index() > (int64_t(1) << 31))
      return refuse("element " + Twine(position) + " refers to output " + Twine(input.index()) +
                    " (import_c3)");
    element.inputs.push_back({known->second, input.index()});
    Element &target = elements[known->second];
    target.referenced = std::max(target.referenced, input.index() + 1);
  }
  return llvm::Error::success();
}

/// BuildKit's loader looks at what the result needs and at nothing else.
void Importer::markReached() {
  SmallVector<size_t> work{elements.back().inputs.front().element};
  while (!work.empty()) {
    Element &element = elements[work.pop_back_val()];
    if (element.isReached)
      continue;
    element.isReached = true;
    for (const InputRef &input : element.inputs)
      work.push_back(input.element);
  }
}

/// Inputs before users; the order of the definition where that is already so.
llvm::Error Importer::order(SmallVectorImpl<size_t> &sorted) {
  enum State : uint8_t { Fresh, Active, Done };
  std::vector<State> states(elements.size(), Fresh);
  std::vector<std::pair<size_t, size_t>> stack;
  for (size_t root = 0; root + 1 < elements.size(); ++root) {
    if (states[root] == Fresh && !elements[root].isRepeated) {
      states[root] = Active;
      stack.push_back({root, 0});
    }
    while (!stack.empty()) {
      auto &[at, next] = stack.back();
      if (next == elements[at].inputs.size()) {
        states[at] = Done;
        sorted.push_back(at);
        stack.pop_back();
        continue;
      }
      size_t input = elements[at].inputs[next++].element;
      // A digest cannot contain itself; this is for the last element as input.
      if (states[input] == Active || input + 1 == elements.size())
        return refuse("the definition refers to its last element or has a cycle");
      if (states[input] == Fresh) {
        states[input] = Active;
        stack.push_back({input, 0});
      }
    }
  }
  return llvm::Error::success();
}

/// Whether MLIR's location of the range says the same in every form.
static bool isProper(const pb::Range &range) {
  auto start = std::pair(range.start().line(), range.start().character());
  auto end = std::pair(range.end().line(), range.end().character());
  // The text form of a location drops the end where the column is 0.
  if (start.first == end.first && start.second == 0 && end.second != 0)
    return false;
  return start.first > 0 && start.second >= 0 && end.second >= 0 && start <= end;
}

/// The usual case, one line of a known file, which the location says exactly:
/// nothing has to be encoded to find that out.
std::optional<Location> Importer::makePlainLocation(const pb::Locations &locations) {
  if (locations.locations_size() != 1 || locations.locations(0).ranges_size() != 1)
    return std::nullopt;
  const pb::Location &location = locations.locations(0);
  const pb::Range &range = location.ranges(0);
  int32_t index = location.sourceindex();
  if (index < 0 || index >= definition.source().infos_size() || !isProper(range) ||
      range.start().line() != range.end().line() || !range.has_start() || !range.has_end())
    return std::nullopt;
  const std::string &file = definition.source().infos(index).filename();
  auto known = fileNumbers.find(file);
  if (file.empty() || known == fileNumbers.end() || known->second != index)
    return std::nullopt;
  if (hasUnknownFields(locations) || hasUnknownFields(location) || hasUnknownFields(range) ||
      hasUnknownFields(range.start()) || hasUnknownFields(range.end()))
    return std::nullopt;
  return FileLineColRange::get(builder.getStringAttr(file), range.start().line(),
                               range.start().character(), range.end().line(),
                               range.end().character());
}

/// Digests of the operands of a vertex, whose order may be another than that of
/// the inputs they are.
static SmallVector<Digest, 4> orderDigests(Operation *vertex, ArrayRef<Value> inputs,
                                           ArrayRef<Digest> digests) {
  if (llvm::equal(vertex->getOperands(), inputs))
    return SmallVector<Digest, 4>(digests);
  llvm::DenseMap<Value, Digest> known;
  for (auto [input, digest] : llvm::zip_equal(inputs, digests))
    known[input] = digest;
  SmallVector<Digest, 4> ordered;
  for (Value operand : vertex->getOperands())
    ordered.push_back(known.lookup(operand));
  return ordered;
}

Location Importer::makeLocation(StringRef digest, RawAttr &raw) {
  auto found = definition.source().locations().find(digest.str());
  Location unknown = builder.getUnknownLoc();
  if (found == definition.source().locations().end()) {
    wholeModule = true;
    return unknown;
  }
  if (std::optional<Location> plain = makePlainLocation(found->second))
    return *plain;
  SmallVector<Location> ranges;
  bool odd = false;
  for (const pb::Location &location : found->second.locations()) {
    int32_t index = location.sourceindex();
    if (index < 0 || index >= definition.source().infos_size()) {
      odd = true;
      continue;
    }
    StringAttr file = builder.getStringAttr(definition.source().infos(index).filename());
    odd |= file.empty() || !llvm::all_of(location.ranges(), isProper);
    for (const pb::Range &range : location.ranges())
      ranges.push_back(FileLineColRange::get(file, range.start().line(), range.start().character(),
                                             range.end().line(), range.end().character()));
  }
  Location location = ranges.empty() || odd ? unknown
                      : ranges.size() == 1  ? ranges.front()
                                            : FusedLoc::get(builder.getContext(), ranges);
  std::string typed =
      encodeLocations(location, [&](StringRef file) -> std::optional<SourcePlace> {
        auto known = fileNumbers.find(file);
        if (known == fileNumbers.end())
          return std::nullopt;
        return SourcePlace{unsigned(known->second)};
      });
  std::string bytes = serialise(found->second);
  if (bytes.empty())
    unlocated.push_back(digest.str());
  if (typed != bytes) {
    raw = RawAttr::get(builder.getContext(), bytes, Sha256::of(StringRef(typed)).hex());
    wholeModule = true;
  }
  return location;
}

MetadataAttr Importer::makeMetadata(StringRef digest) {
  auto found = definition.metadata().find(digest.str());
  if (found != definition.metadata().end())
    return importMetadata(builder, found->second);
  wholeModule = true;
  return {};
}

llvm::Error Importer::makeVertex(size_t position) {
  Element &element = elements[position];
  if (llvm::Error error = parse(element, position))
    return error;
  element.isFile = op.has_file();
  if (const char *problem = checkVertex(op))
    return refuse(Twine("vertex '") + element.text + "': " + problem +
                  (element.isReached ? "" : " (import_c1)"));
  int64_t declared = countOutputs(op);
  bool open = op.has_exec() || op.op_case() == pb::Op::OP_NOT_SET;
  if (element.referenced > declared + (open ? maxUndeclaredOutputs : 0))
    return refuse("output " + Twine(element.referenced - 1) + " of vertex '" + element.text +
                  "' is used, but it has " + Twine(declared) + " (import_c3)");
  SmallVector<Value> inputs;
  SmallVector<Digest, 4> digests;
  for (const InputRef &input : element.inputs) {
    inputs.push_back(elements[input.element].vertex->getResult(input.output));
    digests.push_back(elements[input.element].digest);
  }
  RawAttr rawLocations;
  Location location = makeLocation(element.text, rawLocations);
  OpBuilder ops = OpBuilder::atBlockEnd(module->getBody());
  auto vertex =
      importVertex(ops, location, op, inputs, std::max(declared, open ? element.referenced : 0));
  if (!vertex)
    return addContext(vertex.takeError(), "vertex '" + element.text + "'");
  element.vertex = *vertex;
  auto typed = cast<LLBVertexOpInterface>(*vertex);
  typed.setMetadataAttr(makeMetadata(element.text));
  if (rawLocations)
    typed.setRawLocationsAttr(rawLocations);
  std::string encoded = encodeTyped(*vertex, orderDigests(*vertex, inputs, digests));
  if (encoded == element.bytes)
    return llvm::Error::success();
  if (llvm::Error error = checkFields(element))
    return error;
  typed.setRawAttr(
      RawAttr::get(builder.getContext(), element.bytes, Sha256::of(StringRef(encoded)).hex()));
  return llvm::Error::success();
}

void Importer::makeFiles() {
  OpBuilder ops = OpBuilder::atBlockEnd(module->getBody());
  for (const auto &[index, info] : llvm::enumerate(definition.source().infos())) {
    if (!fileNumbers.try_emplace(info.filename(), index).second)
      wholeModule = true;
    auto optional = [&](const std::string &text) {
      return text.empty() ? StringAttr() : builder.getStringAttr(text);
    };
    StringAttr nested, raw;
    if (info.has_definition())
      nested = builder.getStringAttr(serialise(info.definition()));
    if (info.GetReflection()->GetUnknownFields(info).field_count())
      raw = builder.getStringAttr(serialise(info));
    SourceFileOp::create(ops, builder.getUnknownLoc(), builder.getStringAttr(info.filename()),
                         optional(info.language()), optional(info.data()),
                         /*local=*/nullptr, /*source=*/Value(), nested, raw);
  }
}

/// What the definition says about nothing that it contains.
static std::string leftOver(pb::Definition &definition, const llvm::StringMap<size_t> &known) {
  pb::Definition rest;
  rest.GetReflection()->MutableUnknownFields(&rest)->MergeFrom(
      definition.GetReflection()->GetUnknownFields(definition));
  for (const auto &[digest, entry] : definition.metadata())
    if (!known.contains(digest))
      (*rest.mutable_metadata())[digest] = entry;
  for (const auto &[digest, entry] : definition.source().locations())
    if (!known.contains(digest))
      (*rest.mutable_source()->mutable_locations())[digest] = entry;
  const pb::Source &source = definition.source();
  const auto &unknown = source.GetReflection()->GetUnknownFields(source);
  if (unknown.field_count())
    rest.mutable_source()
        ->GetReflection()
        ->MutableUnknownFields(rest.mutable_source())
        ->MergeFrom(unknown);
  return serialise(rest);
}

/// Whether the exporter finds the same elements in the same order by itself.
bool Importer::isPlain(ArrayRef<size_t> sorted) const {
  std::vector<bool> seen(elements.size());
  std::vector<size_t> found;
  std::vector<std::pair<size_t, size_t>> stack{{elements.back().inputs.front().element, 0}};
  seen[stack.front().first] = true;
  while (!stack.empty()) {
    auto &[at, next] = stack.back();
    if (elements[at].isFile && elements[at].inputs.size() > 2)
      return false; // the client's own order is not that of the inputs
    if (next == elements[at].inputs.size()) {
      found.push_back(at);
      stack.pop_back();
      continue;
    }
    size_t input = elements[at].inputs[next++].element;
    if (!seen[input]) {
      seen[input] = true;
      stack.push_back({input, 0});
    }
  }
  return llvm::equal(found, sorted);
}

/// Go refuses what C++ takes for an unknown field. Only for an element that is
/// not what imgc would write: it would show there.
llvm::Error Importer::checkFields(const Element &element) {
  if (!hasMistypedField(element.bytes, op.GetDescriptor()))
    return llvm::Error::success();
  return refuse(Twine("vertex '") + element.text + "' has a field of a wrong type (import_c4)");
}

llvm::Error Importer::makeOutput() {
  Element &last = elements.back();
  OpBuilder ops = OpBuilder::atBlockEnd(module->getBody());
  OutputOp::Properties properties;
  properties.setName(builder.getStringAttr(name));
  std::string digest = last.digest.str();
  auto entry = definition.metadata().find(digest);
  if (entry != definition.metadata().end())
    properties.setMetadata(importMetadata(builder, entry->second));
  else
    wholeModule = true;
  auto [position, output] = last.inputs.front();
  Element &target = elements[position];
  std::string typed = encodeTerminal(target.digest, output);
  if (typed != last.bytes) {
    if (llvm::Error error = parse(last, elements.size() - 1))
      return error;
    if (llvm::Error error = checkFields(last))
      return error;
    properties.setRaw(
        RawAttr::get(builder.getContext(), last.bytes, Sha256::of(StringRef(typed)).hex()));
  }
  std::string extra = leftOver(definition, positions);
  if (!extra.empty()) {
    properties.setExtra(builder.getStringAttr(extra));
    wholeModule = true;
  }
  if (wholeModule) {
    properties.setWholeModule(builder.getUnitAttr());
    // Then an entry exists only where something says so.
    RawAttr empty = RawAttr::get(builder.getContext(), "", Sha256::of(StringRef()).hex());
    for (const std::string &digest : unlocated)
      cast<LLBVertexOpInterface>(elements[positions.lookup(digest)].vertex)
          .setRawLocationsAttr(empty);
  }
  OutputOp::create(ops, builder.getUnknownLoc(), TypeRange(), target.vertex->getResult(output),
                   properties);
  return llvm::Error::success();
}

/// Runs the verifiers; their first message becomes the error.
llvm::Error Importer::check() {
  std::string message;
  ScopedDiagnosticHandler handler(builder.getContext(), [&](Diagnostic &diagnostic) {
    if (message.empty())
      message = diagnostic.str();
    return success();
  });
  if (succeeded(verify(*module)))
    return llvm::Error::success();
  return refuse("the definition is not valid: " + message);
}

llvm::Expected<OwningOpRef<ModuleOp>> Importer::run(StringRef bytes) {
  google::protobuf::LogSilencer silencer; // the error says it
  if (isScattered(bytes, definition.GetDescriptor()))
    return refuse("the definition has too many parts for its size");
  if (!definition.ParseFromArray(bytes.data(), bytes.size()) ||
      hasOverlongNumber(bytes, definition.GetDescriptor()))
    return refuse("the input is not a definition in protobuf");
  if (llvm::Error error = load())
    return std::move(error);
  module = ModuleOp::create(builder.getUnknownLoc());
  makeFiles();
  SmallVector<size_t> sorted;
  if (llvm::Error error = order(sorted))
    return std::move(error);
  wholeModule |= !isPlain(sorted) || definition.source().infos_size() > 1;
  for (size_t position : sorted)
    if (llvm::Error error = makeVertex(position))
      return std::move(error);
  if (elements.back().inputs.size() > 1)
    wholeModule = true;
  if (llvm::Error error = makeOutput())
    return std::move(error);
  if (llvm::Error error = check())
    return std::move(error);
  return std::move(module);
}

llvm::Expected<OwningOpRef<ModuleOp>> llb::importDefinition(StringRef bytes, MLIRContext *context,
                                                            StringRef name) {
  context->loadDialect<LLBDialect>();
  return Importer(context, name).run(bytes);
}

void llb::registerFromProtoTranslation() {
  static TranslateToMLIRRegistration registration(
      "proto-to-llb", "read an LLB definition in protobuf",
      [](llvm::SourceMgr &sources, MLIRContext *context) -> OwningOpRef<ModuleOp> {
        const llvm::MemoryBuffer &file = *sources.getMemoryBuffer(sources.getMainFileID());
        auto module = importDefinition(file.getBuffer(), context);
        if (module)
          return std::move(*module);
        // There is no line that a location could have.
        emitError(UnknownLoc::get(context))
            << "'" << file.getBufferIdentifier() << "': " << llvm::toString(module.takeError());
        return {};
      },
      [](DialectRegistry &registry) { registry.insert<LLBDialect>(); });
}
