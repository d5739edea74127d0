//===- PersistentMap.h - A map that is cheap to copy ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_PERSISTENTMAP_H
#define IMGC_SUPPORT_PERSISTENTMAP_H

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <string>
#include <utility>

namespace imgc {

/// A map from names. A copy costs nothing and shares what was there; finding and
/// setting take time in the logarithm of the size. Not to be shared between threads.
/// In place of llvm::ImmutableMap, which copies keys and values on every change, shared
/// or not, and needs a factory that outlives all copies.
template <typename Value>
class PersistentMap {
public:
  /// The value of `name`, or null; valid until the map is changed.
  const Value *find(llvm::StringRef name) const {
    const Node *node = root.get();
    while (node) {
      int order = name.compare(node->entry->name);
      if (order == 0)
        return &node->entry->value;
      node = (order < 0 ? node->left : node->right).get();
    }
    return nullptr;
  }
  void set(llvm::StringRef name, Value value) {
    set(root, llvm::IntrusiveRefCntPtr<Entry>(new Entry(name, std::move(value))));
  }
  bool empty() const { return !root; }
  /// In the order of names.
  void forEach(llvm::function_ref<void(llvm::StringRef name, const Value &value)> call) const {
    forEach(root.get(), call);
  }

private:
  struct Entry : llvm::RefCountedBase<Entry> {
    Entry(llvm::StringRef name, Value value) : name(name.str()), value(std::move(value)) {}
    std::string name;
    Value value;
  };
  /// A node of an AVL tree, so that no choice of names makes it deep. One that
  /// several trees share is never changed.
  struct Node;
  using Ref = llvm::IntrusiveRefCntPtr<Node>;
  struct Node : llvm::RefCountedBase<Node> {
    explicit Node(llvm::IntrusiveRefCntPtr<Entry> entry) : entry(std::move(entry)) {}
    llvm::IntrusiveRefCntPtr<Entry> entry;
    Ref left, right;
    int height = 1;
  };

  static int heightOf(const Ref &node) { return node ? node->height : 0; }
  static void own(Ref &node) {
    if (node->UseCount() > 1)
      node = Ref(new Node(*node));
  }
  static void measure(Node &node) {
    node.height = 1 + std::max(heightOf(node.left), heightOf(node.right));
  }
  /// Puts the child on the side `up` in the place of `node`.
  static void rotate(Ref &node, Ref Node::*up, Ref Node::*down) {
    Ref child = std::move((*node).*up);
    own(child);
    (*node).*up = std::move((*child).*down);
    measure(*node);
    (*child).*down = std::move(node);
    node = std::move(child);
    measure(*node);
  }
  static void balance(Ref &node, Ref Node::*high, Ref Node::*low) {
    Ref &child = (*node).*high;
    if (heightOf((*child).*high) < heightOf((*child).*low)) {
      own(child);
      rotate(child, low, high);
    }
    rotate(node, high, low);
  }
  static void set(Ref &node, llvm::IntrusiveRefCntPtr<Entry> entry) {
    if (!node) {
      node = Ref(new Node(std::move(entry)));
      return;
    }
    own(node);
    int order = llvm::StringRef(entry->name).compare(node->entry->name);
    if (order == 0) {
      node->entry = std::move(entry);
      return;
    }
    set(order < 0 ? node->left : node->right, std::move(entry));
    int lean = heightOf(node->left) - heightOf(node->right);
    if (lean > 1)
      balance(node, &Node::left, &Node::right);
    else if (lean < -1)
      balance(node, &Node::right, &Node::left);
    else
      measure(*node);
  }
  static void forEach(const Node *node,
                      llvm::function_ref<void(llvm::StringRef, const Value &)> call) {
    if (!node)
      return;
    forEach(node->left.get(), call);
    call(node->entry->name, node->entry->value);
    forEach(node->right.get(), call);
  }

  Ref root;
};

} // namespace imgc

#endif // IMGC_SUPPORT_PERSISTENTMAP_H
