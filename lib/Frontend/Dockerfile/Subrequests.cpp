//===- Subrequests.cpp - Questions about a Dockerfile ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/Subrequests.h"

#include "TextTable.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

json::Array dockerfile::toRanges(LineRange lines) {
  json::Array ranges;
  if (lines.first)
    for (uint32_t line = lines.first; line <= std::max(lines.first, lines.last); ++line)
      ranges.push_back(json::Object{{"start", json::Object{{"line", line}}},
                                    {"end", json::Object{{"line", line}}}});
  return ranges;
}

/// The fields that protobuf leaves out when they are empty.
static void set(json::Object &object, StringRef key, StringRef value) {
  if (!value.empty())
    object[key] = gotext::toUTF8(value);
}

static json::Object toLocation(LineRange lines) {
  json::Array ranges = toRanges(lines);
  return ranges.empty() ? json::Object{} : json::Object{{"ranges", std::move(ranges)}};
}

static std::string encode(const SourceFile &file) { return encodeBase64(file.getText()); }

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

static SmallVector<uint32_t> getLines(LineRange range) {
  return range.first ? to_vector(seq_inclusive(range.first, std::max(range.first, range.last)))
                     : SmallVector<uint32_t>();
}

/// Of all places that BuildKit names, in the order of the file.
static SmallVector<uint32_t> getLines(const Diagnostic &error) {
  SmallVector<uint32_t> lines = getLines({error.firstLine, error.lastLine});
  for (auto [first, last] : error.furtherLines)
    append_range(lines, getLines({first, last}));
  sort(lines);
  lines.erase(llvm::unique(lines), lines.end());
  return lines;
}

json::Value dockerfile::toJSON(const LintResult &result) {
  json::Array warnings;
  for (const Finding &finding : result.findings) {
    const RuleInfo &info = getRuleInfo(finding.rule);
    json::Object warning{{"ruleName", info.name}, {"description", info.description}};
    set(warning, "url", info.url);
    set(warning, "detail", finding.message);
    warning["location"] = toLocation(finding.lines);
    warnings.push_back(std::move(warning));
  }
  json::Object source{{"language", "Dockerfile"}};
  set(source, "filename", result.file.getName());
  set(source, "data", encode(result.file));
  json::Object report{{"warnings", result.findings.empty() ? json::Value(nullptr)
                                                           : json::Value(std::move(warnings))},
                      {"sources", json::Array{std::move(source)}}};
  if (result.error) {
    // Adjoining lines stay apart, as BuildKit's merging leaves them.
    json::Array places;
    for (uint32_t line : getLines(*result.error))
      places.push_back(std::move(toRanges({line, line}).front()));
    json::Object location;
    if (result.error->firstLine)
      location["ranges"] = std::move(places);
    else if (result.error->id == DiagId::BadDirective) // one line too early, which is line 0
      location["ranges"] =
          json::Array{json::Object{{"start", json::Object()}, {"end", json::Object()}}};
    report["buildError"] = json::Object{{"message", gotext::toUTF8(result.error->getPeerMessage())},
                                        {"location", std::move(location)}};
  }
  return report;
}

static SmallVector<StringRef> splitLines(const SourceFile &file) {
  SmallVector<StringRef> text;
  file.getText().split(text, '\n');
  return text;
}

/// From the first to the last of `lines`, which are in order, with some of `text`
/// around them, as buildx shows them.
static void printLines(raw_ostream &os, ArrayRef<StringRef> text, ArrayRef<uint32_t> lines,
                       StringRef name) {
  if (lines.empty() || lines.front() > text.size())
    return;
  size_t start = lines.front(), end = lines.back();
  end = std::min(end, text.size());
  os << name << ":" << start << "\n--------------------\n";
  // One line before and after, two around a single one.
  for (size_t shown = 0, wanted = start == end ? 4 : 2; shown < wanted; ++shown) {
    if (start > 1) {
      --start;
      ++shown;
    }
    if (end < text.size()) {
      ++end;
      ++shown;
    }
  }
  for (size_t line = start; line <= end; ++line) {
    bool marked = std::binary_search(lines.begin(), lines.end(), line);
    os << format(" %3zu | ", line) << (marked ? ">>>" : "   ") << " " << text[line - 1] << "\n";
  }
  os << "--------------------\n";
}

void dockerfile::print(raw_ostream &os, const LintResult &result, StringRef name) {
  std::vector<const Finding *> order;
  for (const Finding &finding : result.findings)
    order.push_back(&finding);
  // Of one line in the order in which they were found.
  llvm::sort(order, [](const Finding *a, const Finding *b) {
    return a->lines.first != b->lines.first ? a->lines.first < b->lines.first : a < b;
  });
  SmallVector<StringRef> text = splitLines(result.file);
  for (const Finding *finding : order) {
    const RuleInfo &info = getRuleInfo(finding->rule);
    os << "\nWARNING: " << info.name;
    if (!info.url.empty())
      os << " - " << info.url;
    os << "\n" << finding->message << "\n";
    printLines(os, text, getLines(finding->lines), name);
  }
}

void dockerfile::printError(raw_ostream &os, const LintResult &result, StringRef name) {
  if (!result.error)
    return;
  os << result.error->getPeerMessage() << "\n";
  printLines(os, splitLines(result.file), getLines(*result.error), name);
}

//===----------------------------------------------------------------------===//
// Outline
//===----------------------------------------------------------------------===//

