//===- LowerExec.cpp - Commands, merges and differences -------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "imgc/Support/Path.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llbtoplan;

//===----------------------------------------------------------------------===//
// Fields of an exec
//===----------------------------------------------------------------------===//

/// Converts the elements of an array one by one; null stays null.
template <typename From, typename Convert>
static ArrayAttr convertArray(ArrayAttr array, Builder &builder, Convert convert) {
  if (!array || array.empty())
    return {};
  SmallVector<Attribute> result;
  for (From element : array.getAsRange<From>())
    result.push_back(convert(element));
  return builder.getArrayAttr(result);
}

/// Both spellings of each variable, as BuildKit passes them.
static ArrayAttr makeProxyEnvironment(llb::ProxyEnvAttr proxy, Builder &builder) {
  if (!proxy)
    return {};
  SmallVector<Attribute> result;
  auto add = [&](StringRef upper, StringRef value) {
    if (value.empty())
      return;
    result.push_back(builder.getStringAttr(upper + "=" + value));
    result.push_back(builder.getStringAttr(upper.lower() + "=" + value));
  };
  add("HTTP_PROXY", proxy.getHttpProxy());
  add("HTTPS_PROXY", proxy.getHttpsProxy());
  add("FTP_PROXY", proxy.getFtpProxy());
  add("NO_PROXY", proxy.getNoProxy());
  add("ALL_PROXY", proxy.getAllProxy());
  return result.empty() ? ArrayAttr() : builder.getArrayAttr(result);
}

/// In the order they are mounted: a mount comes after those above it.
static SmallVector<llb::MountAttr> sortMounts(llb::ExecOp op) {
  SmallVector<std::pair<size_t, llb::MountAttr>> numbered;
  for (llb::MountAttr mount : op.getMountRange())
    numbered.emplace_back(numbered.size(), mount);
  llvm::sort(numbered, [](const auto &a, const auto &b) {
    int order = a.second.getDest().compare(b.second.getDest());
    return order ? order < 0 : a.first < b.first;
  });
  return to_vector(llvm::make_second_range(numbered));
}

/// `WORKDIR /../x` is legal; the runtime takes clean paths only.
static StringAttr cleanDirectory(StringAttr directory) {
  if (!directory.getValue().starts_with("/"))
    return directory;
  return StringAttr::get(directory.getContext(), path::clean(directory.getValue()));
}

static std::string cleanTarget(llb::MountAttr mount) { return path::join("/", mount.getDest()); }

void Lowering::appendEnvironment(ArrayAttr env, SmallVectorImpl<Attribute> &components) {
  if (!env)
    return;
  // Chains of steps share one environment.
  SmallVector<Attribute> &known = environments[env];
  if (known.empty())
    for (StringAttr variable : env.getAsRange<StringAttr>()) {
      auto [name, value] = variable.getValue().split('=');
      known.push_back(component(("env." + name).str(), value));
    }
  llvm::append_range(components, known);
}

static plan::MountAttr makeMount(llb::MountAttr mount, StringRef target, int64_t operand,
                                 int32_t output) {
  MLIRContext *context = mount.getContext();
  auto kind = static_cast<plan::MountType>(mount.getType());
  // BuildKit's client leaves fields of other kinds of mounts in these.
  auto make = [&](auto options, bool readOnly) {
    return plan::MountAttr::get(context, target, kind, -1, "", readOnly, -1, 0, options.getId(),
                                plan::Sharing::Shared, options.getUid(), options.getGid(),
                                options.getMode(), options.getOptional());
  };
  if (kind == plan::MountType::Secret)
    return make(mount.getSecret(), /*readOnly=*/true);
  if (kind == plan::MountType::SSH)
    return make(mount.getSsh(), /*readOnly=*/false);
  return plan::MountAttr::get(context, target, kind, operand, mount.getSelector(),
                              mount.getReadonly(), output,
                              mount.getTmpfs() ? mount.getTmpfs().getSize() : 0, StringRef(),
                              plan::Sharing::Shared, 0, 0, 0, false);
}

//===----------------------------------------------------------------------===//
// llb.exec
//===----------------------------------------------------------------------===//

