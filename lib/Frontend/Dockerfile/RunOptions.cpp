//===- RunOptions.cpp - Values of RUN --mount and --device ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Explanations.h"

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <limits>

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

static Error fail(const Twine &message, Explanation explanation = {}) {
  return makeSourceError(message, std::move(explanation));
}

/// `explanation` says what `message` says, without the suggestion.
static Error failWithSuggestion(const Twine &message, StringRef word, ArrayRef<StringRef> options,
                                Explanation explanation) {
  std::string suggestion = findSuggestion(word, options, /*caseSensitive=*/true);
  explanation.marks.insert(explanation.marks.begin(), word.str());
  explanation.notes.push_back("expected one of " + quoteList(options));
  explanation.message += describeNearest(word, options);
  std::string end = suggestion.empty() ? "" : " (did you mean " + suggestion + "?)";
  return fail(message + end, std::move(explanation));
}

static std::string quoted(StringRef text) { return ("'" + text + "'").str(); }

/// Whatever is wrong with a field, the field is marked unless a part of it is.
static Error markField(Error error, StringRef field) {
  if (!error)
    return error;
  ExplainedParts parts = takeExplained(std::move(error));
  parts.explanation.marks.push_back(field.str());
  return makeSourceError(parts.message, std::move(parts.explanation));
}

/// strconv.ParseUint(text, radix, 32).
static std::optional<uint64_t> parseUnsigned(StringRef text, unsigned radix) {
  uint64_t value;
  if (text.empty() || !all_of(text, isDigit) || text.getAsInteger(radix, value) ||
      value > std::numeric_limits<uint32_t>::max())
    return std::nullopt;
  return value;
}

static constexpr StringLiteral
    quoteRule("fields stand between commas; one with a comma or a quote stands in double quotes");

namespace {
/// Reads the fields of a mount in order; what a field may be depends on those
/// before it.
class MountParser {
public:
  explicit MountParser(WordExpander expander) : expander(expander) {}

  Expected<Mount> parse(StringRef spec);

private:
  Error parseField(StringRef field);
  Error readField(StringRef field);
  Error parseBareField(StringRef field, StringRef key);
  Error parseValue(StringRef key, StringRef value, StringRef field);
  Error parseType(StringRef value);
  Error parseSharing(StringRef value);
  Error parseFlag(StringRef key, StringRef value);
  Error parseSize(StringRef value);
  Error parseNumber(StringRef key, StringRef value, unsigned radix, std::optional<uint64_t> &out);
  Error check();
  Error unexpectedKey(StringRef key) {
    StringRef owners =
        key == "size" ? "only tmpfs mounts have one" : "only secret and ssh mounts can be required";
    return fail("unexpected key " + quoted(key) + " for mount type " + quoted(getName(mount.type)),
                {quoted(key) + " is no key of a " + getName(mount.type).str() + " mount",
                 {},
                 {owners.str()}});
  }
  bool mayBeRequired() const {
    return mount.type == MountType::Secret || mount.type == MountType::Ssh;
  }

  WordExpander expander;
  Mount mount;
  /// Read-only or not follows from the type.
  bool automatic = true;
};
} // namespace

Error MountParser::parseBareField(StringRef field, StringRef key) {
  if (!expander)
    return Error::success();
  if (key == "readonly" || key == "ro" || key == "readwrite" || key == "rw") {
    mount.readOnly = key.starts_with("ro") || key == "readonly";
    automatic = false;
    return Error::success();
  }
  if (key != "required")
    return fail("invalid field " + quoted(field) + " must be a key=value pair",
                {quoted(field) + " has no '='",
                 {},
                 {"only 'readonly', 'ro', 'readwrite', 'rw' and 'required' stand alone"}});
  if (!mayBeRequired())
    return unexpectedKey(key);
  mount.required = true;
  return Error::success();
}

Error MountParser::parseType(StringRef value) {
  static constexpr MountType types[] = {MountType::Bind, MountType::Cache, MountType::Tmpfs,
                                        MountType::Secret, MountType::Ssh};
  std::string lower = gotext::toLower(value);
  SmallVector<StringRef> names;
  for (MountType type : types) {
    names.push_back(getName(type));
    if (getName(type) != lower)
      continue;
    mount.type = type;
    return Error::success();
  }
  return failWithSuggestion("unsupported mount type " + gotext::quote(value), value, names,
                            {"there is no mount type " + quoted(value), {}, {}});
}

