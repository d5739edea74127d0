//===- GitRef.cpp - Git repositories as sources ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/GitRef.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Url.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <map>

namespace imgc {

static llvm::Error refuse(const llvm::Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

namespace {
/// A remote before its options are looked at.
struct Remote {
  GitRef ref;
  UrlQuery query;
};
} // namespace

/// `ref:subdir` after `#`.
static void readFragment(llvm::StringRef fragment, GitRef &ref) {
  if (fragment.empty())
    return;
  auto [name, subdir] = fragment.split(':');
  ref.ref = name.str();
  ref.subdir = llvm::StringRef(path::join("/", subdir)).drop_front().str();
}

static bool isWord(llvm::StringRef text, llvm::StringRef others) {
  return !text.empty() &&
         llvm::all_of(text, [&](char c) { return llvm::isAlnum(c) || others.contains(c); });
}

/// `user@host:path?query#fragment`.
static std::optional<Remote> parseScp(llvm::StringRef text) {
  size_t at = text.find('@');
  size_t colon = text.find(':', at);
  if (at == llvm::StringRef::npos || colon == llvm::StringRef::npos || text.contains('\n'))
    return std::nullopt;
  llvm::StringRef user = text.take_front(at), host = text.slice(at + 1, colon);
  if (!isWord(user, "-_") || !isWord(host, "-."))
    return std::nullopt;
  auto [before, fragment] = text.drop_front(colon + 1).split('#');
  auto [where, query] = before.split('?');
  Remote remote;
  bool valid = true;
  remote.query = parseUrlQuery(query, valid);
  if (!valid)
    return std::nullopt;
  remote.ref.isSsh = true;
  remote.ref.remote = (user + "@" + host + ":" + where).str();
  remote.ref.identity = host.str() + path::join("/", where);
  readFragment(fragment, remote.ref);
  return remote;
}

static Remote fromUrl(const Url &url) {
  Remote remote;
  remote.ref.isSsh = url.scheme == "ssh";
  remote.ref.remote = url.withoutOptions();
  remote.ref.identity = url.host + path::join("/", url.path);
  remote.query = url.query();
  readFragment(url.fragment, remote.ref);
  return remote;
}

static std::optional<Remote> parseRemote(llvm::StringRef source) {
  if (source.starts_with("./") || source.starts_with("../"))
    return std::nullopt;
  if (source.starts_with("github.com/")) {
    std::optional<Url> url = Url::parse(("https://" + source).str());
    if (!url)
      return std::nullopt;
    Remote remote = fromUrl(*url);
    remote.ref.looksLocal = true;
    return remote;
  }
  size_t mark = source.find("://");
  if (mark == llvm::StringRef::npos || !isWord(source.take_front(mark), ""))
    return parseScp(source);
  std::optional<Url> url = Url::parse(source);
  if (!url || !llvm::is_contained({"http", "https", "ssh", "git"}, url->scheme))
    return std::nullopt;
  if (llvm::StringRef(url->scheme).starts_with("http") &&
      !llvm::StringRef(url->path).ends_with(".git"))
    return std::nullopt;
  return fromUrl(*url);
}

//===----------------------------------------------------------------------===//
// Query parameters
//===----------------------------------------------------------------------===//

static llvm::Error setName(llvm::StringRef what, std::string &current, const std::string &value) {
  if (!current.empty() && current != value)
    return refuse(what + " conflicts: " + gotext::quote(current) + " vs " + gotext::quote(value));
  current = value;
  return llvm::Error::success();
}

static llvm::Expected<bool> readFlag(llvm::StringRef key, llvm::StringRef value) {
  if (value.empty())
    return true;
  std::optional<bool> flag = gotext::parseBool(value);
  if (!flag)
    return refuse("invalid " + key + " value: " + gotext::quote(value));
  return *flag;
}

/// Names it for people, too.
static llvm::Error refuseParameter(llvm::StringRef key) {
  std::string plain = ("the URL of a git repository has no parameter '" + key + "'").str();
  llvm::StringRef nearest;
  unsigned least = 3;
  for (llvm::StringRef known : {"branch", "checksum", "commit", "fetch-by-commit", "keep-git-dir",
                                "mtime", "ref", "subdir", "submodules", "tag"})
    if (unsigned mistakes = key.edit_distance(known, /*AllowReplacements=*/true, least);
        mistakes < least) {
      nearest = known;
      least = mistakes;
    }
  if (!nearest.empty())
    plain += (" (did you mean " + nearest + "?)").str();
  return makeSourceError("unexpected query " + gotext::quote(key),
                         {plain,
                          {key.str()},
                          {"expected one of branch, tag, ref, commit, checksum, subdir, "
                           "submodules, keep-git-dir, mtime and fetch-by-commit"}});
}

static llvm::Error readParameter(llvm::StringRef key, const std::string &value, GitRef &ref) {
  if (llvm::is_contained({"submodules", "keep-git-dir", "fetch-by-commit"}, key)) {
    llvm::Expected<bool> flag = readFlag(key, value);
    if (!flag)
      return flag.takeError();
    if (key == "submodules")
      ref.submodules = *flag;
    else if (key == "keep-git-dir")
      ref.keepGitDir = *flag;
    else
      ref.fetchByCommit = *flag;
    return llvm::Error::success();
  }
  if (value.empty())
    return refuse("query " + gotext::quote(key) + " has no value");
  if (key == "ref")
    return setName("ref", ref.ref, value);
  if (key == "subdir")
    return setName("subdir", ref.subdir, value);
  if (key == "checksum" || key == "commit")
    ref.checksum = value;
  else if (key == "mtime" && value != "checkout" && value != "commit")
    return refuse("invalid mtime value: " + gotext::quote(value) +
                  " (must be \"checkout\" or \"commit\")");
  else if (key == "mtime")
    ref.mtime = value;
  else if (key != "tag" && key != "branch")
    return refuseParameter(key);
  return llvm::Error::success();
}

static std::string withPrefix(llvm::StringRef prefix, const std::string &name) {
  return llvm::StringRef(name).starts_with(prefix) ? name : (prefix + name).str();
}

static llvm::Error readQuery(const UrlQuery &query, GitRef &ref) {
  std::map<std::string, std::vector<std::string>> values;
  for (const auto &[key, value] : query)
    values[key].push_back(value);
  for (const auto &[key, list] : values) {
    if (list.size() > 1)
      return refuse("query " + gotext::quote(key) + " has multiple values");
    if (llvm::Error error = readParameter(key, list[0], ref))
      return error;
  }
  auto tag = values.find("tag"), branch = values.find("branch");
  if (tag != values.end())
    if (llvm::Error error = setName("ref", ref.ref, withPrefix("refs/tags/", tag->second[0])))
      return error;
  if (branch == values.end())
    return llvm::Error::success();
  if (tag != values.end())
    return refuse("branch conflicts with tag");
  return setName("ref", ref.ref, withPrefix("refs/heads/", branch->second[0]));
}

llvm::Expected<std::optional<GitRef>> parseGitRef(llvm::StringRef source) {
  std::optional<Remote> remote = parseRemote(source);
  if (!remote)
    return std::nullopt;
  if (llvm::Error error = readQuery(remote->query, remote->ref))
    return std::move(error);
  return std::move(remote->ref);
}

std::string GitRef::getIdentifier() const {
  if (ref.empty() && subdir.empty())
    return identity;
  return identity + "#" + ref + (subdir.empty() ? "" : ":" + subdir);
}

bool isGitSource(llvm::StringRef source) {
  llvm::Expected<std::optional<GitRef>> ref = parseGitRef(source);
  if (!ref) {
    llvm::consumeError(ref.takeError());
    return false;
  }
  return ref->has_value();
}

bool isHTTPSource(llvm::StringRef source) {
  return (source.starts_with("http://") || source.starts_with("https://")) && !isGitSource(source);
}

} // namespace imgc
