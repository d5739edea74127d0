//===- MLIRDiagnostics.cpp - MLIR's diagnostics as ours -------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MLIRDiagnostics.h"

#include "imgc/Diagnostics/MLIR/Explain.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

namespace imgc::driver {

DiagnosticBridge::DiagnosticBridge(mlir::MLIRContext *context, DiagnosticEngine &engine)
    : ScopedDiagnosticHandler(context), engine(engine) {
  context->printOpOnDiagnostic(false);
  setHandler([this](mlir::Diagnostic &diagnostic) { report(diagnostic); });
}

/// The outermost place in a file; fused locations name their first.
static mlir::FileLineColRange findFile(mlir::Location location) {
  mlir::FileLineColRange found;
  location->walk([&](mlir::Location inner) {
    found = mlir::dyn_cast<mlir::FileLineColRange>(inner);
    return found ? mlir::WalkResult::interrupt() : mlir::WalkResult::advance();
  });
  return found;
}

SourceRange DiagnosticBridge::toRange(mlir::Location location) {
  mlir::FileLineColRange place = findFile(location);
  // The first character stands for the file as a whole.
  bool isWhole = place && place.getStartLine() == 1 && place.getStartColumn() == 1 &&
                 place.getEndLine() == 1 && place.getEndColumn() == 1;
  if (!place || isWhole || place.getStartLine() == 0)
    return {};
  const SourceManager &sources = engine.getSources();
  const SourceFile *file = nullptr;
  for (uint32_t id = 0; const SourceFile *candidate = sources.get(id); ++id)
    if (candidate->getName() == place.getFilename().getValue())
      file = candidate;
  if (!file)
    return {};
  SourceRange range = file->getLineRange(place.getStartLine(), place.getEndLine());
  if (place.getStartColumn() > 1 && place.getStartLine() == place.getEndLine())
    range = file->getRange(range.begin.offset + place.getStartColumn() - 1, range.end.offset);
  return range;
}

void DiagnosticBridge::report(mlir::Diagnostic &diagnostic) {
  std::lock_guard<std::mutex> lock(mutex);
  SourceRange range = toRange(diagnostic.getLocation());
  imgc::Diagnostic result(DiagId::Refused, diagnostic.str(), range);
  if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Warning)
    result.severity = Severity::Warning;
  else if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
    result.severity = Severity::Note;
  for (mlir::Diagnostic &note : diagnostic.getNotes())
    result.note(note.str(), toRange(note.getLocation()));
  if (llvm::StringRef(result.message).starts_with("circular dependency detected"))
    for (const DiagnosticNote &note : result.notes)
      result.furtherLines.emplace_back(note.range.begin.line, note.range.end.line);
  result.explain(getExplanation(diagnostic.getLocation()), engine.getSources());
  // Lines are compared with BuildKit's, which knows those of the Dockerfile only.
  if (range.file != 0)
    result.firstLine = result.lastLine = 0;
  engine.report(std::move(result));
}

} // namespace imgc::driver
