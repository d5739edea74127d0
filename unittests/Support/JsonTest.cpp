//===- JsonTest.cpp - JSON as Go and as LLVM write it -----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Json.h"
#include "imgc/Support/GoJson.h"
#include "imgc/Support/JsonScanner.h"

#include "gtest/gtest.h"

using namespace imgc;

namespace {

std::string quote(llvm::StringRef text) { return toGoJson(text); }

TEST(GoJsonTest, EscapesAsGoDoes) {
  EXPECT_EQ(quote(""), R"("")");
  EXPECT_EQ(quote("plain text ~"), R"("plain text ~")");
  EXPECT_EQ(quote("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quote("\n\r\t\b\f"), R"("\n\r\t\b\f")");
  EXPECT_EQ(quote(llvm::StringRef("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(quote("<a> & b"), R"("\u003ca\u003e \u0026 b")");
  EXPECT_EQ(quote("gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\xb3"),
            "\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\xb3\"");
  EXPECT_EQ(quote("\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"), "\"\\u2028\\u2029\xe2\x80\xaa\"");
  EXPECT_EQ(quote("a\xff\xc3"), R"("a\ufffd\ufffd")");
  EXPECT_EQ(quote("\xef\xbf\xbd"), "\"\xef\xbf\xbd\"");
}

TEST(GoJsonTest, WritesLists) {
  EXPECT_EQ(toGoJson(llvm::ArrayRef<std::string>()), "[]");
  EXPECT_EQ(toGoJson(llvm::ArrayRef<std::string>({"a", "<"})), R"(["a","\u003c"])");
}

TEST(JsonTest, WritesMembers) {
  std::string text;
  llvm::raw_string_ostream os(text);
  {
    llvm::json::OStream out(os);
    out.object([&] {
      writeMember(out, "empty", "");
      writeMember(out, "plain", "RUN make <x>");
      writeMember(out, "quoted", "a\"\\\n\x01");
      writeMember(out, "bytes", "a\xff");
    });
  }
  EXPECT_EQ(text, "{\"plain\":\"RUN make <x>\",\"quoted\":\"a\\\"\\\\\\n\\u0001\","
                  "\"bytes\":\"a\xef\xbf\xbd\"}");
}

/// The tokens as letters: brackets, `n`ames, `s`trings, numbers as `0`, `l`iterals,
/// `.` at the end and `!` for an error.
std::string scan(llvm::StringRef text) {
  std::string tokens;
  JsonScanner scanner(text);
  do
    tokens += "{}[]ns0l.!"[static_cast<unsigned>(scanner.next())];
  while (tokens.back() != '.' && tokens.back() != '!');
  EXPECT_EQ(scanner.next(), tokens.back() == '.' ? JsonToken::End : JsonToken::Error);
  return tokens;
}

TEST(JsonScannerTest, GivesTokens) {
  EXPECT_EQ(scan(R"({"a": [1, "b", true, {}, []], "c": null})"), "{n[0sl{}[]]nl}.");
  EXPECT_EQ(scan(" \t\r\n-0.5e+10 "), "0.");
  EXPECT_EQ(scan(R"("\u00e9\n\"")"), "s.");
  EXPECT_EQ(scan("\"\xff\""), "s.");
  JsonScanner scanner(R"(["a\"b", -12e3])");
  EXPECT_EQ(scanner.next(), JsonToken::BeginArray);
  EXPECT_EQ(scanner.next(), JsonToken::String);
  EXPECT_EQ(scanner.getText(), "a\\\"b");
  EXPECT_EQ(scanner.getDepth(), 1u);
  EXPECT_EQ(scanner.next(), JsonToken::Number);
  EXPECT_EQ(scanner.getText(), "-12e3");
  EXPECT_EQ(scanner.next(), JsonToken::EndArray);
  EXPECT_EQ(scanner.getDepth(), 0u);
}

TEST(JsonScannerTest, RefusesWhatIsNoJson) {
  for (const char *text : {"",         "{",          "[1,]",  "[,1]",  "{,}",     "{\"a\"}",
                           "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "[1 2]",   "[1}",
                           "{]",       "01",         "+1",    ".5",    "1.",      "1e",
                           "-",        "tru",        "nulll", "\"a",   "\"\\x\"", "\"\\u12g4\"",
                           "\"a\nb\"", "1 2",        "[] []", "]",     "'a'",     "\xef\xbb\xbf{}"})
    EXPECT_EQ(scan(text).back(), '!') << text;
}

TEST(JsonScannerTest, TellsObjects) {
  EXPECT_TRUE(isJsonObject(" {\"a\": {}} "));
  EXPECT_FALSE(isJsonObject("[]"));
  EXPECT_FALSE(isJsonObject("{} {}"));
  EXPECT_FALSE(isJsonObject("{\"a\xff\":1}"));
  // No call per level.
  std::string deep(1 << 20, '[');
  EXPECT_FALSE(isJsonObject("{\"a\":" + deep));
  EXPECT_TRUE(isJsonObject("{\"a\":" + deep + std::string(1 << 20, ']') + "}"));
}

} // namespace
