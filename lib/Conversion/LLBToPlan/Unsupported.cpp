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

using Problems = SmallVector<std::string>;

static void findInMount(llb::MountAttr mount, Problems &problems) {
  std::string at = (" at '" + mount.getDest() + "'").str();
  switch (mount.getType()) {
  case llb::MountType::Bind:
    if (mount.hasOutput() && mount.getReadonly())
      problems.push_back("read-only mount" + at + " that is kept");
    if (mount.hasOutput() && !mount.getSelector().empty())
      problems.push_back("mount of a part of a file system" + at + " that is kept");
    return;
  case llb::MountType::Tmpfs:
    if (mount.hasOutput())
      problems.push_back("tmpfs mount" + at + " that is kept");
    return;
  case llb::MountType::Secret:
    if (!mount.getSecret() || mount.getSecret().getId().empty())
      problems.push_back("secret mount" + at + " without an id");
    return;
  case llb::MountType::SSH:
    if (!mount.getSsh())
      problems.push_back("ssh mount" + at + " without options");
    return;
  case llb::MountType::Cache:
    return problems.push_back("cache mount" + at);
  }
}

static void findInExec(llb::ExecOp op, const Options &options, const PlatformInfo &platform,
                       Problems &problems) {
  if (!platform.runnable)
    problems.push_back("command for platform '" + platform.text + "' on '" + options.host.str() +
                       "' (emulation is not supported)");
  unsigned roots = 0;
  for (llb::MountAttr mount : op.getMountRange()) {
    findInMount(mount, problems);
    if (path::join("/", mount.getDest()) != "/")
      continue;
    ++roots;
    if (mount.getType() == llb::MountType::Tmpfs)
      problems.push_back("command whose root is a tmpfs");
  }
  if (roots > 1)
    problems.push_back("command with several root mounts");
  if (ArrayAttr env = op.getEnvAttr())
    for (StringAttr variable : env.getAsRange<StringAttr>())
      if (variable.getValue().find('=') == 0 || !variable.getValue().contains('='))
        problems.push_back("environment entry '" + variable.str() + "', which is not NAME=value");
  if (ArrayAttr secrets = op.getSecretEnvAttr())
    for (auto secret : secrets.getAsRange<llb::SecretEnvAttr>())
      if (secret.getId().empty() || secret.getName().empty() || secret.getName().contains('='))
        problems.push_back("secret in an environment variable without an id or a name");
  if (op.getDevicesAttr() && !op.getDevicesAttr().empty())
    problems.push_back("device");
  if (op.getSecurity() == llb::SecurityMode::Insecure)
    problems.push_back("insecure command");
}

static void findInLocal(llb::LocalOp op, Problems &problems) {
  DictionaryAttr options = op.getOptionsAttr();
  if (!options)
    return;
  if (auto transfer = options.getAs<StringAttr>("local.metadatatransfer"))
    if (transfer.getValue() != "false" && !transfer.getValue().empty())
      problems.push_back("local source '" + op.getIdentifier().str() +
                         "' of which only metadata is read");
}

static void findInImage(Operation *op, DictionaryAttr options, StringRef limit,
                        Problems &problems) {
  if (options && options.get(limit))
    problems.push_back("image with a limit of layers ('" + limit.str() + "')");
}

SmallVector<std::string> imgc::llbtoplan::findUnsupported(Operation *op, const Options &options,
                                                          const PlatformInfo &platform) {
  Problems problems;
  auto vertex = cast<llb::LLBVertexOpInterface>(op);
  if (ArrayAttr constraints = vertex.getConstraintsAttr(); constraints && !constraints.empty())
    problems.push_back("choice of a worker by constraints");
  if (llb::MetadataAttr metadata = vertex.getMetadataAttr())
    if (metadata.getLinuxResources())
      problems.push_back("limits of memory or processor time");
  auto source = [&](StringRef kind, StringRef name) {
    problems.push_back((kind + " '" + name + "'").str());
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
      .Case([&](llb::GitOp op) { source("git source", op.getIdentifier()); })
      .Case([&](llb::HTTPOp op) { source("http source", op.getIdentifier()); })
      .Case([&](llb::ImageBlobOp op) { source("blob of a registry", op.getIdentifier()); })
      .Case([&](llb::OCILayoutBlobOp op) { source("blob of an OCI layout", op.getIdentifier()); })
      .Case([&](llb::SourceOp op) { source("source", op.getIdentifier()); })
      .Case([&](llb::BuildOp) { problems.push_back("nested build"); })
      .Case([&](llb::PassthroughOp op) { source("passthrough", op.getId()); })
      .Case([&](llb::UnknownOp) { problems.push_back("vertex of an unknown kind"); })
      .Case([&](llb::MergeOp) {
        if (!options.mergeAndDiff)
          problems.push_back("merge (COPY --link makes one)");
      })
      .Case([&](llb::DiffOp) {
        if (!options.mergeAndDiff)
          problems.push_back("difference of file systems");
      });
  return problems;
}
