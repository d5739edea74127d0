//===- LLBInterfaces.h - Interfaces of llb ops ---------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_IR_LLBINTERFACES_H
#define IMGC_DIALECTS_LLB_IR_LLBINTERFACES_H

#include "dialects/LLB/IR/LLBAttrs.h"
#include "mlir/IR/OpDefinition.h"
#include "llvm/ADT/BitmaskEnum.h"

namespace imgc::llb {

LLVM_ENABLE_BITMASK_ENUMS_IN_NAMESPACE();

/// What running a vertex may touch besides its inputs; a set.
enum class Effects : uint32_t {
  Nothing = 0,
  /// Reaches a network, in a namespace of its own or from the builder.
  Network = 1 << 0,
  /// Shares the network of the host.
  HostNetwork = 1 << 1,
  /// Reads a secret.
  Secret = 1 << 2,
  /// Uses an ssh agent.
  SSH = 1 << 3,
  /// Reads or writes a cache mount that outlives the step.
  CacheMount = 1 << 4,
  /// Uses a device of the host.
  Device = 1 << 5,
  /// Runs with the privileges of the host (security mode insecure).
  Insecure = 1 << 6,
  /// Reads files of the client (a local directory or OCI layout).
  Client = 1 << 7,
  LLVM_MARK_AS_BITMASK_ENUM(Client)
};

/// Whether `set` has all of `some`.
inline bool hasEffects(Effects set, Effects some) { return (set & some) == some; }

} // namespace imgc::llb

#include "dialects/LLB/IR/LLBInterfaces.h.inc"

#endif // IMGC_DIALECTS_LLB_IR_LLBINTERFACES_H
