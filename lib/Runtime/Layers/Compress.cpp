//===- Compress.cpp - Compressors whose bytes never change ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/Compression.h"

#include "imgc/Support/Error.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <libdeflate.h>
#include <mutex>
#include <thread>
#include <vector>
#include <zstd.h>

namespace imgc {

namespace {

class PlainCompressor : public Compressor {
public:
  explicit PlainCompressor(ByteSink &out) : out(out) {}
  llvm::Error write(llvm::ArrayRef<uint8_t> data) override { return out.write(data); }
  llvm::Error finish() override { return llvm::Error::success(); }

private:
  ByteSink &out;
};

//===----------------------------------------------------------------------===//
// gzip
//===----------------------------------------------------------------------===//

/// Cuts the input into blocks of 1 MiB; every block becomes a gzip member of its
/// own, on any thread; members are written in order. The number of blocks in
/// flight bounds the memory.
class GzipCompressor : public Compressor {
public:
  GzipCompressor(ByteSink &out, unsigned threads);
  ~GzipCompressor() override;
  llvm::Error write(llvm::ArrayRef<uint8_t> data) override;
  llvm::Error finish() override;

private:
  static constexpr size_t blockSize = 1 << 20;
  struct Block {
    std::vector<uint8_t> input, output;
    bool taken = false, done = false, failed = false;
  };

  void work();
  llvm::Error submit();
  /// Writes finished blocks at the front; waits until at most `keep` are left.
  llvm::Error flush(size_t keep);
  static void compress(libdeflate_compressor *engine, Block &block);

  ByteSink &out;
  std::vector<uint8_t> current;
  size_t maxBlocks;
  bool wroteAny = false;
  std::mutex mutex;
  std::condition_variable available, finished;
  std::deque<std::unique_ptr<Block>> blocks;
  bool stopping = false;
  std::vector<std::thread> workers;
};

GzipCompressor::GzipCompressor(ByteSink &out, unsigned threads) : out(out) {
  threads = std::clamp(threads, 1u, 12u);
  maxBlocks = 2 * threads + 2;
  current.reserve(blockSize);
  for (unsigned i = 0; i < threads; ++i)
    workers.emplace_back([this] { work(); });
}

GzipCompressor::~GzipCompressor() {
  {
    std::lock_guard<std::mutex> guard(mutex);
    stopping = true;
  }
  available.notify_all();
  for (std::thread &worker : workers)
    worker.join();
}

void GzipCompressor::compress(libdeflate_compressor *engine, Block &block) {
  size_t bound = engine ? ::libdeflate_gzip_compress_bound(engine, block.input.size()) : 0;
  block.output.resize(bound);
  size_t size = engine ? ::libdeflate_gzip_compress(engine, block.input.data(), block.input.size(),
                                                    block.output.data(), bound)
                       : 0;
  block.failed = size == 0;
  block.output.resize(size);
}

void GzipCompressor::work() {
  libdeflate_compressor *engine = ::libdeflate_alloc_compressor(1);
  std::unique_lock<std::mutex> guard(mutex);
  while (true) {
    auto next = std::find_if(blocks.begin(), blocks.end(), [](auto &b) { return !b->taken; });
    if (stopping)
      break;
    if (next == blocks.end()) {
      available.wait(guard);
      continue;
    }
    Block &block = **next;
    block.taken = true;
    guard.unlock();
    compress(engine, block);
    guard.lock();
    block.done = true;
    finished.notify_one();
  }
  guard.unlock();
  if (engine)
    ::libdeflate_free_compressor(engine);
}

llvm::Error GzipCompressor::flush(size_t keep) {
  std::unique_lock<std::mutex> guard(mutex);
  while (!blocks.empty()) {
    if (!blocks.front()->done) {
      if (blocks.size() <= keep)
        break;
      finished.wait(guard, [&] { return blocks.front()->done; });
    }
    std::unique_ptr<Block> block = std::move(blocks.front());
    blocks.pop_front();
    guard.unlock();
    if (block->failed)
      return makeError(ExitCode::Environment, "not enough memory to compress");
    if (llvm::Error error = out.write(block->output))
      return error;
    guard.lock();
  }
  return llvm::Error::success();
}

llvm::Error GzipCompressor::submit() {
  auto block = std::make_unique<Block>();
  block->input = std::move(current);
  current = {};
  current.reserve(blockSize);
  wroteAny = true;
  {
    std::lock_guard<std::mutex> guard(mutex);
    blocks.push_back(std::move(block));
  }
  available.notify_one();
  return flush(maxBlocks);
}

llvm::Error GzipCompressor::write(llvm::ArrayRef<uint8_t> data) {
  while (!data.empty()) {
    size_t n = std::min(data.size(), blockSize - current.size());
    current.insert(current.end(), data.begin(), data.begin() + n);
    data = data.drop_front(n);
    if (current.size() == blockSize)
      if (llvm::Error error = submit())
        return error;
  }
  return llvm::Error::success();
}

llvm::Error GzipCompressor::finish() {
  // Even nothing is one member.
  if (!current.empty() || !wroteAny)
    if (llvm::Error error = submit())
      return error;
  return flush(0);
}

//===----------------------------------------------------------------------===//
// zstd
//===----------------------------------------------------------------------===//

/// libzstd's own workers. Without any (nbWorkers 0) the bytes differ, so there
/// is always at least one; job size and overlap are fixed.
class ZstdCompressor : public Compressor {
public:
  ZstdCompressor(ByteSink &out, unsigned threads);
  ~ZstdCompressor() override { ::ZSTD_freeCCtx(context); }
  llvm::Error write(llvm::ArrayRef<uint8_t> data) override;
  llvm::Error finish() override;

private:
  llvm::Error run(llvm::ArrayRef<uint8_t> data, ZSTD_EndDirective mode);

