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
  void run(const RunInstruction &run);
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

void Dumper::fields(const Instruction &instruction) {
  if (auto *it = dyn_cast<FromInstruction>(&instruction)) {
    field("base", StringRef(it->base));
    field("name", StringRef(it->name));
    field("platform", StringRef(it->platform));
  } else if (auto *it = dyn_cast<ArgInstruction>(&instruction)) {
    for (const ArgDefinition &definition : it->definitions) {
      os << ' ' << gotext::quote(definition.name);
      if (definition.value)
        os << '=' << gotext::quote(*definition.value);
    }
  } else if (auto *it = dyn_cast<EnvInstruction>(&instruction)) {
    pairs(it->pairs);
  } else if (auto *it = dyn_cast<LabelInstruction>(&instruction)) {
    pairs(it->pairs);
  } else if (auto *it = dyn_cast<RunInstruction>(&instruction)) {
    run(*it);
  } else if (auto *it = dyn_cast<CopyInstruction>(&instruction)) {
    paths(it->paths);
    field("from", StringRef(it->from));
    field("chown", StringRef(it->chown));
    field("chmod", StringRef(it->chmod));
    field("link", it->link);
    field("parents", it->parents);
    optionalList("exclude", it->excludes);
  } else if (auto *it = dyn_cast<AddInstruction>(&instruction)) {
    paths(it->paths);
    field("chown", StringRef(it->chown));
    field("chmod", StringRef(it->chmod));
    field("checksum", StringRef(it->checksum));
    field("link", it->link);
    field("keep-git-dir", it->keepGitDir);
    field("unpack", it->unpack);
    optionalList("exclude", it->excludes);
  } else if (auto *it = dyn_cast<WorkdirInstruction>(&instruction)) {
    field("path", StringRef(it->path));
  } else if (auto *it = dyn_cast<UserInstruction>(&instruction)) {
    field("user", StringRef(it->user));
  } else if (auto *it = dyn_cast<CmdInstruction>(&instruction)) {
    command(it->command);
  } else if (auto *it = dyn_cast<EntrypointInstruction>(&instruction)) {
    command(it->command);
  } else if (auto *it = dyn_cast<ShellInstruction>(&instruction)) {
    list("shell", it->shell);
  } else if (auto *it = dyn_cast<ExposeInstruction>(&instruction)) {
    list("ports", it->ports);
  } else if (auto *it = dyn_cast<VolumeInstruction>(&instruction)) {
    list("volumes", it->volumes);
  } else if (auto *it = dyn_cast<StopsignalInstruction>(&instruction)) {
    field("signal", StringRef(it->signal));
  } else if (auto *it = dyn_cast<HealthcheckInstruction>(&instruction)) {
    list("test", it->test);
    number("interval", it->interval);
    number("timeout", it->timeout);
    number("start-period", it->startPeriod);
    number("start-interval", it->startInterval);
    number("retries", it->retries);
  } else if (auto *it = dyn_cast<MaintainerInstruction>(&instruction)) {
    field("maintainer", StringRef(it->maintainer));
  } else if (auto *it = dyn_cast<OnbuildInstruction>(&instruction)) {
    field("trigger", StringRef(it->trigger));
  } else {
    list("args", instruction.args);
  }
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
