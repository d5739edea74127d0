//===- ShellWordsTest.cpp - Tests of Dockerfile/ShellWords ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/ShellWords.h"

#include "imgc/Support/Error.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace imgc;
using namespace imgc::dockerfile;
using testing::ElementsAre;

static const EnvList &environment() {
  static const EnvList env({"A=hello", "B=a b  c", "E=", "P=foo/bar.baz/foo", "N=x\ny",
                            "U=\xc3\xa9\xc3\xa0", "S=a*b\\c", "\xc3\xa9=z"});
  return env;
}

static std::string expand(llvm::StringRef word, ShellOptions options = {}) {
  auto result = processWord(word, environment().lookup(), options);
  return result ? result->result : "error: " + takeError(result.takeError()).message;
}

static std::string error(llvm::StringRef word) {
  std::string text = expand(word);
  return text.substr(text.rfind("\": ") + 3);
}

static std::vector<std::string> split(llvm::StringRef word, ShellOptions options = {}) {
  return llvm::cantFail(processWords(word, environment().lookup(), options));
}

struct Row {
  const char *word;
  const char *result;
};

TEST(ShellWordsTest, Expansion) {
  const Row rows[] = {
      {"", ""},
      {"a $A b", "a hello b"},
      {"$A$Z.", "hello."},
      {"${A}x", "hellox"},
      {"$\xc3\xa9", "z"},
      {"$", "$"},
      {"$ a", "$ a"},
      {"$12x", "x"},
      {"$@$*$?", ""},
      {"'$A'", "$A"},
      {"\"$A '\"", "hello '"},
      {"\\$A", "$A"},
      {"a\\", "a"},
      {"\"a\\b\\\"\\$\"", "a\\b\"$"},
      {"a<<b", "a<<b"},
      {"${Z:-d}${Z-d}", "dd"},
      {"${E:-d}${E-d}", "d"},
      {"${A:+y}${E:+y}${E+y}${Z+y}", "yy"},
      {"${Z:-${A}}", "hello"},
      {"${Z:-a\\}b}", "a}b"},
      {"${A:?m}", "hello"},
      {"${P#*/}", "bar.baz/foo"},
      {"${P##*/}", "foo"},
      {"${P%/*}", "foo/bar.baz"},
      {"${P%%/*}", "foo"},
      {"${A#h?l}", "lo"},
      {"${A#x}", "hello"},
      {"${N#x*}", "\ny"},
      {"${N##*y}", "x\ny"},
      {"${S#a\\*}", "b\\c"},
      {"${U%?}", "\xc3\xa9"},
      {"${P/foo/x}", "x/bar.baz/foo"},
      {"${P//foo/x}", "x/bar.baz/x"},
      {"${P//o/}", "f/bar.baz/f"},
      {"${P/\\//-}", "foo-bar.baz/foo"},
      {"${A//l/<$0>$$}", "he<><>o"},
      {"${A//l/<\\$0>}", "he<\\l><\\l>o"},
      {"${A/*/x}", "x"},
      {"${E//?/x}", ""},
  };
  for (const Row &row : rows)
    EXPECT_EQ(expand(row.word), row.result) << row.word;
}

TEST(ShellWordsTest, Errors) {
  const Row rows[] = {
      {"${", "syntax error: missing '}'"},
      {"${}", "syntax error: bad substitution"},
      {"${{a}", "syntax error: bad substitution"},
      {"${:a}", "syntax error: bad substitution"},
      {"${A:-x", "syntax error: missing '}'"},
      {"${A/x}", "syntax error: missing '/' in ${}"},
      {"${A/x/y", "syntax error: missing '}'"},
      {"${A^}", "unsupported modifier (^) in substitution"},
      {"${A:#x}", "unsupported modifier (:#) in substitution"},
      {"${A:^x}", "unsupported modifier (:^) in substitution"},
      {"${A#\\x}", "invalid pattern (\\x) in substitution: invalid escape '\\x'"},
      {"${Z?}", "Z: is not allowed to be unset"},
      {"${E:?}", "E: is not allowed to be empty"},
      {"${Z:?gone}", "Z: gone"},
      {"'a", "unexpected end of statement while looking for matching single-quote"},
      {"\"a", "unexpected end of statement while looking for matching double-quote"},
  };
  for (const Row &row : rows)
    EXPECT_EQ(error(row.word), row.result) << row.word;
  EXPECT_EQ(expand("'\n"), "error: failed to process \"'\\n\": unexpected end of statement while "
                           "looking for matching single-quote");
}

