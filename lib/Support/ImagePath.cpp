//===- ImagePath.cpp - Paths as the image's OS reads them -----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/ImagePath.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"

#include <algorithm>

using namespace imgc;
using namespace llvm;

std::string ImagePaths::toSlash(StringRef path) const {
  std::string result = path.str();
  if (isWindows)
    std::replace(result.begin(), result.end(), '\\', '/');
  return result;
}

std::string ImagePaths::fromSlash(StringRef path) const {
  std::string result = path.str();
  if (isWindows)
    std::replace(result.begin(), result.end(), '/', '\\');
  return result;
}

Expected<std::string> ImagePaths::removeDrive(StringRef path, bool keepSlash) const {
  if (!isWindows)
    return path.str();
  if (path.size() == 2 && path[1] == ':')
    return makeError(ExitCode::SourceError, "No relative path specified in " + gotext::quote(path));
  if (toSlash(path.take_front(2)) == "//")
    return makeError(ExitCode::SourceError, "UNC paths are not supported");
  auto [drive, rest] = path.split(':');
  if (!path.contains(':'))
    rest = path;
  else if (!drive.equals_insensitive("c"))
    return makeError(ExitCode::SourceError, "The specified path is not on the system drive (C:)");
  std::string slashed = toSlash(rest), clean = path::clean(slashed);
  if (keepSlash && clean.size() > 1 && StringRef(slashed).ends_with("/"))
    clean += '/';
  return clean;
}

bool ImagePaths::isAbsolute(StringRef path) const {
  Expected<std::string> clean = removeDrive(path, /*keepSlash=*/false);
  if (clean)
    return path::isAbsolute(*clean);
  consumeError(clean.takeError());
  return false;
}

Expected<std::string> ImagePaths::normalize(StringRef parentPath, StringRef written,
                                            bool keepSlash) const {
  auto remove = [&](std::string path) -> Expected<std::string> {
    Expected<std::string> bare = removeDrive(path, keepSlash);
    if (!bare)
      return addContext(bare.takeError(), "removing drive letter");
    return bare;
  };
  std::string path = toSlash(written);
  bool endsWithSlash = StringRef(path).ends_with("/"),
       endsWithDot = StringRef(path).ends_with("/.");
  Expected<std::string> parent = remove(parentPath.empty() ? "/" : toSlash(parentPath));
  if (!parent)
    return parent;
  if (!isAbsolute(*parent))
    *parent = path::join("/", *parent);
  Expected<std::string> result = remove(path.empty() ? *parent : path);
  if (!result)
    return result;
  if (!isAbsolute(*result))
    *result = path::join(*parent, *result);
  if (keepSlash && endsWithSlash && !StringRef(*result).ends_with("/"))
    *result += '/';
  else if (keepSlash && endsWithDot)
    *result += *result == "/" ? "." : "/.";
  return toSlash(*result);
}
