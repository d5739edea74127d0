//===- ShellWords.h - Expansion and splitting of words ----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The words of a Dockerfile, as BuildKit's frontend/dockerfile/shell reads
// them: quotes, escapes, `$NAME`, `${NAME…}` with all its modifiers, splitting.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_SHELLWORDS_H
#define IMGC_FRONTEND_DOCKERFILE_SHELLWORDS_H

#include "imgc/Support/Explanation.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc::dockerfile {

/// The value of a variable, or nothing when it is not set.
using EnvLookup = llvm::function_ref<std::optional<std::string>(llvm::StringRef name)>;

/// Variables in the order of their last assignment (dockerfile-llb.md 10.2): the
/// global ones of a file. Those of a stage are a StageEnv, which is cheap to copy.
class EnvList {
public:
  EnvList() = default;
  /// From `NAME=value` entries; later ones win.
  explicit EnvList(llvm::ArrayRef<std::string> entries);

  /// Sets a variable; it becomes the last one.
  void set(llvm::StringRef name, llvm::StringRef value);
  void erase(llvm::StringRef name);
  std::optional<std::string> get(llvm::StringRef name) const;
  /// `NAME=value` in order.
  std::vector<std::string> toEntries() const;
  /// Names in order.
  std::vector<std::string> names() const;
  /// To be passed as an EnvLookup; the list must outlive it.
  auto lookup() const {
    return [this](llvm::StringRef name) { return get(name); };
  }

private:
  /// Entries that were assigned again or erased are left behind as empty
  /// optionals and dropped when they are the majority.
  std::vector<std::optional<std::pair<std::string, std::string>>> entries;
  llvm::StringMap<size_t> index;
};

struct ShellOptions {
  /// The escape directive's character: backslash or backtick.
  char escape = '\\';
  /// Keep quotes in the result.
  bool rawQuotes = false;
  /// Keep escape characters in the result.
  bool rawEscapes = false;
  /// Quotes are ordinary characters (bodies of heredocs).
  bool skipProcessQuotes = false;
  /// Leave references to unset variables as they are written.
  bool skipUnsetEnv = false;
  /// The word stands in FROM or above the first one: for what people are told.
  bool isGlobal = false;
};

struct ShellResult {
  std::string result;
  /// Names that were looked up and found, and not found; sorted, unique.
  std::vector<std::string> matched;
  std::vector<std::string> unmatched;
};

/// Most bytes that one expansion may produce; more is an error.
inline constexpr size_t maxExpansionSize = 16u << 20;
/// Deepest nesting of `${…${…}…}`; more is an error.
inline constexpr unsigned maxExpansionDepth = 200;

/// Expands `word`; quotes go away, spaces stay. Errors (ExitCode::SourceError)
/// have BuildKit's text: `failed to process "word": …`.
llvm::Expected<ShellResult> processWord(llvm::StringRef word, EnvLookup env,
                                        const ShellOptions &options = {});
/// Expands `word` and splits it at unquoted spaces, those of values included.
llvm::Expected<std::vector<std::string>> processWords(llvm::StringRef word, EnvLookup env,
                                                      const ShellOptions &options = {});

/// Of an error of processWord() about a word of the instruction `code`: a blank that
/// ended the word too early is named as the cause.
void explainCutWord(Explanation &explanation, llvm::StringRef code);

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_SHELLWORDS_H
