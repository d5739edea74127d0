//===- Url.cpp - URLs as Go's net/url reads them --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Url.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace imgc;
using llvm::StringRef;

namespace {
/// The part of a URL that text stands in.
enum class Part { Host, Path, User, Query, Fragment };
} // namespace

static bool mustEscape(char c, Part part) {
  if (llvm::isAlnum(c))
    return false;
  if (part == Part::Host && StringRef("!$&'()*+,;=:[]<>\"").contains(c))
    return false;
  if (StringRef("-_.~").contains(c))
    return false;
  if (StringRef("$&+,/:;=?@").contains(c)) {
    switch (part) {
    case Part::Path:
      return c == '?';
    case Part::User:
      return StringRef("@/?:").contains(c);
    case Part::Query:
      return true;
    case Part::Fragment:
      return false;
    case Part::Host:
      break;
    }
  }
  return !(part == Part::Fragment && StringRef("!()*").contains(c));
}

static std::optional<std::string> decode(StringRef text, Part part) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !llvm::isHexDigit(text[i + 1]) || !llvm::isHexDigit(text[i + 2]))
        return std::nullopt;
      unsigned value = llvm::hexFromNibbles(text[i + 1], text[i + 2]);
      // A host may only have bytes beyond ASCII encoded.
      if (part == Part::Host && value < 0x80 && text.substr(i, 3) != "%25")
        return std::nullopt;
      result += static_cast<char>(value);
      i += 2;
      continue;
    }
    if (part == Part::Host && static_cast<unsigned char>(c) < 0x80 && mustEscape(c, part))
      return std::nullopt;
    result += c == '+' && part == Part::Query ? ' ' : c;
  }
  return result;
}

static std::string encode(StringRef text, Part part) {
  std::string result;
  for (char c : text) {
    if (!mustEscape(c, part)) {
      result += c;
      continue;
    }
    result += '%';
    result += llvm::hexdigit(static_cast<unsigned char>(c) >> 4);
    result += llvm::hexdigit(c & 15);
  }
  return result;
}

/// Whether `text` is a possible encoding of a path.
static bool isValidPath(StringRef text) {
  return llvm::all_of(text, [](char c) {
    return StringRef("!$&'()*+,;=:@[]%").contains(c) || !mustEscape(c, Part::Path);
  });
}

static bool isOptionalPort(StringRef text) {
  return text.empty() || (text[0] == ':' && llvm::all_of(text.drop_front(), llvm::isDigit));
}

static bool parseHost(StringRef text, Url &url) {
  size_t bracket = text.find('[');
  if (bracket != StringRef::npos && bracket != 0)
    return false;
  if (bracket == 0) {
    size_t end = text.rfind(']');
    if (end == StringRef::npos || !isOptionalPort(text.drop_front(end + 1)))
      return false;
  } else if (size_t colon = text.find(':'); colon != StringRef::npos) {
    if (!isOptionalPort(text.drop_front(colon)))
      return false;
  }
  std::optional<std::string> host = decode(text, Part::Host);
  if (host)
    url.host = *host;
  return host.has_value();
}

static bool parseAuthority(StringRef text, Url &url) {
  size_t at = text.rfind('@');
  if (!parseHost(at == StringRef::npos ? text : text.drop_front(at + 1), url))
    return false;
  if (at == StringRef::npos)
    return true;
  StringRef user = text.take_front(at);
  auto allowed = [](char c) {
    return llvm::isAlnum(c) || StringRef("-._:~!$&'()*+,;=%@").contains(c);
  };
  if (!llvm::all_of(user, allowed))
    return false;
  auto [name, password] = user.split(':');
  url.user = decode(name, Part::User);
  if (user.contains(':') && !(url.password = decode(password, Part::User)))
    return false;
  return url.user.has_value();
}