static json::Array needsToJSON(ArrayRef<Outline::Need> needs) {
  json::Array result;
  for (const Outline::Need &need : needs) {
    json::Object object{{"name", gotext::toUTF8(need.name)}};
    if (need.required)
      object["required"] = true;
    object["location"] = toLocation(need.lines);
    result.push_back(std::move(object));
  }
  return result;
}

json::Value dockerfile::toJSON(const Outline &outline, const SourceFile &file) {
  json::Object report;
  set(report, "name", outline.name);
  set(report, "description", outline.description);
  json::Array args;
  for (const Outline::Arg &arg : outline.args) {
    json::Object object{{"name", gotext::toUTF8(arg.name)}};
    set(object, "description", arg.description);
    set(object, "value", arg.value);
    object["location"] = toLocation(arg.lines);
    args.push_back(std::move(object));
  }
  if (!args.empty())
    report["args"] = std::move(args);
  if (!outline.secrets.empty())
    report["secrets"] = needsToJSON(outline.secrets);
  if (!outline.agents.empty())
    report["ssh"] = needsToJSON(outline.agents);
  report["sources"] = json::Array{encode(file)};
  return report;
}

static void printNeeds(raw_ostream &os, StringRef title, ArrayRef<Outline::Need> needs) {
  if (needs.empty())
    return;
  std::vector<std::vector<std::string>> rows{{title.str(), "REQUIRED"}};
  for (const Outline::Need &need : needs)
    rows.push_back({gotext::toUTF8(need.name), need.required ? "true" : ""});
  printTable(os, rows, 3);
  os << "\n";
}

void dockerfile::print(raw_ostream &os, const Outline &outline) {
  if (!outline.name.empty() || !outline.description.empty()) {
    std::vector<std::vector<std::string>> rows{
        {"TARGET:", outline.name.empty() ? "(default)" : outline.name}};
    if (!outline.description.empty())
      rows.push_back({"DESCRIPTION:", gotext::toUTF8(outline.description)});
    printTable(os, rows, 1);
    os << "\n";
  }
  if (!outline.args.empty()) {
    std::vector<std::vector<std::string>> rows{{"BUILD ARG", "VALUE", "DESCRIPTION"}};
    for (const Outline::Arg &arg : outline.args)
      rows.push_back(
          {gotext::toUTF8(arg.name), gotext::toUTF8(arg.value), gotext::toUTF8(arg.description)});
    printTable(os, rows, 3);
    os << "\n";
  }
  printNeeds(os, "SECRET", outline.secrets);
  printNeeds(os, "SSH", outline.agents);
}

//===----------------------------------------------------------------------===//
// Targets
//===----------------------------------------------------------------------===//

json::Value dockerfile::targetsToJSON(const Dockerfile &tree, const SourceFile &file) {
  json::Array targets;
  for (const Stage &stage : tree.stages) {
    json::Object target;
    set(target, "name", stage.from->name);
    if (&stage == &tree.stages.back())
      target["default"] = true;
    set(target, "description", stage.from->docComment);
    set(target, "base", stage.from->base);
    set(target, "platform", stage.from->platform);
    target["location"] = toLocation(stage.from->lines);
    targets.push_back(std::move(target));
  }
  return json::Object{
      {"targets", tree.stages.empty() ? json::Value(nullptr) : json::Value(std::move(targets))},
      {"sources", json::Array{encode(file)}}};
}

void dockerfile::printTargets(raw_ostream &os, const Dockerfile &tree) {
  std::vector<std::vector<std::string>> rows{{"TARGET", "DESCRIPTION"}};
  for (const Stage &stage : tree.stages) {
    std::string name = stage.from->name;
    if (&stage == &tree.stages.back())
      name += name.empty() ? "(default)" : " (default)";
    rows.push_back({name, gotext::toUTF8(stage.from->docComment)});
  }
  printTable(os, rows, 1);
}

//===----------------------------------------------------------------------===//
// Requests
//===----------------------------------------------------------------------===//

namespace {
struct Request {
  StringLiteral name, description;
  /// What BuildKit writes for its options: a list of one, an empty one, or none.
  enum { Target, Empty, None } options;
};
} // namespace

static constexpr Request requests[] = {
    {"outline", "List all parameters current build target supports", Request::Target},
    {"targets", "List all targets current build supports", Request::Empty},
    {"subrequests.describe", "List available subrequest types", Request::None}};
static constexpr StringLiteral requestVersion = "1.0.0";

json::Value dockerfile::requestsToJSON() {
  auto named = [](StringRef name, StringRef description) {
    return json::Object{{"name", name}, {"description", description}};
  };
  json::Array result;
  for (const Request &request : requests) {
    json::Value options = nullptr;
    if (request.options == Request::Empty)
      options = json::Array{};
    if (request.options == Request::Target)
      options = json::Array{named("target", "Target build stage")};
    result.push_back(
        json::Object{{"name", ("frontend." + request.name).str()},
                     {"version", requestVersion},
                     {"type", "rpc"},
                     {"description", request.description},
                     {"opts", std::move(options)},
                     {"inputs", nullptr},
                     {"metadata", json::Array{named("result.json", ""), named("result.txt", "")}},
                     {"refs", nullptr}});
  }
  return result;
}

void dockerfile::printRequests(raw_ostream &os) {
  std::vector<std::vector<std::string>> rows{{"NAME", "VERSION", "DESCRIPTION"}};
  for (const Request &request : requests)
    rows.push_back({request.name.str(), requestVersion.str(), request.description.str()});
  printTable(os, rows, 1);
}
