//===- AST.cpp - The syntax tree of a Dockerfile --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/AST.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

StringRef dockerfile::getKeyword(InstructionKind kind) {
  switch (kind) {
  case InstructionKind::Add:
    return "ADD";
  case InstructionKind::Arg:
    return "ARG";
  case InstructionKind::Cmd:
    return "CMD";
  case InstructionKind::Copy:
    return "COPY";
  case InstructionKind::Entrypoint:
    return "ENTRYPOINT";
  case InstructionKind::Env:
    return "ENV";
  case InstructionKind::Expose:
    return "EXPOSE";
  case InstructionKind::From:
    return "FROM";
  case InstructionKind::Healthcheck:
    return "HEALTHCHECK";
  case InstructionKind::Label:
    return "LABEL";
  case InstructionKind::Maintainer:
    return "MAINTAINER";
  case InstructionKind::Onbuild:
    return "ONBUILD";
  case InstructionKind::Run:
    return "RUN";
  case InstructionKind::Shell:
    return "SHELL";
  case InstructionKind::Stopsignal:
    return "STOPSIGNAL";
  case InstructionKind::User:
    return "USER";
  case InstructionKind::Volume:
    return "VOLUME";
  case InstructionKind::Workdir:
    return "WORKDIR";
  case InstructionKind::Invalid:
    return "<invalid>";
  }
  llvm_unreachable("covered switch");
}

InstructionKind dockerfile::getInstructionKind(StringRef keyword) {
  std::string upper = StringRef(gotext::toLower(keyword)).upper();
  for (unsigned i = 0; i != static_cast<unsigned>(InstructionKind::Invalid); ++i)
    if (getKeyword(static_cast<InstructionKind>(i)) == upper)
      return static_cast<InstructionKind>(i);
  return InstructionKind::Invalid;
}

StringRef dockerfile::getName(MountType type) {
  static constexpr StringLiteral names[] = {"bind", "cache", "tmpfs", "secret", "ssh"};
  return names[static_cast<unsigned>(type)];
}

StringRef dockerfile::getName(MountSharing sharing) {
  static constexpr StringLiteral names[] = {"", "shared", "private", "locked"};
  return names[static_cast<unsigned>(sharing)];
}

StringRef Instruction::getCode() const { return gotext::trimSpace(original); }

const Flag *Instruction::findFlag(StringRef name) const {
  for (const Flag &flag : reverse(flags))
    if (flag.name == name)
      return &flag;
  return nullptr;
}

SourceRange Instruction::mapRange(const SourceFile &file, size_t begin, size_t end) const {
  // The end of a range belongs to the segment before it.
  auto physical = [&](size_t logical, bool isEnd) -> size_t {
    auto found = llvm::partition_point(segments, [&](const Segment &segment) {
      return segment.logical + (isEnd ? 1 : 0) <= logical;
    });
    if (found == segments.begin())
      return segments.empty() ? range.begin.offset : segments.front().physical;
    --found;
    return found->physical + std::min<size_t>(logical - found->logical, found->size);
  };
  size_t first = physical(begin, false);
  return file.getRange(first, std::max(first, end > begin ? physical(end, true) : first));
}

const Directive *Dockerfile::findDirective(StringRef name) const {
  auto it = find_if(directives, [&](const Directive &directive) { return directive.name == name; });
  return it == directives.end() ? nullptr : &*it;
}
