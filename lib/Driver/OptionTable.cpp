//===- OptionTable.cpp - Options of imgc ----------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OptionTable.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/Option.h"

using namespace llvm::opt;

namespace imgc::driver {

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

#define OPTTABLE_STR_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

static constexpr OptTable::Info infoTable[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

namespace {
class ImgcOptTable : public GenericOptTable {
public:
  ImgcOptTable() : GenericOptTable(OptionStrTable, OptionPrefixesTable, infoTable) {
    setDashDashParsing(true);
  }
};
} // namespace

static const ImgcOptTable &getTable() {
  static const ImgcOptTable table;
  return table;
}

static constexpr CommandInfo commands[] = {
    {BuildVis, "build", "imgc build [options] CONTEXT", "Build an image from a Dockerfile"},
    {RunVis, "run", "imgc run [options] IMAGE [COMMAND [ARGUMENT...]]",
     "Run a command in an image of the store"},
    {ImagesVis, "images", "imgc images [options]", "List the images of the store"},
    {RmiVis, "rmi", "imgc rmi [options] IMAGE...", "Remove names of images"},
    {DuVis, "du", "imgc du [options]", "Show what the store uses"},
    {PruneVis, "prune", "imgc prune [options]", "Remove what no image and no build needs"},
    {VersionVis, "version", "imgc version", "Show the version"},
};

llvm::ArrayRef<CommandInfo> getCommands() { return commands; }

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

std::optional<std::string> Arguments::value(OptionID id) const {
  if (const Arg *arg = list.getLastArg(id))
    return std::string(arg->getValue());
  return std::nullopt;
}

std::string Arguments::value(OptionID id, llvm::StringRef fallback) const {
  return value(id).value_or(fallback.str());
}

std::vector<std::string> Arguments::values(OptionID id) const { return list.getAllArgValues(id); }

static std::optional<bool> parseBool(llvm::StringRef text) {
  std::string lower = text.lower();
  if (lower == "true" || lower == "1" || lower == "t")
    return true;
  if (lower == "false" || lower == "0" || lower == "f")
    return false;
  return std::nullopt;
}

bool Arguments::flag(OptionID id, OptionID idEq) const {
  const Arg *arg = list.getLastArg(id, idEq);
  if (!arg)
    return false;
  return arg->getOption().matches(idEq) ? parseBool(arg->getValue()).value_or(false) : true;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

static llvm::Error usageError(const llvm::Twine &message, const llvm::Twine &hint) {
  return makeError(ExitCode::Usage, message, hint);
}

static llvm::Expected<const CommandInfo *> findCommand(llvm::StringRef name) {
  const CommandInfo *nearest = nullptr;
  unsigned best = 3;
  for (const CommandInfo &command : commands) {
    if (name == command.name)
      return &command;
    unsigned distance = name.edit_distance(command.name);
    if (distance < best) {
      best = distance;
      nearest = &command;
    }
  }
  if (nearest)
    return usageError("unknown command '" + name + "'",
                      llvm::Twine("did you mean 'imgc ") + nearest->name + "'?");
  return usageError("unknown command '" + name + "'", "`imgc --help` lists the commands");
}

static llvm::Error checkUnknown(const InputArgList &list, const CommandInfo &command) {
  for (const Arg *arg : list.filtered(OPT_UNKNOWN)) {
    std::string spelling = arg->getAsString(list);
    std::string nearest;
    unsigned distance =
        getTable().findNearest(spelling, nearest, Visibility(command.command), /*MinimumLength=*/1);
    // Any two short options are two edits apart.
    bool near = distance <= 2 && distance * 2 < llvm::StringRef(spelling).ltrim('-').size();
    std::string hint = near ? "did you mean '" + llvm::StringRef(nearest).rtrim('=').str() + "'?"
                            : "`imgc " + std::string(command.name) + " --help` lists its options";
    return usageError("unknown option '" + spelling + "' of 'imgc " + command.name + "'", hint);
  }
  return llvm::Error::success();
}

/// Options that docker has and imgc does not have yet are in the table so that
/// they are refused by name; switches with a value must hold a boolean.
static llvm::Error checkValues(const InputArgList &list) {
  for (const Arg *arg : list) {
    llvm::StringRef id = getTable().getOptionPrefixedName(arg->getOption().getID());
    if (arg->getOption().hasFlag(NotYet))
      return usageError("option '" + id.rtrim('=') + "' is not supported yet", "");
    if (id.ends_with("=") && arg->getOption().getKind() == Option::JoinedClass &&
        arg->getOption().hasFlag(HelpHidden) && !parseBool(arg->getValue()))
      return usageError("option '" + id.rtrim('=') + "' takes true or false, not '" +
                            llvm::StringRef(arg->getValue()) + "'",
                        "");
  }
  return llvm::Error::success();
}

/// Number of leading arguments that belong to `imgc run` itself: up to and
/// including the image's name.
static size_t countOwnArguments(llvm::ArrayRef<const char *> args, const CommandInfo &command) {
  if (command.command != RunVis)
    return args.size();
  InputArgList list(args.begin(), args.end());
  for (unsigned index = 0; index < args.size();) {
    if (llvm::StringRef(args[index]) == "--")
      return std::min<size_t>(args.size(), index + 2);
    std::unique_ptr<Arg> arg = getTable().ParseOneArg(list, index, Visibility(RunVis));
    if (!arg)
      break;
    if (arg->getOption().matches(OPT_INPUT))
      return index;
  }
  return args.size();
}

llvm::Expected<Arguments> parseArguments(llvm::ArrayRef<const char *> argv) {
  llvm::Expected<const CommandInfo *> command = findCommand(argv[1]);
  if (!command)
    return command.takeError();
  llvm::ArrayRef<const char *> args = argv.drop_front(2);
  size_t own = countOwnArguments(args, **command);
  unsigned missingIndex = 0, missingCount = 0;
  Arguments result{*command, getTable().ParseArgs(args.take_front(own), missingIndex, missingCount,
                                                  Visibility((*command)->command))};
  if (missingCount)
    return usageError(llvm::Twine("option '") + args[missingIndex] + "' needs a value", "");
  if (llvm::Error error = checkUnknown(result.list, **command))
    return std::move(error);
  if (llvm::Error error = checkValues(result.list))
    return std::move(error);
  for (const char *rest : args.drop_front(own))
    result.list.append(
        new Arg(getTable().getOption(OPT_INPUT), rest, result.list.MakeIndex(rest), rest));
  return result;
}

//===----------------------------------------------------------------------===//
// Help
//===----------------------------------------------------------------------===//

void printHelp(llvm::raw_ostream &os, const CommandInfo &command) {
  getTable().printHelp(os, command.usage, command.summary, /*ShowHidden=*/false,
                       /*ShowAllAliases=*/false, Visibility(command.command));
}

void printOverview(llvm::raw_ostream &os) {
  os << "imgc compiles container images\n\nUSAGE: imgc COMMAND [options]\n\nCOMMANDS:\n";
  for (const CommandInfo &command : commands)
    os << "  " << llvm::left_justify(command.name, 10) << command.summary << "\n";
  os << "\n`imgc COMMAND --help` shows the options of a command.\n"
     << "Exit codes: 0 done, 1 build failed, 2 wrong usage, 3 Dockerfile refused, 4 registry,\n"
     << "5 environment (privilege, disk, kernel), 6 store, 130 interrupted.\n";
}

} // namespace imgc::driver
