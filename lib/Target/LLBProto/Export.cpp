//===- Export.cpp - llb to LLB protobuf ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/LLBProto/Export.h"
#include "DockerfileOrigin.h"
#include "Serialise.h"
#include "VertexTable.h"
#include "dialects/LLB/Encoding/VertexEncoding.h"
#include "dialects/LLB/Encoding/Wire.h"
#include "google/protobuf/unknown_field_set.h"
#include "imgc/Support/DigestMap.h"
#include "imgc/Support/Error.h"
#include "imgc/Target/LLBProto/ops.pb.h"
#include "mlir/IR/Builders.h"
#include "mlir/Tools/mlir-translate/Translation.h"

#include "llvm/ADT/SmallSet.h"

#include <map>

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

namespace {

/// Writes one definition.
class DefinitionWriter {
public:
  DefinitionWriter(OutputOp output, ArrayRef<SourceFileOp> files, VertexTable &table)
      : output(output), files(files), table(table) {
    unsigned number = 0;
    for (SourceFileOp file : files)
      fileNumbers.try_emplace(file.getFilename(), number++);
  }

  llvm::Expected<ExportedDefinition> run(ArrayRef<Operation *> vertices);

private:
  /// An element of the definition, and what is said about it.
  struct Element {
    Digest digest;
    StringRef bytes;
    MetadataAttr metadata;
    /// Encoded `Locations` of all vertices that are this one; none: no entry.
    std::optional<std::string> ranges = std::nullopt;
    /// The last element may repeat another; one entry in the maps is for both.
    bool isRepeated = false;
  };
  struct Frame {
    Operation *vertex;
    unsigned number;
    unsigned next = 0;
    /// Operand numbers in the order of the walk; empty: their own.
    SmallVector<unsigned, 0> order;
  };
  enum State : uint8_t { Fresh, Active, Done };

  llvm::Error visit(Operation *root);
  llvm::Error push(Operation *vertex);
  void emit(Operation *vertex, const VertexTable::Entry &entry);
  std::optional<SourcePlace> findFile(StringRef name);
  void addTerminal();
  void addExtra();
  std::string encode();
  template <typename Skips, typename Value>
  void writeMap(WireWriter &w, unsigned field, ArrayRef<const Element *> sorted,
                const std::map<std::string, std::string> &extra, Skips &&skips, Value &&value);

  OutputOp output;
  ArrayRef<SourceFileOp> files;
  VertexTable &table;
  std::vector<Frame> stack;
  /// By number of the vertex.
  std::vector<State> states;
  std::vector<Element> elements;
  llvm::DenseMap<Digest, size_t, ComputedDigestInfo> positions;
  /// What an imported definition said about no vertex of it, by digest.
  std::map<std::string, std::string> extraMetadata, extraLocations;
  llvm::StringMap<unsigned> fileNumbers;
  /// Files in the order of first use, unless the whole module is written.
  SmallVector<unsigned> usedFiles;
  std::string unknownSource, unknownDefinition;
  llvm::BumpPtrAllocator allocator;
};

} // namespace

//===----------------------------------------------------------------------===//
// One definition
//===----------------------------------------------------------------------===//

std::optional<SourcePlace> DefinitionWriter::findFile(StringRef name) {
  auto known = fileNumbers.find(name);
  if (known == fileNumbers.end())
    return std::nullopt;
  unsigned number = known->second;
  SourceFileOp file = files[number];
  bool linesOnly = file.isDockerfile();
  if (output.getWholeModule())
    return SourcePlace{number, linesOnly};
  auto *place = llvm::find(usedFiles, number);
  if (place == usedFiles.end()) {
    usedFiles.push_back(number);
    place = std::prev(usedFiles.end());
  }
  return SourcePlace{unsigned(place - usedFiles.begin()), linesOnly};
}

