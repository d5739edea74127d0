//===- ImageArchive.cpp - OCI layouts and docker archives -----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Export/ExportImage.h"

#include "AtomicFile.h"
#include "JsonWriter.h"

#include "imgc/Runtime/Layers/TarWriter.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <sys/stat.h>

namespace imgc {

static constexpr llvm::StringLiteral layoutFile = "{\"imageLayoutVersion\":\"1.0.0\"}";
static constexpr llvm::StringLiteral refName = "org.opencontainers.image.ref.name";
static constexpr llvm::StringLiteral imageName = "io.containerd.image.name";

/// `docker.io/library/app:1` has the tag `1`.
static llvm::StringRef getTag(llvm::StringRef name) {
  llvm::StringRef last = name.substr(name.rfind('/') + 1);
  return last.contains(':') ? last.rsplit(':').second : "latest";
}

/// What docker calls an image of its own registry.
static llvm::StringRef getFamiliarName(llvm::StringRef name) {
  if (name.consume_front("docker.io/"))
    name.consume_front("library/");
  return name;
}

/// One descriptor of the root per name.
static std::vector<Descriptor> getNamedRoots(const ExportedImage &image,
                                             const ExportOptions &options) {
  if (options.names.empty())
    return {image.root};
  std::vector<Descriptor> roots;
  for (const std::string &name : options.names) {
    Descriptor &root = roots.emplace_back(image.root);
    root.annotations[imageName.str()] = name;
    root.annotations[refName.str()] = getTag(name).str();
  }
  return roots;
}

static std::string writeDockerManifest(const ExportedImage &image, const ExportOptions &options) {
  const ExportedPlatform &platform = image.platforms.front();
  JsonWriter json(0);
  json.beginArray().beginObject();
  json.key("Config").value("blobs/sha256/" + platform.config.digest.hex());
  json.key("RepoTags");
  if (options.names.empty())
    json.raw("null");
  else {
    json.beginArray();
    for (const std::string &name : options.names)
      json.value(getFamiliarName(name));
    json.endArray();
  }
  json.key("Layers").beginArray();
  for (const Descriptor &layer : platform.layers)
    json.value("blobs/sha256/" + layer.digest.hex());
  return json.endArray().endObject().endArray().take();
}

static std::map<std::string, Descriptor> collectBlobs(const ExportedImage &image) {
  std::map<std::string, Descriptor> blobs;
  auto add = [&](const Descriptor &descriptor) {
    blobs.emplace(descriptor.digest.hex(), descriptor);
  };
  add(image.root);
  for (const ExportedPlatform &platform : image.platforms) {
    add(platform.manifest);
    add(platform.config);
    for (const Descriptor &layer : platform.layers)
      add(layer);
  }
  return blobs;
}

/// Hands a blob on in parts, so that it can be given up in between.
static llvm::Error copyBlob(Store &store, const Descriptor &blob, const ExportOptions &options,
                            llvm::function_ref<llvm::Error(int fd, uint64_t size)> copy) {
  llvm::Expected<FileDescriptor> fd = store.openBlob(blob.digest);
  if (!fd)
    return fd.takeError();
  struct stat st;
  if (::fstat(fd->get(), &st) != 0 || static_cast<uint64_t>(st.st_size) != blob.size)
    return makeError(ExitCode::Store, "the blob '" + blob.digest.str() + "' has another size");
  constexpr uint64_t part = 16 << 20;
  for (uint64_t left = blob.size; left > 0;) {
    if (options.cancelled && options.cancelled())
      return makeError(ExitCode::Interrupted, "interrupted");
    uint64_t size = std::min(left, part);
    if (llvm::Error error = copy(fd->get(), size))
      return error;
    left -= size;
  }
  return llvm::Error::success();
}

static llvm::Error checkDocker(const ExportedImage &image, const ExportOptions &options) {
  if (options.dockerManifest && image.platforms.size() != 1)
    return makeError(ExitCode::Usage, "a docker archive cannot hold several platforms",
                     "export with type=oci, or build one platform");
  return llvm::Error::success();
}

llvm::Error writeImageArchive(Store &store, const ExportedImage &image,
                              const ExportOptions &options, ByteSink &sink) {
  if (llvm::Error error = checkDocker(image, options))
    return error;
  TarWriter tar(sink);
  for (const char *name : {"blobs/", "blobs/sha256/"}) {
    TarEntry directory;
    directory.name = name;
    directory.type = EntryType::Directory;
    directory.mode = 0755;
    if (llvm::Error error = tar.startEntry(directory))
      return error;
  }
  for (const auto &[hex, blob] : collectBlobs(image)) {
    TarEntry entry;
    entry.name = "blobs/sha256/" + hex;
    entry.mode = 0444;
    entry.size = blob.size;
    if (llvm::Error error = tar.startEntry(entry))
      return error;
    auto copy = [&](int fd, uint64_t size) { return tar.copyFrom(fd, size); };
    if (llvm::Error error = copyBlob(store, blob, options, copy))
      return error;
  }
  if (llvm::Error error =
          tar.addFile("index.json", writeIndex(getNamedRoots(image, options), {}, true)))
    return error;
  if (options.dockerManifest)
    if (llvm::Error error = tar.addFile("manifest.json", writeDockerManifest(image, options)))
      return error;
  if (llvm::Error error = tar.addFile("oci-layout", layoutFile))
    return error;
  return tar.finish();
}

llvm::Error writeImageArchiveFile(Store &store, const ExportedImage &image,
                                  const ExportOptions &options, llvm::StringRef destination) {
  llvm::Expected<AtomicFile> file = AtomicFile::create(destination);
  if (!file)
    return file.takeError();
  FileSink sink(file->getFD());
  if (llvm::Error error = writeImageArchive(store, image, options, sink))
    return addContext(std::move(error), "cannot export to '" + destination + "'");
  return file->commit();
}

//===----------------------------------------------------------------------===//
// Directories
//===----------------------------------------------------------------------===//

static llvm::Error writeFileAt(int dirfd, llvm::StringRef name, llvm::StringRef content) {
  llvm::Expected<AtomicFile> file = AtomicFile::createAt(dirfd, name);
  if (!file)
    return file.takeError();
  if (llvm::Error error = FileSink(file->getFD()).write(content))
    return error;
  return file->commit();
}

/// The descriptors of an index.json that stay: those of other names.
static llvm::Expected<std::string> mergeIndex(int dirfd, std::vector<Descriptor> roots) {
  constexpr size_t maxIndex = 4 << 20;
  std::string fresh = writeIndex(roots, {}, true);
  llvm::ErrorOr<std::string> old = readFileInRoot(dirfd, "index.json", maxIndex);
  if (!old && old.getError() == std::errc::no_such_file_or_directory)
    return fresh;
  if (!old)
    return makeErrnoError(ExitCode::BuildFailed, "cannot read 'index.json' of the layout",
                          old.getError().value());
  llvm::Expected<llvm::json::Value> parsed = llvm::json::parse(*old);
  if (!parsed)
    return makeError(ExitCode::BuildFailed,
                     "the layout's index.json is damaged: " + llvm::toString(parsed.takeError()));
  llvm::json::Object *index = parsed->getAsObject();
  llvm::json::Array *manifests = index ? index->getArray("manifests") : nullptr;
  if (!manifests)
    return makeError(ExitCode::BuildFailed, "the layout's index.json has no manifests");
  auto annotation = [](const llvm::json::Value &value, llvm::StringRef name) -> std::string {
    const llvm::json::Object *object = value.getAsObject();
    const llvm::json::Object *all = object ? object->getObject("annotations") : nullptr;
    return all ? all->getString(name).value_or("").str() : "";
  };
  llvm::json::Array kept;
  for (llvm::json::Value &value : *manifests) {
    const llvm::json::Object *object = value.getAsObject();
    bool replaced = false;
    for (const Descriptor &root : roots) {
      auto ref = root.annotations.find(refName.str());
      auto name = root.annotations.find(imageName.str());
      bool sameRef = ref != root.annotations.end() && annotation(value, refName) == ref->second;
      bool sameName =
          annotation(value, imageName).empty() ||
          (name != root.annotations.end() && annotation(value, imageName) == name->second);
      bool sameDigest = ref == root.annotations.end() && object &&
                        object->getString("digest").value_or("") == root.digest.str() &&
                        annotation(value, refName).empty();
      replaced |= (sameRef && sameName) || sameDigest;
    }
    if (!replaced)
      kept.push_back(std::move(value));
  }
  llvm::Expected<llvm::json::Value> added = llvm::json::parse(fresh);
  if (!added)
    return added.takeError();
  for (llvm::json::Value &value : *added->getAsObject()->getArray("manifests"))
    kept.push_back(std::move(value));
  *manifests = std::move(kept);
  std::string text;
  llvm::raw_string_ostream(text) << llvm::formatv("{0:2}", *parsed);
  return text;
}

namespace {
/// The blobs an export adds to a layout, taken back unless it succeeds.
class AddedBlobs {
public:
  explicit AddedBlobs(int directory) : directory(directory) {}
  AddedBlobs(const AddedBlobs &) = delete;
  ~AddedBlobs() {
    for (const std::string &name : names)
      ::unlinkat(directory, name.c_str(), 0);
  }
  void keep() { names.clear(); }

