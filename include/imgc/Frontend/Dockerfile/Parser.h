//===- Parser.h - Dockerfile text to syntax tree ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_PARSER_H
#define IMGC_FRONTEND_DOCKERFILE_PARSER_H

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <optional>
#include <string>

namespace imgc::dockerfile {

/// Bytes of the longest line BuildKit reads.
inline constexpr size_t maxLineSize = 65535;
/// Bytes of the largest file that is read.
inline constexpr size_t maxFileSize = 64u << 20;

struct ParseOptions {
  /// BUILDKIT_DOCKERFILE_CHECK is given, so `# check=` is not looked at.
  bool ignoreCheckDirective = false;
};

/// Parses a file as BuildKit's front end 1.26 does. Adds the text to the
/// engine's sources under `filename`, reports every error it can find after
/// recovering, and always returns a tree; when the engine has errors, refused
/// instructions in it are Invalid. The first error is BuildKit's.
std::unique_ptr<Dockerfile> parseDockerfile(llvm::StringRef text, llvm::StringRef filename,
                                            DiagnosticEngine &diagnostics,
                                            const ParseOptions &options = {});

/// Parses an ONBUILD trigger of an image config. The text is its own source
/// named `ONBUILD trigger`; only its first instruction counts, FROM is refused.
/// Returns nothing after an error.
std::unique_ptr<Instruction> parseOnbuildTrigger(llvm::StringRef text,
                                                 DiagnosticEngine &diagnostics);

/// The front end that a file asks for (`# syntax=`, `// syntax=`, a JSON object
/// with "syntax"; a shebang line is skipped).
struct SyntaxDirective {
  /// The image reference: the first word.
  std::string reference;
  /// The whole value.
  std::string commandLine;
  /// 0 for JSON.
  uint32_t line = 0;
};
std::optional<SyntaxDirective> detectSyntax(llvm::StringRef text);

/// The first word of directive `check`, `escape` or `syntax` as BuildKit's raw
/// directive reader finds it (no blanks before `#`, shebang skipped).
std::optional<std::string> readDirective(llvm::StringRef name, llvm::StringRef text);

/// `# check=` and BUILDKIT_DOCKERFILE_CHECK.
struct CheckOptions {
  bool skipAll = false;
  bool experimentalAll = false;
  bool error = false;
  std::vector<std::string> skip;
  std::vector<std::string> experimental;
};
llvm::Expected<CheckOptions> parseCheckOptions(llvm::StringRef text);

/// One heredoc word (`<<EOF`, `3<<-"X Y"`), without a body; nothing when it is
/// not one.
llvm::Expected<std::optional<Heredoc>> parseHeredocWord(llvm::StringRef word);

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_PARSER_H
