//===- InstructionConverter.h - One instruction to llb ----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_INSTRUCTIONCONVERTER_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_INSTRUCTIONCONVERTER_H

#include "Emitter.h"
#include "StageState.h"

#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Support/GitRef.h"

#include <functional>

namespace imgc::dockerfile {

/// What holds for every instruction of one build for one platform.
struct ConversionContext {
  char escape = '\\';
  bool multiPlatform = false;
  Platform targetPlatform;
  /// The build context; made when it is first used.
  std::function<mlir::Value()> buildContext;
  PathSet contextPaths;
  std::vector<llb::HostIPAttr> hosts;
  std::vector<llb::UlimitAttr> ulimits;
  llb::ProxyEnvAttr proxy;
  int64_t shmSize = 0;
  std::string cgroupParent, hostname, cacheNamespace;
  /// SOURCE_DATE_EPOCH: as RFC 3339 for the history, in nanoseconds for files.
  std::optional<std::string> epoch;
  std::optional<int64_t> epochNs;
  int64_t epochSeconds = 0;
  /// Sources of the COPY or ADD, or words of the EXPOSE in hand that were looked at.
  unsigned numSources = 0;
  /// Numbers the progress groups of --link.
  unsigned linkCount = 0;
};

/// A RUN after its words were expanded.
struct RunStep {
  std::string code;
  CommandLine command;
  struct File {
    std::string name, content;
    bool chomp = false;
  };
  std::vector<File> files;
  std::vector<std::string> mountSpecs;
  /// Stage that each mount's `from` names (`scratch` without one); null where it
  /// is not built yet.
  std::vector<StageState *> mountSources;
  std::vector<Device> devices;
  std::string network, security;
};

/// A COPY or ADD after its words were expanded.
struct CopyStep {
  std::string code;
  bool isAdd = false;
  SourcesAndDest paths;
  /// Stage that --from names; null for the build context.
  StageState *from = nullptr;
  std::string chown, chmod, checksum;
  bool link = false, parents = false;
  std::optional<bool> keepGitDir, unpack;
  std::vector<std::string> excludes;
};

/// Applies instructions to the state of a stage, as BuildKit's dispatch
/// functions do, making vertices where they do. Errors (ExitCode::SourceError)
/// have BuildKit's text; the caller adds the position.
class InstructionConverter {
public:
  InstructionConverter(Emitter &emitter, ConversionContext &context, StageState &state,
                       mlir::Location location)
      : emitter(emitter), context(context), state(state), location(location) {}

  llvm::Error run(const RunStep &step);
  llvm::Error copy(CopyStep step);
  llvm::Error workdir(llvm::StringRef code, llvm::StringRef path);
  /// The working directory of a base, without a step of its own.
  llvm::Error setWorkdir(llvm::StringRef path);
  void env(llvm::ArrayRef<KeyValue> pairs);
  /// `values` are final: from the command line, the global scope or the default.
  void arg(llvm::ArrayRef<DeclaredArg> values);
  void label(llvm::ArrayRef<KeyValue> pairs);
  void user(llvm::StringRef name);
  void maintainer(llvm::StringRef name);
  void cmd(const CommandLine &command);
  void entrypoint(const CommandLine &command);
  void shell(llvm::ArrayRef<std::string> command);
  void onbuild(llvm::StringRef trigger);
  void healthcheck(const Healthcheck &check);
  llvm::Error expose(llvm::ArrayRef<std::string> words);
  llvm::Error volume(llvm::StringRef code, llvm::ArrayRef<std::string> paths);
  llvm::Error stopsignal(llvm::StringRef signal);

private:
  std::vector<std::string> withShell(const CommandLine &command) const;
  std::string showRun(llvm::StringRef code, llvm::ArrayRef<Mount> mounts) const;
  std::string getArgsForHistory() const;
  const RunVariables &getRunVariables();
  /// Turns heredocs into arguments, and a script into a mounted file.
  llvm::Error applyHeredocs(const RunStep &step, CommandLine &command, ExecSpec &spec,
                            std::string &shown);
  llvm::Error addMounts(const RunStep &step, ExecSpec &spec, std::vector<Mount> &parsed);
  llvm::Error addMount(Mount mount, llvm::StringRef text, StageState *source, ExecSpec &spec);
  llvm::Error addSecret(const Mount &mount, ExecSpec &spec);
  llvm::Error addSsh(const Mount &mount, ExecSpec &spec);
  llvm::Error addNetworkAndSecurity(const RunStep &step, ExecSpec &spec);
  /// Options of a repository's URL count for the sources after it, too.
  llvm::Error addCopySource(CopyStep &step, llvm::StringRef source, const CopySpec &common,
                            const VertexInfo &info, std::vector<CopySpec> &actions);
  llvm::Error addLocalSource(const CopyStep &step, llvm::StringRef source, const CopySpec &common,
                             std::vector<CopySpec> &actions);
  llvm::Error addInlineFiles(const CopyStep &step, const CopySpec &common,
                             std::vector<CopySpec> &actions);
  void copyLinked(llvm::ArrayRef<CopySpec> actions, VertexInfo info, llvm::StringRef shown,
                  unsigned index);
  llvm::Expected<mlir::Value> makeGitSource(CopyStep &step, const GitRef &ref,
                                            llvm::StringRef name);
  void notePaths(const CopyStep &step);
  llvm::Expected<std::string> relativeToWorkdir(llvm::StringRef path) const;
  VertexInfo internal(llvm::StringRef name) const;

  Emitter &emitter;
  ConversionContext &context;
  StageState &state;
  mlir::Location location;
};

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_INSTRUCTIONCONVERTER_H
