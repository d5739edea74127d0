//===- Compression.h - gzip and zstd, both directions -----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_COMPRESSION_H
#define IMGC_RUNTIME_LAYERS_COMPRESSION_H

#include "imgc/Runtime/Layers/ByteStream.h"

#include <memory>
#include <optional>

namespace imgc {

enum class Compression { None, Gzip, Zstd };

/// `uncompressed`, `gzip`, `zstd` (what BuildKit's exporters call them).
llvm::StringRef getCompressionName(Compression compression);
std::optional<Compression> parseCompression(llvm::StringRef name);
/// Engine, level and block size: the identity of the bytes. Changing how a
/// compressor works means a new name here.
llvm::StringRef getCompressionId(Compression compression);
/// Media type of a layer; Docker has none for zstd (the OCI one is returned).
llvm::StringRef getLayerMediaType(Compression compression, bool ociTypes);

/// Guesses from the first bytes (at least 4).
Compression detectCompression(llvm::ArrayRef<uint8_t> magic);

/// Decompresses all members or frames of `source`, whose compression is found
/// by its first bytes. Zero padding after the last gzip member and skippable
/// zstd frames are accepted, other garbage is an error, as is a stream that ends early.
std::unique_ptr<ByteSource> createDecompressor(ByteSource &source);

/// A sink that compresses. `finish` must be called to get the last bytes.
class Compressor : public ByteSink {
public:
  using ByteSink::write;
  virtual llvm::Error finish() = 0;
};

/// Output depends on the input alone: not on the number of threads, nor on the
/// CPU. At most 64 MB of buffers. `threads` 0: as many as there are CPUs.
///   gzip: independent members of 1 MiB of input, libdeflate level 1;
///   zstd: level 1, one frame, fixed job size.
std::unique_ptr<Compressor> createCompressor(Compression compression, ByteSink &out,
                                             unsigned threads = 0);

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_COMPRESSION_H
