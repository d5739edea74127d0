//===- Emitter.h - Builds llb vertices as BuildKit's client does --*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_EMITTER_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_EMITTER_H

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Support/Platform.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc::dockerfile {

/// What a vertex says of itself beside its digest.
struct VertexInfo {
  mlir::Location location;
  /// `llb.customname`.
  std::string name;
  /// `com.docker.dockerfile.v1.command`, where BuildKit gives one.
  std::optional<std::string> command;
  bool ignoreCache = false;
  llb::ProgressGroupAttr group = {};
};

using SourceOptions = std::vector<std::pair<std::string, std::string>>;

/// One mount of an exec, before inputs are numbered. A null `source` is scratch.
struct ExecMount {
  std::string target;
  mlir::Value source;
  std::string selector;
  bool readOnly = false;
  /// BuildKit's ForceNoOutput: what is written is dropped.
  bool noOutput = false;
  bool isTmpfs = false;
  int64_t tmpfsSize = 0;
  std::string cacheId;
  llb::CacheSharing sharing = llb::CacheSharing::Shared;
};

struct ExecSpec {
  std::vector<std::string> args;
  /// `NAME=value`; null for none.
  mlir::ArrayAttr env;
  std::string cwd, user, hostname, cgroupParent;
  llb::NetMode network = llb::NetMode::Sandbox;
  llb::SecurityMode security = llb::SecurityMode::Sandbox;
  std::vector<llb::HostIPAttr> hosts;
  std::vector<llb::UlimitAttr> ulimits;
  llb::ProxyEnvAttr proxy;
  std::vector<ExecMount> mounts;
  std::vector<llb::SecretEnvAttr> secretEnv;
  /// Secret mounts, then ssh mounts: appended after the others.
  std::vector<llb::MountAttr> secretMounts, sshMounts;
  std::vector<llb::DeviceAttr> devices;
  Platform platform;
};

/// One copy action. A null `source` is scratch.
struct CopySpec {
  mlir::Value source;
  std::string src, dest;
  std::optional<uint32_t> mode;
  std::string modeString;
  bool followSymlink = false, contents = false, unpack = false, createDest = false;
  bool wildcard = false, emptyWildcard = false;
  std::vector<std::string> include, exclude, required;
  /// `user[:group]`, empty for none.
  std::string chown;
};

/// Makes vertices with the operand order, caps and defaults of BuildKit's Go
/// client (client/llb), so that digests agree. Null values are scratch.
class Emitter {
public:
  explicit Emitter(mlir::OpBuilder &builder);

  mlir::OpBuilder &getBuilder() { return b; }
  /// Whether a source has a URL, where %XX stands for any byte.
  bool hasURLs() const { return anyURL; }

  mlir::Value image(llvm::StringRef reference, llvm::StringRef resolveMode,
                    const Platform &platform, const VertexInfo &info);
  mlir::Value ociLayout(llvm::StringRef reference, const SourceOptions &options,
                        const Platform &platform, const VertexInfo &info);
  mlir::Value local(llvm::StringRef name, const SourceOptions &options, const VertexInfo &info);
  mlir::Value http(llvm::StringRef url, const SourceOptions &options,
                   llvm::ArrayRef<llvm::StringRef> caps, const VertexInfo &info);
  mlir::Value git(llvm::StringRef identifier, const SourceOptions &options,
                  llvm::ArrayRef<llvm::StringRef> caps, const VertexInfo &info);

  /// The result is the root file system after the command.
  mlir::Value exec(mlir::Value root, const ExecSpec &spec, const VertexInfo &info);

  mlir::Value copy(mlir::Value base, llvm::ArrayRef<CopySpec> actions, const VertexInfo &info);
  /// `timestamp` in nanoseconds, -1 for none.
  mlir::Value mkdir(mlir::Value base, llvm::StringRef path, uint32_t mode, bool parents,
                    llvm::StringRef chown, int64_t timestamp, const VertexInfo &info);
  mlir::Value mkfile(mlir::Value base, llvm::StringRef path, uint32_t mode, llvm::StringRef data,
                     const VertexInfo &info);
  /// Inputs that are scratch do not count; less than two make no vertex.
  mlir::Value merge(llvm::ArrayRef<mlir::Value> inputs, const VertexInfo &info);

private:
  llb::MetadataAttr getMetadata(const VertexInfo &info, llvm::ArrayRef<llvm::StringRef> caps);
  mlir::DictionaryAttr getCaps(llvm::ArrayRef<llvm::StringRef> caps);
  llb::PlatformAttr getPlatform(const Platform &platform);
  mlir::ArrayAttr getStrings(llvm::ArrayRef<std::string> values);
  mlir::ArrayAttr getStringsOrNull(llvm::ArrayRef<std::string> values);
  mlir::DictionaryAttr getOptions(const SourceOptions &options);
  llb::OwnerAttr getOwner(llvm::StringRef chown);
  /// The operand of an owner by name: the file system that is changed.
  mlir::Value userFrom(llb::OwnerAttr owner, mlir::Value base);
  mlir::Value groupFrom(llb::OwnerAttr owner, mlir::Value base);
  llb::FileOp beginFile(llvm::ArrayRef<mlir::Value> inputs, const VertexInfo &info);

  mlir::OpBuilder &b;
  bool anyURL = false;
  // Made once: looking them up again costs more than all else about a vertex.
  mlir::Type fsType;
  mlir::StringAttr commandName, customName;
  llvm::StringMap<mlir::DictionaryAttr> knownCaps;
  std::optional<std::pair<Platform, llb::PlatformAttr>> lastPlatform;
};

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_EMITTER_H
