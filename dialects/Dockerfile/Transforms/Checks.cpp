//===- Checks.cpp - Build checks that need the IR -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Checks.h"

#include "imgc/Support/GitRef.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/ImagePath.h"
#include "imgc/Support/Path.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

//===----------------------------------------------------------------------===//
// Reporting
//===----------------------------------------------------------------------===//

LineRange imgc::dockerfile::getLines(Location location) {
  auto place = location->findInstanceOf<FileLineColRange>();
  return place ? LineRange{place.getStartLine(), place.getEndLine()} : LineRange();
}

/// BUILDKIT_DOCKERFILE_CHECK or the directive of the text. Both were judged
/// when the file was read; here a bad one says nothing.
static RuleSet readRules(FileOp file) {
  std::optional<StringRef> given;
  if (file.getBuildArgs())
    for (auto entry : file.getBuildArgs()->getAsRange<StringAttr>())
      if (auto [name, value] = entry.getValue().split('='); name == "BUILDKIT_DOCKERFILE_CHECK")
        given = value;
  llvm::Expected<CheckOptions> options = getCheckOptions(given, file.getText().value_or(""));
  if (options)
    return RuleSet(*options);
  llvm::consumeError(options.takeError());
  return RuleSet();
}

CheckReporter::CheckReporter(FileOp file, const BuildOptions &options) {
  auto module = file->getParentOfType<ModuleOp>();
  bool isFirst = !module || *module.getOps<FileOp>().begin() == file;
  collector = options.lint;
  active = isFirst && (collector || options.lintAsWarnings);
  if (active)
    rules = collector ? collector->getRules() : readRules(file);
}

RuleSet CheckReporter::getRules(ArrayAttr comments) const {
  if (!comments || !active)
    return rules;
  SmallVector<StringRef> texts;
  for (auto comment : comments.getAsRange<StringAttr>())
    texts.push_back(comment.getValue());
  return rules.withComments(texts);
}

