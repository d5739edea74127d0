//===- InstructionBuilder.cpp - Words to typed instructions ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "InstructionBuilder.h"

#include "Explanations.h"
#include "FlagTable.h"
#include "Heredoc.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

#include <limits>

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

namespace {
/// Fills in the fields of one instruction. Each `build` returns false after
/// adding to `error`; the order of the checks is the peer's.
class Builder {
public:
  Builder(Instruction &common, InstructionError &error) : in(common), error(error) {}

  std::unique_ptr<Instruction> run();

private:
  template <typename T>
  std::unique_ptr<Instruction> make();

  bool build(FromInstruction &from);
  bool build(ArgInstruction &arg);
  bool build(EnvInstruction &env) { return readPairsWithFlags("ENV", env.pairs); }
  bool build(LabelInstruction &label) { return readPairsWithFlags("LABEL", label.pairs); }
  bool build(RunInstruction &run);
  bool build(CopyInstruction &copy);
  bool build(AddInstruction &add);
  bool build(WorkdirInstruction &workdir) { return readOne("WORKDIR", workdir.path); }
  bool build(UserInstruction &user) { return readOne("USER", user.user); }
  bool build(MaintainerInstruction &it) { return readOne("MAINTAINER", it.maintainer); }
  bool build(CmdInstruction &cmd) { return readFlags() && readCommand(cmd.command); }
  bool build(EntrypointInstruction &it) { return readFlags() && readCommand(it.command); }
  bool build(ShellInstruction &shell);
  bool build(ExposeInstruction &expose);
  bool build(VolumeInstruction &volume);
  bool build(StopsignalInstruction &stopsignal);
  bool build(HealthcheckInstruction &healthcheck);
  bool build(OnbuildInstruction &onbuild);

  bool fail(const Twine &message, Explanation explanation, DiagId id = DiagId::BadArguments,
            SourceRange range = {});
  bool failFlag(StringRef name, const Twine &message, Explanation explanation,
                DiagId id = DiagId::BadFlag);
  bool needArguments(StringRef keyword);
  bool needDestination(StringRef keyword);
  bool readFlags() { return FlagTable().read(in.flags, error); }
  bool readOne(StringRef keyword, std::string &value);
  bool readPairs(StringRef keyword, std::vector<KeyValue> &pairs);
  bool readPairsWithFlags(StringRef keyword, std::vector<KeyValue> &pairs) {
    bool good = readFlags();
    return readPairs(keyword, pairs) && good;
  }
  bool readCommand(CommandLine &command);
  bool readPaths(StringRef keyword, SourcesAndDest &paths);
  bool readInterval(StringRef name, StringRef text, int64_t &value);
  bool readRetries(StringRef text, int32_t &value);
  bool readDevices(RunInstruction &run, ArrayRef<std::string> specs);
  bool readMounts(RunInstruction &run);
  std::string findDocComment(StringRef name) const;
  /// The flag `name` where it is written for the `index`th time.
  SourceRange flagRange(StringRef name, size_t index = 0) const;

  Instruction &in;
  InstructionError &error;
};
} // namespace

bool Builder::fail(const Twine &message, Explanation explanation, DiagId id, SourceRange range) {
  InstructionError &next = error.getNext();
  next.id = id;
  next.message = message.str();
  next.range = range;
  next.explanation = std::move(explanation);
  return false;
}

bool Builder::failFlag(StringRef name, const Twine &message, Explanation explanation, DiagId id) {
  return fail(message, std::move(explanation), id, flagRange(name));
}

SourceRange Builder::flagRange(StringRef name, size_t index) const {
  for (const Flag &flag : in.flags)
    if (flag.name == name && index-- == 0)
      return flag.range;
  return {};
}

bool Builder::needArguments(StringRef keyword) {
  return !in.args.empty() ||
         fail(keyword + " requires at least one argument", explainNoArguments(in));
}

bool Builder::needDestination(StringRef keyword) {
  return in.args.size() >= 2 ||
         fail(keyword + " requires at least two arguments, but only one was provided. Destination "
                        "could not be determined",
              explainNoArguments(in));
}

bool Builder::readOne(StringRef keyword, std::string &value) {
  if (in.args.size() != 1)
    return fail(keyword + " requires exactly one argument", explainNoArguments(in));
  value = in.args[0];
  return readFlags();
}

bool Builder::readPairs(StringRef keyword, std::vector<KeyValue> &pairs) {
  if (!needArguments(keyword))
    return false;
  for (size_t i = 0; i + 2 < in.args.size(); i += 3) {
    if (in.args[i].empty())
      return fail(keyword + " names can not be blank",
                  {"the name before '=' is missing",
                   {"=" + in.args[i + 1], "="},
                   {describeUsage(getInstructionKind(in.keyword))}});
    pairs.push_back({in.args[i], in.args[i + 1], in.args[i + 2].empty()});
  }
  return true;
}