Error MountParser::parseSharing(StringRef value) {
  static constexpr MountSharing modes[] = {MountSharing::Shared, MountSharing::Private,
                                           MountSharing::Locked};
  std::string lower = gotext::toLower(value);
  SmallVector<StringRef> names;
  for (MountSharing mode : modes) {
    names.push_back(getName(mode));
    if (getName(mode) != lower)
      continue;
    mount.sharing = mode;
    return Error::success();
  }
  return failWithSuggestion("unsupported sharing value " + gotext::quote(value), value, names,
                            {"there is no sharing mode " + quoted(value), {}, {}});
}

Error MountParser::parseFlag(StringRef key, StringRef value) {
  if (key == "required" && !mayBeRequired())
    return unexpectedKey(key);
  std::optional<bool> flag = gotext::parseBool(value);
  if (!flag)
    return fail("invalid value for " + key + ": " + value,
                {quoted(key) + " takes true or false, not " + quoted(value), {}, {}});
  if (key == "required") {
    mount.required = *flag;
    return Error::success();
  }
  mount.readOnly = *flag == (key == "readonly" || key == "ro");
  automatic = false;
  return Error::success();
}

Error MountParser::parseSize(StringRef value) {
  if (mount.type != MountType::Tmpfs)
    return unexpectedKey("size");
  std::optional<int64_t> size = gotext::parseRamSize(value);
  if (!size)
    return fail(
        "invalid value for size: " + value,
        {quoted(value) + " is no size", {}, {"expected a number with a unit, such as 64m"}});
  mount.sizeLimit = *size;
  return Error::success();
}

Error MountParser::parseNumber(StringRef key, StringRef value, unsigned radix,
                               std::optional<uint64_t> &out) {
  out = parseUnsigned(value, radix);
  if (out)
    return Error::success();
  StringRef wanted = radix == 8 ? "an octal number, such as 0644" : "a number up to 4294967295";
  return fail(
      "invalid value " + value + " for " + key,
      {quoted(value) + " is no value for " + quoted(key), {}, {("expected " + wanted).str()}});
}

Error MountParser::parseValue(StringRef key, StringRef value, StringRef field) {
  if (key == "type")
    return parseType(value);
  if (is_contained({"readonly", "ro", "readwrite", "rw", "required"}, key))
    return parseFlag(key, value);
  if (key == "size")
    return parseSize(value);
  if (key == "sharing")
    return parseSharing(value);
  if (key == "mode")
    return parseNumber(key, value, 8, mount.mode);
  if (key == "uid")
    return parseNumber(key, value, 10, mount.uid);
  if (key == "gid")
    return parseNumber(key, value, 10, mount.gid);
  if (key == "from")
    mount.from = value.str();
  else if (key == "source" || key == "src")
    mount.source = value.str();
  else if (key == "target" || key == "dst" || key == "destination")
    mount.target = value.str();
  else if (key == "id")
    mount.cacheId = value.str();
  else if (key == "env")
    mount.env = value.str();
  else
    return failWithSuggestion("unexpected key " + quoted(key) + " in " + quoted(field), key,
                              {"type", "from", "source", "target", "readonly", "id", "sharing",
                               "required", "size", "mode", "uid", "gid", "src", "dst",
                               "destination", "ro", "rw", "readwrite", "env"},
                              {"a mount has no key " + quoted(key), {}, {}});
  return Error::success();
}

Error MountParser::parseField(StringRef field) { return markField(readField(field), field); }

Error MountParser::readField(StringRef field) {
  auto [name, value] = field.split('=');
  std::string key = gotext::toLower(name);
  if (!field.contains('='))
    return parseBareField(field, key);
  if (expander) {
    Expected<std::string> expanded = expander(value);
    if (!expanded)
      return expanded.takeError();
    return parseValue(key, *expanded, field);
  }
  if (key != "from")
    return Error::success();
  size_t dollar = value.find('$');
  if (dollar != StringRef::npos && dollar + 1 != value.size())
    return fail(quoted(key) + " doesn't support variable expansion, define alias stage instead",
                {"'from' of a mount cannot have variables",
                 {},
                 {"name a stage: FROM " + value.str() + " AS name, then from=name"}});
  return parseValue(key, value, field);
}