TEST(ShellWordsTest, Modes) {
  ShellOptions backtick;
  backtick.escape = '`';
  EXPECT_EQ(expand("a`$A\\$A", backtick), "a$A\\hello");
  ShellOptions rawQuotes;
  rawQuotes.rawQuotes = true;
  EXPECT_EQ(expand("'a' \"$A\"", rawQuotes), "'a' \"hello\"");
  ShellOptions rawEscapes;
  rawEscapes.rawEscapes = true;
  EXPECT_EQ(expand("\\a\"\\b\"", rawEscapes), "\\a\\\\b");
  ShellOptions noQuotes;
  noQuotes.skipProcessQuotes = true;
  EXPECT_EQ(expand("'$A\"", noQuotes), "'hello\"");
  ShellOptions skipUnset;
  skipUnset.skipUnsetEnv = true;
  EXPECT_EQ(expand("$Z ${Z} ${Z:-$A} ${Z/a/b} $A", skipUnset),
            "$Z ${Z} ${Z:-hello} ${Z/a/b} hello");
}

TEST(ShellWordsTest, Splitting) {
  EXPECT_THAT(split(" a  b\tc "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split("x$B"), ElementsAre("xa", "b", "c"));
  EXPECT_THAT(split("\"$B\" 'd e'f"), ElementsAre("a b  c", "d ef"));
  EXPECT_THAT(split("a\\ b"), ElementsAre("a b"));
  EXPECT_THAT(split("cat << EOF >x"), ElementsAre("cat", "<< EOF", ">x"));
  EXPECT_THAT(split("''"), ElementsAre());
  // The peer loses what stands before a nested word.
  EXPECT_THAT(split("80${Z:-9}1"), ElementsAre("91"));
}

TEST(ShellWordsTest, Matches) {
  auto result = llvm::cantFail(processWord("$A ${Z:-$Y} '$Q'", environment().lookup()));
  EXPECT_THAT(result.matched, ElementsAre("A"));
  EXPECT_THAT(result.unmatched, ElementsAre("Y", "Z"));
}

TEST(ShellWordsTest, HostileInput) {
  std::string nested, closing;
  for (unsigned i = 0; i != 100000; ++i)
    nested += "${Z:-";
  EXPECT_NE(expand(nested).find("substitutions are nested too deeply"), std::string::npos);
  EnvList env({"L=" + std::string(1 << 20, 'l')});
  std::string many;
  for (unsigned i = 0; i != 100; ++i)
    many += "$L";
  auto large = processWord(many, env.lookup());
  EXPECT_NE(takeError(large.takeError()).message.find("the expansion grows too large"),
            std::string::npos);
  auto replaced = processWord("${L//l/" + std::string(100, 'x') + "}", env.lookup());
  EXPECT_NE(takeError(replaced.takeError()).message.find("the replacement grows too large"),
            std::string::npos);
  auto slow = processWord("${L#" + std::string(1000, 'l') + "}", env.lookup());
  EXPECT_NE(takeError(slow.takeError()).message.find("too long"), std::string::npos);
}

TEST(EnvListTest, OrderIsOfLastAssignment) {
  EnvList env({"a=1", "b=2", "a=3"});
  EXPECT_THAT(env.toEntries(), ElementsAre("b=2", "a=3"));
  env.erase("b");
  EXPECT_EQ(env.get("b"), std::nullopt);
  for (unsigned i = 0; i != 1000; ++i)
    env.set("c", std::to_string(i));
  EXPECT_THAT(env.toEntries(), ElementsAre("a=3", "c=999"));
  EXPECT_THAT(env.names(), ElementsAre("a", "c"));
}