static DictionaryAttr mergeMaps(DictionaryAttr first, DictionaryAttr second) {
  if (!first || !second)
    return first ? first : second;
  NamedAttrList merged(first);
  for (NamedAttribute entry : second)
    merged.set(entry.getName(), entry.getValue());
  return merged.getDictionary(first.getContext());
}

/// Metadata of two equal vertices, as BuildKit's client merges it: the later
/// says more, except that ignore_cache stays.
static MetadataAttr mergeMetadata(MetadataAttr first, MetadataAttr second) {
  if (!first || !second || first == second)
    return first ? first : second;
  return MetadataAttr::get(
      first.getContext(), first.getIgnoreCache() || second.getIgnoreCache(),
      mergeMaps(first.getDescription(), second.getDescription()),
      second.getExportCache() ? second.getExportCache() : first.getExportCache(),
      mergeMaps(first.getCaps(), second.getCaps()),
      second.getProgressGroup() ? second.getProgressGroup() : first.getProgressGroup(),
      second.getLinuxResources() ? second.getLinuxResources() : first.getLinuxResources(), {});
}

void DefinitionWriter::emit(Operation *vertex, const VertexTable::Entry &entry) {
  auto typed = cast<LLBVertexOpInterface>(vertex);
  auto [place, fresh] = positions.try_emplace(entry.digest, elements.size());
  if (fresh)
    elements.push_back({entry.digest, entry.bytes, typed.getMetadataAttr()});
  Element &element = elements[place->second];
  if (!fresh)
    element.metadata = mergeMetadata(element.metadata, typed.getMetadataAttr());
  RawAttr rawRanges = typed.getRawLocationsAttr();
  std::string ranges =
      chooseRaw(rawRanges,
                encodeLocations(vertex->getLoc(), [&](StringRef name) { return findFile(name); }));
  if (output.getWholeModule() && !rawRanges && ranges.empty())
    return;
  // Of equal vertices, all ranges count.
  if (element.ranges)
    *element.ranges += ranges;
  else
    element.ranges = std::move(ranges);
}

/// Operand numbers in the order in which BuildKit's client walks them: that of
/// the protobuf, except that a file op names what it changes first and then what
/// its copies read, the last copy first.
/// Empty for that of the protobuf.
static SmallVector<unsigned, 0> walkOrder(Operation *vertex) {
  SmallVector<unsigned, 0> order;
  auto file = dyn_cast<FileOp>(vertex);
  if (!file || vertex->getNumOperands() < 2)
    return order;
  llvm::SmallSet<unsigned, 8> seen;
  auto add = [&](Value value) {
    if (auto argument = dyn_cast_or_null<BlockArgument>(value))
      if (seen.insert(argument.getArgNumber()).second)
        order.push_back(argument.getArgNumber());
  };
  Block &body = file.getBody().front();
  for (auto action : body.getOps<LLBFileActionOpInterface>())
    add(action.getBase());
  for (Operation &action : llvm::reverse(body))
    if (auto typed = dyn_cast<LLBFileActionOpInterface>(action))
      add(typed.getSecondary());
  for (BlockArgument argument : body.getArguments())
    add(argument);
  return order;
}

llvm::Error DefinitionWriter::push(Operation *vertex) {
  llvm::Expected<unsigned> number = table.getNumber(vertex);
  if (!number)
    return number.takeError();
  states.resize(table.size());
  State &state = states[*number];
  if (state == Active)
    return makeError(ExitCode::BuildFailed, "the build graph has a cycle");
  if (state == Done)
    return llvm::Error::success();
  state = Active;
  stack.push_back({vertex, *number, 0, walkOrder(vertex)});
  return llvm::Error::success();
}

