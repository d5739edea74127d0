//===- FileResolver.cpp - Images from one JSON file -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Reference.h"
#include "imgc/Support/SourceResolver.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

#include <optional>

using namespace imgc;
using namespace llvm;

namespace {
/// One image of the file.
struct ImageEntry {
  std::string digest;
  /// Verbatim bytes; nothing when there is no config.
  std::optional<std::string> config;
  /// Of what is no image: seconds since 1970.
  std::optional<int64_t> time;
  std::string file, tree;
  StringMap<ImageEntry> platforms;
};

/// Finds the members of objects as they stand in a text that is valid JSON,
/// which llvm::json cannot tell.
class RawReader {
public:
  explicit RawReader(StringRef text) : rest(text.ltrim()) {}

  /// Calls `member` with each name and the verbatim text of its value. False
  /// when the text is no object.
  bool forEachMember(function_ref<Error(StringRef, StringRef)> member, Error &error) {
    if (!rest.consume_front("{"))
      return false;
    rest = rest.ltrim();
    while (!error && !rest.starts_with("}")) {
      std::string name = takeName();
      rest = rest.ltrim();
      rest.consume_front(":");
      rest = rest.ltrim();
      StringRef value = takeValue();
      error = member(name, value);
      rest = rest.ltrim();
      rest.consume_front(",");
      rest = rest.ltrim();
    }
    return true;
  }

private:
  std::string takeName() {
    Expected<json::Value> value = json::parse(takeValue());
    if (!value) {
      consumeError(value.takeError());
      return {};
    }
    return value->getAsString().value_or("").str();
  }

  /// The text is valid, so counting brackets outside strings is enough.
  StringRef takeValue() {
    size_t depth = 0, end = 0;
    bool inString = false;
    for (; end != rest.size(); ++end) {
      char c = rest[end];
      if (inString) {
        if (c == '\\')
          ++end;
        else if (c == '"')
          inString = false;
        if (!inString && depth == 0)
          return take(end + 1);
      } else if (c == '"') {
        inString = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (depth == 0)
          break;
        if (--depth == 0)
          return take(end + 1);
      } else if (depth == 0 && (c == ',' || c == ':' || isSpace(c))) {
        break;
      }
    }
    return take(end);
  }

  StringRef take(size_t size) {
    StringRef value = rest.take_front(size);
    rest = rest.drop_front(value.size());
    return value;
  }

  StringRef rest;
};

class FileResolver : public SourceResolver {
public:
  Error load(StringRef json);
  Expected<ResolvedImage> resolveImage(const ResolveRequest &request) override;
  Expected<std::optional<int64_t>> resolveSourceTime(const SourceRequest &request) override;
  Expected<std::optional<SourceContent>> describeSource(const SourceRequest &request) override;

  /// What paths in the file are relative to.
  std::string folder;

private:
  Expected<const ImageEntry *> findSource(const SourceRequest &request) const;

  StringMap<ImageEntry> images;
};
} // namespace

static Error notAnObject(StringRef what) {
  return makeError(ExitCode::SourceError, "'" + what + "' in the file of images is not an object");
}

static Error readImages(StringRef text, StringRef what, StringMap<ImageEntry> &images,
                        unsigned depth);

static Error readTime(StringRef value, StringRef what, ImageEntry &image) {
  int64_t time;
  if (value.getAsInteger(10, time))
    return makeError(ExitCode::SourceError, "the time of '" + what + "' is not a number");
  image.time = time;
  return Error::success();
}

static Error readText(StringRef value, StringRef what, std::string &text) {
  Expected<json::Value> parsed = json::parse(value);
  if (!parsed)
    return parsed.takeError();
  if (!parsed->getAsString())
    return makeError(ExitCode::SourceError, "a member of '" + what + "' is not a string");
  text = parsed->getAsString()->str();
  return Error::success();
}

static Error readImage(StringRef text, StringRef what, ImageEntry &image, unsigned depth) {
  Error error = Error::success();
  auto member = [&](StringRef name, StringRef value) -> Error {
    if (name.equals_insensitive("config"))
      image.config = value.str();
    else if (name.equals_insensitive("platforms"))
      return readImages(value, name, image.platforms, depth + 1);
    else if (name.equals_insensitive("time"))
      return readTime(value, what, image);
    else if (name.equals_insensitive("digest"))
      return readText(value, what, image.digest);
    else if (name.equals_insensitive("file"))
      return readText(value, what, image.file);
    else if (name.equals_insensitive("tree"))
      return readText(value, what, image.tree);
    return Error::success();
  };
  if (!RawReader(text).forEachMember(member, error) && !error)
    return notAnObject(what);
  return error;
}

