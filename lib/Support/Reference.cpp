//===- Reference.cpp - Image references -----------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Reference.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace imgc;
using namespace llvm;

static constexpr StringLiteral defaultDomain("docker.io");
static constexpr StringLiteral officialPrefix("library/");
static constexpr size_t maxPathSize = 255;

static bool isLowerAlnum(char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); }
static bool isLowerHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f'); }
static bool isWordChar(char c) { return isAlnum(c) || c == '_'; }

/// One label of a host name.
static bool isDomainComponent(StringRef text) {
  return !text.empty() && isAlnum(text.front()) && isAlnum(text.back()) &&
         all_of(text, [](char c) { return isAlnum(c) || c == '-'; });
}

/// A host name or bracketed IPv6 address with an optional port.
static bool isDomain(StringRef text) {
  if (text.starts_with("[")) {
    auto [address, port] = text.drop_front().split(']');
    if (address.empty() || address.size() + 2 > text.size() ||
        !all_of(address, [](char c) { return isHexDigit(c) || c == ':'; }))
      return false;
    return port.empty() || (port.consume_front(":") && !port.empty() && all_of(port, isDigit));
  }
  size_t colon = text.find(':');
  if (colon != StringRef::npos) {
    StringRef port = text.drop_front(colon + 1);
    if (port.empty() || !all_of(port, isDigit))
      return false;
    text = text.take_front(colon);
  }
  SmallVector<StringRef> labels;
  text.split(labels, '.');
  return all_of(labels, isDomainComponent);
}

/// Lower-case letters and digits, with single separators between them: a dot,
/// one or two underscores, any number of dashes.
static bool isPathComponent(StringRef text) {
  while (true) {
    StringRef run = text.take_while(isLowerAlnum);
    if (run.empty())
      return false;
    text = text.drop_front(run.size());
    if (text.empty())
      return true;
    if (text[0] == '-')
      text = text.ltrim('-');
    else if (!text.consume_front(".") && !text.consume_front("__") && !text.consume_front("_"))
      return false;
  }
}

static bool isRemoteName(StringRef text) {
  SmallVector<StringRef> components;
  text.split(components, '/');
  return all_of(components, isPathComponent);
}

static bool isTag(StringRef text) {
  return !text.empty() && text.size() <= 128 && isWordChar(text[0]) &&
         all_of(text, [](char c) { return isWordChar(c) || c == '.' || c == '-'; });
}

/// The grammar of digests in references, which is wider than what is accepted.
static bool isDigestLike(StringRef text) {
  auto [algorithm, hex] = text.split(':');
  if (hex.size() < 32 || !all_of(hex, isHexDigit))
    return false;
  while (true) {
    if (algorithm.empty() || !isAlpha(algorithm[0]))
      return false;
    algorithm = algorithm.drop_while(isAlnum);
    if (algorithm.empty())
      return true;
    if (!StringRef("-_+.").contains(algorithm[0]))
      return false;
    algorithm = algorithm.drop_front();
  }
}

/// What go-digest says of `text`; empty when it accepts it.
static StringRef checkDigest(StringRef text) {
  auto [algorithm, hex] = text.split(':');
  size_t size = algorithm == "sha256"   ? 64
                : algorithm == "sha384" ? 96
                : algorithm == "sha512" ? 128
                                        : 0;
  if (!size)
    return "unsupported digest algorithm";
  if (hex.size() != size)
    return "invalid checksum digest length";
  return all_of(hex, isLowerHex) ? "" : "invalid checksum digest format";
}

/// Splits `text` by the grammar `name[:tag][@digest]`. Does not check digests.
static bool splitReference(StringRef text, Reference &out) {
  size_t at = text.find('@');
  if (at != StringRef::npos) {
    StringRef digest = text.drop_front(at + 1);
    if (!isDigestLike(digest))
      return false;
    out.digest = digest.str();
    text = text.take_front(at);
  }
  size_t colon = text.rfind(':');
  if (colon != StringRef::npos && text.find('/', colon) == StringRef::npos) {
    StringRef tag = text.drop_front(colon + 1);
    if (!isTag(tag))
      return false;
    out.tag = tag.str();
    text = text.take_front(colon);
  }
  auto [domain, path] = text.split('/');
  if (!path.empty() && isDomain(domain) && isRemoteName(path)) {
    out.domain = domain.str();
    out.path = path.str();
    return true;
  }
  // A first component that is no host can still be a path component.
  out.path = text.str();
  return isRemoteName(text);
}

/// Docker's rule for what is a host, and its defaults.
static std::pair<std::string, std::string> splitDomain(StringRef text) {
  if (!text.contains('/'))
    return {defaultDomain.str(), (officialPrefix + text).str()};
  auto [first, rest] = text.split('/');
  std::string domain = defaultDomain.str(), path = text.str();
  if (first == "index.docker.io") {
    path = rest.str();
  } else if (first == "localhost" || first.find_first_of(".:") != StringRef::npos ||
             gotext::toLower(first) != first) {
    domain = first.str();
    path = rest.str();
  }
  if (domain == defaultDomain && !StringRef(path).contains('/'))
    path = (officialPrefix + path).str();
  return {domain, path};
}

Expected<Reference> Reference::parseNormalized(StringRef text) {
  auto fail = [](const Twine &message) { return makeError(ExitCode::SourceError, message); };
  if (text.size() == 64 && all_of(text, isLowerHex))
    return fail("invalid repository name (" + text +
                "), cannot specify 64-byte hexadecimal strings");
  auto [domain, remainder] = splitDomain(text);
  StringRef remote = StringRef(remainder).split(':').first;
  if (gotext::toLower(remote) != remote)
    return fail("invalid reference format: repository name (" + remote + ") must be lowercase");
  std::string full = domain + "/" + remainder;
  Reference reference;
  if (!splitReference(full, reference)) {
    Reference ignored;
    if (splitReference(gotext::toLower(full), ignored))
      return fail("repository name must be lowercase");
    return fail("invalid reference format");
  }
  if (reference.path.size() > maxPathSize)
    return fail("repository name must not be more than 255 characters");
  if (!reference.digest.empty())
    if (StringRef problem = checkDigest(reference.digest); !problem.empty())
      return fail(problem);
  return reference;
}

std::string Reference::name() const { return domain.empty() ? path : domain + "/" + path; }

static std::string withSuffixes(std::string name, const Reference &reference) {
  if (!reference.tag.empty())
    name += ":" + reference.tag;
  if (!reference.digest.empty())
    name += "@" + reference.digest;
  return name;
}

std::string Reference::str() const { return withSuffixes(name(), *this); }

std::string Reference::familiarName() const {
  if (domain != defaultDomain)
    return name();
  StringRef rest = path;
  if (rest.consume_front(officialPrefix) && !rest.contains('/'))
    return rest.str();
  return path;
}

std::string Reference::familiar() const { return withSuffixes(familiarName(), *this); }

Reference Reference::withDefaultTag() const {
  Reference result = *this;
  if (tag.empty() && digest.empty())
    result.tag = "latest";
  return result;
}
