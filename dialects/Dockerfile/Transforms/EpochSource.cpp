//===- EpochSource.cpp - Times that SOURCE_DATE_EPOCH names ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EpochSource.h"

#include "imgc/Diagnostics/MLIR/Explain.h"
#include "imgc/Frontend/Dockerfile/ShellWords.h"
#include "imgc/Support/Error.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

namespace {
/// What a stage downloads, or why it is no source of a time.
class EpochStage {
public:
  EpochStage(StageOp stage, const GlobalWords &words, char escape)
      : stage(stage), words(words), env(words.args) {
    options.escape = escape;
    env.erase("SOURCE_DATE_EPOCH");
  }

  llvm::Expected<SourceRequest> read();

private:
  llvm::Expected<std::string> expand(StringRef word);
  llvm::Error declare(ArgOp op);
  llvm::Expected<SourceRequest> readAdd(AddOp op);

  StageOp stage;
  const GlobalWords &words;
  EnvList env;
  ShellOptions options;
};
} // namespace

static llvm::Error refuse(const Twine &message) {
  return makeError(ExitCode::SourceError, message);
}

llvm::Expected<std::string> EpochStage::expand(StringRef word) {
  llvm::Expected<ShellResult> result = processWord(word, env.lookup(), options);
  if (!result)
    return result.takeError();
  return std::move(result->result);
}

llvm::Error EpochStage::declare(ArgOp op) {
  for (auto definition : op.getDefinitions().getAsRange<ArgAttr>()) {
    StringRef name = definition.getName().getValue();
    if (auto given = words.buildArgs.find(name.str()); given != words.buildArgs.end()) {
      env.set(name, given->second);
    } else if (definition.getValue()) {
      llvm::Expected<std::string> value = expand(definition.getValue().getValue());
      if (!value)
        return value.takeError();
      env.set(name, *value);
    }
  }
  return llvm::Error::success();
}

llvm::Expected<SourceRequest> EpochStage::readAdd(AddOp op) {
  bool inlined = op.getInlineFiles() && !op.getInlineFiles()->empty();
  if (inlined || op.getSources().size() != 1)
    return refuse("SOURCE_DATE_EPOCH stage must contain exactly one remote ADD source");
  llvm::Expected<std::string> source = expand(cast<StringAttr>(op.getSources()[0]).getValue());
  if (!source)
    return source.takeError();
  SourceRequest request;
  request.url = *source;
  std::string checksum;
  if (std::optional<StringRef> word = op.getChecksum(); word && !word->empty()) {
    llvm::Expected<std::string> expanded = expand(*word);
    if (!expanded)
      return expanded.takeError();
    checksum = *expanded;
  }
  if (isHTTPSource(*source)) {
    if (!checksum.empty())
      if (llvm::Error error = checkGoDigest(checksum))
        return std::move(error);
    return request;
  }
  llvm::Expected<std::optional<GitRef>> git = parseGitRef(*source);
  if (!git)
    return git.takeError();
  if (!*git || (*git)->looksLocal)
    return refuse("SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD");
  request.git = std::move(**git);
  if (!checksum.empty())
    request.git->checksum = checksum;
  return request;
}

llvm::Expected<SourceRequest> EpochStage::read() {
  llvm::Expected<std::string> base = expand(stage.getFrom());
  if (!base)
    return refuse("failed to process source stage base name \"" + stage.getFrom() +
                  "\": " + takeError(base.takeError()).message);
  if (*base != "scratch")
    return refuse("SOURCE_DATE_EPOCH stage must use FROM scratch");
  std::optional<SourceRequest> found;
  for (Operation &op : stage.getInstructions()) {
    if (auto arg = dyn_cast<ArgOp>(op)) {
      if (llvm::Error error = declare(arg))
        return std::move(error);
      continue;
    }
    auto add = dyn_cast<AddOp>(op);
    if (!add)
      return refuse("SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported " +
                    op.getName().stripDialect().upper() + " instruction");
    if (found)
      return refuse("SOURCE_DATE_EPOCH stage must contain exactly one remote ADD");
    llvm::Expected<SourceRequest> request = readAdd(add);
    if (!request)
      return request.takeError();
    found = std::move(*request);
  }
  if (!found)
    return refuse("SOURCE_DATE_EPOCH stage must contain exactly one remote ADD");
  return std::move(*found);
}

/// The source of a context; nothing for directories and images, which have no
/// time of their own.
static llvm::Expected<std::optional<SourceRequest>> readURL(StringRef url) {
  if (!url.starts_with("http:") && !url.starts_with("https:") && !url.starts_with("git"))
    return std::nullopt;
  llvm::Expected<std::optional<GitRef>> git = parseGitRef(url);
  if (!git)
    return git.takeError();
  SourceRequest request;
  request.git = std::move(*git);
  request.url = url.str();
  return request;
}

/// BuildKit has no place for it; people get the ARG that says it.
static InFlightDiagnostic refuseEpoch(FileOp file, StringRef value, const GlobalWords &words) {
  constexpr StringLiteral name = "SOURCE_DATE_EPOCH";
  Location location = file.getLoc();
  auto definition = words.definitions.find(name.str());
  if (definition != words.definitions.end() && !words.buildArgs.contains(name.str()))
    location = definition->second.location;
  Explanation explanation;
  explanation.message = "'" + value.str() + "' is no SOURCE_DATE_EPOCH";
  explanation.marks = {(name + "=" + value).str(), name.str()};
  explanation.notes = {"expected seconds since 1970, 'context', a named context, or a stage that "
                       "is FROM scratch with one remote ADD"};
  return emitError(explainAt(location, explanation)) << "invalid SOURCE_DATE_EPOCH: " << value;
}

FailureOr<std::optional<int64_t>>
imgc::dockerfile::resolveEpochSource(FileOp file, StringRef value, const GlobalWords &words,
                                     const ResolveContext &context) {
  using Time = std::optional<int64_t>;
  auto ask = [&](Operation *at, const SourceRequest &request) -> FailureOr<Time> {
    llvm::Expected<Time> time = context.resolver.resolveSourceTime(request);
    if (time)
      return *time;
    return at->emitError() << takeError(time.takeError()).message;
  };
  std::optional<StringRef> url;
  if (value == "context") {
    url = context.options.remoteContext ? StringRef(context.options.remoteContext->url) : "";
  } else {
    llvm::Expected<const NamedContext *> named = findNamedContext(context, value, std::nullopt);
    if (!named)
      return file.emitError() << takeError(named.takeError()).message;
    if (*named)
      url = (*named)->source;
  }
  if (url) {
    llvm::Expected<std::optional<SourceRequest>> request = readURL(*url);
    if (!request)
      return file.emitError() << takeError(request.takeError()).message;
    return *request ? ask(file, **request) : FailureOr<Time>(Time());
  }
  for (StageOp stage : file.getStages()) {
    if (!stage.getStageName() || !stage.getStageName()->equals_insensitive(value))
      continue;
    llvm::Expected<SourceRequest> request = EpochStage(stage, words, file.getEscapeChar()).read();
    if (!request)
      return stage.emitError() << takeError(request.takeError()).message;
    return ask(file, *request);
  }
  return refuseEpoch(file, value, words);
}
