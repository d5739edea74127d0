//===- Challenge.cpp - WWW-Authenticate -----------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Challenge.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Json.h"

#include "llvm/ADT/StringExtras.h"

namespace imgc {

/// Takes `name=value` or `name="quoted \" value"` and what separates it from the next.
static bool consumeParameter(llvm::StringRef &text, std::string &name, std::string &value) {
  text = text.ltrim(" \t,");
  size_t equals = text.find('=');
  if (equals == llvm::StringRef::npos)
    return false;
  name = text.take_front(equals).trim().lower();
  text = text.drop_front(equals + 1).ltrim();
  value.clear();
  if (!text.consume_front("\"")) {
    llvm::StringRef plain = text.take_until([](char c) { return c == ',' || c == ' '; });
    value = plain.str();
    text = text.drop_front(plain.size());
    return true;
  }
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1)
      text = text.drop_front();
    value += text.front();
    text = text.drop_front();
  }
  text.consume_front("\"");
  return true;
}

std::optional<BearerChallenge> parseBearerChallenge(llvm::StringRef header) {
  header = header.ltrim();
  if (!header.consume_front_insensitive("bearer "))
    return std::nullopt;
  BearerChallenge challenge;
  std::string name, value;
  while (consumeParameter(header, name, value)) {
    if (name == "realm")
      challenge.realm = value;
    else if (name == "service")
      challenge.service = value;
    else if (name == "scope")
      challenge.scope = value;
  }
  if (challenge.realm.empty())
    return std::nullopt;
  return challenge;
}

static std::string percentEncode(llvm::StringRef text) {
  std::string result;
  for (unsigned char c : text) {
    if (llvm::isAlnum(c) || llvm::StringRef("-._~").contains(c)) {
      result += c;
    } else {
      result += '%';
      result += llvm::hexdigit(c >> 4);
      result += llvm::hexdigit(c & 15);
    }
  }
  return result;
}

std::string getTokenUrl(const BearerChallenge &challenge, llvm::StringRef fallbackScope) {
  llvm::StringRef scope = challenge.scope.empty() ? fallbackScope : challenge.scope;
  std::string url = challenge.realm + (llvm::StringRef(challenge.realm).contains('?') ? "&" : "?");
  if (!challenge.service.empty())
    url += "service=" + percentEncode(challenge.service) + "&";
  return url + "scope=" + percentEncode(scope);
}

llvm::Expected<std::string> parseTokenAnswer(llvm::StringRef body) {
  llvm::Expected<llvm::json::Value> value = parseJson(body, 16);
  if (!value)
    return makeError(ExitCode::Registry, "the token server's answer cannot be read: " +
                                             takeError(value.takeError()).message);
  const llvm::json::Object *object = value->getAsObject();
  std::optional<llvm::StringRef> token;
  if (object) {
    token = object->getString("token");
    if (!token || token->empty())
      token = object->getString("access_token");
  }
  // It becomes part of a header line.
  if (!token || token->empty() || token->find_first_of("\r\n") != llvm::StringRef::npos)
    return makeError(ExitCode::Registry, "the token server's answer has no token");
  return token->str();
}

} // namespace imgc
