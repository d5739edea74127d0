//===- ByteStream.h - Sources and sinks of bytes ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_BYTESTREAM_H
#define IMGC_RUNTIME_LAYERS_BYTESTREAM_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <functional>
#include <string>

namespace imgc {

/// Something bytes are read from, once, front to back.
class ByteSource {
public:
  virtual ~ByteSource();
  /// Reads up to buffer.size() bytes; 0 only at the end.
  virtual llvm::Expected<size_t> read(llvm::MutableArrayRef<uint8_t> buffer) = 0;
};

/// Something bytes are written to. Errors are final.
class ByteSink {
public:
  virtual ~ByteSink();
  virtual llvm::Error write(llvm::ArrayRef<uint8_t> data) = 0;
  /// Writes exactly `size` bytes from a file's current position; fewer are an error.
  virtual llvm::Error copyFrom(int fd, uint64_t size);
  llvm::Error write(llvm::StringRef data) {
    return write(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(data.data()), data.size()));
  }
};

/// Reads a file descriptor that it does not own.
class FileSource : public ByteSource {
public:
  explicit FileSource(int fd) : fd(fd) {}
  llvm::Expected<size_t> read(llvm::MutableArrayRef<uint8_t> buffer) override;

private:
  int fd;
};

/// Reads memory that outlives it.
class MemorySource : public ByteSource {
public:
  explicit MemorySource(llvm::StringRef data) : data(data) {}
  llvm::Expected<size_t> read(llvm::MutableArrayRef<uint8_t> buffer) override;

private:
  llvm::StringRef data;
};

/// Writes a file descriptor that it does not own.
class FileSink : public ByteSink {
public:
  explicit FileSink(int fd) : fd(fd) {}
  using ByteSink::write;
  llvm::Error write(llvm::ArrayRef<uint8_t> data) override;
  llvm::Error copyFrom(int from, uint64_t size) override;

private:
  int fd;
};

/// Appends to a string that outlives it.
class StringSink : public ByteSink {
public:
  explicit StringSink(std::string &out) : out(out) {}
  using ByteSink::write;
  llvm::Error write(llvm::ArrayRef<uint8_t> data) override;

private:
  std::string &out;
};

/// Hands the bytes to a function.
class CallbackSink : public ByteSink {
public:
  using Function = std::function<llvm::Error(llvm::ArrayRef<uint8_t>)>;
  explicit CallbackSink(Function function) : function(std::move(function)) {}
  using ByteSink::write;
  llvm::Error write(llvm::ArrayRef<uint8_t> data) override { return function(data); }

private:
  Function function;
};

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_BYTESTREAM_H
