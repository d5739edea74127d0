//===- Explain.cpp - Explanations on the way through MLIR -----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/MLIR/Explain.h"

#include "mlir/IR/Builders.h"

using namespace imgc;

static constexpr llvm::StringLiteral messageKey("explain.message");
static constexpr llvm::StringLiteral marksKey("explain.marks");
static constexpr llvm::StringLiteral notesKey("explain.notes");

mlir::Location imgc::explainAt(mlir::Location location, const Explanation &explanation) {
  if (explanation.isEmpty())
    return location;
  mlir::Builder builder(location.getContext());
  auto strings = [&](const std::vector<std::string> &list) {
    llvm::SmallVector<llvm::StringRef> texts(list.begin(), list.end());
    return builder.getStrArrayAttr(texts);
  };
  auto metadata = builder.getDictionaryAttr(
      {builder.getNamedAttr(messageKey, builder.getStringAttr(explanation.message)),
       builder.getNamedAttr(marksKey, strings(explanation.marks)),
       builder.getNamedAttr(notesKey, strings(explanation.notes))});
  return mlir::FusedLoc::get({location}, metadata, location.getContext());
}

static std::vector<std::string> readStrings(mlir::DictionaryAttr metadata, llvm::StringRef key) {
  std::vector<std::string> list;
  if (auto texts = metadata.getAs<mlir::ArrayAttr>(key))
    for (auto text : texts.getAsRange<mlir::StringAttr>())
      list.push_back(text.str());
  return list;
}

Explanation imgc::getExplanation(mlir::Location location) {
  Explanation explanation;
  auto fused = mlir::dyn_cast<mlir::FusedLoc>(location);
  auto metadata =
      fused ? mlir::dyn_cast_or_null<mlir::DictionaryAttr>(fused.getMetadata()) : nullptr;
  auto message = metadata ? metadata.getAs<mlir::StringAttr>(messageKey) : nullptr;
  if (!message)
    return explanation;
  explanation.message = message.str();
  explanation.marks = readStrings(metadata, marksKey);
  explanation.notes = readStrings(metadata, notesKey);
  return explanation;
}

mlir::InFlightDiagnostic imgc::emitErrorAt(mlir::Location location, llvm::Error error) {
  return emitErrorAt(location, takeExplained(std::move(error)));
}

mlir::InFlightDiagnostic imgc::emitErrorAt(mlir::Location location, ExplainedParts parts) {
  if (!parts.hint.empty())
    parts.explanation.notes.push_back(parts.hint);
  return mlir::emitError(explainAt(location, parts.explanation)) << parts.message;
}
