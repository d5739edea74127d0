//===- AnswerJSON.cpp - Answers about a file, as Go prints them -----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/Subrequests.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

/// All members of all answers, in an order that each of Go's structs keeps.
static constexpr StringLiteral memberOrder[] = {
    "targets",  "warnings", "ruleName", "name",      "version",  "type",       "filename",
    "data",     "language", "default",  "description", "base",   "platform",   "value",
    "required", "url",      "detail",   "message",   "opts",     "inputs",     "metadata",
    "refs",     "args",     "secrets",  "ssh",       "location", "ranges",     "start",
    "end",      "line",     "sources",  "buildError"};

static size_t getRank(StringRef name) { return find(memberOrder, name) - std::begin(memberOrder); }

/// encoding/json escapes what could end a script of HTML, too.
static void printString(raw_ostream &os, StringRef text) {
  os << '"';
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    static constexpr StringLiteral plain("\"\\\b\f\n\r\t"), letters("\"\\bfnrt");
    if (size_t index = plain.find(c); index != StringRef::npos)
      os << '\\' << letters[index];
    else if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&')
      os << "\\u00" << utohexstr(static_cast<unsigned char>(c), /*LowerCase=*/true, 2);
    else if (text.substr(i).starts_with("\u2028") || text.substr(i).starts_with("\u2029"))
      os << "\\u202" << (text[i + 2] == '\xA8' ? '8' : '9'), i += 2;
    else
      os << c;
  }
  os << '"';
}

static void printValue(raw_ostream &os, const json::Value &value, unsigned indent) {
  auto printItems = [&](char open, const auto &items, char close, auto printItem) {
    os << open;
    ListSeparator comma(",");
    for (const auto &item : items) {
      os << comma << "\n";
      os.indent(indent + 2);
      printItem(item);
    }
    if (!items.empty())
      (os << "\n").indent(indent);
    os << close;
  };
  if (const json::Array *array = value.getAsArray())
    return printItems('[', *array, ']',
                      [&](const json::Value &item) { printValue(os, item, indent + 2); });
  if (const json::Object *object = value.getAsObject()) {
    SmallVector<const json::Object::value_type *> members;
    for (const auto &member : *object)
      members.push_back(&member);
    sort(members,
         [](const auto *a, const auto *b) { return getRank(a->first) < getRank(b->first); });
    return printItems('{', members, '}', [&](const auto *member) {
      printString(os, member->first);
      os << ": ";
      printValue(os, member->second, indent + 2);
    });
  }
  if (std::optional<StringRef> text = value.getAsString())
    return printString(os, *text);
  os << value;
}

void dockerfile::printAnswer(raw_ostream &os, const json::Value &answer) {
  printValue(os, answer, 0);
  os << "\n";
}
