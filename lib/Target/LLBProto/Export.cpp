//===- Export.cpp - llb to LLB protobuf ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/LLBProto/Export.h"
#include "VertexImporter.h"
#include "dialects/LLB/Encoding/VertexEncoding.h"
#include "dialects/LLB/Encoding/Wire.h"
#include "imgc/Support/Error.h"
#include "imgc/Target/LLBProto/ops.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "mlir/IR/Builders.h"
#include "mlir/Tools/mlir-translate/Translation.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/SmallSet.h"

#include <map>

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

namespace {

/// Digests of the vertices of a module, each computed once.
class DigestTable {
public:
  struct Entry {
    Digest digest;
    std::string bytes;
  };

  /// Computes what `root` needs, inputs first, without recursion.
  llvm::Error compute(Operation *root);
  const Entry &lookup(Operation *vertex) const { return entries.find(vertex)->second; }

private:
  llvm::Error push(Operation *vertex);
  void finish(Operation *vertex);

  struct Frame {
    Operation *vertex;
    unsigned next = 0;
  };
  SmallVector<Frame> stack;
  llvm::DenseSet<Operation *> active;
  llvm::DenseMap<Operation *, Entry> entries;
};

/// Writes one definition.
class DefinitionWriter {
public:
  DefinitionWriter(OutputOp output, ArrayRef<SourceFileOp> files, DigestTable &table)
      : output(output), files(files), table(table) {
    unsigned number = 0;
    for (SourceFileOp file : files)
      fileNumbers.try_emplace(file.getFilename(), number++);
  }

  llvm::Expected<ExportedDefinition> run(ArrayRef<Operation *> vertices);

private:
  void visit(Operation *root);
  void emit(Operation *vertex);
  int fileIndex(StringRef name);
  void addTerminal();
  void addExtra();
  std::string encode();

  OutputOp output;
  ArrayRef<SourceFileOp> files;
  DigestTable &table;
  ExportedDefinition result;
  llvm::DenseSet<Operation *> visited;
  std::map<std::string, std::string> locations;
  std::map<std::string, MetadataAttr> metadata;
  std::map<std::string, std::string> rawMetadata;
  llvm::StringMap<unsigned> fileNumbers;
  /// Files in the order of first use, unless the whole module is written.
  SmallVector<unsigned> usedFiles;
  std::string unknownSource, unknownDefinition;
};

} // namespace

//===----------------------------------------------------------------------===//
// Digests
//===----------------------------------------------------------------------===//

llvm::Error DigestTable::push(Operation *vertex) {
  if (!vertex || !isa<LLBVertexOpInterface>(vertex))
    return makeError(ExitCode::BuildFailed,
                     "a value is made by '" +
                         Twine(vertex ? vertex->getName().getStringRef() : "an argument") +
                         "', which is not an llb vertex");
  if (!active.insert(vertex).second)
    return makeError(ExitCode::BuildFailed, "the build graph has a cycle");
  stack.push_back({vertex});
  return llvm::Error::success();
}

void DigestTable::finish(Operation *vertex) {
  SmallVector<Digest, 4> inputs;
  for (Value operand : vertex->getOperands())
    inputs.push_back(isScratch(operand) ? Digest()
                                        : entries.find(operand.getDefiningOp())->second.digest);
  Entry entry;
  entry.bytes = encodeVertex(vertex, inputs);
  entry.digest = Sha256::of(StringRef(entry.bytes));
  entries.try_emplace(vertex, std::move(entry));
  active.erase(vertex);
}

