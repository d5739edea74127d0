//===- OptionTable.h - Options of imgc --------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_OPTIONTABLE_H
#define IMGC_LIB_DRIVER_OPTIONTABLE_H

#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc::driver {

/// The subcommands; each is a visibility of the option table.
enum Command : unsigned {
  BuildVis = 1u << 1,
  RunVis = 1u << 2,
  ImagesVis = 1u << 3,
  RmiVis = 1u << 4,
  DuVis = 1u << 5,
  PruneVis = 1u << 6,
  VersionVis = 1u << 7,
};

using llvm::opt::DefaultVis;
using llvm::opt::HelpHidden;

/// Flag of options that docker has and imgc does not have yet.
inline constexpr unsigned NotYet = 1u << 4;

enum OptionID {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

/// What is known of a subcommand beside its options.
struct CommandInfo {
  Command command;
  const char *name;
  const char *usage;
  const char *summary;
};
llvm::ArrayRef<CommandInfo> getCommands();

/// The arguments of one subcommand, checked against the table.
struct Arguments {
  const CommandInfo *command = nullptr;
  llvm::opt::InputArgList list;

  /// Last value of an option, or nothing.
  std::optional<std::string> value(OptionID id) const;
  std::string value(OptionID id, llvm::StringRef fallback) const;
  std::vector<std::string> values(OptionID id) const;
  /// Value of a switch `--x[=true|false]`; checked by parseArguments.
  bool flag(OptionID id, OptionID idEq) const;
  std::vector<std::string> inputs() const { return list.getAllArgValues(OPT_INPUT); }
};

/// Finds the subcommand in argv[1] and parses the rest. `imgc run` stops at its
/// first positional argument: what follows belongs to the image. Errors are
/// BuildErrors with ExitCode::Usage and a suggestion.
llvm::Expected<Arguments> parseArguments(llvm::ArrayRef<const char *> argv);

void printHelp(llvm::raw_ostream &os, const CommandInfo &command);
void printOverview(llvm::raw_ostream &os);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_OPTIONTABLE_H