Error MountParser::check() {
  std::string type = gotext::quote(getName(mount.type));
  if (!mayBeRequired() && mount.type != MountType::Cache) {
    StringRef bad = mount.mode ? "mode" : mount.uid ? "uid" : mount.gid ? "gid" : "";
    if (!bad.empty())
      return fail(bad + " not allowed for " + type + " type mounts",
                  {quoted(bad) + " is no key of a " + getName(mount.type).str() + " mount",
                   {(bad + "=").str()},
                   {"only cache, secret and ssh mounts have an owner and a mode"}});
  }
  if (automatic)
    mount.readOnly = mount.type != MountType::Cache && mount.type != MountType::Tmpfs;
  if (mount.type == MountType::Secret) {
    if (!mount.from.empty())
      return fail("secret mount should not have a from",
                  {"a secret mount comes from no stage", {"from=" + mount.from, "from="}, {}});
    if (mount.sharing != MountSharing::Unset)
      return fail("secret mount should not define sharing",
                  {"'sharing' is no key of a secret mount",
                   {"sharing="},
                   {"only cache mounts are shared"}});
    if (mount.source.empty() && mount.target.empty() && mount.cacheId.empty())
      return fail("invalid secret mount. one of source, target required",
                  {"the secret mount does not say which secret", {"type=secret"}, {"add id=NAME"}});
    if (!mount.source.empty() && !mount.cacheId.empty())
      return fail("both source and id can't be set",
                  {"the secret is named twice",
                   {"source=" + mount.source, "src=" + mount.source},
                   {"'id' and 'source' mean the same; keep one"}});
  }
  if (mount.sharing != MountSharing::Unset && mount.type != MountType::Cache)
    return fail("invalid cache sharing set for " + getName(mount.type) + " mount",
                {"'sharing' is no key of a " + getName(mount.type).str() + " mount",
                 {"sharing="},
                 {"only cache mounts are shared"}});
  return Error::success();
}

Expected<Mount> MountParser::parse(StringRef spec) {
  gotext::CsvResult csv = gotext::parseCsv(spec);
  if (!csv.error.empty())
    return fail("failed to parse csv mounts: " + csv.error,
                {"the fields of the mount cannot be read", {spec.str()}, {quoteRule.str()}});
  for (const std::string &field : csv.fields)
    if (Error error = parseField(field))
      return std::move(error);
  if (Error error = check())
    return std::move(error);
  return std::move(mount);
}

Expected<Mount> dockerfile::parseMount(StringRef spec, WordExpander expander) {
  return MountParser(expander).parse(spec);
}

static Error parseDeviceField(StringRef field, Device &device) {
  auto [name, value] = field.split('=');
  std::string key = gotext::toLower(name);
  bool hasValue = field.contains('=');
  if (key == "required") {
    std::optional<bool> flag = hasValue ? gotext::parseBool(value) : true;
    if (!flag)
      return fail("invalid value for " + key + ": " + value,
                  {quoted(key) + " takes true or false, not " + quoted(value), {}, {}});
    device.required = *flag;
    return Error::success();
  }
  if (hasValue && key == "name") {
    if (!device.name.empty())
      return fail("device name already set to " + device.name,
                  {"the device has the name " + quoted(device.name) + " already", {}, {}});
    device.name = value.str();
    return Error::success();
  }
  if (device.name.empty()) {
    device.name = field.str();
    return Error::success();
  }
  if (!hasValue)
    return fail("invalid field " + quoted(field) + " must be a key=value pair",
                {quoted(field) + " has no '='", {}, {}});
  return failWithSuggestion("unexpected key " + quoted(key) + " in " + quoted(field), key,
                            {"name", "required"}, {"a device has no key " + quoted(key), {}, {}});
}

Expected<Device> dockerfile::parseDevice(StringRef spec) {
  gotext::CsvResult csv = gotext::parseCsv(spec);
  if (!csv.error.empty())
    return fail("failed to parse csv devices: " + csv.error,
                {"the fields of the device cannot be read", {spec.str()}, {quoteRule.str()}});
  Device device;
  for (const std::string &field : csv.fields)
    if (Error error = markField(parseDeviceField(field, device), field))
      return std::move(error);
  return device;
}
