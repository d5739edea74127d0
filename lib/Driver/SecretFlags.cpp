//===- SecretFlags.cpp - --secret, --ssh, --allow -------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SecretFlags.h"

#include "Commands.h"
#include "imgc/Support/Error.h"

namespace imgc::driver {

llvm::Error parseSecrets(const Arguments &args, BuildFlags &flags) {
  for (const std::string &text : args.values(OPT_secret))
    if (llvm::Error error = addSecret(text, flags.secrets))
      return error;
  return llvm::Error::success();
}

llvm::Error parseAgents(const Arguments &args, BuildFlags &flags) {
  for (const std::string &text : args.values(OPT_ssh))
    if (llvm::Error error = addAgent(text, flags.agents))
      return error;
  return llvm::Error::success();
}

llvm::Error parseEntitlements(const Arguments &args, BuildFlags &flags) {
  for (const std::string &name : args.values(OPT_allow)) {
    if (name == "security.insecure")
      flags.allowInsecure = true;
    else if (name != "network.host" && name != "device" &&
             !llvm::StringRef(name).starts_with("device="))
      return usageError("--allow does not know '" + name + "'",
                        "entitlements are network.host, security.insecure and device");
  }
  return llvm::Error::success();
}

} // namespace imgc::driver
