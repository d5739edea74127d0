//===- PlanOps.cpp - Operations of the plan dialect -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Plan/IR/PlanOps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace imgc::plan;

//===----------------------------------------------------------------------===//
// Assembly of bodies
//===----------------------------------------------------------------------===//

/// `(%k0, %k1) { ... }`: the arguments of `plan.steps` are all keys.
static ParseResult parseStepsBody(OpAsmParser &parser, Region &body) {
  SmallVector<OpAsmParser::Argument> arguments;
  if (parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren))
    return failure();
  Type keyType = KeyType::get(parser.getContext());
  for (OpAsmParser::Argument &argument : arguments)
    argument.type = keyType;
  if (parser.parseRegion(body, arguments))
    return failure();
  if (body.empty()) {
    Block &block = body.emplaceBlock();
    for (size_t i = 0; i < arguments.size(); ++i)
      block.addArgument(keyType, parser.getEncodedSourceLoc(parser.getCurrentLocation()));
  }
  return success();
}

static void printStepsBody(OpAsmPrinter &printer, StepsOp, Region &body) {
  printer << '(';
  llvm::interleaveComma(body.getArguments(), printer,
                        [&](BlockArgument argument) { printer.printOperand(argument); });
  printer << ") ";
  printer.printRegion(body, /*printEntryBlockArgs=*/false);
}

/// `(%dst = %0, %src = %1 : !plan.view) { ... }`; the type is left out where it
/// is `!plan.fs`.
static ParseResult parseFileBody(OpAsmParser &parser,
                                 SmallVectorImpl<OpAsmParser::UnresolvedOperand> &inputs,
                                 SmallVectorImpl<Type> &types, Region &body) {
  SmallVector<OpAsmParser::Argument> arguments;
  auto parseOne = [&]() -> ParseResult {
    OpAsmParser::Argument &argument = arguments.emplace_back();
    Type type = FSType::get(parser.getContext());
    if (parser.parseArgument(argument) || parser.parseEqual() ||
        parser.parseOperand(inputs.emplace_back()))
      return failure();
    if (succeeded(parser.parseOptionalColon()) && parser.parseType(type))
      return failure();
    argument.type = type;
    types.push_back(type);
    return success();
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, parseOne))
    return failure();
  return parser.parseRegion(body, arguments);
}

static void printFileBody(OpAsmPrinter &printer, FileOp op, OperandRange inputs, TypeRange types,
                          Region &body) {
  printer << '(';
  // The body may have another number of arguments in invalid IR.
  size_t count = std::min<size_t>(inputs.size(), body.getNumArguments());
  for (size_t i = 0; i < count; ++i) {
    if (i)
      printer << ", ";
    printer.printOperand(body.getArgument(i));
    printer << " = ";
    printer.printOperand(inputs[i]);
    if (!isa<FSType>(types[i]))
      printer << " : " << types[i];
  }
  printer << ") ";
  printer.printRegion(body, /*printEntryBlockArgs=*/false);
}

#define GET_OP_CLASSES
#include "dialects/Plan/IR/PlanOps.cpp.inc"

//===----------------------------------------------------------------------===//
// Names of results and arguments
//===----------------------------------------------------------------------===//

void ConstantOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "key"); }
void CombineOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "key"); }
void SelectOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "selected"); }
void ScratchOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "scratch"); }
void ViewOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "view"); }
void ImageOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "image"); }
void LocalOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "local"); }
void MergeOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "merge"); }
void DiffOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), "diff"); }
void ExecOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  if (getNumResults())
    setName(getResult(0), "exec");
}
void FileOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  if (getNumResults())
    setName(getResult(0), "file");
}
void FileOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  for (BlockArgument argument : region.getArguments())
    setName(argument, "in");
}
void StepsOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  for (BlockArgument argument : region.getArguments())
    setName(argument, "key");
}

//===----------------------------------------------------------------------===//
// Accessors
//===----------------------------------------------------------------------===//

YieldKeysOp KeysOp::getYield() { return cast<YieldKeysOp>(getBody().front().back()); }
YieldOp FileOp::getYield() { return cast<YieldOp>(getBody().front().back()); }