bool Builder::readCommand(CommandLine &command) {
  command.prependShell = !in.isJson;
  if (in.isJson)
    command.args = in.args;
  else if (!in.args.empty())
    command.args = {llvm::join(in.args, " ")};
  return true;
}

bool Builder::readPaths(StringRef keyword, SourcesAndDest &paths) {
  paths.dest = in.args.back();
  if (tryHeredocWord(paths.dest))
    return fail(keyword + " cannot accept a heredoc as a destination",
                {"the destination cannot be a here-document",
                 {paths.dest},
                 {describeUsage(getInstructionKind(in.keyword))}},
                DiagId::BadHeredoc);
  // Of several bodies with one name the last one counts.
  llvm::StringMap<StringRef> bodies;
  for (const Heredoc &heredoc : in.heredocs)
    bodies[heredoc.name] = heredoc.content;
  for (const std::string &source : ArrayRef(in.args).drop_back()) {
    std::optional<Heredoc> word = tryHeredocWord(source);
    if (!word) {
      paths.sources.push_back(source);
      continue;
    }
    if (auto body = bodies.find(word->name); body != bodies.end())
      word->content = body->second.str();
    paths.inlineFiles.push_back({word->name, word->chompedContent(), word->expand});
  }
  return true;
}

std::string Builder::findDocComment(StringRef name) const {
  if (name.empty())
    return {};
  for (StringRef comment : in.comments)
    if (comment.consume_front(name) && comment.consume_front(" "))
      return comment.str();
  return {};
}

static bool isStageName(StringRef name) {
  return !name.empty() && isLower(name[0]) && all_of(name, [](char c) {
    return isLower(c) || isDigit(c) || StringRef("-_.").contains(c);
  });
}

bool Builder::build(FromInstruction &from) {
  bool named = in.args.size() == 3 && gotext::toUpper(in.args[1]) == "AS";
  if (!named && in.args.size() != 1)
    return fail("FROM requires either one or three arguments", explainFromArguments(in));
  if (named) {
    from.writtenName = in.args[2];
    from.name = gotext::toLower(from.writtenName);
    if (!isStageName(from.name))
      return fail("invalid name for build stage: " + gotext::quote(from.writtenName) +
                      ", name can't start with a number or contain symbols",
                  explainStageName(from.writtenName), DiagId::BadStageName);
  }
  from.base = in.args[0];
  from.docComment = findDocComment(from.name);
  return FlagTable().add("platform", from.platform).read(in.flags, error);
}

bool Builder::build(ArgInstruction &arg) {
  if (!needArguments("ARG"))
    return false;
  for (StringRef word : in.args) {
    ArgDefinition definition;
    auto [name, value] = word.split('=');
    if (word.contains('=')) {
      if (name.empty())
        return fail("ARG names can not be blank", {"the name before '=' is missing",
                                                   {word.str()},
                                                   {describeUsage(InstructionKind::Arg)}});
      definition.value = value.str();
    }
    definition.name = name.str();
    definition.docComment = findDocComment(name);
    arg.definitions.push_back(std::move(definition));
  }
  return true;
}

bool Builder::readDevices(RunInstruction &run, ArrayRef<std::string> specs) {
  bool good = true;
  for (auto [index, spec] : enumerate(specs)) {
    Expected<Device> device = parseDevice(spec);
    if (device) {
      run.devices.push_back(std::move(*device));
      continue;
    }
    ExplainedParts parts = takeExplained(device.takeError());
    good = fail(parts.message, parts.explanation, DiagId::BadFlag, flagRange("device", index));
  }
  return good;
}

bool Builder::readMounts(RunInstruction &run) {
  bool good = true;
  for (auto [index, spec] : enumerate(run.mountSpecs)) {
    Expected<Mount> mount = parseMount(spec, nullptr);
    if (mount) {
      run.mounts.push_back(std::move(*mount));
      continue;
    }
    ExplainedParts parts = takeExplained(mount.takeError());
    good = fail(parts.message, parts.explanation, DiagId::BadMount, flagRange("mount", index));
  }
  return good;
}

bool Builder::build(RunInstruction &run) {
  std::vector<std::string> devices;
  FlagTable flags;
  flags.add("device", devices)
      .add("mount", run.mountSpecs)
      .add("network", run.network)
      .add("security", run.security);
  bool good = flags.read(in.flags, error);
  run.usedFlags = flags.getUsed().vec();
  readCommand(run.command);
  good &= readDevices(run, devices);
  good &= readMounts(run);
  if (!is_contained({"default", "none", "host"}, run.network))
    good = failFlag("network", "invalid network mode " + gotext::quote(run.network),
                    explainChoice("network", run.network, {"default", "none", "host"}));
  if (!is_contained({"insecure", "sandbox"}, run.security))
    good = failFlag("security", "security " + gotext::quote(run.security) + " is not valid",
                    explainChoice("security mode", run.security, {"sandbox", "insecure"}));
  return good;
}

