//===- Decompress.cpp - gzip and zstd streams -----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/Compression.h"

#include "imgc/Support/Error.h"

#include <cstring>
#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace imgc {

llvm::StringRef getCompressionName(Compression compression) {
  switch (compression) {
  case Compression::None:
    return "uncompressed";
  case Compression::Gzip:
    return "gzip";
  case Compression::Zstd:
    return "zstd";
  }
  return "";
}

std::optional<Compression> parseCompression(llvm::StringRef name) {
  for (Compression c : {Compression::None, Compression::Gzip, Compression::Zstd})
    if (name == getCompressionName(c))
      return c;
  return std::nullopt;
}

llvm::StringRef getCompressionId(Compression compression) {
  switch (compression) {
  case Compression::None:
    return "none";
  case Compression::Gzip:
    return "gzip-libdeflate-1-1m";
  case Compression::Zstd:
    return "zstd-1-mt4m";
  }
  return "";
}

llvm::StringRef getLayerMediaType(Compression compression, bool ociTypes) {
  switch (compression) {
  case Compression::None:
    return ociTypes ? "application/vnd.oci.image.layer.v1.tar"
                    : "application/vnd.docker.image.rootfs.diff.tar";
  case Compression::Gzip:
    return ociTypes ? "application/vnd.oci.image.layer.v1.tar+gzip"
                    : "application/vnd.docker.image.rootfs.diff.tar.gzip";
  case Compression::Zstd:
    return "application/vnd.oci.image.layer.v1.tar+zstd";
  }
  return "";
}

