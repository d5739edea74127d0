//===- SecretSource.cpp - Where the values of secrets are -----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Secrets/SecretSource.h"

#include "imgc/Support/Error.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>

using namespace imgc;

static llvm::Error usageError(const llvm::Twine &message, const llvm::Twine &hint = "") {
  return makeError(ExitCode::Usage, message, hint);
}

static constexpr uint64_t maxSecretSize = 500 << 10;

namespace {
struct SecretFields {
  std::string id, path, environment, type;
};
} // namespace

static llvm::Error readField(llvm::StringRef field, llvm::StringRef text, SecretFields &fields) {
  auto [key, value] = field.split('=');
  if (!field.contains('='))
    return usageError("--secret '" + text + "': '" + field + "' is not KEY=VALUE",
                      "write --secret id=ID,src=PATH or --secret id=ID,env=NAME");
  std::string lower = key.trim().lower();
  if (lower == "id")
    fields.id = value.str();
  else if (lower == "src" || lower == "source")
    fields.path = value.str();
  else if (lower == "env")
    fields.environment = value.str();
  else if (lower == "type" && (value == "file" || value == "env"))
    fields.type = value.str();
  else if (lower == "type")
    return usageError("--secret '" + text + "' has the unknown type '" + value + "'",
                      "types are file and env");
  else
    return usageError("--secret '" + text + "' has the unknown key '" + key + "'",
                      "keys are id, src, env and type");
  return llvm::Error::success();
}

static llvm::Error checkFile(llvm::StringRef id, llvm::StringRef path) {
  uint64_t size;
  if (!llvm::sys::fs::is_regular_file(path) && !llvm::sys::fs::exists(path))
    return usageError("the file '" + path + "' of secret '" + id + "' does not exist");
  if (llvm::sys::fs::is_directory(path))
    return usageError("the file '" + path + "' of secret '" + id + "' is a directory");
  if (!llvm::sys::fs::file_size(path, size) && size > maxSecretSize)
    return usageError("secret '" + id + "' is larger than 500 KiB");
  return llvm::Error::success();
}

/// `text` is cut at commas; a field in quotes may have them, as in CSV.
static std::vector<std::string> splitFields(llvm::StringRef text) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (char c : text) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

llvm::Error imgc::addSecret(llvm::StringRef text, std::map<std::string, SecretSource> &secrets) {
  SecretFields fields;
  for (const std::string &field : splitFields(text))
    if (llvm::Error error = readField(field, text, fields))
      return error;
  if (fields.id.empty())
    return usageError("--secret '" + text + "' has no id", "write --secret id=ID,src=PATH");
  if (fields.type == "env" && fields.environment.empty())
    std::swap(fields.environment, fields.path);
  if (fields.environment.empty() && fields.path.empty()) {
    bool inEnvironment = fields.type != "file" && std::getenv(fields.id.c_str());
    (inEnvironment ? fields.environment : fields.path) = fields.id;
  }
  if (fields.environment.empty())
    if (llvm::Error error = checkFile(fields.id, fields.path))
      return error;
  secrets[fields.id] = {fields.environment, fields.path};
  return llvm::Error::success();
}

llvm::Expected<std::string> imgc::readSecret(llvm::StringRef id, const SecretSource &source) {
  if (!source.environment.empty()) {
    const char *value = std::getenv(source.environment.c_str());
    if (!value)
      return usageError("secret '" + id + "': the environment has no '" + source.environment +
                        "'");
    return std::string(value);
  }
  auto buffer = llvm::MemoryBuffer::getFile(source.path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  if (!buffer)
    return makeErrnoError(ExitCode::Usage, "secret '" + id + "': cannot read '" + source.path + "'",
                          buffer.getError().value());
  if ((*buffer)->getBufferSize() > maxSecretSize)
    return usageError("secret '" + id + "' is larger than 500 KiB");
  return (*buffer)->getBuffer().str();
}
