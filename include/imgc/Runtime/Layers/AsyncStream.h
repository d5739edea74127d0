//===- AsyncStream.h - Streams that work ahead ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_ASYNCSTREAM_H
#define IMGC_RUNTIME_LAYERS_ASYNCSTREAM_H

#include "imgc/Runtime/Layers/ByteStream.h"

#include <memory>

namespace imgc {

/// Reads from `next` in a thread of its own, a few MiB ahead of whoever reads
/// from it. `next` is used by that thread alone until this object is gone, which
/// waits for the read under way. Errors arrive in order, and once.
class AsyncSource : public ByteSource {
public:
  explicit AsyncSource(ByteSource &next);
  ~AsyncSource() override;
  llvm::Expected<size_t> read(llvm::MutableArrayRef<uint8_t> buffer) override;

private:
  struct State;
  std::unique_ptr<State> state;
};

/// Gathers what is written into large pieces, which a thread of its own hands
/// to `next`. An error of `next` is returned by a later write, or by finish.
class AsyncSink : public ByteSink {
public:
  explicit AsyncSink(ByteSink &next);
  /// Without finish: drops what was not handed on yet.
  ~AsyncSink() override;
  using ByteSink::write;
  llvm::Error write(llvm::ArrayRef<uint8_t> data) override;
  /// Waits until `next` has everything.
  llvm::Error finish();

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_ASYNCSTREAM_H
