//===- ImportSteps.cpp - Steps from a plan file ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Importer.h"

using namespace mlir;
using namespace imgc;
using imgc::planfile::Importer;

/// Far above what any step has, far below what would exhaust memory.
static constexpr uint32_t maxResults = 4096;

LogicalResult Importer::addStep(const plan::Step &step) {
  if (step.results() == 0 || step.results() > maxResults)
    return fail("step " + Twine(steps.size()) + " has " + Twine(step.results()) + " results");
  FailureOr<mlir::Location> location = makeLocation(step);
  if (failed(location))
    return failure();
  mlir::Location outer = where;
  where = *location;
  FailureOr<Operation *> op = makeAction(step);
  where = outer;
  if (failed(op))
    return failure();
  if ((*op)->getNumResults() != step.results())
    return fail("step " + Twine(steps.size()) + " of its kind has one result");
  steps.push_back(*op);
  return success();
}

FailureOr<mlir::Location> Importer::makeLocation(const plan::Step &step) {
  SmallVector<mlir::Location> ranges;
  for (const plan::Location &message : step.locations()) {
    if (message.file() >= unsigned(file.files_size()))
      return fail("no source file " + Twine(message.file()));
    ranges.push_back(FileLineColRange::get(builder.getStringAttr(file.files(message.file()).name()),
                                           message.start_line(), message.start_column(),
                                           message.end_line(), message.end_column()));
  }
  return FusedLoc::get(context, ranges);
}

ArrayAttr Importer::makeComponents(const plan::Step &step) {
  if (step.components().empty())
    return {};
  SmallVector<Attribute> components;
  for (const plan::Component &message : step.components())
    components.push_back(plan::ComponentAttr::get(context, message.name(), message.value()));
  return builder.getArrayAttr(components);
}

FailureOr<Operation *> Importer::makeAction(const plan::Step &step) {
  Value key = arguments[step.key()];
  plan::PlatformAttr platform = makePlatform(step.has_platform(), step.platform());
  StringAttr title = makeString(step.name());
  UnitAttr ignoreCache = makeFlag(step.ignore_cache());
  switch (step.action_case()) {
  case plan::Step::kImage: {
    const plan::ImageAction &image = step.image();
    return plan::ImageOp::create(builder, where, key, builder.getStringAttr(image.reference()),
                                 builder.getStringAttr(image.digest()), makeString(image.layout()),
                                 platform, version(step), title, ignoreCache, makeComponents(step))
        .getOperation();
  }
  case plan::Step::kLocal: {
    FailureOr<plan::ContextOp> found = lookupContext(step.local().context());
    if (failed(found))
      return failure();
    return plan::LocalOp::create(builder, where, key,
                                 FlatSymbolRefAttr::get(found->getSymNameAttr()), platform,
                                 version(step), title, ignoreCache, makeComponents(step))
        .getOperation();
  }
  case plan::Step::kExec:
    return makeExec(step);
  case plan::Step::kFile:
    return makeFile(step);
  case plan::Step::kMerge: {
    SmallVector<Value> inputs;
    for (const plan::Ref &ref : step.merge().inputs()) {
      FailureOr<Value> input = lookupRef(ref);
      if (failed(input))
        return failure();
      inputs.push_back(*input);
    }
    return plan::MergeOp::create(builder, where, key, inputs, platform, version(step), title,
                                 ignoreCache, makeComponents(step))
        .getOperation();
  }
  case plan::Step::kDiff: {
    FailureOr<Value> lower = lookupRef(step.diff().lower());
    FailureOr<Value> upper = lookupRef(step.diff().upper());
    if (failed(lower) || failed(upper))
      return failure();
    return plan::DiffOp::create(builder, where, key, *lower, *upper, platform, version(step), title,
                                ignoreCache, makeComponents(step))
        .getOperation();
  }
  case plan::Step::ACTION_NOT_SET:
    break;
  }
  return fail("step " + Twine(steps.size()) + " has no action");
}

//===----------------------------------------------------------------------===//
// Exec
//===----------------------------------------------------------------------===//

/// An enumerator of the dialect for one of the file.
template <typename Enum, typename Symbolize>
static FailureOr<Enum> convertEnum(int value, Symbolize symbolize) {
  if (value >= 0)
    if (std::optional<Enum> result = symbolize(value))
      return *result;
  return failure();
}

