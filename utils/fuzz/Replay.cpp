//===- Replay.cpp - Runs a fuzz target on files -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool runFile(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer) {
    llvm::errs() << path << ": " << buffer.getError().message() << "\n";
    return false;
  }
  // A copy of just that size, so that reading past it is found.
  std::vector<uint8_t> bytes((*buffer)->getBufferStart(), (*buffer)->getBufferEnd());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  return true;
}

int main(int argc, char **argv) {
  unsigned count = 0;
  for (int i = 1; i < argc; ++i) {
    if (!llvm::sys::fs::is_directory(argv[i])) {
      if (!runFile(argv[i]))
        return 1;
      ++count;
      continue;
    }
    std::error_code error;
    for (llvm::sys::fs::recursive_directory_iterator it(argv[i], error), end; it != end && !error;
         it.increment(error)) {
      if (!llvm::sys::fs::is_regular_file(it->path()))
        continue;
      if (!runFile(it->path()))
        return 1;
      ++count;
    }
  }
  llvm::outs() << count << " inputs\n";
  return count ? 0 : 1;
}
