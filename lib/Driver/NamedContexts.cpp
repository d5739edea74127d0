//===- NamedContexts.cpp - --build-context --------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NamedContexts.h"

#include "Commands.h"
#include "imgc/Runtime/Registry/OciLayout.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GitRef.h"
#include "imgc/Support/Reference.h"

#include "llvm/Support/FileSystem.h"

namespace imgc::driver {

/// Splits `DIR[:TAG][@DIGEST]`. A colon belongs to the directory's name when a
/// directory of that whole name exists.
static void splitLayout(llvm::StringRef text, std::string &directory, std::string &tag) {
  auto [name, digest] = text.split('@');
  directory = name.str();
  tag = digest.str();
  size_t colon = name.rfind(':');
  if (colon == llvm::StringRef::npos || name.drop_front(colon).contains('/') ||
      llvm::sys::fs::is_directory(name))
    return;
  directory = name.take_front(colon).str();
  if (tag.empty())
    tag = name.drop_front(colon + 1).str();
}

static llvm::Error addLayout(llvm::StringRef name, llvm::StringRef spec, BuildFlags &flags) {
  std::string directory, tag;
  splitLayout(spec, directory, tag);
  llvm::Expected<std::unique_ptr<OciLayout>> layout = OciLayout::open(directory);
  if (!layout)
    return addContext(layout.takeError(), "--build-context " + name);
  std::string digest = tag;
  if (!llvm::StringRef(tag).starts_with("sha256:")) {
    llvm::Expected<FetchedDocument> document =
        (*layout)->fetchDocument(tag.empty() ? "latest" : tag);
    if (!document)
      return addContext(document.takeError(), "--build-context " + name);
    digest = document->digest.str();
  }
  std::string id = "layout-" + std::to_string(flags.layouts.size());
  flags.layouts[id] = directory;
  flags.namedContexts.emplace_back(name.str(), "oci-layout://" + id + "@" + digest);
  return llvm::Error::success();
}

static llvm::Error addDirectory(llvm::StringRef name, llvm::StringRef path, BuildFlags &flags) {
  if (!llvm::sys::fs::is_directory(path))
    return usageError("--build-context " + name + ": '" + path + "' is not a directory");
  // As buildx: these two are the context and the Dockerfile's folder.
  bool isTaken = name == "context" || name == "dockerfile";
  std::string id = (isTaken ? "_" : "") + name.str();
  flags.localContexts[id] = path.str();
  flags.namedContexts.emplace_back(name.str(), "local:" + id);
  return llvm::Error::success();
}

/// `name` and `name:latest` are one, and `docker.io/library/name` is `name`.
static llvm::Expected<std::string> normalizeName(llvm::StringRef text) {
  auto [name, platform] = text.split("::");
  llvm::Expected<Reference> reference = Reference::parseNormalized(name);
  if (!reference)
    return usageError("'" + text + "' is no name for a build context: " +
                      takeError(reference.takeError()).message);
  std::string result = reference->familiar();
  if (reference->tag == "latest" && reference->digest.empty())
    result = reference->familiarName();
  return platform.empty() ? result : result + "::" + platform.str();
}

/// What is passed on as it is; BuildKit judges it where it is used.
static bool isURL(llvm::StringRef source) {
  if (source.starts_with("http://") || source.starts_with("https://") ||
      source.starts_with("input:") || source.contains("://"))
    return true;
  llvm::Expected<std::optional<GitRef>> ref = parseGitRef(source);
  if (ref)
    return ref->has_value();
  llvm::consumeError(ref.takeError());
  return true;
}

llvm::Error parseNamedContexts(const Arguments &args, BuildFlags &flags) {
  if (flags.fromLLB)
    return llvm::Error::success(); // see parseLLBInputs
  for (const std::string &text : args.values(OPT_build_context)) {
    auto [written, source] = llvm::StringRef(text).split('=');
    if (written.empty() || source.empty())
      return usageError("--build-context '" + text + "' is not NAME=SOURCE");
    llvm::Expected<std::string> name = normalizeName(written);
    if (!name)
      return name.takeError();
    llvm::StringRef layout = source;
    llvm::Error error = llvm::Error::success();
    if (layout.consume_front("oci-layout://"))
      error = addLayout(*name, layout, flags);
    else if (source.starts_with("docker-image://"))
      flags.namedContexts.emplace_back(*name, source.str());
    else if (isURL(source))
      flags.namedContexts.emplace_back(*name, source.str());
    else
      error = addDirectory(*name, source, flags);
    if (error)
      return error;
  }
  return llvm::Error::success();
}

} // namespace imgc::driver
