//===- DigestTest.cpp - Digests and keys ------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Digest.h"

#include "imgc/Support/DigestMap.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"

#include "gtest/gtest.h"

using namespace imgc;

namespace {

TEST(DigestTest, PrintsHex) {
  Digest digest = Sha256::of(llvm::StringRef("abc"));
  EXPECT_EQ(digest.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest.str(), "sha256:" + digest.hex());
  EXPECT_EQ(digest.str().size(), Digest::textSize);
  std::string text = "at ";
  digest.append(text);
  EXPECT_EQ(text, "at " + digest.str());
  EXPECT_EQ(llvm::cantFail(Digest::parse(digest.str())), digest);
}

TEST(DigestTest, IsAKeyOfMaps) {
  llvm::DenseMap<Digest, int, ComputedDigestInfo> map;
  for (int i = 0; i < 1000; ++i)
    map[Sha256::of(llvm::StringRef(std::to_string(i)))] = i;
  EXPECT_EQ(map.size(), 1000u);
  EXPECT_EQ(map.lookup(Sha256::of(llvm::StringRef("617"))), 617);
  EXPECT_FALSE(map.contains(Sha256::of(llvm::StringRef("1000"))));
}

/// The fields as one piece, each with its length.
std::string join(llvm::ArrayRef<std::string> fields) {
  std::string bytes;
  for (const std::string &field : fields) {
    char size[8];
    llvm::support::endian::write64le(size, field.size());
    bytes.append(size, sizeof size);
    bytes += field;
  }
  return bytes;
}

TEST(KeyBuilderTest, DoesNotDependOnHowBytesAreBuffered) {
  std::vector<std::string> fields{"domain"};
  KeyBuilder builder("domain");
  for (size_t size : {0, 1, 8, 480, 496, 500, 504, 511, 512, 513, 5000, 3, 600, 70000, 1}) {
    fields.push_back(std::string(size, static_cast<char>('a' + size % 26)));
    builder.add(fields.back());
    KeyBuilder prefix("domain");
    for (const std::string &field : llvm::drop_begin(fields))
      prefix.add(field);
    auto expected = llvm::BLAKE3::hash<32>(llvm::arrayRefFromStringRef(join(fields)));
    EXPECT_EQ(prefix.final().hex(), llvm::toHex(expected, /*LowerCase=*/true)) << size;
  }
  auto expected = llvm::BLAKE3::hash<32>(llvm::arrayRefFromStringRef(join(fields)));
  EXPECT_EQ(builder.final().hex(), llvm::toHex(expected, /*LowerCase=*/true));
}

} // namespace
