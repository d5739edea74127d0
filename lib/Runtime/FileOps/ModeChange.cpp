//===- ModeChange.cpp - Symbolic modes ------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/FileOps/FileActions.h"
#include "imgc/Support/Error.h"

#include <sys/stat.h>

using namespace imgc;
using namespace imgc::fileops;

namespace {

enum CopyFlags : uint8_t { Clear = 1, Set = 2, ToGroup = 4, ToOther = 8, ToUser = 16 };

constexpr uint32_t permissionBits = S_ISUID | S_ISGID | 0777;
constexpr uint32_t stickyBit = S_ISVTX;
constexpr uint32_t executeBits = 0111;

} // namespace

namespace imgc::fileops {

/// Reads the grammar of setmode(3): clauses of who, operator and permissions.
class ModeParser {
public:
  explicit ModeParser(llvm::StringRef text) : text(text) {}

  bool parse(ModeChange &result) {
    change = &result;
    if (text.empty())
      return false;
    if (text.front() >= '0' && text.front() <= '9')
      return parseOctal();
    for (;;) {
      if (!parseClause())
        return false;
      if (text.empty())
        return true;
      text = text.drop_front(); // the comma
    }
  }

private:
  bool parseOctal() {
    uint32_t value;
    if (text.getAsInteger(8, value) || value > 07777)
      return false;
    change->commands.push_back({'-', 0, 07777});
    change->commands.push_back({'+', 0, value});
    return true;
  }

  bool parseClause() {
    uint32_t who = 0;
    for (;; text = text.drop_front()) {
      if (text.empty())
        return false;
      char c = text.front();
      if (c == 'a')
        who |= permissionBits;
      else if (c == 'u')
        who |= S_ISUID | S_IRWXU;
      else if (c == 'g')
        who |= S_ISGID | S_IRWXG;
      else if (c == 'o')
        who |= S_IRWXO;
      else
        break;
    }
    while (!text.empty() && text.front() != ',')
      if (!parseOperation(who))
        return false;
    return true;
  }

  bool parseOperation(uint32_t who) {
    char op = text.front();
    text = text.drop_front();
    if (op != '+' && op != '-' && op != '=')
      return false;
    if (op == '=')
      cleared = false;
    who &= ~stickyBit;
    uint32_t bits = 0, conditional = 0;
    for (;; text = text.drop_front()) {
      char c = text.empty() ? '\0' : text.front();
      bool onlyOthers = who != 0 && (who & ~uint32_t(S_IRWXO)) == 0;
      if (c == 'r') {
        bits |= 0444;
      } else if (c == 'w') {
        bits |= 0222;
      } else if (c == 'x' || (c == 'X' && op == '-')) {
        bits |= executeBits;
      } else if (c == 'X') {
        conditional = executeBits;
      } else if (c == 's') {
        if (!onlyOthers)
          bits |= S_ISUID | S_ISGID;
      } else if (c == 't') {
        if (!onlyOthers) {
          who |= stickyBit;
          bits |= stickyBit;
        }
      } else if (c == 'u' || c == 'g' || c == 'o') {
        flush(op, who, bits, conditional);
        if (op == '=')
          cleared = true;
        addCopy(c, who, op);
      } else {
        if (bits || (op == '=' && !cleared)) {
          if (op == '=')
            cleared = true;
          addBits(op, who, bits);
        }
        if (conditional)
          addBits('X', who, conditional);
        return true;
      }
    }
  }

  void flush(char op, uint32_t who, uint32_t &bits, uint32_t &conditional) {
    if (bits)
      addBits(op, who, bits);
    if (conditional)
      addBits('X', who, conditional);
    bits = conditional = 0;
  }

  void addBits(char op, uint32_t who, uint32_t bits) {
    if (op == '=') {
      change->commands.push_back({'-', 0, who ? who : permissionBits});
      op = '+';
    }
    change->commands.push_back({op, 0, who ? who & bits : bits});
  }

  void addCopy(char from, uint32_t who, char op) {
    uint8_t flags = 0;
    if (who == 0 || (who & S_IRUSR))
      flags |= ToUser;
    if (who == 0 || (who & S_IRGRP))
      flags |= ToGroup;
    if (who == 0 || (who & S_IROTH))
      flags |= ToOther;
    flags |= op == '+' ? Set : op == '-' ? Clear : Set | Clear;
    change->commands.push_back({from, flags, 07777});
  }

  llvm::StringRef text;
  ModeChange *change = nullptr;
  /// The current `=` has cleared what it sets.
  bool cleared = false;
};

} // namespace imgc::fileops

llvm::Expected<ModeChange> ModeChange::parse(llvm::StringRef text) {
  ModeChange change;
  if (!ModeParser(text).parse(change))
    return makeError(ExitCode::BuildFailed, "invalid mode '" + text + "'",
                     "use octal digits up to 7777, or clauses such as u=rwx,go=rX");
  return change;
}

static uint32_t spread(uint32_t value, uint8_t flags) {
  return ((flags & ToUser) ? value << 6 : 0) | ((flags & ToGroup) ? value << 3 : 0) |
         ((flags & ToOther) ? value : 0);
}

mode_t ModeChange::apply(mode_t mode) const {
  uint32_t old = mode & 07777, result = old;
  for (const Command &command : commands) {
    switch (command.op) {
    case '+':
      result |= command.bits;
      break;
    case '-':
      result &= ~command.bits;
      break;
    case 'X':
      if ((old & executeBits) || S_ISDIR(mode))
        result |= command.bits;
      break;
    default: {
      uint32_t value = command.op == 'u'   ? (result & S_IRWXU) >> 6
                       : command.op == 'g' ? (result & S_IRWXG) >> 3
                                           : result & S_IRWXO;
      if (command.flags & Clear)
        result &= ~spread(command.flags & Set ? uint32_t(S_IRWXO) : value, command.flags);
      if (command.flags & Set)
        result |= spread(value, command.flags);
    }
    }
  }
  return result;
}
