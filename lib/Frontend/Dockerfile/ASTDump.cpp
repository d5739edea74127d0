//===- ASTDump.cpp - The syntax tree as text ------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

namespace {
/// Prints `(name value…)` fields after an instruction's head.
class Dumper {
public:
  Dumper(raw_ostream &os, unsigned indent) : os(os), indent(indent) {}

  void dump(const Instruction &instruction);

private:
  void field(StringRef name, StringRef value) {
    if (!value.empty())
      os << ' ' << name << '=' << gotext::quote(value);
  }
  void field(StringRef name, const std::optional<std::string> &value) {
    if (value)
      os << ' ' << name << '=' << gotext::quote(*value);
  }
  void field(StringRef name, bool value) {
    if (value)
      os << ' ' << name;
  }
  void field(StringRef name, std::optional<bool> value) {
    if (value)
      os << ' ' << name << '=' << (*value ? "true" : "false");
  }
  void number(StringRef name, int64_t value) {
    if (value)
      os << ' ' << name << '=' << value;
  }
  void list(StringRef name, ArrayRef<std::string> values) {
    os << ' ' << name << "=[";
    interleaveComma(values, os, [&](const std::string &value) { os << gotext::quote(value); });
    os << ']';
  }
  void optionalList(StringRef name, ArrayRef<std::string> values) {
    if (!values.empty())
      list(name, values);
  }
  void command(const CommandLine &command) {
    list(command.prependShell ? "shell" : "exec", command.args);
  }
  void paths(const SourcesAndDest &paths);
  void pairs(ArrayRef<KeyValue> pairs);
  void from(const FromInstruction &from);
  void arg(const ArgInstruction &arg);
  void run(const RunInstruction &run);
  void copy(const CopyInstruction &copy);
  void add(const AddInstruction &add);
  void healthcheck(const HealthcheckInstruction &check);
  void fields(const Instruction &instruction);
  void heredocs(const Instruction &instruction);

  raw_ostream &os;
  unsigned indent;
};
} // namespace

void Dumper::paths(const SourcesAndDest &paths) {
  list("sources", paths.sources);
  for (const InlineFile &file : paths.inlineFiles)
    os << " inline=" << gotext::quote(file.path) << (file.expand ? "" : ":literal");
  field("dest", StringRef(paths.dest));
}

void Dumper::pairs(ArrayRef<KeyValue> pairs) {
  for (const KeyValue &pair : pairs)
    os << ' ' << gotext::quote(pair.key) << (pair.noDelimiter ? " " : "=")
       << gotext::quote(pair.value);
}

void Dumper::run(const RunInstruction &run) {
  command(run.command);
  optionalList("mounts", run.mountSpecs);
  for (const Device &device : run.devices)
    os << " device=" << gotext::quote(device.name) << (device.required ? ":required" : "");
  if (run.network != "default")
    field("network", StringRef(run.network));
  if (run.security != "sandbox")
    field("security", StringRef(run.security));
}

void Dumper::from(const FromInstruction &from) {
  field("base", StringRef(from.base));
  field("name", StringRef(from.name));
  field("platform", StringRef(from.platform));
}

void Dumper::arg(const ArgInstruction &arg) {
  for (const ArgDefinition &definition : arg.definitions) {
    os << ' ' << gotext::quote(definition.name);
    if (definition.value)
      os << '=' << gotext::quote(*definition.value);
  }
}

void Dumper::copy(const CopyInstruction &copy) {
  paths(copy.paths);
  field("from", StringRef(copy.from));
  field("chown", StringRef(copy.chown));
  field("chmod", StringRef(copy.chmod));
  field("link", copy.link);
  field("parents", copy.parents);
  optionalList("exclude", copy.excludes);
}