/// The mounts of a command in the order they are mounted.
struct Lowering::ExecMounts {
  SmallVector<llb::MountAttr> mounts;
  /// What each starts from.
  SmallVector<Lowered> inputs;
  SmallVector<Attribute> planned;
  /// Operands of the step, by number.
  llvm::MapVector<Value, int64_t> operands;
  /// Results of the vertex to those of the step; -1: no mount makes it.
  SmallVector<int32_t> results;
  int32_t numResults = 0;
  /// The image at the bottom of the root file system.
  Value base;
};

Lowering::ExecMounts Lowering::lowerMounts(llb::ExecOp op, KeyParts &parts,
                                           SmallVectorImpl<Attribute> &components) {
  ExecMounts lowered;
  lowered.mounts = sortMounts(op);
  lowered.results.assign(op.getNumResults(), -1);
  for (llb::MountAttr mount : lowered.mounts) {
    Lowered input = mount.getInput() < 0 ? Lowered() : getFS(op.getInputs()[mount.getInput()]);
    lowered.inputs.push_back(input);
    int64_t operand = -1;
    if (!input.isScratch()) {
      parts.add(input);
      operand = lowered.operands.try_emplace(input.value, lowered.operands.size()).first->second;
    }
    int32_t output = -1;
    if (mount.hasOutput())
      output = lowered.results[mount.getOutput()] = lowered.numResults++;
    std::string target = cleanTarget(mount);
    if (target == "/")
      lowered.base = input.base;
    else
      components.push_back(component("mount." + target, mount.getSelector()));
    lowered.planned.push_back(makeMount(mount, target, operand, output));
  }
  return lowered;
}

/// What `imgc explain` tells of a command, its mounts aside.
void Lowering::describeExec(llb::ExecOp op, const PlatformInfo &platform,
                            SmallVectorImpl<Attribute> &components) {
  for (StringAttr argument : op.getArgs().getAsRange<StringAttr>())
    components.push_back(component("arg", argument.getValue()));
  appendEnvironment(op.getEnvAttr(), components);
  components.push_back(component("cwd", op.getCwd()));
  components.push_back(component("user", op.getUser().value_or("")));
  components.push_back(component("platform", platform.text));
  components.push_back(component("network", stringifyNetMode(op.getNetwork())));
  if (ArrayAttr hosts = op.getExtraHostsAttr())
    for (auto host : hosts.getAsRange<llb::HostIPAttr>())
      components.push_back(component(("host." + host.getHost()).str(), host.getIp()));
  if (ArrayAttr limits = op.getUlimitsAttr())
    for (auto limit : limits.getAsRange<llb::UlimitAttr>())
      components.push_back(
          component(("ulimit." + limit.getName()).str(),
                    std::to_string(limit.getSoft()) + ":" + std::to_string(limit.getHard())));
}

/// The step, whose key and mounts are lowered.
plan::ExecOp Lowering::makeExec(llb::ExecOp op, Value key, const ExecMounts &mounts,
                                const PlatformInfo &platform, ArrayRef<Attribute> components) {
  MLIRContext *context = op.getContext();
  SmallVector<Value> inputs;
  for (auto &[value, number] : mounts.operands)
    inputs.push_back(value);
  auto hosts = convertArray<llb::HostIPAttr>(op.getExtraHostsAttr(), builder, [&](auto host) {
    return plan::HostAttr::get(context, host.getHost(), host.getIp());
  });
  auto limits = convertArray<llb::UlimitAttr>(op.getUlimitsAttr(), builder, [&](auto limit) {
    return plan::UlimitAttr::get(context, limit.getName(), limit.getSoft(), limit.getHard());
  });
  auto secrets =
      convertArray<llb::SecretEnvAttr>(op.getSecretEnvAttr(), builder, [&](auto secret) {
        return plan::SecretEnvAttr::get(context, secret.getId(), secret.getName(),
                                        secret.getOptional());
      });
  std::string command =
      llvm::join(llvm::map_range(op.getArgs().getAsRange<StringAttr>(),
                                 [](StringAttr argument) { return argument.getValue(); }),
                 " ");
  SmallVector<Type> types(mounts.numResults, plan::FSType::get(context));
  return plan::ExecOp::create(
      builder, op.getLoc(), types, key, op.getArgsAttr(), cleanDirectory(op.getCwdAttr()),
      op.getEnvAttr(), op.getUserAttr(), op.getHostnameAttr(), hosts,
      plan::NetworkAttr::get(context, static_cast<plan::Network>(op.getNetwork())),
      plan::SecurityAttr::get(context, static_cast<plan::Security>(op.getSecurity())), limits,
      op.getCgroupParentAttr(), op.getValidExitCodesAttr(), inputs,
      builder.getArrayAttr(mounts.planned), secrets,
      makeProxyEnvironment(op.getProxyAttr(), builder), ArrayAttr(), platform.attribute,
      builder.getI32IntegerAttr(getStepSemantics(StepKind::Exec).version), getTitle(op, command),
      ignoresCache(op) ? builder.getUnitAttr() : UnitAttr(), builder.getArrayAttr(components));
}

