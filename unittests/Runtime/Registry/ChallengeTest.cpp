//===- ChallengeTest.cpp - WWW-Authenticate -------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Runtime/Registry/Challenge.h"

#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

using namespace imgc;

TEST(ChallengeTest, ReadsParametersWithCommasAndEscapesInQuotes) {
  auto challenge = parseBearerChallenge(
      R"(bearer Realm="https://auth.example/token?a,b",service=reg, scope="repository:x:pull,push\"" )");
  ASSERT_TRUE(challenge);
  EXPECT_EQ(challenge->realm, "https://auth.example/token?a,b");
  EXPECT_EQ(challenge->service, "reg");
  EXPECT_EQ(challenge->scope, "repository:x:pull,push\"");
}

TEST(ChallengeTest, RefusesOtherSchemesAndMissingRealms) {
  EXPECT_FALSE(parseBearerChallenge("Basic realm=\"x\""));
  EXPECT_FALSE(parseBearerChallenge("Bearer service=\"x\""));
  EXPECT_FALSE(parseBearerChallenge("Bearer"));
  EXPECT_FALSE(parseBearerChallenge(""));
  // Unterminated quotes and stray bytes end, they do not crash.
  EXPECT_TRUE(parseBearerChallenge("Bearer realm=\"abc\\"));
}

TEST(ChallengeTest, BuildsTokenUrls) {
  EXPECT_EQ(getTokenUrl({"https://a/t", "my reg", ""}, "repository:a/b:pull"),
            "https://a/t?service=my%20reg&scope=repository%3Aa%2Fb%3Apull");
  EXPECT_EQ(getTokenUrl({"https://a/t?x=1", "", "s"}, "unused"), "https://a/t?x=1&scope=s");
}

TEST(ChallengeTest, TakesTokensThatFitIntoAHeader) {
  EXPECT_EQ(*parseTokenAnswer(R"({"token":"abc"})"), "abc");
  EXPECT_EQ(*parseTokenAnswer(R"({"token":"","access_token":"def"})"), "def");
  for (const char *bad : {R"({"token":"a\r\nX: y"})", R"({})", R"([])", "", R"({"token":7})"}) {
    auto token = parseTokenAnswer(bad);
    ASSERT_FALSE(bool(token)) << bad;
    EXPECT_EQ(takeError(token.takeError()).code, ExitCode::Registry);
  }
}
