//===- GoTextTest.cpp - Tests of Support/GoText ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/GoText.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace imgc;
using testing::ElementsAre;

TEST(GoTextTest, Runes) {
  EXPECT_EQ(gotext::decodeRune("\xff").first, gotext::runeError);
  EXPECT_EQ(gotext::decodeRune("\xc3").second, 1u);
  EXPECT_EQ(gotext::decodeRune("\xed\xa0\x80").second, 1u) << "a surrogate";
  EXPECT_EQ(gotext::decodeRune("\xf0\x9f\x90\xb3").first, 0x1F433u);
  EXPECT_EQ(gotext::trimSpace("\xc2\xa0 a \xe2\x80\xa8"), "a");
  EXPECT_TRUE(gotext::isLetter(0xE9));
  EXPECT_FALSE(gotext::isLetter(0xD7));
  EXPECT_TRUE(gotext::isDigit(0x663));
}

TEST(GoTextTest, Case) {
  EXPECT_EQ(gotext::toUpper("aZ \xc3\xa9\xc3\x9f\xc3\xbf"), "AZ \xc3\x89\xc3\x9f\xc5\xb8")
      << "é, sharp s, ÿ";
  EXPECT_EQ(gotext::toLower("\xc3\x89\xe2\x84\xaa\xc4\xb0"), "\xc3\xa9ki")
      << "É, Kelvin sign, dotted I";
  EXPECT_EQ(gotext::toUpper("\xc5\xbf\xc4\xb1"), "SI") << "long s, dotless i";
  EXPECT_EQ(gotext::toUpper("\xc4\x81\xc4\x80"), "\xc4\x80\xc4\x80") << "letters that take turns";
  EXPECT_EQ(gotext::toLower("\xc4\x81\xc4\x80"), "\xc4\x81\xc4\x81");
  EXPECT_EQ(gotext::toLower("\xd0\xaf\xf0\x90\x90\x80"), "\xd1\x8f\xf0\x90\x90\xa8")
      << "Cyrillic, Deseret";
  EXPECT_EQ(gotext::toUpper("a\xff"), "A\xef\xbf\xbd") << "an invalid byte";
}

TEST(GoTextTest, Quote) {
  EXPECT_EQ(gotext::quote("a\"b\\\n\x01\xff\xc3\xa9"), "\"a\\\"b\\\\\\n\\x01\\xff\xc3\xa9\"");
  EXPECT_EQ(gotext::quote("\xc2\xa0"), "\"\\u00a0\"");
}

TEST(GoTextTest, Csv) {
  EXPECT_THAT(gotext::parseCsv("a,,\"b,\"\"c\"\"\",d").fields,
              ElementsAre("a", "", "b,\"c\"", "d"));
  EXPECT_EQ(gotext::parseCsv("").error, "EOF");
  EXPECT_EQ(gotext::parseCsv("a\"b").error,
            "parse error on line 1, column 2: bare \" in non-quoted-field");
  EXPECT_EQ(gotext::parseCsv("\"a\"b").error,
            "parse error on line 1, column 3: extraneous or missing \" in quoted-field");
}

TEST(GoTextTest, Duration) {
  EXPECT_EQ(gotext::parseDuration("1h2m3.5s").nanoseconds, 3723500000000);
  EXPECT_EQ(gotext::parseDuration("-1us").nanoseconds, -1000);
  EXPECT_EQ(gotext::parseDuration("0").nanoseconds, 0);
  EXPECT_EQ(gotext::parseDuration("1").error, "time: missing unit in duration \"1\"");
  EXPECT_EQ(gotext::parseDuration("1x").error, "time: unknown unit \"x\" in duration \"1x\"");
  EXPECT_EQ(gotext::parseDuration("").error, "time: invalid duration \"\"");
}

TEST(GoTextTest, RamSize) {
  EXPECT_EQ(gotext::parseRamSize("1.5KiB"), 1536);
  EXPECT_EQ(gotext::parseRamSize("64 m"), 64 << 20);
  EXPECT_EQ(gotext::parseRamSize("7b"), 7);
  EXPECT_EQ(gotext::parseRamSize("k"), std::nullopt);
  EXPECT_EQ(gotext::parseRamSize("-1"), std::nullopt);
  EXPECT_EQ(gotext::parseRamSize("1kx"), std::nullopt);
}