bool Builder::build(CopyInstruction &copy) {
  bool good = needDestination("COPY");
  bool known = FlagTable()
                   .add("chown", copy.chown)
                   .add("from", copy.from)
                   .add("chmod", copy.chmod)
                   .add("link", copy.link)
                   .add("exclude", copy.excludes)
                   .add("parents", copy.parents)
                   .read(in.flags, error);
  return good && readPaths("COPY", copy.paths) && known;
}

bool Builder::build(AddInstruction &add) {
  bool good = needDestination("ADD");
  bool known = FlagTable()
                   .add("chown", add.chown)
                   .add("chmod", add.chmod)
                   .add("link", add.link)
                   .add("keep-git-dir", add.keepGitDir)
                   .add("checksum", add.checksum)
                   .add("unpack", add.unpack)
                   .add("exclude", add.excludes)
                   .read(in.flags, error);
  return good && readPaths("ADD", add.paths) && known;
}

bool Builder::build(ShellInstruction &shell) {
  if (!readFlags() || !needArguments("SHELL"))
    return false;
  if (!in.isJson) {
    std::vector<std::string> notes{describeUsage(InstructionKind::Shell)};
    if (llvm::any_of(in.args, [](llvm::StringRef word) { return word.contains('\''); }))
      notes.push_back("quotes must be double ones");
    return fail("SHELL requires the arguments to be in JSON form",
                {"'SHELL' takes a JSON array of strings", in.args, std::move(notes)},
                DiagId::BadJsonForm);
  }
  shell.shell = in.args;
  return true;
}

bool Builder::build(ExposeInstruction &expose) {
  if (!needArguments("EXPOSE") || !readFlags())
    return false;
  expose.ports = in.args;
  llvm::sort(expose.ports);
  return true;
}

bool Builder::build(VolumeInstruction &volume) {
  if (!needArguments("VOLUME") || !readFlags())
    return false;
  for (StringRef argument : in.args) {
    StringRef trimmed = gotext::trimSpace(argument);
    if (trimmed.empty())
      return fail("VOLUME specified can not be an empty string",
                  {"a volume has no path", {"\"" + argument.str() + "\""}, {}});
    volume.volumes.push_back(trimmed.str());
  }
  return true;
}

bool Builder::build(StopsignalInstruction &stopsignal) {
  if (in.args.size() != 1)
    return fail("STOPSIGNAL requires exactly one argument", explainNoArguments(in));
  stopsignal.signal = in.args[0];
  return true;
}

bool Builder::readInterval(StringRef name, StringRef text, int64_t &value) {
  if (text.empty())
    return true;
  gotext::DurationResult duration = gotext::parseDuration(text);
  if (!duration.error.empty())
    return failFlag(name, duration.error, explainDuration(name, text));
  constexpr int64_t minimum = 1000 * 1000;
  if (duration.nanoseconds != 0 && duration.nanoseconds < minimum)
    return failFlag(name, "Interval " + gotext::quote(name) + " cannot be less than 1ms",
                    explainDuration(name, text));
  value = duration.nanoseconds;
  return true;
}

bool Builder::readRetries(StringRef text, int32_t &value) {
  if (text.empty())
    return true;
  auto refuse = [&](StringRef why) {
    return failFlag("retries", "strconv.ParseInt: parsing " + gotext::quote(text) + ": " + why,
                    explainRetries(text));
  };
  StringRef digits = text;
  bool negative = digits.consume_front("-");
  if (!negative)
    digits.consume_front("+");
  if (digits.empty() || !all_of(digits, isDigit))
    return refuse("invalid syntax");
  int64_t number;
  if (digits.getAsInteger(10, number) ||
      number > static_cast<int64_t>(std::numeric_limits<int32_t>::max()) + negative)
    return refuse("value out of range");
  if (negative && number)
    return failFlag("retries", "--retries cannot be negative (-" + Twine(number) + ")",
                    explainRetries(text));
  value = static_cast<int32_t>(number);
  return true;
}

