//===- Judge.h - Many definitions at once, for tests ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_TARGET_LLBPROTO_JUDGE_H
#define IMGC_TARGET_LLBPROTO_JUDGE_H

namespace imgc::llb {

/// Registers `--judge-llb-protos`: reads the files whose names the input lists,
/// one a line, and prints for each whether it is a definition:
///
///     same             and protobuf → MLIR text → bytecode → protobuf gives its bytes
///     accepted         but written in another way
///     refused MESSAGE  what the import or the verifier says
///     changed MESSAGE  MLIR cannot hold what was imported
void registerJudgeTranslation();

} // namespace imgc::llb

#endif // IMGC_TARGET_LLBPROTO_JUDGE_H
