//===- ConvertCopy.cpp - COPY and ADD -------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "InstructionConverter.h"
#include "SymbolicMode.h"
#include "StepNames.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"

namespace imgc::dockerfile {

static llvm::Error refuse(const llvm::Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

/// Joins a relative path to `parent`; a trailing `/` or `/.` stays.
static std::string normalizePath(llvm::StringRef parent, llvm::StringRef path, bool keepSlash) {
  std::string result = path.str();
  if (path.empty())
    result = parent.str();
  if (!path::isAbsolute(result))
    result = path::join(parent, result);
  if (!keepSlash)
    return result;
  if (path.ends_with("/") && !llvm::StringRef(result).ends_with("/"))
    result += "/";
  else if (path.ends_with("/."))
    result += result == "/" ? "." : "/.";
  return result;
}

std::string InstructionConverter::relativeToWorkdir(llvm::StringRef path) const {
  if (path::isAbsolute(path))
    return normalizePath("/", path, /*keepSlash=*/true);
  // "" and "." are the working directory itself.
  return normalizePath(state.dir, path.empty() || path == "." ? "./" : path, /*keepSlash=*/true);
}

/// `--chmod`: an octal number, or a symbolic mode.
static llvm::Error parseChmod(llvm::StringRef text, CopySpec &common) {
  if (text.empty())
    return llvm::Error::success();
  auto notOctal = [&] {
    return refuse("invalid chmod parameter: '" + text +
                  "'. it should be octal string and between 0 and 07777");
  };
  uint32_t mode;
  if (!text.getAsInteger(8, mode)) {
    if (mode > 07777)
      return notOctal();
    common.mode = mode;
    return llvm::Error::success();
  }
  SymbolicModeError error = checkSymbolicMode(text);
  if (error.looksNumeric)
    return notOctal();
  if (!error.message.empty())
    return refuse(error.message);
  common.modeString = text.str();
  return llvm::Error::success();
}

static bool containsWildcards(llvm::StringRef name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (llvm::StringRef("*?[").contains(name[i]))
      return true;
    if (name[i] == '\\')
      ++i;
  }
  return false;
}

static bool isUrl(llvm::StringRef source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

/// What BuildKit takes for a git reference that cannot be a local path.
static bool isGitSource(llvm::StringRef source) {
  if (source.starts_with("git://") || source.starts_with("ssh://") || source.starts_with("git@"))
    return true;
  if (!isUrl(source))
    return false;
  llvm::StringRef path = source.split("://").second.split('#').first.split('?').first;
  return path.ends_with(".git");
}

llvm::Error InstructionConverter::addLocalSource(const CopyStep &step, llvm::StringRef source,
                                                 const CopySpec &common,
                                                 std::vector<CopySpec> &actions) {
  CopySpec action = common;
  std::string from = source.str();
  if (step.parents) {
    auto [pivot, below] = source.split("/./");
    bool hasPivot = source.contains("/./");
    from = hasPivot ? pivot.str() : "/";
    std::string pattern = normalizePath("/", hasPivot ? below : source, /*keepSlash=*/false);
    action.include = {llvm::StringRef(pattern).ltrim('/').str()};
    if (llvm::StringRef(pattern).starts_with("/"))
      action.include = {pattern.substr(1)};
    if (!containsWildcards(from) && !containsWildcards(pattern))
      action.required = {normalizePath("/", path::join(from, pattern), /*keepSlash=*/false)};
  }
  action.source = step.from ? step.from->fs : context.buildContext();
  action.src = normalizePath("/", from, /*keepSlash=*/false);
  action.followSymlink = action.contents = action.createDest = true;
  action.wildcard = action.emptyWildcard = true;
  action.unpack = step.unpack.value_or(step.isAdd);
  actions.push_back(std::move(action));
  return llvm::Error::success();
}

/// The name of the file that a URL is saved under.
static std::string getUrlFileName(llvm::StringRef url) {
  llvm::StringRef path = url.split("://").second.split('#').first.split('?').first;
  path = path.contains('/') ? path.drop_front(path.find('/')) : "";
  std::string base = path::base(path);
  return path.empty() || base == "." || base == "/" ? "__unnamed__" : base;
}

llvm::Error InstructionConverter::addCopySource(const CopyStep &step, llvm::StringRef source,
                                                const CopySpec &common, const VertexInfo &info,
                                                std::vector<CopySpec> &actions) {
  if (isGitSource(source)) {
    if (!step.isAdd)
      return refuse("source can't be a git ref for COPY");
    return refuse("ADD of a git repository is not supported yet");
  }
  if (!isUrl(source))
    return addLocalSource(step, source, common, actions);
  if (!step.isAdd)
    return refuse("source can't be a URL for COPY");
  std::string file = getUrlFileName(source);
  SourceOptions options{{"http.filename", file}};
  llvm::SmallVector<llvm::StringRef> caps{"source.http"};
  if (!step.checksum.empty()) {
    options.emplace_back("http.checksum", step.checksum);
    caps.push_back("source.http.checksum");
  }
  CopySpec action = common;
  action.source = emitter.http(source, options, caps,
                               {mlir::UnknownLoc::get(location.getContext()), info.name, ""});
  action.src = file;
  action.createDest = true;
  action.unpack = step.unpack.value_or(false);
  actions.push_back(std::move(action));
  return llvm::Error::success();
}

void InstructionConverter::notePaths(const CopyStep &step) {
  PathSet &paths = step.from ? *step.from->paths : context.contextPaths;
  for (const std::string &source : step.paths.sources)
    if (!step.isAdd || !isUrl(source))
      paths.insert(path::join("/", source));
}

static llvm::Error checkChecksum(const CopyStep &step) {
  if (step.checksum.empty())
    return llvm::Error::success();
  if (step.paths.sources.size() != 1)
    return refuse("checksum can't be specified for multiple sources");
  if (!isUrl(step.paths.sources[0]) && !isGitSource(step.paths.sources[0]))
    return refuse("checksum requires HTTP(S) or Git sources");
  return llvm::Error::success();
}

/// The history's text, from expanded words.
static std::string describe(const CopyStep &step) {
  std::string text = step.isAdd ? "ADD" : "COPY";
  if (step.parents)
    text += " --parents";
  if (!step.chown.empty())
    text += " --chown=" + step.chown;
  if (!step.chmod.empty())
    text += " --chmod=" + step.chmod;
  for (const std::string &source : step.paths.sources)
    text += " " + source;
  for (const InlineFile &file : step.paths.inlineFiles)
    text += " <<" + file.path;
  return text + " " + step.paths.dest + " # buildkit";
}

llvm::Error InstructionConverter::copy(const CopyStep &step) {
  CopySpec common;
  common.dest = relativeToWorkdir(step.paths.dest);
  common.chown = step.chown;
  common.exclude = step.excludes;
  if (llvm::Error error = parseChmod(step.chmod, common))
    return error;
  if (llvm::Error error = checkChecksum(step))
    return error;

  ShellOptions options;
  options.escape = context.escape;
  std::string shown = showInstruction(step.code, state.env.lookup(), options);
  unsigned index = state.stepIndex;
  VertexInfo info{location,
                  nextStepName(state, shown, context.multiPlatform, state.platform, state.env),
                  {},
                  state.ignoreCache};
  std::vector<CopySpec> actions;
  for (const std::string &source : step.paths.sources)
    if (llvm::Error error = addCopySource(step, source, common, info, actions))
      return error;
  for (const InlineFile &file : step.paths.inlineFiles) {
    CopySpec action = common;
    action.source = emitter.mkfile({}, file.path, 0644, file.data,
                                   internal("preparing inline document"));
    action.src = file.path;
    action.createDest = true;
    actions.push_back(std::move(action));
  }
  notePaths(step);

  if (step.link && step.chmod.empty()) {
    // The pair is shown as one step; the copy is its weak half.
    mlir::MLIRContext *mlir = location.getContext();
    std::string id = "link-" + std::to_string(++context.linkCount);
    info.group = llb::ProgressGroupAttr::get(mlir, id, info.name, /*weak=*/true);
    mlir::Value copied = emitter.copy({}, actions, info);
    state.stepIndex = index;
    std::string name = nextStepName(state, "LINK " + shown, context.multiPlatform,
                                    state.platform, state.env);
    VertexInfo merge{location, name, {}, state.ignoreCache,
                     llb::ProgressGroupAttr::get(mlir, id, info.name, /*weak=*/false)};
    state.fs = emitter.merge({state.fs, copied}, merge);
  } else {
    state.fs = emitter.copy(state.fs, actions, info);
  }
  state.commit(describe(step), true, context.epoch);
  return llvm::Error::success();
}

} // namespace imgc::dockerfile