static Error readImages(StringRef text, StringRef what, StringMap<ImageEntry> &images,
                        unsigned depth) {
  if (text == "null")
    return Error::success();
  // An image, its platforms; deeper ones are never looked at.
  if (depth > 1)
    return Error::success();
  Error error = Error::success();
  auto member = [&](StringRef name, StringRef value) {
    return readImage(value, name, images[name], depth);
  };
  if (!RawReader(text).forEachMember(member, error) && !error)
    return notAnObject(what);
  return error;
}

/// llvm::json recurses, so brackets are counted first.
static bool isTooDeep(StringRef text) {
  constexpr size_t maxDepth = 200;
  size_t depth = 0;
  bool inString = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (inString)
      i += c == '\\';
    if (c == '"')
      inString = !inString;
    else if (!inString && (c == '{' || c == '['))
      ++depth;
    else if (!inString && depth && (c == '}' || c == ']'))
      --depth;
    if (depth > maxDepth)
      return true;
  }
  return false;
}

Error FileResolver::load(StringRef text) {
  if (isTooDeep(text))
    return makeError(ExitCode::SourceError, "the file of images is nested too deeply");
  Expected<json::Value> valid = json::parse(text);
  if (!valid)
    return addContext(valid.takeError(), "file of images", ExitCode::SourceError);
  return readImages(text.trim(), "the whole", images, 0);
}

Expected<ResolvedImage> FileResolver::resolveImage(const ResolveRequest &request) {
  Expected<Reference> parsed = Reference::parseNormalized(request.reference);
  if (!parsed)
    return parsed.takeError();
  Reference reference = parsed->withDefaultTag();
  std::string full = reference.str();
  auto it = images.find(full);
  if (it == images.end() && !reference.tag.empty())
    it = images.find(reference.name() + ":" + reference.tag);
  const ImageEntry *image = it == images.end() ? nullptr : &it->second;
  if (image) {
    auto other = image->platforms.find(request.platform.normalized().strAll());
    if (other != image->platforms.end())
      image = &other->second;
  }
  if (!image || !image->config)
    return makeError(ExitCode::SourceError, full + ": not found");
  ResolvedImage result;
  result.reference = full;
  result.config = *image->config;
  if (image->digest.empty()) {
    result.digest = Sha256::of(StringRef(result.config));
    return result;
  }
  Expected<Digest> digest = Digest::parse(image->digest);
  if (!digest)
    return addContext(digest.takeError(), full, ExitCode::SourceError);
  result.digest = *digest;
  return result;
}

//===----------------------------------------------------------------------===//
// Repositories and downloads
//===----------------------------------------------------------------------===//

Expected<std::optional<int64_t>> SourceResolver::resolveSourceTime(const SourceRequest &request) {
  return makeError(ExitCode::SourceError, "the time of '" +
                                              (request.git ? request.git->remote : request.url) +
                                              "' cannot be asked for yet");
}

Expected<std::optional<SourceContent>> SourceResolver::describeSource(const SourceRequest &) {
  return std::nullopt;
}

Expected<const ImageEntry *> FileResolver::findSource(const SourceRequest &request) const {
  std::string key = request.git ? "git://" + request.git->getIdentifier() : request.url;
  auto found = images.find(key);
  if (found == images.end())
    return makeError(ExitCode::SourceError, key + ": not found");
  return &found->second;
}

Expected<std::optional<int64_t>> FileResolver::resolveSourceTime(const SourceRequest &request) {
  Expected<const ImageEntry *> source = findSource(request);
  if (!source)
    return source.takeError();
  return (*source)->time;
}

Expected<std::optional<SourceContent>> FileResolver::describeSource(const SourceRequest &request) {
  Expected<const ImageEntry *> source = findSource(request);
  if (!source)
    return source.takeError();
  bool isTree = !(*source)->tree.empty();
  return SourceContent{isTree, path::join(folder, isTree ? (*source)->tree : (*source)->file)};
}

Expected<std::unique_ptr<SourceResolver>> imgc::createFileResolver(StringRef json,
                                                                   StringRef folder) {
  auto resolver = std::make_unique<FileResolver>();
  resolver->folder = folder.str();
  if (Error error = resolver->load(json))
    return std::move(error);
  return std::unique_ptr<SourceResolver>(std::move(resolver));
}

Expected<std::unique_ptr<SourceResolver>> imgc::readFileResolver(StringRef path) {
  if (path.empty())
    return createFileResolver("{}");
  auto buffer = MemoryBuffer::getFile(path);
  if (!buffer)
    return makeErrnoError(ExitCode::Usage, "cannot read '" + path + "'", buffer.getError().value());
  return createFileResolver((*buffer)->getBuffer());
}
