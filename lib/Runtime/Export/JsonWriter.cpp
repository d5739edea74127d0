//===- JsonWriter.cpp - JSON as Go writes it ------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonWriter.h"

#include "imgc/Support/GoJson.h"

#include <utility>

namespace imgc {

void JsonWriter::newline() {
  if (indent) {
    out += '\n';
    out.append(indent * hasMembers.size(), ' ');
  }
}

void JsonWriter::separate() {
  if (std::exchange(afterKey, false) || hasMembers.empty())
    return;
  if (hasMembers.back())
    out += ',';
  hasMembers.back() = true;
  newline();
}

JsonWriter &JsonWriter::begin(char bracket) {
  separate();
  out += bracket;
  hasMembers.push_back(false);
  return *this;
}

JsonWriter &JsonWriter::end(char bracket) {
  bool any = hasMembers.back();
  hasMembers.pop_back();
  if (any)
    newline();
  out += bracket;
  return *this;
}

JsonWriter &JsonWriter::key(llvm::StringRef name) {
  separate();
  appendGoJson(out, name);
  out += indent ? ": " : ":";
  afterKey = true;
  return *this;
}

JsonWriter &JsonWriter::value(llvm::StringRef text) {
  separate();
  appendGoJson(out, text);
  return *this;
}

JsonWriter &JsonWriter::raw(llvm::StringRef json) {
  separate();
  out += json;
  return *this;
}

} // namespace imgc