bool Builder::build(HealthcheckInstruction &healthcheck) {
  if (!needArguments("HEALTHCHECK"))
    return false;
  std::string type = gotext::toUpper(in.args[0]);
  ArrayRef<std::string> rest = ArrayRef(in.args).drop_front();
  if (type == "NONE") {
    healthcheck.test = {type};
    return rest.empty() || fail("HEALTHCHECK NONE takes no arguments",
                                {"nothing may stand after 'HEALTHCHECK NONE'", {rest.front()}, {}});
  }
  std::string interval, timeout, startPeriod, startInterval, retries;
  bool good = FlagTable()
                  .add("interval", interval)
                  .add("timeout", timeout)
                  .add("start-period", startPeriod)
                  .add("start-interval", startInterval)
                  .add("retries", retries)
                  .read(in.flags, error);
  if (type != "CMD")
    return fail("Unknown type " + gotext::quote(type) + " in HEALTHCHECK (try CMD)",
                explainHealthcheckType(in.args[0]));
  if (rest.empty())
    return fail("Missing command after HEALTHCHECK CMD",
                {"the command is missing after 'CMD'",
                 {in.args[0]},
                 {describeUsage(InstructionKind::Healthcheck)}});
  healthcheck.test = {in.isJson ? "CMD" : "CMD-SHELL"};
  append_range(healthcheck.test, rest);
  good &= readInterval("interval", interval, healthcheck.interval);
  good &= readInterval("timeout", timeout, healthcheck.timeout);
  good &= readInterval("start-period", startPeriod, healthcheck.startPeriod);
  good &= readInterval("start-interval", startInterval, healthcheck.startInterval);
  return readRetries(retries, healthcheck.retries) && good;
}

bool Builder::build(OnbuildInstruction &onbuild) {
  if (!needArguments("ONBUILD") || !readFlags())
    return false;
  std::string trigger = gotext::toUpper(gotext::trimSpace(in.args[0]));
  if (trigger == "ONBUILD")
    return fail("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", explainTrigger(trigger),
                DiagId::BadTrigger);
  if (trigger == "MAINTAINER" || trigger == "FROM")
    return fail(trigger + " isn't allowed as an ONBUILD trigger", explainTrigger(trigger),
                DiagId::BadTrigger);
  constexpr StringLiteral blanks("\t\n\f\r ");
  StringRef code = StringRef(in.original).ltrim(blanks);
  if (code.consume_front_insensitive("ONBUILD"))
    onbuild.trigger = code.ltrim(blanks).str();
  else
    onbuild.trigger = in.original;
  for (const Heredoc &heredoc : in.heredocs)
    onbuild.trigger += "\n" + heredoc.content + heredoc.name;
  return true;
}

/// Moves the common fields.
static void moveCommon(Instruction &from, Instruction &to) {
  to.range = from.range;
  to.keywordRange = from.keywordRange;
  to.lines = from.lines;
  to.keyword = std::move(from.keyword);
  to.original = std::move(from.original);
  to.segments = std::move(from.segments);
  to.comments = std::move(from.comments);
  to.flags = std::move(from.flags);
  to.args = std::move(from.args);
  to.heredocs = std::move(from.heredocs);
  to.isJson = from.isJson;
  to.emptyContinuationLine = from.emptyContinuationLine;
}

template <typename T>
std::unique_ptr<Instruction> Builder::make() {
  auto instruction = std::make_unique<T>();
  if (!build(*instruction))
    return nullptr;
  moveCommon(in, *instruction);
  return instruction;
}

std::unique_ptr<Instruction> Builder::run() {
  switch (getInstructionKind(in.keyword)) {
#define BUILD(Kind)                                                                                \
  case InstructionKind::Kind:                                                                      \
    return make<Kind##Instruction>();
    BUILD(Add)
    BUILD(Arg)
    BUILD(Cmd)
    BUILD(Copy)
    BUILD(Entrypoint)
    BUILD(Env)
    BUILD(Expose)
    BUILD(From)
    BUILD(Healthcheck)
    BUILD(Label)
    BUILD(Maintainer)
    BUILD(Onbuild)
    BUILD(Run)
    BUILD(Shell)
    BUILD(Stopsignal)
    BUILD(User)
    BUILD(Volume)
    BUILD(Workdir)
#undef BUILD
  case InstructionKind::Invalid:
    break;
  }
  SmallVector<StringRef> keywords;
  for (unsigned i = 0; i != static_cast<unsigned>(InstructionKind::Invalid); ++i)
    keywords.push_back(getKeyword(static_cast<InstructionKind>(i)));
  error.suggestion = findSuggestion(in.keyword, keywords, /*caseSensitive=*/false);
  error.nearest = findNearest(in.keyword, keywords, /*caseSensitive=*/false);
  fail("unknown instruction: " + in.keyword, explainUnknown(in.keyword),
       DiagId::UnknownInstruction, in.keywordRange);
  return nullptr;
}

std::unique_ptr<Instruction> dockerfile::buildInstruction(Instruction &common,
                                                          InstructionError &error) {
  return Builder(common, error).run();
}