void CheckReporter::report(const RuleSet &wanted, Rule rule, Location location,
                           const llvm::Twine &message, StringRef token, unsigned source,
                           LineRange other, StringRef otherText) {
  if (!active || !wanted.contains(rule))
    return;
  if (collector)
    collector->report({rule, message.str(), getLines(location), token.str(), step, source, other,
                       otherText.str()});
  else
    mlir::emitWarning(location) << getRuleInfo(rule).name << ": " << message;
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

InstructionChecker::InstructionChecker(FileOp file, const BuildOptions &options)
    : file(file), reporter(file, options) {
  if (!reporter.isActive() || options.excludes.empty())
    return;
  llvm::Expected<PatternMatcher> matcher = PatternMatcher::createLate(options.excludes);
  if (!matcher) {
    llvm::consumeError(matcher.takeError()); // an error of the file that has them
    return;
  }
  // What an exception takes back is too hard to tell without the files.
  if (matcher->hasExceptions())
    return;
  ignored = std::move(*matcher);
  for (const std::string &pattern : options.excludes) {
    std::string clean = path::clean(gotext::trimSpace(pattern));
    rootIgnored |= clean == "*" || clean == "**" || clean == "**/*";
  }
}

void InstructionChecker::start(InstructionOpInterface op) {
  reporter.startInstruction();
  rules = reporter.getRules(op.getCommentsAttr());
}

void InstructionChecker::reportUndefined(Operation *op, StringRef name,
                                         ArrayRef<std::string> known) {
  if (!globals) {
    globals.emplace();
    for (GlobalArgOp arg : file.getBody().getOps<GlobalArgOp>())
      for (auto definition : arg.getDefinitions().getAsRange<ArgAttr>())
        (*globals)[definition.getName().getValue()] = getLines(arg.getLoc());
  }
  LineRange global = globals->lookup(name);
  std::string why;
  if (global.first)
    why = ("this ARG is for FROM only; repeat ARG " + name + " in the stage to use it there").str();
  reporter.report(rules, Rule::UndefinedVar, op->getLoc(), describeUndefined(name, known), name,
                  /*source=*/0, global, why);
}

/// The keyword as written.
static StringRef getWrittenKeyword(Operation *op) {
  return cast<InstructionOpInterface>(op).getCode().take_until(llvm::isSpace);
}

void InstructionChecker::checkLegacy(Operation *op, PairAttr pair) {
  StringRef keyword = getWrittenKeyword(op);
  if (pair.getLegacy())
    report(Rule::LegacyKeyValueFormat, op,
           "\"" + keyword + " key=value\" should be used instead of legacy \"" + keyword +
               " key value\" format");
}

static std::string describeSecret(StringRef keyword, StringRef name) {
  return ("Do not use ARG or ENV instructions for sensitive data (" + keyword + " " +
          gotext::quote(name) + ")")
      .str();
}

void InstructionChecker::checkArg(ArgOp op, StringRef name) {
  if (looksSecret(name))
    report(Rule::SecretsUsedInArgOrEnv, op, describeSecret("ARG", name), name);
}

/// The one that does not count is the earlier one.
void InstructionChecker::checkOnce(Operation *op, std::optional<Location> &last) {
  if (last)
    reporter.report(rules, Rule::MultipleInstructionsDisallowed, *last,
                    "Multiple " + getWrittenKeyword(op) +
                        " instructions should not be used in the same stage because only the "
                        "last one will be used");
  last = op->getLoc();
}

void InstructionChecker::checkShellForm(Operation *op, bool shellForm, const CheckState &state) {
  if (shellForm && !state.hasShell)
    report(Rule::JSONArgsRecommended, op,
           "JSON arguments recommended for " + getWrittenKeyword(op) +
               " to prevent unintended behavior related to OS signals");
}

void InstructionChecker::checkPorts(ExposeOp op) {
  for (auto [index, word] : llvm::enumerate(op.getPorts().getAsRange<StringAttr>())) {
    StringRef port = word.getValue();
    auto found = [&, place = index + 1](Rule rule, const Twine &message) {
      reporter.report(rules, rule, op.getLoc(), message, port, place);
    };
    bool hasHost = port.contains(':');
    StringRef before = hasHost ? port.rsplit(':').first : "";
    auto [number, protocol] = port.rsplit(':').second.split('/');
    if (!hasHost)
      std::tie(number, protocol) = port.split('/');
    bool known = protocol.empty() || protocol.equals_insensitive("tcp") ||
                 protocol.equals_insensitive("udp") || protocol.equals_insensitive("sctp");
    if (number.empty() || !known)
      return; // refused where it is lowered
    if (protocol != protocol.lower())
      found(Rule::ExposeProtoCasing,
            "Defined protocol '" + port + "' in EXPOSE instruction should be lowercase");
    // `:80` has an empty host port, which is none.
    if (!before.empty() && before != ":")
      found(Rule::ExposeInvalidFormat,
            "EXPOSE instruction should not define an IP address or host-port mapping, found '" +
                port + "'");
  }
}

/// No path of the build context; what is refused where it is lowered counts as one.
static bool isRemote(StringRef source) {
  llvm::Expected<std::optional<GitRef>> git = parseGitRef(source);
  if (!git) {
    llvm::consumeError(git.takeError());
    return true;
  }
  return (*git && !(*git)->looksLocal) || source.starts_with("http://") ||
         source.starts_with("https://");
}

void InstructionChecker::checkSources(Operation *op, ArrayAttr sources, StringRef verb) {
  if (!ignored)
    return;
  for (auto [index, source] : llvm::enumerate(sources.getAsRange<StringAttr>())) {
    if (isRemote(source))
      continue;
    std::string path = path::clean(source);
    if ((path == "." || path == "/") && !rootIgnored)
      continue;
    llvm::Expected<bool> matches = ignored->tryMatch(path);
    if (!matches)
      llvm::consumeError(matches.takeError()); // BuildKit drops this error, too
    else if (*matches)
      reporter.report(rules, Rule::CopyIgnoredFile, op->getLoc(),
                      "Attempting to " + verb + " file " + gotext::quote(path) +
                          " that is excluded by .dockerignore",
                      source, index + 1);
  }
}

void InstructionChecker::check(Operation *op, CheckState &state, StringRef os) {
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](EnvOp env) {
        for (auto pair : env.getPairs().getAsRange<PairAttr>()) {
          checkLegacy(env, pair);
          if (StringRef key = pair.getKey(); looksSecret(key))
            report(Rule::SecretsUsedInArgOrEnv, op, describeSecret("ENV", key), key);
        }
      })
      .Case([&](LabelOp label) {
        for (auto pair : label.getPairs().getAsRange<PairAttr>())
          checkLegacy(label, pair);
      })
      .Case([&](WorkdirOp workdir) {
        if (!state.hasWorkdir && !ImagePaths(os).isAbsolute(workdir.getPath()))
          report(Rule::WorkdirRelativePath, op,
                 "Relative workdir " + gotext::quote(workdir.getPath()) +
                     " can have unexpected results if the base image changes",
                 workdir.getPath());
        state.hasWorkdir = true;
      })
      .Case([&](CmdOp cmd) {
        checkOnce(op, state.cmd);
        checkShellForm(op, cmd.getShell(), state);
      })
      .Case([&](EntrypointOp entrypoint) {
        checkOnce(op, state.entrypoint);
        checkShellForm(op, entrypoint.getShell(), state);
      })
      .Case([&](HealthcheckOp) { checkOnce(op, state.healthcheck); })
      .Case([&](ShellOp) { state.hasShell = true; })
      .Case([&](ExposeOp expose) { checkPorts(expose); })
      .Case([&](AddOp add) { checkSources(op, add.getSources(), "Add"); })
      .Case([&](CopyOp copy) {
        if (!copy.getFromStage())
          checkSources(op, copy.getSources(), "Copy");
      });
}
