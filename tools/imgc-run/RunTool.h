//===- RunTool.h - The tool imgc-run ----------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_TOOLS_IMGC_RUN_RUNTOOL_H
#define IMGC_TOOLS_IMGC_RUN_RUNTOOL_H

namespace imgc {

/// `imgc-run PLAN --store DIR [--context NAME=DIR]… [--layout ID=DIR]…
/// [--output SPEC]… [-t NAME]… [-j N] [--progress MODE] [--no-cache]
/// [--target NAME]`. Gives an exit code of imgc::ExitCode.
int runToolMain(int argc, char **argv);

} // namespace imgc

#endif // IMGC_TOOLS_IMGC_RUN_RUNTOOL_H
