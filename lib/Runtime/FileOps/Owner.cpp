//===- Owner.cpp - Names of users and groups ------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/FileOps/FileActions.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/SmallVector.h"

#include <cerrno>

using namespace imgc;
using namespace imgc::fileops;

static constexpr size_t maxUserFile = 10 << 20;

/// The fields of the first line whose first field is `name`; empty when there
/// is none, or no file.
static llvm::Expected<std::vector<std::string>> findLine(int root, llvm::StringRef file,
                                                         llvm::StringRef name) {
  std::vector<std::string> fields;
  auto text = readFileInRoot(root, file, maxUserFile);
  if (!text) {
    int err = text.getError().value();
    if (err == ENOENT || err == ENOTDIR)
      return fields;
    if (err == EINVAL)
      return makeError(ExitCode::BuildFailed, "'" + file + "' is not a regular file");
    return makeErrnoError(ExitCode::BuildFailed, "cannot read '" + file + "'", err);
  }
  llvm::StringRef rest = *text;
  while (!rest.empty()) {
    auto [line, tail] = rest.split('\n');
    rest = tail;
    line = line.trim();
    if (line.split(':').first != name || line.empty())
      continue;
    llvm::SmallVector<llvm::StringRef, 8> parts;
    line.split(parts, ':');
    for (llvm::StringRef part : parts)
      fields.push_back(part.str());
    return fields;
  }
  return fields;
}

/// Field `index` as a number; 0 where there is none, as BuildKit has it.
static uint32_t numberAt(const std::vector<std::string> &fields, size_t index) {
  uint32_t value = 0;
  if (index >= fields.size() || llvm::StringRef(fields[index]).getAsInteger(10, value))
    return 0;
  return value;
}

llvm::Expected<Owner> fileops::resolveOwner(const OwnerSpec &spec, int userRoot, int groupRoot) {
  Owner owner;
  if (spec.userId) {
    owner = {*spec.userId, *spec.userId};
  } else if (spec.userName) {
    auto fields = findLine(userRoot, "/etc/passwd", *spec.userName);
    if (!fields)
      return fields.takeError();
    owner = {numberAt(*fields, 2), numberAt(*fields, 3)};
  }
  if (spec.groupId) {
    owner.gid = *spec.groupId;
  } else if (spec.groupName) {
    auto fields = findLine(groupRoot, "/etc/group", *spec.groupName);
    if (!fields)
      return fields.takeError();
    if (!fields->empty())
      owner.gid = numberAt(*fields, 2);
  }
  return owner;
}
