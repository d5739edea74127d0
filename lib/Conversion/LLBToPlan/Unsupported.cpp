//===- Unsupported.cpp - What the runtime cannot do yet -------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A vertex must never run with a field of it ignored: what the runtime does not
// do is refused here, at its position.

#include "Lowering.h"
#include "imgc/Support/Path.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llbtoplan;

using Problems = SmallVector<Problem>;

/// `RUN --mount=type=cache` as the user wrote it.
static Problem describeMount(StringRef type) {
  std::string flag = ("--mount=type=" + type).str();
  return {"'RUN " + flag + "'", {flag, ("type=" + type).str(), "--mount"}};
}

static void findInMount(llb::MountAttr mount, Problems &problems) {
  std::string at = (" at '" + mount.getDest() + "'").str();
  switch (mount.getType()) {
  case llb::MountType::Bind:
    if (mount.hasOutput() && mount.getReadonly())
      problems.push_back({"a read-only mount" + at + " that is kept", {}});
    if (mount.hasOutput() && !mount.getSelector().empty())
      problems.push_back({"a mount of a part of a file system" + at + " that is kept", {}});
    return;
  case llb::MountType::Tmpfs:
    if (mount.hasOutput())
      problems.push_back({"a tmpfs mount" + at + " that is kept", {}});
    return;
  case llb::MountType::Secret:
    if (!mount.getSecret() || mount.getSecret().getId().empty())
      problems.push_back({"a secret mount" + at + " without an id", {}});
    return;
  case llb::MountType::SSH:
    if (!mount.getSsh())
      problems.push_back({"an ssh mount" + at + " without options", {}});
    return;
  case llb::MountType::Cache:
    return problems.push_back(describeMount("cache"));
  }
}

static void findInRoots(llb::ExecOp op, Problems &problems) {
  unsigned roots = 0;
  for (llb::MountAttr mount : op.getMountRange()) {
    findInMount(mount, problems);
    if (path::join("/", mount.getDest()) != "/")
      continue;
    ++roots;
    if (mount.getType() == llb::MountType::Tmpfs)
      problems.push_back({"a command whose root is a tmpfs", {}});
  }
  if (roots > 1)
    problems.push_back({"a command with several root mounts", {}});
}

static void findInExec(llb::ExecOp op, const Options &options, const PlatformInfo &platform,
                       Problems &problems) {
  if (!platform.runnable)
    problems.push_back({"a command for '" + platform.text + "' on this '" + options.host.str() +
                            "' machine, which would need emulation,",
                        {}});
  findInRoots(op, problems);
  if (ArrayAttr env = op.getEnvAttr())
    for (StringAttr variable : env.getAsRange<StringAttr>())
      if (variable.getValue().find('=') == 0 || !variable.getValue().contains('='))
        problems.push_back(
            {"the environment entry '" + variable.str() + "', which is not NAME=value,", {}});
  if (ArrayAttr secrets = op.getSecretEnvAttr())
    for (auto secret : secrets.getAsRange<llb::SecretEnvAttr>())
      if (secret.getId().empty() || secret.getName().empty() || secret.getName().contains('='))
        problems.push_back({"a secret in an environment variable without an id or a name", {}});
  if (op.getDevicesAttr() && !op.getDevicesAttr().empty())
    problems.push_back({"'RUN --device'", {"--device"}});
  if (op.getSecurity() == llb::SecurityMode::Insecure)
    problems.push_back({"'RUN --security=insecure'", {"--security=insecure", "--security"}});
}

static void findInLocal(llb::LocalOp op, Problems &problems) {
  DictionaryAttr options = op.getOptionsAttr();
  if (!options)
    return;
  if (auto transfer = options.getAs<StringAttr>("local.metadatatransfer"))
    if (transfer.getValue() != "false" && !transfer.getValue().empty())
      problems.push_back(
          {"the local source '" + op.getIdentifier().str() + "', of which only metadata is read,",
           {}});
}

static void findInImage(Operation *op, DictionaryAttr options, StringRef limit,
                        Problems &problems) {
  if (options && options.get(limit))
    problems.push_back({"an image with a limit of layers ('" + limit.str() + "')", {}});
}

/// A repository, as the user named it where that is known.
static Problem describeGit(llb::GitOp op) {
  std::string name = op.getIdentifier().str();
  std::vector<std::string> marks{name};
  if (DictionaryAttr options = op.getOptionsAttr())
    if (auto url = options.getAs<StringAttr>("git.fullurl"))
      marks.insert(marks.begin(), url.str());
  return {"the git source '" + name + "'", marks};
}

/// `COPY --link` adds to a file system without looking at it.
static Problem describeMerge() {
  return {"a merge of file systems, as '--link' makes one,", {"--link=true", "--link"}};
}

SmallVector<Problem> imgc::llbtoplan::findUnsupported(Operation *op, const Options &options,
                                                      const PlatformInfo &platform) {
  Problems problems;
  auto vertex = cast<llb::LLBVertexOpInterface>(op);
  if (ArrayAttr constraints = vertex.getConstraintsAttr(); constraints && !constraints.empty())
    problems.push_back({"a choice of a worker by constraints", {}});
  if (llb::MetadataAttr metadata = vertex.getMetadataAttr())
    if (metadata.getLinuxResources())
      problems.push_back({"a limit of memory or processor time", {}});
  auto source = [&](StringRef kind, StringRef name) {
    problems.push_back({(kind + " '" + name + "'").str(), {name.str()}});
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](llb::ExecOp op) { findInExec(op, options, platform, problems); })
      .Case([&](llb::LocalOp op) { findInLocal(op, problems); })
      .Case([&](llb::ImageOp op) {
        findInImage(op, op.getOptionsAttr(), "image.layerlimit", problems);
      })
      .Case([&](llb::OCILayoutOp op) {
        findInImage(op, op.getOptionsAttr(), "oci.layerlimit", problems);
      })
      .Case([&](llb::GitOp op) { problems.push_back(describeGit(op)); })
      .Case([&](llb::HTTPOp op) { source("the http source", op.getIdentifier()); })
      .Case([&](llb::ImageBlobOp op) { source("the blob of a registry", op.getIdentifier()); })
      .Case(
          [&](llb::OCILayoutBlobOp op) { source("the blob of an OCI layout", op.getIdentifier()); })
      .Case([&](llb::SourceOp op) { source("the source", op.getIdentifier()); })
      .Case([&](llb::BuildOp) { problems.push_back({"a nested build", {}}); })
      .Case([&](llb::PassthroughOp op) { source("the passthrough", op.getId()); })
      .Case([&](llb::UnknownOp) { problems.push_back({"a vertex of an unknown kind", {}}); })
      .Case([&](llb::MergeOp) {
        if (!options.mergeAndDiff)
          problems.push_back(describeMerge());
      })
      .Case([&](llb::DiffOp) {
        if (!options.mergeAndDiff)
          problems.push_back({"a difference of file systems", {}});
      });
  return problems;
}
