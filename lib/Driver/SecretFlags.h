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

/// `--secret` and `--ssh`: see Runtime/Secrets.
llvm::Error parseSecrets(const Arguments &args, BuildFlags &flags);
llvm::Error parseAgents(const Arguments &args, BuildFlags &flags);

/// `--allow network.host|security.insecure|device[=NAME]`.
llvm::Error parseEntitlements(const Arguments &args, BuildFlags &flags);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_SECRETFLAGS_H