/// Cuts `scheme:` off `rest`; false where there is a colon without a name.
static bool parseScheme(StringRef &rest, std::string &scheme) {
  for (size_t i = 0; i < rest.size(); ++i) {
    char c = rest[i];
    if (llvm::isAlpha(c) || (i > 0 && (llvm::isDigit(c) || StringRef("+-.").contains(c))))
      continue;
    if (c != ':')
      return true;
    if (i == 0)
      return false;
    scheme = rest.take_front(i).lower();
    rest = rest.drop_front(i + 1);
    return true;
  }
  return true;
}

static bool parseRest(StringRef rest, Url &url) {
  if (!rest.starts_with("/")) {
    if (!url.scheme.empty()) {
      url.opaque = rest.str();
      return true;
    }
    if (rest.split('/').first.contains(':'))
      return false;
  }
  if ((!url.scheme.empty() || !rest.starts_with("///")) && rest.consume_front("//")) {
    StringRef authority = rest.take_until([](char c) { return c == '/'; });
    rest = rest.drop_front(authority.size());
    if (!parseAuthority(authority, url))
      return false;
  }
  std::optional<std::string> path = decode(rest, Part::Path);
  if (!path)
    return false;
  url.path = *path;
  if (encode(url.path, Part::Path) != rest)
    url.rawPath = rest.str();
  return true;
}

std::optional<Url> Url::parse(StringRef text) {
  Url url;
  auto [rest, fragment] = text.split('#');
  if (llvm::any_of(rest, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }))
    return std::nullopt;
  if (!parseScheme(rest, url.scheme))
    return std::nullopt;
  if (rest.ends_with("?") && rest.count('?') == 1) {
    url.forceQuery = true;
    rest = rest.drop_back();
  } else {
    auto [before, query] = rest.split('?');
    rest = before;
    url.rawQuery = query.str();
  }
  if (!parseRest(rest, url))
    return std::nullopt;
  std::optional<std::string> decoded = decode(fragment, Part::Fragment);
  if (!decoded)
    return std::nullopt;
  url.fragment = *decoded;
  return url;
}

std::string Url::withoutOptions() const {
  std::string result = scheme.empty() ? "" : scheme + ":";
  if (!opaque.empty()) {
    result += opaque;
  } else {
    if ((!scheme.empty() || !host.empty() || user) && (!host.empty() || !path.empty() || user))
      result += "//";
    if (user)
      result += encode(*user, Part::User) +
                (password ? ":" + encode(*password, Part::User) : std::string()) + "@";
    result += encode(host, Part::Host);
    bool raw = !rawPath.empty() && isValidPath(rawPath);
    std::string shown = raw ? rawPath : path == "*" ? "*" : encode(path, Part::Path);
    if (!shown.empty() && shown[0] != '/' && !host.empty())
      result += "/";
    result += shown;
  }
  return forceQuery ? result + "?" : result;
}

UrlQuery imgc::parseUrlQuery(StringRef text, bool &valid) {
  UrlQuery result;
  llvm::SmallVector<StringRef> parts;
  text.split(parts, '&', -1, /*KeepEmpty=*/false);
  for (StringRef part : parts) {
    auto [key, value] = part.split('=');
    std::optional<std::string> name = decode(key, Part::Query),
                               content = decode(value, Part::Query);
    if (part.contains(';') || !name || !content)
      valid = false;
    else
      result.emplace_back(*name, *content);
  }
  return result;
}

UrlQuery Url::query() const {
  bool valid = true;
  return parseUrlQuery(rawQuery, valid);
}

/// On the text, so that nothing slips through that does not parse.
std::string imgc::redactCredentials(StringRef url) {
  auto [scheme, rest] = url.split("://");
  StringRef authority = rest.take_until([](char c) { return StringRef("/?#").contains(c); });
  size_t at = authority.rfind('@');
  if (at == StringRef::npos)
    return url.str();
  bool hasPassword = authority.take_front(at).contains(':');
  // The name alone may be a token, but for ssh it is just a name.
  if (!hasPassword && !scheme.starts_with("http"))
    return url.str();
  return (scheme + "://" + (hasPassword ? "xxxxx:xxxxx" : "xxxxx") + rest.drop_front(at)).str();
}
