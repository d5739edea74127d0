//===- ByteStream.cpp - Sources and sinks of bytes ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/ByteStream.h"

#include "imgc/Support/Error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <vector>

namespace imgc {

ByteSource::~ByteSource() = default;
ByteSink::~ByteSink() = default;

llvm::Expected<size_t> FileSource::read(llvm::MutableArrayRef<uint8_t> buffer) {
  while (true) {
    ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n >= 0)
      return n;
    if (errno != EINTR)
      return makeErrnoError(ExitCode::BuildFailed, "cannot read", errno);
  }
}

llvm::Expected<size_t> MemorySource::read(llvm::MutableArrayRef<uint8_t> buffer) {
  size_t n = std::min(buffer.size(), data.size());
  if (n)
    std::memcpy(buffer.data(), data.data(), n);
  data = data.drop_front(n);
  return n;
}

llvm::Error FileSink::write(llvm::ArrayRef<uint8_t> data) {
  while (!data.empty()) {
    ssize_t n = ::write(fd, data.data(), data.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return makeErrnoError(ExitCode::BuildFailed, "cannot write", errno);
    data = data.drop_front(n);
  }
  return llvm::Error::success();
}

llvm::Error ByteSink::copyFrom(int fd, uint64_t size) {
  std::vector<uint8_t> buffer(std::min<uint64_t>(size, 1 << 20));
  FileSource source(fd);
  while (size > 0) {
    llvm::Expected<size_t> n = source.read(
        llvm::MutableArrayRef<uint8_t>(buffer).take_front(std::min<uint64_t>(size, buffer.size())));
    if (!n)
      return n.takeError();
    if (*n == 0)
      return makeError(ExitCode::BuildFailed, "a file became shorter while it was read");
    if (llvm::Error error = write(llvm::ArrayRef(buffer.data(), *n)))
      return error;
    size -= *n;
  }
  return llvm::Error::success();
}

/// The kernel copies from file to file; whatever it cannot copy, read and write can.
llvm::Error FileSink::copyFrom(int from, uint64_t size) {
  while (size > 0) {
    ssize_t n = ::copy_file_range(from, nullptr, fd, nullptr, std::min<uint64_t>(size, 1 << 30), 0);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    size -= n;
  }
  return size ? ByteSink::copyFrom(from, size) : llvm::Error::success();
}

llvm::Error StringSink::write(llvm::ArrayRef<uint8_t> data) {
  out.append(reinterpret_cast<const char *>(data.data()), data.size());
  return llvm::Error::success();
}

} // namespace imgc
