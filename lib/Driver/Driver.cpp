//===- Driver.cpp - The imgc command --------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Driver/Driver.h"

#include "Commands.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Version.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"

#include <cstdlib>
#include <unistd.h>

namespace imgc::driver {

llvm::Error usageError(const llvm::Twine &message, const llvm::Twine &hint) {
  return makeError(ExitCode::Usage, message, hint);
}

bool wantsColor() {
  // https://no-color.org: set to anything but nothing.
  const char *no = std::getenv("NO_COLOR");
  return llvm::sys::Process::StandardErrHasColors() && !(no && *no);
}

int reportError(llvm::Error error) {
  ErrorParts parts = takeError(std::move(error));
  llvm::errs() << "imgc: ";
  llvm::WithColor::error(llvm::errs(), "", /*DisableColors=*/!wantsColor())
      << parts.message << "\n";
  if (!parts.hint.empty())
    llvm::errs() << "  hint: " << parts.hint << "\n";
  return static_cast<int>(parts.code);
}

/// Where the store is when nobody says so.
static llvm::Expected<std::string> getDefaultRoot() {
  if (const char *root = std::getenv("IMGC_ROOT"); root && *root)
    return std::string(root);
  if (::geteuid() == 0)
    return std::string("/var/lib/imgc");
  if (const char *data = std::getenv("XDG_DATA_HOME"); data && *data)
    return std::string(data) + "/imgc";
  if (const char *home = std::getenv("HOME"); home && *home)
    return std::string(home) + "/.local/share/imgc";
  return usageError("there is no place for the store: neither HOME nor IMGC_ROOT is set",
                    "name one with --root");
}

llvm::Expected<std::unique_ptr<Store>> openStore(const Arguments &args) {
  std::string path;
  if (std::optional<std::string> given = args.value(OPT_root)) {
    if (given->empty())
      return usageError("--root needs a directory");
    path = *given;
  } else {
    llvm::Expected<std::string> root = getDefaultRoot();
    if (!root)
      return root.takeError();
    path = *root;
  }
  return Store::open(path);
}

static void printVersion() {
  llvm::outs() << "imgc " IMGC_VERSION " (Dockerfile front end " IMGC_DOCKERFILE_FRONTEND_VERSION
                  ")\n";
}

static llvm::Expected<int> dispatch(const Arguments &args) {
  switch (args.command->command) {
  case BuildVis:
    return runBuild(args);
  case RunVis:
    return runRun(args);
  case ImagesVis:
    return runImages(args);
  case RmiVis:
    return runRmi(args);
  case DuVis:
    return runDu(args);
  case PruneVis:
    return runPrune(args);
  case VersionVis:
    printVersion();
    return 0;
  }
  llvm_unreachable("every command is dispatched");
}

int runDriver(llvm::ArrayRef<const char *> argv) {
  if (argv.size() < 2) {
    printOverview(llvm::errs());
    return static_cast<int>(ExitCode::Usage);
  }
  llvm::StringRef first = argv[1];
  if (first == "help" && argv.size() > 2)
    return runDriver({argv[0], argv[2], "--help"});
  if (first == "--help" || first == "-h" || first == "help") {
    printOverview(llvm::outs());
    return 0;
  }
  if (first == "--version" || first == "-v") {
    printVersion();
    return 0;
  }
  llvm::Expected<Arguments> args = parseArguments(argv);
  if (!args)
    return reportError(args.takeError());
  if (args->list.hasArg(OPT_help)) {
    printHelp(llvm::outs(), *args->command);
    return 0;
  }
  llvm::Expected<int> code = dispatch(*args);
  if (!code)
    return reportError(code.takeError());
  return *code;
}

} // namespace imgc::driver
