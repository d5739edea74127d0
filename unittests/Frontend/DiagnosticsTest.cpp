//===- DiagnosticsTest.cpp - Tests of the diagnostics library -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/Diagnostic.h"

#include "gtest/gtest.h"

using namespace imgc;

static std::string render(const DiagnosticEngine &engine, RenderOptions options = {}) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os.enable_colors(true);
  renderDiagnostics(os, engine, options);
  return text;
}

TEST(SourceFileTest, Positions) {
  SourceFile file(0, "f", "ab\r\n\ncd\n");
  EXPECT_EQ(file.getNumLines(), 3u);
  EXPECT_EQ(file.getPosition(0), (SourcePosition{0, 1, 1}));
  EXPECT_EQ(file.getPosition(4), (SourcePosition{4, 2, 1}));
  EXPECT_EQ(file.getPosition(99), (SourcePosition{8, 3, 4}));
  EXPECT_EQ(file.getLine(1), "ab");
  EXPECT_EQ(file.getLine(2), "");
  EXPECT_EQ(file.getLine(3), "cd");
  EXPECT_EQ(file.getLine(4), "");
  EXPECT_EQ(file.getLineRange(1, 3).end.offset, 7u);
  EXPECT_EQ(SourceFile(0, "e", "").getPosition(0), (SourcePosition{0, 1, 1}));
}

TEST(RendererTest, Snippet) {
  DiagnosticEngine engine;
  const SourceFile &file = engine.getSources().add("Dockerfile", "FROM a\n\tRUNN b\n");
  Diagnostic &diagnostic =
      engine.report(DiagId::UnknownInstruction, file.getRange(8, 12), "unknown instruction: RUNN");
  diagnostic.suggestion = "RUN";
  diagnostic.fixIt(file.getRange(8, 12), "RUN");
  diagnostic.note("the stage begins here", file.getRange(0, 4));
  EXPECT_EQ(render(engine), "Dockerfile:2:2: error: unknown instruction: RUNN (did you mean RUN?) "
                            "[unknown-instruction]\n"
                            "        RUNN b\n"
                            "        ^~~~\n"
                            "        RUN\n"
                            "Dockerfile:1:1: note: the stage begins here\n"
                            "FROM a\n"
                            "^~~~\n");
}

TEST(RendererTest, ColorOnlyWhenAsked) {
  DiagnosticEngine engine;
  engine.report(DiagId::EmptyFile, {}, "x");
  RenderOptions options;
  EXPECT_EQ(render(engine, options).find('\x1b'), std::string::npos);
  options.color = true;
  EXPECT_NE(render(engine, options).find("\x1b["), std::string::npos);
}

TEST(RendererTest, HostileSource) {
  DiagnosticEngine engine;
  std::string line = std::string(100000, 'x') + "\x1b[31m\xff";
  const SourceFile &file = engine.getSources().add("f", line);
  engine.report(DiagId::BadFlag, file.getRange(100000, line.size()), "bad \x1b");
  std::string text = render(engine);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("<1B>[31m<FF>"), std::string::npos);
  EXPECT_LT(text.size(), 600u);
}

TEST(DiagnosticEngineTest, KeepsTheFirstErrors) {
  DiagnosticEngine engine;
  engine.maxErrors = 2;
  for (int i = 0; i != 5; ++i)
    engine.report(DiagId::BadFlag, {}, llvm::Twine(i)).note("n");
  EXPECT_EQ(engine.getDiagnostics().size(), 2u);
  EXPECT_EQ(engine.getNumErrors(), 5u);
  EXPECT_EQ(engine.getFirstError()->message, "0");
  EXPECT_NE(render(engine).find("3 further errors are not shown\n5 errors generated\n"),
            std::string::npos);
}

TEST(DiagnosticTest, Json) {
  DiagnosticEngine engine;
  const SourceFile &file = engine.getSources().add("f", "ab\xff");
  Diagnostic &diagnostic = engine.report(DiagId::BadMount, file.getRange(1, 2), "m\xff");
  diagnostic.suggestion = "s";
  diagnostic.context = "c";
  EXPECT_EQ(diagnostic.getPeerMessage(), "c: m\xff (did you mean s?)");
  llvm::json::Value value = toJSON(engine);
  const llvm::json::Object &object = *(*value.getAsArray())[0].getAsObject();
  EXPECT_EQ(object.getString("id"), "bad-mount");
  EXPECT_EQ(object.getString("severity"), "error");
  EXPECT_EQ(object.getString("file"), "f");
  EXPECT_EQ(object.getObject("begin")->getInteger("column"), 2);
}

TEST(SuggestionTest, Distance) {
  llvm::StringRef options[] = {"RUN", "COPY", "WORKDIR"};
  EXPECT_EQ(findSuggestion("COPPY", options, false), "COPY");
  EXPECT_EQ(findSuggestion("wrokdir", options, false), "workdir");
  EXPECT_EQ(findSuggestion("Coppy", options, false), "copy");
  EXPECT_EQ(findSuggestion("run", options, false), "");
  EXPECT_EQ(findSuggestion("coppy", options, true), "");
  EXPECT_EQ(findSuggestion("EXPOSE", options, false), "");
}
