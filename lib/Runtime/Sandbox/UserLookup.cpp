//===- UserLookup.cpp - Users and groups of an image ----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UserLookup.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cerrno>
#include <optional>

using namespace imgc;
using namespace imgc::detail;

static constexpr size_t maxUserFileBytes = 10 << 20;
static constexpr uint64_t maxId = (1u << 31) - 1;
static constexpr size_t maxGroups = 65536; // NGROUPS_MAX

/// Decimal digits only. Values that do not fit become a value that is out of
/// range, not another id.
static std::optional<uint64_t> parseId(llvm::StringRef text) {
  if (text.empty() || !llvm::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  uint64_t value = 0;
  if (text.getAsInteger(10, value))
    return UINT64_MAX;
  return value;
}

/// An absent file, or something that is no file, has no entries.
static llvm::Expected<std::string> readUserFile(int root, llvm::StringRef path) {
  llvm::ErrorOr<std::string> text = readFileInRoot(root, path, maxUserFileBytes);
  if (text)
    return std::move(*text);
  int err = text.getError().value();
  if (err == EFBIG)
    return makeError(ExitCode::BuildFailed, "'" + path + "' of the image exceeds 10 MiB");
  return std::string();
}

/// Calls `fn` with the fields of every line until it returns true.
static void forEachLine(llvm::StringRef text, unsigned fieldCount,
                        llvm::function_ref<bool(llvm::ArrayRef<llvm::StringRef>)> fn) {
  llvm::SmallVector<llvm::StringRef, 8> fields;
  while (!text.empty()) {
    llvm::StringRef line;
    std::tie(line, text) = text.split('\n');
    line = line.trim();
    if (line.empty() || line.starts_with("#"))
      continue;
    fields.clear();
    line.split(fields, ':');
    if (fields.size() >= fieldCount && fn(fields))
      return;
  }
}

namespace {
struct PasswdEntry {
  std::string name;
  uint64_t uid, gid;
  std::string home;
};
} // namespace

static std::optional<PasswdEntry> findUser(llvm::StringRef passwd, llvm::StringRef name,
                                           std::optional<uint64_t> id) {
  std::optional<PasswdEntry> found;
  forEachLine(passwd, 4, [&](llvm::ArrayRef<llvm::StringRef> fields) {
    std::optional<uint64_t> uid = parseId(fields[2]), gid = parseId(fields[3]);
    if (!uid || !gid || (id ? *uid != *id : fields[0] != name))
      return false;
    found = {fields[0].str(), *uid, *gid, fields.size() > 5 ? fields[5].str() : std::string()};
    return true;
  });
  return found;
}

static llvm::Error checkRange(llvm::StringRef spec, uint64_t id) {
  if (id <= maxId)
    return llvm::Error::success();
  return makeError(ExitCode::BuildFailed,
                   "user '" + spec + "': ids must be between 0 and 2147483647");
}

static llvm::Expected<uint64_t> findGroup(int root, llvm::StringRef spec, llvm::StringRef name) {
  std::optional<uint64_t> id = parseId(name);
  if (id)
    return *id;
  llvm::Expected<std::string> text = readUserFile(root, "/etc/group");
  if (!text)
    return text.takeError();
  std::optional<uint64_t> found;
  forEachLine(*text, 3, [&](llvm::ArrayRef<llvm::StringRef> fields) {
    if (fields[0] == name)
      found = parseId(fields[2]);
    return found.has_value();
  });
  if (!found)
    return makeError(ExitCode::BuildFailed,
                     "user '" + spec + "': the image has no group '" + name + "' in /etc/group");
  return *found;
}

/// The groups that list `name` as a member.
static llvm::Error addMemberships(int root, llvm::StringRef spec, llvm::StringRef name,
                                  ImageUser &user) {
  llvm::Expected<std::string> text = readUserFile(root, "/etc/group");
  if (!text)
    return text.takeError();
  bool tooMany = false, outOfRange = false;
  forEachLine(*text, 4, [&](llvm::ArrayRef<llvm::StringRef> fields) {
    std::optional<uint64_t> gid = parseId(fields[2]);
    llvm::SmallVector<llvm::StringRef, 8> members;
    fields[3].split(members, ',');
    if (!gid || !llvm::is_contained(members, name))
      return false;
    outOfRange |= *gid > maxId;
    if (!llvm::is_contained(user.groups, static_cast<gid_t>(*gid)))
      user.groups.push_back(static_cast<gid_t>(*gid));
    tooMany = user.groups.size() > maxGroups;
    return tooMany || outOfRange;
  });
  if (outOfRange)
    return checkRange(spec, UINT64_MAX);
  if (tooMany)
    return makeError(ExitCode::BuildFailed, "user '" + spec + "' is in too many groups");
  return llvm::Error::success();
}

llvm::Expected<ImageUser> detail::lookupUser(int root, llvm::StringRef spec) {
  auto [name, group] = spec.split(':');
  bool isDefault = spec.empty();
  if (isDefault)
    name = "0";
  if (name.empty() || group.contains(':') || spec.ends_with(":"))
    return makeError(ExitCode::BuildFailed, "user '" + spec + "' is malformed",
                     "write 'user', 'uid', 'user:group' or 'uid:gid'");

  llvm::Expected<std::string> passwd = readUserFile(root, "/etc/passwd");
  if (!passwd) {
    if (!isDefault)
      return passwd.takeError();
    llvm::consumeError(passwd.takeError());
    passwd = std::string();
  }
  std::optional<uint64_t> id = parseId(name);
  std::optional<PasswdEntry> entry = findUser(*passwd, name, id);
  // BuildKit knows root where the image has no passwd.
  if (!entry && !id && name == "root")
    id = 0;
  if (!entry && !id)
    return makeError(ExitCode::BuildFailed, "the image has no user '" + name + "' in /etc/passwd",
                     "create it in an earlier step, or use a numeric id");
  uint64_t uid = entry ? entry->uid : *id;
  uint64_t gid = entry ? entry->gid : 0;
  if (!group.empty()) {
    llvm::Expected<uint64_t> found = findGroup(root, spec, group);
    if (!found)
      return found.takeError();
    gid = *found;
  }
  if (llvm::Error error = checkRange(spec, uid))
    return error;
  if (llvm::Error error = checkRange(spec, gid))
    return error;
  ImageUser user;
  user.uid = static_cast<uid_t>(uid);
  user.gid = static_cast<gid_t>(gid);
  user.groups.push_back(user.gid);
  if (entry && llvm::StringRef(entry->home).starts_with("/"))
    user.home = entry->home;
  if (!entry || !group.empty())
    return user;
  if (llvm::Error error = addMemberships(root, spec, entry->name, user)) {
    if (!isDefault)
      return error;
    llvm::consumeError(std::move(error));
    user.groups.assign(1, user.gid);
  }
  return user;
}