llvm::Error DigestTable::compute(Operation *root) {
  if (entries.contains(root))
    return llvm::Error::success();
  if (llvm::Error error = push(root))
    return error;
  while (!stack.empty()) {
    Frame &frame = stack.back();
    if (frame.next == frame.vertex->getNumOperands()) {
      finish(frame.vertex);
      stack.pop_back();
      continue;
    }
    Value operand = frame.vertex->getOperand(frame.next++);
    if (isScratch(operand) || entries.contains(operand.getDefiningOp()))
      continue;
    if (llvm::Error error = push(operand.getDefiningOp()))
      return error;
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// One definition
//===----------------------------------------------------------------------===//

int DefinitionWriter::fileIndex(StringRef name) {
  auto known = fileNumbers.find(name);
  if (known == fileNumbers.end())
    return -1;
  if (output.getWholeModule())
    return known->second;
  auto *place = llvm::find(usedFiles, known->second);
  if (place != usedFiles.end())
    return place - usedFiles.begin();
  usedFiles.push_back(known->second);
  return usedFiles.size() - 1;
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

void DefinitionWriter::emit(Operation *vertex) {
  const DigestTable::Entry &entry = table.lookup(vertex);
  auto typed = cast<LLBVertexOpInterface>(vertex);
  std::string digest = entry.digest.str();
  std::string ranges =
      encodeLocations(vertex->getLoc(), [&](StringRef name) { return fileIndex(name); });
  RawAttr rawRanges = typed.getRawLocationsAttr();
  ranges = chooseRaw(rawRanges, std::move(ranges));
  if (!output.getWholeModule() || rawRanges || !ranges.empty())
    locations[digest] += ranges;
  MetadataAttr attribute = typed.getMetadataAttr();
  auto [known, fresh] = metadata.try_emplace(digest, attribute);
  if (!fresh) {
    known->second = mergeMetadata(known->second, attribute);
    return;
  }
  result.ops.push_back({entry.digest, entry.bytes, vertex});
}

/// Operand numbers in the order in which BuildKit's client walks them: that of
/// the protobuf, except that a file op names what it changes first and then what
/// its copies read, the last copy first.
static SmallVector<unsigned, 4> walkOrder(Operation *vertex) {
  SmallVector<unsigned, 4> order;
  auto file = dyn_cast<FileOp>(vertex);
  if (!file) {
    llvm::append_range(order, llvm::seq<unsigned>(0, vertex->getNumOperands()));
    return order;
  }
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

void DefinitionWriter::visit(Operation *root) {
  struct Frame {
    Operation *vertex;
    SmallVector<unsigned, 4> order;
    unsigned next = 0;
  };
  std::vector<Frame> stack;
  if (visited.insert(root).second)
    stack.push_back({root, walkOrder(root)});
  while (!stack.empty()) {
    Frame &frame = stack.back();
    if (frame.next == frame.order.size()) {
      emit(frame.vertex);
      stack.pop_back();
      continue;
    }
    Value operand = frame.vertex->getOperand(frame.order[frame.next++]);
    if (isScratch(operand))
      continue;
    Operation *input = operand.getDefiningOp();
    if (visited.insert(input).second)
      stack.push_back({input, walkOrder(input)});
  }
}

/// The last element, and its metadata as BuildKit's client computes it.
void DefinitionWriter::addTerminal() {
  auto value = cast<OpResult>(output.getFs());
  std::string bytes =
      chooseRaw(output.getRawAttr(),
                encodeTerminal(table.lookup(value.getOwner()).digest, value.getResultNumber()));
  Digest digest = Sha256::of(StringRef(bytes));
  MetadataAttr own = output.getMetadataAttr();
  if (!own && !output.getWholeModule()) {
    Builder builder(output.getContext());
    NamedAttrList caps;
    auto add = [&](StringRef name) { caps.set(name, builder.getBoolAttr(true)); };
    add("constraints");
    add("platform");
    for (auto &[ignored, entry] : metadata) {
      if (entry && entry.getIgnoreCache())
        add("meta.ignorecache");
      if (entry && entry.getDescription() && !entry.getDescription().empty())
        add("meta.description");
      if (entry && entry.getExportCache())
        add("meta.exportcache");
    }
    own = MetadataAttr::get(output.getContext(), false, {}, {},
                            caps.getDictionary(output.getContext()), {}, {}, {});
  }
  if (own)
    metadata[digest.str()] = own;
  result.ops.push_back({digest, std::move(bytes), nullptr});
}

void DefinitionWriter::addExtra() {
  pb::Definition extra;
  if (!output.getExtra() || !extra.ParseFromString(output.getExtra()->str()))
    return;
  for (const auto &[digest, entry] : extra.metadata())
    rawMetadata[digest] = serialise(entry);
  for (const auto &[digest, entry] : extra.source().locations())
    locations.try_emplace(digest, serialise(entry));
  auto unknown = [](const google::protobuf::Message &message) {
    std::string bytes;
    message.GetReflection()->GetUnknownFields(message).SerializeToString(&bytes);
    return bytes;
  };
  unknownSource = unknown(extra.source());
  unknownDefinition = unknown(extra);
}

static void writeFile(WireWriter &w, SourceFileOp file) {
  if (file.getRawAttr())
    return w.append(*file.getRaw());
  w.text(1, file.getFilename());
  w.text(2, file.getData().value_or(""));
  if (file.getDefinitionAttr())
    w.presentText(3, *file.getDefinition());
  w.text(4, file.getLanguage().value_or(""));
}

std::string DefinitionWriter::encode() {
  std::string bytes;
  WireWriter out(bytes);
  for (const ExportedOp &op : result.ops)
    out.presentText(1, op.bytes);
  for (auto &[digest, entry] : metadata)
    if (entry || !output.getWholeModule())
      rawMetadata.try_emplace(digest, encodeMetadata(entry));
  auto writeMap = [](WireWriter &w, unsigned field, const auto &map) {
    for (const auto &[key, value] : map)
      w.message(field, [&](WireWriter &entry) {
        entry.presentText(1, key);
        entry.presentText(2, value);
      });
  };
  writeMap(out, 2, rawMetadata);
  out.message(3, [&](WireWriter &source) {
    writeMap(source, 1, locations);
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
  result.output = output;
  if (isScratch(output.getFs()))
    return std::move(result);
  Operation *root = output.getFs().getDefiningOp();
  for (Operation *vertex : output.getWholeModule() ? vertices : ArrayRef<Operation *>(root)) {
    if (llvm::Error error = table.compute(vertex))
      return std::move(error);
    visit(vertex);
  }
  addTerminal();
  addExtra();
  result.bytes = encode();
  return std::move(result);
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
  DigestTable table;
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