FailureOr<plan::MountAttr> Importer::makeMount(const plan::Mount &mount,
                                               SmallVectorImpl<Value> &inputs) {
  auto kind = convertEnum<plan::MountType>(
      mount.kind(), [](uint32_t value) { return plan::symbolizeMountType(value); });
  auto sharing = convertEnum<plan::Sharing>(
      mount.sharing(), [](uint32_t value) { return plan::symbolizeSharing(value); });
  if (failed(kind) || failed(sharing))
    return fail("unknown kind or sharing of a mount");
  int64_t number = -1;
  if (mount.has_input() && mount.input().step() != -1) {
    FailureOr<Value> input = lookupRef(mount.input());
    if (failed(input))
      return failure();
    number = llvm::find(inputs, *input) - inputs.begin();
    if (number == int64_t(inputs.size()))
      inputs.push_back(*input);
  }
  return plan::MountAttr::get(context, mount.target(), *kind, number, mount.selector(),
                              mount.readonly(), mount.output(), mount.tmpfs_size(), mount.id(),
                              *sharing, mount.uid(), mount.gid(), mount.mode(), mount.optional());
}

/// Converts the messages of a list; null for none.
template <typename List, typename Convert>
static ArrayAttr convertList(const List &list, Builder &builder, Convert convert) {
  SmallVector<Attribute> attributes;
  for (const auto &message : list)
    attributes.push_back(convert(message));
  return attributes.empty() ? ArrayAttr() : builder.getArrayAttr(attributes);
}

FailureOr<Operation *> Importer::makeExec(const plan::Step &step) {
  const plan::ExecAction &exec = step.exec();
  auto network = convertEnum<plan::Network>(
      exec.network(), [](uint32_t value) { return plan::symbolizeNetwork(value); });
  auto security = convertEnum<plan::Security>(
      exec.security(), [](uint32_t value) { return plan::symbolizeSecurity(value); });
  if (failed(network) || failed(security))
    return fail("unknown network or security mode");
  SmallVector<Value> inputs;
  SmallVector<Attribute> mounts;
  for (const plan::Mount &message : exec.mounts()) {
    FailureOr<plan::MountAttr> mount = makeMount(message, inputs);
    if (failed(mount))
      return failure();
    mounts.push_back(*mount);
  }
  auto hosts = convertList(exec.extra_hosts(), builder, [&](const plan::HostEntry &host) {
    return plan::HostAttr::get(context, host.host(), host.ip());
  });
  auto limits = convertList(exec.ulimits(), builder, [&](const plan::Ulimit &limit) {
    return plan::UlimitAttr::get(context, limit.name(), limit.soft(), limit.hard());
  });
  auto secrets = convertList(exec.secret_env(), builder, [&](const plan::SecretEnv &secret) {
    return plan::SecretEnvAttr::get(context, secret.id(), secret.name(), secret.optional());
  });
  auto devices = convertList(exec.devices(), builder, [&](const plan::Device &device) {
    return plan::DeviceAttr::get(context, device.name(), device.optional());
  });
  DenseI32ArrayAttr codes;
  if (!exec.valid_exit_codes().empty())
    codes = builder.getDenseI32ArrayAttr(
        SmallVector<int32_t>(exec.valid_exit_codes().begin(), exec.valid_exit_codes().end()));
  SmallVector<Attribute> arguments;
  for (const std::string &argument : exec.args())
    arguments.push_back(builder.getStringAttr(argument));
  SmallVector<Type> types(step.results(), plan::FSType::get(context));
  return plan::ExecOp::create(
             builder, where, types, this->arguments[step.key()], builder.getArrayAttr(arguments),
             builder.getStringAttr(exec.cwd()), makeStrings(exec.env()), makeString(exec.user()),
             makeString(exec.hostname()), hosts, plan::NetworkAttr::get(context, *network),
             plan::SecurityAttr::get(context, *security), limits, makeString(exec.cgroup_parent()),
             codes, inputs, builder.getArrayAttr(mounts), secrets, makeStrings(exec.proxy_env()),
             devices, makePlatform(step.has_platform(), step.platform()), version(step),
             makeString(step.name()), makeFlag(step.ignore_cache()), makeComponents(step))
      .getOperation();
}
