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

void StageState::setImage(ImageConfig config) {
  image = std::move(config);
  for (const std::string *entry : image.env.getElements()) {
    auto [name, value] = llvm::StringRef(*entry).split('=');
    env.addBase(name, value);
  }
}

void StageState::commit(std::string createdBy, bool withLayer,
                        const std::optional<std::string> &epoch) {
  image.history.push_back({epoch, std::move(createdBy), "", "buildkit.dockerfile.v0", !withLayer});
  if (withLayer)
    layers.push_back(fs);
}

/// The platform that TARGET* variables name, if they are set.
static std::optional<Platform> platformFromEnv(const StageEnv &env) {
  if (std::optional<std::string> text = env.get("TARGETPLATFORM")) {
    llvm::Expected<Platform> whole = Platform::parse(*text);
    if (whole)
      return *whole;
    llvm::consumeError(whole.takeError());
  }
  Platform platform;
  bool set = false;
  for (auto [name, part] : {std::pair("TARGETOS", &platform.os),
                            {"TARGETARCH", &platform.architecture},
                            {"TARGETVARIANT", &platform.variant}})
    if (std::optional<std::string> value = env.get(name)) {
      *part = *value;
      set = true;
    }
  return set ? std::optional(platform) : std::nullopt;
}

/// `->arm64` where a stage compiles for another platform than its own.
static std::string describeTarget(const Platform &own, const StageEnv &env) {
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
                         const std::optional<Platform> &platform, const StageEnv &env) {
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
