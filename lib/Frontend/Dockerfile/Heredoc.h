//===- Heredoc.h - Words that announce bodies -------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_HEREDOC_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_HEREDOC_H

#include "imgc/Frontend/Dockerfile/AST.h"

#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc::dockerfile {

/// The heredocs of a logical line, in order, without bodies.
llvm::Expected<std::vector<Heredoc>> findHeredocs(llvm::StringRef line);

/// As parseHeredocWord; a word that makes trouble is none.
std::optional<Heredoc> tryHeredocWord(llvm::StringRef word);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_HEREDOC_H
