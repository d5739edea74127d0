//===- CallCommand.cpp - imgc build --check and --call --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CallCommand.h"

#include "Commands.h"
#include "Emit.h"

#include "imgc/Frontend/Dockerfile/Subrequests.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"

#include "llvm/Support/FormatVariadic.h"

namespace imgc::driver {

namespace json = llvm::json;

//===----------------------------------------------------------------------===//
// Flags
//===----------------------------------------------------------------------===//

static llvm::Error parseCallField(llvm::StringRef field, BuildFlags &flags) {
  auto [key, value] = field.split('=');
  if (key == "format") {
    if (value != "json" && value != "text")
      return usageError("--call takes format=json or format=text, not '" + field + "'");
    flags.callJson = value == "json";
    return llvm::Error::success();
  }
  if (key == "ignorestatus") {
    std::optional<bool> on = field.contains('=') ? gotext::parseBool(value) : true;
    if (!on)
      return usageError("--call takes ignorestatus=true or false, not '" + field + "'");
    flags.callIgnoreStatus = *on;
    return llvm::Error::success();
  }
  if (field == "build")
    flags.call = CallMethod::None;
  else if (field == "check" || field == "lint")
    flags.call = CallMethod::Check;
  else if (field == "outline")
    flags.call = CallMethod::Outline;
  else if (field == "targets")
    flags.call = CallMethod::Targets;
  else if (field == "subrequests.describe")
    flags.call = CallMethod::Describe;
  else
    return usageError("--call does not know '" + field + "'",
                      "methods: build, check, outline, targets, subrequests.describe; then "
                      ",format=json ,ignorestatus");
  return llvm::Error::success();
}

llvm::Error parseCallFlags(const Arguments &args, BuildFlags &flags) {
  if (std::optional<std::string> text = args.value(OPT_call)) {
    llvm::SmallVector<llvm::StringRef> fields;
    llvm::StringRef(*text).split(fields, ',');
    for (llvm::StringRef field : fields)
      if (llvm::Error error = parseCallField(field, flags))
        return error;
  }
  if (args.flag(OPT_check, OPT_check_eq)) {
    if (flags.call != CallMethod::None && flags.call != CallMethod::Check)
      return usageError("--check and --call ask for two answers", "leave one of them out");
    flags.call = CallMethod::Check;
  }
  // In JSON an answer has the oracle's form.
  if (flags.call != CallMethod::None && flags.emit != EmitForm::None &&
      flags.emit != EmitForm::LlbJson)
    return usageError("--emit and --call or --check ask for two answers", "leave one of them out");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Answers
//===----------------------------------------------------------------------===//

namespace {
/// One question about one file.
class Call {
public:
  Call(Compilation &compilation, const BuildFlags &flags,
       llvm::function_ref<llvm::Expected<SourceResolver *>()> getResolver)
      : compilation(compilation), flags(flags), getResolver(getResolver) {}

  llvm::Expected<int> run();

private:
  /// Compiles as far as the answer needs; false after an error of the file.
  llvm::Expected<bool> compile();
  int answerCheck();
  int answerTargets(bool compiled);
  int answerOutline(bool compiled);
  int answerDescribe();
  void printJson(json::Value answer);
  int refuse();
  const imgc::Diagnostic *getError() const { return compilation.getDiagnostics().getFirstError(); }
  const SourceFile &getFile() const {
    return *compilation.getDiagnostics().getSources().get(compilation.getTree().file);
  }

  Compilation &compilation;
  const BuildFlags &flags;
  llvm::function_ref<llvm::Expected<SourceResolver *>()> getResolver;
};
} // namespace

llvm::Expected<bool> Call::compile() {
  llvm::Expected<bool> parsed = compilation.parse();
  if (!parsed)
    return parsed.takeError();
  if (!*parsed || flags.call == CallMethod::Targets)
    return *parsed;
  if (!compilation.import())
    return false;
  llvm::Expected<SourceResolver *> resolver = getResolver();
  if (!resolver)
    return resolver.takeError();
  return compilation.lowerToLLB(**resolver, /*pin=*/false);
}

void Call::printJson(json::Value answer) {
  if (flags.emit != EmitForm::LlbJson) {
    dockerfile::printAnswer(llvm::outs(), answer);
    return;
  }
  json::Object report{{"subrequest", std::move(answer)}};
  if (flags.call == CallMethod::Outline)
    addWarnings(report, compilation);
  llvm::outs() << llvm::formatv("{0:1}", json::Value(std::move(report))) << "\n";
}

/// Refusals of outline and targets have no position in the oracle's form.
int Call::refuse() {
  const imgc::Diagnostic *error = getError();
  std::string message = error ? error->getPeerMessage() : "";
  // The list of targets is made without the check that comes first otherwise.
  if (error && error->id == DiagId::EmptyFile && flags.call == CallMethod::Targets)
    message = "file with no instructions";
  if (flags.emit != EmitForm::LlbJson) {
    printDiagnostics(compilation);
    return 1;
  }
  json::Object report;
  if (flags.call == CallMethod::Outline)
    addWarnings(report, compilation);
  report["error"] = writeRefusal(std::move(message), {}, compilation);
  llvm::outs() << llvm::formatv("{0:1}", json::Value(std::move(report))) << "\n";
  return 1;
}

/// One in a context that is no directory has no path here.
static llvm::StringRef getShownFile(const BuildFlags &flags) {
  return flags.dockerfile ? flags.dockerfileName : flags.file;
}

int Call::answerCheck() {
  dockerfile::LintResult result{getFile(), compilation.getFindings(), getError()};
  size_t count = result.findings.size();
  bool json = flags.callJson || flags.emit == EmitForm::LlbJson;
  if (json) {
    printJson(dockerfile::toJSON(result));
  } else if (count) {
    llvm::outs() << "Check complete, " << count << (count == 1 ? " warning has" : " warnings have")
                 << " been found!\n";
    dockerfile::print(llvm::outs(), result, getShownFile(flags));
  } else if (!result.error) {
    llvm::outs() << "Check complete, no warnings found.\n";
  }
  if (flags.emit == EmitForm::LlbJson)
    return 0;
  if (result.error) {
    if (!json && count)
      llvm::outs() << "\n";
    llvm::outs().flush();
    llvm::errs() << "ERROR: ";
    dockerfile::printError(llvm::errs(), result, getShownFile(flags));
    return 1;
  }
  return count && !flags.callIgnoreStatus ? 1 : 0;
}

int Call::answerTargets(bool compiled) {
  // A file of ARGs alone has no targets, which is an answer.
  if (!compiled && getError()->id != DiagId::NoStages)
    return refuse();
  if (flags.callJson || flags.emit == EmitForm::LlbJson)
    printJson(dockerfile::targetsToJSON(compilation.getTree(), getFile()));
  else
    dockerfile::printTargets(llvm::outs(), compilation.getTree());
  return 0;
}

int Call::answerOutline(bool compiled) {
  if (!compiled)
    return refuse();
  dockerfile::Outline outline = compilation.getOutline();
  if (flags.callJson || flags.emit == EmitForm::LlbJson)
    printJson(dockerfile::toJSON(outline, getFile()));
  else
    dockerfile::print(llvm::outs(), outline);
  return 0;
}

int Call::answerDescribe() {
  if (flags.callJson || flags.emit == EmitForm::LlbJson)
    printJson(dockerfile::requestsToJSON());
  else
    dockerfile::printRequests(llvm::outs());
  return 0;
}

llvm::Expected<int> Call::run() {
  if (flags.call == CallMethod::Describe)
    return answerDescribe();
  llvm::Expected<bool> compiled = compile();
  if (!compiled)
    return compiled.takeError();
  if (!*compiled && getError() && !compilation.hasTree())
    return refuse();
  switch (flags.call) {
  case CallMethod::Targets:
    return answerTargets(*compiled);
  case CallMethod::Outline:
    return answerOutline(*compiled);
  default:
    return answerCheck();
  }
}

llvm::Expected<int> runCall(Compilation &compilation, const BuildFlags &flags,
                            llvm::function_ref<llvm::Expected<SourceResolver *>()> getResolver) {
  return Call(compilation, flags, getResolver).run();
}

} // namespace imgc::driver
