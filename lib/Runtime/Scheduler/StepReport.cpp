//===- StepReport.cpp - What a user is told when a step fails -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepReport.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <algorithm>
#include <cstring>

namespace imgc {

/// An excerpt never shows more of a step than this.
static constexpr unsigned maxExcerptLines = 12;
static constexpr unsigned contextLines = 2;
static constexpr size_t maxLineBytes = 300;

/// Source text is shown on terminals: no control characters.
static std::string printable(llvm::StringRef line) {
  std::string text;
  for (unsigned char c : line.take_front(maxLineBytes))
    text.push_back(c < 0x20 || c == 0x7f ? ' ' : c);
  if (line.size() > maxLineBytes)
    text += "…";
  return text;
}

std::string makeExcerpt(const plan::Plan &plan, const plan::Step &step) {
  if (step.locations().empty())
    return "";
  const plan::Location &location = step.locations(0);
  const plan::SourceFile &file = plan.files(location.file());
  if (location.start_line() == 0)
    return "";
  unsigned first = location.start_line() > contextLines ? location.start_line() - contextLines : 1;
  unsigned last = location.end_line() > UINT32_MAX - contextLines
                      ? UINT32_MAX
                      : location.end_line() + contextLines;
  last = std::min(last,
                  first > UINT32_MAX - maxExcerptLines ? UINT32_MAX : first + maxExcerptLines - 1);
  std::string out = file.name() + ":" + std::to_string(location.start_line()) + "\n";
  llvm::StringRef rest = file.text();
  for (unsigned number = 1; !rest.empty() && number <= last; ++number) {
    auto [line, after] = rest.split('\n');
    rest = after;
    if (number < first)
      continue;
    bool marked = number >= location.start_line() && number <= location.end_line();
    out += llvm::formatv("{0,5} | {1} {2}\n", number, marked ? ">>>" : "   ",
                         printable(line.rtrim('\r')));
  }
  return out;
}

static std::string describeStep(const plan::Step &step) {
  return step.name().empty() ? std::string("unnamed step") : printable(step.name());
}

llvm::Error explainStepError(const plan::Plan &plan, const plan::Step &step, llvm::Error error) {
  if (!error || !error.isA<BuildError>())
    return error;
  ErrorParts parts = takeError(std::move(error));
  std::string message = describeStep(step) + ": " + parts.message;
  std::string excerpt = makeExcerpt(plan, step);
  if (!excerpt.empty())
    message += "\n" + llvm::StringRef(excerpt).rtrim('\n').str();
  return makeError(parts.code, message, parts.hint);
}

std::string CommandFailure::describe() const {
  if (!startError.empty())
    return startError;
  if (oom)
    return "killed: out of memory";
  if (signal != 0) {
    const char *name = ::sigabbrev_np(signal);
    return "killed by signal " + std::to_string(signal) +
           (name ? " (SIG" + std::string(name) + ")" : std::string());
  }
  std::string text = "exit code: " + std::to_string(exitCode);
  // What a shell says of a child that a signal ended.
  const char *name =
      exitCode > 128 && exitCode <= 128 + 64 ? ::sigabbrev_np(exitCode - 128) : nullptr;
  return name ? text + " (128 + SIG" + name + ")" : text;
}

/// As the user would type it, roughly.
static std::string describeCommand(const plan::ExecAction &exec) {
  std::string text;
  for (const std::string &arg : exec.args())
    text += (text.empty() ? "" : " ") + arg;
  return printable(text);
}

llvm::Error makeCommandError(const plan::Plan &plan, const plan::Step &step,
                             const CommandFailure &failure) {
  std::string message = describeStep(step) + ": command '" + describeCommand(step.exec()) +
                        "' failed: " + failure.describe();
  std::string excerpt = makeExcerpt(plan, step);
  if (!excerpt.empty())
    message += "\n" + llvm::StringRef(excerpt).rtrim('\n').str();
  if (!failure.lastLines.empty()) {
    message += "\nlast output:";
    for (const std::string &line : failure.lastLines)
      message += "\n  " + printable(line);
  }
  std::string hint;
  if (failure.oom || failure.exitCode == 137)
    hint = "SIGKILL often means a lack of memory: give the build more, or run fewer steps at a "
           "time with -j";
  return makeError(ExitCode::BuildFailed, message, hint);
}

} // namespace imgc