/// Emits what `root` needs, inputs first, without recursion.
llvm::Error DefinitionWriter::visit(Operation *root) {
  if (llvm::Error error = push(root))
    return error;
  while (!stack.empty()) {
    Frame &frame = stack.back();
    if (frame.next == frame.vertex->getNumOperands()) {
      emit(frame.vertex, table.encode(frame.vertex, frame.number));
      states[frame.number] = Done;
      stack.pop_back();
      continue;
    }
    unsigned next = frame.next++;
    Value operand = frame.vertex->getOperand(frame.order.empty() ? next : frame.order[next]);
    if (isScratch(operand))
      continue;
    if (llvm::Error error = push(operand.getDefiningOp()))
      return error;
  }
  return llvm::Error::success();
}

/// The last element, and its metadata as BuildKit's client computes it.
void DefinitionWriter::addTerminal() {
  auto value = cast<OpResult>(output.getFs());
  std::string bytes =
      chooseRaw(output.getRawAttr(),
                encodeTerminal(table.lookup(value.getOwner()).digest, value.getResultNumber()));
  MetadataAttr own = output.getMetadataAttr();
  if (!own && !output.getWholeModule()) {
    bool ignoreCache = false, description = false, exportCache = false;
    for (const Element &element : elements)
      if (MetadataAttr entry = element.metadata) {
        ignoreCache |= entry.getIgnoreCache();
        description |= entry.getDescription() && !entry.getDescription().empty();
        exportCache |= bool(entry.getExportCache());
      }
    Builder builder(output.getContext());
    SmallVector<NamedAttribute> caps;
    for (auto [present, name] : {std::pair(true, "constraints"),
                                 {true, "platform"},
                                 {ignoreCache, "meta.ignorecache"},
                                 {description, "meta.description"},
                                 {exportCache, "meta.exportcache"}})
      if (present)
        caps.push_back(builder.getNamedAttr(name, builder.getBoolAttr(true)));
    own = MetadataAttr::get(output.getContext(), false, {}, {}, builder.getDictionaryAttr(caps), {},
                            {}, {});
  }
  Digest digest = Sha256::of(StringRef(bytes));
  auto [place, fresh] = positions.try_emplace(digest, elements.size());
  if (!fresh && own)
    elements[place->second].metadata = own;
  elements.push_back({digest, StringRef(bytes).copy(allocator), own, std::nullopt, !fresh});
}

void DefinitionWriter::addExtra() {
  pb::Definition extra;
  if (!output.getExtra() || !extra.ParseFromString(output.getExtra()->str()))
    return;
  for (const auto &[digest, entry] : extra.metadata())
    extraMetadata[digest] = serialise(entry);
  for (const auto &[digest, entry] : extra.source().locations())
    extraLocations[digest] = serialise(entry);
  auto unknown = [](const google::protobuf::Message &message) {
    std::string bytes;
    message.GetReflection()->GetUnknownFields(message).SerializeToString(&bytes);
    return bytes;
  };
  unknownSource = unknown(extra.source());
  unknownDefinition = unknown(extra);
}

/// A map from digests, sorted: of each element that has one the bytes that `value`
/// gives, and `extra`.
template <typename Skips, typename Value>
void DefinitionWriter::writeMap(WireWriter &w, unsigned field, ArrayRef<const Element *> sorted,
                                const std::map<std::string, std::string> &extra, Skips &&skips,
                                Value &&value) {
  auto next = extra.begin();
  auto writeExtra = [&] {
    w.message(field, [&](WireWriter &entry) {
      entry.presentText(1, next->first);
      entry.presentText(2, next->second);
    });
    ++next;
  };
  for (const Element *element : sorted) {
    while (next != extra.end() && next->first < element->digest.str())
      writeExtra();
    if (skips(*element))
      continue;
    if (next != extra.end() && next->first == element->digest.str())
      ++next;
    w.message(field, [&](WireWriter &entry) {
      entry.digest(1, element->digest);
      entry.presentText(2, value(*element));
    });
  }
  while (next != extra.end())
    writeExtra();
}

