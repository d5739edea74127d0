//===- BuildContext.cpp - The context of imgc build --===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BuildContext.h"

#include "Commands.h"
#include "LLBInput.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GitRef.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Url.h"

#include "llvm/Support/FileSystem.h"

namespace imgc::driver {

/// A file `Dockerfile` that is not there may be called `dockerfile`.
static void useLowercaseFile(BuildFlags &flags) {
  if (path::base(flags.file) != "Dockerfile" || llvm::sys::fs::exists(flags.file))
    return;
  std::string lower = path::join(path::dir(flags.file), "dockerfile");
  if (!llvm::sys::fs::exists(lower))
    return;
  flags.file = lower;
  flags.fileIsFallback = true;
}

/// A Dockerfile on this machine: named, or the usual one of a directory.
static void findFile(BuildFlags &flags, llvm::StringRef given) {
  flags.file = given.empty() ? path::join(flags.context, "Dockerfile") : given.str();
  useLowercaseFile(flags);
}

/// With a remote context docker reads an absolute path and `-` here, and
/// everything else there.
static void findRemoteFile(BuildFlags &flags, llvm::StringRef given) {
  if (given == "-" || path::isAbsolute(given))
    flags.file = given.str();
  else
    flags.innerFile = given.empty() ? "Dockerfile" : given.str();
}

static llvm::Expected<ContextKind> classify(llvm::StringRef context) {
  if (context == "-")
    return ContextKind::StandardInput;
  if (llvm::sys::fs::is_directory(context))
    return ContextKind::Directory;
  llvm::Expected<std::optional<GitRef>> git = parseGitRef(context);
  if (!git)
    return usageError("context '" + redactCredentials(context) +
                      "': " + takeError(git.takeError()).message);
  if (*git)
    return ContextKind::Git;
  if (context.starts_with("http://") || context.starts_with("https://"))
    return ContextKind::Download;
  if (llvm::sys::fs::exists(context))
    return usageError("context '" + context + "' is not a directory", "-f names a Dockerfile");
  return usageError("context '" + context + "' does not exist",
                    context.contains("://") ? "a context is a directory, '-', a URL of http or "
                                              "https, or a git repository"
                                            : "");
}

llvm::Error parseContext(const Arguments &args, BuildFlags &flags) {
  if (llvm::Error error = parseFrontend(args, flags))
    return error;
  if (flags.fromLLB)
    return parseLLBInputs(args, flags);
  std::vector<std::string> inputs = args.inputs();
  if (inputs.empty())
    return usageError("'imgc build' needs a context", "name a directory: `imgc build .`");
  if (inputs.size() > 1)
    return usageError("'imgc build' takes one context, but got '" + inputs[0] + "' and '" +
                          inputs[1] + "'",
                      "options go before the context, and values with spaces into quotes");
  flags.context = inputs.front();
  llvm::Expected<ContextKind> kind = classify(flags.context);
  if (!kind)
    return kind.takeError();
  flags.contextKind = *kind;
  std::string given = args.value(OPT_file, "");
  if (given.find("://") != std::string::npos)
    return usageError("a Dockerfile from '" + given + "' is not supported yet",
                      "download it, and pipe it into `imgc build -f -`");
  switch (*kind) {
  case ContextKind::Directory:
    findFile(flags, given);
    return llvm::Error::success();
  case ContextKind::StandardInput:
    if (given == "-")
      return usageError("standard input cannot be both the context and the Dockerfile");
    flags.innerFile = given;
    return llvm::Error::success();
  case ContextKind::Download:
  case ContextKind::Git:
    findRemoteFile(flags, given);
    return llvm::Error::success();
  }
  llvm_unreachable("all kinds are covered");
}

} // namespace imgc::driver
