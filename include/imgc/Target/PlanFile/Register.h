//===- Register.h - Plan file translations of imgc-translate ----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_TARGET_PLANFILE_REGISTER_H
#define IMGC_TARGET_PLANFILE_REGISTER_H

namespace imgc {

/// Registers `--plan-to-file` and `--file-to-plan`.
void registerPlanFileTranslations();

} // namespace imgc

#endif // IMGC_TARGET_PLANFILE_REGISTER_H
