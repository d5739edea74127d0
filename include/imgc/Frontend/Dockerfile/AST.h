//===- AST.h - The syntax tree of a Dockerfile ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lossless: every instruction knows its bytes, its lines, its words as BuildKit
// cuts them, and where each of them stands. Values are as written: variables
// stay unexpanded until the instruction is dispatched.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_AST_H
#define IMGC_FRONTEND_DOCKERFILE_AST_H

#include "imgc/Diagnostics/SourceRange.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Casting.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace imgc::dockerfile {

/// Whole lines, both included, from 1 (BuildKit's Location of a node).
struct LineRange {
  uint32_t first = 0;
  uint32_t last = 0;
  bool operator==(const LineRange &) const = default;
};

/// A run of the logical line that stands in one piece in the file.
struct Segment {
  uint32_t logical = 0;
  uint32_t physical = 0;
  uint32_t size = 0;
};

/// A flag as BuildKit reads it: quotes and escapes are already gone.
struct Flag {
  /// `--name=value`.
  std::string text;
  /// Without the dashes.
  std::string name;
  std::string value;
  bool hasValue = false;
  SourceRange range;
};

struct Heredoc {
  std::string name;
  uint64_t fileDescriptor = 0;
  /// The name was not quoted: the body of COPY and ADD is expanded.
  bool expand = false;
  /// `<<-`: leading tabs go.
  bool chomp = false;
  /// The body as it stands in the file, tabs included.
  std::string content;
  /// The lines of the body without the terminator's.
  SourceRange bodyRange;
  SourceRange terminatorRange;

  /// The body with leading tabs removed if `chomp`.
  std::string chompedContent() const;
};

enum class InstructionKind {
  Add,
  Arg,
  Cmd,
  Copy,
  Entrypoint,
  Env,
  Expose,
  From,
  Healthcheck,
  Label,
  Maintainer,
  Onbuild,
  Run,
  Shell,
  Stopsignal,
  User,
  Volume,
  Workdir,
  /// A keyword that does not exist, or an instruction that was refused; never
  /// part of a stage.
  Invalid,
};

/// `RUN`; `<invalid>` for Invalid.
llvm::StringRef getKeyword(InstructionKind kind);
/// Case-insensitive; Invalid for an unknown word.
InstructionKind getInstructionKind(llvm::StringRef keyword);

/// What every instruction has. Concrete classes below; use llvm::isa/cast.
class Instruction {
public:
  virtual ~Instruction() = default;

  InstructionKind getKind() const { return kind; }
  /// BuildKit's String(): the logical line without surrounding blanks.
  llvm::StringRef getCode() const;
  /// The flag `name` where it was written last, or nullptr.
  const Flag *findFlag(llvm::StringRef name) const;
  /// Where the bytes `[begin, end)` of `original` stand in the file.
  SourceRange mapRange(const SourceFile &file, size_t begin, size_t end) const;

  /// From the first byte of the keyword to the end of the last line,
  /// bodies of heredocs included.
  SourceRange range;
  SourceRange keywordRange;
  LineRange lines;
  /// As written (`run`, `Run`).
  std::string keyword;
  /// The logical line: continuation lines joined, comments and escapes gone.
  std::string original;
  std::vector<Segment> segments;
  /// Text of the comments that stand before it (BuildKit's PrevComment).
  std::vector<std::string> comments;
  std::vector<Flag> flags;
  /// The words that BuildKit hands to the instruction: for raw strings one
  /// word; for ENV and LABEL name, value, separator; for ONBUILD the trigger's.
  std::vector<std::string> args;
  std::vector<Heredoc> heredocs;
  /// The arguments were a JSON array.
  bool isJson = false;
  /// A blank line stands inside the continuation; the line after it is where
  /// BuildKit reports it. 0: none.
  uint32_t emptyContinuationLine = 0;

protected:
  explicit Instruction(InstructionKind kind) : kind(kind) {}

private:
  InstructionKind kind;
};

/// Gives each class its kind and classof.
template <InstructionKind Kind>
class InstructionOf : public Instruction {
public:
  InstructionOf() : Instruction(Kind) {}
  static bool classof(const Instruction *instruction) { return instruction->getKind() == Kind; }
};

class InvalidInstruction : public InstructionOf<InstructionKind::Invalid> {};

class FromInstruction : public InstructionOf<InstructionKind::From> {
public:
  std::string base;
  /// In lower case; empty for a stage without a name.
  std::string name;
  /// As written after AS.
  std::string writtenName;
  std::string platform;
  /// Comment that documents the stage; empty when there is none.
  std::string docComment;
};

struct ArgDefinition {
  std::string name;
  std::optional<std::string> value;
  std::string docComment;
};

class ArgInstruction : public InstructionOf<InstructionKind::Arg> {
public:
  std::vector<ArgDefinition> definitions;
};

struct KeyValue {
  std::string key;
  std::string value;
  /// The legacy form `KEY value`.
  bool noDelimiter = false;
};

class EnvInstruction : public InstructionOf<InstructionKind::Env> {
public:
  std::vector<KeyValue> pairs;
};

class LabelInstruction : public InstructionOf<InstructionKind::Label> {
public:
  std::vector<KeyValue> pairs;
};

enum class MountType { Bind, Cache, Tmpfs, Secret, Ssh };
enum class MountSharing { Unset, Shared, Private, Locked };
llvm::StringRef getName(MountType type);
/// Empty for Unset.
llvm::StringRef getName(MountSharing sharing);