  llvm::Error add(Store &store, const std::string &name, const Descriptor &blob,
                  const ExportOptions &options) {
    struct stat st;
    if (::fstatat(directory, name.c_str(), &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
        static_cast<uint64_t>(st.st_size) == blob.size)
      return llvm::Error::success();
    llvm::Expected<AtomicFile> file = AtomicFile::createAt(directory, name);
    if (!file)
      return file.takeError();
    FileSink sink(file->getFD());
    auto copy = [&](int fd, uint64_t size) { return sink.copyFrom(fd, size); };
    if (llvm::Error error = copyBlob(store, blob, options, copy))
      return error;
    if (llvm::Error error = file->commit())
      return error;
    names.push_back(name);
    return llvm::Error::success();
  }

private:
  int directory;
  std::vector<std::string> names;
};
} // namespace

llvm::Error writeImageLayout(Store &store, const ExportedImage &image, const ExportOptions &options,
                             llvm::StringRef destination) {
  if (llvm::Error error = checkDocker(image, options))
    return error;
  llvm::Expected<AtomicDirectory> directory = AtomicDirectory::create(destination);
  if (!directory)
    return directory.takeError();
  int root = directory->getFD();
  // Before anything is written: a damaged index is an error.
  llvm::Expected<std::string> index = mergeIndex(root, getNamedRoots(image, options));
  if (!index)
    return index.takeError();
  llvm::ErrorOr<FileDescriptor> blobs = mkdirsInRoot(root, "blobs/sha256");
  if (!blobs)
    return makeErrnoError(ExitCode::BuildFailed, "cannot create '" + destination + "/blobs'",
                          blobs.getError().value());
  AddedBlobs added(blobs->get());
  for (const auto &[hex, blob] : collectBlobs(image))
    if (llvm::Error error = added.add(store, hex, blob, options))
      return addContext(std::move(error), "cannot export to '" + destination + "'");
  if (options.dockerManifest)
    if (llvm::Error error = writeFileAt(root, "manifest.json", writeDockerManifest(image, options)))
      return error;
  if (llvm::Error error = writeFileAt(root, "oci-layout", layoutFile))
    return error;
  // Last: whoever reads it finds everything it names.
  if (llvm::Error error = writeFileAt(root, "index.json", *index))
    return error;
  added.keep();
  return directory->commit();
}

} // namespace imgc