void Lowering::lowerExec(llb::ExecOp op) {
  const PlatformInfo &platform = getPlatform(op.getPlatformAttr());
  KeyParts parts{StepKind::Exec, Key(), {}, {}};
  SmallVector<Attribute> components;
  ExecMounts mounts = lowerMounts(op, parts, components);
  if (mounts.numResults == 0)
    return refuse(op, "a command without a writable mount that is kept");
  parts.constant = hasher.exec(op, mounts.mounts, mounts.inputs, platform.text);
  describeExec(op, platform, components);
  bool dynamic = false;
  Value key = makeKey(op, std::move(parts), dynamic);
  plan::ExecOp exec = makeExec(op, key, mounts, platform, components);

  for (auto [result, number] : llvm::zip_equal(op.getResults(), mounts.results)) {
    Lowered lowered;
    if (number >= 0) {
      lowered.value = exec.getResult(number);
      lowered.key = key;
      lowered.result = number;
      lowered.dynamic = dynamic;
      lowered.base = mounts.base;
    }
    values[result] = lowered;
  }
  // A mounted directory goes on where its input ended.
  for (auto [mount, input] : llvm::zip_equal(mounts.mounts, mounts.inputs))
    if (mount.hasOutput())
      values[op.getResult(mount.getOutput())].base = input.base;
}

//===----------------------------------------------------------------------===//
// llb.merge, llb.diff
//===----------------------------------------------------------------------===//

void Lowering::lowerMerge(llb::MergeOp op) {
  SmallVector<Lowered> inputs;
  KeyParts parts{StepKind::Merge, Key(), {}, {}};
  SmallVector<Value> operands;
  for (Value value : op.getInputs()) {
    Lowered input = getFS(value);
    if (input.isScratch())
      continue;
    inputs.push_back(input);
    parts.add(input);
    operands.push_back(input.value);
  }
  // Scratch adds nothing, and a merge of one is that one.
  if (inputs.size() < 2) {
    values[op.getResult()] = inputs.empty() ? Lowered() : inputs.front();
    return;
  }
  parts.constant = hasher.inputs(inputs);
  Lowered lowered;
  lowered.key = makeKey(op, std::move(parts), lowered.dynamic);
  lowered.base = inputs.front().base;
  lowered.value = plan::MergeOp::create(
      builder, op.getLoc(), lowered.key, operands, plan::PlatformAttr(),
      builder.getI32IntegerAttr(getStepSemantics(StepKind::Merge).version), getTitle(op, "merge"),
      ignoresCache(op) ? builder.getUnitAttr() : UnitAttr(), ArrayAttr());
  values[op.getResult()] = lowered;
}

void Lowering::lowerDiff(llb::DiffOp op) {
  Lowered lower = op.getLower() ? getFS(op.getLower()) : Lowered();
  Lowered upper = op.getUpper() ? getFS(op.getUpper()) : Lowered();
  KeyParts parts{StepKind::Diff, hasher.inputs({lower, upper}), {}, {}};
  if (!lower.isScratch())
    parts.add(lower);
  if (!upper.isScratch())
    parts.add(upper);
  Lowered lowered;
  lowered.key = makeKey(op, std::move(parts), lowered.dynamic);
  lowered.value = plan::DiffOp::create(
      builder, op.getLoc(), lowered.key, lower.isScratch() ? getScratch() : lower.value,
      upper.isScratch() ? getScratch() : upper.value, plan::PlatformAttr(),
      builder.getI32IntegerAttr(getStepSemantics(StepKind::Diff).version), getTitle(op, "diff"),
      ignoresCache(op) ? builder.getUnitAttr() : UnitAttr(), ArrayAttr());
  values[op.getResult()] = lowered;
}
