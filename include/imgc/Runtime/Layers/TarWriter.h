//===- TarWriter.h - Writes PAX archives ------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_TARWRITER_H
#define IMGC_RUNTIME_LAYERS_TARWRITER_H

#include "imgc/Runtime/Layers/ByteStream.h"
#include "imgc/Runtime/Layers/TarReader.h"

namespace imgc {

/// Writes headers as Go's archive/tar does for BuildKit: ustar fields, a PAX
/// header only for what they cannot hold, numbers in octal, no user or group
/// names, mtimes truncated to seconds. Non-UTF-8 names survive byte by byte.
class TarWriter {
public:
  explicit TarWriter(ByteSink &sink) : sink(sink) {}

  /// Starts a member. A directory's name must end in `/`. For a regular file
  /// exactly entry.size bytes must follow through `write`.
  llvm::Error startEntry(const TarEntry &entry);
  llvm::Error write(llvm::ArrayRef<uint8_t> data);
  llvm::Error write(llvm::StringRef data) {
    return write(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(data.data()), data.size()));
  }
  /// The next `size` bytes of a file, as content of the current member.
  llvm::Error copyFrom(int fd, uint64_t size);
  /// A whole small file.
  llvm::Error addFile(llvm::StringRef name, llvm::StringRef content, uint32_t mode = 0644,
                      int64_t mtimeSec = 0);
  /// Two zero blocks. Error when a member is short.
  llvm::Error finish();

private:
  llvm::Error finishEntry();

  ByteSink &sink;
  uint64_t remaining = 0, padding = 0;
};

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_TARWRITER_H
