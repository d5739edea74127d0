//===- ConvertCopy.cpp - COPY and ADD -------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitSource.h"
#include "InstructionConverter.h"
#include "StepNames.h"
#include "SymbolicMode.h"

#include "imgc/Support/Digest.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/ImagePath.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Url.h"

#include "llvm/ADT/StringExtras.h"

namespace imgc::dockerfile {

static llvm::Error refuse(const llvm::Twine &message, Explanation explanation) {
  return makeSourceError(message, std::move(explanation));
}

static std::string quoted(llvm::StringRef text) { return ("'" + text + "'").str(); }

llvm::Expected<std::string> InstructionConverter::relativeToWorkdir(llvm::StringRef path) const {
  ImagePaths paths(state.platform.os);
  llvm::Expected<std::string> bare = paths.removeDrive(path, /*keepSlash=*/true);
  if (!bare)
    return addContext(bare.takeError(), "removing drive letter");
  if (paths.isAbsolute(*bare))
    return paths.normalize("/", *bare, /*keepSlash=*/true);
  // "" and "." are the working directory itself.
  return paths.normalize(state.dir, bare->empty() || *bare == "." ? "./" : *bare,
                         /*keepSlash=*/true);
}

/// `--chmod`: an octal number, or a symbolic mode.
static llvm::Error parseChmod(llvm::StringRef text, CopySpec &common) {
  if (text.empty())
    return llvm::Error::success();
  Explanation explanation{
      quoted(text) + " is no mode for '--chmod'",
      {("--chmod=" + text).str(), "--chmod"},
      {"expected an octal number from 0 to 07777, or changes such as u=rwX,go-w"}};
  auto notOctal = [&] {
    return refuse("invalid chmod parameter: '" + text +
                      "'. it should be octal string and between 0 and 07777",
                  explanation);
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
    return refuse(error.message, explanation);
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

llvm::Error InstructionConverter::addLocalSource(const CopyStep &step, llvm::StringRef source,
                                                 const CopySpec &common,
                                                 std::vector<CopySpec> &actions) {
  CopySpec action = common;
  ImagePaths paths(state.platform.os);
  auto normalize = [&](llvm::StringRef path) -> llvm::Expected<std::string> {
    llvm::Expected<std::string> result = paths.normalize("/", path, /*keepSlash=*/false);
    if (!result)
      return addContext(result.takeError(), "removing drive letter");
    return result;
  };
  std::string from = source.str(), required;
  if (step.parents) {
    auto [pivot, below] = source.split("/./");
    bool hasPivot = source.contains("/./");
    from = hasPivot ? pivot.str() : "/";
    llvm::Expected<std::string> pattern = normalize(hasPivot ? below : source);
    if (!pattern)
      return pattern.takeError();
    action.include = {llvm::StringRef(*pattern).starts_with("/") ? pattern->substr(1) : *pattern};
    if (!containsWildcards(from) && !containsWildcards(*pattern))
      required = path::join(from, *pattern);
  }
  llvm::Expected<std::string> src = normalize(from);
  if (!src)
    return src.takeError();
  if (!required.empty()) {
    llvm::Expected<std::string> path = normalize(required);
    if (!path)
      return path.takeError();
    action.required = {*path};
  }
  action.source = step.from ? step.from->fs : context.buildContext();
  action.src = *src;
  action.followSymlink = action.contents = action.createDest = true;
  action.wildcard = action.emptyWildcard = true;
  action.unpack = step.unpack.value_or(step.isAdd);
  actions.push_back(std::move(action));
  return llvm::Error::success();
}

/// The name of the file that a URL is saved under.
static std::string getUrlFileName(llvm::StringRef text) {
  std::optional<Url> url = Url::parse(text);
  std::string base = url ? path::base(url->path) : "/";
  return base == "." || base == "/" ? "__unnamed__" : base;
}

llvm::Expected<mlir::Value> InstructionConverter::makeGitSource(CopyStep &step, const GitRef &ref,
                                                                llvm::StringRef name) {
  if (step.keepGitDir && ref.keepGitDir && *step.keepGitDir != *ref.keepGitDir)
    return refuse("inconsistent keep-git-dir configuration",
                  {"'--keep-git-dir' and the source's own 'keep-git-dir' contradict each other",
                   {"--keep-git-dir"},
                   {"leave one of them out"}});
  if (ref.keepGitDir)
    step.keepGitDir = ref.keepGitDir;
  if (!step.checksum.empty() && !ref.checksum.empty() && step.checksum != ref.checksum)
    return refuse("checksum mismatch " + gotext::quote(step.checksum) +
                      " != " + gotext::quote(ref.checksum),
                  {"'--checksum' and the source's own checksum contradict each other",
                   {"--checksum=" + step.checksum, "--checksum"},
                   {"leave one of them out"}});
  if (!ref.checksum.empty())
    step.checksum = ref.checksum;
  GitChoices choices;
  choices.keepGitDir = step.keepGitDir.value_or(false);
  choices.checksum = step.checksum;
  return emitGitSource(emitter, ref, choices,
                       {mlir::UnknownLoc::get(location.getContext()), name.str(), {}});
}

llvm::Error InstructionConverter::addCopySource(CopyStep &step, llvm::StringRef source,
                                                const CopySpec &common, const VertexInfo &info,
                                                std::vector<CopySpec> &actions) {
  llvm::Expected<std::optional<GitRef>> git = parseGitRef(source);
  if (!git) {
    ExplainedParts parts = takeExplained(git.takeError());
    if (parts.explanation.isEmpty())
      parts.explanation = {quoted(source) + " is no source: " + parts.message, {}, {}};
    parts.explanation.marks.push_back(source.str());
    return refuse(parts.message, std::move(parts.explanation));
  }
  CopySpec action = common;
  action.createDest = true;
  if (*git && !(*git)->looksLocal) {
    if (!step.isAdd)
      return refuse("source can't be a git ref for COPY",
                    {"COPY cannot copy from a repository of git", {source.str()}, {"ADD can"}});
    llvm::Expected<mlir::Value> made = makeGitSource(step, **git, info.name);
    if (!made)
      return made.takeError();
    action.source = *made;
    action.src = "/";
    actions.push_back(std::move(action));
    return llvm::Error::success();
  }
  if (!isHTTPSource(source))
    return addLocalSource(step, source, common, actions);
  if (!step.isAdd)
    return refuse("source can't be a URL for COPY",
                  {"COPY cannot copy from a URL", {source.str()}, {"ADD can"}});
  std::string file = getUrlFileName(source);
  SourceOptions options{{"http.filename", file}};
  llvm::SmallVector<llvm::StringRef> caps{"source.http"};
  if (!step.checksum.empty()) {
    if (llvm::Error error = checkGoDigest(step.checksum))
      return refuse(takeError(std::move(error)).message,
                    {quoted(step.checksum) + " is no checksum",
                     {"--checksum=" + step.checksum, "--checksum"},
                     {"expected sha256: and 64 hexadecimal digits in lower case"}});
    options.emplace_back("http.checksum", step.checksum);
    caps.push_back("source.http.checksum");
  }
  action.source = emitter.http(source, options, caps,
                               {mlir::UnknownLoc::get(location.getContext()), info.name, ""});
  action.src = file;
  action.unpack = step.unpack.value_or(false);
  actions.push_back(std::move(action));
  return llvm::Error::success();
}

void InstructionConverter::notePaths(const CopyStep &step) {
  PathSet &paths = step.from ? *step.from->paths : context.contextPaths;
  for (llvm::StringRef source : step.paths.sources)
    if (!step.isAdd || !(source.starts_with("http://") || source.starts_with("https://")))
      paths.insert(path::join("/", source));
}

static llvm::Error checkChecksum(const CopyStep &step) {
  if (step.checksum.empty())
    return llvm::Error::success();
  if (step.paths.sources.size() != 1)
    return refuse("checksum can't be specified for multiple sources",
                  {"'--checksum' is for one source, but here are " +
                       std::to_string(step.paths.sources.size()),
                   {"--checksum"},
                   {"write an ADD for each source"}});
  if (!isHTTPSource(step.paths.sources[0]) && !isGitSource(step.paths.sources[0]))
    return refuse("checksum requires HTTP(S) or Git sources",
                  {"'--checksum' is for sources of http, https and git only", {"--checksum"}, {}});
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

llvm::Error InstructionConverter::addInlineFiles(const CopyStep &step, const CopySpec &common,
                                                 std::vector<CopySpec> &actions) {
  for (const InlineFile &file : step.paths.inlineFiles) {
    CopySpec action = common;
    llvm::Expected<std::string> path =
        ImagePaths(state.platform.os).removeDrive(file.path, /*keepSlash=*/false);
    if (!path)
      return addContext(path.takeError(), "removing drive letter");
    action.source =
        emitter.mkfile({}, *path, 0644, file.data, internal("preparing inline document"));
    action.src = *path;
    action.createDest = true;
    actions.push_back(std::move(action));
  }
  return llvm::Error::success();
}

/// The pair is shown as one step; the copy is its weak half.
void InstructionConverter::copyLinked(llvm::ArrayRef<CopySpec> actions, VertexInfo info,
                                      llvm::StringRef shown, unsigned index) {
  mlir::MLIRContext *mlir = location.getContext();
  std::string id = "link-" + std::to_string(++context.linkCount);
  info.group = llb::ProgressGroupAttr::get(mlir, id, info.name, /*weak=*/true);
  mlir::Value copied = emitter.copy({}, actions, info);
  state.stepIndex = index;
  std::string name = nextStepName(state, ("LINK " + shown).str(), context.multiPlatform,
                                  state.platform, state.env);
  VertexInfo merge{location,
                   name,
                   {},
                   state.ignoreCache,
                   llb::ProgressGroupAttr::get(mlir, id, info.name, /*weak=*/false)};
  state.fs = emitter.merge({state.fs, copied}, merge);
}

llvm::Error InstructionConverter::copy(CopyStep step) {
  CopySpec common;
  context.numSources = 0;
  llvm::Expected<std::string> dest = relativeToWorkdir(step.paths.dest);
  if (!dest)
    return dest.takeError();
  common.dest = *dest;
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
  for (const std::string &source : step.paths.sources) {
    ++context.numSources;
    if (llvm::Error error = addCopySource(step, source, common, info, actions))
      return error;
  }
  if (llvm::Error error = addInlineFiles(step, common, actions))
    return error;
  notePaths(step);
  if (step.link && step.chmod.empty())
    copyLinked(actions, std::move(info), shown, index);
  else
    state.fs = emitter.copy(state.fs, actions, info);
  state.commit(describe(step), true, context.epoch);
  return llvm::Error::success();
}

} // namespace imgc::dockerfile
