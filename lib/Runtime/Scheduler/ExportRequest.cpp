//===- ExportRequest.cpp - The value of --output --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/Results.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/StringSwitch.h"

namespace imgc {
namespace {

llvm::Error usage(const llvm::Twine &what, const llvm::Twine &hint = "") {
  return makeError(ExitCode::Usage, "invalid --output: " + what, hint);
}

/// Splits at commas, but not inside double quotes (the value is a CSV line).
llvm::Expected<std::vector<std::string>> splitFields(llvm::StringRef text) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      fields.back().push_back('"');
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back().push_back(c);
    }
  }
  if (quoted)
    return usage("unbalanced quotes in '" + text + "'");
  return fields;
}

std::optional<bool> parseBool(llvm::StringRef value) {
  return llvm::StringSwitch<std::optional<bool>>(value)
      .Cases({"true", "1", "t", "T", "TRUE", "True"}, true)
      .Cases({"false", "0", "f", "F", "FALSE", "False"}, false)
      .Default(std::nullopt);
}

class RequestParser {
public:
  llvm::Expected<ExportRequest> run(llvm::ArrayRef<std::string> fields);

private:
  llvm::Error setField(llvm::StringRef name, llvm::StringRef value);
  llvm::Error setKind(llvm::StringRef value);
  llvm::Error setFlag(llvm::StringRef name, llvm::StringRef value, bool &flag);

  ExportRequest request;
  bool haveType = false, haveTar = false;
};

llvm::Error RequestParser::setKind(llvm::StringRef value) {
  auto kind = llvm::StringSwitch<std::optional<ExportRequest::Kind>>(value)
                  .Case("oci", ExportRequest::Kind::OCI)
                  .Case("docker", ExportRequest::Kind::Docker)
                  .Case("tar", ExportRequest::Kind::Tar)
                  .Case("local", ExportRequest::Kind::Local)
                  .Default(std::nullopt);
  if (!kind && (value == "image" || value == "registry" || value == "cacheonly"))
    return usage("type=" + value + " is not supported yet");
  if (!kind)
    return usage("unknown type '" + value + "'", "one of oci, docker, tar, local");
  request.kind = *kind;
  haveType = true;
  return llvm::Error::success();
}

llvm::Error RequestParser::setFlag(llvm::StringRef name, llvm::StringRef value, bool &flag) {
  std::optional<bool> parsed = parseBool(value);
  if (!parsed)
    return usage(name + "=" + value + " is neither true nor false");
  flag = *parsed;
  return llvm::Error::success();
}

llvm::Error RequestParser::setField(llvm::StringRef name, llvm::StringRef value) {
  if (name == "type")
    return setKind(value);
  if (name == "dest") {
    request.destination = value.str();
    return llvm::Error::success();
  }
  if (name == "tar") {
    haveTar = true;
    return setFlag(name, value, request.tar);
  }
  if (name == "compression") {
    std::optional<Compression> compression = parseCompression(value);
    if (!compression)
      return usage("unknown compression '" + value + "'", "one of uncompressed, gzip, zstd");
    request.image.compression = *compression;
    return llvm::Error::success();
  }
  if (name == "force-compression")
    return setFlag(name, value, request.image.forceCompression);
  if (name == "oci-mediatypes")
    return setFlag(name, value, request.image.ociMediaTypes);
  if (name == "rewrite-timestamp")
    return setFlag(name, value, request.image.rewriteTimestamps);
  if (name == "name") {
    request.image.names.push_back(value.str());
    return llvm::Error::success();
  }
  llvm::StringRef annotation = name;
  if (annotation.consume_front("annotation-index.")) {
    request.image.indexAnnotations[annotation.str()] = value.str();
    return llvm::Error::success();
  }
  return usage("unknown key '" + name + "'");
}

llvm::Expected<ExportRequest> RequestParser::run(llvm::ArrayRef<std::string> fields) {
  for (const std::string &field : fields) {
    auto [name, value] = llvm::StringRef(field).split('=');
    if (name.size() == field.size())
      return usage("'" + field + "' is not key=value");
    if (llvm::Error error = setField(name.trim(), value))
      return std::move(error);
  }
  if (!haveType)
    return usage("no type", "for example type=oci,dest=image.tar");
  bool image =
      request.kind == ExportRequest::Kind::OCI || request.kind == ExportRequest::Kind::Docker;
  if (haveTar && !image)
    return usage("tar= is for type=oci and type=docker");
  if (request.kind == ExportRequest::Kind::Docker && !request.tar)
    return usage("type=docker writes an archive", "use type=oci,tar=false for a directory");
  if (request.destination.empty() && request.kind != ExportRequest::Kind::Local && request.tar)
    request.destination = "-";
  if (request.destination.empty())
    return usage("no destination", "add dest=DIR");
  if (request.destination == "-" && (request.kind == ExportRequest::Kind::Local || !request.tar))
    return usage("a directory cannot be written to standard output");
  return std::move(request);
}

} // namespace

llvm::Expected<ExportRequest> parseExportRequest(llvm::StringRef text) {
  if (text.empty())
    return usage("empty value");
  // A path alone.
  if (!text.contains('=')) {
    ExportRequest request;
    request.kind = text == "-" ? ExportRequest::Kind::Tar : ExportRequest::Kind::Local;
    request.destination = text.str();
    return request;
  }
  auto fields = splitFields(text);
  if (!fields)
    return fields.takeError();
  return RequestParser().run(*fields);
}

} // namespace imgc
