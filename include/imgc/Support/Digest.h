//===- Digest.h - Validated content digests ---------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_DIGEST_H
#define IMGC_SUPPORT_DIGEST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace imgc {

/// A SHA-256 digest of OCI content (image-spec, descriptor.md). It can only be
/// made from 32 bytes or by the validating parser, so its text is always safe
/// to use in a path or a URL.
class Digest {
public:
  static constexpr size_t size = 32;
  /// Of the text form.
  static constexpr size_t textSize = 7 + 2 * size;
  using Bytes = std::array<uint8_t, size>;

  /// All zero; stands for "no digest".
  Digest() = default;
  explicit Digest(const Bytes &bytes) : bytes(bytes) {}

  /// Parses `sha256:<64 lower-case hex digits>`; anything else is an error.
  static llvm::Expected<Digest> parse(llvm::StringRef text);

  /// `sha256:<hex>`.
  std::string str() const;
  /// Appends the same to `out`.
  void append(std::string &out) const;
  /// The 64 hex digits alone.
  std::string hex() const;
  const Bytes &getBytes() const { return bytes; }
  bool isNull() const { return *this == Digest(); }

  auto operator<=>(const Digest &) const = default;

private:
  Bytes bytes{};
};

/// What go-digest's Parse says of a checksum, which also knows SHA-384 and
/// SHA-512. Errors have ExitCode::SourceError and its text.
llvm::Error checkGoDigest(llvm::StringRef text);

/// SHA-256 over a stream of bytes (OpenSSL; uses the CPU's SHA instructions).
class Sha256 {
public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256 &) = delete;
  Sha256 &operator=(const Sha256 &) = delete;

  void update(llvm::ArrayRef<uint8_t> data);
  void update(llvm::StringRef data);
  /// The digest of everything so far; the object must not be used afterwards.
  Digest final();

  static Digest of(llvm::ArrayRef<uint8_t> data);
  static Digest of(llvm::StringRef data);

private:
  void *context;
};

/// A 256-bit BLAKE3 hash: internal identities (keys, content ids) that never
/// leave the store.
struct Key {
  std::array<uint8_t, 32> bytes{};

  std::string hex() const;
  /// Parses 64 lower-case hex digits.
  static llvm::Expected<Key> parse(llvm::StringRef hex);
  bool isNull() const { return *this == Key(); }
  auto operator<=>(const Key &) const = default;
};

/// Builds a Key from fields. Every field is written with its length, so
/// neighbouring fields cannot be confused.
class KeyBuilder {
public:
  /// `domain` separates kinds of keys ("exec.v1"); part of the hash.
  explicit KeyBuilder(llvm::StringRef domain);
  ~KeyBuilder();
  KeyBuilder(const KeyBuilder &) = delete;
  KeyBuilder &operator=(const KeyBuilder &) = delete;

  KeyBuilder &add(llvm::StringRef text);
  KeyBuilder &add(uint64_t number);
  KeyBuilder &add(const Key &key);
  KeyBuilder &add(const Digest &digest);
  Key final();

private:
  void append(llvm::ArrayRef<uint8_t> bytes);
  void flush();

  /// Fields are short, and the hasher likes long pieces.
  llvm::SmallVector<uint8_t, 512> pending;
  /// An llvm::BLAKE3, made for what is longer than `pending`.
  void *hasher = nullptr;
};

} // namespace imgc

#endif // IMGC_SUPPORT_DIGEST_H
