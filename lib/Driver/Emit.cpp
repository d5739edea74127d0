//===- Emit.cpp - Printed forms of a compilation --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emit.h"

#include "Commands.h"

#include "imgc/Conversion/DockerfileToLLB.h"
#include "imgc/Frontend/Dockerfile/Subrequests.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Json.h"
#include "imgc/Target/LLBProto/Export.h"
#include "imgc/Target/LLBProto/JSON.h"
#include "imgc/Target/PlanFile/Export.h"

#include "llvm/Support/Process.h"

namespace imgc::driver {

namespace json = llvm::json;

static RenderOptions getRenderOptions() {
  RenderOptions options;
  options.color = wantsColor();
  return options;
}

static void renderFindings(Compilation &compilation) {
  if (compilation.getFindings().empty())
    return;
  const SourceManager &sources = compilation.getDiagnostics().getSources();
  const SourceFile &file = *sources.get(compilation.getTree().file);
  for (const dockerfile::Finding &finding : compilation.getFindings()) {
    Diagnostic warning = dockerfile::toDiagnostic(finding, file);
    // The error at the same name says more.
    bool isBaseName = finding.rule == dockerfile::Rule::InvalidDefaultArgInFrom;
    bool isSaid = llvm::any_of(compilation.getDiagnostics().getDiagnostics(),
                               [&](const Diagnostic &error) {
                                 return error.range.isValid() &&
                                        error.range.file == warning.range.file &&
                                        error.range.begin.offset == warning.range.begin.offset;
                               });
    if (!isBaseName || !isSaid)
      renderDiagnostic(llvm::errs(), warning, sources, getRenderOptions());
  }
}

void printFindings(Compilation &compilation) {
  renderFindings(compilation);
  renderDiagnostics(llvm::errs(), compilation.getDiagnostics(), getRenderOptions());
}

int printDiagnostics(Compilation &compilation) {
  printFindings(compilation);
  const std::optional<ErrorParts> &failure = compilation.getResolverFailure();
  return static_cast<int>(failure ? failure->code : ExitCode::SourceError);
}

//===----------------------------------------------------------------------===//
// llb-json: the oracle's form
//===----------------------------------------------------------------------===//

void addWarnings(json::Object &report, Compilation &compilation) {
  json::Array warnings;
  for (const dockerfile::Finding &finding : compilation.getFindings()) {
    const dockerfile::RuleInfo &info = dockerfile::getRuleInfo(finding.rule);
    json::Object warning{{"message", gotext::toUTF8(finding.getShortMessage())},
                         {"detail", json::Array{info.description}}};
    if (!info.url.empty())
      warning["url"] = info.url;
    if (finding.lines.first)
      warning["ranges"] = dockerfile::toRanges(finding.lines);
    warnings.push_back(std::move(warning));
  }
  if (!warnings.empty())
    report["warnings"] = std::move(warnings);
}

/// BuildKit hands a file with a syntax line on to that front end. What it then
/// refuses without a line is said at the syntax line, or with the build argument.
json::Object writeRefusal(std::string message, dockerfile::LineRange lines,
                          Compilation &compilation) {
  const auto &[argument, line] = compilation.getForwarding();
  if (!lines.first && line)
    lines = {line, line};
  else if (!lines.first && !argument.empty())
    message = "failed with build-arg:BUILDKIT_SYNTAX = " + argument + ": " + message;
  json::Object refusal{{"message", gotext::toUTF8(message)}};
  if (lines.first)
    refusal["ranges"] = dockerfile::toRanges(lines);
  return refusal;
}

/// A refusal is a result here: exit status 1 and the reason on standard output.
static int printRefusal(Compilation &compilation) {
  const imgc::Diagnostic *error = compilation.getDiagnostics().getFirstError();
  json::Object report;
  addWarnings(report, compilation);
  if (error) {
    dockerfile::LineRange lines{error->firstLine, error->lastLine};
    const auto &[argument, line] = compilation.getForwarding();
    // BuildKit has no line for this one, but knows that the other comes from the file.
    if (error->id == DiagId::BadCheckDirective && (line || !argument.empty()))
      lines = {};
    if (error->id == DiagId::BadDirective && !error->firstLine)
      report["error"] = json::Object{{"message", gotext::toUTF8(error->getPeerMessage())}};
    else
      report["error"] = writeRefusal(error->getPeerMessage(), lines, compilation);
    if (json::Array *places = report.getObject("error")->getArray("ranges"))
      for (auto [first, last] : error->furtherLines)
        for (json::Value &line : dockerfile::toRanges({first, last}))
          places->push_back(std::move(line));
  }
  llvm::outs() << llvm::formatv("{0:2}", json::Value(std::move(report))) << "\n";
  return 1;
}

static std::string formatPlatform(llb::PlatformAttr attr) {
  Platform platform;
  if (attr) {
    platform.os = attr.getOs().str();
    platform.architecture = attr.getArchitecture().str();
    platform.variant = attr.getVariant().str();
    platform.osVersion = attr.getOsVersion().str();
  }
  return platform.strAll();
}

namespace {
/// A definition that is going to be printed.
struct PrintedResult {
  std::string platform;
  json::Value image = nullptr;
  /// The config of the base, if it has one.
  json::Value base = nullptr;
  llb::JSONPrinter printOps;
};
} // namespace

static llvm::Error readConfig(std::optional<llvm::StringRef> text, json::Value &config) {
  if (!text)
    return llvm::Error::success();
  llvm::Expected<json::Value> value = parseJson(*text);
  if (!value)
    return value.takeError();
  config = std::move(*value);
  return llvm::Error::success();
}

static llvm::Expected<std::vector<PrintedResult>> readResults(mlir::ModuleOp module) {
  auto definitions = llb::exportDefinitions(module);
  if (!definitions)
    return definitions.takeError();
  std::vector<PrintedResult> results;
  for (llb::ExportedDefinition &definition : *definitions) {
    PrintedResult &result = results.emplace_back();
    result.platform = formatPlatform(definition.output.getPlatformAttr());
    llvm::Expected<llb::JSONPrinter> ops = llb::makeJSONPrinter(definition.bytes);
    if (!ops)
      return ops.takeError();
    result.printOps = std::move(*ops);
    if (llvm::Error error = readConfig(definition.output.getConfig(), result.image))
      return std::move(error);
    if (std::optional<llvm::StringRef> base = definition.output.getBase()) {
      llvm::Expected<std::string> normal = normalizeBaseConfig(*base);
      if (!normal)
        return normal.takeError();
      if (llvm::Error error = readConfig(llvm::StringRef(*normal), result.base))
        return std::move(error);
    }
  }
  return std::move(results);
}

static llvm::Expected<int> printLlbJson(Compilation &compilation) {
  llvm::Expected<std::vector<PrintedResult>> results = readResults(compilation.getModule());
  if (!results)
    return results.takeError();
  json::Object rest;
  addWarnings(rest, compilation);
  json::OStream out(llvm::outs(), 1);
  out.object([&] {
    out.attributeArray("results", [&] {
      for (PrintedResult &result : *results)
        out.object([&] {
          if (result.base != nullptr)
            out.attribute("base", result.base);
          out.attribute("image", result.image);
          out.attributeBegin("ops");
          result.printOps(out);
          out.attributeEnd();
          out.attribute("platform", result.platform);
        });
    });
    if (const json::Value *warnings = rest.get("warnings"))
      out.attribute("warnings", *warnings);
  });
  llvm::outs() << "\n";
  return 0;
}

static llvm::Expected<int> printLlbPb(Compilation &compilation) {
  auto definitions = llb::exportDefinitions(compilation.getModule());
  if (!definitions)
    return definitions.takeError();
  if (definitions->size() != 1)
    return usageError("--emit=llb-pb writes one definition, but there are " +
                          llvm::Twine(definitions->size()),
                      "ask for one --platform");
  llvm::outs() << definitions->front().bytes;
  return 0;
}

//===----------------------------------------------------------------------===//
// All forms
//===----------------------------------------------------------------------===//

static void printModule(Compilation &compilation) {
  mlir::OpPrintingFlags printing;
  printing.enableDebugInfo(false);
  compilation.getModule().print(llvm::outs(), printing);
  llvm::outs() << "\n";
}

llvm::Expected<int> emitForm(Compilation &compilation, const BuildFlags &flags,
                             llvm::function_ref<llvm::Expected<SourceResolver *>()> getResolver) {
  auto refuse = [&] {
    return flags.emit == EmitForm::LlbJson ? printRefusal(compilation)
                                           : printDiagnostics(compilation);
  };
  llvm::Expected<bool> parsed = compilation.parse();
  if (!parsed)
    return parsed.takeError();
  if (!*parsed)
    return refuse();
  if (flags.emit == EmitForm::Ast) {
    dockerfile::dumpAst(llvm::outs(), compilation.getTree());
    return 0;
  }
  if (!compilation.import())
    return refuse();
  if (flags.emit == EmitForm::Dockerfile) {
    printModule(compilation);
    return 0;
  }
  bool isPlan = flags.emit == EmitForm::Plan || flags.emit == EmitForm::ImgPlan;
  // A definition is llb already; only a plan needs its sources pinned.
  if (!flags.fromLLB || isPlan) {
    llvm::Expected<SourceResolver *> resolver = getResolver();
    if (!resolver)
      return resolver.takeError();
    if (!compilation.lowerToLLB(**resolver, /*pin=*/isPlan))
      return refuse();
  }
  if (!compilation.optimize())
    return refuse();
  if (flags.emit == EmitForm::Llb || flags.emit == EmitForm::LlbPb)
    printFindings(compilation);
  switch (flags.emit) {
  case EmitForm::Llb:
    printModule(compilation);
    return 0;
  case EmitForm::LlbJson:
    return printLlbJson(compilation);
  case EmitForm::LlbPb:
    return printLlbPb(compilation);
  default:
    break;
  }
  if (!compilation.lowerToPlan())
    return refuse();
  printFindings(compilation);
  if (flags.emit == EmitForm::Plan) {
    printModule(compilation);
    return 0;
  }
  mlir::FailureOr<std::string> bytes = exportPlanFile(compilation.getModule());
  if (mlir::failed(bytes))
    return printDiagnostics(compilation);
  llvm::outs() << *bytes;
  return 0;
}

} // namespace imgc::driver