/// A parsed RUN --mount.
struct Mount {
  MountType type = MountType::Bind;
  std::string from;
  std::string source;
  std::string target;
  bool readOnly = false;
  /// Bytes of a tmpfs; 0 for no limit.
  int64_t sizeLimit = 0;
  /// `id=`.
  std::string cacheId;
  MountSharing sharing = MountSharing::Unset;
  bool required = false;
  /// Name of a secret's variable; an empty one stands for the default.
  std::optional<std::string> env;
  std::optional<uint64_t> mode;
  std::optional<uint64_t> uid;
  std::optional<uint64_t> gid;
};

/// A parsed RUN --device.
struct Device {
  std::string name;
  bool required = false;
};

/// Expands one word; see ShellWords.h.
using WordExpander = llvm::function_ref<llvm::Expected<std::string>(llvm::StringRef word)>;

/// Parses the value of --mount. With a null `expander`, as when a file is read:
/// only `from` is judged and kept, all else waits. At dispatch call it with the
/// expander of that place; then everything is judged in the written order.
llvm::Expected<Mount> parseMount(llvm::StringRef spec, WordExpander expander);
llvm::Expected<Device> parseDevice(llvm::StringRef spec);

/// What CMD, ENTRYPOINT and RUN run.
struct CommandLine {
  /// For the shell form one string.
  std::vector<std::string> args;
  /// The shell form: to be run by the SHELL in effect.
  bool prependShell = false;
};

class RunInstruction : public InstructionOf<InstructionKind::Run> {
public:
  CommandLine command;
  /// Values of --mount in order, unexpanded, and what parseMount says of them
  /// without an expander (`from` alone is filled in).
  std::vector<std::string> mountSpecs;
  std::vector<Mount> mounts;
  std::vector<Device> devices;
  /// `default`, `none`, `host`.
  std::string network = "default";
  /// `sandbox`, `insecure`.
  std::string security = "sandbox";
  /// Names of the flags that are used, each once, in order.
  std::vector<std::string> usedFlags;
};

/// A heredoc as a source of COPY and ADD.
struct InlineFile {
  std::string path;
  /// Tabs already chomped.
  std::string data;
  bool expand = false;
};

struct SourcesAndDest {
  std::vector<std::string> sources;
  std::vector<InlineFile> inlineFiles;
  std::string dest;
};

class CopyInstruction : public InstructionOf<InstructionKind::Copy> {
public:
  SourcesAndDest paths;
  std::string from;
  std::string chown;
  std::string chmod;
  bool link = false;
  bool parents = false;
  std::vector<std::string> excludes;
};

class AddInstruction : public InstructionOf<InstructionKind::Add> {
public:
  SourcesAndDest paths;
  std::string chown;
  std::string chmod;
  bool link = false;
  std::optional<bool> keepGitDir;
  std::string checksum;
  std::optional<bool> unpack;
  std::vector<std::string> excludes;
};

class WorkdirInstruction : public InstructionOf<InstructionKind::Workdir> {
public:
  std::string path;
};

class UserInstruction : public InstructionOf<InstructionKind::User> {
public:
  std::string user;
};

class CmdInstruction : public InstructionOf<InstructionKind::Cmd> {
public:
  CommandLine command;
};

class EntrypointInstruction : public InstructionOf<InstructionKind::Entrypoint> {
public:
  /// No arguments at all (`ENTRYPOINT []`) clear the entrypoint.
  CommandLine command;
};

class ShellInstruction : public InstructionOf<InstructionKind::Shell> {
public:
  std::vector<std::string> shell;
};

class ExposeInstruction : public InstructionOf<InstructionKind::Expose> {
public:
  /// Sorted, as BuildKit does before it looks at them.
  std::vector<std::string> ports;
};

class VolumeInstruction : public InstructionOf<InstructionKind::Volume> {
public:
  std::vector<std::string> volumes;
};

class StopsignalInstruction : public InstructionOf<InstructionKind::Stopsignal> {
public:
  std::string signal;
};

class HealthcheckInstruction : public InstructionOf<InstructionKind::Healthcheck> {
public:
  /// `NONE`, or `CMD` with arguments, or `CMD-SHELL` with one string.
  std::vector<std::string> test;
  /// Nanoseconds; 0 stands for "as inherited".
  int64_t interval = 0;
  int64_t timeout = 0;
  int64_t startPeriod = 0;
  int64_t startInterval = 0;
  int32_t retries = 0;
};

class MaintainerInstruction : public InstructionOf<InstructionKind::Maintainer> {
public:
  std::string maintainer;
};

class OnbuildInstruction : public InstructionOf<InstructionKind::Onbuild> {
public:
  /// What goes into the image config: the trigger with bodies of heredocs.
  std::string trigger;
};

/// A parser directive (`# escape=`).
struct Directive {
  /// In lower case.
  std::string name;
  std::string value;
  SourceRange range;
};

/// A FROM and what follows it.
struct Stage {
  FromInstruction *from = nullptr;
  std::vector<Instruction *> instructions;
};

/// A whole file. Comments and blank lines are what the ranges leave out.
class Dockerfile {
public:
  uint32_t file = 0;
  char escape = '\\';
  std::vector<Directive> directives;
  /// Full comment lines, in order, those inside instructions included.
  std::vector<SourceRange> comments;
  /// Every instruction in order, Invalid ones too. Owns them.
  std::vector<std::unique_ptr<Instruction>> instructions;
  /// ARGs before the first FROM.
  std::vector<ArgInstruction *> globalArgs;
  std::vector<Stage> stages;

  /// `nullptr` when the directive is not used.
  const Directive *findDirective(llvm::StringRef name) const;
};

/// Prints the tree in a stable text form (`--emit=ast`).
void dumpAst(llvm::raw_ostream &os, const Dockerfile &dockerfile);
void dumpAst(llvm::raw_ostream &os, const Instruction &instruction, unsigned indent = 0);

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_AST_H
