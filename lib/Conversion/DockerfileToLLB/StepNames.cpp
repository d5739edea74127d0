//===- StepNames.cpp - Names of vertices ----------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepNames.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/StringExtras.h"

namespace imgc::dockerfile {

void StageState::commit(std::string createdBy, bool withLayer,
                        const std::optional<std::string> &epoch) {
  image.history.push_back({epoch, std::move(createdBy), "", "buildkit.dockerfile.v0", !withLayer});
  if (withLayer)
    layers.push_back(fs);
}

/// The platform that TARGET* variables name, if they are set.
static std::optional<Platform> platformFromEnv(const EnvList &env) {
  Platform platform;
  bool set = false;
  for (const std::string &name : env.names()) {
    std::string value = env.get(name).value_or("");
    if (name == "TARGETPLATFORM") {
      llvm::Expected<Platform> whole = Platform::parse(value);
      if (whole)
        return *whole;
      llvm::consumeError(whole.takeError());
      continue;
    }
    std::string *part = name == "TARGETOS"        ? &platform.os
                        : name == "TARGETARCH"    ? &platform.architecture
                        : name == "TARGETVARIANT" ? &platform.variant
                                                  : nullptr;
    if (part) {
      *part = value;
      set = true;
    }
  }
  return set ? std::optional(platform) : std::nullopt;
}

/// `->arm64` where a stage compiles for another platform than its own.
static std::string describeTarget(const Platform &own, const EnvList &env) {
  std::optional<Platform> target = platformFromEnv(env);
  if (!target)
    return "";
  if (target->os.empty())
    target->os = own.os;
  if (target->architecture.empty())
    target->architecture = own.architecture;
  Platform normal = target->normalized();
  if (normal.os != own.os)
    return "->" + normal.strAll();
  if (normal.architecture == own.architecture)
    return "";
  return "->" + normal.architecture + (normal.variant.empty() ? "" : "/" + normal.variant);
}

std::string nextStepName(StageState &state, llvm::StringRef text, bool multiPlatform,
                         const std::optional<Platform> &platform, const EnvList &env) {
  if (state.stepTotal == 0)
    return text.str();
  std::string result = "[";
  if (multiPlatform && platform)
    result += platform->strAll() + describeTarget(*platform, env) + " ";
  if (!state.name.empty())
    result += state.name + " ";
  std::string total = std::to_string(state.stepTotal);
  std::string index = std::to_string(++state.stepIndex);
  result += std::string(total.size() - std::min(total.size(), index.size()), ' ') + index + "/" +
            total + "] ";
  if (state.onbuild)
    result += "ONBUILD ";
  return result + text.str();
}

std::string showInstruction(llvm::StringRef code, EnvLookup env, const ShellOptions &options) {
  std::string text = code.str();
  llvm::Expected<ShellResult> expanded = processWord(code, env, options);
  if (expanded)
    text = expanded->result;
  else
    llvm::consumeError(expanded.takeError());
  auto [keyword, rest] = llvm::StringRef(text).split(' ');
  return gotext::toUpper(keyword) + (llvm::StringRef(text).contains(' ') ? " " + rest.str() : "");
}

} // namespace imgc::dockerfile