Compression detectCompression(llvm::ArrayRef<uint8_t> magic) {
  if (magic.size() >= 2 && magic[0] == 0x1f && magic[1] == 0x8b)
    return Compression::Gzip;
  if (magic.size() >= 4) {
    uint32_t word = magic[0] | magic[1] << 8 | magic[2] << 16 | uint32_t(magic[3]) << 24;
    if (word == ZSTD_MAGICNUMBER ||
        (word & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START)
      return Compression::Zstd;
  }
  return Compression::None;
}

namespace {

llvm::Error makeDamaged(llvm::StringRef what) {
  return makeError(ExitCode::Registry, "damaged compressed data: " + what);
}

class Decompressor : public ByteSource {
public:
  explicit Decompressor(ByteSource &source) : source(source), buffer(1 << 17) {}
  ~Decompressor() override {
    if (gzip)
      ::inflateEnd(&stream);
    if (zstd)
      ::ZSTD_freeDCtx(zstd);
  }
  llvm::Expected<size_t> read(llvm::MutableArrayRef<uint8_t> out) override;

private:
  llvm::Error fill();
  llvm::Error start();
  llvm::Expected<size_t> readGzip(llvm::MutableArrayRef<uint8_t> out);
  llvm::Expected<size_t> readZstd(llvm::MutableArrayRef<uint8_t> out);
  llvm::Expected<size_t> readPlain(llvm::MutableArrayRef<uint8_t> out);
  llvm::Error nextMember();

  ByteSource &source;
  std::vector<uint8_t> buffer;
  size_t begin = 0, end = 0;
  bool started = false, sourceEnded = false, finished = false;
  /// Inside a member or frame, whose end must come.
  bool inMember = false;
  Compression compression = Compression::None;
  z_stream stream = {};
  bool gzip = false;
  ZSTD_DCtx *zstd = nullptr;
};

/// Appends to the buffer; keeps what is in it.
llvm::Error Decompressor::fill() {
  if (begin == end)
    begin = end = 0;
  if (begin > 0 && end == buffer.size()) {
    std::memmove(buffer.data(), buffer.data() + begin, end - begin);
    end -= begin;
    begin = 0;
  }
  llvm::Expected<size_t> n = source.read(llvm::MutableArrayRef<uint8_t>(buffer).drop_front(end));
  if (!n)
    return n.takeError();
  sourceEnded = *n == 0;
  end += *n;
  return llvm::Error::success();
}

llvm::Error Decompressor::start() {
  started = true;
  while (end - begin < 4 && !sourceEnded)
    if (llvm::Error error = fill())
      return error;
  compression = detectCompression(llvm::ArrayRef(buffer).slice(begin, end - begin));
  if (compression == Compression::Gzip) {
    gzip = ::inflateInit2(&stream, 15 + 16) == Z_OK;
    if (!gzip)
      return makeError(ExitCode::Environment, "not enough memory to decompress");
    inMember = true;
  } else if (compression == Compression::Zstd) {
    zstd = ::ZSTD_createDCtx();
    if (!zstd)
      return makeError(ExitCode::Environment, "not enough memory to decompress");
    // 128 MiB of window: what `zstd` itself accepts without --long.
    ::ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, 27);
  }
  return llvm::Error::success();
}

/// After a gzip member: another one, zero padding, or the end.
llvm::Error Decompressor::nextMember() {
  bool padding = false;
  while (true) {
    while (begin < end && buffer[begin] == 0) {
      ++begin;
      padding = true;
    }
    if (begin < end && (padding || end - begin >= 2 || sourceEnded))
      break;
    if (sourceEnded) {
      finished = true;
      return llvm::Error::success();
    }
    if (llvm::Error error = fill())
      return error;
  }
  if (padding || end - begin < 2 || buffer[begin] != 0x1f || buffer[begin + 1] != 0x8b)
    return makeDamaged("garbage after the gzip stream");
  ::inflateReset(&stream);
  inMember = true;
  return llvm::Error::success();
}

llvm::Expected<size_t> Decompressor::readGzip(llvm::MutableArrayRef<uint8_t> out) {
  while (!finished) {
    if (!inMember) {
      if (llvm::Error error = nextMember())
        return std::move(error);
      continue;
    }
    if (begin == end && !sourceEnded)
      if (llvm::Error error = fill())
        return std::move(error);
    if (begin == end)
      return makeDamaged("the gzip stream ends early");
    stream.next_in = buffer.data() + begin;
    stream.avail_in = end - begin;
    stream.next_out = out.data();
    stream.avail_out = std::min<size_t>(out.size(), 1u << 30);
    size_t room = stream.avail_out;
    int code = ::inflate(&stream, Z_NO_FLUSH);
    begin = end - stream.avail_in;
    if (code == Z_STREAM_END)
      inMember = false;
    else if (code != Z_OK && code != Z_BUF_ERROR)
      return makeDamaged(stream.msg ? stream.msg : "not a gzip stream");
    if (size_t produced = room - stream.avail_out)
      return produced;
  }
  return 0;
}

llvm::Expected<size_t> Decompressor::readZstd(llvm::MutableArrayRef<uint8_t> out) {
  while (true) {
    if (begin == end && !sourceEnded)
      if (llvm::Error error = fill())
        return std::move(error);
    bool drained = begin == end && sourceEnded;
    if (drained && !inMember)
      return 0;
    ZSTD_inBuffer in = {buffer.data() + begin, end - begin, 0};
    ZSTD_outBuffer result = {out.data(), out.size(), 0};
    size_t code = ::ZSTD_decompressStream(zstd, &result, &in);
    if (::ZSTD_isError(code))
      return makeDamaged(::ZSTD_getErrorName(code));
    begin += in.pos;
    inMember = code != 0;
    if (result.pos)
      return result.pos;
    if (drained && inMember)
      return makeDamaged("the zstd stream ends early");
  }
}

llvm::Expected<size_t> Decompressor::readPlain(llvm::MutableArrayRef<uint8_t> out) {
  if (begin == end)
    return sourceEnded ? llvm::Expected<size_t>(0) : source.read(out);
  size_t n = std::min(out.size(), end - begin);
  std::memcpy(out.data(), buffer.data() + begin, n);
  begin += n;
  return n;
}

llvm::Expected<size_t> Decompressor::read(llvm::MutableArrayRef<uint8_t> out) {
  if (out.empty())
    return 0;
  if (!started)
    if (llvm::Error error = start())
      return std::move(error);
  switch (compression) {
  case Compression::Gzip:
    return readGzip(out);
  case Compression::Zstd:
    return readZstd(out);
  case Compression::None:
    return readPlain(out);
  }
  return 0;
}

} // namespace

std::unique_ptr<ByteSource> createDecompressor(ByteSource &source) {
  return std::make_unique<Decompressor>(source);
}

} // namespace imgc