void Dumper::add(const AddInstruction &add) {
  paths(add.paths);
  field("chown", StringRef(add.chown));
  field("chmod", StringRef(add.chmod));
  field("checksum", StringRef(add.checksum));
  field("link", add.link);
  field("keep-git-dir", add.keepGitDir);
  field("unpack", add.unpack);
  optionalList("exclude", add.excludes);
}

void Dumper::healthcheck(const HealthcheckInstruction &check) {
  list("test", check.test);
  number("interval", check.interval);
  number("timeout", check.timeout);
  number("start-period", check.startPeriod);
  number("start-interval", check.startInterval);
  number("retries", check.retries);
}

void Dumper::fields(const Instruction &instruction) {
  llvm::TypeSwitch<const Instruction *>(&instruction)
      .Case([&](const FromInstruction *it) { from(*it); })
      .Case([&](const ArgInstruction *it) { arg(*it); })
      .Case([&](const EnvInstruction *it) { pairs(it->pairs); })
      .Case([&](const LabelInstruction *it) { pairs(it->pairs); })
      .Case([&](const RunInstruction *it) { run(*it); })
      .Case([&](const CopyInstruction *it) { copy(*it); })
      .Case([&](const AddInstruction *it) { add(*it); })
      .Case([&](const WorkdirInstruction *it) { field("path", StringRef(it->path)); })
      .Case([&](const UserInstruction *it) { field("user", StringRef(it->user)); })
      .Case([&](const CmdInstruction *it) { command(it->command); })
      .Case([&](const EntrypointInstruction *it) { command(it->command); })
      .Case([&](const ShellInstruction *it) { list("shell", it->shell); })
      .Case([&](const ExposeInstruction *it) { list("ports", it->ports); })
      .Case([&](const VolumeInstruction *it) { list("volumes", it->volumes); })
      .Case([&](const StopsignalInstruction *it) { field("signal", StringRef(it->signal)); })
      .Case([&](const HealthcheckInstruction *it) { healthcheck(*it); })
      .Case([&](const MaintainerInstruction *it) {
        field("maintainer", StringRef(it->maintainer));
      })
      .Case([&](const OnbuildInstruction *it) { field("trigger", StringRef(it->trigger)); })
      .Default([&](const Instruction *it) { list("args", it->args); });
}

void Dumper::heredocs(const Instruction &instruction) {
  for (const Heredoc &heredoc : instruction.heredocs) {
    os.indent(indent + 2) << "heredoc " << gotext::quote(heredoc.name);
    number("fd", static_cast<int64_t>(heredoc.fileDescriptor));
    field("expand", heredoc.expand);
    field("chomp", heredoc.chomp);
    os << ' ' << gotext::quote(heredoc.content) << '\n';
  }
}

void Dumper::dump(const Instruction &instruction) {
  if (!instruction.comments.empty()) {
    os.indent(indent) << "comments";
    for (const std::string &comment : instruction.comments)
      os << ' ' << gotext::quote(comment);
    os << '\n';
  }
  os.indent(indent) << getKeyword(instruction.getKind()) << " <" << instruction.lines.first << '-'
                    << instruction.lines.last << '>';
  fields(instruction);
  os << '\n';
  heredocs(instruction);
}

void dockerfile::dumpAst(raw_ostream &os, const Instruction &instruction, unsigned indent) {
  Dumper(os, indent).dump(instruction);
}

void dockerfile::dumpAst(raw_ostream &os, const Dockerfile &dockerfile) {
  os << "dockerfile escape=" << gotext::quote(StringRef(&dockerfile.escape, 1)) << '\n';
  for (const Directive &directive : dockerfile.directives)
    os << "  directive " << directive.name << '=' << gotext::quote(directive.value) << '\n';
  bool inStage = false;
  for (const auto &instruction : dockerfile.instructions) {
    inStage |= isa<FromInstruction>(*instruction);
    bool isHead = isa<FromInstruction>(*instruction);
    dumpAst(os, *instruction, inStage && !isHead ? 4 : 2);
  }
}