static void writeFile(WireWriter &w, SourceFileOp file) {
  if (file.getRawAttr())
    return w.append(*file.getRaw());
  w.text(1, file.getFilename());
  w.text(2, file.getData().value_or(""));
  if (file.isDockerfile())
    w.presentText(3, encodeDockerfileOrigin(file));
  else if (file.getDefinitionAttr())
    w.presentText(3, *file.getDefinition());
  w.text(4, file.getLanguage().value_or(""));
}

std::string DefinitionWriter::encode() {
  constexpr size_t mapBytes = 512; // of both maps, for one element
  size_t size = 0;
  std::vector<const Element *> sorted;
  for (const Element &element : elements) {
    size += element.bytes.size() + mapBytes;
    if (!element.isRepeated)
      sorted.push_back(&element);
  }
  llvm::sort(sorted, [](const Element *a, const Element *b) { return a->digest < b->digest; });
  std::string bytes;
  bytes.reserve(size);
  WireWriter out(bytes);
  for (const Element &element : elements)
    out.presentText(1, element.bytes);
  // What was imported for a digest counts more than what an op has got since.
  writeMap(
      out, 2, sorted, extraMetadata,
      [&](const Element &element) {
        return (!element.metadata && output.getWholeModule()) ||
               (!extraMetadata.empty() && extraMetadata.contains(element.digest.str()));
      },
      [](const Element &element) { return encodeMetadata(element.metadata); });
  out.message(3, [&](WireWriter &source) {
    writeMap(
        source, 1, sorted, extraLocations,
        [](const Element &element) { return !element.ranges; },
        [](const Element &element) { return StringRef(*element.ranges); });
    if (output.getWholeModule())
      for (SourceFileOp file : files)
        source.message(2, [&](WireWriter &w) { writeFile(w, file); });
    for (unsigned number : usedFiles)
      source.message(2, [&](WireWriter &w) { writeFile(w, files[number]); });
    source.append(unknownSource);
  });
  out.append(unknownDefinition);
  return bytes;
}

llvm::Expected<ExportedDefinition> DefinitionWriter::run(ArrayRef<Operation *> vertices) {
  if (isScratch(output.getFs()))
    return ExportedDefinition{output, {}};
  Operation *root = output.getFs().getDefiningOp();
  for (Operation *vertex : output.getWholeModule() ? vertices : ArrayRef<Operation *>(root))
    if (llvm::Error error = visit(vertex))
      return std::move(error);
  addTerminal();
  addExtra();
  return ExportedDefinition{output, encode()};
}

llvm::Expected<std::vector<ExportedDefinition>> llb::exportDefinitions(ModuleOp module) {
  SmallVector<SourceFileOp> files;
  SmallVector<Operation *> vertices;
  SmallVector<OutputOp> outputs;
  for (Operation &op : *module.getBody()) {
    if (auto file = dyn_cast<SourceFileOp>(op))
      files.push_back(file);
    else if (auto output = dyn_cast<OutputOp>(op))
      outputs.push_back(output);
    else if (isa<LLBVertexOpInterface>(op))
      vertices.push_back(&op);
  }
  VertexTable table;
  std::vector<ExportedDefinition> definitions;
  for (OutputOp output : outputs) {
    auto definition = DefinitionWriter(output, files, table).run(vertices);
    if (!definition)
      return definition.takeError();
    definitions.push_back(std::move(*definition));
  }
  return std::move(definitions);
}

void llb::registerToProtoTranslation() {
  static TranslateFromMLIRRegistration registration(
      "llb-to-proto", "write the only llb.output of a module as an LLB definition in protobuf",
      [](ModuleOp module, raw_ostream &os) -> LogicalResult {
        auto definitions = exportDefinitions(module);
        if (!definitions)
          return module.emitError(llvm::toString(definitions.takeError()));
        if (definitions->size() != 1)
          return module.emitError("expected one llb.output, found ") << definitions->size();
        os << definitions->front().bytes;
        return success();
      },
      [](DialectRegistry &registry) { registry.insert<LLBDialect>(); });
}
