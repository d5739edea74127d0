//===- Digest.cpp - Validated content digests -----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Digest.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"

#include <algorithm>
#include <openssl/evp.h>

namespace imgc {

/// Parses 64 lower-case hex digits into `bytes`.
static bool parseHex(llvm::StringRef hex, std::array<uint8_t, 32> &bytes) {
  if (hex.size() != 64 ||
      !llvm::all_of(hex, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }))
    return false;
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = llvm::hexDigitValue(hex[2 * i]) << 4 | llvm::hexDigitValue(hex[2 * i + 1]);
  return true;
}

//===----------------------------------------------------------------------===//
// Digest
//===----------------------------------------------------------------------===//

llvm::Expected<Digest> Digest::parse(llvm::StringRef text) {
  Bytes bytes;
  llvm::StringRef hex = text;
  if (!hex.consume_front("sha256:"))
    return makeError(ExitCode::BuildFailed, "unsupported digest '" + text + "'",
                     "only sha256 digests are understood");
  if (!parseHex(hex, bytes))
    return makeError(ExitCode::BuildFailed, "malformed digest '" + text + "'",
                     "expected 'sha256:' and 64 lower-case hex digits");
  return Digest(bytes);
}

/// The two digits of every byte.
static constexpr std::array<std::array<char, 2>, 256> makeDigits() {
  constexpr char digits[] = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte)
    table[byte] = {digits[byte >> 4], digits[byte & 15]};
  return table;
}

/// Digests are printed several times per vertex and file.
static void appendHex(std::string &out, const std::array<uint8_t, 32> &bytes) {
  static constexpr auto digits = makeDigits();
  std::array<char, 64> text;
  char *end = text.data();
  for (uint8_t byte : bytes)
    end = llvm::copy(digits[byte], end);
  out.append(text.data(), text.size());
}

static std::string printHex(const std::array<uint8_t, 32> &bytes) {
  std::string text;
  appendHex(text, bytes);
  return text;
}

std::string Digest::hex() const { return printHex(bytes); }

void Digest::append(std::string &out) const {
  out.append("sha256:");
  appendHex(out, bytes);
}

std::string Digest::str() const {
  std::string text;
  text.reserve(textSize);
  append(text);
  return text;
}

//===----------------------------------------------------------------------===//
// Sha256
//===----------------------------------------------------------------------===//

/// EVP_sha256() looks the algorithm up at every use; fetching it once matters
/// for the many small files of a context.
static const EVP_MD *getSha256() {
  static const EVP_MD *md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return md;
}

Sha256::Sha256() : context(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex2(static_cast<EVP_MD_CTX *>(context), getSha256(), nullptr);
}

Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX *>(context)); }

void Sha256::update(llvm::ArrayRef<uint8_t> data) {
  EVP_DigestUpdate(static_cast<EVP_MD_CTX *>(context), data.data(), data.size());
}

void Sha256::update(llvm::StringRef data) { update(llvm::arrayRefFromStringRef(data)); }

Digest Sha256::final() {
  Digest::Bytes bytes;
  EVP_DigestFinal_ex(static_cast<EVP_MD_CTX *>(context), bytes.data(), nullptr);
  return Digest(bytes);
}

Digest Sha256::of(llvm::ArrayRef<uint8_t> data) {
  // A context for each thread: making one costs as much as a short text.
  thread_local Sha256 hash;
  EVP_MD_CTX *context = static_cast<EVP_MD_CTX *>(hash.context);
  EVP_DigestInit_ex2(context, nullptr, nullptr);
  hash.update(data);
  return hash.final();
}

Digest Sha256::of(llvm::StringRef data) { return of(llvm::arrayRefFromStringRef(data)); }

//===----------------------------------------------------------------------===//
// Key
//===----------------------------------------------------------------------===//

std::string Key::hex() const { return printHex(bytes); }

llvm::Expected<Key> Key::parse(llvm::StringRef hex) {
  Key key;
  if (!parseHex(hex, key.bytes))
    return makeError(ExitCode::Store, "malformed key '" + hex + "'");
  return key;
}

KeyBuilder::KeyBuilder(llvm::StringRef domain) { add(domain); }

KeyBuilder::~KeyBuilder() { delete static_cast<llvm::BLAKE3 *>(hasher); }

void KeyBuilder::flush() {
  if (!hasher)
    hasher = new llvm::BLAKE3;
  static_cast<llvm::BLAKE3 *>(hasher)->update(pending);
  pending.clear();
}

void KeyBuilder::append(llvm::ArrayRef<uint8_t> bytes) {
  constexpr size_t maxPending = 512;
  if (pending.size() + bytes.size() > maxPending)
    flush();
  if (bytes.size() > maxPending)
    static_cast<llvm::BLAKE3 *>(hasher)->update(bytes);
  else
    pending.append(bytes.begin(), bytes.end());
}

KeyBuilder &KeyBuilder::add(llvm::StringRef text) {
  add(static_cast<uint64_t>(text.size()));
  append(llvm::arrayRefFromStringRef(text));
  return *this;
}

KeyBuilder &KeyBuilder::add(uint64_t number) {
  uint8_t bytes[8];
  llvm::support::endian::write64le(bytes, number);
  append(bytes);
  return *this;
}

KeyBuilder &KeyBuilder::add(const Key &key) { return add(llvm::toStringRef(key.bytes)); }

KeyBuilder &KeyBuilder::add(const Digest &digest) {
  return add(llvm::toStringRef(digest.getBytes()));
}

Key KeyBuilder::final() {
  Key key;
  llvm::BLAKE3Result<32> result;
  if (hasher) {
    flush();
    result = static_cast<llvm::BLAKE3 *>(hasher)->final<32>();
  } else {
    result = llvm::BLAKE3::hash<32>(pending);
  }
  std::copy(result.begin(), result.end(), key.bytes.begin());
  return key;
}

} // namespace imgc

llvm::Error imgc::checkGoDigest(llvm::StringRef text) {
  auto [algorithm, encoded] = text.split(':');
  auto isLower = [](char c) { return llvm::isDigit(c) || (c >= 'a' && c <= 'z'); };
  size_t bytes = llvm::StringSwitch<size_t>(algorithm)
                     .Case("sha256", 32)
                     .Case("sha384", 48)
                     .Case("sha512", 64)
                     .Default(0);
  if (algorithm.empty() || encoded.empty())
    return makeError(ExitCode::SourceError, "invalid checksum digest format");
  if (bytes) {
    if (encoded.size() != 2 * bytes)
      return makeError(ExitCode::SourceError, "invalid checksum digest length");
    bool valid =
        llvm::all_of(encoded, [](char c) { return llvm::isHexDigit(c) && !llvm::isUpper(c); });
    return valid ? llvm::Error::success()
                 : makeError(ExitCode::SourceError, "invalid checksum digest format");
  }
  bool valid = isLower(algorithm.front()) && isLower(algorithm.back());
  for (size_t i = 0; i < algorithm.size(); ++i)
    valid &= isLower(algorithm[i]) ||
             (llvm::StringRef(".+_-").contains(algorithm[i]) && i > 0 && isLower(algorithm[i - 1]));
  valid &= llvm::all_of(
      encoded, [](char c) { return llvm::isAlnum(c) || llvm::StringRef("=_-").contains(c); });
  return makeError(ExitCode::SourceError,
                   valid ? "unsupported digest algorithm" : "invalid checksum digest format");
}
