//===- AppendList.h - A list that is cheap to copy --------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_APPENDLIST_H
#define IMGC_SUPPORT_APPENDLIST_H

#include "llvm/ADT/IntrusiveRefCntPtr.h"

#include <utility>
#include <vector>

namespace imgc {

/// A list that only grows. A copy costs nothing and shares what was there;
/// reading it costs a vector of pointers. Not to be shared between threads.
template <typename T>
class AppendList {
public:
  AppendList() = default;
  AppendList(const AppendList &) = default;
  AppendList(AppendList &&other) noexcept
      : last(std::move(other.last)), count(std::exchange(other.count, 0)) {}
  AppendList &operator=(AppendList other) noexcept {
    std::swap(last, other.last);
    std::swap(count, other.count);
    return *this;
  }
  ~AppendList() {
    // Without recursion: input decides how long the list is.
    while (last && last->UseCount() == 1) {
      Ref before = std::move(last->before);
      last = std::move(before);
    }
  }

  void push_back(T value) {
    last = Ref(new Node(std::move(value), std::move(last)));
    ++count;
  }
  size_t size() const { return count; }
  bool empty() const { return count == 0; }

  /// The elements in order; they live as long as a list that has them.
  std::vector<const T *> getElements() const {
    std::vector<const T *> elements(count);
    const Node *node = last.get();
    for (size_t i = count; i > 0; node = node->before.get())
      elements[--i] = &node->value;
    return elements;
  }

private:
  struct Node;
  using Ref = llvm::IntrusiveRefCntPtr<Node>;
  struct Node : llvm::RefCountedBase<Node> {
    Node(T value, Ref before) : value(std::move(value)), before(std::move(before)) {}
    T value;
    Ref before;
  };

  Ref last;
  size_t count = 0;
};

} // namespace imgc

#endif // IMGC_SUPPORT_APPENDLIST_H
