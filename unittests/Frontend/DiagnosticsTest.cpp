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

TEST(FindTextTest, Words) {
  SourceFile file(0, "f",
                  "COPY --from=a COPY b/a a --chmod=12 x\nRUN --mount=type=bind,target=/a,ro a\n");
  auto find = [&](uint32_t line, std::vector<std::string> texts) {
    SourceRange found = findText(file, file.getLineRange(line, line), texts);
    return found.isValid() ? std::make_pair(found.begin.column, found.end.column)
                           : std::make_pair(0u, 0u);
  };
  // A word of its own before a part of one, and the keyword last.
  EXPECT_EQ(find(1, {"x"}), std::make_pair(37u, 38u));
  EXPECT_EQ(find(1, {"COPY"}), std::make_pair(15u, 19u));
  EXPECT_EQ(find(1, {"OP"}), std::make_pair(16u, 18u));
  EXPECT_EQ(find(2, {"RUN"}), std::make_pair(1u, 4u));
  // The best text that is there.
  EXPECT_EQ(find(1, {"nothing", "b/a"}), std::make_pair(20u, 23u));
  EXPECT_EQ(find(1, {"nothing", ""}), std::make_pair(0u, 0u));
  // Flags and keys are taken with their values.
  EXPECT_EQ(find(1, {"--chmod"}), std::make_pair(26u, 36u));
  EXPECT_EQ(find(2, {"target="}), std::make_pair(23u, 32u));
  EXPECT_EQ(find(2, {"--mount=type=bind"}), std::make_pair(5u, 22u));
}

TEST(DiagnosticTest, Explain) {
  DiagnosticEngine engine;
  const SourceFile &file = engine.getSources().add("Dockerfile", "USER a b\n");
  Diagnostic &diagnostic =
      engine.report(DiagId::Refused, file.getRange(0, 4), "what BuildKit says");
  diagnostic.explain({"what we say", {"b"}, {"what helps"}}, engine.getSources());
  EXPECT_EQ(diagnostic.getPeerMessage(), "what BuildKit says");
  EXPECT_EQ(render(engine), "Dockerfile:1:8: error: what we say\n"
                            "USER a b\n"
                            "       ^\n"
                            "note: what helps\n");
}

TEST(RendererTest, LongMessage) {
  DiagnosticEngine engine;
  engine.report(DiagId::Refused, {}, "begin" + std::string(100000, 'x') + "end");
  std::string text = render(engine);
  EXPECT_LT(text.size(), 1100u);
  EXPECT_NE(text.find("error: begin"), std::string::npos);
  EXPECT_NE(text.find("xend"), std::string::npos);
}

TEST(SuggestionTest, QuoteList) {
  EXPECT_EQ(quoteList({}), "");
  EXPECT_EQ(quoteList({"a"}), "'a'");
  EXPECT_EQ(quoteList({"a", "b", "c"}), "'a', 'b' and 'c'");
  EXPECT_EQ(quoteList({"a", "b", "c"}, 1), "'a' and 2 more");
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

TEST(DiagnosticsTest, Nearest) {
  const llvm::StringRef options[] = {"ENV", "RUN", "FROM", "COPY"};
  EXPECT_EQ(findSuggestion("RNU", options, false), "ENV");
  EXPECT_EQ(findNearest("RNU", options, false), "RUN");
  EXPECT_EQ(findNearest("form", options, false), "from");
  EXPECT_EQ(findNearest("CPOYY", options, false), "COPY");
  EXPECT_EQ(findNearest("foo", options, false), "");
  EXPECT_EQ(findNearest("RUN", options, false), "");
  EXPECT_EQ(describeNearest("RNU", options), " (did you mean RUN?)");
}
