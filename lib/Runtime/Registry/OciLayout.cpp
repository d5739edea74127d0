//===- OciLayout.cpp - OCI layouts as a source ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/OciLayout.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Json.h"

#include "llvm/ADT/StringExtras.h"

#include <cerrno>
#include <fcntl.h>

namespace imgc {

llvm::Expected<std::unique_ptr<OciLayout>> OciLayout::open(llvm::StringRef directory) {
  std::string path = directory.str();
  FileDescriptor root(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root)
    return makeErrnoError(ExitCode::Registry, "OCI layout '" + directory + "'", errno);
  llvm::ErrorOr<std::string> header = readFileInRoot(root.get(), "oci-layout", 4096);
  if (!header)
    return makeError(ExitCode::Registry, "'" + directory + "' is not an OCI layout",
                     "it has no file 'oci-layout'");
  llvm::Expected<llvm::json::Value> value = parseJson(*header);
  const llvm::json::Object *object = value ? value->getAsObject() : nullptr;
  bool known = object && object->getString("imageLayoutVersion").value_or("").starts_with("1.");
  if (!value)
    llvm::consumeError(value.takeError());
  if (!known)
    return makeError(ExitCode::Registry, "'" + directory + "' is not an OCI layout of version 1");
  return std::unique_ptr<OciLayout>(new OciLayout(std::move(path), std::move(root)));
}

static bool hasName(const ContentDescriptor &entry, llvm::StringRef tag) {
  return entry.refName == tag || entry.imageName == tag ||
         (llvm::StringRef(entry.imageName).contains(':') &&
          llvm::StringRef(entry.imageName).rsplit(':').second == tag);
}

llvm::Expected<ContentDescriptor> OciLayout::findTag(llvm::StringRef tag) {
  llvm::ErrorOr<std::string> text = readFileInRoot(root.get(), "index.json", maxDocumentSize);
  if (!text)
    return makeErrnoError(ExitCode::Registry, "'" + directory + "/index.json'",
                          text.getError().value());
  llvm::Expected<ImageDocument> index = parseImageDocument(*text);
  if (!index)
    return addContext(index.takeError(), "'" + directory + "/index.json'");
  std::vector<std::string> names;
  const ContentDescriptor *found = nullptr;
  for (const ContentDescriptor &entry : index->manifests) {
    if (hasName(entry, tag))
      found = &entry; // the last writer of a name wins
    if (!entry.refName.empty())
      names.push_back(entry.refName);
  }
  if (!found && names.empty() && tag == "latest" && index->manifests.size() == 1)
    found = &index->manifests.front();
  if (found)
    return *found;
  return makeError(ExitCode::Registry, "OCI layout '" + directory + "' has no image '" + tag + "'",
                   names.empty() ? llvm::Twine("it has no names; ask by digest (@sha256:…)")
                                 : "it has: " + llvm::join(names, ", "));
}

llvm::Expected<FetchedDocument> OciLayout::fetchDocument(llvm::StringRef tagOrDigest) {
  FetchedDocument document;
  if (tagOrDigest.starts_with("sha256:")) {
    llvm::Expected<Digest> digest = Digest::parse(tagOrDigest);
    if (!digest)
      return digest.takeError();
    document.digest = *digest;
  } else {
    llvm::Expected<ContentDescriptor> entry = findTag(tagOrDigest);
    if (!entry)
      return entry.takeError();
    document.digest = entry->digest;
    document.mediaType = entry->mediaType;
  }
  llvm::ErrorOr<std::string> bytes =
      readFileInRoot(root.get(), "blobs/sha256/" + document.digest.hex(), maxDocumentSize);
  if (!bytes)
    return makeErrnoError(ExitCode::Registry,
                          "OCI layout '" + directory + "': " + document.digest.str(),
                          bytes.getError().value());
  if (Sha256::of(*bytes) != document.digest)
    return makeError(ExitCode::Registry, "OCI layout '" + directory +
                                             "': " + document.digest.str() +
                                             " does not have the content of its name");
  document.bytes = std::move(*bytes);
  return document;
}

llvm::Error OciLayout::fetchBlob(const Digest &digest, uint64_t size, HttpSink sink) {
  llvm::ErrorOr<FileDescriptor> file =
      openInRoot(root.get(), "blobs/sha256/" + digest.hex(), O_RDONLY | O_NONBLOCK);
  if (!file)
    return makeErrnoError(ExitCode::Registry, "OCI layout '" + directory + "': " + digest.str(),
                          file.getError().value());
  std::vector<char> buffer(1u << 20);
  uint64_t received = 0;
  for (;;) {
    ssize_t count = ::read(file->get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return makeErrnoError(ExitCode::Registry, digest.str(), errno);
    if (count == 0)
      break;
    received += count;
    if (received > size)
      break;
    if (llvm::Error error = sink(llvm::StringRef(buffer.data(), count)))
      return error;
  }
  if (received != size)
    return makeError(ExitCode::Registry, "OCI layout '" + directory + "': blob " + digest.str() +
                                             (received > size ? " is longer" : " is shorter") +
                                             " than its descriptor says");
  return llvm::Error::success();
}

} // namespace imgc
