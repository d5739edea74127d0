//===- AsyncStream.cpp - Streams that work ahead --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/AsyncStream.h"

#include "imgc/Support/Error.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace imgc {

namespace {
constexpr size_t pieceSize = 1 << 20;
constexpr size_t maxPieces = 4;

using Piece = std::vector<uint8_t>;

/// Pieces on their way from one thread to another. Either side can end it.
class PieceQueue {
public:
  /// False when the other side wants no more.
  bool push(Piece piece) {
    std::unique_lock<std::mutex> guard(mutex);
    changed.wait(guard, [&] { return closed || pieces.size() < maxPieces; });
    if (closed)
      return false;
    pieces.push_back(std::move(piece));
    changed.notify_all();
    return true;
  }
  /// Nothing after the last piece.
  std::optional<Piece> pop() {
    std::unique_lock<std::mutex> guard(mutex);
    changed.wait(guard, [&] { return closed || ended || !pieces.empty(); });
    if (closed || pieces.empty())
      return std::nullopt;
    Piece piece = std::move(pieces.front());
    pieces.pop_front();
    changed.notify_all();
    return piece;
  }
  /// By the pushing side: no more pieces come.
  void end() { set(ended); }
  /// By either side: what is in the queue is of no use any more.
  void close() { set(closed); }

private:
  void set(bool &flag) {
    std::lock_guard<std::mutex> guard(mutex);
    flag = true;
    changed.notify_all();
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Piece> pieces;
  bool ended = false, closed = false;
};
} // namespace

//===----------------------------------------------------------------------===//
// AsyncSource
//===----------------------------------------------------------------------===//

struct AsyncSource::State {
  PieceQueue queue;
  Piece current;
  size_t used = 0;
  /// Written by the thread before it ends the queue, read after that.
  std::optional<ErrorParts> failure;
  std::thread thread;

  void run(ByteSource &source) {
    bool more = true;
    while (more) {
      Piece piece(pieceSize);
      size_t size = 0;
      while (more && size < pieceSize) {
        llvm::Expected<size_t> n =
            source.read(llvm::MutableArrayRef<uint8_t>(piece).drop_front(size));
        if (!n)
          failure = takeError(n.takeError());
        more = !failure && *n != 0;
        size += more ? *n : 0;
      }
      piece.resize(size);
      if (size && !queue.push(std::move(piece)))
        return;
    }
    queue.end();
  }
};

AsyncSource::AsyncSource(ByteSource &next) : state(std::make_unique<State>()) {
  state->thread = std::thread([this, &next] { state->run(next); });
}

AsyncSource::~AsyncSource() {
  state->queue.close();
  state->thread.join();
}

llvm::Expected<size_t> AsyncSource::read(llvm::MutableArrayRef<uint8_t> buffer) {
  if (state->used == state->current.size()) {
    std::optional<Piece> piece = state->queue.pop();
    if (!piece) {
      if (std::optional<ErrorParts> failure = std::exchange(state->failure, std::nullopt))
        return makeError(failure->code, failure->message, failure->hint);
      return 0;
    }
    state->current = std::move(*piece);
    state->used = 0;
  }
  size_t n = std::min(buffer.size(), state->current.size() - state->used);
  if (n)
    std::memcpy(buffer.data(), state->current.data() + state->used, n);
  state->used += n;
  return n;
}

//===----------------------------------------------------------------------===//
// AsyncSink
//===----------------------------------------------------------------------===//

struct AsyncSink::State {
  PieceQueue queue;
  Piece current;
  /// Written by the thread before it closes the queue, read after that.
  std::optional<ErrorParts> failure;
  std::thread thread;

  void run(ByteSink &sink) {
    while (std::optional<Piece> piece = queue.pop())
      if (llvm::Error error = sink.write(*piece)) {
        failure = takeError(std::move(error));
        queue.close();
      }
  }
  llvm::Error takeFailure() {
    if (std::optional<ErrorParts> parts = std::exchange(failure, std::nullopt))
      return makeError(parts->code, parts->message, parts->hint);
    return llvm::Error::success();
  }
};

AsyncSink::AsyncSink(ByteSink &next) : state(std::make_unique<State>()) {
  state->current.reserve(pieceSize);
  state->thread = std::thread([this, &next] { state->run(next); });
}

AsyncSink::~AsyncSink() {
  state->queue.close();
  if (state->thread.joinable())
    state->thread.join();
}

llvm::Error AsyncSink::write(llvm::ArrayRef<uint8_t> data) {
  while (!data.empty()) {
    size_t n = std::min(data.size(), pieceSize - state->current.size());
    state->current.insert(state->current.end(), data.begin(), data.begin() + n);
    data = data.drop_front(n);
    if (state->current.size() < pieceSize)
      continue;
    if (!state->queue.push(std::exchange(state->current, {})))
      return state->takeFailure();
    state->current.reserve(pieceSize);
  }
  return llvm::Error::success();
}

llvm::Error AsyncSink::finish() {
  if (!state->current.empty())
    state->queue.push(std::exchange(state->current, {}));
  state->queue.end();
  state->thread.join();
  return state->takeFailure();
}

} // namespace imgc
