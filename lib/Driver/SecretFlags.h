//===- SecretFlags.h - --secret, --ssh, --allow ------------ -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_SECRETFLAGS_H
#define IMGC_LIB_DRIVER_SECRETFLAGS_H

#include "BuildFlags.h"

namespace imgc::driver {

/// `--secret id=ID[,src=PATH][,env=NAME][,type=file|env]`: docker's rules. Files
/// must exist and be at most 500 KiB.
llvm::Error parseSecrets(const Arguments &args, BuildFlags &flags);

/// `--ssh default|ID[=SOCKET]`; without a socket it is $SSH_AUTH_SOCK.
llvm::Error parseAgents(const Arguments &args, BuildFlags &flags);

/// `--allow network.host|security.insecure|device[=NAME]`.
llvm::Error parseEntitlements(const Arguments &args, BuildFlags &flags);

/// The value of a secret, now. Errors have ExitCode::Usage.
llvm::Expected<std::string> readSecret(llvm::StringRef id, const SecretSource &source);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_SECRETFLAGS_H
