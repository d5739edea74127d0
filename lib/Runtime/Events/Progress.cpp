//===- Progress.cpp - Chooses a sink --------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Events/Progress.h"

#include "DisplayText.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/StringSwitch.h"

#include <cstdlib>
#include <optional>
#include <sys/ioctl.h>
#include <unistd.h>

namespace imgc {
namespace {

class QuietProgress : public EventSink {
public:
  explicit QuietProgress(llvm::raw_ostream &os) : os(os) {}
  void handle(const Event &event) override {
    if (event.kind != EventKind::Warning)
      return;
    os << "warning: " << makeOneLine(event.text) << '\n';
    os.flush();
  }

private:
  llvm::raw_ostream &os;
};

} // namespace

llvm::Expected<ProgressMode> parseProgressMode(llvm::StringRef text) {
  std::optional<ProgressMode> mode = llvm::StringSwitch<std::optional<ProgressMode>>(text)
                                         .Cases({"auto", ""}, ProgressMode::Auto)
                                         .Case("plain", ProgressMode::Plain)
                                         .Case("tty", ProgressMode::TTY)
                                         .Cases({"quiet", "none"}, ProgressMode::Quiet)
                                         .Cases({"rawjson", "json"}, ProgressMode::RawJSON)
                                         .Default(std::nullopt);
  if (mode)
    return *mode;
  return makeError(ExitCode::Usage, "unknown progress mode '" + text + "'",
                   "one of auto, plain, tty, rawjson, quiet and none");
}

static bool isEnvironmentSet(const char *name) {
  const char *value = ::getenv(name);
  return value && *value;
}

void TTYOptions::updateSize() {
  struct winsize size = {};
  if (terminal < 0 || ::ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ||
      size.ws_row == 0)
    return;
  width = size.ws_col;
  height = size.ws_row;
}

TTYOptions TTYOptions::forTerminal(int fd) {
  TTYOptions options;
  options.terminal = fd;
  options.updateSize();
  options.colour = isEnvironmentSet("CLICOLOR_FORCE") || !isEnvironmentSet("NO_COLOR");
  return options;
}

std::unique_ptr<EventSink> makeQuietProgress(llvm::raw_ostream &os) {
  return std::make_unique<QuietProgress>(os);
}

std::unique_ptr<EventSink> makeProgress(ProgressMode mode, llvm::raw_ostream &os, int fd) {
  if (mode == ProgressMode::Auto) {
    const char *term = ::getenv("TERM");
    bool dumb = !term || llvm::StringRef(term) == "dumb";
    mode = ::isatty(fd) && !dumb ? ProgressMode::TTY : ProgressMode::Plain;
  }
  switch (mode) {
  case ProgressMode::TTY:
    return makeTTYProgress(os, TTYOptions::forTerminal(fd));
  case ProgressMode::Quiet:
    return makeQuietProgress(os);
  case ProgressMode::RawJSON:
    return makeJSONProgress(os);
  case ProgressMode::Auto:
  case ProgressMode::Plain:
    break;
  }
  return makePlainProgress(os);
}

} // namespace imgc
