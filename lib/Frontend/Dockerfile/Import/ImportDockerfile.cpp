//===- ImportDockerfile.cpp - A syntax tree to a module -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/IR/DockerfileOps.h"
#include "imgc/Frontend/Dockerfile/Import.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

namespace {

class Importer {
public:
  Importer(const Dockerfile &ast, const SourceManager &sources, MLIRContext *context)
      : ast(ast), source(sources.get(ast.file)), builder(context) {
    filename = builder.getStringAttr(source ? source->getName() : "Dockerfile");
  }

  OwningOpRef<ModuleOp> import();

private:
  Location getLocation(const Instruction &instruction);
  ArrayAttr strings(ArrayRef<std::string> list);
  StringAttr optional(StringRef text) {
    return text.empty() ? StringAttr() : builder.getStringAttr(text);
  }
  ArrayAttr getDirectives();
  void importGlobalArg(const ArgInstruction &arg);
  void importStage(const Stage &stage, size_t index);
  StringAttr getSymbol(const FromInstruction &from, size_t index);

  const Dockerfile &ast;
  const SourceFile *source;
  OpBuilder builder;
  StringAttr filename;
  llvm::StringSet<> symbols;
  /// By name: numbers below are taken.
  llvm::StringMap<unsigned> numbers;
};

} // namespace

Location Importer::getLocation(const Instruction &instruction) {
  const SourceRange &range = instruction.range;
  auto [first, last] = instruction.lines;
  unsigned startColumn = range.begin.line == first ? range.begin.column : 1;
  unsigned endColumn = range.end.column;
  if (range.end.line != last)
    endColumn = source ? source->getLine(last).size() + 1 : 1;
  return FileLineColRange::get(filename, first, startColumn, last, endColumn);
}

ArrayAttr Importer::strings(ArrayRef<std::string> list) {
  if (list.empty())
    return {};
  SmallVector<Attribute> attrs;
  for (const std::string &text : list)
    attrs.push_back(builder.getStringAttr(text));
  return builder.getArrayAttr(attrs);
}

ArrayAttr Importer::getDirectives() {
  if (ast.directives.empty())
    return {};
  SmallVector<Attribute> attrs;
  for (const Directive &directive : ast.directives)
    attrs.push_back(PairAttr::get(builder.getContext(), builder.getStringAttr(directive.name),
                                  builder.getStringAttr(directive.value), UnitAttr()));
  return builder.getArrayAttr(attrs);
}

void Importer::importGlobalArg(const ArgInstruction &arg) {
  SmallVector<Attribute> definitions;
  for (const ArgDefinition &definition : arg.definitions)
    definitions.push_back(
        ArgAttr::get(builder.getContext(), builder.getStringAttr(definition.name),
                     definition.value ? builder.getStringAttr(*definition.value) : StringAttr(),
                     optional(definition.docComment)));
  GlobalArgOp::create(builder, getLocation(arg), builder.getArrayAttr(definitions),
                      builder.getStringAttr(arg.getCode()), strings(arg.comments));
}

StringAttr Importer::getSymbol(const FromInstruction &from, size_t index) {
  std::string base = from.name.empty() ? "stage_" + std::to_string(index) : from.name;
  std::string symbol = base;
  while (!symbols.insert(symbol).second)
    symbol = base + "_" + std::to_string(++numbers[base]);
  return builder.getStringAttr(symbol);
}

void Importer::importStage(const Stage &stage, size_t index) {
  OpBuilder::InsertionGuard guard(builder);
  const FromInstruction &from = *stage.from;
  Location location = getLocation(from);
  auto op = StageOp::create(
      builder, location, getSymbol(from, index), builder.getStringAttr(from.base),
      optional(from.platform), optional(from.name), builder.getI64IntegerAttr(index), UnitAttr(),
      builder.getStringAttr(from.getCode()), optional(from.docComment), strings(from.comments),
      Attribute(), PlatformAttr(), StringAttr(), IntegerAttr(), UnitAttr());
  Block *block = builder.createBlock(&op.getBody());
  Value state = block->addArgument(StateType::get(builder.getContext()), location);
  for (const Instruction *instruction : stage.instructions)
    if (Value next = importInstruction(builder, getLocation(*instruction), *instruction, state,
                                       /*onbuild=*/false))
      state = next;
  EndOp::create(builder, location, state);
}

OwningOpRef<ModuleOp> Importer::import() {
  builder.getContext()->loadDialect<DockerfileDialect>();
  Location location = FileLineColLoc::get(filename, 1, 1);
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder, location);
  builder.setInsertionPointToEnd(module->getBody());
  auto file =
      FileOp::create(builder, location, filename, builder.getStringAttr(StringRef(&ast.escape, 1)),
                     source ? builder.getStringAttr(source->getText()) : StringAttr(),
                     getDirectives(), StringAttr(), PlatformAttr(), PlatformAttr(), UnitAttr(),
                     ArrayAttr(), ArrayAttr(), FlatSymbolRefAttr());
  builder.createBlock(&file.getBody());
  for (const ArgInstruction *arg : ast.globalArgs)
    importGlobalArg(*arg);
  for (const auto &[index, stage] : llvm::enumerate(ast.stages))
    importStage(stage, index);
  return module;
}

OwningOpRef<ModuleOp> imgc::dockerfile::importDockerfile(const Dockerfile &dockerfile,
                                                         const SourceManager &sources,
                                                         MLIRContext *context) {
  return Importer(dockerfile, sources, context).import();
}
