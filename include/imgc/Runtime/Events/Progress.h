//===- Progress.h - The sinks that users see --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_EVENTS_PROGRESS_H
#define IMGC_RUNTIME_EVENTS_PROGRESS_H

#include "imgc/Runtime/Events/EventStream.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace imgc {

/// `--progress`.
enum class ProgressMode { Auto, Plain, TTY, Quiet, RawJSON };

/// `auto`, `plain`, `tty`, `quiet` (`none`), `rawjson` (`json`). Anything else
/// is an ExitCode::Usage error.
llvm::Expected<ProgressMode> parseProgressMode(llvm::StringRef text);

/// The sink for a mode; Auto is TTY when `fd` is a terminal that can do more
/// than TERM=dumb, else Plain. `os` writes to `fd` and outlives the sink.
std::unique_ptr<EventSink> makeProgress(ProgressMode mode, llvm::raw_ostream &os, int fd);

/// BuildKit-like lines: `#5 [build 2/4] RUN make`, `#5 0.123 output`,
/// `#5 CACHED`, `#5 DONE 0.4s`. Vertices are numbered as they appear.
std::unique_ptr<EventSink> makePlainProgress(llvm::raw_ostream &os);

/// How the terminal is used. The defaults ask the environment.
struct TTYOptions {
  unsigned width = 80;
  unsigned height = 24;
  bool colour = true;
  /// Lines of output shown below a running step.
  unsigned logLines = 6;
  /// Asked for its size before each redraw; -1: the size stays.
  int terminal = -1;

  /// Takes the size of `terminal`, if it has one.
  void updateSize();

  /// Size of the terminal `fd`; NO_COLOR and CLICOLOR_FORCE.
  static TTYOptions forTerminal(int fd);
};

/// A block at the bottom that is redrawn: running steps with timers and the
/// last lines of their output; finished steps scroll away above it.
std::unique_ptr<EventSink> makeTTYProgress(llvm::raw_ostream &os, const TTYOptions &options);

/// One JSON object per event and line: `{"event":"step.log","time":0.12,"vertex":5,…}`.
/// Bytes that are not UTF-8 are in `base64` instead of `text`.
std::unique_ptr<EventSink> makeJSONProgress(llvm::raw_ostream &os);

/// Warnings and nothing else.
std::unique_ptr<EventSink> makeQuietProgress(llvm::raw_ostream &os);

} // namespace imgc

#endif // IMGC_RUNTIME_EVENTS_PROGRESS_H
