//===- ExportSteps.cpp - Steps of a plan file -----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Exporter.h"

using namespace mlir;
using namespace imgc;
using imgc::planfile::Exporter;

void Exporter::addStep(Operation &op) {
  int32_t number = file.steps_size();
  plan::Step &step = *file.add_steps();
  addStepFields(cast<plan::PlanStepOpInterface>(op), step);
  if (auto image = dyn_cast<plan::ImageOp>(op)) {
    plan::ImageAction &action = *step.mutable_image();
    action.set_reference(text(image.getReference()));
    action.set_digest(text(image.getDigest()));
    action.set_layout(text(image.getLayout()));
  } else if (auto local = dyn_cast<plan::LocalOp>(op)) {
    step.mutable_local()->set_context(contextNumber(local.getContextRef()));
  } else if (auto exec = dyn_cast<plan::ExecOp>(op)) {
    fillExec(exec, *step.mutable_exec());
  } else if (auto fileOp = dyn_cast<plan::FileOp>(op)) {
    fillFile(fileOp, *step.mutable_file());
  } else if (auto merge = dyn_cast<plan::MergeOp>(op)) {
    for (Value input : merge.getInputs())
      fillRef(input, *step.mutable_merge()->add_inputs());
  } else if (auto diff = dyn_cast<plan::DiffOp>(op)) {
    fillRef(diff.getLower(), *step.mutable_diff()->mutable_lower());
    fillRef(diff.getUpper(), *step.mutable_diff()->mutable_upper());
  } else {
    fail(&op, "'" + op.getName().getStringRef() + "' has no place in a plan file");
  }
  for (OpResult result : op.getResults())
    refs[result] = {number, result.getResultNumber()};
}

void Exporter::addStepFields(plan::PlanStepOpInterface op, plan::Step &step) {
  if (auto key = dyn_cast<BlockArgument>(op.getKey()))
    step.set_key(argumentKeys[key.getArgNumber()]);
  if (StringAttr title = op.getTitleAttr())
    step.set_name(text(title.getValue()));
  addLocations(op.getLoc(), step);
  step.set_ignore_cache(op.getIgnoreCache());
  step.set_results(op->getNumResults());
  if (ArrayAttr components = op.getComponentsAttr())
    for (auto component : components.getAsRange<plan::ComponentAttr>()) {
      plan::Component &message = *step.add_components();
      message.set_name(text(component.getName()));
      message.set_value(text(component.getValue()));
    }
  step.set_semantics_version(op.getSemanticsVersion());
  if (plan::PlatformAttr platform = op.getPlatformAttr())
    fillPlatform(platform, *step.mutable_platform());
}

/// The ranges in known files, in the order they are nested.
void Exporter::addLocations(mlir::Location location, plan::Step &step) {
  SmallVector<mlir::Location> work{location};
  llvm::SmallDenseSet<Attribute, 4> seen;
  while (!work.empty()) {
    mlir::Location next = work.pop_back_val();
    if (!seen.insert(LocationAttr(next)).second)
      continue;
    if (auto fused = dyn_cast<FusedLoc>(next)) {
      auto inner = llvm::reverse(fused.getLocations());
      work.append(inner.begin(), inner.end());
    } else if (auto name = dyn_cast<NameLoc>(next)) {
      work.push_back(name.getChildLoc());
    } else if (auto call = dyn_cast<CallSiteLoc>(next)) {
      work.push_back(call.getCaller());
      work.push_back(call.getCallee());
    } else if (auto range = dyn_cast<FileLineColRange>(next)) {
      auto known = files.find(range.getFilename());
      if (known == files.end())
        continue;
      plan::Location &message = *step.add_locations();
      message.set_file(known->second);
      message.set_start_line(range.getStartLine());
      message.set_start_column(range.getStartColumn());
      message.set_end_line(range.getEndLine());
      message.set_end_column(range.getEndColumn());
    }
  }
}

//===----------------------------------------------------------------------===//
// Exec
//===----------------------------------------------------------------------===//

void Exporter::fillExec(plan::ExecOp op, plan::ExecAction &exec) {
  addStrings(op.getArgsAttr(), *exec.mutable_args());
  addStrings(op.getEnvAttr(), *exec.mutable_env());
  exec.set_cwd(text(op.getCwd()));
  exec.set_user(text(op.getUser()));
  exec.set_hostname(text(op.getHostname()));
  if (ArrayAttr hosts = op.getExtraHostsAttr())
    for (auto host : hosts.getAsRange<plan::HostAttr>()) {
      plan::HostEntry &message = *exec.add_extra_hosts();
      message.set_host(text(host.getHost()));
      message.set_ip(text(host.getIp()));
    }
  exec.set_network(static_cast<plan::NetworkMode>(op.getNetwork()));
  exec.set_security(static_cast<plan::SecurityMode>(op.getSecurity()));
  if (ArrayAttr limits = op.getUlimitsAttr())
    for (auto limit : limits.getAsRange<plan::UlimitAttr>()) {
      plan::Ulimit &message = *exec.add_ulimits();
      message.set_name(text(limit.getName()));
      message.set_soft(limit.getSoft());
      message.set_hard(limit.getHard());
    }
  exec.set_cgroup_parent(text(op.getCgroupParent()));
  if (auto codes = op.getValidExitCodes())
    for (int32_t code : *codes)
      exec.add_valid_exit_codes(code);
  for (plan::MountAttr mount : op.getMountRange())
    fillMount(mount, op, *exec.add_mounts());
  if (ArrayAttr secrets = op.getSecretEnvAttr())
    for (auto secret : secrets.getAsRange<plan::SecretEnvAttr>()) {
      plan::SecretEnv &message = *exec.add_secret_env();
      message.set_id(text(secret.getId()));
      message.set_name(text(secret.getName()));
      message.set_optional(secret.getOptional());
    }
  addStrings(op.getProxyEnvAttr(), *exec.mutable_proxy_env());
  if (ArrayAttr devices = op.getDevicesAttr())
    for (auto device : devices.getAsRange<plan::DeviceAttr>()) {
      plan::Device &message = *exec.add_devices();
      message.set_name(text(device.getName()));
      message.set_optional(device.getOptional());
    }
}

void Exporter::fillMount(plan::MountAttr mount, plan::ExecOp op, plan::Mount &message) {
  message.set_kind(static_cast<plan::MountKind>(mount.getKind()));
  message.set_target(text(mount.getTarget()));
  if (mount.getInput() >= 0)
    fillRef(op.getInputs()[mount.getInput()], *message.mutable_input());
  else if (mount.getKind() == plan::MountType::Bind)
    message.mutable_input()->set_step(-1);
  message.set_selector(text(mount.getSelector()));
  message.set_readonly(mount.getReadonly());
  message.set_output(mount.getOutput());
  message.set_tmpfs_size(mount.getTmpfsSize());
  message.set_id(text(mount.getId()));
  message.set_sharing(static_cast<plan::CacheSharing>(mount.getSharing()));
  message.set_uid(mount.getUid());
  message.set_gid(mount.getGid());
  message.set_mode(mount.getMode());
  message.set_optional(mount.getOptional());
}