  ByteSink &out;
  ZSTD_CCtx *context;
  std::vector<uint8_t> buffer;
  bool usable = true;
};

ZstdCompressor::ZstdCompressor(ByteSink &out, unsigned threads)
    : out(out), context(::ZSTD_createCCtx()), buffer(1 << 18) {
  auto set = [&](ZSTD_cParameter parameter, int value) {
    usable &= context && !::ZSTD_isError(::ZSTD_CCtx_setParameter(context, parameter, value));
  };
  set(ZSTD_c_compressionLevel, 1);
  set(ZSTD_c_nbWorkers, std::clamp(threads, 1u, 4u));
  set(ZSTD_c_jobSize, 4 << 20);
  set(ZSTD_c_checksumFlag, 1);
}

llvm::Error ZstdCompressor::run(llvm::ArrayRef<uint8_t> data, ZSTD_EndDirective mode) {
  if (!usable)
    return makeError(ExitCode::Environment, "this libzstd cannot compress with several threads");
  ZSTD_inBuffer in = {data.data(), data.size(), 0};
  while (true) {
    ZSTD_outBuffer result = {buffer.data(), buffer.size(), 0};
    size_t code = ::ZSTD_compressStream2(context, &result, &in, mode);
    if (::ZSTD_isError(code))
      return makeError(ExitCode::Environment,
                       llvm::Twine("cannot compress: ") + ::ZSTD_getErrorName(code));
    if (result.pos)
      if (llvm::Error error = out.write(llvm::ArrayRef(buffer.data(), result.pos)))
        return error;
    if (mode == ZSTD_e_continue ? in.pos == in.size : code == 0)
      return llvm::Error::success();
  }
}

llvm::Error ZstdCompressor::write(llvm::ArrayRef<uint8_t> data) {
  return run(data, ZSTD_e_continue);
}
llvm::Error ZstdCompressor::finish() { return run({}, ZSTD_e_end); }

} // namespace

std::unique_ptr<Compressor> createCompressor(Compression compression, ByteSink &out,
                                             unsigned threads) {
  if (threads == 0)
    threads = std::max(1u, std::thread::hardware_concurrency());
  switch (compression) {
  case Compression::Gzip:
    return std::make_unique<GzipCompressor>(out, threads);
  case Compression::Zstd:
    return std::make_unique<ZstdCompressor>(out, threads);
  case Compression::None:
    break;
  }
  return std::make_unique<PlainCompressor>(out);
}

} // namespace imgc
