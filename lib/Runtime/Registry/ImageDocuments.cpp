//===- ImageDocuments.cpp - Manifests and indexes -------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/ImageDocuments.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Json.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace imgc {

namespace json = llvm::json;

static llvm::Error refuse(const llvm::Twine &message, const llvm::Twine &hint = "") {
  return makeError(ExitCode::Registry, message, hint);
}

enum class DocumentKind { Unknown, Manifest, Index, Schema1 };

static DocumentKind kindOf(llvm::StringRef mediaType) {
  return llvm::StringSwitch<DocumentKind>(mediaType)
      .Cases({"application/vnd.oci.image.manifest.v1+json",
              "application/vnd.docker.distribution.manifest.v2+json"},
             DocumentKind::Manifest)
      .Cases({"application/vnd.oci.image.index.v1+json",
              "application/vnd.docker.distribution.manifest.list.v2+json"},
             DocumentKind::Index)
      .Cases({"application/vnd.docker.distribution.manifest.v1+json",
              "application/vnd.docker.distribution.manifest.v1+prettyjws"},
             DocumentKind::Schema1)
      .Default(DocumentKind::Unknown);
}

static std::string getString(const json::Object &object, llvm::StringRef key) {
  return object.getString(key).value_or("").str();
}

static Platform readPlatform(const json::Object &object) {
  Platform platform;
  platform.os = getString(object, "os");
  platform.architecture = getString(object, "architecture");
  platform.variant = getString(object, "variant");
  platform.osVersion = getString(object, "os.version");
  return platform;
}

static llvm::Expected<ContentDescriptor> readDescriptor(const json::Value &value) {
  const json::Object *object = value.getAsObject();
  if (!object)
    return refuse("a descriptor is not an object");
  ContentDescriptor result;
  result.mediaType = getString(*object, "mediaType");
  llvm::Expected<Digest> digest = Digest::parse(getString(*object, "digest"));
  if (!digest)
    return refuse("descriptor: " + takeError(digest.takeError()).message);
  result.digest = *digest;
  std::optional<int64_t> size = object->getInteger("size");
  if (!size || *size < 0)
    return refuse("the descriptor of " + digest->str() + " has no valid size");
  result.size = *size;
  if (const json::Object *platform = object->getObject("platform"))
    result.platform = readPlatform(*platform);
  if (const json::Object *annotations = object->getObject("annotations")) {
    result.refName = getString(*annotations, "org.opencontainers.image.ref.name");
    result.imageName = getString(*annotations, "io.containerd.image.name");
    result.isAttestation =
        annotations->getString("vnd.docker.reference.type") == "attestation-manifest";
  }
  return result;
}

static llvm::Error readDescriptors(const json::Array &array, std::vector<ContentDescriptor> &result,
                                   size_t limit) {
  if (array.size() > limit)
    return refuse("a document with " + llvm::Twine(array.size()) + " entries is too large");
  for (const json::Value &value : array) {
    llvm::Expected<ContentDescriptor> descriptor = readDescriptor(value);
    if (!descriptor)
      return descriptor.takeError();
    result.push_back(std::move(*descriptor));
  }
  return llvm::Error::success();
}

/// `mediaType` of the document itself, checked against what was announced.
static llvm::Error checkType(const json::Object &object, llvm::StringRef expectedType,
                             ImageDocument &document) {
  document.mediaType = getString(object, "mediaType");
  if (document.mediaType.empty())
    document.mediaType = expectedType.str();
  if (kindOf(document.mediaType) == DocumentKind::Schema1 ||
      object.getInteger("schemaVersion") == 1)
    return refuse("the image has a manifest of schema 1, which is obsolete",
                  "push it again with a current tool");
  if (object.getInteger("schemaVersion") != 2)
    return refuse("the document is not an image manifest or index");
  if (!expectedType.empty() && kindOf(expectedType) != DocumentKind::Unknown &&
      document.mediaType != expectedType)
    return refuse("the document says it is '" + document.mediaType + "' but was announced as '" +
                  expectedType + "'");
  return llvm::Error::success();
}

llvm::Expected<ImageDocument> parseImageDocument(llvm::StringRef text,
                                                 llvm::StringRef expectedType) {
  llvm::Expected<json::Value> value = parseJson(text);
  if (!value)
    return refuse(takeError(value.takeError()).message);
  const json::Object *object = value->getAsObject();
  if (!object)
    return refuse("the document is not a JSON object");
  ImageDocument document;
  if (llvm::Error error = checkType(*object, expectedType, document))
    return std::move(error);
  const json::Array *manifests = object->getArray("manifests");
  const json::Array *layers = object->getArray("layers");
  const json::Value *config = object->get("config");
  if (manifests && (layers || config))
    return refuse("the document is a manifest and an index at once");
  DocumentKind kind = kindOf(document.mediaType);
  if ((kind == DocumentKind::Manifest && manifests) || (kind == DocumentKind::Index && !manifests))
    return refuse("the document is not the '" + document.mediaType + "' that it says it is");
  if (manifests) {
    document.isIndex = true;
    if (llvm::Error error = readDescriptors(*manifests, document.manifests, 4096))
      return std::move(error);
    return document;
  }
  if (!layers || !config)
    return refuse("the document is neither an image manifest nor an index");
  llvm::Expected<ContentDescriptor> descriptor = readDescriptor(*config);
  if (!descriptor)
    return descriptor.takeError();
  document.config = std::move(*descriptor);
  if (llvm::Error error = readDescriptors(*layers, document.layers, 2048))
    return std::move(error);
  return document;
}

llvm::Expected<ContentDescriptor> selectPlatform(const ImageDocument &index,
                                                 const Platform &wanted) {
  const ContentDescriptor *best = nullptr;
  int bestScore = 0;
  std::vector<std::string> known;
  for (const ContentDescriptor &entry : index.manifests) {
    if (!entry.platform || entry.isAttestation || entry.platform->os == "unknown" ||
        kindOf(entry.mediaType) == DocumentKind::Unknown)
      continue;
    known.push_back(entry.platform->normalized().str());
    int score = matchPlatform(wanted, *entry.platform);
    if (score >= 0 && (!best || score < bestScore)) {
      best = &entry;
      bestScore = score;
    }
  }
  if (best)
    return *best;
  return refuse("there is no image for " + wanted.str(),
                known.empty() ? llvm::Twine("the index names no platform")
                              : "there are: " + llvm::join(known, ", "));
}

llvm::Expected<ConfigSummary> parseConfigSummary(llvm::StringRef text) {
  llvm::Expected<json::Value> value = parseJson(text);
  if (!value)
    return refuse("image config: " + takeError(value.takeError()).message);
  const json::Object *object = value->getAsObject();
  if (!object)
    return refuse("image config: not a JSON object");
  // A build would start from nothing where the image says something unreadable.
  for (llvm::StringRef key : {"config", "rootfs"})
    if (const json::Value *part = object->get(key);
        part && !part->getAsObject() && !part->getAsNull())
      return refuse("image config: '" + key + "' is not an object");
  ConfigSummary summary;
  summary.platform = readPlatform(*object);
  const json::Object *rootfs = object->getObject("rootfs");
  const json::Array *diffIds = rootfs ? rootfs->getArray("diff_ids") : nullptr;
  if (!diffIds)
    return summary;
  for (const json::Value &id : *diffIds) {
    llvm::Expected<Digest> digest = Digest::parse(id.getAsString().value_or(""));
    if (!digest)
      return refuse("image config: diff_ids: " + takeError(digest.takeError()).message);
    summary.diffIds.push_back(*digest);
  }
  return summary;
}

} // namespace imgc
